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

/// One time they asked, of whatever talks it was kept in.
#[derive(Debug, Clone)]
pub(in crate::acts) struct Heard {
    /// When.
    pub(in crate::acts) on: NaiveDate,
    /// What they compared with.
    pub(in crate::acts) with: String,
    /// Over which time.
    pub(in crate::acts) period: String,
    /// The figures they named.
    pub(in crate::acts) figures: String,
    /// Who asked or was told, and how far they understood.
    pub(in crate::acts) understood: Vec<Understood>,
    /// What was said to it, each once.
    pub(in crate::acts) said: Vec<String>,
    /// When to say it again: the first of these days.
    pub(in crate::acts) again: Option<NaiveDate>,
    /// Whether it was ruled out in it.
    pub(in crate::acts) rules_out: bool,
}

impl Heard {
    /// Takes in what a further talk keeps of the same time.
    fn join(&mut self, talk: &Row, mut understood: Vec<Understood>) {
        // Talks come the newest first: of one person the later word stays.
        understood.retain(|one| !self.understood.iter().any(|known| known.who == one.who));
        self.understood.append(&mut understood);
        let text = Answer::read(talk.str("said")).text;
        if !text.is_empty() && !self.said.contains(&text) {
            self.said.push(text);
        }
        for (kept, name) in [(&mut self.period, "period"), (&mut self.figures, "figures")] {
            if kept.is_empty() {
                talk.str(name).clone_into(kept);
            }
        }
        self.again = [self.again, talk.day("reinforce_on")].into_iter().flatten().min();
        self.rules_out |= talk.flag("rules_out");
    }
}

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

    /// Every time they asked, the newest first, with all that its talks keep.
    pub(in crate::acts) fn heard_asking(&self, relationship: i64) -> Result<Vec<Heard>, Rejection> {
        let mut times: Vec<Heard> = Vec::new();
        for talk in self.talks(relationship)? {
            let Some(on) = talk.day("day") else { continue };
            let with = talk.str("compared_with");
            let understood = self.who_understood(&talk)?;
            let same = |time: &&mut Heard| time.on == on && yardstick(&time.with) == yardstick(with);
            if let Some(time) = times.iter_mut().find(same) {
                time.join(&talk, understood);
                continue;
            }
            let mut time = Heard {
                on,
                with: with.to_owned(),
                period: String::new(),
                figures: String::new(),
                understood: Vec::new(),
                said: Vec::new(),
                again: None,
                rules_out: false,
            };
            time.join(&talk, understood);
            times.push(time);
        }
        Ok(times)
    }

    /// Every time they asked, the newest first.
    pub(in crate::acts) fn times_asked(&self, relationship: i64) -> Result<Vec<Once>, Rejection> {
        let once = |time: Heard| {
            let figures = [time.period, time.figures];
            let figures: Vec<String> = figures.into_iter().filter(|text| !text.is_empty()).collect();
            Once { on: time.on, with: time.with, figures: figures.join(": "), understood: time.understood }
        };
        Ok(self.heard_asking(relationship)?.into_iter().map(once).collect())
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
pub(in crate::acts) fn yardstick(name: &str) -> String {
    let folded = fold(name.trim());
    folded.strip_prefix("the ").map(str::to_owned).unwrap_or(folded)
}
