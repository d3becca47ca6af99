//! Strips, help and the palette: what they show, where, and why a key cannot run.

use super::*;
use crate::tui::command::{Command, Spec};

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
            let strip = crate::tui::command::strip_of(super::super::LIST, prefix);
            // Of the keys for saved views only those stand there that open one.
            let shown = |spec: &Spec| spec.command != Command::OpenView;
            for (key, spec) in strip.into_iter().filter(|(_, spec)| shown(spec)) {
                let words = format!("{key} {}", spec.hint);
                let said = prefix == "s" || text.contains(&words);
                assert!(said, "{way} {prefix} {width}: {words}\n{text}");
            }
        }
    }
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
fn a_letter_is_made_wherever_a_row_is_a_clients() {
    for place in ["5", "1", "1 Enter", "1 b", "1 g t"] {
        let mut app = desk(practice());
        press(&mut app, place);
        drawn(&mut app, 80, 24);
        press(&mut app, "m");
        let text = shown(&mut app);
        assert!(text.contains("A document for "), "{place}: {text}");
    }
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
