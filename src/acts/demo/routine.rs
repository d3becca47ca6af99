//! The routine of a household: a charter agreed and looked at again, rules accepted and taught; and its
//! everyday contacts (`everyday`).
//!
//! **Invariant:** nothing made up here is open on the demo day.

mod everyday;
mod lessons;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    chance::Chance,
    papers::Told,
    script::{PINNED, RULES, Script, consent, contact, workday},
};
use crate::domain::rejection::Rejection;

/// Of a hundred households, those whose plan falls behind.
const BEHIND: i64 = 4;

/// Names and sentences to pick from.
#[derive(Debug, Deserialize)]
pub(super) struct Words {
    pub(super) culture: Vec<Culture>,
    pub(super) words: Sentences,
}

/// Families with given names that go with them.
#[derive(Debug, Deserialize)]
pub(super) struct Culture {
    pub(super) families: Vec<String>,
    /// The families in their own script, in the same order.
    #[serde(default)]
    pub(super) written: Vec<String>,
    pub(super) women: Vec<String>,
    pub(super) men: Vec<String>,
}

/// Sentences by what they are for.
#[derive(Debug, Deserialize)]
pub(super) struct Sentences {
    pub(super) tags: Vec<String>,
    pub(super) preferences: Vec<String>,
    pub(super) sensitivities: Vec<String>,
    pub(super) benefits: Vec<String>,
    pub(super) sources: Vec<String>,
    goals: Vec<(String, String)>,
    /// What they compare with, what was said, and how it was understood.
    talks: Vec<(String, String, String)>,
    their_words: Vec<String>,
    our_answers: Vec<String>,
    finished: Vec<Finished>,
    success: Vec<String>,
    /// What they agree for a fall, and whether they are called first; empty where it was not said.
    market: Vec<(String, String)>,
    other: Vec<(String, String)>,
    service: Vec<String>,
    management: Vec<String>,
    delight: Vec<String>,
    admin: Vec<String>,
    promises: Vec<String>,
    theirs: Vec<String>,
    requests: Vec<String>,
    declines: Vec<String>,
}

/// Reads the names and sentences.
pub(super) fn words() -> Result<Words, Rejection> {
    toml::from_str(include_str!("../../../assets/demo/names.toml"))
        .map_err(|error| Rejection::fault(format!("The demo's file names cannot be read: {error}.")))
}

/// A goal that came to an end, and what it taught.
#[derive(Debug, Deserialize)]
struct Finished {
    statement: String,
    outcome: String,
    learned: String,
}

/// A household whose everyday is told.
#[derive(Debug)]
pub(super) struct Profile {
    pub(super) key: String,
    pub(super) tier: String,
    /// Keys of the adults, the head first.
    pub(super) adults: Vec<String>,
    pub(super) entered: NaiveDate,
    /// The last of the everyday contacts.
    pub(super) last_contact: Option<NaiveDate>,
    /// When goals and expectations were agreed.
    pub(super) charter: Option<NaiveDate>,
    /// When the rules were accepted.
    pub(super) accepted: Option<NaiveDate>,
    /// When whom to call was taught.
    pub(super) taught: Option<NaiveDate>,
}

/// Tells the everyday of one household.
pub(super) fn tell(script: &mut Script, profile: &Profile, words: &Words) {
    let chance = Chance::of(&profile.key);
    let mut teller = Teller { script, profile, words: &words.words, chance, decks: HashMap::new() };
    let mut agreed = Vec::new();
    if let Some(on) = profile.charter {
        agreed = teller.charter(on);
    }
    if let Some(on) = profile.accepted {
        let accepted = teller.accept(on);
        if profile.charter == Some(on) {
            agreed.extend(accepted);
        } else {
            teller.look_again(on, &accepted, Review::ByMail);
        }
    }
    if let Some(on) = profile.charter {
        teller.state(on, &agreed);
        teller.look_again(on, &agreed, Review::Meeting);
    }
    if let Some(on) = profile.taught {
        teller.teach(on);
    }
    if let Some(last) = profile.last_contact {
        teller.everyday(last);
    }
}

pub(super) fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_signed(TimeDelta::days(days)).unwrap_or(day)
}

/// The rules a tier accepts; the closest all of them.
fn rules(tier: &str) -> Vec<&'static str> {
    match tier {
        "A" => RULES.iter().copied().chain(["fee"]).collect(),
        "B" => {
            vec!["whom", "emergency", "calls", "e-mail", "scope", "tax", "meetings", "orders", "hours", "fee"]
        }
        "C" => vec!["whom", "emergency", "calls", "e-mail", "scope", "orders", "hours"],
        _ => vec!["whom", "emergency", "calls", "orders"],
    }
}

/// How agreements are looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Review {
    /// In a meeting of its own, which is logged.
    Meeting,
    /// By mail, beside the meetings told by hand.
    ByMail,
}

struct Teller<'a> {
    script: &'a mut Script,
    profile: &'a Profile,
    words: &'a Sentences,
    chance: Chance,
    /// Sentences not yet said to this household, by nature: nothing is told twice before all is told once.
    decks: HashMap<&'static str, Vec<&'a str>>,
}

impl Teller<'_> {
    fn key(&self, name: &str) -> String {
        format!("{}/{name}", self.profile.key)
    }

    fn is_close(&self) -> bool {
        matches!(self.profile.tier.as_str(), "A" | "B")
    }

    /// Not before the household came into the book.
    fn not_before(&self, day: NaiveDate) -> NaiveDate {
        workday(day).max(self.profile.entered)
    }

    fn log(&mut self, on: NaiveDate, names: &str, fields: Value, more: Map<String, Value>) {
        let action = contact(&self.profile.key, fields, more);
        self.script.add(on, names, action);
    }

    /// Goals, the yardstick and what else is expected: drafted, proposed, agreed in a meeting.
    fn charter(&mut self, on: NaiveDate) -> Vec<String> {
        let drafted = self.not_before(plus(on, -21));
        let proposed = self.not_before(plus(on, -9));
        let who = self.profile.key.clone();
        let target = *self.chance.pick(&[90, 95, 95, 100]).unwrap_or(&95);
        let every = match self.profile.tier.as_str() {
            "A" | "B" => "quarter",
            "C" => "half-year",
            _ => "year",
        };
        let measure = self.key("plan");
        let fields = json!({ "name": "Plan funded", "unit": "percent", "target": target, "direction": "at least",
            "method": "value of the plan by what it must pay", "source": "planning tool", "read_every": every });
        self.script.record(drafted, &measure, "measure", &who, fields);
        let mut keys = self.goals(drafted);
        if let Some(first) = keys.first() {
            let tie = json!({ "goal_id": format!("@{first}"), "measure_id": format!("@{measure}") });
            self.script.record(drafted, "", "agreement_measure", &who, tie);
        }
        let finished = self.finished_goal(on, drafted);
        keys.extend(self.expectations(drafted, &measure));
        let mut agreements = refs(&keys);
        agreements.extend(finished);
        self.script.add(
            proposed,
            "",
            json!({ "act": "propose", "agreements": agreements, "on": proposed.to_string() }),
        );
        let (with, said, understood) = self.chance.pick(&self.words.talks).cloned().unwrap_or_default();
        let talk = json!({ "follows": "talk",
            "fields": { "compared_with": with, "understood": understood, "said": said } });
        let meeting = self.key("first-review");
        let time =
            *self.chance.pick(&["09:00", "10:00", "11:00", "13:30", "15:00", "16:00"]).unwrap_or(&"10:00");
        let fields =
            json!({ "title": "Charter meeting", "day": on.to_string(), "time": time, "minutes": 60 });
        self.script.record(proposed, &meeting, "meeting", &who, fields);
        let mut more = self.everybody();
        more.insert("follows".to_owned(), json!([talk]));
        more.insert("meeting".to_owned(), json!(format!("@{meeting}")));
        let minutes = self.chance.between(50, 85);
        let fields = json!({ "channel": "meeting", "direction": "out", "minutes": minutes, "nature": "management",
            "summary": "Agreed the goals and what success is" });
        self.log(on, "", fields, more);
        self.script.add(
            on,
            "",
            json!({ "act": "agree", "agreements": agreements, "consent": consent(on, "meeting") }),
        );
        self.readings(on, &measure, target);
        keys
    }

    fn goals(&mut self, on: NaiveDate) -> Vec<String> {
        let count = match self.profile.tier.as_str() {
            "A" => 3,
            "B" => 2,
            _ => 1,
        };
        let many = i64::try_from(self.words.goals.len()).unwrap_or(1).max(1);
        let first = self.chance.between(0, many - 1);
        let mut keys = Vec::new();
        for k in 0..count {
            let place = usize::try_from((first + k * 5) % many).unwrap_or(0);
            let Some((statement, area)) = self.words.goals.get(place) else { continue };
            let year = PINNED.year().saturating_add(i32::try_from(self.chance.between(2, 9)).unwrap_or(2));
            let fields =
                json!({ "statement": statement, "area": area, "target_date": format!("{year}-12-31") });
            let key = self.key(&format!("g{k}"));
            self.script.record(on, &key, "goal", &self.profile.key, fields);
            keys.push(key);
        }
        keys
    }

    /// Now and then a goal that has done its work since; it is not among those looked at again.
    fn finished_goal(&mut self, agreed: NaiveDate, on: NaiveDate) -> Option<String> {
        let end = workday(plus(agreed, self.chance.between(150, 330)));
        if !self.chance.in_percent(24) || end >= plus(PINNED, -5) {
            return None;
        }
        let key = self.key("done");
        let goal = self.chance.pick(&self.words.finished)?;
        let fields =
            json!({ "statement": goal.statement, "area": "this year", "target_date": end.to_string() });
        self.script.record(on, &key, "goal", &self.profile.key, fields);
        let judged = json!({ "act": "judge", "agreement": format!("@{key}"), "outcome": goal.outcome, "learned": goal.learned });
        self.script.add(end, "", judged);
        Some(format!("@{key}"))
    }

    fn expectations(&mut self, on: NaiveDate, measure: &str) -> Vec<String> {
        let who = &self.profile.key;
        let mut keys = vec![self.key("success")];
        let title = self.chance.word(&self.words.success);
        let fields = json!({ "title": title, "topic": "success", "measure_id": format!("@{measure}"),
            "their_words": self.chance.word(&self.words.their_words),
            "our_answer": self.chance.word(&self.words.our_answers), "ruled_out": "the S&P 500" });
        self.script.record(on, &self.key("success"), "expectation", who, fields);
        if self.is_close() {
            let none = (String::new(), String::new());
            let (title, call) = self.chance.pick(&self.words.market).unwrap_or(&none);
            let mut fields = json!({ "title": title, "topic": "market fall", "our_answer": "So we do, before anything is sold." });
            if let Some(fields) = fields.as_object_mut().filter(|_| !call.is_empty()) {
                fields.insert("call_first".to_owned(), json!(call));
            }
            self.script.record(on, &self.key("market"), "expectation", who, fields);
            keys.push(self.key("market"));
        }
        if self.profile.tier == "A"
            && let Some((topic, title)) = self.chance.pick(&self.words.other)
        {
            let fields = json!({ "title": title, "topic": topic });
            self.script.record(on, &self.key("other"), "expectation", who, fields);
            keys.push(self.key("other"));
        }
        keys
    }

    /// Readings as of the first of February, May, August and November, or of fewer of these.
    fn readings(&mut self, since: NaiveDate, measure: &str, target: i64) {
        let months: &[u32] = match self.profile.tier.as_str() {
            "A" | "B" => &[2, 5, 8, 11],
            "C" => &[5, 11],
            _ => &[8],
        };
        // The year before the demo's is enough; what is older was on paper.
        let from = since.max(plus(PINNED, -390));
        // A few are clearly behind, and more so each time; all others keep what was agreed.
        let is_behind = Chance::of(&format!("{measure} behind")).in_percent(BEHIND);
        let mut times = 0;
        for year in PINNED.year().saturating_sub(2)..=PINNED.year() {
            for month in months {
                let Some(day) = NaiveDate::from_ymd_opt(year, *month, 1) else { continue };
                let on = plus(
                    day,
                    match day.weekday().num_days_from_monday() {
                        5 => 2,
                        6 => 1,
                        _ => 0,
                    },
                );
                if on < from || on >= PINNED {
                    continue;
                }
                let ahead = self.chance.between(-1, 6).max(0);
                let value = target + if is_behind { 2 - 4 * times } else { ahead };
                times += 1;
                let fields =
                    json!({ "measure_id": format!("@{measure}"), "day": day.to_string(), "value": value });
                self.script.add(on, "", json!({ "act": "add", "kind": "reading", "fields": fields }));
            }
        }
    }

    fn accept(&mut self, on: NaiveDate) -> Vec<String> {
        let rules = rules(&self.profile.tier);
        let keys: Vec<String> = rules.iter().map(|rule| self.key(&format!("rule/{rule}"))).collect();
        let named: Vec<String> = rules.iter().map(|rule| format!("@rule/{rule}")).collect();
        let action = json!({ "act": "accept", "rules": named, "relationship": format!("@{}", self.profile.key),
            "consent": consent(on, "meeting") });
        self.script.add(on, &keys.join(" "), action);
        self.explain(on);
        keys
    }

    /// What was agreed is written down: as a document for the closest, as they were on paper before for the rest.
    fn state(&mut self, agreed: NaiveDate, keys: &[String]) {
        let on = workday(plus(agreed, 9));
        if self.is_close() && on > agreed && on < PINNED {
            let evidence = Some(format!("paper, folder {}", self.profile.key));
            let of = self.profile.key.clone();
            let told = Told { template: "charter".to_owned(), of, signed: evidence, ..Told::default() };
            self.script.paper(on, &told);
            return;
        }
        let action = json!({ "act": "state", "agreements": refs(keys), "document": "charter v1", "on": on.to_string() });
        if on > agreed && on < PINNED {
            self.script.add(on, "", action);
        }
    }

    /// Looked at again after a year where a year is the interval; the others wait for two.
    fn look_again(&mut self, agreed: NaiveDate, keys: &[String], review: Review) {
        let year_on = workday(plus(agreed, 365));
        if keys.is_empty() || !self.is_close() || year_on >= plus(PINNED, -2) {
            return;
        }
        let (on, how) = match review {
            Review::ByMail => (year_on, "e-mail"),
            Review::Meeting => {
                (workday(plus(year_on, self.chance.between(0, 6)).min(plus(PINNED, -3))), "meeting")
            }
        };
        if review == Review::Meeting {
            let minutes = self.chance.between(45, 80);
            let fields = json!({ "channel": "meeting", "direction": "out", "minutes": minutes, "nature": "management",
                "summary": "Annual review: looked at all we agreed, still right" });
            let more = self.everybody();
            self.log(on, "", fields, more);
        }
        let action = json!({ "act": "reaffirm", "agreements": refs(keys), "consent": consent(on, how) });
        self.script.add(on, "", action);
    }

    fn everybody(&self) -> Map<String, Value> {
        let mut more = Map::new();
        more.insert("participants".to_owned(), json!(refs(&self.profile.adults)));
        more
    }
}

fn refs(keys: &[String]) -> Vec<String> {
    keys.iter().map(|key| format!("@{key}")).collect()
}
