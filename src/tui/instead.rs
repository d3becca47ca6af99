//! What to press instead of what was refused: the desk's words for what the acts propose.
//!
//! **Invariant:** every key said here is read from the table of commands.

use super::{
    app::App,
    command::{Availability, Command},
};
use crate::domain::{
    record::RecordId,
    rejection::{Instead, Rejection},
};

/// The command that would do, and what it would do.
fn way(instead: Instead) -> (Command, &'static str) {
    use Command as C;
    match instead {
        Instead::Agree(_) => (C::Finish, "agree on it with them"),
        Instead::Reaffirm(_) => (C::AgreementReaffirm, "reaffirm it with them"),
        Instead::Change(_) => (C::AgreementChange, "change it with them"),
        Instead::Retire(_) => (C::End, "retire it"),
        Instead::Reword(_) => (C::Edit, "give it a new text"),
        Instead::Withdraw(_) => (C::End, "withdraw it"),
        Instead::AddRule => (C::AddRule, "add one"),
        Instead::Promote(_) => (C::Promote, "make a client of it"),
        Instead::End(_) => (C::End, "end it"),
        Instead::Plan(_) => (C::AddMeeting, "plan a meeting"),
        Instead::Log { .. } => (C::Log, "log it"),
        Instead::Decide(_) => (C::DecideDo, "decide to do it"),
        Instead::Decline(_) => (C::DecideDecline, "decline it"),
        Instead::Third { .. } => (C::Reschedule, "say which"),
        Instead::Finish(_) => (C::Finish, "finish it"),
        Instead::Drop(_) => (C::Drop, "drop it"),
        Instead::TakeBack(_) => (C::History, "choose what goes back"),
    }
}

/// The record the proposal is about; none where it is about no one record.
fn about(instead: Instead) -> Option<RecordId> {
    match instead {
        Instead::Agree(id)
        | Instead::Reaffirm(id)
        | Instead::Change(id)
        | Instead::Retire(id)
        | Instead::Reword(id)
        | Instead::Withdraw(id)
        | Instead::Promote(id)
        | Instead::End(id)
        | Instead::Plan(id)
        | Instead::Decide(id)
        | Instead::Decline(id)
        | Instead::Finish(id)
        | Instead::Drop(id) => Some(id),
        Instead::Third { item, .. } => Some(item),
        Instead::Log { relationship, .. } => Some(relationship),
        Instead::AddRule | Instead::TakeBack(_) => None,
    }
}

/// `Press c c to reaffirm it with them.`
fn sentence(command: Command, words: &str, first: &str) -> String {
    format!("{first}{} to {words}.", command.way())
}

impl App {
    /// Says a refusal in the foot rule, with what to press instead when it can be pressed here.
    pub(super) fn refuse_with_a_way(&mut self, why: &Rejection) {
        let message = match why.instead.and_then(|instead| self.way_out(instead)) {
            Some(way) => format!("{} {way}", why.message),
            None => why.message.clone(),
        };
        self.model.refuse(message);
    }

    /// The key for a proposal, where the keys would act on the record it is about.
    fn way_out(&self, instead: Instead) -> Option<String> {
        let (command, words) = way(instead);
        let focus = self.focus().or_else(|| self.model.tab().and_then(super::tabs::Tab::focus));
        let here = |id: RecordId| {
            focus.as_ref().is_some_and(|focus| {
                focus.relationship == Some(id) || matches!(focus.records.as_slice(), [one] if *one == id)
            })
        };
        if !about(instead).is_none_or(here) {
            return None;
        }
        if !self.model.layers.is_empty() {
            return Some(sentence(command, words, "Esc, then "));
        }
        (self.available(command) == Availability::Yes).then(|| sentence(command, words, "Press "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{action::Action, record::Kind},
        tui::{
            effect::Effect,
            testing::{desk, practice, press},
        },
    };

    fn said(app: &App) -> &str {
        app.model.message.as_ref().map_or("", |message| message.words.as_str())
    }

    /// A desk on the request of Ruiz, and the act that the book refuses: a request is decided, not done.
    fn refused() -> App {
        let mut app = desk(practice());
        press(&mut app, "v r");
        assert_eq!(app.focus().unwrap().records, ["f4".parse().unwrap()]);
        app
    }

    #[test]
    fn a_refusal_says_the_key_that_does_what_is_proposed() {
        let mut app = refused();
        app.apply(Effect::commit(Action::Done { items: vec!["f4".parse().unwrap()], note: None }));
        assert!(said(&app).ends_with("Press d d to decide to do it."), "{}", said(&app));
    }

    #[test]
    fn a_refusal_about_another_row_names_no_key() {
        let mut app = refused();
        press(&mut app, "1");
        app.apply(Effect::commit(Action::Done { items: vec!["f4".parse().unwrap()], note: None }));
        assert!(!said(&app).is_empty() && !said(&app).contains("Press"), "{}", said(&app));
    }

    #[test]
    fn every_proposal_names_a_key_or_a_command_that_is_there() {
        let id = RecordId::new(Kind::Goal, 1);
        let all = [
            Instead::Agree(id),
            Instead::Reaffirm(id),
            Instead::Change(id),
            Instead::Retire(id),
            Instead::Reword(id),
            Instead::Withdraw(id),
            Instead::AddRule,
            Instead::End(id),
            Instead::Plan(id),
            Instead::Log { relationship: id, meeting: id },
            Instead::Decide(id),
            Instead::Decline(id),
            Instead::Finish(id),
            Instead::Drop(id),
        ];
        for instead in all {
            let (command, words) = way(instead);
            let said = sentence(command, words, "Press ");
            assert!(said.ends_with('.') && !said.contains("Press  "), "{said}");
        }
        assert_eq!(sentence(Command::AddRule, "add one", "Press "), "Press : add-rule to add one.");
    }
}
