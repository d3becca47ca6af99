//! A desk of tabs with rows like those of the mock-ups, for what is the same on all of them.

#[path = "view_tests/drawing_tests.rs"]
mod drawing;
#[path = "view_tests/filter_tests.rs"]
mod filter;
#[path = "view_tests/keys_tests.rs"]
mod keys;

use super::*;
use crate::{
    clock::Clock,
    domain::{record::RecordId, rejection::Rejection},
    tui::{
        command::{Command, chord},
        desk::At,
        effect::{Effect, Outside},
        layers::{
            ask::Ask,
            form::{Form, FormField, FormSpec, Kind},
        },
        msg::Msg,
        tabs::{State, Tab, TabId, View},
        testing::{book, drawn, task, titles},
        theme::Theme,
        widgets::{
            list::{Item, Keep, Row, Words},
            page::Page,
            table::{Layout, numbers, words},
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 78,
        columns: &[
            words(0, "", 12),
            words(1, "", 2),
            words(2, "", 28),
            words(3, "", 25),
            numbers(5, "", 6).muted(),
        ],
    },
    Layout { from: 58, columns: &[words(0, "", 11), words(2, "", 24), words(4, "", 0)] },
    Layout { from: 0, columns: &[words(0, "", 11), words(2, "", 11), words(4, "", 0)] },
];

const ROWS: [[&str; 6]; 7] = [
    ["Hartley", "A", "Roth conversion figures", "promised, 4 days late", "4 days late", "20 min"],
    ["Osei", "A", "Half-year meeting by video", "meeting at 14:00", "meeting at 14:00", "60 min"],
    ["Okafor", "A", "Wire 184,000 for closing", "hard date today, 16:00", "today by 16:00", "15 min"],
    ["Tanaka 田中", "B", "Letter on the yen account", "promised, due today", "due today", "30 min"],
    ["Lefèvre", "A", "Call Hélène", "94 days, 4 past maximum", "4 days past maximum", "15 min"],
    ["👩‍👩‍👧 Ruiz", "C", "Look again at 3 goals", "12 months on, due today", "12 months on", "60 min"],
    ["Farouk", "B", "Fee waiver: extend or end", "exception ends 30 Nov", "ends in 7 days", "15 min"],
];

/// A tab with rows like those of the mock-ups.
#[derive(Debug)]
pub(crate) struct Fake {
    id: TabId,
    state: State,
    rows: usize,
}

impl Fake {
    pub(crate) fn new(id: TabId, rows: usize) -> Self {
        Self { id, state: State::new(LAYOUTS, 80), rows }
    }
}

impl Tab for Fake {
    fn id(&self) -> TabId {
        self.id
    }
    fn state(&self) -> &State {
        &self.state
    }
    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }
    fn load(&mut self, at: &At<'_>, keep: Keep) -> Result<(), Rejection> {
        let count = |name: &'static str, id, count| View::new(id, name, count);
        self.state.views = vec![
            count("Today", "today", Some(12)),
            count("Overdue", "overdue", Some(3)),
            count("Upcoming", "upcoming", None),
            count("Waiting", "waiting", Some(6)),
            count("Requests", "requests", Some(4)),
            count("Back burner", "back-burner", None),
            count("Re-exam", "re-examinations", Some(9)),
        ];
        let done = titles(at.book).len();
        let mut items = Vec::new();
        for number in done..self.rows {
            let [who, tier, what, why, short, minutes] = ROWS[number % ROWS.len()];
            match number {
                0 => items.push(Item::Heading("Hard dates and promises".into())),
                4 => items.extend([Item::Gap, Item::Heading("Then by stakes, tier and lateness".into())]),
                _ => {}
            }
            if !format!("{who} {what}").to_lowercase().contains(&self.state.filter.to_lowercase()) {
                continue;
            }
            items.push(Item::from(Row {
                key: format!("f{number}"),
                record: None,
                relationship: Some(RecordId::new(crate::domain::record::Kind::Relationship, 12)),
                words: Words {
                    name: what.into(),
                    who: who.into(),
                    cells: [who, tier, what, why, short, minutes]
                        .map(crate::tui::widgets::line::Line::plain)
                        .to_vec(),
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            }));
        }
        self.state.total = self.rows;
        self.state.empty = vec!["Nothing more is due today.".into()];
        self.state.list.refresh(items, keep);
        Ok(())
    }
    fn look(&mut self, _at: &At<'_>) -> Result<(), Rejection> {
        let Some(row) = self.state.list.row() else {
            self.state.page = Page::default();
            self.state.peek.clear();
            return Ok(());
        };
        let who = format!("{} household", row.who);
        self.state.peek_title = Line::heading(&who).with("  tier A", Role::Plain);
        self.state.peek = vec![
            Line::labelled("Why first", 10, "promised by you on 12 Nov for Thu 19 Nov, 4 days late; tier A"),
            Line::labelled("Standing", 10, "✗ promise late   ! a rule to teach again   ? depth   ✓ the rest"),
            Line::labelled("Yardstick", 10, "plan funded, 95 % or more: 97 % on 1 Nov; not the S&P 500"),
            Line::labelled("Last", 10, "12 Nov, Ann called, 14 min: asked for the Roth figures"),
            Line::labelled("Reach", 10, "Ann, mobile 503 555 0142; next review Fri 4 Dec 10:00"),
        ];
        let page = Page::new(Line::plain(who), Line::plain("tier A"))
            .line("client since 14 Mar 2017")
            .gap()
            .heading("Why it is first")
            .line("Promised by you on 12 Nov for Thu 19 Nov: 4 days late. Tier A, 20 minutes.");
        self.state.page.replace(page);
        Ok(())
    }
    fn available(&self, command: Command, _at: &At<'_>) -> Availability {
        match command {
            Command::Finish
            | Command::Reschedule
            | Command::SnoozeWeek
            | Command::SnoozeUntil
            | Command::Add
            | Command::Edit => Availability::Yes,
            Command::DecideDo => Availability::no("d decides requests; this is a promise. Try x, r or w."),
            _ => Availability::Elsewhere,
        }
    }
    fn run(&mut self, command: Command, _at: &At<'_>) -> Vec<Effect> {
        match command {
            Command::Finish => Effect::commit(task("finish")),
            Command::Reschedule => Effect::open(
                Ask::text("Move the due date", "Due", |day, _| Ok(Effect::commit(task(day))))
                    .checked(|typed, _| Ok((typed == "fri").then(|| "Fri 27 Nov 2026, in 4 days".into()))),
            ),
            Command::Add => Effect::open(Ask::line(
                "Add a follow-up",
                "quick:follow-up",
                |typed, _| vec![Line::labelled("what", 7, typed)],
                |typed, _| Ok(Effect::save(task(typed))),
            )),
            Command::Edit => Effect::open(Form::new(FormSpec {
                title: "Follow-up".into(),
                of: "Hartley household".into(),
                slip_key: "form:f1".into(),
                fields: vec![
                    FormField::new("what", "What", Kind::Line).required().doc("what to do"),
                    FormField::new("stakes", "Stakes", Kind::Choice(vec!["high".into(), "low".into()])),
                    FormField::new("notes", "Notes", Kind::Long).after_gap(),
                ],
                check: Box::new(|_, _, _| Ok(None)),
                save: Box::new(|answers, _| Ok(Effect::save(task(answers.text("what"))))),
            })),
            _ => Vec::new(),
        }
    }
    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("x", "done"), Hint::new("i", "log"), Hint::new("s", "snooze")]
    }
}

fn app(rows: usize) -> App {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let tabs = TabId::ALL.map(|id| Box::new(Fake::new(id, rows)) as Box<dyn Tab>);
    App::new(book(), Clock::fixed(day), Vec::from(tabs), Theme::default())
}

fn press(app: &mut App, keys: &str) -> Vec<Outside> {
    keys.split(' ').flat_map(|name| app.handle(Msg::Key(chord::key(name).unwrap()))).collect()
}
