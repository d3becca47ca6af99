//! From the cells of one row to a card.
//!
//! **Invariant:** of a row that is read every cell was looked at by exactly one meaning.

use super::{Columns, Group, LeftOut};
use crate::{
    domain::card::{Address, Card, CardKind, Labelled, Point, PointKind, label},
    exchange::{
        day::{is_vague, stored_day_in},
        field::{Field, Many, Part, Text, is_sensitive},
        households::identifier_field,
        mapping::words,
        read::{MAX_FIELD, Sensitive},
        table::Record,
    },
};

/// A row on its way to a card.
pub(super) struct Row<'a> {
    columns: &'a Columns,
    cells: &'a [&'a str],
    card: Card,
    left_out: &'a mut LeftOut,
}

impl Row<'_> {
    /// The card of a record, settled, or the reason why it is none.
    pub(super) fn card(record: &Record, columns: &Columns, left_out: &mut LeftOut) -> Result<Card, String> {
        if let Some(damage) = &record.damage {
            return Err(damage.clone());
        }
        let (is, should) = (record.cells.len(), columns.names.len());
        if is != should {
            let word = if is == 1 { "column" } else { "columns" };
            return Err(format!("{is} {word} where the head has {should}"));
        }
        if record.cells.iter().any(|cell| cell.len() > MAX_FIELD) {
            return Err(format!("a cell is larger than {} MiB", MAX_FIELD >> 20));
        }
        let cells: Vec<&str> = record.cells.iter().map(|cell| cell.trim()).collect();
        let mut row = Row { columns, cells: &cells, card: Card::default(), left_out };
        for (at, field) in &columns.plain {
            match (columns.names.get(*at), cells.get(*at)) {
                (Some(name), Some(text)) if !text.is_empty() => row.take_plain(field, name, text)?,
                _ => {}
            }
        }
        for group in &columns.groups {
            row.take_group(group);
        }
        row.card.settled()
    }

    fn take_plain(&mut self, field: &Field, name: &str, text: &str) -> Result<(), String> {
        let card = &mut self.card;
        match field {
            Field::Text(which) => self.take_text(*which, name, text),
            Field::Birthday => match stored_day_in(text, self.columns.order) {
                Ok(day) => card.birthday = day,
                Err(_) if is_vague(text) => {
                    card.custom.push(Labelled::new(name, text));
                    *self.left_out.vague.entry(name.to_owned()).or_default() += 1;
                }
                Err(reason) => return Err(format!("birthday {reason}")),
            },
            Field::Labels => {
                let labels = self.columns.parted(text, &[';', ',']).into_iter();
                // myContacts is on every contact of Google and means "not only mailed once".
                let labels = labels.filter(|name| *name != "* myContacts" && *name != "myContacts");
                card.categories.extend(labels.map(|name| name.trim_start_matches("* ").to_owned()));
            }
            Field::Kind => self.take_kind(name, text)?,
            Field::Household(program) => {
                card.custom.push(Labelled::new(&identifier_field(program), text));
            }
            Field::Id(program) => card.uid = format!("{program}:{text}"),
            Field::Property(property) => {
                let text = text.replace('\\', "\\\\").replace(['\n', '\r'], "\\n");
                card.extra.push(format!("{property}:{text}"));
            }
            Field::Unless(usual) if usual.eq_ignore_ascii_case(text) => {}
            Field::Sensitive => self.take_sensitive(name, text),
            Field::Skip => *self.left_out.by_choice.entry(name.to_owned()).or_default() += 1,
            Field::Unless(_) | Field::Many(..) => card.custom.push(Labelled::new(name, text)),
        }
        Ok(())
    }

    /// The first text of a field stays; a further one is kept by its column's name, notes are joined.
    fn take_text(&mut self, which: Text, name: &str, text: &str) {
        let card = &mut self.card;
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
    fn take_kind(&mut self, name: &str, text: &str) -> Result<(), String> {
        let lower = text.to_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
        // Short ones hide in other words: confirmed, reunion.
        let is = |wanted: &[&str]| words(text).iter().any(|word| wanted.contains(&word.as_str()));
        if has(&["household"]) {
            return Err("it is a household, not a person".to_owned());
        }
        if has(&["organi", "company", "business"]) || is(&["firm", "union"]) {
            self.card.kind = CardKind::Org;
        } else if !has(&["person", "individual"]) {
            self.card.custom.push(Labelled::new(name, text));
        }
        Ok(())
    }

    fn take_sensitive(&mut self, name: &str, text: &str) {
        if self.columns.sensitive == Sensitive::LastFour {
            let signs: Vec<char> = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
            let end: String = signs.iter().skip(signs.len().saturating_sub(4)).collect();
            self.card.custom.push(Labelled::new(name, &end));
        }
        *self.left_out.sensitive.entry(name.to_owned()).or_default() += 1;
    }

    fn take_group(&mut self, group: &Group) {
        let (columns, cells) = (self.columns, self.cells);
        let kind = match group.many {
            Many::Email => PointKind::Email,
            Many::Phone => PointKind::Phone,
            Many::Web => PointKind::Url,
            Many::Chat => PointKind::Im,
            Many::Address => return self.take_address(group),
            Many::Date | Many::Related | Many::Custom => return self.take_labelled(group),
        };
        let word = label(group.label(cells));
        let service = group.texts(Part::Service, cells).next().unwrap_or("").to_lowercase();
        let extension = group.texts(Part::Extension, cells).next();
        // A web address may hold a semicolon.
        let signs: &[char] = if kind == PointKind::Url { &[] } else { &[';'] };
        let values = group.texts(Part::Value, cells).flat_map(|text| columns.parted(text, signs));
        for (place, value) in values.enumerate() {
            let mut point = Point::new(kind, &word, value);
            if kind == PointKind::Im && !service.is_empty() && !value.contains(':') {
                point.value = format!("{service}:{value}");
            }
            if let Some(extension) = extension {
                point.value = format!("{value} x{extension}");
            }
            point.preferred = place == 0 && group.is_first(cells);
            self.card.points.push(point);
        }
    }

    fn take_labelled(&mut self, group: &Group) {
        let written = group.label(self.cells);
        let word = label(written);
        // The names of the columns were looked at once; the file's own labels are not known before.
        let sensitive = group.at(Part::Label).next().is_some() && is_sensitive(written);
        let signs: &[char] = if group.many == Many::Custom { &[] } else { &[';'] };
        let texts = group.texts(Part::Value, self.cells);
        for value in texts.flat_map(|text| self.columns.parted(text, signs)).collect::<Vec<_>>() {
            match group.many {
                Many::Related => self.card.related.push(Labelled::new(&word, value)),
                Many::Date => match stored_day_in(value, self.columns.order) {
                    Ok(day) if day.is_empty() => {}
                    Ok(day) => self.card.events.push(Labelled::new(&word, &day)),
                    // Only the birthday must be a day; what was meant here is kept as it stands.
                    Err(_) => {
                        let name = if word.is_empty() { "event" } else { &word };
                        self.card.custom.push(Labelled::new(name, value));
                    }
                },
                _ if sensitive => self.take_sensitive(written, value),
                _ => {
                    let name = if written.is_empty() { &group.name } else { written };
                    self.card.custom.push(Labelled::new(name, value));
                }
            }
        }
    }

    /// The addresses of a group: cells with several values hold the parts of several addresses.
    fn take_address(&mut self, group: &Group) {
        let (columns, cells) = (self.columns, self.cells);
        let word = label(group.label(cells));
        let parts = group.parts.iter().filter(|(part, _)| !matches!(part, Part::Label | Part::First));
        let texts = parts.filter_map(|(_, at)| cells.get(*at));
        let count = texts.map(|text| columns.pieces(text).count()).max().unwrap_or(0);
        for place in 0..count {
            let at = |part| {
                let texts = group.texts(part, cells).filter_map(|text| columns.pieces(text).nth(place));
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
            let mut point = Point::address(&word, parts);
            point.preferred = place == 0 && group.is_first(cells);
            self.card.points.push(point);
        }
    }
}

impl Group {
    /// Whether the file calls it the first choice; Google does with a star before the label.
    fn is_first(&self, cells: &[&str]) -> bool {
        let yes = |text: &str| matches!(text.to_lowercase().as_str(), "true" | "yes" | "y" | "1" | "x");
        self.texts(Part::First, cells).any(yes) || self.label(cells).starts_with('*')
    }
}

impl Columns {
    /// The name in cells that make no contact, as far as they hold one.
    pub(super) fn name_in(&self, cells: &[String]) -> String {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        let mut row =
            Row { columns: self, cells: &cells, card: Card::default(), left_out: &mut LeftOut::default() };
        for (at, field) in &self.plain {
            let Some(text) = cells.get(*at).filter(|text| !text.is_empty() && text.len() < 200) else {
                continue;
            };
            if let Field::Text(
                which @ (Text::Name | Text::Given | Text::Middle | Text::Family | Text::Company),
            ) = field
            {
                row.take_text(*which, "", text);
            }
        }
        self.groups.iter().filter(|group| group.many == Many::Email).for_each(|group| row.take_group(group));
        row.card.settled().map(|card| card.full_name).unwrap_or_default()
    }

    /// The values of a cell: parted at the file's own separator, if it has none at these signs.
    fn parted<'t>(&self, text: &'t str, signs: &[char]) -> Vec<&'t str> {
        let values = match self.separator {
            None if !signs.is_empty() => text.split(signs).collect(),
            _ => self.pieces(text).collect::<Vec<_>>(),
        };
        values.into_iter().map(str::trim).filter(|value| !value.is_empty()).collect()
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
