//! Reading days as people type them: `fri`, `+2w`, `end of quarter`, `14 mar`, `2027-03-14`.
//!
//! **Invariant:** total: any text gives a day or a sentence. A day without a year is never guessed
//! on the wrong side of today.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{
    day::{
        Amount, DayOrder, add_days, add_months, amount_of, days_in_month, month_end, parse_amount,
        parse_month, parse_ordinal, parse_weekday, quarter_end, small, week_start,
    },
    rejection::Rejection,
};
pub(super) use refused::{no_such_day, too_far, unreadable};
use span::{end_of_next, span_end};
pub use was::{has_been, parse_day_that_was};

mod refused;
mod span;
mod was;

/// Which side of today a day without a year lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lean {
    /// It is to happen: a bare `14 mar` is the next one.
    Future,
    /// It has happened: a bare `14 mar` is the last one.
    Past,
}

/// Whether the whole text is a date (a field), or words at the end of a sentence might be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    Field,
    Tail,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    pub(super) today: NaiveDate,
    pub(super) order: DayOrder,
    pub(super) lean: Lean,
    pub(super) strictness: Strictness,
}

/// A day as it was written: month 1 to 12, the day not yet checked against the month.
#[derive(Debug, Clone, Copy)]
pub(super) struct Civil {
    pub(super) year: Option<i32>,
    pub(super) month: u32,
    pub(super) day: u32,
}

/// `None` when the words are no date at all; `Some(Err)` when they name a day that does not exist.
type Read = Option<Result<NaiveDate, Rejection>>;

/// Reads a day on the side of today that is meant.
pub fn parse_leaning(
    text: &str,
    lean: Lean,
    today: NaiveDate,
    order: DayOrder,
) -> Result<NaiveDate, Rejection> {
    parse(text, Context { today, order, lean, strictness: Strictness::Field })
}

/// Reads the day something is to happen: a bare `14 mar`, `fri` or `31` is the next one.
pub fn parse_day(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, Rejection> {
    parse_leaning(text, Lean::Future, today, order)
}

/// Reads the day something happened: a bare `14 mar`, `fri` or `31` is the latest one not in the future.
pub fn parse_past_day(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, Rejection> {
    parse_leaning(text, Lean::Past, today, order)
}

/// Reads the last words of a sentence as a coming day, only where they can hardly mean anything else.
pub fn parse_tail(text: &str, today: NaiveDate, order: DayOrder) -> Option<NaiveDate> {
    parse(text, Context { today, order, lean: Lean::Future, strictness: Strictness::Tail }).ok()
}

/// Whether the text is written as a date and yet names no day: `31 feb`, `2027-02-30`, `31feb`, `13/13/2027`.
pub fn names_no_day(text: &str, today: NaiveDate, order: DayOrder) -> bool {
    let context = Context { today, order, lean: Lean::Future, strictness: Strictness::Tail };
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_date = civil(&words, context).is_some() || matches!(words.as_slice(), [word] if is_one_word(word));
    is_date && parse_day(text, today, order).is_err()
}

/// Whether one word has the shape of a date: a day and a month run together, or three numbers with a year.
fn is_one_word(word: &str) -> bool {
    let split = word.find(|c: char| !c.is_ascii_digit()).and_then(|at| word.split_at_checked(at));
    if split.is_some_and(|(day, month)| matches!(day.len(), 1 | 2) && parse_month(month).is_some()) {
        return true;
    }
    if is_day_and_month(word) {
        return true;
    }
    let parts: Vec<&str> = word.split(['-', '.', '/']).collect();
    let is_number = |part: &&str| small(part).is_some();
    matches!(
        parts.iter().map(|part| part.len()).collect::<Vec<_>>().as_slice(),
        [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4]
    ) && parts.iter().all(is_number)
}

/// Whether it can only be meant as a day and a month, though it may be none: `13/13`, `31.13.`. A `60/40` and a `2.5` are
/// numbers of a sentence.
fn is_day_and_month(word: &str) -> bool {
    let dotted = word.strip_suffix('.').and_then(|word| word.split_once('.'));
    let Some((one, two)) = dotted.or_else(|| word.split_once('/')) else { return false };
    [one, two].iter().all(|part| part.len() <= 2 && small(part).is_some_and(|part| (1..=31).contains(&part)))
}

fn parse(text: &str, context: Context) -> Result<NaiveDate, Rejection> {
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let day = read(&words, context).unwrap_or_else(|| Err(unreadable(text)))?;
    if year_is_near(day.year()) { Ok(day) } else { Err(too_far()) }
}

/// Lower-case words without commas and without the words that carry nothing.
pub(super) fn words(text: &str) -> Vec<String> {
    // No date takes 80 letters; a longer text is not looked at.
    if text.len() > 80 {
        return Vec::new();
    }
    let words = text.replace(',', " ").to_lowercase();
    words.split_whitespace().filter(|word| !matches!(*word, "the" | "of")).map(str::to_owned).collect()
}

fn read(words: &[&str], context: Context) -> Read {
    let today = context.today;
    match words {
        ["on", rest @ ..] if context.strictness == Strictness::Field => read(rest, context),
        ["today" | "tod"] => day_of(Some(today)),
        ["tomorrow" | "tom" | "tmrw"] => day_of(add_days(today, 1)),
        ["yesterday"] => day_of(add_days(today, -1)),
        ["eow"] | ["end", "week"] => day_of(add_days(week_start(today), 6)),
        ["eom"] | ["end", "month"] => day_of(Some(month_end(today))),
        ["eoq"] | ["end", "quarter"] => day_of(Some(quarter_end(today))),
        ["eoy"] | ["end", "year"] => day_of(NaiveDate::from_ymd_opt(today.year(), 12, 31)),
        ["end", "next", unit] => end_of_next(unit, today),
        ["end", rest @ ..] if span_end(rest, context).is_some() => day_of(span_end(rest, context)),
        ["in", rest @ ..] => offset(rest, 1, context),
        [rest @ .., "ago"] => offset(rest, -1, context),
        ["next", what] => step(what, 1, today),
        ["last", what] => step(what, -1, today),
        ["this", name] => parse_weekday(name).and_then(|weekday| day_of(coming(weekday, today))),
        [name, "next", "week"] => next_week(name, today),
        [name] if parse_weekday(name).is_some() => {
            let weekday = parse_weekday(name)?;
            day_of(match context.lean {
                Lean::Future => coming(weekday, today),
                Lean::Past => gone(weekday, today),
            })
        }
        _ => written(words, context),
    }
}

/// Everything with a number in it.
fn written(words: &[&str], context: Context) -> Read {
    if let [word] = words
        && let Some(day) = bare_day(word, context)
    {
        return Some(day);
    }
    if let Some(civil) = civil(words, context) {
        return Some(place(civil, context));
    }
    if let [name, rest @ ..] = words
        && let Some(weekday) = parse_weekday(name)
    {
        let day = place(civil(rest, context)?, context);
        return Some(day.and_then(|day| agree(day, weekday)));
    }
    if let [first, ..] = words
        && let Some(ago) = first.strip_prefix('-')
    {
        return signed(ago, words, -1, context);
    }
    if let [first, ..] = words
        && let Some(ahead) = first.strip_prefix('+')
    {
        return signed(ahead, words, 1, context);
    }
    if context.lean == Lean::Future
        && let Some(end) = span_end(words, context)
    {
        return day_of(Some(end));
    }
    let spelled = words.len() > 1;
    if spelled && context.strictness == Strictness::Tail {
        // "Rest for 2 weeks" has no date; "in 2 weeks", "+2w" and "2w" have.
        return None;
    }
    offset(words, if context.lean == Lean::Past { -1 } else { 1 }, context)
}

fn signed(first: &str, words: &[&str], sign: i64, context: Context) -> Read {
    let rest = words.get(1..).unwrap_or_default();
    let words: Vec<&str> = std::iter::once(first).chain(rest.iter().copied()).collect();
    offset(&words, sign, context)
}

/// `2w`, `2 weeks`, `a month`.
fn offset(words: &[&str], sign: i64, context: Context) -> Read {
    let amount = match words {
        [word] => parse_amount(word)?,
        [count, unit] => amount_of(number_word(count)?, unit)?,
        _ => return None,
    };
    match amount {
        Amount::Minutes(count) => Some(Err(Rejection::rule(format!(
            "{count}m is {count} minutes. Type {count}mo for months, or {count}d for days."
        )))),
        Amount::Days(count) => day_of(add_days(context.today, i64::from(count).saturating_mul(sign))),
        Amount::Months(count) => {
            let count = i64::from(count).saturating_mul(sign);
            day_of(i32::try_from(count).ok().and_then(|count| add_months(context.today, count)))
        }
    }
}

/// A count in digits or a small number spelled out.
pub(super) fn number_word(word: &str) -> Option<u32> {
    const SPELLED: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    let spelled = SPELLED.iter().position(|name| *name == word).and_then(|index| u32::try_from(index).ok());
    spelled.map(|index| index.saturating_add(1)).or_else(|| small(word))
}

/// `next tue` is the Tuesday of next week, `next week` its Monday, `next month` this day a month on.
fn step(what: &str, sign: i32, today: NaiveDate) -> Read {
    if let Some(weekday) = parse_weekday(what) {
        return if sign < 0 { day_of(gone(weekday, today)) } else { next_week(what, today) };
    }
    match what {
        "week" => day_of(add_days(week_start(today), i64::from(sign).saturating_mul(7))),
        "month" => day_of(add_months(today, sign)),
        "quarter" => day_of(add_months(today, sign.saturating_mul(3))),
        "year" => day_of(add_months(today, sign.saturating_mul(12))),
        _ => None,
    }
}

fn next_week(name: &str, today: NaiveDate) -> Read {
    let ahead = i64::from(parse_weekday(name)?.num_days_from_monday()).saturating_add(7);
    day_of(add_days(week_start(today), ahead))
}

fn coming(weekday: Weekday, today: NaiveDate) -> Option<NaiveDate> {
    let ahead = weekday.days_since(today.weekday());
    add_days(today, i64::from(if ahead == 0 { 7 } else { ahead }))
}

fn gone(weekday: Weekday, today: NaiveDate) -> Option<NaiveDate> {
    let back = today.weekday().days_since(weekday);
    add_days(today, -i64::from(if back == 0 { 7 } else { back }))
}

/// `31` or `31st`: the nearest month on the right side of today that has such a day.
fn bare_day(word: &str, context: Context) -> Option<Result<NaiveDate, Rejection>> {
    let plain = small(word).filter(|_| context.strictness == Strictness::Field && word.len() <= 2);
    let day = plain.or_else(|| parse_ordinal(word))?;
    if !(1..=31).contains(&day) {
        return Some(Err(Rejection::rule("A month has at most 31 days. Type another day, or leave it.")));
    }
    let today = context.today;
    let sign = if context.lean == Lean::Past { -1 } else { 1 };
    let first = today.with_day(1)?;
    let found = (0_i32..4).filter_map(|k| add_months(first, k.saturating_mul(sign))?.with_day(day)).find(
        |candidate| match context.lean {
            Lean::Future => *candidate >= today,
            Lean::Past => *candidate <= today,
        },
    );
    day_of(found)
}

/// A day and a month, and perhaps a year, in words or numbers.
pub(super) fn civil(words: &[&str], context: Context) -> Option<Civil> {
    match words {
        [word] => numeric(word, context),
        [one, two] => named(one, two, None),
        [one, two, year] => named(one, two, Some(year_of(year, context)?)),
        _ => None,
    }
}

fn named(one: &str, two: &str, year: Option<i32>) -> Option<Civil> {
    let (day, month) = match (parse_month(one), parse_month(two)) {
        (None, Some(month)) => (one, month),
        (Some(month), None) => (two, month),
        _ => return None,
    };
    let number = day.strip_suffix('.').unwrap_or(day);
    let day = parse_ordinal(number).or_else(|| small(number).filter(|_| number.len() <= 2))?;
    Some(Civil { year, month, day })
}

fn year_of(word: &str, context: Context) -> Option<i32> {
    let year = i32::try_from(small(word)?).ok()?;
    match word.len() {
        2 => {
            let near = year.saturating_add(2000);
            // "98" of a day to come is last century too: nobody plans 70 years ahead.
            let furthest = context.today.year().saturating_add(match context.lean {
                Lean::Past => 0,
                Lean::Future => 50,
            });
            let behind = near > furthest;
            Some(if behind { near.saturating_sub(100) } else { near })
        }
        4 | 5 => Some(year),
        _ => None,
    }
}

/// `2027-03-14`, `14.3.`, `14.3.2027`, `3/14`, `3/14/27`.
fn numeric(word: &str, context: Context) -> Option<Civil> {
    let separator = word.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '.' | '/' | '-'))?;
    let closed = word.strip_suffix('.').filter(|_| separator == '.');
    let parts: Vec<&str> = closed.unwrap_or(word).split(separator).collect();
    let (one, two, year) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            let year = i32::try_from(small(year)?).ok()?;
            let civil = Civil { year: Some(year), month: small(month)?, day: small(day)? };
            return (1..=12).contains(&civil.month).then_some(civil);
        }
        [one, two, year] => (small(one)?, small(two)?, Some(year_of(year, context)?)),
        // "Raise it to 2.5" and "7-10" are no dates in a sentence; "14.3." and "3/14" are.
        [_, _] if separator == '-' => return None,
        [_, _] if separator == '.' && closed.is_none() && context.strictness == Strictness::Tail => {
            return None;
        }
        [one, two] => (small(one)?, small(two)?, None),
        _ => return None,
    };
    let day_first = separator == '.' || context.order == DayOrder::DayFirst;
    let (day, month) = if day_first { (one, two) } else { (two, one) };
    // An order that leaves only one reading is read that way, whatever the configuration says.
    let (day, month) = if month > 12 && separator != '.' { (month, day) } else { (day, month) };
    (1..=12).contains(&month).then_some(Civil { year, month, day })
}

/// Puts a written day on the calendar; without a year, on the right side of today.
fn place(civil: Civil, context: Context) -> Result<NaiveDate, Rejection> {
    let Civil { year, month, day } = civil;
    if let Some(year) = year {
        if !year_is_near(year) {
            return Err(too_far());
        }
        return NaiveDate::from_ymd_opt(year, month, day)
            .ok_or_else(|| no_such_day(month, Some(year), days_in_month(year, month)));
    }
    let today = context.today;
    let sign = if context.lean == Lean::Past { -1 } else { 1 };
    // Nine years cover 29 February on both sides of a century without a leap day.
    (0_i32..9)
        .filter_map(|k| {
            NaiveDate::from_ymd_opt(today.year().saturating_add(k.saturating_mul(sign)), month, day)
        })
        .find(|candidate| match context.lean {
            Lean::Future => *candidate >= today,
            Lean::Past => *candidate <= today,
        })
        .ok_or_else(|| no_such_day(month, None, days_in_month(2000, month)))
}

fn agree(day: NaiveDate, weekday: Weekday) -> Result<NaiveDate, Rejection> {
    if day.weekday() == weekday {
        return Ok(day);
    }
    let date = day.format("%-d %b %Y is a %A");
    Err(Rejection::rule(format!("{date}. Type the date without the weekday, or correct one of them.")))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it ends the arms of `read`, which tell no date from a wrong one"
)]
fn day_of(day: Option<NaiveDate>) -> Read {
    Some(day.ok_or_else(too_far))
}

/// Whether a year is one a practice can mean: 1800 to 2999; anything else is a slip of the hand.
pub fn year_is_near(year: i32) -> bool {
    (1800..=2999).contains(&year)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::day, *};

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    const MONDAY: &str = "2026-11-23";

    #[test]
    fn coming_days_are_read_as_people_type_them() {
        for (text, wanted) in [
            ("today", "2026-11-23"),
            ("Tomorrow", "2026-11-24"),
            ("yesterday", "2026-11-22"),
            ("fri", "2026-11-27"),
            ("Friday", "2026-11-27"),
            ("mon", "2026-11-30"),
            ("next tue", "2026-12-01"),
            ("fri next week", "2026-12-04"),
            ("last fri", "2026-11-20"),
            ("+2w", "2026-12-07"),
            ("+3d", "2026-11-26"),
            ("2w", "2026-12-07"),
            ("2 weeks", "2026-12-07"),
            ("+2 weeks", "2026-12-07"),
            ("in 3 months", "2027-02-23"),
            ("in a month", "2026-12-23"),
            ("3mo", "2027-02-23"),
            ("3 days ago", "2026-11-20"),
            ("-3d", "2026-11-20"),
            ("eom", "2026-11-30"),
            ("end of month", "2026-11-30"),
            ("end of the quarter", "2026-12-31"),
            ("eoq", "2026-12-31"),
            ("end of year", "2026-12-31"),
            ("2028", "2028-12-31"),
            ("end of 2028", "2028-12-31"),
            ("dec 2028", "2028-12-31"),
            ("2028 february", "2028-02-29"),
            ("end of june 2028", "2028-06-30"),
            ("end of next month", "2026-12-31"),
            ("14 mar", "2027-03-14"),
            ("14 mar 2027", "2027-03-14"),
            ("mar 14", "2027-03-14"),
            ("14th of March", "2027-03-14"),
            ("March 14, 2029", "2029-03-14"),
            ("23 nov", "2026-11-23"),
            ("22 nov", "2027-11-22"),
            ("29 feb", "2028-02-29"),
            ("14.3.", "2027-03-14"),
            ("14.3.2029", "2029-03-14"),
            ("3/14", "2027-03-14"),
            ("14/3", "2027-03-14"),
            ("3/14/2029", "2029-03-14"),
            ("31", "2026-12-31"),
            ("the 30th", "2026-11-30"),
            ("23", "2026-11-23"),
            ("2027-03-14", "2027-03-14"),
            ("next week", "2026-11-30"),
            ("next month", "2026-12-23"),
            ("Fri 27 Nov 2026", "2026-11-27"),
            ("on fri", "2026-11-27"),
        ] {
            assert_eq!(parse_day(text, d(MONDAY), DayOrder::MonthFirst), Ok(d(wanted)), "{text}");
        }
        assert_eq!(parse_day("3/4", d(MONDAY), DayOrder::DayFirst), Ok(d("2027-04-03")));
        assert_eq!(parse_day("3/4", d(MONDAY), DayOrder::MonthFirst), Ok(d("2027-03-04")));
    }

    #[test]
    fn days_that_happened_lie_behind() {
        for (text, wanted) in [
            ("14 mar", "2026-03-14"),
            ("23 nov", "2026-11-23"),
            ("24 nov", "2025-11-24"),
            ("fri", "2026-11-20"),
            ("mon", "2026-11-16"),
            ("31", "2026-10-31"),
            ("29 feb", "2024-02-29"),
            ("2w", "2026-11-09"),
            ("3 days ago", "2026-11-20"),
            ("yesterday", "2026-11-22"),
            ("3/14/99", "1999-03-14"),
        ] {
            assert_eq!(parse_past_day(text, d(MONDAY), DayOrder::MonthFirst), Ok(d(wanted)), "{text}");
        }
    }

    #[test]
    fn an_impossible_day_is_refused_in_words() {
        let say = |text: &str| parse_day(text, d(MONDAY), DayOrder::MonthFirst).unwrap_err().message;
        assert_eq!(say("31 feb 1961"), "February 1961 has 28 days. Type another day, or leave it.");
        assert_eq!(say("2026-02-31"), "February 2026 has 28 days. Type another day, or leave it.");
        assert_eq!(say("31 apr"), "April has 30 days. Type another day, or leave it.");
        assert_eq!(say("32"), "A month has at most 31 days. Type another day, or leave it.");
        assert!(say("mon 27 nov 2026").starts_with("27 Nov 2026 is a Friday."));
        assert!(say("3m").contains("3mo"));
        assert!(say("14 mar 9999").starts_with("That is too far away."));
        assert!(say("+99999y").starts_with("That is too far away."));
        assert_eq!(say("soon"), "\"soon\" is no date. Type fri, +2w, 14 mar or 2027-03-14.");
        assert!(!say("\u{1b}[31m").contains('\u{1b}'));
    }

    #[test]
    fn the_tail_of_a_sentence_is_read_with_care() {
        let tail = |text: &str| parse_tail(text, d(MONDAY), DayOrder::MonthFirst);
        for text in ["31", "2.5", "7-10", "3 months", "2 weeks", "may", "march", "20m", "529", "31 feb 2027"]
        {
            assert_eq!(tail(text), None, "{text}");
        }
        assert_eq!(tail("31st"), Some(d("2026-12-31")));
        assert_eq!(tail("in 2 weeks"), Some(d("2026-12-07")));
        assert_eq!(tail("3mo"), Some(d("2027-02-23")));
    }

    #[test]
    fn what_is_echoed_is_read_back() {
        for k in 0..800 {
            let day = add_days(d("2024-01-01"), k).unwrap();
            assert_eq!(parse_day(&day::long(day), d(MONDAY), DayOrder::DayFirst), Ok(day));
            assert_eq!(parse_day(&day.to_string(), d(MONDAY), DayOrder::DayFirst), Ok(day));
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_a_day_or_a_sentence(text in "\\PC{0,24}", back in any::<bool>()) {
            let read = if back { parse_past_day } else { parse_day };
            if let Err(no) = read(&text, d(MONDAY), DayOrder::DayFirst) {
                prop_assert!(no.message.ends_with('.'));
            }
        }

        #[test]
        fn words_of_dates_in_any_order_never_panic(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "fri", "next", "last", "in", "ago", "+2w", "99999", "mar", "29", "feb", "end", "of", "week",
                    "-", "+", "31.", "14.3.", "1/2/3", "0", "2027-02-30", "month", "a", "--", "99999mo", "0000",
                ]),
                0..5,
            ),
            offset in 0_u32..3,
        ) {
            let today = [NaiveDate::MIN, d(MONDAY), NaiveDate::MAX][offset as usize];
            let text = words.join(" ");
            let _ = parse_day(&text, today, DayOrder::MonthFirst);
            let _ = parse_past_day(&text, today, DayOrder::DayFirst);
            let _ = parse_tail(&text, today, DayOrder::DayFirst);
        }

        #[test]
        fn a_bare_day_is_never_on_the_wrong_side(day in 1_u32..=31, month in 1_u32..=12, k in 0_i64..3000) {
            let today = add_days(d("2023-01-01"), k).unwrap();
            let text = format!("{day} {}", day::month_name(month));
            if let Ok(read) = parse_day(&text, today, DayOrder::DayFirst) {
                prop_assert!(read >= today);
            }
            if let Ok(read) = parse_past_day(&text, today, DayOrder::DayFirst) {
                prop_assert!(read <= today);
            }
        }
    }
}
