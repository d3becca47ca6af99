//! A yardstick talk: the conversation that rules a wrong yardstick out.
//!
//! **Invariant:** only a talk that was understood is at rest until its reinforce date.

use super::prelude::*;

/// How far something was understood.
pub const UNDERSTOOD: &[&str] = &["yes", "doubtful", "no"];

/// Days after a client came in which the first talk should be had.
const FIRST_DAYS: i64 = 90;

/// The day until which a client since that day should have had the first talk.
#[must_use]
pub fn first_due(since: chrono::NaiveDate) -> Option<chrono::NaiveDate> {
    crate::domain::day::add_days(since, FIRST_DAYS)
}

/// What is said of it in a sentence: `understood`, `understood partly`, `not understood`.
#[must_use]
pub fn understood(word: &str) -> &'static str {
    match word {
        "yes" => "understood",
        "doubtful" => "understood partly",
        "no" => "not understood",
        _ => "not known whether understood",
    }
}

/// The declaration of a yardstick talk.
pub const SPEC: Spec = Spec {
    kind: Kind::Talk,
    table: "talk",
    noun: "talk",
    plural: "yardstick talks",
    prefix: "k",
    owner: Some("relationship_id"),
    title: "compared_with",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "with whom").required(),
        field("day", "Day", Ty::Date, "when").past().required(),
        field("compared_with", "Compared with", Ty::Line, "the S&P 500, a neighbour").required(),
        field("period", "Period", Ty::Line, "this year, three years"),
        field("figures", "Figures", Ty::Line, "up 15 %, they are up 5 %"),
        field("said", "What was said", Ty::Long, "your answer, in your words"),
        field("understood", "Understood", Ty::Choice(UNDERSTOOD), "yes, doubtful or no").or("yes"),
        field("reinforce_on", "Say again", Ty::Date, "when to say it again"),
        field("rules_out", "Ruled out", Ty::Flag, "this yardstick is ruled out with them").or("yes"),
        field(
            "against_id",
            "Against",
            Ty::Ref(Kind::Expectation),
            "what was agreed, if they hold to this against it",
        )
        .added(),
        field("interaction_id", "Contact", Ty::Ref(Kind::Interaction), "in which contact").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if let (Some(day), Some(again)) = (fields.day("day"), fields.day("reinforce_on"))
        && again <= day
    {
        return Err(Rejection::field("reinforce_on", "It is said again after the day of the talk."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_has_its_words() {
        let said: Vec<&str> = UNDERSTOOD.iter().map(|word| understood(word)).collect();
        assert_eq!(said, ["understood", "understood partly", "not understood"]);
        assert_eq!(understood(""), "not known whether understood");
    }
}
