//! Readings over time with the line of their target, in lines of text.
//!
//! **Invariant:** a reading that does not meet its target has another sign and a word, never only a colour.

use chrono::{Datelike, NaiveDate};

use super::{line::Line, text};
use crate::{
    domain::number::{self, Unit},
    tui::theme::Role,
};

/// One reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The day it is of.
    pub day: NaiveDate,
    /// Its value in ten-thousandths.
    pub value: i64,
    /// Whether it meets the target; unknown without one.
    pub met: Option<bool>,
}

/// What is drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Series {
    /// The readings, oldest first; the last eight are drawn.
    pub points: Vec<Point>,
    /// The target in ten-thousandths.
    pub target: Option<i64>,
    /// What it is read in: things that are counted stand on whole numbers, yes above no.
    pub unit: Option<Unit>,
    /// The word for a reading that misses it: `below`, `above`.
    pub missed: &'static str,
}

/// How many readings stand side by side.
const SHOWN: usize = 8;
/// How many cells a reading takes.
const STEP: usize = 4;
/// How many lines the values may take.
const ROWS: i64 = 7;

/// The chart in lines; none for fewer than two readings.
#[must_use]
pub fn chart(series: &Series) -> Vec<Line> {
    let from = series.points.len().saturating_sub(SHOWN);
    let points = series.points.get(from..).unwrap_or(&[]);
    if points.len() < 2 {
        return Vec::new();
    }
    let values = points.iter().map(|point| point.value).chain(series.target);
    let (low, high) =
        values.fold((i64::MAX, i64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    let step = match series.unit {
        Some(Unit::YesNo) => number::SCALE,
        Some(Unit::Count) => step(low, high).max(number::SCALE),
        _ => step(low, high),
    };
    let said = |value: i64| match series.unit {
        Some(Unit::YesNo) => Unit::YesNo.format(value),
        _ => number::format(value),
    };
    let (bottom, top) = (low.div_euclid(step), high.div_euclid(step) + i64::from(high.rem_euclid(step) != 0));
    let labels: Vec<(i64, String)> =
        (bottom..=top).rev().map(|row| (row, said(row.saturating_mul(step)))).collect();
    let wide = labels.iter().map(|(_, label)| text::width(label)).max().unwrap_or(1);
    // The dotted line stands in the row nearest to the target; its label is the target's own number.
    let target_row = series.target.map(|target| nearest(target, step));
    let wide = series.target.map_or(wide, |target| wide.max(text::width(&said(target))));
    let cells = points.len() * STEP + 2;
    let mut lines = Vec::new();
    for (row, label) in &labels {
        let here = target_row == Some(*row);
        let label = series.target.filter(|_| here).map_or_else(|| label.clone(), said);
        let pad = " ".repeat(usize::from(wide.saturating_sub(text::width(&label)) + 1));
        let mut line = Line::plain(pad).with(label, if here { Role::Heading } else { Role::Plain });
        line.push(if here { " ┼" } else { " │" }, Role::Muted);
        plot(&mut line, points, step, *row, here, cells);
        lines.push(line);
    }
    lines.push(
        Line::plain(" ".repeat(usize::from(wide) + 2)).with(format!("└{}", "─".repeat(cells)), Role::Muted),
    );
    lines.extend(feet(points, wide, series));
    lines
}

/// The least of 1, 2, 5 times a power of ten that needs few enough rows.
fn step(low: i64, high: i64) -> i64 {
    let span = high.saturating_sub(low).max(1);
    let mut unit = 1_i64;
    loop {
        for times in [1, 2, 5] {
            let step = unit.saturating_mul(times);
            if span / step < ROWS {
                return step.max(1);
            }
        }
        unit = unit.saturating_mul(10);
    }
}

fn nearest(value: i64, step: i64) -> i64 {
    value.saturating_add(step / 2).div_euclid(step)
}

/// One row of the plot: readings of this row, dots of the target between them.
fn plot(line: &mut Line, points: &[Point], step: i64, row: i64, target: bool, cells: usize) {
    let ground = if target { "╌" } else { " " };
    let mut at = 0;
    for (number, point) in points.iter().enumerate() {
        let place = number * STEP + 2;
        if nearest(point.value, step) != row {
            continue;
        }
        line.push(ground.repeat(place.saturating_sub(at)), Role::Muted);
        let missed = point.met == Some(false);
        line.push(if missed { "o" } else { "●" }, if missed { Role::Alarm } else { Role::Heading });
        at = place + 1;
    }
    if target {
        line.push(ground.repeat(cells.saturating_sub(at)), Role::Muted);
        line.push(" target", Role::Heading);
    }
}

/// Months, years where they begin, and what the signs mean.
fn feet(points: &[Point], wide: u16, series: &Series) -> [Line; 2] {
    let start = " ".repeat(usize::from(wide) + 4);
    let (mut months, mut years) = (start.clone(), start);
    let mut year = None;
    for (number, point) in points.iter().enumerate() {
        months.push_str(&text::pad(&point.day.format("%b").to_string(), 4));
        let begins = year != Some(point.day.year());
        year = Some(point.day.year());
        let ends = points.get(number + 1).is_some_and(|next| year != Some(next.day.year()));
        // Two years side by side run together; a year with one reading is said in two figures.
        let short = || point.day.format("'%y").to_string();
        let said = match (begins, ends) {
            (true, true) => short(),
            (true, false) => point.day.year().to_string(),
            _ => String::new(),
        };
        years.push_str(&text::pad(&said, 4));
    }
    let (mut months, mut years) = (Line::plain(months), Line::plain(years));
    if series.target.is_some() {
        months = months.with(" ● met", Role::Plain);
        years = years.with(format!(" o {}", series.missed), Role::Plain);
    }
    [months, years]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series() -> Series {
        let read = [("2025-02-01", 92), ("2025-05-01", 94), ("2025-08-01", 96), ("2025-11-01", 97)];
        let more = [("2026-02-01", 98), ("2026-05-01", 93), ("2026-08-01", 95), ("2026-11-01", 97)];
        let points = read.iter().chain(&more).map(|(day, value)| Point {
            day: day.parse().unwrap(),
            value: value * number::SCALE,
            met: Some(*value >= 95),
        });
        Series { points: points.collect(), target: Some(95 * number::SCALE), missed: "below", unit: None }
    }

    #[test]
    fn the_chart_is_that_of_the_mock_up() {
        let shown: Vec<String> =
            chart(&series()).iter().map(|line| line.text().trim_end().to_owned()).collect();
        assert_eq!(
            shown,
            [
                " 98 │                  ●",
                " 97 │              ●               ●",
                " 96 │          ●",
                " 95 ┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌●╌╌╌╌╌╌╌ target",
                " 94 │      o",
                " 93 │                      o",
                " 92 │  o",
                "    └──────────────────────────────────",
                "      Feb May Aug Nov Feb May Aug Nov  ● met",
                "      2025            2026             o below",
            ]
        );
    }

    #[test]
    fn years_of_one_reading_do_not_run_together() {
        let days = ["2023-11-01", "2024-11-01", "2025-02-01", "2025-11-01", "2026-11-01"];
        let points = days.map(|day| Point { day: day.parse().unwrap(), value: number::SCALE, met: None });
        let shown = chart(&Series { points: points.to_vec(), ..Series::default() });
        assert_eq!(shown.last().unwrap().text().trim(), "'23 '24 2025    2026");
    }

    #[test]
    fn one_reading_is_no_chart_and_no_span_is_too_wide() {
        let mut few = series();
        few.points.truncate(1);
        assert!(chart(&few).is_empty());
        let mut wild = series();
        if let Some(first) = wild.points.last_mut() {
            first.value = i64::MAX / 4;
        }
        assert!(chart(&wild).len() < 14);
        let mut flat = series();
        flat.target = None;
        flat.points.iter_mut().for_each(|point| point.value = 0);
        assert!(chart(&flat).len() >= 4);
    }

    fn drawn(unit: Option<Unit>, values: &[i64], target: i64) -> Vec<String> {
        let first: NaiveDate = "2020-01-31".parse().unwrap();
        let points = values.iter().enumerate().map(|(number, value)| Point {
            day: first + chrono::Days::new(30 * number as u64),
            value: value * number::SCALE,
            met: Some(*value >= target),
        });
        let series =
            Series { points: points.collect(), target: Some(target * number::SCALE), missed: "below", unit };
        chart(&series).iter().map(|line| line.text().trim_end().to_owned()).collect()
    }

    #[test]
    fn yes_stands_above_no_and_what_is_counted_on_whole_numbers() {
        let shown = drawn(Some(Unit::YesNo), &[0, 1, 1], 1);
        assert_eq!(shown[0], " yes ┼╌╌╌╌╌╌●╌╌╌●╌╌╌ target");
        assert_eq!(shown[1], "  no │  o");
        let shown = drawn(Some(Unit::Count), &[1, 2], 2);
        assert_eq!(shown[0], " 2 ┼╌╌╌╌╌╌●╌╌╌ target");
        assert_eq!(shown[1], " 1 │  o");
    }

    #[test]
    fn values_below_nought_and_fifty_readings_fit() {
        let shown = drawn(None, &[-30, -10, 5], 0);
        assert!(shown.iter().any(|line| line.contains("0 ┼") && line.ends_with(" target")), "{shown:#?}");
        assert!(shown.iter().any(|line| line.starts_with(" -30 │  o")), "{shown:#?}");
        let many: Vec<i64> = (0..50).collect();
        let shown = drawn(Some(Unit::Percent), &many, 45);
        assert!(shown.len() < 14 && shown.iter().all(|line| text::width(line) < 60), "{shown:#?}");
    }
}
