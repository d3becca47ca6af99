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
fn a_refused_prefix_takes_the_next_key_with_it() {
    let views = ["t", "o", "u", "w", "r", "b", "e", "g"];
    for (way, prefix, next) in [
        ("1", "v", &views[..]),
        ("1", "s", &["t", "d", "w", "m", "q", "u"]),
        ("1", "c", &["n", "c", "e", "r"]),
        ("1", "d", &["d", "s", "b", "n"]),
        ("5 V", "c", &["n", "c", "e", "r"]),
        ("6", ",", &["p", "x", "b", "z"]),
    ] {
        for key in next {
            let mut app = desk(practice());
            press(&mut app, way);
            drawn(&mut app, 80, 24);
            let (ops, at) = (app.book.count_ops().unwrap(), tab(&app));
            press(&mut app, prefix);
            assert_eq!(app.footer().mode, format!("{prefix} ..."), "{way} {prefix}");
            press(&mut app, key);
            assert_eq!(app.book.count_ops().unwrap(), ops, "{way} {prefix} {key}");
            assert!(app.model.layers.is_empty(), "{way} {prefix} {key}: {}", shown(&mut app));
            assert_eq!(tab(&app), at);
            assert!(app.model.message.is_some(), "{way} {prefix} {key}");
        }
    }
}

#[test]
fn a_strip_says_by_each_key_why_it_cannot_run() {
    let mut book = practice();
    let fields = Fields::new().with("relationship_id", 1).with("statement", "A boat by 2030");
    book.execute(&Action::Add { kind: Kind::Goal, fields }).unwrap();
    let proposed =
        Action::Propose { agreements: vec!["g1".parse().unwrap()], on: "2026-11-20".parse().unwrap() };
    book.execute(&proposed).unwrap();
    let mut app = desk(book);
    press(&mut app, "2");
    drawn(&mut app, 80, 24);
    press(&mut app, "c");
    let text = shown(&mut app);
    for words in [
        "n at the next meeting",
        "No meeting with Hartley is planned.",
        "c still right, with them   e changed   r later",
        "It is not agreed yet, so there is nothing to look at again.",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let strip: Vec<&str> = text.lines().rev().take(6).collect();
    assert!(strip.iter().all(|line| !line.contains('…')), "{strip:?}");
    press(&mut app, "c");
    assert!(message(&app).ends_with("x agrees it with them."), "{}", message(&app));
}

#[test]
fn every_key_of_every_strip_is_shown_at_every_width() {
    for width in [60, 80, 120] {
        for (way, prefix) in [("1", "g"), ("1", ","), ("5", ","), ("5", "s"), ("2", ","), ("4", "v")] {
            let mut app = desk(practice());
            app.handle(crate::tui::msg::Msg::Resized(width, 24));
            press(&mut app, way);
            drawn(&mut app, width, 24);
            press(&mut app, prefix);
            let text = drawn(&mut app, width, 24).join("\n");
            let strip = crate::tui::command::strip_of(super::LIST, prefix);
            for (key, spec) in strip.into_iter().filter(|(_, spec)| {
                !spec.command.is_planned() && spec.command != crate::tui::command::Command::OpenView
            }) {
                let words = format!("{key} {}", spec.hint);
                let said = prefix == "s" || text.contains(&words);
                assert!(said, "{way} {prefix} {width}: {words}\n{text}");
            }
        }
    }
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
fn help_without_a_hit_says_so_and_how_to_get_out() {
    let mut app = desk(practice());
    press(&mut app, "?");
    typed(&mut app, "qqqq");
    let text = shown(&mut app);
    assert!(text.contains("No command has these letters. Delete a few, or Esc."), "{text}");
    assert!(!text.contains("Found"), "{text}");
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
fn what_is_only_planned_says_so_on_every_page_and_stands_in_no_strip() {
    for place in ["5", "1", "1 Enter", "1 b", "1 g t", "4", "6"] {
        let mut app = desk(practice());
        press(&mut app, place);
        drawn(&mut app, 80, 24);
        for key in ["Q", "m", "R"] {
            press(&mut app, key);
            assert!(message(&app).contains("is not there yet"), "{key} on {place}: {}", message(&app));
        }
        press(&mut app, ",");
        let text = shown(&mut app);
        assert!(!text.contains("z pause") && !text.contains("m merge"), "{place}: {text}");
        press(&mut app, "z");
        assert!(message(&app).contains(", z (pause) is not there yet"), "{place}: {}", message(&app));
    }
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
fn the_palette_of_an_empty_book_begins_with_what_fills_it_and_lists_nothing_that_cannot_be_done() {
    let mut app = desk(book());
    press(&mut app, ":");
    let text = shown(&mut app).split_once(" of ").unwrap().1.to_owned();
    let places: Vec<Option<usize>> = ["Add a household", "Import contacts", "The demo book", "Down"]
        .iter()
        .map(|words| text.find(words))
        .collect();
    assert!(places[0].is_some() && places[0] < places[1] && places[1] < places[2], "{text}");
    assert!(places[3].is_none_or(|at| Some(at) > places[2]), "{text}");
    assert!(!text.contains("acts on") && !text.contains("Undo"), "{text}");
    assert!(
        app.entries()
            .iter()
            .all(|(command, can)| !command.is_planned() || *can != crate::tui::command::Availability::Yes)
    );
}

#[test]
fn the_help_has_the_sentence_of_every_command() {
    let mut app = desk(practice());
    press(&mut app, "?");
    let wide = drawn(&mut app, 120, 36).join("\n");
    let first = crate::tui::command::Command::Finish.spec().doc;
    assert!(wide.matches(first).count() == 2, "{wide}");
    let narrow = drawn(&mut app, 80, 24).join("\n");
    assert!(narrow.contains(first), "{narrow}");
}
