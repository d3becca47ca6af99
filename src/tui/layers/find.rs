//! Find any record by name or text.
//!
//! **Invariant:** what is typed is taken literally; the book does the searching.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};
use serde_json::Value;

use super::{
    Kept, Layer, Pressed, Shape,
    choices::{Choice, SEARCH, Search, Sought},
    document::DocumentPage,
    record,
    records::Records,
};
use crate::{
    domain::record::{Kind, RecordId},
    tui::{
        desk::{At, Desk, FoundAll},
        effect::Effect,
        tabs::{TabId, Target, Whose},
        theme::Role,
        widgets::{footer::Hint, hits::Pointed, line::Line, pen::Pen, text},
    },
};

/// Rows asked for; nobody reads further.
const LIMIT: usize = 50;

/// Whether the rows are those of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Looked {
    /// They are.
    #[default]
    Up,
    /// The text came back from the last time; its rows are read before they are used.
    Behind,
}

/// The finder.
#[derive(Debug, Default)]
pub struct Find {
    search: Search,
    looked: Looked,
    found: FoundAll,
    refusal: Option<String>,
}

impl Find {
    /// An empty finder.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn catch_up(&mut self, at: &At<'_>) {
        if self.looked == Looked::Behind {
            self.look_up(at);
        }
    }

    fn look_up(&mut self, at: &At<'_>) {
        self.looked = Looked::Up;
        match at.book.find(self.search.text(), LIMIT) {
            Ok(found) => (self.found, self.refusal) = (found, None),
            Err(why) => (self.found, self.refusal) = (FoundAll::default(), Some(why.message)),
        }
    }

    fn open(&self, chosen: usize, at: &At<'_>) -> Pressed {
        let Some(row) = self.found.rows.get(chosen) else { return Pressed::taken() };
        let whose = row.relationship.map(|id| Whose { id, name: row.title.clone() });
        // It was found, so nothing of it is to be kept.
        let mut effects = vec![Effect::Discard];
        if row.record.kind == Kind::Document {
            let page = DocumentPage::kept(row.record, at);
            effects.extend(page.map_or_else(|why| Effect::warn(why.message), Effect::open));
            return Pressed::Taken(effects);
        }
        let target = target_of(row.record, whose);
        match (target.record == Some(row.record), row.relationship) {
            (true, _) => effects.push(Effect::Go(target.opened())),
            // What has no row in a tab stands among the records of its client.
            (false, Some(client)) => {
                effects.push(Effect::Go(target));
                effects.extend(match Records::at_record(client, row.record, at) {
                    Ok(records) => Effect::open(records),
                    Err(why) => Effect::warn(why.message),
                });
            }
            (false, None) => effects.extend(record::edit(row.record, at)),
        }
        Pressed::Taken(effects)
    }
}

/// Where a record is shown: on its own tab when it has one, else with its client.
#[must_use]
pub fn target_of(record: RecordId, whose: Option<Whose>) -> Target {
    let tab = match record.kind {
        Kind::Goal => TabId::Goals,
        Kind::Expectation => TabId::Expectations,
        Kind::Rule | Kind::RuleVersion | Kind::Acceptance => TabId::Rules,
        Kind::FollowUp => TabId::FollowUps,
        _ => TabId::Clients,
    };
    let shown = if tab == TabId::Clients { whose.map_or(record, |whose| whose.id) } else { record };
    Target::tab(tab).record(shown)
}

impl Layer for Find {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::FootRuled(14)
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::empty(), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        self.catch_up(at);
        match self.search.key(key, self.found.rows.len()) {
            Sought::Left => return Pressed::close(),
            Sought::Chosen(number) => return self.open(number, at),
            Sought::Typed => self.look_up(at),
            Sought::Taken => {}
            Sought::Passed => return Pressed::Passed,
        }
        Pressed::taken()
    }

    fn paste(&mut self, pasted: &str, at: &At<'_>) -> Vec<Effect> {
        self.search.paste(pasted);
        self.look_up(at);
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        self.catch_up(at);
        let empty = self.search.text().is_empty();
        let count = if empty {
            String::new()
        } else {
            format!("{} of {} records", self.found.rows.len(), grouped(self.found.of))
        };
        self.search.draw_line(pen, area, ("f", ""), &count);
        let mut lines: Vec<Choice> = Vec::new();
        for row in &self.found.rows {
            let mut line = Line::default();
            let (name, kind) = if area.width < 60 { (22, 0) } else { (31, 12) };
            line.push(text::pad(&row.title, name), Role::Plain);
            line.push(" ", Role::Plain);
            if kind > 0 {
                line.push(text::pad(&row.kind, kind), Role::Plain);
                line.push(" ", Role::Plain);
            }
            line.spans.extend(Line::signed(&row.detail).spans);
            lines.push(Choice::Item(line, Line::empty()));
        }
        if let Some(why) = &self.refusal {
            lines.push(Choice::Words(Line::role(why, Role::Alarm)));
        }
        let nothing = if empty { "" } else { "Nothing has these letters. Delete a few, or Esc." };
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
        self.search.draw_list(pen, body, lines, nothing);
        let kinds = "Begin with client: goal: note: for one kind.";
        let help = Line::muted(format!("Names first, then notes.  {kinds}"));
        let cells = area.width.saturating_sub(2);
        let help = if help.width() > cells { Line::muted(kinds) } else { help };
        pen.line(area.x + 1, area.bottom().saturating_sub(1), cells, &help);
    }

    fn point(&mut self, pointed: Pointed, _at: &At<'_>) -> Pressed {
        self.search.point(pointed)
    }

    fn wheel(&mut self, lines: i32) {
        self.search.wheel(lines);
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Enter", "open"), Hint::new("Up Down", "choose")]
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        Some(format!("{SEARCH}find"))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        self.search.kept("Find")
    }

    fn restore(&mut self, body: &Value) {
        self.search.recall(body);
        self.looked = Looked::Behind;
    }

    fn reload(&mut self, at: &At<'_>) {
        if !self.search.text().is_empty() {
            self.look_up(at);
        }
    }
}

/// A count with its thousands apart: `2,304`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::{
            action::Action,
            record::{Fields, Kind},
        },
        tui::testing::{desk, drawn, practice, press, typed},
    };

    fn found(text: &str) -> (crate::tui::app::App, Vec<String>) {
        let mut book = practice();
        let task = |title: &str, due: &str| {
            let fields = Fields::new().with("title", title).with("kind", "task").with("due", due);
            Action::Add { kind: Kind::FollowUp, fields }
        };
        book.execute(&task("Confirm the closing day", "2026-11-24")).unwrap();
        book.execute(&task("Ask for the old statement", "2026-11-23")).unwrap();
        book.execute(&Action::Done { items: vec!["f6".parse().unwrap()], note: None }).unwrap();
        let mut app = desk(book);
        press(&mut app, "f");
        typed(&mut app, text);
        press(&mut app, "Enter");
        let shown = drawn(&mut app, 100, 30);
        (app, shown)
    }

    #[test]
    fn a_name_that_turns_the_order_keeps_the_columns() {
        let mut book = practice();
        let fields = Fields::new().with("name", "Hart\u{202e}ley \u{7} twin").with("tier", "B");
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
        let mut app = desk(book);
        press(&mut app, "f");
        typed(&mut app, "hart");
        let shown = drawn(&mut app, 100, 30);
        let column = |kind: &str| -> Vec<usize> {
            let cells = shown.iter().filter_map(|line| line.split_once(kind).map(|(before, _)| before));
            cells.filter(|before| before.contains("Hart")).map(|before| before.chars().count()).collect()
        };
        let mut places = column("client A");
        places.extend(column("client B"));
        places.extend(column("person"));
        places.dedup();
        assert_eq!(places.len(), 1, "{shown:#?}");
        assert!(shown.iter().any(|line| line.contains("Hart<RLO>ley ␇ twin")), "{shown:#?}");
    }

    #[test]
    fn a_follow_up_is_shown_in_the_view_that_holds_it() {
        let (app, shown) = found("closing day");
        assert_eq!(app.model.state().unwrap().view_id(), "upcoming", "{shown:#?}");
        assert_eq!(app.focus().unwrap().records, ["f5".parse().unwrap()], "{shown:#?}");
        assert!(app.model.layers.is_empty());
    }

    #[test]
    fn a_record_that_no_view_holds_is_opened() {
        let (app, shown) = found("old statement");
        assert_eq!(app.model.layers.len(), 1, "{shown:#?}");
        assert!(shown.iter().any(|line| line.contains("Ask for the old statement")), "{shown:#?}");
    }
}
