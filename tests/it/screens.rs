//! Every screen at every size, on the demo and on an empty book; and the picture in the README.

use std::{fmt::Write as _, path::PathBuf, sync::OnceLock};

use chrono::NaiveDate;
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, style::Modifier};
use standing::{
    acts::{
        Book,
        demo::{self, Reset},
    },
    clock::Clock,
    domain::record::{Fields, Kind},
    tui::{
        app::App,
        command::chord,
        msg::Msg,
        tabs,
        theme::Theme,
        widgets::{footer::Hint, text::width},
    },
};

fn day() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

/// The demo is made once; each test works on a copy of its own.
fn demo_file() -> &'static PathBuf {
    static MADE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let path =
            demo::ensure(&dir.path().join("demo.db"), day(), Reset::No, standing::letters::scribe).unwrap();
        (dir, path)
    });
    path
}

fn demo_book(dir: &tempfile::TempDir) -> Book {
    let copy = dir.path().join("copy.db");
    std::fs::copy(demo_file(), &copy).unwrap();
    Book::open(&copy, Clock::fixed(day())).unwrap()
}

fn app(book: Book) -> App {
    App::new(book, Clock::fixed(day()), tabs::all(), Theme::default())
}

fn frame(app: &mut App, cols: u16, rows: u16) -> Buffer {
    app.handle(Msg::Resized(cols, rows));
    let mut terminal = Terminal::new(TestBackend::new(cols, rows)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    terminal.backend().buffer().clone()
}

fn lines(buffer: &Buffer) -> Vec<String> {
    let (cols, rows) = (buffer.area.width, buffer.area.height);
    let mut all = Vec::new();
    for y in 0..rows {
        let (mut line, mut x) = (String::new(), 0);
        while x < cols {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += width(symbol).max(1);
        }
        all.push(line);
    }
    all
}

fn press(app: &mut App, keys: &str) {
    for name in keys.split_whitespace() {
        app.handle(Msg::Key(chord::key(name).unwrap()));
    }
}

/// Keys that open something, from a list.
const LAYERS: &[&str] = &[
    "", "?", ":", "f", "f h a r", "/", "a", "e", "i", "n", "b", "Q", "b Q", "Q Tab", "g", "s", "c", "d", ",",
    "y", "v", "r", "t", "w", "X", "x", "Enter", "z", "V", "Space", "m", "o", "A",
];

fn footer_is_whole(shown: &[String], app: &App, at: &str) {
    let footer = app.footer();
    let last = shown.last().unwrap();
    let hints: Vec<_> = footer.hints.iter().chain(&footer.always).collect();
    let whole = |hint: &&&Hint| last.contains(&format!("{} {}", hint.key, hint.words));
    for hint in &hints {
        let begins = |other: &&&Hint| other.key.split(' ').next() == hint.key.split(' ').next();
        let shown = !last.contains(&format!("  {} ", hint.key))
            || hints.iter().filter(begins).any(|other| whole(&other));
        assert!(shown, "{at}: {last:?} cuts {} {}", hint.key, hint.words);
    }
}

fn every_place(make: &dyn Fn() -> Book, named: &str) {
    for tab in 1..=6 {
        for layer in LAYERS {
            let mut app = app(make());
            frame(&mut app, 80, 24);
            press(&mut app, &format!("{tab} {layer}"));
            for (cols, rows) in [(60, 20), (80, 24), (120, 36)] {
                let at = format!("{named}: tab {tab}, {layer:?}, {cols}x{rows}");
                let shown = lines(&frame(&mut app, cols, rows));
                footer_is_whole(&shown, &app, &at);
                for line in &shown {
                    assert_eq!(width(line), cols, "{at}: {line:?}");
                    assert!(!line.chars().any(char::is_control), "{at}: {line:?}");
                }
                let border = &shown[1];
                assert!(border.chars().all(|c| matches!(c, '─' | '━')), "{at}: {border:?}");
                let foot = &shown[shown.len() - 2];
                let ruled = foot.starts_with('─') || foot.starts_with(' ') || foot.starts_with('▸');
                assert!(ruled, "{at}: {foot:?}");
                panes_hold(&shown, &at);
            }
        }
    }
}

/// Where a list stands beside a detail, the line between them is one column, unbroken.
fn panes_hold(shown: &[String], at: &str) {
    let place = |line: &String| line.find('│').map(|byte| width(&line[..byte]));
    let body: Vec<&String> = shown.iter().skip(2).take_while(|line| !line.starts_with('─')).collect();
    let columns: Vec<Option<u16>> = body.iter().map(|line| place(line)).collect();
    let Some(Some(first)) = columns.iter().find(|column| column.is_some()) else { return };
    if body.len() > 20 && shown[2].contains('│') {
        for (line, column) in body.iter().zip(&columns) {
            assert_eq!(*column, Some(*first), "{at}: {line:?}");
        }
    }
}

#[test]
fn every_layer_on_every_tab_is_drawn_whole_on_the_demo() {
    let dir = tempfile::tempdir().unwrap();
    every_place(&|| demo_book(&dir), "demo");
}

#[test]
fn every_layer_on_every_tab_is_drawn_whole_on_an_empty_book() {
    every_place(&|| Book::memory(Clock::fixed(day())).unwrap(), "empty");
}

#[derive(serde::Deserialize)]
struct Answers {
    question: Vec<Asked>,
}

#[derive(serde::Deserialize)]
struct Asked {
    number: u32,
    answer: Vec<String>,
}

#[test]
fn two_keys_answer_each_question_of_the_field_on_the_demo() {
    let known: Answers = toml::from_str(include_str!("../../assets/demo/answers.toml")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut app = app(demo_book(&dir));
    // Whatever tab one stands on; the letters are those a user presses.
    for tab in ["1", "5", "6"] {
        for (sign, question) in standing::acts::questions::signed() {
            let (keys, number) = (format!("W {sign}"), question.field);
            let keys = keys.as_str();
            press(&mut app, tab);
            assert_eq!(keys.split(' ').count(), 2);
            press(&mut app, "W");
            let listed = lines(&frame(&mut app, 80, 24));
            assert!(listed.iter().any(|line| line.contains(question.short)), "{listed:?}");
            press(&mut app, &sign.to_string());
            for (cols, rows) in [(80, 24), (120, 36)] {
                let asked = known.question.iter().find(|asked| asked.number == number).unwrap();
                // A list longer than the screen is gone through; a long answer is read whole below it.
                let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                let mut shown = flat(&lines(&frame(&mut app, cols, rows)).join("\n"));
                for _ in &asked.answer {
                    press(&mut app, "j");
                    shown += &flat(&lines(&frame(&mut app, cols, rows)).join("\n"));
                }
                press(&mut app, "g g");
                let first = flat(&lines(&frame(&mut app, cols, rows)).join("\n"));
                shown += &first;
                for answer in &asked.answer {
                    assert!(shown.contains(&flat(answer)), "{keys}: {answer}\n{shown}");
                }
            }
            press(&mut app, "Esc Esc");
            assert!(app.model.layers.is_empty(), "{keys}");
        }
    }
    // Enter goes to what an answer is about: a client, or a follow-up in the view that holds it.
    for (keys, there) in [("W 1 Enter", "Lefèvre"), ("W 3 Enter", "old empl")] {
        press(&mut app, keys);
        let row = lines(&frame(&mut app, 80, 24)).into_iter().find(|line| line.starts_with('▸'));
        assert!(row.as_ref().is_some_and(|row| row.contains(there)), "{keys}: {row:?}");
    }
}

/// Questions 2, 3 and 17 are of one client: one key, or two, where that client stands.
#[test]
fn at_most_two_keys_answer_each_question_about_one_client_on_the_demo() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = app(demo_book(&dir));
    frame(&mut app, 80, 24);
    press(&mut app, "1 f H a r t l e y Enter");
    for (cols, rows) in [(80, 24), (120, 36)] {
        for (keys, wanted) in [
            ("Q", &["95 % or more", "5 Dec 2025", "version 2; charter v3 of 18 Aug 2026"][..]),
            (
                "Q",
                &[
                    "S&P 500 on 4 Aug 2026; Ann understood, Robert partly",
                    "The index does not have to pay you.",
                ],
            ),
            ("g y", &["11 contacts, 10 real, 186 minutes, 1 without time"]),
        ] {
            press(&mut app, keys);
            let shown = lines(&frame(&mut app, cols, rows)).join("\n");
            for wanted in wanted {
                assert!(shown.contains(wanted), "{keys}: {wanted}\n{shown}");
            }
            press(&mut app, "Esc");
        }
    }
}

/// The words of all rows of the list, as they are drawn while going down it.
fn rows_of(app: &mut App, limit: usize) -> Vec<String> {
    let mut seen = Vec::new();
    press(app, "g g");
    for _ in 0..limit {
        let shown = lines(&frame(app, 80, 24));
        let Some(row) = shown.iter().skip(4).find(|line| line.starts_with('▸')) else { break };
        if seen.last() == Some(row) {
            break;
        }
        seen.push(row.clone());
        press(app, "j");
    }
    seen
}

#[test]
fn no_reason_is_cut_and_no_state_is_lost_at_80_columns() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = app(demo_book(&dir));
    for (tab, views, title_ends) in [(1, 5, 19), (2, 3, 45), (3, 3, 45), (4, 4, 41), (5, 8, 46), (6, 1, 30)] {
        press(&mut app, &tab.to_string());
        frame(&mut app, 80, 24);
        for view in 0..views {
            for row in rows_of(&mut app, 60) {
                let at = |byte: usize| width(&row[..byte]);
                for (byte, _) in row.match_indices('…') {
                    // A rule's exception or breach says its state before the words that are cut.
                    let told = tab == 4 && row[..byte].contains([';', '!']);
                    assert!(at(byte) <= title_ends || told, "tab {tab}, view {view}: {row:?}");
                }
            }
            press(&mut app, ">");
        }
    }
}

#[test]
fn odd_sizes_do_not_panic() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = app(demo_book(&dir));
    for layer in ["", "?", "a", "Esc i", "Esc f", "Esc :"] {
        press(&mut app, layer);
        for (cols, rows) in [(1, 1), (2, 50), (40, 10), (39, 9), (500, 200), (80, 24)] {
            let shown = lines(&frame(&mut app, cols, rows));
            assert_eq!(shown.len(), usize::from(rows));
        }
    }
}

#[test]
fn columns_start_at_the_same_cell_whatever_the_names() {
    let mut book = Book::memory(Clock::fixed(day())).unwrap();
    for name in ["Hartley household", "田中 household", "👩‍👩‍👧 Ruiz", "Lefèvre", "Cafe\u{301} Noir"]
    {
        let fields = Fields::new().with("name", name).with("tier", "B");
        book.execute(&standing::domain::action::Action::Add { kind: Kind::Relationship, fields }).unwrap();
    }
    let mut app = app(book);
    for (cols, rows) in [(60, 20), (80, 24), (120, 36)] {
        frame(&mut app, cols, rows);
        press(&mut app, "1");
        let shown = lines(&frame(&mut app, cols, rows));
        let starts: Vec<u16> = shown
            .iter()
            .filter_map(|line| {
                let byte = line.find("? ").or_else(|| line.find("! ")).or_else(|| line.find("✓ "))?;
                let head = &line[..byte];
                (head.contains(" B ") || cols == 60).then(|| width(head))
            })
            .collect();
        let first = starts.first().copied().unwrap();
        assert!(starts.len() >= 5 || cols == 60, "{cols}: {shown:#?}");
        assert!(starts.iter().take(5).all(|start| *start == first), "{cols}: {starts:?} {shown:#?}");
    }
}

/// The frame as an SVG: one text a run of cells of the same look.
fn svg(buffer: &Buffer) -> String {
    const CELL_W: u32 = 9;
    const CELL_H: u32 = 19;
    let (cols, rows) = (u32::from(buffer.area.width), u32::from(buffer.area.height));
    let (w, h) = (cols * CELL_W + 20, rows * CELL_H + 20);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" \
         font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\" font-size=\"15\">\n\
         <rect width=\"{w}\" height=\"{h}\" rx=\"6\" fill=\"#111318\"/>"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let start = x;
            let cell = &buffer[(x, y)];
            let look = (cell.fg, cell.modifier);
            let mut run = String::new();
            while x < buffer.area.width && (buffer[(x, y)].fg, buffer[(x, y)].modifier) == look {
                let symbol = buffer[(x, y)].symbol();
                run.push_str(symbol);
                x += width(symbol).max(1);
                // What follows a wide character stands in its own column, whatever font draws the character.
                if width(symbol) > 1 {
                    break;
                }
            }
            put_run(&mut out, (u32::from(start), u32::from(y)), u32::from(x - start), &run, look);
        }
    }
    out.push_str("</svg>\n");
    out
}

fn put_run(out: &mut String, at: (u32, u32), cells: u32, run: &str, look: (ratatui::style::Color, Modifier)) {
    use ratatui::style::Color;
    let reversed = look.1.contains(Modifier::REVERSED);
    if run.trim().is_empty() && !reversed {
        return;
    }
    let (left, top) = (10 + at.0 * 9, 10 + at.1 * 19);
    if reversed {
        let _ = writeln!(
            out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"19\" fill=\"#d8dbe2\"/>",
            cells * 9
        );
    }
    let fill = match look.0 {
        _ if reversed => "#111318",
        Color::Red | Color::LightRed => "#e5484d",
        Color::Yellow | Color::LightYellow => "#e2b93b",
        Color::Green | Color::LightGreen => "#4cb86a",
        _ if look.1.contains(Modifier::DIM) => "#7d828e",
        _ => "#d8dbe2",
    };
    let bold = if look.1.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let text = run.trim_end().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" fill=\"{fill}\"{bold} xml:space=\"preserve\">{text}</text>",
        top + 14
    );
}

/// Compares a checked-in file with what the program gives; `UPDATE_DOCS=1` writes it.
fn same_as(path: &str, now: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, now).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == now,
        "{path} is not what the program shows; run the tests with UPDATE_DOCS=1 and look at it"
    );
}

#[test]
fn the_picture_in_the_readme_is_the_real_screen() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = app(demo_book(&dir));
    same_as("docs/screen.svg", &svg(&frame(&mut app, 120, 36)));
}

#[test]
fn the_keymap_page_is_the_registry() {
    same_as("docs/keymap.md", &standing::tui::command::keymap_markdown());
}
