//! What `x` means on a row that is derived: the one act that settles it.
//!
//! **Invariant:** nothing is ever ticked off: each row leaves the queue by a record of what was done.

use super::{agree, agreements_of, ask_reason, called, duty, meeting, need};
use crate::{
    acts::queue::Source,
    domain::{
        action::Case,
        day::{self, days_between},
        entry,
        number::Unit,
        record::{Fields, Kind, RecordId, Value},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, pair::Pair, record},
        tabs::{Focus, rules},
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
        Source::Expires(_) => exception(source.record(), &focus.name, at),
        Source::Breach(_) => Ok(breach(source.record(), &focus.name)),
        Source::Decision(_) => Ok(decision(source.record(), &focus.name)),
        Source::Duty(record) => Ok(duty::settle(record, &focus.name)),
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
        Source::Tell { rule, .. } => rules::told(rule, at),
        Source::Purge(_) => Ok(vec![Effect::Run(Command::PurgeList)]),
        Source::Safeguard(record) => Ok(duty::safeguard(record, &focus.name, at)),
    }
}

/// What was proposed is agreed first, then what is a draft is proposed; what is agreed already has the strip `c`.
fn agreements(source: Source, focus: &Focus, at: &At<'_>) -> Effects {
    let (mut proposed, mut drafts) = (Vec::new(), Vec::new());
    for id in agreements_of(source, at)? {
        match need(id, at)?.str("state") {
            "proposed" => proposed.push(id),
            "draft" => drafts.push(id),
            _ => {}
        }
    }
    if !proposed.is_empty() {
        return agree::agree(proposed, &focus.who, at);
    }
    if !drafts.is_empty() {
        return Ok(Effect::commit(Action::Propose { agreements: drafts, on: at.today }));
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
    let unit = Unit::of(measure.str("unit"));
    Ok(Effect::open(Ask::text(&title, "Today's value", move |typed, at| {
        let value = match unit {
            Some(unit) if !typed.trim().is_empty() => Value::Int(unit.parse(typed)?),
            _ => read("value", typed, at)?,
        };
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

/// One strip: until when it holds on, and why.
fn exception(id: RecordId, name: &str, at: &At<'_>) -> Effects {
    let row = need(id, at)?;
    let what = row.str("what").to_owned();
    let who = at.book.short_name(row.int("relationship_id").unwrap_or(0))?;
    let title = if what.is_empty() { name.to_owned() } else { format!("Renew the exception: {what}, {who}") };
    let start = day::add_months(at.today, 3).map(|on| on.to_string()).unwrap_or_default();
    Ok(Effect::open(Pair::new(&title, ("Until", "Why"), &start, move |until, reason| {
        Action::Case(Case::Renew { exception: id, until, reason })
    })))
}

/// Ends an exception today, with the reason.
pub(super) fn end_exception(id: RecordId, focus: &Focus) -> Vec<Effect> {
    ask_reason(&format!("End the exception today: {}", called(focus)), move |reason, _| {
        Ok(Effect::commit(Action::Case(Case::End { exception: id, reason: reason.to_owned() })))
    })
}

/// What came of a decision, and what it taught, which may be left.
pub(in crate::tui::tabs) fn decision(id: RecordId, name: &str) -> Vec<Effect> {
    let title = name.to_owned();
    Effect::open(Ask::text(name, "What came of it", move |outcome, _| {
        if outcome.trim().is_empty() {
            return Err(Rejection::rule("Say in a few words what came of it."));
        }
        let outcome = outcome.to_owned();
        Ok(Effect::open(Ask::text(&title, "What it taught, if anything", move |learned, _| {
            let learned = Some(learned.trim().to_owned()).filter(|learned| !learned.is_empty());
            let outcome = outcome.clone();
            Ok(Effect::commit(Action::Case(Case::Checked { decision: id, outcome, learned })))
        })))
    }))
}

fn breach(id: RecordId, name: &str) -> Vec<Effect> {
    let title = name.to_owned();
    let words = ["rule applied", "exception made", "rule changed"];
    let ask = Ask::choice(name, "Answer", &words, move |word, _| {
        let answer = match word {
            "rule applied" => "applied",
            "exception made" => "exception",
            _ => "rule changed",
        };
        let ask = Ask::text(&format!("{title}: {word}"), "What was said, to whom", move |note, _| {
            let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
            let (breach, answer) = (id, answer.to_owned());
            Ok(Effect::commit(Action::Case(Case::Answer { breach, answer, note })))
        });
        Ok(Effect::open(ask))
    });
    Effect::open(ask.whose_enter("go on"))
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

/// Finishes stored follow-ups; of one promise or request of ours that is late it asks what went wrong.
pub(super) fn done(items: Vec<RecordId>, focus: &Focus, at: &At<'_>) -> Effects {
    let finished = Action::Done { items: items.clone(), note: None };
    let [only] = items.as_slice() else { return Ok(Effect::commit(finished)) };
    let (only, row) = (*only, need(*only, at)?);
    let days = row.day("due").map_or(0, |due| days_between(due, at.today));
    let is_owed = row.str("whose") != "theirs"
        && (row.str("kind") == "promise"
            || (row.str("kind") == "request" && row.day("decided_on").is_some()));
    if days <= 0 || !is_owed || row.fields.text("went_wrong").is_some() {
        return Ok(Effect::commit(finished));
    }
    let title = format!("Done, {} late: {}", day::count_days(days), called(focus));
    let ask = Ask::text(&title, "What went wrong (or leave it)", move |typed, _| {
        let said = typed.trim();
        if said.is_empty() {
            return Ok(Effect::commit(finished.clone()));
        }
        let fields = Fields::new().with("went_wrong", said);
        let edit = Action::Edit { targets: vec![only], fields, seen: None };
        Ok(Effect::commit(Action::Several { acts: vec![edit, finished.clone()] }))
    });
    Ok(Effect::open(ask.whose_enter("done")))
}
