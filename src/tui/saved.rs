//! Saved views of the tabs: read beside the rows, opened, and kept from what the list shows now.
//!
//! **Invariant:** which saved view is open is never remembered: the list shows one when it stands as that one says.

use super::{
    app::App,
    command::{Availability, Command},
    desk::Action,
    effect::{Effect, Outside},
    layers::ask::Ask,
    model::{Pane, Room},
    tabs::{Saved, State, TabId},
    widgets::list::Keep,
};
use crate::{
    acts::Book,
    domain::{
        record::{Fields, Kind, RecordId, Row},
        records::saved_view::{Look, words_of},
        rejection::Rejection,
    },
};

/// The saved views of a tab, in the order they were made; one whose words name nothing any more is left out.
pub(super) fn of_tab(book: &Book, tab: TabId) -> Result<Vec<Saved>, Rejection> {
    let rows = book.rows(Kind::SavedView, &[("tab", tab.word().into())])?;
    Ok(rows.iter().filter_map(saved).collect())
}

/// One saved view with the places of its view and order.
fn saved(row: &Row) -> Option<Saved> {
    let look = Look::parse(row.str("query"));
    let (view, sort) = look.places(row.str("tab")).ok()?;
    Some(Saved { record: row.id, name: row.str("name").to_owned(), view, sort, filter: look.filter })
}

/// What a list shows, in words: `Prospects, order name, #golf`.
fn in_words(tab: TabId, state: &State) -> String {
    let mut words: Vec<String> =
        state.views.get(state.view).map(|view| view.name.clone()).into_iter().collect();
    let (_, orders) = words_of(tab.word());
    words.extend(orders.get(state.sort).map(|order| format!("order {order}")));
    words.extend(Some(state.filter.trim().to_owned()).filter(|filter| !filter.is_empty()));
    words.join(", ")
}

impl App {
    /// Reads the saved views of the active tab.
    pub(super) fn read_saved(&mut self) {
        let Some(tab) = self.model.tabs.get_mut(self.model.active) else { return };
        match of_tab(&self.book, tab.id()) {
            Ok(saved) => tab.state_mut().saved = saved,
            Err(why) => self.model.refuse(why.message),
        }
    }

    /// The saved view of the tab that these keys open: the first of them the first view, and so on.
    pub(super) fn saved_by(&self, keys: &str) -> Option<&Saved> {
        let place = Command::OpenView.keys().iter().position(|known| *known == keys)?;
        self.model.state()?.saved.get(place)
    }

    /// Opens the saved view these keys open; all of them where there is none.
    pub(super) fn open_saved_by(&mut self, keys: &str) -> Vec<Outside> {
        match self.saved_by(keys).map(|saved| saved.record) {
            Some(view) => self.open_saved(view),
            None => self.run(Command::OpenView),
        }
    }

    /// Shows a saved view in its tab; the way back is the jump history.
    pub(super) fn open_saved(&mut self, id: RecordId) -> Vec<Outside> {
        let row = match self.book.get(id) {
            Ok(Some(row)) => row,
            Ok(None) => {
                let lists = Command::SavedViews.way();
                let words = format!("This view is gone. {lists} lists those that are there.");
                return self.apply(Effect::warn(words));
            }
            Err(why) => return self.apply(Effect::warn(why.message)),
        };
        let tab = TabId::ALL.into_iter().find(|tab| tab.word() == row.str("tab"));
        let at = self.model.tabs.iter().position(|known| Some(known.id()) == tab);
        let (Some(at), Some(saved)) = (at, saved(&row)) else {
            let lists = Command::SavedViews.way();
            let words = format!("{} names no view of a tab. {lists} renames or deletes it.", row.str("name"));
            return self.apply(Effect::warn(words));
        };
        self.model.leave_a_mark();
        self.close_all();
        self.model.active = at;
        self.model.pane = Pane::List;
        self.model.room = Room::ByWidth;
        if let Some(tab) = self.model.tab_mut() {
            tab.state_mut().take_look(&saved);
        }
        self.load(Keep::Nothing);
        Vec::new()
    }

    /// Steps through the views of the tab and then through its saved ones.
    pub(super) fn step_view(&mut self, by: isize) {
        let next = {
            let Some(state) = self.model.state() else { return };
            let own = state.views.len();
            let count = (own + state.saved.len()).max(1).cast_signed();
            let here = state.saved_at().map_or(state.view, |saved| own + saved);
            (here.cast_signed() + by).rem_euclid(count).unsigned_abs()
        };
        self.show_view_at(next);
    }

    /// Shows the view at this place of the line: the tab's own, then the saved ones.
    pub(super) fn show_view_at(&mut self, next: usize) {
        if let Some(tab) = self.model.tab_mut() {
            let state = tab.state_mut();
            let own = state.views.len();
            if let Some(saved) = next.checked_sub(own).and_then(|saved| state.saved.get(saved)).cloned() {
                state.take_look(&saved);
            } else {
                state.leave_look();
                state.view = next.min(own.saturating_sub(1));
            }
        }
        self.load(Keep::Nothing);
    }

    /// Whether what the list shows can be kept under a name, and why not.
    pub(super) fn can_save_view(&self) -> Availability {
        let Some((tab, state)) = self.model.tab().map(|tab| (tab.id(), tab.state())) else {
            return Availability::Elsewhere;
        };
        if words_of(tab.word()).0.is_empty() {
            return Availability::no(format!("{} has no list to keep a view of.", tab.title()));
        }
        if let Some(whose) = &state.whose {
            let words = format!("A view is of everybody, and this is of {} only. Esc shows all.", whose.name);
            return Availability::no(words);
        }
        if let Some(saved) = state.saved_at().and_then(|at| state.saved.get(at)) {
            let lists = Command::SavedViews.way();
            return Availability::no(format!(
                "This is {} already. {lists} renames or deletes it.",
                saved.name
            ));
        }
        if state.is_usual() {
            return Availability::no(format!(
                "This is a view of its own already. Narrow it with {} or order it with {}, then {} keeps that.",
                Command::Filter.way(),
                Command::Sort.way(),
                Command::SaveView.way()
            ));
        }
        Availability::Yes
    }

    /// Asks for the name under which to keep what the list shows; the name of a view that is there renews it.
    pub(super) fn save_view(&mut self) -> Vec<Outside> {
        let Some((tab, state)) = self.model.tab().map(|tab| (tab.id(), tab.state())) else {
            return Vec::new();
        };
        let query = Look::of(tab.word(), (state.view, state.sort), &state.filter).to_string();
        let title = format!("Save this view: {}", in_words(tab, state));
        let (known, there) = (state.saved.clone(), state.saved.clone());
        let ask = Ask::text(&title, "Name", move |name, _| {
            let name = name.trim();
            if name.is_empty() {
                return Err(Rejection::rule("Type a name for it, as golfers."));
            }
            Ok(Effect::commit(match named(&known, name) {
                Some(saved) => Action::Edit {
                    targets: vec![saved.record],
                    fields: Fields::new().with("query", query.as_str()),
                    seen: None,
                },
                None => Action::Add {
                    kind: Kind::SavedView,
                    fields: Fields::new()
                        .with("tab", tab.word())
                        .with("name", name)
                        .with("query", query.as_str()),
                },
            }))
        });
        let ask = ask.checked(move |name, _| {
            let there = named(&there, name.trim());
            Ok(there.map(|saved| format!("{} is there; it becomes this view.", saved.name)))
        });
        self.apply(Effect::open(ask))
    }
}

/// The saved view of this name, however it is capitalised.
fn named<'a>(saved: &'a [Saved], name: &str) -> Option<&'a Saved> {
    saved.iter().find(|saved| saved.name.to_lowercase() == name.to_lowercase())
}

#[cfg(test)]
#[path = "saved_tests.rs"]
mod tests;
