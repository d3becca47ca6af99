//! Every parser of the program, given everything: what it takes it takes, what it does not it refuses in a sentence.
//!
//! **Invariant:** no text stops the program; a refusal is a sentence without words of a machine.

use std::{fs, path::Path};

use chrono::NaiveDate;
use proptest::{collection::vec, prelude::*, sample::select, string::string_regex};
use serde_json::Value;
use standing::{
    acts::{self, Book},
    clock::Clock,
    config,
    domain::{
        day::{self, DayOrder, Lean},
        entry,
        filter::Filter,
        follow_text, measure_text,
        number::{self, Unit},
        quick_add::{self, Names},
        record::{Kind, RecordId, Ty},
        rejection::Rejection,
        repeat::Repeat,
        review::answer,
        safe,
    },
    exchange::{import, mapping::Mapping, propose, read},
    letters::template,
    tui::{Colour, Look},
};

use crate::hostile::texts;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// What a person reads: it ends, and it names nothing of the machine.
fn sentence(no: &Rejection) -> Result<(), TestCaseError> {
    let said = no.message.trim_end();
    prop_assert!(said.ends_with(['.', '?', '!']), "{said:?}");
    for word in ["panicked", "called `", "unwrap", "SQL", "os error", "fts5"] {
        prop_assert!(!said.contains(word), "{said:?}");
    }
    Ok(())
}

fn told<T>(read: Result<T, Rejection>) -> Result<(), TestCaseError> {
    read.map_or_else(|no| sentence(&no), |_| Ok(()))
}

/// Words the grammars know, in any order, with hostile texts and any letters between them.
fn line() -> impl Strategy<Value = String> {
    let known = select(vec![
        "fri",
        "next",
        "monday",
        "in",
        "3",
        "weeks",
        "end",
        "of",
        "quarter",
        "2026-02-30",
        "31/12",
        "12/31/99",
        "every",
        "month",
        "on",
        "the",
        "last",
        "day",
        "after",
        "done",
        "-1",
        "99999999999999999999",
        "1e400",
        "NaN",
        "$1,000.50",
        "95 %",
        "1.2m",
        "£-0",
        "0.00001",
        "20m",
        "25h",
        "!high",
        "!",
        "#",
        "#tag",
        "@",
        "@Hartley",
        "tier:A",
        "tier:",
        "due:<today",
        "stage:",
        "kind:x",
        "text:",
        "\"",
        "\"open",
        "-",
        "--",
        "c12",
        "p-1",
        "f9223372036854775808",
        "c",
        "29 feb",
        "yesterday",
        "noon",
        "24:00",
        "12:60pm",
        "13pm",
        "\u{301}",
        "ß",
        "İ",
        "ﬀ",
        "Ⅷ",
        "１２",
        "١٢",
        "half",
        "a",
        "year",
        "=>",
        "<",
        "~",
        "*",
        "NEAR",
        "OR",
        "AND",
        "NOT",
        "^",
        "(",
        ")",
        ":",
        ";",
        ",",
        "at most",
        "or more",
        "0",
        "00",
        "000",
        "0000-00-00",
        "until",
        "again",
        "by mail",
        "told",
    ])
    .prop_map(str::to_owned);
    let hostile =
        select(texts().into_iter().map(|(_, text)| text).filter(|text| text.len() < 400).collect::<Vec<_>>());
    let some = string_regex("\\PC{0,8}").unwrap();
    let wild = vec(any::<char>(), 0..6).prop_map(|all| all.into_iter().collect::<String>());
    vec(prop_oneof![6 => known, 1 => hostile, 1 => some, 1 => wild], 0..7).prop_map(|words| words.join(" "))
}

/// A file as it is checked in, with pieces taken out, doubled or broken.
fn broken(sample: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let pieces = vec((any::<prop::sample::Index>(), 0..40_usize, 0..6_u8, any::<[u8; 3]>()), 0..8);
    pieces.prop_map(move |pieces| {
        let mut bytes = sample.to_vec();
        for (at, long, how, odd) in pieces {
            if bytes.is_empty() {
                break;
            }
            let from = at.index(bytes.len());
            let to = (from + long).min(bytes.len());
            match how {
                0 => drop(bytes.drain(from..to)),
                1 => {
                    let piece = bytes[from..to].to_vec();
                    bytes.splice(from..from, piece);
                }
                2 => drop(bytes.splice(from..to, odd)),
                3 => bytes.truncate(to),
                4 => drop(bytes.splice(from..from, [b'"', b'\n', b'='])),
                _ => drop(bytes.splice(from..from, [0xEF, 0xBB, 0xBF, 0])),
            }
        }
        bytes
    })
}

fn order() -> impl Strategy<Value = DayOrder> {
    select(vec![DayOrder::MonthFirst, DayOrder::DayFirst])
}

proptest! {
    #[test]
    fn any_line_is_a_day_or_a_sentence(text in line(), order in order()) {
        for lean in [Lean::Future, Lean::Past] {
            told(day::parse_leaning(&text, lean, today(), order))?;
            told(day::parse_partial_leaning(&text, lean, today(), order))?;
        }
        told(day::parse_day(&text, today(), order))?;
        told(day::parse_past_day(&text, today(), order))?;
        told(day::parse_partial(&text, today(), order))?;
        let _ = (day::parse_amount(&text), day::parse_tail(&text, today(), order), day::names_no_day(&text, today(), order));
        let _ = (follow_text::until_in(&text, today(), order), follow_text::talk_in(&text, today(), order));
        let _ = (follow_text::when_again(&text, today(), order), follow_text::heard_in(&text));
    }

    #[test]
    fn any_line_is_a_task_or_a_reason_why_not(text in line(), order in order()) {
        let names = Names::new([(1, "Hartley household".to_owned()), (2, "İ ß \u{301}".to_owned())], []);
        let read = quick_add::parse(&text, today(), order, &names);
        told(read.checked())?;
        told(answer::parse(&text, today(), order))?;
    }

    #[test]
    fn any_line_is_a_repeat_a_filter_a_number_or_a_sentence(text in line(), order in order()) {
        if let Ok(repeat) = Repeat::parse(&text) {
            prop_assert_eq!(Repeat::parse(&repeat.to_string()).ok(), Some(repeat));
            let _ = repeat.kth(NaiveDate::MAX, 9);
            let _ = repeat.kth(NaiveDate::MIN, 9);
        }
        told(Repeat::parse(&text))?;
        told(Filter::parse(&text, today(), order).whole())?;
        told(number::parse(&text))?;
        told(measure_text::read(&text))?;
        for unit in ["money", "percent", "ratio", "count", "yes_no"].into_iter().filter_map(Unit::of) {
            told(unit.parse(&text))?;
        }
    }

    #[test]
    fn any_line_is_an_id_or_none(text in line()) {
        if let Ok(id) = text.parse::<RecordId>() {
            prop_assert_eq!(id.to_string().parse::<RecordId>(), Ok(id));
        }
    }

    #[test]
    fn any_line_fits_a_field_or_is_refused_in_a_sentence(text in line(), order in order()) {
        for kind in Kind::ALL {
            for field in kind.spec().fields {
                match entry::read(field, &text, today(), order) {
                    Ok(value) => {
                        let _ = (entry::show(field, &value), entry::editable(field, &value));
                        prop_assert!(!matches!(field.ty, Ty::Line) || !entry::editable(field, &value).contains('\n'));
                    }
                    Err(no) => sentence(&no)?,
                }
            }
        }
    }

    #[test]
    fn what_is_cleaned_is_harmless_and_stays_so(text in line()) {
        for out in [safe::one_line(&text).into_owned(), safe::lines(&text).into_owned()] {
            crate::hostile::judge(&out, true).map_err(|why| TestCaseError::fail(format!("{text:?}: {why}")))?;
        }
    }

    #[test]
    fn any_configuration_is_read_or_refused_with_its_line(
        bytes in broken(CONFIG.as_bytes()), lines in vec(line(), 0..3),
    ) {
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        match config::parse(&text, Path::new("config.toml"), None) {
            Err(no) => sentence(&no)?,
            Ok(settings) => told(Look::read(&settings, Colour::Wanted))?,
        }
    }

    #[test]
    fn any_keys_and_colours_are_taken_or_refused(key in line(), colour in line()) {
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        for text in [
            format!("[keys]\nundo = {}\n", quoted(&key)),
            format!("[keys]\n{} = \"x\"\n", quoted(&key)),
            format!("theme = \"mine\"\n[themes.mine]\nplain = {}\n", quoted(&colour)),
            format!("theme = {}\n[themes.{}]\n", quoted(&colour), quoted(&key)),
            format!("day_ends = {}\nzone = {}\n", quoted(&key), quoted(&colour)),
        ] {
            match config::parse(&text, Path::new("config.toml"), None) {
                Err(no) => sentence(&no)?,
                Ok(settings) => told(Look::read(&settings, Colour::Wanted))?,
            }
        }
    }

    #[test]
    fn any_mapping_is_read_or_refused(bytes in broken(include_bytes!("../fixtures/other.toml"))) {
        told(Mapping::parse(&String::from_utf8_lossy(&bytes), "map.toml"))?;
    }

    #[test]
    fn any_template_is_filled_or_refused(bytes in broken(include_bytes!("../../assets/documents/charter.md")), odd in line()) {
        let text = String::from_utf8_lossy(&bytes);
        for text in [text.to_string(), format!("---\ntitle: {odd}\n---\n{odd}"), format!("---\n{odd}\n---\n{{{{ {odd} }}}}")] {
            match template::read("mine", &text, "mine.md") {
                Err(no) => sentence(&no)?,
                Ok(template) => told(template.fill(&serde_json::json!({ "client": { "name": odd } })))?,
            }
        }
    }

    #[test]
    fn any_checklist_and_any_talking_points_are_read_or_refused(
        list in broken(include_bytes!("../../assets/checklists/onboarding.toml")),
        points in broken(include_bytes!("../../assets/asked/points.toml")),
    ) {
        told(acts::checklists::read_template("mine", &String::from_utf8_lossy(&list), "mine.toml"))?;
        let ours = acts::asked::points::Points::ours();
        told(acts::asked::points::read(&String::from_utf8_lossy(&points), "points.toml", &ours))?;
    }

    #[test]
    fn any_cards_are_read_row_by_row(bytes in prop_oneof![
        broken(include_bytes!("../fixtures/contacts.vcf")),
        broken(include_bytes!("../fixtures/vcard21.vcf")),
        broken(include_bytes!("../fixtures/hostile/bad_utf8.vcf")),
        broken(include_bytes!("../fixtures/hostile/nested.vcf")),
        broken(include_bytes!("../fixtures/hostile/quoted_printable.vcf")),
    ]) {
        told(read::read(&bytes, "in.vcf"))?;
    }

    #[test]
    fn any_table_is_read_row_by_row(bytes in prop_oneof![
        broken(include_bytes!("../fixtures/google.csv")),
        broken(include_bytes!("../fixtures/outlook_classic.csv")),
        broken(include_bytes!("../fixtures/redtail.csv")),
        broken(include_bytes!("../fixtures/linkedin.csv")),
        broken(include_bytes!("../fixtures/hostile/bad_utf8.csv")),
        broken(include_bytes!("../fixtures/hostile/quotes.csv")),
        broken(include_bytes!("../fixtures/hostile/utf16_odd.csv")),
        broken(include_bytes!("../fixtures/hostile/nul.csv")),
    ]) {
        told(read::read(&bytes, "in.csv"))?;
        told(propose::propose(&bytes, "in.csv"))?;
    }
}

/// A configuration with something of everything.
const CONFIG: &str = r#"theme = "mine"
glyphs = "ascii"
mouse = false
day_order = "day-first"
day_ends = "03:00"
zone = "Europe/Zurich"
holidays = ["2026-12-25"]

[keys]
undo = "z"
find = ["f", "F"]

[themes.mine]
from = "plain"
"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_search_finds_or_finds_nothing(text in line()) {
        BOOK.with(|book| told(book.find_all(&text, 20)))?;
    }

    #[test]
    fn any_table_of_readings_is_read_or_refused(head in vec(line(), 1..5), row in vec(line(), 1..5)) {
        let quoted = |cells: &[String]| cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
        let text = format!("client,measure,date,value,{}\n{}\nHartley,Debt,2026-01-01,{}\n", quoted(&head), quoted(&row), quoted(&row));
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("in.csv");
        fs::write(&file, text).unwrap();
        BOOK.with(|book| told(import::readings_file(book, &file, &read::Choices::default())))?;
    }

    #[test]
    fn any_export_of_a_book_is_taken_in_whole_or_not_at_all(
        at in any::<prop::sample::Index>(), with in select(odd_values()), remove in any::<bool>(),
    ) {
        let mut document: Value = WHOLE.with(Clone::clone);
        let mut places = Vec::new();
        paths(&document, String::new(), &mut places);
        let place = places[at.index(places.len())].clone();
        let (parent, key) = place.rsplit_once('/').unwrap();
        match document.pointer_mut(parent) {
            Some(Value::Object(fields)) if remove => drop(fields.remove(&key.replace("~1", "/").replace("~0", "~"))),
            _ => *document.pointer_mut(&place).unwrap() = with,
        }
        let mut book = Book::memory(Clock::fixed(today())).unwrap();
        if let Err(no) = book.take_whole(&document) {
            sentence(&no)?;
            prop_assert!(book.is_empty().unwrap(), "refused, and something was kept");
            prop_assert_eq!(book.head().unwrap().0, 0);
        } else {
            prop_assert_eq!(book.verify(None).unwrap().faults, Vec::<String>::new());
        }
    }
}

/// Values that stand nowhere in an export.
fn odd_values() -> Vec<Value> {
    let mut all =
        vec![Value::Null, serde_json::json!(-1), serde_json::json!(1.5), serde_json::json!(u64::MAX)];
    all.extend([
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!({ "x": [null] }),
        Value::Bool(true),
    ]);
    all.extend(texts().into_iter().map(|(_, text)| Value::String(text)));
    all
}

/// Every place in a document, as a pointer.
fn paths(value: &Value, at: String, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                all.push(place.clone());
                paths(inner, place, all);
            }
        }
        Value::Array(items) => {
            for (number, inner) in items.iter().enumerate() {
                let place = format!("{at}/{number}");
                all.push(place.clone());
                paths(inner, place, all);
            }
        }
        _ => {}
    }
}

thread_local! {
    static BOOK: Book = crate::hostile::book();
    static WHOLE: Value = {
        let mut book = Book::memory(Clock::fixed(today())).unwrap();
        let fields = standing::domain::record::Fields::new().with("name", "Hartley").with("kind", "client");
        let add = standing::domain::action::Action::Add { kind: Kind::Relationship, fields };
        book.execute(&add).unwrap();
        book.export_json().unwrap()
    };
}

#[test]
fn every_file_of_the_corpus_is_read_or_refused_in_a_sentence() {
    let book = crate::hostile::book();
    let mut seen = 0;
    for folder in ["tests/fixtures", "tests/fixtures/hostile"] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() {
                continue;
            }
            seen += 1;
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let check =
                |read: Result<(), Rejection>| told(read).unwrap_or_else(|why| panic!("{name}: {why}"));
            check(read::read(&bytes, &name).map(drop));
            check(propose::propose(&bytes, &name).map(drop));
            check(import::preview_file(&book, &path).map(drop));
            check(import::whole_book(&path).map(drop));
            check(Mapping::parse(&text, &name).map(drop));
            check(config::parse(&text, &path, None).map(drop));
            check(template::read("mine", &text, &name).and_then(|t| t.fill(&Value::Null)).map(drop));
            check(acts::checklists::read_template("mine", &text, &name).map(drop));
        }
    }
    assert!(seen > 25, "{seen}");
}
