//! A locked book from outside: set, opened, changed, recovered, copied, restored, and nowhere readable.

use std::path::{Path, PathBuf};

use crate::program::{Home, Said, fed};

const PASSPHRASE: &str = "four plain old words";

/// A desk whose book is locked or will be.
struct Desk {
    home: Home,
}

impl Desk {
    /// A book with one client, locked; and its recovery code.
    fn locked() -> (Self, String) {
        let desk = Self { home: Home::new() };
        desk.plain(&["client", "add", "Hartley household", "--head", "Ann Hartley"]).ok();
        let set = desk.with(&["lock", "set", "--json"], PASSPHRASE).json();
        let code = set["recovery_code"].as_str().unwrap().to_owned();
        (desk, code)
    }

    fn plain(&self, args: &[&str]) -> Said {
        Said::of(&self.home.command(args).env("STANDING_CHEAP_KEYS", "1").output().unwrap())
    }

    /// Runs a command with lines on the descriptor the passphrase is read from.
    fn with(&self, args: &[&str], lines: &str) -> Said {
        let args = [args, &["--passphrase-fd", "0"]].concat();
        fed(self.home.command(&args).env("STANDING_CHEAP_KEYS", "1"), lines)
    }

    fn key(&self) -> PathBuf {
        PathBuf::from(format!("{}.key", self.home.book().display()))
    }

    fn head(&self, lines: &str) -> String {
        self.with(&["verify", "--json"], lines).json()["head"].as_str().unwrap().to_owned()
    }
}

/// Every file below a directory.
pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_book_is_locked_used_and_unlocked_without_loss() {
    let desk = Desk { home: Home::new() };
    desk.plain(&["client", "add", "Hartley household", "--head", "Ann Hartley"]).ok();
    let before = desk.head("");
    assert!(desk.plain(&["lock", "show"]).ok().contains("is not locked"));
    let said = desk.with(&["lock", "set"], PASSPHRASE).ok();
    assert!(said.contains("Recovery code: ") && said.contains("on paper"), "{said}");
    assert!(desk.plain(&["lock", "show"]).ok().contains("book.db is locked"));
    let list = desk.with(&["client", "list"], PASSPHRASE).ok();
    assert!(list.contains("Hartley household"));
    assert_eq!(desk.head(PASSPHRASE), before);
    desk.with(&["lock", "remove"], PASSPHRASE).ok();
    assert!(!desk.key().exists());
    assert_eq!(desk.head(""), before);
    assert!(desk.plain(&["client", "list"]).ok().contains("Hartley household"));
}

#[test]
fn without_a_terminal_and_without_a_descriptor_a_locked_book_stays_shut() {
    let (desk, _) = Desk::locked();
    for args in [&["today"][..], &["client", "list"], &["add", "Call Ann"], &["backup"], &["verify"]] {
        desk.plain(args).refused(3, "there is no terminal to ask for the passphrase");
    }
    desk.with(&["today"], "something else").refused(3, "not the passphrase of this book");
    desk.with(&["today"], "").refused(3, "gave no passphrase");
    desk.with(&["today"], PASSPHRASE).ok();
    let said = desk.with(&["lock", "set"], "another passphrase");
    said.refused(1, "is locked already");
    desk.with(&["lock", "change"], &format!("{PASSPHRASE}\nshort")).refused(1, "fewer than");
}

#[test]
fn a_batch_never_takes_the_passphrase_for_a_command() {
    let (desk, _) = Desk::locked();
    desk.with(&["batch"], &format!("{PASSPHRASE}\nadd Call")).refused(2, "another descriptor");
    desk.plain(&["batch"]).ok();
    let said = fed(desk.home.command(&["batch"]).env("STANDING_CHEAP_KEYS", "1"), "add 'Call Ann'\n");
    said.refused(3, "no terminal");
}

#[test]
fn a_passphrase_is_changed_and_a_forgotten_one_replaced_by_the_code() {
    let (desk, code) = Desk::locked();
    desk.with(&["lock", "change"], "wrong passphrase\na new passphrase").refused(3, "not the passphrase");
    desk.with(&["lock", "change"], &format!("{PASSPHRASE}\na new passphrase")).ok();
    desk.with(&["today"], PASSPHRASE).refused(3, "not the passphrase");
    desk.with(&["today"], "a new passphrase").ok();
    let mut typo = code.clone();
    let last = typo.pop().unwrap();
    typo.push(if last == '7' { '8' } else { '7' });
    desk.with(&["lock", "recover"], &format!("{typo}\na third passphrase")).refused(1, "Group 7");
    desk.with(&["lock", "recover"], &format!("{}\na third passphrase", code.to_lowercase())).ok();
    desk.with(&["today"], "a third passphrase").ok();
    let new = desk.with(&["lock", "code", "--json"], "a third passphrase").json();
    desk.with(&["lock", "recover"], &format!("{code}\na fourth passphrase")).refused(3, "another book");
    let new = new["recovery_code"].as_str().unwrap();
    desk.with(&["lock", "recover"], &format!("{new}\na fourth passphrase")).ok();
}

#[test]
fn a_missing_key_file_is_named_and_the_one_of_any_copy_does() {
    let (desk, _) = Desk::locked();
    let copy = desk.home.path().join("stick/copy.db");
    desk.with(&["backup", "--out", copy.to_str().unwrap()], PASSPHRASE).ok();
    std::fs::remove_file(desk.key()).unwrap();
    desk.with(&["today"], PASSPHRASE).refused(3, "book.db.key is not there");
    assert!(desk.plain(&["lock", "show"]).ok().contains("is not there"));
    std::fs::copy(desk.home.path().join("stick/copy.db.key"), desk.key()).unwrap();
    desk.with(&["today"], PASSPHRASE).ok();
    std::fs::write(desk.key(), "{\"format\": 1}").unwrap();
    desk.with(&["today"], PASSPHRASE).refused(3, "is damaged");
}

#[test]
fn a_copy_of_a_locked_book_is_verified_and_restored_locked() {
    let (desk, _) = Desk::locked();
    let copy = desk.home.path().join("stick/copy.db");
    let copied = copy.to_str().unwrap().to_owned();
    desk.with(&["backup", "--out", &copied], PASSPHRASE).ok();
    let head = desk.head(PASSPHRASE);
    desk.plain(&["verify", &copied]).refused(3, "no terminal");
    desk.with(&["verify", &copied], PASSPHRASE).ok();
    desk.with(&["client", "add", "Okafor household"], PASSPHRASE).ok();
    desk.with(&["restore", &copied, "--apply"], PASSPHRASE).ok();
    assert_eq!(desk.head(PASSPHRASE), head);
    // On a machine that has no book yet.
    let fresh = Desk { home: Home::new() };
    fresh.with(&["restore", &copied, "--apply"], PASSPHRASE).ok();
    assert!(fresh.key().exists());
    fresh.plain(&["today"]).refused(3, "no terminal");
    assert_eq!(fresh.head(PASSPHRASE), head);
}

#[test]
fn what_is_exported_of_a_locked_book_is_private_and_says_that_it_is_plain() {
    use std::os::unix::fs::PermissionsExt as _;
    let (desk, _) = Desk::locked();
    let out = desk.home.path().join("book.json");
    let said = desk.with(&["export", "json", "--out", out.to_str().unwrap()], PASSPHRASE);
    assert!(said.err.contains("The book is locked; what was written is not"), "{}", said.err);
    said.ok();
    assert_eq!(std::fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn whatever_leaves_a_locked_book_in_a_file_says_in_one_line_that_it_is_plain() {
    let (desk, _) = Desk::locked();
    desk.with(&["document", "make", "charter", "Hartley"], PASSPHRASE).ok();
    let out = |name: &str| desk.home.path().join(name).display().to_string();
    for (args, name) in [
        (&["brief", "Hartley"][..], "brief.md"),
        (&["document", "make", "charter", "Hartley"], "made.pdf"),
        (&["document", "make", "charter", "Hartley", "--preview"], "draft.html"),
        (&["document", "write", "d1"], "written.md"),
        (&["export", "json"], "book.json"),
        (&["export", "vcard"], "contacts.vcf"),
        (&["export", "ics"], "due.ics"),
        (&["export", "csv"], "tables"),
        (&["export", "file", "Hartley"], "file"),
        (&["brief", "Hartley"], "-"),
    ] {
        let file = if name == "-" { "-".to_owned() } else { out(name) };
        let said = desk.with(&[args, &["--out", &file]].concat(), PASSPHRASE);
        let warnings = said.err.lines().filter(|line| line.contains("whoever has it can read it")).count();
        assert_eq!((said.code, warnings), (0, 1), "{args:?}: {}", said.err);
        assert!(!said.err.contains("only its permissions guard it"), "{args:?}: {}", said.err);
    }
    let add = ["client", "add", "Okafor household", "--head", "Chinwe Okafor", "--email", "c@example.com"];
    desk.with(&add, PASSPHRASE).ok();
    let made = desk.with(&["document", "make", "charter", "Okafor", "--eml", &out("letter.eml")], PASSPHRASE);
    assert!(made.err.contains("whoever has it can read it"), "{}", made.err);
}

#[test]
fn no_file_of_a_locked_book_can_be_read() {
    let (desk, _) = Desk::locked();
    desk.with(&["add", "Call Hartley about the trust"], PASSPHRASE).ok();
    desk.with(&["backup"], PASSPHRASE).ok();
    desk.with(&["log", "Hartley", "--summary", "Hartley asked"], PASSPHRASE).ok();
    let all = files(desk.home.path());
    assert!(all.len() >= 4, "{all:?}");
    for file in all {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(7).any(|window| window == b"Hartley"), "{}", file.display());
    }
}

#[test]
fn a_kill_while_the_lock_is_set_leaves_the_book_whole() {
    let mut killed = 0;
    for after in 0..12 {
        let desk = Desk { home: Home::new() };
        desk.plain(&["client", "add", "Hartley household"]).ok();
        let head = desk.head("");
        let mut command = desk.home.command(&["lock", "set", "--passphrase-fd", "0"]);
        let mut child = command
            .env("STANDING_CHEAP_KEYS", "1")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), PASSPHRASE.as_bytes()).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(after * 12));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        assert_eq!(desk.head(PASSPHRASE), head, "killed after {after}");
    }
    assert!(killed > 0, "no kill came in time");
}

#[test]
fn the_copies_of_a_locked_book_are_locked_with_their_keys_and_stand_for_it_when_it_is_gone() {
    let (desk, _) = Desk::locked();
    let head = desk.head(PASSPHRASE);
    desk.with(&["backup"], PASSPHRASE).ok();
    let all = files(desk.home.book().parent().unwrap());
    let is_copy =
        |file: &&PathBuf| file.extension().is_some_and(|end| end == "db") && **file != desk.home.book();
    let copy = all.iter().find(is_copy).unwrap().clone();
    assert!(std::fs::read(&copy).unwrap().starts_with(b"standing"));
    assert!(PathBuf::from(format!("{}.key", copy.display())).exists());
    let said = desk.with(&["doctor"], PASSPHRASE).ok();
    assert!(said.contains("locked, key in") && said.contains("read back whole"), "{said}");
    // Damaged: found out once its key is known, restored from the copy, and locked as before.
    let mut bytes = std::fs::read(desk.home.book()).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..].fill(0xA5);
    std::fs::write(desk.home.book(), &bytes).unwrap();
    let doctor = desk.with(&["doctor"], PASSPHRASE);
    assert!(doctor.code != 0 && doctor.out.contains("newest good backup"), "{}{}", doctor.out, doctor.err);
    assert_eq!(std::fs::read(desk.home.book()).unwrap(), bytes);
    desk.with(&["restore", copy.to_str().unwrap(), "--apply"], PASSPHRASE).ok();
    assert_eq!(desk.head(PASSPHRASE), head);
    // Gone: its passphrase is that of its newest copy.
    for file in [desk.home.book(), desk.key()] {
        std::fs::remove_file(file).unwrap();
    }
    desk.with(&["today"], PASSPHRASE).refused(3, "newest good backup");
    desk.with(&["restore", copy.to_str().unwrap(), "--apply"], PASSPHRASE).ok();
    assert_eq!(desk.head(PASSPHRASE), head);
    assert!(desk.plain(&["lock", "show"]).ok().contains("is locked"));
}

#[test]
fn a_purge_of_a_locked_book_leaves_it_locked_and_whole() {
    let (desk, _) = Desk::locked();
    desk.with(&["client", "add", "Okafor household"], PASSPHRASE).ok();
    desk.with(&["client", "end", "c1", "--stage", "ended", "--reason", "moved away"], PASSPHRASE).ok();
    let asked = ["purge", "c1", "--erasure-request", "today", "--reason", "they asked in writing", "--yes"];
    let purged = desk.with(&asked, PASSPHRASE);
    assert_eq!(purged.code, 0, "{}{}", purged.out, purged.err);
    assert!(std::fs::read(desk.home.book()).unwrap().starts_with(b"standing"));
    desk.with(&["verify"], PASSPHRASE).ok();
    desk.with(&["lock", "remove"], PASSPHRASE).ok();
    desk.plain(&["verify"]).ok();
    let book = std::fs::read(desk.home.book()).unwrap();
    assert!(!book.windows(8).any(|part| part == b"Hartley "), "a byte of who was purged");
    assert!(book.windows(6).any(|part| part == b"Okafor"));
}

/// Overwrites a part of a file.
fn overwrite(file: &Path, from: usize, length: usize) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[from..from + length].fill(0xA5);
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn a_locked_book_without_its_beginning_is_explained_salvaged_and_restored() {
    let (desk, _) = Desk::locked();
    desk.with(&["backup"], PASSPHRASE).ok();
    let head = desk.head(PASSPHRASE);
    overwrite(&desk.home.book(), 0, 16);
    let bytes = std::fs::read(desk.home.book()).unwrap();
    assert!(desk.plain(&["lock", "show"]).ok().contains("the beginning of its file was overwritten"));
    desk.plain(&["today"]).refused(3, "no terminal");
    desk.with(&["today"], PASSPHRASE).refused(3, "newest good backup");
    let told = desk.with(&["doctor"], PASSPHRASE);
    assert!(told.code != 0 && told.out.contains("the beginning of its file was overwritten"), "{}", told.out);
    let into = desk.home.path().join("saved.db");
    let said = desk.with(&["doctor", "--salvage", into.to_str().unwrap()], PASSPHRASE).ok();
    assert!(said.contains("That is all there was"), "{said}");
    assert!(std::fs::read(desk.home.book()).unwrap() == bytes, "the damaged file was altered");
    let name = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().into_owned();
    let beside = || files(desk.home.book().parent().unwrap()).into_iter();
    let is_book = |file: &PathBuf| file.extension().is_some_and(|end| end == "db");
    let named = |begins: &str| beside().find(|file| is_book(file) && name(file).starts_with(begins)).unwrap();
    let copy = named("book.2");
    desk.with(&["restore", copy.to_str().unwrap(), "--apply"], PASSPHRASE).ok();
    assert_eq!(desk.head(PASSPHRASE), head);
    // What was kept of it has its key along.
    assert!(PathBuf::from(format!("{}.key", named("book.damaged-").display())).exists());
}

#[test]
fn a_key_file_that_was_moved_or_damaged_is_found_with_a_copy_and_named() {
    let (desk, _) = Desk::locked();
    desk.with(&["backup"], PASSPHRASE).ok();
    std::fs::write(desk.key(), "{").unwrap();
    desk.with(&["today"], PASSPHRASE).refused(3, "A copy has the key of this book: copy ");
    std::fs::remove_file(desk.key()).unwrap();
    desk.with(&["today"], PASSPHRASE).refused(3, "A copy has the key of this book: copy ");
}

#[test]
fn a_build_without_the_keyring_says_so() {
    let plain = Desk { home: Home::new() };
    plain.plain(&["client", "add", "Hartley household"]).ok();
    plain.plain(&["lock", "keyring", "on"]).refused(1, "is not locked");
    let (desk, _) = Desk::locked();
    for turn in ["on", "off"] {
        let said = desk.with(&["lock", "keyring", turn], PASSPHRASE);
        let why = if cfg!(feature = "keyring") { "does not answer" } else { "built without the keyring" };
        assert!(said.code != 0 && said.err.contains(why), "{}", said.err);
    }
    desk.with(&["today"], PASSPHRASE).ok();
}

#[test]
fn plain_copies_of_a_locked_book_are_named_by_the_doctor_until_they_are_gone() {
    let desk = Desk { home: Home::new() };
    desk.plain(&["client", "add", "Hartley household"]).ok();
    desk.plain(&["backup"]).ok();
    assert!(!desk.plain(&["doctor"]).ok().contains("plain copies"), "the book is plain itself");
    let set = desk.with(&["lock", "set", "--json"], PASSPHRASE).json();
    let plain = set["plain_copies"][0].as_str().unwrap().to_owned();
    let said = desk.with(&["doctor"], PASSPHRASE).ok();
    assert!(said.contains("plain copies") && said.contains("not locked") && said.contains(&plain), "{said}");
    std::fs::remove_file(plain).unwrap();
    let said = desk.with(&["doctor"], PASSPHRASE).ok();
    assert!(!said.contains("plain copies"), "{said}");
}

#[test]
fn a_plain_copy_left_by_a_killed_command_goes_at_the_next_one_and_that_is_said() {
    let (desk, _) = Desk::locked();
    for args in [vec!["lock", "show"], vec!["verify"], vec!["add", "Call today"], vec!["doctor"]] {
        let left = desk.home.book().with_file_name(".standing-aB3xYz");
        std::fs::write(&left, "SQLite format 3\0 Hartley").unwrap();
        let then = std::fs::metadata(&left).unwrap().modified().unwrap() - std::time::Duration::from_secs(3);
        std::fs::File::options().write(true).open(&left).unwrap().set_modified(then).unwrap();
        let said = desk.with(&args, PASSPHRASE);
        assert!(said.code == 0 && !left.exists(), "{args:?}: {}", said.err);
        assert!(said.err.contains("Removed 1 file that a killed program had left"), "{args:?}: {}", said.err);
    }
}
