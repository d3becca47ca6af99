//! Whom to call first when the market falls, and what each agreed to beforehand.
//!
//! **Invariant:** only what is agreed and in force is listed; whether to call is said as recorded, never guessed.

use serde::Serialize;

use super::{Book, name::short};
use crate::domain::{
    record::{Kind, RecordId, Row, Value},
    records::relationship::is_managed,
    rejection::Rejection,
};

/// Whether they are to be rung on the day the market falls; in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// Agreed: they are rung.
    First,
    /// Agreed what to do; whether to ring was not said.
    NotSaid,
    /// Agreed: no call.
    No,
}

impl Call {
    /// As a heading and in a sentence.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::First => "Call first",
            Self::NotSaid => "Whether to call was not said",
            Self::No => "No call agreed",
        }
    }
}

/// One client with what was agreed for a fall.
#[derive(Debug, Clone, Serialize)]
pub struct InAFall {
    /// The expectation that says so.
    pub expectation: RecordId,
    /// Whose.
    pub relationship: RecordId,
    /// Their short name.
    pub who: String,
    /// Their tier.
    pub tier: String,
    /// Whether to ring.
    pub call: Call,
    /// What they agreed to do.
    pub agreed: String,
    /// Whom to ring, and the number; none when no number is known.
    pub reach: Option<(String, String)>,
}

impl InAFall {
    /// The number to ring, or that there is none.
    #[must_use]
    pub fn number(&self) -> &str {
        self.reach.as_ref().map_or("no number known", |(_, number)| number)
    }
}

impl Book {
    /// What clients agreed for a fall of the market: who is called first, by tier; then the others.
    pub fn in_a_fall(&self) -> Result<Vec<InAFall>, Rejection> {
        let mut found = Vec::new();
        for row in self.for_a_fall()? {
            let Some(whose) = self.client_of(&row)? else { continue };
            let members = self.members(whose.id.id)?;
            let alive = members.iter().filter(|member| member.person.day("died_on").is_none());
            let reach = alive.filter_map(|member| {
                Some((super::agreements::first_name(&member.person), member.phone.clone()?))
            });
            found.push(InAFall {
                expectation: row.id,
                relationship: whose.id,
                who: short(whose.str("name")).to_owned(),
                tier: whose.str("tier").to_owned(),
                call: match row.str("call_first") {
                    "yes" => Call::First,
                    "no" => Call::No,
                    _ => Call::NotSaid,
                },
                agreed: row.str("title").to_owned(),
                reach: reach.into_iter().next(),
            });
        }
        found.sort_by(|a, b| {
            (a.call, a.tier.is_empty(), &a.tier, &a.who, a.expectation).cmp(&(
                b.call,
                b.tier.is_empty(),
                &b.tier,
                &b.who,
                b.expectation,
            ))
        });
        Ok(found)
    }

    /// Clients with whom nothing is agreed for a fall, by tier.
    pub fn nothing_for_a_fall(&self) -> Result<Vec<Row>, Rejection> {
        let agreed: Vec<Option<i64>> =
            self.for_a_fall()?.iter().map(|row| row.int("relationship_id")).collect();
        let mut clients = self.rows(Kind::Relationship, &[("kind", Value::from("client"))])?;
        clients.retain(|row| is_managed(row.str("stage")) && !agreed.contains(&Some(row.id.id)));
        clients.sort_by(|a, b| {
            let key = |row: &Row| (row.str("tier").is_empty(), row.str("tier").to_owned());
            key(a).cmp(&key(b)).then_with(|| a.str("name").cmp(b.str("name"))).then(a.id.cmp(&b.id))
        });
        Ok(clients)
    }

    /// How many agreed something for a fall of the market.
    pub fn fall_count(&self) -> Result<usize, Rejection> {
        let rows = self.for_a_fall()?;
        Ok(rows.iter().filter(|row| self.client_of(row).ok().flatten().is_some()).count())
    }

    fn for_a_fall(&self) -> Result<Vec<Row>, Rejection> {
        let equal = [("topic", Value::from("market fall")), ("state", Value::from("agreed"))];
        self.rows(Kind::Expectation, &equal)
    }

    /// The client in our care that a record belongs to.
    fn client_of(&self, row: &Row) -> Result<Option<Row>, Rejection> {
        let id = RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0));
        Ok(self.get(id)?.filter(|whose| whose.str("kind") == "client" && is_managed(whose.str("stage"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            action::{Action, Consent},
            record::Fields,
        },
        tui::testing::practice,
    };

    #[test]
    fn who_is_called_first_stands_first_with_what_was_agreed_and_a_number() {
        let mut book = practice();
        let client = RecordId::new(Kind::Relationship, 1);
        let person = book.members(1).unwrap()[0].person.id;
        let mut add =
            |kind: Kind, fields: Fields| book.execute(&Action::Add { kind, fields }).unwrap().ids[0];
        add(
            Kind::ContactPoint,
            Fields::new().with("person_id", person.id).with("kind", "phone").with("value", "503 555 0142"),
        );
        let title = |title: &str| {
            Fields::new().with("relationship_id", 1).with("title", title).with("topic", "market fall")
        };
        let hold = add(Kind::Expectation, title("We hold").with("call_first", "no"));
        let ring = add(Kind::Expectation, title("Ring us").with("call_first", "yes"));
        add(Kind::Expectation, title("Only a draft").with("call_first", "yes"));
        let before = book.nothing_for_a_fall().unwrap().len();
        let consent = Consent {
            by: vec![person],
            dissents: Vec::new(),
            on: "2026-11-20".parse().unwrap(),
            how: "call".into(),
            evidence: None,
        };
        book.execute(&Action::Agree { agreements: vec![hold, ring], consent }).unwrap();
        let found = book.in_a_fall().unwrap();
        let said: Vec<_> = found.iter().map(|one| (one.call, one.agreed.as_str(), one.number())).collect();
        assert_eq!(said, [(Call::First, "Ring us", "503 555 0142"), (Call::No, "We hold", "503 555 0142")]);
        assert!(found.iter().all(|one| one.relationship == client));
        assert_eq!((book.fall_count().unwrap(), book.nothing_for_a_fall().unwrap().len()), (2, before - 1));
    }
}
