//! The last act once more (`.`): its command on what is chosen now, with the answers it was given.
//!
//! **Invariant:** what fits is judged anew for the rows it is repeated on; a question that was not asked before,
//! or whose answer does not fit any more, is left open for the user.

use super::{
    app::{App, at},
    command::{Availability, Command},
    desk::Action,
    effect::{Effect, Outside},
    layers::Pressed,
};
use crate::domain::record::{Fields, Kind};

/// An act as it was done: enough to do it once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    command: Command,
    /// The answers in the order of the questions, each with the depth of its question.
    answers: Vec<(usize, String)>,
    /// What a form wrote into a record, other than its title.
    edited: Option<(Kind, Fields)>,
}

impl Again {
    /// A command that was just given.
    pub(super) fn of(command: Command) -> Self {
        Self { command, answers: Vec::new(), edited: None }
    }

    /// Takes an answer; those to questions above it were to another one.
    fn answered(&mut self, depth: usize, answer: String) {
        self.answers.retain(|(other, _)| *other < depth);
        self.answers.push((depth, answer));
    }
}

/// Whether what happens is an act done once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// It is the first time.
    #[default]
    First,
    /// It is done again.
    Again,
}

impl App {
    /// Remembers the answer that the top layer has just taken.
    pub(super) fn note_answer(&mut self) {
        let depth = self.model.layers.len();
        let given = self.model.layers.last().and_then(|layer| layer.given());
        if let (Some(answer), Some(asking)) = (given, &mut self.model.asking) {
            asking.answered(depth, answer);
        }
    }

    /// Remembers what was done, when it went through.
    pub(super) fn note_act(&mut self, edited: Option<(Kind, Fields)>) {
        if let Some(asking) = self.model.asking.take() {
            self.model.last = Some(Again { edited, ..asking });
        }
    }

    /// What an edit by a form writes that others of its type can be given too: all but a title.
    pub(super) fn edited(&self, action: &Action) -> Option<(Kind, Fields)> {
        let Action::Edit { targets, fields, .. } = action else { return None };
        let kind = targets.first()?.kind;
        let is_own = fields.iter().any(|(name, _)| name == kind.spec().title);
        let by_form = self.model.asking.as_ref().is_some_and(|asking| asking.command == Command::Edit);
        (by_form && !is_own).then(|| (kind, fields.clone()))
    }

    /// Does the last act once more on what is chosen.
    pub(super) fn repeat(&mut self) -> Vec<Outside> {
        let Some(again) = self.model.last.clone() else { return Vec::new() };
        self.model.turn = Turn::Again;
        if let Some(action) = self.edit_again(&again) {
            self.model.asking = Some(Again::of(again.command));
            return self.apply(Effect::commit(action));
        }
        let floor = self.model.layers.len();
        let mut outside = self.run(again.command);
        for (_, answer) in &again.answers {
            let at = at(&self.book, &self.clock, self.model.today, self.model.order);
            let asked = self.model.layers.len() > floor;
            let Some(layer) = self.model.layers.last_mut().filter(|_| asked) else { break };
            let Some(Pressed::Taken(effects)) = layer.answer_again(answer, &at) else { break };
            let taken = layer.given().is_some();
            self.note_answer();
            outside.extend(self.apply(effects));
            if !taken {
                break;
            }
        }
        outside
    }

    /// The same values for the records chosen now, where all of them are of the type that was edited.
    fn edit_again(&self, again: &Again) -> Option<Action> {
        let (kind, fields) = again.edited.clone()?;
        let page = self.page().map(|page| page.focus());
        let focus = page.unwrap_or_else(|| self.model.state()?.chosen())?;
        let fit = !focus.records.is_empty() && focus.records.iter().all(|id| id.kind == kind);
        let can = self.available(again.command) == Availability::Yes;
        (fit && can).then_some(Action::Edit { targets: focus.records, fields, seen: None })
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::record::Kind,
        tui::{
            app::App,
            testing::{desk, drawn, practice, press, typed},
        },
    };

    fn dues(app: &App) -> Vec<(String, String)> {
        let rows = app.book.rows(Kind::FollowUp, &[]).unwrap();
        rows.iter().map(|row| (row.id.to_string(), row.str("due").to_owned())).collect()
    }

    fn said(app: &App) -> String {
        app.model.message.as_ref().map(|message| message.words.clone()).unwrap_or_default()
    }

    fn on(app: &mut App, key: &str) {
        assert!(app.model.tab_mut().unwrap().state_mut().list.focus(key), "{key}");
    }

    #[test]
    fn the_last_act_is_done_again_with_the_answers_it_was_given_and_says_so() {
        let mut app = desk(practice());
        on(&mut app, "f1");
        press(&mut app, "r");
        typed(&mut app, "4 dec");
        press(&mut app, "Enter");
        on(&mut app, "f2");
        press(&mut app, ".");
        assert!(app.model.layers.is_empty(), "{}", drawn(&mut app, 80, 24).join("\n"));
        assert!(
            said(&app).starts_with("Again: Moved to Fri 4 Dec: Letter on the yen account"),
            "{}",
            said(&app)
        );
        on(&mut app, "f3");
        press(&mut app, ".");
        let moved = dues(&app).iter().filter(|(_, due)| due == "2026-12-04").count();
        assert_eq!(moved, 3);
        press(&mut app, "u");
        assert_eq!(dues(&app).iter().filter(|(_, due)| due == "2026-12-04").count(), 2);
    }

    #[test]
    fn what_was_left_unanswered_is_not_the_last_act() {
        let mut app = desk(practice());
        on(&mut app, "f1");
        press(&mut app, "s w");
        on(&mut app, "f2");
        press(&mut app, "X Esc .");
        assert!(said(&app).starts_with("Again: Snoozed to"), "{}", said(&app));
    }

    #[test]
    fn it_acts_on_marks_as_one_step_and_says_why_where_it_does_not_fit() {
        let mut app = desk(practice());
        on(&mut app, "f1");
        press(&mut app, "p");
        typed(&mut app, "high");
        press(&mut app, "Enter");
        for key in ["f2", "f3"] {
            on(&mut app, key);
            press(&mut app, "Space");
        }
        press(&mut app, ".");
        let stakes = |app: &App| {
            let rows = app.book.rows(Kind::FollowUp, &[("stakes", "high".into())]).unwrap();
            rows.len()
        };
        assert_eq!(stakes(&app), 3);
        press(&mut app, "u");
        assert_eq!(stakes(&app), 1);
        press(&mut app, "1 .");
        assert!(!said(&app).starts_with("Again"), "{}", said(&app));
    }

    #[test]
    fn a_question_that_is_new_is_asked() {
        let mut book = practice();
        for due in ["2026-12-01", "2026-12-02"] {
            let (items, due) = (vec!["f2".parse().unwrap()], due.parse().unwrap());
            book.execute(&super::Action::Reschedule {
                items,
                due,
                reason: None,
                later: crate::domain::action::Later::default(),
            })
            .unwrap();
        }
        let mut app = desk(book);
        on(&mut app, "f1");
        press(&mut app, "r");
        typed(&mut app, "9 dec");
        press(&mut app, "Enter v u");
        on(&mut app, "f2");
        press(&mut app, ".");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("Third move of this promise: "), "{shown}");
        press(&mut app, "Right Right Right Enter");
        typed(&mut app, "they are away");
        press(&mut app, "Enter");
        assert!(said(&app).starts_with("Again: Moved to Wed 9 Dec"), "{}", said(&app));
    }

    #[test]
    fn a_value_given_in_a_form_is_given_again() {
        let mut app = desk(practice());
        press(&mut app, "1");
        let effects = {
            let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
            crate::tui::layers::record::edit_at("c1".parse().unwrap(), "tier", &at)
        };
        on(&mut app, "c1");
        press(&mut app, "e Esc");
        app.model.asking = Some(super::Again::of(super::Command::Edit));
        app.apply(effects);
        press(&mut app, "Ctrl-U");
        typed(&mut app, "D");
        press(&mut app, "Ctrl-S");
        press(&mut app, "V .");
        let tiers: Vec<String> = app
            .book
            .rows(Kind::Relationship, &[])
            .unwrap()
            .iter()
            .map(|row| row.str("tier").to_owned())
            .collect();
        assert_eq!(tiers, ["D", "D", "D"]);
        assert!(said(&app).starts_with("Again: Edited 3 clients: tier"), "{}", said(&app));
    }

    #[test]
    fn hiding_past_the_due_date_a_third_time_asks_why_and_keeps_it() {
        let mut book = practice();
        for until in ["2026-12-01", "2026-12-02"] {
            let (items, until) = (vec!["f2".to_owned()], until.parse().unwrap());
            book.execute(&super::Action::Snooze { items, until, reason: None }).unwrap();
        }
        let (items, until) = (vec!["f2".to_owned()], "2026-12-03".parse().unwrap());
        let no = book.execute(&super::Action::Snooze { items, until, reason: None }).unwrap_err();
        assert_eq!(no.field.as_deref(), Some("reason"));
        let mut app = desk(book);
        press(&mut app, "v u");
        on(&mut app, "f2");
        press(&mut app, "s m");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("Third move of this promise: "), "{shown}");
        press(&mut app, "Right Right Right Enter");
        typed(&mut app, "they are away");
        press(&mut app, "Enter");
        let row = app.book.get("f2".parse().unwrap()).unwrap().unwrap();
        assert_eq!((row.int("moves"), row.str("reason")), (Some(3), "they are away"));
        assert!(said(&app).starts_with("Snoozed to"), "{}", said(&app));
    }
}
