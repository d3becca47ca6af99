//! A locked book at the desk: nothing of it is on the screen while it is locked, and in no file that stays.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::{home, terminal::Term};

const PASSPHRASE: &str = "four plain old words";

/// The program in a home whose book is locked.
fn locked(home: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standing"));
    command.args(args).args(["--passphrase-fd", "0"]).env_clear().env("HOME", home).env("TZ", "UTC");
    command.env("STANDING_TODAY", "2026-11-23").env("STANDING_CHEAP_KEYS", "1");
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), PASSPHRASE.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A text as it may stand in a file: UTF-8, UTF-16 of either order, base64 at each of its three places.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let mut forms = vec![
        text.as_bytes().to_vec(),
        utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
    ];
    for before in 0..3 {
        let padded = ["x".repeat(before).as_bytes(), text.as_bytes()].concat();
        let letters = base64(&padded);
        // Only the letters that stand for this text alone.
        let first = (before * 8).div_ceil(6);
        let whole = padded.len() * 8 / 6;
        forms.push(letters[first..whole].to_vec());
    }
    forms
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    bits.chunks(6)
        .map(|six| {
            let value = six.iter().fold(0, |sum, bit| sum << 1 | usize::from(*bit)) << (6 - six.len());
            LETTERS[value]
        })
        .collect()
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[track_caller]
fn nowhere(dir: &Path, text: &str) {
    let all = files(dir);
    assert!(all.len() >= 2, "{all:?}");
    for file in all {
        let Ok(bytes) = fs::read(&file) else { continue };
        for form in forms(text) {
            assert!(!bytes.windows(form.len()).any(|window| window == form), "{text} in {}", file.display());
        }
    }
}

#[test]
fn what_is_looked_for_is_found_in_each_form() {
    let dir = home();
    for (number, form) in forms("Hartley").iter().enumerate() {
        fs::write(dir.path().join("other"), "x").unwrap();
        fs::write(dir.path().join("file"), [b"ab".as_slice(), form, b"cd"].concat()).unwrap();
        let found = std::panic::catch_unwind(|| nowhere(dir.path(), "Hartley"));
        assert!(found.is_err(), "form {number}");
    }
    assert_eq!(base64(b"foobar"), b"Zm9vYmFy");
}

#[test]
fn a_session_on_a_locked_book_leaves_nothing_readable_behind() {
    let home = home();
    let path = home.path();
    locked(path, &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"]);
    locked(path, &["lock", "set"]);
    nowhere(path, "Hartley");
    // An editor that says where its file lies, and waits until it is told to go on.
    let (editor, told, go) = (path.join("editor.sh"), path.join("told"), path.join("go"));
    let script = format!(
        "#!/bin/sh\nprintf '%s' \"$1\" > {told}.part\nmv {told}.part {told}\nwhile [ ! -e {go} ]; do sleep 0.05; done\n",
        told = told.display(),
        go = go.display()
    );
    fs::write(&editor, script).unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    let tmp = path.join("tmp");
    fs::create_dir(&tmp).unwrap();
    let envs = [
        ("STANDING_CHEAP_KEYS", Some("1")),
        ("TMPDIR", tmp.to_str()),
        ("EDITOR", editor.to_str()),
        ("PATH", Some("/usr/bin:/bin")),
    ];
    let mut term = Term::with(path, &envs);
    term.sees("This book is locked.");
    assert!(!term.screen().contains("Hartley"));
    term.keys("something else\r");
    term.sees("not the passphrase of this book");
    term.keys(&format!("{PASSPHRASE}\r"));
    term.sees("Hartley");
    nowhere(path, "Hartley");
    term.press("i", "i log");
    term.sees("Ctrl-S");
    term.keys("Hartley asked about the market");
    term.sees("Hartley asked about the market");
    term.keys("\x07");
    while !told.exists() {
        thread::sleep(Duration::from_millis(20));
    }
    nowhere(path, "Hartley");
    let edited = PathBuf::from(fs::read_to_string(&told).unwrap());
    assert_eq!(fs::metadata(&edited).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!edited.starts_with(path), "{}", edited.display());
    fs::write(&go, "").unwrap();
    term.sees("Hartley asked about the market");
    assert!(!edited.exists() && !edited.parent().unwrap().exists());
    // Blank at once; what was typed waits inside the book.
    term.keys("\x19");
    term.sees("This book is locked.");
    assert!(!term.screen().contains("Hartley"), "{}", term.screen());
    nowhere(path, "Hartley");
    term.keys(&format!("{PASSPHRASE}\r"));
    // The page is open again, with its text.
    term.sees("is back");
    term.sees("Hartley asked about the market");
    term.keys("\x03");
    assert_eq!(term.left(), 0);
    nowhere(path, "Hartley");
    assert!(locked(path, &["client", "list"]).contains("Hartley household"));
}

#[test]
fn an_editor_left_open_for_long_is_not_killed_and_the_desk_is_locked_when_it_ends() {
    let home = home();
    let path = home.path();
    locked(path, &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"]);
    locked(path, &["lock", "set"]);
    let (editor, go) = (path.join("editor.sh"), path.join("go"));
    let script = format!(
        "#!/bin/sh\nprintf 'EDITING'\nwhile [ ! -e {go} ]; do sleep 0.05; done\nprintf ' and Oka%s' for >> \"$1\"\n",
        go = go.display()
    );
    fs::write(&editor, script).unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    let config = path.join(".config/standing/config.toml");
    fs::create_dir_all(config.parent().unwrap()).unwrap();
    fs::write(&config, "lock_after = 8\n").unwrap();
    let envs = [
        ("STANDING_CHEAP_KEYS", Some("1")),
        ("STANDING_SHORT_MINUTES", Some("1")),
        ("EDITOR", editor.to_str()),
        ("PATH", Some("/usr/bin:/bin")),
    ];
    let mut term = Term::with(path, &envs);
    term.sees("This book is locked.");
    term.keys(&format!("{PASSPHRASE}\r"));
    term.sees("Hartley");
    term.keys("i");
    term.sees("Ctrl-S");
    term.keys("Hartley asked");
    term.sees("Hartley asked");
    term.keys("\x07");
    term.sees("EDITING");
    thread::sleep(Duration::from_millis(8_500));
    assert!(term.screen().contains("EDITING"), "the editor is left alone:\n{}", term.screen());
    let before = term.written();
    fs::write(&go, "").unwrap();
    term.sees("This book is locked.");
    assert!(!term.wrote_since(before, "Hartley"), "something of the book was shown first");
    nowhere(path, "Hartley asked");
    nowhere(path, "Okafor");
    term.keys(&format!("{PASSPHRASE}\r"));
    term.sees("slip");
    term.keys(":slips\r\r");
    term.sees("and Okafor");
}

#[test]
fn after_the_door_the_desk_stands_where_it_was_left() {
    let home = home();
    let path = home.path();
    let add = |name: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_standing"));
        command.args(["client", "add", name]).env_clear().env("HOME", path).env("TZ", "UTC");
        assert!(command.env("STANDING_TODAY", "2026-11-23").output().unwrap().status.success());
    };
    add("Hartley household");
    add("Okafor household");
    locked(path, &["lock", "set"]);
    let mut term = Term::with(path, &[("STANDING_CHEAP_KEYS", Some("1"))]);
    term.sees("This book is locked.");
    term.keys(&format!("{PASSPHRASE}\r"));
    term.sees("Hartley");
    for (keys, page) in
        [("1j", "▸ Okafor"), ("R", "Daily review"), ("\x1b1G:history of this record\r", "History")]
    {
        term.keys(keys);
        term.sees(page);
        term.rests_briefly();
        term.keys("\x19");
        term.sees("This book is locked.");
        term.keys(&format!("{PASSPHRASE}\r"));
        term.misses("This book is locked.");
        term.sees(page);
    }
    term.keys("\x03");
    assert_eq!(term.left(), 0);
}

#[test]
fn an_empty_book_offers_the_lock_and_its_code_is_copied_before_the_desk_opens() {
    let home = home();
    let mut term = Term::with(home.path(), &[("STANDING_CHEAP_KEYS", Some("1"))]);
    term.sees("Your book is empty.");
    term.sees("Lock the book with a passphrase");
    term.keys("\x19");
    term.sees("A passphrase for your book");
    term.press("Esc", "Esc not now");
    term.sees("Your book is empty.");
    term.keys("\x19");
    term.sees("New passphrase");
    term.keys(&format!("{PASSPHRASE}\r"));
    term.sees("Once more");
    term.keys(&format!("{PASSPHRASE}\r"));
    term.sees("Write this code on paper now.");
    let screen = term.screen();
    let code = screen.split_whitespace().find(|word| word.matches('-').count() == 6).unwrap();
    term.keys(&format!("{}\r", &code[..5]));
    term.sees("Your book is empty.");
    assert!(!term.screen().contains("Lock the book with"), "it is locked already");
    term.keys("q");
    assert_eq!(term.left(), 0);
    assert!(locked(home.path(), &["doctor"]).contains("locked, key in"));
}
