//! The one life of agreements: goals, expectations and acceptances of rules.
//!
//! **Invariant:** what was agreed is retired and never deleted; only an act with the client moves the
//! day of re-examination.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    calendar::{Calendar, Roll},
    day::{add_days, add_months, count_days, days_between, echo, short, weekday_day},
    rejection::Rejection,
};

/// Where an agreement is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// Written down by us.
    #[default]
    Draft,
    /// Communicated to them.
    Proposed,
    /// Agreed by at least one adult member.
    Agreed,
    /// No longer in force; readable for ever.
    Retired,
}

impl Life {
    /// All lives, in order.
    pub const ALL: [Life; 4] = [Life::Draft, Life::Proposed, Life::Agreed, Life::Retired];

    /// The word that is stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Agreed => "agreed",
            Self::Retired => "retired",
        }
    }

    /// The life a word names.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|life| life.word() == word)
    }
}

impl fmt::Display for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Whether what was agreed is being kept; for a goal, whether it is on its way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeping {
    /// Kept, or on its way.
    #[default]
    Kept,
    /// At risk.
    AtRisk,
    /// Not kept.
    NotKept,
}

impl Keeping {
    /// The same with what the readings say: what counts as kept is at risk while they are off track.
    #[must_use]
    pub fn read_as(self, off_track: bool) -> Self {
        if self == Self::Kept && off_track { Self::AtRisk } else { self }
    }
}

/// Days a draft or a proposal may wait before it is due.
pub const WAIT_DAYS: i64 = 14;
/// Days past re-examination after which an agreement counts as broken.
pub const BROKEN_AFTER_DAYS: i64 = 90;
/// Days ahead in which a coming re-examination is shown among those to look at again.
const HORIZON_DAYS: i64 = 14;

/// Months between re-examinations where none are set: 12, in tiers C and D 24 (DECIDED).
pub fn default_months(tier: Option<&str>) -> u32 {
    if matches!(tier, Some("C" | "D")) { 24 } else { 12 }
}

/// The day of the next re-examination as shown: so many months on from the anchor (the day it was
/// agreed), moved off days off, and back where that would leave the month.
///
/// Reaffirming satisfies the coming date and shifts nothing: the next one is that date of the anchor's
/// pattern which is nearest to a whole interval after the reaffirmation.
pub fn next_reexamination(
    anchor: NaiveDate,
    reaffirmed_on: Option<NaiveDate>,
    months: u32,
    calendar: &Calendar,
) -> Option<NaiveDate> {
    let step = i32::try_from(months.max(1)).ok()?;
    let at = |k: i32| add_months(anchor, step.checked_mul(k)?);
    let on = match reaffirmed_on.filter(|day| *day > anchor) {
        None => at(1)?,
        Some(day) => {
            let wanted = add_months(day, step)?;
            let years = wanted.year().checked_sub(anchor.year())?;
            let months =
                i32::try_from(wanted.month()).ok()?.checked_sub(i32::try_from(anchor.month()).ok()?)?;
            let passed = years.checked_mul(12)?.checked_add(months)?.checked_div(step)?;
            let near = [passed.saturating_sub(1), passed, passed.saturating_add(1), passed.saturating_add(2)];
            let candidates = near.into_iter().filter(|k| *k >= 1).filter_map(at);
            candidates.filter(|next| *next > day).min_by_key(|next| days_between(*next, wanted).abs())?
        }
    };
    Some(calendar.roll(on, Roll::NextInMonth))
}

/// What is known of one agreement.
#[derive(Debug, Clone, Copy)]
pub struct AgreementFacts {
    /// Where it is in its life.
    pub life: Life,
    /// The day it was written down.
    pub drafted_on: NaiveDate,
    /// The day it was communicated.
    pub proposed_on: Option<NaiveDate>,
    /// The day it was agreed: the anchor.
    pub agreed_on: Option<NaiveDate>,
    /// The last day it was reaffirmed with them.
    pub reaffirmed_on: Option<NaiveDate>,
    /// Put off until then; does not move the anchor.
    pub deferred_until: Option<NaiveDate>,
    /// Months between re-examinations.
    pub months: u32,
    /// Whether it is being kept.
    pub keeping: Keeping,
}

/// What an agreement needs; the order is that of the groups on the tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Agreed, and not kept.
    NotKept,
    /// Drafted, to be communicated.
    ToPropose,
    /// Proposed, to be agreed.
    ToAgree,
    /// Due for re-examination, or within two weeks.
    ToLookAtAgain,
    /// Agreed, and at risk.
    AtRisk,
    /// In order.
    InOrder,
    /// Retired.
    Retired,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Phase; 7] = [
        Self::NotKept,
        Self::ToPropose,
        Self::ToAgree,
        Self::ToLookAtAgain,
        Self::AtRisk,
        Self::InOrder,
        Self::Retired,
    ];

    /// The heading of its group.
    pub fn heading(self) -> &'static str {
        match self {
            Self::NotKept => "Not kept",
            Self::ToPropose => "To propose",
            Self::ToAgree => "To agree",
            Self::ToLookAtAgain => "To look at again",
            Self::AtRisk => "At risk",
            Self::InOrder => "In order",
            Self::Retired => "Retired",
        }
    }

    /// Whether a view of Goals and Expectations shows it.
    pub fn is_in(self, view: &str) -> bool {
        match view {
            "all" => self != Self::Retired,
            "retired" => self == Self::Retired,
            _ => self.needs_you(),
        }
    }

    /// Whether the view "Needs you" shows it.
    pub fn needs_you(self) -> bool {
        !matches!(self, Self::InOrder | Self::Retired)
    }
}

/// An agreement on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What it needs.
    pub phase: Phase,
    /// The day that is due, where one is: for drafts and proposals the last day of waiting.
    pub due_on: Option<NaiveDate>,
    /// Whether the queue of the day holds it.
    pub is_due: bool,
    /// Why, in words.
    pub reason: String,
}

/// The day an agreement asks for something: to be proposed, agreed, looked at again; none when retired.
pub fn due_on(facts: &AgreementFacts, calendar: &Calendar) -> Option<NaiveDate> {
    match facts.life {
        Life::Retired => None,
        Life::Draft => add_days(facts.drafted_on, WAIT_DAYS),
        Life::Proposed => add_days(facts.proposed_on.unwrap_or(facts.drafted_on), WAIT_DAYS),
        Life::Agreed => {
            let anchor = facts.agreed_on.unwrap_or(facts.drafted_on);
            let regular = next_reexamination(anchor, facts.reaffirmed_on, facts.months, calendar);
            match (regular, facts.deferred_until) {
                (Some(regular), Some(until)) => Some(regular.max(calendar.roll(until, Roll::NextInMonth))),
                (regular, until) => regular.or(until),
            }
        }
    }
}

/// Looks at an agreement on a day.
pub fn look(facts: &AgreementFacts, calendar: &Calendar, today: NaiveDate) -> Look {
    match facts.life {
        Life::Retired => {
            Look { phase: Phase::Retired, due_on: None, is_due: false, reason: "retired".to_owned() }
        }
        Life::Draft => waiting(Phase::ToPropose, facts.drafted_on, today, "drafted"),
        Life::Proposed => {
            let since = facts.proposed_on.unwrap_or(facts.drafted_on);
            waiting(Phase::ToAgree, since, today, "proposed")
        }
        Life::Agreed => agreed(facts, calendar, today),
    }
}

fn waiting(phase: Phase, since: NaiveDate, today: NaiveDate, verb: &str) -> Look {
    let due_on = add_days(since, WAIT_DAYS);
    let late = due_on.map_or(0, |due| days_between(due, today));
    let reason = match phase {
        _ if late <= 0 => format!("{verb} {}", short(since, today)),
        Phase::ToAgree => format!("unanswered, {} late", count_days(late)),
        _ => format!("{verb} {} ago", count_days(days_between(since, today))),
    };
    Look { phase, due_on, is_due: late > 0, reason }
}

fn agreed(facts: &AgreementFacts, calendar: &Calendar, today: NaiveDate) -> Look {
    let due_on = due_on(facts, calendar);
    let left = due_on.map(|due| days_between(today, due));
    let months_on = format!("{} months on", facts.months);
    let said = match (left, due_on) {
        (Some(0), _) => format!("due today, {months_on}"),
        (Some(left), _) if left < 0 => format!("{} late, {months_on}", count_days(left.saturating_neg())),
        (Some(_), Some(due)) if due.year() == today.year() => format!("due {}", weekday_day(due)),
        (_, Some(due)) => format!("due {}", short(due, today)),
        (_, None) => "no day to look again".to_owned(),
    };
    let is_near = left.is_some_and(|left| left < HORIZON_DAYS);
    let (phase, reason) = match facts.keeping {
        Keeping::NotKept => (Phase::NotKept, "not kept".to_owned()),
        _ if is_near => (Phase::ToLookAtAgain, said),
        Keeping::AtRisk => (Phase::AtRisk, "at risk".to_owned()),
        Keeping::Kept => (Phase::InOrder, said),
    };
    Look { phase, due_on, is_due: left.is_some_and(|left| left <= 0), reason }
}

/// What an agreement says of itself when someone agrees.
#[derive(Debug, Clone, Copy)]
pub struct Agreeing<'a> {
    /// Where it is in its life.
    pub life: Life,
    /// How many adult members agreed.
    pub adults: usize,
    /// The day.
    pub on: NaiveDate,
    /// How: in a meeting, by telephone, in writing.
    pub how: &'a str,
}

/// Whether it may be agreed: by an adult member, on a day not in the future, with a how (DECIDED).
pub fn may_agree(agreeing: &Agreeing<'_>, today: NaiveDate) -> Result<(), Rejection> {
    match agreeing.life {
        Life::Retired => return Err(Rejection::rule("It is retired. Write a new one and agree that.")),
        Life::Agreed => {
            return Err(Rejection::rule(
                "It is agreed already. Reaffirm it, or change it into a new version.",
            ));
        }
        Life::Draft | Life::Proposed => {}
    }
    with_them(agreeing, today)
}

/// Whether it may be reaffirmed: agreed before, and with the same conditions as agreeing.
pub fn may_reaffirm(agreeing: &Agreeing<'_>, today: NaiveDate) -> Result<(), Rejection> {
    if agreeing.life != Life::Agreed {
        let life = agreeing.life;
        return Err(Rejection::rule(format!("It is {life}; only what is agreed can be reaffirmed.")));
    }
    with_them(agreeing, today)
}

fn with_them(agreeing: &Agreeing<'_>, today: NaiveDate) -> Result<(), Rejection> {
    if agreeing.adults == 0 {
        return Err(Rejection::field("by", "Nobody agreed yet. Name at least one adult member."));
    }
    if agreeing.on > today {
        let said = echo(agreeing.on, today);
        return Err(Rejection::field("on", format!("{said} is still to come. Type the day it was agreed.")));
    }
    if agreeing.how.trim().is_empty() {
        return Err(Rejection::field(
            "how",
            "Say how it was agreed: in a meeting, by telephone, in writing.",
        ));
    }
    Ok(())
}

/// Whether it may be communicated.
pub fn may_propose(life: Life) -> Result<(), Rejection> {
    match life {
        Life::Draft | Life::Proposed => Ok(()),
        Life::Agreed => {
            Err(Rejection::rule("It is agreed already. Change it into a new version to propose that."))
        }
        Life::Retired => Err(Rejection::rule("It is retired. Write a new one and propose that.")),
    }
}

/// Days it can be put off by at most.
pub const DEFERRED_DAYS: i64 = 90;

/// Whether its re-examination may be put off once more: at most two in a row, each at most 90 days.
pub fn may_defer(in_a_row: u32, until: NaiveDate, reason: &str, today: NaiveDate) -> Result<(), Rejection> {
    if in_a_row >= 2 {
        return Err(Rejection::rule(
            "It was put off twice already. Reaffirm it, change it, retire it, or raise it at a meeting.",
        ));
    }
    if until <= today {
        return Err(Rejection::field("until", "Type a day after today to put it off to."));
    }
    if days_between(today, until) > DEFERRED_DAYS {
        let last =
            add_days(today, DEFERRED_DAYS).map_or_else(String::new, |day| format!(", {}", echo(day, today)));
        return Err(Rejection::field("until", format!("It can be put off by at most 90 days{last}.")));
    }
    said(reason, "Say why it is put off; the reason is kept.")
}

/// Whether putting it off to a day says anything: what is not due before then stands as it is.
pub fn is_due_by(due: Option<NaiveDate>, until: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    match due.filter(|due| *due > today && until <= *due) {
        Some(due) => Err(Rejection::field(
            "until",
            format!(
                "It is not due before {}; raise it at a meeting to have it earlier.",
                crate::domain::day::long(due)
            ),
        )),
        None => Ok(()),
    }
}

/// Whether it may be retired; `A` always asks why.
pub fn may_retire(life: Life, reason: &str) -> Result<(), Rejection> {
    if life == Life::Retired {
        return Err(Rejection::rule("It is retired already."));
    }
    said(reason, "Say why it is retired; the reason is kept.")
}

/// Whether it may be deleted: only what was never agreed.
pub fn may_delete(agreed_on: Option<NaiveDate>) -> Result<(), Rejection> {
    match agreed_on {
        None => Ok(()),
        Some(_) => Err(Rejection::rule("It was agreed, so it stays readable; retire it instead.")),
    }
}

fn said(reason: &str, ask: &str) -> Result<(), Rejection> {
    if reason.trim().is_empty() { Err(Rejection::field("reason", ask)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-23";
    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn next(anchor: &str, reaffirmed: Option<&str>, months: u32) -> NaiveDate {
        next_reexamination(d(anchor), reaffirmed.map(d), months, &Calendar::default()).unwrap()
    }
    fn facts(life: Life) -> AgreementFacts {
        AgreementFacts {
            life,
            drafted_on: d("2026-11-16"),
            proposed_on: None,
            agreed_on: None,
            reaffirmed_on: None,
            deferred_until: None,
            months: 12,
            keeping: Keeping::Kept,
        }
    }
    fn seen(facts: &AgreementFacts) -> (Phase, bool, String) {
        let look = look(facts, &Calendar::default(), d(TODAY));
        (look.phase, look.is_due, look.reason)
    }

    #[test]
    fn the_next_look_is_counted_from_the_day_agreed() {
        assert_eq!(next("2025-11-21", None, 12), d(TODAY), "a Saturday rolls to Monday");
        assert_eq!(next("2025-11-21", Some(TODAY), 12), d("2027-11-22"), "the anchor stays the 21st");
        assert_eq!(
            next("2025-11-21", Some("2026-10-30"), 12),
            d("2027-11-22"),
            "early satisfies the coming one"
        );
        assert_eq!(
            next("2025-11-21", Some("2025-12-05"), 12),
            d(TODAY),
            "just after agreeing changes nothing"
        );
        assert_eq!(next("2020-11-21", Some("2026-03-01"), 12), d("2026-11-23"));
        assert_eq!(next("2024-02-29", None, 12), d("2025-02-28"));
        assert_eq!(next("2025-12-15", Some("2026-01-20"), 3), d("2026-03-16"), "short intervals too");
        assert_eq!(next("2026-01-15", Some("2026-10-15"), 1), d("2026-11-16"));
        assert_eq!(next("2025-01-31", None, 24), d("2027-01-29"), "leaving the month goes back");
        assert_eq!(
            (default_months(Some("C")), default_months(Some("A")), default_months(None)),
            (24, 12, 12)
        );
        assert_eq!(next_reexamination(NaiveDate::MAX, None, u32::MAX, &Calendar::default()), None);
    }

    #[test]
    fn what_an_agreement_needs_is_said_in_words() {
        assert_eq!(seen(&facts(Life::Draft)), (Phase::ToPropose, false, "drafted 16 Nov".to_owned()));
        let old = AgreementFacts { drafted_on: d("2026-11-03"), ..facts(Life::Draft) };
        assert_eq!(seen(&old), (Phase::ToPropose, true, "drafted 20 days ago".to_owned()));
        let proposed = |on| AgreementFacts { proposed_on: Some(d(on)), ..facts(Life::Proposed) };
        assert_eq!(seen(&proposed("2026-11-12")), (Phase::ToAgree, false, "proposed 12 Nov".to_owned()));
        assert!(!seen(&proposed("2026-11-09")).1, "14 days are still in time");
        assert_eq!(
            seen(&proposed("2026-11-03")),
            (Phase::ToAgree, true, "unanswered, 6 days late".to_owned())
        );
        let agreed = |on| AgreementFacts { agreed_on: Some(d(on)), ..facts(Life::Agreed) };
        assert_eq!(
            seen(&agreed("2025-11-21")),
            (Phase::ToLookAtAgain, true, "due today, 12 months on".to_owned())
        );
        assert_eq!(seen(&agreed("2025-12-04")), (Phase::ToLookAtAgain, false, "due Fri 4 Dec".to_owned()));
        assert_eq!(seen(&agreed("2025-12-07")).0, Phase::InOrder);
        assert_eq!(seen(&agreed("2025-11-10")).2, "13 days late, 12 months on");
        let deferred = AgreementFacts { deferred_until: Some(d("2026-12-01")), ..agreed("2025-11-10") };
        assert_eq!(seen(&deferred), (Phase::ToLookAtAgain, false, "due Tue 1 Dec".to_owned()));
        let not_kept = AgreementFacts { keeping: Keeping::NotKept, ..agreed("2026-06-01") };
        assert_eq!(seen(&not_kept).0, Phase::NotKept);
        let at_risk = AgreementFacts { keeping: Keeping::AtRisk, ..agreed("2026-06-01") };
        assert_eq!(seen(&at_risk).0, Phase::AtRisk);
    }

    #[test]
    fn agreeing_needs_an_adult_a_day_and_a_how() {
        let good = Agreeing { life: Life::Proposed, adults: 1, on: d(TODAY), how: "meeting" };
        assert_eq!(may_agree(&good, d(TODAY)), Ok(()));
        assert_eq!(may_agree(&Agreeing { life: Life::Draft, ..good }, d(TODAY)), Ok(()));
        for (bad, field) in [
            (Agreeing { adults: 0, ..good }, Some("by")),
            (Agreeing { on: d("2026-11-24"), ..good }, Some("on")),
            (Agreeing { how: " ", ..good }, Some("how")),
            (Agreeing { life: Life::Retired, ..good }, None),
            (Agreeing { life: Life::Agreed, ..good }, None),
        ] {
            let no = may_agree(&bad, d(TODAY)).unwrap_err();
            assert_eq!(no.field.as_deref(), field);
            assert!(no.message.ends_with('.'));
        }
        assert_eq!(may_reaffirm(&Agreeing { life: Life::Agreed, ..good }, d(TODAY)), Ok(()));
        assert!(may_reaffirm(&good, d(TODAY)).is_err());
    }

    #[test]
    fn deferring_is_at_most_twice_and_at_most_90_days() {
        let may = |row, until: &str, reason| may_defer(row, d(until), reason, d(TODAY));
        assert_eq!(may(1, "2027-02-21", "they travel"), Ok(()));
        assert!(may(2, "2026-12-01", "they travel").unwrap_err().message.contains("twice"));
        assert!(may(0, "2027-02-22", "they travel").unwrap_err().message.contains("Sun 21 Feb 2027"));
        assert!(may(0, TODAY, "they travel").is_err());
        assert_eq!(may(0, "2026-12-01", " ").unwrap_err().field.as_deref(), Some("reason"));
    }

    #[test]
    fn what_was_agreed_is_retired_and_never_deleted() {
        assert_eq!(may_delete(None), Ok(()));
        assert!(may_delete(Some(d(TODAY))).unwrap_err().message.contains("retire"));
        assert_eq!(may_retire(Life::Agreed, "moved away"), Ok(()));
        assert!(may_retire(Life::Agreed, "").is_err());
        assert!(may_retire(Life::Retired, "again").is_err());
        assert!(may_propose(Life::Draft).is_ok() && may_propose(Life::Agreed).is_err());
        assert!(Life::ALL.iter().all(|life| Life::of(life.word()) == Some(*life)));
    }
}
