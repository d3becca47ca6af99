//! Questions asked in many places: why, until when and why.
//!
//! **Invariant:** an empty reason is never taken where one is kept.

use chrono::NaiveDate;

use super::ask::Ask;
use crate::{
    domain::{day, rejection::Rejection},
    tui::{
        desk::{Action, At},
        effect::Effect,
    },
};

/// Asks why, and executes the action made of it.
#[must_use]
pub fn why(title: &str, then: impl Fn(String) -> Action + 'static) -> Vec<Effect> {
    text(title, "Why", "A reason is kept with it. Type one.", then)
}

/// Asks for a text that must not be empty.
#[must_use]
pub fn text(
    title: &str,
    label: &str,
    missing: &'static str,
    then: impl Fn(String) -> Action + 'static,
) -> Vec<Effect> {
    let ask = Ask::text(title, label, move |typed, _| Ok(Effect::commit(then(typed.to_owned()))));
    Effect::open(
        ask.checked(move |typed, _| if typed.trim().is_empty() { Err(missing.to_owned()) } else { Ok(None) }),
    )
}

/// Asks until when and then why; `fits` says whether the day is allowed.
#[must_use]
pub fn until(
    title: &str,
    label: &str,
    fits: impl Fn(NaiveDate, NaiveDate) -> Result<(), Rejection> + 'static,
    then: impl Fn(NaiveDate, String) -> Action + Clone + 'static,
) -> Vec<Effect> {
    let heading = title.to_owned();
    let ask = Ask::text(title, label, move |typed, at| {
        let on = read(typed, at)?;
        let then = then.clone();
        Ok(why(&format!("{heading}, until {}", day::near(on, at.today)), move |reason| then(on, reason)))
    });
    Effect::open(ask.checked(move |typed, at| {
        let on = read(typed, at).map_err(|no| no.message)?;
        fits(on, at.today).map_err(|no| no.message)?;
        Ok(Some(day::echo(on, at.today)))
    }))
}

fn read(typed: &str, at: &At<'_>) -> Result<NaiveDate, Rejection> {
    if typed.trim().is_empty() {
        return Err(Rejection::rule("Type a day, as in 2 weeks or 4 dec."));
    }
    day::parse_day(typed.trim(), at.today, at.order)
}
