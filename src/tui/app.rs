//! The desk as one value: what it shows, the book, the clock; keys in, frames out.
//!
//! **Invariant:** everything a key can do happens here without a terminal, so tests drive the whole of it.

use std::{collections::VecDeque, os::unix::net::UnixStream};

use chrono::{Datelike, NaiveDate};

use super::{
    again::Turn,
    backing::Backing,
    desk::{At, Book, Desk, Done, WayBack},
    effect::{Effect, Outside},
    layers::{Remember, take_back::TakeBack},
    model::{Detail, Laid, Model, Pane},
    msg::Msg,
    tabs::{Arrive, AtHand, Tab, TabId, Target},
    theme::Theme,
    widgets::list::Keep,
    work::Work,
};
use crate::{
    clock::Clock,
    domain::{
        day::DayOrder,
        rejection::{Instead, Rejection},
    },
};

/// The application.
#[derive(Debug)]
pub struct App {
    /// What is shown.
    pub model: Model,
    /// The book.
    pub book: Book,
    /// Where today comes from.
    pub clock: Clock,
    /// What goes on beside the keys.
    pub(super) work: Option<Work>,
    /// The day's copy of the book, while it is being made.
    pub(super) backing: Option<Backing>,
    /// Wakes the loop; none where there is no loop.
    pub(super) knock: Option<UnixStream>,
}

/// What every part of the screen is given.
#[must_use]
pub fn at<'a>(book: &'a Book, clock: &Clock, today: NaiveDate, order: DayOrder) -> At<'a> {
    At { book, today, now: clock.time(), order }
}

impl App {
    /// A desk over a book, loaded and ready to draw.
    #[must_use]
    pub fn new(book: Book, clock: Clock, tabs: Vec<Box<dyn Tab>>, theme: Theme) -> Self {
        let mut app = Self::unread(book, clock, tabs, theme);
        app.load_rows(Keep::Nothing);
        app.offer_slips();
        app
    }

    /// The same for a terminal: its first frame shows the rows alone, a page of them kept from before where there
    /// is one, for the first thing on the screen waits for nothing else.
    pub(super) fn rows_first(book: Book, clock: Clock, tabs: Vec<Box<dyn Tab>>, theme: Theme) -> Self {
        let mut app = Self::unread(book, clock, tabs, theme);
        let at = at(&app.book, &app.clock, app.model.today, app.model.order);
        let kept = at.book.reading(|| {
            Ok(app.model.tabs.get_mut(app.model.active).map_or(AtHand::Nothing, |tab| tab.load_kept(&at)))
        });
        app.model.detail = if kept == Ok(AtHand::FirstPage) {
            Detail::AllLater
        } else {
            app.load_rows(Keep::Nothing);
            Detail::Later
        };
        app.read_saved();
        app.offer_slips();
        app
    }

    fn unread(book: Book, clock: Clock, tabs: Vec<Box<dyn Tab>>, theme: Theme) -> Self {
        let today = clock.today();
        Self { model: Model::new(tabs, theme, today), book, clock, work: None, backing: None, knock: None }
    }

    /// Takes what happened; returns what only the shell can do.
    pub fn handle(&mut self, msg: Msg) -> Vec<Outside> {
        self.find_room();
        let outside = self.take(msg);
        self.remember(Remember::Moved);
        outside
    }

    fn take(&mut self, msg: Msg) -> Vec<Outside> {
        match msg {
            Msg::Key(key) => {
                self.see_others();
                return self.press(key);
            }
            Msg::Paste(text) => return self.paste(&text),
            Msg::Mouse(mouse) => {
                self.see_others();
                return self.mouse(mouse);
            }
            Msg::Resized(columns, lines) => self.model.size = (columns, lines),
            Msg::Day(today) => self.new_day(today),
            Msg::Edited(text) => {
                if let Some(layer) = self.model.layers.last_mut() {
                    layer.edited(&text);
                }
            }
            Msg::Failed(why) => self.model.refuse(why),
            // Work that writes has the book to itself; what was typed is kept when it has ended.
            Msg::Rested if self.work.is_some() => {}
            Msg::Rested => self.keep_slips(),
            Msg::Ending => drop(self.end()),
            Msg::Woken => self.see_others(),
        }
        Vec::new()
    }

    /// Reads again what another desk on the same book has changed: a key is never meant for what is gone.
    fn see_others(&mut self) {
        if self.book.changed_elsewhere() {
            self.load(Keep::Nothing);
            self.reload_layers();
        }
    }

    /// Does what was wished, in order.
    pub(super) fn apply(&mut self, effects: Vec<Effect>) -> Vec<Outside> {
        let mut queue = VecDeque::from(effects);
        let mut outside = Vec::new();
        while let Some(effect) = queue.pop_front() {
            match effect {
                Effect::Commit(action) => {
                    let edited = self.edited(&action);
                    let done = self.book.commit(*action, self.model.today);
                    if self.done(done).is_some() {
                        self.note_act(edited);
                    }
                }
                Effect::Save(action) => self.save(*action),
                Effect::Leave(rest) => self.model.rest = rest,
                Effect::Undo => {
                    let done = self.book.undo(self.model.today);
                    self.done(done);
                }
                Effect::Purge(asked) => self.purge(&asked),
                Effect::TakeBack(op) => {
                    let done = self.book.take_back_op(op);
                    self.done(done);
                }
                Effect::TakeBackRest(op) => {
                    let done = Desk::take_back_rest(&mut self.book, op);
                    self.done(done);
                }
                Effect::TakeBackWithLater(op) => {
                    let done = Desk::take_back_with_later(&mut self.book, op);
                    self.done(done);
                }
                Effect::Redo => {
                    let done = self.book.redo(self.model.today);
                    self.done(done);
                }
                Effect::Open(layer) => self.open(layer),
                Effect::Close => self.close(),
                Effect::Discard => self.discard(),
                Effect::Forget(key) => {
                    if let Err(why) = self.book.drop_slip(&key) {
                        self.model.refuse(why.message);
                    }
                }
                Effect::Keep(slip) => {
                    if let Err(why) = self.book.keep_slip(&slip) {
                        self.model.refuse(why.message);
                    }
                }
                Effect::Say(words) => self.model.say(words),
                Effect::Warn(words) => self.model.refuse(words),
                Effect::Go(target) => self.go(&target),
                Effect::OpenSaved(view) => outside.extend(self.open_saved(view)),
                Effect::Run(command) => outside.extend(self.run(command)),
                Effect::Filter(typed) => self.set_filter(&typed),
                Effect::Resume(slip) => outside.extend(self.resume(&slip)),
                Effect::Reload => {
                    self.load(Keep::Nothing);
                    self.reload_layers();
                }
                Effect::Edit { text, field } => outside.push(Outside::Edit { text, field }),
                Effect::Work(job) => self.begin_work(job),
                Effect::Stop => self.stop_work(),
                Effect::Write(paper) => self.write(&paper),
                Effect::Copy(text) => outside.push(Outside::Copy(text)),
                Effect::Launch(link) => outside.push(Outside::Launch(link)),
                Effect::Quit => outside.extend(self.part(Outside::Quit)),
                Effect::Demo => outside.extend(self.part(Outside::Demo)),
                Effect::Lock => outside.extend(self.lock()),
                Effect::Suspend => outside.push(Outside::Suspend),
                Effect::Redraw => outside.push(Outside::Redraw),
            }
        }
        outside
    }

    /// Reads the active tab again.
    pub fn load(&mut self, keep: Keep) {
        self.load_rows(keep);
        self.look();
    }

    /// Reads the rows of the active tab again; what belongs to the focused one is read before it is drawn.
    fn load_rows(&mut self, keep: Keep) {
        self.model.detail = Detail::Behind;
        self.model.laid = Laid::Behind;
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let active = self.model.active;
        let Some(tab) = self.model.tabs.get_mut(active) else { return };
        if let Err(why) = at.book.reading(|| tab.load(&at, keep)) {
            self.model.refuse(why.message);
        }
        self.read_saved();
    }

    /// Reads the detail of the row the cursor has moved to, when it was not read yet: of many keys at once
    /// only the last row is looked at.
    pub(super) fn catch_up(&mut self) {
        match self.model.detail {
            Detail::Later => self.model.detail = Detail::Behind,
            Detail::AllLater => self.model.detail = Detail::AllBehind,
            // What is covered is read when it is seen again.
            Detail::AllBehind if self.is_covered() => {}
            Detail::AllBehind => self.load(Keep::Nothing),
            Detail::Behind => self.look(),
            Detail::Read => {}
        }
    }

    /// Reads what the next step of the cursor will show, while no key waits. What cannot be read is said then.
    pub(super) fn look_ahead(&mut self) {
        if self.model.detail != Detail::Read || !self.model.layers.is_empty() {
            return;
        }
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let active = self.model.active;
        if let Some(tab) = self.model.tabs.get_mut(active) {
            let _ = at.book.reading(|| tab.look_ahead(&at));
        }
    }

    /// Reads the detail of the focused row again.
    pub(super) fn look(&mut self) {
        self.model.detail = Detail::Read;
        self.model.laid = Laid::Behind;
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let active = self.model.active;
        let Some(tab) = self.model.tabs.get_mut(active) else { return };
        if let Err(why) = at.book.reading(|| tab.look(&at)) {
            self.model.refuse(why.message);
        }
    }

    pub(super) fn done(&mut self, done: Result<Done, Rejection>) -> Option<Done> {
        match done {
            Ok(done) => {
                let rest = std::mem::take(&mut self.model.rest);
                let left = rest.said.map(|said| format!("; {said}, still marked")).unwrap_or_default();
                let again = if self.model.turn == Turn::Again { "Again: " } else { "" };
                self.model.say(format!("{again}{}{left} · {}", done.summary, done.way_back.words()));
                if self.is_covered() {
                    self.model.detail = Detail::AllBehind;
                } else {
                    if let Some(tab) = self.model.tab_mut() {
                        tab.state_mut().list.keep_marks(&rest.marks);
                    }
                    self.load(Keep::Decided);
                    let book = &self.book;
                    if let Some(tab) = self.model.tabs.get_mut(self.model.active) {
                        let list = &mut tab.state_mut().list;
                        list.say_decided(&crate::tui::decided::decided(&done.summary));
                        // What the step had added is no row that was decided: it is not there any more.
                        list.forget(|record| {
                            done.way_back == WayBack::Redo && matches!(book.get(record), Ok(None))
                        });
                    }
                }
                self.reload_layers();
                Some(done)
            }
            Err(why) => {
                match why.instead {
                    Some(Instead::TakeBack(op)) => self.offer_ways(op, &why),
                    _ => self.refuse_with_a_way(&why),
                }
                None
            }
        }
    }

    /// Whether a page stands above the tab that is decided on, one card after the other.
    fn is_covered(&self) -> bool {
        self.model.layers.iter().any(|layer| layer.covers())
    }

    /// Shows what can be done about a step that cannot be taken back alone.
    fn offer_ways(&mut self, op: i64, why: &Rejection) {
        match self.book.ways_back(op) {
            Ok(ways) => self.open(Box::new(TakeBack::new(ways, &why.message))),
            Err(no) => self.model.refuse(no.message),
        }
    }

    pub(super) fn reload_layers(&mut self) {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        for layer in &mut self.model.layers {
            layer.reload(&at);
        }
    }

    fn go(&mut self, target: &Target) {
        // The page that is left is part of the place.
        self.model.leave_a_mark();
        self.close_all();
        let mut target = target.clone();
        // A client is looked for in the list of its kind.
        if let (TabId::Clients, None, Some(record)) = (target.tab, target.view, target.record) {
            target.view = crate::tui::tabs::clients::view_of_record(&self.book, record);
        }
        let target = &target;
        self.model.aim(target);
        self.load(Keep::Nothing);
        // A tab not seen yet knows its views only now.
        if target.view.is_some_and(|view| self.model.state().is_some_and(|state| state.view_id() != view)) {
            self.model.aim(target);
            self.load(Keep::Nothing);
        }
        let Some(record) = target.record else { return };
        let first = self.model.state().map_or(0, |state| state.view);
        let views = self.model.state().map_or(0, |state| state.views.len());
        // The view that is shown, then the others in their order, then the first again with the record open.
        for view in std::iter::once(first).chain((0..views).filter(|view| *view != first)) {
            if self.focus_in(view, record) {
                self.look();
                if target.arrive == Arrive::Opened
                    && self.model.state().is_some_and(|state| !state.page.is_empty())
                {
                    self.model.pane = Pane::Detail;
                }
                return;
            }
        }
        self.show_view(first);
        self.look();
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let effects = crate::tui::layers::record::edit(record, &at);
        self.apply(effects);
    }

    /// Puts the cursor on a record in that view of the active tab; says whether it is there.
    fn focus_in(&mut self, view: usize, record: crate::domain::record::RecordId) -> bool {
        self.show_view(view);
        self.model.tab_mut().is_some_and(|tab| tab.state_mut().list.focus_record(record))
    }

    fn show_view(&mut self, view: usize) {
        if let Some(tab) = self.model.tab_mut()
            && tab.state().view != view
        {
            tab.state_mut().view = view;
            self.load_rows(Keep::Nothing);
        }
    }

    fn new_day(&mut self, today: NaiveDate) {
        if self.model.today != today {
            self.model.today = today;
            self.load(Keep::Nothing);
            self.reload_layers();
            self.model.say(format!("It is {} now.", day(today)));
        }
    }
}

/// A day in words: `Fri 20 Nov`.
#[must_use]
pub fn day(day: NaiveDate) -> String {
    format!("{} {} {}", day.format("%a"), day.day(), day.format("%b"))
}

#[cfg(test)]
#[path = "first_frame_tests.rs"]
mod first_frame_tests;
