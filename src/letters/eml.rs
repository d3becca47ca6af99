//! A mail draft with a document attached, as an .eml file that a mail program opens for sending.
//!
//! **Invariant:** nothing of a name or text becomes a header; nothing is sent.

use std::fmt::Write as _;

use crate::domain::safe;

/// A draft.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    /// The addresses it goes to.
    pub to: &'a [String],
    /// Its subject.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// The file's name, its type and its bytes.
    pub attached: (&'a str, &'a str, &'a [u8]),
}

/// The draft as the bytes of an .eml file; `boundary` is a word that is in neither part.
#[must_use]
pub fn eml(draft: &Draft<'_>, boundary: &str) -> Vec<u8> {
    let mut out = String::new();
    // Mail programs open a message of this kind for writing, not for reading.
    out.push_str("X-Unsent: 1\r\nMIME-Version: 1.0\r\n");
    let to: Vec<&str> = draft.to.iter().map(String::as_str).filter(|to| is_address(to)).collect();
    if !to.is_empty() {
        let _ = write!(out, "To: {}\r\n", to.join(",\r\n "));
    }
    let _ = write!(out, "Subject: {}\r\n", word(&safe::one_line(draft.subject)));
    let _ = write!(out, "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n");
    let _ = write!(out, "--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n");
    let _ = write!(out, "Content-Transfer-Encoding: base64\r\n\r\n{}", base64(draft.text.as_bytes()));
    let (name, media, bytes) = draft.attached;
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || ".-_ ".contains(sign) { sign } else { '_' })
        .collect();
    let _ = write!(out, "--{boundary}\r\nContent-Type: {media}; name=\"{plain}\"\r\n");
    let _ = write!(
        out,
        "Content-Disposition: attachment; filename=\"{plain}\"; filename*=utf-8''{}\r\n",
        percent(name)
    );
    let _ = write!(out, "Content-Transfer-Encoding: base64\r\n\r\n{}--{boundary}--\r\n", base64(bytes));
    out.into_bytes()
}

/// Whether a text can stand as an address: one sign of at, and nothing that ends a header.
fn is_address(text: &str) -> bool {
    text.contains('@') && text.chars().all(|sign| sign.is_ascii_graphic() && !"<>,;:\"()[]\\".contains(sign))
}

/// A header's text, encoded where it is not plain (RFC 2047), in words short enough for a line.
fn word(text: &str) -> String {
    if text.is_ascii() && text.len() < 60 {
        return text.to_owned();
    }
    let mut words = Vec::new();
    let mut part = String::new();
    for sign in text.chars() {
        if part.len() + sign.len_utf8() > 42 {
            words.push(std::mem::take(&mut part));
        }
        part.push(sign);
    }
    words.push(part);
    let words = words.iter().map(|part| format!("=?utf-8?B?{}?=", base64(part.as_bytes()).trim_end()));
    words.collect::<Vec<_>>().join("\r\n ")
}

fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 in lines of 76 signs, each ended.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3 / 2);
    let mut line = 0;
    for three in bytes.chunks(3) {
        let byte = |at: usize| three.get(at).copied().map_or(0, u32::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let sign = usize::try_from(bits >> (18 - 6 * at) & 63).unwrap_or(0);
            let sign = SIGNS.get(sign).copied().unwrap_or(b'A');
            out.push(if at > three.len() { '=' } else { char::from(sign) });
        }
        line += 4;
        if line == 76 {
            out.push_str("\r\n");
            line = 0;
        }
    }
    if line > 0 || bytes.is_empty() {
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_the_standard_has_it() {
        for (text, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()).trim_end(), coded);
        }
        assert_eq!(base64(&[0; 60]).lines().map(str::len).max(), Some(76));
    }

    #[test]
    fn nothing_of_a_name_becomes_a_header() {
        let to = ["ann@example.com".to_owned(), "x@y\r\nBcc: all@example.com".to_owned()];
        let draft = Draft {
            to: &to,
            subject: "Charter für Hélène\r\nBcc: all@example.com",
            text: "Dear Ann,\n",
            attached: ("Lefèvre \"charter\".pdf", "application/pdf", b"%PDF"),
        };
        let text = String::from_utf8(eml(&draft, "standing-1")).unwrap();
        assert!(
            text.starts_with(
                "X-Unsent: 1\r\nMIME-Version: 1.0\r\nTo: ann@example.com\r\nSubject: =?utf-8?B?"
            )
        );
        assert!(!text.contains("Bcc"), "{text}");
        assert!(text.contains(
            "filename=\"Lef_vre _charter_.pdf\"; filename*=utf-8''Lef%C3%A8vre%20%22charter%22.pdf"
        ));
        assert!(text.ends_with("JVBERg==\r\n--standing-1--\r\n"));
    }
}
