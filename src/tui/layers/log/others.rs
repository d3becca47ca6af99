//! Other clients it was a contact with: who of them took part, what is open with them, how the minutes are split.
//!
//! **Invariant:** minutes are split equally until parts are typed, and the parts are all the minutes.

use super::{
    Log,
    draft::{Seat, called},
};
use crate::{
    domain::{
        record::{Kind, RecordId, Row, Value},
        records::{follow_up::is_finished, membership, share},
        rejection::Rejection,
    },
    tui::{desk::At, layers::form_field::Pick},
};

/// Open follow-ups of other clients.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// Whose were read.
    of: Option<Vec<RecordId>>,
    open: Vec<Row>,
}

impl Log {
    /// Reads what is open with the other clients, when they are others than before.
    pub(super) fn read_others(&mut self, at: &At<'_>) {
        let also = self.draft.also();
        if self.others.of.as_ref() == Some(&also) {
            return;
        }
        let mut open = Vec::new();
        for whose in &also {
            let equal = [("relationship_id", Value::Int(whose.id)), ("finished_on", Value::Null)];
            open.extend(at.book.rows(Kind::FollowUp, &equal).unwrap_or_default());
        }
        open.retain(|row| !is_finished(row.str("state")));
        self.others = Others { of: Some(also), open };
    }

    /// Reads it again, as another desk may have changed it.
    pub(super) fn forget_others(&mut self) {
        self.others.of = None;
    }

    /// Everything the contact may settle: what is open with this client, then with the others.
    pub(super) fn open(&self) -> Vec<&Row> {
        self.dossier.follow_ups.iter().chain(&self.others.open).collect()
    }

    /// Whose an item of another client is: ` (Okafor)`.
    pub(super) fn whose(&self, row: &Row) -> String {
        let whose = row.int("relationship_id");
        if whose == Some(self.relationship.id) {
            return String::new();
        }
        let seat = self
            .draft
            .seats
            .iter()
            .find(|seat| seat.record.kind == Kind::Relationship && Some(seat.record.id) == whose);
        seat.map(|seat| format!(" ({})", crate::acts::name::short(&seat.name))).unwrap_or_default()
    }

    /// Takes somebody who was offered: a person, or another client with its members, the head ticked.
    pub(super) fn seat(&mut self, pick: Pick, at: &At<'_>) {
        let record = pick.record;
        self.draft.seats.push(Seat { record, name: pick.name, counts: false, ticked: true });
        if record.kind != Kind::Relationship {
            return;
        }
        let members = at.book.members(record.id).unwrap_or_default();
        for member in members.into_iter().filter(|member| member.person.day("died_on").is_none()) {
            let person = member.person.id;
            let counts = membership::has_household_rights(&member.role);
            if let Some(seat) = self.draft.seats.iter_mut().find(|seat| seat.record == person) {
                seat.counts |= counts;
                continue;
            }
            let (name, ticked) = (called(&member.person), member.role == "head");
            self.draft.seats.push(Seat { record: person, name, counts, ticked });
        }
    }

    /// The minutes of each client, in their order, when they are split by hand.
    pub(super) fn split(&self) -> Result<Vec<i64>, Rejection> {
        let (typed, clients) = (self.draft.split.trim(), self.draft.also().len() + 1);
        if typed.is_empty() || clients == 1 {
            return Ok(Vec::new());
        }
        let parts: Option<Vec<i64>> = typed
            .split([',', ' ', '/'])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<u32>().ok().map(i64::from))
            .collect();
        parts.filter(|parts| parts.len() == clients).ok_or_else(|| {
            Rejection::rule(format!("Type {clients} numbers of minutes, as 10, 4; empty splits equally."))
        })
    }

    /// How the minutes are split, in words: `split 7, 7`.
    pub(super) fn split_said(&self, at: &At<'_>) -> String {
        let parts = match self.split() {
            Ok(parts) if parts.is_empty() => {
                let minutes = self.minutes(at).ok().flatten();
                minutes.map(|minutes| share::split(minutes, self.draft.also().len() + 1)).unwrap_or_default()
            }
            Ok(parts) => parts,
            Err(_) => return self.draft.split.clone(),
        };
        if parts.is_empty() {
            return "split equally".to_owned();
        }
        let parts: Vec<String> = parts.iter().map(i64::to_string).collect();
        format!("split {}", parts.join(", "))
    }
}
