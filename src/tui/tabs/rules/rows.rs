//! The rows of the rulebook in its views.
//!
//! **Invariant:** accepted and untaught count managed clients; broken counts twelve months; the number of a
//! view is that of its rows.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::cases;
use crate::{
    acts::{Book, name::short, rulebook::RuleLine},
    domain::{
        day,
        filter::{Facts, Filter, fold},
        record::{Kind, RecordId, Row as Record, Value},
        records::rule,
        rejection::Rejection,
    },
    tui::{
        desk::At,
        tabs::{State, View, Whose, agreements::rows::tags},
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Row, Words},
            table::{Layout, numbers, words},
            text,
        },
    },
};

/// Rule and its counts.
pub(super) const RULEBOOK: &[Layout] = &[
    Layout {
        from: 68,
        columns: &[
            words(0, "Rule", 32),
            numbers(1, "accepted", 8),
            numbers(2, "untaught", 8),
            numbers(3, "excepted", 8),
            numbers(4, "broken", 7),
        ],
    },
    Layout {
        from: 56,
        columns: &[
            words(0, "Rule", 0),
            numbers(1, "accepted", 8),
            numbers(2, "untaught", 8),
            numbers(4, "broken", 7),
        ],
    },
    Layout { from: 0, columns: &[words(0, "Rule", 0), numbers(2, "untaught", 8), numbers(4, "broken", 6)] },
];

/// Who, which rule, why.
const NAMED: &[Layout] = &[
    Layout { from: 68, columns: &[words(0, "", 16), words(1, "", 21), words(2, "", 0)] },
    Layout { from: 0, columns: &[words(0, "", 12), words(2, "", 0)] },
];

/// Rule, how it stands with one client.
const THEIRS: &[Layout] = &[
    Layout { from: 68, columns: &[words(0, "", 31), words(1, "", 0)] },
    Layout { from: 0, columns: &[words(0, "", 20), words(1, "", 0)] },
];

/// The columns of the active view.
pub(super) fn layouts(state: &State) -> &'static [Layout] {
    match (state.view_id(), &state.whose) {
        ("rulebook" | "", Some(_)) => THEIRS,
        ("rulebook" | "", None) => RULEBOOK,
        _ => NAMED,
    }
}

/// The views with their counts; `exceptions` are those not ended.
pub(super) fn views(lines: &[RuleLine], exceptions: u64) -> Vec<View> {
    let in_book = lines.iter().filter(|line| line.state != "withdrawn").count() as u64;
    let in_force = lines.iter().filter(|line| line.state == "in force");
    let to_teach = u64::try_from(in_force.map(|line| line.untaught + line.reteach).sum::<i64>()).ok();
    let open = lines.iter().map(|line| line.open).sum::<i64>();
    let breaches = if open > 0 { format!("Breaches {open} open") } else { "Breaches".to_owned() };
    vec![
        View::new("rulebook", "Rulebook", Some(in_book)),
        View::new("to-teach", "To teach", to_teach),
        View::new("exceptions", "Exceptions", Some(exceptions)),
        View::new("breaches", breaches, None),
    ]
}

/// How many exceptions were not ended, whether their day is past or not.
pub(super) fn exceptions(book: &Book) -> Result<u64, Rejection> {
    let rows = book.rows(Kind::Exception, &[])?;
    Ok(rows.iter().filter(|row| row.day("ended_on").is_none()).count() as u64)
}

/// A row with what a filter may ask of it.
pub(super) struct Entry {
    pub(super) row: Row,
    /// `in force`, `To answer`.
    pub(super) stage: String,
    /// The day it ends.
    pub(super) due: Option<NaiveDate>,
}

/// Rows under their headings.
pub(super) type Groups = Vec<(String, Vec<Entry>)>;

/// What a filter asks of whose a row is; read only when it asks.
#[derive(Default)]
struct Clients {
    tags: HashMap<i64, Vec<String>>,
    tiers: HashMap<i64, String>,
}

impl Clients {
    fn asked(book: &Book, filter: &Filter) -> Result<Self, Rejection> {
        let mut tiers = HashMap::new();
        if filter.asks_tier() {
            for row in book.rows(Kind::Relationship, &[])? {
                tiers.insert(row.id.id, row.str("tier").to_owned());
            }
        }
        Ok(Self { tags: tags(book, filter)?, tiers })
    }

    fn pass(&self, entry: &Entry, filter: &Filter) -> bool {
        let row = &entry.row;
        let cells: Vec<String> = row.cells.iter().map(Line::text).collect();
        let folded = fold(&format!("{} {} {}", row.name, row.who, cells.join(" ")));
        let whose = row.relationship.map_or(0, |id| id.id);
        let tags: Vec<&str> = self.tags.get(&whose).into_iter().flatten().map(String::as_str).collect();
        filter.matches(&Facts {
            tags: &tags,
            tier: self.tiers.get(&whose).map_or("", String::as_str),
            stage: &entry.stage,
            state: &entry.stage,
            kind: row.record.map_or("", |id| id.kind.spec().noun),
            due: entry.due,
            folded: &folded,
        })
    }
}

/// The rows of the active view, and how many there are without the filter.
pub(super) fn items(state: &State, lines: &[RuleLine], at: &At<'_>) -> Result<(Vec<Item>, usize), Rejection> {
    let (book, today) = (at.book, at.today);
    let (groups, order) = match (state.view_id(), &state.whose) {
        ("to-teach", _) => (cases::to_teach(book, lines)?, ""),
        ("exceptions", _) => {
            (cases::of_rules(book, lines, Kind::Exception, today)?, ", the next to end first")
        }
        ("breaches", _) => (cases::of_rules(book, lines, Kind::Breach, today)?, ", newest first"),
        (_, Some(whose)) => (theirs(book, lines, whose, today)?, ""),
        _ => (rulebook(lines), ""),
    };
    let filter = Filter::parse(&state.filter, today, at.order);
    let clients = Clients::asked(book, &filter)?;
    let total = groups.iter().map(|(_, entries)| entries.len()).sum();
    let fits = |entry: &Entry| {
        let theirs = |whose: &Whose| entry.row.relationship.is_none_or(|id| id == whose.id);
        state.whose.as_ref().is_none_or(theirs) && clients.pass(entry, &filter)
    };
    let mut items = Vec::new();
    let named = layouts(state) == NAMED;
    for (heading, entries) in groups {
        let rows: Vec<Row> = entries.into_iter().filter(|entry| fits(entry)).map(|entry| entry.row).collect();
        if rows.is_empty() {
            continue;
        }
        if named && !items.is_empty() {
            items.push(Item::Gap);
        }
        let count = match rows.len() {
            _ if !named => String::new(),
            1 => "  1".to_owned(),
            many => format!("  {many}{order}"),
        };
        items.push(Item::Heading(Line::heading(heading).with(count, Role::Muted)));
        items.extend(rows.into_iter().map(Item::from));
    }
    if layouts(state) == RULEBOOK && !items.is_empty() {
        items.extend(notes(lines, book.managed_clients()?, |rule| book.same_reason(rule))?);
    }
    Ok((items, total))
}

/// `4 exceptions, 3 for the same reason`.
pub(super) fn worn_said(exceptions: i64, same: usize) -> String {
    let alike = if same > 1 { format!(", {same} for the same reason") } else { String::new() };
    format!("{exceptions} exceptions{alike}")
}

fn notes(
    lines: &[RuleLine],
    clients: i64,
    same: impl Fn(i64) -> Result<usize, Rejection>,
) -> Result<Vec<Item>, Rejection> {
    let mut notes = vec![Item::Gap];
    for line in lines.iter().filter(|line| line.state == "in force" && rule::is_worn(line.excepted)) {
        let same = same(line.id)?;
        let words = format!("! {}: {}. Change the rule?", line.title, worn_said(line.excepted, same));
        notes.push(Item::Note(Line::signed(&words)));
    }
    let (broken, by_us) = lines.iter().fold((0, 0), |sum, line| (sum.0 + line.broken, sum.1 + line.by_us));
    let mut said = vec![format!("Of {clients} clients.  Broken counts 12 months.  Excepted counts today.")];
    if broken > 0 {
        // Both in one line would be cut beside the detail.
        said = vec![
            format!("Of {clients} clients.  Excepted counts today."),
            format!("Broken counts 12 months: {} by them, {by_us} by us.", broken - by_us),
        ];
    }
    notes.extend(said.into_iter().map(|words| Item::Note(Line::plain(words))));
    Ok(notes)
}

/// Puts an entry under a heading; a new one when the last is another.
pub(super) fn add(groups: &mut Groups, heading: &str, entry: Entry) {
    match groups.last_mut() {
        Some((last, entries)) if last == heading => entries.push(entry),
        _ => groups.push((heading.to_owned(), vec![entry])),
    }
}

fn topic(line: &RuleLine) -> String {
    if line.state == "withdrawn" { "Withdrawn".to_owned() } else { text::capital(&line.topic) }
}

fn count(number: i64) -> Line {
    if number == 0 { Line::muted("0") } else { Line::plain(number.to_string()) }
}

fn rulebook(lines: &[RuleLine]) -> Groups {
    let mut groups = Groups::new();
    for line in lines {
        let broken = if line.open > 0 {
            Line::role("!", Role::Due).with(format!(" {}", line.broken), Role::Plain)
        } else {
            count(line.broken)
        };
        let row = Row {
            key: format!("r{}", line.id),
            record: Some(RecordId::new(Kind::Rule, line.id)),
            words: Words {
                name: line.title.clone(),
                cells: vec![
                    Line::plain(format!(" {}", line.title)),
                    count(line.accepted),
                    count(line.untaught),
                    count(line.excepted),
                    broken,
                ],
                ..Words::default()
            }
            .into(),
            ..Row::default()
        };
        add(&mut groups, &topic(line), Entry { row, stage: line.state.clone(), due: None });
    }
    groups
}

/// The rules as they stand with one client.
fn theirs(book: &Book, lines: &[RuleLine], whose: &Whose, today: NaiveDate) -> Result<Groups, Rejection> {
    let of = |kind: Kind| book.rows(kind, &[("relationship_id", Value::Int(whose.id.id))]);
    let (acceptances, trainings) = (of(Kind::Acceptance)?, of(Kind::Training)?);
    let (exceptions, breaches) = (of(Kind::Exception)?, of(Kind::Breach)?);
    let taught: HashSet<i64> = trainings.iter().filter_map(|row| row.int("rule_id")).collect();
    let mut groups = Groups::new();
    for line in lines.iter().filter(|line| line.state != "withdrawn") {
        let about = |row: &&Record| row.int("rule_id") == Some(line.id);
        let mut said = match acceptances.iter().find(about) {
            Some(row) if row.str("state") == "agreed" => {
                let on = row.day("agreed_on").map(|on| day::short(on, today)).unwrap_or_default();
                format!("✓ accepted {on}")
            }
            Some(row) => format!("? {}", row.str("state")),
            None => "? not accepted".to_owned(),
        };
        if !taught.contains(&line.id) {
            said.push_str("   ! never taught");
        }
        if exceptions.iter().filter(about).any(|row| row.day("ended_on").is_none()) {
            said.push_str("   excepted");
        }
        if breaches.iter().filter(about).any(|row| row.str("answer") == "open") {
            said.push_str("   ✗ broken, to answer");
        }
        let row = Row {
            key: format!("r{}", line.id),
            record: Some(RecordId::new(Kind::Rule, line.id)),
            relationship: Some(whose.id),
            words: Words {
                name: line.title.clone(),
                who: short(&whose.name).to_owned(),
                cells: vec![Line::plain(format!(" {}", line.title)), Line::signed(&said)],
                ..Words::default()
            }
            .into(),
            ..Row::default()
        };
        add(&mut groups, &topic(line), Entry { row, stage: line.state.clone(), due: None });
    }
    Ok(groups)
}
