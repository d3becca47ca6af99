//! Words for when something is said again, and until when it holds.
//!
//! **Invariant:** what is no date stays with the text; no word is lost.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{
    day::{self, Amount, DayOrder},
    quick_add::{self, Names},
    record::{Kind, RecordId},
    records::expectation::TOPICS,
};

/// The text before a word and what follows it; nothing follows where the word is not there.
#[must_use]
pub fn split_at_word<'a>(text: &'a str, word: &str) -> (&'a str, Option<&'a str>) {
    let mut from = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let after = from + part.len();
        if part.trim_end().eq_ignore_ascii_case(word) {
            let before = text.get(..from).unwrap_or(text).trim_end();
            return (before, text.get(after..).map(str::trim));
        }
        from = after;
    }
    (text.trim_end(), None)
}

/// The text without its end, and the end: a day after `until`, or as quick add reads one.
#[must_use]
pub fn until_in(text: &str, today: NaiveDate, order: DayOrder) -> (Cow<'_, str>, Option<NaiveDate>) {
    if let (before, Some(when)) = split_at_word(text, "until")
        && let Ok(until) = day::parse_day(when, today, order)
    {
        return (Cow::Borrowed(before), Some(until));
    }
    let read = quick_add::parse(text, today, order, &Names::default());
    (Cow::Owned(read.title), read.due)
}

/// The day a talk is said again: after an amount of time, on a weekday; or a day.
#[must_use]
pub fn when_again(when: &str, today: NaiveDate, order: DayOrder) -> Option<NaiveDate> {
    match day::parse_amount(when) {
        Some(Amount::Months(months)) => day::add_months(today, i32::try_from(months).ok()?).map(to_weekday),
        Some(Amount::Days(days)) => day::add_days(today, i64::from(days)).map(to_weekday),
        _ => day::parse_day(when, today, order).ok(),
    }
}

/// A day counted in months is said on the Monday after when it falls on a weekend.
#[must_use]
pub fn to_weekday(on: NaiveDate) -> NaiveDate {
    let add = match on.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    day::add_days(on, add).unwrap_or(on)
}

/// Months until a yardstick talk is said again when nothing is typed.
const AGAIN: i32 = 6;

/// The day a yardstick talk is said again when nothing is typed.
#[must_use]
pub fn again_by_itself(today: NaiveDate) -> Option<NaiveDate> {
    day::add_months(today, AGAIN).map(to_weekday)
}

/// What a line says of something told: about what, how far it was understood, when it is said again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The words that are left: with what they compared, or which rule.
    pub about: String,
    /// `yes`, `doubtful` or `no`, when typed.
    pub understood: Option<&'static str>,
    /// When it is said again, when typed.
    pub again: Option<NaiveDate>,
}

/// Reads `s&p 500 partly again 6mo` from its end; one word is what it is about.
#[must_use]
pub fn talk_in(text: &str, today: NaiveDate, order: DayOrder) -> Told {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let mut again = None;
    if let Some(found) =
        words.iter().rposition(|word| word.eq_ignore_ascii_case("again")).filter(|at| *at > 0)
    {
        let when = words.get(found + 1..).unwrap_or_default();
        let when = if let ["in", rest @ ..] = when { rest } else { when }.join(" ");
        again = when_again(&when, today, order);
        if again.is_some() {
            words.truncate(found);
        }
    }
    let comma = |word: &str| word.trim_end_matches([',', ';', ':']).to_owned();
    let understood = words.last().filter(|_| words.len() > 1).and_then(|word| understood_word(&comma(word)));
    if understood.is_some() {
        words.pop();
        if words.len() > 1 && words.last().is_some_and(|word| word.eq_ignore_ascii_case("understood")) {
            words.pop();
        }
        if understood == Some("yes") && words.len() > 1 && words.last() == Some(&"not") {
            words.pop();
            return Told { about: comma(&words.join(" ")), understood: Some("no"), again };
        }
    }
    let about = words.join(" ");
    let about = if understood.is_some() || again.is_some() { comma(&about) } else { about };
    Told { about, understood, again }
}

/// The stored word for how far it was understood; `partly` is doubtful.
fn understood_word(word: &str) -> Option<&'static str> {
    match word.to_lowercase().as_str() {
        "yes" | "understood" => Some("yes"),
        "partly" | "doubtful" | "doubtfully" => Some("doubtful"),
        "no" | "not" => Some("no"),
        _ => None,
    }
}

/// What was heard, and what of the agreed it is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// The expectation or the topic that the line begins with, when it does.
    pub of: Option<Of>,
    /// Their words.
    pub words: &'a str,
}

/// What a line says it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// An expectation by its id.
    Expectation(RecordId),
    /// A topic.
    Topic(&'static str),
}

/// Reads `e2: sell it all`, `fees: no bill at all`, `fall: sell it all`; a line without such a head is all words.
#[must_use]
pub fn heard_in(text: &str) -> Heard<'_> {
    let text = text.trim();
    let of = |head: &str| {
        let head = head.trim().to_lowercase();
        let id = head.parse::<RecordId>().ok().filter(|id| id.kind == Kind::Expectation);
        let topic = || {
            let named = |topic: &&&str| **topic == head || (**topic == "market fall" && head == "fall");
            TOPICS.iter().find(named).map(|topic| Of::Topic(topic))
        };
        id.map(Of::Expectation).or_else(topic)
    };
    let colon = text.split_once(':').and_then(|(head, words)| Some((of(head)?, words)));
    // An id needs no colon: nothing else looks like one.
    let bare = text
        .split_once(char::is_whitespace)
        .and_then(|(head, words)| Some((of(head)?, words)))
        .filter(|(of, _)| matches!(of, Of::Expectation(_)));
    match colon.or(bare) {
        Some((of, words)) if !words.trim().is_empty() => Heard { of: Some(of), words: words.trim() },
        _ => Heard { of: None, words: text },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_may_begin_with_what_it_is_said_of() {
        let second = Some(Of::Expectation(RecordId::new(Kind::Expectation, 2)));
        for (text, of, words) in [
            ("e2: sell it all", second, "sell it all"),
            ("E2 sell it all", second, "sell it all"),
            ("fees: no bill at all", Some(Of::Topic("fees")), "no bill at all"),
            ("fall: sell it all", Some(Of::Topic("market fall")), "sell it all"),
            ("market fall: sell: all", Some(Of::Topic("market fall")), "sell: all"),
            ("fees are too high", None, "fees are too high"),
            ("g2: the house", None, "g2: the house"),
            ("they said: no", None, "they said: no"),
            ("e2:", None, "e2:"),
            ("", None, ""),
        ] {
            assert_eq!(heard_in(text), Heard { of, words }, "{text}");
        }
    }

    #[test]
    fn what_was_told_is_read_from_the_end_of_its_line() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let again = "2027-05-24".parse::<NaiveDate>().ok();
        for (text, about, understood, on) in [
            ("the S&P 500", "the S&P 500", None, None),
            ("S&P 500 partly again 6mo", "S&P 500", Some("doubtful"), again),
            ("S&P 500, partly, again in 6mo", "S&P 500", Some("doubtful"), again),
            ("S&P 500 understood partly", "S&P 500", Some("doubtful"), None),
            ("S&P 500 not understood again 6mo", "S&P 500", Some("no"), again),
            ("whom to call again 6mo", "whom to call", None, again),
            ("no", "no", None, None),
            ("again 6mo", "again 6mo", None, None),
            ("the neighbour again", "the neighbour again", None, None),
        ] {
            let said = talk_in(text, today, DayOrder::MonthFirst);
            let wanted = Told { about: about.to_owned(), understood, again: on };
            assert_eq!(said, wanted, "{text}");
        }
    }
}
