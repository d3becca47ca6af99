//! From the card to one action: the call they made with the talk in it, or a talk for the log below.
//!
//! **Invariant:** the call, the talk and the promise are one step; what does not fit stops it where it stands.

use chrono::NaiveDate;

use super::{Asked, Goes, Stop};
use crate::{
    domain::{
        action::{Consequence, ContactLog},
        asked::{Answer, Understood, least},
        day::{self, Amount},
        follow_text,
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::{Pressed, log::follow},
    },
};

/// When it is said again, and the day it was moved from when that was no working day.
pub(super) struct Again {
    pub(super) on: NaiveDate,
    pub(super) instead_of: Option<NaiveDate>,
}

impl Asked {
    pub(super) fn save(&mut self, at: &At<'_>) -> Pressed {
        let made = self.talk(at).and_then(|talk| match &self.goes {
            Goes::Book => self.contact(talk, at).map(Effect::save),
            Goes::Log(put) => {
                *put.borrow_mut() = Some(talk);
                Ok(Vec::new())
            }
        });
        match made {
            Ok(effects) => Pressed::Taken(effects),
            Err((stop, why)) => {
                self.refuse(stop, &why.message);
                Pressed::Taken(Effect::warn(why.message))
            }
        }
    }

    /// The fields of the talk.
    fn talk(&self, at: &At<'_>) -> Result<Fields, (Stop, Rejection)> {
        let compared = self.said();
        if compared.with.is_empty() {
            let why = "What did they compare with? Type it, as the S&P 500, this year: up 15 %.";
            return Err((Stop::Compared, Rejection::rule(why)));
        }
        let each = self.each();
        let Some(understood) = least(&each).map(ToOwned::to_owned).or_else(|| self.draft.whole.clone())
        else {
            let why = "Who asked, and did they understand? Press y, p or n on each who was there.";
            return Err((Stop::Understood, Rejection::rule(why)));
        };
        let again = self.again(at).map_err(|why| (Stop::Again, why))?;
        let answer = Answer {
            text: self.draft.answer.trim().to_owned(),
            corrections: self.draft.ticked.clone(),
            understood: each,
        };
        let mut fields = Fields::new().with("compared_with", compared.with).with("understood", understood);
        for (name, text) in
            [("period", compared.period), ("figures", compared.figures), ("said", answer.written())]
        {
            if !text.is_empty() {
                fields.set(name, text);
            }
        }
        if let Some(again) = again {
            fields.set("reinforce_on", again.on);
        }
        if let Some(agreed) = self.about.agreed.as_ref().filter(|_| self.draft.against) {
            fields.set("against_id", agreed.expectation.id);
        }
        Ok(fields)
    }

    /// How far each of those understood who were there.
    fn each(&self) -> Vec<Understood> {
        let seats = self.seats().into_iter().filter(|seat| seat.key.is_some());
        seats.filter_map(|seat| Some(Understood { who: seat.name, how: seat.how? })).collect()
    }

    /// The call they made, with the talk and what was promised.
    fn contact(&self, talk: Fields, at: &At<'_>) -> Result<Action, (Stop, Rejection)> {
        let mut fields = Fields::new()
            .with("day", at.today)
            .with("channel", "call")
            .with("direction", "in")
            .with("reached", true)
            .with("nature", "management")
            .with("minutes", self.minutes(at))
            .with("summary", self.said().summary());
        if at.today == self.opened_on {
            fields.set("time", self.opened.format("%H:%M").to_string());
        }
        let mut follows = vec![Consequence::Talk { fields: talk }];
        if let Some((promise, _)) = self.promise(at).map_err(|why| (Stop::Promise, why))? {
            follows.push(promise);
        }
        let there = self.about.persons.iter().map(|person| person.id);
        let participants: Vec<RecordId> =
            there.filter(|id| self.draft.understood.contains_key(&id.to_string())).collect();
        Ok(Action::Log(Box::new(ContactLog {
            relationships: vec![self.client],
            participants,
            fields,
            follows,
            ..ContactLog::default()
        })))
    }

    /// Minutes since the card was opened, over midnight too; at least one.
    pub(super) fn minutes(&self, at: &At<'_>) -> i64 {
        let minutes = at.now.signed_duration_since(self.opened).num_minutes();
        let minutes = if minutes < 0 { minutes + 24 * 60 } else { minutes };
        minutes.max(1)
    }

    /// When it is said again; nothing when the field is empty.
    pub(super) fn again(&self, at: &At<'_>) -> Result<Option<Again>, Rejection> {
        let typed = self.draft.again.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let bare = typed.strip_prefix("in ").unwrap_or(typed).replace(' ', "");
        let counted = match day::parse_amount(&bare) {
            Some(Amount::Months(months)) => {
                i32::try_from(months).ok().and_then(|months| day::add_months(at.today, months))
            }
            Some(Amount::Days(days)) => day::add_days(at.today, i64::from(days)),
            _ => None,
        };
        let again = match counted {
            Some(raw) => {
                let on = follow_text::to_weekday(raw);
                Again { on, instead_of: (on != raw).then_some(raw) }
            }
            None => Again { on: day::parse_day(typed, at.today, at.order)?, instead_of: None },
        };
        if again.on <= at.today {
            let said = day::echo(again.on, at.today);
            return Err(Rejection::rule(format!("{said} is not ahead. Type a later day, or empty it.")));
        }
        Ok(Some(again))
    }

    /// What was promised, and in words; nothing when the field is empty.
    pub(super) fn promise(&self, at: &At<'_>) -> Result<Option<(Consequence, String)>, Rejection> {
        let typed = self.draft.promise.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let follow::Read::Item(read) = follow::read(&format!("p {typed}"), Some(self.client), at)? else {
            return Ok(None);
        };
        let Consequence::FollowUp { mut fields } = read.consequence else { return Ok(None) };
        let title = fields.text(Kind::FollowUp.spec().title).unwrap_or("").trim_end_matches(',').to_owned();
        let said = format!("{title}, by {}", read.echo);
        fields.set(Kind::FollowUp.spec().title, title);
        Ok(Some((Consequence::FollowUp { fields }, said)))
    }
}
