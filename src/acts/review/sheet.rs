//! What stands on a card: whose it is, what, why now, and the context to decide it.
//!
//! **Invariant:** it is read for one card, by index; what is not known is shown as not known.

use super::{Verb, facts, why};
use crate::{
    acts::{Book, dossier::Dossier},
    domain::{
        record::{Kind, RecordId, Row},
        rejection::Rejection,
        review::{Card, Stand},
    },
};

/// One piece of context: a label and its lines. A line may begin or hold the signs `✓`, `!`, `✗`, `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// `Goals`, `Last`, `Reach`.
    pub label: String,
    /// What there is to say, the most needed first.
    pub lines: Vec<String>,
}

/// A card in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The household; without a client what the item is.
    pub who: String,
    /// `tier A, client since 2016`.
    pub aside: String,
    /// What is to be decided.
    pub title: String,
    /// Why now, as a sentence begins.
    pub why: String,
    /// The context, the most needed first.
    pub facts: Vec<Fact>,
    /// What came of it, when it is settled.
    pub settled: Option<(Verb, String)>,
}

impl Book {
    /// The card in full; `card` as its pass has it.
    pub fn review_sheet(&self, card: &Card) -> Result<Sheet, Rejection> {
        self.reading(|| {
            let dossier = card.relationship.map_or(Ok(None), |id| self.dossier_in_brief(id))?;
            let settled = match card.stand {
                Stand::Settled => Some(self.outcome(card)?),
                Stand::Open => None,
            };
            Ok(Sheet {
                who: dossier.as_ref().map_or_else(
                    || "No client".to_owned(),
                    |dossier| dossier.relationship.str("name").to_owned(),
                ),
                aside: dossier.as_ref().map(aside).unwrap_or_default(),
                title: card.title.clone(),
                why: why::sentence(self, card, dossier.as_ref())?,
                facts: facts::of(self, card, dossier.as_ref())?,
                settled,
            })
        })
    }

    /// What the verbs of a card act on.
    #[must_use]
    pub fn review_record(card: &Card) -> Option<RecordId> {
        crate::acts::queue::Source::of_key(&card.key).map(|source| source.record())
    }
}

/// `tier C, client since 2021`.
fn aside(dossier: &Dossier) -> String {
    let row: &Row = &dossier.relationship;
    let tier = row.fields.text("tier").map(|tier| format!("tier {tier}"));
    let since = row.day("since").map(|since| format!(" since {}", since.format("%Y"))).unwrap_or_default();
    let stage = match (row.str("kind"), row.str("stage")) {
        (kind, "active" | "") => kind.to_owned(),
        ("prospect", stage) => format!("prospect, {stage}"),
        (kind, stage) => format!("{kind}, {stage}"),
    };
    let said = format!("{stage}{since}");
    debug_assert_eq!(row.id.kind, Kind::Relationship);
    tier.map_or(said.clone(), |tier| format!("{tier}, {said}"))
}
