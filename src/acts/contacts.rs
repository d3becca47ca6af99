//! People as cards: what a file of contacts can say of each, read from the book in one go.
//!
//! What a card has and the book has no column for is kept under names of its own: a relation as the field
//! `related: spouse`, a label of somebody without a home as the field `label: golf`, a firm by the kept
//! line `KIND:org`.
//!
//! **Invariant:** a card written by an import is read back value for value.

use std::collections::HashMap;

use super::Book;
use crate::{
    domain::{
        card::{Address, Card, CardKind, Labelled, Point, PointKind},
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
    store::Db,
};

/// The kept line of a firm.
pub(super) const ORG_LINE: &str = "KIND:org";
/// The event that is the person's own column.
pub(super) const DEATH: &str = "death";

const RELATED: &str = "related:";
const LABEL: &str = "label:";
/// Before the name of a field that would else be read as one of the two above.
const PLAIN: &str = "field:";

/// A person of the book as a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The person's number.
    pub person: i64,
    /// All the book holds of what a card can say.
    pub card: Card,
    /// The relationship they are at home in, else the first they belong to, and its name.
    pub household: Option<(i64, String)>,
    /// What they were called before a merge.
    pub former_names: Vec<String>,
    /// What they were called before they were renamed; known only where everybody is read.
    pub earlier_names: Vec<String>,
    /// The identifiers they had in other programs before a merge.
    pub former_uids: Vec<String>,
}

impl Book {
    /// Every person of the book as a card, by id.
    pub fn book_persons(&self) -> Result<Vec<Contact>, Rejection> {
        contacts(self.db(), Whom::Everybody)
    }

    /// A person of the book as a card; nothing of somebody who is not there.
    pub fn card_of_person(&self, person: i64) -> Result<Option<Card>, Rejection> {
        Ok(contacts(self.db(), Whom::Only(&[person]))?.pop().map(|contact| contact.card))
    }

    /// The people of a relationship as cards, in the order they joined it.
    pub fn cards_of(&self, relationship: i64) -> Result<Vec<Card>, Rejection> {
        let members = self.db().of(Kind::Membership, relationship)?;
        let mut persons: Vec<i64> = members.iter().filter_map(|row| row.int("person_id")).collect();
        let mut seen = std::collections::HashSet::new();
        persons.retain(|person| seen.insert(*person));
        Ok(contacts(self.db(), Whom::Only(&persons))?.into_iter().map(|contact| contact.card).collect())
    }
}

/// Whose cards are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whom<'a> {
    Everybody,
    /// These; who is not there is left out.
    Only(&'a [i64]),
}

/// The contacts wanted; all of them are read with one question for each type of record.
pub(super) fn contacts(db: Db<'_>, whom: Whom<'_>) -> Result<Vec<Contact>, Rejection> {
    let persons = match whom {
        Whom::Everybody => db.rows(Kind::Person, &[])?,
        Whom::Only(ids) => {
            let found = ids.iter().map(|id| db.get(RecordId::new(Kind::Person, *id)));
            found.filter_map(Result::transpose).collect::<Result<_, _>>()?
        }
    };
    let mut places = HashMap::with_capacity(persons.len());
    let mut contacts = Vec::with_capacity(persons.len());
    for row in &persons {
        places.insert(row.id.id, contacts.len());
        contacts.push(Contact {
            person: row.id.id,
            card: card_of(row),
            household: None,
            former_names: Vec::new(),
            earlier_names: Vec::new(),
            former_uids: Vec::new(),
        });
    }
    let mut each = |kind: Kind, add: fn(&mut Card, &Row)| -> Result<(), Rejection> {
        for row in rows_of(db, kind, whom)? {
            let place = row.int("person_id").and_then(|person| places.get(&person));
            if let Some(contact) = place.and_then(|place| contacts.get_mut(*place)) {
                add(&mut contact.card, &row);
            }
        }
        Ok(())
    };
    each(Kind::ContactPoint, |card, row| card.points.push(point(row)))?;
    each(Kind::SpecialDate, |card, row| card.events.push(Labelled::new(row.str("label"), row.str("day"))))?;
    each(Kind::ImportedProperty, |card, row| match row.str("line") {
        ORG_LINE => card.kind = CardKind::Org,
        line => card.extra.push(line.to_owned()),
    })?;
    each(Kind::CustomField, take_field)?;
    for row in &persons {
        if let Some(contact) = places.get(&row.id.id).and_then(|place| contacts.get_mut(*place)) {
            let died = row.fields.text("died_on").map(|day| Labelled::new(DEATH, day));
            contact.card.events.extend(died);
        }
    }
    for row in rows_of(db, Kind::Alias, whom)? {
        let place = row.int("person_id").and_then(|person| places.get(&person));
        if let Some(contact) = place.and_then(|place| contacts.get_mut(*place)) {
            contact.former_names.push(row.str("name").to_owned());
            contact.former_uids.extend(row.fields.text("foreign_id").map(ToOwned::to_owned));
        }
    }
    if matches!(whom, Whom::Everybody) {
        for (person, name) in db.earlier_names()? {
            if let Some(contact) = places.get(&person).and_then(|place| contacts.get_mut(*place)) {
                contact.earlier_names.push(name);
            }
        }
    }
    let homes = homes(db, whom)?;
    let tags = tags(db, whom, &homes)?;
    for contact in &mut contacts {
        let Some(home) = homes.get(&contact.person) else { continue };
        contact.household = Some((home.relationship, home.name.clone()));
        if home.lives_there {
            contact.card.categories.extend(tags.get(&home.relationship).into_iter().flatten().cloned());
        }
    }
    Ok(contacts)
}

fn rows_of(db: Db<'_>, kind: Kind, whom: Whom<'_>) -> Result<Vec<Row>, Rejection> {
    let Whom::Only(ids) = whom else { return db.rows(kind, &[]) };
    let mut rows = Vec::new();
    for id in ids {
        rows.extend(db.rows(kind, &[("person_id", Value::Int(*id))])?);
    }
    Ok(rows)
}

/// The relationship a person's household and labels are read from.
struct Home {
    relationship: i64,
    name: String,
    /// Only who lives there shares its tags; a trusted contact does not.
    lives_there: bool,
}

fn homes(db: Db<'_>, whom: Whom<'_>) -> Result<HashMap<i64, Home>, Rejection> {
    let mut homes: HashMap<i64, Home> = HashMap::new();
    for row in rows_of(db, Kind::Membership, whom)? {
        let (Some(person), Some(relationship)) = (row.int("person_id"), row.int("relationship_id")) else {
            continue;
        };
        let home = Home { relationship, name: String::new(), lives_there: row.flag("home") };
        match homes.get_mut(&person) {
            Some(known) if home.lives_there && !known.lives_there => *known = home,
            Some(_) => {}
            None => {
                homes.insert(person, home);
            }
        }
    }
    let names: HashMap<i64, String> = match whom {
        Whom::Everybody => {
            let rows = db.rows(Kind::Relationship, &[])?;
            rows.into_iter().map(|row| (row.id.id, row.str("name").to_owned())).collect()
        }
        Whom::Only(_) => {
            let rows =
                homes.values().map(|home| db.get(RecordId::new(Kind::Relationship, home.relationship)));
            let rows = rows.filter_map(Result::transpose);
            rows.map(|row| row.map(|row| (row.id.id, row.str("name").to_owned())))
                .collect::<Result<_, _>>()?
        }
    };
    for home in homes.values_mut() {
        home.name = names.get(&home.relationship).cloned().unwrap_or_default();
    }
    Ok(homes)
}

fn tags(
    db: Db<'_>,
    whom: Whom<'_>,
    homes: &HashMap<i64, Home>,
) -> Result<HashMap<i64, Vec<String>>, Rejection> {
    let rows = match whom {
        Whom::Everybody => db.rows(Kind::Tag, &[])?,
        Whom::Only(_) => {
            let mut ids: Vec<i64> = homes.values().map(|home| home.relationship).collect();
            ids.sort_unstable();
            ids.dedup();
            let mut rows = Vec::new();
            for id in ids {
                rows.extend(db.of(Kind::Tag, id)?);
            }
            rows
        }
    };
    let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
    for row in rows {
        if let Some(id) = row.int("relationship_id") {
            tags.entry(id).or_default().push(row.str("name").to_owned());
        }
    }
    Ok(tags)
}

/// The person's columns and the texts of a card they hold.
pub(super) fn texts(card: &Card) -> [(&'static str, &str); 13] {
    [
        ("name", &card.full_name),
        ("prefix", &card.name.prefix),
        ("given", &card.name.given),
        ("middle", &card.name.middle),
        ("family", &card.name.family),
        ("suffix", &card.name.suffix),
        ("nickname", &card.nickname),
        ("birth_date", &card.birthday),
        ("organisation", &card.organisation),
        ("department", &card.department),
        ("job_title", &card.title),
        ("notes", &card.notes),
        ("external_uid", &card.uid),
    ]
}

fn card_of(row: &Row) -> Card {
    let mut card = Card::default();
    let Card { full_name, name, nickname, organisation, department, title, birthday, notes, uid, .. } =
        &mut card;
    for (column, text) in [
        ("name", full_name),
        ("prefix", &mut name.prefix),
        ("given", &mut name.given),
        ("middle", &mut name.middle),
        ("family", &mut name.family),
        ("suffix", &mut name.suffix),
        ("nickname", nickname),
        ("birth_date", birthday),
        ("organisation", organisation),
        ("department", department),
        ("job_title", title),
        ("notes", notes),
        ("external_uid", uid),
    ] {
        row.str(column).clone_into(text);
    }
    card
}

/// The word of a kind of point in the book.
pub(super) fn point_word(kind: PointKind) -> &'static str {
    match kind {
        PointKind::Phone => "phone",
        PointKind::Email => "email",
        PointKind::Address => "address",
        PointKind::Url => "url",
        PointKind::Im => "im",
    }
}

fn point(row: &Row) -> Point {
    let kind = match row.str("kind") {
        "phone" => PointKind::Phone,
        "email" => PointKind::Email,
        "address" => PointKind::Address,
        "im" => PointKind::Im,
        _ => PointKind::Url,
    };
    let (label, value) = (row.str("label").to_owned(), row.str("value").to_owned());
    let parts = (kind == PointKind::Address).then(|| address_of(row));
    Point { kind, label, value, preferred: row.flag("preferred"), parts }
}

/// The parts of a postal address of the book.
pub(super) fn address_of(row: &Row) -> Address {
    let value = row.str("value");
    let kept = row.fields.text("parts").and_then(|parts| serde_json::from_str::<Address>(parts).ok());
    // A line typed since is the truth; its parts are not known.
    let kept = kept.filter(|parts| parts.one_line() == value);
    kept.unwrap_or_else(|| Address { street: value.to_owned(), ..Address::default() })
}

fn take_field(card: &mut Card, row: &Row) {
    let (name, value) = (row.str("name"), row.str("value"));
    if let Some(label) = name.strip_prefix(RELATED) {
        card.related.push(Labelled::new(label, value));
    } else if name.starts_with(LABEL) {
        card.categories.push(value.to_owned());
    } else {
        card.custom.push(Labelled::new(name.strip_prefix(PLAIN).unwrap_or(name), value));
    }
}

/// The name of the field that holds a relation.
pub(super) fn related_field(label: &str) -> String {
    format!("{RELATED} {label}").trim_end().to_owned()
}

/// The name of the field that holds a label of somebody without a home.
pub(super) fn label_field() -> &'static str {
    LABEL
}

/// The name of the field that holds a field of the user's own.
pub(super) fn own_field(label: &str) -> String {
    if label.is_empty() || [RELATED, LABEL, PLAIN].iter().any(|mark| label.starts_with(mark)) {
        format!("{PLAIN} {label}").trim_end().to_owned()
    } else {
        label.to_owned()
    }
}

/// A label as a tag: one word without `#`; empty when nothing is left of it.
#[must_use]
pub fn tag_word(label: &str) -> String {
    let bare = label.trim_start_matches(|sign: char| sign == '#' || sign.is_whitespace());
    bare.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Fields;

    #[test]
    fn a_label_becomes_one_word() {
        assert_eq!(
            ["golf", " golf  club ", "#vip", "# ", "a\tb"].map(tag_word),
            ["golf", "golf-club", "vip", "", "a-b"]
        );
    }

    #[test]
    fn fields_of_every_name_are_told_apart() {
        let mut card = Card::default();
        let row = |name: String| Row {
            id: RecordId::new(Kind::CustomField, 1),
            uid: String::new(),
            fields: Fields::new().with("name", name).with("value", "v"),
        };
        for label in ["", "Dog", "related: x", "label:", "field: y"] {
            take_field(&mut card, &row(own_field(label)));
            take_field(&mut card, &row(related_field(label)));
        }
        let expected = ["", "Dog", "related: x", "label:", "field: y"].map(|label| Labelled::new(label, "v"));
        assert_eq!(card.custom, expected);
        assert_eq!(card.related, expected);
        assert_eq!(card.categories, [""; 0]);
    }

    #[test]
    fn an_address_typed_anew_has_lost_its_old_parts() {
        let old = Address { street: "1 Oak".into(), city: "Salem".into(), ..Address::default() };
        let mut row = Row {
            id: RecordId::new(Kind::ContactPoint, 1),
            uid: String::new(),
            fields: Fields::new()
                .with("kind", "address")
                .with("value", "1 Oak, Salem")
                .with("parts", serde_json::to_string(&old).unwrap()),
        };
        assert_eq!(point(&row), Point::address("", old));
        row.fields.set("value", "2 Elm, Portland");
        assert_eq!(point(&row).parts.unwrap().street, "2 Elm, Portland");
    }
}
