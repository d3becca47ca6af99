//! What each column of a table means, and the rows read by it.
//!
//! **Invariant:** a cell with text is in a field of the card, or in a custom field named like its
//! column; what is left out by choice is counted and told.

use std::collections::BTreeMap;

use cells::Row;

use super::{
    day::DayOrder,
    field::{Field, Many, Part, is_number, is_sensitive},
    mapping::Mapping,
    read::{Choices, Sensitive, SourceRow, excerpt, listed},
    table::{Record, Table},
};

mod cells;

/// What each column of a file means.
pub(super) struct Columns {
    names: Vec<String>,
    plain: Vec<(usize, Field)>,
    groups: Vec<Group>,
    /// What parts several values of one cell, if the file has its own sign.
    separator: Option<String>,
    order: Option<DayOrder>,
    /// The order for a file that shows none.
    configured: Option<DayOrder>,
    sensitive: Sensitive,
}

/// The order of day and month found for a file whose mapping does not say it.
#[derive(Clone, Copy)]
enum Found {
    /// Days that can be read in one way only show it.
    Shown(DayOrder),
    /// The configuration says it, and the file needs it.
    Configured(DayOrder),
    Nothing,
}

/// The columns of one of several values: what it is, its label or number, and where its parts are.
struct Group {
    many: Many,
    key: String,
    /// The name of its first column.
    name: String,
    parts: Vec<(Part, usize)>,
}

/// How the note on sensitive numbers begins; each front end adds how they are taken there.
pub const LEFT_OUT: &str = "Sensitive numbers were left out";

/// How many values of which column did not come in.
#[derive(Default)]
struct LeftOut {
    by_choice: BTreeMap<String, usize>,
    sensitive: BTreeMap<String, usize>,
    /// Birthdays that are no days; they are kept as fields.
    vague: BTreeMap<String, usize>,
}

impl Columns {
    /// What the columns under this head mean by a mapping; one it does not name is a custom field.
    pub(super) fn of(head: &[String], mapping: &Mapping, choices: &Choices) -> Self {
        let mut columns = Self {
            names: names(head),
            plain: Vec::new(),
            groups: Vec::new(),
            separator: mapping.separator().map(str::to_owned),
            order: mapping.order(),
            configured: choices.days.map(DayOrder::configured),
            sensitive: choices.sensitive,
        };
        for (at, name) in names(head).iter().enumerate() {
            let field = mapping.word_of(name).and_then(|word| Field::parse(&word));
            match field.unwrap_or_else(|| Field::Many(Many::Custom, String::new(), Part::Value)) {
                Field::Skip => columns.plain.push((at, Field::Skip)),
                Field::Many(Many::Custom, key, _) if is_sensitive(&key) => {
                    columns.plain.push((at, Field::Sensitive));
                }
                _ if is_sensitive(name) => columns.plain.push((at, Field::Sensitive)),
                Field::Many(many, key, part) => {
                    columns.join(Group { many, key, name: name.clone(), parts: vec![(part, at)] });
                }
                field => columns.plain.push((at, field)),
            }
        }
        columns
    }

    /// Puts a column to those of the same value; a custom field without label is its column's own.
    fn join(&mut self, column: Group) {
        let alone = column.many == Many::Custom && column.key.is_empty();
        let same = |group: &&mut Group| !alone && group.many == column.many && group.key == column.key;
        match self.groups.iter_mut().find(same) {
            Some(group) => group.parts.extend(column.parts),
            None => self.groups.push(column),
        }
    }

    /// At most `most` rows behind the head, and what the advisor should know of them in sentences.
    pub(super) fn rows(mut self, table: Table<'_>, most: usize) -> (Vec<SourceRow>, Vec<String>) {
        let found = if self.order.is_none() { self.order_found(table.clone(), most) } else { Found::Nothing };
        self.order = match found {
            Found::Shown(order) | Found::Configured(order) => Some(order),
            Found::Nothing => self.order,
        };
        let mut left_out = LeftOut::default();
        let row = |record: Record| {
            let card = Row::card(&record, &self, &mut left_out);
            let who = if card.is_err() { self.name_in(&record.cells) } else { String::new() };
            SourceRow { line: record.line, who, card }
        };
        let rows = table.take(most).map(row).collect();
        let mut notes = left_out.notes(self.sensitive);
        match found {
            Found::Shown(order) => {
                let order = order.word();
                notes.push(format!(
                    "Days such as 3/4/1963 are read {order}, as others in the file can only be."
                ));
            }
            Found::Configured(order) => {
                let order = order.word();
                notes.push(format!("Days such as 3/4/1963 are read {order}, as configured."));
            }
            Found::Nothing => {}
        }
        (rows, notes)
    }

    /// The order of day and month that the file itself shows, or the configured one when the file shows none and needs
    /// one; a file that speaks against itself has none.
    fn order_found(&self, table: Table<'_>, most: usize) -> Found {
        let plain = self.plain.iter().filter(|(_, field)| *field == Field::Birthday).map(|(at, _)| *at);
        let dates = self.groups.iter().filter(|group| group.many == Many::Date);
        let places: Vec<usize> = plain.chain(dates.flat_map(|group| group.at(Part::Value))).collect();
        if places.is_empty() {
            return Found::Nothing;
        }
        let (mut shown, mut needed) = (None, false);
        for record in table.take(most) {
            for text in places.iter().filter_map(|at| record.cells.get(*at)) {
                needed |= DayOrder::decides(text);
                let Some(order) = DayOrder::shown_by(text) else { continue };
                if shown.is_some_and(|other| other != order) {
                    return Found::Nothing;
                }
                shown = Some(order);
            }
        }
        match (shown, self.configured) {
            (Some(order), _) => Found::Shown(order),
            (None, Some(order)) if needed => Found::Configured(order),
            _ => Found::Nothing,
        }
    }
}

impl LeftOut {
    fn notes(&self, sensitive: Sensitive) -> Vec<String> {
        let list = |counts: &BTreeMap<String, usize>| {
            listed(counts.iter().map(|(name, count)| format!("{} ({count})", excerpt(name, 60))), 20)
        };
        let mut notes = Vec::new();
        if !self.sensitive.is_empty() {
            let list = list(&self.sensitive);
            notes.push(match sensitive {
                Sensitive::LeaveOut => format!("{LEFT_OUT}: {list}."),
                Sensitive::LastFour => {
                    format!("Of sensitive numbers only the last four signs are taken: {list}.")
                }
            });
        }
        if !self.vague.is_empty() {
            let list = list(&self.vague);
            notes.push(format!(
                "Birthdays that are not a whole day are kept as a field of their own: {list}."
            ));
        }
        if !self.by_choice.is_empty() {
            let list = list(&self.by_choice);
            notes.push(format!("Columns left out, with the number of their values: {list}."));
        }
        notes
    }
}

impl Group {
    /// What the file, or else the mapping, calls the values.
    fn label<'t>(&'t self, cells: &[&'t str]) -> &'t str {
        let own = if is_number(&self.key) { "" } else { self.key.as_str() };
        self.texts(Part::Label, cells).next().unwrap_or(own)
    }

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

#[cfg(test)]
mod tests;
