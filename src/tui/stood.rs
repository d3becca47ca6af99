//! The place that was left for the door, and standing there again once the book is open.
//!
//! **Invariant:** what is remembered while the book is shut names nobody, and what is opened again only shows or asks.

use super::{
    app::App,
    command::Command,
    layers::{Shape, open::opens},
    model::{Pane, Room},
    tabs::Whose,
    widgets::list::Keep,
};
use crate::domain::record::RecordId;

/// A place that is remembered while the book is shut: numbers and names of the program, nothing of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    pub(crate) tab: usize,
    pub(crate) view: usize,
    pub(crate) sort: usize,
    pub(crate) row: Option<String>,
    pub(crate) whose: Option<RecordId>,
    pub(crate) pane: Pane,
    pub(crate) room: Room,
    pub(crate) page: Option<Command>,
}

impl App {
    /// The place the keys are at: with the lowest page that covers the tab, when its command opens it and does nothing
    /// else.
    #[must_use]
    pub fn stood(&self) -> Option<Stood> {
        let (model, state) = (&self.model, self.model.state()?);
        let page = model.layers.iter().find(|layer| layer.shape() == Shape::Full);
        let page = page.and_then(|page| Command::of_id(&page.begun.as_ref()?.command));
        Some(Stood {
            tab: model.active,
            view: state.view,
            sort: state.sort,
            row: state.list.row().map(|row| row.key.clone()),
            whose: state.whose.as_ref().map(|whose| whose.id),
            pane: model.pane,
            room: model.room,
            page: page.filter(|page| opens(*page)),
        })
    }

    /// Stands again where the desk was left for the door; a narrowing by words is not remembered.
    pub(super) fn stand_again(&mut self, place: Stood) {
        self.model.active = place.tab;
        self.model.pane = place.pane;
        self.model.room = place.room;
        let name = |id| self.book.get(id).ok().flatten().map(|row| row.str("name").to_owned());
        let whose = place.whose.and_then(|id| Some(Whose { id, name: name(id)? }));
        self.load(Keep::Nothing);
        if let Some(tab) = self.model.tab_mut() {
            let state = tab.state_mut();
            (state.view, state.sort, state.whose) = (place.view, place.sort, whose);
        }
        self.load(Keep::Nothing);
        if let (Some(key), Some(tab)) = (place.row, self.model.tab_mut()) {
            tab.state_mut().list.focus(&key);
        }
        self.look();
        if let Some(page) = place.page {
            let said = self.model.message.take();
            // Nothing outside is asked for by what opens a page.
            drop(self.run(page));
            self.model.message = self.model.message.take().or(said);
        }
    }
}

#[cfg(test)]
#[path = "stood_tests.rs"]
mod tests;
