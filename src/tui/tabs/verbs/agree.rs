//! Agreements that are due: agreed, still right, changed, later, at the next meeting; each asked in one line.
//!
//! **Invariant:** a consent says who, when and how, and is echoed in words before it is kept.

use chrono::NaiveDate;

use super::{ask_day, ask_reason, day_of, items::one_step, need};
use crate::{
    domain::{
        action::Consent,
        day,
        filter::fold,
        record::{Fields, Kind, RecordId},
        records::{agreement_event::HOWS, membership},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::{
            ask::Ask,
            form::{Form, FormField, FormSpec, Kind as Input},
            record,
        },
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// Runs one of the strip `c` on the agreements of each relationship.
pub fn run(command: Command, theirs: Vec<Vec<RecordId>>, who: &str, at: &At<'_>) -> Effects {
    let theirs: Vec<Vec<RecordId>> = theirs.into_iter().filter(|agreements| !agreements.is_empty()).collect();
    if theirs.is_empty() {
        return Err(Rejection::rule("None of their agreements is due now."));
    }
    if command == Command::AgreementRaise {
        let raise = |agreements| Action::Raise { agreements, meeting: None };
        return Ok(one_step(theirs.into_iter().map(raise).collect()));
    }
    let agreements: Vec<RecordId> = theirs.into_iter().flatten().collect();
    match command {
        Command::AgreementReaffirm => reaffirm(agreements, who, at),
        Command::AgreementDefer => {
            let agreed = with_state(&agreements, "agreed", at)?;
            if agreed.is_empty() {
                return Err(Rejection::rule("These are not agreed yet. Agree them first with x."));
            }
            Ok(defer(agreed, who))
        }
        _ => change(agreements, at),
    }
}

/// The one line for what is agreed now.
pub fn agree(agreements: Vec<RecordId>, who: &str, at: &At<'_>) -> Effects {
    let title = format!("Agreed with {who}: {}", what(&agreements, at)?);
    ask_consent(&title, relationship(&agreements, at)?, at, move |consent| Action::Agree {
        agreements: agreements.clone(),
        consent,
    })
}

/// The one line for what is still right.
pub fn reaffirm(agreements: Vec<RecordId>, who: &str, at: &At<'_>) -> Effects {
    let agreed = with_state(&agreements, "agreed", at)?;
    if agreed.is_empty() {
        return Err(Rejection::rule("These are not agreed yet. Agree them first with x."));
    }
    let title = format!("Still right, agreed again with {who}: {}", what(&agreed, at)?);
    ask_consent(&title, relationship(&agreements, at)?, at, move |consent| Action::Reaffirm {
        agreements: agreed.clone(),
        consent,
    })
}

fn with_state(agreements: &[RecordId], state: &str, at: &At<'_>) -> Result<Vec<RecordId>, Rejection> {
    let mut fit = Vec::new();
    for id in agreements {
        if need(*id, at)?.str("state") == state {
            fit.push(*id);
        }
    }
    Ok(fit)
}

fn relationship(agreements: &[RecordId], at: &At<'_>) -> Result<i64, Rejection> {
    let first = agreements.first().ok_or_else(|| Rejection::rule("No agreement was chosen."))?;
    Ok(need(*first, at)?.int("relationship_id").unwrap_or(0))
}

fn what(agreements: &[RecordId], at: &At<'_>) -> Result<String, Rejection> {
    match agreements {
        [only] => at.book.agreement_title(&need(*only, at)?),
        many => Ok(format!("{} agreements", many.len())),
    }
}

fn defer(agreements: Vec<RecordId>, who: &str) -> Vec<Effect> {
    let title = format!("Look at it later with {who}");
    let again = title.clone();
    ask_day(&title, "Until", "+1mo", move |until, _| {
        let agreements = agreements.clone();
        Ok(ask_reason(&again, move |reason, _| {
            Ok(Effect::commit(Action::Defer {
                agreements: agreements.clone(),
                until,
                reason: reason.to_owned(),
            }))
        }))
    })
}

fn change(agreements: Vec<RecordId>, at: &At<'_>) -> Effects {
    match agreements.as_slice() {
        [only] => change_one(*only, at),
        many => {
            let mut titles = Vec::new();
            for id in many {
                titles.push((at.book.agreement_title(&need(*id, at)?)?, *id));
            }
            let words: Vec<&str> = titles.iter().map(|(title, _)| title.as_str()).collect();
            let known = titles.clone();
            Ok(Effect::open(Ask::choice("Which one has changed?", "Changed", &words, move |word, at| {
                let found = known.iter().find(|(title, _)| title == word);
                found.map_or_else(|| Ok(Vec::new()), |(_, id)| change_one(*id, at))
            })))
        }
    }
}

/// The form of an agreement as it stands, and below it who agreed, when and how.
pub fn change_one(id: RecordId, at: &At<'_>) -> Effects {
    let row = need(id, at)?;
    if id.kind == Kind::Acceptance {
        return Err(Rejection::rule(
            "A rule is changed in the rulebook (4); with one client make an exception (, x).",
        ));
    }
    let relationship = row.int("relationship_id").unwrap_or(0);
    let skipped = ["relationship_id"];
    let mut fields: Vec<FormField> = crate::domain::entry::typed(id.kind)
        .filter(|field| !skipped.contains(&field.name))
        .map(|field| record::input(field, row.fields.get(field.name), at))
        .collect();
    let members = adults(relationship, at)?;
    fields.push(
        FormField::new("consent", "Agreed by", Input::Line)
            .value(&start(&members))
            .doc("who, when, how")
            .required()
            .after_gap(),
    );
    Ok(Effect::open(Form::new(FormSpec {
        title: "Changed, a new version".into(),
        of: at.book.agreement_title(&row)?,
        slip_key: format!("form:change:{id}"),
        fields,
        check: Box::new(move |field, typed, at| {
            if field.name != "consent" {
                return Ok(None);
            }
            let consent = consent_of(typed, relationship, at).map_err(|no| no.message)?;
            said(&consent, relationship, at).map(Some).map_err(|no| no.message)
        }),
        save: Box::new(move |answers, at| {
            let mut fields = Fields::new();
            for field in crate::domain::entry::typed(id.kind).filter(|field| answers.changed(field.name)) {
                fields.set(field.name, record::answered(field, answers, at)?);
            }
            if fields.is_empty() {
                return Err(Rejection::rule("Nothing was changed. Still right? c c says so."));
            }
            let consent = consent_of(answers.text("consent"), relationship, at)?;
            Ok(Effect::save(Action::Change { agreement: id, fields, consent }))
        }),
    })))
}

fn ask_consent(
    title: &str,
    relationship: i64,
    at: &At<'_>,
    action: impl Fn(Consent) -> Action + 'static,
) -> Effects {
    let members = adults(relationship, at)?;
    let ask = Ask::text(title, "By", move |typed, at| {
        Ok(Effect::commit(action(consent_of(typed, relationship, at)?)))
    })
    .checked(move |typed, at| {
        let consent = consent_of(typed, relationship, at).map_err(|no| no.message)?;
        said(&consent, relationship, at).map(Some).map_err(|no| no.message)
    })
    .starting(&start(&members));
    Ok(Effect::open(ask))
}

/// Those who may agree, with what they are called.
fn adults(relationship: i64, at: &At<'_>) -> Result<Vec<(RecordId, String)>, Rejection> {
    let members = at.book.members(relationship)?;
    Ok(members
        .into_iter()
        .filter(|member| membership::may_agree(&member.role) && member.person.day("died_on").is_none())
        .map(|member| {
            let given = member.person.str("given");
            let name = if given.is_empty() { member.person.str("name") } else { given };
            (member.person.id, name.to_owned())
        })
        .collect())
}

fn start(members: &[(RecordId, String)]) -> String {
    let names: Vec<&str> = members.iter().map(|(_, name)| name.as_str()).collect();
    format!("{}, today, meeting", names.join(" and "))
}

/// Reads `Ann and Robert, today, meeting`: names in any order, `not Robert` for who dissents, a day, how.
pub fn consent_of(typed: &str, relationship: i64, at: &At<'_>) -> Result<Consent, Rejection> {
    let members = adults(relationship, at)?;
    let mut consent =
        Consent { by: Vec::new(), dissents: Vec::new(), on: at.today, how: String::new(), evidence: None };
    for part in typed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let plain = part.strip_prefix("in a ").or(part.strip_prefix("by ")).unwrap_or(part);
        if let Some(how) = HOWS.iter().find(|how| plain.eq_ignore_ascii_case(how)) {
            consent.how = (*how).to_owned();
        } else if let Ok(on) = past_day(part, at) {
            consent.on = on;
        } else {
            for name in part.split(" and ").flat_map(|names| names.split('&')).map(str::trim) {
                let (dissents, name) = match name.strip_prefix("not ") {
                    Some(name) => (true, name),
                    None => (false, name),
                };
                let wanted = fold(name);
                let fits = |known: &&(RecordId, String)| fold(&known.1).starts_with(&wanted);
                let Some((id, _)) = members.iter().find(fits).filter(|_| !wanted.is_empty()) else {
                    return Err(Rejection::rule(unknown(name, &members)));
                };
                if dissents { consent.dissents.push(*id) } else { consent.by.push(*id) }
            }
        }
    }
    if consent.how.is_empty() {
        return Err(Rejection::rule(format!("How? One of: {}.", HOWS.join(", "))));
    }
    if consent.by.is_empty() {
        return Err(Rejection::rule("Who agreed? Type a name."));
    }
    Ok(consent)
}

fn past_day(text: &str, at: &At<'_>) -> Result<NaiveDate, Rejection> {
    let on = day_of(text, at)?;
    if on <= at.today {
        return Ok(on);
    }
    day::parse_past_day(text, at.today, at.order)
}

fn unknown(name: &str, members: &[(RecordId, String)]) -> String {
    let names: Vec<&str> = members.iter().map(|(_, name)| name.as_str()).collect();
    if names.is_empty() {
        return "Nobody in this household can agree yet. Add a person first.".to_owned();
    }
    format!("{name} is neither a day, nor a way, nor one of them: {}.", names.join(", "))
}

fn said(consent: &Consent, relationship: i64, at: &At<'_>) -> Result<String, Rejection> {
    let members = adults(relationship, at)?;
    let name =
        |id: &RecordId| members.iter().find(|(known, _)| known == id).map_or("", |(_, name)| name.as_str());
    let by: Vec<&str> = consent.by.iter().map(name).collect();
    let mut said = format!("{}, {}, {}", by.join(" and "), day::echo(consent.on, at.today), consent.how);
    let others: Vec<&str> =
        members.iter().filter(|(id, _)| !consent.by.contains(id)).map(|(_, name)| name.as_str()).collect();
    if !others.is_empty() {
        said = format!("{said}; not {}", others.join(", "));
    }
    Ok(said)
}
