//! Files and rooms that are there for a moment: made under a hidden name, held while they are worked on, and swept
//! away at a later start when the program that made them was killed.
//!
//! **Invariant:** only what has a name of ours, is the user's own and is held by no living process is removed.

use std::{
    fs::{self, File},
    io,
    ops::Deref,
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::{Builder, NamedTempFile, TempDir};

use crate::domain::rejection::Rejection;

/// How every name begins.
const PREFIX: &str = ".standing-";
/// How many random letters follow.
const LETTERS: usize = 6;
/// What stands between the two for a directory.
const ROOMS: [&str; 3] = ["restore-", "salvage-", "look-"];
/// What the database engine puts behind the name of a file it works on.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-journal"];
/// What is younger may just be being made and not held yet; in seconds.
const YOUNG: i64 = 1;
/// How many names of a directory are looked at, at most: a big one does not hold a command up.
const MOST: usize = 10_000;

/// A file that is being written in `dir`: private, held while it lives, gone when it is dropped.
pub(super) fn part(dir: &Path) -> io::Result<NamedTempFile> {
    let part = Builder::new().prefix(PREFIX).rand_bytes(LETTERS).tempfile_in(dir)?;
    hold(part.as_file());
    Ok(part)
}

/// A private directory for a moment's work, held while it lives.
#[derive(Debug)]
pub struct Room {
    dir: TempDir,
    _held: Option<File>,
}

impl Deref for Room {
    type Target = Path;
    fn deref(&self) -> &Path {
        self.dir.path()
    }
}

/// A room beside a file, for what is named: `restore`, `salvage`, `look`.
pub fn room(beside: &Path, what: &str) -> Result<Room, Rejection> {
    let prefix = format!("{PREFIX}{what}-");
    let mut builder = Builder::new();
    builder.prefix(&prefix).rand_bytes(LETTERS);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let made = builder.tempdir_in(super::files::directory(beside));
    let dir = made.map_err(|error| {
        Rejection::fault(format!("There is no room to look at the copy: {error}. Nothing was changed."))
    })?;
    let held = File::open(dir.path()).ok();
    if let Some(held) = &held {
        hold(held);
    }
    Ok(Room { dir, _held: held })
}

/// Where no lock is to be had, the age of a file alone must do.
fn hold(file: &File) {
    let _ = file.try_lock();
}

/// Removes what was left in `dir` by a program that was killed; says how many files and directories.
pub fn sweep(dir: &Path, now: DateTime<Utc>) -> usize {
    let Ok(entries) = fs::read_dir(dir) else { return 0 };
    let names = entries.take(MOST).filter_map(|entry| Some(entry.ok()?.path()));
    names.filter(|path| is_left(path, dir, now)).filter(|path| remove(path).is_ok()).count()
}

/// Whether a path is ours, old enough, and nobody's at work.
fn is_left(path: &Path, dir: &Path, now: DateTime<Utc>) -> bool {
    let Some((kind, held)) = ours(path) else { return false };
    // Not followed: what a link points to is not ours to remove.
    let Ok(about) = fs::symlink_metadata(path) else { return false };
    let fits = match kind {
        Sort::File => about.is_file(),
        Sort::Room => about.is_dir(),
    };
    let old = about
        .modified()
        .is_ok_and(|made| now.signed_duration_since(DateTime::<Utc>::from(made)) > TimeDelta::seconds(YOUNG));
    fits && old && is_own(&about, dir) && is_free(&held)
}

enum Sort {
    File,
    Room,
}

/// What sort of ours a name is, and which path is held while it is worked on; none for a name of somebody else.
fn ours(path: &Path) -> Option<(Sort, PathBuf)> {
    let name = path.file_name()?.to_str()?.strip_prefix(PREFIX)?;
    let random = |text: &str| text.len() == LETTERS && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if ROOMS.iter().any(|room| name.strip_prefix(room).is_some_and(random)) {
        return Some((Sort::Room, path.to_owned()));
    }
    let stem = BESIDE.iter().find_map(|end| name.strip_suffix(end).filter(|stem| random(stem)))?;
    Some((Sort::File, path.with_file_name(format!("{PREFIX}{stem}"))))
}

/// Whether no living process holds a path; one that is gone is held by nobody.
fn is_free(path: &Path) -> bool {
    match File::open(path) {
        Ok(file) => file.try_lock().is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(unix)]
fn is_own(about: &fs::Metadata, dir: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    // The program has no other way to know who it is; the directory of the book is its user's.
    fs::metadata(dir).is_ok_and(|dir| dir.uid() == about.uid())
}

#[cfg(not(unix))]
fn is_own(_about: &fs::Metadata, _dir: &Path) -> bool {
    true
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later() -> DateTime<Utc> {
        DateTime::<Utc>::from(fs::metadata(".").unwrap().modified().unwrap()) + TimeDelta::days(40_000)
    }

    #[test]
    fn what_a_killed_program_left_is_swept_and_nothing_else_is() {
        let dir = tempfile::tempdir().unwrap();
        for name in [".standing-aB3xYz", ".standing-aB3xYz-wal", ".standing-qqqqqq-journal"] {
            fs::write(dir.path().join(name), "left").unwrap();
        }
        fs::create_dir(dir.path().join(".standing-restore-abc123")).unwrap();
        fs::write(dir.path().join(".standing-restore-abc123/copy.db"), "left").unwrap();
        let others = ["book.db", ".standing-note", ".standing-aB3xYz.txt", ".standing-", "standing-aB3xYz"];
        for name in others {
            fs::write(dir.path().join(name), "mine").unwrap();
        }
        fs::create_dir(dir.path().join(".standing-abcdef")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path().join("book.db"), dir.path().join(".standing-linked")).unwrap();
        assert_eq!(sweep(dir.path(), later()), 4);
        for name in others {
            assert!(dir.path().join(name).exists(), "{name}");
        }
        assert!(dir.path().join(".standing-abcdef").is_dir(), "a directory of no purpose of ours");
        assert_eq!(sweep(dir.path(), later()), 0);
    }

    #[test]
    fn what_is_held_or_was_just_made_stays() {
        let dir = tempfile::tempdir().unwrap();
        let held = part(dir.path()).unwrap();
        let room = room(&dir.path().join("book.db"), "restore").unwrap();
        fs::write(format!("{}-journal", held.path().display()), "").unwrap();
        assert_eq!(sweep(dir.path(), later()), 0);
        fs::write(dir.path().join(".standing-abcdef"), "").unwrap();
        let now = DateTime::<Utc>::from(fs::metadata(held.path()).unwrap().modified().unwrap());
        assert_eq!(sweep(dir.path(), now), 0);
        drop((held, room));
        assert_eq!(sweep(dir.path(), later()), 2);
    }
}
