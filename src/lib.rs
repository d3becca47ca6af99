//! `standing`: the desk of a solo independent financial advisor.
//!
//! The module list is the map of the code; a floor may use the floors above it in this list, never
//! those below. `ARCHITECTURE.md` says why, `tests/it/architecture.rs` fails when a floor is crossed.

// The tests of the desk share a book with those that look from outside.
#[cfg(test)]
extern crate self as standing;

pub mod clock;
pub mod domain;
pub mod trace;

pub mod config;
pub mod store;

pub mod acts;
pub mod exchange;
pub mod letters;

pub mod cli;
pub mod tui;
