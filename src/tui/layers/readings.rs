//! A file of readings at the desk: what it would do, row by row; what is ticked is taken in as one step.
//!
//! **Invariant:** nothing is written before Ctrl-S; every row is shown, what is rejected with line and reason.

use std::collections::BTreeSet;

use ratatui::{crossterm::event::KeyEvent, layout::Rect};
use serde_json::{Value, json};

use super::{
    Kept, Layer, Pressed, Shape,
    lists::{self, Listed},
};
use crate::{
    exchange::readings::{Fate, ReadingRow, Readings},
    tui::{
        command::{Command, Scope},
        desk::At,
        effect::Effect,
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, List, Move, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 100,
        columns: &[words(0, "", 4), words(1, "line", 6), words(2, "reading", 0), words(3, "", 40)],
    },
    Layout {
        from: 0,
        columns: &[words(0, "", 4), words(1, "line", 5), words(2, "reading", 0), words(3, "", 22)],
    },
];

/// Shows what is new or corrects, to be ticked; says so where there is nothing of it.
pub(in crate::tui) fn take(found: Readings) -> Vec<Effect> {
    let counts = found.counts();
    if found.action().is_none() {
        let said = found.said();
        let first = said.first().map(|line| format!(" {line}.")).unwrap_or_default();
        return Effect::warn(format!("{}: {counts}. There is nothing to import.{first}", found.source));
    }
    Effect::open(Preview::new(found))
}

/// The screen.
#[derive(Debug)]
struct Preview {
    found: Readings,
    /// The lines that are left out.
    out: BTreeSet<usize>,
    list: List,
}

/// A heading, what is said beside it, and which lines stand below it.
type Group = (&'static str, &'static str, fn(&Fate) -> bool);

/// What is rejected comes first: it is what one has to know.
const GROUPS: [Group; 4] = [
    ("Rejected", "they stay in the file", |fate| matches!(fate, Fate::Rejected { .. })),
    ("Correcting", "the value of before stays readable", |fate| matches!(fate, Fate::Corrects { .. })),
    ("New", "what is ticked is taken in", |fate| matches!(fate, Fate::New)),
    ("Same", "nothing to do", |fate| matches!(fate, Fate::Same)),
];

impl Preview {
    fn new(found: Readings) -> Self {
        let mut layer = Self { found, out: BTreeSet::new(), list: List::new(LAYOUTS) };
        layer.refresh();
        layer
    }

    fn refresh(&mut self) {
        let mut items = Vec::new();
        for (name, words, is_in) in GROUPS {
            let rows: Vec<&ReadingRow> = self.found.rows.iter().filter(|row| is_in(&row.fate)).collect();
            if rows.is_empty() {
                continue;
            }
            if !items.is_empty() {
                items.push(Item::Gap);
            }
            let head = Line::heading(name).with(format!("  {}; {words}", rows.len()), Role::Plain);
            items.push(Item::Heading(head));
            items.extend(rows.into_iter().map(|row| Item::from(self.row(row))));
        }
        self.list.refresh(items, Keep::Nothing);
    }

    fn row(&self, row: &ReadingRow) -> Row {
        let (tick, fate) = match &row.fate {
            _ if self.out.contains(&row.line) => ("[ ]", Line::muted("left out")),
            Fate::New => ("[x]", Line::empty()),
            Fate::Corrects { before } => ("[x]", Line::plain(format!("corrects {before}"))),
            Fate::Same => ("", Line::muted("in the book already")),
            Fate::Rejected { reason } => ("", Line::signed(&format!("✗ {reason}"))),
        };
        let said = if row.said.is_empty() { "nothing could be read" } else { row.said.as_str() };
        let line = row.line.to_string();
        Row {
            key: line.clone(),
            words: Words {
                name: said.to_owned(),
                cells: vec![Line::plain(tick), Line::plain(line), Line::plain(said), fate],
                ..Words::default()
            }
            .into(),
            ..Row::default()
        }
    }

    /// The row under the cursor.
    fn here(&self) -> Option<&ReadingRow> {
        let line: usize = self.list.row()?.key.parse().ok()?;
        self.found.rows.iter().find(|row| row.line == line)
    }

    fn turn(&mut self) -> Pressed {
        let Some(row) = self.here() else { return Pressed::taken() };
        if !matches!(row.fate, Fate::New | Fate::Corrects { .. }) {
            return Pressed::Taken(Effect::say("Nothing is to be taken of this row"));
        }
        let line = row.line;
        if !self.out.remove(&line) {
            self.out.insert(line);
        }
        self.refresh();
        self.list.go(Move::By(1));
        Pressed::taken()
    }

    fn ticked(&self) -> Readings {
        let mut ticked = self.found.clone();
        ticked.rows.retain(|row| !self.out.contains(&row.line));
        ticked
    }

    fn save(&self) -> Pressed {
        match self.ticked().action() {
            Some(action) => Pressed::Taken(Effect::save(action)),
            None => Pressed::Taken(Effect::warn("Nothing is ticked, so nothing is imported. Esc leaves.")),
        }
    }
}

impl Layer for Preview {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let what = format!("   {}, readings", self.found.source);
        (Line::heading("Import").with(what, Role::Plain), Line::plain("nothing is written yet"))
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved | Listed::Opened => Pressed::taken(),
            Listed::Left if self.out.is_empty() => {
                Pressed::Taken(vec![Effect::Close, Effect::Say("Nothing was imported".into())])
            }
            // The desk says that the ticks are kept.
            Listed::Left => Pressed::close(),
            Listed::Other(name) => match name.as_str() {
                "Ctrl-S" => self.save(),
                "Space" => self.turn(),
                "Ctrl-X" => {
                    self.out.clear();
                    self.refresh();
                    Pressed::Taken(Effect::say("All ticks are as proposed again"))
                }
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        lists::draw(&mut self.list, pen, area);
        // A reason is read whole, however narrow its column.
        let said = match self.here().map(|row| (&row.fate, row.line)) {
            Some((Fate::Rejected { reason }, line)) => format!("Line {line}: {reason}."),
            _ => format!("{}. One step: {} takes it back.", self.found.counts(), Command::Undo.way()),
        };
        lists::say(pen, area, &said);
    }

    fn hints(&self) -> Vec<Hint> {
        let counts = self.ticked().counts();
        let count = counts.new + counts.corrects;
        let rows = if count == 1 { "1 reading".to_owned() } else { format!("{count} readings") };
        vec![Hint::new("Ctrl-S", format!("take in {rows}")), Hint::new("Space", "in or out")]
    }

    fn always(&self) -> Vec<Hint> {
        let leave = if self.out.is_empty() { "import nothing" } else { "keep as slip" };
        vec![Hint::new("Esc", leave), Hint::new("?", "help")]
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        Some(format!("readings:{}", self.found.source))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        let rows = self.found.rows.iter().filter(|row| self.out.contains(&row.line));
        let out: Vec<Value> = rows.map(|row| json!({ "line": row.line, "said": row.said })).collect();
        let count = if out.len() == 1 { "1 row".to_owned() } else { format!("{} rows", out.len()) };
        let title = format!("Import of {}, {count} left out", self.found.source);
        (!out.is_empty()).then(|| Kept { title, body: json!({ "out": out }) })
    }

    /// A row is left out again where it says what it said.
    fn restore(&mut self, body: &Value) {
        let out = body.get("out").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_out = |row: &&ReadingRow| {
            let same = |kept: &Value| {
                kept.get("line").and_then(Value::as_u64) == u64::try_from(row.line).ok()
                    && kept.get("said").and_then(Value::as_str) == Some(row.said.as_str())
            };
            matches!(row.fate, Fate::New | Fate::Corrects { .. }) && out.iter().any(same)
        };
        self.out = self.found.rows.iter().filter(is_out).map(|row| row.line).collect();
        self.refresh();
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }
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

    #[test]
    fn each_reading_of_a_file_is_taken_in_or_left_out_by_itself() {
        let mut book = practice();
        let measure = Fields::new().with("relationship_id", 1).with("name", "Funded").with("unit", "percent");
        book.execute(&Action::Add { kind: Kind::Measure, fields: measure.with("target", 950_000) }).unwrap();
        let old = Fields::new().with("measure_id", 1).with("day", "2026-05-01").with("value", 900_000);
        book.execute(&Action::Add { kind: Kind::Reading, fields: old }).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("readings.csv");
        let text = "Client,Measure,Day,Value\nHartley,Funded,2026-02-01,92 %\nHartley,Funded,2026-05-01,94 %\n\
                    Okafor,Funded,2026-08-01,1\nHartley,Funded,2026-08-01,96 %\n";
        std::fs::write(&file, text).unwrap();
        let mut app = desk(book);
        press(&mut app, ":");
        typed(&mut app, "import");
        press(&mut app, "Enter");
        typed(&mut app, &file.display().to_string());
        press(&mut app, "Enter");
        let shown = drawn(&mut app, 80, 24).join("\n");
        for said in
            ["Rejected  1; they stay in the file", "there is no client Okafor", "corrects 90 %", "New  2"]
        {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        assert!(shown.contains("Ctrl-S take in 3 readings"), "{shown}");
        // Past what is rejected and what corrects; the first new one is left out.
        press(&mut app, "Home Space j Space");
        assert!(drawn(&mut app, 80, 24).join("\n").contains("left out"), "{:#?}", drawn(&mut app, 80, 24));
        press(&mut app, "Ctrl-S");
        assert!(app.model.layers.is_empty(), "{:#?}", drawn(&mut app, 80, 24));
        let days: Vec<String> =
            app.book.rows(Kind::Reading, &[]).unwrap().iter().map(|row| row.str("day").to_owned()).collect();
        assert_eq!(days.len(), 3, "{days:?}");
        press(&mut app, "u");
        assert_eq!(app.book.rows(Kind::Reading, &[]).unwrap().len(), 1, "one step");
    }

    #[test]
    fn what_was_left_out_of_a_file_is_left_out_when_it_is_opened_again() {
        let mut book = practice();
        let measure = Fields::new().with("relationship_id", 1).with("name", "Funded").with("unit", "percent");
        book.execute(&Action::Add { kind: Kind::Measure, fields: measure.with("target", 950_000) }).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("readings.csv");
        let write = |second: &str| {
            let text = format!(
                "Client,Measure,Day,Value\nHartley,Funded,2026-02-01,92 %\nHartley,Funded,2026-05-01,{second} %\n"
            );
            std::fs::write(&file, text).unwrap();
        };
        write("94");
        let mut app = desk(book);
        let open = |app: &mut crate::tui::app::App| {
            press(app, ":");
            typed(app, "import");
            press(app, "Enter Ctrl-U");
            typed(app, &file.display().to_string());
            press(app, "Enter");
        };
        open(&mut app);
        press(&mut app, "Home j Space");
        assert!(drawn(&mut app, 80, 24).join("\n").contains("take in 1 reading"));
        press(&mut app, "Esc");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("Kept as a slip: Import of") && shown.contains("1 row left out"), "{shown}");
        open(&mut app);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("take in 1 reading") && shown.contains("left out"), "{shown}");
        // A row that says something else is another row.
        press(&mut app, "Esc");
        write("95");
        open(&mut app);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("take in 2 readings"), "{shown}");
    }
}
