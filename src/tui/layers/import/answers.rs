//! What the advisor ticked otherwise than proposed, kept as a slip until the file is imported.
//!
//! **Invariant:** an answer is put back only where line and name, and of a field its label and value, are
//! those it was given for.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Import, twins::Twin};
use crate::{
    domain::card::{Answer, HouseholdChoice},
    exchange::preview::{Outcome, PreviewRow},
};

/// One answer that is not the proposed one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Given {
    line: usize,
    who: String,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    /// The new person is not taken in.
    Left,
    /// The new person lives alone.
    Alone,
    /// They are somebody known.
    Same,
    /// They are not who they look like.
    Two,
    /// A field keeps what the book has.
    Kept { label: String, after: String },
    /// A field takes the file though that was not proposed.
    Taken { label: String, after: String },
}

/// The answers as a slip keeps them.
pub(super) fn body(source: &str, answers: &[Given]) -> Value {
    json!({ "file": source, "answers": answers })
}

/// The answers of a slip; one that cannot be read is none.
pub(super) fn read(body: &Value) -> Vec<Given> {
    body.get("answers").and_then(|answers| Vec::deserialize(answers).ok()).unwrap_or_default()
}

impl Import {
    /// All answers that are not the proposed ones, in the order of the file.
    pub(super) fn answers(&self) -> Vec<Given> {
        let mut given = Vec::new();
        for row in &self.incoming.preview.rows {
            let mut add = |what| given.push(Given { line: row.line, who: row.who.clone(), what });
            match self.twin_of(row) {
                Some(Twin::Same) => add(What::Same),
                Some(Twin::Two) => add(What::Two),
                _ => {}
            }
            match &row.outcome {
                Outcome::New { household, proposal, .. } => {
                    if self.left.contains(&row.line) {
                        add(What::Left);
                    }
                    if proposal.is_some() && *household == HouseholdChoice::Own {
                        add(What::Alone);
                    }
                }
                Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } => {
                    for change in changes.iter().filter(|change| change.answer != change.proposed()) {
                        let (label, after) = (change.label.clone(), change.after.clone());
                        add(match change.answer {
                            Answer::Leave => What::Kept { label, after },
                            Answer::Take => What::Taken { label, after },
                        });
                    }
                }
                _ => {}
            }
        }
        given
    }

    /// Gives these answers, where they fit.
    pub(super) fn answer(&mut self, answers: &[Given]) {
        for given in answers {
            let rows = &mut self.incoming.preview.rows;
            // The rows stand in the order of their lines.
            let found = rows.binary_search_by_key(&given.line, |row| row.line).ok();
            let Some(row) = found.and_then(|at| rows.get_mut(at)).filter(|row| row.who == given.who) else {
                continue;
            };
            let twin = match given.what {
                What::Same => Some(Twin::Same),
                What::Two => Some(Twin::Two),
                _ => None,
            };
            if let Some(twin) = twin {
                self.say(given.line, twin);
                continue;
            }
            match (&given.what, &mut row.outcome) {
                (What::Left, Outcome::New { .. }) => {
                    self.left.insert(row.line);
                }
                (What::Alone, Outcome::New { household, .. }) => *household = HouseholdChoice::Own,
                (
                    What::Kept { label, after } | What::Taken { label, after },
                    Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. },
                ) => {
                    let kept = matches!(given.what, What::Kept { .. });
                    let answer = if kept { Answer::Leave } else { Answer::Take };
                    let same =
                        changes.iter_mut().filter(|change| change.label == *label && change.after == *after);
                    same.for_each(|change| change.answer = answer);
                }
                _ => {}
            }
        }
    }

    /// All as proposed.
    pub(super) fn start_over(&mut self) {
        self.left.clear();
        let rows = self.incoming.preview.rows.iter();
        let answered = |row: &&PreviewRow| self.twin_of(row).is_some_and(|twin| twin != Twin::Open);
        let lines: Vec<usize> = rows.filter(answered).map(|row| row.line).collect();
        for line in lines {
            self.say(line, Twin::Open);
        }
        for row in &mut self.incoming.preview.rows {
            let alone = matches!(&row.outcome, Outcome::New { household, proposal: Some(_), .. } if *household == HouseholdChoice::Own);
            if alone {
                PreviewRow::turn_household(row);
            }
            if let Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } = &mut row.outcome {
                for change in changes {
                    change.answer = change.proposed();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
