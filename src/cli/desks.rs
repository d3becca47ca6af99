//! Opening a desk: on the user's book, at its door when that is locked, on what can be had of a damaged one, on the
//! demo.
//!
//! **Invariant:** a book is open before its desk takes the terminal, and its door, where the passphrase is asked, has
//! not touched it; what refuses it is said in plain lines.

use std::process::ExitCode;

use clap::ArgMatches;

use super::{
    Desk, Next, Whose,
    args::Colour,
    damaged, keep,
    output::{self, Answer, Format, Layout, Shape},
    session::Session,
};
use crate::{
    acts::{
        demo::{self, Reset},
        lock::key_warning,
        mark::Mark,
    },
    clock::Clock,
    config::{Glyphs, Settings},
    domain::{backup_schedule::Backups, rejection::Rejection, review::Pass},
    trace,
};

/// A desk that waits for the passphrase of its book.
#[derive(Debug)]
pub struct Waiting {
    session: Session,
    colour: Colour,
    whose: Whose,
    pass: Option<Pass>,
}

impl Waiting {
    /// The desk on the book of these settings, left to be locked.
    #[must_use]
    pub fn again(settings: Settings, clock: Clock, (colour, whose): (Colour, Whose)) -> Self {
        let format = Format::of_stdout(Shape::Text, settings.glyphs.value == Glyphs::Ascii);
        Self { session: Session::new(settings, clock, format), colour, whose, pass: None }
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.session.settings
    }

    /// What is copied by itself; none for the demo.
    #[must_use]
    pub fn backups(&self) -> Option<Backups> {
        (self.whose == Whose::Own).then(|| self.session.settings.backup.value.clone())
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.session.clock
    }

    /// With colour or without.
    #[must_use]
    pub fn colour(&self) -> Colour {
        self.colour
    }

    /// Opens the book, whose key is known now; where it is damaged, what can be done is offered.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn enter(mut self) -> Result<Next, Rejection> {
        let room = match self.opened()? {
            damaged::Chosen::Left => return Ok(Next::Exit(ExitCode::from(output::FAILED))),
            damaged::Chosen::Opens(room) => room,
        };
        let (colour, whose, pass) = (self.colour, self.whose, self.pass);
        let (mut book, settings) = self.session.into_book()?;
        trace::note(trace::Event::DeskOpened { steps: book.head()?.0 });
        if room.is_some() {
            book.stop_writing()?;
        }
        if room.is_some() || whose == Whose::Demo {
            // What is only looked at, or made anew by a word, needs no copies.
            book.set_backups(None);
        }
        Ok(Next::Desk(Box::new(Desk { book, settings, colour, whose, pass, room })))
    }
}

impl Waiting {
    /// Opens the book. A damaged one is no reason to stand before a closed door: what can be done is offered.
    fn opened(&mut self) -> Result<damaged::Chosen, Rejection> {
        let book = self.session.settings.book_path()?.to_owned();
        if self.whose == Whose::Own && Mark::of(&book).is_some() {
            self.session.unlock_all(&book)?;
            let no = Rejection::fault("Damage was found in the book.");
            // One whose pages are sound, or which nobody is there to be asked about, is opened to be read.
            if let Ok(chosen) = damaged::ask(&mut self.session, no) {
                return Ok(chosen);
            }
        }
        match self.session.book() {
            Ok(_) => Ok(damaged::Chosen::Opens(None)),
            Err(no) => damaged::ask(&mut self.session, no),
        }
    }
}

impl Desk {
    /// What is said first of all: that the book is only looked at, or what broke off last time.
    #[must_use]
    pub fn first_words(&self) -> Option<String> {
        if self.room.is_some() {
            return Some("This is what can be read of the damaged book; nothing is saved here.".to_owned());
        }
        if let Some(warning) = self.book.path().and_then(key_warning) {
            return Some(warning);
        }
        let report = trace::untold(&self.settings.paths.as_ref()?.state)?;
        Some(format!(
            "standing stopped by a fault of its own last time. The report is {}; read it before you show it.",
            report.display()
        ))
    }
}

/// The desk on the book of a session, or its door where the passphrase is to be typed first.
pub(super) fn desk(
    session: Session,
    colour: Colour,
    (whose, pass): (Whose, Option<Pass>),
) -> Result<Next, Rejection> {
    let asks = session.secrets.fd.is_none() && session.is_shut()?;
    let waiting = Waiting { session, colour, whose, pass };
    if asks { Ok(Next::Door(Box::new(waiting))) } else { waiting.enter() }
}

/// Opens the desk on the demo book, or says where that is.
pub(super) fn open_demo(session: Session, typed: &keep::Demo, colour: Colour) -> Result<Next, Rejection> {
    if typed.path {
        let path = session.settings.demo_path()?;
        let shown = path.display().to_string();
        let answer = Answer::new(shown, serde_json::json!({ "path": path }));
        return Ok(Next::Exit(ExitCode::from(output::print(&answer, session.format, Layout::Spread))));
    }
    let reset = if typed.reset { Reset::Yes } else { Reset::No };
    demo_session(session, reset).and_then(|session| desk(session, colour, (Whose::Demo, None)))
}

/// The desk on the demo book, for whoever asked for it in his own; the book is made when it is not there.
///
/// # Errors
/// When there is no home for it, or it cannot be made.
pub fn demo_desk(settings: Settings, clock: Clock, colour: Colour) -> Result<Desk, Rejection> {
    let format = Format::of_stdout(Shape::Text, settings.glyphs.value == Glyphs::Ascii);
    let (book, settings) = demo_session(Session::new(settings, clock, format), Reset::No)?.into_book()?;
    Ok(Desk { book, settings, colour, whose: Whose::Demo, pass: None, room: None })
}

/// A run on the demo book, on the day it was made for.
fn demo_session(mut session: Session, reset: Reset) -> Result<Session, Rejection> {
    let path = session.settings.demo_path()?;
    if demo::is_made(&path, reset) {
        output::complain(match reset {
            Reset::No => "Making the demo book, a few seconds the first time.\n",
            Reset::Yes => "Making the demo book anew, a few seconds.\n",
        });
    }
    demo::ensure(&path, session.today(), reset, crate::letters::scribe)?;
    session.settings.book.value = Some(path);
    // What is made anew by a word needs no copies.
    session.book()?.set_backups(None);
    // The demo has a day of its own, the Monday it was made for.
    if let Some(day) = demo::day_of(session.book()?)? {
        let clock =
            Clock::fixed(day).in_zone(session.settings.zone.value.clone(), session.settings.day_ends.value);
        session.clock = clock.clone();
        session.book()?.set_clock(clock);
    }
    Ok(session)
}

/// Notes which command ended how: its own name, and nothing that was typed behind it. The parser knows no name but
/// the program's own, so this one is no text from outside.
pub(super) fn note_command(matches: &ArgMatches, code: u8) {
    if let Some(name) = matches.subcommand_name() {
        trace::note(trace::Event::Command { name: name.to_owned().leak(), code });
    }
}
