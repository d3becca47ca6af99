//! The queue on the command line: what stands where, and why.
//!
//! **Invariant:** the order and the reasons are the read model's; nothing is ranked here.

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{
    output::{Answer, clip, table},
    session::Session,
};
use crate::domain::{day, rejection::Rejection};

/// How many rows are shown unless all are asked for.
const SHOWN: usize = 50;

/// Which queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum QueueName {
    /// Overdue, due today, back from a snooze, today's gaps
    #[default]
    Today,
    /// What is overdue
    Overdue,
    /// What comes
    Upcoming,
    /// What others owe
    Waiting,
    /// Requests not decided yet
    Requests,
    /// What was put off until a date
    BackBurner,
    /// Agreements to look at again
    ReExaminations,
    /// What is missing
    Gaps,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Today {
    /// Another queue
    #[arg(long, value_enum, default_value = "today")]
    queue: QueueName,
    /// All of it
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct WhyArgs {
    /// Which item, as f40 or c12.contact
    #[arg(value_name = "ID")]
    item: String,
}

/// One row of a queue, as the read model gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// Its name: `f40`, `c12.contact`.
    pub(super) item: String,
    /// For whom, short; empty when for nobody.
    pub(super) who: String,
    /// Their tier, or nothing.
    pub(super) tier: String,
    /// What is to be done.
    pub(super) what: String,
    /// When it is due.
    pub(super) due: Option<NaiveDate>,
    /// The reason for its place, in words.
    pub(super) reason: String,
}

/// Seam: the rows of a queue, at most `limit`, and how many there are in all. `Book::queue` goes here.
fn load(_session: &mut Session, _queue: QueueName, _limit: usize) -> Result<(Vec<Listed>, usize), Rejection> {
    Err(Rejection::fault("The queue is not in this build yet."))
}

/// Seam: why an item stands where it stands, in one sentence. The read model's reason goes here.
fn reason(_session: &mut Session, _item: &str) -> Result<Listed, Rejection> {
    Err(Rejection::fault("The queue is not in this build yet."))
}

impl Today {
    /// Lists a queue.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let limit = if self.all { usize::MAX } else { SHOWN };
        let (rows, all) = load(session, self.queue, limit)?;
        Ok(answer(session, &rows, all))
    }
}

fn answer(session: &Session, rows: &[Listed], all: usize) -> Answer {
    let today = session.today();
    let cells = rows.iter().map(|row| {
        let due = row.due.map(|due| day::short(due, today)).unwrap_or_default();
        vec![
            row.item.clone(),
            clip(&row.who, 30),
            row.tier.clone(),
            clip(&row.what, 60),
            due,
            row.reason.clone(),
        ]
    });
    let more = all.saturating_sub(rows.len());
    let text = match rows.len() {
        0 => "Nothing here.".to_owned(),
        _ => table(session.format, &["item", "for", "tier", "what", "due", "why here"], cells.collect()),
    };
    let answer = Answer::new(
        text,
        json!({
            "day": today,
            "count": all,
            "more": more,
            "items": rows.iter().map(listed_json).collect::<Vec<_>>(),
        }),
    );
    if more > 0 { answer.noting(format!("{more} more; --all shows them.")) } else { answer }
}

fn listed_json(row: &Listed) -> serde_json::Value {
    json!({
        "id": row.item,
        "client": row.who,
        "tier": row.tier,
        "what": row.what,
        "due": row.due,
        "why": row.reason,
    })
}

impl WhyArgs {
    /// Says why an item stands where it stands.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let row = reason(session, &self.item)?;
        Ok(Answer::new(format!("{}  {}\n{}", row.item, row.what, row.reason), listed_json(&row)))
    }
}
