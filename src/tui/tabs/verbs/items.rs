//! Verbs on rows of the queue: done, snooze, reschedule, wait, decide, drop.
//!
//! **Invariant:** all chosen rows are one act and one undo step.

use chrono::NaiveDate;

use super::{agree, ask_day, ask_reason, called, day_of, echo, finish, follow_ups, need, noun, sources};
use crate::{
    acts::queue::Source,
    domain::{
        action::Decision,
        day::{self, add_days, add_months, week_start},
        record::RecordId,
        records::follow_up,
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, record},
        tabs::Focus,
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// Whether a verb of the queue can run on these rows.
#[must_use]
pub fn available(command: Command, focus: &Focus, at: &At<'_>) -> Availability {
    use Command as C;
    let all = sources(focus);
    let Some(&first) = all.first() else { return Availability::Elsewhere };
    // A household's row in Clients is no row of the queue, and has no source.
    if all.len() != focus.keys.len() {
        return Availability::Elsewhere;
    }
    let stored = follow_ups(focus).is_some();
    let several = all.len() > 1;
    match command {
        C::Finish if several && !stored => {
            Availability::no("x on several rows is for promises, requests and tasks. V clears the marks.")
        }
        C::Finish => Availability::Yes,
        C::SnoozeToday if several => Availability::no("s t moves one row at a time. V clears the marks."),
        C::SnoozeToday => Availability::Yes,
        C::SnoozeTomorrow | C::SnoozeWeek | C::SnoozeMonth | C::SnoozeQuarter | C::SnoozeUntil => {
            if all.iter().any(|source| matches!(source, Source::Meeting(_))) {
                Availability::no("A meeting is not hidden. Move it to another day with r.")
            } else {
                Availability::Yes
            }
        }
        C::Reschedule if !several && matches!(first, Source::Meeting(_)) => Availability::Yes,
        C::Reschedule | C::Waiting | C::Stakes => only_stored(command, stored, first, at),
        C::Skip if several => Availability::no("S skips one row at a time. V clears the marks."),
        C::Skip => skippable(stored, first, at),
        C::Drop if !several && matches!(first, Source::Gaps(_)) => Availability::Yes,
        C::Drop => droppable(stored, &all, at),
        C::DecideDo | C::DecideSchedule | C::DecideBackBurner | C::DecideDecline => decidable(&all, at),
        C::AgreementRaise | C::AgreementReaffirm | C::AgreementChange | C::AgreementDefer => {
            if !several && matches!(first, Source::Agreements(_)) {
                Availability::Yes
            } else {
                Availability::no(format!("c is for agreements that are due; {}.", noun(first, at)))
            }
        }
        C::Edit | C::EditOutside if several => {
            Availability::no("e opens one row at a time. V clears the marks.")
        }
        C::Edit | C::EditOutside => Availability::Yes,
        C::Delete if !stored && !all.iter().all(|source| matches!(source, Source::Meeting(_))) => {
            Availability::no(format!(
                "Nothing to delete: {}, and comes from what is recorded. Try x or s.",
                noun(first, at)
            ))
        }
        C::Delete => Availability::Yes,
        _ => Availability::Elsewhere,
    }
}

fn only_stored(command: Command, stored: bool, first: Source, at: &At<'_>) -> Availability {
    if stored {
        return Availability::Yes;
    }
    let (key, verb) = match command {
        Command::Reschedule => ("r", "moves a due date"),
        Command::Waiting => ("w", "is for promises, requests and tasks"),
        _ => ("p", "sets the stakes of promises, requests and tasks"),
    };
    Availability::no(format!("{key} {verb}; {}. Try x or s.", noun(first, at)))
}

fn skippable(stored: bool, first: Source, at: &At<'_>) -> Availability {
    let repeats = stored
        && at.book.get(first.record()).ok().flatten().is_some_and(|row| row.fields.text("repeat").is_some());
    if repeats {
        return Availability::Yes;
    }
    Availability::no(format!("S skips one of a series; {} and comes once. Try X or s.", noun(first, at)))
}

fn droppable(stored: bool, all: &[Source], at: &At<'_>) -> Availability {
    let Some(&first) = all.first() else { return Availability::Elsewhere };
    if !stored {
        return Availability::no(format!(
            "X drops tasks and declines promises; {}. Try x or s.",
            noun(first, at)
        ));
    }
    if all.iter().any(|source| kind_of(*source, at) == "request") {
        return Availability::no("A request is declined with d n: they asked, they get an answer.");
    }
    Availability::Yes
}

fn decidable(all: &[Source], at: &At<'_>) -> Availability {
    match all {
        [one] if kind_of(*one, at) == "request" => Availability::Yes,
        [one] => Availability::no(format!("d decides requests; {}. Try x, r or w.", noun(*one, at))),
        _ => Availability::no("d decides one request at a time. V clears the marks."),
    }
}

fn kind_of(source: Source, at: &At<'_>) -> String {
    match source {
        Source::FollowUp(_) => {
            at.book.get(source.record()).ok().flatten().map(|row| row.str("kind").to_owned())
        }
        _ => None,
    }
    .unwrap_or_default()
}

/// Runs a verb of the queue; it was found available.
pub fn run(command: Command, focus: &Focus, at: &At<'_>) -> Effects {
    use Command as C;
    let stored = follow_ups(focus);
    let today = at.today;
    let one = sources(focus).first().copied();
    match command {
        C::Finish => match stored {
            Some(items) => Ok(Effect::commit(Action::Done { items, note: None })),
            None => one.map_or_else(|| Ok(Vec::new()), |source| finish::finish(source, focus, at)),
        },
        C::SnoozeToday => later_today(focus, at),
        C::SnoozeTomorrow => snooze(focus, add_days(today, 1)),
        C::SnoozeWeek => snooze(focus, next_monday(today)),
        C::SnoozeMonth => snooze(focus, add_months(today, 1)),
        C::SnoozeQuarter => snooze(focus, add_months(today, 3)),
        C::SnoozeUntil => {
            let items = focus.keys.clone();
            Ok(ask_day(
                &format!("Hide until a day; the due date stays: {}", called(focus)),
                "Until",
                "",
                move |until, _| Ok(Effect::commit(Action::Snooze { items: items.clone(), until })),
            ))
        }
        C::Reschedule => reschedule(stored, one, focus, at),
        C::Waiting => Ok(waiting(stored.unwrap_or_default(), focus)),
        C::Stakes => {
            let items = stored.unwrap_or_default();
            Ok(Effect::open(Ask::choice(
                &format!("Stakes of {}", called(focus)),
                "Stakes",
                follow_up::STAKES,
                move |word, _| {
                    Ok(Effect::commit(Action::Stakes { items: items.clone(), stakes: word.to_owned() }))
                },
            )))
        }
        C::Skip => {
            let Some(item) = one.map(|source| source.record()) else { return Ok(Vec::new()) };
            Ok(ask_reason(&format!("Skip this one: {}", called(focus)), move |reason, _| {
                Ok(Effect::commit(Action::Skip { item, reason: reason.to_owned() }))
            }))
        }
        C::Drop => drop_it(stored, focus, at),
        C::DecideDo | C::DecideSchedule | C::DecideBackBurner | C::DecideDecline => {
            let Some(item) = one.map(|source| source.record()) else { return Ok(Vec::new()) };
            Ok(decide(command, item, focus))
        }
        C::AgreementRaise | C::AgreementReaffirm | C::AgreementChange | C::AgreementDefer => {
            agree::run(command, super::agreements_of(focus, at)?, &focus.who, at)
        }
        C::Edit => Ok(one.map_or_else(Vec::new, |source| edit(source, focus, at))),
        C::EditOutside => Ok(one.map_or_else(Vec::new, |source| edit_outside(source, at))),
        C::Delete => Ok(Effect::commit(Action::Delete { targets: focus.records.clone() })),
        _ => Ok(Vec::new()),
    }
}

/// The Monday of next week.
#[must_use]
pub fn next_monday(today: NaiveDate) -> Option<NaiveDate> {
    add_days(week_start(today), 7)
}

fn snooze(focus: &Focus, until: Option<NaiveDate>) -> Effects {
    let until = until.ok_or_else(|| Rejection::rule("That day is outside the calendar."))?;
    Ok(Effect::commit(Action::Snooze { items: focus.keys.clone(), until }))
}

/// The rows of today in their order with this one last.
fn later_today(focus: &Focus, at: &At<'_>) -> Effects {
    let Some(item) = focus.keys.first().cloned() else { return Ok(Vec::new()) };
    let seeds = at.book.seeds(crate::acts::queue::View::Today)?;
    let mut order: Vec<String> =
        seeds.iter().map(|seed| seed.source.key()).filter(|key| *key != item).collect();
    if order.len() == seeds.len() {
        return Err(Rejection::rule("This row is not in today's list."));
    }
    order.push(item.clone());
    Ok(Effect::commit(Action::Place { item, order, reason: None }))
}

fn reschedule(stored: Option<Vec<RecordId>>, one: Option<Source>, focus: &Focus, at: &At<'_>) -> Effects {
    if let Some(source @ Source::Meeting(_)) = one {
        let meeting = source.record();
        return Ok(ask_day(&format!("Move the meeting: {}", called(focus)), "New day", "", move |on, _| {
            Ok(Effect::commit(Action::MeetingState { meeting, state: "moved".into(), day: Some(on) }))
        }));
    }
    let items = stored.unwrap_or_default();
    let still = match items.as_slice() {
        [only] => need(*only, at)?.day("due").map(|due| format!("; due {}", day::weekday_day(due))),
        _ => None,
    };
    let title = format!("Move the due date: {}{}", called(focus), still.unwrap_or_default());
    Ok(ask_day(&title, "Due", "", move |due, at| move_to(items.clone(), due, at)))
}

/// Moves follow-ups; the third move of one asks why.
fn move_to(items: Vec<RecordId>, due: NaiveDate, at: &At<'_>) -> Effects {
    let mut third = None;
    for id in &items {
        let row = need(*id, at)?;
        let moves = row.int("moves").unwrap_or(0) + i64::from(row.day("due").is_some_and(|old| due > old));
        if moves >= 3 {
            third = Some((moves, row.str("kind").to_owned()));
        }
    }
    let Some((moves, kind)) = third else {
        return Ok(Effect::commit(Action::Reschedule { items, due, reason: None }));
    };
    let count = day::ordinal(u32::try_from(moves).unwrap_or(3));
    let title = if moves == 3 {
        format!("Third move of this {kind}")
    } else {
        format!("{count} move of this {kind}")
    };
    Ok(ask_reason(&format!("{title}. Why? The reason is kept with it."), move |reason, _| {
        Ok(Effect::commit(Action::Reschedule { items: items.clone(), due, reason: Some(reason.to_owned()) }))
    }))
}

fn waiting(items: Vec<RecordId>, focus: &Focus) -> Vec<Effect> {
    let title = format!("Waiting: {}", called(focus));
    let again = title.clone();
    Effect::open(Ask::text(&title, "On whom", move |whom, _| {
        if whom.trim().is_empty() {
            return Err(Rejection::rule("Say on whom it waits."));
        }
        let (items, whom) = (items.clone(), whom.trim().to_owned());
        let ask = Ask::text(&again, "Ask again (or leave it)", move |typed, at| {
            let ask_again = if typed.trim().is_empty() { None } else { Some(day_of(typed, at)?) };
            Ok(Effect::commit(Action::Wait { items: items.clone(), on_whom: whom.clone(), ask_again }))
        });
        let ask = ask.checked(|typed, at| if typed.trim().is_empty() { Ok(None) } else { echo(typed, at) });
        Ok(Effect::open(ask.starting("+1w")))
    }))
}

fn drop_it(stored: Option<Vec<RecordId>>, focus: &Focus, at: &At<'_>) -> Effects {
    if let Some(items) = stored {
        return Ok(ask_reason(&format!("Drop: {}", called(focus)), move |reason, _| {
            Ok(Effect::commit(Action::Drop { items: items.clone(), reason: reason.to_owned() }))
        }));
    }
    let Some(relationship) = focus.relationship else { return Ok(Vec::new()) };
    let lacks = at.book.dossier(relationship.id)?.map(|dossier| dossier.gaps).unwrap_or_default();
    let close = move |gap: String| {
        ask_reason(&format!("Not for them: {gap}"), move |reason, _| {
            Ok(Effect::commit(Action::CloseGap { relationship, gap: gap.clone(), reason: reason.to_owned() }))
        })
    };
    Ok(match lacks.as_slice() {
        [] => Effect::warn("No gap is left with them."),
        [only] => close((*only).to_owned()),
        several => Effect::open(Ask::choice("Which gap is not for them?", "Gap", several, move |gap, _| {
            Ok(close(gap.to_owned()))
        })),
    })
}

const TOLD: &[&str] = &["yes, they know", "no, not yet"];

/// Decides a request: the day or the reason first, then whether they know.
fn decide(command: Command, item: RecordId, focus: &Focus) -> Vec<Effect> {
    let name = called(focus);
    match command {
        Command::DecideDo => ask_day(&format!("Do it: {name}"), "Promised for", "", move |due, _| {
            Ok(Effect::commit(Action::Decide { item, decision: Decision::Do { due }, reason: None }))
        }),
        Command::DecideSchedule => ask_day(&format!("Schedule it: {name}"), "For", "", move |due, _| {
            Ok(told(item, move |told| Decision::Schedule { due, told }))
        }),
        Command::DecideBackBurner => {
            ask_day(&format!("Back burner: {name}"), "Until", "+3mo", move |until, _| {
                Ok(told(item, move |told| Decision::BackBurner { until, told }))
            })
        }
        _ => ask_reason(&format!("Decline: {name}"), move |reason, _| {
            let reason = reason.to_owned();
            Ok(Effect::open(Ask::choice("Do they know?", "Told", TOLD, move |word, _| {
                let decision = Decision::Decline { told: word.starts_with("yes") };
                Ok(Effect::commit(Action::Decide { item, decision, reason: Some(reason.clone()) }))
            })))
        }),
    }
}

/// Asks the reason, which may be left, then whether they know.
fn told(item: RecordId, decision: impl Fn(bool) -> Decision + Copy + 'static) -> Vec<Effect> {
    Effect::open(Ask::text("Why? The reason is kept; it may be left empty.", "Why", move |reason, _| {
        let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        Ok(Effect::open(Ask::choice("Do they know?", "Told", TOLD, move |word, _| {
            let decision = decision(word.starts_with("yes"));
            Ok(Effect::commit(Action::Decide { item, decision, reason: reason.clone() }))
        })))
    }))
}

fn edit(source: Source, focus: &Focus, at: &At<'_>) -> Vec<Effect> {
    match (source, focus.relationship) {
        (Source::Agreements(_), _) => {
            Effect::warn("An agreement changes with them: c e makes a new version.")
        }
        (Source::Gaps(_) | Source::Contact(_) | Source::NextStep(_), Some(relationship)) => {
            record::edit(relationship, at)
        }
        _ => record::edit(source.record(), at),
    }
}

/// The longest text of the record, in the editor; it comes back into the form.
fn edit_outside(source: Source, at: &At<'_>) -> Vec<Effect> {
    super::whole::edit_long(source.record(), at)
}

/// What the strip of snoozes says beside each key: the day it gives.
#[must_use]
pub fn snooze_days(today: NaiveDate) -> [(Command, String); 4] {
    let said = |day: Option<NaiveDate>| day.map(day::weekday_day).unwrap_or_default();
    [
        (Command::SnoozeTomorrow, said(add_days(today, 1))),
        (Command::SnoozeWeek, said(next_monday(today))),
        (Command::SnoozeMonth, said(add_months(today, 1))),
        (Command::SnoozeQuarter, said(add_months(today, 3))),
    ]
}
