//! All tests that look at the program from outside its modules, in one binary.

mod cli;
mod cli_reference;
mod demo;
mod exchange;
