//! The measures of agreements with their readings: where each is on its way, and what was corrected.
//!
//! **Invariant:** a measure is held against the target that was agreed; what a corrected reading said is kept
//! beside what corrected it.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{
    Book,
    measured::{agreed_with, aim_of, as_agreed, course_said, figure, is_met, measured, wanted},
};
use crate::{
    domain::{
        course::{Course, Judged, judge},
        day,
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
    store::{measured::MeasuredRow, queue::AgreementRow},
};

/// A reading that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Struck {
    /// The day it was of.
    pub day: NaiveDate,
    /// What it said.
    pub value: String,
    /// What says it now, with its day where that is another.
    pub now: String,
}

/// A measure with its readings, oldest first.
#[derive(Debug, Clone)]
pub struct MeasureReadings {
    /// The measure, its target as agreed.
    pub measure: Row,
    /// `plan funded, 95 % or more`.
    pub wanted: String,
    /// Day, value as stored, value as shown, whether it meets the target.
    pub readings: Vec<(NaiveDate, i64, String, Option<bool>)>,
    /// Where it is on its way.
    pub judged: Judged,
    /// That in words.
    pub said: String,
    /// Readings that were corrected, newest first.
    pub struck: Vec<Struck>,
    /// What it asks for now, where that is not what was agreed.
    pub asks_now: Option<String>,
}

/// Where an agreement is by its measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnItsWay {
    /// The worst of its measures.
    pub course: Course,
    /// That in a few words: `91 %, target 95 %`.
    pub said: String,
}

impl Book {
    /// The agreements of one type with what their readings say of those in force; a goal whose readings are off
    /// track is at risk.
    pub(super) fn agreements_on_their_way(
        &self,
        kind: Kind,
        only: Option<i64>,
    ) -> Result<(Vec<AgreementRow>, HashMap<i64, OnItsWay>), Rejection> {
        let mut rows = self.db().agreements(kind, only)?;
        let ways = self.ways(kind, only)?;
        if kind == Kind::Goal {
            for row in &mut rows {
                let off = ways.get(&row.id.id).is_some_and(|way| way.course == Course::OffTrack);
                row.keeping = row.keeping.read_as(off);
            }
        }
        Ok((rows, ways))
    }

    /// What the readings say of all goals in force, by the goal's number.
    pub fn ways_on_track(&self) -> Result<HashMap<i64, OnItsWay>, Rejection> {
        self.ways(Kind::Goal, None)
    }

    /// What the readings say of the goals and expectations of one relationship that are in force.
    pub(super) fn ways_of(&self, relationship: i64) -> Result<HashMap<RecordId, OnItsWay>, Rejection> {
        let mut all = HashMap::new();
        for kind in [Kind::Goal, Kind::Expectation] {
            let ways = self.ways(kind, Some(relationship))?;
            all.extend(ways.into_iter().map(|(id, way)| (RecordId::new(kind, id), way)));
        }
        Ok(all)
    }

    /// What the readings say of each agreement in force that has a measure.
    pub(super) fn ways(&self, kind: Kind, only: Option<i64>) -> Result<HashMap<i64, OnItsWay>, Rejection> {
        let today = self.today();
        let mut ways: HashMap<i64, OnItsWay> = HashMap::new();
        for row in self.db().measured(kind, only)? {
            let way = way(&row, today);
            match ways.get_mut(&row.agreement) {
                Some(known) if known.course <= way.course => {}
                Some(known) => *known = way,
                None => {
                    ways.insert(row.agreement, way);
                }
            }
        }
        Ok(ways)
    }

    /// The measures of an agreement, each held against what was agreed.
    pub fn measures_of(&self, row: &Row) -> Result<Vec<MeasureReadings>, Rejection> {
        let mut measures = Vec::new();
        for now in self.held_by(row)? {
            let measure = as_agreed(self.db(), row, &now)?;
            let mut found = self.readings_against(measure, row.day("target_date"))?;
            // What another agreement in force names too asks for what was agreed there.
            let is_its_own = agreed_with(self.db(), now.id, Some(row.id))?.is_none();
            found.asks_now = (is_its_own && found.wanted != wanted(&now)).then(|| wanted(&now));
            measures.push(found);
        }
        Ok(measures)
    }

    /// The measures an agreement names, as they are now.
    fn held_by(&self, agreement: &Row) -> Result<Vec<Row>, Rejection> {
        let ids: Vec<i64> = match agreement.id.kind {
            Kind::Goal => {
                let ties =
                    self.db().rows(Kind::AgreementMeasure, &[("goal_id", Value::Int(agreement.id.id))])?;
                ties.iter().filter_map(|tie| tie.int("measure_id")).collect()
            }
            _ => agreement.int("measure_id").into_iter().collect(),
        };
        let mut measures = Vec::new();
        for id in ids {
            measures.extend(self.get(RecordId::new(Kind::Measure, id))?);
        }
        Ok(measures)
    }

    /// The measures of an agreement as its version in force has them.
    pub(super) fn agreed_measures(&self, agreement: &Row) -> Result<Vec<Row>, Rejection> {
        let held = self.held_by(agreement)?;
        held.iter().map(|measure| as_agreed(self.db(), agreement, measure)).collect()
    }

    /// A measure with its readings.
    pub fn measure_readings(&self, measure: i64) -> Result<Option<MeasureReadings>, Rejection> {
        let measure = self.get(RecordId::new(Kind::Measure, measure))?;
        measure.map(|measure| self.readings_against(measure, None)).transpose()
    }

    fn readings_against(&self, measure: Row, by: Option<NaiveDate>) -> Result<MeasureReadings, Rejection> {
        let all = self.db().rows(Kind::Reading, &[("measure_id", Value::Int(measure.id.id))])?;
        let corrector = |row: &Row| all.iter().find(|other| other.int("corrects_id") == Some(row.id.id));
        let (mut readings, mut struck) = (Vec::new(), Vec::new());
        for row in &all {
            let (Some(value), Some(on)) = (row.int("value"), row.day("day")) else { continue };
            let Some(by) = corrector(row) else {
                readings.push((on, row.id, value));
                continue;
            };
            let now = measured(&measure, by.int("value").unwrap_or(0));
            let now = match by.day("day").filter(|day| *day != on) {
                Some(day) => format!("{now} on {}", day::short(day, self.today())),
                None => now,
            };
            struck.push(Struck { day: on, value: measured(&measure, value), now });
        }
        readings.sort_unstable();
        struck.sort_by_key(|reading| std::cmp::Reverse(reading.day));
        let read = |found: Option<&(NaiveDate, RecordId, i64)>| found.map(|(on, _, value)| (*on, *value));
        let (first, last) = (read(readings.first()), read(readings.last()));
        let judged = judge(&aim_of(&measure, by), first, last, self.today());
        Ok(MeasureReadings {
            wanted: wanted(&measure),
            said: course_said(&measure, judged, last, self.today()),
            readings: readings
                .into_iter()
                .map(|(on, _, value)| (on, value, measured(&measure, value), is_met(&measure, value)))
                .collect(),
            judged,
            struck,
            asks_now: None,
            measure,
        })
    }

    /// The goals of theirs that pull against this one.
    pub fn conflicts(&self, goal: &Row) -> Result<Vec<Row>, Rejection> {
        if goal.id.kind != Kind::Goal {
            return Ok(Vec::new());
        }
        let mut found = self.rows(Kind::Goal, &[("conflicts_id", Value::Int(goal.id.id))])?;
        if let Some(other) = goal.int("conflicts_id").map(|id| RecordId::new(Kind::Goal, id))
            && !found.iter().any(|row| row.id == other)
        {
            found.extend(self.get(other)?);
        }
        found.retain(|row| row.str("state") != "retired");
        Ok(found)
    }
}

/// Where one measure is, in a few words.
fn way(row: &MeasuredRow, today: NaiveDate) -> OnItsWay {
    let judged = judge(&row.aim, row.first, row.last, today);
    let shown = |value: i64| figure(row.unit, value);
    let said = crate::domain::course::short(judged, row.last.map(|(_, value)| value), row.aim.target, shown);
    OnItsWay { course: judged.course, said }
}
