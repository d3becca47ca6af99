//! The people of the book as files for other programs.
//!
//! **Invariant:** what an import kept goes out again; sensitivities never do (DECIDED).

use super::vcard;
use crate::{
    acts::{Book, Watch},
    domain::{card::Card, rejection::Rejection},
};

/// What is said of a file written out of a locked book.
pub const NOT_LOCKED: &str = "The book is locked; what was written is not: whoever has it can read it.";

/// What is said whenever a file was made of the book.
pub const LEFT: &str =
    "This has left the book: undo does not reach the file, and only its permissions guard it.";

/// Cards written between two looks at whether to go on.
const AT_ONCE: usize = 100;

/// All persons of the book as vCard 4.0, by id; points not to be used are among them.
pub fn vcards(book: &Book) -> Result<String, Rejection> {
    vcards_watched(book, &Watch::default())
}

/// The same, given up when the one who waits asks for it.
pub fn vcards_watched(book: &Book, watch: &Watch) -> Result<String, Rejection> {
    let cards: Vec<Card> = book.book_persons()?.into_iter().map(|contact| contact.card).collect();
    let mut text = String::new();
    for some in cards.chunks(AT_ONCE) {
        watch.go_on()?;
        text.push_str(&vcard::write(some));
    }
    Ok(text)
}

/// The persons of one relationship as vCard 4.0, in the order they joined it.
pub fn vcards_of(book: &Book, relationship: i64) -> Result<String, Rejection> {
    Ok(vcard::write(&book.cards_of(relationship)?))
}
