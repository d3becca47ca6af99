//! Round trips: what came in goes out and comes in again as the same book, but for ids and times.

use std::collections::BTreeMap;

use standing::{
    acts::Book,
    domain::{
        card::{Card, Labelled, Point},
        record::Kind,
    },
    exchange::{
        export::vcards,
        import::{preview_bytes, preview_file_as},
        preview::Counts,
        read::Choices,
    },
};

use super::{assert_sound, book, fixture, take};

/// Every fixture of contacts, and the mapping it needs.
const FILES: &[&str] = &[
    "contacts.vcf",
    "google.csv",
    "google_old.csv",
    "linkedin.csv",
    "outlook_classic.csv",
    "outlook_com.csv",
    "redtail.csv",
    "salesforce.csv",
    "slant.csv",
    "vcard21.vcf",
    "vcard21_charsets.vcf",
    "vcard21_windows.vcf",
    "vcard_folded.vcf",
    "vcard_utf16.vcf",
    "wealthbox.csv",
    "other.csv",
];

fn taken(name: &str) -> Book {
    let mut book = book();
    let map = (name == "other.csv")
        .then(|| standing::exchange::import::mapping_file(&fixture("other.toml")).unwrap());
    let choices = Choices { map, ..Choices::default() };
    let incoming = preview_file_as(&book, &fixture(name), &choices).unwrap();
    book.execute(&incoming.action(|_| true).unwrap()).unwrap();
    book
}

/// What a book says of its people: each card with its lists in an order of their own.
fn people(book: &Book) -> BTreeMap<String, Card> {
    let mut people = BTreeMap::new();
    for mut card in book.book_persons().unwrap().into_iter().map(|contact| contact.card) {
        let key = |value: &Labelled| (value.label.clone(), value.value.clone());
        let point = |point: &Point| (format!("{:?}", point.kind), point.label.clone(), point.value.clone());
        card.points.sort_by_key(point);
        card.events.sort_by_key(key);
        card.related.sort_by_key(key);
        card.custom.sort_by_key(key);
        card.categories.sort();
        card.extra.sort();
        let name = format!("{} {}", card.full_name, card.uid);
        assert!(people.insert(name.clone(), card).is_none(), "{name} twice");
    }
    people
}

/// How many records of each type there are.
fn sizes(book: &Book) -> Vec<(Kind, usize)> {
    let kinds =
        [Kind::Person, Kind::ContactPoint, Kind::SpecialDate, Kind::CustomField, Kind::ImportedProperty];
    kinds.iter().map(|kind| (*kind, book.rows(*kind, &[]).unwrap().len())).collect()
}

#[test]
fn every_fixture_goes_out_as_vcard_and_comes_in_as_the_same_people() {
    for name in FILES {
        let first = taken(name);
        let out = vcards(&first).unwrap();
        let mut second = book();
        take(&mut second, &out);
        assert_eq!(people(&second), people(&first), "{name}");
        assert_eq!(sizes(&second), sizes(&first), "{name}");
        assert_eq!(vcards(&second).unwrap(), out, "{name}");
        assert_sound(&second);
        // The book it came from has all of it already.
        let again = preview_bytes(&first, "export.vcf", out.as_bytes()).unwrap().preview.counts;
        assert_eq!(again, Counts { read: again.read, same: again.read, ..Counts::default() }, "{name}");
    }
}

#[test]
fn all_fixtures_in_one_book_go_out_whole_and_come_in_as_the_same_book() {
    let mut first = book();
    for name in FILES.iter().filter(|name| **name != "other.csv") {
        let incoming = preview_file_as(&first, &fixture(name), &Choices::default()).unwrap();
        if let Some(action) = incoming.action(|_| true) {
            first.execute(&action).unwrap();
        }
    }
    let document = first.export_json().unwrap();
    let mut second = book();
    second.take_whole(&document).unwrap();
    assert_eq!(second.export_book_only().unwrap(), first.export_book_only().unwrap());
    assert_eq!(vcards(&second).unwrap(), vcards(&first).unwrap());
    assert_sound(&second);
}

/// Each household with its kind and who lives in it.
fn households(book: &Book) -> BTreeMap<String, (String, Vec<String>)> {
    let homes = book.rows(Kind::Relationship, &[]).unwrap();
    let living = |id: i64| {
        let mut names: Vec<String> =
            book.cards_of(id).unwrap().into_iter().map(|card| card.full_name).collect();
        names.sort();
        names
    };
    homes
        .iter()
        .map(|home| (home.str("name").to_owned(), (home.str("kind").to_owned(), living(home.id.id))))
        .collect()
}

#[test]
fn households_go_round_too() {
    let mut wrong = Vec::new();
    for name in FILES {
        let first = taken(name);
        let mut second = book();
        take(&mut second, &vcards(&first).unwrap());
        if households(&second) != households(&first) {
            wrong.push(format!("{name}\n{:?}\n{:?}", households(&first), households(&second)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
