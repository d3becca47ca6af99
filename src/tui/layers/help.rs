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
    widgets::{footer::Hint, hits::Pointed, line::Line, pen::Pen, text},
};

/// The help.
#[derive(Debug)]
pub struct Help {
    entries: Vec<(Command, Availability)>,
    /// The keys of the layer below.
    own: Vec<Hint>,
    place: String,
    search: Search,
}

impl Help {
    /// Help for a place, with all commands and whether they can run there.
    #[must_use]
    pub fn new(entries: Vec<(Command, Availability)>, place: &str) -> Self {
        Self { entries, own: Vec::new(), place: place.to_owned(), search: Search::default() }
    }

    /// The same with the keys of the layer it is opened over; they stand first.
    #[must_use]
    pub fn own(mut self, own: Vec<Hint>) -> Self {
        self.own = own;
        self
    }

    /// The keys of the layer below that fit what is typed, under their heading.
    fn own_lines(&self) -> Vec<Choice> {
        let typed = self.search.text().trim().to_lowercase();
        let fits = |hint: &&Hint| typed.is_empty() || hint.words.to_lowercase().contains(&typed);
        let mut lines: Vec<Choice> = Vec::new();
        for hint in self.own.iter().filter(fits) {
            if lines.is_empty() {
                lines.push(Choice::Words(Line::heading("On this page")));
            }
            let line = Line::role(format!(" {}", text::pad(&hint.key, 16)), Role::Key);
            lines.push(Choice::Words(line.with(format!(" {}", hint.words), Role::Plain)));
        }
        lines
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
                .filter(|spec| (always || can(spec.command)) && !spec.command.keys().is_empty())
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

    /// Why a command cannot run here.
    fn why_not(&self, command: Command) -> Option<&str> {
        self.entries.iter().find_map(|(known, can)| match can {
            Availability::No(why) if *known == command => Some(why.as_str()),
            _ => None,
        })
    }

    /// What a command does; of one that cannot run, why not.
    fn sentence(&self, command: Command) -> Line {
        match self.why_not(command) {
            Some(why) => Line::plain("Not here: ").with(why, Role::Heading),
            None => Line::heading(command.spec().doc),
        }
    }

    fn line(&self, command: Command, width: u16) -> Line {
        let spec = command.spec();
        let keys = command.keys().iter().take(3).copied().collect::<Vec<_>>().join("  ");
        let mut line = Line::role(text::pad(&keys, 16), Role::Key).with(" ", Role::Plain);
        line.push(text::pad(spec.title, 30), Role::Plain);
        let why = self.why_not(command);
        let words = why.unwrap_or(spec.doc);
        if line.width() + 6 + text::width(words) <= width {
            line.push(" ", Role::Plain);
            line.push(words, if why.is_some() { Role::Muted } else { Role::Plain });
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
        let mut lines = self.own_lines();
        for (name, commands) in self.groups() {
            if !lines.is_empty() {
                lines.push(Choice::Words(Line::empty()));
            }
            lines.push(Choice::Words(Line::heading(name)));
            for command in commands {
                lines.push(Choice::Item(self.line(command, area.width), Line::empty()));
            }
        }
        // Where a sentence has no room on its line, the chosen one's stands at the foot, whole.
        let cells = area.width.saturating_sub(2);
        let chosen = self.shown().get(self.search.chosen()).copied();
        let mut foot = chosen.map(|command| self.sentence(command).wrapped(cells)).unwrap_or_default();
        // Most sentences fit here, so that the list keeps its height from one to the next.
        let room = match cells {
            ..70 => 3,
            70..100 => 2,
            _ => 1,
        };
        foot.resize(foot.len().max(room), Line::empty());
        let words = "State in words and signs:  ✓ good   ! due   ✗ broken   ? unknown.";
        let dates = "   Dates: fri  +2w  eom  14 mar  in 3 months";
        let line = Line::signed(words).with(if area.width >= 118 { dates } else { "" }, Role::Plain);
        if line.width() <= cells {
            foot.push(line);
        }
        let below = u16::try_from(foot.len()).unwrap_or(0).min(area.height / 3);
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2 + below), ..area };
        self.search.draw_list(pen, body, lines, NOTHING);
        for (y, line) in (body.bottom()..area.bottom()).zip(&foot) {
            pen.line(area.x + 1, y, cells, line);
        }
    }

    fn point(&mut self, pointed: Pointed, _at: &At<'_>) -> Pressed {
        self.search.point(pointed)
    }

    fn wheel(&mut self, lines: i32) {
        self.search.wheel(lines);
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
