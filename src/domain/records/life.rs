//! The columns of the shared life that goals, expectations and acceptances all carry.
//!
//! **Invariant:** they are set by acts only, never typed.

use super::prelude::*;

/// The states of the shared life.
pub const STATES: &[&str] = &["draft", "proposed", "agreed", "retired"];

pub(super) const STATE: Field = field("state", "State", Ty::Choice(STATES), "where its life stands").by_act();
pub(super) const VERSION: Field = field("version", "Version", Ty::Count, "counts the texts agreed").by_act();
pub(super) const DRAFTED_ON: Field =
    field("drafted_on", "Drafted", Ty::Date, "when it was first written").by_act();
pub(super) const PROPOSED_ON: Field =
    field("proposed_on", "Proposed", Ty::Date, "when they were told").by_act();
pub(super) const AGREED_ON: Field = field("agreed_on", "Agreed", Ty::Date, "when they agreed").by_act();
pub(super) const ANCHORED_ON: Field =
    field("anchored_on", "Last looked at", Ty::Date, "agreed or last reaffirmed with them").by_act();
pub(super) const EVERY: Field =
    field("every_months", "Look again", Ty::Count, "months; 12, or 24 in tiers C and D, if left");
pub(super) const DEFERRALS: Field = field("deferrals", "Deferred", Ty::Count, "times in a row").by_act();
pub(super) const DEFERRED_UNTIL: Field =
    field("deferred_until", "Deferred until", Ty::Date, "not before").by_act();
pub(super) const RAISED_ON: Field =
    field("raised_on", "Raised", Ty::Date, "stands on a meeting's agenda").by_act();
pub(super) const RAISED_MEETING: Field =
    field("raised_meeting_id", "At the meeting", Ty::Ref(Kind::Meeting), "whose agenda it is on").by_act();
pub(super) const STATED_ON: Field = field("stated_on", "Stated", Ty::Date, "in a document since").by_act();
pub(super) const STATED_IN: Field = field("stated_in", "Stated in", Ty::Line, "which document").by_act();
pub(super) const RETIRED_ON: Field = field("retired_on", "Retired", Ty::Date, "when it ended").by_act();
pub(super) const RETIRED_REASON: Field =
    field("retired_reason", "Why retired", Ty::Line, "the reason given").by_act();

/// The fields of a record with the shared life: its own, those of the life, and what it says after its life.
macro_rules! fields {
    ([$($own:expr),* $(,)?] then [$($after:expr),* $(,)?]) => {
        &[
            $($own,)*
            $crate::domain::records::life::EVERY,
            $crate::domain::records::life::STATE,
            $crate::domain::records::life::VERSION,
            $crate::domain::records::life::DRAFTED_ON,
            $crate::domain::records::life::PROPOSED_ON,
            $crate::domain::records::life::AGREED_ON,
            $crate::domain::records::life::ANCHORED_ON,
            $crate::domain::records::life::DEFERRALS,
            $crate::domain::records::life::DEFERRED_UNTIL,
            $crate::domain::records::life::RAISED_ON,
            $crate::domain::records::life::RAISED_MEETING,
            $crate::domain::records::life::STATED_ON,
            $crate::domain::records::life::STATED_IN,
            $crate::domain::records::life::RETIRED_ON,
            $crate::domain::records::life::RETIRED_REASON,
            $($after,)*
        ]
    };
}
pub(super) use fields;
