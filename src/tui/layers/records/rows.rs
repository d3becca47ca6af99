//! The rows of the records: groups as the book tells them, narrowed by words.
//!
//! **Invariant:** a row's key is its record's id, so the cursor keeps its record over every reading.

use super::{Awaits, Records, Row, Section, Words, adding};
use crate::{
    acts::records::{Place, RecordGroup, RecordLine},
    domain::{
        filter::fold,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        desk::At,
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Keep},
        },
    },
};

impl Records {
    /// The groups that have a record, the wanted ones first; then what there is none of, to be added.
    pub(super) fn theirs(&self, id: RecordId, at: &At<'_>) -> Result<Vec<Section>, Rejection> {
        let (mut groups, none): (Vec<RecordGroup>, Vec<RecordGroup>) =
            at.book.records_of(id.id, self.limit)?.into_iter().partition(|group| group.all > 0);
        groups.sort_by_key(|group| !self.first.contains(&group.kind));
        let mut sections: Vec<Section> = groups.into_iter().map(|group| self.section(group, id)).collect();
        if !none.is_empty() {
            let rows = none.into_iter().map(|group| self.absent(group.kind, id)).collect();
            sections.push(Section { title: "None recorded".to_owned(), count: None, rows, left: 0 });
        }
        Ok(sections)
    }

    fn section(&self, group: RecordGroup, client: RecordId) -> Section {
        let rows = group.lines.into_iter().map(|line| self.row(line, client)).collect();
        Section { title: adding::plural(group.kind), count: Some(group.all), rows, left: group.left }
    }

    fn row(&self, line: RecordLine, client: RecordId) -> Row {
        let when = if line.place == Place::Under { format!("  {}", line.when) } else { line.when };
        Row {
            key: line.record.to_string(),
            record: Some(line.record),
            relationship: Some(client),
            words: Words {
                cells: vec![Line::plain(when), Line::plain(&line.name), Line::plain(line.detail)],
                name: line.name,
                who: self.who.clone(),
                ..Words::default()
            }
            .into(),
            ..Row::default()
        }
    }

    fn absent(&self, kind: Kind, client: RecordId) -> Row {
        let name = adding::plural(kind);
        Row {
            key: format!("none:{}", kind.spec().noun),
            relationship: Some(client),
            words: Words {
                cells: vec![Line::empty(), Line::plain(&name), Line::muted("a adds one")],
                name,
                who: self.who.clone(),
                ..Words::default()
            }
            .into(),
            ..Row::default()
        }
    }

    /// The rows that hold all words, under their headings.
    pub(super) fn show(&mut self, sections: Vec<Section>) {
        let known: Vec<String> = self.list.rows().map(|row| row.key.clone()).collect();
        let wanted = fold(&self.words);
        let (mut items, mut new) = (Vec::new(), None);
        self.all = 0;
        for section in sections {
            self.all += section.rows.len();
            let holds = |row: &Row| {
                let told: Vec<String> = row.cells.iter().map(Line::text).collect();
                let told = fold(&format!("{} {} {}", section.title, row.key, told.join(" ")));
                wanted.split_whitespace().all(|word| told.contains(word))
            };
            let rows: Vec<Row> = section.rows.iter().filter(|row| holds(row)).cloned().collect();
            if rows.is_empty() {
                continue;
            }
            if !items.is_empty() {
                items.push(Item::Gap);
            }
            let count = section.count.map(|count| format!("  {count}")).unwrap_or_default();
            items.push(Item::Heading(Line::heading(&section.title).with(count, Role::Muted)));
            for row in rows {
                if row.record.is_some() && !known.contains(&row.key) {
                    new = Some(row.key.clone());
                }
                items.push(Item::from(row));
            }
            if section.left > 0 {
                let left = format!("{} older ones: press m to read more.", section.left);
                items.push(Item::Note(Line::muted(left)));
            }
        }
        self.list.refresh(items, Keep::Nothing);
        if let (Awaits::New, Some(key)) = (self.awaits, new) {
            self.list.focus(&key);
            self.awaits = Awaits::Nothing;
        }
    }
}
