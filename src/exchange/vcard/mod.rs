//! vCard 2.1, 3.0 and 4.0 in, 4.0 out.
//!
//! Lines are cut here, so that every card has its line in the file, a card without end is seen, and
//! what has no field of its own is kept to the byte; calcard reads parameters and old encodings.
//!
//! **Invariant:** `rows(write(cards))` gives the same settled cards back.

mod lines;
mod property;
mod read;
mod write;

pub use write::write;

use super::read::SourceRow;
use lines::Block;

/// The cards of a text, each with the line of its `BEGIN:VCARD` and, when broken, the reason.
pub(super) fn rows(text: &str) -> Vec<SourceRow> {
    let row = |block| match block {
        Block::Card { line, lines } => SourceRow { line, card: read::card(&lines) },
        Block::Broken { line, reason } => SourceRow { line, card: Err(reason) },
    };
    lines::blocks(text).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests;
