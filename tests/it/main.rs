//! The book from outside: what is true of the whole program, on a real book.

mod exchange;
