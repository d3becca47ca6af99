//! The rows of the rulebook in its views.
//!
//! **Invariant:** accepted and untaught count managed clients; broken counts twelve months.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::{
    acts::{Book, name::short, rulebook::RuleLine},
    domain::{
        day,
        filter::{Facts, Filter, fold},
        record::{Kind, RecordId, Row as Record, Value},
        rejection::Rejection,
    },
    tui::{
        desk::At,
        tabs::{State, View, Whose},
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Row},
            table::{Layout, numbers, words},
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

/// The views with what is known without asking more.
pub(super) fn views(lines: &[RuleLine]) -> Vec<View> {
    let in_force = || lines.iter().filter(|line| line.state != "withdrawn");
    let sum = |of: fn(&RuleLine) -> i64| u64::try_from(in_force().map(of).sum::<i64>()).ok();
    let open = lines.iter().map(|line| line.open).sum::<i64>();
    let breaches = if open > 0 { format!("Breaches {open} open") } else { "Breaches".to_owned() };
    vec![
        View::new("rulebook", "Rulebook", Some(in_force().count() as u64)),
        View::new("to-teach", "To teach", sum(|line| line.untaught)),
        View::new("exceptions", "Exceptions", sum(|line| line.excepted)),
        View::new("breaches", breaches, None),
    ]
}

/// The rows of the active view, and how many there are without the filter.
pub(super) fn items(state: &State, lines: &[RuleLine], at: &At<'_>) -> Result<(Vec<Item>, usize), Rejection> {
    let (book, today) = (at.book, at.today);
    let groups = match (state.view_id(), &state.whose) {
        ("to-teach", _) => to_teach(book, lines)?,
        ("exceptions", _) => of_rules(book, lines, Kind::Exception, today)?,
        ("breaches", _) => of_rules(book, lines, Kind::Breach, today)?,
        (_, Some(whose)) => theirs(book, lines, whose, today)?,
        _ => rulebook(lines),
    };
    let filter = Filter::parse(&state.filter, today, at.order);
    let total = groups.iter().map(|(_, rows)| rows.len()).sum();
    let fits = |row: &Row| {
        let folded =
            fold(&format!("{} {}", row.who, row.cells.iter().map(Line::text).collect::<Vec<_>>().join(" ")));
        let mine = state.whose.as_ref().is_none_or(|whose| row.relationship.is_none_or(|id| id == whose.id));
        mine && filter.matches(&Facts { folded: &folded, ..Facts::default() })
    };
    let mut items = Vec::new();
    let named = layouts(state) == NAMED;
    for (heading, rows) in groups {
        let rows: Vec<Row> = rows.into_iter().filter(|row| fits(row)).collect();
        if rows.is_empty() {
            continue;
        }
        if named && !items.is_empty() {
            items.push(Item::Gap);
        }
        let count = if named { format!("  {}", rows.len()) } else { String::new() };
        items.push(Item::Heading(Line::heading(heading).with(count, Role::Muted)));
        items.extend(rows.into_iter().map(Item::Row));
    }
    if layouts(state) == RULEBOOK && !items.is_empty() {
        items.extend(notes(lines, book.managed_clients()?));
    }
    Ok((items, total))
}

fn notes(lines: &[RuleLine], clients: i64) -> Vec<Item> {
    let mut notes = vec![Item::Gap];
    for line in lines.iter().filter(|line| line.state == "in force" && line.excepted >= 3) {
        let words = format!("! {}: {} exceptions. Change the rule?", line.title, line.excepted);
        notes.push(Item::Note(Line::signed(&words)));
    }
    let words = format!("Of {clients} clients.  Broken counts 12 months.  Excepted counts today.");
    notes.push(Item::Note(Line::plain(words)));
    notes
}

type Groups = Vec<(String, Vec<Row>)>;

fn add(groups: &mut Groups, heading: &str, row: Row) {
    match groups.last_mut() {
        Some((last, rows)) if last == heading => rows.push(row),
        _ => groups.push((heading.to_owned(), vec![row])),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

fn topic(line: &RuleLine) -> String {
    if line.state == "withdrawn" { "Withdrawn".to_owned() } else { capital(&line.topic) }
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
            name: line.title.clone(),
            cells: vec![
                Line::plain(format!(" {}", line.title)),
                count(line.accepted),
                count(line.untaught),
                count(line.excepted),
                broken,
            ],
            ..Row::default()
        };
        add(&mut groups, &topic(line), row);
    }
    groups
}

fn to_teach(book: &Book, lines: &[RuleLine]) -> Result<Groups, Rejection> {
    let mut groups = Groups::new();
    for line in lines.iter().filter(|line| line.state == "in force") {
        let Some(detail) = book.rule(line.id)? else { continue };
        for named in detail.untaught.iter().chain(&detail.reteach) {
            let row = Row {
                key: format!("r{}.c{}.teach", line.id, named.relationship),
                record: Some(RecordId::new(Kind::Rule, line.id)),
                relationship: Some(RecordId::new(Kind::Relationship, named.relationship)),
                name: line.title.clone(),
                who: named.who.clone(),
                cells: vec![Line::plain(&named.who), Line::empty(), Line::plain(&named.why)],
                ..Row::default()
            };
            add(&mut groups, &line.title, row);
        }
    }
    Ok(groups)
}

fn of_rules(book: &Book, lines: &[RuleLine], kind: Kind, today: NaiveDate) -> Result<Groups, Rejection> {
    let mut rows = book.rows(kind, &[])?;
    if kind == Kind::Exception {
        rows.retain(|row| row.day("ended_on").is_none());
        rows.sort_by_key(|row| (row.day("until").is_none(), row.day("until"), row.id));
    } else {
        rows.sort_by_key(|row| (row.str("answer") != "open", std::cmp::Reverse(row.day("day")), row.id));
    }
    let mut groups = Groups::new();
    for row in &rows {
        let rule = lines.iter().find(|line| Some(line.id) == row.int("rule_id"));
        let who = book.short_name(row.int("relationship_id").unwrap_or(0))?;
        let (heading, why) = if kind == Kind::Exception { exception(row, today) } else { breach(row, today) };
        let item = Row {
            key: row.id.to_string(),
            record: Some(row.id),
            relationship: row.int("relationship_id").map(|id| RecordId::new(Kind::Relationship, id)),
            name: row.str("what").to_owned(),
            cells: vec![Line::plain(&who), Line::plain(rule.map_or("", |line| line.title.as_str())), why],
            who,
            ..Row::default()
        };
        add(&mut groups, heading, item);
    }
    // Groups of the same name stand together whatever the order of the rows.
    let mut joined = Groups::new();
    for (heading, rows) in groups {
        match joined.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, known)) => known.extend(rows),
            None => joined.push((heading, rows)),
        }
    }
    Ok(joined)
}

fn exception(row: &Record, today: NaiveDate) -> (&'static str, Line) {
    let what = row.str("what");
    match row.day("until") {
        Some(until) if until < today => (
            "Past their day",
            Line::role(format!("ended {}, not decided", day::short(until, today)), Role::Alarm)
                .with(format!("; {what}"), Role::Plain),
        ),
        Some(until) => ("In force", Line::plain(format!("until {}; {what}", day::short(until, today)))),
        None => ("In force", Line::plain(format!("no end; {what}"))),
    }
}

fn breach(row: &Record, today: NaiveDate) -> (&'static str, Line) {
    let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
    let by = if row.str("by") == "us" { "by us, " } else { "" };
    let said = format!("{on}, {by}{}", row.str("what"));
    match row.str("answer") {
        "open" => ("To answer", Line::role("!", Role::Due).with(format!(" {said}"), Role::Plain)),
        answer => ("Answered", Line::plain(format!("{answer}; {said}"))),
    }
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
            name: line.title.clone(),
            who: short(&whose.name).to_owned(),
            cells: vec![Line::plain(format!(" {}", line.title)), Line::signed(&said)],
            ..Row::default()
        };
        add(&mut groups, &topic(line), row);
    }
    Ok(groups)
}

/// Why the list is empty and how to get out.
pub(super) fn empty(state: &State, bare: bool) -> Vec<Line> {
    if !state.filter.is_empty() {
        return Vec::new();
    }
    if bare {
        return vec![
            Line::heading("The rulebook is empty."),
            Line::empty(),
            Line::plain(
                "A rule says how you work together: whom to call, how fast you answer, what you do not do.",
            ),
            Line::empty(),
            Line::role("Enter", Role::Key).with(
                "  starts with a rulebook of common rules; every sentence is yours to change",
                Role::Plain,
            ),
            Line::role("a    ", Role::Key).with("  writes the first rule yourself", Role::Plain),
        ];
    }
    let words = match state.view_id() {
        "to-teach" => "Everybody was taught every rule. < shows the rulebook.",
        "exceptions" => "No exception is in force. , x on a rule records one.",
        "breaches" => "No rule was broken. , b on a rule records a breach.",
        _ => "No rule is here. a adds one.",
    };
    vec![Line::plain(words)]
}
