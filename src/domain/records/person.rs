//! A person: a human, perhaps a member of several relationships.
//!
//! **Invariant:** deleting or merging a household never deletes a person.

use super::prelude::*;

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
        field("birth_date", "Born", Ty::PartialDate, "the year may be left out"),
        field("died_on", "Died", Ty::Date, "silences birthdays and mail"),
        field("organisation", "Organisation", Ty::Line, "where they work"),
        field("department", "Department", Ty::Line, "where within it"),
        field("job_title", "Position", Ty::Line, "what they do"),
        field("preferences", "Preferences", Ty::Long, "likes paper, dislikes calls before ten"),
        field("notes", "Notes", Ty::Long, "anything else"),
        field("external_uid", "Foreign id", Ty::Line, "the id another program gave").by_act(),
    ],
    check: sound,
};
