//! Days off out of an .ics file: whole-day events, and those that come every year. Nothing else is read.
//!
//! **Invariant:** total and bounded; what cannot be read is refused with file and line, never guessed.

use std::{collections::BTreeSet, io::Read as _, path::Path};

use chrono::{Datelike as _, NaiveDate, Weekday};

use crate::domain::rejection::Rejection;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;
/// The most days a file may give.
const MOST: usize = 20_000;
/// The longest event, in days.
const LONGEST: i64 = 366;
/// The last year for which a yearly event is laid out.
const LAST_YEAR: i32 = 2150;

/// The days off in the file.
///
/// # Errors
/// When the file cannot be read, or a line of it says something that is no whole day off.
pub(super) fn of_file(path: &Path) -> Result<BTreeSet<NaiveDate>, Rejection> {
    let unread = |why: String| {
        Rejection::ambiguous(format!("The holidays in {} could not be read: {why}.", path.display()))
    };
    let file = std::fs::File::open(path).map_err(|error| unread(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unread(error.to_string()))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(unread("it is larger than 1 MiB; keep only the holidays in it".to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|_| unread("it is not UTF-8 text".to_owned()))?;
    of_text(&text)
        .map_err(|(line, said)| Rejection::ambiguous(format!("{} line {line}: {said}.", path.display())))
}

/// What is wrong, and on which line.
type Fault = (usize, String);

/// One event while it is read.
#[derive(Debug, Default)]
struct Event {
    line: usize,
    start: Option<NaiveDate>,
    /// The first day after it.
    end: Option<NaiveDate>,
    days: Option<i64>,
    rule: Option<(usize, String)>,
    not_on: BTreeSet<NaiveDate>,
    is_off: bool,
}

/// The days off in the text of a calendar.
fn of_text(text: &str) -> Result<BTreeSet<NaiveDate>, Fault> {
    let lines = unfolded(text);
    let Some((_, first)) = lines.first() else { return Err((1, "the file is empty".to_owned())) };
    if !first.eq_ignore_ascii_case("BEGIN:VCALENDAR") {
        return Err((1, "this is no calendar; it begins with BEGIN:VCALENDAR".to_owned()));
    }
    let mut days = BTreeSet::new();
    let mut event: Option<Event> = None;
    let mut inside = 0_usize;
    for (line, said) in &lines {
        let upper = said.to_ascii_uppercase();
        match (upper.as_str(), event.as_mut()) {
            ("BEGIN:VEVENT", _) => event = Some(Event { line: *line, is_off: true, ..Event::default() }),
            ("END:VEVENT", Some(_)) => {
                let read = event.take().unwrap_or_default();
                read.into_days(&mut days)?;
            }
            // An alarm within an event has lines of its own.
            (begin, Some(_)) if begin.starts_with("BEGIN:") => inside += 1,
            (end, Some(_)) if end.starts_with("END:") => inside = inside.saturating_sub(1),
            (_, Some(event)) if inside == 0 => event.property(*line, said)?,
            _ => {}
        }
        if days.len() > MOST {
            return Err((*line, format!("these are more than {MOST} days off")));
        }
    }
    match event {
        Some(open) => Err((open.line, "this event has no END:VEVENT".to_owned())),
        None => Ok(days),
    }
}

/// Logical lines with the number of the line each begins on; a line that begins with a blank continues the last.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (k, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, last))) => last.push_str(rest),
            _ if line.trim().is_empty() => {}
            _ => lines.push((k + 1, line.to_owned())),
        }
    }
    lines
}

impl Event {
    fn property(&mut self, line: usize, said: &str) -> Result<(), Fault> {
        let Some((head, value)) = said.split_once(':') else { return Ok(()) };
        let name = head.split(';').next().unwrap_or("").to_ascii_uppercase();
        let value = value.trim();
        match name.as_str() {
            "DTSTART" => self.start = Some(whole_day(line, value)?),
            "DTEND" => self.end = Some(whole_day(line, value)?),
            "DURATION" => self.days = Some(duration(line, value)?),
            "RRULE" if self.rule.is_some() => return Err((line, "a second RRULE is not read".to_owned())),
            "RRULE" => self.rule = Some((line, value.to_ascii_uppercase())),
            "EXDATE" => {
                for day in value.split(',') {
                    self.not_on.insert(whole_day(line, day)?);
                }
            }
            "RDATE" => return Err((line, "RDATE is not read; give each day an event of its own".to_owned())),
            "STATUS" if value.eq_ignore_ascii_case("CANCELLED") => self.is_off = false,
            _ => {}
        }
        Ok(())
    }

    fn into_days(self, days: &mut BTreeSet<NaiveDate>) -> Result<(), Fault> {
        let Some(start) = self.start else { return Err((self.line, "this event has no DTSTART".to_owned())) };
        if !self.is_off {
            return Ok(());
        }
        let long = match (self.end, self.days) {
            (Some(end), _) => end.signed_duration_since(start).num_days().max(1),
            (None, days) => days.unwrap_or(1).max(1),
        };
        if long > LONGEST {
            return Err((
                self.line,
                format!("this event lasts {long} days; a holiday lasts {LONGEST} at most"),
            ));
        }
        let starts = match &self.rule {
            Some((line, rule)) => yearly(*line, rule, start)?,
            None => vec![start],
        };
        for first in starts.into_iter().filter(|first| !self.not_on.contains(first)) {
            days.extend(first.iter_days().take(usize::try_from(long).unwrap_or(1)));
        }
        Ok(())
    }
}

/// `20261225`; a time of day is no day off.
fn whole_day(line: usize, value: &str) -> Result<NaiveDate, Fault> {
    if value.contains('T') {
        return Err((line, format!("{} has a time of day; a holiday is a whole day", shown(value))));
    }
    let read = NaiveDate::parse_from_str(value, "%Y%m%d").ok().filter(|_| value.len() == 8);
    read.filter(|day| (1800..=2999).contains(&day.year()))
        .ok_or_else(|| (line, format!("{} is no date; write it as 20261225", shown(value))))
}

/// `P1D`, `P2W`.
fn duration(line: usize, value: &str) -> Result<i64, Fault> {
    let bad = || (line, format!("{} is no number of whole days; write it as P1D", shown(value)));
    let body = value.strip_prefix('P').ok_or_else(bad)?;
    let (count, each) = match (body.strip_suffix('D'), body.strip_suffix('W')) {
        (Some(count), _) => (count, 1),
        (_, Some(count)) => (count, 7),
        _ => return Err(bad()),
    };
    let count: i64 = count.parse().ok().filter(|count| (0..=LONGEST).contains(count)).ok_or_else(bad)?;
    Ok(count * each)
}

/// The first days of an event that comes every year.
fn yearly(line: usize, rule: &str, start: NaiveDate) -> Result<Vec<NaiveDate>, Fault> {
    let no = |what: &str| (line, format!("{}: {what}", shown(rule)));
    let (mut interval, mut count, mut until) = (1_i32, usize::MAX, NaiveDate::MAX);
    let (mut month, mut nth) = (start.month(), None);
    let mut is_yearly = false;
    for part in rule.split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or_else(|| no("this is no rule"))?;
        let number = || value.parse::<u32>().map_err(|_| no("a number is missing"));
        match name {
            "FREQ" if value == "YEARLY" => is_yearly = true,
            "FREQ" => return Err(no("only what comes every year is read")),
            "INTERVAL" => {
                let years = i32::try_from(number()?).ok().filter(|years| (1..=100).contains(years));
                interval = years.ok_or_else(|| no("INTERVAL is 1 to 100"))?;
            }
            "COUNT" => count = usize::try_from(number()?).unwrap_or(usize::MAX),
            "UNTIL" => until = whole_day(line, value.split('T').next().unwrap_or(""))?,
            "BYMONTH" => {
                month = Some(number()?)
                    .filter(|month| (1..=12).contains(month))
                    .ok_or_else(|| no("BYMONTH is 1 to 12"))?;
            }
            "BYMONTHDAY" if number()? == start.day() => {}
            "BYDAY" => nth = Some(weekday(value).ok_or_else(|| no("BYDAY is one weekday, as 4TH or -1MO"))?),
            "WKST" => {}
            _ => return Err(no(&format!("{name} is not read"))),
        }
    }
    if !is_yearly {
        return Err(no("FREQ is missing"));
    }
    let of_year = |year: i32| match nth {
        Some((Some(number), weekday)) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, number),
        Some((None, weekday)) => (1..=5)
            .rev()
            .find_map(|number| NaiveDate::from_weekday_of_month_opt(year, month, weekday, number)),
        None => NaiveDate::from_ymd_opt(year, month, start.day()),
    };
    let years = (start.year()..=LAST_YEAR).step_by(usize::try_from(interval).unwrap_or(1));
    let days = years.filter_map(of_year).filter(|day| *day >= start && *day <= until);
    Ok(days.take(count).collect())
}

/// `4TH`: the fourth Thursday; `-1MO`: the last Monday.
fn weekday(value: &str) -> Option<(Option<u8>, Weekday)> {
    let split = value.len().checked_sub(2)?;
    let (number, name) = value.split_at_checked(split)?;
    let weekday = match name {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    match number {
        "-1" => Some((None, weekday)),
        _ => number
            .trim_start_matches('+')
            .parse()
            .ok()
            .filter(|number| (1..=4).contains(number))
            .map(|number| (Some(number), weekday)),
    }
}

fn shown(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
#[path = "holidays_tests.rs"]
mod tests;
