//! A book to talk about and a desk on one of its clients, for the tests of layers.

use ratatui::{Terminal, backend::TestBackend};

use crate::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, NewMember},
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        app::App,
        command::{Availability, Command, chord},
        desk::At,
        effect::Effect,
        msg::Msg,
        tabs::{Focus, State, Tab, TabId},
        testing::{book as new_book, lines},
        theme::Theme,
        widgets::list::Keep,
    },
};

/// A tab that stands on one record of one client.
#[derive(Debug, Default)]
struct One {
    state: State,
    record: Option<RecordId>,
}

impl Tab for One {
    fn id(&self) -> TabId {
        TabId::FollowUps
    }
    fn state(&self) -> &State {
        &self.state
    }
    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }
    fn load(&mut self, _at: &At<'_>, _keep: Keep) -> Result<(), Rejection> {
        Ok(())
    }
    fn look(&mut self, _at: &At<'_>) -> Result<(), Rejection> {
        Ok(())
    }
    fn available(&self, _command: Command, _at: &At<'_>) -> Availability {
        Availability::Elsewhere
    }
    fn run(&mut self, _command: Command, _at: &At<'_>) -> Vec<Effect> {
        Vec::new()
    }
    fn focus(&self) -> Option<Focus> {
        Some(Focus {
            relationship: Some(client()),
            records: self.record.into_iter().collect(),
            who: "Hartley".into(),
            ..Focus::default()
        })
    }
}

pub(super) fn client() -> RecordId {
    RecordId::new(Kind::Relationship, 1)
}

pub(super) fn follow_up(title: &str, kind: &str, whose: &str, due: &str) -> Action {
    let fields = Fields::new().with("title", title).with("kind", kind).with("whose", whose).with("due", due);
    Action::Add { kind: Kind::FollowUp, fields: fields.with("relationship_id", 1) }
}

pub(super) fn book() -> Book {
    let mut book = new_book();
    let member = |name: &str, role: &str| NewMember {
        fields: Fields::new().with(Kind::Person.spec().title, name),
        role: role.into(),
        phone: Some("503 555 0142".into()),
        email: None,
    };
    let fields = Fields::new()
        .with("name", "Hartley household")
        .with("tier", "A")
        .with("sensitivities", "Robert's brother lost his savings in 2008.");
    let members = vec![
        member("Ann Hartley", "head"),
        member("Robert Hartley", "spouse"),
        member("Dana Cole", "accountant"),
    ];
    for action in [
        Action::AddHousehold { fields, members, tags: Vec::new() },
        Action::AddHousehold {
            fields: Fields::new().with("name", "Okafor household").with("tier", "B"),
            members: vec![member("Chidi Okafor", "head")],
            tags: Vec::new(),
        },
        follow_up("Roth conversion figures", "promise", "ours", "2026-11-19"),
        follow_up("2025 tax return", "promise", "theirs", "2026-11-30"),
        Action::Add {
            kind: Kind::Rule,
            fields: Fields::new().with("title", "Whom to call").with("text", "Call us first."),
        },
        Action::Add {
            kind: Kind::Rule,
            fields: Fields::new().with("title", "What we do in a fall").with("text", "Nothing in haste."),
        },
    ] {
        book.execute(&action).expect("a book to talk about");
    }
    book
}

pub(super) fn app_on(book: Book, record: Option<RecordId>) -> App {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    App::new(
        book,
        Clock::fixed(day),
        vec![Box::new(One { state: State::default(), record })],
        Theme::default(),
    )
}

pub(super) fn app() -> App {
    app_on(book(), None)
}

pub(super) fn press(app: &mut App, keys: &str) -> usize {
    let names: Vec<&str> = keys.split(' ').collect();
    for name in &names {
        app.handle(Msg::Key(chord::key(name).unwrap()));
    }
    names.len()
}

pub(super) fn type_in(app: &mut App, text: &str) {
    for key in chord::typed(text) {
        app.handle(Msg::Key(key));
    }
}

pub(super) fn drawn(app: &mut App, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    lines(terminal.backend().buffer())
}

pub(super) fn shown(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

pub(super) fn all(app: &App, kind: Kind) -> Vec<crate::domain::record::Row> {
    app.book.rows(kind, &[]).unwrap()
}

/// Title, state and due date of every follow-up.
pub(super) fn promises(app: &App) -> Vec<(String, String, String)> {
    all(app, Kind::FollowUp)
        .iter()
        .map(|row| (row.str("title").into(), row.str("state").into(), row.str("due").into()))
        .collect()
}
