//! Files that are private to the user: directories 0700, files 0600, whatever the umask.
//!
//! **Invariant:** a file of the book never exists with wider permissions than the user's own.

use std::{fs, io, path::Path};

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};

use super::leftovers;
use crate::domain::rejection::Rejection;

/// A book is not opened to be written where there is less room than this, in bytes.
const LEAST_ROOM: usize = 64 << 10;

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
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(file).map(drop)
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
    let write = || -> io::Result<()> {
        let mut temp = leftovers::part(dir)?;
        temp.write_all(bytes)?;
        temp.as_file().sync_all()?;
        temp.persist(file)?;
        Ok(())
    };
    write().map_err(|error| {
        let why = in_words(&error);
        Rejection::fault(format!("{shown} was not written: {why}. The book is as it was."))
    })
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
