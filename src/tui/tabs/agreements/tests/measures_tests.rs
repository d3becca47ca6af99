use super::*;

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
    assert!(shown.contains("97 % on 23 Nov ✓"), "{shown}");
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
