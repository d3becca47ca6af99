//! The desk in a real terminal: few tests, each of what only a terminal can show.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod disk;
mod faults;
#[cfg(feature = "lock")]
mod lock;
mod strict;
mod terminal;

use std::{process::Command, thread, time::Duration};

use rustix::process::Signal;
use tempfile::TempDir;
use terminal::Term;

fn home() -> TempDir {
    TempDir::new().unwrap()
}

/// What the command line says in the same home.
fn said(home: &TempDir, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_standing"))
        .args(args)
        .env_clear()
        .env("HOME", home.path())
        .env("STANDING_TODAY", "2026-11-23")
        .env("TZ", "UTC")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A desk with one client, opened.
fn with_client() -> (TempDir, Term) {
    let home = home();
    said(&home, &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"]);
    let term = Term::desk(home.path());
    term.sees("Hartley");
    (home, term)
}

/// The form of a new household with a name typed into it.
fn typed(home: &TempDir) -> Term {
    let mut term = Term::desk(home.path());
    term.press("a", "Add your first household a");
    term.sees("Ctrl-S");
    term.keys("Marchetti");
    term.sees("Marchetti");
    term
}

/// The next start offers the slip, and the form goes on where it was.
fn is_offered(home: &TempDir) {
    is_offered_as(home, "Marchetti");
}

/// The same, of this text.
fn is_offered_as(home: &TempDir, typed: &str) {
    assert!(!said(home, &["client", "list"]).contains(typed), "a slip became a record");
    let mut term = Term::desk(home.path());
    term.until("the slip", |screen| {
        let text = screen.contents();
        text.contains("slip") && text.contains(typed)
    });
    term.keys("a");
    term.until("the form with its text", |screen| {
        let text = screen.contents();
        text.contains("Ctrl-S") && text.contains(typed)
    });
    term.keys("\x13");
    term.misses("Ctrl-S");
    assert!(said(home, &["client", "list"]).contains(typed));
}

#[test]
fn from_an_empty_home_to_a_logged_call_with_keys_that_are_on_the_screen() {
    let home = home();
    let mut term = Term::desk(home.path());
    term.sees("Your book is empty.");
    for way in ["Add your first household", "Import contacts", "Look around in a demo book"] {
        term.sees(way);
    }
    term.press("a", "Add your first household a");
    term.sees("Ctrl-S save");
    term.keys("Hartley household");
    term.sees("Hartley household");
    term.press("Ctrl-S", "Ctrl-S save");
    term.misses("Ctrl-S save");
    term.sees("Hartley");
    term.press("i", "i log");
    term.sees("Ctrl-S");
    term.keys("Asked about the market");
    term.sees("Asked about the market");
    term.press("Ctrl-S", "Ctrl-S");
    term.misses("Ctrl-S");
    term.keys("q");
    assert_eq!(term.left(), 0);
    assert!(said(&home, &["client", "list"]).contains("Hartley household"));
    let logged = said(&home, &["interaction", "list", "--json"]);
    assert!(logged.contains("Asked about the market") && logged.contains("\"call\""), "{logged}");
}

#[test]
fn text_of_a_form_left_with_esc_is_offered_again() {
    let home = home();
    let mut term = typed(&home);
    term.press("Esc", "Esc keep as slip");
    term.misses("Ctrl-S");
    term.keys("q");
    assert_eq!(term.left(), 0);
    is_offered(&home);
}

#[test]
fn text_of_a_form_survives_sigterm() {
    let home = home();
    let mut term = typed(&home);
    term.signal(Signal::TERM);
    term.left();
    term.is_given_back();
    is_offered(&home);
}

#[test]
fn text_of_a_form_survives_sighup() {
    let home = home();
    let mut term = typed(&home);
    term.signal(Signal::HUP);
    term.left();
    term.is_given_back();
    is_offered(&home);
}

#[test]
fn text_of_a_form_survives_sigquit() {
    let home = home();
    let mut term = typed(&home);
    term.signal(Signal::QUIT);
    assert_eq!(term.left(), 0);
    term.is_given_back();
    is_offered(&home);
}

#[test]
fn text_of_a_form_survives_ctrl_c() {
    let home = home();
    let mut term = typed(&home);
    term.keys("\x03");
    term.left();
    term.is_given_back();
    is_offered(&home);
}

#[test]
fn text_of_a_form_survives_a_closed_window() {
    let home = home();
    let mut term = typed(&home);
    term.hang_up();
    term.left();
    is_offered(&home);
}

#[test]
fn text_at_rest_survives_even_a_kill() {
    let home = home();
    let mut term = typed(&home);
    // It is kept a second after the last key; there is nothing to be seen of it.
    thread::sleep(Duration::from_millis(2_500));
    term.signal(Signal::KILL);
    term.left();
    is_offered(&home);
}

#[test]
fn a_desk_that_is_left_gives_the_terminal_back() {
    let (_home, mut term) = with_client();
    assert!(term.ask(vt100::Screen::alternate_screen) && term.ask(vt100::Screen::bracketed_paste));
    term.keys("q");
    assert_eq!(term.left(), 0);
    term.is_given_back();
}

/// The bytes of a click on the first cell of these words: pressed, and let go.
fn click(term: &Term, words: &str) -> String {
    term.sees(words);
    let screen = term.screen();
    let (y, line) = screen.lines().enumerate().find(|(_, line)| line.contains(words)).unwrap();
    let x = line.split(words).next().unwrap().chars().count();
    format!("\x1b[<0;{0};{1}M\x1b[<0;{0};{1}m", x + 1, y + 1)
}

#[test]
fn a_desk_left_by_a_click_leaves_no_bytes_for_the_shell() {
    let home = home();
    let mut term = Term::desk(home.path());
    let clicked = click(&term, "q quit");
    term.keys(&clicked);
    assert_eq!(term.left(), 0);
    term.is_given_back();
    assert_eq!(term.unread(), 0, "the button let go is not typed into the shell");
}

#[test]
fn the_mouse_is_taken_unless_the_configuration_leaves_it_to_the_terminal() {
    let (home, mut term) = with_client();
    assert!(term.wrote("\x1b[?1000h") && !term.wrote("\x1b[?1003h"), "buttons, not every move");
    let clicked = click(&term, "1 Clients");
    term.keys(&clicked);
    term.sees("Prospects");
    term.keys("q");
    term.left();
    std::fs::create_dir_all(home.path().join(".config/standing")).unwrap();
    std::fs::write(home.path().join(".config/standing/config.toml"), "mouse = false\n").unwrap();
    let mut term = Term::desk(home.path());
    term.sees("Hartley");
    assert!(!term.wrote("\x1b[?1000h"));
    term.keys("q");
    term.left();
    term.is_given_back();
}

#[test]
fn a_desk_ended_by_a_signal_gives_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let (_home, mut term) = with_client();
        term.signal(signal);
        term.left();
        term.is_given_back();
    }
}

#[test]
fn a_stopped_desk_gives_the_terminal_back_and_takes_it_again() {
    let (_home, mut term) = with_client();
    for stop in ["signal", "key"] {
        if stop == "signal" {
            term.signal(Signal::TSTP);
        } else {
            term.keys("\x1a");
        }
        while !term.is_stopped() {
            thread::yield_now();
        }
        term.is_given_back();
        term.signal(Signal::CONT);
        term.until("the desk again", |screen| {
            screen.alternate_screen() && screen.contents().contains("Hartley")
        });
    }
    term.keys("q");
    assert_eq!(term.left(), 0);
    term.is_given_back();
}

#[test]
fn no_size_ends_the_desk() {
    let (_home, mut term) = with_client();
    for (columns, rows) in [(1, 1), (500, 200), (40, 10), (2, 60), (300, 1), (60, 20), (120, 36)] {
        let before = term.written();
        term.resize(columns, rows);
        term.until("a frame", |_| true);
        while term.written() == before && term.is_running() {
            thread::yield_now();
        }
        assert!(term.is_running(), "{columns}x{rows}");
        if columns >= 60 && rows >= 20 {
            term.sees("Hartley");
        }
    }
    term.resize(80, 24);
    term.sees("Hartley");
    term.keys("q");
    assert_eq!(term.left(), 0);
    term.is_given_back();
}

#[test]
fn an_idle_desk_writes_no_byte() {
    let (_home, term) = with_client();
    // The first frame may still be on its way.
    let mut before = term.written();
    loop {
        thread::sleep(Duration::from_millis(200));
        if term.written() == before {
            break;
        }
        before = term.written();
    }
    thread::sleep(Duration::from_secs(2));
    assert_eq!(term.written(), before);
}

#[test]
fn a_desk_without_a_terminal_says_so() {
    let home = home();
    let output = Command::new("/usr/bin/setsid")
        .args(["--wait", env!("CARGO_BIN_EXE_standing")])
        .env_clear()
        .env("HOME", home.path())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && error.contains("needs a terminal"), "{error}");
    assert!(!String::from_utf8_lossy(&output.stdout).contains('\x1b'));
}

#[test]
fn a_window_made_smaller_and_larger_again_shows_what_it_showed() {
    let home = home();
    for number in 0..50 {
        said(&home, &["client", "add", &format!("Household {number:02}"), "--tier", "C"]);
    }
    let mut term = Term::desk(home.path());
    term.sees("Household");
    term.resize(120, 36);
    term.sees("standing    1 Clients");
    term.keys("1");
    term.sees("Clients 50");
    // Down and a little up again: where the list stands is not where it would be opened.
    term.keys(&"j".repeat(27));
    term.sees("▸ Household 27");
    term.keys("kkkkk");
    // A cell that was cleared reads like one that was blanked.
    let lines = |screen: &vt100::Screen| {
        screen.rows(0, 120).map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    };
    term.until("its row and its detail", |screen| {
        let text = screen.contents();
        text.contains("▸ Household 22") && text.contains("│ Household 22")
    });
    let before = term.ask(lines);
    for (columns, rows) in [(80, 24), (60, 20)] {
        let written = term.written();
        term.resize(columns, rows);
        while term.written() == written {
            thread::yield_now();
        }
        term.sees("LIST");
        thread::sleep(Duration::from_millis(200));
        term.resize(120, 36);
        term.until("the same screen", |screen| lines(screen) == before);
    }
}

#[test]
fn text_of_a_question_survives_sigterm_and_a_closed_window() {
    for end in ["signal", "window"] {
        let (home, mut term) = with_client();
        term.keys("su");
        term.sees("Hide until a day");
        // No date yet: a window that closes sends a last Enter, which must not take it for one.
        term.keys("the day af");
        term.sees("the day af");
        if end == "signal" {
            term.signal(Signal::TERM);
        } else {
            term.hang_up();
        }
        term.left();
        let mut term = Term::desk(home.path());
        term.sees("A slip of");
        term.keys("su");
        term.sees("Your text of");
        term.sees("Until  the day af");
    }
}

#[test]
fn a_window_made_smaller_and_larger_again_shows_wide_names_as_before() {
    let home = home();
    for number in 0..20 {
        said(&home, &["client", "add", &format!("田中裕子 {number:02}"), "--tier", "C"]);
        said(&home, &["client", "add", &format!("Ng, Ann {number:02}"), "--tier", "C"]);
    }
    let mut term = Term::desk(home.path());
    term.sees("Ng, Ann");
    term.resize(120, 36);
    term.sees("standing    1 Clients");
    term.keys("1");
    term.sees("Clients 40");
    // Rows of wide and of narrow names take each other's places as the list scrolls.
    for _ in 0..35 {
        term.keys("j");
        thread::sleep(Duration::from_millis(20));
    }
    let before = term.rests();
    for (columns, rows) in [(80, 24), (40, 10), (8, 3), (120, 36)] {
        term.resize(columns, rows);
        term.rests();
    }
    assert_eq!(term.rests(), before);
}

#[test]
fn the_demo_row_of_an_empty_book_opens_the_demo_book_at_once() {
    let home = home();
    let mut term = Term::desk(home.path());
    term.sees("Your book is empty.");
    term.keys("jj\r");
    // It is made in a few seconds; a program built for tests takes longer.
    for _ in 0..8 {
        let text = term.screen();
        if text.contains("Roth conversion figures") {
            break;
        }
        thread::sleep(Duration::from_secs(3));
    }
    term.sees("Roth conversion figures");
    term.keys("q");
    assert_eq!(term.left(), 0);
    assert!(home.path().join(".local/share/standing/demo.db").is_file());
    assert_eq!(said(&home, &["client", "list"]).trim(), "No clients.");
}

#[test]
fn a_review_killed_at_any_instant_goes_on_at_its_card_with_nothing_decided_twice() {
    let home = home();
    said(&home, &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"]);
    let titles = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot"];
    for title in titles {
        let add = ["followup", "add", title, "--client", "Hartley", "--kind", "promise", "--due", "today"];
        said(&home, &add);
    }
    let done = |home: &TempDir| {
        let shown = said(home, &["followup", "list", "--all", "--json"]);
        shown.matches("\"state\": \"done\"").count()
    };
    // Killed while it rests, and at once after the key: between the act and the place of the card.
    for (life, rest) in [2_000_u64, 0, 1, 3, 8].into_iter().enumerate() {
        let before = done(&home);
        let mut term = Term::desk(home.path());
        term.sees("Today");
        term.keys("R");
        term.sees(&format!("{} of ", before + 1));
        term.sees(titles[before]);
        term.keys("x");
        if rest > 1_000 {
            term.sees(&format!("{} of ", before + 2));
        }
        thread::sleep(Duration::from_millis(rest));
        term.signal(Signal::KILL);
        term.left();
        let after = done(&home);
        assert!(after == before || after == before + 1, "life {life}: {before} then {after}");
        assert!(rest < 1_000 || after == before + 1, "what was seen done is done");
    }
    // As many steps are in the book as promises are done, and the book is sound.
    let history = said(&home, &["history", "--limit", "100"]);
    let steps = history.lines().filter(|line| line.contains("Done: ")).count();
    assert_eq!(steps, done(&home), "{history}");
    said(&home, &["verify"]);
}
