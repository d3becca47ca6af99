//! The desk on a book of hostile texts: every tab, every layer, every size of the terminal.
//!
//! **Invariant:** the layers are those the source declares: one that no test reaches fails here by its name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use ratatui::{Terminal, backend::TestBackend};

use super::{
    app::App,
    command::Command,
    effect::{Effect, Outside},
    layers::{confirm::Confirm, progress::Progress},
    model::{Opened, Pane},
    msg::Msg,
    tabs::TabId,
    testing::{desk, press},
    widgets::{list::Keep, text::width},
    work::Job,
};
use crate::{acts::Watch, domain::record::Kind, exchange::read::Choices};

#[path = "../../tests/it/hostile/made.rs"]
mod made;

/// Sizes nobody has and everybody drags a window through.
const SIZES: [(u16, u16); 9] =
    [(1, 1), (500, 200), (39, 10), (40, 9), (40, 10), (2, 60), (300, 1), (60, 20), (120, 36)];

/// What leaves the desk or the book: not pressed here.
const LEAVING: [Command; 4] = [Command::Quit, Command::Suspend, Command::Demo, Command::Close];

/// The layers that the source declares.
fn declared() -> BTreeSet<String> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui")];
    let mut found = BTreeSet::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                open.push(path);
            } else if Path::new(&name).extension().is_some_and(|end| end == "rs") && !name.contains("test") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
                let named = code.lines().filter_map(|line| line.strip_prefix("impl Layer for "));
                found.extend(named.map(|rest| rest.split(' ').next().unwrap().to_owned()));
            }
        }
    }
    found
}

/// A desk, and which layers were seen on it.
struct Walk {
    app: App,
    seen: BTreeMap<String, usize>,
    frames: usize,
}

impl Walk {
    fn new() -> Self {
        Self { app: desk(made::book()), seen: BTreeMap::new(), frames: 0 }
    }

    fn top(&self) -> String {
        let Some(layer) = self.app.model.layers.last() else { return "no layer".to_owned() };
        let said = format!("{:?}", layer.layer);
        said.chars().take_while(|sign| sign.is_alphanumeric()).collect()
    }

    /// Draws, and looks at every cell as a terminal would be told to show it.
    fn look(&mut self, (columns, rows): (u16, u16), place: &str) {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| self.app.draw(frame)).unwrap();
        self.frames += 1;
        for cell in &terminal.backend().buffer().content {
            let symbol = cell.symbol();
            if symbol.len() == 1 && symbol != "\u{7f}" && symbol >= " " {
                continue;
            }
            let judged = made::judge(symbol, true);
            assert!(
                judged.is_ok() && !symbol.contains('\n'),
                "{place} at {columns}x{rows}: {judged:?} {symbol:?}"
            );
            assert!(
                width(symbol) <= 2,
                "{place} at {columns}x{rows}: {symbol:?} is wider than a cell may be"
            );
        }
    }

    /// Draws the layer on top at every size when it is one of the first of its kind; rests in it as before a stop.
    fn visit(&mut self, place: &str) {
        let name = self.top();
        let times = self.seen.entry(name.clone()).or_default();
        *times += 1;
        let sizes: &[(u16, u16)] = if *times <= 2 { &SIZES } else { &[] };
        let place = format!("{place}, {name}");
        self.look((80, 24), &place);
        for size in sizes {
            self.look(*size, &place);
        }
        if !sizes.is_empty() {
            self.is_left_for_shell_and_door(&place);
            // What happens before the program is stopped, and when it goes on.
            self.app.handle(Msg::Rested);
            self.look((80, 24), &place);
        }
    }

    /// The keys to the shell and to the door mean the same in every layer, whatever it takes itself.
    fn is_left_for_shell_and_door(&mut self, place: &str) {
        let (layers, mut key) = (self.app.model.layers.len(), |name: &str| {
            self.app.handle(Msg::Key(super::command::chord::key(name).unwrap()))
        });
        assert_eq!(key("Ctrl-Z"), [Outside::Suspend], "{place}");
        assert_eq!(key("Ctrl-Y"), [], "{place}");
        let said = self.app.model.message.take().map(|message| message.words).unwrap_or_default();
        // The book of this test lies in memory; of one in a file the same way leads to its door.
        assert!(said.contains("nothing to lock"), "{place}: {said}");
        assert_eq!(self.app.model.layers.len(), layers, "{place}");
    }

    /// Runs a command where the keys are, with hostile text put into what it opens.
    fn run(&mut self, command: Command, place: &str, text: &str) {
        let place = format!("{place}, {}", command.spec().id);
        self.app.run(command);
        let deep = self.app.model.layers.len();
        self.visit(&place);
        if deep > 0 && self.seen.get(&self.top()).is_none_or(|times| *times <= 8) {
            self.app.handle(Msg::Paste(text.to_owned()));
            self.look((80, 24), &place);
            for key in ["j", "Tab", "Down"] {
                press(&mut self.app, key);
                self.look((80, 24), &place);
            }
            if self.app.model.layers.len() != deep {
                self.visit(&place);
            }
        }
        self.leave();
    }

    fn leave(&mut self) {
        self.app.close_all();
        self.app.model.pane = Pane::List;
        if let Some(tab) = self.app.model.tab_mut() {
            tab.state_mut().filter.clear();
            tab.state_mut().whose = None;
        }
    }

    fn keys(&mut self, keys: &str, place: &str) {
        for key in keys.split(' ') {
            press(&mut self.app, key);
            self.visit(place);
        }
    }
}

fn tab(app: &mut App, tab: TabId) {
    app.model.active = TabId::ALL.iter().position(|id| *id == tab).unwrap();
    app.load(Keep::Nothing);
}

#[test]
fn every_tab_view_and_command_shows_hostile_texts_harmlessly() {
    let texts = made::texts();
    let mut walk = Walk::new();
    for (number, id) in TabId::ALL.into_iter().enumerate() {
        tab(&mut walk.app, id);
        walk.look((80, 24), id.title());
        let views = walk.app.model.state().map_or(1, |state| state.views.len());
        for view in 0..views {
            if let Some(tab) = walk.app.model.tab_mut() {
                tab.state_mut().view = view;
            }
            walk.app.load(Keep::Nothing);
            let place = format!("{}, view {view}", id.title());
            for keys in ["G", "g g", "j", "Tab", "z", "j", "z", "Esc"] {
                press(&mut walk.app, keys);
                walk.look((80, 24), &place);
            }
            let sizes = if view == 0 { &SIZES[..] } else { &SIZES[8..] };
            for size in sizes {
                walk.look(*size, &place);
            }
            walk.leave();
        }
        if let Some(tab) = walk.app.model.tab_mut() {
            tab.state_mut().view = 0;
        }
        walk.app.load(Keep::Nothing);
        let commands = Command::ALL.iter().copied().filter(|command| !LEAVING.contains(command));
        for (turn, command) in commands.enumerate() {
            let text = &texts[(turn + number) % texts.len()].1;
            walk.run(command, id.title(), text);
            if walk.app.model.active != number {
                tab(&mut walk.app, id);
            }
        }
    }
    deeper(&mut walk);
    println!("{} frames of {} layers: {:?}", walk.frames, walk.seen.len(), walk.seen);
    let reached: BTreeSet<String> = walk.seen.keys().cloned().collect();
    let missing: Vec<_> = declared().difference(&reached).cloned().collect();
    assert!(missing.is_empty(), "no test has drawn these layers: {missing:?}");
}

/// The layers that no command opens at once.
fn deeper(walk: &mut Walk) {
    let fixture = |name: &str| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    for file in [
        "contacts.vcf",
        "other.csv",
        "google.csv",
        "hostile/bad_utf8.csv",
        "hostile/nul.csv",
        "hostile/bad_utf8.vcf",
    ] {
        walk.app.begin_work(Job::Read { path: fixture(file), choices: Choices::default() });
        walk.visit(file);
        walk.keys("j Tab", file);
        walk.leave();
    }
    let layer = Box::new(Progress::new("Evil\u{1b}[2J\u{202e}", "Reading ...", Arc::new(Watch::default())));
    walk.app.model.layers.push(Opened { layer, begun: None });
    walk.visit("progress");
    walk.app.model.layers.pop();
    let name = &made::texts()[3].1;
    let layer = Box::new(Confirm::new(name, "erase", name, Vec::new).about(name).line(name.as_str()));
    walk.app.model.layers.push(Opened { layer, begun: None });
    walk.visit("confirm");
    walk.app.model.layers.pop();
    walk.app.apply(vec![Effect::TakeBack(1)]);
    walk.visit("taking the first step back");
    walk.leave();
    tab(&mut walk.app, TabId::Clients);
    for (command, keys) in [
        (Command::History, "Enter"),
        (Command::Duplicates, "Enter"),
        (Command::Documents, "a"),
        (Command::Checklist, "Enter"),
        (Command::Letter, "Enter"),
        (Command::Pause, "Enter"),
        (Command::Records, "Enter"),
        (Command::GoTimeline, "Enter"),
    ] {
        walk.app.run(command);
        walk.keys(keys, command.spec().id);
        walk.leave();
        tab(&mut walk.app, TabId::Clients);
    }
    tab(&mut walk.app, TabId::Clients);
    press(&mut walk.app, "g");
    walk.visit("a prefix key");
    press(&mut walk.app, "Esc");
    for _ in 0..2 {
        press(&mut walk.app, "Space");
    }
    walk.app.run(Command::Merge);
    walk.visit("two clients that are one");
    walk.keys("j Tab", "two clients that are one");
    walk.leave();
    tab(&mut walk.app, TabId::Clients);
    if let Some(tab) = walk.app.model.tab_mut() {
        tab.state_mut().list.keep_marks(&[]);
    }
    for client in 1..12 {
        // One that has two persons still.
        if let Some(tab) = walk.app.model.tab_mut() {
            tab.state_mut().list.focus(&format!("c{client}"));
        }
        walk.app.look();
        walk.app.run(Command::Split);
        walk.app.handle(Msg::Paste("New household".to_owned()));
        walk.keys("Enter j Tab", "a household that parts");
        walk.leave();
        tab(&mut walk.app, TabId::Clients);
    }
    walk.app.run(Command::History);
    walk.look((120, 36), "history");
    walk.keys("z", "a step of the history");
    walk.leave();
    walk.app.run(Command::PlanMeetings);
    walk.visit("the meetings of the year");
    walk.leave();
    tab(&mut walk.app, TabId::FollowUps);
    for _ in 0..200 {
        if walk.app.focus().is_some_and(|focus| focus.keys.iter().any(|key| key.ends_with(".expires"))) {
            walk.keys("x", "an exception that ends");
            break;
        }
        press(&mut walk.app, "j");
    }
    walk.leave();
    tab(&mut walk.app, TabId::Practice);
    for _ in 0..12 {
        walk.keys("Enter", "practice");
        walk.leave();
        press(&mut walk.app, "j");
    }
}

/// Bytes of a paste that nobody meant.
const GIANT: usize = 1 << 17;

#[test]
fn a_giant_paste_is_taken_or_refused_in_moments() {
    let began = std::time::Instant::now();
    let mut walk = Walk::new();
    for (command, text) in [
        (Command::AddClient, "x".repeat(GIANT)),
        (Command::Note, "y\u{301}".repeat(GIANT / 3)),
        (Command::Filter, "#".repeat(GIANT)),
        (Command::Log, "line\n".repeat(GIANT / 5)),
        (Command::Find, "\u{1b}[2J\u{202e}".repeat(GIANT / 7)),
    ] {
        tab(&mut walk.app, TabId::Clients);
        walk.app.run(command);
        walk.app.handle(Msg::Paste(text));
        walk.look((80, 24), command.spec().id);
        walk.look((500, 200), command.spec().id);
        println!("{}: {:?}", command.spec().id, began.elapsed());
        walk.leave();
    }
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}

#[test]
fn the_hostile_book_holds_every_text_and_most_kinds() {
    let book = made::book();
    let mut held = BTreeSet::new();
    let mut empty = Vec::new();
    for kind in Kind::ALL.iter().copied().filter(|kind| !kind.is_by_act()) {
        let rows = book.rows(kind, &[]).unwrap();
        if rows.is_empty() {
            empty.push(kind);
        }
        for row in rows {
            let all = format!("{:?}", serde_json::to_value(&row.fields).unwrap());
            held.extend(
                made::texts().into_iter().filter(|(word, _)| all.contains(word)).map(|(word, _)| word),
            );
        }
    }
    assert_eq!(held.len(), made::texts().len(), "{held:?}");
    assert!(empty.len() <= 3, "nothing of these was taken: {empty:?}");
}
