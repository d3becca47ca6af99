//! What one step of the history changed, field by field.
//!
//! **Invariant:** what does not fit is counted, never left out silently.

use ratatui::layout::Rect;

use super::History;
use crate::{
    acts::history::{ChangedRecord, OpDetail},
    tui::{
        command::Command,
        theme::Role,
        widgets::{line::Line, pen::Pen, rule, text},
    },
};

/// Lines at most for what is said of the step as a whole.
const SAID: usize = 4;

impl History {
    /// What is said where no step is shown.
    pub(super) fn nothing(&self) -> String {
        if self.words.is_empty() {
            return format!(
                "Nothing was done here yet. {} and {} show other steps.",
                Command::PreviousView.way(),
                Command::NextView.way()
            );
        }
        format!(
            "No step of these fits {}. Esc clears the filter; {} and {} show other steps.",
            self.words,
            Command::PreviousView.way(),
            Command::NextView.way()
        )
    }

    /// The lines the chosen step would take to be shown whole.
    pub(super) fn wanted(&self) -> u16 {
        let rows = self.detail.as_ref().map_or(0, |detail| rows(detail).len());
        u16::try_from(rows + 2 + SAID).unwrap_or(u16::MAX)
    }

    /// What the chosen step changed: the record, before, after.
    pub(super) fn draw_detail(&self, pen: &mut Pen<'_>, area: Rect) {
        let Some(detail) = &self.detail else { return };
        let title = Line::heading(format!("op {}  what it changed", detail.line.op));
        let below = self.list.below();
        let more = if below > 0 { format!("{below} more below") } else { String::new() };
        rule::titled(pen, Rect { height: 1, ..area }, &title, &more);
        let rows = rows(detail);
        let cells = area.width.saturating_sub(2);
        let space = |said: &[Line]| usize::from(area.height).saturating_sub(2 + said.len());
        let mut said = said(detail, 0, (cells, area.height));
        if rows.len() > space(&said) {
            // The words that some are hidden may take a line themselves.
            said = self::said(detail, rows.len().saturating_sub(space(&said)), (cells, area.height));
            said = self::said(detail, rows.len().saturating_sub(space(&said)), (cells, area.height));
        }
        let heads = ["record", "before", "after"].map(str::to_owned);
        let third = area.width.saturating_sub(3) / 3;
        for (number, row) in std::iter::once(&heads).chain(rows.iter().take(space(&said))).enumerate() {
            let role = if number == 0 { Role::Muted } else { Role::Plain };
            let y = area.y + 1 + u16::try_from(number).unwrap_or(0);
            for (place, cell) in (0_u16..).zip(row) {
                let cell = cell.lines().next().unwrap_or("");
                let shown = text::cut(&crate::domain::safe::one_line(cell), third.saturating_sub(1));
                pen.text(area.x + 2 + place * third, y, third, &shown, role);
            }
        }
        let from = area.bottom().saturating_sub(u16::try_from(said.len()).unwrap_or(1));
        for (y, line) in (from..area.bottom()).zip(&said) {
            pen.line(area.x + 1, y, cells, line);
        }
    }
}

/// The step field by field: the record, before, after.
fn rows(detail: &OpDetail) -> Vec<[String; 3]> {
    let lines = detail.records.iter().flat_map(ChangedRecord::lines);
    lines.map(|line| [line.record, line.before, line.after]).collect()
}

/// What is said of the step as a whole: what is hidden, why it was done, how it is taken back.
fn said(detail: &OpDetail, hidden: usize, (cells, height): (u16, u16)) -> Vec<Line> {
    let mut said = Vec::new();
    match hidden {
        0 => {}
        1 => said.push(format!("1 more change: {} shows all.", Command::Zoom.way())),
        more => said.push(format!("{more} more changes: {} shows all.", Command::Zoom.way())),
    }
    if let Some(reason) = &detail.line.reason {
        said.push(format!("Reason: {}.", reason.trim_end_matches('.')));
    }
    if detail.line.clock_set {
        said.push("Recorded with the clock set.".to_owned());
    }
    said.push(if detail.line.undone {
        "This step was taken back; both steps stay here.".to_owned()
    } else {
        format!(
            "{} takes this step back as one new step; nothing is erased, both steps stay here.",
            Command::Undo.way()
        )
    });
    let mut lines = Line::plain(said.join(" ")).wrapped(cells);
    lines.truncate(SAID.min(usize::from(height / 2)).max(1));
    lines
}
