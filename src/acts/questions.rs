//! Questions about the whole book that the desk answers in seconds (FIELD.md), each from records alone.
//!
//! **Invariant:** an answer is one line for each client, person or item it is about; unknown is said as such.

mod agreed;

use std::cmp::Reverse;

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::{
    Book,
    fall::{Call, InAFall},
    name::short,
};
use crate::domain::{
    asked::often::Often,
    mailing,
    record::{Kind, RecordId, Row, Value},
    records::relationship,
    rejection::Rejection,
};

/// A question about the whole book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Its number in FIELD.md; one above 100 stands in no list but ours.
    pub field: u32,
    /// A name to type: `back-burner`.
    pub name: &'static str,
    /// In full.
    pub asked: &'static str,
    /// In at most [`SHORTEST`] letters.
    pub short: &'static str,
}

const fn question(field: u32, name: &'static str, asked: &'static str, short: &'static str) -> Question {
    Question { field, name, asked, short }
}

/// The number of a question that is the desk's own: FIELD.md asks for lessons and gives them none.
const LESSONS: u32 = 102;

/// The most letters of a question in short: a list shows them whole at 80 columns.
pub const SHORTEST: usize = 60;

/// The questions in the order of their signs; a new one goes to the end, so that a sign keeps its meaning.
pub const QUESTIONS: &[Question] = &[
    question(
        1,
        "not-spoken-to",
        "Who in tier A have I not spoken to in 90 days?",
        "Who in tier A have I not spoken to in 90 days?",
    ),
    question(
        5,
        "promised-today",
        "What is promised for today, by me and by them?",
        "What is promised for today, by me and by them?",
    ),
    question(
        12,
        "back-burner",
        "What is on the back burner, and did I tell them?",
        "What is on the back burner, and did I tell them?",
    ),
    question(13, "moved", "What have I moved three times?", "What have I moved three times?"),
    question(
        14,
        "ages",
        "Who turns 59 1/2, 65, 73, retires, or has a child turning 18 in the next 120 days?",
        "Who turns 18, 59 1/2, 65, 73 or retires within 120 days?",
    ),
    question(
        15,
        "trusted-contact",
        "Who has no trusted contact, or declined when?",
        "Who has no trusted contact, or declined when?",
    ),
    question(
        16,
        "only-they-call",
        "Who hears from me only when they call?",
        "Who hears from me only when they call?",
    ),
    question(
        23,
        "market-fall",
        "Whom do I call first if the market drops 10 % tomorrow, and what did each agree to beforehand?",
        "Whom do I call first in a fall; what did each agree to?",
    ),
    question(
        101,
        "asked-again",
        "Who asks about an index more than once, and do they ask less often?",
        "Who asks about an index again, and does it fall?",
    ),
    question(
        6,
        "no-emergency",
        "Who was never told whom to call in an emergency?",
        "Who was never told whom to call in an emergency?",
    ),
    question(
        7,
        "past-re-examination",
        "Which agreements are past re-examination?",
        "Which agreements are past re-examination?",
    ),
    question(
        19,
        "exceptions",
        "Which rule do I keep making exceptions to?",
        "Which rule do I keep making exceptions to?",
    ),
    question(
        20,
        "deviations",
        "Who deviated from my advice, and is it written down?",
        "Who deviated from my advice, and is it written down?",
    ),
    question(
        LESSONS,
        "lessons",
        "What did goals, expectations and decisions teach?",
        "What did goals, expectations and decisions teach?",
    ),
    question(
        24,
        "no-clause",
        "Which vendor holds client data without a notice clause?",
        "Which vendor holds client data without a notice clause?",
    ),
];

/// The signs of the questions in their order, the same in the desk and on the command line: figures, then letters
/// that neither move a list nor leave it, undo, find or close.
const SIGNS: &str = "123456789abcdeimnoprstvwxyz";

/// The signs that have a question, each with it.
pub fn signed() -> impl Iterator<Item = (char, &'static Question)> {
    SIGNS.chars().zip(QUESTIONS)
}

/// The place of the question of this sign or name.
#[must_use]
pub fn place_of(typed: &str) -> Option<usize> {
    let typed = typed.trim().to_lowercase();
    let mut letters = typed.chars();
    let sign = letters.next().filter(|_| letters.next().is_none());
    signed().position(|(known, question)| Some(known) == sign || question.name == typed)
}

/// Days without a word that are too many.
const SILENT: i64 = 90;
/// Days ahead in which a birthday or a retirement is told.
const AHEAD: i64 = 120;
/// Contacts of one client that are looked at.
const CONTACTS: i64 = 10_000;

/// One line of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// What it is about.
    pub id: RecordId,
    /// What is said of it.
    pub text: String,
}

impl Book {
    /// The answer to a question, by its number in FIELD.md; none for a number that is no question.
    pub fn answers(&self, number: u32) -> Result<Option<Vec<Told>>, Rejection> {
        Ok(Some(match number {
            1 => self.not_spoken_to()?,
            5 => self.promised_today()?,
            12 => self.on_the_back_burner()?,
            13 => self.moved_three_times()?,
            14 => self.days_ahead()?,
            15 => self.without_trusted_contact()?,
            16 => self.only_when_they_call()?,
            23 => self.called_first()?,
            101 => self.asked_again()?,
            6 => self.never_told_of_emergencies()?,
            7 => self.past_re_examination()?,
            19 => self.worn_rules()?,
            20 => self.who_deviated()?,
            LESSONS => self.what_was_learned()?,
            24 => self.without_clause()?,
            _ => return Ok(None),
        }))
    }

    /// Clients in the care of the practice.
    fn managed(&self) -> Result<Vec<Row>, Rejection> {
        let mut rows = self.rows(Kind::Relationship, &[("kind", Value::from("client"))])?;
        rows.retain(|row| relationship::is_managed(row.str("stage")));
        Ok(rows)
    }

    fn not_spoken_to(&self) -> Result<Vec<Told>, Rejection> {
        let mut told = Vec::new();
        for row in self.managed()?.iter().filter(|row| row.str("tier") == "A") {
            let contacts = self.db().interactions_of(row.id.id, None, CONTACTS)?;
            let spoken = contacts.iter().filter(|contact| {
                matches!(contact.str("channel"), "call" | "meeting" | "video") && contact.flag("reached")
            });
            let name = short(row.str("name"));
            match spoken.filter_map(|contact| contact.day("day")).max() {
                None => told.push(line(row, format!("{name}, never"))),
                Some(last) => {
                    let days = self.today().signed_duration_since(last).num_days();
                    if days > SILENT {
                        told.push(line(row, format!("{name}, {days} days")));
                    }
                }
            }
        }
        Ok(told)
    }

    fn promised_today(&self) -> Result<Vec<Told>, Rejection> {
        let due = Value::from(self.today().to_string());
        let equal = [("kind", Value::from("promise")), ("state", Value::from("open")), ("due", due)];
        let mut told = Vec::new();
        for row in self.rows(Kind::FollowUp, &equal)? {
            told.push(line(
                &row,
                format!("{}: {}, {}", row.str("whose"), row.str("title"), self.whose_item(&row)?),
            ));
        }
        Ok(told)
    }

    fn on_the_back_burner(&self) -> Result<Vec<Told>, Rejection> {
        let mut told = Vec::new();
        for row in self.rows(Kind::FollowUp, &[("state", Value::from("back burner"))])? {
            let know = if row.flag("told") { "told" } else { "not told" };
            let until = row.day("back_burner_until").map(|until| format!(", until {until}"));
            let said =
                format!("{}: {}{}", self.whose_item(&row)?, row.str("title"), until.unwrap_or_default());
            told.push(line(&row, format!("{said}, {know}")));
        }
        Ok(told)
    }

    fn moved_three_times(&self) -> Result<Vec<Told>, Rejection> {
        let mut told = Vec::new();
        for row in self.rows(Kind::FollowUp, &[("finished_on", Value::Null)])? {
            let moves = row.int("moves").unwrap_or(0);
            if moves < 3 {
                continue;
            }
            let due = row.day("due").map_or_else(|| "no date".to_owned(), |due| format!("now due {due}"));
            let said = format!("{}: {}, {moves} times, {due}", self.whose_item(&row)?, row.str("title"));
            told.push(line(&row, said));
        }
        Ok(told)
    }

    fn days_ahead(&self) -> Result<Vec<Told>, Rejection> {
        let today = self.today();
        let ahead = |on: &NaiveDate| (0..=AHEAD).contains(&on.signed_duration_since(today).num_days());
        let mut told = Vec::new();
        for client in self.managed()? {
            for member in self.of(Kind::Membership, client.id.id)?.iter().filter(|row| row.flag("home")) {
                let person = member.int("person_id").map(|id| RecordId::new(Kind::Person, id));
                let Some(person) = person.map(|id| self.get(id)).transpose()?.flatten() else { continue };
                if person.day("died_on").is_some() {
                    continue;
                }
                let is_child = member.str("role") == "child";
                // 75 is for those born from 1960 on (DECIDED, Ages).
                let late = person.day("birth_date").is_some_and(|born| born >= of_1960());
                let last = if late { ("75", 900) } else { ("73", 876) };
                for (word, months) in [("18", 216), ("59 1/2", 714), ("65", 780), last] {
                    let on = person
                        .day("birth_date")
                        .and_then(|born| born.checked_add_months(Months::new(months)));
                    if let Some(on) = on.filter(ahead).filter(|_| is_child == (word == "18")) {
                        told.push(line(&person, format!("{}, {word} on {on}", person.str("name"))));
                    }
                }
                for date in self.rows(Kind::SpecialDate, &[("person_id", Value::Int(person.id.id))])? {
                    let on = date.day("day").filter(ahead).filter(|_| date.str("label") == "retirement");
                    if let Some(on) = on {
                        told.push(line(&person, format!("{}, retirement on {on}", person.str("name"))));
                    }
                }
            }
        }
        Ok(told)
    }

    fn without_trusted_contact(&self) -> Result<Vec<Told>, Rejection> {
        let mut told = Vec::new();
        for row in self.managed()? {
            let members = self.of(Kind::Membership, row.id.id)?;
            let mut named = members.iter().any(|member| member.str("role") == "trusted contact");
            let mut said = row.day("trusted_contact_declined_on");
            for person in members.iter().filter_map(|member| member.int("person_id")) {
                let Some(person) = self.get(RecordId::new(Kind::Person, person))? else { continue };
                named |= person.int("trusted_contact_id").is_some();
                said = said.max(person.day("trusted_contact_declined_on"));
            }
            if named {
                continue;
            }
            let said = said.map_or_else(|| "not asked".to_owned(), |day| format!("declined {day}"));
            told.push(line(&row, format!("{}, {said}", short(row.str("name")))));
        }
        Ok(told)
    }

    fn only_when_they_call(&self) -> Result<Vec<Told>, Rejection> {
        let since = self.today().checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
        let mut told = Vec::new();
        for row in self.managed()? {
            let mut contacts = self.db().interactions_of(row.id.id, None, CONTACTS)?;
            // What went to everybody was not said to them.
            contacts.retain(|contact| {
                contact.day("day").is_some_and(|day| day > since) && !mailing::is_part(contact)
            });
            if !contacts.is_empty() && contacts.iter().all(|contact| contact.str("direction") == "in") {
                told.push(line(&row, short(row.str("name")).to_owned()));
            }
        }
        Ok(told)
    }

    /// Who is called when the market falls, tier by tier; those where calling was not said come last.
    fn called_first(&self) -> Result<Vec<Told>, Rejection> {
        let mut all = self.in_a_fall()?;
        all.retain(|one| one.call != Call::No);
        let said = |one: &InAFall| {
            let unsaid = if one.call == Call::NotSaid { "; whether to call was not said" } else { "" };
            let reach = one
                .reach
                .as_ref()
                .map_or_else(|| "no number known".to_owned(), |(who, number)| format!("ring {who} {number}"));
            format!("{}: {}; {reach}{unsaid}", one.who, one.agreed)
        };
        Ok(all.iter().map(|one| Told { id: one.expectation, text: said(one) }).collect())
    }

    /// Who asked more than once in two years, most often first, and whether it falls.
    fn asked_again(&self) -> Result<Vec<Told>, Rejection> {
        let days = self.days_asked()?;
        let mut found: Vec<(Often, Row)> = Vec::new();
        for row in self.managed()? {
            let Some(days) = days.get(&row.id.id) else { continue };
            let often = Often::count(days, self.today());
            if often.year + often.year_before > 1 {
                found.push((often, row));
            }
        }
        found.sort_by_key(|(often, row)| (Reverse((often.year, often.year_before)), row.id));
        let said = |often: &Often, row: &Row| format!("{}: {}", short(row.str("name")), often.said());
        Ok(found.iter().map(|(often, row)| line(row, said(often, row))).collect())
    }

    fn whose_item(&self, row: &Row) -> Result<String, Rejection> {
        row.int("relationship_id").map_or_else(|| Ok("the practice".to_owned()), |id| self.short_name(id))
    }
}

fn of_1960() -> NaiveDate {
    NaiveDate::from_ymd_opt(1960, 1, 1).unwrap_or(NaiveDate::MAX)
}

fn line(row: &Row, text: String) -> Told {
    Told { id: row.id, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_question_has_a_sign_and_a_name_of_its_own_and_a_short_form() {
        assert_eq!(signed().count(), QUESTIONS.len());
        for (place, (sign, question)) in signed().enumerate() {
            assert_eq!(place_of(&sign.to_string()), Some(place));
            assert_eq!(place_of(question.name), Some(place));
            assert!(question.name.len() > 1 && question.short.len() <= SHORTEST, "{}", question.short);
        }
        for sign in SIGNS.chars() {
            assert_eq!(SIGNS.matches(sign).count(), 1);
            assert!(!"fghjklqu".contains(sign), "{sign} moves, leaves, finds or undoes");
        }
        for typed in ["", "0", "12", "who"] {
            assert_eq!(place_of(typed), None, "{typed}");
        }
    }
}
