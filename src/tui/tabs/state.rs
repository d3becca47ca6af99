//! What all tabs keep the same way: views, rows, the detail of the focused one, what is chosen.
//!
//! **Invariant:** a tab hands over what it read; how the selection is kept and what is put away when there is
//! nothing to show is decided here, for all of them.

use crate::{
    domain::record::RecordId,
    tui::{
        effect::Effect,
        widgets::{
            line::Line,
            list::{Item, Keep, List, Row, RowState},
            page::Page,
            table::Layout,
        },
    },
};

/// One view of a tab: a queue, a group, a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its id for `Target` and saved views: `today`.
    pub id: &'static str,
    /// Its name in the views line.
    pub name: String,
    /// How many rows it has, when that is known at no cost.
    pub count: Option<u64>,
}

impl View {
    /// A view.
    pub fn new(id: &'static str, name: impl Into<String>, count: Option<u64>) -> Self {
        Self { id, name: name.into(), count }
    }
}

/// A look at a tab that was kept under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The record it is kept in.
    pub record: RecordId,
    /// Its name.
    pub name: String,
    /// Which of the tab's views.
    pub view: usize,
    /// In which order.
    pub sort: usize,
    /// As typed after `/`.
    pub filter: String,
}

/// One relationship the rows are narrowed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// Its id.
    pub id: RecordId,
    /// Its name, for the rule.
    pub name: String,
}

/// The rows that are chosen, and whose and what they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Focus {
    /// The keys of the marked rows, or of the focused one (`f40`, `c12.contact`).
    pub keys: Vec<String>,
    /// Their records.
    pub records: Vec<RecordId>,
    /// The focused row's relationship; in [`State::chosen`] that of the chosen rows, the first when they are
    /// several clients'.
    pub relationship: Option<RecordId>,
    /// Whose the chosen rows are, each once.
    pub relationships: Vec<RecordId>,
    /// Who, in a word: `Hartley`.
    pub who: String,
    /// What the row is called: `Roth conversion figures`.
    pub name: String,
    /// The heading being read, where the row's page has the keys.
    pub section: String,
}

/// What every tab keeps the same way.
#[derive(Debug, Default)]
pub struct State {
    /// The views, as of the last load.
    pub views: Vec<View>,
    /// The active view.
    pub view: usize,
    /// The saved views of the tab, as of the last load.
    pub saved: Vec<Saved>,
    /// The order the user had before a saved view brought its own.
    usual: Option<usize>,
    /// The rows.
    pub list: List,
    /// The detail of the focused row: beside the list from 110 columns, else behind Enter or `z`.
    pub page: Page,
    /// The words in the peek's rule: `Hartley household  tier A`.
    pub peek_title: Line,
    /// Up to five lines about the focused row; the first three are shown below 78 columns.
    pub peek: Vec<Line>,
    /// The filter as typed.
    pub filter: String,
    /// One relationship's rows only.
    pub whose: Option<Whose>,
    /// The sort order: an index the tab gives a meaning.
    pub sort: usize,
    /// Rows without filter; shown as `12 of 143`.
    pub total: usize,
    /// What stands in an empty list: why, and how to get out.
    pub empty: Vec<Line>,
    /// What stands under the list from 110 columns: sums, what is coming.
    pub foot: Vec<Line>,
    /// Cells of the list beside a detail, from 110 columns (70 or 80 in the mock-ups); 0 is 70.
    pub split: u16,
}

/// What a tab found for its view, filter, order and relationship.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The lines of the list.
    pub items: Vec<Item>,
    /// Rows without filter.
    pub total: usize,
    /// What stands in an empty list.
    pub empty: Vec<Line>,
    /// What stands under the list.
    pub foot: Vec<Line>,
}

/// The focused row in a few lines and in full.
#[derive(Debug)]
pub struct Looked {
    /// The words in the peek's rule.
    pub title: Line,
    /// Up to five lines.
    pub peek: Vec<Line>,
    /// The detail.
    pub page: Page,
}

impl State {
    /// A state with these columns.
    #[must_use]
    pub fn new(layouts: &'static [Layout], split: u16) -> Self {
        Self { list: List::new(layouts), split, ..Self::default() }
    }

    /// The id of the active view.
    #[must_use]
    pub fn view_id(&self) -> &'static str {
        self.views.get(self.view).map_or("", |view| view.id)
    }

    /// The place of the saved view that the list shows, from 0.
    #[must_use]
    pub fn saved_at(&self) -> Option<usize> {
        let fits = |saved: &Saved| {
            (saved.view, saved.sort, saved.filter.as_str()) == (self.view, self.sort, self.filter.trim())
        };
        if self.whose.is_some() || self.is_usual() { None } else { self.saved.iter().position(fits) }
    }

    /// Whether a view of the tab stands as it always does: in its first order, with nothing left out.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        self.sort == 0 && self.filter.trim().is_empty()
    }

    /// The views with the saved ones after them, and which of them is shown.
    #[must_use]
    pub fn views_shown(&self) -> (Vec<View>, usize) {
        let saved = self.saved.iter().map(|saved| View::new("saved", saved.name.as_str(), None));
        let at = self.saved_at().map_or(self.view, |at| self.views.len() + at);
        (self.views.iter().cloned().chain(saved).collect(), at)
    }

    /// Stands as a saved view says; the tab is loaded afterwards.
    pub fn take_look(&mut self, saved: &Saved) {
        self.usual.get_or_insert(self.sort);
        (self.view, self.sort) = (saved.view, saved.sort);
        self.filter.clone_from(&saved.filter);
        self.whose = None;
    }

    /// Leaves the saved view that is shown: its filter goes, and the order of before is back.
    pub fn leave_look(&mut self) {
        let usual = self.usual.take();
        if self.saved_at().is_some() {
            self.filter.clear();
            self.sort = usual.unwrap_or(0);
        }
    }

    /// Takes what was read; the cursor and the marks stay on their rows.
    pub fn load(&mut self, loaded: Loaded, keep: Keep) {
        self.empty = loaded.empty;
        self.foot = loaded.foot;
        self.list.refresh(loaded.items, keep);
        // What was just decided stays in its place and is counted there; the ways on of an empty book are no rows.
        self.total = if loaded.total == 0 { 0 } else { loaded.total.max(self.list.len()) };
    }

    /// Shows the focused row beside or under the list; nothing when there is no row.
    pub fn look(&mut self, looked: Option<Looked>) {
        if let Some(looked) = looked {
            self.peek_title = looked.title;
            self.peek = looked.peek;
            self.page.replace(looked.page);
        } else {
            self.peek_title = Line::empty();
            self.peek.clear();
            self.page = Page::default();
        }
    }

    /// The focused row with the keys of all that are chosen: where the cursor stands, for jumps and pages.
    #[must_use]
    pub fn focus(&self) -> Option<Focus> {
        self.list.row().map(|row| self.focus_on(row))
    }

    /// What the verbs act on: the marked rows, or the focused one. A single marked row is called by its own
    /// names wherever the cursor has gone since.
    #[must_use]
    pub fn chosen(&self) -> Option<Focus> {
        let focus = self.chosen_row().map(|row| self.focus_on(row))?;
        Some(Focus { relationship: focus.relationships.first().copied(), ..focus })
    }

    /// The only marked row, else the focused one.
    #[must_use]
    pub fn chosen_row(&self) -> Option<&Row> {
        match self.list.chosen().as_slice() {
            [only] => Some(*only),
            _ => self.list.row(),
        }
    }

    /// Whether that is another row than the focused one.
    #[must_use]
    pub fn chooses_another(&self) -> bool {
        self.chosen_row().map(|row| &row.key) != self.list.row().map(|row| &row.key)
    }

    fn focus_on(&self, row: &Row) -> Focus {
        let chosen = self.list.chosen();
        let mut relationships: Vec<RecordId> = chosen.iter().filter_map(|row| row.relationship).collect();
        relationships.sort_unstable();
        relationships.dedup();
        Focus {
            relationships,
            keys: chosen.iter().map(|row| row.key.clone()).collect(),
            records: chosen.iter().filter_map(|row| row.record).collect(),
            relationship: row.relationship,
            who: row.who.clone(),
            name: row.name.clone(),
            section: String::new(),
        }
    }

    /// Whether what the verbs would act on was decided just now and only stands there greyed.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.list.marked() == 0 && self.list.row().is_some_and(|row| row.state == RowState::Decided)
    }

    /// Copies the chosen rows, a line each.
    #[must_use]
    pub fn copy_rows(&self) -> Vec<Effect> {
        let said = |row: &&Row| match row.who.as_str() {
            "" => row.name.clone(),
            who if row.name.starts_with(who) => row.name.clone(),
            who => format!("{}, {who}", row.name),
        };
        Self::copied(self.list.chosen().iter().map(said).collect())
    }

    /// Copies these lines, one for each row.
    #[must_use]
    pub fn copied(lines: Vec<String>) -> Vec<Effect> {
        vec![Effect::Copy(lines.join("\n")), Effect::Say(rows_copied(lines.len()))]
    }

    /// Copies the detail of the focused row in full, or the marked rows, a line each.
    #[must_use]
    pub fn copy_page(&self) -> Vec<Effect> {
        if self.list.marked() > 0 {
            return self.copy_rows();
        }
        vec![Effect::Copy(self.page.text()), Effect::Say(rows_copied(1))]
    }
}

fn rows_copied(rows: usize) -> String {
    if rows == 1 { "Copied the row".to_owned() } else { format!("Copied {rows} rows") }
}
