//! How the card looks.
//!
//! **Invariant:** the place with the keys is always in view and the only one reversed.

use ratatui::layout::Rect;

use super::{Asked, Stop};
use crate::{
    domain::asked::Correction,
    tui::{
        desk::At,
        layers::{
            sheet::{self, Lies},
            why,
        },
        theme::Role,
        widgets::{line::Line, list::Keys, pen::Pen, text},
    },
};

/// The column of what stands beside the labels.
const FROM: u16 = 16;
/// The column of the corrections.
const TICKS: u16 = 3;
/// Cells of a field that has words behind it.
const SHORT: u16 = 24;
/// Lines the answer takes at most.
const ANSWER: u16 = 4;

/// One line of the card before it is placed.
struct Row {
    label: &'static str,
    from: u16,
    what: What,
}

enum What {
    /// Air, left out where there is no room.
    Gap,
    Words(Line),
    /// Words that have the keys.
    Here(Line),
    /// The field with the keys, so many cells wide, and what stands behind it.
    Field(u16, Line),
    /// The answer with the keys, so many lines high.
    Answer(u16),
}

impl Row {
    fn lies(&self) -> Lies {
        match self.what {
            What::Gap => Lies::Air,
            What::Answer(lines) => Lies::Keys(lines),
            _ if self.is_here() || self.label.starts_with('▸') => Lies::Keys(1),
            _ => Lies::Lines(1),
        }
    }

    fn is_here(&self) -> bool {
        matches!(self.what, What::Here(_) | What::Field(..) | What::Answer(_))
    }
}

fn row(label: &'static str, what: What) -> Row {
    Row { label, from: FROM, what }
}

/// The lines of a text, the label before the first.
fn lines(rows: &mut Vec<Row>, label: &'static str, line: &Line, cells: u16) {
    for (number, line) in line.wrapped(cells).into_iter().enumerate() {
        rows.push(row(if number == 0 { label } else { "" }, What::Words(line)));
    }
}

impl Asked {
    pub(super) fn draw_all(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        let (card, side) = sheet::parted(pen, area);
        if let Some(side) = side {
            self.beside(at).draw(pen, side);
        }
        let cells = card.width.saturating_sub(FROM + 1);
        let mut rows = self.rows(card.width, cells, at);
        let used: u16 = rows.iter().map(|row| row.lies().height()).sum();
        let deeds = self.will_do(at);
        let room = card.height.saturating_sub(used + 3);
        if usize::from(room) > deeds.len() {
            rows.push(row("", What::Gap));
            rows.push(Row { label: "What Ctrl-S will do", from: FROM, what: What::Words(Line::empty()) });
            for deed in deeds {
                let line = Line::plain(deed).hanging(2);
                let wrapped = line.wrapped(card.width.saturating_sub(TICKS + 1));
                rows.extend(wrapped.into_iter().map(|line| Row {
                    label: "",
                    from: TICKS,
                    what: What::Words(line),
                }));
            }
        }
        self.place(pen, card, rows);
    }

    fn rows(&self, width: u16, cells: u16, at: &At<'_>) -> Vec<Row> {
        let mut rows = Vec::new();
        self.compared(&mut rows, cells);
        rows.push(row("", What::Gap));
        self.to_say(&mut rows, cells);
        rows.push(row("", What::Gap));
        self.corrections(&mut rows, width);
        rows.push(row("", What::Gap));
        self.to_record(&mut rows, cells, at);
        rows
    }

    fn refused_at(&self, rows: &mut Vec<Row>, stop: Stop, cells: u16) {
        if let Some((at, why)) = &self.refusal
            && *at == stop
        {
            rows.extend(why::lines(why, cells).into_iter().map(|line| row("", What::Words(line))));
        }
    }

    fn compared(&self, rows: &mut Vec<Row>, cells: u16) {
        let label = "Compared with";
        if self.stop == Stop::Compared {
            rows.push(row(label, What::Field(cells, Line::empty())));
            let read = self.said();
            let below = if read.with.is_empty() {
                let last = self.about.asked.first().map(|once| format!("last time {}", once.with));
                let last = last.unwrap_or_else(|| "as S&P 500, this year: up 15 %".to_owned());
                Line::muted(format!("with what, period: figures; {last}"))
            } else {
                let mut line = Line::muted("with ").with(read.with, Role::Heading);
                for (word, text) in [("   period ", read.period), ("   figures ", read.figures)] {
                    if !text.is_empty() {
                        line = line.with(word, Role::Muted).with(text, Role::Heading);
                    }
                }
                line
            };
            rows.extend(below.wrapped(cells).into_iter().map(|line| row("", What::Words(line))));
        } else if self.draft.compared.trim().is_empty() {
            let press =
                Line::muted("not typed yet; ").with("Shift-Tab", Role::Key).with(" goes there", Role::Muted);
            rows.push(row(label, What::Words(press)));
        } else {
            lines(rows, label, &Line::plain(self.draft.compared.trim()), cells);
        }
        self.refused_at(rows, Stop::Compared, cells);
    }

    /// What to say, and what it comes from.
    fn to_say(&self, rows: &mut Vec<Row>, cells: u16) {
        if let Some(said) = &self.about.say_first {
            lines(rows, "Say first", &Line::heading(format!("\"{said}\"")).hanging(1), cells);
        }
        for (number, missing) in self.about.missing.iter().enumerate() {
            let label = if number == 0 { "Missing" } else { "" };
            lines(rows, label, &Line::plain(format!("? {missing}")).hanging(2), cells);
        }
        if self.about.agreed.is_none() {
            let keep = Line::role("e", Role::Key)
                .with(" at the corrections keeps it as an expectation heard", Role::Plain);
            lines(rows, "", &keep, cells);
        }
        rows.push(row("", What::Gap));
        if let Some(agreed) = &self.about.agreed {
            lines(rows, "Agreed", &Line::plain(agreed.said()).hanging(2), cells);
        }
        if let Some(now) = &self.about.now {
            let sign = match now.met {
                Some(true) => "  ✓ ",
                Some(false) => "  ! ",
                None => "",
            };
            let line = Line::signed(&format!("{}{sign}{}", now.said(), now.judged().unwrap_or("")));
            rows.push(row("Now", What::Words(line)));
        }
        let with = self.said().with;
        // What they name now stands first; where there is little room, alone.
        let most = if cells < sheet::CELLS - FROM { 1 } else { 3 };
        for (number, out) in self.about.out_with(&with).take(most).enumerate() {
            let label = if number == 0 { "Ruled out" } else { "" };
            lines(rows, label, &Line::plain(out.said()).hanging(2), cells);
        }
        if let Some(said) = self.about.said_of(&with) {
            let line = Line::plain(format!("\"{}\"", said.text)).hanging(1);
            lines(rows, "You said then", &line, cells);
        } else {
            rows.push(row("You said then", What::Words(Line::muted("nothing yet: no talk is recorded"))));
        }
    }

    fn corrections(&self, rows: &mut Vec<Row>, width: u16) {
        let words = match self.about.agreed {
            Some(_) => "four corrections, ticked when said; 5, that they hold to it",
            None => "four corrections, ticked when said",
        };
        let words = Line::muted(words);
        rows.push(row("If they press", What::Words(words)));
        let cells = width.saturating_sub(TICKS + 1);
        for (number, known) in self.about.corrections.iter().enumerate() {
            let ticked = self.draft.ticked.contains(&known.correction);
            let word = text::pad(known.correction.word(), 9);
            let digit =
                Correction::ALL.iter().position(|one| *one == known.correction).map_or(0, |at| at + 1);
            let sign = if ticked { 'x' } else { ' ' };
            let line = Line::plain(format!("{digit} [{sign}] {word}{}", known.said())).hanging(15);
            let here = self.stop == Stop::Corrections && self.inner == number;
            for (part, line) in line.wrapped(cells).into_iter().enumerate() {
                let what = if here && part == 0 { What::Here(line) } else { What::Words(line) };
                rows.push(Row { label: "", from: TICKS, what });
            }
        }
        self.against(rows, cells);
    }

    /// Whether they hold to it, though it was agreed otherwise; nothing where nothing was agreed.
    fn against(&self, rows: &mut Vec<Row>, cells: u16) {
        if self.about.agreed.is_none() {
            return;
        }
        let sign = if self.draft.against { 'x' } else { ' ' };
        let word = text::pad("against", 9);
        let said = format!("5 [{sign}] {word}they hold to it, though they agreed otherwise");
        let line = Line::plain(said).hanging(15);
        let here = self.stop == Stop::Corrections && self.inner == Correction::ALL.len();
        for (part, line) in line.wrapped(cells).into_iter().enumerate() {
            let what = if here && part == 0 { What::Here(line) } else { What::Words(line) };
            rows.push(Row { label: "", from: TICKS, what });
        }
    }

    fn to_record(&self, rows: &mut Vec<Row>, cells: u16, at: &At<'_>) {
        if self.stop == Stop::Answer {
            rows.push(row("Your answer", What::Answer(self.answer.height(cells).clamp(1, ANSWER))));
        } else if self.draft.answer.trim().is_empty() {
            rows.push(row("Your answer", What::Words(Line::muted("what you said, in your words"))));
        } else {
            lines(rows, "Your answer", &Line::plain(self.draft.answer.trim()), cells);
        }
        self.refused_at(rows, Stop::Answer, cells);
        self.understood(rows, cells);
        self.refused_at(rows, Stop::Understood, cells);
        let said = self.again_said(at);
        rows.push(if self.stop == Stop::Again {
            row("Say again", What::Field(SHORT.min(cells), said))
        } else {
            let typed = self.draft.again.trim();
            let line = if typed.is_empty() {
                Line::muted("never; type a day or 6 months")
            } else {
                let mut line = Line::plain(format!("{typed}: "));
                line.spans.extend(said.spans);
                line
            };
            row("Say again", What::Words(line))
        });
        self.refused_at(rows, Stop::Again, cells);
        if self.stops().contains(&Stop::Promise) {
            self.promised(rows, cells, at);
        }
    }

    /// The day it is said again, and why it is not another.
    fn again_said(&self, at: &At<'_>) -> Line {
        let Ok(Some(again)) = self.again(at) else { return Line::empty() };
        let mut line = Line::heading(crate::domain::day::long(again.on));
        if let Some(raw) = again.instead_of {
            line.push(format!(", {} is a {}", raw.format("%-d %b"), raw.format("%A")), Role::Plain);
        }
        line
    }

    fn understood(&self, rows: &mut Vec<Row>, cells: u16) {
        let mut line = Line::empty();
        for (number, seat) in self.seats().iter().enumerate() {
            let words = match seat.how.as_deref() {
                None => format!("[ ] {}", seat.name),
                Some("yes") => format!("[x] {} understood", seat.name),
                Some("doubtful") => format!("[x] {} partly", seat.name),
                Some(_) => format!("[x] {} did not", seat.name),
            };
            let here = self.stop == Stop::Understood && self.inner == number;
            line.push(if line.spans.is_empty() { "" } else { "   " }, Role::Plain);
            line.push(words, if here { Role::Focus } else { Role::Plain });
        }
        let here = self.stop == Stop::Understood;
        for (number, part) in line.wrapped(cells).into_iter().enumerate() {
            let mut shown = row(if number == 0 { "Understood" } else { "" }, What::Words(part));
            if here && number == 0 {
                shown.label = "▸Understood";
            }
            rows.push(shown);
        }
    }

    fn promised(&self, rows: &mut Vec<Row>, cells: u16, at: &At<'_>) {
        let said = self.promise(at).ok().flatten().map(|(_, said)| said);
        if self.stop == Stop::Promise {
            rows.push(row("Promise", What::Field(cells, Line::empty())));
            let below = said.map_or_else(
                || Line::muted("what and when, as in: one page on the plan, wed"),
                Line::heading,
            );
            rows.push(row("", What::Words(below)));
        } else {
            let words = said.map_or_else(
                || Line::muted("none; what and when, as in: one page on the plan, wed"),
                Line::plain,
            );
            lines(rows, "Promise", &words, cells);
        }
        self.refused_at(rows, Stop::Promise, cells);
    }

    /// Draws the rows that are in view.
    fn place(&mut self, pen: &mut Pen<'_>, body: Rect, rows: Vec<Row>) {
        for (y, row) in sheet::lay(rows, body, (&mut self.top, &mut self.tops), Row::lies) {
            self.draw_row(pen, body, y, &row);
        }
    }

    fn draw_row(&self, pen: &mut Pen<'_>, area: Rect, y: u16, row: &Row) {
        let from = area.x + row.from;
        let cells = area.width.saturating_sub(row.from + 1);
        if row.is_here() {
            pen.text(area.x, y, 1, "▸", Role::Plain);
        }
        let (x, label) = match row.label.strip_prefix('▸') {
            Some(label) => {
                pen.text(area.x, y, 1, "▸", Role::Plain);
                (area.x + 1, label)
            }
            None => (area.x + 1, row.label),
        };
        pen.text(x, y, area.width.saturating_sub(2), label, Role::Heading);
        match &row.what {
            What::Gap => {}
            What::Words(line) => {
                pen.line(from, y, cells, line);
            }
            What::Here(line) => {
                pen.fill(from, y, cells, " ", Role::Focus);
                pen.line(from, y, cells, &line.clone().all(Role::Focus));
            }
            What::Field(wide, behind) => {
                self.editor.draw(pen, (from, y), (*wide).min(cells), Keys::Here);
                pen.line(from + wide + 2, y, cells.saturating_sub(wide + 2), behind);
            }
            What::Answer(height) => {
                let place = Rect { x: from, y, width: cells, height: *height };
                for line in 0..*height {
                    pen.fill(from, y + line, cells, " ", Role::Focus);
                }
                self.answer.draw(pen, place, Keys::Here);
            }
        }
    }
}
