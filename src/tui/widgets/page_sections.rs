//! A page that fills the screen: its sections as a list at the left, the text at the right.
//!
//! **Invariant:** the marked section is the one whose heading was scrolled to, or passed last.

use ratatui::layout::Rect;

use super::{
    line::Line,
    page::{Page, Part, Sections},
    pen::Pen,
};
use crate::tui::theme::Role;

/// Cells of the list of sections, the line beside it not counted.
const LIST: u16 = 19;
/// From this many cells there is room for the list.
const FROM: u16 = 76;

impl Page {
    /// Draws the page over the whole area, its sections at the left where there is room.
    pub fn draw_whole(&mut self, pen: &mut Pen<'_>, area: Rect) {
        if self.sections == Sections::Inline || area.width < FROM {
            let text = Rect { x: area.x + 1, width: area.width - 1, ..area };
            self.draw(pen, text);
            return;
        }
        let text = Rect { x: area.x + LIST + 2, width: area.width - LIST - 2, ..area };
        self.draw(pen, text);
        pen.stroke(area.x + LIST, area.y, area.bottom());
        self.draw_list(
            pen,
            Rect { width: LIST, y: area.y + 1, height: area.height.saturating_sub(1), ..area },
        );
    }

    fn draw_list(&self, pen: &mut Pen<'_>, area: Rect) {
        let names: Vec<(&Line, &Line)> = self
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Heading(name, count) => Some((name, count)),
                Part::Text(..) => None,
            })
            .collect();
        let read = self.headings.iter().rposition(|line| *line <= self.top).unwrap_or(0);
        let height = usize::from(area.height);
        let skip = (read + 1).saturating_sub(height);
        for (y, (number, (name, count))) in (area.y..area.bottom()).zip(names.iter().enumerate().skip(skip)) {
            pen.text(area.x + 2, y, area.width.saturating_sub(6), &name.text(), Role::Plain);
            let count = Line::plain(all_of(&count.text()));
            pen.line_right(area.right().saturating_sub(1), y, 5, &count);
            if number == read {
                pen.text(area.x, y, 1, "▸", Role::Plain);
                pen.wash(Rect { y, height: 1, width: area.width - 1, ..area }, Role::Focus);
            }
        }
    }
}

/// The number of all: `41` of `17 of 41, newest first`.
fn all_of(count: &str) -> String {
    let all = count.rsplit(" of ").next().unwrap_or(count);
    all.chars().take_while(char::is_ascii_digit).collect()
}
