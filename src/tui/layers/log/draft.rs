//! What the log sheet holds: plain values, compared with their start and kept as a slip.
//!
//! **Invariant:** a draft is all that is lost when the sheet is; what it comes from is read from the book.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{follow::Follow, raised::Answer};
use crate::{
    acts::dossier::Dossier,
    domain::{
        cadence::{Channel, Contact, Direction, Outcome, Presence, is_real_contact},
        record::{Kind, RecordId, Row},
        records::membership,
    },
};

/// Somebody who may have taken part, or another relationship whose contact it was too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seat {
    /// A person or a relationship.
    pub(super) record: RecordId,
    /// As it is called at the desk: `Ann`.
    pub(super) name: String,
    /// Whether contact with them is contact with the household.
    pub(super) counts: bool,
    /// Whether they took part.
    pub(super) ticked: bool,
}

/// Everything that can be changed on the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    pub(super) seats: Vec<Seat>,
    pub(super) channel: String,
    pub(super) direction: String,
    /// Of a call or meeting: they were reached; of mail: it was answered.
    pub(super) reached: bool,
    pub(super) nature: String,
    /// As typed; nothing while it counts since the sheet was opened.
    pub(super) minutes: Option<String>,
    /// The minutes of each client by hand, as typed; empty is equal parts.
    #[serde(default)]
    pub(super) split: String,
    /// As typed; empty is today.
    pub(super) day: String,
    pub(super) meeting: Option<RecordId>,
    pub(super) summary: String,
    /// Ticks made by hand, by record.
    pub(super) ticks: BTreeMap<String, bool>,
    /// What came of agreements that were raised, by record.
    #[serde(default)]
    pub(super) raised: BTreeMap<String, Answer>,
    /// Items of the agenda that were spoken about.
    #[serde(default)]
    pub(super) spoken: BTreeSet<String>,
    pub(super) add: String,
    pub(super) follows: Vec<Follow>,
    pub(super) notes: String,
    /// What is typed at "someone else".
    pub(super) other: String,
    /// The card above the sheet as it was left: its line, kind and text.
    #[serde(default)]
    pub(super) card: Option<(String, String, serde_json::Value)>,
}

impl Draft {
    /// How a sheet about this relationship begins: the head took part, a call came in.
    pub(super) fn of(dossier: &Dossier) -> Self {
        let mut seats: Vec<Seat> = dossier
            .members
            .iter()
            .filter(|member| member.person.day("died_on").is_none())
            .map(|member| Seat {
                record: member.person.id,
                name: called(&member.person),
                counts: membership::has_household_rights(&member.role),
                ticked: member.role == "head",
            })
            .collect();
        // Without a head the first of the household is meant.
        if !seats.iter().any(|seat| seat.ticked)
            && let Some(first) = seats.iter_mut().find(|seat| seat.counts)
        {
            first.ticked = true;
        }
        Self {
            seats,
            channel: "call".into(),
            direction: "in".into(),
            reached: true,
            nature: "service".into(),
            minutes: None,
            split: String::new(),
            day: String::new(),
            meeting: None,
            summary: String::new(),
            ticks: BTreeMap::new(),
            raised: BTreeMap::new(),
            spoken: BTreeSet::new(),
            add: String::new(),
            follows: Vec::new(),
            notes: String::new(),
            other: String::new(),
            card: None,
        }
    }

    /// Whether both sides hear each other at once, so that "reached" has a meaning.
    pub(super) fn is_spoken(&self) -> bool {
        matches!(self.channel.as_str(), "call" | "meeting" | "video" | "event")
    }

    /// Whether it is real contact (DECIDED, Contact and time): two-way, with a member present.
    pub(super) fn is_contact(&self) -> bool {
        let member = self.seats.iter().any(|seat| seat.ticked && seat.counts);
        let alone = !self.seats.iter().any(|seat| seat.record.kind == Kind::Person);
        let Some(channel) = Channel::of(&self.channel) else { return false };
        is_real_contact(Contact {
            channel,
            direction: if self.direction == "in" { Direction::In } else { Direction::Out },
            outcome: match (self.reached, self.is_spoken()) {
                (true, true) => Outcome::Reached,
                (true, false) => Outcome::Answered,
                (false, _) => Outcome::NotReached,
            },
            presence: if member || alone { Presence::Member } else { Presence::OthersOnly },
        })
    }

    /// Another channel; mail is not answered until it is said to be.
    pub(super) fn set_channel(&mut self, channel: &str) {
        let was = self.is_spoken();
        channel.clone_into(&mut self.channel);
        if was != self.is_spoken() {
            self.reached = self.is_spoken();
        }
    }

    /// Whether an open item is ticked: by hand, or a task to call them that this call is.
    pub(super) fn settles(&self, row: &Row) -> bool {
        self.ticks.get(&row.id.to_string()).copied().unwrap_or_else(|| self.is_that_call(row))
    }

    fn is_that_call(&self, row: &Row) -> bool {
        let called = row.str("title").to_lowercase().starts_with("call ");
        row.str("kind") == "task" && called && self.channel == "call" && self.is_contact()
    }

    /// Those who took part.
    pub(super) fn persons(&self) -> Vec<RecordId> {
        let ticked = self.seats.iter().filter(|seat| seat.ticked && seat.record.kind == Kind::Person);
        ticked.map(|seat| seat.record).collect()
    }

    /// Other relationships it was a contact with.
    pub(super) fn also(&self) -> Vec<RecordId> {
        let ticked = self.seats.iter().filter(|seat| seat.ticked && seat.record.kind == Kind::Relationship);
        ticked.map(|seat| seat.record).collect()
    }

    /// Their names: `Ann and Robert`.
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> =
            self.seats.iter().filter(|seat| seat.ticked).map(|seat| seat.name.as_str()).collect();
        match names.split_last() {
            None => "nobody".into(),
            Some((last, [])) => (*last).to_owned(),
            Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        }
    }
}

/// What a person is called in a narrow place: the given name, else the first word of the name.
pub(super) fn called(person: &Row) -> String {
    let given = person.str("given");
    if !given.is_empty() {
        return given.to_owned();
    }
    let name = person.str(Kind::Person.spec().title);
    // Names written without spaces are whole.
    name.split(' ').next().unwrap_or(name).to_owned()
}
