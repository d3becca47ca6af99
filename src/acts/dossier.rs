//! Everything about one relationship on one page, and the short form beside a list.
//!
//! **Invariant:** it reads one relationship's rows by index; nothing in it grows with the book.

mod filled;
mod moments;

use std::collections::HashMap;

use chrono::NaiveDate;

pub use self::filled::filled;
pub use super::measured::{is_met, measured, wanted};
use super::{Book, documents::DocumentLine, duplicates::BeforeSplit, standing::ClientLine};
use super::{measured::as_agreed, measures::OnItsWay};
use crate::domain::{
    checklist::Progress,
    day,
    record::{Kind, RecordId, Row, Value},
    records::{expectation::is_yardstick, follow_up::is_finished, talk::understood},
    rejection::Rejection,
};

/// A member or another person of a relationship.
#[derive(Debug, Clone)]
pub struct Member {
    /// The person.
    pub person: Row,
    /// Their role in it.
    pub role: String,
    /// Age today, when the year of birth is known.
    pub age: Option<i32>,
    /// The telephone to try first.
    pub phone: Option<String>,
    /// The e-mail to try first.
    pub email: Option<String>,
    /// All contact points.
    pub points: Vec<Row>,
}

/// One line of the timeline.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The day it happened.
    pub day: NaiveDate,
    /// `call in`, `promise`, `agreed`, `talk`.
    pub what: String,
    /// What was said or done.
    pub text: String,
    /// The record behind it.
    pub record: RecordId,
    /// Whether it counts as contact or is a record of ours; voicemails and drops are muted.
    pub quiet: bool,
}

/// The agreed yardstick as it stands.
#[derive(Debug, Clone)]
pub struct Yardstick {
    /// The expectation of topic success.
    pub expectation: Row,
    /// Its measure.
    pub measure: Row,
    /// `plan funded, 95 % or more`.
    pub wanted: String,
    /// `97 % on 1 Nov`, when there is a reading.
    pub now: Option<String>,
    /// Whether the last reading meets the target, when both are known.
    pub met: Option<bool>,
    /// The newest talk that ruled something out.
    pub talk: Option<Row>,
}

/// Everything about one relationship.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The relationship.
    pub relationship: Row,
    /// Its standing, cadence and tags.
    pub line: ClientLine,
    /// Persons, head first.
    pub members: Vec<Member>,
    /// The newest first.
    pub timeline: Vec<Moment>,
    /// How many moments there are in all.
    pub moments: usize,
    /// Goals not retired.
    pub goals: Vec<Row>,
    /// Expectations not retired.
    pub expectations: Vec<Row>,
    /// Accepted rules: the acceptance and its rule.
    pub rules: Vec<(Row, Row)>,
    /// Exceptions in force.
    pub exceptions: Vec<Row>,
    /// Breaches without an answer.
    pub breaches: Vec<Row>,
    /// Open follow-ups, by due date.
    pub follow_ups: Vec<Row>,
    /// Checklists that run, the newest first.
    pub checklists: Vec<Progress>,
    /// Measures.
    pub measures: Vec<Row>,
    /// Meetings ahead.
    pub meetings: Vec<Row>,
    /// When each of them is, here and with them: `Fri 4 Dec 10:00, 19:00 in Zurich`.
    pub hours: Vec<String>,
    /// How far their clock is from here: `9 hours ahead of you, Europe/Zurich`; none where it is the same.
    pub hours_away: Option<String>,
    /// Life events not decided.
    pub life_events: Vec<Row>,
    /// Fields of the user's own.
    pub fields: Vec<Row>,
    /// Where the goals and expectations in force are by their readings.
    pub ways: HashMap<RecordId, OnItsWay>,
    /// Whom they call for what, and what was decided.
    pub decided: super::decided::Decided,
    /// What was never done.
    pub gaps: Vec<&'static str>,
    /// The yardstick.
    pub yardstick: Option<Yardstick>,
    /// How often they ask about an index, and whether it falls; none when they never did, or in brief.
    pub often: Option<String>,
    /// The last real contact.
    pub last: Option<Row>,
    /// Their documents, the newest first.
    pub documents: Vec<DocumentLine>,
    /// What was before they came out of another household.
    pub before: Option<BeforeSplit>,
    /// What holds their records where they are gone or held: `kept until Wed 31 Dec 2031`.
    pub kept: Option<String>,
}

impl Dossier {
    /// Open promises by us or by them.
    #[must_use]
    pub fn promises(&self, whose: &str) -> Vec<&Row> {
        self.follow_ups
            .iter()
            .filter(|row| row.str("kind") == "promise" && row.str("whose") == whose)
            .collect()
    }

    /// The person to ring: the head's telephone, else the first there is.
    #[must_use]
    pub fn reach(&self) -> Option<(&Member, &str)> {
        self.members.iter().find_map(|member| member.phone.as_deref().map(|phone| (member, phone)))
    }
}

impl Book {
    /// Everything about one relationship; none when it is gone.
    pub fn dossier(&self, relationship: i64) -> Result<Option<Dossier>, Rejection> {
        let Some(mut dossier) = self.dossier_in_brief(relationship)? else { return Ok(None) };
        (dossier.timeline, dossier.moments) = self.timeline(relationship, 60)?;
        dossier.before = self.before_split(relationship)?;
        dossier.kept = self.kept_said(&dossier.relationship)?;
        dossier.often = self.asked_often(relationship)?;
        Ok(Some(dossier))
    }

    /// The same without the timeline, for what stands beside a list; none when it is gone.
    pub fn dossier_in_brief(&self, relationship: i64) -> Result<Option<Dossier>, Rejection> {
        let db = self.db();
        let id = RecordId::new(Kind::Relationship, relationship);
        let (Some(row), Some(line)) = (db.get(id)?, self.standing_of(relationship)?) else { return Ok(None) };
        let alive =
            |rows: Vec<Row>| rows.into_iter().filter(|row| row.str("state") != "retired").collect::<Vec<_>>();
        let mut rules = Vec::new();
        for acceptance in alive(db.of(Kind::Acceptance, relationship)?) {
            if let Some(rule) = acceptance.int("rule_id")
                && let Some(rule) = db.get(RecordId::new(Kind::Rule, rule))?
            {
                rules.push((acceptance, rule));
            }
        }
        let mut follow_ups = db.rows(
            Kind::FollowUp,
            &[("relationship_id", Value::Int(relationship)), ("finished_on", Value::Null)],
        )?;
        follow_ups.retain(|row| !is_finished(row.str("state")));
        follow_ups.sort_by_key(|row| (row.day("due").is_none(), row.day("due"), row.id));
        let today = self.today();
        let mut meetings = db.of(Kind::Meeting, relationship)?;
        meetings.retain(|row| crate::domain::records::meeting::is_ahead(row.str("state")));
        meetings.sort_by_key(|row| (row.day("day"), row.id));
        let mut exceptions = db.of(Kind::Exception, relationship)?;
        exceptions.retain(|row| row.day("ended_on").is_none_or(|ended| ended > today));
        let mut breaches = db.of(Kind::Breach, relationship)?;
        breaches.retain(|row| row.str("answer") == "open");
        let mut life_events = db.of(Kind::LifeEvent, relationship)?;
        life_events.retain(|row| row.day("decided_on").is_none());
        let mut checklists = super::checklists::of(&db, relationship)?;
        checklists.retain(|progress| !progress.is_over());
        let last = db.last_contact(relationship)?.map(|(_, id)| RecordId::new(Kind::Interaction, id));
        let last = last.map(|id| db.get(id)).transpose()?.flatten();
        Ok(Some(Dossier {
            line,
            members: self.members(relationship)?,
            timeline: Vec::new(),
            moments: 0,
            goals: alive(db.of(Kind::Goal, relationship)?),
            expectations: alive(db.of(Kind::Expectation, relationship)?),
            rules,
            exceptions,
            breaches,
            checklists,
            follow_ups,
            measures: db.of(Kind::Measure, relationship)?,
            hours: meetings.iter().map(|row| self.meeting_when(row)).collect(),
            hours_away: row
                .fields
                .text("time_zone")
                .and_then(|zone| super::meeting_time::ahead(zone, today, self.clock())),
            meetings,
            life_events,
            fields: db.of(Kind::CustomField, relationship)?,
            ways: self.ways_of(relationship)?,
            gaps: db.gaps_of(relationship)?,
            decided: self.decided(relationship)?,
            yardstick: self.yardstick(relationship)?,
            last,
            often: None,
            before: None,
            kept: None,
            documents: self.documents_of(relationship)?,
            relationship: row,
        }))
    }

    /// The persons of a relationship, head first.
    pub fn members(&self, relationship: i64) -> Result<Vec<Member>, Rejection> {
        let today = self.today();
        let mut members = Vec::new();
        for (membership, person) in self.db().members(relationship)? {
            let points = self.db().rows(Kind::ContactPoint, &[("person_id", Value::Int(person.id.id))])?;
            let first = |kind: &str| {
                let mut fit: Vec<&Row> =
                    points.iter().filter(|row| row.str("kind") == kind && !row.flag("do_not_use")).collect();
                fit.sort_by_key(|row| (!row.flag("preferred"), row.id));
                fit.first().map(|row| row.str("value").to_owned())
            };
            let born =
                person.fields.text("birth_date").and_then(|text| text.parse::<day::PartialDate>().ok());
            members.push(Member {
                role: membership.str("role").to_owned(),
                age: born.and_then(|born| born.age_on(today)),
                phone: first("phone"),
                email: first("email"),
                points,
                person,
            });
        }
        Ok(members)
    }

    /// The yardstick in force: the measure of the agreed expectation of topic success.
    pub fn yardstick(&self, relationship: i64) -> Result<Option<Yardstick>, Rejection> {
        let db = self.db();
        let all = db.of(Kind::Expectation, relationship)?;
        let Some(expectation) = all.into_iter().find(is_yardstick) else { return Ok(None) };
        let measure = db.need(RecordId::new(Kind::Measure, expectation.int("measure_id").unwrap_or(0)))?;
        let measure = as_agreed(db, &expectation, &measure)?;
        let reading = db.last_reading(measure.id.id)?;
        let now = reading.as_ref().map(|reading| {
            let on = reading.day("day").map(|on| day::short(on, self.today())).unwrap_or_default();
            format!("{} on {on}", measured(&measure, reading.int("value").unwrap_or(0)))
        });
        let met = reading.as_ref().and_then(|reading| is_met(&measure, reading.int("value")?));
        let mut talks = db.of(Kind::Talk, relationship)?;
        talks.sort_by_key(|row| (row.day("day"), row.id));
        let talk = talks.into_iter().rev().find(|row| row.flag("rules_out"));
        Ok(Some(Yardstick { wanted: wanted(&measure), expectation, measure, now, met, talk }))
    }

    /// What happened with a relationship, newest first: at most `limit` contacts with what belongs to
    /// their time, and how many moments there are in all.
    pub fn timeline(&self, relationship: i64, limit: i64) -> Result<(Vec<Moment>, usize), Rejection> {
        self.timeline_until(relationship, None, limit)
    }

    /// The same of the time up to a day, when one is named.
    pub(super) fn timeline_until(
        &self,
        relationship: i64,
        until: Option<NaiveDate>,
        limit: i64,
    ) -> Result<(Vec<Moment>, usize), Rejection> {
        let db = self.db();
        let mut moments = Vec::new();
        for row in db.interactions_of(relationship, until, limit)? {
            moments.extend(Self::contact_moment(&row));
        }
        for row in db.of(Kind::AgreementEvent, relationship)? {
            if matches!(row.str("what"), "drafted" | "judged") {
                continue;
            }
            let text = self.agreement_said(&row)?;
            let what = if row.str("what") == "contradicted" { "against" } else { row.str("what") };
            push(&mut moments, &row, "day", what, text, false);
        }
        for row in db.of(Kind::Talk, relationship)? {
            let text = format!("not {}; {}", row.str("compared_with"), understood(row.str("understood")));
            push(&mut moments, &row, "day", "talk", text, false);
        }
        for row in db.of(Kind::Training, relationship)? {
            let rule = row.int("rule_id").map(|id| RecordId::new(Kind::Rule, id));
            let title =
                rule.map(|id| db.get(id)).transpose()?.flatten().map(|rule| rule.str("title").to_owned());
            let text = format!("{}; {}", title.unwrap_or_default(), understood(row.str("understood")));
            push(&mut moments, &row, "day", "taught", text, false);
        }
        for row in db.of(Kind::Reading, relationship)? {
            let measure = row.int("measure_id").map(|id| RecordId::new(Kind::Measure, id));
            if let Some(measure) = measure.map(|id| db.get(id)).transpose()?.flatten() {
                let text =
                    format!("{} {}", measure.str("name"), measured(&measure, row.int("value").unwrap_or(0)));
                push(&mut moments, &row, "day", "reading", text, false);
            }
        }
        for (kind, what) in
            [(Kind::Exception, "exception"), (Kind::Breach, "breach"), (Kind::LifeEvent, "life event")]
        {
            for row in db.of(kind, relationship)? {
                let text = if row.str("what").is_empty() {
                    format!("{}: {}", row.str("kind"), row.str("note"))
                } else {
                    row.str("what").to_owned()
                };
                push(&mut moments, &row, "day", what, text, false);
            }
        }
        for row in db.of(Kind::Decision, relationship)? {
            push(&mut moments, &row, "day", row.str("kind"), super::decided::said(&row), false);
        }
        for row in db.of(Kind::DailyReview, relationship)? {
            push(&mut moments, &row, "day", "one by one", Self::reexamined_said(&row), false);
        }
        for row in db.of(Kind::Meeting, relationship)? {
            moments.extend(self.meeting_moment(&row));
        }
        for row in db.of(Kind::FollowUp, relationship)? {
            self.follow_up_moments(&row, &mut moments);
        }
        moments.retain(|moment| until.is_none_or(|until| moment.day <= until));
        moments.sort_by(|a, b| b.day.cmp(&a.day).then(b.record.cmp(&a.record)));
        let contacts = moments.iter().filter(|moment| moment.record.kind == Kind::Interaction).count();
        let all = usize::try_from(db.interaction_count(relationship, until)?).unwrap_or(0);
        let total = moments.len() - contacts + all;
        Ok((moments, total))
    }

    /// What an event of an agreement was about, in words.
    fn agreement_said(&self, event: &Row) -> Result<String, Rejection> {
        let kind = match event.str("agreement") {
            "goal" => Kind::Goal,
            "expectation" => Kind::Expectation,
            _ => Kind::Acceptance,
        };
        let id = RecordId::new(kind, event.int("agreement_id").unwrap_or(0));
        let row = self.get(id)?;
        let title = match (&row, kind) {
            (Some(row), Kind::Acceptance) => {
                let rule = row.int("rule_id").map(|id| RecordId::new(Kind::Rule, id));
                rule.map(|id| self.get(id))
                    .transpose()?
                    .flatten()
                    .map(|rule| rule.str("title").to_owned())
                    .unwrap_or_default()
            }
            (Some(row), _) => row.str(kind.spec().title).to_owned(),
            (None, _) => String::new(),
        };
        let how = event.fields.text("how").map(|how| format!(", {how}")).unwrap_or_default();
        let why = event.fields.text("reason").map(|why| format!(": {why}")).unwrap_or_default();
        Ok(format!("{title}{how}{why}"))
    }
}

fn push(moments: &mut Vec<Moment>, row: &Row, day: &str, what: &str, text: String, quiet: bool) {
    if let Some(day) = row.day(day) {
        moments.push(Moment { day, what: what.to_owned(), text, record: row.id, quiet });
    }
}
