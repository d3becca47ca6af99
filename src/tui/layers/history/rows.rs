//! The lines of the history: when, which step, what it was, how many records, and whether it was taken back.
//!
//! **Invariant:** the hours are those of the wall, the steps stand as they were read.

use chrono::{Datelike, TimeDelta, Timelike};

use super::History;
use crate::{
    domain::day,
    tui::{
        desk::At,
        widgets::{
            line::Line,
            list::{Item, Row, Words},
        },
    },
};

impl History {
    pub(super) fn items(&self, at: &At<'_>) -> Vec<Item> {
        let ahead = at.book.clock().time().signed_duration_since(at.book.clock().instant().time());
        let mut items = Vec::new();
        let mut group = String::new();
        for line in &self.lines {
            // The year stands above its days, which have no room for it.
            let now = match line.day {
                day if day == at.today => "Today".to_owned(),
                day if day.year() == at.today.year() => "Before".to_owned(),
                day => day.year().to_string(),
            };
            if now != group {
                items.push(Item::Heading(Line::heading(&now)));
                group = now;
            }
            let when = if line.day == at.today {
                let local = line.at.time().overflowing_add_signed(ahead).0;
                // Seconds of the machine are rounded away by the difference of two readings.
                let local = local.overflowing_add_signed(TimeDelta::milliseconds(500)).0;
                format!("{:02}:{:02}", local.hour(), local.minute())
            } else {
                day::short(line.day, line.day)
            };
            let count =
                if line.changes == 1 { "1 record".to_owned() } else { format!("{} records", line.changes) };
            items.push(Item::from(Row {
                key: line.op.to_string(),
                words: Words {
                    name: line.summary.clone(),
                    cells: vec![
                        Line::plain(when),
                        Line::plain(format!("op {}", line.op)),
                        Line::plain(line.summary.as_str()),
                        Line::plain(count),
                        Line::plain(if line.undone { "undone" } else { "" }),
                    ],
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            }));
        }
        if self.words.is_empty() && self.view_id() != "undone" && self.lines.len() >= self.limit {
            items.push(Item::Note(Line::muted("Older steps: press m to read more.")));
        }
        items
    }
}
