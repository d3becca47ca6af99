//! What the command line and the environment name: before the configuration file, which they go before.
//!
//! **Invariant:** an empty variable is none.

use std::{ffi::OsString, path::PathBuf};

use super::Glyphs;

/// What the environment says under `name`; an empty variable says nothing, as one that is not set.
#[must_use]
pub fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// What the command line and the environment say.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// The configuration file.
    pub config: Option<PathBuf>,
    /// The book.
    pub book: Option<(PathBuf, BookFrom)>,
    /// Whether `--ascii` was given.
    pub glyphs: Option<Glyphs>,
}

/// Who named the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookFrom {
    /// `--book`.
    Flag,
    /// `STANDING_BOOK`.
    Environment,
}
