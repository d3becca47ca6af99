//! Links that leave the desk: an e-mail to write, a number to dial, a page to read.
//!
//! **Invariant:** only the schemes mailto, tel and https are opened, as one argument of one program; no shell
//! sees them, and what is no address, number or page is refused in words.

use std::{
    fmt::Write as _,
    io,
    process::{Child, Command, Stdio},
};

use crate::domain::rejection::Rejection;

/// The program that opens a link with the one the user has chosen for it.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// A link that may be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

impl Link {
    /// An e-mail to this address.
    ///
    /// # Errors
    /// When it is no address.
    pub fn mail(address: &str) -> Result<Self, Rejection> {
        let address = address.trim();
        let fits = |name: &str, host: &str| !name.is_empty() && !host.is_empty() && !host.contains('@');
        let is_one = address.split_once('@').is_some_and(|(name, host)| fits(name, host));
        if !is_one || address.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
            return Err(Rejection::rule(format!("{address} is no e-mail address. Nothing was opened.")));
        }
        let mut link = "mailto:".to_owned();
        for byte in address.bytes() {
            // All but these could end the address and begin a header or a text.
            if byte.is_ascii_alphanumeric() || b"@.-_+~".contains(&byte) {
                link.push(char::from(byte));
            } else {
                let _ = write!(link, "%{byte:02X}");
            }
        }
        Ok(Self(link))
    }

    /// A call of this number.
    ///
    /// # Errors
    /// When it is none that can be dialled.
    pub fn call(number: &str) -> Result<Self, Rejection> {
        let number = number.trim();
        let digits: String = number.chars().filter(|letter| !" .-()/\u{a0}".contains(*letter)).collect();
        let plain = digits.strip_prefix('+').unwrap_or(&digits);
        if !(3..=20).contains(&plain.len()) || !plain.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(Rejection::rule(format!("{number} cannot be dialled. Nothing was opened.")));
        }
        Ok(Self(format!("tel:{digits}")))
    }

    /// A page of the web.
    ///
    /// # Errors
    /// When it is not an https page.
    pub fn web(page: &str) -> Result<Self, Rejection> {
        let page = page.trim();
        let lower = page.to_ascii_lowercase();
        let rest = match lower.split_once(':') {
            Some(("https", rest)) => rest.strip_prefix("//").map(|_| page.get(8..).unwrap_or("")),
            // A host may be followed by its port; any other word before a colon is a scheme.
            Some((host, port))
                if host.contains('.') && port.starts_with(|first: char| first.is_ascii_digit()) =>
            {
                Some(page)
            }
            Some(_) => None,
            None => Some(page),
        };
        let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or("").to_owned();
        let is_clean =
            page.chars().all(|letter| letter.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(letter));
        match rest.filter(|rest| is_clean && host(rest).contains('.') && !host(rest).contains('@')) {
            Some(rest) => Ok(Self(format!("https://{rest}"))),
            None => Err(Rejection::rule(format!(
                "Only https pages, e-mail addresses and telephone numbers are opened; {page} is none. Nothing was opened."
            ))),
        }
    }

    /// It as it is handed over.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The programs that links were handed to.
#[derive(Debug, Default)]
pub struct Opener {
    started: Vec<Child>,
}

impl Opener {
    /// Hands a link to the system; does not wait for the program that takes it.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn open(&mut self, link: &Link) -> io::Result<()> {
        // Those that have ended are taken note of, or they would stand in the system's table until the desk ends.
        self.started.retain_mut(|child| matches!(child.try_wait(), Ok(None)));
        let quiet = Stdio::null;
        let mut command = Command::new(OPENER);
        command.arg(link.as_str()).stdin(quiet()).stdout(quiet()).stderr(quiet());
        self.started.push(command.spawn().map_err(|error| named(OPENER, &error))?);
        Ok(())
    }
}

/// What is said of a program that could not be started: which it is, where it is not there.
fn named(program: &str, error: &io::Error) -> io::Error {
    let words = match error.kind() {
        io::ErrorKind::NotFound => format!("the program {program} is not installed"),
        _ => format!("{program}: {error}"),
    };
    io::Error::new(error.kind(), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(link: Result<Link, Rejection>) -> String {
        link.map(|link| link.0).unwrap_or_default()
    }

    #[test]
    fn an_address_cannot_bring_headers_or_another_argument() {
        assert_eq!(url(Link::mail(" ann.hartley+desk@example.com ")), "mailto:ann.hartley+desk@example.com");
        assert_eq!(url(Link::mail("a?bcc=x&y@example.com")), "mailto:a%3Fbcc%3Dx%26y@example.com");
        assert_eq!(url(Link::mail("zoë@example.com")), "mailto:zo%C3%AB@example.com");
        for text in
            ["", "ann", "@example.com", "ann@", "a@b@c", "a b@c.d", "a@b.c\r\nBcc: x@y.z", "a@b\u{1b}.c"]
        {
            assert!(Link::mail(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let error = Command::new("standing-no-such-program").spawn().unwrap_err();
        assert_eq!(named("xdg-open", &error).to_string(), "the program xdg-open is not installed");
    }

    #[test]
    fn a_number_is_dialled_by_its_digits() {
        assert_eq!(url(Link::call("(503) 555-0142")), "tel:5035550142");
        assert_eq!(url(Link::call("+41 44 555 01 42")), "tel:+41445550142");
        for text in ["", "12", "call me", "503 555 0142 ext 7", "+", "1+2345", "*#06#"] {
            assert!(Link::call(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn only_https_pages_are_opened() {
        assert_eq!(url(Link::web("example.com/ann")), "https://example.com/ann");
        assert_eq!(url(Link::web("HTTPS://example.com/a?b=c#d")), "https://example.com/a?b=c#d");
        assert_eq!(url(Link::web("example.com:8443/x")), "https://example.com:8443/x");
        for text in [
            "http://example.com",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ssh://example.com",
            "x-man-page:1.2",
            "https:example.com",
            "--help",
            "localhost",
            "https://a.b\nc",
            "https://bank.example@evil.example/",
            "",
        ] {
            let no = Link::web(text).unwrap_err();
            assert!(no.message.ends_with("Nothing was opened."), "{text:?}");
        }
    }
}
