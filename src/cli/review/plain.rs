//! A pass in plain lines: the card, the answers it takes, one line read, what came of it.
//!
//! **Invariant:** every card, question and receipt is whole lines in reading order; nothing is redrawn.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, BufRead as _},
};

use super::{
    again,
    answers::{self, Next},
    at_end::{AtEnd, Done, Taken, ask_at_end},
};
use crate::{
    acts::{
        Book,
        review::{Ending, Fact, Sheet},
    },
    cli::{output, session::Session},
    domain::{
        rejection::{Instead, Moved, Rejection},
        review::{Pass, Place, answer, time_said},
        safe,
    },
};

/// The longest line that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// What is said to a line that is longer than that.
pub(super) const TOO_LONG: &str = "That line is too long. Nothing was changed; type a shorter one.\n";

/// One line of the input.
pub(super) enum Read {
    Line(String),
    TooLong,
    End,
}

/// Goes through a pass.
pub(super) fn run(session: &mut Session, pass: Pass) -> Result<u8, Rejection> {
    let mut place = session.book()?.review(pass)?;
    let client = pass.relationship();
    let mut input = io::stdin().lock();
    let mut last = session.clock.time();
    let mut out = opening(&place, session)?;
    let mut shown = None;
    loop {
        if place.is_at_end() {
            session.book()?.keep_review_place(&place)?;
            let done = match client {
                Some(client) => again::end(session, &mut place, client, &mut input, &mut out)?,
                None => end(session, &mut place, &mut input, &mut out)?,
            };
            if done == Done::Finished {
                session.book()?.forget_review_place(pass)?;
                return Ok(output::DONE);
            }
            session.book()?.keep_review_place(&place)?;
            match done {
                Done::Finished | Done::Over => return Ok(output::DONE),
                Done::Back => shown = None,
            }
        }
        if shown != Some(place.at) {
            out.push_str(&card(session.book()?, &place)?);
            shown = Some(place.at);
        }
        out.push_str("Answer: ");
        if !tell(&mut out)? {
            return Ok(leave(session, &place, output::DONE));
        }
        let line = match read(&mut input)? {
            Read::Line(line) => line,
            Read::TooLong => {
                out.push_str(TOO_LONG);
                continue;
            }
            Read::End => {
                let _ = writeln!(
                    out,
                    "\nThe input ended. What was decided is kept; {} goes on at this card.",
                    command(&place)
                );
                tell(&mut out)?;
                return Ok(leave(session, &place, output::DONE));
            }
        };
        out.push('\n');
        let now = session.clock.time();
        place.spend(last, now);
        last = now;
        let given = match client {
            Some(_) => again::give(session, &mut place, &line),
            None => answer::parse(&line, session.today(), session.order())
                .and_then(|answer| answers::give(session, &mut place, &answer)),
        };
        match given {
            Ok(Next::Goes(said)) => say_all(&mut out, &said),
            Ok(Next::Shows(said)) => {
                say_all(&mut out, &said);
                shown = None;
            }
            Ok(Next::Leaves) => {
                let _ = writeln!(out, "Left. {} goes on at this card.", command(&place));
                tell(&mut out)?;
                return Ok(leave(session, &place, output::DONE));
            }
            Err(no) => {
                say(&mut out, &no.message);
                if let Some(Instead::Third { to, by: Moved::Due, .. }) = no.instead {
                    say(&mut out, &format!("Type: reschedule {to} because, and why."));
                }
                if no.why == crate::domain::rejection::Why::Fault {
                    tell(&mut out)?;
                    return Err(no);
                }
            }
        }
        session.book()?.keep_review_place(&place)?;
    }
}

/// What begins this pass, and goes on with it.
fn command(place: &Place) -> Cow<'static, str> {
    match place.pass {
        Pass::Daily => "standing review".into(),
        Pass::Weekly => "standing review --weekly".into(),
        Pass::Reexamination(client) => format!("standing reexamine c{client}").into(),
    }
}

/// The end of a daily review or a weekly pass.
struct OfTheDay;

impl AtEnd for OfTheDay {
    const ANSWERS: &'static str = "finish, finish ONE LINE ABOUT THE DAY, must ID ID ID, back, undo, quit";
    const NO_ANSWER: &'static str = "That is no answer here. Nothing was kept; finish keeps the pass.";
    const KEPT: Done = Done::Over;

    fn left(place: &Place) -> (String, String) {
        let back = command(place);
        (
            format!("The input ended. The pass is not finished; {back} comes back to it."),
            format!("Left at the end. {back} comes back to it."),
        )
    }

    fn take(
        &mut self,
        session: &mut Session,
        place: &mut Place,
        (verb, rest): (&str, &str),
        out: &mut String,
    ) -> Result<Taken, Rejection> {
        if !matches!(verb, "must" | "musts") {
            return Ok(Taken::No);
        }
        let ending = session.book()?.review_end(place)?;
        match ending.chosen(rest) {
            Ok(musts) => {
                place.musts = Some(musts);
                tell_musts(out, &ending, place);
            }
            Err(no) => say(out, &no.message),
        }
        Ok(Taken::Yes)
    }
}

/// The end: what was done, and what may be answered to it.
fn end(
    session: &mut Session,
    place: &mut Place,
    input: &mut io::StdinLock<'_>,
    out: &mut String,
) -> Result<Done, Rejection> {
    let ending = session.book()?.review_end(place)?;
    if place.cards.is_empty() {
        let _ = writeln!(out, "Tomorrow: {}.", ending.tomorrow_said());
        tell(out)?;
        return Ok(Done::Over);
    }
    tell_end(out, &ending, place);
    ask_at_end(session, place, input, out, &mut OfTheDay)
}

fn tell_end(out: &mut String, ending: &Ending, place: &Place) {
    tell_decided(out, ending, place);
    tell_musts(out, ending, place);
    say(out, &format!("This month: {}.", ending.month_said()));
    say(out, &format!("Tomorrow: {}.", ending.tomorrow_said()));
    if let Some(warning) = &ending.backup {
        say(out, warning);
    }
}

/// What was decided, left, and not looked at.
pub(super) fn tell_decided(out: &mut String, ending: &Ending, place: &Place) {
    say(out, &place.end_said().replace(".  ", ". "));
    for (verb, said) in &ending.verbs {
        say(out, &format!("{} {}: {}.", said.len(), verb.word(), said.join("; ")));
    }
    if !ending.left.is_empty() {
        say(out, &format!("{} left: {}.", ending.left.len(), ending.left.join("; ")));
    }
    if !ending.unseen.is_empty() {
        say(out, &format!("{} not looked at: {}.", ending.unseen.len(), ending.unseen.join("; ")));
    }
}

fn tell_musts(out: &mut String, ending: &Ending, place: &Place) {
    for (number, must) in ending.musts(place).iter().enumerate() {
        let said = format!("Must {}: {}, {} {}, {}.", number + 1, must.key, must.who, must.title, must.why);
        say(out, &said);
    }
}

fn leave(session: &mut Session, place: &Place, code: u8) -> u8 {
    // Where one was may be found anew; what was decided is in the book.
    let _ = session.book().and_then(|book| book.keep_review_place(place));
    code
}

/// Writes what was collected; says whether somebody still reads.
pub(super) fn tell(out: &mut String) -> Result<bool, Rejection> {
    match output::write(out.as_bytes()) {
        Ok(()) => {
            out.clear();
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Rejection::fault(format!("The card could not be written: {error}."))),
    }
}

fn say_all(out: &mut String, said: &[String]) {
    for words in said {
        say(out, words);
    }
}

pub(super) fn say(out: &mut String, words: &str) {
    for line in safe::lines(words).lines() {
        out.push_str(line);
        out.push('\n');
    }
}

pub(super) fn read(input: &mut io::StdinLock<'_>) -> Result<Read, Rejection> {
    use io::Read as _;
    let mut bytes = Vec::new();
    let got = input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes);
    let got = got.map_err(|error| Rejection::fault(format!("Standard input could not be read: {error}.")))?;
    if got == 0 {
        return Ok(Read::End);
    }
    if u64::try_from(got).unwrap_or(0) >= LONGEST && bytes.last() != Some(&b'\n') {
        // The rest of the line is no answer of its own.
        let mut rest = Vec::new();
        while bytes.last() != Some(&b'\n') {
            rest.clear();
            let more = input.by_ref().take(LONGEST).read_until(b'\n', &mut rest);
            let more = more
                .map_err(|error| Rejection::fault(format!("Standard input could not be read: {error}.")))?;
            if more == 0 {
                break;
            }
            std::mem::swap(&mut bytes, &mut rest);
        }
        return Ok(Read::TooLong);
    }
    Ok(Read::Line(String::from_utf8_lossy(&bytes).into_owned()))
}

fn opening(place: &Place, session: &Session) -> Result<String, Rejection> {
    let mut out = String::new();
    let day = crate::domain::day::long(session.today());
    let all = place.cards.len();
    let cards = if all == 1 { "1 card".to_owned() } else { format!("{all} cards") };
    say(&mut out, &format!("{}, {day}: {cards}, {} decided.", place.pass.title(), place.settled()));
    if all == 0 {
        say(
            &mut out,
            match place.pass {
                Pass::Daily => "Nothing stands for today.",
                Pass::Weekly => "Nothing waits, wakes or is to be prepared.",
                Pass::Reexamination(_) => "There is nothing to look at.",
            },
        );
    } else {
        say(&mut out, "Type help for the answers, quit to leave.");
    }
    Ok(out)
}

/// A card as lines.
fn card(book: &Book, place: &Place) -> Result<String, Rejection> {
    let mut out = String::new();
    let Some(card) = place.card() else { return Ok(out) };
    let sheet: Sheet = book.review_sheet(card)?;
    let number = place.at.saturating_add(1);
    let spent = time_said(place.seconds());
    say(&mut out, "");
    out.push('\n');
    say(&mut out, &format!("Card {number} of {}, {spent}. {}.", place.cards.len(), card.group.word()));
    let aside = if sheet.aside.is_empty() { String::new() } else { format!(", {}", sheet.aside) };
    say(&mut out, &format!("{}{aside}", sheet.who));
    say(&mut out, &format!("{}, {}", card.key, sheet.title));
    say(&mut out, &format!("Why now: {}", sheet.why));
    if card.agreement().is_some() {
        let with = place.with.as_ref().map(|with| book.consent_said(with)).transpose()?;
        say(
            &mut out,
            &format!("With: {}", with.unwrap_or_else(|| "say once, as: with Ann how meeting".to_owned())),
        );
    }
    for Fact { label, lines } in &sheet.facts {
        say(&mut out, &format!("{label}: {}", lines.join("; ")));
    }
    if let Some((verb, said)) = &sheet.settled {
        say(&mut out, &format!("Decided: {}: {said}", verb.word()));
    }
    say(&mut out, &format!("Answers: {}", answers::of(card, &answers::whom(book, card)?).join(", ")));
    Ok(out)
}
