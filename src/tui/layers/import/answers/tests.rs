use crate::{
    domain::record::Kind,
    exchange::import::preview_bytes,
    tui::{
        app::{App, at},
        effect::Effect,
        layers::import::Import,
        testing::{book, desk, drawn, press},
    },
};

const FILE: &str = "BEGIN:VCARD\nVERSION:4.0\nFN:Ann Hartley\nADR:;;1 Oak;Salem;;;\nEMAIL:a@b.example\nEND:VCARD\n\
    BEGIN:VCARD\nVERSION:4.0\nFN:Bo Hartley\nADR:;;1 Oak;Salem;;;\nEMAIL:b@b.example\nEND:VCARD\n\
    BEGIN:VCARD\nVERSION:4.0\nFN:Cy Marsh\nEMAIL:c@b.example\nTITLE:Owner\nNICKNAME:Cyd\nEND:VCARD\n\
    BEGIN:VCARD\nVERSION:4.0\nFN:Dee Stone\nBDAY:1970-02-31\nEND:VCARD\n";

/// A desk that holds Cy Marsh, with the preview of the file open.
fn opened(file: &str) -> App {
    let mut book = book();
    let known = "BEGIN:VCARD\nVERSION:4.0\nFN:Cy Marsh\nEMAIL:c@b.example\nEND:VCARD\n";
    let first = preview_bytes(&book, "old.vcf", known.as_bytes()).unwrap();
    book.execute(&first.action(|_| true).unwrap()).unwrap();
    let mut app = desk(book);
    again(&mut app, file);
    app
}

fn again(app: &mut App, file: &str) {
    let incoming = preview_bytes(&app.book, "a.vcf", file.as_bytes()).unwrap();
    let layer = {
        let at = at(&app.book, &app.clock, app.model.today, app.model.order);
        Import::new(incoming, &at)
    };
    app.apply(Effect::open(layer));
}

fn shown(app: &mut App) -> String {
    drawn(app, 100, 30).join("\n")
}

#[track_caller]
fn line<'a>(text: &'a str, part: &str) -> &'a str {
    text.lines().find(|line| line.contains(part)).unwrap_or_else(|| panic!("no {part} in\n{text}"))
}

/// What stands between the name and the tick.
fn cells(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let from = words.iter().position(|word| *word == "household").unwrap();
    words[from..words.len() - 1].join(" ")
}

#[test]
fn ticks_left_by_esc_come_back_with_the_file_and_are_gone_once_imported() {
    let mut app = opened(FILE);
    // The changed fields come first: nickname, then title; then the new people.
    press(&mut app, "Space j Space o Esc");
    assert!(shown(&mut app).contains("Kept as a slip: Import of a.vcf, "), "{}", shown(&mut app));
    again(&mut app, FILE);
    let text = shown(&mut app);
    assert!(line(&text, "Cy Marsh").contains("[ ]"), "{text}");
    assert!(line(&text, "Ann Hartley").contains("[ ]"), "{text}");
    assert!(line(&text, "Bo Hartley").contains("their own"), "{text}");
    press(&mut app, "Ctrl-S");
    let names: Vec<String> =
        app.book.rows(Kind::Person, &[]).unwrap().iter().map(|row| row.str("name").to_owned()).collect();
    assert_eq!(names, ["Cy Marsh", "Bo Hartley"]);
    assert!(app.book.stored_slips().unwrap().is_empty());
}

#[test]
fn without_an_answer_nothing_is_kept() {
    let mut app = opened(FILE);
    press(&mut app, "Space k Space Esc");
    let text = shown(&mut app);
    assert!(text.contains("Nothing was imported") && !text.contains("slip"), "{text}");
    again(&mut app, FILE);
    press(&mut app, "Space Ctrl-X Esc");
    assert!(app.book.stored_slips().unwrap().is_empty());
}

#[test]
fn answers_for_another_person_are_not_given() {
    let mut app = opened(FILE);
    press(&mut app, "Space j Space Esc");
    again(&mut app, &FILE.replace("Ann", "Abe").replace("NICKNAME:Cyd", "NICKNAME:Cyn"));
    let text = shown(&mut app);
    assert!(line(&text, "Abe Hartley").contains("[x]") && line(&text, "Cyn").contains("[x]"), "{text}");
}

#[test]
fn a_rejected_line_has_the_name_that_stands_in_it() {
    let mut app = opened(FILE);
    press(&mut app, "G");
    let text = shown(&mut app);
    assert!(line(&text, "Dee Stone").contains("✗ birthday"), "{text}");
    assert!(text.contains("Line 20: birthday 1970-02-31 is not a day."), "{text}");
}

#[test]
fn a_household_is_said_with_its_reason() {
    let mut app = opened(FILE);
    let text = shown(&mut app);
    assert_eq!(cells(line(&text, "Bo Hartley")), "household by address with line 1", "{text}");
    let file = "BEGIN:VCARD\nFN:Ann Lee\nX-SPOUSE:Bo Marsh\nEND:VCARD\nBEGIN:VCARD\nFN:Bo Marsh\nEND:VCARD\n";
    again(&mut app, file);
    let text = shown(&mut app);
    assert_eq!(cells(line(&text, "Bo Marsh")), "household as spouses with line 1", "{text}");
    let table = "household_id,first_name,last_name,email,tier\nH1,Ann,Lee,,\nH1,Bo,Marsh,,\n";
    again(&mut app, table);
    let text = shown(&mut app);
    assert_eq!(cells(line(&text, "Bo Marsh")), "household by identifier with line 2", "{text}");
}

#[test]
fn the_notes_on_the_whole_file_stand_above_its_rows_and_whole_in_their_view() {
    let head = "First Name,Last Name,Labels,SSN,E-mail 1 - Value\nAnn,Hartley,,900-11-2222,a@b.example\n";
    let mut app = opened(head);
    let text = shown(&mut app);
    assert!(text.contains("Sensitive numbers were left out: SSN (1).") && text.contains("Notes 1"), "{text}");
    press(&mut app, "<");
    let text = shown(&mut app);
    assert!(
        text.contains("on the whole file")
            && text.contains("last four signs come in")
            && !text.contains("--"),
        "{text}"
    );
    for (width, height) in [(60, 20), (40, 10)] {
        let lines = drawn(&mut app, width, height).join("\n");
        assert!(lines.contains("Sensitive numbers"), "{lines}");
    }
}

/// A book with Tomas Rivera, and a file with Tomás, who has one thing more.
fn with_a_twin() -> App {
    let mut app = opened(FILE);
    press(&mut app, "Ctrl-S");
    let file = "BEGIN:VCARD\nFN:Ann Hártley\nTITLE:Pilot\nEND:VCARD\n";
    again(&mut app, file);
    app
}

#[test]
fn d_goes_round_the_same_two_and_nothing_said() {
    let mut app = with_a_twin();
    let text = shown(&mut app);
    assert!(text.contains("same person, or two?") && text.contains("New 1"), "{text}");
    press(&mut app, "d");
    let text = shown(&mut app);
    assert!(text.contains("New 0") && text.contains("Changed 1") && text.contains("Pilot"), "{text}");
    press(&mut app, "d");
    let text = shown(&mut app);
    assert!(text.contains("New 1") && text.contains("not Ann Hartley"), "{text}");
    press(&mut app, "d");
    assert!(shown(&mut app).contains("same person, or two?"));
}

#[test]
fn the_same_person_gets_the_ticked_values_and_nobody_is_added() {
    let mut app = with_a_twin();
    let before = app.book.rows(Kind::Person, &[]).unwrap().len();
    press(&mut app, "d Ctrl-S");
    let rows = app.book.rows(Kind::Person, &[]).unwrap();
    assert_eq!(rows.len(), before);
    assert!(rows.iter().any(|row| row.str("job_title") == "Pilot" && row.str("name") == "Ann Hartley"));
    // The name of the file is kept beside the book's, and the file has nothing new then.
    assert_eq!(app.book.rows(Kind::Alias, &[]).unwrap()[0].str("name"), "Ann Hártley");
    let file = "BEGIN:VCARD\nFN:Ann Hártley\nTITLE:Pilot\nEND:VCARD\n";
    assert_eq!(preview_bytes(&app.book, "a.vcf", file.as_bytes()).unwrap().preview.counts.same, 1);
    press(&mut app, "u");
    assert!(app.book.rows(Kind::Person, &[]).unwrap().iter().all(|row| row.str("job_title") != "Pilot"));
}

#[test]
fn two_persons_are_kept_two_and_never_proposed_as_duplicates() {
    let mut app = with_a_twin();
    let before = app.book.rows(Kind::Person, &[]).unwrap().len();
    press(&mut app, "d d Ctrl-S");
    assert_eq!(app.book.rows(Kind::Person, &[]).unwrap().len(), before + 1);
    assert_eq!(app.book.rows(Kind::DistinctPair, &[]).unwrap().len(), 1);
    assert_eq!(app.book.duplicates().unwrap(), []);
    press(&mut app, "u");
    assert_eq!(app.book.rows(Kind::DistinctPair, &[]).unwrap().len(), 0);
}

#[test]
fn what_was_said_of_a_twin_is_kept_as_a_slip() {
    let file = "BEGIN:VCARD\nFN:Ann Hártley\nTITLE:Pilot\nEND:VCARD\n";
    let mut app = with_a_twin();
    press(&mut app, "d j Space Esc");
    again(&mut app, file);
    let text = shown(&mut app);
    assert!(text.contains("Changed 1") && line(&text, "Pilot").contains("[ ]"), "{text}");
}

#[test]
fn a_line_that_is_the_person_of_an_earlier_line_makes_one_person() {
    let file = "BEGIN:VCARD\nFN:Ann Lee\nEMAIL:a@b.example\nEND:VCARD\nBEGIN:VCARD\nFN:Ann Lee\nTITLE:Pilot\n\
                EMAIL:a@b.example\nEND:VCARD\n";
    let mut app = opened(file);
    let text = shown(&mut app);
    assert!(text.contains("New 2"), "{text}");
    press(&mut app, "j d");
    let text = shown(&mut app);
    assert!(text.contains("New 1") && text.contains("Changed 1"), "{text}");
    press(&mut app, "Ctrl-S");
    let rows = app.book.rows(Kind::Person, &[("name", "Ann Lee".into())]).unwrap();
    assert_eq!(rows.iter().map(|row| row.str("job_title")).collect::<Vec<_>>(), ["Pilot"]);
}
