//! From the bytes of a file to its rows: encoding, format by content, limits.
//!
//! **Invariant:** a file that is not what it claims to be is refused with what was seen in it; it is
//! never an empty reading.

use std::fmt;

use serde::Serialize;

use super::{
    columns::Columns,
    mapping::Mapping,
    sheet::{self, Sheet},
    vcard,
};
use crate::domain::{card::Card, day::DayOrder, rejection::Rejection};

/// The largest file read, in bytes.
pub const MAX_FILE: usize = 64 << 20;
/// The largest single value read, in bytes.
pub const MAX_FIELD: usize = 1 << 20;
/// The most rows or cards read from one file.
pub const MAX_ROWS: usize = 200_000;
/// The most columns of a table.
pub const MAX_COLUMNS: usize = 1000;

/// A vCard file is known by its first so many letters.
const FIRST_SIGNS: usize = 64 << 10;

/// What a file was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// vCard 2.1, 3.0 or 4.0.
    Vcard,
    /// The CSV of Google Contacts, of 2024 or older.
    GoogleCsv,
    /// The CSV of Outlook for Windows or of outlook.com.
    Outlook,
    /// The Connections.csv of `LinkedIn`.
    Linkedin,
    /// The CSV of Slant.
    Slant,
    /// A table with the field names of Redtail.
    Redtail,
    /// A table with the field names of Wealthbox.
    Wealthbox,
    /// A table with the field names of Salesforce.
    Salesforce,
    /// A table whose columns a mapping file explains.
    Mapped,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vcard => "vCard",
            Self::GoogleCsv => "Google contacts",
            Self::Outlook => "Outlook contacts",
            Self::Linkedin => "LinkedIn connections",
            Self::Slant => "Slant clients",
            Self::Redtail => "Redtail contacts",
            Self::Wealthbox => "Wealthbox contacts",
            Self::Salesforce => "Salesforce accounts",
            Self::Mapped => "a table by its mapping",
        })
    }
}

/// How the bytes were read as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "each is the encoding of that name")]
pub enum Encoding {
    #[serde(rename = "UTF-8")]
    Utf8,
    #[serde(rename = "UTF-16")]
    Utf16,
    #[serde(rename = "Windows-1252")]
    Windows1252,
    /// Each line in its own, as vCard 2.1 allows.
    #[serde(rename = "several")]
    Several,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Windows-1252",
            Self::Several => "several encodings",
        })
    }
}

/// One row or card of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRow {
    /// The line of the file it begins on, from 1.
    pub line: usize,
    /// The name in a row that makes no contact, as far as there is one; else empty, for the card has it.
    pub who: String,
    /// The contact, or the reason why it cannot be one: a phrase without capital and full stop.
    pub card: Result<Card, String>,
}

/// A file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it is.
    pub format: Format,
    /// How its bytes were read.
    pub encoding: Encoding,
    /// All its rows, in order.
    pub rows: Vec<SourceRow>,
    /// What was left out or decided for the whole file, sentence by sentence.
    pub notes: Vec<String>,
}

/// What becomes of tax identifiers, passport and licence numbers in tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sensitive {
    /// They stay outside the book.
    #[default]
    LeaveOut,
    /// Their last four letters or digits are taken.
    LastFour,
}

/// What the advisor chose for a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// What the columns mean; known by their names when left.
    pub map: Option<Mapping>,
    /// What becomes of sensitive columns.
    pub sensitive: Sensitive,
    /// How `3/4/1963` is read when neither the mapping nor the file says it; then such a day is refused when left.
    pub days: Option<DayOrder>,
}

/// A file's text, by what can be read from it.
pub(super) enum Lines {
    Vcard(String, Encoding),
    Table(String, Encoding),
}

/// Reads a file of contacts; `file_name` is only used in messages.
///
/// Refuses a file over `MAX_FILE` or with more than `MAX_ROWS`, one that is not text, and one of no
/// format read here, naming what was seen. A broken row is no error of the file.
pub fn read(bytes: &[u8], file_name: &str) -> Result<Reading, Rejection> {
    read_as(bytes, file_name, &Choices::default())
}

/// Reads a file of contacts as chosen; a mapping that does not fit the file is refused with its line.
pub fn read_as(bytes: &[u8], file_name: &str, choices: &Choices) -> Result<Reading, Rejection> {
    let name = visible(file_name);
    let refuse = |what: String| Err(Rejection::rule(format!("{name} {what} Nothing was imported.")));
    let reading = match lines_of(bytes, &name)? {
        Lines::Vcard(..) if choices.map.is_some() => {
            return refuse("is a vCard file; a mapping is for tables.".to_owned());
        }
        Lines::Vcard(text, _) if vcard::has_more_than(&text, MAX_ROWS) => return refuse(too_many()),
        Lines::Vcard(text, encoding) => {
            Reading { format: Format::Vcard, encoding, rows: vcard::rows(&text), notes: Vec::new() }
        }
        Lines::Table(text, encoding) => {
            let found = match &choices.map {
                Some(map) => Some(sheet::mapped(&text, map)),
                None => sheet::known(&text),
            };
            let Some(found) = found else {
                let (_, _, table) = sheet::best(&text, |_| 0);
                return refuse(if table.is_longer_than(MAX_ROWS) { too_many() } else { stranger(&text) });
            };
            // Counting is quick, reading is not.
            if found.table.is_longer_than(MAX_ROWS) {
                return refuse(too_many());
            }
            if choices.map.is_some() {
                found.mapping.check(&found.head, &name)?;
            }
            of_sheet(found, encoding, choices)
        }
    };
    match reading.rows.len() {
        0 => refuse(format!("has the header row of {} and nothing below it.", reading.format)),
        count if count > MAX_ROWS => refuse(too_many()),
        _ => Ok(reading),
    }
}

/// What is said of a file beyond the limit.
pub(super) fn too_many() -> String {
    format!("has more than {MAX_ROWS} contacts; at most so many are read from one file. Split it.")
}

/// The text of a file that may hold contacts, or the reason why it cannot.
pub(super) fn lines_of(bytes: &[u8], name: &str) -> Result<Lines, Rejection> {
    let refuse = |what: String| Err(Rejection::rule(format!("{name} {what} Nothing was imported.")));
    if bytes.len() > MAX_FILE {
        let size = bytes.len() >> 20;
        return refuse(format!("has {size} MiB; at most {} MiB are read. Split it.", MAX_FILE >> 20));
    }
    let (text, encoding) = decode(bytes);
    if text.trim().is_empty() {
        return refuse("is empty.".to_owned());
    }
    if looks_like_vcard(&text) {
        return Ok(Lines::Vcard(text, encoding));
    }
    match known_stranger(bytes, &text) {
        Some(JSON) => refuse(format!(
            "is {JSON}. Contacts are read from vCard files and CSV; of JSON only a whole book as standing export json \
             writes it, which begins with {{\"format\":\"standing\"."
        )),
        Some(what) => refuse(format!("is {what}. Contacts are read from vCard files and CSV.")),
        None => Ok(Lines::Table(text, encoding)),
    }
}

fn of_sheet(found: Sheet<'_>, encoding: Encoding, choices: &Choices) -> Reading {
    let columns = Columns::of(&found.head, &found.mapping, choices);
    let (rows, mut notes) = columns.rows(found.table, MAX_ROWS + 1);
    match found.above {
        0 => {}
        1 => notes.push("One line above the header row was left out.".to_owned()),
        above => notes.push(format!("{above} lines above the header row were left out.")),
    }
    Reading { format: found.format, encoding, rows, notes }
}

/// The text of the bytes; what is neither UTF-8 nor marked UTF-16 is read as Windows-1252.
fn decode(bytes: &[u8]) -> (String, Encoding) {
    let utf16 = match bytes {
        [0xFF, 0xFE, rest @ ..] => Some(encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0),
        [0xFE, 0xFF, rest @ ..] => Some(encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0),
        // Without a mark, but every second byte of the first letters is zero.
        [1..=255, 0, 1..=255, 0, ..] => Some(encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0),
        [0, 1..=255, 0, 1..=255, ..] => Some(encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0),
        _ => None,
    };
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (text, encoding) = match (utf16, std::str::from_utf8(plain)) {
        (Some(text), _) => (text.into_owned(), Encoding::Utf16),
        (None, Ok(text)) => (text.to_owned(), Encoding::Utf8),
        (None, Err(_)) => {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(plain);
            if looks_like_vcard(&text) {
                vcard::decode(plain)
            } else {
                (text.into_owned(), Encoding::Windows1252)
            }
        }
    };
    // Files of old Macs end lines with a carriage return alone.
    if text.contains('\n') || !text.contains('\r') {
        (text, encoding)
    } else {
        (text.replace('\r', "\n"), encoding)
    }
}

fn looks_like_vcard(text: &str) -> bool {
    // No card begins behind so much else, and a giant line is not looked through.
    let end = text.char_indices().nth(FIRST_SIGNS).map_or(text.len(), |(at, _)| at);
    let begins = text.get(..end).unwrap_or(text);
    let mut lines = begins.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).take(50);
    lines.any(|line| line.trim().eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// Whether a text begins as the export of a whole book does.
pub(super) fn is_whole_book(text: &str) -> bool {
    let start = text.chars().filter(|sign| !sign.is_whitespace()).take(40).collect::<String>();
    start.starts_with("{\"format\":\"standing\"")
}

/// What a file of JSON is called.
const JSON: &str = "a JSON file";

/// Files that are often tried and have a name.
fn known_stranger(bytes: &[u8], text: &str) -> Option<&'static str> {
    let start = text.trim_start();
    let begins = |mark: &str| start.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark));
    Some(match () {
        () if bytes.starts_with(b"PK\x03\x04") => "a spreadsheet or a zip archive; save it as CSV first",
        () if bytes.starts_with(b"\x1F\x8B") => "packed with gzip; unpack it first",
        () if bytes.starts_with(b"7z\xBC\xAF\x27\x1C") || bytes.starts_with(b"Rar!") => {
            "a packed archive; unpack it first"
        }
        () if bytes.starts_with(b"\xD0\xCF\x11\xE0") => "a workbook of older Excel; save it as CSV first",
        () if bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xFF\xD8\xFF") => "a picture",
        () if bytes.starts_with(b"SQLite format 3") => "a database, perhaps a book",
        () if bytes.starts_with(b"%PDF") => "a PDF",
        () if begins("BEGIN:VCALENDAR") => "a calendar, not contacts",
        () if begins("OFXHEADER") || begins("<?OFX") || begins("<OFX") => "a bank's OFX file, not contacts",
        () if begins("<!DOCTYPE") || begins("<html") => "a web page",
        () if begins("<?xml") => "an XML file",
        () if is_whole_book(text) => "a whole book; standing import FILE --apply takes it into a new one",
        () if begins("{") || begins("[") => JSON,
        () if text.contains('\0') => "not text",
        () => return None,
    })
}

/// Whether a table lists positions or transactions.
pub(super) fn is_of_a_custodian(text: &str) -> bool {
    let (_, head, _) = sheet::best(text, |_| 0);
    let has = |words: &[&str]| head.iter().any(|name| words.contains(&name.as_str()));
    has(&["Symbol", "Run Date", "Trade Date"]) && has(&["Quantity", "Shares", "Description", "Action"])
}

/// What was seen in a table of no known program.
fn stranger(text: &str) -> String {
    let (_, head, _) = sheet::best(text, |_| 0);
    if is_of_a_custodian(text) {
        return "is a custodian's list of positions or transactions, not contacts.".to_owned();
    }
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
    let seen = excerpt(line, 60);
    let what =
        format!("is neither a vCard file nor CSV of a known program: it begins with \u{201C}{seen}\u{201D}");
    match head.len() {
        0 | 1 => format!("{what}."),
        count => format!(
            "{what}, {count} columns. A mapping file says what they mean: standing import FILE --propose-map \
             writes one to change."
        ),
    }
}

/// The beginning of a text, fit for messages.
pub(super) fn excerpt(text: &str, most: usize) -> String {
    let mut signs = text.chars();
    let mut shown = visible(&signs.by_ref().take(most).collect::<String>());
    if signs.next().is_some() {
        shown.push_str("...");
    }
    shown
}

/// The first names of a list, and how many more there are.
pub(super) fn listed(mut names: impl Iterator<Item = String>, most: usize) -> String {
    let mut shown = names.by_ref().take(most).collect::<Vec<_>>().join(", ");
    match names.count() {
        0 => {}
        more => shown.push_str(&format!(" and {more} more")),
    }
    shown
}

/// The text with control characters replaced, for messages.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { '\u{FFFD}' } else { sign }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Hélène Lefèvre\r\nEND:VCARD\r\n";

    fn name(reading: &Reading) -> &str {
        &reading.rows[0].card.as_ref().unwrap().full_name
    }

    #[test]
    fn encodings_are_recognised() {
        let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(CARD);
        let wide: Vec<u16> = CARD.encode_utf16().collect();
        let little: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(wide.iter().flat_map(|w| w.to_le_bytes())).collect();
        let big: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(wide.iter().flat_map(|w| w.to_be_bytes())).collect();
        let marked = [b"\xEF\xBB\xBF".as_slice(), CARD.as_bytes()].concat();
        for (bytes, encoding) in [
            (CARD.as_bytes(), Encoding::Utf8),
            (&marked, Encoding::Utf8),
            (&windows, Encoding::Windows1252),
            (&little, Encoding::Utf16),
            (&big, Encoding::Utf16),
            (little.get(2..).unwrap(), Encoding::Utf16),
            (big.get(2..).unwrap(), Encoding::Utf16),
        ] {
            let reading = read(bytes, "a.vcf").unwrap();
            assert_eq!((reading.encoding, name(&reading)), (encoding, "Hélène Lefèvre"));
        }
    }

    #[test]
    fn lines_may_end_as_on_old_macs() {
        let reading = read(CARD.replace("\r\n", "\r").as_bytes(), "a.vcf").unwrap();
        assert_eq!(name(&reading), "Hélène Lefèvre");
    }

    #[test]
    fn the_content_decides_and_not_the_name() {
        assert_eq!(read(CARD.as_bytes(), "contacts.csv").unwrap().format, Format::Vcard);
        let google = "First Name,Last Name,Labels\nAnn,Hartley,\n";
        assert_eq!(read(google.as_bytes(), "a.vcf").unwrap().format, Format::GoogleCsv);
    }

    #[test]
    fn a_stranger_is_named() {
        for (bytes, part) in [
            (b"".as_slice(), "is empty."),
            (b" \n\n", "is empty."),
            (b"PK\x03\x04xx", "spreadsheet"),
            (b"\x1F\x8B\x08xx", "packed with gzip; unpack it first"),
            (b"\xD0\xCF\x11\xE0xx", "older Excel"),
            (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "calendar"),
            (b"{\"a\":1}", "which begins with {\"format\":\"standing\"."),
            (b"{\n  \"format\": \"standing\",", "a whole book"),
            (b"\x00\x01\x02", "not text"),
            (b"Dear Ann,\nhello", "it begins with \u{201C}Dear Ann,\u{201D}"),
            (b"First Name,Last Name,E-mail Address\nA,B,c@d\n", "3 columns"),
            (b"\x1b[31mred\n", "\u{FFFD}[31mred"),
            (b"Symbol,Description,Quantity\nA,B,1\n", "custodian's list"),
            (b"First Name,Last Name,Labels\n", "has the header row of Google contacts and nothing below it."),
        ] {
            let message = read(bytes, "x.vcf").unwrap_err().message;
            assert!(message.contains(part) && message.starts_with("x.vcf "), "{message}");
            assert!(message.ends_with("Nothing was imported."), "{message}");
        }
    }

    #[test]
    fn a_file_too_large_is_refused() {
        assert!(read(&vec![b' '; MAX_FILE + 1], "a").unwrap_err().message.contains("64 MiB"));
        let many = "BEGIN:VCARD\nFN:A\nEND:VCARD\n".repeat(MAX_ROWS + 1);
        assert!(read(many.as_bytes(), "a").unwrap_err().message.contains("200000"));
        let rows = "First Name,Labels\n".to_owned() + &"Ann,\n".repeat(1_000_000);
        assert!(read(rows.as_bytes(), "a").unwrap_err().message.contains("200000"));
    }
}
