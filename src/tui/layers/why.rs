//! Why something typed was not taken, as it stands below its field in every layer.
//!
//! **Invariant:** it is wrapped and never cut: a reason is read whole.

use crate::tui::{theme::Role, widgets::line::Line};

/// Lines a reason takes at most below a field at the foot.
const MOST: usize = 3;

/// The reason in lines of at most `cells`.
pub(super) fn lines(why: &str, cells: u16) -> Vec<Line> {
    Line::role(format!("✗ {why}"), Role::Alarm).hanging(2).wrapped(cells)
}

/// The lines a layer at the foot keeps for it; one where there is none, for what was understood.
pub(super) fn room(why: Option<&str>, cells: u16) -> u16 {
    let lines = why.map_or(1, |why| lines(why, cells).len().min(MOST));
    u16::try_from(lines).unwrap_or(1)
}
