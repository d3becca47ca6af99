//! An expectation agreement: what each side expects, by topic, in the client's words and ours.
//!
//! **Invariant:** the yardstick is the measure of the topic *success*, at most one in force.

use super::{life, prelude::*};
use crate::domain::record::Row;

/// The topics of an expectation.
pub const TOPICS: &[&str] =
    &["success", "access", "response", "reporting", "fees", "market fall", "process", "other"];
/// Whether they are rung on the day the market falls; not said while it is left.
pub const CALL_FIRST: &[&str] = &["yes", "no"];
/// The outcomes of an expectation; another axis than its life.
pub const OUTCOMES: &[&str] = &["open", "kept", "at risk", "not kept"];

/// Whether it is the yardstick in force: agreed, of topic success, with its measure (DECIDED, Goal, expectation,
/// measure).
#[must_use]
pub fn is_yardstick(expectation: &Row) -> bool {
    expectation.str("state") == "agreed" && names_yardstick(expectation)
}

/// Whether it is the yardstick once it is agreed.
#[must_use]
pub fn names_yardstick(expectation: &Row) -> bool {
    expectation.str("topic") == "success" && expectation.int("measure_id").is_some()
}

/// The declaration of an expectation.
pub const SPEC: Spec = Spec {
    kind: Kind::Expectation,
    table: "expectation",
    noun: "expectation",
    plural: "expectations",
    prefix: "e",
    owner: Some("relationship_id"),
    title: "title",
    fields: life::fields!([
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "with whom").required(),
        field("title", "Expectation", Ty::Line, "in a few words").required(),
        field("topic", "Topic", Ty::Choice(TOPICS), "success is the one with the yardstick").or("other"),
        field("their_words", "They said", Ty::Long, "the client's own words"),
        field("our_answer", "We answered", Ty::Long, "what we agreed to"),
        field("measure_id", "Measure", Ty::Ref(Kind::Measure), "what will tell; of success: the yardstick"),
        field("ruled_out", "Ruled out", Ty::Line, "wrong yardsticks, as the S&P 500"),
        field("call_first", "Call first", Ty::Choice(CALL_FIRST), "of a market fall: you ring them that day").added(),
    ] then [        field("outcome", "Outcome", Ty::Choice(OUTCOMES), "kept, at risk, not kept").by_act(),
        field("outcome_on", "Since", Ty::Date, "when the outcome was judged").by_act(),
        field("learned", "Learned", Ty::Line, "what it taught").by_act(),
        field("agreed_target", "Agreed target", Ty::Number, "of its measure, as agreed").by_act().added(),
    ]),
    check: sound,
};
