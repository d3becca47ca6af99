//! What they compare with, what was answered, and which of the four corrections were said.
//!
//! A talk keeps the answer as one text. Who understood how far, and which corrections were said, end it in lines
//! of their own that people read as they are and the program reads back.
//!
//! **Invariant:** what is written is read back as it was; a text without such lines is all answer.

pub mod often;
pub mod period;
pub mod points;

use serde::{Deserialize, Serialize};

use super::records::talk::UNDERSTOOD;

/// The four corrections of a wrong comparison (FIELD, Figures to start from).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// Both count from the same day.
    Start,
    /// What came in and went out is taken into account.
    Flows,
    /// The index is mixed as the money is.
    Blend,
    /// What success was agreed to be.
    Success,
}

impl Correction {
    /// All four, in the order they are said.
    pub const ALL: [Self; 4] = [Self::Start, Self::Flows, Self::Blend, Self::Success];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Flows => "flows",
            Self::Blend => "blend",
            Self::Success => "success",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|correction| correction.word() == word)
    }
}

/// What they compared with: typed in one line, kept in three fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The S&P 500, a neighbour.
    pub with: String,
    /// This year, three years; empty when it was not said.
    pub period: String,
    /// Up 15 %, they are up 5 %; empty when none were named.
    pub figures: String,
}

impl Comparison {
    /// Reads `S&P 500, this year: up 15 %, they are up 5 %`: figures follow the colon, the period the last comma
    /// before it. What stands in quotes at the start is the name, signs and all.
    #[must_use]
    pub fn read(line: &str) -> Self {
        let line = line.trim();
        let quoted = line.strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let (named, rest) = match quoted {
            Some((with, rest)) => (Some(with.trim()), rest),
            None => (None, line),
        };
        let (head, figures) = rest.split_once(':').unwrap_or((rest, ""));
        let (with, period) = match named {
            Some(with) => (with, head.trim_start_matches([',', ' '])),
            None => head.rsplit_once(',').unwrap_or((head, "")),
        };
        let owned = |text: &str| text.trim().to_owned();
        Self { with: owned(with), period: owned(period), figures: owned(figures) }
    }

    /// The line that is read back as this.
    #[must_use]
    pub fn line(&self) -> String {
        let with = if self.with.contains([',', ':']) {
            format!("\"{}\"", self.with.replace('"', "'"))
        } else {
            self.with.clone()
        };
        let after = |sign: &str, text: &str| {
            if text.is_empty() { String::new() } else { format!("{sign}{text}") }
        };
        format!("{with}{}{}", after(", ", &self.period), after(": ", &self.figures))
    }

    /// In words, as a summary of the contact: `Asked about the S&P 500, this year: up 15 %`.
    #[must_use]
    pub fn summary(&self) -> String {
        let after = |sign: &str, text: &str| {
            if text.is_empty() { String::new() } else { format!("{sign}{text}") }
        };
        format!("Asked about {}{}{}", self.with, after(", ", &self.period), after(": ", &self.figures))
    }
}

/// How far one of them understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// Who, as they are called among the family; empty when it is not known who.
    pub who: String,
    /// `yes`, `doubtful` or `no`.
    pub how: String,
}

impl Understood {
    /// In words: `Ann understood`, `Robert partly`.
    #[must_use]
    pub fn said(&self) -> String {
        let how = match self.how.as_str() {
            "yes" => "understood",
            "doubtful" => "partly",
            "no" => "did not understand",
            _ => "not known",
        };
        format!("{} {how}", self.who).trim_start().to_owned()
    }
}

/// All of them in words: `Ann understood, Robert partly`.
#[must_use]
pub fn understood_said(all: &[Understood]) -> String {
    all.iter().map(Understood::said).collect::<Vec<_>>().join(", ")
}

/// The word that holds for all of them: that of who understood least.
#[must_use]
pub fn least(all: &[Understood]) -> Option<&'static str> {
    let place = |how: &str| UNDERSTOOD.iter().position(|word| *word == how);
    all.iter().filter_map(|one| place(&one.how)).max().and_then(|place| UNDERSTOOD.get(place).copied())
}

/// An answer as a talk keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What was said, in one's own words.
    pub text: String,
    /// The corrections that were said.
    pub corrections: Vec<Correction>,
    /// How far each of them understood; empty when only the whole is known.
    pub understood: Vec<Understood>,
}

/// Begins the line of the corrections.
const CORRECTIONS: &str = "Corrections said: ";
/// Begins the line of who understood.
const WHO: &str = "Understood: ";

impl Answer {
    /// The text a talk keeps.
    #[must_use]
    pub fn written(&self) -> String {
        let mut lines = vec![self.text.trim().to_owned()];
        if !self.corrections.is_empty() {
            let words: Vec<&str> = self.corrections.iter().map(|one| one.word()).collect();
            lines.push(format!("{CORRECTIONS}{}.", words.join(", ")));
        }
        let who: Vec<String> = self.understood.iter().filter_map(written_who).collect();
        if !who.is_empty() {
            lines.push(format!("{WHO}{}.", who.join("; ")));
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// The answer in a text that a talk keeps.
    #[must_use]
    pub fn read(kept: &str) -> Self {
        let mut rest = kept.trim_end();
        let mut answer = Self::default();
        if let Some((before, line)) = last_line(rest, WHO)
            && let Some(who) = line.split("; ").map(read_who).collect::<Option<Vec<_>>>()
        {
            answer.understood = who;
            rest = before;
        }
        if let Some((before, line)) = last_line(rest, CORRECTIONS)
            && let Some(said) = line.split(", ").map(Correction::of).collect::<Option<Vec<_>>>()
        {
            answer.corrections = said;
            rest = before;
        }
        rest.clone_into(&mut answer.text);
        answer
    }
}

fn written_who(one: &Understood) -> Option<String> {
    let who = one.who.replace([';', '\n', '\r'], ",");
    let how = if one.how == "doubtful" { "partly" } else { one.how.as_str() };
    (!who.trim().is_empty()).then(|| format!("{} {how}", who.trim()))
}

fn read_who(words: &str) -> Option<Understood> {
    let (who, how) = words.rsplit_once(' ')?;
    let how = match how {
        "yes" => "yes",
        "partly" => "doubtful",
        "no" => "no",
        _ => return None,
    };
    Some(Understood { who: who.to_owned(), how: how.to_owned() })
}

/// The text before the last line and what that line says after `begins`, without its full stop.
fn last_line<'a>(text: &'a str, begins: &str) -> Option<(&'a str, &'a str)> {
    let (before, line) = text.rsplit_once('\n').unwrap_or(("", text));
    let said = line.trim_end().strip_prefix(begins)?.strip_suffix('.')?;
    Some((before.trim_end(), said))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(who: &str, how: &str) -> Understood {
        Understood { who: who.into(), how: how.into() }
    }

    #[test]
    fn a_line_of_what_they_compared_with_is_read_in_three_parts() {
        for (line, with, period, figures) in [
            (
                "S&P 500, this year: up 15 %, they are up 5 %",
                "S&P 500",
                "this year",
                "up 15 %, they are up 5 %",
            ),
            ("gold", "gold", "", ""),
            (" a neighbour: up 40 % ", "a neighbour", "", "up 40 %"),
            ("the Nasdaq, three years", "the Nasdaq", "three years", ""),
            ("\"MSCI World, EUR: hedged\", 2025: 9 %", "MSCI World, EUR: hedged", "2025", "9 %"),
            ("", "", "", ""),
        ] {
            let read = Comparison::read(line);
            assert_eq!(
                (read.with.as_str(), read.period.as_str(), read.figures.as_str()),
                (with, period, figures)
            );
            assert_eq!(Comparison::read(&read.line()), read, "{line}");
        }
    }

    #[test]
    fn an_answer_is_read_back_as_it_was_written() {
        let whole = Answer {
            text: "Start date, then the plan.\nRobert wants it on paper.".into(),
            corrections: vec![Correction::Start, Correction::Success],
            understood: vec![who("Ann", "yes"), who("Robert Lee", "doubtful")],
        };
        assert_eq!(
            whole.written(),
            "Start date, then the plan.\nRobert wants it on paper.\nCorrections said: start, success.\n\
             Understood: Ann yes; Robert Lee partly."
        );
        let only_ticks = Answer { corrections: vec![Correction::Blend], ..Answer::default() };
        let nothing = Answer::default();
        for answer in [whole, only_ticks, nothing] {
            assert_eq!(Answer::read(&answer.written()), answer);
        }
    }

    #[test]
    fn a_text_of_ones_own_is_all_answer() {
        for text in ["The plan does.", "Understood: they did not.", "Corrections said: all of them.", ""] {
            let read = Answer::read(text);
            assert_eq!((read.text.as_str(), read.corrections.len(), read.understood.len()), (text, 0, 0));
        }
    }

    #[test]
    fn who_understood_least_speaks_for_all() {
        assert_eq!(least(&[who("Ann", "yes"), who("Robert", "doubtful")]), Some("doubtful"));
        assert_eq!(least(&[who("Ann", "yes")]), Some("yes"));
        assert_eq!(least(&[]), None);
        let said = understood_said(&[who("Ann", "yes"), who("Robert", "doubtful"), who("", "no")]);
        assert_eq!(said, "Ann understood, Robert partly, did not understand");
    }
}
