//! Tables and mailing lists out of a real book, by the command line.

use std::{fs, path::Path, process::Command};

use standing::{
    acts::{Book, Replace, Step},
    domain::{
        action::{Action, NewMember},
        mailing::{By, Why},
        record::{Fields, Kind, RecordId, Value},
        safe,
    },
    exchange::{
        cells::{Cells, Style},
        mailing,
        tables::{self, Sensitivities, table},
    },
};

use super::{assert_sound, book, with};

/// The records of a CSV text, for tests: commas, quotes, line ends.
fn parsed(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            sign => cell.push(sign),
        }
    }
    assert!(!quoted && row.is_empty(), "the last line has its end");
    rows
}

fn household(book: &mut Book, name: &str, more: &[(&str, &str)], members: &[(&str, &str, &str)]) -> i64 {
    let mut fields = Fields::new().with("name", name).with("kind", "client").with("tier", "A");
    for (field, value) in more {
        match *value {
            "yes" => fields.set(field, true),
            value => fields.set(field, value),
        }
    }
    let members = members
        .iter()
        .map(|(given, role, email)| NewMember {
            fields: Fields::new()
                .with("name", format!("{given} {name}"))
                .with("given", *given)
                .with("family", name),
            role: (*role).to_owned(),
            phone: None,
            email: Some((*email).to_owned()).filter(|email| !email.is_empty()),
        })
        .collect();
    let receipt = book.execute(&Action::AddHousehold { fields, members, tags: Vec::new() }).unwrap();
    receipt.ids[0].id
}

fn point(book: &mut Book, person: i64, fields: Fields) {
    let fields = fields.with("person_id", person);
    book.execute(&Action::Add { kind: Kind::ContactPoint, fields }).unwrap();
}

fn address(book: &mut Book, person: i64, value: &str) {
    point(book, person, Fields::new().with("kind", "address").with("value", value));
}

/// Six households: two that can be written to, and one for each reason not to be.
fn practice() -> Book {
    let mut book = book();
    household(
        &mut book,
        "Hartley",
        &[],
        &[("Ann", "head", "a@example.com"), ("Bob", "spouse", "A@example.com")],
    );
    address(&mut book, 1, "12 Elm Street, Portland");
    household(
        &mut book,
        "Osei",
        &[("address_as", "Dear Kwame,"), ("no_email", "yes")],
        &[("Kwame", "head", "k@example.com")],
    );
    address(&mut book, 3, "=cmd|' /C calc'!A0");
    household(&mut book, "Weiss", &[("no_letters", "yes")], &[("Jonas", "head", "j@example.com")]);
    address(&mut book, 4, "1 Oak");
    household(&mut book, "Singh", &[], &[("Priya", "head", "")]);
    point(
        &mut book,
        5,
        Fields::new().with("kind", "address").with("value", "9 Old Road").with("do_not_use", true),
    );
    household(&mut book, "Demir", &[], &[("Can", "head", "c@example.com")]);
    address(&mut book, 6, "2 Ash");
    let died = Fields::new().with("died_on", "2026-01-02");
    book.execute(&Action::Edit { targets: vec![RecordId::new(Kind::Person, 6)], fields: died, seen: None })
        .unwrap();
    household(&mut book, "Empty", &[], &[]);
    book
}

fn whys(list: &standing::acts::Mailing) -> Vec<(&str, Why)> {
    list.left_out.iter().map(|left| (left.client.as_str(), left.why)).collect()
}

#[test]
fn every_type_of_record_is_a_table_with_its_declared_columns() {
    let book = with("contacts.vcf");
    for kind in Kind::ALL {
        let made = table(&book, *kind, Style::default(), Sensitivities::Told).unwrap();
        let rows = parsed(&String::from_utf8(made.bytes).unwrap());
        let names: Vec<&str> = kind.spec().fields.iter().map(|field| field.name).collect();
        assert_eq!(rows[0][..2], ["id", "uid"]);
        assert_eq!(rows[0][2..], names);
        assert_eq!((rows.len() - 1, made.rows), (made.rows, book.rows(*kind, &[]).unwrap().len()), "{kind}");
        assert!(rows.iter().all(|row| row.len() == names.len() + 2), "{kind}");
        assert_eq!(tables::kind_of(kind.spec().noun), Some(*kind));
        assert_eq!(tables::kind_of(kind.spec().table), Some(*kind));
        assert_eq!(tables::kind_of(kind.spec().plural), Some(*kind));
    }
}

#[test]
fn a_raw_table_says_what_the_book_says() {
    let book = with("contacts.vcf");
    let raw = Style { cells: Cells::Raw, ..Style::default() };
    for kind in [Kind::Person, Kind::ContactPoint, Kind::CustomField, Kind::ImportedProperty] {
        let made = table(&book, kind, raw, Sensitivities::Told).unwrap();
        let rows = parsed(&String::from_utf8(made.bytes).unwrap());
        for (record, row) in book.rows(kind, &[]).unwrap().iter().zip(&rows[1..]) {
            assert_eq!(
                (row[0].as_str(), row[1].as_str()),
                (record.id.to_string().as_str(), record.uid.as_str())
            );
            for (field, cell) in kind.spec().fields.iter().zip(&row[2..]) {
                match record.fields.get(field.name) {
                    Value::Text(text) => assert_eq!(*cell, safe::in_file(text), "{kind} {}", field.name),
                    Value::Null => assert_eq!(cell, "", "{kind} {}", field.name),
                    Value::Int(_) => assert!(!cell.is_empty()),
                }
            }
        }
    }
}

#[test]
fn what_to_be_careful_about_stays_in_the_book() {
    let mut book = book();
    household(&mut book, "Hartley", &[("sensitivities", "the brother")], &[]);
    let out = |careful| {
        String::from_utf8(table(&book, Kind::Relationship, Style::default(), careful).unwrap().bytes).unwrap()
    };
    assert!(
        !out(Sensitivities::Kept).contains("brother") && !out(Sensitivities::Kept).contains("sensitivities")
    );
    assert!(out(Sensitivities::Told).contains("the brother"));
}

#[test]
fn a_letter_goes_to_households_and_says_who_gets_none() {
    let book = practice();
    let list = book.mailing(&[1, 2, 3, 4, 5, 6, 2], By::Letter).unwrap();
    assert_eq!(
        whys(&list),
        [("Weiss", Why::NoMailings), ("Singh", Why::NoAddress), ("Demir", Why::Died), ("Empty", Why::Nobody)]
    );
    let rows = parsed(&String::from_utf8(mailing::csv(&list, Style::default())).unwrap());
    assert_eq!(rows[0], mailing::COLUMNS);
    assert_eq!(
        rows[1][..5],
        ["c1", "Hartley", "Ann and Bob Hartley", "Dear Ann and Bob", "12 Elm Street, Portland"]
    );
    assert_eq!(rows[2][2..5], ["Kwame Osei", "Dear Kwame,", "'=cmd|' /C calc'!A0"]);
    assert_eq!(
        (rows[1][11].as_str(), rows[2][11].as_str()),
        ("a@example.com", ""),
        "no e-mail is wanted there"
    );
    assert_eq!((list.households(), rows.len()), (2, 3));
}

#[test]
fn an_e_mail_goes_to_each_address_once() {
    let book = practice();
    let list = book.mailing(&[1, 2, 3, 4], By::Email).unwrap();
    assert_eq!(
        whys(&list),
        [("Osei", Why::NoEmail), ("Weiss", Why::NoMailings), ("Singh", Why::NoEmailAddress)]
    );
    assert_eq!(list.rows.len(), 1, "Ann and Bob share one address");
    assert_eq!((list.rows[0].salutation.as_str(), list.rows[0].persons.len()), ("Dear Ann and Bob", 2));
}

#[test]
fn a_mailing_is_logged_in_each_timeline_is_no_contact_and_is_one_step() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("autumn.csv");
    let mut book = practice();
    let list = book.mailing(&[1, 2, 3], By::Letter).unwrap();
    let how = (file.as_path(), Style::default(), Replace::No);
    let (receipt, _) = mailing::write(&mut book, &list, "Autumn letter", how).unwrap();
    assert_eq!(receipt.summary, "Logged mailing \"Autumn letter\" to 2 households");
    let made = book.rows(Kind::Interaction, &[]).unwrap();
    let said: Vec<_> = made
        .iter()
        .map(|row| (row.int("relationship_id"), row.str("channel"), row.str("direction"), row.str("summary")))
        .collect();
    let letter = |id| (Some(id), "letter", "out", "Mailing: Autumn letter");
    assert_eq!(said, [letter(1), letter(2)]);
    assert_eq!(book.rows(Kind::Participant, &[]).unwrap().len(), 3);
    let line = book.standing_of(1).unwrap().unwrap();
    assert_eq!(line.line.last_contact, None, "a mailing is no contact");
    assert_sound(&book);
    assert!(file.exists());
    book.step(Step::Undo).unwrap();
    assert_eq!(book.rows(Kind::Interaction, &[]).unwrap(), []);
}

#[test]
fn a_list_that_cannot_be_written_is_not_logged() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = practice();
    let list = book.mailing(&[1], By::Letter).unwrap();
    let taken = dir.path().join("taken.csv");
    fs::write(&taken, "mine").unwrap();
    for file in [dir.path().join("none/a.csv"), taken.clone()] {
        let no = mailing::write(&mut book, &list, "Letter", (&file, Style::default(), Replace::No));
        assert!(no.is_err());
        assert_eq!(book.rows(Kind::Interaction, &[]).unwrap(), []);
    }
    assert_eq!(fs::read_to_string(taken).unwrap(), "mine");
    let nobody = book.mailing(&[3], By::Letter).unwrap();
    let no =
        mailing::write(&mut book, &nobody, "Letter", (&dir.path().join("b"), Style::default(), Replace::No));
    let message = no.unwrap_err().message;
    assert_eq!(message, "Nobody is left to write to. Left out: Weiss, they want no letters or mailings.");
}

#[test]
fn a_wish_of_after_the_list_refuses_the_mailing() {
    let mut book = practice();
    let action = book.mailing(&[1], By::Letter).unwrap().action("Letter");
    let targets = vec![RecordId::new(Kind::Relationship, 1)];
    let fields = Fields::new().with("no_letters", true);
    book.execute(&Action::Edit { targets, fields, seen: None }).unwrap();
    let message = book.execute(&action).unwrap_err().message;
    assert!(message.contains("they want no letters") && message.contains("Nothing was written"), "{message}");
}

fn run(dir: &Path, words: &[&str]) -> (Option<i32>, String) {
    let (code, out, err) = split(dir, words);
    (code, out + &err)
}

fn split(dir: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_standing"))
        .env("HOME", dir)
        .current_dir(dir)
        .args(["--book", "book.db", "--today", "2026-11-23"])
        .args(words)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[cfg(unix)]
#[track_caller]
fn assert_private(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
}

#[test]
fn the_command_line_writes_private_tables_and_replaces_none_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path();
    assert_eq!(
        run(path, &["client", "add", "Hartley", "--head", "Ann Hartley", "--notes", "=1+1"]).0,
        Some(0)
    );
    let (code, said) = run(path, &["export", "csv", "--out", "tables"]);
    assert!(code == Some(0) && said.contains("tables to tables"), "{said}");
    assert!(said.contains("This has left the book"), "{said}");
    for kind in Kind::ALL {
        assert_private(&path.join("tables").join(tables::file_name(*kind)), 0o600);
    }
    assert_private(&path.join("tables"), 0o700);
    let clients = fs::read_to_string(path.join("tables/relationship.csv")).unwrap();
    assert!(clients.contains(",'=1+1,") && clients.contains("\r\nc1,"), "{clients}");
    let (code, said) = run(path, &["export", "csv", "--all", "--out", "tables"]);
    assert!(code == Some(1) && said.contains("is there already"), "{said}");
    assert_eq!(run(path, &["export", "csv", "--all", "--out", "tables", "--force"]).0, Some(0));
    let one = ["export", "csv", "--table", "client", "--raw-cells", "--excel", "--out", "c.csv"];
    assert_eq!(run(path, &one).0, Some(0));
    let clients = fs::read_to_string(path.join("c.csv")).unwrap();
    assert!(clients.starts_with("\u{FEFF}id,uid,name,") && clients.contains(",=1+1,"), "{clients}");
    let (code, said) = run(path, &["export", "csv", "--table", "cat", "--out", "d.csv"]);
    assert!(code == Some(2) && said.contains("Tables are: tier, "), "{said}");
}

#[test]
fn the_command_line_makes_a_mailing_of_the_rows_a_filter_leaves() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path();
    for (name, tier) in [("Hartley", "A"), ("Osei", "A"), ("Weiss", "B")] {
        let head = format!("Ann {name}");
        let mail = format!("{name}@example.com");
        let words = ["client", "add", name, "--tier", tier, "--head", &head, "--email", &mail];
        assert_eq!(run(path, &words).0, Some(0));
    }
    assert_eq!(run(path, &["client", "edit", "Osei", "--no-email", "yes"]).0, Some(0));
    let words = ["export", "mailmerge", "tier:A", "--by", "email", "--what", "Autumn news", "--out", "m.csv"];
    let (code, said) = run(path, &words);
    assert!(code == Some(0) && said.contains("1 of a mailing to 1 of 2, 1 left out."), "{said}");
    assert!(said.contains("Left out: Osei, they want no e-mail."), "{said}");
    assert!(said.contains("Logged mailing \"Autumn news\" to 1 household"), "{said}");
    assert_private(&path.join("m.csv"), 0o600);
    let rows = parsed(&fs::read_to_string(path.join("m.csv")).unwrap());
    assert_eq!((rows.len(), rows[1][11].as_str()), (2, "Hartley@example.com"));
    assert_eq!(run(path, &words).0, Some(1), "it is there already");
    let (code, said) = run(path, &["export", "mailmerge", "tier:C", "--out", "n.csv"]);
    assert!(code == Some(1) && said.contains("Nobody fits"), "{said}");
}

#[test]
fn a_stroke_is_standard_output_and_no_file_of_that_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path();
    let add =
        ["client", "add", "Hart\u{1b}[2Jley\u{9b}1m", "--head", "Ann Hartley", "--email", "a@example.com"];
    assert_eq!(run(path, &add).0, Some(0));
    assert_eq!(
        run(path, &["client", "add", "Osei", "--head", "Kwame Osei", "--email", "k@example.com"]).0,
        Some(0)
    );
    for (words, begin) in [
        (&["export", "vcard"][..], "BEGIN:VCARD\r\nVERSION:4.0\r\n"),
        (&["export", "csv", "--table", "client"], "id,uid,name,"),
        (&["export", "json"], "{"),
        (&["export", "ics"], "BEGIN:VCALENDAR\r\n"),
        (&["export", "mailmerge", "--by", "email"], "client_id,"),
        (&["brief", "Osei"], "# Osei"),
    ] {
        let (code, out, notes) = split(path, &[words, &["--out", "-"]].concat());
        assert!(code == Some(0) && out.starts_with(begin), "{words:?}\n{out}\n{notes}");
        let loud = |sign: char| sign.is_control() && !matches!(sign, '\r' | '\n');
        assert!(!out.contains(loud) && !notes.contains(loud), "{words:?}\n{out}");
    }
    let (_, out, notes) =
        split(path, &["export", "mailmerge", "--by", "email", "--what", "News", "--out", "-"]);
    let rows = parsed(&out);
    assert_eq!((rows.len(), out.lines().count()), (3, 3), "a line for each row: {out}");
    assert!(notes.contains("Logged mailing \"News\" to 2 households"), "{notes}");
    let (code, _, no) = split(path, &["export", "csv", "--all", "--out", "-"]);
    assert!(code == Some(2) && no.contains("Standard output takes one table."), "{no}");
    let (code, _, no) = split(path, &["backup", "--out", "-"]);
    assert!(code == Some(2) && no.contains("Name a file, not standard output."), "{no}");
    assert!(!path.join("-").exists());
}

#[test]
fn a_person_is_shown_with_all_that_came_in() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path();
    let card = "BEGIN:VCARD\nVERSION:4.0\nFN:Ann Hartley\nEMAIL;TYPE=work;PREF=1:a@example.com\nTEL;TYPE=cell:1\n\
        ADR;TYPE=home:;Apt 4;12 Elm\\nGarden House;Portland;OR;97201;USA\nRELATED;VALUE=text;TYPE=spouse:Paul\n\
        X-STANDING-FIELD:Boat;Sea Lion\nX-KEPT:word for word\nANNIVERSARY:19880611\nCATEGORIES:golf\nEND:VCARD\n";
    fs::write(path.join("a.vcf"), card).unwrap();
    assert_eq!(run(path, &["client", "add", "Base"]).0, Some(0));
    assert_eq!(run(path, &["import", "a.vcf", "--apply"]).0, Some(0));
    for words in [
        &["person", "show", "Ann"][..],
        &["show", "p1"],
        &["show", "c2"],
        &["show", "p1", "--as-of", "2026-11-23"],
    ] {
        let (code, said) = run(path, words);
        assert_eq!(code, Some(0), "{said}");
        for told in [
            "a@example.com, email, work, preferred",
            "1, phone, mobile",
            "12 Elm, Garden House, Apt 4, Portland, OR 97201, USA, address, home",
            "Boat, Sea Lion",
            "related: spouse, Paul",
            "X-KEPT:word for word",
            "11 June 1988, every year",
        ] {
            assert!(said.contains(told), "{words:?}: {told}\n{said}");
        }
    }
    assert!(run(path, &["person", "show", "Ann"]).1.contains("Hartley household"));
    let log = ["log", "Hartley", "--channel", "call", "--minutes", "14", "--summary", "Hello"];
    assert_eq!(run(path, &log).0, Some(0));
    let (code, no) = run(path, &["undo", "o2"]);
    assert!(code == Some(1) && no.contains("interaction i1 (Hello) refers to it."), "{no}");
    assert!(
        no.contains("take back what came later first. To take back o3 too: standing undo o2 --with-later."),
        "{no}"
    );
    assert!(
        no.contains(" records of it and leave the other ")
            || no.contains(" as it is: standing undo o2 --rest."),
        "{no}"
    );
    assert!(!no.contains("sh1") && !no.contains("pa1"), "{no}");
}
