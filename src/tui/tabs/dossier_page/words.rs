//! What is said of a relationship in half a line: last contact, promises, next day, whom to ring.
//!
//! **Invariant:** what is not known is left out by the caller or says `?`.

use chrono::NaiveDate;

use crate::{
    acts::dossier::{Dossier, Member},
    domain::{
        day,
        record::Row,
        records::{follow_up, measure},
    },
    tui::{theme::Role, widgets::line::Line},
};

pub(super) fn due_said(row: &Row, today: NaiveDate) -> Line {
    if follow_up::is_faulty(&row.fields) {
        return Line::signed("✗ its repeat cannot be read");
    }
    match (row.str("state"), row.day("due")) {
        ("open", Some(due)) if due < today => {
            Line::role(format!("{} late", day::count_days(day::days_between(due, today))), Role::Alarm)
        }
        ("open", Some(due)) => Line::plain(day::relative(due, today)),
        ("open", None) => Line::muted("no date"),
        (state, _) => Line::muted(state),
    }
}

pub(super) fn yardstick_lines(yardstick: &crate::acts::dossier::Yardstick, today: NaiveDate) -> Vec<String> {
    let mut lines = vec![yardstick.wanted.clone()];
    lines.extend(now_said(yardstick));
    if let Some(talk) = &yardstick.talk {
        let told = talk.day("day").map(|on| format!(", told {}", day::short(on, today))).unwrap_or_default();
        lines.push(format!("not {}{told}", talk.str("compared_with")));
    }
    lines
}

/// `97 % on 1 Nov  ✓ on target`.
pub(super) fn now_said(yardstick: &crate::acts::dossier::Yardstick) -> Option<String> {
    let now = yardstick.now.as_ref()?;
    Some(match yardstick.met {
        Some(true) => format!("{now}  ✓ on target"),
        Some(false) => format!("{now}  ! {} target", measure::missed(yardstick.measure.str("direction"))),
        None => now.clone(),
    })
}

/// `12 Nov, call in, 14 min: asked for the Roth figures`.
pub(super) fn last(dossier: &Dossier, today: NaiveDate) -> Option<String> {
    let row = dossier.last.as_ref()?;
    let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
    let way = match row.str("channel") {
        two @ ("meeting" | "video" | "event") => two.to_owned(),
        one => format!("{one} {}", row.str("direction")),
    };
    let minutes = row.int("minutes").map(|minutes| format!(", {minutes} min")).unwrap_or_default();
    Some(format!("{on}, {}{minutes}: {}", way.trim(), row.str("summary")))
}

pub(super) fn promised(dossier: &Dossier, today: NaiveDate) -> Option<String> {
    let mut said = Vec::new();
    for (whose, by) in [("ours", "by us"), ("theirs", "by them")] {
        for row in dossier.promises(whose) {
            said.push(format!("{by} {}, {}", row.str("title"), due_said(row, today).text()));
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// `review Fri 4 Dec 10:00`, else the next day something of theirs comes up.
pub(super) fn next(dossier: &Dossier, today: NaiveDate) -> Option<String> {
    let mut ahead = dossier.meetings.iter().zip(&dossier.hours);
    if let Some((row, when)) = ahead.find(|(row, _)| row.day("day").is_some_and(|on| on >= today)) {
        return Some(format!("{} {when}", row.str("title")));
    }
    let item = dossier.follow_ups.iter().find(|row| row.day("due").is_some_and(|due| due >= today))?;
    Some(format!("{}, {}", item.str("title"), day::near(item.day("due")?, today)))
}

/// `Ann, 503 555 0142`.
pub(super) fn reach(dossier: &Dossier) -> Option<String> {
    let (member, phone) = dossier.reach()?;
    let label =
        member.points.iter().find(|point| point.str("value") == phone).map_or("", |point| point.str("label"));
    let label = if label.is_empty() { String::new() } else { format!("{label} ") };
    Some(format!("{}, {label}{phone}", called(member)))
}

/// What a member is called.
pub(super) fn called(member: &Member) -> &str {
    let given = member.person.str("given");
    if given.is_empty() { member.person.str("name") } else { given }
}

pub(super) fn people_in_a_line(dossier: &Dossier) -> String {
    let mut own = Vec::new();
    let mut others = Vec::new();
    for member in &dossier.members {
        if crate::domain::records::membership::has_household_rights(&member.role) {
            let phone = member.phone.as_deref().map(|phone| format!(" {phone}")).unwrap_or_default();
            own.push(format!("{}{phone}", called(member)));
        } else {
            others.push(format!("{}: {}", member.role, called(member)));
        }
    }
    let mut said = if own.is_empty() { "? nobody yet".to_owned() } else { own.join(", ") };
    for other in others {
        said = format!("{said}; {other}");
    }
    said
}
