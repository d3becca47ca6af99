//! From the rows of a table to cards, by what each column means.
//!
//! **Invariant:** a cell with text is in a field of the card, or in a custom field named like its
//! column; what is left out by choice is counted and told.

use std::collections::BTreeMap;

use super::{
    day::{DayOrder, stored_day_in},
    field::{Field, Many, Part, Text, is_number, is_sensitive},
    households::HOUSEHOLD,
    mapping::Mapping,
    read::{MAX_FIELD, Sensitive, SourceRow, visible},
    table::{Record, Table},
};
use crate::domain::card::{Address, Card, CardKind, Labelled, Point, PointKind, label};

/// The columns of one of several values: what it is, its label or number, and where its parts are.
struct Group {
    many: Many,
    key: String,
    /// The name of its first column.
    name: String,
    parts: Vec<(Part, usize)>,
}

/// What each column of a file means.
pub(super) struct Columns {
    names: Vec<String>,
    plain: Vec<(usize, Field)>,
    groups: Vec<Group>,
    separator: Option<String>,
    order: Option<DayOrder>,
    sensitive: Sensitive,
    /// How many values were left out, by column.
    left_out: BTreeMap<String, usize>,
    /// How many sensitive values were met, by column.
    met: BTreeMap<String, usize>,
}

impl Columns {
    /// What the columns under this head mean by a mapping; one it does not name is a custom field.
    pub(super) fn of(head: &[String], mapping: &Mapping, sensitive: Sensitive) -> Self {
        let (left_out, met) = (BTreeMap::new(), BTreeMap::new());
        let mut columns = Self {
            names: names(head),
            plain: Vec::new(),
            groups: Vec::new(),
            separator: mapping.separator().map(str::to_owned),
            order: mapping.order(),
            sensitive,
            left_out,
            met,
        };
        for (at, name) in columns.names.clone().into_iter().enumerate() {
            let field = mapping.word_of(&name).and_then(|word| Field::parse(&word));
            match field.unwrap_or_else(|| Field::Many(Many::Custom, String::new(), Part::Value)) {
                Field::Skip => columns.plain.push((at, Field::Skip)),
                _ if is_sensitive(&name) => columns.plain.push((at, Field::Sensitive)),
                Field::Many(many, key, part) => columns.group(many, key, &name).parts.push((part, at)),
                field => columns.plain.push((at, field)),
            }
        }
        columns
    }

    fn group(&mut self, many: Many, key: String, name: &str) -> &mut Group {
        // A custom field without label is its column's own.
        let shared = !(many == Many::Custom && key.is_empty());
        let known = self.groups.iter().position(|group| shared && group.many == many && group.key == key);
        let at = known.unwrap_or(self.groups.len());
        if known.is_none() {
            self.groups.push(Group { many, key, name: name.to_owned(), parts: Vec::new() });
        }
        #[allow(clippy::indexing_slicing, reason = "the place was found or made above")]
        &mut self.groups[at]
    }

    /// At most `most` rows behind the head.
    pub(super) fn rows(&mut self, table: Table<'_>, most: usize) -> Vec<SourceRow> {
        let told = self.order;
        let shown = told.or_else(|| self.order_shown(table.clone(), most));
        self.order = shown;
        table.take(most).map(|record| SourceRow { line: record.line, card: self.card(record) }).collect()
    }

    /// What the advisor should know of the columns, sentence by sentence; full after `rows`.
    pub(super) fn notes(&self, mapping: &Mapping) -> Vec<String> {
        let list = |counts: &BTreeMap<String, usize>| {
            counts
                .iter()
                .map(|(name, count)| format!("{} ({count})", visible(name)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let mut notes = Vec::new();
        match self.sensitive {
            _ if self.met.is_empty() => {}
            Sensitive::LeaveOut => notes.push(format!(
                "Sensitive numbers were left out: {}. With --with-sensitive their last four signs are taken.",
                list(&self.met)
            )),
            Sensitive::LastFour => {
                notes.push(format!(
                    "Of sensitive numbers only the last four signs are taken: {}.",
                    list(&self.met)
                ));
            }
        }
        if !self.left_out.is_empty() {
            notes.push(format!(
                "Columns left out, with the number of their values: {}.",
                list(&self.left_out)
            ));
        }
        if let (Some(order), None) = (self.order, mapping.order()) {
            notes.push(format!(
                "Days such as 3/4/1963 are read {}, as others in the file can only be.",
                order.word()
            ));
        }
        notes
    }

    /// The order of day and month that the file itself shows, when nothing in it speaks against it.
    fn order_shown(&self, table: Table<'_>, most: usize) -> Option<DayOrder> {
        let plain = self.plain.iter().filter(|(_, field)| *field == Field::Birthday).map(|(at, _)| *at);
        let dates = self.groups.iter().filter(|group| group.many == Many::Date);
        let dates = dates.flat_map(|group| group.at(Part::Value));
        let places: Vec<usize> = plain.chain(dates).collect();
        if places.is_empty() {
            return None;
        }
        let mut shown = None;
        for record in table.take(most) {
            for order in places.iter().filter_map(|at| DayOrder::shown_by(record.cells.get(*at)?)) {
                if shown.is_some_and(|other| other != order) {
                    return None;
                }
                shown = Some(order);
            }
        }
        shown
    }

    fn card(&mut self, record: Record) -> Result<Card, String> {
        if let Some(damage) = record.damage {
            return Err(damage);
        }
        let cells = record.cells;
        if cells.len() != self.names.len() {
            let (is, word) = (cells.len(), if cells.len() == 1 { "column" } else { "columns" });
            return Err(format!("{is} {word} where the head has {}", self.names.len()));
        }
        if cells.iter().any(|cell| cell.len() > MAX_FIELD) {
            return Err(format!("a cell is larger than {} MiB", MAX_FIELD >> 20));
        }
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        let mut card = Card::default();
        let plain = std::mem::take(&mut self.plain);
        let taken = plain.iter().try_for_each(|(at, field)| match cells.get(*at) {
            Some(text) if !text.is_empty() => self.take_plain(&mut card, field, *at, text),
            _ => Ok(()),
        });
        self.plain = plain;
        taken?;
        let groups = std::mem::take(&mut self.groups);
        groups.iter().for_each(|group| self.take_group(&mut card, group, &cells));
        self.groups = groups;
        let unnamed = [&card.full_name, &card.name.given, &card.name.family, &card.nickname];
        if !card.organisation.is_empty() && unnamed.iter().all(|name| name.is_empty()) {
            card.kind = CardKind::Org;
        }
        card.settled()
    }

    fn take_plain(&mut self, card: &mut Card, field: &Field, at: usize, text: &str) -> Result<(), String> {
        let name = self.names.get(at).map_or("", String::as_str);
        match field {
            Field::Text(which) => take_text(card, *which, name, text),
            Field::Birthday => {
                card.birthday =
                    stored_day_in(text, self.order).map_err(|reason| format!("birthday {reason}"))?;
            }
            Field::Labels => {
                // myContacts is on every contact of Google and means "not only mailed once".
                let signs: &[char] = if self.separator.is_some() { &[] } else { &[';', ','] };
                let labels = self.parted(text, signs).into_iter();
                let labels = labels.filter(|name| *name != "* myContacts" && *name != "myContacts");
                card.categories.extend(labels.map(|name| name.trim_start_matches("* ").to_owned()));
            }
            Field::Kind => take_kind(card, name, text)?,
            Field::Household(program) => {
                card.custom.push(Labelled::new(&format!("{program} {HOUSEHOLD}"), text));
            }
            Field::Id(program) => card.uid = format!("{program}:{text}"),
            Field::Property(property) => {
                let text = text.replace('\\', "\\\\").replace(['\n', '\r'], "\\n");
                card.extra.push(format!("{property}:{text}"));
            }
            Field::Unless(usual) if usual.eq_ignore_ascii_case(text) => {}
            Field::Sensitive => {
                let name = name.to_owned();
                self.take_sensitive(card, name, text);
            }
            Field::Skip => *self.left_out.entry(name.to_owned()).or_default() += 1,
            Field::Unless(_) | Field::Many(..) => card.custom.push(Labelled::new(name, text)),
        }
        Ok(())
    }

    fn take_sensitive(&mut self, card: &mut Card, name: String, text: &str) {
        if self.sensitive == Sensitive::LastFour {
            let signs: Vec<char> = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
            let end: String = signs.iter().skip(signs.len().saturating_sub(4)).collect();
            card.custom.push(Labelled::new(&name, &end));
        }
        *self.met.entry(name).or_default() += 1;
    }

    fn take_group(&mut self, card: &mut Card, group: &Group, cells: &[&str]) {
        let said = group.texts(Part::Label, cells).next().unwrap_or("");
        let written = match (said, group.key.as_str()) {
            ("", key) if is_number(key) => "",
            ("", key) => key,
            (said, _) => said,
        };
        let word = label(written);
        let first = group.texts(Part::First, cells).any(is_yes) || written.starts_with("* ");
        let kind = match group.many {
            Many::Email => PointKind::Email,
            Many::Phone => PointKind::Phone,
            Many::Web => PointKind::Url,
            Many::Chat => PointKind::Im,
            Many::Address => {
                let before = card.points.len();
                self.take_address(card, &word, group, cells);
                card.points.get_mut(before).into_iter().for_each(|point| point.preferred = first);
                return;
            }
            Many::Date | Many::Related | Many::Custom => {
                return self.take_labelled(card, group, written, cells);
            }
        };
        let signs: &[char] = if self.separator.is_some() || kind == PointKind::Url { &[] } else { &[';'] };
        let service = group.texts(Part::Service, cells).next().unwrap_or("").to_lowercase();
        let extension = group.texts(Part::Extension, cells).next();
        let values = group.texts(Part::Value, cells).flat_map(|text| self.parted(text, signs));
        for (place, value) in values.enumerate() {
            let mut point = Point::new(kind, &word, value);
            if kind == PointKind::Im && !service.is_empty() && !value.contains(':') {
                point.value = format!("{service}:{value}");
            }
            if let Some(extension) = extension {
                point.value = format!("{value} x{extension}");
            }
            point.preferred = place == 0 && first;
            card.points.push(point);
        }
    }

    fn take_labelled(&mut self, card: &mut Card, group: &Group, written: &str, cells: &[&str]) {
        let word = label(written);
        // What is one custom field and what several only the file's own separator says.
        let signs: &[char] =
            if self.separator.is_some() || group.many == Many::Custom { &[] } else { &[';'] };
        for text in group.texts(Part::Value, cells) {
            for value in self.parted(text, signs) {
                match group.many {
                    Many::Related => card.related.push(Labelled::new(&word, value)),
                    Many::Date => match stored_day_in(value, self.order) {
                        Ok(day) if day.is_empty() => {}
                        Ok(day) => card.events.push(Labelled::new(&word, &day)),
                        // Only the birthday must be a day; what was meant here is kept as it stands.
                        Err(_) => {
                            let name = if word.is_empty() { "event" } else { &word };
                            card.custom.push(Labelled::new(name, value));
                        }
                    },
                    _ if is_sensitive(written) => self.take_sensitive(card, written.to_owned(), value),
                    _ => {
                        let name = if written.is_empty() { &group.name } else { written };
                        card.custom.push(Labelled::new(name, value));
                    }
                }
            }
        }
    }

    fn take_address(&self, card: &mut Card, word: &str, group: &Group, cells: &[&str]) {
        let all = || group.parts.iter().filter(|(part, _)| !matches!(part, Part::Label | Part::First));
        let count = all().filter_map(|(_, at)| cells.get(*at)).map(|text| self.pieces(text).count()).max();
        for place in 0..count.unwrap_or(0) {
            let at = |part| {
                let texts = group.texts(part, cells).filter_map(|text| self.pieces(text).nth(place));
                texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
            };
            let mut parts = Address {
                po_box: at(Part::Box),
                extended: at(Part::Extended),
                street: at(Part::Street),
                city: at(Part::City),
                region: at(Part::Region),
                code: at(Part::Code),
                country: at(Part::Country),
            };
            if parts == Address::default() {
                parts.street = at(Part::Value);
            }
            card.points.push(Point::address(word, parts));
        }
    }

    /// The values of a cell: at the file's own separator, else at these signs.
    fn parted<'t>(&self, text: &'t str, signs: &[char]) -> Vec<&'t str> {
        let whole = if signs.is_empty() {
            self.pieces(text).collect()
        } else {
            text.split(signs).collect::<Vec<_>>()
        };
        whole.into_iter().map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    /// The pieces of a cell between the file's own separators, empty ones too.
    fn pieces<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t, '_> {
        let mut rest = Some(text);
        std::iter::from_fn(move || {
            let text = rest.take()?;
            let parts = self.separator.as_deref().and_then(|sign| text.split_once(sign));
            let (piece, further) = parts.map_or((text, None), |(piece, further)| (piece, Some(further)));
            rest = further;
            Some(piece.trim())
        })
    }
}

impl Group {
    fn at(&self, wanted: Part) -> impl Iterator<Item = usize> {
        self.parts.iter().filter(move |(part, _)| *part == wanted).map(|(_, at)| *at)
    }

    /// What stands in the columns of a part; empty cells say nothing.
    fn texts<'c>(&self, wanted: Part, cells: &[&'c str]) -> impl Iterator<Item = &'c str> {
        self.at(wanted).filter_map(|at| cells.get(at).copied()).filter(|text| !text.is_empty())
    }
}

/// The columns' names; one without a name is called by its place.
pub(super) fn names(head: &[String]) -> Vec<String> {
    let named = |(at, name): (usize, &String)| match name.trim() {
        "" => format!("column {}", at + 1),
        name => name.to_owned(),
    };
    head.iter().enumerate().map(named).collect()
}

/// The first text of a field stays; a further one is kept by its column's name, notes are joined.
fn take_text(card: &mut Card, which: Text, name: &str, text: &str) {
    let field = match which {
        Text::Name => &mut card.full_name,
        Text::Given => &mut card.name.given,
        Text::Middle => &mut card.name.middle,
        Text::Family => &mut card.name.family,
        Text::Prefix => &mut card.name.prefix,
        Text::Suffix => &mut card.name.suffix,
        Text::Nickname => &mut card.nickname,
        Text::Company => &mut card.organisation,
        Text::Department => &mut card.department,
        Text::Title => &mut card.title,
        Text::Notes => &mut card.notes,
    };
    if field.is_empty() {
        text.clone_into(field);
    } else if which == Text::Notes {
        field.push_str("\n\n");
        field.push_str(text);
    } else if field.as_str() != text {
        card.custom.push(Labelled::new(name, text));
    }
}

/// Persons are usual and say nothing; a household is made by its people and is none itself.
fn take_kind(card: &mut Card, name: &str, text: &str) -> Result<(), String> {
    let word = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|part| word.contains(part));
    if has(&["household"]) {
        return Err("it is a household, not a person".to_owned());
    }
    if has(&["organi", "company", "business", "firm", "union"]) {
        card.kind = CardKind::Org;
    } else if !has(&["person", "individual"]) {
        card.custom.push(Labelled::new(name, text));
    }
    Ok(())
}

fn is_yes(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "true" | "yes" | "y" | "1" | "x")
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
