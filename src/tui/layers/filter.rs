//! The filter line at the foot: narrows the list as it is typed.
//!
//! **Invariant:** Enter keeps the filter, Esc clears it; the list above is always the filtered one.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape};
use crate::domain::{filter, records::relationship};
use crate::tui::{
    desk::At,
    effect::Effect,
    tabs::TabId,
    theme::Role,
    widgets::{
        field::{Field, Typed},
        footer::Hint,
        line::Line,
        list::Keys,
        pen::Pen,
    },
};

/// The line.
#[derive(Debug)]
pub struct Filter {
    field: Field,
    help: &'static str,
    reads: Reads,
}

/// How the line is read by the list above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// As words only.
    Words,
    /// With `tier:`, `due:` and the others; these stages and kinds are known there, any where none are listed.
    Language { stages: &'static [&'static str], kinds: &'static [&'static str] },
}

/// What each tab's list is narrowed by: only what finds rows there.
fn language(tab: TabId) -> (&'static str, Reads) {
    let any = Reads::Language { stages: &[], kinds: &[] };
    match tab {
        TabId::Clients => (
            "words, or #tag  tier:A  stage:active  due:week  text:roth",
            Reads::Language { stages: relationship::STAGES, kinds: relationship::KINDS },
        ),
        TabId::FollowUps => (
            "words, or #tag  tier:A  stage:active  kind:promise  due:week",
            Reads::Language { stages: relationship::STAGES, kinds: &[] },
        ),
        TabId::Goals | TabId::Expectations | TabId::Rules => ("words, or #tag  tier:A  due:week", any),
        TabId::Practice => ("words of the name", Reads::Words),
    }
}

impl Filter {
    /// The line of a list that is narrowed by words, with the filter as it is.
    #[must_use]
    pub fn new(filter: &str) -> Self {
        Self { field: Field::new(filter), help: "words", reads: Reads::Words }
    }

    /// The same; `help` says by words of what.
    #[must_use]
    pub fn by(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// The same for the list of a tab.
    #[must_use]
    pub fn of(mut self, tab: TabId) -> Self {
        (self.help, self.reads) = language(tab);
        self
    }

    /// What stands under the line: a term that cannot be read, else how to narrow.
    fn below(&self, at: &At<'_>) -> Line {
        let not_understood = |term: &str| Line::role(format!("{term} is not understood"), Role::Alarm);
        if let Reads::Language { stages, kinds } = self.reads {
            let read = filter::Filter::parse(self.field.text(), at.today, at.order);
            let one_of = |term: String, known: &[&str]| {
                not_understood(&term).with(format!("; known: {}", known.join(", ")), Role::Plain)
            };
            if let Some(term) = read.not_understood() {
                return match term.split_once(':') {
                    Some(("stage", _)) if !stages.is_empty() => one_of(term.to_owned(), stages),
                    Some(("kind", _)) if !kinds.is_empty() => one_of(term.to_owned(), kinds),
                    _ => not_understood(term),
                };
            }
            if let Some(stage) = read.unknown_stage(stages).filter(|_| !stages.is_empty()) {
                return one_of(format!("stage:{stage}"), stages);
            }
            if let Some(kind) = read.unknown_kind(kinds).filter(|_| !kinds.is_empty()) {
                return one_of(format!("kind:{kind}"), kinds);
            }
        }
        Line::muted(self.help)
    }

    fn changed(&self) -> Vec<Effect> {
        vec![Effect::Filter(self.field.text().to_owned())]
    }
}

impl Layer for Filter {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Foot(2)
    }

    fn narrows(&self) -> bool {
        true
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::role("/", Role::Key).with(" ", Role::Plain).with("filter", Role::Heading), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        match key.code {
            KeyCode::Enter => Pressed::close(),
            KeyCode::Esc => Pressed::Taken(vec![Effect::Filter(String::new()), Effect::Close]),
            _ => match self.field.key(key) {
                Typed::Taken => Pressed::Taken(self.changed()),
                Typed::Passed => Pressed::Passed,
            },
        }
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        self.field.paste(pasted);
        self.changed()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        pen.text(area.x + 1, area.y, 1, "/", Role::Key);
        self.field.draw(pen, (area.x + 3, area.y), area.width.saturating_sub(4), Keys::Here);
        pen.line(area.x + 3, area.y + 1, area.width.saturating_sub(4), &self.below(at));
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Enter", "keep")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "clear")]
    }
}

#[cfg(test)]
mod tests {
    use crate::tui::{
        tabs::TabId,
        testing::{desk, drawn, practice, press, typed},
    };

    #[test]
    fn a_term_that_cannot_be_read_is_named_under_the_line() {
        let mut app = desk(practice());
        press(&mut app, "/");
        typed(&mut app, "due:31feb");
        let shown = drawn(&mut app, 80, 24);
        assert!(shown.iter().any(|line| line.contains("due:31feb is not understood")), "{shown:#?}");
    }

    #[test]
    fn the_count_stands_in_the_rule_while_the_filter_is_typed() {
        let mut app = desk(practice());
        press(&mut app, "1 /");
        let shown = drawn(&mut app, 80, 24);
        assert!(
            shown.iter().any(|line| line.contains("/ filter") && line.contains(" 3 of 3 ")),
            "{shown:#?}"
        );
        typed(&mut app, "hart");
        for (width, height) in [(80, 24), (60, 20), (40, 10)] {
            let shown = drawn(&mut app, width, height);
            assert!(
                shown.iter().any(|line| line.contains("/ filter") && line.contains(" 1 of 3 ")),
                "{shown:#?}"
            );
        }
        // The page above the tab has a list of its own.
        press(&mut app, "Esc :");
        typed(&mut app, "history");
        press(&mut app, "Enter /");
        typed(&mut app, "no such step");
        let shown = drawn(&mut app, 80, 24);
        assert!(shown.iter().any(|line| line.contains("/ filter") && line.contains(" 0 of ")), "{shown:#?}");
    }

    #[test]
    fn a_stage_or_kind_there_is_none_of_is_named_with_those_there_are() {
        for (keys, term) in [("1 /", "stage:foo"), ("1 /", "kind:promise"), ("5 /", "stage:foo")] {
            let mut app = desk(practice());
            press(&mut app, keys);
            typed(&mut app, term);
            let shown = drawn(&mut app, 80, 24).join("\n");
            assert!(shown.contains(&format!("{term} is not understood; known: ")), "{shown}");
        }
        let mut app = desk(practice());
        press(&mut app, "1 /");
        typed(&mut app, "stage:act");
        assert!(!drawn(&mut app, 80, 24).join("\n").contains("not understood"));
    }

    #[test]
    fn only_what_finds_rows_is_offered_where_it_is_offered() {
        for (tab, wanted, unwanted) in [
            (TabId::Clients, "text:roth", "kind:"),
            (TabId::FollowUps, "kind:promise", "text:"),
            (TabId::Goals, "tier:A", "stage:"),
            (TabId::Practice, "words of the name", ":"),
        ] {
            let (help, _) = super::language(tab);
            assert!(help.contains(wanted) && !help.contains(unwanted), "{help:?}");
        }
        let mut app = desk(practice());
        press(&mut app, "1 /");
        assert!(drawn(&mut app, 80, 24).join("\n").contains("text:roth"));
    }
}
