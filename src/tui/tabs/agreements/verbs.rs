//! What can be done with a goal or an expectation, on the rows it fits.
//!
//! **Invariant:** every date that moves asks who, when and how.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Agreements, conflict, fall, fits, measures};
use crate::{
    acts::agreements::AgreementDetail,
    domain::{
        action::{Consent, Contradiction, GoalAct},
        agreement, entry,
        record::{Fields, Kind, RecordId},
        records::{expectation, goal},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::{
            ask::Ask,
            consent::{self, whose},
            form::{Form, FormSpec},
            measure_input, reason, record, record_all,
        },
        tabs::verbs::{self, document, items::one_step},
        widgets::page::Page,
    },
};

/// Runs a verb that is available.
pub(super) fn run(tab: &mut Agreements, command: Command, at: &At<'_>) -> Vec<Effect> {
    use Command as C;
    match command {
        C::Add => {
            let fall = tab.state.view_id() == fall::VIEW;
            let preset = if fall { preset(tab).with("topic", "market fall") } else { preset(tab) };
            record::add(tab.kind, preset, at)
        }
        C::AddGoal => record::add(Kind::Goal, preset(tab), at),
        C::AddExpectation => record::add(Kind::Expectation, preset(tab), at),
        C::Yardstick => record::add(Kind::Talk, preset(tab).with("day", at.today), at),
        C::LifeEvent => record::add(Kind::LifeEvent, preset(tab).with("day", at.today), at),
        C::AddMeasure => match &tab.detail {
            Some(detail) => measures::add(detail, at),
            None => record::add(Kind::Measure, preset(tab), at),
        },
        C::Sort => {
            tab.state.sort = (tab.state.sort + 1) % 2;
            let order = if tab.state.sort == 0 { "by what they need" } else { "by client" };
            vec![Effect::Reload, Effect::Say(format!("In order {order} · {} changes it", C::Sort.way()))]
        }
        C::CopyRow => tab.state.copy_page(),
        _ if fits::is_verb(command) => run_on_chosen(tab, command, at),
        _ => verbs::run(command, tab.state.chosen().as_ref(), at),
    }
}

/// An expectation that was agreed goes with why, and with what it taught where it taught something.
fn retire_expectation(detail: &AgreementDetail) -> Vec<Effect> {
    let (id, name) = (detail.row.id, called(detail));
    let ask = Ask::text(&format!("Retire: {name}"), "Why", move |why, _| {
        let why = why.trim().to_owned();
        let then = Ask::text(&format!("Retired, {why}: {name}"), "What was learned", move |learned, at| {
            let learned = Some(learned.trim()).filter(|learned| !learned.is_empty());
            Ok(Effect::commit(at.book.retired_with(id, &why, learned)?))
        });
        Ok(Effect::open(then.checked(|_, _| Ok(Some("Enter alone leaves it empty.".to_owned())))))
    });
    Effect::open(ask.checked(|typed, _| {
        if typed.trim().is_empty() { Err("A reason is kept with it. Type one.".to_owned()) } else { Ok(None) }
    }))
}

/// Runs a verb on the chosen agreements it fits.
fn run_on_chosen(tab: &Agreements, command: Command, at: &At<'_>) -> Vec<Effect> {
    use Command as C;
    let parted = fits::parted(tab, command, at);
    let ids = parted.ids;
    let whose = whose(parted.relationship);
    let alone = tab.detail.as_ref().filter(|_| tab.state.list.marked() < 2);
    let name = alone.map_or(parted.called, called);
    let is_agreed = |detail: &AgreementDetail| detail.row.str("state") == "agreed";
    let mut effects = vec![Effect::Leave(parted.rest)];
    effects.extend(match (command, alone) {
        (C::Finish, Some(detail)) if is_agreed(detail) => achieved(detail),
        (C::Finish, _) => {
            let title = format!("Agreed: {name}");
            consent::ask(&title, whose, at, move |consent| Action::Agree { agreements: ids.clone(), consent })
        }
        (C::AgreementReaffirm, _) => {
            let title = format!("Still right with them: {name}");
            consent::ask(&title, whose, at, move |consent| Action::Reaffirm {
                agreements: ids.clone(),
                consent,
            })
        }
        (C::Propose, _) => Effect::commit(Action::Propose { agreements: ids, on: at.today }),
        (C::AgreementRaise, _) => raise(&ids, at),
        (C::Edit, None) => record_all::edit(&ids, at),
        (C::Edit, Some(detail)) if !is_agreed(detail) => record::edit(detail.row.id, at),
        (C::Edit | C::AgreementChange, Some(detail)) => change(detail, at),
        (C::AgreementDefer, _) => reason::until(
            &format!("Later: {name}"),
            "Look again on",
            later(&ids, at),
            move |until, reason| Action::Defer { agreements: ids.clone(), until, reason },
        ),
        (C::End, Some(detail)) if is_agreed(detail) && detail.row.id.kind == Kind::Expectation => {
            retire_expectation(detail)
        }
        (C::End, _) => reason::why(&format!("Retire: {name}"), move |reason| Action::Retire {
            agreements: ids.clone(),
            reason,
        }),
        (C::Delete, _) => Effect::commit(Action::Delete { targets: ids }),
        (C::State, _) => {
            let on = at.today;
            reason::text(
                &format!("Stated in a document: {name}"),
                "Which",
                "Type the document's name.",
                move |document| Action::State { agreements: ids.clone(), document, on },
            )
        }
        (C::Evidence, Some(detail)) => document::evidence(detail.row.id, at),
        (C::Contradict, Some(detail)) => {
            let (agreement, on) = (detail.row.id, at.today);
            reason::text(
                &format!("Heard against it: {name}"),
                "They said",
                "Type what they said, in their words.",
                move |words| Action::Contradict(Contradiction { agreement, words, on }),
            )
        }
        (C::Judge, Some(detail)) => judge(detail),
        (C::Reading, Some(detail)) => measures::reading(detail),
        (C::Conflict, Some(detail)) => conflict::mark(detail, at),
        _ => Vec::new(),
    });
    effects
}

/// Puts agreements on the agenda of the next meeting with each client, as one step.
fn raise(ids: &[RecordId], at: &At<'_>) -> Vec<Effect> {
    let mut theirs: BTreeMap<i64, Vec<RecordId>> = BTreeMap::new();
    for id in ids {
        let row = at.book.get(*id).ok().flatten();
        theirs.entry(row.and_then(|row| row.int("relationship_id")).unwrap_or(0)).or_default().push(*id);
    }
    one_step(theirs.into_values().map(|agreements| Action::Raise { agreements, meeting: None }).collect())
}

fn called(detail: &AgreementDetail) -> String {
    format!("{}, {}", detail.title, detail.who)
}

/// The client of the row, or the one the list is narrowed to.
fn preset(tab: &Agreements) -> Fields {
    let row = tab.state.chosen_row().and_then(|row| row.relationship);
    let id = tab.state.whose.as_ref().map(|whose| whose.id).or(row);
    Fields::new().with("relationship_id", id.map(|id| id.id))
}

/// An agreement in full, as its tab shows it.
pub(in crate::tui) fn in_full(id: RecordId, at: &At<'_>) -> Result<Page, Rejection> {
    let gone = || Rejection::ambiguous(format!("{id} is gone. Nothing was changed."));
    Ok(super::detail::page(&at.book.agreement(id)?.ok_or_else(gone)?, at))
}

/// Asks for a reading of its measure.
pub(in crate::tui) fn reading(detail: &AgreementDetail) -> Vec<Effect> {
    measures::reading(detail)
}

/// A form of the agreed fields; saving asks who agreed, when and how.
pub(in crate::tui::tabs) fn change(detail: &AgreementDetail, at: &At<'_>) -> Vec<Effect> {
    change_with(detail, None, at)
}

/// The same, where it may be known already who agrees, when and how.
pub(in crate::tui) fn change_with(
    detail: &AgreementDetail,
    with: Option<&Consent>,
    at: &At<'_>,
) -> Vec<Effect> {
    let with = with.cloned();
    let (row, title) = (detail.row.clone(), detail.title.clone());
    let kind = row.id.kind;
    let measures = if kind == Kind::Acceptance { Vec::new() } else { detail.measures.clone() };
    let units = measure_input::units(&measures);
    let typed = || entry::typed(kind).filter(|field| field.name != "relationship_id");
    let mut fields: Vec<_> =
        typed().map(|field| record::input(field, row.fields.get(field.name), at)).collect();
    match kind {
        Kind::Goal => fields.extend(measure_input::held(&measures)),
        // What tells is one measure; which is a field of its own.
        _ => fields.extend(measure_input::held(&measures).into_iter().take(measures.len())),
    }
    Effect::open(Form::new(FormSpec {
        title: format!("Changed {}", kind.spec().noun),
        of: format!("{title}, with {}", detail.who),
        slip_key: format!("form:{}.change:{}", kind.spec().noun, row.id),
        fields,
        check: Box::new(move |field, text, at| {
            if measure_input::is_one(&field.name) {
                return measure_input::echo_of(&units, text);
            }
            echo(kind, &field.name, text, at)
        }),
        save: Box::new(move |answers, at| {
            let mut fields = Fields::new();
            for field in entry::typed(kind).filter(|field| answers.changed(field.name)) {
                fields.set(field.name, record::answered(field, answers, at)?);
            }
            let anew = if measures.is_empty() && kind != Kind::Goal {
                None
            } else {
                measure_input::changed(&measures, answers)
            };
            if fields.is_empty() && anew.is_none() {
                return Err(Rejection::rule(format!(
                    "Nothing is different from what was agreed. Esc, then {} reaffirms it.",
                    Command::AgreementReaffirm.way()
                )));
            }
            let (id, whose) = (row.id, whose(row.int("relationship_id").unwrap_or(0)));
            let act = move |consent: Consent| match anew.clone() {
                Some(measures) => {
                    Action::Goal(GoalAct::Change { goal: id, fields: fields.clone(), measures, consent })
                }
                None => Action::Change { agreement: id, fields: fields.clone(), consent },
            };
            if let Some(consent) = with.clone() {
                return Ok(Effect::save(act(consent)));
            }
            let first = at.book.consent_of_today(whose.id)?;
            Ok(consent::ask_as(&format!("Changed with them: {title}"), whose, first.as_ref(), at, act))
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
    Ok(on.map(|on| record::said_day(kind, name, on, at)))
}

fn achieved(detail: &AgreementDetail) -> Vec<Effect> {
    closed(detail.row.id, "achieved", &format!("{}, {}", detail.title, detail.who))
}

/// What comes next is asked before a goal is retired by its outcome, then what it taught.
pub(in crate::tui) fn closed(id: RecordId, outcome: &str, title: &str) -> Vec<Effect> {
    let (outcome, said) = (outcome.to_owned(), format!("{outcome}: {title}"));
    let first = format!("{}{}", outcome.get(..1).unwrap_or("").to_uppercase(), said.get(1..).unwrap_or(""));
    let next = Ask::text(&first, "What comes next", move |next, _| {
        let (outcome, next) = (outcome.clone(), next.trim().to_owned());
        if next.is_empty() {
            return Err(Rejection::rule(
                "Say what comes next; \"nothing\" is an answer too. It is kept with the goal.",
            ));
        }
        let then = Ask::text(&said, "What it taught", move |learned, _| {
            let learned = Some(learned.trim().to_owned()).filter(|learned| !learned.is_empty());
            let (outcome, next) = (outcome.clone(), Some(next.clone()));
            Ok(Effect::commit(Action::Judge(crate::domain::action::Judged {
                agreement: id,
                outcome,
                learned,
                next,
            })))
        });
        Ok(Effect::open(then.checked(|_, _| Ok(Some("Enter alone leaves it empty.".to_owned())))))
    });
    Effect::open(next.whose_enter("go on"))
}

fn judge(detail: &AgreementDetail) -> Vec<Effect> {
    let (id, title) = (detail.row.id, format!("{}, {}", detail.title, detail.who));
    let words: Vec<&str> = match id.kind {
        Kind::Goal => goal::OUTCOMES.iter().copied().filter(|word| *word != "open").collect(),
        _ => expectation::OUTCOMES.to_vec(),
    };
    let heading = format!("How it stands: {title}");
    Effect::open(Ask::choice(&heading, "It is", &words, move |outcome, _| {
        if id.kind == Kind::Goal {
            return Ok(closed(id, outcome, &title));
        }
        let outcome = outcome.to_owned();
        let asked = format!("{outcome}: {title}");
        let then = Ask::text(&asked, "What it taught", move |learned, _| {
            let learned = Some(learned.trim().to_owned()).filter(|learned| !learned.is_empty());
            Ok(Effect::commit(Action::Judge(crate::domain::action::Judged {
                agreement: id,
                outcome: outcome.clone(),
                learned,
                next: None,
            })))
        });
        Ok(Effect::open(then.checked(|_, _| Ok(Some("Enter alone leaves it empty.".to_owned())))))
    }))
}

/// Whether agreements can be put off to a day that is typed: none of several that are due before it, and how long.
pub(in crate::tui) fn later(
    ids: &[RecordId],
    at: &At<'_>,
) -> impl Fn(NaiveDate, NaiveDate) -> Result<(), Rejection> + 'static {
    let days: Vec<_> = ids.iter().map(|id| at.book.not_due_before(*id).ok().flatten()).collect();
    // One that is due is enough for all that are looked at together.
    let due = if days.contains(&None) { None } else { days.into_iter().flatten().min() };
    move |on, today| {
        agreement::is_due_by(due, on, today)?;
        agreement::may_defer(0, on, "asked next", today)
    }
}
