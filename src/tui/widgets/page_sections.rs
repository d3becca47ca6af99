//! A page that fills the screen: its sections as a list at the left, the text at the right.
//!
//! **Invariant:** the marked section is the one whose heading was scrolled to, or passed last; where nothing scrolls,
//! the one that was stepped to.

use ratatui::layout::Rect;

use super::{
    line::Line,
    list::Move,
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
            self.step = None;
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

    /// Whether moving steps through the listed sections: there is nothing to scroll.
    pub(super) fn steps(&self) -> bool {
        self.sections == Sections::Listed && self.headings.len() > 1 && self.below() == 0 && self.top == 0
    }

    /// Puts the mark on another section.
    pub(super) fn step(&mut self, to: Move) {
        let last = self.headings.len().saturating_sub(1);
        let now = self.read().unwrap_or(0);
        let sized = |by: i32| usize::try_from(by.unsigned_abs()).unwrap_or(1);
        self.step = Some(match to {
            Move::By(by) | Move::Group(by) if by < 0 => now.saturating_sub(sized(by)),
            Move::By(by) | Move::Group(by) => now.saturating_add(sized(by)).min(last),
            Move::Top => 0,
            Move::Half(by) | Move::Screen(by) if by < 0 => 0,
            Move::Bottom | Move::Half(_) | Move::Screen(_) => last,
        });
    }

    /// The section being read, by its number; none above the first heading.
    pub(super) fn read(&self) -> Option<usize> {
        let scrolled = self.headings.iter().rposition(|line| *line <= self.top);
        let stepped = self.step.filter(|step| self.steps() && *step < self.headings.len());
        stepped.or(scrolled)
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
        let read = self.read().unwrap_or(0);
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
