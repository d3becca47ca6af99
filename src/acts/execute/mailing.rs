//! A mailing as it is kept: with each household one contact out that nobody has answered yet.
//!
//! **Invariant:** who does not want mailings is in none, whatever a list said that was made before.

use std::collections::HashSet;

use super::{Act, Outcome, clip, count_of};
use crate::domain::{
    action::ContactLog,
    mailing::{By, CALLED, Recipient, refusal},
    record::{Fields, Kind},
    rejection::Rejection,
};

impl Act<'_, '_> {
    pub(super) fn mailing(&self, by: By, what: &str, to: &[Recipient]) -> Outcome {
        let what = what.trim();
        if what.is_empty() {
            return Err(Rejection::rule("Say what the mailing is, in a word or two. Nothing was written."));
        }
        let mut seen = HashSet::new();
        let mut ids = Vec::with_capacity(to.len());
        for recipient in to.iter().filter(|recipient| seen.insert(recipient.relationship)) {
            let relationship = self.need(recipient.relationship, &[Kind::Relationship])?;
            if let Some(why) = refusal(&relationship, by) {
                return Err(Rejection::stale(format!(
                    "{} is on the list, but {}. Nothing was written; make the list again.",
                    relationship.str("name"),
                    why.words()
                )));
            }
            // Each household may answer for itself, so each has a contact of its own. The time a mailing takes is
            // nobody's, which is known: it is not one more contact without time.
            let fields = Fields::new()
                .with("day", self.today)
                .with("channel", by.channel())
                .with("direction", "out")
                .with("reached", false)
                .with("minutes", 0)
                .with("nature", "admin")
                .with("summary", format!("{CALLED}{what}"));
            let (made, _) = self.log(&ContactLog {
                relationships: vec![recipient.relationship],
                participants: recipient.persons.clone(),
                fields,
                ..ContactLog::default()
            })?;
            ids.extend(made);
        }
        match seen.len() {
            0 => Err(Rejection::rule("Nobody is on the list. Nothing was written.")),
            many => Ok((
                ids,
                format!("Logged mailing \"{}\" to {}", clip(what), count_of(many, "household", "households")),
            )),
        }
    }
}
