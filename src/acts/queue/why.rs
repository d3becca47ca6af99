//! Why an item stands where it stands, in sentences.
//!
//! **Invariant:** the first difference that told it from its neighbour is the one that is named.

use super::{Item, Source, View, derived};
use crate::{
    acts::{Book, name::short},
    domain::{
        day::days_between,
        filter::fold,
        rank::why_here,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
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
            said.push(format!("{} {}: {}.", item.key, whole(item), item.reason));
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
                let title = title.map(|item| whole(&item)).unwrap_or_default();
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
                    format!("{} {}: {}.", item.key, whole(&item), item.reason),
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
            let title = row.str(id.kind.spec().title);
            if id.kind == Kind::Relationship {
                let name = short(title).to_owned();
                return match self.items(|_, whose| whose == Some(id.id))?.as_slice() {
                    [] => Ok(vec![format!("{id} {title}: nothing of it stands in a queue.")]),
                    items => self.why(only(items, &format!("{id} {name}"))?),
                };
            }
            let is = match row.str("state") {
                "" => String::new(),
                state => format!(" is {state}; it"),
            };
            return Ok(vec![format!("{id} {title}{is} stands in no queue.")]);
        }
        let wanted = fold(key);
        if wanted.is_empty() {
            return Err(Rejection::ambiguous(
                "Name an item by its id or by a part of its text. Empty names no item.",
            ));
        }
        let fits = |item: &Item, _| fold(&item.title).contains(&wanted) || fold(&item.who).contains(&wanted);
        match self.items(fits)?.as_slice() {
            [] => Err(Rejection::ambiguous(format!("{key} names no item of the queue."))),
            items => self.why(only(items, key)?),
        }
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
                format!("{} {}: {}.", item.key, whole(&item), item.reason),
                format!("It stands in no queue yet.{}", on.unwrap_or_default()),
            ]
        }))
    }

    /// The items of all queues that fit, each once; asked with whose they are.
    fn items(&self, fits: impl Fn(&Item, Option<i64>) -> bool) -> Result<Vec<Item>, Rejection> {
        let mut found: Vec<Item> = Vec::new();
        for view in View::ALL.into_iter().filter(|view| *view != View::Overdue) {
            for item in self.dress(&self.seeds(view)?)? {
                if fits(&item, item.relationship) && !found.iter().any(|known| known.key == item.key) {
                    found.push(item);
                }
            }
        }
        Ok(found)
    }
}

/// What it is and whose; of the practice's own only what it is.
fn whole(item: &Item) -> String {
    if item.who.is_empty() { item.title.clone() } else { format!("{}, {}", item.title, item.who) }
}

/// The key of the one item, or the rejection that names them.
fn only<'i>(items: &'i [Item], named: &str) -> Result<&'i str, Rejection> {
    if let [only] = items {
        return Ok(&only.key);
    }
    let all: Vec<String> = items.iter().take(8).map(|item| format!("{} {}", item.key, whole(item))).collect();
    let more = if items.len() > all.len() { "; and more" } else { "" };
    let all = all.join("; ");
    Err(Rejection::ambiguous(format!("{named} fits {} items: {all}{more}. Name one by its id.", items.len())))
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
    fn a_client_is_asked_about_by_its_id_like_by_its_name() {
        let mut book = practice();
        let several = book.why("c1").unwrap_err().message;
        assert!(several.starts_with("c1 Hartley fits ") && several.contains("f1 Roth"), "{several}");
        let ended = Fields::new().with("name", "Marchetti household").with("kind", "client");
        let ended = Action::Add { kind: Kind::Relationship, fields: ended.with("stage", "ended") };
        let id = book.execute(&ended).unwrap().ids[0].to_string();
        let said = book.why(&id).unwrap().join(" ");
        assert_eq!(said, format!("{id} Marchetti household: nothing of it stands in a queue."));
        let person = book.why("p1").unwrap().join(" ");
        assert!(!person.contains("is ;") && person.contains("stands in no queue"), "{person}");
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
