//! Requests: what is decided, why, whether they know; and those that a rule puts out of scope.
//!
//! **Invariant:** every way asks for its reason; it may be left only where something is promised or put off.

use super::{ask_day, called, day_asked, day_of, echo, items::each, need, reason_asked};
use crate::{
    domain::{
        action::{Beyond, Decision},
        day,
        record::{Fields, Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, record},
        tabs::Focus,
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// What Enter does where another question follows.
const ON: &str = "go on";
/// Nothing of ours is said to be done by a mere Enter.
const TOLD: &[&str] = &["no, not yet", "yes, they know"];

/// Runs one of the strip `d`.
pub(super) fn run(command: Command, items: Vec<RecordId>, focus: &Focus, at: &At<'_>) -> Effects {
    let name = called(focus);
    match command {
        Command::DecideDo => {
            let title = format!("Do it: {name}");
            let ask = day_asked(&title.clone(), "Promised for", "", move |due, at| {
                let items = items.clone();
                let heading = format!("{title}, {}", day::near(due, at.today));
                Ok(Effect::open(why(&heading, move |reason| decided(&items, &Decision::Do { due }, reason))))
            });
            Ok(Effect::open(ask.whose_enter(ON)))
        }
        Command::DecideSchedule => {
            let title = format!("Schedule it: {name}");
            let ask = day_asked(&title.clone(), "For", "", move |due, at| {
                let items = items.clone();
                let heading = format!("{title}, {}", day::near(due, at.today));
                Ok(told(&heading, items, move |told| Decision::Schedule { due, told }))
            });
            Ok(Effect::open(ask.whose_enter(ON)))
        }
        Command::DecideBackBurner => {
            let title = format!("Back burner: {name}");
            let ask = day_asked(&title.clone(), "Until", "+3mo", move |until, at| {
                let items = items.clone();
                let heading = format!("{title}, until {}", day::near(until, at.today));
                Ok(told(&heading, items, move |told| Decision::BackBurner { until, told }))
            });
            Ok(Effect::open(ask.whose_enter(ON)))
        }
        Command::DecideTold => Ok(Effect::commit(Action::Told { items })),
        Command::DecideSheet => Ok(match items.first() {
            Some(id) => record::edit_at(*id, "done_when", at),
            None => Vec::new(),
        }),
        Command::DecideBeyond => match items.first() {
            Some(id) => beyond(*id, &name, at),
            None => Ok(Vec::new()),
        },
        _ => {
            let ask = reason_asked(&format!("Decline: {name}"), move |reason, _| {
                let (reason, items) = (reason.to_owned(), items.clone());
                Ok(Effect::open(Ask::choice("Do they know?", "Told", TOLD, move |word, _| {
                    let decision = Decision::Decline { told: knows(word) };
                    Ok(decided(&items, &decision, Some(reason.clone())))
                })))
            });
            Ok(Effect::open(ask.whose_enter(ON)))
        }
    }
}

fn knows(word: &str) -> bool {
    word.starts_with("yes")
}

fn decided(items: &[RecordId], decision: &Decision, reason: Option<String>) -> Vec<Effect> {
    each(items, |item| Action::Decide { item, decision: decision.clone(), reason: reason.clone() })
}

/// Asks for the reason, which may be left.
fn why(title: &str, then: impl Fn(Option<String>) -> Vec<Effect> + 'static) -> Ask {
    Ask::text(&format!("{title}. The reason is kept."), "Why (or leave it)", move |typed, _| {
        Ok(then(Some(typed.trim().to_owned()).filter(|reason| !reason.is_empty())))
    })
}

/// Asks the reason, then whether they know.
fn told(
    title: &str,
    items: Vec<RecordId>,
    decision: impl Fn(bool) -> Decision + Copy + 'static,
) -> Vec<Effect> {
    let ask = why(title, move |reason| {
        let items = items.clone();
        Effect::open(Ask::choice("Do they know?", "Told", TOLD, move |word, _| {
            Ok(decided(&items, &decision(knows(word)), reason.clone()))
        }))
    });
    Effect::open(ask.whose_enter(ON))
}

/// The rules in force, those of scope first.
fn rules(at: &At<'_>) -> Result<Vec<Row>, Rejection> {
    let mut rules = at.book.rows(Kind::Rule, &[("state", Value::from("in force"))])?;
    rules.sort_by_key(|row| (row.str("topic") != "scope", row.id));
    Ok(rules)
}

const EXCEPTION: &str = "exception";
const TERMS: &str = "change of terms";
const DECLINE: &str = "decline kindly";

/// By which rule, then which way.
fn beyond(id: RecordId, name: &str, at: &At<'_>) -> Effects {
    let rules = rules(at)?;
    if rules.is_empty() {
        return Err(Rejection::rule(format!(
            "No rule is in force that could put it out of scope. Add one first: {} and {}.",
            Command::TabRules.way(),
            Command::Add.way()
        )));
    }
    let titles: Vec<String> = rules.iter().map(|row| row.str("title").to_owned()).collect();
    let words: Vec<&str> = titles.iter().map(String::as_str).collect();
    let name = name.to_owned();
    let ask = Ask::choice(&format!("Out of scope: {name}"), "By which rule", &words, move |word, _| {
        let Some(rule) = rules.iter().find(|row| row.str("title") == word) else { return Ok(Vec::new()) };
        let (rule, title, name) = (rule.id, word.to_owned(), name.clone());
        let ways = [DECLINE, EXCEPTION, TERMS];
        let heading = format!("{name}: out by \u{201C}{title}\u{201D}");
        Ok(Effect::open(
            Ask::choice(&heading.clone(), "What then", &ways, move |way, at| match way {
                EXCEPTION => exception((id, rule), &heading, at),
                TERMS => Ok(terms((id, rule), &heading)),
                _ => Ok(declined((id, rule), &heading)),
            })
            .whose_enter(ON),
        ))
    });
    Ok(Effect::open(ask.whose_enter(ON)))
}

fn commit((item, rule): (RecordId, RecordId), way: Beyond, reason: &str) -> Vec<Effect> {
    Effect::commit(Action::Beyond { item, rule, way, reason: reason.to_owned() })
}

fn declined(which: (RecordId, RecordId), heading: &str) -> Vec<Effect> {
    let ask = reason_asked(heading, move |reason, _| {
        let reason = reason.to_owned();
        Ok(Effect::open(Ask::choice("Do they know?", "Told", TOLD, move |word, _| {
            Ok(commit(which, Beyond::Decline { told: knows(word) }, &reason))
        })))
    });
    Effect::open(ask.whose_enter(ON))
}

fn terms(which: (RecordId, RecordId), heading: &str) -> Vec<Effect> {
    let heading = heading.to_owned();
    let ask = Ask::text(&heading.clone(), "What would change", move |what, _| {
        if what.trim().is_empty() {
            return Err(Rejection::rule(
                "Say in a few words what would change: what is done more, for which fee.",
            ));
        }
        let what = what.trim().to_owned();
        Ok(ask_day(&heading, "Put to them by", "+1w", move |due, _| {
            Ok(commit(which, Beyond::Terms { due }, &what))
        }))
    });
    Effect::open(ask.whose_enter(ON))
}

/// What, why, until when, and for when it is promised.
fn exception(which: (RecordId, RecordId), heading: &str, at: &At<'_>) -> Effects {
    let title = need(which.0, at)?.str("title").to_owned();
    let heading = heading.to_owned();
    let ask = Ask::text(&heading.clone(), "What is allowed", move |what, _| {
        let (what, heading) = (what.trim().to_owned(), heading.clone());
        let ask = reason_asked(&heading.clone(), move |why, _| {
            let (what, why, heading) = (what.clone(), why.to_owned(), heading.clone());
            let ask = Ask::text(&heading.clone(), "Until (or leave it)", move |typed, at| {
                let until = if typed.trim().is_empty() { None } else { Some(day_of(typed, at)?) };
                let (what, why) = (what.clone(), why.clone());
                Ok(ask_day(&heading, "Promised for", "", move |due, _| {
                    let way = Beyond::Exception { what: what.clone(), until, due };
                    Ok(commit(which, way, &why))
                }))
            });
            let said =
                |typed: &str, at: &At<'_>| if typed.trim().is_empty() { Ok(None) } else { echo(typed, at) };
            Ok(Effect::open(ask.checked(said).whose_enter(ON)))
        });
        Ok(Effect::open(ask.whose_enter(ON)))
    });
    Ok(Effect::open(ask.starting(&title).whose_enter(ON)))
}

/// What went wrong, kept with the follow-up; an empty answer takes it away.
pub(super) fn went_wrong(items: &[RecordId], focus: &Focus, at: &At<'_>) -> Effects {
    let Some(id) = items.first().copied() else { return Ok(Vec::new()) };
    let said = need(id, at)?.str("went_wrong").to_owned();
    let ask = Ask::text(&format!("What went wrong: {}", called(focus)), "For next time", move |typed, _| {
        let fields =
            Fields::new().with("went_wrong", Some(typed.trim().to_owned()).filter(|said| !said.is_empty()));
        Ok(Effect::commit(Action::Edit { targets: vec![id], fields, seen: None }))
    });
    Ok(Effect::open(ask.starting(&said)))
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
