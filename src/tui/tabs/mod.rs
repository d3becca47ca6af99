//! The six tabs and what they all share.
//!
//! **Invariant:** a tab reads the book and answers with effects; moving, marking, filtering, views, jumps and
//! the frame are done once for all of them, outside.

pub mod agreements;
pub mod clients;
pub mod dossier_page;
pub mod expectations;
pub mod first_run;
pub mod follow_ups;
pub mod goals;
mod marked;
mod near;
pub mod practice;
pub mod rules;
mod state;
mod table;
pub mod verbs;

pub use state::{Focus, Loaded, Looked, Saved, State, View, Whose};
pub use table::all;

use ratatui::layout::Rect;

use super::{
    command::{Availability, Command},
    desk::At,
    effect::Effect,
    widgets::{footer::Hint, list::Keep, pen::Pen},
};
use crate::domain::{record::RecordId, rejection::Rejection};

/// Which tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TabId {
    /// Relationships and their dossiers.
    Clients,
    /// What they want.
    Goals,
    /// What they expect.
    Expectations,
    /// The rulebook.
    Rules,
    /// The queue; where the day starts.
    FollowUps,
    /// The practice as a whole.
    Practice,
}

impl TabId {
    /// All tabs, in the order of their keys.
    pub const ALL: [TabId; 6] =
        [Self::Clients, Self::Goals, Self::Expectations, Self::Rules, Self::FollowUps, Self::Practice];

    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Clients => "Clients",
            Self::Goals => "Goals",
            Self::Expectations => "Expectations",
            Self::Rules => "Rules",
            Self::FollowUps => "Follow-ups",
            Self::Practice => "Practice",
        }
    }

    /// The command that shows it.
    #[must_use]
    pub fn command(self) -> Command {
        match self {
            Self::Clients => Command::TabClients,
            Self::Goals => Command::TabGoals,
            Self::Expectations => Command::TabExpectations,
            Self::Rules => Command::TabRules,
            Self::FollowUps => Command::TabFollowUps,
            Self::Practice => Command::TabPractice,
        }
    }

    /// Its word in what is kept: `follow-ups`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Goals => "goals",
            Self::Expectations => "expectations",
            Self::Rules => "rules",
            Self::FollowUps => "follow-ups",
            Self::Practice => "practice",
        }
    }

    /// Its key in what is stored; the key that is pressed for it is that of its command.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Clients => "1",
            Self::Goals => "2",
            Self::Expectations => "3",
            Self::Rules => "4",
            Self::FollowUps => "5",
            Self::Practice => "6",
        }
    }
}

/// Where to go: a tab, and there a view, a row, one relationship's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The tab.
    pub tab: TabId,
    /// The view's id; `None` leaves the view.
    pub view: Option<&'static str>,
    /// The record to put the cursor on.
    pub record: Option<RecordId>,
    /// Only this relationship's rows.
    pub whose: Option<Whose>,
    /// A filter to set; `None` clears it.
    pub filter: Option<String>,
    /// What is done with the record there.
    pub arrive: Arrive,
}

/// What is done with the record one goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrive {
    /// The cursor is put on its row.
    #[default]
    OnRow,
    /// The row is opened as well.
    Opened,
}

impl Target {
    /// A tab as it is.
    #[must_use]
    pub fn tab(tab: TabId) -> Self {
        Self { tab, view: None, record: None, whose: None, filter: None, arrive: Arrive::OnRow }
    }
    /// The same, one of its views.
    #[must_use]
    pub fn view(mut self, view: &'static str) -> Self {
        self.view = Some(view);
        self
    }
    /// The same, the cursor on a record.
    #[must_use]
    pub fn record(mut self, record: RecordId) -> Self {
        self.record = Some(record);
        self
    }
    /// The same, its row opened.
    #[must_use]
    pub fn opened(mut self) -> Self {
        self.arrive = Arrive::Opened;
        self
    }
    /// The same, one relationship's rows only.
    #[must_use]
    pub fn whose(mut self, whose: Whose) -> Self {
        self.whose = Some(whose);
        self
    }
}

/// What was at hand for the first frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtHand {
    /// The first page.
    FirstPage,
    /// Nothing; the rows are read before they are shown.
    Nothing,
}

/// Who draws the body of a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// The frame draws list, detail or peek.
    Frame,
    /// The tab has drawn it.
    Itself,
}

/// One tab. `load` and `look` fill `State`; everything on screen but the verbs comes from there.
pub trait Tab: std::fmt::Debug {
    /// Which tab.
    fn id(&self) -> TabId;
    /// What all tabs keep.
    fn state(&self) -> &State;
    /// The same, to change.
    fn state_mut(&mut self) -> &mut State;
    /// Reads views and rows for the view, filter, `whose` and sort in the state, and hands the rows to
    /// `state.list.refresh(items, keep)`; sets `total` and `empty`.
    fn load(&mut self, at: &At<'_>, keep: Keep) -> Result<(), Rejection>;
    /// Shows a first page kept from before, when there is one that still holds; `load` follows after it.
    fn load_kept(&mut self, _at: &At<'_>) -> AtHand {
        AtHand::Nothing
    }
    /// Reads `page`, `peek_title` and `peek` of the focused row; called after a load and after every move.
    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection>;
    /// Reads what the next step of the cursor will show; called when no key waits.
    fn look_ahead(&mut self, _at: &At<'_>) -> Result<(), Rejection> {
        Ok(())
    }
    /// Whether a verb can run on the focused row, and why not.
    fn available(&self, command: Command, at: &At<'_>) -> Availability;
    /// Runs a verb (scopes `Record`, `Add`, `Sort`, `Open`, views by key, palette).
    fn run(&mut self, command: Command, at: &At<'_>) -> Vec<Effect>;

    /// The tab's own word for a command in the footer: `agreed` instead of `done`.
    fn word(&self, _command: Command) -> Option<&'static str> {
        None
    }
    /// What a strip says beside the key of a command, when it can say it exactly: the day it hides until.
    fn strip_word(&self, _command: Command, _at: &At<'_>) -> Option<String> {
        None
    }
    /// What the strip of a prefix is about, when it can say more than who.
    fn strip_about(&self, _prefix: &str, _at: &At<'_>) -> Option<String> {
        None
    }
    /// Hints put before those of the registry.
    fn hints(&self) -> Vec<Hint> {
        Vec::new()
    }
    /// The focused row, and all that are chosen.
    fn focus(&self) -> Option<Focus> {
        self.state().focus()
    }
    /// What a verb acts on: the marked rows, else the focused one.
    fn chosen(&self) -> Option<Focus> {
        self.focus().map(|focus| self.state().chosen().unwrap_or(focus))
    }
    /// Draws the body itself, when it is no list: figures, a first run.
    fn draw_body(&mut self, _pen: &mut Pen<'_>, _area: Rect, _at: &At<'_>) -> Drawn {
        Drawn::Frame
    }
}
