//! Slips: half-typed forms, and the desk's own state; both outside the journal.
//!
//! **Invariant:** a slip is kept 30 days and never becomes a record by itself.

use chrono::{Days, NaiveDate};
use rusqlite::{OptionalExtension, params};

use super::{Store, trouble::Told};
use crate::domain::rejection::Rejection;

/// A half-typed form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Which form, and for what (`add:client`, `log:c12`).
    pub form: String,
    /// What the toast calls it.
    pub title: String,
    /// The typed text, as the form wrote it.
    pub body: String,
    /// The day it was left.
    pub day: NaiveDate,
}

impl Store {
    /// Keeps a slip, replacing the one of the same form.
    pub fn keep_slip(&self, slip: &Slip) -> Result<(), Rejection> {
        self.before_writing()?;
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO slip(form, title, body, day) VALUES (?1, ?2, ?3, ?4)")
            .told()?
            .execute(params![slip.form, slip.title, slip.body, slip.day.to_string()])
            .told()?;
        Ok(())
    }

    /// The slips of the last 30 days, newest first.
    pub fn slips(&self, today: NaiveDate) -> Result<Vec<Slip>, Rejection> {
        let since = today.checked_sub_days(Days::new(30)).unwrap_or(today).to_string();
        self.conn
            .prepare_cached(
                "SELECT form, title, body, day FROM slip WHERE day >= ?1 ORDER BY day DESC, rowid DESC",
            )
            .told()?
            .query_map([since], |row| {
                let day: String = row.get(3)?;
                Ok(Slip {
                    form: row.get(0)?,
                    title: row.get(1)?,
                    body: row.get(2)?,
                    day: day.parse().unwrap_or(today),
                })
            })
            .told()?
            .collect::<Result<_, _>>()
            .told()
    }

    /// Drops the slip of a form, and those past their 30 days.
    pub fn drop_slip(&self, form: &str, today: NaiveDate) -> Result<(), Rejection> {
        self.before_writing()?;
        let since = today.checked_sub_days(Days::new(30)).unwrap_or(today).to_string();
        self.conn
            .prepare_cached("DELETE FROM slip WHERE form = ?1 OR day < ?2")
            .told()?
            .execute(params![form, since])
            .told()?;
        Ok(())
    }

    /// What the desk keeps for itself under `name`.
    pub fn view_state(&self, name: &str) -> Result<Option<String>, Rejection> {
        self.conn
            .prepare_cached("SELECT body FROM view_state WHERE name = ?1")
            .told()?
            .query_row([name], |row| row.get(0))
            .optional()
            .told()
    }

    /// Keeps something of the desk's own under `name`.
    pub fn keep_view_state(&self, name: &str, body: &str) -> Result<(), Rejection> {
        self.before_writing()?;
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO view_state(name, body) VALUES (?1, ?2)")
            .told()?
            .execute([name, body])
            .told()?;
        Ok(())
    }
}
