//! From the sheet to one action.
//!
//! **Invariant:** what still stands in the `add` row goes with it or stops it; nothing typed is passed over.

use chrono::NaiveDate;

use super::{Log, Stop, keys::Added};
use crate::{
    domain::{
        action::{Consequence, ContactLog},
        day,
        record::{Fields, Kind},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::Pressed,
    },
};

impl Log {
    pub(super) fn save(&mut self, at: &At<'_>) -> Pressed {
        if self.draft.add.trim().is_empty()
            && let Some(line) = self.waiting(at)
        {
            self.draft.add = line;
        }
        if !self.draft.add.trim().is_empty() {
            match self.add(at) {
                Ok(Added::Yes) => {}
                Ok(Added::Card) => {
                    return Pressed::Taken(Effect::say(format!(
                        "The card first: {0} adds it, then {0} saves the log",
                        Command::Save.way()
                    )));
                }
                Err(why) => return self.not_saved(Stop::Add, why.message, at),
            }
        }
        match self.action(at) {
            Ok(action) => Pressed::Taken(Effect::save(action)),
            Err((stop, why)) => self.not_saved(stop, why.message, at),
        }
    }

    /// The line of a card that holds typed text, though its line was taken out of the field.
    fn waiting(&self, at: &At<'_>) -> Option<String> {
        match (&self.card, &self.draft.card) {
            (Some(card), _) => card.form.kept(at).map(|_| card.line.clone()),
            (None, Some((line, _, body))) => (!body.is_null()).then(|| line.clone()),
            (None, None) => None,
        }
    }

    fn not_saved(&mut self, stop: Stop, why: String, at: &At<'_>) -> Pressed {
        self.refuse(stop, &why);
        self.arrive(stop, at);
        Pressed::Taken(Effect::warn(why))
    }

    fn action(&self, at: &At<'_>) -> Result<Action, (Stop, Rejection)> {
        let summary = self.draft.summary.trim();
        if summary.is_empty() {
            return Err((
                Stop::Summary,
                Rejection::rule(format!(
                    "The summary is missing. Type one line, then {}.",
                    Command::Save.way()
                )),
            ));
        }
        let participants = self.draft.persons();
        if participants.is_empty() && self.draft.seats.iter().any(|seat| seat.record.kind == Kind::Person) {
            return Err((
                Stop::With,
                Rejection::rule(format!(
                    "Nobody is ticked. Tick who took part with Space, then {}.",
                    Command::Save.way()
                )),
            ));
        }
        let other = self.draft.other.trim();
        if !other.is_empty() {
            let words =
                format!("{other} is not on the list of those who took part. Enter adds a name that is ");
            let why = Rejection::rule(words + "offered; empty the field to go without.");
            return Err((Stop::Else, why));
        }
        let minutes_split = self.split().map_err(|why| (Stop::Split, why))?;
        let minutes = match self.draft.minutes {
            // The parts are the minutes where nothing else is said of them.
            None if !minutes_split.is_empty() => Some(minutes_split.iter().sum()),
            _ => self.minutes(at).map_err(|why| (Stop::Minutes, why))?,
        };
        let day = self.day(at).map_err(|why| (Stop::Day, why))?;
        let mut fields = Fields::new()
            .with("day", day)
            .with("channel", self.draft.channel.as_str())
            .with("direction", self.draft.direction.as_str())
            .with("nature", self.draft.nature.as_str())
            .with("summary", summary);
        if day == self.opened_on && self.draft.minutes.is_none() {
            fields.set("time", self.opened.format("%H:%M").to_string());
        }
        if self.draft.is_spoken() {
            fields.set("reached", self.draft.reached);
        } else {
            fields.set("answered", self.draft.reached);
        }
        if let Some(minutes) = minutes {
            fields.set("minutes", minutes);
        }
        if !self.draft.notes.trim().is_empty() {
            fields.set("notes", self.draft.notes.trim_end());
        }
        let mut relationships = vec![self.relationship];
        relationships.extend(self.draft.also());
        let settled = self.open().into_iter().filter(|row| self.draft.settles(row));
        Ok(Action::Log(Box::new(ContactLog {
            relationships,
            fields,
            minutes_split,
            settles: settled.map(|row| row.id).collect(),
            follows: self
                .draft
                .follows
                .iter()
                .map(|follow| asked_by(&follow.consequence, &participants))
                .collect(),
            participants,
            meeting: self.draft.meeting,
            raised: self.came_of(at).map_err(|why| (Stop::Raised, why))?,
            spoken: self.spoken(),
        })))
    }

    /// The minutes: typed, or counted since the sheet was opened; unknown when emptied or of another day.
    pub(super) fn minutes(&self, at: &At<'_>) -> Result<Option<i64>, Rejection> {
        match self.draft.minutes.as_deref().map(str::trim) {
            None if self.draft.day.trim().is_empty() => Ok(Some(self.counted(at.now))),
            None | Some("") => Ok(None),
            Some(typed) => {
                let bare = typed.trim_end_matches("min").trim_end_matches('m').trim();
                let whole = bare.parse::<u32>().ok().filter(|minutes| *minutes <= 24 * 60).map(i64::from);
                let amount = match day::parse_amount(typed) {
                    Some(day::Amount::Minutes(minutes)) => Some(i64::from(minutes)),
                    _ => None,
                };
                let read = whole.or(amount).map(Some);
                read.ok_or_else(|| {
                    Rejection::rule(format!("{typed} is no number of minutes. Type one, or empty it."))
                })
            }
        }
    }

    /// The day it happened: that of the opening unless another is typed.
    pub(super) fn day(&self, at: &At<'_>) -> Result<NaiveDate, Rejection> {
        let typed = self.draft.day.trim();
        if typed.is_empty() {
            return Ok(self.opened_on);
        }
        let day = day::parse_past_day(typed, at.today, at.order)?;
        if day > at.today {
            return Err(Rejection::rule("A contact that happened is of today or before. Type another day."));
        }
        Ok(day)
    }
}

/// Promises and requests say who asked when that is plain.
fn asked_by(consequence: &Consequence, persons: &[crate::domain::record::RecordId]) -> Consequence {
    match (consequence, persons) {
        (Consequence::FollowUp { fields }, [one]) if fields.get("person_id").is_null() => {
            Consequence::FollowUp { fields: fields.clone().with("person_id", one.id) }
        }
        (other, _) => other.clone(),
    }
}
