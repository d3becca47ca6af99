//! Cards as vCard 4.0.
//!
//! What came in from older cards goes out as 4.0 spells it. A control character goes out as its picture (`␛`),
//! and a card that has one says so in a property, by which this program reads it back.
//!
//! **Invariant:** no line is longer than 75 octets, no character is cut, no value can end its line, and no
//! control character goes out.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{
    modern::{address_of, label_of, modernise, property_of, quoted},
    property::unescape,
};
use crate::domain::{
    card::{Card, CardKind, NameParts, Point, PointKind},
    safe,
};

/// The longest line in octets, without its end (RFC 6350, 3.2).
const FOLD: usize = 75;

/// What a name is sorted as; a parameter of `N` in vCard 4.0.
const SORT: &str = "SORT-STRING";

/// Labels that are values of TYPE for a point; `mobile` is written `cell`.
const POINT_TYPES: &[&str] = &["home", "work", "mobile", "fax", "pager", "video"];

/// Labels that are values of TYPE for a related person (RFC 6350, 6.6.6).
const RELATED_TYPES: &[&str] =
    &["spouse", "child", "parent", "sibling", "friend", "kin", "colleague", "agent", "emergency"];

/// Says that pictures of control characters in the card stand for these.
pub(super) const CONTROLS: &str = "X-STANDING-CONTROL-PICTURES";

/// The cards as one vCard 4.0 text; unknown properties come back as they were read, spelled as 4.0 does.
#[must_use]
pub fn write(cards: &[Card]) -> String {
    let mut text = String::new();
    for card in cards {
        let mut card = card.clone();
        modernise(&mut card);
        let groups = card.extra.iter().filter_map(|line| group_of(line)).collect();
        let mut writer = Writer { lines: Vec::new(), groups, next_group: 1 };
        writer.card(&card);
        writer.finish(&mut text);
    }
    text
}

fn group_of(line: &str) -> Option<String> {
    let head = line.split([':', ';']).next()?;
    Some(head.split_once('.')?.0.to_ascii_lowercase())
}

struct Writer {
    lines: Vec<String>,
    /// Groups the kept lines use.
    groups: HashSet<String>,
    next_group: usize,
}

impl Writer {
    fn card(&mut self, card: &Card) {
        self.line("BEGIN:VCARD");
        self.line("VERSION:4.0");
        match card.kind {
            CardKind::Individual => {}
            CardKind::Org => self.line("KIND:org"),
            CardKind::Group => self.line("KIND:group"),
        }
        self.line(&format!("FN:{}", escape(&card.full_name)));
        let NameParts { prefix, given, middle, family, suffix } = &card.name;
        let names = [family, given, middle, prefix, suffix].map(|part| escape(part)).join(";");
        let sort = card.extra.iter().find(|line| property_of(line) == SORT);
        match sort.and_then(|line| Some(unescape(line.split_once(':')?.1))) {
            Some(sort) => self.line(&format!("N;SORT-AS={}:{names}", quoted(&sort))),
            None if names.len() > 4 => self.line(&format!("N:{names}")),
            None => {}
        }
        self.structured("NICKNAME", &[&card.nickname]);
        let department: &[&str] = if card.department.is_empty() { &[] } else { &[&card.department] };
        let firm: Vec<&str> = [card.organisation.as_str()].iter().chain(department).copied().collect();
        self.structured("ORG", &firm);
        self.structured("TITLE", &[&card.title]);
        if !card.birthday.is_empty() {
            self.line(&format!("BDAY:{}", basic(&card.birthday)));
        }
        for event in &card.events {
            let day = basic(&event.value);
            match event.label.as_str() {
                "anniversary" => self.line(&format!("ANNIVERSARY:{day}")),
                "death" => self.line(&format!("DEATHDATE:{day}")),
                label => self.grouped("X-ABDATE", &day, label),
            }
        }
        let written = labels(card);
        for (at, point) in card.points.iter().enumerate() {
            self.point(point, written.get(&at).map(String::as_str));
        }
        self.structured("NOTE", &[&card.notes]);
        if !card.categories.is_empty() {
            let list: Vec<_> = card.categories.iter().map(|category| escape(category)).collect();
            self.line(&format!("CATEGORIES:{}", list.join(",")));
        }
        for related in &card.related {
            let name = escape(&related.value);
            if RELATED_TYPES.contains(&related.label.as_str()) {
                self.line(&format!("RELATED;VALUE=text;TYPE={}:{name}", related.label));
            } else {
                self.grouped("RELATED;VALUE=text", &name, &related.label);
            }
        }
        for field in &card.custom {
            self.line(&format!("X-STANDING-FIELD:{};{}", escape(&field.label), escape(&field.value)));
        }
        self.structured("UID", &[&card.uid]);
        for kept in card.extra.iter().filter(|line| !matches!(property_of(line).as_str(), SORT | "LABEL")) {
            // A line end inside would be another property.
            self.line(&kept.replace(['\r', '\n'], " "));
        }
        self.line("END:VCARD");
    }

    fn point(&mut self, point: &Point, written: Option<&str>) {
        let (name, value) = match (point.kind, &point.parts) {
            (PointKind::Address, Some(parts)) => ("ADR", parts.parts().map(escape).join(";")),
            (PointKind::Address, None) => ("ADR", format!(";;{};;;;", escape(&point.value))),
            (PointKind::Phone, _) => ("TEL", escape(&point.value)),
            (PointKind::Email, _) => ("EMAIL", escape(&point.value)),
            // A comma or semicolon of an address on the web is part of it.
            (PointKind::Url, _) => ("URL", escape_ends(&point.value)),
            (PointKind::Im, _) => ("IMPP", escape_ends(&point.value)),
        };
        let mut head = name.to_owned();
        let words: Vec<_> = point.label.split(' ').collect();
        let usual = words.iter().all(|word| POINT_TYPES.contains(word));
        if usual {
            let types: Vec<_> =
                words.iter().map(|word| if *word == "mobile" { "cell" } else { word }).collect();
            head = format!("{head};TYPE={}", types.join(","));
        }
        if point.preferred {
            head.push_str(";PREF=1");
        }
        if let Some(written) = written {
            head.push_str(&format!(";LABEL={}", quoted(written)));
        }
        if usual || point.label.is_empty() {
            self.line(&format!("{head}:{value}"));
        } else {
            self.grouped(&head, &value, &point.label);
        }
    }

    /// A property with a label of the user's own, as Apple writes it and most read it.
    fn grouped(&mut self, head: &str, value: &str, label: &str) {
        if label.is_empty() {
            return self.line(&format!("{head}:{value}"));
        }
        let mut group = format!("item{}", self.next_group);
        while self.groups.contains(&group) {
            self.next_group += 1;
            group = format!("item{}", self.next_group);
        }
        self.next_group += 1;
        self.line(&format!("{group}.{head}:{value}"));
        self.line(&format!("{group}.X-ABLabel:{}", escape(label)));
    }

    /// A property of several parts, unless all are empty.
    fn structured(&mut self, name: &str, parts: &[&str]) {
        if parts.iter().any(|part| !part.is_empty()) {
            let parts: Vec<_> = parts.iter().map(|part| escape(part)).collect();
            self.line(&format!("{name}:{}", parts.join(";")));
        }
    }

    fn line(&mut self, line: &str) {
        self.lines.push(line.to_owned());
    }

    /// The lines of the card without what speaks to a terminal or hides, folded.
    fn finish(self, text: &mut String) {
        let shown: Vec<Cow<'_, str>> = self.lines.iter().map(|line| safe::in_card(line)).collect();
        let has_controls = shown.iter().any(|line| matches!(line, Cow::Owned(_)));
        // Where the text has such pictures of its own, nobody could tell the two apart.
        let is_plain = !self.lines.iter().any(|line| safe::has_pictures(line));
        for (at, line) in shown.iter().enumerate() {
            fold(line, text);
            if at == 1 && has_controls && is_plain {
                fold(&format!("{CONTROLS}:TRUE"), text);
            }
        }
    }
}

/// What stands on the labels of the addresses, by their place.
fn labels(card: &Card) -> HashMap<usize, String> {
    let lines = card.extra.iter().filter(|line| property_of(line) == "LABEL");
    let mut used = Vec::new();
    let mut found = HashMap::new();
    for (label, written) in lines.filter_map(|line| label_of(line)) {
        if let Some(at) = address_of(&card.points, &used, &label, &written) {
            used.push(at);
            found.insert(at, written);
        }
    }
    found
}

/// One line, folded between characters.
fn fold(line: &str, text: &mut String) {
    let mut room = FOLD;
    for sign in line.chars() {
        if sign.len_utf8() > room {
            text.push_str("\r\n ");
            room = FOLD - 1;
        }
        room -= sign.len_utf8();
        text.push(sign);
    }
    text.push_str("\r\n");
}

/// `1963-03-14` as `19630314`, `--03-14` as `--0314`.
fn basic(day: &str) -> String {
    match day.strip_prefix("--") {
        Some(rest) => format!("--{}", rest.replace('-', "")),
        None => day.replace('-', ""),
    }
}

pub(super) fn escape(text: &str) -> String {
    escape_ends(text).replace(',', "\\,").replace(';', "\\;")
}

/// Only what could end the line or begin an escape.
pub(super) fn escape_ends(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace("\r\n", "\\n");
    text.replace(['\n', '\r'], "\\n")
}
