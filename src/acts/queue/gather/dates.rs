//! Days of persons in the queue: birthdays, ages that matter, special dates.
//!
//! **Invariant:** birthdays never roll; an age comes once.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{
    AGE_AHEAD, AGE_HORIZON, AGE_STAYS, AGES, BIRTHDAY_STAYS, Gather, PartialDate, Rejection, Say, Source,
    ahead, days_between,
};
use crate::store::queue::BornRow;

/// Days after a special date that it leaves the queue unanswered.
const SPECIAL_STAYS: Days = Days::new(14);

impl Gather<'_> {
    pub(super) fn birthdays(&mut self) -> Result<(), Rejection> {
        let since = self.today.checked_sub_days(Days::new(BIRTHDAY_STAYS)).unwrap_or(self.today);
        let past = self.today.checked_sub_days(Days::new(AGE_STAYS.unsigned_abs())).unwrap_or(self.today);
        let horizon = ahead(self.today, self.age_horizon());
        for row in self.db.born((since, self.until), (&AGES, past, horizon))? {
            let Ok(born) = row.birth_date.parse::<PartialDate>() else { continue };
            self.birthday(born, row.person, row.relationship, row.tier.as_deref());
            if let Some(born) = born.full() {
                self.ages(born, row.person, row.relationship, row.tier.as_deref());
            }
        }
        Ok(())
    }

    /// On the day, and for three days after, so that a weekend does not swallow it.
    fn birthday(&mut self, born: PartialDate, person: i64, relationship: i64, tier: Option<&str>) {
        let since = self.today.checked_sub_days(Days::new(BIRTHDAY_STAYS)).unwrap_or(self.today);
        let day = born.next_occurrence(since);
        if day > self.until {
            return;
        }
        let say =
            Say { tier, due: Some(day), on: Some(day), interval: 365, effort: Some(5), ..Say::default() };
        self.put(Source::Birthday { person, year: day.year() }, Some(relationship), &say);
    }

    /// Ages that matter (DECIDED): 120 days ahead in Upcoming, 30 in Today, until answered or two months past.
    fn ages(&mut self, born: NaiveDate, person: i64, relationship: i64, tier: Option<&str>) {
        let horizon = self.age_horizon();
        for halves in ages_for(born.year()) {
            let Some(day) = born.checked_add_months(Months::new(u32::from(*halves) * 6)) else { continue };
            let left = days_between(self.today, day);
            if left > i64::try_from(horizon).unwrap_or(0) || left < -AGE_STAYS {
                continue;
            }
            let on = day.checked_sub_days(Days::new(AGE_AHEAD)).unwrap_or(day);
            let say =
                Say { tier, due: Some(day), on: Some(on), interval: 120, effort: Some(20), ..Say::default() };
            self.put(Source::Age { person, halves: *halves }, Some(relationship), &say);
        }
    }

    fn age_horizon(&self) -> u64 {
        if self.until == self.today { AGE_AHEAD } else { AGE_HORIZON }
    }

    pub(super) fn specials(&mut self) -> Result<(), Rejection> {
        let since = self.today.checked_sub_days(SPECIAL_STAYS).unwrap_or(self.today);
        let once = (since, ahead(self.until, AGE_AHEAD));
        for (id, row, yearly) in self.db.special_dates((since, self.until), once)? {
            self.special(id, &row, yearly);
        }
        Ok(())
    }

    pub(super) fn special(&mut self, id: i64, row: &BornRow, yearly: bool) {
        let Ok(date) = row.birth_date.parse::<PartialDate>() else { return };
        let since = self.today.checked_sub_days(SPECIAL_STAYS).unwrap_or(self.today);
        let day = match date.full() {
            Some(day) if !yearly => day,
            _ => date.next_occurrence(since),
        };
        let notice = if yearly || date.full().is_none() { 0 } else { AGE_AHEAD };
        let on = day.checked_sub_days(Days::new(notice)).unwrap_or(day);
        if on > self.until || day < since {
            return;
        }
        let say = Say {
            tier: row.tier.as_deref(),
            due: Some(day),
            on: Some(on),
            interval: 365,
            effort: Some(10),
            ..Say::default()
        };
        self.put(Source::Special { date: id, year: day.year() }, Some(row.relationship), &say);
    }
}

/// Ages that matter for one born in `year`, in half-years: 18, 50, 59 1/2, 65, and 73 or 75 (DECIDED, Ages).
fn ages_for(year: i32) -> &'static [u16] {
    match year {
        1951..=1959 => &[36, 100, 119, 130, 146],
        1960.. => &[36, 100, 119, 130, 150],
        _ => &[36, 100, 119, 130],
    }
}
