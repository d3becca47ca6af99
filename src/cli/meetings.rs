//! What meetings have beyond the common verbs: where they stand, and the plan of the year.
//!
//! **Invariant:** a plan is shown before it is written, and written as one step.

use clap::{ArgMatches, Args, Command};
use serde_json::json;

use super::{
    agreements::args,
    fields::at_least_one,
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::meeting_plan::{MeetingPlan, offer},
    domain::{
        action::{Action, AgendaMove, PauseEnd},
        day,
        record::Kind,
        rejection::Rejection,
    },
};

#[derive(Debug, Clone, Args)]
struct StateArgs {
    /// Which meeting
    #[arg(value_name = "MEETING")]
    name: String,
    /// offered, declined, no-answer, planned, prepared, moved, no-show; held is logged
    #[arg(value_name = "STATE")]
    state: String,
    /// The new day, of a meeting that is moved; when one that was declined is offered again
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct PlanArgs {
    /// Only this tier
    #[arg(long, value_name = "TIER")]
    tier: Option<String>,
    /// From which day on; today when left
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Shows the plan and writes nothing
    #[arg(long)]
    preview: bool,
}

#[derive(Debug, Clone, Args)]
struct MoveArgs {
    /// Which item
    #[arg(value_name = "ITEM")]
    name: String,
    /// Its new place, 1 first
    #[arg(long, value_name = "NUMBER", value_parser = at_least_one::<usize>, allow_negative_numbers = true)]
    to: usize,
}

#[derive(Debug, Clone, Args)]
struct EndArgs {
    /// Which pause
    #[arg(value_name = "PAUSE")]
    name: String,
    /// The first day on which things fall due again; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

/// The verb that puts an item of an agenda elsewhere.
pub(super) fn move_item() -> Command {
    let command = Command::new("move")
        .about("Puts an item at another place of its meeting's agenda")
        .after_help("Examples:\n  standing agenda move ag3 --to 1");
    MoveArgs::augment_args(command)
}

/// The verb that ends a pause.
pub(super) fn end_pause() -> Command {
    let command = Command::new("end")
        .about("Ends a pause early: things fall due again from today, or another day")
        .after_help("Examples:\n  standing pause end pz1\n  standing pause end pz1 --on mon");
    EndArgs::augment_args(command)
}

/// Puts an item of an agenda elsewhere.
pub(super) fn moved(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let typed: MoveArgs = args(matches)?;
    let item = session.record(Kind::AgendaItem, &typed.name)?.id;
    session.act(&Action::MoveAgenda(AgendaMove { item, to: typed.to }))
}

/// Ends a pause.
pub(super) fn ended(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let typed: EndArgs = args(matches)?;
    let pause = session.record(Kind::Pause, &typed.name)?.id;
    let on = typed.on.map(|on| session.day(&on)).transpose()?.unwrap_or(session.today());
    session.act(&Action::EndPause(PauseEnd { pause, on }))
}

/// The verbs of meetings.
pub(super) fn commands(command: Command) -> Command {
    let state = Command::new("state")
        .about("Moves a meeting on: planned, prepared, moved, declined, no-answer, no-show")
        .after_help("Examples:\n  standing meeting state mt3 moved --on \"15 dec\"\n  standing meeting state mt4 declined --on \"in 3 months\"");
    let plan = Command::new("plan")
        .about("Offers the meetings of the next twelve months, by the months of the tiers")
        .after_help(
            "Examples:\n  standing meeting plan --preview\n  standing meeting plan --tier A --from \"1 jan\"",
        );
    command.subcommand(StateArgs::augment_args(state)).subcommand(PlanArgs::augment_args(plan))
}

/// Moves a meeting on.
pub(super) fn state(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let typed: StateArgs = args(matches)?;
    let meeting = session.record(Kind::Meeting, &typed.name)?.id;
    let state = session.named_field(Kind::Meeting, "state", &typed.state)?;
    let state = state.text().unwrap_or("").to_owned();
    let day = typed.on.map(|on| session.day(&on)).transpose()?;
    session.act(&Action::MeetingState { meeting, state, day })
}

/// Plans the meetings of the year.
pub(super) fn plan(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let typed: PlanArgs = args(matches)?;
    let from = typed.from.map(|from| session.day(&from)).transpose()?.unwrap_or(session.today());
    let tier = typed.tier.map(|tier| tier_named(session, &tier)).transpose()?;
    let plan = session.book()?.meeting_plan(tier.as_deref(), from)?;
    let without = note(&plan);
    let Some(action) = offer(plan.meetings.iter()) else {
        let said = if without.is_empty() {
            "Every client has the meetings of these twelve months. Nothing is to be planned."
        } else {
            "Nothing is to be planned."
        };
        let answer = Answer::new(said.to_owned(), json!({ "count": 0, "meetings": [] }));
        return Ok(if without.is_empty() { answer } else { answer.noting(without) });
    };
    if !typed.preview {
        let answer = session.act(&action)?;
        return Ok(if without.is_empty() { answer } else { answer.noting(without) });
    }
    let cells =
        plan.meetings.iter().map(|one| vec![day::long(one.day), one.tier.clone(), one.who.clone()]).collect();
    let meetings: Vec<_> = plan
        .meetings
        .iter()
        .map(|one| json!({ "relationship": one.relationship, "who": one.who, "tier": one.tier, "day": one.day.to_string() }))
        .collect();
    let text = table(session.format, &["day", "tier", "with"], cells);
    let nothing = "Nothing is written yet; without --preview it is.";
    let note = if without.is_empty() { nothing.to_owned() } else { format!("{without} {nothing}") };
    Ok(Answer::new(text, json!({ "count": meetings.len(), "meetings": meetings })).noting(note))
}

fn tier_named(session: &mut Session, typed: &str) -> Result<String, Rejection> {
    let tiers = session.book()?.tiers()?;
    let names: Vec<&str> = tiers.iter().map(|tier| tier.name.as_str()).collect();
    let found = names.iter().find(|name| name.eq_ignore_ascii_case(typed.trim()));
    found.map(|name| (*name).to_owned()).ok_or_else(|| {
        Rejection::ambiguous(format!("There is no tier {typed}. The tiers: {}.", names.join(", ")))
    })
}

fn note(plan: &MeetingPlan) -> String {
    match plan.without_months.as_slice() {
        [] => String::new(),
        tiers => format!(
            "No meeting months yet: tier {}; give it some with --meeting-months \"3 9\" (standing tier add or edit).",
            tiers.join(", ")
        ),
    }
}
