//! The guided passes: the daily review, the weekly pass and the re-examination, card by card.
//!
//! **Invariant:** a card is settled because the book says so, never because it was ticked: what it looked like when
//! the pass began is compared with what it looks like now.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::{action::Consent, record::RecordId};

pub mod answer;
mod kept;
mod pass;
mod position;
pub mod said;

pub use kept::{Kept, MUSTS};
pub use pass::{Group, Pass};
pub use position::{Deck, Position};

/// Whether a card was shown in this pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// It was.
    Yes,
    /// Not yet.
    #[default]
    No,
}

/// Whether a card still wants a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stand {
    /// It does.
    #[default]
    Open,
    /// The book says it was decided since the pass began.
    Settled,
}

/// One card: one item of the queue, one decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The item's name: `f40`, `c12.contact`.
    pub key: String,
    /// What it is about.
    pub group: Group,
    /// Whose, in a word.
    pub who: String,
    /// What it is called.
    pub title: String,
    /// Whose it is.
    pub relationship: Option<i64>,
    /// Why it stood there when the pass began, in words.
    pub why: String,
    /// What its decision changes, as it was when the pass began.
    pub print: String,
    /// Whether it was shown; kept with the position.
    #[serde(skip)]
    pub seen: Seen,
    /// Whether it wants a decision still; read from the book, never kept.
    #[serde(skip)]
    pub stand: Stand,
}

impl Card {
    /// `Hartley: Roth conversion figures`; an agreement of the one household that is gone through by its title.
    #[must_use]
    pub fn called(&self) -> String {
        if self.who.is_empty() || self.agreement().is_some() {
            self.title.clone()
        } else {
            format!("{}: {}", self.who, self.title)
        }
    }

    /// The agreement that is looked at by itself, in a re-examination.
    #[must_use]
    pub fn agreement(&self) -> Option<RecordId> {
        self.key.parse().ok().filter(|id: &RecordId| id.kind.is_agreement())
    }

    /// Whether it wants a decision still, by what it looks like now.
    fn compare(&mut self, now: &str) {
        self.stand = if self.print == now { Stand::Open } else { Stand::Settled };
    }
}

/// The longest gap between two keys that counts as time spent, in seconds.
const LONGEST_GAP: i64 = 180;
/// Cards seen before a time left is guessed.
const ENOUGH: usize = 5;

/// Where a pass stands; kept outside the journal, so that it is resumed after a restart: its cards once, its
/// position at every step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which pass.
    pub pass: Pass,
    /// The day it is for.
    pub day: NaiveDate,
    /// The newest op of the book when it began.
    pub head: i64,
    /// The newest op when the cards were compared with the book.
    pub looked: i64,
    /// The cards, in their order, frozen.
    pub cards: Vec<Card>,
    /// The card shown; as many as there are cards: the end.
    pub at: usize,
    /// Milliseconds spent.
    pub spent: i64,
    /// The musts chosen at the end, by their names; none while the first three are proposed.
    pub musts: Option<Vec<String>>,
    /// The one line of the end.
    pub line: String,
    /// Who sits there, how and on which day: asked once for a whole re-examination.
    pub with: Option<Consent>,
}

/// How many cards of a group there are, and how many of them are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Its word.
    pub word: &'static str,
    /// All of them.
    pub all: usize,
    /// Those settled.
    pub settled: usize,
}

impl Place {
    /// A pass that begins; the cards in the order of their groups, within a group as they come. Those of a
    /// re-examination come in its own order: what is due first.
    #[must_use]
    pub fn new(pass: Pass, day: NaiveDate, head: i64, mut cards: Vec<Card>) -> Self {
        if pass.relationship().is_none() {
            cards.sort_by_key(|card| card.group);
        }
        let line = String::new();
        let mut place =
            Self { pass, day, head, looked: head, cards, at: 0, spent: 0, musts: None, line, with: None };
        place.see();
        place
    }

    /// The card shown; none at the end.
    #[must_use]
    pub fn card(&self) -> Option<&Card> {
        self.cards.get(self.at)
    }

    /// Whether all cards were passed.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.at >= self.cards.len()
    }

    /// The card before the one shown, and the one behind it.
    #[must_use]
    pub fn around(&self) -> (Option<&Card>, Option<&Card>) {
        let before = self.at.checked_sub(1).and_then(|at| self.cards.get(at));
        (before, self.cards.get(self.at.saturating_add(1)))
    }

    /// Looks at another card without deciding; behind the last one is the end.
    pub fn look(&mut self, by: isize) {
        self.go(self.at.saturating_add_signed(by));
    }

    /// Back from the end: to the last card that is open, else to the last.
    pub fn back_to_open(&mut self) {
        let open = self.cards.iter().rposition(|card| card.stand == Stand::Open);
        self.go(open.unwrap_or(self.cards.len().saturating_sub(1)));
    }

    /// A dissent holds for its card: at the next one who did not agree sits there as the others do.
    pub fn dissent_ends(&mut self) {
        if let Some(with) = self.with.as_mut().filter(|with| !with.dissents.is_empty()) {
            with.by.append(&mut with.dissents);
            with.by.sort_unstable();
        }
    }

    /// Goes to the end.
    pub fn end(&mut self) {
        self.go(self.cards.len());
    }

    fn go(&mut self, to: usize) {
        let to = to.min(self.cards.len());
        if to != self.at {
            self.dissent_ends();
        }
        self.at = to;
        self.see();
    }

    fn see(&mut self) {
        if let Some(card) = self.cards.get_mut(self.at) {
            card.seen = Seen::Yes;
        }
    }

    /// Takes what some cards look like now, each with its number: what differs from the start is settled. A card that
    /// is open again is shown; from one settled just now the next open one is.
    pub fn compare(&mut self, now: &[(usize, String)]) {
        let mut reopened = None;
        let mut left = false;
        for (number, print) in now {
            let Some(card) = self.cards.get_mut(*number) else { continue };
            let before = card.stand;
            card.compare(print);
            match (before, card.stand) {
                (Stand::Settled, Stand::Open) => reopened = Some(*number),
                (Stand::Open, Stand::Settled) => left |= *number == self.at,
                _ => {}
            }
        }
        match reopened {
            Some(number) => self.go(number),
            None if left => self.step(),
            None => {}
        }
    }

    /// Takes what the cards look like now without moving: how a pass is resumed. It stands at its card, or at the
    /// next open one when that was settled meanwhile.
    pub fn resume(&mut self, now: &[(usize, String)]) {
        for (number, print) in now {
            if let Some(card) = self.cards.get_mut(*number) {
                card.compare(print);
            }
        }
        if self.card().is_some_and(|card| card.stand == Stand::Settled) {
            self.step();
        }
        self.see();
    }

    /// Goes to the next open card: behind this one, else one that was never shown, else the end.
    pub fn step(&mut self) {
        let open = |card: &Card| card.stand == Stand::Open;
        let behind =
            self.cards.iter().enumerate().skip(self.at.saturating_add(1)).find(|(_, card)| open(card));
        let unseen = || self.cards.iter().enumerate().find(|(_, card)| open(card) && card.seen == Seen::No);
        let to = behind.or_else(unseen).map_or(self.cards.len(), |(number, _)| number);
        self.go(to);
    }

    /// Counts the time between two keys; a long gap counts as three minutes, one across midnight not at all.
    pub fn spend(&mut self, from: NaiveTime, to: NaiveTime) {
        let gap = to.signed_duration_since(from).num_milliseconds();
        self.spent = self.spent.saturating_add(gap.clamp(0, LONGEST_GAP * 1_000));
    }

    /// Seconds spent.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.spent / 1_000
    }

    /// The minutes the open cards will take at the pace so far; unknown before five were shown.
    #[must_use]
    pub fn minutes_left(&self) -> Option<i64> {
        let seen = self.cards.iter().filter(|card| card.seen == Seen::Yes).count();
        if seen < ENOUGH {
            return None;
        }
        let open = i64::try_from(self.open().count()).ok()?;
        let seen = i64::try_from(seen).ok()?;
        let seconds = self.seconds().saturating_mul(open).checked_div(seen)?;
        (open > 0).then(|| seconds.saturating_add(59) / 60).filter(|minutes| *minutes > 0)
    }

    /// The cards that still want a decision.
    pub fn open(&self) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(|card| card.stand == Stand::Open)
    }

    /// The cards that were never shown and want a decision.
    pub fn unseen(&self) -> impl Iterator<Item = &Card> {
        self.open().filter(|card| card.seen == Seen::No)
    }

    /// How many are settled.
    #[must_use]
    pub fn settled(&self) -> usize {
        self.cards.len() - self.open().count()
    }

    /// The groups in their order with their counts.
    #[must_use]
    pub fn groups(&self) -> Vec<Counted> {
        let mut groups: Vec<Counted> = Vec::new();
        for card in &self.cards {
            let settled = usize::from(card.stand == Stand::Settled);
            match groups.iter_mut().find(|group| group.word == card.group.word()) {
                Some(group) => {
                    group.all += 1;
                    group.settled += settled;
                }
                None => groups.push(Counted { word: card.group.word(), all: 1, settled }),
            }
        }
        groups
    }
}

/// Time spent, in words: `3 min 40 s`.
#[must_use]
pub fn time_said(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

#[cfg(test)]
#[path = "review_tests.rs"]
mod tests;
