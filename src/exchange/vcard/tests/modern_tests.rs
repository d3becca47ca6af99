//! Cards of older programs go out as vCard 4.0 spells them, with all that came in.

use super::*;

const OLD: &str = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nN:Hartley;Ann;;;\nSORT-STRING:Hart\\, \"ley\n\
    ADR;TYPE=WORK,PREF:;;9 Mill;Salem;;;\nADR;TYPE=HOME:;;12 Elm;Portland;OR;97201;USA\n\
    LABEL;TYPE=HOME:12 Elm\\nPortland\\, \"OR\"\nLABEL;TYPE=PARCEL:1 Oak\\nHof\n\
    PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\nGEO:45.5;-122.6\nMAILER:Post\nTITLE:Boss\n\
    AGENT:BEGIN:VCARD\\nFN:Bo Berg\\nTEL:1\\nEND:VCARD\nAGENT;VALUE=uri:CID:bo@x.example\n\
    TEL;TYPE=CELL,PREF:1\nX-BLOB;ENCODING=b:AAEC\nX-OTHER;WORK:kept\nEND:VCARD\n";

fn only(text: &str) -> Card {
    rows(text).remove(0).card.unwrap()
}

/// No encoding, no character set, no word without its name, no `pref` among the types, no property of the past.
fn assert_new(text: &str) {
    for line in text.replace("\r\n ", "").lines() {
        let mut quoted = false;
        let head: String = line
            .chars()
            .take_while(|sign| {
                quoted ^= *sign == '"';
                *sign != ':' || quoted
            })
            .collect();
        let mut params = head.split(';');
        let name = params.next().unwrap().rsplit('.').next().unwrap().to_uppercase();
        assert!(
            !["AGENT", "LABEL", "MAILER", "CLASS", "SORT-STRING", "NAME", "PROFILE"].contains(&name.as_str()),
            "{line}"
        );
        if head.contains('"') {
            continue;
        }
        for param in params {
            let (name, value) = param.split_once('=').unwrap_or_else(|| panic!("{line}"));
            assert!(!["ENCODING", "CHARSET"].contains(&name.to_uppercase().as_str()), "{line}");
            assert!(name != "TYPE" || !value.to_lowercase().split(',').any(|word| word == "pref"), "{line}");
        }
    }
}

#[test]
fn an_old_card_goes_out_as_new_and_comes_back_the_same() {
    let card = only(OLD);
    let text = write(std::slice::from_ref(&card));
    assert_new(&text);
    let whole = text.replace("\r\n ", "");
    for line in [
        "N;SORT-AS=\"Hart, ^'ley\":Hartley;Ann;;;",
        "ADR;TYPE=work;PREF=1:;;9 Mill;Salem;;;",
        "ADR;TYPE=home;LABEL=\"12 Elm^nPortland, ^'OR^'\":;;12 Elm;Portland;OR;97201;USA",
        "ADR:;;1 Oak\\nHof;;;;",
        "PHOTO:data:image/jpeg;base64,/9j/4AAQ",
        "GEO:geo:45.5,-122.6",
        "X-MAILER:Post",
        "RELATED;VALUE=text;TYPE=agent:Bo Berg",
        "X-STANDING-AGENT:BEGIN:VCARD\\nFN:Bo Berg\\nTEL:1\\nEND:VCARD",
        "RELATED;TYPE=agent:CID:bo@x.example",
        "X-BLOB;VALUE=uri:data:application/octet-stream;base64,AAEC",
        "X-OTHER;TYPE=WORK:kept",
    ] {
        assert!(whole.contains(&format!("\r\n{line}\r\n")), "{line}\n{whole}");
    }
    let again = only(&text);
    assert_eq!(again, card);
    assert_eq!(write(&[again]), text);
}

#[test]
fn lines_a_book_kept_before_go_out_as_new_too() {
    let extra = ["PHOTO;ENCODING=BASE64;PNG:iVBORw0KGgo=", "AGENT:Bo Berg", "LABEL;HOME:1 Oak"];
    let card = Card { full_name: "A".into(), extra: extra.map(str::to_owned).to_vec(), ..Card::default() };
    let text = write(&[card]);
    assert_new(&text);
    for line in [
        "PHOTO:data:image/png;base64,iVBORw0KGgo=",
        "RELATED;VALUE=text;TYPE=agent:Bo Berg",
        "ADR;TYPE=home:;;1 Oak;;;;",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let again = only(&text);
    assert_eq!(write(&[again]), text);
}

#[test]
fn what_an_address_or_a_name_says_beside_its_parts_is_kept() {
    let card = one("N;SORT-AS=\"Harten,Rene\":van der Harten;Rene;;;\r\nADR;TYPE=home;LABEL=\"Flat 2\\n12 Elm\":;;12 Elm;Salem;;;").unwrap();
    assert_eq!(card.extra, ["SORT-STRING:Harten\\,Rene", "LABEL;TYPE=\"home\":Flat 2\\n12 Elm"]);
    assert_eq!(only(&write(std::slice::from_ref(&card))), card);
}

#[test]
fn every_card_of_the_fixtures_goes_out_as_new() {
    for bytes in [
        CONTACTS,
        include_bytes!("../../../../tests/fixtures/vcard21.vcf"),
        include_bytes!("../../../../tests/fixtures/vcard21_charsets.vcf"),
        include_bytes!("../../../../tests/fixtures/vcard21_windows.vcf"),
    ] {
        let reading = read(bytes, "a.vcf").unwrap();
        let cards: Vec<Card> = reading.rows.into_iter().filter_map(|row| row.card.ok()).collect();
        let text = write(&cards);
        assert_new(&text);
        let again: Vec<Card> = rows(&text).into_iter().map(|row| row.card.unwrap()).collect();
        assert_eq!(again, cards);
    }
}
