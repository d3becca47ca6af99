//! One client's whole file for an examiner, as the book knew it at the end of a day: plain text, a table for each type
//! of record and for each register of the practice, the documents with what was kept of them, the journal, and an index
//! with the hash of every file.
//!
//! **Invariant:** every file but the index stands in `SHA256SUMS`; no file is replaced unless asked for; that it left
//! is an op.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;

use super::{
    cells::{Csv, Style},
    tables::{Sensitivities, cell, file_name, is_careful},
};
use crate::{
    acts::{Book, Prepared, Replace, WholeFile, called::Called, export_directory, left::Left, prepare},
    domain::{
        action::{Action, HandedOver, Proof},
        day,
        record::{Field, Kind, RecordId, Row},
        rejection::Rejection,
        safe,
    },
};

/// What the op and the record of it call it.
const CALLED: &str = "file for an examiner";
/// The list of all files with their hashes, in the form that `sha256sum -c` reads.
const SUMS: &str = "SHA256SUMS";

/// How the files are read, for somebody who has never seen the program.
const LEGEND: &str = "\nfile.txt has every record in words. records/ has the same as tables, one for each type; an id as \
    c10 names the\nsame record in all of them. documents/ has each document, what was sent and the scans of what was \
    signed.\njournal.csv has every change, the oldest first: when, who, what, why, and each field before and after. In \
    tables\nan apostrophe stands before a cell that a spreadsheet would take for a formula; it is no part of the cell.\n";

/// One file of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sheet {
    /// Its path below the directory.
    path: String,
    /// Records or lines in it.
    count: usize,
    bytes: Vec<u8>,
}

/// The whole file, made and not written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExaminerFile {
    /// Whose.
    pub relationship: RecordId,
    /// As of the end of which day.
    pub as_of: NaiveDate,
    /// Records in it.
    pub records: usize,
    /// Operations in its journal.
    pub operations: usize,
    sheets: Vec<Sheet>,
    sha256: String,
}

impl ExaminerFile {
    /// How many files there are.
    #[must_use]
    pub fn files(&self) -> usize {
        self.sheets.len()
    }

    /// Their names, in the order they are written.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|sheet| sheet.path.as_str())
    }

    /// The hash of the list of all files.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// Makes the file of a relationship as of the end of a day.
///
/// # Errors
/// When the book did not know it on that day, or the day is still to come.
pub fn made(
    book: &Book,
    relationship: RecordId,
    as_of: NaiveDate,
    careful: Sensitivities,
) -> Result<ExaminerFile, Rejection> {
    if as_of > book.today() {
        return Err(Rejection::rule(format!(
            "{} is still to come; the book cannot know it. Name a day that has been.",
            day::long(as_of)
        )));
    }
    book.reading(|| of_one_state(book, relationship, as_of, careful))
}

fn of_one_state(
    book: &Book,
    relationship: RecordId,
    as_of: NaiveDate,
    careful: Sensitivities,
) -> Result<ExaminerFile, Rejection> {
    let file = book.as_of(relationship, as_of)?;
    let mut kinds: BTreeMap<Kind, Vec<&Row>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for row in std::iter::once(&file.head).chain(&file.parts).filter(|row| seen.insert(row.id)) {
        kinds.entry(row.id.kind).or_default().push(row);
    }
    let records = kinds.values().map(Vec::len).sum();
    let mut sheets = vec![Sheet {
        path: "file.txt".to_owned(),
        count: records,
        bytes: text(book, &file, &kinds, (as_of, careful))?.into_bytes(),
    }];
    for (kind, rows) in &kinds {
        sheets.push(Sheet {
            path: format!("records/{}", file_name(*kind)),
            count: rows.len(),
            bytes: table(*kind, rows, careful),
        });
    }
    // Who held client data, and what the law asked of the practice, concerns every client.
    for (kind, rows) in book.registers_as_of(as_of)? {
        sheets.push(Sheet {
            path: format!("registers/{}", file_name(kind)),
            count: rows.len(),
            bytes: table(kind, &rows.iter().collect::<Vec<_>>(), careful),
        });
    }
    sheets.extend(documents(book, &file)?);
    let persons: HashSet<i64> = kinds.get(&Kind::Person).into_iter().flatten().map(|row| row.id.id).collect();
    let (journal, operations) = journal(book, relationship, (as_of, &persons), careful)?;
    sheets.push(journal);
    let sums = sheets.iter().fold(String::new(), |mut sums, sheet| {
        let _ = writeln!(sums, "{}  {}", book.fingerprint(&sheet.bytes), sheet.path);
        sums
    });
    let sha256 = book.fingerprint(sums.as_bytes());
    let index = index(book, &file, &sheets, (as_of, careful, &sha256))?;
    let count = sheets.len();
    sheets.push(Sheet { path: SUMS.to_owned(), count, bytes: sums.into_bytes() });
    sheets.push(Sheet { path: "INDEX.txt".to_owned(), count, bytes: index.into_bytes() });
    Ok(ExaminerFile { relationship, as_of, records, operations, sheets, sha256 })
}

/// Writes it below a directory, made when it is not there, and keeps in the book that it left.
///
/// # Errors
/// When one of its files is there already and is not to be replaced; then none is written and nothing is kept.
pub fn write(book: &mut Book, file: &ExaminerFile, dir: &Path, replace: Replace) -> Result<Left, Rejection> {
    let paths: Vec<PathBuf> = file.sheets.iter().map(|sheet| dir.join(&sheet.path)).collect();
    if let (Replace::No, Some(there)) = (replace, paths.iter().find(|path| path.exists())) {
        return Err(Rejection::rule(format!(
            "{} is there already. Nothing was written. Name another directory, or add --force to replace it.",
            there.display()
        )));
    }
    for below in ["", "records", "registers", "documents"] {
        let wanted = if below.is_empty() { dir.to_owned() } else { dir.join(below) };
        let is_needed = below.is_empty() || paths.iter().any(|path| path.starts_with(&wanted));
        if is_needed && !wanted.is_dir() {
            export_directory(&wanted)?;
        }
    }
    let parts = paths.iter().zip(&file.sheets).map(|(path, sheet)| prepare(path, &sheet.bytes, replace));
    let parts = parts.collect::<Result<Vec<Prepared>, Rejection>>()?;
    let handed = HandedOver {
        relationship: Some(file.relationship),
        what: CALLED.to_owned(),
        as_of: Some(file.as_of),
        files: i64::try_from(file.sheets.len()).unwrap_or(i64::MAX),
        sha256: file.sha256.clone(),
    };
    // What has left without an op is worse than an op for a file that could not be written.
    let left = match book.only_read() {
        Some(_) => book.keep_left(handed),
        None => Left::Kept(book.execute(&Action::Proof(Proof::Left(handed)))?),
    };
    for part in parts {
        part.put().map_err(|no| match left.receipt() {
            Some(receipt) => Rejection::fault(format!(
                "{} The book says that the file was made (op {}); write it again.",
                no.message, receipt.op
            )),
            None => no,
        })?;
    }
    Ok(left)
}

fn fields(kind: Kind, careful: Sensitivities) -> impl Iterator<Item = &'static Field> {
    kind.spec().fields.iter().filter(move |field| careful == Sensitivities::Told || !is_careful(kind, field))
}

fn table(kind: Kind, rows: &[&Row], careful: Sensitivities) -> Vec<u8> {
    let names = fields(kind, careful).map(|field| field.name);
    let mut csv = Csv::new(["id", "uid"].into_iter().chain(names), Style::default());
    for row in rows {
        let cells: Vec<String> = fields(kind, careful).map(|field| cell(row, field)).collect();
        let id = row.id.to_string();
        csv.row([id.as_str(), &row.uid].into_iter().chain(cells.iter().map(String::as_str)));
    }
    csv.into_bytes()
}

/// Every record with every field that is known, one a line.
fn text(
    book: &Book,
    file: &WholeFile,
    kinds: &BTreeMap<Kind, Vec<&Row>>,
    (as_of, careful): (NaiveDate, Sensitivities),
) -> Result<String, Rejection> {
    let mut called = Called::default();
    for row in file.parts.iter().chain([&file.head]) {
        called.know(row);
    }
    let name = safe::one_line(file.head.str("name")).into_owned();
    let mut text =
        format!("{name} ({})\nAs the book knew it at the end of {}.\n", file.head.id, day::long(as_of));
    for (kind, rows) in kinds {
        let _ = write!(text, "\n\n{} ({})\n", kind.spec().plural.to_uppercase(), rows.len());
        for row in rows {
            let title = called.title(book, row)?;
            let _ = write!(text, "\n{}  {}", row.id, safe::one_line(&title));
            if let Some(recorded) = book.recorded_later(row, as_of)? {
                let _ = write!(text, "  (recorded {})", day::long(recorded));
            }
            text.push('\n');
            for field in fields(*kind, careful) {
                let shown = called.value(book, row, field)?;
                if !shown.is_empty() {
                    let shown = safe::lines(&shown).replace('\n', "\n                      ");
                    let _ = writeln!(text, "  {:<20}{shown}", field.label);
                }
            }
        }
    }
    Ok(text)
}

/// Every document's text as it stood, and every file that was kept of it.
fn documents(book: &Book, file: &WholeFile) -> Result<Vec<Sheet>, Rejection> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut put = |path: String, bytes: Vec<u8>| {
        if !sheets.iter().any(|sheet| sheet.path == path) {
            sheets.push(Sheet { path, count: 1, bytes });
        }
    };
    for row in &file.parts {
        let kept: &[(&str, &str)] = match row.id.kind {
            Kind::Document => &[
                ("html_sha256", "made"),
                ("pdf_sha256", "made"),
                ("sent_sha256", "sent"),
                ("scan_sha256", "scan"),
            ],
            // The signed paper of an agreement.
            Kind::AgreementEvent => &[("scan_sha256", "scan")],
            _ => continue,
        };
        if row.id.kind == Kind::Document {
            put(format!("documents/{}.md", row.id), row.str("text").as_bytes().to_vec());
        }
        for (name, said) in kept {
            let Some(kept) = row.fields.text(name).map(|hash| book.kept_file(hash)).transpose()?.flatten()
            else {
                continue;
            };
            let ending = match kept.media.as_str() {
                "application/pdf" => "pdf",
                "text/html" => "html",
                "message/rfc822" => "eml",
                "image/jpeg" => "jpg",
                "image/png" => "png",
                "image/tiff" => "tif",
                _ => "bin",
            };
            let short = kept.sha256.get(..12).unwrap_or(&kept.sha256);
            put(format!("documents/{}-{said}-{short}.{ending}", row.id), kept.bytes);
        }
    }
    Ok(sheets)
}

fn is_quiet(kind: Kind, name: &str) -> bool {
    kind.spec().field(name).is_some_and(|field| is_careful(kind, field))
}

fn is_loud(_: Kind, _: &str) -> bool {
    false
}

/// The journal as a table, a line for each field that changed, and how many operations are in it.
fn journal(
    book: &Book,
    relationship: RecordId,
    (as_of, persons): (NaiveDate, &HashSet<i64>),
    careful: Sensitivities,
) -> Result<(Sheet, usize), Rejection> {
    let quiet = if careful == Sensitivities::Told { is_loud } else { is_quiet };
    let lines = book.journal_of(relationship, (as_of, persons), quiet)?;
    let who = book.setting("practice")?;
    let head =
        ["op", "at", "day", "who", "act", "what", "why", "takes_back", "record", "field", "before", "after"];
    let mut csv = Csv::new(head, Style::default());
    let mut operations = HashSet::new();
    for line in &lines {
        operations.insert(line.op);
        let (op, undoes) = (line.op.to_string(), line.undoes.map(|op| op.to_string()).unwrap_or_default());
        let (day, record) = (line.day.to_string(), line.record.to_string());
        csv.row([
            op.as_str(),
            &line.at,
            &day,
            &who,
            &line.command,
            &line.summary,
            &line.reason,
            &undoes,
            &record,
            line.field,
            &line.before,
            &line.after,
        ]);
    }
    let sheet = Sheet { path: "journal.csv".to_owned(), count: lines.len(), bytes: csv.into_bytes() };
    Ok((sheet, operations.len()))
}

fn index(
    book: &Book,
    file: &WholeFile,
    sheets: &[Sheet],
    (as_of, careful, sums): (NaiveDate, Sensitivities, &str),
) -> Result<String, Rejection> {
    let (operations, head) = book.head()?;
    let practice = Some(book.setting("practice")?).filter(|name| !name.is_empty());
    let mut text = format!(
        "{}: file of {} ({})\n\nAs the book knew it at the end of {}.\nMade on {}",
        practice
            .as_deref()
            .map_or_else(|| "The practice".to_owned(), |name| safe::one_line(name).into_owned()),
        safe::one_line(file.head.str("name")),
        file.head.id,
        day::long(as_of),
        day::long(book.today()),
    );
    let _ = write!(
        text,
        " by standing {}.\nThe book then: {operations} operations, head {head}.\nEvery operation was the advisor's own: \
         the book has one user.\n",
        env!("CARGO_PKG_VERSION")
    );
    text.push_str(LEGEND);
    if careful == Sensitivities::Kept {
        text.push_str("What the advisor noted to be careful about is left out.\n");
    }
    let width = sheets.iter().map(|sheet| sheet.path.len()).max().unwrap_or(0);
    let _ = write!(text, "\n{:<width$}  {:>7}  {:>9}  SHA-256\n", "file", "entries", "bytes");
    for sheet in sheets {
        let _ = writeln!(
            text,
            "{:<width$}  {:>7}  {:>9}  {}",
            sheet.path,
            sheet.count,
            sheet.bytes.len(),
            book.fingerprint(&sheet.bytes)
        );
    }
    let _ = write!(
        text,
        "\n{} files. {SUMS} holds these hashes; its own is {sums}, which the book keeps with the day.\n\
         To check the files: sha256sum -c {SUMS}\nTo check the book: standing verify --since {}\n",
        sheets.len(),
        head.get(..16).unwrap_or(&head)
    );
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        domain::{
            action::{Consent, NewMember},
            record::Fields,
        },
    };

    fn book() -> (Book, RecordId) {
        let mut book = Book::memory(Clock::fixed("2026-03-02".parse().unwrap())).unwrap();
        let fields = Fields::new().with("name", "Hartley household").with("sensitivities", "the brother");
        let id = book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap().ids[0];
        let other = Fields::new().with("name", "Okafor household");
        book.execute(&Action::Add { kind: Kind::Relationship, fields: other }).unwrap();
        book.set_clock(Clock::fixed("2026-11-23".parse().unwrap()));
        let goal = Fields::new().with("statement", "Retire together").with("relationship_id", id.id);
        book.execute(&Action::Add { kind: Kind::Goal, fields: goal }).unwrap();
        (book, id)
    }

    fn sheet(file: &ExaminerFile, path: &str) -> String {
        let sheet = file.sheets.iter().find(|sheet| sheet.path == path);
        sheet.map(|sheet| String::from_utf8(sheet.bytes.clone()).unwrap()).unwrap_or_default()
    }

    #[test]
    fn the_file_is_of_its_day_of_this_client_alone_and_without_what_is_sensitive() {
        let (book, id) = book();
        let early = made(&book, id, "2026-06-30".parse().unwrap(), Sensitivities::Kept).unwrap();
        assert!(!early.names().any(|name| name == "records/goal.csv"));
        let late = made(&book, id, "2026-11-23".parse().unwrap(), Sensitivities::Kept).unwrap();
        assert!(sheet(&late, "records/goal.csv").contains("Retire together"));
        for sheet in &late.sheets {
            let text = String::from_utf8_lossy(&sheet.bytes);
            assert!(!text.contains("Okafor") && !text.contains("the brother"), "{}", sheet.path);
        }
        let told = made(&book, id, "2026-11-23".parse().unwrap(), Sensitivities::Told).unwrap();
        assert!(sheet(&told, "file.txt").contains("the brother"));
        assert!(made(&book, id, "2026-03-01".parse().unwrap(), Sensitivities::Kept).is_err());
        assert!(made(&book, id, "2027-01-01".parse().unwrap(), Sensitivities::Kept).is_err());
    }

    #[test]
    fn the_registers_of_the_practice_are_in_it_as_of_the_day_and_those_of_others_are_not() {
        let (mut book, id) = book();
        let vendor = Fields::new().with("name", "Ledgerline").with("client_data", "names");
        let vendor = book.execute(&Action::Add { kind: Kind::Vendor, fields: vendor }).unwrap().ids[0];
        for whose in [None, Some(2)] {
            let fields = Fields::new().with("title", format!("Lost {whose:?}")).with("day", "2026-11-20");
            let fields = fields.with("relationship_id", whose);
            book.execute(&Action::Add { kind: Kind::Incident, fields }).unwrap();
        }
        book.set_clock(Clock::fixed("2026-11-24".parse().unwrap()));
        let fields = Fields::new().with("notice_hours", 72);
        book.execute(&Action::Edit { targets: vec![vendor], fields, seen: None }).unwrap();
        let as_of = |day: &str| made(&book, id, day.parse().unwrap(), Sensitivities::Kept).unwrap();
        let before = as_of("2026-11-23");
        assert!(sheet(&before, "registers/vendor.csv").contains("Ledgerline"));
        assert!(!sheet(&before, "registers/vendor.csv").contains(",72,"));
        assert!(sheet(&as_of("2026-11-24"), "registers/vendor.csv").contains(",72,"));
        let incidents = sheet(&before, "registers/incident.csv");
        assert!(incidents.contains("Lost None") && !incidents.contains("Lost Some"), "{incidents}");
        assert!(!as_of("2026-06-30").names().any(|name| name.starts_with("registers/")));
        assert!(sheet(&before, "INDEX.txt").contains("registers/vendor.csv"));
    }

    #[test]
    fn the_scan_of_a_signed_paper_is_among_the_documents() {
        let (mut book, id) = book();
        let member = NewMember {
            fields: Fields::new().with("name", "Ann Hartley"),
            role: "head".to_owned(),
            ..NewMember::default()
        };
        let ann = book.execute(&Action::AddMember { relationship: id, member }).unwrap().ids[0];
        let goal = book.rows(Kind::Goal, &[]).unwrap()[0].id;
        let consent = Consent {
            by: vec![ann],
            dissents: Vec::new(),
            on: book.today(),
            how: "meeting".to_owned(),
            evidence: None,
        };
        book.execute(&Action::Agree { agreements: vec![goal], consent }).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let scan = dir.path().join("signed.jpg");
        std::fs::write(&scan, b"the signed paper").unwrap();
        let act = book.attaching(goal, &scan).unwrap();
        book.execute(&act).unwrap();
        let file = made(&book, id, book.today(), Sensitivities::Kept).unwrap();
        let found = file.sheets.iter().find(|sheet| sheet.bytes == b"the signed paper").unwrap();
        assert!(found.path.starts_with("documents/") && found.path.contains(".jpg"), "{}", found.path);
    }

    #[test]
    fn every_file_has_its_hash_and_that_it_left_is_an_op() {
        let (mut book, id) = book();
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("file");
        let file = made(&book, id, book.today(), Sensitivities::Kept).unwrap();
        let left = write(&mut book, &file, &out, Replace::No).unwrap();
        let receipt = left.receipt().unwrap();
        assert!(
            receipt.summary.starts_with("Data left the book: file for an examiner"),
            "{}",
            receipt.summary
        );
        for line in std::fs::read_to_string(out.join(SUMS)).unwrap().lines() {
            let (hash, path) = line.split_once("  ").unwrap();
            assert_eq!(book.fingerprint(&std::fs::read(out.join(path)).unwrap()), hash, "{path}");
        }
        let kept = book.rows(Kind::Handover, &[]).unwrap();
        assert_eq!(kept[0].str("sha256"), file.sha256());
        let before = book.count_ops().unwrap();
        assert!(
            write(&mut book, &file, &out, Replace::No).unwrap_err().message.contains("Nothing was written")
        );
        assert_eq!(book.count_ops().unwrap(), before);
        write(&mut book, &file, &out, Replace::Yes).unwrap();
    }
}
