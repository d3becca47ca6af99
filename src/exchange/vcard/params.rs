//! The parameters of a property as vCard 2.1, 3.0 and 4.0 write them, and values freed of old encodings.
//!
//! **Invariant:** no word of a parameter is lost: one without a name is a TYPE, as in vCard 2.1.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// Words that stand without `ENCODING=` in vCard 2.1.
const ENCODINGS: &[&str] = &["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"];
/// Words that stand without `VALUE=` there.
const VALUES: &[&str] = &["INLINE", "CONTENT-ID", "CID"];

/// The parameters of one property: names in capitals, values without quotes.
#[derive(Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// The parameters in what stands between the property's name and its colon.
    pub(super) fn of(text: &str) -> Self {
        let mut found = Vec::new();
        for param in outside_quotes(text, ';') {
            let (name, list) = match param.split_once('=') {
                Some((name, list)) => (name.trim().to_ascii_uppercase(), list),
                None => (name_of_bare(param.trim()).to_owned(), param),
            };
            for value in outside_quotes(list, ',') {
                let value = value.trim();
                if !value.is_empty() {
                    found.push((name.clone(), plain(value)));
                }
            }
        }
        Self(found)
    }

    /// The values of a parameter, in their order.
    pub(super) fn all<'p>(&'p self, wanted: &'static str) -> impl Iterator<Item = &'p str> {
        self.0.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// The value of a property that has these parameters, freed of the encoding they name.
    pub(super) fn decoded<'v>(&self, value: &'v str) -> Cow<'v, str> {
        let charset = self.all("CHARSET").next();
        let encoding = self.all("ENCODING").next().unwrap_or("").to_ascii_uppercase();
        match encoding.as_str() {
            "QUOTED-PRINTABLE" | "Q" => Cow::Owned(text_of(&quoted_printable(value), charset)),
            "BASE64" | "B" => {
                let bytes = base64(value).filter(|bytes| charset.is_some() || str::from_utf8(bytes).is_ok());
                bytes.map_or(Cow::Borrowed(value), |bytes| Cow::Owned(text_of(&bytes, charset)))
            }
            _ => Cow::Borrowed(value),
        }
    }
}

/// The parameter a word without `=` is of.
pub(super) fn name_of_bare(word: &str) -> &'static str {
    let is_among = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match () {
        () if is_among(ENCODINGS) => "ENCODING",
        () if is_among(VALUES) => "VALUE",
        () => "TYPE",
    }
}

pub(super) fn outside_quotes(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |sign| {
        quoted ^= sign == '"';
        sign == separator && !quoted
    })
}

/// The value without its quotes and the escapes of RFC 6868.
fn plain(value: &str) -> String {
    let bare = value.trim_matches('"');
    if !bare.contains('^') {
        return bare.to_owned();
    }
    let mut text = String::with_capacity(bare.len());
    let mut signs = bare.chars().peekable();
    while let Some(sign) = signs.next() {
        let meant = match (sign, signs.peek()) {
            ('^', Some('n')) => Some('\n'),
            ('^', Some('\'')) => Some('"'),
            ('^', Some('^')) => Some('^'),
            _ => None,
        };
        text.push(meant.unwrap_or(sign));
        if meant.is_some() {
            signs.next();
        }
    }
    text
}

/// The bytes of a text as its character set says; without one, or against it, UTF-8 goes before Windows-1252.
pub(super) fn text_of(bytes: &[u8], charset: Option<&str>) -> String {
    let named = charset.and_then(|name| Encoding::for_label(name.trim().as_bytes()));
    let by_name = named.and_then(|named| named.decode_without_bom_handling_and_without_replacement(bytes));
    match (by_name, str::from_utf8(bytes)) {
        (Some(text), _) => text.into_owned(),
        (None, Ok(text)) => text.to_owned(),
        (None, Err(_)) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The bytes quoted-printable text stands for; what is no code stays as it is.
fn quoted_printable(text: &str) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, further)) = rest.split_first() {
        let code = match further {
            [high, low, ..] if *byte == b'=' => digit(high).zip(digit(low)),
            _ => None,
        };
        if let Some((high, low)) = code {
            bytes.push(high << 4 | low);
            rest = further.get(2..).unwrap_or_default();
        } else {
            bytes.push(*byte);
            rest = further;
        }
    }
    bytes
}

/// The bytes of base64 text; `None` when it is none.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for sign in text.bytes().filter(|sign| !sign.is_ascii_whitespace() && *sign != b'=') {
        let six = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(six)) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xFF).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(params: &str, name: &'static str) -> Vec<String> {
        Params::of(params).all(name).map(str::to_owned).collect()
    }

    #[test]
    fn words_without_a_name_are_types() {
        assert_eq!(all("CELL;PREF;X-Boat", "TYPE"), ["CELL", "PREF", "X-Boat"]);
        assert_eq!(all("quoted-printable;HOME", "ENCODING"), ["quoted-printable"]);
        assert_eq!(all("type=home,WORK;Type=\"a;b,c\"", "TYPE"), ["home", "WORK", "a;b,c"]);
        assert_eq!(all("LABEL=\"1 Oak^nSalem ^'x^' ^^ ^a\"", "LABEL"), ["1 Oak\nSalem \"x\" ^ ^a"]);
        assert_eq!(all(";;=;TYPE=", "TYPE"), [""; 0]);
    }

    #[test]
    fn values_are_freed_of_their_encoding_in_their_character_set() {
        for (params, value, text) in [
            ("ENCODING=QUOTED-PRINTABLE", "H=C3=A9l=e8ne", "HÃ©lène"),
            ("QUOTED-PRINTABLE", "H=C3=A9", "Hé"),
            ("QUOTED-PRINTABLE", "H=E9", "Hé"),
            ("QUOTED-PRINTABLE;CHARSET=ISO-8859-1", "=E9=0D=0A=5=ZZ=", "é\r\n=5=ZZ="),
            ("QUOTED-PRINTABLE;CHARSET=SHIFT_JIS", "=93c=92=86", "田中"),
            ("QUOTED-PRINTABLE;CHARSET=windows-1251", "=C8=E2=E0=ED", "Иван"),
            ("QUOTED-PRINTABLE;CHARSET=nonsense", "=C3=A9", "é"),
            ("QUOTED-PRINTABLE;CHARSET=UTF-8", "=E9", "é"),
            ("ENCODING=BASE64", "SMOpbA==", "Hél"),
            ("ENCODING=b", "not base64!", "not base64!"),
            ("ENCODING=b", "/9j/4AA=", "/9j/4AA="),
            ("CHARSET=UTF-8", "a=3D", "a=3D"),
        ] {
            assert_eq!(Params::of(params).decoded(value), text, "{params} {value}");
        }
    }
}
