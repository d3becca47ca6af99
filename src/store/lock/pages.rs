//! The pages of a locked book, deciphered in memory one by one: past those that are damaged.
//!
//! Written after the design of `SQLCipher` (zetetic.net/sqlcipher/design): a page is its enciphered bytes, the vector
//! they begin with, and a code that proves both; the engine itself stops for good at the first page that is not proved.
//!
//! **Invariant:** what is deciphered stands in memory only, and is overwritten when it goes.

use aes::{
    Aes256, Block,
    cipher::{BlockDecrypt as _, KeyInit as _},
};
use sha2::{Digest as _, Sha512};
use zeroize::Zeroizing;

use super::{
    BookId, PLAIN,
    keys::{self, Key},
};
use crate::domain::rejection::Rejection;

/// Bytes of a page of every book.
const PAGE: usize = 4096;
/// Bytes at the end of each page that are no part of what it holds.
pub(in crate::store) const RESERVED: usize = 80;
/// Where the vector of a page stands.
const VECTOR: usize = PAGE - RESERVED;
/// Where the code of a page stands.
const CODE: usize = VECTOR + 16;
/// What each byte of the book's id is altered by before the codes' key is made of it.
const MASK: u8 = 0x3A;

/// Which pages are believed; the others are left empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Trust {
    /// Those whose code proves them.
    Proved,
    /// Those, and the first one as it is: it tells where the others belong.
    First,
    /// All as they are, for who proves by other means what he finds in them.
    Any,
}

/// What the bytes of a locked book hold, page by page, as a plain book would hold it; what is no whole page is left
/// out.
///
/// # Errors
/// When its key is not known.
pub(in crate::store) fn deciphered(
    bytes: &[u8],
    id: BookId,
    trust: Trust,
) -> Result<Zeroizing<Vec<u8>>, Rejection> {
    let key = keys::key_of(id).ok_or_else(super::not_locked)?;
    let Ok(cipher) = Aes256::new_from_slice(key.as_slice()) else { return Err(super::not_locked()) };
    let proof = proof_key(&key, id);
    let mut plain = Zeroizing::new(Vec::with_capacity(bytes.len()));
    for (page, number) in bytes.chunks_exact(PAGE).zip(1_u32..) {
        let from = if number == 1 { PLAIN.len() } else { 0 };
        let (Some(sealed), Some(code), Some(body), Some(vector)) =
            (page.get(from..CODE), page.get(CODE..), page.get(from..VECTOR), page.get(VECTOR..CODE))
        else {
            continue;
        };
        let believed = match trust {
            Trust::Any => true,
            Trust::First if number == 1 => true,
            _ => code_of(&proof, &[sealed, &number.to_le_bytes()]) == code,
        };
        if number == 1 {
            plain.extend_from_slice(PLAIN);
        }
        if believed {
            decipher(&cipher, vector, body, &mut plain);
        }
        plain.resize(number as usize * PAGE, 0);
    }
    Ok(plain)
}

/// Whether a key proves the first page of its book: so it is told from a key of another one.
pub(super) fn is_first_page(page: &[u8], id: BookId, key: &Key) -> bool {
    let (Some(sealed), Some(code)) = (page.get(PLAIN.len()..CODE), page.get(CODE..PAGE)) else {
        return false;
    };
    code_of(&proof_key(key, id), &[sealed, &1_u32.to_le_bytes()]) == code
}

/// Deciphers what follows a vector, each block by the one before it.
fn decipher(cipher: &Aes256, vector: &[u8], body: &[u8], plain: &mut Vec<u8>) {
    let mut before = vector;
    for sealed in body.chunks_exact(16) {
        let Ok(bytes) = <[u8; 16]>::try_from(sealed) else { return };
        let mut block = Block::from(bytes);
        cipher.decrypt_block(&mut block);
        plain.extend(block.iter().zip(before).map(|(byte, mask)| byte ^ mask));
        before = sealed;
    }
}

/// The key of the codes: PBKDF2 (RFC 8018) by HMAC-SHA-512 in two rounds of the book's key and its altered id.
fn proof_key(key: &Key, id: BookId) -> Zeroizing<[u8; 32]> {
    let salt = id.0.map(|byte| byte ^ MASK);
    let first = Zeroizing::new(code_of(key, &[&salt, &[0, 0, 0, 1]]));
    let second = Zeroizing::new(code_of(key, &[first.as_slice()]));
    let mut made = Zeroizing::new([0; 32]);
    for (to, (one, other)) in made.iter_mut().zip(first.iter().zip(second.iter())) {
        *to = one ^ other;
    }
    made
}

/// HMAC-SHA-512 (RFC 2104).
fn code_of(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 64] {
    let padded = |mask: u8| {
        let mut block = Zeroizing::new([mask; 128]);
        for (byte, of_key) in block.iter_mut().zip(key) {
            *byte ^= of_key;
        }
        block
    };
    let mut inner = Sha512::new();
    inner.update(padded(0x36).as_slice());
    for part in parts {
        inner.update(part);
    }
    let mut outer = Sha512::new();
    outer.update(padded(0x5C).as_slice());
    outer.update(inner.finalize());
    outer.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_that_of_the_standard() {
        // A key shorter than a block is one with zeros behind it: RFC 4231, test case 2.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let code = code_of(&key, &[b"what do ya want ", b"for nothing?"]);
        assert!(
            crate::store::hex(&code)
                .starts_with("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554")
        );
    }
}
