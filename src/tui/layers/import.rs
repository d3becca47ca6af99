//! Import: what a file of contacts would do, row by row; nothing is written before Ctrl-S.
//!
//! **Invariant:** the counts add up to the rows read, and only what is ticked is taken in.

mod answers;
mod page;
mod prompt;
mod rows;
mod twins;

use std::collections::{BTreeMap, BTreeSet};

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

pub use prompt::ask;
pub(in crate::tui) use prompt::path_of;

use super::{
    Kept, Layer, Pressed, Shape,
    find::grouped,
    lists::{self, Listed},
};
use crate::{
    domain::card::Answer,
    exchange::{
        import::{Incoming, LEFT_OUT},
        preview::{Outcome, PreviewRow},
    },
    tui::{
        command::{Command, Scope},
        desk::At,
        effect::Effect,
        frame,
        tabs::View,
        theme::Role,
        widgets::{
            footer::Hint,
            hits::Pointed,
            line::Line,
            list::{Item, Keep, List, Move},
            pen::Pen,
            text::wrap,
        },
    },
};

/// Of the notes on the whole file so many lines stand above its rows.
const NOTES: usize = 4;
/// What is said beside the note on sensitive numbers, which the desk leaves out.
const ELSEWHERE: &str =
    " Their last four signs come in on the command line: standing import, which says how.";

/// The preview.
#[derive(Debug)]
pub struct Import {
    incoming: Incoming,
    /// Lines of new people that are left out.
    left: BTreeSet<usize>,
    /// Lines that were said to be somebody known, as they were before.
    decided: BTreeMap<usize, Outcome>,
    views: Vec<View>,
    view: usize,
    list: List,
    /// The row that is opened, when one is.
    page: Option<page::Page>,
    /// The cells the list was last built for; 0 when it is to be built anew.
    width: u16,
}

/// The views in their order, with what they show.
fn group(row: &PreviewRow) -> &'static str {
    match row.outcome {
        Outcome::New { .. } => "new",
        Outcome::Changed { .. } | Outcome::Joined { .. } => "changed",
        Outcome::Same { .. } | Outcome::DuplicateInFile { .. } => "same",
        Outcome::Rejected { .. } => "rejected",
    }
}

impl Import {
    /// A preview to decide on.
    #[must_use]
    pub fn new(incoming: Incoming, at: &At<'_>) -> Self {
        let views = twins::views(&incoming);
        let list = List::new(rows::LAYOUTS);
        let (left, decided) = (BTreeSet::new(), BTreeMap::new());
        let mut layer = Self { incoming, left, decided, views, view: 0, list, page: None, width: 80 };
        layer.refresh(at);
        layer
    }

    fn refresh(&mut self, at: &At<'_>) {
        self.refresh_page(at);
        let view = self.views.get(self.view).map_or("all", |view| view.id);
        let counts = self.incoming.preview.counts;
        if view == "notes" {
            self.list.set_layouts(rows::LINES);
            return self.list.refresh(rows::of_notes(&self.notes()), Keep::Nothing);
        }
        self.list.set_layouts(rows::LAYOUTS);
        let mut items = if view == "all" { self.first_notes() } else { Vec::new() };
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
                rows::of(row, !self.left.contains(&row.line), at, &mut items);
            }
        }
        self.list.refresh(items, Keep::Nothing);
    }

    /// What is to be known of the whole file, in lines that fit.
    fn notes(&self) -> Vec<String> {
        let more = |note: &str| if note.starts_with(LEFT_OUT) { ELSEWHERE } else { "" };
        let notes = self.incoming.preview.notes.iter().map(|note| format!("{note}{}", more(note)));
        notes.flat_map(|note| wrap(&note, self.width.saturating_sub(5))).collect()
    }

    /// The beginning of it, above the rows.
    fn first_notes(&self) -> Vec<Item> {
        let notes = self.notes();
        let more = notes.len().saturating_sub(NOTES);
        let note = |text: String| Item::Note(Line::plain(format!("  {text}")));
        let mut items: Vec<Item> = notes.into_iter().take(NOTES).map(note).collect();
        let turns = format!("{} and {}", Command::PreviousView.way(), Command::NextView.way());
        match more {
            0 => {}
            1 => items.push(note(format!("One line more: {turns} show the notes."))),
            _ => items.push(note(format!("{more} lines more: {turns} show the notes."))),
        }
        items
    }

    /// What is to be said of the row under the cursor: why it is rejected, why a field is not ticked.
    fn remark(&self) -> Option<String> {
        let (line, field) = self.spot()?;
        let row = self.incoming.preview.rows.iter().find(|row| row.line == line)?;
        match &row.outcome {
            Outcome::Rejected { reason } => Some(format!("Line {line}: {}.", reason.trim_end_matches('.'))),
            Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } => {
                let change = changes.get(field?)?;
                let doubt = change.doubt.filter(|_| change.answer == Answer::Leave)?;
                Some(format!("Not ticked: {}. Space takes it.", doubt.words()))
            }
            _ => None,
        }
    }

    /// Whether a row would be written.
    fn is_taken(&self, row: &PreviewRow) -> bool {
        match &row.outcome {
            Outcome::New { .. } => !self.left.contains(&row.line),
            Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } => {
                changes.iter().any(|change| change.answer == Answer::Take || change.is_called())
            }
            _ => false,
        }
    }

    /// How many rows would be written.
    fn taken(&self) -> usize {
        self.incoming.preview.rows.iter().filter(|row| self.is_taken(row)).count()
    }

    /// Takes or leaves the row or field under the cursor.
    fn tick(&mut self, at: &At<'_>) -> Pressed {
        let Some((line, field)) = self.spot() else { return Pressed::taken() };
        let found = self.incoming.preview.rows.iter_mut().find(|row| row.line == line);
        match found.map(|row| &mut row.outcome) {
            Some(Outcome::New { .. }) => {
                if !self.left.remove(&line) {
                    self.left.insert(line);
                }
            }
            Some(Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. }) => {
                if let Some(change) = field.and_then(|number| changes.get_mut(number)) {
                    change.answer = if change.answer == Answer::Take { Answer::Leave } else { Answer::Take };
                }
            }
            _ => return Pressed::Taken(Effect::say("Nothing is to be taken of this row")),
        }
        self.refresh(at);
        match &mut self.page {
            Some(page) => page.go_on(),
            None => {
                self.list.go(Move::By(1));
            }
        }
        Pressed::taken()
    }

    /// Takes or leaves the household proposed for the row under the cursor.
    fn turn_household(&mut self, at: &At<'_>) -> Pressed {
        let line = self.line();
        let found = self.incoming.preview.rows.iter_mut().find(|row| Some(row.line) == line);
        if !found.is_some_and(PreviewRow::turn_household) {
            return Pressed::Taken(Effect::say("No household is proposed for this row"));
        }
        self.refresh(at);
        Pressed::taken()
    }

    fn turn(&mut self, by: usize, at: &At<'_>) -> Pressed {
        self.view = (self.view + by) % self.views.len().max(1);
        self.refresh(at);
        self.list.go(Move::Top);
        Pressed::taken()
    }

    fn save(&self) -> Pressed {
        match self.incoming.action(|row| self.is_taken(row)) {
            Some(action) => Pressed::Taken(Effect::save(action)),
            None => Pressed::Taken(Effect::warn(self.incoming.preview.counts.all_rejected().map_or_else(
                || "Nothing is ticked, so nothing is imported. Esc leaves.".to_owned(),
                |said| format!("{said} There is nothing to import. Esc leaves."),
            ))),
        }
    }

    /// Why no row is shown.
    fn nothing(&self) -> String {
        if self.view == 0 {
            return "Every row of the file is in the book already: nothing is to be done.".to_owned();
        }
        let (before, next) = (Command::PreviousView.way(), Command::NextView.way());
        format!("Nothing of this sort. {before} and {next} show the others.")
    }

    /// Whether the counts add up, said as a sum.
    fn sum(&self) -> String {
        let counts = self.incoming.preview.counts;
        let (new, changed, same, rejected) = (counts.new, counts.changed, counts.same, counts.rejected);
        format!("{new} + {changed} + {same} + {rejected} = {} rows read", counts.read)
    }
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
        let views = self.views.len().max(1);
        let list = self.page.as_mut().map_or(&mut self.list, |page| &mut page.list);
        match lists::key(list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Left if self.page.is_some() => self.close_page(),
            Listed::Left if self.answers().is_empty() => {
                Pressed::Taken(vec![Effect::Close, Effect::Say("Nothing was imported".into())])
            }
            // The desk says that the ticks are kept.
            Listed::Left => Pressed::close(),
            Listed::Opened if self.page.is_some() => {
                Pressed::Taken(Effect::say("All of this row is here. Esc goes back"))
            }
            Listed::Opened => self.open_page(at),
            Listed::Other(name) => match name.as_str() {
                "Ctrl-S" => self.save(),
                "Ctrl-X" => {
                    self.start_over();
                    self.refresh(at);
                    Pressed::Taken(Effect::say("All ticks are as proposed again"))
                }
                ">" | "Tab" if self.page.is_some() => self.next_page(1, at),
                "<" | "Shift-Tab" if self.page.is_some() => self.next_page(-1, at),
                ">" | "Tab" => self.turn(1, at),
                "<" | "Shift-Tab" => self.turn(views - 1, at),
                "Space" => self.tick(at),
                "o" => self.turn_household(at),
                "d" => self.decide(at),
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        if self.width != area.width {
            self.width = area.width;
            self.refresh(at);
        }
        if self.page.is_some() {
            return self.draw_page(pen, area);
        }
        frame::views(pen, Rect { height: 2, ..area }, &self.views, self.view);
        if area.width >= 90 {
            let sum = Line::plain(self.sum());
            pen.line_right(area.right().saturating_sub(1), area.y, area.width / 2, &sum);
        }
        let list = lists::under_views(area);
        if self.list.is_empty() {
            pen.line(area.x + 2, list.y, area.width.saturating_sub(3), &Line::plain(self.nothing()));
        } else {
            lists::draw(&mut self.list, pen, list);
        }
        let open = self.open_twins();
        let mut said = match (open, self.taken()) {
            (_, 0) => "Nothing is ticked: nothing would be written.".to_owned(),
            (0, _) => format!("One step: {} takes the whole import back.", Command::Undo.way()),
            _ => format!("{open} like somebody known: unanswered, both are kept."),
        };
        // A reason is read whole, however narrow its column.
        if let Some(remark) = self.remark() {
            said = remark;
        }
        lists::say(pen, area, &lists::with_below(&said, &self.list));
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints =
            vec![Hint::new("Ctrl-S", format!("import {}", self.taken())), Hint::new("Space", "tick")];
        if self.page.is_some() {
            hints.push(Hint::new("< >", "row before, after"));
        } else {
            hints.insert(1, Hint::new("Enter", "open"));
            hints.push(Hint::new("< >", "views"));
        }
        let line = self.line();
        let row = self.incoming.preview.rows.iter().find(|row| Some(row.line) == line);
        if row.is_some_and(|row| matches!(row.outcome, Outcome::New { proposal: Some(_), .. })) {
            hints.insert(2, Hint::new("o", "household or own"));
        }
        if self.is_like_somebody() {
            hints.insert(1, Hint::new("d", "same person, or two"));
        }
        hints
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        Some(format!("import:{}", self.incoming.source))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        let answers = self.answers();
        let count = match answers.len() {
            0 => return None,
            1 => "1 answer".to_owned(),
            many => format!("{many} answers"),
        };
        let title = format!("Import of {}, {count}", self.incoming.source);
        Some(Kept { title, body: answers::body(&self.incoming.source, &answers) })
    }

    fn restore(&mut self, body: &serde_json::Value) {
        self.answer(&answers::read(body));
        // The book that says the names is not at hand here.
        self.width = 0;
    }

    fn always(&self) -> Vec<Hint> {
        let way = if self.page.is_some() { "back" } else { "import nothing" };
        vec![Hint::new("Esc", way), Hint::new("?", "help")]
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(self.page.as_mut().map_or(&mut self.list, |page| &mut page.list))
    }

    fn point(&mut self, pointed: Pointed, at: &At<'_>) -> Pressed {
        match pointed.views_on((self.view, self.views.len())) {
            Some(by) if self.page.is_none() => self.turn(by, at),
            _ => lists::point(self.list(), pointed),
        }
    }
}
