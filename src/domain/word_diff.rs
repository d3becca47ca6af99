//! What is different between two texts, word by word: kept, added, struck.
//!
//! **Invariant:** the kept and struck words are the old text, the kept and added ones the new text, each
//! in its order; nothing is lost between them.

/// The longest text compared word by word, in words; a longer one is shown whole, struck and added.
const MOST: usize = 2_000;

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They stand in both texts.
    Kept,
    /// They stand in the new text only.
    Added,
    /// They stand in the old text only.
    Struck,
}

/// Words that stand side by side and share their fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What became of them.
    pub fate: Fate,
    /// The words, one space between them.
    pub words: String,
}

/// The runs of words from an old text to a new one; struck words stand before those that replace them.
#[must_use]
pub fn word_diff(before: &str, after: &str) -> Vec<Run> {
    let old: Vec<&str> = before.split_whitespace().collect();
    let new: Vec<&str> = after.split_whitespace().collect();
    let alike = |(one, other): &(&&str, &&str)| one == other;
    let head = old.iter().zip(&new).take_while(alike).count();
    let tail = old.iter().skip(head).rev().zip(new.iter().skip(head).rev()).take_while(alike).count();
    let (old_mid, new_mid) = (middle(&old, head, tail), middle(&new, head, tail));
    let mut runs = Runs::default();
    runs.all(Fate::Kept, old.get(..head).unwrap_or(&[]));
    if old_mid.len().max(new_mid.len()) > MOST {
        runs.all(Fate::Struck, old_mid);
        runs.all(Fate::Added, new_mid);
    } else {
        runs.between(old_mid, new_mid);
    }
    runs.all(Fate::Kept, old.get(old.len().saturating_sub(tail)..).unwrap_or(&[]));
    runs.done()
}

fn middle<'a, 'w>(words: &'a [&'w str], head: usize, tail: usize) -> &'a [&'w str] {
    words.get(head..words.len().saturating_sub(tail)).unwrap_or(&[])
}

/// Runs in the making.
#[derive(Default)]
struct Runs {
    done: Vec<Run>,
    struck: Vec<String>,
    added: Vec<String>,
}

impl Runs {
    fn all(&mut self, fate: Fate, words: &[&str]) {
        for word in words {
            self.word(fate, word);
        }
    }

    fn word(&mut self, fate: Fate, word: &str) {
        match fate {
            Fate::Struck => self.struck.push(word.to_owned()),
            Fate::Added => self.added.push(word.to_owned()),
            Fate::Kept => {
                self.flush();
                match self.done.last_mut() {
                    Some(run) if run.fate == Fate::Kept => {
                        run.words.push(' ');
                        run.words.push_str(word);
                    }
                    _ => self.done.push(Run { fate, words: word.to_owned() }),
                }
            }
        }
    }

    fn flush(&mut self) {
        for (fate, words) in [(Fate::Struck, &mut self.struck), (Fate::Added, &mut self.added)] {
            if !words.is_empty() {
                self.done.push(Run { fate, words: words.join(" ") });
                words.clear();
            }
        }
    }

    /// The longest words common to both keep their place; the rest is struck or added.
    fn between(&mut self, old: &[&str], new: &[&str]) {
        let width = new.len() + 1;
        // How many words are common from here to the ends, row by row from the end.
        let mut common = vec![0_u16; (old.len() + 1) * width];
        let at = |table: &[u16], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
        for (i, one) in old.iter().enumerate().rev() {
            for (j, other) in new.iter().enumerate().rev() {
                let best = if one == other {
                    at(&common, i + 1, j + 1).saturating_add(1)
                } else {
                    at(&common, i + 1, j).max(at(&common, i, j + 1))
                };
                if let Some(cell) = common.get_mut(i * width + j) {
                    *cell = best;
                }
            }
        }
        let (mut i, mut j) = (0, 0);
        loop {
            match (old.get(i), new.get(j)) {
                (Some(one), Some(other)) if one == other => {
                    self.word(Fate::Kept, one);
                    (i, j) = (i + 1, j + 1);
                }
                (Some(one), Some(_)) if at(&common, i + 1, j) >= at(&common, i, j + 1) => {
                    self.word(Fate::Struck, one);
                    i += 1;
                }
                (_, Some(other)) => {
                    self.word(Fate::Added, other);
                    j += 1;
                }
                (Some(one), None) => {
                    self.word(Fate::Struck, one);
                    i += 1;
                }
                (None, None) => return,
            }
        }
    }

    fn done(mut self) -> Vec<Run> {
        self.flush();
        self.done
    }
}

/// The runs in plain text: `by [-2028-] {+2029+}`, for a terminal without styles and for programs.
#[must_use]
pub fn plain(runs: &[Run]) -> String {
    let said = runs.iter().map(|run| match run.fate {
        Fate::Kept => run.words.clone(),
        Fate::Added => format!("{{+{}+}}", run.words),
        Fate::Struck => format!("[-{}-]", run.words),
    });
    said.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(before: &str, after: &str) -> String {
        plain(&word_diff(before, after))
    }

    #[test]
    fn words_struck_and_added_stand_where_they_stood() {
        assert_eq!(
            said("Retire together in June 2028 on 8,000 a month", "Retire together in 2029 on 8,200 a month"),
            "Retire together in [-June 2028-] {+2029+} on [-8,000-] {+8,200+} a month"
        );
        assert_eq!(said("the cabin", "the cabin stays"), "the cabin {+stays+}");
        assert_eq!(said("the old cabin", "the cabin"), "the [-old-] cabin");
        assert_eq!(said("", "new"), "{+new+}");
        assert_eq!(said("gone", ""), "[-gone-]");
        assert_eq!(said("same  words", "same words"), "same words");
        assert_eq!(said("", ""), "");
    }

    #[test]
    fn a_book_of_words_is_struck_and_added_whole() {
        let long = |word: &str| vec![word; MOST + 1].join(" ");
        let runs = word_diff(&long("a"), &long("b"));
        assert_eq!(runs.iter().map(|run| run.fate).collect::<Vec<_>>(), [Fate::Struck, Fate::Added]);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_runs(before in "[abc ]{0,30}", after in "[abc ]{0,30}") {
            let runs = word_diff(&before, &after);
            let text = |but: Fate| {
                let words: Vec<&str> =
                    runs.iter().filter(|run| run.fate != but).map(|run| run.words.as_str()).collect();
                words.join(" ")
            };
            let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(text(Fate::Added), spaced(&before));
            prop_assert_eq!(text(Fate::Struck), spaced(&after));
        }
    }
}
