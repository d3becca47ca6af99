//! The reference of the command line is made from the program.

use std::path::Path;

use clap::Command;

#[test]
fn cli_reference_is_the_one_in_the_documentation() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let made = standing::cli::reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "docs/cli.md is not what the program says; run this test with UPDATE_DOCS=1");
}

#[test]
fn every_command_has_a_description_and_an_example() {
    fn walk(command: &Command, path: &str, missing: &mut Vec<String>) {
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name());
            let help = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            if sub.get_about().is_none() || !help.contains("Examples:") {
                missing.push(path.clone());
            }
            walk(sub, &path, missing);
        }
    }
    let mut missing = Vec::new();
    walk(&standing::cli::command(), "standing", &mut missing);
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_example_is_understood() {
    fn walk(command: &Command, bad: &mut Vec<String>) {
        for sub in command.get_subcommands() {
            let help = sub.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in help.lines().filter_map(|line| line.trim().strip_prefix("standing ")) {
                let line = line.split([';', '<', '>', '|']).next().unwrap_or("");
                let words = std::iter::once("standing".to_owned()).chain(words(line));
                if let Err(error) = standing::cli::command().try_get_matches_from(words) {
                    bad.push(format!("{line}: {error}"));
                }
            }
            walk(sub, bad);
        }
    }
    let mut bad = Vec::new();
    walk(&standing::cli::command(), &mut bad);
    assert!(bad.is_empty(), "{bad:#?}");
}

/// Words with double quotes; enough for the examples.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (k, part) in line.split('"').enumerate() {
        match k % 2 {
            1 => words.push(part.to_owned()),
            _ => words.extend(part.split_whitespace().map(ToOwned::to_owned)),
        }
    }
    words
}
