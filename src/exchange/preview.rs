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
    sync::Arc,
};

use serde::Serialize;

pub use super::twins::{Former, Known, PossibleDuplicate, Said};
use super::{
    households::{Homes, Proposal},
    matcher::Matcher,
    read::{Encoding, Format, Reading},
};
use crate::{
    acts::{Watch, contacts::tag_word},
    domain::{
        card::{Answer, Card, CardKind, Change, HouseholdChoice, ImportStep},
        rejection::Rejection,
    },
};

/// A person of the book, as much as an import needs.
#[derive(Debug, Clone)]
pub struct BookPerson {
    /// The person's number.
    pub id: i64,
    /// All the book holds of what a card can say, in a card's form.
    pub card: Card,
    /// The home relationship and its name.
    pub household: Option<(i64, String)>,
    /// What they were called before a merge.
    pub former: Former,
}

/// What a row comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// A person the book does not have.
    New {
        /// All the row says.
        card: Arc<Card>,
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
    /// The new person of an earlier line, with values that line does not have: as the advisor said.
    Joined {
        /// That line.
        of_line: usize,
        /// All the row says.
        card: Arc<Card>,
        /// What is new.
        changes: Vec<Change>,
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

impl Counts {
    /// What is said of a file of which nothing can be taken; none when something can, or is in the book already.
    #[must_use]
    pub fn all_rejected(&self) -> Option<String> {
        match self.rejected {
            0 => None,
            rejected if rejected < self.read => None,
            1 => Some("The only row of the file was rejected.".to_owned()),
            rejected => Some(format!("All {rejected} rows of the file were rejected.")),
        }
    }
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

impl Preview {
    /// Counts the rows again after one was decided.
    pub fn recount(&mut self) {
        self.counts = count(&self.rows);
    }

    /// The person of the book that a line was found to be.
    fn person_of(&self, line: usize) -> Option<i64> {
        let at = self.rows.binary_search_by_key(&line, |row| row.line).ok()?;
        match self.rows.get(at)?.outcome {
            Outcome::Changed { person, .. } | Outcome::Same { person } => Some(person),
            _ => None,
        }
    }
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
                let card = Arc::new(with_tags(card).into_owned());
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
            Outcome::Changed { .. } | Outcome::Joined { .. } => &mut counts.changed,
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
    let mut place_of: HashMap<usize, usize> = HashMap::new();
    for row in preview.rows.iter().filter(|row| accept(row)) {
        match &row.outcome {
            Outcome::New { card, household, possible_duplicate, .. } => {
                let first = row.household_of().unwrap_or(row.line);
                let begins = *begun.entry(first).or_insert(row.line);
                let household = match household {
                    HouseholdChoice::Existing(id) => HouseholdChoice::Existing(*id),
                    _ if begins != row.line => HouseholdChoice::WithLine(begins),
                    _ => HouseholdChoice::Own,
                };
                place_of.insert(row.line, steps.len());
                steps.push(ImportStep::New { line: row.line, card: Arc::clone(card), household });
                if let Some(twin) = possible_duplicate.as_ref().filter(|twin| twin.said == Said::Two) {
                    steps.push(ImportStep::Two { line: row.line, of: twin.of.into() });
                }
            }
            Outcome::Changed { person, changes } => {
                let person = *person;
                let called = changes.iter().filter(|change| change.is_called());
                steps.extend(called.map(|change| ImportStep::Called { person, name: change.after.clone() }));
                if let Some(changes) = taken(changes) {
                    place_of.insert(row.line, steps.len());
                    steps.push(ImportStep::Change { person, changes: Arc::new(changes) });
                }
            }
            Outcome::Joined { of_line, card, changes } => {
                let place = place_of.get(of_line).copied();
                match (place.and_then(|place| steps.get_mut(place)), preview.person_of(*of_line)) {
                    (
                        Some(ImportStep::New { card: first, .. } | ImportStep::Change { changes: first, .. }),
                        _,
                    ) => {
                        if let Some(piece) = taken(changes) {
                            Arc::make_mut(first).absorb(&piece);
                        }
                        place_of.extend(place.map(|place| (row.line, place)));
                    }
                    (_, Some(person)) => {
                        steps.extend(
                            taken(changes)
                                .map(|changes| ImportStep::Change { person, changes: Arc::new(changes) }),
                        );
                    }
                    // The line it belongs to is left out: what this one says is a person by itself.
                    _ => {
                        place_of.insert(row.line, steps.len());
                        let card = Arc::clone(card);
                        steps.push(ImportStep::New { line: row.line, card, household: HouseholdChoice::Own });
                    }
                }
            }
            Outcome::Same { .. } | Outcome::DuplicateInFile { .. } | Outcome::Rejected { .. } => {}
        }
    }
    steps
}

/// The ticked changes in one card; none when none is ticked.
fn taken(changes: &[Change]) -> Option<Card> {
    let mut taken = changes.iter().filter(|change| change.answer == Answer::Take).peekable();
    taken.peek()?;
    let mut changes = Card::default();
    taken.for_each(|change| changes.absorb(&change.piece));
    Some(changes)
}

#[cfg(test)]
#[path = "preview_tests.rs"]
mod tests;
