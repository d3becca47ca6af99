//! Words of the days of people: birthdays, ages that change something, days of their own.
//!
//! **Invariant:** a person is called by the given name where it is known.

use super::{Dresser, Seed, Words};
use crate::domain::{record::Kind, rejection::Rejection};

impl Dresser<'_> {
    pub(super) fn person(&self, id: i64) -> Result<String, Rejection> {
        let row = self.need(Kind::Person, id)?;
        let given = row.str("given");
        Ok(if given.is_empty() { row.str("name").to_owned() } else { given.to_owned() })
    }

    pub(super) fn birthday(&self, person: i64, seed: &Seed) -> Result<Words, Rejection> {
        let name = self.person(person)?;
        let on = seed.due.unwrap_or(self.today);
        let when = if on == self.today { "today".to_owned() } else { format!("on {}", self.said(on)) };
        Ok(Words::new("birthday", format!("Birthday of {name}"), format!("birthday {when}")))
    }

    pub(super) fn age(&self, person: i64, halves: u16, seed: &Seed) -> Result<Words, Rejection> {
        let name = self.person(person)?;
        let age = if halves % 2 == 1 { format!("{} 1/2", halves / 2) } else { (halves / 2).to_string() };
        let on = seed.due.unwrap_or(self.today);
        let said = if on < self.today {
            format!("turned {age} on {}", self.said(on))
        } else {
            format!("turns {age} on {}", self.said(on))
        };
        Ok(Words::new("age", format!("{name} turns {age}: what changes"), said))
    }

    pub(super) fn special(&self, date: i64, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.need(Kind::SpecialDate, date)?;
        let name = self.person(row.int("person_id").unwrap_or(0))?;
        let on = seed.due.unwrap_or(self.today);
        let when = if on == self.today { "today".to_owned() } else { format!("on {}", self.said(on)) };
        let label = row.str("label");
        let title = if label.contains(&name) { label.to_owned() } else { format!("{name}: {label}") };
        Ok(Words::new("date", title, format!("their day {when}")))
    }
}
