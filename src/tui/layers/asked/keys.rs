//! What the keys do on the card.
//!
//! **Invariant:** where text is typed every printable key is text; nothing is saved but by Ctrl-S.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::{Asked, Goes, Stop};
use crate::{
    domain::{
        asked::Correction,
        record::{Fields, Kind},
        records::talk::UNDERSTOOD,
    },
    tui::{
        command::chord,
        desk::At,
        effect::Effect,
        layers::{Pressed, record},
        widgets::field::{Typed, printable},
    },
};

impl Asked {
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
                let (text, field) = (self.answer.text(), "Your answer".to_owned());
                return Pressed::Taken(vec![Effect::Edit { text, field }]);
            }
            "Tab" => return self.step(1, at),
            "Shift-Tab" => return self.step(-1, at),
            _ => {}
        }
        match self.stop {
            Stop::Answer => self.press_answer(key, at),
            Stop::Corrections => self.press_corrections(key, at),
            Stop::Understood => self.press_understood(key, at),
            Stop::Compared | Stop::Again | Stop::Promise => self.press_text(key, at),
        }
    }

    /// The next place; after the last the first, so that nothing is out of reach.
    fn step(&mut self, by: isize, at: &At<'_>) -> Pressed {
        let stops = self.stops();
        let here = stops.iter().position(|stop| *stop == self.stop).unwrap_or(0);
        let to = (here.cast_signed() + by).rem_euclid(stops.len().max(1).cast_signed()).unsigned_abs();
        self.leave(at);
        if let Some(stop) = stops.get(to) {
            self.go(*stop);
        }
        Pressed::taken()
    }

    /// What does not fit says so when it is left.
    fn leave(&mut self, at: &At<'_>) {
        if self.refusal.as_ref().is_some_and(|(stop, _)| *stop == self.stop) {
            self.refusal = None;
        }
        let read = match self.stop {
            Stop::Again => self.again(at).map(|_| ()),
            Stop::Promise => self.promise(at).map(|_| ()),
            _ => Ok(()),
        };
        if let Err(why) = read {
            self.refusal = Some((self.stop, why.message));
        }
    }

    fn press_text(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match key.code {
            KeyCode::Enter | KeyCode::Down => return self.step(1, at),
            KeyCode::Up => return self.step(-1, at),
            _ => {}
        }
        match self.editor.key(key) {
            Typed::Passed => Pressed::Passed,
            Typed::Taken => {
                self.put_back();
                Pressed::taken()
            }
        }
    }

    fn press_answer(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match key.code {
            KeyCode::Up if self.answer.at_edge(key.code) => return self.step(-1, at),
            KeyCode::Down if self.answer.at_edge(key.code) => return self.step(1, at),
            _ => {}
        }
        let typed = self.answer.key(key);
        self.draft.answer = self.answer.text();
        if typed == Typed::Passed { Pressed::Passed } else { Pressed::taken() }
    }

    fn press_corrections(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let last = Correction::ALL.len() - usize::from(self.about.agreed.is_none());
        match (key.code, printable(key)) {
            (KeyCode::Down, _) | (_, Some('j')) if self.inner < last => self.inner += 1,
            (KeyCode::Up, _) | (_, Some('k')) if self.inner > 0 => self.inner -= 1,
            (KeyCode::Down | KeyCode::Enter, _) => return self.step(1, at),
            (KeyCode::Up, _) => return self.step(-1, at),
            (_, Some('j' | 'k')) => {}
            (_, Some(' ')) => self.tick(self.inner),
            (_, Some(digit @ '1'..='9')) => {
                let number = usize::from(digit as u8 - b'1');
                if number > last {
                    let said = match self.about.agreed {
                        Some(_) => "There are four corrections: 1 to 4 tick them, 5 that they hold to it.",
                        None => "There are four corrections: 1 to 4 tick them.",
                    };
                    return Pressed::Taken(Effect::warn(said));
                }
                self.tick(number);
            }
            (_, Some('f')) => return self.fill(at),
            (_, Some('e')) if matches!(self.goes, Goes::Book) => return self.expectation(at),
            _ => return Pressed::Passed,
        }
        Pressed::taken()
    }

    fn tick(&mut self, number: usize) {
        self.inner = number;
        let Some(correction) = Correction::ALL.get(number) else {
            self.draft.against = !self.draft.against;
            return;
        };
        match self.draft.ticked.iter().position(|ticked| ticked == correction) {
            Some(at) => drop(self.draft.ticked.remove(at)),
            None => self.draft.ticked.push(*correction),
        }
        self.draft.ticked.sort_unstable();
    }

    /// The client's form at the field that the correction with the keys is made of.
    fn fill(&self, at: &At<'_>) -> Pressed {
        let field = match Correction::ALL.get(self.inner) {
            Some(Correction::Start) => "money_start",
            Some(Correction::Flows) => "money_flows",
            Some(Correction::Blend) => "money_blend",
            Some(Correction::Success) | None => {
                let said = "What success is, is agreed with them: an expectation of the topic success (3).";
                return Pressed::Taken(Effect::warn(said));
            }
        };
        Pressed::Taken(record::edit_at(self.client, field, at))
    }

    /// What they asked as an expectation heard: a draft of the topic success, with their words.
    fn expectation(&self, at: &At<'_>) -> Pressed {
        let fields = Fields::new()
            .with("relationship_id", self.client.id)
            .with("topic", "success")
            .with("their_words", self.draft.compared.trim());
        Pressed::Taken(record::add_at(Kind::Expectation, fields, "title", at))
    }

    fn press_understood(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let seats = self.seats();
        let last = seats.len().saturating_sub(1);
        let here = seats.get(self.inner);
        match (key.code, printable(key)) {
            (KeyCode::Right, _) => self.inner = (self.inner + 1).min(last),
            (KeyCode::Left, _) => self.inner = self.inner.saturating_sub(1),
            (KeyCode::Down | KeyCode::Enter, _) => return self.step(1, at),
            (KeyCode::Up, _) => return self.step(-1, at),
            (_, Some(' ')) => {
                let now = here.and_then(|seat| seat.how.as_deref());
                let place = now.and_then(|how| UNDERSTOOD.iter().position(|word| *word == how));
                let next = UNDERSTOOD.get(place.map_or(0, |place| place + 1)).copied();
                self.understand(next);
            }
            (_, Some('y')) => self.understand(Some("yes")),
            (_, Some('p')) => self.understand(Some("doubtful")),
            (_, Some('n')) => self.understand(Some("no")),
            (KeyCode::Backspace | KeyCode::Delete, _) => self.understand(None),
            (_, Some(_)) => {
                let said = "y understood, p partly, n not; Left and Right choose who.";
                return Pressed::Taken(Effect::warn(said));
            }
            _ => return Pressed::Passed,
        }
        Pressed::taken()
    }

    fn understand(&mut self, how: Option<&str>) {
        let seats = self.seats();
        let Some(seat) = seats.get(self.inner) else { return };
        match (&seat.key, how) {
            (Some(key), Some(how)) => drop(self.draft.understood.insert(key.clone(), how.to_owned())),
            (Some(key), None) => drop(self.draft.understood.remove(key)),
            (None, how) => self.draft.whole = how.map(ToOwned::to_owned),
        }
        if self.refusal.as_ref().is_some_and(|(stop, _)| *stop == Stop::Understood) {
            self.refusal = None;
        }
    }
}
