//! The one-page brief on the command line: to read, for a program, or as a Markdown file.
//!
//! **Invariant:** what to be careful with is shown at the desk and leaves it only with `--careful`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use super::{
    left,
    output::{Answer, is_stdout},
    session::Session,
};
use crate::{
    acts::{
        Replace,
        brief::{Brief, BriefLine, Reach, Under},
        left::Leaving,
    },
    domain::{
        day,
        record::{Kind, RecordId},
        rejection::Rejection,
        safe,
    },
    letters::brief::{Careful, markdown},
};

/// Cells of the names of sections.
const LABEL: usize = 13;
/// The widest column; a longer cell pushes the rest of its own line only.
const WIDEST: usize = 40;

#[derive(Debug, Clone, Args)]
pub(super) struct BriefArgs {
    /// Whose, by id or by a unique part of the name; a meeting by its id
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    /// As Markdown
    #[arg(long)]
    markdown: bool,
    /// Writes it to a private file, Markdown, or JSON with --json; - is standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replaces a file that is there
    #[arg(long, requires = "out")]
    force: bool,
    /// Puts what to be careful with into Markdown and files, where it is left out otherwise
    #[arg(long)]
    careful: bool,
}

impl BriefArgs {
    /// Prints or writes the brief.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let name = self.name.join(" ");
        let (relationship, meeting) = whose(session, &name)?;
        let gone = || Rejection::rule(format!("{name} is gone from the book."));
        let brief = session.book()?.brief(relationship.id, meeting)?.ok_or_else(gone)?;
        let leaves = self.markdown || self.out.is_some();
        let careful = if leaves && !self.careful { Careful::Left } else { Careful::Told };
        let json = document(&brief, careful);
        let Some(out) = &self.out else {
            let text = if self.markdown { markdown(&brief, careful) } else { plain(&brief) };
            return Ok(Answer::new(text.trim_end(), json));
        };
        let bytes = match session.format.shape {
            super::output::Shape::Json => format!("{json:#}\n"),
            super::output::Shape::Text => markdown(&brief, careful),
        };
        let bytes = bytes.into_bytes();
        let (book, leaving) = (session.book()?, Leaving::about(relationship, "brief"));
        if is_stdout(out) {
            let handed = book.left(&leaving, std::iter::once(bytes.as_slice()));
            return Ok(left::document(Answer::bytes(bytes), &handed, book));
        }
        let replace = if self.force { Replace::Yes } else { Replace::No };
        let count = bytes.len();
        let handed = book.hand_over(&leaving, &[(out.clone(), bytes)], replace)?;
        let stays = brief.sections.iter().any(|section| section.reach == Reach::Desk);
        let stays = if stays && careful == Careful::Left {
            " What to be careful with stayed in the book; --careful writes it."
        } else {
            ""
        };
        let text = format!("Wrote {}: the brief of {}, {count} bytes.{stays}", out.display(), brief.name);
        let answer = Answer::new(text, json!({ "file": out, "bytes": count }));
        Ok(left::document(answer, &handed, book))
    }
}

/// The relationship that a text names, and the meeting when it names one.
fn whose(session: &mut Session, name: &str) -> Result<(RecordId, Option<RecordId>), Rejection> {
    if let Some(row) = session.book()?.meeting_named(name)? {
        let relationship = RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0));
        return Ok((relationship, Some(row.id)));
    }
    Ok((session.record(Kind::Relationship, name)?.id, None))
}

fn document(brief: &Brief, careful: Careful) -> serde_json::Value {
    let mut brief = brief.clone();
    if careful == Careful::Left {
        brief.sections.retain(|section| section.reach != Reach::Desk);
    }
    json!(brief)
}

/// The page as lines: names of sections at the left, cells under each other.
fn plain(brief: &Brief) -> String {
    let tier = brief.tier.as_ref().map(|tier| format!(", tier {tier}")).unwrap_or_default();
    let mut out = format!("{}{tier}  {}\n", safe::one_line(&brief.name), day::long(brief.day));
    for section in &brief.sections {
        out.push('\n');
        let widths = widths(&section.lines);
        for (number, line) in section.lines.iter().enumerate() {
            let label = if number == 0 { section.name } else { "" };
            out.push_str(format!("{label:LABEL$}{}", said(line, &widths)).trim_end());
            out.push('\n');
        }
    }
    out
}

/// The widths of the columns, for lines under the heading and for those under a line.
fn widths(lines: &[BriefLine]) -> [Vec<usize>; 2] {
    [Under::Heading, Under::Line].map(|under| {
        let lines: Vec<&BriefLine> = lines.iter().filter(|line| line.under == under).collect();
        let most = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        (0..most)
            .map(|column| {
                let cells = lines.iter().filter_map(|line| line.cells.get(column));
                cells.map(|cell| shown(cell).width()).filter(|width| *width <= WIDEST).max().unwrap_or(0)
            })
            .collect()
    })
}

fn shown(cell: &crate::acts::brief::BriefCell) -> String {
    safe::one_line(&cell.said()).into_owned()
}

fn said(line: &BriefLine, [heading, below]: &[Vec<usize>; 2]) -> String {
    let (widths, mut out) = match line.under {
        Under::Heading => (heading, String::new()),
        Under::Line => (below, "  ".to_owned()),
    };
    let last = line.cells.len().saturating_sub(1);
    for (column, cell) in line.cells.iter().enumerate() {
        let words = shown(cell);
        let wide = widths.get(column).copied().unwrap_or(0);
        let air = if column == last { 0 } else { wide.saturating_sub(words.width()) + 2 };
        out.push_str(&words);
        out.extend(std::iter::repeat_n(' ', air));
    }
    out.trim_end().to_owned()
}
