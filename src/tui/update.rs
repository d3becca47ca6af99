//! Keys to commands, commands to effects.
//!
//! **Invariant:** a key reaches the top layer first, then the registry, and is never silently lost: what has
//! no meaning here says so.

use ratatui::crossterm::event::KeyEvent;

use super::{
    app::{App, at},
    command::{self, Availability, Command, Looked, Scope, chord},
    effect::{Effect, Outside, Rest},
    layers::{self, Pressed, filter::Filter, find::Find, help::Help, palette::Palette, strip::Strip},
    model::Pane,
    msg::Mouse,
    tabs::{Focus, TabId, Target},
    widgets::list::{Keep, List, Move},
};

const LIST: &[Scope] = &[Scope::Everywhere, Scope::List, Scope::Record];
const PAGE: &[Scope] = &[Scope::Everywhere, Scope::Page, Scope::Record];

impl App {
    pub(super) fn press(&mut self, key: KeyEvent) -> Vec<Outside> {
        self.model.message = None;
        if self.model.layers.is_empty() {
            self.model.rest = Rest::default();
        }
        let name = chord::name(key);
        let (columns, lines) = self.model.size;
        if columns < 40 || lines < 10 {
            return if name == "Ctrl-C" { self.apply(vec![Effect::Quit]) } else { Vec::new() };
        }
        let at = at(&self.book, &self.clock, self.model.today);
        if let Some(layer) = self.model.layers.last_mut() {
            match layer.key(key, &at) {
                Pressed::Taken(effects) => return self.apply(effects),
                Pressed::Passed if layer.scopes().is_empty() => return self.around_a_field(&name),
                Pressed::Passed => {}
            }
        }
        let looked = command::look_up(self.scopes(), &name);
        if !matches!(looked, Looked::Command(command) if movement(command).is_some()) {
            self.catch_up();
        }
        match looked {
            Looked::Command(command) => self.run(command),
            Looked::Prefix => self.open_strip(&name),
            Looked::Nothing => {
                self.model.refuse(format!("{name} has no meaning here. Press ? for the keys that have."));
                Vec::new()
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Outside> {
        self.model.message = None;
        let at = at(&self.book, &self.clock, self.model.today);
        let effects = match self.model.layers.last_mut() {
            Some(layer) => layer.paste(text, &at),
            None => Effect::warn("Pasted text needs a field. Press a, i or f first."),
        };
        self.apply(effects)
    }

    pub(super) fn mouse(&mut self, mouse: Mouse) {
        let lines = match mouse {
            Mouse::WheelUp => -3,
            Mouse::WheelDown => 3,
            Mouse::Click(..) => return,
        };
        if let Some(layer) = self.model.layers.last_mut() {
            layer.wheel(lines);
        } else if self.model.pane == Pane::Detail {
            self.scroll(Move::By(lines));
        } else {
            self.walk(Move::By(lines));
        }
    }

    /// The scopes that hold where the keys are.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        match (self.model.layers.last(), self.model.pane) {
            (Some(layer), _) => layer.scopes(),
            (None, Pane::List) => LIST,
            (None, Pane::Detail) => PAGE,
        }
    }

    /// What verbs act on where the keys are.
    #[must_use]
    pub fn focus(&self) -> Option<Focus> {
        let layer = self.model.layers.iter().rev().find_map(|layer| layer.focus());
        layer.or_else(|| self.model.tab()?.focus())
    }

    /// Whether a command can run where the keys are.
    #[must_use]
    pub fn available(&self, command: Command) -> Availability {
        let at = at(&self.book, &self.clock, self.model.today);
        let spec = command.spec();
        if matches!(spec.scope, Scope::Field | Scope::Form) {
            return Availability::no("It belongs to forms and fields.");
        }
        let top = self.model.layers.iter().rev().find(|layer| !layer.scopes().is_empty());
        if let Some(layer) = top {
            let said = layer.available(command);
            if said != Availability::Elsewhere {
                return said;
            }
        }
        if layers::open::opens(command) {
            return layers::open::available(command, self.focus().as_ref());
        }
        if is_shared(command) {
            return self.shared_available(command);
        }
        self.model.tab().map_or(Availability::Elsewhere, |tab| tab.available(command, &at))
    }

    /// Runs a command, or says why it cannot.
    pub(super) fn run(&mut self, command: Command) -> Vec<Outside> {
        let at = at(&self.book, &self.clock, self.model.today);
        let layered = self.model.layers.last_mut().and_then(|layer| layer.run(command, &at));
        if let Some(effects) = layered {
            return self.apply(effects);
        }
        match self.available(command) {
            Availability::Yes => {}
            // Enter opens the detail where the tab has nothing of its own to open.
            Availability::Elsewhere if command == Command::Open => return self.open_detail(),
            Availability::Elsewhere => {
                self.model.refuse(self.elsewhere(command));
                return Vec::new();
            }
            Availability::No(reason) => {
                self.model.refuse(reason);
                return Vec::new();
            }
        }
        let at = crate::tui::app::at(&self.book, &self.clock, self.model.today);
        if layers::open::opens(command) {
            let effects = layers::open::open(command, self.focus().as_ref(), &at);
            return self.apply(effects);
        }
        if is_shared(command) {
            return self.shared(command);
        }
        if command.spec().scope == Scope::Record {
            self.model.last = Some(command);
        }
        let active = self.model.active;
        let effects = self.model.tabs.get_mut(active).map_or_else(Vec::new, |tab| tab.run(command, &at));
        self.apply(effects)
    }

    fn elsewhere(&self, command: Command) -> String {
        let spec = command.spec();
        let place = self.model.tab().map_or("here", |tab| tab.id().title());
        let key = if spec.keys.is_empty() { spec.id } else { command.key() };
        let here = if self.focus().is_none() {
            "no row is chosen".to_owned()
        } else {
            format!("it has no meaning for this row of {place}")
        };
        format!("{key} ({}): {here}. Press ? for the keys that have.", spec.title.to_lowercase())
    }

    fn around_a_field(&mut self, name: &str) -> Vec<Outside> {
        match name {
            "Ctrl-C" => self.apply(vec![Effect::Quit]),
            "Ctrl-Z" => self.apply(vec![Effect::Suspend]),
            "Ctrl-L" => self.apply(vec![Effect::Redraw]),
            "Esc" => self.apply(vec![Effect::Close]),
            _ => Vec::new(),
        }
    }

    /// Opens the strip of a prefix at once; when nothing behind it can run, says why instead.
    fn open_strip(&mut self, prefix: &str) -> Vec<Outside> {
        let behind = command::strip_of(self.scopes(), prefix);
        let mut reason = None;
        let entries: Vec<_> = behind
            .into_iter()
            .map(|(key, spec)| {
                let available = self.available(spec.command);
                if let Availability::No(why) = &available {
                    reason.get_or_insert_with(|| why.clone());
                }
                let word = self.model.tab().and_then(|tab| tab.word(spec.command));
                let at = at(&self.book, &self.clock, self.model.today);
                let exact = self.model.tab().and_then(|tab| tab.strip_word(spec.command, &at));
                let word = exact.unwrap_or_else(|| word.unwrap_or(spec.hint).to_owned());
                (key, word, spec.command, available)
            })
            .collect();
        if entries.iter().all(|(_, _, _, available)| *available != Availability::Yes) {
            let first = entries.first().map(|(_, _, command, _)| self.elsewhere(*command));
            self.model.refuse(reason.or(first).unwrap_or_default());
            return Vec::new();
        }
        let who = self.focus().map(|focus| focus.who).unwrap_or_default();
        let at = at(&self.book, &self.clock, self.model.today);
        let about = self.model.tab().and_then(|tab| tab.strip_about(prefix, &at));
        self.apply(Effect::open(Strip::new(prefix, &who, entries).about(about)))
    }

    fn shared_available(&self, command: Command) -> Availability {
        use Command as C;
        let views = self.model.state().map_or(0, |state| state.views.len());
        match command {
            C::PreviousView | C::NextView if views < 2 => Availability::no("This tab has one view."),
            C::Repeat if self.model.last.is_none() => Availability::no("Nothing was done yet to repeat."),
            C::Return if self.model.places.is_empty() => Availability::no("There is no place to go back to."),
            C::GoGoals | C::GoExpectations | C::GoRules | C::GoFollowUps | C::GoClient | C::GoTimeline
                if self.focus().is_none_or(|focus| focus.relationship.is_none()) =>
            {
                Availability::no("This row belongs to no client.")
            }
            _ => Availability::Yes,
        }
    }

    fn shared(&mut self, command: Command) -> Vec<Outside> {
        use Command as C;
        match command {
            C::TabClients
            | C::TabGoals
            | C::TabExpectations
            | C::TabRules
            | C::TabFollowUps
            | C::TabPractice => {
                self.show_tab(tab_of(command));
            }
            C::PreviousTab => self.step_tab(-1),
            C::NextTab => self.step_tab(1),
            C::PreviousView => self.step_view(-1),
            C::NextView => self.step_view(1),
            C::GoToday => return self.apply(vec![Effect::Go(Target::tab(TabId::FollowUps).view("today"))]),
            C::GoClient => return self.go_to_theirs(TabId::Clients),
            C::GoGoals => return self.go_to_theirs(TabId::Goals),
            C::GoExpectations => return self.go_to_theirs(TabId::Expectations),
            C::GoRules => return self.go_to_theirs(TabId::Rules),
            C::GoFollowUps => return self.go_to_theirs(TabId::FollowUps),
            C::Repeat => return self.model.last.map_or_else(Vec::new, |last| self.run(last)),
            C::Find => return self.apply(Effect::open(Find::new())),
            C::Filter => {
                let filter = self.model.state().map(|state| state.filter.clone()).unwrap_or_default();
                return self.apply(Effect::open(Filter::new(&filter)));
            }
            C::Palette => {
                let entries = self.entries();
                return self.apply(Effect::open(Palette::new(entries, self.focus())));
            }
            C::Help => {
                let (entries, place) = (self.entries(), self.place_name());
                return self.apply(Effect::open(Help::new(entries, &place)));
            }
            C::Undo => return self.apply(vec![Effect::Undo]),
            C::Redo => return self.apply(vec![Effect::Redo]),
            C::Return => self.go_back(),
            C::Back => return self.step_back(),
            C::Close => return self.close_or_quit(),
            C::Quit => return self.apply(vec![Effect::Quit]),
            C::Suspend => return self.apply(vec![Effect::Suspend]),
            C::Redraw => return self.apply(vec![Effect::Reload, Effect::Redraw]),
            C::Mark => self.marked(List::mark),
            C::MarkAll => self.marked(List::mark_all),
            C::Zoom | C::PageZoom => self.zoom(),
            C::NextPane | C::PreviousPane => return self.open_detail(),
            C::PageSection => self.scroll(Move::Group(1)),
            C::PageSectionBefore => self.scroll(Move::Group(-1)),
            _ => {
                if let Some(to) = movement(command) {
                    if self.model.pane == Pane::Detail { self.scroll(to) } else { self.walk(to) }
                }
            }
        }
        Vec::new()
    }

    /// All commands with whether they can run where the keys are.
    #[must_use]
    pub fn entries(&self) -> Vec<(Command, Availability)> {
        let shown = |command: &Command| !matches!(command.spec().scope, Scope::Field | Scope::Form);
        Command::ALL.iter().copied().filter(shown).map(|command| (command, self.available(command))).collect()
    }

    fn place_name(&self) -> String {
        let Some(tab) = self.model.tab() else { return String::new() };
        let view = tab.state().views.get(tab.state().view).map(|view| view.name.clone());
        view.map_or_else(|| tab.id().title().to_owned(), |view| format!("{}, {view}", tab.id().title()))
    }

    /// Filters the active tab as it is being typed.
    pub(super) fn set_filter(&mut self, typed: &str) {
        if let Some(tab) = self.model.tab_mut() {
            typed.clone_into(&mut tab.state_mut().filter);
        }
        self.load(Keep::Nothing);
    }
}

/// Whether a command is done here, the same for all tabs.
fn is_shared(command: Command) -> bool {
    use Command as C;
    match command.spec().scope {
        Scope::Everywhere => command != C::Review,
        Scope::Page => !matches!(command, C::PageOpen | C::PageAdd | C::PageFilter),
        Scope::List => {
            movement(command).is_some()
                || matches!(
                    command,
                    C::Filter | C::Mark | C::MarkAll | C::Zoom | C::NextPane | C::PreviousPane
                )
        }
        Scope::Record => {
            matches!(
                command,
                C::Repeat | C::GoClient | C::GoGoals | C::GoExpectations | C::GoRules | C::GoFollowUps
            )
        }
        _ => false,
    }
}

fn movement(command: Command) -> Option<Move> {
    use Command as C;
    Some(match command {
        C::Down | C::PageNext => Move::By(1),
        C::Up | C::PageBefore => Move::By(-1),
        C::HalfDown | C::PageHalfDown => Move::Half(1),
        C::HalfUp | C::PageHalfUp => Move::Half(-1),
        C::PageDown | C::PageScreenDown => Move::Screen(1),
        C::PageUp | C::PageScreenUp => Move::Screen(-1),
        C::Top | C::PageTop => Move::Top,
        C::Bottom | C::PageBottom => Move::Bottom,
        _ => return None,
    })
}

fn tab_of(command: Command) -> TabId {
    match command {
        Command::TabGoals => TabId::Goals,
        Command::TabExpectations => TabId::Expectations,
        Command::TabRules => TabId::Rules,
        Command::TabFollowUps => TabId::FollowUps,
        Command::TabPractice => TabId::Practice,
        _ => TabId::Clients,
    }
}
