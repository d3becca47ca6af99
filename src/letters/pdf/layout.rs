//! Blocks laid out on pages.
//!
//! **Invariant:** nothing stands outside the margins; a heading has a line under it on its page.

use super::{
    fonts::Fonts,
    lines::{Line, Run, lines},
};
use crate::{
    domain::rejection::Rejection,
    letters::blocks::{Block, Face, Span, is_place_to_sign},
};

/// The paper, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paper {
    /// From left to right.
    pub width: f32,
    /// From top to bottom.
    pub height: f32,
}

/// A4.
pub const A4: Paper = Paper { width: 595.28, height: 841.89 };
/// US letter.
pub const LETTER: Paper = Paper { width: 612.0, height: 792.0 };

/// Left and right of the text.
pub const SIDE: f32 = 66.0;
/// Above the text.
pub const TOP: f32 = 62.0;
/// Below the text; the number of the page stands in it.
pub const BOTTOM: f32 = 66.0;

const BODY: f32 = 10.5;
const LEADING: f32 = 1.38;
/// The part of a line's height above its base.
const ABOVE: f32 = 0.98;
/// Between the cells of a table.
const GAP: f32 = 10.0;
/// The height of a row to sign in.
const TO_SIGN: f32 = 34.0;

/// A run of text where it stands: the left end of its base line.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// From the left edge of the paper.
    pub x: f32,
    /// From its top edge.
    pub y: f32,
    /// In points.
    pub size: f32,
    /// What it says, and with what.
    pub run: Run,
    /// Whether it is part of a heading.
    pub heading: bool,
}

/// A line drawn across.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its left end.
    pub from: (f32, f32),
    /// Its right end.
    pub to: (f32, f32),
    /// How thick.
    pub width: f32,
}

/// One page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// What it says.
    pub runs: Vec<Placed>,
    /// What is drawn.
    pub strokes: Vec<Stroke>,
}

/// Something of a height that is not cut: a line of text, or a line of a table's row.
#[derive(Debug, Default)]
struct Piece {
    before: f32,
    height: f32,
    /// Lines, each with its left end and size.
    lines: Vec<(f32, f32, Line)>,
    /// Strokes: left, right, from the top of the piece, thickness.
    strokes: Vec<(f32, f32, f32, f32)>,
    /// It stands on the page of the next piece.
    keep: bool,
    heading: bool,
}

/// What is a little longer than a page is set smaller and closer to stand on one: 10, 9.5 and 9 points, no less;
/// beside the size the part of the usual height that a line has.
const SMALLER: [(f32, f32); 3] = [(10.0 / BODY, 1.0), (9.5 / BODY, 0.94), (9.0 / BODY, 0.88)];

/// Lays blocks out on pages; on one page where that can be read.
pub fn pages(blocks: &[Block], fonts: &mut Fonts, paper: Paper) -> Result<Vec<Page>, Rejection> {
    let all = laid(blocks, fonts, paper, 1.0)?;
    if all.len() != 2 {
        return Ok(all);
    }
    for (scale, close) in SMALLER {
        // On a sheet so much larger, which is then made so much smaller.
        let larger = Paper {
            width: (paper.width - 2.0 * SIDE) / scale + 2.0 * SIDE,
            height: (paper.height - TOP - BOTTOM) / scale + TOP + BOTTOM,
        };
        if let [page] = &mut laid(blocks, fonts, larger, close)?[..] {
            shrink(page, scale);
            return Ok(vec![std::mem::take(page)]);
        }
    }
    Ok(all)
}

fn shrink(page: &mut Page, scale: f32) {
    let at = |(x, y): (f32, f32)| (SIDE + (x - SIDE) * scale, TOP + (y - TOP) * scale);
    for placed in &mut page.runs {
        (placed.x, placed.y) = at((placed.x, placed.y));
        placed.size *= scale;
        placed.run.x *= scale;
        placed.run.width *= scale;
    }
    for stroke in &mut page.strokes {
        (stroke.from, stroke.to) = (at(stroke.from), at(stroke.to));
    }
}

fn laid(blocks: &[Block], fonts: &mut Fonts, paper: Paper, close: f32) -> Result<Vec<Page>, Rejection> {
    let mut pieces = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        put(&mut pieces, block, number == 0, fonts, paper.width - 2.0 * SIDE)?;
    }
    for piece in &mut pieces {
        (piece.before, piece.height) = (piece.before * close, piece.height * close);
        for stroke in &mut piece.strokes {
            stroke.2 *= close;
        }
    }
    // What comes last has nothing to stand with.
    if let Some(last) = pieces.last_mut() {
        last.keep = false;
    }
    Ok(paged(&pieces, paper))
}

fn put(
    pieces: &mut Vec<Piece>,
    block: &Block,
    is_first: bool,
    fonts: &mut Fonts,
    width: f32,
) -> Result<(), Rejection> {
    match block {
        Block::Heading(level, spans) => {
            let (size, before) = match level {
                1 => (18.0, 20.0),
                2 => (12.5, 16.0),
                _ => (10.5, 11.0),
            };
            let bold: Vec<Span> =
                spans.iter().map(|span| Span { text: span.text.clone(), face: Face::Bold }).collect();
            let before = if is_first { 0.0 } else { before };
            let mut own = text(&bold, fonts, (size, 0.0, width), before)?;
            for piece in &mut own {
                (piece.keep, piece.heading) = (true, true);
            }
            if let Some(last) = own.last_mut() {
                last.height += 3.0;
            }
            pieces.extend(own);
        }
        Block::Paragraph(spans) => pieces.extend(text(spans, fonts, (BODY, 0.0, width), 6.0)?),
        Block::Quote(spans) => {
            let mut own = text(spans, fonts, (BODY, 16.0, width - 16.0), 6.0)?;
            for piece in &mut own {
                // The stroke beside the words runs the height of the line, as pieces are put under each other.
                piece.strokes.push((4.0, 4.0, piece.height, 1.2));
            }
            pieces.extend(own);
        }
        Block::Item { depth, marker, spans } => {
            let left = 16.0 * (f32::from((*depth).min(6)) + 1.0);
            let mut own = text(spans, fonts, (BODY, left, width - left), 2.5)?;
            if let (Some(first), false) = (own.first_mut(), marker.is_empty()) {
                let sign = [Span { text: marker.clone(), face: Face::Regular }];
                for line in lines(&sign, fonts, BODY, width)? {
                    first.lines.push((left - 13.0, BODY, line));
                }
            }
            pieces.extend(own);
        }
        Block::Table(rows) => table(pieces, rows, fonts, width)?,
        Block::Rule => pieces.push(Piece {
            before: 8.0,
            height: 8.0,
            strokes: vec![(0.0, width, 0.0, 0.6)],
            ..Piece::default()
        }),
    }
    Ok(())
}

/// The lines of a text as pieces; two stand together at its ends.
fn text(
    spans: &[Span],
    fonts: &mut Fonts,
    (size, left, width): (f32, f32, f32),
    before: f32,
) -> Result<Vec<Piece>, Rejection> {
    let lines = lines(spans, fonts, size, width)?;
    let count = lines.len();
    let piece = |(number, line)| Piece {
        before: if number == 0 { before } else { 0.0 },
        height: size * LEADING,
        lines: vec![(left, size, line)],
        keep: count > 1 && (number == 0 || number + 2 == count) || count <= 3 && number + 1 < count,
        ..Piece::default()
    };
    Ok(lines.into_iter().enumerate().map(piece).collect())
}

/// The room above the words of a row to sign in: however many lines they are, they stay together.
fn room_to_sign(lines: usize) -> f32 {
    let lines = f32::from(u16::try_from(lines).unwrap_or(u16::MAX));
    (TO_SIGN - lines * BODY * LEADING).max(0.0)
}

fn table(
    pieces: &mut Vec<Piece>,
    rows: &[Vec<Vec<Span>>],
    fonts: &mut Fonts,
    width: f32,
) -> Result<(), Rejection> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns == 0 {
        return Ok(());
    }
    let widths = widths(rows, columns, fonts, width)?;
    let mut is_first = true;
    for (number, row) in rows.iter().enumerate() {
        if row.iter().all(Vec::is_empty) {
            continue;
        }
        let signs = row.iter().any(|cell| is_place_to_sign(cell));
        let mut cells: Vec<(f32, Vec<Line>)> = Vec::new();
        let mut left = 0.0;
        for (column, wide) in widths.iter().enumerate() {
            let cell = row.get(column).map_or(&[][..], Vec::as_slice);
            let cell: Vec<Span> = match (number, is_place_to_sign(cell)) {
                (_, true) => Vec::new(),
                (0, _) => {
                    cell.iter().map(|span| Span { text: span.text.clone(), face: Face::Bold }).collect()
                }
                _ => cell.to_vec(),
            };
            cells.push((left, lines(&cell, fonts, BODY, *wide)?));
            left += wide + GAP;
        }
        let most = cells.iter().map(|(_, lines)| lines.len()).max().unwrap_or(1);
        for at in 0..most {
            let mut piece = Piece {
                before: if is_first {
                    8.0
                } else if at == 0 {
                    3.0
                } else {
                    0.0
                },
                height: BODY * LEADING,
                keep: at + 1 < most && most <= 20 || number == 0,
                ..Piece::default()
            };
            for (left, lines) in &cells {
                if let Some(line) = lines.get(at) {
                    piece.lines.push((*left, BODY, line.clone()));
                }
            }
            if signs && at == 0 {
                piece.before += room_to_sign(most);
            }
            if at + 1 == most {
                piece.height += 3.0;
                piece.strokes.push((0.0, width, piece.height, 0.5));
                if number + 1 == rows.len() {
                    piece.height += 7.0;
                }
            }
            is_first = false;
            pieces.push(piece);
        }
    }
    Ok(())
}

/// The widths of the columns: what each asks for where that fits, else in proportion.
fn widths(
    rows: &[Vec<Vec<Span>>],
    columns: usize,
    fonts: &mut Fonts,
    width: f32,
) -> Result<Vec<f32>, Rejection> {
    let gaps = GAP * f32::from(u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX));
    let room = (width - gaps).max(BODY);
    let mut asked = vec![BODY; columns];
    for row in rows {
        for (cell, asked) in row.iter().zip(&mut asked) {
            let wide = if is_place_to_sign(cell) {
                room / 3.0
            } else {
                let bold: Vec<Span> =
                    cell.iter().map(|span| Span { text: span.text.clone(), face: Face::Bold }).collect();
                let all = lines(&bold, fonts, BODY, 100_000.0)?;
                all.iter().map(|line| line.width).fold(0.0, f32::max) + 1.0
            };
            *asked = asked.max(wide);
        }
    }
    let sum: f32 = asked.iter().sum();
    if sum <= room {
        // What is left over goes to the last column.
        if let Some(last) = asked.last_mut() {
            *last += room - sum;
        }
        return Ok(asked);
    }
    // A narrow column keeps what it asks for; the wide ones share the rest.
    let fair = room / f32::from(u16::try_from(columns).unwrap_or(u16::MAX));
    let narrow: f32 = asked.iter().filter(|wide| **wide <= fair).sum();
    let wide: f32 = asked.iter().filter(|wide| **wide > fair).map(|wide| wide.min(room)).sum();
    let share = (room - narrow) / wide.max(1.0);
    Ok(asked.into_iter().map(|asks| if asks <= fair { asks } else { asks.min(room) * share }).collect())
}

fn paged(pieces: &[Piece], paper: Paper) -> Vec<Page> {
    let room = paper.height - TOP - BOTTOM;
    let mut pages = Vec::new();
    let mut page = Page::default();
    let mut y = 0.0;
    let mut at = 0;
    while let Some(rest) = pieces.get(at..).filter(|rest| !rest.is_empty()) {
        let together = rest.iter().take_while(|piece| piece.keep).count() + 1;
        let group = rest.get(..together).unwrap_or(rest);
        let height: f32 = group.iter().map(|piece| piece.before + piece.height).sum();
        let is_empty = page.runs.is_empty() && page.strokes.is_empty();
        if !is_empty && y + height > room && height <= room {
            pages.push(std::mem::take(&mut page));
            y = 0.0;
        }
        for piece in group {
            let before = if y == 0.0 { 0.0 } else { piece.before };
            if y + before + piece.height > room && y > 0.0 {
                pages.push(std::mem::take(&mut page));
                y = 0.0;
            }
            y += if y == 0.0 { 0.0 } else { before };
            place(&mut page, piece, y);
            y += piece.height;
        }
        at += group.len();
    }
    pages.push(page);
    pages
}

fn place(page: &mut Page, piece: &Piece, y: f32) {
    for (left, size, line) in &piece.lines {
        for run in &line.runs {
            page.runs.push(Placed {
                x: SIDE + left + run.x,
                y: TOP + y + size * ABOVE,
                size: *size,
                run: run.clone(),
                heading: piece.heading,
            });
        }
    }
    for (from, to, down, width) in &piece.strokes {
        // One that is no wider than a point stands upright, from the top of its piece.
        let top = if (to - from).abs() < f32::EPSILON { y } else { y + down };
        page.strokes.push(Stroke {
            from: (SIDE + from, TOP + top),
            to: (SIDE + to, TOP + y + down),
            width: *width,
        });
    }
}
