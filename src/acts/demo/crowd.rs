//! The crowd: the households nobody wrote by hand, so that the book is as full as a real one.
//!
//! **Invariant:** none of them reaches an age of the table within 125 days ahead of the demo day or 65 before
//! it, and all but a few named ones are within their tier's ideal gap.

use chrono::{Datelike, Months, NaiveDate};
use serde_json::{Value, json};

use super::{
    cast::first_day,
    chance::Chance,
    routine::{self, Culture, Profile, Words, plus},
    script::{PINNED, Script, back, workday},
};
use crate::domain::{filter::fold, rejection::Rejection};

/// Households made up, by tier; with the cast these are 12, 38, 50 and 20.
const COUNTS: &[(&str, usize)] = &[("A", 5), ("B", 26), ("C", 43), ("D", 19)];

/// Who is past the ideal gap, by days since the last contact: tier, which one, days, put off by how many.
const LATE: &[(&str, usize, i64, Option<i64>)] = &[
    ("C", 3, 97, Some(1)),
    ("C", 17, 104, Some(7)),
    ("C", 29, 121, Some(8)),
    ("D", 5, 191, Some(9)),
    ("B", 9, 66, Some(2)),
];

/// Ages with a date of their own: years and months.
const AGES: &[(u32, u32)] = &[(18, 0), (50, 0), (59, 6), (65, 0), (73, 0), (75, 0)];

/// Tells everybody who is not of the cast.
pub(super) fn tell(script: &mut Script) -> Result<(), Rejection> {
    let words = routine::words()?;
    let mut families = words
        .culture
        .iter()
        .flat_map(|culture| (0..culture.families.len()).map(move |k| (culture, k)))
        .collect::<Vec<_>>();
    // Tiers and cultures do not go together.
    families.sort_by_key(|(culture, k)| {
        Chance::of(culture.families.get(*k).map_or("", String::as_str)).between(0, i64::MAX)
    });
    let mut families = families.into_iter();
    let (mut number, mut phones) = (0, 0);
    for (tier, count) in COUNTS {
        for place in 0..*count {
            let Some((culture, k)) = families.next() else {
                return Err(Rejection::fault("The demo has too few family names."));
            };
            number += 1;
            let mut maker = Maker {
                script,
                words: &words,
                tier,
                place,
                number,
                phones: &mut phones,
                chance: Chance::of(&format!("h{number}")),
            };
            maker.household(culture, k);
        }
    }
    Ok(())
}

struct Maker<'a> {
    script: &'a mut Script,
    words: &'a Words,
    tier: &'a str,
    place: usize,
    number: usize,
    /// Telephones given out so far: nobody shares one.
    phones: &'a mut usize,
    chance: Chance,
}

impl Maker<'_> {
    fn household(&mut self, culture: &Culture, k: usize) {
        let family = culture.families.get(k).map_or("", String::as_str);
        let key = format!("h{}", self.number);
        // Every seventh came to us within the two years.
        let is_new = self.place % 7 == 6;
        let entered = workday(if is_new {
            back(self.chance.between(420, 600))
        } else {
            plus(first_day(), self.chance.between(0, 18))
        });
        let members = self.members(culture, family);
        let adults: Vec<String> =
            ["head", "spouse"].iter().take(members.adults).map(|role| format!("{key}/{role}")).collect();
        let name = match culture.written.get(k) {
            Some(written) => format!("{family} {written} household"),
            None => format!("{family} household"),
        };
        let since = if is_new { entered } else { plus(entered, -self.chance.between(200, 4800)) };
        let fields = self.fields(&name, since);
        let tags: Vec<&str> = if self.chance.in_percent(35) {
            vec![self.chance.word(&self.words.words.tags)]
        } else {
            Vec::new()
        };
        let action =
            json!({ "act": "add_household", "fields": fields, "members": members.all, "tags": tags });
        self.script.add(entered, &format!("{key} {}", adults.join(" ")), action);
        let profile = self.profile(key, adults, entered);
        routine::tell(self.script, &profile, self.words);
        self.put_off(&profile.key);
    }

    fn fields(&mut self, name: &str, since: NaiveDate) -> Value {
        let words = &self.words.words;
        let mut fields = json!({ "name": name, "tier": self.tier, "since": since.to_string(),
            "source": self.chance.word(&words.sources) });
        let Some(map) = fields.as_object_mut() else { return fields };
        if self.tier != "D" {
            map.insert("mutual_benefit".to_owned(), json!(self.chance.word(&words.benefits)));
        }
        if self.chance.in_percent(14) {
            map.insert("sensitivities".to_owned(), json!(self.chance.word(&words.sensitivities)));
        }
        if self.chance.in_percent(6) {
            map.insert("no_letters".to_owned(), json!(true));
        }
        fields
    }

    fn profile(&mut self, key: String, adults: Vec<String>, entered: NaiveDate) -> Profile {
        let late = LATE.iter().find(|(tier, place, ..)| *tier == self.tier && *place == self.place);
        let last = match (late, self.tier) {
            (Some((_, _, days, _)), _) => *days,
            (None, "A") => self.chance.between(3, 25),
            (None, "B") => self.chance.between(3, 52),
            (None, "C") => self.chance.between(5, 80),
            (None, _) => self.chance.between(12, 165),
        };
        let age = PINNED.signed_duration_since(entered).num_days();
        let charter = match (self.tier, age < 680) {
            // Looked at again last year, near the day a year after.
            ("A" | "B", false) => self.chance.between(385, 690),
            ("A" | "B", true) => self.chance.between(60, 330),
            (_, true) => self.chance.between(200, 380),
            (_, false) => self.chance.between(200, 690),
        };
        let taught = workday(back(self.chance.between(last.max(30) + 4, 255)));
        Profile {
            key,
            tier: self.tier.to_owned(),
            adults,
            entered,
            last_contact: Some(workday(back(last))),
            charter: Some(workday(back(charter)).max(plus(entered, 2))),
            accepted: Some(workday(back(charter)).max(plus(entered, 2))),
            taught: Some(taught),
        }
    }

    /// Contacts past their ideal gap that the advisor put off on Friday.
    fn put_off(&mut self, key: &str) {
        let late = LATE.iter().find(|(tier, place, ..)| *tier == self.tier && *place == self.place);
        if let Some((.., Some(days))) = late {
            let until = plus(PINNED, *days).to_string();
            self.script.add(
                back(3),
                "",
                json!({ "act": "snooze", "items": [format!("@{key}.contact")], "until": until }),
            );
        }
    }

    fn members(&mut self, culture: &Culture, family: &str) -> Members {
        let head_is_woman = self.chance.in_percent(50);
        let (first, second) =
            if head_is_woman { (&culture.women, &culture.men) } else { (&culture.men, &culture.women) };
        let age = self.chance.between(36, 79);
        let head = self.chance.word(first).to_owned();
        let mut all = vec![self.member(&head, family, age, "head")];
        let mut adults = 1;
        if self.chance.in_percent(64) {
            let spouse = self.chance.word(second).to_owned();
            let years = age + self.chance.between(-5, 5);
            all.push(self.member(&spouse, family, years, "spouse"));
            adults = 2;
        }
        if (38..56).contains(&age) && self.chance.in_percent(60) {
            let names = if self.chance.in_percent(50) { &culture.women } else { &culture.men };
            let child = self.other_than(&all, names);
            let years = self.chance.between(3, 15);
            all.push(self.member(&child, family, years, "child"));
        }
        let names = if self.chance.in_percent(50) { &culture.women } else { &culture.men };
        let trusted = self.other_than(&all, names);
        // A sister or a brother; who married has a second name.
        let other = self.chance.word(&culture.families);
        let is_married = other != family && self.chance.in_percent(40);
        let theirs = if is_married { format!("{family}-{other}") } else { family.to_owned() };
        all.push(self.member(&trusted, &theirs, age - 9, "trusted contact"));
        Members { all, adults }
    }

    /// A given name that nobody of the household has yet.
    fn other_than(&mut self, household: &[Value], names: &[String]) -> String {
        let given =
            |member: &Value| member.pointer("/fields/given").and_then(Value::as_str).map(str::to_owned);
        let has = |name: &&str| household.iter().any(|member| given(member).as_deref() == Some(*name));
        self.chance.shuffled(names).into_iter().find(|name| !has(name)).unwrap_or("").to_owned()
    }

    fn member(&mut self, given: &str, family: &str, age: i64, role: &str) -> Value {
        let name = format!("{given} {family}");
        let mut fields = json!({ "name": name, "given": given, "family": family });
        let is_ours = role != "trusted contact";
        if let Some(map) = fields.as_object_mut() {
            if is_ours {
                map.insert("birth_date".to_owned(), json!(self.born(age).to_string()));
            }
            if is_ours && self.chance.in_percent(25) {
                map.insert("preferences".to_owned(), json!(self.chance.word(&self.words.words.preferences)));
            }
        }
        let phone = (role != "child").then(|| {
            let area = ["458", "564", "253", "425"].get(*self.phones / 100).copied().unwrap_or("503");
            let phone = format!("{area} 555 01{:02}", *self.phones % 100);
            *self.phones += 1;
            phone
        });
        let plain = |text: &str| fold(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let email = matches!(role, "head" | "spouse")
            .then(|| format!("{}.{}@example.com", plain(given), plain(family)));
        json!({ "fields": fields, "role": role, "phone": phone, "email": email })
    }

    /// A day of birth that brings neither an age of the table nor a birthday near the demo day.
    fn born(&mut self, age: i64) -> NaiveDate {
        loop {
            let born = back(age * 365 + age / 4 + self.chance.between(1, 364));
            let at = |years: u32, months: u32| {
                born.checked_add_months(Months::new(years * 12 + months)).unwrap_or(born)
            };
            let near = |day: NaiveDate, before: i64, after: i64| {
                (before..=after).contains(&day.signed_duration_since(PINNED).num_days())
            };
            let reaches_age = AGES.iter().any(|(years, months)| near(at(*years, *months), -65, 130));
            let years = u32::try_from(PINNED.year().saturating_sub(born.year())).unwrap_or(0);
            if !reaches_age && !near(at(years, 0), -3, 8) {
                return born;
            }
        }
    }
}

/// The members of a household as the action takes them, and how many of them are adults.
struct Members {
    all: Vec<Value>,
    adults: usize,
}
