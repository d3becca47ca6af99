//! Where the keys are: what they act on there, what can run, and why not.
//!
//! **Invariant:** a page that covers the tab answers for itself; the tab below it is neither acted on nor named.

use super::{
    app::{App, at},
    command::{self, Availability, Command, Scope},
    effect::{Effect, Outside},
    layers::{self, Shape, strip::Strip},
    model::{Opened, Pane},
    tabs::{Focus, Saved},
    update::is_shared,
};

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
            None => self.model.tab()?.focus(),
        }
    }

    /// Whether a command can run where the keys are.
    #[must_use]
    pub fn available(&self, command: Command) -> Availability {
        let spec = command.spec();
        if matches!(spec.scope, Scope::Field | Scope::Form) {
            return Availability::no("It belongs to forms and fields.");
        }
        if let Some(said) = command.planned() {
            return said;
        }
        if command == Command::SaveView && self.page().is_none() {
            return self.can_save_view();
        }
        if layers::open::opens(command) {
            return layers::open::available(command, self.focus().as_ref());
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
            (Availability::Elsewhere, command) if command.key().starts_with("v ") => Availability::no(
                "These are the queues of Follow-ups. 5 goes there; < and > turn the views here.",
            ),
            (Availability::Elsewhere, Command::Sort) => Availability::no(
                "This list has one order. o turns the order in Clients (1), Goals (2) and Expectations (3).",
            ),
            (said, _) => said,
        }
    }

    /// What is said of a command that has no meaning here.
    pub(super) fn elsewhere(&self, command: Command) -> String {
        let spec = command.spec();
        let key = if spec.keys.is_empty() { spec.id } else { command.key() };
        let (here, way) = match (self.page(), self.model.pane) {
            (Some(_), _) => {
                (format!("it has no meaning on the page {}", self.place_name()), "Esc goes back.")
            }
            _ if self.focus().is_none() => {
                ("no row is chosen".to_owned(), "Press ? for the keys that have a meaning.")
            }
            (None, Pane::Detail) => {
                (format!("it has no meaning on the page of {}", self.place_name()), "Esc goes back.")
            }
            (None, Pane::List) => {
                let place = self.model.tab().map_or("here", |tab| tab.id().title());
                (format!("it has no meaning for this row of {place}"), "Press ? for the keys that have.")
            }
        };
        format!("{key} ({}): {here}. {way}", spec.title.to_lowercase())
    }

    /// Opens the strip of a prefix at once; a key that cannot run stands there with the reason.
    pub(super) fn open_strip(&mut self, prefix: &str) -> Vec<Outside> {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let tab = self.model.tab().filter(|_| self.page().is_none());
        let entries: Vec<_> = command::strip_of(self.scopes(), prefix)
            .into_iter()
            .filter(|(key, spec)| spec.command != Command::OpenView || self.saved_of(key).is_some())
            .map(|(key, spec)| {
                let exact = match spec.command {
                    Command::OpenView => self.saved_of(key).map(|saved| saved.name.clone()),
                    command => tab.and_then(|tab| tab.strip_word(command, &at)),
                };
                let word = tab.and_then(|tab| tab.word(spec.command)).unwrap_or(spec.hint);
                (key, exact.unwrap_or_else(|| word.to_owned()), spec.command, self.available(spec.command))
            })
            .collect();
        let who = self.focus().map(|focus| focus.who).unwrap_or_default();
        let about = tab.and_then(|tab| tab.strip_about(prefix, &at));
        let views = self.model.state().map(|state| state.saved.iter().map(|saved| saved.record).collect());
        let strip = Strip::new(prefix, &who, entries, self.model.size.0).about(about);
        let strip = strip.views(views.unwrap_or_default());
        self.apply(Effect::open(strip))
    }

    /// The saved view of the tab that a key of the strip opens: `1` the first.
    fn saved_of(&self, key: &str) -> Option<&Saved> {
        let number: usize = key.parse().ok()?;
        self.model.state()?.saved.get(number.checked_sub(1)?)
    }

    fn shared_available(&self, command: Command) -> Availability {
        use Command as C;
        let state = self.model.state();
        let views = state.map_or(0, |state| state.views.len() + state.saved.len());
        let nothing = state.is_none_or(|state| state.total == 0 && state.filter.is_empty());
        match command {
            C::PreviousView | C::NextView if self.page().is_some() => {
                Availability::no("This page has no views. Esc goes back.")
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
                Availability::no("There is no place to go forward to. Ctrl-O goes back first.")
            }
            C::Return if self.model.places.is_empty() && !self.is_on_a_page() => {
                Availability::no("There is no place to go back to.")
            }
            C::GoGoals | C::GoExpectations | C::GoRules | C::GoFollowUps | C::GoClient | C::GoTimeline
                if self.focus().is_none_or(|focus| focus.relationship.is_none()) =>
            {
                Availability::no("This row belongs to no client.")
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
            | C::Repeat
    )
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
