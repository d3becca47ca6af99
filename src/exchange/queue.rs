//! Rows of the queue as a table: what is to be done, for whom, and why it stands there.
//!
//! **Invariant:** a row that the book derives each day goes out like a stored one, by its name and with its reason.

use std::collections::HashMap;

use super::cells::{Csv, Style};
use crate::{
    acts::{Book, Watch, queue::Seed},
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
    },
};

/// The columns; `item` is the name that commands take, as `f40` or `c12.contact`.
pub const COLUMNS: [&str; 9] =
    ["item", "kind", "client_id", "client", "tier", "what", "why", "due", "minutes"];
/// Rows that get their words between two looks at whether to go on.
const AT_ONCE: usize = 50;

/// The rows in this order as CSV; given up when the one who waits asks for it.
///
/// # Errors
/// When the book cannot be read, or the work is to stop.
pub fn table(book: &Book, seeds: &[Seed], style: Style, watch: &Watch) -> Result<Vec<u8>, Rejection> {
    let mut csv = Csv::new(COLUMNS, style);
    let mut names: HashMap<i64, String> = HashMap::new();
    watch.begin(seeds.len());
    for some in seeds.chunks(AT_ONCE) {
        for item in book.dress(some)? {
            watch.step()?;
            let client = item.relationship.map(|id| RecordId::new(Kind::Relationship, id));
            if let Some(client) = client.filter(|client| !names.contains_key(&client.id)) {
                let row = book.get(client)?;
                names.insert(client.id, row.map(|row| row.str("name").to_owned()).unwrap_or_default());
            }
            let name = client.and_then(|client| names.get(&client.id)).map_or("", String::as_str);
            let id = client.map(|client| client.to_string()).unwrap_or_default();
            let due = item.due.map(|due| due.to_string()).unwrap_or_default();
            let minutes = item.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
            let cells =
                [&item.key, &item.kind, &id, name, &item.tier, &item.title, &item.reason, &due, &minutes];
            csv.row(cells);
        }
    }
    Ok(csv.into_bytes())
}
