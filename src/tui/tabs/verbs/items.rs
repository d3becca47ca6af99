//! Verbs on rows of the queue: done, snooze, reschedule, wait, decide, drop.
//!
//! **Invariant:** all chosen rows are one act and one undo step.

use chrono::{Datelike, NaiveDate};

use super::{
    agree, ask_day, ask_reason, called, day_of, decide, echo, finish, fits, follow_ups, meeting, need,
    sources, third,
};
use crate::{
    acts::queue::Source,
    domain::{
        action::Later,
        day::{self, add_days, add_months, week_start},
        record::RecordId,
        records::follow_up,
        rejection::Rejection,
        repeat::Repeat,
    },
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, record, record_all},
        tabs::Focus,
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// Whether a verb of the queue can run on these rows.
#[must_use]
pub fn available(command: Command, focus: &Focus, at: &At<'_>) -> Availability {
    let all = sources(focus);
    // A household's row in Clients is no row of the queue, and has no source.
    if all.len() != focus.keys.len() {
        return Availability::Elsewhere;
    }
    fits::available(command, focus, &all, at)
}

/// Runs a verb of the queue on the chosen rows it fits; it was found available.
pub fn run(command: Command, focus: &Focus, at: &At<'_>) -> Effects {
    let (focus, rest) = fits::parted(command, focus, &sources(focus), at);
    let mut effects = vec![Effect::Leave(rest)];
    effects.extend(run_on(command, &focus, at)?);
    Ok(effects)
}

/// Runs a verb on rows that it fits, all of them.
fn run_on(command: Command, focus: &Focus, at: &At<'_>) -> Effects {
    use Command as C;
    let stored = follow_ups(focus);
    let today = at.today;
    let one = sources(focus).first().copied();
    match command {
        C::Finish => match stored {
            Some(items) => finish::done(items, focus, at),
            None => one.map_or_else(|| Ok(Vec::new()), |source| finish::finish(source, focus, at)),
        },
        C::SnoozeToday => later_today(focus, at),
        C::SnoozeTomorrow => snooze(focus, add_days(today, 1), at),
        C::SnoozeWeek => snooze(focus, next_monday(today), at),
        C::SnoozeMonth => snooze(focus, add_months(today, 1), at),
        C::SnoozeQuarter => snooze(focus, add_months(today, 3), at),
        C::SnoozeUntil => {
            let items = focus.keys.clone();
            Ok(ask_day(
                &format!("Hide until a day; the due date stays: {}", called(focus)),
                "Until",
                "",
                move |until, at| third::hide_until(items.clone(), until, at),
            ))
        }
        C::Reschedule => reschedule(stored, one, focus, at),
        C::Waiting => waiting(stored.unwrap_or_default(), focus, at),
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
        C::Judge => one.map_or_else(|| Ok(Vec::new()), |source| meeting::stands(source.record(), focus, at)),
        C::Skip => {
            let items = stored.unwrap_or_default();
            Ok(ask_reason(&format!("Skip this one: {}", called(focus)), move |reason, _| {
                Ok(each(&items, |item| Action::Skip { item, reason: reason.to_owned() }))
            }))
        }
        C::Drop => match one {
            Some(source @ Source::Expires(_)) => Ok(finish::end_exception(source.record(), focus)),
            Some(source @ (Source::Tell { .. } | Source::Purge(_))) => {
                Ok(ask_reason(&format!("Set aside: {}", called(focus)), move |reason, at| {
                    Ok(Effect::commit(at.book.set_aside(source, reason)?))
                }))
            }
            _ => drop_it(stored, focus, at),
        },
        C::DecideDo
        | C::DecideSchedule
        | C::DecideBackBurner
        | C::DecideDecline
        | C::DecideBeyond
        | C::DecideTold
        | C::DecideSheet => decide::run(command, stored.unwrap_or_default(), focus, at),
        C::Small => small(stored.unwrap_or_default(), at),
        C::Reopen => Ok(Effect::commit(Action::Reopen { items: stored.unwrap_or_default() })),
        C::WentWrong => decide::went_wrong(&stored.unwrap_or_default(), focus, at),
        C::AgreementRaise | C::AgreementReaffirm | C::AgreementChange | C::AgreementDefer => {
            let mut theirs = Vec::new();
            for source in sources(focus) {
                theirs.push(super::agreements_of(source, at)?);
            }
            agree::run(command, theirs, &who(focus), at)
        }
        C::Edit if stored.as_ref().is_some_and(|all| all.len() > 1) => {
            Ok(record_all::edit(&stored.unwrap_or_default(), at))
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

fn snooze(focus: &Focus, until: Option<NaiveDate>, at: &At<'_>) -> Effects {
    let until = until.ok_or_else(|| Rejection::rule("That day is outside the calendar."))?;
    third::hide_until(focus.keys.clone(), until, at)
}

/// The rows of today in their order with these last.
fn later_today(focus: &Focus, at: &At<'_>) -> Effects {
    let seeds = at.book.seeds(crate::acts::queue::View::Today)?;
    let mut order: Vec<String> = seeds.iter().map(|seed| seed.source.key()).collect();
    let mut acts = Vec::new();
    for item in &focus.keys {
        let Some(from) = order.iter().position(|key| key == item) else {
            return Err(Rejection::rule("This row is not in today's list."));
        };
        order.remove(from);
        order.push(item.clone());
        acts.push(Action::Place { item: item.clone(), order: order.clone(), reason: None });
    }
    Ok(one_step(acts))
}

/// Several acts as one action; one of them is itself.
pub(in crate::tui::tabs) fn together(mut acts: Vec<Action>) -> Action {
    match (acts.len(), acts.pop()) {
        (1, Some(only)) => only,
        (_, last) => Action::Several { acts: acts.into_iter().chain(last).collect() },
    }
}

/// Several acts as one step.
pub(in crate::tui::tabs) fn one_step(acts: Vec<Action>) -> Vec<Effect> {
    Effect::commit(together(acts))
}

/// The same act on each record, as one step.
pub(super) fn each(items: &[RecordId], act: impl Fn(RecordId) -> Action) -> Vec<Effect> {
    one_step(items.iter().map(|item| act(*item)).collect())
}

/// Whose the rows are, in a word.
fn who(focus: &Focus) -> String {
    match focus.keys.len() {
        0 | 1 => focus.who.clone(),
        many => format!("{many} clients"),
    }
}

fn reschedule(stored: Option<Vec<RecordId>>, one: Option<Source>, focus: &Focus, at: &At<'_>) -> Effects {
    if let Some(source @ Source::Meeting(_)) = one {
        return Ok(meeting::moves(source.record(), focus));
    }
    let items = stored.unwrap_or_default();
    let still = match items.as_slice() {
        [only] => need(*only, at)?.day("due").map(|due| format!("; due {}", day::near(due, at.today))),
        _ => None,
    };
    let title = format!("Move the due date: {}{}", called(focus), still.unwrap_or_default());
    Ok(ask_day(&title, "Due", "", move |due, at| {
        // Before the later ones of a repeat, or the reason of a third move, are asked for.
        if due < at.today {
            let said = "That day is past. Type today or a day to come; nothing was moved.";
            return Err(Rejection::field("due", said));
        }
        this_or_later(items.clone(), due, at)
    }))
}

/// Asks, of one of a repeat, whether the later ones move along.
fn this_or_later(items: Vec<RecordId>, due: NaiveDate, at: &At<'_>) -> Effects {
    const WORDS: [&str; 2] = ["this one", "this and all later ones"];
    let [only] = items.as_slice() else { return third::move_to(items, due, Later::Stay, at) };
    let row = need(*only, at)?;
    let repeat = row.fields.text("repeat").and_then(|text| Repeat::parse(text).ok());
    let Some(moved) = repeat.and_then(|repeat| repeat.moved_to(due)) else {
        return third::move_to(items, due, Later::Stay, at);
    };
    let title = format!("Move the later ones too: {moved} from now on?");
    let ask = Ask::choice(&title, "Move", &WORDS, move |word, at| {
        let later = if Some(&word) == WORDS.last() { Later::Move } else { Later::Stay };
        third::move_to(items.clone(), due, later, at)
    });
    Ok(Effect::open(ask.starting("this one").whose_enter("move")))
}

/// Asks on whom it waits and when to ask again; of what waits already, or is theirs, only when.
fn waiting(items: Vec<RecordId>, focus: &Focus, at: &At<'_>) -> Effects {
    let title = format!("Waiting: {}", called(focus));
    let again = title.clone();
    let mut known = Vec::new();
    for id in &items {
        let row = need(*id, at)?;
        let theirs = row.str("whose") == "theirs";
        let named = row.fields.text("waiting_on").map(ToOwned::to_owned);
        known.push(named.or_else(|| theirs.then(|| focus.who.clone()).filter(|who| !who.is_empty())));
    }
    if let [Some(whom)] = known.as_slice() {
        let (title, whom) = (format!("{title}, {whom}"), whom.clone());
        return Ok(when_again(&title, items, whom));
    }
    Ok(Effect::open(Ask::text(&title, "On whom", move |whom, _| {
        if whom.trim().is_empty() {
            return Err(Rejection::rule("Say on whom it waits."));
        }
        Ok(when_again(&again, items.clone(), whom.trim().to_owned()))
    })))
}

fn when_again(title: &str, items: Vec<RecordId>, whom: String) -> Vec<Effect> {
    let ask = Ask::text(title, "Ask again (or leave it)", move |typed, at| {
        let ask_again = if typed.trim().is_empty() { None } else { Some(day_of(typed, at)?) };
        Ok(Effect::commit(Action::Wait { items: items.clone(), on_whom: whom.clone(), ask_again }))
    });
    let ask = ask.checked(|typed, at| if typed.trim().is_empty() { Ok(None) } else { echo(typed, at) });
    Effect::open(ask.starting("+1w"))
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

/// Puts these into the batch; out of it when all of them are in.
fn small(items: Vec<RecordId>, at: &At<'_>) -> Effects {
    let mut all = true;
    for id in &items {
        all &= need(*id, at)?.flag("small");
    }
    Ok(Effect::commit(Action::Small { items, small: !all }))
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

/// The long text of the record, in the editor; it comes back into the form.
fn edit_outside(source: Source, at: &At<'_>) -> Vec<Effect> {
    super::whole::edit_long(source.record(), at)
}

/// What the strip of snoozes says beside each key: the day it gives.
#[must_use]
pub fn snooze_days(today: NaiveDate) -> [(Command, String); 4] {
    let said = |on: Option<NaiveDate>| match on {
        Some(on) if on.year() != today.year() => day::long(on),
        Some(on) => day::weekday_day(on),
        None => String::new(),
    };
    [
        (Command::SnoozeTomorrow, said(add_days(today, 1))),
        (Command::SnoozeWeek, said(next_monday(today))),
        (Command::SnoozeMonth, said(add_months(today, 1))),
        (Command::SnoozeQuarter, said(add_months(today, 3))),
    ]
}
