//! Goals and expectations across the book, grouped by what needs doing, and one of them in full.
//!
//! **Invariant:** every version that was ever agreed is shown with what changed and who agreed.

mod heard;

use std::collections::HashSet;

use chrono::NaiveDate;

pub use self::heard::Talked;
use super::{
    Book,
    measures::OnItsWay,
    name::short,
    queue::{facts_of, is_on_agenda, look_at},
};
pub use super::{measures::MeasureReadings, versions::Version};
use crate::domain::{
    agreement::{Look, Phase, next_reexamination},
    course::Course,
    day,
    filter::{Facts, fold},
    record::{Kind, RecordId, Row, Value},
    records::meeting::lies_ahead,
    rejection::Rejection,
};

/// One agreement in a list.
#[derive(Debug, Clone)]
pub struct AgreementLine {
    /// Which.
    pub id: RecordId,
    /// Whose.
    pub relationship: i64,
    /// Their short name.
    pub who: String,
    /// Their tier.
    pub tier: String,
    /// Its title.
    pub title: String,
    /// What it needs, when, and why in words.
    pub look: Look,
    /// Where it is by its measures; none where it has none or is not in force.
    pub way: Option<OnItsWay>,
    /// Whether it stands on the agenda of a meeting ahead.
    pub raised: bool,
    /// Whether it says what is done in a fall of the market, and is in force.
    pub in_a_fall: bool,
    /// Its state: draft, proposed, agreed, retired.
    pub state: &'static str,
    /// Why it is at risk or not kept, as it is known: what was said again, what it taught.
    pub why: Vec<String>,
    /// For the filter.
    pub folded: String,
}

impl AgreementLine {
    /// Whether a view of the tab shows it.
    #[must_use]
    pub fn is_in(&self, view: &str) -> bool {
        if view == "fall" { self.in_a_fall } else { self.look.phase.is_in(view) }
    }

    /// What a filter may ask of it, on the desk and on the command line.
    #[must_use]
    pub fn facts<'a>(&'a self, tags: &'a [&'a str]) -> Facts<'a> {
        Facts {
            tags,
            tier: &self.tier,
            stage: self.look.phase.heading(),
            kind: self.id.kind.spec().noun,
            state: self.state,
            due: self.look.due_on,
            folded: &self.folded,
        }
    }
}

/// One agreement in full.
#[derive(Debug, Clone)]
pub struct AgreementDetail {
    /// The agreement.
    pub row: Row,
    /// Whose, short.
    pub who: String,
    /// Their tier.
    pub tier: String,
    /// Its title; of an acceptance the rule's.
    pub title: String,
    /// What it needs.
    pub look: Look,
    /// Where it is by its measures; none where it has none or is not in force.
    pub way: Option<OnItsWay>,
    /// The goals of theirs that pull against it.
    pub conflicts: Vec<Row>,
    /// Who agreed, when and how, in words; empty when it is not agreed.
    pub agreed: String,
    /// The next day to look at it again.
    pub look_again: Option<NaiveDate>,
    /// Its versions, newest first.
    pub versions: Vec<Version>,
    /// What happened to it, newest first.
    pub events: Vec<(NaiveDate, String)>,
    /// Its measures.
    pub measures: Vec<MeasureReadings>,
    /// Yardstick talks with them, newest first, for an expectation of success; else those held against it.
    pub talks: Vec<Talked>,
    /// How it was judged, newest first: the outcome, and what it taught.
    pub judged: Vec<(NaiveDate, String, String)>,
    /// What was heard against it since it was agreed, newest first, in their words.
    pub against: Vec<(NaiveDate, String)>,
}

impl Book {
    /// All goals or all expectations, by what they need, then by who.
    pub fn agreement_lines(&self, kind: Kind) -> Result<Vec<AgreementLine>, Rejection> {
        let (practice, today) = (self.practice()?, self.today());
        let titles = self.db().titles(kind)?;
        let falls = match kind {
            Kind::Expectation => self.db().agreed_of_topic("market fall")?,
            _ => HashSet::new(),
        };
        let mut lines = Vec::new();
        let (rows, mut ways) = self.agreements_on_their_way(kind, None)?;
        for row in rows {
            let (title, name) = titles.get(&row.id.id).cloned().unwrap_or_default();
            let who = short(&name).to_owned();
            let way = ways.remove(&row.id.id);
            let look = said_by_readings(look_at(&row, &practice, today), way.as_ref());
            let why = match look.phase {
                Phase::NotKept | Phase::AtRisk => self.why_at_risk(row.id)?,
                _ => Vec::new(),
            };
            lines.push(AgreementLine {
                look,
                why,
                way,
                in_a_fall: falls.contains(&row.id.id),
                id: row.id,
                relationship: row.relationship,
                tier: row.tier.as_deref().unwrap_or_default().to_owned(),
                raised: is_on_agenda(&row, today),
                state: row.life.word(),
                folded: fold(&format!("{who} {title}")),
                who,
                title,
            });
        }
        lines.sort_by(|a, b| {
            let key = |line: &AgreementLine| (line.look.phase, line.look.due_on.is_none(), line.look.due_on);
            key(a).cmp(&key(b)).then_with(|| a.who.cmp(&b.who)).then(a.id.cmp(&b.id))
        });
        Ok(lines)
    }

    /// One agreement in full; none when it is gone.
    pub fn agreement(&self, id: RecordId) -> Result<Option<AgreementDetail>, Rejection> {
        let db = self.db();
        let Some(row) = db.get(id)? else { return Ok(None) };
        let (practice, today) = (self.practice()?, self.today());
        let relationship = row.int("relationship_id").unwrap_or(0);
        let whose = db.get(RecordId::new(Kind::Relationship, relationship))?;
        let (facts_rows, mut ways) = self.agreements_on_their_way(id.kind, Some(relationship))?;
        let Some(facts_row) = facts_rows.into_iter().find(|facts| facts.id == id) else { return Ok(None) };
        let way = ways.remove(&id.id);
        let facts = facts_of(&facts_row, &practice);
        let look_again = facts.agreed_on.filter(|_| row.str("state") == "agreed").and_then(|anchor| {
            next_reexamination(anchor, facts.reaffirmed_on, facts.months, &practice.calendar)
        });
        let events = self.agreement_events(id)?;
        let versions = self.versions(id, &events)?;
        let agreed = events
            .iter()
            .find(|(event, _)| matches!(event.str("what"), "agreed" | "changed"))
            .map(|(event, by)| {
                let on = event.day("day").map(day::long).unwrap_or_default();
                format!("{on}, {}, by {by}", event.str("how"))
            })
            .filter(|_| row.str("state") == "agreed")
            .unwrap_or_default();
        let talks = if id.kind == Kind::Expectation { self.talked(relationship, &row)? } else { Vec::new() };
        Ok(Some(AgreementDetail {
            title: self.agreement_title(&row)?,
            who: whose.as_ref().map(|row| short(row.str("name")).to_owned()).unwrap_or_default(),
            tier: whose.as_ref().map(|row| row.str("tier").to_owned()).unwrap_or_default(),
            look: said_by_readings(look_at(&facts_row, &practice, today), way.as_ref()),
            way,
            conflicts: self.conflicts(&row)?,
            agreed,
            look_again,
            versions,
            judged: heard::judged(&events),
            against: self.heard_against(id, &events)?,
            events: events
                .iter()
                .filter(|(event, _)| !matches!(event.str("what"), "judged" | "contradicted"))
                .filter_map(|(event, by)| Some((event.day("day")?, event_said(event, by, today))))
                .collect(),
            measures: self.measures_of(&row)?,
            talks,
            row,
        }))
    }

    /// Whether an agreement stands on the agenda of a meeting ahead.
    pub fn is_raised(&self, agreement: &Row) -> Result<bool, Rejection> {
        let meeting = agreement.int("raised_meeting_id").map(|id| RecordId::new(Kind::Meeting, id));
        let meeting = meeting.map(|id| self.get(id)).transpose()?.flatten();
        Ok(meeting.is_some_and(|meeting| lies_ahead(&meeting, self.today())))
    }

    /// The title of an agreement; of an acceptance the rule's.
    pub fn agreement_title(&self, row: &Row) -> Result<String, Rejection> {
        if row.id.kind != Kind::Acceptance {
            return Ok(row.str(row.id.kind.spec().title).to_owned());
        }
        let rule = row.int("rule_id").map(|id| RecordId::new(Kind::Rule, id));
        Ok(rule
            .map(|id| self.get(id))
            .transpose()?
            .flatten()
            .map(|rule| rule.str("title").to_owned())
            .unwrap_or_default())
    }

    /// Events newest first, each with who said what.
    pub(super) fn agreement_events(&self, id: RecordId) -> Result<Vec<(Row, String)>, Rejection> {
        let equal = [("agreement", Value::from(id.kind.spec().table)), ("agreement_id", Value::Int(id.id))];
        let mut events = Vec::new();
        for event in self.db().rows(Kind::AgreementEvent, &equal)? {
            let by = self.said_by(&event)?;
            events.push((event, by));
        }
        events.sort_by_key(|(event, _)| std::cmp::Reverse((event.day("day"), event.id)));
        Ok(events)
    }

    /// "Ann and Robert; Claire not asked".
    fn said_by(&self, event: &Row) -> Result<String, Rejection> {
        let mut agreed = Vec::new();
        let mut others = Vec::new();
        for party in self.db().rows(Kind::Party, &[("event_id", Value::Int(event.id.id))])? {
            let person = self.get(RecordId::new(Kind::Person, party.int("person_id").unwrap_or(0)))?;
            let name = person.map(|row| first_name(&row)).unwrap_or_default();
            match party.str("answer") {
                "agreed" => agreed.push(name),
                answer => others.push(format!("{name} {answer}")),
            }
        }
        let mut said = agreed.join(" and ");
        if !others.is_empty() {
            said = format!("{said}; {}", others.join(", "));
        }
        Ok(said)
    }
}

/// What readings put at risk says what they read: `91 %, target 95 %`.
fn said_by_readings(mut look: Look, way: Option<&OnItsWay>) -> Look {
    if let (Phase::AtRisk, Some(way)) = (look.phase, way.filter(|way| way.course == Course::OffTrack)) {
        look.reason.clone_from(&way.said);
    }
    look
}

/// What a person is called among the family.
pub(super) fn first_name(person: &Row) -> String {
    let given = person.str("given");
    if given.is_empty() { person.str("name").to_owned() } else { given.to_owned() }
}

fn event_said(event: &Row, by: &str, today: NaiveDate) -> String {
    let how = event.fields.text("how").map(|how| format!(", {how}")).unwrap_or_default();
    let why = event.fields.text("reason").map(|why| format!(": {why}")).unwrap_or_default();
    let until =
        event.day("until").map(|until| format!(" until {}", day::short(until, today))).unwrap_or_default();
    let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
    let shown = event.fields.text("evidence").map(|evidence| format!(" ({evidence})")).unwrap_or_default();
    format!("{}{until}{by}{how}{why}{shown}", event.str("what"))
}

/// The phases of a list with how many stand in each, in order.
#[must_use]
pub fn phases(lines: &[AgreementLine]) -> Vec<(Phase, usize)> {
    let mut phases: Vec<(Phase, usize)> = Vec::new();
    for line in lines {
        match phases.last_mut() {
            Some((phase, count)) if *phase == line.look.phase => *count += 1,
            _ => phases.push((line.look.phase, 1)),
        }
    }
    phases
}
