//! The order of an agenda, put by hand where its items are listed.
//!
//! **Invariant:** only items of an agenda are moved, each within its own meeting.

use super::Records;
use crate::{
    domain::{action::AgendaMove, record::Kind},
    tui::{
        command::Availability,
        desk::{Action, At},
        effect::Effect,
    },
};

impl Records {
    /// Whether the row can be moved.
    pub(super) fn may_move(&self) -> Availability {
        match self.list.row().and_then(|row| row.record).map(|record| record.kind) {
            Some(Kind::AgendaItem) => Availability::Yes,
            _ => Availability::no("Items of an agenda are moved here; this is none."),
        }
    }

    /// Moves the item of the row one place up or down on its agenda.
    pub(super) fn shift(&self, by: isize, at: &At<'_>) -> Vec<Effect> {
        let record = self.list.row().and_then(|row| row.record);
        let Some(item) = record.filter(|record| record.kind == Kind::AgendaItem) else {
            return Effect::say("Items of an agenda are moved here; this is none.");
        };
        let meeting = at.book.get(item).ok().flatten().and_then(|row| row.int("meeting_id"));
        let meeting = meeting.map(|id| crate::domain::record::RecordId::new(Kind::Meeting, id));
        let items = meeting.and_then(|meeting| at.book.agenda(meeting).ok()).unwrap_or_default();
        let was = items.iter().position(|row| row.id == item).unwrap_or(0);
        match was.checked_add_signed(by).filter(|to| *to < items.len()) {
            Some(to) => Effect::commit(Action::MoveAgenda(AgendaMove { item, to: to + 1 })),
            None if by < 0 => Effect::say("It is the first of the agenda already"),
            None => Effect::say("It is the last of the agenda already"),
        }
    }
}
