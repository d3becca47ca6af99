//! One life of the program each: what it is told to do, and the instant at which it is killed.
//!
//! **Invariant:** every life ends by a kill; what it had acknowledged by then is all it gives back.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::sound;
use crate::program::{Home, raw};

/// Cards of a file that is taken in.
const CARDS: usize = 60;

/// A receipt that was read in full.
#[derive(Debug, Clone, Default)]
pub(super) struct Receipt {
    /// The step's number.
    pub(super) op: i64,
    /// Its words.
    pub(super) summary: String,
    /// Names that are in the book because of it.
    pub(super) adds: Vec<String>,
    /// Names that are no more.
    pub(super) takes: Vec<String>,
}

/// What one life of the program left.
#[derive(Default)]
pub(super) struct Life {
    /// Acts whose receipt was read.
    pub(super) acknowledged: Vec<Receipt>,
    /// The act that was asked for and whose receipt was not read.
    pub(super) open: Option<String>,
}

/// When a life ends, in microseconds: another instant each round.
fn instant(seed: u64, round: u64, spread: u64) -> Duration {
    Duration::from_micros((round * 7_919 + seed * 104_729) % spread)
}

/// `op 12 Added ...` as a receipt.
fn receipt(line: &str) -> Receipt {
    let rest = line.strip_prefix("op ").unwrap_or_else(|| panic!("no receipt: {line:?}"));
    let (op, summary) = rest.trim_end().split_once(' ').unwrap_or((rest.trim_end(), ""));
    let summary = summary.trim();
    // What was taken back is said anew with a small letter; the words of the step begin with the same ones.
    Receipt { op: op.parse().unwrap(), summary: summary.to_owned(), ..Receipt::default() }
}

/// Starts the program, writes lines one after the other, kills it at an instant that differs each round.
pub(super) fn lines_one_by_one(home: &Home, seed: u64, round: u64, undoing: bool) -> Life {
    let mut child = home
        .command(&["batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (first, first_receipt) = mpsc::channel();
    let pipes = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let writer = thread::spawn(move || {
        let (mut to, from) = pipes;
        let mut from = BufReader::new(from);
        let mut life = Life::default();
        let mut newest = String::new();
        for line in 0_u64.. {
            let name = format!("S{seed}r{round}n{line}");
            let (asked, adds, takes) = match line % 4 {
                2 if undoing => ("undo\n".to_owned(), vec![], vec![newest.clone()]),
                3 if undoing => ("redo\n".to_owned(), vec![newest.clone()], vec![]),
                _ => {
                    newest.clone_from(&name);
                    (command(&name, line), vec![name], vec![])
                }
            };
            if to.write_all(asked.as_bytes()).is_err() {
                break;
            }
            let mut said = String::new();
            let read = from.read_line(&mut said);
            if read.is_err() || !said.ends_with('\n') {
                life.open = Some(asked);
                break;
            }
            life.acknowledged.push(Receipt { adds, takes, ..receipt(&said) });
            let _ = first.send(());
        }
        life
    });
    // Every fifth kill is counted from the start (opening, migrating); the others from the first receipt.
    if !round.is_multiple_of(5) {
        let _ = first_receipt.recv_timeout(Duration::from_secs(20));
    }
    thread::sleep(instant(seed, round, 30_000));
    end(&mut child);
    writer.join().unwrap()
}

fn command(name: &str, line: u64) -> String {
    match line % 3 {
        0 => format!("client add {name} --tier A --head {name}-Head --tag golf\n"),
        1 => format!("add \"{name} fri !high 20m\"\n"),
        _ => format!("client add {name} --tier B\n"),
    }
}

/// Takes in a file of contacts; all of them are in the book afterwards, or none.
pub(super) fn an_import(home: &Home, seed: u64, round: u64) -> Life {
    let name = |card: usize| format!("I{seed}r{round}n{card} Person");
    let cards: Vec<String> = (0..CARDS)
        .map(|card| format!("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{}\r\nEND:VCARD\r\n", name(card)))
        .collect();
    let file = home.path().join("in.vcf");
    fs::write(&file, cards.concat()).unwrap();
    let args = ["import", file.to_str().unwrap(), "--apply"];
    let mut child = home.command(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reader = thread::spawn(move || {
        let mut said = String::new();
        let _ = out.read_to_string(&mut said);
        said
    });
    thread::sleep(instant(seed, round, 600_000));
    end(&mut child);
    let said = reader.join().unwrap();
    let acknowledged =
        said.split_inclusive('\n').find(|line| line.starts_with("op ") && line.ends_with('\n'));
    match acknowledged {
        Some(line) => Life {
            acknowledged: vec![Receipt { adds: (0..CARDS).map(name).collect(), ..receipt(line) }],
            open: None,
        },
        None => Life { acknowledged: Vec::new(), open: Some("import".to_owned()) },
    }
}

/// Opens a book of the first schema, is killed while it is brought to the present one, and opens it again: no
/// operation is lost, and a copy that has its name is whole.
pub(super) fn old_book(seed: u64, round: u64) -> Result<(), String> {
    let home = Home::new();
    let file = home.path().join("old.db");
    fs::copy("tests/fixtures/books/version_1.book", &file).unwrap();
    let mut child = home
        .command(&["today", "--book", file.to_str().unwrap()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(instant(seed, round, 400_000));
    end(&mut child);
    for entry in fs::read_dir(home.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("old.before") && path.extension().is_some_and(|end| end == "db") {
            let conn = raw(&path);
            let (sound, steps): (String, i64) = (
                conn.query_row("PRAGMA integrity_check", [], |row| row.get(0))
                    .map_err(|no| no.to_string())?,
                conn.query_row("SELECT count(*) FROM op", [], |row| row.get(0))
                    .map_err(|no| no.to_string())?,
            );
            if sound != "ok" || steps != 6 {
                return Err(format!("{name}: {sound}, {steps} steps"));
            }
        }
    }
    sound(&file)?;
    let conn = raw(&file);
    let steps: i64 = conn.query_row("SELECT count(*) FROM op", [], |row| row.get(0)).unwrap();
    if steps == 6 { Ok(()) } else { Err(format!("{steps} of 6 steps are there")) }
}

fn end(child: &mut Child) {
    // It may have ended by itself just now.
    let _ = child.kill();
    child.wait().unwrap();
}
