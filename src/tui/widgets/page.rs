//! A scroll of lines under headings: the detail beside a list, the dossier, any text to read.
//!
//! **Invariant:** lines are wrapped to the width they are shown at; nothing of a page is cut.

use ratatui::layout::Rect;

use super::{
    hits::What,
    line::Line,
    list::{Keys, Move},
    pen::Pen,
    tops::Tops,
};
use crate::tui::theme::Role;

/// One paragraph of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A heading `Tab` jumps to, and what stands right of it (a count).
    Heading(Line, Line),
    /// A paragraph, and what stands right of it on its first line.
    Text(Line, Line),
}

/// How its headings are shown where it fills the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sections {
    /// In the text only.
    #[default]
    Inline,
    /// Also as a list at the left, the one being read marked.
    Listed,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What the whole is about; the first line of the pane, the title when it fills the screen.
    pub title: Line,
    /// What stands right of the title.
    pub aside: Line,
    /// What its title says besides, where it fills the screen: `✗ a promise is late`.
    pub state: Line,
    /// How its headings are shown there.
    pub sections: Sections,
    pub(super) parts: Vec<Part>,
    pub(super) top: usize,
    tops: Tops,
    height: usize,
    lines: usize,
    pub(super) headings: Vec<usize>,
    /// The section the cursor was put on where the whole fits, so that nothing scrolls.
    pub(super) step: Option<usize>,
}

impl Page {
    /// A page with a title.
    #[must_use]
    pub fn new(title: Line, aside: Line) -> Self {
        Self { title, aside, ..Self::default() }
    }

    /// The same page with a heading.
    #[must_use]
    pub fn heading(mut self, name: &str) -> Self {
        self.parts.push(Part::Heading(Line::heading(name), Line::empty()));
        self
    }

    /// The same page with a heading and a count at its right.
    #[must_use]
    pub fn counted(mut self, name: &str, count: &str) -> Self {
        self.parts.push(Part::Heading(Line::heading(name), Line::plain(count)));
        self
    }

    /// The same page with a paragraph.
    #[must_use]
    pub fn line(mut self, line: impl Into<Line>) -> Self {
        self.push(line);
        self
    }

    /// The same page with a bold label and a text in which signs are coloured.
    #[must_use]
    pub fn labelled(mut self, label: &str, cells: u16, value: &str) -> Self {
        self.push(Line::labelled(label, cells, value));
        self
    }

    /// The same page with an empty line.
    #[must_use]
    pub fn gap(mut self) -> Self {
        self.push(Line::empty());
        self
    }

    /// Adds a paragraph.
    pub fn push(&mut self, line: impl Into<Line>) {
        self.parts.push(Part::Text(line.into(), Line::empty()));
    }

    /// Adds a paragraph with something at its right.
    pub fn push_both(&mut self, line: impl Into<Line>, right: impl Into<Line>) {
        self.parts.push(Part::Text(line.into(), right.into()));
    }

    /// Whether it has a heading of one of these names.
    #[must_use]
    pub fn has_heading(&self, wanted: &[&str]) -> bool {
        let named = |part: &Part| match part {
            Part::Heading(name, _) => wanted.contains(&name.text().as_str()),
            Part::Text(..) => false,
        };
        self.parts.iter().any(named)
    }

    /// Whether it has nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.title.is_empty()
    }

    /// The words of the heading that was scrolled to, or passed last; none above the first.
    #[must_use]
    pub fn section(&self) -> String {
        let read = self.read();
        let mut names = self.parts.iter().filter_map(|part| match part {
            Part::Heading(name, _) => Some(name.text()),
            Part::Text(..) => None,
        });
        read.and_then(|read| names.nth(read)).unwrap_or_default()
    }

    /// The same place in another text: the scroll stays.
    pub fn replace(&mut self, page: Page) {
        let (top, step, same) = (self.top, self.step, self.title == page.title);
        *self = page;
        self.top = if same { top } else { 0 };
        self.step = step.filter(|_| same);
    }

    /// Lines below what was shown last.
    #[must_use]
    pub fn below(&self) -> usize {
        self.lines.saturating_sub(self.top + self.height)
    }

    /// The last line that can stand at the top: with a list of sections, that of the last section.
    fn last(&self) -> usize {
        let last = self.lines.saturating_sub(self.height);
        match (self.sections, self.headings.last()) {
            (Sections::Listed, Some(heading)) if self.lines > self.height => last.max(*heading),
            _ => last,
        }
    }

    /// Scrolls; where the whole fits and its sections are listed, steps through those.
    pub fn go(&mut self, to: Move) {
        self.tops.moved();
        if self.steps() {
            return self.step(to);
        }
        let screen = self.height.max(2);
        let last = self.last();
        let by = |top: usize, lines: i32| {
            let size = lines.unsigned_abs() as usize;
            if lines < 0 { top.saturating_sub(size) } else { top.saturating_add(size) }
        };
        let sized = |sign: i32, size: usize| sign.saturating_mul(i32::try_from(size).unwrap_or(1));
        self.top = match to {
            Move::By(lines) => by(self.top, lines),
            Move::Half(sign) => by(self.top, sized(sign, screen / 2)),
            Move::Screen(sign) => by(self.top, sized(sign, screen - 1)),
            Move::Top => 0,
            Move::Bottom => last,
            Move::Group(sign) if sign < 0 => {
                self.headings.iter().copied().rfind(|at| *at < self.top).unwrap_or(0)
            }
            Move::Group(_) => self.headings.iter().copied().find(|at| *at > self.top).unwrap_or(self.top),
        }
        .min(last);
    }

    /// Draws the page with its title on the first line.
    pub fn draw_titled(&mut self, pen: &mut Pen<'_>, area: Rect, keys: Keys) {
        // Beside a list no section is marked.
        self.step = None;
        if area.height == 0 {
            return;
        }
        let right = self.aside.width();
        let room = area.width.saturating_sub(1);
        let title =
            if keys == Keys::Here { self.title.all(Role::Focus) } else { self.title.all(Role::Heading) };
        let both = title.width() + right < room;
        pen.line(area.x, area.y, if both { room - right } else { room }, &title);
        if both {
            pen.line_right(area.right().saturating_sub(1), area.y, right, &self.aside);
        }
        self.draw(pen, Rect { y: area.y + 1, height: area.height - 1, ..area });
    }

    /// Draws what fits of the text.
    pub fn draw(&mut self, pen: &mut Pen<'_>, area: Rect) {
        pen.hits.note(area, What::Page);
        let cells = area.width.saturating_sub(1);
        let mut lines: Vec<(Line, Line)> = Vec::new();
        self.headings.clear();
        for part in &self.parts {
            let (Part::Heading(line, right) | Part::Text(line, right)) = part;
            if matches!(part, Part::Heading(..)) {
                self.headings.push(lines.len());
            }
            let reserve = if right.is_empty() { 0 } else { right.width() + 1 };
            let mut right = Some(right.clone());
            for wrapped in line.wrapped(cells.saturating_sub(reserve)) {
                lines.push((wrapped, right.take().unwrap_or_default()));
            }
        }
        self.lines = lines.len();
        self.height = usize::from(area.height);
        let size = (area.width, area.height);
        self.top = self.tops.of(size).unwrap_or(self.top).min(self.last());
        self.tops.keep(size, self.top);
        for (row, (line, right)) in (0..area.height).zip(lines.iter().skip(self.top)) {
            pen.line(area.x, area.y + row, cells, line);
            pen.line_right(area.right().saturating_sub(1), area.y + row, cells, right);
        }
    }

    /// The whole page as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = self.title.text();
        for part in &self.parts {
            let (Part::Heading(line, right) | Part::Text(line, right)) = part;
            out.push('\n');
            out.push_str(&line.text());
            if !right.is_empty() {
                out.push_str("  ");
                out.push_str(&right.text());
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::tui::{testing::lines, theme::Theme};

    fn drawn(page: &mut Page, width: u16, height: u16) -> Vec<String> {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        page.draw_titled(&mut Pen::new(&mut buffer, Theme::default()), area, Keys::Elsewhere);
        lines(&buffer)
    }

    #[test]
    fn everything_of_a_page_can_be_scrolled_into_view() {
        let mut page = Page::new(Line::plain("Hartley household"), Line::plain("tier A"));
        for number in 0..40 {
            page.push(format!("line {number} with some words that need more than one line here"));
        }
        let mut seen = String::new();
        drawn(&mut page, 30, 10);
        for _ in 0..100 {
            seen.push_str(&drawn(&mut page, 30, 10).join(" "));
            page.go(Move::By(1));
        }
        for number in 0..40 {
            assert!(seen.contains(&format!("line {number} ")), "{number}");
        }
    }

    #[test]
    fn the_sections_stand_at_the_left_and_each_can_be_reached() {
        let mut page = Page::new(Line::plain("Hartley household"), Line::empty());
        page.sections = Sections::Listed;
        for (name, count) in [("Standing", ""), ("Timeline", "17 of 41, newest first"), ("Notes", "2")] {
            page = page.counted(name, count);
            for _ in 0..12 {
                page.push("text");
            }
        }
        let area = Rect::new(0, 0, 80, 18);
        let shown = |page: &mut Page| {
            let mut buffer = Buffer::empty(area);
            page.draw_whole(&mut Pen::new(&mut buffer, Theme::default()), area);
            lines(&buffer)
        };
        let first = shown(&mut page);
        assert!(first[1].starts_with("▸ Standing         │ text"), "{}", first[1]);
        assert!(first[2].starts_with("  Timeline      41 │ text"), "{}", first[2]);
        page.go(Move::Group(1));
        page.go(Move::Group(1));
        let last = shown(&mut page);
        assert!(last[3].starts_with("▸ Notes          2 │"), "{}", last[3]);
        assert!(last[0].starts_with("                   │ Notes"), "{}", last[0]);
    }

    #[test]
    fn the_mark_steps_through_the_sections_of_a_page_that_fits() {
        let mut page = Page::new(Line::plain("Lund household"), Line::empty()).line("client").gap();
        page.sections = Sections::Listed;
        for name in ["Standing", "Timeline", "Notes"] {
            page = page.heading(name).line("text");
        }
        let marked = |page: &mut Page, width| {
            let area = Rect::new(0, 0, width, 20);
            let mut buffer = Buffer::empty(area);
            page.draw_whole(&mut Pen::new(&mut buffer, Theme::default()), area);
            let marked =
                lines(&buffer).into_iter().find_map(|line| Some(line.strip_prefix("▸ ")?.to_owned()));
            marked.unwrap_or_default().chars().take_while(char::is_ascii_alphabetic).collect::<String>()
        };
        assert_eq!(marked(&mut page, 80), "Standing");
        for (to, name) in [
            (Move::Group(1), "Timeline"),
            (Move::By(1), "Notes"),
            (Move::Group(1), "Notes"),
            (Move::By(-1), "Timeline"),
            (Move::Bottom, "Notes"),
            (Move::Top, "Standing"),
            (Move::Group(1), "Timeline"),
        ] {
            page.go(to);
            assert_eq!((marked(&mut page, 80), page.section()), (name.to_owned(), name.to_owned()), "{to:?}");
        }
        // Without the list at the left there is no mark to step.
        assert_eq!(marked(&mut page, 60), "");
        assert_eq!(page.section(), "");
    }

    #[test]
    fn tab_jumps_to_the_next_heading() {
        let mut page = Page::new(Line::plain("t"), Line::empty());
        for name in ["One", "Two", "Three"] {
            page = page.heading(name);
            for _ in 0..10 {
                page.push("text");
            }
        }
        drawn(&mut page, 30, 6);
        page.go(Move::Group(1));
        assert_eq!(drawn(&mut page, 30, 6)[1].trim(), "Two");
        page.go(Move::Group(-1));
        assert_eq!(drawn(&mut page, 30, 6)[1].trim(), "One");
    }
}
