//! What befalls a desk in its terminal: kills, faults of its own, stops, strange sizes, strange terminals, two of them.
//!
//! **Invariant:** whatever it was, the terminal is whole afterwards, the typed text is offered again, and nothing that
//! was said to be saved is gone.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::{home, is_offered, is_offered_as, said, terminal::Term, with_client};

/// The desk with the form of a new household, which breaks where and when the file says so.
fn breakable(home: &TempDir) -> (Term, std::path::PathBuf) {
    let order = home.path().join("break-now");
    let mut term = Term::with(home.path(), &[("STANDING_TEST_PANIC", order.to_str())]);
    term.press("a", "Add your first household a");
    term.sees("Ctrl-S");
    term.keys("Marchett");
    term.sees("Marchett");
    (term, order)
}

#[test]
fn a_fault_while_drawing_leaves_a_whole_terminal_and_the_typed_text() {
    let home = home();
    let (mut term, order) = breakable(&home);
    fs::write(&order, "draw").unwrap();
    // The key whose frame breaks is part of the text too.
    term.keys("i");
    assert_eq!(term.left(), 3);
    term.is_given_back();
    assert!(!term.wrote("\x1b[?1003h"));
    term.until("what is safe", |screen| {
        let text = screen.contents().replace('\n', " ");
        text.contains("A fault in the program ended the desk") && text.contains("kept as a slip")
    });
    let told = term.screen().replace('\n', " ");
    assert_eq!(told.matches("Read it before you show it").count(), 1, "{told}");
    assert!(!told.contains("because of a fault of its own"), "told twice: {told}");
    assert!(!term.screen().contains("broken by a test"), "what the fault said may be a client's words");
    fs::remove_file(order).unwrap();
    // A frame of its own may have broken it before the last key came.
    is_offered_as(&home, "Marchett");
}

#[test]
fn a_fault_of_a_worker_leaves_the_desk_at_work() {
    let home = home();
    let order = home.path().join("break-now");
    let cards: Vec<String> = (0..4_000)
        .map(|n| format!("BEGIN:VCARD\r\nFN:Person {n}\r\nNOTE:{}\r\nEND:VCARD\r\n", "x".repeat(50)))
        .collect();
    let file = home.path().join("in.vcf");
    fs::write(&file, cards.concat()).unwrap();
    said(&home, &["client", "add", "Hartley household"]);
    let mut term = Term::with(home.path(), &[("STANDING_TEST_PANIC", order.to_str())]);
    term.sees("Hartley");
    fs::write(&order, "work").unwrap();
    term.keys(":import contacts\r");
    term.sees("Import");
    term.keys(&format!("{}\r", file.display()));
    term.sees("broke off");
    assert!(term.is_running() && term.ask(vt100::Screen::alternate_screen));
    fs::remove_file(order).unwrap();
    term.keys("\x1b\x1b\x1b");
    term.keys("q");
    let wait = Instant::now();
    while term.is_running() && wait.elapsed() < Duration::from_secs(10) {
        term.keys("\x03");
        thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(term.left(), 0);
    term.is_given_back();
    said(&home, &["verify"]);
}

#[test]
fn a_terminal_that_is_gone_ends_the_desk_also_where_hangups_are_ignored() {
    for script in ["trap '' HUP; exec \"$0\"", "trap '' HUP TERM INT TSTP; exec \"$0\""] {
        let home = home();
        let mut term = Term::by_script(home.path(), script);
        term.press("a", "Add your first household a");
        term.sees("Ctrl-S");
        term.keys("Marchetti");
        term.sees("Marchetti");
        term.hang_up();
        let began = Instant::now();
        // It would spin on a terminal that is always ready and never gives anything.
        term.left();
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        is_offered(&home);
    }
}

/// Ways into the layers of the desk, from its list; each is left by Esc.
const LAYERS: [(&str, &str); 18] = [
    ("the list", ""),
    ("help", "?"),
    ("find", "f"),
    ("filter", "/"),
    ("the palette", ":"),
    ("a strip", "s"),
    ("a log", "i"),
    ("a note", "n"),
    ("a form", "e"),
    ("a question", "su"),
    ("a brief", "b"),
    ("what they asked", "Q"),
    ("questions", "W"),
    ("the review", "R"),
    ("the history", ":history of this record\r"),
    ("records", ":records of this client\r"),
    ("an import", ":import contacts\r"),
    ("an export", ":export to a file\r"),
];

/// The lines of a screen; a cell that was cleared reads like one that was blanked.
fn lines(screen: &vt100::Screen) -> Vec<String> {
    screen.rows(0, 80).map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn a_stop_and_every_size_in_every_layer_leave_the_desk_at_work() {
    let home = home();
    said(&home, &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"]);
    said(&home, &["add", "Roth figures for Hartley today"]);
    let mut term = Term::desk(home.path());
    term.sees("Roth figures");
    let mut stops = 0;
    for (name, keys) in LAYERS {
        term.keys(keys);
        term.rests_briefly();
        for (columns, rows) in [(1, 1), (500, 200), (80, 24)] {
            let before = term.written();
            term.resize(columns, rows);
            let wait = Instant::now();
            while term.written() == before && wait.elapsed() < Duration::from_secs(20) {
                assert!(term.is_running(), "{name} at {columns}x{rows}");
                thread::sleep(Duration::from_millis(2));
            }
        }
        // The frame of the last size, on a busy machine too.
        term.rests();
        let shown = term.ask(lines);
        term.signal(Signal::TSTP);
        let wait = Instant::now();
        while !term.is_stopped() {
            assert!(wait.elapsed() < Duration::from_secs(20), "{name} does not stop");
            thread::sleep(Duration::from_millis(2));
        }
        term.is_given_back();
        term.signal(Signal::CONT);
        stops += 1;
        term.until(name, |screen| screen.alternate_screen() && lines(screen) == shown);
        term.keys("\x1b\x1b\x1b");
        term.rests_briefly();
    }
    println!("stopped and dragged through sizes in {stops} layers; terminals left broken: 0");
    term.keys("\x03");
    assert_eq!(term.left(), 0);
    term.is_given_back();
    said(&home, &["verify"]);
}

#[test]
fn terminals_and_locales_of_any_kind_show_the_desk() {
    let home = home();
    said(&home, &["client", "add", "Hélène household", "--tier", "A", "--head", "Hélène Lefèvre"]);
    for variables in [
        [("TERM", None), ("LANG", None)],
        [("TERM", Some("dumb")), ("LANG", Some("C"))],
        [("TERM", Some("")), ("LANG", Some("POSIX"))],
        [("TERM", Some("no-such-terminal-\u{fffd}")), ("LC_ALL", Some("de_CH.ISO8859-1"))],
        [("NO_COLOR", Some("1")), ("LC_ALL", Some("C"))],
    ] {
        let mut term = Term::with(home.path(), &variables);
        term.sees("Hélène");
        term.keys("q");
        assert_eq!(term.left(), 0, "{variables:?}");
        term.is_given_back();
    }
}

#[test]
fn a_desk_on_a_book_that_may_only_be_read_opens_and_keeps_what_is_typed_on_screen() {
    let home = home();
    said(&home, &["client", "add", "Hartley household", "--tier", "A"]);
    let book = home.path().join(".local/share/standing/book.db");
    if !mount_read_only(&book) {
        println!("skipped: only root can take a file's disk away here");
        return;
    }
    let mut term = Term::desk(home.path());
    term.sees("Hartley");
    term.sees("may only be read");
    term.keys("e");
    term.sees("Ctrl-S");
    term.keys("x\x13");
    term.sees("Not saved");
    term.keys("\x1b");
    term.sees("Esc again closes and loses your text: the book is only read here.");
    term.keys("\x03");
    term.sees("Ctrl-C again leaves and loses your text");
    term.keys("\x03");
    assert_eq!(term.left(), 3);
    term.is_given_back();
    unmount(&book);
    said(&home, &["verify"]);
}

/// Makes the folder of the book a read-only place.
fn mount_read_only(book: &std::path::Path) -> bool {
    let dir = book.parent().unwrap();
    let run = |args: &[&str]| {
        std::process::Command::new("mount")
            .args(args)
            .arg(dir)
            .output()
            .is_ok_and(|done| done.status.success())
    };
    run(&["--bind", dir.to_str().unwrap()]) && run(&["-o", "remount,bind,ro"])
}

fn unmount(book: &std::path::Path) {
    let _ = std::process::Command::new("umount").arg("-l").arg(book.parent().unwrap()).status();
}

#[test]
fn two_desks_and_the_command_line_on_one_book_see_each_other_and_lose_nothing() {
    let (home, mut first) = with_client();
    let mut second = Term::desk(home.path());
    second.sees("Hartley");
    let mut expected = Vec::new();
    for round in 0..5 {
        for (number, term) in [&mut first, &mut second].into_iter().enumerate() {
            let title = format!("Desk {number} round {round} today");
            term.keys(":add a task\r");
            term.sees("Enter add");
            term.keys(&format!("{title}\r"));
            term.misses("Enter add");
            expected.push(format!("Desk {number} round {round}"));
        }
        said(&home, &["add", &format!("Line round {round} today")]);
        expected.push(format!("Line round {round}"));
    }
    let listed = said(&home, &["followup", "list", "--all"]);
    for title in &expected {
        assert!(listed.contains(title), "{title} is not in {listed}");
    }
    // What the others wrote is seen at the next key.
    for term in [&mut first, &mut second] {
        term.resize(120, 60);
        term.keys("j");
        term.sees("Line round 4");
        term.sees("Desk 1 round 4");
        term.keys("q");
        assert_eq!(term.left(), 0);
        term.is_given_back();
    }
    said(&home, &["verify"]);
}

#[test]
fn an_editor_that_is_killed_leaves_no_file_and_the_desk_at_work() {
    let home = home();
    let temp = home.path().join("tmp");
    fs::create_dir(&temp).unwrap();
    let script = home.path().join("editor.sh");
    let trace = home.path().join("trace");
    let text =
        format!("stat -c '%a %n' \"$1\" > '{}'; echo spilled >> \"$1\"; kill -9 $$\n", trace.display());
    fs::write(&script, text).unwrap();
    let editor = format!("/bin/sh {}", script.display());
    let mut term = Term::with(
        home.path(),
        &[("EDITOR", Some(editor.as_str())), ("TMPDIR", temp.to_str()), ("VISUAL", None)],
    );
    term.press("a", "Add your first household a");
    term.sees("Ctrl-S");
    term.keys("Marchetti");
    term.sees("Marchetti");
    // Down to a long text; the editor opens from any field.
    term.keys("\x07");
    term.until("the word of the editor", |screen| {
        let shown = screen.contents();
        shown.contains("editor") && (shown.contains("did not work") || trace.exists())
    });
    term.sees("Marchetti");
    assert!(term.is_running());
    let left: Vec<_> = fs::read_dir(&temp).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
    if let Ok(trace) = fs::read_to_string(&trace) {
        assert!(trace.starts_with("600 "), "{trace}");
    }
    term.signal(Signal::TERM);
    term.left();
    is_offered(&home);
}

/// Kills of a desk with typed text in a form, and of one that saves.
fn kills() -> u64 {
    let wanted: u64 =
        std::env::var("STANDING_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    wanted / 20
}

#[test]
fn a_desk_killed_at_any_instant_keeps_what_was_saved_and_what_rested() {
    let (home, mut term) = with_client();
    term.keys("q");
    term.left();
    let (mut lost, mut texts_lost, mut saved) = (0, 0, 0);
    for life in 0..kills() {
        let mut term = Term::desk(home.path());
        term.sees("Hartley");
        let title = format!("Life {life} today");
        if life % 3 == 0 {
            // Typed and at rest: a second after the last key the text is a slip.
            term.keys("n");
            term.sees("Enter add");
            term.keys(&format!("Rested {life}"));
            term.sees(&format!("Rested {life}"));
            thread::sleep(Duration::from_millis(2_200));
            term.signal(Signal::KILL);
            term.left();
            let mut term = Term::desk(home.path());
            term.sees("Hartley");
            term.keys("n");
            let wait = Instant::now();
            while !term.screen().contains(&format!("Rested {life}"))
                && wait.elapsed() < Duration::from_secs(10)
            {
                thread::sleep(Duration::from_millis(10));
            }
            texts_lost += u64::from(!term.screen().contains(&format!("Rested {life}")));
            // Started over, so that the next one is its own.
            term.keys("\x18\x03");
            term.left();
            continue;
        }
        term.keys(":add a task\r");
        term.sees("Enter add");
        term.keys(&title);
        term.sees(&title);
        term.keys("\r");
        let receipt = if life % 3 == 1 {
            term.until("the receipt", |screen| {
                screen.contents().contains(&format!("Life {life} ")) && screen.contents().contains("undo")
            });
            true
        } else {
            thread::sleep(Duration::from_micros(life * 1_733 % 30_000));
            false
        };
        term.signal(Signal::KILL);
        term.left();
        let there = said(&home, &["followup", "list", "--all"]).contains(&format!("Life {life}"));
        saved += u64::from(there);
        lost += u64::from(receipt && !there);
    }
    let checked = said(&home, &["verify"]);
    println!(
        "{} desks killed, {saved} saved; acknowledged changes lost: {lost}; rested texts lost: {texts_lost}; books corrupted: {}",
        kills(),
        u64::from(!checked.contains("book equals journal"))
    );
    assert_eq!((lost, texts_lost), (0, 0));
    assert!(checked.contains("book equals journal"));
}
