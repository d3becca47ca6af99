//! Readings of measures from a table: each row compared with the book, taken in as one step.
//!
//! **Invariant:** every row is accounted for as new, correcting, the same or rejected with its line and a reason; the
//! same file twice changes nothing.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    day::{DayOrder, stored_day_in},
    read::{Choices, Lines, MAX_ROWS, lines_of, too_many, visible},
    sheet,
};
use crate::{
    acts::{Book, name::short},
    domain::{
        action::{Action, ReadingsTaken},
        filter::fold,
        number::{self, Unit},
        record::{Fields, Kind, RecordId, Row},
        rejection::Rejection,
    },
};

/// What became of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Fate {
    /// The book has no reading of that measure and day.
    New,
    /// The book has another value of that day, which is corrected and stays readable.
    Corrects {
        /// The value it has.
        before: String,
    },
    /// The book has it.
    Same,
    /// It cannot be taken; a phrase without capital and full stop.
    Rejected {
        /// Why.
        reason: String,
    },
}

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadingRow {
    /// Its line, from 1.
    pub line: usize,
    /// Whose measure, its name, day and value, as far as they were understood.
    pub said: String,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
    #[serde(skip)]
    fields: Fields,
}

/// How many rows became what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "each is the count of that name")]
pub struct Counts {
    pub read: usize,
    pub new: usize,
    pub corrects: usize,
    pub same: usize,
    pub rejected: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { read, new, corrects, same, rejected } = self;
        write!(f, "{read} read = {new} new, {corrects} correcting, {same} same, {rejected} rejected")
    }
}

/// A file of readings compared with the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    /// The file's name.
    pub source: String,
    /// All its rows, in order.
    pub rows: Vec<ReadingRow>,
}

impl Readings {
    /// How many rows became what; they add up to the rows read.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { read: self.rows.len(), ..Counts::default() };
        for row in &self.rows {
            *match row.fate {
                Fate::New => &mut counts.new,
                Fate::Corrects { .. } => &mut counts.corrects,
                Fate::Same => &mut counts.same,
                Fate::Rejected { .. } => &mut counts.rejected,
            } += 1;
        }
        counts
    }

    /// The rows that are not the same, a line each: `line 3  Hartley, Plan funded, 97 %: new`.
    #[must_use]
    pub fn said(&self) -> Vec<String> {
        let said = |row: &ReadingRow| {
            let fate = match &row.fate {
                Fate::New => "new".to_owned(),
                Fate::Corrects { before } => format!("corrects {before}"),
                Fate::Same => return None,
                Fate::Rejected { reason } => format!("rejected: {reason}"),
            };
            let what = if row.said.is_empty() { String::new() } else { format!("  {}", row.said) };
            Some(format!("line {}{what}: {fate}", row.line))
        };
        self.rows.iter().filter_map(said).collect()
    }

    /// The act that takes in what is new or corrects; none when nothing is.
    #[must_use]
    pub fn action(&self) -> Option<Action> {
        let taken = self.rows.iter().filter(|row| matches!(row.fate, Fate::New | Fate::Corrects { .. }));
        let readings: Vec<Fields> = taken.map(|row| row.fields.clone()).collect();
        (!readings.is_empty())
            .then(|| Action::TakeReadings(ReadingsTaken { source: self.source.clone(), readings }))
    }
}

/// The columns of such a table, by the names they may have.
const COLUMNS: [(Column, &[&str]); 5] = [
    (Column::Client, &["client", "household", "relationship", "who", "kunde", "haushalt"]),
    (Column::Measure, &["measure", "measure id", "metric", "messgrösse"]),
    (Column::Day, &["day", "date", "as of", "as_of", "datum"]),
    (Column::Value, &["value", "reading", "wert"]),
    (Column::Source, &["source", "quelle"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Client,
    Measure,
    Day,
    Value,
    Source,
}

fn place(head: &[String], column: Column) -> Option<usize> {
    let (_, names) = COLUMNS.iter().find(|(of, _)| *of == column)?;
    head.iter().position(|name| names.contains(&name.trim().to_lowercase().as_str()))
}

fn is_head(head: &[String]) -> bool {
    [Column::Measure, Column::Day, Column::Value].into_iter().all(|column| place(head, column).is_some())
}

/// Reads a table of readings and compares it with the book; none when it is no such table.
pub(super) fn read(
    book: &Book,
    source: &str,
    bytes: &[u8],
    choices: &Choices,
) -> Result<Option<Readings>, Rejection> {
    let name = visible(source);
    let Ok(Lines::Table(text, _)) = lines_of(bytes, &name) else { return Ok(None) };
    let (_, head, table) = sheet::best(&text, |head| usize::from(is_head(head)));
    if choices.map.is_some() || !is_head(&head) {
        return Ok(None);
    }
    if table.is_longer_than(MAX_ROWS) {
        return Err(Rejection::rule(format!(
            "{name} {} Nothing was imported.",
            too_many().replace("contacts", "rows")
        )));
    }
    let mut compare = Compare::new(book, choices)?;
    let mut rows = Vec::new();
    for record in table {
        let cell = |column| {
            place(&head, column).and_then(|at| record.cells.get(at)).map_or("", |text| text.trim()).to_owned()
        };
        let cells = Cells {
            client: cell(Column::Client),
            measure: cell(Column::Measure),
            day: cell(Column::Day),
            value: cell(Column::Value),
            source: cell(Column::Source),
        };
        rows.push(match &record.damage {
            Some(damage) => rejected(record.line, "", damage),
            None => compare.row(record.line, &cells)?,
        });
    }
    if rows.is_empty() {
        return Err(Rejection::rule(format!(
            "{name} has the header row of readings and nothing below it. Nothing was imported."
        )));
    }
    Ok(Some(Readings { source: source.to_owned(), rows }))
}

fn rejected(line: usize, said: &str, reason: &str) -> ReadingRow {
    let fate = Fate::Rejected { reason: reason.to_owned() };
    ReadingRow { line, said: visible(said), fate, fields: Fields::new() }
}

/// The cells of a row that count.
struct Cells {
    client: String,
    measure: String,
    day: String,
    value: String,
    source: String,
}

/// What rows are compared with.
struct Compare<'b> {
    book: &'b Book,
    order: Option<DayOrder>,
    measures: Vec<Row>,
    /// Names of relationships, folded, long and short.
    names: HashMap<i64, [String; 2]>,
    standing: HashMap<i64, HashMap<NaiveDate, i64>>,
    seen: HashSet<(i64, NaiveDate)>,
}

impl<'b> Compare<'b> {
    fn new(book: &'b Book, choices: &Choices) -> Result<Self, Rejection> {
        let relationships = book.rows(Kind::Relationship, &[])?;
        let names = relationships.iter().map(|row| {
            let name = row.str("name");
            (row.id.id, [fold(name), fold(short(name))])
        });
        Ok(Self {
            book,
            order: choices.days.map(DayOrder::configured),
            measures: book.rows(Kind::Measure, &[])?,
            names: names.collect(),
            standing: HashMap::new(),
            seen: HashSet::new(),
        })
    }

    fn row(&mut self, line: usize, cells: &Cells) -> Result<ReadingRow, Rejection> {
        let typed = [&cells.client, &cells.measure, &cells.day, &cells.value];
        let typed: Vec<&str> =
            typed.iter().map(|text| text.as_str()).filter(|text| !text.is_empty()).collect();
        let typed = typed.join(", ");
        let (measure, on, value) = match self.understood(cells) {
            Ok(found) => found,
            Err(reason) => return Ok(rejected(line, &typed, &reason)),
        };
        let id = measure.id.id;
        if !self.seen.insert((id, on)) {
            return Ok(rejected(line, &typed, "the file has that measure and day above already"));
        }
        let known = self.known(id)?.get(&on).copied();
        let unit = Unit::of(measure.str("unit"));
        let shown = |value: i64| unit.map_or_else(|| number::format(value), |unit| unit.format(value));
        let fate = match known {
            None => Fate::New,
            Some(before) if before == value => Fate::Same,
            Some(before) => Fate::Corrects { before: shown(before) },
        };
        let mut fields = Fields::new().with("measure_id", id).with("day", on).with("value", value);
        if !cells.source.is_empty() {
            fields.set("source", visible(&cells.source));
        }
        let who = self.book.short_name(measure.int("relationship_id").unwrap_or(0))?;
        let said = format!("{who}, {}, {on}, {}", measure.str("name"), shown(value));
        Ok(ReadingRow { line, said, fate, fields })
    }

    fn understood(&self, cells: &Cells) -> Result<(Row, NaiveDate, i64), String> {
        let measure = self.measure(&cells.client, &cells.measure)?;
        let day = stored_day_in(&cells.day, self.order)?;
        let on: NaiveDate = match day.as_str() {
            "" => return Err("it has no day".to_owned()),
            day => day.parse().map_err(|_| format!("{} is not a whole day", visible(&cells.day)))?,
        };
        if on > self.book.today() {
            return Err(format!("{on} is still to come"));
        }
        if cells.value.is_empty() {
            // Unknown is not nought.
            return Err("it has no value".to_owned());
        }
        let read = match Unit::of(measure.str("unit")) {
            Some(unit) => unit.parse(&cells.value),
            None => number::parse(&cells.value),
        };
        let value = read.map_err(|_| {
            let unit = measure.str("unit");
            format!("{} is no value in {unit}", visible(&cells.value))
        })?;
        Ok((measure, on, value))
    }

    fn measure(&self, client: &str, measure: &str) -> Result<Row, String> {
        if measure.is_empty() {
            return Err("it names no measure".to_owned());
        }
        let whose = (!client.is_empty()).then(|| self.client(client)).transpose()?;
        let by_id: Option<RecordId> = measure.parse().ok().filter(|id: &RecordId| id.kind == Kind::Measure);
        let fits = |row: &&Row| {
            let named = by_id.map_or_else(|| fold(row.str("name")) == fold(measure), |id| row.id == id);
            named && whose.is_none_or(|whose| row.int("relationship_id") == Some(whose))
        };
        let found: Vec<&Row> = self.measures.iter().filter(fits).collect();
        match found.as_slice() {
            [only] => Ok((*only).clone()),
            [] if whose.is_some() => Err(format!("{} has no measure {}", visible(client), visible(measure))),
            [] => Err(format!("there is no measure {}", visible(measure))),
            many => Err(format!(
                "{} measures are called {}; name the client, or the measure as m3",
                many.len(),
                visible(measure)
            )),
        }
    }

    fn client(&self, typed: &str) -> Result<i64, String> {
        if let Ok(id) = typed.parse::<RecordId>()
            && id.kind == Kind::Relationship
            && self.names.contains_key(&id.id)
        {
            return Ok(id.id);
        }
        let wanted = fold(typed);
        let mut found: Vec<i64> =
            self.names.iter().filter(|(_, names)| names.contains(&wanted)).map(|(id, _)| *id).collect();
        found.sort_unstable();
        match found.as_slice() {
            [only] => Ok(*only),
            [] => Err(format!("there is no client {}", visible(typed))),
            many => Err(format!(
                "{} clients are called {}; name one as c{}",
                many.len(),
                visible(typed),
                many.first().unwrap_or(&0)
            )),
        }
    }

    /// The values that stand, by day.
    fn known(&mut self, measure: i64) -> Result<&HashMap<NaiveDate, i64>, Rejection> {
        if !self.standing.contains_key(&measure) {
            let found = self.book.measure_readings(measure)?;
            let days =
                found.map(|found| found.readings.iter().map(|(on, value, ..)| (*on, *value)).collect());
            self.standing.insert(measure, days.unwrap_or_default());
        }
        self.standing
            .get(&measure)
            .ok_or_else(|| Rejection::fault("A measure was lost while the file was read."))
    }
}
