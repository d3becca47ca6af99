//! `J` and `K`: a row of today is moved by hand, for the day; and what stands below the last row.
//!
//! **Invariant:** only the moved row is placed; the marks stay, and jumping a promise asks why.

use super::{FollowUps, rows};
use crate::{
    acts::queue::{Seed, View},
    domain::rejection::Rejection,
    tui::{
        desk::{Action, At},
        effect::{Effect, Rest},
        tabs::verbs::ask_reason,
        widgets::list::Item,
    },
};

impl FollowUps {
    /// What stands below the rows of Today: the gaps that wait, what was finished.
    pub(super) fn below(&self, today: &[Seed], at: &At<'_>) -> Result<Vec<Item>, Rejection> {
        if self.view() != View::Today || !self.state.filter.is_empty() {
            return Ok(Vec::new());
        }
        let behind = if self.state.whose.is_none() { at.book.gaps_behind(today)? } else { 0 };
        let mut items = rows::gaps_behind(behind);
        items.extend(rows::done(&at.book.finished(&self.done)?, self.done.len()));
        Ok(items)
    }

    /// Moves the row by one place, for today.
    pub(super) fn place(&mut self, by: isize, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
        let Some(item) = self.state.list.row().map(|row| row.key.clone()) else { return Ok(Vec::new()) };
        let seeds = self.rows.seeds(View::Today, at)?;
        let Some(from) = seeds.iter().position(|seed| seed.source.key() == item) else {
            return Err(Rejection::rule("J and K place what is in today's list."));
        };
        let to = from.saturating_add_signed(by);
        if to == from || to >= seeds.len() {
            let end = if by < 0 { "top" } else { "end" };
            return Err(Rejection::rule(format!("The row stands at the {end} of the list.")));
        }
        let mut order: Vec<String> = seeds.iter().map(|seed| seed.source.key()).collect();
        order.swap(from, to);
        let marks = self.state.list.marked_keys();
        // Up past a promise or a hard date, or down with one: what is passed stands first otherwise.
        let (passed, mover) =
            if by < 0 { (seeds.get(to), seeds.get(from)) } else { (seeds.get(from), seeds.get(to)) };
        self.rows.dress(&[item_key(passed), item_key(mover)], at)?;
        let jumps = self.is_promised(passed) && !self.is_promised(mover);
        let mut effects = vec![Effect::Leave(Rest { marks, said: None })];
        effects.extend(if jumps {
            ask_reason("It jumps a promise or a hard date. Why?", move |reason, _| {
                let (item, order) = (item.clone(), order.clone());
                Ok(Effect::commit(Action::Place { item, order, reason: Some(reason.to_owned()) }))
            })
        } else {
            Effect::commit(Action::Place { item, order, reason: None })
        });
        Ok(effects)
    }

    /// Whether a row is a promise or a hard date, also when it was placed by hand before.
    fn is_promised(&self, seed: Option<&Seed>) -> bool {
        let said = seed.and_then(|seed| self.rows.item(&seed.source.key()));
        seed.is_some_and(|seed| seed.rank.is_jumped())
            || said.is_some_and(|item| {
                matches!(item.kind.as_str(), "promise" | "meeting") || item.reason.starts_with("hard date")
            })
    }
}

fn item_key(seed: Option<&Seed>) -> String {
    seed.map(|seed| seed.source.key()).unwrap_or_default()
}
