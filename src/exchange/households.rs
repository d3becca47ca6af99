//! Who of the new people lives with whom: one family name at one address is one household.
//!
//! **Invariant:** a household is only proposed; whoever shares no address lives alone.

use std::collections::HashMap;

use nucleo_matcher::chars::normalize;

use super::preview::BookPerson;
use crate::domain::card::{Card, CardKind, HouseholdChoice};

/// The households known so far, by family name and address.
pub(super) struct Homes(HashMap<(String, String), HouseholdChoice>);

impl Homes {
    pub(super) fn of(book: &[BookPerson]) -> Self {
        let mut homes = Self(HashMap::new());
        for person in book {
            let Some((id, _)) = person.household else { continue };
            for key in home_keys(&person.card) {
                homes.0.entry(key).or_insert(HouseholdChoice::Existing(id));
            }
        }
        homes
    }

    /// The household of the same family name and address, else one of their own, remembered.
    pub(super) fn choose(&mut self, line: usize, card: &Card) -> HouseholdChoice {
        let keys: Vec<_> = home_keys(card).collect();
        let found = keys.iter().find_map(|key| self.0.get(key)).copied();
        let remembered = found.unwrap_or(HouseholdChoice::WithLine(line));
        for key in keys {
            self.0.entry(key).or_insert(remembered);
        }
        found.unwrap_or(HouseholdChoice::Own)
    }
}

/// Family name and address; a firm has no family, an address without street is no home.
fn home_keys(card: &Card) -> impl Iterator<Item = (String, String)> {
    let family = likeness(&name_key(card.family_name()));
    let is_person = card.kind == CardKind::Individual && !family.is_empty();
    let streets = card.points.iter().filter(move |point| {
        let street = point.parts.as_ref().map_or("", |parts| &parts.street);
        is_person && !street.is_empty() && point.label != "work"
    });
    streets.map(move |point| (family.clone(), point.key()))
}

pub(super) fn name_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The name without accents.
pub(super) fn likeness(name: &str) -> String {
    let bare = name.chars().filter(|sign| !('\u{300}'..='\u{36F}').contains(sign));
    bare.map(normalize).collect()
}
