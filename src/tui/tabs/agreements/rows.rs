//! The rows of Goals and Expectations, under the headings of what they need.
//!
//! **Invariant:** a reason is shortened by leaving out its second half, never cut.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::fall;
use crate::{
    acts::{Book, agreements::AgreementLine},
    domain::{
        agreement::Phase,
        day,
        filter::{Filter, fold},
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        desk::At,
        tabs::{State, View, expectations},
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Row, Words},
            table::{Layout, words},
            text,
        },
    },
};

/// Who, title, reason; the reason in three lengths.
pub(super) const LAYOUTS: &[Layout] = &[
    Layout { from: 78, columns: &[words(0, "", 13), words(1, "", 29), words(2, "", 0)] },
    Layout { from: 68, columns: &[words(0, "", 13), words(1, "", 29), words(3, "", 0)] },
    Layout { from: 58, columns: &[words(0, "", 14), words(1, "", 0), words(4, "", 20)] },
    Layout { from: 0, columns: &[words(0, "", 10), words(1, "", 0), words(4, "", 16)] },
];

/// The cells of a reason beside a detail.
const BESIDE: u16 = 23;
/// Those where there is little room, and where there is much.
const SHORT: u16 = 16;
const WIDE: u16 = 33;

/// The views with their counts.
pub(super) fn views(kind: Kind, lines: &[AgreementLine]) -> Vec<View> {
    let count =
        |holds: fn(Phase) -> bool| Some(lines.iter().filter(|line| holds(line.look.phase)).count() as u64);
    let mut views = vec![
        View::new("needs-you", "Needs you", count(Phase::needs_you)),
        View::new("all", "All", count(|phase| phase != Phase::Retired)),
        View::new("retired", "Retired", count(|phase| phase == Phase::Retired)),
    ];
    if kind == Kind::Expectation {
        let agreed = lines.iter().filter(|line| line.in_a_fall).count() as u64;
        views.push(View::new(fall::VIEW, "In a fall", Some(agreed)));
    }
    views
}

/// Whether a view has any row of those the list is narrowed to.
pub(super) fn has_any(state: &State, lines: &[AgreementLine], view: &str) -> bool {
    lines.iter().any(|line| {
        line.is_in(view) && state.whose.as_ref().is_none_or(|whose| whose.id.id == line.relationship)
    })
}

/// The view a jump to one client lands in: the present one, or the first that has any of theirs.
pub(super) fn landing(state: &State, lines: &[AgreementLine]) -> usize {
    if state.whose.is_none() || has_any(state, lines, state.view_id()) {
        return state.view;
    }
    let found = state.views.iter().position(|view| has_any(state, lines, view.id));
    found.unwrap_or(state.view)
}

/// The rows of the active view, and how many there are without the filter.
pub(super) fn items(
    kind: Kind,
    state: &State,
    mut lines: Vec<AgreementLine>,
    at: &At<'_>,
) -> Result<(Vec<Item>, usize), Rejection> {
    let (book, today) = (at.book, at.today);
    let view = state.view_id();
    let coming = lines.clone();
    lines.retain(|line| line.is_in(view));
    let total = lines.len();
    let filter = Filter::parse(&state.filter, today, at.order);
    let tags = tags(book, &filter)?;
    lines.retain(|line| {
        let tags = tags.get(&line.relationship).into_iter().flatten();
        let tags: Vec<&str> = tags.map(String::as_str).collect();
        state.whose.as_ref().is_none_or(|whose| whose.id.id == line.relationship)
            && filter.matches(&line.facts(&tags))
    });
    if kind == Kind::Expectation {
        lines.sort_by_key(|line| (rank(line.look.phase), line.look.phase));
    }
    if state.sort == 1 {
        lines.sort_by_cached_key(|line| (fold(&line.who), line.relationship, line.look.phase));
    }
    let mut items =
        if view == fall::VIEW { fall::items(state, &lines, at)? } else { grouped(&lines, state.sort) };
    let narrowed = !state.filter.is_empty() || state.whose.is_some();
    if view == "needs-you" && !narrowed {
        let order: Vec<&AgreementLine> =
            coming.iter().filter(|line| line.look.phase == Phase::InOrder).collect();
        if !order.is_empty() {
            let note = Line::heading("In order").with(format!("  {}, in All", order.len()), Role::Muted);
            items.extend([Item::Gap, Item::Heading(note)]);
        }
        if kind == Kind::Expectation {
            items.extend(expectations::talk_groups(book, today)?);
        }
        items.extend(next_to_come(&order, today));
    }
    if let Some(Item::Gap) = items.first() {
        items.remove(0);
    }
    Ok((items, total))
}

/// What is not kept or at risk comes first among expectations, as in the mock-up.
fn rank(phase: Phase) -> u8 {
    match phase {
        Phase::NotKept => 0,
        Phase::AtRisk => 1,
        _ => 2,
    }
}

fn grouped(lines: &[AgreementLine], sort: usize) -> Vec<Item> {
    let together = |a: &AgreementLine, b: &AgreementLine| match sort {
        1 => a.relationship == b.relationship,
        _ => a.look.phase.heading() == b.look.phase.heading(),
    };
    let mut items = Vec::new();
    for group in lines.chunk_by(together) {
        let Some(first) = group.first() else { continue };
        let name = if sort == 1 { first.who.as_str() } else { first.look.phase.heading() };
        items.extend([Item::Gap, expectations::group(name, &group.len().to_string())]);
        items.extend(group.iter().map(|line| Item::from(row(line))));
    }
    items
}

fn row(line: &AgreementLine) -> Row {
    let said = match line.look.phase {
        Phase::NotKept => format!("✗ {}", why(line, WIDE)),
        Phase::AtRisk => format!("! {}", why(line, WIDE)),
        // What stands on an agenda is as good as asked; the interval says nothing more.
        _ if line.raised => format!("{}, meeting", short(&line.look.reason)),
        _ => line.look.reason.clone(),
    };
    let shorter = |cells: u16| match line.look.phase {
        Phase::NotKept => format!("✗ {}", why(line, cells)),
        Phase::AtRisk => format!("! {}", why(line, cells)),
        _ => short(&said),
    };
    let short = shorter(SHORT);
    let beside = if text::width(&said) > BESIDE { shorter(BESIDE) } else { said.clone() };
    Row {
        key: line.id.to_string(),
        record: Some(line.id),
        relationship: Some(RecordId::new(Kind::Relationship, line.relationship)),
        words: Words {
            name: line.title.clone(),
            who: line.who.clone(),
            cells: vec![
                Line::plain(&line.who),
                Line::plain(&line.title),
                reason(&said),
                reason(&beside),
                reason(&short),
            ],
            ..Words::default()
        }
        .into(),
        ..Row::default()
    }
}

/// Why it is at risk or not kept, in so many cells with its sign: as it is known, else in the phase's own word.
fn why(line: &AgreementLine, cells: u16) -> &str {
    let fits = line.why.iter().find(|said| text::width(said) + 2 <= cells);
    fits.map_or(line.look.reason.as_str(), String::as_str)
}

/// The half of a reason that says how late or when: `unanswered, 6 days late` is `6 days late`.
fn short(said: &str) -> String {
    let mut parts = said.split(", ");
    let first = parts.next().unwrap_or(said);
    let late = said.split(", ").find(|part| part.ends_with(" late"));
    late.unwrap_or(first).to_owned()
}

/// A reason with its late part in the colour of alarm.
pub(in crate::tui::tabs) fn reason(said: &str) -> Line {
    let Some(at) = said.find(" late") else { return Line::signed(said) };
    let end = at + " late".len();
    let (before, after) = (said.get(..end).unwrap_or(said), said.get(end..).unwrap_or(""));
    let from = before.rfind(", ").map_or(0, |at| at + 2);
    let from = before.find(|c: char| c.is_ascii_digit()).map_or(from, |digit| from.max(digit));
    Line::plain(before.get(..from).unwrap_or(""))
        .with(before.get(from..).unwrap_or(before), Role::Alarm)
        .with(after, Role::Plain)
}

/// `Next to come:  Thornton 7 Dec, Okafor 12 Jan, then 9 in February`.
fn next_to_come(order: &[&AgreementLine], today: NaiveDate) -> Vec<Item> {
    let mut dated: Vec<(NaiveDate, &str)> =
        order.iter().filter_map(|line| Some((line.look.due_on?, line.who.as_str()))).collect();
    dated.sort_unstable();
    if dated.is_empty() {
        return Vec::new();
    }
    dated.dedup();
    let mut said: Vec<String> =
        dated.iter().take(2).map(|(on, who)| format!("{who} {}", day::short(*on, today))).collect();
    if let Some((third, _)) = dated.get(2) {
        let month = third.format("%Y-%m").to_string();
        let count = dated.iter().skip(2).filter(|(on, _)| on.format("%Y-%m").to_string() == month).count();
        said.push(format!("then {count} in {}", third.format("%B")));
    }
    vec![Item::Gap, Item::Note(Line::plain(format!("Next to come:  {}", said.join(", "))))]
}

/// The tags of all relationships, read only when the filter asks for one.
pub(in crate::tui::tabs) fn tags(
    book: &Book,
    filter: &Filter,
) -> Result<HashMap<i64, Vec<String>>, Rejection> {
    let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
    if filter.asks_tags() {
        for row in book.rows(Kind::Tag, &[])? {
            tags.entry(row.int("relationship_id").unwrap_or(0)).or_default().push(row.str("name").to_owned());
        }
    }
    Ok(tags)
}
