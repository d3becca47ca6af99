//! Who left a firm, and is called no more: which of them, then why.
//!
//! **Invariant:** only who stands on a role card today is offered; every client of theirs is listed to be told.

use super::{ask_reason, need};
use crate::{
    domain::{
        action::Case,
        record::{Kind, RecordId, Row, Value},
        records::role,
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::ask::Ask,
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// Asks who left: of a client those on their role card, of a partner or helper its people and itself.
pub(super) fn ask(id: RecordId, at: &At<'_>) -> Effects {
    let called = called(id, at)?;
    let name = at.book.short_name(id.id)?;
    if called.is_empty() {
        return Err(Rejection::rule(format!(
            "Nobody of {name} stands on a role card. {} adds whom they call.",
            Command::WhomToCall.way()
        )));
    }
    if let [(only, who)] = called.as_slice() {
        return Ok(why(*only, who));
    }
    let words: Vec<&str> = called.iter().map(|(_, who)| who.as_str()).collect();
    let known = called.clone();
    let ask = Ask::choice(&format!("Who left? Called by {name}"), "Who", &words, move |chosen, _| {
        let found = known.iter().find(|(_, who)| who == chosen);
        Ok(found.map(|(who, name)| why(*who, name)).unwrap_or_default())
    });
    Ok(Effect::open(ask.whose_enter("go on")))
}

fn why(who: RecordId, name: &str) -> Vec<Effect> {
    ask_reason(&format!("{name} is called no more. Why?"), move |reason, _| {
        Ok(Effect::commit(Action::Case(Case::Leave { who, reason: reason.to_owned() })))
    })
}

/// Who can have left, each once, with the name.
fn called(id: RecordId, at: &At<'_>) -> Result<Vec<(RecordId, String)>, Rejection> {
    let row = need(id, at)?;
    let lines = if matches!(row.str("kind"), "partner" | "helper") {
        theirs(id, at)?
    } else {
        at.book.of(Kind::Role, id.id)?
    };
    let mut found: Vec<(RecordId, String)> = Vec::new();
    for line in lines.iter().filter(|line| role::holds(line, at.today)) {
        let named = [("person_id", Kind::Person), ("partner_id", Kind::Relationship)];
        for (field, kind) in named {
            let Some(who) = line.int(field).map(|who| RecordId::new(kind, who)) else { continue };
            if !found.iter().any(|(known, _)| *known == who) {
                found.push((who, need(who, at)?.str("name").to_owned()));
            }
        }
    }
    Ok(found)
}

/// The lines of all role cards that name a partner or helper, or one of its people.
fn theirs(id: RecordId, at: &At<'_>) -> Result<Vec<Row>, Rejection> {
    let mut lines = at.book.rows(Kind::Role, &[("partner_id", Value::Int(id.id))])?;
    for member in at.book.members(id.id)? {
        lines.extend(at.book.rows(Kind::Role, &[("person_id", Value::Int(member.person.id.id))])?);
    }
    Ok(lines)
}
