//! Where the lines of a sheet go: the log sheet, the card of a client who asked.
//!
//! **Invariant:** the line with the keys is in view; air is what gives way first.

use ratatui::layout::Rect;

use crate::tui::{
    frame::WIDE,
    widgets::{pen::Pen, tops::Tops},
};

/// Cells of a sheet where something stands beside it.
pub(super) const CELLS: u16 = 80;

/// What a line of a sheet takes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    /// One line of air, left out where there is no room.
    Air,
    /// So many lines.
    Lines(u16),
    /// So many lines that have the keys.
    Keys(u16),
}

impl Lies {
    /// How many lines that is.
    pub(super) fn height(self) -> u16 {
        match self {
            Self::Air => 1,
            Self::Lines(height) | Self::Keys(height) => height,
        }
    }
}

/// The sheet and, where it is wide enough, what stands beside it behind a stroke.
pub(super) fn parted(pen: &mut Pen<'_>, area: Rect) -> (Rect, Option<Rect>) {
    if area.width < WIDE {
        return (area, None);
    }
    pen.stroke(area.x + CELLS, area.y, area.bottom());
    let x = area.x + CELLS + 2;
    let side = Rect { x, width: area.right().saturating_sub(x), ..area };
    (Rect { width: CELLS, ..area }, Some(side))
}

/// The rows that are in view, each with its line on the screen; `top` is what is scrolled out above them.
pub(super) fn lay<R>(
    mut rows: Vec<R>,
    body: Rect,
    (top, tops): (&mut u16, &mut Tops),
    lies: fn(&R) -> Lies,
) -> Vec<(u16, R)> {
    let height = |row: &R| lies(row).height();
    let sum = |rows: &[R]| rows.iter().map(height).sum::<u16>();
    while sum(&rows) > body.height {
        let Some(air) = rows.iter().rposition(|row| lies(row) == Lies::Air) else { break };
        rows.remove(air);
    }
    let here = rows.iter().position(|row| matches!(lies(row), Lies::Keys(_)));
    let start = sum(rows.get(..here.unwrap_or(0)).unwrap_or_default());
    let high = here.and_then(|here| rows.get(here)).map_or(1, height);
    *top = tops.showing((body.width, body.height), *top, (start, high), sum(&rows));
    let mut next = i32::from(body.y) - i32::from(*top);
    let placed = rows.into_iter().filter_map(|row| {
        let y = next;
        next += i32::from(height(&row));
        let is_seen = y >= i32::from(body.y) && next <= i32::from(body.bottom());
        is_seen.then(|| (u16::try_from(y).unwrap_or(body.y), row))
    });
    placed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is seen of these rows in so many lines: the line on the screen and the number of the row.
    fn seen(rows: &[Lies], height: u16) -> Vec<(u16, usize)> {
        let rows: Vec<(usize, Lies)> = rows.iter().copied().enumerate().collect();
        let body = Rect { x: 0, y: 3, width: 40, height };
        let laid = lay(rows, body, (&mut 0, &mut Tops::default()), |(_, lies)| *lies);
        laid.into_iter().map(|(y, (number, _))| (y, number)).collect()
    }

    #[test]
    fn air_goes_before_any_line_does() {
        let rows = [Lies::Keys(1), Lies::Air, Lies::Lines(2), Lies::Air, Lies::Lines(1)];
        assert_eq!(seen(&rows, 6), [(3, 0), (4, 1), (5, 2), (7, 3), (8, 4)]);
        assert_eq!(seen(&rows, 5), [(3, 0), (4, 1), (5, 2), (7, 4)]);
        assert_eq!(seen(&rows, 4), [(3, 0), (4, 2), (6, 4)]);
    }

    #[test]
    fn the_line_with_the_keys_is_in_view() {
        let rows = [Lies::Lines(1), Lies::Lines(1), Lies::Lines(1), Lies::Lines(1), Lies::Keys(1)];
        assert_eq!(seen(&rows, 2), [(3, 3), (4, 4)]);
    }
}
