//! The journal of a file whose list of tables is gone: its rows are known by their shape, wherever their pages lie.
//!
//! Written after the file format of SQLite (sqlite.org/fileformat2.html): pages, cells, records, overflow.
//!
//! **Invariant:** it only reads bytes; a row that does not have the shape of the journal is passed over.

use rusqlite::{params_from_iter, types::Value as Bound};

use crate::{
    domain::{record::Kind, rejection::Rejection},
    store::{Store, trouble::Told},
};

/// Bytes of a page of every book.
const PAGE: usize = 4096;
/// The bytes of a file, and how many at the end of each page are no part of what it holds.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a> {
    pub(super) of: &'a [u8],
    pub(super) reserved: usize,
}

impl Bytes<'_> {
    /// Bytes of a page that hold something.
    fn room(self) -> usize {
        PAGE - self.reserved
    }

    /// Bytes of a record that stand on its own page at most, and at least when the rest does not.
    fn local(self) -> (usize, usize) {
        (self.room() - 35, (self.room() - 12) * 32 / 255 - 23)
    }
}

/// Records longer than this are none; in bytes.
const LONGEST: usize = 64 << 20;

/// Puts every step and change found in the bytes of a file into a new book, unproved; says how many.
pub(super) fn journal_of(bytes: Bytes<'_>, store: &Store) -> Result<usize, Rejection> {
    let mut found = 0;
    store.conn.execute_batch("BEGIN").told()?;
    for number in 0..bytes.of.len() / PAGE {
        for (rowid, cells) in rows_of(bytes, number) {
            found += usize::from(keep(store, rowid, cells)?);
        }
    }
    store.conn.execute_batch("COMMIT").told()?;
    Ok(found)
}

/// Keeps a row that has the shape of a step or of a change.
fn keep(store: &Store, rowid: i64, mut cells: Vec<Bound>) -> Result<bool, Rejection> {
    let text = |place: usize| match cells.get(place) {
        Some(Bound::Text(text)) => text.as_str(),
        _ => "",
    };
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_table = |name: &str| Kind::ALL.iter().any(|kind| kind.spec().table == name);
    let sql = match cells.len() {
        13 if is_hash(text(12)) && is_hash(text(7)) => {
            "INSERT OR IGNORE INTO op VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
        }
        11 if matches!(text(2), "I" | "U" | "D" | "M") && is_table(text(3)) => {
            "INSERT OR IGNORE INTO change VALUES (?,?,?,?,?,?,?,?,?,?,?)"
        }
        _ => return Ok(false),
    };
    // The number of a row stands before it, not in it.
    if let Some(first) = cells.first_mut() {
        *first = Bound::Integer(rowid);
    }
    let mut insert = store.conn.prepare_cached(sql).told()?;
    // What the columns refuse had the shape by chance.
    Ok(insert.execute(params_from_iter(cells)).is_ok_and(|kept| kept > 0))
}

/// The rows of a page that is a leaf of a table; none of another one.
fn rows_of(bytes: Bytes<'_>, number: usize) -> Vec<(i64, Vec<Bound>)> {
    let Some(page) = bytes.of.get(number * PAGE..(number + 1) * PAGE) else { return Vec::new() };
    let head = if number == 0 { 100 } else { 0 };
    if page.get(head) != Some(&13) {
        return Vec::new();
    }
    let cells = two(page, head + 3).unwrap_or(0);
    let at = |cell: usize| two(page, head + 8 + cell * 2);
    (0..cells).filter_map(|cell| row(bytes, page, at(cell)?)).collect()
}

fn row(bytes: Bytes<'_>, page: &[u8], at: usize) -> Option<(i64, Vec<Bound>)> {
    let (length, at) = varint(page, at)?;
    let (rowid, at) = varint(page, at)?;
    let length = usize::try_from(length).ok().filter(|length| *length <= LONGEST)?;
    let payload = payload(bytes, page, (at, length))?;
    Some((i64::from_ne_bytes(rowid.to_ne_bytes()), record(&payload)?))
}

/// The bytes of a record, those on other pages too.
fn payload(bytes: Bytes<'_>, page: &[u8], (at, length): (usize, usize)) -> Option<Vec<u8>> {
    let (most, least) = bytes.local();
    if length <= most {
        return page.get(at..at + length).map(<[u8]>::to_vec);
    }
    let over = least + (length - least) % (bytes.room() - 4);
    let local = if over <= most { over } else { least };
    let mut whole = page.get(at..at + local)?.to_vec();
    let mut next = four(page, at + local)?;
    while whole.len() < length {
        let from = next.checked_sub(1)?.checked_mul(PAGE)?;
        let more = bytes.of.get(from..from + PAGE)?;
        next = four(more, 0)?;
        let wanted = (length - whole.len()).min(bytes.room() - 4);
        whole.extend_from_slice(more.get(4..4 + wanted)?);
    }
    Some(whole)
}

/// The values of a record; none when it is not what it says.
fn record(payload: &[u8]) -> Option<Vec<Bound>> {
    let (head, mut at) = varint(payload, 0)?;
    let head = usize::try_from(head).ok().filter(|head| *head <= payload.len())?;
    let mut body = head;
    let mut values = Vec::new();
    while at < head {
        let (sort, next) = varint(payload, at)?;
        at = next;
        let (value, length) = value(payload, body, sort)?;
        values.push(value);
        body += length;
    }
    Some(values)
}

fn value(payload: &[u8], at: usize, sort: u64) -> Option<(Bound, usize)> {
    Some(match sort {
        0 => (Bound::Null, 0),
        1..=6 => {
            let length = match sort {
                5 => 6,
                6 => 8,
                other => usize::try_from(other).ok()?,
            };
            let digits = payload.get(at..at + length)?;
            let negative = digits.first().is_some_and(|first| first & 0x80 != 0);
            let start = if negative { -1_i64 } else { 0 };
            (Bound::Integer(digits.iter().fold(start, |sum, byte| (sum << 8) | i64::from(*byte))), length)
        }
        8 => (Bound::Integer(0), 0),
        9 => (Bound::Integer(1), 0),
        text if text >= 13 && text % 2 == 1 => {
            let length = usize::try_from((text - 13) / 2).ok()?;
            let text = std::str::from_utf8(payload.get(at..at.checked_add(length)?)?).ok()?;
            (Bound::Text(text.to_owned()), length)
        }
        // The journal has neither fractions nor bytes.
        _ => return None,
    })
}

fn two(bytes: &[u8], at: usize) -> Option<usize> {
    let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(usize::from(u16::from_be_bytes(pair)))
}

fn four(bytes: &[u8], at: usize) -> Option<usize> {
    let word: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(word)).ok()
}

/// A number of one to nine bytes, and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut sum = 0_u64;
    for place in 0..9 {
        let byte = *bytes.get(at + place)?;
        if place == 8 {
            return Some(((sum << 8) | u64::from(byte), at + 9));
        }
        sum = (sum << 7) | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some((sum, at + place + 1));
        }
    }
    None
}
