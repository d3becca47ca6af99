//! Facts about the first frame and about what is read ahead.

use super::App;
use crate::{
    acts::Book,
    tui::{
        tabs,
        testing::{drawn, practice, press},
        theme::Theme,
    },
};

fn begun(book: Book) -> App {
    let clock = book.clock().clone();
    App::rows_first(book, clock, tabs::all(), Theme::default())
}

/// The list without the detail beside it and the footer, whose hints depend on the detail.
fn rows(lines: &[String]) -> Vec<String> {
    lines.iter().skip(2).take(lines.len() - 3).map(|line| line.chars().take(78).collect()).collect()
}

#[test]
fn a_kept_page_shows_at_once_the_rows_that_a_full_reading_shows() {
    let book = practice();
    book.keep_morning().unwrap();
    let mut app = begun(book);
    let first = drawn(&mut app, 120, 36);
    let second = drawn(&mut app, 120, 36);
    for (first, second) in rows(&first).iter().zip(rows(&second)) {
        assert_eq!(*first, second);
    }
    assert!(first[2].starts_with(" Today 7  Overdue 3"), "views and their counts: {}", first[2]);
    assert!(first.iter().any(|line| line.contains("Roth conversion figures")), "{first:#?}");
    assert!(first.iter().any(|line| line.contains("in all")), "{first:#?}");
    let whole = drawn(&mut crate::tui::testing::desk(practice()), 120, 36);
    assert_eq!(second, whole, "the second frame is that of a desk that read everything");
}

#[test]
fn without_a_kept_page_the_first_frame_shows_the_rows_all_the_same() {
    let mut app = begun(practice());
    let first = drawn(&mut app, 120, 36);
    assert_eq!(rows(&first), rows(&drawn(&mut app, 120, 36)));
}

#[test]
fn what_was_read_ahead_shows_what_reading_shows() {
    for tab in ["1", "5"] {
        let (mut ahead, mut plain) = (begun(practice()), begun(practice()));
        press(&mut ahead, tab);
        press(&mut plain, tab);
        for key in ["j", "j", "k", "j", "G", "k"] {
            drawn(&mut ahead, 120, 36);
            ahead.look_ahead();
            press(&mut ahead, key);
            press(&mut plain, key);
            assert_eq!(drawn(&mut ahead, 120, 36), drawn(&mut plain, 120, 36), "{tab} {key}");
        }
    }
}

#[test]
fn what_was_read_ahead_is_forgotten_when_the_book_changes() {
    let mut app = begun(practice());
    drawn(&mut app, 120, 36);
    drawn(&mut app, 120, 36);
    app.look_ahead();
    press(&mut app, "x");
    press(&mut app, "j");
    let shown = drawn(&mut app, 120, 36).join("\n");
    let mut fresh = begun(practice());
    drawn(&mut fresh, 120, 36);
    drawn(&mut fresh, 120, 36);
    press(&mut fresh, "x");
    press(&mut fresh, "j");
    assert_eq!(shown, drawn(&mut fresh, 120, 36).join("\n"));
}
