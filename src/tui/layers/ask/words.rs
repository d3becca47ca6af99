//! The words a question offers, and which of them is meant.
//!
//! **Invariant:** where words are offered the answer is one of them, or none.

use super::Ask;

impl Ask {
    /// The words that fit what is typed.
    pub(super) fn fitting(&self) -> Vec<&str> {
        let typed = self.field.text().trim().to_lowercase();
        let fits = |word: &&String| word.to_lowercase().starts_with(&typed);
        self.words.iter().filter(fits).map(String::as_str).collect()
    }

    /// What is answered: the word chosen of those that fit, or the text typed.
    pub(super) fn answer(&self) -> Option<String> {
        if self.words.is_empty() {
            return Some(self.field.text().trim().to_owned());
        }
        let fitting = self.fitting();
        fitting.get(self.chosen.min(fitting.len().saturating_sub(1))).map(|word| (*word).to_owned())
    }
}
