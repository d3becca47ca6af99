//! Which verb fits which goal or expectation, and why not: for one row as a sentence, for one of several in
//! half of one.
//!
//! **Invariant:** a verb that cannot run says why and what to press instead; with several rows it runs on
//! those it fits.

use super::{Agreements, detail::next_meeting};
use crate::{
    domain::{
        agreement, day,
        record::{Kind, RecordId, Row as Record},
    },
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Rest,
        tabs::{
            marked::{self, No, Takes, no, one_at_a_time},
            verbs::whole,
        },
        widgets::list::Row,
    },
};

/// What is said on a client's row.
pub(super) fn no_talk() -> String {
    format!("{} records the talk about yardsticks once it was had.", Command::Yardstick.way())
}

/// What is said on the row of a client with whom nothing is agreed for a fall.
pub(super) fn no_fall() -> String {
    let add = Command::Add.way();
    format!(
        "{add} adds what they agree to do when the market falls, of the topic market fall: call first or not."
    )
}

fn not_agreed() -> String {
    let agree = Command::Finish.way();
    format!("It is not agreed yet, so there is nothing to look at again. {agree} agrees it with them.")
}

fn retired() -> String {
    format!("It is retired; it stays readable. {} writes a new one.", Command::Add.way())
}

/// Whether a verb can run, and why not.
pub(super) fn available(tab: &Agreements, command: Command, at: &At<'_>) -> Availability {
    use Command as C;
    match command {
        C::EditOutside if tab.detail.is_some() => {
            let noun = tab.kind.spec().noun;
            return Availability::no(format!(
                "A{} {noun} is written in its form: {} opens it, and {} there sends a long text to your editor.",
                if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "n" } else { "" },
                C::Edit.way(),
                C::Editor.way()
            ));
        }
        C::Add | C::AddGoal | C::AddExpectation | C::Sort => return Availability::Yes,
        C::Yardstick | C::LifeEvent | C::AddMeasure if tab.state.list.row().is_some() => {
            return Availability::Yes;
        }
        C::CopyRow if tab.state.list.row().is_some() => return Availability::Yes,
        // What belongs to their client is done here as anywhere.
        _ if !is_verb(command) => {
            let chosen = tab.state.chosen();
            return chosen.map_or(Availability::Elsewhere, |focus| whole::available(command, &focus, at));
        }
        _ => {}
    }
    let chosen = tab.state.list.chosen();
    if chosen.len() > 1 {
        return available_on(tab, command, &chosen, at);
    }
    let Some(detail) = &tab.detail else {
        return match tab.state.list.row() {
            Some(_) => Availability::no(format!("This row is a client, no expectation. {}", no_talk())),
            None => Availability::Elsewhere,
        };
    };
    if command == C::Reading && detail.measures.is_empty() {
        return Availability::no("It has no measure yet. : add a measure gives it one.");
    }
    match verdict(&detail.row, command, at) {
        Ok(()) => Availability::Yes,
        Err(no) => Availability::No(no.sentence),
    }
}

/// Whether a verb fits one of the marked rows.
fn available_on(tab: &Agreements, command: Command, chosen: &[&Row], at: &At<'_>) -> Availability {
    use Command as C;
    if matches!(
        command,
        C::AgreementChange | C::Judge | C::Reading | C::Conflict | C::Contradict | C::Evidence
    ) {
        return one_at_a_time();
    }
    marked::available(chosen, |row| fits(tab, row, command, at), |row| named(tab, row))
}

/// Whether a verb fits a row that is marked among others.
fn fits(tab: &Agreements, row: &Row, command: Command, at: &At<'_>) -> Result<(), &'static str> {
    let record = row.record.filter(|id| id.kind == tab.kind);
    let Some(record) = record.and_then(|id| at.book.get(id).ok().flatten()) else {
        return Err("is missing: nothing is agreed there");
    };
    if command == Command::Finish && tab.kind == Kind::Goal && record.str("state") == "agreed" {
        return Err("is agreed; it is achieved by itself");
    }
    if command == Command::Edit && record.str("state") == "agreed" {
        return Err("is agreed and changed with them, not edited");
    }
    verdict(&record, command, at).map_err(|no| no.half)
}

fn named(tab: &Agreements, row: &Row) -> String {
    format!("{}'s {}", row.who, tab.kind.spec().noun)
}

/// The chosen rows a verb fits, and what is left as it is.
pub(super) struct Parted {
    pub(super) ids: Vec<RecordId>,
    /// Whose they are; the first one's, when they are of several clients.
    pub(super) relationship: i64,
    /// `3 goals`, `2 goals of Jansen`.
    pub(super) called: String,
    pub(super) rest: Rest,
}

/// Tells the chosen rows that a verb fits from the others.
pub(super) fn parted(tab: &Agreements, command: Command, at: &At<'_>) -> Parted {
    let asks_them = matches!(command, Command::Finish | Command::AgreementReaffirm);
    let takes = if asks_them { Takes::OneClient } else { Takes::All };
    let chosen = tab.state.list.chosen();
    let parted = marked::part(chosen, takes, |row| fits(tab, row, command, at), |row| named(tab, row));
    let ids: Vec<RecordId> =
        parted.rows.iter().filter_map(|row| row.record).filter(|id| id.kind == tab.kind).collect();
    let first = parted.rows.first();
    let spec = tab.kind.spec();
    let noun = if ids.len() == 1 { spec.noun } else { spec.plural };
    let mut called = format!("{} {noun}", ids.len());
    if asks_them && let Some(first) = first {
        called = format!("{called} of {}", first.who);
    }
    let relationship = first.and_then(|row| row.relationship).map_or(0, |id| id.id);
    Parted { ids, relationship, called, rest: parted.rest }
}

/// Whether a command is one of the verbs on agreements.
pub(super) fn is_verb(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Finish
            | C::Edit
            | C::Propose
            | C::Reading
            | C::Judge
            | C::Conflict
            | C::State
            | C::Contradict
            | C::Evidence
            | C::AgreementRaise
            | C::AgreementReaffirm
            | C::AgreementChange
            | C::AgreementDefer
            | C::End
            | C::Delete
    )
}

fn verdict(row: &Record, command: Command, at: &At<'_>) -> Result<(), No> {
    use Command as C;
    let (state, goal) = (row.str("state"), row.id.kind == Kind::Goal);
    if command == C::Delete {
        return agreement::may_delete(row.day("agreed_on"))
            .or_else(|why| no("was agreed; A retires it", why.message));
    }
    if state == "retired" {
        return no("is retired", retired());
    }
    let whose = row.int("relationship_id").unwrap_or(0);
    match command {
        C::Finish if state == "agreed" && !goal => no(
            "is agreed already",
            format!(
                "It is agreed already. {} reaffirms it, {} changes it, {} says whether it is kept.",
                Command::AgreementReaffirm.way(),
                Command::AgreementChange.way(),
                Command::Judge.way()
            ),
        ),
        C::Propose if state == "proposed" => {
            let on = row.day("proposed_on").map(|on| day::short(on, at.today)).unwrap_or_default();
            no(
                "was proposed already",
                format!("It was proposed on {on}. {} agrees it with them.", C::Finish.way()),
            )
        }
        C::Propose if state == "agreed" => no(
            "is agreed already",
            format!(
                "It is agreed already. {} changes it with them into a new version.",
                Command::AgreementChange.way()
            ),
        ),
        C::AgreementReaffirm | C::AgreementChange | C::AgreementDefer if state != "agreed" => {
            no("is not agreed yet", not_agreed())
        }
        C::Conflict if !goal => {
            no("is no goal", "Only goals of one household pull against each other; this is an expectation.")
        }
        C::Contradict if goal => no(
            "is a goal; what they say against it is logged",
            format!(
                "{} is for expectations. What they say about a goal is logged with its contact.",
                command.way()
            ),
        ),
        C::Contradict if state != "agreed" => no(
            "is not agreed yet",
            format!(
                "It was never agreed, so nothing contradicts it. {} agrees it with them.",
                C::Finish.way()
            ),
        ),
        C::Evidence if row.day("agreed_on").is_none() => no(
            "is not agreed yet",
            format!("It is not agreed yet, so nothing shows it. {} agrees it with them.", C::Finish.way()),
        ),
        C::Judge if state != "agreed" && !goal => {
            no("is not agreed yet", "Only what was agreed can be kept or not. x agrees it with them.")
        }
        C::AgreementDefer if row.int("deferrals").unwrap_or(0) >= 2 => {
            let soon = day::add_days(at.today, 1).unwrap_or(at.today);
            agreement::may_defer(2, soon, "asked", at.today)
                .or_else(|why| no("was put off twice", why.message))
        }
        C::AgreementRaise if at.book.is_raised(row).unwrap_or(false) => {
            no("stands on the agenda already", "It stands on the agenda of their next meeting already.")
        }
        C::AgreementRaise if next_meeting(whose, at).is_none() => {
            let who = at.book.short_name(whose).unwrap_or_default();
            no(
                "has no meeting ahead",
                format!(
                    "No meeting with {who} is planned. Add one first ({} on their dossier), then raise it.",
                    C::AddMeeting.way()
                ),
            )
        }
        _ => Ok(()),
    }
}
