//! Who of the new people lives with whom: one family name at one address is one household, so is what the
//! other program calls one, and so are spouses.
//!
//! **Invariant:** a household is only proposed; whoever shares nothing of this lives alone.

use std::collections::HashMap;

use nucleo_matcher::chars::normalize;
use serde::Serialize;

use super::{preview::BookPerson, read::Reading};
use crate::domain::card::{Card, CardKind, HouseholdChoice};

/// A household somebody new may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// That of an earlier line or of the book; never their own.
    pub household: HouseholdChoice,
    /// Why.
    pub by: Shared,
}

/// What brings people together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    /// The other program's identifier of their household.
    Identifier,
    /// Their family name and their address.
    Address,
    /// One of them names the other as spouse or partner.
    Spouse,
}

impl Shared {
    /// How the preview says it: `by address`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Identifier => "by identifier",
            Self::Address => "by address",
            Self::Spouse => "as spouses",
        }
    }
}

/// The custom field that holds a household's identifier in another program.
///
/// Its name is nobody's own: “head of household: yes” must bring nobody together.
pub(super) fn identifier_field(program: &str) -> String {
    if program.is_empty() { "household id".to_owned() } else { format!("household id ({program})") }
}

fn is_identifier_field(label: &str) -> bool {
    label == "household id" || (label.starts_with("household id (") && label.ends_with(')'))
}

/// The labels of a related person one lives with.
const SPOUSES: &[&str] = &["spouse", "partner", "domestic partner", "husband", "wife"];

/// The households known so far.
pub(super) struct Homes {
    /// By what brings people together, and its name and value.
    shared: HashMap<(Shared, String, String), HouseholdChoice>,
    /// By name: where they live, and whom they name as spouses.
    people: HashMap<String, Resident>,
    /// Names that one person of the file and one of the book have at most; two Anns are nobody's spouse.
    borne: HashMap<String, [usize; 2]>,
}

struct Resident {
    home: HouseholdChoice,
    spouses: Vec<String>,
}

impl Homes {
    /// The households of the book; `reading` says which names of the file are told apart.
    pub(super) fn of(book: &[BookPerson], reading: &Reading) -> Self {
        let mut homes = Self { shared: HashMap::new(), people: HashMap::new(), borne: HashMap::new() };
        let in_file = reading.rows.iter().filter_map(|row| row.card.as_ref().ok()).map(|card| (card, 0));
        for (card, place) in in_file.chain(book.iter().map(|person| (&person.card, 1))) {
            let [in_file, in_book] = homes.borne.entry(name_key(&card.full_name)).or_default();
            *(if place == 0 { in_file } else { in_book }) += 1;
        }
        for person in book {
            if let Some((id, _)) = person.household {
                homes.remember(&person.card, HouseholdChoice::Existing(id));
            }
        }
        homes
    }

    /// The household of the same identifier, else of the same family name and address, else of the spouse;
    /// else one of their own, remembered.
    pub(super) fn propose(&mut self, line: usize, card: &Card) -> Option<Proposal> {
        let keys: Vec<_> = keys(card).collect();
        // Two households of the other program at one address stay two.
        let told = keys.iter().take_while(|key| key.0 == Shared::Identifier).count();
        let asked = if told == 0 { keys.len() } else { told };
        let by_key = keys
            .iter()
            .take(asked)
            .find_map(|key| self.shared.get(key).map(|home| Proposal { household: *home, by: key.0 }));
        let by_spouse = || {
            let home = if told == 0 { self.spouse_of(card) } else { None };
            home.map(|home| Proposal { household: home, by: Shared::Spouse })
        };
        let found = by_key.or_else(by_spouse);
        self.remember(card, found.map_or(HouseholdChoice::WithLine(line), |found| found.household));
        found
    }

    fn remember(&mut self, card: &Card, home: HouseholdChoice) {
        for key in keys(card) {
            self.shared.entry(key).or_insert(home);
        }
        if card.kind == CardKind::Individual {
            let spouses = spouses(card).collect::<Vec<_>>();
            let name = name_key(&card.full_name);
            for spouse in &spouses {
                // Who is named before their own row finds the way by the one who named them.
                let named = Resident { home, spouses: vec![name.clone()] };
                self.people.entry(spouse.clone()).or_insert(named);
            }
            self.people.insert(name, Resident { home, spouses });
        }
    }

    /// The home of the one this card names as spouse, or of the one who named them; nobody is brought to
    /// somebody who names another.
    fn spouse_of(&self, card: &Card) -> Option<HouseholdChoice> {
        let me = name_key(&card.full_name);
        let is_one =
            |name: &str| self.borne.get(name).is_none_or(|borne| borne.iter().all(|count| *count < 2));
        if card.kind != CardKind::Individual || !is_one(&me) {
            return None;
        }
        let mine: Vec<String> = spouses(card).collect();
        let named = mine.iter().filter(|name| is_one(name)).find_map(|name| {
            let other = self.people.get(name)?;
            (other.spouses.is_empty() || other.spouses.contains(&me)).then_some(other.home)
        });
        named.or_else(|| {
            let by_other = self.people.get(&me)?;
            let agree = |name: &String| is_one(name) && (mine.is_empty() || mine.contains(name));
            by_other.spouses.iter().any(agree).then_some(by_other.home)
        })
    }
}

/// The names of spouses; of a given name alone also with the family name.
fn spouses(card: &Card) -> impl Iterator<Item = String> {
    let wedded = card.related.iter().filter(|related| SPOUSES.contains(&related.label.as_str()));
    let names = wedded.flat_map(|related| {
        let alone = !related.value.contains(char::is_whitespace);
        let whole = alone.then(|| format!("{} {}", related.value, card.family_name()));
        std::iter::once(related.value.clone()).chain(whole)
    });
    names.map(|name| name_key(&name)).filter(|name| !name.is_empty())
}

/// The identifiers first, then family name and address; a firm has no family, an address without
/// street is no home.
fn keys(card: &Card) -> impl Iterator<Item = (Shared, String, String)> {
    let told = card.custom.iter().filter(move |field| {
        card.kind == CardKind::Individual && is_identifier_field(&field.label) && !field.value.is_empty()
    });
    let told = told.map(|field| (Shared::Identifier, field.label.clone(), field.value.clone()));
    let family = likeness(&name_key(card.family_name()));
    let is_person = card.kind == CardKind::Individual && !family.is_empty();
    let streets = card.points.iter().filter(move |point| {
        let street = point.parts.as_ref().map_or("", |parts| &parts.street);
        is_person && !street.is_empty() && point.label != "work"
    });
    told.chain(streets.map(move |point| (Shared::Address, family.clone(), point.key())))
}

pub(super) fn name_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The name without accents.
pub(super) fn likeness(name: &str) -> String {
    let bare = name.chars().filter(|sign| !('\u{300}'..='\u{36F}').contains(sign));
    bare.map(normalize).collect()
}
