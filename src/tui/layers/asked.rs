//! "They asked ...": what to say to a client who compares, what was said before, and the answer to record.
//!
//! It opens where one types what they compared with, or on the corrections when that is known.
//!
//! **Invariant:** what is typed or ticked is lost by nothing, and nobody has understood but by a key of the hand.

mod draw;
mod keys;
mod save;
mod side;

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use chrono::{NaiveDate, NaiveTime};
use ratatui::{crossterm::event::KeyEvent, layout::Rect};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Kept, Layer, Pressed, Shape};
use crate::{
    acts::asked as model,
    domain::{
        asked::{Answer, Comparison, Correction},
        record::{Fields, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::{Command, Scope},
        desk::At,
        effect::Effect,
        keeping::words_of,
        tabs::Focus,
        theme::Role,
        widgets::{area::Area, field::Field, footer::Hint, line::Line, pen::Pen, tops::Tops},
    },
};

/// When it is said again, unless something else is typed.
const AGAIN: &str = "6 months";

/// Where the answer goes.
#[derive(Debug, Clone)]
pub enum Goes {
    /// Into the book, with the call they made.
    Book,
    /// Into the log that is open below, as fields of a talk.
    Log(Rc<RefCell<Option<Fields>>>),
}

/// Where the keys are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Compared,
    Corrections,
    Answer,
    Understood,
    Again,
    Promise,
}

/// Everything that can be changed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    /// With what, period and figures, in one line.
    compared: String,
    ticked: Vec<Correction>,
    /// Whether they hold it against what was agreed.
    #[serde(default)]
    against: bool,
    answer: String,
    /// By person, how far they understood.
    understood: BTreeMap<String, String>,
    /// How far all of them did, where it is not told apart.
    whole: Option<String>,
    again: String,
    promise: String,
}

/// The card.
#[derive(Debug)]
pub struct Asked {
    client: RecordId,
    about: model::Asked,
    goes: Goes,
    opened_on: NaiveDate,
    opened: NaiveTime,
    today: NaiveDate,
    draft: Draft,
    start: Draft,
    stop: Stop,
    /// Which correction or person, from 0.
    inner: usize,
    editor: Field,
    answer: Area,
    refusal: Option<(Stop, String)>,
    top: u16,
    tops: Tops,
}

impl Asked {
    /// The card of a client; the answer becomes a talk in the call they made.
    pub fn new(client: RecordId, at: &At<'_>) -> Result<Self, Rejection> {
        let draft = Draft { again: AGAIN.to_owned(), ..Draft::default() };
        Self::with(client, draft, Goes::Book, at)
    }

    /// The card above a log: what is known of the talk is filled in, and its fields are put down for the log.
    pub fn above(
        client: RecordId,
        known: &Fields,
        put: Rc<RefCell<Option<Fields>>>,
        at: &At<'_>,
    ) -> Result<Self, Rejection> {
        let text = |name: &str| known.text(name).unwrap_or("").to_owned();
        let said = Answer::read(&text("said"));
        let compared =
            Comparison { with: text("compared_with"), period: text("period"), figures: text("figures") };
        let about = read(client, at)?;
        let person = |who: &str| about.persons.iter().find(|person| person.name == who);
        let understood = said
            .understood
            .iter()
            .filter_map(|one| Some((person(&one.who)?.id.to_string(), one.how.clone())));
        let draft = Draft {
            compared: compared.line(),
            ticked: said.corrections.clone(),
            against: known.int("against_id").is_some(),
            answer: said.text.clone(),
            understood: understood.collect(),
            whole: known.text("understood").map(ToOwned::to_owned),
            again: known.day("reinforce_on").map(|on| on.to_string()).unwrap_or_default(),
            promise: String::new(),
        };
        Self::with(client, draft, Goes::Log(put), at)
    }

    fn with(client: RecordId, draft: Draft, goes: Goes, at: &At<'_>) -> Result<Self, Rejection> {
        let mut card = Self {
            client,
            about: read(client, at)?,
            goes,
            opened_on: at.today,
            opened: at.now,
            today: at.today,
            start: draft.clone(),
            draft: Draft::default(),
            stop: Stop::Compared,
            inner: 0,
            editor: Field::default(),
            answer: Area::default(),
            refusal: None,
            top: 0,
            tops: Tops::default(),
        };
        card.take(draft);
        Ok(card)
    }

    /// Takes a whole draft: the start, or a slip.
    fn take(&mut self, draft: Draft) {
        self.answer = Area::new(&draft.answer);
        self.draft = draft;
        self.compare();
        self.refusal = None;
        self.go(if self.draft.compared.is_empty() { Stop::Compared } else { Stop::Corrections });
    }

    /// The places the keys can go, in order.
    fn stops(&self) -> Vec<Stop> {
        use Stop as S;
        let all = [S::Compared, S::Corrections, S::Answer, S::Understood, S::Again, S::Promise];
        let in_log = matches!(self.goes, Goes::Log(_));
        // A log has a row of its own for promises.
        all.into_iter().filter(|stop| *stop != S::Promise || !in_log).collect()
    }

    fn go(&mut self, to: Stop) {
        self.tops.moved();
        self.stop = to;
        self.inner = 0;
        self.editor = Field::new(match to {
            Stop::Compared => &self.draft.compared,
            Stop::Again => &self.draft.again,
            Stop::Promise => &self.draft.promise,
            _ => "",
        });
    }

    /// Puts what stands in the editor into the draft.
    fn put_back(&mut self) {
        let text = self.editor.text().to_owned();
        match self.stop {
            Stop::Compared => {
                self.draft.compared = text;
                self.compare();
            }
            Stop::Again => self.draft.again = text,
            Stop::Promise => self.draft.promise = text,
            _ => {}
        }
        if self.refusal.as_ref().is_some_and(|(stop, _)| *stop == self.stop) {
            self.refusal = None;
        }
    }

    /// Says what can be said to what they compare with now.
    fn compare(&mut self) {
        let with = self.said();
        self.about.compare(&with, self.today);
    }

    fn refuse(&mut self, stop: Stop, why: &str) {
        self.go(stop);
        self.refusal = Some((stop, why.to_owned()));
    }

    /// Who can be said to have understood: each of them, or all where nobody is told apart.
    fn seats(&self) -> Vec<Seat> {
        let each = self.about.persons.iter().map(|person| Seat {
            key: Some(person.id.to_string()),
            name: person.name.clone(),
            how: self.draft.understood.get(&person.id.to_string()).cloned(),
        });
        let all = Seat { key: None, name: "all of them".to_owned(), how: self.draft.whole.clone() };
        let needs_all = self.about.persons.is_empty() || matches!(self.goes, Goes::Log(_));
        needs_all.then_some(all).into_iter().chain(each).collect()
    }

    fn said(&self) -> Comparison {
        Comparison::read(&self.draft.compared)
    }
}

/// One who may have understood.
#[derive(Debug)]
struct Seat {
    /// The person; none for all of them.
    key: Option<String>,
    name: String,
    /// `yes`, `doubtful`, `no`; nothing when they were not there.
    how: Option<String>,
}

fn read(client: RecordId, at: &At<'_>) -> Result<model::Asked, Rejection> {
    at.book.asked(client.id)?.ok_or_else(super::brief::gone)
}

impl Layer for Asked {
    fn mode(&self) -> String {
        if matches!(self.stop, Stop::Corrections | Stop::Understood) { "CARD".into() } else { "FIELD".into() }
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, at: &At<'_>) -> (Line, Line) {
        let title = Line::heading("They asked ...").with(format!("   {}", self.about.name), Role::Plain);
        let right = match self.goes {
            Goes::Book => crate::domain::day::long(at.today) + &at.now.format(", %H:%M").to_string(),
            Goes::Log(_) => format!("into the log, {} adds it", Command::Save.way()),
        };
        (title, Line::plain(right))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        self.tops.moved();
        self.press(key, at)
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        self.tops.moved();
        match self.stop {
            Stop::Answer => {
                self.answer.paste(pasted);
                self.draft.answer = self.answer.text();
            }
            Stop::Compared | Stop::Again | Stop::Promise => {
                self.editor.paste(pasted);
                self.put_back();
            }
            Stop::Corrections | Stop::Understood => {
                return Effect::warn("Pasted text needs a field. Press Tab until one has the keys.");
            }
        }
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        self.draw_all(pen, area, at);
    }

    fn hints(&self) -> Vec<Hint> {
        let save = match self.goes {
            Goes::Book => "log the talk",
            Goes::Log(_) => "add it to the log",
        };
        let mut hints = match self.stop {
            Stop::Corrections => {
                let ticks = if self.about.agreed.is_some() { "1-5" } else { "1-4" };
                vec![Hint::new(ticks, "tick what was said"), Hint::new("f", "fill in")]
            }
            Stop::Understood => vec![Hint::new("y p n", "understood, partly, not")],
            _ => Vec::new(),
        };
        hints.extend([Hint::new("Tab", "next"), Hint::new("Ctrl-S", save).first()]);
        if self.stop == Stop::Corrections && self.about.agreed.is_none() {
            hints.push(Hint::new("e", "keep it as an expectation").first());
        }
        hints.extend([Hint::new("Shift-Tab", "before"), Hint::new("Ctrl-G", "editor")]);
        hints
    }

    fn always(&self) -> Vec<Hint> {
        if matches!(self.goes, Goes::Log(_)) {
            return vec![Hint::new("Esc", "back to the log")];
        }
        vec![Hint::new("Esc", if self.draft == self.start { "close" } else { "keep as slip" })]
    }

    fn scopes(&self) -> &'static [Scope] {
        match (self.stop, &self.goes) {
            (Stop::Corrections, Goes::Book) => &[Scope::Everywhere],
            _ => &[],
        }
    }

    fn focus(&self) -> Option<Focus> {
        let who = crate::acts::name::short(&self.about.name).to_owned();
        Some(Focus { relationship: Some(self.client), who, ..Focus::default() })
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        matches!(self.goes, Goes::Book).then(|| format!("asked:{}", self.client))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        if self.draft == self.start {
            return None;
        }
        // Only what differs: over a card whose line has changed, the rest is as the line says.
        let (Value::Object(now), Value::Object(start)) = (self.body(), whole(&self.start)) else {
            return None;
        };
        let body = now.into_iter().filter(|(name, value)| start.get(name) != Some(value)).collect();
        Some(Kept { title: format!("They asked ..., {}", self.about.name), body: Value::Object(body) })
    }

    fn restore(&mut self, body: &Value) {
        let mut draft = whole(&self.draft);
        if let (Some(draft), Some(kept)) = (draft.as_object_mut(), body.as_object()) {
            draft.extend(kept.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        match serde_json::from_value::<Draft>(draft) {
            Ok(draft) if body.is_object() => self.take(draft),
            // A slip of another version of the program: its words at least are not lost.
            _ => self.take(Draft { answer: words_of(body), ..self.start.clone() }),
        }
    }

    fn refused(&mut self, why: &Rejection) {
        let stop = match why.field.as_deref() {
            Some("compared_with" | "period" | "figures" | "summary") => Stop::Compared,
            Some("reinforce_on") => Stop::Again,
            Some("due" | "title") => Stop::Promise,
            Some("understood") => Stop::Understood,
            _ => Stop::Answer,
        };
        self.refuse(stop, &why.message);
    }

    fn edited(&mut self, text: &str) {
        self.answer = Area::new(text.trim_end());
        self.draft.answer = self.answer.text();
        self.go(Stop::Answer);
    }

    fn reload(&mut self, at: &At<'_>) {
        self.tops.moved();
        // A client that is gone keeps the last page; saving says the rest.
        if let Ok(about) = read(self.client, at) {
            self.about = about;
            self.today = at.today;
            self.compare();
        }
    }
}

impl Asked {
    /// The draft as it stands, for the card of a log that is built again.
    pub fn body(&self) -> Value {
        whole(&self.draft)
    }
}

fn whole(draft: &Draft) -> Value {
    serde_json::to_value(draft).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests;
