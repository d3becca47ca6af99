//! A document as PDF: blocks laid out on pages, drawn with fonts that go along in the file.
//!
//! **Invariant:** the same text gives the same bytes; nothing is drawn that no font has a shape for.

mod fonts;
mod layout;
mod lines;

use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point},
    metadata::Metadata,
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, Stroke},
    text::{GlyphId, KrillaGlyph},
};

pub use self::{
    fonts::{Fonts, system_folders},
    layout::{A4, BOTTOM, LETTER, Page, Paper, Placed, SIDE, TOP, pages},
};
use super::blocks::{Block, Face, Span, blocks};
use crate::domain::rejection::Rejection;

/// The size of the foot line.
const FOOT: f32 = 8.5;

/// What a PDF is made from besides its text.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// What it is called: in the file's head and at the foot of each page.
    pub title: &'a str,
    /// The language of its text: `en`.
    pub language: &'a str,
    /// The paper.
    pub paper: Paper,
}

/// The Markdown as the bytes of a PDF.
///
/// Refuses a text with a character that no font here draws, naming it.
pub fn document(sheet: &Sheet<'_>, markdown: &str, fonts: &mut Fonts) -> Result<Vec<u8>, Rejection> {
    let laid = laid_out(sheet, markdown, fonts)?;
    drawn(sheet, &laid, fonts)
}

/// The pages of a Markdown text with their foot lines.
pub fn laid_out(sheet: &Sheet<'_>, markdown: &str, fonts: &mut Fonts) -> Result<Vec<Page>, Rejection> {
    let blocks: Vec<Block> = blocks(markdown);
    let mut all = pages(&blocks, fonts, sheet.paper)?;
    let count = all.len();
    for (number, page) in all.iter_mut().enumerate() {
        foot(page, sheet, (number + 1, count), fonts)?;
    }
    Ok(all)
}

/// The title and the number of the page at its foot.
fn foot(
    page: &mut Page,
    sheet: &Sheet<'_>,
    (number, count): (usize, usize),
    fonts: &mut Fonts,
) -> Result<(), Rejection> {
    let width = sheet.paper.width - 2.0 * SIDE;
    let y = sheet.paper.height - BOTTOM / 2.0;
    let mut put = |text: String, from_right: bool| -> Result<(), Rejection> {
        let mut lay = |text: String, room: f32| {
            lines::lines(&[Span { text, face: Face::Regular }], fonts, FOOT, room).map(Vec::into_iter)
        };
        let mut laid = lay(text, width - 60.0)?;
        let Some(mut line) = laid.next() else { return Ok(()) };
        if laid.next().is_some() {
            // What does not fit is not cut in silence.
            let first: String = line.runs.iter().map(|run| run.text.as_str()).collect();
            line = lay(format!("{}…", first.trim_end()), width - 40.0)?.next().unwrap_or(line);
        }
        let left = if from_right { SIDE + width - line.width } else { SIDE };
        page.runs.extend(line.runs.into_iter().map(|run| Placed {
            x: left + run.x,
            y,
            size: FOOT,
            run,
            heading: false,
        }));
        Ok(())
    };
    put(sheet.title.to_owned(), false)?;
    put(format!("{number} / {count}"), true)
}

fn drawn(sheet: &Sheet<'_>, pages: &[Page], fonts: &Fonts) -> Result<Vec<u8>, Rejection> {
    let no = || Rejection::fault("The PDF could not be made. Nothing was written; HTML and Markdown are.");
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(sheet.title.to_owned())
            .language(sheet.language.to_owned())
            .creator("standing".to_owned()),
    );
    for page in pages {
        let settings = PageSettings::from_wh(sheet.paper.width, sheet.paper.height).ok_or_else(no)?;
        let mut sheet = document.start_page_with(settings);
        let mut surface = sheet.surface();
        surface.set_stroke(None);
        surface.set_fill(Some(Fill { paint: rgb::Color::black().into(), ..Fill::default() }));
        for placed in &page.runs {
            let font = fonts.drawn(placed.run.font).ok_or_else(no)?;
            surface.draw_glyphs(
                Point::from_xy(placed.x, placed.y),
                &glyphs(placed),
                font,
                &placed.run.text,
                placed.size,
                false,
            );
        }
        surface.set_fill(None);
        for stroke in &page.strokes {
            let mut path = PathBuilder::new();
            path.move_to(stroke.from.0, stroke.from.1);
            path.line_to(stroke.to.0, stroke.to.1);
            surface.set_stroke(Some(Stroke {
                paint: rgb::Color::new(110, 110, 110).into(),
                width: stroke.width,
                opacity: NormalizedF32::ONE,
                ..Stroke::default()
            }));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
        surface.finish();
        sheet.finish();
    }
    document.finish().map_err(|_| no())
}

fn glyphs(placed: &Placed) -> Vec<KrillaGlyph> {
    let mut at = 0;
    let glyph = |(glyph, advance, bytes): &(u32, f32, usize)| {
        let range = at..at + bytes;
        at = range.end;
        KrillaGlyph {
            glyph_id: GlyphId::new(*glyph),
            text_range: range,
            x_advance: *advance,
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        }
    };
    placed.run.glyphs.iter().map(glyph).collect()
}

#[cfg(test)]
mod tests;
