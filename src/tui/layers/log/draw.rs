//! How the log sheet looks.
//!
//! **Invariant:** the place with the keys is always in view and the only one reversed; Save is pinned.

use ratatui::layout::Rect;

use super::{
    Log, Stop, follow,
    sheet::{FROM, Piece, Row, Typed, What, lines_of, piece, row},
    words,
};
use crate::{
    domain::{
        quick_add::FollowKind,
        records::interaction::{CHANNELS, NATURES},
        safe,
    },
    tui::{
        command::Command,
        desk::At,
        layers::{sheet::parted, why},
        theme::Role,
        widgets::{line::Line, pen::Pen, text},
    },
};

/// Lines the notes take at most.
const NOTES: u16 = 5;
/// Lines of what to be careful with, and of the yardstick.
const SAID: usize = 2;
/// Cells around what Save will do.
const DEED: u16 = 7;
/// Cells of the word before a follow.
const WORD: u16 = 10;

impl Log {
    pub(super) fn draw_all(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        let (sheet, side) = parted(pen, area);
        let wide = side.is_some();
        if let Some(side) = side {
            self.while_you_talk(at).draw(pen, side);
        }
        let cells = sheet.width.saturating_sub(FROM + 1);
        let mut rows = self.rows(cells, at);
        if !wide {
            self.careful(&mut rows, cells, at);
        }
        let mut foot = self.save_rows(wide, cells, at);
        if wide {
            let room =
                sheet.height.saturating_sub(rows.iter().map(|row| row.lies().height()).sum::<u16>() + 5);
            let deeds = self.will_do(at).into_iter().flat_map(|words| deed_lines(&words, sheet.width));
            let mut done: Vec<Row> = deeds.map(|words| row("", What::Deed(words))).collect();
            if usize::from(room) > done.len() {
                done.insert(0, row("What Save will do", What::Gap));
                done.push(row("", What::Gap));
                done.append(&mut foot);
                foot = done;
            }
        }
        let last = u16::from(sheet.height > 14);
        let height = sheet.height.saturating_sub(1 + last);
        let foot_at = sheet.y + height.saturating_sub(u16::try_from(foot.len()).unwrap_or(1)) + 1;
        let body = Rect { y: sheet.y, height: foot_at.saturating_sub(sheet.y), ..sheet };
        self.place(pen, body, rows);
        for (y, row) in (foot_at..sheet.bottom()).zip(&foot) {
            self.draw_row(pen, sheet, y, row);
        }
    }

    fn rows(&self, cells: u16, at: &At<'_>) -> Vec<Row> {
        let mut rows = vec![row("", What::Gap)];
        self.with(&mut rows, cells);
        self.how(&mut rows, cells, at);
        self.meeting(&mut rows, at);
        let summary = if self.stop == Stop::Summary {
            What::Field("")
        } else {
            What::Words(Line::plain(self.draft.summary.as_str()))
        };
        rows.push(row("Summary", summary));
        self.refused_at(&mut rows, &[Stop::Summary], cells);
        rows.push(row("", What::Gap));
        self.agenda_rows(&mut rows, cells);
        self.refused_at(&mut rows, &[Stop::Raised, Stop::RaisedWords], cells);
        self.settles(&mut rows, cells, at);
        self.follows(&mut rows, cells, at);
        rows.push(row("", What::Gap));
        rows.push(row("Notes", self.notes_row(cells)));
        rows
    }

    fn refused_at(&self, rows: &mut Vec<Row>, stops: &[Stop], cells: u16) {
        if let Some((stop, why)) = &self.refusal
            && stops.contains(stop)
        {
            rows.extend(why::lines(why, cells).into_iter().map(|line| row("", What::Words(line))));
        }
    }

    fn with(&self, rows: &mut Vec<Row>, cells: u16) {
        let mut pieces: Vec<Piece> = Vec::new();
        for (number, seat) in self.draft.seats.iter().enumerate() {
            let sign = if seat.ticked { "[x]" } else { "[ ]" };
            let here = self.stop == Stop::With && self.inner == number;
            pieces.push(piece(format!("{sign} {}", seat.name), here, 3));
        }
        let mut other = piece("[ ] someone else".into(), self.stop == Stop::Else, 3);
        other.typed = Typed::Yes;
        if self.stop != Stop::Else && !self.draft.other.is_empty() {
            other.words.clone_from(&self.draft.other);
        }
        pieces.push(other);
        rows.extend(lines_of("With", pieces, cells));
        if self.stop == Stop::Else {
            for (number, pick) in self.offered.iter().enumerate() {
                let sign = if number == self.offer { "> " } else { "  " };
                let line = Line::role(sign, Role::Key).with(&pick.name, Role::Plain).with("  ", Role::Plain);
                rows.push(row("", What::Words(line.with(&pick.detail, Role::Muted))));
            }
            if self.offered.is_empty() {
                let hint = if self.draft.other.is_empty() {
                    "type a name: a person, or another client"
                } else {
                    "nobody in the book is called that"
                };
                rows.push(row("", What::Words(Line::muted(hint))));
            }
        }
        self.refused_at(rows, &[Stop::With, Stop::Else], cells);
    }

    fn how(&self, rows: &mut Vec<Row>, cells: u16, at: &At<'_>) {
        let here = |stop: Stop| self.stop == stop;
        let mut minutes = piece(self.minutes_said(at), here(Stop::Minutes), 4);
        let mut day = piece(self.day_said(at), here(Stop::Day), 3);
        minutes.typed = Typed::Yes;
        day.typed = Typed::Yes;
        let mut pieces = vec![
            piece(self.draft.channel.clone(), here(Stop::Channel), 4),
            piece(self.draft.direction.clone(), here(Stop::Direction), 4),
            piece(self.reached_said().to_owned(), here(Stop::Reached), 4),
            piece(self.draft.nature.clone(), here(Stop::Nature), 4),
            minutes,
        ];
        if !self.draft.also().is_empty() {
            let mut split = piece(self.split_said(at), here(Stop::Split), 3);
            split.typed = Typed::Yes;
            pieces.push(split);
        }
        pieces.push(day);
        let mut lines = lines_of("How", pieces, cells);
        // A field that begins a line of its own says what it is.
        for line in lines.iter_mut().skip(1).filter(|line| line.begins_here()) {
            line.label = match self.stop {
                Stop::Day => "Day",
                Stop::Split => "Split",
                _ => "Minutes",
            };
        }
        rows.extend(lines);
        let below = match self.stop {
            Stop::Channel => words_line(CHANNELS, &self.draft.channel),
            Stop::Direction => words_line(&["in", "out"], &self.draft.direction),
            Stop::Nature => words_line(NATURES, &self.draft.nature),
            Stop::Reached => Line::muted("a voicemail or unanswered mail moves nothing"),
            Stop::Minutes => Line::muted("minutes; empty is unknown, untouched keeps counting"),
            Stop::Split => {
                Line::muted("minutes of each client in their order, as 10, 4; empty splits equally")
            }
            Stop::Day => match self.day(at) {
                Ok(on) => Line::heading(crate::domain::day::echo(on, at.today)),
                Err(why) => Line::muted(why.message),
            },
            _ => Line::empty(),
        };
        if !below.is_empty() {
            rows.push(row("", What::Words(below)));
        }
        self.refused_at(rows, &[Stop::Minutes, Stop::Split, Stop::Day], cells);
    }

    fn meeting(&self, rows: &mut Vec<Row>, at: &At<'_>) {
        let meetings: Vec<_> = self.meetings(at).collect();
        let Some(shown) = meetings.iter().find(|row| Some(row.id) == self.draft.meeting).or(meetings.first())
        else {
            return;
        };
        let sign = if self.draft.meeting.is_some() { "[x]" } else { "[ ]" };
        let on = match shown.day("day") {
            Some(on) if on == at.today => "today".to_owned(),
            Some(on) => crate::domain::day::weekday_day(on),
            None => String::new(),
        };
        let time = shown.fields.text("time").map(|time| format!(" {time}")).unwrap_or_default();
        let line = Line::plain(format!("{sign} Meeting of {on}{time}: {}", shown.str("title")));
        rows.push(row(
            "It was",
            if self.stop == Stop::Meeting { What::Here(line) } else { What::Words(line) },
        ));
    }

    fn settles(&self, rows: &mut Vec<Row>, cells: u16, at: &At<'_>) {
        const SHOWN: usize = 3;
        let items = self.open();
        if items.is_empty() {
            return;
        }
        let here = self.stop == Stop::Settles;
        let top = if here { (self.inner + 1).saturating_sub(SHOWN) } else { 0 };
        for (number, item) in items.iter().enumerate().skip(top).take(SHOWN) {
            let sign = if self.draft.settles(item) { "[x] " } else { "[ ] " };
            let mut line = Line::plain(sign);
            let whose = self.whose(item);
            let room = cells.saturating_sub(4 + text::width(&whose));
            line.spans.extend(words::item(item, at.today, room).spans);
            line.push(whose, Role::Muted);
            let what = if here && number == self.inner { What::Here(line) } else { What::Words(line) };
            rows.push(row(if number == top { "Settles" } else { "" }, what));
        }
        let below = items.len().saturating_sub(top + SHOWN);
        if below > 0 {
            rows.push(row("", What::Words(Line::muted(format!("{below} more below")))));
        }
        rows.push(row("", What::Gap));
    }

    fn follows(&self, rows: &mut Vec<Row>, cells: u16, at: &At<'_>) {
        for (number, follow) in self.draft.follows.iter().enumerate() {
            let line = Line::plain(text::pad(&follow.word, WORD)).with(&follow.text, Role::Plain);
            let line = line.with(&follow.echo, Role::Heading).hanging(WORD);
            for (part, line) in line.wrapped(cells).into_iter().enumerate() {
                rows.push(row(if number + part == 0 { "Follows" } else { "" }, What::Words(line)));
            }
        }
        let label = if self.draft.follows.is_empty() { "Follows" } else { "" };
        let hints = letters(cells.saturating_sub(WORD));
        if self.stop != Stop::Add && self.draft.add.is_empty() {
            for (number, hint) in hints.into_iter().enumerate() {
                let (label, word) = if number == 0 { (label, "add") } else { ("", "") };
                rows.push(row(label, What::Words(joined(Line::plain(text::pad(word, WORD)), hint))));
            }
            return;
        }
        if self.stop == Stop::Add {
            rows.push(row(label, What::Field("add       ")));
        } else {
            let line = Line::plain(text::pad("add", WORD)).with(&self.draft.add, Role::Plain);
            rows.push(row(label, What::Words(line)));
        }
        let refused = self.refusal.as_ref().is_some_and(|(stop, _)| *stop == Stop::Add);
        self.refused_at(rows, &[Stop::Add], cells);
        let indent = || Line::plain(text::pad("", WORD));
        if self.draft.add.trim().is_empty() {
            rows.extend(hints.into_iter().map(|hint| row("", What::Words(joined(indent(), hint)))));
        } else if !refused && self.stop == Stop::Add {
            let below = match follow::read(&self.draft.add, Some(self.relationship), at) {
                Ok(follow::Read::Item(item)) => indent()
                    .with(format!("{}: {}", item.word, item.text), Role::Plain)
                    .with(item.echo, Role::Heading),
                Ok(follow::Read::Card(_)) => indent().with("Enter opens its card", Role::Muted),
                Err(why) => indent().with(why.message, Role::Muted),
            };
            let below = below.hanging(WORD);
            rows.extend(below.wrapped(cells).into_iter().map(|line| row("", What::Words(line))));
        }
    }

    fn notes_row(&self, cells: u16) -> What {
        if self.stop == Stop::Notes {
            return What::Notes(self.notes.height(cells).clamp(2, NOTES));
        }
        let mut lines = self.draft.notes.lines();
        match lines.next() {
            None => What::Words(
                Line::muted("none; ")
                    .with(Command::Editor.way(), Role::Key)
                    .with(" opens your editor", Role::Muted),
            ),
            Some(first) => {
                let more = match lines.count() {
                    0 => String::new(),
                    1 => "  and 1 more line".to_owned(),
                    more => format!("  and {more} more lines"),
                };
                let first = text::cut(&safe::one_line(first), cells.saturating_sub(text::width(&more)));
                What::Words(Line::plain(first).with(more, Role::Muted))
            }
        }
    }

    /// What to be careful with and the yardstick, where nothing stands beside the sheet.
    fn careful(&self, rows: &mut Vec<Row>, cells: u16, at: &At<'_>) {
        let careful = self.dossier.relationship.str("sensitivities");
        let yardstick = self.dossier.yardstick.as_ref().map(|known| words::yardstick(known, at.today));
        if !careful.is_empty() || yardstick.is_some() {
            rows.push(row("", What::Gap));
        }
        for (label, said) in [("Careful", Some(careful.to_owned())), ("Yardstick", yardstick)] {
            let Some(said) = said.filter(|said| !said.is_empty()) else { continue };
            let mut lines = Line::plain(said).wrapped(cells);
            if lines.len() > SAID {
                lines.truncate(SAID);
                if let Some(last) = lines.last_mut() {
                    *last = last.cut(cells.saturating_sub(1)).with("…", Role::Plain);
                }
            }
            for (number, line) in lines.into_iter().enumerate() {
                rows.push(row(if number == 0 { label } else { "" }, What::Words(line)));
            }
        }
    }

    /// The Save row, and what does not fit into it below.
    fn save_rows(&self, wide: bool, cells: u16, at: &At<'_>) -> Vec<Row> {
        let lines = match &self.refusal {
            Some((Stop::Save, why)) => why::lines(why, cells),
            _ if wide => {
                vec![
                    Line::muted("or ")
                        .with(Command::Save.way(), Role::Key)
                        .with(" from any field", Role::Muted),
                ]
            }
            _ => Line::plain(self.counts(at)).wrapped(cells),
        };
        let mut rows = Vec::new();
        for (number, line) in lines.into_iter().enumerate() {
            rows.push(match number {
                0 if self.stop == Stop::Save => row("Save", What::Here(line)),
                0 => row("Save", What::Words(line)),
                _ => row("", What::Words(line)),
            });
        }
        rows
    }
}

/// What Save will do in lines under each other, later ones a little in.
fn deed_lines(words: &str, cells: u16) -> Vec<String> {
    let lines = Line::plain(words).hanging(2).wrapped(cells.saturating_sub(DEED));
    lines.iter().map(Line::text).collect()
}

fn words_line(words: &[&str], current: &str) -> Line {
    let mut line = Line::empty();
    for word in words {
        line.push(if line.spans.is_empty() { "" } else { "   " }, Role::Plain);
        line.push(*word, if *word == current { Role::Heading } else { Role::Plain });
    }
    line
}

/// The letters of the `add` row's grammar, as keys, in lines of at most `cells`.
fn letters(cells: u16) -> Vec<Line> {
    let (mut lines, mut line) = (Vec::new(), Line::muted("begin with "));
    for (number, (_, letter, words)) in FollowKind::ALL.iter().enumerate() {
        let words = words.strip_prefix("expectation ").unwrap_or(words);
        let wide = 4 + text::width(words);
        if line.width() + wide > cells {
            lines.push(std::mem::take(&mut line));
        } else if number > 0 {
            line.push("  ", Role::Plain);
        }
        line.push(letter.to_string(), Role::Key);
        line.push(format!(" {words}"), Role::Plain);
    }
    lines.push(line);
    lines
}

fn joined(mut line: Line, more: Line) -> Line {
    line.spans.extend(more.spans);
    line
}
