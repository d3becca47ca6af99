//! vCard 2.1, 3.0 and 4.0 in, 4.0 out.
//!
//! Lines are cut here, so that every card has its line in the file, a card without end is seen, and
//! what has no field of its own is kept to the byte.
//!
//! **Invariant:** `rows(write(cards))` gives the same settled cards back.

mod android;
mod decode;
mod lines;
mod params;
mod property;
mod read;
mod write;

pub(super) use decode::decode;
pub use write::write;

use super::read::SourceRow;
use lines::Block;

/// The cards of a text, each with the line of its `BEGIN:VCARD` and, when broken, the reason.
///
/// Of a file with more than `MAX_ROWS` one more than these.
pub(super) fn rows(text: &str) -> Vec<SourceRow> {
    lines::blocks(text).into_iter().map(row).collect()
}

/// Whether a text has more than so many cards; counted without reading them.
pub(super) fn has_more_than(text: &str, most: usize) -> bool {
    lines::has_more_than(text, most)
}

fn row(block: Block) -> SourceRow {
    let card = match block.fault {
        Some(fault) => Err(fault),
        None => read::card(&block.lines),
    };
    let who = if card.is_err() { read::name(&block.lines) } else { String::new() };
    SourceRow { line: block.line, who, card }
}

#[cfg(test)]
mod tests;
