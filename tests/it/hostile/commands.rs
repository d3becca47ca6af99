//! Every command of the program on a book of hostile texts, and with hostile words for its arguments.
//!
//! **Invariant:** the commands are those the program declares; a new one is tried without a line here.

use std::{sync::Mutex, thread};

use clap::Command;
use standing::{acts::Book, clock::Clock};

use super::{made, shown};
use crate::program::{Home, Said};

/// A word for an argument that takes over a terminal where it is shown raw.
const WORD: &str = "Evil\u{1b}[2J\u{9b}1m\u{202e}\u{7}\u{200b}\u{2028}x";

/// Commands that are tried elsewhere: they take seconds, or open the desk.
const ELSEWHERE: [&str; 2] = ["demo", "batch"];

/// Every command by its words, with the number of its positional arguments that must be there.
fn leaves(command: &Command, path: &[String], all: &mut Vec<(Vec<String>, usize, bool)>) {
    for sub in command.get_subcommands() {
        let mut words = path.to_vec();
        words.push(sub.get_name().to_owned());
        if sub.has_subcommands() {
            leaves(sub, &words, all);
        }
        if !sub.is_subcommand_required_set() {
            let must = sub.get_positionals().filter(|arg| arg.is_required_set()).count();
            all.push((words, must, sub.get_positionals().next().is_some()));
        }
    }
}

/// A home whose book has hostile texts in every field.
pub(super) fn home() -> Home {
    let home = Home::new();
    std::fs::create_dir_all(home.book().parent().unwrap()).unwrap();
    let mut book = Book::open(&home.book(), Clock::fixed(made::today())).unwrap();
    made::fill(&mut book);
    home
}

#[test]
fn every_command_shows_hostile_texts_harmlessly() {
    let home = home();
    let mut all = Vec::new();
    leaves(&standing::cli::command(), &[], &mut all);
    all.retain(|(words, ..)| !ELSEWHERE.contains(&words[0].as_str()));
    assert!(all.len() > 100, "{} commands", all.len());
    let mut runs: Vec<Vec<String>> = Vec::new();
    for (words, must, takes) in &all {
        let with = |values: &[&str]| -> Vec<String> {
            words.iter().cloned().chain(values.iter().map(|value| (*value).to_owned())).collect()
        };
        runs.push(with(&vec![WORD; *must]));
        runs.push(with(&[WORD, "--no-such", WORD]));
        if *takes {
            runs.push(with(&[if words[0] == "show" || words.len() == 1 { "c5" } else { "5" }]));
            runs.push(with(&["c2", "--json"]));
        } else {
            runs.push(with(&["--json"]));
        }
    }
    let count = runs.len();
    let runs = Mutex::new(runs);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(args) = runs.lock().unwrap().pop() else { break };
                    let args: Vec<&str> = args.iter().map(String::as_str).collect();
                    let mut command = home.command(&args);
                    let output = command.current_dir(home.path()).output().unwrap();
                    let place = format!("{args:?}");
                    assert!(output.status.code().is_some_and(|code| code <= 3), "{place}: {output:?}");
                    if args[0] == "export" || args[0] == "completions" || args[0] == "man" {
                        // Their answer is a file, which is looked at as such.
                        super::harmless(&String::from_utf8_lossy(&output.stderr), &place);
                    } else {
                        shown(&Said::of(&output), &place);
                    }
                }
            });
        }
    });
    println!("{count} runs of {} commands", all.len());
    let outside: Vec<_> = std::fs::read_dir(home.path().parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("Evil"))
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}

#[test]
fn a_file_written_for_a_hostile_name_lies_where_it_was_said() {
    let home = home();
    let folder = home.path().join("out");
    std::fs::create_dir(&folder).unwrap();
    for args in [
        vec!["export", "csv", "--out", "all"],
        vec!["export", "vcard", "--out", "all.vcf"],
        vec!["export", "json", "--out", "all.json"],
        vec!["export", "ics", "--out", "all.ics"],
        vec!["backup", "--out", "copy.db"],
        vec!["document", "make", "charter", "c3", "--out", "letter.pdf"],
    ] {
        let mut command = home.command(&args);
        command.current_dir(&folder).output().unwrap();
    }
    let mut open = vec![folder];
    let mut files = 0;
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(
                name.chars().all(|sign| sign.is_alphanumeric() || "._-".contains(sign))
                    && !name.starts_with('.'),
                "{name:?}"
            );
            files += 1;
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    assert!(files > 5, "{files} files");
}
