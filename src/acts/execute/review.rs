//! Keeping a finished pass: one record of today.
//!
//! **Invariant:** a pass that was kept is kept once; a second pass of the day is a record of its own.

use super::{Act, Outcome, count_of};
use crate::domain::{
    record::{Fields, Kind, RecordId, Value},
    rejection::Rejection,
    review::{Kept, MUSTS, Pass},
};

impl Act<'_, '_> {
    pub(super) fn keep_review(&self, kept: &Kept) -> Outcome {
        let again = kept.relationship.map(Pass::Reexamination);
        let passes = [Pass::Daily, Pass::Weekly].into_iter().filter(|_| again.is_none()).chain(again);
        let Some(pass) = passes.into_iter().find(|pass| pass.word() == kept.pass) else {
            return Err(Rejection::field(
                "pass",
                "A pass is daily, weekly, or a re-examination with somebody.",
            ));
        };
        let whose = pass.relationship().map(|id| RecordId::new(Kind::Relationship, id));
        let whose = whose.map(|id| self.need(id, &[Kind::Relationship])).transpose()?;
        if kept.must_keys.split_whitespace().count() > MUSTS {
            return Err(Rejection::rule("A day has at most three musts. Take one away first."));
        }
        let same = [
            ("day", Value::from(self.today)),
            ("pass", Value::from(pass.word())),
            ("began_after", Value::Int(kept.began_after)),
            ("relationship_id", Value::from(kept.relationship)),
        ];
        if !self.tx.rows(Kind::DailyReview, &same)?.is_empty() {
            return Err(Rejection::rule("This pass is kept already. Nothing was changed."));
        }
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let fields = Fields::new()
            .with("day", self.today)
            .with("pass", pass.word())
            .with("began_after", kept.began_after)
            .with("minutes", kept.minutes)
            .with("cards", kept.cards)
            .with("decided", kept.decided)
            .with("not_seen", kept.not_seen)
            .with("done", text(&kept.done))
            .with("left_open", text(&kept.left))
            .with("unseen", text(&kept.unseen))
            .with("musts", text(&kept.musts))
            .with("must_keys", text(&kept.must_keys))
            .with("line", text(&kept.line))
            .with("relationship_id", kept.relationship)
            .with("with_whom", text(&kept.with))
            .with("words", text(&kept.words));
        let id = self.tx.insert(Kind::DailyReview, &fields)?;
        let (decided, cards) =
            (kept.decided, count_of(usize::try_from(kept.cards).unwrap_or(0), "card", "cards"));
        let with = whose.map(|row| self.called(&row)).transpose()?;
        let with = with.map(|with| format!(" with {with}")).unwrap_or_default();
        let said = format!("Kept the {}{with}: decided {decided} of {cards}", pass.title().to_lowercase());
        Ok((vec![id], said))
    }
}
