//! The people of the book as files for other programs.
//!
//! **Invariant:** what an import kept goes out again; sensitivities never do (DECIDED).

use super::{calendar, vcard};
use crate::{
    acts::{Book, Watch, left::Leaving},
    domain::{
        card::Card,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
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

/// The whole book, as what leaves it.
pub fn leaving_whole(book: &Book) -> Result<Leaving, Rejection> {
    Ok(Leaving::of("the whole book as JSON", book.clients_in_all(&[Kind::Relationship])?)
        .with_others(usize::from(!book.is_empty()?)))
}

/// All contacts, as what leaves the book.
pub fn leaving_contacts(book: &Book) -> Result<Leaving, Rejection> {
    Ok(Leaving::of("contacts as vCard 4.0", book.clients_in_all(&[Kind::Person])?)
        .with_others(usize::from(!book.is_empty()?)))
}

/// What is due, as what leaves the book.
pub fn leaving_due(book: &Book) -> Result<Leaving, Rejection> {
    Ok(Leaving::of("what is due, as a calendar", calendar::whose(book)?))
}

/// Tables of all records of these types, as what leaves the book.
pub fn leaving_tables(book: &Book, kinds: &[Kind], records: usize) -> Result<Leaving, Rejection> {
    let what = match kinds {
        [kind] => format!("table of {}", kind.spec().plural),
        many => format!("{} tables", many.len()),
    };
    let hangs = kinds.iter().any(|kind| kind.spec().owner.is_some());
    Ok(Leaving::of(what, book.clients_in_all(kinds)?).with_others(if hangs { records } else { 0 }))
}

/// A table of these records of one type, as what leaves the book.
pub fn leaving_rows(book: &Book, records: &[RecordId]) -> Result<Leaving, Rejection> {
    let kind = records.first().map(|first| first.kind);
    let what = kind.map_or("table", |kind| kind.spec().plural);
    let (what, whose) = (format!("table of {what}"), book.clients_in(records)?);
    Ok(match whose.first() {
        Some(only) if whose.len() == 1 => Leaving::about(RecordId::new(Kind::Relationship, *only), what),
        _ => {
            let hangs = kind.is_some_and(|kind| kind.spec().owner.is_some());
            Leaving::of(what, whose).with_others(if hangs { records.len() } else { 0 })
        }
    })
}
