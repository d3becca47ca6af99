//! Departures from rules: an exception renewed or ended, a breach answered.
//!
//! **Invariant:** the reason an exception was made for is never written over: a renewal adds a line of its own.

use chrono::NaiveDate;

use super::{Act, Outcome, agreements::given_reason};
use crate::domain::{
    action::Case,
    day,
    record::{Fields, Kind, RecordId, Row},
    records::breach::ANSWERS,
    rejection::Rejection,
};

impl Act<'_, '_> {
    pub(super) fn case(&self, case: &Case) -> Outcome {
        match case {
            Case::Renew { exception, until, reason } => self.renew(*exception, *until, reason),
            Case::End { exception, reason } => self.end_exception(*exception, reason),
            Case::Answer { breach, answer, note } => self.answer(*breach, answer, note.as_deref()),
            Case::Checked { decision, outcome, learned } => {
                self.checked(*decision, outcome, learned.as_deref())
            }
            Case::Plan { relationship } => self.plan(*relationship),
            Case::Leave { who, reason } => self.leave(*who, reason),
        }
    }

    /// An exception that was not ended yet.
    fn standing_exception(&self, id: RecordId) -> Result<Row, Rejection> {
        let row = self.need(id, &[Kind::Exception])?;
        match row.day("ended_on") {
            Some(ended) => Err(Rejection::rule(format!(
                "This exception was ended on {}. Make a new one instead. Nothing was changed.",
                day::long(ended)
            ))),
            None => Ok(row),
        }
    }

    fn renew(&self, id: RecordId, until: NaiveDate, reason: &str) -> Outcome {
        let row = self.standing_exception(id)?;
        if until <= self.today {
            return Err(Rejection::field("until", "That day is not to come. Type the day it ends then."));
        }
        given_reason(reason)?;
        let line = format!("Renewed {} until {}: {}", day::long(self.today), day::long(until), reason.trim());
        let fields = Fields::new().with("until", until).with("why", with_line(row.str("why"), &line));
        self.tx.update(id, &fields)?;
        Ok((vec![id], format!("Exception renewed until {}: {}", self.on(until), self.called(&row)?)))
    }

    fn end_exception(&self, id: RecordId, reason: &str) -> Outcome {
        let row = self.standing_exception(id)?;
        given_reason(reason)?;
        let line = format!("Ended {}: {}", day::long(self.today), reason.trim());
        let fields = Fields::new().with("ended_on", self.today).with("why", with_line(row.str("why"), &line));
        self.tx.update(id, &fields)?;
        Ok((vec![id], format!("Exception ended: {}", self.called(&row)?)))
    }

    fn answer(&self, id: RecordId, answer: &str, note: Option<&str>) -> Outcome {
        let row = self.need(id, &[Kind::Breach])?;
        let said = answer_said(answer)?;
        if row.str("answer") != "open" {
            let on = row.day("answered_on").map(|on| format!(" on {}", day::long(on))).unwrap_or_default();
            return Err(Rejection::rule(format!("This was answered{on} already. Nothing was changed.")));
        }
        let note = note.map(str::trim).filter(|note| !note.is_empty());
        let fields = Fields::new()
            .with("answer", answer)
            .with("answered_on", self.today)
            .with("answer_note", note.map(ToOwned::to_owned));
        self.tx.update(id, &fields)?;
        Ok((vec![id], format!("Breach answered, {said}: {}", self.called(&row)?)))
    }
}

/// An answer in a receipt: `the rule was applied`.
fn answer_said(answer: &str) -> Result<&'static str, Rejection> {
    Ok(match answer {
        "applied" => "the rule was applied",
        "exception" => "an exception was made",
        "rule changed" => "the rule changes",
        other => {
            let known: Vec<&str> = ANSWERS.iter().copied().filter(|known| *known != "open").collect();
            let said = format!("{other} is none of the answers: {}.", known.join(", "));
            return Err(Rejection::field("answer", said));
        }
    })
}

fn with_line(text: &str, line: &str) -> String {
    let before = text.trim_end();
    if before.is_empty() { line.to_owned() } else { format!("{before}\n{line}") }
}

#[cfg(test)]
mod tests {
    use crate::{
        acts::Book,
        clock::Clock,
        domain::{
            action::{Action, Case},
            record::{Fields, Kind, RecordId, Row},
        },
    };

    fn book() -> Book {
        let mut book = Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap();
        let mut add = |kind, fields: Fields| book.execute(&Action::Add { kind, fields }).unwrap().ids[0].id;
        let client = add(Kind::Relationship, Fields::new().with("name", "Ruiz household"));
        let rule = add(
            Kind::Rule,
            Fields::new().with("title", "Minimum fee").with("text", "2,400").with("topic", "fees"),
        );
        let of = |fields: Fields| {
            fields.with("relationship_id", client).with("rule_id", rule).with("day", "2026-11-02")
        };
        let exception = Fields::new().with("what", "1,800 a year").with("why", "the shop closed");
        add(Kind::Exception, of(exception).with("until", "2026-11-28"));
        add(Kind::Breach, of(Fields::new().with("what", "paid late")));
        book
    }

    fn row(book: &Book, id: &str) -> Row {
        book.get(id.parse::<RecordId>().unwrap()).unwrap().unwrap()
    }

    fn renew(until: &str, reason: &str) -> Action {
        let (exception, until) = ("x1".parse().unwrap(), until.parse().unwrap());
        Action::Case(Case::Renew { exception, until, reason: reason.to_owned() })
    }

    #[test]
    fn a_renewal_keeps_its_reason_below_the_first_one_and_says_until_when() {
        let mut book = book();
        let said = book.execute(&renew("2027-03-01", "it opens in March")).unwrap().summary;
        assert_eq!(said, "Exception renewed until Mon 1 Mar 2027: 1,800 a year, Ruiz");
        let kept = row(&book, "x1");
        assert_eq!(kept.str("until"), "2027-03-01");
        let why = "the shop closed\nRenewed Mon 23 Nov 2026 until Mon 1 Mar 2027: it opens in March";
        assert_eq!(kept.str("why"), why);
        for (until, reason, wanted) in [
            ("2027-03-01", " ", "A reason"),
            ("2026-11-23", "so", "not to come"),
            ("2026-11-01", "so", "not"),
        ] {
            let no = book.execute(&renew(until, reason)).unwrap_err();
            assert!(no.message.contains(wanted), "{}", no.message);
        }
        assert_eq!(row(&book, "x1"), kept);
    }

    #[test]
    fn an_exception_that_was_ended_says_why_and_is_not_renewed() {
        let mut book = book();
        let end = Action::Case(Case::End { exception: "x1".parse().unwrap(), reason: "they pay".into() });
        assert_eq!(book.execute(&end).unwrap().summary, "Exception ended: 1,800 a year, Ruiz");
        assert_eq!(row(&book, "x1").str("ended_on"), "2026-11-23");
        assert!(row(&book, "x1").str("why").ends_with("Ended Mon 23 Nov 2026: they pay"));
        let no = book.execute(&renew("2027-03-01", "so")).unwrap_err().message;
        assert!(no.contains("was ended on Mon 23 Nov 2026"), "{no}");
    }

    #[test]
    fn a_breach_is_answered_once_in_words_of_its_own() {
        let mut book = book();
        let answer = |word: &str| {
            let note = Some("told Ann it is due on the 1st".to_owned());
            Action::Case(Case::Answer { breach: "b1".parse().unwrap(), answer: word.to_owned(), note })
        };
        let no = book.execute(&answer("open")).unwrap_err().message;
        assert_eq!(no, "open is none of the answers: applied, exception, rule changed.");
        let said = book.execute(&answer("applied")).unwrap().summary;
        assert_eq!(said, "Breach answered, the rule was applied: paid late, Ruiz");
        let kept = row(&book, "b1");
        assert_eq!((kept.str("answer"), kept.str("answered_on")), ("applied", "2026-11-23"));
        assert_eq!(kept.str("answer_note"), "told Ann it is due on the 1st");
        assert!(
            book.execute(&answer("applied")).unwrap_err().message.contains("answered on Mon 23 Nov 2026")
        );
    }
}
