//! Everything about one relationship as a page, and the same in five lines.
//!
//! **Invariant:** it is built from the dossier alone; a part without records says `?` and what is missing, or
//! is left out.

mod sections;
mod words;

use chrono::NaiveDate;

use sections::{
    agreements, before_split, checklists, decisions, documents, gaps, notes, open_items, people, roles,
    rules, standing, timeline,
};
use words::{last, next, people_in_a_line, promised, reach, yardstick_lines};

use crate::{
    acts::{dossier::Dossier, name::short},
    domain::{
        cadence::State,
        record::{Kind, Row},
        standing::Part,
    },
    tui::{
        theme::Role,
        widgets::{
            line::Line,
            page::{Page, Sections},
            text,
        },
    },
};

/// Cells of a label in the detail.
const LABEL: u16 = 13;
/// Cells of a label in the peek.
const PEEK_LABEL: u16 = 10;

/// The sign of a state.
#[must_use]
pub fn sign(state: State) -> &'static str {
    match state {
        State::Broken => "✗",
        State::Due => "!",
        State::Unknown => "?",
        State::Good => "✓",
    }
}

/// The title of a relationship, and what stands right of it.
#[must_use]
pub fn title(dossier: &Dossier) -> (Line, Line) {
    let aside = match dossier.relationship.str("tier") {
        "" => dossier.relationship.str("kind").to_owned(),
        tier => format!("tier {tier}"),
    };
    (Line::heading(dossier.relationship.str("name")), Line::plain(aside))
}

/// The words of the peek's rule: `Hartley household  tier A`.
#[must_use]
pub fn peek_title(dossier: &Dossier) -> Line {
    let (name, aside) = title(dossier);
    name.with(format!("  {}", aside.text()), Role::Plain)
}

/// The whole dossier.
#[must_use]
pub fn page(dossier: &Dossier, today: NaiveDate) -> Page {
    let mut page = head(dossier);
    page.sections = Sections::Listed;
    page.state = Line::signed(&standing_word(dossier));
    standing(&mut page, dossier);
    people(&mut page, dossier);
    roles(&mut page, dossier);
    checklists(&mut page, dossier);
    timeline(&mut page, dossier, today);
    before_split(&mut page, dossier);
    agreements(&mut page, dossier, today);
    rules(&mut page, dossier, today);
    decisions(&mut page, dossier, today);
    open_items(&mut page, dossier, today);
    gaps(&mut page, dossier);
    documents(&mut page, dossier);
    notes(&mut page, dossier);
    page
}

/// The detail beside the queue: why the row is first, then what one needs to act on it.
#[must_use]
pub fn beside_queue(dossier: &Dossier, why: &[String], today: NaiveDate) -> Page {
    let mut page = head(dossier);
    page = page.heading("Why it is here");
    for line in why {
        page.push(line.as_str());
    }
    page.push(Line::empty());
    for part in &dossier.line.standing.parts {
        page.push(part_line(part));
    }
    page.push(Line::empty());
    if let Some(yardstick) = &dossier.yardstick {
        for (number, words) in yardstick_lines(yardstick, today).into_iter().enumerate() {
            page.push(Line::labelled(if number == 0 { "Yardstick" } else { "" }, PEEK_LABEL, &words));
        }
        page.push(Line::empty());
    }
    for (label, words) in [
        ("Last", last(dossier, today)),
        ("Promised", promised(dossier, today)),
        ("Next", next(dossier, today)),
        ("Reach", reach(dossier)),
        (
            "Careful",
            Some(dossier.relationship.str("sensitivities").to_owned()).filter(|text| !text.is_empty()),
        ),
    ] {
        if let Some(words) = words {
            page.push(Line::labelled(label, PEEK_LABEL, &words));
        }
    }
    page
}

/// Five lines about a relationship; `first` stands above them when there is one.
#[must_use]
pub fn peek(dossier: &Dossier, first: Option<Line>, today: NaiveDate) -> Vec<Line> {
    let clients = first.is_none();
    let mut lines: Vec<Line> = first.into_iter().collect();
    lines.push(Line::labelled("Standing", PEEK_LABEL, &dossier.line.standing.in_a_line(sign)));
    if clients {
        lines.push(Line::labelled("People", PEEK_LABEL, &people_in_a_line(dossier)));
    }
    let yardstick = dossier.yardstick.as_ref().map_or("? none agreed".to_owned(), |yardstick| {
        let mut words = yardstick.wanted.clone();
        if let Some(now) = &yardstick.now {
            words = format!("{words}: {now}");
        }
        if let Some(talk) = &yardstick.talk {
            words = format!("{words}; not {}", talk.str("compared_with"));
        }
        words
    });
    let last = last(dossier, today).unwrap_or_else(|| "no contact recorded".to_owned());
    let (one, two) =
        (Line::labelled("Last", PEEK_LABEL, &last), Line::labelled("Yardstick", PEEK_LABEL, &yardstick));
    lines.extend(if clients { [one, two] } else { [two, one] });
    let next = next(dossier, today);
    match (clients, reach(dossier), next) {
        (false, Some(reach), Some(next)) => {
            lines.push(Line::labelled("Reach", PEEK_LABEL, &format!("{reach}; next {next}")));
        }
        (false, Some(reach), None) => lines.push(Line::labelled("Reach", PEEK_LABEL, &reach)),
        (_, _, Some(next)) => lines.push(Line::labelled("Next", PEEK_LABEL, &next)),
        _ => {}
    }
    lines
}

/// A part of a standing with its sign and reason.
fn part_line(part: &Part) -> Line {
    let mut line = Line::heading(text::pad(part.name.word(), LABEL)).with(" ", Role::Plain);
    let role = match part.state {
        State::Broken => Role::Alarm,
        State::Due => Role::Due,
        State::Good => Role::Good,
        State::Unknown => Role::Plain,
    };
    line.push(sign(part.state), role);
    let words = if part.state == State::Broken { Role::Alarm } else { Role::Plain };
    line.push(format!(" {}", part.reason), words);
    line.hang = LABEL + 1;
    line
}

/// `✗ a promise is late`, for the title.
fn standing_word(dossier: &Dossier) -> String {
    let parts = &dossier.line.standing.parts;
    let worst = parts.iter().map(|part| part.state).min();
    worst.map(|state| format!("{} {}", sign(state), dossier.line.standing.row())).unwrap_or_default()
}

fn head(dossier: &Dossier) -> Page {
    let (title, aside) = title(dossier);
    let row = &dossier.relationship;
    let mut about = row.str("kind").to_owned();
    if !matches!(row.str("stage"), "" | "active") {
        about = format!("{about}, {}", row.str("stage"));
    }
    if let Some(since) = row.day("since") {
        about = format!("{about} since {}", since.format("%-d %b %Y"));
    }
    if !row.str("source").is_empty() {
        about = format!("{about}, through {}", row.str("source"));
    }
    Page::new(title, aside).line(Line::plain(about)).gap()
}

/// A relationship's short name.
#[must_use]
pub fn short_name(dossier: &Dossier) -> &str {
    short(dossier.relationship.str("name"))
}

/// The first phone or e-mail of a dossier, to be copied.
#[must_use]
pub fn point(dossier: &Dossier, kind: &str) -> Option<String> {
    let values = dossier.members.iter().flat_map(|member| member.points.iter());
    let mut fit: Vec<&Row> = values
        .filter(|row| row.id.kind == Kind::ContactPoint && row.str("kind") == kind && !row.flag("do_not_use"))
        .collect();
    fit.sort_by_key(|row| !row.flag("preferred"));
    fit.first().map(|row| row.str("value").to_owned())
}
