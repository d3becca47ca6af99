//! Where the columns of a table stand at a given width.
//!
//! **Invariant:** the places depend on the width and on which columns anybody has a value for, never on a
//! row: every row's columns start at the same cell.

use super::pen::Align;

/// One column of one layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Which cell of the row it shows; two layouts may show a long and a short form of the same thing.
    pub cell: usize,
    /// Its name over the rows; empty for none.
    pub title: &'static str,
    /// Cells it takes; 0 takes what the others leave.
    pub width: u16,
    /// Words left, numbers right.
    pub align: Align,
    /// Whether it is muted (minutes, zeros).
    pub muted: bool,
}

/// A column of words.
#[must_use]
pub const fn words(cell: usize, title: &'static str, width: u16) -> Column {
    Column { cell, title, width, align: Align::Left, muted: false }
}

/// A column of numbers.
#[must_use]
pub const fn numbers(cell: usize, title: &'static str, width: u16) -> Column {
    Column { cell, title, width, align: Align::Right, muted: false }
}

impl Column {
    /// The same column, muted.
    #[must_use]
    pub const fn muted(mut self) -> Self {
        self.muted = true;
        self
    }
}

/// The columns from one width on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// The least width of the list in cells.
    pub from: u16,
    /// Its columns, left to right.
    pub columns: &'static [Column],
}

/// A column with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The column.
    pub column: Column,
    /// Its first cell, counted from the list's left edge.
    pub x: u16,
    /// The cells it takes.
    pub width: u16,
}

/// The places of the columns in a list of `cells`; text starts at `indent` and ends one before the edge.
///
/// Columns for which `used` says no are left out, and the one without a width takes their room. When the
/// room is too little, columns are dropped from the right, the first one never.
#[must_use]
pub fn place(layouts: &[Layout], cells: u16, indent: u16, used: &dyn Fn(usize) -> bool) -> Vec<Placed> {
    let layout = layouts.iter().filter(|layout| layout.from <= cells).max_by_key(|layout| layout.from);
    let Some(layout) = layout.or_else(|| layouts.iter().min_by_key(|layout| layout.from)) else {
        return Vec::new();
    };
    let mut columns: Vec<Column> = layout
        .columns
        .iter()
        .enumerate()
        .filter(|(at, c)| *at == 0 || used(c.cell))
        .map(|(_, c)| *c)
        .collect();
    let room = cells.saturating_sub(indent + 1);
    while columns.len() > 1 && taken(&columns) > room {
        columns.pop();
    }
    let fill = room.saturating_sub(taken(&columns));
    let mut flexible = columns.iter().filter(|column| column.width == 0).count() as u16;
    let mut left = fill;
    let mut x = indent;
    columns
        .iter()
        .map(|&column| {
            let width = if column.width == 0 {
                let share = left / flexible.max(1);
                left -= share;
                flexible -= 1;
                share
            } else {
                column.width.min(room)
            };
            let placed = Placed { column, x, width };
            x += width + 1;
            placed
        })
        .collect()
}

/// What fixed columns and the gaps between all of them take.
fn taken(columns: &[Column]) -> u16 {
    let gaps = columns.len().saturating_sub(1) as u16;
    let least = |column: &Column| if column.width == 0 { 4 } else { column.width };
    let flexible = columns.iter().filter(|column| column.width == 0).count() as u16;
    columns.iter().map(least).sum::<u16>() + gaps - if flexible > 0 { 4 * flexible } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: &[Column] =
        &[words(0, "", 12), words(1, "", 2), words(2, "", 28), words(3, "", 24), numbers(4, "", 7)];
    const FILL: &[Column] = &[words(0, "", 11), words(2, "", 0), words(3, "", 20)];
    const LAYOUTS: &[Layout] = &[Layout { from: 78, columns: WIDE }, Layout { from: 0, columns: FILL }];

    #[test]
    fn the_columns_stand_where_the_mock_up_has_them() {
        let places: Vec<u16> = place(LAYOUTS, 80, 2, &|_| true).iter().map(|placed| placed.x).collect();
        assert_eq!(places, [2, 15, 18, 47, 72]);
    }

    #[test]
    fn the_flexible_column_takes_what_is_left() {
        let placed = place(LAYOUTS, 60, 2, &|_| true);
        assert_eq!(placed[1].width, 60 - 3 - 11 - 20 - 2);
        assert_eq!(placed[2].x + placed[2].width, 59);
    }

    #[test]
    fn a_column_nobody_has_a_value_for_is_hidden() {
        let placed = place(LAYOUTS, 80, 2, &|cell| cell != 1);
        assert_eq!(placed.iter().map(|p| p.column.cell).collect::<Vec<_>>(), [0, 2, 3, 4]);
    }

    #[test]
    fn no_width_is_too_small() {
        for cells in 0..200 {
            for placed in place(LAYOUTS, cells, 2, &|_| true) {
                assert!(placed.x + placed.width < cells.max(placed.x + placed.width + 1));
            }
        }
    }
}
