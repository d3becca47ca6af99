//! Where a scroll stood at each size it was shown at since it was last moved.
//!
//! **Invariant:** a window made smaller and larger again shows what it showed before.

/// The first line shown, by columns and lines.
#[derive(Debug, Clone, Default)]
pub struct Tops {
    at: Vec<((u16, u16), usize)>,
}

impl Tops {
    /// Where it stood at this size; nothing when it has not been shown so since it moved.
    #[must_use]
    pub fn of(&self, size: (u16, u16)) -> Option<usize> {
        self.at.iter().find(|(known, _)| *known == size).map(|(_, top)| *top)
    }

    /// Remembers where it stands at this size.
    pub fn keep(&mut self, size: (u16, u16), top: usize) {
        if self.of(size).is_none() {
            self.at.push((size, top));
        }
    }

    /// It was moved, or holds something else: no size has a place of its own any more.
    pub fn moved(&mut self) {
        self.at.clear();
    }
}
