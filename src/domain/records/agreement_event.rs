//! What happened to an agreement: one stream for goals, expectations and acceptances.
//!
//! **Invariant:** events are added, never edited; a mistake is taken back by undo.

use super::{agreement_measure::AGREEMENTS, prelude::*};

/// What can happen to an agreement.
pub const WHAT: &[&str] = &[
    "drafted",
    "proposed",
    "agreed",
    "reaffirmed",
    "changed",
    "deferred",
    "raised",
    "stated",
    "attached",
    "judged",
    "contradicted",
    "retired",
];

/// How something was agreed.
pub const HOWS: &[&str] = &["meeting", "call", "video", "e-mail", "letter", "text", "event", "document"];

/// The declaration of an agreement's event.
pub const SPEC: Spec = Spec {
    kind: Kind::AgreementEvent,
    table: "agreement_event",
    noun: "agreement-event",
    plural: "events of agreements",
    prefix: "ae",
    owner: Some("relationship_id"),
    title: "what",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "whose").required(),
        field("agreement", "Agreement", Ty::Choice(AGREEMENTS), "which type").required(),
        field("agreement_id", "Number", Ty::Count, "which one").required(),
        field("version", "Version", Ty::Count, "which text it was about"),
        field("what", "What", Ty::Choice(WHAT), "what happened").required(),
        field("day", "Day", Ty::Date, "when").past().required(),
        field("how", "How", Ty::Choice(HOWS), "in a meeting, by telephone"),
        field("evidence", "Evidence", Ty::Line, "what shows it"),
        field("reason", "Reason", Ty::Line, "why"),
        field("until", "Until", Ty::Date, "deferred until"),
        field("meeting_id", "Meeting", Ty::Ref(Kind::Meeting), "raised at"),
        field("document_id", "Document", Ty::Ref(Kind::Document), "stated in").by_act().added(),
        field("interaction_id", "Contact", Ty::Ref(Kind::Interaction), "in which it was said")
            .by_act()
            .added(),
        field("scan_name", "Scan", Ty::Line, "what the file is called that shows it").by_act().added(),
        field("scan_sha256", "SHA-256 of the scan", Ty::Line, "of the file that is kept").by_act().added(),
    ],
    check: sound,
};
