//! `lock`: a passphrase for the book, changing it, taking it away, and the way back when it is forgotten.
//!
//! **Invariant:** the recovery code is said once, where the lock is set; no passphrase is ever said.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::{
    output::Answer,
    session::{Opening, Session},
};
use crate::{
    acts::lock::{self, Shut, in_keyring::Kept},
    domain::rejection::Rejection,
};

#[derive(Debug, Clone, Args)]
pub(super) struct Lock {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Subcommand)]
enum What {
    /// Shows whether the book is locked, and where its key lies
    #[command(after_help = "Examples:\n  standing lock show")]
    Show,
    /// Encrypts the book with a passphrase, and shows the recovery code once
    #[command(
        after_help = "Examples:\n  standing lock set\n  standing lock set --passphrase-fd 0 < passphrase"
    )]
    Set,
    /// Changes the passphrase; the recovery code stays
    #[command(after_help = "Examples:\n  standing lock change")]
    Change,
    /// Gives the book a new recovery code, when the paper is lost or was seen
    #[command(after_help = "Examples:\n  standing lock code")]
    Code,
    /// Gives the book a new passphrase by its recovery code
    #[command(after_help = "Examples:\n  standing lock recover")]
    Recover,
    /// Keeps the key in the system's keyring, so that a start asks no passphrase, or takes it out
    #[command(after_help = "Examples:\n  standing lock keyring on\n  standing lock keyring off")]
    Keyring {
        /// Whether the keyring keeps it
        #[arg(value_enum, value_name = "on|off")]
        turn: Turn,
    },
    /// Removes the lock: whoever has the file can read it again
    #[command(after_help = "Examples:\n  standing lock remove")]
    Remove,
}

/// Whether the keyring keeps the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Turn {
    /// It does
    On,
    /// It does not
    Off,
}

impl Lock {
    /// Does it.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        session.opening = Opening::Needs;
        let path = session.settings.book_path()?.to_owned();
        match self.what {
            What::Show => {
                session.sweep(&path);
                Ok(show(path))
            }
            What::Set => {
                session.opening = Opening::Makes;
                set(session, path)
            }
            What::Change => change(session, path),
            What::Code => code(session, path),
            What::Recover => recover(session, path),
            What::Keyring { turn } => keyring(session, path, turn),
            What::Remove => {
                session.take_book()?.unlock_for_good()?;
                let text = format!(
                    "The lock is removed: whoever has the file {} can read it. Copies made while it was locked stay \
                     locked, with their key files.",
                    path.display()
                );
                Ok(Answer::new(text, json!({ "book": path, "locked": false })))
            }
        }
    }
}

fn show(path: PathBuf) -> Answer {
    let (shown, key) = (path.display(), lock::key_file(&path));
    let locked = lock::is_locked(&path);
    // Which key file is missing or damaged, and where another one lies.
    let refused = Shut::look(&path).err();
    let text = match (locked, path.exists(), key.exists()) {
        (_, false, _) => format!("There is no book at {shown} yet. standing lock set makes it and locks it."),
        (false, ..) => {
            format!("{shown} is not locked: whoever has the file can read it. standing lock set locks it.")
        }
        (true, _, true) if lock::is_headless(&path) => format!(
            "{shown} is locked, and the beginning of its file was overwritten. Its key file {} is whole: standing \
             doctor says what can be done.",
            key.display()
        ),
        (true, _, true) if refused.is_none() => {
            let warned = lock::key_warning(&path).map(|warned| format!(" {warned}")).unwrap_or_default();
            format!(
                "{shown} is locked. Its key lies beside it: {}. Keep the two together.{warned}",
                key.display()
            )
        }
        (true, ..) => format!("{shown} is locked. {}", refused.map(|no| no.message).unwrap_or_default()),
    };
    let key = locked.then_some(key);
    Answer::new(text, json!({ "book": path, "locked": locked, "key_file": key }))
}

fn set(session: &mut Session, path: PathBuf) -> Result<Answer, Rejection> {
    if lock::is_locked(&path) {
        return Err(Rejection::rule(
            "The book is locked already. Nothing was changed. standing lock change gives it another passphrase.",
        ));
    }
    let passphrase = session.secrets.ask_new("A passphrase for the book, four or five words: ")?;
    let code = session.take_book()?.lock(&passphrase)?.printed();
    let key = lock::key_file(&path);
    let plain = lock::plain_copies(&path, session.settings.backup.value.also.as_deref());
    let mut lines = vec![
        "The book is locked: from now on the passphrase opens it, and nobody can read the file without it.".to_owned(),
        String::new(),
        format!("    Recovery code: {}", code.text()),
        String::new(),
        "Write the code on paper now and keep it away from this machine: it opens the book when the passphrase is \
         forgotten, and it is not shown again. Without both nobody can open the book."
            .to_owned(),
        format!("The key lies beside the book: {}. Copies take it along; keep the two together.", key.display()),
    ];
    if !plain.is_empty() {
        let names = plain.iter().map(|path| format!("  {}", path.display())).collect::<Vec<_>>().join("\n");
        lines.push(format!(
            "Copies from before are not locked; delete them once you have a copy of the locked book:\n{names}"
        ));
    }
    let json = json!({
        "book": path, "locked": true, "key_file": key, "recovery_code": code.text(), "plain_copies": plain,
    });
    Ok(Answer::new(lines.join("\n"), json))
}

fn change(session: &mut Session, path: PathBuf) -> Result<Answer, Rejection> {
    if !lock::is_locked(&path) {
        return Err(Rejection::rule(
            "The book is not locked. Nothing was changed. standing lock set locks it.",
        ));
    }
    let old = session.secrets.ask("The passphrase until now: ")?;
    // A wrong one is said before a new one is asked for.
    if let Some(shut) = Shut::look(&path)? {
        shut.by_passphrase(&old)?;
    }
    let new = session.secrets.ask_new("The new passphrase: ")?;
    lock::change_passphrase(&path, &old, &new)?;
    let text =
        "The passphrase is changed. The recovery code stays. Copies made before still open by the old one.";
    Ok(Answer::new(text, json!({ "book": path, "locked": true })))
}

fn code(session: &mut Session, path: PathBuf) -> Result<Answer, Rejection> {
    if !lock::is_locked(&path) {
        return Err(Rejection::rule(
            "The book is not locked. Nothing was changed. standing lock set locks it.",
        ));
    }
    let passphrase = session.secrets.ask("The passphrase of the book: ")?;
    let code = lock::change_code(&path, &passphrase)?.printed();
    let text = format!(
        "The book has a new recovery code; the one before opens it no more, but still the copies made until now.\n\n    \
         Recovery code: {}\n\nWrite it on paper now and keep it away from this machine; it is not shown again.",
        code.text()
    );
    Ok(Answer::new(text, json!({ "book": path, "locked": true, "recovery_code": code.text() })))
}

fn keyring(session: &mut Session, path: PathBuf, turn: Turn) -> Result<Answer, Rejection> {
    if !lock::is_locked(&path) {
        return Err(Rejection::rule(
            "The book is not locked. Nothing was changed. standing lock set locks it.",
        ));
    }
    let text = match turn {
        Turn::On => {
            let passphrase = session.secrets.ask("The passphrase of the book: ")?;
            lock::in_keyring::keep(&path, &passphrase)?;
            "The keyring of the system keeps the key: while you are logged in the book opens without its passphrase. \
             A desk that was locked by Ctrl-Y or by time asks for it all the same. Keep the passphrase and the paper \
             with the code: the keyring is of this machine only."
        }
        Turn::Off => match lock::in_keyring::take_out(&path)? {
            Kept::Yes => "The keyring does not keep the key any more: each start asks for the passphrase.",
            Kept::No => "The keyring had no key of this book. Nothing was changed.",
        },
    };
    Ok(Answer::new(text, json!({ "book": path, "keyring": turn == Turn::On })))
}

fn recover(session: &mut Session, path: PathBuf) -> Result<Answer, Rejection> {
    let Some(shut) = Shut::look(&path)? else {
        return Err(Rejection::rule("The book is not locked. Nothing was changed."));
    };
    let code = session.secrets.ask("The recovery code: ")?;
    shut.is_its_code(&code)?;
    let new = session.secrets.ask_new("A new passphrase for the book: ")?;
    shut.by_code(&code, &new)?;
    let text = "The book has a new passphrase. The recovery code stays as it is on the paper.";
    Ok(Answer::new(text, json!({ "book": path, "locked": true })))
}
