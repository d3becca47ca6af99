//! What was heard of it since: words against it, how it was judged, talks about yardsticks.
//!
//! **Invariant:** the newest stands first, each with its day.

use chrono::NaiveDate;

use super::MOMENTS;
use crate::{
    acts::agreements::AgreementDetail,
    domain::day,
    tui::{
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

/// What they said against it since it was agreed.
pub(super) fn against(page: &mut Page, detail: &AgreementDetail, today: NaiveDate) {
    if detail.against.is_empty() {
        return;
    }
    *page = std::mem::take(page).heading("Heard against it since");
    for (on, said) in detail.against.iter().take(MOMENTS) {
        let on = format!("{:>6}  ", day::short(*on, today));
        let hang = text::width(&on);
        page.push(Line::plain(on).with(said, Role::Plain).hanging(hang));
    }
    page.push(Line::empty());
}

/// Every time it was judged, with what it taught.
pub(super) fn judged(page: &mut Page, detail: &AgreementDetail, today: NaiveDate) {
    if detail.judged.is_empty() {
        return;
    }
    *page = std::mem::take(page).heading("Judged");
    for (place, (on, outcome, learned)) in detail.judged.iter().enumerate() {
        let on = format!("{:>6}  ", day::short(*on, today));
        let hang = text::width(&on);
        // What is older than that is on the agreement itself.
        let learned = match (learned.is_empty(), place) {
            (true, 0) if detail.judged.len() == 1 => detail.row.str("learned"),
            _ => learned,
        };
        let learned = if learned.is_empty() { String::new() } else { format!(": {learned}") };
        page.push(Line::plain(on).with(format!("{outcome}{learned}"), Role::Plain).hanging(hang));
    }
    page.push(Line::empty());
}

/// The talks about yardsticks that belong to it.
pub(super) fn talks(page: &mut Page, detail: &AgreementDetail, today: NaiveDate) {
    if detail.talks.is_empty() {
        return;
    }
    *page = std::mem::take(page).heading("Talks");
    for talk in detail.talks.iter().take(4) {
        let on = text::pad(&day::short(talk.on, today), 12);
        page.push(Line::plain(on).with(talk.said.as_str(), Role::Plain).hanging(12));
        if let Some(again) = talk.again {
            page.push(Line::plain(format!("{}say it again by {}", " ".repeat(12), day::long(again))));
        }
    }
    page.push(Line::empty());
}
