//! The tests that run the program from outside.

mod cli;
mod cli_reference;
