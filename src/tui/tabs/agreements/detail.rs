//! One goal or expectation in full: terms, measures with their chart, talks, events, versions, what to decide.
//!
//! **Invariant:** every version that was agreed can be read here in full.

mod heard;
mod readings;
mod versions;

use chrono::NaiveDate;

use crate::{
    acts::{agreements::AgreementDetail, asked::stated_no_more},
    domain::{
        agreement::{Phase, default_months, next_reexamination},
        day,
        record::{Kind, RecordId, Row},
    },
    tui::{
        desk::At,
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

/// What happened that is shown.
const MOMENTS: usize = 8;

/// The meeting ahead with them.
pub(in crate::tui::tabs) fn next_meeting(relationship: i64, at: &At<'_>) -> Option<NaiveDate> {
    let rows = at.book.of(Kind::Meeting, relationship).unwrap_or_default();
    let ahead = rows.iter().filter(|row| crate::domain::records::meeting::is_ahead(row.str("state")));
    ahead.filter_map(|row| row.day("day")).filter(|on| *on >= at.today).min()
}

/// The whole page.
pub(super) fn page(detail: &AgreementDetail, at: &At<'_>) -> Page {
    let row = &detail.row;
    let version = row.int("version").unwrap_or(0);
    let goal = row.id.kind == Kind::Goal;
    let numbered = match (version, goal) {
        (0, _) => format!("{}, {}", row.id, row.str("state")),
        (_, true) => format!("{}, version {version}", row.id),
        (_, false) => format!("{}, v{version}", row.id),
    };
    let mut page = Page::new(Line::plain(&detail.title), Line::plain(numbered));
    page.push_both(Line::plain(household(row, at)), Line::signed(&outcome(detail)));
    page.push(Line::empty());
    terms(&mut page, detail, at);
    for measure in &detail.measures {
        readings::measured(&mut page, measure, at.today);
    }
    heard::against(&mut page, detail, at.today);
    heard::judged(&mut page, detail, at.today);
    heard::talks(&mut page, detail, at.today);
    moments(&mut page, detail, at);
    versions::versions(&mut page, detail, at.today);
    to_decide(&mut page, detail, at);
    readings::table(&mut page, &detail.measures);
    page
}

/// The lines under the list where there is no room beside it.
pub(super) fn peek(detail: &AgreementDetail, at: &At<'_>) -> Vec<Line> {
    let row = &detail.row;
    let mut lines = match row.day("retired_on") {
        Some(on) => {
            let said = format!("{}: {}", day::long(on), row.str("retired_reason"));
            vec![Line::labelled("Retired", 10, said.trim_end_matches(": "))]
        }
        None => vec![Line::labelled("Needs", 10, &detail.look.reason)],
    };
    if !detail.agreed.is_empty() {
        lines.push(Line::labelled("Agreed", 10, &detail.agreed));
    }
    if let Some(other) = detail.conflicts.first() {
        let said = format!("! in conflict with {}", other.str("statement"));
        lines.push(Line::labelled("Conflict", 10, &said));
    }
    if let Some(first) = detail.measures.first() {
        lines.push(Line::labelled("Measure", 10, &readings::last_said(first, at.today)));
    }
    let why = if detail.row.id.kind == Kind::Goal { "why" } else { "our_answer" };
    if let Some(words) = detail.row.fields.text(why) {
        lines.push(Line::labelled(if why == "why" { "Why" } else { "We said" }, 10, words));
    }
    if let Some((on, said)) = detail.against.first() {
        lines.push(Line::labelled("Heard", 10, &format!("{}: {said}", day::short(*on, at.today))));
    }
    let look = detail.look_again.map_or_else(String::new, |on| day::echo(on, at.today));
    if !look.is_empty() {
        lines.push(Line::labelled("Look again", 10, &look));
    }
    for (label, value) in [
        ("They said", quoted(row.str("their_words"))),
        ("By", row.day("target_date").map(day::long).unwrap_or_default()),
        ("Owner", row.str("owner").to_owned()),
        ("Area", row.str("area").to_owned()),
        ("Topic", row.str("topic").to_owned()),
    ] {
        if !value.is_empty() && lines.len() < 5 {
            lines.push(Line::labelled(label, 10, &value));
        }
    }
    lines
}

fn household(row: &Row, at: &At<'_>) -> String {
    let id = RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0));
    let Ok(Some(whose)) = at.book.get(id) else { return String::new() };
    let tier = whose.str("tier");
    if tier.is_empty() { whose.str("name").to_owned() } else { format!("{}, tier {tier}", whose.str("name")) }
}

/// The outcome as it was judged; while it is open, what the readings say.
fn outcome(detail: &AgreementDetail) -> String {
    let row = &detail.row;
    match row.str("outcome") {
        "" | "open" if row.str("state") != "agreed" => String::new(),
        "" | "open" => readings::course(&detail.measures)
            .map(|course| format!("{} {}", course.sign(), course.words()))
            .unwrap_or_default(),
        good @ ("kept" | "achieved") => format!("✓ {good}"),
        "at risk" => "! at risk".to_owned(),
        bad => format!("✗ {bad}"),
    }
}

fn terms(page: &mut Page, detail: &AgreementDetail, at: &At<'_>) {
    let row = &detail.row;
    let goal = row.id.kind == Kind::Goal;
    let cells = if goal { 12 } else { 11 };
    let mut say = |label: &str, value: &str| {
        if !value.is_empty() {
            page.push(Line::labelled(label, cells, value));
        }
    };
    if goal {
        say("Why", row.str("why"));
        say("Area", row.str("area"));
        say("Owner", row.str("owner"));
        say("By", &row.day("target_date").map(day::long).unwrap_or_default());
    } else {
        say("They said", &quoted(row.str("their_words")));
        say("We answered", &quoted(row.str("our_answer")));
        say("Topic", row.str("topic"));
    }
    match row.str("state") {
        "agreed" => say("Agreed", &detail.agreed),
        "retired" => {
            let on = row.day("retired_on").map(day::long).unwrap_or_default();
            say("Retired", &format!("{on}: {}", row.str("retired_reason")));
        }
        state => say("State", &format!("{state}; {}", detail.look.reason)),
    }
    let stated = row.day("stated_on").map(|on| format!(", {}", day::short(on, at.today))).unwrap_or_default();
    if !stated.is_empty() {
        say("Stated in", &format!("{}{stated}", row.str("stated_in")));
    } else if let Ok(Some((document, version))) = at.book.stated_before(row) {
        say("Stated", &stated_no_more(&document, version));
    }
    if let Ok(Some(scan)) = at.book.scan_of(row.id) {
        say("Shown by", &scan.name);
    }
    say("Ruled out", row.str("ruled_out"));
    for other in &detail.conflicts {
        let by = other.fields.text("owner").map(|owner| format!(", {owner}")).unwrap_or_default();
        say("In conflict", &format!("! with {} {}{by}", other.id, other.str("statement")));
    }
    say(
        "In a fall",
        match row.str("call_first") {
            "yes" => "call them first, that day",
            "no" => "no call",
            _ => "",
        },
    );
    if let Some(on) = detail.look_again {
        let every = if goal { format!("every {} months: ", months(detail)) } else { String::new() };
        say("Look again", &format!("{every}{}", day::echo(on, at.today)));
    }
    if let Some(until) = row.day("deferred_until").filter(|_| row.str("state") == "agreed") {
        let times = row.int("deferrals").unwrap_or(0);
        say("Put off", &format!("to {}, {times} of 2 times", day::long(until)));
    }
    if detail.judged.is_empty() {
        say("Learned", row.str("learned"));
    }
    say("Comes next", row.str("comes_next"));
    page.push(Line::empty());
}

fn months(detail: &AgreementDetail) -> u32 {
    let own = detail.row.int("every_months").and_then(|months| u32::try_from(months).ok());
    own.filter(|months| *months > 0).unwrap_or_else(|| default_months(Some(&detail.tier)))
}

fn quoted(words: &str) -> String {
    if words.is_empty() || words.starts_with('"') { words.to_owned() } else { format!("\"{words}\"") }
}

/// What happened to it and with them since it was agreed, newest first.
fn moments(page: &mut Page, detail: &AgreementDetail, at: &At<'_>) {
    let since = detail.row.day("agreed_on");
    let mut all: Vec<(NaiveDate, String)> = detail.events.clone();
    let relationship = detail.row.int("relationship_id").unwrap_or(0);
    if let (Some(since), Ok((moments, _))) = (since, at.book.timeline(relationship, 12)) {
        let told = moments.into_iter().filter(|moment| {
            !moment.quiet
                && moment.day > since
                && matches!(moment.record.kind, Kind::Interaction | Kind::LifeEvent | Kind::Reading)
        });
        all.extend(told.map(|moment| (moment.day, format!("{}: {}", moment.what, moment.text))));
        all.retain(|(on, _)| *on >= since);
    }
    if all.is_empty() {
        return;
    }
    all.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
    let name = if since.is_some() { "Since it was agreed" } else { "So far" };
    *page = std::mem::take(page).heading(name);
    for (on, said) in all.iter().take(MOMENTS) {
        let on = format!("{:>6}  ", day::short(*on, at.today));
        let hang = text::width(&on);
        page.push(Line::plain(on).with(said, Role::Plain).hanging(hang));
    }
    page.push(Line::empty());
}

fn to_decide(page: &mut Page, detail: &AgreementDetail, at: &At<'_>) {
    let mut keys: Vec<(&str, String)> = Vec::new();
    let row = &detail.row;
    match (row.str("state"), detail.look.phase) {
        ("draft", _) => {
            keys.push((", p", "told to them: proposed".to_owned()));
            keys.push(("x  ", "agreed with them: who, when, how".to_owned()));
        }
        ("proposed", _) => {
            keys.push(("x  ", "agreed with them: who, when, how".to_owned()));
            keys.push(("e  ", "say it better before they agree".to_owned()));
        }
        ("agreed", phase) => {
            let next = at.book.practice().ok().and_then(|practice| {
                let anchor = row.day("agreed_on")?;
                next_reexamination(anchor, Some(at.today), months(detail), &practice.calendar)
            });
            let next = next.map(|on| format!(", next look {}", day::long(on))).unwrap_or_default();
            keys.push(("c c", format!("still right{next}")));
            keys.push(("c e", "changed: a new version, this one stays".to_owned()));
            keys.push(("c r", later(row)));
            let meeting = next_meeting(row.int("relationship_id").unwrap_or(0), at);
            keys.push((
                "c n",
                meeting.map_or_else(
                    || "no meeting with them is planned to raise it at".to_owned(),
                    |on| format!("at the meeting of {}", day::weekday_day(on)),
                ),
            ));
            if phase != Phase::NotKept && row.id.kind == Kind::Goal {
                keys.push(("x  ", "achieved".to_owned()));
            }
        }
        _ => return,
    }
    *page = std::mem::take(page).heading("To decide");
    for (key, words) in keys {
        page.push(Line::role(key, Role::Key).with(format!("  {words}"), Role::Plain).hanging(5));
    }
}

fn later(row: &Row) -> String {
    match row.int("deferrals").unwrap_or(0) {
        0 => "later, with a reason".to_owned(),
        1 => "later, with a reason; once more, then not again".to_owned(),
        _ => "it was put off twice; decide it now".to_owned(),
    }
}
