//! The queue on the command line: what stands where, and why.
//!
//! **Invariant:** the order and the reasons are the read model's; nothing is ranked here.

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::{
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::{Book, queue::View},
    domain::{day, rejection::Rejection},
};

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
    /// Small things, to be done in one go
    Batch,
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

impl QueueName {
    fn view(self) -> View {
        match self {
            Self::Today => View::Today,
            Self::Overdue => View::Overdue,
            Self::Upcoming => View::Upcoming,
            Self::Waiting => View::Waiting,
            Self::Requests => View::Requests,
            Self::BackBurner => View::BackBurner,
            Self::ReExaminations => View::Reexaminations,
            Self::Gaps => View::Gaps,
            Self::Batch => View::Batch,
        }
    }
}

/// The rows of a queue, at most `limit`, and how many there are in all.
fn load(session: &mut Session, queue: QueueName, limit: usize) -> Result<(Vec<Listed>, usize), Rejection> {
    let book: &Book = session.book()?;
    let (items, count) = book.reading(|| {
        if let (QueueName::Today, Some(page)) = (queue, book.morning())
            && page.rows.len() >= limit.min(page.all)
        {
            return Ok((page.rows.into_iter().map(|(_, item)| item).take(limit).collect(), page.all));
        }
        let seeds = book.seeds(queue.view())?;
        let shown = seeds.get(..limit.min(seeds.len())).unwrap_or_default();
        Ok((book.dress(shown)?, seeds.len()))
    })?;
    let rows = items.into_iter().map(|item| Listed {
        item: item.key,
        who: item.who,
        tier: item.tier,
        what: item.title,
        due: item.due,
        reason: item.reason,
    });
    Ok((rows.collect(), count))
}

impl Today {
    /// Lists a queue.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let limit = if self.all { usize::MAX } else { SHOWN };
        let (rows, all) = load(session, self.queue, limit)?;
        let mut answer = answer(session, &rows, all);
        if self.queue == QueueName::Today {
            let book = session.book()?;
            let behind = match book.morning() {
                Some(page) => page.gaps_behind,
                None => book.gaps_behind(&book.seeds(View::Today)?)?,
            };
            if behind > 0 {
                let clients =
                    if behind == 1 { "1 more client has" } else { &format!("{behind} more clients have") };
                answer = answer.noting(format!("{clients} gaps; today --queue gaps lists all."));
            }
        }
        Ok(answer)
    }
}

fn answer(session: &Session, rows: &[Listed], all: usize) -> Answer {
    let today = session.today();
    let cells = rows.iter().map(|row| {
        let due = row.due.map(|due| day::short(due, today)).unwrap_or_default();
        vec![
            row.item.clone(),
            session.format.cell(&row.who, 30),
            row.tier.clone(),
            session.format.cell(&row.what, 60),
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
        let said = session.book()?.why(&self.item)?;
        let json = json!({ "id": self.item, "why": said });
        Ok(Answer::new(said.join("\n"), json))
    }
}
