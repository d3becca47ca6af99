//! Setting aside what the practice itself has to see to, with the reason.
//!
//! **Invariant:** the reason is kept with every client it names; what comes up later comes up again.

use super::Source;
use crate::{
    acts::{Book, name::short, purge},
    domain::{
        action::Action,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
};

impl Book {
    /// The act that sets a card aside for all it names: a rule's new version that some need not be told of, records
    /// that may go and shall stay.
    ///
    /// # Errors
    /// For a card of another kind, and one that names nobody any more.
    pub fn set_aside(&self, source: Source, reason: &str) -> Result<Action, Rejection> {
        let whom = match source {
            Source::Tell { rule, version } => self.db().untold(rule, version, usize::MAX)?,
            Source::Purge(_) => purge::may_go(&self.db(), self.today(), usize::MAX)?,
            _ => {
                return Err(Rejection::rule("This is not set aside. It goes when what it asks for is done."));
            }
        };
        let acts: Vec<Action> = whom
            .into_iter()
            .map(|id| {
                let relationship = RecordId::new(Kind::Relationship, id);
                let gap = match source {
                    Source::Purge(_) => Source::Purge(id).key(),
                    other => other.key(),
                };
                Action::CloseGap { relationship, gap, reason: reason.to_owned() }
            })
            .collect();
        match acts.as_slice() {
            [] => Err(Rejection::rule("Nobody is left on this card. Nothing was changed.")),
            [only] => Ok(only.clone()),
            _ => Ok(Action::Several { acts }),
        }
    }

    /// Who is still to be told of a version of a rule: the first `limit` by name, and how many there are in all.
    pub fn untold(&self, rule: i64, version: i64, limit: usize) -> Result<(Vec<String>, usize), Rejection> {
        let ids = self.db().untold(rule, version, usize::MAX)?;
        let mut names = Vec::with_capacity(limit.min(ids.len()));
        for id in ids.iter().take(limit) {
            names.push(self.short_name(*id)?);
        }
        names.sort();
        Ok((names, ids.len()))
    }

    /// The one that the card of the purge list is named after.
    pub(crate) fn may_go_first(&self) -> Result<Option<RecordId>, Rejection> {
        let first = purge::may_go(&self.db(), self.today(), 1)?.first().copied();
        Ok(first.map(|id| RecordId::new(Kind::Relationship, id)))
    }

    /// Who is on the purge list whose records may go and were not set aside, at most `limit` of them.
    pub fn may_go(&self, limit: usize) -> Result<Vec<String>, Rejection> {
        let ids = purge::may_go(&self.db(), self.today(), limit)?;
        let name = |id: i64| {
            let row = self.get(RecordId::new(Kind::Relationship, id))?;
            Ok(row.map(|row| short(row.str("name")).to_owned()).unwrap_or_default())
        };
        ids.into_iter().map(name).collect()
    }
}
