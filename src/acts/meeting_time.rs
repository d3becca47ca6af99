//! When a meeting is: in the advisor's time, and in theirs where it is another.
//!
//! **Invariant:** the time written with a meeting is wall time in its own zone, else in the advisor's.

use chrono::{NaiveDate, NaiveTime};

use super::Book;
use crate::{
    clock::{Clock, Zone},
    domain::{
        day,
        record::{Kind, RecordId, Row},
    },
};

impl Book {
    /// The day and hour at which a meeting begins where the advisor is; the hour is not always known.
    #[must_use]
    pub fn meeting_begins(&self, meeting: &Row) -> Option<(NaiveDate, Option<NaiveTime>)> {
        begins(meeting, self.clock())
    }

    /// When a meeting is, in words: `Fri 4 Dec 10:00`, with their hour where it differs: `, 19:00 in Zurich`.
    #[must_use]
    pub fn meeting_when(&self, meeting: &Row) -> String {
        let Some((on, time)) = self.meeting_begins(meeting) else { return String::new() };
        let on = day::weekday_day(on);
        let Some(time) = time else { return on };
        let whose = meeting.int("relationship_id").map(|id| RecordId::new(Kind::Relationship, id));
        let client = whose.and_then(|id| self.get(id).ok().flatten());
        let theirs = theirs(meeting, client.as_ref(), self.clock()).unwrap_or_default();
        format!("{on} {}{theirs}", time.format("%H:%M"))
    }
}

fn begins(meeting: &Row, clock: &Clock) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let day = meeting.day("day")?;
    let written = meeting.fields.text("time").and_then(|time| NaiveTime::parse_from_str(time, "%H:%M").ok());
    Some(match (written, meeting.fields.text("time_zone").and_then(Zone::named)) {
        (Some(time), Some(zone)) => {
            let here = clock.here(day.and_time(time), &zone);
            (here.date(), Some(here.time()))
        }
        (time, _) => (day, time),
    })
}

/// At what hour it is here: `09:00`.
pub(super) fn hour(meeting: &Row, clock: &Clock) -> Option<String> {
    begins(meeting, clock)?.1.map(|time| time.format("%H:%M").to_string())
}

/// Their hour, when it is another than here: `, 19:00 in Zurich`; of the meeting's zone, else of the client's.
pub(super) fn theirs(meeting: &Row, client: Option<&Row>, clock: &Clock) -> Option<String> {
    let name = meeting
        .fields
        .text("time_zone")
        .or_else(|| client.and_then(|client| client.fields.text("time_zone")))?;
    let (day, time) = begins(meeting, clock)?;
    let (here, zone) = (day.and_time(time?), Zone::named(name)?);
    let there = clock.there(here, &zone);
    if there == here {
        return None;
    }
    let place = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    let on = if there.date() == day { String::new() } else { format!("{} ", day::weekday_day(there.date())) };
    Some(format!(", {on}{} in {place}", there.format("%H:%M")))
}
