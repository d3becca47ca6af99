//! What leaves the program made from hostile texts: documents, mails, tables, cards, calendars.
//!
//! **Invariant:** no text becomes part of the form it stands in: a header, a property, a formula, a tag of HTML.

use std::collections::BTreeMap;

use standing::{
    acts::Watch,
    domain::record::{Kind, RecordId},
    exchange::{
        calendar,
        cells::Style,
        export,
        tables::{self, Sensitivities},
    },
    letters::{
        compose::{self, Form, Manuscript, Wanted},
        templates,
    },
};

use super::made;

/// Letters and papers of the program; in the words of a file they cannot speak to a terminal.
fn quiet(text: &str, place: &str) {
    let loud = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    assert!(loud.is_none(), "{place}: {loud:?}");
}

#[test]
fn every_template_makes_every_form_of_hostile_texts() {
    let mut book = made::book();
    let (mut papers, mut printed) = (0, 0);
    for (number, name) in templates::names(None).into_iter().enumerate() {
        for client in 1..=made::texts().len() {
            // Every template for some clients, every client for some templates.
            if (client + number) % 5 != 0 {
                continue;
            }
            let wanted =
                Wanted { template: name.clone(), language: None, meeting: None, given: BTreeMap::new() };
            let place = format!("{name} for c{client}");
            let draft = match compose::draft(&book, i64::try_from(client).unwrap(), &wanted) {
                Ok(draft) => draft,
                Err(no) => {
                    made::judge(&no.message, false).unwrap_or_else(|why| panic!("{place}: {why}"));
                    continue;
                }
            };
            let Ok(receipt) = book.execute(&draft.action()) else { continue };
            let id: RecordId = receipt.ids[0];
            let markdown = compose::rendered(&book, id, Form::Markdown).unwrap();
            quiet(&String::from_utf8(markdown).unwrap(), &place);
            let page = String::from_utf8(compose::rendered(&book, id, Form::Html).unwrap()).unwrap();
            quiet(&page, &place);
            // The text of the markup texts stands in it as text.
            for tag in ["<script", "<img", "onerror=\"", "href=\"javascript", "src=\"http", "<iframe"] {
                assert!(!page.contains(tag), "{place}: {tag} in {page}");
            }
            papers += 1;
            if papers % 6 == 0 {
                match compose::rendered(&book, id, Form::Pdf) {
                    Ok(paper) => {
                        printed += 1;
                        let runs = paper.windows(11).any(|part| part == b"/JavaScript");
                        assert!(paper.starts_with(b"%PDF-") && !runs, "{place}");
                    }
                    // Signs that no font here has are named; the other forms show them.
                    Err(no) => assert!(no.message.contains("No PDF was made"), "{place}: {no}"),
                }
            }
            if papers % 12 == 0
                && let Ok(mail) = compose::mailed(&book, id)
            {
                mail_is_sound(&String::from_utf8(mail).unwrap(), &place);
            }
        }
    }
    assert!(papers > 40 && printed > 3, "{papers} papers, {printed} printed");
}

fn mail_is_sound(mail: &str, place: &str) {
    quiet(mail, place);
    let head = mail.split("\r\n\r\n").next().unwrap();
    for line in head.split("\r\n") {
        let known = ["X-Unsent:", "MIME-Version:", "To:", "Subject:", "Content-Type:", " "];
        assert!(known.iter().any(|start| line.starts_with(start)), "{place}: header {line:?}");
    }
    assert!(
        !mail.contains("Bcc") && mail.is_ascii() && mail.lines().all(|line| line.len() < 998),
        "{place}: {mail}"
    );
}

#[test]
fn hostile_markdown_is_text_on_a_page() {
    let book = made::book();
    for (word, text) in made::texts() {
        let paper = Manuscript::new(&book, (&text, &text, &text)).unwrap();
        let page = String::from_utf8(paper.render(Form::Html).unwrap()).unwrap();
        quiet(&page, &word);
        made::judge(&page, true).unwrap_or_else(|why| panic!("{word}: {why}"));
        for tag in ["<script", "<img", "href=\"javascript", "src=\"http"] {
            assert!(!page.contains(tag), "{word}: {page}");
        }
        assert_eq!(page.matches("</title>").count(), 1, "{word}");
    }
}

/// The cells of a table as a spreadsheet reads them (RFC 4180).
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let row = rows.last_mut().unwrap();
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                row.last_mut().unwrap().push(signs.next().unwrap());
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            other => row.last_mut().unwrap().push(other),
        }
    }
    rows.pop();
    rows
}

#[test]
fn no_cell_of_any_table_is_a_formula_and_no_text_makes_a_row() {
    let book = made::book();
    let mut seen = 0;
    for kind in Kind::ALL {
        let table = tables::table(&book, *kind, Style::default(), Sensitivities::Told).unwrap();
        let text = String::from_utf8(table.bytes).unwrap();
        quiet(&text, kind.spec().table);
        let rows = cells(&text);
        assert_eq!(rows.len(), table.rows + 1, "{kind}");
        for row in &rows {
            assert_eq!(row.len(), rows[0].len(), "{kind}: {row:?}");
        }
        for cell in rows.iter().skip(1).flatten() {
            seen += 1;
            let runs = cell.trim_start().starts_with(['=', '@', '\t', '\r'])
                || (cell.starts_with(['+', '-']) && cell.chars().any(char::is_alphabetic));
            assert!(!runs, "{kind}: {cell:?}");
        }
    }
    assert!(seen > 1_000, "{seen} cells");
}

#[test]
fn no_text_adds_a_card_a_property_or_an_event() {
    let book = made::book();
    let cards = export::vcards(&book).unwrap();
    quiet(&cards, "cards");
    let persons = book.rows(Kind::Person, &[]).unwrap().len();
    assert_eq!(cards.split("\r\n").filter(|line| *line == "BEGIN:VCARD").count(), persons);
    assert_eq!(cards.split("\r\n").filter(|line| *line == "END:VCARD").count(), persons);
    let (calendar, events) = calendar::calendar(&book, &Watch::default()).unwrap();
    quiet(&calendar, "calendar");
    assert_eq!(calendar.split("\r\n").filter(|line| *line == "BEGIN:VEVENT").count(), events);
    for (text, injected) in [
        (&cards, "FN:Injected"),
        (&calendar, "SUMMARY:Injected"),
        (&cards, "Bcc:"),
        (&calendar, "X-Injected"),
    ] {
        assert!(!text.split(['\r', '\n']).any(|line| line.starts_with(injected)), "{injected}");
    }
    for line in cards.split("\r\n").chain(calendar.split("\r\n")) {
        assert!(!line.contains(['\n', '\r']) && line.len() <= 75, "{} bytes: {line:?}", line.len());
    }
}
