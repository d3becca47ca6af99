//! The steps at the door, without a terminal: what a key does, what is worked out, what is said.
//!
//! **Invariant:** a new passphrase is typed twice, and a recovery code goes from the screen only when its first group
//! was typed from the paper.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::smith::Locksmith;
use crate::acts::lock::{Secret, good_enough};

/// Wrong passphrases before the answers come slower.
const FREE_TRIES: u32 = 3;

/// The longest pause after a wrong one, in seconds.
const LONGEST_PAUSE: u64 = 30;

/// Letters of the code's first group.
const GROUP: usize = 5;

/// What comes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Going {
    /// Nothing but another picture.
    On,
    /// Something is to be worked out: [`Door::work`].
    Work,
    /// Into the desk.
    In,
    /// Out of the program.
    Out,
    /// To the shell.
    Suspend,
}

/// What is asked for.
#[derive(Debug)]
pub(super) enum Step {
    /// The passphrase of the book.
    Passphrase,
    /// Its recovery code.
    Code,
    /// A new passphrase: by this code, or to lock a plain book.
    New(Option<Secret>),
    /// The same once more.
    Again { code: Option<Secret>, first: Secret },
    /// The recovery code is shown; its first group is typed from the paper.
    Written(Secret),
    /// These copies from before the lock can be read by anybody.
    Copies(Vec<PathBuf>),
}

/// The door.
#[derive(Debug)]
pub(super) struct Door {
    pub(super) step: Step,
    pub(super) typed: Secret,
    /// What is said below; a refusal, or that something is worked out.
    pub(super) said: Option<Said>,
    pub(super) book: String,
    /// Whether Esc leads to the desk: the book is open to everybody still.
    pub(super) leads: Leads,
    /// Copies from before the lock.
    plain: Vec<PathBuf>,
    failures: u32,
}

/// What stands below what is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Working(&'static str),
    Refused(String),
}

/// Where leaving the door leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leads {
    /// Out of the program.
    Out,
    /// Back to the desk.
    In,
}

impl Door {
    /// The door of a locked book.
    pub(super) fn shut(book: &Path) -> Self {
        Self::at(Step::Passphrase, book, Leads::Out)
    }

    /// The door of a plain book that may get a lock.
    pub(super) fn choosing(book: &Path) -> Self {
        Self::at(Step::New(None), book, Leads::In)
    }

    fn at(step: Step, book: &Path, leads: Leads) -> Self {
        let name = book.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { step, typed: Secret::default(), said: None, book: name, leads, plain: Vec::new(), failures: 0 }
    }

    /// Takes a letter.
    pub(super) fn typed(&mut self, letter: char) {
        self.said = None;
        self.typed.push(letter);
    }

    /// Takes a key.
    pub(super) fn press(&mut self, key: KeyEvent) -> Going {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if matches!(self.step, Step::Copies(_)) && !control {
            return self.of_copies(key.code);
        }
        match key.code {
            KeyCode::Char('c') if control => return Going::Out,
            KeyCode::Char('z') if control => return Going::Suspend,
            KeyCode::Char('u') if control => self.typed.clear(),
            KeyCode::Char('r') if control => self.toggle_code(),
            KeyCode::Char(letter) if !control => self.typed(letter),
            KeyCode::Backspace => self.typed.pop(),
            KeyCode::Esc => return self.escape(),
            KeyCode::Enter => return self.enter(),
            _ => {}
        }
        Going::On
    }

    /// What a key does while plain copies are listed.
    fn of_copies(&mut self, key: KeyCode) -> Going {
        match key {
            KeyCode::Enter | KeyCode::Esc => Going::In,
            KeyCode::Char('d') => {
                self.said = Some(Said::Working("Making a locked copy, then removing them ..."));
                Going::Work
            }
            _ => Going::On,
        }
    }

    /// From the passphrase to the code and back.
    fn toggle_code(&mut self) {
        self.step = match self.step {
            Step::Passphrase => Step::Code,
            Step::Code => Step::Passphrase,
            _ => return,
        };
        self.typed.clear();
        self.said = None;
    }

    fn escape(&mut self) -> Going {
        self.said = None;
        if self.typed.letters() > 0 {
            self.typed.clear();
            return Going::On;
        }
        match (&self.step, self.leads) {
            (Step::Passphrase | Step::Written(_) | Step::Copies(_), _) => {}
            (Step::Again { .. }, _) => {
                if let Step::Again { code, .. } = std::mem::replace(&mut self.step, Step::Passphrase) {
                    self.step = Step::New(code);
                }
            }
            (Step::New(None), Leads::In) => return Going::In,
            (Step::Code | Step::New(_), _) => self.step = Step::Passphrase,
        }
        Going::On
    }

    fn enter(&mut self) -> Going {
        if self.typed.letters() == 0 {
            return Going::On;
        }
        self.said = None;
        match &self.step {
            Step::Passphrase | Step::Code => {
                self.said = Some(Said::Working("Opening ..."));
                Going::Work
            }
            Step::New(_) => {
                if let Err(no) = good_enough(&self.typed) {
                    self.refuse(no.message);
                } else if let Step::New(code) = std::mem::replace(&mut self.step, Step::Passphrase) {
                    self.step = Step::Again { code, first: std::mem::take(&mut self.typed) };
                }
                Going::On
            }
            Step::Again { first, .. } if first.is(&self.typed) => {
                let locks = self.leads == Leads::In;
                self.said = Some(Said::Working(if locks { "Locking the book ..." } else { "Opening ..." }));
                Going::Work
            }
            Step::Again { .. } => {
                if let Step::Again { code, .. } = std::mem::replace(&mut self.step, Step::Passphrase) {
                    self.step = Step::New(code);
                }
                self.refuse("The two passphrases differ. Type a new one again.".to_owned());
                Going::On
            }
            Step::Written(code) => {
                let group: String = code.text().chars().take(GROUP).collect();
                if self.typed.text().trim().eq_ignore_ascii_case(&group) {
                    self.typed.clear();
                    let plain = std::mem::take(&mut self.plain);
                    if plain.is_empty() {
                        return Going::In;
                    }
                    self.step = Step::Copies(plain);
                    return Going::On;
                }
                self.refuse("That is not the first group of the code above.".to_owned());
                Going::On
            }
            Step::Copies(_) => Going::In,
        }
    }

    /// Works out what Enter asked for.
    pub(super) fn work(&mut self, smith: &mut Locksmith) -> Going {
        self.said = None;
        let typed = std::mem::take(&mut self.typed);
        match &self.step {
            Step::Passphrase => match smith.open(&typed) {
                Ok(()) => return Going::In,
                Err(no) => {
                    self.failures += 1;
                    self.refuse(no.message);
                }
            },
            Step::Code => match smith.knows(&typed) {
                Ok(()) => self.step = Step::New(Some(typed)),
                Err(no) => {
                    self.refuse(no.message);
                    // It may be mended: it is long, and shown while it is typed.
                    self.typed = typed;
                }
            },
            Step::Again { code: Some(code), .. } => match smith.recover(code, &typed) {
                Ok(()) => return Going::In,
                Err(no) => self.refuse(no.message),
            },
            Step::Again { code: None, .. } => match smith.lock(&typed) {
                Ok(code) => {
                    self.plain = smith.plain_copies();
                    self.step = Step::Written(code);
                }
                Err(no) => {
                    self.step = Step::New(None);
                    self.refuse(no.message);
                }
            },
            Step::Copies(_) => match smith.remove_plain_copies() {
                Ok(plain) if plain.is_empty() => return Going::In,
                Ok(plain) => {
                    self.step = Step::Copies(plain);
                    self.refuse(
                        "These stay: not made by this program, kept aside, or holding what the book has not. Look at \
                         them, then delete them yourself."
                            .to_owned(),
                    );
                }
                Err(no) => self.refuse(no.message),
            },
            Step::New(_) | Step::Written(_) => {}
        }
        Going::On
    }

    /// How long the next try must wait: nothing at first, then longer with each wrong one.
    pub(super) fn pause(&self) -> Duration {
        let slow = self.failures.saturating_sub(FREE_TRIES);
        if slow == 0 || !matches!(self.said, Some(Said::Refused(_))) || !matches!(self.step, Step::Passphrase)
        {
            return Duration::ZERO;
        }
        Duration::from_secs(1_u64.checked_shl(slow).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
    }

    /// The pause is over.
    pub(super) fn rested(&mut self) {
        if self.pause() > Duration::ZERO {
            self.said =
                Some(Said::Refused("That is not the passphrase of this book. Type it again.".to_owned()));
        }
    }

    fn refuse(&mut self, message: String) {
        self.typed.clear();
        self.said = Some(Said::Refused(message));
        if let (pause @ 1.., Some(Said::Refused(message))) = (self.pause().as_secs(), &mut self.said) {
            *message = format!("That is not the passphrase of this book. Wait {pause} seconds.");
        }
    }
}
