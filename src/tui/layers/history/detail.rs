//! What one step of the history changed, field by field.
//!
//! **Invariant:** what does not fit is counted, never left out silently.

use ratatui::layout::Rect;

use super::History;
use crate::{
    acts::ChangedRecord,
    tui::{
        theme::Role,
        widgets::{line::Line, pen::Pen, rule, text},
    },
};

impl History {
    /// What the chosen step changed: the record, before, after.
    pub(super) fn draw_detail(&self, pen: &mut Pen<'_>, area: Rect) {
        let Some(detail) = &self.detail else { return };
        let title = Line::heading(format!("op {}  what it changed", detail.line.op));
        let below = self.list.below();
        let more = if below > 0 { format!("{below} more below") } else { String::new() };
        rule::titled(pen, Rect { height: 1, ..area }, &title, &more);
        let cells = area.width.saturating_sub(3);
        let third = cells / 3;
        let lines = detail.records.iter().flat_map(ChangedRecord::lines);
        let rows: Vec<[String; 3]> = lines.map(|line| [line.record, line.before, line.after]).collect();
        let heads = ["record", "before", "after"].map(str::to_owned);
        let last = area.bottom().saturating_sub(2);
        let room = usize::from(last.saturating_sub(area.y + 2));
        let hidden = rows.len().saturating_sub(room);
        for (number, row) in std::iter::once(&heads).chain(rows.iter().take(room)).enumerate() {
            let role = if number == 0 { Role::Muted } else { Role::Plain };
            let y = area.y + 1 + u16::try_from(number).unwrap_or(0);
            for (place, cell) in (0_u16..).zip(row) {
                let cell = cell.lines().next().unwrap_or("");
                let shown = text::cut(&crate::domain::safe::one_line(cell), third.saturating_sub(1));
                pen.text(area.x + 2 + place * third, y, third, &shown, role);
            }
        }
        let mut said = if detail.line.undone {
            "This step was taken back; both steps stay here.".to_owned()
        } else {
            "u takes this step back as one new step; nothing is erased, both steps stay here.".to_owned()
        };
        if let Some(reason) = &detail.line.reason {
            said = format!("Reason: {reason}. {said}");
        }
        if hidden > 0 {
            said = format!("{hidden} more {}. {said}", if hidden == 1 { "change" } else { "changes" });
        }
        pen.line(area.x + 1, last, area.width.saturating_sub(2), &Line::plain(said));
    }
}
