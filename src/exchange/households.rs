//! Who of the new people lives with whom: one family name at one address is one household, and so is
//! what the other program calls one.
//!
//! **Invariant:** a household is only proposed; whoever shares neither address nor identifier lives alone.

use std::collections::HashMap;

use nucleo_matcher::chars::normalize;

use super::preview::BookPerson;
use crate::domain::card::{Card, CardKind, HouseholdChoice};

/// The custom field that holds a household's identifier in another program.
///
/// Its name is nobody's own: “head of household: yes” must bring nobody together.
pub(super) fn identifier_field(program: &str) -> String {
    if program.is_empty() { "household id".to_owned() } else { format!("household id ({program})") }
}

fn is_identifier_field(label: &str) -> bool {
    label == "household id" || (label.starts_with("household id (") && label.ends_with(')'))
}

/// The households known so far, by family name and address or by identifier.
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

    /// The household of the same identifier, or of the same family name and address, else one of their
    /// own, remembered.
    pub(super) fn choose(&mut self, line: usize, card: &Card) -> HouseholdChoice {
        let keys: Vec<_> = home_keys(card).collect();
        // Two households of the other program at one address stay two.
        let told = keys.iter().take_while(|key| is_told(&key.0)).count();
        let asked = if told == 0 { keys.len() } else { told };
        let found = keys.iter().take(asked).find_map(|key| self.0.get(key)).copied();
        let remembered = found.unwrap_or(HouseholdChoice::WithLine(line));
        for key in keys {
            self.0.entry(key).or_insert(remembered);
        }
        found.unwrap_or(HouseholdChoice::Own)
    }
}

/// A family name never begins with it.
const TOLD: char = '\0';

fn is_told(name: &str) -> bool {
    name.starts_with(TOLD)
}

/// The identifiers first, then family name and address; a firm has no family, an address without
/// street is no home.
fn home_keys(card: &Card) -> impl Iterator<Item = (String, String)> {
    let told = card.custom.iter().filter(move |field| {
        card.kind == CardKind::Individual && is_identifier_field(&field.label) && !field.value.is_empty()
    });
    let told = told.map(|field| (format!("{TOLD}{}", field.label), field.value.clone()));
    told.chain(shared_addresses(card))
}

fn shared_addresses(card: &Card) -> impl Iterator<Item = (String, String)> {
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
