//! The program killed at any instant, again and again: what it acknowledged is in the book, and the book is sound.
//!
//! Three hundred kills in every run of the tests; `STANDING_KILLS=1000` asks for more.
//!
//! **Invariant:** a line counts as acknowledged only when its receipt was read in full, newline and all.

mod lives;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    thread,
    time::Instant,
};

use chrono::NaiveDate;
use standing::{acts::Book, clock::Clock};

use crate::program::{Home, raw};

use self::lives::{Life, an_import, lines_one_by_one, old_book};

/// Kills of one run when nothing else is asked for.
const USUAL: u64 = 300;
/// Books that are written side by side.
const WRITERS: u64 = 3;
/// A book grows over this many kills, then a new one begins: checking stays quick.
const KILLS_PER_BOOK: u64 = 25;

/// What the program does when it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Doing {
    /// Lines of a batch are written one after the other.
    Lines,
    /// The same, with steps taken back and put back between them.
    Undo,
    /// A file of contacts is taken in.
    Import,
    /// A book of the first schema is brought to the present one.
    Migration,
}

/// What all lives of one writer left.
#[derive(Default)]
struct Tally {
    kills: BTreeMap<Doing, u64>,
    between: u64,
    kept_unacknowledged: u64,
    acknowledged: usize,
    lost: u64,
    corrupted: u64,
}

impl Tally {
    fn add(mut self, other: &Self) -> Self {
        for (doing, count) in &other.kills {
            *self.kills.entry(*doing).or_default() += count;
        }
        self.between += other.between;
        self.kept_unacknowledged += other.kept_unacknowledged;
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.corrupted += other.corrupted;
        self
    }
}

/// How many kills are asked for.
fn wanted() -> u64 {
    std::env::var("STANDING_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(USUAL)
}

#[test]
fn kills_at_any_instant_lose_no_acknowledged_change_and_damage_no_book() {
    let (began, each) = (Instant::now(), wanted().div_ceil(WRITERS));
    let writers: Vec<_> =
        (0..WRITERS).map(|seed| thread::spawn(move || kill_again_and_again(seed, each))).collect();
    let tally = writers
        .into_iter()
        .map(|writer| writer.join().unwrap())
        .fold(Tally::default(), |sum, one| sum.add(&one));
    let kills: u64 = tally.kills.values().sum();
    println!(
        "{kills} kills {:?}, {} between write and receipt ({} of those durable), {} acts acknowledged, {:?}",
        tally.kills,
        tally.between,
        tally.kept_unacknowledged,
        tally.acknowledged,
        began.elapsed()
    );
    println!("acknowledged changes lost: {}; books corrupted: {}", tally.lost, tally.corrupted);
    assert_eq!((tally.lost, tally.corrupted), (0, 0));
    assert!(kills >= wanted(), "{kills} kills");
    assert_eq!(tally.kills.len(), 4, "{:?}", tally.kills);
    assert!(tally.between >= kills / 10, "only {} kills fell between write and receipt", tally.between);
    assert!(
        tally.acknowledged as u64 > kills / 2,
        "only {} acts were acknowledged: the kills come too early to say anything",
        tally.acknowledged
    );
}

fn kill_again_and_again(seed: u64, kills: u64) -> Tally {
    let mut tally = Tally::default();
    let mut home = Home::new();
    let mut expected = Expected::default();
    for round in 0..kills {
        if round % KILLS_PER_BOOK == 0 {
            home = Home::new();
            expected = Expected::default();
        }
        let doing = match round % 10 {
            1 | 4 | 7 => Doing::Undo,
            3 | 8 => Doing::Import,
            6 => Doing::Migration,
            _ => Doing::Lines,
        };
        *tally.kills.entry(doing).or_default() += 1;
        if doing == Doing::Migration {
            if let Err(why) = old_book(seed, round) {
                println!("corrupted by a kill while migrating: {why}");
                tally.corrupted += 1;
            }
            continue;
        }
        let life = match doing {
            Doing::Import => an_import(&home, seed, round),
            _ => lines_one_by_one(&home, seed, round, doing == Doing::Undo),
        };
        tally.acknowledged += life.acknowledged.len();
        tally.between += u64::from(life.open.is_some());
        if !home.book().exists() {
            tally.lost += u64::from(!expected.steps.is_empty() || !life.acknowledged.is_empty());
            continue;
        }
        match check(&home.book(), &mut expected, &life) {
            Ok(kept) => tally.kept_unacknowledged += u64::from(kept),
            Err(Wrong::Lost(what)) => {
                println!("lost after a kill while {doing:?}: {what}");
                tally.lost += 1;
            }
            Err(Wrong::Corrupted(what)) => {
                println!("corrupted by a kill while {doing:?}: {what}");
                tally.corrupted += 1;
            }
        }
    }
    tally
}

/// What must be in a book by now.
#[derive(Default)]
struct Expected {
    /// Every step by its number, with its words.
    steps: BTreeMap<i64, String>,
    /// Names of lines that were not taken back.
    names: BTreeSet<String>,
}

/// What is wrong with a book after a kill.
enum Wrong {
    /// Something acknowledged is not there.
    Lost(String),
    /// The file is not sound, or holds what nobody asked for.
    Corrupted(String),
}

/// Everything acknowledged is in the book, nothing else but the open act is, and the book is sound. Says whether the
/// open act is.
fn check(path: &Path, expected: &mut Expected, life: &Life) -> Result<bool, Wrong> {
    sound(path).map_err(Wrong::Corrupted)?;
    for receipt in &life.acknowledged {
        expected.steps.insert(receipt.op, receipt.summary.clone());
        for name in &receipt.adds {
            expected.names.insert(name.clone());
        }
        for name in &receipt.takes {
            expected.names.remove(name);
        }
    }
    let conn = raw(path);
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    if version == 0 {
        // Killed before the first migration was through: an empty book, and nothing can have been acknowledged.
        return if expected.steps.is_empty() { Ok(false) } else { Err(Wrong::Lost("everything".to_owned())) };
    }
    let mut steps = BTreeMap::new();
    let mut all = conn.prepare("SELECT id, summary FROM op ORDER BY id").unwrap();
    let rows = all.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))).unwrap();
    steps.extend(rows.map(Result::unwrap));
    for (op, summary) in &expected.steps {
        // What was taken back is told with a small letter and kept with a large one.
        if steps.get(op).is_none_or(|kept| kept.to_lowercase() != summary.to_lowercase()) {
            return Err(Wrong::Lost(format!("step {op}: {summary}; there is {:?}", steps.get(op))));
        }
    }
    let mut names = BTreeSet::new();
    let sql = "SELECT name FROM relationship UNION ALL SELECT title FROM follow_up
               UNION ALL SELECT statement FROM goal UNION ALL SELECT name FROM person WHERE name LIKE 'I%n%'";
    let mut said = conn.prepare(sql).unwrap();
    names.extend(said.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap));
    let surplus: Vec<i64> = steps.keys().filter(|op| !expected.steps.contains_key(op)).copied().collect();
    let kept = !surplus.is_empty();
    if surplus.len() > usize::from(life.open.is_some()) {
        return Err(Wrong::Corrupted(format!("steps nobody asked for: {surplus:?}")));
    }
    if !kept && expected.names.iter().any(|name| !names.contains(name)) {
        let lost: Vec<_> = expected.names.difference(&names).collect();
        return Err(Wrong::Lost(format!("{lost:?}")));
    }
    // An act that was durable before its receipt could be read is part of the book from here on.
    expected.steps = steps;
    expected.names = names;
    Ok(kept)
}

/// Whether the file is whole by the engine's word and by the program's own.
fn sound(path: &Path) -> Result<(), String> {
    let conn = raw(path);
    let sound: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let hanging: i64 =
        conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    if sound != "ok" || hanging != 0 {
        return Err(format!("{sound}, {hanging} references to nothing"));
    }
    drop(conn);
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let book = Book::open(path, Clock::fixed(day)).map_err(|no| no.message)?;
    let verdict = book.verify(None).map_err(|no| no.message)?;
    if verdict.faults.is_empty() { Ok(()) } else { Err(format!("{:?}", verdict.faults)) }
}
