use crate::{
    exchange::import::preview_bytes,
    tui::{
        app::{App, at},
        effect::Effect,
        layers::import::Import,
        testing::{book, desk, drawn, press},
    },
};

/// A desk that holds Cy Marsh of Acme, with the preview of the file open.
fn opened(file: &str) -> App {
    let mut book = book();
    let known = "BEGIN:VCARD\nVERSION:4.0\nFN:Cy Marsh\nUID:7\nORG:Acme\nEMAIL:c@b.example\nEND:VCARD\n";
    let first = preview_bytes(&book, "old.vcf", known.as_bytes()).unwrap();
    book.execute(&first.action(|_| true).unwrap()).unwrap();
    let mut app = desk(book);
    let incoming = preview_bytes(&app.book, "a.vcf", file.as_bytes()).unwrap();
    let layer = {
        let at = at(&app.book, &app.clock, app.model.today, app.model.order);
        Import::new(incoming, &at)
    };
    app.apply(Effect::open(layer));
    app
}

fn new() -> String {
    let note = "the quick brown fox jumps over the lazy dog and ".repeat(8);
    format!(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Ann Hartley\nNICKNAME:Annie\nBDAY:19630314\nEMAIL;TYPE=home:a@b.example\n\
         EMAIL;TYPE=work:a@work.example\nTEL;TYPE=cell:+1 503 555 0142\nNOTE:{note}end of note\nX-CRM:42\nEND:VCARD\n"
    )
}

const CHANGED: &str = "BEGIN:VCARD\nVERSION:4.0\nFN:Cyrus Marsh\nUID:7\nORG:Zenith\nTITLE:Owner\nEMAIL:c@b.example\n\
    EMAIL:second@b.example\nNICKNAME:Cyd\nEND:VCARD\n";

#[test]
fn enter_shows_every_field_of_a_new_person_and_all_of_a_long_one() {
    for (width, height) in [(80, 24), (120, 36), (40, 12)] {
        let mut app = opened(&new());
        press(&mut app, "Enter");
        let mut seen = drawn(&mut app, width, height).join("\n");
        for _ in 0..60 {
            press(&mut app, "j");
            seen.push_str(&drawn(&mut app, width, height).join("\n"));
        }
        for part in [
            "Line 1  Ann Hartley",
            "nickname",
            "Annie",
            "birthday",
            "1963-03-14",
            "home e-mail",
            "a@b.example",
            "work e-mail",
            "a@work.example",
            "mobile",
            "+1 503 555 0142",
            "household",
            "their own",
            "end of note",
            "X-CRM:42",
        ] {
            // Of forty cells a label takes two lines.
            let words = if width > 40 { vec![part] } else { part.split(' ').collect() };
            assert!(words.iter().all(|word| seen.contains(word)), "{part} at {width}\n{seen}");
        }
        assert!(!seen.contains('…') || width == 40, "{seen}");
    }
}

#[test]
fn a_changed_row_stands_field_by_field_and_what_contradicts_is_not_ticked_and_says_why() {
    let mut app = opened(CHANGED);
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("Ctrl-S import 1  Enter open  Space tick"), "{text}");
    press(&mut app, "Enter");
    let text = drawn(&mut app, 80, 24).join("\n");
    let line = |part: &str| {
        text.lines().skip(3).find(|line| line.contains(part)).unwrap_or_else(|| panic!("{text}"))
    };
    assert!(
        line("  Cyrus Marsh  ").contains("Cy Marsh") && line("  Cyrus Marsh   ").contains("[ ]"),
        "{text}"
    );
    assert!(line("Zenith").contains("Acme") && line("Zenith").contains("[ ]"), "{text}");
    assert!(line("Owner").contains("nothing") && line("Owner").contains("[ ]"), "{text}");
    assert!(line("second@b").contains("(stays)") && line("second@b").contains("[x]"), "{text}");
    assert!(line("Cyd").contains("[x]"), "{text}");
    assert!(text.contains("Not ticked: another name than the book has. Space takes it."), "{text}");
    assert!(text.contains("2 of 5 ticked"), "{text}");
    press(&mut app, "Space Esc");
    let text = drawn(&mut app, 80, 24).join("\n");
    let name = text.lines().find(|line| line.contains("Cyrus M")).unwrap_or_else(|| panic!("{text}"));
    assert!(name.contains("[x]"), "{text}");
    press(&mut app, "Ctrl-S");
    let people = app.book.book_persons().unwrap();
    let card = &people[0].card;
    assert_eq!(
        (card.full_name.as_str(), card.organisation.as_str(), card.title.as_str()),
        ("Cyrus Marsh", "Acme", "")
    );
}

#[test]
fn a_tick_given_on_the_page_survives_esc_and_a_proposed_one_is_no_answer() {
    let mut app = opened(CHANGED);
    press(&mut app, "Esc");
    assert!(app.book.stored_slips().unwrap().is_empty());
    let mut app = opened(CHANGED);
    press(&mut app, "Enter Space Esc Esc");
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("Kept as a slip: Import of a.vcf, 1 answer"), "{text}");
    let incoming = preview_bytes(&app.book, "a.vcf", CHANGED.as_bytes()).unwrap();
    let layer = {
        let at = at(&app.book, &app.clock, app.model.today, app.model.order);
        Import::new(incoming, &at)
    };
    app.apply(Effect::open(layer));
    let text = drawn(&mut app, 80, 24).join("\n");
    let name = text.lines().find(|line| line.contains("Cyrus M")).unwrap_or_else(|| panic!("{text}"));
    assert!(name.contains("[x]"), "{text}");
    press(&mut app, "Ctrl-X");
    let text = drawn(&mut app, 80, 24).join("\n");
    let name = text.lines().find(|line| line.contains("Cyrus M")).unwrap_or_else(|| panic!("{text}"));
    assert!(name.contains("[ ]"), "{text}");
}

#[test]
fn the_next_row_opens_without_leaving_and_d_and_o_act_on_it() {
    let file = format!("{CHANGED}{}BEGIN:VCARD\nFN:Ann Hártley\nTITLE:Pilot\nEND:VCARD\n", new());
    let mut app = opened(&file);
    press(&mut app, "Enter > >");
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("Ann Hártley") && text.contains("same person, or two?"), "{text}");
    press(&mut app, "d");
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("changed:") && text.contains("Pilot"), "{text}");
    press(&mut app, "< Esc");
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("nothing is written yet") && text.contains("New 1"), "{text}");
}

#[test]
fn a_rejected_and_a_same_row_open_too() {
    let same = "BEGIN:VCARD\nVERSION:4.0\nFN:Cy Marsh\nEMAIL:c@b.example\nEND:VCARD\n";
    let mut app = opened(&format!("{same}BEGIN:VCARD\nFN:Dee Stone\nBDAY:1970-02-31\nEND:VCARD\n"));
    press(&mut app, "> > > Enter");
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("the book holds all of it") && text.contains("Acme"), "{text}");
    press(&mut app, "Esc > Enter");
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("birthday 1970-02-31 is not a day"), "{text}");
}

#[test]
fn a_file_that_is_in_the_book_already_says_so() {
    let mut app =
        opened("BEGIN:VCARD\nVERSION:4.0\nFN:Cy Marsh\nUID:7\nORG:Acme\nEMAIL:c@b.example\nEND:VCARD\n");
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("Every row of the file is in the book already: nothing is to be done."), "{text}");
    assert!(text.contains("Nothing is ticked: nothing would be written."), "{text}");
    press(&mut app, ">");
    let text = drawn(&mut app, 80, 24).join("\n");
    assert!(text.contains("Nothing of this sort."), "{text}");
}
