//! A verb on marked rows: on those it fits, with the others named and left marked.
//!
//! **Invariant:** nothing that was marked is passed over in silence.

use crate::tui::{
    command::{Availability, Command},
    effect::Rest,
    widgets::list::Row,
};

/// What is said of a verb that needs one row.
pub(super) fn one_at_a_time() -> Availability {
    Availability::no(format!(
        "This is done one row at a time. {} takes the marks away.",
        Command::MarkAll.way()
    ))
}

/// Why a verb does not fit a row.
pub(super) struct No {
    /// After the row's name: `is retired`.
    pub(super) half: &'static str,
    /// For the row alone.
    pub(super) sentence: String,
}

/// A refusal in both forms.
pub(super) fn no(half: &'static str, sentence: impl Into<String>) -> Result<(), No> {
    Err(No { half, sentence: sentence.into() })
}

/// Whose rows a verb takes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Those of everybody.
    All,
    /// Those of the first one's client: who agreed is asked of one client; the others stay marked for the next
    /// time.
    OneClient,
}

/// The chosen rows a verb fits, and what is left as it is.
pub(super) struct Parted<'a> {
    pub(super) rows: Vec<&'a Row>,
    pub(super) rest: Rest,
}

/// Whether a verb fits one of several rows; asked for every hint of every frame, so it ends with the first.
pub(super) fn available(
    chosen: &[&Row],
    fits: impl Fn(&Row) -> Result<(), &'static str>,
    named: impl Fn(&Row) -> String,
) -> Availability {
    let mut left = None;
    for row in chosen {
        match fits(row) {
            Ok(()) => return Availability::Yes,
            Err(half) => left.get_or_insert((row, half)),
        };
    }
    let Some((row, half)) = left else { return Availability::Elsewhere };
    let none = format!("It fits none of the {} marked rows", chosen.len());
    Availability::no(format!(
        "{none}: {} {half}. {} takes the marks away.",
        named(row),
        Command::MarkAll.way()
    ))
}

/// Tells the chosen rows that a verb fits from the others. A row by itself was found to fit before.
pub(super) fn part(
    chosen: Vec<&Row>,
    takes: Takes,
    fits: impl Fn(&Row) -> Result<(), &'static str>,
    named: impl Fn(&Row) -> String,
) -> Parted<'_> {
    if chosen.len() == 1 {
        return Parted { rows: chosen, rest: Rest::default() };
    }
    let (mut rows, mut rest): (Vec<&Row>, Rest) = (Vec::new(), Rest::default());
    let mut left: Vec<(String, &str)> = Vec::new();
    for row in chosen {
        let others = takes == Takes::OneClient
            && rows.first().is_some_and(|first| first.relationship != row.relationship);
        let half = match fits(row) {
            Err(half) => half,
            Ok(()) if others => "is another client's",
            Ok(()) => {
                rows.push(row);
                continue;
            }
        };
        left.push((named(row), half));
        rest.marks.push(row.key.clone());
    }
    rest.said = left_said(&left);
    Parted { rows, rest }
}

/// What is said of the rows a verb left as they are, each name with the second half of its sentence: how many,
/// and every reason once.
pub(super) fn left_said(left: &[(String, &str)]) -> Option<String> {
    let mut reasons: Vec<(&str, &str, usize)> = Vec::new();
    for (name, half) in left {
        match reasons.iter_mut().find(|(_, known, _)| known == half) {
            Some((.., more)) => *more += 1,
            None => reasons.push((name, half, 0)),
        }
    }
    let said = reasons.iter().map(|(name, half, more)| match more {
        0 => format!("{name} {half}"),
        _ => format!("{name} and {more} more {}", of_several(half)),
    });
    (!left.is_empty()).then(|| format!("{} not: {}", left.len(), said.collect::<Vec<_>>().join("; ")))
}

/// A half sentence about one row as it is said of several.
fn of_several(half: &str) -> String {
    let verbs = [("is ", "are "), ("has ", "have "), ("comes ", "come "), ("stands ", "stand ")];
    let found = verbs.iter().find_map(|(one, all)| Some(format!("{all}{}", half.strip_prefix(one)?)));
    found.unwrap_or_else(|| half.to_owned()).replace("by itself", "by themselves")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_named_once_with_how_many_it_holds_for() {
        let row = |name: &str, half| (name.to_owned(), half);
        let left = [
            row("Osei's meeting", "is done by itself"),
            row("Ruiz's request", "is not decided yet (d)"),
            row("Okafor's contact", "is done by itself"),
        ];
        let said = left_said(&left).unwrap();
        assert_eq!(
            said,
            "3 not: Osei's meeting and 1 more are done by themselves; Ruiz's request is not decided yet (d)"
        );
        assert_eq!(left_said(&[]), None);
    }
}
