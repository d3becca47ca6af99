//! Import: what a file of contacts would do, row by row; nothing is written before Ctrl-S.
//!
//! **Invariant:** the counts add up to the rows read, and only what is ticked is taken in.

mod prompt;

use std::collections::BTreeSet;

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

pub use prompt::ask;

use super::{Layer, Pressed, Shape, find::grouped};
use crate::{
    domain::card::{Answer, HouseholdChoice},
    exchange::{
        import::Incoming,
        preview::{Outcome, PreviewRow},
    },
    tui::{
        command::{Scope, chord},
        desk::At,
        effect::Effect,
        frame,
        tabs::View,
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, Keys, List, Move, Row},
            pen::Pen,
            table::{Layout, numbers, words},
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 90,
        columns: &[
            numbers(0, "line", 5),
            words(1, "who", 20),
            words(2, "field", 11),
            words(3, "in the book", 25),
            words(4, "in the file", 0),
            words(5, "", 4),
        ],
    },
    Layout {
        from: 60,
        columns: &[
            numbers(0, "line", 5),
            words(1, "who", 22),
            words(2, "field", 9),
            words(3, "in the book", 14),
            words(4, "in the file", 0),
            words(5, "", 4),
        ],
    },
    Layout { from: 0, columns: &[words(1, "who", 12), words(4, "in the file", 0), words(5, "", 4)] },
];

/// The preview.
#[derive(Debug)]
pub struct Import {
    incoming: Incoming,
    /// Lines of new people that are left out.
    left: BTreeSet<usize>,
    views: Vec<View>,
    view: usize,
    list: List,
}

/// The views in their order, with what they show.
fn group(row: &PreviewRow) -> &'static str {
    match row.outcome {
        Outcome::New { .. } => "new",
        Outcome::Changed { .. } => "changed",
        Outcome::Same { .. } | Outcome::DuplicateInFile { .. } => "same",
        Outcome::Rejected { .. } => "rejected",
    }
}

impl Import {
    /// A preview to decide on.
    #[must_use]
    pub fn new(incoming: Incoming, at: &At<'_>) -> Self {
        let counts = incoming.preview.counts;
        let view = |id, name: &str, count: usize| View::new(id, name, u64::try_from(count).ok());
        let views = vec![
            view("all", "All", counts.read),
            view("new", "New", counts.new),
            view("changed", "Changed", counts.changed),
            view("same", "Same", counts.same),
            view("rejected", "Rejected", counts.rejected),
        ];
        let mut layer = Self { incoming, left: BTreeSet::new(), views, view: 0, list: List::new(LAYOUTS) };
        layer.refresh(at);
        layer
    }

    fn refresh(&mut self, at: &At<'_>) {
        let view = self.views.get(self.view).map_or("all", |view| view.id);
        let counts = self.incoming.preview.counts;
        let mut items = Vec::new();
        let groups = [
            ("changed", "Changed", counts.changed, "a ticked field takes the file"),
            ("new", "New", counts.new, "a ticked person is taken in"),
            ("same", "Same", counts.same, "nothing to do"),
            ("rejected", "Rejected", counts.rejected, "they stay in the file"),
        ];
        for (id, name, count, words) in groups {
            if count == 0 || (view != "all" && view != id) {
                continue;
            }
            if !items.is_empty() {
                items.push(Item::Gap);
            }
            let count = u64::try_from(count).unwrap_or(0);
            let rows = if count == 1 { "row" } else { "rows" };
            let head = Line::heading(name).with(format!("  {} {rows}; {words}", grouped(count)), Role::Plain);
            items.push(Item::Heading(head));
            // In the whole view the rows with nothing to do are only counted.
            if view == "all" && id == "same" {
                continue;
            }
            for row in self.incoming.preview.rows.iter().filter(|row| group(row) == id) {
                self.rows_of(row, at, &mut items);
            }
        }
        self.list.refresh(items, Keep::Nothing);
    }

    fn rows_of(&self, row: &PreviewRow, at: &At<'_>, items: &mut Vec<Item>) {
        let line = row.line.to_string();
        let tick = |taken: bool| if taken { "[x]" } else { "[ ]" };
        let item = |key: String, cells: [String; 6]| {
            Item::Row(Row {
                key,
                name: row.who.clone(),
                cells: cells.iter().map(|cell| Line::signed(cell)).collect(),
                ..Row::default()
            })
        };
        match &row.outcome {
            Outcome::Changed { changes, .. } => {
                for (number, change) in changes.iter().enumerate() {
                    let (line, who) = if number == 0 {
                        (line.clone(), row.who.clone())
                    } else {
                        (String::new(), String::new())
                    };
                    let tick = tick(change.answer == Answer::Take).to_owned();
                    let (before, after) = (first_line(&change.before), first_line(&change.after));
                    let cells = [line, who, change.label.clone(), before, after, tick];
                    items.push(item(format!("{}:{number}", row.line), cells));
                }
            }
            Outcome::New { household, possible_duplicate, card } => {
                let place = match household {
                    HouseholdChoice::Own => String::new(),
                    HouseholdChoice::WithLine(with) => format!("one household with line {with}, by address"),
                    HouseholdChoice::Existing(id) => {
                        format!("joins {}", at.book.short_name(*id).unwrap_or_default())
                    }
                };
                let remark = match possible_duplicate {
                    Some(twin) => format!("! like {}: {}", twin.name, twin.reason),
                    None if place.is_empty() && card.points.is_empty() => {
                        "no e-mail, no telephone".to_owned()
                    }
                    None => place,
                };
                let tick = tick(!self.left.contains(&row.line)).to_owned();
                items.push(item(
                    line.clone(),
                    [line, row.who.clone(), String::new(), String::new(), remark, tick],
                ));
            }
            Outcome::Same { .. } => items.push(item(
                line.clone(),
                [line, row.who.clone(), String::new(), "the same".into(), String::new(), String::new()],
            )),
            Outcome::DuplicateInFile { of_line } => items.push(item(
                line.clone(),
                [
                    line,
                    row.who.clone(),
                    String::new(),
                    format!("as line {of_line}"),
                    String::new(),
                    String::new(),
                ],
            )),
            Outcome::Rejected { reason } => {
                let who = if row.who.is_empty() { "no name".to_owned() } else { row.who.clone() };
                let said = format!("✗ {}", first_line(reason));
                items
                    .push(item(line.clone(), [line, who, String::new(), String::new(), said, String::new()]));
            }
        }
    }

    /// How many rows would be written.
    fn taken(&self) -> usize {
        let taken = |row: &&PreviewRow| match &row.outcome {
            Outcome::New { .. } => !self.left.contains(&row.line),
            Outcome::Changed { changes, .. } => changes.iter().any(|change| change.answer == Answer::Take),
            _ => false,
        };
        self.incoming.preview.rows.iter().filter(taken).count()
    }

    /// Takes or leaves the row or field under the cursor.
    fn tick(&mut self, at: &At<'_>) -> Pressed {
        let Some(key) = self.list.row().map(|row| row.key.clone()) else { return Pressed::taken() };
        let (line, field) = key.split_once(':').unwrap_or((key.as_str(), ""));
        let Ok(line) = line.parse::<usize>() else { return Pressed::taken() };
        let found = self.incoming.preview.rows.iter_mut().find(|row| row.line == line);
        match found.map(|row| &mut row.outcome) {
            Some(Outcome::New { .. }) => {
                if !self.left.remove(&line) {
                    self.left.insert(line);
                }
            }
            Some(Outcome::Changed { changes, .. }) => {
                let change = field.parse::<usize>().ok().and_then(|number| changes.get_mut(number));
                if let Some(change) = change {
                    change.answer = if change.answer == Answer::Take { Answer::Leave } else { Answer::Take };
                }
            }
            _ => return Pressed::Taken(Effect::say("Nothing is to be taken of this row")),
        }
        self.refresh(at);
        self.list.go(Move::By(1));
        Pressed::taken()
    }

    fn turn(&mut self, by: usize, at: &At<'_>) -> Pressed {
        self.view = (self.view + by) % self.views.len().max(1);
        self.refresh(at);
        self.list.go(Move::Top);
        Pressed::taken()
    }

    fn save(&self) -> Pressed {
        match self.incoming.action(|row| !self.left.contains(&row.line)) {
            Some(action) => Pressed::Taken(Effect::save(action)),
            None => Pressed::Taken(Effect::warn("Nothing is ticked, so nothing is imported. Esc leaves.")),
        }
    }

    /// Whether the counts add up, said as a sum.
    fn sum(&self) -> String {
        let counts = self.incoming.preview.counts;
        let (new, changed, same, rejected) = (counts.new, counts.changed, counts.same, counts.rejected);
        format!("{new} + {changed} + {same} + {rejected} = {} rows read", counts.read)
    }
}

fn first_line(text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    if lines.next().is_some() { format!("{first} …") } else { first.to_owned() }
}

impl Layer for Import {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let preview = &self.incoming.preview;
        let what = format!("   {}, {}, {}", self.incoming.source, preview.format, preview.encoding);
        (Line::heading("Import").with(what, Role::Plain), Line::plain("nothing is written yet"))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        if chord::name(key) == "Ctrl-S" {
            return self.save();
        }
        if let Some(to) = Move::of_key(key) {
            self.list.go(to);
            return Pressed::taken();
        }
        let views = self.views.len().max(1);
        match key.code {
            KeyCode::Char('>') | KeyCode::Tab => self.turn(1, at),
            KeyCode::Char('<') | KeyCode::BackTab => self.turn(views - 1, at),
            KeyCode::Char(' ') => self.tick(at),
            KeyCode::Esc | KeyCode::Char('q' | 'h') => {
                Pressed::Taken(vec![Effect::Close, Effect::Say("Nothing was imported".into())])
            }
            _ => Pressed::Passed,
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        frame::views(pen, Rect { height: 2, ..area }, &self.views, self.view);
        if area.width >= 90 {
            let sum = Line::plain(self.sum());
            pen.line_right(area.right().saturating_sub(1), area.y, area.width / 2, &sum);
        }
        let list = Rect { y: area.y + 2, height: area.height.saturating_sub(4), ..area };
        if self.list.is_empty() {
            pen.line(
                area.x + 2,
                list.y,
                area.width.saturating_sub(3),
                &Line::plain("Nothing of this sort. < and > show the others."),
            );
        } else {
            self.list.draw(pen, list, Keys::Here);
        }
        let open =
            |row: &&PreviewRow| matches!(&row.outcome, Outcome::New { possible_duplicate: Some(_), .. });
        let open = self.incoming.preview.rows.iter().filter(open).count();
        let mut said = "One step: u takes the whole import back.".to_owned();
        if open > 0 {
            said = format!("{said}  {open} like somebody known: unanswered, both are kept.");
        }
        let below = self.list.below();
        if below > 0 {
            said = format!("{said}  {below} more below.");
        }
        pen.line(
            area.x + 1,
            area.bottom().saturating_sub(1),
            area.width.saturating_sub(2),
            &Line::plain(said),
        );
    }

    fn hints(&self) -> Vec<Hint> {
        vec![
            Hint::new("Ctrl-S", format!("import {}", self.taken())),
            Hint::new("Space", "take or leave"),
            Hint::new("< >", "views"),
        ]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "import nothing"), Hint::new("?", "help")]
    }

    fn wheel(&mut self, lines: i32) {
        self.list.go(Move::By(lines));
    }
}
