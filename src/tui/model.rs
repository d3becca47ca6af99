//! What the terminal remembers between two keys.
//!
//! **Invariant:** nothing here is a copy of the book; it is places, layers and words.

use std::ops::{Deref, DerefMut};

use chrono::NaiveDate;

use super::{
    again::{Again, Turn},
    command::Command,
    desk::Begun,
    effect::{Rest, Whole},
    layers::{Layer, Shape},
    mouse::Clicked,
    parting::Parting,
    tabs::{State, Tab, TabId, Target, Whose},
    theme::Theme,
    widgets::{hits::Hits, line::Line, rule::PART},
};
use crate::domain::day::DayOrder;

/// Which pane of a tab has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The list.
    #[default]
    List,
    /// The detail beside it, or in its place where there is no room beside it.
    Detail,
}

/// How much room the detail has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Room {
    /// As the width gives.
    #[default]
    ByWidth,
    /// All of it.
    Whole,
}

/// Whether the detail is that of the focused row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// It is.
    #[default]
    Read,
    /// The cursor has moved since; it is read before it is shown or used.
    Behind,
    /// The next frame goes without; it is read for the one after.
    Later,
    /// The same, and its rows are a page kept from before: all is read for the frame after.
    AllLater,
    /// The rows and the detail are read before they are shown or used.
    AllBehind,
}

/// Whether lists and pages know the room they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Laid {
    /// As of the last drawing.
    #[default]
    Out,
    /// Something was opened or read since: a move by pages lays it out first.
    Behind,
}

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A receipt or news.
    Said,
    /// A refusal or fault: a sentence.
    Refused,
}

/// A message in the foot rule; it stays until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its words.
    pub words: String,
    /// What it is.
    pub tone: Tone,
}

/// Places the jump history holds.
const PLACES: usize = 50;

/// A place in the jump history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub(crate) tab: usize,
    pub(crate) view: usize,
    pub(crate) row: Option<String>,
    pub(crate) whose: Option<Whose>,
    pub(crate) filter: String,
    pub(crate) sort: usize,
    pub(crate) pane: Pane,
    pub(crate) room: Room,
    /// The command that opened the page that was read there.
    pub(crate) page: Option<Command>,
}

/// A layer on the stack, and where it was begun.
#[derive(Debug)]
pub struct Opened {
    /// The layer.
    pub layer: Box<dyn Layer>,
    /// Where the command that opened it was given.
    pub begun: Option<Begun>,
}

impl Opened {
    /// The key of its slip: its own, and the rows it was begun on where that tells texts apart.
    #[must_use]
    pub fn slip_key(&self) -> Option<String> {
        let rows = self.begun.as_ref().map(|begun| begun.rows.join(",")).unwrap_or_default();
        self.layer.slip_key(&rows)
    }
}

impl Deref for Opened {
    type Target = dyn Layer;
    fn deref(&self) -> &Self::Target {
        self.layer.as_ref()
    }
}

impl DerefMut for Opened {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.layer.as_mut()
    }
}

/// The whole of it.
#[derive(Debug)]
pub struct Model {
    /// The six tabs.
    pub tabs: Vec<Box<dyn Tab>>,
    /// The active one.
    pub active: usize,
    /// The layers above it, the top one last.
    pub layers: Vec<Opened>,
    /// Where the last command was given that may have opened a layer.
    pub begun: Option<Begun>,
    /// Which pane has the keys.
    pub pane: Pane,
    /// How much room the detail has.
    pub room: Room,
    /// Whether the detail is that of the focused row.
    pub detail: Detail,
    /// Whether lists and pages know the room they have.
    pub laid: Laid,
    /// What stands in the foot rule.
    pub message: Option<Message>,
    /// Whether the book was found damaged, and not found sound since.
    pub whole: Whole,
    /// The jump history, the newest last.
    pub places: Vec<Place>,
    /// The places gone back from, the nearest last.
    pub ahead: Vec<Place>,
    /// What the act that is being asked about leaves as it is.
    pub rest: Rest,
    /// The last act, for `.`.
    pub last: Option<Again>,
    /// The command that was given last, with its answers so far.
    pub asking: Option<Again>,
    /// Whether what happens is an act done once more.
    pub turn: Turn,
    /// Whether text that cannot be kept may be left behind.
    pub parting: Parting,
    /// What the mouse finds where.
    pub hits: Hits,
    /// The last click.
    pub clicked: Clicked,
    /// Columns and lines.
    pub size: (u16, u16),
    /// The look.
    pub theme: Theme,
    /// The day.
    pub today: NaiveDate,
    /// Which number comes first in `3/4`.
    pub order: DayOrder,
}

impl Model {
    /// A desk with these tabs, on Follow-ups when it is among them.
    #[must_use]
    pub fn new(tabs: Vec<Box<dyn Tab>>, theme: Theme, today: NaiveDate) -> Self {
        let active = tabs.iter().position(|tab| tab.id() == TabId::FollowUps).unwrap_or(0);
        Self {
            tabs,
            active,
            layers: Vec::new(),
            begun: None,
            pane: Pane::List,
            room: Room::ByWidth,
            detail: Detail::Read,
            laid: Laid::Behind,
            message: None,
            whole: Whole::AsFarAsKnown,
            places: Vec::new(),
            ahead: Vec::new(),
            rest: Rest::default(),
            last: None,
            asking: None,
            turn: Turn::First,
            parting: Parting::default(),
            hits: Hits::default(),
            clicked: None,
            size: (80, 24),
            theme,
            today,
            order: DayOrder::default(),
        }
    }

    /// The active tab.
    #[must_use]
    pub fn tab(&self) -> Option<&dyn Tab> {
        self.tabs.get(self.active).map(AsRef::as_ref)
    }

    /// The active tab, to change.
    pub fn tab_mut(&mut self) -> Option<&mut Box<dyn Tab>> {
        self.tabs.get_mut(self.active)
    }

    /// The state of the active tab.
    #[must_use]
    pub fn state(&self) -> Option<&State> {
        self.tab().map(Tab::state)
    }

    /// Puts a message into the foot rule.
    pub fn say(&mut self, words: impl Into<String>) {
        self.message = Some(Message { words: words.into(), tone: Tone::Said });
    }

    /// Puts a refusal into the foot rule.
    pub fn refuse(&mut self, words: impl Into<String>) {
        self.message = Some(Message { words: words.into(), tone: Tone::Refused });
    }

    /// What stands in the foot rule: the message, what a page that covers the tab says of itself, else the
    /// tab's marks or its filter with the count.
    #[must_use]
    pub fn notice(&self) -> Line {
        if let Some(message) = &self.message {
            return match message.tone {
                Tone::Said => said(&message.words),
                Tone::Refused => Line::role(&message.words, super::theme::Role::Alarm),
            };
        }
        if let Some(page) = self.layers.iter().rfind(|layer| layer.shape() == Shape::Full) {
            let words = page.words();
            return match page.counted().filter(|_| !words.is_empty()) {
                Some((shown, all)) => {
                    let change = Command::Filter.key();
                    said(&format!("Filter {words}, {shown} of {all} · {change} change · Esc clears"))
                }
                None => Line::empty(),
            };
        }
        let Some(state) = self.state() else { return Line::empty() };
        let marked = state.list.marked();
        if marked > 0 {
            let them = if marked == 1 { "it" } else { "all of them" };
            let clears = Command::MarkAll.key();
            return said(&format!("{marked} marked; the verbs act on {them} · {clears} clears"));
        }
        let shown = state.list.len();
        let (back, change) = (Command::Back.key(), Command::Filter.key());
        let whose = state.whose.as_ref().map(|whose| format!("of {}", whose.name));
        match (whose, state.filter.is_empty()) {
            (None, true) => Line::empty(),
            (Some(whose), true) => said(&format!("Only {whose}, {shown} of {} · {back} clears", state.total)),
            (None, false) if state.saved_at().is_some() => {
                let name =
                    state.saved_at().and_then(|at| state.saved.get(at)).map_or("", |saved| &saved.name);
                let words = format!("View {name}: {}, {shown} of {}", state.filter.trim(), state.total);
                said(&format!("{words} · {change} change · {back} clears"))
            }
            (whose, false) => {
                let whose = whose.map_or(String::new(), |whose| format!(" {whose}"));
                let words = format!("Filter {}{whose}, {shown} of {}", state.filter, state.total);
                said(&format!("{words} · {change} change · {back} clears"))
            }
        }
    }

    /// The sign at the right of the foot rule that a filter is on, while a message or marks have taken its words.
    #[must_use]
    pub fn filter_sign(&self) -> String {
        let page = self.layers.iter().rfind(|layer| layer.shape() == Shape::Full);
        let (words, is_covered) = if let Some(page) = page {
            (page.words().to_owned(), self.message.is_some())
        } else {
            let Some(state) = self.state() else { return String::new() };
            let whose = state.whose.as_ref().map(|whose| format!("of {}", whose.name));
            let words = format!("{} {}", state.filter.trim(), whose.unwrap_or_default());
            (words.trim().to_owned(), self.message.is_some() || state.list.marked() > 0)
        };
        let Some((shown, all)) = self.counted().filter(|_| is_covered && !words.is_empty()) else {
            return String::new();
        };
        // Half of a narrow window is the message's.
        let room = usize::from(self.size.0 / 2).saturating_sub(24).min(30);
        if words.chars().count() <= room {
            format!("Filter {words}, {shown} of {all}")
        } else {
            format!("Filter on, {shown} of {all}")
        }
    }

    /// How many rows are listed of how many: those of the page that covers the tab, else the tab's.
    #[must_use]
    pub fn counted(&self) -> Option<(usize, usize)> {
        match self.layers.iter().rfind(|layer| layer.shape() == Shape::Full) {
            Some(page) => page.counted(),
            None => self.state().map(|state| (state.list.len(), state.total)),
        }
    }

    /// The place the keys are at, for the jump history.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        let state = self.state()?;
        Some(Place {
            tab: self.active,
            view: state.view,
            row: state.list.row().map(|row| row.key.clone()),
            whose: state.whose.clone(),
            filter: state.filter.clone(),
            sort: state.sort,
            pane: self.pane,
            room: self.room,
            page: self.page_read(),
        })
    }

    /// The command of the page that is read above the tab, when it is one that can be opened again.
    fn page_read(&self) -> Option<Command> {
        let page = self.layers.iter().rfind(|layer| layer.shape() == Shape::Full)?;
        let command = Command::of_id(&page.begun.as_ref()?.command)?;
        matches!(command, Command::Brief | Command::GoTimeline | Command::GoYear | Command::History)
            .then_some(command)
    }

    /// Remembers the place before a jump; from here on there is no way forward any more.
    pub fn leave_a_mark(&mut self) {
        self.ahead.clear();
        if let Some(place) = self.place()
            && self.places.last() != Some(&place)
        {
            self.places.push(place);
            if self.places.len() > PLACES {
                self.places.remove(0);
            }
        }
    }

    /// Sets the active tab and its state as a target says; the tab is loaded afterwards.
    pub fn aim(&mut self, target: &Target) {
        if let Some(at) = self.tabs.iter().position(|tab| tab.id() == target.tab) {
            self.active = at;
        }
        self.pane = Pane::List;
        self.room = Room::ByWidth;
        if let Some(tab) = self.tab_mut() {
            let state = tab.state_mut();
            if let Some(view) = target.view
                && let Some(at) = state.views.iter().position(|known| known.id == view)
            {
                state.view = at;
            }
            state.whose.clone_from(&target.whose);
            state.filter = target.filter.clone().unwrap_or_default();
        }
    }
}

/// A message with its way back: the part after ` · ` begins with a key.
fn said(words: &str) -> Line {
    use super::theme::Role;
    let mut line = Line::empty();
    for (number, part) in words.split(PART).enumerate() {
        if number == 0 {
            line = Line::signed(part);
            continue;
        }
        line.push(PART, Role::Plain);
        let (key, rest) = part.split_at(part.find(' ').unwrap_or(part.len()));
        line.push(key, Role::Key);
        line.push(rest, Role::Plain);
    }
    line
}
