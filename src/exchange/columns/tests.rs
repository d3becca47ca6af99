use crate::domain::card::{Card, CardKind, Labelled};
use crate::exchange::read::{Encoding, Format, Reading, read};

fn fixture() -> Reading {
    let reading = read(include_bytes!("../../../tests/fixtures/google.csv"), "google.csv").unwrap();
    assert_eq!((reading.format, reading.encoding), (Format::GoogleCsv, Encoding::Utf8));
    reading
}

fn at(reading: &Reading, line: usize) -> &Result<Card, String> {
    &reading.rows.iter().find(|row| row.line == line).unwrap().card
}

fn values(card: &Card) -> Vec<(&str, &str)> {
    card.points.iter().map(|point| (point.label.as_str(), point.value.as_str())).collect()
}

#[test]
fn every_row_is_counted_on_its_file_line() {
    let reading = fixture();
    let lines: Vec<_> = reading.rows.iter().map(|row| (row.line, row.card.is_ok())).collect();
    let good = [2, 8, 12, 13, 15, 16];
    let expected: Vec<_> =
        [2, 8, 9, 10, 11, 12, 13, 14, 15, 16].map(|line| (line, good.contains(&line))).into();
    assert_eq!(lines, expected);
    let last = at(&reading, 16).as_ref().unwrap();
    assert_eq!((last.full_name.as_str(), last.birthday.as_str()), ("Seán O'Brien", "1949-11-23"));
    assert_eq!([&last.organisation, &last.title, &last.department], ["O'Brien & Co, Ltd", "Partner", "Tax"]);
}

#[test]
fn broken_rows_say_why() {
    let reading = fixture();
    for (line, reason) in [
        (9, "name, company and e-mail are all empty"),
        (10, "birthday 31/02/1970 is not a day"),
        (11, "6 columns where the head has 42"),
        (14, "a quotation mark is left open on line 14"),
    ] {
        assert_eq!(at(&reading, line).as_ref().unwrap_err(), reason);
    }
}

#[test]
fn broken_rows_have_their_names() {
    let reading = fixture();
    let who = |line| reading.rows.iter().find(|row| row.line == line).unwrap().who.clone();
    assert_eq!([9, 10, 11, 14].map(who), ["", "Kwame Osei", "P. Osei", "Open Quote"]);
    assert_eq!(who(2), "");
}

#[test]
fn a_kind_is_read_by_its_words() {
    let head = "id,type,first_name,last_name,company_name,dob,tax_id\n";
    let kind = |word: &str| {
        let reading = read(format!("{head}1,{word},Ann,Lee,,,\n").as_bytes(), "a.csv").unwrap();
        reading.rows[0].card.as_ref().map(|card| card.kind).map_err(Clone::clone)
    };
    for word in ["Crm::Contact::Business", "IndustriesBusiness", "law firm", "Organisation", "union"] {
        assert_eq!(kind(word), Ok(CardKind::Org), "{word}");
    }
    for word in ["confirmed", "reunion", "PersonAccount", "Crm::Contact::Individual"] {
        assert_eq!(kind(word), Ok(CardKind::Individual), "{word}");
    }
    assert!(kind("IndustriesHousehold").is_err());
}

#[test]
fn joined_values_are_several_points() {
    let reading = fixture();
    let ann = at(&reading, 2).as_ref().unwrap();
    assert_eq!(
        values(ann),
        [
            ("home", "ann@example.com"),
            ("home", "ann.h@example.com"),
            ("mobile", "+1 503-555-0142"),
            ("mobile", "+1 503-555-0199"),
            ("home", "12 Elm Street, Portland, OR 97201, US"),
            ("Profile", "https://ann.example"),
        ]
    );
    assert_eq!(
        ann.points.iter().map(|point| point.preferred).collect::<Vec<_>>(),
        [true, false, false, false, false, false]
    );
}

#[test]
fn names_notes_and_lists_are_read() {
    let reading = fixture();
    let ann = at(&reading, 2).as_ref().unwrap();
    assert_eq!(ann.full_name, "Dr. Ann Mary Hartley");
    assert_eq!(ann.notes, "Likes golf, wine.\nSecond line said \"twice\".\n\nFourth.");
    assert_eq!(ann.categories, ["Clients", "starred"]);
    assert_eq!(ann.events, [Labelled::new("anniversary", "--06-11")]);
    assert_eq!(ann.related, [Labelled::new("spouse", "Paul Hartley")]);
    assert_eq!(ann.custom, [Labelled::new("File As", "Hartley, Ann"), Labelled::new("Dog", "Rex")]);
    let yuko = at(&reading, 8).as_ref().unwrap();
    assert_eq!((yuko.full_name.as_str(), yuko.birthday.as_str()), ("田中 裕子", "--02-29"));
    assert_eq!(yuko.extra, ["X-PHONETIC-FIRST-NAME:ゆうこ", "X-PHONETIC-LAST-NAME:たなか"]);
    assert_eq!(yuko.categories, [""; 0]);
}

#[test]
fn firms_and_bare_addresses_are_contacts() {
    let reading = fixture();
    let firm = at(&reading, 12).as_ref().unwrap();
    assert_eq!((firm.kind, firm.full_name.as_str()), (CardKind::Org, "Acme Custody"));
    assert_eq!(at(&reading, 13).as_ref().unwrap().full_name, "only@example.com");
    assert_eq!(at(&reading, 15).as_ref().unwrap().name.given, "\u{1b}[31mMallory");
}

#[test]
fn the_older_columns_are_read() {
    let reading = read(include_bytes!("../../../tests/fixtures/google_old.csv"), "old.csv").unwrap();
    assert_eq!((reading.encoding, reading.rows.len()), (Encoding::Windows1252, 1));
    let card = reading.rows[0].card.as_ref().unwrap();
    assert_eq!(
        [&card.full_name, &card.organisation, &card.title],
        ["Hélène Lefèvre", "Lefèvre SARL", "Gérante"]
    );
    let points =
        [("home", "helene@example.com"), ("home", "skype:helene.l"), ("mobile", "+33 6 12 34 56 78")];
    assert_eq!(values(card), points);
    assert_eq!(card.custom, [Labelled::new("Maiden Name", "Martin"), Labelled::new("Hobby", "Sailing")]);
    assert_eq!(card.categories, ["Clients"]);
}

#[test]
fn googles_own_head_is_known() {
    let head =
        "First Name,Middle Name,Last Name,Phonetic First Name,Labels,E-mail 1 - Label,E-mail 1 - Value";
    let format = |head: &str| crate::exchange::sheet::known(head).map(|found| found.format);
    assert_eq!(format(head), Some(Format::GoogleCsv));
    for other in ["First Name,Last Name,URL,Email Address,Company", "Symbol,Description", "Name,Phone"] {
        assert_eq!(format(other), None, "{other}");
    }
}

#[test]
fn an_event_that_is_no_day_is_kept_as_it_stands() {
    let text = "Name,Event 1 - Label,Event 1 - Value\nAnn,Moved,spring\n";
    let reading = read(text.as_bytes(), "a").unwrap();
    assert_eq!(reading.rows[0].card.as_ref().unwrap().custom, [Labelled::new("Moved", "spring")]);
}

#[test]
fn several_addresses_in_one_cell_are_several() {
    let text = "Name,Address 1 - Label,Address 1 - Street,Address 1 - City\nAnn,Home,1 Oak ::: 2 Elm,Salem ::: Portland\n";
    let reading = read(text.as_bytes(), "a").unwrap();
    let card = reading.rows[0].card.as_ref().unwrap();
    assert_eq!(values(card), [("home", "1 Oak, Salem"), ("home", "2 Elm, Portland")]);
}
