//! Where an item of the queue comes from, and the stable name that follows from it.
//!
//! **Invariant:** name and source turn into each other without loss; a name is the same on every day.

use crate::domain::record::{Kind, RecordId};

/// The source of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A stored promise, request or task: `f40`.
    FollowUp(i64),
    /// A meeting: `mt3`.
    Meeting(i64),
    /// Stay in touch: `c12.contact`.
    Contact(i64),
    /// All agreements of a relationship that are due together: `c12.reexam`.
    Agreements(i64),
    /// A rule to be taught again: `r5.teach.c12`.
    Teach {
        /// The rule.
        rule: i64,
        /// Whom.
        relationship: i64,
    },
    /// A yardstick talk to be reinforced: `k5.reinforce`.
    Reinforce(i64),
    /// A measure to be read: `m3.read`.
    Reading(i64),
    /// An exception that ends: `x3.expires`.
    Expires(i64),
    /// A breach to be answered: `b3.answer`.
    Breach(i64),
    /// A life event to be decided: `l3.decide`.
    LifeEvent(i64),
    /// A decision of which what came of it is to be looked at: `dc3.check`.
    Decision(i64),
    /// An entry of a register with a day: `ob3.due`, `in3.notify`, `cm3.answer`.
    Duty(RecordId),
    /// A birthday: `p3.birthday.2026`.
    Birthday {
        /// Whose.
        person: i64,
        /// Which.
        year: i32,
    },
    /// An age that matters, in half-years: `p3.65`, `p3.59h`.
    Age {
        /// Whose.
        person: i64,
        /// Twice the age: 119 is 59 1/2.
        halves: u16,
    },
    /// A special date: `sd4.2026`.
    Special {
        /// Which.
        date: i64,
        /// In which year.
        year: i32,
    },
    /// A prospect without a next step: `c12.next`.
    NextStep(i64),
    /// What was never done with a relationship: `c12.gaps`.
    Gaps(i64),
    /// A rule's new version that clients are to be told of: `r5.tell.2`.
    Tell {
        /// The rule.
        rule: i64,
        /// Its version.
        version: i64,
    },
    /// The purge list, by the first on it whose records may go: `c12.purge`.
    Purge(i64),
    /// A vendor without a notice clause, access to look at again, a paper to be given again, by its oldest delivery:
    /// `ve3.clause`, `ac1.check`, `de5.again`.
    Safeguard(RecordId),
}

impl Source {
    /// The item's name.
    #[must_use]
    pub fn key(&self) -> String {
        match *self {
            Self::FollowUp(id) => format!("f{id}"),
            Self::Meeting(id) => format!("mt{id}"),
            Self::Contact(id) => format!("c{id}.contact"),
            Self::Agreements(id) => format!("c{id}.reexam"),
            Self::Teach { rule, relationship } => format!("r{rule}.teach.c{relationship}"),
            Self::Reinforce(id) => format!("k{id}.reinforce"),
            Self::Reading(id) => format!("m{id}.read"),
            Self::Expires(id) => format!("x{id}.expires"),
            Self::Breach(id) => format!("b{id}.answer"),
            Self::LifeEvent(id) => format!("l{id}.decide"),
            Self::Decision(id) => format!("dc{id}.check"),
            Self::Duty(record) => format!("{record}.{}", duty(record.kind)),
            Self::Birthday { person, year } => format!("p{person}.birthday.{year}"),
            Self::Age { person, halves } if halves % 2 == 1 => format!("p{person}.{}h", halves / 2),
            Self::Age { person, halves } => format!("p{person}.{}", halves / 2),
            Self::Special { date, year } => format!("sd{date}.{year}"),
            Self::NextStep(id) => format!("c{id}.next"),
            Self::Gaps(id) => format!("c{id}.gaps"),
            Self::Tell { rule, version } => format!("r{rule}.tell.{version}"),
            Self::Purge(id) => format!("c{id}.purge"),
            Self::Safeguard(record) => format!("{record}.{}", safeguard(record.kind)),
        }
    }

    /// The source a name stands for.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let mut parts = key.split('.');
        let record: RecordId = parts.next()?.parse().ok()?;
        let id = record.id;
        let found = match (record.kind, parts.next(), parts.next()) {
            (Kind::FollowUp, None, None) => Self::FollowUp(id),
            (Kind::Meeting, None, None) => Self::Meeting(id),
            (Kind::Relationship, Some("contact"), None) => Self::Contact(id),
            (Kind::Relationship, Some("reexam"), None) => Self::Agreements(id),
            (Kind::Relationship, Some("next"), None) => Self::NextStep(id),
            (Kind::Relationship, Some("gaps"), None) => Self::Gaps(id),
            (Kind::Relationship, Some("purge"), None) => Self::Purge(id),
            (Kind::Rule, Some("tell"), Some(version)) => {
                Self::Tell { rule: id, version: version.parse().ok()? }
            }
            (Kind::Rule, Some("teach"), Some(whom)) => {
                Self::Teach { rule: id, relationship: whom.parse::<RecordId>().ok()?.id }
            }
            (Kind::Talk, Some("reinforce"), None) => Self::Reinforce(id),
            (Kind::Measure, Some("read"), None) => Self::Reading(id),
            (Kind::Exception, Some("expires"), None) => Self::Expires(id),
            (Kind::Breach, Some("answer"), None) => Self::Breach(id),
            (Kind::LifeEvent, Some("decide"), None) => Self::LifeEvent(id),
            (Kind::Decision, Some("check"), None) => Self::Decision(id),
            (kind, Some(word), None) if !duty(kind).is_empty() && word == duty(kind) => Self::Duty(record),
            (kind, Some(word), None) if !safeguard(kind).is_empty() && word == safeguard(kind) => {
                Self::Safeguard(record)
            }
            (Kind::Person, Some("birthday"), Some(year)) => {
                Self::Birthday { person: id, year: year.parse().ok()? }
            }
            (Kind::Person, Some(age), None) => {
                let halves = match age.strip_suffix('h') {
                    Some(half) => half.parse::<u16>().ok()?.checked_mul(2)?.checked_add(1)?,
                    None => age.parse::<u16>().ok()?.checked_mul(2)?,
                };
                Self::Age { person: id, halves }
            }
            (Kind::SpecialDate, Some(year), None) => Self::Special { date: id, year: year.parse().ok()? },
            _ => return None,
        };
        Some(found)
    }

    /// The record that verbs act on.
    #[must_use]
    pub fn record(&self) -> RecordId {
        let (kind, id) = match *self {
            Self::Duty(record) | Self::Safeguard(record) => return record,
            Self::FollowUp(id) => (Kind::FollowUp, id),
            Self::Meeting(id) => (Kind::Meeting, id),
            Self::Contact(id)
            | Self::Agreements(id)
            | Self::NextStep(id)
            | Self::Gaps(id)
            | Self::Purge(id) => (Kind::Relationship, id),
            Self::Teach { rule, .. } | Self::Tell { rule, .. } => (Kind::Rule, rule),
            Self::Reinforce(id) => (Kind::Talk, id),
            Self::Reading(id) => (Kind::Measure, id),
            Self::Expires(id) => (Kind::Exception, id),
            Self::Breach(id) => (Kind::Breach, id),
            Self::LifeEvent(id) => (Kind::LifeEvent, id),
            Self::Decision(id) => (Kind::Decision, id),
            Self::Birthday { person, .. } | Self::Age { person, .. } => (Kind::Person, person),
            Self::Special { date, .. } => (Kind::SpecialDate, date),
        };
        RecordId::new(kind, id)
    }

    /// A number that tells the types of source apart, for the last step of the order.
    pub(super) fn order(&self) -> (u8, i64) {
        let place = match self {
            Self::FollowUp(_) => 0,
            Self::Meeting(_) => 1,
            Self::Contact(_) => 2,
            Self::Agreements(_) => 3,
            Self::Teach { .. } => 4,
            Self::Reinforce(_) => 5,
            Self::Reading(_) => 6,
            Self::Expires(_) => 7,
            Self::Breach(_) => 8,
            Self::LifeEvent(_) => 9,
            Self::Birthday { .. } => 10,
            Self::Age { .. } => 11,
            Self::Special { .. } => 12,
            Self::NextStep(_) => 13,
            Self::Gaps(_) => 14,
            Self::Decision(_) => 15,
            Self::Duty(record) if record.kind == Kind::Obligation => 16,
            Self::Duty(record) if record.kind == Kind::Incident => 17,
            Self::Duty(_) => 18,
            Self::Tell { .. } => 19,
            Self::Purge(_) => 20,
            Self::Safeguard(record) if record.kind == Kind::Vendor => 21,
            Self::Safeguard(record) if record.kind == Kind::Access => 22,
            Self::Safeguard(_) => 23,
        };
        // Two rules to teach one relationship, or one rule to two, must not tie.
        let id = match *self {
            Self::Teach { rule, relationship } => relationship.saturating_mul(10_000).saturating_add(rule),
            Self::Age { person, halves } => person.saturating_mul(1_000).saturating_add(i64::from(halves)),
            _ => self.record().id,
        };
        (place, id)
    }
}

/// The word after the id of a register's entry in its name; empty for what has no day in the queue.
fn duty(kind: Kind) -> &'static str {
    match kind {
        Kind::Obligation => "due",
        Kind::Incident => "notify",
        Kind::Complaint => "answer",
        _ => "",
    }
}

/// The same of a vendor, of access and of a paper.
fn safeguard(kind: Kind) -> &'static str {
    match kind {
        Kind::Vendor => "clause",
        Kind::Access => "check",
        Kind::Delivery => "again",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_its_source() {
        let all = [
            Source::FollowUp(40),
            Source::Meeting(3),
            Source::Contact(12),
            Source::Agreements(12),
            Source::Teach { rule: 5, relationship: 12 },
            Source::Reinforce(5),
            Source::Reading(3),
            Source::Expires(3),
            Source::Breach(3),
            Source::LifeEvent(3),
            Source::Decision(3),
            Source::Duty(RecordId::new(Kind::Obligation, 3)),
            Source::Duty(RecordId::new(Kind::Incident, 3)),
            Source::Duty(RecordId::new(Kind::Complaint, 3)),
            Source::Birthday { person: 3, year: 2026 },
            Source::Age { person: 3, halves: 119 },
            Source::Age { person: 3, halves: 130 },
            Source::Special { date: 4, year: 2027 },
            Source::NextStep(12),
            Source::Gaps(12),
            Source::Tell { rule: 5, version: 2 },
            Source::Purge(12),
            Source::Safeguard(RecordId::new(Kind::Vendor, 3)),
            Source::Safeguard(RecordId::new(Kind::Access, 3)),
            Source::Safeguard(RecordId::new(Kind::Delivery, 3)),
        ];
        for source in all {
            assert_eq!(Source::of_key(&source.key()), Some(source), "{}", source.key());
        }
        assert_eq!(Source::Age { person: 3, halves: 130 }.key(), "p3.65");
        assert_eq!(Source::of_key("c12.nothing"), None);
    }
}
