//! What is said to a repeat that cannot be meant: which word is wrong, and what to type in its place.
//!
//! **Invariant:** it is total, names the word as it was typed, and shows nothing that could harm a screen.

use crate::domain::{
    day::{self, parse_month, parse_ordinal, parse_weekday, small},
    day_text::number_word,
    safe,
};

/// The largest number of units a repeat may have between its dates.
pub(in crate::domain) const MOST: u32 = 999;

/// What can be typed.
const EXAMPLES: &str = "Type every 3 months, every last fri, or 14 days after done.";

/// The words of the units.
const UNITS: &[&str] =
    &["day", "days", "week", "weeks", "month", "months", "quarter", "quarters", "year", "years"];

/// Words with a meaning in a repeat besides numbers, units, days and months.
const KNOWN: &[&str] = &[
    "every",
    "each",
    "once",
    "on",
    "in",
    "event",
    "after",
    "done",
    "doing",
    "completion",
    "finished",
    "it",
    "is",
    "at",
    "most",
    "last",
    "contact",
    "stay",
    "touch",
    "twice",
    "a",
    "other",
    "weekday",
    "weekdays",
    "workday",
    "working",
    "end",
    "eom",
    "eoq",
    "first",
    "second",
    "third",
    "fourth",
    "daily",
    "weekly",
    "fortnightly",
    "biweekly",
    "monthly",
    "quarterly",
    "yearly",
    "annually",
    "the",
    "of",
    "and",
    "&",
];

/// Why words are no repeat: a sentence that names the first wrong one.
pub(in crate::domain) fn why(text: &str) -> String {
    let lower = text.replace(',', " ").to_lowercase();
    let words: Vec<&str> =
        lower.split_whitespace().filter(|word| !matches!(*word, "the" | "of" | "and" | "&")).collect();
    if words.is_empty() {
        return format!("There is no repeat yet. {EXAMPLES}");
    }
    let shown = shown(text);
    match named(&words) {
        Some(why) => why,
        None => match words.as_slice() {
            ["every" | "each"] => format!("{shown} what? {EXAMPLES}"),
            [.., last] if wrong_number(last).is_none() && number_word(last).is_some() && words.len() == 2 => {
                format!("{shown} what? Type days, weeks, months, quarters or years after {last}.")
            }
            _ => format!("\"{shown}\" is no repeat. {EXAMPLES}"),
        },
    }
}

/// The sentence about the first word that cannot stand in a repeat.
fn named(words: &[&str]) -> Option<String> {
    for (place, word) in words.iter().enumerate() {
        let next = words.get(place.saturating_add(1)).copied();
        if let Some(why) = no_such_day(word, next) {
            return Some(why);
        }
        if let Some(nth) =
            parse_ordinal(word).filter(|_| next.is_some_and(|next| parse_weekday(next).is_some()))
            && !(1..=4).contains(&nth)
        {
            let name = next.unwrap_or_default();
            return Some(format!("Not every month has a {word} {name}. Type 1st to 4th, or last."));
        }
        if let Some(why) = ordinal(word).or_else(|| wrong_number(word)) {
            return Some(why);
        }
        if !is_known(word) {
            let unit = next.is_none() || number_before(words, place);
            let near = near(word).map_or_else(String::new, |near| format!(" Do you mean {near}?"));
            let word = shown(word);
            return Some(if unit && near.is_empty() {
                format!("\"{word}\" is no weekday, month or unit. {EXAMPLES}")
            } else if near.is_empty() {
                format!("\"{word}\" means nothing in a repeat. {EXAMPLES}")
            } else {
                format!("\"{word}\" means nothing in a repeat.{near}")
            });
        }
    }
    None
}

fn number_before(words: &[&str], place: usize) -> bool {
    place.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| number_word(word).is_some())
}

/// A number no repeat can have: zero, less, a part, or too many.
fn wrong_number(word: &str) -> Option<String> {
    let digits = word.strip_prefix(['-', '+', '−']).unwrap_or(word);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | '-'));
    if !is_number {
        return None;
    }
    let shown = shown(word);
    match digits.parse::<u64>() {
        Ok(count) if digits == word && (1..=u64::from(MOST)).contains(&count) => None,
        Ok(count) if digits == word && count > u64::from(MOST) => {
            Some(format!("{shown} is too many. Type a number from 1 to {MOST}."))
        }
        Err(_) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(format!("{shown} is too many. Type a number from 1 to {MOST}."))
        }
        _ => Some(format!("{shown} cannot be counted. Type a whole number from 1 to {MOST}.")),
    }
}

/// `45th` is no day of any month.
fn ordinal(word: &str) -> Option<String> {
    let nth = parse_ordinal(word)?;
    (!(1..=31).contains(&nth)).then(|| format!("No month has a {}. Type 1st to 31st.", shown(word)))
}

/// `30 feb`, `feb 30`: a day its month never has.
fn no_such_day(word: &str, next: Option<&str>) -> Option<String> {
    let next = next?;
    let (number, month) = match (parse_month(word), parse_month(next)) {
        (None, Some(month)) => (word, month),
        (Some(month), None) => (next, month),
        _ => return None,
    };
    let number = parse_ordinal(number).or_else(|| small(number))?;
    let days = day::days_in_month(2000, month);
    (!(1..=days).contains(&number)).then(|| {
        let most = if month == 2 { " at most" } else { "" };
        format!("{} has{most} {days} days. Type another day.", day::month_name(month))
    })
}

fn is_known(word: &str) -> bool {
    KNOWN.contains(&word)
        || UNITS.contains(&word)
        || number_word(word).is_some()
        || parse_ordinal(word).is_some()
        || is_weekday(word)
        || parse_month(word).is_some()
}

fn is_weekday(word: &str) -> bool {
    parse_weekday(word).or_else(|| parse_weekday(word.strip_suffix('s')?)).is_some()
}

/// Words that are one letter away from a unit, a weekday or a month, and are meant as words.
const WORDS: &[&str] =
    &["moth", "moths", "hear", "ear", "dear", "ways", "bear", "seek", "peek", "tears", "fear"];

/// The unit, weekday or month a word was meant to be, where one letter is wrong, missing, added or swapped.
pub(in crate::domain) fn near(word: &str) -> Option<&'static str> {
    const NAMES: &[&str] = &[
        "months",
        "month",
        "weeks",
        "week",
        "quarters",
        "quarter",
        "years",
        "year",
        "days",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "april",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word.len() < 4 || !word.is_ascii() {
        return None;
    }
    NAMES.iter().copied().find(|name| *name != word && is_near(word.as_bytes(), name.as_bytes()))
}

/// Whether a word is one step away from another.
fn is_near(a: &[u8], b: &[u8]) -> bool {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let swapped = a.len() == b.len()
        && head.saturating_add(tail).saturating_add(2) >= a.len()
        && a.get(head) == b.get(head.saturating_add(1))
        && a.get(head.saturating_add(1)) == b.get(head);
    let one = long.saturating_sub(short) <= 1 && head.saturating_add(tail).saturating_add(1) >= long;
    one || swapped
}

/// Whether a word after `every` at the end of a line can only be a time that was mistyped.
pub(in crate::domain) fn is_mistyped(word: &str) -> bool {
    if WORDS.contains(&word) || is_known(word) {
        return false;
    }
    let is_a_day = word.ends_with("day") || word.ends_with("days");
    let is_a_word = ["birthday", "holiday", "payday", "today", "yesterday", "everyday", "workday", "heyday"]
        .iter()
        .any(|known| word.trim_end_matches('s') == *known);
    (is_a_day && !is_a_word) || near(word).is_some()
}

/// Whether a word is a number, good or not, as `0`, `-1`, `99999` and `1.5` are.
pub(in crate::domain) fn is_number(word: &str) -> bool {
    wrong_number(word).is_some() || small(word).is_some()
}

/// Whether a word is a unit.
pub(in crate::domain) fn is_unit(word: &str) -> bool {
    UNITS.contains(&word)
}

fn shown(text: &str) -> String {
    safe::one_line(text.trim()).chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_told_by_its_wrong_word() {
        for (text, wanted) in [
            ("every 0 months", "0 cannot be counted. Type a whole number from 1 to 999."),
            ("every -1 days", "-1 cannot be counted. Type a whole number from 1 to 999."),
            ("every 1.5 weeks", "1.5 cannot be counted. Type a whole number from 1 to 999."),
            ("every 99999 years", "99999 is too many. Type a number from 1 to 999."),
            (
                "every 99999999999999999999 years",
                "99999999999999999999 is too many. Type a number from 1 to 999.",
            ),
            ("every 31 feb", "February has at most 29 days. Type another day."),
            ("every year on feb 30", "February has at most 29 days. Type another day."),
            ("every 31 april", "April has 30 days. Type another day."),
            ("every 5th fri", "Not every month has a 5th fri. Type 1st to 4th, or last."),
            ("every month on the 45th", "No month has a 45th. Type 1st to 31st."),
            ("every 3", "every 3 what? Type days, weeks, months, quarters or years after 3."),
        ] {
            assert_eq!(why(text), wanted, "{text}");
        }
        for (text, begins) in [
            ("", "There is no repeat yet."),
            ("every", "every what?"),
            ("every blurday", "\"blurday\" is no weekday, month or unit."),
            ("every 3 mnths", "\"mnths\" means nothing in a repeat. Do you mean months?"),
            ("every 3 motnhs", "\"motnhs\" means nothing in a repeat. Do you mean months?"),
            ("every blue moon", "\"blue\" means nothing in a repeat."),
            ("every month week", "\"every month week\" is no repeat."),
            ("0 days after done", "0 cannot be counted."),
        ] {
            assert!(why(text).starts_with(begins), "{text}: {}", why(text));
            assert!(why(text).ends_with(['.', '?']), "{text}");
        }
    }
}
