//! The store: the only folder that says SQL.
//!
//! **Invariant:** a record is written only inside an op (`Store::act`); the journal's triggers refuse
//! anything else.

pub mod agreements;
pub mod backup;
pub mod clients;
mod connect;
mod damage;
mod duplicates;
mod erased;
pub mod files;
mod foreign;
pub mod gaps;
pub mod history;
mod hours;
mod journal;
mod kept;
mod left;
mod leftovers;
pub mod lock;
mod look_over;
mod many;
pub mod measured;
mod migrate;
mod open;
pub mod practice;
mod promises;
mod purge;
pub mod queue;
mod reading;
mod ready;
mod restore;
mod rows;
pub mod salvage;
mod search;
mod slips;
#[cfg(test)]
mod testing;
mod trouble;
mod undo;
mod verify;
mod whole;

pub use backup::Must;
pub use damage::{BroughtBack, Condition, Difference, is_of_the_file};
pub use files::{Prepared, Replace, export_directory, prepare, write_whole};
pub use history::{ChangeRow, OpQuery, OpRow};
pub use journal::{OpMeta, Tx};
pub use kept::{KeptFile, hex, sha256};
pub use leftovers::{Room, room, sweep};
pub(crate) use look_over::is_marked;
pub use look_over::{STILL_WRITTEN, mark_file};
pub(crate) use many::MANY;
pub use open::Store;
pub use practice::Tier;
pub use purge::{Erased, Purged};
pub use reading::Access;
pub use restore::put_in_place;
pub use rows::Db;
pub use search::Hit;
pub use slips::Slip;
pub(crate) use trouble::is_damage;
pub use undo::{Step, Taken, Ways};
pub use verify::Verdict;
