//! The daily review and the weekly pass: their cards, where they stand, what is on a card, what came of it.
//!
//! **Invariant:** whether a card is settled is read from the book each time; the place only remembers where one was.

mod cards;
mod ending;
mod facts;
mod outcome;
mod print;
mod sheet;
mod why;

pub use ending::{Ending, Must};
pub use outcome::Verb;
pub use sheet::{Fact, Sheet};

use self::print::Prints;
use super::Book;
use crate::domain::{
    record::{Kind, Value},
    rejection::Rejection,
    review::{Card, Pass, Place},
};

impl Book {
    /// The pass of today: the one that was begun, at its card, or a new one.
    pub fn review(&self, pass: Pass) -> Result<Place, Rejection> {
        self.reading(|| match self.kept_place(pass)? {
            Some(mut place) => {
                let now = self.prints_now(&place)?;
                place.resume(&now);
                Ok(place)
            }
            None => self.begin_review(pass),
        })
    }

    /// Reads which cards are settled; goes on when the one shown is.
    pub fn renew_review(&self, place: &mut Place) -> Result<(), Rejection> {
        let now = self.reading(|| self.prints_now(place))?;
        place.compare(&now);
        Ok(())
    }

    /// Remembers where the pass stands, outside the journal.
    pub fn keep_review_place(&self, place: &Place) -> Result<(), Rejection> {
        let body = serde_json::to_string(place)
            .map_err(|error| Rejection::fault(format!("The place could not be kept: {error}.")))?;
        self.keep_place(place.pass.place_name(), &body)
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

    /// The place of today, when one is kept that was not finished.
    fn kept_place(&self, pass: Pass) -> Result<Option<Place>, Rejection> {
        // What cannot be read was written by another program: a new pass begins.
        let kept =
            self.view_state(pass.place_name())?.and_then(|body| serde_json::from_str::<Place>(&body).ok());
        let Some(place) = kept.filter(|place| place.day == self.today() && !place.cards.is_empty()) else {
            return Ok(None);
        };
        let finished = [
            ("day", Value::from(place.day)),
            ("pass", Value::from(pass.word())),
            ("began_after", Value::Int(place.head)),
        ];
        let finished = !self.rows(Kind::DailyReview, &finished)?.is_empty();
        // A head that the book does not have is that of another book, or of a copy that was put back.
        let ahead = place.head > self.head()?.0;
        Ok((!finished && !ahead).then_some(place))
    }

    fn begin_review(&self, pass: Pass) -> Result<Place, Rejection> {
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

    fn prints_now(&self, place: &Place) -> Result<Vec<String>, Rejection> {
        let prints = Prints::read(self)?;
        place.cards.iter().map(|card| prints.now(card)).collect()
    }
}
