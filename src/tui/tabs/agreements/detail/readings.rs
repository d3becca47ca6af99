//! The measures of an agreement on its page: where each is on its way, its chart, its readings as a table.
//!
//! **Invariant:** the chart shows nothing that the table does not say in words.

use chrono::NaiveDate;

use crate::{
    acts::agreements::MeasureReadings,
    domain::{course::Course, day, number::Unit, records},
    tui::{
        command::Command,
        theme::Role,
        widgets::{
            chart::{Point, Series, chart},
            line::Line,
            page::Page,
            text,
        },
    },
};

/// Readings a table shows; older ones are named by the command that shows them all.
const TABLE: usize = 50;

/// `97 % on 1 Nov, wanted 95 % or more`.
pub(super) fn last_said(measure: &MeasureReadings, today: NaiveDate) -> String {
    match measure.readings.last() {
        Some((on, _, value, _)) => {
            let sign = measure.judged.course.sign();
            format!("{sign} {}: {value} on {}", measure.wanted, day::short(*on, today))
        }
        None => format!("? {}: not read yet", measure.wanted),
    }
}

/// One measure: what is wanted, what it read last, where it is, its chart.
pub(super) fn measured(page: &mut Page, measure: &MeasureReadings, today: NaiveDate) {
    let name = measure.measure.str("name");
    let target = measure.wanted.strip_prefix(name).map_or("", |rest| rest.trim_start_matches(", "));
    let now = match measure.readings.last() {
        Some((on, _, value, _)) => format!("{value} on {}", day::short(*on, today)),
        None => "not read yet".to_owned(),
    };
    let label = Line::heading(capital(name)).with(format!("  {target}"), Role::Plain);
    page.push_both(label, Line::plain(now));
    page.push(Line::signed(&format!("{} {}", measure.judged.course.sign(), measure.said)).hanging(2));
    if let Some(asks) = &measure.asks_now {
        let asked = asks.strip_prefix(name).map_or(asks.as_str(), |rest| rest.trim_start_matches(", "));
        let change = Command::AgreementChange.way();
        let said = format!(
            "! the measure asks {asked} now, which is not what was agreed; {change} agrees it with them"
        );
        page.push(Line::signed(&said).hanging(2));
    }
    let drawn = drawn(measure);
    if !drawn.is_empty() {
        page.push(Line::empty());
        for line in drawn {
            page.push(line);
        }
        page.push(Line::empty());
    }
    if let every @ ("month" | "quarter" | "half-year" | "year") = measure.measure.str("read_every") {
        page.push(Line::plain(format!("Read each {every}; {} records a reading.", Command::Reading.way())));
    }
    for struck in &measure.struck {
        let said =
            format!("[-{}-] of {}, corrected: {}", struck.value, day::short(struck.day, today), struck.now);
        page.push(Line::muted(said).hanging(2));
    }
    page.push(Line::empty());
}

fn capital(name: &str) -> String {
    let mut first = name.to_owned();
    if let Some(letter) = first.get(..1).map(str::to_uppercase) {
        first.replace_range(..1, &letter);
    }
    first
}

fn drawn(measure: &MeasureReadings) -> Vec<Line> {
    let points =
        measure.readings.iter().map(|(day, value, _, met)| Point { day: *day, value: *value, met: *met });
    chart(&Series {
        points: points.collect(),
        target: measure.measure.int("target"),
        missed: records::measure::missed(measure.measure.str("direction")),
        unit: Unit::of(measure.measure.str("unit")),
    })
}

/// All readings as a table, newest first, each with whether it met the target.
pub(super) fn table(page: &mut Page, measures: &[MeasureReadings]) {
    for measure in measures.iter().filter(|measure| measure.readings.len() > 1) {
        let name = format!("Readings of {}", measure.measure.str("name"));
        *page = std::mem::take(page).counted(&name, &measure.readings.len().to_string());
        let shown = || measure.readings.iter().rev().take(TABLE);
        let wide = shown().map(|(_, _, value, _)| text::width(value)).max().unwrap_or(0);
        let missed = records::measure::missed(measure.measure.str("direction"));
        for (on, _, value, met) in shown() {
            let gap = " ".repeat(usize::from(wide.saturating_sub(text::width(value))));
            let said = match met {
                Some(true) => "met".to_owned(),
                Some(false) => missed.to_owned(),
                None => "no target".to_owned(),
            };
            page.push(Line::plain(format!("{}  {gap}{value}  {said}", text::pad(&day::long(*on), 16))));
        }
        let more = measure.readings.len().saturating_sub(TABLE);
        if more > 0 {
            page.push(Line::muted(format!("{more} older: standing measure show {}", measure.measure.id)));
        }
        page.push(Line::empty());
    }
}

/// The worst of the measures, for the line under the title.
pub(super) fn course(measures: &[MeasureReadings]) -> Option<Course> {
    crate::domain::course::worst(measures.iter().map(|measure| measure.judged.course))
}
