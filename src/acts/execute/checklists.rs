//! Checklists: started as follow-ups in one step, given up in one.
//!
//! **Invariant:** a template runs at most once at a time with a relationship; giving up drops what is open,
//! with the reason, and leaves what was done.

use super::{Act, Outcome, agreements::given_reason, count_of};
use crate::domain::{
    action::{ChecklistStep, Decision},
    record::{Fields, Kind, RecordId, Value},
    records::follow_up::is_finished,
    rejection::Rejection,
};

impl Act<'_, '_> {
    pub(super) fn start_checklist(
        &self,
        relationship: RecordId,
        (template, title): (&str, &str),
        steps: &[ChecklistStep],
    ) -> Outcome {
        let row = self.need(relationship, &[Kind::Relationship])?;
        if steps.is_empty() {
            return Err(Rejection::rule(
                "No step is ticked; there is nothing to start. Nothing was changed.",
            ));
        }
        for running in self.tx.of(Kind::Checklist, relationship.id)? {
            let same = running.str("template") == template && running.day("given_up_on").is_none();
            if same && self.open_steps(running.id)? > 0 {
                return Err(Rejection::rule(format!(
                    "{title} runs with {} already. Finish it or give it up first. Nothing was changed.",
                    row.str("name")
                )));
            }
        }
        let fields = Fields::new()
            .with("relationship_id", relationship.id)
            .with("template", template)
            .with("title", title)
            .with("started_on", self.today);
        let checklist = self.tx.insert(Kind::Checklist, &fields)?;
        let mut ids = vec![checklist];
        for step in steps {
            let fields = Fields::new()
                .with("title", step.title.as_str())
                .with("relationship_id", relationship.id)
                .with("kind", step.kind.as_str())
                .with("whose", step.whose.as_str())
                .with("due", step.due)
                .with("effort_minutes", step.minutes.map(i64::from));
            let id = self.put(Kind::FollowUp, &fields)?;
            let of = Fields::new().with("checklist_id", checklist.id).with("step", i64::from(step.step));
            self.tx.update(id, &of.with("origin", title))?;
            ids.push(id);
        }
        let many = count_of(steps.len(), "step", "steps");
        Ok((ids, format!("Started {title} with {}: {many}", self.who(Some(relationship.id))?)))
    }

    fn open_steps(&self, checklist: RecordId) -> Result<usize, Rejection> {
        let steps = self.tx.rows(Kind::FollowUp, &[("checklist_id", Value::Int(checklist.id))])?;
        Ok(steps.iter().filter(|row| !is_finished(row.str("state"))).count())
    }

    pub(super) fn give_up_checklist(&self, id: RecordId, reason: &str) -> Outcome {
        let row = self.need(id, &[Kind::Checklist])?;
        given_reason(reason)?;
        if row.day("given_up_on").is_some() {
            return Err(Rejection::rule(format!("{} is given up already.", self.called(&row)?)));
        }
        let (mut ids, mut dropped) = (vec![id], 0);
        for step in self.tx.rows(Kind::FollowUp, &[("checklist_id", Value::Int(id.id))])? {
            if is_finished(step.str("state")) {
                continue;
            }
            if step.str("kind") == "request" {
                self.decide(step.id, &Decision::Decline { told: false }, Some(reason))?;
            } else {
                self.drop_items(&[step.id], reason)?;
            }
            ids.push(step.id);
            dropped += 1;
        }
        let fields = Fields::new().with("given_up_on", self.today).with("reason", reason.trim());
        self.tx.update(id, &fields)?;
        let many = count_of(dropped, "step", "steps");
        Ok((ids, format!("Gave up {}: {many} dropped", self.called(&row)?)))
    }
}
