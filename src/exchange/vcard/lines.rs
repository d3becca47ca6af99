//! The unfolded lines of each card of a file.
//!
//! **Invariant:** no line of the file is skipped but blank ones.

use crate::exchange::read::{MAX_FIELD, visible};

/// One unfolded line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// Where it begins in the file, from 1.
    pub(super) number: usize,
    /// Its text as it came, apart from folding.
    pub(super) text: String,
}

/// A run of lines.
pub(super) enum Block {
    /// From `BEGIN` to `END`, without these two.
    Card {
        /// Where it begins.
        line: usize,
        /// Its lines.
        lines: Vec<Line>,
    },
    /// Lines that make no card.
    Broken {
        /// Where they begin.
        line: usize,
        /// Why they make none.
        reason: String,
    },
}

struct Cutter {
    blocks: Vec<Block>,
    /// The card being read and the line of its `BEGIN`.
    open: Option<(usize, Vec<Line>)>,
    /// Whether the last line was outside any card too.
    outside: bool,
}

/// Cuts a text into cards.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut cutter = Cutter { blocks: Vec::new(), open: None, outside: false };
    let mut current: Option<Line> = None;
    for (index, raw) in text.split('\n').enumerate() {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        if let Some(line) = &mut current
            && let Some(more) = continuation(&line.text, raw)
        {
            if is_soft_broken(&line.text) {
                line.text.pop();
            }
            line.text.push_str(more);
            continue;
        }
        if let Some(line) = current.replace(Line { number: index + 1, text: raw.to_owned() }) {
            cutter.take(line);
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
    if is_soft_broken(before) {
        return Some(raw);
    }
    if let Some(folded) = raw.strip_prefix([' ', '\t']) {
        // A line of blanks behind nothing folds nothing.
        return (!before.is_empty()).then_some(folded);
    }
    let coded =
        !raw.is_empty() && raw.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"+/=".contains(&sign));
    (coded && head_holds(before, &["BASE64", "ENCODING=B"])).then_some(raw)
}

/// Whether a quoted-printable line goes on in the next.
fn is_soft_broken(line: &str) -> bool {
    line.ends_with('=') && head_holds(line, &["QUOTED-PRINTABLE"])
}

fn head_holds(line: &str, words: &[&str]) -> bool {
    let Some((head, _)) = line.split_once(':') else { return false };
    let head = head.to_ascii_uppercase();
    head.contains(';') && words.iter().any(|word| head.contains(word))
}

impl Cutter {
    fn take(&mut self, line: Line) {
        let text = line.text.trim();
        if text.is_empty() {
            return;
        }
        if text.eq_ignore_ascii_case("BEGIN:VCARD") {
            self.close("it has no END:VCARD before the next card begins");
            self.open = Some((line.number, Vec::new()));
            self.outside = false;
        } else if text.eq_ignore_ascii_case("END:VCARD") && self.open.is_some() {
            if let Some((begin, lines)) = self.open.take() {
                self.blocks.push(match lines.iter().find(|line| line.text.len() > MAX_FIELD) {
                    Some(long) => too_long(begin, long),
                    None => Block::Card { line: begin, lines },
                });
            }
        } else if let Some((_, lines)) = &mut self.open {
            lines.push(line);
        } else if !self.outside {
            self.outside = true;
            let reason = "these lines are outside any card".to_owned();
            self.blocks.push(Block::Broken { line: line.number, reason });
        }
    }

    /// Ends a card that has no end.
    fn close(&mut self, reason: &str) {
        if let Some((line, _)) = self.open.take() {
            self.blocks.push(Block::Broken { line, reason: reason.to_owned() });
        }
    }
}

fn too_long(begin: usize, long: &Line) -> Block {
    let name: String = long.text.chars().take_while(|sign| !matches!(sign, ':' | ';')).take(40).collect();
    let (name, number, most) = (visible(&name), long.number, MAX_FIELD >> 20);
    Block::Broken { line: begin, reason: format!("{name} on line {number} is larger than {most} MiB") }
}
