//! The place of a book that was named: what lies there, and where a link leads.
//!
//! **Invariant:** nothing is opened: to open a pipe waits for whoever writes to it.

use std::{
    fs::FileType,
    path::{Path, PathBuf},
};

use crate::domain::rejection::Rejection;

/// Links that lead to links are followed so far.
const LINKS: usize = 40;

/// Where a book lies that was named by a link, also where the link leads to nothing yet; any other path stays.
pub(super) fn followed(book: PathBuf) -> PathBuf {
    let mut at = book.clone();
    for _ in 0..LINKS {
        let Ok(leads) = std::fs::read_link(&at) else {
            return if at == book { book } else { std::fs::canonicalize(&at).unwrap_or(at) };
        };
        at = at.parent().unwrap_or(Path::new("")).join(leads);
    }
    book
}

/// Refuses what is no file: it would be waited for, or written to, without end.
pub(super) fn refuse_no_file(book: &Path) -> Result<(), Rejection> {
    let Ok(about) = std::fs::metadata(book) else { return Ok(()) };
    if about.is_file() {
        return Ok(());
    }
    Err(Rejection::fault(format!(
        "This is not a standing book: {} is {}. It was not touched. Name a file.",
        book.display(),
        sort(about.file_type())
    )))
}

fn sort(sort: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if sort.is_fifo() {
            return "a pipe (FIFO)";
        }
        if sort.is_socket() {
            return "a socket";
        }
        if sort.is_block_device() || sort.is_char_device() {
            return "a device";
        }
    }
    if sort.is_dir() { "a directory" } else { "no ordinary file" }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_is_followed_to_the_place_of_the_book_and_any_other_path_stays() {
        let dir = tempfile::tempdir().unwrap();
        let dir = std::fs::canonicalize(dir.path()).unwrap();
        let (real, link, second) = (dir.join("real.db"), dir.join("link.db"), dir.join("second.db"));
        symlink("real.db", &link).unwrap();
        symlink(&link, &second).unwrap();
        assert_eq!(followed(second.clone()), real, "where nothing is yet too");
        std::fs::write(&real, "").unwrap();
        assert_eq!((followed(link), followed(second)), (real.clone(), real));
        assert_eq!(followed("some/book.db".into()), Path::new("some/book.db"));
        let round = dir.join("round.db");
        symlink(&round, &round).unwrap();
        assert_eq!(followed(round.clone()), round);
    }

    #[test]
    fn what_is_no_file_is_called_what_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let said = |path: &Path| refuse_no_file(path).unwrap_err().message;
        assert!(said(dir.path()).contains("is a directory"));
        assert!(said(Path::new("/dev/null")).contains("is a device"));
        assert!(refuse_no_file(&dir.path().join("none.db")).is_ok());
    }
}
