//! Actions: every change of the book as data. The CLI and the desk build the same ones.
//!
//! **Invariant:** an action carries what the user decided and nothing derived; what it does is in `acts/`.

pub use case::{Case, Starter};
use chrono::NaiveDate;
pub use contact::{Came, Consequence, ContactLog, Contradiction, Raised};
pub use document::{Attached, Filed, Made, Paper, Sent, Signed};
pub use goals::GoalAct;
pub use judged::{Judged, Reworded};
pub use later::{AgendaMove, Later, PauseEnd};
pub use merge::{Homes, Merge, Split};
pub use proof::{HandedOver, LEFT, PURGE, Proof, Purging};
pub use readings::ReadingsTaken;
pub use receipt::Receipt;
pub use request::{Beyond, ChecklistStep, Decision, Third};
use serde::{Deserialize, Serialize};
pub use who::{Consent, NewMember};

use super::{
    card::ImportStep,
    mailing::Mailed,
    record::{Fields, Kind, RecordId},
};

mod case;
mod contact;
mod document;
mod goals;
mod judged;
mod later;
mod merge;
mod proof;
mod readings;
mod receipt;
mod request;
mod who;

/// One change of the book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Action {
    /// Adds a record of any type the user may add.
    Add {
        /// Which type.
        kind: Kind,
        /// Its fields.
        fields: Fields,
    },
    /// Adds a relationship with its first persons in one step.
    AddHousehold {
        /// Fields of the relationship.
        fields: Fields,
        /// Its first members.
        members: Vec<NewMember>,
        /// Its tags, without `#`.
        tags: Vec<String>,
    },
    /// Adds a person to a relationship in one step.
    AddMember {
        /// Whose member.
        relationship: RecordId,
        /// Who, and in which role.
        member: NewMember,
    },
    /// Sets fields of one or more records of one type.
    Edit {
        /// Which records.
        targets: Vec<RecordId>,
        /// The new values.
        fields: Fields,
        /// The values as they were read; a field that has changed since refuses the edit.
        seen: Option<Fields>,
    },
    /// Deletes mistakes; what was agreed is retired instead.
    Delete {
        /// Which records.
        targets: Vec<RecordId>,
    },
    /// Logs a contact with its consequences.
    Log(Box<ContactLog>),
    /// A draft was told to them.
    Propose {
        /// Which agreements.
        agreements: Vec<RecordId>,
        /// When.
        on: NaiveDate,
    },
    /// They agreed.
    Agree {
        /// Which agreements.
        agreements: Vec<RecordId>,
        /// With whom, when, how.
        consent: Consent,
    },
    /// Looked at again with them: still right.
    Reaffirm {
        /// Which agreements.
        agreements: Vec<RecordId>,
        /// With whom, when, how.
        consent: Consent,
    },
    /// Looked at again with them: changed; the old version stays readable.
    Change {
        /// Which agreement.
        agreement: RecordId,
        /// The fields that change.
        fields: Fields,
        /// With whom, when, how.
        consent: Consent,
    },
    /// Looked at and put off, with a reason.
    Defer {
        /// Which agreements.
        agreements: Vec<RecordId>,
        /// Until when; at most 90 days.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Put on the agenda of a meeting.
    Raise {
        /// Which agreements.
        agreements: Vec<RecordId>,
        /// Whose agenda; the next meeting ahead when none is named.
        meeting: Option<RecordId>,
    },
    /// Stated in a document.
    State {
        /// Which agreements.
        agreements: Vec<RecordId>,
        /// Which document.
        document: String,
        /// When.
        on: NaiveDate,
    },
    /// Makes, keeps, sends or signs a document.
    Document(Paper),
    /// Ends the life of agreements.
    Retire {
        /// Which agreements.
        agreements: Vec<RecordId>,
        /// Why.
        reason: String,
    },
    /// Judges the outcome: a goal open, achieved, missed, abandoned; an expectation kept, at risk, not kept.
    Judge(Judged),
    /// Writes a goal down with its measures, or marks two as in conflict.
    Goal(GoalAct),
    /// Keeps what was heard against an expectation that was agreed.
    Contradict(Contradiction),
    /// A relationship accepts rules.
    Accept {
        /// Which rules.
        rules: Vec<RecordId>,
        /// Who.
        relationship: RecordId,
        /// With whom, when, how.
        consent: Consent,
    },
    /// Gives a rule a new text; the old one stays readable.
    Reword(Reworded),
    /// Takes a rule out of force.
    Withdraw {
        /// Which rule.
        rule: RecordId,
        /// Why.
        reason: String,
    },
    /// Finishes follow-ups: done.
    Done {
        /// Which.
        items: Vec<RecordId>,
        /// What came of it.
        note: Option<String>,
    },
    /// Hides items until a day; the due date stays.
    Snooze {
        /// Stored follow-ups (`f40`) or derived items (`c12.contact`).
        items: Vec<String>,
        /// Until when.
        until: NaiveDate,
        /// Why; asked from the third move on, which hiding past the due date is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Moves the due date.
    Reschedule {
        /// Which.
        items: Vec<RecordId>,
        /// The new date.
        due: NaiveDate,
        /// Why; asked from the third move on.
        reason: Option<String>,
        /// Whether the later ones of a repeat move along.
        #[serde(default)]
        later: Later,
    },
    /// Passes over this occurrence of a repeat.
    Skip {
        /// Which.
        item: RecordId,
        /// Why.
        reason: String,
    },
    /// Waits on somebody.
    Wait {
        /// Which.
        items: Vec<RecordId>,
        /// On whom.
        on_whom: String,
        /// When to ask again.
        ask_again: Option<NaiveDate>,
    },
    /// Drops tasks, or lets go of promises, with a reason.
    Drop {
        /// Which.
        items: Vec<RecordId>,
        /// Why.
        reason: String,
    },
    /// Opens finished or waiting follow-ups again.
    Reopen {
        /// Which.
        items: Vec<RecordId>,
    },
    /// Decides a request.
    Decide {
        /// Which.
        item: RecordId,
        /// What was decided.
        decision: Decision,
        /// Why.
        reason: Option<String>,
    },
    /// Settles a request that a rule puts out of scope.
    Beyond {
        /// Which.
        item: RecordId,
        /// The rule.
        rule: RecordId,
        /// How.
        way: Beyond,
        /// Why, or what would change.
        reason: String,
    },
    /// They know now what was decided.
    Told {
        /// Which requests.
        items: Vec<RecordId>,
    },
    /// Settles the third move of a follow-up.
    Third {
        /// Which.
        item: RecordId,
        /// How.
        way: Third,
        /// Why.
        reason: String,
    },
    /// Starts a checklist: each step becomes a follow-up.
    StartChecklist {
        /// With whom.
        relationship: RecordId,
        /// The template it is made from.
        template: String,
        /// What it is called.
        title: String,
        /// The steps that were left ticked, in their order.
        steps: Vec<ChecklistStep>,
    },
    /// Gives a checklist up: its open steps are dropped.
    GiveUpChecklist {
        /// Which.
        checklist: RecordId,
        /// Why.
        reason: String,
    },
    /// Marks follow-ups as small things, to be done in one go, or takes the mark away.
    Small {
        /// Which.
        items: Vec<RecordId>,
        /// Whether they are.
        small: bool,
    },
    /// Sets stakes: high, normal, low.
    Stakes {
        /// Which.
        items: Vec<RecordId>,
        /// The word.
        stakes: String,
    },
    /// Adds and removes tags of relationships.
    Tag {
        /// Which relationships.
        relationships: Vec<RecordId>,
        /// Tags to add, without `#`.
        add: Vec<String>,
        /// Tags to remove.
        remove: Vec<String>,
    },
    /// Places a row of the queue by hand, for one day.
    Place {
        /// The item, as `f40` or `c12.contact`.
        item: String,
        /// The items of the list in their new order, this one among them.
        order: Vec<String>,
        /// Why it jumped a promise.
        reason: Option<String>,
    },
    /// Puts an item of a meeting's agenda at another place of it.
    MoveAgenda(later::AgendaMove),
    /// Ends a pause before its last day: from that day things fall due again.
    EndPause(later::PauseEnd),
    /// Answers a gap: not for them, with a reason.
    CloseGap {
        /// Which relationship.
        relationship: RecordId,
        /// Which gap.
        gap: String,
        /// Why.
        reason: String,
    },
    /// A prospect becomes a client.
    Promote {
        /// Which prospect.
        relationship: RecordId,
        /// Their tier.
        tier: String,
        /// Since when.
        since: NaiveDate,
    },
    /// Ends a relationship; open items and agreements are named in the receipt.
    End {
        /// Which.
        relationship: RecordId,
        /// Why.
        reason: String,
        /// `ending` keeps what was promised going, `ended` closes it; a prospect is `not taken`.
        stage: String,
    },
    /// Opens an ended relationship again: a new `since`, the history joined.
    Resume {
        /// Which.
        relationship: RecordId,
    },
    /// Moves a meeting on: planned, prepared, moved, declined, no answer, no-show.
    MeetingState {
        /// Which.
        meeting: RecordId,
        /// The word.
        state: String,
        /// The new day of a meeting that is moved; when one that was declined is offered again.
        day: Option<NaiveDate>,
    },
    /// Takes in contacts of a file, as decided in the preview.
    Import {
        /// The file's name.
        source: String,
        /// Its format in words.
        format: String,
        /// What to do, row by row.
        steps: Vec<ImportStep>,
    },
    /// Takes in readings of a file, as decided in the preview.
    TakeReadings(ReadingsTaken),
    /// Keeps that a letter or e-mail went to many at once.
    Mailing(Mailed),
    /// Makes one of two persons or relationships.
    Merge(Box<Merge>),
    /// Says that two persons who look alike are two.
    TellApart {
        /// The one.
        first: RecordId,
        /// The other.
        second: RecordId,
    },
    /// Makes two households of one.
    Split(Box<Split>),
    /// Sets a setting of the practice.
    Set {
        /// Which.
        name: String,
        /// Its value; nothing takes it back to the default.
        value: Option<String>,
    },
    /// Settles an exception that ends, a breach, a decision that is checked, who does what.
    Case(Case),
    /// Settles an entry of a register, or purges.
    Proof(Proof),
    /// Puts the rules of the starter rulebook into an empty rulebook.
    StartRulebook(Starter),
    /// Keeps a finished daily review or weekly pass as a record of today.
    KeepReview(Box<super::review::Kept>),
    /// The same act on several rows, as one step.
    Several {
        /// The acts, in their order.
        acts: Vec<Action>,
    },
}
