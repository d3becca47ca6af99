//! Who they are and what is going on: people, stage, contacts, promises, requests, life events, the next meeting.
//!
//! **Invariant:** a number that is not to be used is not on the page.

use chrono::Datelike as _;

use super::{BriefLine, Page, Reach, Section, first_line};
use crate::{
    acts::{decided::said, dossier::Member, meeting_time, name::short},
    domain::{
        cadence::State,
        day::{self, add_days},
        mailing::is_part,
        record::{Kind, RecordId, Row, Value},
        records::{decision::is_deviation, follow_up},
        rejection::Rejection,
    },
};

/// Contacts on the page.
const CONTACTS: usize = 4;
/// Days ahead from which a decision to be looked at is told.
const SOON: i64 = 90;

impl Page<'_> {
    pub(super) fn people(&mut self) {
        let family = short(self.dossier.relationship.str("name"));
        let lines = self.dossier.members.iter().map(|member| {
            let more = [member.role.as_str(), first_line(member.person.str("preferences"))];
            let more: Vec<&str> = more.into_iter().filter(|words| !words.is_empty()).collect();
            let reach = member.phone.clone().or_else(|| member.email.clone()).unwrap_or_default();
            BriefLine::of([called(member, family), reach, more.join("; ")]).about(member.person.id)
        });
        let mut lines: Vec<BriefLine> = lines.collect();
        if let Some(hours) = &self.dossier.hours_away {
            lines.push(BriefLine::text(format!("their clock is {hours}")));
        }
        self.put_or_none("People", lines);
    }

    pub(super) fn careful(&mut self) {
        let lines: Vec<BriefLine> =
            self.dossier.relationship.str("sensitivities").lines().map(BriefLine::text).collect();
        if !lines.is_empty() {
            self.sections.push(Section { name: "Careful", reach: Reach::Desk, lines });
        }
    }

    /// Where a relationship that is not an active client stands, and what it sent us.
    pub(super) fn stage(&mut self) -> Result<(), Rejection> {
        let row = &self.dossier.relationship;
        let (kind, stage) = (row.str("kind"), row.str("stage"));
        let mut lines = Vec::new();
        if kind != "client" || !matches!(stage, "active" | "") {
            let role = row.fields.text("partner_role").unwrap_or(kind);
            let mut said = vec![role.to_owned()];
            said.extend((!stage.is_empty()).then(|| stage.to_owned()));
            said.extend(row.day("since").map(|on| format!("since {}", self.short(on))));
            said.extend(row.day("ended_on").map(|on| format!("ended {}", self.short(on))));
            said.extend(row.fields.text("end_reason").map(ToOwned::to_owned));
            lines.push(BriefLine::text(said.join(", ")));
            lines.extend(row.fields.text("source").map(|source| BriefLine::text(format!("from {source}"))));
            lines.extend(
                row.fields.text("mutual_benefit").map(|text| BriefLine::text(first_line(text).to_owned())),
            );
        }
        let sent = [("source_relationship_id", Value::Int(row.id.id))];
        let sent = if matches!(kind, "partner" | "helper") {
            self.book.rows(Kind::Relationship, &sent)?
        } else {
            Vec::new()
        };
        lines.extend(sent.iter().map(|row| {
            let stands = format!("{}, {}", row.str("kind"), row.str("stage"));
            BriefLine::of([format!("sent us {}", row.str("name")), stands]).about(row.id)
        }));
        self.put("Stage", lines);
        Ok(())
    }

    pub(super) fn standing(&mut self) {
        let said = self.dossier.line.standing.said();
        let mut line = BriefLine::default();
        for (state, text) in said {
            line = line.judged(state, text);
        }
        let whole = self.dossier.line.standing.row();
        let line = if line.cells.is_empty() { BriefLine::text(whole) } else { line };
        self.put("Standing", vec![line]);
    }

    pub(super) fn contacts(&mut self) -> Result<(), Rejection> {
        let mut lines = Vec::new();
        for moment in self.dossier.timeline.iter().filter(|moment| moment.record.kind == Kind::Interaction) {
            // A mailing was meant for everybody; it stands in the timeline.
            if lines.len() == CONTACTS || self.book.get(moment.record)?.is_some_and(|row| is_part(&row)) {
                continue;
            }
            let said = format!("{}, {}", moment.what, moment.text);
            lines.push(BriefLine::of([self.short(moment.day), said]).about(moment.record));
        }
        self.put_or_none("Contacts", lines);
        Ok(())
    }

    pub(super) fn promised(&mut self) {
        let promises = self.dossier.promises("ours").into_iter().chain(self.dossier.promises("theirs"));
        let lines = promises.map(|row| {
            let by = if row.str("whose") == "theirs" { "by them" } else { "by us" };
            self.dated(BriefLine::of([by.to_owned(), row.str("title").to_owned()]), row).about(row.id)
        });
        let lines = lines.collect();
        self.put_or_none("Promised", lines);
    }

    /// Of whom they call for what, only those who are there no more: the page stays one page, the dossier has the card.
    pub(super) fn whom_to_call(&mut self) {
        let gone = self.dossier.decided.roles.iter().filter_map(|role| {
            let line = BriefLine::of([role.topic.clone(), role.said()]).about(role.record);
            Some(line.judged(State::Due, role.gone.clone()?))
        });
        let lines = gone.collect();
        self.put("Whom to call", lines);
    }

    /// Advice that was not followed, and decisions that are to be looked at again soon.
    pub(super) fn decisions(&mut self) {
        let soon = add_days(self.today, SOON).unwrap_or(self.today);
        let told = |row: &&Row| {
            let open = row.day("outcome_on").is_none();
            is_deviation(row) || open && row.day("check_on").is_some_and(|on| on <= soon)
        };
        let lines = self.dossier.decided.decisions.iter().filter(told).map(|row| {
            let on = row.day("day").map(|on| self.short(on)).unwrap_or_default();
            let line = BriefLine::of([on, said(row)]).about(row.id);
            match row.day("check_on").filter(|_| row.day("outcome_on").is_none()) {
                Some(check) if check <= self.today => {
                    line.judged(State::Due, format!("to check since {}", self.short(check)))
                }
                Some(check) => line.with(format!("to check {}", self.short(check))),
                None => line,
            }
        });
        let lines = lines.collect();
        self.put("Decided", lines);
    }

    /// The checklists that run, and how far they are.
    pub(super) fn checklists(&mut self) {
        let lines = self.dossier.checklists.iter().map(|progress| {
            BriefLine::of([progress.checklist.str("title").to_owned(), progress.said()])
                .about(progress.checklist.id)
        });
        let lines = lines.collect();
        self.put("Checklist", lines);
    }

    /// Requests that are not answered, decided or not.
    pub(super) fn requests(&mut self) {
        let requests = self.dossier.follow_ups.iter().filter(|row| row.str("kind") == "request");
        let lines = requests.map(|row| {
            let state = match (row.fields.text("decision"), row.str("state")) {
                (_, "back burner") if !row.flag("told") => "on the back burner, not told".to_owned(),
                (_, "back burner") => "on the back burner, told".to_owned(),
                (Some(decision), _) => format!("decided: {decision}"),
                (None, _) => "to decide".to_owned(),
            };
            self.dated(BriefLine::of([row.str("title").to_owned(), state]), row).about(row.id)
        });
        let lines = lines.collect();
        self.put("Requests", lines);
    }

    /// The line with the day it is due and how late it is.
    fn dated(&self, line: BriefLine, row: &Row) -> BriefLine {
        let line = if follow_up::is_faulty(&row.fields) {
            line.judged(State::Broken, "its repeat cannot be read")
        } else {
            line
        };
        let Some(due) = row.day("due") else { return line };
        let line = line.with(format!("for {}", self.short(due)));
        match day::days_between(due, self.today) {
            late if late > 0 && row.str("whose") != "theirs" => {
                line.judged(State::Broken, format!("{} late", day::count_days(late)))
            }
            late if late > 0 => line.judged(State::Due, format!("since {}", day::count_days(late))),
            _ => line,
        }
    }

    pub(super) fn life_events(&mut self) {
        let lines = self.dossier.life_events.iter().map(|row| {
            let on = row.day("day").map(|on| self.short(on)).unwrap_or_default();
            let due = row.day("due_on").map(|due| format!("to look at by {}", self.short(due)));
            let line = BriefLine::of([on, row.str("kind").to_owned(), row.str("note").to_owned()]);
            line.judged(State::Due, due.unwrap_or_else(|| "to look at".to_owned())).about(row.id)
        });
        let lines = lines.collect();
        self.put("Life events", lines);
    }

    /// A meeting with its agenda: what was raised, what was promised for it, what they want to speak about.
    pub(super) fn meeting(&self, row: &Row) -> Result<Vec<BriefLine>, Rejection> {
        let begins = self.book.meeting_begins(row);
        let on = begins.map(|(on, _)| on);
        let hour = begins.and_then(|(_, time)| time).map(|time| {
            let theirs = meeting_time::theirs(row, Some(&self.dossier.relationship), self.book.clock());
            format!("{}{}", time.format("%H:%M"), theirs.unwrap_or_default())
        });
        let far = on.is_some_and(|on| on.year() != self.today.year());
        let when = on.map(|on| if far { day::long(on) } else { day::weekday_day(on) }).unwrap_or_default();
        let mut said = format!("{} {when}", row.str("title"));
        let minutes = row.int("minutes").map(|minutes| format!("{minutes} min"));
        let place = row.fields.text("place").map(ToOwned::to_owned);
        let more = [hour, minutes, place];
        for word in more.into_iter().flatten() {
            said = format!("{said}, {word}");
        }
        said = match row.str("state") {
            "planned" | "" => said,
            state => format!("{said}, {state}"),
        };
        let mut lines = vec![BriefLine::text(said).about(row.id)];
        for item in self.book.agenda(row.id)? {
            let what = self.agenda_of(&item);
            let done = if item.flag("done") { ", spoken about" } else { "" };
            lines.push(BriefLine::of([what.to_owned(), format!("{}{done}", item.str("text"))]).under());
        }
        if !row.str("notes").is_empty() {
            let notes = first_line(row.str("notes")).to_owned();
            lines.push(BriefLine::of(["to prepare".to_owned(), notes]).under());
        }
        if let Some(on) = on {
            let until = self.dossier.promises("ours").into_iter();
            let until = until.filter(|row| row.day("due").is_some_and(|due| due <= on)).count();
            if until > 0 {
                let many = if until == 1 { "promise of ours is" } else { "promises of ours are" };
                lines.push(BriefLine::of(["before it".to_owned(), format!("{until} {many} due")]).under());
            }
        }
        Ok(lines)
    }

    /// What is done next with a prospect: the open item of ours that is due first.
    pub(super) fn next_step(&self) -> BriefLine {
        let ours = |row: &&Row| row.str("whose") != "theirs" && row.str("state") == "open";
        let mut open = self.dossier.follow_ups.iter().filter(ours);
        match open.find(|row| row.day("due").is_some()) {
            Some(row) => {
                let line = BriefLine::of(["next step".to_owned(), row.str("title").to_owned()]);
                self.dated(line, row).about(row.id)
            }
            None => BriefLine::default().judged(State::Unknown, "no next step with a date"),
        }
    }

    /// What an item of an agenda is: raised by us, promised, or their own.
    fn agenda_of(&self, item: &Row) -> &'static str {
        if item.int("follow_up_id").is_some() {
            let id = item.int("follow_up_id").map(|id| RecordId::new(Kind::FollowUp, id));
            let promise =
                self.dossier.follow_ups.iter().any(|row| Some(row.id) == id && row.str("kind") == "promise");
            return if promise { "promised" } else { "to do" };
        }
        match (item.int("goal_id"), item.int("expectation_id"), item.int("acceptance_id")) {
            (Some(_), _, _) => "goal",
            (_, Some(_), _) => "expectation",
            (_, _, Some(_)) => "rule",
            _ => "to speak about",
        }
    }
}

/// A member with age, without the family's name: `Ann, 63`.
fn called(member: &Member, family: &str) -> String {
    let whole = member.person.str(Kind::Person.spec().title);
    let given = whole.strip_suffix(family).map_or(whole, str::trim);
    let name = if given.is_empty() { whole } else { given };
    let age = member.age.map(|age| age.to_string());
    let died = member.person.day("died_on").map(|_| "died".to_owned());
    died.or(age).map_or_else(|| name.to_owned(), |word| format!("{name}, {word}"))
}
