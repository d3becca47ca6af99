//! Finds the record a user means: by id, by whole name, by a unique part.
//!
//! **Invariant:** a whole name beats a part; what fits several names the candidates and changes nothing.

use super::Book;
use crate::{
    domain::{
        filter::fold,
        record::{Kind, RecordId, Row},
        records::membership,
        rejection::Rejection,
    },
    store::Db,
};

impl Book {
    /// The record of `kind` that `text` names.
    pub fn named(&self, kind: Kind, text: &str) -> Result<Row, Rejection> {
        let text = text.trim();
        let noun = kind.spec().noun;
        if let Ok(id) = text.parse::<RecordId>() {
            if id.kind == kind {
                return self
                    .get_kept(id)?
                    .ok_or_else(|| Rejection::ambiguous(format!("There is no {noun} {id}.")));
            }
            if self.get(id)?.is_some() {
                return Err(Rejection::ambiguous(format!("{id} is a {}, not a {noun}.", id.kind)));
            }
        }
        if text.is_empty() {
            return Err(Rejection::ambiguous(format!("Name a {noun}: its id or part of its name.")));
        }
        let found = self.db().named(kind, text, 9)?;
        let whole: Vec<&Row> = found
            .iter()
            .filter(|row| row.str(kind.spec().title).to_lowercase() == text.to_lowercase())
            .collect();
        let wanted = fold(text);
        let is_folded = |row: &&Row| fold(row.str(kind.spec().title)) == wanted;
        let folded: Vec<&Row> = found.iter().filter(is_folded).collect();
        match (if whole.is_empty() { folded } else { whole }.as_slice(), found.as_slice()) {
            ([only], _) => Ok((*only).clone()),
            (_, [only]) => Ok(only.clone()),
            (_, []) if matches!(kind, Kind::Relationship | Kind::Person) => {
                let former = self.db().formerly(kind, text)?;
                match former.as_slice() {
                    [only] => Ok(only.clone()),
                    _ => Err(Rejection::ambiguous(format!("No {noun} is named {text}."))),
                }
            }
            (_, []) => Err(Rejection::ambiguous(format!("No {noun} is named {text}."))),
            (_, several) => Err(Rejection::ambiguous(format!(
                "{text} fits {}{}: {}. Nothing was changed; name one.",
                if several.len() > 8 { "more than " } else { "" },
                several.len().min(8),
                self.told_with_whose(several.get(..8).unwrap_or(several))?.join(", ")
            ))),
        }
    }

    /// `g7 A boat (Hartley)`: those that are called the same are told apart by whose they are.
    fn told_with_whose(&self, rows: &[Row]) -> Result<Vec<String>, Rejection> {
        let mut said = Vec::new();
        for row in rows {
            let title = row.str(row.id.kind.spec().title);
            let same = rows.iter().filter(|other| other.str(row.id.kind.spec().title) == title).count() > 1;
            let whose = row.int("relationship_id").filter(|_| same);
            let whose = whose.map(|id| self.short_name(id)).transpose()?;
            let whose = whose.map(|whose| format!(" ({whose})")).unwrap_or_default();
            said.push(format!("{} {title}{whose}", row.id));
        }
        Ok(said)
    }

    /// The name of a relationship, short: without a trailing "household".
    pub fn short_name(&self, relationship: i64) -> Result<String, Rejection> {
        let row = self.get(RecordId::new(Kind::Relationship, relationship))?;
        Ok(row.map(|row| short(row.str("name")).to_owned()).unwrap_or_default())
    }
}

/// `; Robert does not agree`, `; Ann and Robert do not agree`; nothing where nobody dissents.
#[must_use]
pub fn dissent_said(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => format!("; {only} does not agree"),
        several => format!("; {} do not agree", listed(several, "and")),
    }
}

/// `Ann`, `Ann or Bob`, `Ann, Bob or Cy`.
#[must_use]
pub fn listed(names: &[&str], word: &str) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// The living adult members of a relationship: who can agree.
pub(super) fn adults(db: Db<'_>, relationship: i64) -> Result<Vec<Row>, Rejection> {
    let mut adults = db.members(relationship)?;
    adults.retain(|(member, person)| {
        membership::may_agree(member.str("role")) && person.day("died_on").is_none()
    });
    Ok(adults.into_iter().map(|(_, person)| person).collect())
}

impl Book {
    /// The living adult members of a relationship, head first: who can agree.
    pub fn adults(&self, relationship: i64) -> Result<Vec<Row>, Rejection> {
        adults(self.db(), relationship)
    }
}

/// A household's name without its last word "household".
#[must_use]
pub fn short(name: &str) -> &str {
    name.strip_suffix(" household").unwrap_or(name)
}

impl Book {
    /// Records of `kind` whose name has `part` in it, whole names first; all of them when it is empty.
    pub fn candidates(&self, kind: Kind, part: &str, limit: usize) -> Result<Vec<Row>, Rejection> {
        self.db().named(kind, part.trim(), limit)
    }
}

impl Book {
    /// What to know of the relationships that already have a name, short or long; none when it is free.
    pub fn same_name(&self, name: &str) -> Result<Option<String>, Rejection> {
        Ok(told_apart(&namesakes(self.db(), name, None)?))
    }
}

/// The most namesakes that are looked for; more are as many.
const NAMESAKES: usize = 9;

/// The relationships that a list would call the same, but for one.
pub(super) fn namesakes(db: Db<'_>, name: &str, but: Option<RecordId>) -> Result<Vec<Row>, Rejection> {
    let wanted = fold(short(name.trim()));
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let found = db.named(Kind::Relationship, short(name.trim()), NAMESAKES)?;
    let is_same = |row: &Row| Some(row.id) != but && fold(short(row.str("name").trim())) == wanted;
    Ok(found.into_iter().filter(is_same).collect())
}

/// `c1 and c7 have this name too, add a town or a first name`; none for nobody.
pub(super) fn told_apart(others: &[Row]) -> Option<String> {
    let ids: Vec<String> = others.iter().map(|row| row.id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let has = match ids.as_slice() {
        [] => return None,
        [_] => "has",
        _ => "have",
    };
    Some(format!("{} {has} this name too, add a town or a first name", listed(&ids, "and")))
}
