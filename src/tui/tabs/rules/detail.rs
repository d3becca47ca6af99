//! One rule in full: its text, who accepted it, whom to teach, exceptions, breaches, earlier texts.
//!
//! **Invariant:** every text the rule ever had can be read here.

use chrono::NaiveDate;

use crate::{
    acts::rulebook::{Named, RuleDetail},
    domain::{day, records::rule},
    tui::{
        command::Command,
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

/// Cells of a name before its reason.
const WHO: u16 = 13;
/// Names listed under a heading.
const SHOWN: usize = 12;

/// The whole page.
pub(super) fn page(detail: &RuleDetail, today: NaiveDate) -> Page {
    let row = &detail.row;
    let version = row.int("version").unwrap_or(1);
    let mut page =
        Page::new(Line::plain(row.str("title")), Line::plain(format!("{}, version {version}", row.id)));
    for paragraph in quoted(row.str("text")).lines() {
        page.push(Line::plain(paragraph).hanging(1));
    }
    page.push(Line::empty());
    page.push(Line::labelled(&format!("Version {version}"), 11, &version_said(detail, version, today)));
    if row.str("state") != "in force" {
        page.push(Line::labelled("State", 11, row.str("state")));
    }
    page.push(Line::empty());
    page.push(Line::labelled("Accepted", 11, &accepted(detail)));
    if let Some(months) = row.int("reteach_months") {
        page.push(Line::labelled("Teach again", 11, &format!("{months} months after it was understood")));
    }
    page.push(Line::empty());
    group(&mut page, "Never taught", &detail.untaught);
    group(&mut page, "Teach again", &detail.reteach);
    group(&mut page, "Exceptions", &detail.exceptions);
    worn(&mut page, detail);
    group(&mut page, "Broken", &detail.breaches);
    earlier(&mut page, detail, today);
    page
}

/// The lines under the list where there is no room beside it.
pub(super) fn peek(detail: &RuleDetail) -> Vec<Line> {
    let names = |rows: &[Named]| {
        let mut once: Vec<&str> = Vec::new();
        for named in rows {
            if !once.contains(&named.who.as_str()) {
                once.push(&named.who);
            }
        }
        if once.is_empty() {
            return "nobody".to_owned();
        }
        let more = once.len().saturating_sub(6);
        once.truncate(6);
        if more > 0 { format!("{}, {more} more", once.join(", ")) } else { once.join(", ") }
    };
    vec![
        Line::plain(quoted(detail.row.str("text")).replace('\n', " ")),
        Line::labelled("Accepted", 12, &accepted(detail)),
        Line::labelled("Never taught", 12, &names(&detail.untaught)),
        Line::labelled("Exceptions", 12, &names(&detail.exceptions)),
        Line::labelled("Broken", 12, &names(&detail.breaches)),
    ]
}

fn quoted(words: &str) -> String {
    if words.trim().is_empty() {
        return "It has no text yet. e writes it as you would say it to a client.".to_owned();
    }
    if words.starts_with('"') { words.to_owned() } else { format!("\"{}\"", words.trim()) }
}

fn version_said(detail: &RuleDetail, version: i64, today: NaiveDate) -> String {
    let since = detail.row.day("since").map(|since| day::short(since, today)).unwrap_or_default();
    let why = detail.versions.first().map(|row| row.str("why")).filter(|why| !why.is_empty());
    let why = why.map(|why| format!(", {why}")).unwrap_or_default();
    let untold = detail.reteach.iter().filter(|named| named.why.contains("new version")).count();
    let told = match (version, untold) {
        (1, _) | (_, 0) => String::new(),
        (_, 1) => "; 1 client not yet told".to_owned(),
        (_, many) => format!("; {many} clients not yet told"),
    };
    format!("since {since}{why}{told}")
}

fn accepted(detail: &RuleDetail) -> String {
    let last = detail.accepted.last();
    let last = last.map(|named| format!(", last {} {}", named.who, named.why)).unwrap_or_default();
    format!("{} of {}{last}", detail.accepted.len(), detail.clients)
}

/// Three exceptions to one rule propose changing it (DECIDED, Agreements).
fn worn(page: &mut Page, detail: &RuleDetail) {
    let many = i64::try_from(detail.excepted).unwrap_or(0);
    if rule::is_worn(many) && detail.row.str("state") == "in force" {
        let said = super::rows::worn_said(many, detail.same_reason);
        let key = Command::AgreementChange.way();
        page.push(Line::signed(&format!("! {said}. Change the rule? {key} gives it a new text.")).hanging(2));
        page.push(Line::empty());
    }
}

fn group(page: &mut Page, name: &str, rows: &[Named]) {
    if rows.is_empty() {
        return;
    }
    *page = std::mem::take(page).counted(name, &rows.len().to_string());
    for named in rows.iter().take(SHOWN) {
        let open = named.why.ends_with("to answer");
        let mut line = Line::plain(format!("{} ", text::pad(&text::cut(&named.who, WHO), WHO)));
        line.push(if open { "! " } else { "" }, Role::Due);
        page.push(line.with(&named.why, Role::Plain).hanging(WHO + 1));
    }
    if let Some(more) = rows.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        page.push(Line::muted(format!("{more} more")));
    }
    page.push(Line::empty());
}

fn earlier(page: &mut Page, detail: &RuleDetail, today: NaiveDate) {
    let Some((_, older)) = detail.versions.split_first() else { return };
    for row in older {
        let since = row.day("since").map(|since| day::short(since, today)).unwrap_or_default();
        *page = std::mem::take(page)
            .heading(&format!("Version {}, since {since}", row.int("version").unwrap_or(0)));
        for paragraph in quoted(row.str("text")).lines() {
            page.push(Line::plain(paragraph).hanging(1));
        }
        page.push(Line::empty());
    }
}
