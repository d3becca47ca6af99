//! What was agreed as of any day, and what changed from text to text, word by word.
//!
//! **Invariant:** the words of a day are those that were agreed, not those of today.

use std::fmt::Write as _;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::{
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::rulebook::RuleDetail,
    domain::{
        day,
        record::{Kind, RecordId},
        rejection::Rejection,
        safe,
    },
};

/// The agreements of one type in force on a day.
pub(super) fn list(
    session: &mut Session,
    kind: Kind,
    on: &str,
    matches: &ArgMatches,
) -> Result<Answer, Rejection> {
    let on = session.past(Some(on))?;
    if on > session.today() {
        let said = day::long(on);
        return Err(Rejection::rule(format!("{said} is still to come. Name a day that has been.")));
    }
    let whose = matches.try_get_one::<String>("client").ok().flatten().cloned();
    let only = whose.map(|name| session.record(Kind::Relationship, &name)).transpose()?.map(|row| row.id.id);
    let lines = session.book()?.in_force(kind, on, only)?;
    let cells = lines.iter().map(|line| {
        vec![
            line.id.to_string(),
            session.format.cell(&line.title, 60),
            session.format.cell(&line.who, 40),
            format!("v{}", line.version),
            day::long(line.since),
        ]
    });
    let cells: Vec<Vec<String>> = cells.collect();
    let text = match cells.len() {
        0 => format!("No {} in force on {}.", kind.spec().plural, day::long(on)),
        _ => table(session.format, &["id", kind.spec().noun, "whose", "version", "since"], cells),
    };
    let records: Vec<Json> = lines
        .iter()
        .map(|line| {
            let terms: serde_json::Map<String, Json> =
                line.terms.iter().map(|(label, value)| (label.to_lowercase(), json!(value))).collect();
            json!({
                "id": line.id, "title": line.title, "client": RecordId::new(Kind::Relationship, line.relationship),
                "version": line.version, "since": line.since, "terms": terms,
            })
        })
        .collect();
    Ok(Answer::new(text, json!({ "on": on, "count": records.len(), "records": records })))
}

/// Whom a rule concerns: who accepted it, who is to be told or taught and why, its exceptions, how it was broken.
fn of_rule(detail: &RuleDetail) -> String {
    let mut text = format!("\n\naccepted\n  {} of {} clients", detail.accepted.len(), detail.clients);
    let mut whys: Vec<(&str, Vec<&str>)> = Vec::new();
    for named in detail.reteach.iter().chain(&detail.untaught) {
        match whys.iter_mut().find(|(why, _)| *why == named.why) {
            Some((_, who)) => who.push(&named.who),
            None => whys.push((&named.why, vec![&named.who])),
        }
    }
    if !whys.is_empty() {
        text.push_str("\n\nto be told or taught");
    }
    for (why, who) in whys {
        let _ = write!(text, "\n  {why} ({}): {}", who.len(), safe::one_line(&who.join(", ")));
    }
    for (heading, all) in [("exceptions", &detail.exceptions), ("broken", &detail.breaches)] {
        if !all.is_empty() {
            let _ = write!(text, "\n\n{heading}");
        }
        for named in all {
            let _ = write!(text, "\n  {}, {}", safe::one_line(&named.who), safe::one_line(&named.why));
        }
    }
    text
}

/// What is told below an agreement, a rule or a measure: where it is, what changed with each version, what was corrected.
pub(super) fn beside(session: &mut Session, id: RecordId) -> Result<String, Rejection> {
    let mut text = String::new();
    let today = session.today();
    if id.kind == Kind::Measure {
        let found = session.book()?.measure_readings(id.id)?;
        if let Some(measure) = &found {
            let _ = write!(text, "\n\nwhere it is\n  {}: {}", measure.wanted, measure.said);
            for struck in &measure.struck {
                let on = day::short(struck.day, today);
                let _ = write!(text, "\n  [-{}-] of {on}, corrected: {}", struck.value, struck.now);
            }
        }
        return Ok(text);
    }
    if id.kind == Kind::Rule {
        let detail = session.book()?.rule(id.id)?;
        return Ok(detail.map(|detail| of_rule(&detail)).unwrap_or_default());
    }
    if !id.kind.is_agreement() {
        return Ok(text);
    }
    let Some(detail) = session.book()?.agreement(id)? else { return Ok(text) };
    if !detail.measures.is_empty() {
        text.push_str("\n\nmeasured by");
    }
    for measure in &detail.measures {
        let now = measure
            .readings
            .last()
            .map(|(on, _, value, _)| format!(", {value} on {}", day::short(*on, today)));
        let _ = write!(text, "\n  {}{}: {}", measure.wanted, now.unwrap_or_default(), measure.said);
    }
    for other in &detail.conflicts {
        let _ =
            write!(text, "\n\nin conflict with\n  {}  {}", other.id, safe::one_line(other.str("statement")));
    }
    if detail.versions.iter().any(|version| !version.changed.is_empty()) {
        text.push_str("\n\nwhat changed, [-struck-] and {+added+}");
    }
    for version in detail.versions.iter().filter(|version| !version.changed.is_empty()) {
        let _ = write!(text, "\n  v{}  {}", version.number, day::long(version.day));
        for change in &version.changed {
            let _ = write!(text, "\n      {}", safe::one_line(&change.said()));
        }
    }
    Ok(text)
}
