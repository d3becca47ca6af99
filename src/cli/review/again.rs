//! The re-examination of one household on the command line: what each agreement takes, and the end with its charter.
//!
//! **Invariant:** who sits there is asked once; an answer that does not fit its card changes nothing.

use std::{fmt::Write as _, io};

use super::{
    answers::{self, Next},
    at_end::{AtEnd, Done, Taken, ask_at_end},
    plain::{say, tell, tell_decided},
};
use crate::{
    acts::{Book, review::charter_to_sign},
    cli::session::Session,
    domain::{
        action::{Action, Consent},
        entry,
        number::Unit,
        record::{Fields, Kind, RecordId, Row, Value},
        rejection::Rejection,
        review::{
            Card, Place, Stand,
            answer::{self, Answer},
            said::{self, Said, Sitting},
        },
    },
    letters::compose::{Wanted, draft},
};

/// The answers an agreement takes.
pub(super) fn of(card: &Card, whom: &str) -> Vec<String> {
    let is_rule = card.agreement().is_some_and(|id| id.kind == Kind::Acceptance);
    let own: &[&str] = if is_rule {
        &[
            "reaffirm",
            "with NAME, not WHO DISSENTS how meeting",
            "exception WHAT until DATE because ...",
            "later 30 days because ...",
            "raise",
            "retire because ...",
        ]
    } else {
        &[
            "reaffirm",
            "with NAME, not WHO DISSENTS how meeting",
            "change NEW WORDS",
            "reading VALUE",
            "later 30 days because ...",
            "raise",
            "retire achieved: what was learned",
        ]
    };
    let all = own.iter().chain(&["next", "back", "why", "undo", "end", "quit"]);
    let own = all.map(|words| words.replace("NAME", whom));
    let outcome =
        if card.agreement().is_some_and(|id| id.kind == Kind::Expectation) { "kept" } else { "achieved" };
    own.map(|words| words.replace("achieved", outcome)).collect()
}

/// Does what was typed at a card.
pub(super) fn give(session: &mut Session, place: &mut Place, line: &str) -> Result<Next, Rejection> {
    let (today, order) = (session.today(), session.order());
    let Some(card) = place.card().cloned() else { return Ok(Next::Leaves) };
    let Some(id) = card.agreement() else {
        // A life event is decided as in the daily review.
        return answer::parse(line, today, order).and_then(|answer| answers::give(session, place, &answer));
    };
    let client = card.relationship.unwrap_or(0);
    let line = &in_its_words(line);
    let said = said::parse(line, today, order)?;
    if let Some(Said::With(sitting)) = &said {
        let consent = consent(session, client, sitting)?;
        let words = session.book()?.sitting_said(&consent)?;
        place.with = Some(consent);
        return Ok(Next::Goes(vec![words]));
    }
    let action = match said {
        Some(Said::Reading(named, value, on)) => reading(session, id, named.as_deref(), &value, on)?,
        Some(Said::Exception(what, until, why)) => exception(session, (id, client), &what, until, &why)?,
        Some(said) => {
            open(&card)?;
            action_of(session, place, (id, client), said)?
        }
        None => match answer::parse(line, today, order)? {
            Answer::Raise => {
                open(&card)?;
                let meeting = session.book()?.meeting_after_today(client)?;
                Action::Raise { agreements: vec![id], meeting: Some(meeting) }
            }
            Answer::Reaffirm(by, how) => {
                open(&card)?;
                let consent = consent(session, client, &Sitting { by, how, ..Sitting::default() })?;
                session.book()?.agreed_with(id, consent)?
            }
            Answer::Later(until, reason) => {
                open(&card)?;
                Action::Defer { agreements: vec![id], until, reason }
            }
            Answer::Why => return Ok(Next::Goes(vec![session.book()?.review_sheet(&card)?.why])),
            answer @ (Answer::Next
            | Answer::Back
            | Answer::Undo
            | Answer::Help
            | Answer::Quit
            | Answer::End) => {
                return answers::give(session, place, &answer);
            }
            _ => return Err(no_fit(session.book()?, &card)?),
        },
    };
    let receipt = session.act(&action)?;
    session.book()?.renew_review(place)?;
    Ok(Next::Goes(vec![receipt.text]))
}

/// An agreement has no due date to move: what moves a follow-up puts it off.
fn in_its_words(line: &str) -> String {
    let line = line.trim();
    let (verb, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    match verb.to_lowercase().as_str() {
        "r" | "reschedule" | "move" => format!("later {rest}"),
        _ => line.to_owned(),
    }
}

/// What was decided already is taken back first.
fn open(card: &Card) -> Result<(), Rejection> {
    match card.stand {
        Stand::Open => Ok(()),
        Stand::Settled => Err(Rejection::rule("This card is decided. Type undo to take it back, or next.")),
    }
}

fn no_fit(book: &Book, card: &Card) -> Result<Rejection, Rejection> {
    let said = of(card, &answers::whom(book, card)?).join(", ");
    Ok(Rejection::rule(format!("That does not fit this card. Nothing was changed. Answers: {said}.")))
}

fn action_of(
    session: &mut Session,
    place: &Place,
    (id, client): (RecordId, i64),
    said: Said,
) -> Result<Action, Rejection> {
    Ok(match said {
        Said::Right | Said::With(..) => {
            let consent = known(session, place, client)?;
            session.book()?.agreed_with(id, consent)?
        }
        Said::Change(field, words) => {
            if id.kind == Kind::Acceptance {
                return Err(Rejection::rule(
                    "A rule is changed for everybody: standing rule reword. With them alone add an exception.",
                ));
            }
            let row =
                session.book()?.get(id)?.ok_or_else(|| Rejection::rule("This is gone from the book."))?;
            let name = field_of(&row, field.as_deref())?;
            let value = session.named_field(id.kind, name, &words)?;
            let fields = Fields::new().with(name, value);
            if row.str("state") == "agreed" {
                Action::Change { agreement: id, fields, consent: known(session, place, client)? }
            } else {
                Action::Edit { targets: vec![id], fields, seen: None }
            }
        }
        Said::Reading(..) | Said::Exception(..) => {
            return Err(Rejection::fault("This is no decision of the card."));
        }
        Said::Retire(what, learned) => session.book()?.retired_with(id, &what, learned.as_deref())?,
    })
}

/// The field that is changed: by its name or its label, else the main text.
fn field_of(row: &Row, named: Option<&str>) -> Result<&'static str, Rejection> {
    let Some(named) = named else {
        return Ok(if row.id.kind == Kind::Goal { "statement" } else { "our_answer" });
    };
    let is_it = |field: &&'static crate::domain::record::Field| {
        let plain = |text: &str| text.to_lowercase().replace(['_', '-'], " ");
        plain(field.name) == plain(named) || plain(field.label) == plain(named)
    };
    let fields = || entry::typed(row.id.kind).filter(|field| field.name != "relationship_id");
    fields().find(is_it).map(|field| field.name).ok_or_else(|| {
        let labels: Vec<String> = fields().map(|field| field.label.to_lowercase()).collect();
        Rejection::ambiguous(format!("{named} is no field of it. Say one of: {}.", labels.join(", ")))
    })
}

/// Who sits there: as it was said, else by the contact or the meeting of today.
fn known(session: &mut Session, place: &Place, client: i64) -> Result<Consent, Rejection> {
    if let Some(consent) = &place.with {
        return Ok(consent.clone());
    }
    session.book()?.consent_of_today(client)?.ok_or_else(|| {
        Rejection::ambiguous(
            "Say once who sits there and how, for all of them: with Ann, Robert how meeting. Nothing was changed.",
        )
    })
}

fn consent(session: &mut Session, client: i64, sitting: &Sitting) -> Result<Consent, Rejection> {
    let mut persons = |names: &[String]| -> Result<Vec<RecordId>, Rejection> {
        names.iter().map(|name| session.person_of(client, name)).collect()
    };
    let (by, dissents) = (persons(&sitting.by)?, persons(&sitting.dissents)?);
    let how = session.named_field(Kind::AgreementEvent, "how", &sitting.how)?;
    let (how, on) = (how.text().unwrap_or("").to_owned(), sitting.on.unwrap_or(session.today()));
    Ok(Consent { by, dissents, on, how, evidence: None })
}

/// A reading of the measure of an agreement: of the only one, or of the one that is named.
fn reading(
    session: &mut Session,
    id: RecordId,
    named: Option<&str>,
    value: &str,
    on: Option<chrono::NaiveDate>,
) -> Result<Action, Rejection> {
    let row = session.book()?.get(id)?.ok_or_else(|| Rejection::rule("This is gone from the book."))?;
    let measures: Vec<Row> =
        session.book()?.measures_of(&row)?.into_iter().map(|measure| measure.measure).collect();
    let plain = |text: &str| text.trim().to_lowercase();
    let is_it = |measure: &&Row| named.is_none_or(|named| plain(measure.str("name")).contains(&plain(named)));
    let fit: Vec<&Row> = measures.iter().filter(is_it).collect();
    let measure = match (fit.as_slice(), measures.as_slice()) {
        ([only], _) => *only,
        (_, []) => return Err(Rejection::rule("It has no measure to read. Nothing was changed.")),
        _ => {
            let all: Vec<&str> = measures.iter().map(|measure| measure.str("name")).collect();
            let said = format!(
                "Say of which, as: reading {}: {value}. It has: {}.",
                all.first().unwrap_or(&""),
                all.join(", ")
            );
            return Err(Rejection::ambiguous(said));
        }
    };
    let (unit, on) = (Unit::of(measure.str("unit")), on.unwrap_or(session.today()));
    let measure = measure.id.id;
    let value = match unit {
        Some(unit) => Value::Int(unit.parse(value)?),
        None => session.named_field(Kind::Reading, "value", value)?,
    };
    let fields = Fields::new().with("measure_id", measure).with("day", on).with("value", value);
    Ok(Action::Add { kind: Kind::Reading, fields })
}

/// An exception from the rule of an acceptance.
fn exception(
    session: &mut Session,
    (id, client): (RecordId, i64),
    what: &str,
    until: Option<chrono::NaiveDate>,
    why: &str,
) -> Result<Action, Rejection> {
    let row = session.book()?.get(id)?.ok_or_else(|| Rejection::rule("This is gone from the book."))?;
    let Some(rule) = row.int("rule_id").filter(|_| id.kind == Kind::Acceptance) else {
        return Err(Rejection::rule("An exception is made from a rule; this is none. Nothing was changed."));
    };
    let fields = Fields::new()
        .with("relationship_id", client)
        .with("rule_id", rule)
        .with("what", what)
        .with("why", why)
        .with("until", until)
        .with("day", session.today());
    Ok(Action::Add { kind: Kind::Exception, fields })
}

/// The end: what was decided, the charter, the follow-up.
pub(super) fn end(
    session: &mut Session,
    place: &mut Place,
    client: i64,
    input: &mut io::StdinLock<'_>,
    out: &mut String,
) -> Result<Done, Rejection> {
    if place.cards.is_empty() {
        say(out, "They have no agreement yet: standing goal add, standing expectation add.");
        tell(out)?;
        return Ok(Done::Finished);
    }
    let ending = session.book()?.review_end(place)?;
    tell_decided(out, &ending, place);
    tell_charter(out, session, place)?;
    ask_at_end(session, place, input, out, &mut WithThem { client })
}

/// The end of a re-examination.
struct WithThem {
    client: i64,
}

impl AtEnd for WithThem {
    const ANSWERS: &'static str = "charter, follow-up, finish, finish WHAT THEY SAID, back, undo, quit";
    const NO_ANSWER: &'static str =
        "That is no answer here. Nothing was changed; finish keeps the record of it.";
    const KEPT: Done = Done::Finished;

    fn left(_: &Place) -> (String, String) {
        (
            "The input ended. What was decided is kept; the same command comes back here.".to_owned(),
            "Left at the end. The same command comes back to it.".to_owned(),
        )
    }

    fn take(
        &mut self,
        session: &mut Session,
        place: &mut Place,
        (verb, rest): (&str, &str),
        out: &mut String,
    ) -> Result<Taken, Rejection> {
        match (verb, rest) {
            ("charter", "") => {
                let made = make(session, self.client);
                say(out, &made.unwrap_or_else(|no| no.message));
            }
            ("follow-up" | "followup", "") => {
                let ending = session.book()?.review_end(place)?;
                if let Some(id) = ending.charter.and_then(|charter| charter.follow_up) {
                    say(out, &format!("It is on the list already: {id}."));
                } else {
                    let receipt = session.act(&charter_to_sign(self.client, session.today()))?;
                    say(out, &receipt.text);
                }
            }
            _ => return Ok(Taken::No),
        }
        Ok(Taken::Yes)
    }
}

/// What the decisions mean for the charter.
fn tell_charter(out: &mut String, session: &mut Session, place: &Place) -> Result<(), Rejection> {
    if let Some(with) = &place.with {
        let said = session.book()?.consent_said(with)?;
        say(out, &format!("With: {said}."));
    }
    let charter = session.book()?.review_end(place)?.charter.unwrap_or_default();
    let said = match (&charter.made, charter.changed) {
        (Some((id, title)), _) => format!("Charter: {title} is made, {id}."),
        (None, 0) => "Charter: nothing changed, it stands.".to_owned(),
        (None, 1) => "Charter: 1 of them is other than it says; type charter to make the new one.".to_owned(),
        (None, many) => {
            format!("Charter: {many} of them are other than it says; type charter to make the new one.")
        }
    };
    say(out, &said);
    Ok(())
}

/// Makes the charter and keeps it.
fn make(session: &mut Session, client: i64) -> Result<String, Rejection> {
    let wanted = Wanted { template: "charter".to_owned(), ..Wanted::default() };
    let action = draft(session.book()?, client, &wanted)?.action();
    let mut said = session.act(&action)?.text;
    let _ = write!(said, "\nstanding document write makes a file of it, and follow-up puts it on the list.");
    Ok(said)
}
