//! What the keys do on the log sheet.
//!
//! **Invariant:** where text is typed every printable key is text; Enter never saves but on the Save row.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::{Above, Log, Stop, card, follow};
use crate::{
    domain::{
        record::Kind,
        records::interaction::{CHANNELS, NATURES},
        rejection::Rejection,
    },
    tui::{
        command::chord,
        desk::At,
        effect::Effect,
        layers::{Pressed, form_field::Pick},
        widgets::field::{Typed, printable},
    },
};

/// Hits looked through for a name: not all of them are people.
const SOUGHT: usize = 40;

/// Which way a choice is turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    On,
    Back,
}

/// What became of the `add` row's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Added {
    /// It stands in the list.
    Yes,
    /// A card asks for the rest.
    Card,
}

impl Log {
    pub(super) fn press(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match chord::name(key).as_str() {
            "Esc" => return Pressed::close(),
            "Ctrl-S" => return self.save(at),
            "Ctrl-X" => {
                let start = self.start.clone();
                self.take(start);
                return Pressed::taken();
            }
            "Ctrl-G" => {
                return Pressed::Taken(vec![Effect::Edit {
                    text: self.notes.text(),
                    field: "Notes".to_owned(),
                }]);
            }
            _ => {}
        }
        if self.stop == Stop::Notes {
            return self.press_notes(key, at);
        }
        match key.code {
            KeyCode::Enter => self.enter(at),
            KeyCode::Tab => self.step(1, at),
            KeyCode::BackTab => self.step(-1, at),
            KeyCode::Up | KeyCode::Down => self.up_down(key.code, at),
            _ if self.stop.is_text() => self.press_text(key, at),
            _ => self.press_ticks(key, at),
        }
    }

    fn step(&mut self, by: isize, at: &At<'_>) -> Pressed {
        let stops = self.stops(at);
        let here = stops.iter().position(|stop| *stop == self.stop).unwrap_or(0);
        let to = here.saturating_add_signed(by).min(stops.len().saturating_sub(1));
        self.leave(at);
        if let Some(stop) = stops.get(to) {
            self.arrive(*stop, at);
        }
        Pressed::taken()
    }

    /// A number or day that does not fit says so when it is left.
    fn leave(&mut self, at: &At<'_>) {
        if self.refusal.as_ref().is_some_and(|(stop, _)| *stop == self.stop) {
            self.refusal = None;
        }
        let read = match self.stop {
            Stop::Minutes => self.minutes(at).map(|_| ()),
            Stop::Split => self.split().map(|_| ()),
            Stop::Day => self.day(at).map(|_| ()),
            _ => Ok(()),
        };
        if let Err(why) = read {
            self.refusal = Some((self.stop, why.message));
        }
    }

    fn up_down(&mut self, code: KeyCode, at: &At<'_>) -> Pressed {
        let down = code == KeyCode::Down;
        if self.stop == Stop::Else && !self.offered.is_empty() {
            let last = self.offered.len() - 1;
            self.offer = if down { (self.offer + 1).min(last) } else { self.offer.saturating_sub(1) };
            return Pressed::taken();
        }
        if self.stop == Stop::Raised && self.step_raised(if down { 1 } else { -1 }) {
            return Pressed::taken();
        }
        if matches!(self.stop, Stop::Settles | Stop::Agenda) {
            let items = if self.stop == Stop::Agenda { self.agenda.items.len() } else { self.open().len() };
            let last = items.saturating_sub(1);
            if down && self.inner < last {
                self.inner += 1;
                return Pressed::taken();
            }
            if !down && self.inner > 0 {
                self.inner -= 1;
                return Pressed::taken();
            }
        }
        let stops = self.stops(at);
        let line = self.stop.line();
        let to = if down {
            stops.iter().find(|stop| stop.line() > line)
        } else {
            let above = stops.iter().rev().find(|stop| stop.line() < line).map(|stop| stop.line());
            stops.iter().find(|stop| Some(stop.line()) == above)
        };
        if let Some(to) = to {
            self.leave(at);
            self.arrive(*to, at);
        }
        Pressed::taken()
    }

    fn enter(&mut self, at: &At<'_>) -> Pressed {
        // From one agreement to the next; past the last one it goes on.
        let answered = self.stop == Stop::RaisedWords || (self.stop == Stop::Raised && !self.asks_words());
        if answered && self.step_raised(1) {
            self.arrive(Stop::Raised, at);
            return Pressed::taken();
        }
        match self.stop {
            Stop::Save => self.save(at),
            Stop::Add if !self.draft.add.trim().is_empty() => {
                if let Err(why) = self.add(at) {
                    self.refuse(Stop::Add, &why.message);
                }
                Pressed::taken()
            }
            Stop::Else if !self.offered.is_empty() => {
                self.take_other(at);
                Pressed::taken()
            }
            _ => self.step(1, at),
        }
    }

    /// Reads the `add` row into the list, or opens its card.
    pub(super) fn add(&mut self, at: &At<'_>) -> Result<Added, Rejection> {
        let line = self.draft.add.clone();
        // A card that was left, or came back with a slip, is the one of this line.
        if self.card.is_none()
            && let Some(kept) = self.draft.card.take()
        {
            self.card = card::of_slip(&kept, self.relationship, at);
        }
        if self.card.as_ref().is_some_and(|card| card.line.trim() == line.trim()) {
            self.above = Above::Card;
            return Ok(Added::Card);
        }
        match follow::read(&line, Some(self.relationship), at)? {
            follow::Read::Item(follow) => {
                self.draft.follows.push(follow);
                self.draft.add.clear();
                self.editor.set("");
                self.refusal = None;
                Ok(Added::Yes)
            }
            follow::Read::Card(wanted) => {
                let mut card = card::build(&wanted, self.relationship, at)?;
                // The line was changed under its card: what was typed into the card goes with it.
                let waiting = self.card.take().filter(|waiting| waiting.kind == card.kind);
                if let Some(typed) = waiting.and_then(|waiting| waiting.form.kept(at)) {
                    card.form.restore(&typed.body);
                }
                self.card = Some(card);
                self.above = Above::Card;
                Ok(Added::Card)
            }
        }
    }

    fn press_text(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        if self.stop == Stop::Add && key.code == KeyCode::Backspace && self.draft.add.is_empty() {
            if let Some(last) = self.draft.follows.pop() {
                self.card = card::again(&last, self.relationship, at);
                self.draft.add = last.line;
                let line = self.draft.add.clone();
                self.editor.set(&line);
            }
            return Pressed::taken();
        }
        let before = self.editor.text().to_owned();
        match self.editor.key(key) {
            Typed::Passed => Pressed::Passed,
            Typed::Taken => {
                if self.editor.text() != before || key.code == KeyCode::Backspace {
                    self.typed(at);
                }
                Pressed::taken()
            }
        }
    }

    /// The text under the keys has changed.
    pub(super) fn typed(&mut self, at: &At<'_>) {
        self.put_back();
        if self.refusal.as_ref().is_some_and(|(stop, _)| *stop == self.stop) {
            self.refusal = None;
        }
        if self.stop == Stop::Else {
            self.offer = 0;
            self.offered = self.others(at);
        }
    }

    /// Persons and relationships of that name, not on the sheet yet.
    pub(super) fn others(&self, at: &At<'_>) -> Vec<Pick> {
        let found =
            at.book.find_all(self.draft.other.trim(), SOUGHT).map(|found| found.hits).unwrap_or_default();
        let here =
            |record| record == self.relationship || self.draft.seats.iter().any(|seat| seat.record == record);
        found
            .into_iter()
            .filter(|hit| matches!(hit.record.kind, Kind::Person | Kind::Relationship) && !here(hit.record))
            .map(|hit| Pick {
                record: hit.record,
                name: hit.title,
                detail: format!("{} {}", hit.kind, hit.detail),
            })
            .take(5)
            .collect()
    }

    fn take_other(&mut self, at: &At<'_>) {
        let Some(pick) = self.offered.get(self.offer).cloned() else { return };
        self.seat(pick, at);
        self.draft.other.clear();
        self.go(Stop::Else);
    }

    fn press_notes(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match key.code {
            KeyCode::Tab => return self.step(1, at),
            KeyCode::BackTab => return self.step(-1, at),
            KeyCode::Up | KeyCode::Down if self.notes.at_edge(key.code) => return self.up_down(key.code, at),
            _ => {}
        }
        let typed = self.notes.key(key);
        self.draft.notes = self.notes.text();
        if typed == Typed::Passed { Pressed::Passed } else { Pressed::taken() }
    }

    /// Keys where nothing is typed: boxes and choices.
    fn press_ticks(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let seats = self.draft.seats.len().saturating_sub(1);
        match (self.stop, key.code) {
            (Stop::With, KeyCode::Left) => self.inner = self.inner.saturating_sub(1),
            (Stop::With, KeyCode::Right) if self.inner < seats => self.inner += 1,
            (Stop::With, KeyCode::Right) => self.arrive(Stop::Else, at),
            (Stop::With, KeyCode::Char(' ')) => {
                if let Some(seat) = self.draft.seats.get_mut(self.inner) {
                    seat.ticked = !seat.ticked;
                }
            }
            (Stop::Settles, KeyCode::Char(' ')) => {
                let here = self.open().get(self.inner).map(|row| (row.id, self.draft.settles(row)));
                if let Some((item, ticked)) = here {
                    self.draft.ticks.insert(item.to_string(), !ticked);
                }
            }
            (Stop::Agenda, KeyCode::Char(' ')) => self.tick_item(),
            (Stop::Raised, KeyCode::Left) => self.turn_raised(-1),
            (Stop::Raised, KeyCode::Right | KeyCode::Char(' ')) => self.turn_raised(1),
            (Stop::Meeting, KeyCode::Char(' ') | KeyCode::Left | KeyCode::Right) => self.turn_meeting(at),
            (_, KeyCode::Left) => self.turn(Turn::Back),
            (_, KeyCode::Right | KeyCode::Char(' ')) => self.turn(Turn::On),
            _ => {
                if let Some(typed) = printable(key) {
                    return self.letter(typed);
                }
                return Pressed::Passed;
            }
        }
        Pressed::taken()
    }

    /// A letter chooses the word that begins with it; where there is none it says what to press.
    fn letter(&mut self, typed: char) -> Pressed {
        if self.stop == Stop::Raised && self.letter_raised(typed) {
            return Pressed::taken();
        }
        let words: &[&str] = match self.stop {
            Stop::Channel => CHANNELS,
            Stop::Direction => &["in", "out"],
            Stop::Nature => NATURES,
            _ => &[],
        };
        let current = self.choice().to_owned();
        let fits = |word: &&&str| word.starts_with(typed.to_ascii_lowercase());
        // The same letter again goes to the next word that begins with it.
        let after = words.iter().skip_while(|word| **word != current).skip(1);
        if let Some(word) = after.chain(words.iter()).find(fits) {
            self.choose(word);
            return Pressed::taken();
        }
        let press = match self.stop {
            Stop::With | Stop::Settles | Stop::Meeting | Stop::Agenda => "Space ticks; Tab goes on.",
            Stop::Save => "Enter saves; Shift-Tab goes back.",
            _ => "Left and Right choose; Tab goes on.",
        };
        Pressed::Taken(Effect::warn(press))
    }

    fn choice(&self) -> &str {
        match self.stop {
            Stop::Channel => &self.draft.channel,
            Stop::Direction => &self.draft.direction,
            Stop::Nature => &self.draft.nature,
            _ => "",
        }
    }

    fn choose(&mut self, word: &str) {
        match self.stop {
            Stop::Channel => self.draft.set_channel(word),
            Stop::Direction => word.clone_into(&mut self.draft.direction),
            Stop::Nature => word.clone_into(&mut self.draft.nature),
            _ => {}
        }
    }

    fn turn(&mut self, turn: Turn) {
        let words: &[&str] = match self.stop {
            Stop::Channel => CHANNELS,
            Stop::Direction => &["in", "out"],
            Stop::Nature => NATURES,
            Stop::Reached => {
                self.draft.reached = !self.draft.reached;
                return;
            }
            _ => return,
        };
        let here = words.iter().position(|word| *word == self.choice()).unwrap_or(0);
        let by = if turn == Turn::On { 1 } else { words.len() - 1 };
        if let Some(word) = words.get((here + by) % words.len()) {
            self.choose(word);
        }
    }

    pub(super) fn refuse(&mut self, stop: Stop, why: &str) {
        self.go(stop);
        self.refusal = Some((stop, why.to_owned()));
    }
}
