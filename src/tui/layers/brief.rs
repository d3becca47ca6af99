//! The brief: one page to read before a call or meeting; and the timeline, all of it.
//!
//! **Invariant:** it shows the read model as it is; nothing is derived here.

use super::reader::Reader;
use crate::{
    acts::{
        brief::{BriefCell, BriefLine, Section, Under},
        dossier::Dossier,
    },
    domain::{
        cadence::State,
        day,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::At,
        tabs::{Focus, dossier_page::sign},
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

/// Cells of a label, with the margin before it.
const LABEL: u16 = 12;
/// The widest column.
const WIDEST: u16 = 34;
/// The column up to which wrapped words stand under the last cell; beyond it they stand under the first.
const HANG: u16 = 46;

/// The brief of a relationship.
pub fn brief(client: RecordId, row: Option<&Focus>, at: &At<'_>) -> Result<Reader, Rejection> {
    Reader::new(client, row, brief_page, at)
}

fn brief_page(client: RecordId, row: Option<&Focus>, at: &At<'_>) -> Result<Page, Rejection> {
    let meeting = row.and_then(|row| row.records.iter().find(|record| record.kind == Kind::Meeting).copied());
    let brief = at.book.brief(client.id, meeting)?.ok_or_else(gone)?;
    let tier = brief.tier.as_ref().map(|tier| format!(", tier {tier}")).unwrap_or_default();
    let title = Line::heading("Brief").with(format!("   {}{tier}", brief.name), Role::Plain);
    let mut page = Page::new(title, Line::plain(day::long(brief.day))).gap();
    for part in &brief.sections {
        section(&mut page, part);
    }
    Ok(page)
}

/// Everything that happened with a relationship, newest first.
pub fn timeline(client: RecordId, row: Option<&Focus>, at: &At<'_>) -> Result<Reader, Rejection> {
    Reader::new(client, row, timeline_page, at)
}

fn timeline_page(client: RecordId, _row: Option<&Focus>, at: &At<'_>) -> Result<Page, Rejection> {
    let dossier = read(client, at)?;
    let (moments, of) = at.book.timeline(client.id, 2000)?;
    let title =
        Line::heading("Timeline").with(format!("   {}", dossier.relationship.str("name")), Role::Plain);
    let mut page = Page::new(title, Line::plain(format!("{} of {of}", moments.len()))).gap();
    let mut year = None;
    for moment in &moments {
        let now = moment.day.format("%Y").to_string();
        if year.as_ref() != Some(&now) {
            page = page.heading(&now);
            year = Some(now);
        }
        let when = text::pad(&moment.day.format("%-d %b").to_string(), 8);
        let what = column(&moment.what, 13);
        let role = if moment.quiet { Role::Muted } else { Role::Plain };
        page.push(Line::plain(when).with(what, role).with(&moment.text, role).hanging(21));
    }
    if moments.is_empty() {
        page.push(format!("Nothing is recorded yet. Press {} to log a contact.", Command::Log.way()));
    }
    Ok(page)
}

fn read(client: RecordId, at: &At<'_>) -> Result<Dossier, Rejection> {
    at.book.dossier(client.id)?.ok_or_else(gone)
}

/// What is said of a client whom another desk has deleted.
pub(super) fn gone() -> Rejection {
    Rejection::rule(format!(
        "This client is gone from the book. Press {} to read it again.",
        Command::Redraw.way()
    ))
}

/// A label, its lines beside it with cells under each other, and air below.
fn section(page: &mut Page, part: &Section) {
    let widths = [Under::Heading, Under::Line].map(|under| widths(&part.lines, under));
    for (number, line) in part.lines.iter().enumerate() {
        let head = text::pad(if number == 0 { part.name } else { "" }, LABEL);
        let mut whole = Line::heading(format!("  {head} "));
        let [heading, below] = &widths;
        let (widths, indent) = if line.under == Under::Line { (below, 2) } else { (heading, 0) };
        whole.push(" ".repeat(indent), Role::Plain);
        let last = line.cells.len().saturating_sub(1);
        let mut hang = whole.width();
        for (column, cell) in line.cells.iter().enumerate() {
            if column == last && whole.width() <= HANG {
                hang = whole.width();
            }
            let wide = widths.get(column).copied().unwrap_or(0);
            put(&mut whole, cell, if column == last { 0 } else { wide });
            whole.push(if column == last { "" } else { "  " }, Role::Plain);
        }
        page.push(whole.hanging(hang));
    }
    page.push(Line::empty());
}

/// The widths of the columns; a longer cell pushes what follows on its own line only.
fn widths(lines: &[BriefLine], under: Under) -> Vec<u16> {
    let lines: Vec<&BriefLine> = lines.iter().filter(|line| line.under == under).collect();
    let most = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.cells.get(column));
        let signs = |cell: &BriefCell| if cell.state.is_some() { 2 } else { 0 };
        cells.map(|cell| text::width(&cell.text) + signs(cell)).filter(|wide| *wide <= WIDEST).max()
    };
    (0..most).map(|column| width(column).unwrap_or(0)).collect()
}

/// Adds a cell, its sign in its colour, filled up to `wide`.
fn put(line: &mut Line, cell: &BriefCell, wide: u16) {
    let before = line.width();
    match cell.state {
        Some(State::Broken) => line.push(format!("{} {}", sign(State::Broken), cell.text), Role::Alarm),
        Some(state) => {
            let role = if state == State::Good { Role::Good } else { Role::Due };
            line.push(sign(state), if state == State::Unknown { Role::Plain } else { role });
            line.push(format!(" {}", cell.text), Role::Plain);
        }
        None => line.push(cell.text.as_str(), Role::Plain),
    }
    let used = line.width().saturating_sub(before);
    line.push(" ".repeat(usize::from(wide.saturating_sub(used))), Role::Plain);
}

/// A text with air after it up to a column; a longer one stays whole and pushes what follows.
fn column(words: &str, cells: u16) -> String {
    text::pad(words, text::width(words).max(cells))
}

#[cfg(test)]
mod tests {
    use crate::tui::testing::{desk, drawn, practice, press};

    #[test]
    fn the_footer_says_how_to_scroll_at_80_columns() {
        let mut app = desk(practice());
        drawn(&mut app, 80, 24);
        press(&mut app, "1 b");
        let footer = drawn(&mut app, 80, 24).pop().unwrap_or_default();
        assert!(footer.contains("j k scroll") && footer.contains("c g re-examine"), "{footer}");
    }
}
