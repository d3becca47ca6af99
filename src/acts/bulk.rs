//! Takes many finished records into the book at once, as they stood elsewhere.
//!
//! **Invariant:** one call is one step with one journal row per record; each record passes its type's own
//! check, the rules between records are the caller's.

use super::Book;
use crate::domain::{
    action::Receipt,
    record::{Fields, Kind},
    rejection::Rejection,
};

impl Book {
    /// Puts records into the book as they are, in their order; ids count on from the highest of their type.
    ///
    /// For whole practices that move in (and for measuring one of a given size); single changes are acts.
    pub fn take_over(&mut self, summary: &str, records: &[(Kind, Fields)]) -> Result<Receipt, Rejection> {
        let meta = self.meta("take_over", None);
        let (ids, summary, op) = self.store_mut().act(&meta, |tx| {
            let mut ids = Vec::with_capacity(records.len());
            for (kind, fields) in records {
                (kind.spec().check)(fields)?;
                ids.push(tx.insert(*kind, fields)?);
            }
            Ok((ids, summary.to_owned()))
        })?;
        Ok(Receipt { op, summary, ids, undo: op != 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn book() -> Book {
        Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap()
    }

    fn household(name: &str) -> (Kind, Fields) {
        let fields = Fields::new().with("name", name).with("kind", "client").with("stage", "active");
        (Kind::Relationship, fields)
    }

    #[test]
    fn many_records_are_one_step_that_can_be_taken_back() {
        let mut book = book();
        let receipt =
            book.take_over("Took over 2 clients", &[household("Hartley"), household("Novak")]).unwrap();
        assert_eq!(receipt.ids.len(), 2);
        assert!(book.verify(None).unwrap().faults.is_empty());
        book.take_back(receipt.op).unwrap();
        assert!(book.is_empty().unwrap());
    }

    #[test]
    fn one_record_that_fails_its_check_leaves_the_book_as_it_was() {
        let mut book = book();
        let bad = Fields::new().with("name", "Novak").with("ideal_days", 0);
        assert!(book.take_over("Took over", &[household("Hartley"), (Kind::Relationship, bad)]).is_err());
        assert!(book.is_empty().unwrap());
    }
}
