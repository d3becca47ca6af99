//! The sections of a dossier, each under its heading.
//!
//! **Invariant:** a section without records is left out, or says `?` and what is missing.

use chrono::{Datelike, NaiveDate};

use super::{
    LABEL,
    words::{due_said, now_said},
};
use crate::{
    acts::dossier::{Dossier, Moment},
    domain::{day, record::Kind},
    tui::{
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

pub(super) fn standing(page: &mut Page, dossier: &Dossier) {
    *page = std::mem::take(page).heading("Standing");
    if dossier.line.standing.parts.is_empty() {
        page.push("nothing recorded yet");
    }
    for part in &dossier.line.standing.parts {
        page.push(super::part_line(part));
    }
    if let Some(yardstick) = &dossier.yardstick {
        let mut words = yardstick.wanted.clone();
        if let Some(now) = now_said(yardstick) {
            words = format!("{words}; {now}");
        }
        page.push(Line::labelled("yardstick", LABEL, &words));
    }
    if let Some(often) = &dossier.often {
        page.push(Line::labelled("asked", LABEL, often));
    }
    if let Some(kept) = &dossier.kept {
        page.push(Line::labelled("records", LABEL, kept));
    }
    page.push(Line::empty());
}

pub(super) fn people(page: &mut Page, dossier: &Dossier) {
    *page = std::mem::take(page).counted("People", &dossier.members.len().to_string());
    if dossier.members.is_empty() {
        page.push("? nobody yet; : add a person");
    }
    let widest = dossier
        .members
        .iter()
        .map(|member| text::width(member.person.str("name")))
        .max()
        .unwrap_or(0)
        .min(22);
    for member in &dossier.members {
        let age = member.age.map(|age| format!(", {age}")).unwrap_or_default();
        let name = text::pad(member.person.str("name"), widest + 2);
        let line = Line::plain(format!("{name}{}{age}", member.role)).hanging(widest + 2);
        page.push_both(line, member.phone.clone().or_else(|| member.email.clone()).unwrap_or_default());
    }
    if let Some(hours) = &dossier.hours_away {
        page.push(Line::plain(format!("their clock is {hours}")).hanging(2));
    }
    page.push(Line::empty());
}

pub(super) fn timeline(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    if dossier.timeline.is_empty() {
        return;
    }
    *page = std::mem::take(page).counted("Timeline", &newest(dossier.timeline.len(), dossier.moments));
    let (mut day_before, mut year) = (None, today.year());
    let events = |moment: &Moment| moment.record.kind == Kind::AgreementEvent;
    let mut together =
        dossier.timeline.chunk_by(|a, b| events(a) && events(b) && (a.day, &a.what) == (b.day, &b.what));
    while let Some([moment, more @ ..]) = together.next() {
        if moment.day.year() != year {
            year = moment.day.year();
            page.push(year.to_string());
        }
        let on = if day_before == Some(moment.day) {
            String::new()
        } else {
            moment.day.format("%e %b").to_string()
        };
        day_before = Some(moment.day);
        let role = if moment.quiet { Role::Muted } else { Role::Plain };
        let said = match more.len() {
            0 => moment.text.clone(),
            others => format!("{}, and {others} more", moment.text),
        };
        let mut line =
            Line::role(format!("{} {} {said}", text::pad(&on, 7), text::pad(&moment.what, 11)), role);
        line.hang = 20;
        page.push(line);
    }
    page.push(Line::empty());
}

/// How many moments there are, and how many of them are shown.
fn newest(shown: usize, all: usize) -> String {
    if shown == all { all.to_string() } else { format!("{shown} of {all}, newest first") }
}

/// What was with the household they came out of: it stays there and is read here.
pub(super) fn before_split(page: &mut Page, dossier: &Dossier) {
    let Some(before) = &dossier.before else { return };
    let whose = format!("{}, until {}", before.from.str("name"), before.day.format("%-d %b %Y"));
    *page = std::mem::take(page).counted("Before the split", &newest(before.moments.len(), before.all));
    page.push(whose);
    for moment in &before.moments {
        let when = text::pad(&moment.day.format("%e %b %Y").to_string(), 12);
        let role = if moment.quiet { Role::Muted } else { Role::Plain };
        let said = format!("{when}{} {}", text::pad(&moment.what, 11), moment.text);
        page.push(Line::role(said, role).hanging(24));
    }
    page.push(Line::empty());
}

pub(super) fn agreements(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    for (name, rows) in [("Goals", &dossier.goals), ("Expectations", &dossier.expectations)] {
        if rows.is_empty() {
            continue;
        }
        *page = std::mem::take(page).counted(name, &rows.len().to_string());
        for row in rows {
            let state = match row.day("agreed_on").filter(|_| row.str("state") == "agreed") {
                Some(on) => format!("agreed {}", day::short(on, today)),
                None => row.str("state").to_owned(),
            };
            let stands = match row.str("outcome") {
                outcome @ "not kept" => Line::signed(&format!("✗ {outcome}")),
                outcome @ "at risk" => Line::signed(&format!("! {outcome}")),
                _ if row.str("call_first") == "yes" => Line::muted(format!("call first, {state}")),
                _ => {
                    let way = dossier.ways.get(&row.id);
                    let way = way
                        .map(|way| Line::signed(&format!("{} {}   ", way.course.sign(), way.course.words())));
                    way.unwrap_or_default().with(state, Role::Muted)
                }
            };
            page.push_both(row.str(row.id.kind.spec().title), stands);
        }
        page.push(Line::empty());
    }
}

pub(super) fn rules(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    if !dossier.rules.is_empty() {
        *page = std::mem::take(page).counted("Rules", &dossier.rules.len().to_string());
        for (acceptance, rule) in &dossier.rules {
            page.push_both(rule.str("title"), Line::muted(acceptance.str("state")));
        }
        page.push(Line::empty());
    }
    if !dossier.exceptions.is_empty() {
        *page = std::mem::take(page).counted("Exceptions", &dossier.exceptions.len().to_string());
        for row in &dossier.exceptions {
            let until =
                row.day("until").map(|on| format!("until {}", day::short(on, today))).unwrap_or_default();
            page.push_both(row.str("what"), until);
        }
        page.push(Line::empty());
    }
    if !dossier.breaches.is_empty() {
        *page = std::mem::take(page).counted("Breaches", &dossier.breaches.len().to_string());
        for row in &dossier.breaches {
            let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
            page.push_both(Line::signed(&format!("✗ {}, unanswered", row.str("what"))), on);
        }
        page.push(Line::empty());
    }
}

/// The role card: whom they call for what.
pub(super) fn roles(page: &mut Page, dossier: &Dossier) {
    if dossier.decided.roles.is_empty() {
        return;
    }
    *page = std::mem::take(page).heading("Whom to call");
    for role in &dossier.decided.roles {
        let mut line = Line::plain(format!("{} ", text::pad(&role.topic, LABEL)));
        let hang = line.width().min(LABEL + 1);
        line.push(role.said(), Role::Plain);
        if let Some(gone) = &role.gone {
            line.push("  !", Role::Due);
            line.push(format!(" {gone}"), Role::Plain);
        }
        page.push(line.hanging(hang));
    }
    page.push(Line::empty());
}

/// What was decided and advised, with what came of it.
pub(super) fn decisions(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    let rows = &dossier.decided.decisions;
    if rows.is_empty() {
        return;
    }
    *page = std::mem::take(page).counted("Decisions", &rows.len().to_string());
    for row in rows {
        let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
        let due = row.day("check_on").filter(|on| *on <= today && row.day("outcome_on").is_none());
        let sign = if due.is_some() { "! " } else { "" };
        page.push_both(Line::signed(&format!("{sign}{}", crate::acts::decided::said(row))).hanging(2), on);
    }
    page.push(Line::empty());
}

/// How far each checklist is that runs: above what happened, for it is what goes on.
pub(super) fn checklists(page: &mut Page, dossier: &Dossier) {
    if dossier.checklists.is_empty() {
        return;
    }
    *page = std::mem::take(page).heading("Checklists");
    for progress in &dossier.checklists {
        let said = format!("{} {}", progress.checklist.str("title"), progress.said());
        page.push(Line::plain(said).hanging(2));
    }
    page.push(Line::empty());
}

pub(super) fn open_items(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    if !dossier.follow_ups.is_empty() {
        *page = std::mem::take(page).counted("Follow-ups", &dossier.follow_ups.len().to_string());
        for row in &dossier.follow_ups {
            page.push_both(row.str("title"), due_said(row, today));
        }
        page.push(Line::empty());
    }
    if !dossier.meetings.is_empty() {
        *page = std::mem::take(page).counted("Meetings", &dossier.meetings.len().to_string());
        for (row, when) in dossier.meetings.iter().zip(&dossier.hours) {
            page.push_both(row.str("title"), when.as_str());
        }
        page.push(Line::empty());
    }
    if !dossier.life_events.is_empty() {
        *page = std::mem::take(page).counted("Life events", &dossier.life_events.len().to_string());
        for row in &dossier.life_events {
            let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
            page.push_both(format!("{}: {}", row.str("kind"), row.str("note")), on);
        }
        page.push(Line::empty());
    }
}

pub(super) fn gaps(page: &mut Page, dossier: &Dossier) {
    if !dossier.gaps.is_empty() {
        *page = std::mem::take(page).counted("Gaps", &dossier.gaps.len().to_string());
        for gap in &dossier.gaps {
            page.push(format!("? {gap}"));
        }
        page.push(Line::empty());
    }
}

/// The documents made for them, with where each stands.
pub(super) fn documents(page: &mut Page, dossier: &Dossier) {
    if dossier.documents.is_empty() {
        return;
    }
    *page = std::mem::take(page).counted("Documents", &dossier.documents.len().to_string());
    for line in &dossier.documents {
        page.push_both(line.called.as_str(), line.said());
    }
    page.push(Line::empty());
}

pub(super) fn notes(page: &mut Page, dossier: &Dossier) {
    let row = &dossier.relationship;
    let mut lines = Vec::new();
    for (label, name) in [
        ("Careful", "sensitivities"),
        ("Language", "language"),
        ("Time zone", "time_zone"),
        ("Address as", "address_as"),
        ("Mutual benefit", "mutual_benefit"),
        ("Role", "partner_role"),
        ("Notes", "notes"),
    ] {
        if !row.str(name).is_empty() {
            lines.push(Line::labelled(label, LABEL + 1, row.str(name)));
        }
    }
    if !dossier.line.tags.is_empty() {
        let tags: Vec<String> = dossier.line.tags.iter().map(|tag| format!("#{tag}")).collect();
        lines.push(Line::labelled("Tags", LABEL + 1, &tags.join(" ")));
    }
    for field in &dossier.fields {
        lines.push(Line::labelled(field.str("name"), LABEL + 1, field.str("value")));
    }
    if lines.is_empty() {
        return;
    }
    *page = std::mem::take(page).heading("Notes");
    for line in lines {
        page.push(line);
    }
}
