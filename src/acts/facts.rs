//! What a filter asks of records: the same facts for the lists of the desk and for `list` on the command line.
//!
//! **Invariant:** a relationship, an agreement and an open follow-up answer with the facts of the desk's row;
//! what is finished is due no more.

use std::collections::HashMap;

use super::{
    Book,
    agreements::AgreementLine,
    queue::{Item, Source},
    standing::ClientLine,
};
use crate::domain::{
    excerpt,
    filter::{Facts, Filter, fold, holds},
    record::{Kind, RecordId, Row, Ty, Value},
    records::{follow_up::is_finished, meeting},
    rejection::Rejection,
};

/// Whether a record in this state is finished: lists leave it out unless it is asked for.
#[must_use]
pub fn is_over(state: &str) -> bool {
    let was_meeting = meeting::STATES.contains(&state) && !meeting::is_ahead(state);
    is_finished(state) || was_meeting || matches!(state, "retired" | "withdrawn")
}

/// Characters shown around what was found.
const EXCERPT: usize = 40;

/// The fields that say when a record of the other types is due, the first that is known.
const DUE: [&str; 6] = ["due", "until", "due_on", "repeat_on", "reinforce_on", "day"];

impl Item {
    /// What a filter may ask of it, on the desk and on the command line; `stage` is the client's, `folded` what
    /// `text` gives.
    #[must_use]
    pub fn facts<'a>(&'a self, tags: &'a [&'a str], stage: &'a str, folded: &'a str) -> Facts<'a> {
        let rests = match self.kind.as_str() {
            resting @ ("waiting" | "back burner") => resting,
            _ => "open",
        };
        Facts { tags, tier: &self.tier, stage, kind: &self.kind, state: rests, due: self.due, folded }
    }

    /// All its words, folded for the filter.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&format!("{} {} {}", self.who, self.title, self.reason))
    }
}

/// What is known of the rows of one type.
enum Lines {
    Clients(HashMap<i64, ClientLine>),
    Agreements(HashMap<i64, AgreementLine>),
    FollowUps(HashMap<i64, (Item, String)>),
    Others,
}

impl Book {
    /// The rows that pass a filter.
    pub fn passing(&self, kind: Kind, filter: &Filter, mut rows: Vec<Row>) -> Result<Vec<Row>, Rejection> {
        if filter.is_empty() {
            return Ok(rows);
        }
        let holding = self.holding(filter)?;
        let tags = self.db().tags(None)?;
        let clients = self.rows(Kind::Relationship, &[])?;
        let clients: HashMap<i64, Row> = clients.into_iter().map(|row| (row.id.id, row)).collect();
        let members = self.db().member_names()?;
        let lines = self.lines(kind)?;
        rows.retain(|row| {
            let whose = if kind == Kind::Relationship { Some(row.id.id) } else { row.int("relationship_id") };
            let tags = whose.and_then(|id| tags.get(&id)).into_iter().flatten();
            let tags: Vec<&str> = tags.map(String::as_str).collect();
            let client = whose.and_then(|id| clients.get(&id));
            let stage = client.map_or("", |row| row.str("stage"));
            let passes = |facts: &Facts<'_>| {
                // What stands in a client's notes is found with the client; other rows have their own text.
                let holds = |text: &str| {
                    kind == Kind::Relationship && whose.is_some_and(|id| holding.holds(id, text))
                };
                filter.matches_in_full(facts, holds)
            };
            let known = match &lines {
                Lines::Clients(lines) => lines.get(&row.id.id).map(|line| passes(&line.facts(&tags))),
                Lines::Agreements(lines) => lines.get(&row.id.id).map(|line| passes(&line.facts(&tags))),
                Lines::FollowUps(items) => items.get(&row.id.id).map(|(item, folded)| {
                    let facts = item.facts(&tags, stage, folded);
                    // A promise that rests or is theirs is a promise too.
                    passes(&facts) || passes(&Facts { kind: row.str("kind"), ..facts })
                }),
                Lines::Others => None,
            };
            known.unwrap_or_else(|| {
                let names = whose.and_then(|id| members.get(&id)).map_or("", String::as_str);
                let folded =
                    fold(&format!("{}\n{}\n{names}", words(row), client.map_or("", |row| row.str("name"))));
                let kind_said = row.fields.text("kind").unwrap_or_else(|| kind.spec().noun);
                passes(&Facts {
                    tags: &tags,
                    tier: client.map_or("", |row| row.str("tier")),
                    stage,
                    kind: kind_said,
                    state: row.str("state"),
                    due: DUE.iter().find_map(|name| row.day(name)).filter(|_| !is_over(row.str("state"))),
                    folded: &folded,
                })
            })
        });
        Ok(rows)
    }

    fn lines(&self, kind: Kind) -> Result<Lines, Rejection> {
        Ok(match kind {
            Kind::Relationship => {
                Lines::Clients(self.clients()?.into_iter().map(|line| (line.line.id, line)).collect())
            }
            Kind::Goal | Kind::Expectation => Lines::Agreements(
                self.agreement_lines(kind)?.into_iter().map(|line| (line.id.id, line)).collect(),
            ),
            Kind::FollowUp => {
                let seeds = self.open_seeds()?;
                let mut items = HashMap::with_capacity(seeds.len());
                for (seed, item) in seeds.iter().zip(self.dress(&seeds)?) {
                    if let Source::FollowUp(id) = seed.source {
                        let folded = item.folded();
                        items.insert(id, (item, folded));
                    }
                }
                Lines::FollowUps(items)
            }
            _ => Lines::Others,
        })
    }

    /// The field of a record in which `text` stands though its title does not show it: the label and the words
    /// around it; of a person also how they are reached. None where the title shows it.
    pub fn found_in(&self, row: &Row, text: &str) -> Result<Option<(&'static str, String)>, Rejection> {
        let wanted = fold(text.trim());
        let spec = row.id.kind.spec();
        if wanted.is_empty() || holds(row.str(spec.title), &wanted) {
            return Ok(None);
        }
        let fields = || spec.fields.iter().filter(|field| matches!(field.ty, Ty::Line | Ty::Long));
        let holding = |wanted: &str| {
            fields()
                .find_map(|field| Some((field.label, excerpt::around(row.str(field.name), wanted, EXCERPT)?)))
        };
        // Words that stand in their order with other signs between them are shown from the first.
        let first = wanted.split_whitespace().next().unwrap_or("");
        if let Some(found) = holding(&wanted) {
            return Ok(Some(found));
        }
        if row.id.kind == Kind::Person
            && let Some(found) = self.reached_by(row.id, &wanted)?
        {
            return Ok(Some(found));
        }
        Ok(holding(first))
    }

    /// The number or address of a person in which the folded text stands; a number however it is written.
    fn reached_by(
        &self,
        person: RecordId,
        wanted: &str,
    ) -> Result<Option<(&'static str, String)>, Rejection> {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let is_number = |text: &str| !text.contains(char::is_alphabetic) && digits(text).len() > 2;
        let points = self.rows(Kind::ContactPoint, &[("person_id", Value::Int(person.id))])?;
        let found = points.into_iter().find_map(|point| {
            let (kind, value) = (point.str("kind"), point.str("value"));
            let is_it = holds(value, wanted)
                || (kind == "phone" && is_number(wanted) && digits(value).contains(&digits(wanted)));
            let label = match kind {
                "phone" => "Phone",
                "email" => "E-mail",
                "address" => "Address",
                _ => "Reached by",
            };
            is_it
                .then(|| (label, excerpt::around(value, wanted, EXCERPT).unwrap_or_else(|| value.to_owned())))
        });
        Ok(found)
    }
}

/// The text of a record, one field a line.
fn words(row: &Row) -> String {
    let fields = row.id.kind.spec().fields.iter().filter(|field| matches!(field.ty, Ty::Line | Ty::Long));
    fields.map(|field| row.str(field.name)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_that_will_not_be_is_over_and_one_ahead_is_not() {
        for state in ["declined", "no answer", "held", "moved", "no-show", "done", "dropped", "retired"] {
            assert!(is_over(state), "{state}");
        }
        for state in ["offered", "planned", "prepared", "open", "waiting", "draft", "agreed", "in force", ""]
        {
            assert!(!is_over(state), "{state}");
        }
    }
}
