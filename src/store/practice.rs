//! Tiers, settings and the working calendar of the practice.
//!
//! **Invariant:** a book without tiers of its own has the default ones; a setting not set has its default.

use std::collections::{BTreeSet, HashMap};

use super::{Db, Store, Tx, trouble::Told};
use crate::domain::{
    cadence::TIERS,
    day::{Calendar, Pause},
    record::{Kind, RecordId, Row, Value},
    rejection::Rejection,
    settings,
};

/// A service tier as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// Days between contacts, at best.
    pub ideal_days: i64,
    /// Days after which contact is broken.
    pub maximum_days: i64,
    /// Planned hours a year, when known.
    pub planned_hours: Option<i64>,
}

impl Db<'_> {
    /// The tiers, in their order; the defaults with the book's own laid over them.
    pub fn tiers(&self) -> Result<Vec<Tier>, Rejection> {
        let mut tiers: Vec<Tier> = TIERS
            .iter()
            .map(|tier| Tier {
                name: tier.name.to_owned(),
                ideal_days: i64::from(tier.ideal_days),
                maximum_days: i64::from(tier.maximum_days),
                planned_hours: Some(i64::from(tier.hours)),
            })
            .collect();
        for row in self.rows(Kind::Tier, &[])? {
            let own = Tier {
                name: row.str("name").to_owned(),
                ideal_days: row.int("ideal_days").unwrap_or(0),
                maximum_days: row.int("maximum_days").unwrap_or(0),
                planned_hours: row.int("planned_hours"),
            };
            match tiers.iter_mut().find(|tier| tier.name == own.name) {
                Some(tier) => *tier = own,
                None => tiers.push(own),
            }
        }
        Ok(tiers)
    }

    /// The value of a setting, or its default.
    pub fn setting(&self, name: &str) -> Result<String, Rejection> {
        let rows = self.rows(Kind::Setting, &[("name", Value::from(name))])?;
        let stored = rows.first().map(|row| row.str("value").to_owned());
        Ok(stored.unwrap_or_else(|| settings::setting(name).map_or("", |known| known.default).to_owned()))
    }

    /// The advisor's working days and holidays.
    pub fn calendar(&self) -> Result<Calendar, Rejection> {
        let mut calendar = Calendar::default();
        let days = self.setting("working_days")?;
        calendar.working = [false; 7];
        for k in days.split_whitespace().filter_map(settings::weekday) {
            if let Some(works) = calendar.working.get_mut(k) {
                *works = true;
            }
        }
        calendar.holidays =
            self.setting("holidays")?.split_whitespace().filter_map(|day| day.parse().ok()).collect();
        calendar.holidays.extend(self.holidays_of_this_machine()?);
        Ok(calendar)
    }

    /// The holidays that the configuration names; they are told to each connection, not to the book.
    fn holidays_of_this_machine(&self) -> Result<Vec<chrono::NaiveDate>, Rejection> {
        if !self.conn.table_exists(Some("temp"), "holiday").told()? {
            return Ok(Vec::new());
        }
        let mut statement = self.conn.prepare_cached("SELECT day FROM temp.holiday").told()?;
        let days = statement.query_map([], |row| row.get::<_, String>(0)).told()?;
        let days: Vec<String> = days.collect::<Result<_, _>>().told()?;
        Ok(days.iter().filter_map(|day| day.parse().ok()).collect())
    }

    /// All pauses, under whose they are; those of the whole practice under none.
    pub fn pauses(&self) -> Result<HashMap<Option<i64>, Vec<Pause>>, Rejection> {
        let mut all: HashMap<Option<i64>, Vec<Pause>> = HashMap::new();
        for row in self.rows(Kind::Pause, &[])? {
            // One that went bad pauses nothing; the others do.
            if let (Some(from), Some(to)) = (row.day("starts_on"), row.day("ends_on")) {
                all.entry(row.int("relationship_id")).or_default().push(Pause { from, to });
            }
        }
        Ok(all)
    }

    /// The pauses that hold for a relationship: its own and those of the whole practice.
    pub fn pauses_of(&self, relationship: Option<i64>) -> Result<Vec<Pause>, Rejection> {
        let mut all = self.pauses()?;
        let mut theirs = all.remove(&None).unwrap_or_default();
        if relationship.is_some() {
            theirs.extend(all.remove(&relationship).unwrap_or_default());
        }
        Ok(theirs)
    }

    /// The next meeting with a relationship that lies ahead, today's among them.
    pub fn next_meeting(
        &self,
        relationship: i64,
        today: chrono::NaiveDate,
    ) -> Result<Option<Row>, Rejection> {
        use rusqlite::OptionalExtension as _;
        let id: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT id FROM meeting WHERE relationship_id = ?1 AND day >= ?2
                   AND state IN ('offered', 'planned', 'prepared') ORDER BY day, time, id LIMIT 1",
            )
            .told()?
            .query_row(rusqlite::params![relationship, today.to_string()], |row| row.get(0))
            .optional()
            .told()?;
        id.map_or(Ok(None), |id| self.get(RecordId::new(Kind::Meeting, id)))
    }
}

impl Tx<'_> {
    /// Lets references be checked at the end of the op, so that a record and what hangs on it can go.
    pub fn defer_references(&self) -> Result<(), Rejection> {
        self.conn.execute_batch("PRAGMA defer_foreign_keys = ON").told()
    }
}

impl Store {
    /// Tells this connection the days off that the configuration names.
    pub fn set_holidays(&self, days: &BTreeSet<chrono::NaiveDate>) -> Result<(), Rejection> {
        if days.is_empty() {
            return Ok(());
        }
        self.conn
            .execute_batch("CREATE TEMP TABLE IF NOT EXISTS holiday(day TEXT PRIMARY KEY) STRICT; DELETE FROM temp.holiday")
            .told()?;
        let mut statement = self.conn.prepare("INSERT INTO temp.holiday(day) VALUES (?1)").told()?;
        for day in days {
            statement.execute([day.to_string()]).told()?;
        }
        Ok(())
    }
}
