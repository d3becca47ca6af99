//! The command line: the same actions as the desk, linear and scriptable.
//!
//! **Invariant:** stdout carries the answer, stderr the rest; nothing is written before the arguments
//! and the configuration are understood.

mod agreements;
mod args;
mod asked;
mod batch;
mod brief;
mod cases;
mod checklists;
mod clients;
pub mod crash;
mod damaged;
mod dates;
mod desks;
mod doctor;
mod documents;
mod duplicates;
mod exchange;
mod export;
mod fields;
mod follow_ups;
mod in_force;
mod instead;
mod journal;
mod keep;
mod left;
mod lock;
mod log;
pub mod man;
mod meetings;
mod nouns;
mod output;
mod passphrase;
mod purge;
mod questions;
mod records;
mod reference;
mod registers;
mod requests;
mod review;
mod rulebook;
mod session;
mod show;
mod tiers;
mod today;
mod words;
mod year;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{ArgMatches, FromArgMatches as _};

use crate::{
    acts::{Book, Room, Step},
    clock::Clock,
    config::{self, BookFrom, Glyphs, Named, Settings, Source},
    domain::{day, rejection::Rejection, review::Pass, safe},
    trace,
};
pub use args::{Colour, command};
pub use desks::{Waiting, demo_desk};
pub use reference::reference;

use args::{Globals, Verb};
use desks::{desk, open_demo};
use output::{Answer, Format, Layout, Shape, usage};
use session::{Opening, Session};

/// What the program does after the command line was read.
#[derive(Debug)]
pub enum Next {
    /// Nothing more.
    Exit(ExitCode),
    /// Opens the desk.
    Desk(Box<Desk>),
    /// Asks for the passphrase at the desk's door, then opens it.
    Door(Box<Waiting>),
    /// Prints the keys of the desk, for people or as JSON, with those of the settings.
    Keys(KeysAs, Box<Settings>),
    /// Prints the manual page, with the keys of the settings.
    Man(Box<Settings>),
}

/// The desk that is to be opened.
#[derive(Debug)]
pub struct Desk {
    /// On this book.
    pub book: Book,
    /// With these settings.
    pub settings: Settings,
    /// With colour or without.
    pub colour: Colour,
    /// Whose book it is.
    pub whose: Whose,
    /// The pass it opens in; none for the tabs.
    pub pass: Option<Pass>,
    /// Where the book is for a moment, when it is what can be read of a damaged one; it goes when the desk is left.
    pub room: Option<Room>,
}

/// Whose book a desk is opened on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The user's.
    Own,
    /// The fictional one.
    Demo,
}

/// How the keys are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeysAs {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What refuses the settings of a desk before its book is opened.
pub type Check = fn(&Settings) -> Result<(), Rejection>;

/// Reads the command line and does what it says, unless that is to open the desk; its settings are checked first.
pub fn run(args: impl IntoIterator<Item = OsString>, check: Check) -> Next {
    let args: Vec<OsString> = args.into_iter().collect();
    let colour = colour_of(&args).choice();
    // What is not understood by the part that was meant is explained by the whole.
    let matches = match args::part_for(&args).color(colour).try_get_matches_from(&args) {
        Ok(matches) => matches,
        Err(_) => match command().color(colour).try_get_matches_from(&args) {
            Ok(matches) => matches,
            Err(error) => return Next::Exit(explain(&error, &args)),
        },
    };
    let shape = if matches.get_flag("json") { Shape::Json } else { Shape::Text };
    match begin(&matches, shape, check) {
        Ok(next) => next,
        Err(no) => Next::Exit(ExitCode::from(output::refuse(&no, shape, None))),
    }
}

/// Says on stderr why not, as every command does; gives the exit code. For what happens after `run`.
pub fn refuse(no: &Rejection) -> ExitCode {
    ExitCode::from(output::refuse(no, Shape::Text, None))
}

/// Writes an answer made elsewhere to stdout; a closed pipe is no error.
pub fn print(text: &str) -> ExitCode {
    let format = Format::of_stdout(Shape::Text, false);
    ExitCode::from(output::print(
        &Answer::new(text.trim_end(), serde_json::Value::Null),
        format,
        Layout::Spread,
    ))
}

/// Looks for `--color` before the parser does, which needs it for its own words.
fn colour_of(args: &[OsString]) -> Colour {
    let mut words = args.iter().filter_map(|arg| arg.to_str());
    while let Some(word) = words.next() {
        let value = match word.split_once('=') {
            Some(("--color", value)) => Some(value),
            _ if word == "--color" => words.next(),
            _ => None,
        };
        match value {
            Some("always") => return Colour::Always,
            Some("never") => return Colour::Never,
            _ => {}
        }
    }
    Colour::Auto
}

/// Help and version go to stdout, faults of the command line to stderr, both made safe.
fn explain(error: &clap::Error, args: &[OsString]) -> ExitCode {
    use clap::error::ErrorKind;
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // No text from outside is in these; the parser's own colours may stay.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if args.iter().any(|arg| arg == "--json") {
        return ExitCode::from(output::refuse(&misread(error), Shape::Json, None));
    }
    let text: Vec<String> = error.to_string().lines().map(output::brief).collect();
    output::complain(&format!("{}\n", safe::lines(&text.join("\n"))));
    ExitCode::from(output::USAGE)
}

/// A fault of the command line as a refusal: its first sentence, without the usage.
fn misread(error: &clap::Error) -> Rejection {
    let text = error.to_string();
    let is_end = |line: &str| line.starts_with("Usage:") || line.starts_with("For more information");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let said: Vec<&str> = lines.take_while(|line| !is_end(line)).collect();
    Rejection::ambiguous(format!("{}.", said.join(" ").trim_start_matches("error: ").trim_end_matches('.')))
}

fn begin(matches: &ArgMatches, shape: Shape, check: Check) -> Result<Next, Rejection> {
    let globals =
        Globals::from_arg_matches(matches).map_err(|error| Rejection::ambiguous(error.to_string()))?;
    let environment = || config::environment("STANDING_BOOK").map(PathBuf::from);
    let typed = globals.book.clone().map(|book| (book, BookFrom::Flag));
    let named = Named {
        config: globals.config.clone(),
        book: typed.or_else(|| environment().map(|book| (book, BookFrom::Environment))),
        glyphs: globals.ascii.then_some(Glyphs::Ascii),
    };
    let settings = Settings::load(&named)?;
    if let Some(paths) = settings.paths.as_ref().filter(|_| settings.log.value == config::Noting::Kept) {
        trace::begin(&paths.state);
    }
    let environment = || config::environment("STANDING_TODAY").map(|day| day.to_string_lossy().into_owned());
    let (day, from) = match globals.today.clone() {
        Some(day) => (Some(day), Source::Flag),
        None => (environment(), Source::Environment),
    };
    let clock = clock(&settings, day.as_deref())?;
    let format = Format::of_stdout(shape, settings.glyphs.value == Glyphs::Ascii);
    let mut session = Session::new(settings, clock, format);
    session.secrets.fd = globals.passphrase_fd;
    session.day_from = if day.is_some() { from } else { Source::Default };
    match matches.subcommand_name() {
        None => {
            check(&session.settings)?;
            desk(session, globals.color, (Whose::Own, None))
        }
        Some("review") if review::opens(matches) => {
            go_through(session, check, globals.color, review::typed(matches))
        }
        Some("reexamine") if !review::finished::lists(matches) => {
            match Verb::from_arg_matches(matches).map_err(|error| Rejection::ambiguous(error.to_string()))? {
                Verb::Reexamine(typed) => {
                    let typed = typed.typed(&mut session)?;
                    go_through(session, check, globals.color, typed)
                }
                _ => Err(Rejection::fault("This command is not known.")),
            }
        }
        Some("keys") => {
            let shape = if shape == Shape::Json { KeysAs::Json } else { KeysAs::Text };
            Ok(Next::Keys(shape, Box::new(session.settings)))
        }
        Some("man") => Ok(Next::Man(Box::new(session.settings))),
        Some("batch" | "demo") => {
            match Verb::from_arg_matches(matches).map_err(|error| Rejection::ambiguous(error.to_string()))? {
                Verb::Batch(batch) => Ok(Next::Exit(ExitCode::from(batch.run(&mut session)))),
                Verb::Demo(typed) => {
                    check(&session.settings)?;
                    open_demo(session, &typed, globals.color)
                }
                _ => Err(Rejection::fault("This command is not known.")),
            }
        }
        Some(_) => {
            let answered = answer(&mut session, matches);
            if let Err(no) = &answered {
                session.look_at_damage(no);
            }
            desks::note_command(matches, answered.as_ref().map_or_else(output::code, |answer| answer.code));
            Ok(Next::Exit(ExitCode::from(output::print(&answered?, format, Layout::Spread))))
        }
    }
}

/// Goes through a pass, at the desk or in plain lines.
fn go_through(
    mut session: Session,
    check: Check,
    colour: Colour,
    (way, pass): (review::Way, Pass),
) -> Result<Next, Rejection> {
    match way {
        review::Way::AtTheDesk => {
            check(&session.settings)?;
            desk(session, colour, (Whose::Own, Some(pass)))
        }
        review::Way::Plain => Ok(Next::Exit(ExitCode::from(review::plain(&mut session, pass)?))),
    }
}

fn clock(settings: &Settings, today: Option<&str>) -> Result<Clock, Rejection> {
    let zone = |clock: Clock| clock.in_zone(settings.zone.value.clone(), settings.day_ends.value);
    let system = zone(Clock::system());
    match today {
        Some(text) => {
            let day = day::parse_day(text, system.today(), settings.day_order.value).map_err(usage)?;
            Ok(zone(Clock::fixed(day)))
        }
        None => Ok(system),
    }
}

/// Commands that only ask; a book that was named must be there for them.
const ASKING: &[&str] = &[
    "today",
    "why",
    "brief",
    "asked",
    "find",
    "show",
    "history",
    "undo",
    "redo",
    "dates",
    "duplicates",
    "requests",
    "errors",
];

/// Runs one command and gives its answer.
fn answer(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let Some((name, sub)) = matches.subcommand() else {
        return Err(Rejection::ambiguous("Say what to do; --help lists the commands."));
    };
    let asks = ASKING.contains(&name) || matches!(sub.subcommand_name(), Some("list" | "show"));
    session.opening = if asks { Opening::Reads } else { Opening::Makes };
    if let Some(kind) = nouns::kind_of(name) {
        return records::run(session, kind, sub);
    }
    match Verb::from_arg_matches(matches).map_err(|error| Rejection::ambiguous(error.to_string()))? {
        Verb::Today(typed) => typed.run(session),
        Verb::Why(typed) => typed.run(session),
        Verb::Brief(typed) => typed.run(session),
        Verb::Asked(typed) => typed.run(session),
        Verb::Question(typed) => typed.run(session),
        Verb::Year(typed) => typed.run(session),
        Verb::Lessons => year::lessons(session),
        Verb::Find(typed) => typed.run(session),
        Verb::Log(typed) => typed.run(session),
        Verb::Add(typed) => typed.run(session),
        Verb::Dates(typed) => typed.run(session),
        Verb::Done(typed) => typed.run(session),
        Verb::Snooze(typed) => typed.run(session),
        Verb::Reschedule(typed) => typed.run(session),
        Verb::Skip(typed) => typed.run(session),
        Verb::Wait(typed) => typed.run(session),
        Verb::Drop(typed) => typed.run(session),
        Verb::Reopen(typed) => typed.run(session),
        Verb::Stakes(typed) => typed.run(session),
        Verb::Decide(typed) => typed.run(session),
        Verb::Told(typed) => typed.run(session),
        Verb::Third(typed) => typed.run(session),
        Verb::Small(typed) => typed.run(session),
        Verb::Requests(typed) => typed.run(session),
        Verb::Errors(_) => requests::Errors::run(session),
        Verb::Checklist(typed) => typed.run(session),
        Verb::Undo(typed) => typed.run(session),
        Verb::Redo => journal::step(session, Step::Redo),
        Verb::History(typed) => typed.run(session),
        Verb::Reexamine(typed) => typed.finished(session),
        Verb::Duplicates(typed) => typed.run(session),
        Verb::Merge(typed) => typed.run(session),
        Verb::Distinct(typed) => typed.run(session),
        Verb::Split(typed) => typed.run(session),
        Verb::Show(typed) => typed.run(session),
        Verb::Import(typed) => typed.run(session),
        Verb::Export(typed) => typed.run(session),
        Verb::Backup(typed) => typed.run(session),
        Verb::Restore(typed) => typed.run(session),
        Verb::Verify(typed) => typed.run(session),
        Verb::Purge(typed) => typed.run(session),
        Verb::Doctor(typed) => typed.run(session),
        Verb::Config(typed) => Ok(typed.run(session)),
        Verb::Completions(typed) => Ok(typed.run()),
        Verb::Set(typed) => typed.run(session),
        Verb::Lock(typed) => typed.run(session),
        Verb::Batch(_) | Verb::Demo(_) | Verb::Keys | Verb::Man => {
            Err(Rejection::ambiguous(format!("{name} stands alone.")))
        }
    }
}
