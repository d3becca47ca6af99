//! Opening what is not (yet) a book of this program, and who may see what it writes.
//!
//! **Invariant:** a file that is refused is the same to the byte, and nothing is left beside it.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::program::{Home, Said, raw};

/// Commands that read, that write, and that check; all must refuse alike.
const COMMANDS: [&[&str]; 5] =
    [&["client", "list"], &["client", "add", "Hartley"], &["today"], &["verify"], &["backup"]];

/// All files below a directory: path, permissions, bytes of files.
fn all_files(dir: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let meta = fs::metadata(&path).unwrap();
            let bytes = if meta.is_dir() { Vec::new() } else { fs::read(&path).unwrap() };
            if meta.is_dir() {
                open.push(path.clone());
            }
            found.push((path, meta.permissions().mode() & 0o7777, bytes));
        }
    }
    found.sort();
    found
}

/// The same without the log of what the program did, which is nothing of the book.
fn but_the_log(dir: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut files = all_files(dir);
    files.retain(|(path, ..)| !path.starts_with(dir.join(".local/state")) && *path != dir.join(".local"));
    files
}

/// Every command refuses the file with these words and leaves everything as it was.
fn refused_untouched(home: &Home, file: &Path, words: &[&str]) {
    let before = but_the_log(home.path());
    let changed = fs::metadata(file).unwrap().mtime_nsec();
    for args in COMMANDS {
        let mut args = args.to_vec();
        args.extend(["--book", file.to_str().unwrap()]);
        let said = home.run(&args);
        assert_eq!((said.code, said.out.as_str()), (3, ""), "{args:?}: {}", said.err);
        for word in words {
            assert!(said.err.contains(word), "{args:?}: {word:?} is not in {:?}", said.err);
        }
        assert_eq!(fs::metadata(file).unwrap().mtime_nsec(), changed, "{args:?} wrote to the file");
        let after = but_the_log(home.path());
        let names = |files: &[(PathBuf, u32, Vec<u8>)]| -> Vec<(PathBuf, u32)> {
            files.iter().map(|(path, mode, _)| (path.clone(), *mode)).collect()
        };
        assert_eq!(names(&after), names(&before), "{args:?}");
        assert!(after == before, "{args:?} changed a file");
    }
}

#[test]
fn a_newer_book_is_refused_with_both_versions_and_untouched() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let conn = raw(&home.book());
    let known: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    conn.pragma_update(None, "user_version", 4_711).unwrap();
    drop(conn);
    refused_untouched(&home, &home.book(), &["4711", &format!("knows {known}"), "not touched"]);
}

#[test]
fn a_newer_book_still_in_its_log_is_refused_with_the_log_untouched() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let file = home.path().join("copy.db");
    let conn = raw(&home.book());
    conn.pragma_update(None, "user_version", 4_711).unwrap();
    // As another machine's synchronised folder would hold it: the book and its log, nobody at work.
    fs::copy(home.book(), &file).unwrap();
    let log = PathBuf::from(format!("{}-wal", home.book().display()));
    let copied = home.path().join("copy.db-wal");
    fs::copy(log, &copied).unwrap();
    let before = (fs::read(&file).unwrap(), fs::read(&copied).unwrap());
    let said = home.run(&["client", "list", "--book", file.to_str().unwrap()]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    assert!(said.err.contains("4711"), "{}", said.err);
    assert!(
        (fs::read(&file).unwrap(), fs::read(&copied).unwrap()) == before,
        "the book or its log was changed"
    );
}

#[test]
fn a_database_of_another_program_is_refused_and_untouched() {
    let home = Home::new();
    let file = home.path().join("other.db");
    let conn = raw(&file);
    conn.execute_batch("CREATE TABLE bookmark(url TEXT); INSERT INTO bookmark VALUES ('x');").unwrap();
    drop(conn);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    refused_untouched(&home, &file, &["another program", "not touched"]);
}

#[test]
fn a_database_of_another_program_with_a_version_of_its_own_is_refused_and_untouched() {
    let home = Home::new();
    let file = home.path().join("other.db");
    let conn = raw(&file);
    conn.execute_batch("CREATE TABLE bookmark(url TEXT); PRAGMA user_version = 1;").unwrap();
    drop(conn);
    refused_untouched(&home, &file, &["another program", "not touched"]);
}

#[test]
fn a_text_file_is_refused_and_untouched() {
    let home = Home::new();
    let file = home.path().join("letter.txt");
    fs::write(&file, "Dear Ann,\n".repeat(500)).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    refused_untouched(&home, &file, &["."]);
    let short = home.path().join("short.txt");
    fs::write(&short, "Dear Ann,\n").unwrap();
    refused_untouched(&home, &short, &["."]);
}

#[test]
fn a_directory_named_as_the_book_is_refused_in_words() {
    let home = Home::new();
    let said = home.run(&["client", "list", "--book", home.path().to_str().unwrap()]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.err.trim_end().ends_with('.'), "{}", said.err);
}

#[test]
fn a_second_instance_sees_what_the_first_wrote() {
    let home = Home::new();
    let mut batch = home.command(&["batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut to = batch.stdin.take().unwrap();
    let mut from = BufReader::new(batch.stdout.take().unwrap());
    let mut ask = |line: &str| {
        writeln!(to, "{line}").unwrap();
        let mut said = String::new();
        from.read_line(&mut said).unwrap();
        said
    };
    assert!(ask("client add First").starts_with("op 1 "));
    assert!(home.run(&["client", "list"]).ok().contains("First"));
    assert!(home.run(&["client", "add", "Second"]).ok().starts_with("op 2 "));
    // The line names what only the other one wrote.
    let said = ask("client edit Second --tier B");
    assert!(said.starts_with("op 3 ") && said.contains("Second"), "{said}");
    drop(to);
    assert!(batch.wait().unwrap().success());
    assert!(home.run(&["verify"]).ok().starts_with("3 operations"));
}

#[test]
fn whatever_the_umask_everything_written_is_private() {
    let home = Home::new();
    let card = home.path().join("in.vcf");
    fs::write(&card, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\nEND:VCARD\r\n").unwrap();
    let loose = |args: &[&str]| {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "umask 000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_standing")]).args(args);
        command.env_clear().env("HOME", home.path()).env("STANDING_TODAY", "2026-11-23").env("TZ", "UTC");
        command
    };
    let json = home.path().join("out.json");
    let cards = home.path().join("out.vcf");
    let mut batch = loose(&["batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut to = batch.stdin.take().unwrap();
    writeln!(to, "client add Hartley").unwrap();
    let mut receipt = String::new();
    BufReader::new(batch.stdout.take().unwrap()).read_line(&mut receipt).unwrap();
    for args in [
        vec!["import", card.to_str().unwrap(), "--apply"],
        vec!["export", "json", "--out", json.to_str().unwrap()],
        vec!["export", "vcard", "--out", cards.to_str().unwrap()],
        vec!["backup"],
    ] {
        Said::of(&loose(&args).stdin(Stdio::null()).output().unwrap()).ok();
    }
    // The batch is still at work: its log and index are among the files.
    let files = all_files(home.path());
    assert!(files.iter().any(|(path, ..)| path.to_string_lossy().ends_with("book.db-wal")), "{files:?}");
    for (path, mode, _) in files.iter().filter(|(path, ..)| *path != card) {
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(*mode, wanted, "{} is {mode:o}", path.display());
    }
    drop(to);
    batch.wait().unwrap();
}

#[test]
fn a_book_that_may_only_be_read_is_said_to_be_so() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let nobody = 65_534;
    let root = fs::metadata(home.path()).unwrap().uid() == 0;
    for (path, ..) in all_files(home.path()) {
        if root {
            chown(&path, Some(nobody), Some(nobody)).unwrap();
        }
    }
    if root {
        chown(home.path(), Some(nobody), Some(nobody)).unwrap();
    }
    fs::set_permissions(home.book(), fs::Permissions::from_mode(0o400)).unwrap();
    let before = fs::read(home.book()).unwrap();
    let mut command = home.command(&["client", "add", "Okafor household"]);
    if root {
        // Permissions do not hold for root.
        command.uid(nobody).gid(nobody);
    }
    let Ok(output) = command.output() else {
        println!("the program cannot be run as another user from {}", env!("CARGO_BIN_EXE_standing"));
        return;
    };
    let said = Said::of(&output);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    assert!(said.err.contains("only be read") && said.err.contains("book.db"), "{}", said.err);
    assert_eq!(fs::read(home.book()).unwrap(), before);
}

/// A book that the program wrote when its schema was at version 1.
fn first_book(home: &Home) -> PathBuf {
    let file = home.path().join("old.db");
    fs::copy("tests/fixtures/books/version_1.book", &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    file
}

#[test]
fn a_book_of_version_1_is_brought_to_the_schema_of_a_fresh_one() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let file = first_book(&home);
    home.run(&["today", "--book", file.to_str().unwrap()]).ok();
    let schema = |path: &Path| -> Vec<(String, String, Option<String>)> {
        let conn = raw(path);
        let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        let mut statement =
            conn.prepare("SELECT type || ' ' || name, tbl_name, sql FROM sqlite_schema ORDER BY 1").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        let mut all: Vec<_> = rows.map(Result::unwrap).collect();
        all.push(("version".into(), version.to_string(), None));
        all
    };
    assert_eq!(schema(&file), schema(&home.book()));
}

#[test]
fn a_book_of_version_1_keeps_its_journal_and_is_found_in_as_any_other() {
    let home = Home::new();
    let file = first_book(&home);
    let run = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--book", file.to_str().unwrap()]);
        home.run(&all).ok()
    };
    let head = "head 25fff12523be2b99cbee04eb20b494f01ad50ad3133d100ede7a05e3f15d3d83";
    assert_eq!(run(&["verify"]).trim_end(), format!("6 operations, {head}, book equals journal"));
    let beside: Vec<String> = fs::read_dir(home.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| {
            name.contains("old") && name != "old.db" && !name.ends_with("-wal") && !name.ends_with("-shm")
        })
        .collect();
    assert_eq!(beside.len(), 1, "no backup stands beside: {beside:?}");
    for text in ["o'hartley", "5035550142", "555-0142", "ann@", "retire"] {
        assert!(!run(&["find", text]).contains("Nothing found"), "{text}");
    }
    run(&["client", "edit", "c1", "--tier", "B"]);
    run(&["undo"]);
    // What was agreed with the older program is taken back by this one.
    let undone = run(&["undo"]);
    assert!(undone.contains("Undid: agreed: Retire together"), "{undone}");
    assert!(run(&["verify"]).contains("book equals journal"));
}
