//! Where things lie: the configuration, the book, the demo, what the desk keeps for itself.
//!
//! **Invariant:** nothing is guessed: without a home directory and without a named file, it is said so.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::environment;
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
        if cfg!(unix) && home().is_none() {
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

/// The home directory as `HOME` names it; a relative path is none, it would be another place in each directory.
#[must_use]
pub fn home() -> Option<PathBuf> {
    environment("HOME").map(PathBuf::from).filter(|home| home.is_absolute())
}

/// Variables that name a directory by a relative path; such a one is not used (XDG Base Directory Specification).
#[must_use]
pub fn not_used() -> Vec<&'static str> {
    let all = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];
    all.into_iter()
        .filter(|name| environment(name).is_some_and(|path| Path::new(&path).is_relative()))
        .collect()
}

/// What is said when there is no home directory and a path was not named.
#[must_use]
pub fn homeless(what: &str, how: &str) -> Rejection {
    let why = match environment("HOME") {
        Some(home) if !home.is_empty() => {
            format!("HOME is {}, which does not begin with /", Path::new(&home).display())
        }
        _ => "HOME is not set".to_owned(),
    };
    Rejection::fault(format!("{what} has no place: your home directory is not known ({why}). {how}"))
}
