//! Duplicates: who is probably the same, what merging two of them would do, and where merged records went.
//!
//! **Invariant:** looking changes nothing; nobody is merged but by an act.

use serde::Serialize;

use super::{Book, called::Called, dossier::Moment, name::short};
use crate::domain::{
    duplicate::{self, Sureness},
    merge::{Compared, Stays, Who, compare, further_name},
    record::{Kind, RecordId, Row, Ty, Value},
    rejection::Rejection,
};

/// Two persons who are probably one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duplicate {
    /// Who is proposed to stay: who came first.
    pub keep: RecordId,
    /// Their name.
    pub keep_name: String,
    /// The household they are at home in, short; empty when they have none.
    pub keep_home: String,
    /// The other.
    pub other: RecordId,
    /// Their name.
    pub other_name: String,
    /// Their household.
    pub other_home: String,
    /// `sure`, `likely` or `perhaps`.
    pub sureness: &'static str,
    /// What is alike: `same name and e-mail`.
    pub reason: String,
}

/// One field of a merge, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MergingField {
    /// Its name, for `--take`.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What the kept one has; empty when nothing.
    pub own: String,
    /// What the other has.
    pub other: String,
    /// What stays when nothing is said: `own`, `other` or `both`.
    pub stays: &'static str,
    /// Whether the advisor may choose.
    pub open: bool,
    /// Where the value goes that does not stay; empty when it is said elsewhere.
    pub further: String,
}

/// What merging two records would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// Who stays.
    pub keep: Row,
    /// Who goes.
    pub other: Row,
    /// The fields in which they differ.
    pub fields: Vec<MergingField>,
    /// What moves along by its type: `2 contact points`.
    pub moves: Vec<String>,
    /// Further things to know, sentence by sentence.
    pub notes: Vec<String>,
}

/// What was with a household before another came out of it; it stays there and is read here.
#[derive(Debug, Clone)]
pub struct BeforeSplit {
    /// The old household.
    pub from: Row,
    /// The day of the split.
    pub day: chrono::NaiveDate,
    /// What happened until then, newest first.
    pub moments: Vec<Moment>,
    /// How many moments there are in all.
    pub all: usize,
}

impl Book {
    /// Persons who are probably the same, the surest first; pairs told apart are left out.
    pub fn duplicates(&self) -> Result<Vec<Duplicate>, Rejection> {
        let db = self.db();
        let found = duplicate::duplicates(&db.traits()?, &db.told_apart()?);
        found
            .into_iter()
            .map(|likeness| {
                let (keep, keep_name, keep_home) = self.at_home(likeness.first)?;
                let (other, other_name, other_home) = self.at_home(likeness.second)?;
                let sureness = likeness.sureness.word();
                let reason = likeness.reason;
                Ok(Duplicate { keep, keep_name, keep_home, other, other_name, other_home, sureness, reason })
            })
            .collect()
    }

    fn at_home(&self, person: i64) -> Result<(RecordId, String, String), Rejection> {
        let id = RecordId::new(Kind::Person, person);
        let name = self.get(id)?.map(|row| row.str("name").to_owned()).unwrap_or_default();
        let home = match self.db().home_of(person)? {
            Some(home) => self.short_name(home)?,
            None => String::new(),
        };
        Ok((id, name, home))
    }

    /// What merging `other` into `keep` would do; both persons, or both relationships.
    pub fn merging(&self, keep: RecordId, other: RecordId) -> Result<Merging, Rejection> {
        if keep.kind != other.kind || keep == other || !matches!(keep.kind, Kind::Person | Kind::Relationship)
        {
            return Err(Rejection::rule("Two persons or two clients are merged. Name two of one sort."));
        }
        let (keep, other) = (self.db().need(keep)?, self.db().need(other)?);
        let mut called = Called::default();
        let mut fields = Vec::new();
        for row in compare(keep.id.kind.spec(), &keep.fields, &other.fields) {
            fields.push(MergingField {
                name: row.field.name,
                label: row.field.label,
                own: called.value(self, &keep, row.field)?,
                other: called.value(self, &other, row.field)?,
                stays: word(row.stays),
                open: row.who == Who::Advisor,
                further: further(&row),
            });
        }
        let moves = self.moving(&other)?;
        let notes = self.merge_notes(&keep, &other)?;
        Ok(Merging { keep, other, fields, moves, notes })
    }

    /// What refers to a record, counted by its type.
    fn moving(&self, of: &Row) -> Result<Vec<String>, Rejection> {
        let mut moves = Vec::new();
        for kind in Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Alias | Kind::DistinctPair)) {
            let mut count = 0;
            for field in kind.spec().fields.iter().filter(|field| field.ty == Ty::Ref(of.id.kind)) {
                count += self.rows(*kind, &[(field.name, Value::Int(of.id.id))])?.len();
            }
            match count {
                0 => {}
                1 => moves.push(format!("1 {kind}")),
                many => moves.push(format!("{many} {}", kind.spec().plural)),
            }
        }
        Ok(moves)
    }

    fn merge_notes(&self, keep: &Row, other: &Row) -> Result<Vec<String>, Rejection> {
        let mut notes =
            vec![format!("{} stays an alias: {} is found under both names.", other.id, keep.str("name"))];
        if keep.id.kind == Kind::Person {
            let homes = [self.db().home_of(keep.id.id)?, self.db().home_of(other.id.id)?];
            if let [Some(kept), Some(gone)] = homes
                && kept != gone
            {
                let (kept, gone) = (self.short_name(kept)?, self.short_name(gone)?);
                notes.push(format!(
                    "{gone} is merged into {kept} too when all of its people are in {kept}; else {} is in both.",
                    keep.str("name")
                ));
            }
            let (first, second) = duplicate::pair(keep.id.id, other.id.id);
            let equal = [("first_id", Value::Int(first)), ("second_id", Value::Int(second))];
            if !self.rows(Kind::DistinctPair, &equal)?.is_empty() {
                notes.push("You once said that they are two persons; merging takes that back.".to_owned());
            }
        } else {
            let agreed = |of: &Row| -> Result<usize, Rejection> {
                let rows = self.of(Kind::Expectation, of.id.id)?;
                Ok(rows
                    .iter()
                    .filter(|row| row.str("topic") == "success" && row.str("state") == "agreed")
                    .count())
            };
            if agreed(keep)? > 0 && agreed(other)? > 0 {
                notes.push("Both have an agreed yardstick: retire one of them afterwards.".to_owned());
            }
            if keep.str("stage") != other.str("stage") || keep.str("kind") != other.str("kind") {
                notes.push(format!(
                    "{} stays a {}, {}.",
                    short(keep.str("name")),
                    keep.str("kind"),
                    keep.str("stage")
                ));
            }
        }
        Ok(notes)
    }

    /// The record of an id, or the one that its bearer was merged into.
    pub fn get_kept(&self, id: RecordId) -> Result<Option<Row>, Rejection> {
        match self.get(id)? {
            Some(row) => Ok(Some(row)),
            None => self.db().kept_for(id),
        }
    }

    /// What was with the household that a relationship came out of; none when it was never split off.
    pub fn before_split(&self, relationship: i64) -> Result<Option<BeforeSplit>, Rejection> {
        let splits = self.of(Kind::HouseholdSplit, relationship)?;
        let Some((from, day)) = splits.first().and_then(|row| Some((row.int("from_id")?, row.day("day")?)))
        else {
            return Ok(None);
        };
        let Some(from) = self.get(RecordId::new(Kind::Relationship, from))? else { return Ok(None) };
        let (mut moments, all) = self.timeline_until(from.id.id, Some(day), 60)?;
        let found = moments.len();
        // The split itself is told on both sides already.
        moments.retain(|moment| moment.record.kind != Kind::LifeEvent || moment.day < day);
        let all = all.saturating_sub(found - moments.len());
        Ok(Some(BeforeSplit { from, day, moments, all }))
    }
}

fn word(stays: Stays) -> &'static str {
    match stays {
        Stays::Own => "own",
        Stays::Other => "other",
        Stays::Both => "both",
    }
}

fn further(row: &Compared) -> String {
    let is_alias = matches!(row.field.name, "name" | "external_uid");
    match row.who {
        Who::Advisor if is_alias => "alias".to_owned(),
        Who::Advisor => further_name(row.field),
        Who::Settled => String::new(),
    }
}

/// The word of how sure a likeness is, with the sign of the desk where something speaks against it.
#[must_use]
pub fn is_doubtful(word: &str) -> bool {
    word == Sureness::Perhaps.word()
}
