//! What was heard of an expectation after it was agreed: talks, words against it, how it was judged.
//!
//! **Invariant:** everything heard keeps its day; the newest stands first.

use chrono::NaiveDate;

use crate::{
    acts::Book,
    domain::{
        asked::Comparison,
        day,
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
};

/// One yardstick talk, or several of one day on one comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talked {
    /// When.
    pub on: NaiveDate,
    /// What they compared with, and how far each of them understood.
    pub said: String,
    /// When it is to be said again.
    pub again: Option<NaiveDate>,
}

impl Book {
    /// The talks that belong to an expectation: all with them where it is of success, else those held against it.
    pub(super) fn talked(&self, relationship: i64, row: &Row) -> Result<Vec<Talked>, Rejection> {
        let mut talks = self.of(Kind::Talk, relationship)?;
        let is_success = row.str("topic") == "success";
        talks.retain(|talk| is_success || talk.int("against_id") == Some(row.id.id));
        let again = |on: NaiveDate| {
            let of_day = talks.iter().filter(|talk| talk.day("day") == Some(on));
            of_day.filter_map(|talk| talk.day("reinforce_on")).max()
        };
        let mut times = self.times_asked(relationship)?;
        times.retain(|once| talks.iter().any(|talk| talk.day("day") == Some(once.on)));
        Ok(times
            .iter()
            .map(|once| Talked { on: once.on, said: once.said(), again: again(once.on) })
            .collect())
    }

    /// What was heard against an expectation, in talks and besides, newest first.
    pub(in crate::acts) fn heard_against(
        &self,
        id: RecordId,
        events: &[(Row, String)],
    ) -> Result<Vec<(NaiveDate, String)>, Rejection> {
        let said = events.iter().filter(|(event, _)| event.str("what") == "contradicted");
        let mut heard: Vec<(NaiveDate, String)> = said
            .filter_map(|(event, _)| Some((event.day("day")?, format!("\"{}\"", event.str("reason")))))
            .collect();
        if id.kind == Kind::Expectation {
            for talk in self.db().rows(Kind::Talk, &[("against_id", Value::Int(id.id))])? {
                let with = Comparison {
                    with: talk.str("compared_with").to_owned(),
                    period: talk.str("period").to_owned(),
                    figures: talk.str("figures").to_owned(),
                };
                heard.extend(talk.day("day").map(|on| (on, format!("compared with {}", with.line()))));
            }
        }
        heard.sort_by_key(|one| std::cmp::Reverse(one.0));
        Ok(heard)
    }

    /// Why an expectation is at risk or not kept, the most telling first: said again since, what it taught.
    pub(super) fn why_at_risk(&self, id: RecordId) -> Result<Vec<String>, Rejection> {
        let today = self.today();
        let events = self.agreement_events(id)?;
        let said = self.heard_against(id, &events)?.into_iter().next();
        let mut why: Vec<String> =
            said.map(|(on, _)| format!("said again {}", day::short(on, today))).into_iter().collect();
        let learned = self.get(id)?.map(|row| row.str("learned").to_owned()).unwrap_or_default();
        why.extend([learned.as_str(), learned.split(": ").next().unwrap_or("")].map(ToOwned::to_owned));
        why.retain(|said| !said.is_empty());
        why.dedup();
        Ok(why)
    }
}

/// How it was judged, newest first.
pub(super) fn judged(events: &[(Row, String)]) -> Vec<(NaiveDate, String, String)> {
    let judged = events.iter().filter(|(event, _)| event.str("what") == "judged");
    judged
        .filter_map(|(event, _)| {
            Some((event.day("day")?, event.str("reason").to_owned(), event.str("evidence").to_owned()))
        })
        .collect()
}
