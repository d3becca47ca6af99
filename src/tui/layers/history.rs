//! History: what was done, newest first, narrowed by words; what a step changed; and one step taken back.
//!
//! **Invariant:** nothing here is erased: taking a step back is a new step, and both stay in the list.

mod detail;
mod rows;
mod step;

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use self::step::Step;
use super::{
    Layer, Pressed, Shape,
    filter::Filter,
    find::target_of,
    lists::{self, Listed},
};
use crate::{
    acts::history::{HistoryLine, HistoryQuery, OpDetail},
    domain::{
        day,
        filter::fold,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::{Command, Scope},
        desk::At,
        effect::Effect,
        frame,
        tabs::{Focus, View, Whose},
        theme::Role,
        widgets::{
            footer::Hint,
            hits::Pointed,
            line::Line,
            list::{Keep, Keys, List},
            pen::Pen,
            table::{Layout, numbers, words},
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
/// What the history is narrowed by.
const WORDS: &str = "words of what was done or why, a day as 12 nov, or op 120";
/// Steps read at once; `m` reads as many more.
const PAGE: usize = 200;

/// The list of steps.
#[derive(Debug)]
pub struct History {
    whose: Option<Whose>,
    record: Option<RecordId>,
    /// What the record is called.
    name: String,
    views: Vec<View>,
    view: usize,
    list: List,
    lines: Vec<HistoryLine>,
    /// All steps of the view, read once words narrow it.
    all: Vec<HistoryLine>,
    words: String,
    limit: usize,
    detail: Option<OpDetail>,
}

impl History {
    /// The history of the record in focus, else of the whole book.
    pub fn new(focus: Option<&Focus>, at: &At<'_>) -> Result<Self, Rejection> {
        let focus = focus.filter(|focus| focus.relationships.len() < 2);
        let whose =
            focus.and_then(|focus| focus.relationship.map(|id| Whose { id, name: focus.who.clone() }));
        let record = focus.and_then(|focus| match focus.records.as_slice() {
            [only] => Some(*only),
            _ => None,
        });
        let mut layer = Self {
            whose,
            record,
            name: focus.map(|focus| focus.name.clone()).unwrap_or_default(),
            views: Vec::new(),
            view: 0,
            list: List::new(LAYOUTS),
            lines: Vec::new(),
            all: Vec::new(),
            words: String::new(),
            limit: PAGE,
            detail: None,
        };
        layer.count(at)?;
        // Of the record first, else of its client, else of the whole book.
        let view = |id| layer.views.iter().position(|view| view.id == id);
        layer.view = view("row").or(view("client")).unwrap_or(0);
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
        self.detail = None;
        let view = self.view_id();
        let about = match view {
            "client" => self.whose.as_ref().map(|whose| whose.id),
            "row" => self.record,
            _ => None,
        };
        let since = (view == "today").then_some(at.today);
        // Words, and what was undone, are looked for in all steps.
        let whole = view == "undone" || !self.words.is_empty();
        let limit = if whole { usize::from(u16::MAX) } else { self.limit };
        self.all = at.book.history(&HistoryQuery { about, since, before: None, limit })?;
        if view == "undone" {
            self.all.retain(|line| line.undone);
        }
        self.show(at)
    }

    /// The steps that hold all words.
    fn show(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let wanted = fold(&self.words);
        let holds = |line: &&HistoryLine| {
            let reason = line.reason.as_deref().unwrap_or("");
            let told = fold(&format!("{} {reason} op {} {}", line.summary, line.op, day::long(line.day)));
            wanted.split_whitespace().all(|word| told.contains(word))
        };
        self.lines = self.all.iter().filter(holds).cloned().collect();
        let items = self.items(at);
        self.list.refresh(items, Keep::Nothing);
        self.look(at)
    }

    fn chosen(&self) -> Option<i64> {
        self.list.row()?.key.parse().ok()
    }

    /// Reads what the focused step changed, when that is not what is known already.
    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let chosen = self.chosen();
        if self.detail.as_ref().map(|detail| detail.line.op) != chosen {
            self.detail = chosen.map(|op| at.book.op(op)).transpose()?;
        }
        Ok(())
    }

    fn look_or_say(&mut self, at: &At<'_>) -> Pressed {
        match self.look(at) {
            Ok(()) => Pressed::taken(),
            Err(why) => Pressed::Taken(Effect::warn(why.message)),
        }
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

    fn open(&mut self, at: &At<'_>) -> Pressed {
        if let Err(why) = self.look(at) {
            return Pressed::Taken(Effect::warn(why.message));
        }
        let changed = self.detail.as_ref().map(|detail| &detail.records);
        let Some(first) = changed.and_then(|records| records.first()) else {
            return Pressed::Taken(Effect::say("This step changed no record"));
        };
        let row = match at.book.get(first.record) {
            Ok(Some(row)) => row,
            Ok(None) => {
                return Pressed::Taken(Effect::warn(format!(
                    "What it changed is not in the book any more. {} may bring it back.",
                    Command::Undo.way()
                )));
            }
            Err(why) => return Pressed::Taken(Effect::warn(why.message)),
        };
        let whose = row.int("relationship_id").map(|id| RecordId::new(Kind::Relationship, id));
        let whose = whose.or(self.whose.as_ref().map(|whose| whose.id));
        let whose = whose.map(|id| Whose { id, name: String::new() });
        let whose = if first.record.kind == Kind::Relationship { None } else { whose };
        Pressed::Taken(vec![Effect::Close, Effect::Go(target_of(first.record, whose))])
    }

    /// All the step changed, on a page of its own.
    fn whole(&mut self, at: &At<'_>) -> Pressed {
        if let Err(why) = self.look(at) {
            return Pressed::Taken(Effect::warn(why.message));
        }
        match &self.detail {
            Some(detail) => Pressed::Taken(Effect::open(Step::new(detail))),
            None => Pressed::Taken(Effect::say("No step is chosen")),
        }
    }

    fn take_back(&self) -> Pressed {
        let chosen = self.chosen().and_then(|op| self.lines.iter().find(|line| line.op == op));
        let Some(line) = chosen else { return Pressed::Taken(Effect::say("No step is chosen")) };
        if line.undone {
            let said = format!(
                "Step {} is taken back already. {} puts the newest one back.",
                line.op,
                Command::Redo.way()
            );
            return Pressed::Taken(Effect::warn(said));
        }
        Pressed::Taken(vec![Effect::TakeBack(line.op), Effect::Reload])
    }

    /// The lines of what a step changed: a third of the screen, and what the list leaves free.
    fn detail_lines(&self, height: u16) -> u16 {
        if height <= 14 {
            return 0;
        }
        // Its rows, two headings and a note, under the two lines of the views.
        let listed = u16::try_from(self.lines.len() + 5).unwrap_or(u16::MAX);
        let free = height.saturating_sub(listed);
        (height / 3).min(12).max(free.min(self.wanted()))
    }
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
            ("row", _) if !self.name.is_empty() => format!("of {}", self.name),
            ("row", _) => "of this row".to_owned(),
            _ => "of the whole book".to_owned(),
        };
        let title = Line::heading("History").with(format!("   {of}, newest first"), Role::Plain);
        (title, Line::plain(day::long(at.today)))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let views = self.views.len().max(1);
        let name = match lists::key(&mut self.list, key) {
            Listed::Moved => return self.look_or_say(at),
            Listed::Opened => return self.open(at),
            Listed::Left if key.code == KeyCode::Esc && !self.words.is_empty() => {
                self.words.clear();
                return self.read_or_say(at);
            }
            Listed::Left => return Pressed::close(),
            Listed::Other(name) => name,
        };
        match name.as_str() {
            ">" | "Tab" => self.turn(1, at),
            "<" | "Shift-Tab" => self.turn(views - 1, at),
            "/" => Pressed::Taken(Effect::open(Filter::new(&self.words).by(WORDS))),
            "m" => {
                self.limit += PAGE;
                self.read_or_say(at)
            }
            "u" => self.take_back(),
            "z" => self.whole(at),
            "y" => {
                let Some(words) = self.list.row().map(|row| row.name.clone()) else {
                    return Pressed::Taken(Effect::say("No step is chosen"));
                };
                Pressed::Taken(vec![Effect::Copy(words), Effect::Say("Copied the step".to_owned())])
            }
            _ => Pressed::Passed,
        }
    }

    fn narrow(&mut self, words: &str, at: &At<'_>) -> bool {
        // The whole view is read when the first word is typed; from then on it is only narrowed.
        let known = !self.words.is_empty() && !words.is_empty();
        words.clone_into(&mut self.words);
        // A book that cannot be read says so where it is read next.
        drop(if known { self.show(at) } else { self.read(at) });
        true
    }

    fn counted(&self) -> Option<(usize, usize)> {
        Some((self.lines.len(), self.all.len()))
    }

    fn words(&self) -> &str {
        &self.words
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        // The wheel moves the cursor without a look at the step. One that cannot be read is not shown.
        if self.look(at).is_err() {
            self.detail = None;
        }
        frame::views(pen, Rect { height: 2, ..area }, &self.views, self.view);
        let detail = self.detail_lines(area.height);
        let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2 + detail), ..area };
        if self.lines.is_empty() {
            pen.line(area.x + 2, list.y, area.width.saturating_sub(3), &Line::plain(self.nothing()));
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
            Hint::new("z", "all it changed"),
            Hint::new("/", "filter"),
            Hint::new("< >", "views"),
            Hint::new("y", "copy"),
        ]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "close"), Hint::new("?", "help")]
    }

    fn point(&mut self, pointed: Pointed, at: &At<'_>) -> Pressed {
        match pointed.views_on((self.view, self.views.len())) {
            Some(by) => self.turn(by, at),
            None if pointed.in_list(&mut self.list) => self.look_or_say(at),
            None => Pressed::Passed,
        }
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn reload(&mut self, at: &At<'_>) {
        // A book that cannot be read says so where it is read next.
        drop(self.count(at).and_then(|()| self.read(at)));
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::{action::Action, record::Fields},
        tui::testing::{desk, drawn, practice, press, typed},
    };

    #[test]
    fn a_step_of_another_year_has_its_whole_day_below_that_year() {
        let mut app = desk(practice());
        app.handle(crate::tui::msg::Msg::Day("2028-02-01".parse().unwrap()));
        press(&mut app, ":");
        typed(&mut app, "history");
        press(&mut app, "Enter < < < Home");
        let shown = drawn(&mut app, 80, 24);
        let year =
            shown.iter().position(|line| line.trim() == "2026").unwrap_or_else(|| panic!("{shown:#?}"));
        assert!(shown[year + 1].contains(" Nov op ") && !shown[year + 1].contains('…'), "{shown:#?}");
    }

    #[test]
    fn all_a_step_changed_can_be_read_however_small_the_screen() {
        let mut book = practice();
        let names = ["language", "address_as", "source", "sensitivities", "mutual_benefit", "notes", "since"];
        let mut fields = Fields::new();
        for name in names {
            let text = format!("what is now {name} and does not fit into a third of eighty columns");
            fields.set(name, if name == "since" { "2026-01-02".to_owned() } else { text });
        }
        let edit = Action::Edit { targets: vec!["c1".parse().unwrap()], fields, seen: None };
        book.execute(&edit).unwrap();
        for (width, height) in [(80, 24), (60, 20), (40, 10)] {
            let mut app = desk(book);
            press(&mut app, ":");
            typed(&mut app, "history");
            // The whole book's: the edit is its newest step.
            press(&mut app, "Enter < < < Home");
            if height > 16 {
                let shown = drawn(&mut app, width, height).join("\n");
                assert!(shown.contains("more changes: z shows all."), "{shown}");
            }
            press(&mut app, "z");
            let mut seen = String::new();
            for _ in 0..60 {
                seen.push_str(&drawn(&mut app, width, height)[2..usize::from(height) - 2].join(" "));
                press(&mut app, "j");
            }
            let seen: String = seen.split_whitespace().collect::<Vec<_>>().join(" ");
            for name in names.iter().filter(|name| **name != "since") {
                assert!(seen.contains(&format!("is now {name} and")), "{width} {name}: {seen}");
            }
            press(&mut app, "Esc");
            assert!(drawn(&mut app, width, height)[0].starts_with(" History   of the"));
            book = app.book;
        }
    }
}
