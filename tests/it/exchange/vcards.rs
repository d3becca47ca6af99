//! vCards of old programs into a real book, and every card of calcard's own test data.

use std::{fs, path::PathBuf};

use calcard::{Entry, Parser, vcard::VCardProperty};
use standing::{
    acts::Book,
    domain::{
        card::{Card, Point, PointKind},
        record::{Kind, Row},
    },
    exchange::{
        export::vcards,
        import::{Incoming, preview_bytes, preview_file},
        preview::{Counts, Outcome},
        read::{Encoding, MAX_ROWS, read},
    },
};

use super::{assert_nothing_left, assert_sound, book, fixture, person, take, texts};

/// Takes a fixture in, sees that a second run has nothing to do and that an export brings it whole to another book.
#[track_caller]
fn taken(name: &str, encoding: Encoding, new: usize, rejected: usize) -> (Book, Incoming) {
    let mut book = book();
    let incoming = preview_file(&book, &fixture(name)).unwrap();
    let counts = Counts { read: new + rejected, new, changed: 0, same: 0, rejected };
    let preview = &incoming.preview;
    assert_eq!((preview.counts, preview.encoding), (counts, encoding), "{:#?}", preview.rows);
    book.execute(&incoming.action(|_| true).unwrap()).unwrap();
    assert_nothing_left(&book, &fixture(name), new, rejected);
    assert_sound(&book);
    let out = vcards(&book).unwrap();
    let mut other = super::book();
    take(&mut other, &out);
    assert_eq!(vcards(&other).unwrap(), out);
    (book, incoming)
}

fn points(book: &Book, person: &Row) -> Vec<String> {
    let rows = book.rows(Kind::ContactPoint, &[("person_id", person.id.id.into())]).unwrap();
    rows.iter().map(|row| format!("{} {}", row.str("label"), row.str("value"))).collect()
}

#[test]
fn old_cards_with_groups_soft_breaks_and_an_agent() {
    let (book, incoming) = taken("vcard21.vcf", Encoding::Utf8, 4, 2);
    let last = person(&book, "Seán O'Brien");
    assert_eq!((last.str("birth_date"), last.str("family")), ("1949-11-23", "O'Brien"));
    assert_eq!(points(&book, &last), [" sean@example.com", "mobile x-ferry +353 86 555 0199"]);
    let zoe = person(&book, "Dr. Zoë Müller");
    assert_eq!(zoe.str("notes"), "Erste Zeile; mit Semikolon, Komma.\nZweite Zeile.\nDritte.");
    assert_eq!((zoe.str("suffix"), zoe.str("given")), ("Jr., MD", "Zoë"));
    assert_eq!(
        points(&book, &zoe),
        [
            "mobile +49 30 555 0142",
            "work fax +49 30 555 0143",
            "home bleeper +49 30 555 0144",
            " zoe@example.com",
            "Segelboot zoe@boat.example",
            "home Lange Straße 1, Hof, Köln, 50667, Deutschland",
        ]
    );
    assert_eq!(texts(&book, Kind::CustomField, &zoe, "value"), ["Jörg Müller"]);
    assert_eq!(texts(&book, Kind::SpecialDate, &zoe, "day"), ["1988-06-11"]);
    let kept = texts(&book, Kind::ImportedProperty, &zoe, "line");
    assert!(kept[0].starts_with("PHOTO:data:image/") && kept[1] == "X-VENDOR;FOO=1:kept \\, so", "{kept:?}");
    let boss = person(&book, "Berta Boss");
    assert_eq!((boss.str("birth_date"), points(&book, &boss).len()), ("--02-29", 1));
    let agent = "X-STANDING-AGENT:BEGIN:VCARD\\nVERSION:2.1\\nFN:Her Assistant\\nTEL:1\\nEND:VCARD";
    assert_eq!(texts(&book, Kind::ImportedProperty, &boss, "line"), [agent]);
    // A month is no day to be reminded of.
    let tanaka = person(&book, "田中 裕子");
    assert_eq!(texts(&book, Kind::ImportedProperty, &tanaka, "line"), ["BDAY:1963-03"]);
    let rejected: Vec<_> = incoming
        .preview
        .rows
        .iter()
        .filter_map(|row| match &row.outcome {
            Outcome::Rejected { reason } => Some((row.who.as_str(), reason.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        rejected,
        [
            ("Kwame Osei", "birthday 1970-02-31 is not a day"),
            ("Off Cut", "it has no END:VCARD; the file may be cut off"),
        ]
    );
    let out = vcards(&book).unwrap().replace("\r\n ", "");
    assert!(out.contains(&format!("\r\n{agent}\r\n")) && out.contains("\r\nX-CUSTOM-CRM-ID:42\r\n"));
}

#[test]
fn lines_in_character_sets_of_their_own() {
    let (book, _) = taken("vcard21_charsets.vcf", Encoding::Several, 3, 0);
    let last = person(&book, "Hélène Lefèvre");
    let fields = ["organisation", "department", "job_title", "birth_date"].map(|field| last.str(field));
    assert_eq!(fields, ["Lefèvre SARL", "Conseil", "Gérante", "1958-12-24"]);
    assert_eq!(person(&book, "Иван Петров").str("notes"), "Любит гольф");
    assert_eq!(points(&book, &person(&book, "田中 裕子")), ["mobile +81 3 5550 1234"]);
}

#[test]
fn a_file_of_windows() {
    let (book, _) = taken("vcard21_windows.vcf", Encoding::Windows1252, 2, 0);
    let last = person(&book, "Renée “Nan” Marchetti");
    assert_eq!((last.str("birth_date"), last.str("notes")), ("1970-03-14", "Prix: 30 €"));
    assert_eq!(points(&book, &last), ["work 12 Élm Street, Büro 4, Salem, OR 97301, USA"]);
}

#[test]
fn a_file_in_utf16() {
    let (book, _) = taken("vcard_utf16.vcf", Encoding::Utf16, 2, 0);
    let last = person(&book, "👩‍👩‍👧 Ruiz");
    assert_eq!((last.str("birth_date"), last.str("notes")), ("--03-14", "Segelt – gern"));
    assert_eq!(points(&book, &person(&book, "田中 裕子")), ["home 1"]);
}

#[test]
fn lines_folded_within_a_character() {
    let bytes = fs::read(fixture("vcard_folded.vcf")).unwrap();
    let parted = bytes.split(|byte| *byte == b'\n').filter(|line| std::str::from_utf8(line).is_err()).count();
    assert!(parted > 4, "{parted}");
    let (book, _) = taken("vcard_folded.vcf", Encoding::Utf8, 2, 0);
    let last = person(&book, "田中裕子 Tanaka 田中裕子田中裕子");
    assert_eq!(last.str("notes"), "äöüß🌱äöüß🌱äöüß🌱äöüß🌱 – und weiter");
    assert_eq!(last.str("birth_date"), "1963-03-14");
    assert_eq!(texts(&book, Kind::ImportedProperty, &last, "line"), ["X-UNKNOWN:日本語日本語日本語日本語"]);
}

#[test]
fn contacts_without_a_name_are_called_by_what_is_known() {
    let table = "First Name,Last Name,Organization Name,Labels,E-mail 1 - Value\n\
        ,,Hartley & Son,,office@hartley.example\n,,,,only@example.com\nAnn,Lee,,,\n";
    let mut book = book();
    let incoming = preview_bytes(&book, "a.csv", table.as_bytes()).unwrap();
    book.execute(&incoming.action(|_| true).unwrap()).unwrap();
    let card =
        "BEGIN:VCARD\nORG:Acme Custody\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nEMAIL:x@example.com\nEND:VCARD\n";
    take(&mut book, card);
    let homes = book.rows(Kind::Relationship, &[]).unwrap();
    let homes: Vec<_> = homes.iter().map(|home| (home.str("name"), home.str("kind"))).collect();
    let expected = [
        ("Hartley & Son", "partner"),
        ("only@example.com", "client"),
        ("Lee household", "client"),
        ("Acme Custody", "partner"),
        ("x@example.com", "client"),
    ];
    assert_eq!(homes, expected);
}

#[test]
fn a_million_lines_are_refused_with_the_limit() {
    let cards = "BEGIN:VCARD\nFN:A\nEND:VCARD\n".repeat(1_000_000);
    let message = read(cards.as_bytes(), "a.vcf").unwrap_err().message;
    assert!(
        message.contains(&MAX_ROWS.to_string()) && message.ends_with("Nothing was imported."),
        "{message}"
    );
    let one = format!("BEGIN:VCARD\nFN:A\n{}END:VCARD\n", "TEL:1\n".repeat(1_000_000));
    let reading = read(one.as_bytes(), "a.vcf").unwrap();
    assert_eq!(reading.rows[0].card.as_ref().unwrap_err(), "it has more than 4000 lines");
}

/// Files with `QUOTED-PRINTABLE` alone, as vCard 2.1 writes it, and with a code cut in two; calcard leaves them
/// undecoded.
const UNDECODED: &[&str] = &["103.vcf", "193.vcf"];

/// Where cargo keeps the source of the crate the tests are built with; none where sources are kept otherwise.
fn corpus() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cargo"));
    let sources = fs::read_dir(home.join("registry/src")).ok()?.filter_map(Result::ok);
    let found = sources.map(|source| source.path().join("calcard-0.3.14/resources/vcard"));
    found.into_iter().find(|path| path.is_dir())
}

/// What calcard reads of each card: whole name, e-mails, telephones, without blanks at the ends.
fn by_calcard(text: &str) -> Vec<(String, Vec<String>, Vec<String>)> {
    let mut parser = Parser::new(text);
    let mut cards = Vec::new();
    loop {
        let card = match parser.entry() {
            Entry::VCard(card) => card,
            Entry::Eof => return cards,
            _ => continue,
        };
        let all = |wanted: &VCardProperty| -> Vec<String> {
            let entries = card.entries.iter().filter(|entry| entry.name == *wanted);
            let values = entries.filter_map(|entry| entry.values.first()?.as_text());
            values.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
        };
        let name = all(&VCardProperty::Fn).into_iter().next().unwrap_or_default();
        cards.push((name, all(&VCardProperty::Email), all(&VCardProperty::Tel)));
    }
}

fn of_kind(card: &Card, kind: PointKind) -> Vec<String> {
    card.points.iter().filter(|point| point.kind == kind).map(|point| point.value.clone()).collect()
}

/// As a settled card has them: no prefix of a telephone's address, each only once.
fn settled(kind: PointKind, values: Vec<String>) -> Vec<String> {
    let bare = |value: String| match kind {
        PointKind::Phone => value.trim_start_matches("tel:").to_owned(),
        _ => value,
    };
    let points = values.into_iter().map(|value| Point::new(kind, "", &bare(value))).collect();
    let card = Card { full_name: "x".to_owned(), points, ..Card::default() };
    of_kind(&card.settled().unwrap(), kind)
}

#[test]
fn the_cards_of_calcards_own_tests_are_read_as_it_reads_them_or_refused_with_a_line() {
    let (mut read_cards, mut refused, mut differ) = (0, 0, Vec::new());
    let Some(corpus) = corpus() else {
        eprintln!("not compared: cargo does not keep the source of calcard here");
        return;
    };
    for entry in fs::read_dir(corpus).unwrap().filter_map(Result::ok) {
        let path = entry.path();
        let is_among = |names: &[&str]| names.iter().any(|name| path.ends_with(name));
        if path.extension().is_none_or(|extension| extension != "vcf") || is_among(UNDECODED) {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let reading = match read(&bytes, &name) {
            Ok(reading) => reading,
            Err(no) => {
                assert!(no.message.starts_with(&name), "{}", no.message);
                refused += 1;
                continue;
            }
        };
        assert!(!reading.rows.is_empty(), "{name}");
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|no| encoding_rs::WINDOWS_1252.decode(no.as_bytes()).0.into_owned());
        let theirs = by_calcard(&text);
        // Lines outside any card are no card to calcard.
        let outside = Err("these lines are outside any card".to_owned());
        let rows = reading.rows.iter().filter(|row| row.card != outside);
        for (row, (full, emails, phones)) in rows.zip(theirs) {
            let Ok(card) = &row.card else {
                assert!(row.line > 0);
                refused += 1;
                continue;
            };
            read_cards += 1;
            let mine = (of_kind(card, PointKind::Email), of_kind(card, PointKind::Phone));
            let emails = settled(PointKind::Email, emails);
            let phones = settled(PointKind::Phone, phones);
            if (!full.is_empty() && full != card.full_name) || mine != (emails.clone(), phones.clone()) {
                differ.push(format!(
                    "{name}:{}: {:?} {mine:?} but {full:?} {emails:?} {phones:?}",
                    row.line, card.full_name
                ));
            }
        }
    }
    assert!(read_cards > 200, "{read_cards} read, {refused} refused");
    assert!(differ.is_empty(), "{} of {read_cards} differ:\n{}", differ.len(), differ.join("\n"));
}
