//! History: what was done, newest first; what a step changed; and one step taken back.
//!
//! **Invariant:** nothing here is erased: taking a step back is a new step, and both stay in the list.

use chrono::{TimeDelta, Timelike};
use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape, find::target_of};
use crate::{
    acts::history::{HistoryLine, HistoryQuery, OpDetail, What},
    domain::{
        day,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::Scope,
        desk::At,
        effect::Effect,
        frame,
        tabs::{Focus, View, Whose},
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, Keys, List, Move, Row},
            pen::Pen,
            rule,
            table::{Layout, numbers, words},
            text,
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 96,
        columns: &[words(0, "", 6), words(1, "", 8), words(2, "", 0), numbers(3, "", 13), words(4, "", 7)],
    },
    Layout { from: 72, columns: &[words(0, "", 6), words(1, "", 8), words(2, "", 0), words(4, "", 7)] },
    Layout { from: 0, columns: &[words(0, "", 6), words(2, "", 0), words(4, "", 7)] },
];
/// Steps read at once; the cursor at the end reads as many more.
const PAGE: usize = 200;

/// The list of steps.
#[derive(Debug)]
pub struct History {
    whose: Option<Whose>,
    record: Option<RecordId>,
    views: Vec<View>,
    view: usize,
    list: List,
    lines: Vec<HistoryLine>,
    limit: usize,
    detail: Option<OpDetail>,
}

impl History {
    /// The history of the record in focus, else of the whole book.
    pub fn new(focus: Option<&Focus>, at: &At<'_>) -> Result<Self, Rejection> {
        let whose =
            focus.and_then(|focus| focus.relationship.map(|id| Whose { id, name: focus.who.clone() }));
        let record = focus.and_then(|focus| focus.records.first().copied());
        let mut layer = Self {
            whose,
            record,
            views: Vec::new(),
            view: 0,
            list: List::new(LAYOUTS),
            lines: Vec::new(),
            limit: PAGE,
            detail: None,
        };
        layer.count(at)?;
        let first = if layer.record.is_some() { "row" } else { "client" };
        layer.view = layer.views.iter().position(|view| view.id == first).unwrap_or(0);
        layer.read(at)?;
        Ok(layer)
    }

    fn count(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let all = u64::try_from(at.book.count_ops()?).ok();
        self.views = vec![View::new("all", "All", all), View::new("today", "Today", None)];
        if let Some(whose) = &self.whose {
            let name = if whose.name.is_empty() { "This client" } else { whose.name.as_str() };
            self.views.push(View::new("client", name, None));
        }
        if self.record.is_some_and(|record| Some(record) != self.whose.as_ref().map(|whose| whose.id)) {
            self.views.push(View::new("row", "This row", None));
        }
        self.views.push(View::new("undone", "Undone", None));
        Ok(())
    }

    fn view_id(&self) -> &'static str {
        self.views.get(self.view).map_or("all", |view| view.id)
    }

    fn read(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let view = self.view_id();
        let about = match view {
            "client" => self.whose.as_ref().map(|whose| whose.id),
            "row" => self.record,
            _ => None,
        };
        let since = (view == "today").then_some(at.today);
        self.lines = at.book.history(&HistoryQuery { about, since, before: None, limit: self.limit })?;
        if view == "undone" {
            self.lines.retain(|line| line.undone);
        }
        let items = self.items(at);
        self.list.refresh(items, Keep::Nothing);
        self.look(at)
    }

    fn items(&self, at: &At<'_>) -> Vec<Item> {
        let ahead = at.book.clock().time().signed_duration_since(at.book.clock().instant().time());
        let mut items = Vec::new();
        let mut group = "";
        for line in &self.lines {
            let now = if line.day == at.today { "Today" } else { "Before" };
            if now != group {
                items.push(Item::Heading(Line::heading(now)));
                group = now;
            }
            let when = if line.day == at.today {
                let local = line.at.time().overflowing_add_signed(ahead).0;
                // Seconds of the machine are rounded away by the difference of two readings.
                let local = local.overflowing_add_signed(TimeDelta::milliseconds(500)).0;
                format!("{:02}:{:02}", local.hour(), local.minute())
            } else {
                day::short(line.day, at.today)
            };
            let count =
                if line.changes == 1 { "1 record".to_owned() } else { format!("{} records", line.changes) };
            items.push(Item::Row(Row {
                key: line.op.to_string(),
                name: line.summary.clone(),
                cells: vec![
                    Line::plain(when),
                    Line::plain(format!("op {}", line.op)),
                    Line::plain(line.summary.as_str()),
                    Line::plain(count),
                    Line::plain(if line.undone { "undone" } else { "" }),
                ],
                ..Row::default()
            }));
        }
        if self.lines.len() >= self.limit {
            items.push(Item::Note(Line::muted("Older steps: press m to read more.")));
        }
        items
    }

    fn chosen(&self) -> Option<i64> {
        self.list.row()?.key.parse().ok()
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        self.detail = self.chosen().map(|op| at.book.op(op)).transpose()?;
        Ok(())
    }

    fn read_or_say(&mut self, at: &At<'_>) -> Pressed {
        match self.read(at) {
            Ok(()) => Pressed::taken(),
            Err(why) => Pressed::Taken(Effect::warn(why.message)),
        }
    }

    fn turn(&mut self, by: usize, at: &At<'_>) -> Pressed {
        self.view = (self.view + by) % self.views.len().max(1);
        self.limit = PAGE;
        self.read_or_say(at)
    }

    fn open(&self, at: &At<'_>) -> Pressed {
        let changed = self.detail.as_ref().map(|detail| &detail.records);
        let Some(first) = changed.and_then(|records| records.first()) else {
            return Pressed::Taken(Effect::say("This step changed no record"));
        };
        let row = match at.book.get(first.record) {
            Ok(Some(row)) => row,
            Ok(None) => {
                return Pressed::Taken(Effect::warn(
                    "What it changed is not in the book any more. u may bring it back.",
                ));
            }
            Err(why) => return Pressed::Taken(Effect::warn(why.message)),
        };
        let whose = row.int("relationship_id").map(|id| RecordId::new(Kind::Relationship, id));
        let whose = whose.or(self.whose.as_ref().map(|whose| whose.id));
        let whose = whose.map(|id| Whose { id, name: String::new() });
        let whose = if first.record.kind == Kind::Relationship { None } else { whose };
        Pressed::Taken(vec![Effect::Close, Effect::Go(target_of(first.record, whose))])
    }

    fn take_back(&self) -> Pressed {
        let Some(detail) = &self.detail else { return Pressed::Taken(Effect::say("No step is chosen")) };
        if detail.line.undone {
            let said = format!("Step {} is taken back already. U puts the newest one back.", detail.line.op);
            return Pressed::Taken(Effect::warn(said));
        }
        Pressed::Taken(vec![Effect::TakeBack(detail.line.op), Effect::Reload])
    }

    /// What the chosen step changed: the record, before, after.
    fn draw_detail(&self, pen: &mut Pen<'_>, area: Rect) {
        let Some(detail) = &self.detail else { return };
        let title = Line::heading(format!("op {}  what it changed", detail.line.op));
        let below = self.list.below();
        let more = if below > 0 { format!("{below} more below") } else { String::new() };
        rule::titled(pen, Rect { height: 1, ..area }, &title, &more);
        let cells = area.width.saturating_sub(3);
        let third = cells / 3;
        let mut rows: Vec<[String; 3]> = Vec::new();
        for record in &detail.records {
            let name = format!("{} {}", record.noun, record.title);
            match record.what {
                What::Added => rows.push([name, "none".into(), after(record)]),
                What::Removed => rows.push([name, "there".into(), "none".into()]),
                What::Changed => {
                    for (number, field) in record.fields.iter().enumerate() {
                        let head = if number == 0 { format!("{name}, ") } else { "  ".to_owned() };
                        let known =
                            |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
                        let label = field.label.to_lowercase();
                        rows.push([format!("{head}{label}"), known(&field.before), known(&field.after)]);
                    }
                }
            }
        }
        let heads = ["record", "before", "after"].map(str::to_owned);
        let last = area.bottom().saturating_sub(2);
        let room = usize::from(last.saturating_sub(area.y + 2));
        let hidden = rows.len().saturating_sub(room);
        for (number, row) in std::iter::once(&heads).chain(rows.iter().take(room)).enumerate() {
            let role = if number == 0 { Role::Muted } else { Role::Plain };
            let y = area.y + 1 + u16::try_from(number).unwrap_or(0);
            for (place, cell) in (0_u16..).zip(row) {
                let cell = cell.lines().next().unwrap_or("");
                let shown = text::cut(&crate::domain::safe::one_line(cell), third.saturating_sub(1));
                pen.text(area.x + 2 + place * third, y, third, &shown, role);
            }
        }
        let mut said = if detail.line.undone {
            "This step was taken back; both steps stay here.".to_owned()
        } else {
            "u takes this step back as one new step; nothing is erased, both steps stay here.".to_owned()
        };
        if let Some(reason) = &detail.line.reason {
            said = format!("Reason: {reason}. {said}");
        }
        if hidden > 0 {
            said = format!("{hidden} more changes. {said}");
        }
        pen.line(area.x + 1, last, area.width.saturating_sub(2), &Line::plain(said));
    }
}

/// The first fields of a record that was added.
fn after(record: &crate::acts::history::ChangedRecord) -> String {
    let told = record.fields.iter().filter(|field| field.after != record.title && !field.after.is_empty());
    told.take(4)
        .map(|field| field.after.lines().next().unwrap_or("").to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}

impl Layer for History {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, at: &At<'_>) -> (Line, Line) {
        let of = match (self.view_id(), &self.whose) {
            ("client", Some(whose)) if !whose.name.is_empty() => format!("of {}", whose.name),
            ("row", _) => "of this row".to_owned(),
            _ => "of the whole book".to_owned(),
        };
        let title = Line::heading("History").with(format!("   {of}, newest first"), Role::Plain);
        (title, Line::plain(day::long(at.today)))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let views = self.views.len().max(1);
        let to = match key.code {
            KeyCode::Char('j') | KeyCode::Down => Move::By(1),
            KeyCode::Char('k') | KeyCode::Up => Move::By(-1),
            KeyCode::PageDown => Move::Screen(1),
            KeyCode::PageUp => Move::Screen(-1),
            KeyCode::Char('g') | KeyCode::Home => Move::Top,
            KeyCode::Char('G') | KeyCode::End => Move::Bottom,
            KeyCode::Char('>') | KeyCode::Tab => return self.turn(1, at),
            KeyCode::Char('<') | KeyCode::BackTab => return self.turn(views - 1, at),
            KeyCode::Char('m') => {
                self.limit += PAGE;
                return self.read_or_say(at);
            }
            KeyCode::Char('u') => return self.take_back(),
            KeyCode::Char('y') => {
                let words = self.list.row().map(|row| row.name.clone()).unwrap_or_default();
                return Pressed::Taken(vec![Effect::Copy(words)]);
            }
            KeyCode::Enter | KeyCode::Char('l') => return self.open(at),
            KeyCode::Esc | KeyCode::Char('q' | 'h') => return Pressed::close(),
            _ => return Pressed::Passed,
        };
        self.list.go(to);
        match self.look(at) {
            Ok(()) => Pressed::taken(),
            Err(why) => Pressed::Taken(Effect::warn(why.message)),
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        frame::views(pen, Rect { height: 2, ..area }, &self.views, self.view);
        let detail = if area.height > 14 { (area.height / 3).min(12) } else { 0 };
        let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2 + detail), ..area };
        if self.lines.is_empty() {
            pen.line(
                area.x + 2,
                list.y,
                area.width.saturating_sub(3),
                &Line::plain("Nothing was done here yet. < and > show other steps."),
            );
            return;
        }
        self.list.draw(pen, list, Keys::Here);
        if detail > 0 {
            self.draw_detail(pen, Rect { y: list.bottom(), height: detail, ..area });
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![
            Hint::new("u", "undo this step"),
            Hint::new("U", "redo"),
            Hint::new("Enter", "go to the record"),
            Hint::new("< >", "views"),
            Hint::new("y", "copy"),
        ]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "close"), Hint::new("?", "help")]
    }

    fn wheel(&mut self, lines: i32) {
        self.list.go(Move::By(lines));
    }

    fn reload(&mut self, at: &At<'_>) {
        // A book that cannot be read says so where it is read next.
        drop(self.count(at).and_then(|()| self.read(at)));
    }
}
