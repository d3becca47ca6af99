//! Putting off: deferred with a reason, or raised at a meeting.
//!
//! **Invariant:** neither moves the anchor; an agreement stands on at most one agenda ahead.

use chrono::NaiveDate;

use crate::{
    acts::{
        execute::{Act, Outcome},
        queue::due_of,
    },
    domain::{
        agreement,
        record::{Fields, Kind, RecordId, Row, Value},
        records::meeting,
        rejection::{Instead, Rejection},
    },
};

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn defer(
        &self,
        ids: &[RecordId],
        until: NaiveDate,
        reason: &str,
    ) -> Outcome {
        let rows = self.alive(ids)?;
        self.is_due_by(&rows, until)?;
        for row in &rows {
            self.must_be_agreed(row)?;
            let deferrals = row.int("deferrals").unwrap_or(0);
            agreement::may_defer(u32::try_from(deferrals).unwrap_or(u32::MAX), until, reason, self.today)?;
            self.tx.update(
                row.id,
                &Fields::new().with("deferrals", deferrals + 1).with("deferred_until", until),
            )?;
            self.event(
                row,
                "deferred",
                self.today,
                &Fields::new().with("reason", reason).with("until", until),
            )?;
        }
        let what = self.called_all(&rows, "agreements")?;
        Ok((ids.to_vec(), format!("Deferred to {}: {what}", self.on(until))))
    }

    /// Refuses to put off what nobody is asked about before that day; of several that are looked at together one that
    /// is due is enough.
    fn is_due_by(&self, rows: &[Row], until: NaiveDate) -> Result<(), Rejection> {
        let mut first = None;
        for row in rows {
            if row.str("state") != "agreed" {
                return Ok(());
            }
            let due = due_of(self.tx, row, self.today)?;
            let Some(due) = due else { return Ok(()) };
            first = Some(first.map_or(due, |known: NaiveDate| known.min(due)));
        }
        agreement::is_due_by(first, until, self.today)
    }

    pub(in crate::acts::execute) fn raise(&self, ids: &[RecordId], meeting: Option<RecordId>) -> Outcome {
        let rows = self.alive(ids)?;
        let relationship = rows.first().and_then(|row| row.int("relationship_id")).unwrap_or(0);
        let meeting = match meeting {
            Some(id) => self.need(id, &[Kind::Meeting])?,
            None => self.tx.next_meeting(relationship, self.today)?.ok_or_else(|| {
                let plan = Instead::Plan(RecordId::new(Kind::Relationship, relationship));
                Rejection::rule("No meeting with them is planned. Plan one first, then raise it.")
                    .instead(plan)
            })?,
        };
        if meeting.int("relationship_id") != Some(relationship) {
            return Err(Rejection::rule("That meeting is with somebody else."));
        }
        if !meeting::lies_ahead(&meeting, self.today) {
            return Err(Rejection::rule("That meeting does not lie ahead. Raise it for one that does."));
        }
        let on = meeting.day("day").map(|day| self.on(day)).unwrap_or_default();
        let mut raised = Vec::new();
        for row in rows {
            if self.put_on_agenda(&row, &meeting)? {
                raised.push(row);
            }
        }
        let ids = raised.iter().map(|row| row.id).collect();
        if raised.is_empty() {
            return Err(Rejection::rule(format!("It stands on the agenda of the meeting of {on} already.")));
        }
        Ok((ids, format!("Raised for the meeting of {on}: {}", self.called_all(&raised, "agreements")?)))
    }

    /// Puts an agreement on an agenda, from that of another meeting ahead when it stands there; `false` when
    /// it is on this one.
    fn put_on_agenda(&self, row: &Row, of: &Row) -> Result<bool, Rejection> {
        let id = of.id.id;
        let open = self.agenda_of(row)?;
        let here = open.iter().find(|item| item.int("meeting_id") == Some(id));
        if here.is_some() && row.int("raised_meeting_id") == Some(id) {
            return Ok(false);
        }
        let there = open.iter().find(|item| item.int("meeting_id") == row.int("raised_meeting_id"));
        let moves = match row.int("raised_meeting_id") {
            Some(other) => {
                meeting::lies_ahead(&self.tx.need(RecordId::new(Kind::Meeting, other))?, self.today)
            }
            None => false,
        };
        match (here, there.filter(|_| moves)) {
            (Some(_), Some(old)) => self.tx.delete(old.id)?,
            (Some(_), None) => {}
            (None, Some(old)) => self.tx.update(old.id, &Fields::new().with("meeting_id", id))?,
            (None, None) => {
                let verb = if row.str("state") == "agreed" { "Look again" } else { "Agree" };
                let item = Fields::new()
                    .with("relationship_id", row.int("relationship_id"))
                    .with("meeting_id", id)
                    .with("text", format!("{verb}: {}", self.title(row)?))
                    .with(reference(row.id.kind), row.id.id);
                self.tx.insert(Kind::AgendaItem, &item)?;
            }
        }
        let fields = Fields::new().with("raised_on", self.today).with("raised_meeting_id", id);
        self.tx.update(row.id, &fields)?;
        self.event(row, "raised", self.today, &Fields::new().with("meeting_id", id))?;
        Ok(true)
    }

    /// The items of agendas that raise an agreement and were not spoken about.
    fn agenda_of(&self, row: &Row) -> Result<Vec<Row>, Rejection> {
        let mut items = self.tx.rows(Kind::AgendaItem, &[(reference(row.id.kind), Value::Int(row.id.id))])?;
        items.retain(|item| !item.flag("done"));
        Ok(items)
    }

    /// What an agreement was raised for is done once something is recorded of it with them.
    pub(in crate::acts::execute) fn spoken_about(&self, row: &Row) -> Result<(), Rejection> {
        let Some(meeting) = row.int("raised_meeting_id") else { return Ok(()) };
        for item in self.agenda_of(row)?.iter().filter(|item| item.int("meeting_id") == Some(meeting)) {
            self.tx.update(item.id, &Fields::new().with("done", true))?;
        }
        Ok(())
    }
}

/// The field of an agenda's item that names an agreement of this type.
fn reference(kind: Kind) -> &'static str {
    match kind {
        Kind::Goal => "goal_id",
        Kind::Expectation => "expectation_id",
        _ => "acceptance_id",
    }
}
