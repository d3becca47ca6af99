//! Editing records: what may be edited, and what goes along with it.
//!
//! **Invariant:** agreed terms, a rule's text, and what a relationship is to the practice where something
//! hangs on that, never change by an edit alone.

use super::{CORRECTED, add::canonical_repeat};
use crate::{
    acts::{
        execute::{Act, Outcome, checked, count_of},
        name::{namesakes, told_apart},
    },
    domain::{
        entry::{self, Stage},
        record::{Fields, Kind, RecordId, Row, Set, Ty, Value},
        records::{decision, meeting, share},
        rejection::{Instead, Rejection},
    },
};

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn edit(
        &self,
        targets: &[RecordId],
        fields: &Fields,
        seen: Option<&Fields>,
    ) -> Outcome {
        let Some(first) = targets.first() else { return Err(Rejection::rule("Nothing was chosen to edit.")) };
        let kind = first.kind;
        if kind.is_by_act() {
            return Err(Rejection::rule(format!("A {kind} is never edited.")));
        }
        let mut given = checked::checked(kind.spec(), fields, Stage::Change)?;
        if kind == Kind::FollowUp {
            canonical_repeat(&mut given);
        }
        let (mut rows, mut more) = (Vec::new(), String::new());
        for id in targets {
            let before = self.need(*id, &[kind])?;
            self.may_edit(&before, &given)?;
            if let Some(seen) = seen {
                self.unmoved(&before, seen, &given)?;
            }
            let mut whole = before.fields.clone();
            for (name, value) in given.iter() {
                whole.set(name, value.clone());
            }
            let mut anew = given.clone();
            anew.0.retain(|name, value| before.fields.get(name) != value);
            self.has_been(kind, &anew)?;
            self.fits(&before, &whole)?;
            self.refers(kind, &given)?;
            if given.0.keys().any(|name| name.ends_with("_id")) {
                self.theirs(kind, &whole)?;
            }
            (kind.spec().check)(&whole)?;
            self.tx.update(*id, &given)?;
            let row = self.tx.need(*id)?;
            self.follow_edit(&before, &row)?;
            more.push_str(&self.said_of_edit(&before, &row)?);
            if kind == Kind::Meeting {
                more.push_str(&self.edited_meeting(&before, &row)?);
            }
            rows.push(row);
        }
        let what: Vec<&str> =
            given.iter().filter_map(|(name, _)| kind.spec().field(name)).map(|field| field.label).collect();
        let called = self.called_all(&rows, kind.spec().plural)?;
        Ok((targets.to_vec(), format!("Edited {called}: {}{more}", what.join(", ").to_lowercase())))
    }

    /// Agreed terms change by `Change`, a rule's text by `Reword`, readings and talks by a new row.
    fn may_edit(&self, row: &Row, given: &Fields) -> Result<(), Rejection> {
        let kind = row.id.kind;
        // What was left open, as the answer to advice, is filled when it is known.
        if kind != Kind::Decision || !decision::only_fills(row, given) {
            may_correct(row, self.today)?;
        }
        if kind.is_agreement() && row.str("state") == "agreed" {
            let terms = given.iter().any(|(name, value)| {
                !matches!(name, "every_months" | "teach_by") && row.fields.get(name) != value
            });
            if terms {
                let said = "This was agreed with them; its words do not change here. Change it with them: the old version stays readable.";
                return Err(Rejection::rule(said).instead(Instead::Change(row.id)));
            }
        }
        if kind == Kind::Measure {
            self.measure_stands(row, given)?;
        }
        if kind == Kind::AgreementMeasure {
            self.tie_stands(row.int("goal_id"))?;
            self.tie_stands(given.int("goal_id"))?;
        }
        if kind == Kind::Rule && given.0.contains_key("text") && given.get("text") != row.fields.get("text") {
            let said = "A rule's text changes by a new version; the old one stays readable.";
            return Err(Rejection::rule(said).instead(Instead::Reword(row.id)));
        }
        Ok(())
    }

    /// Whether a record may stand as it would after the edit, beside the others.
    fn fits(&self, before: &Row, whole: &Fields) -> Result<(), Rejection> {
        let changed = |name: &str| before.fields.get(name) != whole.get(name);
        match before.id.kind {
            Kind::Relationship => {
                self.known_tier(whole)?;
                if changed("kind") { self.may_turn(before, whole) } else { Ok(()) }
            }
            Kind::Breach if changed("day") || changed("rule_id") => self.kept_then(whole),
            Kind::Training if changed("rule_id") => {
                self.rule_in_force(whole, "there is nothing to teach").map(drop)
            }
            Kind::Exception if changed("rule_id") => {
                self.rule_in_force(whole, "there is nothing to make an exception from").map(drop)
            }
            Kind::Meeting if changed("state") => {
                meeting::may_reach(Some(before), whole.text("state").unwrap_or(""))
            }
            Kind::Membership if changed("role") || changed("relationship_id") => {
                self.one_head(whole, Some(before.id))
            }
            _ => Ok(()),
        }
    }

    /// What a relationship is to the practice changes only where nothing hangs on what it was.
    fn may_turn(&self, row: &Row, whole: &Fields) -> Result<(), Rejection> {
        let (was, now) = (row.str("kind"), whole.text("kind").unwrap_or("client"));
        if (was, now) == ("prospect", "client") {
            let said = "A prospect becomes a client by being promoted: the tier, the day and the rules go with it. Nothing was changed.";
            return Err(Rejection::field("kind", said).instead(Instead::Promote(row.id)));
        }
        let name = row.str("name");
        let mut agreements = 0;
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            agreements += self.tx.of(kind, row.id.id)?.len();
        }
        if agreements > 0 {
            let count = count_of(agreements, "agreement", "agreements");
            let said = format!(
                "{name} is a {was} with {count}; it does not become a {now}. End it and add the {now} by itself. Nothing was changed."
            );
            return Err(Rejection::field("kind", said).instead(Instead::End(row.id)));
        }
        if let (Some(tier), "partner" | "helper") = (whole.text("tier"), now) {
            let said = format!(
                "A {now} has no tier, and {name} is in tier {tier}. Empty the tier as well, or leave the kind. Nothing was changed."
            );
            return Err(Rejection::field("kind", said));
        }
        Ok(())
    }

    /// What is kept beside a record follows it: the minutes charged, and whose its parts are.
    fn follow_edit(&self, before: &Row, after: &Row) -> Result<(), Rejection> {
        let to = after.int("relationship_id").filter(|to| Some(*to) != before.int("relationship_id"));
        if before.id.kind == Kind::FollowUp {
            self.follow_dates(before, after)?;
        }
        if before.id.kind == Kind::Person && before.day("died_on").is_none() && after.day("died_on").is_some()
        {
            self.end_roles(before.id, after.str("name"))?;
        }
        match (before.id.kind, to) {
            (Kind::Interaction, Some(to)) => {
                self.hand_over(before, RecordId::new(Kind::Relationship, to))?;
            }
            (_, Some(to)) => self.carry(before, to)?,
            (_, None) => {}
        }
        if after.id.kind == Kind::Interaction && after.int("minutes") != before.int("minutes") {
            let shares = self.tx.rows(Kind::Share, &[("interaction_id", Value::Int(after.id.id))])?;
            let parts = after.int("minutes").map(|minutes| share::split(minutes, shares.len()));
            for (k, row) in shares.iter().enumerate() {
                let part = parts.as_ref().and_then(|parts| parts.get(k).copied());
                self.tx.update(row.id, &Fields::new().with("minutes", part))?;
            }
        }
        Ok(())
    }

    /// A new due date clears the snooze (TIME.md 8); another repeat is counted from the date it has now.
    fn follow_dates(&self, before: &Row, after: &Row) -> Result<(), Rejection> {
        let changed = |name: &str| before.fields.get(name) != after.fields.get(name);
        let mut fields = Fields::new();
        if changed("due") && !after.fields.get("snoozed_until").is_null() {
            fields.set("snoozed_until", Value::Null);
        }
        if changed("repeat") {
            let anchor = after.fields.text("repeat").map(|_| after.day("due").unwrap_or(self.today));
            fields.set("repeat_anchor", anchor);
            fields.set("repeat_k", Value::Null);
            self.begin_anew(after)?;
        }
        if fields.is_empty() { Ok(()) } else { self.tx.update(after.id, &fields) }
    }

    /// What cannot be without a record goes with it to another relationship.
    fn carry(&self, row: &Row, to: i64) -> Result<(), Rejection> {
        let from = row.int("relationship_id");
        let mut parts = Vec::new();
        for kind in Kind::ALL.iter().filter(|kind| kind.spec().owner == Some("relationship_id")) {
            for field in kind.spec().fields {
                if field.ty == Ty::Ref(row.id.kind) && field.set == Set::Required {
                    parts.extend(self.tx.rows(*kind, &[(field.name, Value::Int(row.id.id))])?);
                }
            }
        }
        parts.extend(self.life_of(row.id)?);
        for part in parts.iter().filter(|part| part.int("relationship_id") == from) {
            self.tx.update(part.id, &Fields::new().with("relationship_id", to))?;
            self.carry(part, to)?;
        }
        Ok(())
    }

    /// What the receipt adds where an edit does more than its words say.
    fn said_of_edit(&self, before: &Row, after: &Row) -> Result<String, Rejection> {
        let mut said = String::new();
        let moved = |name: &str| before.day(name) != after.day(name);
        if moved("due") || moved("target_date") {
            said.push_str(&self.said_past(after));
        }
        if after.id.kind != Kind::Relationship {
            return Ok(said);
        }
        if before.str("kind") != after.str("kind") {
            said.push_str(&format!("; {} was a {}", after.id, before.str("kind")));
            said.push_str(&format!(" and is a {} now", after.str("kind")));
        }
        if before.str("name") != after.str("name") {
            let others = namesakes(**self.tx, after.str("name"), Some(after.id))?;
            said.extend(told_apart(&others).map(|told| format!("; {told}")));
        }
        Ok(said)
    }

    /// Refuses an edit of a field whose value is not the one the user saw.
    fn unmoved(&self, row: &Row, seen: &Fields, given: &Fields) -> Result<(), Rejection> {
        for (name, value) in seen.iter() {
            let Some(field) = row.id.kind.spec().field(name) else { continue };
            if given.0.contains_key(name)
                && row.fields.get(name) != value
                && row.fields.get(name) != given.get(name)
            {
                let now = entry::show(field, row.fields.get(name));
                let now = if now.is_empty() { "empty".to_owned() } else { now };
                let why = Rejection::stale(format!(
                    "{} of {} was changed meanwhile; it is now {now}. Your text is kept; look, then save again.",
                    field.label,
                    self.title(row)?
                ));
                return Err(Rejection { field: Some(name.to_owned()), ..why });
            }
        }
        Ok(())
    }
}

/// Refuses the edit of what is corrected by a new row after the day it was made.
pub(in crate::acts) fn may_correct(row: &Row, today: chrono::NaiveDate) -> Result<(), Rejection> {
    let kind = row.id.kind;
    if CORRECTED.contains(&kind) && row.day("day").is_some_and(|day| day < today) {
        let noun = kind.spec().noun;
        return Err(Rejection::rule(format!(
            "A {noun} is not edited after its day. Record a new one; the old one stays."
        )));
    }
    Ok(())
}
