//! Requests: do, schedule, back burner, decline; and those that a rule puts out of scope.
//!
//! **Invariant:** the first answer they have is dated once; out of scope is always by a named rule, and a
//! decline that follows from it names the rule in its reason.

use chrono::NaiveDate;

use crate::{
    acts::execute::{Act, Outcome, agreements::given_reason, clip},
    domain::{
        action::{Beyond, Decision},
        record::{Fields, Kind, RecordId, Row, Value},
        rejection::{Instead, Rejection},
    },
};

/// The request among the chosen rows, which is one.
fn asked(rows: &[Row]) -> Result<&Row, Rejection> {
    let row = rows.first().ok_or_else(|| Rejection::rule("No request was chosen."))?;
    if row.str("kind") == "request" {
        return Ok(row);
    }
    let said =
        format!("Only requests are decided; this is a {}. Finish it, move it or drop it.", row.str("kind"));
    Err(Rejection::rule(said).instead(Instead::Finish(row.id)))
}

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn decide(
        &self,
        id: RecordId,
        decision: &Decision,
        reason: Option<&str>,
    ) -> Outcome {
        let rows = self.open_items(&[id])?;
        let row = asked(&rows)?;
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let mut fields =
            Fields::new().with("decided_on", self.today).with("reason", reason.map(ToOwned::to_owned));
        fields.set("snoozed_until", Value::Null);
        fields.set("waiting_on", Value::Null);
        fields.set("waiting_since", Value::Null);
        fields.set("ask_again_on", Value::Null);
        let ahead = |due: NaiveDate| {
            if due < self.today {
                Err(Rejection::field("due", "That day is past. Type one to come."))
            } else {
                Ok(())
            }
        };
        let said = match decision {
            Decision::Do { due } => {
                ahead(*due)?;
                fields.set("decision", "do");
                fields.set("state", "open");
                fields.set("due", *due);
                format!("do, by {}", self.on(*due))
            }
            Decision::Schedule { due, told } => {
                ahead(*due)?;
                fields.set("decision", "schedule");
                fields.set("state", "open");
                fields.set("due", *due);
                fields.set("told", *told);
                format!("scheduled for {}", self.on(*due))
            }
            Decision::BackBurner { until, told } => {
                ahead(*until)?;
                fields.set("decision", "back burner");
                fields.set("state", "back burner");
                fields.set("back_burner_until", *until);
                fields.set("told", *told);
                format!("back burner until {}", self.on(*until))
            }
            Decision::Decline { told } => {
                given_reason(reason.unwrap_or(""))?;
                fields.set("decision", "decline");
                fields.set("state", "declined");
                fields.set("finished_on", self.today);
                fields.set("told", *told);
                "declined".to_owned()
            }
        };
        self.answers(row, &mut fields);
        self.tx.update(id, &fields)?;
        let why = reason.map(|reason| format!(" ({})", clip(reason))).unwrap_or_default();
        Ok((vec![id], format!("Decided: {}: {said}{why}", self.called(row)?)))
    }

    /// Dates the first answer they have: a promise made, or a decision they were told.
    fn answers(&self, row: &Row, fields: &mut Fields) {
        let knows = fields.text("decision") == Some("do") || fields.flag("told");
        if knows && row.day("answered_on").is_none() {
            fields.set("answered_on", self.today);
        }
    }

    pub(in crate::acts::execute) fn told(&self, ids: &[RecordId]) -> Outcome {
        let mut rows = Vec::new();
        for id in ids {
            let row = self.need(*id, &[Kind::FollowUp])?;
            if row.str("kind") != "request" || row.day("decided_on").is_none() {
                return Err(Rejection::rule(format!(
                    "{} is not decided yet; there is nothing to tell. Nothing was changed.",
                    self.called(&row)?
                )));
            }
            let mut fields = Fields::new().with("told", true);
            self.answers(&row, &mut fields);
            self.tx.update(*id, &fields)?;
            rows.push(row);
        }
        Ok((ids.to_vec(), format!("They know now: {}", self.called_all(&rows, "requests")?)))
    }

    pub(in crate::acts::execute) fn beyond(
        &self,
        id: RecordId,
        rule: RecordId,
        way: &Beyond,
        reason: &str,
    ) -> Outcome {
        let rows = self.open_items(&[id])?;
        let row = asked(&rows)?;
        let rule = self.need(rule, &[Kind::Rule])?;
        given_reason(reason)?;
        let (title, reason) = (rule.str("title").to_owned(), reason.trim());
        let scope = Fields::new().with("scope", "out").with("scope_rule_id", rule.id.id);
        self.tx.update(id, &scope)?;
        match way {
            Beyond::Decline { told } => {
                let why = format!("Out of scope by \u{201C}{title}\u{201D}: {reason}");
                self.decide(id, &Decision::Decline { told: *told }, Some(&why))
            }
            Beyond::Exception { what, until, due } => {
                self.by_exception(row, &rule, (what, reason), (*until, *due))
            }
            Beyond::Terms { due } => self.by_terms(row, &title, reason, *due),
        }
    }

    /// An exception is kept with the rule, and what they asked for is promised.
    fn by_exception(
        &self,
        row: &Row,
        rule: &Row,
        (what, why): (&str, &str),
        (until, due): (Option<NaiveDate>, NaiveDate),
    ) -> Outcome {
        let whose = row.int("relationship_id").ok_or_else(|| {
            Rejection::rule(
                "An exception is made for a client; this request belongs to none. Nothing was changed.",
            )
        })?;
        let what = if what.trim().is_empty() { row.str("title") } else { what.trim() };
        let fields = Fields::new()
            .with("relationship_id", whose)
            .with("rule_id", rule.id.id)
            .with("what", what)
            .with("why", why)
            .with("until", until)
            .with("day", self.today);
        let exception = self.put(Kind::Exception, &fields)?;
        let reason = format!("By exception to \u{201C}{}\u{201D}: {why}", rule.str("title"));
        self.decide(row.id, &Decision::Do { due }, Some(&reason))?;
        self.tx.update(row.id, &Fields::new().with("exception_id", exception.id))?;
        let said = format!("Exception made, promised for {}: {}", self.on(due), self.called(row)?);
        Ok((vec![row.id, exception], said))
    }

    /// The request waits for other terms; a task says what would change.
    fn by_terms(&self, row: &Row, rule: &str, what: &str, due: NaiveDate) -> Outcome {
        if due < self.today {
            return Err(Rejection::field("due", "That day is past. Type one to come."));
        }
        let fields = Fields::new()
            .with("title", format!("Terms: {what}"))
            .with("relationship_id", row.int("relationship_id"))
            .with("person_id", row.int("person_id"))
            .with("kind", "task")
            .with("due", due)
            .with("notes", format!("They asked: {}. Out of scope by the rule: {rule}.", row.str("title")));
        let task = self.put(Kind::FollowUp, &fields)?;
        self.tx.update(task, &Fields::new().with("origin", row.id.to_string()))?;
        let waits = Fields::new()
            .with("state", "waiting")
            .with("waiting_on", "a change of terms")
            .with("waiting_since", self.today)
            .with("ask_again_on", due)
            .with("snoozed_until", Value::Null)
            .with("reason", what);
        self.tx.update(row.id, &waits)?;
        let said = format!("Terms to change by {}: {}; the request waits", self.on(due), clip(what));
        Ok((vec![row.id, task], said))
    }
}
