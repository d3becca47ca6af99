//! Where the keys are: what they act on there, what can run, and why not.
//!
//! **Invariant:** a page that covers the tab answers for itself; the tab below it is neither acted on nor named.

use super::{
    app::{App, at},
    command::{self, Availability, Command, Scope},
    effect::{Effect, Outside},
    layers::{self, Shape, export::Shown, help::Help, strip::Strip},
    model::{Opened, Pane},
    tabs::{Focus, TabId},
    update::is_shared,
    widgets::list::{Row, RowState},
};
use crate::domain::record::RecordId;

const LIST: &[Scope] = &[Scope::Everywhere, Scope::List, Scope::Record];
const PAGE: &[Scope] = &[Scope::Everywhere, Scope::Page, Scope::Record];

impl App {
    /// The scopes that hold where the keys are.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        match (self.model.layers.last(), self.model.pane) {
            (Some(layer), _) => layer.scopes(),
            (None, Pane::List) => LIST,
            (None, Pane::Detail) => PAGE,
        }
    }

    /// The layer that covers the tab.
    pub(super) fn page(&self) -> Option<&Opened> {
        self.model.layers.iter().rfind(|layer| layer.shape() == Shape::Full)
    }

    /// The record a page that covers the tab is about.
    pub(super) fn page_focus(&self) -> Option<Focus> {
        self.page().and_then(|page| page.focus())
    }

    /// Whether there is a page to go back from: a layer, or the detail in the list's place.
    pub(super) fn is_on_a_page(&self) -> bool {
        !self.model.layers.is_empty() || self.model.pane == Pane::Detail
    }

    /// What verbs act on where the keys are.
    #[must_use]
    pub fn focus(&self) -> Option<Focus> {
        match self.page() {
            Some(page) => page.focus(),
            None => self.read(self.model.tab()?.focus()?),
        }
    }

    /// The same with the section of the page that is read, where it has the keys.
    fn read(&self, focus: Focus) -> Option<Focus> {
        let section = match self.model.pane {
            Pane::Detail => self.model.tab()?.state().page.section(),
            Pane::List => String::new(),
        };
        Some(Focus { section, ..focus })
    }

    /// The same with the marks: what is marked is acted on, not the row the cursor has gone to.
    #[must_use]
    pub fn chosen(&self) -> Option<Focus> {
        match self.page() {
            Some(page) => page.focus(),
            None => self.read(self.model.tab()?.chosen()?),
        }
    }

    /// What is acted on, in a word: who, or how many rows.
    fn called(&self) -> String {
        match self.chosen() {
            Some(chosen) if chosen.keys.len() > 1 => format!("{} marked rows", chosen.keys.len()),
            Some(chosen) => chosen.who,
            None => String::new(),
        }
    }

    /// The command that is meant: Enter on a client's page opens the records behind it where the tab has nothing of
    /// its own to open there.
    pub(super) fn meant(&self, command: Command) -> Command {
        if command != Command::PageOpen || self.page().is_some() {
            return command;
        }
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let own = self.model.tab().map(|tab| tab.available(Command::Open, &at));
        let client = self.focus().and_then(|focus| focus.relationship);
        if own == Some(Availability::Elsewhere) && client.is_some() { Command::Records } else { command }
    }

    /// The relationships a mailing goes to: that of the page, else of the marked rows, else of all rows shown.
    pub(super) fn mailed(&self) -> Vec<i64> {
        let ids = |ids: &mut dyn Iterator<Item = RecordId>| ids.map(|id| id.id).collect();
        if let Some(focus) = self.page().and_then(|page| page.focus()) {
            return ids(&mut focus.relationship.into_iter());
        }
        let Some(state) = self.model.state().filter(|_| self.page().is_none()) else { return Vec::new() };
        if state.list.marked() > 0 {
            return ids(&mut state.list.chosen().into_iter().filter_map(|row| row.relationship));
        }
        let open = state.list.rows().filter(|row| row.state == RowState::Open);
        ids(&mut open.filter_map(|row| row.relationship))
    }

    /// The rows an export holds: the marked ones, else all that are shown; of the queue those still to be done.
    pub(super) fn exported(&self) -> Shown {
        let Some(state) = self.model.state().filter(|_| self.page().is_none()) else {
            return Shown::default();
        };
        let queue = self.model.tab().is_some_and(|tab| tab.id() == TabId::FollowUps);
        let mut shown = Shown { records: Vec::new(), items: queue.then(Vec::new) };
        let mut take = |row: &Row| {
            shown.records.extend(row.record);
            if let Some(items) = shown.items.as_mut().filter(|_| row.state == RowState::Open) {
                items.push(row.key.clone());
            }
        };
        if state.list.marked() > 0 {
            state.list.chosen().into_iter().for_each(&mut take);
        } else {
            state.list.rows().for_each(&mut take);
        }
        shown
    }

    /// Whether a command can run where the keys are.
    #[must_use]
    pub fn available(&self, command: Command) -> Availability {
        let command = self.meant(command);
        let spec = command.spec();
        if matches!(spec.scope, Scope::Field | Scope::Form) {
            return Availability::no("It belongs to forms and fields.");
        }
        if command == Command::Top && self.moves_itself() {
            return Availability::Yes;
        }
        if command == Command::SaveView && self.page().is_none() {
            return self.can_save_view();
        }
        if command == Command::MailMerge {
            return if self.mailed().is_empty() {
                Availability::no(format!(
                    "No row here belongs to a client. {} shows the clients.",
                    Command::TabClients.way()
                ))
            } else {
                Availability::Yes
            };
        }
        if command == Command::Export {
            return Availability::Yes;
        }
        if layers::open::opens(command) {
            return layers::open::available(command, self.chosen().as_ref());
        }
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        if let Some(page) = self.page() {
            let own = matches!(spec.scope, Scope::Record | Scope::Page | Scope::List | Scope::Palette);
            if own && !page.scopes().is_empty() && !is_jump(command) {
                return page.available(command, &at);
            }
        }
        if is_shared(command) {
            return self.shared_available(command);
        }
        let Some(tab) = self.model.tab() else { return Availability::Elsewhere };
        let said = match command {
            Command::PageOpen => tab.available(Command::Open, &at),
            _ => tab.available(command, &at),
        };
        match (said, command) {
            (Availability::Elsewhere, command) if is_queue(command) => Availability::no(format!(
                "These are the queues of Follow-ups. {} goes there; {} and {} turn the views here.",
                Command::TabFollowUps.way(),
                Command::PreviousView.way(),
                Command::NextView.way(),
            )),
            (Availability::Elsewhere, Command::Sort) => Availability::no(format!(
                "This list has one order. {} turns the order in Clients ({}), Goals ({}) and Expectations ({}).",
                Command::Sort.way(),
                Command::TabClients.way(),
                Command::TabGoals.way(),
                Command::TabExpectations.way(),
            )),
            (said, _) => said,
        }
    }

    /// What is said of a command that has no meaning here.
    pub(super) fn elsewhere(&self, command: Command) -> String {
        let spec = command.spec();
        let key = if command.key().is_empty() { spec.id } else { command.key() };
        let (here, way) = match (self.page(), self.model.pane) {
            (Some(_), _) => (
                format!("it has no meaning on the page {}", self.place_name()),
                format!("{} goes back.", Command::Back.way()),
            ),
            _ if self.focus().is_none() => (
                "no row is chosen".to_owned(),
                format!("Press {} for the keys that have a meaning.", Command::Help.way()),
            ),
            (None, Pane::Detail) => (
                format!("it has no meaning on the page of {}", self.place_name()),
                format!("{} goes back.", Command::Back.way()),
            ),
            (None, Pane::List) => {
                let place = self.model.tab().map_or("here", |tab| tab.id().title());
                (
                    format!("it has no meaning for this row of {place}"),
                    format!("Press {} for the keys that have.", Command::Help.way()),
                )
            }
        };
        format!("{key} ({}): {here}. {way}", spec.title.to_lowercase())
    }

    /// Whether the layer with the keys moves its cursor itself, so that no scope of moving holds there.
    pub(super) fn moves_itself(&self) -> bool {
        let of_its_own = |mode: &str| matches!(mode, "LIST" | "PAGE");
        let layer = self.model.layers.last();
        layer.is_some_and(|layer| layer.scopes() == [Scope::Everywhere] && of_its_own(&layer.mode()))
    }

    /// The commands behind a prefix where the keys are; a list that moves itself has its top among them.
    pub(super) fn behind(&self, prefix: &str) -> Vec<(&'static str, &'static command::Spec)> {
        let mut strip = command::strip_of(self.scopes(), prefix);
        if self.moves_itself() {
            let top = command::strip_of(&[Scope::List], prefix).into_iter();
            strip.extend(top.filter(|(_, spec)| spec.command == Command::Top));
        }
        strip
    }

    /// Opens the strip of a prefix at once; a key that cannot run stands there with the reason.
    pub(super) fn open_strip(&mut self, prefix: &str) -> Vec<Outside> {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let tab = self.model.tab().filter(|_| self.page().is_none());
        let keys = |key: &str| format!("{prefix} {key}");
        let entries: Vec<_> = self
            .behind(prefix)
            .into_iter()
            .filter(|(key, spec)| spec.command != Command::OpenView || self.saved_by(&keys(key)).is_some())
            .map(|(key, spec)| {
                let exact = match (spec.command, self.page()) {
                    (Command::OpenView, _) => self.saved_by(&keys(key)).map(|saved| saved.name.clone()),
                    (command, Some(page)) => page.strip_word(command, &at),
                    (command, None) => tab.and_then(|tab| tab.strip_word(command, &at)),
                };
                let word = tab.and_then(|tab| tab.word(spec.command)).unwrap_or(spec.hint);
                (key, exact.unwrap_or_else(|| word.to_owned()), spec.command, self.available(spec.command))
            })
            .collect();
        // Whose it is matters where the keys are verbs.
        let acts = entries.iter().any(|(_, _, command, _)| command.spec().scope == Scope::Record);
        let who = if acts { self.called() } else { String::new() };
        let commands: Vec<Command> = entries.iter().map(|(_, _, command, _)| *command).collect();
        let usual = command::keymap::usual_prefix(&commands).unwrap_or("");
        let about = tab.and_then(|tab| tab.strip_about(usual, &at));
        let saved = |key: &str| Some((key.to_owned(), self.saved_by(&keys(key))?.record));
        let views = entries.iter().filter_map(|(key, ..)| saved(key)).collect();
        let strip = Strip::new(prefix, &who, entries, self.model.size.0).about(about);
        let strip = strip.views(views);
        self.apply(Effect::open(strip))
    }

    fn shared_available(&self, command: Command) -> Availability {
        use Command as C;
        let state = self.model.state();
        let views = state.map_or(0, |state| state.views.len() + state.saved.len());
        let nothing = state.is_none_or(|state| state.total == 0 && state.filter.is_empty());
        match command {
            C::PreviousView | C::NextView if self.page().is_some() => {
                Availability::no(format!("This page has no views. {} goes back.", Command::Back.way()))
            }
            C::PreviousView | C::NextView if views < 2 => Availability::no("This tab has one view."),
            C::Filter if nothing => Availability::no("There is nothing to filter here yet."),
            C::Mark | C::MarkAll if nothing => Availability::no("There is no row to mark here yet."),
            C::Zoom | C::NextPane | C::PreviousPane | C::CopyPage
                if state.is_none_or(|state| state.page.is_empty()) =>
            {
                Availability::no("There is no detail to show here yet.")
            }
            C::Undo | C::Redo if self.book.head().is_ok_and(|head| head.0 == 0) => {
                Availability::no("Nothing was done in this book yet.")
            }
            C::Repeat if self.model.last.is_none() => Availability::no("Nothing was done yet to repeat."),
            C::Forward if self.model.ahead.is_empty() => {
                let back = C::Return.keys().last().copied().unwrap_or("");
                Availability::no(match back {
                    "" => "There is no place to go forward to.".to_owned(),
                    back => format!("There is no place to go forward to. {back} goes back first."),
                })
            }
            C::Return if self.model.places.is_empty() && !self.is_on_a_page() => {
                Availability::no("There is no place to go back to.")
            }
            C::GoGoals | C::GoExpectations | C::GoRules | C::GoFollowUps | C::GoClient => {
                layers::open::one_client(self.chosen().as_ref())
            }
            _ => Availability::Yes,
        }
    }

    /// All commands with whether they can run where the keys are.
    #[must_use]
    pub fn entries(&self) -> Vec<(Command, Availability)> {
        let shown = |command: &Command| !matches!(command.spec().scope, Scope::Field | Scope::Form);
        Command::ALL.iter().copied().filter(shown).map(|command| (command, self.available(command))).collect()
    }

    /// Opens the help for where the keys are; over a layer its own keys stand first, and of the commands those whose
    /// keys reach through it.
    pub(super) fn help(&mut self) -> Vec<Outside> {
        let (mut entries, place) = (self.entries(), self.place_name());
        let mut own = Vec::new();
        if !self.model.layers.is_empty() {
            let footer = self.footer();
            own = footer.hints;
            own.extend(footer.always);
            let is_own = |command: Command| {
                own.iter().any(|hint| hint.key.split(' ').any(|key| command.keys().contains(&key)))
            };
            let reaches = |command: Command| {
                command.spec().scope.holds(self.scopes()) || (command == Command::Top && self.moves_itself())
            };
            entries.retain(|(command, _)| reaches(*command) && !is_own(*command));
        }
        self.apply(Effect::open(Help::new(entries, &place).own(own)))
    }

    /// The same with one command of each name: where lists and pages have one of their own, that of here.
    pub(super) fn named_once(&self) -> Vec<(Command, Availability)> {
        let is_here = |command: Command| self.scopes().contains(&command.spec().scope);
        let mut entries = self.entries();
        let here: Vec<&str> = entries
            .iter()
            .filter(|(command, _)| is_here(*command))
            .map(|(command, _)| command.spec().title)
            .collect();
        entries.retain(|(command, _)| is_here(*command) || !here.contains(&command.spec().title));
        entries
    }

    /// The page or the tab and view, in words.
    pub(super) fn place_name(&self) -> String {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        if let Some(page) = self.page() {
            let title = page.title(&at).0.text();
            return title.split("   ").map(str::trim).collect::<Vec<_>>().join(", ");
        }
        let Some(tab) = self.model.tab() else { return String::new() };
        if self.model.pane == Pane::Detail {
            return tab.state().page.title.text();
        }
        let (views, active) = tab.state().views_shown();
        let view = views.get(active).map(|view| view.name.clone());
        view.map_or_else(|| tab.id().title().to_owned(), |view| format!("{}, {view}", tab.id().title()))
    }
}

/// Whether a command shows a queue of Follow-ups.
fn is_queue(command: Command) -> bool {
    command.spec().keys.iter().any(|keys| keys.starts_with("v "))
}

/// Whether a command leaves the page for what belongs to its client.
fn is_jump(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::GoClient
            | C::GoGoals
            | C::GoExpectations
            | C::GoRules
            | C::GoFollowUps
            | C::GoTimeline
            | C::GoYear
            | C::Repeat
    )
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
