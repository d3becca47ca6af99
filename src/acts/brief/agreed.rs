//! What is agreed with them: goals with their measures, the yardstick, rules to be taught, exceptions.
//!
//! **Invariant:** a measure without a reading says so.

use std::collections::HashSet;

use super::{BriefLine, NONE, Page, first_line};
use crate::{
    acts::{measures::MeasureReadings, queue::look_at},
    domain::{
        agreement::Phase,
        cadence::State,
        course::{Course, Why},
        day,
        record::{Kind, RecordId},
        records::talk::understood,
        rejection::Rejection,
    },
};

/// Days ahead in which a rule to be taught again stands on the page when no meeting is nearer.
const HORIZON: i64 = 30;
/// Of one expectation what was heard against it, at most.
const HEARD: usize = 2;
/// Other yardsticks that were ruled out and are named, at most.
const OTHERS: usize = 3;

impl Page<'_> {
    /// Goals with measures and last readings; `said_if_none` for those who should have some.
    pub(super) fn goals(&mut self, said_if_none: bool) -> Result<(), Rejection> {
        let mut lines = Vec::new();
        for goal in &self.dossier.goals {
            let state = goal.str("state");
            let state = if state == "agreed" { String::new() } else { format!(" ({state})") };
            // A day that the statement says itself is not said twice.
            let says = |on: &chrono::NaiveDate| !goal.str("statement").contains(&on.format("%Y").to_string());
            let by = goal.day("target_date").filter(says);
            let by = by.map(|on| format!(", by {}", self.short(on))).unwrap_or_default();
            lines.push(BriefLine::text(format!("{}{by}{state}", goal.str("statement"))).about(goal.id));
            for measure in self.book.measures_of(goal)? {
                lines.push(self.reading(&measure).under());
            }
            for other in self.book.conflicts(goal)? {
                let said = format!("in conflict with: {}", other.str("statement"));
                lines.push(BriefLine::default().judged(State::Due, said).about(other.id).under());
            }
        }
        lines.extend(self.to_look_at()?);
        match (lines.is_empty(), said_if_none) {
            (true, true) => lines.push(BriefLine::text(NONE)),
            (true, false) => return Ok(()),
            _ => {}
        }
        self.put("Goals", lines);
        Ok(())
    }

    /// What a measure asks for and where it stands.
    fn reading(&self, measure: &MeasureReadings) -> BriefLine {
        let line = BriefLine::text(&measure.wanted).about(measure.measure.id);
        let Some((on, _, value, _)) = measure.readings.last() else {
            return line.judged(State::Unknown, "no reading yet");
        };
        let line = line.with(format!("{value}, {}", self.short(*on)));
        match (measure.judged.course, measure.judged.why) {
            (Course::OnTrack, Why::Met) => line.judged(State::Good, "met"),
            (Course::OnTrack, _) => line.judged(State::Good, "on track"),
            (Course::OffTrack, Why::Missed) => line.judged(State::Due, "not met"),
            (Course::OffTrack, _) => line.judged(State::Due, "off track"),
            (Course::Unknown, Why::TooOld) => line.judged(State::Unknown, "too old to tell"),
            (Course::Unknown, _) => line.judged(State::Unknown, "cannot be told yet"),
        }
    }

    /// Agreements that are due to be looked at again, in one line each kind of need.
    fn to_look_at(&self) -> Result<Vec<BriefLine>, Rejection> {
        let practice = self.book.practice()?;
        let mut due: Vec<String> = Vec::new();
        for kind in [Kind::Goal, Kind::Expectation] {
            for row in self.book.db().agreements(kind, Some(self.dossier.relationship.id.id))? {
                let look = look_at(&row, &practice, self.today);
                if !look.is_due || look.phase == Phase::InOrder {
                    continue;
                }
                if let Some(row) = self.book.get(row.id)? {
                    due.push(self.book.agreement_title(&row)?);
                }
            }
        }
        Ok(match due.as_slice() {
            [] => Vec::new(),
            [one] => vec![BriefLine::default().judged(State::Due, format!("to look at again: {one}"))],
            many => {
                let said = format!("{} agreements to look at again", many.len());
                vec![BriefLine::default().judged(State::Due, said)]
            }
        })
    }

    pub(super) fn yardstick(&mut self) -> Result<(), Rejection> {
        let relationship = self.dossier.relationship.id.id;
        let Some(asked) = self.book.asked(relationship)? else { return Ok(()) };
        let Some(agreed) = &asked.agreed else {
            let mut lines = vec![
                BriefLine::default().judged(State::Unknown, "none agreed: what success is was never said"),
            ];
            lines.extend(
                asked.ruled_out.first().map(|out| BriefLine::text(format!("Told: not {}.", out.said()))),
            );
            self.put("Yardstick", lines);
            return Ok(());
        };
        let mut lines = vec![BriefLine::text(format!("{}.", agreed.said())).about(agreed.expectation)];
        lines.extend(asked.now.as_ref().map(|now| {
            let line = BriefLine::text(format!("Now {}.", now.said()));
            match (now.met, now.judged()) {
                (Some(true), Some(word)) => line.judged(State::Good, word),
                (Some(false), Some(word)) => line.judged(State::Due, word),
                _ => line,
            }
        }));
        if asked.now.is_none() {
            lines.push(BriefLine::default().judged(State::Unknown, "no reading yet"));
        }
        if let Some((first, others)) = asked.ruled_out.split_first() {
            let others: Vec<&str> = others.iter().take(OTHERS).map(|out| out.with.as_str()).collect();
            let also =
                if others.is_empty() { String::new() } else { format!(" Also {}.", others.join(", ")) };
            lines.push(BriefLine::text(format!("Ruled out: {}.{also}", first.said())));
        }
        let said = asked.said_before.iter().find(|said| !said.text.is_empty());
        lines.extend(said.map(|said| BriefLine::text(format!("\"{}\"", said.text))));
        self.put("Yardstick", lines);
        Ok(())
    }

    /// What is not kept or at risk, what was heard against what was agreed, and what is done in a fall.
    pub(super) fn expectations(&mut self) -> Result<(), Rejection> {
        let mut lines = Vec::new();
        let year = day::add_months(self.today, -12).unwrap_or(self.today);
        for row in self.dossier.expectations.iter().filter(|row| row.str("state") == "agreed") {
            let learned = row.fields.text("learned").map(|said| format!(": {said}")).unwrap_or_default();
            let title = row.str("title");
            let stands = match row.str("outcome") {
                "not kept" => Some(State::Broken),
                "at risk" => Some(State::Due),
                _ => None,
            };
            lines.extend(stands.map(|state| {
                let said = format!("{title}, {}{learned}", row.str("outcome"));
                BriefLine::default().judged(state, said).about(row.id)
            }));
            let events = self.book.agreement_events(row.id)?;
            let mut heard = self.book.heard_against(row.id, &events)?;
            heard.retain(|(on, _)| *on > year);
            for (on, said) in heard.iter().take(HEARD) {
                let against = if stands.is_some() { String::new() } else { format!(", against: {title}") };
                let line = BriefLine::text(format!("{}: {said}{against}", self.short(*on))).about(row.id);
                lines.push(if stands.is_some() { line.under() } else { line });
            }
            if row.str("topic") == "market fall" {
                let call = match row.str("call_first") {
                    "yes" => "; call them first",
                    "no" => "; no call",
                    _ => "",
                };
                // Most of them begin so already.
                let when = if title.to_lowercase().contains("fall") { "" } else { "In a fall: " };
                lines.push(BriefLine::text(format!("{when}{title}{call}")).about(row.id));
            }
        }
        self.put("Expectations", lines);
        Ok(())
    }

    pub(super) fn rules(&mut self) -> Result<(), Rejection> {
        let mut lines = Vec::new();
        for breach in &self.dossier.breaches {
            let on = breach.day("day").map(|on| self.short(on)).unwrap_or_default();
            let said = format!("broken on {on}, not answered: {}", breach.str("what"));
            lines.push(BriefLine::default().judged(State::Broken, said).about(breach.id));
        }
        lines.extend(self.to_teach()?);
        for (acceptance, rule) in self.dossier.rules.iter().filter(|(row, _)| row.str("state") != "agreed") {
            let said = format!("{}: {}, not accepted", rule.str("title"), acceptance.str("state"));
            lines.push(BriefLine::default().judged(State::Due, said).about(acceptance.id));
        }
        let all = self.dossier.rules.len();
        let agreed = self.dossier.rules.iter().filter(|(row, _)| row.str("state") == "agreed").count();
        if all > 0 {
            lines.push(BriefLine::text(format!("accepted {agreed} of {all}")));
        }
        self.put_or_none("Rules", lines);
        Ok(())
    }

    /// Rules to be taught by the next meeting, for the first time or again, not understood, or in a version they were
    /// not told of.
    fn to_teach(&self) -> Result<Vec<BriefLine>, Rejection> {
        let horizon = day::add_days(self.today, HORIZON).unwrap_or(self.today);
        let meeting =
            self.dossier.meetings.iter().filter_map(|row| row.day("day")).find(|on| *on >= self.today);
        let horizon = meeting.unwrap_or(horizon).max(horizon);
        let mut trainings = self.book.of(Kind::Training, self.dossier.relationship.id.id)?;
        trainings.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        let mut seen = HashSet::new();
        let mut lines = Vec::new();
        for row in trainings.iter().filter(|row| seen.insert(row.int("rule_id"))) {
            let rule =
                row.int("rule_id").map(|id| self.book.get(RecordId::new(Kind::Rule, id))).transpose()?;
            let Some(rule) = rule.flatten().filter(|rule| rule.str("state") == "in force") else { continue };
            let on = row.day("day").map(|on| self.short(on)).unwrap_or_default();
            let title = rule.str("title");
            let knows_it = self.dossier.rules.iter().any(|(accepted, of)| {
                of.id == rule.id
                    && accepted.str("state") == "agreed"
                    && accepted.int("rule_version") >= rule.int("version")
            });
            let untold =
                !knows_it && row.int("rule_version").is_some_and(|told| rule.int("version") > Some(told));
            let again = row.day("repeat_on").filter(|again| *again <= horizon);
            let since = || rule.day("since").map(|on| self.short(on)).unwrap_or_default();
            let said = match (row.str("understood"), again) {
                _ if untold => format!("{title}: a new version since {}, not told", since()),
                (word @ ("doubtful" | "no"), _) => format!("{title}: taught {on}, {}", understood(word)),
                (_, Some(again)) => format!("{title}: taught {on}, say it again by {}", self.short(again)),
                _ => continue,
            };
            lines.push(BriefLine::default().judged(State::Due, said).about(rule.id));
        }
        for (acceptance, rule) in
            self.dossier.rules.iter().filter(|(row, _)| !seen.contains(&row.int("rule_id")))
        {
            let title = rule.str("title");
            let is_old = acceptance.str("state") == "agreed"
                && acceptance.int("rule_version").is_some_and(|told| rule.int("version") > Some(told));
            let said = match acceptance.day("teach_by").filter(|by| *by <= horizon) {
                _ if rule.str("state") != "in force" => continue,
                _ if is_old => {
                    let since = rule.day("since").map(|on| self.short(on)).unwrap_or_default();
                    format!("{title}: a new version since {since}, not told")
                }
                Some(by) => format!("{title}: never taught, planned by {}", self.short(by)),
                None => continue,
            };
            lines.push(BriefLine::default().judged(State::Due, said).about(rule.id));
        }
        if self.dossier.gaps.contains(&"teaching") {
            lines.push(BriefLine::default().judged(State::Due, "no rule was ever taught"));
        }
        Ok(lines)
    }

    pub(super) fn exceptions(&mut self) {
        let lines = self.dossier.exceptions.iter().map(|row| {
            let why = first_line(row.str("why"));
            let line = BriefLine::text(format!("{}: {why}", row.str("what"))).about(row.id);
            match row.day("until") {
                Some(until) if until < self.today => {
                    line.judged(State::Broken, format!("ended {}, not decided", self.short(until)))
                }
                Some(until) => line.with(format!("until {}", self.short(until))),
                None => line.judged(State::Due, "no end"),
            }
        });
        let lines = lines.collect();
        self.put_or_none("Exceptions", lines);
    }
}
