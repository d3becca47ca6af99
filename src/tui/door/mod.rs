//! The door: the screen before the desk, where the passphrase of a locked book is typed, or a book gets its lock.
//!
//! The book is closed and its key forgotten while the door is shut: nothing of it is on the screen or in memory.
//!
//! **Invariant:** what is typed here is never drawn but a recovery code's own letters, and never kept.

mod smith;
mod steps;
mod view;

#[cfg(test)]
#[cfg(feature = "lock")]
mod tests;

use std::{io, path::Path, time::Duration};

use rustix::process::{Signal, getpid, kill_process};

use super::{
    input::Decoder,
    msg::Msg,
    terminal::{self, MouseUse, Screen},
    theme::Theme,
    wake::{Call, Wake},
};
use crate::{
    clock::Clock,
    domain::{backup_schedule::Backups, rejection::Rejection},
};
use smith::Locksmith;
use steps::{Door, Going};

/// How the door was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// Into the desk.
    In,
    /// Out of the program.
    Out,
}

/// Longest wait for a key, in milliseconds: nothing changes by itself here.
const LONG: u64 = 3_600_000;

/// Opens the door of a book: a locked one asks for its passphrase, a plain one offers a lock.
///
/// # Errors
/// When the key file cannot be used; the outer error when there is no terminal.
pub fn run(
    book: &Path,
    (clock, backups): (&Clock, Option<Backups>),
    theme: Theme,
) -> io::Result<Result<Passed, Rejection>> {
    let mut smith = match Locksmith::of(book, clock, backups) {
        Ok(smith) => smith,
        Err(no) => return Ok(Err(no)),
    };
    let Some(mut door) = smith.door() else { return Ok(Ok(Passed::In)) };
    let mut wake = Wake::new()?;
    let mut screen = Screen::take(MouseUse::Left)?;
    let ended = stand(&mut door, &mut smith, (&mut wake, &mut screen), theme);
    drop(screen);
    // A terminal that is gone is a way out.
    Ok(Ok(ended.unwrap_or(Passed::Out)))
}

fn stand(
    door: &mut Door,
    smith: &mut Locksmith,
    (wake, screen): (&mut Wake, &mut Screen),
    theme: Theme,
) -> io::Result<Passed> {
    let mut decoder = Decoder::default();
    let mut bytes = [0; 1024];
    loop {
        screen.draw_by(|frame| view::draw(door, frame, theme))?;
        let woken = wake.wait(LONG)?;
        match woken.call {
            Call::End => return Ok(Passed::Out),
            Call::Suspend => {
                terminal::give_back();
                kill_process(getpid(), Signal::STOP)?;
                screen.enter()?;
            }
            Call::Redraw => screen.forget()?,
            Call::Nothing => {}
        }
        if !woken.typed {
            continue;
        }
        let Some(read) = wake.read(&mut bytes) else { return Ok(Passed::Out) };
        decoder.feed(read);
        while let Some(message) = decoder.take().or_else(|| decoder.rest()) {
            let going = match message {
                Msg::Key(key) => door.press(key),
                Msg::Paste(text) => {
                    text.chars().filter(|letter| !letter.is_control()).for_each(|letter| door.typed(letter));
                    Going::On
                }
                _ => Going::On,
            };
            match going {
                Going::On => {}
                Going::In => return Ok(Passed::In),
                Going::Out => return Ok(Passed::Out),
                Going::Suspend => {
                    terminal::give_back();
                    kill_process(getpid(), Signal::STOP)?;
                    screen.enter()?;
                }
                Going::Work => {
                    // Working a key out takes a moment: that is said first.
                    screen.draw_by(|frame| view::draw(door, frame, theme))?;
                    if door.work(smith) == Going::In {
                        return Ok(Passed::In);
                    }
                    screen.draw_by(|frame| view::draw(door, frame, theme))?;
                    if !rested(door.pause(), wake)? {
                        return Ok(Passed::Out);
                    }
                    door.rested();
                }
            }
        }
        bytes.fill(0);
    }
}

/// Lets time pass after wrong passphrases; what is typed meanwhile is dropped. Says whether to go on.
fn rested(pause: Duration, wake: &mut Wake) -> io::Result<bool> {
    let mut left = u64::try_from(pause.as_millis()).unwrap_or(0);
    let mut dropped = [0; 1024];
    while left > 0 {
        let slice = left.min(250);
        let woken = wake.wait(slice)?;
        if woken.call == Call::End {
            return Ok(false);
        }
        if woken.typed {
            if wake.read(&mut dropped).is_none() {
                return Ok(false);
            }
            // A key that is held down must not make the time pass sooner.
            std::thread::sleep(Duration::from_millis(slice));
        }
        left -= slice;
    }
    dropped.fill(0);
    Ok(true)
}
