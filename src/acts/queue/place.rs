//! Rows placed by hand: each stands before the row it was put in front of, for its day; all others keep
//! the order that follows from the book.
//!
//! **Invariant:** the placements of a day are gestures, done again in their order on today's rows; a row
//! that has left takes no other row with it.

use super::{Seed, Source};

/// How many rows behind a placed one are kept with it: when the first of them is done, the next one holds
/// the place.
const BEHIND: usize = 12;

/// A placement as it is kept, `f40 f12 c7.contact`: the row, then those it stands before, the nearest first.
#[must_use]
pub(crate) fn kept(item: &str, order: &[String]) -> Option<String> {
    let at = order.iter().position(|other| other == item)?;
    let behind = order.iter().skip(at + 1).take(BEHIND);
    Some(std::iter::once(item).chain(behind.map(String::as_str)).collect::<Vec<_>>().join(" "))
}

/// The row a kept placement is of.
#[must_use]
pub(crate) fn item_of(kept: &str) -> &str {
    kept.split(' ').next().unwrap_or(kept)
}

/// Puts the placed rows into the order of today; `placed` are the kept placements, the oldest first.
pub(super) fn by_hand(seeds: &mut Vec<Seed>, placed: &[String]) {
    for kept in placed {
        let mut named = kept.split(' ').filter_map(Source::of_key);
        let Some(item) = named.next() else { continue };
        let behind: Vec<Source> = named.collect();
        let Some(from) = place_of(seeds, item) else { continue };
        let mut seed = seeds.remove(from);
        let to = behind.iter().find_map(|source| place_of(seeds, *source));
        // With all rows behind it gone: the end, unless more stood there than were kept.
        let to = to.unwrap_or(if behind.len() < BEHIND { seeds.len() } else { from });
        // Moved away and back it stands where its own order puts it, under its own heading.
        if to != from {
            seed.rank = seed.rank.by_hand();
        }
        seeds.insert(to, seed);
    }
}

fn place_of(seeds: &[Seed], source: Source) -> Option<usize> {
    seeds.iter().position(|seed| seed.source == source)
}
