use ratatui::{Terminal, backend::TestBackend};

use super::*;
use crate::tui::testing::reversed;

fn mock_up(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_queue_at_80_columns_is_drawn_as_in_the_mock_up() {
    let shown = drawn(&mut app(7), 80, 24);
    let expected = mock_up(
        " 1 Clients  2 Goals  3 Expectations  4 Rules  5 Follow-ups  6 Practice   23 Nov \n\
         ──────────────────────────────────────────────━━━━━━━━━━━━──────────────────────\n \
         Today 12  Overdue 3  Upcoming  Waiting 6  Requests 4  Back burner  Re-exam 9   \n \
         ━━━━━━━━                                                                       \n \
         Hard dates and promises                                                        \n\
         ▸ Hartley      A  Roth conversion figures      promised, 4 days late     20 min \n  \
         Osei         A  Half-year meeting by video   meeting at 14:00          60 min ",
    );
    assert_eq!(&shown[..7], &expected[..]);
    assert_eq!(shown[16], "── Hartley household  tier A ───────────────────────────────────────────────────");
    assert_eq!(shown[18], " Standing   ✗ promise late   ! a rule to teach again   ? depth   ✓ the rest     ");
    assert_eq!(shown[22], "─".repeat(80));
    assert!(shown[23].starts_with(" LIST   x done  i log  s snooze  Enter open  "), "{}", shown[23]);
    assert!(shown[23].ends_with(": commands  ? help "), "{}", shown[23]);
}

#[test]
fn wide_tabs_and_views_are_drawn_as_in_the_mock_up() {
    let shown = drawn(&mut app(7), 120, 36);
    assert_eq!(
        shown[0],
        " standing    1 Clients   2 Goals   3 Expectations   4 Rules   5 Follow-ups   6 Practice                 Mon 23 Nov 2026 "
    );
    assert!(shown[1].starts_with(&format!("{}━━━━━━━━━━━━─", "─".repeat(62))));
    assert_eq!(
        shown[2],
        " Today 12  Overdue 3  Upcoming  Waiting 6  Requests 4  Back burner  Re-exam 9   │ Hartley household              tier A "
    );
    assert_eq!(
        shown[6],
        "▸ Hartley      A  Roth conversion figures      promised, 4 days late     20 min │ Promised by you on 12 Nov for Thu 19  "
    );
}

#[test]
fn narrow_tabs_show_the_active_one_and_what_fits() {
    let shown = drawn(&mut app(7), 60, 20);
    assert!(shown[0].starts_with(" 4 Rules   5 Follow-ups   6 Practice   "), "{}", shown[0]);
    assert!(shown[2].ends_with("> 3 more "), "{}", shown[2]);
    assert!(shown[5].starts_with("▸ Hartley     Roth conversion figures  4 days late"), "{}", shown[5]);
}

#[test]
fn no_size_panics_and_small_windows_get_one_polite_word() {
    let mut app = app(40);
    for (width, height) in [(1, 1), (16, 4), (34, 8), (39, 30), (40, 10), (60, 20), (80, 24), (500, 200)] {
        let shown = drawn(&mut app, width, height);
        if width < 40 {
            assert!(width < 12 || shown.join(" ").contains("needs 40"), "{shown:?}");
        }
    }
}

/// Every way of standing on the screen: keys that lead there, from the top.
const WAYS: &[&str] =
    &["", "g", "s", ":", "f", "/", "?", "a", "e", "r", "z", "Enter", "Tab", "V", "j j x", "d", "6", "2 > >"];

#[test]
fn every_place_at_every_size_is_drawn_whole() {
    for way in WAYS {
        for rows in [0, 60] {
            for (width, height) in [(40, 10), (60, 20), (80, 24), (109, 30), (120, 36)] {
                let mut app = app(rows);
                drawn(&mut app, width, height);
                if !way.is_empty() {
                    press(&mut app, way);
                }
                let shown = drawn(&mut app, width, height);
                let footer = app.footer();
                let last = shown.last().unwrap();
                for hint in footer.hints.iter().chain(&footer.always) {
                    let (whole, cut) = (format!("{} {}", hint.key, hint.words), format!("  {} ", hint.key));
                    assert!(!last.contains(&cut) || last.contains(&whole), "{way} {width}: {last:?} {whole}");
                }
                for line in &shown {
                    assert_eq!(crate::tui::widgets::text::width(line), width, "{way}: {line:?}");
                }
            }
        }
    }
}

#[test]
fn exactly_one_place_is_reversed() {
    for way in ["", "s", ":", "?", "a", "e", "r", "Enter", "Tab", "/"] {
        for (width, height) in [(60, 20), (80, 24), (120, 36)] {
            let mut app = app(7);
            if !way.is_empty() {
                press(&mut app, way);
            }
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            terminal.draw(|frame| app.draw(frame)).unwrap();
            let buffer = terminal.backend().buffer();
            let count = reversed(buffer);
            let page = way == "Enter" || way == "Tab";
            assert!(
                count == 1 || (page && count <= 1) || (way == "e" && count >= 1),
                "{way} {width}: {count}"
            );
        }
    }
}
