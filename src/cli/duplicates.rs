//! Duplicates, merging, telling apart, splitting.
//!
//! **Invariant:** `duplicates` and `--preview` write nothing.

use clap::Args;
use serde_json::json;

use super::{
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::duplicates::Merging,
    domain::{
        action::{Action, Homes, Merge as Merged, Split as Parted},
        record::{Kind, RecordId},
        rejection::Rejection,
    },
};

#[derive(Debug, Clone, Args)]
pub(super) struct Duplicates {
    /// Only those with a name and one thing more in common
    #[arg(long)]
    sure: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Merge {
    /// The person or client who stays, by id or name
    #[arg(value_name = "KEEP")]
    keep: String,
    /// The one who is the same; the id stays an alias
    #[arg(value_name = "OTHER")]
    other: String,
    /// A field in which the other's value stays, as birth-date=other, repeatable
    #[arg(long, value_name = "FIELD=other")]
    take: Vec<String>,
    /// Leave two persons' households two
    #[arg(long)]
    households_apart: bool,
    /// Only say what would stay and what would move
    #[arg(long)]
    preview: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Distinct {
    /// The one person
    #[arg(value_name = "PERSON")]
    first: String,
    /// The other
    #[arg(value_name = "PERSON")]
    second: String,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Split {
    /// The household
    #[arg(value_name = "CLIENT")]
    household: String,
    /// What the new household is called
    #[arg(long, value_name = "NAME")]
    into: String,
    /// Who moves out, by id or name
    #[arg(long, required = true, value_delimiter = ',', value_name = "PERSON")]
    persons: Vec<String>,
    /// Open follow-ups that go along; the others stay
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    follow_ups: Vec<String>,
    /// The life event both get: divorce, move, marriage, other, ...
    #[arg(long, default_value = "other", value_name = "EVENT")]
    why: String,
    /// When; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Duplicates {
    /// Lists who is probably the same.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let mut found = session.book()?.duplicates()?;
        if self.sure {
            found.retain(|pair| pair.sureness == "sure");
        }
        let json = json!({ "duplicates": found });
        if found.is_empty() {
            return Ok(Answer::new("Nobody in the book looks like somebody else.", json));
        }
        let rows = found
            .iter()
            .map(|pair| {
                let who = |name: &str, id: RecordId, home: &str| {
                    if home.is_empty() { format!("{id} {name}") } else { format!("{id} {name}, in {home}") }
                };
                let keep = who(&pair.keep_name, pair.keep, &pair.keep_home);
                let other = who(&pair.other_name, pair.other, &pair.other_home);
                vec![pair.sureness.to_owned(), keep, other, pair.reason.clone()]
            })
            .collect();
        let text = table(session.format, &["how sure", "who", "and", "why"], rows);
        let pairs = if found.len() == 1 { "1 pair".to_owned() } else { format!("{} pairs", found.len()) };
        Ok(Answer::new(text, json).noting(format!(
            "{pairs}. standing merge KEEP OTHER makes one of two; standing distinct says they are two."
        )))
    }
}

impl Merge {
    /// Makes one of two, or says what that would do.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let keep = session.book()?.anything(&self.keep)?.id;
        if !matches!(keep.kind, Kind::Person | Kind::Relationship) {
            return Err(Rejection::ambiguous(format!(
                "{keep} is a {}; persons and clients are merged. Nothing was changed.",
                keep.kind
            )));
        }
        let other = session.record(keep.kind, &self.other)?.id;
        let take = taken(&self.take)?;
        if self.preview {
            let merging = session.book()?.merging(keep, other)?;
            return Ok(preview(session, &merging, &take));
        }
        let homes = if self.households_apart { Homes::Apart } else { Homes::Together };
        session.act(&Action::Merge(Box::new(Merged { keep, other, take, homes })))
    }
}

/// The fields of `FIELD=other`; `FIELD=kept` is what happens anyway.
fn taken(typed: &[String]) -> Result<Vec<String>, Rejection> {
    let mut names = Vec::new();
    for text in typed {
        match text.split_once('=') {
            Some((name, "other")) => names.push(name.to_owned()),
            Some((_, "kept" | "keep")) => {}
            None => names.push(text.clone()),
            Some((name, word)) => {
                return Err(Rejection::ambiguous(format!(
                    "{word} is not one of the two. Type --take {name}=other, or leave it. Nothing was changed."
                )));
            }
        }
    }
    Ok(names)
}

fn preview(session: &Session, merging: &Merging, take: &[String]) -> Answer {
    let is_taken = |name: &str| take.iter().any(|taken| taken.replace('-', "_") == name);
    let stays = |stays: &str, open: bool, name: &str| match stays {
        _ if open && is_taken(name) => "other's".to_owned(),
        "own" => "kept".to_owned(),
        "other" => "other's".to_owned(),
        both => both.to_owned(),
    };
    let rows: Vec<Vec<String>> = merging
        .fields
        .iter()
        .map(|row| {
            let name = if row.open { row.name.replace('_', "-") } else { String::new() };
            vec![
                row.label.to_owned(),
                row.own.clone(),
                row.other.clone(),
                stays(row.stays, row.open, row.name),
                name,
            ]
        })
        .collect();
    let (keep, other) = (&merging.keep, &merging.other);
    let mut text = format!("{} {} and {} {}\n", keep.id, keep.str("name"), other.id, other.str("name"));
    if rows.is_empty() {
        text.push_str("They differ in no field.");
    } else {
        text.push_str(&table(session.format, &["field", "kept", "other", "stays", "--take"], rows));
    }
    if !merging.moves.is_empty() {
        text.push_str(&format!("\nMoves along: {}.", merging.moves.join(", ")));
    }
    for note in &merging.notes {
        text.push_str(&format!("\n{note}"));
    }
    let json = json!({
        "keep": keep.id, "other": other.id, "fields": merging.fields, "moves": merging.moves, "notes": merging.notes,
    });
    Answer::new(text, json).noting("Nothing is written yet; without --preview it is.")
}

impl Distinct {
    /// Remembers that two are two.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let first = session.record(Kind::Person, &self.first)?.id;
        let second = session.record(Kind::Person, &self.second)?.id;
        session.act(&Action::TellApart { first, second })
    }
}

impl Split {
    /// Makes two households of one.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let from = session.record(Kind::Relationship, &self.household)?.id;
        let mut persons = Vec::new();
        for text in &self.persons {
            persons.push(session.person_of(from.id, text)?);
        }
        let follow_ups = session.records(Kind::FollowUp, &self.follow_ups)?;
        let on = session.past(self.on.as_deref())?;
        let split = Parted { from, name: self.into, persons, follow_ups, on, why: self.why };
        session.act(&Action::Split(Box::new(split)))
    }
}
