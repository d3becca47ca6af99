//! The brief as a document: one page of Markdown.
//!
//! **Invariant:** what to be careful with is in it only when that was asked for (DECIDED, Sensitivities).

use super::markdown::text;
use crate::{
    acts::brief::{Brief, BriefCell, BriefLine, Reach, Under},
    domain::{cadence::State, day},
};

/// Whether what to be careful with goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Careful {
    /// It stays in the book.
    Left,
    /// It was asked for.
    Told,
}

/// The brief as Markdown.
#[must_use]
pub fn markdown(brief: &Brief, careful: Careful) -> String {
    let tier = brief.tier.as_ref().map(|tier| format!(", tier {}", text(tier))).unwrap_or_default();
    let mut out = format!("# {}{tier}\n\nBrief of {}\n", text(&brief.name), day::long(brief.day));
    for section in &brief.sections {
        if section.reach == Reach::Desk && careful == Careful::Left {
            continue;
        }
        out.push_str(&format!("\n## {}\n\n", section.name));
        for line in &section.lines {
            let indent = if line.under == Under::Line { "  " } else { "" };
            out.push_str(&format!("{indent}- {}\n", said(line)));
        }
    }
    out
}

fn said(line: &BriefLine) -> String {
    let cells = line.cells.iter().filter(|cell| !cell.text.trim().is_empty());
    let mut out = String::new();
    for cell in cells {
        if !out.is_empty() {
            out.push_str(if cell.state.is_some() { "; " } else { ", " });
        }
        out.push_str(&word(cell));
    }
    out
}

/// A cell; what is late or unknown stands out.
fn word(cell: &BriefCell) -> String {
    let words = text(&cell.said());
    if cell.state == Some(State::Broken) { format!("**{words}**") } else { words }
}
