//! Text made comparable: without case, without diacritics.
//!
//! **Invariant:** folding folded text changes nothing.

/// Letters from U+00C0 to U+024F without case and marks; `.` stands for none.
pub(super) const LATIN: &str = "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeeggggg\
ggghhhhiiiiiiiiii..jjkkkllllll..llnnnnnn.nnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzsbb.......d.......ff....i.\
.......oo.............uu....zz......................aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa....aaaaeeeeiiiioooorr\
rruuuusstt..hh......aaeeooooooooyy......a........b..ee....rr..";
/// The same from U+1E00 to U+1EFF.
pub(super) const LATIN_MORE: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrsss\
sssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooo\
oooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// Text without case and without diacritics, for comparing: `Lefèvre` and `LEFEVRE` are one.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut out);
    }
    out
}

/// Whether the folded text `wanted` stands in `text`: what `fold` and `contains` say, without folding what is plain.
#[must_use]
pub fn holds(text: &str, wanted: &str) -> bool {
    if !text.is_ascii() || wanted.is_empty() {
        return fold(text).contains(wanted);
    }
    text.as_bytes().windows(wanted.len()).any(|from| from.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// Adds what `fold` makes of one sign.
pub(in crate::domain) fn fold_char(c: char, out: &mut String) {
    match c {
        _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' | 'Æ' | 'ǽ' | 'Ǽ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'þ' | 'Þ' => out.push_str("th"),
        '’' | '‘' | 'ʼ' => out.push('\''),
        '“' | '”' => out.push('"'),
        '\u{a0}' | '\u{202f}' => out.push(' '),
        // Combining marks, soft hyphens and what has no width are not typed when searching.
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
        _ => match latin(c) {
            Some(letter) => out.push(letter),
            // A capital may have its small letter in the tables (the angstrom sign's is å).
            None => c
                .to_lowercase()
                .for_each(|small| if small == c { out.push(c) } else { fold_char(small, out) }),
        },
    }
}

fn latin(c: char) -> Option<char> {
    let code = u32::from(c);
    let (table, start) = if code < 0x1e00 { (LATIN, 0xc0) } else { (LATIN_MORE, 0x1e00) };
    let index = usize::try_from(code.checked_sub(start)?).ok()?;
    let letter = *table.as_bytes().get(index)?;
    (letter != b'.').then_some(char::from(letter))
}
