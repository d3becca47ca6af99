//! Papers that are given again each year, as the privacy notice: to whom one is due, and the act that keeps that they
//! have it.
//!
//! **Invariant:** a paper comes again only for a client who got it once; each delivery is a record of its own, all of
//! them one step.

use chrono::{Months, NaiveDate};

use super::Book;
use crate::{
    domain::{
        action::Action,
        record::{Fields, Kind, RecordId},
        records::delivery::YEARLY,
        rejection::Rejection,
    },
    store::{Db, queue::GivenRow},
};

/// What is the same for all who are given a paper again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// The version, as it stands on the paper.
    pub version: String,
    /// When; today when left.
    pub on: Option<NaiveDate>,
    /// How; as each had it the last time when left.
    pub how: Option<String>,
}

/// The last deliveries of papers that come again, with the day each is due, the first due first; none where the
/// practice has set that they never come again.
pub(in crate::acts) fn coming(db: &Db<'_>) -> Result<Vec<(GivenRow, NaiveDate)>, Rejection> {
    let months: u32 = db.setting("deliver_again_months")?.parse().unwrap_or(12);
    if months == 0 {
        return Ok(Vec::new());
    }
    let due = |row: GivenRow| {
        let due = row.day.checked_add_months(Months::new(months))?;
        Some((row, due))
    };
    Ok(db.papers_given()?.into_iter().filter_map(due).collect())
}

/// Those to whom a paper is due by a day, who had it longest ago first.
pub(in crate::acts) fn owed(db: &Db<'_>, paper: &str, until: NaiveDate) -> Result<Vec<GivenRow>, Rejection> {
    let all = coming(db)?.into_iter();
    Ok(all.filter(|(row, due)| row.paper == paper && *due <= until).map(|(row, _)| row).collect())
}

impl Book {
    /// To whom a paper is due today: the first `limit` by name, and how many there are in all.
    pub fn paper_owed(&self, paper: &str, limit: usize) -> Result<(Vec<String>, usize), Rejection> {
        let all = owed(&self.db(), paper, self.today())?;
        let mut names = Vec::with_capacity(limit.min(all.len()));
        for row in all.iter().take(limit) {
            names.push(self.short_name(row.relationship)?);
        }
        names.sort();
        Ok((names, all.len()))
    }

    /// The act that keeps that all to whom a paper is due today were given it.
    ///
    /// # Errors
    /// For a paper that does not come again, and one that is due to nobody.
    pub fn give_again(&self, paper: &str, again: &Again) -> Result<Action, Rejection> {
        if !YEARLY.contains(&paper) {
            return Err(Rejection::ambiguous(format!(
                "{paper} does not come again by itself. Those that do: {}.",
                YEARLY.join(", ")
            )));
        }
        if again.version.trim().is_empty() {
            let said = "Type the version as it stands on the paper, as March 2027.";
            return Err(Rejection::field("version", said));
        }
        let mut acts = Vec::new();
        for row in owed(&self.db(), paper, self.today())? {
            let before = self.get(RecordId::new(Kind::Delivery, row.delivery))?;
            let before = before.and_then(|row| row.fields.text("how").map(ToOwned::to_owned));
            let fields = Fields::new()
                .with("what", paper)
                .with("relationship_id", row.relationship)
                .with("version", again.version.trim())
                .with("day", again.on.unwrap_or(self.today()))
                .with("how", again.how.clone().or(before));
            acts.push(Action::Add { kind: Kind::Delivery, fields });
        }
        match acts.as_slice() {
            [] => Err(Rejection::rule(format!(
                "The {paper} is due to nobody today. Nothing was changed; delivery add keeps a single one."
            ))),
            [only] => Ok(only.clone()),
            _ => Ok(Action::Several { acts }),
        }
    }
}
