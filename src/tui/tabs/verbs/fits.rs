//! Which verb of the queue fits which row, and why not: for one row as a sentence, for one of several in
//! half of one.
//!
//! **Invariant:** with several rows a verb is offered as long as it fits one of them.

use std::borrow::Cow;

use super::noun;
use crate::{
    acts::queue::Source,
    domain::record::{Kind, RecordId},
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Rest,
        tabs::{Focus, agreements::detail::next_meeting, marked::left_said},
    },
};

/// Why a verb does not fit a row.
pub(super) struct No {
    /// After the row's name: `is no request`.
    half: Cow<'static, str>,
    /// For the row alone.
    sentence: String,
    /// What may be recommended instead, where it fits; the best first.
    instead: &'static [Command],
}

impl No {
    fn new(half: impl Into<Cow<'static, str>>, sentence: impl Into<String>) -> Self {
        Self { half: half.into(), sentence: sentence.into(), instead: &[] }
    }

    fn or(self, instead: &'static [Command]) -> Self {
        Self { instead, ..self }
    }
}

/// Whether a verb of the queue fits a row; `None` when it is no verb of the queue.
fn one(command: Command, source: Source, at: &At<'_>) -> Option<Result<(), No>> {
    use Command as C;
    let stored = matches!(source, Source::FollowUp(_));
    let fits = match command {
        C::Finish | C::SnoozeToday | C::Edit | C::EditOutside => Ok(()),
        C::SnoozeTomorrow | C::SnoozeWeek | C::SnoozeMonth | C::SnoozeQuarter | C::SnoozeUntil => {
            if matches!(source, Source::Meeting(_)) {
                let moves = C::Reschedule.way();
                let sentence = format!("A meeting is not hidden. Move it to another day with {moves}.");
                Err(No::new(format!("is not hidden; {moves} moves it"), sentence))
            } else {
                Ok(())
            }
        }
        C::Reschedule | C::Judge if matches!(source, Source::Meeting(_)) => Ok(()),
        C::Judge if !matches!(source, Source::Agreements(_)) => {
            let sentence =
                format!("{} is for agreements and meetings; {}.", C::Judge.way(), noun(source, at));
            Err(No::new("is no agreement or meeting", sentence))
        }
        C::Reschedule | C::Waiting | C::Stakes if stored => Ok(()),
        C::Reschedule | C::Waiting | C::Stakes => {
            let (key, verb) = match command {
                C::Reschedule => ("r", "moves a due date"),
                C::Waiting => ("w", "is for promises, requests and tasks"),
                _ => ("p", "sets the stakes of promises, requests and tasks"),
            };
            let sentence = format!("{key} {verb}; {}.", noun(source, at));
            let no = No::new("is no promise, request or task", sentence);
            Err(no.or(&[C::Finish, C::Reschedule, C::SnoozeWeek, C::AgreementReaffirm]))
        }
        C::Skip => skip(source, at),
        C::Drop => drop_it(source, at),
        C::Small if stored => Ok(()),
        C::Small => {
            let sentence = format!("The batch is for promises, requests and tasks; {}.", noun(source, at));
            Err(No::new("is no promise, request or task", sentence))
        }
        C::Reopen => reopen(source, at),
        C::WentWrong if stored => Ok(()),
        C::WentWrong => {
            let sentence = format!("What went wrong is kept with what was to be done; {}.", noun(source, at));
            Err(No::new("is no promise, request or task", sentence))
        }
        C::DecideDo
        | C::DecideSchedule
        | C::DecideBackBurner
        | C::DecideDecline
        | C::DecideBeyond
        | C::DecideTold
        | C::DecideSheet => {
            if kind_of(source, at) == "request" {
                Ok(())
            } else {
                let sentence = format!("d decides requests; {}.", noun(source, at));
                let no = No::new("is no request", sentence);
                Err(no.or(&[C::Finish, C::Reschedule, C::Waiting, C::SnoozeWeek, C::AgreementReaffirm]))
            }
        }
        C::AgreementRaise | C::AgreementReaffirm | C::AgreementChange | C::AgreementDefer => {
            if let (C::AgreementRaise, Source::Agreements(id)) = (command, source) {
                raise(id, at)
            } else if matches!(source, Source::Agreements(_)) {
                Ok(())
            } else {
                let sentence = format!("c is for agreements that are due; {}.", noun(source, at));
                Err(No::new("is no agreement", sentence))
            }
        }
        C::Delete if stored || matches!(source, Source::Meeting(_)) => Ok(()),
        C::Delete => {
            let what = noun(source, at);
            let sentence = format!("Nothing to delete: {what}, and comes from what is recorded.");
            let no = No::new("comes from what is recorded", sentence);
            Err(no.or(&[C::Finish, C::SnoozeWeek, C::AgreementReaffirm]))
        }
        _ => return None,
    };
    Some(fits)
}

fn skip(source: Source, at: &At<'_>) -> Result<(), No> {
    let row = at.book.get(source.record()).ok().flatten();
    let repeats =
        matches!(source, Source::FollowUp(_)) && row.is_some_and(|row| row.fields.text("repeat").is_some());
    if repeats {
        return Ok(());
    }
    let sentence = format!("S skips one of a series; {} and comes once.", noun(source, at));
    Err(No::new("comes once", sentence).or(&[Command::Drop, Command::Reschedule, Command::SnoozeWeek]))
}

/// What is open already cannot be opened; what is derived never ends by itself.
fn reopen(source: Source, at: &At<'_>) -> Result<(), No> {
    let row = at.book.get(source.record()).ok().flatten();
    let way = Command::Reopen.way();
    match (source, row) {
        (Source::FollowUp(_), Some(row)) if row.str("state") != "open" => Ok(()),
        (Source::FollowUp(_), _) => Err(No::new(
            "is open",
            format!("This is open already. {way} opens again what is done, dropped, waits or rests."),
        )),
        _ => {
            let sentence = format!("{way} is for promises, requests and tasks; {}.", noun(source, at));
            Err(No::new("is no promise, request or task", sentence))
        }
    }
}

fn drop_it(source: Source, at: &At<'_>) -> Result<(), No> {
    match (source, kind_of(source, at).as_str()) {
        (Source::Gaps(_) | Source::Expires(_) | Source::Tell { .. } | Source::Purge(_), _) => Ok(()),
        (Source::NextStep(_), _) if is_client(source, at) => Ok(()),
        (Source::FollowUp(_), "request") => {
            let decline = Command::DecideDecline.way();
            let sentence = format!("A request is declined with {decline}: they asked, they get an answer.");
            Err(No::new(format!("is declined with {decline}"), sentence))
        }
        (Source::FollowUp(_), _) => Ok(()),
        _ => {
            let what = noun(source, at);
            let sentence = format!("{} drops tasks and declines promises; {what}.", Command::Drop.way());
            let no = No::new("is no task or promise", sentence);
            Err(no.or(&[
                Command::Finish,
                Command::Reschedule,
                Command::SnoozeWeek,
                Command::AgreementReaffirm,
            ]))
        }
    }
}

/// Whether a row is of a client, not of a prospect.
fn is_client(source: Source, at: &At<'_>) -> bool {
    let row = at.book.get(source.record()).ok().flatten();
    row.is_some_and(|row| row.str("kind") == "client")
}

/// What is raised needs a meeting ahead.
fn raise(relationship: i64, at: &At<'_>) -> Result<(), No> {
    if next_meeting(relationship, at).is_some() {
        return Ok(());
    }
    let who = at.book.short_name(relationship).unwrap_or_default();
    let sentence = format!(
        "No meeting with {who} is planned. Add one first ({}), then raise it.",
        Command::AddMeeting.way()
    );
    Err(No::new("has no meeting ahead", sentence))
}

/// The keys that do something on this row: ` Try x or r.`; nothing when none of them does.
fn advice(instead: &[Command], source: Source, focus: &Focus, at: &At<'_>) -> String {
    let works = |command: &Command| {
        let settled = match (*command, source) {
            (Command::Finish, Source::FollowUp(_)) => alone(*command, source, at).is_none(),
            // What is due of an agreement is answered with the strip c.
            (Command::Finish, Source::Agreements(_)) => false,
            (Command::Finish, _) => focus.relationship.is_some(),
            _ => true,
        };
        settled && one(*command, source, at).is_some_and(|fits| fits.is_ok())
    };
    let keys: Vec<&str> = instead
        .iter()
        .filter(|command| works(command))
        .filter_map(|command| command.key().split(' ').next())
        .take(3)
        .collect();
    match keys.split_last() {
        None => String::new(),
        Some((last, [])) => format!(" Try {last}."),
        Some((last, others)) => format!(" Try {} or {last}.", others.join(", ")),
    }
}

/// What is done with one row only, because it is asked about by itself.
fn alone(command: Command, source: Source, at: &At<'_>) -> Option<No> {
    use Command as C;
    let half = match (command, source) {
        (C::Finish, Source::FollowUp(_)) => {
            let row = at.book.get(source.record()).ok().flatten()?;
            let undecided = row.str("kind") == "request" && row.day("decided_on").is_none();
            undecided.then_some("is not decided yet (d)")?
        }
        (C::Finish, source) if !matches!(source, Source::FollowUp(_)) => "is done by itself",
        (C::Reschedule, source) if !matches!(source, Source::FollowUp(_)) => "is moved by itself",
        (C::Drop, Source::Gaps(_)) => "is closed by itself",
        (C::Drop, Source::Tell { .. } | Source::Purge(_)) => "is set aside by itself",
        (C::Drop, Source::Expires(_)) => "is ended by itself",
        (C::Edit, Source::FollowUp(_)) => return None,
        (C::Edit | C::EditOutside, _) => "is opened by itself",
        (C::AgreementReaffirm | C::AgreementChange, _) => "is agreed by itself: who, when, how",
        (C::DecideBeyond | C::DecideSheet, _) => "is judged by itself",
        (C::WentWrong, _) => "is asked about by itself",
        _ => return None,
    };
    Some(No::new(half, ""))
}

/// Whether a verb of the queue can run on the chosen rows.
pub(super) fn available(command: Command, focus: &Focus, all: &[Source], at: &At<'_>) -> Availability {
    if let [only] = all {
        return match one(command, *only, at) {
            None => Availability::Elsewhere,
            Some(Ok(())) => Availability::Yes,
            Some(Err(no)) => {
                let advice = advice(no.instead, *only, focus, at);
                Availability::No(format!("{}{advice}", no.sentence))
            }
        };
    }
    let Some(&first) = all.first() else { return Availability::Elsewhere };
    let Some(said) = one(command, first, at) else { return Availability::Elsewhere };
    if said.is_ok() && alone(command, first, at).is_none() {
        return Availability::Yes;
    }
    // Asked for every hint of every frame: it ends with the first row that fits.
    let fits = |source: &Source| {
        alone(command, *source, at).is_none() && one(command, *source, at).is_some_and(|fits| fits.is_ok())
    };
    if all.iter().any(fits) || lone(command, all, at).is_some() {
        return Availability::Yes;
    }
    let (_, left) = part(command, all, at);
    let none = format!("It fits none of the {} marked rows", focus.keys.len());
    let Some((source, no)) = left.first() else { return Availability::Elsewhere };
    Availability::no(format!(
        "{none}: {} {}. {} clears the marks.",
        named(*source, at),
        no.half,
        Command::MarkAll.way()
    ))
}

/// The one row among several that a verb fits, when it fits no more and is asked about by itself.
fn lone(command: Command, all: &[Source], at: &At<'_>) -> Option<Source> {
    let mut fit = all.iter().filter(|source| one(command, **source, at).is_some_and(|fits| fits.is_ok()));
    let first = fit.next()?;
    // Finishing by itself is for derived rows: one of them among marks would be a surprise.
    let asked = !matches!(command, Command::Finish | Command::Edit | Command::EditOutside);
    // Who agreed is asked of one client; the others stay marked for the next time.
    let in_turn = matches!(command, Command::AgreementReaffirm | Command::AgreementChange);
    ((fit.next().is_none() || in_turn) && asked).then_some(*first)
}

type Left = Vec<(Source, No)>;

/// The rows a verb fits, and the others with the reason.
fn part(command: Command, all: &[Source], at: &At<'_>) -> (Vec<Source>, Left) {
    let lone = lone(command, all, at);
    let (mut fit, mut left) = (Vec::new(), Vec::new());
    for source in all {
        let no = match one(command, *source, at) {
            Some(Err(no)) => Some(no),
            _ if lone == Some(*source) => None,
            _ => alone(command, *source, at),
        };
        match no {
            None => fit.push(*source),
            Some(no) => left.push((*source, no)),
        }
    }
    (fit, left)
}

/// The chosen rows that a verb fits, and what is left as it is.
pub(super) fn parted(command: Command, focus: &Focus, all: &[Source], at: &At<'_>) -> (Focus, Rest) {
    // A row by itself was found to fit; what is asked by itself is asked of it.
    if let [_] = all {
        return (focus.clone(), Rest::default());
    }
    let (fit, left) = part(command, all, at);
    let mut some = Focus {
        keys: fit.iter().map(Source::key).collect(),
        records: fit.iter().map(Source::record).collect(),
        ..focus.clone()
    };
    // One of several is called by its own name, not by that of the row under the cursor.
    if let [only] = fit.as_slice() {
        some.relationship = whose(*only, at);
        some.who = some.relationship.and_then(|id| at.book.short_name(id.id).ok()).unwrap_or_default();
        some.name = named(*only, at);
    }
    let halves: Vec<(String, &str)> =
        left.iter().map(|(source, no)| (named(*source, at), no.half.as_ref())).collect();
    let said = left_said(&halves);
    (some, Rest { marks: left.iter().map(|(source, _)| source.key()).collect(), said })
}

/// Whose a row is.
fn whose(source: Source, at: &At<'_>) -> Option<RecordId> {
    let id = match source {
        Source::Contact(id) | Source::Agreements(id) | Source::NextStep(id) | Source::Gaps(id) => Some(id),
        Source::Teach { relationship, .. } => Some(relationship),
        _ => at.book.get(source.record()).ok().flatten().and_then(|row| row.int("relationship_id")),
    };
    id.map(|id| RecordId::new(Kind::Relationship, id))
}

/// A row in a sentence: `Osei's meeting`.
fn named(source: Source, at: &At<'_>) -> String {
    let what = match source {
        Source::FollowUp(_) => return owned(source, &kind_of(source, at), at),
        Source::Meeting(_) => "meeting",
        Source::Contact(_) => "contact",
        Source::Agreements(_) => "agreement",
        Source::Teach { .. } => "rule to teach",
        Source::Reinforce(_) => "talk",
        Source::Reading(_) => "reading",
        Source::Expires(_) => "exception",
        Source::Breach(_) => "broken rule",
        Source::LifeEvent(_) => "life event",
        Source::Decision(_) => "decision",
        Source::Duty(record) => record.kind.spec().noun,
        Source::Birthday { .. } => "birthday",
        Source::Age { .. } => "age",
        Source::Special { .. } => "date",
        Source::NextStep(_) => "next step",
        Source::Gaps(_) => "gap",
        Source::Tell { .. } => "new text",
        Source::Purge(_) => "purge list",
        Source::Safeguard(record) => record.kind.spec().noun,
    };
    owned(source, what, at)
}

fn owned(source: Source, what: &str, at: &At<'_>) -> String {
    let who = match (source, whose(source, at)) {
        (_, Some(id)) => at.book.short_name(id.id).unwrap_or_default(),
        (Source::Birthday { .. } | Source::Age { .. }, None) => {
            let row = at.book.get(source.record()).ok().flatten();
            row.map(|row| row.str("name").to_owned()).unwrap_or_default()
        }
        _ => String::new(),
    };
    if who.is_empty() { format!("a {what}") } else { format!("{who}'s {what}") }
}

/// promise, request or task; empty for what is derived.
pub(super) fn kind_of(source: Source, at: &At<'_>) -> String {
    match source {
        Source::FollowUp(_) => {
            at.book.get(source.record()).ok().flatten().map(|row| row.str("kind").to_owned())
        }
        _ => None,
    }
    .unwrap_or_default()
}
