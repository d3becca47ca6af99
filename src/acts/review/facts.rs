//! The context of a card, by what it is about: at most what fits on one screen, the most needed first.
//!
//! **Invariant:** every line comes from a record of the book; what the book does not know says so with a `?`.

mod agreed;
mod asked;
mod request;
mod whole;

use chrono::NaiveDate;

use super::Fact;
use crate::{
    acts::{Book, dossier::Dossier, queue::Source},
    domain::{
        day::{self, days_between},
        mailing,
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
        review::Card,
    },
};

/// Contacts told on a card.
const CONTACTS: usize = 2;
/// So many interactions are looked through for them.
const LOOKED_AT: i64 = 24;
/// Promises, goals, agenda items told on a card.
const SEVERAL: usize = 3;

/// What is collected for one card.
struct Facts<'a> {
    book: &'a Book,
    today: NaiveDate,
    dossier: Option<&'a Dossier>,
    told: Vec<Fact>,
}

/// The context of a card.
pub(super) fn of(book: &Book, card: &Card, dossier: Option<&Dossier>) -> Result<Vec<Fact>, Rejection> {
    let mut facts = Facts { book, today: book.today(), dossier, told: Vec::new() };
    if let Some(agreement) = card.agreement() {
        facts.whole(agreement, card.stand)?;
        facts.careful();
        return Ok(facts.told);
    }
    let Some(source) = Source::of_key(&card.key) else { return Ok(facts.told) };
    let Some(row) = book.get(source.record())? else {
        facts.say("Gone", "This is not in the book any more.");
        return Ok(facts.told);
    };
    match source {
        Source::FollowUp(_) => facts.follow_up(&row)?,
        Source::Meeting(_) => facts.meeting(&row)?,
        Source::Contact(_) => facts.contact()?,
        Source::Agreements(_) => facts.agreements(card)?,
        Source::Teach { relationship, .. } => facts.teach(&row, relationship)?,
        Source::Reinforce(_) => facts.talk(&row),
        Source::Reading(_) => facts.reading(&row)?,
        Source::Expires(_) => facts.exception(&row)?,
        Source::Breach(_) => facts.breach(&row)?,
        Source::LifeEvent(_) => facts.life_event(&row),
        Source::Decision(_) => facts.decision(&row),
        Source::Safeguard(of) if of.kind == Kind::Delivery => {
            facts.duty(&row);
            facts.all("Due to", book.paper_owed(row.str("what"), SEVERAL)?.0);
        }
        Source::Duty(_) | Source::Safeguard(_) => facts.duty(&row),
        Source::Tell { rule, version } => facts.tell(&row, (rule, version))?,
        Source::Purge(_) => facts.all("May go", book.may_go(CONTACTS)?),
        Source::Birthday { .. } => facts.person(&row, "today"),
        Source::Age { .. } => facts.person(&row, "now"),
        Source::Special { .. } => facts.special(&row)?,
        Source::NextStep(_) => facts.next_step(&row)?,
        Source::Gaps(_) => facts.gaps(),
    }
    facts.common(source)?;
    Ok(facts.told)
}

impl Facts<'_> {
    fn say(&mut self, label: &str, words: impl Into<String>) {
        self.all(label, vec![words.into()]);
    }

    fn some(&mut self, label: &str, words: &str) {
        if let Some(first) = words.lines().find(|line| !line.trim().is_empty()) {
            self.say(label, first.trim());
        }
    }

    fn all(&mut self, label: &str, lines: Vec<String>) {
        if !lines.is_empty() {
            self.told.push(Fact { label: label.to_owned(), lines });
        }
    }

    fn on(&self, day: Option<NaiveDate>) -> String {
        day.map(|on| day::short(on, self.today)).unwrap_or_default()
    }

    /// What every card ends with: contact, meeting, a number to ring, what to be careful with.
    fn common(&mut self, source: Source) -> Result<(), Rejection> {
        let Some(dossier) = self.dossier else { return Ok(()) };
        let is_meeting = matches!(source, Source::Meeting(_));
        if !matches!(source, Source::Contact(_)) && !self.told.iter().any(|fact| fact.label == "Last") {
            self.last(CONTACTS)?;
        }
        let next = dossier.meetings.iter().find(|row| {
            row.day("day").is_some_and(|on| on >= self.today) && (!is_meeting || row.id != source.record())
        });
        if let Some(next) = next {
            let time = next.fields.text("time").map(|time| format!(", {time}")).unwrap_or_default();
            let on = next.day("day").map(day::weekday_day).unwrap_or_default();
            self.say("Next", format!("{} {on}{time}", next.str("title")));
        }
        match dossier.reach() {
            Some((member, number)) => self.say("Reach", format!("{}, {number}", given(&member.person))),
            None => match dossier.members.iter().find_map(|member| Some((member, member.email.as_ref()?))) {
                Some((member, email)) => self.say("Reach", format!("{}, {email}", given(&member.person))),
                None => self.say("Reach", "? no number in the book"),
            },
        }
        self.careful();
        Ok(())
    }

    fn careful(&mut self) {
        let careful = self.dossier.map(|dossier| dossier.relationship.str("sensitivities").to_owned());
        self.some("Careful", &careful.unwrap_or_default());
    }

    /// The last contacts, whoever was reached.
    fn last(&mut self, limit: usize) -> Result<(), Rejection> {
        let Some(dossier) = self.dossier else { return Ok(()) };
        let rows = self.written_to_them(dossier.relationship.id)?;
        let from =
            self.told.iter().find(|fact| fact.label == "From").and_then(|fact| fact.lines.first()).cloned();
        let said = rows.iter().map(|row| self.contact_said(row)).filter(|said| from.as_ref() != Some(said));
        let lines: Vec<String> = said.take(limit - usize::from(from.is_some())).collect();
        if lines.is_empty() && from.is_some() {
            return Ok(());
        }
        if lines.is_empty() {
            self.say("Last", "? no contact recorded yet");
        } else {
            self.all("Last", lines);
        }
        Ok(())
    }

    /// The newest contacts without the mailings, which were meant for everybody.
    fn written_to_them(&self, relationship: RecordId) -> Result<Vec<Row>, Rejection> {
        let mut rows = self.book.db().interactions_of(relationship.id, None, LOOKED_AT)?;
        rows.retain(|row| !mailing::is_part(row));
        rows.truncate(4);
        Ok(rows)
    }

    fn contact_said(&self, row: &Row) -> String {
        let missed = matches!(row.str("channel"), "call" | "meeting" | "video") && !row.flag("reached");
        let how = if missed {
            format!("{}, not reached", row.str("channel"))
        } else {
            row.str("channel").to_owned()
        };
        let minutes = row.int("minutes").map(|minutes| format!(", {minutes} min")).unwrap_or_default();
        format!("{}, {how}{minutes}: {}", self.on(row.day("day")), row.str("summary"))
    }

    /// What is promised and open, but for the card's own item.
    fn promises(&mut self, but: Option<RecordId>) {
        let Some(dossier) = self.dossier else { return };
        for (whose, label) in [("ours", "By us"), ("theirs", "By them")] {
            let rows = dossier.promises(whose);
            let open = rows.iter().filter(|row| Some(row.id) != but);
            let lines = open.take(SEVERAL).map(|row| {
                let late = row.day("due").map_or(0, |due| days_between(due, self.today));
                let sign = if late > 0 && whose == "ours" { "✗ " } else { "" };
                format!("{sign}{}, for {}", row.str("title"), self.on(row.day("due")))
            });
            let lines = lines.collect();
            self.all(label, lines);
        }
    }

    fn contact(&mut self) -> Result<(), Rejection> {
        let Some(dossier) = self.dossier else { return Ok(()) };
        match dossier.last.clone() {
            Some(row) => {
                let said = self.contact_said(&row);
                self.say("Last", said);
            }
            None => self.say("Last", "? no real contact recorded yet"),
        }
        if let Some(cadence) = dossier.line.cadence {
            let (ideal, maximum) = (cadence.gaps.ideal_days, cadence.gaps.maximum_days);
            let until = day::short(cadence.late_after, self.today);
            self.say("Cadence", format!("ideal {ideal} days, maximum {maximum}; broken after {until}"));
        }
        let tried = self.written_to_them(dossier.relationship.id)?;
        let tried = tried.iter().find(|row| !row.flag("reached"));
        if let Some(said) = tried.map(|row| self.contact_said(row)) {
            self.say("Tried", said);
        }
        self.promises(None);
        let yardstick = dossier.yardstick.as_ref().map(|yardstick| yardstick.wanted.clone());
        if let Some(wanted) = yardstick {
            self.say("Yardstick", wanted);
        }
        Ok(())
    }

    fn person(&mut self, row: &Row, when: &str) {
        let born = row.fields.text("birth_date").and_then(|text| text.parse::<day::PartialDate>().ok());
        match born.and_then(|born| born.age_on(self.today)) {
            Some(age) => self.say("Age", format!("{}, {age} {when}", row.str("name"))),
            None => self.say("Age", format!("{}; ? the year is not known", row.str("name"))),
        }
        self.some("Likes", row.str("preferences"));
        self.promises(None);
    }

    fn special(&mut self, row: &Row) -> Result<(), Rejection> {
        let person = row.int("person_id").map(|id| RecordId::new(Kind::Person, id));
        let person = person.map_or(Ok(None), |id| self.book.get(id))?;
        self.say("Date", format!("{}, {}", row.str("label"), crate::acts::queue::shown(row, "day")));
        if let Some(person) = person {
            self.say("Whose", person.str("name"));
            self.some("Likes", person.str("preferences"));
        }
        Ok(())
    }

    fn next_step(&mut self, row: &Row) -> Result<(), Rejection> {
        self.say(
            "Stage",
            format!("{}, in the book since {}", row.str("stage"), self.on(row.day("entered_on"))),
        );
        self.some("Source", row.str("source_text"));
        self.last(SEVERAL)?;
        let of = [("relationship_id", Value::Int(row.id.id))];
        let steps = self.book.rows(Kind::FollowUp, &of)?;
        let newest = steps
            .iter()
            .filter(|row| row.day("finished_on").is_some())
            .max_by_key(|row| row.day("finished_on"));
        if let Some(newest) = newest {
            let said = format!(
                "{}, {} {}",
                newest.str("title"),
                newest.str("state"),
                self.on(newest.day("finished_on"))
            );
            self.say("Before", said);
        }
        Ok(())
    }

    fn gaps(&mut self) {
        let Some(dossier) = self.dossier else { return };
        let lines = dossier.gaps.iter().map(|gap| format!("? {}", gap_said(gap))).collect();
        self.all("Missing", lines);
    }
}

/// What a gap means, in words.
fn gap_said(gap: &str) -> String {
    match gap {
        "goals" => "goals: what the relationship is for was never agreed".to_owned(),
        "yardstick" => "yardstick: how success is judged was never agreed".to_owned(),
        "rules" => "rules: none was accepted".to_owned(),
        "teaching" => "teaching: no rule was ever taught".to_owned(),
        "trusted contact" => "trusted contact: nobody was named, nobody declined".to_owned(),
        other => other.to_owned(),
    }
}

/// The given name, else the name.
pub(super) fn given(person: &Row) -> String {
    let given = person.str("given");
    if given.is_empty() { person.str("name").to_owned() } else { given.to_owned() }
}
