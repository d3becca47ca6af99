//! Tables of each known program, and of none, into a real book.

use std::{fs, path::Path, process::Command};

use standing::{
    acts::Book,
    domain::{
        day::DayOrder,
        record::{Kind, Row},
    },
    exchange::{
        import::{Incoming, mapping_file, preview_file_as, propose_file},
        mapping::Mapping,
        preview::{Counts, Outcome},
        propose::propose,
        read::{Choices, Encoding, Format, Sensitive, read, read_as},
    },
};

use super::{assert_sound, book, fixture, person, texts};

fn mapped() -> Choices {
    Choices { map: Some(mapping_file(&fixture("other.toml")).unwrap()), ..Choices::default() }
}

/// Takes a fixture in, and sees that a second run has nothing to do.
#[track_caller]
fn taken(name: &str, choices: &Choices, format: Format, new: usize, rejected: usize) -> (Book, Incoming) {
    let mut book = book();
    let incoming = preview_file_as(&book, &fixture(name), choices).unwrap();
    let counts = Counts { read: new + rejected, new, changed: 0, same: 0, rejected };
    assert_eq!(
        (incoming.preview.format, incoming.preview.counts),
        (format, counts),
        "{:#?}",
        incoming.preview.rows
    );
    book.execute(&incoming.action(|_| true).unwrap()).unwrap();
    let again = preview_file_as(&book, &fixture(name), choices).unwrap();
    let counts = Counts { read: new + rejected, new: 0, changed: 0, same: new, rejected };
    assert_eq!(again.preview.counts, counts, "{:#?}", again.preview.rows);
    assert_sound(&book);
    (book, incoming)
}

#[track_caller]
fn assert_fields(row: &Row, fields: &[(&str, &str)]) {
    for (field, value) in fields {
        assert_eq!(row.str(field), *value, "{field}");
    }
}

fn points(book: &Book, person: &Row) -> Vec<String> {
    let rows = book.rows(Kind::ContactPoint, &[("person_id", person.id.id.into())]).unwrap();
    rows.iter().map(|row| format!("{} {}", row.str("label"), row.str("value"))).collect()
}

fn custom(book: &Book, person: &Row) -> Vec<String> {
    let rows = book.rows(Kind::CustomField, &[("person_id", person.id.id.into())]).unwrap();
    rows.iter().map(|row| format!("{}: {}", row.str("name"), row.str("value"))).collect()
}

/// The reasons of the rejected rows, with their lines.
fn rejected(incoming: &Incoming) -> Vec<(usize, String)> {
    let reason = |outcome: &Outcome| match outcome {
        Outcome::Rejected { reason } => Some(reason.clone()),
        _ => None,
    };
    incoming.preview.rows.iter().filter_map(|row| Some((row.line, reason(&row.outcome)?))).collect()
}

#[track_caller]
fn assert_rejected(incoming: &Incoming, wanted: &[(usize, &str)]) {
    let wanted: Vec<_> = wanted.iter().map(|(line, reason)| (*line, (*reason).to_owned())).collect();
    assert_eq!(rejected(incoming), wanted);
}

fn households(book: &Book) -> Vec<String> {
    let homes = book.rows(Kind::Relationship, &[]).unwrap();
    homes
        .iter()
        .map(|home| format!("{} {}", home.str("name"), book.cards_of(home.id.id).unwrap().len()))
        .collect()
}

#[test]
fn outlook_classic() {
    let (book, incoming) = taken("outlook_classic.csv", &Choices::default(), Format::Outlook, 4, 3);
    assert_eq!(incoming.preview.encoding, Encoding::Windows1252);
    let last = person(&book, "Renée Marchetti");
    assert_fields(&last, &[("birth_date", "1970-03-14"), ("job_title", "Owner")]);
    let address = "home 12 Elm Street, Flat 3, Portland, OR 97201, United States of America";
    assert_eq!(
        points(&book, &last),
        [address, "mobile +1 503 555 0142", " renee@example.com", " https://renee.example/a;b"]
    );
    assert_eq!(texts(&book, Kind::SpecialDate, &last, "day"), ["2001-06-15"]);
    assert_eq!(
        custom(&book, &last),
        [
            "related: child: Tom",
            "related: child: Eva",
            "related: spouse: Paolo Marchetti",
            "Private: True",
            "Hobby: Sailing"
        ]
    );
    let zoe = person(&book, "Dr. Zoë Müller");
    assert_fields(
        &zoe,
        &[
            ("organisation", "Müller & Söhne, GmbH"),
            ("birth_date", ""),
            ("notes", "First line.\nShe said \"no\".\n\nLast line."),
        ],
    );
    assert_eq!(custom(&book, &zoe), [""; 0]);
    // What could be two days is read as the other days of the file must be.
    assert_eq!(person(&book, "Ambrose Fairly").str("birth_date"), "1963-03-04");
    assert_rejected(
        &incoming,
        &[
            (7, "2 columns where the head has 92"),
            (8, "name, company and e-mail are all empty"),
            (9, "birthday 31/31/1970 is not a day"),
        ],
    );
    let notes = incoming.preview.notes.join(" ");
    for part in ["left out: Government ID Number (1).", "E-mail Type (1)", "read month first"] {
        assert!(notes.contains(part), "{notes}");
    }
    assert!(!notes.contains("1234"));
}

#[test]
fn outlook_com() {
    let (book, incoming) = taken("outlook_com.csv", &Choices::default(), Format::Outlook, 2, 1);
    let last = person(&book, "Ms. Renée Marchetti");
    assert_fields(&last, &[("birth_date", "1970-03-14"), ("notes", "Prefers\nthe telephone.")]);
    assert_eq!(
        points(&book, &last),
        ["work 1 Main Street, Salem", "home 503-555-0199", " renee@example.com", " renee@work.example"]
    );
    assert_eq!(person(&book, "田中 裕子").str("birth_date"), "--02-29");
    assert_rejected(&incoming, &[(3, "a quotation mark is left open on line 3")]);
}

#[test]
fn linkedin_with_its_preamble() {
    let (book, incoming) = taken("linkedin.csv", &Choices::default(), Format::Linkedin, 2, 1);
    let last = person(&book, "Seán O'Brien 🌱");
    assert_fields(&last, &[("organisation", "O'Brien Tax, Ltd"), ("job_title", "Partner")]);
    assert_eq!(points(&book, &last), ["LinkedIn https://www.linkedin.example/in/sean", " sean@example.com"]);
    assert_eq!(custom(&book, &last), ["Connected On: 23 Nov 2023"]);
    assert_eq!(person(&book, "Ann Hartley, CFP®").str("job_title"), "Planner, Owner");
    assert_rejected(&incoming, &[(6, "name, company and e-mail are all empty")]);
    assert_eq!(incoming.preview.notes, ["2 lines above the header row were left out."]);
}

#[test]
fn slant_with_its_households() {
    let (book, incoming) = taken("slant.csv", &Choices::default(), Format::Slant, 3, 1);
    let last = person(&book, "Kwame Osei");
    assert_eq!(points(&book, &last), [" kwame@example.com", " +233 20 555 0101"]);
    assert_eq!(custom(&book, &last), ["household id (Slant): H-2", "tier: B", "contact_type: prospect"]);
    assert_eq!(households(&book), ["Marchetti household 2", "Osei household 1"]);
    let paolo = points(&book, &person(&book, "Paolo Marchetti"));
    assert_eq!(paolo, [" paolo@example.com", " p.marchetti@example.com", " (503) 555-0142"]);
    let homes = book.rows(Kind::Relationship, &[]).unwrap();
    let tags = |at: usize| {
        let tags = book.of(Kind::Tag, homes[at].id.id).unwrap();
        tags.iter().map(|tag| tag.str("name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (tags(0), tags(1)),
        (vec!["golf".into(), "wine".into()], vec!["referred".into(), "golf".into()])
    );
    assert_rejected(&incoming, &[(4, "3 columns where the head has 8")]);
}

#[test]
fn salesforce_by_its_field_names() {
    let (book, incoming) = taken("salesforce.csv", &Choices::default(), Format::Salesforce, 1, 2);
    assert_eq!(incoming.preview.encoding, Encoding::Utf16);
    let last = person(&book, "Chidi Okafor");
    assert_fields(
        &last,
        &[
            ("birth_date", "1958-07-04"),
            ("external_uid", "salesforce:001C"),
            ("notes", "Likes “quiet” meetings."),
        ],
    );
    assert_eq!(custom(&book, &last), ["FinServ__Status__c: Active"]);
    assert_rejected(
        &incoming,
        &[(2, "it is a household, not a person"), (3, "birthday 1961-02-30 is not a day")],
    );
}

#[test]
fn wealthbox_by_its_field_names() {
    let (book, incoming) = taken("wealthbox.csv", &Choices::default(), Format::Wealthbox, 3, 1);
    let last = person(&book, "Maja E Berg");
    assert_fields(
        &last,
        &[("birth_date", "1964-05-06"), ("job_title", "Surgeon"), ("notes", "Came by\nreferral.")],
    );
    assert_eq!(
        points(&book, &last),
        [
            "work maja@work.example",
            "Personal maja@example.com",
            "work 503-555-0155 x12",
            "home 3 Quay, Floor 2, Astoria, OR 97103"
        ]
    );
    let first = book.rows(Kind::ContactPoint, &[("person_id", last.id.id.into())]).unwrap();
    let first: Vec<_> =
        first.iter().filter(|row| row.flag("preferred")).map(|row| row.str("value")).collect();
    assert_eq!(first, ["maja@example.com"]);
    assert_eq!(households(&book), ["Lindqvist household 2", "Lindqvist Boats 1"]);
    assert_rejected(&incoming, &[(2, "it is a household, not a person")]);
    let notes = incoming.preview.notes.join(" ");
    assert!(notes.contains("left out: drivers_license.number (1), passport_number (2)."), "{notes}");
    assert!(custom(&book, &last).iter().all(|field| !field.contains("passport")));
}

#[test]
fn redtail_by_its_field_names() {
    let (book, incoming) = taken("redtail.csv", &Choices::default(), Format::Redtail, 2, 1);
    let last = person(&book, "Lida Kral");
    assert_fields(
        &last,
        &[
            ("birth_date", "1953-01-31"),
            ("nickname", "Lili"),
            ("external_uid", "redtail:79"),
            ("notes", "Hard of hearing."),
        ],
    );
    assert_eq!(
        points(&book, &last),
        ["home 8 Hill, Bend, OR 97701", "home 541-555-0120", "mobile 541-555-0121", "home lida@example.com"]
    );
    assert!(custom(&book, &last).contains(&"deleted: true".to_owned()));
    assert_eq!(households(&book), ["Kral household 2"]);
    assert_rejected(&incoming, &[(3, "birthday 1951-13-01 is not a day")]);
    assert!(incoming.preview.notes[0].contains("tax_id (2)"));
}

#[test]
fn sensitive_numbers_are_taken_only_when_chosen_and_only_their_end() {
    let choices = Choices { sensitive: Sensitive::LastFour, ..Choices::default() };
    let (book, incoming) = taken("redtail.csv", &choices, Format::Redtail, 2, 1);
    assert!(custom(&book, &person(&book, "Lida Kral")).contains(&"tax_id: 4444".to_owned()));
    assert!(incoming.preview.notes[0].contains("only the last four signs are taken: tax_id (2)."));
    let (book, _) = taken("redtail.csv", &Choices::default(), Format::Redtail, 2, 1);
    assert!(custom(&book, &person(&book, "Lida Kral")).iter().all(|field| !field.starts_with("tax_id")));
    let google = "Name,Custom Field 1 - Label,Custom Field 1 - Value\nAnn,SSN,900-55-6666\n";
    let reading = read(google.as_bytes(), "a.csv").unwrap();
    assert_eq!(reading.rows[0].card.as_ref().unwrap().custom, []);
    assert!(reading.notes[0].contains("SSN (1)"));
}

#[test]
fn any_other_table_by_a_mapping_file() {
    let (book, incoming) = taken("other.csv", &mapped(), Format::Mapped, 3, 0);
    assert_eq!(incoming.preview.encoding, Encoding::Windows1252);
    let last = person(&book, "Heike Süß");
    assert_fields(&last, &[("birth_date", "1971-06-05"), ("external_uid", "kartei:3")]);
    assert_eq!(
        points(&book, &last),
        ["home heike@example.com", "work heike@amt.example", "home Am Markt 1, Köln"]
    );
    // A column the mapping does not name keeps its own.
    assert_eq!(custom(&book, &last), ["Bemerkung: Ruft lieber an; Sehr genau."]);
    // A year alone is no birthday and no reason to leave somebody out.
    let uwe = person(&book, "Uwe Klein");
    assert_fields(&uwe, &[("birth_date", "")]);
    assert_eq!(custom(&book, &uwe), ["Geburtstag: 1960"]);
    assert_eq!(
        incoming.preview.notes,
        [
            "Sensitive numbers were left out: Steuernummer (2).",
            "Birthdays that are not a whole day are kept as a field of their own: Geburtstag (1).",
            "Columns left out, with the number of their values: Intern (2).",
            "One line above the header row was left out.",
        ]
    );
}

#[test]
fn days_that_could_be_two_are_read_as_configured() {
    let read = |born: &str, days, dates: &str| {
        let map = format!("{dates}[columns]\n\"Name\" = \"name\"\n\"Born\" = \"birthday\"\n");
        let map = Some(Mapping::parse(&map, "map").unwrap());
        let table = format!("Name,Born\nAnn,{born}\nBob,3/4/1960\n");
        let choices = Choices { map, days, ..Choices::default() };
        let reading = read_as(table.as_bytes(), "a.csv", &choices).unwrap();
        let card = reading.rows[1].card.as_ref();
        (card.map(|card| card.birthday.clone()).unwrap_or_default(), reading.notes)
    };
    let (month, day) = (Some(DayOrder::MonthFirst), Some(DayOrder::DayFirst));
    let (born, notes) = read("", month, "");
    assert_eq!(born, "1960-03-04");
    assert_eq!(notes, ["Days such as 3/4/1963 are read month first, as configured."]);
    assert_eq!(read("", day, "").0, "1960-04-03");
    // The mapping goes before the file, and the file before the configuration.
    assert_eq!(read("", day, "dates = \"month first\"\n").0, "1960-03-04");
    let (born, notes) = read("3/14/1963", day, "");
    assert_eq!(born, "1960-03-04");
    assert_eq!(notes, ["Days such as 3/4/1963 are read month first, as others in the file can only be."]);
    assert_eq!(read("", None, "").0, "");
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let map = dir.path().join("map.toml");
    let table = fs::read(fixture("other.csv")).unwrap();
    for (text, part) in [
        (
            "[columns]\n\"Nachname\" = \"family\"\n\"Vornahme\" = \"given\"\n",
            "map.toml, line 3: other.csv has no column \u{201C}Vornahme\u{201D}. Its columns are: Kundennr, Nachname, Vorname",
        ),
        (
            "[columns]\n\"Nachname\" = \"surname\"\n",
            "map.toml, line 2: there is no field \u{201C}surname\u{201D}. Fields are: name",
        ),
        ("[columns\n", "map.toml, line 1: "),
    ] {
        fs::write(&map, text).unwrap();
        let refused = mapping_file(&map).and_then(|map| {
            read_as(&table, "other.csv", &Choices { map: Some(map), ..Choices::default() }).map(|_| ())
        });
        let message = refused.unwrap_err().message;
        assert!(message.starts_with(part) || message.contains(part), "{message}");
        assert!(message.ends_with("Nothing was imported."), "{message}");
    }
    fs::write(&map, b"\xFF\xFE").unwrap();
    assert!(mapping_file(&map).unwrap_err().message.contains("not text in UTF-8"));
    let card = read_as(b"BEGIN:VCARD\nEND:VCARD\n", "a.vcf", &mapped()).unwrap_err().message;
    assert_eq!(card, "a.vcf is a vCard file; a mapping is for tables. Nothing was imported.");
}

#[test]
fn a_proposed_mapping_can_be_used_as_it_is() {
    let table = "Client name;E-Mail;Cell phone;Zip;City;Street;Date of birth;SSN;Shoe \"size\";\n\
        Ann Hartley;ann@example.com;5035550142;97201;Portland;12 Elm;1963-03-14;900-11-2222;38;x\n\
        Bo Lee;bo@example.com;;;;;;;\u{1b}[31m;\n";
    let text = propose(table.as_bytes(), "clients.csv").unwrap();
    for line in [
        "\"Client name\" = \"name\"",
        "# ann@example.com | bo@example.com\n\"E-Mail\" = \"email\"",
        "\"Cell phone\" = \"phone.mobile\"",
        "\"Zip\" = \"address.code\"",
        "\"Date of birth\" = \"birthday\"",
        "# (values not shown)\n\"SSN\" = \"sensitive\"",
        "# 38 | \u{FFFD}[31m\n\"Shoe \\\"size\\\"\" = \"custom\"",
        "\"column 10\" = \"custom\"",
    ] {
        assert!(text.contains(&format!("{line}\n")), "{line}\n{text}");
    }
    assert!(!text.contains("900-11"));
    let map = Mapping::parse(&text, "map.toml").unwrap();
    let reading =
        read_as(table.as_bytes(), "clients.csv", &Choices { map: Some(map), ..Choices::default() }).unwrap();
    let ann = reading.rows[0].card.as_ref().unwrap();
    assert_eq!((ann.full_name.as_str(), ann.birthday.as_str()), ("Ann Hartley", "1963-03-14"));
    let values: Vec<_> = ann.points.iter().map(|point| point.value.as_str()).collect();
    assert_eq!(values, ["ann@example.com", "5035550142", "12 Elm, Portland, 97201"]);
}

#[test]
fn the_proposal_for_a_known_program_takes_its_file_in_as_the_program_does() {
    for name in
        ["google.csv", "outlook_classic.csv", "linkedin.csv", "wealthbox.csv", "redtail.csv", "slant.csv"]
    {
        let text = propose_file(&fixture(name)).unwrap();
        let map = Mapping::parse(&text, "map.toml").unwrap();
        let bytes = fs::read(fixture(name)).unwrap();
        let by_map = read_as(&bytes, name, &Choices { map: Some(map), ..Choices::default() }).unwrap();
        assert_eq!(by_map.rows, read(&bytes, name).unwrap().rows, "{name}");
    }
}

#[test]
fn households_of_the_other_program_go_before_addresses_and_are_known_again() {
    let head = "Name,Household,Street,City,Head of household\n";
    let map = "[columns]\nName = \"name\"\nHousehold = \"household\"\nStreet = \"address.street\"\nCity = \"address.city\"\n";
    let choices = Choices { map: Some(Mapping::parse(map, "m").unwrap()), ..Choices::default() };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    let mut book = book();
    let mut take = |rows: &str| {
        fs::write(&path, format!("{head}{rows}")).unwrap();
        let incoming = preview_file_as(&book, &path, &choices).unwrap();
        book.execute(&incoming.action(|_| true).unwrap()).unwrap();
        households(&book)
    };
    // Two households in one house stay two; being the head of one brings nobody together.
    let rows = "Ann Lee,1,1 Oak,Salem,yes\nBo Lee,2,1 Oak,Salem,yes\nCy Marsh,1,,,\nDee Stone,,,,yes\nEd Hill,,,,yes\n";
    let before = take(rows);
    assert_eq!(before, ["Lee household 2", "Bo Lee household 1", "Stone household 1", "Hill household 1"]);
    assert_eq!(take("Flo Gray,2,,,\n")[1], "Bo Lee household 2");
}

#[test]
fn the_command_line_proposes_a_mapping_and_takes_it() {
    let dir = tempfile::tempdir().unwrap();
    let (table, map) = (dir.path().join("clients.csv"), dir.path().join("map.toml"));
    fs::write(&table, "Client name,E-mail,SSN\nAnn Hartley,ann@example.com,900-11-2222\n").unwrap();
    let run = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_standing"))
            .env("HOME", dir.path())
            .args(["--book", dir.path().join("book").to_str().unwrap(), "--today", "2026-11-23", "import"])
            .arg(&table)
            .args(words)
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, text, said) = run(&["--propose-map"]);
    assert_eq!(code, Some(0), "{said}");
    fs::write(&map, text).unwrap();
    let map = map.to_str().unwrap();
    let (code, text, said) = run(&["--map", map, "--with-sensitive", "--apply"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        text.starts_with("clients.csv: 1 read = 1 new, 0 changed, 0 same, 0 rejected.\nOf sensitive numbers"),
        "{text}"
    );
    let (_, json, _) = run(&["--map", map, "--json"]);
    assert!(json.contains("\"same\": 1") && json.contains("SSN (1)"), "{json}");
    fs::write(map, "[columns]\nNAM = \"name\"\n").unwrap();
    let (code, _, said) = run(&["--map", map]);
    assert_eq!(code, Some(1));
    assert!(said.contains("map.toml, line 2: clients.csv has no column"), "{said}");
    assert_eq!(run(&["--format", "outlook"]).0, Some(1));
    assert_eq!(run(&["--format", "outlook", "--map", map]).0, Some(2));
}

#[test]
fn messages_about_giant_names_are_short() {
    let giant = "x".repeat(1 << 20);
    let table = format!("Name,{giant}{}\nAnn{}\n", ",y".repeat(500), ",".repeat(501));
    let map = Mapping::parse("[columns]\n\"First Name\" = \"name\"\n", "m.toml").unwrap();
    let choices = Choices { map: Some(map), ..Choices::default() };
    let no = read_as(table.as_bytes(), "a.csv", &choices).unwrap_err().message;
    assert!(no.len() < 1000 && no.contains("and 442 more"), "{}", no.len());
}

#[test]
fn giant_rows_and_cells_are_rejected_alone() {
    let wide = format!("First Name,Labels\nAnn,\n{}\nBo,\n", ",".repeat(1 << 20));
    let rows = read(wide.as_bytes(), "a.csv").unwrap().rows;
    assert_eq!(rows[1].card.as_ref().unwrap_err(), "it has more than 1000 columns");
    assert!(rows.len() == 3 && rows[2].card.is_ok());
    let long = format!("First Name,Labels\nAnn,{}\nBo,\n", "x".repeat((1 << 20) + 1));
    let rows = read(long.as_bytes(), "a.csv").unwrap().rows;
    assert_eq!(rows[0].card.as_ref().unwrap_err(), "a cell is larger than 1 MiB");
    assert!(rows[1].card.is_ok());
}

#[test]
fn lines_above_an_unknown_head_are_no_head() {
    let text = propose_file(&fixture("other.csv")).unwrap();
    assert!(text.contains("# Gr\u{f6}\u{df}er | Klein"), "{text}");
    let no = preview_file_as(&book(), &fixture("other.csv"), &Choices::default()).unwrap_err().message;
    assert!(no.contains("sep=;") && no.contains("12 columns") && no.contains("--propose-map"), "{no}");
    let custodian = b"\"Positions for account ...123\",\"\"\n\n\"Symbol\",\"Description\",\"Qty\"\n";
    assert!(read(custodian, "a.csv").unwrap_err().message.contains("custodian"));
}

#[test]
fn what_is_no_table_gets_no_proposal() {
    for (bytes, part) in [
        (b"BEGIN:VCARD\nEND:VCARD\n".as_slice(), "needs no mapping"),
        (b"Dear Ann\nhello\n", "is no table"),
        (b"", "is empty"),
        (b"PK\x03\x04", "spreadsheet"),
    ] {
        let message = propose(bytes, "a.csv").unwrap_err().message;
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn the_mapping_page_names_every_field() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mapping.md");
    let made = standing::exchange::propose::page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap_or_default() == made, "run this test with UPDATE_DOCS=1");
}

/// Files that are not what their names say, or more than is read.
#[test]
fn what_cannot_be_read_is_said_and_no_pipe_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir(at("folder.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(at("pipe.vcf")).status().unwrap().success());
    for (name, bytes, part) in [
        ("packed.csv", b"\x1F\x8B\x08\x00abc".to_vec(), "is packed with gzip; unpack it first"),
        ("sheet.vcf", b"PK\x03\x04abc".to_vec(), "is a spreadsheet or a zip archive"),
        ("paper.csv", b"%PDF-1.7\n".to_vec(), "is a PDF"),
        ("empty.vcf", Vec::new(), "is empty"),
        ("head.csv", b"First Name,Last Name,Labels\n".to_vec(), "nothing below it"),
        ("deep.json", "[".repeat(100_000).into_bytes(), "is a JSON file"),
        ("line.csv", "x".repeat(50 << 20).into_bytes(), "it begins with"),
        ("many.csv", ("First Name,Labels\n".to_owned() + &"Ann,\n".repeat(1_000_000)).into_bytes(), "200000"),
        ("many.vcf", "BEGIN:VCARD\nFN:A\nEND:VCARD\n".repeat(1_000_000).into_bytes(), "200000"),
        ("strange.csv", ("Nachname,Mail\n".to_owned() + &"A,b@c\n".repeat(1_000_000)).into_bytes(), "200000"),
    ] {
        fs::write(at(name), bytes).unwrap();
        let message = preview_file_as(&book(), &at(name), &Choices::default()).unwrap_err().message;
        assert!(message.contains(part) && message.starts_with(name), "{message}");
        assert!(message.ends_with("Nothing was imported."), "{message}");
    }
    for (name, part) in [
        ("folder.csv", "it is a folder"),
        ("pipe.vcf", "it is a pipe"),
        ("none.csv", "there is no such file"),
    ] {
        let message = preview_file_as(&book(), &at(name), &Choices::default()).unwrap_err().message;
        assert!(message.contains(part) && message.ends_with("Nothing was imported."), "{message}");
    }
}

#[test]
fn whoever_was_renamed_in_the_book_is_not_made_twice() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.csv");
    fs::write(&file, "First Name,Last Name,Labels,E-mail 1 - Value\nAnn,Hartley,,ann@example.com\n").unwrap();
    let run = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_standing"))
            .env("HOME", dir.path())
            .args(["--book", dir.path().join("book").to_str().unwrap(), "--today", "2026-11-23"])
            .args(words)
            .output()
            .unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let file = file.to_str().unwrap();
    run(&["import", file, "--apply"]);
    let said = run(&["person", "edit", "p1", "--name", "Ann Osei"]);
    assert!(said.contains("Ann"), "{said}");
    let said = run(&["import", file, "--apply"]);
    assert!(said.contains("1 read = 0 new, 1 changed, 0 same, 0 rejected."), "{said}");
    let kept =
        "name from Ann Osei to Ann Hartley; the book keeps its own: the name before the book changed it";
    assert!(said.contains(kept) && said.contains("Nothing was written"), "{said}");
}

#[test]
fn a_preview_says_what_is_added_and_what_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.vcf");
    let run = |card: &str, words: &[&str]| {
        fs::write(&file, format!("BEGIN:VCARD\nVERSION:4.0\nUID:7\n{card}\nEND:VCARD\n")).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_standing"))
            .env("HOME", dir.path())
            .args(["--book", dir.path().join("book").to_str().unwrap(), "--today", "2026-11-23", "import"])
            .arg(&file)
            .args(words)
            .output()
            .unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    run("FN:Ann Lee\nORG:Acme\nTITLE:Clerk\nNOTE:Golf.\nEMAIL;TYPE=home:a@b.example", &["--apply"]);
    let changed =
        "FN:Ann Marsh\nORG:Acme\nTITLE:Owner\nNOTE:Wine.\nEMAIL;TYPE=home:c@d.example\nNICKNAME:Nan";
    let said = run(changed, &[]);
    for line in [
        "name from Ann Lee to Ann Marsh; the book keeps its own: another name than the book has",
        "title from Clerk to Owner\n",
        "adds notes Wine. beside Golf.\n",
        "adds home e-mail c@d.example beside a@b.example\n",
        "adds nickname Nan\n",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
}
