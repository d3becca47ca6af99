//! A relationship: the unit that is managed. A client or prospect relationship is a household.
//!
//! **Invariant:** the stage is one of its kind's stages; a maximum gap is never below the ideal one.

use super::prelude::*;

/// The four kinds.
pub const KINDS: &[&str] = &["client", "prospect", "partner", "helper"];

/// Every stage, of all kinds.
pub const STAGES: &[&str] = &[
    "lead",
    "discovery",
    "proposal",
    "terms out",
    "not taken",
    "onboarding",
    "active",
    "in question",
    "ending",
    "ended",
];

/// The stages of one kind, in their order; the first is where it starts.
#[must_use]
pub fn stages(kind: &str) -> &'static [&'static str] {
    match kind {
        "prospect" => &["lead", "discovery", "proposal", "terms out", "not taken"],
        "client" => &["onboarding", "active", "in question", "ending", "ended"],
        _ => &["active", "ending", "ended"],
    }
}

/// The stage a new relationship of `kind` gets when none is named: clients come as active.
#[must_use]
pub fn first_stage(kind: &str) -> &'static str {
    match kind {
        "prospect" => "lead",
        _ => "active",
    }
}

/// Whether a stage still derives cadence and re-examinations (DECIDED, Ending).
#[must_use]
pub fn is_managed(stage: &str) -> bool {
    !matches!(stage, "ending" | "ended" | "not taken")
}

/// The list a relationship stands in: clients, prospects, partners, helpers, or ended.
#[must_use]
pub fn list_of(kind: &str, stage: &str) -> &'static str {
    match (kind, stage) {
        (_, "ended" | "not taken") => "ended",
        ("prospect", _) => "prospects",
        ("partner", _) => "partners",
        ("helper", _) => "helpers",
        _ => "clients",
    }
}

/// The declaration of a relationship.
pub const SPEC: Spec = Spec {
    kind: Kind::Relationship,
    table: "relationship",
    noun: "client",
    plural: "clients",
    prefix: "c",
    owner: Some("id"),
    title: "name",
    fields: &[
        field("name", "Name", Ty::Line, "the only one you must fill").required(),
        field("kind", "Kind", Ty::Choice(KINDS), "what they are to you").or("client"),
        field("tier", "Tier", Ty::Line, "A, B, C or D: decides cadence and hours"),
        field("stage", "Stage", Ty::Choice(STAGES), "where it stands"),
        field("since", "Since", Ty::Date, "when it began").past_mostly(),
        field("source", "Source", Ty::Line, "who or what brought them"),
        field(
            "source_relationship_id",
            "From",
            Ty::Ref(Kind::Relationship),
            "the relationship that brought them",
        ),
        field("source_person_id", "From person", Ty::Ref(Kind::Person), "the person who brought them"),
        field("language", "Language", Ty::Line, "what they like to speak"),
        field("time_zone", "Time zone", Ty::Zone, "an IANA name, as Europe/Zurich"),
        field("address_as", "Address as", Ty::Line, "how a letter begins"),
        field("sensitivities", "Careful", Ty::Long, "what not to say"),
        field("mutual_benefit", "Mutual benefit", Ty::Long, "what they get, what the practice gets"),
        field("money_start", "Money since", Ty::Line, "when it came: half of it on 9 March 2024").added(),
        field("money_flows", "In and out", Ty::Line, "paid in, taken out: 24,000 out in May").added(),
        field("money_blend", "Agreed mix", Ty::Line, "how it is mixed: half bonds, by agreement").added(),
        field("no_calls", "No calls", Ty::Flag, "they do not want to be rung"),
        field("no_email", "No e-mail", Ty::Flag, "they do not want e-mail"),
        field("no_letters", "No letters", Ty::Flag, "they do not want letters or mailings"),
        field("ideal_days", "Ideal gap", Ty::Count, "days between contacts, if not their tier's"),
        field("maximum_days", "Maximum gap", Ty::Count, "days, if not their tier's"),
        field(
            "trusted_contact_declined_on",
            "No trusted contact",
            Ty::Date,
            "asked and declined on this day",
        )
        .past(),
        field("partner_role", "Role", Ty::Line, "partners and helpers: custodian, CPA, attorney, assistant"),
        field("notes", "Notes", Ty::Long, "anything else"),
        field("entered_on", "Entered", Ty::Date, "when it came into the book").by_act(),
        field("ended_on", "Ended", Ty::Date, "when it ended").by_act(),
        field("end_reason", "Why it ended", Ty::Line, "the reason given").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    let kind = fields.text("kind").unwrap_or("client");
    if let Some(stage) = fields.text("stage")
        && !stages(kind).contains(&stage)
    {
        let known = stages(kind).join(", ");
        return Err(Rejection::field(
            "stage",
            format!("A {kind} is never {stage}. The stages of a {kind}: {known}."),
        ));
    }
    if let (Some(ideal), Some(maximum)) = (fields.int("ideal_days"), fields.int("maximum_days"))
        && maximum < ideal
    {
        return Err(Rejection::field("maximum_days", "The maximum gap is below the ideal one."));
    }
    if let (None, Some(_)) = (fields.int("ideal_days"), fields.int("maximum_days")) {
        return Err(Rejection::field(
            "ideal_days",
            "A maximum gap needs its ideal one. Type both, or neither.",
        ));
    }
    if fields.int("ideal_days") == Some(0) {
        return Err(Rejection::field("ideal_days", "A cadence of zero days is none. Type at least 1."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prospect_is_never_onboarding() {
        let fields = Fields::new().with("name", "Novak").with("kind", "prospect").with("stage", "onboarding");
        let no = check(&fields).unwrap_err();
        assert_eq!(no.field.as_deref(), Some("stage"));
        assert!(no.message.contains("lead, discovery"), "{}", no.message);
    }

    #[test]
    fn a_cadence_of_zero_is_refused() {
        assert!(check(&Fields::new().with("name", "Novak").with("ideal_days", 0)).is_err());
    }

    #[test]
    fn gaps_of_their_own_are_in_order_and_a_maximum_is_not_alone() {
        let gaps = |ideal: Option<i64>, maximum: Option<i64>| {
            check(&Fields::new().with("ideal_days", ideal).with("maximum_days", maximum)).err()?.field
        };
        assert_eq!(gaps(Some(45), Some(90)), None);
        assert_eq!(gaps(Some(45), None), None);
        assert_eq!(gaps(None, Some(90)).as_deref(), Some("ideal_days"));
        assert_eq!(gaps(Some(90), Some(45)).as_deref(), Some("maximum_days"));
    }
}
