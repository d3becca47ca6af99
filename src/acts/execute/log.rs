//! The contact log: what happened and all that follows from it, as one step.
//!
//! **Invariant:** nothing of ours is settled but by a tick of the hand (DECIDED, Settling).

use std::collections::HashSet;

use super::{Act, Outcome, clip};
use crate::domain::{
    action::{Consequence, ContactLog},
    entry::Stage,
    record::{Fields, Kind, RecordId, Row, Value},
    records::{membership, share},
    rejection::Rejection,
};

/// How many consequences a receipt names; more are counted.
const NAMED: usize = 4;

impl Act<'_, '_> {
    pub(super) fn add_interaction(&self, fields: &Fields) -> Outcome {
        let relationship = fields
            .int("relationship_id")
            .ok_or_else(|| Rejection::field("relationship_id", "Name whose contact it was."))?;
        self.log(&ContactLog {
            relationships: vec![RecordId::new(Kind::Relationship, relationship)],
            participants: Vec::new(),
            fields: fields.clone(),
            ..ContactLog::default()
        })
    }

    pub(super) fn log(&self, log: &ContactLog) -> Outcome {
        let Some(first) = log.relationships.first() else {
            return Err(Rejection::field("relationship_id", "Name whose contact it was."));
        };
        for (k, id) in log.relationships.iter().enumerate() {
            self.need(*id, &[Kind::Relationship])?;
            if log.relationships.iter().take(k).any(|other| other == id) {
                let who = self.who(Some(id.id))?;
                return Err(Rejection::field(
                    "relationship_id",
                    format!("{who} is named twice. Name it once."),
                ));
            }
        }
        let interaction = self.put_interaction(log, *first)?;
        let mut ids = vec![interaction];
        let settled = self.settle(log, interaction)?;
        let row = self.tx.need(interaction)?;
        let mut said = self.came_of(log, &row)?;
        for consequence in &log.follows {
            let id = self.follow(consequence, interaction, *first, log)?;
            said.push(self.said_follow(id)?);
            ids.push(id);
        }
        said.extend(settled);
        let held = match log.meeting {
            Some(meeting) => self.hold(meeting, &row, log)?,
            None => String::new(),
        };
        let mut summary = format!("Logged {} with {}", said_channel(&row), self.all_of(&log.relationships)?);
        if let Some(minutes) = row.int("minutes") {
            summary.push_str(&format!(" ({minutes} min)"));
        }
        let more = said.len().saturating_sub(NAMED);
        said.truncate(NAMED);
        if more > 0 {
            said.push(format!("{more} more"));
        }
        if !said.is_empty() {
            summary.push_str(&format!(": {}", said.join("; ")));
        }
        summary.push_str(&held);
        Ok((ids, summary))
    }

    /// All whose contact it was: `Hartley, Okafor and Osei`.
    fn all_of(&self, relationships: &[RecordId]) -> Result<String, Rejection> {
        let mut names = Vec::new();
        for id in relationships {
            names.push(self.who(Some(id.id))?);
        }
        Ok(match names.as_slice() {
            [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
            names => names.concat(),
        })
    }

    /// A consequence as the receipt names it: `promise "Funded-ratio page" due Wed 25 Nov`.
    fn said_follow(&self, id: RecordId) -> Result<String, Rejection> {
        let row = self.tx.need(id)?;
        let title = match row.int("rule_id").filter(|_| id.kind == Kind::Training) {
            Some(rule) => self.tx.need(RecordId::new(Kind::Rule, rule))?.str("title").to_owned(),
            None => row.str(id.kind.spec().title).to_owned(),
        };
        if id.kind == Kind::AgreementEvent {
            let id = RecordId::new(Kind::Expectation, row.int("agreement_id").unwrap_or(0));
            return Ok(format!("heard against \"{}\"", clip(self.tx.need(id)?.str("title"))));
        }
        let what = match (id.kind, row.str("whose")) {
            (Kind::FollowUp, "theirs") => format!("their {}", row.str("kind")),
            (Kind::FollowUp, _) => row.str("kind").to_owned(),
            (Kind::Talk, _) => "yardstick talk on".to_owned(),
            (Kind::Training, _) => "taught".to_owned(),
            (Kind::Expectation, _) => "heard".to_owned(),
            (kind, _) => kind.spec().noun.to_owned(),
        };
        let due = row.day("due").map(|due| {
            let past = if due < self.today { ", which is past" } else { "" };
            format!(" due {}{past}", self.on(due))
        });
        let title = if title.is_empty() { String::new() } else { format!(" \"{}\"", clip(&title)) };
        Ok(format!("{what}{title}{}", due.unwrap_or_default()))
    }

    fn put_interaction(&self, log: &ContactLog, first: RecordId) -> Result<RecordId, Rejection> {
        let mut given = log.fields.clone();
        given.set("relationship_id", first.id);
        if given.get("day").is_null() {
            given.set("day", self.today);
        }
        let mut fields = super::checked::checked(Kind::Interaction.spec(), &given, Stage::New)?;
        self.has_been(Kind::Interaction, &fields)?;
        fields.set("meeting_id", log.meeting.map(|meeting| meeting.id));
        let interaction = self.tx.insert(Kind::Interaction, &fields)?;
        self.charge(log, interaction, fields.int("minutes"))?;
        self.take_part(log.participants.clone(), interaction, first)?;
        Ok(interaction)
    }

    /// Minutes in equal parts unless split by hand, the odd minute to the first.
    fn charge(&self, log: &ContactLog, interaction: RecordId, minutes: Option<i64>) -> Result<(), Rejection> {
        let equal = minutes.map(|minutes| share::split(minutes, log.relationships.len()));
        if !log.minutes_split.is_empty() {
            if log.minutes_split.len() != log.relationships.len() {
                return Err(Rejection::field("minutes", "Give each of those named a part of the minutes."));
            }
            let is_fair = log.minutes_split.iter().all(|part| *part >= 0);
            if !is_fair || Some(log.minutes_split.iter().sum()) != minutes {
                return Err(Rejection::field("minutes", "The parts do not add up to the minutes."));
            }
        }
        for (k, relationship) in log.relationships.iter().enumerate() {
            let part = match &equal {
                Some(_) if !log.minutes_split.is_empty() => log.minutes_split.get(k).copied(),
                Some(parts) => parts.get(k).copied(),
                None => None,
            };
            let fields = Fields::new()
                .with("relationship_id", relationship.id)
                .with("interaction_id", interaction.id)
                .with("minutes", part);
            self.tx.insert(Kind::Share, &fields)?;
        }
        Ok(())
    }

    /// Those named took part; when none is named, the head did.
    fn take_part(
        &self,
        mut who: Vec<RecordId>,
        interaction: RecordId,
        first: RecordId,
    ) -> Result<(), Rejection> {
        if who.is_empty() {
            let members = self.tx.of(Kind::Membership, first.id)?;
            let head = members.iter().find(|row| row.str("role") == "head");
            let head =
                head.or_else(|| members.iter().find(|row| membership::has_household_rights(row.str("role"))));
            who.extend(head.and_then(|row| row.int("person_id")).map(|id| RecordId::new(Kind::Person, id)));
        }
        let took = self.tx.rows(Kind::Participant, &[("interaction_id", Value::Int(interaction.id))])?;
        let mut seen: HashSet<RecordId> = took
            .iter()
            .filter_map(|row| row.int("person_id").map(|id| RecordId::new(Kind::Person, id)))
            .collect();
        who.retain(|person| seen.insert(*person));
        for person in who {
            self.need(person, &[Kind::Person])?;
            let fields = Fields::new()
                .with("relationship_id", first.id)
                .with("interaction_id", interaction.id)
                .with("person_id", person.id);
            self.tx.insert(Kind::Participant, &fields)?;
        }
        Ok(())
    }

    /// Gives a contact written to one relationship to another: what it is charged, and who took part as far as
    /// they belong there.
    pub(super) fn hand_over(&self, contact: &Row, to: RecordId) -> Result<(), Rejection> {
        let (from, whose) = (contact.int("relationship_id"), [("interaction_id", Value::Int(contact.id.id))]);
        let theirs = |row: &Row| row.int("relationship_id") == from;
        let (shares, others): (Vec<Row>, Vec<Row>) =
            self.tx.rows(Kind::Share, &whose)?.into_iter().partition(theirs);
        // Who was in it already is charged once, for both parts.
        let own = others.iter().find(|row| row.int("relationship_id") == Some(to.id));
        // Taken out and put in anew, so that the last contact of both is found again.
        for share in shares {
            self.tx.delete(share.id)?;
            match own {
                Some(own) => {
                    self.tx.update(own.id, &Fields::new().with("minutes", share::sum(&share, own)))?;
                }
                None => {
                    self.tx.insert(Kind::Share, &share.fields.with("relationship_id", to.id))?;
                }
            }
        }
        let members = self.tx.of(Kind::Membership, to.id)?;
        let mut who = Vec::new();
        for participant in self.tx.rows(Kind::Participant, &whose)?.into_iter().filter(theirs) {
            self.tx.delete(participant.id)?;
            let person = participant.int("person_id");
            if members.iter().any(|member| member.int("person_id") == person) {
                who.extend(person.map(|id| RecordId::new(Kind::Person, id)));
            }
        }
        self.take_part(who, contact.id, to)
    }

    /// Finishes what the contact settles; gives how the receipt names each.
    fn settle(&self, log: &ContactLog, interaction: RecordId) -> Result<Vec<String>, Rejection> {
        let mut said = Vec::new();
        for id in &log.settles {
            let row = self.open_item(*id)?;
            self.finish(&row, Some(&format!("settled by contact {interaction}")))?;
            said.push(format!("settled \"{}\"", clip(row.str("title"))));
        }
        Ok(said)
    }

    /// Adds one consequence.
    fn follow(
        &self,
        consequence: &Consequence,
        interaction: RecordId,
        first: RecordId,
        log: &ContactLog,
    ) -> Result<RecordId, Rejection> {
        let day = log.fields.day("day").unwrap_or(self.today);
        let (kind, fields) = match consequence {
            Consequence::Contradiction { expectation, fields } => {
                let row = self.contradictable(*expectation)?;
                let whose = row.int("relationship_id");
                if !log.relationships.iter().any(|id| Some(id.id) == whose) {
                    let said = format!("{} is not theirs. Nothing was changed.", self.called(&row)?);
                    return Err(Rejection::rule(said));
                }
                let words = fields.text("reason").unwrap_or_default();
                return self.heard_against(&row, words, day, Some(interaction));
            }
            Consequence::FollowUp { fields } => (Kind::FollowUp, fields),
            Consequence::Talk { fields } => (Kind::Talk, fields),
            Consequence::Training { fields } => (Kind::Training, fields),
            Consequence::Exception { fields } => (Kind::Exception, fields),
            Consequence::Expectation { fields } => (Kind::Expectation, fields),
        };
        let mut fields = fields.clone();
        if fields.get("relationship_id").is_null() {
            fields.set("relationship_id", first.id);
        }
        let dated = if kind == Kind::FollowUp { "asked_on" } else { "day" };
        if kind != Kind::Expectation && fields.get(dated).is_null() {
            fields.set(dated, day);
        }
        let id = self.put(kind, &fields)?;
        let origin = match kind {
            Kind::Expectation => Fields::new(),
            Kind::FollowUp => Fields::new().with("interaction_id", interaction.id).with("origin", "contact"),
            _ => Fields::new().with("interaction_id", interaction.id),
        };
        self.tx.update(id, &origin)?;
        Ok(id)
    }
}

/// "call", or "call, not reached".
fn said_channel(row: &Row) -> String {
    let channel = row.str("channel");
    let two_way = matches!(channel, "call" | "meeting" | "video" | "event");
    if two_way && row.fields.get("reached") == &Value::Int(0) {
        format!("{channel}, not reached,")
    } else {
        channel.to_owned()
    }
}
