//! The keys that decide a card, by what it is about: only those that work for it.
//!
//! **Invariant:** a key stands on a card only while the registry says it can run there.

use crate::{
    acts::queue::Source,
    domain::{
        record::{Kind, RecordId},
        records::meeting::is_ahead,
        review::{Card, Group},
    },
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
        layers::{log::has_begun, open},
        tabs::{Focus, verbs},
        widgets::footer::Hint,
    },
};

/// A key and what it decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decider {
    pub(super) key: String,
    pub(super) words: &'static str,
    pub(super) hint: &'static str,
}

type Way = (Command, &'static str);

const HIDE: Way = (Command::SnoozeTomorrow, "hide it until a day; the due date stays");

fn promise(theirs: bool) -> [Way; 6] {
    use Command as C;
    if theirs {
        return [
            (C::Finish, "they kept it: it is done"),
            (C::Waiting, "asked again: when to ask the next time"),
            (C::Reschedule, "another day was agreed with them"),
            (C::Log, "log a call with them first"),
            (C::Drop, "let it go, with the reason kept"),
            HIDE,
        ];
    }
    [
        (C::Finish, "kept: it is done"),
        (C::Reschedule, "renegotiate: another day, agreed with them"),
        (C::Waiting, "it waits on somebody: who, and when to ask again"),
        (C::Log, "log a call with them, which may settle it"),
        (C::Drop, "decline it, with the reason kept"),
        HIDE,
    ]
}

/// The ways to decide what is settled by a record of its own: a training, a reading, an answer, a date.
fn by_record(card: &Card) -> Option<&'static [Way]> {
    use Command as C;
    Some(match (card.group, Source::of_key(&card.key)) {
        (_, Some(Source::Teach { .. })) => {
            &[(C::Finish, "taught: have they understood?"), HIDE, (C::Log, "log a contact first")]
        }
        (_, Some(Source::Reinforce(_))) => {
            &[(C::Finish, "said again: what was said, and was it understood"), HIDE]
        }
        (_, Some(Source::Reading(_))) => &[(C::Finish, "read: type today's value"), HIDE],
        (_, Some(Source::Expires(_))) => &[
            (C::Finish, "renew it: until when, and why"),
            (C::Drop, "end it today, with the reason kept"),
            (C::Log, "log a call with them first"),
            HIDE,
        ],
        (_, Some(Source::Breach(_))) => &[
            (C::Finish, "answer it: the rule applied, an exception, or it changes"),
            (C::Log, "log a call with them first"),
            HIDE,
        ],
        (_, Some(Source::Tell { .. })) => &[
            (C::Finish, "told: who, and have they understood?"),
            (C::Drop, "set aside: nobody else is told, with the reason kept"),
            HIDE,
        ],
        (_, Some(Source::Purge(_))) => &[
            (C::Finish, "open the list: purge one, or hold it"),
            (C::Drop, "keep them on, with the reason kept"),
            HIDE,
        ],
        (_, Some(Source::Safeguard(of))) if of.kind == Kind::Delivery => {
            &[(C::Finish, "given to all of them: the version on the paper"), HIDE]
        }
        (_, Some(Source::Safeguard(_))) => &[(C::Finish, "settle it: the clause, or still needed"), HIDE],
        (_, Some(Source::Duty(_))) => &[(C::Finish, "settle it: with its evidence or its reason"), HIDE],
        (_, Some(Source::Decision(_))) => &[(C::Finish, "checked: what came of it, what it taught"), HIDE],
        (_, Some(Source::LifeEvent(_))) => &[(C::Finish, "decided: what changes, in a few words"), HIDE],
        (Group::Dates, _) => &[(C::Finish, "done: it was dealt with"), (C::Log, "log the call"), HIDE],
        (Group::NextSteps, _) => {
            &[(C::Finish, "plan the next step: a task with a date"), (C::Log, "log a contact"), HIDE]
        }
        (Group::Gaps, _) => &[
            (C::Finish, "close it: opens what is missing"),
            (C::Drop, "not for them, with the reason kept"),
            HIDE,
        ],
        _ => return None,
    })
}

/// The ways to decide agreements: by where those that are due stand now.
fn agreements(client: i64, at: &At<'_>) -> &'static [Way] {
    use Command as C;
    const RAISE: Way = (C::AgreementRaise, "raise at their next meeting: it goes on the agenda");
    const LOG: Way = (C::Log, "log a call with them first");
    const GUIDED: Way = (C::Reexamine, "all their agreements with them now, one by one");
    let due = at.book.agreements_due(client).unwrap_or_default();
    let stands = |state: &str| {
        let is = |id: &RecordId| at.book.get(*id).ok().flatten().is_some_and(|row| row.str("state") == state);
        due.iter().any(is)
    };
    match (stands("agreed"), stands("proposed"), stands("draft")) {
        (false, true, _) => &[(C::Finish, "agreed with them: who, when, how"), RAISE, LOG, HIDE],
        (false, false, true) => &[(C::Finish, "proposed to them today"), RAISE, HIDE],
        (_, false, false) => &[
            RAISE,
            (C::AgreementReaffirm, "still right, agreed again with them: who, when, how"),
            (C::AgreementChange, "changed, agreed with them: a new version, the old one stays"),
            (C::AgreementDefer, "later, with a reason and a date; at most twice"),
            GUIDED,
            LOG,
        ],
        (true, true, _) => &[
            RAISE,
            (C::AgreementReaffirm, "what was agreed is still right, with them: who, when, how"),
            (C::Finish, "what was proposed is agreed with them: who, when, how"),
            (C::AgreementChange, "changed, agreed with them: a new version, the old one stays"),
            (C::AgreementDefer, "what was agreed later, with a reason and a date"),
            GUIDED,
            LOG,
        ],
        (true, false, true) => &[
            RAISE,
            (C::AgreementReaffirm, "what was agreed is still right, with them: who, when, how"),
            (C::Finish, "the draft was proposed to them today"),
            (C::AgreementChange, "changed, agreed with them: a new version, the old one stays"),
            (C::AgreementDefer, "what was agreed later, with a reason and a date"),
            GUIDED,
            LOG,
        ],
    }
}

/// Whether all that is due is agreed already, so that it is looked at again with the strip `c` alone.
fn is_all_agreed(card: &Card, at: &At<'_>) -> bool {
    let Some(Source::Agreements(client)) = Source::of_key(&card.key) else { return false };
    let due = at.book.agreements_due(client).unwrap_or_default();
    due.iter().all(|id| at.book.get(*id).ok().flatten().is_some_and(|row| row.str("state") == "agreed"))
}

/// Whether they are to do it.
fn is_theirs(follow_up: i64, at: &At<'_>) -> bool {
    let row = at.book.get(RecordId::new(Kind::FollowUp, follow_up)).ok().flatten();
    row.is_some_and(|row| row.str("whose") == "theirs")
}

/// The ways to decide a card, the most usual first.
fn ways(card: &Card, at: &At<'_>) -> Vec<Way> {
    use Command as C;
    let source = Source::of_key(&card.key);
    let by_source: &[Way] = match (card.group, source) {
        (Group::OurPromises, Some(Source::FollowUp(_))) => &promise(false),
        (Group::Waiting, Some(Source::FollowUp(id))) => &promise(is_theirs(id, at)),
        (Group::TheirPromises, Some(Source::FollowUp(_))) => &promise(true),
        (_, Some(Source::Meeting(_))) if is_to_prepare(card, at) => &[
            (C::Finish, "prepared: you have read it through and are ready"),
            (C::Log, "log it: it was held"),
            (C::Reschedule, "it moves to another day; its agenda goes with it"),
        ],
        (_, Some(Source::Meeting(_))) => &[
            (C::Log, "log it: it was held, and what came of it"),
            (C::Reschedule, "it moves to another day; its agenda goes with it"),
        ],
        (Group::Requests, _) => &[
            (C::DecideDo, "do it: a promise with a date, now"),
            (C::DecideSchedule, "schedule it for later: a date, and tell them"),
            (C::DecideBackBurner, "back burner: until when, and tell them or not"),
            (C::DecideDecline, "no: decline kindly, with the reason kept"),
            (C::DecideBeyond, "out of scope by a rule: a kind no, an exception, other terms"),
            (C::Log, "log a call with them first"),
        ],
        (_, Some(Source::Agreements(client))) => agreements(client, at),
        (_, Some(Source::Contact(_))) => &[
            (C::Log, "log the call or the meeting you had"),
            (C::SnoozeToday, "today still: to the end of the list"),
            HIDE,
        ],
        _ => by_record(card).unwrap_or(&[
            (C::Finish, "done"),
            (C::DecideDo, "take it up now: a promise with a date"),
            (C::Reschedule, "another due date"),
            (C::Waiting, "it waits on somebody: who, and when to ask again"),
            (C::Skip, "pass over this one of the series, with a reason"),
            (C::Drop, "drop it, with the reason kept"),
            HIDE,
        ]),
    };
    let mut ways = by_source.to_vec();
    // The cards of the weekly pass stand in other lists than today's.
    if card.group < Group::Waiting {
        ways.push((C::SnoozeToday, "today still: to the end of the list"));
    }
    ways.push((C::Brief, ""));
    ways
}

/// The keys that work for a card.
pub(super) fn of(card: &Card, focus: Option<&Focus>, at: &At<'_>) -> Vec<Decider> {
    if card.agreement().is_some() {
        return super::again::deciders(card, at);
    }
    let mut all: Vec<Decider> = Vec::new();
    for (command, words) in ways(card, at) {
        let can = match command {
            Command::Finish if is_to_prepare(card, at) => true,
            // What is agreed already is looked at again with the strip c.
            Command::Finish if is_all_agreed(card, at) => false,
            command if open::opens(command) => open::available(command, focus) == Availability::Yes,
            command => verbs::available(command, focus, at) == Availability::Yes,
        };
        // The days to hide it until have a strip of their own.
        let key =
            if command == HIDE.0 { command.key().split(' ').next().unwrap_or("") } else { command.key() };
        if !can || all.iter().any(|known| known.key == key) {
            continue;
        }
        let hint = if command == HIDE.0 { "snooze" } else { command.spec().hint };
        all.push(Decider { key: key.to_owned(), words, hint });
    }
    all
}

/// What the footer says: the keys with a word of their own, then how to look around.
pub(super) fn hints(deciders: &[Decider]) -> Vec<Hint> {
    let with_strip = |key: &str| key.split(' ').next().unwrap_or("").to_owned();
    let mut hints: Vec<Hint> = Vec::new();
    for decider in deciders {
        let key = with_strip(&decider.key);
        if hints.iter().any(|known| known.key == key) {
            continue;
        }
        let words = match key.as_str() {
            "c" => "re-exam",
            "d" => "decide",
            "s" => "snooze",
            _ => decider.hint,
        };
        if !words.is_empty() {
            hints.push(Hint::new(key, words));
        }
    }
    hints.extend([
        Hint::new(Command::Up.key(), "before"),
        Hint::new(Command::Down.key(), "after"),
        Hint::new(Command::Undo.key(), "undo"),
    ]);
    hints
}

/// Whether a command decides a card, so that it has no meaning on one that is decided.
pub(super) fn decides(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Finish
            | C::SnoozeToday
            | C::SnoozeTomorrow
            | C::SnoozeWeek
            | C::SnoozeMonth
            | C::SnoozeQuarter
            | C::SnoozeUntil
            | C::Reschedule
            | C::Waiting
            | C::Skip
            | C::Drop
            | C::AgreementRaise
            | C::AgreementReaffirm
            | C::AgreementChange
            | C::AgreementDefer
            | C::DecideDo
            | C::DecideSchedule
            | C::DecideBackBurner
            | C::DecideDecline
            | C::DecideBeyond
    )
}

/// Whether the card is a meeting that is still to come and was not read through today.
pub(super) fn is_to_prepare(card: &Card, at: &At<'_>) -> bool {
    let Some(Source::Meeting(id)) = Source::of_key(&card.key) else { return false };
    let row = at.book.get(RecordId::new(Kind::Meeting, id)).ok().flatten();
    row.is_some_and(|row| {
        let read = row.str("state") == "prepared" && row.day("state_on") == Some(at.today);
        // A meeting without an hour may lie ahead all day.
        let begun = row.fields.text("time").is_some() && has_begun(&row, at);
        is_ahead(row.str("state")) && !read && !begun && row.day("day").is_some_and(|on| on >= at.today)
    })
}

/// Puts the card to the end of today's list; behind it stands none, so the others need not be read.
pub(super) fn to_the_end(card: &Card) -> Vec<Effect> {
    Effect::commit(Action::Place { item: card.key.clone(), order: vec![card.key.clone()], reason: None })
}

/// Marks the meeting of the card as prepared.
pub(super) fn prepare(card: &Card) -> Vec<Effect> {
    let Some(Source::Meeting(id)) = Source::of_key(&card.key) else { return Vec::new() };
    Effect::commit(Action::MeetingState {
        meeting: RecordId::new(Kind::Meeting, id),
        state: "prepared".to_owned(),
        day: None,
    })
}
