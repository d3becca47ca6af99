//! Contacts into a real book and out of it.

use std::path::{Path, PathBuf};

use standing::{
    acts::{Book, Step},
    clock::Clock,
    domain::{
        action::Action,
        card::{Answer, Card, HouseholdChoice, ImportStep, Labelled},
        record::{Fields, Kind, RecordId, Row, Value},
        rejection::{Rejection, Why},
    },
    exchange::{
        export::{vcards, vcards_of},
        import::{Incoming, import_file, preview_bytes, preview_file},
        preview::{Counts, Outcome},
        read::MAX_FILE,
    },
};

mod dialects;
mod out;
mod switcher;
mod vcards;
mod whole;

fn book() -> Book {
    Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn with(name: &str) -> Book {
    let mut book = book();
    import_file(&mut book, &fixture(name)).unwrap();
    book
}

fn take(book: &mut Book, text: &str) -> Incoming {
    let incoming = preview_bytes(book, "a.vcf", text.as_bytes()).unwrap();
    book.execute(&incoming.action(|_| true).unwrap()).unwrap();
    incoming
}

fn card(body: &str) -> String {
    format!("BEGIN:VCARD\r\nVERSION:4.0\r\n{body}\r\nEND:VCARD\r\n")
}

fn everything(book: &Book) -> Vec<Row> {
    Kind::ALL.iter().flat_map(|kind| book.rows(*kind, &[]).unwrap()).collect()
}

fn person(book: &Book, name: &str) -> Row {
    let mut rows = book.rows(Kind::Person, &[("name", Value::from(name))]).unwrap();
    assert_eq!(rows.len(), 1, "{name}");
    rows.remove(0)
}

fn texts(book: &Book, kind: Kind, person: &Row, field: &str) -> Vec<String> {
    let rows = book.rows(kind, &[("person_id", Value::Int(person.id.id))]).unwrap();
    rows.iter().map(|row| row.str(field).to_owned()).collect()
}

fn assert_sound(book: &Book) {
    assert_eq!(book.verify(None).unwrap().faults, [""; 0]);
}

/// All the file says is in the book: a second preview finds nothing.
fn assert_nothing_left(book: &Book, path: &Path, same: usize, rejected: usize) {
    let again = preview_file(book, path).unwrap();
    let read = same + rejected;
    assert_eq!(
        again.preview.counts,
        Counts { read, new: 0, changed: 0, same, rejected },
        "{:?}",
        again.preview.rows
    );
    assert_eq!(again.action(|_| true), None);
}

#[test]
fn a_vcard_file_is_in_the_book_to_its_last_card() {
    let mut book = book();
    let (incoming, receipt) = import_file(&mut book, &fixture("contacts.vcf")).unwrap();
    assert_eq!(incoming.preview.counts, Counts { read: 11, new: 6, changed: 0, same: 0, rejected: 5 });
    let receipt = receipt.unwrap();
    assert_eq!((receipt.summary.as_str(), receipt.ids.len()), ("Imported contacts.vcf: 6 new", 6));
    let last = person(&book, "Seán O'Brien");
    assert_eq!((last.str("birth_date"), last.str("external_uid")), ("1949-11-23", "0009-SEAN"));
    assert_eq!(texts(&book, Kind::ContactPoint, &last, "value"), ["sean@example.com", "+353 86 555 0199"]);
    assert_eq!(texts(&book, Kind::ImportedProperty, &last, "line"), ["X-CUSTOM-CRM-ID:42"]);
    assert_nothing_left(&book, &fixture("contacts.vcf"), 6, 5);
    assert_sound(&book);
}

#[test]
fn a_google_file_is_in_the_book_to_its_last_row() {
    let mut book = book();
    let (incoming, receipt) = import_file(&mut book, &fixture("google.csv")).unwrap();
    assert_eq!(incoming.preview.counts, Counts { read: 10, new: 6, changed: 0, same: 0, rejected: 4 });
    assert_eq!(receipt.unwrap().summary, "Imported google.csv: 6 new");
    let last = person(&book, "Seán O'Brien");
    let fields = ["organisation", "job_title", "department", "birth_date"].map(|field| last.str(field));
    assert_eq!(fields, ["O'Brien & Co, Ltd", "Partner", "Tax", "1949-11-23"]);
    assert_eq!(texts(&book, Kind::ContactPoint, &last, "value"), ["sean@example.com", "+353 86 555 0199"]);
    assert_nothing_left(&book, &fixture("google.csv"), 6, 4);
    assert_sound(&book);
}

#[test]
fn the_older_google_file_is_in_the_book_too() {
    let book = with("google_old.csv");
    let last = person(&book, "Hélène Lefèvre");
    let fields = ["organisation", "job_title", "birth_date"].map(|field| last.str(field));
    assert_eq!(fields, ["Lefèvre SARL", "Gérante", "1958-12-24"]);
    assert_nothing_left(&book, &fixture("google_old.csv"), 1, 0);
}

#[test]
fn every_part_of_a_card_has_its_place() {
    let book = with("contacts.vcf");
    let ann = person(&book, "Dr. Ann Mary Hartley Jr., MD");
    assert_eq!((ann.str("nickname"), ann.str("birth_date")), ("Annie, Nan", "--02-29"));
    assert_eq!(texts(&book, Kind::SpecialDate, &ann, "label"), ["anniversary", "Boat survey"]);
    assert_eq!(texts(&book, Kind::SpecialDate, &ann, "day"), ["1988-06-11", "2030-01-01"]);
    assert_eq!(texts(&book, Kind::CustomField, &ann, "name"), ["related: spouse"]);
    let home =
        book.rows(Kind::Relationship, &[("name", Value::from("Hartley household"))]).unwrap().remove(0);
    let fields = ["kind", "stage", "source", "entered_on", "tier"].map(|field| home.str(field));
    assert_eq!(fields, ["client", "active", "contacts.vcf", "2026-11-23", ""]);
    let tags = book.of(Kind::Tag, home.id.id).unwrap();
    assert_eq!(tags.iter().map(|tag| tag.str("name")).collect::<Vec<_>>(), ["clients", "golf,-Sundays"]);
    let firm = book.rows(Kind::Relationship, &[("name", Value::from("Acme Custody"))]).unwrap().remove(0);
    assert_eq!(firm.str("kind"), "partner");
}

#[test]
fn the_books_own_export_says_nothing_new() {
    for name in ["contacts.vcf", "google.csv", "google_old.csv"] {
        let book = with(name);
        let again = preview_bytes(&book, "export.vcf", vcards(&book).unwrap().as_bytes()).unwrap();
        let same = again.preview.counts.read;
        assert_eq!(
            again.preview.counts,
            Counts { read: same, same, ..Counts::default() },
            "{:?}",
            again.preview.rows
        );
        assert!(same > 0);
    }
}

#[test]
fn export_import_export_is_equal() {
    for name in ["contacts.vcf", "google.csv", "google_old.csv"] {
        let first = vcards(&with(name)).unwrap();
        let mut other = book();
        take(&mut other, &first);
        assert_eq!(vcards(&other).unwrap(), first, "{name}");
        let kinds = |book: &Book| {
            book.rows(Kind::Relationship, &[])
                .unwrap()
                .iter()
                .map(|row| row.str("kind").to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(&other), kinds(&with(name)));
    }
}

#[test]
fn one_undo_takes_the_whole_import_back_and_redo_brings_it_again() {
    for name in ["contacts.vcf", "google.csv"] {
        let mut book = book();
        take(&mut book, &card("FN:Kwame Osei\r\nEMAIL:k@example.com"));
        let before = everything(&book);
        import_file(&mut book, &fixture(name)).unwrap();
        let after = everything(&book);
        assert_ne!(after, before);
        assert!(book.step(Step::Undo).unwrap().is_some());
        assert_eq!(everything(&book), before);
        assert_sound(&book);
        assert!(book.step(Step::Redo).unwrap().is_some());
        assert_eq!(everything(&book), after);
        assert_sound(&book);
    }
}

#[test]
fn changes_are_undone_with_the_new() {
    let mut book = book();
    take(&mut book, &card("FN:Ann\r\nEMAIL:a@example.com\r\nNOTE:One."));
    let before = everything(&book);
    let text = card(
        "FN:Ann\r\nEMAIL:a@example.com\r\nTITLE:Owner\r\nNOTE:Two.\r\nTEL;PREF=1:5551234567\r\nCATEGORIES:golf",
    ) + &card("FN:Bo");
    let incoming = take(&mut book, &text);
    assert_eq!((incoming.preview.counts.new, incoming.preview.counts.changed), (1, 1));
    let ann = person(&book, "Ann");
    assert_eq!((ann.str("job_title"), ann.str("notes")), ("Owner", "One.\n\nTwo."));
    assert_eq!(texts(&book, Kind::ContactPoint, &ann, "value"), ["a@example.com", "5551234567"]);
    assert_eq!(book.rows(Kind::Tag, &[]).unwrap()[0].str("name"), "golf");
    assert_eq!(preview_bytes(&book, "a.vcf", text.as_bytes()).unwrap().preview.counts.same, 2);
    book.step(Step::Undo).unwrap();
    assert_eq!(everything(&book), before);
    assert_sound(&book);
}

#[test]
fn an_unticked_value_stays_out() {
    let mut book = book();
    take(&mut book, &card("FN:Ann\r\nEMAIL:a@example.com\r\nTITLE:Clerk"));
    let text = card("FN:Ann\r\nEMAIL:a@example.com\r\nTITLE:Owner\r\nNICKNAME:Annie");
    let mut incoming = preview_bytes(&book, "a.vcf", text.as_bytes()).unwrap();
    let Outcome::Changed { changes, .. } = &mut incoming.preview.rows[0].outcome else { panic!() };
    changes.iter_mut().find(|change| change.label == "title").unwrap().answer = Answer::Leave;
    book.execute(&incoming.action(|_| true).unwrap()).unwrap();
    let ann = person(&book, "Ann");
    assert_eq!((ann.str("job_title"), ann.str("nickname")), ("Clerk", "Annie"));
}

#[test]
fn control_characters_are_kept_and_go_out_as_pictures() {
    let name = "\u{1b}[31mMallory \u{1b}]0;owned\u{7} Red";
    let mut book = with("contacts.vcf");
    let mallory = person(&book, name);
    assert_eq!(mallory.str("notes"), "control \u{1b}[2J inside");
    let text = vcards(&book).unwrap();
    assert!(text.contains("FN:␛[31mMallory ␛]0\\;owned␇ Red\r\n"), "{text:?}");
    assert!(text.contains("X-EVIL:␛[0m kept\r\n"));
    book.step(Step::Undo).unwrap();
    book.step(Step::Redo).unwrap();
    assert_eq!(person(&book, name), mallory);
    assert_sound(&book);
}

#[test]
fn a_zero_byte_is_text_like_any_other() {
    let text = card("FN:Nul\0Byte\r\nNOTE:a\0b\r\nX-Z:c\0d");
    let mut book = book();
    take(&mut book, &text);
    let kept = everything(&book);
    assert_eq!(person(&book, "Nul\0Byte").str("notes"), "a\0b");
    book.step(Step::Undo).unwrap();
    book.step(Step::Redo).unwrap();
    assert_eq!(everything(&book), kept);
    assert_sound(&book);
}

#[test]
fn unknown_properties_come_back_to_the_byte() {
    let text = vcards(&with("contacts.vcf")).unwrap().replace("\r\n ", "");
    let source = std::fs::read_to_string(fixture("contacts.vcf")).unwrap().replace("\r\n ", "");
    for name in
        ["X-SOCIALPROFILE", "item6.X-VENDOR-THING", "item6.X-ABLabel", "X-CUSTOM-CRM-ID", "bday;value=text"]
    {
        let line = source.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}");
    }
    assert!(text.contains("KIND:org\r\n") && text.contains("\r\nPHOTO:data:image/jpeg;base64,/9j/"));
}

#[test]
fn families_at_one_address_share_a_household_and_namesakes_do_not() {
    let at = |name: &str, street: &str| card(&format!("FN:{name}\r\nADR;TYPE=home:;;{street};Salem;;;"));
    let mut book = book();
    take(
        &mut book,
        &[at("Ann Hartley", "1 Oak"), at("Paul Hartley", "1 Oak"), at("Zoe Hartley", "9 Elm")].concat(),
    );
    let homes = book.rows(Kind::Relationship, &[]).unwrap();
    let names: Vec<_> = homes.iter().map(|row| row.str("name")).collect();
    assert_eq!(names, ["Hartley household", "Zoe Hartley household"]);
    let roles: Vec<String> = book
        .of(Kind::Membership, homes[0].id.id)
        .unwrap()
        .iter()
        .map(|row| row.str("role").to_owned())
        .collect();
    assert_eq!(roles, ["head", "member"]);
    take(&mut book, &at("Kim Hartley", "9 Elm"));
    assert_eq!(book.cards_of(homes[1].id.id).unwrap().len(), 2);
    assert_eq!(vcards_of(&book, homes[1].id.id).unwrap().matches("BEGIN:VCARD").count(), 2);
}

#[test]
fn a_day_of_death_is_the_persons_own() {
    let mut book = book();
    let text = card("FN:Old Tom\r\nDEATHDATE:20200102\r\nANNIVERSARY:--0611")
        + &card("FN:Old Ann\r\nDEATHDATE:--0304");
    take(&mut book, &text);
    assert_eq!(person(&book, "Old Tom").str("died_on"), "2020-01-02");
    assert_eq!(texts(&book, Kind::SpecialDate, &person(&book, "Old Ann"), "day"), ["--03-04"]);
    let first = vcards(&book).unwrap();
    assert!(first.contains("DEATHDATE:20200102\r\n") && first.contains("DEATHDATE:--0304\r\n"));
    assert_eq!(preview_bytes(&book, "a.vcf", text.as_bytes()).unwrap().preview.counts.same, 2);
}

#[test]
fn labels_of_somebody_without_a_home_stay_with_them() {
    let mut book = book();
    let fields = Fields::new().with("name", "Ann Hartley");
    book.execute(&Action::Add { kind: Kind::Person, fields }).unwrap();
    let text = card("FN:Ann Hartley\r\nCATEGORIES:golf,golf club");
    let incoming = preview_bytes(&book, "a.vcf", text.as_bytes()).unwrap();
    // A bare name with more than the book holds is a new person; said to be this one, it is a change.
    assert_eq!(incoming.preview.counts.new, 1);
    let changes = Card { categories: vec!["golf".into(), "golf club".into()], ..Card::default() };
    import_steps(&mut book, vec![ImportStep::Change { person: 1, changes: changes.into() }]).unwrap();
    assert_eq!(book.rows(Kind::Tag, &[]).unwrap(), []);
    assert_eq!(book.book_persons().unwrap()[0].card.categories, ["golf", "golf-club"]);
    assert_eq!(preview_bytes(&book, "a.vcf", text.as_bytes()).unwrap().preview.counts.same, 1);
}

fn import_steps(book: &mut Book, steps: Vec<ImportStep>) -> Result<(), Rejection> {
    book.execute(&Action::Import { source: "a.vcf".into(), format: "vCard".into(), steps }).map(|_| ())
}

fn named(name: &str) -> Card {
    Card { full_name: name.to_owned(), ..Card::default() }
}

#[test]
fn a_step_that_cannot_be_done_refuses_the_whole_import() {
    let mut book = with("google_old.csv");
    let before = everything(&book);
    let own = HouseholdChoice::Own;
    let bad_event = Card { events: vec![Labelled::new("anniversary", "soon")], ..named("Bo") };
    for (bad, part) in [
        (ImportStep::Change { person: 77, changes: named("Ann").into() }, "person p77 is gone"),
        (
            ImportStep::New { line: 2, card: named("Bo").into(), household: HouseholdChoice::Existing(77) },
            "client c77 is gone",
        ),
        (
            ImportStep::New { line: 2, card: named("Bo").into(), household: HouseholdChoice::WithLine(9) },
            "household of line 9",
        ),
        (ImportStep::New { line: 2, card: named(" ").into(), household: own }, "Line 2 has no name"),
        (ImportStep::New { line: 2, card: bad_event.into(), household: own }, "The anniversary of Bo, soon,"),
    ] {
        let good = ImportStep::New { line: 1, card: named("Ann").into(), household: own };
        let no = import_steps(&mut book, vec![good, bad]).unwrap_err();
        assert!(no.message.contains(part) && no.message.contains("Nothing was imported"), "{}", no.message);
        assert!(no.message.ends_with('.'));
        assert_eq!(everything(&book), before);
    }
    assert_sound(&book);
}

#[test]
fn a_person_deleted_since_the_preview_is_told() {
    let mut book = book();
    take(&mut book, &card("FN:Ann\r\nEMAIL:a@example.com"));
    let text = card("FN:Ann\r\nEMAIL:a@example.com\r\nTITLE:Owner");
    let incoming = preview_bytes(&book, "a.vcf", text.as_bytes()).unwrap();
    book.execute(&Action::Delete { targets: vec![RecordId::new(Kind::Person, 1)] }).unwrap();
    let no = book.execute(&incoming.action(|_| true).unwrap()).unwrap_err();
    assert_eq!(no.why, Why::Stale);
}

#[test]
fn an_import_done_twice_adds_nothing_twice() {
    let mut book = book();
    take(&mut book, &card("FN:Ann\r\nEMAIL:a@example.com"));
    let text = card("FN:Ann\r\nEMAIL:a@example.com\r\nTEL:5551234567\r\nNOTE:Hi\r\nCATEGORIES:golf\r\nX-A:1");
    let action = preview_bytes(&book, "a.vcf", text.as_bytes()).unwrap().action(|_| true).unwrap();
    assert!(book.execute(&action).unwrap().undo);
    let after = everything(&book);
    let receipt = book.execute(&action).unwrap();
    assert_eq!((receipt.summary.as_str(), receipt.undo), ("Imported a.vcf: nothing new", false));
    assert_eq!(everything(&book), after);
}

#[test]
fn what_is_no_file_of_contacts_is_refused_by_name() {
    let book = book();
    let dir = tempfile::tempdir().unwrap();
    let large = dir.path().join("large.vcf");
    std::fs::File::create(&large).unwrap().set_len(MAX_FILE as u64 + 2).unwrap();
    let empty = dir.path().join("empty.vcf");
    std::fs::write(&empty, "").unwrap();
    for (path, part) in [
        (dir.path().join("none.vcf"), "none.vcf could not be read"),
        (dir.path().to_owned(), "it is a folder"),
        (large, "at most 64 MiB"),
        (empty, "empty.vcf is empty."),
    ] {
        let no = preview_file(&book, &path).unwrap_err();
        assert!(no.message.contains(part) && no.message.ends_with("Nothing was imported."), "{}", no.message);
    }
}

#[test]
fn a_thousand_rich_cards_are_one_step_and_the_second_time_the_same() {
    let cards: String = (0..1_000)
        .map(|n| {
            card(&format!(
                "FN:Given{n} Family{}\r\nN:Family{};Given{n};;;\r\nEMAIL:g{n}@example.com\r\nTEL:+1503{n:07}\r\n\
                 ADR;TYPE=home:;;{n} Oak Street;Salem;OR;97301;USA\r\nBDAY:19630314\r\nANNIVERSARY:20010615\r\n\
                 CATEGORIES:clients,golf\r\nNOTE:Likes golf number {n}.\r\nX-ID:{n}",
                n % 300,
                n % 300
            ))
        })
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let (path, file) = (dir.path().join("book"), dir.path().join("many.vcf"));
    std::fs::write(&file, cards).unwrap();
    let mut book = Book::open(&path, Clock::fixed("2026-11-23".parse().unwrap())).unwrap();
    let first = preview_file(&book, &file).unwrap();
    assert_eq!(first.preview.counts.new, 1_000);
    book.execute(&first.action(|_| true).unwrap()).unwrap();
    assert_eq!(book.rows(Kind::Person, &[]).unwrap().len(), 1_000);
    assert_eq!(preview_file(&book, &file).unwrap().preview.counts.same, 1_000);
    book.step(Step::Undo).unwrap();
    assert_eq!(book.rows(Kind::Person, &[]).unwrap().len(), 0);
}
