//! A file of the book for another program: the rows on the screen, the contacts, what is due, or the whole book.
//!
//! What it holds is said by how its name ends, and stands below the name before anything is written.
//!
//! **Invariant:** no name is taken whose ending says nothing; a file that is there is never replaced.

use std::path::Path;

use super::{ask::Ask, import::path_of};
use crate::{
    acts::Book,
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    exchange::{
        calendar::calendar,
        cells::Style,
        export::vcards,
        tables::{Sensitivities, table_of},
    },
    letters::compose::{self, Form},
    tui::{
        desk::At,
        effect::{Effect, Paper},
    },
};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// These records, as a table.
    Rows(Vec<RecordId>),
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
}

impl Holds {
    /// What the ending of a name asks for; the reason when it asks for nothing that can be had.
    fn of(file: &Path, rows: &[RecordId]) -> Result<Self, String> {
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv") if rows.is_empty() => Err("No row here is a record to be written.".to_owned()),
            Some("csv") => Ok(Self::Rows(of_one_type(rows))),
            Some("vcf") => Ok(Self::Contacts),
            Some("ics") => Ok(Self::Due),
            Some("json") => Ok(Self::Book),
            _ => Err("End the name in .csv for the rows here, .vcf for the contacts, .ics for what is due, or .json for the whole book.".to_owned()),
        }
    }

    /// What it is, in words: `the 14 clients here, as a table`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Rows(rows) => match rows.first().map(|first| first.kind.spec()) {
                Some(spec) if rows.len() == 1 => format!("1 {} as a table", spec.noun),
                Some(spec) => format!("{} {} as a table", rows.len(), spec.plural),
                None => "no rows".to_owned(),
            },
            Self::Contacts => "all contacts as vCard 4.0".to_owned(),
            Self::Due => "what is due and the meetings ahead as a calendar".to_owned(),
            Self::Book => "the whole book with its journal as JSON".to_owned(),
            Self::Document(_, form) => format!("the document as {}", form.ending().to_uppercase()),
            Self::Mail(_) => "a mail draft with the PDF attached".to_owned(),
        }
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn bytes(&self, book: &Book) -> Result<Vec<u8>, Rejection> {
        Ok(match self {
            Self::Rows(rows) => table_of(book, rows, Style::default(), Sensitivities::Kept)?.bytes,
            Self::Contacts => vcards(book)?.into_bytes(),
            Self::Due => calendar(book)?.0.into_bytes(),
            Self::Book => book.export_text()?.into_bytes(),
            Self::Document(id, form) => compose::rendered(book, *id, *form)?,
            Self::Mail(id) => compose::mailed(book, *id)?,
        })
    }
}

/// The records of the type that most are of: a table has one type.
fn of_one_type(rows: &[RecordId]) -> Vec<RecordId> {
    let count = |kind: Kind| rows.iter().filter(|row| row.kind == kind).count();
    let most = rows.iter().map(|row| row.kind).max_by_key(|kind| count(*kind));
    let mut rows: Vec<RecordId> = rows.iter().copied().filter(|row| Some(row.kind) == most).collect();
    let mut seen = std::collections::HashSet::new();
    rows.retain(|row| seen.insert(*row));
    rows
}

/// Asks for the name of the file.
#[must_use]
pub fn ask(rows: Vec<RecordId>, at: &At<'_>) -> Vec<Effect> {
    let shown = rows.clone();
    let kind = of_one_type(&rows).first().map(|row| row.kind.spec().plural.replace(' ', "-"));
    let start = match kind {
        Some(plural) => format!("~/{plural}-{}.csv", at.today),
        None => format!("~/contacts-{}.vcf", at.today),
    };
    let ask = Ask::text("Export to a file", "File", move |typed, _| {
        let file = path_of(typed);
        let holds = Holds::of(&file, &rows).map_err(Rejection::rule)?;
        Ok(vec![Effect::Write(Box::new(Paper::Export { file, holds }))])
    });
    let ask = ask.checked(move |typed, _| {
        Holds::of(&path_of(typed), &shown).map(|holds| Some(format!("Writes {}.", holds.words())))
    });
    Effect::open(ask.starting(&start))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::tui::{
        app::App,
        testing::{desk, drawn, practice, press, typed},
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
