//! What `a` adds among a client's records, and which of them a section of the client's page is about.
//!
//! **Invariant:** what is added belongs to the client, and to the person, goal, measure or meeting of its row.

use super::Row;
use crate::{
    acts::records::OF_RELATIONSHIP,
    domain::{
        record::{Fields, Kind, RecordId, Set, Ty},
        rejection::Rejection,
    },
    tui::{
        desk::At,
        effect::Effect,
        layers::{ask::Ask, log::Log, record},
        tabs::clients::household,
        widgets::text,
    },
};

/// The types told under another record, and under which.
const UNDER: &[(Kind, Kind)] = &[
    (Kind::Membership, Kind::Person),
    (Kind::ContactPoint, Kind::Person),
    (Kind::SpecialDate, Kind::Person),
    (Kind::CustomField, Kind::Person),
    (Kind::AgendaItem, Kind::Meeting),
    (Kind::AgreementMeasure, Kind::Goal),
    (Kind::Reading, Kind::Measure),
];

/// The types that happened on a day: today, unless another is typed.
const TODAY: &[Kind] = &[
    Kind::Reading,
    Kind::Talk,
    Kind::Training,
    Kind::Exception,
    Kind::Breach,
    Kind::LifeEvent,
    Kind::Decision,
    Kind::GapAnswer,
    Kind::Delivery,
    Kind::Complaint,
    Kind::Incident,
];

/// The types a section of the client's page is about.
pub(super) fn of_section(name: &str) -> &'static [Kind] {
    match name {
        "Standing" | "Notes" => &[Kind::Relationship],
        "People" => &[Kind::Person],
        "Timeline" => &[Kind::Interaction],
        "Goals" => &[Kind::Goal],
        "Expectations" => &[Kind::Expectation],
        "Rules" => &[Kind::Acceptance],
        "Exceptions" => &[Kind::Exception],
        "Breaches" => &[Kind::Breach],
        "Follow-ups" => &[Kind::FollowUp],
        "Meetings" => &[Kind::Meeting],
        "Life events" => &[Kind::LifeEvent],
        "Decisions" => &[Kind::Decision],
        "Whom to call" => &[Kind::Role],
        "Gaps" => &[Kind::GapAnswer],
        _ => &[],
    }
}

/// The types under whose heading a record of this type may be told.
pub(super) fn heads(kind: Kind) -> Vec<Kind> {
    let under = UNDER.iter().filter(|(part, _)| *part == kind).map(|(_, whole)| *whole);
    std::iter::once(kind).chain(under).collect()
}

/// The heading of a type.
pub(super) fn plural(kind: Kind) -> String {
    let name = match kind {
        Kind::Relationship => "The client itself",
        Kind::Person => "People",
        Kind::Interaction => "Contacts",
        Kind::Acceptance => "Accepted rules",
        Kind::CustomField => "Fields of your own",
        other => other.spec().plural,
    };
    text::capital(name)
}

/// What one of a type is called in the question what to add.
fn called(kind: Kind) -> String {
    match kind {
        Kind::Interaction => "contact",
        Kind::SpecialDate => "special date",
        Kind::CustomField => "field of your own",
        Kind::AgreementMeasure => "measure of this goal",
        Kind::AgendaItem => "agenda item",
        Kind::Acceptance => "accepted rule",
        Kind::GapAnswer => "gap answered",
        other => return other.spec().called(),
    }
    .to_owned()
}

/// What can be added where the cursor is; the first is one more of the same.
fn offered(kind: Kind) -> Vec<Kind> {
    if kind == Kind::Relationship {
        return OF_RELATIONSHIP.iter().copied().filter(|kind| *kind != Kind::Relationship).collect();
    }
    let under = UNDER.iter().filter(|(part, whole)| *whole == kind && *part != Kind::Membership);
    std::iter::once(kind).chain(under.map(|(part, _)| *part)).collect()
}

/// Adds one of the type of the row, or asks which where several belong there.
pub(super) fn add(client: RecordId, row: Option<&Row>, at: &At<'_>) -> Vec<Effect> {
    let record = row.and_then(|row| row.record);
    let none = row.and_then(|row| row.key.strip_prefix("none:")).and_then(Kind::of_noun);
    let kind = record.map(|record| record.kind).or(none).unwrap_or(Kind::Relationship);
    let kinds = if none.is_some() { vec![kind] } else { offered(kind) };
    if let [only] = kinds.as_slice() {
        return one(*only, client, record, at).unwrap_or_else(|why| Effect::warn(why.message));
    }
    let names: Vec<String> = kinds.iter().map(|kind| called(*kind)).collect();
    let words: Vec<&str> = names.iter().map(String::as_str).collect();
    let about = row.map(|row| row.name.clone()).unwrap_or_default();
    let names = names.clone();
    Effect::open(Ask::choice(&format!("Add, at {about}"), "What", &words, move |chosen, at| {
        let number = names.iter().position(|name| name == chosen);
        match number.and_then(|number| kinds.get(number)) {
            Some(kind) => one(*kind, client, record, at),
            None => Ok(Vec::new()),
        }
    }))
}

/// The form of one more record; what the row tells of it is filled in.
fn one(kind: Kind, client: RecordId, row: Option<RecordId>, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    match kind {
        Kind::Person => return Ok(household::add_person(client, at)),
        Kind::Interaction => return Ok(Effect::open(Log::new(client, None, at)?)),
        _ => {}
    }
    let mut preset = Fields::new();
    let beside = row.map(|row| at.book.get(row)).transpose()?.flatten();
    if let (Some(beside), true) = (&beside, UNDER.iter().any(|(part, _)| *part == kind)) {
        for field in kind.spec().fields {
            let Ty::Ref(to) = field.ty else { continue };
            if to == beside.id.kind {
                preset.set(field.name, beside.id.id);
            } else if UNDER.contains(&(kind, to)) {
                preset.set(field.name, beside.int(field.name));
            }
        }
    }
    let theirs = kind.spec().field("relationship_id").is_some_and(|field| field.set != Set::ByAct);
    if theirs && preset.int("person_id").is_none_or(|_| kind != Kind::CustomField) {
        preset.set("relationship_id", client.id);
    }
    if TODAY.contains(&kind) {
        preset.set("day", at.today);
    }
    Ok(record::add(kind, preset, at))
}
