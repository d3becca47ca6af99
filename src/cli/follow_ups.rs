//! The verbs of follow-ups, and quick add.
//!
//! **Invariant:** quick add here reads a line exactly as the desk does.

use chrono::NaiveDate;
use clap::Args;

use super::{output::Answer, session::Session};
use crate::acts::queue::Source;
use crate::domain::{
    action::{Action, Later},
    day,
    quick_add::{self, QuickAdd, Who},
    record::{Fields, Kind, RecordId},
    rejection::Rejection,
};

#[derive(Debug, Clone, Args)]
pub(super) struct Done {
    /// Which, by id or by a unique part of the title
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
    /// What came of it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// What went wrong, for the log of errors
    #[arg(long, value_name = "TEXT")]
    wrong: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Snooze {
    /// Which; derived items too, as c12.contact
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
    /// Until when it is hidden; the due date stays
    #[arg(long, alias = "to", value_name = "DATE")]
    until: String,
    /// Why; needed where it is hidden past its due date for the third time
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Reschedule {
    /// Which
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
    /// The new due date
    #[arg(long, aliases = ["to", "on"], value_name = "DATE")]
    due: String,
    /// Of a repeat: all later ones move too, counted from this date
    #[arg(long)]
    and_later: bool,
    /// Why; asked from the third move on
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Skip {
    /// Which
    #[arg(value_name = "ID")]
    item: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Wait {
    /// Which
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
    /// On whom
    #[arg(long, alias = "for", value_name = "WHOM")]
    on: String,
    /// When to ask again
    #[arg(long, alias = "until", value_name = "DATE")]
    ask_again: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct DropItems {
    /// Which
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Reopen {
    /// Which
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct StakesArgs {
    /// high, normal or low
    #[arg(value_name = "STAKES")]
    stakes: String,
    /// Which
    #[arg(required = true, value_name = "ID")]
    items: Vec<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Add {
    /// The line, as in the desk: what, whom, when, !high, 20m, every 3 months
    #[arg(required = true, value_name = "LINE")]
    line: Vec<String>,
    /// For whom, when the line does not say it
    #[arg(long, value_name = "CLIENT")]
    client: Option<String>,
}

/// The stored follow-ups that were named; a derived item has nothing to set.
pub(super) fn stored(session: &mut Session, items: &[String]) -> Result<Vec<RecordId>, Rejection> {
    let mut ids = Vec::new();
    for item in items {
        let id = one(session, item)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// The one stored follow-up that was named.
pub(super) fn one(session: &mut Session, item: &str) -> Result<RecordId, Rejection> {
    if is_derived(item) {
        return Err(Rejection::rule(format!(
            "{item} is read from the book each day; it can be snoozed, and it goes when what it asks for is done."
        )));
    }
    Ok(session.record(Kind::FollowUp, item)?.id)
}

/// Whether it is the name of an item that is derived each day, as `c12.contact`.
pub(super) fn is_derived(item: &str) -> bool {
    item.contains('.') && Source::of_key(item).is_some()
}

impl Done {
    /// Finishes follow-ups.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let items = stored(session, &self.items)?;
        let done = Action::Done { items: items.clone(), note: self.note };
        let Some(wrong) = self.wrong else { return session.act(&done) };
        let fields =
            Fields::new().with("went_wrong", session.named_field(Kind::FollowUp, "went_wrong", &wrong)?);
        session
            .act(&Action::Several { acts: vec![Action::Edit { targets: items, fields, seen: None }, done] })
    }
}

impl Snooze {
    /// Hides items until a day.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let until = session.day(&self.until)?;
        let mut items = Vec::new();
        for item in self.items {
            let item = if is_derived(&item) { item } else { one(session, &item)?.to_string() };
            if !items.contains(&item) {
                items.push(item);
            }
        }
        session.act(&Action::Snooze { items, until, reason: self.reason })
    }
}

impl Reschedule {
    /// Moves due dates.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let items = stored(session, &self.items)?;
        let due = session.day(&self.due)?;
        let later = if self.and_later { Later::Move } else { Later::Stay };
        session.act(&Action::Reschedule { items, due, reason: self.reason, later })
    }
}

impl Skip {
    /// Passes over one occurrence.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let item = one(session, &self.item)?;
        session.act(&Action::Skip { item, reason: self.reason })
    }
}

/// Refuses a day to ask again that has come already.
pub(super) fn to_come(ask_again: Option<NaiveDate>, today: NaiveDate) -> Result<(), Rejection> {
    match ask_again {
        Some(on) if on <= today => Err(Rejection::field(
            "ask_again_on",
            "Ask again on a day to come. Nothing was changed; type another date.",
        )),
        _ => Ok(()),
    }
}

impl Wait {
    /// Waits on somebody.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let items = stored(session, &self.items)?;
        let ask_again = self.ask_again.map(|day| session.day(&day)).transpose()?;
        to_come(ask_again, session.today())?;
        session.act(&Action::Wait { items, on_whom: self.on, ask_again })
    }
}

impl DropItems {
    /// Drops tasks, lets go of promises.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        if let [only] = self.items.as_slice()
            && let Some(source @ (Source::Tell { .. } | Source::Purge(_))) = Source::of_key(only)
        {
            let aside = session.book()?.set_aside(source, &self.reason)?;
            return session.act(&aside);
        }
        let items = stored(session, &self.items)?;
        session.act(&Action::Drop { items, reason: self.reason })
    }
}

impl Reopen {
    /// Opens follow-ups again.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let items = stored(session, &self.items)?;
        session.act(&Action::Reopen { items })
    }
}

impl StakesArgs {
    /// Sets stakes.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let items = stored(session, &self.items)?;
        let stakes = session.named_field(Kind::FollowUp, "stakes", &self.stakes)?;
        session.act(&Action::Stakes { items, stakes: stakes.text().unwrap_or("").to_owned() })
    }
}

/// What a line of quick add says is to be done; a line without it is refused.
pub(super) fn said_what(line: &QuickAdd) -> Result<Fields, Rejection> {
    let fields = fields_of(line);
    match fields.text("title") {
        Some(title) if !title.is_empty() => Ok(fields),
        _ => Err(Rejection::ambiguous("Say what it is, as \"Call Rivera fri\". Nothing was saved.")),
    }
}

/// The fields of a follow-up that a line of quick add gives.
fn fields_of(line: &QuickAdd) -> Fields {
    let mut title = line.title.clone();
    // Follow-ups carry no tags; no word is lost.
    for tag in &line.tags {
        title.push_str(" #");
        title.push_str(tag);
    }
    let mut fields = Fields::new().with("title", title.trim()).with("due", line.due);
    if let Some(stakes) = line.stakes {
        fields.set("stakes", stakes.word());
    }
    fields.set("effort_minutes", line.effort_minutes.map(i64::from));
    fields.set("repeat", line.repeat.as_ref().map(ToString::to_string));
    fields.set("small", line.is_small.then_some(true));
    fields
}

impl Add {
    /// Adds a task from one line.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let line = self.line.join(" ");
        let (today, order) = (session.today(), session.order());
        let given = self.client.map(|client| session.record(Kind::Relationship, &client)).transpose()?;
        let names = if given.is_some() { quick_add::Names::default() } else { session.book()?.names()? };
        let read = quick_add::parse(&line, today, order, &names).checked()?;
        let whose = match (&read.who, given) {
            (_, Some(row)) => Some(row.id.id),
            (Who::One(id, _), None) => Some(*id),
            (Who::None, None) => None,
            (Who::Several(several), None) => {
                let all: Vec<String> =
                    several.iter().take(8).map(|(id, name)| format!("c{id} {name}")).collect();
                return Err(Rejection::ambiguous(format!(
                    "The name fits {}: {}. Nothing was changed; say which with --client.",
                    several.len(),
                    all.join(", ")
                )));
            }
        };
        let fields = said_what(&read)?.with("relationship_id", whose).with("kind", "task");
        let answer = session.act(&Action::Add { kind: Kind::FollowUp, fields })?;
        let due = read.due.map_or_else(|| "no date".to_owned(), |due| day::echo(due, today));
        let mut said = vec![format!("what: {}", fields_of(&read).text("title").unwrap_or(""))];
        if let Some(id) = whose {
            let row = session.book()?.get(RecordId::new(Kind::Relationship, id))?;
            said.extend(row.map(|row| format!("with: {}", row.str("name"))));
        }
        said.push(format!("due: {due}"));
        said.extend(read.stakes.map(|stakes| format!("stakes: {}", stakes.word())));
        said.extend(read.effort_minutes.map(|minutes| format!("effort: {minutes} min")));
        said.extend(read.is_small.then(|| "in the batch".to_owned()));
        said.extend(read.repeat.as_ref().map(|repeat| format!("again: {repeat}")));
        if !read.ignored.is_empty() {
            said.push(format!("left in the text: {}", read.ignored.join(" ")));
        }
        Ok(answer.noting(said.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_again_needs_a_day_to_come() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let today = day("2026-11-23");
        assert!(to_come(Some(day("2026-11-24")), today).is_ok());
        assert!(to_come(None, today).is_ok());
        for gone in ["2026-11-22", "2026-11-23"] {
            assert!(to_come(Some(day(gone)), today).is_err(), "{gone}");
        }
    }
}
