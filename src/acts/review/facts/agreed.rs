//! The context of what was agreed: goals with their readings, rules taught, talks, readings, exceptions, breaches.
//!
//! **Invariant:** a measure without a reading says so; it is neither met nor missed.

use super::{Facts, SEVERAL};
use crate::{
    acts::{
        dossier::{is_met, measured, wanted},
        measures::MeasureReadings,
        queue::shown,
    },
    domain::{
        course::Why,
        record::{Kind, RecordId, Row, Ty, Value},
        records::{exception, measure::missed, rule::is_worn, talk::understood},
        rejection::Rejection,
        review::Card,
    },
};

/// Clients named who are to be told of a new text.
const NAMED: usize = 12;

/// `780,000 of 850,000   ! off track`.
fn way(measure: &MeasureReadings) -> String {
    let Some((_, _, value, _)) = measure.readings.last() else { return "? no reading".to_owned() };
    let of =
        measure.measure.int("target").map(|target| format!(" of {}", measured(&measure.measure, target)));
    let said = match measure.judged.why {
        Why::Met => "✓ met".to_owned(),
        Why::Missed => format!("! {}", missed(measure.measure.str("direction"))),
        _ => format!("{} {}", measure.judged.course.sign(), measure.judged.course.words()),
    };
    format!("{value}{}   {said}", of.unwrap_or_default())
}

impl Facts<'_> {
    pub(super) fn agreements(&mut self, card: &Card) -> Result<(), Rejection> {
        let first = card.print.split('|').next().unwrap_or("");
        let ids = first.split(';').filter_map(|part| part.split(':').next()?.parse::<RecordId>().ok());
        let (mut lines, mut since) = (Vec::new(), None);
        for id in ids {
            let Some(row) = self.book.get(id)? else { continue };
            let anchor = row.day("anchored_on").or(row.day("agreed_on"));
            since = since.min(anchor).or(anchor);
            let said = self.agreement(&row)?;
            lines.push(said);
        }
        self.all("Due", lines);
        if let (Some(since), Some(dossier)) = (since, self.dossier) {
            let (moments, _) = self.book.timeline(dossier.relationship.id.id, 4)?;
            let told = moments.iter().filter(|moment| moment.day > since && moment.what != "agreed");
            let told = told.take(SEVERAL);
            let on = |day| crate::domain::day::short(day, self.today);
            let lines: Vec<String> =
                told.map(|moment| format!("{}, {}, {}", on(moment.day), moment.what, moment.text)).collect();
            if lines.is_empty() {
                self.say("Last", "? nothing recorded since they were agreed");
            } else {
                self.all("Last", lines);
            }
        }
        Ok(())
    }

    /// One agreement: its words, its state, its measure with the last reading.
    fn agreement(&mut self, row: &Row) -> Result<String, Rejection> {
        let rule = row.int("rule_id").map(|id| RecordId::new(Kind::Rule, id));
        let title = match rule {
            Some(id) if row.id.kind == Kind::Acceptance => {
                self.book.get(id)?.map(|rule| rule.str("title").to_owned()).unwrap_or_default()
            }
            _ => row.str(row.id.kind.spec().title).to_owned(),
        };
        let state = row.str("state");
        let state = if state == "agreed" { String::new() } else { format!(" ({state})") };
        let conflicts = self.book.conflicts(row)?;
        let conflict =
            conflicts.first().map(|other| format!("   ! in conflict with {}", other.str("statement")));
        let conflict = conflict.unwrap_or_default();
        let measures = self.book.measures_of(row)?;
        // The worst of several is the one to speak about.
        let Some(worst) = measures.iter().min_by_key(|measure| measure.judged.course) else {
            return Ok(format!("{title}{state}{conflict}"));
        };
        Ok(format!("{title}{state}   {}{conflict}", way(worst)))
    }

    /// `780,000 of 850,000   ! below`.
    fn last_reading(&self, measure: &Row) -> Result<String, Rejection> {
        let reading = self.book.db().last_reading(measure.id.id)?;
        let Some(value) = reading.as_ref().and_then(|row| row.int("value")) else {
            return Ok("? no reading".to_owned());
        };
        let of = measure.int("target").map(|target| format!(" of {}", measured(measure, target)));
        let sign = match is_met(measure, value) {
            Some(true) => "   ✓ met".to_owned(),
            Some(false) => {
                format!("   ! {}", missed(measure.str("direction")))
            }
            None => String::new(),
        };
        Ok(format!("{}{}{sign}", measured(measure, value), of.unwrap_or_default()))
    }

    pub(super) fn teach(&mut self, rule: &Row, relationship: i64) -> Result<(), Rejection> {
        self.some("Rule", rule.str("text"));
        let of = [("relationship_id", Value::Int(relationship)), ("rule_id", Value::Int(rule.id.id))];
        let mut taught = self.book.rows(Kind::Training, &of)?;
        taught.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        let lines = taught.iter().take(SEVERAL).map(|row| {
            let how = row.fields.text("how").map(|how| format!(", {how}")).unwrap_or_default();
            format!("{}{how}: {}", self.on(row.day("day")), understood(row.str("understood")))
        });
        let lines = lines.collect();
        self.all("Taught", lines);
        Ok(())
    }

    /// The text in force, why it changed, and who is still to be told.
    pub(super) fn tell(&mut self, rule: &Row, (id, version): (i64, i64)) -> Result<(), Rejection> {
        self.some("Rule", rule.str("text"));
        let of = [("rule_id", Value::Int(id)), ("version", Value::Int(version))];
        if let Some(now) = self.book.rows(Kind::RuleVersion, &of)?.first() {
            self.some("Changed", now.str("why"));
        }
        let (mut names, all) = self.book.untold(id, version, NAMED)?;
        if let Some(more) = all.checked_sub(names.len()).filter(|more| *more > 0) {
            names.push(format!("{more} more"));
        }
        self.say("Not told", names.join(", "));
        Ok(())
    }

    pub(super) fn talk(&mut self, row: &Row) {
        let figures = [row.str("period"), row.str("figures")];
        let figures: Vec<&str> = figures.into_iter().filter(|text| !text.is_empty()).collect();
        let figures = if figures.is_empty() { String::new() } else { format!(", {}", figures.join(", ")) };
        self.say("Talk", format!("{}: {}{figures}", self.on(row.day("day")), row.str("compared_with")));
        self.some("We said", row.str("said"));
        self.say("Then", understood(row.str("understood")));
        if let Some(yardstick) = self.dossier.and_then(|dossier| dossier.yardstick.as_ref()) {
            let now = yardstick.now.as_ref().map(|now| format!("; now {now}")).unwrap_or_default();
            self.say("Yardstick", format!("{}{now}", yardstick.wanted));
        }
    }

    pub(super) fn reading(&mut self, measure: &Row) -> Result<(), Rejection> {
        self.say("Wanted", wanted(measure));
        self.say("Now", self.last_reading(measure)?);
        self.some("Method", measure.str("method"));
        self.some("Source", measure.str("source"));
        let mut all = self.book.rows(Kind::Reading, &[("measure_id", Value::Int(measure.id.id))])?;
        all.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        let lines = all.iter().take(SEVERAL).map(|row| {
            format!("{} on {}", measured(measure, row.int("value").unwrap_or(0)), self.on(row.day("day")))
        });
        let lines = lines.collect();
        self.all("Readings", lines);
        Ok(())
    }

    fn rule_of(&mut self, row: &Row) -> Result<(), Rejection> {
        let rule = row.int("rule_id").map(|id| RecordId::new(Kind::Rule, id));
        if let Some(rule) = rule.map_or(Ok(None), |id| self.book.get(id))? {
            self.say("Rule", rule.str("title"));
        }
        Ok(())
    }

    pub(super) fn exception(&mut self, row: &Row) -> Result<(), Rejection> {
        self.rule_of(row)?;
        // The reason it was made for, and the newest one it holds on by.
        let mut why: Vec<String> = row.str("why").lines().map(|line| line.trim().to_owned()).collect();
        why.retain(|line| !line.is_empty());
        if why.len() > 2 {
            why.drain(1..why.len() - 1);
        }
        self.all("Why", why);
        self.say("Decided", format!("{}, until {}", self.on(row.day("day")), shown(row, "until")));
        let whose = row.int("relationship_id").unwrap_or(0);
        let same = [("relationship_id", Value::Int(whose)), ("rule_id", row.fields.get("rule_id").clone())];
        let all = self.book.rows(Kind::Exception, &same)?.len();
        if all > 1 {
            self.say("So far", format!("! {all} exceptions from this rule for them"));
        }
        let mut others =
            self.book.rows(Kind::Exception, &[("rule_id", row.fields.get("rule_id").clone())])?;
        others.retain(|row| row.day("ended_on").is_none());
        let many = i64::try_from(exception::apart(&others)).unwrap_or(0);
        if is_worn(many) {
            self.say("The rule", format!("! {many} exceptions to it. Change the rule?"));
        }
        Ok(())
    }

    pub(super) fn breach(&mut self, row: &Row) -> Result<(), Rejection> {
        self.rule_of(row)?;
        let by = if row.str("by") == "us" { "by us" } else { "by them" };
        self.say("When", format!("{}, {by}", self.on(row.day("day"))));
        let whose = row.int("relationship_id").unwrap_or(0);
        let same = [("relationship_id", Value::Int(whose)), ("rule_id", row.fields.get("rule_id").clone())];
        let all = self.book.rows(Kind::Breach, &same)?.len();
        self.say(
            "So far",
            if all > 1 { format!("! broken {all} times with them") } else { "the first time".to_owned() },
        );
        Ok(())
    }

    pub(super) fn decision(&mut self, row: &Row) {
        self.say("Question", row.str("question").to_owned());
        self.say("Choice", format!("{}, {}", row.str("choice"), self.on(row.day("day"))));
        for (label, name) in
            [("Options", "options"), ("Why", "reason"), ("Rests on", "assumptions"), ("They", "answer")]
        {
            self.some(label, row.str(name));
        }
    }

    /// An entry of a register: what is known of it, in the order of its form.
    pub(super) fn duty(&mut self, row: &Row) {
        for field in row.id.kind.spec().fields {
            let text = shown(row, field.name);
            if !text.is_empty() && !matches!(field.ty, Ty::Ref(_)) {
                self.some(field.label, &text);
            }
        }
    }

    pub(super) fn life_event(&mut self, row: &Row) {
        self.say("What", format!("{}, {}", row.str("kind"), self.on(row.day("day"))));
        self.some("Note", row.str("note"));
        let Some(dossier) = self.dossier else { return };
        let goals = dossier.goals.iter().map(|row| row.str("statement"));
        let touched: Vec<String> = goals
            .chain(dossier.expectations.iter().map(|row| row.str("title")))
            .map(ToOwned::to_owned)
            .collect();
        let more = touched.len().saturating_sub(SEVERAL);
        let mut lines: Vec<String> = touched.into_iter().take(SEVERAL).collect();
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        if lines.is_empty() {
            lines.push("no agreement".to_owned());
        }
        self.all("Touches", lines);
    }
}
