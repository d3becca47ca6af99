//! The re-examination of one household: which cards it has, what tells that one is decided, and who sits there.
//!
//! **Invariant:** every agreement that lives is a card, those due first; nothing of it is kept but the records.

use super::print::Prints;
use crate::{
    acts::{Book, name::dissent_said, queue::Source, queue::look_at},
    domain::{
        action::{Action, Consent},
        agreement::Life,
        day,
        record::{Kind, RecordId, Row, Value},
        records::{agreement_event::HOWS, expectation, goal, meeting::is_ahead},
        rejection::Rejection,
        review::{Card, Group, Place, Seen, Stand},
    },
};

/// Contacts of the day that are asked for who took part.
const CONTACTS: i64 = 8;

/// What a card of an agreement is about.
fn group_of(kind: Kind) -> Group {
    match kind {
        Kind::Goal => Group::Goals,
        Kind::Expectation => Group::Expectations,
        _ => Group::Rules,
    }
}

impl Book {
    /// The cards of a household: what happened in their life and was not settled, the agreements that are due or were
    /// raised, then all others that live.
    pub(super) fn reexamination(&self, client: i64) -> Result<Vec<Card>, Rejection> {
        let prints = Prints::read(self)?;
        let who = self.short_name(client)?;
        let card = |key: String, group, title, why, print| Card {
            key,
            group,
            who: who.clone(),
            title,
            relationship: Some(client),
            why,
            print,
            seen: Seen::No,
            stand: Stand::Open,
        };
        let mut cards = Vec::new();
        for row in self.life_events_open(client)? {
            let source = Source::LifeEvent(row.id.id);
            let on = row.day("day").map(|on| day::short(on, self.today())).unwrap_or_default();
            let note = row.fields.text("note").map(|note| format!(": {note}")).unwrap_or_default();
            let (title, why) = (format!("{}{note}", row.str("kind")), format!("{} of {on}", row.str("kind")));
            cards.push(card(source.key(), Group::LifeEvents, title, why, prints.first(source, &[])?));
        }
        for (id, why) in self.agreements_in_turn(client)? {
            let Some(row) = self.get(id)? else { continue };
            let (title, print) = (self.agreement_title(&row)?, prints.of_agreement(id)?);
            cards.push(card(id.to_string(), group_of(id.kind), title, why, print));
        }
        Ok(cards)
    }

    /// What happened in their life and was not settled, the oldest first.
    fn life_events_open(&self, client: i64) -> Result<Vec<Row>, Rejection> {
        let mut events = self.rows(Kind::LifeEvent, &[("relationship_id", Value::Int(client))])?;
        events.retain(|row| row.day("decided_on").is_none());
        events.sort_by_key(|row| (row.day("day"), row.id));
        Ok(events)
    }

    /// The agreements that live, each with why it is looked at: those due or raised first.
    fn agreements_in_turn(&self, client: i64) -> Result<Vec<(RecordId, String)>, Rejection> {
        let (practice, today) = (self.practice()?, self.today());
        let mut looked = Vec::new();
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            let rows = self.db().agreements(kind, Some(client))?;
            let alive = rows.into_iter().filter(|row| row.life != Life::Retired);
            looked.extend(alive.map(|row| (look_at(&row, &practice, today), row)));
        }
        // Raised for a meeting it stands on its agenda: it is due there.
        looked.sort_by_key(|(look, row)| {
            (!(look.is_due || row.raised), group_of(row.id.kind), look.due_on, row.id)
        });
        let said = looked.into_iter().map(|(look, row)| {
            let why = match row.meeting_on.filter(|_| row.raised) {
                Some(on) if on == today => format!("raised for this meeting; {}", look.reason),
                Some(on) => format!("raised for the meeting of {}; {}", day::short(on, today), look.reason),
                None => look.reason,
            };
            (row.id, why)
        });
        Ok(said.collect())
    }

    /// Who was there today, how, when: by the newest contact with them, else by a meeting of today; none when the day
    /// knows of neither.
    pub fn consent_of_today(&self, client: i64) -> Result<Option<Consent>, Rejection> {
        let today = self.today();
        let adults: Vec<RecordId> = self.adults(client)?.iter().map(|person| person.id).collect();
        let consent = |by: Vec<RecordId>, how: &str| {
            let by = if by.is_empty() { adults.clone() } else { by };
            Consent { by, dissents: Vec::new(), on: today, how: how.to_owned(), evidence: None }
        };
        let contacts = self.db().interactions_of(client, Some(today), CONTACTS)?;
        let spoken = |row: &&Row| {
            row.day("day") == Some(today) && row.flag("reached") && HOWS.contains(&row.str("channel"))
        };
        if let Some(contact) = contacts.iter().find(spoken) {
            let took = self.rows(Kind::Participant, &[("interaction_id", Value::Int(contact.id.id))])?;
            let there =
                took.iter().filter_map(|row| row.int("person_id")).map(|id| RecordId::new(Kind::Person, id));
            let by = there.filter(|person| adults.contains(person)).collect();
            return Ok(Some(consent(by, contact.str("channel"))));
        }
        let of_today = [("relationship_id", Value::Int(client)), ("day", Value::from(today))];
        let meetings = self.rows(Kind::Meeting, &of_today)?;
        let is_one = meetings.iter().any(|row| is_ahead(row.str("state")) || row.str("state") == "held");
        Ok(is_one.then(|| consent(Vec::new(), "meeting")))
    }

    /// Takes up who sits there, how and when from what was decided with them since the place was looked at last: it is
    /// asked once, and the next decisions are of the same meeting. A decision that was taken back tells of nobody.
    pub(super) fn learn_consent(&self, place: &mut Place) -> Result<(), Rejection> {
        let Some(client) = place.pass.relationship() else { return Ok(()) };
        if place.looked >= self.head()?.0 {
            return Ok(());
        }
        let (found, taken) = self.consent_since(client, place.looked)?;
        if found.is_some() {
            place.with = found;
        } else if taken == Taken::Back {
            place.with = self.consent_since(client, place.head)?.0;
        }
        Ok(())
    }

    /// The same of a pass that was left: another desk may have decided, or taken back, meanwhile.
    pub(super) fn learn_consent_anew(&self, place: &mut Place) -> Result<(), Rejection> {
        let Some(client) = place.pass.relationship() else { return Ok(()) };
        let (found, taken) = self.consent_since(client, place.head)?;
        if place.with.is_none() || (found.is_none() && taken == Taken::Back) {
            place.with = found;
        }
        place.dissent_ends();
        Ok(())
    }

    /// Who sat there at the newest decision after an op that still stands, and whether one of them was taken back.
    /// Who did not agree to that one sits there too.
    fn consent_since(&self, client: i64, op: i64) -> Result<(Option<Consent>, Taken), Rejection> {
        let since = self.db().since(op)?;
        let mut taken = Taken::Nothing;
        for id in since.records.iter().rev().filter(|id| id.kind == Kind::AgreementEvent) {
            let Some(event) = self.get(*id)? else {
                taken = Taken::Back;
                continue;
            };
            let with_them = matches!(event.str("what"), "agreed" | "reaffirmed" | "changed");
            if !with_them || event.int("relationship_id") != Some(client) {
                continue;
            }
            let mut by = Vec::new();
            for party in self.rows(Kind::Party, &[("event_id", Value::Int(id.id))])? {
                let asked = matches!(party.str("answer"), "agreed" | "dissents");
                by.extend(party.int("person_id").filter(|_| asked).map(|id| RecordId::new(Kind::Person, id)));
            }
            let Some(on) = event.day("day") else { continue };
            let evidence = event.fields.text("evidence").map(ToOwned::to_owned);
            let how = event.str("how").to_owned();
            return Ok((Some(Consent { by, dissents: Vec::new(), on, how, evidence }), taken));
        }
        Ok((None, taken))
    }

    /// The next meeting with them after today; this one is where they sit.
    pub fn meeting_after_today(&self, client: i64) -> Result<RecordId, Rejection> {
        let (of, today) = ([("relationship_id", Value::Int(client))], self.today());
        let mut rows = self.rows(Kind::Meeting, &of)?;
        rows.retain(|row| is_ahead(row.str("state")) && row.day("day").is_some_and(|on| on > today));
        let next = rows.into_iter().min_by_key(|row| (row.day("day"), row.id)).map(|row| row.id);
        next.ok_or_else(|| {
            Rejection::rule("No further meeting with them is planned. Plan one first, then raise it.")
        })
    }

    /// The rule of an acceptance, where it has a newer version than the one they accepted.
    pub fn newer_rule(&self, row: &Row) -> Result<Option<RecordId>, Rejection> {
        let rule = row.int("rule_id").filter(|_| row.id.kind == Kind::Acceptance);
        let rule = rule.map(|id| self.get(RecordId::new(Kind::Rule, id))).transpose()?.flatten();
        let is_newer =
            |rule: &Row| row.str("state") == "agreed" && row.int("rule_version") < rule.int("version");
        Ok(rule.filter(is_newer).map(|rule| rule.id))
    }

    /// What agreeing to an agreement with them is: again, to the new version of a rule, or for the first time.
    pub fn agreed_with(&self, id: RecordId, consent: Consent) -> Result<Action, Rejection> {
        let row = self.get(id)?.ok_or_else(|| Rejection::rule("This is not in the book any more."))?;
        let relationship = RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0));
        let agreements = vec![id];
        Ok(match (row.str("state"), self.newer_rule(&row)?) {
            ("agreed", Some(rule)) => Action::Accept { rules: vec![rule], relationship, consent },
            ("agreed", None) => Action::Reaffirm { agreements, consent },
            _ => Action::Agree { agreements, consent },
        })
    }

    /// What retiring an agreement is, by what became of it: a goal goes with its outcome, an expectation is judged and
    /// goes, as one step; where the words are no outcome they are the reason.
    pub fn retired_with(&self, id: RecordId, what: &str, learned: Option<&str>) -> Result<Action, Rejection> {
        let row = self.get(id)?.ok_or_else(|| Rejection::rule("This is not in the book any more."))?;
        let outcomes = match id.kind {
            Kind::Goal => goal::OUTCOMES,
            Kind::Expectation => expectation::OUTCOMES,
            _ => &[],
        };
        let is_outcome = what != "open" && outcomes.contains(&what) && row.str("state") == "agreed";
        let retire = |reason: String| Action::Retire { agreements: vec![id], reason };
        if let Some(learned) =
            learned.filter(|_| !is_outcome && id.kind == Kind::Expectation && row.str("state") == "agreed")
        {
            // What it taught is kept with how it stood.
            let judged = Action::Judge(crate::domain::action::Judged {
                agreement: id,
                outcome: row.fields.text("outcome").unwrap_or("open").to_owned(),
                learned: Some(learned.to_owned()),
                next: None,
            });
            return Ok(Action::Several { acts: vec![judged, retire(what.to_owned())] });
        }
        if !is_outcome {
            return Ok(retire(
                learned.map_or_else(|| what.to_owned(), |learned| format!("{what}: {learned}")),
            ));
        }
        let learned = learned.map(ToOwned::to_owned);
        let judged = Action::Judge(crate::domain::action::Judged {
            agreement: id,
            outcome: what.to_owned(),
            learned,
            next: None,
        });
        if id.kind == Kind::Goal {
            return Ok(judged);
        }
        Ok(Action::Several { acts: vec![judged, retire(what.to_owned())] })
    }

    /// Who sits there, in words: `Ann and Robert, meeting, 23 Nov; Claire does not agree`.
    pub fn consent_said(&self, consent: &Consent) -> Result<String, Rejection> {
        let by = self.first_names(&consent.by)?.join(" and ");
        let on = day::short(consent.on, self.today());
        let dissent = dissent_said(&self.first_names(&consent.dissents)?);
        Ok(format!("{by}, {}, {on}{dissent}", how_said(&consent.how)))
    }

    /// The same for those who are to be taken as sitting there: a dissent is of one card.
    pub fn sitting_said(&self, consent: &Consent) -> Result<String, Rejection> {
        let mut all = consent.clone();
        let dissents = std::mem::take(&mut all.dissents);
        let dissent = dissent_said(&self.first_names(&dissents)?);
        all.by.extend(dissents);
        all.by.sort_unstable();
        let said = self.consent_said(&all)?;
        let this = if dissent.is_empty() { String::new() } else { format!("{dissent} to this one") };
        Ok(format!("With {said}, for all that is decided now{this}."))
    }

    fn first_names(&self, ids: &[RecordId]) -> Result<Vec<String>, Rejection> {
        let mut names = Vec::new();
        for id in ids {
            names.extend(self.get(*id)?.map(|row| crate::acts::agreements::first_name(&row)));
        }
        Ok(names)
    }
}

/// Whether a decision with them was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// One was.
    Back,
    /// None was.
    Nothing,
}

/// How something was agreed, in words: `in a meeting`.
#[must_use]
pub fn how_said(how: &str) -> &'static str {
    match how {
        "meeting" => "in a meeting",
        "call" => "by telephone",
        "video" => "by video",
        "e-mail" => "by e-mail",
        "letter" => "by letter",
        "text" => "by text",
        "event" => "at an event",
        _ => "in a document",
    }
}
