//! Documents made from the book, as text that leaves it.
//!
//! **Invariant:** nothing here reads the book or writes a file; what the advisor wrote cannot change the form
//! of a document.

pub mod brief;
pub mod markdown;
