//! The context of a request: how long they wait, by which rule it is judged, what it takes, what there is to give.
//!
//! **Invariant:** what nobody judged or recorded says so with a `?`; nothing is guessed in or out of scope.

use chrono::NaiveDate;

use super::Facts;
use crate::{
    acts::queue::Practice,
    domain::{
        day::{self, add_days, add_months, days_between, week_start},
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
        settings,
    },
};

/// Weeks of a year, as the hours of the practice are spread.
const WEEKS: i64 = 52;

impl Facts<'_> {
    pub(super) fn request(&mut self, row: &Row) -> Result<(), Rejection> {
        let practice = self.book.practice()?;
        self.asked(row)?;
        self.answer_time(row, &practice);
        self.scope(row)?;
        match row.int("effort_minutes") {
            Some(minutes) => self.say("Effort", format!("about {}", hours(minutes))),
            None => self.say("Effort", "? not estimated"),
        }
        self.worth(&practice)?;
        match row.day("due") {
            Some(due) => self.say("Promised", format!("an answer for {}", day::weekday_day(due))),
            None => self.say("Promised", "nothing yet"),
        }
        let week = self.week(&practice)?;
        self.say("This week", week);
        self.some("Done when", row.str("done_when"));
        Ok(())
    }

    /// When, by whom, how, and how long ago.
    fn asked(&mut self, row: &Row) -> Result<(), Rejection> {
        let who = row.int("person_id").map(|id| RecordId::new(Kind::Person, id));
        let who = who.map_or(Ok(None), |id| self.book.get(id))?;
        let who = who.map(|row| format!(" by {}", row.str("name"))).unwrap_or_default();
        let asked = row.day("asked_on");
        let said = match asked.map(|on| days_between(on, self.today)) {
            Some(days) if days > 0 => {
                format!("{}{who}, undecided for {}", self.on(asked), day::count_days(days))
            }
            Some(_) => format!("today{who}"),
            None => format!("? the day is not known{who}"),
        };
        self.say("Asked", said);
        Ok(())
    }

    /// The firm's own rule, and the day it makes of it.
    fn answer_time(&mut self, row: &Row, practice: &Practice) {
        let days = practice.answer_days;
        let rule = if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") };
        let by = row.day("asked_on").and_then(|asked| answer_by(asked, practice));
        let said = match by {
            Some(by) if by < self.today => {
                format!("✗ by your rule in {rule}: it was due {}", day::weekday_day(by))
            }
            Some(by) if by == self.today => format!("! by your rule in {rule}: today"),
            Some(by) => format!("by your rule in {rule}: by {}", day::weekday_day(by)),
            None => format!("by your rule in {rule}"),
        };
        self.say("Answer", said);
    }

    /// In or out, and by which rule; undecided it shows the rule in question.
    fn scope(&mut self, row: &Row) -> Result<(), Rejection> {
        if !row.str("scope").is_empty() {
            let said = self.book.scope_said(row)?;
            self.say("Scope", said);
            return Ok(());
        }
        let of_scope = |rule: &Row| rule.str("topic") == "scope" && rule.str("state") == "in force";
        let accepted = self.dossier.and_then(|dossier| {
            let agreed =
                |(acceptance, rule): &&(Row, Row)| of_scope(rule) && acceptance.str("state") == "agreed";
            dossier.rules.iter().find(agreed).map(|(_, rule)| rule.clone())
        });
        let (rule, whose) = match accepted {
            Some(rule) => (Some(rule), "the rule they accepted"),
            None => {
                let in_force = [("topic", Value::from("scope")), ("state", Value::from("in force"))];
                (self.book.rows(Kind::Rule, &in_force)?.into_iter().next(), "a rule they have not accepted")
            }
        };
        let Some(rule) = rule else {
            self.say("Scope", "? no rule says what is in or out of scope");
            return Ok(());
        };
        let text = rule.str("text").split_whitespace().collect::<Vec<_>>().join(" ");
        let judge = format!("? not judged; {whose}, \u{201C}{}\u{201D}:", rule.str("title"));
        self.all("Scope", vec![judge, clipped(&text)]);
        Ok(())
    }

    /// What the client is to the practice: the tier's hours, those given, the fee.
    fn worth(&mut self, practice: &Practice) -> Result<(), Rejection> {
        let Some(dossier) = self.dossier else { return Ok(()) };
        let row = &dossier.relationship;
        let tier = practice.tiers.iter().find(|known| known.name == row.str("tier"));
        let planned = match (tier, tier.and_then(|tier| tier.planned_hours)) {
            (Some(tier), Some(planned)) => format!("tier {}, {planned} h a year", tier.name),
            (Some(tier), None) => format!("tier {}, ? no hours planned", tier.name),
            (None, _) => "? no tier".to_owned(),
        };
        let since = add_months(self.today, -12).unwrap_or(self.today);
        let given = self.book.db().minutes_given(row.id.id, since)?;
        self.say("Worth", format!("{planned}; {} given in 12 months; ? no fee recorded", hours(given)));
        Ok(())
    }

    /// What of this week's client hours nothing was done or planned with.
    fn week(&self, practice: &Practice) -> Result<String, Rejection> {
        let monday = week_start(self.today);
        let sunday = add_days(monday, 6).unwrap_or(self.today);
        let default = settings::setting("client_hours").map_or("", |known| known.default);
        let year = self.book.db().setting("client_hours")?.parse::<i64>().or(default.parse()).unwrap_or(0);
        let regular = practice.calendar.working.iter().filter(|works| **works).count();
        let days = monday.iter_days().take(7).filter(|on| practice.calendar.is_working(*on)).count();
        let (regular, days) = (i64::try_from(regular).unwrap_or(5), i64::try_from(days).unwrap_or(5));
        let week = (year * 60 / WEEKS * days).checked_div(regular).unwrap_or(0);
        let busy = self.book.db().minutes_between((monday, self.today), sunday)?;
        let free = week - busy.logged - busy.planned;
        let of = format!(
            "of {} for clients, {} logged, {} planned",
            hours(week),
            hours(busy.logged),
            hours(busy.planned)
        );
        Ok(if free > 0 { format!("{} free {of}", hours(free)) } else { format!("! no time free {of}") })
    }
}

/// The longest text of a rule on a card, in characters.
const LONGEST: usize = 120;

/// The last day of the answer time.
fn answer_by(asked: NaiveDate, practice: &Practice) -> Option<NaiveDate> {
    let mut on = asked;
    for _ in 0..practice.answer_days {
        on = practice.calendar.roll(add_days(on, 1)?, day::Roll::Next);
    }
    Some(on)
}

/// The beginning of a text.
fn clipped(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{}…", cut.trim_end())
}

/// `4 h 10 min`.
fn hours(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
