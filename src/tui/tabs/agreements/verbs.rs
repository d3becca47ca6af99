//! What can be done with a goal or an expectation.
//!
//! **Invariant:** a verb that cannot run says why and what to press instead; every date that moves asks who,
//! when and how.

use super::{Agreements, detail::next_meeting};
use crate::{
    acts::agreements::AgreementDetail,
    domain::{
        agreement, day, entry,
        number::{self, Unit},
        record::{Fields, Kind, RecordId, Value},
        records::{expectation, goal},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
        layers::{
            ask::Ask,
            consent::{self, whose},
            form::{Form, FormSpec},
            reason, record,
        },
    },
};

/// What is said on a client's row.
pub(super) const NO_TALK: &str =
    "Q says what to say when they compare; , y records the talk once it was had.";
const NOT_AGREED: &str = "It is not agreed yet, so there is nothing to look at again. x agrees it with them.";
const RETIRED: &str = "It is retired; it stays readable. a writes a new one.";

/// Whether a verb can run, and why not.
pub(super) fn available(tab: &Agreements, command: Command, at: &At<'_>) -> Availability {
    use Command as C;
    match command {
        C::Add | C::Sort => return Availability::Yes,
        C::AddGoal if tab.kind == Kind::Goal => return Availability::Yes,
        C::AddExpectation if tab.kind == Kind::Expectation => return Availability::Yes,
        C::Yardstick | C::LifeEvent | C::AddMeasure if tab.state.list.row().is_some() => {
            return Availability::Yes;
        }
        C::CopyRow if tab.state.list.row().is_some() => return Availability::Yes,
        _ if !is_verb(command) => return Availability::Elsewhere,
        _ => {}
    }
    let Some(detail) = &tab.detail else {
        return match tab.state.list.row() {
            Some(_) => Availability::no(format!("This row is a client, no expectation. {NO_TALK}")),
            None => Availability::Elsewhere,
        };
    };
    match marks(tab, command).and_then(|()| verdict(detail, command, at)) {
        Ok(()) => Availability::Yes,
        Err(no) => Availability::No(no),
    }
}

/// Whether the verb can act on all marked rows at once.
fn marks(tab: &Agreements, command: Command) -> Result<(), String> {
    use Command as C;
    let chosen = tab.state.list.chosen();
    let Some(first) = chosen.first().filter(|_| chosen.len() > 1) else { return Ok(()) };
    if matches!(command, C::Edit | C::AgreementChange | C::Judge | C::Reading) {
        return Err("This is done one row at a time. V takes the marks away.".to_owned());
    }
    if command == C::Finish && tab.kind == Kind::Goal && tab.is("agreed") {
        return Err(
            "A goal is achieved one at a time, with what comes next. V takes the marks away.".to_owned()
        );
    }
    if command != C::Delete && chosen.iter().any(|row| row.relationship != first.relationship) {
        return Err(
            "The marked rows belong to different clients. Do it with one at a time; V takes the marks away."
                .to_owned(),
        );
    }
    Ok(())
}

fn is_verb(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Finish
            | C::Edit
            | C::Propose
            | C::Reading
            | C::Judge
            | C::State
            | C::AgreementRaise
            | C::AgreementReaffirm
            | C::AgreementChange
            | C::AgreementDefer
            | C::End
            | C::Delete
    )
}

fn verdict(detail: &AgreementDetail, command: Command, at: &At<'_>) -> Result<(), String> {
    use Command as C;
    let row = &detail.row;
    let (state, goal) = (row.str("state"), row.id.kind == Kind::Goal);
    if command == C::Delete {
        return agreement::may_delete(row.day("agreed_on")).map_err(|no| no.message);
    }
    if state == "retired" {
        return Err(RETIRED.to_owned());
    }
    match command {
        C::Finish if state == "agreed" && !goal => {
            Err("It is agreed already. c c reaffirms it, c e changes it, , j says whether it is kept."
                .to_owned())
        }
        C::Propose if state == "proposed" => {
            let on = row.day("proposed_on").map(|on| day::short(on, at.today)).unwrap_or_default();
            Err(format!("It was proposed on {on}. x agrees it with them."))
        }
        C::Propose if state == "agreed" => {
            Err("It is agreed already. c e changes it with them into a new version.".to_owned())
        }
        C::AgreementReaffirm | C::AgreementChange | C::AgreementDefer if state != "agreed" => {
            Err(NOT_AGREED.to_owned())
        }
        C::Judge if state != "agreed" && !goal => {
            Err("Only what was agreed can be kept or not. x agrees it with them.".to_owned())
        }
        C::AgreementDefer if row.int("deferrals").unwrap_or(0) >= 2 => {
            let soon = day::add_days(at.today, 1).unwrap_or(at.today);
            agreement::may_defer(2, soon, "asked", at.today).map_err(|no| no.message)
        }
        C::AgreementRaise if row.day("raised_on").is_some() => {
            Err("It stands on the agenda of their next meeting already.".to_owned())
        }
        C::AgreementRaise if next_meeting(row.int("relationship_id").unwrap_or(0), at).is_none() => {
            Err(format!(
                "No meeting with {} is planned. Add one first (: add a meeting on their dossier), then raise it.",
                detail.who
            ))
        }
        C::Reading if detail.measures.is_empty() => {
            Err("It has no measure yet. : add a measure gives it one.".to_owned())
        }
        _ => Ok(()),
    }
}

/// Runs a verb that is available.
pub(super) fn run(tab: &mut Agreements, command: Command, at: &At<'_>) -> Vec<Effect> {
    use Command as C;
    match command {
        C::Add | C::AddGoal | C::AddExpectation => return record::add(tab.kind, preset(tab), at),
        C::Yardstick => return record::add(Kind::Talk, preset(tab).with("day", at.today), at),
        C::LifeEvent => return record::add(Kind::LifeEvent, preset(tab).with("day", at.today), at),
        C::Sort => {
            tab.state.sort = (tab.state.sort + 1) % 2;
            let order = if tab.state.sort == 0 { "by what they need" } else { "by client" };
            return vec![Effect::Reload, Effect::Say(format!("In order {order} · o changes it"))];
        }
        C::CopyRow => return vec![Effect::Copy(tab.state.page.text())],
        _ => {}
    }
    let ids = tab.chosen();
    let Some(detail) = &tab.detail else {
        return if command == C::AddMeasure {
            record::add(Kind::Measure, preset(tab), at)
        } else {
            Vec::new()
        };
    };
    let whose = whose(detail.row.int("relationship_id").unwrap_or(0));
    let name = called(&ids, detail);
    match command {
        C::Finish if detail.row.str("state") == "agreed" => achieved(detail),
        C::Finish => {
            let title = format!("Agreed: {name}");
            consent::ask(&title, whose, at, move |consent| Action::Agree { agreements: ids.clone(), consent })
        }
        C::AgreementReaffirm => {
            let title = format!("Still right with them: {name}");
            consent::ask(&title, whose, at, move |consent| Action::Reaffirm {
                agreements: ids.clone(),
                consent,
            })
        }
        C::Propose => Effect::commit(Action::Propose { agreements: ids, on: at.today }),
        C::AgreementRaise => Effect::commit(Action::Raise { agreements: ids, meeting: None }),
        C::Edit if detail.row.str("state") != "agreed" => record::edit(detail.row.id, at),
        C::Edit | C::AgreementChange => change(detail, at),
        C::AgreementDefer => reason::until(
            &format!("Later: {name}"),
            "Look again on",
            |on, today| agreement::may_defer(0, on, "asked next", today),
            move |until, reason| Action::Defer { agreements: ids.clone(), until, reason },
        ),
        C::End => reason::why(&format!("Retire: {name}"), move |reason| Action::Retire {
            agreements: ids.clone(),
            reason,
        }),
        C::Delete => Effect::commit(Action::Delete { targets: ids }),
        C::State => {
            let on = at.today;
            reason::text(
                &format!("Stated in a document: {name}"),
                "Which",
                "Type the document's name.",
                move |document| Action::State { agreements: ids.clone(), document, on },
            )
        }
        C::Judge => judge(detail),
        C::Reading => reading(detail),
        C::AddMeasure => add_measure(detail, at),
        _ => Vec::new(),
    }
}

fn called(ids: &[RecordId], detail: &AgreementDetail) -> String {
    match ids.len() {
        0 | 1 => format!("{}, {}", detail.title, detail.who),
        many => format!("{many} {}", detail.row.id.kind.spec().plural),
    }
}

/// The client of the row, or the one the list is narrowed to.
fn preset(tab: &Agreements) -> Fields {
    let row = tab.state.list.row().and_then(|row| row.relationship);
    let id = tab.state.whose.as_ref().map(|whose| whose.id).or(row);
    Fields::new().with("relationship_id", id.map(|id| id.id))
}

/// A form of the agreed fields; saving asks who agreed, when and how.
fn change(detail: &AgreementDetail, at: &At<'_>) -> Vec<Effect> {
    let (row, title) = (detail.row.clone(), detail.title.clone());
    let kind = row.id.kind;
    let typed = || entry::typed(kind).filter(|field| field.name != "relationship_id");
    let fields = typed().map(|field| record::input(field, row.fields.get(field.name), at)).collect();
    Effect::open(Form::new(FormSpec {
        title: format!("Changed {}", kind.spec().noun),
        of: format!("{title}, with {}", detail.who),
        slip_key: format!("form:{}.change:{}", kind.spec().noun, row.id),
        fields,
        check: Box::new(move |field, text, at| echo(kind, &field.name, text, at)),
        save: Box::new(move |answers, at| {
            let mut fields = Fields::new();
            for field in entry::typed(kind).filter(|field| answers.changed(field.name)) {
                fields.set(field.name, record::answered(field, answers, at)?);
            }
            if fields.is_empty() {
                return Err(Rejection::rule(
                    "Nothing is different from what was agreed. Esc, then c c reaffirms it.",
                ));
            }
            let (id, whose) = (row.id, whose(row.int("relationship_id").unwrap_or(0)));
            Ok(consent::ask(&format!("Changed with them: {title}"), whose, at, move |consent| {
                Action::Change { agreement: id, fields: fields.clone(), consent }
            }))
        }),
    }))
}

fn echo(kind: Kind, name: &str, typed: &str, at: &At<'_>) -> Result<Option<String>, String> {
    let Some(field) = kind.spec().field(name) else { return Ok(None) };
    if !matches!(field.ty, crate::domain::record::Ty::Date | crate::domain::record::Ty::Count)
        || typed.is_empty()
    {
        return Ok(None);
    }
    let value = entry::read(field, typed, at.today, at.order).map_err(|no| no.message)?;
    let on = value.text().and_then(|text| text.parse().ok());
    Ok(on.map(|on| day::echo(on, at.today)))
}

fn achieved(detail: &AgreementDetail) -> Vec<Effect> {
    let id = detail.row.id;
    reason::text(
        &format!("Achieved: {}, {}", detail.title, detail.who),
        "What comes next",
        "Say what comes next, or what it taught; it is kept with the goal.",
        move |learned| Action::Judge {
            agreement: id,
            outcome: "achieved".to_owned(),
            learned: Some(learned),
        },
    )
}

fn judge(detail: &AgreementDetail) -> Vec<Effect> {
    let (id, title) = (detail.row.id, format!("{}, {}", detail.title, detail.who));
    let words: Vec<&str> = match id.kind {
        Kind::Goal => goal::OUTCOMES.iter().copied().filter(|word| *word != "open").collect(),
        _ => expectation::OUTCOMES.to_vec(),
    };
    let heading = format!("How it stands: {title}");
    Effect::open(Ask::choice(&heading, "It is", &words, move |outcome, _| {
        let outcome = outcome.to_owned();
        let asked = format!("{outcome}: {title}");
        let then = Ask::text(&asked, "What it taught", move |learned, _| {
            let learned = Some(learned.trim().to_owned()).filter(|learned| !learned.is_empty());
            Ok(Effect::commit(Action::Judge { agreement: id, outcome: outcome.clone(), learned }))
        });
        Ok(Effect::open(then.checked(|_, _| Ok(Some("Enter alone leaves it empty.".to_owned())))))
    }))
}

/// Asks for the value of its measure; of several, first which.
fn reading(detail: &AgreementDetail) -> Vec<Effect> {
    let measures: Vec<(i64, String, String)> = detail
        .measures
        .iter()
        .map(|measure| {
            (
                measure.measure.id.id,
                measure.measure.str("name").to_owned(),
                measure.measure.str("unit").to_owned(),
            )
        })
        .collect();
    if let [(id, name, unit)] = measures.as_slice() {
        return value(*id, name, unit);
    }
    let names: Vec<&str> = measures.iter().map(|(_, name, _)| name.as_str()).collect();
    Effect::open(Ask::choice("A reading", "Of which measure", &names, {
        let measures = measures.clone();
        move |chosen, _| {
            let found = measures.iter().find(|(_, name, _)| name == chosen);
            Ok(found.map(|(id, name, unit)| value(*id, name, unit)).unwrap_or_default())
        }
    }))
}

/// A value, and after a comma or a space the day it is of: `97`, `97 on 1 nov`.
fn value(measure: i64, name: &str, unit: &str) -> Vec<Effect> {
    let unit = Unit::of(unit);
    let read = move |typed: &str, at: &At<'_>| -> Result<(i64, chrono::NaiveDate), Rejection> {
        let (figure, on) = match typed.split_once(" on ") {
            Some((figure, on)) => (figure, day::parse_past_day(on.trim(), at.today, at.order)?),
            None => (typed, at.today),
        };
        let figure = unit.map_or_else(|| number::parse(figure), |unit| unit.parse(figure))?;
        Ok((figure, on))
    };
    let ask = Ask::text(&format!("A reading: {name}"), "It read", move |typed, at| {
        let (value, on) = read(typed, at)?;
        let fields = Fields::new().with("measure_id", measure).with("value", value).with("day", on);
        Ok(Effect::commit(Action::Add { kind: Kind::Reading, fields }))
    });
    Effect::open(ask.checked(move |typed, at| {
        if typed.trim().is_empty() {
            return Err("Type the value; \"97 on 1 nov\" when it is not of today.".to_owned());
        }
        let (value, on) = read(typed, at).map_err(|no| no.message)?;
        let shown = unit.map_or_else(|| number::format(value), |unit| unit.format(value));
        Ok(Some(format!("{shown}, {}", day::echo(on, at.today))))
    }))
}

const NEW_MEASURE: &str = "a new measure";

/// Ties one of their measures to this agreement, or opens the form of a new one.
fn add_measure(detail: &AgreementDetail, at: &At<'_>) -> Vec<Effect> {
    let row = detail.row.clone();
    let relationship = row.int("relationship_id").unwrap_or(0);
    if row.id.kind == Kind::Expectation && row.str("state") == "agreed" {
        return Effect::warn(
            "What will tell is part of what was agreed. c e changes it with them; : add a measure on the client makes one.",
        );
    }
    let tied: Vec<i64> = detail.measures.iter().map(|measure| measure.measure.id.id).collect();
    let free: Vec<(i64, String)> = at
        .book
        .of(Kind::Measure, relationship)
        .unwrap_or_default()
        .iter()
        .filter(|measure| !tied.contains(&measure.id.id))
        .map(|measure| (measure.id.id, measure.str("name").to_owned()))
        .collect();
    let new = Fields::new().with("relationship_id", relationship);
    if free.is_empty() {
        let mut effects = record::add(Kind::Measure, new, at);
        effects.push(Effect::Say(
            "They have no other measure; once it is saved, : add a measure ties it to this one".into(),
        ));
        return effects;
    }
    let names: Vec<&str> = free.iter().map(|(_, name)| name.as_str()).chain([NEW_MEASURE]).collect();
    let title = format!("A measure of: {}", detail.title);
    let known = free.clone();
    Effect::open(Ask::choice(&title, "Which", &names, move |chosen, at| {
        let Some((id, _)) = known.iter().find(|(_, name)| name == chosen) else {
            return Ok(record::add(Kind::Measure, new.clone(), at));
        };
        Ok(Effect::commit(match row.id.kind {
            Kind::Goal => Action::Add {
                kind: Kind::AgreementMeasure,
                fields: new.clone().with("goal_id", row.id.id).with("measure_id", *id),
            },
            _ => Action::Edit {
                targets: vec![row.id],
                fields: Fields::new().with("measure_id", Value::Int(*id)),
                seen: None,
            },
        }))
    }))
}
