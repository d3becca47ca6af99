//! The log: what the program did, in a file of the state directory; and the report of a crash.
//!
//! An entry is one of [`Event`], which has numbers and the program's own words and no room for text of the book: so no
//! name can come into the log by mistake. (The `tracing` crate takes any text anywhere; it was left out for that.)
//!
//! **Invariant:** nothing that was typed or imported is written; a file never grows beyond its bound.

use std::{
    backtrace::Backtrace,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    panic::PanicHookInfo,
    path::{Path, PathBuf},
    sync::OnceLock,
};

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};

use crate::clock::Clock;

/// The name of the log.
const NAME: &str = "standing.log";
/// That of the log before it.
const BEFORE: &str = "standing.log.old";
/// Bytes of a log, then another begins; two are kept.
const BOUND: u64 = 256 << 10;
/// Reports of crashes that are kept.
const REPORTS: usize = 5;
/// How a report is called that nobody was told of.
const UNTOLD: &str = ".new.txt";

/// The directory of the log, once it is known.
static PLACE: OnceLock<PathBuf> = OnceLock::new();

/// What can be noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The desk was opened on a book of so many steps.
    DeskOpened {
        /// Steps of its journal.
        steps: i64,
    },
    /// The desk was left.
    DeskLeft,
    /// A command of the command line ended with an exit code.
    Command {
        /// Its name, one of the program's own.
        name: &'static str,
        /// The exit code.
        code: u8,
    },
    /// The day's copy was made.
    BackedUp {
        /// Steps it holds.
        steps: i64,
        /// Older copies that were removed.
        pruned: usize,
        /// What became of the second place.
        second: &'static str,
    },
    /// The day's copy was not made.
    NotBackedUp {
        /// Why, in the program's own words.
        why: &'static str,
    },
    /// The book was found damaged.
    Damaged,
    /// A copy was put in place.
    Restored,
    /// A damaged book was salvaged.
    Salvaged {
        /// Steps that came over.
        steps: i64,
        /// Whether that was all.
        whole: bool,
    },
    /// What a killed program left was removed.
    Swept {
        /// How many files and directories.
        left: usize,
    },
}

impl Event {
    fn words(self) -> String {
        match self {
            Self::DeskOpened { steps } => format!("desk opened, {steps} steps"),
            Self::DeskLeft => "desk left".to_owned(),
            Self::Command { name, code } => format!("command {name}, exit {code}"),
            Self::BackedUp { steps, pruned, second } => {
                format!("backup made, {steps} steps, {pruned} older removed, second place {second}")
            }
            Self::NotBackedUp { why } => format!("backup not made: {why}"),
            Self::Damaged => "the book was found damaged".to_owned(),
            Self::Restored => "a backup was restored".to_owned(),
            Self::Salvaged { steps, whole } => {
                format!("salvaged {steps} steps, {}", if whole { "all" } else { "a part" })
            }
            Self::Swept { left } => format!("removed {left} left by a killed program"),
        }
    }
}

/// Says where the log is kept; before that nothing is noted.
pub fn begin(state: &Path) {
    // A second start of the same run keeps to the first place.
    let _ = PLACE.set(state.to_owned());
}

/// Notes what happened; what cannot be written is not worth a fault.
pub fn note(event: Event) {
    if let Some(place) = PLACE.get() {
        let at = Clock::system().instant().format("%Y-%m-%dT%H:%M:%SZ");
        let _ = write(place, &format!("{at} {} {}\n", std::process::id(), event.words()));
    }
}

/// The log of a state directory.
#[must_use]
pub fn file(state: &Path) -> PathBuf {
    state.join(NAME)
}

fn write(place: &Path, line: &str) -> io::Result<()> {
    private_directory(place)?;
    let file = file(place);
    if fs::metadata(&file).is_ok_and(|about| about.len() + line.len() as u64 > BOUND) {
        fs::rename(&file, place.join(BEFORE))?;
    }
    // One write a line: two desks do not mix theirs.
    private(OpenOptions::new().append(true).create(true)).open(file)?.write_all(line.as_bytes())
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    options.mode(0o600);
    options
}

fn private_directory(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(dir)
}

/// Writes the report of a crash: version, system, place in the program and how it came there; no word of the book.
///
/// # Errors
/// When it cannot be written.
pub fn report(state: &Path, info: &PanicHookInfo<'_>) -> io::Result<PathBuf> {
    private_directory(state)?;
    let at = Clock::system().instant();
    let name = format!("crash-{}-{}{UNTOLD}", at.format("%Y%m%d-%H%M%S"), std::process::id());
    let file = state.join(name);
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    // Words made at the time of the crash may hold what stands in the book; those in the program do not.
    let said = info.payload().downcast_ref::<&'static str>().copied();
    let text = format!(
        "standing {version} stopped because of a fault of its own.\n\
         Read this before you show it to anybody. It holds no text of your book as far as the program can tell.\n\n\
         when      {at}\nsystem    {os} {arch}\nthread    {thread}\nplace     {place}\nwords     {said}\n\n{trace}\n",
        version = env!("CARGO_PKG_VERSION"),
        at = at.format("%Y-%m-%d %H:%M:%S UTC"),
        os = std::env::consts::OS,
        arch = std::env::consts::ARCH,
        thread = std::thread::current().name().unwrap_or("unnamed"),
        said = said.unwrap_or("left out: they were made at the time and may hold what stands in the book"),
        trace = Backtrace::force_capture(),
    );
    private(OpenOptions::new().write(true).create_new(true)).open(&file)?.write_all(text.as_bytes())?;
    for old in reports(state).into_iter().skip(REPORTS) {
        let _ = fs::remove_file(old);
    }
    Ok(file)
}

/// The reports of crashes, the newest first.
#[must_use]
pub fn reports(state: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(state) else { return Vec::new() };
    let is_report = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with("crash-") && path.extension().is_some_and(|ending| ending == "txt")
    };
    let mut all: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_report).collect();
    all.sort();
    all.reverse();
    all
}

/// The newest report that nobody was told of; it counts as told from now on, under the name given.
#[must_use]
pub fn untold(state: &Path) -> Option<PathBuf> {
    let mut newest = None;
    for report in reports(state) {
        let Some(stem) = report.to_str().and_then(|path| path.strip_suffix(UNTOLD)) else { continue };
        let told = PathBuf::from(format!("{stem}.txt"));
        if fs::rename(&report, &told).is_ok() {
            newest.get_or_insert(told);
        }
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_private_and_begins_anew_at_its_bound() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("state");
        let line = format!("{}\n", "x".repeat(1_000));
        for _ in 0..600 {
            write(&place, &line).unwrap();
        }
        let sizes: Vec<u64> =
            [NAME, BEFORE].iter().map(|name| fs::metadata(place.join(name)).unwrap().len()).collect();
        assert!(sizes.iter().all(|size| *size <= BOUND) && sizes.iter().sum::<u64>() > BOUND, "{sizes:?}");
        assert_eq!(fs::read_dir(&place).unwrap().count(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(place.join(NAME)).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_report_is_told_of_once_and_stays() {
        let dir = tempfile::tempdir().unwrap();
        for day in 1..=3 {
            fs::write(dir.path().join(format!("crash-2026112{day}-090000-7{UNTOLD}")), "x").unwrap();
        }
        let told = untold(dir.path()).unwrap();
        assert!(told.ends_with("crash-20261123-090000-7.txt") && told.exists(), "{}", told.display());
        assert_eq!(untold(dir.path()), None);
        assert_eq!(reports(dir.path()).len(), 3);
    }
}
