//! Cards of older programs, and cards and files that are broken.

use super::*;

fn old(body: &str) -> Card {
    let mut rows = rows(&format!("BEGIN:VCARD\nVERSION:2.1\nN:A;B\n{body}\nEND:VCARD\n"));
    assert_eq!(rows.len(), 1);
    rows.remove(0).card.unwrap()
}

#[test]
fn a_day_is_read_whatever_is_said_of_its_text() {
    for line in ["BDAY;CHARSET=UTF-8:19630314", "BDAY;ENCODING=QUOTED-PRINTABLE:1963-03-1=34"] {
        assert_eq!(old(line).birthday, "1963-03-14", "{line}");
    }
    assert_eq!(one("KIND;CHARSET=UTF-8:org").unwrap().kind, CardKind::Org);
}

#[test]
fn commas_of_old_cards_are_text() {
    let card =
        old("ADR;HOME:;;1 Oak St, Flat 2;Salem;;;\nNOTE;QUOTED-PRINTABLE:golf, wine; tea=0D=0Aand more");
    assert_eq!(card.points[0].value, "1 Oak St, Flat 2, Salem");
    assert_eq!(card.notes, "golf, wine; tea\nand more");
    let name = &rows("BEGIN:VCARD\nVERSION:2.1\nN:Hartley;Ann, Mary;;;Jr., MD\nEND:VCARD")[0];
    let card = name.card.as_ref().unwrap();
    assert_eq!((card.name.given.as_str(), card.name.suffix.as_str()), ("Ann, Mary", "Jr., MD"));
}

#[test]
fn words_of_old_types_stay_labels() {
    let card = old(
        "TEL;HOME;BLEEPER:1\nTEL;PREF;WORK;MSG;FAX:2\nhome.TEL;VOICE:3\nEMAIL;INTERNET;X-Boat:a@b.example",
    );
    let phones = [("home bleeper", "1", false), ("work fax", "2", true), ("", "3", false)];
    assert_eq!(values(&card, PointKind::Phone), phones);
    assert_eq!(values(&card, PointKind::Email), [("x-boat", "a@b.example", false)]);
}

#[test]
fn a_soft_break_ends_with_its_card() {
    let text = "BEGIN:VCARD\nVERSION:2.1\nFN;QUOTED-PRINTABLE:Ann = \nHart=\n=6Cey=\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD";
    let read = rows(text);
    let names: Vec<_> = read.iter().map(|row| row.card.as_ref().unwrap().full_name.as_str()).collect();
    assert_eq!(names, ["Ann Hartley", "B"]);
}

#[test]
fn a_card_within_a_card_is_a_property_of_it() {
    let text = "BEGIN:VCARD\nVERSION:2.1\nFN:Ann\nAGENT:\nBEGIN:VCARD\nFN:Bo\nADR:;;1, Oak;;;;\nEND:VCARD\nTEL:1\nEND:VCARD\n";
    let read = rows(text);
    assert_eq!(read.len(), 1);
    let card = read[0].card.as_ref().unwrap();
    assert_eq!(values(card, PointKind::Phone), [("", "1", false)]);
    assert_eq!(card.related, [Labelled::new("agent", "Bo")]);
    assert_eq!(card.extra, ["X-STANDING-AGENT:BEGIN:VCARD\\nFN:Bo\\nADR:;;1, Oak;;;;\\nEND:VCARD"]);
    assert_eq!(rows(&write(std::slice::from_ref(card)))[0].card.as_ref(), Ok(card));
    let cut = rows("BEGIN:VCARD\nFN:Ann\nAGENT:\nBEGIN:VCARD\nFN:Bo\nBEGIN:VCARD\nFN:Cy\nEND:VCARD\n");
    assert_eq!((cut.len(), cut[0].card.is_err(), cut[1].card.is_ok()), (2, true, true));
}

#[test]
fn relations_and_days_of_older_programs_are_read() {
    let card = old(
        "X-SPOUSE:Paul Hartley\nX-MS-CHILD:Ken\nX-EVOLUTION-ANNIVERSARY:1988-06-11\nX-ANNIVERSARY:summer\n\
         X-ANDROID-CUSTOM:vnd.android.cursor.item/relation;Kim;13;;;\nX-ANDROID-CUSTOM;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:vnd.android.cursor.item/nickname;=41nnie;1;\n\
         X-ANDROID-CUSTOM:vnd.android.cursor.item/other;x;1",
    );
    let related = [("spouse", "Paul Hartley"), ("child", "Ken"), ("sister", "Kim")];
    assert_eq!(card.related, related.map(|(label, name)| Labelled::new(label, name)));
    assert_eq!(card.events, [Labelled::new("anniversary", "1988-06-11")]);
    assert_eq!(card.nickname, "Annie");
    assert_eq!(card.extra, ["X-ANNIVERSARY:summer", "X-ANDROID-CUSTOM:vnd.android.cursor.item/other;x;1"]);
}

#[test]
fn a_broken_card_has_its_name_when_it_has_one() {
    let who = |text: &str| rows(text).iter().map(|row| row.who.clone()).collect::<Vec<_>>();
    let text = "BEGIN:VCARD\nFN:Good\nEND:VCARD\nBEGIN:VCARD\nN:Osei;Kwame\nBDAY:1970-02-31\nEND:VCARD\n\
        BEGIN:VCARD\nFN:Cut Off\nTEL:1\nBEGIN:VCARD\nFN:Broken Line\nno sign\nEND:VCARD\nBEGIN:VCARD\nNOTE:x\nEND:VCARD\nstray\n";
    assert_eq!(who(text), ["", "Kwame Osei", "Cut Off", "Broken Line", "", ""]);
}

#[test]
fn a_card_or_a_file_without_end_is_bounded() {
    let long = format!(
        "BEGIN:VCARD\nFN:Ann\n{}END:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n",
        "X:1\n".repeat(1_000_000)
    );
    let read = rows(&long);
    assert_eq!(read[0].card.as_ref().unwrap_err(), "it has more than 4000 lines");
    assert_eq!((read.len(), read[0].who.as_str(), read[1].line), (2, "Ann", 1_000_004));
    let begun = "BEGIN:VCARD\n".repeat(1_000_000);
    assert_eq!(rows(&begun).len(), crate::exchange::read::MAX_ROWS + 1);
    let preferred = format!("BEGIN:VCARD\nFN:A\n{}END:VCARD\n", "TEL;PREF:1\n".repeat(3_900)).repeat(100);
    assert_eq!(rows(&preferred).len(), 100);
}

#[test]
fn a_second_title_or_firm_is_kept() {
    let card = one("ORG:A\r\nORG:B\r\nTITLE:C\r\nTITLE:D\r\nFN:E").unwrap();
    assert_eq!((card.organisation.as_str(), card.title.as_str(), card.full_name.as_str()), ("A", "C", "A"));
    assert_eq!(card.extra, ["ORG:B", "TITLE:D", "FN:E"]);
}

#[test]
fn sloppy_commas_in_addresses_stay() {
    let card = one("ADR:;;12 Elm St, Apt 4;Salem;;;").unwrap();
    assert_eq!(card.points[0].value, "12 Elm St, Apt 4, Salem");
    let labelled = one("ADR;LABEL=\"1 Oak St, Salem\":;;;;;;").unwrap();
    assert_eq!(labelled.points[0].value, "1 Oak St, Salem");
}

#[test]
fn a_property_over_a_mebibyte_refuses_its_card_alone() {
    let long = "A".repeat((1 << 20) + 1);
    let read = rows(&format!(
        "BEGIN:VCARD\nFN:A\nPHOTO;ENCODING=b:{long}\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"
    ));
    assert_eq!(read[0].card.as_ref().unwrap_err(), "PHOTO on line 3 is larger than 1 MiB");
    assert!(read[1].card.is_ok());
}
