//! The door as it is drawn: what is asked, what was typed as points, what was said, the keys.
//!
//! **Invariant:** nothing of the book is on it but the name of its file.

use ratatui::{Frame, layout::Rect};

use super::steps::{Door, Leads, Said, Step};
use crate::{
    domain::safe,
    tui::{
        theme::{Role, Theme},
        widgets::{line::Line, pen::Pen, rule},
    },
};

/// Points drawn for what was typed, at most.
const POINTS: usize = 40;

/// Draws it.
pub(super) fn draw(door: &Door, frame: &mut Frame<'_>, theme: Theme) {
    let area = frame.area();
    frame.buffer_mut().set_style(area, theme.style(Role::Plain));
    let mut pen = Pen::new(frame.buffer_mut(), theme);
    paint(door, &mut pen, area);
    if let Some((x, y)) = pen.cursor.filter(|&(x, y)| x < area.right() && y < area.bottom()) {
        frame.set_cursor_position((x, y));
    }
}

fn paint(door: &Door, pen: &mut Pen<'_>, area: Rect) {
    let indent = if area.width >= 78 { 12 } else { 3 };
    let (x, cells) = (area.x + indent, area.width.saturating_sub(indent + 2).min(60));
    pen.text(area.x + 1, area.y, area.width, "standing", Role::Plain);
    rule::plain(pen, Rect { y: area.y + 1, height: 1, ..area }, None);
    let mut y = area.y + if area.height >= 20 { 4 } else { 2 };
    let mut say = |pen: &mut Pen<'_>, line: &Line, after: u16| {
        for line in line.wrapped(cells) {
            pen.line(x, y, cells, &line);
            y += 1;
        }
        y += after;
        y
    };
    say(pen, &Line::heading(title(door)), 1);
    let mut below = say(pen, &Line::plain(explained(door)), 1);
    if let Step::Written(code) = &door.step {
        below = say(pen, &Line::heading(code.text()), 1);
    }
    if let Step::Copies(copies) = &door.step {
        let room = usize::from(area.height.saturating_sub(below + 6)).max(1);
        for copy in copies.iter().take(room) {
            let name = copy.display().to_string();
            below = say(pen, &Line::plain(safe::one_line(&name)), 0);
        }
        if let Some(more @ 1..) = copies.len().checked_sub(room) {
            below = say(pen, &Line::plain(format!("and {more} more; standing doctor names all")), 0);
        }
        said(door, pen, (x, below + 1, cells));
        return foot(door, pen, area);
    }
    pen.text(x, below, cells, label(&door.step), Role::Heading);
    let from = x + label(&door.step).chars().count() as u16 + 2;
    let shown = if is_shown(&door.step) {
        door.typed.text().to_owned()
    } else {
        "•".repeat(door.typed.letters().min(POINTS))
    };
    let end = pen.text(from, below, area.width.saturating_sub(from), &shown, Role::Plain);
    pen.cursor = Some((end, below));
    said(door, pen, (x, below + 2, cells));
    foot(door, pen, area);
}

/// What is said, in lines of at most `cells` from this place on.
fn said(door: &Door, pen: &mut Pen<'_>, (x, y, cells): (u16, u16, u16)) {
    let (words, role) = match &door.said {
        Some(Said::Working(words)) => ((*words).to_owned(), Role::Muted),
        Some(Said::Refused(words)) => (words.clone(), Role::Alarm),
        None => (String::new(), Role::Plain),
    };
    for (number, line) in Line::role(&words, role).wrapped(cells).iter().enumerate() {
        pen.line(x, y + number as u16, cells, line);
    }
}

/// A code and its first group are copied from paper: seeing them helps more than it tells.
fn is_shown(step: &Step) -> bool {
    matches!(step, Step::Code | Step::Written(_))
}

fn title(door: &Door) -> &'static str {
    match &door.step {
        Step::Passphrase => "This book is locked.",
        Step::Code => "The recovery code opens it when the passphrase is forgotten.",
        Step::New(None) => "A passphrase for your book",
        Step::New(Some(_)) => "The code is right. Now a new passphrase.",
        Step::Again { .. } => "The same once more",
        Step::Written(_) => "Your book is locked. Write this code on paper now.",
        Step::Copies(_) => "Copies from before can still be read by anybody.",
    }
}

fn explained(door: &Door) -> String {
    match &door.step {
        Step::Passphrase => format!("Type the passphrase of {}. It is not shown while you type.", door.book),
        Step::Code => "Type its seven groups from the paper; blanks and dashes do not matter.".to_owned(),
        Step::New(None) => format!(
            "It encrypts {} and its copies: whoever finds the file, or the whole machine, cannot read it. You type it \
             each time you open the desk. Four or five words that do not belong together are good. When it is \
             forgotten, a code that you write on paper in the next step opens the book; without both nobody can.",
            door.book
        ),
        Step::New(Some(_)) => {
            "Four or five words that do not belong together are good. The code on the paper stays.".to_owned()
        }
        Step::Again { .. } => "So that no slip of a finger locks you out.".to_owned(),
        Step::Written(_) => {
            "It opens the book when the passphrase is forgotten, and it is not shown again. Keep the \
                             paper away from this machine."
                .to_owned()
        }
        Step::Copies(_) => {
            "These lie about unlocked. d makes a locked copy of the book and then removes those that this program \
             made itself. Enter leaves them; standing doctor names them again."
                .to_owned()
        }
    }
}

fn label(step: &Step) -> &'static str {
    match step {
        Step::Passphrase => "Passphrase",
        Step::Code => "Recovery code",
        Step::New(_) => "New passphrase",
        Step::Again { .. } => "Once more",
        Step::Written(_) => "Its first group",
        Step::Copies(_) => "",
    }
}

fn foot(door: &Door, pen: &mut Pen<'_>, area: Rect) {
    let hints: &[(&str, &str)] = match (&door.step, door.leads) {
        (Step::Passphrase, _) => &[("Enter", "open"), ("Ctrl-R", "I have forgotten it"), ("Ctrl-C", "leave")],
        (Step::Code, _) => &[("Enter", "go on"), ("Ctrl-R", "passphrase"), ("Ctrl-C", "leave")],
        (Step::New(None), Leads::In) => &[("Enter", "go on"), ("Esc", "not now"), ("Ctrl-C", "leave")],
        (Step::New(_) | Step::Again { .. }, _) => &[("Enter", "go on"), ("Esc", "back"), ("Ctrl-C", "leave")],
        (Step::Copies(_), _) => {
            &[("d", "remove them"), ("Enter", "leave them"), ("Ctrl-C", "leave the program")]
        }
        (Step::Written(_), _) => &[("Enter", "I have written it down"), ("Ctrl-C", "leave")],
    };
    let y = area.bottom().saturating_sub(1);
    rule::plain(pen, Rect { y: y.saturating_sub(1), height: 1, ..area }, None);
    let mut x = area.x + 1;
    for (key, words) in hints {
        x = pen.text(x, y, area.right().saturating_sub(x), key, Role::Key);
        x = pen.text(x + 1, y, area.right().saturating_sub(x + 1), words, Role::Plain) + 3;
    }
}
