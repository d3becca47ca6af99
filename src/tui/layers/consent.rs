//! The sheet of one line under every act with them: who agreed, when, how.
//!
//! **Invariant:** nobody agrees by leaving the sheet open: Enter needs one ticked adult, a day and a how.

mod draw;

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Kept, Layer, Pressed, Shape, why};
use crate::{
    domain::{
        action::Consent,
        day,
        record::{Kind, RecordId},
        records::agreement_event::HOWS,
        rejection::Rejection,
    },
    tui::{
        command::chord,
        desk::{Action, At},
        effect::Effect,
        widgets::{
            field::{Field, Typed, printable},
            footer::Hint,
            line::Line,
            pen::Pen,
        },
    },
};

/// What is done with the consent.
pub type Then = Box<dyn Fn(Consent) -> Action>;

/// What one of them said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Agreed,
    NotAsked,
    Dissents,
}

impl Answer {
    fn sign(self) -> &'static str {
        match self {
            Self::Agreed => "[x]",
            Self::NotAsked => "[ ]",
            Self::Dissents => "[-]",
        }
    }
    fn next(self) -> Self {
        match self {
            Self::Agreed => Self::NotAsked,
            Self::NotAsked => Self::Dissents,
            Self::Dissents => Self::Agreed,
        }
    }
}

/// Cells a reason has before it was drawn once.
const CELLS: u16 = 57;
/// What stands in the field of the day at the start.
const TODAY: &str = "today";

#[derive(Debug)]
struct Party {
    person: RecordId,
    name: String,
    answer: Answer,
}

/// What the sheet was filled in with.
struct Start {
    answers: Vec<Answer>,
    day: String,
    how: usize,
    evidence: String,
}

/// The sheet.
pub struct Sheet {
    title: String,
    parties: Vec<Party>,
    /// Which part has the keys: the persons in order, then the day, how, and what shows it.
    at: usize,
    day: Field,
    how: usize,
    /// What shows it: where the paper is, a file, a note.
    evidence: Field,
    then: Then,
    start: Start,
    refusal: Option<String>,
    /// The cells there were for a reason when it was drawn.
    cells: u16,
    /// The lines that what stands below needs.
    room: u16,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet")
            .field("title", &self.title)
            .field("parties", &self.parties)
            .finish_non_exhaustive()
    }
}

/// Opens the sheet for a relationship; `then` makes the action of the consent. Over a form, what goes through
/// closes the form too.
#[must_use]
pub fn ask(
    title: &str,
    relationship: RecordId,
    at: &At<'_>,
    then: impl Fn(Consent) -> Action + 'static,
) -> Vec<Effect> {
    ask_as(title, relationship, None, at, then)
}

/// The same, filled in with what is known of who agrees, when and how.
#[must_use]
pub fn ask_as(
    title: &str,
    relationship: RecordId,
    first: Option<&Consent>,
    at: &At<'_>,
    then: impl Fn(Consent) -> Action + 'static,
) -> Vec<Effect> {
    let adults = match at.book.adults(relationship.id) {
        Ok(adults) => adults,
        Err(no) => return Effect::warn(no.message),
    };
    let parties: Vec<Party> = adults
        .into_iter()
        .map(|person| {
            let given = person.str("given");
            let name = if given.is_empty() { person.str("name") } else { given };
            let answer = match first {
                Some(first) if first.dissents.contains(&person.id) => Answer::Dissents,
                Some(first) if !first.by.contains(&person.id) => Answer::NotAsked,
                _ => Answer::Agreed,
            };
            Party { person: person.id, name: name.to_owned(), answer }
        })
        .collect();
    if parties.is_empty() {
        return Effect::warn("No adult member is in the book for them. Add a person first (: add a person).");
    }
    let start = Start {
        answers: parties.iter().map(|party| party.answer).collect(),
        day: first
            .filter(|first| first.on != at.today)
            .map_or_else(|| TODAY.to_owned(), |first| first.on.to_string()),
        how: first.and_then(|first| HOWS.iter().position(|how| *how == first.how)).unwrap_or(0),
        evidence: first.and_then(|first| first.evidence.clone()).unwrap_or_default(),
    };
    Effect::open(Sheet {
        title: title.to_owned(),
        parties,
        at: 0,
        day: Field::new(&start.day),
        how: start.how,
        evidence: Field::new(&start.evidence),
        start,
        then: Box::new(then),
        refusal: None,
        cells: CELLS,
        room: 1,
    })
}

/// The relationship of an agreement as a record.
#[must_use]
pub fn whose(id: i64) -> RecordId {
    RecordId::new(Kind::Relationship, id)
}

pub use crate::acts::review::how_said;

impl Sheet {
    fn how(&self) -> &'static str {
        HOWS.get(self.how).copied().unwrap_or("meeting")
    }

    fn day(&self, at: &At<'_>) -> Result<chrono::NaiveDate, Rejection> {
        day::parse_day_that_was(self.day.text().trim(), at.today, at.order)
    }

    fn named(&self, answer: Answer) -> Vec<&str> {
        self.parties.iter().filter(|party| party.answer == answer).map(|party| party.name.as_str()).collect()
    }

    fn step(&mut self, by: isize) {
        let parts = (self.parties.len() + 3).cast_signed();
        self.at = (self.at.cast_signed() + by).rem_euclid(parts).unsigned_abs();
    }

    fn turn(&mut self, by: isize) {
        self.how = (self.how.cast_signed() + by).rem_euclid(HOWS.len().cast_signed()).unsigned_abs();
    }

    /// A letter chooses the word that begins with it; the same letter again the next one.
    fn letter(&mut self, typed: char) {
        let fits =
            |how: &usize| HOWS.get(*how).is_some_and(|how| how.starts_with(typed.to_ascii_lowercase()));
        let after = (self.how + 1..HOWS.len()).chain(0..=self.how);
        self.how = after.into_iter().find(fits).unwrap_or(self.how);
    }

    fn save(&mut self, at: &At<'_>) -> Pressed {
        let ids = |answer| {
            self.parties
                .iter()
                .filter(|party| party.answer == answer)
                .map(|party| party.person)
                .collect::<Vec<_>>()
        };
        let (by, dissents) = (ids(Answer::Agreed), ids(Answer::Dissents));
        if by.is_empty() {
            self.refusal = Some("Nobody agreed yet. Space ticks a name.".into());
            self.at = 0;
            return Pressed::taken();
        }
        let on = match self.day(at) {
            Ok(on) => on,
            Err(no) => {
                self.refusal = Some(no.message);
                self.at = self.parties.len();
                return Pressed::taken();
            }
        };
        let consent = Consent { by, dissents, on, how: self.how().to_owned(), evidence: self.shown_by() };
        Pressed::Taken(Effect::save((self.then)(consent)))
    }

    fn press(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let (people, name) = (self.parties.len(), chord::name(key));
        let typed = printable(key);
        match (key.code, name.as_str()) {
            (KeyCode::Esc, _) => return Pressed::close(),
            (_, "Ctrl-X") => self.start_over(),
            (KeyCode::Enter, _) | (_, "Ctrl-S") => return self.save(at),
            (KeyCode::Tab, _) => self.step(1),
            (KeyCode::BackTab, _) => self.step(-1),
            _ if self.at == people || self.is_at_evidence() => {
                let field = if self.at == people { &mut self.day } else { &mut self.evidence };
                if field.key(key) == Typed::Passed {
                    return Pressed::Passed;
                }
                self.refusal = None;
            }
            (KeyCode::Right, _) => self.step(1),
            (KeyCode::Left, _) => self.step(-1),
            _ if typed.is_none() && !matches!(key.code, KeyCode::Up | KeyCode::Down) => {
                return Pressed::Passed;
            }
            (KeyCode::Char(' '), _) if self.at < people => {
                if let Some(party) = self.parties.get_mut(self.at) {
                    party.answer = party.answer.next();
                }
                self.refusal = None;
            }
            (KeyCode::Char(' ') | KeyCode::Down, _) if self.at > people => self.turn(1),
            (KeyCode::Up, _) if self.at > people => self.turn(-1),
            (KeyCode::Char(typed), _) if self.at > people => self.letter(typed),
            (KeyCode::Char(_), _) => return Pressed::Taken(Effect::warn("Space ticks; Tab goes on.")),
            _ => {}
        }
        Pressed::taken()
    }

    fn make_room(&mut self, at: &At<'_>) {
        self.room = u16::try_from(self.below(at).len().clamp(1, 3)).unwrap_or(1);
    }

    fn start_over(&mut self) {
        for (party, answer) in self.parties.iter_mut().zip(&self.start.answers) {
            party.answer = *answer;
        }
        self.day.set(&self.start.day);
        self.evidence.set(&self.start.evidence);
        (self.how, self.at, self.refusal) = (self.start.how, 0, None);
    }

    /// Whether anything is other than it was at the start.
    fn differs(&self) -> bool {
        let answers = self.parties.iter().map(|party| party.answer);
        self.how != self.start.how
            || self.day.text() != self.start.day
            || self.evidence.text() != self.start.evidence
            || !answers.eq(self.start.answers.iter().copied())
    }
}

impl Layer for Sheet {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Foot(1 + self.room)
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::heading(&self.title), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let pressed = self.press(key, at);
        self.make_room(at);
        pressed
    }

    fn paste(&mut self, pasted: &str, at: &At<'_>) -> Vec<Effect> {
        match self.at.checked_sub(self.parties.len()) {
            Some(0) => self.day.paste(pasted),
            Some(2) => self.evidence.paste(pasted),
            _ => return Effect::warn("Pasted text needs a field. Press Tab until the day has the keys."),
        }
        self.refusal = None;
        self.make_room(at);
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        self.draw_lines(pen, area, at);
    }

    fn hints(&self) -> Vec<Hint> {
        let people = self.parties.len();
        let mut hints = vec![Hint::new("Enter", "save"), Hint::new("Tab", "next")];
        if self.at < people {
            hints.insert(0, Hint::new("Space", "agreed, not asked, not agreed"));
        } else if self.at == people + 1 {
            hints.insert(0, Hint::new("Up Down", "how"));
        }
        hints
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", if self.differs() { "keep as slip" } else { "close" })]
    }

    fn slip_key(&self, rows: &str) -> Option<String> {
        Some(format!("consent:{rows}:{}", self.title))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        let answers: Map<String, Value> =
            self.parties.iter().map(|party| (party.person.to_string(), json!(party.answer))).collect();
        self.differs().then(|| Kept {
            title: self.title.clone(),
            body: json!({ "day": self.day.text(), "how": self.how(), "answers": answers, "evidence": self.evidence.text() }),
        })
    }

    fn restore(&mut self, body: &Value) {
        if let Some(day) = body.get("day").and_then(Value::as_str) {
            self.day.set(day);
        }
        if let Some(evidence) = body.get("evidence").and_then(Value::as_str) {
            self.evidence.set(evidence);
        }
        let how = body.get("how").and_then(Value::as_str);
        self.how = HOWS.iter().position(|known| Some(*known) == how).unwrap_or(0);
        for party in &mut self.parties {
            let answer = body.get("answers").and_then(|all| all.get(party.person.to_string()));
            party.answer = answer.and_then(|kept| Answer::deserialize(kept).ok()).unwrap_or(party.answer);
        }
    }

    fn refused(&mut self, why: &Rejection) {
        self.refusal = Some(why.message.clone());
        self.room = why::room(self.refusal.as_deref(), self.cells);
    }
}
