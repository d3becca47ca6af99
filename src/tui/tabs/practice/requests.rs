//! Requests among the figures of the practice: how soon they were answered, and what went wrong.
//!
//! **Invariant:** a figure is the number of the rows Enter opens.

use chrono::{Months, NaiveDate};

use super::signed;
use crate::{
    acts::requests::{Answer, Asked},
    domain::{
        cadence::State as Standing,
        day,
        record::{Kind, RecordId, Row as Record},
        rejection::Rejection,
    },
    tui::{
        desk::At,
        effect::Effect,
        layers::rows::Rows,
        tabs::{Looked, TabId},
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Row, Words},
            page::Page,
        },
    },
};

/// The key of the row of answers.
pub(super) const ANSWERS: &str = "requests.answers";
/// The key of the row of errors.
pub(super) const ERRORS: &str = "requests.errors";

/// In the order of the columns.
const STATES: [(Answer, Standing); 4] = [
    (Answer::InTime, Standing::Good),
    (Answer::Waiting, Standing::Due),
    (Answer::Late, Standing::Broken),
    (Answer::Unknown, Standing::Unknown),
];

/// The requests of the last twelve months, and what went wrong.
#[derive(Debug, Default)]
pub(super) struct Requests {
    asked: Vec<Asked>,
    errors: Vec<(String, Record)>,
}

impl Requests {
    /// Reads them.
    pub(super) fn read(at: &At<'_>) -> Result<Self, Rejection> {
        let since = at.today.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
        Ok(Self { asked: at.book.requests_since(since)?, errors: at.book.errors()? })
    }

    /// How many rows stand behind a key.
    fn count(&self, answer: Answer) -> usize {
        self.asked.iter().filter(|asked| asked.answer == answer).count()
    }

    /// The rows under their heading; none where nothing was asked and nothing went wrong.
    pub(super) fn items(&self, fits: impl Fn(&str) -> bool) -> Vec<Item> {
        let cell = |count: usize, state: Standing| match (count, state) {
            (0, _) => Line::muted("0"),
            (count, Standing::Broken) => Line::role(count.to_string(), Role::Alarm),
            (count, _) => Line::plain(count.to_string()),
        };
        let row = |key: &str, name: &str, counts: [usize; 4]| {
            let mut cells = vec![Line::plain(name)];
            cells.extend(counts.iter().zip(STATES).map(|(count, (_, state))| cell(*count, state)));
            cells.push(Line::empty());
            Item::from(Row {
                key: key.to_owned(),
                words: Words { name: name.to_owned(), cells, ..Words::default() }.into(),
                ..Row::default()
            })
        };
        let mut items = Vec::new();
        if !self.asked.is_empty() && fits("answered") {
            items.push(row(ANSWERS, "answered", STATES.map(|(answer, _)| self.count(answer))));
        }
        if !self.errors.is_empty() && fits("went wrong") {
            items.push(row(ERRORS, "went wrong", [0, 0, self.errors.len(), 0]));
        }
        if !items.is_empty() {
            let about = "  good is answered in the time you promise; the last 12 months";
            items.insert(0, Item::Heading(Line::heading("Requests").with(about, Role::Muted)));
        }
        items
    }

    /// What stands beside the list.
    pub(super) fn looked(&self, key: &str) -> Looked {
        let (name, lines) = if key == ERRORS {
            let said = |(who, row): &(String, Record)| format!("{who}: {}", row.str("went_wrong"));
            ("Went wrong", self.errors.iter().map(said).collect::<Vec<_>>())
        } else {
            let late = self.asked.iter().filter(|asked| asked.answer == Answer::Late);
            let said =
                |asked: &Asked| format!("{}: {}, {}", asked.who, asked.row.str("title"), asked.answer_said());
            ("Answered late", late.map(said).collect())
        };
        let mut page = Page::new(Line::plain(name), Line::empty()).gap();
        for line in &lines {
            page.push(line.as_str());
        }
        page.push(Line::empty());
        page.push("Enter shows the rows, and goes to one.");
        let peek = lines.iter().take(4).map(Line::plain).collect();
        Looked { title: Line::heading(name), peek, page }
    }

    /// The rows behind a figure.
    pub(super) fn open(&self, key: &str, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
        let mut items = Vec::new();
        if key == ERRORS {
            for (who, row) in &self.errors {
                let on = row.day("finished_on").map(|on| format!(", {}", day::short(on, at.today)));
                let said =
                    format!("{}: {}{}", row.str("title"), row.str("went_wrong"), on.unwrap_or_default());
                items.push(line(who, row, &said));
            }
        } else {
            for (answer, state) in STATES.iter().rev() {
                let group: Vec<&Asked> = self.asked.iter().filter(|asked| asked.answer == *answer).collect();
                if group.is_empty() {
                    continue;
                }
                let count = format!("  {}", group.len());
                items.push(Item::Heading(Line::heading(signed(*state)).with(count, Role::Muted)));
                for asked in group {
                    let scope = at.book.scope_said(&asked.row)?;
                    let said = format!(
                        "{}: {}; {}; {scope}",
                        asked.row.str("title"),
                        asked.answer_said(),
                        asked.decision_said()
                    );
                    items.push(line(&asked.who, &asked.row, &said));
                }
                items.push(Item::Gap);
            }
        }
        let title = Line::plain("Practice > ").with("Requests", Role::Heading);
        Ok(Effect::open(Rows::new(title, items, TabId::Clients)))
    }
}

fn line(who: &str, row: &Record, said: &str) -> Item {
    let client = row.int("relationship_id").map(|id| RecordId::new(Kind::Relationship, id));
    Item::from(Row {
        key: row.id.to_string(),
        record: client,
        relationship: client,
        words: Words {
            name: row.str("title").to_owned(),
            who: who.to_owned(),
            cells: vec![Line::plain(who), Line::empty(), Line::plain(said)],
            ..Words::default()
        }
        .into(),
        ..Row::default()
    })
}
