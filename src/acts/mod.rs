//! The acts: every change of the book (`Book::execute`) and every question asked of it (read models).
//!
//! **Invariant:** nobody above this floor sees the store.

mod book;
pub mod demo;
mod execute;
pub mod name;

pub use crate::store::{Hit, Replace, Slip, Step, Taken, Verdict, write_whole};
pub use book::Book;
