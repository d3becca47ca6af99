//! The context of what was promised, asked for or is to be done, and of meetings.
//!
//! **Invariant:** a date that was moved says so.

use super::{Facts, SEVERAL};
use crate::{
    acts::queue::shown,
    domain::{
        day,
        record::{Kind, RecordId, Row},
        records::follow_up,
        rejection::Rejection,
    },
};

impl Facts<'_> {
    pub(super) fn follow_up(&mut self, row: &Row) -> Result<(), Rejection> {
        if row.str("kind") == "request" && row.day("decided_on").is_none() {
            self.request(row)?;
        } else {
            self.promised(row)?;
        }
        if let Some(text) = row.fields.text("waiting_on").filter(|_| row.str("state") == "waiting") {
            self.say("Waits on", format!("{text}, since {}", self.on(row.day("waiting_since"))));
        }
        let from = row.int("interaction_id").map(|id| RecordId::new(Kind::Interaction, id));
        if let Some(contact) = from.map_or(Ok(None), |id| self.book.get(id))? {
            let said = self.contact_said(&contact);
            self.say("From", said);
        }
        self.some("Notes", row.str("notes"));
        if row.str("kind") != "request" {
            self.promises(Some(row.id));
        }
        Ok(())
    }

    fn promised(&mut self, row: &Row) -> Result<(), Rejection> {
        let who = row.int("person_id").map(|id| RecordId::new(Kind::Person, id));
        let who = who.map_or(Ok(None), |id| self.book.get(id))?.map(|row| row.str("name").to_owned());
        let to = match (row.str("whose"), who) {
            ("theirs", Some(who)) => format!(", by {who}"),
            (_, Some(who)) => format!(", to {who}"),
            _ => String::new(),
        };
        let due = row.day("due").map(day::weekday_day);
        let due = due.unwrap_or_else(|| "no date".to_owned());
        let asked = row.day("asked_on").map(|on| format!(", said {}", day::short(on, self.today)));
        let effort = match row.int("effort_minutes") {
            Some(minutes) => format!("; about {minutes} min"),
            None if row.str("whose") == "theirs" => String::new(),
            None => "; ? minutes not estimated".to_owned(),
        };
        self.say("Due", format!("{due}{}{to}{effort}", asked.unwrap_or_default()));
        match row.int("moves").unwrap_or(0) {
            0 => {}
            moves => {
                let why = row.fields.text("reason").map(|why| format!(", because {why}")).unwrap_or_default();
                self.say("Moved", format!("! {moves} times{why}").replace("1 times", "once"));
            }
        }
        if follow_up::is_faulty(&row.fields) {
            self.say("Again", format!("! its repeat cannot be read: {}", row.str("repeat")));
        } else {
            self.some("Again", row.str("repeat"));
        }
        Ok(())
    }

    pub(super) fn meeting(&mut self, row: &Row) -> Result<(), Rejection> {
        let time = row.fields.text("time").map(|time| format!(" at {time}")).unwrap_or_default();
        let long = row.int("minutes").map(|minutes| format!(", {minutes} min")).unwrap_or_default();
        let place = row.fields.text("place").map(|place| format!(", {place}")).unwrap_or_default();
        let on = row.day("day").map(day::weekday_day).unwrap_or_default();
        self.say("When", format!("{on}{time}{long}{place}, {}", row.str("state")));
        let items = self.book.agenda(row.id)?;
        let open: Vec<String> =
            items.iter().filter(|item| !item.flag("done")).map(|item| item.str("text").to_owned()).collect();
        if open.is_empty() {
            self.say("Agenda", "? nothing on it yet");
        } else {
            let more = open.len().saturating_sub(4);
            let mut lines: Vec<String> = open.into_iter().take(4).collect();
            if more > 0 {
                lines.push(format!("and {more} more"));
            }
            self.all("Agenda", lines);
        }
        self.some("Notes", row.str("notes"));
        self.promises(None);
        let Some(dossier) = self.dossier else { return Ok(()) };
        let goals = dossier.goals.iter().take(SEVERAL).map(|goal| goal.str("statement").to_owned()).collect();
        self.all("Goals", goals);
        match &dossier.yardstick {
            Some(yardstick) => {
                let now = yardstick.now.as_ref().map(|now| format!("; now {now}")).unwrap_or_default();
                self.say("Yardstick", format!("{}{now}", yardstick.wanted));
            }
            None => self.say("Yardstick", "? none agreed"),
        }
        let exceptions = dossier.exceptions.iter().take(SEVERAL).map(|row| {
            let until = shown(row, "until");
            if until.is_empty() {
                row.str("what").to_owned()
            } else {
                format!("{}, until {until}", row.str("what"))
            }
        });
        let exceptions = exceptions.collect();
        self.all("Exception", exceptions);
        Ok(())
    }
}
