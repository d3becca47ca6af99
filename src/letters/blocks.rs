//! Markdown as blocks: what HTML and PDF are made from.
//!
//! **Invariant:** nothing but text comes out: raw HTML and pictures are left out, a link is its words.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Face {
    /// As it is.
    #[default]
    Regular,
    /// Heavy.
    Bold,
    /// Slanted.
    Italic,
}

/// A piece of text in one face; a line break in it is a `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What it says.
    pub text: String,
    /// How it looks.
    pub face: Face,
}

/// A block of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading of a level from 1 on.
    Heading(u8, Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// Words of somebody, set in.
    Quote(Vec<Span>),
    /// An item of a list.
    Item {
        /// How deep, from 0 on.
        depth: u8,
        /// `•` or `2.`.
        marker: String,
        /// What it says.
        spans: Vec<Span>,
    },
    /// A table: rows of cells, the first one its head.
    Table(Vec<Vec<Vec<Span>>>),
    /// A line across.
    Rule,
}

impl Block {
    /// All it says, without faces.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Heading(_, spans) | Self::Paragraph(spans) | Self::Quote(spans) => said(spans),
            Self::Item { spans, .. } => said(spans),
            Self::Table(rows) => {
                let cells = rows.iter().flatten().map(|cell| said(cell));
                cells.collect::<Vec<_>>().join("\n")
            }
            Self::Rule => String::new(),
        }
    }
}

/// What spans say together.
#[must_use]
pub fn said(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// The reader of Markdown as documents use it.
pub(super) fn parser(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES)
}

/// The blocks of a Markdown text.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let mut reading = Reading::default();
    for event in parser(text) {
        reading.take(event);
    }
    reading.close(End::Paragraph);
    reading.blocks
}

/// What a run of text ends as.
#[derive(Debug, Clone, Copy)]
enum End {
    Paragraph,
    Heading(u8),
}

#[derive(Debug, Default)]
struct Reading {
    blocks: Vec<Block>,
    spans: Vec<Span>,
    bold: u8,
    italic: u8,
    quotes: u8,
    /// The next number of each open list; none for dots.
    lists: Vec<Option<u64>>,
    /// The marker of the item that begins, until it is written.
    marker: Option<String>,
    rows: Vec<Vec<Vec<Span>>>,
    pictures: u8,
}

impl Reading {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.say(&text),
            Event::SoftBreak => self.say(" "),
            Event::HardBreak => self.say("\n"),
            Event::Rule => {
                self.close(End::Paragraph);
                self.blocks.push(Block::Rule);
            }
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if self.pictures > 0 {
            return;
        }
        let face = match (self.bold, self.italic) {
            (0, 0) => Face::Regular,
            (0, _) => Face::Italic,
            _ => Face::Bold,
        };
        match self.spans.last_mut() {
            Some(last) if last.face == face => last.text.push_str(text),
            _ => self.spans.push(Span { text: text.to_owned(), face }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.bold = self.bold.saturating_add(1),
            Tag::Emphasis => self.italic = self.italic.saturating_add(1),
            Tag::BlockQuote(_) => {
                self.close(End::Paragraph);
                self.quotes = self.quotes.saturating_add(1);
            }
            Tag::List(first) => {
                self.close(End::Paragraph);
                self.lists.push(first);
            }
            Tag::Item => {
                self.close(End::Paragraph);
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}.");
                        *number += 1;
                        marker
                    }
                    _ => "•".to_owned(),
                };
                self.marker = Some(marker);
            }
            Tag::Table(_) => {
                self.close(End::Paragraph);
                self.rows.clear();
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::Image { .. } => self.pictures = self.pictures.saturating_add(1),
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) => self.close(End::Paragraph),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::BlockQuote(_) => {
                self.close(End::Paragraph);
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close(End::Paragraph);
                self.lists.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.spans);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => self.blocks.push(Block::Table(std::mem::take(&mut self.rows))),
            TagEnd::Image => self.pictures = self.pictures.saturating_sub(1),
            TagEnd::Heading(level) => self.close(End::Heading(number(level))),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock => self.close(End::Paragraph),
            _ => {}
        }
    }

    /// Ends the run of text; what is empty is no block.
    fn close(&mut self, end: End) {
        let spans = std::mem::take(&mut self.spans);
        if spans.iter().all(|span| span.text.trim().is_empty()) {
            return;
        }
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        self.blocks.push(match end {
            End::Heading(level) => Block::Heading(level, spans),
            End::Paragraph if !self.lists.is_empty() => {
                Block::Item { depth, marker: self.marker.take().unwrap_or_default(), spans }
            }
            End::Paragraph if self.quotes > 0 => Block::Quote(spans),
            End::Paragraph => Block::Paragraph(spans),
        });
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        _ => 3,
    }
}

/// Whether a cell is a place to sign or write in: strokes and nothing else.
#[must_use]
pub fn is_place_to_sign(cell: &[Span]) -> bool {
    let text = said(cell);
    text.trim().len() > 2 && text.trim().chars().all(|sign| sign == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_read_as_blocks_of_text() {
        let text = "# Charter\n\nSaid **well** and *so*,\\\nagain.\n\n> their words\n\n- one\n  - two\n\n2. three\n\n\
                    | Name | Signature |\n|---|---|\n| Ann | \\_\\_\\_\\_ |\n\n---\n\n<b>raw</b> ![alt](x.png)[words](x.html)\n";
        let read = blocks(text);
        let kinds: Vec<String> = read.iter().map(|block| block.text().replace('\n', "/")).collect();
        assert_eq!(
            kinds,
            [
                "Charter",
                "Said well and so,/again.",
                "their words",
                "one",
                "two",
                "three",
                "Name/Signature/Ann/____",
                "",
                "raw words"
            ]
        );
        assert!(matches!(&read[4], Block::Item { depth: 1, marker, .. } if marker == "•"));
        assert!(matches!(&read[5], Block::Item { depth: 0, marker, .. } if marker == "2."));
        let Block::Table(rows) = &read[6] else { panic!("no table") };
        assert!(is_place_to_sign(&rows[1][1]) && !is_place_to_sign(&rows[1][0]));
    }
}
