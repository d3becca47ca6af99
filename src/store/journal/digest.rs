//! What the journal's hashes are made of: salts, length-prefixed parts, hexadecimal digits; and the names of records.
//!
//! **Invariant:** no two lists of parts feed the same bytes; no salt is given out twice.

use std::cell::RefCell;

use sha2::{Digest, Sha256};

/// Bytes of one salt.
const SALT: usize = 16;
/// Random bytes drawn at a time: asking the system for each salt costs more than hashing with it.
const POOL: usize = 64 * SALT;

/// Random bytes of one thread, handed out once.
struct Pool {
    bytes: [u8; POOL],
    used: usize,
}

thread_local! {
    static RANDOM: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL], used: POOL }) };
}

/// The hash of an op's words.
pub(in crate::store) fn text_hash(salt: &str, summary: &str, reason: Option<&str>) -> String {
    let mut hasher = Sha256::new();
    feed(&mut hasher, Some(salt));
    feed(&mut hasher, Some(summary));
    feed(&mut hasher, reason);
    hex(&hasher.finalize())
}

/// Length first, so that no two lists of parts feed the same bytes; `None` is told from the empty text.
pub(super) fn feed(hasher: &mut Sha256, part: Option<&str>) {
    match part {
        None => hasher.update([0]),
        Some(text) => {
            hasher.update([1]);
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
    }
}

/// Lower-case hexadecimal digits of bytes.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble });
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 0xf));
    }
    text
}

/// Sixteen random bytes, so that an erased short value cannot be guessed from its hash.
pub(in crate::store) fn salt() -> String {
    hex(&random())
}

/// A new name that no other record of any book has: `UUIDv7`.
pub(in crate::store) fn uid() -> String {
    let (seconds, nanos) = uuid::Timestamp::now(uuid::NoContext).to_unix();
    let millis = seconds.saturating_mul(1000).saturating_add(u64::from(nanos / 1_000_000));
    let [bytes @ .., _, _, _, _, _, _] = random();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().to_string()
}

/// Sixteen random bytes, each handed out once.
fn random() -> [u8; SALT] {
    RANDOM.with_borrow_mut(|pool| {
        if pool.used >= POOL {
            // Without randomness the chain still holds; only guessing an erased value gets easier.
            let _ = getrandom::fill(&mut pool.bytes);
            pool.used = 0;
        }
        let next = pool.used + SALT;
        let bytes = pool.bytes.get(pool.used..next).and_then(|bytes| bytes.try_into().ok());
        pool.used = next;
        bytes.unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn hexadecimal_digits_are_two_a_byte_and_small() {
        assert_eq!(hex(&[0x00, 0x0f, 0xa9, 0xff]), "000fa9ff");
    }

    #[test]
    fn no_uid_comes_twice_and_each_is_of_its_time() {
        let before = uuid::Uuid::now_v7().to_string();
        let made: HashSet<String> = (0..1000).map(|_| uid()).collect();
        assert_eq!(made.len(), 1000);
        for uid in &made {
            assert_eq!(uid.parse::<uuid::Uuid>().unwrap().get_version_num(), 7);
            assert!(uid.get(..8) >= before.get(..8), "{uid} {before}");
        }
    }

    #[test]
    fn no_salt_comes_twice() {
        let drawn: HashSet<String> = (0..1000).map(|_| salt()).collect();
        assert_eq!(drawn.len(), 1000);
        assert!(drawn.iter().all(|salt| salt.len() == 2 * SALT));
    }
}
