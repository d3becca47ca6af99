//! What `x` means on a row that is derived: the one act that settles it.
//!
//! **Invariant:** nothing is ever ticked off: each row leaves the queue by a record of what was done.

use super::{agree, agreements_of, ask_day, meeting, need};
use crate::{
    acts::queue::Source,
    domain::{
        entry,
        record::{Fields, Kind, RecordId, Value},
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

/// Settles a derived row.
pub(super) fn finish(source: Source, focus: &Focus, at: &At<'_>) -> Effects {
    let whose = focus.relationship.map_or(0, |id| id.id);
    match source {
        Source::FollowUp(_) => Ok(Vec::new()),
        Source::Contact(_) => Ok(vec![Effect::Run(Command::Log)]),
        Source::Meeting(_) => meeting::finish(source.record(), focus, at),
        Source::Agreements(_) => agreements(source, focus, at),
        Source::Teach { rule, .. } => Ok(taught(rule, whose, &focus.name)),
        Source::Reinforce(_) => Ok(record::add(
            Kind::Talk,
            Fields::new().with("relationship_id", whose).with("day", at.today),
            at,
        )),
        Source::Reading(id) => reading(id, at),
        Source::Expires(_) => Ok(exception(source.record(), &focus.name)),
        Source::Breach(_) => Ok(breach(source.record(), &focus.name)),
        Source::LifeEvent(_) => Ok(life_event(source.record(), &focus.name)),
        Source::Birthday { .. } | Source::Age { .. } | Source::Special { .. } => {
            let Some(relationship) = focus.relationship else {
                return Err(Rejection::rule("This date belongs to no client. Open the person to change it."));
            };
            Ok(Effect::commit(Action::CloseGap { relationship, gap: source.key(), reason: "done".into() }))
        }
        Source::NextStep(_) => Ok(record::add(
            Kind::FollowUp,
            Fields::new().with("relationship_id", whose).with("kind", "task"),
            at,
        )),
        Source::Gaps(_) => gaps(whose, at),
    }
}

fn agreements(source: Source, focus: &Focus, at: &At<'_>) -> Effects {
    let ids = agreements_of(source, at)?;
    let mut states = Vec::new();
    for id in &ids {
        states.push(need(*id, at)?.str("state").to_owned());
    }
    if !ids.is_empty() && states.iter().all(|state| state == "proposed") {
        return agree::agree(ids, &focus.who, at);
    }
    if !ids.is_empty() && states.iter().all(|state| state == "draft") {
        let today = at.today;
        return Ok(Effect::commit(Action::Propose { agreements: ids, on: today }));
    }
    Err(Rejection::rule(
        "Look at these again with them: c c when still right, c e when changed, c n at the next meeting.",
    ))
}

fn taught(rule: i64, whose: i64, name: &str) -> Vec<Effect> {
    Effect::open(Ask::choice(
        &format!("{name}. Have they understood?"),
        "Understood",
        &["yes", "doubtful", "no"],
        move |word, at| {
            let fields = Fields::new()
                .with("relationship_id", whose)
                .with("rule_id", rule)
                .with("day", at.today)
                .with("understood", word);
            Ok(Effect::commit(Action::Add { kind: Kind::Training, fields }))
        },
    ))
}

fn reading(id: i64, at: &At<'_>) -> Effects {
    let measure = need(RecordId::new(Kind::Measure, id), at)?;
    let title = crate::acts::dossier::wanted(&measure);
    Ok(Effect::open(Ask::text(&title, "Today's value", move |typed, at| {
        let value = read("value", typed, at)?;
        if value.is_null() {
            return Err(Rejection::rule("Type the value, as 97 or 780,000."));
        }
        let fields = Fields::new().with("measure_id", id).with("day", at.today).with("value", value);
        Ok(Effect::commit(Action::Add { kind: Kind::Reading, fields }))
    })))
}

fn read(field: &str, typed: &str, at: &At<'_>) -> Result<Value, Rejection> {
    match Kind::Reading.spec().field(field) {
        Some(field) => entry::read(field, typed.trim_end_matches(['%', ' ']), at.today, at.order),
        None => Ok(Value::Null),
    }
}

fn exception(id: RecordId, name: &str) -> Vec<Effect> {
    let title = name.to_owned();
    Effect::open(Ask::choice(name, "Exception", &["extend it", "end it"], move |word, at| {
        if word == "end it" {
            let fields = Fields::new().with("ended_on", at.today);
            return Ok(Effect::commit(Action::Edit { targets: vec![id], fields, seen: None }));
        }
        Ok(ask_day(&title, "Extend until", "+3mo", move |until, _| {
            let fields = Fields::new().with("until", until);
            Ok(Effect::commit(Action::Edit { targets: vec![id], fields, seen: None }))
        }))
    }))
}

fn breach(id: RecordId, name: &str) -> Vec<Effect> {
    let title = name.to_owned();
    let words = ["rule applied", "exception made", "rule changed"];
    Effect::open(Ask::choice(name, "Answer", &words, move |word, _| {
        let answer = match word {
            "rule applied" => "applied",
            "exception made" => "exception",
            _ => "rule changed",
        };
        Ok(Effect::open(Ask::text(&title, "What was said or done", move |note, at| {
            let mut fields = Fields::new().with("answer", answer).with("answered_on", at.today);
            if !note.trim().is_empty() {
                fields.set("answer_note", note.trim());
            }
            Ok(Effect::commit(Action::Edit { targets: vec![id], fields, seen: None }))
        })))
    }))
}

fn life_event(id: RecordId, name: &str) -> Vec<Effect> {
    Effect::open(Ask::text(name, "What was decided", move |outcome, at| {
        if outcome.trim().is_empty() {
            return Err(Rejection::rule("Say in a few words what was decided, or that nothing changes."));
        }
        let fields = Fields::new().with("decided_on", at.today).with("outcome", outcome.trim());
        Ok(Effect::commit(Action::Edit { targets: vec![id], fields, seen: None }))
    }))
}

/// Opens the form of the first thing that is missing.
fn gaps(whose: i64, at: &At<'_>) -> Effects {
    let lacks = at.book.dossier(whose)?.map(|dossier| dossier.gaps).unwrap_or_default();
    let preset = Fields::new().with("relationship_id", whose);
    Ok(match lacks.first().copied() {
        Some("goals") => record::add(Kind::Goal, preset, at),
        Some("yardstick") => record::add(Kind::Expectation, preset.with("topic", "success"), at),
        Some("rules") => record::add(Kind::Acceptance, preset, at),
        Some("teaching") => record::add(Kind::Training, preset.with("day", at.today), at),
        Some("trusted contact") => record::add(Kind::Membership, preset.with("role", "trusted contact"), at),
        Some("next step") => record::add(Kind::FollowUp, preset.with("kind", "task"), at),
        Some(other) => Effect::warn(format!(
            "{other} is recorded in their dossier: {} goes there.",
            Command::GoClient.way()
        )),
        None => Effect::warn("No gap is left with them."),
    })
}
