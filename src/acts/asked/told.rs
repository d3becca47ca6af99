//! What was said to them before: every time they asked, who understood, what was ruled out.
//!
//! **Invariant:** talks of one day on one comparison are one time they asked, however many were told.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chrono::NaiveDate;

use super::{Asked, Once, RuledOut, Said};
use crate::{
    acts::{Book, agreements::first_name, dossier::Yardstick},
    domain::{
        asked::{Answer, Understood, often::Often},
        filter::fold,
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
};

impl Book {
    /// Yardstick talks with a relationship, the newest first.
    fn talks(&self, relationship: i64) -> Result<Vec<Row>, Rejection> {
        let mut talks = self.of(Kind::Talk, relationship)?;
        talks.sort_by_key(|talk| Reverse((talk.day("day"), talk.id)));
        Ok(talks)
    }

    /// How far each of them understood: as the talk says, else those who took part in its contact.
    fn who_understood(&self, talk: &Row) -> Result<Vec<Understood>, Rejection> {
        let answer = Answer::read(talk.str("said"));
        if !answer.understood.is_empty() {
            return Ok(answer.understood);
        }
        let how = talk.str("understood").to_owned();
        let mut all = Vec::new();
        if let Some(contact) = talk.int("interaction_id") {
            for part in self.rows(Kind::Participant, &[("interaction_id", Value::Int(contact))])? {
                let person =
                    part.int("person_id").map(|id| self.get(RecordId::new(Kind::Person, id))).transpose()?;
                let name = person.flatten().map(|person| first_name(&person));
                all.extend(name.map(|who| Understood { who, how: how.clone() }));
            }
        }
        if all.is_empty() {
            all.push(Understood { who: String::new(), how });
        }
        Ok(all)
    }

    /// The days on which each relationship asked; what was told to two of them on one day is one time.
    pub fn days_asked(&self) -> Result<BTreeMap<i64, Vec<NaiveDate>>, Rejection> {
        let mut times: BTreeMap<i64, BTreeSet<(NaiveDate, String)>> = BTreeMap::new();
        for talk in self.rows(Kind::Talk, &[])? {
            let whose = talk.int("relationship_id").unwrap_or(0);
            let on = talk.day("day").map(|on| (on, yardstick(talk.str("compared_with"))));
            times.entry(whose).or_default().extend(on);
        }
        let days = |(whose, times): (i64, BTreeSet<(NaiveDate, String)>)| {
            (whose, times.into_iter().map(|(on, _)| on).collect())
        };
        Ok(times.into_iter().map(days).collect())
    }

    /// How often they ask in a sentence; none when they never did.
    pub(in crate::acts) fn asked_often(&self, relationship: i64) -> Result<Option<String>, Rejection> {
        let days: Vec<NaiveDate> = self.times_asked(relationship)?.iter().map(|once| once.on).collect();
        Ok((!days.is_empty()).then(|| Often::count(&days, self.today()).said()))
    }

    /// Every time they asked, the newest first.
    pub(in crate::acts) fn times_asked(&self, relationship: i64) -> Result<Vec<Once>, Rejection> {
        let mut times: Vec<Once> = Vec::new();
        for talk in self.talks(relationship)? {
            let Some(on) = talk.day("day") else { continue };
            let with = talk.str("compared_with").to_owned();
            let same = |once: &&mut Once| once.on == on && yardstick(&once.with) == yardstick(&with);
            let mut understood = self.who_understood(&talk)?;
            if let Some(once) = times.iter_mut().find(same) {
                // Talks come the newest first: of one person the later word stays.
                understood.retain(|one| !once.understood.iter().any(|known| known.who == one.who));
                once.understood.append(&mut understood);
                continue;
            }
            let figures = [talk.str("period"), talk.str("figures")];
            let figures: Vec<&str> = figures.into_iter().filter(|text| !text.is_empty()).collect();
            times.push(Once { on, with, figures: figures.join(": "), understood });
        }
        Ok(times)
    }

    /// What the agreement and the talks ruled out, the newest first.
    pub(super) fn ruled_out(
        &self,
        relationship: i64,
        known: Option<&Yardstick>,
        times: &[Once],
    ) -> Result<Vec<RuledOut>, Rejection> {
        let mut all: Vec<RuledOut> = Vec::new();
        let is_there =
            |all: &[RuledOut], with: &str| all.iter().any(|out| yardstick(&out.with) == yardstick(with));
        for talk in self.talks(relationship)?.iter().filter(|talk| talk.flag("rules_out")) {
            let with = talk.str("compared_with");
            if is_there(&all, with) {
                continue;
            }
            let once = times
                .iter()
                .find(|once| Some(once.on) == talk.day("day") && yardstick(&once.with) == yardstick(with));
            let understood = once.map(|once| once.understood.clone()).unwrap_or_default();
            all.push(RuledOut { with: with.to_owned(), on: talk.day("day"), understood });
        }
        let agreed = known.map_or("", |known| known.expectation.str("ruled_out"));
        if !agreed.is_empty() && !is_there(&all, agreed) {
            all.push(RuledOut { with: agreed.to_owned(), on: None, understood: Vec::new() });
        }
        Ok(all)
    }

    /// The talks in which something was said, the newest first.
    pub(super) fn said_before(&self, relationship: i64) -> Result<Vec<Said>, Rejection> {
        let mut all: Vec<Said> = Vec::new();
        for talk in self.talks(relationship)? {
            let answer = Answer::read(talk.str("said"));
            let said = !answer.text.is_empty() || !answer.corrections.is_empty();
            let Some(on) = talk.day("day").filter(|_| said) else { continue };
            let with = talk.str("compared_with").to_owned();
            // Told to two of them in two talks it was said once.
            if !all.iter().any(|known| known.on == on && known.text == answer.text) {
                all.push(Said { on, with, text: answer.text, corrections: answer.corrections });
            }
        }
        Ok(all)
    }
}

impl Asked {
    /// What was said of a comparison the last time, else what was said last.
    #[must_use]
    pub fn said_of(&self, with: &str) -> Option<&Said> {
        let same = self.said_before.iter().find(|said| yardstick(&said.with) == yardstick(with));
        same.or(self.said_before.first())
    }

    /// What was ruled out, a comparison first when it is among it.
    pub fn out_with<'a>(&'a self, with: &str) -> impl Iterator<Item = &'a RuledOut> {
        let named = yardstick(with);
        let is_it = move |out: &&RuledOut| yardstick(&out.with) == named;
        let others = self.ruled_out.iter().filter({
            let is_it = is_it.clone();
            move |out| !is_it(out)
        });
        self.ruled_out.iter().filter(is_it).chain(others)
    }
}

/// A yardstick's name as it is compared: `the S&P 500` and `S&P 500` are one.
fn yardstick(name: &str) -> String {
    let folded = fold(name.trim());
    folded.strip_prefix("the ").map(str::to_owned).unwrap_or(folded)
}
