//! What one step of the history changed, field by field.
//!
//! **Invariant:** what does not fit is counted, never left out silently.

use ratatui::layout::Rect;

use super::History;
use crate::{
    acts::history::What,
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
        let mut rows: Vec<[String; 3]> = Vec::new();
        for record in &detail.records {
            let name = format!("{} {}", record.noun, record.title);
            match record.what {
                What::Added => rows.push([name, "none".into(), after(record)]),
                What::Removed => rows.push([name, "there".into(), "none".into()]),
                What::Changed => {
                    for (number, field) in record.fields.iter().enumerate() {
                        let head = if number == 0 { format!("{name}, ") } else { "  ".to_owned() };
                        let known =
                            |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
                        let label = field.label.to_lowercase();
                        rows.push([format!("{head}{label}"), known(&field.before), known(&field.after)]);
                    }
                }
            }
        }
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
            said = format!("{hidden} more changes. {said}");
        }
        pen.line(area.x + 1, last, area.width.saturating_sub(2), &Line::plain(said));
    }
}

/// The first fields of a record that was added.
fn after(record: &crate::acts::history::ChangedRecord) -> String {
    let told = record.fields.iter().filter(|field| field.after != record.title && !field.after.is_empty());
    told.take(4)
        .map(|field| field.after.lines().next().unwrap_or("").to_owned())
        .collect::<Vec<_>>()
        .join(", ")
}
