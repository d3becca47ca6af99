//! Asking for a passphrase or a recovery code: on the terminal, unseen, or from a file descriptor.
//!
//! **Invariant:** a secret comes from nowhere else, never from an argument or the environment; the terminal shows
//! again what is typed, whatever ends the question.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read as _, Write as _},
    time::Duration,
};

use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

use crate::{
    acts::lock::{Secret, Shut},
    domain::rejection::Rejection,
};

/// How often a wrong passphrase may be typed in one run.
const TRIES: u32 = 3;

/// Where secrets come from in this run.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    /// The number of `--passphrase-fd`.
    pub(super) fd: Option<u32>,
    open: Option<File>,
}

impl Secrets {
    /// Asks for one; each line of the file descriptor answers one question.
    pub(super) fn ask(&mut self, question: &str) -> Result<Secret, Rejection> {
        match self.fd {
            Some(fd) => self.next_line(fd),
            None => on_terminal(question),
        }
    }

    /// Asks for a new one, on the terminal twice.
    pub(super) fn ask_new(&mut self, question: &str) -> Result<Secret, Rejection> {
        let first = self.ask(question)?;
        crate::acts::lock::good_enough(&first)?;
        if self.fd.is_none() && !self.ask("The same once more: ")?.is(&first) {
            return Err(Rejection::rule("The two passphrases differ. Nothing was changed."));
        }
        Ok(first)
    }

    /// Opens a locked book by its passphrase; on the terminal it may be typed again when it was wrong.
    pub(super) fn open(&mut self, shut: &Shut) -> Result<(), Rejection> {
        let question = format!("Passphrase of {}: ", shut.book().display());
        for tried in 1.. {
            let passphrase = self.ask(&question)?;
            match shut.by_passphrase(&passphrase) {
                Err(_) if self.fd.is_none() && tried < TRIES => {
                    super::output::complain("That is not the passphrase of this book.\n");
                    std::thread::sleep(Duration::from_secs(u64::from(tried)));
                }
                done => {
                    if let Some(warning) = shut.warning().filter(|_| done.is_ok()) {
                        super::output::complain(&format!("{warning}\n"));
                    }
                    return done;
                }
            }
        }
        Ok(())
    }

    fn next_line(&mut self, fd: u32) -> Result<Secret, Rejection> {
        let unread = |error: io::Error| {
            Rejection::fault(format!("No passphrase could be read from descriptor {fd}: {error}."))
        };
        if self.open.is_none() {
            self.open = Some(File::open(format!("/dev/fd/{fd}")).map_err(unread)?);
        }
        let mut line = Typed::default();
        let Some(file) = &mut self.open else { return Ok(Secret::default()) };
        let mut byte = [0];
        loop {
            match file.read(&mut byte) {
                Ok(0) if line.is_empty() => {
                    return Err(Rejection::fault(format!(
                        "Descriptor {fd} gave no passphrase. Give it one line for each that is asked."
                    )));
                }
                Ok(0) => break,
                Ok(_) if byte == *b"\n" => break,
                Ok(_) => line.take(byte[0]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unread(error)),
            }
        }
        Ok(line.done())
    }
}

/// What was typed so far; bytes of a letter that is not complete wait.
#[derive(Debug, Default)]
struct Typed {
    secret: Secret,
    part: Vec<u8>,
}

impl Typed {
    fn is_empty(&self) -> bool {
        self.secret.letters() == 0 && self.part.is_empty()
    }

    fn take(&mut self, byte: u8) {
        self.part.push(byte);
        match std::str::from_utf8(&self.part) {
            Ok(letter) => {
                letter
                    .chars()
                    .filter(|letter| !letter.is_control())
                    .for_each(|letter| self.secret.push(letter));
                self.part.clear();
            }
            Err(error) if error.error_len().is_some() => self.part.clear(),
            Err(_) => {}
        }
    }

    fn done(self) -> Secret {
        self.secret
    }
}

/// The terminal while it does not show what is typed.
struct Unseen<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Unseen<'a> {
    fn on(terminal: &'a File) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut now = before.clone();
        now.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN;
        now.special_codes[SpecialCodeIndex::VMIN] = 1;
        now.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(terminal, OptionalActions::Flush, &now)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Unseen<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}

/// The terminal, when somebody sits at it.
fn terminal() -> Option<File> {
    if !io::stdin().is_terminal() && !io::stderr().is_terminal() {
        return None;
    }
    File::options().read(true).write(true).open("/dev/tty").ok()
}

fn on_terminal(question: &str) -> Result<Secret, Rejection> {
    let Some(terminal) = terminal() else {
        return Err(Rejection::fault(
            "The book is locked, and there is no terminal to ask for the passphrase. Nothing was changed. Give it \
             by --passphrase-fd NUMBER.",
        ));
    };
    let read = asked(&terminal, question)
        .map_err(|error| Rejection::fault(format!("The passphrase could not be read: {error}.")))?;
    read.ok_or_else(|| Rejection::fault("No passphrase was given. Nothing was changed."))
}

/// What was typed until Enter; nothing when it was broken off.
fn asked(mut terminal: &File, question: &str) -> io::Result<Option<Secret>> {
    terminal.write_all(crate::domain::safe::one_line(question).as_bytes())?;
    let unseen = Unseen::on(terminal)?;
    let mut typed = Typed::default();
    let mut byte = [0];
    let kept = loop {
        if terminal.read(&mut byte)? == 0 {
            break None;
        }
        match byte[0] {
            b'\r' | b'\n' => break Some(typed.done()),
            // Ctrl-C, and Ctrl-D on an empty line.
            3 => break None,
            4 if typed.is_empty() => break None,
            0x7f | 8 => typed.secret.pop(),
            // Ctrl-U.
            21 => typed.secret.clear(),
            byte => typed.take(byte),
        }
    };
    drop(unseen);
    terminal.write_all(b"\n")?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_come_in_pieces_are_letters_and_what_is_none_is_dropped() {
        let mut typed = Typed::default();
        for byte in "é田\u{7}".bytes().chain([0xff]).chain("x".bytes()) {
            typed.take(byte);
        }
        assert_eq!(typed.done().text(), "é田x");
    }
}
