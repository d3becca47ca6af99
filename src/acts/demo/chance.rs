//! Chance that is the same each time: a small generator (splitmix64) with picks.
//!
//! **Invariant:** the same seed gives the same picks on every machine.

/// A deterministic source of picks.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// A source of its own for a name, so that one household's picks do not move another's.
    pub(super) fn of(name: &str) -> Self {
        // FNV-1a: stable, where the standard hasher is not promised to be.
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from `low` to `high`, both among them.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs().saturating_add(1);
        low.saturating_add(i64::try_from(self.next() % span).unwrap_or(0))
    }

    /// True in `percent` of the cases.
    pub(super) fn in_percent(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(from.len()).unwrap_or(i64::MAX).saturating_sub(1);
        from.get(usize::try_from(self.between(0, last)).unwrap_or(0))
    }

    /// These in an order of chance.
    pub(super) fn shuffled<'a>(&mut self, from: &'a [String]) -> Vec<&'a str> {
        let mut left: Vec<&str> = from.iter().map(String::as_str).collect();
        let mut drawn = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let last = i64::try_from(left.len()).unwrap_or(1).saturating_sub(1);
            drawn.push(left.swap_remove(usize::try_from(self.between(0, last)).unwrap_or(0)));
        }
        drawn
    }

    /// One of these words, or the empty text when there is none.
    pub(super) fn word<'a>(&mut self, from: &'a [String]) -> &'a str {
        self.pick(from).map_or("", String::as_str)
    }
}
