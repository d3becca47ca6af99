//! What a record is: a kind, an id, and the values of its declared fields.
//!
//! Every record type declares its fields once (`domain/records/`), and the store's SQL, the forms,
//! the CLI's flags, `show`, the export and the schema test all read that declaration.
//!
//! **Invariant:** a `Fields` map only ever holds names its `Spec` declares; `entry::check` is the one
//! gate for values that come from outside.

use std::{fmt, str::FromStr};

pub use declared::{Ahead, Asked, Field, Kept, Set, Spec, Ty, field};
use serde::{Deserialize, Serialize};
pub use values::{Fields, Value};

use super::records;

mod declared;
mod values;

/// A record as it stands in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its id; the kind is part of it.
    pub id: RecordId,
    /// `UUIDv7`, the same in every copy of the book.
    pub uid: String,
    /// All declared fields, unknown ones as `Null`.
    pub fields: Fields,
}

impl Row {
    /// The text of a field, or the empty text.
    #[must_use]
    pub fn str(&self, name: &str) -> &str {
        self.fields.text(name).unwrap_or("")
    }
    /// The number of a field, when known.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        self.fields.int(name)
    }
    /// The civil date of a field, when known.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<chrono::NaiveDate> {
        self.fields.day(name)
    }
    /// The flag of a field; unknown is false.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.fields.flag(name)
    }
}

/// Names one record: `c12` is relationship 12, `f40` follow-up 40.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// Which record type.
    pub kind: Kind,
    /// Its number within the type.
    pub id: i64,
}

impl RecordId {
    /// The record `id` of `kind`.
    #[must_use]
    pub fn new(kind: Kind, id: i64) -> Self {
        Self { kind, id }
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.spec().prefix, self.id)
    }
}

impl FromStr for RecordId {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let split = text.find(|c: char| c.is_ascii_digit()).ok_or(())?;
        let (prefix, number) = text.split_at(split);
        let kind = Kind::ALL.iter().copied().find(|kind| kind.spec().prefix == prefix).ok_or(())?;
        let id = number.parse().map_err(|_| ())?;
        Ok(Self { kind, id })
    }
}

impl Serialize for RecordId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom(format!("{text} names no record")))
    }
}

macro_rules! kinds {
    ($($kind:ident => $module:ident),+ $(,)?) => {
        /// The record types of the book.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each is documented by the header of its own file in records/")]
        pub enum Kind { $($kind),+ }

        impl Kind {
            /// All record types; parents stand before what refers to them.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),+];

            /// Its declaration.
            #[must_use]
            pub fn spec(self) -> &'static Spec {
                match self { $(Kind::$kind => &records::$module::SPEC),+ }
            }
        }
    };
}

kinds! {
    Tier => tier,
    Setting => setting,
    SavedView => saved_view,
    Relationship => relationship,
    Person => person,
    Membership => membership,
    ContactPoint => contact_point,
    SpecialDate => special_date,
    Tag => tag,
    CustomField => custom_field,
    ImportedProperty => imported_property,
    Meeting => meeting,
    Interaction => interaction,
    Share => share,
    Participant => participant,
    Measure => measure,
    Reading => reading,
    Goal => goal,
    Expectation => expectation,
    Rule => rule,
    RuleVersion => rule_version,
    Acceptance => acceptance,
    Document => document,
    AgreementMeasure => agreement_measure,
    AgreementVersion => agreement_version,
    AgreementEvent => agreement_event,
    Party => party,
    Talk => talk,
    Training => training,
    Exception => exception,
    Breach => breach,
    LifeEvent => life_event,
    Role => role,
    Decision => decision,
    Checklist => checklist,
    FollowUp => follow_up,
    AgendaItem => agenda_item,
    Snooze => snooze,
    GapAnswer => gap_answer,
    Placement => placement,
    Alias => alias,
    DistinctPair => distinct_pair,
    HouseholdSplit => household_split,
    Pause => pause,
    Occurrence => occurrence,
    DailyReview => daily_review,
    Vendor => vendor,
    Access => access,
    Incident => incident,
    Complaint => complaint,
    Delivery => delivery,
    Obligation => obligation,
    LegalHold => legal_hold,
    Handover => handover,
}

impl Kind {
    /// The record type a user's noun names (`client`, `follow-up`, `rule`).
    #[must_use]
    pub fn of_noun(noun: &str) -> Option<Kind> {
        let wanted = noun.replace('-', "");
        Kind::ALL.iter().copied().find(|kind| kind.spec().noun.replace('-', "") == wanted)
    }

    /// Whether only acts write it; nobody adds, edits or deletes one by hand.
    #[must_use]
    pub fn is_by_act(self) -> bool {
        matches!(
            self,
            Kind::Share
                | Kind::Participant
                | Kind::RuleVersion
                | Kind::AgreementVersion
                | Kind::AgreementEvent
                | Kind::Party
                | Kind::Snooze
                | Kind::Placement
                | Kind::Alias
                | Kind::DistinctPair
                | Kind::HouseholdSplit
                | Kind::Occurrence
                | Kind::Checklist
                | Kind::ImportedProperty
                | Kind::DailyReview
                | Kind::Document
                | Kind::Handover
        )
    }

    /// Whether it shares the life of agreements.
    #[must_use]
    pub fn is_agreement(self) -> bool {
        matches!(self, Kind::Goal | Kind::Expectation | Kind::Acceptance)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spec().called())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself_and_nothing_else_is_one() {
        for kind in Kind::ALL {
            let id = RecordId::new(*kind, 12);
            assert_eq!(id.to_string().parse(), Ok(id), "{kind}");
        }
        for text in ["", "12", "c", "c-1", "zz9", "c1x", "c99999999999999999999"] {
            assert_eq!(text.parse::<RecordId>(), Err(()), "{text}");
        }
    }

    #[test]
    fn a_record_type_is_found_by_its_noun_and_called_without_its_hyphen() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of_noun(kind.spec().noun), Some(*kind));
        }
        assert_eq!(Kind::of_noun("followup"), Some(Kind::FollowUp));
        let called = [Kind::LifeEvent, Kind::ContactPoint, Kind::FollowUp].map(|kind| kind.to_string());
        assert_eq!(called, ["life event", "contact point", "follow-up"]);
    }

    #[test]
    fn the_declaration_of_every_type_holds_together() {
        for kind in Kind::ALL {
            let spec = kind.spec();
            assert_eq!(spec.kind, *kind);
            assert!(spec.field(spec.title).is_some(), "{kind} has no field {}", spec.title);
            let names: std::collections::BTreeSet<&str> =
                spec.fields.iter().map(|field| field.name).collect();
            assert_eq!(names.len(), spec.fields.len(), "{kind} names a field twice");
            for field in spec.fields {
                if let (Ty::Choice(words), Some(default)) = (field.ty, field.default) {
                    assert!(words.contains(&default), "{kind} {}", field.name);
                }
            }
        }
    }
}
