//! Where a pass stands among its cards, without the cards.
//!
//! **Invariant:** it is found again only among the cards it was taken from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Card, Pass, Place, Seen};
use crate::domain::action::Consent;

/// The cards of a pass as they are kept, once, when it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deck {
    /// The day they are for.
    pub day: NaiveDate,
    /// The newest op of the book when the pass began.
    pub head: i64,
    /// The cards, in their order, none seen.
    pub cards: Vec<Card>,
}

/// Where one stands: small, for it is kept at every step, however many cards there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Which pass.
    pub pass: Pass,
    /// The day it is for.
    pub day: NaiveDate,
    /// The newest op of the book when it began.
    pub head: i64,
    /// The card shown.
    pub at: usize,
    /// Milliseconds spent.
    pub spent: i64,
    /// The musts chosen at the end.
    #[serde(default)]
    pub musts: Option<Vec<String>>,
    /// The one line of the end.
    #[serde(default)]
    pub line: String,
    /// The numbers of the cards that were shown, from 0.
    #[serde(default)]
    pub seen: Vec<usize>,
    /// Who sits there, how and on which day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Consent>,
}

impl Position {
    /// The place it was taken from, when these are its cards.
    #[must_use]
    pub fn among(self, deck: Deck) -> Option<Place> {
        if (self.day, self.head) != (deck.day, deck.head) || deck.cards.is_empty() {
            return None;
        }
        let mut cards = deck.cards;
        for number in self.seen {
            cards.get_mut(number)?.seen = Seen::Yes;
        }
        let Self { pass, day, head, at, spent, musts, line, with, .. } = self;
        let at = at.min(cards.len());
        Some(Place { pass, day, head, looked: head, cards, at, spent, musts, line, with })
    }
}

impl Place {
    /// Where it stands, without its cards.
    #[must_use]
    pub fn position(&self) -> Position {
        let shown = self.cards.iter().enumerate().filter(|(_, card)| card.seen == Seen::Yes);
        Position {
            pass: self.pass,
            day: self.day,
            head: self.head,
            at: self.at,
            spent: self.spent,
            musts: self.musts.clone(),
            line: self.line.clone(),
            with: self.with.clone(),
            seen: shown.map(|(number, _)| number).collect(),
        }
    }

    /// Its cards, to be kept when it begins.
    #[must_use]
    pub fn deck(&self) -> Deck {
        Deck { day: self.day, head: self.head, cards: self.cards.clone() }
    }
}
