//! Makes two households of one: who moves out, and which open follow-ups go along.
//!
//! **Invariant:** contacts, agreements and documents stay with the old household and are read there as before the
//! split; nothing is copied; both get a life event; one op (DECIDED, Split).

use super::{Act, Outcome, count_of};
use crate::domain::{
    action::Split,
    record::{Fields, Kind, RecordId, Row, Value},
    records::{follow_up::is_finished, life_event, membership, relationship},
    rejection::Rejection,
};

impl Act<'_, '_> {
    pub(super) fn split(&self, split: &Split) -> Outcome {
        let old = self.need(split.from, &[Kind::Relationship])?;
        let (moving, staying) = self.parted(&old, &split.persons)?;
        self.sound_split(&old, split)?;
        let (new, beside) = self.new_household(&old, split)?;
        self.give_heads(&moving, &staying)?;
        for row in &moving {
            self.tx.update(row.id, &Fields::new().with("relationship_id", new.id))?;
        }
        if !split.follow_ups.is_empty() {
            self.edit(&split.follow_ups, &Fields::new().with("relationship_id", new.id), None)?;
        }
        let born =
            Fields::new().with("relationship_id", new.id).with("from_id", old.id.id).with("day", split.on);
        self.tx.insert(Kind::HouseholdSplit, &born)?;
        for (whose, note) in [
            (new, format!("out of {}", old.str("name"))),
            (old.id, format!("{} moved out", split.name.trim())),
        ] {
            let event = Fields::new()
                .with("relationship_id", whose.id)
                .with("kind", split.why.as_str())
                .with("day", split.on)
                .with("note", note);
            self.put(Kind::LifeEvent, &event)?;
        }
        let along = match split.follow_ups.len() {
            0 => String::new(),
            many => format!(" and {}", count_of(many, "follow-up", "follow-ups")),
        };
        let said = format!(
            "Split {}: {} with {}{along}{beside}",
            old.str("name"),
            split.name.trim(),
            count_of(moving.len(), "person", "persons")
        );
        Ok((vec![new, old.id], said))
    }

    /// The memberships that move and those that stay.
    fn parted(&self, old: &Row, persons: &[RecordId]) -> Result<(Vec<Row>, Vec<Row>), Rejection> {
        let members = self.tx.of(Kind::Membership, old.id.id)?;
        let moves = |row: &Row| persons.iter().any(|person| row.int("person_id") == Some(person.id));
        for person in persons {
            let row = self.need(*person, &[Kind::Person])?;
            if !members.iter().any(|member| member.int("person_id") == Some(person.id)) {
                return Err(Rejection::rule(format!(
                    "{} does not belong to {}. Nothing was changed.",
                    row.str("name"),
                    old.str("name")
                )));
            }
        }
        let (moving, staying): (Vec<Row>, Vec<Row>) = members.into_iter().partition(moves);
        if moving.is_empty() {
            return Err(Rejection::rule("Nobody moves out. Choose who does; nothing was changed."));
        }
        if !staying.iter().any(|row| membership::has_household_rights(row.str("role"))) {
            return Err(Rejection::rule(format!(
                "Nobody would stay in {}. Leave one of them there; nothing was changed.",
                old.str("name")
            )));
        }
        Ok((moving, staying))
    }

    fn sound_split(&self, old: &Row, split: &Split) -> Result<(), Rejection> {
        if split.name.trim().is_empty() {
            return Err(Rejection::field("name", "The new household needs a name."));
        }
        if split.on > self.today {
            return Err(Rejection::field("on", "A split is of today or before."));
        }
        if !life_event::KINDS.contains(&split.why.as_str()) {
            let known = life_event::KINDS.join(", ");
            return Err(Rejection::field("why", format!("{} is no life event. One of: {known}.", split.why)));
        }
        for id in &split.follow_ups {
            let row = self.need(*id, &[Kind::FollowUp])?;
            if row.int("relationship_id") != Some(old.id.id) || is_finished(row.str("state")) {
                return Err(Rejection::rule(format!(
                    "{id} is no open follow-up of {}. Nothing was changed.",
                    old.str("name")
                )));
            }
        }
        Ok(())
    }

    /// A household of the same kind and tier; what they do not want is not forgotten on the way.
    fn new_household(&self, old: &Row, split: &Split) -> Result<(RecordId, String), Rejection> {
        let kind = old.fields.text("kind").unwrap_or("client");
        let stage = old.fields.text("stage").filter(|stage| relationship::is_managed(stage));
        let mut fields = Fields::new()
            .with("name", split.name.trim())
            .with("kind", kind)
            .with("stage", stage.unwrap_or(relationship::first_stage(kind)))
            .with("since", (kind == "client").then_some(split.on))
            .with("source", format!("split of {}", old.str("name")));
        for name in ["tier", "language", "time_zone", "no_calls", "no_email", "no_letters"] {
            fields.set(name, old.fields.get(name).clone());
        }
        self.put_relationship(&fields)
    }

    /// The first adult who moves heads the new household; where the head has gone, the spouse heads the old one.
    fn give_heads(&self, moving: &[Row], staying: &[Row]) -> Result<(), Rejection> {
        let is_head = |row: &&Row| row.str("role") == "head";
        let rights = |row: &&Row| membership::has_household_rights(row.str("role"));
        let adult = |row: &&Row| membership::may_agree(row.str("role"));
        let alive = |row: &&Row| {
            let person = row.int("person_id").map(|id| RecordId::new(Kind::Person, id));
            person
                .and_then(|id| self.tx.get(id).ok().flatten())
                .is_some_and(|row| row.day("died_on").is_none())
        };
        for rows in [moving, staying] {
            if rows.iter().any(|row| is_head(&row)) {
                continue;
            }
            let wedded = |row: &&Row| matches!(row.str("role"), "spouse" | "partner");
            let next = rows
                .iter()
                .filter(alive)
                .find(wedded)
                .or_else(|| rows.iter().filter(alive).find(adult))
                .or_else(|| rows.iter().find(rights));
            if let Some(row) = next {
                self.tx.update(row.id, &Fields::new().with("role", Value::from("head")))?;
            }
        }
        Ok(())
    }
}
