//! The brief: one page to read before a call or meeting; and the timeline, all of it.
//!
//! **Invariant:** it is made from the dossier alone; what is not known is said or left out, never guessed.

use super::reader::Reader;
use crate::{
    acts::dossier::{Dossier, Member, is_met, measured, wanted},
    domain::{
        day,
        record::{Kind, RecordId, Row},
        records::talk::understood,
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::At,
        tabs::{Focus, dossier_page::sign},
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

/// Cells of a label, with the margin before it.
const LABEL: u16 = 12;

/// The brief of a relationship.
pub fn brief(client: RecordId, row: Option<&Focus>, at: &At<'_>) -> Result<Reader, Rejection> {
    Reader::new(client, row, brief_page, at)
}

fn brief_page(client: RecordId, at: &At<'_>) -> Result<Page, Rejection> {
    let dossier = read(client, at)?;
    let name = dossier.relationship.str("name");
    let tier =
        dossier.relationship.fields.text("tier").map(|tier| format!(", tier {tier}")).unwrap_or_default();
    let title = Line::heading("Brief").with(format!("   {name}{tier}"), Role::Plain);
    let mut page = Page::new(title, Line::plain(day::long(at.today))).gap();
    people(&mut page, &dossier);
    let careful: Vec<Line> = dossier.relationship.str("sensitivities").lines().map(Line::plain).collect();
    section(&mut page, "Careful", careful);
    section(&mut page, "Standing", vec![standing(&dossier)]);
    contacts(&mut page, &dossier, at);
    promised(&mut page, &dossier, at);
    let checklists = dossier
        .checklists
        .iter()
        .map(|progress| Line::plain(format!("{} {}", progress.checklist.str("title"), progress.said())));
    section(&mut page, "Checklist", checklists.collect());
    goals(&mut page, &dossier, at)?;
    yardstick(&mut page, &dossier, at);
    rules(&mut page, &dossier, at);
    exceptions(&mut page, &dossier, at);
    let next: Vec<Line> = dossier.meetings.iter().take(2).map(|row| Line::plain(meeting(row))).collect();
    section(&mut page, "Next", or_none(next));
    Ok(page)
}

/// Everything that happened with a relationship, newest first.
pub fn timeline(client: RecordId, row: Option<&Focus>, at: &At<'_>) -> Result<Reader, Rejection> {
    Reader::new(client, row, timeline_page, at)
}

fn timeline_page(client: RecordId, at: &At<'_>) -> Result<Page, Rejection> {
    let dossier = read(client, at)?;
    let (moments, of) = at.book.timeline(client.id, 2000)?;
    let title =
        Line::heading("Timeline").with(format!("   {}", dossier.relationship.str("name")), Role::Plain);
    let mut page = Page::new(title, Line::plain(format!("{} of {of}", moments.len()))).gap();
    let mut year = None;
    for moment in &moments {
        let now = moment.day.format("%Y").to_string();
        if year.as_ref() != Some(&now) {
            page = page.heading(&now);
            year = Some(now);
        }
        let when = text::pad(&moment.day.format("%-d %b").to_string(), 8);
        let what = column(&moment.what, 13);
        let role = if moment.quiet { Role::Muted } else { Role::Plain };
        page.push(Line::plain(when).with(what, role).with(&moment.text, role).hanging(21));
    }
    if moments.is_empty() {
        page.push(format!("Nothing is recorded yet. Press {} to log a contact.", Command::Log.way()));
    }
    Ok(page)
}

fn read(client: RecordId, at: &At<'_>) -> Result<Dossier, Rejection> {
    let gone = || {
        Rejection::rule(format!(
            "This client is gone from the book. Press {} to read it again.",
            Command::Redraw.way()
        ))
    };
    at.book.dossier(client.id)?.ok_or_else(gone)
}

/// A label, its lines beside it, and air below.
fn section(page: &mut Page, label: &str, lines: Vec<Line>) {
    let air = !lines.is_empty();
    for (number, line) in lines.into_iter().enumerate() {
        let head = text::pad(if number == 0 { label } else { "" }, LABEL);
        let mut whole = Line::heading(format!("  {head} "));
        whole.spans.extend(line.spans);
        page.push(whole.hanging(LABEL + 3 + line.hang));
    }
    if air {
        page.push(Line::empty());
    }
}

/// A text with air after it up to a column; a longer one stays whole and pushes what follows.
fn column(words: &str, cells: u16) -> String {
    text::pad(words, text::width(words).max(cells))
}

fn or_none(lines: Vec<Line>) -> Vec<Line> {
    if lines.is_empty() { vec![Line::plain("none")] } else { lines }
}

fn people(page: &mut Page, dossier: &Dossier) {
    let called = |member: &Member| {
        let mut who = member.person.str(Kind::Person.spec().title).to_owned();
        for word in [member.age.map(|age| age.to_string()), Some(member.role.clone())].into_iter().flatten() {
            who = format!("{who}, {word}");
        }
        who
    };
    let widest = dossier.members.iter().map(|member| text::width(&called(member))).max().unwrap_or(0);
    let lines = dossier.members.iter().map(|member| {
        let reach = member.phone.as_deref().or(member.email.as_deref()).unwrap_or("");
        let more = member.person.str("preferences").lines().next().unwrap_or("");
        // The number stays whole, beside the longest name.
        Line::plain(column(&called(member), widest.clamp(28, 40)))
            .with(format!(" {}", column(reach, 14)), Role::Plain)
            .with(format!(" {more}"), Role::Plain)
    });
    section(page, "People", lines.collect());
}

fn standing(dossier: &Dossier) -> Line {
    Line::signed(&dossier.line.standing.in_a_line(sign))
}

fn contacts(page: &mut Page, dossier: &Dossier, at: &At<'_>) {
    let contacts = dossier.timeline.iter().filter(|moment| moment.record.kind == Kind::Interaction);
    let lines = contacts.take(4).map(|moment| {
        let when = text::pad(&day::short(moment.day, at.today), 8);
        Line::plain(format!("{when} {}, {}", moment.what, moment.text)).hanging(9)
    });
    section(page, "Contacts", or_none(lines.collect()));
}

fn promised(page: &mut Page, dossier: &Dossier, at: &At<'_>) {
    let promises = dossier.promises("ours").into_iter().chain(dossier.promises("theirs"));
    let lines = promises.map(|row| {
        let by = if row.str("whose") == "theirs" { "by them" } else { "by us  " };
        let line = Line::plain(format!("{by} {}", column(row.str("title"), 28))).hanging(8);
        let Some(due) = row.day("due") else { return line };
        let line = line.with(format!(" for {}", day::short(due, at.today)), Role::Plain);
        match day::days_between(due, at.today) {
            late if late > 0 => {
                line.with(", ", Role::Plain).with(format!("{} late", day::count_days(late)), Role::Alarm)
            }
            _ => line,
        }
    });
    section(page, "Promised", or_none(lines.collect()));
}

fn goals(page: &mut Page, dossier: &Dossier, at: &At<'_>) -> Result<(), Rejection> {
    let mut lines = Vec::new();
    for goal in &dossier.goals {
        let state =
            if goal.str("state") == "agreed" { String::new() } else { format!(" ({})", goal.str("state")) };
        lines.push(Line::plain(format!("{}{state}", goal.str("statement"))));
        let tied = at.book.rows(Kind::AgreementMeasure, &[("goal_id", goal.id.id.into())])?;
        let is_tied = |measure: &&Row| tied.iter().any(|row| row.int("measure_id") == Some(measure.id.id));
        for measure in dossier.measures.iter().filter(is_tied) {
            let asked = wanted(measure);
            let last = at.book.rows(Kind::Reading, &[("measure_id", measure.id.id.into())])?;
            let last = last.iter().max_by_key(|row| (row.day("day"), row.id));
            let now = last.map(|row| {
                let value = row.int("value").unwrap_or(0);
                let on = row.day("day").map(|on| day::short(on, at.today)).unwrap_or_default();
                let sign = match is_met(measure, value) {
                    Some(true) => "   ✓ met",
                    Some(false) => "   ! not met",
                    None => "",
                };
                format!("{}, {on}{sign}", measured(measure, value))
            });
            let now = now.unwrap_or_else(|| "? no reading yet".to_owned());
            lines.push(Line::signed(&format!("   {}   {now}", column(&asked, 30))).hanging(3));
        }
    }
    section(page, "Goals", or_none(lines));
    Ok(())
}

fn yardstick(page: &mut Page, dossier: &Dossier, at: &At<'_>) {
    let Some(yardstick) = &dossier.yardstick else {
        section(page, "Yardstick", vec![Line::plain("? none agreed: what success is was never said")]);
        return;
    };
    let mut lines = vec![Line::plain(format!("{}.", yardstick.wanted))];
    if let Some(now) = &yardstick.now {
        lines.push(Line::plain(format!("Now {now}.")));
    }
    if let Some(talk) = &yardstick.talk {
        let on = talk.day("day").map(|on| format!(" on {}", day::short(on, at.today))).unwrap_or_default();
        let said =
            format!("Ruled out{on}: {}, {}.", talk.str("compared_with"), understood(talk.str("understood")));
        lines.push(Line::plain(said));
        if !talk.str("said").is_empty() {
            lines.push(Line::plain(format!("\"{}\"", talk.str("said"))));
        }
    }
    section(page, "Yardstick", lines);
}

fn rules(page: &mut Page, dossier: &Dossier, at: &At<'_>) {
    let mut lines = Vec::new();
    for breach in &dossier.breaches {
        let on = breach.day("day").map(|on| day::short(on, at.today)).unwrap_or_default();
        lines.push(Line::signed(&format!("✗ broken on {on}, not answered: {}", breach.str("what"))));
    }
    let agreed = dossier.rules.iter().filter(|(acceptance, _)| acceptance.str("state") == "agreed").count();
    for (acceptance, rule) in dossier.rules.iter().filter(|(row, _)| row.str("state") != "agreed") {
        lines.push(Line::signed(&format!("! {}: {}", rule.str("title"), acceptance.str("state"))));
    }
    if !dossier.rules.is_empty() {
        lines.push(Line::plain(format!("accepted {agreed} of {}", dossier.rules.len())));
    }
    section(page, "Rules", or_none(lines));
}

fn exceptions(page: &mut Page, dossier: &Dossier, at: &At<'_>) {
    let lines = dossier.exceptions.iter().map(|row| {
        let until =
            row.day("until").map(|on| format!(", until {}", day::short(on, at.today))).unwrap_or_default();
        Line::plain(format!("{}{until}: {}", row.str("what"), row.str("why").lines().next().unwrap_or("")))
    });
    section(page, "Exceptions", or_none(lines.collect()));
}

fn meeting(row: &Row) -> String {
    let on = row.day("day").map(day::long).unwrap_or_default();
    let time = row.fields.text("time").map(|time| format!(", {time}")).unwrap_or_default();
    let place = row.fields.text("place").map(|place| format!(", {place}")).unwrap_or_default();
    format!("{} {on}{time}{place}", row.str("title"))
}
