//! What to do about a step that cannot be taken back alone: with all that builds on it, or only its rest.
//!
//! **Invariant:** which steps and records go and which stay is on the screen before a key takes any of them back.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape};
use crate::{
    acts::Ways,
    tui::{
        command::{Command, chord},
        desk::At,
        effect::Effect,
        theme::Role,
        widgets::{footer::Hint, line::Line, page::Page, pen::Pen},
    },
};

/// The key that takes back all that builds on it.
const ALL: &str = "a";
/// The key that takes back the rest.
const REST: &str = "r";

/// The choice.
#[derive(Debug)]
pub struct TakeBack {
    ways: Ways,
    page: Page,
}

impl TakeBack {
    /// The ways for a step that was refused with this sentence.
    #[must_use]
    pub fn new(ways: Ways, why: &str) -> Self {
        let mut page = Page::new(Line::empty(), Line::empty()).gap();
        page.push(Line::plain(format!("  {why}")).hanging(2));
        page.push(Line::empty());
        if !ways.later.is_empty() {
            let words = "Take back with it what was built on it, the newest first, as one step:";
            page.push(choice(ALL, words));
            for (op, summary) in ways.later.iter().chain(std::iter::once(&ways.op)) {
                page.push(Line::plain(format!("       op {op}  {summary}")).hanging(7));
            }
            page.push(Line::empty());
        }
        if ways.back > 0 && !ways.stays.is_empty() {
            let (back, stay) = (ways.back, ways.stays.len());
            let go =
                if back == 1 { "1 record goes back".to_owned() } else { format!("{back} records go back") };
            let stay =
                if stay == 1 { "1 stays as it is".to_owned() } else { format!("{stay} stay as they are") };
            page.push(choice(REST, &format!("Take back the rest: {go}, {stay}:")));
            for record in &ways.stays {
                page.push(Line::plain(format!("       {record}")).hanging(7));
            }
            if let Some(lost) = ways.loss() {
                let words = format!("       ! {lost}: the membership goes back.");
                page.push(Line::signed(&words).hanging(9));
            }
            page.push(Line::empty());
        }
        page.push(Line::muted(format!(
            "  Nothing was taken back yet. What you choose is one step, and {} puts it back.",
            Command::Redo.way()
        )));
        Self { ways, page }
    }

    fn can(&self, key: &str) -> bool {
        match key {
            ALL => !self.ways.later.is_empty(),
            REST => self.ways.back > 0 && !self.ways.stays.is_empty(),
            _ => false,
        }
    }
}

fn choice(key: &str, words: &str) -> Line {
    Line::plain("  ").with(key, Role::Key).with(format!("    {words}"), Role::Plain).hanging(7)
}

impl Layer for TakeBack {
    fn mode(&self) -> String {
        "PAGE".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let (op, summary) = &self.ways.op;
        let title = Line::heading(format!("Take back op {op}")).with(format!("   {summary}"), Role::Plain);
        (title, Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        let op = self.ways.op.0;
        if let Some(to) = crate::tui::widgets::list::Move::of_key(key) {
            self.page.go(to);
            return Pressed::taken();
        }
        match (key.code, chord::name(key).as_str()) {
            (KeyCode::Esc, _) | (_, "q" | "h" | "Backspace" | "Ctrl-O") => Pressed::close(),
            (_, "Ctrl-C") => Pressed::Taken(vec![Effect::Quit]),
            (_, ALL) if self.can(ALL) => Pressed::Taken(vec![Effect::Close, Effect::TakeBackWithLater(op)]),
            (_, REST) if self.can(REST) => Pressed::Taken(vec![Effect::Close, Effect::TakeBackRest(op)]),
            (_, name) => {
                let words = format!("{name} has no meaning here. Press one of the keys shown, or Esc.");
                Pressed::Taken(Effect::warn(words))
            }
        }
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        self.page.draw_whole(pen, area);
    }

    fn hints(&self) -> Vec<Hint> {
        let hints = [(ALL, "with what builds on it"), (REST, "the rest")];
        hints.into_iter().filter(|(key, _)| self.can(key)).map(|(key, word)| Hint::new(key, word)).collect()
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "leave it as it is")]
    }

    fn wheel(&mut self, lines: i32) {
        self.page.go(crate::tui::widgets::list::Move::By(lines));
    }
}

#[cfg(test)]
mod tests {
    use crate::tui::{
        effect::Effect,
        testing::{book, desk, drawn, press, task, titles},
    };
    use crate::{
        domain::{
            action::Action,
            record::{Fields, Kind, RecordId},
        },
        tui::app::App,
    };

    /// A task that was given stakes and another title after it was made, and one left alone.
    fn built_on() -> App {
        let mut book = book();
        let both = vec![task("Call"), task("Write")];
        book.execute(&Action::Several { acts: both }).unwrap();
        let call = RecordId::new(Kind::FollowUp, 1);
        let fields = Fields::new().with("title", "Call Ann");
        book.execute(&Action::Edit { targets: vec![call], fields, seen: None }).unwrap();
        desk(book)
    }

    #[test]
    fn a_step_that_was_built_on_goes_back_with_what_builds_on_it_as_one_step() {
        let mut app = built_on();
        app.apply(vec![Effect::TakeBack(1)]);
        let shown = drawn(&mut app, 80, 24).join("\n");
        for words in
            ["has changed since by op 2", "op 2  Edited Call Ann: what", "1 stays as it is", "f1 (Call)"]
        {
            assert!(shown.contains(words), "{words}\n{shown}");
        }
        press(&mut app, "a");
        assert!(titles(&app.book).is_empty());
        assert!(app.model.message.as_ref().unwrap().words.contains("with a later step: op 2"));
        assert_eq!(app.book.is_undone(2), Ok(true));
        press(&mut app, "U");
        assert_eq!(titles(&app.book), ["Call Ann", "Write"]);
        assert_eq!((app.book.is_undone(1), app.book.is_undone(2)), (Ok(false), Ok(false)));
        press(&mut app, "u");
        assert_eq!(titles(&app.book), ["Call", "Write"], "the newest step alone");
    }

    #[test]
    fn the_rest_goes_back_and_what_was_changed_stays_and_is_named() {
        let mut app = built_on();
        app.apply(vec![Effect::TakeBack(1)]);
        press(&mut app, "r");
        assert_eq!(titles(&app.book), ["Call Ann"]);
        let words = &app.model.message.as_ref().unwrap().words;
        assert!(words.contains("1 record stays: follow-up f1 (Call)"), "{words}");
        press(&mut app, "U");
        assert_eq!(titles(&app.book), ["Call Ann", "Write"]);
    }

    #[test]
    fn who_would_lose_his_household_is_named_before_the_rest_goes() {
        let mut book = book();
        let file = "BEGIN:VCARD\nFN:Ann Lee\nEND:VCARD\nBEGIN:VCARD\nFN:Robert Okafor\nEND:VCARD\n";
        let incoming = crate::exchange::import::preview_bytes(&book, "a.vcf", file.as_bytes()).unwrap();
        book.execute(&incoming.action(|_| true).unwrap()).unwrap();
        let robert = RecordId::new(Kind::Person, 2);
        let fields = Fields::new().with("nickname", "Bob");
        book.execute(&Action::Edit { targets: vec![robert], fields, seen: None }).unwrap();
        let mut app = desk(book);
        app.apply(vec![Effect::TakeBack(1)]);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("! person p2 (Robert Okafor) belongs to no household then"), "{shown}");
    }

    #[test]
    fn leaving_the_choice_takes_nothing_back() {
        let mut app = built_on();
        app.apply(vec![Effect::TakeBack(1)]);
        press(&mut app, "x Esc");
        assert_eq!(titles(&app.book), ["Call Ann", "Write"]);
        assert!(app.model.layers.is_empty());
    }
}
