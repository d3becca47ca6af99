//! What a meeting that is logged leaves behind: it is held, its agenda is done or goes on, and of what was raised
//! for it stands what came of it.
//!
//! **Invariant:** an item of an agenda is spoken about or goes on to the next meeting; none is lost.

use super::{Act, clip, count_of};
use crate::domain::{
    action::{Came, Consent, ContactLog, Raised},
    record::{Fields, Kind, RecordId, Row, Value},
    records::{meeting, membership},
    rejection::Rejection,
};

impl Act<'_, '_> {
    /// The meeting this contact was. Nobody there, it was a no-show. What was raised for it and not recorded comes
    /// back the day after; the queue sees to that. Gives what the receipt adds.
    pub(super) fn hold(&self, held: RecordId, contact: &Row, log: &ContactLog) -> Result<String, Rejection> {
        let row = self.need(held, &[Kind::Meeting])?;
        meeting::may_leave(&row)?;
        let whose = row.int("relationship_id");
        if !log.relationships.iter().any(|id| Some(id.id) == whose) {
            return Err(Rejection::rule("That meeting is with somebody else."));
        }
        let missed = contact.fields.get("reached") == &Value::Int(0);
        if missed {
            self.tx.update(held, &Fields::new().with("state", "no-show"))?;
            let said = self.reached(&self.tx.need(held)?, None)?;
            return Ok(format!("; the meeting is a no-show{said}"));
        }
        let fields = Fields::new()
            .with("state", "held")
            .with("state_on", self.today)
            .with("interaction_id", contact.id.id);
        self.tx.update(held, &fields)?;
        self.speak(held, log)?;
        self.carry_on(held)
    }

    /// Ticks the items that were spoken about, and those whose follow-up the contact settled.
    fn speak(&self, held: RecordId, log: &ContactLog) -> Result<(), Rejection> {
        let agenda = self.tx.rows(Kind::AgendaItem, &[("meeting_id", Value::Int(held.id))])?;
        for id in &log.spoken {
            self.need(*id, &[Kind::AgendaItem])?;
            if !agenda.iter().any(|item| item.id == *id) {
                return Err(Rejection::rule(format!("{id} is no item of that meeting's agenda.")));
            }
        }
        for item in agenda.iter().filter(|item| !item.flag("done")) {
            let settled = item.int("follow_up_id").is_some_and(|id| log.settles.iter().any(|of| of.id == id));
            if settled || log.spoken.contains(&item.id) {
                self.tx.update(item.id, &Fields::new().with("done", true))?;
            }
        }
        Ok(())
    }

    /// What was not spoken about goes on to the next meeting with them; without one it waits for it. Agreements
    /// raised do not: they are due again by themselves. Gives what the receipt adds.
    pub(super) fn carry_on(&self, from: RecordId) -> Result<String, Rejection> {
        let row = self.tx.need(from)?;
        let mut left = self.tx.rows(Kind::AgendaItem, &[("meeting_id", Value::Int(from.id))])?;
        left.retain(goes_on);
        if left.is_empty() {
            return Ok(String::new());
        }
        let whose = row.int("relationship_id").unwrap_or(0);
        let many = count_of(left.len(), "item of the agenda goes on", "items of the agenda go on");
        let Some(next) = self.tx.next_meeting(whose, self.today)? else {
            return Ok(format!("; {many} to the next meeting once there is one"));
        };
        for item in &left {
            self.tx.update(item.id, &Fields::new().with("meeting_id", next.id.id))?;
        }
        let on = next.day("day").map(|on| self.on(on)).unwrap_or_default();
        Ok(format!("; {many} to the meeting of {on}"))
    }

    /// A new meeting takes on what earlier ones left over; gives what the receipt adds.
    pub(super) fn take_over(&self, new: &Row) -> Result<String, Rejection> {
        let whose = new.int("relationship_id").unwrap_or(0);
        let mut taken = 0;
        for other in self.tx.of(Kind::Meeting, whose)? {
            if other.id == new.id || meeting::is_ahead(other.str("state")) || other.str("state") == "moved" {
                continue;
            }
            let items = self.tx.rows(Kind::AgendaItem, &[("meeting_id", Value::Int(other.id.id))])?;
            for item in items.iter().filter(|item| goes_on(item)) {
                self.tx.update(item.id, &Fields::new().with("meeting_id", new.id.id))?;
                taken += 1;
            }
        }
        Ok(match taken {
            0 => String::new(),
            many => format!(
                "; {}",
                count_of(many, "item left over is on its agenda", "items left over are on its agenda")
            ),
        })
    }

    /// Records what came of the agreements that were raised; gives how the receipt names each.
    pub(super) fn came_of(&self, log: &ContactLog, contact: &Row) -> Result<Vec<String>, Rejection> {
        let mut said = Vec::new();
        for Raised { agreement, came } in &log.raised {
            let row = self.need(*agreement, &[Kind::Goal, Kind::Expectation, Kind::Acceptance])?;
            if !log.relationships.iter().any(|id| Some(id.id) == row.int("relationship_id")) {
                return Err(Rejection::rule(format!("{agreement} is somebody else's.")));
            }
            let what = match came {
                Came::NotSpoken => continue,
                Came::Deferred { until, reason } => {
                    self.defer(&[*agreement], *until, reason)?;
                    self.spoken_about(&row)?;
                    "put off"
                }
                Came::Reaffirmed if row.str("state") == "agreed" => {
                    self.reaffirm(&[*agreement], &self.consent_of(&row, contact)?)?;
                    "still right"
                }
                Came::Reaffirmed => {
                    self.agree(&[*agreement], &self.consent_of(&row, contact)?)?;
                    "agreed"
                }
                Came::Changed { text } => {
                    let named = match agreement.kind {
                        Kind::Goal => "statement",
                        Kind::Expectation => "title",
                        _ => {
                            return Err(Rejection::rule(
                                "The text of a rule is the same for all; it changes in the rulebook.",
                            ));
                        }
                    };
                    let fields = Fields::new().with(named, text.trim());
                    self.change(*agreement, &fields, &self.consent_of(&row, contact)?)?;
                    "changed"
                }
            };
            said.push(format!("{what} \"{}\"", clip(&self.title(&row)?)));
        }
        Ok(said)
    }

    /// With whom it was agreed at this contact: the adult members who took part.
    fn consent_of(&self, agreement: &Row, contact: &Row) -> Result<Consent, Rejection> {
        let whose = agreement.int("relationship_id").unwrap_or(0);
        let members = self.tx.of(Kind::Membership, whose)?;
        let adult = |person: i64| {
            members
                .iter()
                .any(|row| row.int("person_id") == Some(person) && membership::may_agree(row.str("role")))
        };
        let took = self.tx.rows(Kind::Participant, &[("interaction_id", Value::Int(contact.id.id))])?;
        let by: Vec<RecordId> = took
            .iter()
            .filter_map(|row| row.int("person_id"))
            .filter(|person| adult(*person))
            .map(|person| RecordId::new(Kind::Person, person))
            .collect();
        if by.is_empty() {
            return Err(Rejection::field(
                "by",
                "Nobody who can agree took part. Name an adult member, or leave it as not spoken of.",
            ));
        }
        let on = contact.day("day").unwrap_or(self.today);
        Ok(Consent { by, dissents: Vec::new(), on, how: contact.str("channel").to_owned(), evidence: None })
    }
}

/// Whether an item of an agenda is still to be spoken about at another meeting.
fn goes_on(item: &Row) -> bool {
    let raises = ["goal_id", "expectation_id", "acceptance_id"].iter().any(|name| item.int(name).is_some());
    !item.flag("done") && !raises
}
