//! Whether a layer stays below the one it opened.
//!
//! **Invariant:** it waits for a further question or an act, and for nothing else.

use crate::tui::effect::Effect;

/// Whether a layer waits for the one it opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// What goes through above closes it too.
    Yes,
    /// It stands for itself.
    No,
}

impl Waits {
    /// It waits when it opened something or asked for an act, for work or for a file.
    pub(in crate::tui::layers) fn of(effects: &[Effect]) -> Self {
        let waits = |effect: &Effect| {
            matches!(
                effect,
                Effect::Open(_) | Effect::Save(_) | Effect::Commit(_) | Effect::Work(_) | Effect::Write(_)
            )
        };
        if effects.iter().any(waits) { Self::Yes } else { Self::No }
    }
}
