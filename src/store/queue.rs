//! What the queue is made of: the open follow-ups, and the facts that derived items come from.
//!
//! **Invariant:** each question reads rows that are due or nearly so, by an index; no due date is stored.

use std::{collections::HashMap, fmt::Write as _, sync::Arc};

use chrono::{Datelike, Days, Months, NaiveDate};
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::{Db, trouble::Told};
use crate::domain::{
    agreement::{Keeping, Life},
    quick_add::Stakes,
    record::{Kind, RecordId, Row},
    rejection::Rejection,
};

/// An open follow-up, as far as its place in the queue asks.
#[derive(Debug, Clone)]
pub struct OpenFollowUp {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub relationship: Option<i64>,
    /// Tier of the relationship.
    pub tier: Option<Arc<str>>,
    /// promise, request, task.
    pub kind: &'static str,
    /// Whether they do it.
    pub theirs: bool,
    /// open, waiting, back burner.
    pub state: &'static str,
    /// Due date.
    pub due: Option<NaiveDate>,
    /// Cannot be later.
    pub hard: bool,
    /// high, normal, low; none is the tier's.
    pub stakes: Option<Stakes>,
    /// Minutes.
    pub effort: Option<i64>,
    /// A request without a decision.
    pub undecided: bool,
    /// When it was asked.
    pub asked_on: Option<NaiveDate>,
    /// Hidden until.
    pub snoozed_until: Option<NaiveDate>,
    /// When to ask again.
    pub ask_again_on: Option<NaiveDate>,
    /// When the back burner wakes.
    pub wakes_on: Option<NaiveDate>,
}

/// A relationship's contact facts.
#[derive(Debug, Clone)]
pub struct ContactRow {
    /// The relationship.
    pub relationship: i64,
    /// Its tier.
    pub tier: Option<String>,
    /// Its own ideal gap.
    pub ideal_days: Option<i64>,
    /// Its own maximum gap.
    pub maximum_days: Option<i64>,
    /// The day it was entered.
    pub entered_on: Option<NaiveDate>,
    /// The last real contact.
    pub last_contact: Option<NaiveDate>,
}

/// An agreement's life facts.
#[derive(Debug, Clone)]
pub struct AgreementRow {
    /// Which agreement.
    pub id: RecordId,
    /// Whose.
    pub relationship: i64,
    /// Tier of the relationship.
    pub tier: Option<Arc<str>>,
    /// Where it is in its life.
    pub life: Life,
    /// When it was drafted.
    pub drafted_on: Option<NaiveDate>,
    /// When it was proposed.
    pub proposed_on: Option<NaiveDate>,
    /// When it was agreed.
    pub agreed_on: Option<NaiveDate>,
    /// Agreed, changed or reaffirmed, whichever is last.
    pub anchored_on: Option<NaiveDate>,
    /// Months between looks, when set.
    pub every_months: Option<i64>,
    /// Deferred until.
    pub deferred_until: Option<NaiveDate>,
    /// The meeting it is raised at.
    pub raised_at: Option<i64>,
    /// The day of that meeting, unless it was called off.
    pub meeting_on: Option<NaiveDate>,
    /// Whether it is raised at all.
    pub raised: bool,
    /// What its outcome says so far; acceptances have none and count as kept.
    pub keeping: Keeping,
}

/// A dated record of a relationship: a training, talk, exception, breach, life event, special date.
#[derive(Debug, Clone)]
pub struct DatedRow {
    /// The record.
    pub id: i64,
    /// Whose.
    pub relationship: i64,
    /// Tier of the relationship.
    pub tier: Option<String>,
    /// The day that matters.
    pub day: NaiveDate,
    /// The rule or measure it is about, when it is about one.
    pub about: Option<i64>,
}

/// A person with a birth date.
#[derive(Debug, Clone)]
pub struct BornRow {
    /// The person.
    pub person: i64,
    /// At home in.
    pub relationship: i64,
    /// Tier of the relationship.
    pub tier: Option<String>,
    /// `1963-03-14` or `--03-14`.
    pub birth_date: String,
}

pub(super) const MANAGED: &str = "r.stage NOT IN ('ending', 'ended', 'not taken')";

/// The life columns of one agreement type, in the order `agreement_row` reads.
fn agreement_columns(kind: Kind, tier: &str) -> String {
    let outcome = if kind == Kind::Acceptance { "NULL" } else { "a.outcome" };
    format!(
        "a.id, a.relationship_id, {tier}, a.state, a.drafted_on, a.proposed_on, a.agreed_on, a.anchored_on,
         a.every_months, a.deferred_until,
         a.raised_meeting_id, a.raised_on IS NOT NULL, {outcome}"
    )
}

fn agreement_row(kind: Kind, row: &rusqlite::Row<'_>) -> rusqlite::Result<AgreementRow> {
    Ok(AgreementRow {
        id: RecordId::new(kind, row.get(0)?),
        relationship: row.get(1)?,
        tier: row.get_ref(2)?.as_str_or_null().map_err(rusqlite::Error::from)?.map(Arc::from),
        life: life(row, 3)?,
        drafted_on: day(row, 4)?,
        proposed_on: day(row, 5)?,
        agreed_on: day(row, 6)?,
        anchored_on: day(row, 7)?,
        every_months: row.get(8)?,
        deferred_until: day(row, 9)?,
        raised_at: row.get(10)?,
        meeting_on: None,
        raised: row.get(11)?,
        keeping: match text(row, 12)? {
            "not kept" => Keeping::NotKept,
            "at risk" => Keeping::AtRisk,
            _ => Keeping::Kept,
        },
    })
}

/// A text of the row, borrowed: most rows are looked at and left.
fn text<'r>(row: &'r rusqlite::Row<'_>, k: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(k)?.as_str_or_null().map_err(rusqlite::Error::from)?.unwrap_or_default())
}

/// One of the words a column may hold; the empty one for any other.
fn word(row: &rusqlite::Row<'_>, k: usize, known: &[&'static str]) -> rusqlite::Result<&'static str> {
    let said = text(row, k)?;
    Ok(known.iter().find(|word| **word == said).copied().unwrap_or_default())
}

fn life(row: &rusqlite::Row<'_>, k: usize) -> rusqlite::Result<Life> {
    Ok(Life::of(text(row, k)?).unwrap_or(Life::Retired))
}

/// A day as the book writes it. Read by hand: thousands are read before the first screen stands.
fn day(row: &rusqlite::Row<'_>, k: usize) -> rusqlite::Result<Option<NaiveDate>> {
    let text = row.get_ref(k)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    Ok(text.and_then(day_of))
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |sum, digit| Some(sum * 10 + char::from(*digit).to_digit(10)?))
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return text.parse().ok() };
    let year = i32::try_from(number(&[*y1, *y2, *y3, *y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

/// What the queue asks of the relationships, read once for all its questions.
#[derive(Debug, Default)]
pub struct Whose(HashMap<i64, (Option<Arc<str>>, bool)>);

impl Whose {
    /// The tier of a relationship.
    #[must_use]
    pub fn tier(&self, relationship: Option<i64>) -> Option<Arc<str>> {
        self.0.get(&relationship?).and_then(|(tier, _)| tier.clone())
    }

    /// Whether its stage still derives cadence and re-examinations.
    #[must_use]
    pub fn is_managed(&self, relationship: i64) -> bool {
        self.0.get(&relationship).is_some_and(|(_, managed)| *managed)
    }
}

/// Which open follow-ups are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that may concern a day: due by then, or without a date and undecided, waiting, asleep.
    Until(NaiveDate),
    /// All.
    All,
}

impl Db<'_> {
    /// The tiers of all relationships, and which are managed.
    pub fn whose(&self) -> Result<Whose, Rejection> {
        let sql = format!("SELECT r.id, r.tier, {MANAGED} FROM relationship r");
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut tiers: Vec<Arc<str>> = Vec::new();
        let mut known = HashMap::new();
        let mut rows = statement.query([]).told()?;
        while let Some(row) = rows.next().told()? {
            let tier = match text(row, 1).told()? {
                "" => None,
                name => Some(match tiers.iter().find(|tier| &***tier == name) {
                    Some(tier) => Arc::clone(tier),
                    None => {
                        let tier = Arc::from(name);
                        tiers.push(Arc::clone(&tier));
                        tier
                    }
                }),
            };
            known.insert(row.get(0).told()?, (tier, row.get::<_, Option<bool>>(2).told()?.unwrap_or(false)));
        }
        Ok(Whose(known))
    }

    /// Open follow-ups.
    pub fn open_follow_ups(&self, reach: Reach, whose: &Whose) -> Result<Vec<OpenFollowUp>, Rejection> {
        const COLUMNS: &str = "f.id, f.relationship_id, NULL, f.kind, f.whose = 'theirs', f.state, f.due, f.hard = 1,
             f.stakes, f.effort_minutes, f.kind = 'request' AND f.decided_on IS NULL, f.asked_on, f.snoozed_until,
             f.ask_again_on, f.back_burner_until";
        const FROM: &str = "FROM follow_up f";
        let (sql, until) = match reach {
            Reach::All => (
                format!("SELECT {COLUMNS} {FROM} WHERE f.finished_on IS NULL AND ?1 IS NOT NULL"),
                String::new(),
            ),
            Reach::Until(day) => (
                format!(
                    "SELECT {COLUMNS} {FROM} WHERE f.finished_on IS NULL AND f.due <= ?1
                     UNION ALL SELECT {COLUMNS} {FROM} WHERE f.finished_on IS NULL AND f.state <> 'open'
                       AND (f.due IS NULL OR f.due > ?1)
                     UNION ALL SELECT {COLUMNS} {FROM} WHERE f.finished_on IS NULL AND f.kind = 'request'
                       AND f.decided_on IS NULL AND f.state = 'open' AND (f.due IS NULL OR f.due > ?1)"
                ),
                day.to_string(),
            ),
        };
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement
            .query_map([until], |row| {
                let relationship = row.get(1)?;
                Ok(OpenFollowUp {
                    id: row.get(0)?,
                    relationship,
                    tier: whose.tier(relationship),
                    kind: word(row, 3, &["promise", "request", "task"])?,
                    theirs: row.get::<_, Option<bool>>(4)?.unwrap_or(false),
                    state: word(row, 5, &["open", "waiting", "back burner"])?,
                    due: day(row, 6)?,
                    hard: row.get::<_, Option<bool>>(7)?.unwrap_or(false),
                    stakes: Stakes::of(text(row, 8)?),
                    effort: row.get(9)?,
                    undecided: row.get(10)?,
                    asked_on: day(row, 11)?,
                    snoozed_until: day(row, 12)?,
                    ask_again_on: day(row, 13)?,
                    wakes_on: day(row, 14)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Contact facts of all managed clients, or of one.
    pub fn contacts(&self, only: Option<i64>) -> Result<Vec<ContactRow>, Rejection> {
        let sql = format!(
            "SELECT r.id, r.tier, r.ideal_days, r.maximum_days, r.entered_on, c.last_contact_on
             FROM relationship r LEFT JOIN ready_contact c ON c.relationship_id = r.id
             WHERE {} AND {MANAGED}",
            if only.is_some() { "r.id = ?1" } else { "r.kind = 'client' AND ?1 IS NULL" }
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement
            .query_map([only], |row| {
                Ok(ContactRow {
                    relationship: row.get(0)?,
                    tier: row.get(1)?,
                    ideal_days: row.get(2)?,
                    maximum_days: row.get(3)?,
                    entered_on: day(row, 4)?,
                    last_contact: day(row, 5)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Agreements of managed relationships that may be due by `until`: drafts, proposals, and what was
    /// anchored long enough ago for the shortest interval.
    pub fn agreements_near(&self, until: NaiveDate, whose: &Whose) -> Result<Vec<AgreementRow>, Rejection> {
        let waiting = back(until, 0, 14);
        let year = back(until, 12, 0);
        let mut all = Vec::new();
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            let (columns, table) = (agreement_columns(kind, "NULL"), kind.spec().table);
            let from = format!("SELECT {columns} FROM {table} a");
            let sql = format!(
                "{from} WHERE a.state = 'agreed' AND a.anchored_on <= ?1
                 UNION ALL {from} INDEXED BY {table}_often WHERE a.every_months < 12 AND a.anchored_on > ?1
                   AND a.state = 'agreed'
                 UNION ALL {from} WHERE a.state IN ('draft', 'proposed')
                   AND CASE a.state WHEN 'draft' THEN a.drafted_on ELSE a.proposed_on END < ?2"
            );
            let mut statement = self.conn.prepare_cached(&sql).told()?;
            let mut rows = statement.query(params![year.to_string(), waiting.to_string()]).told()?;
            while let Some(row) = rows.next().told()? {
                if whose.is_managed(row.get(1).told()?) {
                    let mut found = agreement_row(kind, row).told()?;
                    found.tier = whose.tier(Some(found.relationship));
                    self.find_meeting(&mut found)?;
                    all.push(found);
                }
            }
        }
        Ok(all)
    }

    /// Looks up the day of the meeting that an agreement is raised at; few are.
    fn find_meeting(&self, agreement: &mut AgreementRow) -> Result<(), Rejection> {
        if let Some(meeting) = agreement.raised_at {
            let sql = "SELECT day FROM meeting WHERE id = ?1 AND state IN ('offered', 'planned', 'prepared', 'held')";
            let mut statement = self.conn.prepare_cached(sql).told()?;
            agreement.meeting_on =
                statement.query_row([meeting], |row| day(row, 0)).optional().told()?.flatten();
        }
        Ok(())
    }

    /// All agreements of one type, or of one relationship, that are not retired unless asked for.
    pub fn agreements(&self, kind: Kind, only: Option<i64>) -> Result<Vec<AgreementRow>, Rejection> {
        let (columns, table) = (agreement_columns(kind, "r.tier"), kind.spec().table);
        let which = if only.is_some() { "a.relationship_id = ?1" } else { "?1 IS NULL" };
        let sql = format!(
            "SELECT {columns} FROM {table} a JOIN relationship r ON r.id = a.relationship_id WHERE {which}"
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement.query_map([only], |row| agreement_row(kind, row)).told()?;
        let mut rows: Vec<AgreementRow> = rows.collect::<Result<_, _>>().told()?;
        rows.iter_mut().try_for_each(|row| self.find_meeting(row))?;
        Ok(rows)
    }

    fn dated(&self, sql: &str, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement
            .query_map([until.to_string()], |row| {
                Ok(DatedRow {
                    id: row.get(0)?,
                    relationship: row.get(1)?,
                    tier: row.get(2)?,
                    day: day(row, 3)?.unwrap_or(until),
                    about: row.get(4)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Rules to be taught again by a day: the newest training of each rule with a repeat date, or one
    /// that was not understood, 30 days on.
    pub fn trainings_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            &format!(
                "SELECT t.id, t.relationship_id, r.tier,
                        CASE WHEN t.understood = 'yes' THEN t.repeat_on ELSE ifnull(t.repeat_on, date(t.day, '+30 days')) END AS again,
                        t.rule_id
                 FROM training t JOIN relationship r ON r.id = t.relationship_id JOIN rule u ON u.id = t.rule_id
                 WHERE again <= ?1 AND {MANAGED} AND u.state = 'in force'
                   AND NOT EXISTS (SELECT 1 FROM training n WHERE n.relationship_id = t.relationship_id
                                   AND n.rule_id = t.rule_id AND (n.day > t.day OR (n.day = t.day AND n.id > t.id)))"
            ),
            until,
        )
    }

    /// Yardstick talks to be reinforced by a day: the newest talk of each comparison.
    pub fn talks_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            &format!(
                "SELECT k.id, k.relationship_id, r.tier, k.reinforce_on, NULL
                 FROM talk k JOIN relationship r ON r.id = k.relationship_id
                 WHERE k.reinforce_on <= ?1 AND {MANAGED}
                   AND NOT EXISTS (SELECT 1 FROM talk n WHERE n.relationship_id = k.relationship_id
                                   AND n.compared_with = k.compared_with
                                   AND (n.day > k.day OR (n.day = k.day AND n.id > k.id)))"
            ),
            until,
        )
    }

    /// Exceptions that end by a day and were not ended before.
    pub fn exceptions_ending(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            &format!(
                "SELECT x.id, x.relationship_id, r.tier, x.until, x.rule_id
                 FROM exception x JOIN relationship r ON r.id = x.relationship_id
                 WHERE x.ended_on IS NULL AND x.until <= ?1 AND {MANAGED}"
            ),
            until,
        )
    }

    /// Breaches without an answer.
    pub fn breaches_open(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            &format!(
                "SELECT b.id, b.relationship_id, r.tier, b.day, b.rule_id
                 FROM breach b JOIN relationship r ON r.id = b.relationship_id
                 WHERE b.answer = 'open' AND b.day <= ?1 AND {MANAGED}"
            ),
            until,
        )
    }

    /// Life events that are not decided and due by a day.
    pub fn life_events_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT l.id, l.relationship_id, r.tier, l.due_on, NULL
             FROM life_event l JOIN relationship r ON r.id = l.relationship_id
             WHERE l.decided_on IS NULL AND l.due_on <= ?1 AND r.stage <> 'ended'",
            until,
        )
    }

    /// Meetings ahead up to a day, those that have passed without being logged among them.
    pub fn meetings_until(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT m.id, m.relationship_id, r.tier, m.day, m.minutes
             FROM meeting m JOIN relationship r ON r.id = m.relationship_id
             WHERE m.state IN ('offered', 'planned', 'prepared') AND m.day <= ?1",
            until,
        )
    }

    /// Measures with a rhythm of reading, with the day their last reading is of (or the day before time).
    pub fn measures_read(&self, until: NaiveDate) -> Result<Vec<(DatedRow, String)>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT m.id, m.relationship_id, r.tier, (SELECT max(day) FROM reading d WHERE d.measure_id = m.id), m.read_every
                 FROM measure m JOIN relationship r ON r.id = m.relationship_id
                 WHERE m.read_every IS NOT NULL AND {MANAGED} AND ?1 IS NOT NULL"
            ))
            .told()?;
        let rows = statement
            .query_map([until.to_string()], |row| {
                let last = day(row, 3)?.unwrap_or(NaiveDate::MIN);
                let dated = DatedRow {
                    id: row.get(0)?,
                    relationship: row.get(1)?,
                    tier: row.get(2)?,
                    day: last,
                    about: None,
                };
                Ok((dated, row.get(4)?))
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Living persons at home in a managed client relationship who may have a birthday between two days, or
    /// reach one of `ages` (in half-years) between two others; the callers look at the day itself.
    pub fn born(
        &self,
        birthdays: (NaiveDate, NaiveDate),
        ages: (&[u16], NaiveDate, NaiveDate),
    ) -> Result<Vec<BornRow>, Rejection> {
        const ALIVE: &str = "SELECT id FROM person WHERE birth_date IS NOT NULL AND died_on IS NULL";
        // A day more on both sides: the 29th of February is kept on the 28th or the 1st.
        let month_day = |day: NaiveDate| format!("{:02}-{:02}", day.month(), day.day());
        let (first, last) =
            (month_day(back(birthdays.0, 0, 1)), month_day(birthdays.1.succ_opt().unwrap_or(birthdays.1)));
        let until = "AND substr(birth_date, -5) <= ?2";
        // Over the end of the year the two ends are two stretches.
        let rest = if first <= last { until.to_owned() } else { format!("UNION {ALIVE} {until}") };
        let mut near = format!("{ALIVE} AND substr(birth_date, -5) >= ?1 {rest}");
        let mut bound = vec![first, last];
        for halves in ages.0 {
            // Months differ in length: three days more on both sides.
            let months = u32::from(*halves) * 6;
            bound.push(back(back(ages.1, months, 0), 0, 3).to_string());
            let to = back(ages.2, months, 0);
            bound.push(to.checked_add_days(Days::new(3)).unwrap_or(to).to_string());
            let _ = write!(
                near,
                " UNION {ALIVE} AND birth_date BETWEEN ?{} AND ?{}",
                bound.len() - 1,
                bound.len()
            );
        }
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT p.id, r.id, r.tier, p.birth_date FROM person p
                 CROSS JOIN membership m ON m.person_id = p.id AND m.home = 1
                 CROSS JOIN relationship r ON r.id = m.relationship_id
                 WHERE p.id IN ({near}) AND r.kind = 'client' AND {MANAGED}
                   AND m.role NOT IN ('attorney', 'accountant', 'trusted contact') GROUP BY p.id"
            ))
            .told()?;
        let rows = statement
            .query_map(params_from_iter(bound), |row| {
                Ok(BornRow {
                    person: row.get(0)?,
                    relationship: row.get(1)?,
                    tier: row.get(2)?,
                    birth_date: row.get(3)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Special dates of persons at home in a managed relationship: record, relationship, tier, day text, yearly.
    pub fn special_dates(&self) -> Result<Vec<(i64, BornRow, bool)>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT d.id, p.id, r.id, r.tier, d.day, ifnull(d.yearly, 0) FROM special_date d
                 JOIN person p ON p.id = d.person_id
                 JOIN membership m ON m.person_id = p.id AND m.home = 1 JOIN relationship r ON r.id = m.relationship_id
                 WHERE p.died_on IS NULL AND r.kind = 'client' AND {MANAGED} GROUP BY d.id"
            ))
            .told()?;
        let rows = statement
            .query_map([], |row| {
                let born = BornRow {
                    person: row.get(1)?,
                    relationship: row.get(2)?,
                    tier: row.get(3)?,
                    birth_date: row.get(4)?,
                };
                Ok((row.get(0)?, born, row.get(5)?))
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Prospects in play with no open follow-up and no meeting ahead, with the day of the last thing known.
    pub fn prospects_without_next_step(&self, today: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT r.id, r.id, r.tier, max(ifnull(c.last_contact_on, ''), ifnull(r.entered_on, '')), NULL
             FROM relationship r LEFT JOIN ready_contact c ON c.relationship_id = r.id
             WHERE r.kind = 'prospect' AND r.stage <> 'not taken' AND ?1 IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM follow_up f INDEXED BY follow_up_open_of
                               WHERE f.relationship_id = r.id AND f.finished_on IS NULL)
               AND NOT EXISTS (SELECT 1 FROM meeting m WHERE m.relationship_id = r.id
                               AND m.state IN ('offered','planned','prepared') AND m.day >= ?1)",
            today,
        )
    }

    /// The snoozes that hide derived items today.
    pub fn snoozed(&self, today: NaiveDate) -> Result<Vec<String>, Rejection> {
        self.texts("SELECT item FROM snooze WHERE until > ?1", today)
    }

    /// Derived items that were answered ("not for them", "done") by their name.
    pub fn answered(&self) -> Result<Vec<String>, Rejection> {
        self.texts("SELECT gap FROM gap_answer WHERE ?1 IS NOT NULL AND instr(gap, '.') > 0", NaiveDate::MIN)
    }

    /// The items placed by hand for a day, in their order.
    pub fn placed(&self, day: NaiveDate) -> Result<Vec<String>, Rejection> {
        self.texts("SELECT item FROM placement WHERE day = ?1 ORDER BY place", day)
    }

    fn texts(&self, sql: &str, day: NaiveDate) -> Result<Vec<String>, Rejection> {
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement.query_map([day.to_string()], |row| row.get(0)).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Relationships whose rules part is broken: a breach without answer or an exception past its end.
    pub fn rules_broken(&self, today: NaiveDate) -> Result<Vec<i64>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT relationship_id FROM breach WHERE answer = 'open'
                 UNION SELECT relationship_id FROM exception WHERE ended_on IS NULL AND until < ?1",
            )
            .told()?;
        let rows = statement.query_map([today.to_string()], |row| row.get(0)).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Follow-ups finished on a day, newest first.
    pub fn finished_on(&self, day: NaiveDate) -> Result<Vec<RecordId>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id FROM follow_up WHERE finished_on = ?1 ORDER BY id DESC LIMIT 50")
            .told()?;
        let rows = statement
            .query_map([day.to_string()], |row| Ok(RecordId::new(Kind::FollowUp, row.get(0)?)))
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }
}

fn back(day: NaiveDate, months: u32, days: u64) -> NaiveDate {
    day.checked_sub_months(Months::new(months))
        .and_then(|day| day.checked_sub_days(Days::new(days)))
        .unwrap_or(day)
}

/// How many wait in the queues that the view line counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting on somebody, and what they promised.
    pub waiting: i64,
    /// Requests undecided.
    pub requests: i64,
    /// On the back burner.
    pub back_burner: i64,
}

impl Db<'_> {
    /// How many wait in the queues that are counted by themselves.
    pub fn queue_counts(&self) -> Result<Counts, Rejection> {
        self.conn
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE state = 'waiting' OR (whose = 'theirs' AND state = 'open')),
                        count(*) FILTER (WHERE kind = 'request' AND decided_on IS NULL AND state = 'open'),
                        count(*) FILTER (WHERE state = 'back burner')
                 FROM follow_up WHERE finished_on IS NULL",
            )
            .told()?
            .query_row([], |row| {
                Ok(Counts { waiting: row.get(0)?, requests: row.get(1)?, back_burner: row.get(2)? })
            })
            .told()
    }

    /// The minute of the day a meeting begins, when known.
    pub fn meeting_minute(&self, meeting: i64) -> Result<Option<u16>, Rejection> {
        let time: Option<String> = self
            .conn
            .prepare_cached("SELECT time FROM meeting WHERE id = ?1")
            .told()?
            .query_row([meeting], |row| row.get(0))
            .told()?;
        Ok(time.and_then(|time| {
            let (hour, minute) = time.split_once(':')?;
            hour.parse::<u16>().ok()?.checked_mul(60)?.checked_add(minute.parse().ok()?)
        }))
    }

    /// The head of a household, else its first member with household rights.
    pub fn head_of(&self, relationship: i64) -> Result<Option<Row>, Rejection> {
        let id: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT person_id FROM membership WHERE relationship_id = ?1
                   AND role NOT IN ('trusted contact', 'attorney', 'accountant') ORDER BY role <> 'head', id LIMIT 1",
            )
            .told()?
            .query_row([relationship], |row| row.get(0))
            .optional()
            .told()?;
        id.map_or(Ok(None), |id| self.get(RecordId::new(Kind::Person, id)))
    }
}
