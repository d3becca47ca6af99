//! Everyday contacts at a tier's pace, with the promises and requests that came of them.
//!
//! **Invariant:** nothing made up here is open on the demo day.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::{Teller, plus};
use crate::acts::demo::script::{PINNED, next_workday, workday};

impl<'a> Teller<'a> {
    /// Contacts at the tier's pace, counted back from the last one.
    pub(super) fn everyday(&mut self, last: NaiveDate) {
        let ideal = match self.profile.tier.as_str() {
            "A" => 30,
            "B" => 60,
            "C" => 90,
            _ => 180,
        };
        let mut days = Vec::new();
        let mut day = last;
        while day > plus(self.profile.entered, 3) {
            days.push(workday(day));
            day = plus(day, -(ideal * self.chance.between(72, 104) / 100));
        }
        let count = days.len();
        for (n, day) in days.into_iter().rev().enumerate() {
            self.contact(day, n, n + 1 == count);
        }
    }

    fn contact(&mut self, on: NaiveDate, n: usize, is_last: bool) {
        if self.chance.in_percent(9) {
            let before = workday(plus(on, -2));
            let fields = json!({ "channel": "call", "direction": "out", "reached": false, "nature": "service",
                "summary": "Voicemail: please call back" });
            if before > self.profile.entered {
                self.log(before, "", fields, Map::new());
            }
        }
        let nature = *self
            .chance
            .pick(&[
                "service",
                "service",
                "service",
                "management",
                "management",
                "management",
                "delight",
                "admin",
            ])
            .unwrap_or(&"service");
        let (channel, low, high) = self.channel(nature, is_last);
        let summary = self.say(nature);
        let comes_in = nature == "service" || self.chance.in_percent(30);
        let mut fields = json!({ "channel": channel, "direction": if comes_in { "in" } else { "out" },
            "nature": nature, "summary": summary });
        if let Some(fields) = fields.as_object_mut() {
            if !self.chance.in_percent(6) {
                fields.insert("minutes".to_owned(), json!(self.chance.between(low, high)));
            }
            if matches!(channel, "e-mail" | "letter") && !comes_in {
                fields.insert("answered".to_owned(), json!(true));
            }
        }
        let mut more = if channel == "meeting" { self.everybody() } else { Map::new() };
        let mut names = String::new();
        if self.chance.in_percent(if self.is_close() { 26 } else { 20 }) && on < plus(PINNED, -24) {
            let key = self.key(&format!("f{n}"));
            more.insert("follows".to_owned(), json!([self.promise(on, &key)]));
            names = format!("- {key}");
        } else if self.chance.in_percent(12) && on < plus(PINNED, -60) {
            let key = self.key(&format!("q{n}"));
            more.insert("follows".to_owned(), json!([self.request(on, &key)]));
            names = format!("- {key}");
        }
        self.log(on, &names, fields, more);
    }

    /// How something of this nature is said, and the least and most minutes it takes; the last is spoken.
    fn channel(&mut self, nature: &str, is_last: bool) -> (&'static str, i64, i64) {
        let roll = if is_last { self.chance.between(1, 60) } else { self.chance.between(1, 100) };
        match (nature, roll) {
            ("management", 1..=28) => ("call", 10, 32),
            ("management", 29..=60) => ("video", 25, 55),
            ("management", 61..=88) => ("meeting", 40, 80),
            ("delight", 61..=100) => ("letter", 10, 20),
            (_, 1..=60) => ("call", 5, 18),
            _ => ("e-mail", 5, 15),
        }
    }

    /// The next sentence of a nature that this household has not heard.
    fn say(&mut self, nature: &'static str) -> &'a str {
        let words = self.words;
        let deck = self.decks.entry(nature).or_default();
        if deck.is_empty() {
            *deck = self.chance.shuffled(match nature {
                "service" => &words.service,
                "management" => &words.management,
                "delight" => &words.delight,
                _ => &words.admin,
            });
        }
        deck.pop().unwrap_or("")
    }

    /// A promise and how it ended: kept mostly; late, moved or let go now and then.
    fn promise(&mut self, on: NaiveDate, key: &str) -> Value {
        let ours = self.chance.in_percent(72);
        let title = self.chance.word(if ours { &self.words.promises } else { &self.words.theirs });
        let wait = self.chance.between(5, 12);
        let due = next_workday(plus(on, wait));
        let fate = self.chance.between(1, 100);
        let items = json!([format!("@{key}")]);
        let mut done = match fate {
            1..=60 => due,
            61..=88 => workday(plus(due, -2)),
            _ => workday(plus(due, 5)),
        };
        match fate {
            89..=92 if ours => {
                done = workday(plus(due, 7));
                let action = json!({ "act": "reschedule", "items": items, "due": done.to_string(), "reason": "they asked for a week more" });
                self.script.add(due, "", action);
            }
            93 if ours => {
                let action = json!({ "act": "drop", "items": items, "reason": "they changed their mind and need it no more" });
                self.script.add(due, "", action);
            }
            _ => {}
        }
        if !(fate == 93 && ours) {
            // Around Christmas the day before may be the day it was promised.
            let done = if done > on { done } else { due };
            self.script.add(done, "", json!({ "act": "done", "items": items }));
        }
        let whose = if ours { "ours" } else { "theirs" };
        let effort = self.chance.between(1, 6) * 10;
        json!({ "follows": "follow_up", "fields": { "title": title, "kind": "promise", "whose": whose,
            "due": due.to_string(), "effort_minutes": effort } })
    }

    /// A request and what was decided.
    fn request(&mut self, on: NaiveDate, key: &str) -> Value {
        let title = self.chance.word(&self.words.requests);
        let answer = next_workday(plus(on, 1));
        let item = json!(format!("@{key}"));
        let later = |days| workday(plus(answer, days));
        let (decision, reason, end) = match self.chance.between(1, 10) {
            1..=5 => (json!({ "decision": "do", "due": later(7).to_string() }), None, Some(later(6))),
            6..=7 => (
                json!({ "decision": "schedule", "due": later(21).to_string(), "told": true }),
                None,
                Some(later(21)),
            ),
            8 => (
                json!({ "decision": "back_burner", "until": later(35).to_string(), "told": true }),
                Some("nothing hangs on it this month"),
                Some(later(38)),
            ),
            _ => (
                json!({ "decision": "decline", "told": true }),
                Some(self.chance.word(&self.words.declines)),
                None,
            ),
        };
        let action = json!({ "act": "decide", "item": item, "decision": decision, "reason": reason });
        self.script.add(answer, "", action);
        if let Some(end) = end {
            self.script.add(end, "", json!({ "act": "done", "items": [item] }));
        }
        json!({ "follows": "follow_up", "fields": { "title": title, "kind": "request", "due": answer.to_string() } })
    }
}
