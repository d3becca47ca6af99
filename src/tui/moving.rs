//! Moving about: rows, panes, views, tabs, jumps and the way back.
//!
//! **Invariant:** moving changes places only; it never touches the book.

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::{
    app::{App, at},
    command::Command as C,
    effect::{Effect, Outside},
    layers::Pressed,
    model::{Detail, Pane, Place, Room},
    tabs::{TabId, Target, Whose},
    widgets::list::{Keep, List, Move},
};

impl App {
    pub(super) fn walk(&mut self, to: Move) {
        if matches!(to, Move::Top | Move::Bottom) {
            self.model.leave_a_mark();
        }
        if self.model.tab_mut().is_some_and(|tab| tab.state_mut().list.go(to)) {
            self.model.detail = Detail::Behind;
        }
    }

    /// To the first row of a layer that moves its cursor itself.
    pub(super) fn top_of_layer(&mut self) -> Vec<Outside> {
        self.lay_out();
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let home = KeyEvent::from(KeyCode::Home);
        match self.model.layers.last_mut().map(|layer| layer.key(home, &at)) {
            Some(Pressed::Taken(effects)) => self.apply(effects),
            _ => Vec::new(),
        }
    }

    pub(super) fn scroll(&mut self, to: Move) {
        if let Some(tab) = self.model.tab_mut() {
            tab.state_mut().page.go(to);
        }
    }

    pub(super) fn marked(&mut self, change: impl Fn(&mut List)) {
        if let Some(tab) = self.model.tab_mut() {
            change(&mut tab.state_mut().list);
        }
        self.look();
    }

    pub(super) fn zoom(&mut self) {
        match self.model.room {
            Room::Whole => {
                self.model.room = Room::ByWidth;
                self.model.pane = Pane::List;
            }
            Room::ByWidth => {
                self.model.room = Room::Whole;
                self.model.pane = Pane::Detail;
            }
        }
    }

    pub(super) fn open_detail(&mut self) -> Vec<Outside> {
        if self.model.state().is_some_and(|state| state.page.is_empty()) {
            return self.apply(Effect::warn("There is nothing more to open here."));
        }
        self.model.pane = Pane::Detail;
        Vec::new()
    }

    pub(super) fn show_tab(&mut self, tab: TabId) {
        let Some(at) = self.model.tabs.iter().position(|known| known.id() == tab) else { return };
        if at != self.model.active {
            self.model.leave_a_mark();
            self.model.active = at;
        }
        self.close_all();
        self.model.pane = Pane::List;
        self.model.room = Room::ByWidth;
        self.load(Keep::Nothing);
    }

    pub(super) fn step_tab(&mut self, by: isize) {
        let count = self.model.tabs.len().cast_signed();
        if count > 0 {
            let next = (self.model.active.cast_signed() + by).rem_euclid(count);
            let id = self.model.tabs.get(next.unsigned_abs()).map(|tab| tab.id());
            if let Some(id) = id {
                self.show_tab(id);
            }
        }
    }

    pub(super) fn go_to_theirs(&mut self, tab: TabId) -> Vec<Outside> {
        let Some(focus) = self.chosen() else { return Vec::new() };
        let Some(id) = focus.relationship else { return Vec::new() };
        let target = match tab {
            TabId::Clients => Target::tab(tab).record(id),
            _ => Target::tab(tab).whose(Whose { id, name: focus.who }),
        };
        self.apply(vec![Effect::Go(target)])
    }

    /// Goes to the place before in the jump history; the present one is the next ahead.
    pub(super) fn go_back(&mut self) -> Vec<Outside> {
        let here = self.model.place();
        let Some(place) = self.model.places.pop() else { return Vec::new() };
        self.model.ahead.extend(here);
        self.stand(place)
    }

    /// Goes forward again to the place gone back from.
    pub(super) fn go_forward(&mut self) -> Vec<Outside> {
        let here = self.model.place();
        let Some(place) = self.model.ahead.pop() else { return Vec::new() };
        self.model.places.extend(here);
        self.stand(place)
    }

    /// Stands at a place as it was: tab, view, filter, order, row, and the page that was read there.
    fn stand(&mut self, place: Place) -> Vec<Outside> {
        self.close_all();
        self.model.active = place.tab;
        self.model.pane = place.pane;
        self.model.room = place.room;
        if let Some(tab) = self.model.tab_mut() {
            let state = tab.state_mut();
            (state.view, state.sort) = (place.view, place.sort);
            state.whose = place.whose;
            state.filter = place.filter;
        }
        self.load(Keep::Nothing);
        if let (Some(key), Some(tab)) = (place.row, self.model.tab_mut())
            && !tab.state_mut().list.focus(&key)
        {
            self.model.say("The row you were on does not stand in this list any more");
        }
        self.look();
        place.page.map_or_else(Vec::new, |page| self.run(page))
    }

    pub(super) fn step_back(&mut self) -> Vec<Outside> {
        if !self.model.layers.is_empty() {
            return self.apply(vec![Effect::Close]);
        }
        if self.model.pane == Pane::Detail {
            self.model.pane = Pane::List;
            self.model.room = Room::ByWidth;
            return Vec::new();
        }
        let Some(tab) = self.model.tab_mut() else { return Vec::new() };
        let state = tab.state_mut();
        if state.list.marked() > 0 {
            state.list.unmark();
        } else if !state.filter.is_empty() {
            state.filter.clear();
            self.load(Keep::Nothing);
        } else if state.whose.take().is_some() {
            self.load(Keep::Nothing);
        } else {
            self.model.say(format!("This is the top · {} quits · {} help", C::Close.key(), C::Help.key()));
        }
        Vec::new()
    }

    pub(super) fn close_or_quit(&mut self) -> Vec<Outside> {
        if !self.model.layers.is_empty() {
            return self.apply(vec![Effect::Close]);
        }
        if self.model.pane == Pane::Detail {
            return self.step_back();
        }
        self.apply(vec![Effect::Quit])
    }
}

#[cfg(test)]
#[path = "moving_tests.rs"]
mod tests;
