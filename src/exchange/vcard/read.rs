//! From the lines of one card to a `Card`.
//!
//! **Invariant:** a property is either in a field of the card or, as vCard 4.0 spells it, in its `extra`.

use std::collections::{HashMap, HashSet};

use super::{
    android::{Custom, custom},
    lines::{Line, MAX_LINES},
    modern::{label_line, modernise, property_of},
    property::{ANNIVERSARY, Commas, Property, join},
    write::{CONTROLS, escape},
};
use crate::domain::card::{Address, Card, CardKind, Labelled, NameParts, Point, PointKind};
use crate::exchange::day::{is_vague, stored_day};

/// Properties that speak of the file and not of the person.
const OF_THE_FILE: &[&str] = &["VERSION", "PRODID", "REV", CONTROLS];

enum Fate {
    Taken,
    Kept,
}

/// The card of these lines, settled, or the reason why it cannot be read.
pub(super) fn card(lines: &[Line]) -> Result<Card, String> {
    if lines.len() > MAX_LINES {
        return Err(format!("it has more than {MAX_LINES} lines"));
    }
    let commas = commas(lines);
    let pictured = lines.iter().any(|line| property_of(&line.text) == CONTROLS);
    let restored: Vec<Line> = lines.iter().filter(|_| pictured).map(Line::without_pictures).collect();
    let lines = if pictured { restored.as_slice() } else { lines };
    let properties = lines.iter().map(|line| Property::of(line, commas));
    let mut properties = properties.collect::<Result<Vec<_>, _>>()?;
    let labels: HashMap<String, String> = properties.iter().filter_map(Property::as_group_label).collect();
    for property in &mut properties {
        property.group_label = property.group.as_ref().and_then(|group| labels.get(group)).cloned();
    }
    let mut card = Card::default();
    let mut first_choices = FirstChoices::default();
    let mut taken_groups = HashSet::new();
    let mut kept = Vec::new();
    for (index, property) in properties.iter().enumerate() {
        if OF_THE_FILE.contains(&property.name.as_str()) || property.as_group_label().is_some() {
            continue;
        }
        match property.take(&mut card, &mut first_choices)? {
            Fate::Taken => taken_groups.extend(property.group.as_deref()),
            Fate::Kept => kept.push(index),
        }
    }
    for (index, property) in properties.iter().enumerate() {
        let consumed = property.group.as_deref().is_some_and(|group| taken_groups.contains(group));
        if property.as_group_label().is_some() && !consumed {
            kept.push(index);
        }
    }
    kept.sort_unstable();
    let beside = std::mem::take(&mut card.extra);
    card.extra = kept.iter().filter_map(|index| Some(lines.get(*index)?.text.clone())).collect();
    card.extra.extend(beside);
    first_choices.mark(&mut card.points);
    modernise(&mut card);
    card.settled()
}

/// What commas are in a card of its version.
fn commas(lines: &[Line]) -> Commas {
    let is_old = lines.iter().any(|line| {
        let halves = line.text.split_once(':');
        halves.is_some_and(|(name, version)| name.eq_ignore_ascii_case("VERSION") && version.trim() == "2.1")
    });
    if is_old { Commas::Text } else { Commas::Part }
}

/// The name in the lines of a card that cannot be read, as far as there is one.
pub(super) fn name(lines: &[Line]) -> String {
    let mut card = Card::default();
    let commas = commas(lines);
    for property in lines.iter().filter_map(|line| Property::of(line, commas).ok()) {
        if matches!(property.name.as_str(), "FN" | "N" | "ORG" | "EMAIL") {
            // None of these can fail.
            let _ = property.take(&mut card, &mut FirstChoices::default());
        }
    }
    card.settled().map(|card| card.full_name).unwrap_or_default()
}

/// Of each kind of point the lowest PREF and its place: that one is the first choice.
#[derive(Default)]
struct FirstChoices(HashMap<PointKind, (u32, usize)>);

impl FirstChoices {
    fn see(&mut self, kind: PointKind, rank: u32, place: usize) {
        let best = self.0.entry(kind).or_insert((rank, place));
        *best = (*best).min((rank, place));
    }

    fn mark(&self, points: &mut [Point]) {
        for (_, place) in self.0.values() {
            if let Some(point) = points.get_mut(*place) {
                point.preferred = true;
            }
        }
    }
}

impl Property<'_> {
    fn take(&self, card: &mut Card, first_choices: &mut FirstChoices) -> Result<Fate, String> {
        match self.name.as_str() {
            "FN" => Ok(fill(&mut card.full_name, self.text())),
            "N" if card.name == NameParts::default() => {
                let [family, given, middle, prefix, suffix] = self.first_parts([" ", " ", " ", " ", ", "]);
                card.name = NameParts { prefix, given, middle, family, suffix };
                let sort: Vec<&str> = self.params.all("SORT-AS").collect();
                if !sort.is_empty() {
                    card.extra.push(format!("SORT-STRING:{}", escape(&sort.join(","))));
                }
                Ok(Fate::Taken)
            }
            "NICKNAME" => Ok(fill(&mut card.nickname, join(&self.list(), ", "))),
            "ORG" if card.organisation.is_empty() => Ok(self.take_organisation(card)),
            "TITLE" => Ok(fill(&mut card.title, self.text())),
            "UID" => Ok(fill(&mut card.uid, self.text())),
            "NOTE" => {
                let text = self.text();
                if !card.notes.is_empty() && !text.is_empty() {
                    card.notes.push_str("\n\n");
                }
                card.notes.push_str(&text);
                Ok(Fate::Taken)
            }
            "CATEGORIES" => {
                card.categories.extend(self.list());
                Ok(Fate::Taken)
            }
            "BDAY" if card.birthday.is_empty() => self.take_birthday(card),
            "ANNIVERSARY" => Ok(take_event(card, ANNIVERSARY, &self.text())),
            "DEATHDATE" => Ok(take_event(card, "death", &self.text())),
            "X-ABDATE" => Ok(take_event(card, &self.label(), &self.text())),
            "RELATED" | "X-ABRELATEDNAMES" => Ok(self.take_related(card, &self.label())),
            "X-ANDROID-CUSTOM" => Ok(self.take_custom(card)),
            "X-STANDING-FIELD" => {
                let [name, value] = self.first_parts([",", ","]);
                card.custom.push(Labelled::new(&name, &value));
                Ok(Fate::Taken)
            }
            "KIND" | "X-ABSHOWAS" | "X-ADDRESSBOOKSERVER-KIND" => Ok(self.take_kind(card)),
            "ADR" => Ok(self.take_point(card, first_choices, PointKind::Address)),
            "TEL" => Ok(self.take_point(card, first_choices, PointKind::Phone)),
            "EMAIL" => Ok(self.take_point(card, first_choices, PointKind::Email)),
            "URL" => Ok(self.take_point(card, first_choices, PointKind::Url)),
            "IMPP" => Ok(self.take_point(card, first_choices, PointKind::Im)),
            _ => Ok(match self.old_label() {
                Some(ANNIVERSARY) => take_event(card, ANNIVERSARY, &self.text()),
                Some(label) => self.take_related(card, label),
                None => Fate::Kept,
            }),
        }
    }

    fn take_organisation(&self, card: &mut Card) -> Fate {
        let mut parts = self.parts().into_iter().map(|list| join(&list, ", "));
        card.organisation = parts.next().unwrap_or_default();
        card.department = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        Fate::Taken
    }

    fn take_birthday(&self, card: &mut Card) -> Result<Fate, String> {
        let text = self.text();
        // "1963", "1963-03" and "circa 1963" are no mistakes, but no day the book could remind of.
        let vague =
            self.params.all("VALUE").any(|value| value.eq_ignore_ascii_case("text")) || is_vague(&text);
        match stored_day(&text) {
            Ok(day) => {
                card.birthday = day;
                Ok(Fate::Taken)
            }
            Err(_) if vague && !is_month_and_day(&text) => Ok(Fate::Kept),
            Err(reason) => Err(format!("birthday {reason}")),
        }
    }

    fn take_custom(&self, card: &mut Card) -> Fate {
        let parts: Vec<String> = self.parts().iter().map(|part| join(part, ", ")).collect();
        match custom(&parts) {
            Some(Custom::Nickname(name)) => fill(&mut card.nickname, name),
            Some(Custom::Related(label, name)) => {
                card.related.push(Labelled::new(&label, &name));
                Fate::Taken
            }
            Some(Custom::Day(label, day)) => take_event(card, &label, &day),
            None => Fate::Kept,
        }
    }

    /// A related person by name; one named by an address of the other program is kept as it came.
    fn take_related(&self, card: &mut Card, label: &str) -> Fate {
        let text = self.text();
        let is_text = self.name != "RELATED"
            || self.params.all("VALUE").any(|value| value.eq_ignore_ascii_case("text"));
        if text.trim().is_empty() || (!is_text && text.contains(':')) {
            return Fate::Kept;
        }
        card.related.push(Labelled::new(label, &text));
        Fate::Taken
    }

    fn take_kind(&self, card: &mut Card) -> Fate {
        card.kind = match self.text().trim().to_lowercase().as_str() {
            "individual" => CardKind::Individual,
            "org" | "company" => CardKind::Org,
            "group" => CardKind::Group,
            _ => return Fate::Kept,
        };
        Fate::Taken
    }

    fn take_point(&self, card: &mut Card, first_choices: &mut FirstChoices, kind: PointKind) -> Fate {
        let label = self.label();
        let point = if kind == PointKind::Address {
            let sign = ", ";
            let [po_box, extended, street, city, region, code, country] = self.first_parts([sign; 7]);
            let mut parts = Address { po_box, extended, street, city, region, code, country };
            let written = self.params.all("LABEL").next().unwrap_or("").replace("\\n", "\n");
            if parts == Address::default() {
                // Some write the address on its label only.
                parts.street = written;
            } else if !written.is_empty() {
                card.extra.push(label_line(&label, &written));
            }
            Point::address(&label, parts)
        } else {
            let text = self.text();
            let text =
                if kind == PointKind::Phone { text.strip_prefix("tel:").unwrap_or(&text) } else { &text };
            Point::new(kind, &label, text)
        };
        if point.value.is_empty() {
            return Fate::Taken;
        }
        if let Some(rank) = self.rank() {
            first_choices.see(kind, rank, card.points.len());
        }
        card.points.push(point);
        Fate::Taken
    }
}

/// A special date; what is no day is kept as it came.
fn take_event(card: &mut Card, label: &str, text: &str) -> Fate {
    match stored_day(text) {
        Ok(day) if !day.is_empty() => {
            card.events.push(Labelled::new(label, &day));
            Fate::Taken
        }
        _ => Fate::Kept,
    }
}

/// Whether the text has the shape of a birthday without year, right or wrong.
fn is_month_and_day(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.starts_with("--") && !text.starts_with("---") && digits == 4
}

/// Takes the first of several; the others are kept as they came.
fn fill(field: &mut String, text: String) -> Fate {
    if !field.is_empty() {
        return Fate::Kept;
    }
    *field = text;
    Fate::Taken
}
