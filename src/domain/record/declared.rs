//! How a record type is declared: its words, its fields, and how each of them is read.
//!
//! **Invariant:** a declaration is a constant; what it says of a field holds for form, command line and store.

use super::{
    super::{day::Lean, rejection::Rejection},
    Fields, Kind,
};

/// How a field is read, checked and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    /// One line of text.
    Line,
    /// Any number of lines.
    Long,
    /// A civil date.
    Date,
    /// A date whose year may be unknown: `1963-03-14` or `--03-14`.
    PartialDate,
    /// A wall time `HH:MM`.
    Time,
    /// A whole number, zero or more.
    Count,
    /// A measured number, stored in ten-thousandths.
    Number,
    /// Yes or no.
    Flag,
    /// The name of a time zone, as `Europe/Zurich`. That there is such a zone is known where the zones are.
    Zone,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A reference to a record.
    Ref(Kind),
}

/// Who sets a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// The user must.
    Required,
    /// The user may.
    Optional,
    /// Only an act of the desk (agreeing, finishing, moving); shown, never in a form.
    ByAct,
}

/// When the journal writes a field down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Always, unknown as well.
    Always,
    /// Once it is known: it came after the first version of its table, whose rows were written without it.
    OnceKnown,
}

/// Whether a date may lie ahead of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// It may.
    Taken,
    /// It may not: it is the day on which something happened.
    Refused,
}

/// When a form asks for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Always.
    Always,
    /// Only of a record that is there: it is known once what the record tells of goes on or is over.
    Later,
}

/// One declared field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Column, JSON key and (with `-` for `_`) CLI flag.
    pub name: &'static str,
    /// What a form calls it.
    pub label: &'static str,
    /// How it is read and shown.
    pub ty: Ty,
    /// Who sets it.
    pub set: Set,
    /// On which side of today a date without a year lies.
    pub lean: Lean,
    /// Whether a date may lie ahead of today.
    pub ahead: Ahead,
    /// When a form asks for it.
    pub asked: Asked,
    /// The value a record gets when none is given.
    pub default: Option<&'static str>,
    /// One phrase of help, shown beside the field and in `--help`.
    pub doc: &'static str,
    /// When the journal writes it down.
    pub kept: Kept,
}

/// Declares a field that may be left empty.
#[must_use]
pub const fn field(name: &'static str, label: &'static str, ty: Ty, doc: &'static str) -> Field {
    let (set, lean, kept) = (Set::Optional, Lean::Future, Kept::Always);
    let (ahead, asked) = (Ahead::Taken, Asked::Always);
    Field { name, label, ty, set, lean, ahead, asked, default: None, doc, kept }
}

impl Field {
    /// The same field, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.set = Set::Required;
        self
    }
    /// The same field, set by acts only.
    #[must_use]
    pub const fn by_act(mut self) -> Self {
        self.set = Set::ByAct;
        self
    }
    /// The same field, added to a table that books have already.
    #[must_use]
    pub const fn added(mut self) -> Self {
        self.kept = Kept::OnceKnown;
        self
    }
    /// The same field, of a day on which something happened: none that is still to come.
    #[must_use]
    pub const fn past(mut self) -> Self {
        self.lean = Lean::Past;
        self.ahead = Ahead::Refused;
        self
    }
    /// The same field of a day that mostly has been, and may be agreed ahead: when something begins or ends.
    #[must_use]
    pub const fn past_mostly(mut self) -> Self {
        self.lean = Lean::Past;
        self
    }
    /// The same field, asked for only once the record is there.
    #[must_use]
    pub const fn later(mut self) -> Self {
        self.asked = Asked::Later;
        self
    }
    /// The same field with a value for records that give none.
    #[must_use]
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
}

/// The declaration of one record type.
#[derive(Debug)]
pub struct Spec {
    /// Which record type.
    pub kind: Kind,
    /// Its table.
    pub table: &'static str,
    /// The command line's word for one; [`Spec::called`] is what it is called elsewhere.
    pub noun: &'static str,
    /// What the user calls many.
    pub plural: &'static str,
    /// The letters before the number of an id.
    pub prefix: &'static str,
    /// The column that says whose it is (`relationship_id`, `person_id`), for the journal.
    pub owner: Option<&'static str>,
    /// The field that names the record in lists.
    pub title: &'static str,
    /// All fields, in the order of the form.
    pub fields: &'static [Field],
    /// Checks that span fields; text is the reason, in the user's words.
    pub check: fn(&Fields) -> Result<(), Rejection>,
}

impl Spec {
    /// What the user calls one: `life event`, `follow-up`.
    #[must_use]
    pub fn called(&self) -> String {
        // A follow-up is written so; the other hyphens only hold a command's word together.
        match self.kind {
            Kind::FollowUp => self.noun.to_owned(),
            Kind::AgendaItem => "agenda item".to_owned(),
            _ => self.noun.replace('-', " "),
        }
    }

    /// The declaration of `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}
