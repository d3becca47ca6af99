//! Backups, damaged books, the log and the report of a crash, as the program shows them from outside.
//!
//! **Invariant:** a damaged file is the same to the byte after every command.

use std::{
    fs,
    path::{Path, PathBuf},
};

use standing::{
    acts::{Book, Watch, backups::Today},
    clock::Clock,
    domain::backup_schedule::Backups,
};

use crate::program::{Home, Said};

const PAGE: usize = 4096;

/// A home whose book has so many clients, all in the file itself.
fn home(clients: usize) -> Home {
    let home = Home::new();
    let lines: Vec<String> = (0..clients).map(|number| format!("client add 'Client {number:04}'")).collect();
    let file = home.path().join("lines");
    fs::write(&file, lines.join("\n")).unwrap();
    let mut batch = home.command(&["batch"]);
    Said::of(&batch.stdin(fs::File::open(file).unwrap()).output().unwrap()).ok();
    home
}

/// The day's copy, as the desk makes it.
fn back_up(home: &Home) -> PathBuf {
    let clock = Clock::fixed("2026-11-23".parse().unwrap());
    let mut book = Book::open(&home.book(), clock).unwrap();
    book.set_backups(Some(Backups::default()));
    match book.back_up_today(&Watch::default()).unwrap() {
        Today::Made(backed) => backed.path,
        other => panic!("{other:?}"),
    }
}

fn damage(file: &Path, from: usize, length: usize) -> Vec<u8> {
    let mut bytes = fs::read(file).unwrap();
    bytes[from..from + length].fill(0xA5);
    fs::write(file, &bytes).unwrap();
    bytes
}

/// What every command says of a book that does not open.
fn refused(home: &Home, copy: &Path) {
    let before = fs::read(home.book()).ok();
    for args in [vec!["today"], vec!["client", "list"], vec!["client", "add", "Another"], vec!["verify"]] {
        let said = home.run(&args);
        assert_eq!((said.code, said.out.as_str()), (3, ""), "{args:?}: {}", said.err);
        for word in ["cannot be worked with", copy.to_str().unwrap(), "--apply", "standing doctor"] {
            assert!(said.err.contains(word), "{args:?}: {word:?} is not in {:?}", said.err);
        }
        assert!(fs::read(home.book()).ok() == before, "{args:?} changed the damaged book");
    }
}

#[test]
fn a_restore_says_first_what_it_would_take_away_and_bring_back() {
    let home = home(3);
    let copy = home.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    home.run(&["backup", "--out", copy]).ok();
    assert!(home.run(&["restore", copy]).ok().contains("the same as the present book"));
    home.run(&["client", "add", "Fourth"]).ok();
    home.run(&["client", "add", "Fifth"]).ok();
    let said = home.run(&["restore", copy]).ok();
    for word in
        ["2 operations of the present book are not in it", "Fifth", "5 now, 3 then", "Nothing was changed"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }
    let told = home.run(&["restore", copy, "--json"]).json();
    assert_eq!((&told["lost_operations"], &told["only_in_copy"]), (&2.into(), &0.into()));
    let applied = home.run(&["restore", copy, "--apply", "--json"]).json();
    let kept = applied["kept"].as_str().unwrap().to_owned();
    // From the other side: what was kept holds more than the book now.
    let back = home.run(&["restore", &kept, "--json"]).json();
    assert_eq!((&back["lost_operations"], &back["only_in_copy"]), (&0.into(), &2.into()));
}

#[test]
fn a_book_with_a_destroyed_beginning_is_refused_with_its_backup_and_restored() {
    let home = home(30);
    let copy = back_up(&home);
    home.run(&["client", "add", "After the backup"]).ok();
    let bytes = damage(&home.book(), 0, 16);
    refused(&home, &copy);
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.code, 3, "{}", doctor.err);
    for word in ["was overwritten", copy.to_str().unwrap(), "--salvage", "crash reports"] {
        assert!(doctor.out.contains(word), "{word}: {}", doctor.out);
    }
    let preview = home.run(&["restore", copy.to_str().unwrap()]).ok();
    assert!(preview.contains("cannot be worked with") && preview.contains("add --apply"), "{preview}");
    assert!(fs::read(home.book()).unwrap() == bytes);
    let told = home.run(&["restore", copy.to_str().unwrap(), "--apply", "--json"]).json();
    let kept = PathBuf::from(told["kept"].as_str().unwrap());
    assert!(fs::read(kept).unwrap() == bytes, "the damaged file is kept to the byte");
    assert!(home.run(&["verify"]).ok().starts_with("30 operations"));
    assert!(home.run(&["client", "list"]).ok().contains("Client 0029"));
}

#[test]
fn a_book_that_is_cut_off_is_refused_and_what_is_left_of_it_is_saved() {
    let home = home(500);
    let copy = back_up(&home);
    let bytes = fs::read(home.book()).unwrap();
    fs::write(home.book(), &bytes[..bytes.len() / 2]).unwrap();
    refused(&home, &copy);
    fs::write(home.book(), &bytes[..bytes.len() / 5 * 4]).unwrap();
    refused(&home, &copy);
    let saved = home.path().join("saved.db");
    let said = home.run(&["doctor", "--salvage", saved.to_str().unwrap()]).ok();
    assert!(said.contains("The journal is whole for") && !said.contains("all there was"), "{said}");
    assert!(home.run(&["verify", saved.to_str().unwrap()]).ok().contains("book equals journal"));
    home.run(&["doctor", "--salvage", saved.to_str().unwrap()]).refused(1, "is there already");
}

#[test]
fn an_empty_or_a_missing_book_beside_its_backups_is_no_new_book() {
    let home = home(5);
    let copy = back_up(&home);
    fs::write(home.book(), "").unwrap();
    refused(&home, &copy);
    fs::remove_file(home.book()).unwrap();
    refused(&home, &copy);
    assert!(!home.book().exists(), "a new book was made beside the backups of the old one");
    let told = home.run(&["restore", copy.to_str().unwrap(), "--apply"]).ok();
    assert!(told.contains("There was no book to keep"), "{told}");
    assert!(home.run(&["verify"]).ok().starts_with("5 operations"));
}

#[test]
fn a_damaged_page_is_named_by_the_doctor_and_nothing_is_lost_by_salvage() {
    let home = home(300);
    let copy = back_up(&home);
    let conn = crate::program::raw(&home.book());
    let page: i64 = conn
        .query_row(
            "SELECT max(pageno) FROM dbstat WHERE name = 'relationship' AND pagetype = 'leaf'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(conn);
    let at = (usize::try_from(page).unwrap() - 1) * PAGE;
    let bytes = damage(&home.book(), at, PAGE);
    let doctor = home.run(&["doctor"]);
    assert!(doctor.code == 3 && doctor.out.contains("The file is damaged"), "{}", doctor.out);
    // The mark stands until the whole book is found sound, or a sound one took its place.
    let mark = PathBuf::from(format!("{}.damaged", home.book().display()));
    assert!(fs::read_to_string(&mark).unwrap().contains("The file is damaged"));
    let whole = fs::read(&copy).unwrap();
    fs::write(home.book(), &whole).unwrap();
    home.run(&["client", "list"]).ok();
    assert!(mark.exists());
    home.run(&["verify"]).ok();
    assert!(!mark.exists());
    fs::write(home.book(), &bytes).unwrap();
    home.run(&["doctor"]);
    home.run(&["restore", copy.to_str().unwrap(), "--apply"]).ok();
    assert!(!mark.exists());
    fs::write(home.book(), &bytes).unwrap();
    home.run(&["verify"]);
    assert!(mark.exists());
    let saved = home.path().join("saved.db");
    let told = home.run(&["doctor", "--salvage", saved.to_str().unwrap(), "--json"]).json();
    assert_eq!((&told["whole"], &told["steps"]), (&true.into(), &300.into()), "{told}");
    assert!(fs::read(home.book()).unwrap() == bytes);
    let listed = home.run(&["client", "list", "--book", saved.to_str().unwrap()]).ok();
    assert!(listed.contains("Client 0000") && listed.contains("Client 0299"), "{listed}");
}

#[test]
fn a_book_without_its_log_is_said_to_be_behind_its_backup() {
    let home = home(3);
    let before = fs::read(home.book()).unwrap();
    home.run(&["client", "add", "Fourth"]).ok();
    let copy = back_up(&home);
    fs::write(home.book(), before).unwrap();
    let _ = fs::remove_file(home.book().with_extension("db-wal"));
    let said = home.run(&["doctor"]).ok();
    assert!(
        said.contains("1 operation that this book has not") && said.contains(copy.to_str().unwrap()),
        "{said}"
    );
}

#[test]
fn what_a_killed_program_left_is_removed_at_the_next_start() {
    let home = home(1);
    let left = home.book().with_file_name(".standing-aB3xYz");
    fs::write(&left, "half a copy").unwrap();
    let then = fs::metadata(&left).unwrap().modified().unwrap() - std::time::Duration::from_mins(1);
    fs::File::options().write(true).open(&left).unwrap().set_modified(then).unwrap();
    home.run(&["client", "list"]).ok();
    assert!(!left.exists());
}

#[test]
fn the_log_names_commands_and_no_client() {
    let home = home(1);
    home.run(&["client", "add", "Hartley household", "--head", "Ann Hartley"]).ok();
    home.run(&["log", "Hartley", "--channel", "call", "--summary", "Spoke of the Roth"]).ok();
    home.run(&["client", "show", "Nobody"]);
    home.run(&["backup"]).ok();
    let log = home.path().join(".local/state/standing/standing.log");
    let text = fs::read_to_string(&log).unwrap();
    for word in ["command client, exit 0", "command log, exit 0", "command client, exit 2", "command backup"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
    for word in ["Hartley", "Ann", "Roth", "Client", "Nobody", home.path().to_str().unwrap()] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&log).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let config = home.path().join("config.toml");
    fs::write(&config, "log = false\n").unwrap();
    home.run(&["client", "list", "--config", config.to_str().unwrap()]).ok();
    assert_eq!(fs::read_to_string(&log).unwrap(), text);
}

#[cfg(debug_assertions)]
#[test]
fn a_crash_leaves_a_private_report_without_the_words_of_the_moment() {
    let home = home(1);
    let mut command = home.command(&["client", "list"]);
    let said = Said::of(&command.env("STANDING_TEST_CRASH", "inside 'Hartley household'").output().unwrap());
    assert!(said.code != 0 && said.err.contains("Read it before you show it"), "{}", said.err);
    assert!(!said.err.contains("Hartley"), "{}", said.err);
    let state = home.path().join(".local/state/standing");
    let report = fs::read_dir(&state)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("crash-"))
        .unwrap();
    let text = fs::read_to_string(&report).unwrap();
    for word in ["system", "crash.rs", "left out", env!("CARGO_PKG_VERSION")] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!text.contains("Hartley"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&report).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(home.run(&["doctor"]).ok().contains("read it before you show it to anybody"));
}

#[test]
fn a_copy_that_is_asked_for_goes_to_the_second_place_too_and_says_what_became_of_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home(1);
    let (stick, config) = (home.path().join("stick"), home.path().join("config.toml"));
    let also = |dir: &Path| fs::write(&config, format!("[backup]\nalso = \"{}\"\n", dir.display())).unwrap();
    let run = |args: &[&str]| home.run(&[&["--config", config.to_str().unwrap()], args].concat());
    let copies = || fs::read_dir(&stick).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    also(&stick);
    // Away: the copy is made, and it is said.
    let said = run(&["backup"]);
    assert!(
        said.err.contains("The second place") && said.err.contains("is not there just now"),
        "{}",
        said.err
    );
    assert!(said.ok().starts_with("Copied to "));
    fs::create_dir(&stick).unwrap();
    home.run(&["client", "add", "Hartley"]).ok();
    let out = home.path().join("mine.db");
    let said = run(&["backup", "--out", out.to_str().unwrap()]).ok();
    let [there] = &copies()[..] else { panic!("{said}") };
    assert!(said.contains(&format!("Copied to the second place too: {}.", there.display())), "{said}");
    assert!(there.file_name().unwrap().to_str().unwrap().starts_with("book."), "{}", there.display());
    assert!(fs::read(there).unwrap() == fs::read(&out).unwrap());
    // A copy that is made there is there, and nowhere twice.
    let direct = stick.join("direct.db");
    run(&["backup", "--out", direct.to_str().unwrap()]).ok();
    assert_eq!(copies().len(), 2);
    // Where nothing can be written it says so and a script sees it; the first copy stands.
    let file = home.path().join("no-room");
    fs::create_dir(&file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o500)).unwrap();
    also(&file);
    let last = home.path().join("last.db");
    let said = run(&["backup", "--out", last.to_str().unwrap()]);
    // Who may do everything writes there all the same.
    if fs::read_dir(&file).unwrap().next().is_none() {
        assert_eq!(said.code, 3, "{}{}", said.out, said.err);
        assert!(said.err.contains("The second place got no copy. ") && last.exists(), "{}", said.err);
    }
    also(home.book().parent().unwrap());
    let said = run(&["backup", "--out", home.path().join("home.db").to_str().unwrap(), "--json"]);
    assert!(said.err.contains("is where the book lies"), "{}", said.err);
    assert_eq!(said.json()["second_place"]["state"], "same place");
}

#[test]
fn no_command_writes_to_a_book_with_a_broken_page_whether_it_was_noticed_before_or_not() {
    for before in [&["today"][..], &["client", "add", "Another"]] {
        let home = home(30);
        let copy = back_up(&home);
        home.run(&["today"]).ok();
        let bytes = damage(&home.book(), PAGE, PAGE);
        home.run(before);
        for args in [
            &["client", "add", "Another"][..],
            &["add", "Call Ann fri"],
            &["undo"],
            &["set", "gaps_per_day", "2"],
            &["lock", "set", "--passphrase-fd", "0"],
        ] {
            let said = crate::program::fed(&mut home.command(args), "four plain old words");
            assert!(
                said.code != 0 && said.err.contains("standing doctor"),
                "{args:?}: {}{}",
                said.out,
                said.err
            );
            assert!(fs::read(home.book()).unwrap() == bytes, "{args:?} altered the damaged book");
        }
        home.run(&["restore", copy.to_str().unwrap(), "--apply"]).ok();
        home.run(&["client", "add", "Another"]).ok();
    }
}

#[test]
fn a_mark_that_was_wrong_is_taken_away_by_the_doctor_and_the_book_is_written_again() {
    let home = home(3);
    fs::write(format!("{}.damaged", home.book().display()), "2026-11-20T08:00:00Z\nPage 7 is bad.\n")
        .unwrap();
    home.run(&["client", "add", "Another"]).refused(3, "standing doctor reads all of it");
    assert!(home.run(&["client", "list"]).ok().contains("Client 0002"));
    assert!(home.run(&["doctor"]).ok().contains("it can be written to again"));
    home.run(&["client", "add", "Another"]).ok();
}

#[test]
fn a_book_whose_first_bytes_are_gone_has_the_same_choices_as_any_damaged_one() {
    for (length, with) in [(100, 0xA5), (100, 0), (4_000, b'A'), (usize::MAX, 0)] {
        let home = home(30);
        let copy = back_up(&home);
        let mut bytes = fs::read(home.book()).unwrap();
        let length = length.min(bytes.len());
        bytes[..length].fill(with);
        fs::write(home.book(), &bytes).unwrap();
        refused(&home, &copy);
        let doctor = home.run(&["doctor"]);
        assert_eq!(doctor.code, 3, "{}", doctor.err);
        for word in [copy.to_str().unwrap(), "--salvage", "crash reports"] {
            assert!(doctor.out.contains(word), "{word}: {}", doctor.out);
        }
        if length == 100 {
            // By its pages it is known without any copy.
            fs::remove_dir_all(copy.parent().unwrap()).unwrap();
            let doctor = home.run(&["doctor"]);
            assert!(doctor.code == 3 && doctor.out.contains("--salvage"), "{}{}", doctor.out, doctor.err);
            let saved = home.path().join("saved.db");
            let said = home.run(&["doctor", "--salvage", saved.to_str().unwrap()]).ok();
            assert!(said.contains("30 steps"), "{said}");
        }
        assert!(fs::read(home.book()).unwrap() == bytes);
    }
}

#[test]
fn copies_of_a_book_that_is_opened_by_a_link_lie_where_the_book_lies() {
    let home = home(3);
    let (link, dir) = (home.path().join("links/link.db"), home.path().join("links"));
    fs::create_dir(&dir).unwrap();
    std::os::unix::fs::symlink(home.book(), &link).unwrap();
    home.run(&["--book", link.to_str().unwrap(), "backup"]).ok();
    home.run(&["--book", link.to_str().unwrap(), "today"]).ok();
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "only the link");
    let beside = fs::read_dir(home.book().parent().unwrap()).unwrap();
    let copies = beside.filter(|entry| {
        entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("book.2026")
            || entry.as_ref().unwrap().file_name() == "backups"
    });
    assert!(copies.count() > 0);
}

#[test]
fn a_pipe_a_directory_and_a_device_are_no_book_and_are_not_waited_for() {
    let home = Home::new();
    let pipe = home.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (path, word) in
        [(pipe.as_path(), "a pipe"), (home.path(), "a directory"), (Path::new("/dev/null"), "a device")]
    {
        for args in [&["today"][..], &["add", "Call"], &["doctor"], &["verify"], &["backup"]] {
            let mut child = home
                .command(&[&["--book", path.to_str().unwrap()], args].concat())
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap();
            let begun = std::time::Instant::now();
            while child.try_wait().unwrap().is_none() {
                if begun.elapsed().as_secs() > 20 {
                    child.kill().unwrap();
                }
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            Said::of(&child.wait_with_output().unwrap()).refused(3, word);
        }
    }
}

#[test]
fn relative_directories_of_the_environment_are_not_used() {
    let home = Home::new();
    let run = |set: &[(&str, &str)], args: &[&str]| {
        let mut command = home.command(args);
        command.current_dir(home.path());
        for (name, value) in set {
            command.env(name, value);
        }
        Said::of(&command.output().unwrap())
    };
    run(&[("HOME", "relative")], &["add", "Call"])
        .refused(3, "HOME is relative, which does not begin with /");
    assert!(!home.path().join("relative").exists());
    let xdg = [("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")];
    run(&xdg, &["client", "add", "Hartley"]).ok();
    assert!(
        home.book().exists() && !home.path().join("data").exists() && !home.path().join("state").exists()
    );
    let doctor = run(&xdg, &["doctor"]);
    assert!(doctor.out.contains("XDG_DATA_HOME is a relative path, which is not used"), "{}", doctor.out);
}
