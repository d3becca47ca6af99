//! Goals besides their shared life: with their measures in one step, and in conflict with each other.
//!
//! **Invariant:** a goal and its measures come in one step and go in one.

use super::{
    Act, Outcome,
    agreements::{agree::Besides, targets::NewAim},
};
use crate::{
    acts::measured::{agreed_with, as_agreed, wanted},
    domain::{
        action::{Consent, GoalAct},
        filter::fold,
        measure_text::{self, MeasureText},
        number::Unit,
        record::{Fields, Kind, RecordId, Row, Value},
        rejection::{Instead, Rejection},
    },
};

impl Act<'_, '_> {
    pub(super) fn goal(&self, act: &GoalAct) -> Outcome {
        match act {
            GoalAct::Write { fields, measures } => self.write_goal(fields, measures),
            GoalAct::Change { goal, fields, measures, consent } => {
                self.change_goal(*goal, fields, measures, consent)
            }
            GoalAct::Correct { goal, fields, measures, seen } => {
                self.correct_goal(*goal, fields, measures, seen.as_ref())
            }
            GoalAct::Conflict { first, second } => self.conflict(*first, *second),
            GoalAct::Reconcile { goal } => self.reconcile(*goal),
        }
    }

    fn write_goal(&self, fields: &Fields, measures: &[String]) -> Outcome {
        let goal = self.put(Kind::Goal, fields)?;
        let row = self.tx.need(goal)?;
        let (mut ids, mut said) = (vec![goal], Vec::new());
        for line in measures.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
            let measure = self.measure_in_words(row.int("relationship_id").unwrap_or(0), line)?;
            let tie = Fields::new()
                .with("relationship_id", row.int("relationship_id"))
                .with("goal_id", goal.id)
                .with("measure_id", measure.id.id);
            self.put(Kind::AgreementMeasure, &tie)?;
            said.push(wanted(&measure));
            ids.push(measure.id);
        }
        let by = if said.is_empty() { String::new() } else { format!(", measured by {}", said.join("; ")) };
        Ok((ids, format!("Added goal: {}{by}{}", self.called(&row)?, self.said_past(&row))))
    }

    fn change_goal(
        &self,
        goal: RecordId,
        fields: &Fields,
        measures: &[String],
        consent: &Consent,
    ) -> Outcome {
        let row = self.need(goal, &[Kind::Goal, Kind::Expectation])?;
        if goal.kind == Kind::Expectation {
            return self.change_expectation(&row, fields, measures, consent);
        }
        let besides = self.measure_anew(&row, measures)?;
        self.change_besides(goal, fields, consent, &besides)
    }

    /// What tells whether an expectation is met is one measure; it is named by a line as that of a goal.
    fn change_expectation(
        &self,
        row: &Row,
        fields: &Fields,
        measures: &[String],
        consent: &Consent,
    ) -> Outcome {
        let [line] = measures else {
            return Err(Rejection::field("measured_by", "One measure tells whether it is met. Name one."));
        };
        let held = fields.int("measure_id").or(row.int("measure_id"));
        let held = held.map(|id| self.tx.need(RecordId::new(Kind::Measure, id))).transpose()?;
        let read = measure_text::read(line).ok();
        let is_held = |read: &&MeasureText| {
            held.as_ref().is_some_and(|held| fold(&read.name) == fold(held.str("name")))
        };
        let (mut fields, mut aims) = (fields.clone(), Vec::new());
        if let (Some(held), Some(read)) = (held.as_ref(), read.as_ref().filter(is_held)) {
            aims.extend(self.aim_anew(row, held, read)?);
        } else {
            let measure = self.measure_in_words(row.int("relationship_id").unwrap_or(0), line)?;
            fields.set("measure_id", measure.id.id);
        }
        let besides = if aims.is_empty() { Besides::Nothing } else { Besides::Measures(aims) };
        self.change_besides(row.id, &fields, consent, &besides)
    }

    /// Edits a goal that is not agreed yet, with what measures it.
    fn correct_goal(
        &self,
        goal: RecordId,
        fields: &Fields,
        measures: &[String],
        seen: Option<&Fields>,
    ) -> Outcome {
        let row = self.need(goal, &[Kind::Goal])?;
        if row.str("state") == "agreed" {
            let said = "This was agreed with them; what measures it does not change here. Change it with them: the old version stays readable.";
            return Err(Rejection::rule(said).instead(Instead::Change(goal)));
        }
        let edited = if fields.is_empty() { None } else { Some(self.edit(&[goal], fields, seen)?.1) };
        match (self.measure_anew(&row, measures)?, edited) {
            (Besides::Nothing, Some(edited)) => Ok((vec![goal], edited)),
            (Besides::Measures(_), Some(edited)) => Ok((vec![goal], format!("{edited}, measured anew"))),
            (_, None) => Ok((vec![goal], format!("Edited {}: measured anew", self.called(&row)?))),
        }
    }

    /// Ties a goal to what measures it from now on: a new target of a measure it has is that measure's, what is not
    /// named measures it no more and stays theirs.
    fn measure_anew(&self, goal: &Row, lines: &[String]) -> Result<Besides, Rejection> {
        let relationship = goal.int("relationship_id").unwrap_or(0);
        let ties = self.tx.rows(Kind::AgreementMeasure, &[("goal_id", Value::Int(goal.id.id))])?;
        let is_tied = |id: RecordId| ties.iter().any(|tie| tie.int("measure_id") == Some(id.id));
        let mut wanted: Vec<RecordId> = Vec::new();
        let (mut aims, mut is_tied_anew) = (Vec::new(), false);
        for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
            let theirs = self.tx.of(Kind::Measure, relationship)?;
            let read = measure_text::read(line).ok();
            let of_read =
                |row: &&Row| read.as_ref().is_some_and(|read| fold(&read.name) == fold(row.str("name")));
            let is_named = theirs.iter().any(|row| fold(row.str("name")) == fold(line));
            let held = theirs.iter().filter(|row| is_tied(row.id)).find(of_read).filter(|_| !is_named);
            let measure = match (held, read.as_ref()) {
                (Some(held), Some(read)) => {
                    aims.extend(self.aim_anew(goal, held, read)?);
                    held.id
                }
                _ => self.measure_in_words(relationship, line)?.id,
            };
            if wanted.contains(&measure) {
                continue;
            }
            if !is_tied(measure) {
                let tie = Fields::new()
                    .with("relationship_id", relationship)
                    .with("goal_id", goal.id.id)
                    .with("measure_id", measure.id);
                self.put(Kind::AgreementMeasure, &tie)?;
                is_tied_anew = true;
            }
            wanted.push(measure);
        }
        let dropped = ties.iter().filter(|tie| !wanted.iter().any(|id| tie.int("measure_id") == Some(id.id)));
        for tie in dropped {
            self.remove(tie.id)?;
            is_tied_anew = true;
        }
        let is_same = aims.is_empty() && !is_tied_anew;
        Ok(if is_same { Besides::Nothing } else { Besides::Measures(aims) })
    }

    /// Gives a measure of an agreement the target that was typed; its unit stays, for its readings are in it. What
    /// another agreement in force names keeps its own: the version of the one that was changed has the new target.
    fn aim_anew(&self, agreement: &Row, held: &Row, read: &MeasureText) -> Result<Option<NewAim>, Rejection> {
        let is_signed = matches!(read.unit, Unit::Percent | Unit::Money | Unit::YesNo);
        if is_signed && Unit::of(held.str("unit")) != Some(read.unit) {
            let said = format!("{} is read in {}. Type its target so.", held.str("name"), held.str("unit"));
            return Err(Rejection::field("measured_by", said));
        }
        let agreed = as_agreed(**self.tx, agreement, held)?;
        let differs =
            |row: &Row| row.int("target") != Some(read.target) || row.str("direction") != read.direction;
        let fields = Fields::new().with("target", read.target).with("direction", read.direction);
        let other = agreed_with(**self.tx, held.id, Some(agreement.id))?;
        match (other, agreement.str("state") == "agreed") {
            (None, _) if differs(held) => self.tx.update(held.id, &fields)?,
            // A draft has no version to keep a target of its own.
            (Some(_), false) if differs(held) => {
                let said = format!(
                    "{} is agreed with them elsewhere. Type its name alone, or another name.",
                    wanted(held)
                );
                return Err(Rejection::field("measured_by", said));
            }
            _ => {}
        }
        Ok(differs(&agreed).then_some(NewAim { measure: held.id, fields }))
    }

    /// The measure a line names: one of theirs of that name, else a new one with its target.
    fn measure_in_words(&self, relationship: i64, line: &str) -> Result<Row, Rejection> {
        let theirs = self.tx.of(Kind::Measure, relationship)?;
        let of_name = |name: &str| theirs.iter().find(|row| fold(row.str("name")) == fold(name)).cloned();
        if let Some(known) = of_name(line) {
            return Ok(known);
        }
        let read = measure_text::read(line)
            .map_err(|no| Rejection { field: Some("measured_by".to_owned()), ..no })?;
        if let Some(known) = of_name(&read.name) {
            if known.int("target") == Some(read.target) {
                return Ok(known);
            }
            return Err(Rejection::field(
                "measured_by",
                format!("They have {} already. Type its name alone, or another name.", wanted(&known)),
            ));
        }
        let fields = Fields::new()
            .with("relationship_id", relationship)
            .with("name", read.name.as_str())
            .with("unit", read.unit.word())
            .with("target", read.target)
            .with("direction", read.direction)
            .with("currency", read.currency);
        let id = self.put(Kind::Measure, &fields)?;
        self.tx.need(id)
    }

    fn conflict(&self, first: RecordId, second: RecordId) -> Outcome {
        let (one, other) = (self.need(first, &[Kind::Goal])?, self.need(second, &[Kind::Goal])?);
        if first == second {
            return Err(Rejection::rule("A goal is in no conflict with itself. Name the other one."));
        }
        if one.int("relationship_id") != other.int("relationship_id") {
            return Err(Rejection::rule(
                "These goals are of two households; only goals of one pull against each other.",
            ));
        }
        for row in [&one, &other] {
            if row.str("state") == "retired" {
                return Err(Rejection::rule(format!(
                    "{} is retired; it stands in no conflict.",
                    self.called(row)?
                )));
            }
            if let Some(with) = self.conflicting(row)?.first() {
                return Err(Rejection::rule(format!(
                    "{} is in conflict with {} already. Settle that first.",
                    self.called(row)?,
                    self.title(with)?
                )));
            }
        }
        self.tx.update(first, &Fields::new().with("conflicts_id", second.id))?;
        Ok((vec![first, second], format!("In conflict: {} and {}", self.title(&one)?, self.title(&other)?)))
    }

    fn reconcile(&self, goal: RecordId) -> Outcome {
        let row = self.need(goal, &[Kind::Goal])?;
        let others = self.conflicting(&row)?;
        if others.is_empty() {
            return Err(Rejection::rule(format!("{} is in no conflict.", self.called(&row)?)));
        }
        let mut ids = vec![goal];
        for held in others.iter().chain([&row]).filter(|row| row.int("conflicts_id").is_some()) {
            self.tx.update(held.id, &Fields::new().with("conflicts_id", Value::Null))?;
        }
        ids.extend(others.iter().map(|row| row.id));
        Ok((ids, format!("No longer in conflict: {}", self.called(&row)?)))
    }

    /// The living goals a goal is in conflict with.
    fn conflicting(&self, row: &Row) -> Result<Vec<Row>, Rejection> {
        let mut found = self.tx.rows(Kind::Goal, &[("conflicts_id", Value::Int(row.id.id))])?;
        if let Some(id) = row.int("conflicts_id") {
            found.push(self.tx.need(RecordId::new(Kind::Goal, id))?);
        }
        found.retain(|row| row.str("state") != "retired");
        Ok(found)
    }
}
