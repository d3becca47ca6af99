//! Two goals of one household that pull against each other: marked from either, settled from either.
//!
//! **Invariant:** only goals of the same household are offered.

use crate::{
    acts::agreements::AgreementDetail,
    domain::{action::GoalAct, record::Kind},
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::ask::Ask,
    },
};

const SETTLED: &str = "settled: no conflict any more";

/// Asks which other goal pulls against it; a conflict that is there can be settled.
pub(super) fn mark(detail: &AgreementDetail, at: &At<'_>) -> Vec<Effect> {
    let first = detail.row.id;
    if let Some(other) = detail.conflicts.first() {
        let title = format!("In conflict with {}", other.str("statement"));
        return Effect::open(Ask::choice(&title, "It is", &[SETTLED], move |_, _| {
            Ok(Effect::commit(Action::Goal(GoalAct::Reconcile { goal: first })))
        }));
    }
    let whose = detail.row.int("relationship_id").unwrap_or(0);
    let mut others = at.book.of(Kind::Goal, whose).unwrap_or_default();
    others.retain(|row| row.id != first && row.str("state") != "retired");
    if others.is_empty() {
        return Effect::warn(format!("{} has no other goal that could pull against it.", detail.who));
    }
    let said: Vec<(crate::domain::record::RecordId, String)> =
        others.iter().map(|row| (row.id, row.str("statement").to_owned())).collect();
    let names: Vec<&str> = said.iter().map(|(_, name)| name.as_str()).collect();
    let title = format!("What pulls against: {}", detail.title);
    Effect::open(Ask::choice(&title, "Goal", &names, {
        let said = said.clone();
        move |chosen, _| {
            let found = said.iter().find(|(_, name)| name == chosen);
            Ok(found
                .map(|(id, _)| Effect::commit(Action::Goal(GoalAct::Conflict { first, second: *id })))
                .unwrap_or_default())
        }
    }))
}
