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

/// How many lines of a frame have something reversed.
pub(crate) fn reversed(buffer: &Buffer) -> usize {
    let is_reversed = |x: u16, y: u16| buffer[(x, y)].modifier.contains(ratatui::style::Modifier::REVERSED);
    (0..buffer.area.height).filter(|y| (0..buffer.area.width).any(|x| is_reversed(x, *y))).count()
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

/// A desk over a book on the demo's day, with the real tabs.
pub(crate) fn desk(book: crate::acts::Book) -> super::app::App {
    let clock = book.clock().clone();
    super::app::App::new(book, clock, super::tabs::all(), super::theme::Theme::default())
}

/// Draws the desk at a size.
pub(crate) fn drawn(app: &mut super::app::App, width: u16, height: u16) -> Vec<String> {
    let mut terminal =
        ratatui::Terminal::new(ratatui::backend::TestBackend::new(width, height)).expect("a terminal");
    terminal.draw(|frame| app.draw(frame)).expect("a frame");
    lines(terminal.backend().buffer())
}

/// Presses keys by name, separated by blanks.
pub(crate) fn press(app: &mut super::app::App, keys: &str) {
    for name in keys.split(' ') {
        app.handle(super::msg::Msg::Key(super::command::chord::key(name).expect("a key")));
    }
}

/// Types a text letter by letter.
pub(crate) fn typed(app: &mut super::app::App, text: &str) {
    for letter in text.chars() {
        let name = if letter == ' ' { "Space".to_owned() } else { letter.to_string() };
        press(app, &name);
    }
}

/// A small practice: three households with tiers and heads, promises, tasks and a request.
pub(crate) fn practice() -> crate::acts::Book {
    use crate::domain::{
        action::{Action, NewMember},
        record::{Fields, Kind},
    };
    let mut book = book();
    for (name, tier, head) in [
        ("Hartley household", "A", "Ann Hartley"),
        ("Tanaka 田中 household", "B", "裕子 Tanaka"),
        ("👩‍👩‍👧 Ruiz household", "C", "Lucía Ruiz"),
    ] {
        let member = NewMember {
            fields: Fields::new().with("name", head).with("given", head.split(' ').next().unwrap_or("")),
            role: "head".into(),
            phone: Some("503 555 0142".into()),
            email: None,
        };
        let fields = Fields::new().with("name", name).with("kind", "client").with("tier", tier);
        book.execute(&Action::AddHousehold { fields, members: vec![member], tags: vec!["golf".into()] })
            .expect("added");
    }
    for (title, whose, kind, due) in [
        ("Roth conversion figures", 1, "promise", Some("2026-11-19")),
        ("Letter on the yen account", 2, "promise", Some("2026-11-23")),
        ("Send the transfer form", 3, "task", Some("2026-11-20")),
        ("529 plan for Lucía", 3, "request", None),
    ] {
        let mut fields = Fields::new()
            .with("title", title)
            .with("relationship_id", whose)
            .with("kind", kind)
            .with("asked_on", "2026-11-12")
            .with("effort_minutes", 20);
        if let Some(due) = due {
            fields.set("due", due);
        }
        book.execute(&Action::Add { kind: Kind::FollowUp, fields }).expect("added");
    }
    book
}
