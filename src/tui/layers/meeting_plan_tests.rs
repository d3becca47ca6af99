use crate::{
    domain::{
        action::Action,
        record::{Fields, Kind},
    },
    tui::layers::testing::{all, app, app_on, book, drawn, press, shown, type_in},
};

fn plan(app: &mut crate::tui::app::App) {
    press(app, ":");
    type_in(app, "plan the meetings");
    press(app, "Enter");
}

#[test]
fn a_plan_is_shown_unticked_and_offered_as_one_step() {
    let mut book = book();
    for (name, months) in [("A", "3 9"), ("B", "6")] {
        let fields = Fields::new().with("name", name).with("ideal_days", 30).with("maximum_days", 90);
        let fields = fields.with("meeting_months", months);
        book.execute(&Action::Add { kind: Kind::Tier, fields }).unwrap();
    }
    let mut app = app_on(book, None);
    plan(&mut app);
    for (width, height) in [(60, 20), (80, 24), (120, 36)] {
        let text = drawn(&mut app, width, height).join("\n");
        for words in ["All 3", "Tier A 2", "Tier B 1", "March 2027", "[x]", "Tue 16 Mar", "Ctrl-S offer 3"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
    press(&mut app, "Space");
    assert!(shown(&mut app).contains("Ctrl-S offer 2"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));
    let meetings = all(&app, Kind::Meeting);
    assert_eq!(meetings.iter().map(|row| row.str("day")).collect::<Vec<_>>(), ["2027-06-16", "2027-09-16"]);
    assert!(meetings.iter().all(|row| row.str("state") == "offered"));
    assert!(app.model.message.as_ref().unwrap().words.starts_with("Offered 2 meetings"));
    plan(&mut app);
    press(&mut app, "Ctrl-S");
    assert_eq!(all(&app, Kind::Meeting).len(), 3);
    press(&mut app, "u u");
    assert!(all(&app, Kind::Meeting).is_empty());
}

#[test]
fn without_months_it_says_where_they_are_set() {
    let mut app = app();
    plan(&mut app);
    assert!(shown(&mut app).contains("No meeting months yet: tier A, B."), "{}", shown(&mut app));
}

#[test]
fn what_is_said_under_the_plan_is_not_cut() {
    let mut book = book();
    let fields = Fields::new().with("name", "A").with("ideal_days", 30).with("maximum_days", 90);
    let fields = fields.with("meeting_months", "Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov, Dec");
    book.execute(&Action::Add { kind: Kind::Tier, fields }).unwrap();
    let mut app = app_on(book, None);
    plan(&mut app);
    let text = drawn(&mut app, 70, 14).join("\n");
    assert!(text.contains("more below."), "{text}");
    assert!(text.contains("No meeting months yet: tier B."), "{text}");
}
