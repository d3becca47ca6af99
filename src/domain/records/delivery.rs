//! A delivery the law asks for: the relationship summary, the brochure, the privacy notice; which version, when, how.
//!
//! **Invariant:** a delivery names its version: without it nobody can show what was given.

use super::prelude::*;

/// What is delivered.
pub const PAPERS: &[&str] = &["client summary", "brochure", "privacy notice", "other"];
/// Those that the law asks to give, or to offer, again each year.
pub const YEARLY: &[&str] = &["brochure", "privacy notice"];
/// How.
pub const WAYS: &[&str] = &["e-mail", "letter", "meeting", "portal"];

/// The declaration of a delivery.
pub const SPEC: Spec = Spec {
    kind: Kind::Delivery,
    table: "delivery",
    noun: "delivery",
    plural: "deliveries",
    prefix: "de",
    owner: Some("relationship_id"),
    title: "what",
    fields: &[
        field("what", "What", Ty::Choice(PAPERS), "which paper").required(),
        field("relationship_id", "To", Ty::Ref(Kind::Relationship), "the client").required(),
        field("person_id", "Handed to", Ty::Ref(Kind::Person), "who took it"),
        field("version", "Version", Ty::Line, "as it stands on the paper: March 2026").required(),
        field("day", "Day", Ty::Date, "when").past().required(),
        field("how", "How", Ty::Choice(WAYS), "how it went"),
        field("note", "Note", Ty::Line, "which other paper, or what else"),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if fields.text("what") == Some("other") && fields.text("note").is_none() {
        return Err(Rejection::field("note", "Say which paper it was."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_paper_is_named() {
        assert!(check(&Fields::new().with("what", "other")).is_err());
        assert!(check(&Fields::new().with("what", "brochure")).is_ok());
    }
}
