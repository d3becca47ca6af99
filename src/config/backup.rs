//! What the configuration says of backups: `[backup]`.
//!
//! **Invariant:** a number that keeps nothing, or too much to mean anything, is refused with its line.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::{line_of, refused};
use crate::domain::{
    backup_schedule::{Backups, Daily},
    day::count_days,
    rejection::Rejection,
};

/// The most that any of the numbers may be.
const MOST: i64 = 1_000;

/// What may stand in the table.
pub(super) const NAMES: &[&str] = &["daily", "days", "weeks", "months", "also", "old_after_days"];

/// The table as the file has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBackup {
    daily: Option<bool>,
    days: Option<Spanned<i64>>,
    weeks: Option<Spanned<i64>>,
    months: Option<Spanned<i64>>,
    also: Option<Spanned<PathBuf>>,
    old_after_days: Option<Spanned<i64>>,
}

/// What the table says, over the defaults.
pub(super) fn read(raw: RawBackup, text: &str, file: &Path) -> Result<Backups, Rejection> {
    let mut backups = Backups::default();
    let number = |name: &str, least: i64, given: Option<Spanned<i64>>, default: usize| {
        let Some(given) = given else { return Ok(default) };
        let line = line_of(text, given.span().start);
        let typed = given.into_inner();
        usize::try_from(typed).ok().filter(|_| (least..=MOST).contains(&typed)).ok_or_else(|| {
            refused(file, line, &format!("{name} is a number from {least} to {MOST}, not {typed}"))
        })
    };
    if raw.daily == Some(false) {
        backups.daily = Daily::Left;
    }
    backups.keep.days = number("days", 1, raw.days, backups.keep.days)?;
    backups.keep.weeks = number("weeks", 0, raw.weeks, backups.keep.weeks)?;
    backups.keep.months = number("months", 0, raw.months, backups.keep.months)?;
    let old = usize::try_from(backups.warn_after).unwrap_or(0);
    let old = number("old_after_days", 1, raw.old_after_days, old)?;
    backups.warn_after = i64::try_from(old).unwrap_or(MOST);
    if let Some(also) = raw.also {
        if also.get_ref().as_os_str().is_empty() {
            let said = "also names no directory; leave it out, or name one";
            return Err(refused(file, line_of(text, also.span().start), said));
        }
        backups.also = Some(also.into_inner());
    }
    Ok(backups)
}

/// What holds, in words.
pub(super) fn said(backups: &Backups) -> String {
    let daily = if backups.daily == Daily::Made { "daily" } else { "none by itself" };
    let keep = backups.keep;
    let also = match &backups.also {
        Some(also) => format!("also to {}", also.display()),
        None => "no second place".to_owned(),
    };
    format!(
        "{daily}; {} days, {} weeks, {} months kept; {also}; old after {}",
        keep.days,
        keep.weeks,
        keep.months,
        count_days(backups.warn_after)
    )
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Source, parse},
        *,
    };

    #[test]
    fn what_is_not_said_of_backups_is_the_default() {
        let settings = parse("[backup]\nweeks = 0\nalso = \"/media/stick\"\n", Path::new("c"), None).unwrap();
        let backups = &settings.backup.value;
        assert_eq!(settings.backup.from, Source::File);
        assert_eq!((backups.keep.days, backups.keep.weeks, backups.keep.months), (7, 0, 12));
        assert_eq!(backups.also.as_deref(), Some(Path::new("/media/stick")));
        assert!(said(backups).contains("0 weeks, 12 months kept; also to /media/stick; old after 3 days"));
    }

    #[test]
    fn a_number_that_keeps_nothing_is_refused_with_its_line() {
        let refusal = |text: &str| parse(text, Path::new("c.toml"), None).unwrap_err().message;
        assert!(
            refusal("[backup]\ndays = 0\n").contains("c.toml line 2: days is a number from 1 to 1000, not 0")
        );
        assert!(refusal("[backup]\nold_after_days = -1\n").contains("line 2: old_after_days"));
        assert!(refusal("[backup]\nalso = \"\"\n").contains("names no directory"));
        assert!(refusal("[backup]\nnever = 1\n").starts_with("c.toml line 2: there is no setting never"));
    }
}
