//! Ties a goal to a measure and freezes the target that was agreed.
//!
//! **Invariant:** the target of an agreed version does not follow later changes of the measure.

use super::prelude::*;

/// The agreement types that events and versions name by word.
pub const AGREEMENTS: &[&str] = &["goal", "expectation", "acceptance"];

/// The declaration of the tie.
pub const SPEC: Spec = Spec {
    kind: Kind::AgreementMeasure,
    table: "agreement_measure",
    noun: "agreement-measure",
    plural: "measures of agreements",
    prefix: "am",
    owner: Some("relationship_id"),
    title: "measure_id",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "whose").required(),
        field("goal_id", "Goal", Ty::Ref(Kind::Goal), "which goal").required(),
        field("measure_id", "Measure", Ty::Ref(Kind::Measure), "which measure").required(),
        field("target", "Target", Ty::Number, "as agreed").by_act(),
    ],
    check: sound,
};
