//! The language of `/` and of `list`: `#tag tier:A stage:active kind:prospect state:done due:<+2w text:foo`,
//! plain words and quotes; every term must hold.
//!
//! **Invariant:** any text is a filter; a half-typed term never empties a list by being half typed.

mod fold;

use chrono::NaiveDate;

pub(super) use fold::fold_char;
pub use fold::{fold, holds};

use super::{
    agreement::Phase,
    day::{DayOrder, add_days, parse_day, week_start},
    record::{Kind, Ty},
    rejection::Rejection,
};

/// A filter as typed, ready to be asked of many rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    terms: Vec<Term>,
    unfinished: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    Tag(String),
    Tier(Vec<String>),
    Stage(String),
    Kind(String),
    State(String),
    Due(Due),
    Text(String),
    /// `text:`, as typed and folded.
    Full(String, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Before(NaiveDate),
    UpTo(NaiveDate),
    On(NaiveDate),
    From(NaiveDate),
    After(NaiveDate),
    Within(NaiveDate, NaiveDate),
    Never,
}

/// What a filter may ask of a row; borrowed, so that ten thousand rows cost no copies.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// Its tags, without `#`.
    pub tags: &'a [&'a str],
    /// The name of its tier, or nothing.
    pub tier: &'a str,
    /// Its stage.
    pub stage: &'a str,
    /// Its kind.
    pub kind: &'a str,
    /// Its state: `open`, `done`, `agreed`.
    pub state: &'a str,
    /// The day it is due, if it is.
    pub due: Option<NaiveDate>,
    /// All its text, passed through [`fold`] once when the row was loaded.
    pub folded: &'a str,
}

impl Filter {
    /// Reads a filter; days in it are counted from `today`.
    pub fn parse(text: &str, today: NaiveDate, order: DayOrder) -> Self {
        let mut filter = Self::default();
        for word in split(text) {
            filter.add(&word, today, order);
        }
        filter
    }

    /// Whether every row passes.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Terms that are not finished yet (`tier:`, `due:<`) and let every row pass until they are.
    pub fn unfinished(&self) -> &[String] {
        &self.unfinished
    }

    /// The first term that was typed and cannot be read (`due:31feb`, `sort:name`); it lets every row pass.
    pub fn not_understood(&self) -> Option<&str> {
        let is_typed = |term: &&str| {
            term.split_once(':').is_some_and(|(_, value)| value.contains(char::is_alphanumeric))
        };
        self.unfinished.iter().map(String::as_str).find(is_typed)
    }

    /// The first `stage:` that none of these words begins with.
    pub fn unknown_stage(&self, known: &[&str]) -> Option<&str> {
        self.unknown(known, |term| if let Term::Stage(stage) = term { Some(stage) } else { None })
    }

    /// The first `kind:` that none of these words begins with.
    pub fn unknown_kind(&self, known: &[&str]) -> Option<&str> {
        self.unknown(known, |term| if let Term::Kind(kind) = term { Some(kind) } else { None })
    }

    fn unknown(&self, known: &[&str], of: fn(&Term) -> Option<&String>) -> Option<&str> {
        let asked = self.terms.iter().filter_map(of).map(String::as_str);
        asked.into_iter().find(|asked| !known.iter().any(|word| starts(word, asked)))
    }

    /// The filter, unless a term of it cannot be read; for who cannot go on typing.
    pub fn whole(self) -> Result<Self, Rejection> {
        match self.unfinished.first() {
            Some(term) => Err(Rejection::ambiguous(format!("{term} is not understood. Nothing was listed."))),
            None => Ok(self),
        }
    }

    /// Whether it asks for tags.
    pub fn asks_tags(&self) -> bool {
        self.terms.iter().any(|term| matches!(term, Term::Tag(_)))
    }

    /// Whether it asks for a tier.
    pub fn asks_tier(&self) -> bool {
        self.terms.iter().any(|term| matches!(term, Term::Tier(_)))
    }

    /// Whether it asks for a stage.
    pub fn asks_stage(&self) -> bool {
        self.terms.iter().any(|term| matches!(term, Term::Stage(_)))
    }

    /// Whether it asks for a state, so that the finished are wanted too when it names theirs.
    pub fn asks_state(&self) -> bool {
        self.terms.iter().any(|term| matches!(term, Term::State(_)))
    }

    /// Whether it asks when a row is due.
    pub fn asks_due(&self) -> bool {
        self.terms.iter().any(|term| matches!(term, Term::Due(_)))
    }

    /// Whether it asks for words of a row's own.
    pub fn asks_words(&self) -> bool {
        self.terms.iter().any(|term| matches!(term, Term::Text(_) | Term::Full(..)))
    }

    /// What stands after each `text:`, as typed; who lists clients looks it up in all their records.
    pub fn full_texts(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter_map(|term| match term {
            Term::Full(typed, _) => Some(typed.as_str()),
            _ => None,
        })
    }

    /// Whether the row passes every term.
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.matches_in_full(facts, |_| false)
    }

    /// The same, where `holds` knows of text beyond the row's own.
    pub fn matches_in_full(&self, facts: &Facts<'_>, holds: impl Fn(&str) -> bool) -> bool {
        self.terms.iter().all(|term| match term {
            Term::Tag(tag) => facts.tags.iter().any(|other| is_folded(other, tag)),
            Term::Tier(tiers) => tiers.iter().any(|tier| is_folded(facts.tier, tier)),
            Term::Stage(stage) => starts(facts.stage, stage),
            Term::Kind(kind) => starts(facts.kind, kind),
            Term::State(state) => starts(facts.state, state),
            Term::Due(due) => due.holds(facts.due),
            Term::Text(text) => facts.folded.contains(text.as_str()),
            Term::Full(typed, folded) => facts.folded.contains(folded.as_str()) || holds(typed),
        })
    }

    fn add(&mut self, word: &Word, today: NaiveDate, order: DayOrder) {
        let plain = || Term::Text(fold(&word.text));
        if word.is_quoted {
            return self.push(plain());
        }
        if let Some(tag) = word.text.strip_prefix('#') {
            let term = Some(tag).filter(|tag| !tag.is_empty()).map(|tag| Term::Tag(fold(tag)));
            return self.keep(term, &word.text);
        }
        let Some((key, value)) = word.text.split_once(':') else { return self.push(plain()) };
        let folded = Some(fold(value)).filter(|value| !value.is_empty());
        let term = match fold(key).as_str() {
            "tag" => folded.map(Term::Tag),
            "tier" => folded
                .map(|value| value.split(',').filter(|t| !t.is_empty()).map(str::to_owned).collect())
                .filter(|tiers: &Vec<String>| !tiers.is_empty())
                .map(Term::Tier),
            "stage" => folded.map(|value| spaced(&value)).filter(|value| is_stage(value)).map(Term::Stage),
            "kind" => folded.map(|value| spaced(&value)).filter(|value| is_kind(value)).map(Term::Kind),
            "state" => folded.map(|value| spaced(&value)).filter(|value| is_state(value)).map(Term::State),
            "due" => Due::parse(value, today, order).map(Term::Due),
            "text" => folded.map(|folded| Term::Full(value.to_owned(), folded)),
            // `9:30` and `Re:` are words; `sort:name` means a term that there is none of.
            key if value.is_empty() || key.len() < 3 || !key.chars().all(char::is_alphabetic) => {
                return self.push(plain());
            }
            _ => None,
        };
        self.keep(term, &word.text);
    }

    fn keep(&mut self, term: Option<Term>, word: &str) {
        match term {
            Some(term) => self.terms.push(term),
            None => self.unfinished.push(word.to_owned()),
        }
    }

    fn push(&mut self, term: Term) {
        if term != Term::Text(String::new()) {
            self.terms.push(term);
        }
    }
}

impl Due {
    fn parse(value: &str, today: NaiveDate, order: DayOrder) -> Option<Self> {
        let day = |text: &str| parse_day(&text.replace(['_'], " "), today, order).ok();
        match value.to_lowercase().as_str() {
            "overdue" | "late" => return Some(Self::Before(today)),
            "none" | "never" => return Some(Self::Never),
            "week" => {
                let monday = week_start(today);
                return Some(Self::Within(monday, add_days(monday, 6)?));
            }
            _ => {}
        }
        for (sign, make) in [
            ("<=", Self::UpTo as fn(NaiveDate) -> Self),
            (">=", Self::From),
            ("<", Self::Before),
            (">", Self::After),
            ("=", Self::On),
        ] {
            if let Some(rest) = value.strip_prefix(sign) {
                return day(rest).map(make);
            }
        }
        day(value).map(Self::On)
    }

    fn holds(self, due: Option<NaiveDate>) -> bool {
        let Some(due) = due else { return self == Self::Never };
        match self {
            Self::Before(day) => due < day,
            Self::UpTo(day) => due <= day,
            Self::On(day) => due == day,
            Self::From(day) => due >= day,
            Self::After(day) => due > day,
            Self::Within(from, to) => from <= due && due <= to,
            Self::Never => false,
        }
    }
}

struct Word {
    text: String,
    is_quoted: bool,
}

/// Words and quoted phrases; `stage:"in question"` is one word, an open quote runs to the end.
fn split(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word { text: String::new(), is_quoted: false };
    let mut inside = false;
    for c in text.chars().chain([' ']) {
        match c {
            '"' => {
                word.is_quoted |= word.text.is_empty() && !inside;
                inside = !inside;
            }
            c if c.is_whitespace() && !inside => {
                if !word.text.is_empty() {
                    words.push(word);
                }
                word = Word { text: String::new(), is_quoted: false };
            }
            c => word.text.push(c),
        }
    }
    // The closing space above was taken into an open quote.
    if inside && !word.text.trim_end().is_empty() {
        word.text.truncate(word.text.trim_end().len());
        words.push(word);
    }
    words
}

/// `in-question` and `in_question` are what is stored as `in question`.
fn spaced(text: &str) -> String {
    text.replace(['-', '_'], " ")
}

/// The kinds of what is derived and of what rests; no record has them.
const OTHER_KINDS: &[&str] = &[
    "their promise",
    "waiting",
    "back burner",
    "contact",
    "agreements",
    "teach",
    "birthday",
    "age",
    "date",
    "next step",
    "gaps",
];
/// The headings that stand for a stage, of exceptions, breaches and teaching.
const OTHER_STAGES: &[&str] = &["in force", "past their day", "to answer", "answered", "to teach"];

/// Whether a known word of `name` fields begins so.
fn begins_a_choice(name: &str, value: &str) -> bool {
    Kind::ALL.iter().flat_map(|kind| kind.spec().fields).filter(|field| field.name == name).any(|field| {
        match field.ty {
            Ty::Choice(words) => words.iter().any(|word| starts(word, value)),
            _ => false,
        }
    })
}

fn is_kind(value: &str) -> bool {
    begins_a_choice("kind", value)
        || OTHER_KINDS.iter().any(|word| word.starts_with(value))
        || Kind::ALL.iter().any(|kind| starts(kind.spec().noun, value))
}

fn is_state(value: &str) -> bool {
    begins_a_choice("state", value) || begins_a_choice("stage", value)
}

fn is_stage(value: &str) -> bool {
    is_state(value)
        || OTHER_STAGES.iter().any(|word| word.starts_with(value))
        || Phase::ALL.iter().any(|phase| starts(phase.heading(), value))
}

fn is_folded(raw: &str, folded: &str) -> bool {
    if raw.is_ascii() { raw.eq_ignore_ascii_case(folded) } else { fold(raw) == folded }
}

fn starts(raw: &str, folded: &str) -> bool {
    spaced(&fold(raw)).starts_with(folded)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        fold::{LATIN, LATIN_MORE},
        *,
    };

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn filter(text: &str) -> Filter {
        Filter::parse(text, d("2026-11-23"), DayOrder::MonthFirst)
    }
    fn passes(text: &str) -> bool {
        let folded = fold("Lefèvre household Hélène golf & \"quoted\" a: b");
        filter(text).matches(&Facts {
            tags: &["Golf", "münchen"],
            tier: "A",
            stage: "in question",
            kind: "prospect",
            state: "in question",
            due: Some(d("2026-12-01")),
            folded: &folded,
        })
    }

    #[test]
    fn every_term_must_hold() {
        for text in [
            "",
            "lefevre",
            "HÉLÈNE lef",
            "#golf",
            "#MUNCHEN",
            "tag:golf",
            "tier:a",
            "tier:B,A",
            "stage:\"in question\"",
            "stage:in-question",
            "kind:pro",
            "text:helene",
            "\"lefèvre household\"",
            "due:<+2w",
            "due:tue_next_week",
            "due:>today",
            "due:<=2026-12-01",
            "due:2026-12-01",
            "\"a:\"",
            "a:",
        ] {
            assert!(passes(text), "{text}");
        }
        for text in
            ["lefevre smith", "#gol", "tier:b", "stage:active", "due:overdue", "due:today", "due:none", "x:y"]
        {
            assert!(!passes(text), "{text}");
        }
        assert!(filter("due:none").matches(&Facts::default()));
        assert!(filter("due:overdue").matches(&Facts { due: Some(d("2026-11-22")), ..Facts::default() }));
        assert!(!filter("due:overdue").matches(&Facts { due: Some(d("2026-11-23")), ..Facts::default() }));
    }

    #[test]
    fn a_half_typed_term_lets_everything_pass_and_says_so() {
        for text in ["tier:", "due:<", "due:<+", "#", "stage:", "kind:", "text:", "due:\"", "tier:,"] {
            assert!(passes(text), "{text}");
        }
        assert_eq!(filter("due:< foo").unfinished(), ["due:<"]);
        assert!(passes("\"lefevre house"));
        assert!(filter("  \"\" ").is_empty());
    }

    #[test]
    fn a_day_that_cannot_be_read_is_named() {
        assert_eq!(filter("roth due:31feb").not_understood(), Some("due:31feb"));
        for text in ["due:", "due:<", "tier:", "tier:,", "#", "due:fri", "due:overdue", "roth"] {
            assert_eq!(filter(text).not_understood(), None, "{text}");
        }
        assert!(filter("due:31feb").whole().unwrap_err().message.contains("due:31feb is not understood"));
        assert!(filter("due:< roth").whole().is_err());
        assert!(filter("due:fri roth").whole().is_ok());
    }

    #[test]
    fn folding_takes_case_and_marks_away() {
        for (text, wanted) in [
            ("Lefèvre", "lefevre"),
            ("LEFE\u{300}VRE", "lefevre"),
            ("Straße ŁÓDŹ Ørsted Þór", "strasse lodz orsted thor"),
            ("İstanbul ı", "istanbul i"),
            ("Nguyễn", "nguyen"),
            ("Tanaka 田中", "tanaka 田中"),
            ("O’Brien", "o'brien"),
            ("Ζωή", "ζωή"),
            ("10 \u{212b}, 3 \u{212a}", "10 a, 3 k"),
        ] {
            assert_eq!(fold(text), wanted);
        }
        assert_eq!((LATIN.len(), LATIN_MORE.len()), (0x190, 0x100));
    }

    proptest! {
        #[test]
        fn any_text_is_a_filter(text in "[-a-z:#\"<>=+0-9 ,é]{0,24}|\\PC{0,16}") {
            let _ = filter(&text).matches(&Facts::default());
        }

    }

    #[test]
    fn holding_a_text_is_what_folding_says() {
        for text in ["", "O'Brien", "O’BRIEN and sons", "Straße", "50% of it", "obrien"] {
            for wanted in ["", "o'b", "'", "strasse", "0% o", "obrien", "é", "50% of it and more"] {
                assert_eq!(holds(text, wanted), fold(text).contains(wanted), "{text} {wanted}");
            }
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for c in '\0'..=char::MAX {
            let once = fold(c.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "{c:?}");
        }
    }

    #[test]
    fn a_term_there_is_none_of_is_not_understood() {
        for text in ["nonsense:foo", "kind:foo", "stage:foo", "state:foo", "golf sort:name"] {
            assert!(filter(text).not_understood().is_some(), "{text}");
            assert!(filter(text).whole().is_err(), "{text}");
        }
        for text in
            ["kind:prom", "stage:in-q", "stage:to_look", "kind:their-promise", "state:done", "9:30", "a:"]
        {
            assert!(filter(text).whole().is_ok(), "{text}");
        }
        assert!(filter("\"nonsense:foo\"").whole().is_ok());
        assert!(passes("state:in-question") && !passes("state:done"));
    }
}
