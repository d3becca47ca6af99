use super::*;

#[test]
fn goals_stand_under_what_they_need_with_the_detail_beside() {
    let (mut app, _) = small();
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains(" Needs you 2   All 2   Retired 0"), "{shown}");
    assert!(shown.contains(" To propose  1"), "{shown}");
    assert!(shown.contains("▸ Hartley       One gift a year, unasked      drafted 23 Nov"), "{shown}");
    assert!(
        shown.contains("  Hartley       The cabin stays in the family due today, 12 months on"),
        "{shown}"
    );
    press(&mut app, "j");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("│ The cabin stays in the family     g1, version 1"), "{shown}");
    assert!(shown.contains("│ c c  still right, next look Mon 22 Nov 2027"), "{shown}");
    assert!(shown.contains("c re-exam  e change"), "{shown}");
}

#[test]
fn columns_stand_under_each_other_whatever_the_names() {
    let mut book = crate::tui::testing::book();
    for name in ["Tanaka 田中", "👩‍👩‍👧 Ruiz", "Lefèvre", "A name that is longer than its column"]
    {
        let whose = household(&mut book, name, vec![member("Kim", "head")]);
        goal(&mut book, whose, "年金 and a house by the sea, with a garden");
    }
    let mut app = app(book, Box::new(goals::tab()));
    for (width, height) in [(40, 10), (60, 20), (80, 24), (109, 30), (120, 36), (200, 60)] {
        let shown = drawn(&mut app, width, height);
        let places: Vec<u16> = shown
            .lines()
            .filter(|line| line.contains("年金"))
            .filter_map(|line| {
                line.find("drafted 23 Nov")
                    .map(|at| crate::tui::widgets::text::width(line.get(..at).unwrap()))
            })
            .collect();
        assert!(
            places.len() >= 2 && places.windows(2).all(|two| two[0] == two[1]),
            "{width}: {places:?}\n{shown}"
        );
        for line in shown.lines() {
            assert_eq!(crate::tui::widgets::text::width(line), width, "{line:?}");
        }
    }
}

#[test]
fn an_empty_book_says_what_to_press() {
    let mut app = app(crate::tui::testing::book(), Box::new(goals::tab()));
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("The book has no goals yet.") && shown.contains("A goal is what a client wants"));
    assert!(shown.contains("1, then a  adds the first client; then come their goals"), "{shown}");
    assert_eq!(app.model.tab().unwrap().id(), TabId::Goals);
    press(&mut app, "x");
    assert!(drawn(&mut app, 80, 24).contains("no row is chosen"));
}

#[test]
fn every_size_draws_the_sheet_and_the_page_whole() {
    for (width, height) in [(40, 10), (60, 20), (80, 24), (120, 36)] {
        let (mut app, _) = small();
        for keys in
            ["j", "x", "Esc", "k", "x", "Tab", "Tab", "Tab", "Down", "Esc", "Enter", "Esc", "c", "Esc"]
        {
            press(&mut app, keys);
            for line in drawn(&mut app, width, height).lines() {
                assert_eq!(crate::tui::widgets::text::width(line), width, "{keys}: {line:?}");
            }
        }
    }
}

#[test]
fn in_the_order_of_clients_each_client_stands_once_with_a_true_count() {
    let (mut app, _) = small();
    for name in ["Éclair", "Zeller", "Hartley"] {
        let whose = household(&mut app.book, name, vec![member("Kim", "head")]);
        goal(&mut app.book, whose, "A boat");
    }
    press(&mut app, "Ctrl-L o");
    let shown = drawn(&mut app, 80, 30);
    let found: Vec<&str> = ["Éclair  1", "Hartley  1", "Hartley  2", "Zeller  1"]
        .into_iter()
        .filter(|name| shown.lines().any(|line| line.trim() == *name))
        .collect();
    assert_eq!(found.len(), 4, "{shown}");
    assert!(
        shown.find("Éclair  1") < shown.find("Hartley  2")
            && shown.find("Hartley  1") < shown.find("Zeller  1")
    );
}
