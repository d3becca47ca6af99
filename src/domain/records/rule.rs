//! A rule of engagement: the firm's standard, in the rulebook.
//!
//! **Invariant:** the text shown is that of the version in force; older texts stay in `rule_version`.

use chrono::{NaiveDate, TimeDelta};

use super::prelude::*;

/// What a rule is about.
pub const TOPICS: &[&str] =
    &["whom to call", "response time", "scope", "meetings", "channels", "process", "fees", "the firm"];
/// The states of a version.
pub const STATES: &[&str] = &["draft", "in force", "withdrawn"];

/// Exceptions in force from which a rule is proposed to be changed (DECIDED, Agreements).
const WORN: i64 = 3;

/// Whether so many exceptions say that the rule itself should change.
#[must_use]
pub fn is_worn(exceptions: i64) -> bool {
    exceptions >= WORN
}

/// Days over which a new client is taught the rules (PRODUCT, The rulebook; FIELD, the first 90 to 100 days).
pub const PLAN_DAYS: i64 = 100;

/// By when rules of these topics are taught to a client who begins on `start`: topic by topic in the order of the
/// rulebook, evenly over the first 100 days.
#[must_use]
pub fn plan(topics: &[&str], start: NaiveDate) -> Vec<NaiveDate> {
    let place = |topic: &str| TOPICS.iter().position(|known| *known == topic).unwrap_or(TOPICS.len());
    let mut order: Vec<usize> = topics.iter().map(|topic| place(topic)).collect();
    order.sort_unstable();
    order.dedup();
    let all = i64::try_from(order.len()).unwrap_or(1).max(1);
    let day = |topic: &&str| {
        let nth = order.binary_search(&place(topic)).unwrap_or(0);
        let days = (i64::try_from(nth).unwrap_or(0) + 1) * PLAN_DAYS / all;
        start.checked_add_signed(TimeDelta::days(days)).unwrap_or(start)
    };
    topics.iter().map(day).collect()
}

/// The declaration of a rule.
pub const SPEC: Spec = Spec {
    kind: Kind::Rule,
    table: "rule",
    noun: "rule",
    plural: "rules",
    prefix: "r",
    owner: None,
    title: "title",
    fields: &[
        field("title", "Rule", Ty::Line, "in a few words").required(),
        field("topic", "Topic", Ty::Choice(TOPICS), "where it stands in the rulebook").or("process"),
        field("text", "Text", Ty::Long, "as you would say it to a client"),
        field("default_for_new", "For new clients", Ty::Flag, "proposed to every new client").or("yes"),
        field(
            "reteach_months",
            "Teach again",
            Ty::Count,
            "months after it was last understood; never if left",
        ),
        field("state", "State", Ty::Choice(STATES), "draft, in force, withdrawn").by_act(),
        field("version", "Version", Ty::Count, "counts its texts").by_act(),
        field("since", "Since", Ty::Date, "when this version came into force").by_act(),
    ],
    check: sound,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_takes_topic_by_topic_in_the_order_of_the_rulebook_over_a_hundred_days() {
        let start = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let days: Vec<i64> = plan(&["fees", "whom to call", "fees", "scope", "a topic of nobody"], start)
            .into_iter()
            .map(|day| day.signed_duration_since(start).num_days())
            .collect();
        assert_eq!(days, [75, 25, 75, 50, 100]);
        assert_eq!(plan(&[], start), Vec::<NaiveDate>::new());
    }
}
