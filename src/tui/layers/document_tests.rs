use crate::{
    domain::{
        action::Action,
        record::{Fields, Kind, Row},
    },
    tui::{
        app::App,
        testing::{desk, drawn, practice, press, typed},
    },
};

fn app() -> App {
    let mut book = practice();
    let goal = Fields::new().with("relationship_id", 1).with("statement", "A cabin by the lake");
    let goal = book.execute(&Action::Add { kind: Kind::Goal, fields: goal }).unwrap().ids[0];
    let consent = crate::domain::action::Consent {
        by: vec![],
        dissents: vec![],
        on: book.today(),
        how: "meeting".into(),
        evidence: None,
    };
    book.execute(&Action::Agree { agreements: vec![goal], consent }).unwrap();
    let mut app = desk(book);
    drawn(&mut app, 80, 24);
    press(&mut app, "1");
    app.model.tab_mut().unwrap().state_mut().list.focus("c1");
    app.look();
    app
}

fn documents(app: &App) -> Vec<Row> {
    app.book.rows(Kind::Document, &[]).unwrap()
}

#[test]
fn a_charter_is_shown_kept_written_sent_and_signed_by_keys() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = app();
    press(&mut app, "m");
    typed(&mut app, "charter");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("not kept yet") && shown.contains("A cabin by the lake"), "{shown}");
    assert!(documents(&app).is_empty());
    press(&mut app, "Ctrl-S");
    assert_eq!(documents(&app).len(), 1);
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("not sent") && shown.contains("Enter file, sent, signed"), "{shown}");
    press(&mut app, "Enter Enter Ctrl-U");
    let file = dir.path().join("charter.pdf");
    typed(&mut app, &file.display().to_string());
    press(&mut app, "Enter");
    assert!(std::fs::read(&file).unwrap().starts_with(b"%PDF-"));
    assert!(!documents(&app)[0].str("pdf_sha256").is_empty());
    press(&mut app, "Enter");
    typed(&mut app, "it was sent");
    press(&mut app, "Enter Enter");
    press(&mut app, "Enter");
    typed(&mut app, "they signed");
    press(&mut app, "Enter Enter Enter");
    typed(&mut app, "paper, folder 12");
    press(&mut app, "Enter");
    assert_eq!(documents(&app)[0].str("evidence"), "paper, folder 12");
    let row = documents(&app).remove(0);
    assert_eq!((row.str("sent_how"), row.str("signed_by")), ("e-mail", "Ann Hartley"));
    assert_eq!(row.str("sent_sha256"), row.str("pdf_sha256"));
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("signed 23 Nov"), "{shown}");
    press(&mut app, "Esc");
    press(&mut app, ":");
    typed(&mut app, "documents of");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("charter v1") && shown.contains("signed 23 Nov"), "{shown}");
    press(&mut app, "Enter");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("A cabin by the lake"));
}

#[test]
fn a_draft_that_is_left_is_not_kept() {
    let mut app = app();
    press(&mut app, "m");
    typed(&mut app, "brief");
    press(&mut app, "Enter Enter");
    assert!(app.model.message.as_ref().unwrap().words.contains("Ctrl-S keeps it"));
    press(&mut app, "Esc");
    assert!(documents(&app).is_empty() && app.model.layers.is_empty());
}

#[test]
fn what_a_template_asks_for_is_answered_in_a_form_and_again_from_its_page() {
    let mut app = app();
    press(&mut app, "m");
    typed(&mut app, "terms");
    press(&mut app, "Enter");
    let asked = drawn(&mut app, 80, 24).join("\n");
    assert!(asked.contains("What they pay now") && asked.contains("Ctrl-S show the page"), "{asked}");
    typed(&mut app, "0.9 %");
    press(&mut app, "Tab");
    typed(&mut app, "1 %");
    press(&mut app, "Ctrl-S");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("from 0.9 % to 1 %") && shown.contains("left to write on"), "{shown}");
    press(&mut app, "e Tab Tab");
    typed(&mut app, "1 January");
    press(&mut app, "Tab");
    typed(&mut app, "More of our time.");
    press(&mut app, "Ctrl-S");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("From 1 January on") && shown.contains("from 0.9 % to 1 %"), "{shown}");
    assert!(!shown.contains("left to write on"), "{shown}");
    press(&mut app, "Ctrl-S");
    assert!(documents(&app)[0].str("text").contains("More of our time."));
}

#[test]
fn a_scan_is_attached_found_with_its_document_and_written_again_by_keys() {
    let dir = tempfile::tempdir().unwrap();
    let (scan, copy) = (dir.path().join("signed.png"), dir.path().join("copy.png"));
    std::fs::write(&scan, b"scan").unwrap();
    let mut app = app();
    press(&mut app, "m");
    typed(&mut app, "charter");
    press(&mut app, "Enter Ctrl-S Enter");
    typed(&mut app, "attach");
    press(&mut app, "Enter");
    typed(&mut app, &scan.display().to_string());
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("Scan") && shown.contains("signed.png"), "{shown}");
    press(&mut app, "Esc f");
    typed(&mut app, "charter v1");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("charter v1") && shown.contains("Hartley, not sent"), "{shown}");
    press(&mut app, "Enter");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("A cabin by the lake"));
    press(&mut app, "Enter");
    typed(&mut app, "write the scan");
    press(&mut app, "Enter Ctrl-U");
    typed(&mut app, &copy.display().to_string());
    press(&mut app, "Enter");
    assert_eq!(std::fs::read(&copy).unwrap(), b"scan");
}

#[test]
fn a_day_to_come_is_refused_where_it_is_typed() {
    let mut app = app();
    press(&mut app, "m");
    typed(&mut app, "charter");
    press(&mut app, "Enter Ctrl-S Enter");
    typed(&mut app, "they signed");
    press(&mut app, "Enter Enter Ctrl-U");
    for (day, why) in
        [("in 39 days", "Fri 1 Jan 2027 is still to come"), ("2026-11-20", "It was made on Mon 23 Nov 2026")]
    {
        press(&mut app, "Ctrl-U");
        typed(&mut app, day);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains(why), "{shown}");
        press(&mut app, "Enter");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("When was it signed") && shown.contains(why), "{shown}");
    }
    press(&mut app, "Ctrl-U");
    typed(&mut app, "today");
    press(&mut app, "Enter Enter");
    assert_eq!(documents(&app)[0].str("signed_on"), "2026-11-23");
}
