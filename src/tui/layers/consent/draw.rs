//! How the sheet of who agreed looks.
//!
//! **Invariant:** the part with the keys is in view, and what stands below it is wrapped, never cut.

use ratatui::layout::Rect;

use super::{Answer, Sheet, how_said};
use crate::{
    domain::day,
    tui::{
        desk::At,
        layers::why,
        theme::Role,
        widgets::{line::Line, list::Keys, pen::Pen, text},
    },
};

impl Sheet {
    /// What stands below: why it was refused, else what Enter will write.
    pub(super) fn below(&self, at: &At<'_>) -> Vec<Line> {
        match &self.refusal {
            Some(why) => why::lines(why, self.cells),
            None => self.echo(at).hanging(2).wrapped(self.cells),
        }
    }

    /// What Enter will write: `Mon 23 Nov 2026, today; Ann and Robert agree`.
    fn echo(&self, at: &At<'_>) -> Line {
        let on = match self.day(at) {
            Ok(on) => day::echo(on, at.today),
            Err(no) => return Line::muted(no.message),
        };
        let mut said = match self.named(Answer::Agreed).as_slice() {
            [] => return Line::muted("nobody yet"),
            [one] => format!("{one} agrees"),
            many => format!("{} agree", many.join(" and ")),
        };
        for (answer, word) in [(Answer::NotAsked, "not asked"), (Answer::Dissents, "does not agree")] {
            let names = self.named(answer);
            if !names.is_empty() {
                said = format!("{said}, {} {word}", names.join(" and "));
            }
        }
        let shown = self.shown_by().map(|shown| format!("; shown by {shown}")).unwrap_or_default();
        Line::heading(on).with(format!("; {said}{shown}"), Role::Plain)
    }

    /// Whether what shows it has the keys.
    pub(super) fn is_at_evidence(&self) -> bool {
        self.at == self.parties.len() + 2
    }

    /// What shows it, when something was typed.
    pub(super) fn shown_by(&self) -> Option<String> {
        Some(self.evidence.text().trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The line while what shows it is typed: it needs the room.
    fn draw_evidence(&mut self, pen: &mut Pen<'_>, area: Rect) {
        pen.text(area.x, area.y, 1, "▸", Role::Plain);
        let end = area.right().saturating_sub(1);
        let x = pen.text(area.x + 2, area.y, end.saturating_sub(2), "Shown by", Role::Heading) + 2;
        self.evidence.draw(pen, (x, area.y), end.saturating_sub(x), Keys::Here);
    }

    /// Draws the parties, the day, how, and what Enter will write.
    pub(super) fn draw_lines(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        if self.is_at_evidence() {
            self.draw_evidence(pen, area);
        } else {
            self.draw_parts(pen, area);
        }
        self.cells = area.width.saturating_sub(3);
        self.make_room(at);
        for (y, line) in (area.y + 1..area.bottom()).zip(self.below(at)) {
            pen.line(area.x + 2, y, self.cells, &line);
        }
    }

    fn draw_parts(&mut self, pen: &mut Pen<'_>, area: Rect) {
        let people = self.parties.len();
        let end = area.right().saturating_sub(1);
        let part = |pen: &mut Pen<'_>, x: u16, words: &str, here: bool| {
            let cells = end.saturating_sub(x);
            pen.text(x, area.y, cells, words, if here { Role::Focus } else { Role::Plain })
        };
        pen.text(area.x, area.y, 1, "▸", Role::Plain);
        let mut x = pen.text(area.x + 2, area.y, end.saturating_sub(2), "With", Role::Heading) + 2;
        // The part with the keys must be in view where not all names fit.
        let room = end.saturating_sub(x + 40);
        let mut from = 0;
        let wide = |from: usize| -> u16 {
            let shown = self.parties.iter().take(self.at.min(people) + 1).skip(from);
            shown.map(|party| text::width(&party.name) + 6).sum()
        };
        while from < self.at.min(people) && wide(from) > room.max(12) {
            from += 1;
        }
        for (number, party) in self.parties.iter().enumerate().skip(from) {
            let words = format!("{} {}", party.answer.sign(), party.name);
            if x + text::width(&words) > end.saturating_sub(26) && number > self.at {
                x = part(pen, x, "…", false) + 1;
                break;
            }
            x = part(pen, x, &words, number == self.at) + 2;
        }
        x = part(pen, x, "·", false) + 1;
        let keys = if self.at == people { Keys::Here } else { Keys::Elsewhere };
        let cells = (text::width(self.day.text()) + 1).clamp(8, 16).min(end.saturating_sub(x));
        self.day.draw(pen, (x, area.y), cells, keys);
        x = part(pen, x + cells + 1, "·", false) + 1;
        part(pen, x, how_said(self.how()), self.at > people);
    }
}
