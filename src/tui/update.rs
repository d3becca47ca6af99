//! Keys to commands, commands to effects.
//!
//! **Invariant:** a key reaches the top layer first, then the registry, and is never silently lost: what has
//! no meaning here says so.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{
    again::{Again, Turn},
    app::{App, at},
    command::{self, Availability, Command, Looked, Scope, chord, keymap},
    effect::{Effect, Outside, Rest},
    layers::{self, Pressed, filter::Filter, find::Find, palette::Palette},
    model::{Laid, Pane},
    parting::Parting,
    tabs::{TabId, Target},
    widgets::list::{Keep, List, Move},
};
use crate::domain::review::Pass;

impl App {
    /// Takes a key; the same one again goes through with what it was warned of.
    pub(super) fn press(&mut self, key: KeyEvent) -> Vec<Outside> {
        let warned = std::mem::take(&mut self.model.parting);
        self.model.parting =
            if warned == Parting::Warned(key) { Parting::Confirmed } else { Parting::Pressed(key) };
        let outside = self.look_up(key);
        if !matches!(self.model.parting, Parting::Warned(_)) {
            self.model.parting = Parting::None;
        }
        outside
    }

    fn look_up(&mut self, key: KeyEvent) -> Vec<Outside> {
        self.model.message = None;
        self.model.hits.clear();
        if self.model.layers.is_empty() {
            self.model.rest = Rest::default();
            self.model.turn = Turn::First;
        }
        let name = chord::name(key);
        if let Some(effect) = before_all(key, &name) {
            return self.apply(vec![effect]);
        }
        let (columns, lines) = self.model.size;
        if columns < 40 || lines < 10 {
            let leaves = command::look_up(&[Scope::Everywhere], &name) == Looked::Command(Command::Quit);
            return if leaves { self.apply(vec![Effect::Quit]) } else { Vec::new() };
        }
        if keymap::standard(keymap::LISTED, key).and_then(Move::of_key).is_some() {
            self.lay_out();
        }
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        if let Some(layer) = self.model.layers.last_mut() {
            let pressed = keymap::standard(layer.reads(), key).map(|key| layer.key(key, &at));
            match pressed.unwrap_or(Pressed::Passed) {
                Pressed::Taken(effects) => {
                    self.note_answer();
                    return self.apply(effects);
                }
                Pressed::Passed if layer.scopes().is_empty() => return self.around_a_field(&name),
                Pressed::Passed => {}
            }
        }
        let looked = command::look_up(self.scopes(), &name);
        if !matches!(looked, Looked::Command(command) if movement(command).is_some()) {
            self.catch_up();
        }
        match looked {
            Looked::Command(Command::OpenView) => self.open_saved_by(&name),
            Looked::Command(command) => self.run(command),
            Looked::Prefix => self.open_strip(&name),
            Looked::Nothing if !self.behind(&name).is_empty() => self.open_strip(&name),
            Looked::Nothing => {
                self.model.refuse(format!(
                    "{name} has no meaning here. Press {} for the keys that have.",
                    Command::Help.way()
                ));
                Vec::new()
            }
        }
    }

    /// Opens a pass before the first frame.
    pub(super) fn begin_with(&mut self, pass: Pass) {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let effects = layers::open::pass(pass, &at);
        // Nothing outside is asked for by what opens a page.
        drop(self.apply(effects));
        self.remember(layers::Remember::Moved);
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Outside> {
        self.model.message = None;
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let effects = match self.model.layers.last_mut() {
            Some(layer) => layer.paste(text, &at),
            None => Effect::warn(format!(
                "Pasted text needs a field. Press {}, {} or {} first.",
                Command::Add.way(),
                Command::Log.way(),
                Command::Find.way()
            )),
        };
        self.apply(effects)
    }

    /// Runs a command, or says why it cannot.
    pub(super) fn run(&mut self, command: Command) -> Vec<Outside> {
        let command = self.meant(command);
        if !is_shared(command) {
            self.begin(command);
            self.model.asking = Some(Again::of(command));
        }
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let layered = self.model.layers.last_mut().and_then(|layer| layer.run(command, &at));
        if let Some(effects) = layered {
            return self.apply(effects);
        }
        if command == Command::Top && self.moves_itself() {
            return self.top_of_layer();
        }
        match self.available(command) {
            Availability::Yes => {}
            // Enter opens the detail where the tab has nothing of its own to open.
            Availability::Elsewhere if command == Command::Open && self.page().is_none() => {
                return self.open_detail();
            }
            Availability::Elsewhere => {
                self.model.refuse(self.elsewhere(command));
                return Vec::new();
            }
            Availability::No(reason) => {
                self.model.refuse(reason);
                return Vec::new();
            }
        }
        let at = crate::tui::app::at(&self.book, &self.clock, self.model.today, self.model.order);
        if command == Command::MailMerge {
            let effects = layers::open::mailing(&self.mailed(), &at);
            return self.apply(effects);
        }
        if command == Command::Export {
            let effects = layers::export::ask(&self.exported(), &at);
            return self.apply(effects);
        }
        if command == Command::SaveView {
            return self.save_view();
        }
        if layers::open::opens(command) {
            let effects = layers::open::open(command, self.chosen().as_ref(), &at);
            return self.apply(effects);
        }
        if is_shared(command) {
            if movement(command).is_none() {
                self.model.laid = Laid::Behind;
            }
            return self.shared(command);
        }
        // On a page Enter opens what its row opens.
        let command = if command == Command::PageOpen { Command::Open } else { command };
        let active = self.model.active;
        let effects = self.model.tabs.get_mut(active).map_or_else(Vec::new, |tab| tab.run(command, &at));
        self.apply(effects)
    }

    fn around_a_field(&mut self, name: &str) -> Vec<Outside> {
        match command::look_up(&[Scope::Everywhere], name) {
            Looked::Command(Command::Quit) => self.apply(vec![Effect::Quit]),
            Looked::Command(Command::Redraw) => self.apply(vec![Effect::Redraw]),
            _ if name == "Esc" => self.apply(vec![Effect::Close]),
            _ => Vec::new(),
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
            C::Repeat => return self.repeat(),
            C::Find => {
                // What is begun among what was found has no place in the tab below.
                self.model.begun = None;
                return self.apply(Effect::open(Find::new()));
            }
            C::Filter => {
                let Some(tab) = self.model.tab() else { return Vec::new() };
                let filter = Filter::new(&tab.state().filter).of(tab.id());
                return self.apply(Effect::open(filter));
            }
            C::Palette => {
                let entries = self.named_once();
                let palette = Palette::new(entries, self.chosen());
                let is_empty = self.book.is_empty().unwrap_or(false);
                return self.apply(Effect::open(if is_empty { palette.of_an_empty_book() } else { palette }));
            }
            C::Help => return self.help(),
            C::CopyPage => {
                let text = self.model.state().map(|state| state.page.text()).unwrap_or_default();
                let words = "Copied the page".to_owned();
                return self.apply(vec![Effect::Copy(text), Effect::Say(words)]);
            }
            C::Undo => return self.apply(vec![Effect::Undo]),
            C::Redo => return self.apply(vec![Effect::Redo]),
            C::Return if self.is_on_a_page() => return self.step_back(),
            C::Return => return self.go_back(),
            C::Forward => return self.go_forward(),
            C::Back => return self.step_back(),
            C::Close => return self.close_or_quit(),
            C::Quit => return self.apply(vec![Effect::Quit]),
            C::Suspend => return self.apply(vec![Effect::Suspend]),
            C::Lock => return self.apply(vec![Effect::Lock]),
            C::Backup => self.back_up_now(),
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

    /// Narrows the list below as it is being typed: that of a layer which has one, else the tab's.
    pub(super) fn set_filter(&mut self, typed: &str) {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        if self.model.layers.iter_mut().rev().any(|layer| layer.narrow(typed, &at)) {
            return;
        }
        if let Some(tab) = self.model.tab_mut() {
            typed.clone_into(&mut tab.state_mut().filter);
        }
        self.load(Keep::Nothing);
    }
}

/// What is done in every layer before it gets its key: to the shell, and to the door. A letter is never taken, for it
/// may be text.
fn before_all(key: KeyEvent, name: &str) -> Option<Effect> {
    let is_no_text = key.modifiers.contains(KeyModifiers::CONTROL) || matches!(key.code, KeyCode::F(_));
    match command::look_up(&[Scope::Everywhere], name) {
        Looked::Command(Command::Lock) if is_no_text => Some(Effect::Lock),
        Looked::Command(Command::Suspend) if is_no_text => Some(Effect::Suspend),
        _ => None,
    }
}

/// Whether a command is done here, the same for all tabs.
pub(super) fn is_shared(command: Command) -> bool {
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
                C::Repeat
                    | C::CopyPage
                    | C::GoClient
                    | C::GoGoals
                    | C::GoExpectations
                    | C::GoRules
                    | C::GoFollowUps
            )
        }
        Scope::Palette => command == C::Backup,
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
    TabId::ALL.into_iter().find(|tab| tab.command() == command).unwrap_or(TabId::Clients)
}
