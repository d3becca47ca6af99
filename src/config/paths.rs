//! Where things lie: the configuration, the book, the demo, what the desk keeps for itself.
//!
//! **Invariant:** nothing is guessed: without a home directory and without a named file, it is said so.

use std::path::PathBuf;

use directories::ProjectDirs;

use crate::domain::rejection::Rejection;

/// The directories of this user on this platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// `config.toml` lies here.
    pub config: PathBuf,
    /// The book and the demo lie here.
    pub data: PathBuf,
    /// Logs lie here.
    pub state: PathBuf,
}

impl Paths {
    /// The platform's directories; nothing when the user has no home directory.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let homeless = cfg!(unix) && std::env::var_os("HOME").is_none_or(|home| home.is_empty());
        if homeless {
            return None;
        }
        let dirs = ProjectDirs::from("", "", "standing")?;
        Some(Self {
            config: dirs.config_dir().to_owned(),
            data: dirs.data_dir().to_owned(),
            state: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned(),
        })
    }

    /// The book that is opened when none is named.
    #[must_use]
    pub fn book(&self) -> PathBuf {
        self.data.join("book.db")
    }

    /// The fictional book, in a file of its own.
    #[must_use]
    pub fn demo(&self) -> PathBuf {
        self.data.join("demo.db")
    }

    /// The configuration that is read when none is named.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }
}

/// What is said when there is no home directory and a path was not named.
#[must_use]
pub fn homeless(what: &str, how: &str) -> Rejection {
    Rejection::fault(format!(
        "{what} has no place: your home directory is not known (HOME is not set). {how}"
    ))
}
