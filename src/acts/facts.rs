//! What a filter asks of records: the same facts for the lists of the desk and for `list` on the command line.
//!
//! **Invariant:** a relationship, an agreement and an open follow-up answer with the facts of the desk's row;
//! what is finished is due no more.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{
    Book,
    agreements::AgreementLine,
    queue::{Item, Source},
    standing::folded,
};
use crate::domain::{
    excerpt,
    filter::{Facts, Filter, fold, holds},
    record::{Kind, RecordId, Row, Ty, Value},
    records::{document, follow_up::is_finished, meeting},
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
    /// When each is due, when that is asked.
    Clients(HashMap<i64, NaiveDate>),
    Agreements(HashMap<i64, AgreementLine>),
    FollowUps(HashMap<i64, (Item, String)>),
    Others,
}

/// What is known of whose the rows are, as far as a filter asks for it.
#[derive(Default)]
struct Owners {
    tags: HashMap<i64, Vec<String>>,
    clients: HashMap<i64, Row>,
    members: HashMap<i64, String>,
}

impl Book {
    /// The rows that pass a filter. Nothing is read that the filter does not ask for.
    pub fn passing(&self, kind: Kind, filter: &Filter, mut rows: Vec<Row>) -> Result<Vec<Row>, Rejection> {
        if filter.is_empty() {
            return Ok(rows);
        }
        let holding = self.holding(filter)?;
        let owners = self.owners(kind, filter)?;
        let lines = self.lines(kind, filter)?;
        rows.retain(|row| {
            let whose = if kind == Kind::Relationship { Some(row.id.id) } else { row.int("relationship_id") };
            let tags = whose.and_then(|id| owners.tags.get(&id)).map_or(&[][..], Vec::as_slice);
            let words: Vec<&str> = tags.iter().map(String::as_str).collect();
            let client = whose.and_then(|id| owners.clients.get(&id));
            let stage = client.map_or("", |row| row.str("stage"));
            let members = whose.and_then(|id| owners.members.get(&id)).map_or("", String::as_str);
            let passes = |facts: &Facts<'_>| {
                // What stands in a client's notes is found with the client; other rows have their own text.
                let holds = |text: &str| {
                    kind == Kind::Relationship && whose.is_some_and(|id| holding.holds(id, text))
                };
                filter.matches_in_full(facts, holds)
            };
            let known = match &lines {
                Lines::Clients(due) => {
                    let name = row.str("name");
                    let folded =
                        if filter.asks_words() { folded(name, members, tags) } else { String::new() };
                    Some(passes(&Facts {
                        tags: &words,
                        tier: row.str("tier"),
                        stage: row.str("stage"),
                        kind: row.str("kind"),
                        state: row.str("stage"),
                        due: due.get(&row.id.id).copied(),
                        folded: &folded,
                    }))
                }
                Lines::Agreements(lines) => lines.get(&row.id.id).map(|line| passes(&line.facts(&words))),
                Lines::FollowUps(items) => items.get(&row.id.id).map(|(item, folded)| {
                    let facts = item.facts(&words, stage, folded);
                    // A promise that rests or is theirs is a promise too.
                    passes(&facts) || passes(&Facts { kind: row.str("kind"), ..facts })
                }),
                Lines::Others => None,
            };
            known.unwrap_or_else(|| {
                let name = client.map_or("", |row| row.str("name"));
                let folded = if filter.asks_words() {
                    fold(&format!("{}\n{name}\n{members}", self::words(row)))
                } else {
                    String::new()
                };
                let kind_said = row.fields.text("kind").unwrap_or_else(|| kind.spec().noun);
                passes(&Facts {
                    tags: &words,
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

    fn owners(&self, kind: Kind, filter: &Filter) -> Result<Owners, Rejection> {
        let mut owners = Owners::default();
        let asks_words = filter.asks_words();
        if filter.asks_tags() || (asks_words && kind == Kind::Relationship) {
            owners.tags = self.db().tags(None)?;
        }
        if asks_words {
            owners.members = self.db().member_names()?;
        }
        if kind != Kind::Relationship && (asks_words || filter.asks_tier() || filter.asks_stage()) {
            let clients = self.rows(Kind::Relationship, &[])?;
            owners.clients = clients.into_iter().map(|row| (row.id.id, row)).collect();
        }
        Ok(owners)
    }

    fn lines(&self, kind: Kind, filter: &Filter) -> Result<Lines, Rejection> {
        Ok(match kind {
            Kind::Relationship if !filter.asks_due() => Lines::Clients(HashMap::new()),
            Kind::Relationship => Lines::Clients(self.coming_up()?.due),
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
        let is_called_so = || row.id.kind == Kind::Document && holds(&document::called(row), &wanted);
        if wanted.is_empty() || holds(row.str(spec.title), &wanted) || is_called_so() {
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
