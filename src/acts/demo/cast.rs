//! The cast: the households and partners told by hand in `assets/demo/*.toml`.
//!
//! **Invariant:** every date in those files is written for the pinned demo day.

use chrono::{NaiveDate, Weekday};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    papers::Told,
    routine::{self, Profile, Words},
    script::{RULES, Script, back, contact},
};
use crate::domain::rejection::Rejection;

/// The files of the cast, in the order their steps are told on one day.
const FILES: &[(&str, &str)] = &[
    ("practice", include_str!("../../../assets/demo/practice.toml")),
    ("tier_a", include_str!("../../../assets/demo/tier_a.toml")),
    ("tier_a_more", include_str!("../../../assets/demo/tier_a_more.toml")),
    ("tier_b", include_str!("../../../assets/demo/tier_b.toml")),
    ("tier_b_more", include_str!("../../../assets/demo/tier_b_more.toml")),
    ("tier_c", include_str!("../../../assets/demo/tier_c.toml")),
    ("decisions", include_str!("../../../assets/demo/decisions.toml")),
    ("registers", include_str!("../../../assets/demo/registers.toml")),
    ("prospects", include_str!("../../../assets/demo/prospects.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    household: Vec<Household>,
    #[serde(default)]
    step: Vec<Map<String, Value>>,
}

/// A relationship of the cast.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Household {
    key: String,
    fields: Map<String, Value>,
    #[serde(default)]
    members: Vec<Map<String, Value>>,
    #[serde(default)]
    tags: Vec<String>,
    /// The day it came into the book; the first day when left out.
    entered: Option<NaiveDate>,
    /// Everyday contacts are made up to this day; none when left out.
    everyday_until: Option<NaiveDate>,
    /// The day all rules were accepted, and a year later looked at again.
    accepted: Option<NaiveDate>,
    /// The day whom to call, and the emergency, were taught.
    taught: Option<NaiveDate>,
    /// Which of the everyday goals, yardstick and readings are made up.
    #[serde(default)]
    charter: Option<NaiveDate>,
}

/// The first day of the book: Mon 18 Nov 2024.
pub(super) fn first_day() -> NaiveDate {
    back(735)
}

/// Tells the practice and the cast.
pub(super) fn tell(script: &mut Script, year: i32) -> Result<(), Rejection> {
    let words = routine::words()?;
    start(script, year);
    for (name, text) in FILES {
        let file: File = toml::from_str(text)
            .map_err(|error| Rejection::fault(format!("The demo's file {name} cannot be read: {error}.")))?;
        for household in file.household {
            enter(script, household, &words)?;
        }
        for step in file.step {
            act(script, step).map_err(|no| Rejection::fault(format!("The demo's file {name}: {no}.")))?;
        }
    }
    Ok(())
}

/// The rulebook and the settings of the practice.
fn start(script: &mut Script, year: i32) {
    let names: Vec<String> = RULES.iter().map(|rule| format!("rule/{rule}")).collect();
    script.add(first_day(), &names.join(" "), json!({ "act": "start_rulebook" }));
    let holidays: Vec<String> = holidays(year).iter().map(ToString::to_string).collect();
    script.add(first_day(), "", json!({ "act": "set", "name": "holidays", "value": holidays.join(" ") }));
}

/// New Year, Independence Day, Thanksgiving and Christmas of a year and the next; they do not move with
/// the demo day.
fn holidays(year: i32) -> Vec<NaiveDate> {
    (year..=year.saturating_add(1))
        .flat_map(|year| {
            [
                NaiveDate::from_ymd_opt(year, 1, 1),
                NaiveDate::from_ymd_opt(year, 7, 4),
                NaiveDate::from_weekday_of_month_opt(year, 11, Weekday::Thu, 4),
                NaiveDate::from_ymd_opt(year, 12, 25),
            ]
        })
        .flatten()
        .collect()
}

fn enter(script: &mut Script, household: Household, words: &Words) -> Result<(), Rejection> {
    let on = household.entered.unwrap_or_else(first_day);
    let mut names = vec![household.key.clone()];
    let mut adults = Vec::new();
    let mut members = Vec::new();
    for mut member in household.members {
        let take = |member: &mut Map<String, Value>, name: &str| {
            member.remove(name).and_then(|value| value.as_str().map(ToOwned::to_owned))
        };
        let key = take(&mut member, "key").unwrap_or_else(|| "-".to_owned());
        let role = take(&mut member, "role").unwrap_or_default();
        let phone = take(&mut member, "phone");
        let email = take(&mut member, "email");
        if let Some(born) = member.remove("born") {
            member.insert("birth_date".to_owned(), born);
        }
        if !matches!(role.as_str(), "child" | "trusted contact" | "attorney" | "accountant") {
            adults.push(key.clone());
        }
        names.push(key);
        members.push(json!({ "fields": member, "role": role, "phone": phone, "email": email }));
    }
    let tier = household.fields.get("tier").and_then(Value::as_str).unwrap_or("").to_owned();
    let action = json!({ "act": "add_household", "fields": household.fields, "members": members, "tags": household.tags });
    script.add(on, &names.join(" "), action);
    let profile = Profile {
        key: household.key,
        tier,
        adults,
        entered: on,
        last_contact: household.everyday_until,
        charter: household.charter,
        accepted: household.accepted,
        taught: household.taught,
    };
    routine::tell(script, &profile, words);
    Ok(())
}

/// One step: a contact in short form (`log = "hartley"`), or an action with its defaults filled in.
fn act(script: &mut Script, mut step: Map<String, Value>) -> Result<(), String> {
    let on: NaiveDate = step
        .get("on")
        .and_then(Value::as_str)
        .and_then(|day| day.parse().ok())
        .ok_or_else(|| format!("a step has no day: {step:?}"))?;
    step.remove("on");
    let names = step.remove("as").and_then(|names| names.as_str().map(ToOwned::to_owned)).unwrap_or_default();
    if let Some(with) = step.remove("log") {
        let with = with.as_str().unwrap_or("").to_owned();
        let action = logged(&with, step)?;
        script.add(on, &names, action);
        return Ok(());
    }
    if step.contains_key("paper") {
        if !names.is_empty() {
            step.insert("as".to_owned(), json!(names));
        }
        let told: Told = serde_json::from_value(Value::Object(step)).map_err(|error| error.to_string())?;
        script.paper(on, &told);
        return Ok(());
    }
    let word = step.get("act").and_then(Value::as_str).unwrap_or("").to_owned();
    if let Some(of) = step.remove("of").and_then(|of| of.as_str().map(|of| format!("@{of}"))) {
        let fields = step.entry("fields").or_insert_with(|| json!({}));
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("relationship_id".to_owned(), json!(of));
        }
    }
    if matches!(word.as_str(), "agree" | "reaffirm" | "change" | "accept") {
        let given = step.remove("consent").unwrap_or_else(|| json!({ "how": "meeting" }));
        let mut whole = super::script::consent(on, "meeting");
        if let (Some(whole), Value::Object(given)) = (whole.as_object_mut(), given) {
            whole.extend(given);
        }
        step.insert("consent".to_owned(), whole);
    }
    if matches!(word.as_str(), "propose" | "state" | "contradict") {
        step.insert("on".to_owned(), json!(on.to_string()));
    }
    script.add(on, &names, Value::Object(step));
    Ok(())
}

/// `how = "call in 14 service"`, with `who`, `summary`, `notes`, `settles`, `meeting` and `follows`.
fn logged(with: &str, mut step: Map<String, Value>) -> Result<Value, String> {
    let how = step.remove("how").and_then(|how| how.as_str().map(ToOwned::to_owned)).unwrap_or_default();
    let mut fields = Map::new();
    for word in how.split_whitespace() {
        match word {
            "in" | "out" => fields.insert("direction".to_owned(), json!(word)),
            "unreached" => fields.insert("reached".to_owned(), json!(false)),
            "answered" => fields.insert("answered".to_owned(), json!(true)),
            "service" | "management" | "delight" | "admin" => fields.insert("nature".to_owned(), json!(word)),
            word if word.parse::<i64>().is_ok() => {
                fields.insert("minutes".to_owned(), json!(word.parse::<i64>().unwrap_or(0)))
            }
            word => fields.insert("channel".to_owned(), json!(word)),
        };
    }
    for name in ["summary", "notes", "time"] {
        if let Some(value) = step.remove(name) {
            fields.insert(name.to_owned(), value);
        }
    }
    let mut more = Map::new();
    if let Some(Value::Array(who)) = step.remove("who") {
        let who: Vec<Value> =
            who.iter().filter_map(Value::as_str).map(|key| json!(format!("@{key}"))).collect();
        more.insert("participants".to_owned(), Value::Array(who));
    }
    if let Some(Value::Array(follows)) = step.remove("follows") {
        let follows: Result<Vec<Value>, String> = follows.into_iter().map(follow).collect();
        more.insert("follows".to_owned(), Value::Array(follows?));
    }
    for name in ["settles", "meeting"] {
        if let Some(value) = step.remove(name) {
            more.insert(name.to_owned(), value);
        }
    }
    match step.keys().next() {
        Some(unknown) => Err(format!("a contact has no {unknown}")),
        None => Ok(contact(with, Value::Object(fields), more)),
    }
}

/// `{ promise = "Roth figures", due = "2026-11-19" }` and its kin.
fn follow(value: Value) -> Result<Value, String> {
    const KINDS: &[(&str, &str, &str)] = &[
        ("promise", "follow_up", "title"),
        ("theirs", "follow_up", "title"),
        ("request", "follow_up", "title"),
        ("task", "follow_up", "title"),
        ("talk", "talk", "compared_with"),
        ("taught", "training", "rule_id"),
        ("exception", "exception", "rule_id"),
        ("heard", "expectation", "title"),
    ];
    let Value::Object(mut fields) = value else { return Err("what follows is a table".to_owned()) };
    let (word, follows, title) = KINDS
        .iter()
        .find(|(word, ..)| fields.contains_key(*word))
        .ok_or("what follows is of no known kind")?;
    if let Some(value) = fields.remove(*word) {
        fields.insert((*title).to_owned(), value);
    }
    match *word {
        "theirs" => {
            fields.insert("kind".to_owned(), json!("promise"));
            fields.insert("whose".to_owned(), json!("theirs"));
        }
        "promise" | "request" | "task" => {
            fields.insert("kind".to_owned(), json!(word));
        }
        _ => {}
    }
    Ok(json!({ "follows": follows, "fields": fields }))
}
