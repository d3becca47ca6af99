use ratatui::{Terminal, backend::TestBackend};

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
        testing::{book, lines, task, titles},
        theme::Theme,
        widgets::{
            list::{Item, Keep, Row},
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
            items.push(Item::Row(Row {
                key: format!("f{number}"),
                record: None,
                relationship: Some(RecordId::new(crate::domain::record::Kind::Relationship, 12)),
                name: what.into(),
                who: who.into(),
                cells: [who, tier, what, why, short, minutes]
                    .map(crate::tui::widgets::line::Line::plain)
                    .to_vec(),
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

fn drawn(app: &mut App, width: u16, height: u16) -> Vec<String> {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    lines(terminal.backend().buffer())
}

fn press(app: &mut App, keys: &str) -> Vec<Outside> {
    keys.split(' ').flat_map(|name| app.handle(Msg::Key(chord::key(name).unwrap()))).collect()
}

fn mock_up(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn the_queue_at_80_columns_is_drawn_as_in_the_mock_up() {
    let shown = drawn(&mut app(7), 80, 24);
    let expected = mock_up(
        " 1 Clients  2 Goals  3 Expectations  4 Rules  5 Follow-ups  6 Practice   23 Nov \n\
         ──────────────────────────────────────────────━━━━━━━━━━━━──────────────────────\n \
         Today 12  Overdue 3  Upcoming  Waiting 6  Requests 4  Back burner  Re-exam 9   \n \
         ━━━━━━━━                                                                       \n \
         Hard dates and promises                                                        \n\
         ▸ Hartley      A  Roth conversion figures      promised, 4 days late     20 min \n  \
         Osei         A  Half-year meeting by video   meeting at 14:00          60 min ",
    );
    assert_eq!(&shown[..7], &expected[..]);
    assert_eq!(shown[16], "── Hartley household  tier A ───────────────────────────────────────────────────");
    assert_eq!(shown[18], " Standing   ✗ promise late   ! a rule to teach again   ? depth   ✓ the rest     ");
    assert_eq!(shown[22], "─".repeat(80));
    assert!(shown[23].starts_with(" LIST   x done  i log  s snooze  Enter open  "), "{}", shown[23]);
    assert!(shown[23].ends_with(": commands  ? help "), "{}", shown[23]);
}

#[test]
fn wide_tabs_and_views_are_drawn_as_in_the_mock_up() {
    let shown = drawn(&mut app(7), 120, 36);
    assert_eq!(
        shown[0],
        " standing    1 Clients   2 Goals   3 Expectations   4 Rules   5 Follow-ups   6 Practice                 Mon 23 Nov 2026 "
    );
    assert!(shown[1].starts_with(&format!("{}━━━━━━━━━━━━─", "─".repeat(62))));
    assert_eq!(
        shown[2],
        " Today 12  Overdue 3  Upcoming  Waiting 6  Requests 4  Back burner  Re-exam 9   │ Hartley household              tier A "
    );
    assert_eq!(
        shown[6],
        "▸ Hartley      A  Roth conversion figures      promised, 4 days late     20 min │ Promised by you on 12 Nov for Thu 19  "
    );
}

#[test]
fn narrow_tabs_show_the_active_one_and_what_fits() {
    let shown = drawn(&mut app(7), 60, 20);
    assert!(shown[0].starts_with(" 4 Rules   5 Follow-ups   6 Practice   "), "{}", shown[0]);
    assert!(shown[2].ends_with("> 3 more "), "{}", shown[2]);
    assert!(shown[5].starts_with("▸ Hartley     Roth conversion figures  4 days late"), "{}", shown[5]);
}

#[test]
fn no_size_panics_and_small_windows_get_one_polite_word() {
    let mut app = app(40);
    for (width, height) in [(1, 1), (16, 4), (34, 8), (39, 30), (40, 10), (60, 20), (80, 24), (500, 200)] {
        let shown = drawn(&mut app, width, height);
        if width < 40 {
            assert!(width < 12 || shown.join(" ").contains("needs 40"), "{shown:?}");
        }
    }
}

/// Every way of standing on the screen: keys that lead there, from the top.
const WAYS: &[&str] =
    &["", "g", "s", ":", "f", "/", "?", "a", "e", "r", "z", "Enter", "Tab", "V", "j j x", "d", "6", "2 > >"];

#[test]
fn every_place_at_every_size_is_drawn_whole() {
    for way in WAYS {
        for rows in [0, 60] {
            for (width, height) in [(40, 10), (60, 20), (80, 24), (109, 30), (120, 36)] {
                let mut app = app(rows);
                drawn(&mut app, width, height);
                if !way.is_empty() {
                    press(&mut app, way);
                }
                let shown = drawn(&mut app, width, height);
                let footer = app.footer();
                let last = shown.last().unwrap();
                for hint in footer.hints.iter().chain(&footer.always) {
                    let (whole, cut) = (format!("{} {}", hint.key, hint.words), format!("  {} ", hint.key));
                    assert!(!last.contains(&cut) || last.contains(&whole), "{way} {width}: {last:?} {whole}");
                }
                for line in &shown {
                    assert_eq!(crate::tui::widgets::text::width(line), width, "{way}: {line:?}");
                }
            }
        }
    }
}

#[test]
fn exactly_one_place_is_reversed() {
    use ratatui::style::Modifier;
    for way in ["", "s", ":", "?", "a", "e", "r", "Enter", "Tab", "/"] {
        for (width, height) in [(60, 20), (80, 24), (120, 36)] {
            let mut app = app(7);
            if !way.is_empty() {
                press(&mut app, way);
            }
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            terminal.draw(|frame| app.draw(frame)).unwrap();
            let buffer = terminal.backend().buffer();
            let reversed =
                |y: &u16| (0..width).any(|x| buffer[(x, *y)].modifier.contains(Modifier::REVERSED));
            let count = (0..height).filter(reversed).count();
            let page = way == "Enter" || way == "Tab";
            assert!(
                count == 1 || (page && count <= 1) || (way == "e" && count >= 1),
                "{way} {width}: {count}"
            );
        }
    }
}

#[test]
fn a_done_row_stays_greyed_and_the_message_names_the_way_back() {
    let mut app = app(7);
    press(&mut app, "x");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[22].contains("· u undo"), "{}", shown[22]);
    assert!(shown.iter().any(|line| line.starts_with("▸ Osei")), "{shown:#?}");
    assert!(shown.iter().any(|line| line.starts_with("  Hartley")), "{shown:#?}");
    press(&mut app, "u");
    assert_eq!(titles(&app.book).len(), 0);
    press(&mut app, "U");
    assert_eq!(titles(&app.book).len(), 1);
}

#[test]
fn esc_never_quits_and_q_at_the_top_does() {
    let mut app = app(7);
    assert_eq!(press(&mut app, "Esc Esc Esc"), []);
    assert_eq!(press(&mut app, ": q"), []);
    assert_eq!(press(&mut app, "Esc q"), [Outside::Quit]);
    assert_eq!(press(&mut app, "Ctrl-C"), [Outside::Quit]);
}

#[test]
fn a_half_typed_line_is_kept_as_a_slip_and_comes_back() {
    let mut app = app(7);
    press(&mut app, "a C a l l Esc");
    assert_eq!(app.book.stored_slips().unwrap().len(), 1);
    press(&mut app, "a");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("▸ Call"), "{shown}");
    press(&mut app, "Enter");
    assert_eq!(titles(&app.book), ["Call"]);
    assert!(app.book.stored_slips().unwrap().is_empty());
}

#[test]
fn the_end_of_the_program_keeps_what_was_typed() {
    let mut app = app(7);
    press(&mut app, "e n e w");
    app.handle(Msg::Ending);
    assert_eq!(app.book.stored_slips().unwrap().len(), 1);
}

#[test]
fn a_refused_form_keeps_its_text() {
    let mut app = app(7);
    press(&mut app, "e Space");
    press(&mut app, "Ctrl-S");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("✗ This one is needed."), "{shown}");
}

#[test]
fn a_filter_narrows_while_typed_and_esc_clears_it() {
    let mut app = app(7);
    press(&mut app, "/ c a l l Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[22].contains("Filter call, 1 of 7 · / change · Esc clears"), "{}", shown[22]);
    press(&mut app, "Esc");
    assert_eq!(app.model.state().unwrap().list.len(), 7);
}

#[test]
fn a_key_without_meaning_says_so() {
    let mut app = app(7);
    press(&mut app, "d");
    let shown = drawn(&mut app, 80, 24);
    let text = shown.join("\n");
    assert!(text.contains("d do it  d decides requests; this is a promise. Try x, r or w."), "{text}");
    press(&mut app, "d");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[22].contains("d decides requests; this is a promise. Try x, r or w."), "{}", shown[22]);
}

#[test]
fn a_strip_shows_its_keys_at_once_and_runs_one() {
    let mut app = app(7);
    press(&mut app, "g");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("── g go to, for Hartley ─") && shown.contains("o goals"), "{shown}");
    press(&mut app, "o");
    assert_eq!(app.model.tab().unwrap().id(), TabId::Goals);
    press(&mut app, "Backspace");
    assert_eq!(app.model.tab().unwrap().id(), TabId::FollowUps);
}

#[test]
fn the_palette_runs_what_is_chosen() {
    let mut app = app(7);
    press(&mut app, ": d o n e Enter");
    assert_eq!(titles(&app.book).len(), 1);
}

#[test]
fn a_question_echoes_the_date_and_commits() {
    let mut app = app(7);
    press(&mut app, "r f r i");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("Fri 27 Nov 2026, in 4 days"));
    press(&mut app, "Enter");
    assert_eq!(titles(&app.book), ["fri"]);
    assert!(app.model.layers.is_empty());
}
