//! All tests that look at the program from outside its modules, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod architecture;
mod backups;
mod brief;
mod cli;
mod cli_reference;
mod comfort;
mod demo;
mod documents;
mod duplicates;
mod exchange;
mod faults;
mod hostile;
mod kills;
mod left;
#[cfg(feature = "lock")]
mod lock;
mod measures;
mod meetings;
mod parsers;
mod program;
mod proof;
mod reexamine;
mod requests;
mod review;
mod rules;
mod schema;
mod screens;
mod time;
mod undo;
mod upgrade;
