//! Requests, the third move, and what went wrong.
//!
//! **Invariant:** out of scope is always by a named rule; every way that puts off or declines keeps its reason.

use chrono::{Months, NaiveDate};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{
    follow_ups::{one, stored},
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::requests::{Answer as Timely, Asked},
    domain::{
        action::{Action, Beyond, Decision, Third as Way},
        day,
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Word {
    /// A promise with a date, now
    Do,
    /// For later
    Schedule,
    /// Until a date
    BackBurner,
    /// Kindly, with a reason
    Decline,
    /// Out of scope as things are: a task says what would change
    Terms,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScopeWord {
    /// It is what we do
    In,
    /// A rule puts it out
    Out,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Decide {
    /// Which request
    #[arg(value_name = "ID")]
    item: String,
    /// What was decided
    #[arg(value_name = "DECISION")]
    decision: Word,
    /// By when, for when or until when
    #[arg(long, aliases = ["due", "on", "by"], value_name = "DATE")]
    until: Option<String>,
    /// They know
    #[arg(long)]
    told: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// In or out of scope; what is out and done is an exception to the rule
    #[arg(long, value_enum, value_name = "SCOPE")]
    scope: Option<ScopeWord>,
    /// The rule that says so, by id or by a unique part of its title
    #[arg(long, value_name = "RULE")]
    rule: Option<String>,
    /// What the exception allows; the request's own words when left. It stands in their charter with the reason
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
    /// Until when the exception holds
    #[arg(long, value_name = "DATE")]
    exception_until: Option<String>,
    /// What finished means to them
    #[arg(long, value_name = "TEXT")]
    done_when: Option<String>,
    /// What went wrong with it
    #[arg(long, value_name = "TEXT")]
    wrong: Option<String>,
}

impl Decide {
    /// Decides a request.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let item = one(session, &self.item)?;
        let rule = match &self.rule {
            Some(rule) => Some(session.record(Kind::Rule, rule)?.id),
            None => None,
        };
        let mut fields = Fields::new();
        for (name, text) in [("done_when", &self.done_when), ("went_wrong", &self.wrong)] {
            if let Some(text) = text {
                let value = session.named_field(Kind::FollowUp, name, text)?;
                fields.set(name, value);
            }
        }
        let act = self.act(session, item, rule, &mut fields)?;
        if fields.is_empty() {
            return session.act(&act);
        }
        session.act(&Action::Several {
            acts: vec![Action::Edit { targets: vec![item], fields, seen: None }, act],
        })
    }

    fn act(
        &self,
        session: &Session,
        item: RecordId,
        rule: Option<RecordId>,
        fields: &mut Fields,
    ) -> Result<Action, Rejection> {
        let until = self.until.as_deref().map(|day| session.day(day)).transpose()?;
        let dated = || until.ok_or_else(|| Rejection::ambiguous("Say by when with --until DATE."));
        let out = self.scope == Some(ScopeWord::Out) || self.decision == Word::Terms;
        if out && rule.is_none() {
            return Err(Rejection::ambiguous("Name the rule that puts it out of scope with --rule RULE."));
        }
        if rule.is_some() && self.scope.is_none() && !out {
            return Err(Rejection::ambiguous(
                "Say with --scope in or --scope out what that rule makes of it.",
            ));
        }
        let told = self.told;
        match self.decision {
            Word::Decline if until.is_some() => {
                return Err(Rejection::ambiguous("What is declined has no date. Leave --until out."));
            }
            Word::Do | Word::Terms if told => {
                return Err(Rejection::ambiguous("--told goes with schedule, back-burner and decline."));
            }
            _ => {}
        }
        let beyond = |way: Beyond, rule: RecordId| Action::Beyond {
            item,
            rule,
            way,
            reason: self.reason.clone().unwrap_or_default(),
        };
        if let (true, Some(rule)) = (out, rule) {
            match self.decision {
                Word::Do => {
                    let until = self.exception_until.as_deref().map(|day| session.day(day)).transpose()?;
                    let what = self.what.clone().unwrap_or_default();
                    return Ok(beyond(Beyond::Exception { what, until, due: dated()? }, rule));
                }
                Word::Terms => return Ok(beyond(Beyond::Terms { due: dated()? }, rule)),
                Word::Decline => return Ok(beyond(Beyond::Decline { told }, rule)),
                Word::Schedule | Word::BackBurner => {}
            }
        }
        if let Some(scope) = self.scope {
            fields.set("scope", if scope == ScopeWord::In { "in" } else { "out" });
            fields.set("scope_rule_id", rule.map(|rule| rule.id));
        }
        let decision = match self.decision {
            Word::Do => Decision::Do { due: dated()? },
            Word::Schedule => Decision::Schedule { due: dated()?, told },
            Word::BackBurner => Decision::BackBurner { until: dated()?, told },
            Word::Decline | Word::Terms => Decision::Decline { told },
        };
        Ok(Action::Decide { item, decision, reason: self.reason.clone() })
    }
}

#[derive(Debug, Clone, Args)]
pub(super) struct Told {
    /// Which requests
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
}

impl Told {
    /// Notes that they know what was decided.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let items = stored(session, &self.items)?;
        session.act(&Action::Told { items })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ThirdWord {
    /// Do it now
    Now,
    /// A new date, agreed with them
    Renegotiate,
    /// Drop it; a promise or request is declined
    Drop,
    /// Move it all the same
    Keep,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Third {
    /// Which
    #[arg(value_name = "ID")]
    item: String,
    /// What becomes of it
    #[arg(value_name = "WAY")]
    way: ThirdWord,
    /// The new date
    #[arg(long, aliases = ["due", "to", "on"], value_name = "DATE")]
    until: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Third {
    /// Settles a third move.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let item = one(session, &self.item)?;
        let until = self.until.as_deref().map(|day| session.day(day)).transpose()?;
        let dated = || until.ok_or_else(|| Rejection::ambiguous("Say for when with --until DATE."));
        let way = match self.way {
            ThirdWord::Now => Way::Now,
            ThirdWord::Renegotiate => Way::Renegotiate { due: dated()? },
            ThirdWord::Drop => Way::Drop,
            ThirdWord::Keep => Way::Keep { due: dated()? },
        };
        session.act(&Action::Third { item, way, reason: self.reason })
    }
}

#[derive(Debug, Clone, Args)]
pub(super) struct Batched {
    /// Which
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
    /// Take the mark away
    #[arg(long)]
    not: bool,
}

impl Batched {
    /// Marks small things.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let items = stored(session, &self.items)?;
        session.act(&Action::Small { items, small: !self.not })
    }
}

#[derive(Debug, Clone, Args)]
pub(super) struct Requests {
    /// Asked since; a year when left
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Only those that had no answer in time
    #[arg(long)]
    late: bool,
}

fn since(session: &Session, typed: Option<&str>) -> Result<NaiveDate, Rejection> {
    match typed {
        Some(day) => session.past(Some(day)),
        None => Ok(session.today().checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN)),
    }
}

impl Requests {
    /// Lists requests with what was decided, why, and how soon they had an answer.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let since = since(session, self.since.as_deref())?;
        let today = session.today();
        let mut all = session.book()?.requests_since(since)?;
        let in_time = all.iter().filter(|asked| asked.answer == Timely::InTime).count();
        let late = all.iter().filter(|asked| asked.answer == Timely::Late).count();
        let asked_in_all = all.len();
        if self.late {
            all.retain(|asked| asked.answer == Timely::Late);
        }
        let mut scopes = Vec::new();
        for asked in &all {
            scopes.push(session.book()?.scope_said(&asked.row)?);
        }
        let cells = all.iter().zip(&scopes).map(|(asked, scope)| {
            let on = asked.row.day("asked_on").map(|on| day::short(on, today)).unwrap_or_default();
            let how = asked.how.as_ref().map(|how| format!(", {how}")).unwrap_or_default();
            vec![
                asked.row.id.to_string(),
                session.format.cell(&asked.who, 20),
                session.format.cell(asked.row.str("title"), 40),
                format!("{on}{how}"),
                session.format.cell(&asked.decision_said(), 60),
                session.format.cell(scope, 40),
                asked.answer_said(),
            ]
        });
        let header = ["id", "for", "asked", "when and how", "decided", "scope", "answer"];
        let text = if all.is_empty() {
            "No request.".to_owned()
        } else {
            table(session.format, &header, cells.collect())
        };
        let promised = session.book()?.practice()?.answer_days;
        let answer = Answer::new(
            text,
            json!({
                "since": since,
                "answer_days": promised,
                "asked": asked_in_all,
                "in_time": in_time,
                "late": late,
                "requests": all.iter().zip(&scopes).map(|(asked, scope)| of(asked, scope)).collect::<Vec<_>>(),
            }),
        );
        let days =
            if promised == 1 { "1 working day".to_owned() } else { format!("{promised} working days") };
        Ok(answer.noting(format!("{asked_in_all} asked, {in_time} answered within {days}, {late} late.")))
    }
}

fn of(asked: &Asked, scope: &str) -> serde_json::Value {
    let row = &asked.row;
    json!({
        "id": row.id,
        "client": asked.who,
        "what": row.str("title"),
        "asked_on": row.fields.text("asked_on"),
        "how": asked.how,
        "decision": row.fields.text("decision"),
        "reason": row.fields.text("reason"),
        "scope": scope,
        "done_when": row.fields.text("done_when"),
        "answered_on": row.fields.text("answered_on"),
        "answer_days": asked.days,
        "answered_in_time": match asked.answer {
            Timely::InTime => Some(true),
            Timely::Late => Some(false),
            Timely::Waiting | Timely::Unknown => None,
        },
        "told": row.flag("told"),
        "state": row.str("state"),
    })
}

#[derive(Debug, Clone, Args)]
pub(super) struct Errors {}

impl Errors {
    /// Lists what went wrong.
    pub(super) fn run(session: &mut Session) -> Result<Answer, Rejection> {
        let all = session.book()?.errors()?;
        let today = session.today();
        let cells = all.iter().map(|(who, row)| {
            let on = row.day("finished_on").map(|on| day::short(on, today)).unwrap_or_default();
            vec![
                row.id.to_string(),
                session.format.cell(who, 20),
                session.format.cell(row.str("title"), 40),
                on,
                row.str("went_wrong").to_owned(),
            ]
        });
        let header = ["id", "for", "what", "finished", "went wrong"];
        let text = if all.is_empty() {
            "Nothing.".to_owned()
        } else {
            table(session.format, &header, cells.collect())
        };
        let rows = all.iter().map(|(who, row)| {
            json!({ "id": row.id, "client": who, "what": row.str("title"), "went_wrong": row.str("went_wrong"),
                    "finished_on": row.fields.text("finished_on") })
        });
        Ok(Answer::new(text, json!({ "count": all.len(), "errors": rows.collect::<Vec<_>>() })))
    }
}
