//! What stands where no record is, and a follow-up that is opened again from the list.
//!
//! **Invariant:** only what ended, waits or rests is opened; what the acts refuse is told in their words.

use super::{Of, Records, pauses};
use crate::{
    domain::record::{Kind, RecordId},
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
    },
};

impl Records {
    /// What is said where no row is.
    pub(super) fn nothing(&self) -> String {
        match self.words.as_str() {
            "" if self.of == Of::Pauses => pauses::NONE.to_owned(),
            "" => format!(
                "This client is not in the book any more. {} may bring it back; Esc goes back.",
                Command::Undo.way()
            ),
            words => format!("No record fits {words}. Esc clears the filter."),
        }
    }

    fn follow_up(&self) -> Option<RecordId> {
        self.list.row().and_then(|row| row.record).filter(|record| record.kind == Kind::FollowUp)
    }

    pub(super) fn may_reopen(&self, at: &At<'_>) -> Availability {
        let Some(record) = self.follow_up() else { return Availability::Elsewhere };
        match at.book.get(record) {
            Ok(Some(row)) if row.str("state") == "open" => Availability::no(format!(
                "This is open already. {} opens again what is done, dropped, waits or rests.",
                Command::Reopen.way()
            )),
            _ => Availability::Yes,
        }
    }

    pub(super) fn reopen(&self) -> Vec<Effect> {
        match self.follow_up() {
            Some(record) => Effect::commit(Action::Reopen { items: vec![record] }),
            None => Effect::say("No follow-up is chosen"),
        }
    }
}
