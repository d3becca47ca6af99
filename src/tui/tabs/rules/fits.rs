//! Which verb fits which rule, exception or breach, and why not.
//!
//! **Invariant:** a verb that cannot run says why and what to press instead; with several rows it runs on
//! those it fits and names the rest.

use super::Rules;
use crate::{
    domain::record::{Kind, Row as Record},
    tui::{
        command::{Availability, Command},
        desk::At,
        tabs::{
            marked::{self, No, Parted, Takes, no, one_at_a_time},
            verbs::whole,
        },
        widgets::list::Row,
    },
};

const WITHDRAWN: &str = "This rule is withdrawn; it stays readable. a writes a new one.";

/// Whether a verb can run, and why not.
pub(super) fn available(tab: &Rules, command: Command, at: &At<'_>) -> Availability {
    use Command as C;
    let chosen = tab.state.list.chosen();
    match command {
        C::Add | C::AddRule => return Availability::Yes,
        C::Open if tab.bare => return Availability::Yes,
        C::Open => return Availability::Elsewhere,
        C::Propose | C::AgreementDefer | C::AgreementRaise if !chosen.is_empty() => {
            return Availability::no(format!(
                "This is a rule of the book. {} shows the client, where their acceptance stands.",
                Command::GoClient.way()
            ));
        }
        C::CopyRow if !chosen.is_empty() => return Availability::Yes,
        // What belongs to a client is done here as anywhere.
        _ if !is_verb(command) => {
            let focus = tab.state.chosen();
            return focus.map_or(Availability::Elsewhere, |focus| whole::available(command, &focus, at));
        }
        _ => {}
    }
    if chosen.len() > 1 {
        let alone = matches!(command, C::Edit | C::AgreementChange | C::Exception | C::Breach);
        if alone {
            return one_at_a_time();
        }
        return marked::available(&chosen, |row| fits(row, command, at), named);
    }
    let Some(row) = chosen.first() else { return Availability::Elsewhere };
    match record(row, at).map_or(Ok(()), |record| verdict(row, &record, command)) {
        Ok(()) => Availability::Yes,
        Err(no) => Availability::No(no.sentence),
    }
}

/// Tells the chosen rows that a verb fits from the others.
pub(super) fn parted<'a>(tab: &'a Rules, command: Command, at: &At<'_>) -> Parted<'a> {
    let takes = if command == Command::AgreementReaffirm { Takes::OneClient } else { Takes::All };
    marked::part(tab.state.list.chosen(), takes, |row| fits(row, command, at), named)
}

/// Whether a command is one of the verbs on rules.
pub(super) fn is_verb(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Finish
            | C::Teach
            | C::Edit
            | C::End
            | C::Delete
            | C::Exception
            | C::Breach
            | C::AgreementReaffirm
            | C::AgreementChange
    )
}

fn record(row: &Row, at: &At<'_>) -> Option<Record> {
    row.record.and_then(|id| at.book.get(id).ok().flatten())
}

/// Whether a verb fits a row that is marked among others.
fn fits(row: &Row, command: Command, at: &At<'_>) -> Result<(), &'static str> {
    let record = record(row, at).ok_or("is gone")?;
    verdict(row, &record, command).map_err(|no| no.half)
}

/// A row in a sentence: `Quist's exception`, `the rule Minimum fee`.
fn named(row: &Row) -> String {
    match row.record.map(|id| id.kind) {
        Some(Kind::Exception) => format!("{}'s exception", row.who),
        Some(Kind::Breach) => format!("{}'s breach", row.who),
        _ if row.who.is_empty() => format!("the rule {}", row.name),
        _ => format!("the rule {} with {}", row.name, row.who),
    }
}

/// Whether a row stands for a rule that one client is to be taught.
fn is_to_teach(row: &Row) -> bool {
    row.key.rsplit('.').next() == Some("teach")
}

fn verdict(row: &Row, record: &Record, command: Command) -> Result<(), No> {
    use Command as C;
    match (record.id.kind, command) {
        (Kind::Breach, C::Finish) if record.str("answer") != "open" => no(
            "is answered already",
            format!(
                "This breach is answered: {}. {} edits what was said.",
                record.str("answer"),
                C::Edit.way()
            ),
        ),
        (Kind::Exception, C::Finish | C::Edit | C::End | C::Delete)
        | (Kind::Breach, C::Finish | C::Edit | C::Delete) => Ok(()),
        (Kind::Exception, _) => no(
            "is an exception",
            format!(
                "This is an exception: {} or {} ends it, {} edits it.",
                C::Finish.way(),
                C::End.way(),
                C::Edit.way()
            ),
        ),
        (Kind::Breach, C::End) => no(
            "is a breach",
            format!(
                "A breach is answered with {}; {} deletes one entered by mistake.",
                C::Finish.way(),
                C::Delete.way()
            ),
        ),
        (Kind::Breach, _) => no(
            "is a breach",
            format!("This is a breach: {} answers it, {} edits it.", C::Finish.way(), C::Edit.way()),
        ),
        (_, C::Delete) if is_to_teach(row) => no(
            "is to be taught, not deleted",
            format!(
                "This row says whom to teach; {} records it. {} goes to the rulebook, where {} deletes a rule.",
                Command::Finish.way(),
                Command::PreviousView.way(),
                Command::Delete.way()
            ),
        ),
        (_, C::Delete) => Ok(()),
        // What happened before it was withdrawn is written down later too.
        (_, C::Breach) => Ok(()),
        _ if record.str("state") == "withdrawn" => no("is withdrawn", WITHDRAWN),
        (_, C::AgreementReaffirm) if record.str("state") == "draft" => {
            no("is a draft", "This rule is a draft. e gives it the text it comes into force with.")
        }
        _ => Ok(()),
    }
}
