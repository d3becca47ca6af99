//! The clock: the only place that reads time.
//!
//! **Invariant:** everything else is given its day; nothing else calls the machine's clock
//! (`clippy.toml` bans it).

use chrono::{DateTime, Days, Local, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

/// Where "today" comes from: the machine in a zone, or a day set by the user (`--today`).
#[derive(Debug, Clone, Default)]
pub struct Clock {
    fixed: Option<NaiveDate>,
    zone: Option<Tz>,
    day_ends: Option<NaiveTime>,
}

impl Clock {
    /// The machine's clock in its own zone.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that believes it is `day`; the time of day stays the machine's.
    #[must_use]
    pub fn fixed(day: NaiveDate) -> Self {
        Self { fixed: Some(day), ..Self::default() }
    }

    /// The same clock read in `zone`, its day changing at `day_ends` instead of midnight.
    #[must_use]
    pub fn in_zone(mut self, zone: Option<Tz>, day_ends: Option<NaiveTime>) -> Self {
        self.zone = zone;
        self.day_ends = day_ends;
        self
    }

    /// Whether the day was set by hand.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.fixed.is_some()
    }

    /// The civil day the desk believes it is.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        if let Some(day) = self.fixed {
            return day;
        }
        let (day, time) = self.local();
        match self.day_ends {
            Some(end) if time < end => day.checked_sub_days(Days::new(1)).unwrap_or(day),
            _ => day,
        }
    }

    /// The local wall time, to the minute's use: `(hour, minute)` are read from it.
    #[must_use]
    pub fn time(&self) -> NaiveTime {
        self.local().1
    }

    /// The machine's instant, whatever day is believed.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads time")]
    pub fn instant(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// Milliseconds until the local day changes; at least one second, so that nothing spins.
    #[must_use]
    pub fn until_midnight(&self) -> u64 {
        let (_, time) = self.local();
        let end = self.day_ends.unwrap_or(NaiveTime::MIN);
        let mut left = end.signed_duration_since(time).num_milliseconds();
        if left <= 0 {
            left += 86_400_000;
        }
        u64::try_from(left).unwrap_or(86_400_000).max(1_000)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads time")]
    fn local(&self) -> (NaiveDate, NaiveTime) {
        if let Some(zone) = self.zone {
            let now = Utc::now().with_timezone(&zone);
            (now.date_naive(), now.time())
        } else {
            let now = Local::now();
            (now.date_naive(), now.time())
        }
    }
}
