//! The one wait: the terminal, and a pipe that signals and workers write a byte to.
//!
//! **Invariant:** there is no second place where the program waits, and no timer but the deadline given here.

use std::{
    io::{self, Read},
    os::{
        fd::{AsFd, BorrowedFd, OwnedFd},
        unix::net::UnixStream,
    },
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ},
    flag, low_level,
};

/// Makes a limit on the size of files (`ulimit -f`) an error that is told, not the end of the program.
///
/// # Errors
/// When the system takes no such wish.
pub fn outlive_limits() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Woken {
    /// Bytes wait at the terminal.
    pub typed: bool,
    /// The deadline has come.
    pub deadline: bool,
    /// What the system asks for.
    pub call: Call,
}

/// What the system asks for; the later one outranks the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Call {
    /// Nothing.
    #[default]
    Nothing,
    /// The program was continued, or the window has another size: draw everything.
    Redraw,
    /// To stop until continued.
    Suspend,
    /// To end, or the terminal is gone.
    End,
}

/// The wait.
#[derive(Debug)]
pub struct Wake {
    terminal: OwnedFd,
    pipe: UnixStream,
    sender: UnixStream,
    signals: Vec<(i32, Arc<AtomicBool>)>,
}

impl Wake {
    /// Registers the signals and opens the pipe.
    ///
    /// # Errors
    /// When there is no terminal, or the system gives no pipe.
    pub fn new() -> io::Result<Self> {
        let stdin = io::stdin();
        let terminal = if rustix::termios::isatty(&stdin) {
            stdin.as_fd().try_clone_to_owned()?
        } else {
            std::fs::File::options().read(true).write(true).open("/dev/tty")?.into()
        };
        let (pipe, sender) = UnixStream::pair()?;
        pipe.set_nonblocking(true)?;
        sender.set_nonblocking(true)?;
        let mut signals = Vec::new();
        for signal in [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH] {
            // The flag is set before the byte is written: whoever wakes finds it.
            let raised = Arc::new(AtomicBool::new(false));
            flag::register(signal, Arc::clone(&raised))?;
            low_level::pipe::register(signal, sender.try_clone()?)?;
            signals.push((signal, raised));
        }
        Ok(Self { terminal, pipe, sender, signals })
    }

    /// A writer for a worker: one byte ends the wait.
    ///
    /// # Errors
    /// When the system gives no more handles.
    pub fn sender(&self) -> io::Result<UnixStream> {
        self.sender.try_clone()
    }

    /// The terminal.
    #[must_use]
    pub fn terminal(&self) -> BorrowedFd<'_> {
        self.terminal.as_fd()
    }

    /// Waits until something happens, at most `milliseconds`.
    ///
    /// # Errors
    /// When the system refuses to wait.
    pub fn wait(&mut self, milliseconds: u64) -> io::Result<Woken> {
        let mut woken = Woken::default();
        let mut fds = [PollFd::new(&self.terminal, PollFlags::IN), PollFd::new(&self.pipe, PollFlags::IN)];
        let limit = Timespec {
            tv_sec: i64::try_from(milliseconds / 1_000).unwrap_or(86_400),
            tv_nsec: i64::try_from(milliseconds % 1_000).unwrap_or(0) * 1_000_000,
        };
        match poll(&mut fds, Some(&limit)) {
            Ok(0) => woken.deadline = true,
            // A signal: its byte is in the pipe already.
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        let [terminal, _] = &fds;
        if terminal.revents().intersects(gone) {
            woken.call = Call::End;
        }
        woken.typed = terminal.revents().contains(PollFlags::IN);
        let mut bytes = [0; 64];
        while matches!(self.pipe.read(&mut bytes), Ok(read) if read > 0) {}
        for (signal, raised) in &self.signals {
            if raised.swap(false, Ordering::SeqCst) {
                woken.call = woken.call.max(match *signal {
                    SIGTERM | SIGHUP | SIGINT | SIGQUIT => Call::End,
                    SIGTSTP => Call::Suspend,
                    _ => Call::Redraw,
                });
            }
        }
        Ok(woken)
    }

    /// Reads what waits at the terminal; `None` when the terminal is gone.
    #[must_use]
    pub fn read<'a>(&self, bytes: &'a mut [u8]) -> Option<&'a [u8]> {
        loop {
            match rustix::io::read(&self.terminal, &mut *bytes) {
                Ok(0) => return None,
                Ok(count) => return bytes.get(..count),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return Some(&[]),
                Err(_) => return None,
            }
        }
    }

    /// Whether more bytes wait at the terminal right now.
    #[must_use]
    pub fn more(&self) -> bool {
        let mut fds = [PollFd::new(&self.terminal, PollFlags::IN)];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        let [terminal] = &mut fds;
        matches!(poll(std::slice::from_mut(terminal), Some(&now)), Ok(ready) if ready > 0)
            && terminal.revents().contains(PollFlags::IN)
    }
}
