//! Help for here: what can be pressed, searchable; what is chosen runs.
//!
//! **Invariant:** it is made from the registry; a key shown does what its line says.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};
use serde_json::Value;

use super::{
    Kept, Layer, Pressed, Shape,
    choices::{Choice, SEARCH, Search},
    palette::{NOTHING, matching},
};
use crate::tui::{
    command::{Availability, Command, Scope, table},
    desk::At,
    effect::Effect,
    theme::Role,
    widgets::{footer::Hint, line::Line, pen::Pen, text},
};

/// Lines at the foot: the sentence of the chosen command in two of them, and what the signs mean.
const FOOT: u16 = 3;

/// The help.
#[derive(Debug)]
pub struct Help {
    entries: Vec<(Command, Availability)>,
    place: String,
    search: Search,
}

impl Help {
    /// Help for a place, with all commands and whether they can run there.
    #[must_use]
    pub fn new(entries: Vec<(Command, Availability)>, place: &str) -> Self {
        Self { entries, place: place.to_owned(), search: Search::default() }
    }

    /// The commands in the order they are shown, grouped by scope; a search shows the best first.
    fn groups(&self) -> Vec<(String, Vec<Command>)> {
        let typed = self.search.text().trim();
        if !typed.is_empty() {
            let found: Vec<Command> =
                matching(&self.entries, typed).into_iter().map(|(command, _)| command).collect();
            return if found.is_empty() { Vec::new() } else { vec![("Found".into(), found)] };
        }
        let can = |command: Command| {
            self.entries.iter().any(|(known, can)| *known == command && *can == Availability::Yes)
        };
        let mut groups = Vec::new();
        for scope in Scope::ALL {
            let of_scope = |spec: &&'static crate::tui::command::Spec| spec.scope == scope;
            let always = matches!(scope, Scope::Form | Scope::Field);
            let here: Vec<Command> = table()
                .filter(of_scope)
                .filter(|spec| (always || can(spec.command)) && !spec.keys.is_empty())
                .map(|spec| spec.command)
                .collect();
            if !here.is_empty() && scope != Scope::Page {
                groups.push((scope.title().to_owned(), here));
            }
        }
        let cannot = |entry: &&(Command, Availability)| matches!(entry.1, Availability::No(_));
        let not_here: Vec<Command> =
            self.entries.iter().filter(cannot).map(|(command, _)| *command).collect();
        if !not_here.is_empty() {
            groups.push(("Not here, and why".into(), not_here));
        }
        groups
    }

    /// The commands in the order they are shown.
    fn shown(&self) -> Vec<Command> {
        self.groups().into_iter().flat_map(|(_, commands)| commands).collect()
    }

    /// Why a command cannot run here, else what it does.
    fn sentence(&self, command: Command) -> (&str, Role) {
        let why = self.entries.iter().find_map(|(known, can)| match can {
            Availability::No(why) if *known == command => Some(why.as_str()),
            _ => None,
        });
        why.map_or((command.spec().doc, Role::Muted), |why| (why, Role::Plain))
    }

    fn line(&self, command: Command, width: u16) -> Line {
        let spec = command.spec();
        let keys = spec.keys.iter().take(3).copied().collect::<Vec<_>>().join("  ");
        let mut line = Line::role(text::pad(&keys, 16), Role::Key).with(" ", Role::Plain);
        line.push(text::pad(spec.title, 30), Role::Plain);
        let (words, role) = self.sentence(command);
        if line.width() + 6 + text::width(words) <= width {
            line.push(" ", Role::Plain);
            line.push(words, role);
        }
        line
    }
}

impl Layer for Help {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let title = Line::heading("Help").with(format!("   for {}", self.place), Role::Plain);
        (title, Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        let shown = self.shown();
        self.search.command(key, &shown)
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        self.search.paste(pasted);
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let work = self.entries.iter().filter(|(_, can)| *can == Availability::Yes).count();
        let count = format!("{work} of {} commands work here", self.entries.len());
        self.search.draw_line(pen, area, ("?", "type to search"), &count);
        let mut lines = Vec::new();
        for (name, commands) in self.groups() {
            if !lines.is_empty() {
                lines.push(Choice::Words(Line::empty()));
            }
            lines.push(Choice::Words(Line::heading(name)));
            for command in commands {
                lines.push(Choice::Item(self.line(command, area.width), Line::empty()));
            }
        }
        let foot = u16::from(area.height > 12) * FOOT;
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2 + foot), ..area };
        self.search.draw_list(pen, body, lines, NOTHING);
        if foot > 0 {
            // Where a sentence has no room on its line, the chosen one's stands here, whole.
            let cells = area.width.saturating_sub(2);
            let chosen = self.shown().get(self.search.chosen()).copied();
            let words = chosen.map_or("", |command| self.sentence(command).0);
            for (y, line) in (area.bottom() - FOOT..).zip(Line::heading(words).wrapped(cells).iter().take(2))
            {
                pen.line(area.x + 1, y, cells, line);
            }
            let words = "State in words and signs:  ✓ good   ! due   ✗ broken   ? unknown.";
            let dates = "   Dates: fri  +2w  eom  14 mar  in 3 months";
            let wide = area.width >= 118;
            let line = Line::signed(words).with(if wide { dates } else { "" }, Role::Plain);
            if line.width() + 2 <= area.width {
                pen.line(area.x + 1, area.bottom() - 1, area.width.saturating_sub(2), &line);
            }
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Enter", "run it"), Hint::new("Up Down", "choose")]
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        Some(format!("{SEARCH}help"))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        self.search.kept("Help")
    }

    fn restore(&mut self, body: &Value) {
        self.search.recall(body);
    }
}
