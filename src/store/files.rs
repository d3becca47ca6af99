//! Files that are private to the user: directories 0700, files 0600, whatever the umask.
//!
//! **Invariant:** a file of the book never exists with wider permissions than the user's own.

use std::{
    fs, io,
    path::{Path, PathBuf},
};
#[cfg(unix)]
use std::{
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    sync::{Mutex, PoisonError},
};

use super::leftovers;
use crate::domain::rejection::Rejection;

/// A book is not opened to be written where there is less room than this, in bytes.
const LEAST_ROOM: usize = 64 << 10;

/// How much of a file is copied at once, in bytes.
const CHUNK: usize = 1 << 20;

/// Makes the directory of `file`, private, when it is not there.
pub fn private_directory(file: &Path) -> io::Result<()> {
    let Some(dir) = file.parent().filter(|dir| !dir.as_os_str().is_empty() && !dir.exists()) else {
        return Ok(());
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(dir)?;
    #[cfg(unix)]
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    Ok(())
}

/// Makes a directory for exports, private; only its last part may be missing.
pub fn export_directory(dir: &Path) -> Result<(), Rejection> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(dir).map_err(|error| {
        Rejection::rule(format!("{} could not be made: {error}. Nothing was written.", dir.display()))
    })
}

/// The directory a file lies in.
pub fn directory(file: &Path) -> &Path {
    file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes an empty private file, or narrows the permissions of the one that is there.
pub fn private_file(file: &Path) -> io::Result<()> {
    writable_file(file)?;
    narrow(file)
}

/// Makes an empty private file, or finds that the one that is there may be written; leaves that one as it is.
pub fn writable_file(file: &Path) -> io::Result<()> {
    private_directory(file)?;
    // A book that is there is not opened to find out: closing it would take away the locks of an open desk.
    #[cfg(unix)]
    if file.is_file() {
        use rustix::fs::{Access, access};
        return Ok(access(file, Access::READ_OK | Access::WRITE_OK)?);
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(file).map(drop)
}

/// The files of the books this process has opened.
///
/// Closing any handle of a file takes away every lock this process has on it (POSIX), and with them an open desk's
/// hold on its log: so the file of a book is held open from then on, and read by that handle only.
#[cfg(unix)]
static HELD: Mutex<Vec<((u64, u64), fs::File)>> = Mutex::new(Vec::new());

#[cfg(unix)]
fn name_of(file: &Path) -> io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let about = fs::metadata(file)?;
    if !about.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no ordinary file"));
    }
    Ok((about.dev(), about.ino()))
}

/// Holds the file of a book open that is about to be opened.
#[cfg(unix)]
pub fn hold(book: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let name = name_of(book)?;
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    // What was deleted meanwhile would keep its room on the disk.
    held.retain(|(_, open)| open.metadata().is_ok_and(|about| about.nlink() > 0));
    if !held.iter().any(|(known, _)| *known == name) {
        held.push((name, fs::File::open(book)?));
    }
    Ok(())
}

/// Holds the file of a book open that is about to be opened: nothing to do here.
#[cfg(not(unix))]
pub fn hold(book: &Path) -> io::Result<()> {
    fs::File::open(book).map(drop)
}

/// Some bytes of a file from a place on; fewer where it ends.
#[cfg(unix)]
fn read_at(file: &Path, from: u64, bytes: usize) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    let name = name_of(file)?;
    // Held until the bytes are read: a book that is opened meanwhile waits until a passing handle is closed.
    let held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    let passing;
    let open = if let Some((_, open)) = held.iter().find(|(known, _)| *known == name) {
        open
    } else {
        passing = fs::File::open(file)?;
        &passing
    };
    let mut part = vec![0; bytes];
    let mut read = 0;
    while let Some(rest) = part.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match open.read_at(rest, from + read as u64) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    part.truncate(read);
    Ok(part)
}

/// Some bytes of a file from a place on; fewer where it ends.
#[cfg(not(unix))]
fn read_at(file: &Path, from: u64, bytes: usize) -> io::Result<Vec<u8>> {
    use std::io::{Read as _, Seek as _};
    let mut open = fs::File::open(file)?;
    open.seek(io::SeekFrom::Start(from))?;
    let mut part = Vec::new();
    open.take(bytes as u64).read_to_end(&mut part)?;
    Ok(part)
}

/// How a file begins, whether it is an open book or not.
pub fn beginning(file: &Path, bytes: usize) -> io::Result<Vec<u8>> {
    read_at(file, 0, bytes)
}

/// Copies a file, which may be an open book, over another, which is none.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    use std::io::Write as _;
    let mut to = fs::OpenOptions::new().write(true).create(true).truncate(true).open(to)?;
    let mut place = 0;
    loop {
        let part = read_at(from, place, CHUNK)?;
        if part.is_empty() {
            return Ok(());
        }
        to.write_all(&part)?;
        place += part.len() as u64;
    }
}

/// Whether two files hold the same bytes.
pub(super) fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    let mut place = 0;
    loop {
        let mine = read_at(one, place, CHUNK)?;
        if mine != read_at(other, place, CHUNK)? {
            return Ok(false);
        }
        if mine.is_empty() {
            return Ok(true);
        }
        place += mine.len() as u64;
    }
}

/// Takes everybody else's permissions from a file.
pub fn narrow(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if fs::metadata(file)?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(file, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// Has the names in a directory written to the disk; where that cannot be asked for, the system does it in time.
pub fn settle(dir: &Path) {
    if let Ok(dir) = fs::File::open(dir) {
        let _ = dir.sync_all();
    }
}

/// Writes a whole file at once: the old one or the new one is there, never half of one.
///
/// Refuses to replace a file unless `replace` is [`Replace::Yes`].
pub fn write_whole(file: &Path, bytes: &[u8], replace: Replace) -> Result<(), Rejection> {
    prepare(file, bytes, replace)?.put()
}

/// A file that is written whole and has not got its name yet; dropped, it is gone.
#[derive(Debug)]
pub struct Prepared {
    part: tempfile::NamedTempFile,
    file: PathBuf,
}

/// Writes a file beside its place; refuses as [`write_whole`] does.
pub fn prepare(file: &Path, bytes: &[u8], replace: Replace) -> Result<Prepared, Rejection> {
    use io::Write as _;
    let shown = file.display();
    if file.is_dir() {
        return Err(Rejection::rule(format!("{shown} is a directory. Name a file in it.")));
    }
    let dir = directory(file);
    if !dir.is_dir() {
        return Err(Rejection::rule(format!("There is no directory {}. Make it first.", dir.display())));
    }
    if replace == Replace::No && file.exists() {
        return Err(Rejection::rule(format!("{shown} is there already. Add --force to replace it.")));
    }
    let write = || -> io::Result<Prepared> {
        let mut part = leftovers::part(dir)?;
        part.write_all(bytes)?;
        part.as_file().sync_all()?;
        Ok(Prepared { part, file: file.to_owned() })
    };
    write().map_err(|error| not_written(file, &error))
}

impl Prepared {
    /// Gives it its name.
    ///
    /// # Errors
    /// When the folder takes it no more.
    pub fn put(self) -> Result<(), Rejection> {
        let file = self.file;
        self.part.persist(&file).map(drop).map_err(|error| not_written(&file, &error.error))
    }
}

fn not_written(file: &Path, error: &io::Error) -> Rejection {
    let why = in_words(error);
    Rejection::fault(format!("{} was not written: {why}. The book is as it was.", file.display()))
}

/// Why a file could not be written, as part of a sentence.
pub(super) fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "nothing can be written there".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "there is no room left".to_owned()
        }
        // The rest of the system's words are its number and a file nobody asked for.
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_owned(),
    }
}

/// Whether a file takes nothing because of permissions or of the disk it lies on.
pub(super) fn is_barred(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Whether no file can be made in a folder.
pub(super) fn is_closed(dir: &Path) -> bool {
    try_to_write(dir).is_err_and(|error| is_barred(&error))
}

/// Whether the disk under a folder has no room for as much as a log.
pub(super) fn is_full(dir: &Path) -> bool {
    let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
    try_to_write(dir).is_err_and(|error| full.contains(&error.kind()))
}

/// Writes a little where nobody sees it.
fn try_to_write(dir: &Path) -> io::Result<()> {
    use io::Write as _;
    tempfile::tempfile_in(dir)?.write_all(&vec![0; LEAST_ROOM])
}

/// Whether a file that is there may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// Yes, whole.
    Yes,
    /// No; the call is refused.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_can_be_written_is_said_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let said = |file: &Path| write_whole(file, b"x", Replace::Yes).unwrap_err().message;
        assert!(said(dir.path()).ends_with("is a directory. Name a file in it."));
        assert!(said(&dir.path().join("none/file")).starts_with("There is no directory "));
        let file = dir.path().join("file");
        write_whole(&file, b"one", Replace::No).unwrap();
        assert!(write_whole(&file, b"two", Replace::No).is_err());
        write_whole(&file, b"two", Replace::Yes).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"two");
    }
}
