//! The daily review, the weekly pass and the re-examination at the desk: one card at a time, decided with the verbs of its row.
//!
//! **Invariant:** it decides nothing itself: the verbs are those of Follow-ups, and the book says what is settled.

mod again;
mod deciders;
mod draw;
mod end;

use std::borrow::Cow;

use chrono::NaiveTime;
use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use self::deciders::Decider;
use super::{Layer, Pressed, Remember, Shape, open, reader::Reader};
use crate::{
    acts::{
        Book,
        review::{Ending, Sheet},
    },
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
        review::{Pass, Place, Position, Stand, time_said},
    },
    tui::{
        command::{Availability, Command, Scope},
        desk::At,
        effect::Effect,
        tabs::{Focus, verbs},
        widgets::{
            field::{Field, Typed},
            footer::Hint,
            line::Line,
            pen::Pen,
        },
    },
};

/// What is kept of a pass when its layer closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaves {
    /// Where it stands.
    Place,
    /// Nothing: it is finished, and the next one begins anew.
    Nothing,
}

/// The pass.
#[derive(Debug)]
pub struct Review {
    place: Place,
    /// The card shown; none at the end.
    sheet: Option<Sheet>,
    /// The keys that decide it.
    deciders: Vec<Decider>,
    /// What the end says; none while a card is shown.
    ending: Option<Ending>,
    /// The row of the end the keys are on.
    row: usize,
    /// The one line, while it is typed.
    typing: Option<Field>,
    /// When the last key came.
    last: NaiveTime,
    /// The card that was remembered last, with the musts and the line.
    remembered: Option<Position>,
    /// What is kept of it when it closes.
    leaves: Leaves,
    width: u16,
}

impl Review {
    /// The pass of today: where it was left, or from the start.
    pub fn new(pass: Pass, at: &At<'_>) -> Result<Self, Rejection> {
        let mut layer = Self {
            place: at.book.review(pass)?,
            sheet: None,
            deciders: Vec::new(),
            ending: None,
            row: 0,
            typing: None,
            last: at.now,
            remembered: None,
            leaves: Leaves::Place,
            width: 80,
        };
        layer.look(at)?;
        Ok(layer)
    }

    /// Reads what is shown: the card with its keys, or the end.
    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        if let Some(card) = self.place.card() {
            let mut sheet = at.book.review_sheet(card)?;
            if card.agreement().is_some() {
                sheet.facts.insert(0, again::with_said(self.place.with.as_ref(), at));
            }
            self.sheet = Some(sheet);
            self.deciders = deciders::of(card, self.focus().as_ref(), at);
            self.ending = None;
            self.typing = None;
        } else {
            self.sheet = None;
            self.deciders.clear();
            let ending = at.book.review_end(&self.place)?;
            self.row = self.row.min(ending.stays.len().saturating_sub(1));
            self.ending = Some(ending);
        }
        Ok(())
    }

    /// The pass is finished: its place is forgotten when it closes.
    fn finish(&mut self) {
        self.leaves = Leaves::Nothing;
    }

    fn tick(&mut self, at: &At<'_>) {
        self.place.spend(self.last, at.now);
        self.last = at.now;
    }

    /// Looks at another card.
    fn walk(&mut self, by: isize, at: &At<'_>) -> Vec<Effect> {
        if by < 0 && self.place.at == 0 {
            return Effect::say("This is the first card");
        }
        self.place.look(by);
        self.shown(at)
    }

    fn shown(&mut self, at: &At<'_>) -> Vec<Effect> {
        match self.look(at) {
            Ok(()) => Vec::new(),
            Err(why) => Effect::warn(why.message),
        }
    }

    /// What a command does on a card; `None` leaves it to the desk.
    fn on_card(&mut self, command: Command, at: &At<'_>) -> Option<Vec<Effect>> {
        use Command as C;
        let card = self.place.card()?;
        Some(match command {
            C::Down => self.walk(1, at),
            C::Up => self.walk(-1, at),
            C::Top => {
                self.place.look(isize::MIN);
                self.shown(at)
            }
            C::Bottom => {
                self.place.end();
                self.shown(at)
            }
            _ if again::available(card, command, at) == Some(Availability::Yes) => {
                let effects = again::run(card, self.place.with.as_ref(), command, at);
                effects.unwrap_or_else(|no| Effect::warn(no.message))
            }
            C::Open if card.agreement().is_some_and(|id| id.kind != Kind::Acceptance) => {
                let (client, focus) = (card.relationship.unwrap_or(0), self.focus());
                let client = RecordId::new(Kind::Relationship, client);
                match Reader::new(client, focus.as_ref(), again::in_full, at) {
                    Ok(page) => Effect::open(page),
                    Err(no) => Effect::warn(no.message),
                }
            }
            C::Open if card.relationship.is_some() => vec![Effect::Run(C::Brief)],
            C::Open => vec![Effect::Run(C::Edit)],
            C::Finish if deciders::is_to_prepare(card, at) => deciders::prepare(card),
            C::SnoozeToday if self.place.pass == Pass::Daily => deciders::to_the_end(card),
            _ if matches!(command.spec().scope, Scope::Record | Scope::Palette) && !open::opens(command) => {
                let focus = self.focus();
                let can = verbs::available(command, focus.as_ref(), at) == Availability::Yes;
                return can.then(|| verbs::run(command, focus.as_ref(), at));
            }
            _ => return None,
        })
    }

    /// Keys while the one line is typed.
    fn type_line(&mut self, key: KeyEvent) -> Option<Pressed> {
        let field = self.typing.as_mut()?;
        if field.key(key) == Typed::Passed {
            use ratatui::crossterm::event::KeyCode;
            match key.code {
                KeyCode::Enter | KeyCode::Esc | KeyCode::Tab | KeyCode::Up | KeyCode::Down => {
                    field.text().trim().clone_into(&mut self.place.line);
                    self.typing = None;
                }
                _ => return Some(Pressed::Passed),
            }
        } else {
            field.text().trim().clone_into(&mut self.place.line);
        }
        Some(Pressed::taken())
    }
}

impl Layer for Review {
    fn mode(&self) -> String {
        if self.typing.is_some() { "FIELD".into() } else { "CARD".into() }
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let (all, number) =
            (self.place.cards.len(), self.place.at.saturating_add(1).min(self.place.cards.len()));
        let mut words = String::new();
        if all > 0 {
            words = format!("   {number} of {all}    {}", time_said(self.place.seconds()));
        }
        if let Some(minutes) = self.place.minutes_left().filter(|_| !self.place.is_at_end()) {
            words = format!("{words}, about {minutes} min left");
        }
        let title = Line::heading(self.place.pass.title()).with(words, crate::tui::theme::Role::Plain);
        // The day is drawn with the card, where the width is known.
        (title, Line::empty())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        self.tick(at);
        self.type_line(key).unwrap_or(Pressed::Passed)
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        match &mut self.typing {
            Some(field) => {
                field.paste(pasted);
                field.text().trim().clone_into(&mut self.place.line);
                Vec::new()
            }
            None => {
                Effect::warn("Pasted text needs a field. Press i to log, or e at the end for the one line.")
            }
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.typing.is_some() { &[] } else { &[Scope::Everywhere, Scope::List, Scope::Record] }
    }

    fn available(&self, command: Command, at: &At<'_>) -> Availability {
        use Command as C;
        let Some(card) = self.place.card() else { return self.available_at_end(command) };
        let decides = deciders::decides(command) || (card.agreement().is_some() && again::decides(command));
        match command {
            C::Down | C::Up | C::Top | C::Bottom | C::Open => Availability::Yes,
            C::Finish if deciders::is_to_prepare(card, at) => Availability::Yes,
            _ if card.stand == Stand::Settled && decides => {
                Availability::no("This card is decided. u takes it back, j shows the next one.")
            }
            _ => again::available(card, command, at)
                .unwrap_or_else(|| verbs::available(command, self.focus().as_ref(), at)),
        }
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Option<Vec<Effect>> {
        if is_this(self.place.pass, command) {
            let said = format!("This is the {}; Esc leaves it", self.place.pass.title().to_lowercase());
            return Some(Effect::say(said));
        }
        if self.place.is_at_end() {
            return self.run_at_end(command, at);
        }
        match self.available(command, at) {
            Availability::Yes => self.on_card(command, at),
            _ => None,
        }
    }

    fn focus(&self) -> Option<Focus> {
        let card = self.place.card()?;
        let client = card.relationship.map(|id| RecordId::new(Kind::Relationship, id));
        Some(Focus {
            keys: vec![card.key.clone()],
            records: card.agreement().or_else(|| Book::review_record(card)).into_iter().collect(),
            relationship: client,
            relationships: client.into_iter().collect(),
            who: card.who.clone(),
            name: card.title.clone(),
            section: String::new(),
        })
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        self.width = area.width;
        draw::bar(pen, area, &self.place);
        draw::day(pen, area, &self.title(at).0, at.today);
        if self.place.cards.is_empty() {
            self.draw_nothing(pen, area, at);
        } else if self.sheet.is_some() {
            self.draw_card(pen, area);
        } else if self.place.pass.relationship().is_some() {
            self.draw_last(pen, area);
        } else {
            self.draw_end(pen, area);
        }
    }

    fn hints(&self) -> Vec<Hint> {
        // What is typed is text, no key does anything else.
        if self.typing.is_some() {
            return Vec::new();
        }
        if self.place.is_at_end() {
            return self.hints_at_end();
        }
        // What is decided has no way to be decided but after it was taken back.
        let settled = self.place.card().is_some_and(|card| card.stand == Stand::Settled);
        let mut hints = deciders::hints(if settled { &[] } else { &self.deciders });
        // All of a household is gone through: the next card is said however narrow the footer.
        if self.place.card().is_some_and(|card| card.agreement().is_some()) {
            let next = Command::Down.key();
            hints =
                hints.into_iter().map(|hint| if hint.key == next { hint.first() } else { hint }).collect();
        }
        hints
    }

    fn always(&self) -> Vec<Hint> {
        let leave = match self.place.pass {
            _ if self.width < crate::tui::frame::WIDE => "leave",
            Pass::Reexamination(_) => "leave, c g resumes",
            Pass::Daily | Pass::Weekly => "leave, R resumes",
        };
        let mut always = vec![Hint::new("Esc", leave), Hint::new("?", "help")];
        if self.typing.is_some() {
            always = vec![Hint::new("Enter", "keeps the line")];
        } else if self.place.is_at_end() && !self.place.cards.is_empty() {
            always.insert(0, Hint::new("Enter", "finish"));
        }
        always
    }

    fn place(&mut self, when: Remember) -> Option<(Cow<'static, str>, String)> {
        if self.leaves == Leaves::Nothing {
            return Some((self.place.pass.place_name(), String::new()));
        }
        // The time alone is no step.
        let now = Position { spent: 0, ..self.place.position() };
        let moved = self.remembered.as_ref() != Some(&now);
        if self.place.cards.is_empty() || (when == Remember::Moved && !moved) {
            return None;
        }
        self.remembered = Some(now);
        // A place that cannot be written is found anew from the book.
        Some((self.place.pass.place_name(), serde_json::to_string(&self.place.position()).ok()?))
    }

    fn covers(&self) -> bool {
        true
    }

    fn strip_word(&self, command: Command, at: &At<'_>) -> Option<String> {
        let days = verbs::items::snooze_days(at.today);
        days.into_iter().find(|(known, _)| *known == command).map(|(_, day)| day)
    }

    fn reload(&mut self, at: &At<'_>) {
        self.tick(at);
        if !self.place.pass.goes_on(self.place.day, at.today) {
            // Midnight passed: a new day begins anew.
            if let Ok(new) = Self::new(self.place.pass, at) {
                *self = new;
            }
            return;
        }
        // A book that cannot be read says so where it is read next.
        let renewed = at.book.renew_review(&mut self.place);
        drop(renewed.and_then(|()| self.look(at)));
    }
}

fn is_this(pass: Pass, command: Command) -> bool {
    let own = match pass {
        Pass::Daily => Command::Review,
        Pass::Weekly => Command::WeeklyPass,
        Pass::Reexamination(_) => Command::Reexamine,
    };
    own == command
}

#[cfg(test)]
#[path = "review_tests.rs"]
mod tests;
