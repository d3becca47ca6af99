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
        self.asked(row, &practice)?;
        self.scope(row)?;
        let effort = row.int("effort_minutes");
        let effort =
            effort.map_or_else(|| "? not estimated".to_owned(), |all| format!("about {}", hours(all)));
        let promised = match row.day("due") {
            Some(due) => format!("an answer is promised for {}", day::weekday_day(due)),
            None => "nothing is promised yet".to_owned(),
        };
        self.say("Effort", format!("{effort}; {promised}"));
        self.worth(&practice)?;
        let week = self.week(&practice)?;
        self.say("This week", week);
        self.some("Done when", row.str("done_when"));
        Ok(())
    }

    /// By whom, how long ago, and what the firm's own answer time makes of it.
    fn asked(&mut self, row: &Row, practice: &Practice) -> Result<(), Rejection> {
        let who = row.int("person_id").map(|id| RecordId::new(Kind::Person, id));
        let who = who.map_or(Ok(None), |id| self.book.get(id))?;
        let who = who.map(|row| format!("by {}, ", row.str("name"))).unwrap_or_default();
        let asked = row.day("asked_on");
        let age = match asked.map(|on| days_between(on, self.today)) {
            Some(1) => "yesterday".to_owned(),
            Some(days) if days > 0 => format!("{} ago", day::count_days(days)),
            Some(_) => "today".to_owned(),
            None => "? the day is not known".to_owned(),
        };
        let by = asked.and_then(|asked| answer_by(asked, practice));
        let answer = match by {
            Some(by) if by < self.today => {
                format!("; ✗ your rule: an answer by {}", day::weekday_day(by))
            }
            Some(by) if by == self.today => "; ! your rule: an answer today".to_owned(),
            Some(by) => format!("; your rule: an answer by {}", day::weekday_day(by)),
            None => String::new(),
        };
        self.say("Asked", format!("{who}{age}{answer}"));
        Ok(())
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
        let (rule, how) = if let Some(rule) = accepted {
            (Some(rule), "")
        } else {
            let in_force = [("topic", Value::from("scope")), ("state", Value::from("in force"))];
            (self.book.rows(Kind::Rule, &in_force)?.into_iter().next(), " (they did not accept it)")
        };
        let Some(rule) = rule else {
            self.say("Scope", "? no rule says what is in or out of scope");
            return Ok(());
        };
        let text = rule.str("text").split_whitespace().collect::<Vec<_>>().join(" ");
        self.say("Scope", clipped(&format!("? by \u{201C}{}\u{201D}{how}: {text}", rule.str("title"))));
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
        self.say("Worth", format!("{planned}; {} given in 12 months; ? no fee", hours(given)));
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
        // Whole hours: the year's are a plan, not a measure.
        let week = (year / WEEKS * days).checked_div(regular).unwrap_or(0) * 60;
        let busy = self.book.db().minutes_between((monday, self.today), sunday)?;
        let free = week - busy.logged - busy.planned;
        let of =
            format!("of {}; {} logged, {} planned", hours(week), hours(busy.logged), hours(busy.planned));
        Ok(if free > 0 { format!("{} free {of}", hours(free)) } else { format!("! no time free {of}") })
    }
}

/// The longest line of a rule on a card, in characters: two lines of a small screen.
const LONGEST: usize = 125;

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
