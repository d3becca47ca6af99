//! A mailing as a file for a word processor or a mail program, and the entry in the book that it was made.
//!
//! **Invariant:** no list leaves the book without its entry, and no entry stands without its list.

use std::path::Path;

use super::cells::{Csv, Style};
use crate::{
    acts::{
        Book, Mailing, Replace,
        left::{Leaving, Left},
        mailing::Addressed,
    },
    domain::{action::Receipt, card::Address, rejection::Rejection},
};

/// The columns of a mailing, whichever way it is sent.
pub const COLUMNS: [&str; 12] = [
    "client_id",
    "client",
    "name",
    "salutation",
    "line_1",
    "line_2",
    "line_3",
    "city",
    "region",
    "postal_code",
    "country",
    "email",
];

/// The list as CSV.
#[must_use]
pub fn csv(list: &Mailing, style: Style) -> Vec<u8> {
    let mut csv = Csv::new(COLUMNS, style);
    for row in &list.rows {
        csv.row(cells(row).iter().map(String::as_str));
    }
    csv.into_bytes()
}

fn cells(row: &Addressed) -> [String; 12] {
    let address = row.address.clone().unwrap_or_default();
    let [first, second, third] = lines(&address);
    [
        row.relationship.to_string(),
        row.client.clone(),
        row.addressee.clone(),
        row.salutation.clone(),
        first,
        second,
        third,
        address.city,
        address.region,
        address.code,
        address.country,
        row.email.clone(),
    ]
}

/// The lines above the town; what is more than three stands in the third.
fn lines(address: &Address) -> [String; 3] {
    let parts = [&address.po_box, &address.street, &address.extended];
    let mut lines =
        parts.into_iter().flat_map(|part| part.lines()).map(str::trim).filter(|line| !line.is_empty());
    let [first, second] = [lines.next(), lines.next()].map(|line| line.unwrap_or_default().to_owned());
    [first, second, lines.collect::<Vec<_>>().join(", ")]
}

/// Logs the mailing in the timeline of each household, and that its list left; refuses a list with nobody on it.
pub fn log(book: &mut Book, list: &Mailing, what: &str, style: Style) -> Result<(Receipt, Left), Rejection> {
    let receipt = logged(book, list, what)?;
    let left = book.left(&leaving(list), std::iter::once(csv(list, style).as_slice()));
    Ok((receipt, left))
}

fn logged(book: &mut Book, list: &Mailing, what: &str) -> Result<Receipt, Rejection> {
    if list.rows.is_empty() {
        let told: Vec<String> = list.told().collect();
        return Err(Rejection::rule(format!("Nobody is left to write to. {}", told.join(" ")).trim_end()));
    }
    book.execute(&list.action(what))
}

/// What leaves; what the mailing is called may be a name, and stands in the timelines.
fn leaving(list: &Mailing) -> Leaving {
    Leaving::of("mailing list", list.rows.iter().map(|row| row.relationship.id).collect())
}

/// Logs the mailing, writes its list and keeps that it left; when the file cannot be written, the entry is taken back.
pub fn write(
    book: &mut Book,
    list: &Mailing,
    what: &str,
    (file, style, replace): (&Path, Style, Replace),
) -> Result<(Receipt, Left), Rejection> {
    if replace == Replace::No && file.exists() {
        return Err(Rejection::rule(format!(
            "{} is there already, and nothing was written. Choose another name.",
            file.display()
        )));
    }
    let receipt = logged(book, list, what)?;
    match book.hand_over(&leaving(list), &[(file.to_owned(), csv(list, style))], replace) {
        Ok(left) => Ok((receipt, left)),
        Err(why) => {
            book.take_back(receipt.op)?;
            Err(why)
        }
    }
}
