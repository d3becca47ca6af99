//! The Practice tab: capacity and the standing of the book, each figure with its rows.
//!
//! **Invariant:** a figure is the number of the rows Enter opens; what is not measured yet is not shown.

use super::{State, Tab, TabId, View};
use crate::{
    acts::practice::{BookStanding, FigureRow, STATES},
    domain::{
        cadence::State as Standing,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Effect,
        layers::rows::Rows,
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Keep, Row},
            page::Page,
            table::{Layout, numbers, words},
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 56,
        columns: &[
            words(0, "", 16),
            numbers(1, "good", 7),
            numbers(2, "due", 7),
            numbers(3, "broken", 7),
            numbers(4, "unknown", 8),
            numbers(5, "hours", 7),
        ],
    },
    Layout {
        from: 0,
        columns: &[
            words(0, "", 13),
            numbers(1, "good", 5),
            numbers(2, "due", 4),
            numbers(3, "broken", 6),
            numbers(4, "?", 3),
        ],
    },
];

/// Cells of the capacity bar at all hours planned.
const BAR: usize = 60;
/// Names shown of each state beside the list.
const NAMES: usize = 8;

/// The tab.
#[derive(Debug)]
pub struct Practice {
    state: State,
    figures: Vec<(String, FigureRow)>,
}

impl Practice {
    /// The tab, not loaded.
    #[must_use]
    pub fn new() -> Self {
        let mut state = State::new(LAYOUTS, 72);
        state.views = vec![View::new("overview", "Overview", None)];
        Self { state, figures: Vec::new() }
    }

    fn focused(&self) -> Option<&FigureRow> {
        let key = &self.state.list.row()?.key;
        self.figures.iter().find(|(known, _)| known == key).map(|(_, row)| row)
    }
}

impl Default for Practice {
    fn default() -> Self {
        Self::new()
    }
}

impl Tab for Practice {
    fn id(&self) -> TabId {
        TabId::Practice
    }
    fn state(&self) -> &State {
        &self.state
    }
    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    fn load(&mut self, at: &At<'_>, keep: Keep) -> Result<(), Rejection> {
        let book = at.book.book_standing()?;
        let hours = |tier: &str| -> Option<i64> {
            let practice = at.book.practice().ok()?;
            practice.tiers.iter().find(|known| known.name == tier).and_then(|tier| tier.planned_hours)
        };
        let mut items = Vec::new();
        self.figures.clear();
        if book.clients > 0 {
            let clients =
                if book.clients == 1 { "1 client".to_owned() } else { format!("{} clients", book.clients) };
            items.push(Item::Heading(
                Line::heading("Standing of the book").with(format!("  {clients}"), Role::Muted),
            ));
            for row in &book.parts {
                self.push(&mut items, format!("part.{}", row.name), row, None);
            }
            items.extend([
                Item::Gap,
                Item::Heading(Line::heading("By tier").with("  the worst part of each", Role::Muted)),
            ]);
            for row in book.tiers.iter().filter(|row| sum(row) > 0) {
                let planned = hours(&row.name).map(|hours| hours * i64::try_from(sum(row)).unwrap_or(0));
                self.push(&mut items, format!("tier.{}", row.name), row, planned);
            }
            items.push(Item::Gap);
            items.extend(capacity(&book));
            items.extend([Item::Gap, Item::Note(Line::plain("Enter on any figure shows its rows."))]);
        }
        self.state.total = self.figures.len();
        self.state.empty = vec![Line::plain(
            "No client is in the book yet, so there is nothing to count. 1, then a adds one.",
        )];
        let fits = |item: &Item| match item {
            Item::Row(row) => row.name.to_lowercase().contains(&self.state.filter.to_lowercase()),
            _ => true,
        };
        items.retain(fits);
        self.state.list.refresh(items, keep);
        Ok(())
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let Some(row) = self.focused() else {
            self.state.page = Page::default();
            self.state.peek.clear();
            return Ok(());
        };
        let clients = sum(row);
        let mut page = Page::new(
            Line::plain(name_of(&row.name)),
            Line::plain(if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") }),
        );
        let mut peek = Vec::new();
        page.push(Line::empty());
        for (state, figure) in STATES.iter().zip(&row.figures).rev() {
            if figure.relationships.is_empty() {
                continue;
            }
            let mut names = Vec::new();
            for id in figure.relationships.iter().take(NAMES) {
                names.push(at.book.short_name(*id)?);
            }
            if let Some(more) = figure.relationships.len().checked_sub(NAMES).filter(|more| *more > 0) {
                names.push(format!("{more} more"));
            }
            page = page.counted(&signed(*state), &figure.relationships.len().to_string());
            page.push(names.join(", "));
            page.push(Line::empty());
            peek.push(Line::labelled(&signed(*state), 10, &names.join(", ")));
        }
        page.push("Enter shows the rows, and goes to one.");
        self.state.peek_title = Line::heading(name_of(&row.name));
        self.state.peek = peek;
        self.state.page.replace(page);
        Ok(())
    }

    fn available(&self, command: Command, _at: &At<'_>) -> Availability {
        if let Some(said) = command.planned() {
            return said;
        }
        match command {
            Command::Open | Command::CopyRow if self.focused().is_some() => Availability::Yes,
            Command::Add | Command::Edit | Command::Finish => Availability::no(
                "The practice is counted, not typed. Enter shows the rows behind a figure; 1 to 5 are where they change.",
            ),
            _ => Availability::Elsewhere,
        }
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Vec<Effect> {
        match command {
            Command::CopyRow => vec![Effect::Copy(self.state.page.text())],
            _ => self.open(at).unwrap_or_else(|no| Effect::warn(no.message)),
        }
    }

    fn word(&self, command: Command) -> Option<&'static str> {
        (command == Command::Open).then_some("rows behind it")
    }
}

impl Practice {
    fn push(&mut self, items: &mut Vec<Item>, key: String, row: &FigureRow, hours: Option<i64>) {
        let mut cells = vec![Line::plain(name_of(&row.name))];
        for (state, figure) in STATES.iter().zip(&row.figures) {
            cells.push(match (figure.relationships.len(), state) {
                (0, _) => Line::muted("0"),
                (count, Standing::Broken) => Line::role(count.to_string(), Role::Alarm),
                (count, _) => Line::plain(count.to_string()),
            });
        }
        cells.push(hours.map_or_else(Line::empty, |hours| Line::plain(hours.to_string())));
        items.push(Item::Row(Row { key: key.clone(), name: row.name.clone(), cells, ..Row::default() }));
        self.figures.push((key, row.clone()));
    }

    /// The rows behind the focused line, under the states, each with why.
    fn open(&self, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
        let Some(row) = self.focused() else { return Ok(Vec::new()) };
        let part = self.state.list.row().is_some_and(|row| row.key.starts_with("part."));
        let mut items = Vec::new();
        for (state, figure) in STATES.iter().zip(&row.figures).rev() {
            if figure.relationships.is_empty() {
                continue;
            }
            let count = format!("  {}", figure.relationships.len());
            items.push(Item::Heading(Line::heading(signed(*state)).with(count, Role::Muted)));
            for id in &figure.relationships {
                let Some(line) = at.book.standing_of(*id)? else { continue };
                let named = line.standing.parts.iter().find(|known| part && known.name.word() == row.name);
                let why = named.or(line.standing.worst()).map(|part| part.reason.clone()).unwrap_or_default();
                let who = at.book.short_name(*id)?;
                let record = RecordId::new(Kind::Relationship, *id);
                items.push(Item::Row(Row {
                    key: record.to_string(),
                    record: Some(record),
                    relationship: Some(record),
                    name: who.clone(),
                    cells: vec![
                        Line::plain(&who),
                        Line::plain(line.line.tier.unwrap_or_default()),
                        Line::plain(why),
                    ],
                    who,
                    ..Row::default()
                }));
            }
            items.push(Item::Gap);
        }
        let title = Line::plain("Practice > ").with(name_of(&row.name), Role::Heading);
        Ok(Effect::open(Rows::new(title, items, TabId::Clients)))
    }
}

fn sum(row: &FigureRow) -> usize {
    row.figures.iter().map(|figure| figure.relationships.len()).sum()
}

/// A tier is called so; a part is its word.
fn name_of(name: &str) -> String {
    if name.chars().count() <= 2 { format!("tier {name}") } else { name.to_owned() }
}

fn signed(state: Standing) -> String {
    match state {
        Standing::Good => "✓ good",
        Standing::Due => "! due",
        Standing::Broken => "✗ broken",
        Standing::Unknown => "? unknown",
    }
    .to_owned()
}

/// `Capacity   830 of 1,005 client hours planned, 83 %` over its bar.
fn capacity(book: &BookStanding) -> Vec<Item> {
    let (planned, hours) = (book.planned_hours, book.client_hours);
    let group =
        |number: i64| crate::domain::number::format(number.saturating_mul(crate::domain::number::SCALE));
    if hours <= 0 {
        let words = format!("{} client hours planned; your hours a year are not set", group(planned));
        return vec![Item::Note(Line::labelled("Capacity", 10, &words))];
    }
    let share = planned.saturating_mul(100) / hours;
    let mut words = format!("{} of {} client hours planned, {share} %", group(planned), group(hours));
    if book.without_tier > 0 {
        words = format!("{words}; {} without a tier", book.without_tier);
    }
    let full = usize::try_from(share).unwrap_or(0).saturating_mul(BAR) / 100;
    let bar = Line::plain("━".repeat(full.min(BAR))).with("·".repeat(BAR.saturating_sub(full)), Role::Muted);
    let mut items = vec![Item::Note(Line::labelled("Capacity", 10, &words)), Item::Note(bar)];
    if planned > hours {
        items.push(Item::Note(Line::role(
            format!("✗ {} hours more than there are", group(planned - hours)),
            Role::Alarm,
        )));
    }
    items
}
