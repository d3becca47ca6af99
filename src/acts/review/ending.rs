//! The end of a pass: what was decided, what was left, what was not looked at; the musts; the month; tomorrow.
//!
//! **Invariant:** every card is in one of three places: decided, left, or not looked at.

use chrono::{Datelike, NaiveDate};

use super::Verb;
use crate::{
    acts::{Book, queue::View},
    domain::{
        action::Action,
        day::add_days,
        promise::Kept,
        record::{Fields, Kind, RecordId, Value},
        rejection::Rejection,
        review::{Kept as KeptPass, MUSTS, Pass, Place, Seen, Stand},
    },
};

/// Names told of tomorrow.
const NAMED: usize = 5;
/// Musts that are proposed from.
const PROPOSED: usize = 12;

/// One item that may be a must of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Must {
    /// Its name in the queue.
    pub key: String,
    /// Whose.
    pub who: String,
    /// What.
    pub title: String,
    /// Why, in words.
    pub why: String,
}

/// The end of a pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ending {
    /// What was done, by verb, in the order of the verbs; each with who and what.
    pub verbs: Vec<(Verb, Vec<String>)>,
    /// What was looked at and left open.
    pub left: Vec<String>,
    /// What was not looked at.
    pub unseen: Vec<String>,
    /// What stays for today, in its order: the musts are chosen among these.
    pub stays: Vec<Must>,
    /// Promises of this month kept on the day, of all that were due.
    pub promises: (usize, usize),
    /// Days of this month with a daily review, of the working days until today.
    pub reviews: (usize, usize),
    /// How many items come tomorrow, and of whom.
    pub tomorrow: (usize, Vec<String>),
    /// At the end of a re-examination: what it means for the charter.
    pub charter: Option<Charter>,
    /// At the end of a re-examination: who sits there, how and when, in words.
    pub with: Option<String>,
    /// The next working days that bring something, when today is empty: the day and how many.
    pub coming: Vec<(NaiveDate, usize)>,
    /// What is to be done about backups that are old or missing.
    pub backup: Option<String>,
}

/// What a re-examination means for the charter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charter {
    /// How many agreements are other than the charter says: changed, agreed or retired in this pass.
    pub changed: usize,
    /// The one that was made and kept since the pass began: which, and what it is called.
    pub made: Option<(RecordId, String)>,
    /// The follow-up to send it and have it signed.
    pub follow_up: Option<RecordId>,
}

impl Charter {
    /// What the record of the pass says of it; nothing where it stands as it was.
    fn kept(&self) -> Option<String> {
        match (&self.made, self.changed) {
            (Some((id, title)), _) => Some(format!("new charter: {title}, {id}")),
            (None, 0) => None,
            (None, many) => Some(format!("charter: other than it says in {many}, no new one made")),
        }
    }
}

/// What the follow-up for a new charter is called.
pub const CHARTER_TO_SIGN: &str = "Send the new charter and have it signed";
/// Days until it is due.
const TO_SIGN_DAYS: i64 = 7;

/// The follow-up for a new charter: a task, due in a week.
#[must_use]
pub fn charter_to_sign(client: i64, today: NaiveDate) -> Action {
    let fields = Fields::new()
        .with("title", CHARTER_TO_SIGN)
        .with("relationship_id", client)
        .with("kind", "task")
        .with("due", add_days(today, TO_SIGN_DAYS));
    Action::Add { kind: Kind::FollowUp, fields }
}

impl Book {
    /// What the decisions of a re-examination mean for the charter of the household.
    fn charter_after(
        &self,
        place: &Place,
        client: i64,
        verbs: &[(Verb, Vec<String>)],
    ) -> Result<Charter, Rejection> {
        // An exception stands in the charter with its reason.
        let other =
            |verb: &Verb| matches!(verb, Verb::Changed | Verb::Agreed | Verb::Retired | Verb::Excepted);
        let changed = verbs.iter().filter(|(verb, _)| other(verb)).map(|(_, all)| all.len()).sum();
        let mut charter = Charter { changed, ..Charter::default() };
        for id in &self.db().since(place.head)?.records {
            if !matches!(id.kind, Kind::Document | Kind::FollowUp) {
                continue;
            }
            let Some(row) = self.get(*id)?.filter(|row| row.int("relationship_id") == Some(client)) else {
                continue;
            };
            match id.kind {
                // One that was superseded since, or put back in force, was touched too; it is not the new one.
                Kind::Document
                    if row.str("kind") == "charter"
                        && row.fields.get("superseded_on").is_null()
                        && !self.db().was_written(*id, place.head)? =>
                {
                    charter.made = Some((*id, row.str("title").to_owned()));
                }
                Kind::FollowUp if row.str("title") == CHARTER_TO_SIGN => charter.follow_up = Some(*id),
                _ => {}
            }
        }
        Ok(charter)
    }

    /// The end of a pass as it stands now.
    pub fn review_end(&self, place: &Place) -> Result<Ending, Rejection> {
        self.reading(|| {
            let mut ending = Ending { promises: self.kept_promises()?, ..Ending::default() };
            ending.reviews = self.reviews_of_month(place.pass)?;
            for card in &place.cards {
                match (card.stand, card.seen) {
                    (Stand::Settled, _) => {
                        let (verb, said) = self.outcome(card)?;
                        match ending.verbs.iter_mut().find(|(known, _)| *known == verb) {
                            Some((_, all)) => all.push(said),
                            None => ending.verbs.push((verb, vec![said])),
                        }
                    }
                    (Stand::Open, Seen::Yes) => ending.left.push(card.called()),
                    (Stand::Open, Seen::No) => ending.unseen.push(card.called()),
                }
            }
            if let Some(client) = place.pass.relationship() {
                let excepted = self.excepted_since(client, place.head)?;
                ending.verbs.extend((!excepted.is_empty()).then_some((Verb::Excepted, excepted)));
            }
            ending.verbs.sort_by_key(|(verb, _)| *verb);
            if let Some(client) = place.pass.relationship() {
                ending.charter = Some(self.charter_after(place, client, &ending.verbs)?);
                ending.with = place.with.as_ref().map(|with| self.consent_said(with)).transpose()?;
                return Ok(ending);
            }
            let today = self.seeds(View::Today)?;
            let first = today.get(..PROPOSED.min(today.len())).unwrap_or_default();
            for item in self.dress(first)? {
                ending.stays.push(Must { key: item.key, who: item.who, title: item.title, why: item.brief });
            }
            self.coming_days(&mut ending)?;
            ending.backup = self.backup_state()?.and_then(|state| state.warning);
            Ok(ending)
        })
    }

    fn coming_days(&self, ending: &mut Ending) -> Result<(), Rejection> {
        let (_, coming) = self.today_and_coming(9)?;
        let tomorrow = add_days(self.today(), 1);
        let next: Vec<_> = coming.iter().filter(|seed| seed.on == tomorrow).copied().collect();
        let first = next.get(..NAMED.min(next.len())).unwrap_or_default();
        let mut names: Vec<String> = Vec::new();
        for item in self.dress(first)? {
            let name = if item.who.is_empty() { item.title } else { item.who };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        ending.tomorrow = (next.len(), names);
        for seed in coming {
            let Some(on) = seed.on else { continue };
            match ending.coming.iter_mut().find(|(day, _)| *day == on) {
                Some((_, count)) => *count += 1,
                None => ending.coming.push((on, 1)),
            }
        }
        Ok(())
    }

    /// Promises of ours due this month until today: those kept on the day they were promised for, of all. One whose
    /// day passed counts as late, whatever day was agreed on afterwards.
    fn kept_promises(&self) -> Result<(usize, usize), Rejection> {
        let today = self.today();
        let first = today.with_day(1).unwrap_or(today);
        let judged: Vec<Kept> =
            self.db().promises_between(first, today)?.iter().map(|one| one.judged(first, today)).collect();
        let count = |wanted: Kept| judged.iter().filter(|one| **one == wanted).count();
        let kept = count(Kept::OnTheDay);
        Ok((kept, kept + count(Kept::Late)))
    }

    fn reviews_of_month(&self, pass: Pass) -> Result<(usize, usize), Rejection> {
        let today = self.today();
        let first = today.with_day(1).unwrap_or(today);
        let calendar = self.practice()?.calendar;
        let mut working = 0;
        let mut on = Some(first);
        while let Some(day) = on.filter(|day| *day <= today) {
            working += usize::from(calendar.is_working(day));
            on = add_days(day, 1);
        }
        let rows = self.rows(Kind::DailyReview, &[("pass", Value::from(Pass::Daily.word()))])?;
        let mut days: Vec<NaiveDate> = rows.iter().filter_map(|row| row.day("day")).collect();
        // The one that is being finished counts.
        days.extend((pass == Pass::Daily).then_some(today));
        days.retain(|day| *day >= first && *day <= today);
        days.sort_unstable();
        days.dedup();
        Ok((days.len(), working))
    }
}

impl Ending {
    /// The musts: those chosen, else the first three that stay, of a weekly pass none.
    #[must_use]
    pub fn musts<'a>(&'a self, place: &Place) -> Vec<&'a Must> {
        match &place.musts {
            Some(chosen) => self.stays.iter().filter(|must| chosen.contains(&must.key)).collect(),
            None if place.pass != Pass::Daily => Vec::new(),
            None => self.stays.iter().take(MUSTS).collect(),
        }
    }

    /// The musts as they are typed: names of items that stay for today, at most three.
    pub fn chosen(&self, typed: &str) -> Result<Vec<String>, Rejection> {
        let keys: Vec<String> =
            typed.split([' ', ',']).filter(|key| !key.is_empty()).map(str::to_owned).collect();
        if keys.len() > MUSTS {
            return Err(Rejection::rule("Three musts are enough for a day. Nothing was changed."));
        }
        match keys.iter().find(|key| !self.stays.iter().any(|must| must.key == **key)) {
            Some(key) => Err(Rejection::ambiguous(format!(
                "{key} is none of the first items that stay for today. Nothing was changed."
            ))),
            None => Ok(keys),
        }
    }

    /// `15 of 17 promises kept on the day; 16 reviews in 16 days`.
    #[must_use]
    pub fn month_said(&self) -> String {
        let (kept, due) = self.promises;
        let promises = if due == 0 {
            "no promise was due".to_owned()
        } else {
            format!("{kept} of {due} promises kept on the day")
        };
        let (reviews, days) = self.reviews;
        let word = if reviews == 1 { "review" } else { "reviews" };
        let of = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        format!("{promises}; {reviews} {word} in {of}")
    }

    /// `3 items: Ibarra, Okafor`.
    #[must_use]
    pub fn tomorrow_said(&self) -> String {
        let (count, names) = &self.tomorrow;
        let more = if *count > names.len() && *count > NAMED { ", and more" } else { "" };
        match count {
            0 => "nothing stands for it yet".to_owned(),
            1 => format!("1 item: {}", names.join(", ")),
            count => format!("{count} items: {}{more}", names.join(", ")),
        }
    }

    /// The record of the pass.
    #[must_use]
    pub fn kept(&self, place: &Place) -> KeptPass {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let musts = self.musts(place);
        let verbs =
            self.verbs.iter().map(|(verb, all)| format!("{} {}: {}", all.len(), verb.word(), all.join("; ")));
        let said = |must: &&Must| {
            let who = if must.who.is_empty() { String::new() } else { format!("{}: ", must.who) };
            format!("{who}{}", must.title)
        };
        let (line, words) = match place.pass {
            // What is typed at the end of it are the words of those who sit there.
            Pass::Reexamination(_) => (String::new(), place.line.clone()),
            Pass::Daily | Pass::Weekly => (place.line.clone(), String::new()),
        };
        let charter = self.charter.as_ref().and_then(Charter::kept);
        KeptPass {
            pass: place.pass.word().to_owned(),
            began_after: place.head,
            minutes: place.seconds().saturating_add(59) / 60,
            cards: number(place.cards.len()),
            decided: number(place.settled()),
            not_seen: number(self.unseen.len()),
            done: verbs.chain(charter).collect::<Vec<_>>().join("\n"),
            left: self.left.join("\n"),
            unseen: self.unseen.join("\n"),
            must_keys: musts.iter().map(|must| must.key.as_str()).collect::<Vec<_>>().join(" "),
            musts: musts.iter().map(said).collect::<Vec<_>>().join("\n"),
            line,
            relationship: place.pass.relationship(),
            with: self.with.clone().unwrap_or_default(),
            words,
        }
    }
}

impl Place {
    /// What the end says first: `Decided 13 of 15.  2 were left.  1 was not looked at.`
    #[must_use]
    pub fn end_said(&self) -> String {
        let (all, unseen) = (self.cards.len(), self.unseen().count());
        let left = self.open().count() - unseen;
        let mut said = format!("Decided {} of {all}.", self.settled());
        let were = |count: usize| if count == 1 { "1 was".to_owned() } else { format!("{count} were") };
        if left > 0 {
            said = format!("{said}  {} left open.", were(left));
        }
        match unseen {
            0 => format!("{said}  Nothing was left unseen."),
            count => format!("{said}  {} not looked at.", were(count)),
        }
    }
}

#[cfg(test)]
#[path = "ending_tests.rs"]
mod tests;
