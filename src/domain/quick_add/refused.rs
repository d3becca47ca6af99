//! What a line of quick add cannot mean: a date that is no day, a repeat that never comes.
//!
//! **Invariant:** a word is refused only where it can be meant as nothing else; the rest stays text.

use super::{Reader, Word, is_preposition, joined};
use crate::domain::{day::names_no_day, repeat_text::refused as repeat};

/// The longest written date in words: `31 feb 2027`.
const LONGEST_DATE: usize = 3;
/// The longest run after `every` that is looked at, in words: `3 months on the 45th`.
const LONGEST_REPEAT: usize = 5;

impl Reader {
    pub(super) fn refuse(&mut self, why: String) {
        self.out.refused.get_or_insert(why);
    }

    fn refuse_date(&mut self, text: &str) {
        self.refuse(format!("{text} is no day. Type another date, or put it in quotes as text."));
    }

    fn is_no_day(&self, run: &[Word]) -> bool {
        !run.iter().any(|word| word.is_literal) && names_no_day(&joined(run), self.today, self.order)
    }

    /// Names a date at the end of what is left of the line when there is no such day.
    pub(super) fn date_at_the_end(&mut self, words: &[Word]) {
        let starts = (1..words.len()).rev().take(LONGEST_DATE);
        let runs = starts.filter_map(|start| words.get(start..)).filter(|run| self.is_no_day(run));
        if let Some(run) = runs.max_by_key(|run| run.len()) {
            return self.refuse_date(&joined(run));
        }
        // "by 45": a number where only a day can stand.
        let bare = match words {
            [_, .., before, last] if is_preposition(before) && !last.is_literal => last,
            [_, .., before, the, last]
                if is_preposition(before) && the.text.eq_ignore_ascii_case("the") && !last.is_literal =>
            {
                last
            }
            _ => return,
        };
        let digits = bare.text.trim_end_matches(char::is_alphabetic);
        let is_number = matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_day = matches!(bare.text.strip_prefix(digits), Some("" | "st" | "nd" | "rd" | "th"));
        if is_number && is_day && self.after(&bare.text).is_none() {
            let text = bare.text.clone();
            self.refuse_date(&text);
        }
    }

    /// Names a date inside the line, after `by`, `on` or `due`, when there is no such day.
    pub(super) fn dates_inside(&mut self, words: &[Word]) {
        for start in 1..words.len() {
            let (Some(word), Some(rest)) = (words.get(start), words.get(start.saturating_add(1)..)) else {
                return;
            };
            if !is_preposition(word) {
                continue;
            }
            let runs = (1..=LONGEST_DATE).rev().filter_map(|count| rest.get(..count));
            if let Some(run) = runs.into_iter().find(|run| self.is_no_day(run)) {
                return self.refuse_date(&joined(run));
            }
        }
    }

    /// Names a repeat at the end of what is left of the line when no repeat is like that: `every 0 months`,
    /// `every blurday`. Other words after `every` are text, and named as ignored.
    pub(super) fn repeat_at_the_end(&mut self, words: &[Word]) {
        if self.out.repeat.is_some() {
            return;
        }
        let is_every =
            |word: &Word| !word.is_literal && matches!(word.text.to_lowercase().as_str(), "every" | "each");
        let from = words.len().saturating_sub(LONGEST_REPEAT.saturating_add(1)).max(1);
        let every = (from..words.len()).rev().find(|at| words.get(*at).is_some_and(is_every));
        let run = every.and_then(|start| words.get(start..)).or_else(|| after_done(words));
        let Some(run) = run.filter(|run| !run.iter().any(|word| word.is_literal)) else { return };
        let lower: Vec<String> = run.iter().map(|word| word.text.to_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        let text = joined(run);
        match lower.as_slice() {
            rest if is_meant(rest) => self.refuse(repeat::why(&text)),
            [_] | [_, _] | [_, _, _] => {
                self.ignore(&text);
            }
            _ => {}
        }
    }
}

/// Whether a number belongs to the `every` before it: `every -1 weeks` is no date.
pub(super) fn is_count_of_every(words: &[Word], start: usize, first: &Word) -> bool {
    let before = |back: usize| start.checked_sub(back).and_then(|before| words.get(before));
    let is_every = |word: Option<&Word>| {
        word.is_some_and(|word| !word.is_literal && word.text.eq_ignore_ascii_case("every"))
    };
    let is_count =
        |word: &Word| word.text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'));
    (is_every(before(1)) && is_count(first))
        // "every 5th fri": its Friday is no date.
        || (is_every(before(2)) && before(1).is_some_and(is_count) && is_day(&first.text.to_lowercase()))
}

/// `0 days after done` at the end of a line.
fn after_done(words: &[Word]) -> Option<&[Word]> {
    let run = words.get(words.len().checked_sub(4)?..)?;
    let [count, unit, after, done] = run else { return None };
    let is_said = after.text.eq_ignore_ascii_case("after") && done.text.eq_ignore_ascii_case("done");
    (is_said && repeat::is_number(&count.text) && repeat::is_unit(&unit.text.to_lowercase())).then_some(run)
}

/// Whether the words from `every` on can only be a time: a number with a unit, a day, a word that is nearly one.
fn is_meant(words: &[&str]) -> bool {
    let [_, rest @ ..] = words else { return false };
    match rest {
        [] => false,
        [_, .., "after", "done"] => true,
        [one] => repeat::is_number(one) || repeat::is_mistyped(one) || is_nth(one),
        [number, unit, ..] if repeat::is_number(number) => {
            repeat::is_unit(unit) || repeat::is_mistyped(unit) || is_day(unit)
        }
        [nth, day, ..] if is_nth(nth) => is_day(day),
        [month, number] if is_day(month) => repeat::is_number(number) || is_nth(number),
        [unit, "on", ..] => repeat::is_unit(unit),
        _ => false,
    }
}

fn is_nth(word: &str) -> bool {
    crate::domain::day::parse_ordinal(word).is_some()
}

fn is_day(word: &str) -> bool {
    crate::domain::day::parse_weekday(word).is_some() || crate::domain::day::parse_month(word).is_some()
}
