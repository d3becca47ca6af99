//! Taking the terminal over and giving it back.
//!
//! **Invariant:** whatever ends the program, the terminal is given back: raw mode off, the old screen, the
//! cursor shown, bracketed paste and mouse off.

use std::{
    io::{self, BufWriter, Stdout, Write},
    mem::ManuallyDrop,
    os::fd::BorrowedFd,
    panic,
    sync::{Mutex, Once, PoisonError},
    thread,
};

use ratatui::{
    Frame, Terminal,
    backend::CrosstermBackend,
    buffer::{Buffer, CellDiffOption, CellWidth},
    crossterm::{
        cursor::Show,
        event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste},
        execute,
        style::Print,
        terminal::{
            BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
            disable_raw_mode, enable_raw_mode,
        },
    },
};

use super::{app::App, link::Opener};

/// Whether the mouse is asked for; without it the terminal's own selection works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MouseUse {
    /// It is left to the terminal.
    #[default]
    Left,
    /// Wheel and click come to the program.
    Taken,
}

/// Asks for buttons and wheel, not for every move of the mouse: each would wake the desk.
const CLICKS: &str = "\x1b[?1000h\x1b[?1006h";

/// The terminal while it is ours.
#[derive(Debug)]
pub struct Screen {
    // Never dropped: its own drop writes to a terminal that may be gone, and panics where stderr is too.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    mouse: MouseUse,
    covered: Covered,
    /// What was opened from here.
    pub links: Opener,
}

/// The cells that hold the second half of a wide character on the terminal.
#[derive(Debug, Default)]
struct Covered {
    cells: Vec<(u16, u16)>,
}

impl Covered {
    /// Has the cells written that a wide character no longer covers, and remembers those one covers now.
    ///
    /// Both frames hold a blank there, so the difference of the two leaves it out, and a terminal may go on
    /// showing half a character, or nothing, where a space belongs.
    fn uncover(&mut self, frame: &mut Buffer) {
        for &position in &self.cells {
            if let Some(cell) = frame.cell_mut(position) {
                cell.set_diff_option(CellDiffOption::AlwaysUpdate);
            }
        }
        self.cells.clear();
        let columns = usize::from(frame.area.width.max(1));
        for (at, cell) in frame.content.iter().enumerate() {
            let wide = cell.symbol().len() > 1 && cell.symbol().cell_width() > 1;
            if let (true, Ok(x), Ok(y)) = (wide, u16::try_from(at % columns + 1), u16::try_from(at / columns))
            {
                self.cells.push((x, y));
            }
        }
    }
}

impl Screen {
    /// Takes the terminal over. The panic hook stands before anything is changed.
    ///
    /// # Errors
    /// When there is no terminal to take.
    pub fn take(mouse: MouseUse) -> io::Result<Self> {
        install_hook();
        let mut screen = Self {
            terminal: ManuallyDrop::new(terminal()?),
            mouse,
            covered: Covered::default(),
            links: Opener::default(),
        };
        screen.enter()?;
        Ok(screen)
    }

    /// Switches to the alternate screen, again after a stop.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        let out = self.terminal.backend_mut();
        execute!(out, EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse == MouseUse::Taken {
            execute!(out, Print(CLICKS))?;
        }
        self.forget()
    }

    /// Draws the desk.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, app: &mut App) -> io::Result<()> {
        self.draw_by(|frame| app.draw(frame))
    }

    /// Draws a frame as one update and one write.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw_by(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        use ratatui::crossterm::queue;
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let covered = &mut self.covered;
        self.terminal.draw(|frame| {
            draw(frame);
            #[cfg(debug_assertions)]
            break_when_asked("draw");
            covered.uncover(frame.buffer_mut());
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Forgets what is on the screen, so that the next draw writes all of it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn forget(&mut self) -> io::Result<()> {
        // Not `clear`: that asks the terminal where its cursor is, waits for the answer and eats typed keys.
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Puts text on the terminal's clipboard (OSC 52).
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let out = self.terminal.backend_mut();
        write!(out, "\x1b]52;c;{}\x07", base64(text.as_bytes()))?;
        Write::flush(out)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn terminal() -> io::Result<Terminal<CrosstermBackend<BufWriter<Stdout>>>> {
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout())))
}

/// Gives the terminal back; errors are of a terminal that is gone and help nobody.
pub fn give_back() {
    let mut out = io::stdout();
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = disable_raw_mode();
}

/// Drops what waits unread: a button let go after the click that ended the desk is not for the shell.
pub fn drop_input(terminal: BorrowedFd<'_>) {
    // A terminal that is gone has nothing to drop.
    let _ = rustix::termios::tcflush(terminal, rustix::termios::QueueSelector::IFlush);
}

/// Where the desk broke: file and line of the program, nothing of the book.
static BROKE_AT: Mutex<Option<String>> = Mutex::new(None);

/// Makes a fault of the desk give the terminal back and be remembered; what it said may hold a client's words and is
/// not printed. A worker that breaks off leaves the terminal alone: the desk goes on and says so.
fn install_hook() {
    static ONCE: Once = Once::new();
    let desk = thread::current().id();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // The desk goes on when only a worker broke off.
            if thread::current().id() == desk {
                give_back();
            }
            let place = info.location().map(|at| format!("{}:{}", at.file(), at.line()));
            *BROKE_AT.lock().unwrap_or_else(PoisonError::into_inner) = place;
            before(info);
        }));
    });
}

/// Where the desk broke last, when it did: `src/tui/view.rs:12`.
#[must_use]
pub fn broke_at() -> Option<String> {
    BROKE_AT.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Breaks here when the file that `STANDING_TEST_PANIC` names holds this word: tests break the desk so at any
/// instant. Not in what is given to users.
///
/// # Panics
/// When it is asked to.
#[cfg(debug_assertions)]
pub fn break_when_asked(place: &str) {
    let Some(file) = std::env::var_os("STANDING_TEST_PANIC") else { return };
    let word = std::fs::read_to_string(file).unwrap_or_default();
    assert!(word.trim() != place, "broken by a test");
}

/// Base64 (RFC 4648, section 4), as OSC 52 wants it.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        let group = group << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let six = (group >> (18 - 6 * place)) & 63;
            let letter = LETTERS.get(six as usize).copied().unwrap_or(b'=');
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ratatui::{layout::Rect, style::Style};

    use super::{Buffer, Covered, base64};

    /// A frame of one line.
    fn frame(words: &str) -> Buffer {
        let mut frame = Buffer::empty(Rect::new(0, 0, 12, 1));
        frame.set_string(0, 0, words, Style::new());
        frame
    }

    /// The cells written when one line follows another.
    fn written(lines: &[&str]) -> Vec<(u16, String)> {
        let (mut covered, mut before, mut cells) = (Covered::default(), frame(""), Vec::new());
        for line in lines {
            let mut next = frame(line);
            covered.uncover(&mut next);
            cells = before.diff(&next).iter().map(|(x, _, cell)| (*x, cell.symbol().to_owned())).collect();
            before = next;
        }
        cells
    }

    #[test]
    fn a_space_where_half_a_wide_character_stood_is_written() {
        assert_eq!(
            written(&["田中", ", x"]),
            [(0, ",".into()), (1, " ".into()), (2, "x".into()), (3, " ".into())]
        );
        assert_eq!(written(&["a田", "田"]), [(0, "田".into()), (2, " ".into())]);
    }

    #[test]
    fn a_line_that_stays_is_not_written_again() {
        assert_eq!(written(&["Tanaka 田中", "Tanaka 田中", "Tanaka 田中"]), []);
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in cases {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }
}
