//! The card above the log sheet, for what a line of the `add` row does not say.
//!
//! **Invariant:** its answers go to the sheet and nowhere else; what was typed into it outlives the line.

use std::{cell::RefCell, rc::Rc};

use serde_json::{Value as Json, json};

use super::follow::{Follow, Read, Wanted, fields_of, read};
use crate::{
    domain::{
        day,
        entry::{self, Stage},
        record::{Fields, Kind, RecordId, Ty},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::At,
        layers::{
            Layer,
            asked::Asked,
            form::{Form, FormSpec},
            record,
        },
    },
};

/// What a card puts down when it is saved.
type Put = Rc<RefCell<Option<Fields>>>;

/// The card: a form, or what to say when they asked, whose answers go back to the sheet.
#[derive(Debug)]
pub(super) struct Card {
    /// The line it came from.
    pub(super) line: String,
    /// A talk, training or exception.
    pub(super) kind: Kind,
    /// What is shown.
    pub(super) form: Box<dyn Layer>,
    /// What it put down when it was saved.
    pub(super) put: Put,
}

/// The card that a line wants, about this relationship.
pub(super) fn build(wanted: &Wanted, whose: RecordId, at: &At<'_>) -> Result<Card, Rejection> {
    let Wanted { line, kind, preset } = wanted;
    let put = Put::default();
    let form: Box<dyn Layer> = match kind {
        Kind::Talk => Box::new(Asked::above(whose, preset, Rc::clone(&put), at)?),
        kind => Box::new(form(*kind, preset, &put, at)),
    };
    Ok(Card { line: line.clone(), kind: *kind, form, put })
}

/// The fields of a card, in its order.
fn asked(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Training => &["rule_id", "how", "understood", "repeat_on", "note"],
        _ => &["rule_id", "what", "why", "until"],
    }
}

/// The form of a training or exception, with what is known filled in.
fn form(kind: Kind, preset: &Fields, put: &Put, at: &At<'_>) -> Form {
    let fields: Vec<_> = asked(kind)
        .iter()
        .filter_map(|name| kind.spec().field(name))
        .map(|field| record::input(field, preset.get(field.name), at))
        .collect();
    let first = fields
        .iter()
        .find(|field| field.value.is_empty() && field.need == crate::tui::layers::form::Need::Required);
    let first = first.map(|field| field.name.clone());
    let out = Rc::clone(put);
    let form = Form::new(FormSpec {
        title: match kind {
            Kind::Training => "Rule taught".into(),
            _ => "Exception".into(),
        },
        of: format!("into the log, {} adds it", Command::Save.way()),
        slip_key: "log:card".into(),
        fields,
        check: Box::new(move |field, typed, at| {
            if kind.spec().field(&field.name).is_none_or(|field| field.ty != Ty::Date) {
                return Ok(None);
            }
            let on = day::parse_day(typed, at.today, at.order).map_err(|no| no.message)?;
            Ok(Some(day::echo(on, at.today)))
        }),
        save: Box::new(move |answers, at| {
            let mut fields = Fields::new();
            for field in asked(kind).iter().filter_map(|name| kind.spec().field(name)) {
                fields.set(field.name, record::answered(field, answers, at)?);
            }
            fields.0.retain(|_, value| !value.is_null());
            let whole = fields.clone().with("relationship_id", 1).with("day", at.today);
            let whole = entry::check(kind.spec(), &whole, Stage::New)?;
            (kind.spec().check)(&whole)?;
            *out.borrow_mut() = Some(fields);
            Ok(Vec::new())
        }),
    });
    match first {
        Some(name) => form.at_field(&name),
        None => form,
    }
}

/// A card as it came back with a slip: the line it came from, the noun of its record, what was typed into it.
pub(super) fn of_slip(
    (line, noun, body): &(String, String, Json),
    whose: RecordId,
    at: &At<'_>,
) -> Option<Card> {
    let kinds = [Kind::Talk, Kind::Training, Kind::Exception];
    let kind = kinds.into_iter().find(|kind| kind.spec().noun == *noun)?;
    let mut card = of_line(line, kind, Fields::new(), whose, at)?;
    card.form.restore(body);
    Some(card)
}

/// The card of a follow that was taken back: what its line does not say was typed into the card.
pub(super) fn again(follow: &Follow, whose: RecordId, at: &At<'_>) -> Option<Card> {
    let (kind, fields) = fields_of(&follow.consequence);
    let kind = kind?;
    let mut card = of_line(&follow.line, kind, fields.clone(), whose, at)?;
    let put = Put::default();
    let body = match kind {
        Kind::Talk => Asked::above(whose, fields, put, at).ok()?.body(),
        kind => {
            let filled = form(kind, fields, &put, at).answers();
            let typed = |(name, text): (&str, &str)| {
                let picked = filled.record(name).map(|record| record.to_string());
                (name.to_owned(), json!({ "text": text, "picked": picked }))
            };
            Json::Object(filled.iter().map(typed).collect())
        }
    };
    card.form.restore(&body);
    Some(card)
}

/// The card a line asks for; one with these fields where the line asks for none.
fn of_line(line: &str, kind: Kind, fields: Fields, whose: RecordId, at: &At<'_>) -> Option<Card> {
    let wanted = match read(line, Some(whose), at) {
        Ok(Read::Card(wanted)) if wanted.kind == kind => wanted,
        _ => Wanted { line: line.to_owned(), kind, preset: fields },
    };
    build(&wanted, whose, at).ok()
}
