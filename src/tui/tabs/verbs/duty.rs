//! Settling an entry of a register: an obligation with its evidence, an incident with its decision, a complaint with its
//! answer.
//!
//! **Invariant:** none goes without words that an examiner can read.

use crate::{
    acts::deliveries::Again,
    domain::{
        action::Proof,
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::ask::Ask,
    },
};

/// Asks for what settles it.
pub(in crate::tui) fn settle(record: RecordId, name: &str) -> Vec<Effect> {
    match record.kind {
        Kind::Incident => incident(record, name),
        Kind::Complaint => words(name, "What was answered", move |answer| Proof::Answered {
            complaint: record,
            answer,
            on: None,
        }),
        Kind::LegalHold => words(&format!("Lift the hold: {name}"), "Why", move |reason| Proof::Lifted {
            hold: record,
            reason,
        }),
        _ => words(&format!("Met: {name}"), "What shows it", move |evidence| Proof::Met {
            obligation: record,
            evidence,
            on: None,
        }),
    }
}

/// What settles a safeguard: the hours the contract gives a vendor, that somebody's access is still needed, or the
/// version of a paper that all were given again.
pub(super) fn safeguard(record: RecordId, name: &str, at: &At<'_>) -> Vec<Effect> {
    let edit = move |fields: Fields| Action::Edit { targets: vec![record], fields, seen: None };
    if record.kind == Kind::Access {
        return Effect::commit(edit(Fields::new().with("checked_on", at.today)));
    }
    if record.kind == Kind::Delivery {
        return Effect::open(Ask::text(name, "Version given to all of them", move |typed, at| {
            let gone = || Rejection::rule("This delivery is gone from the book.");
            let row = at.book.get(record)?.ok_or_else(gone)?;
            let again = Again { version: typed.to_owned(), ..Again::default() };
            Ok(Effect::commit(at.book.give_again(row.str("what"), &again)?))
        }));
    }
    Effect::open(Ask::text(name, "Must tell of a breach within, hours", move |typed, _| {
        let hours: i64 = typed.trim().trim_end_matches(['h', ' ']).trim().parse().map_err(|_| {
            Rejection::rule(
                "Type the hours of the contract, as 72. Where it gave the data back, e opens the form.",
            )
        })?;
        Ok(Effect::commit(edit(Fields::new().with("notice_hours", hours))))
    }))
}

fn words(title: &str, label: &str, made: impl Fn(String) -> Proof + 'static) -> Vec<Effect> {
    Effect::open(Ask::text(title, label, move |typed, _| {
        if typed.trim().is_empty() {
            return Err(Rejection::rule("A few words are enough; they are kept."));
        }
        Ok(Effect::commit(Action::Proof(made(typed.trim().to_owned()))))
    }))
}

fn incident(record: RecordId, name: &str) -> Vec<Effect> {
    let title = name.to_owned();
    let ways = ["they were told", "no notice needed", "notice is due"];
    let ask = Ask::choice(name, "Decision", &ways, move |way, _| {
        let (decision, label) = match way {
            "they were told" => ("told", "How they were told"),
            "no notice needed" => ("no notice needed", "Why not"),
            _ => ("notice due", "Why"),
        };
        Ok(words(&format!("{title}: {way}"), label, move |reason| Proof::Decided {
            incident: record,
            decision: decision.to_owned(),
            reason,
        }))
    });
    Effect::open(ask.whose_enter("go on"))
}
