//! The recovery code: seven groups of five letters, printed once, that open the book when the passphrase is gone.
//!
//! Each group holds twenty random bits and a check letter that depends on its place: a mistyped letter, two that
//! were swapped, and groups in the wrong order are named before anything is tried.
//!
//! **Invariant:** a code that reads without a complaint has every group as it was printed.

use std::fmt;

use zeroize::Zeroizing;

use super::secret::Secret;
use crate::domain::rejection::Rejection;

/// Letters that are not taken for one another: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many groups there are: 140 random bits.
const GROUPS: usize = 7;

/// Letters of a group, before its check letter.
const FREE: usize = 4;

/// A recovery code.
pub struct RecoveryCode(Zeroizing<Vec<[u8; FREE]>>);

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode")
    }
}

impl RecoveryCode {
    /// A new one from the system's random numbers.
    pub(super) fn random() -> Result<Self, Rejection> {
        let mut bytes = Zeroizing::new([0_u8; GROUPS * FREE]);
        super::keys::random(bytes.as_mut_slice())?;
        let groups = bytes.chunks_exact(FREE).map(|chunk| {
            let mut group = [0_u8; FREE];
            group.iter_mut().zip(chunk).for_each(|(place, byte)| *place = byte & 31);
            group
        });
        Ok(Self(Zeroizing::new(groups.collect())))
    }

    /// Reads one as it was typed, in any case, with any blanks and dashes.
    ///
    /// # Errors
    /// The group that was mistyped, or how many there are of how many.
    pub fn read(typed: &Secret) -> Result<Self, Rejection> {
        let mut letters = Zeroizing::new(Vec::with_capacity(GROUPS * (FREE + 1)));
        for letter in typed.text().chars().filter(|letter| letter.is_alphanumeric()) {
            letters.push(value(letter).ok_or_else(|| {
                Rejection::rule(format!("{letter} stands in no recovery code. Look at the paper again."))
            })?);
        }
        if letters.len() != GROUPS * (FREE + 1) {
            let typed = match letters.len() {
                1 => "this is 1 letter".to_owned(),
                letters => format!("these are {letters} letters"),
            };
            return Err(Rejection::rule(format!(
                "A recovery code has {GROUPS} groups of {} letters; {typed}. Look at the paper again.",
                FREE + 1,
            )));
        }
        let mut groups = Zeroizing::new(Vec::with_capacity(GROUPS));
        for (place, chunk) in letters.chunks_exact(FREE + 1).enumerate() {
            let mut group = [0_u8; FREE];
            group.iter_mut().zip(chunk).for_each(|(free, letter)| *free = *letter);
            if chunk.last() != Some(&check(place, group)) {
                return Err(Rejection::rule(format!(
                    "Group {} of the recovery code is mistyped. Look at the paper again.",
                    place + 1
                )));
            }
            groups.push(group);
        }
        Ok(Self(groups))
    }

    /// As it is printed: `7QK2M-...`.
    #[must_use]
    pub fn printed(&self) -> Secret {
        let mut text = Secret::default();
        for (place, group) in self.0.iter().enumerate() {
            if place > 0 {
                text.push('-');
            }
            for letter in group.iter().chain([&check(place, *group)]) {
                text.push(LETTERS.get(usize::from(*letter)).map_or('?', |letter| char::from(*letter)));
            }
        }
        text
    }

    /// The bytes the key is wrapped with.
    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.iter().flatten().copied().collect())
    }
}

/// What a letter counts for; those that look alike count alike.
fn value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let found = LETTERS.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(found).ok()
}

/// The check letter: each place has a weight of its own in the field of 32, so that one wrong letter or two swapped
/// ones always show.
fn check(place: usize, group: [u8; FREE]) -> u8 {
    let weights = [2, 4, 8, 16];
    let own = u8::try_from(place).unwrap_or(0) + 1;
    group.iter().zip(weights).fold(own, |sum, (letter, weight)| sum ^ times(*letter, weight))
}

/// The product in the field of 32 elements (x^5 + x^2 + 1).
fn times(mut left: u8, mut right: u8) -> u8 {
    let mut product = 0;
    while right > 0 {
        if right & 1 == 1 {
            product ^= left;
        }
        left <<= 1;
        if left & 32 != 0 {
            left ^= 0b10_0101;
        }
        right >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed() -> String {
        RecoveryCode::random().unwrap().printed().text().to_owned()
    }

    fn read(text: &str) -> Result<String, String> {
        match RecoveryCode::read(&Secret::of(text)) {
            Ok(code) => Ok(code.printed().text().to_owned()),
            Err(no) => Err(no.message),
        }
    }

    #[test]
    fn a_code_is_read_in_any_case_and_spacing() {
        let code = printed();
        assert_eq!(code.len(), 7 * 5 + 6);
        let lax = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(read(&lax).unwrap(), code);
        assert_ne!(printed(), code);
    }

    #[test]
    fn each_wrong_letter_and_each_swap_within_a_group_names_the_group() {
        let code = printed();
        let letters: Vec<char> = code.chars().filter(|letter| *letter != '-').collect();
        for at in 0..letters.len() {
            let named = format!("Group {} ", at / 5 + 1);
            for other in LETTERS.iter().map(|letter| char::from(*letter)) {
                let mut wrong = letters.clone();
                wrong[at] = other;
                if wrong != letters {
                    assert!(read(&wrong.iter().collect::<String>()).unwrap_err().starts_with(&named));
                }
            }
            let mut swapped = letters.clone();
            if at % 5 < 4 {
                swapped.swap(at, at + 1);
            }
            if swapped != letters {
                assert!(read(&swapped.iter().collect::<String>()).unwrap_err().starts_with(&named));
            }
        }
    }

    #[test]
    fn groups_in_the_wrong_order_are_seen() {
        let code = printed();
        let mut groups: Vec<&str> = code.split('-').collect();
        groups.swap(1, 4);
        assert!(groups[1] == groups[4] || read(&groups.join("-")).unwrap_err().starts_with("Group 2 "));
        assert!(read("7QK2M").unwrap_err().contains("7 groups"));
        assert!(read("UUUUU").unwrap_err().contains("no recovery code"));
    }
}
