//! The Follow-ups tab: where the day starts. One ordered list, its order written as headings.
//!
//! **Invariant:** the rows that can be seen have words and no others; they are dressed where they are drawn.

mod around;
mod empty;
mod look;
mod place;
pub mod quick;
mod rows;
#[cfg(test)]
mod tests;

use ratatui::layout::Rect;

use super::{AtHand, Drawn, Focus, Loaded, State, Tab, TabId, View as Tabview, first_run, near::Near, verbs};
use crate::{
    acts::queue::{Seed, View, minutes},
    domain::{
        day,
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Effect,
        layers::record,
        tabs::Target,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Keep, RowState},
            pen::Pen,
            table::{Layout, words},
        },
    },
};
use around::{VIEWS, foot, views};
use rows::Rows;

/// Who, tier, what, why with the minutes; why in few words and in fewer.
const LAYOUTS: &[Layout] = &[
    Layout {
        from: 90,
        columns: &[words(0, "", 20), words(1, "", 2), words(2, "", 0), words(3, "", rows::REASON)],
    },
    Layout {
        from: 78,
        columns: &[words(0, "", 16), words(1, "", 2), words(2, "", 24), words(3, "", rows::REASON)],
    },
    Layout { from: 58, columns: &[words(0, "", 14), words(2, "", 21), words(4, "", 0)] },
    Layout { from: 0, columns: &[words(0, "", 11), words(2, "", 11), words(5, "", 0)] },
];

/// The tab.
#[derive(Debug)]
pub struct FollowUps {
    state: State,
    rows: Rows,
    near: Near,
    /// What was finished before the last refresh; what is done now stays greyed in its place.
    done: Vec<RecordId>,
    /// The musts of the day, by their keys.
    musts: Vec<String>,
}

impl Default for FollowUps {
    fn default() -> Self {
        Self::new()
    }
}

impl FollowUps {
    /// The tab, empty.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: State::new(LAYOUTS, 80),
            rows: Rows::default(),
            near: Near::new(|at, id| at.book.dossier_in_brief(id)),
            done: Vec::new(),
            musts: Vec::new(),
        }
    }

    /// The active queue.
    fn view(&self) -> View {
        VIEWS.get(self.state.view).map_or(View::Today, |(view, _)| *view)
    }

    fn load_views(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let counts = at.book.queue_counts()?;
        let today = self.rows.seeds(View::Today, at)?;
        let late = today.iter().filter(|seed| seed.is_late(at.today)).count();
        self.state.views = views(today.len(), late, counts);
        Ok(())
    }

    /// What is said under the list: the sum of it, and what comes.
    fn foot(&mut self, seeds: &[Seed], at: &At<'_>) -> Result<Vec<Line>, Rejection> {
        let coming = if self.view() == View::Today { self.rows.coming(at)? } else { &[] };
        Ok(foot(seeds.len(), minutes(seeds), coming))
    }

    /// The words for the rows in view.
    fn fill(&mut self, keys: &[String], at: &At<'_>) -> Result<(), Rejection> {
        self.rows.dress(keys, at)?;
        let (rows, musts) = (&self.rows, &self.musts);
        self.state.list.fill(|row| {
            if row.state == RowState::Open
                && row.name.is_empty()
                && let Some(item) = rows.item(&row.key)
            {
                let mut cells = rows::cells(item);
                if let Some(what) = cells.get_mut(2).filter(|_| musts.contains(&row.key)) {
                    *what = rows::must(what);
                }
                row.cells = cells;
                row.name.clone_from(&item.title);
                row.who.clone_from(&item.who);
            }
        });
        Ok(())
    }

    fn is_empty_book(at: &At<'_>) -> bool {
        at.book.is_empty().unwrap_or(false)
    }
}

impl Tab for FollowUps {
    fn id(&self) -> TabId {
        TabId::FollowUps
    }
    fn state(&self) -> &State {
        &self.state
    }
    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    fn load(&mut self, at: &At<'_>, keep: Keep) -> Result<(), Rejection> {
        self.rows.renew(at)?;
        self.near.forget();
        if Self::is_empty_book(at)
            && self.rows.seeds(View::Today, at)?.is_empty()
            && self.rows.seeds(View::Upcoming, at)?.is_empty()
        {
            first_run::load(&mut self.state, at);
            return Ok(());
        }
        let keep = if first_run::is_shown(&self.state) { Keep::Nothing } else { keep };
        self.load_views(at)?;
        self.musts = at.book.musts()?;
        let view = self.view();
        let seeds = self.rows.seeds(view, at)?;
        self.rows.show(&seeds);
        let shown = self.rows.passing(&seeds, &self.state.filter, self.state.whose.as_ref(), at)?;
        if keep == Keep::Nothing {
            self.done = at.book.finished_today()?;
        } else if !self.done.is_empty() {
            // What was taken back or opened again since stands above, not under what is done.
            let still = at.book.finished_today()?;
            self.done.retain(|id| still.contains(id));
        }
        let mut items = rows::items(&shown, view, at.today);
        items.extend(self.below(&seeds, at)?);
        let foot = self.foot(&shown, at)?;
        let empty = match &self.state.whose {
            _ if !shown.is_empty() || !self.state.filter.is_empty() => Vec::new(),
            Some(whose) => empty::of_one(&whose.name, view),
            None => empty::lines(view, at)?,
        };
        self.state.load(Loaded { items, total: seeds.len(), empty, foot }, keep);
        Ok(())
    }

    fn load_kept(&mut self, at: &At<'_>) -> AtHand {
        let Some(page) = at.book.morning().filter(|page| !page.rows.is_empty()) else {
            return AtHand::Nothing;
        };
        self.rows.know(&page.rows);
        self.musts = at.book.musts().unwrap_or_default();
        self.state.views = views(page.all, page.late, page.counts);
        let mut items = rows::items_kept(&page.rows);
        if page.rows.len() == page.all {
            items.extend(rows::gaps_behind(page.gaps_behind));
            items.extend(rows::done(&page.finished, page.finished_in_all));
        }
        let foot = foot(page.all, page.minutes, &page.coming);
        self.state.load(Loaded { items, total: page.all, empty: Vec::new(), foot }, Keep::Nothing);
        AtHand::FirstPage
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        if first_run::is_shown(&self.state) {
            return Ok(());
        }
        let Some(key) = self.state.list.row().map(|row| row.key.clone()) else {
            self.state.look(None);
            return Ok(());
        };
        self.fill(std::slice::from_ref(&key), at)?;
        let Some(looked) = self.looked(&key, at)? else { return Ok(()) };
        self.state.look(Some(looked));
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
            C::Add | C::AddTask | C::AddClient | C::AddRule | C::PageAdd => Availability::Yes,
            C::ViewToday
            | C::ViewOverdue
            | C::ViewUpcoming
            | C::ViewWaiting
            | C::ViewRequests
            | C::ViewBackBurner
            | C::ViewReexam
            | C::ViewGaps
            | C::ViewBatch => Availability::Yes,
            C::Sort => Availability::no(
                "This queue has one order, and the headings say why. J and K place a row of today's list.",
            ),
            C::MoveUp | C::MoveDown => match self.view() {
                _ if self.state.list.row().is_none() => Availability::Elsewhere,
                View::Today if self.state.filter.is_empty() => Availability::Yes,
                View::Today => Availability::no(format!(
                    "{} and {} work in the whole list. Esc clears the filter.",
                    Command::MoveDown.way(),
                    Command::MoveUp.way()
                )),
                _ => Availability::no("J and K place what is in today's list: v t."),
            },
            C::SnoozeToday if self.view() != View::Today => {
                Availability::no("s t moves a row to the end of today's list: v t.")
            }
            C::WentWrong | C::DecideTold | C::Reopen => verbs::available(command, self.chosen().as_ref(), at),
            _ if self.state.is_decided() => look::is_decided(self.state.list.row()),
            C::Open if look::leads(self.state.list.row()).is_some() => Availability::Yes,
            _ => verbs::available(command, self.chosen().as_ref(), at),
        }
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Vec<Effect> {
        use Command as C;
        if first_run::is_shown(&self.state) && command == C::Open {
            return first_run::open(&self.state);
        }
        if first_run::is_shown(&self.state) {
            return super::clients::household::add(at);
        }
        let view = |id| vec![Effect::Go(Target { filter: None, ..Target::tab(TabId::FollowUps).view(id) })];
        let done = match command {
            C::Add | C::AddTask => {
                let whose = self.state.whose.as_ref().map(|whose| whose.id);
                // Of rows of several clients it belongs to none of them.
                let one = |focus: &Focus| focus.relationships.len() < 2;
                let here = || self.chosen().filter(one).and_then(|focus| focus.relationship);
                quick::open(at, whose.or_else(here)).map(|effect| vec![effect])
            }
            C::PageAdd => {
                let whose = self.focus().and_then(|focus| focus.relationship);
                quick::open(at, whose).map(|effect| vec![effect])
            }
            C::AddClient => Ok(super::clients::household::add(at)),
            C::AddRule => Ok(record::add(Kind::Rule, Fields::new(), at)),
            C::CopyRow => self.copy_rows(at),
            C::Open => Ok(look::leads(self.state.list.row()).unwrap_or_default()),
            C::ViewToday => Ok(view("today")),
            C::ViewOverdue => Ok(view("overdue")),
            C::ViewUpcoming => Ok(view("upcoming")),
            C::ViewWaiting => Ok(view("waiting")),
            C::ViewRequests => Ok(view("requests")),
            C::ViewBackBurner => Ok(view("back-burner")),
            C::ViewReexam => Ok(view("re-examinations")),
            C::ViewGaps => Ok(view("gaps")),
            C::ViewBatch => Ok(view("batch")),
            C::MoveUp => self.place(-1, at),
            C::MoveDown => self.place(1, at),
            _ => Ok(verbs::run(command, self.chosen().as_ref(), at)),
        };
        done.unwrap_or_else(|why| Effect::warn(why.message))
    }

    fn strip_word(&self, command: Command, at: &At<'_>) -> Option<String> {
        let days = verbs::items::snooze_days(at.today);
        days.into_iter().find(|(known, _)| *known == command).map(|(_, day)| day)
    }

    fn strip_about(&self, prefix: &str, at: &At<'_>) -> Option<String> {
        let row = self.state.list.row()?;
        let item = self.rows.item(&row.key)?;
        match (prefix, self.state.list.marked()) {
            ("s", 0) => item.due.map(|due| format!("hide until; still due {}", day::near(due, at.today))),
            ("s", 1) => Some("hide the marked row until; its due date stays".to_owned()),
            ("s", many) => Some(format!("hide {many} rows until; their due dates stay")),
            ("c", 0) => Some(format!("agreements due: {} of {}", item.title.to_lowercase(), item.who)),
            ("d", 0) => Some(format!("decide: {}, {}", item.title, item.who)),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if first_run::is_shown(&self.state) {
            return first_run::hints();
        }
        let Some(focus) = self.focus() else {
            return vec![Hint::new("a", "add"), Hint::new("< >", "other queues")];
        };
        if self.state.is_decided() {
            return vec![Hint::new("u", "undo")];
        }
        let asked = self.view() == View::Requests;
        let due = focus.keys.iter().any(|key| key.ends_with(".reexam"));
        let done = look::done_word(self.state.list.row());
        let mut hints = vec![Hint::new("x", done), Hint::new("i", "log"), Hint::new("s", "snooze")];
        if asked {
            hints.insert(0, Hint::new("d", "decide"));
        }
        if due {
            hints.insert(0, Hint::new("c", "agreement due"));
        }
        hints.extend(look::hints(self.state.list.row()));
        if focus.relationship.is_none() {
            hints.retain(|hint| hint.key != "i");
        }
        hints
    }

    fn draw_body(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) -> Drawn {
        if first_run::is_shown(&self.state) {
            first_run::draw(&self.state, pen, area, at);
            return Drawn::Itself;
        }
        let width = crate::tui::frame::list_width(area.width, self.state.split);
        let keys = self.state.list.in_view(Rect { width, ..area });
        // A row that cannot be read keeps its place and stays bare; the load has said why.
        let _ = at.book.reading(|| self.fill(&keys, at));
        Drawn::Frame
    }

    fn focus(&self) -> Option<Focus> {
        if first_run::is_shown(&self.state) {
            return None;
        }
        self.state.focus()
    }
}

impl FollowUps {
    /// Copies the chosen rows, with words for those that were not seen yet.
    fn copy_rows(&mut self, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
        let keys: Vec<String> = self.state.list.chosen().iter().map(|row| row.key.clone()).collect();
        self.rows.dress(&keys, at)?;
        let said = |key: &String| self.rows.item(key).map(rows::said);
        Ok(State::copied(keys.iter().filter_map(said).collect()))
    }
}

/// The relationship's record id.
fn whose(seed: &Seed) -> Option<RecordId> {
    seed.relationship.map(|id| RecordId::new(Kind::Relationship, id))
}
