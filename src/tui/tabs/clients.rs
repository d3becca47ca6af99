//! The Clients tab: relationships by their standing, worst first, and the dossier of each.
//!
//! **Invariant:** the standing is read with all relationships at once; only the focused one is read in full.

pub mod household;
mod lines;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use chrono::NaiveDate;
use ratatui::layout::Rect;

use super::{
    Drawn, Focus, Loaded, Looked, State, Tab, TabId, View, dossier_page, first_run,
    near::Near,
    verbs::{self, whole},
};
use crate::{
    acts::{Book, saved::in_order, standing::ClientLine},
    domain::{
        cadence::State as Standing,
        filter::Filter,
        record::{Kind, RecordId, Row as Record},
        records::{relationship::list_of, saved_view::words_of},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
        layers::{record, record_all},
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, Row},
            pen::Pen,
        },
    },
};

/// The views with their ids and names.
const VIEWS: [(&str, &str); 5] = [
    ("clients", "Clients"),
    ("prospects", "Prospects"),
    ("partners", "Partners"),
    ("helpers", "Helpers"),
    ("ended", "Ended"),
];

/// The orders of `o`.
const ORDERS: [&str; 5] =
    ["worst standing first", "by name", "by tier", "what comes next first", "longest without contact first"];

/// The tab.
#[derive(Debug)]
pub struct Clients {
    state: State,
    near: Near,
    as_of: Option<((i64, String), NaiveDate)>,
    all: Vec<Known>,
}

/// A relationship with its place and its row, made once: a letter of the filter only chooses among them.
#[derive(Debug)]
struct Known {
    line: ClientLine,
    view: &'static str,
    row: Rc<Row>,
}

impl Known {
    fn of(line: ClientLine, today: NaiveDate) -> Self {
        let view = lines::view(&line);
        Self { row: Rc::new(lines::row(&line, view, today)), view, line }
    }
}

impl Default for Clients {
    fn default() -> Self {
        Self::new()
    }
}

/// The view of a stored relationship; none when it is gone.
#[must_use]
pub fn view_of_record(book: &Book, id: RecordId) -> Option<&'static str> {
    let row: Record = book.get(id).ok().flatten().filter(|_| id.kind == Kind::Relationship)?;
    Some(list_of(row.str("kind"), row.str("stage")))
}

impl Clients {
    /// The tab, empty.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: State::new(lines::layouts("clients", 0), 74),
            near: Near::new(|at, id| at.book.dossier(id)),
            as_of: None,
            all: Vec::new(),
        }
    }

    fn view(&self) -> &'static str {
        VIEWS.get(self.state.view).map_or("clients", |(id, _)| id)
    }

    /// Reads all standings again, and forgets the dossiers, when the book or the day is another.
    fn renew(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let now = (at.book.head()?, at.today);
        if self.as_of.as_ref() != Some(&now) {
            self.near.forget();
            self.all = at.book.clients()?.into_iter().map(|line| Known::of(line, at.today)).collect();
            self.as_of = Some(now);
        }
        Ok(())
    }

    fn load_views(&mut self) {
        let count = |id: &str| self.all.iter().filter(|known| known.view == id).count() as u64;
        self.state.views = VIEWS.iter().map(|(id, name)| View::new(id, *name, Some(count(id)))).collect();
    }

    fn in_order<'a>(&self, mut shown: Vec<&'a Known>, at: &At<'_>) -> Result<Vec<&'a Known>, Rejection> {
        let orders = words_of(TabId::Clients.word()).1;
        // Only clients have a standing that is shown; the others stand by name instead.
        let sort = if self.state.sort == 0 && self.view() != "clients" { 1 } else { self.state.sort };
        let tiers: Vec<String> = at.book.tiers()?.into_iter().map(|tier| tier.name).collect();
        in_order(&mut shown, |known| &known.line, orders.get(sort).copied().unwrap_or(""), &tiers);
        Ok(shown)
    }

    fn foot(shown: &[&Known], view: &str) -> Vec<Line> {
        if view != "clients" {
            return Vec::new();
        }
        let states: Vec<Standing> = shown.iter().map(|known| known.line.state()).collect();
        let count = |state: Standing| states.iter().filter(|known| **known == state).count();
        let noun = if shown.len() == 1 { "client" } else { "clients" };
        vec![Line::plain(format!(
            "{} {noun}:  {} broken   {} due   {} unknown   {} good",
            shown.len(),
            count(Standing::Broken),
            count(Standing::Due),
            count(Standing::Unknown),
            count(Standing::Good)
        ))]
    }

    /// Where a filter that fits nobody here does fit somebody, and how to get there.
    fn elsewhere<'a>(&self, fitting: impl Iterator<Item = &'a Known>) -> Vec<Line> {
        let found: Vec<&str> = fitting.map(|known| known.view).collect();
        let named = self.state.views.iter().filter_map(|view| {
            let count = found.iter().filter(|id| **id == view.id).count();
            (count > 0).then(|| format!("{count} in {}", view.name))
        });
        let named: Vec<String> = named.collect();
        if named.is_empty() || self.state.filter.is_empty() {
            return Vec::new();
        }
        let (before, next) = (Command::PreviousView.way(), Command::NextView.way());
        let said = format!("Nothing here fits {}; it fits {}.", self.state.filter, named.join(", "));
        vec![
            Line::plain(said),
            Line::plain(format!("{before} and {next} show the other lists. Esc clears the filter.")),
        ]
    }

    fn nobody(view: &str) -> Vec<Line> {
        let add = Command::Add.way();
        let (first, second) = match view {
            "prospects" => (
                "No prospects now.",
                format!("{add} adds one; {} makes a client of it.", Command::Promote.way()),
            ),
            "partners" => ("No partners yet: custodian, CPA, attorney.", format!("{add} adds one.")),
            "helpers" => ("No helpers yet.", format!("{add} adds one.")),
            "ended" => (
                "No relationship has ended.",
                format!("{} ends one; its history stays here.", Command::End.way()),
            ),
            _ => ("No clients yet.", format!("{add} adds a household; a name is enough.")),
        };
        vec![Line::heading(first), Line::empty(), Line::muted(second)]
    }
}

impl Tab for Clients {
    fn id(&self) -> TabId {
        TabId::Clients
    }
    fn state(&self) -> &State {
        &self.state
    }
    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    fn load(&mut self, at: &At<'_>, keep: Keep) -> Result<(), Rejection> {
        self.renew(at)?;
        if self.all.is_empty() && at.book.is_empty()? {
            first_run::load(&mut self.state, at);
            return Ok(());
        }
        let keep = if first_run::is_shown(&self.state) { Keep::Nothing } else { keep };
        self.load_views();
        let view = self.view();
        let of_view: Vec<&Known> = self.all.iter().filter(|known| known.view == view).collect();
        let total = of_view.len();
        let foot = Self::foot(&of_view, view);
        let filter = Filter::parse(&self.state.filter, at.today, at.order);
        let holding = at.book.holding(&filter)?;
        let whose = self.state.whose.as_ref().map(|whose| whose.id.id);
        let asks_tags = filter.asks_tags();
        let passes = |known: &&Known| {
            let line = &known.line;
            let tags: Vec<&str> = line.tags.iter().filter(|_| asks_tags).map(String::as_str).collect();
            let facts = line.facts(&tags);
            whose.is_none_or(|id| id == line.line.id)
                && filter.matches_in_full(&facts, |text| holding.holds(line.line.id, text))
        };
        let shown = self.in_order(of_view.into_iter().filter(passes).collect(), at)?;
        let items = shown.iter().map(|known| Item::Row(Rc::clone(&known.row))).collect();
        let is_whole = filter.is_empty() && whose.is_none();
        let empty = if is_whole {
            Self::nobody(view)
        } else {
            let elsewhere = self.all.iter().filter(|known| known.view != view);
            self.elsewhere(elsewhere.filter(|known| passes(known)))
        };
        self.state.list.set_layouts(lines::layouts(view, self.state.sort));
        self.state.load(Loaded { items, total, empty, foot }, keep);
        Ok(())
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        if first_run::is_shown(&self.state) {
            return Ok(());
        }
        let dossier = match self.state.list.row().and_then(|row| row.relationship) {
            Some(id) => self.near.dossier(id.id, at)?,
            None => None,
        };
        self.state.look(dossier.map(|dossier| Looked {
            title: dossier_page::peek_title(dossier),
            peek: dossier_page::peek(dossier, None, at.today),
            page: dossier_page::page(dossier, at.today),
        }));
        Ok(())
    }

    fn look_ahead(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        self.near.look_around(&self.state.list, at)
    }

    fn available(&self, command: Command, at: &At<'_>) -> Availability {
        use Command as C;
        if first_run::is_shown(&self.state) {
            return first_run::available(command);
        }
        match command {
            C::Add | C::AddClient | C::Sort | C::AddRule | C::AddTask => return Availability::Yes,
            _ => {}
        }
        let Some(focus) = self.chosen() else { return Availability::Elsewhere };
        match command {
            _ if self.state.is_decided() => Availability::no(format!(
                "This row is decided. {} takes the last step back.",
                Command::Undo.way()
            )),
            C::PageAdd => Availability::Yes,
            C::EditOutside if focus.keys.len() > 1 => Availability::no(format!(
                "{} opens one client at a time. {} clears the marks.",
                Command::EditOutside.way(),
                Command::MarkAll.way()
            )),
            C::Edit | C::EditOutside | C::Delete => Availability::Yes,
            C::Finish => Availability::no(format!(
                "{} is for what is to be done. {} shows their follow-ups.",
                Command::Finish.way(),
                Command::GoFollowUps.way()
            )),
            _ => verbs::available(command, Some(&focus), at),
        }
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Vec<Effect> {
        use Command as C;
        if first_run::is_shown(&self.state) && command == C::Open {
            return first_run::open(&self.state);
        }
        let focus = self.chosen();
        let id = focus.as_ref().and_then(|focus| focus.relationship);
        match (command, id) {
            (C::Add | C::AddClient, _) => household::add_in(self.view(), at),
            (C::AddRule, _) => record::add(Kind::Rule, crate::domain::record::Fields::new(), at),
            (C::AddTask, _) | (C::PageAdd, Some(_)) => super::follow_ups::quick::open(at, id)
                .map_or_else(|why| Effect::warn(why.message), |effect| vec![effect]),
            (C::Sort, _) => {
                let next = (self.state.sort + 1) % ORDERS.len();
                // Where no standing is shown, the first order is by name too: one press is one change.
                let named = self.view() != "clients";
                self.state.sort = match next {
                    0 | 1 if named => next + 1,
                    next => next,
                };
                let said = ORDERS.get(self.state.sort).copied().unwrap_or("");
                vec![Effect::Reload, Effect::Say(format!("Order: {said}"))]
            }
            (C::Edit, Some(_)) => record_all::edit(&focus.map(|focus| focus.records).unwrap_or_default(), at),
            (C::EditOutside, Some(id)) => whole::edit_long(id, at),
            (C::Delete, Some(_)) => {
                let targets = focus.map(|focus| focus.records).unwrap_or_default();
                Effect::commit(Action::Delete { targets })
            }
            (C::CopyRow, _) => self.state.copy_rows(),
            _ => verbs::run(command, focus.as_ref(), at),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if first_run::is_shown(&self.state) {
            return first_run::hints();
        }
        if self.state.list.row().is_none() {
            return vec![Hint::new("a", "add"), Hint::new("< >", "other lists")];
        }
        vec![Hint::new("Enter", "open"), Hint::new("i", "log"), Hint::new("a", "add"), Hint::new("e", "edit")]
    }

    fn draw_body(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) -> Drawn {
        if first_run::is_shown(&self.state) {
            first_run::draw(&self.state, pen, area, at);
            return Drawn::Itself;
        }
        Drawn::Frame
    }

    fn focus(&self) -> Option<Focus> {
        if first_run::is_shown(&self.state) {
            return None;
        }
        self.state.focus()
    }
}
