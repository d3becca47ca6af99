//! What was heard from them: said against what was agreed, or an expectation that is new.
//!
//! **Invariant:** only what is in force with them is contradicted; anything else becomes a draft, no word lost.

use super::Book;
use crate::domain::{
    action::Consequence,
    follow_text::{Of, heard_in},
    record::{Fields, Kind, RecordId, Row},
    rejection::Rejection,
};

impl Book {
    /// What a line says that was heard from a relationship: `fees: no bill at all`, `e2: sell it all`.
    pub fn heard(&self, line: &str, relationship: Option<RecordId>) -> Result<Consequence, Rejection> {
        let heard = heard_in(line);
        let against = match heard.of {
            Some(Of::Expectation(id)) => {
                let row = self.get(id)?;
                let theirs = row.filter(|row| row.int("relationship_id") == relationship.map(|id| id.id));
                Some(theirs.ok_or_else(|| {
                    Rejection::rule(format!(
                        "{id} is no expectation of theirs. Begin with a topic, or without."
                    ))
                })?)
            }
            Some(Of::Topic(topic)) => self.the_one_agreed(topic, relationship)?,
            None => None,
        };
        if let Some(row) = against {
            let fields = Fields::new().with("reason", heard.words);
            return Ok(Consequence::Contradiction { expectation: row.id, fields });
        }
        let mut fields = Fields::new().with("title", heard.words);
        if let Some(Of::Topic(topic)) = heard.of {
            fields.set("topic", topic);
        }
        Ok(Consequence::Expectation { fields })
    }

    /// The expectation of a topic that is agreed with them; none where there are several or none.
    fn the_one_agreed(&self, topic: &str, relationship: Option<RecordId>) -> Result<Option<Row>, Rejection> {
        let Some(whose) = relationship else { return Ok(None) };
        let mut rows = self.of(Kind::Expectation, whose.id)?;
        rows.retain(|row| row.str("state") == "agreed" && row.str("topic") == topic);
        Ok(if rows.len() == 1 { rows.pop() } else { None })
    }
}
