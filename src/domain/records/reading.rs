//! A reading: one dated value of a measure.
//!
//! **Invariant:** a wrong reading is corrected by a new one; unknown is not 0.

use super::prelude::*;

/// The declaration of a reading.
pub const SPEC: Spec = Spec {
    kind: Kind::Reading,
    table: "reading",
    noun: "reading",
    plural: "readings",
    prefix: "rd",
    owner: Some("relationship_id"),
    title: "value",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "follows the measure").by_act(),
        field("measure_id", "Measure", Ty::Ref(Kind::Measure), "what was read").required(),
        field("day", "As of", Ty::Date, "the day the value is of").past().required(),
        field("value", "Value", Ty::Number, "what it read").required(),
        field("source", "Source", Ty::Line, "where from"),
        field("corrects_id", "Corrects", Ty::Ref(Kind::Reading), "the reading this one replaces"),
    ],
    check: sound,
};
