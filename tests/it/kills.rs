//! The program killed three hundred times at any instant: what it acknowledged is in the book.
//!
//! **Invariant:** a line counts as acknowledged only when its receipt was read in full, newline and all.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use standing::{acts::Book, clock::Clock};

use crate::program::{Home, raw};

/// Books that are written side by side, and kills of each.
const BOOKS: u64 = 3;
const KILLS: u64 = 100;
/// A book grows over this many kills, then a new one begins: checking stays quick.
const KILLS_PER_BOOK: u64 = 25;

/// What one life of the program left.
#[derive(Default)]
struct Life {
    /// Lines whose receipt was read.
    acknowledged: Vec<String>,
    /// The line that was written and whose receipt was not read.
    open: Option<String>,
}

/// What all lives of one book's writer left.
#[derive(Default)]
struct Tally {
    kills: u64,
    between: u64,
    kept_unacknowledged: u64,
    lines: usize,
}

#[test]
fn three_hundred_kills_lose_no_acknowledged_line() {
    let began = Instant::now();
    let writers: Vec<_> = (0..BOOKS).map(|seed| thread::spawn(move || kill_again_and_again(seed))).collect();
    let tallies: Vec<Tally> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
    let (kills, between) = (sum(|tally| tally.kills), sum(|tally| tally.between));
    let lines: usize = tallies.iter().map(|tally| tally.lines).sum();
    println!(
        "{kills} kills, {between} between write and receipt ({} of those durable), {lines} lines acknowledged, {:?}",
        sum(|tally| tally.kept_unacknowledged),
        began.elapsed()
    );
    assert!(kills >= 300, "{kills} kills");
    assert!(between >= 30, "only {between} kills fell between write and receipt");
    assert!(lines > 300, "only {lines} lines were acknowledged: the kills come too early to say anything");
}

fn kill_again_and_again(seed: u64) -> Tally {
    let mut tally = Tally::default();
    let mut home = Home::new();
    let mut expected = BTreeSet::new();
    for round in 0..KILLS {
        if round % KILLS_PER_BOOK == 0 {
            home = Home::new();
            expected.clear();
        }
        let life = one_life(&home, seed, round);
        tally.kills += 1;
        tally.lines += life.acknowledged.len();
        tally.between += u64::from(life.open.is_some());
        expected.extend(life.acknowledged);
        if !home.book().exists() {
            assert!(expected.is_empty(), "the book is gone");
            continue;
        }
        let found = check(&home.book(), &expected, life.open.as_deref());
        // A line that was durable before its receipt could be read is part of the book from here on.
        tally.kept_unacknowledged += u64::from(found.len() > expected.len());
        expected = found;
    }
    tally
}

/// Starts the program, writes lines one after the other, kills it at an instant that differs each round.
fn one_life(home: &Home, seed: u64, round: u64) -> Life {
    let mut child = home.command(&["batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (first, first_receipt) = mpsc::channel();
    let pipes = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let writer = thread::spawn(move || {
        let (mut to, from) = pipes;
        let mut from = BufReader::new(from);
        let mut life = Life::default();
        for line in 0_u64.. {
            let name = format!("S{seed}r{round}n{line}");
            if to.write_all(command(&name, line).as_bytes()).is_err() {
                break;
            }
            let mut receipt = String::new();
            let read = from.read_line(&mut receipt);
            if read.is_err() || !receipt.ends_with('\n') {
                life.open = Some(name);
                break;
            }
            assert!(receipt.starts_with("op ") && receipt.contains(&name), "{receipt:?}");
            life.acknowledged.push(name);
            let _ = first.send(());
        }
        life
    });
    // Every fifth kill is counted from the start (opening, migrating); the others from the first receipt.
    if !round.is_multiple_of(5) {
        let _ = first_receipt.recv_timeout(Duration::from_secs(20));
    }
    let spread = (round * 7_919 + seed * 104_729) % 30_000;
    thread::sleep(Duration::from_micros(spread));
    end(&mut child);
    writer.join().unwrap()
}

fn command(name: &str, line: u64) -> String {
    match line % 3 {
        0 => format!("client add {name} --tier A --head {name}-Head --tag golf\n"),
        1 => format!("add \"{name} fri !high 20m\"\n"),
        _ => format!("goal add {name} --client c1\n"),
    }
}

fn end(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Everything acknowledged is in the book, nothing else but the open line is, and the book is sound.
fn check(path: &Path, expected: &BTreeSet<String>, open: Option<&str>) -> BTreeSet<String> {
    let conn = raw(path);
    let sound: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let hanging: i64 =
        conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(hanging, 0);
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let mut found = BTreeSet::new();
    // Killed before the first migration was through: an empty book, and nothing can have been acknowledged.
    if version > 0 {
        let all = "SELECT name FROM relationship UNION ALL SELECT title FROM follow_up
                   UNION ALL SELECT statement FROM goal";
        let mut names = conn.prepare(all).unwrap();
        found.extend(names.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    }
    drop(conn);
    let lost: Vec<_> = expected.difference(&found).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let surplus: Vec<_> = found.difference(expected).map(String::as_str).collect();
    assert!(
        surplus.is_empty() || surplus == open.into_iter().collect::<Vec<_>>(),
        "never asked for: {surplus:?}"
    );
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let book = Book::open(path, Clock::fixed(day)).unwrap_or_else(|no| panic!("{no:?}"));
    let verdict = book.verify(None).unwrap_or_else(|no| panic!("{no:?}"));
    assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
    found
}
