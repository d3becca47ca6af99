//! The hand that writes the documents of the demo.
//!
//! **Invariant:** they are made from the same templates and by the same way as any other.

use super::compose::{Form, Manuscript, Wanted, draft};
use crate::{
    acts::{
        Book,
        demo::{Ordered, Print},
    },
    domain::{action::Made, rejection::Rejection},
};

/// Writes a document the demo asks for; its pages are kept in the book where they are wanted.
pub fn scribe(book: &Book, ordered: &Ordered) -> Result<Made, Rejection> {
    let wanted =
        Wanted { template: ordered.template.clone(), given: ordered.given.clone(), ..Wanted::default() };
    let draft = draft(book, ordered.of.id, &wanted)?;
    let mut made = draft.made();
    if ordered.print == Print::Pages {
        let manuscript = Manuscript::new(book, (&draft.title, &draft.template.language, &draft.text))?;
        let pages = book.keep_file(Form::Pdf.media(), &manuscript.render(Form::Pdf)?)?;
        made.renderings.push((Form::Pdf.ending().to_owned(), pages));
    }
    Ok(made)
}
