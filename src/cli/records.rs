//! The verbs that every record has: add, list, show, edit, delete.
//!
//! **Invariant:** one command is one act, so one step of undo.

use std::collections::HashMap;

use clap::ArgMatches;
use serde_json::{Map, Value as Json, json};

use super::{
    agreements, cases, clients, documents, fields, in_force, meetings, nouns,
    output::{Answer, table},
    registers, rulebook,
    session::Session,
    show, tiers,
};
use crate::acts::{called::Called, facts::is_over};
use crate::domain::{
    action::Action,
    filter::Filter,
    number,
    record::{Field, Kind, RecordId, Row, Ty, Value},
    rejection::Rejection,
};

/// Runs one verb of a noun.
pub(super) fn run(session: &mut Session, kind: Kind, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let Some((verb, matches)) = matches.subcommand() else {
        return Err(Rejection::ambiguous("Say what to do: add, list, show, edit or delete."));
    };
    match (kind, verb) {
        (Kind::Relationship, "add") => clients::add(session, matches),
        (Kind::Person, "add") => clients::add_person(session, matches),
        (Kind::Goal, "add") => agreements::add_goal(session, matches),
        (_, "add") => {
            let fields = fields::read_new(session, kind, matches)?;
            session.act(&Action::Add { kind, fields }).map_err(|no| fields::missing(kind, no))
        }
        (_, "list") => list(session, kind, matches),
        (_, "show") => {
            let names = names(matches);
            let as_of = matches.get_one::<String>("as_of").cloned();
            let ids = session.records(kind, &names)?;
            show::records(session, &ids, as_of.as_deref())
        }
        (_, "edit") => edit(session, kind, matches),
        (_, "delete") => {
            let targets = session.records(kind, &names(matches))?;
            session.act(&Action::Delete { targets })
        }
        (Kind::Document, _) => documents::run(session, verb, matches),
        (Kind::Relationship, _) => clients::run(session, verb, matches),
        (Kind::Meeting, "state") => meetings::state(session, matches),
        (Kind::Meeting, "plan") => meetings::plan(session, matches),
        (Kind::AgendaItem, "move") => meetings::moved(session, matches),
        (Kind::Pause, "end") => meetings::ended(session, matches),
        (Kind::GapAnswer, "close") => clients::answer_gap(session, matches),
        (Kind::Rule, _) => rulebook::run(session, verb, matches),
        (Kind::Obligation | Kind::Incident | Kind::Complaint | Kind::LegalHold | Kind::Delivery, _) => {
            registers::run(session, verb, matches)
        }
        (Kind::Exception | Kind::Breach | Kind::Decision | Kind::Role, _) => {
            cases::run(session, verb, matches)
        }
        _ => agreements::run(session, kind, verb, matches),
    }
}

fn names(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>("names").map(|names| names.cloned().collect()).unwrap_or_default()
}

fn edit(session: &mut Session, kind: Kind, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let targets = session.records(kind, &names(matches))?;
    let fields =
        match (matches.try_contains_id("relationship_id").unwrap_or(false), whose_all(session, &targets)?) {
            // Whose they become is said with the edit.
            (true, _) | (false, None) => fields::read(session, kind, matches)?,
            (false, whose) => fields::read_of(session, kind, matches, whose)?,
        };
    if fields.is_empty() {
        return Err(Rejection::ambiguous("Say what to change: at least one field, as --notes \"...\"."));
    }
    session.act(&Action::Edit { targets, fields, seen: None })
}

/// The relationship that all of these are of; none where they are of several.
fn whose_all(session: &mut Session, targets: &[RecordId]) -> Result<Option<i64>, Rejection> {
    let mut whose = Vec::new();
    for id in targets {
        whose.push(session.book()?.get(*id)?.and_then(|row| row.int("relationship_id")));
    }
    whose.dedup();
    Ok(if let [only] = whose.as_slice() { *only } else { None })
}

/// The fields shown in a list, the title first.
pub(super) fn columns(kind: Kind) -> Vec<&'static str> {
    let names: &[&str] = match kind {
        Kind::Relationship => &["name", "kind", "tier", "stage", "since"],
        Kind::Person => &["name", "birth_date", "organisation"],
        Kind::ContactPoint => &["value", "kind", "label", "person_id"],
        Kind::SpecialDate => &["label", "person_id", "day", "yearly"],
        Kind::Interaction => &["summary", "relationship_id", "day", "channel", "minutes"],
        Kind::Goal => &["statement", "relationship_id", "state", "anchored_on", "outcome"],
        Kind::Expectation => &["title", "relationship_id", "topic", "state", "outcome"],
        Kind::Rule => &["title", "topic", "state", "version", "since"],
        Kind::Acceptance => &["rule_id", "relationship_id", "state", "agreed_on"],
        Kind::FollowUp => &["title", "relationship_id", "kind", "whose", "due", "state"],
        Kind::Meeting => &["title", "relationship_id", "day", "time", "state"],
        Kind::Talk => &["compared_with", "relationship_id", "day", "understood", "reinforce_on"],
        Kind::Training => &["rule_id", "relationship_id", "day", "understood", "repeat_on"],
        Kind::Exception => &["what", "relationship_id", "rule_id", "until"],
        Kind::Breach => &["what", "relationship_id", "rule_id", "day", "answer"],
        Kind::DailyReview => {
            &["day", "pass", "relationship_id", "minutes", "cards", "decided", "not_seen", "line"]
        }
        Kind::Decision => &["question", "relationship_id", "day", "choice", "answer", "check_on", "outcome"],
        Kind::Role => &["topic", "relationship_id", "person_id", "partner_id", "emergency", "ended_on"],
        Kind::Vendor => &["name", "what_for", "client_data", "notice_hours", "ended_on"],
        Kind::Access => &["who", "what", "since", "checked_on", "ended_on"],
        Kind::Incident => &["title", "relationship_id", "day", "notify_by", "decision"],
        Kind::Complaint => &["what", "relationship_id", "day", "answer_by", "answered_on"],
        Kind::Delivery => &["what", "relationship_id", "version", "day", "how"],
        Kind::Obligation => &["title", "relationship_id", "due", "required_by", "met_on", "evidence"],
        Kind::LegalHold => &["reason", "relationship_id", "since", "lifted_on"],
        Kind::LifeEvent => &["kind", "relationship_id", "person_id", "day", "due_on", "decided_on"],
        Kind::Document => &["title", "version", "made_on", "sent_on", "signed_on", "superseded_on"],
        Kind::AgreementVersion => &["agreement", "agreement_id", "version", "day"],
        Kind::AgreementEvent => &["what", "agreement", "agreement_id", "day", "how", "until"],
        Kind::Party => &["person_id", "answer"],
        _ => return kind.spec().fields.iter().take(5).map(|field| field.name).collect(),
    };
    names.to_vec()
}

fn list(session: &mut Session, kind: Kind, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let words: Vec<String> =
        matches.get_many::<String>("filter").map(|words| words.cloned().collect()).unwrap_or_default();
    if kind == Kind::Tier {
        return tiers::list(session, &words);
    }
    if let Some(on) = matches.try_get_one::<String>("in_force").ok().flatten() {
        return in_force::list(session, kind, on, matches);
    }
    let look = match (nouns::saved_in(kind), matches.try_get_one::<String>("view").ok().flatten()) {
        (Some(tab), Some(name)) => Some((tab, session.book()?.saved_look(tab, name)?)),
        _ => None,
    };
    let kept = look.as_ref().map_or("", |(_, look)| look.filter.as_str());
    let words = format!("{kept} {}", words.join(" "));
    let filter = Filter::parse(&words, session.today(), session.order()).whole()?;
    let mut equal = Vec::new();
    if let Some(whose) = matches.try_get_one::<String>("client").ok().flatten() {
        equal.push(("relationship_id", Value::Int(session.record(Kind::Relationship, whose)?.id.id)));
    }
    let all = matches.try_get_one::<bool>("all").ok().flatten().copied().unwrap_or(false);
    let mut rows = session.book()?.rows(kind, &equal)?;
    if kind == Kind::AgendaItem {
        // Each meeting's items in the order they are spoken about.
        crate::domain::records::agenda_item::in_order(&mut rows);
        rows.sort_by_key(|row| row.int("meeting_id"));
    }
    if kind == Kind::Meeting {
        crate::domain::records::meeting::in_order(&mut rows, session.today());
    }
    if let Some((tab, look)) = &look {
        let ids = session.book()?.looked_at(tab, look)?;
        let place: HashMap<RecordId, usize> = ids.into_iter().zip(0..).collect();
        rows.retain(|row| place.contains_key(&row.id));
        rows.sort_by_key(|row| place.get(&row.id).copied());
    }
    let mut rows = session.book()?.passing(kind, &filter, rows)?;
    let found = rows.len();
    // A saved view shows what it shows, finished or not.
    if !all && look.is_none() && !filter.asks_state() {
        rows.retain(|row| !is_over(row.str("state")));
    }
    let over = found - rows.len();
    let tags = if kind == Kind::Relationship { tags(session)? } else { HashMap::new() };
    let columns = columns(kind);
    let ways = if kind == Kind::Goal { session.book()?.ways_on_track()? } else { HashMap::new() };
    let mut called = Called::default();
    let mut cells = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut line = vec![row.id.to_string()];
        for name in &columns {
            line.push(cell(session, &mut called, row, name)?);
        }
        if kind == Kind::Goal {
            line.push(ways.get(&row.id.id).map(|way| way.course.words().to_owned()).unwrap_or_default());
        }
        if kind == Kind::Relationship {
            let tags = tags.get(&row.id.id).map(|tags| tags.join(" #"));
            line.push(tags.map(|tags| format!("#{tags}")).unwrap_or_default());
        }
        cells.push(line);
    }
    let mut header = vec!["id".to_owned()];
    header.extend(
        columns.iter().filter_map(|name| kind.spec().field(name)).map(|field| field.label.to_lowercase()),
    );
    if kind == Kind::Goal {
        header.push("readings".to_owned());
    }
    if kind == Kind::Relationship {
        header.push("tags".to_owned());
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let records: Vec<Json> = rows.iter().map(|row| record_json(row, tags.get(&row.id.id))).collect();
    let text = match rows.len() {
        0 => format!("No {}.", kind.spec().plural),
        _ => table(session.format, &header, cells),
    };
    let answer = Answer::new(text, json!({ "count": records.len(), "records": records }));
    Ok(match over {
        0 => answer,
        over => answer.noting(format!("{over} finished left out; --all shows them.")),
    })
}

fn tags(session: &mut Session) -> Result<HashMap<i64, Vec<String>>, Rejection> {
    let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
    for row in session.book()?.rows(Kind::Tag, &[])? {
        if let Some(id) = row.int("relationship_id") {
            tags.entry(id).or_default().push(row.str("name").to_owned());
        }
    }
    Ok(tags)
}

/// A field of a row as a cell: references by name, what was measured in its unit; cut on a terminal.
pub(super) fn cell(
    session: &mut Session,
    called: &mut Called,
    row: &Row,
    name: &str,
) -> Result<String, Rejection> {
    let Some(field) = row.id.kind.spec().field(name) else { return Ok(String::new()) };
    let shown = called.value(session.book()?, row, field)?;
    Ok(session.format.cell(&shown, if matches!(field.ty, Ty::Ref(_)) { 40 } else { 60 }))
}

/// A record for programs: ids as `c12`, flags as true or false, numbers as they are read, dates as
/// `YYYY-MM-DD`, unknown as null.
pub(super) fn record_json(row: &Row, tags: Option<&Vec<String>>) -> Json {
    let spec = row.id.kind.spec();
    let mut fields = Map::new();
    for field in spec.fields {
        fields.insert(field.name.to_owned(), value_json(field, row.fields.get(field.name)));
    }
    let mut record = json!({ "id": row.id, "uid": row.uid, "noun": spec.noun, "fields": fields });
    if let (Some(tags), Some(object)) = (tags, record.as_object_mut()) {
        object.insert("tags".to_owned(), json!(tags));
    }
    record
}

/// The value of a field for programs.
pub(super) fn value_json(field: &Field, value: &Value) -> Json {
    match (field.ty, value) {
        (_, Value::Null) => Json::Null,
        (Ty::Flag, Value::Int(flag)) => json!(*flag == 1),
        (Ty::Number, Value::Int(scaled)) => {
            let plain = number::format(*scaled).replace(',', "");
            plain.parse::<serde_json::Number>().map_or(json!(plain), Json::Number)
        }
        (Ty::Ref(kind), Value::Int(id)) => json!(RecordId::new(kind, *id)),
        (_, Value::Int(number)) => json!(number),
        (_, Value::Text(text)) => json!(text),
    }
}
