//! What a greyed row says of itself: what became of it, in a word or two taken from the receipt.
//!
//! **Invariant:** it is never a word of the record's own title.

/// Receipts whose first word says too little alone.
const SAID: &[(&str, &str)] = &[
    ("Undid", "undone"),
    ("Redid", "again as it was"),
    ("To be done now", "due now"),
    ("They know now", "told"),
    ("Terms to change", "terms to change"),
    ("Exception made", "exception made"),
    ("In the batch", "in the batch"),
    ("Out of the batch", "out of the batch"),
    ("Opened again", "open again"),
    ("Gave up", "given up"),
];

/// Where a meeting stands, as its receipt says after the title: `Annual review, Hartley: no-show`.
const STANDS: &[&str] = &["offered", "declined", "no answer", "planned", "prepared", "held", "no-show"];

/// How a row was decided, from the receipt: `done`, `snoozed`, `no-show`.
pub(super) fn decided(summary: &str) -> String {
    if let Some((_, said)) = SAID.iter().find(|(start, _)| summary.starts_with(start)) {
        return (*said).to_owned();
    }
    let meeting = summary.split(": ").skip(1).find_map(|rest| {
        let state = rest.split(';').next().unwrap_or(rest);
        STANDS.iter().find(|known| **known == state)
    });
    if let Some(state) = meeting {
        return (*state).to_owned();
    }
    match summary.split([' ', ':']).next().unwrap_or("") {
        word if word.chars().all(char::is_alphabetic) => word.to_lowercase(),
        _ => "decided".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::decided;

    #[test]
    fn a_greyed_row_says_what_became_of_it_and_no_word_of_its_title() {
        for (summary, said) in [
            ("Done: Roth conversion figures, Hartley", "done"),
            ("Annual review, Lindqvist: declined; to offer again Mon 22 Feb 2027", "declined"),
            ("Estate talk: the house, Hartley: no answer; to offer again Mon 7 Dec", "no answer"),
            ("Annual review, Lindqvist: no-show", "no-show"),
            ("To be done now: Letter, Tanaka", "due now"),
            ("They know now: A family foundation, Castellano", "told"),
            ("Out of the batch: 5 follow-ups", "out of the batch"),
            ("Undid: annual review, Lindqvist: no-show", "undone"),
            ("529 plan opened", "decided"),
        ] {
            assert_eq!(decided(summary), said, "{summary}");
        }
    }
}
