//! Files too large, too deep or too long: read or refused with the limit named, in bounded time and memory.
//!
//! **Invariant:** the program is given less memory than a file that is read many times over would take.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::program::{Home, Said};

/// Address space of a run, in KiB; the program's own part of it is a few hundred thousand.
const ROOM: u64 = 1_800_000;
/// Longest run; a program built for tests is slow, and shares two cores with the other tests.
const PATIENCE: Duration = Duration::from_mins(2);

/// Runs the program in bounded memory, and judges what it says.
fn bounded(home: &Home, args: &[&str]) -> Said {
    let began = Instant::now();
    let mut command = Command::new("/bin/sh");
    let script = format!("ulimit -v {ROOM}; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_standing")]).args(args).env_clear();
    command
        .env("HOME", home.path())
        .env("STANDING_TODAY", "2026-11-23")
        .env("TZ", "UTC")
        .stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.code().is_some_and(|code| code <= 3), "{args:?}: {output:?}");
    assert!(began.elapsed() < PATIENCE, "{args:?} took {:?}", began.elapsed());
    let said = Said::of(&output);
    println!("{:?} in {:?}: {}", args[1], began.elapsed(), said.err.lines().next().unwrap_or_default());
    super::shown(&said, &format!("{args:?}"));
    assert!(said.out.len() < 1 << 20 && said.err.len() < 1 << 16, "{args:?} says too much");
    said
}

fn file(home: &Home, name: &str, write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> PathBuf {
    let path = home.path().join(name);
    let mut to = BufWriter::new(File::create(&path).unwrap());
    write(&mut to).unwrap();
    to.flush().unwrap();
    path
}

fn named(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn giant_files_are_read_or_refused_with_their_limit() {
    let home = Home::new();
    let huge = file(&home, "one_line.csv", |to| {
        to.write_all(b"First Name,Last Name\n")?;
        (0..100).try_for_each(|_| to.write_all(&vec![b'x'; 1 << 20]))
    });
    let said = bounded(&home, &["import", named(&huge), "--apply"]);
    assert!(said.code == 3 && said.err.contains("at most 64 MiB"), "{}", said.err);
    let field = file(&home, "field.vcf", |to| {
        to.write_all(b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann Giant\r\nNOTE:")?;
        (0..50).try_for_each(|_| to.write_all(&vec![b'y'; 1 << 20]))?;
        to.write_all(b"\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bob Small\r\nEND:VCARD\r\n")
    });
    let said = bounded(&home, &["import", named(&field), "--apply"]);
    assert!(said.code <= 1 && (said.out.clone() + &said.err).contains("1 MiB"), "{}{}", said.out, said.err);
    let cell = file(&home, "cell.csv", |to| {
        to.write_all(b"First Name,Last Name,E-mail 1 - Value,Notes\nAnn,Giant,a@b.example,\"")?;
        (0..50).try_for_each(|_| to.write_all(&vec![b'y'; 1 << 20]))?;
        to.write_all(b"\"\nBob,Small,b@b.example,x\n")
    });
    let said = bounded(&home, &["import", named(&cell)]);
    assert!(said.code <= 1 && (said.out.clone() + &said.err).contains("1 MiB"), "{}{}", said.out, said.err);
    let rows = file(&home, "rows.csv", |to| {
        to.write_all(b"First Name,Last Name,E-mail 1 - Value\n")?;
        (0..1_000_000).try_for_each(|row| writeln!(to, "Ann{row},Row,a{row}@b.example"))
    });
    let said = bounded(&home, &["import", named(&rows), "--apply"]);
    assert!(said.code == 1 && said.err.contains("200000"), "{}", said.err);
    let deep = file(&home, "deep.json", |to| {
        to.write_all(b"{\"format\":\"standing\",\"version\":1,\"book\":")?;
        (0..100_000).try_for_each(|_| to.write_all(b"["))
    });
    let said = bounded(&home, &["import", named(&deep), "--apply"]);
    assert!(said.code == 1 && said.err.contains("127 levels"), "{}", said.err);
    let deep = file(&home, "deep.toml", |to| {
        to.write_all(b"x = ")?;
        (0..100_000).try_for_each(|_| to.write_all(b"["))
    });
    for args in
        [["client", "list", "--config", named(&deep)], ["import", named(&huge), "--map", named(&deep)]]
    {
        let said = bounded(&home, &args);
        assert!(said.code >= 1, "{}", said.out);
    }
    let columns = file(&home, "columns.csv", |to| {
        (0..30 << 20).try_for_each(|_| to.write_all(b","))?;
        to.write_all(b"\n1,2,3\n")
    });
    assert!(bounded(&home, &["import", named(&columns)]).code >= 1);
    for path in [huge, field, cell, rows, columns] {
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn giant_words_on_the_command_line_are_refused_with_their_limit() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley"]).ok();
    let giant = "x".repeat(100_000);
    let piped = "y".repeat(5 << 20);
    for args in [
        vec!["client", "add", giant.as_str()],
        vec!["find", giant.as_str()],
        vec!["add", giant.as_str()],
        vec!["client", "list", giant.as_str()],
        vec!["today", "--today", giant.as_str()],
        vec!["show", giant.as_str()],
    ] {
        let said = home.run(&args);
        assert!(said.code <= 3 && said.err.len() < 1 << 20, "{}", args[0]);
        super::shown(&said, args[0]);
    }
    let said = crate::program::fed(&mut home.command(&["client", "edit", "c1", "--notes", "-"]), &piped);
    assert!(said.code == 1 || said.code == 2, "{}{}", said.code, said.err);
    assert!(said.err.contains("1 MiB"), "{}", said.err);
    let line = format!("client add {piped}\nclient add After\n");
    let said = crate::program::fed(&mut home.command(&["batch", "--keep-going"]), &line);
    super::shown(&said, "batch");
    assert!(home.run(&["verify"]).ok().contains("book equals journal"));
}
