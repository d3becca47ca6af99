//! Quick add: one line becomes a follow-up, what was recognised beside what was left as text.
//!
//! **Invariant:** words are read as tokens only in the tail of the line or after `by`, `on`, `due`; no
//! word is lost: it is a token, the name, or stays in the title.

mod refused;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use super::mention::{Names, Who};

use super::{
    day::{Amount, DayOrder, month_name, parse_amount, parse_day, parse_tail},
    filter::fold,
    mention::{Word, find_name},
    rejection::Rejection,
    repeat::Repeat,
};

/// How much depends on it; `High` sorts first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stakes {
    /// High; the default of tier A.
    High,
    /// Normal.
    #[default]
    Normal,
    /// Low.
    Low,
}

impl Stakes {
    /// The word that is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }

    /// The stakes a word names.
    pub fn of(word: &str) -> Option<Self> {
        [Self::High, Self::Normal, Self::Low].into_iter().find(|stakes| stakes.word() == word)
    }
}

/// What one line of quick add says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuickAdd {
    /// What is to be done, without what was recognised.
    pub title: String,
    /// Whom it is about.
    pub who: Who,
    /// When it is due.
    pub due: Option<NaiveDate>,
    /// Stakes, when typed.
    pub stakes: Option<Stakes>,
    /// Effort in minutes, when typed.
    pub effort_minutes: Option<u32>,
    /// The repeat, when typed.
    pub repeat: Option<Repeat>,
    /// Tags without `#`, as typed.
    pub tags: Vec<String>,
    /// Whether it is a small thing, to be done in one go: `#batch`.
    pub is_small: bool,
    /// Words that look like tokens and were left in the title.
    pub ignored: Vec<String>,
    /// Why the line cannot be saved as it is: a date that names no day, an effort of more than a day.
    pub refused: Option<String>,
}

impl QuickAdd {
    /// The line, unless a date or an effort in it cannot be meant.
    pub fn checked(self) -> Result<Self, Rejection> {
        match self.refused {
            Some(why) => Err(Rejection::rule(why)),
            None => Ok(self),
        }
    }
}

/// Reads one line: `Call Rivera re 529 fri !high 20m every 3 months`.
pub fn parse(line: &str, today: NaiveDate, order: DayOrder, names: &Names) -> QuickAdd {
    let mut reader = Reader { today, order, out: QuickAdd::default() };
    let mut words = words_of(line);
    reader.tail(&mut words);
    reader.after_preposition(&mut words);
    reader.dates_inside(&words);
    if let (None, Some(repeat)) = (reader.out.due, reader.out.repeat) {
        reader.out.due = repeat.kth(today, 0);
    }
    let mut out = reader.out;
    let (small, tags): (Vec<_>, Vec<_>) = out.tags.drain(..).rev().partition(|tag| fold(tag) == "batch");
    (out.is_small, out.tags) = (!small.is_empty(), tags);
    out.ignored.reverse();
    out.who = find_name(&mut words, names);
    out.title = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    out
}

/// Words, those between double quotes literal; a quote inside a word or without its partner is a letter.
fn words_of(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        if let Some((inside, after)) = quoted(rest) {
            words.extend(
                inside.split_whitespace().map(|text| Word { text: text.to_owned(), is_literal: true }),
            );
            rest = after.trim_start();
            continue;
        }
        let (text, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        words.push(Word { text: text.to_owned(), is_literal: false });
        rest = after.trim_start();
    }
    words
}

/// What stands between a quote here and the next quote that ends a word, and what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let body = text.strip_prefix('"')?;
    body.match_indices('"').find_map(|(at, _)| {
        let (inside, after) = body.split_at_checked(at)?;
        let after = after.strip_prefix('"')?;
        (after.is_empty() || after.starts_with(char::is_whitespace)).then_some((inside, after))
    })
}

/// The longest token in words: `every 2 weeks on mon tue wed thu fri` is nine.
const LONGEST: usize = 9;
/// The longest effort of one follow-up: a day.
const MOST_MINUTES: u32 = 24 * 60;

struct Reader {
    today: NaiveDate,
    order: DayOrder,
    out: QuickAdd,
}

impl Reader {
    /// Takes tokens off the end until the first word that is none.
    fn tail(&mut self, words: &mut Vec<Word>) {
        while words.len() > 1 || words.iter().any(|word| word.text.starts_with(['!', '#'])) {
            let Some(taken) = self.last_token(words) else {
                self.repeat_at_the_end(words);
                self.date_at_the_end(words);
                break;
            };
            words.truncate(words.len().saturating_sub(taken));
        }
    }

    /// How many of the last words are one token, once it is taken.
    fn last_token(&mut self, words: &[Word]) -> Option<usize> {
        (1..=LONGEST.min(words.len())).rev().find(|count| {
            let start = words.len().saturating_sub(*count);
            let Some(run) = words.get(start..) else { return false };
            let counts = run.first().is_some_and(|word| refused::is_count_of_every(words, start, word));
            !counts && !run.iter().any(|word| word.is_literal) && self.take(&joined(run), start)
        })
    }

    fn take(&mut self, text: &str, start: usize) -> bool {
        if text.contains(' ') {
            return self.take_repeat(text) || (start > 0 && self.take_date(text));
        }
        if let Some(stakes) = text.strip_prefix('!') {
            return match Stakes::of(&stakes.to_lowercase()) {
                Some(stakes) => self.put(text, |out| &mut out.stakes, stakes),
                None => self.ignore(text),
            };
        }
        if let Some(tag) = text.strip_prefix('#') {
            // "#3" is a number in a sentence, not a tag.
            let is_tag = tag.chars().any(char::is_alphabetic);
            if is_tag && !self.out.tags.iter().any(|other| fold(other) == fold(tag)) {
                self.out.tags.push(tag.to_owned());
            }
            return is_tag;
        }
        if let Some(Amount::Minutes(minutes)) = parse_amount(text) {
            if minutes == 0 {
                self.refuse(format!("{text} is no time. Type at least 1m, or put it in quotes as text."));
                return false;
            }
            if minutes > MOST_MINUTES {
                self.refuse(format!(
                    "{text} is more than a day of work. Type at most 24h, or put it in quotes as text."
                ));
                return false;
            }
            return self.put(text, |out| &mut out.effort_minutes, minutes);
        }
        self.take_repeat(text) || self.take_date(text)
    }

    fn take_repeat(&mut self, text: &str) -> bool {
        match Repeat::parse(text) {
            Ok(Repeat::Once | Repeat::OnEvent | Repeat::InTouch(_)) | Err(_) => false,
            Ok(repeat) => self.put(text, |out| &mut out.repeat, repeat),
        }
    }

    fn take_date(&mut self, text: &str) -> bool {
        let first = text.split(' ').next().unwrap_or_default().to_lowercase();
        let bare = ["by", "on", "due"]
            .iter()
            .find_map(|word| (first == *word).then(|| text.split_once(' ').map_or("", |(_, rest)| rest)));
        let day = match bare {
            Some(rest) => self.after(rest),
            None if matches!(first.as_str(), "the" | "of") => None,
            None => parse_tail(text, self.today, self.order),
        };
        day.is_some_and(|day| self.put(text, |out| &mut out.due, day))
    }

    /// A date after `by`, `on`, `due` may be as bare as in a date field.
    fn after(&self, text: &str) -> Option<NaiveDate> {
        parse_day(text, self.today, self.order).ok()
    }

    /// Sets a field once; a second token of the kind stays where it is and is named.
    fn put<T>(&mut self, text: &str, field: fn(&mut QuickAdd) -> &mut Option<T>, value: T) -> bool {
        let slot = field(&mut self.out);
        if slot.is_some() {
            return self.ignore(text);
        }
        *slot = Some(value);
        true
    }

    fn ignore(&mut self, text: &str) -> bool {
        if !self.out.ignored.iter().any(|other| other == text) {
            self.out.ignored.push(text.to_owned());
        }
        false
    }

    /// Takes a date that stands inside the line after `by`, `on` or `due`.
    fn after_preposition(&mut self, words: &mut Vec<Word>) {
        if self.out.due.is_some() {
            return;
        }
        for start in (1..words.len()).rev() {
            let Some(word) = words.get(start) else { continue };
            if !is_preposition(word) {
                continue;
            }
            let most = LONGEST.min(words.len().saturating_sub(start.saturating_add(1)));
            let found = (1..=most).rev().find_map(|count| {
                let run =
                    words.get(start.saturating_add(1)..start.saturating_add(1).saturating_add(count))?;
                let day =
                    if run.iter().any(|word| word.is_literal) { None } else { self.after(&joined(run)) };
                // "by 31 feb" names no day: its "31" is not the 31st of another month.
                let next = words.get(start.saturating_add(1).saturating_add(count));
                day.filter(|_| !next.is_some_and(|word| is_month(&word.text))).map(|day| (day, count))
            });
            if let Some((day, count)) = found {
                self.out.due = Some(day);
                words.drain(start..=start.saturating_add(count));
                return;
            }
        }
    }
}

/// Whether a date may follow the word.
fn is_preposition(word: &Word) -> bool {
    !word.is_literal && matches!(word.text.to_lowercase().as_str(), "by" | "on" | "due")
}

/// Whether a word is a month, whole or by its first three letters.
fn is_month(word: &str) -> bool {
    let word = word.to_lowercase();
    (1..=12).any(|month| {
        let name = month_name(month).to_lowercase();
        word.len() >= 3 && name.starts_with(&word)
    })
}

fn joined(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// What a line of the log's `add` row makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowKind {
    /// `p`: we promise.
    Promise,
    /// `t`: they promise.
    TheirPromise,
    /// `r`: they ask for something.
    Request,
    /// `y`: a yardstick talk.
    Talk,
    /// `l`: a rule taught.
    Taught,
    /// `x`: an exception.
    Exception,
    /// `e`: an expectation heard.
    Heard,
}

impl FollowKind {
    /// All kinds with their letter and what it stands for.
    pub const ALL: [(FollowKind, char, &'static str); 7] = [
        (FollowKind::Promise, 'p', "we promise"),
        (FollowKind::TheirPromise, 't', "they promise"),
        (FollowKind::Request, 'r', "request"),
        (FollowKind::Talk, 'y', "yardstick talk"),
        (FollowKind::Taught, 'l', "rule taught"),
        (FollowKind::Exception, 'x', "exception"),
        (FollowKind::Heard, 'e', "expectation heard"),
    ];

    /// Its letter.
    pub fn letter(self) -> char {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or('p', |(_, letter, _)| *letter)
    }
}

/// Reads the log's `add` row: the first word is the kind, the rest as in quick add but without a name
/// (`p funded-ratio page wed`). The relationship is the one being logged.
pub fn follow_line(
    line: &str,
    today: NaiveDate,
    order: DayOrder,
) -> Result<(FollowKind, QuickAdd), Rejection> {
    let line = line.trim_start();
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let mut letters = first.chars();
    let letter =
        letters.next().filter(|_| letters.next().is_none()).map(|letter| letter.to_ascii_lowercase());
    let kind = FollowKind::ALL.iter().find(|(_, other, _)| Some(*other) == letter).map(|(kind, _, _)| *kind);
    let Some(kind) = kind else {
        return Err(Rejection::rule(
            "Begin with p we promise, t they promise, r request, y yardstick talk, l rule taught, x exception, or \
             e heard.",
        ));
    };
    let what = parse(rest, today, order, &Names::default()).checked()?;
    if what.title.is_empty() && kind != FollowKind::Talk {
        return Err(Rejection::rule(format!("Type what it is after the {}.", kind.letter())));
    }
    Ok((kind, what))
}

#[cfg(test)]
#[path = "quick_add_tests.rs"]
mod tests;
