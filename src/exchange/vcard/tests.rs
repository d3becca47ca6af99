mod modern_tests;
mod old_tests;

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::domain::card::{Address, Card, CardKind, Labelled, NameParts, Point, PointKind, label};
use crate::exchange::read::{Format, read};

const CONTACTS: &[u8] = include_bytes!("../../../tests/fixtures/contacts.vcf");

fn fixture() -> HashMap<usize, Result<Card, String>> {
    let reading = read(CONTACTS, "contacts.vcf").unwrap();
    assert_eq!(reading.format, Format::Vcard);
    reading.rows.into_iter().map(|row| (row.line, row.card)).collect()
}

fn one(body: &str) -> Result<Card, String> {
    let mut rows = rows(&format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:A\r\n{body}\r\nEND:VCARD\r\n"));
    assert_eq!(rows.len(), 1);
    rows.remove(0).card
}

fn values(card: &Card, kind: PointKind) -> Vec<(&str, &str, bool)> {
    let points = card.points.iter().filter(|point| point.kind == kind);
    points.map(|point| (point.label.as_str(), point.value.as_str(), point.preferred)).collect()
}

#[test]
fn good_cards_are_read_among_broken_ones() {
    let cards = fixture();
    let mut lines: Vec<_> = cards.iter().filter(|(_, card)| card.is_ok()).map(|(line, _)| *line).collect();
    lines.sort_unstable();
    assert_eq!((cards.len(), lines), (11, vec![1, 36, 56, 79, 88, 96]));
    let last = cards[&96].as_ref().unwrap();
    assert_eq!(last.full_name, "Seán O'Brien");
    assert_eq!(last.birthday, "1949-11-23");
    assert_eq!(values(last, PointKind::Email), [("work", "sean@example.com", true)]);
    assert_eq!(values(last, PointKind::Phone), [("mobile", "+353 86 555 0199", false)]);
}

#[test]
fn broken_cards_name_their_line_and_reason() {
    let cards = fixture();
    for (line, reason) in [
        (50, "birthday 1970-02-31 is not a day"),
        (63, "it has no END:VCARD before the next card begins"),
        (68, "line 71 has no colon"),
        (73, "name, company and e-mail are all empty"),
        (78, "these lines are outside any card"),
    ] {
        assert_eq!(cards[&line].as_ref().unwrap_err(), reason);
    }
    let cut = rows("BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nTEL:1");
    assert!(cut[0].card.is_ok());
    assert_eq!((cut[1].line, cut[1].card.is_err()), (4, true));
}

#[test]
fn names_and_firm_are_read_with_their_escapes() {
    let card = &fixture()[&1].clone().unwrap();
    assert_eq!(card.full_name, "Dr. Ann Mary Hartley Jr., MD");
    let name = &card.name;
    let parts = [&name.prefix, &name.given, &name.middle, &name.family, &name.suffix];
    assert_eq!(parts, ["Dr.", "Ann", "Mary", "Hartley", "Jr., MD"]);
    assert_eq!(card.nickname, "Annie, Nan");
    assert_eq!(
        [&card.organisation, &card.department, &card.title],
        ["Hartley & Sons; Ltd", "Workshop", "Owner"]
    );
    assert_eq!(card.notes, "Likes golf, wine; no calls before 10.\nSecond line with a folded word.");
    assert_eq!(card.categories, ["clients", "golf, Sundays"]);
    assert_eq!((card.birthday.as_str(), card.uid.as_str()), ("--02-29", "0001-ANN"));
}

#[test]
fn labels_come_from_types_and_from_groups() {
    let card = &fixture()[&1].clone().unwrap();
    assert_eq!(
        values(card, PointKind::Email),
        [("home", "ann@example.com", true), ("Sail Boat", "ann.h@boat.example", false)]
    );
    assert_eq!(
        values(card, PointKind::Phone),
        [("mobile", "+1 503 555 0142", true), ("home fax", "(503) 555-0143", false)]
    );
    assert_eq!(card.related, [Labelled::new("spouse", "Paul Hartley")]);
    let events = [Labelled::new("anniversary", "1988-06-11"), Labelled::new("Boat survey", "2030-01-01")];
    assert_eq!(card.events, events);
    let address = card.points.iter().find_map(|point| point.parts.as_ref()).unwrap();
    assert_eq!(
        address.parts(),
        ["", "Apt 4", "12 Elm Street\nGarden House", "Portland", "OR", "97201", "USA"]
    );
    assert_eq!(values(card, PointKind::Url), [("home", "https://ann.example/a?b=1,2;c", false)]);
    assert_eq!(values(card, PointKind::Im), [("home", "skype:ann.h", false)]);
}

#[test]
fn the_lowest_pref_is_the_first_choice() {
    let card = &fixture()[&36].clone().unwrap();
    let emails = [("work", "yuko.work@example.com", false), ("home", "yuko@example.com", true)];
    assert_eq!(values(card, PointKind::Email), emails);
    assert_eq!((card.full_name.as_str(), card.birthday.as_str()), ("田中 裕子", "--03-14"));
    assert_eq!(card.related, [Labelled::new("child", "Ken")]);
    assert_eq!(
        card.extra,
        [
            "X-PHONETIC-FIRST-NAME:ゆうこ",
            "X-PHONETIC-LAST-NAME:たなか",
            "RELATED;TYPE=friend:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
        ]
    );
}

#[test]
fn old_and_small_cards_are_read() {
    let cards = fixture();
    let old = cards[&79].as_ref().unwrap();
    assert_eq!((old.full_name.as_str(), old.name.given.as_str()), ("Hélène Lefèvre", "Hélène"));
    assert_eq!(old.birthday, "1958-12-24");
    let phones = [("mobile", "+33 1 42 68 53 00", true), ("work", "+33 1 42 68 53 01", false)];
    assert_eq!(values(old, PointKind::Phone), phones);
    let firm = cards[&88].as_ref().unwrap();
    assert_eq!((firm.kind, firm.organisation.as_str()), (CardKind::Org, "Acme Custody"));
    assert_eq!(values(firm, PointKind::Phone), [("work", "+1-800-555-0100", false)]);
    assert_eq!(firm.extra, ["bday;value=text:circa 1900"]);
}

#[test]
fn terminal_escapes_are_kept_and_go_out_as_pictures() {
    let card = fixture()[&56].clone().unwrap();
    assert_eq!(card.full_name, "\u{1b}[31mMallory \u{1b}]0;owned\u{7} Red");
    let text = write(std::slice::from_ref(&card));
    assert!(!text.contains(|sign: char| sign.is_control() && !matches!(sign, '\r' | '\n')), "{text:?}");
    assert!(text.contains("FN:␛[31mMallory ␛]0\\;owned␇ Red\r\n"), "{text:?}");
    assert!(text.contains("NOTE:control ␛[2J inside\r\n") && text.contains("X-EVIL:␛[0m kept\r\n"));
    assert_eq!(rows(&text)[0].card.as_ref(), Ok(&card), "and this program knows them again");
    let own = Card { full_name: "␛ of her own \u{1b}".to_owned(), ..Card::default() };
    assert_eq!(rows(&write(&[own]))[0].card.as_ref().unwrap().full_name, "␛ of her own ␛");
}

#[test]
fn unknown_properties_come_back_to_the_byte() {
    let source = std::str::from_utf8(CONTACTS).unwrap().replace("\r\n ", "");
    let card = fixture()[&1].clone().unwrap();
    let names: Vec<_> = card.extra.iter().map(|line| line.split([':', ';']).next().unwrap()).collect();
    assert_eq!(
        names,
        ["item2.X-ABADR", "X-SOCIALPROFILE", "item6.X-VENDOR-THING", "item6.X-ABLabel", "PHOTO"]
    );
    let written = write(std::slice::from_ref(&card)).replace("\r\n ", "");
    for line in &card.extra {
        let came = line.replace("PHOTO:data:image/jpeg;base64,", "PHOTO;ENCODING=b;TYPE=JPEG:");
        assert!(source.contains(&format!("\r\n{came}\r\n")), "{line}");
        assert!(written.contains(&format!("\r\n{line}\r\n")), "{line}");
    }
    // The label of a kept group is not given to a group of ours.
    assert_eq!(rows(&written)[0].card.as_ref(), Ok(&card));
}

#[test]
fn the_fixture_survives_export_and_import() {
    let read = rows(std::str::from_utf8(CONTACTS).unwrap());
    let cards: Vec<Card> = read.into_iter().filter_map(|row| row.card.ok()).collect();
    let again: Vec<Card> = rows(&write(&cards)).into_iter().map(|row| row.card.unwrap()).collect();
    assert_eq!(again, cards);
}

#[test]
fn birthdays_that_are_no_day_are_kept_or_refused() {
    assert_eq!(one("BDAY:spring").unwrap().extra, ["BDAY;VALUE=text:spring"]);
    for kept in ["BDAY:1963", "BDAY:1963-03", "BDAY:---14", "BDAY:--03", "BDAY;VALUE=text:circa 1900"] {
        let card = one(kept).unwrap();
        assert_eq!((card.birthday.as_str(), card.extra), ("", vec![kept.to_owned()]));
    }
    for refused in ["BDAY:1970-02-31", "BDAY:31/02/1970", "BDAY:--0230", "BDAY:--02-30", "BDAY:19700231"] {
        assert!(one(refused).unwrap_err().contains("is not a day"), "{refused}");
    }
    assert_eq!(one("BDAY:").unwrap().birthday, "");
}

#[test]
fn lines_are_folded_at_75_octets_between_characters() {
    let card = Card { full_name: "田中 裕子 ".repeat(40).trim().to_owned(), ..Card::default() };
    let text = write(std::slice::from_ref(&card));
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    assert!(text.split("\r\n").any(|line| line.len() > 72));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    assert_eq!(rows(&text)[0].card.as_ref(), Ok(&card));
}

#[test]
fn a_line_end_in_a_value_makes_no_property() {
    let card = Card {
        full_name: "A\r\nEMAIL:x@y".to_owned(),
        extra: vec!["X-A:1\r\nX-B:2".to_owned()],
        ..Card::default()
    };
    let text = write(&[card]);
    assert_eq!(text.matches("\r\nEMAIL").count() + text.matches("\r\nX-B").count(), 0, "{text}");
}

fn text() -> impl Strategy<Value = String> {
    let nasty = "[a-z,;:\\\\\"'=^.\u{1b}\u{7}\té田😀 \n]{0,90}";
    prop_oneof![Just(String::new()), "[A-Za-z é田]{1,12}", nasty].prop_map(|text| text.trim().to_owned())
}

fn filled() -> impl Strategy<Value = String> {
    text().prop_map(|text| if text.is_empty() { "x".to_owned() } else { text })
}

fn labels() -> impl Strategy<Value = String> {
    let words = ["", "home", "work fax", "mobile", "Sail Boat", "spouse", "anniversary", "a;b,c:\"d\""];
    prop_oneof![
        proptest::sample::select(words.to_vec()).prop_map(str::to_owned),
        filled().prop_map(|own| label(&own))
    ]
}

fn days() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["1963-03-14", "--02-29", "2001-12-31"]).prop_map(str::to_owned)
}

fn points() -> impl Strategy<Value = Point> {
    let kinds = vec![PointKind::Phone, PointKind::Email, PointKind::Url, PointKind::Im];
    let plain = (proptest::sample::select(kinds), labels(), filled())
        .prop_map(|(kind, label, value)| Point::new(kind, &label, value.trim_start_matches("tel:")));
    let address = (labels(), text(), filled(), text(), text(), text()).prop_map(
        |(label, po, street, city, code, land)| {
            let (po_box, country) = (po, land);
            Point::address(&label, Address { po_box, street, city, code, country, ..Address::default() })
        },
    );
    prop_oneof![plain, address]
}

fn labelled(value: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<Labelled>> {
    proptest::collection::vec(
        (labels(), value).prop_map(|(label, value)| Labelled::new(&label, &value)),
        0..4,
    )
}

fn cards() -> impl Strategy<Value = Card> {
    let name =
        (text(), text(), text(), text(), text()).prop_map(|(prefix, given, middle, family, suffix)| {
            NameParts { prefix, given, middle, family, suffix }
        });
    let texts = (filled(), name, text(), (text(), text()), text(), text(), text());
    let days = (prop_oneof![Just(String::new()), days()], labelled(days()));
    let lists = (proptest::collection::vec(points(), 0..6), proptest::collection::vec(filled(), 0..4));
    let extra = proptest::collection::vec(
        "(item[1-3]\\.)?X-[A-Z]{2,9}(;[A-Z]=[a-z]{1,3})?:[a-zé;,:\\\\ ]{0,90}",
        0..4,
    );
    let rest = (labelled(filled()), labelled(filled()), extra, any::<Option<bool>>());
    (texts, days, lists, rest).prop_map(|(texts, (birthday, events), (mut points, categories), rest)| {
        let (full_name, name, nickname, (organisation, department), title, notes, uid) = texts;
        let (related, custom, extra, kind) = rest;
        if let Some(point) = points.first_mut() {
            point.preferred = true;
        }
        let kind = kind.map_or(CardKind::Individual, |org| if org { CardKind::Org } else { CardKind::Group });
        let department = if organisation.is_empty() { String::new() } else { department };
        let card = Card {
            kind,
            full_name,
            name,
            nickname,
            organisation,
            department,
            title,
            birthday,
            notes,
            uid,
            events,
            points,
            categories,
            related,
            custom,
            extra,
        };
        card.settled().unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(cards in proptest::collection::vec(cards(), 1..4)) {
        let text = write(&cards);
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
        let again: Vec<_> = rows(&text).into_iter().map(|row| row.card).collect();
        prop_assert_eq!(again, cards.into_iter().map(Ok).collect::<Vec<_>>());
    }

    #[test]
    fn no_text_stops_the_reading(
        lines in proptest::collection::vec("(TEL|N|ADR|BDAY|item1\\.EMAIL|NOTE|X-ABLabel|KIND)[;:=,.\"\\\\ a-z0-9é\\-]{0,40}", 0..12),
        params in "[;:=,.\"\\\\ A-Zé\t]{0,40}",
    ) {
        let text = format!("BEGIN:VCARD\nFN:A\nTEL;TYPE={params}:1\nN;ENCODING=QUOTED-PRINTABLE;{params}\n{}\nEND:VCARD", lines.join("\n"));
        prop_assert!(!rows(&text).is_empty());
    }

    #[test]
    fn no_bytes_stop_the_reading(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&[b"BEGIN:VCARD\nN;ENCODING=b:".as_slice(), &bytes, b"\nEND:VCARD"].concat(), "a");
        let _ = read(&[b"Name,Labels\n".as_slice(), &bytes].concat(), "a");
        let _ = read(&bytes, "a");
    }
}
