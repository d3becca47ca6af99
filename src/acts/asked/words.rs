//! What can be said, made of what is recorded, and how each part is put in a line.
//!
//! **Invariant:** a sentence holds only words and figures of the records it is made of.

use chrono::NaiveDate;

use super::{Agreed, Asked, Known, Once, Reading, RuledOut};
use crate::{
    acts::dossier::measured,
    domain::{
        asked::{Correction, understood_said},
        number::Unit,
        record::Row,
    },
};

/// A day in a sentence: `5 Dec 2025`.
fn dated(on: NaiveDate) -> String {
    on.format("%-d %b %Y").to_string()
}

/// A text without the full stop at its end, to stand inside a sentence.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// The sentence to read aloud.
pub(super) fn say_first(agreed: &Agreed, now: Option<&Reading>) -> String {
    let hired = agreed.goal.as_deref().map(|goal| format!("You hired us for this: {}. ", bare(goal)));
    let on = agreed.on.map(|on| format!("on {} ", dated(on))).unwrap_or_default();
    let agreed = format!("We agreed {on}to judge by {}", agreed.wanted);
    let stands = match now {
        Some(Reading { on, value, distance, .. }) => {
            let distance = distance.as_ref().map(|far| format!(", {far}")).unwrap_or_default();
            format!("; it was {value} on {}{distance}.", dated(*on))
        }
        None => ".".to_owned(),
    };
    format!("{}{agreed}{stands}", hired.unwrap_or_default())
}

/// How far a value is from the target: `2 points ahead of it`; none without a target.
pub(super) fn distance(measure: &Row, value: i64) -> Option<String> {
    let target = measure.int("target")?;
    let far = value.saturating_sub(target);
    let unit = Unit::of(measure.str("unit"));
    if far == 0 {
        return Some("just that".to_owned());
    }
    if unit == Some(Unit::YesNo) {
        return Some("not that".to_owned());
    }
    let size = far.saturating_abs();
    let size = match unit {
        Some(Unit::Percent) => {
            let points = crate::domain::number::format(size);
            if points == "1" { "1 point".to_owned() } else { format!("{points} points") }
        }
        _ => measured(measure, size),
    };
    Some(match (measure.str("direction"), far > 0) {
        ("at most", true) => format!("{size} over it"),
        ("at most", false) => format!("{size} under it"),
        ("exactly", _) => format!("{size} off it"),
        (_, true) => format!("{size} ahead of it"),
        (_, false) => format!("{size} short of it"),
    })
}

/// The four corrections with what the book knows and what it does not hold.
pub(super) fn corrections(relationship: &Row, agreed: Option<&Agreed>) -> Vec<Known> {
    let since = relationship.day("since").map(|since| format!("with us since {}", dated(since)));
    let success = agreed.map(|agreed| format!("they agreed: {}", bare(&agreed.title)));
    let one = |correction, known: Option<String>, missing: Option<&str>| Known {
        correction,
        known,
        missing: missing.map(ToOwned::to_owned),
    };
    let unsaid = success.is_none().then_some("what success is was never agreed");
    vec![
        one(Correction::Start, since, Some("no values of that day")),
        one(Correction::Flows, None, Some("no money paid in or taken out is in the book")),
        one(Correction::Blend, None, Some("neither their mix nor an index of it is in the book")),
        one(Correction::Success, success, unsaid),
    ]
}

impl Known {
    /// In words: `with us since 14 Mar 2017; ? no values of theirs ...`.
    #[must_use]
    pub fn said(&self) -> String {
        let missing = self.missing.as_ref().map(|missing| format!("? {missing}"));
        self.known.iter().cloned().chain(missing).collect::<Vec<_>>().join("; ")
    }
}

impl Agreed {
    /// In words: `plan funded, 95 % or more; Ann and Robert, 5 Dec 2025, in a meeting, version 2; charter v3`.
    #[must_use]
    pub fn said(&self) -> String {
        let how = match self.how.as_str() {
            "" => String::new(),
            "meeting" => "in a meeting".to_owned(),
            "call" => "by telephone".to_owned(),
            "event" => "at an event".to_owned(),
            "document" => "in a document".to_owned(),
            how => format!("by {how}"),
        };
        let version = format!("version {}", self.version);
        let parts = [self.by.clone(), self.on.map(dated).unwrap_or_default(), how, version];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let stated = match &self.stated_in {
            Some((document, on)) => {
                let on = on.map(|on| format!(" of {}", dated(on))).unwrap_or_default();
                format!("; {document}{on}")
            }
            None => "; in no document".to_owned(),
        };
        format!("{}; {}{stated}", self.wanted, parts.join(", "))
    }
}

impl Reading {
    /// In words: `97 % on 1 Nov 2026`.
    #[must_use]
    pub fn said(&self) -> String {
        format!("{} on {}", self.value, dated(self.on))
    }

    /// Whether it is what was agreed: `on target`, `off target`; nothing where there is no target.
    #[must_use]
    pub fn judged(&self) -> Option<&'static str> {
        self.met.map(|met| if met { "on target" } else { "off target" })
    }
}

impl RuledOut {
    /// In words: `the S&P 500 on 4 Aug 2026; Ann understood, Robert partly`.
    #[must_use]
    pub fn said(&self) -> String {
        let Some(on) = self.on else { return format!("{}, as agreed", self.with) };
        let who = understood_said(&self.understood);
        let who = if who.is_empty() { String::new() } else { format!("; {who}") };
        format!("{} on {}{who}", self.with, dated(on))
    }
}

impl Once {
    /// In words: `the S&P 500, Ann understood, Robert partly`.
    #[must_use]
    pub fn said(&self) -> String {
        let who = understood_said(&self.understood);
        if who.is_empty() { self.with.clone() } else { format!("{}, {who}", self.with) }
    }
}

impl Asked {
    /// How often they asked: `4 times since 20 Nov 2025: 3 this year, 1 last year`.
    #[must_use]
    pub fn often(&self) -> String {
        let Some(first) = self.asked.last() else { return "never before".to_owned() };
        let (this, last) = self.this_and_last_year;
        let times = match self.asked.len() {
            1 => "once, on".to_owned(),
            many => format!("{many} times since"),
        };
        let years = if self.asked.len() > 1 {
            format!(": {this} this year, {last} last year")
        } else {
            String::new()
        };
        format!("{times} {}{years}", dated(first.on))
    }

    /// Until which day the figures reach: `Figures to 1 Nov 2026`; nothing without a reading.
    #[must_use]
    pub fn figures_to(&self) -> Option<String> {
        self.now.as_ref().map(|now| format!("Figures to {}, the newest reading in the book.", dated(now.on)))
    }
}
