//! The loop: wait, take everything that waits, draw once.
//!
//! **Invariant:** it is idle at zero cost: it wakes for keys, signals, workers, the next midnight, and once,
//! a second after the last key, to keep what was typed.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use chrono::{DateTime, Utc};
use rustix::process::{Signal, getpid, kill_process};

use super::{
    app::App,
    editor,
    effect::{Onward, Outside, TypedText},
    input::Decoder,
    msg::Msg,
    stood::Stood,
    tabs::Tab,
    terminal::{self, MouseUse, Screen},
    theme::Theme,
    wake::{Call, Wake},
};
use crate::{
    clock::Clock,
    domain::{day::DayOrder, rejection::Rejection, review::Pass},
    trace,
    tui::desk::Book,
};

/// How the desk is run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The look.
    pub theme: Theme,
    /// Whether wheel and click come to the program.
    pub mouse: MouseUse,
    /// The editor's command line, as `editor::command` makes it.
    pub editor: Vec<String>,
    /// Which number comes first in `3/4`.
    pub order: DayOrder,
    /// What is opened and said before the first frame.
    pub begin: Begin,
    /// Minutes without a key until a locked book is locked again; 0 is never.
    pub lock_after: u32,
}

/// With what a desk begins.
#[derive(Debug, Clone, Default)]
pub struct Begin {
    /// The pass that is opened.
    pub pass: Option<Pass>,
    /// The place that was left for the door.
    pub place: Option<Stood>,
    /// What is said first of all: a crash last time, a book that is only looked at.
    pub words: Option<String>,
}

/// How a desk was left.
#[derive(Debug)]
pub struct Left {
    /// Where to.
    pub onward: Onward,
    /// What was typed and could not be kept, as it is told.
    pub lost: Option<Rejection>,
    /// Where the keys were.
    pub place: Option<Stood>,
}

/// Whether the loop goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Going {
    On,
    Out(Onward),
}

/// Whether typed text waits to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typed {
    Fresh,
    Kept,
}

/// How long no key was pressed at a locked book.
#[derive(Debug, Clone, Copy)]
struct Quiet {
    /// By the clock on the wall: it goes on while the machine sleeps.
    since: DateTime<Utc>,
    /// By the machine's own count: nobody sets it back.
    begun: Instant,
    /// Milliseconds after which the book is locked again; none for a plain book, or when the user wants none.
    limit: Option<i64>,
}

impl Quiet {
    fn since_now(app: &App, options: &Options) -> Self {
        let wanted = options.lock_after > 0 && app.book.is_locked();
        let limit = wanted.then(|| i64::from(options.lock_after) * a_minute());
        Self { since: app.clock.instant(), begun: app.clock.steady(), limit }
    }

    /// Milliseconds until the book is locked again; while something is being written, not before that is done.
    fn left(self, app: &App) -> u64 {
        let Some(limit) = self.limit else { return u64::MAX };
        let passed = app.clock.instant().signed_duration_since(self.since).num_milliseconds();
        let counted = i64::try_from((app.clock.steady() - self.begun).as_millis()).unwrap_or(i64::MAX);
        let left = u64::try_from(limit.saturating_sub(passed.max(counted))).unwrap_or(0);
        if app.work.is_some() { left.max(1_000) } else { left }
    }

    fn is_over(self, app: &App) -> bool {
        app.work.is_none() && self.left(app) == 0
    }
}

/// Milliseconds of a minute until the lock; a build for tests may be told to take seconds for minutes.
fn a_minute() -> i64 {
    let is_short = cfg!(debug_assertions) && std::env::var_os("STANDING_SHORT_MINUTES").is_some();
    if is_short { 1_000 } else { 60_000 }
}

/// Runs the desk until it is left, and says where to; whatever ends it, typed text is kept and the terminal
/// given back.
///
/// # Errors
/// When there is no terminal.
pub fn run(book: Book, clock: Clock, tabs: Vec<Box<dyn Tab>>, options: &Options) -> io::Result<Left> {
    // A desk with more in memory is as good as one with little; it opens either way.
    let _ = book.live_small();
    let mut wake = Wake::new()?;
    let mut screen = Screen::take(options.mouse)?;
    let mut app = App::rows_first(book, clock, tabs, options.theme);
    app.model.order = options.order;
    app.knock = Some(wake.sender()?);
    if let Some(pass) = options.begin.pass {
        app.begin_with(pass);
    }
    if let Some(place) = options.begin.place.clone() {
        app.stand_again(place);
    }
    // What is half done when it breaks is thrown away with the desk; the book rolls back what was not committed.
    let ended = catch_unwind(AssertUnwindSafe(|| turn(&mut app, &mut screen, &mut wake, options)));
    let Ok(ended) = ended else {
        drop(screen);
        let onward = Onward::Broken(keep_what_was_typed(&mut app));
        return Ok(Left { onward, lost: None, place: None });
    };
    let place = app.stood();
    app.find_room();
    let lost = app.end();
    drop(screen);
    app.end_backup();
    trace::note(trace::Event::DeskLeft);
    // The terminal is given back already; a page that cannot be kept is found anew at the next start.
    if ended.is_ok() {
        let _ = app.book.keep_morning();
    }
    let onward = match ended {
        // A terminal that is gone is a way out, not a fault.
        Err(error) if !is_gone(&error) => return Err(error),
        Err(_) => Onward::Out,
        Ok(onward) => onward,
    };
    Ok(Left { onward, lost, place })
}

/// Keeps the text of all layers of a desk that broke; what broke it may break this too.
fn keep_what_was_typed(app: &mut App) -> TypedText {
    let kept = catch_unwind(AssertUnwindSafe(|| {
        app.end_work();
        app.try_keep_slips()
    }));
    if matches!(kept, Ok(Ok(()))) { TypedText::Kept } else { TypedText::Lost }
}

fn turn(app: &mut App, screen: &mut Screen, wake: &mut Wake, options: &Options) -> io::Result<Onward> {
    let mut decoder = Decoder::default();
    let mut typed = Typed::Kept;
    let mut quiet = Quiet::since_now(app, options);
    screen.draw(app)?;
    app.say_at_start(options.begin.words.as_deref());
    screen.draw(app)?;
    app.begin_backup();
    loop {
        if !wake.more() {
            app.look_ahead();
        }
        let midnight = app.clock.until_midnight();
        let idle = quiet.left(app).min(midnight);
        let woken = wake.wait(if typed == Typed::Fresh { idle.min(1_000) } else { idle })?;
        if woken.call == Call::End {
            return Ok(Onward::Out);
        }
        // Before the key is looked at: after a night of sleep it may be anybody's.
        if quiet.is_over(app) {
            return Ok(Onward::Door);
        }
        if woken.deadline && typed == Typed::Fresh {
            typed = Typed::Kept;
            app.handle(Msg::Rested);
        }
        if woken.typed {
            quiet = Quiet::since_now(app, options);
            typed = Typed::Fresh;
            if let Going::Out(onward) = drain(app, screen, wake, (&mut decoder, options, quiet))? {
                return Ok(onward);
            }
        }
        let today = app.clock.today();
        if today != app.model.today {
            app.handle(Msg::Day(today));
            app.begin_backup();
        }
        if !woken.typed {
            app.handle(Msg::Woken);
        }
        app.look_at_work();
        app.look_at_backup();
        app.look_at_damage();
        if woken.call == Call::Suspend {
            outside_world(app, screen, &Outside::Suspend, options)?;
        }
        if woken.call == Call::Redraw {
            screen.forget()?;
        }
        // Not a line of the book is shown after a stop that was longer than that.
        if quiet.is_over(app) {
            return Ok(Onward::Door);
        }
        if app.model.layers.is_empty() {
            typed = Typed::Kept;
        }
        screen.draw(app)?;
    }
}

/// Takes all waiting keys; draws nothing between them.
fn drain(
    app: &mut App,
    screen: &mut Screen,
    wake: &Wake,
    (decoder, options, quiet): (&mut Decoder, &Options, Quiet),
) -> io::Result<Going> {
    let mut bytes = [0; 4096];
    loop {
        let Some(read) = wake.read(&mut bytes) else { return Ok(Going::Out(Onward::Out)) };
        decoder.feed(read);
        let more = wake.more();
        loop {
            let next = decoder.take();
            let message = if next.is_none() && !more { decoder.rest() } else { next };
            let Some(message) = message else { break };
            let clicked = matches!(message, Msg::Mouse(_));
            for wish in app.handle(message) {
                if let Going::Out(onward) = outside_world(app, screen, &wish, options)? {
                    if clicked {
                        terminal::give_back();
                        terminal::drop_input(wake.terminal());
                    }
                    return Ok(Going::Out(onward));
                }
            }
            // An editor or the shell had the terminal for longer than that: what it left is kept, and what was typed
            // since may be anybody's.
            if quiet.is_over(app) {
                return Ok(Going::Out(Onward::Door));
            }
        }
        if !more {
            return Ok(Going::On);
        }
    }
}

fn outside_world(app: &mut App, screen: &mut Screen, wish: &Outside, options: &Options) -> io::Result<Going> {
    match wish {
        Outside::Quit => return Ok(Going::Out(Onward::Out)),
        Outside::Demo => return Ok(Going::Out(Onward::Demo)),
        Outside::Lock => return Ok(Going::Out(Onward::Door)),
        Outside::Redraw => screen.forget()?,
        Outside::Copy(text) => {
            screen.copy(text)?;
        }
        Outside::Launch(link) => {
            if let Err(error) = screen.links.open(link) {
                let copies = super::command::Command::CopyPhone.way();
                let copies = copies.split(' ').next().unwrap_or_default();
                let why = format!("Nothing could be opened ({error}). {copies} copies it instead.");
                app.handle(Msg::Failed(why));
            }
        }
        Outside::Suspend => {
            app.handle(Msg::Rested);
            terminal::give_back();
            kill_process(getpid(), Signal::STOP)?;
            screen.enter()?;
        }
        Outside::Edit { text, field } => {
            app.handle(Msg::Rested);
            terminal::give_back();
            let edited = editor::edit(&options.editor, text, field);
            screen.enter()?;
            match edited {
                Ok(text) => app.handle(Msg::Edited(text)),
                Err(error) => {
                    let why = format!("The editor did not work ({error}). The text is as it was.");
                    app.handle(Msg::Failed(why))
                }
            };
        }
    }
    Ok(Going::On)
}

/// Whether an error says that the terminal is no more.
fn is_gone(error: &io::Error) -> bool {
    let gone = [rustix::io::Errno::IO, rustix::io::Errno::NXIO, rustix::io::Errno::PIPE];
    gone.iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_book_is_locked_again_after_its_quiet_minutes_and_a_plain_one_never() {
        let app = crate::tui::testing::desk(crate::tui::testing::book());
        let ago = |minutes: i64| app.clock.instant() - chrono::TimeDelta::minutes(minutes);
        let quiet = |minutes: i64, limit: Option<i64>| Quiet {
            since: ago(minutes),
            begun: app.clock.steady(),
            limit,
        };
        let ten = Some(600_000);
        assert!(!quiet(9, ten).is_over(&app) && quiet(9, ten).left(&app) <= 60_000);
        assert!(quiet(10, ten).is_over(&app) && quiet(600, ten).is_over(&app));
        assert!(!quiet(600, None).is_over(&app));
        // The clock was set back an hour: at the latest after ten minutes from now.
        assert!(quiet(-60, ten).left(&app) <= 600_000);
        let options = Options { lock_after: 10, ..Options::default() };
        assert_eq!(Quiet::since_now(&app, &options).limit, None, "the book is plain");
    }
}
