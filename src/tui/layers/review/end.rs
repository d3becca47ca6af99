//! The end of a pass: what was done, left, not looked at; the musts, the one line, the month, tomorrow.
//!
//! **Invariant:** what was not looked at is said as plainly as what was done; finishing keeps all of it.

use ratatui::layout::Rect;

use super::{Review, draw};
use crate::{
    acts::review::{Ending, Must},
    domain::review::{MUSTS, Pass},
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
        theme::Role,
        widgets::{field::Field, footer::Hint, line::Line, list::Keys, pen::Pen, text},
    },
};

/// Cells of the labels.
const LABEL: u16 = 14;
/// Rows that may be musts, at least this many are seen.
const ROWS: usize = 3;

impl Review {
    pub(super) fn available_at_end(&self, command: Command) -> Availability {
        use Command as C;
        if self.place.pass.relationship().is_some() {
            return Self::available_at_last(command);
        }
        match command {
            C::Up | C::Top | C::Open | C::Down | C::Bottom => Availability::Yes,
            C::Mark | C::Edit if !self.place.cards.is_empty() => Availability::Yes,
            _ => Availability::Elsewhere,
        }
    }

    pub(super) fn run_at_end(&mut self, command: Command, at: &At<'_>) -> Option<Vec<Effect>> {
        use Command as C;
        if let Some(client) = self.place.pass.relationship() {
            return self.run_at_last(command, client, at);
        }
        let rows = if self.place.pass == Pass::Daily { self.ending.as_ref()?.stays.len() } else { 0 };
        Some(match command {
            C::Down => {
                self.row = self.row.saturating_add(1).min(rows.saturating_sub(1));
                Vec::new()
            }
            C::Up if self.row > 0 => {
                self.row -= 1;
                Vec::new()
            }
            C::Up if self.place.cards.is_empty() => Vec::new(),
            C::Up => self.walk(-1, at),
            C::Top => {
                self.place.look(isize::MIN);
                self.shown(at)
            }
            C::Bottom => Vec::new(),
            C::Mark if rows > 0 => self.choose(),
            C::Mark => Effect::warn("Nothing stays for today, so there is nothing to choose."),
            C::Edit if !self.place.cards.is_empty() => {
                self.typing = Some(Field::new(&self.place.line));
                Vec::new()
            }
            C::Open if self.place.cards.is_empty() => vec![Effect::Close],
            C::Open => {
                let kept = self.ending.as_ref()?.kept(&self.place);
                Effect::save(Action::KeepReview(Box::new(kept)))
            }
            _ => return None,
        })
    }

    /// Makes the row a must, or none.
    fn choose(&mut self) -> Vec<Effect> {
        let Some(ending) = &self.ending else { return Vec::new() };
        let mut chosen: Vec<String> = ending.musts(&self.place).iter().map(|must| must.key.clone()).collect();
        let Some(must) = ending.stays.get(self.row) else { return Vec::new() };
        match chosen.iter().position(|key| *key == must.key) {
            Some(at) => {
                chosen.remove(at);
            }
            None if chosen.len() >= MUSTS => {
                return Effect::warn("Three musts are enough for a day. Take one away first with Space.");
            }
            None => chosen.push(must.key.clone()),
        }
        self.place.musts = Some(chosen);
        Vec::new()
    }

    pub(super) fn hints_at_end(&self) -> Vec<Hint> {
        if self.place.cards.is_empty() {
            return Vec::new();
        }
        if self.place.pass.relationship().is_some() {
            return Self::hints_at_last();
        }
        let mut hints = vec![
            Hint::new(Command::Edit.key(), "the line"),
            Hint::new(Command::Up.key(), "back to the cards"),
            Hint::new(Command::Undo.key(), "undo"),
        ];
        if self.place.pass == Pass::Daily {
            hints.insert(0, Hint::new("Space", "must or not"));
        }
        hints
    }

    pub(super) fn draw_end(&self, pen: &mut Pen<'_>, area: Rect) {
        let Some(ending) = &self.ending else { return };
        let mut inner = Self::inner(area);
        inner.y += 1;
        inner.height = inner.height.saturating_sub(1);
        let last = self.last_lines(ending, inner.width);
        let musts = if self.place.pass == Pass::Daily { ending.stays.as_slice() } else { &[] };
        let needs = if musts.is_empty() { 0 } else { musts.len().min(ROWS) + 2 };
        let room = usize::from(inner.height);
        let kept = room.saturating_sub(2 + needs + last.len() + 1);
        let said = verbs_within(ending, inner.width, kept);
        let mut all = vec![Line::heading(self.place.end_said()), Line::empty()];
        all.extend(cut(said, kept));
        if !musts.is_empty() {
            all.push(Line::empty());
            all.push(Line::heading("The musts for today").with("   three at most", Role::Plain));
            let rows = room.saturating_sub(all.len() + last.len() + 1).max(1);
            let first = self.row.saturating_add(1).saturating_sub(rows);
            let chosen = ending.musts(&self.place);
            for (number, must) in musts.iter().enumerate().skip(first).take(rows) {
                let is_chosen = chosen.iter().any(|known| known.key == must.key);
                all.push(row(must, is_chosen, number == self.row && self.typing.is_none(), inner.width));
            }
        }
        all.push(Line::empty());
        let line = all.len();
        all.extend(last);
        draw::lines(pen, inner, &all);
        if let Some(field) = &self.typing {
            let y = inner.y + u16::try_from(line).unwrap_or(0);
            if y < inner.bottom() {
                let x = inner.x + LABEL + 1;
                field.draw(pen, (x, y), inner.width.saturating_sub(LABEL + 1), Keys::Here);
            }
        }
    }

    /// The one line, the month, tomorrow.
    fn last_lines(&self, ending: &Ending, width: u16) -> Vec<Line> {
        let line = match self.place.line.as_str() {
            "" if self.typing.is_none() => {
                Line::labelled("One line", LABEL, "").with("none yet; e writes it", Role::Muted)
            }
            words => Line::labelled("One line", LABEL, words),
        };
        let mut lines = vec![line];
        lines.extend(Line::labelled("This month", LABEL, &ending.month_said()).wrapped(width));
        lines.extend(Line::labelled("Tomorrow", LABEL, &ending.tomorrow_said()).wrapped(width));
        if let Some(warning) = &ending.backup {
            lines.extend(Line::labelled("Backup", LABEL, warning).wrapped(width));
        }
        lines
    }
}

/// What was done, left and not looked at, with as many names each as leave a line for every one of them.
pub(super) fn verbs_within(ending: &Ending, width: u16, room: usize) -> Vec<Line> {
    let most = ending.verbs.iter().map(|(_, said)| said.len());
    let most = most.chain([ending.left.len(), ending.unseen.len(), 1]).max().unwrap_or(1);
    let mut tries = (1..=most).rev().map(|each| verbs_said(ending, width, each));
    tries.find(|lines| lines.len() <= room).unwrap_or_else(|| verbs_said(ending, width, 1))
}

/// `  4  done      Roth figures sent; Osei brief read; and 2 more`, then what was left and what was not looked at.
fn verbs_said(ending: &Ending, width: u16, each: usize) -> Vec<Line> {
    let mut all = Vec::new();
    let mut put = |word: &str, said: &[String]| {
        let label = format!("{:>3}  {word}", said.len());
        let mut names: Vec<String> = said.iter().take(each).cloned().collect();
        if said.len() > each {
            names.push(format!("and {} more", said.len() - each));
        }
        all.extend(Line::labelled(&label, LABEL, &names.join("; ")).wrapped(width));
    };
    for (verb, said) in &ending.verbs {
        put(verb.word(), said);
    }
    if !ending.left.is_empty() {
        put("left", &ending.left);
    }
    if !ending.unseen.is_empty() {
        put("not seen", &ending.unseen);
    }
    all
}

/// What fits; the rest stands in the record.
fn cut(mut lines: Vec<Line>, room: usize) -> Vec<Line> {
    if lines.len() > room {
        lines.truncate(room.saturating_sub(1));
        lines.push(Line::muted("…  all of it is kept with the review"));
    }
    lines
}

fn row(must: &Must, is_chosen: bool, is_here: bool, width: u16) -> Line {
    let sign = if is_here { "▸ " } else { "  " };
    let mark = if is_chosen { "[x] " } else { "[ ] " };
    let why = text::cut(&must.why, width / 3);
    let title = width.saturating_sub(6 + 17 + text::width(&why) + 2);
    let said = format!("{sign}{mark}{} {} {why}", text::pad(&must.who, 16), text::pad(&must.title, title));
    Line::role(text::cut(&said, width), if is_here { Role::Focus } else { Role::Plain })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acts::review::Verb;

    #[test]
    fn every_verb_keeps_a_line_however_much_was_done() {
        let names =
            |many: usize| (0..many).map(|k| format!("Somebody {k}: a letter of some length")).collect();
        let ending = Ending {
            verbs: vec![(Verb::Done, names(12)), (Verb::Moved, names(5))],
            left: names(7),
            unseen: names(2),
            stays: Vec::new(),
            promises: (0, 0),
            reviews: (0, 0),
            charter: None,
            with: None,
            tomorrow: (0, Vec::new()),
            coming: Vec::new(),
            backup: None,
        };
        let said: Vec<String> = verbs_within(&ending, 76, 6).iter().map(Line::text).collect();
        assert!(said.len() <= 6, "{said:?}");
        for wanted in ["12  done", "5  moved", "7  left", "2  not seen", "and 11 more"] {
            assert!(said.iter().any(|line| line.contains(wanted)), "{wanted}: {said:?}");
        }
        assert!(verbs_within(&ending, 76, 60).len() > 6);
    }
}
