//! What is typed in layers: kept as slips, offered again, forgotten once saved.
//!
//! **Invariant:** no layer leaves the stack with typed text in it unless the text was saved, or is a slip.

use serde_json::Value;

use super::{
    app::{App, at, day},
    command::{Availability, Command},
    desk::{Action, Begun, Desk, Done, Slip},
    effect::Outside,
    layers::{Layer, Remember, choices::SEARCH},
    model::{Laid, Opened},
    parting::Parting,
    tabs::{TabId, Target, Whose},
    widgets::list::Keep,
    work::{Job, is_long},
};
use crate::domain::{action::GoalAct, rejection::Rejection};

impl App {
    /// Executes the action of the top layer; it closes with those below that wait for it.
    pub(super) fn save(&mut self, action: Action) {
        if is_long(&action) {
            return self.begin_work(Job::TakeIn(Box::new(action)));
        }
        let stays = matches!(
            action,
            Action::Add { .. }
                | Action::AddHousehold { .. }
                | Action::AddMember { .. }
                | Action::Change { .. }
                | Action::Goal(GoalAct::Write { .. } | GoalAct::Change { .. })
                | Action::Reword(_)
        );
        let edited = self.edited(&action);
        let saved = self.book.commit(action, self.model.today);
        let done = self.saved(saved);
        if done.is_some() {
            self.note_act(edited);
        }
        // What was just added or worded anew is what one looks for next; from what was decided the cursor has
        // stepped on.
        if let Some(record) = done.filter(|_| stays).and_then(|done| done.record)
            && let Some(tab) = self.model.tab_mut()
            && tab.state_mut().list.focus_record(record)
        {
            self.look();
        }
    }

    /// Closes the top layer with those below that wait for it when its act went through; else tells it why not.
    pub(super) fn saved(&mut self, saved: Result<Done, Rejection>) -> Option<Done> {
        match saved {
            Err(why) => {
                // A field is told where it stands: in the form below the question about it.
                let asked_below = why.field.as_deref().is_some_and(|field| {
                    let below = self.model.layers.iter().rev().nth(1);
                    below.is_some_and(|layer| layer.waits() && layer.has_field(field))
                });
                if asked_below {
                    self.close();
                }
                if let Some(layer) = self.model.layers.last_mut() {
                    layer.refused(&why);
                }
                self.refuse_with_a_way(&why);
                None
            }
            Ok(done) => {
                self.discard();
                while self.model.layers.last().is_some_and(|layer| layer.waits()) {
                    self.discard();
                }
                self.done(Ok(done))
            }
        }
    }

    /// Puts a layer on top, with the slip that waits for it.
    pub(super) fn open(&mut self, layer: Box<dyn Layer>) {
        let mut opened = Opened { layer, begun: self.model.begun.clone() };
        if let Some(key) = opened.slip_key() {
            let slips = self.book.slips().unwrap_or_default();
            if let Some(slip) = slips.into_iter().find(|slip| slip.key == key) {
                opened.restore(&slip.body);
                self.model.say(if is_offered(&slip) {
                    format!(
                        "Your text of {} is back · {} starts over",
                        day(slip.day),
                        Command::StartOver.way()
                    )
                } else {
                    "What you looked for last is back; typing replaces it".to_owned()
                });
            }
        }
        self.model.laid = Laid::Behind;
        self.model.layers.push(opened);
    }

    /// What a layer holds that is not saved, as a slip.
    fn slip_of(&self, layer: &Opened) -> Option<Slip> {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let kept = layer.kept(&at)?;
        let (key, begun) = (layer.slip_key()?, layer.begun.clone());
        Some(Slip { key, title: kept.title, day: at.today, body: kept.body, begun })
    }

    /// Closes the top layer; what was typed stays as a slip.
    pub(super) fn close(&mut self) {
        let Some(mut layer) = self.model.layers.pop() else { return };
        self.model.laid = Laid::Behind;
        self.keep_place(layer.place(Remember::Leaving));
        let kept = match (self.slip_of(&layer), layer.slip_key()) {
            (Some(slip), _) => {
                let kept = self.book.keep_slip(&slip);
                if is_offered(&slip) {
                    self.model.say(format!("Kept as a slip: {}", slip.title));
                    kept
                } else {
                    Ok(())
                }
            }
            (None, Some(key)) => self.forget(&key),
            (None, None) => Ok(()),
        };
        match kept {
            Ok(()) => {}
            Err(_) if self.model.parting == Parting::Confirmed => {
                self.model.refuse("It is closed; what was typed in it is not kept.");
            }
            Err(why) => {
                self.model.layers.push(layer);
                self.warn_of_loss(&why, "closes");
            }
        }
    }

    /// Closes all layers; one whose text cannot be kept stays, with those below it.
    pub(super) fn close_all(&mut self) {
        while let Some(there) = self.model.layers.len().checked_sub(1) {
            self.close();
            if self.model.layers.len() > there {
                return;
            }
        }
    }

    /// Closes the top layer and forgets what was typed.
    pub(super) fn discard(&mut self) {
        if let Some(layer) = self.model.layers.pop()
            && let Some(key) = layer.slip_key()
            && let Err(why) = self.forget(&key)
        {
            self.model.refuse(why.message);
        }
        self.model.laid = Laid::Behind;
    }

    /// Forgets a slip; where there is none nothing is written.
    fn forget(&mut self, key: &str) -> Result<(), Rejection> {
        if self.book.slips()?.iter().any(|slip| slip.key == key) { self.book.drop_slip(key) } else { Ok(()) }
    }

    /// Remembers where the layers stand that ask for it.
    pub(super) fn remember(&mut self, when: Remember) {
        let places: Vec<_> = self.model.layers.iter_mut().filter_map(|layer| layer.place(when)).collect();
        for place in places {
            self.keep_place(Some(place));
        }
    }

    fn keep_place(&self, place: Option<(std::borrow::Cow<'static, str>, String)>) {
        if let Some((name, body)) = place {
            // Where one was may as well be found anew: a book that is busy is not waited for.
            let _ = self.book.keep_place(&name, &body);
        }
    }

    /// Keeps what stands in the layers now; they stay open.
    pub(super) fn keep_slips(&mut self) {
        self.remember(Remember::Leaving);
        let kept = self.try_keep_slips();
        // What was said of a key stays until another key.
        if let (Err(why), false) = (kept, matches!(self.model.parting, Parting::Warned(_))) {
            self.model.refuse(why.message);
        }
    }

    /// The same, said to who asks: every slip is tried, the first that could not be kept is told.
    pub(super) fn try_keep_slips(&mut self) -> Result<(), Rejection> {
        self.keep_each().into_iter().next().map_or(Ok(()), |(_, why)| Err(why))
    }

    /// Keeps every slip; those that could not be kept, each with the reason. What was typed only to look for something
    /// is no loss.
    pub(super) fn keep_each(&mut self) -> Vec<(Slip, Rejection)> {
        let slips: Vec<_> = self.model.layers.iter().filter_map(|layer| self.slip_of(layer)).collect();
        let kept = slips.into_iter().filter_map(|slip| {
            let no = self.book.keep_slip(&slip).err()?;
            is_offered(&slip).then_some((slip, no))
        });
        kept.collect()
    }

    /// Says at the start what waits.
    pub(super) fn offer_slips(&mut self) {
        if let Some(why) = self.book.only_read() {
            return self.model.refuse(why);
        }
        let mut slips = self.book.slips().unwrap_or_default();
        slips.retain(is_offered);
        let Some(first) = slips.first() else { return };
        let waits = format!("A slip of {} waits: {}", day(first.day), first.title);
        let slips_key = match Command::Slips.key() {
            "" => format!("{}slips", Command::Palette.key()),
            key => key.to_owned(),
        };
        self.model.say(match slips.len() {
            1 => format!("{waits} · {slips_key} opens it"),
            more => format!("{waits}, and {} more · {slips_key} opens them", more - 1),
        });
    }

    /// Remembers where a command is given that may open a layer.
    pub(super) fn begin(&mut self, command: Command) {
        let Some(tab) = self.model.tab() else { return };
        let (state, page) = (tab.state(), self.page_focus());
        let mut begun = Begun {
            command: command.spec().id.to_owned(),
            tab: tab.id().key().to_owned(),
            view: state.view_id().to_owned(),
            rows: tab.focus().map(|focus| focus.keys).unwrap_or_default(),
            whose: state.whose.as_ref().map(|whose| (whose.id, whose.name.clone())),
        };
        // A page about a client is left for that client's row.
        if let Some(page) = page {
            let view = page.relationship.and_then(|id| super::tabs::clients::view_of_record(&self.book, id));
            begun.tab = TabId::Clients.key().to_owned();
            begun.view = view.unwrap_or("clients").to_owned();
            (begun.rows, begun.whose) = (page.keys, None);
        }
        self.model.begun = Some(begun);
    }

    /// Goes where a slip was begun and gives its command again; the text is put back as the layer opens.
    pub(super) fn resume(&mut self, slip: &Slip) -> Vec<Outside> {
        let Some(begun) = &slip.begun else { return Vec::new() };
        let tab = TabId::ALL.into_iter().find(|tab| tab.key() == begun.tab);
        let (Some(tab), Some(command)) = (tab, Command::of_id(&begun.command)) else { return Vec::new() };
        self.close_all();
        self.model.leave_a_mark();
        self.model.aim(&Target::tab(tab));
        self.load(Keep::Nothing);
        if let Some(tab) = self.model.tab_mut() {
            let state = tab.state_mut();
            state.view = state.views.iter().position(|view| view.id == begun.view).unwrap_or(state.view);
            state.whose = begun.whose.clone().map(|(id, name)| Whose { id, name });
        }
        self.load(Keep::Nothing);
        let there = self.model.tab_mut().is_some_and(|tab| tab.state_mut().list.choose(&begun.rows));
        self.look();
        let can = self.available(command);
        if (there || begun.rows.is_empty()) && can == Availability::Yes {
            return self.run(command);
        }
        let why = match can {
            Availability::No(why) if there => why,
            _ => "The row it was typed on is not here any more.".to_owned(),
        };
        self.model.refuse(format!("{why} The slip stays. It says: {}", words_of(&slip.body)));
        Vec::new()
    }
}

/// Whether a slip is offered at the start and listed: what was typed to look for something is back by itself where
/// it was typed.
pub(super) fn is_offered(slip: &Slip) -> bool {
    !slip.key.starts_with(SEARCH)
}

/// The texts in a slip, without what stands around them.
pub(super) fn words_of(body: &Value) -> String {
    match body {
        Value::String(text) => text.trim().to_owned(),
        Value::Object(fields) => {
            // The record picked and the text before are not what was typed.
            let typed = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "picked" | "start"));
            let texts = typed.map(|(_, inner)| words_of(inner));
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
#[path = "keeping_tests.rs"]
mod tests;
