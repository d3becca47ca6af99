//! Text broken into lines of a width.
//!
//! **Invariant:** no line is wider than it may be, and nothing of the text is lost but the blanks at a break.

use super::fonts::{FontIndex, Fonts, Sign};
use crate::{
    domain::rejection::Rejection,
    letters::blocks::{Face, Span},
};

/// A run of one font on a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// From the left of the text, in points.
    pub x: f32,
    /// Its width.
    pub width: f32,
    /// The font.
    pub font: FontIndex,
    /// What it says.
    pub text: String,
    /// Its glyphs, each with its width at size 1 and the bytes of the text it draws.
    pub glyphs: Vec<(u32, f32, usize)>,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line {
    /// Its runs, from left to right.
    pub runs: Vec<Run>,
    /// Its width.
    pub width: f32,
}

/// A character with what draws it; none for a break.
type Letter = (char, Option<Sign>);

/// A piece of text that is not broken if it can be helped.
#[derive(Debug, Default)]
struct Word {
    letters: Vec<Letter>,
    width: f32,
    /// The blank before it, left out at the start of a line.
    blank: Option<Sign>,
    /// A break is asked for before it.
    breaks: bool,
}

/// Breaks spans into lines at a size.
pub(super) fn lines(
    spans: &[Span],
    fonts: &mut Fonts,
    size: f32,
    width: f32,
) -> Result<Vec<Line>, Rejection> {
    let mut lines: Vec<Line> = Vec::new();
    let mut line = Line::default();
    for word in words(spans, fonts, size)? {
        if word.breaks {
            lines.push(std::mem::take(&mut line));
        }
        let blank = word.blank.map_or(0.0, |sign| sign.advance * size);
        if line.width > 0.0 && line.width + blank + word.width > width {
            lines.push(std::mem::take(&mut line));
        }
        if let Some(blank) = word.blank.filter(|_| line.width > 0.0) {
            line.put(' ', blank, size);
        }
        for (letter, sign) in word.letters {
            let Some(sign) = sign else { continue };
            // A word longer than a line is broken where the line ends.
            if line.width > 0.0 && line.width + sign.advance * size > width {
                lines.push(std::mem::take(&mut line));
            }
            line.put(letter, sign, size);
        }
    }
    lines.push(line);
    Ok(lines)
}

impl Line {
    fn put(&mut self, letter: char, sign: Sign, size: f32) {
        let wide = sign.advance * size;
        let glyph = (sign.glyph, sign.advance, letter.len_utf8());
        match self.runs.last_mut() {
            Some(run) if run.font == sign.font => {
                run.text.push(letter);
                run.glyphs.push(glyph);
                run.width += wide;
            }
            _ => self.runs.push(Run {
                x: self.width,
                width: wide,
                font: sign.font,
                text: letter.to_string(),
                glyphs: vec![glyph],
            }),
        }
        self.width += wide;
    }
}

fn words(spans: &[Span], fonts: &mut Fonts, size: f32) -> Result<Vec<Word>, Rejection> {
    let mut words: Vec<Word> = Vec::new();
    let mut word = Word::default();
    for span in spans {
        for letter in span.text.chars() {
            if letter == '\n' {
                words.push(std::mem::replace(&mut word, Word { breaks: true, ..Word::default() }));
                continue;
            }
            if letter.is_whitespace() && letter != '\u{a0}' {
                let blank = fonts.sign(Face::Regular, ' ')?;
                if !word.letters.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                word.blank = blank;
                continue;
            }
            let Some(sign) = fonts.sign(span.face, letter)? else { continue };
            // Chinese and Japanese are broken between any two signs but before a closing one.
            if is_wide(letter) && !word.letters.is_empty() && !closes(letter) {
                words.push(std::mem::take(&mut word));
            }
            word.letters.push((letter, Some(sign)));
            word.width += sign.advance * size;
        }
    }
    words.push(word);
    Ok(words)
}

fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a sign never begins a line.
fn closes(letter: char) -> bool {
    matches!(
        letter,
        '。' | '、'
            | '」'
            | '』'
            | '）'
            | '】'
            | '，'
            | '．'
            | '！'
            | '？'
            | '：'
            | '；'
            | 'ー'
            | '々'
            | 'っ'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'ッ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
    )
}
