//! A file of readings at the desk: what it would do, row by row, then taken in as one step or left.
//!
//! **Invariant:** nothing is written before it was shown with its counts, and what is rejected with line and reason.

use crate::{
    exchange::readings::{Fate, Readings},
    tui::{effect::Effect, layers::ask::Ask},
};

/// Rows shown below the question; the rest is counted.
const SHOWN: usize = 8;
const TAKE: &str = "take them in";
const LEAVE: &str = "leave them";

/// Asks whether to take in what is new.
pub(in crate::tui) fn take(found: Readings) -> Vec<Effect> {
    let counts = found.counts();
    let Some(action) = found.action() else {
        let said = found.said();
        let first = said.first().map(|line| format!(" {line}.")).unwrap_or_default();
        return Effect::warn(format!("{}: {counts}. There is nothing to import.{first}", found.source));
    };
    // What is left out comes first: it is what one has to know.
    let (mut rejected, mut taken) = (found.clone(), found.clone());
    rejected.rows.retain(|row| matches!(row.fate, Fate::Rejected { .. }));
    taken.rows.retain(|row| !matches!(row.fate, Fate::Rejected { .. }));
    let mut lines = rejected.said();
    lines.extend(taken.said());
    let more = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    if more > 0 {
        lines.push(format!("{more} more: standing import {} shows them all", found.source));
    }
    let title = format!("{}: {counts}", found.source);
    let ask = Ask::choice(&title, "Readings", &[TAKE, LEAVE], move |chosen, _| {
        Ok(if chosen == TAKE {
            Effect::commit(action.clone())
        } else {
            vec![Effect::Say("Nothing was imported".to_owned())]
        })
    });
    Effect::open(ask.showing(lines))
}
