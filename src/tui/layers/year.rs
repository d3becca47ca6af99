//! What was done for a client this year, on one page.
//!
//! **Invariant:** it shows the read model as it is; nothing is derived here.

use super::{brief::gone, reader::Reader};
use crate::{
    domain::{record::RecordId, rejection::Rejection},
    tui::{
        command::Command,
        desk::At,
        tabs::Focus,
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

/// Cells of a day.
const WHEN: u16 = 8;

/// The year of a relationship.
pub(super) fn year(client: RecordId, row: Option<&Focus>, at: &At<'_>) -> Result<Reader, Rejection> {
    Reader::new(client, row, page, at)
}

fn page(client: RecordId, _row: Option<&Focus>, at: &At<'_>) -> Result<Page, Rejection> {
    let year = at.book.year(client.id, None)?.ok_or_else(gone)?;
    let title = Line::heading(format!("{}", year.year)).with(format!("   {}", year.name), Role::Plain);
    let mut page = Page::new(title, Line::plain(year.figures.join(", "))).gap();
    for part in &year.parts {
        page = page.counted(part.name, &part.all.to_string());
        for told in &part.lines {
            let when = text::pad(&told.when(), WHEN);
            page.push(Line::plain(when).with(&told.text, Role::Plain).hanging(WHEN));
        }
        let more = part.all.saturating_sub(part.lines.len());
        if more > 0 {
            page.push(Line::muted(format!("and {more} more; {} tells all", Command::GoTimeline.way())));
        }
        page.push(Line::empty());
    }
    if year.parts.is_empty() {
        page.push(format!(
            "Nothing is recorded this year yet. Press {} to log a contact.",
            Command::Log.way()
        ));
    }
    Ok(page)
}
