//! The text of a vCard file that is not UTF-8 throughout.
//!
//! **Invariant:** every line of the text is the same line of the file.

use super::params::{Params, text_of};
use crate::exchange::read::Encoding;

/// The bytes' text: folded lines may part a character, and each line may have a character set of its own.
pub(in crate::exchange) fn decode(bytes: &[u8]) -> (String, Encoding) {
    let whole = with_whole_characters(bytes);
    if let Ok(text) = str::from_utf8(&whole) {
        return (text.to_owned(), Encoding::Utf8);
    }
    let mut text = String::with_capacity(whole.len() + whole.len() / 8);
    let mut seen = Seen::default();
    let mut charset: Option<String> = None;
    for (at, line) in whole.split(|byte| *byte == b'\n').enumerate() {
        if at > 0 {
            text.push('\n');
        }
        // A folded line goes on in the character set of the one it belongs to.
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            charset = charset_of(line);
        }
        match str::from_utf8(line) {
            Ok(line) if charset.is_none() || line.is_ascii() => {
                seen.utf8 |= !line.is_ascii();
                text.push_str(line);
            }
            _ => {
                seen.named |= charset.is_some();
                text.push_str(&text_of(line, charset.as_deref()));
            }
        }
    }
    let encoding = match seen {
        Seen { utf8: false, named: false } => Encoding::Windows1252,
        Seen { .. } => Encoding::Several,
    };
    (text, encoding)
}

/// How lines with more than ASCII were read.
#[derive(Default)]
struct Seen {
    utf8: bool,
    named: bool,
}

/// The character set a line names; an encoded value is read by it later.
fn charset_of(line: &[u8]) -> Option<String> {
    let head = line.split(|byte| *byte == b':').next()?;
    let head = str::from_utf8(head).ok().filter(|head| head.to_ascii_uppercase().contains("CHARSET"))?;
    let (_, params) = head.split_once(';')?;
    Params::of(params).all("CHARSET").next().map(str::to_owned)
}

/// The bytes with characters of UTF-8 that a fold parts put together before it.
fn with_whole_characters(bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, further)) = rest.split_first() {
        let fold: &[u8] = match rest {
            [b'\r', b'\n', b' ' | b'\t', ..] => rest.get(..3).unwrap_or_default(),
            [b'\n', b' ' | b'\t', ..] => rest.get(..2).unwrap_or_default(),
            _ => {
                whole.push(*byte);
                rest = further;
                continue;
            }
        };
        rest = rest.get(fold.len()..).unwrap_or_default();
        let wanted = missing(&whole);
        let missing = rest.get(..wanted).filter(|bytes| bytes.iter().all(|byte| is_continuation(*byte)));
        whole.extend(missing.unwrap_or_default());
        whole.extend(fold);
        rest = rest.get(missing.map_or(0, <[u8]>::len)..).unwrap_or_default();
    }
    whole
}

/// How many bytes the character at the end of these still needs.
fn missing(bytes: &[u8]) -> usize {
    let held = bytes.iter().rev().take(3).take_while(|byte| is_continuation(**byte)).count();
    let lead = bytes.len().checked_sub(held + 1).and_then(|at| bytes.get(at));
    let length = match lead {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => return 0,
    };
    usize::saturating_sub(length, held + 1)
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fold_within_a_character_is_moved_behind_it() {
        let line = "NOTE:é田🌱".as_bytes();
        for fold in ["\r\n ", "\n\t"] {
            for at in 5..line.len() {
                let (head, tail) = line.split_at(at);
                let (text, encoding) = decode(&[head, fold.as_bytes(), tail, b"\r\nTEL:1"].concat());
                assert_eq!(text.replace(fold, ""), "NOTE:é田🌱\r\nTEL:1", "{at}");
                assert_eq!((encoding, text.matches('\n').count()), (Encoding::Utf8, 2));
            }
        }
    }

    #[test]
    fn each_line_has_its_own_character_set() {
        let sjis = encoding_rs::SHIFT_JIS.encode("FN;CHARSET=SHIFT_JIS:田中").0.into_owned();
        let latin = b"NOTE:caf\xE9".to_vec();
        let cyrillic = b"ORG;CHARSET=windows-1251:\xC8\xE2\n \xE0\xED".to_vec();
        let bytes = [sjis, latin, cyrillic, "TITLE:Gérante".as_bytes().to_vec()].join(&b'\n');
        let (text, encoding) = decode(&bytes);
        assert_eq!(
            text,
            "FN;CHARSET=SHIFT_JIS:田中\nNOTE:café\nORG;CHARSET=windows-1251:Ив\n ан\nTITLE:Gérante"
        );
        assert_eq!(encoding, Encoding::Several);
        assert_eq!(decode(b"NOTE:caf\xE9").1, Encoding::Windows1252);
    }
}
