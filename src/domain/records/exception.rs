//! An exception: a decided departure from a rule for one relationship.
//!
//! **Invariant:** it keeps its reason, and an end that is looked at.

use std::collections::BTreeSet;

use super::prelude::*;
use crate::domain::{filter::fold, record::Row};

/// How many departures rows of exceptions are: the same one of a client, for the same reason, counts once.
#[must_use]
pub fn apart(rows: &[Row]) -> usize {
    let key = |row: &Row| {
        let why = row.str("why").lines().next().unwrap_or("").trim();
        (row.int("rule_id"), row.int("relationship_id"), fold(why))
    };
    rows.iter().map(key).collect::<BTreeSet<_>>().len()
}

/// The reason it holds by now: that of the last renewal, else the one it was made for.
#[must_use]
pub fn reason(why: &str) -> String {
    let renewed = |line: &str| {
        let (days, reason) = line.strip_prefix("Renewed ")?.split_once(": ")?;
        days.contains(" until ").then(|| reason.trim().to_owned())
    };
    let made_for = || {
        let own = why.lines().map(str::trim).filter(|line| !line.is_empty() && renewed(line).is_none());
        own.collect::<Vec<_>>().join(" ")
    };
    why.lines().rev().find_map(|line| renewed(line.trim())).unwrap_or_else(made_for)
}

/// The declaration of an exception.
pub const SPEC: Spec = Spec {
    kind: Kind::Exception,
    table: "exception",
    noun: "exception",
    plural: "exceptions",
    prefix: "x",
    owner: Some("relationship_id"),
    title: "what",
    fields: &[
        field("relationship_id", "Whom", Ty::Ref(Kind::Relationship), "for whom").required(),
        field("rule_id", "Rule", Ty::Ref(Kind::Rule), "from which rule").required(),
        field("what", "What", Ty::Line, "what is allowed").required(),
        field("why", "Why", Ty::Long, "the reason, as it stands in their charter").required(),
        field("until", "Until", Ty::Date, "when it ends"),
        field("day", "Decided", Ty::Date, "when it was decided").past().required(),
        field("ended_on", "Ended", Ty::Date, "when it was ended before its time").past().later(),
        field("interaction_id", "Contact", Ty::Ref(Kind::Interaction), "in which contact").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if let (Some(day), Some(until)) = (fields.day("day"), fields.day("until"))
        && until < day
    {
        return Err(Rejection::field("until", "An exception cannot end before it was decided."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::RecordId;

    #[test]
    fn the_reason_is_that_of_the_last_renewal() {
        assert_eq!(reason("the shop closed"), "the shop closed");
        assert_eq!(reason(" two\n lines \n"), "two lines");
        let why = "the shop closed\nRenewed Mon 2 Nov 2026 until Mon 1 Mar 2027: it opens: in March";
        assert_eq!(reason(why), "it opens: in March");
        assert_eq!(reason("Renewed by telephone: she asked"), "Renewed by telephone: she asked");
        assert_eq!(reason(""), "");
    }

    #[test]
    fn the_same_exception_of_a_client_for_the_same_reason_counts_once() {
        let row = |id: i64, client: i64, why: &str| Row {
            id: RecordId::new(Kind::Exception, id),
            uid: String::new(),
            fields: Fields::new().with("rule_id", 1).with("relationship_id", client).with("why", why),
        };
        let rows =
            [row(1, 1, "The shop closed"), row(2, 1, "the shop closed \nRenewed"), row(3, 2, "she asked")];
        assert_eq!(apart(&rows), 2);
        assert_eq!(apart(&[row(1, 1, "a"), row(2, 1, "b"), row(3, 2, "a")]), 3);
    }
}
