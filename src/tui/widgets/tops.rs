//! Where a scroll stood at each size it was shown at since it was last moved.
//!
//! **Invariant:** a window made smaller and larger again shows what it showed before.

/// The first line shown, by columns and lines.
#[derive(Debug, Clone, Default)]
pub struct Tops {
    at: Vec<((u16, u16), usize)>,
}

impl Tops {
    /// The line at the top of a sheet of `all` lines, so that the place of the keys, its first line and its height,
    /// stands in view with what is said below it; at a size seen before it is the line of then.
    pub fn showing(&mut self, size: (u16, u16), top: u16, (start, height): (u16, u16), all: u16) -> u16 {
        let most = all.saturating_sub(size.1);
        let end = (start + height + 2).saturating_sub(size.1).min(most);
        let top = match self.of(size) {
            Some(known) => u16::try_from(known).unwrap_or(top),
            None => top.clamp(end.min(start), start.min(most).max(end.min(start))),
        };
        self.keep(size, top.into());
        top
    }

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
