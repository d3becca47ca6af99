//! The planned meeting a contact was: what it brings to the sheet, and what stood there before.
//!
//! **Invariant:** a meeting ticked and unticked again leaves the sheet as it was; what was typed over it stays.

use super::{Log, draft::Draft};
use crate::{domain::record::Row, tui::desk::At};

/// What a meeting brings with it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Brought {
    channel: String,
    reached: bool,
    minutes: Option<String>,
    day: String,
}

impl Brought {
    fn of(draft: &Draft) -> Self {
        Self {
            channel: draft.channel.clone(),
            reached: draft.reached,
            minutes: draft.minutes.clone(),
            day: draft.day.clone(),
        }
    }
}

/// The sheet before the ticked meeting, and as the meeting made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lent {
    before: Brought,
    brought: Brought,
}

/// Whether a meeting has begun: its day is past, or its hour; before that a contact is another one.
#[must_use]
pub fn has_begun(meeting: &Row, at: &At<'_>) -> bool {
    match at.book.meeting_begins(meeting) {
        Some((day, Some(hour))) if day == at.today => hour <= at.now,
        Some((day, None)) if day == at.today => true,
        begins => begins.is_some_and(|(day, _)| day < at.today),
    }
}

impl Log {
    /// Planned meetings of today or before that were not recorded yet.
    pub(super) fn meetings(&self, at: &At<'_>) -> impl Iterator<Item = &Row> {
        let today = at.today;
        self.dossier.meetings.iter().filter(move |row| row.day("day").is_some_and(|day| day <= today))
    }

    /// It was this meeting: its day, channel and length stand on the sheet.
    pub(super) fn was_meeting(&mut self, meeting: &Row) {
        self.was_no_meeting();
        let before = Brought::of(&self.draft);
        self.draft.meeting = Some(meeting.id);
        self.draft.set_channel(meeting.str("channel"));
        if let Some(minutes) = meeting.int("minutes") {
            self.draft.minutes = Some(minutes.to_string());
        }
        if let Some(day) = meeting.day("day") {
            self.draft.day = if day == self.opened_on { String::new() } else { day.to_string() };
        }
        self.lent = Some(Lent { before, brought: Brought::of(&self.draft) });
    }

    /// It was none: what the meeting brought goes again.
    fn was_no_meeting(&mut self) {
        self.draft.meeting = None;
        let Some(Lent { before, brought }) = self.lent.take() else { return };
        if self.draft.channel == brought.channel {
            (self.draft.channel, self.draft.reached) = (before.channel, before.reached);
        }
        if self.draft.minutes == brought.minutes {
            self.draft.minutes = before.minutes;
        }
        if self.draft.day == brought.day {
            self.draft.day = before.day;
        }
    }

    /// The next meeting it may have been; after the last one, none.
    pub(super) fn turn_meeting(&mut self, at: &At<'_>) {
        let meetings: Vec<Row> = self.meetings(at).cloned().collect();
        let here = meetings.iter().position(|row| Some(row.id) == self.draft.meeting);
        match meetings.get(here.map_or(0, |here| here + 1)) {
            Some(meeting) => self.was_meeting(meeting),
            None => self.was_no_meeting(),
        }
    }
}
