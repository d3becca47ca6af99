//! A mailing to the rows on the screen: to whom it goes, who is left out and why, before its list is written.
//!
//! **Invariant:** nobody is left out without standing here with the reason.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    ask::Ask,
    import::path_of,
    lists::{self, Listed},
};
use crate::{
    acts::Mailing,
    domain::{mailing::By, rejection::Rejection},
    tui::{
        command::{Command, Scope},
        desk::At,
        effect::{Effect, Paper},
        frame,
        tabs::View,
        theme::Role,
        widgets::{
            footer::Hint,
            hits::Pointed,
            line::Line,
            list::{Item, Keep, List, Move, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 60,
        columns: &[words(0, "household", 22), words(1, "to", 18), words(2, "where, or why not", 0)],
    },
    Layout { from: 0, columns: &[words(0, "household", 16), words(2, "where, or why not", 0)] },
];

/// The screen.
#[derive(Debug)]
pub struct MailingList {
    letters: Mailing,
    emails: Mailing,
    by: By,
    views: Vec<View>,
    list: List,
}

impl MailingList {
    /// A mailing to these relationships.
    pub fn new(relationships: &[i64], at: &At<'_>) -> Result<Self, Rejection> {
        let letters = at.book.mailing(relationships, By::Letter)?;
        let emails = at.book.mailing(relationships, By::Email)?;
        let view = |id, name: &str, list: &Mailing| View::new(id, name, u64::try_from(list.rows.len()).ok());
        let views = vec![view("letter", "Letters", &letters), view("e-mail", "E-mails", &emails)];
        // Where nobody has a postal address, the e-mails are what there is to write.
        let by = if letters.rows.is_empty() && !emails.rows.is_empty() { By::Email } else { By::Letter };
        let mut layer = Self { letters, emails, by, views, list: List::new(LAYOUTS) };
        layer.refresh();
        Ok(layer)
    }

    fn shown(&self) -> &Mailing {
        match self.by {
            By::Letter => &self.letters,
            By::Email => &self.emails,
        }
    }

    fn refresh(&mut self) {
        let shown = self.shown();
        let mut items = Vec::new();
        let row = |key: String, cells: [String; 3]| {
            Item::from(Row {
                key,
                words: Words {
                    name: cells.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
                    cells: cells.iter().map(|cell| Line::signed(cell)).collect(),
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            })
        };
        if !shown.left_out.is_empty() {
            let words = format!("  {}; nothing is written to them", shown.left_out.len());
            items.push(Item::Heading(Line::heading("Left out").with(words, Role::Plain)));
            items.extend(shown.left_out.iter().map(|left| {
                let why = format!("✗ {}", left.why.words());
                row(left.relationship.to_string(), [left.client.clone(), String::new(), why])
            }));
            items.push(Item::Gap);
        }
        if !shown.rows.is_empty() {
            let words = format!("  {} to {}", shown.rows.len(), households(shown.households()));
            items.push(Item::Heading(Line::heading("Goes to").with(words, Role::Plain)));
            items.extend(shown.rows.iter().enumerate().map(|(number, one)| {
                let address = one.address.as_ref().map(crate::domain::card::Address::one_line);
                let place =
                    if self.by == By::Email { one.email.clone() } else { address.unwrap_or_default() };
                row(
                    format!("{number} {}", one.relationship),
                    [one.client.clone(), one.addressee.clone(), place],
                )
            }));
        }
        self.list.refresh(items, Keep::Nothing);
    }

    fn turn(&mut self) -> Pressed {
        self.by = if self.by == By::Letter { By::Email } else { By::Letter };
        self.refresh();
        self.list.go(Move::Top);
        Pressed::taken()
    }

    /// Asks for the file; its name is what the mailing is called in the timelines.
    fn write(&self, at: &At<'_>) -> Pressed {
        let list = self.shown().clone();
        if list.rows.is_empty() {
            return Pressed::Taken(Effect::warn(format!(
                "Nobody is left to write to. {} and {} turn letters and e-mails.",
                Command::PreviousView.way(),
                Command::NextView.way()
            )));
        }
        let start = format!("~/mailing-{}.csv", at.today);
        let title = format!("Write {} to a file; it is logged with each of them", counted(&list));
        let ask = Ask::text(&title, "File", move |typed, _| {
            if typed.is_empty() {
                return Err(Rejection::rule("Type where the file is to be, as ~/autumn-letter.csv."));
            }
            let file = path_of(typed);
            let what = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let paper = Paper::Mailing { file, what, list: list.clone() };
            Ok(vec![Effect::Write(Box::new(paper))])
        });
        Pressed::Taken(Effect::open(ask.starting(&start)))
    }
}

fn households(count: usize) -> String {
    format!("{count} household{}", if count == 1 { "" } else { "s" })
}

/// `10 letters`, `1 e-mail`.
#[must_use]
pub fn counted(list: &Mailing) -> String {
    let many = if list.rows.len() == 1 { "" } else { "s" };
    format!("{} {}{many}", list.rows.len(), list.by.channel())
}

impl Layer for MailingList {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let asked = self.shown().households() + self.shown().left_out.len();
        let what = format!("   to {} on the screen", households(asked));
        (Line::heading("Mailing list").with(what, Role::Plain), Line::plain("nothing is written yet"))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Left => Pressed::Taken(vec![Effect::Close, Effect::Say("Nothing was written".into())]),
            Listed::Opened => Pressed::Passed,
            Listed::Other(name) => match name.as_str() {
                "Ctrl-S" => self.write(at),
                "<" | ">" | "Tab" | "Shift-Tab" => self.turn(),
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let view = usize::from(self.by == By::Email);
        frame::views(pen, Rect { height: 2, ..area }, &self.views, view);
        lists::draw(&mut self.list, pen, lists::under_views(area));
        let said = lists::with_below("Each gets an entry in the timeline.", &self.list);
        lists::say(pen, area, &said);
    }

    fn hints(&self) -> Vec<Hint> {
        vec![
            Hint::new("Ctrl-S", format!("write {}", counted(self.shown()))),
            Hint::new("< >", "letters or e-mails"),
        ]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "write nothing"), Hint::new("?", "help")]
    }

    /// The file that is written closes it.
    fn waits(&self) -> bool {
        true
    }

    fn point(&mut self, pointed: Pointed, _at: &At<'_>) -> Pressed {
        match pointed.views_on((usize::from(self.by == By::Email), self.views.len())) {
            Some(by) if by % 2 == 0 => Pressed::taken(),
            Some(_) => self.turn(),
            None => lists::point(self.list(), pointed),
        }
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }
}
