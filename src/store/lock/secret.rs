//! Text that nobody but its reader may see: a passphrase or a code as it was typed.
//!
//! **Invariant:** it is overwritten when it goes, and neither printing nor growing leaves a copy of it.

use std::fmt;

use zeroize::Zeroizing;

/// Bytes one may type; the room for them is taken at once, so that the text is never moved.
const ROOM: usize = 1024;

/// A passphrase or a code as it was typed.
pub struct Secret(Zeroizing<String>);

impl Default for Secret {
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(ROOM)))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A text that came whole.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut secret = Self::default();
        text.chars().for_each(|letter| secret.push(letter));
        secret
    }

    /// Adds a letter; more than there is room for are left out.
    pub fn push(&mut self, letter: char) {
        if self.0.len() + letter.len_utf8() <= ROOM {
            self.0.push(letter);
        }
    }

    /// Takes the last letter back.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Overwrites it.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many letters it has.
    #[must_use]
    pub fn letters(&self) -> usize {
        self.0.chars().count()
    }

    /// Whether two texts are the same.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }

    /// Its text, for a code that is shown while it is typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}
