//! Stay in touch: how long since the last real contact, and what that means today.
//!
//! **Invariant:** derived from facts each time it is read; no due date is ever stored (TIME.md 3).

use chrono::NaiveDate;

use super::{
    calendar::after_pauses,
    day::{Pause, add_days, count_days, days_between, short},
};

/// The usual tiers: name, ideal and maximum days between contacts, planned hours a year (DECIDED).
pub const TIERS: [TierDefault; 4] = [
    TierDefault { name: "A", ideal_days: 30, maximum_days: 90, hours: 25 },
    TierDefault { name: "B", ideal_days: 60, maximum_days: 120, hours: 12 },
    TierDefault { name: "C", ideal_days: 90, maximum_days: 180, hours: 6 },
    TierDefault { name: "D", ideal_days: 180, maximum_days: 365, hours: 3 },
];

/// What a new book gives a tier; editable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierDefault {
    /// Its name.
    pub name: &'static str,
    /// Days between contacts, ideally.
    pub ideal_days: u32,
    /// Days between contacts at most.
    pub maximum_days: u32,
    /// Planned hours a year.
    pub hours: u32,
}

/// Where the gaps of a relationship come from; the screen names it (TIME.md 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The relationship's own.
    Own,
    /// Its tier's.
    Tier,
}

/// The gaps in force: the relationship's own, else its tier's, else none.
pub fn gaps_in_force(own: Option<Gaps>, tier: Option<Gaps>) -> Option<(Gaps, Source)> {
    own.map(|gaps| (gaps, Source::Own)).or_else(|| tier.map(|gaps| (gaps, Source::Tier)))
}

/// Days between contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gaps {
    /// Due when it has passed.
    pub ideal_days: u32,
    /// Broken when it has passed; never shorter than the ideal.
    pub maximum_days: u32,
}

/// What is known of the contact with one relationship.
#[derive(Debug, Clone, Copy)]
pub struct CadenceFacts<'a> {
    /// The relationship's id; spreads those without a known contact.
    pub id: i64,
    /// The day it was entered.
    pub entered_on: NaiveDate,
    /// The last real contact, if one is recorded.
    pub last_contact: Option<NaiveDate>,
    /// The gaps in force.
    pub gaps: Gaps,
    /// Times in which nothing falls due.
    pub pauses: &'a [Pause],
}

/// The state of a part of a relationship; the worst sorts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Past what was promised or agreed.
    Broken,
    /// Something is to be done.
    Due,
    /// No record says.
    Unknown,
    /// In order.
    Good,
}

impl State {
    /// The word that is always shown beside its sign.
    pub fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Due => "due",
            Self::Unknown => "unknown",
            Self::Good => "good",
        }
    }
}

/// The cadence of one relationship on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cadence {
    /// The first day it is in the queue: the ideal gap is full.
    pub due_on: NaiveDate,
    /// The last day within the maximum; broken after it.
    pub late_after: NaiveDate,
    /// Days since the last contact; `None` when none is recorded.
    pub days: Option<i64>,
    /// Good within the ideal, due past it, broken past the maximum; unknown while none is recorded.
    pub state: State,
    /// The last day of the pause that holds today.
    pub paused_until: Option<NaiveDate>,
    /// The day it was derived for.
    pub on: NaiveDate,
    /// The gaps it is judged by.
    pub gaps: Gaps,
    /// Days past due, and the ideal gap they are measured by; for the order of the queue.
    pub lateness: (i64, u32),
}

impl Cadence {
    /// Whether the queue of `today` holds it: due today or before.
    pub fn is_due(&self, today: NaiveDate) -> bool {
        self.due_on <= today
    }

    /// Why, in words.
    pub fn reason(&self) -> String {
        let today = self.on;
        let Some(days) = self.days else { return "no contact recorded yet".to_owned() };
        let since = if days <= 0 { "today".to_owned() } else { count_days(days) };
        if let Some(until) = self.paused_until {
            return format!("{since}; paused until {}", short(until, today));
        }
        match self.state {
            State::Broken => format!("{since}, {} past maximum", days_between(self.late_after, today)),
            State::Due => format!("{since}, {} past ideal", days_between(self.due_on, today)),
            _ if today == self.due_on => format!("{since}, due today"),
            _ => format!("{since}; ideal {}, maximum {}", self.gaps.ideal_days, self.gaps.maximum_days),
        }
    }
}

/// Derives the cadence of a relationship on a day.
pub fn cadence(facts: &CadenceFacts<'_>, today: NaiveDate) -> Cadence {
    let ideal = facts.gaps.ideal_days.max(1);
    let maximum = facts.gaps.maximum_days.max(ideal);
    let (due, late) = if let Some(last) = facts.last_contact {
        (ahead(last, i64::from(ideal)), ahead(last, i64::from(maximum)))
    } else {
        // Spread over the ideal gap by the id, so that an imported book does not fall due in one heap.
        let share = facts.id.rem_euclid(i64::from(ideal)).saturating_add(1);
        let due = ahead(facts.entered_on, share);
        (due, ahead(due, i64::from(maximum.saturating_sub(ideal))))
    };
    let due_on = after_pauses(due, facts.pauses);
    let late_after = after_pauses(late, facts.pauses).max(due_on);
    let days = facts.last_contact.map(|last| days_between(last, today));
    let state = if today > late_after {
        State::Broken
    } else if today > due_on {
        State::Due
    } else if facts.last_contact.is_none() {
        State::Unknown
    } else {
        State::Good
    };
    let gaps = Gaps { ideal_days: ideal, maximum_days: maximum };
    let resumes = after_pauses(today, facts.pauses);
    Cadence {
        paused_until: if resumes > today { add_days(resumes, -1) } else { None },
        on: today,
        due_on,
        late_after,
        days,
        state,
        gaps,
        lateness: (days_between(due_on, today), ideal),
    }
}

fn ahead(day: NaiveDate, days: i64) -> NaiveDate {
    add_days(day, days).unwrap_or(NaiveDate::MAX)
}

/// How an interaction took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// By telephone.
    Call,
    /// In a room.
    Meeting,
    /// By video.
    Video,
    /// By e-mail.
    Email,
    /// On paper.
    Letter,
    /// A text message.
    Text,
    /// At an event.
    Event,
}

impl Channel {
    /// The channel a stored or typed word names.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "call" => Self::Call,
            "meeting" => Self::Meeting,
            "video" => Self::Video,
            "email" | "e-mail" => Self::Email,
            "letter" => Self::Letter,
            "text" => Self::Text,
            "event" => Self::Event,
            _ => return None,
        })
    }
}

/// Who began an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// They did.
    In,
    /// We did.
    Out,
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// They were spoken with.
    Reached,
    /// A voicemail, or nobody there.
    NotReached,
    /// Written, and answered (marked by hand).
    Answered,
}

/// Who of the relationship took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// A member with household rights.
    Member,
    /// Only others: a trusted contact, an attorney.
    OthersOnly,
}

/// What decides whether an interaction counts for cadence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// How.
    pub channel: Channel,
    /// Who began.
    pub direction: Direction,
    /// What came of it.
    pub outcome: Outcome,
    /// Who was there.
    pub presence: Presence,
}

/// Whether it was real, two-way contact (DECIDED, Contact and time). Mass mail and notes are not
/// interactions of this kind and never come here.
pub fn is_real_contact(contact: Contact) -> bool {
    let two_way = match contact.channel {
        Channel::Call | Channel::Meeting | Channel::Video | Channel::Event => {
            contact.outcome != Outcome::NotReached
        }
        Channel::Email | Channel::Letter | Channel::Text => {
            contact.direction == Direction::In || contact.outcome == Outcome::Answered
        }
    };
    two_way && contact.presence == Presence::Member
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-23";
    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn on(days_ago: i64, ideal_days: u32, maximum_days: u32) -> Cadence {
        let facts = CadenceFacts {
            id: 12,
            entered_on: d("2024-01-01"),
            last_contact: add_days(d(TODAY), -days_ago),
            gaps: Gaps { ideal_days, maximum_days },
            pauses: &[],
        };
        cadence(&facts, d(TODAY))
    }

    #[test]
    fn the_reasons_are_those_of_the_screens() {
        for (days, ideal, maximum, state, reason) in [
            (94, 30, 90, State::Broken, "94 days, 4 past maximum"),
            (91, 90, 180, State::Due, "91 days, 1 past ideal"),
            (11, 45, 90, State::Good, "11 days; ideal 45, maximum 90"),
            (90, 90, 180, State::Good, "90 days, due today"),
            (90, 30, 90, State::Due, "90 days, 60 past ideal"),
            (1, 45, 90, State::Good, "1 day; ideal 45, maximum 90"),
            (0, 45, 90, State::Good, "today; ideal 45, maximum 90"),
        ] {
            let cadence = on(days, ideal, maximum);
            assert_eq!((cadence.state, cadence.reason().as_str()), (state, reason));
        }
        assert!(on(90, 90, 180).is_due(d(TODAY)));
        assert!(!on(89, 90, 180).is_due(d(TODAY)));
        assert_eq!(on(0, 45, 90).due_on, d("2027-01-07"));
    }

    #[test]
    fn relationships_without_contact_are_spread_over_the_ideal_gap() {
        let facts = |id| CadenceFacts {
            id,
            entered_on: d(TODAY),
            last_contact: None,
            gaps: Gaps { ideal_days: 60, maximum_days: 120 },
            pauses: &[],
        };
        let due: Vec<NaiveDate> = (1..=110).map(|id| cadence(&facts(id), d(TODAY)).due_on).collect();
        let busiest = due.iter().map(|day| due.iter().filter(|other| *other == day).count()).max();
        assert_eq!(busiest, Some(2));
        assert!(due.iter().all(|day| *day > d(TODAY) && *day <= d("2027-01-22")));
        let fresh = cadence(&facts(5), d(TODAY));
        assert_eq!((fresh.state, fresh.reason().as_str()), (State::Unknown, "no contact recorded yet"));
        assert_eq!(cadence(&facts(5), d("2026-12-20")).state, State::Due);
        assert_eq!(cadence(&facts(5), d("2027-06-20")).state, State::Broken);
    }

    #[test]
    fn nothing_falls_due_inside_a_pause() {
        let facts = CadenceFacts {
            id: 1,
            entered_on: d("2024-01-01"),
            last_contact: Some(d("2026-10-10")),
            gaps: Gaps { ideal_days: 30, maximum_days: 60 },
            pauses: &[Pause { from: d("2026-11-01"), to: d("2026-12-31") }],
        };
        assert_eq!(cadence(&facts, d(TODAY)).state, State::Good);
        assert_eq!(cadence(&facts, d(TODAY)).due_on, d("2027-01-01"));
    }

    #[test]
    fn only_two_way_contact_with_a_member_is_real() {
        use Direction::{In, Out};
        use Outcome::{Answered, NotReached, Reached};
        use Presence::{Member, OthersOnly};
        let real = |channel, direction, outcome, presence| {
            is_real_contact(Contact { channel, direction, outcome, presence })
        };
        assert!(real(Channel::Call, Out, Reached, Member));
        assert!(real(Channel::Event, In, Reached, Member));
        assert!(!real(Channel::Call, Out, NotReached, Member), "a voicemail is not contact");
        assert!(!real(Channel::Meeting, Out, Reached, OthersOnly));
        assert!(real(Channel::Email, In, Reached, Member), "they wrote");
        assert!(real(Channel::Letter, Out, Answered, Member));
        assert!(!real(Channel::Email, Out, Reached, Member), "unanswered mail");
        assert!(!real(Channel::Text, Out, NotReached, Member));
    }

    #[test]
    fn own_gaps_go_before_the_tier_and_extremes_do_not_panic() {
        let gaps = Gaps { ideal_days: 45, maximum_days: 90 };
        let tier = Gaps { ideal_days: 30, maximum_days: 90 };
        assert_eq!(gaps_in_force(Some(gaps), Some(tier)), Some((gaps, Source::Own)));
        assert_eq!(gaps_in_force(None, Some(tier)), Some((tier, Source::Tier)));
        assert_eq!(gaps_in_force(None, None), None);
        for last_contact in [None, Some(NaiveDate::MIN), Some(NaiveDate::MAX)] {
            let facts = CadenceFacts {
                id: i64::MIN,
                entered_on: NaiveDate::MAX,
                last_contact,
                gaps: Gaps { ideal_days: 0, maximum_days: u32::MAX },
                pauses: &[],
            };
            let _ = cadence(&facts, NaiveDate::MIN);
        }
    }
}
