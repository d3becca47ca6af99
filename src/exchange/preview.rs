//! What an import would do, row by row, before anything is written.
//!
//! A row is a person of the book when the other program's identifier says so, when full name and an
//! e-mail or telephone agree, or when the name agrees and the book already holds all the row says.
//! Anything less is a new person, with the likeness shown; nobody is merged silently.
//!
//! **Invariant:** the counts add up to the rows read, and once a plan is carried out the same file
//! previews with nothing new and nothing changed.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use serde::Serialize;

use super::{
    households::{Homes, Proposal, likeness, name_key},
    read::{Encoding, Format, Reading},
};
use crate::{
    acts::{Watch, contacts::tag_word},
    domain::{
        card::{Answer, Card, CardKind, Change, HouseholdChoice, ImportStep, Point, PointKind, diff},
        rejection::Rejection,
    },
};

/// How many namesakes with the same e-mail or telephone are compared value by value.
const MAX_CANDIDATES: usize = 50;

/// A person of the book, as much as an import needs.
#[derive(Debug, Clone)]
pub struct BookPerson {
    /// The person's number.
    pub id: i64,
    /// All the book holds of what a card can say, in a card's form.
    pub card: Card,
    /// The home relationship and its name.
    pub household: Option<(i64, String)>,
}

/// Somebody a row may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// A person of the book.
    Person(i64),
    /// The new person of an earlier line.
    Line(usize),
}

/// A likeness for the advisor to decide; unanswered, both are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PossibleDuplicate {
    /// Who it may be.
    pub of: Known,
    /// Their name.
    pub name: String,
    /// What is alike, a phrase.
    pub reason: String,
}

/// What a row comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// A person the book does not have.
    New {
        /// All the row says.
        card: Box<Card>,
        /// Where they would live: as proposed, or alone when the advisor says so.
        household: HouseholdChoice,
        /// Whose household is proposed, and why.
        proposal: Option<Proposal>,
        /// Somebody they may be.
        possible_duplicate: Option<PossibleDuplicate>,
    },
    /// A person of the book, with values the book does not have.
    Changed {
        /// Which person.
        person: i64,
        /// At least one.
        changes: Vec<Change>,
    },
    /// A person of the book; nothing to do.
    Same {
        /// Which person.
        person: i64,
    },
    /// An earlier line says all of this already; nothing to do.
    DuplicateInFile {
        /// That line.
        of_line: usize,
    },
    /// No person.
    Rejected {
        /// Why, a phrase.
        reason: String,
    },
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PreviewRow {
    /// Its line in the file.
    pub line: usize,
    /// The name, as far as there is one.
    pub who: String,
    /// What it comes to.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl PreviewRow {
    /// Takes the proposed household or leaves it; `false` when none is proposed.
    pub fn turn_household(&mut self) -> bool {
        let Outcome::New { household, proposal: Some(proposal), .. } = &mut self.outcome else {
            return false;
        };
        *household =
            if *household == HouseholdChoice::Own { proposal.household } else { HouseholdChoice::Own };
        true
    }

    /// The line of the new person whose household this one would join.
    #[must_use]
    pub fn household_of(&self) -> Option<usize> {
        match &self.outcome {
            Outcome::New { household: HouseholdChoice::WithLine(line), .. } => Some(*line),
            _ => None,
        }
    }
}

/// How many rows came to what; they add up to `read`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "each counts the outcome of that name")]
pub struct Counts {
    pub read: usize,
    pub new: usize,
    pub changed: usize,
    /// Nothing to do: in the book, or said by an earlier line.
    pub same: usize,
    pub rejected: usize,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// What the file is.
    pub format: Format,
    /// How it was read.
    pub encoding: Encoding,
    /// All its rows, in order.
    pub rows: Vec<PreviewRow>,
    /// Their sums.
    pub counts: Counts,
    /// What was left out or decided for the whole file, sentence by sentence.
    pub notes: Vec<String>,
}

/// Compares a file with the book, in time linear in both.
///
/// Refuses to go on when the watch is stopped.
pub fn preview(reading: &Reading, book: &[BookPerson], watch: &Watch) -> Result<Preview, Rejection> {
    watch.begin(reading.rows.len());
    let mut matcher = Matcher::of(book);
    let mut homes = Homes::of(book, reading);
    let mut rows = Vec::with_capacity(reading.rows.len());
    for row in &reading.rows {
        watch.step()?;
        let (who, outcome) = match &row.card {
            Ok(card) if card.kind == CardKind::Group => {
                let reason = "it is a list of contacts, not a person".to_owned();
                (card.full_name.clone(), Outcome::Rejected { reason })
            }
            Ok(card) => {
                let card = with_tags(card);
                (card.full_name.clone(), matcher.outcome(row.line, &card, &mut homes))
            }
            Err(reason) => (row.who.clone(), Outcome::Rejected { reason: reason.clone() }),
        };
        rows.push(PreviewRow { line: row.line, who, outcome });
    }
    let counts = count(&rows);
    let notes = reading.notes.clone();
    Ok(Preview { format: reading.format, encoding: reading.encoding, rows, counts, notes })
}

/// The card with its labels as the tags they become, so that they are shown and compared as such.
fn with_tags(card: &Card) -> Cow<'_, Card> {
    let words: Vec<String> = card.categories.iter().map(|label| tag_word(label)).collect();
    if words == card.categories {
        return Cow::Borrowed(card);
    }
    let mut card = card.clone();
    let mut seen = HashSet::new();
    card.categories = words;
    card.categories.retain(|word| !word.is_empty() && seen.insert(word.clone()));
    Cow::Owned(card)
}

fn count(rows: &[PreviewRow]) -> Counts {
    let mut counts = Counts { read: rows.len(), ..Counts::default() };
    for row in rows {
        *match row.outcome {
            Outcome::New { .. } => &mut counts.new,
            Outcome::Changed { .. } => &mut counts.changed,
            Outcome::Same { .. } | Outcome::DuplicateInFile { .. } => &mut counts.same,
            Outcome::Rejected { .. } => &mut counts.rejected,
        } += 1;
    }
    counts
}

/// The steps of the rows that `accept` takes, in the order of the file; ticks are honoured.
///
/// A household of a line that is not taken is begun by the first of its people who is.
#[must_use]
pub fn plan(preview: &Preview, accept: impl Fn(&PreviewRow) -> bool) -> Vec<ImportStep> {
    let mut steps = Vec::new();
    let mut begun: HashMap<usize, usize> = HashMap::new();
    for row in preview.rows.iter().filter(|row| accept(row)) {
        match &row.outcome {
            Outcome::New { card, household, .. } => {
                let first = row.household_of().unwrap_or(row.line);
                let begins = *begun.entry(first).or_insert(row.line);
                let household = match household {
                    HouseholdChoice::Existing(id) => HouseholdChoice::Existing(*id),
                    _ if begins != row.line => HouseholdChoice::WithLine(begins),
                    _ => HouseholdChoice::Own,
                };
                steps.push(ImportStep::New { line: row.line, card: card.as_ref().clone(), household });
            }
            Outcome::Changed { person, changes } => {
                let mut taken = changes.iter().filter(|change| change.answer == Answer::Take).peekable();
                if taken.peek().is_some() {
                    let mut changes = Card::default();
                    taken.for_each(|change| changes.absorb(&change.piece));
                    steps.push(ImportStep::Change { person: *person, changes });
                }
            }
            Outcome::Same { .. } | Outcome::DuplicateInFile { .. } | Outcome::Rejected { .. } => {}
        }
    }
    steps
}

/// Everybody known so far: the book, and the new people of earlier lines.
struct Matcher {
    known: Vec<(Known, Card)>,
    /// People an earlier line was found to be; they take no further changes.
    claimed: HashSet<usize>,
    by_uid: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    by_name_and_point: HashMap<(String, PointKind, String), Vec<usize>>,
    /// Names without accents and case; the first of each.
    by_likeness: HashMap<String, usize>,
}

impl Matcher {
    fn of(book: &[BookPerson]) -> Self {
        let mut matcher = Self {
            known: Vec::with_capacity(book.len()),
            claimed: HashSet::new(),
            by_uid: HashMap::new(),
            by_name: HashMap::new(),
            by_name_and_point: HashMap::new(),
            by_likeness: HashMap::new(),
        };
        for person in book {
            matcher.learn(Known::Person(person.id), person.card.clone());
        }
        matcher
    }

    fn learn(&mut self, who: Known, card: Card) {
        let at = self.known.len();
        let name = name_key(&card.full_name);
        if !card.uid.is_empty() {
            self.by_uid.entry(card.uid.clone()).or_default().push(at);
        }
        for (kind, key) in card.points.iter().filter_map(sharing_key) {
            self.by_name_and_point.entry((name.clone(), kind, key)).or_default().push(at);
        }
        self.by_likeness.entry(likeness(&name)).or_insert(at);
        self.by_name.entry(name).or_default().push(at);
        self.known.push((who, card));
    }

    fn outcome(&mut self, line: usize, card: &Card, homes: &mut Homes) -> Outcome {
        let name = name_key(&card.full_name);
        let sure = self.sure(card, &name);
        if let Some((at, changes)) = self.best(&sure, card).or_else(|| self.held(card, &name)) {
            self.claimed.insert(at);
            match self.known.get_mut(at) {
                Some((Known::Person(person), _)) if changes.is_empty() => {
                    return Outcome::Same { person: *person };
                }
                Some((Known::Line(of_line), _)) if changes.is_empty() => {
                    return Outcome::DuplicateInFile { of_line: *of_line };
                }
                Some((Known::Person(person), held)) => {
                    for change in &changes {
                        held.absorb(&change.piece);
                    }
                    return Outcome::Changed { person: *person, changes };
                }
                _ => {}
            }
        }
        let possible_duplicate = self.possible(card, &name, &sure);
        let proposal = homes.propose(line, card);
        let household = proposal.map_or(HouseholdChoice::Own, |proposal| proposal.household);
        self.learn(Known::Line(line), card.clone());
        Outcome::New { card: Box::new(card.clone()), household, proposal, possible_duplicate }
    }

    /// Who the row is by its identifier, then who shares name and e-mail or telephone.
    fn sure(&self, card: &Card, name: &str) -> Vec<usize> {
        let mut sure: Vec<usize> = Vec::new();
        let by_uid = self.by_uid.get(&card.uid).into_iter().flatten();
        sure.extend(by_uid.take(MAX_CANDIDATES));
        for (kind, key) in card.points.iter().filter_map(sharing_key) {
            let found = self.by_name_and_point.get(&(name.to_owned(), kind, key));
            sure.extend(found.into_iter().flatten().take(MAX_CANDIDATES));
            if sure.len() > MAX_CANDIDATES {
                break;
            }
        }
        let mut seen = HashSet::new();
        sure.retain(|at| seen.insert(*at));
        sure
    }

    /// The candidate who holds all of the row, else the first who may still take changes.
    ///
    /// Only people of the book take changes: what an earlier line said is not mended by a later one.
    fn best(&self, candidates: &[usize], card: &Card) -> Option<(usize, Vec<Change>)> {
        let mut first = None;
        for at in candidates {
            let Some((who, held)) = self.known.get(*at) else { continue };
            let changes = diff(held, card);
            if changes.is_empty() {
                return Some((*at, changes));
            }
            if first.is_none() && matches!(who, Known::Person(_)) && !self.claimed.contains(at) {
                first = Some((*at, changes));
            }
        }
        first
    }

    /// A namesake who holds all the row says, with no identifier that contradicts.
    fn held(&self, card: &Card, name: &str) -> Option<(usize, Vec<Change>)> {
        let namesakes = self.by_name.get(name).into_iter().flatten().take(MAX_CANDIDATES);
        let holds = |at: &&usize| {
            self.known.get(**at).is_some_and(|(_, held)| {
                let uids_agree = card.uid.is_empty() || held.uid == card.uid;
                uids_agree && diff(held, card).is_empty()
            })
        };
        namesakes.into_iter().find(holds).map(|at| (*at, Vec::new()))
    }

    fn possible(&self, card: &Card, name: &str, sure: &[usize]) -> Option<PossibleDuplicate> {
        let at = sure.first().or_else(|| self.by_likeness.get(&likeness(name)))?;
        let (of, held) = self.known.get(*at)?;
        let place = match of {
            Known::Person(_) => "the book has".to_owned(),
            Known::Line(line) => format!("line {line} is"),
        };
        let shared = if sure.is_empty() {
            ""
        } else if !card.uid.is_empty() && held.uid == card.uid {
            " with the same identifier"
        } else {
            " with the same e-mail or telephone"
        };
        let reason = format!("{place} {}{shared}", held.full_name);
        Some(PossibleDuplicate { of: *of, name: held.full_name.clone(), reason })
    }
}

/// What two people of one name must share to be one.
fn sharing_key(point: &Point) -> Option<(PointKind, String)> {
    match point.kind {
        PointKind::Email => Some((PointKind::Email, point.key())),
        // The end of a number is the same with and without country and area codes' zeros.
        PointKind::Phone => {
            let digits: Vec<char> = point.key().chars().filter(char::is_ascii_digit).collect();
            let end = digits.get(digits.len().saturating_sub(8)..)?;
            (end.len() >= 5).then(|| (PointKind::Phone, end.iter().collect()))
        }
        PointKind::Address | PointKind::Url | PointKind::Im => None,
    }
}

#[cfg(test)]
#[path = "preview_tests.rs"]
mod tests;
