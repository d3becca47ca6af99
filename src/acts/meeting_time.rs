//! When a meeting is: in the advisor's time, and in theirs where it is another.
//!
//! **Invariant:** the time written with a meeting is wall time in its own zone, else in the advisor's.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Book, dossier::Moment};
use crate::{
    clock::{Clock, Zone},
    domain::{
        day,
        record::{Kind, RecordId, Row, Value},
        records::agenda_item,
        rejection::Rejection,
    },
};

impl Book {
    /// The items of a meeting's agenda, in their order.
    pub fn agenda(&self, meeting: RecordId) -> Result<Vec<Row>, Rejection> {
        let mut items = self.rows(Kind::AgendaItem, &[("meeting_id", Value::Int(meeting.id))])?;
        agenda_item::in_order(&mut items);
        Ok(items)
    }

    /// The day and hour at which a meeting begins where the advisor is; the hour is not always known.
    #[must_use]
    pub fn meeting_begins(&self, meeting: &Row) -> Option<(NaiveDate, Option<NaiveTime>)> {
        begins(meeting, self.clock())
    }

    /// From when to when a meeting takes, as instants; none without a time.
    #[must_use]
    pub fn meeting_instants(&self, meeting: &Row) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        instants(meeting, self.clock())
    }

    /// A meeting that was not held: offered in vain, declined, moved, missed. One that was is its contact.
    pub(super) fn meeting_moment(&self, row: &Row) -> Option<Moment> {
        let what = row.str("state");
        if !matches!(what, "declined" | "no answer" | "moved" | "no-show") {
            return None;
        }
        let of = row.day("day").map(|on| format!(" of {}", day::short(on, self.today()))).unwrap_or_default();
        Some(Moment {
            day: row.day("state_on").or_else(|| row.day("day"))?,
            what: what.to_owned(),
            text: format!("{}{of}", row.str("title")),
            record: row.id,
            quiet: true,
        })
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

/// From when to when it takes; one without a length takes an hour, one without a time is at no hour.
pub(super) fn instants(meeting: &Row, clock: &Clock) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let day = meeting.day("day")?;
    let time = NaiveTime::parse_from_str(meeting.fields.text("time")?, "%H:%M").ok()?;
    let zone = meeting.fields.text("time_zone").and_then(Zone::named);
    let from = clock.instant_at(day.and_time(time), zone.as_ref());
    let long = TimeDelta::minutes(meeting.int("minutes").unwrap_or(60).clamp(1, 24 * 60));
    Some((from, from.checked_add_signed(long)?))
}

/// How far ahead of here a place is on a day: `9 hours ahead of you, Europe/Zurich`; none where it is the same hour.
pub(super) fn ahead(zone: &str, on: NaiveDate, clock: &Clock) -> Option<String> {
    let zone = Zone::named(zone)?;
    let noon = on.and_hms_opt(12, 0, 0)?;
    let minutes = clock.there(noon, &zone).signed_duration_since(noon).num_minutes();
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    let many = match (hours, rest) {
        (0, 0) => return None,
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        (0, rest) => format!("{rest} minutes"),
        (hours, rest) => format!("{hours} h {rest} min"),
    };
    let side = if minutes > 0 { "ahead of" } else { "behind" };
    Some(format!("{many} {side} you, {}", zone.name()))
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
