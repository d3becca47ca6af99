#[path = "place_tests/strip_tests.rs"]
mod strip_tests;

use crate::{
    domain::{
        action::Action,
        record::{Fields, Kind},
    },
    tui::{
        app::App,
        tabs::TabId,
        testing::{book, desk, drawn, practice, press, typed},
    },
};

fn shown(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

/// The message in the foot rule.
fn message(app: &App) -> String {
    app.model.message.as_ref().map(|message| message.words.clone()).unwrap_or_default()
}

fn tab(app: &App) -> TabId {
    app.model.tab().unwrap().id()
}

#[test]
fn the_way_back_from_a_page_is_the_list_it_was_opened_from() {
    for key in ["Backspace", "Ctrl-O"] {
        for way in ["Enter", "b", "g t", "z"] {
            let mut app = desk(practice());
            press(&mut app, "6 1");
            press(&mut app, way);
            drawn(&mut app, 80, 24);
            assert!(app.is_on_a_page(), "{way}");
            press(&mut app, key);
            assert!(!app.is_on_a_page(), "{way}");
            assert_eq!(tab(&app), TabId::Clients, "{way}");
            press(&mut app, key);
            assert_eq!(tab(&app), TabId::Practice, "{way}");
        }
    }
}

#[test]
fn keys_on_a_page_never_act_on_the_tab_below_it() {
    for below in ["5", "1", "6"] {
        for page in ["b", "g t"] {
            let mut app = desk(practice());
            press(&mut app, "1");
            press(&mut app, page);
            // The tab below is changed as only a defect could: the page must not know of it.
            let at = TabId::ALL.iter().position(|id| id.key() == below).unwrap();
            app.model.active = at;
            app.load(crate::tui::widgets::list::Keep::Nothing);
            let name = app.place_name();
            let ops = app.book.count_ops().unwrap();
            for key in ["Enter", "x", "r", "X", "w", "p", "S", "J", "D", "z", "/", "<", ">", "Space"] {
                press(&mut app, key);
                drawn(&mut app, 80, 24);
                assert_eq!(app.model.layers.len(), 1, "{key} on {name}");
                assert_eq!((app.place_name(), app.model.active), (name.clone(), at), "{key}");
                assert_eq!(app.model.room, crate::tui::model::Room::ByWidth, "{key}");
                let said = message(&app);
                let named = TabId::ALL.iter().any(|id| said.contains(&format!("row of {}", id.title())));
                assert!(!named, "{key}: {said}");
            }
            assert_eq!(app.book.count_ops().unwrap(), ops, "{name} over {below}");
        }
    }
}

#[test]
fn a_refusal_on_a_page_names_the_page() {
    let mut app = desk(practice());
    press(&mut app, "1 g t x");
    let said = message(&app);
    assert_eq!(
        said,
        "x (done, or agreed): it has no meaning on the page Timeline, Hartley household. Esc goes back."
    );
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("Nothing more is to be opened on this page. Esc goes back."));
}

#[test]
fn the_verbs_of_a_page_act_on_its_own_client_and_the_page_shows_it() {
    let mut app = desk(practice());
    press(&mut app, "1 b t");
    typed(&mut app, "boat");
    press(&mut app, "Enter");
    let tags: Vec<String> =
        app.book.of(Kind::Tag, 1).unwrap().iter().map(|tag| tag.str("name").to_owned()).collect();
    assert!(tags.contains(&"boat".to_owned()), "{tags:?}");
    press(&mut app, "e");
    assert!(shown(&mut app).contains("Edit client"), "{}", shown(&mut app));
}

#[test]
fn a_page_hints_at_nothing_that_does_not_work_on_it() {
    for way in ["1 Enter", "5 Enter", "1 b", "1 g t", "6 z"] {
        let mut app = desk(practice());
        press(&mut app, way);
        drawn(&mut app, 80, 24);
        let hints: Vec<String> = app.footer().hints.into_iter().map(|hint| hint.key).collect();
        if hints.contains(&"Enter".to_owned()) {
            let before = shown(&mut app);
            press(&mut app, "Enter");
            assert_ne!(before, shown(&mut app), "{way}");
            assert!(app.model.message.is_none(), "{way}: {:?}", app.model.message);
        }
    }
    let mut app = desk(practice());
    press(&mut app, "1 Enter");
    assert!(!shown(&mut app).lines().last().unwrap().contains("Enter open"), "{}", shown(&mut app));
}

#[test]
fn a_figure_zoomed_opens_its_rows_with_enter() {
    let mut app = desk(practice());
    press(&mut app, "6 z");
    assert!(shown(&mut app).contains("Practice > "));
    press(&mut app, "Enter");
    assert_eq!(app.model.layers.len(), 1, "{}", shown(&mut app));
}

#[test]
fn a_first_run_hints_at_nothing_there_is_nothing_for() {
    let mut app = desk(book());
    for way in ["5", "1"] {
        press(&mut app, way);
        let text = shown(&mut app);
        let last = text.lines().last().unwrap();
        assert!(!last.contains("filter") && !last.contains("zoom"), "{last}");
    }
    press(&mut app, "/");
    assert!(app.model.layers.is_empty());
    assert!(shown(&mut app).contains("There is nothing to filter here yet."));
}

#[test]
fn the_history_of_a_record_is_that_of_the_record_and_words_narrow_it() {
    let mut app = desk(practice());
    let all = app.book.count_ops().unwrap();
    press(&mut app, "1 t");
    typed(&mut app, "boat");
    press(&mut app, "Enter j t");
    typed(&mut app, "skis");
    press(&mut app, "Enter k :");
    typed(&mut app, "history of this record");
    press(&mut app, "Enter");
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("History   of Hartley"), "{text}");
    assert!(text.contains("boat") && !text.contains("skis") && !text.contains("Tanaka house"), "{text}");
    // The whole book, narrowed.
    press(&mut app, "< <");
    while !drawn(&mut app, 100, 30).join("").contains("of the whole book") {
        press(&mut app, "<");
    }
    press(&mut app, "/");
    typed(&mut app, "skis");
    press(&mut app, "Enter");
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("skis") && !text.contains("boat"), "{text}");
    assert!(text.contains(&format!("Filter skis, 1 of {} · / change · Esc clears", all + 2)), "{text}");
    press(&mut app, "/ z z z Enter");
    assert!(drawn(&mut app, 100, 30).join("").contains("Esc clears the filter"));
    press(&mut app, "Esc");
    assert!(drawn(&mut app, 100, 30).join("").contains("boat"));
    press(&mut app, "Esc");
    assert!(app.model.layers.is_empty());
}

#[test]
fn the_window_smaller_and_larger_again_shows_what_it_showed() {
    for way in
        ["1 G", "1 Ctrl-D Ctrl-D k k k k", "5 G k k", "1 Enter Ctrl-D", "? Down PgDn PgDn Up", "1 a Up Up"]
    {
        let mut app = desk(large());
        for key in way.split(' ') {
            press(&mut app, key);
            drawn(&mut app, 120, 36);
        }
        let before = drawn(&mut app, 120, 36);
        for size in [(80, 24), (60, 20), (30, 5), (200, 60)] {
            drawn(&mut app, size.0, size.1);
            assert_eq!(drawn(&mut app, 120, 36), before, "{way} {size:?}");
        }
        drawn(&mut app, 80, 24);
        drawn(&mut app, 60, 20);
        assert_eq!(drawn(&mut app, 120, 36), before, "{way}");
    }
}

/// A practice whose lists are longer than a window.
fn large() -> crate::acts::Book {
    let mut book = practice();
    for number in 0..60 {
        let fields = Fields::new().with("name", format!("Household {number:02}")).with("tier", "C");
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
    }
    book
}

#[test]
fn the_order_key_says_where_it_turns_the_order() {
    for place in ["4", "6"] {
        let mut app = desk(practice());
        press(&mut app, place);
        press(&mut app, "o");
        assert!(message(&app).contains("o turns the order in Clients (1)"), "{place}: {}", message(&app));
    }
}

/// A practice with as many clients as fill several screens.
fn many() -> crate::acts::Book {
    let mut book = practice();
    for number in 0..60 {
        let fields = Fields::new().with("name", format!("House {number:02}")).with("kind", "client");
        book.execute(&Action::AddHousehold { fields, members: Vec::new(), tags: Vec::new() }).unwrap();
    }
    book
}

#[test]
fn keys_in_one_burst_page_as_far_as_keys_that_were_seen_one_by_one() {
    for keys in ["1 PgDn", "1 Ctrl-D", "1 PgDn PgDn", "1 Enter PgDn", "1 Enter j j", "1 b PgDn"] {
        let (mut burst, mut slow) = (desk(many()), desk(many()));
        drawn(&mut burst, 80, 24);
        drawn(&mut slow, 80, 24);
        press(&mut burst, keys);
        for key in keys.split(' ') {
            press(&mut slow, key);
            drawn(&mut slow, 80, 24);
        }
        assert_eq!(shown(&mut burst), shown(&mut slow), "{keys}");
    }
    let mut app = desk(many());
    drawn(&mut app, 80, 24);
    press(&mut app, "1");
    let first = app.focus().unwrap();
    press(&mut app, "PgDn PgUp");
    assert_eq!(app.focus().unwrap(), first);
    press(&mut app, "PgDn");
    assert!(app.model.state().unwrap().list.number() > 5);
}

#[test]
fn a_book_put_in_the_place_of_the_open_one_is_shown_also_when_it_has_as_many_steps() {
    let dir = tempfile::tempdir().unwrap();
    let clock = crate::clock::Clock::fixed("2026-11-23".parse().unwrap());
    let file = |name: &str| {
        let path = dir.path().join(format!("{name}.db"));
        let mut made = crate::acts::Book::open(&path, clock.clone()).unwrap();
        let fields = Fields::new().with("name", name).with("kind", "client");
        made.execute(&Action::AddHousehold { fields, members: vec![], tags: vec![] }).unwrap();
        made
    };
    let (first, second) = (file("Firstman"), file("Secondman"));
    let copy = dir.path().join("copy");
    second.backup(Some(&copy)).unwrap();
    let mut app = desk(first);
    press(&mut app, "1");
    assert!(shown(&mut app).contains("Firstman"));
    let path = app.book.path().unwrap().to_owned();
    let other = crate::acts::Book::open_existing(&path, clock).unwrap();
    other.restore(&copy, crate::acts::Restore::Apply).unwrap();
    app.handle(crate::tui::msg::Msg::Woken);
    let seen = shown(&mut app);
    assert!(seen.contains("Secondman") && !seen.contains("Firstman"), "{seen}");
    press(&mut app, "5");
    assert!(!shown(&mut app).contains("Firstman"));
}
