//! Why an item stands where it stands, in sentences.
//!
//! **Invariant:** the first difference that told it from its neighbour is the one that is named.

use super::{Item, Source, View, derived};
use crate::{
    acts::Book,
    domain::{day::days_between, filter::fold, rank::why_here, record::RecordId, rejection::Rejection},
};

impl Book {
    /// Why an item stands where it stands: its own reason, and what told it from its neighbours.
    ///
    /// `key` is its name, or what only one item has in its title or its client's name.
    pub fn why(&self, key: &str) -> Result<Vec<String>, Rejection> {
        let (key, today) = (key.trim(), self.today());
        let seeds = self.seeds(View::Today)?;
        let Some(place) = seeds.iter().position(|seed| seed.source.key() == key) else {
            return self.why_not(key);
        };
        let Some(seed) = seeds.get(place) else { return Ok(Vec::new()) };
        let dressed = self.dress(std::slice::from_ref(seed))?;
        let mut said = Vec::new();
        if let Some(item) = dressed.first() {
            said.push(format!("{} {}, {}: {}.", item.key, item.title, item.who, item.reason));
        }
        said.push(format!(
            "It is {} of {} today, under \"{}\".",
            place + 1,
            seeds.len(),
            seed.section().heading()
        ));
        for (neighbour, word) in [(place.checked_sub(1), "after"), (place.checked_add(1), "before")] {
            if let Some(other) = neighbour.and_then(|k| seeds.get(k)) {
                let because = why_here(&seed.rank, &other.rank);
                let title = self.dress(std::slice::from_ref(other))?.into_iter().next();
                let title = title.map(|item| format!("{}, {}", item.title, item.who)).unwrap_or_default();
                said.push(format!("It stands {word} {} ({title}), because {because}.", other.source.key()));
            }
        }
        if let Some(due) = seed.due.filter(|due| *due < today) {
            said.push(format!("Late by {}.", crate::domain::day::count_days(days_between(due, today))));
        }
        Ok(said)
    }

    fn why_not(&self, key: &str) -> Result<Vec<String>, Rejection> {
        let today = self.today();
        for view in [
            View::Upcoming,
            View::Waiting,
            View::BackBurner,
            View::Requests,
            View::Reexaminations,
            View::Gaps,
            View::Batch,
        ] {
            if let Some(seed) = self.seeds(view)?.iter().find(|seed| seed.source.key() == key) {
                let item = self.dress(std::slice::from_ref(seed))?.into_iter().next();
                let Some(item) = item else { continue };
                let on = seed
                    .on
                    .map(|on| format!(" It comes on {}.", crate::domain::day::echo(on, today)))
                    .unwrap_or_default();
                return Ok(vec![
                    format!("{} {}, {}: {}.", item.key, item.title, item.who, item.reason),
                    format!("It is not in Today; it stands in {}.{on}", view.title()),
                ]);
            }
        }
        if let Some(said) = self.why_later(key)? {
            return Ok(said);
        }
        if let Ok(id) = key.parse::<RecordId>()
            && let Some(row) = self.get(id)?
        {
            let state = row.str("state");
            return Ok(vec![format!(
                "{id} {} is {state}; it stands in no queue.",
                row.str(id.kind.spec().title)
            )]);
        }
        self.why(&self.item_with(key)?)
    }

    /// Why a derived item stands in no queue yet: it comes later, or nothing of it is to come.
    fn why_later(&self, key: &str) -> Result<Option<Vec<String>>, Rejection> {
        let Some(source) = Source::of_key(key).filter(|source| !matches!(source, Source::FollowUp(_))) else {
            return Ok(None);
        };
        let Some(row) = self.get(source.record())? else { return Ok(None) };
        let Some(seed) = derived(&self.db(), key, self.today())? else {
            let title = row.str(row.id.kind.spec().title);
            return Ok(Some(vec![format!(
                "{key}, {title}: nothing of it is to come. It stands in no queue."
            )]));
        };
        let on = seed.on.map(|on| format!(" It comes on {}.", crate::domain::day::echo(on, self.today())));
        let items = self.dress(&[seed])?;
        Ok(items.into_iter().next().map(|item| {
            vec![
                format!("{} {}, {}: {}.", item.key, item.title, item.who, item.reason),
                format!("It stands in no queue yet.{}", on.unwrap_or_default()),
            ]
        }))
    }

    /// The key of the one item that has this text in its title or in whose it is.
    fn item_with(&self, text: &str) -> Result<String, Rejection> {
        let wanted = fold(text);
        let mut found: Vec<Item> = Vec::new();
        for view in View::ALL.into_iter().filter(|view| *view != View::Overdue && !wanted.is_empty()) {
            for item in self.dress(&self.seeds(view)?)? {
                let fits = fold(&item.title).contains(&wanted) || fold(&item.who).contains(&wanted);
                if fits && !found.iter().any(|known| known.key == item.key) {
                    found.push(item);
                }
            }
        }
        match found.as_slice() {
            [only] => Ok(only.key.clone()),
            [] => Err(Rejection::ambiguous(format!("{text} names no item of the queue."))),
            several => {
                let all: Vec<String> = several
                    .iter()
                    .take(8)
                    .map(|item| format!("{} {}, {}", item.key, item.title, item.who))
                    .collect();
                Err(Rejection::ambiguous(format!(
                    "{text} fits {} items: {}{}. Name one by its id.",
                    several.len(),
                    all.join("; "),
                    if several.len() > all.len() { "; and more" } else { "" }
                )))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::{
            action::Action,
            record::{Fields, Kind},
        },
        tui::testing::practice,
    };

    #[test]
    fn why_takes_any_unique_part_of_a_name() {
        let book = practice();
        for text in ["Letter on", "ROTH conversion", "529"] {
            let said = book.why(text).unwrap();
            assert!(said.len() > 1, "{text} {said:?}");
        }
        let several = book.why("Hartley").unwrap_err().message;
        assert!(several.contains("f1 Roth conversion figures, Hartley"), "{several}");
        assert!(several.contains("fits"), "{several}");
        for nothing in ["no such thing", "", "f99"] {
            assert!(book.why(nothing).unwrap_err().message.contains("names no item"), "{nothing}");
        }
    }

    #[test]
    fn why_tells_of_a_contact_that_comes_long_after_the_queues() {
        let mut book = practice();
        let call = Fields::new()
            .with("relationship_id", 3)
            .with("day", book.today())
            .with("channel", "call")
            .with("reached", true)
            .with("summary", "Asked about the 529 plan");
        book.execute(&Action::Add { kind: Kind::Interaction, fields: call }).unwrap();
        let key = "c3.contact".to_owned();
        let said = book.why(&key).unwrap().join(" ");
        assert!(said.contains("It stands in no queue yet. It comes on "), "{said}");
        let until = "2026-11-27".parse().unwrap();
        let no = book.execute(&Action::Snooze { items: vec![key], until, reason: None }).unwrap_err().message;
        assert!(no.contains("comes only on") && no.contains("Nothing was changed."), "{no}");
    }

    #[test]
    fn a_prospect_of_today_has_no_next_step_yet() {
        let mut book = practice();
        let fields = Fields::new().with("name", "Marchetti household").with("kind", "prospect");
        let added = book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
        let said = book.why(&format!("{}.next", added.ids[0])).unwrap().join(" ");
        assert!(said.contains("lead, no next step yet."), "{said}");
    }
}
