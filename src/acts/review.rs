//! The daily review, the weekly pass and the re-examination: their cards, where they stand, what is on a card, what came of it.
//!
//! **Invariant:** whether a card is settled is read from the book each time; the place only remembers where one was.

mod again;
mod cards;
mod ending;
mod facts;
mod outcome;
mod print;
mod sheet;
mod why;

pub use again::how_said;
pub use ending::{CHARTER_TO_SIGN, Charter, Ending, Must, charter_to_sign};
pub use outcome::Verb;
pub use sheet::{Fact, Sheet};

use std::collections::BTreeSet;

use serde::Serialize;

use self::print::Prints;
use super::{Book, queue::Source};
use crate::domain::{
    record::{Kind, Row, Value},
    rejection::Rejection,
    review::{Card, Deck, Pass, Place, Position},
};

impl Book {
    /// The pass of today: the one that was begun, at its card, or a new one, whose cards are kept.
    pub fn review(&self, pass: Pass) -> Result<Place, Rejection> {
        let found = self.reading(|| match self.kept_place(pass)? {
            Some(mut place) => {
                let all = 0..place.cards.len();
                let now = self.prints_now(&place, all)?;
                place.resume(&now);
                // Killed between a decision and its place: the decision itself knows who sat there.
                self.learn_consent_anew(&mut place)?;
                place.looked = self.head()?.0;
                Ok(Found::Kept(place))
            }
            None => Ok(Found::Begun(self.begin_review(pass)?)),
        })?;
        Ok(match found {
            Found::Kept(place) => place,
            Found::Begun(place) => {
                // A book that cannot be written, or is busy, gives a pass that is not resumed.
                let _ = self.keep_deck(&place);
                place
            }
        })
    }

    /// Reads which cards are settled; goes on when the one shown is. Only cards that the changes since the last time
    /// may have touched are read.
    pub fn renew_review(&self, place: &mut Place) -> Result<(), Rejection> {
        let (now, head) = self.reading(|| {
            let head = self.head()?.0;
            Ok((self.prints_now(place, self.touched_cards(place, head)?)?, head))
        })?;
        place.compare(&now);
        // What was changed is called by its new words, in the heading and beside its neighbours.
        for (number, _) in &now {
            let Some(card) = place.cards.get_mut(*number) else { continue };
            if let Some(row) = card.agreement().map(|id| self.get(id)).transpose()?.flatten() {
                card.title = self.agreement_title(&row)?;
            }
        }
        self.learn_consent(place)?;
        place.looked = head;
        Ok(())
    }

    /// Remembers where the pass stands, outside the journal.
    pub fn keep_review_place(&self, place: &Place) -> Result<(), Rejection> {
        self.keep_place(&place.pass.place_name(), &body(&place.position())?)
    }

    /// Forgets where a pass stands: the next one begins anew.
    pub fn forget_review_place(&self, pass: Pass) -> Result<(), Rejection> {
        self.keep_place(&pass.place_name(), "")
    }

    fn keep_deck(&self, place: &Place) -> Result<(), Rejection> {
        self.keep_place(&place.pass.deck_name(), &body(&place.deck())?)
    }

    /// Remembers a place of the desk under a name. It does not wait for the disk: a power cut loses at most where
    /// one was, never what was done.
    pub fn keep_place(&self, name: &str, body: &str) -> Result<(), Rejection> {
        self.store().lightly(|store| store.keep_view_state(name, body))
    }

    /// The musts of today, by the names of their items, as the newest daily review of today left them.
    pub fn musts(&self) -> Result<Vec<String>, Rejection> {
        let of_today = [("day", Value::from(self.today())), ("pass", Value::from(Pass::Daily.word()))];
        let rows = self.rows(Kind::DailyReview, &of_today)?;
        let newest = rows.iter().max_by_key(|row| row.id.id);
        Ok(newest.map_or_else(Vec::new, |row| {
            row.str("must_keys").split_whitespace().map(ToOwned::to_owned).collect()
        }))
    }

    /// The re-examinations that were finished with a household, the newest first.
    pub fn reexaminations(&self, client: i64) -> Result<Vec<Row>, Rejection> {
        let mut rows = self.rows(Kind::DailyReview, &[("relationship_id", Value::Int(client))])?;
        rows.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        Ok(rows)
    }

    /// The place of today, when one is kept that was not finished.
    fn kept_place(&self, pass: Pass) -> Result<Option<Place>, Rejection> {
        // What cannot be read was written by another program: a new pass begins.
        let read = |name: &str| self.view_state(name);
        let position =
            read(&pass.place_name())?.and_then(|body| serde_json::from_str::<Position>(&body).ok());
        let Some(position) = position.filter(|position| pass.goes_on(position.day, self.today())) else {
            return Ok(None);
        };
        let deck = read(&pass.deck_name())?.and_then(|body| serde_json::from_str::<Deck>(&body).ok());
        let Some(place) = deck.and_then(|deck| position.among(deck)) else { return Ok(None) };
        let finished = [
            ("day", Value::from(place.day)),
            ("pass", Value::from(pass.word())),
            ("began_after", Value::Int(place.head)),
            ("relationship_id", Value::from(pass.relationship())),
        ];
        let finished = !self.rows(Kind::DailyReview, &finished)?.is_empty();
        // A head that the book does not have is that of another book, or of a copy that was put back.
        let ahead = place.head > self.head()?.0;
        Ok((!finished && !ahead).then_some(place))
    }

    fn begin_review(&self, pass: Pass) -> Result<Place, Rejection> {
        if let Some(client) = pass.relationship() {
            return Ok(Place::new(pass, self.today(), self.head()?.0, self.reexamination(client)?));
        }
        let sorted = self.pass_cards(pass)?;
        let seeds: Vec<_> = sorted.iter().map(|(_, seed)| *seed).collect();
        let items = self.dress(&seeds)?;
        let prints = Prints::read(self)?;
        let mut cards = Vec::with_capacity(items.len());
        for ((group, seed), item) in sorted.into_iter().zip(items) {
            cards.push(Card {
                print: prints.first(seed.source, &item.agreements)?,
                key: item.key,
                group,
                who: item.who,
                title: item.title,
                relationship: item.relationship,
                why: item.reason,
                seen: crate::domain::review::Seen::No,
                stand: crate::domain::review::Stand::Open,
            });
        }
        Ok(Place::new(pass, self.today(), self.head()?.0, cards))
    }

    /// The numbers of the cards that may look otherwise than when they were compared last.
    fn touched_cards(&self, place: &Place, head: i64) -> Result<Vec<usize>, Rejection> {
        let all = 0..place.cards.len();
        if place.looked > head {
            // The book was put back meanwhile.
            return Ok(all.collect());
        }
        if place.looked == head {
            return Ok(Vec::new());
        }
        let since = self.db().since(place.looked)?;
        let records: BTreeSet<String> = since.records.iter().map(ToString::to_string).collect();
        let is_touched = |card: &Card| {
            card.relationship.is_some_and(|id| since.relationships.contains(&id))
                || records.contains(card.key.split('.').next().unwrap_or(&card.key))
                || since.items.contains(&card.key)
                // They are about many clients, whoever of them was touched.
                || matches!(Source::of_key(&card.key), Some(Source::Tell { .. } | Source::Purge(_)))
        };
        let cards = place.cards.iter().enumerate().filter(|(_, card)| is_touched(card));
        Ok(cards.map(|(number, _)| number).collect())
    }

    fn prints_now(
        &self,
        place: &Place,
        numbers: impl IntoIterator<Item = usize>,
    ) -> Result<Vec<(usize, String)>, Rejection> {
        let cards: Vec<_> =
            numbers.into_iter().filter_map(|number| Some((number, place.cards.get(number)?))).collect();
        if cards.is_empty() {
            return Ok(Vec::new());
        }
        let prints = Prints::read(self)?;
        cards.into_iter().map(|(number, card)| Ok((number, prints.now(card)?))).collect()
    }
}

#[cfg(test)]
impl Book {
    /// The cards that stand otherwise than looking at every one of them says.
    pub(crate) fn stand_wrong(&self, place: &Place) -> Vec<String> {
        let mut anew = place.clone();
        anew.compare(&self.prints_now(place, 0..place.cards.len()).unwrap());
        let pairs = place.cards.iter().zip(&anew.cards).filter(|(kept, anew)| kept.stand != anew.stand);
        pairs.map(|(card, _)| card.key.clone()).collect()
    }
}

/// A pass that is looked for.
enum Found {
    /// It was begun before.
    Kept(Place),
    /// It begins now.
    Begun(Place),
}

fn body(kept: &impl Serialize) -> Result<String, Rejection> {
    serde_json::to_string(kept)
        .map_err(|error| Rejection::fault(format!("The place could not be kept: {error}.")))
}
