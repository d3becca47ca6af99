//! Repeats in words: what the user types, the canonical line that is stored, the sentence that is shown.
//!
//! **Invariant:** the canonical line of any repeat is read back as the same repeat.

pub(in crate::domain) mod refused;

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate, Weekday, WeekdaySet};
use serde::{Deserialize, Serialize};

use super::{
    calendar::{Calendar, Roll},
    day::{month_name, ordinal, parse_month, parse_ordinal, parse_weekday, small},
    day_text::number_word,
    rejection::Rejection,
    repeat::{Nth, Pattern, Repeat, Span, Unit},
};

impl FromStr for Repeat {
    type Err = Rejection;

    /// Reads `every 3 months`, `every last fri`, `yearly`, `14 days after done` and their like.
    fn from_str(text: &str) -> Result<Self, Rejection> {
        let lower = if text.len() > 120 { String::new() } else { text.replace(',', " ").to_lowercase() };
        let words: Vec<&str> =
            lower.split_whitespace().filter(|word| !matches!(*word, "the" | "of" | "and" | "&")).collect();
        read(&words).ok_or_else(|| Rejection::rule(refused::why(text)))
    }
}

impl Repeat {
    /// Reads a repeat as the user types it.
    pub fn parse(text: &str) -> Result<Self, Rejection> {
        text.parse()
    }

    /// The repeat in one plain sentence, without a full stop, as the form shows it.
    pub fn sentence(&self, anchor: NaiveDate, roll: Roll, calendar: &Calendar) -> String {
        let words = match self {
            Self::Once => return "once".to_owned(),
            Self::OnEvent => return "when it happens; never due by itself".to_owned(),
            Self::AfterDone(span) => format!("{} after it is done", plural(*span)),
            Self::InTouch(span) => format!("at most {} after the last contact", plural(*span)),
            Self::On(pattern) => pattern_sentence(*pattern, anchor),
        };
        format!("{words}{}", moving(*self, roll, calendar))
    }
}

fn read(words: &[&str]) -> Option<Repeat> {
    match words {
        ["once"] => Some(Repeat::Once),
        ["on", "event"] => Some(Repeat::OnEvent),
        [rest @ .., "after", "done" | "doing" | "completion" | "finished"]
        | [rest @ .., "after", "it", "is", "done"] => Some(Repeat::AfterDone(span(rest)?)),
        ["at", "most", rest @ .., "after", "contact"]
        | ["at", "most", rest @ .., "after", "last", "contact"] => Some(Repeat::InTouch(span(rest)?)),
        ["stay", "in", "touch", "every", rest @ ..] | ["stay", "in", "touch", rest @ ..] => {
            Some(Repeat::InTouch(span(rest)?))
        }
        ["every" | "each", rest @ ..] => every(rest).map(Repeat::On),
        ["twice", "a", "year"] => Some(Repeat::On(Pattern::Every(Span { count: 6, unit: Unit::Month }))),
        [adverb, rest @ ..] => {
            let (count, unit) = match *adverb {
                "daily" => (1, Unit::Day),
                "weekly" => (1, Unit::Week),
                "fortnightly" | "biweekly" => (2, Unit::Week),
                "monthly" => (1, Unit::Month),
                "quarterly" => (1, Unit::Quarter),
                "yearly" | "annually" => (1, Unit::Year),
                _ => return None,
            };
            within(Span { count, unit }, rest).map(Repeat::On)
        }
        [] => None,
    }
}

fn span(words: &[&str]) -> Option<Span> {
    match words {
        // Without a number there is one: "0 days" is not "days" with a word before it.
        [unit] if !unit.ends_with('s') => Some(Span { count: 1, unit: unit_of(unit)? }),
        ["other", unit] => Some(Span { count: 2, unit: unit_of(unit)? }),
        [count, unit] => Some(Span { count: limited(number_word(count)?)?, unit: unit_of(unit)? }),
        _ => None,
    }
}

fn limited(count: u32) -> Option<u16> {
    u16::try_from(count).ok().filter(|count| (1..=999).contains(count))
}

fn unit_of(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" => Unit::Day,
        "week" | "weeks" => Unit::Week,
        "month" | "months" => Unit::Month,
        "quarter" | "quarters" => Unit::Quarter,
        "year" | "years" => Unit::Year,
        _ => return None,
    })
}

/// What follows `every`.
fn every(words: &[&str]) -> Option<Pattern> {
    let working = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    match words {
        ["weekday" | "weekdays" | "workday"] | ["working", "day"] => {
            return Some(Pattern::Weekdays { weeks: 1, days: working.into_iter().collect() });
        }
        ["last", "day"] | ["last", "day", "month"] | ["end", "month"] | ["month", "end"] | ["eom"] => {
            return Some(Pattern::MonthEnd { months: 1 });
        }
        ["end", "quarter"] | ["quarter", "end"] | ["eoq"] | ["last", "day", "quarter"] => {
            return Some(Pattern::QuarterEnd);
        }
        ["other", name] if parse_weekday(name).is_some() => {
            return Some(Pattern::Weekdays { weeks: 2, days: WeekdaySet::single(parse_weekday(name)?) });
        }
        _ => {}
    }
    if let Some(days) = weekdays(words) {
        return Some(Pattern::Weekdays { weeks: 1, days });
    }
    let heads = [words.get(..1), words.get(..2)];
    for (length, head) in heads.into_iter().enumerate() {
        if let Some(span) = head.and_then(span) {
            return within(span, words.get(length.saturating_add(1)..)?);
        }
    }
    let words = words.strip_suffix(&["month"]).unwrap_or(words);
    in_month(1, words).or_else(|| in_year(1, words))
}

/// What follows `every 3 months`: nothing, or `on the 31st`.
fn within(span: Span, rest: &[&str]) -> Option<Pattern> {
    let Span { count, unit } = span;
    if rest.is_empty() {
        return Some(Pattern::Every(span));
    }
    let rest = if let ["on" | "in", rest @ ..] = rest { rest } else { rest };
    match unit {
        Unit::Day => None,
        Unit::Week => weekdays(rest).map(|days| Pattern::Weekdays { weeks: count, days }),
        Unit::Month => in_month(count, rest),
        Unit::Quarter if count == 1 && matches!(rest, ["last", "day"] | ["end"]) => Some(Pattern::QuarterEnd),
        Unit::Quarter => in_month(count.checked_mul(3).filter(|months| *months <= 999)?, rest),
        Unit::Year => in_year(count, rest),
    }
}

fn weekdays(words: &[&str]) -> Option<WeekdaySet> {
    if words.is_empty() {
        return None;
    }
    // "mondays" is said as often as "monday".
    words.iter().map(|word| parse_weekday(word).or_else(|| parse_weekday(word.strip_suffix('s')?))).collect()
}

fn in_month(months: u16, words: &[&str]) -> Option<Pattern> {
    match words {
        ["last", "day"] | ["last" | "end"] => Some(Pattern::MonthEnd { months }),
        [day] => {
            let day = parse_ordinal(day).or_else(|| small(day)).filter(|day| (1..=31).contains(day))?;
            Some(Pattern::MonthDay { months, day: u8::try_from(day).ok()? })
        }
        [which, name] => {
            let nth = match *which {
                "last" => Nth::Last,
                "first" => Nth::Number(1),
                "second" => Nth::Number(2),
                "third" => Nth::Number(3),
                "fourth" => Nth::Number(4),
                _ => {
                    let number = parse_ordinal(which).filter(|number| (1..=4).contains(number))?;
                    Nth::Number(u8::try_from(number).ok()?)
                }
            };
            Some(Pattern::NthWeekday { months, nth, weekday: parse_weekday(name)? })
        }
        _ => None,
    }
}

fn in_year(years: u16, words: &[&str]) -> Option<Pattern> {
    let [one, two] = words else { return None };
    let (day, month) = match (parse_month(one), parse_month(two)) {
        (None, Some(month)) => (one, month),
        (Some(month), None) => (two, month),
        _ => return None,
    };
    let day = parse_ordinal(day).or_else(|| small(day))?;
    // 2000 is a leap year: 29 February may be chosen.
    NaiveDate::from_ymd_opt(2000, month, day)?;
    Some(Pattern::YearDay { years, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
}

fn plural(span: Span) -> String {
    let unit = unit_word(span.unit);
    if span.count == 1 { format!("1 {unit}") } else { format!("{} {unit}s", span.count) }
}

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
    }
}

fn each(count: u16, unit: Unit) -> String {
    let word = unit_word(unit);
    if count == 1 { format!("every {word}") } else { format!("every {count} {word}s") }
}

fn which(nth: Nth) -> String {
    match nth {
        Nth::Number(number) => ordinal(u32::from(number)),
        Nth::Last => "last".to_owned(),
    }
}

fn name(weekday: Weekday) -> String {
    weekday.to_string().to_lowercase()
}

fn short_month(month: u8) -> String {
    month_name(u32::from(month)).chars().take(3).collect::<String>().to_lowercase()
}

impl fmt::Display for Repeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Once => f.write_str("once"),
            Self::On(pattern) => pattern.fmt(f),
            Self::AfterDone(span) => write!(f, "{} after done", plural(*span)),
            Self::InTouch(span) => write!(f, "at most {} after contact", plural(*span)),
            Self::OnEvent => f.write_str("on event"),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Every(span) => f.write_str(&each(span.count, span.unit)),
            Self::Weekdays { weeks, days } => {
                write!(f, "{} on", each(weeks, Unit::Week))?;
                days.iter(Weekday::Mon).try_for_each(|day| write!(f, " {}", name(day)))
            }
            Self::MonthDay { months, day } => {
                write!(f, "{} on the {}", each(months, Unit::Month), ordinal(u32::from(day)))
            }
            Self::MonthEnd { months } => write!(f, "{} on the last day", each(months, Unit::Month)),
            Self::QuarterEnd => f.write_str("every quarter on the last day"),
            Self::NthWeekday { months, nth, weekday } => {
                write!(f, "{} on the {} {}", each(months, Unit::Month), which(nth), name(weekday))
            }
            Self::YearDay { years, month, day } => {
                write!(f, "{} on {day} {}", each(years, Unit::Year), short_month(month))
            }
        }
    }
}

impl Serialize for Repeat {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Repeat {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn pattern_sentence(pattern: Pattern, anchor: NaiveDate) -> String {
    match pattern {
        Pattern::Every(Span { count, unit }) => {
            let every = each(count, unit);
            match unit {
                Unit::Day => every,
                Unit::Week => format!("{every} on {}", anchor.format("%A")),
                Unit::Month | Unit::Quarter => format!("{every} on the {}", day_in_month(anchor.day())),
                Unit::Year => format!("{every} on {}", anchor.format("%-d %B")),
            }
        }
        Pattern::Weekdays { weeks, days } => {
            let names: Vec<String> =
                days.iter(Weekday::Mon).map(|day| weekday_name(day).to_owned()).collect();
            format!("{} on {}", each(weeks, Unit::Week), list(&names))
        }
        Pattern::MonthDay { months, day } => {
            format!("{} on the {}", each(months, Unit::Month), day_in_month(u32::from(day)))
        }
        Pattern::MonthEnd { months } => format!("{} on the last day of the month", each(months, Unit::Month)),
        Pattern::QuarterEnd => "every quarter on its last day".to_owned(),
        Pattern::NthWeekday { months, nth, weekday } => {
            let every = each(months, Unit::Month);
            format!("{every} on the {} {} of the month", which(nth), weekday_name(weekday))
        }
        Pattern::YearDay { years, month, day } => {
            let every = each(years, Unit::Year);
            let clamp = if (month, day) == (2, 29) { ", the 28th in common years" } else { "" };
            format!("{every} on {day} {}{clamp}", month_name(u32::from(month)))
        }
    }
}

fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

fn day_in_month(day: u32) -> String {
    let clamp = if day > 28 { ", or the last day of a shorter month" } else { "" };
    format!("{}{clamp}", ordinal(day))
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// How a day off moves the date, where one can meet it.
fn moving(repeat: Repeat, roll: Roll, calendar: &Calendar) -> &'static str {
    let own_weekday = match repeat {
        Repeat::On(Pattern::Weekdays { days, .. }) => {
            days.iter(Weekday::Mon).all(|day| is_worked(day, calendar))
        }
        Repeat::On(Pattern::NthWeekday { weekday, .. }) => is_worked(weekday, calendar),
        _ => false,
    };
    let usual = calendar.working == Calendar::default().working;
    match roll {
        Roll::None => "",
        _ if own_weekday => "",
        Roll::Next if usual => "; a weekend moves it to Monday",
        Roll::Previous if usual => "; a weekend moves it to Friday",
        Roll::Next => "; a day off moves it to the next working day",
        Roll::Previous => "; a day off moves it to the working day before",
        Roll::Nearest => "; a day off moves it to the nearest working day",
        Roll::NextInMonth => "; a day off moves it on, or back where that leaves the month",
    }
}

fn is_worked(weekday: Weekday, calendar: &Calendar) -> bool {
    calendar.working.get(weekday.num_days_from_monday() as usize).copied().unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(text: &str) -> String {
        Repeat::parse(text).map_or_else(|no| no.message, |repeat| repeat.to_string())
    }

    #[test]
    fn repeats_are_read_as_people_type_them() {
        for (text, wanted) in [
            ("every 3 months", "every 3 months"),
            ("every three months", "every 3 months"),
            ("every 3 months on the 31st", "every 3 months on the 31st"),
            ("every month on 14", "every month on the 14th"),
            ("every week on tue", "every week on tue"),
            ("every tue and thu", "every week on tue thu"),
            ("every Tuesday", "every week on tue"),
            ("every other fri", "every 2 weeks on fri"),
            ("every other week", "every 2 weeks"),
            ("every last fri", "every month on the last fri"),
            ("every 2nd tue of the month", "every month on the 2nd tue"),
            ("every last day of the month", "every month on the last day"),
            ("every 31st", "every month on the 31st"),
            ("every quarter", "every quarter"),
            ("every end of quarter", "every quarter on the last day"),
            ("quarterly on the last day", "every quarter on the last day"),
            ("every quarter on the 15th", "every 3 months on the 15th"),
            ("yearly", "every year"),
            ("every 14 mar", "every year on 14 mar"),
            ("every year on 29 feb", "every year on 29 feb"),
            ("every weekday", "every week on mon tue wed thu fri"),
            ("weekly on mon", "every week on mon"),
            ("twice a year", "every 6 months"),
            ("14 days after done", "14 days after done"),
            ("a month after it is done", "1 month after done"),
            ("at most 90 days after contact", "at most 90 days after contact"),
            ("stay in touch every 6 weeks", "at most 6 weeks after contact"),
            ("on event", "on event"),
            ("once", "once"),
        ] {
            assert_eq!(line(text), wanted, "{text}");
            assert_eq!(line(&line(text)), wanted, "canonical {text}");
        }
        for text in [
            "",
            "every",
            "every 0 days",
            "every 1000 days",
            "every 5th fri",
            "every blue moon",
            "every 31 feb",
        ] {
            assert!(Repeat::parse(text).unwrap_err().message.ends_with(['.', '?']), "{text}");
        }
        let json = serde_json::to_string(&Repeat::parse("every last fri").unwrap()).unwrap();
        assert_eq!(json, "\"every month on the last fri\"");
        assert_eq!(serde_json::from_str::<Repeat>(&json).unwrap().to_string(), "every month on the last fri");
    }

    #[test]
    fn a_repeat_says_itself_in_a_plain_sentence() {
        let anchor: NaiveDate = "2026-11-27".parse().unwrap();
        let say =
            |text: &str, roll| Repeat::parse(text).unwrap().sentence(anchor, roll, &Calendar::default());
        assert_eq!(
            say("every 3 months", Roll::Next),
            "every 3 months on the 27th; a weekend moves it to Monday"
        );
        assert_eq!(
            say("every month on the 31st", Roll::None),
            "every month on the 31st, or the last day of a shorter month"
        );
        assert_eq!(say("every tue and thu", Roll::Next), "every week on Tuesday and Thursday");
        assert_eq!(say("every last fri", Roll::Next), "every month on the last Friday of the month");
        assert_eq!(say("yearly", Roll::None), "every year on 27 November");
        assert_eq!(say("14 days after done", Roll::None), "14 days after it is done");
    }

    proptest! {
        #[test]
        fn any_words_are_a_repeat_or_a_sentence(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "every", "3", "months", "month", "on", "31st", "last", "fri", "day", "other", "week", "after",
                    "done", "quarter", "year", "14", "mar", "end", "999", "2nd", "99999999999", "é", "daily",
                ]),
                0..6,
            ),
        ) {
            let text = words.join(" ");
            if let Ok(repeat) = Repeat::parse(&text) {
                let line = repeat.to_string();
                prop_assert_eq!(Repeat::parse(&line), Ok(repeat), "{}", line);
                let anchor: NaiveDate = "2026-11-27".parse().unwrap();
                for k in 0..40 {
                    if let (Some(a), Some(b)) = (repeat.kth(anchor, k), repeat.kth(anchor, k + 1)) {
                        prop_assert!(anchor <= a && a < b);
                    }
                }
            }
        }
    }
}
