//! When two persons of the book are probably one, and the reason in words.
//!
//! A name alone is enough where nothing contradicts it; a name that is only similar needs an e-mail, a telephone
//! or a birth date that is the same; without a name in common nothing is: spouses share all the rest.
//!
//! **Invariant:** the answer does not depend on the order of the two; who differs in generation (Jr., Sr.) is
//! never one person, and what was told apart is never proposed again.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    card::{Point, PointKind},
    day::PartialDate,
    filter::fold,
};

/// A name, e-mail or telephone that more than so many persons have says nothing of any two of them.
const CROWD: usize = 40;

/// What is compared of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// The person's number.
    pub id: i64,
    /// The words of the name without titles, folded, in the order of the alphabet.
    words: BTreeSet<String>,
    given: String,
    family: String,
    nickname: String,
    /// `jr`, `sr`, `iii`.
    generation: Option<String>,
    born: Option<PartialDate>,
    emails: BTreeSet<String>,
    phones: BTreeSet<String>,
}

/// How sure it is that two persons are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// Something speaks against it.
    Perhaps,
    /// The name alone, or a similar name and one thing more.
    Likely,
    /// The name and one thing more.
    Sure,
}

impl Sureness {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Perhaps => "perhaps",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// Two persons who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The one with the lower number.
    pub first: i64,
    /// The other.
    pub second: i64,
    /// How sure it is.
    pub sureness: Sureness,
    /// What is alike, a phrase: `same name and e-mail`.
    pub reason: String,
}

const TITLES: &[&str] = &["dr", "mr", "mrs", "ms", "miss", "prof", "sir"];
const GENERATIONS: &[&str] = &["jr", "sr", "ii", "iii", "iv"];
const CREDENTIALS: &[&str] = &["md", "phd", "cfp", "cpa", "cfa", "esq"];

impl Traits {
    /// A person by the name as it is written.
    #[must_use]
    pub fn new(id: i64, name: &str) -> Self {
        let mut traits = Self { id, ..Self::default() };
        let bare = |word: &str| fold(word.trim_matches(|sign: char| !sign.is_alphanumeric()));
        let is_beside =
            |word: &String| TITLES.contains(&word.as_str()) || CREDENTIALS.contains(&word.as_str());
        let all: Vec<String> = name.split([' ', ',', '\t', '\u{a0}']).map(bare).collect();
        traits.generation = all.iter().find(|word| GENERATIONS.contains(&word.as_str())).cloned();
        let words: Vec<String> = all
            .into_iter()
            .filter(|word| !word.is_empty() && !is_beside(word) && !GENERATIONS.contains(&word.as_str()))
            .collect();
        // `Hartley, Ann` has its family first; `Ann Hartley, CFP` has not.
        let behind =
            name.split_once(',').map(|(_, behind)| bare(behind.split_whitespace().next().unwrap_or("")));
        let is_family_first =
            behind.is_some_and(|word| words.contains(&word) && words.first() != Some(&word));
        let (first, last) = (words.first().cloned(), words.last().cloned());
        let (given, family) = if is_family_first { (words.get(1).cloned(), first) } else { (first, last) };
        traits.given = given.unwrap_or_default();
        traits.family = family.unwrap_or_default();
        traits.words = words.into_iter().collect();
        traits
    }

    /// The same, with the parts of the name as far as they are known, which say better which word is which.
    #[must_use]
    pub fn parts(mut self, given: &str, family: &str, suffix: &str, nickname: &str) -> Self {
        for (part, known) in [(&mut self.given, given), (&mut self.family, family)] {
            let known = fold(known.trim());
            if !known.is_empty() {
                *part = known;
            }
        }
        let suffix = fold(suffix.trim().trim_end_matches('.'));
        if GENERATIONS.contains(&suffix.as_str()) {
            self.generation = Some(suffix);
        }
        self.nickname = fold(nickname.trim());
        self
    }

    /// The same, born on that day.
    #[must_use]
    pub fn born(mut self, born: Option<PartialDate>) -> Self {
        self.born = born;
        self
    }

    /// Adds a way to reach them; only e-mail addresses and telephones are compared.
    pub fn add(&mut self, kind: PointKind, value: &str) {
        match kind {
            PointKind::Email => {
                let key = Point::new(PointKind::Email, "", value).key();
                if key.contains('@') {
                    self.emails.insert(key);
                }
            }
            PointKind::Phone => self.phones.extend(line_key(value)),
            PointKind::Address | PointKind::Url | PointKind::Im => {}
        }
    }

    /// The same by the book's word for the kind: `email`, `phone`.
    pub fn add_word(&mut self, kind: &str, value: &str) {
        match kind {
            "email" => self.add(PointKind::Email, value),
            "phone" => self.add(PointKind::Phone, value),
            _ => {}
        }
    }

    /// What persons are looked up by; whoever may be one has one of these in common.
    fn keys(&self) -> Vec<String> {
        let name = self.words.iter().cloned().collect::<Vec<_>>().join(" ");
        let mut keys = Vec::with_capacity(4);
        if !name.is_empty() {
            keys.push(format!("n {name}"));
        }
        keys.extend(self.emails.iter().map(|email| format!("e {email}")));
        keys.extend(self.phones.iter().map(|phone| format!("p {phone}")));
        if let Some(born) = self.born.filter(|born| born.year().is_some()) {
            keys.push(format!("b {born} {}", self.family));
            keys.push(format!("b {born} {}", self.given));
        }
        keys
    }
}

/// The end of a number, the same with and without country code and area codes' zeros; none of a short one.
fn line_key(value: &str) -> Option<String> {
    // What is dialled behind the number is of a desk in the same house.
    let value = value.split(['x', 'X', ';']).next().unwrap_or(value);
    let digits: Vec<char> = value.chars().filter(char::is_ascii_digit).collect();
    let end = digits.get(digits.len().saturating_sub(8)..)?;
    (end.len() >= 7).then(|| end.iter().collect())
}

/// How two names are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Same,
    Similar,
    /// The given name only, as after a marriage.
    Given,
}

fn names(one: &Traits, other: &Traits) -> Option<Names> {
    if one.words.is_empty() || other.words.is_empty() {
        return None;
    }
    if one.words == other.words {
        return Some(Names::Same);
    }
    let (short, long) = if one.words.len() <= other.words.len() { (one, other) } else { (other, one) };
    if short.words.len() > 1 && short.words.is_subset(&long.words) {
        return Some(Names::Similar);
    }
    if one.family == other.family && !one.family.is_empty() {
        let called = |mine: &Traits, theirs: &Traits| {
            // `A.` and `Ann`, `Ann` and `Annie`; of two letters too many names begin alike.
            let begins = mine.given.chars().count() != 2 && !mine.given.is_empty();
            let short = begins && theirs.given.starts_with(&mine.given);
            short || (!mine.nickname.is_empty() && mine.nickname == theirs.given)
        };
        if one.given == other.given || called(one, other) || called(other, one) {
            return Some(Names::Similar);
        }
    }
    let apart =
        |one: &str, other: &str| one.chars().count().max(other.chars().count()) > 3 && one_slip(one, other);
    let given = one.given == other.given || apart(&one.given, &other.given);
    let family = one.family == other.family || apart(&one.family, &other.family);
    match (given, family) {
        (true, true) => Some(Names::Similar),
        _ if one.given == other.given && one.given.chars().count() > 1 => Some(Names::Given),
        _ => None,
    }
}

/// Whether one letter more, less, other, or two that changed places make one word of the other.
fn one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let head = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let tail = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let longer = one.len().max(other.len());
    let turned = || {
        let pair = |word: &[char]| Some((*word.get(head)?, *word.get(head + 1)?));
        let turned = pair(&one).zip(pair(&other)).is_some_and(|((a, b), (c, d))| (a, b) == (d, c));
        turned && one.get(head + 2..) == other.get(head + 2..)
    };
    head + tail + 1 >= longer || turned()
}

/// What the birth dates say of two persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Births {
    Same,
    Other,
    /// One is not known, or a year is missing.
    Unknown,
}

fn births(one: Option<PartialDate>, other: Option<PartialDate>) -> Births {
    let (Some(one), Some(other)) = (one, other) else { return Births::Unknown };
    let day = |date: PartialDate| (date.month(), date.day());
    match (one.year(), other.year()) {
        _ if day(one) != day(other) => Births::Other,
        (Some(a), Some(b)) if a != b => Births::Other,
        (Some(_), Some(_)) => Births::Same,
        _ => Births::Unknown,
    }
}

/// Whether two persons may be one, how surely, and why.
#[must_use]
pub fn likeness(one: &Traits, other: &Traits) -> Option<(Sureness, String)> {
    let names = names(one, other)?;
    let births = births(one.born, other.born);
    let email = one.emails.intersection(&other.emails).next().is_some();
    let phone = one.phones.intersection(&other.phones).next().is_some();
    if let (Some(mine), Some(theirs)) = (&one.generation, &other.generation)
        && mine != theirs
    {
        return None;
    }
    let only_one_is =
        one.generation.as_ref().or(other.generation.as_ref()).filter(|_| one.generation != other.generation);
    let mut shared = Vec::new();
    for (is_shared, word) in [(email, "e-mail"), (phone, "telephone"), (births == Births::Same, "birth date")]
    {
        if is_shared {
            shared.push(word);
        }
    }
    let sureness = match (names, births) {
        (Names::Same, Births::Other) if email && phone => Sureness::Perhaps,
        (_, Births::Other) => return None,
        (Names::Same, _) if only_one_is.is_some() && births != Births::Same => {
            // A father and a son of one name have one telephone, and often one e-mail.
            return None;
        }
        (Names::Same, _) if !shared.is_empty() => Sureness::Sure,
        (Names::Same, _) if one.words.len() > 1 => Sureness::Likely,
        (Names::Similar, _) if !shared.is_empty() && only_one_is.is_none() => Sureness::Likely,
        (Names::Given, _) if email || (phone && births == Births::Same) => Sureness::Likely,
        _ => return None,
    };
    Some((sureness, words(names, &shared, births)))
}

fn words(names: Names, shared: &[&str], births: Births) -> String {
    let listed = |items: &[&str]| match items.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    };
    let said = match names {
        Names::Same => {
            let all: Vec<&str> = std::iter::once("name").chain(shared.iter().copied()).collect();
            format!("same {}", listed(&all))
        }
        Names::Similar => format!("similar name, same {}", listed(shared)),
        Names::Given => {
            let all: Vec<&str> = std::iter::once("given name").chain(shared.iter().copied()).collect();
            format!("same {}, another family name", listed(&all))
        }
    };
    if births == Births::Other { format!("{said}, but born on different days") } else { said }
}

/// The number pairs of persons told apart, the lower first.
pub type Apart = HashSet<(i64, i64)>;

/// The two numbers of a pair, the lower first.
#[must_use]
pub fn pair(one: i64, other: i64) -> (i64, i64) {
    (one.min(other), one.max(other))
}

/// Everybody who may be the same, the surest first; what is in `apart` is left out.
///
/// Persons are compared who share a name, an e-mail, a telephone, or a birth date with a name; of what more than
/// 40 of them share only the rest counts, so that the time grows with the book and not with its square.
#[must_use]
pub fn duplicates(people: &[Traits], apart: &Apart) -> Vec<Likeness> {
    let mut sharing: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, person) in people.iter().enumerate() {
        for key in person.keys() {
            sharing.entry(key).or_default().push(at);
        }
    }
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for group in sharing.values().filter(|group| (2..=CROWD).contains(&group.len())) {
        for (number, one) in group.iter().enumerate() {
            for other in group.iter().skip(number + 1).filter(|other| *other != one) {
                let (Some(mine), Some(theirs)) = (people.get(*one), people.get(*other)) else { continue };
                let ids = pair(mine.id, theirs.id);
                if apart.contains(&ids) || !seen.insert(ids) {
                    continue;
                }
                if let Some((sureness, reason)) = likeness(mine, theirs) {
                    found.push(Likeness { first: ids.0, second: ids.1, sureness, reason });
                }
            }
        }
    }
    found.sort_by_key(|likeness| (std::cmp::Reverse(likeness.sureness), likeness.first, likeness.second));
    found
}

#[cfg(test)]
#[path = "duplicate_tests.rs"]
mod tests;
