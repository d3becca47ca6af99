//! The order of the queue, and why a row stands where it stands.
//!
//! **Invariant:** a total order without floating point: two different items never compare equal.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate};

use super::{day::days_between, quick_add::Stakes};

/// What decides the place of one item of today's queue (DECIDED, Order). Facts, not conclusions.
#[derive(Debug, Clone, Copy)]
pub struct RankFacts {
    /// A meeting of today or an obligation: its day, and its minute of the day when it has one.
    pub hard: Option<(NaiveDate, Option<u16>)>,
    /// The due day of a promise of ours.
    pub promised_for: Option<NaiveDate>,
    /// The day an undecided request should have been answered by.
    pub answer_by: Option<NaiveDate>,
    /// Whether it belongs to a broken part of its relationship's standing.
    pub part: PartState,
    /// Its stakes, those of its tier when none were set.
    pub stakes: Stakes,
    /// The place of its tier: 0 is A; none sorts last.
    pub tier: Option<u8>,
    /// Days past due (negative before it) and the interval they are measured by; 1 when it has none.
    pub lateness: (i64, u32),
    /// Minutes it takes; unknown sorts last.
    pub effort_minutes: Option<u32>,
    /// Which record type, then which record: unique in the queue.
    pub id: (u8, i64),
}

/// Whether the part of a standing that an item belongs to is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartState {
    /// It is broken.
    Broken,
    /// It is not.
    Sound,
}

/// The place of an item; smaller comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rank {
    step: Step,
    key: i64,
    stakes: Stakes,
    tier: u8,
    days_late: i64,
    interval: u32,
    effort: u32,
    id: (u8, i64),
}

/// The first thing that decides; the order is the order of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Step {
    Placed,
    Hard,
    PromiseLate,
    PromiseToday,
    Request,
    BrokenPart,
    Rest,
}

/// The headings of the queue, which are its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Moved by hand for today.
    PlacedByYou,
    /// Meetings, obligations, our promises.
    HardDatesAndPromises,
    /// Everything else.
    ThenByStakes,
}

impl Section {
    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::PlacedByYou => "Placed by you",
            Self::HardDatesAndPromises => "Hard dates and promises",
            Self::ThenByStakes => "Then by stakes, tier and lateness",
        }
    }
}

impl Rank {
    /// The place of an item in the queue of `today`.
    pub fn of(facts: &RankFacts, today: NaiveDate) -> Self {
        let (step, key) = step(facts, today);
        Self {
            step,
            key,
            stakes: facts.stakes,
            tier: facts.tier.unwrap_or(u8::MAX),
            days_late: facts.lateness.0,
            interval: facts.lateness.1.max(1),
            effort: facts.effort_minutes.unwrap_or(u32::MAX),
            id: facts.id,
        }
    }

    /// The same item placed by hand, which keeps its place whatever its rank.
    #[must_use]
    pub fn by_hand(self) -> Self {
        Self { step: Step::Placed, key: 0, ..self }
    }

    /// The heading it stands under.
    pub fn section(&self) -> Section {
        match self.step {
            Step::Placed => Section::PlacedByYou,
            Step::Hard | Step::PromiseLate | Step::PromiseToday => Section::HardDatesAndPromises,
            Step::Request | Step::BrokenPart | Step::Rest => Section::ThenByStakes,
        }
    }

    /// Whether placing an item above this one jumps a promise or a hard date, which asks for a reason.
    pub fn is_jumped(&self) -> bool {
        matches!(self.step, Step::Hard | Step::PromiseLate | Step::PromiseToday)
    }

    fn by_lateness(&self, other: &Self) -> Ordering {
        // a/b against c/d as a*d against c*b: exact, and wide enough for any days and interval.
        let mine = i128::from(self.days_late) * i128::from(other.interval);
        let theirs = i128::from(other.days_late) * i128::from(self.interval);
        theirs.cmp(&mine)
    }

    fn compare(&self, other: &Self) -> (Ordering, Decider) {
        let steps = [
            (self.step.cmp(&other.step), Decider::Step),
            (self.key.cmp(&other.key), Decider::Key),
            (self.stakes.cmp(&other.stakes), Decider::Stakes),
            (self.tier.cmp(&other.tier), Decider::Tier),
            (self.by_lateness(other), Decider::Lateness),
            (self.effort.cmp(&other.effort), Decider::Effort),
        ];
        let first = steps.into_iter().find(|(order, _)| *order != Ordering::Equal);
        first.unwrap_or_else(|| {
            // Interval and days only differ here in the same ratio; the id keeps Ord and Eq of one mind.
            let rest = self.id.cmp(&other.id).then(self.interval.cmp(&other.interval));
            (rest.then(self.days_late.cmp(&other.days_late)), Decider::Id)
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decider {
    Step,
    Key,
    Stakes,
    Tier,
    Lateness,
    Effort,
    Id,
}

/// Room for the minutes of a day in the key of a hard date.
const HARD_DAY: i64 = 2_000;

fn step(facts: &RankFacts, today: NaiveDate) -> (Step, i64) {
    if let Some((day, minute)) = facts.hard {
        // Without a time it binds the whole day, so it stands before the first appointment.
        let minute = minute.map_or(0, |minute| i64::from(minute).saturating_add(1));
        return (Step::Hard, serial(day).saturating_mul(HARD_DAY).saturating_add(minute));
    }
    if let Some(day) = facts.promised_for.filter(|day| *day <= today) {
        let step = if day < today { Step::PromiseLate } else { Step::PromiseToday };
        return (step, serial(day));
    }
    if let Some(day) = facts.answer_by.filter(|day| *day < today) {
        return (Step::Request, serial(day));
    }
    if facts.part == PartState::Broken { (Step::BrokenPart, 0) } else { (Step::Rest, 0) }
}

fn serial(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(other).0
    }
}
impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The first step that told an item from its neighbour, as a phrase after "because".
pub fn why_here(item: &Rank, neighbour: &Rank) -> &'static str {
    let (order, decider) = item.compare(neighbour);
    let first = order == Ordering::Less;
    let (ahead, behind) = if first { (item, neighbour) } else { (neighbour, item) };
    match decider {
        Decider::Step => because_step(ahead.step),
        _ if item.step == Step::Placed && neighbour.step == Step::Placed => "you placed them in this order",
        Decider::Key => match ahead.step {
            Step::Hard => because_hard(ahead.key, behind.key),
            Step::PromiseLate => "the oldest overdue promise comes first",
            _ => "the request that waits longest comes first",
        },
        Decider::Stakes if ahead.stakes == Stakes::High => "high stakes come first",
        Decider::Stakes => "low stakes come last",
        Decider::Tier if behind.tier == u8::MAX => "what has a tier comes before what has none",
        Decider::Tier => "the higher tier comes first",
        Decider::Lateness => "what is later for its interval comes first",
        Decider::Effort if behind.effort == u32::MAX => "what has known minutes comes before what has none",
        Decider::Effort => "what takes less time comes first",
        Decider::Id => "all else is equal; what was entered first comes first",
    }
}

/// Two hard dates by their keys: the day, then the minute, 0 for the whole day.
fn because_hard(ahead: i64, behind: i64) -> &'static str {
    if ahead.div_euclid(HARD_DAY) != behind.div_euclid(HARD_DAY) {
        "the earlier day comes first"
    } else if ahead.rem_euclid(HARD_DAY) == 0 {
        "what binds the whole day comes before an hour of it"
    } else {
        "the earlier hour comes first"
    }
}

fn because_step(ahead: Step) -> &'static str {
    match ahead {
        Step::Placed => "you placed it there for today",
        Step::Hard => "hard dates come before everything else",
        Step::PromiseLate => "our overdue promises come right after hard dates",
        Step::PromiseToday => "our promises of today come before what was not promised",
        Step::Request => "a request older than the promised answer time comes before the rest",
        Step::BrokenPart => "what mends a broken part comes before the rest",
        Step::Rest => "stakes, tier and lateness decide",
    }
}

/// Days past due for [`RankFacts::lateness`], by the date shown.
pub fn days_late(due: NaiveDate, today: NaiveDate) -> i64 {
    days_between(due, today)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    const TODAY: &str = "2026-11-23";
    fn plain(id: i64) -> RankFacts {
        RankFacts {
            hard: None,
            promised_for: None,
            answer_by: None,
            part: PartState::Sound,
            stakes: Stakes::Normal,
            tier: Some(1),
            lateness: (0, 1),
            effort_minutes: Some(15),
            id: (0, id),
        }
    }
    fn rank(facts: RankFacts) -> Rank {
        Rank::of(&facts, d(TODAY))
    }

    #[test]
    fn the_first_difference_decides_in_the_decided_order() {
        let today = d(TODAY);
        let ordered = [
            RankFacts { hard: Some((d("2026-11-20"), None)), ..plain(88) },
            RankFacts { hard: Some((today, Some(14 * 60))), ..plain(87) },
            RankFacts { hard: Some((today, Some(16 * 60))), stakes: Stakes::High, ..plain(86) },
            RankFacts { promised_for: Some(d("2026-11-12")), stakes: Stakes::Low, ..plain(85) },
            RankFacts { promised_for: Some(d("2026-11-19")), stakes: Stakes::High, ..plain(84) },
            RankFacts { promised_for: Some(today), ..plain(83) },
            RankFacts { answer_by: Some(d("2026-11-20")), tier: None, ..plain(82) },
            RankFacts { part: PartState::Broken, stakes: Stakes::Low, ..plain(81) },
            RankFacts { stakes: Stakes::High, tier: Some(3), ..plain(80) },
            RankFacts { tier: Some(0), ..plain(79) },
            RankFacts { lateness: (5, 30), ..plain(78) },
            RankFacts { lateness: (10, 90), ..plain(77) },
            RankFacts { effort_minutes: Some(5), ..plain(76) },
            RankFacts { answer_by: Some(today), ..plain(4) },
            plain(5),
            RankFacts { effort_minutes: None, ..plain(3) },
            RankFacts { lateness: (-5, 30), ..plain(2) },
            RankFacts { promised_for: Some(d("2026-11-24")), tier: None, ..plain(1) },
        ];
        for pair in ordered.windows(2) {
            assert!(rank(pair[0]) < rank(pair[1]), "{pair:?}");
        }
        let sections: Vec<Section> = ordered.iter().map(|facts| rank(*facts).section()).collect();
        assert!(sections.is_sorted());
        assert_eq!(sections.iter().filter(|section| **section == Section::HardDatesAndPromises).count(), 6);
    }

    #[test]
    fn why_names_the_first_step_that_told_them_apart_from_either_side() {
        let late = rank(RankFacts { promised_for: Some(d("2026-11-19")), ..plain(1) });
        let rest = rank(plain(2));
        let hard = |day: &str, minute| rank(RankFacts { hard: Some((d(day), minute)), ..plain(7) });
        let (all_day, at_nine) = (hard(TODAY, None), hard(TODAY, Some(9 * 60)));
        assert_eq!(why_here(&all_day, &at_nine), "what binds the whole day comes before an hour of it");
        assert_eq!(why_here(&hard(TODAY, Some(60)), &at_nine), "the earlier hour comes first");
        assert_eq!(why_here(&hard("2026-11-20", None), &all_day), "the earlier day comes first");
        let wanted = "our overdue promises come right after hard dates";
        assert_eq!((why_here(&late, &rest), why_here(&rest, &late)), (wanted, wanted));
        let slow = rank(RankFacts { lateness: (10, 90), ..plain(1) });
        let fast = rank(RankFacts { lateness: (5, 30), ..plain(2) });
        assert_eq!(why_here(&fast, &slow), "what is later for its interval comes first");
        assert_eq!(why_here(&rest, &rank(plain(3))), "all else is equal; what was entered first comes first");
        assert!(late.is_jumped() && !rest.is_jumped());
    }

    fn any_facts() -> impl Strategy<Value = RankFacts> {
        let day = || prop::option::of((0_u64..4).prop_map(|k| d("2026-11-21") + chrono::Days::new(k)));
        let first = (prop::option::of((day(), prop::option::of(0_u16..3))), day(), day());
        let second = (
            prop::bool::ANY,
            prop::sample::select(vec![Stakes::High, Stakes::Normal, Stakes::Low]),
            prop::option::of(0_u8..2),
            (prop_oneof![-3_i64..3, Just(i64::MAX), Just(i64::MIN)], prop_oneof![0_u32..4, Just(u32::MAX)]),
            prop::option::of(0_u32..2),
            (0_u8..2, 0_i64..3),
        );
        (first, second).prop_map(|((hard, promised_for, answer_by), rest)| {
            let (broken, stakes, tier, lateness, effort_minutes, id) = rest;
            RankFacts {
                hard: hard.and_then(|(day, minute)| day.map(|day| (day, minute))),
                promised_for,
                answer_by,
                part: if broken { PartState::Broken } else { PartState::Sound },
                stakes,
                tier,
                lateness,
                effort_minutes,
                id,
            }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn ranking_is_a_total_order(a in any_facts(), b in any_facts(), c in any_facts()) {
            let (a, b, c) = (rank(a), rank(b), rank(c));
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            prop_assert_eq!(a.cmp(&b) == Ordering::Equal, a == b);
            if a <= b && b <= c {
                prop_assert!(a <= c);
            }
            prop_assert_eq!(why_here(&a, &b), why_here(&b, &a));
        }
    }
}
