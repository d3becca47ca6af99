use ratatui::{Terminal, backend::TestBackend};

use crate::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, NewMember},
        record::{Fields, Kind, RecordId, Value},
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

pub(in crate::tui::layers) fn client() -> RecordId {
    RecordId::new(Kind::Relationship, 1)
}

fn follow_up(title: &str, kind: &str, whose: &str, due: &str) -> Action {
    let fields = Fields::new().with("title", title).with("kind", kind).with("whose", whose).with("due", due);
    Action::Add { kind: Kind::FollowUp, fields: fields.with("relationship_id", 1) }
}

fn book() -> Book {
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

fn app_on(book: Book, record: Option<RecordId>) -> App {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    App::new(
        book,
        Clock::fixed(day),
        vec![Box::new(One { state: State::default(), record })],
        Theme::default(),
    )
}

pub(in crate::tui::layers) fn app() -> App {
    app_on(book(), None)
}

pub(in crate::tui::layers) fn press(app: &mut App, keys: &str) -> usize {
    let names: Vec<&str> = keys.split(' ').collect();
    for name in &names {
        app.handle(Msg::Key(chord::key(name).unwrap()));
    }
    names.len()
}

pub(in crate::tui::layers) fn type_in(app: &mut App, text: &str) {
    for key in chord::typed(text) {
        app.handle(Msg::Key(key));
    }
}

pub(in crate::tui::layers) fn drawn(app: &mut App, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    lines(terminal.backend().buffer())
}

pub(in crate::tui::layers) fn shown(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

pub(in crate::tui::layers) fn all(app: &App, kind: Kind) -> Vec<crate::domain::record::Row> {
    app.book.rows(kind, &[]).unwrap()
}

fn promises(app: &App) -> Vec<(String, String, String)> {
    all(app, Kind::FollowUp)
        .iter()
        .map(|row| (row.str("title").into(), row.str("state").into(), row.str("due").into()))
        .collect()
}

#[test]
fn the_example_call_takes_at_most_thirty_keys_besides_text() {
    let mut app = app();
    let mut keys = press(&mut app, "i");
    type_in(&mut app, "Asked why the market is up 15 % and they are up 5 %");
    keys += press(&mut app, "Tab Tab");
    type_in(&mut app, "y S&P 500 partly again 6mo");
    keys += press(&mut app, "Enter");
    assert!(shown(&mut app).contains("Yardstick talk"), "{}", shown(&mut app));
    keys += press(&mut app, "Ctrl-S");
    type_in(&mut app, "p funded-ratio page wed");
    keys += press(&mut app, "Enter Ctrl-S");
    assert!(keys <= 30, "{keys}");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));

    let logged = all(&app, Kind::Interaction);
    assert_eq!(logged.len(), 1);
    assert_eq!(logged[0].str("summary"), "Asked why the market is up 15 % and they are up 5 %");
    assert_eq!((logged[0].str("channel"), logged[0].str("direction")), ("call", "in"));
    assert_eq!((logged[0].str("nature"), logged[0].int("reached")), ("service", Some(1)));
    assert_eq!(logged[0].int("minutes"), Some(1));
    let talks = all(&app, Kind::Talk);
    assert_eq!(talks.len(), 1);
    assert_eq!(talks[0].str("compared_with"), "S&P 500");
    assert_eq!(talks[0].str("understood"), "doubtful");
    assert_eq!(talks[0].str("reinforce_on"), "2027-05-24");
    assert_eq!(talks[0].int("interaction_id"), Some(logged[0].id.id));
    let rows = promises(&app);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0], ("Roth conversion figures".into(), "open".into(), "2026-11-19".into()));
    assert_eq!(rows[2], ("funded-ratio page".into(), "open".into(), "2026-11-25".into()));
    let part = all(&app, Kind::Participant);
    assert_eq!(part.iter().filter_map(|row| row.int("person_id")).collect::<Vec<_>>(), [1]);
    assert!(app.model.message.as_ref().unwrap().words.contains("u undo"));
    press(&mut app, "u");
    assert!(all(&app, Kind::Interaction).is_empty() && all(&app, Kind::Talk).is_empty());
    assert_eq!(promises(&app).len(), 2);
}

#[test]
fn the_sheet_stands_as_in_the_mock_up() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Asked why the market is up");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "p funded-ratio page wed");
    press(&mut app, "Enter Up Up");
    let lines = drawn(&mut app, 80, 24);
    let text = lines.join("\n");
    assert!(lines[0].starts_with(" Log a contact   Hartley household "), "{text}");
    assert!(lines[0].ends_with(", Mon 23 Nov 2026 "), "{text}");
    assert!(
        lines[3].starts_with("  With       [x] Ann   [ ] Robert   [ ] Dana   [ ] someone else"),
        "{text}"
    );
    assert!(
        lines[4]
            .starts_with("  How        call    in    reached    service    1 min, still counting   today"),
        "{text}"
    );
    assert!(lines[5].starts_with("▸ Summary    Asked why the market is up"), "{text}");
    assert!(
        lines[7].starts_with("  Settles    [ ] promise by us: Roth conversion figures, 4 days late"),
        "{text}"
    );
    assert!(
        lines[8].starts_with("             [ ] promise by them: 2025 tax return, due Mon 30 Nov"),
        "{text}"
    );
    assert!(
        lines[10].starts_with("  Follows    promise   funded-ratio page, by Wed 25 Nov 2026, in 2 days"),
        "{text}"
    );
    assert!(
        lines[11].starts_with("             add       begin with p we promise  t they promise  r request"),
        "{text}"
    );
    assert!(
        lines[12].starts_with("                       y yardstick talk  l rule taught  x exception  e heard"),
        "{text}"
    );
    assert!(lines[14].starts_with("  Notes      none; Ctrl-G opens your editor"), "{text}");
    assert!(lines[16].starts_with("  Careful    Robert's brother lost his savings in 2008."), "{text}");
    assert!(lines[20].starts_with("  Save       Contact counts from today: next due "), "{text}");
    let wide = drawn(&mut app, 120, 36).join("\n");
    for words in [
        "What Save will do",
        "    log the call with Ann, 1 minute, service",
        "While you talk",
        "    add a promise: funded-ratio page, Wed 25 Nov 2026",
        "Reach",
    ] {
        assert!(wide.contains(words), "{words}: {wide}");
    }
}

#[test]
fn every_printable_character_is_inserted_in_every_field_of_the_log() {
    let typed: String = (' '..='~').chain("é田€".chars()).collect();
    // From the summary: to someone else, minutes, day, the summary itself, the add row, the notes.
    for way in [
        "Up Up Right Right Right",
        "Up Tab Tab Tab Tab",
        "Up Tab Tab Tab Tab Tab",
        "",
        "Tab Tab",
        "Tab Tab Tab",
    ] {
        let mut app = app();
        press(&mut app, "i");
        if !way.is_empty() {
            press(&mut app, way);
        }
        type_in(&mut app, &typed);
        app.handle(Msg::Rested);
        let slips = crate::tui::desk::Desk::slips(&app.book).unwrap();
        let body = slips.first().map(|slip| slip.body.clone()).unwrap_or_default();
        let found = ["other", "minutes", "day", "summary", "add", "notes"]
            .iter()
            .any(|name| body.get(*name).and_then(|text| text.as_str()) == Some(typed.as_str()));
        assert!(found, "{way}: {body}");
    }
}

#[test]
fn esc_keeps_everything_and_i_brings_it_back() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "He asked about Medicare");
    press(&mut app, "Tab Space Tab");
    type_in(&mut app, "t figures for 2025 fri");
    press(&mut app, "Enter");
    type_in(&mut app, "p half a lin");
    press(&mut app, "Tab");
    type_in(&mut app, "one");
    press(&mut app, "Enter");
    type_in(&mut app, "two");
    press(&mut app, "Up Up Up Up Up Up Space");
    let before = drawn(&mut app, 80, 24);
    press(&mut app, "Esc");
    assert!(app.model.layers.is_empty());
    press(&mut app, "i Up Up");
    let after = drawn(&mut app, 80, 24);
    let body = |lines: &[String]| {
        lines[2..21]
            .join("\n")
            .replace(", still counting", "               ")
            .replace("  today", "")
            .replace(' ', "")
    };
    assert_eq!(body(&before), body(&after));
    press(&mut app, "Ctrl-X");
    assert!(!shown(&mut app).contains("Medicare"));
}

#[test]
fn a_card_left_halfway_comes_back_with_its_text() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "A talk");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "y S&P 500");
    press(&mut app, "Enter Tab");
    type_in(&mut app, "this year");
    press(&mut app, "Esc");
    assert!(shown(&mut app).contains("add       y S&P 500"), "{}", shown(&mut app));
    press(&mut app, "Esc i Tab Tab Enter");
    assert!(shown(&mut app).contains("this year"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S Ctrl-S");
    assert_eq!(all(&app, Kind::Talk)[0].str("period"), "this year");
}

#[test]
fn two_promises_and_a_settled_one_are_one_step() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Two things");
    press(&mut app, "Tab Space Tab");
    type_in(&mut app, "p one fri");
    press(&mut app, "Enter");
    type_in(&mut app, "p two next tue");
    // The line that still stands in the field goes with it.
    press(&mut app, "Ctrl-S");
    let rows = promises(&app);
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert_eq!(rows[0].1, "done");
    press(&mut app, "u");
    let rows = promises(&app);
    assert_eq!((rows.len(), rows[0].1.as_str()), (2, "open"));
}

#[test]
fn a_promise_without_a_date_is_refused_and_its_text_stays() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "x");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "p a page");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("✗ A promise has a date."), "{}", shown(&mut app));
    type_in(&mut app, " fri");
    press(&mut app, "Enter Backspace");
    assert!(shown(&mut app).contains("add       p a page fri"), "{}", shown(&mut app));
}

#[test]
fn a_voicemail_moves_nothing() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Left a message");
    press(&mut app, "Up Tab Right Tab Space");
    assert!(shown(&mut app).contains("they were not reached"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    let logged = all(&app, Kind::Interaction);
    assert_eq!((logged[0].int("reached"), logged[0].str("direction")), (Some(0), "out"));
    assert!(app.book.dossier(1).unwrap().unwrap().last.is_none());
}

#[test]
fn a_backdated_contact_counts_on_its_day_and_its_minutes_are_unknown() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Lunch");
    press(&mut app, "Up Tab Tab Tab Tab Tab");
    type_in(&mut app, "fri");
    assert!(shown(&mut app).contains("Fri 20 Nov 2026, 3 days ago"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    let logged = all(&app, Kind::Interaction);
    assert_eq!((logged[0].str("day"), logged[0].fields.get("minutes")), ("2026-11-20", &Value::Null));
}

#[test]
fn somebody_else_and_another_client_can_take_part() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Lunch together");
    press(&mut app, "Up Up Right Right Right");
    type_in(&mut app, "Okafor hou");
    press(&mut app, "Enter Ctrl-S");
    let shares = all(&app, Kind::Share);
    assert_eq!(shares.iter().filter_map(|row| row.int("relationship_id")).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_task_to_call_them_is_ticked_and_nothing_of_ours_else() {
    let mut book = book();
    book.execute(&follow_up("Call Ann about the trust", "task", "ours", "2026-11-23")).unwrap();
    let mut app = app_on(book, None);
    press(&mut app, "i");
    let text = shown(&mut app);
    assert!(text.contains("[x] task: Call Ann"), "{text}");
    assert!(text.contains("[ ] promise by us"), "{text}");
}

#[test]
fn a_meeting_row_is_logged_as_that_meeting() {
    let mut book = book();
    let fields = Fields::new()
        .with("relationship_id", 1)
        .with("title", "Annual review")
        .with("day", "2026-11-23")
        .with("time", "14:00")
        .with("minutes", 60);
    book.execute(&Action::Add { kind: Kind::Meeting, fields }).unwrap();
    let meeting = RecordId::new(Kind::Meeting, 1);
    let mut app = app_on(book, Some(meeting));
    press(&mut app, "i");
    assert!(shown(&mut app).contains("[x] Meeting of today 14:00: Annual review"), "{}", shown(&mut app));
    type_in(&mut app, "All three goals stand");
    press(&mut app, "Ctrl-S");
    assert_eq!(app.book.get(meeting).unwrap().unwrap().str("state"), "held");
    assert_eq!(all(&app, Kind::Interaction)[0].int("minutes"), Some(60));
    assert_eq!(all(&app, Kind::Interaction)[0].str("channel"), "meeting");
}

#[test]
fn a_rule_is_found_by_a_part_of_its_name_and_an_exception_asks_why() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Rules");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "l whom");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("taught    Whom to call; understood"), "{}", shown(&mut app));
    type_in(&mut app, "x whom text me on weekends eom");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("Exception"), "{}", shown(&mut app));
    type_in(&mut app, "a newborn");
    press(&mut app, "Ctrl-S Ctrl-S");
    let made = all(&app, Kind::Exception);
    assert_eq!((made[0].str("what"), made[0].str("why")), ("text me on weekends", "a newborn"));
    assert_eq!((made[0].int("rule_id"), made[0].str("until")), (Some(1), "2026-11-30"));
    assert_eq!(all(&app, Kind::Training)[0].int("rule_id"), Some(1));
}

#[test]
fn nothing_is_logged_without_a_summary_or_a_person() {
    let mut app = app();
    press(&mut app, "i Ctrl-S");
    assert!(shown(&mut app).contains("The summary is missing."), "{}", shown(&mut app));
    type_in(&mut app, "ok");
    press(&mut app, "Up Up Space Ctrl-S");
    assert!(shown(&mut app).contains("Nobody is ticked."), "{}", shown(&mut app));
    assert!(all(&app, Kind::Interaction).is_empty());
}

#[test]
fn the_log_is_drawn_whole_at_every_size_with_one_place_reversed() {
    use ratatui::style::Modifier;
    for (width, height) in [(40, 10), (60, 20), (80, 24), (109, 30), (120, 36), (200, 60)] {
        let mut app = app();
        press(&mut app, "i");
        for stop in 0..14 {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            terminal.draw(|frame| app.draw(frame)).unwrap();
            let buffer = terminal.backend().buffer();
            let reversed =
                |y: &u16| (0..width).any(|x| buffer[(x, *y)].modifier.contains(Modifier::REVERSED));
            let count = (0..height).filter(reversed).count();
            // The notes are as high as what is typed in them.
            assert!((1..=2).contains(&count), "{width} {stop}: {count}\n{}", lines(buffer).join("\n"));
            assert_eq!(
                lines(buffer).iter().filter(|line| line.starts_with('▸')).count(),
                1,
                "{width} {stop}"
            );
            press(&mut app, if stop < 3 { "Tab" } else { "Shift-Tab" });
        }
    }
}

#[test]
fn a_note_is_dated_and_added_to_what_stands_there() {
    let mut app = app();
    for text in ["likes tulips", "sold the boat"] {
        press(&mut app, "n");
        type_in(&mut app, text);
        press(&mut app, "Enter");
    }
    let notes = app.book.get(client()).unwrap().unwrap().str("notes").to_owned();
    assert_eq!(notes, "23 Nov 2026: likes tulips\n23 Nov 2026: sold the boat");
}

#[test]
fn slips_are_listed_opened_again_and_forgotten() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "A half sentence");
    press(&mut app, "Esc n");
    type_in(&mut app, "a thought");
    press(&mut app, "Esc");
    let open = |app: &mut App| {
        press(app, ":");
        type_in(app, "slips");
        press(app, "Enter");
    };
    open(&mut app);
    let text = shown(&mut app);
    assert!(
        text.contains("2 texts not saved") && text.contains("Log a contact, Hartley household"),
        "{text}"
    );
    press(&mut app, "G Enter");
    let text = shown(&mut app);
    assert!(text.contains("A half sentence") || text.contains("a thought"), "{text}");
    press(&mut app, "Esc");
    open(&mut app);
    press(&mut app, "D");
    assert!(shown(&mut app).contains("1 text not saved"), "{}", shown(&mut app));
    press(&mut app, "D");
    assert!(shown(&mut app).contains("Nothing waits."), "{}", shown(&mut app));
}

#[test]
fn the_day_with_the_keys_says_what_it_is_and_what_holds() {
    let mut app = app();
    press(&mut app, "i Shift-Tab");
    let lines = drawn(&mut app, 80, 24);
    let here = lines.iter().find(|line| line.starts_with('▸')).unwrap();
    assert!(here.starts_with("▸ Day         today"), "{lines:#?}");
    type_in(&mut app, "fri");
    let lines = drawn(&mut app, 80, 24);
    assert!(lines.iter().any(|line| line.starts_with("▸ Day        fri ")), "{lines:#?}");
}
