//! The book from outside: what is true of the whole program, on a real book.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

mod exchange;
