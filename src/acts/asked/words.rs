//! What can be said, made of what is recorded, and how each part is put in a line.
//!
//! **Invariant:** a sentence holds only words and figures of the records it is made of.

use chrono::NaiveDate;

use super::{Agreed, Asked, Known, Once, Reading, RuledOut, points::Points};
use crate::{
    acts::dossier::measured,
    domain::{
        asked::{Comparison, Correction, points::Values, understood_said},
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

/// What is known of their money: `start`, `flows` or `blend`, without a full stop at its end.
pub(in crate::acts) fn of_their_money(relationship: &Row, own: &[Row], name: &str) -> Option<String> {
    let own = own.iter().find(|field| field.str("name").trim().eq_ignore_ascii_case(name));
    // A field of one's own with that name held it before the client had one; it still does where that is empty.
    let known = relationship.fields.text(&format!("money_{name}")).or(own.map(|field| field.str("value")));
    known.map(|known| bare(known).to_owned()).filter(|known| !known.is_empty())
}

/// What the fields of the talking points hold, whatever they compare with.
pub(super) fn values(
    relationship: &Row,
    own: &[Row],
    agreed: Option<&Agreed>,
    now: Option<&Reading>,
) -> Values {
    let mut values = Values::from([("name", relationship.str("name").to_owned())]);
    let mut put = |name: &'static str, value: Option<String>| {
        values.extend(value.filter(|value| !value.trim().is_empty()).map(|value| (name, value)));
    };
    put("since", relationship.day("since").map(dated));
    for name in ["start", "flows", "blend"] {
        put(name, of_their_money(relationship, own, name));
    }
    if let Some(agreed) = agreed {
        put("goal", agreed.goal.as_deref().map(|goal| bare(goal).to_owned()));
        put("success", Some(bare(&agreed.title).to_owned()));
        put("yardstick", Some(agreed.wanted.clone()));
        put("agreed_on", agreed.on.map(dated));
        put("document", agreed.stated_in.as_ref().map(|(document, _)| document.clone()));
    }
    if let Some(now) = now {
        put("value", Some(now.value.clone()));
        put("read_on", Some(dated(now.on)));
        put("distance", now.distance.clone());
    }
    values
}

/// Adds what they compare with, and how the time they were clients lies to it.
pub(super) fn compared(
    values: &mut Values,
    with: &Comparison,
    since: Option<NaiveDate>,
    begins: Option<NaiveDate>,
) {
    let mut put = |name: &'static str, value: &str| {
        if !value.trim().is_empty() {
            values.insert(name, value.trim().to_owned());
        }
    };
    put("compared_with", &with.with);
    put("period", &with.period);
    put("figures", &with.figures);
    if let Some(begins) = begins {
        put("begins", &dated(begins));
        if let Some(since) = since {
            put(if since > begins { "came_in" } else { "all_along" }, &dated(since));
        }
    }
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
pub(super) fn corrections(points: &Points, values: &Values) -> Vec<Known> {
    let has = |name: &str| values.contains_key(name);
    let one = |correction, missing: Option<&str>| Known {
        correction,
        known: points.of(correction, values),
        missing: missing.map(ToOwned::to_owned),
    };
    let unless = |known: bool, missing: &'static str| (!known).then_some(missing);
    vec![
        one(
            Correction::Start,
            unless(has("start") || has("all_along"), "when their money came is not in the book"),
        ),
        one(Correction::Flows, unless(has("flows"), "no money paid in or taken out is in the book")),
        one(Correction::Blend, unless(has("blend"), "their agreed mix is not in the book")),
        one(Correction::Success, unless(has("success"), "what success is was never agreed")),
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
        let stated = match (&self.stated_in, &self.stated_before) {
            (Some((document, on)), _) => {
                let on = on.map(|on| format!(" of {}", dated(on))).unwrap_or_default();
                format!("; {document}{on}")
            }
            (None, Some((document, version))) => format!("; {}", stated_no_more(document, *version)),
            (None, None) => "; in no document".to_owned(),
        };
        format!("{}; {}{stated}", self.wanted, parts.join(", "))
    }
}

/// `in no document yet (charter v3 states version 2)`.
#[must_use]
pub fn stated_no_more(document: &str, version: i64) -> String {
    format!("in no document yet ({document} states version {version})")
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

    /// The times they asked by half-year: `Jul-Dec 2026 1, Jan-Jun 2026 1`.
    #[must_use]
    pub fn by_half_year(&self) -> String {
        let halves = self.how_often.halves.iter();
        halves.map(|half| format!("{} {}", half.name(), half.times)).collect::<Vec<_>>().join(", ")
    }

    /// Until which day the figures reach: `Figures to 1 Nov 2026`; nothing without a reading.
    #[must_use]
    pub fn figures_to(&self) -> Option<String> {
        self.now.as_ref().map(|now| format!("Figures to {}, the newest reading in the book.", dated(now.on)))
    }
}
