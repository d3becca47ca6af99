//! Documents: what they state, and what makes them old.

use super::*;
use crate::{
    domain::{
        action::{Attached, Filed, Made, Paper, Sent, Signed},
        records::document::Stated,
    },
    store::Step,
};

fn make(book: &mut Book, kind: &str, states: &[RecordId]) -> Result<RecordId, Rejection> {
    let states =
        states.iter().map(|agreement| Stated { agreement: *agreement, version: 1 }).collect::<Vec<_>>();
    let made = Made { states, ..made(kind) };
    book.execute(&Action::Document(Paper::Make(Box::new(made)))).map(|receipt| receipt.ids[0])
}

fn made(kind: &str) -> Made {
    Made {
        relationship: id("c1"),
        kind: kind.into(),
        title: format!("The {kind}"),
        language: Some("en".into()),
        template: kind.into(),
        template_version: Some("1".into()),
        text: "# Charter\n".into(),
        states: vec![],
        renderings: vec![],
    }
}

fn send(book: &mut Book, document: RecordId, on: &str) -> Result<String, Rejection> {
    let sent = Sent { document, on: day(on), how: "e-mail".into(), to: None, sha256: None };
    book.execute(&Action::Document(Paper::Send(sent))).map(|receipt| receipt.summary)
}

fn sign(book: &mut Book, document: RecordId, on: &str) -> Result<String, Rejection> {
    let evidence = Some("paper, folder 12".to_owned());
    let signed = Signed { document, on: day(on), by: vec![], evidence };
    book.execute(&Action::Document(Paper::Sign(signed))).map(|receipt| receipt.summary)
}

fn change(book: &mut Book, goal: RecordId) {
    let fields = Fields::new().with("statement", "A boat, on the lake");
    book.execute(&Action::Change { agreement: goal, fields, consent: consent("2026-11-23") }).unwrap();
}

#[test]
fn what_went_out_states_its_agreements_and_a_change_of_one_supersedes_it() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2026-11-20");
    let charter = make(&mut book, "charter", &[goal]).unwrap();
    assert_eq!(row(&book, goal).str("stated_in"), "", "a draft in the drawer states nothing");
    assert_eq!(
        send(&mut book, charter, "2026-11-23").unwrap(),
        "Sent charter v1, Hartley on Mon 23 Nov, e-mail"
    );
    let stated = row(&book, goal);
    assert_eq!((stated.str("stated_in"), stated.str("stated_on")), ("charter v1", "2026-11-23"));
    assert_eq!(book.stated_in(goal).unwrap(), [charter]);
    assert_eq!(
        sign(&mut book, charter, "2026-11-23").unwrap(),
        "Signed: charter v1, Hartley on Mon 23 Nov, by Ann Hartley"
    );
    assert_eq!(book.stated_in(goal).unwrap().len(), 1, "it is stated once");
    change(&mut book, goal);
    assert_eq!(row(&book, charter).str("superseded_on"), "2026-11-23");
    assert_eq!(row(&book, goal).day("stated_on"), None, "the new text stands in no document yet");
    book.step(Step::Undo).unwrap();
    assert_eq!(row(&book, charter).day("superseded_on"), None);
}

#[test]
fn retiring_what_a_document_states_supersedes_it() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2026-11-20");
    let charter = make(&mut book, "charter", &[goal]).unwrap();
    book.execute(&Action::Retire { agreements: vec![goal], reason: "reached".into() }).unwrap();
    assert_eq!(row(&book, charter).str("superseded_on"), "2026-11-23");
    let no = sign(&mut book, charter, "2026-11-23").unwrap_err();
    assert!(no.message.starts_with("It no longer says what is agreed."), "{no}");
}

#[test]
fn what_was_signed_holds_until_another_goes_out() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2026-11-20");
    let first = make(&mut book, "charter", &[goal]).unwrap();
    sign(&mut book, first, "2026-11-23").unwrap();
    let second = make(&mut book, "charter", &[goal]).unwrap();
    assert_eq!(row(&book, second).int("version"), Some(2));
    assert_eq!(row(&book, first).day("superseded_on"), None);
    send(&mut book, second, "2026-11-23").unwrap();
    let old = row(&book, first);
    assert_eq!((old.str("superseded_on"), old.int("superseded_by_id")), ("2026-11-23", Some(second.id)));
    assert_eq!(row(&book, goal).str("stated_in"), "charter v2");
    let lines = book.documents_of(1).unwrap();
    let said: Vec<_> = lines.iter().map(|line| (line.called.as_str(), line.standing.as_str())).collect();
    assert_eq!(said, [("charter v2", "sent 23 Nov"), ("charter v1", "signed 23 Nov, superseded 23 Nov")]);
}

#[test]
fn a_paper_that_was_printed_can_be_signed_though_it_was_made_again() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2026-11-20");
    let first = make(&mut book, "charter", &[goal]).unwrap();
    let second = make(&mut book, "charter", &[goal]).unwrap();
    let third = make(&mut book, "charter", &[goal]).unwrap();
    assert_eq!(row(&book, first).int("superseded_by_id"), Some(second.id));
    sign(&mut book, first, "2026-11-23").unwrap();
    let signed = row(&book, first);
    assert_eq!((signed.day("superseded_on"), signed.int("superseded_by_id")), (None, None), "it holds again");
    assert_eq!(row(&book, goal).str("stated_in"), "charter v1");
    send(&mut book, third, "2026-11-23").unwrap();
    assert_eq!(row(&book, first).int("superseded_by_id"), Some(third.id), "until the newer one goes out");
    book.step(Step::Undo).unwrap();
    book.step(Step::Undo).unwrap();
    assert_eq!(row(&book, first).int("superseded_by_id"), Some(second.id));
}

#[test]
fn a_paper_that_says_the_same_as_a_newer_one_that_is_out_was_signed_all_the_same() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2026-11-20");
    let first = make(&mut book, "charter", &[goal]).unwrap();
    let second = make(&mut book, "charter", &[goal]).unwrap();
    send(&mut book, second, "2026-11-23").unwrap();
    sign(&mut book, first, "2026-11-23").unwrap();
    assert_eq!(row(&book, first).int("superseded_by_id"), Some(second.id));
    assert_eq!(row(&book, goal).str("stated_in"), "charter v2", "what went out later states it");
    // One that states nothing says by its words alone what holds.
    let old = make(&mut book, "proposal", &[]).unwrap();
    let new = make(&mut book, "proposal", &[]).unwrap();
    send(&mut book, new, "2026-11-23").unwrap();
    let no = sign(&mut book, old, "2026-11-23").unwrap_err().message;
    let said = format!("A newer paper, document {new}, proposal v2, took its place: have that one signed.");
    assert!(no.starts_with(&said), "{no}");
}

#[test]
fn a_paper_that_says_no_more_what_is_agreed_names_the_one_that_does() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2026-11-20");
    let first = make(&mut book, "charter", &[goal]).unwrap();
    book.set_clock(Clock::fixed(day("2026-11-25")));
    let fields = Fields::new().with("statement", "A boat, on the lake");
    book.execute(&Action::Change { agreement: goal, fields, consent: consent("2026-11-25") }).unwrap();
    let states = vec![Stated { agreement: goal, version: 2 }];
    let made = Made { states, ..made("charter") };
    let second = book.execute(&Action::Document(Paper::Make(Box::new(made)))).unwrap().ids[0];
    let no = sign(&mut book, first, "2026-11-25").unwrap_err().message;
    let said =
        format!("It no longer says what is agreed. Have document {second}, charter v2, signed: it says");
    assert!(no.starts_with(&said), "{no}");
    sign(&mut book, first, "2026-11-24").unwrap();
    let old = row(&book, first);
    assert_eq!((old.str("signed_on"), old.str("superseded_on")), ("2026-11-24", "2026-11-25"));
    assert_eq!(row(&book, goal).day("stated_on"), None, "the new text stands in no signed paper");
}

#[test]
fn a_document_is_of_before_a_life_event_that_is_not_decided() {
    let mut book = practice();
    make(&mut book, "charter", &[]).unwrap();
    book.set_clock(Clock::fixed(day("2026-12-01")));
    let event = Fields::new().with("relationship_id", 1).with("kind", "divorce").with("day", "2026-11-30");
    add(&mut book, Kind::LifeEvent, event);
    assert_eq!(book.documents_of(1).unwrap()[0].said(), "not sent, before the divorce");
}

#[test]
fn a_document_is_not_sent_or_signed_in_the_future_twice_or_by_nobody() {
    let mut book = practice();
    let letter = make(&mut book, "letter", &[]).unwrap();
    for (on, said) in [("2026-11-24", "is still to come"), ("2026-11-20", "It was made on Mon 23 Nov 2026")] {
        assert!(send(&mut book, letter, on).unwrap_err().message.contains(said));
        assert!(sign(&mut book, letter, on).unwrap_err().message.contains(said));
    }
    send(&mut book, letter, "2026-11-23").unwrap();
    sign(&mut book, letter, "2026-11-23").unwrap();
    assert!(send(&mut book, letter, "2026-11-23").unwrap_err().message.starts_with("It was sent on"));
    assert!(sign(&mut book, letter, "2026-11-23").unwrap_err().message.starts_with("It was signed on"));
    let by = vec![id("p2")];
    let other = make(&mut book, "charter", &[]).unwrap();
    let signed = Signed { document: other, on: day("2026-11-23"), by, evidence: None };
    let no = book.execute(&Action::Document(Paper::Sign(signed))).unwrap_err();
    assert!(no.message.contains("is no adult member of this household"), "{no}");
}

#[test]
fn a_document_states_only_what_is_agreed_in_the_version_that_was_read() {
    let mut book = practice();
    let draft = goal(&mut book, 1, "A garden");
    assert!(make(&mut book, "charter", &[draft]).is_err());
    let goal = agreed(&mut book, 1, "2026-11-20");
    change(&mut book, goal);
    let no = make(&mut book, "charter", &[goal]).unwrap_err();
    assert!(no.message.starts_with("An agreement was changed while the document was made."), "{no}");
    assert!(book.rows(Kind::Document, &[]).unwrap().is_empty());
}

#[test]
fn what_was_sent_is_read_as_it_was_sent() {
    let mut book = practice();
    let charter = make(&mut book, "charter", &[]).unwrap();
    let unknown = Filed { document: charter, form: "pdf".into(), sha256: "ab".repeat(32) };
    assert!(book.execute(&Action::Document(Paper::Keep(unknown))).is_err(), "the bytes must be there first");
    let sha256 = book.keep_file("application/pdf", b"%PDF-1").unwrap();
    let filed = Filed { document: charter, form: "pdf".into(), sha256: sha256.clone() };
    book.execute(&Action::Document(Paper::Keep(filed))).unwrap();
    let sent = Sent {
        document: charter,
        on: day("2026-11-23"),
        how: "letter".into(),
        to: None,
        sha256: Some(sha256),
    };
    book.execute(&Action::Document(Paper::Send(sent))).unwrap();
    let kept = book.sent_file(&row(&book, charter)).unwrap().unwrap();
    assert_eq!((kept.media.as_str(), kept.bytes.as_slice()), ("application/pdf", &b"%PDF-1"[..]));
    assert_eq!(row(&book, charter).str("sent_to"), "Ann Hartley");
    assert!(book.execute(&Action::Delete { targets: vec![charter] }).is_err(), "a document is never deleted");
}

#[test]
fn a_document_is_neither_edited_nor_deleted_nor_added_nor_its_pages_replaced() {
    let mut book = practice();
    let charter = make(&mut book, "charter", &[]).unwrap();
    let keep = |book: &mut Book, bytes: &[u8]| {
        let sha256 = book.keep_file("application/pdf", bytes).unwrap();
        let filed = Filed { document: charter, form: "pdf".into(), sha256 };
        book.execute(&Action::Document(Paper::Keep(filed)))
    };
    keep(&mut book, b"%PDF-1").unwrap();
    send(&mut book, charter, "2026-11-23").unwrap();
    let before = row(&book, charter);
    let no = keep(&mut book, b"%PDF-2").unwrap_err();
    assert!(no.message.starts_with("The PDF of this document is kept already"), "{no}");
    for (field, value) in [("text", "another text"), ("sent_on", "2026-11-01"), ("evidence", "folder 1")] {
        let fields = Fields::new().with(field, value);
        assert!(
            book.execute(&Action::Edit { targets: vec![charter], fields, seen: None }).is_err(),
            "{field}"
        );
    }
    for (target, said) in
        [(charter, "A document is never deleted."), (id("c1"), "A document that was sent or")]
    {
        let no = book.execute(&Action::Delete { targets: vec![target] }).unwrap_err();
        assert!(no.message.starts_with(said), "{no}");
    }
    let fields = Fields::new().with("relationship_id", 1).with("title", "T").with("text", "x");
    assert!(book.execute(&Action::Add { kind: Kind::Document, fields }).is_err());
    assert_eq!(row(&book, charter), before);
}

#[test]
fn a_scan_shows_a_document_once_and_an_agreement_that_was_agreed() {
    let mut book = practice();
    let charter = make(&mut book, "charter", &[]).unwrap();
    let (draft, goal) = (goal(&mut book, 1, "A garden"), agreed(&mut book, 1, "2026-11-20"));
    let sha256 = book.keep_file("image/png", b"scan").unwrap();
    let attach = |book: &mut Book, to: RecordId, sha256: &str| {
        let attached =
            Attached { to, name: "signed.png".into(), sha256: sha256.to_owned(), on: day("2026-11-23") };
        book.execute(&Action::Document(Paper::Attach(attached))).map(|receipt| receipt.summary)
    };
    assert!(attach(&mut book, charter, &"ab".repeat(32)).is_err(), "the bytes must be there first");
    assert_eq!(attach(&mut book, charter, &sha256).unwrap(), "Attached signed.png to charter v1, Hartley");
    let no = attach(&mut book, charter, &sha256).unwrap_err();
    assert!(no.message.contains("signed.png is attached to it already"), "{no}");
    assert!(attach(&mut book, draft, &sha256).unwrap_err().message.starts_with("It is not agreed yet"));
    assert!(attach(&mut book, id("c1"), &sha256).is_err());
    attach(&mut book, goal, &sha256).unwrap();
    assert_eq!(book.scanned(goal).unwrap(), b"scan");
    assert_eq!(book.scan_of(charter).unwrap().unwrap().name, "signed.png");
    assert_eq!(row(&book, goal).int("version"), Some(1), "it is no new version");
}
