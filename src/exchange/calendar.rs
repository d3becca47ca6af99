//! What is due, as a calendar other programs read: open follow-ups with a date, and meetings ahead.
//!
//! **Invariant:** an occurrence has the same name in every export; a whole day is a date, never an hour.

use std::{collections::BTreeSet, fmt::Write as _};

use chrono::NaiveDate;

use crate::{
    acts::{Book, Watch, queue::Practice},
    domain::{
        day::{Roll, add_days},
        ical::{occurrence_uid, rule},
        record::{Kind, RecordId, Row, Value},
        records::follow_up,
        rejection::Rejection,
        repeat::{Frame, Repeat},
        safe,
    },
};

/// How far ahead a repeat that no rule says is laid out, in days.
const AHEAD: i64 = 400;
/// The most bytes of a line before it is folded (RFC 5545, 3.1).
const LINE: usize = 73;

/// One event, and its lines besides name, stamp and title.
struct Event {
    uid: String,
    title: String,
    lines: Vec<String>,
}

/// The calendar, and how many events it has; given up when the one who waits asks for it.
///
/// # Errors
/// When the book cannot be read.
pub fn calendar(book: &Book, watch: &Watch) -> Result<(String, usize), Rejection> {
    let practice = book.practice()?;
    let mut events = Vec::new();
    for row in book.rows(Kind::FollowUp, &[])? {
        watch.go_on()?;
        if !follow_up::is_finished(row.str("state")) {
            events.extend(follow_ups(book, &practice, &row)?);
        }
    }
    for row in book.rows(Kind::Meeting, &[])? {
        watch.go_on()?;
        if matches!(row.str("state"), "offered" | "planned" | "prepared") {
            events.extend(meeting(book, &row)?);
        }
    }
    let stamp = book.clock().instant().format("%Y%m%dT%H%M%SZ").to_string();
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//standing//standing//EN");
    for event in &events {
        line(&mut text, "BEGIN:VEVENT");
        line(&mut text, &format!("UID:{}", event.uid));
        line(&mut text, &format!("DTSTAMP:{stamp}"));
        line(&mut text, &format!("SUMMARY:{}", escaped(&event.title)));
        for said in &event.lines {
            line(&mut text, said);
        }
        line(&mut text, "END:VEVENT");
    }
    line(&mut text, "END:VCALENDAR");
    Ok((text, events.len()))
}

/// The clients whose follow-ups and meetings are in the calendar.
///
/// # Errors
/// When the book cannot be read.
pub fn whose(book: &Book) -> Result<BTreeSet<i64>, Rejection> {
    let open = |row: &Row| !follow_up::is_finished(row.str("state")) && row.day("due").is_some();
    let ahead = |row: &Row| matches!(row.str("state"), "offered" | "planned" | "prepared");
    let mut rows: Vec<Row> = book.rows(Kind::FollowUp, &[])?.into_iter().filter(open).collect();
    rows.extend(book.rows(Kind::Meeting, &[])?.into_iter().filter(ahead));
    Ok(rows.iter().filter_map(|row| row.int("relationship_id")).collect())
}

/// An open follow-up: one event, with a rule where one says its repeat, else with those to come.
fn follow_ups(book: &Book, practice: &Practice, row: &Row) -> Result<Vec<Event>, Rejection> {
    let Some(due) = row.day("due") else { return Ok(Vec::new()) };
    let title = titled(book, row)?;
    let roll = follow_up::roll_of(&row.fields);
    let shown = practice.calendar.roll(due, roll);
    let repeat = row.fields.text("repeat").and_then(|text| Repeat::parse(text).ok());
    let k = row.int("repeat_k").and_then(|k| u32::try_from(k).ok());
    let root = match repeat {
        Some(_) => uid_of_repeat(book, row)?,
        None => row.uid.clone(),
    };
    let event = |k: Option<u32>, on: NaiveDate, more: Vec<String>| {
        let mut lines =
            vec![format!("DTSTART;VALUE=DATE:{}", on.format("%Y%m%d")), "TRANSP:TRANSPARENT".to_owned()];
        lines.extend(more);
        Event { uid: occurrence_uid(&root, k), title: title.clone(), lines }
    };
    let Some(repeat @ Repeat::On(_)) = repeat else {
        let faulty = follow_up::is_faulty(&row.fields);
        let said = faulty.then(|| format!("DESCRIPTION:{}", escaped("Its repeat cannot be read; edit it.")));
        return Ok(vec![event(k, shown, said.into_iter().collect())]);
    };
    let anchor = row.day("repeat_anchor").unwrap_or(due);
    let own = k.or_else(|| (repeat.kth(anchor, 0) == Some(anchor)).then_some(0));
    let pauses = practice.pauses.of(row.int("relationship_id"));
    let on_pattern = own.and_then(|k| repeat.kth(anchor, k)) == Some(due);
    if roll == Roll::None
        && pauses.is_empty()
        && on_pattern
        && let Some(rule) = rule(&repeat, due)
    {
        return Ok(vec![event(own, shown, vec![format!("RRULE:{rule}")])]);
    }
    let until = add_days(book.today(), AHEAD).unwrap_or(due);
    let frame = Frame { calendar: &practice.calendar, roll, pauses: &pauses };
    let mut events = vec![event(own, shown, Vec::new())];
    let later = repeat.occurrences(anchor, 10_000, &frame).into_iter();
    let later = later.filter(|later| own.is_none_or(|own| later.k > own) && later.due > shown);
    events.extend(
        later.take_while(|later| later.due <= until).map(|later| event(Some(later.k), later.due, Vec::new())),
    );
    Ok(events)
}

/// The name of the repeat an occurrence belongs to: that of the follow-up it began with.
fn uid_of_repeat(book: &Book, row: &Row) -> Result<String, Rejection> {
    let kept = book.rows(Kind::Occurrence, &[("follow_up_id", Value::Int(row.id.id))])?;
    let root = kept.last().and_then(|kept| kept.int("repeat_id"));
    let root = root.map_or(Ok(None), |root| book.get(RecordId::new(Kind::FollowUp, root)))?;
    Ok(root.map_or_else(|| row.uid.clone(), |root| root.uid))
}

fn meeting(book: &Book, row: &Row) -> Result<Option<Event>, Rejection> {
    let Some(day) = row.day("day") else { return Ok(None) };
    let date = day.format("%Y%m%d");
    let mut lines = Vec::new();
    match row.fields.text("time") {
        // As an instant: it needs no zone to be described, and no program reads it at another hour.
        Some(_) => {
            let Some((from, _)) = book.meeting_instants(row) else { return Ok(None) };
            lines.push(format!("DTSTART:{}", from.format("%Y%m%dT%H%M%SZ")));
            lines.extend(
                row.int("minutes")
                    .filter(|minutes| *minutes > 0)
                    .map(|minutes| format!("DURATION:PT{minutes}M")),
            );
        }
        None => lines.push(format!("DTSTART;VALUE=DATE:{date}")),
    }
    Ok(Some(Event { uid: occurrence_uid(&row.uid, None), title: titled(book, row)?, lines }))
}

fn titled(book: &Book, row: &Row) -> Result<String, Rejection> {
    let title = book.title(row)?;
    Ok(match row.int("relationship_id") {
        Some(id) => format!("{title}, {}", book.short_name(id)?),
        None => title,
    })
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in safe::in_file(text).chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A line, folded between characters.
fn line(text: &mut String, said: &str) {
    let mut used = 0;
    for c in said.chars() {
        if used + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            used = 1;
        }
        let _ = text.write_char(c);
        used += c.len_utf8();
    }
    text.push_str("\r\n");
}
