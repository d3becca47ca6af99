//! From an empty book by keyboard only: what was agreed on the first day, what changed, and the first day again.

use std::path::Path;

use chrono::NaiveDate;

use crate::{
    acts::{Book, history::WholeFile, versions::Difference},
    clock::Clock,
    domain::record::{Kind, RecordId, Row},
    tui::{
        app::App,
        testing::{book, desk, drawn, press, typed},
    },
};

const FIRST_DAY: &str = "2026-11-23";

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hartley() -> RecordId {
    RecordId::new(Kind::Relationship, 1)
}

/// Keys by name; what begins with a quote is typed.
fn play(app: &mut App, steps: &[&str]) {
    for step in steps {
        match step.strip_prefix('"') {
            Some(text) => typed(app, text),
            None => press(app, step),
        }
    }
}

fn shown(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

fn all(app: &App, kind: Kind) -> Vec<Row> {
    app.book.rows(kind, &[]).unwrap()
}

fn states(app: &App, kind: Kind) -> Vec<String> {
    all(app, kind).iter().map(|row| row.str("state").to_owned()).collect()
}

/// The household, two goals with measures, and one expectation with the index ruled out; all agreed.
fn meet(app: &mut App) {
    play(app, &["a", "\"Hartley household", "Tab", "\"Ann Hartley", "Tab Tab", "\"Robert Hartley", "Tab"]);
    play(app, &["\"503 555 0142", "Tab Tab", "\"A", "Ctrl-S"]);
    assert!(shown(app).contains("Added client: Hartley household, 2 persons"), "{}", shown(app));
    // Whose it is need not be said: there is one household.
    play(
        app,
        &["2 a", "\"Retire in 2028 with 8,200 a month", "Tab", "\"so that Ann can stop at 62", "Tab Tab Tab"],
    );
    play(app, &["\"dec 2028", "Tab Tab", "\"Plan funded 95%", "Ctrl-S", "x Enter"]);
    play(
        app,
        &["a", "\"House free of debt", "Tab Tab Tab Tab", "\"2030", "Tab Tab", "\"Debt $0 or less", "Ctrl-S"],
    );
    assert!(
        shown(app).contains("▸ Hartley       House free of debt"),
        "the new one has the cursor: {}",
        shown(app)
    );
    play(app, &["x Enter"]);
    play(
        app,
        &[
            "3 a",
            "\"What success is",
            "Tab",
            "\"success",
            "Tab",
            "\"Tell us whether we can stop working",
            "Tab",
        ],
    );
    play(app, &["\"We answer to the plan", "Tab", "\"plan", "Enter", "\"the S&P 500", "Ctrl-S"]);
    assert!(shown(app).contains("To propose  1"), "a first draft has its heading: {}", shown(app));
    play(app, &["x Enter"]);
}

/// The rulebook, five rules accepted and one exception; a charter as PDF, signed.
fn sign(app: &mut App, file: &Path) {
    play(app, &["4 Enter", "1 g r"]);
    assert!(shown(app).contains("c c accepted"), "how a rule is accepted is said: {}", shown(app));
    play(app, &["Space Space Space Space Space", "c c Enter"]);
    play(
        app,
        &[
            ", x",
            "\"Meets by video only",
            "Tab",
            "\"They travel half the year",
            "Tab",
            "\"30 jun 2027",
            "Ctrl-S",
        ],
    );
    play(app, &["m Enter Ctrl-S", "Enter Enter Ctrl-U"]);
    typed(app, &file.display().to_string());
    play(app, &["Enter", "Enter Right Right Enter", "Enter Enter Enter", "Esc"]);
    assert!(app.model.layers.is_empty(), "{}", shown(app));
}

/// The desk some months later.
fn later(app: App, day: &str) -> App {
    let mut book: Book = app.book;
    book.set_clock(Clock::fixed(d(day)));
    desk(book)
}

/// A life event, a goal and its measure changed with them, a second charter; and a contact of before the first day.
fn go_on(app: &mut App) {
    play(app, &["1 , e", "Tab", "\"ret", "Tab Tab", "\"Robert stops a year early", "Ctrl-S"]);
    play(app, &["2 > c e Ctrl-U", "\"Retire in 2027 with 8,000 a month", "Tab Tab Tab Tab Tab Tab Ctrl-U"]);
    play(app, &["\"Plan funded, 90 %"]);
    assert!(shown(app).contains("Plan funded: 90 % or more, percent"), "{}", shown(app));
    play(app, &["Ctrl-S", "Enter", "m Enter Ctrl-S Esc"]);
    play(app, &["i", "\"Told them the rent of the flat", "Shift-Tab", "\"20 nov 2026", "Ctrl-S"]);
    assert!(app.model.layers.is_empty(), "{}", shown(app));
}

fn of(file: &WholeFile, kind: Kind) -> Vec<&Row> {
    file.parts.iter().filter(|row| row.id.kind == kind).collect()
}

fn first_day(dir: &Path) -> App {
    let mut app = desk(book());
    meet(&mut app);
    sign(&mut app, &dir.join("charter.pdf"));
    app
}

#[test]
fn a_first_client_is_met_agreed_with_and_signed_by_keys_alone() {
    let dir = tempfile::tempdir().unwrap();
    let app = first_day(dir.path());
    assert_eq!(states(&app, Kind::Goal), ["agreed", "agreed"]);
    let [one, two] = &all(&app, Kind::Goal)[..] else { panic!("not two goals") };
    assert_eq!((one.str("target_date"), two.str("target_date")), ("2028-12-31", "2030-12-31"));
    let measures: Vec<_> = all(&app, Kind::Measure)
        .iter()
        .map(|row| (row.str("name").to_owned(), row.str("direction").to_owned(), row.int("target")))
        .collect();
    let expected = [("Plan funded", "at least", Some(950_000)), ("Debt", "at most", Some(0))];
    assert_eq!(measures, expected.map(|(name, side, target)| (name.to_owned(), side.to_owned(), target)));
    let [success] = &all(&app, Kind::Expectation)[..] else { panic!("not one expectation") };
    assert_eq!((success.str("topic"), success.str("ruled_out")), ("success", "the S&P 500"));
    assert_eq!((success.int("measure_id"), success.str("state")), (Some(1), "agreed"));
    assert_eq!(states(&app, Kind::Acceptance), ["agreed"; 5]);
    let [exception] = &all(&app, Kind::Exception)[..] else { panic!("not one exception") };
    assert_eq!((exception.str("why"), exception.str("until")), ("They travel half the year", "2027-06-30"));
    let [charter] = &all(&app, Kind::Document)[..] else { panic!("not one document") };
    assert_eq!((charter.int("version"), charter.str("signed_on")), (Some(1), FIRST_DAY));
    let pdf = std::fs::read(dir.path().join("charter.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF") && !charter.str("pdf_sha256").is_empty());
}

#[test]
fn the_first_day_is_read_again_as_it_was_after_all_has_changed() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = later(first_day(dir.path()), "2027-03-15");
    go_on(&mut app);
    let now = app.book.whole_file(hartley()).unwrap();
    let then = app.book.as_of(hartley(), d(FIRST_DAY)).unwrap();
    let goal = |file: &WholeFile| of(file, Kind::Goal)[0].str("statement").to_owned();
    assert_eq!(goal(&now), "Retire in 2027 with 8,000 a month");
    assert_eq!(goal(&then), "Retire in 2028 with 8,200 a month");
    // The expectation judges by the same measure; each keeps the target that was agreed for it.
    let target = |file: &WholeFile| of(file, Kind::AgreementMeasure)[0].int("target");
    assert_eq!((target(&now), target(&then)), (Some(900_000), Some(950_000)));
    let count = |file: &WholeFile, kind| of(file, kind).len();
    for (kind, at_first, in_the_end) in [
        (Kind::Document, 1, 2),
        (Kind::LifeEvent, 0, 1),
        (Kind::Interaction, 0, 1),
        (Kind::Acceptance, 5, 5),
        (Kind::Exception, 1, 1),
        (Kind::AgreementVersion, 8, 9),
    ] {
        assert_eq!((count(&then, kind), count(&now, kind)), (at_first, in_the_end), "{kind}");
    }
    // It happened before the first day, and the book did not know it then.
    assert_eq!(of(&now, Kind::Interaction)[0].day("day"), Some(d("2026-11-20")));
    let charters = of(&now, Kind::Document);
    assert_eq!((charters[0].str("superseded_on"), charters[1].int("version")), ("2027-03-15", Some(2)));
    let changed = app.book.agreement(RecordId::new(Kind::Goal, 1)).unwrap().unwrap();
    let said = changed.versions[0].changed.iter().map(Difference::said).collect::<Vec<_>>().join("\n");
    assert!(said.contains("measured by: Plan funded, [-95-] {+90+} % or more"), "{said}");
    press(&mut app, "u u u");
    assert_eq!(
        target(&app.book.whole_file(hartley()).unwrap()),
        Some(950_000),
        "goal and measure are one step"
    );
}

#[test]
fn the_card_of_a_call_names_the_charter_that_states_the_yardstick() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = later(first_day(dir.path()), "2027-03-15");
    play(&mut app, &["f", "\"hartl", "Enter Q", "\"S&P 500, this year: up 15 %, they are up 5 %"]);
    let card = drawn(&mut app, 80, 24).join(" ");
    let card = card.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["Plan funded, 95 % or more", "version 1", "charter v1", "23 Nov 2026", "the S&P 500"] {
        assert!(card.contains(said), "{said}: {card}");
    }
    play(&mut app, &["Tab 4 Tab", "\"The plan, not the index.", "Tab y Ctrl-S"]);
    let [talk] = &all(&app, Kind::Talk)[..] else { panic!("not one talk: {}", shown(&mut app)) };
    assert_eq!((talk.str("compared_with"), talk.str("period")), ("S&P 500", "this year"));
    assert_eq!(talk.str("figures"), "up 15 %, they are up 5 %");
    assert!(talk.str("said").starts_with("The plan, not the index."), "{}", talk.str("said"));
    assert_eq!((talk.str("understood"), talk.str("reinforce_on")), ("yes", "2027-09-15"));
}
