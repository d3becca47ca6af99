//! Documents made from the book, as text, pages and drafts that leave it.
//!
//! **Invariant:** nothing here changes the book or writes a file; what the advisor wrote cannot change the form
//! of a document.

pub mod blocks;
pub mod brief;
pub mod compose;
pub mod eml;
pub mod html;
pub mod markdown;
pub mod pdf;
mod scribe;
pub mod template;
pub mod templates;
mod words;

pub use scribe::scribe;
