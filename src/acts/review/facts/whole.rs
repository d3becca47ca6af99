//! The context of one agreement that is looked at again with them: its words, how it was agreed, what was read, said
//! and allowed since.
//!
//! **Invariant:** the client's own words come before ours, and what was agreed before what was read.

use super::{Facts, SEVERAL};
use crate::{
    acts::{agreements::AgreementDetail, versions::Difference},
    domain::{
        day,
        record::{Kind, RecordId, Value},
        records::talk::understood,
        rejection::Rejection,
        review::Stand,
    },
};

/// Readings told of a measure.
const READINGS: usize = 3;
/// Talks, and events of its own, that are told.
const TOLD: usize = 2;

impl Facts<'_> {
    /// Everything an agreement is decided by.
    pub(super) fn whole(&mut self, id: RecordId, stand: Stand) -> Result<(), Rejection> {
        let Some(detail) = self.book.agreement(id)? else {
            self.say("Gone", "This is not in the book any more.");
            return Ok(());
        };
        if stand == Stand::Settled {
            self.what_changed(&detail);
        }
        self.words(&detail)?;
        self.measured(&detail);
        for talk in detail.talks.iter().take(TOLD) {
            let on = day::short(talk.on, self.today);
            self.add("Talks", format!("{on}, {}", talk.said));
        }
        if let Some(rule) = detail.row.int("rule_id").filter(|_| id.kind == Kind::Acceptance) {
            self.of_rule(rule, &detail)?;
        }
        self.life_events(&detail)?;
        self.how_agreed(&detail);
        let since = |(_, said): &&(chrono::NaiveDate, String)| {
            ["deferred", "judged"].iter().any(|what| said.starts_with(what))
        };
        for (on, said) in detail.events.iter().filter(since).take(TOLD) {
            self.add("Since", format!("{}, {said}", day::short(*on, self.today)));
        }
        Ok(())
    }

    /// What was changed with them just now: each part as it was, then as it is.
    fn what_changed(&mut self, detail: &AgreementDetail) {
        let just_now = detail.events.first().is_some_and(|(_, said)| said.starts_with("changed"));
        let Some(version) = detail.versions.first().filter(|_| just_now) else { return };
        self.all("Was", version.changed.iter().map(Difference::was).collect());
        self.all("Now", version.changed.iter().map(Difference::is_now).collect());
    }

    /// One more line under a label.
    fn add(&mut self, label: &str, line: String) {
        match self.told.iter_mut().find(|fact| fact.label == label) {
            Some(fact) => fact.lines.push(line),
            None => self.say(label, line),
        }
    }

    /// What was agreed, word for word.
    fn words(&mut self, detail: &AgreementDetail) -> Result<(), Rejection> {
        let row = &detail.row;
        let quoted = |words: &str| match words.trim() {
            "" => String::new(),
            words if words.starts_with('"') => words.to_owned(),
            words => format!("\"{words}\""),
        };
        match row.id.kind {
            Kind::Goal => {
                self.some("Why", row.str("why"));
                let by = row.day("target_date").map(day::long);
                let of = [by, row.fields.text("owner").map(|owner| format!("goal of {owner}"))];
                let of: Vec<String> = of.into_iter().flatten().collect();
                self.some(if row.day("target_date").is_some() { "By" } else { "Whose" }, &of.join(", "));
            }
            Kind::Expectation => {
                self.some("They said", &quoted(row.str("their_words")));
                self.some("We said", row.str("our_answer"));
                self.some("Ruled out", row.str("ruled_out"));
            }
            _ => {
                let rule = row.int("rule_id").map(|id| RecordId::new(Kind::Rule, id));
                if let Some(rule) = rule.map_or(Ok(None), |id| self.book.get(id))? {
                    self.some("Rule", rule.str("text"));
                    let (accepted, now) = (row.int("rule_version"), rule.int("version"));
                    if row.str("state") == "agreed" && accepted < now {
                        let (accepted, now) = (accepted.unwrap_or(0), now.unwrap_or(0));
                        self.say(
                            "Version",
                            format!("! they accepted version {accepted}; it is version {now} now"),
                        );
                    }
                }
            }
        }
        Ok(())
    }

    /// How and with whom it was agreed, which version it is, and how it stands; the day is told with why now.
    fn how_agreed(&mut self, detail: &AgreementDetail) {
        let row = &detail.row;
        let mut said = Vec::new();
        match row.str("state") {
            "agreed" if !detail.agreed.is_empty() => {
                // The day stands with why now.
                said.push(
                    detail.agreed.split_once(", ").map_or(detail.agreed.as_str(), |(_, how)| how).to_owned(),
                );
                said.extend(
                    row.int("version")
                        .filter(|version| *version > 1)
                        .map(|version| format!("version {version}")),
                );
                // Only what was said of this version: an older one was looked at for what it was.
                let begins = |said: &str| said.starts_with("changed") || said.starts_with("agreed");
                let mut of_this = detail.events.iter().take_while(|(_, said)| !begins(said));
                let again = of_this.find(|(_, said)| said.starts_with("reaffirmed"));
                said.extend(again.map(|(on, _)| format!("still right on {}", day::short(*on, self.today))));
            }
            "agreed" => {}
            state => said.push(format!("! {state}; not agreed with them yet")),
        }
        let outcome = row.str("outcome");
        if !matches!(outcome, "" | "open") {
            let on = row.day("outcome_on").map(|on| format!(" since {}", day::short(on, self.today)));
            let sign = if outcome == "kept" { "✓" } else { "!" };
            said.push(format!("{sign} {outcome}{}", on.unwrap_or_default()));
        }
        if !said.is_empty() {
            self.say("Agreed", said.join("; "));
        }
    }

    fn measured(&mut self, detail: &AgreementDetail) {
        for measure in &detail.measures {
            let last = measure.readings.iter().rev().take(READINGS);
            let read: Vec<String> =
                last.map(|(on, _, value, _)| format!("{value} {}", day::short(*on, self.today))).collect();
            let sign = match measure.readings.last().and_then(|(.., met)| *met) {
                Some(true) => "✓ ",
                Some(false) => "! ",
                None => "",
            };
            let read = if read.is_empty() { "? no reading".to_owned() } else { read.join(", ") };
            self.add("Measure", format!("{}: {sign}{read}", measure.wanted));
        }
    }

    /// How the rule was lived: exceptions, breaches, what was understood.
    fn of_rule(&mut self, rule: i64, detail: &AgreementDetail) -> Result<(), Rejection> {
        let client = detail.row.fields.get("relationship_id").clone();
        let theirs = [("relationship_id", client), ("rule_id", Value::Int(rule))];
        let mut exceptions = self.book.rows(Kind::Exception, &theirs)?;
        exceptions.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        for row in exceptions.iter().take(SEVERAL) {
            let until = match (row.day("ended_on"), row.day("until")) {
                (Some(ended), _) => format!("ended {}", day::short(ended, self.today)),
                (None, Some(until)) if until < self.today => {
                    format!("! expired {}", day::short(until, self.today))
                }
                (None, Some(until)) => format!("until {}", day::short(until, self.today)),
                (None, None) => "without an end".to_owned(),
            };
            let why = row.str("why").lines().next().unwrap_or_default();
            self.add("Exception", format!("{}, {until}: {why}", row.str("what")));
        }
        let mut breaches = self.book.rows(Kind::Breach, &theirs)?;
        breaches.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        for row in breaches.iter().take(TOLD) {
            let by = if row.str("by") == "us" { "by us" } else { "by them" };
            let sign = if row.str("answer") == "open" { "✗ " } else { "" };
            self.add("Broken", format!("{sign}{}, {by}: {}", self.on(row.day("day")), row.str("what")));
        }
        let mut taught = self.book.rows(Kind::Training, &theirs)?;
        taught.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        match taught.first() {
            Some(row) => {
                let said = format!("{}: {}", self.on(row.day("day")), understood(row.str("understood")));
                self.say("Taught", said);
            }
            None => self.say("Taught", "? never"),
        }
        Ok(())
    }

    /// What happened in their life since it was agreed or looked at: it may be why it is due.
    fn life_events(&mut self, detail: &AgreementDetail) -> Result<(), Rejection> {
        let anchor = detail.row.day("anchored_on").or(detail.row.day("agreed_on"));
        let client = detail.row.fields.get("relationship_id").clone();
        let mut events = self.book.rows(Kind::LifeEvent, &[("relationship_id", client)])?;
        events.retain(|row| row.day("day") >= anchor && anchor.is_some());
        events.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        for row in events.iter().take(TOLD) {
            let note = row.fields.text("note").map(|note| format!(": {note}")).unwrap_or_default();
            self.add("Life", format!("{}, {}{note}", self.on(row.day("day")), row.str("kind")));
        }
        Ok(())
    }
}
