//! What stands beside the card, and what saving it will do.
//!
//! **Invariant:** it only shows; nothing there takes a key.

use super::{Asked, Goes};
use crate::{
    domain::{asked::least, day},
    tui::{
        desk::At,
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

/// Readings and times asked that are shown.
const SHOWN: usize = 6;
/// The longest bar of half a year.
const BAR: usize = 16;

impl Asked {
    /// Readings of the yardstick, how often they asked, what to be careful with.
    pub(super) fn beside(&self, _at: &At<'_>) -> Page {
        let mut page = Page::default();
        if let Some(agreed) = &self.about.agreed {
            page = page.line(Line::heading(agreed.wanted.clone()));
        }
        for reading in self.about.readings.iter().take(SHOWN) {
            let month = text::pad(&reading.on.format("%-d %b %Y").to_string(), 12);
            let word = match reading.met {
                Some(true) => "met",
                Some(false) => "not met",
                None => "",
            };
            let role = if reading.met == Some(false) { Role::Due } else { Role::Good };
            let sign = match reading.met {
                Some(true) => "✓ ",
                Some(false) => "! ",
                None => "",
            };
            let line = Line::plain(format!("{month} {} ", text::pad(&reading.value, 9)));
            page.push(line.with(sign, role).with(word, Role::Plain));
        }
        if !self.about.readings.is_empty() || self.about.agreed.is_some() {
            page = page.gap();
        }
        page = page.heading("Asked before").line(Line::plain(self.about.often()));
        if !self.about.asked.is_empty() {
            page = page.line(Line::plain(self.about.how_often.said()));
            for half in &self.about.how_often.halves {
                let bar = "━".repeat(half.times.min(BAR));
                page.push(Line::plain(format!("{}  {:>2} {bar}", half.name(), half.times)));
            }
        }
        for once in self.about.asked.iter().take(SHOWN) {
            let on = text::pad(&once.on.format("%-d %b %Y").to_string(), 12);
            page.push(Line::plain(format!("{on} {}", once.said())).hanging(13));
        }
        if !self.about.if_there_is_time.is_empty() {
            page = page.gap().heading("If there is time");
            for said in &self.about.if_there_is_time {
                page.push(Line::plain(said.as_str()));
            }
        }
        if !self.about.careful.is_empty() {
            page = page.gap().heading("Careful");
            for line in self.about.careful.lines().take(4) {
                page.push(line);
            }
        }
        if let Some(figures) = self.about.figures_to() {
            page = page.gap().line(Line::muted(figures));
        }
        page
    }

    /// What Ctrl-S will do, act by act.
    pub(super) fn will_do(&self, at: &At<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        let there: Vec<String> =
            self.seats().into_iter().filter(|seat| seat.how.is_some()).map(|seat| seat.name).collect();
        let who = match there.split_last() {
            None => "nobody yet: say who understood".to_owned(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        };
        match self.goes {
            Goes::Book => {
                let minutes = self.minutes(at);
                let unit = if minutes == 1 { "minute" } else { "minutes" };
                lines.push(format!("log the call they made, {minutes} {unit}, with {who}"));
            }
            Goes::Log(_) => {
                lines.push("add the talk to the log you are writing, as one step with it".to_owned());
            }
        }
        let with = self.said().with;
        let with = if with.is_empty() { "it".to_owned() } else { with };
        lines.push(format!("keep the talk: {with} is ruled out, the corrections said, your answer"));
        if let Some(agreed) = self.about.agreed.as_ref().filter(|_| self.draft.against) {
            lines.push(format!("keep it with \"{}\" as heard against it", agreed.title));
        }
        if let Ok(Some(again)) = self.again(at) {
            let each = self
                .seats()
                .into_iter()
                .filter_map(|seat| Some(crate::domain::asked::Understood { who: seat.name, how: seat.how? }));
            let why = match least(&each.collect::<Vec<_>>()) {
                Some("yes") | None => "",
                Some("doubtful") => ", it was understood only partly",
                Some(_) => ", it was not understood",
            };
            lines.push(format!("bring it back on {}{why}", day::long(again.on)));
        }
        if let Ok(Some((_, said))) = self.promise(at) {
            lines.push(format!("add a promise: {said}"));
        }
        if matches!(self.goes, Goes::Book) {
            lines.push("all as one step: u takes all of it back".to_owned());
        }
        lines
    }
}
