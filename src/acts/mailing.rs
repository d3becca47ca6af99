//! A mailing: to whom of these relationships it goes, where, and who is left out and why.
//!
//! **Invariant:** every relationship asked about is in the list, or among those left out with the reason.

use std::collections::HashSet;

use super::Book;
use crate::domain::{
    action::Action,
    card::{Address, Point, PointKind},
    filter::Filter,
    mailing::{self, By, Mailed, Recipient, Why},
    record::{Kind, RecordId, Row, Value},
    records::relationship::list_of,
    rejection::Rejection,
};

/// One letter or e-mail of a mailing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// Whose it is.
    pub relationship: RecordId,
    /// What the relationship is called.
    pub client: String,
    /// Who is written to.
    pub persons: Vec<RecordId>,
    /// The names on the envelope.
    pub addressee: String,
    /// How it begins.
    pub salutation: String,
    /// The postal address, when there is one that may be used.
    pub address: Option<Address>,
    /// The e-mail address, when there is one that may be used.
    pub email: String,
}

/// A relationship that is not written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Which.
    pub relationship: RecordId,
    /// What it is called.
    pub client: String,
    /// Why.
    pub why: Why,
}

/// A mailing before it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    /// How it is sent.
    pub by: By,
    /// The letters or e-mails, in the order asked for.
    pub rows: Vec<Addressed>,
    /// Who gets none, in the same order.
    pub left_out: Vec<LeftOut>,
}

impl Mailing {
    /// The act that logs it; `what` is its name in a word or two.
    #[must_use]
    pub fn action(&self, what: &str) -> Action {
        let mut to: Vec<Recipient> = Vec::new();
        for row in &self.rows {
            match to.last_mut().filter(|last| last.relationship == row.relationship) {
                Some(last) => last.persons.extend(&row.persons),
                None => to.push(Recipient { relationship: row.relationship, persons: row.persons.clone() }),
            }
        }
        Action::Mailing(Mailed { by: self.by, what: what.to_owned(), to })
    }

    /// How many households are written to.
    #[must_use]
    pub fn households(&self) -> usize {
        self.rows.iter().map(|row| row.relationship).collect::<HashSet<_>>().len()
    }

    /// Who is left out and why, a sentence each.
    pub fn told(&self) -> impl Iterator<Item = String> {
        self.left_out.iter().map(|left| format!("Left out: {}, {}.", left.client, left.why.words()))
    }
}

impl Book {
    /// The relationships that the list `shown` of the Clients tab shows under a filter, in its first order.
    pub fn shown(&self, shown: &str, filter: &Filter) -> Result<Vec<i64>, Rejection> {
        let holding = self.holding(filter)?;
        let lines = self.clients()?;
        let passes =
            lines.iter().filter(|line| list_of(&line.line.kind, &line.line.stage) == shown).filter(|line| {
                let tags: Vec<&str> = line.tags.iter().map(String::as_str).collect();
                let facts = line.facts(&tags);
                filter.matches_in_full(&facts, |text| holding.holds(line.line.id, text))
            });
        Ok(passes.map(|line| line.line.id).collect())
    }

    /// A mailing to these relationships; each once, in this order.
    pub fn mailing(&self, relationships: &[i64], by: By) -> Result<Mailing, Rejection> {
        let mut list = Mailing { by, rows: Vec::new(), left_out: Vec::new() };
        let mut seen = HashSet::new();
        for id in relationships.iter().filter(|id| seen.insert(**id)) {
            let Some(relationship) = self.get(RecordId::new(Kind::Relationship, *id))? else { continue };
            match self.addressed(&relationship, by)? {
                Ok(rows) => list.rows.extend(rows),
                Err(why) => list.left_out.push(LeftOut {
                    relationship: relationship.id,
                    client: relationship.str("name").to_owned(),
                    why,
                }),
            }
        }
        Ok(list)
    }

    /// The letters or e-mails to one relationship, at least one.
    fn addressed(&self, relationship: &Row, by: By) -> Result<Result<Vec<Addressed>, Why>, Rejection> {
        if let Some(why) = mailing::refusal(relationship, by) {
            return Ok(Err(why));
        }
        let members = self.db().members(relationship.id.id)?;
        let persons = match mailing::addressed(&members) {
            Ok(persons) => persons,
            Err(why) => return Ok(Err(why)),
        };
        let mut reached = Vec::with_capacity(persons.len());
        for person in persons {
            let points = self.rows(Kind::ContactPoint, &[("person_id", Value::Int(person.id.id))])?;
            let email = mailing::point(&points, By::Email).map(|row| row.str("value").to_owned());
            let address = mailing::point(&points, By::Letter).map(super::contacts::address_of);
            reached.push(Reached { person, address, email });
        }
        let no_email = relationship.flag("no_email");
        let groups = match by {
            By::Letter => vec![reached],
            By::Email => by_address(reached),
        };
        let rows: Vec<Addressed> =
            groups.iter().filter_map(|group| written(relationship, group, by, no_email)).collect();
        Ok(if rows.is_empty() { Err(Why::unreachable(by)) } else { Ok(rows) })
    }
}

/// A person with the addresses that may be used.
struct Reached<'a> {
    person: &'a Row,
    address: Option<Address>,
    email: Option<String>,
}

/// Those who share an e-mail address get one e-mail.
fn by_address(reached: Vec<Reached<'_>>) -> Vec<Vec<Reached<'_>>> {
    let key = |reached: &Reached<'_>| {
        reached.email.as_deref().map(|email| Point::new(PointKind::Email, "", email).key())
    };
    let mut groups: Vec<Vec<Reached<'_>>> = Vec::new();
    for one in reached {
        let same = groups
            .iter_mut()
            .find(|group| one.email.is_some() && group.first().is_some_and(|first| key(first) == key(&one)));
        match same {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// One letter or e-mail; none without the address it needs.
fn written(relationship: &Row, group: &[Reached<'_>], by: By, no_email: bool) -> Option<Addressed> {
    let address = group.iter().find_map(|one| one.address.clone());
    let email = group.iter().find_map(|one| one.email.clone()).filter(|_| !no_email);
    match by {
        By::Letter if address.is_none() => return None,
        By::Email if email.is_none() => return None,
        _ => {}
    }
    let persons: Vec<&Row> = group.iter().map(|one| one.person).collect();
    // What a letter to the household begins with is no way to begin an e-mail to one of two.
    let address_as = if by == By::Letter { relationship.str("address_as") } else { "" };
    Some(Addressed {
        relationship: relationship.id,
        client: relationship.str("name").to_owned(),
        persons: persons.iter().map(|person| person.id).collect(),
        addressee: mailing::addressee(&persons),
        salutation: mailing::salutation(address_as, &persons),
        address,
        email: email.unwrap_or_default(),
    })
}
