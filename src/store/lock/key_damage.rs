//! What of a damaged key file can still be read, and what is said of it.
//!
//! The key stands in the file twice, each time sealed by itself: a part that was hit does not open, and costs nothing
//! but itself. By the sum it shows whether any part was hit at all.
//!
//! **Invariant:** a part is never called sound without proof: it was opened, or the sum holds it.

use std::path::Path;

use super::key_file::Wrapped;

/// What of a key file was found damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Harm {
    /// Nothing.
    #[default]
    None,
    /// What stands around the two parts; these are proved by the sum.
    Frame,
    /// Perhaps one of the two parts.
    Half,
}

impl Harm {
    /// What is said of it once the book is open.
    pub(super) fn warning(self, file: &Path) -> Option<String> {
        let shown = file.display();
        match self {
            Self::None => None,
            Self::Frame => Some(format!(
                "The key file {shown} was damaged beside the keys in it. Both are sound, and it was written whole again."
            )),
            Self::Half => Some(format!(
                "The key file {shown} is damaged: your passphrase opens the book, the recovery code on the paper may \
                 not. Type standing lock code: it prints another code and writes the file whole again."
            )),
        }
    }
}

/// The parts that can be read of a key file, in their order, whatever stands around them.
pub(super) fn halves(text: &str) -> Vec<Wrapped> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("\"kdf\"") {
        let begins = text.get(..at).and_then(|before| before.rfind('{'));
        let ends = text.get(at..).and_then(|rest| rest.find('}')).map(|end| at + end);
        let (Some(begins), Some(ends)) = (begins, ends) else { continue };
        if let Some(half) = text.get(begins..=ends).and_then(|half| serde_json::from_str(half).ok()) {
            found.push(half);
        }
    }
    found
}

/// The sum a key file ends with, be it hit or not.
pub(super) fn sum(text: &str) -> Option<String> {
    let last = text.rsplit('"').find(|word| word.chars().count() > 40)?;
    Some(last.chars().take(64).collect())
}

/// Whether two sums are the same but for a hit letter or two: others would differ in nearly all of them.
pub(super) fn is_nearly(read: &str, reckoned: &str) -> bool {
    let same = read.chars().zip(reckoned.chars()).filter(|(one, other)| one == other).count();
    same + 2 >= reckoned.len()
}
