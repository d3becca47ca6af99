//! A look at one tab kept under a name: which of its views, in which order, narrowed to what.
//!
//! **Invariant:** a name stands at most once in a tab, and what is kept is words a person can read and type.

use super::prelude::*;

/// The declaration of a saved view.
pub const SPEC: Spec = Spec {
    kind: Kind::SavedView,
    table: "saved_view",
    noun: "view",
    plural: "views",
    prefix: "view",
    owner: None,
    title: "name",
    fields: &[
        field("tab", "Tab", Ty::Choice(TABS), "where it shows").required(),
        field("name", "Name", Ty::Line, "what you call it").required(),
        field("query", "Look", Ty::Line, "view:prospects order:name, and as typed after /").required(),
    ],
    check,
};

/// The tabs that can keep a look.
pub const TABS: &[&str] = &["clients", "goals", "expectations", "rules", "follow-ups"];

/// The views and the orders of a tab, in their places; empty for a tab that there is not.
#[must_use]
pub fn words_of(tab: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match tab {
        "clients" => (
            &["clients", "prospects", "partners", "helpers", "ended"],
            &["standing", "name", "tier", "next", "contact"],
        ),
        "goals" => (&["needs-you", "all", "retired"], &["need", "client"]),
        "expectations" => (&["needs-you", "all", "retired", "fall"], &["need", "client"]),
        "rules" => (&["rulebook", "to-teach", "exceptions", "breaches"], &[]),
        "follow-ups" => (
            &[
                "today",
                "overdue",
                "upcoming",
                "waiting",
                "requests",
                "back-burner",
                "re-examinations",
                "gaps",
                "batch",
            ],
            &[],
        ),
        _ => (&[], &[]),
    }
}

/// What a saved view keeps, in words: `view:prospects order:name #golf`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The id of the view; the tab's first when none is named.
    pub view: Option<String>,
    /// The word of the order; the tab's first when none is named.
    pub order: Option<String>,
    /// As typed after `/`.
    pub filter: String,
}

impl Look {
    /// Reads what is kept; every word that names neither view nor order belongs to the filter.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut look = Self::default();
        let mut rest = query.trim();
        // Only at its head: what follows is the filter as it was typed, its quotes and spaces too.
        loop {
            let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let (slot, value) = match word.split_once(':') {
                Some(("view", value)) => (&mut look.view, value),
                Some(("order", value)) => (&mut look.order, value),
                _ => break,
            };
            *slot = Some(value.to_owned());
            rest = after.trim_start();
        }
        rest.clone_into(&mut look.filter);
        look
    }

    /// The places of its view and order in a tab.
    ///
    /// # Errors
    /// When the tab has no such view or order: a sentence with those it has.
    pub fn places(&self, tab: &str) -> Result<(usize, usize), Rejection> {
        let (views, orders) = words_of(tab);
        let place = |word: &Option<String>, known: &[&str], noun: &str| match word {
            None => Ok(0),
            Some(word) => known.iter().position(|known| known == word).ok_or_else(|| {
                let has = if known.is_empty() {
                    format!("It has one {noun} only; leave {noun}: out.")
                } else {
                    format!("It has {}.", known.join(", "))
                };
                Rejection::field("query", format!("The tab {tab} has no {noun} {word}. {has}"))
            }),
        };
        Ok((place(&self.view, views, "view")?, place(&self.order, orders, "order")?))
    }

    /// The look of a tab at these places; its first view and order are said too, so that it reads by itself.
    #[must_use]
    pub fn of(tab: &str, (view, order): (usize, usize), filter: &str) -> Self {
        let (views, orders) = words_of(tab);
        let word = |known: &[&str], at: usize| known.get(at).map(|word| (*word).to_owned());
        Self { view: word(views, view), order: word(orders, order), filter: filter.trim().to_owned() }
    }
}

impl std::fmt::Display for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named = [("view", &self.view), ("order", &self.order)];
        let named = named.iter().filter_map(|(slot, word)| Some(format!("{slot}:{}", word.as_ref()?)));
        let filter = Some(self.filter.clone()).filter(|filter| !filter.is_empty());
        f.write_str(&named.chain(filter).collect::<Vec<_>>().join(" "))
    }
}

fn check(fields: &Fields) -> Result<(), Rejection> {
    let (Some(tab), Some(query)) = (fields.text("tab"), fields.text("query")) else { return Ok(()) };
    Look::parse(query).places(tab).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_reads_back_as_itself() {
        for query in
            ["#golf", "view:prospects order:name #golf \"order: new\"", "order:tier", "view:ended due:<fri"]
        {
            assert_eq!(Look::parse(query).to_string(), query);
        }
        let look = Look::of("clients", (1, 2), " #golf ");
        assert_eq!(look.to_string(), "view:prospects order:tier #golf");
        assert_eq!(look.places("clients"), Ok((1, 2)));
        assert_eq!(Look::of("rules", (1, 0), "").to_string(), "view:to-teach");
    }

    #[test]
    fn a_word_further_on_belongs_to_the_filter() {
        let look = Look::parse("golf view:prospects");
        assert_eq!((look.view, look.filter.as_str()), (None, "golf view:prospects"));
    }

    #[test]
    fn a_view_or_order_the_tab_lacks_is_refused_with_those_it_has() {
        let said = |tab: &str, query: &str| {
            let fields = Fields::new().with("tab", tab).with("name", "x").with("query", query);
            check(&fields).unwrap_err().message
        };
        assert_eq!(
            said("goals", "view:prospects"),
            "The tab goals has no view prospects. It has needs-you, all, retired."
        );
        assert_eq!(
            said("follow-ups", "order:name"),
            "The tab follow-ups has no order name. It has one order only; leave order: out."
        );
        assert!(check(&Fields::new().with("tab", "clients").with("query", "#golf")).is_ok());
    }
}
