//! The preview of a repeat: the dates it gives and its plain sentence.
//!
//! **Invariant:** it is the preview the form of the desk shows, by the same calendar.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{
    fields::at_most,
    output::{Answer, table, usage},
    session::Session,
};
use crate::domain::{
    day::{self, Roll},
    record::Kind,
    rejection::Rejection,
    repeat::{Frame, Repeat},
};

/// The most dates that are listed: more than one reads.
const MOST: u32 = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RollWord {
    /// Days off stay
    None,
    /// To the next working day, as tasks do
    Next,
    /// To the working day before
    Previous,
    /// To the nearer one
    Nearest,
    /// To the next one, or back when that leaves the month
    NextInMonth,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Dates {
    /// The repeat, as "every 3 months on the 31st" or "14 days after done"
    #[arg(value_name = "REPEAT")]
    repeat: String,
    /// The day it counts from; today when left
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// How many dates, 1000 at most
    #[arg(long, value_name = "NUMBER", default_value_t = 5, allow_negative_numbers = true, value_parser = at_most::<MOST>)]
    count: u32,
    /// For whom: nothing falls due in their pauses
    #[arg(long, value_name = "CLIENT")]
    client: Option<String>,
    /// Which way a date on a day off moves
    #[arg(long, value_enum, default_value = "next")]
    roll: RollWord,
}

impl Dates {
    /// The dates a repeat gives and its plain sentence.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let repeat = Repeat::parse(&self.repeat).map_err(usage)?;
        let anchor = self.from.as_deref().map_or_else(|| Ok(session.today()), |from| session.day(from))?;
        let roll = match self.roll {
            RollWord::None => Roll::None,
            RollWord::Next => Roll::Next,
            RollWord::Previous => Roll::Previous,
            RollWord::Nearest => Roll::Nearest,
            RollWord::NextInMonth => Roll::NextInMonth,
        };
        let calendar = session.book()?.calendar()?;
        let pauses = match &self.client {
            Some(client) => {
                let whose = session.record(Kind::Relationship, client)?.id.id;
                session.book()?.practice()?.pauses.of(Some(whose)).into_owned()
            }
            None => session.book()?.practice()?.pauses.of(None).into_owned(),
        };
        let frame = Frame { calendar: &calendar, roll, pauses: &pauses };
        let dates = repeat.occurrences(anchor, self.count, &frame);
        let sentence = repeat.sentence(anchor, roll, &calendar);
        let rows = dates.iter().map(|date| {
            let moved = if date.due == date.on { String::new() } else { day::long(date.due) };
            vec![day::long(date.on), moved]
        });
        let text = format!("{sentence}\n{}", table(session.format, &["date", "falls due"], rows.collect()));
        let json = json!({
            "repeat": repeat.to_string(),
            "sentence": sentence,
            "from": anchor,
            "dates": dates.iter().map(|date| json!({ "date": date.on, "due": date.due })).collect::<Vec<_>>(),
        });
        Ok(Answer::new(text, json))
    }
}
