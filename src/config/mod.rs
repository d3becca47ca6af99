//! Settings of this machine: one TOML file, the environment, the command line; the last one wins.
//!
//! **Invariant:** a key that is not known is refused with file and line; every setting in force knows
//! where it came from.

mod backup;
mod holidays;
mod named;
pub mod own;
pub mod paths;
mod place;
pub mod settings;
mod unread;

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
};

use chrono::{NaiveDate, NaiveTime, Timelike};
use serde::Deserialize;
use toml::Spanned;

use crate::{
    clock::Zone,
    domain::{backup_schedule::Backups, day::DayOrder, rejection::Rejection},
};
pub use named::{BookFrom, Named, environment};
pub use own::{OwnKeys, OwnRole, OwnTheme};
pub use paths::Paths;

/// Where a setting came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Nobody said; the program's own.
    Default,
    /// The configuration file.
    File,
    /// An environment variable.
    Environment,
    /// The command line.
    Flag,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "environment",
            Self::Flag => "command line",
        })
    }
}

/// The themes of the program: the terminal's own sixteen colours, dark on light, light on dark, as far apart as
/// can be, and no colour.
pub const THEMES: [&str; 5] = ["terminal", "light", "dark", "high-contrast", "mono"];

/// Minutes until a locked book is locked again when nobody says otherwise.
pub const LOCK_AFTER: u32 = 10;

/// The longest time without a key one may set.
const MINUTES_OF_A_DAY: u32 = 24 * 60;

/// Whether click and wheel come to the desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mouse {
    /// They do.
    #[default]
    Taken,
    /// They are left to the terminal.
    Left,
}

/// Whether the desk keeps to ASCII.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// Lines and marks as drawn.
    #[default]
    Unicode,
    /// Plain letters and signs only.
    Ascii,
}

/// Whether what happens is noted in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Noting {
    /// It is.
    #[default]
    Kept,
    /// Nothing is.
    Off,
}

/// A setting in force and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set<T> {
    /// Its value.
    pub value: T,
    /// Where it came from.
    pub from: Source,
}

impl<T> Set<T> {
    fn new(value: T, from: Source) -> Self {
        Self { value, from }
    }
}

/// All settings of this machine, in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The file that was read, or would be.
    pub file: Option<PathBuf>,
    /// Whether that file is there.
    pub file_found: bool,
    /// The directories of this user.
    pub paths: Option<Paths>,
    /// The zone whose midnight changes the day; the machine's when none is named.
    pub zone: Set<Option<Zone>>,
    /// When the day ends, if not at midnight.
    pub day_ends: Set<Option<NaiveTime>>,
    /// Which number comes first in `3/4`.
    pub day_order: Set<DayOrder>,
    /// Days off, beside those of the practice: the list and those of the .ics file.
    pub holidays: Set<BTreeSet<NaiveDate>>,
    /// The .ics file the holidays are read from.
    pub holidays_ics: Set<Option<PathBuf>>,
    /// The name of the theme; one of the program's or of the user's own.
    pub theme: Set<String>,
    /// Whether the desk keeps to ASCII.
    pub glyphs: Set<Glyphs>,
    /// Whether click and wheel come to the desk.
    pub mouse: Set<Mouse>,
    /// Minutes without a key after which the desk of a locked book asks for its passphrase; 0 is never.
    pub lock_after: Set<u32>,
    /// Whether what happens is noted in a file, without a word of the book.
    pub log: Set<Noting>,
    /// What is copied by itself.
    pub backup: Set<Backups>,
    /// Keys of the user's own.
    pub keys: Vec<OwnKeys>,
    /// Themes of the user's own.
    pub themes: Vec<OwnTheme>,
    /// The book; nothing when none is named and there is no home directory.
    pub book: Set<Option<PathBuf>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    zone: Option<Spanned<String>>,
    day_ends: Option<Spanned<String>>,
    day_month_order: Option<RawOrder>,
    holidays: Option<Vec<Spanned<String>>>,
    holidays_ics: Option<PathBuf>,
    theme: Option<Spanned<String>>,
    ascii: Option<bool>,
    mouse: Option<bool>,
    lock_after: Option<Spanned<u32>>,
    book: Option<Spanned<PathBuf>>,
    log: Option<bool>,
    backup: Option<backup::RawBackup>,
    #[serde(default)]
    keys: own::RawKeys,
    #[serde(default)]
    themes: own::RawThemes,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawOrder {
    DayFirst,
    MonthFirst,
}

impl Settings {
    /// Reads the configuration and lays what was named over it.
    pub fn load(named: &Named) -> Result<Self, Rejection> {
        let paths = Paths::of_user();
        let file = named.config.clone().or_else(|| paths.as_ref().map(Paths::config_file));
        let text = match &file {
            Some(file) => read(file, named.config.is_some())?,
            None => None,
        };
        let shown = file.as_deref().unwrap_or(Path::new("config.toml"));
        let mut settings = parse(text.as_deref().unwrap_or(""), shown, paths)?;
        settings.file_found = text.is_some();
        let home = paths::home();
        if settings.book.from == Source::File {
            settings.book.value = settings.book.value.map(|book| beside(shown, home.as_deref(), book));
        }
        if let Some(also) = settings.backup.value.also.take() {
            settings.backup.value.also = Some(beside(shown, home.as_deref(), also));
        }
        if let Some(ics) = settings.holidays_ics.value.take() {
            let ics = beside(shown, home.as_deref(), ics);
            if !ics.is_file() {
                let said = format!("there is no calendar file {}", ics.display());
                return Err(refused(
                    shown,
                    unread::line_of_key(text.as_deref().unwrap_or(""), "holidays_ics"),
                    &said,
                ));
            }
            settings.holidays.value.extend(holidays::of_file(&ics)?);
            settings.holidays.from = Source::File;
            settings.holidays_ics.value = Some(ics);
        }
        settings.file = file;
        if let Some((book, from)) = &named.book {
            let from = if *from == BookFrom::Flag { Source::Flag } else { Source::Environment };
            settings.book = Set::new(Some(book.clone()), from);
        }
        // A link is followed once and for all: copies, key file and mark lie where the book lies.
        settings.book.value = settings.book.value.map(place::followed);
        if let Some(glyphs) = named.glyphs {
            settings.glyphs = Set::new(glyphs, Source::Flag);
        }
        Ok(settings)
    }

    /// Where the book lies; refused where something lies that is no file.
    pub fn book_path(&self) -> Result<&Path, Rejection> {
        let none = || paths::homeless("The book", "Name a file with --book FILE.");
        let book = self.book.value.as_deref().ok_or_else(none)?;
        place::refuse_no_file(book)?;
        Ok(book)
    }

    /// The folder of the user's own checklists, beside the configuration.
    #[must_use]
    pub fn checklists(&self) -> Option<PathBuf> {
        self.file.as_deref().and_then(Path::parent).map(|folder| folder.join("checklists"))
    }

    /// The folder of the user's own templates of documents, beside the configuration.
    #[must_use]
    pub fn documents(&self) -> Option<PathBuf> {
        self.file.as_deref().and_then(Path::parent).map(|folder| folder.join("documents"))
    }

    /// A file of the user's own beside the configuration.
    #[must_use]
    pub fn beside(&self, name: &str) -> Option<PathBuf> {
        self.file.as_deref().and_then(Path::parent).map(|folder| folder.join(name))
    }

    /// Where the demo lies.
    pub fn demo_path(&self) -> Result<PathBuf, Rejection> {
        let paths = self.paths.as_ref();
        paths.map(Paths::demo).ok_or_else(|| paths::homeless("The demo", "Set HOME, then try again."))
    }
}

/// A book the configuration names: `~` is the home directory, and a path that begins nowhere begins at the
/// configuration, so that the same file is meant from whatever directory the desk is opened.
fn beside(config: &Path, home: Option<&Path>, book: PathBuf) -> PathBuf {
    match (book.strip_prefix("~"), home, config.parent()) {
        (Ok(inside), Some(home), _) => home.join(inside),
        (Err(_), _, Some(directory)) => directory.join(book),
        _ => book,
    }
}

/// The text of a configuration; one that was named must be there.
fn read(file: &Path, must: bool) -> Result<Option<String>, Rejection> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must => Ok(None),
        // What is no text has a line too, where that begins.
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            let bytes = std::fs::read(file).unwrap_or_default();
            let sound = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let line = bytes.iter().take(sound).filter(|byte| **byte == b'\n').count() + 1;
            Err(refused(file, line, "this is no text in UTF-8; save the file as UTF-8"))
        }
        Err(error) => Err(Rejection::ambiguous(format!("{} could not be read: {error}.", file.display()))),
    }
}

/// The settings a configuration gives.
pub fn parse(text: &str, file: &Path, paths: Option<Paths>) -> Result<Settings, Rejection> {
    let raw: Raw = toml::from_str(text).map_err(|error| unread::refusal(&error, text, file))?;
    if let Some(book) = raw.book.as_ref().filter(|book| book.get_ref().as_os_str().is_empty()) {
        return Err(refused(
            file,
            line_of(text, book.span().start),
            "book names no file; leave it out, or name one",
        ));
    }
    let zone = raw.zone.map(|zone| {
        let at = line_of(text, zone.span().start);
        let name = zone.into_inner();
        Zone::named(&name).ok_or_else(|| {
            refused(file, at, &format!("there is no time zone {name}; type one as Europe/Zurich"))
        })
    });
    let day_ends = raw.day_ends.map(|ends| {
        let at = line_of(text, ends.span().start);
        let typed = ends.into_inner();
        let time = NaiveTime::parse_from_str(&typed, "%H:%M").ok();
        // A day that ended in the afternoon would make every morning a part of yesterday.
        time.filter(|time| time.hour() < 12).ok_or_else(|| {
            refused(file, at, &format!("day_ends is a time before noon, as 03:00, not {typed}"))
        })
    });
    let days_off = raw.holidays.map(|days| {
        let read = |day: Spanned<String>| {
            let at = line_of(text, day.span().start);
            let typed = day.into_inner();
            typed
                .parse::<NaiveDate>()
                .map_err(|_| refused(file, at, &format!("a holiday is a date, as 2026-12-25, not {typed}")))
        };
        days.into_iter().map(read).collect::<Result<BTreeSet<_>, _>>()
    });
    let order = raw.day_month_order.map(|order| match order {
        RawOrder::DayFirst => DayOrder::DayFirst,
        RawOrder::MonthFirst => DayOrder::MonthFirst,
    });
    let glyphs = raw.ascii.map(|ascii| if ascii { Glyphs::Ascii } else { Glyphs::Unicode });
    let mouse = raw.mouse.map(|mouse| if mouse { Mouse::Taken } else { Mouse::Left });
    let lock_after = raw.lock_after.map(|minutes| {
        let at = line_of(text, minutes.span().start);
        let minutes = minutes.into_inner();
        if minutes <= MINUTES_OF_A_DAY {
            return Ok(minutes);
        }
        Err(refused(file, at, &format!("lock_after is minutes, at most {MINUTES_OF_A_DAY}, not {minutes}")))
    });
    let keys = own::keys(raw.keys, text, file)?;
    let themes = own::themes(raw.themes, text, file)?;
    let theme = raw.theme.map(|theme| theme_of(&theme, &themes, text, file)).transpose()?;
    let default_book = paths.as_ref().map(Paths::book);
    Ok(Settings {
        file: None,
        file_found: false,
        zone: optional(zone.transpose()?),
        day_ends: optional(day_ends.transpose()?),
        day_order: given(order),
        holidays: given(days_off.transpose()?),
        holidays_ics: optional(raw.holidays_ics),
        theme: match theme {
            Some(name) => Set::new(name, Source::File),
            None => Set::new("terminal".to_owned(), Source::Default),
        },
        glyphs: given(glyphs),
        mouse: given(mouse),
        lock_after: match lock_after.transpose()? {
            Some(minutes) => Set::new(minutes, Source::File),
            None => Set::new(LOCK_AFTER, Source::Default),
        },
        log: given(raw.log.map(|log| if log { Noting::Kept } else { Noting::Off })),
        backup: given(raw.backup.map(|raw| backup::read(raw, text, file)).transpose()?),
        keys,
        themes,
        book: match raw.book {
            Some(book) => Set::new(Some(book.into_inner()), Source::File),
            None => Set::new(default_book, Source::Default),
        },
        paths,
    })
}

/// The theme of this name, when the program or the file has it.
fn theme_of(named: &Spanned<String>, own: &[OwnTheme], text: &str, file: &Path) -> Result<String, Rejection> {
    let name = named.get_ref();
    let mut known: Vec<&str> = THEMES.to_vec();
    known.extend(own.iter().map(|own| own.name.as_str()));
    if known.contains(&name.as_str()) {
        return Ok(name.clone());
    }
    let said = format!("there is no theme {name}; there are {}", known.join(", "));
    Err(refused(file, line_of(text, named.span().start), &said))
}

fn given<T: Default>(value: Option<T>) -> Set<T> {
    let from = if value.is_some() { Source::File } else { Source::Default };
    Set::new(value.unwrap_or_default(), from)
}

fn optional<T>(value: Option<T>) -> Set<Option<T>> {
    let from = if value.is_some() { Source::File } else { Source::Default };
    Set::new(value, from)
}

/// A refusal of what stands on a line of the configuration.
#[must_use]
pub fn refused(file: &Path, line: usize, said: &str) -> Rejection {
    Rejection::ambiguous(format!("{} line {line}: {}.", file.display(), said.replace('\n', " ")))
}

/// The line, from 1, that the byte stands in.
fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|letter| *letter == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        parse(text, Path::new("/home/a/config.toml"), None).unwrap_err().message
    }

    #[test]
    fn an_unknown_key_names_file_and_line() {
        let said = refusal("theme = \"dark\"\ncolour = \"red\"\n");
        assert!(said.starts_with("/home/a/config.toml line 2: ") && said.contains("colour"), "{said}");
    }

    #[test]
    fn a_theme_that_is_not_there_is_refused_naming_those_that_are() {
        let said = refusal("\ntheme = \"blue\"\n[themes.mine]\nalarm = \"red\"\n");
        assert!(said.contains("line 2: there is no theme blue") && said.contains("mono, mine"), "{said}");
    }

    #[test]
    fn an_unknown_time_zone_is_refused_naming_it() {
        let said = refusal("\nzone = \"Europe/Zurih\"\n");
        assert!(said.contains("line 2") && said.contains("Europe/Zurih"), "{said}");
    }

    #[test]
    fn a_day_ends_at_a_time() {
        assert!(refusal("day_ends = \"late\"").contains("late"));
        assert!(refusal("day_ends = \"22:00\"").contains("before noon"), "every morning would be yesterday");
        let settings = parse("day_ends = \"03:00\"", Path::new("c"), None).unwrap();
        assert_eq!(settings.day_ends.value, NaiveTime::from_hms_opt(3, 0, 0));
        assert_eq!(settings.day_ends.from, Source::File);
    }

    #[test]
    fn holidays_are_dates_and_those_of_a_file_are_added() {
        assert!(
            refusal("holidays = [\n  \"2026-12-25\",\n  \"christmas\"\n]")
                .contains("line 3: a holiday is a date")
        );
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("config.toml");
        let ics = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261226\nEND:VEVENT\nEND:VCALENDAR\n";
        std::fs::write(dir.path().join("off.ics"), ics).unwrap();
        std::fs::write(&config, "holidays = [\"2026-12-25\"]\nholidays_ics = \"off.ics\"\n").unwrap();
        let named = || Named { config: Some(config.clone()), ..Named::default() };
        let days: Vec<String> =
            Settings::load(&named()).unwrap().holidays.value.iter().map(ToString::to_string).collect();
        assert_eq!(days, ["2026-12-25", "2026-12-26"]);
        std::fs::write(dir.path().join("off.ics"), ics.replace("20261226", "soon")).unwrap();
        let no = Settings::load(&named()).unwrap_err().message;
        assert!(no.contains("off.ics line 3: soon is no date"), "{no}");
        std::fs::remove_file(dir.path().join("off.ics")).unwrap();
        let no = Settings::load(&named()).unwrap_err().message;
        assert!(no.contains("config.toml line 2: there is no calendar file"), "{no}");
    }

    #[test]
    fn what_nobody_set_has_its_default_and_says_so() {
        let settings =
            parse("theme = \"high-contrast\"\nday_month_order = \"day-first\"", Path::new("c"), None)
                .unwrap();
        assert_eq!((settings.theme.value.as_str(), settings.theme.from), ("high-contrast", Source::File));
        assert_eq!(settings.day_order.value, DayOrder::DayFirst);
        assert_eq!((settings.zone.value, settings.zone.from), (None, Source::Default));
    }

    #[test]
    fn a_book_named_in_the_configuration_is_the_same_from_every_directory() {
        for (book, wanted) in [
            ("/data/book.db", "/data/book.db"),
            ("~/practice/book.db", "/home/a/practice/book.db"),
            ("book.db", "/etc/standing/book.db"),
        ] {
            let read =
                beside(Path::new("/etc/standing/config.toml"), Some(Path::new("/home/a")), book.into());
            assert_eq!(read, Path::new(wanted));
        }
    }

    #[test]
    fn a_book_without_a_home_asks_for_its_path() {
        let settings = parse("", Path::new("c"), None).unwrap();
        let said = settings.book_path().unwrap_err().message;
        assert!(said.contains("HOME") && said.contains("--book"), "{said}");
    }
}
