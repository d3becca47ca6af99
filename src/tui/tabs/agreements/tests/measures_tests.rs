use super::*;
use crate::domain::{action::GoalAct, course::Course};

#[test]
fn a_reading_joins_the_chart_with_its_target_line() {
    let (app_, whose) = small();
    let mut book = app_.book;
    funded(&mut book, whose);
    let mut app = app(book, Box::new(expectations::tab()));
    press(&mut app, ", v");
    typed(&mut app, "97");
    assert!(drawn(&mut app, 120, 36).contains("97 %, Mon 23 Nov 2026, today"));
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("│  97 │              ●"), "{shown}");
    assert!(shown.contains("│  95 ┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ target"), "{shown}");
    assert!(shown.contains("97 % on 23 Nov") && shown.contains("✓ on track: it meets its target"), "{shown}");
    assert!(shown.contains("Never had the talk about yardsticks  1 client"), "{shown}");
    app.model.theme.signs = Signs::Ascii;
    assert!(drawn(&mut app, 120, 36).contains("|  95 +.................. target"));
}

#[test]
fn an_expectation_is_judged_not_kept_and_stands_first() {
    let (app_, whose) = small();
    let mut book = app_.book;
    let id = funded(&mut book, whose);
    let mut app = app(book, Box::new(expectations::tab()));
    press(&mut app, ", j");
    typed(&mut app, "not");
    press(&mut app, "Enter Enter");
    assert_eq!(app.book.get(id).unwrap().unwrap().str("outcome"), "not kept");
    press(&mut app, "Ctrl-L");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains(" Not kept  1") && shown.contains("✗ not kept"), "{shown}");
}

/// A goal in force whose measure was read twice.
fn measured(values: [i64; 2]) -> (App, RecordId) {
    let (app_, whose) = small();
    let mut book = app_.book;
    let fields = Fields::new()
        .with("relationship_id", whose.id)
        .with("statement", "Free of debt")
        .with("target_date", d("2027-11-23"));
    let write =
        GoalAct::Write { fields, measures: vec!["Debt, $0 or less".into(), "Will signed, yes".into()] };
    let ids = book.execute(&Action::Goal(write)).unwrap().ids;
    agree(&mut book, ids[0], "2025-11-24");
    for (day, value) in ["2025-11-23", "2026-11-22"].iter().zip(values) {
        let fields =
            Fields::new().with("measure_id", ids[1].id).with("day", d(day)).with("value", value * 10_000);
        book.execute(&Action::Add { kind: Kind::Reading, fields }).unwrap();
    }
    (app(book, Box::new(goals::tab())), ids[0])
}

#[test]
fn a_goal_that_is_behind_its_way_says_so_in_list_and_detail() {
    let (mut app, id) = measured([100_000, 61_000]);
    let line = |app: &App| {
        app.book.agreement_lines(Kind::Goal).unwrap().into_iter().find(|line| line.id == id).unwrap()
    };
    assert_eq!(line(&app).way.unwrap().course, Course::OffTrack);
    press(&mut app, "> G");
    while focused(&app) != id {
        press(&mut app, "k");
    }
    let shown = drawn(&mut app, 120, 60);
    assert!(shown.contains("! off track: above its way, 50,137"), "{shown}");
    assert!(shown.contains("? unknown: not read yet"), "what was never read is not nought: {shown}");
    assert!(shown.contains("Readings of Debt"), "the chart is a table too: {shown}");
    let (app, id) = measured([100_000, 40_000]);
    let way = app.book.ways_on_track().unwrap().remove(&id.id).unwrap();
    assert_eq!(
        (way.course, way.said.as_str()),
        (Course::Unknown, "not read yet"),
        "the other measure is not read"
    );
}

#[test]
fn the_form_of_a_goal_takes_what_measures_it() {
    let (mut app, whose) = small();
    press(&mut app, "a");
    assert!(
        drawn(&mut app, 80, 40).contains("▸ Goal           in one sentence they would say"),
        "whose it is is told"
    );
    typed(&mut app, "Sell the practice");
    while !drawn(&mut app, 80, 40).contains("▸ Measured by") {
        press(&mut app, "Tab");
    }
    typed(&mut app, "Value of practice, $850,000");
    assert!(drawn(&mut app, 80, 40).contains("Value of practice: 850,000 or more, money"));
    press(&mut app, "Ctrl-S");
    let measures = app.book.of(Kind::Measure, whose.id).unwrap();
    let shown = drawn(&mut app, 80, 40);
    assert_eq!(measures.len(), 1, "{:?} {shown}", app.model.message);
    assert_eq!(measures[0].int("target"), Some(8_500_000_000), "{:?}", app.model.message);
    press(&mut app, "u");
    assert!(app.book.of(Kind::Measure, whose.id).unwrap().is_empty(), "one step back takes both");
}

#[test]
fn a_corrected_reading_is_struck_and_the_same_again_is_refused() {
    let (mut app, id) = measured([100_000, 61_000]);
    let measure = app.book.agreement(id).unwrap().unwrap().measures[0].measure.id;
    let again = |app: &mut App, value: i64| {
        let fields = Fields::new()
            .with("measure_id", measure.id)
            .with("day", d("2026-11-22"))
            .with("value", value * 10_000);
        app.book.execute(&Action::Add { kind: Kind::Reading, fields })
    };
    assert!(again(&mut app, 61_000).unwrap_err().message.contains("in the book already: 61,000"));
    again(&mut app, 16_000).unwrap();
    let found = app.book.agreement(id).unwrap().unwrap().measures.remove(0);
    assert_eq!(found.readings.len(), 2);
    assert_eq!((found.struck[0].value.as_str(), found.struck[0].now.as_str()), ("61,000", "16,000"));
    assert_eq!(found.judged.course, Course::OnTrack);
    press(&mut app, "Ctrl-L > G");
    while focused(&app) != id {
        press(&mut app, "k");
    }
    let shown = drawn(&mut app, 120, 60);
    assert!(shown.contains("[-61,000-] of 22 Nov, corrected: 16,000"), "{shown}");
}

#[test]
fn what_was_agreed_keeps_its_target_until_it_is_changed_with_them() {
    let (mut app, id) = measured([100_000, 61_000]);
    let measure = app.book.agreement(id).unwrap().unwrap().measures[0].measure.id;
    let edit = Fields::new().with("target", 700_000_000);
    let no =
        app.book.execute(&Action::Edit { targets: vec![measure], fields: edit, seen: None }).unwrap_err();
    assert!(no.message.contains("Change it with them"), "{}", no.message);
    let found = app.book.agreement(id).unwrap().unwrap();
    assert_eq!(found.measures[0].wanted, "Debt, $0 or less");
    let by = app.book.adults(1).unwrap().iter().map(|person| person.id).collect();
    let consent = Consent { by, dissents: vec![], on: d("2026-11-23"), how: "call".into(), evidence: None };
    let measures = vec!["Debt, 70,000 or less".to_owned(), "Will signed".to_owned()];
    let change = GoalAct::Change { goal: id, fields: Fields::new(), measures, consent };
    app.book.execute(&Action::Goal(change)).unwrap();
    let found = app.book.agreement(id).unwrap().unwrap();
    assert_eq!(
        (found.measures[0].wanted.as_str(), found.measures[0].asks_now.as_deref()),
        ("Debt, $70,000 or less", None)
    );
    assert_eq!(
        found.versions[0].changed[0].said(),
        "measured by: Debt, [-$0-] {+$70,000+} or less; Will signed, yes"
    );
    let on = |day: &str| app.book.in_force(Kind::Goal, d(day), None).unwrap();
    assert_eq!(on("2025-11-23").iter().filter(|line| line.id == id).count(), 0, "not agreed yet");
    let then = on("2026-11-22").into_iter().find(|line| line.id == id).unwrap();
    assert_eq!(then.version, 1);
    assert!(
        then.terms.contains(&("Measured by".to_owned(), "Debt, $0 or less; Will signed, yes".to_owned()))
    );
}

#[test]
fn two_goals_in_conflict_say_so_on_both_and_in_the_brief() {
    let (mut app, whose) = small();
    press(&mut app, "j , c Enter");
    let [one, other] = [1, 2].map(|id| RecordId::new(Kind::Goal, id));
    for (goal, with) in [(one, other), (other, one)] {
        assert_eq!(
            app.book.agreement(goal).unwrap().unwrap().conflicts[0].id,
            with,
            "{:?}",
            app.model.message
        );
    }
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("In conflict  ! with g"), "{shown}");
    let brief = app.book.brief(whose.id, None).unwrap();
    assert!(format!("{brief:?}").contains("in conflict with: "), "{brief:?}");
    press(&mut app, ", c Enter");
    assert!(app.book.agreement(one).unwrap().unwrap().conflicts.is_empty());
}

#[test]
fn a_goal_and_what_measures_it_are_changed_with_them_in_one_act() {
    let (mut app, id) = measured([100_000, 61_000]);
    press(&mut app, "> G");
    while focused(&app) != id {
        press(&mut app, "k");
    }
    press(&mut app, "c e Tab Tab Tab Tab Tab Tab");
    let shown = drawn(&mut app, 80, 40);
    assert!(shown.contains("▸ Measured by  Debt, $0 or less"), "{shown}");
    assert!(shown.contains("And by       Will signed, yes"), "{shown}");
    press(&mut app, "Ctrl-U");
    typed(&mut app, "Debt, 10,000 or less");
    assert!(drawn(&mut app, 80, 40).contains("Debt: 10,000 or less, money"), "in the unit it is read in");
    // The second is taken away, a third comes.
    press(&mut app, "Tab Ctrl-U Tab");
    typed(&mut app, "Reserve, $30,000");
    press(&mut app, "Ctrl-S Enter");
    let found = app.book.agreement(id).unwrap().unwrap();
    let wanted: Vec<&str> = found.measures.iter().map(|held| held.wanted.as_str()).collect();
    assert_eq!(wanted, ["Debt, $10,000 or less", "Reserve, $30,000 or more"], "{:?}", app.model.message);
    assert_eq!(found.row.int("version"), Some(2));
    assert_eq!(app.book.of(Kind::Measure, found.row.int("relationship_id").unwrap()).unwrap().len(), 3);
    press(&mut app, "u");
    let found = app.book.agreement(id).unwrap().unwrap();
    let wanted: Vec<&str> = found.measures.iter().map(|held| held.wanted.as_str()).collect();
    assert_eq!(wanted, ["Debt, $0 or less", "Will signed, yes"]);
}
