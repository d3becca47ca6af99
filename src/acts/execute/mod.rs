//! Executes actions: rules on facts read in the same transaction, then writes, then one line that says
//! what was done.
//!
//! **Invariant:** an action either happens whole or not at all; the summary has no full stop.

mod agreements;
mod cases;
mod checked;
mod checklists;
mod decided;
mod documents;
mod follow_ups;
mod goals;
mod held;
mod import;
mod log;
mod mailing;
mod meetings;
mod merge;
#[cfg(test)]
mod merge_tests;
mod records;
mod registers;
mod relationships;
mod review;
mod rulebook;
mod split;
#[cfg(test)]
mod tests;

use chrono::{Datelike as _, NaiveDate};

pub(super) use self::records::may_correct;
pub(super) use self::registers::remove_all;
use super::{Watch, name::short};
use crate::{
    clock::Clock,
    domain::{
        action::{Action, Case, Judged},
        day,
        record::{Kind, RecordId, Row, Value},
        records::follow_up,
        rejection::Rejection,
        title::title,
    },
    store::Tx,
};

/// What an act touched, the main record first, and what it did in words.
type Outcome = Result<(Vec<RecordId>, String), Rejection>;

/// One act being done: the transaction, the day, and who waits for it.
struct Act<'t, 'c> {
    tx: &'t Tx<'c>,
    today: NaiveDate,
    clock: &'t Clock,
    watch: &'t Watch,
}

/// Runs one action in an open op.
pub(super) fn run(tx: &Tx<'_>, how: (&Clock, &Watch), action: &Action) -> Outcome {
    let (clock, watch) = how;
    let act = Act { tx, today: clock.today(), clock, watch };
    match action {
        Action::Add { kind, fields } => act.add(*kind, fields),
        Action::AddHousehold { fields, members, tags } => act.add_household(fields, members, tags),
        Action::AddMember { relationship, member } => act.add_person(*relationship, member),
        Action::Edit { targets, fields, seen } => act.edit(targets, fields, seen.as_ref()),
        Action::Delete { targets } => act.delete(targets),
        Action::Log(log) => act.log(log),
        Action::Propose { agreements, on } => act.propose(agreements, *on),
        Action::Agree { agreements, consent } => act.agree(agreements, consent),
        Action::Reaffirm { agreements, consent } => act.reaffirm(agreements, consent),
        Action::Change { agreement, fields, consent } => act.change(*agreement, fields, consent),
        Action::Defer { agreements, until, reason } => act.defer(agreements, *until, reason),
        Action::Raise { agreements, meeting } => act.raise(agreements, *meeting),
        Action::State { agreements, document, on } => act.state(agreements, document, *on),
        Action::Document(paper) => act.paper(paper),
        Action::Retire { agreements, reason } => act.retire(agreements, reason),
        Action::Judge(Judged { agreement, outcome, learned, next }) => {
            act.judge(*agreement, outcome, (learned.as_deref(), next.as_deref()))
        }
        Action::Goal(goal) => act.goal(goal),
        Action::Contradict(said) => act.contradict(said.agreement, &said.words, said.on),
        Action::Accept { rules, relationship, consent } => act.accept(rules, *relationship, consent),
        Action::Reword(crate::domain::action::Reworded { rule, text, why, accept_again }) => {
            act.reword(*rule, text, why.as_deref(), *accept_again)
        }
        Action::Withdraw { rule, reason } => act.withdraw(*rule, reason),
        Action::Case(case) => act.case(case),
        Action::Proof(proof) => act.proof(proof),
        Action::StartRulebook(starter) => act.start_rulebook(&starter.rules),
        Action::KeepReview(kept) => act.keep_review(kept),
        Action::Done { items, note } => act.done(items, note.as_deref()),
        Action::Snooze { items, until, reason } => act.snooze(items, *until, reason.as_deref()),
        Action::Reschedule { items, due, reason, later } => {
            act.reschedule(items, *due, reason.as_deref(), *later)
        }
        Action::Skip { item, reason } => act.skip(*item, reason),
        Action::Wait { items, on_whom, ask_again } => act.wait(items, on_whom, *ask_again),
        Action::Drop { items, reason } => act.drop_items(items, reason),
        Action::Reopen { items } => act.reopen(items),
        Action::Decide { item, decision, reason } => act.decide(*item, decision, reason.as_deref()),
        Action::Beyond { item, rule, way, reason } => act.beyond(*item, *rule, way, reason),
        Action::Told { items } => act.told(items),
        Action::Third { item, way, reason } => act.third(*item, *way, reason),
        Action::StartChecklist { relationship, template, title, steps } => {
            act.start_checklist(*relationship, (template, title), steps)
        }
        Action::GiveUpChecklist { checklist, reason } => act.give_up_checklist(*checklist, reason),
        Action::Small { items, small } => act.small(items, *small),
        Action::Stakes { items, stakes } => act.stakes(items, stakes),
        Action::MoveAgenda(to) => act.move_agenda(to.item, to.to),
        Action::EndPause(end) => act.end_pause(end.pause, end.on),
        Action::Place { item, order, reason } => act.place(item, order, reason.as_deref()),
        Action::Tag { relationships, add, remove } => act.tag(relationships, add, remove),
        Action::CloseGap { relationship, gap, reason } => act.close_gap(*relationship, gap, reason),
        Action::Promote { relationship, tier, since } => act.promote(*relationship, tier, *since),
        Action::End { relationship, reason, stage } => act.end(*relationship, reason, stage),
        Action::Resume { relationship } => act.resume(*relationship),
        Action::MeetingState { meeting, state, day } => act.meeting_state(*meeting, state, *day),
        Action::Import { source, format, steps } => act.import(source, format, steps),
        Action::TakeReadings(taken) => act.take_readings(taken),
        Action::Mailing(mailed) => act.mailing(mailed.by, &mailed.what, &mailed.to),
        Action::Merge(merge) => act.merge(merge),
        Action::TellApart { first, second } => act.tell_apart(*first, *second),
        Action::Split(split) => act.split(split),
        Action::Set { name, value } => act.set(name, value.as_deref()),
        Action::Several { acts } => several(tx, how, acts),
    }
}

/// Runs acts one after the other; all of them happen or none.
fn several(tx: &Tx<'_>, how: (&Clock, &Watch), acts: &[Action]) -> Outcome {
    let (mut ids, mut said) = (Vec::new(), Vec::new());
    for action in acts {
        let (touched, words) = run(tx, how, action)?;
        ids.extend(touched);
        said.push(words);
    }
    let many = acts.len();
    let last = said.last().cloned().unwrap_or_default();
    let said = match acts.first() {
        None => return Err(Rejection::rule("No row was chosen.")),
        Some(_) if many == 1 => last,
        Some(Action::Skip { .. }) => format!("Skipped {many} follow-ups"),
        Some(Action::Decide { .. }) => format!("Decided {many} requests"),
        Some(Action::Place { .. }) => format!("Placed {many} rows for today"),
        Some(Action::Raise { .. }) => format!("Raised for the next meetings with {many} clients"),
        Some(Action::Withdraw { .. }) => format!("Withdrew {many} rules"),
        Some(Action::TellApart { .. }) => format!("Told apart {many} pairs"),
        Some(Action::Case(Case::End { .. })) => format!("Ended {many} exceptions"),
        Some(Action::Case(Case::Checked { .. })) => format!("Checked {many} decisions"),
        Some(Action::Proof(_)) => format!("Settled {many} entries"),
        Some(Action::Case(_)) => format!("Answered {many} breaches"),
        // One record in two acts, as a rule's text and what is no part of it.
        Some(Action::Edit { .. }) => last,
        Some(Action::Document(_) | Action::Promote { .. } | Action::End { .. }) => said.join("; "),
        Some(Action::CloseGap { .. }) => format!("Set aside for {many} clients"),
        Some(Action::Add { kind: Kind::Meeting, .. }) => format!("Offered {many} meetings"),
        Some(Action::Add { kind: Kind::Delivery, fields }) => {
            format!(
                "Given to {many} clients: {}, {}",
                fields.text("what").unwrap_or(""),
                fields.text("version").unwrap_or("")
            )
        }
        Some(Action::Add { kind: Kind::Training, .. }) => taught_said(tx, acts)?,
        Some(Action::Judge(judged)) if many == 2 => retired_said(&last, judged),
        // In the words of each, as long as they can be read in one line.
        Some(_) if many <= 3 => said.join("; "),
        Some(_) => format!("Done with {many} rows"),
    };
    Ok((ids, said))
}

/// `Taught Minimum fee to 3 clients`; of several rules only how often.
fn taught_said(tx: &Tx<'_>, acts: &[Action]) -> Result<String, Rejection> {
    let rule = |action: &Action| match action {
        Action::Add { fields, .. } => match fields.get("rule_id") {
            Value::Int(id) => Some(*id),
            _ => None,
        },
        _ => None,
    };
    let mut rules: Vec<Option<i64>> = acts.iter().map(rule).collect();
    rules.dedup();
    Ok(match rules.as_slice() {
        [Some(only)] => {
            let rule = tx.need(RecordId::new(Kind::Rule, *only))?;
            format!("Taught {} to {} clients", rule.str("title"), acts.len())
        }
        _ => format!("Taught {} times", acts.len()),
    })
}

/// What was judged and retired in one step: `Retired: Judge us by the plan, Hartley; it was kept; learned: ask`.
fn retired_said(retired: &str, judged: &Judged) -> String {
    let outcome = match judged.outcome.as_str() {
        "open" => String::new(),
        outcome => format!("; it was {outcome}"),
    };
    let learned = judged.learned.as_deref().map(str::trim).filter(|learned| !learned.is_empty());
    let learned = learned.map(|learned| format!("; learned: {}", clip(learned))).unwrap_or_default();
    format!("{retired}{outcome}{learned}")
}

/// The act that several are called after: what was written down of a record before it was decided is part of that.
fn named_after(acts: &[Action]) -> Option<&Action> {
    let is_edit = |act: &&Action| matches!(act, Action::Edit { .. });
    if acts.iter().all(|act| is_edit(&act)) { acts.first() } else { acts.iter().find(|act| !is_edit(act)) }
}

/// The act's name in the journal: its tag as data.
pub(super) fn command(action: &Action) -> &'static str {
    match action {
        Action::Add { .. } => "add",
        Action::AddHousehold { .. } => "add_household",
        Action::AddMember { .. } => "add_member",
        Action::Edit { .. } => "edit",
        Action::Delete { .. } => "delete",
        Action::Log(_) => "log",
        Action::Propose { .. } => "propose",
        Action::Agree { .. } => "agree",
        Action::Reaffirm { .. } => "reaffirm",
        Action::Change { .. } => "change",
        Action::Defer { .. } => "defer",
        Action::Raise { .. } => "raise",
        Action::State { .. } => "state",
        Action::Document(paper) => paper.command(),
        Action::Retire { .. } => "retire",
        Action::Judge(_) => "judge",
        Action::Goal(goal) => goal.command(),
        Action::Contradict(_) => "contradict",
        Action::Accept { .. } => "accept",
        Action::Reword(_) => "reword",
        Action::Withdraw { .. } => "withdraw",
        Action::Case(case) => case.command(),
        Action::Proof(proof) => proof.command(),
        Action::StartRulebook(_) => "start_rulebook",
        Action::KeepReview(_) => "keep_review",
        Action::Done { .. } => "done",
        Action::Snooze { .. } => "snooze",
        Action::Reschedule { .. } => "reschedule",
        Action::Skip { .. } => "skip",
        Action::Wait { .. } => "wait",
        Action::Drop { .. } => "drop",
        Action::Reopen { .. } => "reopen",
        Action::Decide { .. } => "decide",
        Action::Beyond { .. } => "beyond",
        Action::Told { .. } => "told",
        Action::Third { .. } => "third",
        Action::StartChecklist { .. } => "start_checklist",
        Action::GiveUpChecklist { .. } => "give_up_checklist",
        Action::Small { .. } => "small",
        Action::Stakes { .. } => "stakes",
        Action::Place { .. } => "place",
        Action::MoveAgenda(_) => "move_agenda",
        Action::EndPause(_) => "end_pause",
        Action::Tag { .. } => "tag",
        Action::CloseGap { .. } => "close_gap",
        Action::Promote { .. } => "promote",
        Action::End { .. } => "end",
        Action::Resume { .. } => "resume",
        Action::MeetingState { .. } => "meeting_state",
        Action::Import { .. } => "import",
        Action::TakeReadings(_) => "import",
        Action::Mailing(_) => "mailing",
        Action::Merge(_) => "merge",
        Action::TellApart { .. } => "tell_apart",
        Action::Split(_) => "split",
        Action::Set { .. } => "set",
        Action::Several { acts } => named_after(acts).map_or("several", command),
    }
}

/// The reason the user gave, when the action carries one; it is kept with the op.
pub(super) fn reason(action: &Action) -> Option<String> {
    match action {
        Action::Defer { reason, .. }
        | Action::Retire { reason, .. }
        | Action::Withdraw { reason, .. }
        | Action::Skip { reason, .. }
        | Action::Drop { reason, .. }
        | Action::Beyond { reason, .. }
        | Action::Third { reason, .. }
        | Action::GiveUpChecklist { reason, .. }
        | Action::CloseGap { reason, .. }
        | Action::End { reason, .. } => Some(reason.clone()),
        Action::Reschedule { reason, .. }
        | Action::Snooze { reason, .. }
        | Action::Decide { reason, .. }
        | Action::Place { reason, .. } => reason.clone(),
        Action::Proof(proof) => proof.reason().map(ToOwned::to_owned),
        Action::Case(case) => case.reason().map(ToOwned::to_owned),
        Action::Several { acts } => acts.iter().find_map(reason),
        _ => None,
    }
}

impl Act<'_, '_> {
    /// A record that must be of one of these types.
    fn need(&self, id: RecordId, kinds: &[Kind]) -> Result<Row, Rejection> {
        if !kinds.contains(&id.kind) {
            let wanted: Vec<String> = kinds.iter().map(|kind| kind.spec().called()).collect();
            return Err(Rejection::rule(format!(
                "{id} is a {}; this is for a {}.",
                id.kind,
                wanted.join(" or a ")
            )));
        }
        self.tx.need(id)
    }

    /// A day in a receipt: with its year when it is another than today's.
    fn on(&self, on: NaiveDate) -> String {
        if on.year() == self.today.year() { day::weekday_day(on) } else { day::long(on) }
    }

    /// What a receipt adds where an open follow-up is due on a day that is past already: a thing recorded late may be,
    /// a slip of the hand is seen.
    fn said_past(&self, row: &Row) -> String {
        if let (Kind::Goal, Some(by)) = (row.id.kind, row.day("target_date"))
            && by < self.today
        {
            return format!("; the day it should be reached is past: {}", day::echo(by, self.today));
        }
        let open = !follow_up::is_finished(row.str("state"));
        match row.day("due").filter(|due| row.id.kind == Kind::FollowUp && open && *due < self.today) {
            Some(due) => format!("; its due date is past: {}", day::echo(due, self.today)),
            None => String::new(),
        }
    }

    /// The short name of a relationship, or the empty text.
    fn who(&self, relationship: Option<i64>) -> Result<String, Rejection> {
        let Some(id) = relationship else { return Ok(String::new()) };
        let row = self.tx.get(RecordId::new(Kind::Relationship, id))?;
        Ok(row.map(|row| short(row.str("name")).to_owned()).unwrap_or_default())
    }

    /// The title of a record, clipped.
    fn title(&self, row: &Row) -> Result<String, Rejection> {
        Ok(clip(&title(row, |id| self.tx.get(id))?))
    }

    /// What a record is called in a summary: its title, and whose it is.
    fn called(&self, row: &Row) -> Result<String, Rejection> {
        let title = self.title(row)?;
        match row.id.kind {
            Kind::Relationship | Kind::Person => Ok(title),
            _ => {
                let who = self.who(row.int("relationship_id"))?;
                Ok(if who.is_empty() { title } else { format!("{title}, {who}") })
            }
        }
    }

    /// One record by its name, several by their count.
    fn called_all(&self, rows: &[Row], plural: &str) -> Result<String, Rejection> {
        match rows {
            [only] => self.called(only),
            many => Ok(format!("{} {plural}", many.len())),
        }
    }
}

/// A title as a summary has it: one line, at most 60 characters.
fn clip(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= 60 {
        return line.to_owned();
    }
    let cut: String = line.chars().take(59).collect();
    format!("{}…", cut.trim_end())
}

/// "1 record" or "3 records".
fn count_of(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Several records by what they are, in their order: `1 meeting, 2 requests`.
fn by_kind(rows: &[Row]) -> String {
    let mut counts: Vec<(String, String, usize)> = Vec::new();
    for row in rows {
        let spec = row.id.kind.spec();
        let (one, many) = match (row.id.kind, row.str("kind")) {
            (Kind::FollowUp, kind) if !kind.is_empty() => (kind.to_owned(), format!("{kind}s")),
            _ => (spec.called(), spec.plural.to_owned()),
        };
        match counts.iter_mut().find(|(known, ..)| *known == one) {
            Some((.., count)) => *count += 1,
            None => counts.push((one, many, 1)),
        }
    }
    let said: Vec<String> = counts.iter().map(|(one, many, count)| count_of(*count, one, many)).collect();
    said.join(", ")
}
