//! The contact log: one sheet for what happened and all that follows from it, saved as one step.
//!
//! It opens on the summary with the rest filled in as far as it is known; only who and summary are needed.
//!
//! **Invariant:** what is typed is lost by nothing, and nothing of ours is settled but by a tick of the hand.

mod card;
mod draft;
mod draw;
pub(in crate::tui::layers) mod follow;
mod keys;
mod meeting;
mod others;
mod raised;
mod save;
mod sheet;
mod side;
mod stop;
mod words;

pub use meeting::has_begun;

use std::rc::Rc;

use chrono::{NaiveDate, NaiveTime};
use ratatui::{crossterm::event::KeyEvent, layout::Rect};
use serde_json::Value;

use self::{
    card::Card, draft::Draft, follow::from_card, meeting::Lent, others::Others, raised::Agenda, stop::Stop,
};
use super::{Kept, Layer, Pressed, Shape, form_field::Pick};
use crate::{
    acts::dossier::Dossier,
    domain::{record::RecordId, rejection::Rejection},
    tui::{
        command::Command,
        desk::At,
        effect::Effect,
        keeping::words_of,
        tabs::Focus,
        theme::Role,
        widgets::{area::Area, field::Field, footer::Hint, line::Line, pen::Pen, tops::Tops},
    },
};

/// Where the keys are: on the sheet, or on the card above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Above {
    Sheet,
    Card,
}

/// The sheet.
#[derive(Debug)]
pub struct Log {
    relationship: RecordId,
    dossier: Dossier,
    /// When it was opened: a contact without a day is of that day.
    opened_on: NaiveDate,
    opened: NaiveTime,
    draft: Draft,
    start: Draft,
    stop: Stop,
    /// Which box of With, or which item of Settles, from 0.
    inner: usize,
    /// What the ticked meeting brought.
    lent: Option<Lent>,
    /// What stands on the agenda of the ticked meeting.
    agenda: Agenda,
    /// Open items of the other clients it was a contact with.
    others: Others,
    /// Which agreement raised for it, from 0.
    raised_at: usize,
    editor: Field,
    notes: Area,
    /// The card as it was left; it waits while the keys are on the sheet.
    card: Option<Card>,
    above: Above,
    offered: Vec<Pick>,
    offer: usize,
    refusal: Option<(Stop, String)>,
    top: u16,
    tops: Tops,
}

impl Log {
    /// A sheet about a relationship; a meeting row in focus is the meeting it was.
    pub fn new(relationship: RecordId, focus: Option<&Focus>, at: &At<'_>) -> Result<Self, Rejection> {
        let gone = || {
            Rejection::rule(format!(
                "This client is gone from the book. Press {} to read it again.",
                Command::Redraw.way()
            ))
        };
        let dossier = at.book.dossier(relationship.id)?.ok_or_else(gone)?;
        let draft = Draft::of(&dossier);
        let mut log = Self {
            relationship,
            dossier,
            opened_on: at.today,
            opened: at.now,
            start: draft.clone(),
            draft,
            stop: Stop::Summary,
            inner: 0,
            lent: None,
            agenda: Agenda::default(),
            others: Others::default(),
            raised_at: 0,
            editor: Field::default(),
            notes: Area::default(),
            card: None,
            above: Above::Sheet,
            offered: Vec::new(),
            offer: 0,
            refusal: None,
            top: 0,
            tops: Tops::default(),
        };
        let focused = focus.and_then(|focus| focus.records.first().copied());
        let meeting = log.meetings(at).find(|row| Some(row.id) == focused && has_begun(row, at)).cloned();
        if let Some(meeting) = meeting {
            log.was_meeting(&meeting);
            log.start = log.draft.clone();
        }
        Ok(log)
    }

    /// Minutes since the sheet was opened, over midnight too; at least one.
    fn counted(&self, now: NaiveTime) -> i64 {
        let minutes = now.signed_duration_since(self.opened).num_minutes();
        let minutes = if minutes < 0 { minutes + 24 * 60 } else { minutes };
        minutes.max(1)
    }

    fn go(&mut self, to: Stop) {
        self.tops.moved();
        self.stop = to;
        self.inner = 0;
        self.offered.clear();
        self.editor = Field::new(self.text_of(to));
    }

    /// The same by a key: a name typed before is looked for again.
    fn arrive(&mut self, to: Stop, at: &At<'_>) {
        self.go(to);
        if to == Stop::Else && !self.draft.other.trim().is_empty() {
            self.offered = self.others(at);
        }
    }

    /// Takes a whole draft: a slip, or the start.
    fn take(&mut self, draft: Draft) {
        self.notes = Area::new(&draft.notes);
        self.draft = draft;
        self.refusal = None;
        self.card = None;
        self.above = Above::Sheet;
        self.go(Stop::Summary);
    }

    /// The card's answers go to the list; or the card is left and waits.
    fn after_card(&mut self, effects: Vec<Effect>, at: &At<'_>) -> Vec<Effect> {
        let Some(card) = &self.card else { return effects };
        if effects.iter().any(|effect| matches!(effect, Effect::Close)) {
            self.above = Above::Sheet;
            self.go(Stop::Add);
            return Effect::say("The card waits: Enter on its line opens it again");
        }
        let put = Rc::clone(&card.put);
        let Some(fields) = put.borrow_mut().take() else { return effects };
        let follow = from_card(&card.line, card.kind, fields, at);
        self.draft.follows.push(follow);
        self.card = None;
        self.above = Above::Sheet;
        self.draft.add.clear();
        self.go(Stop::Add);
        Vec::new()
    }

    /// The draft with what the open card holds, minutes as of now.
    fn held(&self, at: &At<'_>) -> Draft {
        let mut draft = self.draft.clone();
        if draft != self.start && draft.minutes.is_none() && draft.day.is_empty() {
            draft.minutes = Some(self.counted(at.now).to_string());
        }
        // Read again tomorrow, "yesterday" and no day at all would mean another one.
        if let Ok(on) = self.day(at) {
            draft.day = on.to_string();
        }
        if let Some(card) = &self.card {
            let body = card.form.kept(at).map_or(Value::Null, |kept| kept.body);
            draft.card = Some((card.line.clone(), card.kind.spec().noun.to_owned(), body));
        }
        draft
    }
}

impl Layer for Log {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, at: &At<'_>) -> (Line, Line) {
        if let (Above::Card, Some(card)) = (self.above, &self.card) {
            return card.form.title(at);
        }
        let name = self.dossier.relationship.str("name");
        let since = self.opened.format("%H:%M");
        let right = format!("since {since}, {}", crate::domain::day::long(at.today));
        (Line::heading("Log a contact").with(format!("   {name}"), Role::Plain), Line::plain(right))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        self.tops.moved();
        if let (Above::Card, Some(card)) = (self.above, &mut self.card) {
            return match card.form.key(key, at) {
                Pressed::Passed => Pressed::Passed,
                Pressed::Taken(effects) => Pressed::Taken(self.after_card(effects, at)),
            };
        }
        self.read_agenda(at);
        self.read_others(at);
        self.press(key, at)
    }

    fn paste(&mut self, pasted: &str, at: &At<'_>) -> Vec<Effect> {
        self.tops.moved();
        if let (Above::Card, Some(card)) = (self.above, &mut self.card) {
            return card.form.paste(pasted, at);
        }
        if self.stop == Stop::Notes {
            self.notes.paste(pasted);
            self.draft.notes = self.notes.text();
        } else if self.stop.is_text() {
            self.editor.paste(pasted);
            self.typed(at);
        } else {
            return Effect::warn("Pasted text needs a field. Press Tab until one has the keys.");
        }
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        if let (Above::Card, Some(card)) = (self.above, &mut self.card) {
            card.form.draw(pen, area, at);
            return;
        }
        self.read_agenda(at);
        self.read_others(at);
        self.draw_all(pen, area, at);
    }

    fn hints(&self) -> Vec<Hint> {
        if let (Above::Card, Some(card)) = (self.above, &self.card) {
            return card.form.hints();
        }
        let mut hints = match self.stop {
            Stop::With | Stop::Settles | Stop::Meeting | Stop::Agenda => vec![Hint::new("Space", "tick")],
            Stop::Channel | Stop::Direction | Stop::Reached | Stop::Nature | Stop::Raised => {
                vec![Hint::new("Left Right", "choose")]
            }
            Stop::Add if self.draft.add.is_empty() && !self.draft.follows.is_empty() => {
                vec![Hint::new("Backspace", "takes the last back")]
            }
            Stop::Add if !self.draft.add.is_empty() => vec![Hint::new("Enter", "add")],
            Stop::Else if !self.offered.is_empty() => vec![Hint::new("Down Enter", "choose")],
            Stop::Save => vec![Hint::new("Enter", "save")],
            _ => Vec::new(),
        };
        hints.extend([
            Hint::new("Tab", "next"),
            Hint::new("Shift-Tab", "before"),
            Hint::new("Ctrl-S", "save").first(),
        ]);
        hints.push(Hint::new("Ctrl-G", "notes in your editor"));
        hints
    }

    fn always(&self) -> Vec<Hint> {
        if self.above == Above::Card {
            return vec![Hint::new("Esc", "back to the log")];
        }
        let differs = self.draft != self.start || self.card.is_some();
        vec![Hint::new("Esc", if differs { "keep as slip" } else { "close" })]
    }

    fn focus(&self) -> Option<Focus> {
        let who = crate::acts::name::short(self.dossier.relationship.str("name")).to_owned();
        Some(Focus { relationship: Some(self.relationship), who, ..Focus::default() })
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        Some(format!("log:{}", self.relationship))
    }

    fn kept(&self, at: &At<'_>) -> Option<Kept> {
        if self.draft == self.start && self.card.is_none() {
            return None;
        }
        let body = serde_json::to_value(self.held(at)).ok()?;
        let title = format!("Log a contact, {}", self.dossier.relationship.str("name"));
        Some(Kept { title, body })
    }

    fn restore(&mut self, body: &Value) {
        match serde_json::from_value::<Draft>(body.clone()) {
            Ok(draft) => self.take(draft),
            // A slip of another version of the program: its words at least are not lost.
            Err(_) => self.take(Draft { notes: words_of(body), ..self.start.clone() }),
        }
    }

    fn refused(&mut self, why: &Rejection) {
        if let (Above::Card, Some(card)) = (self.above, &mut self.card) {
            card.form.refused(why);
            return;
        }
        let stop = match why.field.as_deref() {
            Some("minutes") => Stop::Minutes,
            Some("day") => Stop::Day,
            Some("summary") => Stop::Summary,
            Some("due" | "title" | "until" | "rule_id") => Stop::Add,
            _ => Stop::Save,
        };
        self.refuse(stop, &why.message);
    }

    fn edited(&mut self, text: &str) {
        if let (Above::Card, Some(card)) = (self.above, &mut self.card) {
            card.form.edited(text);
            return;
        }
        self.notes = Area::new(text.trim_end());
        self.draft.notes = self.notes.text();
        self.go(Stop::Notes);
    }

    fn reload(&mut self, at: &At<'_>) {
        self.tops.moved();
        if let Ok(Some(dossier)) = at.book.dossier(self.relationship.id) {
            self.dossier = dossier;
        }
        self.forget_agenda();
        self.forget_others();
        if self.stop == Stop::Settles {
            self.inner = self.inner.min(self.open().len().saturating_sub(1));
        }
    }
}

#[cfg(test)]
mod card_tests;
#[cfg(test)]
mod look_tests;
#[cfg(test)]
mod save_tests;
#[cfg(test)]
mod typing_tests;
