//! What the mouse finds on the screen: the pen notes it while it is drawn.
//!
//! **Invariant:** only what was seen can be clicked; the notes are of the last frame and go with the next key.

use ratatui::layout::{Position, Rect};

use super::list::List;

/// What lies somewhere on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The tab of this number.
    Tab(usize),
    /// The view of this number.
    View(usize),
    /// A list; the line says which row.
    List,
    /// The item of this number of a short list.
    Item(usize),
    /// A text that scrolls.
    Page,
    /// A key that is named there.
    Key(String),
}

/// A part of the screen and what lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where.
    pub area: Rect,
    /// What.
    pub what: What,
}

/// The parts of a frame, what was drawn last on top.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    all: Vec<Hit>,
}

impl Hits {
    /// Notes what was drawn.
    pub fn note(&mut self, area: Rect, what: What) {
        self.all.push(Hit { area, what });
    }

    /// Forgets all: what is drawn from now on covers it.
    pub fn clear(&mut self) {
        self.all.clear();
    }

    /// What lies at a cell.
    #[must_use]
    pub fn at(&self, x: u16, y: u16) -> Option<&Hit> {
        self.all.iter().rev().find(|hit| hit.area.contains(Position { x, y }))
    }
}

/// What a layer is told of a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointed {
    /// A line of its list, drawn in this area.
    Line(Rect, u16),
    /// The item of this number.
    Item(usize),
    /// The view of this number.
    View(usize),
}

impl Pointed {
    /// How many views on the one is that was clicked, as the key for the next view counts.
    #[must_use]
    pub fn views_on(self, (view, views): (usize, usize)) -> Option<usize> {
        match self {
            Self::View(clicked) => Some((clicked + views).saturating_sub(view)),
            Self::Line(..) | Self::Item(_) => None,
        }
    }

    /// Puts the cursor of a list on the row; says whether there is one.
    pub fn in_list(self, list: &mut List) -> bool {
        match self {
            Self::Line(area, y) => list.click(area, y),
            Self::Item(_) | Self::View(_) => false,
        }
    }
}
