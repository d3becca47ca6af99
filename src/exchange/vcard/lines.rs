//! The unfolded lines of each card of a file.
//!
//! **Invariant:** no line of the file is skipped but blank ones, and no more are held than a card may have.

use crate::domain::{card::MAX_VALUES, safe};
use crate::exchange::read::{MAX_FIELD, MAX_ROWS, visible};

/// The most lines of one card that are read.
pub(super) const MAX_LINES: usize = 4 * MAX_VALUES;

/// One unfolded line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Where it begins in the file, from 1.
    pub(super) number: usize,
    /// Its text as it came, apart from folding.
    pub(super) text: String,
}

impl Line {
    /// The line with the characters its pictures stand for.
    pub(super) fn without_pictures(&self) -> Self {
        Self { number: self.number, text: safe::from_card(&self.text) }
    }
}

/// A run of lines that is a card, or should be one.
#[derive(Debug)]
pub(super) struct Block {
    /// Where it begins.
    pub(super) line: usize,
    /// The lines between `BEGIN` and `END`, one more than `MAX_LINES` at most; none of lines outside any card.
    pub(super) lines: Vec<Line>,
    /// Why it is no card.
    pub(super) fault: Option<String>,
}

struct Cutter {
    blocks: Vec<Block>,
    /// The card being read.
    open: Option<Block>,
    /// The card within the open one, of its `AGENT` (vCard 2.1), as the text that property has in vCard 3.0.
    agent: Option<String>,
    /// Whether the last line was outside any card too.
    outside: bool,
}

/// Whether a text has more than so many cards, as far as their first and last lines say; nothing of them is kept.
pub(super) fn has_more_than(text: &str, most: usize) -> bool {
    let (mut count, mut is_open) = (0, false);
    for line in text.split('\n').map(str::trim_end).filter(|line| line.len() <= "BEGIN:VCARD".len()) {
        if line.eq_ignore_ascii_case("END:VCARD") {
            is_open = false;
        } else if !is_open && line.eq_ignore_ascii_case("BEGIN:VCARD") {
            (count, is_open) = (count + 1, true);
            if count > most {
                return true;
            }
        }
    }
    false
}

/// Cuts a text into cards, `MAX_ROWS` and one more at most.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut cutter = Cutter { blocks: Vec::new(), open: None, agent: None, outside: false };
    let mut current: Option<Line> = None;
    for (index, raw) in text.split('\n').enumerate() {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        if let Some(line) = &mut current
            && let Some(more) = continuation(&line.text, raw)
        {
            if let Some(end) = soft_break(&line.text) {
                line.text.truncate(end);
            }
            line.text.push_str(more);
            continue;
        }
        if let Some(line) = current.replace(Line { number: index + 1, text: raw.to_owned() }) {
            cutter.take(line);
        }
        if cutter.blocks.len() > MAX_ROWS {
            return cutter.blocks;
        }
    }
    if let Some(line) = current {
        cutter.take(line);
    }
    cutter.close("it has no END:VCARD; the file may be cut off");
    cutter.blocks
}

/// What `raw` adds to the line before it, if it is not a line of its own.
fn continuation<'a>(before: &str, raw: &'a str) -> Option<&'a str> {
    if soft_break(before).is_some() {
        // A stray sign at the end of a value must not swallow the end of its card.
        return (!is_end(raw)).then_some(raw);
    }
    if let Some(folded) = raw.strip_prefix([' ', '\t']) {
        // A line of blanks behind nothing folds nothing.
        return (!before.is_empty()).then_some(folded);
    }
    let coded =
        !raw.is_empty() && raw.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"+/=".contains(&sign));
    (coded && head_holds(before, &["BASE64", "ENCODING=B"])).then_some(raw)
}

/// Where the sign stands by which a quoted-printable line goes on in the next.
fn soft_break(line: &str) -> Option<usize> {
    let bare = line.trim_end_matches([' ', '\t']).strip_suffix('=')?;
    head_holds(line, &["QUOTED-PRINTABLE"]).then_some(bare.len())
}

fn head_holds(line: &str, words: &[&str]) -> bool {
    let Some((head, _)) = line.split_once(':') else { return false };
    let head = head.to_ascii_uppercase();
    head.contains(';') && words.iter().any(|word| head.contains(word))
}

fn is_begin(line: &str) -> bool {
    line.trim().eq_ignore_ascii_case("BEGIN:VCARD")
}

fn is_end(line: &str) -> bool {
    line.trim().eq_ignore_ascii_case("END:VCARD")
}

impl Cutter {
    fn take(&mut self, mut line: Line) {
        // A soft break that nothing followed.
        if let Some(end) = soft_break(&line.text) {
            line.text.truncate(end);
        }
        if line.text.trim().is_empty() {
            return;
        }
        if self.agent.is_some() {
            return self.take_of_agent(line);
        }
        if is_begin(&line.text) {
            if self.open.as_ref().is_some_and(Block::awaits_agent) {
                self.agent = Some(escaped(&line.text));
                return;
            }
            self.begin(line.number);
        } else if is_end(&line.text) && self.open.is_some() {
            if let Some(mut card) = self.open.take() {
                card.fault = card.lines.iter().find(|line| line.text.len() > MAX_FIELD).map(too_long);
                self.blocks.push(card);
            }
        } else if let Some(card) = &mut self.open {
            // One more than may be shows that there were too many.
            if card.lines.len() <= MAX_LINES {
                card.lines.push(line);
            }
        } else if !self.outside {
            self.outside = true;
            let fault = Some("these lines are outside any card".to_owned());
            self.blocks.push(Block { line: line.number, lines: Vec::new(), fault });
        }
    }

    fn begin(&mut self, line: usize) {
        self.close("it has no END:VCARD before the next card begins");
        self.open = Some(Block { line, lines: Vec::new(), fault: None });
        self.outside = false;
    }

    /// A line of the card within a card; when that has no end, neither has the one around it.
    fn take_of_agent(&mut self, line: Line) {
        if is_begin(&line.text) {
            return self.begin(line.number);
        }
        if let Some(agent) = &mut self.agent {
            agent.push_str("\\n");
            agent.push_str(&escaped(&line.text));
        }
        if is_end(&line.text)
            && let Some(agent) = self.agent.take()
            && let Some(last) = self.open.as_mut().and_then(|card| card.lines.last_mut())
        {
            last.text.push_str(&agent);
        }
    }

    /// Ends a card that has no end.
    fn close(&mut self, reason: &str) {
        self.agent = None;
        if let Some(mut card) = self.open.take() {
            card.fault = Some(reason.to_owned());
            self.blocks.push(card);
        }
    }
}

impl Block {
    /// Whether its last line is an `AGENT` whose card follows.
    fn awaits_agent(&self) -> bool {
        let head = self.lines.last().and_then(|line| line.text.trim_end().strip_suffix(':'));
        head.is_some_and(|head| head.split(';').next().is_some_and(|name| name.eq_ignore_ascii_case("AGENT")))
    }
}

/// A line as part of a value.
fn escaped(line: &str) -> String {
    line.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;")
}

fn too_long(long: &Line) -> String {
    let name: String = long.text.chars().take_while(|sign| !matches!(sign, ':' | ';')).take(40).collect();
    let (name, number, most) = (visible(&name), long.number, MAX_FIELD >> 20);
    format!("{name} on line {number} is larger than {most} MiB")
}
