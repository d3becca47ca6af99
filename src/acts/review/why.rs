//! Why a card is there now, as a sentence: who did what, when, and what is late.
//!
//! **Invariant:** it is whole sentences with a full stop; a card that is decided says why it stood there.

use chrono::NaiveDate;

use super::facts::given;
use crate::{
    acts::{Book, dossier::Dossier, queue::Source},
    domain::{
        cadence::State,
        day::{self, count_days, days_between},
        record::{Kind, RecordId, Row},
        rejection::Rejection,
        review::{Card, Stand},
    },
};

/// The sentence of a card.
pub(super) fn sentence(book: &Book, card: &Card, dossier: Option<&Dossier>) -> Result<String, Rejection> {
    let own = match card.stand {
        Stand::Open => open(book, card, dossier)?,
        Stand::Settled => None,
    };
    Ok(own.unwrap_or_else(|| full(&card.why)))
}

/// A phrase as a sentence.
fn full(phrase: &str) -> String {
    let mut said: String = phrase.chars().take(1).flat_map(char::to_uppercase).collect();
    said.extend(phrase.chars().skip(1));
    if !said.is_empty() && !said.ends_with('.') {
        said.push('.');
    }
    said
}

fn open(book: &Book, card: &Card, dossier: Option<&Dossier>) -> Result<Option<String>, Rejection> {
    let today = book.today();
    if let Some(agreement) = card.agreement() {
        return alone(book, card, agreement, today);
    }
    let Some(source) = Source::of_key(&card.key) else { return Ok(None) };
    let Some(row) = book.get(source.record())? else { return Ok(None) };
    let behind = |prefix: &str| card.why.strip_prefix(prefix).map(ToOwned::to_owned);
    Ok(match source {
        Source::FollowUp(_) => follow_up(book, card, &row, today)?,
        Source::Meeting(_) if card.why == "meeting today" => Some("The meeting is today.".to_owned()),
        Source::Meeting(_) => behind("meeting at ").map(|hour| format!("The meeting is today at {hour}.")),
        Source::Agreements(_) => agreements(book, card, today)?,
        Source::Expires(_) => row.day("until").map(|until| expires(until, today)),
        Source::Breach(_) => {
            let who = if row.str("by") == "us" { "We" } else { "They" };
            let on = row.day("day").map(|on| format!(" on {}", day::short(on, today))).unwrap_or_default();
            Some(format!("{who} broke the rule{on}; that was not answered yet."))
        }
        Source::Contact(_) => dossier.and_then(contact),
        Source::Birthday { .. } => {
            behind("birthday ").map(|on| format!("The birthday of {} is {on}.", given(&row)))
        }
        Source::Age { .. } => Some(format!("{} {}.", given(&row), card.why)),
        Source::Gaps(_) if card.why == "never agreed" => Some("This was never agreed with them.".to_owned()),
        Source::Gaps(_) if card.why == "never done" => Some("This was never done with them.".to_owned()),
        Source::Teach { .. } => {
            behind("to teach again ").map(|when| format!("It is to be taught again {when}."))
        }
        Source::Reinforce(_) => {
            behind("talk of ").map(|on| format!("It is to be said again after the talk of {on}."))
        }
        Source::Tell { .. } => Some(format!("Its text has changed: {}.", card.why)),
        Source::Purge(_) => Some(
            "Their records were kept as long as the law asks: purge them, hold them, or keep them on."
                .to_owned(),
        ),
        Source::Safeguard(_) if row.id.kind == Kind::Vendor => {
            Some("It holds client data, and no clause says that it must tell of a breach.".to_owned())
        }
        Source::Safeguard(_) if row.id.kind == Kind::Delivery => {
            Some(format!("They had it a good while ago ({}): it is due again.", card.why))
        }
        Source::Decision(_) => Some("What came of this decision is to be looked at.".to_owned()),
        Source::LifeEvent(_) => Some(format!("Nothing was decided yet after the {}.", card.why)),
        _ => None,
    })
}

fn follow_up(book: &Book, card: &Card, row: &Row, today: NaiveDate) -> Result<Option<String>, Rejection> {
    if row.str("state") != "open" {
        return Ok(None);
    }
    let asked = row.day("asked_on").filter(|on| *on < today);
    let on = asked.map(|on| format!(" on {}", day::short(on, today))).unwrap_or_default();
    let (theirs, due) = (row.str("whose") == "theirs", row.day("due"));
    let late = due.map_or(0, |due| days_between(due, today));
    let for_when = due.map(|due| if due == today { "today".to_owned() } else { day::weekday_day(due) });
    Ok(match (row.str("kind"), for_when) {
        ("promise", Some(when)) if theirs => {
            let who = if card.who.is_empty() { "They" } else { &card.who };
            Some(format!("{who} promised it{on} for {when}. Ask again if it is not there."))
        }
        ("promise", Some(when)) => {
            let tail = match late {
                days if days > 0 => format!("; that is {} late", count_days(days)),
                0 if row.flag("hard") => "; the date is hard".to_owned(),
                _ => String::new(),
            };
            Some(format!("You promised it{on} for {when}{tail}."))
        }
        ("request", _) if row.day("decided_on").is_none() && asked.is_some() => {
            let from = row.int("interaction_id").map(|id| RecordId::new(Kind::Interaction, id));
            let how = from.map_or(Ok(None), |id| book.get(id))?;
            let how = how.map(|contact| by(contact.str("channel"))).unwrap_or_default();
            let days = asked.map_or(0, |on| days_between(on, today));
            Some(format!("They asked{on}{how}; undecided for {}.", count_days(days)))
        }
        _ => None,
    })
}

fn by(channel: &str) -> String {
    match channel {
        "call" => " by telephone".to_owned(),
        "meeting" => " in a meeting".to_owned(),
        "event" => " at an event".to_owned(),
        "" => String::new(),
        other => format!(" by {other}"),
    }
}

/// A sentence for each state the agreements of the card stand in.
fn agreements(book: &Book, card: &Card, today: NaiveDate) -> Result<Option<String>, Rejection> {
    let first = card.print.split('|').next().unwrap_or("");
    let ids = first.split(';').filter_map(|part| part.split(':').next()?.parse::<RecordId>().ok());
    let (mut told, mut said): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for id in ids {
        let Some(row) = book.get(id)? else { continue };
        let state = row.str("state").to_owned();
        if told.contains(&state) {
            continue;
        }
        let since = |field: &str| row.day(field).map(|on| (day::short(on, today), days_between(on, today)));
        let sentence = match state.as_str() {
            // What was raised and not recorded says so itself.
            "agreed" if row.day("raised_on").is_some() => Some(full(&card.why)),
            "agreed" if said.is_empty() => {
                since("agreed_on").map(|(on, _)| format!("Agreed on {on}; {}.", card.why))
            }
            "agreed" => {
                since("agreed_on").map(|(on, _)| format!("Agreed on {on}, and due to be looked at again."))
            }
            "proposed" => since("proposed_on")
                .map(|(on, days)| format!("Proposed on {on}, without an answer for {}.", count_days(days))),
            "draft" => since("drafted_on")
                .map(|(on, days)| format!("Drafted on {on}, and not proposed for {}.", count_days(days))),
            _ => None,
        };
        said.extend(sentence);
        told.push(state);
    }
    Ok(Some(said.join(" ")).filter(|said| !said.is_empty()))
}

/// Why one agreement is looked at with them: when it was agreed and why now.
fn alone(book: &Book, card: &Card, id: RecordId, today: NaiveDate) -> Result<Option<String>, Rejection> {
    let Some(row) = book.get(id)? else { return Ok(None) };
    let on = |field: &str, word: &str| row.day(field).map(|on| format!("{word} {}", day::short(on, today)));
    let since = match row.str("state") {
        "agreed" => on("agreed_on", "Agreed"),
        "proposed" => on("proposed_on", "Proposed"),
        _ => on("drafted_on", "Drafted"),
    };
    let deferrals = match row.int("deferrals").unwrap_or(0) {
        0 => String::new(),
        1 => " It was put off once.".to_owned(),
        times => format!(" It was put off {times} times."),
    };
    Ok(since.map(|since| format!("{since}; {}.{deferrals}", card.why)))
}

fn expires(until: NaiveDate, today: NaiveDate) -> String {
    match days_between(today, until) {
        0 => "The exception ends today.".to_owned(),
        1 => "The exception ends tomorrow.".to_owned(),
        days if days > 0 => {
            format!("The exception ends on {}, in {}.", day::weekday_day(until), count_days(days))
        }
        days => format!(
            "The exception ended on {}, {} ago, and nothing was decided.",
            day::weekday_day(until),
            count_days(-days)
        ),
    }
}

fn contact(dossier: &Dossier) -> Option<String> {
    let cadence = dossier.line.cadence.as_ref()?;
    if cadence.paused_until.is_some() {
        return None;
    }
    let Some(days) = cadence.days else {
        return Some("No contact with them is recorded yet; the first one is due.".to_owned());
    };
    let (limit, word) = match cadence.state {
        State::Broken => (cadence.gaps.maximum_days, "the most"),
        State::Due => (cadence.gaps.ideal_days, "the ideal"),
        _ => return None,
    };
    Some(format!("The last contact was {} ago; {limit} is {word} for them.", count_days(days)))
}
