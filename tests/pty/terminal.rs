//! A real terminal for the program: a pty, a screen that is read like a person reads it.
//!
//! **Invariant:** it waits for what is to be seen, never for time to pass.

use std::{
    io::{Read, Write},
    num::NonZeroU16,
    path::Path,
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use vt100::Parser;

use crate::strict::Strict;

/// Longest wait for something to be seen; a debug program on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the terminal has received.
struct Received {
    parser: Parser,
    /// The same for the plainest terminal.
    strict: Strict,
    /// Everything, as it came.
    bytes: Vec<u8>,
    /// The window is being closed: what reads from it lets go.
    closing: bool,
}

type Shared = Arc<(Mutex<Received>, Condvar)>;

/// The terminal with the program in it.
pub(crate) struct Term {
    master: Option<Box<dyn MasterPty + Send>>,
    // Held open so that the terminal's settings can be read after the program left.
    slave: Option<Box<dyn portable_pty::SlavePty + Send>>,
    input: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    shared: Shared,
    settings: String,
}

impl Term {
    /// The desk at 80x24 in this home.
    pub(crate) fn desk(home: &Path) -> Self {
        Self::start(home, &[])
    }

    pub(crate) fn start(home: &Path, args: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_standing"));
        command.args(args);
        Self::run(home, command, &[])
    }

    /// The desk where these are set, or not there when they have no value.
    pub(crate) fn with(home: &Path, variables: &[(&str, Option<&str>)]) -> Self {
        Self::run(home, CommandBuilder::new(env!("CARGO_BIN_EXE_standing")), variables)
    }

    /// The desk as a script of the shell starts it; the program is `$0`.
    pub(crate) fn by_script(home: &Path, script: &str) -> Self {
        let mut command = CommandBuilder::new("/bin/sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_standing")]);
        Self::run(home, command, &[])
    }

    fn run(home: &Path, mut command: CommandBuilder, variables: &[(&str, Option<&str>)]) -> Self {
        let pair = native_pty_system().openpty(size(80, 24)).unwrap();
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("STANDING_TODAY", "2026-11-23"), ("TZ", "UTC")] {
            command.env(name, value);
        }
        command.env("HOME", home);
        for (name, value) in variables {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            }
        }
        command.cwd(home);
        let settings = settings(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        let received = Received {
            parser: parser(80, 24),
            strict: Strict::new(80, 24),
            bytes: Vec::new(),
            closing: false,
        };
        let shared: Shared = Arc::new((Mutex::new(received), Condvar::new()));
        let (reader, writer) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&shared));
        thread::spawn(move || receive(reader, &writer));
        let input = pair.master.take_writer().unwrap();
        Self {
            master: Some(pair.master),
            slave: Some(pair.slave),
            input: Some(input),
            child,
            shared,
            settings,
        }
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.shared.0.lock().unwrap().parser.screen().contents()
    }

    /// Asks the screen itself.
    pub(crate) fn ask<T>(&self, question: impl Fn(&vt100::Screen) -> T) -> T {
        question(self.shared.0.lock().unwrap().parser.screen())
    }

    /// How many bytes the program has written.
    pub(crate) fn written(&self) -> usize {
        self.shared.0.lock().unwrap().bytes.len()
    }

    /// Whether the program has written this.
    pub(crate) fn wrote(&self, sequence: &str) -> bool {
        let bytes = &self.shared.0.lock().unwrap().bytes;
        bytes.windows(sequence.len()).any(|window| window == sequence.as_bytes())
    }

    /// Whether the program has written this after so many bytes.
    pub(crate) fn wrote_since(&self, from: usize, sequence: &str) -> bool {
        let bytes = &self.shared.0.lock().unwrap().bytes;
        bytes[from..].windows(sequence.len()).any(|window| window == sequence.as_bytes())
    }

    /// How many typed bytes wait for the next program.
    pub(crate) fn unread(&self) -> u64 {
        let name = self.master.as_ref().unwrap().tty_name().unwrap();
        let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        let slave = rustix::fs::open(name, flags, rustix::fs::Mode::empty()).unwrap();
        // A line that is not ended is not counted while the terminal edits lines.
        let mut settings = rustix::termios::tcgetattr(&slave).unwrap();
        settings.make_raw();
        rustix::termios::tcsetattr(&slave, rustix::termios::OptionalActions::Now, &settings).unwrap();
        rustix::io::ioctl_fionread(&slave).unwrap()
    }

    /// Waits until `seen` holds of the screen.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, seen: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let (lock, more) = &*self.shared;
        let mut received = lock.lock().unwrap();
        while !seen(received.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what} was not seen:\n{}", received.parser.screen().contents());
            received = more.wait_timeout(received, left).unwrap().0;
        }
    }

    /// Waits until nothing more is written; the lines as a terminal holds them that never blanks the other half of
    /// a wide character that is written over: there a cell keeps nothing until it is written itself.
    pub(crate) fn rests(&self) -> Vec<String> {
        let mut written = self.written();
        loop {
            thread::sleep(Duration::from_millis(300));
            let now = self.written();
            if now == written {
                break;
            }
            written = now;
        }
        self.shared.0.lock().unwrap().strict.lines()
    }

    /// Waits until a text is on the screen.
    #[track_caller]
    pub(crate) fn sees(&self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until a text is no more on the screen.
    #[track_caller]
    pub(crate) fn misses(&self, text: &str) {
        self.until(&format!("a screen without {text}"), |screen| !screen.contents().contains(text));
    }

    /// Types; says nothing about what is on the screen.
    pub(crate) fn keys(&mut self, keys: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(keys.as_bytes()).unwrap();
        input.flush().unwrap();
    }

    /// Presses a key that the screen names beforehand: `named` is its hint, or the words it stands beside.
    #[track_caller]
    pub(crate) fn press(&mut self, key: &str, named: &str) {
        self.until(&format!("the key {key:?} named {named:?}"), |screen| {
            screen.contents().lines().any(|line| spaced(line).contains(&spaced(named)))
        });
        assert!(named.contains(key), "{named:?} does not name the key {key:?}");
        let bytes = match key {
            "Enter" => "\r",
            "Esc" => "\x1b",
            "Tab" => "\t",
            "Ctrl-S" => "\x13",
            key => key,
        };
        self.keys(bytes);
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let mut received = self.shared.0.lock().unwrap();
        received.parser.set_size(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap());
        received.strict.resize(columns, rows);
        drop(received);
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Whether the program is stopped, as `/proc` says.
    pub(crate) fn is_stopped(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid().as_raw_nonzero())).unwrap();
        stat.rsplit(')').next().unwrap().trim_start().starts_with('T')
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until nothing was written for a moment.
    pub(crate) fn rests_briefly(&self) {
        let mut written = self.written();
        loop {
            thread::sleep(Duration::from_millis(60));
            let now = self.written();
            if now == written {
                break;
            }
            written = now;
        }
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(i32::try_from(self.child.process_id().unwrap()).unwrap()).unwrap()
    }

    /// Takes the terminal away, as a closed window does.
    pub(crate) fn hang_up(&mut self) {
        // The reader holds the terminal too; a last frame wakes it to let go.
        self.shared.0.lock().unwrap().closing = true;
        self.resize(90, 30);
        self.input = None;
        self.slave = None;
        self.master = None;
    }

    /// Waits until the program has left; gives its exit code.
    #[track_caller]
    pub(crate) fn left(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "the program did not end:\n{}", self.screen());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Everything the program took of the terminal is given back.
    #[track_caller]
    pub(crate) fn is_given_back(&self) {
        self.until("the terminal as it was", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
        });
        assert_eq!(settings(self.master.as_ref().unwrap().as_ref()), self.settings);
        let bytes = &self.shared.0.lock().unwrap().bytes;
        let text = String::from_utf8_lossy(bytes);
        let last = |on: &str, off: &str| text.rfind(off) > text.rfind(on) || !text.contains(on);
        assert!(last("\x1b[?1000h", "\x1b[?1000l") && last("\x1b[?2026h", "\x1b[?2026l"));
        assert!(!text.contains("panicked"), "{text}");
    }
}

impl Drop for Term {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One space wherever there is any: hints stand in columns.
fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn settings(master: &(dyn MasterPty + Send)) -> String {
    format!("{:?}", master.get_termios())
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn parser(columns: u16, rows: u16) -> Parser {
    Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap(), 0)
}

fn receive(mut reader: Box<dyn Read + Send>, shared: &Shared) {
    let mut bytes = [0; 8_192];
    while let Ok(read) = reader.read(&mut bytes) {
        if read == 0 {
            break;
        }
        let (lock, more) = &**shared;
        let Ok(mut received) = lock.lock() else { break };
        received.bytes.extend_from_slice(&bytes[..read]);
        received.parser.process(&bytes[..read]);
        received.strict.process(&bytes[..read]);
        let closing = received.closing;
        drop(received);
        more.notify_all();
        if closing {
            break;
        }
    }
}
