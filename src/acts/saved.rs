//! What a saved view shows, for who has no screen: the records of its view in its order, before its filter.
//!
//! **Invariant:** which rows a view shows and in which order is said here for the desk and the command line alike.

use super::{Book, queue::Source, queue::View, standing::ClientLine};
use crate::domain::{
    filter::fold,
    record::{Kind, RecordId},
    records::{
        relationship::list_of,
        saved_view::{Look, words_of},
    },
    rejection::Rejection,
};

/// The queue that a view of Follow-ups is, by its word.
#[must_use]
pub fn queue(word: &str) -> View {
    let at = words_of("follow-ups").0.iter().position(|known| *known == word);
    at.and_then(|at| View::ALL.get(at)).copied().unwrap_or(View::Today)
}

/// Puts clients, which come worst standing first, in the order of that word; `tiers` are in their own order.
pub fn in_order<T>(shown: &mut [&T], line: impl Fn(&T) -> &ClientLine, order: &str, tiers: &[String]) {
    match order {
        "name" => shown.sort_by_cached_key(|known| fold(&line(known).line.name)),
        "tier" => shown.sort_by_key(|known| {
            let place = |tier: &str| tiers.iter().position(|known| known == tier);
            line(known).line.tier.as_deref().and_then(place).unwrap_or(usize::MAX)
        }),
        "next" => shown.sort_by_key(|known| (line(known).next.is_none(), line(known).next)),
        "contact" => shown.sort_by_key(|known| {
            let contact = line(known).line.last_contact;
            (contact.is_some(), contact)
        }),
        _ => {}
    }
}

impl Book {
    /// The look of a tab kept under this name or a unique part of it.
    pub fn saved_look(&self, tab: &str, name: &str) -> Result<Look, Rejection> {
        let rows = self.rows(Kind::SavedView, &[("tab", tab.into())])?;
        let wanted = name.trim().to_lowercase();
        let called = |row: &&crate::domain::record::Row| row.str("name").to_lowercase();
        let whole = rows.iter().find(|row| called(row) == wanted || row.id.to_string() == wanted);
        let parts: Vec<_> = rows.iter().filter(|row| called(row).contains(&wanted)).collect();
        match (whole, parts.as_slice()) {
            (Some(row), _) => Ok(Look::parse(row.str("query"))),
            (None, [only]) => Ok(Look::parse(only.str("query"))),
            _ => {
                let names: Vec<&str> = rows.iter().map(|row| row.str("name")).collect();
                let has = if names.is_empty() {
                    "It has none.".to_owned()
                } else {
                    format!("It has {}.", names.join(", "))
                };
                Err(Rejection::ambiguous(format!(
                    "The tab {tab} has no one saved view named {name}. {has} Nothing was listed."
                )))
            }
        }
    }

    /// The records that a look at a tab shows, in its order, before its filter. Of a queue only stored
    /// follow-ups are records, and of the rules only the rulebook is a list of them.
    pub fn looked_at(&self, tab: &str, look: &Look) -> Result<Vec<RecordId>, Rejection> {
        let (view, order) = look.places(tab)?;
        let (views, orders) = words_of(tab);
        let view = views.get(view).copied().unwrap_or("");
        let order = orders.get(order).copied().unwrap_or("");
        match tab {
            "clients" => {
                let lines = self.clients()?;
                let tiers: Vec<String> = self.tiers()?.into_iter().map(|tier| tier.name).collect();
                let mut shown: Vec<&ClientLine> =
                    lines.iter().filter(|line| list_of(&line.line.kind, &line.line.stage) == view).collect();
                in_order(&mut shown, |line| line, order, &tiers);
                Ok(shown.iter().map(|line| RecordId::new(Kind::Relationship, line.line.id)).collect())
            }
            "goals" | "expectations" => {
                let kind = if tab == "goals" { Kind::Goal } else { Kind::Expectation };
                let mut lines = self.agreement_lines(kind)?;
                lines.retain(|line| line.is_in(view));
                if order == "client" {
                    lines.sort_by_cached_key(|line| (fold(&line.who), line.relationship, line.look.phase));
                }
                Ok(lines.iter().map(|line| line.id).collect())
            }
            "follow-ups" => {
                let seeds = self.seeds(queue(view))?;
                let stored = seeds.iter().filter(|seed| matches!(seed.source, Source::FollowUp(_)));
                Ok(stored.map(|seed| seed.source.record()).collect())
            }
            _ if view == "rulebook" => {
                let rules = self.rows(Kind::Rule, &[])?;
                Ok(rules.iter().filter(|row| row.str("state") != "withdrawn").map(|row| row.id).collect())
            }
            _ => Err(Rejection::rule(format!(
                "The view {view} is no list of rules; it is shown on the desk. Nothing was listed."
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_found_by_its_word() {
        assert_eq!(queue("back-burner"), View::BackBurner);
        assert_eq!(queue("re-examinations"), View::Reexaminations);
        assert_eq!(queue("nowhere"), View::Today);
    }
}
