//! Finds any record by its name or by text in it.
//!
//! **Invariant:** what shows the text in its title comes before what holds it elsewhere; in both, names come
//! first, by closeness, then agreements, notes and documents, newest first.

use super::{Book, name::short};
use crate::{
    domain::{
        day,
        filter::{fold, holds},
        record::{Kind, RecordId},
        records::document,
        rejection::Rejection,
    },
    store::Hit,
};

/// One record found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which record.
    pub record: RecordId,
    /// Whose it is.
    pub relationship: Option<i64>,
    /// Its name or summary.
    pub title: String,
    /// What it is: `client A`, `person`, `promise`.
    pub kind: String,
    /// What to know about it.
    pub detail: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundAll {
    /// The best first.
    pub hits: Vec<Found>,
    /// How many records there are to look through.
    pub of: u64,
}

/// The kind that `goal: cabin` or `goal:cabin` begins with, and the text after it.
fn of_one_kind(text: &str) -> Option<(Kind, &str)> {
    let (word, rest) = text.split_once(':')?;
    let kind = match fold(word.trim()).as_str() {
        "client" => Kind::Relationship,
        "person" => Kind::Person,
        "goal" => Kind::Goal,
        "expectation" => Kind::Expectation,
        "rule" => Kind::Rule,
        "note" => Kind::Interaction,
        "document" => Kind::Document,
        _ => return None,
    };
    Some((kind, rest.trim()))
}

impl Book {
    /// Records whose name or text holds `text`, literally; at most `limit` of each sort.
    /// Begun with `client:`, `person:`, `goal:`, `expectation:`, `rule:`, `note:` or `document:` only those.
    pub fn find_all(&self, text: &str, limit: usize) -> Result<FoundAll, Rejection> {
        let text = text.trim();
        let of = self.db().records()?;
        if text.is_empty() {
            return Ok(FoundAll { hits: Vec::new(), of });
        }
        let (mut hits, text) = if let Some((kind, text)) = of_one_kind(text) {
            (self.db().find_of(kind, text, limit)?, text)
        } else {
            let db = self.db();
            let (mut hits, agreements) = db.find_texts(text, limit)?;
            hits.extend(agreements);
            hits.extend(db.find_notes(text, limit)?);
            hits.extend(db.find_documents(text, limit)?);
            (hits, text)
        };
        let wanted = fold(text);
        hits.sort_by_key(|hit| !holds(&hit.title, &wanted));
        let hits = hits.into_iter().map(|hit| self.told(hit, text)).collect::<Result<_, _>>()?;
        Ok(FoundAll { hits, of })
    }

    fn told(&self, hit: Hit, text: &str) -> Result<Found, Rejection> {
        let whose = match hit.relationship {
            Some(id) => self.get(RecordId::new(Kind::Relationship, id))?,
            None => None,
        };
        let who = whose.as_ref().map(|row| short(row.str("name")).to_owned()).unwrap_or_default();
        let row = &hit.row;
        let (kind, mut detail) = match hit.record.kind {
            Kind::Relationship => {
                let kind = format!("{} {}", row.str("kind"), row.str("tier")).trim().to_owned();
                (kind, row.str("stage").to_owned())
            }
            Kind::Person => {
                ("person".to_owned(), if who.is_empty() { String::new() } else { format!("in {who}") })
            }
            Kind::FollowUp => (row.str("kind").to_owned(), format!("{who}, {}", row.str("state"))),
            Kind::Interaction => {
                let on = row.day("day").map(|on| day::short(on, self.today())).unwrap_or_default();
                (row.str("channel").to_owned(), format!("{who}, {on}"))
            }
            Kind::Document => {
                ("document".to_owned(), format!("{who}, {}", document::standing(row, self.today())))
            }
            kind if kind.is_agreement() => {
                (kind.spec().noun.to_owned(), format!("{who}, {}", row.str("state")))
            }
            kind => (kind.spec().noun.to_owned(), who),
        };
        // Where the title does not show the text, what does stands in its place.
        if let Some((field, words)) = self.found_in(row, text)? {
            detail = match hit.record.kind {
                Kind::Interaction => format!("{detail}: \u{201C}{words}\u{201D}"),
                _ => format!("{}: \u{201C}{words}\u{201D}", field.to_lowercase()),
            };
        }
        Ok(Found { record: hit.record, relationship: hit.relationship, title: hit.title, kind, detail })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{action::Action, record::Fields};

    fn book() -> Book {
        let mut book = crate::tui::testing::practice();
        let mut add = |kind, fields| book.execute(&Action::Add { kind, fields }).expect("added");
        let notes = Fields::new().with("name", "Holt household").with("tier", "B");
        add(Kind::Relationship, notes.with("notes", "they met at the cabin"));
        let goal = Fields::new().with("relationship_id", 1).with("statement", "A cabin by the lake");
        add(Kind::Goal, goal);
        book
    }

    fn titles(book: &Book, text: &str) -> Vec<String> {
        book.find_all(text, 50).unwrap().hits.into_iter().map(|hit| hit.title).collect()
    }

    #[test]
    fn one_kind_is_found_by_its_word_with_and_without_a_blank() {
        let book = book();
        for text in ["goal: cabin", "goal:cabin", "Goal:  CABIN "] {
            assert_eq!(titles(&book, text), ["A cabin by the lake"], "{text}");
        }
        assert_eq!(titles(&book, "client: hart"), ["Hartley household"]);
        assert_eq!(titles(&book, "client:cabin"), ["Holt household"]);
        assert_eq!(titles(&book, "person: hart"), ["Ann Hartley"]);
        assert!(titles(&book, "note: cabin").is_empty());
        assert!(titles(&book, "teapot: cabin").is_empty());
    }

    #[test]
    fn what_shows_the_text_stands_before_what_only_holds_it() {
        assert_eq!(titles(&book(), "cabin"), ["A cabin by the lake", "Holt household"]);
    }

    #[test]
    fn a_hit_whose_title_does_not_show_the_text_says_where_it_stands() {
        let hits = book().find_all("cabin", 50).unwrap().hits;
        assert_eq!(hits[1].detail, "notes: \u{201C}they met at the cabin\u{201D}");
        assert!(!hits[0].detail.contains("cabin"), "{hits:?}");
    }

    #[test]
    fn every_sign_is_looked_for_as_it_is_typed() {
        let mut book = book();
        let fields =
            Fields::new().with("name", "Ode household").with("notes", "50% of it runs in O(n) \"now\" a_b*");
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
        let fields = Fields::new().with("relationship_id", 1).with("title", "open a 529 for stamps");
        let fields = fields.with("kind", "task");
        book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
        for text in ["%", "50%", "0%", "(", "o(N)", "\"", "\"now\"", "_", "a_b*", "*", "b*"] {
            assert_eq!(titles(&book, text), ["Ode household"], "{text}");
            assert_eq!(book.db().relationships_holding(text).unwrap().len(), 1, "{text}");
        }
        for text in ["a%_*", "*sta", "a%", "(529", "n_"] {
            assert!(titles(&book, text).is_empty(), "{text}");
            assert!(book.db().relationships_holding(text).unwrap().is_empty(), "{text}");
        }
    }

    #[test]
    fn a_person_is_found_by_how_they_are_reached() {
        let mut book = book();
        let mail = Fields::new().with("person_id", 1).with("kind", "email").with("value", "ann@Example.com");
        let mail = book.execute(&Action::Add { kind: Kind::ContactPoint, fields: mail }).unwrap().ids[0];
        for text in ["ann@", "ANN@example", "example.com", "person: ann@", "@"] {
            assert_eq!(titles(&book, text), ["Ann Hartley"], "{text}");
        }
        for text in ["503", "555 0142", "5035550142", "503-555-0142", "(503) 555"] {
            assert_eq!(titles(&book, text).len(), 3, "{text}");
        }
        let said = |text: &str| book.find_all(text, 9).unwrap().hits.remove(0).detail;
        assert_eq!(said("ann@"), "e-mail: \u{201C}ann@Example.com\u{201D}");
        assert_eq!(said("503-555"), "phone: \u{201C}503 555 0142\u{201D}");
        let other = Fields::new().with("value", "hartley@post.example");
        book.execute(&Action::Edit { targets: vec![mail], fields: other, seen: None }).unwrap();
        assert!(titles(&book, "ann@").is_empty());
        assert_eq!(titles(&book, "y@post"), ["Ann Hartley"]);
        book.step(crate::store::Step::Undo).unwrap();
        assert_eq!(titles(&book, "ann@"), ["Ann Hartley"]);
        book.execute(&Action::Delete { targets: vec![mail] }).unwrap();
        assert!(titles(&book, "ann@").is_empty());
    }

    #[test]
    fn a_number_goes_along_with_the_person_it_is_moved_to_and_comes_back() {
        let mut book = book();
        let mail = Fields::new().with("person_id", 2).with("kind", "email").with("value", "y@post.example");
        book.execute(&Action::Add { kind: Kind::ContactPoint, fields: mail }).unwrap();
        let merge = crate::domain::action::Merge {
            keep: "p1".parse().unwrap(),
            other: "p2".parse().unwrap(),
            take: Vec::new(),
            homes: crate::domain::action::Homes::Apart,
        };
        let keep = |book: &Book| book.db().find_of(Kind::Person, "y@post", 9).unwrap().remove(0).record;
        book.execute(&Action::Merge(Box::new(merge))).unwrap();
        assert_eq!((keep(&book), titles(&book, "y@post").len()), (RecordId::new(Kind::Person, 1), 1));
        book.step(crate::store::Step::Undo).unwrap();
        assert_eq!((keep(&book), titles(&book, "y@post").len()), (RecordId::new(Kind::Person, 2), 1));
    }

    #[test]
    fn a_former_name_with_a_sign_in_it_is_found_where_its_bearer_went() {
        let mut book = book();
        let name = Fields::new().with("name", "Yuko O'Tanaka");
        book.execute(&Action::Edit { targets: vec!["p2".parse().unwrap()], fields: name, seen: None })
            .unwrap();
        let merge = crate::domain::action::Merge {
            keep: "p1".parse().unwrap(),
            other: "p2".parse().unwrap(),
            take: Vec::new(),
            homes: crate::domain::action::Homes::Apart,
        };
        book.execute(&Action::Merge(Box::new(merge))).unwrap();
        assert_eq!(titles(&book, "o'tanaka"), ["Ann Hartley"]);
        assert_eq!(titles(&book, "person: o'tanaka"), ["Ann Hartley"]);
        let whose = |text: &str| book.db().relationships_holding(text).unwrap();
        assert!(whose("o'tanaka").contains(&1) && whose("o'").contains(&1) && whose("O'T").contains(&1));
    }
}
