//! What the machine does to the program: full disks, files that may only be read, no home, strange bytes, a clock set
//! back. Nothing acknowledged is lost, and what could not be done is said in words.
//!
//! **Invariant:** a disk is filled and taken away only inside a file system made for the test, or by a limit that holds
//! for the one program.

use std::{
    ffi::OsStr,
    fs,
    io::Write as _,
    os::unix::{
        ffi::OsStrExt as _,
        fs::{MetadataExt as _, PermissionsExt as _, chown, symlink},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::program::{Home, Said, fed, raw};

/// The user that owns nothing.
const NOBODY: u32 = 65_534;

/// A sentence of ours: a full stop, no words of the system or of the engine.
#[track_caller]
fn plain(said: &Said) {
    let text = said.err.trim_end();
    assert!(text.ends_with('.'), "{text:?}");
    for word in ["os error", "SQLITE", "database", "panicked", "sqlite", "errno", "I/O"] {
        assert!(!text.contains(word), "{word} in {text:?}");
    }
}

/// The numbers of the steps that were acknowledged in an answer.
fn acknowledged(out: &str) -> Vec<i64> {
    let numbers = out.lines().filter_map(|line| line.strip_prefix("op ")?.split(' ').next()?.parse().ok());
    numbers.collect()
}

/// Everything acknowledged is in the book, and the book is sound.
#[track_caller]
fn holds(home: &Home, acknowledged: &[i64]) {
    assert!(home.run(&["verify"]).ok().contains("book equals journal"));
    let conn = raw(&home.book());
    let sound: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    for op in acknowledged {
        let there: i64 =
            conn.query_row("SELECT count(*) FROM op WHERE id = ?1", [op], |row| row.get(0)).unwrap();
        assert_eq!(there, 1, "step {op} was acknowledged and is lost");
    }
}

fn many_lines(count: usize) -> String {
    (0..count).map(|line| format!("add \"Line {line} fri\"\n")).collect::<Vec<_>>().concat()
}

/// The program where no file may grow beyond so many blocks of 512 bytes.
fn limited(home: &Home, blocks: u64, args: &[&str]) -> Command {
    let mut command = Command::new("/bin/sh");
    let script = format!("ulimit -f {blocks}; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_standing")]).args(args).env_clear();
    command
        .env("HOME", home.path())
        .env("STANDING_TODAY", "2026-11-23")
        .env("TZ", "UTC")
        .stdin(Stdio::null());
    command
}

#[test]
fn a_limit_on_files_loses_nothing_acknowledged_and_is_said() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let blocks = fs::metadata(home.book()).unwrap().len() / 512 + 16;
    let said = fed(&mut limited(&home, blocks, &["batch"]), &many_lines(400));
    assert_eq!(said.code, 3, "{}", said.err);
    let refused = said.err.lines().last().unwrap_or_default();
    assert!(refused.contains("Not saved") && refused.contains("as it was"), "{refused}");
    let done = acknowledged(&said.out);
    assert!(!done.is_empty() && done.len() < 400, "{} of 400 lines", done.len());
    holds(&home, &done);
    let op: i64 = done.last().unwrap() + 1;
    assert!(home.run(&["client", "add", "Okafor"]).ok().starts_with(&format!("op {op} ")));
}

#[test]
fn an_import_an_export_and_a_backup_that_find_no_room_leave_nothing_behind() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let cards: Vec<String> = (0..400)
        .map(|n| format!("BEGIN:VCARD\r\nFN:Person {n}\r\nNOTE:{}\r\nEND:VCARD\r\n", "x".repeat(600)))
        .collect();
    let cards = cards.concat();
    let file = home.path().join("in.vcf");
    fs::write(&file, cards).unwrap();
    let blocks = fs::metadata(home.book()).unwrap().len() / 512 + 16;
    let said =
        Said::of(&limited(&home, blocks, &["import", file.to_str().unwrap(), "--apply"]).output().unwrap());
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    plain(&said);
    assert!(acknowledged(&said.out).is_empty());
    assert_eq!(home.run(&["person", "list", "--json"]).json()["records"].as_array().unwrap().len(), 0);
    for args in [vec!["backup", "--out"], vec!["export", "json", "--out"], vec!["export", "vcard", "--out"]] {
        home.run(&["import", file.to_str().unwrap(), "--apply"]);
        let out = home.path().join("out");
        let mut all = args.clone();
        all.push(out.to_str().unwrap());
        let said = Said::of(&limited(&home, 100, &all).output().unwrap());
        assert_eq!(said.code, 3, "{args:?}: {}{}", said.out, said.err);
        plain(&said);
        assert!(!out.exists(), "{args:?}");
        let left: Vec<_> =
            fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(
            !left.iter().any(|name| name.to_string_lossy().starts_with(".standing-")),
            "{args:?}: {left:?}"
        );
    }
    holds(&home, &[1]);
}

/// A small file system of its own; taken away again at the end.
struct Disk {
    at: tempfile::TempDir,
}

impl Disk {
    /// None where the test may not make one.
    fn of_megabytes(size: u32) -> Option<Self> {
        let at = tempfile::TempDir::new().unwrap();
        let options = format!("size={size}m,mode=0755");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at.path()).stderr(Stdio::null());
        if mount.status().is_ok_and(|status| status.success()) {
            return Some(Self { at });
        }
        println!("skipped: only root can make a small disk here");
        None
    }

    fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let done = Command::new("mount").args(["-o", &options]).arg(self.at.path()).status().unwrap();
        assert!(done.success());
    }

    fn home(&self) -> Home {
        Home { dir: tempfile::TempDir::new_in(self.at.path()).unwrap() }
    }

    /// Fills it to the last byte.
    fn fill(&self) -> PathBuf {
        let file = self.at.path().join("filler");
        let mut to = fs::File::create(&file).unwrap();
        while to.write_all(&[7; 4096]).is_ok() {}
        while to.write_all(&[7]).is_ok() {}
        file
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.at.path()).status();
    }
}

#[test]
fn a_full_disk_refuses_in_words_and_saves_again_once_there_is_room() {
    let Some(disk) = Disk::of_megabytes(6) else { return };
    let home = disk.home();
    home.run(&["client", "add", "Hartley household", "--kind", "prospect"]).ok();
    let said = fed(&mut home.command(&["batch"]), &many_lines(100));
    let mut done = acknowledged(&said.ok());
    let filler = disk.fill();
    // What is there can be read.
    let before = home.run(&["client", "list"]);
    assert!(before.code == 0 && before.out.contains("Hartley"), "{}", before.err);
    for args in [vec!["client", "add", "Okafor"], vec!["client", "edit", "c1", "--tier", "A"], vec!["undo"]] {
        let said = home.run(&args);
        assert_eq!(said.code, 3, "{args:?}: {}{}", said.out, said.err);
        assert!(
            said.err.contains("full") || said.err.contains("room") || said.err.contains("space"),
            "{}",
            said.err
        );
        plain(&said);
    }
    for args in [
        vec!["lock", "set", "--passphrase-fd", "0"],
        vec!["purge", "c1", "--erasure-request", "today", "--reason", "they asked in writing", "--yes"],
    ] {
        let said = fed(home.command(&args).env("STANDING_CHEAP_KEYS", "1"), "four plain old words");
        assert!(said.code != 0 && said.err.contains("full"), "{args:?}: {}", said.err);
        plain(&said);
    }
    // A little room: it runs out while the program is at work.
    let room = fs::metadata(&filler).unwrap().len() - (400 << 10);
    fs::File::options().write(true).open(&filler).unwrap().set_len(room).unwrap();
    let said = fed(&mut home.command(&["batch"]), &many_lines(600));
    assert!(said.code == 3 && said.err.contains("disk"), "{}", said.err.lines().last().unwrap_or_default());
    let some = acknowledged(&said.out);
    assert!(!some.is_empty() && some.len() < 600, "{} of 600 lines", some.len());
    done.extend(some);
    fs::remove_file(filler).unwrap();
    holds(&home, &done);
    assert_eq!(home.run(&["client", "list"]).out, before.out.clone());
    done.extend(acknowledged(&home.run(&["client", "add", "Okafor"]).ok()));
    holds(&home, &done);
}

#[test]
fn a_book_on_read_only_media_is_read_and_refuses_to_be_written() {
    let Some(disk) = Disk::of_megabytes(8) else { return };
    let home = disk.home();
    home.run(&["client", "add", "Hartley household", "--tier", "A"]).ok();
    home.run(&["add", "Roth figures fri"]).ok();
    disk.remount("ro");
    reads_and_refuses(&home, |command| command);
    disk.remount("rw");
    holds(&home, &[1, 2]);
}

/// What reads does; what writes is refused by the book's name.
fn reads_and_refuses(home: &Home, as_whom: impl Fn(&mut Command) -> &mut Command) {
    let out = tempfile::TempDir::new().unwrap();
    fs::set_permissions(out.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let run = |args: &[&str]| Said::of(&as_whom(&mut home.command(args)).output().unwrap());
    assert!(run(&["client", "list"]).ok().contains("Hartley"));
    let copy = out.path().join("out.json");
    for args in [
        vec!["client", "show", "Hartley"],
        vec!["show", "c1"],
        vec!["brief", "c1"],
        vec!["today"],
        vec!["find", "Roth"],
        vec!["history"],
        vec!["verify"],
        vec!["duplicates"],
        vec!["export", "json", "--out", copy.to_str().unwrap()],
    ] {
        let said = run(&args);
        assert_eq!(said.code, 0, "{args:?}: {}{}", said.out, said.err);
    }
    let said = run(&["export", "json", "--force", "--out", copy.to_str().unwrap()]);
    assert!(said.err.contains("does not keep that this left it"), "{}", said.err);
    let bytes = fs::read(home.book()).unwrap();
    for args in [
        vec!["client", "add", "Okafor"],
        vec!["client", "edit", "c1", "--tier", "B"],
        vec!["log", "c1", "--channel", "call", "--summary", "Called"],
        vec!["done", "f1"],
        vec!["undo"],
        vec!["import", "tests/fixtures/contacts.vcf", "--apply"],
    ] {
        let said = run(&args);
        assert_eq!(said.code, 3, "{args:?}: {}{}", said.out, said.err);
        assert!(
            said.err.contains("may only be read") && said.err.contains("book.db"),
            "{args:?}: {}",
            said.err
        );
        plain(&said);
    }
    assert!(fs::read(home.book()).unwrap() == bytes, "the book was written to");
}

/// A home that belongs to nobody, with a book of one client; none where the test cannot act as somebody else.
fn foreign_home() -> Option<Home> {
    let home = Home::new();
    if fs::metadata(home.path()).unwrap().uid() != 0 {
        println!("skipped: permissions are tried as another user, which only root can be");
        return None;
    }
    home.run(&["client", "add", "Hartley household", "--tier", "A"]).ok();
    home.run(&["add", "Roth figures fri"]).ok();
    let mut open = vec![home.path().to_owned()];
    while let Some(path) = open.pop() {
        chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    Some(home)
}

fn nobody(command: &mut Command) -> &mut Command {
    command.uid(NOBODY).gid(NOBODY)
}

#[test]
fn a_book_whose_file_or_folder_is_read_only_is_read() {
    let Some(home) = foreign_home() else { return };
    let folder = home.book().parent().unwrap().to_owned();
    for (file, dir) in [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)] {
        fs::set_permissions(home.book(), fs::Permissions::from_mode(file)).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(dir)).unwrap();
        reads_and_refuses(&home, nobody);
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
    holds(&home, &[1, 2]);
}

#[test]
fn a_read_only_book_that_was_not_closed_is_read_with_its_log_and_leaves_no_copy() {
    let Some(home) = foreign_home() else { return };
    let folder = home.book().parent().unwrap().to_owned();
    let log = home.book().with_file_name("book.db-wal");
    // While somebody else has it open, what is written stays in the log.
    let other = raw(&home.book());
    other.execute_batch("BEGIN").unwrap();
    let one: i64 = other.query_row("SELECT count(*) FROM relationship", [], |row| row.get(0)).unwrap();
    assert_eq!(one, 1);
    home.run(&["client", "add", "Rivera household"]).ok();
    let (book, waits) = (fs::read(home.book()).unwrap(), fs::read(&log).unwrap());
    assert!(!waits.is_empty());
    drop(other);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::remove_file(path).unwrap();
        }
    }
    for (path, bytes) in [(home.book(), &book), (log.clone(), &waits)] {
        fs::write(&path, bytes).unwrap();
        chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    let elsewhere = tempfile::TempDir::new().unwrap();
    fs::set_permissions(elsewhere.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let run = |args: &[&str], place: &Path| {
        Said::of(&nobody(home.command(args).env("TMPDIR", place)).output().unwrap())
    };
    let said = run(&["client", "list"], elsewhere.path()).ok();
    assert!(said.contains("Hartley") && said.contains("Rivera"), "what waits in the log is read: {said}");
    run(&["client", "add", "Okafor"], elsewhere.path()).refused(3, "may only be read here");
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "the copy is gone");
    assert!(fs::read(home.book()).unwrap() == book && fs::read(&log).unwrap() == waits);
    // Where no copy can be made it is refused as before.
    run(&["client", "list"], Path::new("/nowhere")).refused(3, "was not closed where it was written last");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_book_or_a_folder_without_any_permission_is_said_to_be_closed() {
    let Some(home) = foreign_home() else { return };
    let folder = home.book().parent().unwrap().to_owned();
    for (path, mode) in [(home.book(), 0o600), (folder, 0o700)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        for args in [vec!["client", "list"], vec!["client", "add", "Okafor"], vec!["verify"]] {
            let said = Said::of(&nobody(&mut home.command(&args)).output().unwrap());
            assert_eq!(said.code, 3, "{args:?}: {}{}", said.out, said.err);
            assert!(said.err.contains("book.db"), "{}", said.err);
            plain(&said);
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    holds(&home, &[1, 2]);
}

#[test]
fn a_link_to_a_book_stays_a_link_and_the_log_lies_beside_the_book() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let (real, link) = (home.path().join("real"), home.path().join("link.db"));
    fs::create_dir(&real).unwrap();
    let target = real.join("target.db");
    fs::rename(home.book(), &target).unwrap();
    symlink(&target, &link).unwrap();
    let named = link.to_str().unwrap();
    home.run(&["client", "add", "Okafor household", "--book", named]).ok();
    home.run(&["undo", "--book", named]).ok();
    home.run(&["backup", "--book", named]).ok();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let mut batch = home
        .command(&["batch", "--book", named])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = batch.stdin.take().unwrap();
    writeln!(to, "client add Ruiz").unwrap();
    let wait = Instant::now();
    while !real.join("target.db-wal").exists() && wait.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(real.join("target.db-wal").exists() && !home.path().join("link.db-wal").exists());
    drop(to);
    assert!(batch.wait().unwrap().success());
    let direct = home.run(&["client", "list", "--book", target.to_str().unwrap()]).ok();
    assert!(direct.contains("Hartley") && direct.contains("Ruiz"));
    // A link to nothing makes the book there where it points, or says why not.
    fs::remove_file(&target).unwrap();
    let said = home.run(&["client", "list", "--book", named]);
    assert_eq!(said.code, 3, "{}", said.out);
    plain(&said);
}

#[test]
fn without_a_home_a_book_that_is_named_is_used_and_else_it_is_said() {
    let home = Home::new();
    let book = home.path().join("mine.db");
    for set in [None, Some("")] {
        let command = |args: &[&str]| {
            let mut command = home.command(args);
            command.env_remove("HOME");
            if let Some(value) = set {
                command.env("HOME", value);
            }
            Said::of(&command.output().unwrap())
        };
        command(&["client", "add", "Hartley", "--book", book.to_str().unwrap()]).ok();
        for args in [vec!["client", "list"], vec!["today"], vec!["demo", "--path"], vec![]] {
            let said = command(&args);
            assert_eq!(said.code, 3, "{args:?}: {}", said.err);
            assert!(said.err.contains("HOME"), "{}", said.err);
        }
        command(&["--help"]).ok();
        command(&["keys"]).ok();
    }
}

#[test]
fn any_locale_gives_the_same_names_and_bytes_that_are_no_text_are_refused_or_used() {
    let home = Home::new();
    for (number, locale) in ["C", "POSIX", "de_CH.ISO8859-1", "tr_TR.UTF-8", "\u{fffd}"].iter().enumerate() {
        let mut command = home.command(&["client", "add", &format!("Hélène 田 {number}")]);
        Said::of(&command.env("LANG", locale).env("LC_ALL", locale).output().unwrap()).ok();
        let mut command = home.command(&["client", "list"]);
        let listed = Said::of(&command.env("LANG", locale).env("LC_ALL", locale).output().unwrap()).ok();
        assert!(listed.contains(&format!("Hélène 田 {number}")), "{locale}: {listed}");
    }
    let odd = |bytes: &[u8]| OsStr::from_bytes(bytes).to_owned();
    // A path may be any bytes; a name may not.
    let path = home.path().join(odd(b"b\xff\x9b2J.db"));
    for args in [["client", "add", "Ann"].as_slice(), &["client", "list"], &["verify"]] {
        let said = Said::of(&home.command(args).arg("--book").arg(&path).output().unwrap());
        assert_eq!(said.code, 0, "{args:?}: {}", said.err);
    }
    let mut command = home.command(&["client", "add"]);
    let said = Said::of(&command.arg(odd(b"Bad\xff\x9b2J")).output().unwrap());
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    let mut command = home.command(&["import"]);
    let said = Said::of(&command.arg(home.path().join(odd(b"no\xff\x9b.vcf"))).output().unwrap());
    assert!(said.code == 3 && said.err.contains("no such file"), "{}", said.err);
    for name in ["STANDING_TODAY", "STANDING_BOOK", "TZ", "EDITOR", "LANG"] {
        let mut command = home.command(&["client", "list"]);
        let output = command.env(name, odd(b"\xff\xfe\x1b[2J")).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains('\u{1b}') && !err.contains("panicked"), "{name}: {err:?}");
    }
}

#[test]
fn closed_and_broken_streams_lose_nothing_that_was_done() {
    let home = Home::new();
    let shell = |script: &str| {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_standing")]).env_clear().env("HOME", home.path());
        command.env("STANDING_TODAY", "2026-11-23").env("TZ", "UTC").stdin(Stdio::null());
        let output = command.output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!err.contains("panicked") && output.status.code().is_some(), "{script}: {err}");
        (output.status.code().unwrap_or(-1), err)
    };
    shell("exec \"$0\" client add One <&- ");
    shell("exec \"$0\" client add Two <&- >&- 2>&-");
    shell("exec \"$0\" client add Three >/dev/null 2>&-");
    shell("exec \"$0\" batch <&-");
    shell("exec \"$0\" <&- ");
    shell("\"$0\" client list | true");
    let (code, said) = shell("exec \"$0\" client add Four >/dev/full");
    assert!(code == 3 && said.contains("is saved"), "{code}: {said}");
    let listed = home.run(&["client", "list"]).ok();
    for name in ["One", "Two", "Three", "Four"] {
        assert!(listed.contains(name), "{listed}");
    }
    holds(&home, &[1, 2, 3, 4]);
}

#[test]
fn a_clock_set_back_is_said_by_history_and_breaks_no_chain() {
    let home = Home::new();
    let on = |day: &str, args: &[&str]| {
        let mut command = home.command(args);
        Said::of(&command.env("STANDING_TODAY", day).output().unwrap()).ok()
    };
    on("2026-11-23", &["client", "add", "Hartley"]);
    on("2026-11-20", &["client", "add", "Okafor"]);
    on("2001-01-01", &["add", "Roth figures 2001-02-01"]);
    on("2026-11-24", &["client", "edit", "c1", "--tier", "A"]);
    let history = on("2026-11-24", &["history"]);
    // One of the days may be that of the machine.
    assert!(history.matches("recorded with the clock set").count() >= 3, "{history}");
    let order: Vec<&str> = history
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|id| id.starts_with('o'))
        .collect();
    assert_eq!(order, ["op", "o4", "o3", "o2", "o1"], "{history}");
    assert!(on("2026-11-24", &["verify"]).contains("book equals journal"));
    assert!(on("2026-11-19", &["undo"]).contains("Undid"));
    holds(&home, &[1, 2, 3, 4, 5]);
}

#[test]
fn instants_that_go_back_break_no_chain() {
    let home = Home::new();
    let mut book = standing::acts::Book::open(
        &home.path().join("book.db"),
        standing::clock::Clock::fixed(chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()),
    )
    .unwrap();
    let client = |name: &str| standing::domain::action::Action::Add {
        kind: standing::domain::record::Kind::Relationship,
        fields: standing::domain::record::Fields::new().with("name", name).with("kind", "client"),
    };
    for day in [23, 1, 22, 2] {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        book.set_clock(standing::clock::Clock::fixed(day));
        book.execute(&client(&format!("Day {day}"))).unwrap();
    }
    assert!(book.verify(None).unwrap().faults.is_empty());
}

#[test]
fn a_file_that_is_no_answer_to_a_command_is_never_half_written() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let out = home.path().join("out.json");
    fs::write(&out, "old").unwrap();
    let said = Said::of(
        &limited(&home, 1, &["export", "json", "--force", "--out", out.to_str().unwrap()]).output().unwrap(),
    );
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    assert_eq!(fs::read(&out).unwrap(), b"old");
    assert!(Path::new(&out).is_file());
}
