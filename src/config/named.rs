//! What the command line and the environment name: before the configuration file, which they go before.
//!
//! **Invariant:** nothing is read here.

use std::path::PathBuf;

use super::Glyphs;

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
