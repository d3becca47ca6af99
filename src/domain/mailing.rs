//! Who may be written to with a mailing, to which address, and how it begins.
//!
//! A mailing goes to many at once. It never counts as contact (DECIDED, Real contact), it is kept from whoever does
//! not want it, and the dead leave it (DECIDED, Death).
//!
//! **Invariant:** who is not written to has a reason in words; nobody is dropped without one.

use serde::{Deserialize, Serialize};

use super::{
    record::{RecordId, Row},
    records::membership::may_agree,
};

/// A letter or e-mail that went to many at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailed {
    /// How it was sent.
    pub by: By,
    /// What it is, in a word or two.
    pub what: String,
    /// To whom.
    pub to: Vec<Recipient>,
}

/// What the summary of a contact that is part of a mailing begins with.
pub const CALLED: &str = "Mailing: ";

/// Whether an interaction is part of a mailing: written to many, not to them.
#[must_use]
pub fn is_part(interaction: &Row) -> bool {
    interaction.str("summary").starts_with(CALLED)
        && interaction.str("direction") == "out"
        && !interaction.flag("reached")
        && interaction.int("minutes") == Some(0)
}

/// How a mailing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// On paper: one to a household.
    Letter,
    /// By e-mail: one to each address of a household.
    Email,
}

impl By {
    /// The channel of the contact it is kept as.
    #[must_use]
    pub fn channel(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Email => "e-mail",
        }
    }

    /// The kind of contact point it needs.
    #[must_use]
    pub fn point(self) -> &'static str {
        match self {
            Self::Letter => "address",
            Self::Email => "email",
        }
    }
}

/// One household or firm a mailing went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Whose contact it is.
    pub relationship: RecordId,
    /// Who was written to.
    pub persons: Vec<RecordId>,
}

/// Why somebody is not written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They want no letters and no mailings at all.
    NoMailings,
    /// They want no e-mail.
    NoEmail,
    /// All who would be written to have died.
    Died,
    /// Nobody belongs to it who could be written to.
    Nobody,
    /// The book has no postal address that may be used.
    NoAddress,
    /// The book has no e-mail address that may be used.
    NoEmailAddress,
}

impl Why {
    /// The reason as a phrase.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NoMailings => "they want no letters or mailings",
            Self::NoEmail => "they want no e-mail",
            Self::Died => "who would be written to has died",
            Self::Nobody => "no adult has their home in it",
            Self::NoAddress => "no postal address to use",
            Self::NoEmailAddress => "no e-mail address to use",
        }
    }

    /// The reason for a missing address.
    #[must_use]
    pub fn unreachable(by: By) -> Self {
        match by {
            By::Letter => Self::NoAddress,
            By::Email => Self::NoEmailAddress,
        }
    }
}

/// What a relationship itself has against a mailing.
#[must_use]
pub fn refusal(relationship: &Row, by: By) -> Option<Why> {
    // The wish for no letters names mailings too, so it holds whichever way they come.
    if relationship.flag("no_letters") {
        return Some(Why::NoMailings);
    }
    (by == By::Email && relationship.flag("no_email")).then_some(Why::NoEmail)
}

/// The members a mailing is addressed to, or why there is none; `members` are memberships beside their persons.
///
/// Head, spouse and partner at home; where there are none of these, every adult at home.
pub fn addressed(members: &[(Row, Row)]) -> Result<Vec<&Row>, Why> {
    let home = || members.iter().filter(|(membership, _)| membership.flag("home"));
    let mut chosen: Vec<&Row> =
        home().filter(|(membership, _)| leads(membership.str("role"))).map(|(_, person)| person).collect();
    if chosen.is_empty() {
        chosen = home()
            .filter(|(membership, _)| may_agree(membership.str("role")))
            .map(|(_, person)| person)
            .collect();
    }
    if chosen.is_empty() {
        return Err(Why::Nobody);
    }
    chosen.retain(|person| person.str("died_on").is_empty());
    if chosen.is_empty() { Err(Why::Died) } else { Ok(chosen) }
}

fn leads(role: &str) -> bool {
    matches!(role, "head" | "spouse" | "partner")
}

/// The point a mailing goes to: of those that may be used the preferred one, of addresses then that at home, then
/// the first.
#[must_use]
pub fn point<'a>(points: &'a [Row], by: By) -> Option<&'a Row> {
    let usable = points.iter().filter(|row| row.str("kind") == by.point() && !row.flag("do_not_use"));
    let worth = |row: &&'a Row| {
        let home = by == By::Letter && row.str("label").split(' ').any(|word| word == "home");
        (!row.flag("preferred"), !home, row.id)
    };
    usable.min_by_key(worth)
}

/// The names on the envelope: `Ann and Robert Hartley`, or each in full where the family names differ.
#[must_use]
pub fn addressee(persons: &[&Row]) -> String {
    let first = persons.first().map_or("", |person| person.str("family"));
    let one_family = persons.len() > 1
        && !first.is_empty()
        && persons.iter().all(|person| person.str("family") == first && !person.str("given").is_empty());
    if one_family {
        if persons.iter().all(|person| is_east_asian(person)) {
            let given: Vec<&str> = persons.iter().map(|person| person.str("given")).collect();
            return format!("{first} {}", given.join("・"));
        }
        return format!("{} {first}", and(persons.iter().map(|person| person.str("given"))));
    }
    if persons.iter().all(|person| is_east_asian(person)) {
        return persons.iter().map(|person| family_first(person)).collect::<Vec<_>>().join("、");
    }
    and(persons.iter().map(|person| person.str("name")))
}

/// Whether a name is written in Han or Kana: the family name goes first in it.
fn is_east_asian(person: &Row) -> bool {
    let (family, given) = (person.str("family"), person.str("given"));
    // What a name has besides, as a reading in Latin letters, is no part of the address.
    let name = if family.is_empty() { person.str("name").to_owned() } else { format!("{family}{given}") };
    let is_one = |sign: char| {
        matches!(sign, '\u{3005}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}')
    };
    let mut signs = name.chars().filter(|sign| sign.is_alphabetic()).peekable();
    signs.peek().is_some() && signs.all(is_one)
}

fn family_first(person: &Row) -> String {
    match (person.str("family"), person.str("given")) {
        ("", _) | (_, "") => person.str("name").to_owned(),
        (family, given) => format!("{family} {given}"),
    }
}

/// How a letter begins: as the relationship says, else `Dear Ann and Robert`.
#[must_use]
pub fn salutation(address_as: &str, persons: &[&Row]) -> String {
    let said = address_as.trim();
    if !said.is_empty() {
        return said.to_owned();
    }
    let called = |person: &&Row| match person.str("given") {
        "" => person.str("name").to_owned(),
        given => given.to_owned(),
    };
    let names: Vec<String> = persons.iter().map(called).collect();
    format!("Dear {}", and(names.iter().map(String::as_str)))
}

/// `Ann`, `Ann and Robert`, `Ann, Robert and Claire`.
fn and<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::{Fields, Kind};

    fn row(kind: Kind, id: i64, fields: Fields) -> Row {
        Row { id: RecordId::new(kind, id), uid: String::new(), fields }
    }

    fn person(id: i64, given: &str, family: &str) -> Row {
        let fields = Fields::new()
            .with("name", format!("{given} {family}").trim())
            .with("given", given)
            .with("family", family);
        row(Kind::Person, id, fields)
    }

    fn member(id: i64, role: &str, person: Row) -> (Row, Row) {
        (row(Kind::Membership, id, Fields::new().with("role", role).with("home", true)), person)
    }

    fn address(id: i64, fields: Fields) -> Row {
        row(Kind::ContactPoint, id, fields.with("kind", "address"))
    }

    #[test]
    fn a_name_in_han_or_kana_has_the_family_first_and_no_and() {
        let (yuko, hiroshi) = (person(1, "裕子", "田中"), person(2, "浩", "田中"));
        assert_eq!(addressee(&[&yuko, &hiroshi]), "田中 裕子・浩");
        assert_eq!(addressee(&[&yuko]), "田中 裕子");
        assert_eq!(addressee(&[&yuko, &person(3, "さくら", "佐藤")]), "田中 裕子、佐藤 さくら");
        assert_eq!(addressee(&[&person(4, "Ann", "Hartley")]), "Ann Hartley");
    }

    #[test]
    fn a_wish_for_no_mailings_holds_for_e_mail_too() {
        let they = |flag: &str| row(Kind::Relationship, 1, Fields::new().with(flag, true));
        assert_eq!(refusal(&they("no_letters"), By::Letter), Some(Why::NoMailings));
        assert_eq!(refusal(&they("no_letters"), By::Email), Some(Why::NoMailings));
        assert_eq!(refusal(&they("no_email"), By::Email), Some(Why::NoEmail));
        assert_eq!(refusal(&they("no_email"), By::Letter), None);
        assert_eq!(refusal(&they("no_calls"), By::Letter), None);
    }

    #[test]
    fn a_letter_goes_to_those_who_lead_the_household_and_live() {
        let mut robert = person(2, "Robert", "Hartley");
        let members = vec![
            member(1, "head", person(1, "Ann", "Hartley")),
            member(2, "spouse", robert.clone()),
            member(3, "child", person(3, "Claire", "Hartley")),
            member(4, "attorney", person(4, "Iris", "Falk")),
        ];
        let names = |rows: Vec<&Row>| rows.iter().map(|row| row.id.id).collect::<Vec<_>>();
        assert_eq!(addressed(&members).map(names), Ok(vec![1, 2]));
        robert.fields.set("died_on", "2026-03-01");
        let widow = vec![member(1, "head", robert.clone()), member(2, "spouse", person(1, "Ann", "Hartley"))];
        assert_eq!(addressed(&widow).map(names), Ok(vec![1]));
        assert_eq!(addressed(&[member(1, "head", robert)]), Err(Why::Died));
        assert_eq!(addressed(&[]), Err(Why::Nobody));
        assert_eq!(addressed(&[member(1, "attorney", person(4, "Iris", "Falk"))]), Err(Why::Nobody));
        let mut away = member(1, "head", person(1, "Ann", "Hartley"));
        away.0.fields.set("home", false);
        assert_eq!(addressed(&[away]), Err(Why::Nobody), "letters go to the home");
        let firm = [member(1, "contact", person(9, "Bo", "Lund"))];
        assert_eq!(addressed(&firm).map(names), Ok(vec![9]));
    }

    #[test]
    fn a_point_not_to_be_used_is_not_used() {
        let points = [
            address(1, Fields::new().with("value", "old").with("do_not_use", true).with("preferred", true)),
            address(2, Fields::new().with("value", "office").with("label", "work")),
            address(3, Fields::new().with("value", "home").with("label", "home")),
        ];
        assert_eq!(point(&points, By::Letter).map(|row| row.str("value")), Some("home"));
        assert_eq!(point(&points, By::Email), None);
        assert_eq!(point(&points[..1], By::Letter), None);
    }

    #[test]
    fn names_are_joined_as_one_writes_them() {
        let (ann, robert, cole) =
            (person(1, "Ann", "Hartley"), person(2, "Robert", "Hartley"), person(3, "Dana", "Cole"));
        assert_eq!(addressee(&[&ann, &robert]), "Ann and Robert Hartley");
        assert_eq!(addressee(&[&ann, &cole]), "Ann Hartley and Dana Cole");
        assert_eq!(addressee(&[&ann]), "Ann Hartley");
        assert_eq!(salutation("", &[&ann, &robert, &cole]), "Dear Ann, Robert and Dana");
        assert_eq!(salutation(" Liebe Ann ", &[&ann]), "Liebe Ann");
        assert_eq!(salutation("", &[&person(4, "", "Bank")]), "Dear Bank");
    }
}
