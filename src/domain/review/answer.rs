//! What is typed at a card of a pass on the command line: one line, one decision.
//!
//! **Invariant:** total: every line is an answer, or a refusal in the user's words; nothing is guessed.

use chrono::NaiveDate;

use crate::domain::{
    day::{self, DayOrder},
    rejection::Rejection,
};

/// Whether somebody was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// They were, or wrote.
    Yes,
    /// A voicemail, no answer.
    No,
}

/// Whether they know what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// They were told.
    Yes,
    /// Not yet.
    No,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Done, kept, agreed, prepared: what the card waits for; with a word where it needs one.
    Done(Option<String>),
    /// Hidden until a day; the due date stays.
    Snooze(NaiveDate),
    /// At the end of today's list.
    Today,
    /// A new due date.
    Reschedule(NaiveDate, Option<String>),
    /// This one of a series is passed over.
    Skip(String),
    /// It waits on somebody, to be asked again on a day.
    Wait(String, Option<NaiveDate>),
    /// Dropped, declined, not for them.
    Drop(String),
    /// A request: done by a day.
    Do(NaiveDate),
    /// A request: later.
    Schedule(NaiveDate, Told, Option<String>),
    /// A request: rests until a day.
    BackBurner(NaiveDate, Told, Option<String>),
    /// A request: no.
    Decline(String, Told),
    /// Agreements: at the next meeting.
    Raise,
    /// Agreements: still right, with them: by whom, how.
    Reaffirm(Vec<String>, String),
    /// Agreements: looked at later.
    Later(NaiveDate, String),
    /// A contact.
    Log {
        /// How: call, meeting, e-mail.
        channel: String,
        /// How long, when said.
        minutes: Option<i64>,
        /// Whether they were reached; a voicemail reaches nobody.
        reached: Reached,
        /// What it was about.
        about: String,
    },
    /// The next card, without deciding.
    Next,
    /// The card before.
    Back,
    /// Why it stands where it stands.
    Why,
    /// Takes the last step back.
    Undo,
    /// What can be answered.
    Help,
    /// Leaves; the pass is resumed at this card.
    Quit,
    /// To the end.
    End,
}

/// Channels of a contact that can be typed.
const CHANNELS: &[&str] = &["call", "meeting", "video", "e-mail", "email", "letter", "text", "event"];

/// Reads a line.
pub fn parse(line: &str, today: NaiveDate, order: DayOrder) -> Result<Answer, Rejection> {
    let line = line.trim();
    let (verb, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let read = Words { today, order, rest };
    Ok(match verb.to_lowercase().as_str() {
        "done" | "d" | "x" => Answer::Done(some(rest)),
        "snooze" | "s" => Answer::Snooze(read.day("snooze fri")?),
        "today" | "t" => Answer::Today,
        "reschedule" | "move" | "r" | "renew" | "extend" => {
            let (on, because) = read.day_because("reschedule fri because ...")?;
            Answer::Reschedule(on, because)
        }
        "skip" => Answer::Skip(read.reason("skip")?),
        "wait" | "w" => read.wait()?,
        "drop" => Answer::Drop(read.reason("drop")?),
        "do" => Answer::Do(read.day("do fri")?),
        "schedule" => {
            let (on, told, because) = read.day_told("schedule 1 dec told")?;
            Answer::Schedule(on, told, because)
        }
        "back" if rest.to_lowercase().starts_with("burner") => {
            let read = Words { rest: rest.get("burner".len()..).unwrap_or("").trim(), ..read };
            let (on, told, because) = read.day_told("back burner 4 jan told")?;
            Answer::BackBurner(on, told, because)
        }
        "decline" | "no" => {
            let (told, reason) = read.told();
            Answer::Decline(Words { rest: &reason, ..read }.reason("decline")?, told)
        }
        "raise" => Answer::Raise,
        "reaffirm" | "agree" => read.reaffirm()?,
        "later" => read.later()?,
        "log" | "i" => read.log()?,
        "next" | "n" | "j" | "" => Answer::Next,
        "back" | "b" | "k" => Answer::Back,
        "why" => Answer::Why,
        "undo" | "u" => Answer::Undo,
        "help" | "?" => Answer::Help,
        "quit" | "q" => Answer::Quit,
        "end" => Answer::End,
        other => {
            let said: String = other.chars().take(40).collect();
            return Err(Rejection::ambiguous(format!(
                "{said} is no answer. Nothing was changed; type help for the answers."
            )));
        }
    })
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What stands behind the verb.
#[derive(Clone, Copy)]
struct Words<'a> {
    today: NaiveDate,
    order: DayOrder,
    rest: &'a str,
}

impl Words<'_> {
    fn on(&self, text: &str) -> Result<NaiveDate, Rejection> {
        day::parse_day(text.trim(), self.today, self.order)
    }

    fn day(&self, example: &str) -> Result<NaiveDate, Rejection> {
        if self.rest.is_empty() {
            return Err(Rejection::ambiguous(format!("Say which day, as: {example}.")));
        }
        self.on(self.rest)
    }

    fn reason(&self, verb: &str) -> Result<String, Rejection> {
        some(self.rest.strip_prefix("because ").unwrap_or(self.rest))
            .ok_or_else(|| Rejection::ambiguous(format!("Say why, as: {verb} they did it themselves.")))
    }

    /// A day, and the reason behind `because`.
    fn day_because(&self, example: &str) -> Result<(NaiveDate, Option<String>), Rejection> {
        let (on, because) = match split_word(self.rest, "because") {
            Some((on, because)) => (on, some(because)),
            None => (self.rest, None),
        };
        Ok((Words { rest: on, ..*self }.day(example)?, because))
    }

    /// `told` or `not told`, wherever it stands, and the words without it.
    fn told(&self) -> (Told, String) {
        let mut words: Vec<&str> = self.rest.split_whitespace().collect();
        let Some(at) = words.iter().position(|word| *word == "told") else {
            return (Told::No, self.rest.to_owned());
        };
        words.remove(at);
        let mut told = Told::Yes;
        if let Some(before) = at.checked_sub(1).filter(|before| words.get(*before) == Some(&"not")) {
            words.remove(before);
            told = Told::No;
        }
        (told, words.join(" "))
    }

    /// The longest beginning that is a day, `told`, and the reason behind them.
    fn day_told(&self, example: &str) -> Result<(NaiveDate, Told, Option<String>), Rejection> {
        let (told, words) = self.told();
        let (on, reason) = Words { rest: &words, ..*self }.day_and(example)?;
        Ok((on, told, reason))
    }

    /// The longest beginning that is a day, and the words behind it.
    fn day_and(&self, example: &str) -> Result<(NaiveDate, Option<String>), Rejection> {
        let words: Vec<&str> = self.rest.split_whitespace().collect();
        for count in (1..=words.len().min(5)).rev() {
            let (first, behind) = words.split_at(count);
            if let Ok(on) = self.on(&first.join(" ")) {
                let behind = behind.join(" ");
                return Ok((on, some(behind.strip_prefix("because ").unwrap_or(&behind))));
            }
        }
        // What does not read as a day says so itself.
        Words { rest: words.first().copied().unwrap_or(""), ..*self }.day(example).map(|on| (on, None))
    }

    fn wait(&self) -> Result<Answer, Rejection> {
        let (whom, ask) = match split_word(self.rest, "ask") {
            Some((whom, ask)) => (whom, Some(self.on(ask.trim_start_matches("again"))?)),
            None => (self.rest, None),
        };
        let whom = some(whom.strip_prefix("on ").unwrap_or(whom))
            .ok_or_else(|| Rejection::ambiguous("Say on whom it waits, as: wait the custodian ask fri."))?;
        Ok(Answer::Wait(whom, ask))
    }

    fn reaffirm(&self) -> Result<Answer, Rejection> {
        let wrong = || Rejection::ambiguous("Say who agreed and how, as: agree by NAME how meeting.");
        let rest = self.rest.strip_prefix("by ").ok_or_else(wrong)?;
        let (by, how) = split_word(rest, "how").ok_or_else(wrong)?;
        let by: Vec<String> = by.split([',', '&']).filter_map(some).collect();
        let how = some(how).ok_or_else(wrong)?;
        if by.is_empty() { Err(wrong()) } else { Ok(Answer::Reaffirm(by, how)) }
    }

    fn later(&self) -> Result<Answer, Rejection> {
        let wrong = || Rejection::ambiguous("Say until when and why, as: later 30 days they are away.");
        let words: Vec<&str> = self.rest.split_whitespace().collect();
        if let [number, unit, reason @ ..] = words.as_slice()
            && let (Ok(number), "day" | "days") = (number.parse::<i64>(), *unit)
        {
            let on = day::add_days(self.today, number.clamp(0, 100_000)).ok_or_else(wrong)?;
            let reason = reason.join(" ");
            let reason = some(reason.strip_prefix("because ").unwrap_or(&reason)).ok_or_else(wrong)?;
            return Ok(Answer::Later(on, reason));
        }
        let (on, reason) = self.day_and("later 30 days they are away")?;
        Ok(Answer::Later(on, reason.ok_or_else(wrong)?))
    }

    fn log(&self) -> Result<Answer, Rejection> {
        let mut words: Vec<&str> = self.rest.split_whitespace().collect();
        let mut channel = "call".to_owned();
        if let Some(first) = words.first().filter(|word| CHANNELS.contains(&word.to_lowercase().as_str())) {
            channel = first.to_lowercase().replace("email", "e-mail");
            words.remove(0);
        }
        let mut reached = not_reached(&mut words);
        let minutes =
            words.first().and_then(|word| word.strip_suffix('m')).and_then(|word| word.parse().ok());
        if minutes.is_some() {
            words.remove(0);
        }
        if reached == Reached::Yes {
            reached = not_reached(&mut words);
        }
        if reached == Reached::No && words.is_empty() {
            words.push("not reached");
        }
        let about = some(&words.join(" ")).ok_or_else(|| {
            Rejection::ambiguous("Say what it was about, as: log call 10m asked about the fee.")
        })?;
        Ok(Answer::Log { channel, minutes: minutes.filter(|minutes| *minutes >= 0), reached, about })
    }
}

/// Takes the words off the front that say that nobody was reached.
fn not_reached(words: &mut Vec<&str>) -> Reached {
    const SAID: &[&[&str]] = &[&["voicemail"], &["no", "answer"], &["not", "reached"], &["unanswered"]];
    for said in SAID {
        let is_so = words.len() >= said.len()
            && words.iter().zip(*said).all(|(word, wanted)| word.eq_ignore_ascii_case(wanted));
        if is_so {
            words.drain(..said.len());
            return Reached::No;
        }
    }
    Reached::Yes
}

/// What stands before and behind a whole word.
fn split_word<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let mut from = 0;
    for part in text.split_whitespace() {
        let at = from + text.get(from..)?.find(part)?;
        from = at + part.len();
        if part == word {
            return Some((text.get(..at)?.trim(), text.get(from..)?.trim()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        "2026-11-23".parse().unwrap()
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(line: &str) -> Result<Answer, Rejection> {
        parse(line, today(), DayOrder::DayFirst)
    }

    #[test]
    fn every_answer_is_read_as_it_is_written() {
        let words = |text: &str| text.to_owned();
        let logged = |minutes, reached, about: &str| Answer::Log {
            channel: words("call"),
            minutes,
            reached,
            about: words(about),
        };
        for (line, wanted) in [
            ("done", Answer::Done(None)),
            ("done 97", Answer::Done(Some(words("97")))),
            ("snooze fri", Answer::Snooze(on("2026-11-27"))),
            ("today", Answer::Today),
            ("reschedule +2w", Answer::Reschedule(on("2026-12-07"), None)),
            (
                "reschedule +2w because she is away",
                Answer::Reschedule(on("2026-12-07"), Some(words("she is away"))),
            ),
            ("skip on holiday", Answer::Skip(words("on holiday"))),
            ("wait Dana ask fri", Answer::Wait(words("Dana"), Some(on("2026-11-27")))),
            ("wait the custodian", Answer::Wait(words("the custodian"), None)),
            ("drop they did it", Answer::Drop(words("they did it"))),
            ("do fri", Answer::Do(on("2026-11-27"))),
            ("schedule 1 dec told", Answer::Schedule(on("2026-12-01"), Told::Yes, None)),
            (
                "back burner 4 jan told after their holiday",
                Answer::BackBurner(on("2027-01-04"), Told::Yes, Some(words("after their holiday"))),
            ),
            (
                "back burner 4 jan because it can rest",
                Answer::BackBurner(on("2027-01-04"), Told::No, Some(words("it can rest"))),
            ),
            ("decline not our field", Answer::Decline(words("not our field"), Told::No)),
            ("decline told not our field", Answer::Decline(words("not our field"), Told::Yes)),
            ("raise", Answer::Raise),
            (
                "reaffirm by Ann, Robert how meeting",
                Answer::Reaffirm(vec![words("Ann"), words("Robert")], words("meeting")),
            ),
            ("later 30 days they are away", Answer::Later(on("2026-12-23"), words("they are away"))),
            ("later 1 feb she asked", Answer::Later(on("2027-02-01"), words("she asked"))),
            ("log call 10m asked about the fee", logged(Some(10), Reached::Yes, "asked about the fee")),
            ("log said hello", logged(None, Reached::Yes, "said hello")),
            ("log voicemail left a message", logged(None, Reached::No, "left a message")),
            ("log call 2m no answer", logged(Some(2), Reached::No, "not reached")),
            ("", Answer::Next),
            ("back", Answer::Back),
            ("QUIT", Answer::Quit),
            ("end", Answer::End),
        ] {
            assert_eq!(read(line), Ok(wanted), "{line}");
        }
    }

    #[test]
    fn an_answer_that_lacks_something_says_what() {
        for (line, wanted) in [
            ("snooze", "which day"),
            ("skip", "Say why"),
            ("wait", "on whom"),
            ("reaffirm", "who agreed"),
            ("reaffirm by Ann", "who agreed"),
            ("later 30 days", "until when and why"),
            ("log call 10m", "what it was about"),
            ("decline told", "Say why"),
            ("frobnicate", "is no answer"),
        ] {
            let no = read(line).unwrap_err().message;
            assert!(no.contains(wanted) && no.ends_with('.'), "{line}: {no}");
        }
    }

    proptest! {
        #[test]
        fn no_line_breaks_the_reader(verb in "[a-z? ]{0,12}", rest in "\\PC{0,40}") {
            let _ = read(&format!("{verb}{rest}"));
            for verb in ["wait ", "later ", "log ", "back burner ", "reaffirm by ", "schedule ", "decline "] {
                let _ = read(&format!("{verb}{rest}"));
            }
        }
    }
}
