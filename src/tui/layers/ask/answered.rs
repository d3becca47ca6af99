//! What an answer does: it is read, its act is asked for, and the question closes or waits.
//!
//! **Invariant:** what was typed stays until the act has gone through.

use super::{Ask, Waits};
use crate::{
    domain::rejection::Rejection,
    tui::{desk::At, effect::Effect, layers::Pressed},
};

impl Ask {
    pub(super) fn submit(&mut self, at: &At<'_>) -> Pressed {
        let Some(answer) = self.answer() else {
            self.refusal = Some("None of the words fits. Delete, and choose one.".into());
            return Pressed::taken();
        };
        if self.is_line() && answer.is_empty() {
            return Pressed::taken();
        }
        let done = match (self.echo)(&answer, at) {
            Ok(_) => (self.then)(&answer, at),
            Err(why) => Err(Rejection::rule(why)),
        };
        let pressed = self.finish(done);
        // A line of its own is another one the next time: it is not given again.
        self.given = Some(answer).filter(|_| self.refusal.is_none() && !self.is_line());
        pressed
    }

    /// An act closes the question only once it has gone through; a further question stands above this one, so
    /// that Esc comes back to it.
    pub(super) fn finish(&mut self, done: Result<Vec<Effect>, Rejection>) -> Pressed {
        let mut effects = match done {
            Ok(effects) => effects,
            Err(why) => {
                self.refusal = Some(why.message);
                return Pressed::taken();
            }
        };
        if let [Effect::Warn(why)] = effects.as_slice() {
            self.refusal = Some(why.clone());
            return Pressed::taken();
        }
        self.waits = Waits::of(&effects);
        if self.waits == Waits::No {
            effects.insert(0, Effect::Discard);
        }
        if let Some(last) = effects.iter().rposition(|effect| matches!(effect, Effect::Commit(_)))
            && let Effect::Commit(action) = effects.remove(last)
        {
            effects.insert(last, Effect::Save(action));
        }
        Pressed::Taken(effects)
    }
}
