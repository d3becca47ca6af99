//! What a screen asks for; the shell and `update` do it.
//!
//! **Invariant:** tabs and layers change nothing but themselves: everything else is one of these.

use std::path::PathBuf;

use super::{
    command::Command,
    desk::{Action, Slip},
    layers::Layer,
    link::Link,
    tabs::Target,
    work::Job,
};
use crate::{acts::Mailing, domain::record::RecordId, tui::layers::export::Holds};

/// A file the desk writes.
#[derive(Debug, Clone)]
pub enum Paper {
    /// What the columns of a table mean.
    Mapping {
        /// Where.
        file: PathBuf,
        /// Its text.
        text: String,
    },
    /// A file for another program.
    Export {
        /// Where.
        file: PathBuf,
        /// What it holds.
        holds: Holds,
    },
    /// One client's whole file for an examiner, in a directory, with an entry in the book.
    Examiner {
        /// The directory.
        dir: PathBuf,
        /// Whose.
        client: RecordId,
        /// As of the end of which day.
        as_of: chrono::NaiveDate,
    },
    /// A mailing list, with an entry in the book.
    Mailing {
        /// Where.
        file: PathBuf,
        /// What the mailing is.
        what: String,
        /// To whom.
        list: Mailing,
    },
}

/// What the next act leaves as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rest {
    /// The keys of the rows whose marks stay.
    pub marks: Vec<String>,
    /// What is said behind the receipt: `2 not: Osei's meeting is not hidden`.
    pub said: Option<String>,
}

/// A wish of a tab or layer.
#[derive(Debug)]
pub enum Effect {
    /// Execute an action; its receipt becomes the message, the lists are read again.
    Commit(Box<Action>),
    /// Execute the action of the top layer: when it goes through, the layer closes with those that wait for it,
    /// and their slips are forgotten; when it is refused, the layer keeps its text and is told why.
    Save(Box<Action>),
    /// What the act that follows, at once or out of the layer that follows, leaves as it is.
    Leave(Rest),
    /// Purge a client for good; asked and answered before.
    Purge(Box<crate::domain::action::Purging>),
    /// Take the newest step back.
    Undo,
    /// Take one named step back, as a new step.
    TakeBack(i64),
    /// Take back what of a step nothing was done with since.
    TakeBackRest(i64),
    /// Take a step back with all later ones that build on it.
    TakeBackWithLater(i64),
    /// Do it again.
    Redo,
    /// Put a layer on top; a slip waiting for it is put into it.
    Open(Box<dyn Layer>),
    /// Close the top layer; what was typed is kept as a slip.
    Close,
    /// Close the top layer and forget what was typed.
    Discard,
    /// Forget the slip with this key.
    Forget(String),
    /// Keep this slip again, as it was.
    Keep(Box<Slip>),
    /// Say something in the rule until the next key.
    Say(String),
    /// Refuse, or warn: a sentence, in the colour of alarm.
    Warn(String),
    /// Show a tab, and there a view, a record, one relationship's rows; layers close.
    Go(Target),
    /// Show a saved view in its tab; layers close.
    OpenSaved(RecordId),
    /// Run a command where the keys are once the top layer is closed.
    Run(Command),
    /// Narrow the list below as typed: that of a layer which has one, else the active tab's.
    Filter(String),
    /// Begin again what this slip was kept of, where it was begun.
    Resume(Box<Slip>),
    /// Read everything again; decided rows go.
    Reload,
    /// Hand the text of the top layer's field to the editor; it comes back through `Layer::edited`.
    Edit {
        /// The text.
        text: String,
        /// What the field is called; the editor's file is named after it.
        field: String,
    },
    /// Begin a piece of work that may take longer than a frame.
    Work(Job),
    /// Stop the work that goes on.
    Stop,
    /// Write a file and close the question for its name.
    Write(Box<Paper>),
    /// Put text on the clipboard of the terminal.
    Copy(String),
    /// Hand a link to the program that opens it.
    Launch(Link),
    /// Leave.
    Quit,
    /// Leave this book for the demo.
    Demo,
    /// Leave the desk for its door: locked until the passphrase is typed.
    Lock,
    /// To the shell.
    Suspend,
    /// Draw everything again.
    Redraw,
}

impl Effect {
    /// One action to execute.
    #[must_use]
    pub fn commit(action: Action) -> Vec<Self> {
        vec![Self::Commit(Box::new(action))]
    }

    /// One action that closes the layer it comes from.
    #[must_use]
    pub fn save(action: Action) -> Vec<Self> {
        vec![Self::Save(Box::new(action))]
    }

    /// One layer to open.
    #[must_use]
    pub fn open(layer: impl Layer + 'static) -> Vec<Self> {
        vec![Self::Open(Box::new(layer))]
    }

    /// One message.
    #[must_use]
    pub fn say(words: impl Into<String>) -> Vec<Self> {
        vec![Self::Say(words.into())]
    }

    /// One refusal.
    #[must_use]
    pub fn warn(words: impl Into<String>) -> Vec<Self> {
        vec![Self::Warn(words.into())]
    }
}

/// Where the way leads once the desk is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// Out of the program.
    Out,
    /// To the demo book.
    Demo,
    /// To the door: the passphrase is asked for, or a lock is offered.
    Door,
    /// Out: a fault in the program ended the desk.
    Broken(TypedText),
}

/// What became of the text that was typed when the desk broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedText {
    /// There is a slip of all there was.
    Kept,
    /// It could not be kept.
    Lost,
}

/// Whether the book is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// Nothing else is known.
    AsFarAsKnown,
    /// Damage was found, in this session or in an earlier one.
    Damaged,
}

/// What only the shell can do: the terminal is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outside {
    /// Leave.
    Quit,
    /// Leave this book for the demo.
    Demo,
    /// Leave the desk for its door.
    Lock,
    /// Give the terminal back and stop until continued.
    Suspend,
    /// Draw everything again.
    Redraw,
    /// Open the editor on a text.
    Edit {
        /// The text.
        text: String,
        /// What the field is called.
        field: String,
    },
    /// Copy to the terminal's clipboard.
    Copy(String),
    /// Hand a link to the program that opens it.
    Launch(Link),
}
