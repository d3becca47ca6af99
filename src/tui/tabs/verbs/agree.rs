//! Agreements that are due, from their row in the queue: agreed, still right, changed, later, at the next
//! meeting.
//!
//! **Invariant:** they are asked about with the same sheets as in their own tabs.

use super::{items::one_step, need};
use crate::{
    domain::{
        agreement, day,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::{
            ask::Ask,
            consent::{self, whose},
            reason,
        },
        tabs::agreements,
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// Runs one of the strip `c` on the agreements of each relationship.
pub fn run(command: Command, theirs: Vec<Vec<RecordId>>, who: &str, at: &At<'_>) -> Effects {
    let theirs: Vec<Vec<RecordId>> = theirs.into_iter().filter(|agreements| !agreements.is_empty()).collect();
    if theirs.is_empty() {
        return Err(Rejection::rule("None of their agreements is due now."));
    }
    if command == Command::AgreementRaise {
        let raise = |agreements| Action::Raise { agreements, meeting: None };
        return Ok(one_step(theirs.into_iter().map(raise).collect()));
    }
    let agreed: Vec<RecordId> = with_state(&theirs.concat(), "agreed", at)?;
    if agreed.is_empty() {
        return Err(Rejection::rule(format!(
            "These are not agreed yet. Agree them first with {}.",
            Command::Finish.way()
        )));
    }
    match command {
        Command::AgreementReaffirm => reaffirm(agreed, who, at),
        Command::AgreementDefer => defer(agreed, who, at),
        _ => change(&agreed, at),
    }
}

/// The sheet for what is agreed now.
pub fn agree(agreements: Vec<RecordId>, who: &str, at: &At<'_>) -> Effects {
    let title = format!("Agreed with {who}: {}", what(&agreements, at)?);
    Ok(consent::ask(&title, whose(relationship(&agreements, at)?), at, move |consent| Action::Agree {
        agreements: agreements.clone(),
        consent,
    }))
}

fn reaffirm(agreements: Vec<RecordId>, who: &str, at: &At<'_>) -> Effects {
    let title = format!("Still right, agreed again with {who}: {}", what(&agreements, at)?);
    Ok(consent::ask(&title, whose(relationship(&agreements, at)?), at, move |consent| Action::Reaffirm {
        agreements: agreements.clone(),
        consent,
    }))
}

fn with_state(agreements: &[RecordId], state: &str, at: &At<'_>) -> Result<Vec<RecordId>, Rejection> {
    let mut fit = Vec::new();
    for id in agreements {
        if need(*id, at)?.str("state") == state {
            fit.push(*id);
        }
    }
    Ok(fit)
}

fn relationship(agreements: &[RecordId], at: &At<'_>) -> Result<i64, Rejection> {
    let first = agreements.first().ok_or_else(|| Rejection::rule("No agreement was chosen."))?;
    Ok(need(*first, at)?.int("relationship_id").unwrap_or(0))
}

fn what(agreements: &[RecordId], at: &At<'_>) -> Result<String, Rejection> {
    match agreements {
        [only] => at.book.agreement_title(&need(*only, at)?),
        many => Ok(format!("{} agreements", many.len())),
    }
}

/// Until when and why; what was put off twice already is said before anything is typed.
fn defer(agreements: Vec<RecordId>, who: &str, at: &At<'_>) -> Effects {
    let soon = day::add_days(at.today, 1).unwrap_or(at.today);
    for id in &agreements {
        let times = need(*id, at)?.int("deferrals").unwrap_or(0);
        agreement::may_defer(u32::try_from(times).unwrap_or(0), soon, "asked next", at.today)?;
    }
    let due = agreements.clone();
    Ok(reason::until(
        &format!("Look at it later with {who}"),
        "Look again on",
        agreements::verbs::later(&due, at),
        move |until, reason| Action::Defer { agreements: agreements.clone(), until, reason },
    ))
}

fn change(agreements: &[RecordId], at: &At<'_>) -> Effects {
    let [only] = agreements else {
        let mut titles = Vec::new();
        for id in agreements {
            titles.push((at.book.agreement_title(&need(*id, at)?)?, *id));
        }
        let words: Vec<&str> = titles.iter().map(|(title, _)| title.as_str()).collect();
        let known = titles.clone();
        return Ok(Effect::open(Ask::choice(
            "Which one has changed?",
            "Changed",
            &words,
            move |word, at| {
                let found = known.iter().find(|(title, _)| title == word);
                found.map_or_else(|| Ok(Vec::new()), |(_, id)| change_one(*id, at))
            },
        )));
    };
    change_one(*only, at)
}

/// The form of an agreement as it stands, then who agreed, when and how.
fn change_one(id: RecordId, at: &At<'_>) -> Effects {
    if id.kind == Kind::Acceptance {
        return Err(Rejection::rule(
            "A rule is changed in the rulebook (4); with one client make an exception (, x).",
        ));
    }
    match at.book.agreement(id)? {
        Some(detail) => Ok(agreements::verbs::change(&detail, at)),
        None => Err(Rejection::ambiguous(format!("{id} is gone. Nothing was changed."))),
    }
}
