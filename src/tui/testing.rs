//! Frames as text, for tests.

use ratatui::buffer::Buffer;

/// The lines of a frame as one reads them; the second cell of a wide character is not repeated.
pub(crate) fn lines(buffer: &Buffer) -> Vec<String> {
    let mut out = Vec::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buffer.area.left()..buffer.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = super::widgets::text::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        out.push(line);
    }
    out
}

/// A book in memory on the demo's day.
pub(crate) fn book() -> crate::acts::Book {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
    crate::acts::Book::memory(crate::clock::Clock::fixed(day)).expect("a book in memory")
}

/// An action that can be told apart by its text: a task of that title.
pub(crate) fn task(title: &str) -> crate::domain::action::Action {
    crate::domain::action::Action::Add {
        kind: crate::domain::record::Kind::FollowUp,
        fields: crate::domain::record::Fields::new().with("title", title),
    }
}

/// The titles of the tasks in the book.
pub(crate) fn titles(book: &crate::acts::Book) -> Vec<String> {
    let rows = book.rows(crate::domain::record::Kind::FollowUp, &[]).expect("rows");
    rows.iter().map(|row| row.str("title").to_owned()).collect()
}
