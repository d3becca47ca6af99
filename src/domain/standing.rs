//! The standing of one relationship: named parts, each explained; the worst one names the row.
//!
//! **Invariant:** no number without its parts, no part without its reason; unknown never outranks due
//! or broken.

use serde::Serialize;

use super::{
    agreement::{BROKEN_AFTER_DAYS, Keeping, Life},
    cadence::{Cadence, State},
    day::count_days,
};

/// A part of a standing; the order decides between parts that are as bad (DECIDED).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    /// Our promises.
    Promises,
    /// Cadence.
    Contact,
    /// What each expects of the other.
    Expectations,
    /// The rules of working together.
    Rules,
    /// What the relationship is for.
    Goals,
    /// What it earns and costs.
    Economics,
    /// How deep it is.
    Depth,
}

impl PartName {
    /// All parts in the order a dossier shows them.
    pub const SHOWN: [PartName; 7] = [
        Self::Contact,
        Self::Goals,
        Self::Expectations,
        Self::Rules,
        Self::Promises,
        Self::Economics,
        Self::Depth,
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Promises => "promises",
            Self::Contact => "contact",
            Self::Expectations => "expectations",
            Self::Rules => "rules",
            Self::Goals => "goals",
            Self::Economics => "economics",
            Self::Depth => "depth",
        }
    }
}

/// One part with its state, a phrase for the row and the reason for the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Which part.
    pub name: PartName,
    /// How it is.
    pub state: State,
    /// Why, in words.
    pub reason: String,
    /// What names the row when this is the worst part: `a promise is late`.
    pub row: &'static str,
}

/// The parts of a relationship's standing, in the order they are shown; hidden ones are not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The parts.
    pub parts: Vec<Part>,
}

impl Standing {
    /// The part that names the row; `None` when no part is shown at all.
    pub fn worst(&self) -> Option<&Part> {
        self.parts.iter().min_by_key(|part| (part.state, part.name))
    }

    /// The state of the whole: that of its worst part.
    pub fn state(&self) -> State {
        self.worst().map_or(State::Unknown, |part| part.state)
    }

    /// The words of the row: `a promise is late`, `good`.
    pub fn row(&self) -> &'static str {
        match self.worst() {
            None => "nothing recorded yet",
            Some(part) if part.state == State::Good => "good",
            Some(part) => part.row,
        }
    }

    /// The whole in a line, worst first, each with the sign of its state; what nothing is known of is named
    /// together, and what is good only counted in: `✗ a promise is late   ? goals, depth   ✓ the rest`.
    pub fn in_a_line(&self, sign: impl Fn(State) -> &'static str) -> String {
        if self.parts.is_empty() {
            return self.row().to_owned();
        }
        let said = self.said().into_iter().map(|(state, words)| format!("{} {words}", sign(state)));
        said.collect::<Vec<_>>().join("   ")
    }

    /// The same part by part; nothing when no part is shown.
    pub fn said(&self) -> Vec<(State, String)> {
        let mut parts: Vec<&Part> = self.parts.iter().collect();
        parts.sort_by_key(|part| (part.state, part.name));
        let of = |state: State| parts.iter().filter(move |part| part.state == state);
        let mut said: Vec<(State, String)> =
            of(State::Broken).chain(of(State::Due)).map(|part| (part.state, part.row.to_owned())).collect();
        let unknown: Vec<&str> = of(State::Unknown).map(|part| part.name.word()).collect();
        if !unknown.is_empty() {
            said.push((State::Unknown, unknown.join(", ")));
        }
        if of(State::Good).next().is_some() {
            let rest = if said.is_empty() { "all good" } else { "the rest" };
            said.push((State::Good, rest.to_owned()));
        }
        said
    }

    /// A part, when it is shown.
    pub fn part(&self, name: PartName) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }
}

/// One goal or expectation, as far as standing asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreementStanding {
    /// Where it is in its life.
    pub life: Life,
    /// Whether it is kept.
    pub keeping: Keeping,
    /// Days past its due day (`agreement::look`); negative before it.
    pub days_past: i64,
}

/// The rules between the practice and one relationship.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RulesFacts {
    /// Accepted, trained, excepted or broken: whether any record exists.
    pub records: u32,
    /// Breaches without an answer.
    pub open_breaches: u32,
    /// Exceptions past their day and not decided.
    pub expired_exceptions: u32,
    /// Rules due to be taught again; one never taught is a gap and not due.
    pub retraining_due: u32,
    /// First lessons whose planned day has come.
    pub lessons_due: u32,
    /// New versions they were not told of.
    pub untold_versions: u32,
}

/// Our promises to one relationship; theirs are never broken by us.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PromisesFacts<'a> {
    /// All promises ever recorded, ours and theirs.
    pub records: u32,
    /// Ours that are overdue.
    pub overdue: u32,
    /// The title of the oldest one overdue, and its days.
    pub oldest: Option<(&'a str, i64)>,
    /// Ours due today.
    pub due_today: u32,
}

/// What standing is derived from; a part given as `None` is hidden.
#[derive(Debug, Clone, Copy)]
pub struct StandingFacts<'a> {
    /// The cadence in force; `None` where none is.
    pub contact: Option<&'a Cadence>,
    /// Goals that are not retired.
    pub goals: &'a [AgreementStanding],
    /// Expectations that are not retired.
    pub expectations: &'a [AgreementStanding],
    /// Rules.
    pub rules: RulesFacts,
    /// Promises.
    pub promises: PromisesFacts<'a>,
    /// Economics, once the book has one fee.
    pub economics: Option<(State, &'a str)>,
    /// Depth, once the book has one rating.
    pub depth: Option<(State, &'a str)>,
}

/// Derives the standing of one relationship.
pub fn standing(facts: &StandingFacts<'_>) -> Standing {
    let parts = PartName::SHOWN.into_iter().filter_map(|name| match name {
        PartName::Contact => facts.contact.map(contact),
        PartName::Goals => Some(agreements(name, facts.goals)),
        PartName::Expectations => Some(agreements(name, facts.expectations)),
        PartName::Rules => Some(rules(facts.rules)),
        PartName::Promises => Some(promises(facts.promises)),
        PartName::Economics => facts.economics.map(|given| later(name, given)),
        PartName::Depth => facts.depth.map(|given| later(name, given)),
    });
    Standing { parts: parts.collect() }
}

fn contact(cadence: &Cadence) -> Part {
    let row = match cadence.state {
        State::Broken => "contact past maximum",
        State::Due => "contact past ideal",
        State::Unknown => "no contact recorded yet",
        State::Good => "contact in order",
    };
    Part { name: PartName::Contact, state: cadence.state, reason: cadence.reason(), row }
}

fn agreements(name: PartName, all: &[AgreementStanding]) -> Part {
    let is_goal = name == PartName::Goals;
    let pick = |goal, expectation| if is_goal { goal } else { expectation };
    let agreed = || all.iter().filter(|one| one.life == Life::Agreed);
    let past = agreed().filter(|one| one.days_past > 0);
    let not_kept = agreed().filter(|one| one.keeping == Keeping::NotKept).count();
    let at_risk = agreed().filter(|one| one.keeping == Keeping::AtRisk).count();
    let oldest = past.clone().map(|one| one.days_past).max().unwrap_or(0);
    let unanswered = all.iter().filter(|one| one.life == Life::Proposed && one.days_past > 0).count();
    let (state, reason, row) = if not_kept > 0 {
        let row = pick("a goal not kept", "expectation not kept");
        (State::Broken, format!("{not_kept} not kept"), row)
    } else if oldest > BROKEN_AFTER_DAYS {
        let row = pick("goals long past re-examination", "expectations long past re-examination");
        (State::Broken, format!("{} past re-examination", count_days(oldest)), row)
    } else if at_risk > 0 {
        (State::Due, format!("{at_risk} at risk"), pick("a goal at risk", "expectation at risk"))
    } else if past.clone().count() > 0 {
        let row = pick("goals to look at again", "expectations to look at again");
        (State::Due, format!("{} to look at again", past.count()), row)
    } else if unanswered > 0 {
        (
            State::Due,
            format!("{unanswered} proposed, unanswered"),
            pick("goals not agreed", "expectations not agreed"),
        )
    } else if agreed().count() > 0 {
        let kept = if is_goal { "agreed" } else { "kept" };
        (State::Good, format!("{} {kept}", agreed().count()), "good")
    } else {
        let reason = if all.is_empty() { "none recorded" } else { "none agreed yet" };
        (State::Unknown, reason.to_owned(), pick("goals never agreed", "expectations never agreed"))
    };
    Part { name, state, reason, row }
}

fn rules(facts: RulesFacts) -> Part {
    let (state, reason, row) = if facts.open_breaches > 0 {
        (State::Broken, format!("{} broken, unanswered", facts.open_breaches), "a rule broken, unanswered")
    } else if facts.expired_exceptions > 0 {
        (State::Broken, counted(facts.expired_exceptions, "exception", "expired"), "an exception expired")
    } else if facts.retraining_due > 0 {
        (State::Due, format!("{} to teach again", facts.retraining_due), "rules to teach again")
    } else if facts.lessons_due > 0 {
        (State::Due, format!("{} planned, not taught yet", facts.lessons_due), "rules to teach")
    } else if facts.untold_versions > 0 {
        (State::Due, counted(facts.untold_versions, "new version", "not told"), "a new rule not told")
    } else if facts.records > 0 {
        (State::Good, "in order".to_owned(), "good")
    } else {
        (State::Unknown, "none recorded".to_owned(), "rules never agreed")
    };
    Part { name: PartName::Rules, state, reason, row }
}

fn promises(facts: PromisesFacts<'_>) -> Part {
    let (state, reason, row) = if facts.overdue > 0 {
        let reason = match (facts.overdue, facts.oldest) {
            (1, Some((title, days))) => format!("{title}, {} late", count_days(days)),
            (count, _) => format!("{count} of ours {} late", if count == 1 { "is" } else { "are" }),
        };
        (State::Broken, reason, "a promise is late")
    } else if facts.due_today > 0 {
        (State::Due, format!("{} of ours due today", facts.due_today), "promise due today")
    } else if facts.records > 0 {
        (State::Good, "none of ours is late".to_owned(), "good")
    } else {
        (State::Unknown, "none recorded".to_owned(), "no promise recorded")
    };
    Part { name: PartName::Promises, state, reason, row }
}

fn later(name: PartName, (state, reason): (State, &str)) -> Part {
    let row = match (name, state) {
        (_, State::Good) => "good",
        (PartName::Economics, State::Broken) => "loses money",
        (PartName::Economics, State::Due) => "economics to look at",
        (PartName::Economics, State::Unknown) => "hours or fee not recorded",
        (_, State::Unknown) => "depth never rated",
        (_, _) => "depth to rate again",
    };
    Part { name, state, reason: reason.to_owned(), row }
}

fn counted(count: u32, noun: &str, what: &str) -> String {
    if count == 1 { format!("1 {noun} {what}") } else { format!("{count} {noun}s {what}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    const GOOD: AgreementStanding =
        AgreementStanding { life: Life::Agreed, keeping: Keeping::Kept, days_past: -100 };

    fn cadence(state: State) -> Cadence {
        Cadence {
            paused_until: None,
            on: NaiveDate::MIN,
            due_on: NaiveDate::MIN,
            late_after: NaiveDate::MIN,
            days: None,
            state,
            gaps: crate::domain::cadence::Gaps { ideal_days: 45, maximum_days: 90 },
            lateness: (0, 1),
        }
    }
    fn with(contact: &Cadence) -> StandingFacts<'_> {
        StandingFacts {
            contact: Some(contact),
            goals: &[GOOD],
            expectations: &[GOOD],
            rules: RulesFacts { records: 1, ..RulesFacts::default() },
            promises: PromisesFacts { records: 1, ..PromisesFacts::default() },
            economics: None,
            depth: None,
        }
    }

    #[test]
    fn a_relationship_in_order_is_good_and_hides_what_the_book_does_not_know() {
        let standing = standing(&with(&cadence(State::Good)));
        assert_eq!((standing.state(), standing.row(), standing.parts.len()), (State::Good, "good", 5));
    }

    #[test]
    fn a_line_says_the_worst_first_and_there_is_a_rest_only_beside_something() {
        let line = |standing: &Standing| standing.in_a_line(State::word);
        let mut contact = cadence(State::Good);
        assert_eq!(line(&standing(&with(&contact))), "good all good");
        contact.state = State::Due;
        let mut facts = with(&contact);
        facts.goals = &[];
        facts.promises = PromisesFacts { records: 1, overdue: 1, ..PromisesFacts::default() };
        facts.depth = Some((State::Unknown, "never rated"));
        let wanted =
            "broken a promise is late   due contact past ideal   unknown goals, depth   good the rest";
        assert_eq!(line(&standing(&facts)), wanted);
        assert_eq!(line(&Standing::default()), "nothing recorded yet");
    }

    #[test]
    fn the_worst_part_names_the_row_and_ties_go_in_the_decided_order() {
        let contact = cadence(State::Broken);
        let mut facts = with(&contact);
        assert_eq!(standing(&facts).row(), "contact past maximum");
        facts.promises =
            PromisesFacts { records: 1, overdue: 1, oldest: Some(("Roth figures", 4)), due_today: 0 };
        let broken = standing(&facts);
        assert_eq!(broken.row(), "a promise is late");
        assert_eq!(broken.part(PartName::Promises).unwrap().reason, "Roth figures, 4 days late");
    }

    #[test]
    fn unknown_never_outranks_due_but_goes_before_good() {
        let contact = cadence(State::Due);
        let mut facts = with(&contact);
        facts.promises.records = 0;
        facts.depth = Some((State::Unknown, "never rated"));
        assert_eq!(standing(&facts).row(), "contact past ideal");
        let contact = cadence(State::Good);
        facts.contact = Some(&contact);
        facts.promises.records = 1;
        assert_eq!(standing(&facts).row(), "depth never rated");
    }

    #[test]
    fn agreements_follow_the_decided_thresholds() {
        let state = |one: AgreementStanding| agreements(PartName::Goals, &[GOOD, one]).state;
        assert_eq!(state(AgreementStanding { days_past: 91, ..GOOD }), State::Broken);
        assert_eq!(state(AgreementStanding { days_past: 90, ..GOOD }), State::Due);
        assert_eq!(state(AgreementStanding { days_past: 1, ..GOOD }), State::Due);
        assert_eq!(state(AgreementStanding { days_past: 0, ..GOOD }), State::Good);
        assert_eq!(state(AgreementStanding { keeping: Keeping::NotKept, ..GOOD }), State::Broken);
        assert_eq!(state(AgreementStanding { keeping: Keeping::AtRisk, ..GOOD }), State::Due);
        let proposed = AgreementStanding { life: Life::Proposed, ..GOOD };
        assert_eq!(state(AgreementStanding { days_past: 1, ..proposed }), State::Due);
        assert_eq!(state(proposed), State::Good);
        assert_eq!(agreements(PartName::Goals, &[proposed]).state, State::Unknown);
        assert_eq!(agreements(PartName::Goals, &[]).state, State::Unknown);
    }

    #[test]
    fn rules_are_broken_by_breaches_and_expired_exceptions_only() {
        let state = |facts: RulesFacts| rules(RulesFacts { records: 1, ..facts }).state;
        assert_eq!(state(RulesFacts { open_breaches: 1, ..RulesFacts::default() }), State::Broken);
        assert_eq!(state(RulesFacts { expired_exceptions: 1, ..RulesFacts::default() }), State::Broken);
        assert_eq!(state(RulesFacts { retraining_due: 1, ..RulesFacts::default() }), State::Due);
        assert_eq!(state(RulesFacts { lessons_due: 1, ..RulesFacts::default() }), State::Due);
        assert_eq!(state(RulesFacts { untold_versions: 1, ..RulesFacts::default() }), State::Due);
        assert_eq!(state(RulesFacts::default()), State::Good);
        assert_eq!(rules(RulesFacts::default()).state, State::Unknown);
    }
}
