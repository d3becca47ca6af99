//! The mouse: a click selects, switches or presses what is named there; a second one opens; the wheel scrolls what
//! is under it.
//!
//! **Invariant:** it does nothing that has no key.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    app::{App, at},
    command::{Command, chord},
    effect::Outside,
    layers::Pressed,
    model::{Detail, Pane},
    msg::Mouse,
    widgets::{
        hits::{Hit, Pointed, What},
        list::Move,
    },
};

/// Two clicks on one cell within this time are one gesture.
const DOUBLE: TimeDelta = TimeDelta::milliseconds(500);

/// Lines of one turn of the wheel.
const TURN: i32 = 3;

/// Where and when the last click was.
pub type Clicked = Option<((u16, u16), DateTime<Utc>)>;

impl App {
    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Outside> {
        match mouse {
            Mouse::WheelUp(x, y) => self.wheel(-TURN, (x, y)),
            Mouse::WheelDown(x, y) => self.wheel(TURN, (x, y)),
            Mouse::Click(x, y) => return self.click((x, y)),
        }
        Vec::new()
    }

    fn wheel(&mut self, lines: i32, (x, y): (u16, u16)) {
        let under = self.model.hits.at(x, y).map(|hit| hit.what.clone());
        if let Some(layer) = self.model.layers.last_mut() {
            layer.wheel(lines);
            return;
        }
        match (under, self.model.pane) {
            (Some(What::Page), _) => self.scroll(Move::By(lines)),
            (Some(What::List), _) | (_, Pane::List) => self.walk(Move::By(lines)),
            (_, Pane::Detail) => self.scroll(Move::By(lines)),
        }
    }

    fn click(&mut self, (x, y): (u16, u16)) -> Vec<Outside> {
        let now = self.clock.instant();
        let before = self.model.clicked.replace(((x, y), now));
        let again = before
            .is_some_and(|(cell, then)| cell == (x, y) && now.signed_duration_since(then).abs() <= DOUBLE);
        let Some(hit) = self.model.hits.at(x, y).cloned() else { return Vec::new() };
        self.model.message = None;
        match (&hit.what, again) {
            // The second half of a double click presses nothing again: the first has done it.
            (What::Key(_) | What::Tab(_) | What::View(_), true) => Vec::new(),
            (What::Key(name), false) => chord::key(name).map_or_else(Vec::new, |key| self.press(key)),
            (What::List | What::Item(_), true) => {
                self.model.clicked = None;
                // Enter always opens.
                chord::key("Enter").map_or_else(Vec::new, |key| self.press(key))
            }
            _ if !self.model.layers.is_empty() => self.point(&hit, y),
            (What::Tab(number), false) => {
                let tab = self.model.tabs.get(*number).map(|tab| tab.id());
                if let Some(tab) = tab {
                    self.show_tab(tab);
                }
                Vec::new()
            }
            (What::View(number), false) => {
                self.view_clicked(*number);
                Vec::new()
            }
            (What::Page, _) => self.page_clicked(),
            (What::List | What::Item(_), false) => {
                self.row_clicked(&hit, y);
                Vec::new()
            }
        }
    }

    /// Tells the top layer what was clicked in it.
    fn point(&mut self, hit: &Hit, y: u16) -> Vec<Outside> {
        let pointed = match hit.what {
            What::List => Pointed::Line(hit.area, y),
            What::Item(number) => Pointed::Item(number),
            What::View(number) => Pointed::View(number),
            _ => return Vec::new(),
        };
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let pressed = self.model.layers.last_mut().map(|layer| layer.point(pointed, &at));
        match pressed {
            Some(Pressed::Taken(effects)) => self.apply(effects),
            _ => Vec::new(),
        }
    }

    fn row_clicked(&mut self, hit: &Hit, y: u16) {
        let Some(tab) = self.model.tab_mut() else { return };
        let list = &mut tab.state_mut().list;
        let found = match hit.what {
            What::Item(number) => {
                let key = list.rows().nth(number).map(|row| row.key.clone());
                key.is_some_and(|key| list.focus(&key))
            }
            _ => list.click(hit.area, y),
        };
        if found {
            self.model.pane = Pane::List;
            self.model.detail = Detail::Behind;
        }
    }

    fn view_clicked(&mut self, number: usize) {
        self.show_view_at(number);
    }

    /// The keys go to the detail, as by the key for it.
    fn page_clicked(&mut self) -> Vec<Outside> {
        if self.model.pane == Pane::Detail {
            return Vec::new();
        }
        self.run(Command::NextPane)
    }
}

/// The keys that a hint names, each with its column from the start of the hint.
#[must_use]
pub fn keys_of(hint: &str) -> Vec<(u16, &str)> {
    let mut column = 0;
    let mut keys = Vec::new();
    for part in hint.split(' ') {
        if chord::key(part).is_some() {
            keys.push((column, part));
        }
        column += super::widgets::text::width(part) + 1;
    }
    keys
}

#[cfg(test)]
#[path = "mouse_tests.rs"]
mod tests;
