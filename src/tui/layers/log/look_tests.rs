use ratatui::{Terminal, backend::TestBackend};

use crate::tui::{
    layers::testing::{app, app_on, book, drawn, follow_up, press, type_in},
    testing::{lines, reversed},
};

#[test]
fn the_sheet_stands_as_in_the_mock_up() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Asked why the market is up");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "p funded-ratio page wed");
    press(&mut app, "Enter Up Up");
    let lines = drawn(&mut app, 80, 24);
    let text = lines.join("\n");
    assert!(lines[0].starts_with(" Log a contact   Hartley household "), "{text}");
    assert!(lines[0].ends_with(", Mon 23 Nov 2026 "), "{text}");
    assert!(
        lines[3].starts_with("  With       [x] Ann   [ ] Robert   [ ] Dana   [ ] someone else"),
        "{text}"
    );
    assert!(
        lines[4]
            .starts_with("  How        call    in    reached    service    1 min, still counting   today"),
        "{text}"
    );
    assert!(lines[5].starts_with("▸ Summary    Asked why the market is up"), "{text}");
    assert!(
        lines[7].starts_with("  Settles    [ ] promise by us: Roth conversion figures, 4 days late"),
        "{text}"
    );
    assert!(
        lines[8].starts_with("             [ ] promise by them: 2025 tax return, due Mon 30 Nov"),
        "{text}"
    );
    assert!(
        lines[10].starts_with("  Follows    promise   funded-ratio page, by Wed 25 Nov 2026, in 2 days"),
        "{text}"
    );
    assert!(
        lines[11].starts_with("             add       begin with p we promise  t they promise  r request"),
        "{text}"
    );
    assert!(
        lines[12].starts_with("                       y yardstick talk  l rule taught  x exception  e heard"),
        "{text}"
    );
    assert!(lines[14].starts_with("  Notes      none; Ctrl-G opens your editor"), "{text}");
    assert!(lines[16].starts_with("  Careful    Robert's brother lost his savings in 2008."), "{text}");
    assert!(lines[20].starts_with("  Save       Contact counts from today: next due "), "{text}");
    let wide = drawn(&mut app, 120, 36).join("\n");
    for words in [
        "What Save will do",
        "    log the call with Ann, 1 minute, service",
        "While you talk",
        "    add a promise: funded-ratio page, Wed 25 Nov 2026",
        "Reach",
    ] {
        assert!(wide.contains(words), "{words}: {wide}");
    }
}

#[test]
fn the_log_is_drawn_whole_at_every_size_with_one_place_reversed() {
    for (width, height) in [(40, 10), (60, 20), (80, 24), (109, 30), (120, 36), (200, 60)] {
        let mut app = app();
        press(&mut app, "i");
        for stop in 0..14 {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            terminal.draw(|frame| app.draw(frame)).unwrap();
            let buffer = terminal.backend().buffer();
            let count = reversed(buffer);
            // The notes are as high as what is typed in them.
            assert!((1..=2).contains(&count), "{width} {stop}: {count}\n{}", lines(buffer).join("\n"));
            assert_eq!(
                lines(buffer).iter().filter(|line| line.starts_with('▸')).count(),
                1,
                "{width} {stop}"
            );
            press(&mut app, if stop < 3 { "Tab" } else { "Shift-Tab" });
        }
    }
}

#[test]
fn the_day_with_the_keys_says_what_it_is_and_what_holds() {
    let mut app = app();
    press(&mut app, "i Shift-Tab");
    let lines = drawn(&mut app, 80, 24);
    let here = lines.iter().find(|line| line.starts_with('▸')).unwrap();
    assert!(here.starts_with("▸ Day         today"), "{lines:#?}");
    type_in(&mut app, "fri");
    let lines = drawn(&mut app, 80, 24);
    assert!(lines.iter().any(|line| line.starts_with("▸ Day        fri ")), "{lines:#?}");
}

#[test]
fn when_an_item_is_due_and_what_counts_are_read_whole_in_a_narrow_window() {
    let mut book = book();
    let long = "Figures for the conversion of the old account into the new one";
    book.execute(&follow_up(long, "promise", "ours", "2026-11-20")).unwrap();
    let mut app = app_on(book, None);
    press(&mut app, "i");
    let text = drawn(&mut app, 60, 24).join("\n");
    assert!(text.contains("…, 3 days late"), "{text}");
    assert!(text.contains("expectation") || text.contains("e heard"), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("r request"), "{text}");
    assert!(words.contains("next due Wed 23 Dec 2026, in 30 days."), "{text}");
}

#[test]
fn what_saves_stays_in_the_footer_however_narrow() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "A talk");
    for _ in 0..14 {
        for (width, height) in [(60, 20), (80, 24)] {
            let lines = drawn(&mut app, width, height);
            let footer = lines.last().unwrap();
            assert!(footer.contains("Ctrl-S save") && footer.contains("Esc keep as slip"), "{footer:?}");
        }
        press(&mut app, "Tab");
    }
}
