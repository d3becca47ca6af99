//! Whom a client calls for what, what was decided, and what all of it taught.
//!
//! **Invariant:** a line of a role card that has ended is called no more and is told as such; nothing is left out.

use chrono::NaiveDate;

use super::{Book, name::short};
use crate::domain::{
    day,
    record::{Kind, RecordId, Row, Value},
    records::{decision, role},
    rejection::Rejection,
};

/// One line of a role card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLine {
    /// The record.
    pub record: RecordId,
    /// For what.
    pub topic: String,
    /// Whom, with the firm: `Dana Cole, Cole & Partners`.
    pub whom: String,
    /// The telephone to try first, when it is known.
    pub phone: Option<String>,
    /// The e-mail to try first, when it is known.
    pub email: Option<String>,
    /// When and how.
    pub how: String,
    /// Also when the advisor cannot be reached.
    pub in_emergency: bool,
    /// Why they can be called no more, as far as their own record says: ended, died.
    pub gone: Option<String>,
}

impl RoleLine {
    /// The line in words, without its topic.
    #[must_use]
    pub fn said(&self) -> String {
        let mut said = self.whom.clone();
        for more in [self.phone.as_deref().unwrap_or_default(), self.how.as_str()] {
            if !more.is_empty() {
                said.push_str(&format!(", {more}"));
            }
        }
        if self.in_emergency {
            said.push_str(", in an emergency too");
        }
        said
    }
}

/// The role card of a client and the decisions with him.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    /// The role card as it holds today.
    pub roles: Vec<RoleLine>,
    /// Decisions, the newest first; those that were corrected are left to the history.
    pub decisions: Vec<Row>,
}

/// What something taught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// When it was learned, when that is known.
    pub day: Option<NaiveDate>,
    /// Whose, short; empty for the practice's own.
    pub who: String,
    /// What it was about.
    pub about: String,
    /// What it taught.
    pub learned: String,
    /// The record.
    pub record: RecordId,
}

/// A decision in a line: the question, the choice, and what the client made of advice.
#[must_use]
pub fn said(row: &Row) -> String {
    let answer = row.fields.text("answer").map(|answer| format!("; they {}", answered(answer)));
    let came = row.fields.text("outcome").map(|outcome| format!("; came of it: {outcome}"));
    let asked = asked_and(row.str("question"), row.str("choice"));
    format!("{asked}{}{}", answer.unwrap_or_default(), came.unwrap_or_default())
}

/// What was asked and what was said to it: a question mark needs no colon after it.
#[must_use]
pub fn asked_and(asked: &str, said: &str) -> String {
    let mark = if asked.ends_with(['?', '.', '!']) { "" } else { ":" };
    format!("{asked}{mark} {said}")
}

/// `followed it in part`.
fn answered(answer: &str) -> &'static str {
    match answer {
        "followed" => "followed it",
        "partly" => "followed it in part",
        _ => "declined it",
    }
}

impl Book {
    /// The role card of a relationship as it holds today, and its decisions.
    pub fn decided(&self, relationship: i64) -> Result<Decided, Rejection> {
        let mut decisions = self.of(Kind::Decision, relationship)?;
        let corrected: Vec<i64> = decisions.iter().filter_map(|row| row.int("corrects_id")).collect();
        decisions.retain(|row| !corrected.contains(&row.id.id));
        decisions.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        Ok(Decided { roles: self.role_card(relationship)?, decisions })
    }

    /// The lines of a role card that hold today, in the order they were written.
    pub fn role_card(&self, relationship: i64) -> Result<Vec<RoleLine>, Rejection> {
        let mut lines = Vec::new();
        for row in self.of(Kind::Role, relationship)? {
            if role::holds(&row, self.today()) {
                lines.push(self.role_line(&row)?);
            }
        }
        Ok(lines)
    }

    fn role_line(&self, row: &Row) -> Result<RoleLine, Rejection> {
        let of = |kind: Kind, name: &str| -> Result<Option<Row>, Rejection> {
            row.int(name).map_or(Ok(None), |id| self.get(RecordId::new(kind, id)))
        };
        let (person, partner) = (of(Kind::Person, "person_id")?, of(Kind::Relationship, "partner_id")?);
        let names: Vec<&str> =
            [&person, &partner].into_iter().flatten().map(|row| short(row.str("name"))).collect();
        let died = person.as_ref().and_then(|row| row.day("died_on")).map(|_| "has died".to_owned());
        let ended =
            partner.as_ref().filter(|row| row.str("stage") == "ended").map(|_| "has ended".to_owned());
        let at_firm = match &partner {
            Some(partner) => self.members(partner.id.id)?,
            None => Vec::new(),
        };
        // One who is named is called; the firm's number is for where none of theirs is known.
        let own = |kind: &str| match &person {
            Some(person) => self.point_of(person.id.id, kind),
            None => Ok(None),
        };
        let phone = own("phone")?.or_else(|| at_firm.iter().find_map(|member| member.phone.clone()));
        let anyone = at_firm.into_iter().filter(|_| person.is_none()).find_map(|member| member.email);
        let email = own("email")?.or(anyone);
        Ok(RoleLine {
            record: row.id,
            topic: row.str("topic").to_owned(),
            whom: names.join(", "),
            phone,
            email,
            how: row.str("how").to_owned(),
            in_emergency: row.flag("emergency"),
            gone: died.or(ended),
        })
    }

    fn point_of(&self, person: i64, kind: &str) -> Result<Option<String>, Rejection> {
        let points = self.rows(Kind::ContactPoint, &[("person_id", Value::Int(person))])?;
        let mut fit: Vec<&Row> =
            points.iter().filter(|row| row.str("kind") == kind && !row.flag("do_not_use")).collect();
        fit.sort_by_key(|row| (!row.flag("preferred"), row.id));
        Ok(fit.first().map(|row| row.str("value").to_owned()))
    }

    /// What goals, expectations and decisions taught, the newest first.
    pub fn lessons(&self) -> Result<Vec<Lesson>, Rejection> {
        let mut lessons = Vec::new();
        for (kind, on) in [(Kind::Goal, "retired_on"), (Kind::Decision, "outcome_on")] {
            for row in self.rows(kind, &[])? {
                let Some(learned) = row.fields.text("learned") else { continue };
                let who = row.int("relationship_id").map(|id| self.short_name(id)).transpose()?;
                lessons.push(Lesson {
                    day: row.day(on),
                    who: who.unwrap_or_default(),
                    about: row.str(kind.spec().title).to_owned(),
                    learned: learned.to_owned(),
                    record: row.id,
                });
            }
        }
        self.learned_of_expectations(&mut lessons)?;
        lessons.sort_by(|a, b| b.day.cmp(&a.day).then(a.record.cmp(&b.record)));
        Ok(lessons)
    }

    /// What judging an expectation taught: each judgement stays with its own, the last one on the expectation too.
    fn learned_of_expectations(&self, lessons: &mut Vec<Lesson>) -> Result<(), Rejection> {
        for row in self.rows(Kind::Expectation, &[])? {
            let who = row.int("relationship_id").map(|id| self.short_name(id)).transpose()?;
            let who = who.unwrap_or_default();
            let of = [
                ("agreement", Value::from(Kind::Expectation.spec().table)),
                ("agreement_id", Value::Int(row.id.id)),
                ("what", Value::from("judged")),
            ];
            let judged = self.rows(Kind::AgreementEvent, &of)?;
            let mut taught: Vec<(Option<NaiveDate>, &str)> = judged
                .iter()
                .filter_map(|event| Some((event.day("day"), event.fields.text("evidence")?)))
                .collect();
            if let Some(learned) = row.fields.text("learned")
                && !taught.iter().any(|(_, known)| *known == learned)
            {
                taught.push((row.day("outcome_on"), learned));
            }
            lessons.extend(taught.into_iter().map(|(day, learned)| Lesson {
                day,
                who: who.clone(),
                about: row.str("title").to_owned(),
                learned: learned.to_owned(),
                record: row.id,
            }));
        }
        Ok(())
    }

    /// Advice that was declined or followed in part, the newest first, with what was said in a line each.
    pub(super) fn deviations(&self) -> Result<Vec<(RecordId, String)>, Rejection> {
        let mut rows = self.rows(Kind::Decision, &[])?;
        let corrected: Vec<i64> = rows.iter().filter_map(|row| row.int("corrects_id")).collect();
        rows.retain(|row| decision::is_deviation(row) && !corrected.contains(&row.id.id));
        rows.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        let mut told = Vec::new();
        for row in rows {
            let who = row.int("relationship_id").map(|id| self.short_name(id)).transpose()?;
            let on = row.day("day").map(|on| on.to_string()).unwrap_or_default();
            let how = if row.str("answer") == "partly" { "followed in part" } else { "declined" };
            let said = format!("{}: {}, {how} {on}", who.unwrap_or_default(), row.str("choice"));
            told.push((row.id, said));
        }
        Ok(told)
    }
}

/// A day as a lesson tells it.
#[must_use]
pub fn when(lesson: &Lesson, today: NaiveDate) -> String {
    lesson.day.map(|on| day::short(on, today)).unwrap_or_default()
}
