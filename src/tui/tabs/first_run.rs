//! The empty book: what the desk is for, the three ways to begin, and the offer of a lock.
//!
//! **Invariant:** every key named here works here.

use ratatui::layout::Rect;

use super::{Loaded, State};
use crate::tui::{
    command::{Availability, Command},
    desk::At,
    effect::Effect,
    theme::Role,
    widgets::{
        footer::Hint,
        hits::What,
        line::Line,
        list::{Item, Keep, Move, Row, Words},
        pen::Pen,
        text,
    },
};

/// The ways to begin: key of the row, words, what to press, a line below.
const WAYS: [(&str, &str, Command, &str); 4] = [
    ("start.add", "Add your first household", Command::Add, "a name is enough"),
    ("start.import", "Import contacts", Command::Import, "CSV or vCard; shown before it is written"),
    ("start.demo", "Look around in a demo book", Command::Demo, "a fictional practice, in a file of its own"),
    ("start.lock", "Lock the book with a passphrase", Command::Lock, "then nobody else can read its file"),
];

const WHAT_FOR: &str = "standing keeps what you agreed with each client, what you promised, and when each must be \
                        looked at again. Every morning it tells you whom to see to first, and why.";

/// Whether the list offers the ways to begin.
#[must_use]
pub fn is_shown(state: &State) -> bool {
    state.list.rows().next().is_some_and(|row| row.key == "start.add")
}

/// What can be done while they are shown.
#[must_use]
pub fn available(command: Command) -> Availability {
    match command {
        Command::Open | Command::Add | Command::AddClient => Availability::Yes,
        _ => Availability::Elsewhere,
    }
}

/// The ways there are: a book that is locked needs no lock.
fn offered(
    at: &At<'_>,
) -> impl Iterator<Item = &'static (&'static str, &'static str, Command, &'static str)> {
    let is_locked = at.book.is_locked();
    WAYS.iter().filter(move |(_, _, command, _)| !is_locked || *command != Command::Lock)
}

/// Puts the ways to begin into the list of a tab.
pub fn load(state: &mut State, at: &At<'_>) {
    let row = |(key, words, ..): &(&str, &str, Command, &str)| {
        Item::from(Row {
            key: (*key).into(),
            words: Words { name: (*words).into(), cells: vec![Line::plain(*words)], ..Words::default() }
                .into(),
            ..Row::default()
        })
    };
    state.views.clear();
    state.view = 0;
    let was_shown = is_shown(state);
    state.look(None);
    state.load(Loaded { items: offered(at).map(row).collect(), ..Loaded::default() }, Keep::Nothing);
    if !was_shown {
        state.list.go(Move::Top);
    }
}

/// Does what the focused row says.
#[must_use]
pub fn open(state: &State) -> Vec<Effect> {
    match state.list.row().map(|row| row.key.as_str()) {
        Some("start.add") => vec![Effect::Run(Command::AddClient)],
        Some("start.import") => vec![Effect::Run(Command::Import)],
        Some("start.demo") => vec![Effect::Run(Command::Demo)],
        Some("start.lock") => vec![Effect::Run(Command::Lock)],
        _ => Vec::new(),
    }
}

/// What can be pressed.
#[must_use]
pub fn hints() -> Vec<Hint> {
    vec![
        Hint::new("Enter", "choose"),
        Hint::new("j k", "move"),
        Hint::new("a", "add"),
        Hint::new("q", "quit"),
    ]
}

/// Draws the whole body.
pub fn draw(state: &State, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
    let indent = if area.width >= 78 { 12 } else { 3 };
    let x = area.x + indent;
    let cells = area.width.saturating_sub(indent + 2).min(57);
    let focused = state.list.row().map(|row| row.key.as_str());
    let bottom = area.bottom();
    let mut y = area.y + if area.height >= 20 { 2 } else { 0 };
    let say = |pen: &mut Pen<'_>, y: &mut u16, line: &Line, cells: u16| {
        for line in line.wrapped(cells) {
            if *y < bottom {
                pen.line(x, *y, cells, &line);
            }
            *y += 1;
        }
    };
    say(pen, &mut y, &Line::heading("Your book is empty."), cells);
    if area.height >= 14 {
        y += 1;
        say(pen, &mut y, &Line::plain(WHAT_FOR), cells);
        y += 1;
    }
    for (number, &(key, words, command, below)) in offered(at).enumerate() {
        let tall = if area.height >= 12 { 2 } else { 1 };
        pen.hits.note(Rect { x: x - 1, y, width: cells.min(50) + 1, height: tall }, What::Item(number));
        let press = &command.way();
        if y < bottom {
            pen.text(x + 1, y, cells, words, Role::Plain);
            let key_x = x + cells.min(49).saturating_sub(text::width(press)).max(text::width(words) + 3);
            pen.text(key_x, y, text::width(press), press, Role::Key);
            if focused == Some(key) {
                pen.text(x - 1, y, 1, "▸", Role::Plain);
                pen.wash(Rect { x: x - 1, y, width: cells.min(50) + 1, height: 1 }, Role::Focus);
            }
        }
        y += 1;
        if area.height >= 12 {
            say(pen, &mut y, &Line::plain(" ").with(below, Role::Muted), cells);
        }
    }
    if area.height >= 16 {
        y += 1;
        let undo = Command::Undo.way();
        say(
            pen,
            &mut y,
            &Line::plain(format!("Everything you type is kept, and {undo} takes any step back.")),
            cells,
        );
        if let Some(path) = at.book.path_said() {
            let words = format!("Your book: {path}, private to you.");
            say(pen, &mut y, &Line::muted(words), area.width.saturating_sub(indent + 2));
        }
    }
}
