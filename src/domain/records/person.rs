//! A person: a human, perhaps a member of several relationships.
//!
//! **Invariant:** deleting or merging a household never deletes a person.

use super::{super::day::PartialDate, prelude::*};

/// The declaration of a person.
pub const SPEC: Spec = Spec {
    kind: Kind::Person,
    table: "person",
    noun: "person",
    plural: "persons",
    prefix: "p",
    owner: Some("id"),
    title: "name",
    fields: &[
        field("name", "Name", Ty::Line, "as you would write it").required(),
        field("prefix", "Title", Ty::Line, "Dr, Prof."),
        field("given", "Given name", Ty::Line, "what they are called"),
        field("middle", "Middle names", Ty::Line, "further given names"),
        field("family", "Family name", Ty::Line, "the name of the family"),
        field("suffix", "Suffix", Ty::Line, "Jr., III"),
        field("nickname", "Nickname", Ty::Line, "what friends say"),
        field("birth_date", "Born", Ty::PartialDate, "the year may be left out").past(),
        field("died_on", "Died", Ty::Date, "silences birthdays and mail").past(),
        field("organisation", "Organisation", Ty::Line, "where they work"),
        field("department", "Department", Ty::Line, "where within it"),
        field("job_title", "Position", Ty::Line, "what they do"),
        field("preferences", "Preferences", Ty::Long, "likes paper, dislikes calls before ten"),
        field("notes", "Notes", Ty::Long, "anything else"),
        field(
            "trusted_contact_id",
            "Trusted contact",
            Ty::Ref(Kind::Person),
            "whom to call when you fear for them",
        )
        .added(),
        field(
            "trusted_contact_declined_on",
            "Declined one",
            Ty::Date,
            "asked for a trusted contact, and declined",
        )
        .past()
        .added(),
        field("external_uid", "Foreign id", Ty::Line, "the id another program gave").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    let born = fields.text("birth_date").and_then(|text| text.parse::<PartialDate>().ok());
    match (born.and_then(PartialDate::full), fields.day("died_on")) {
        (Some(born), Some(died)) if died < born => {
            Err(Rejection::field("died_on", "Nobody dies before they are born. Check both dates."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_dies_before_they_are_born() {
        let person = |born: &str| Fields::new().with("birth_date", born).with("died_on", "2026-03-14");
        assert!(check(&person("1940-03-14")).is_ok());
        assert!(check(&person("--12-31")).is_ok(), "the year is not known");
        assert_eq!(check(&person("2026-03-15")).unwrap_err().field.as_deref(), Some("died_on"));
    }
}
