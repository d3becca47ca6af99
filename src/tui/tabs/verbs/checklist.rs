//! Checklists from the desk: chosen, offered where one belongs, given up.
//!
//! **Invariant:** what a checklist is offered with is done in the same step, or without it when it is not wanted.

use super::ask_reason;
use crate::{
    domain::{record::RecordId, rejection::Rejection},
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, checklist::Preview},
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// Asks which checklist, and shows its steps.
pub(super) fn choose(whose: RecordId, at: &At<'_>) -> Effects {
    let names = at.book.template_names();
    let words: Vec<&str> = names.iter().map(String::as_str).collect();
    let who = at.book.short_name(whose.id)?;
    let ask = Ask::choice(&format!("A checklist for {who}"), "Which", &words, move |name, at| {
        Ok(Effect::open(Preview::new(name, whose, None, at)?))
    });
    Ok(Effect::open(ask.whose_enter("show its steps")))
}

/// Does this act, with a checklist in the same step where it is wanted.
pub(super) fn offered(name: &'static str, whose: RecordId, act: Action, at: &At<'_>) -> Vec<Effect> {
    // A template of the user's that cannot be read stands in nobody's way.
    let Ok(template) = at.book.template(name) else { return Effect::commit(act) };
    let title = format!("Start the checklist {} with it? {} steps", template.title, template.steps.len());
    let words = ["yes, show me its steps", "no, without it"];
    Effect::open(Ask::choice(&title, "Checklist", &words, move |word, at| {
        if word.starts_with("yes") {
            return Ok(Effect::open(Preview::new(name, whose, Some(act.clone()), at)?));
        }
        Ok(Effect::commit(act.clone()))
    }))
}

/// Asks which checklist is given up, and why.
pub(super) fn give_up(whose: RecordId, at: &At<'_>) -> Effects {
    let mut running = at.book.checklists_of(whose.id)?;
    running.retain(|progress| !progress.is_over());
    let who = at.book.short_name(whose.id)?;
    let ask = move |checklist: RecordId, title: &str| {
        ask_reason(&format!("Give up {title} with {who}; its open steps are dropped"), move |reason, _| {
            Ok(Effect::commit(Action::GiveUpChecklist { checklist, reason: reason.to_owned() }))
        })
    };
    match running.as_slice() {
        [] => Err(Rejection::rule("No checklist runs with this client.")),
        [only] => Ok(ask(only.checklist.id, only.checklist.str("title"))),
        several => {
            let known: Vec<(String, RecordId)> = several
                .iter()
                .map(|progress| (progress.checklist.str("title").to_owned(), progress.checklist.id))
                .collect();
            let titles: Vec<&str> = several.iter().map(|progress| progress.checklist.str("title")).collect();
            Ok(Effect::open(Ask::choice("Which one is given up?", "Checklist", &titles, move |word, _| {
                let found = known.iter().find(|(title, _)| title == word);
                Ok(found.map(|(title, id)| ask(*id, title)).unwrap_or_default())
            })))
        }
    }
}
