//! A file of the book for another program: the rows on the screen, the contacts, what is due, or the whole book.
//!
//! What it holds is said by how its name ends, and stands below the name before anything is written.
//!
//! **Invariant:** no name is taken whose ending says nothing; a file that is there is never replaced.

use std::path::Path;

use super::{ask::Ask, import::path_of};
use crate::{
    acts::{Book, Watch, left::Leaving, queue::Seed},
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    exchange::{
        calendar::calendar,
        cells::Style,
        export::{leaving_contacts, leaving_due, leaving_rows, leaving_whole, vcards_watched},
        queue,
        tables::{Sensitivities, table_of},
    },
    letters::compose::{self, Form},
    tui::{
        desk::At,
        effect::{Effect, Paper},
    },
};

/// The rows there are to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The records behind the rows.
    pub records: Vec<RecordId>,
    /// In the Follow-ups tab the names of the rows, also of those that the book derives each day.
    pub items: Option<Vec<String>>,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// Records of one type, as a table.
    Rows {
        /// Which.
        records: Vec<RecordId>,
        /// How many rows are of another type, and left out.
        others: usize,
    },
    /// Rows of the queue with their reasons, as a table.
    Queue(Vec<Seed>),
    /// Every contact, as vCard.
    Contacts,
    /// What is due, as a calendar.
    Due,
    /// All of it, with its journal, as JSON.
    Book,
    /// A document, in a form.
    Document(RecordId, Form),
    /// A mail draft with a document attached as PDF.
    Mail(RecordId),
    /// The scan attached to a record.
    Scan(RecordId),
}

impl Holds {
    /// What the ending of a name asks for; the reason when it asks for nothing that can be had.
    fn of(file: &Path, rows: &Self) -> Result<Self, String> {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv") if rows.is_empty() => Err("No row here is a record to be written.".to_owned()),
            Some("csv") => Ok(rows.clone()),
            Some("vcf") => Ok(Self::Contacts),
            Some("ics") => Ok(Self::Due),
            Some("json") => Ok(Self::Book),
            _ => Err("End the name in .csv for the rows here, .vcf for the contacts, .ics for what is due, or .json for the whole book.".to_owned()),
        }
    }

    /// The rows that are shown, as a table.
    fn rows(shown: &Shown, at: &At<'_>) -> Result<Self, Rejection> {
        match &shown.items {
            Some(keys) => at.book.seeds_of(keys).map(Self::Queue),
            None => Ok(of_one_type(&shown.records)),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Rows { records, .. } => records.is_empty(),
            Self::Queue(seeds) => seeds.is_empty(),
            Self::Contacts | Self::Due | Self::Book => false,
            Self::Document(..) | Self::Mail(_) | Self::Scan(_) => false,
        }
    }

    /// What it is, in words: `the 14 clients here, as a table`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Rows { records, others } => {
                let table = match records.first().map(|first| first.kind.spec()) {
                    Some(spec) if records.len() == 1 => format!("1 {} as a table", spec.noun),
                    Some(spec) => format!("{} {} as a table", records.len(), spec.plural),
                    None => "no rows".to_owned(),
                };
                match others {
                    0 => table,
                    1 => format!("{table}, without 1 row that is something else"),
                    many => format!("{table}, without {many} rows that are something else"),
                }
            }
            Self::Queue(seeds) => match seeds.len() {
                1 => "1 row of the queue with its reason, as a table".to_owned(),
                many => format!("{many} rows of the queue with their reasons, as a table"),
            },
            Self::Contacts => "all contacts as vCard 4.0".to_owned(),
            Self::Due => "what is due and the meetings ahead as a calendar".to_owned(),
            Self::Book => "the whole book with its journal as JSON".to_owned(),
            Self::Document(_, form) => format!("the document as {}", form.ending().to_uppercase()),
            Self::Mail(_) => "a mail draft with the PDF attached".to_owned(),
            Self::Scan(_) => "the scan as it was attached".to_owned(),
        }
    }

    /// What the file is called when no name is typed, before the day.
    fn called(&self) -> String {
        match self {
            Self::Rows { records, .. } => {
                records.first().map_or_else(String::new, |row| row.kind.spec().plural.replace(' ', "-"))
            }
            Self::Queue(_) => "queue".to_owned(),
            Self::Contacts | Self::Due | Self::Book => String::new(),
            Self::Document(..) | Self::Mail(_) | Self::Scan(_) => String::new(),
        }
    }

    /// What leaves the book with it.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn leaving(&self, book: &Book) -> Result<Leaving, Rejection> {
        let of_document = |id: &RecordId, how: &str| {
            let row = book.get(*id)?;
            let title = row.map(|row| row.str("title").to_owned()).unwrap_or_default();
            Ok(leaving_rows(book, &[*id])?.called(format!("{title} {how}")))
        };
        match self {
            Self::Rows { records, .. } => leaving_rows(book, records),
            Self::Queue(seeds) => {
                let whose = seeds.iter().filter_map(|seed| seed.relationship).collect();
                Ok(Leaving::of("table of the queue", whose))
            }
            Self::Contacts => leaving_contacts(book),
            Self::Due => leaving_due(book),
            Self::Book => leaving_whole(book),
            Self::Document(id, form) => of_document(id, &format!("as {}", form.ending().to_uppercase())),
            Self::Mail(id) => of_document(id, "as EML"),
            Self::Scan(id) => Ok(leaving_rows(book, &[*id])?.called("scan as it was attached")),
        }
    }

    /// The bytes of the file; given up when the one who waits asks for it.
    ///
    /// # Errors
    /// When the book cannot be read, or the work is to stop.
    pub fn bytes(&self, book: &Book, watch: &Watch) -> Result<Vec<u8>, Rejection> {
        watch.go_on()?;
        Ok(match self {
            Self::Rows { records, .. } => {
                table_of(book, records, (Style::default(), Sensitivities::Kept), watch)?.bytes
            }
            Self::Queue(seeds) => queue::table(book, seeds, Style::default(), watch)?,
            Self::Contacts => vcards_watched(book, watch)?.into_bytes(),
            Self::Due => calendar(book, watch)?.0.into_bytes(),
            Self::Book => book.export_text_watched(watch)?.into_bytes(),
            Self::Document(id, form) => compose::rendered(book, *id, *form)?,
            Self::Mail(id) => compose::mailed(book, *id)?,
            Self::Scan(id) => book.scanned(*id)?,
        })
    }
}

/// The records of the type that most are of, each once: a table has one type.
fn of_one_type(rows: &[RecordId]) -> Holds {
    let count = |kind: Kind| rows.iter().filter(|row| row.kind == kind).count();
    let most = rows.iter().map(|row| row.kind).max_by_key(|kind| count(*kind));
    let (mut records, rest): (Vec<RecordId>, Vec<RecordId>) =
        rows.iter().partition(|row| Some(row.kind) == most);
    let mut seen = std::collections::HashSet::new();
    records.retain(|row| seen.insert(*row));
    Holds::Rows { records, others: rest.len() }
}

/// Asks for the name of the file.
#[must_use]
pub fn ask(shown: &Shown, at: &At<'_>) -> Vec<Effect> {
    let rows = match Holds::rows(shown, at) {
        Ok(rows) => rows,
        Err(why) => return Effect::warn(why.message),
    };
    let start = if rows.is_empty() {
        format!("~/contacts-{}.vcf", at.today)
    } else {
        format!("~/{}-{}.csv", rows.called(), at.today)
    };
    let told = rows.clone();
    let ask = Ask::text("Export to a file", "File", move |typed, _| {
        let file = path_of(typed);
        let holds = Holds::of(&file, &rows).map_err(Rejection::rule)?;
        Ok(vec![Effect::Write(Box::new(Paper::Export { file, holds }))])
    });
    let ask = ask.checked(move |typed, _| {
        Holds::of(&path_of(typed), &told).map(|holds| Some(format!("Writes {}.", holds.words())))
    });
    Effect::open(ask.starting(&start))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::{
        acts::HistoryQuery,
        domain::record::Kind,
        tui::{
            app::App,
            testing::{desk, drawn, practice, press, typed},
        },
    };

    fn app() -> App {
        let mut app = desk(practice());
        drawn(&mut app, 80, 24);
        press(&mut app, "1");
        app
    }

    fn export(app: &mut App, file: &str) -> String {
        press(app, ":");
        typed(app, "export");
        press(app, "Enter Ctrl-U");
        typed(app, file);
        let asked = drawn(app, 120, 24).join("\n");
        press(app, "Enter");
        asked
    }

    #[test]
    fn the_ending_of_the_name_says_what_is_written_and_it_is_said_before() {
        let dir = tempfile::tempdir().unwrap();
        for (name, words, begin) in [
            ("a.csv", "Writes 3 clients as a table.", "id,uid,"),
            ("a.vcf", "Writes all contacts as vCard 4.0.", "BEGIN:VCARD"),
            ("a.ics", "Writes what is due and the meetings ahead as a calendar.", "BEGIN:VCALENDAR"),
            ("a.json", "Writes the whole book with its journal as JSON.", "{"),
        ] {
            let mut app = app();
            let file = dir.path().join(name);
            let asked = export(&mut app, &file.display().to_string());
            assert!(asked.contains(words), "{asked}");
            assert!(app.model.layers.is_empty(), "{name}");
            let said = app.model.message.as_ref().unwrap().words.clone();
            assert!(said.contains("has left the book"), "{said}");
            assert!(fs::read_to_string(&file).unwrap().starts_with(begin), "{name}");
            let newest = app.book.history(&HistoryQuery { limit: 1, ..HistoryQuery::default() }).unwrap();
            assert!(newest[0].summary.starts_with("Data left the book: "), "{name}: {newest:?}");
            assert_eq!(app.book.rows(Kind::Handover, &[]).unwrap().len(), 1, "{name}");
            // What left is out: the next undo is of the work before.
            press(&mut app, "u");
            let said = app.model.message.as_ref().unwrap().words.clone();
            assert!(!said.contains("Data left") && said.starts_with("Undid"), "{name}: {said}");
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
        let table = fs::read_to_string(dir.path().join("a.csv")).unwrap();
        assert_eq!(table.lines().count(), 4, "{table}");
    }

    #[test]
    fn all_rows_of_the_queue_are_written_with_their_reasons_and_a_stopped_one_is_not() {
        use crate::{
            acts::{Watch, queue::View},
            domain::{action::Action, record::Fields},
        };
        let mut app = desk(practice());
        let client = app.book.rows(Kind::Relationship, &[]).unwrap().remove(0).id.id;
        let fields = Fields::new().with("title", "Send the page").with("kind", "promise");
        let fields = fields.with("relationship_id", client).with("due", "2026-11-20");
        app.book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
        drawn(&mut app, 80, 24);
        press(&mut app, "5");
        let seeds = app.book.seeds(View::Today).unwrap();
        let derived = seeds.iter().filter(|seed| seed.source.key().contains('.')).count();
        assert!(derived > 0 && derived < seeds.len(), "{seeds:?}");
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("queue.csv");
        let asked = export(&mut app, &file.display().to_string());
        let wanted = format!("Writes {} rows of the queue with their reasons", seeds.len());
        assert!(asked.contains(&wanted), "{asked}");
        let table = fs::read_to_string(&file).unwrap();
        let mut lines = table.lines();
        assert_eq!(lines.next(), Some("item,kind,client_id,client,tier,what,why,due,minutes"));
        for (seed, item) in seeds.iter().zip(app.book.dress(&seeds).unwrap()) {
            let line = lines.next().unwrap();
            assert!(line.starts_with(&format!("{},", seed.source.key())), "{line}");
            assert!(line.contains(&item.title) && line.contains(&item.reason), "{line}\n{item:?}");
        }
        assert_eq!(lines.next(), None);
        let rows = |app: &App| super::Holds::Queue(app.book.seeds(View::Today).unwrap());
        let watch = Watch::default();
        watch.stop();
        for holds in [rows(&app), super::Holds::Contacts, super::Holds::Due, super::Holds::Book] {
            let why = holds.bytes(&app.book, &watch).unwrap_err();
            assert!(why.message.starts_with("Stopped"), "{why:?}");
        }
    }

    #[test]
    fn rows_of_another_type_are_counted_before_they_are_left_out() {
        let record = |text: &str| text.parse::<crate::domain::record::RecordId>().unwrap();
        let rows = super::of_one_type(&[record("g1"), record("c1"), record("g2"), record("g1")]);
        assert_eq!(rows.words(), "2 goals as a table, without 1 row that is something else");
    }

    #[test]
    fn the_marked_rows_alone_are_written_and_no_file_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let mut app = app();
        press(&mut app, "Space");
        let file = dir.path().join("one.csv");
        assert!(export(&mut app, &file.display().to_string()).contains("Writes 1 client as a table."));
        let before = fs::read_to_string(&file).unwrap();
        assert_eq!(before.lines().count(), 2);
        for (name, no) in [
            ("one.csv", "is there already. Type another name."),
            ("none/one.csv", "There is no directory"),
            ("one.doc", "End the name in .csv"),
            ("one", "End the name in .csv"),
        ] {
            export(&mut app, &dir.path().join(name).display().to_string());
            let shown = drawn(&mut app, 200, 24).join("\n");
            assert!(shown.contains(no), "{name}\n{shown}");
            press(&mut app, "Esc Esc");
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
