//! The Practice tab: capacity and the standing of the book, each figure with its rows.
//!
//! **Invariant:** a figure is the number of the rows Enter opens; what is not measured yet is not shown.

mod backups;
mod kept;
mod requests;

use super::{Loaded, Looked, State, Tab, TabId, View};
use crate::{
    acts::practice::{BookStanding, FigureRow, STATES},
    domain::{
        cadence::State as Standing,
        filter::{Facts, Filter, fold},
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
            list::{Item, Keep, Row, Words},
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

/// What the clients without a tier are called among the tiers.
const NO_TIER: &str = "no tier";

/// The tab.
#[derive(Debug)]
pub struct Practice {
    state: State,
    figures: Vec<(String, FigureRow)>,
    requests: requests::Requests,
}

impl Practice {
    /// The tab, not loaded.
    #[must_use]
    pub fn new() -> Self {
        let mut state = State::new(LAYOUTS, 72);
        state.views = vec![View::new("overview", "Overview", None)];
        Self { state, figures: Vec::new(), requests: requests::Requests::default() }
    }

    /// The key of the focused row, when it is of requests.
    fn of_requests(&self) -> Option<&str> {
        let key = self.state.list.row()?.key.as_str();
        [requests::ANSWERS, requests::ERRORS].contains(&key).then_some(key)
    }

    /// The key of the focused row, when it is a way to what is kept for an examiner.
    fn of_kept(&self) -> Option<&str> {
        self.state.list.row().map(|row| row.key.as_str()).filter(|key| kept::is(key))
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
        self.figures.clear();
        self.requests = requests::Requests::read(at)?;
        let items = if book.clients > 0 { self.items(&book, at)? } else { Vec::new() };
        let empty = match self.state.filter.as_str() {
            "" => nobody(),
            _ => Vec::new(),
        };
        let total = self.figures.len();
        self.state.load(Loaded { items, total, empty, ..Loaded::default() }, keep);
        Ok(())
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        if let Some(key) = self.of_requests() {
            let looked = self.requests.looked(key);
            self.state.look(Some(looked));
            return Ok(());
        }
        if let Some(key) = self.of_kept() {
            let looked = kept::looked(key, at)?;
            self.state.look(looked);
            return Ok(());
        }
        let looked = match self.state.list.row().zip(self.focused()) {
            Some((row, figures)) => Some(looked(&row.name, figures, at)?),
            None => None,
        };
        self.state.look(looked);
        Ok(())
    }

    fn available(&self, command: Command, _at: &At<'_>) -> Availability {
        match command {
            Command::Open | Command::CopyRow
                if self.focused().is_some() || self.of_requests().is_some() || self.of_kept().is_some() =>
            {
                Availability::Yes
            }
            Command::Add | Command::Edit | Command::Finish => Availability::no(format!(
                "The practice is counted, not typed. Enter shows the rows behind a figure; {} to {} are where they change; {palette} tiers and {palette} practice settings are yours to set.",
                Command::TabClients.way(),
                Command::TabFollowUps.way(),
                palette = Command::Palette.way(),
            )),
            _ => Availability::Elsewhere,
        }
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Vec<Effect> {
        match command {
            Command::CopyRow => self.state.copy_page(),
            _ => self.open(at).unwrap_or_else(|no| Effect::warn(no.message)),
        }
    }

    fn word(&self, command: Command) -> Option<&'static str> {
        let word = if self.of_kept().is_some() { "open" } else { "rows behind it" };
        (command == Command::Open).then_some(word)
    }
}

impl Practice {
    /// The figures by part and by tier that pass the filter, under their headings; the capacity below all of
    /// them.
    fn items(&mut self, book: &BookStanding, at: &At<'_>) -> Result<Vec<Item>, Rejection> {
        let tiers = at.book.practice()?.tiers;
        let planned = |row: &FigureRow| {
            let hours = tiers.iter().find(|tier| tier.name == row.name)?.planned_hours?;
            Some(hours.saturating_mul(i64::try_from(sum(row)).unwrap_or(0)))
        };
        let filter = Filter::parse(&self.state.filter, at.today, at.order);
        let fits = |name: &str| filter.matches(&Facts { folded: &fold(name), ..Facts::default() });
        let mut items = Vec::new();
        // On a small screen the lines below the figures are not seen.
        let copied = backups::age(at)?.map(|age| format!("; backup {age}")).unwrap_or_default();
        let about = format!("{}{copied}", counted(book.clients));
        let parts: Vec<Item> = book
            .parts
            .iter()
            .map(|row| {
                (row.name.clone(), self.figure(format!("part.{}", row.name), row.name.clone(), row, None))
            })
            .filter_map(|(name, item)| fits(&name).then_some(item))
            .collect();
        let by_tier: Vec<Item> = book
            .tiers
            .iter()
            .filter(|row| sum(row) > 0)
            .map(|row| {
                (
                    tier_name(&row.name),
                    self.figure(format!("tier.{}", row.name), tier_name(&row.name), row, planned(row)),
                )
            })
            .filter_map(|(name, item)| fits(&name).then_some(item))
            .collect();
        for (name, about, rows) in [
            ("Standing of the book", about, parts),
            ("By tier", "the worst part of each".to_owned(), by_tier),
        ] {
            if rows.is_empty() {
                continue;
            }
            if !items.is_empty() {
                items.push(Item::Gap);
            }
            items.push(Item::Heading(Line::heading(name).with(format!("  {about}"), Role::Muted)));
            items.extend(rows);
        }
        let asked = self.requests.items(fits);
        if !asked.is_empty() && !items.is_empty() {
            items.push(Item::Gap);
        }
        items.extend(asked);
        let kept = kept::items(fits);
        if !kept.is_empty() && !items.is_empty() {
            items.push(Item::Gap);
        }
        items.extend(kept);
        if filter.is_empty() {
            items.push(Item::Gap);
            items.extend(capacity(book));
            items.extend(backups::lines(at)?);
            items.extend([Item::Gap, Item::Note(Line::plain("Enter on any figure shows its rows."))]);
        }
        Ok(items)
    }

    fn figure(&mut self, key: String, name: String, row: &FigureRow, hours: Option<i64>) -> Item {
        let mut cells = vec![Line::plain(&name)];
        for (state, figure) in STATES.iter().zip(&row.figures) {
            cells.push(match (figure.relationships.len(), state) {
                (0, _) => Line::muted("0"),
                (count, Standing::Broken) => Line::role(count.to_string(), Role::Alarm),
                (count, _) => Line::plain(count.to_string()),
            });
        }
        cells.push(hours.map_or_else(Line::empty, |hours| Line::plain(hours.to_string())));
        self.figures.push((key.clone(), row.clone()));
        Item::from(Row { key, words: Words { name, cells, ..Words::default() }.into(), ..Row::default() })
    }

    /// The rows behind the focused line, under the states, each with why.
    fn open(&self, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
        if let Some(key) = self.of_requests() {
            return self.requests.open(key, at);
        }
        if let Some(key) = self.of_kept() {
            return Ok(kept::open(key));
        }
        let Some((shown, row)) = self.state.list.row().zip(self.focused()) else { return Ok(Vec::new()) };
        let part = shown.key.starts_with("part.");
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
                items.push(Item::from(Row {
                    key: record.to_string(),
                    record: Some(record),
                    relationship: Some(record),
                    words: Words {
                        name: who.clone(),
                        cells: vec![
                            Line::plain(&who),
                            Line::plain(line.line.tier.unwrap_or_default()),
                            Line::plain(why),
                        ],
                        who,
                        ..Words::default()
                    }
                    .into(),
                    ..Row::default()
                }));
            }
            items.push(Item::Gap);
        }
        let title = Line::plain("Practice > ").with(&shown.name, Role::Heading);
        Ok(Effect::open(Rows::new(title, items, TabId::Clients)))
    }
}

fn sum(row: &FigureRow) -> usize {
    row.figures.iter().map(|figure| figure.relationships.len()).sum()
}

/// `tier A`; what has no tier is called so already.
fn tier_name(name: &str) -> String {
    if name == NO_TIER { name.to_owned() } else { format!("tier {name}") }
}

fn counted(clients: usize) -> String {
    if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") }
}

fn nobody() -> Vec<Line> {
    vec![
        Line::heading("No client is in the book yet, so there is nothing to count."),
        Line::empty(),
        Line::plain(
            "Here stands how the practice is: which clients are in order, what is due or broken, and whether your \
             hours are enough. Every figure opens the rows behind it.",
        ),
        Line::empty(),
        Line::role("1", Role::Key)
            .with(", then ", Role::Plain)
            .with("a", Role::Key)
            .with("  adds the first client", Role::Plain),
    ]
}

/// The names behind a line of figures, by state, the worst first.
fn looked(name: &str, row: &FigureRow, at: &At<'_>) -> Result<Looked, Rejection> {
    let mut page = Page::new(Line::plain(name), Line::plain(counted(sum(row))));
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
    Ok(Looked { title: Line::heading(name), peek, page })
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
