//! One file per record type: its declaration, its states, the checks that span its fields.
//!
//! **Invariant:** the declaration is the only list of a record's fields; everything else derives from it.

pub mod acceptance;
pub mod agenda_item;
pub mod agreement_event;
pub mod agreement_measure;
pub mod agreement_version;
pub mod alias;
pub mod breach;
pub mod checklist;
pub mod contact_point;
pub mod custom_field;
pub mod daily_review;
pub mod distinct_pair;
pub mod exception;
pub mod expectation;
pub mod follow_up;
pub mod gap_answer;
pub mod goal;
pub mod household_split;
pub mod imported_property;
pub mod interaction;
pub mod life;
pub mod life_event;
pub mod measure;
pub mod meeting;
pub mod membership;
pub mod occurrence;
pub mod participant;
pub mod party;
pub mod pause;
pub mod person;
pub mod placement;
mod prelude;
pub mod reading;
pub mod relationship;
pub mod rule;
pub mod rule_version;
pub mod saved_view;
pub mod setting;
pub mod share;
pub mod snooze;
pub mod special_date;
pub mod tag;
pub mod talk;
pub mod tier;
pub mod training;
