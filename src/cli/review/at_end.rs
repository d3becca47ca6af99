//! The end of a pass in plain lines: one loop of answers for all of them, whatever each takes besides.
//!
//! **Invariant:** nothing is kept without `finish`, and a line that is too long is no answer.

use std::{fmt::Write as _, io};

use super::{
    answers,
    plain::{Read, TOO_LONG, read, say, tell},
};
use crate::{
    cli::session::Session,
    domain::{action::Action, rejection::Rejection, review::Place},
};

/// What is done at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// Nothing is to be gone on with.
    Finished,
    /// The pass is over, kept or left.
    Over,
    /// Back among the cards.
    Back,
}

/// What the end of a pass says and takes besides what every end takes.
pub(super) trait AtEnd {
    /// The answers, as they are asked for.
    const ANSWERS: &'static str;
    /// What is said to an answer that is none.
    const NO_ANSWER: &'static str;
    /// What its record is when it is kept: gone on with from anew, or from its end.
    const KEPT: Done;
    /// What is said when the input ends, and when it is left.
    fn left(place: &Place) -> (String, String);
    /// Takes an answer of its own; says whether it was one.
    fn take(
        &mut self,
        session: &mut Session,
        place: &mut Place,
        typed: (&str, &str),
        out: &mut String,
    ) -> Result<Taken, Rejection>;
}

/// Whether an answer was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It was, and was done.
    Yes,
    /// It is none here.
    No,
}

/// Asks at the end of a pass until it is finished or left; nothing is kept without `finish`.
pub(super) fn ask_at_end<E: AtEnd>(
    session: &mut Session,
    place: &mut Place,
    input: &mut io::StdinLock<'_>,
    out: &mut String,
    end: &mut E,
) -> Result<Done, Rejection> {
    while let Some(line) = answer::<E>(place, input, out)? {
        out.push('\n');
        let line = line.trim();
        let (verb, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let (verb, rest) = (verb.to_lowercase(), rest.trim());
        match (verb.as_str(), rest) {
            ("finish", line) => {
                line.clone_into(&mut place.line);
                let kept = Box::new(session.book()?.review_end(place)?.kept(place));
                let receipt = session.act(&Action::KeepReview(kept))?;
                say(out, &receipt.text);
                tell(out)?;
                return Ok(E::KEPT);
            }
            ("undo" | "u", "") => {
                answers::undo(session, place, out)?;
                if !place.is_at_end() {
                    return Ok(Done::Back);
                }
            }
            ("back" | "b" | "k", "") => {
                place.back_to_open();
                return Ok(Done::Back);
            }
            ("quit" | "q", "") => {
                let _ = writeln!(out, "{}", E::left(place).1);
                tell(out)?;
                return Ok(Done::Over);
            }
            (verb, rest) => {
                if end.take(session, place, (verb, rest), out)? == Taken::No {
                    say(out, E::NO_ANSWER);
                }
            }
        }
    }
    Ok(Done::Over)
}

/// Asks until a line fits; none when nobody reads or answers any more.
fn answer<E: AtEnd>(
    place: &Place,
    input: &mut io::StdinLock<'_>,
    out: &mut String,
) -> Result<Option<String>, Rejection> {
    loop {
        let _ = write!(out, "Answers: {}\nAnswer: ", E::ANSWERS);
        if !tell(out)? {
            return Ok(None);
        }
        match read(input)? {
            Read::Line(line) => return Ok(Some(line)),
            Read::TooLong => out.push_str(TOO_LONG),
            Read::End => {
                let _ = writeln!(out, "\n{}", E::left(place).0);
                tell(out)?;
                return Ok(None);
            }
        }
    }
}
