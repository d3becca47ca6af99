//! The facts of `ready`: for each question of the queue one statement that writes them for many relationships.
//!
//! **Invariant:** a fact is of the records alone; what depends on today, a tier's gaps or the calendar is
//! asked when it is read, so none of these moves a fact.

use std::sync::LazyLock;

use super::asks::Asks;
use crate::store::{gaps, queue::MANAGED};

/// A question, the word its facts stand under, and the statement that writes them; `?1` is a JSON list of
/// relationships.
pub(super) struct Fact {
    pub(super) asks: Asks,
    pub(super) what: &'static str,
    pub(super) write: String,
}

/// All of them.
pub(super) static FACTS: LazyLock<[Fact; 12]> = LazyLock::new(|| {
    [
        fact(Asks::CONTACT, "contact", &contact()),
        fact(Asks::PROSPECT, "prospect", &prospect()),
        fact(Asks::TEACH, "teach", &teach()),
        fact(Asks::PLAN, "plan", &plan()),
        fact(Asks::TALK, "talk", &talk()),
        fact(Asks::READING, "reading", &reading()),
        fact(Asks::GOAL, "goal", &look("goal")),
        fact(Asks::EXPECTATION, "expectation", &look("expectation")),
        fact(Asks::ACCEPTANCE, "acceptance", &look("acceptance")),
        fact(Asks::GAPS, "gaps", &may_lack()),
        fact(Asks::KNOWS, "knows", &knows()),
        fact(Asks::GONE, "gone", GONE),
    ]
});

/// `select` gives pace, day, relationship, id; `touched` is a relationship of the list, as `r`.
fn fact(asks: Asks, what: &'static str, select: &str) -> Fact {
    let (columns, rest) = select.split_once("FROM touched").unwrap_or((select, ""));
    let write = format!(
        "INSERT OR IGNORE INTO ready(what, pace, day, relationship_id, id) SELECT '{what}', {columns}
         FROM json_each(?1) j CROSS JOIN relationship r ON r.id = j.value {rest}"
    );
    Fact { asks, what, write }
}

/// Since the last real contact (`+`), or since it was entered (`-`): by its own gap (`#45`), or its tier's (`=A`).
fn contact() -> String {
    format!(
        "CASE WHEN c.last_contact_on IS NULL THEN '-' ELSE '+' END
           || CASE WHEN r.ideal_days BETWEEN 0 AND 4294967295 THEN '#' || r.ideal_days ELSE '=' || r.tier END,
         ifnull(ifnull(c.last_contact_on, r.entered_on), ''), r.id, r.id FROM touched
         LEFT JOIN ready_contact c ON c.relationship_id = r.id
         WHERE r.kind = 'client' AND {MANAGED} AND (r.ideal_days BETWEEN 0 AND 4294967295 OR r.tier IS NOT NULL)"
    )
}

/// Prospects in play for whom nothing is open: since the last thing known, or since a meeting (`m`).
fn prospect() -> String {
    const MEETING: &str = "(SELECT max(m.day) FROM meeting m WHERE m.relationship_id = r.id
        AND m.state IN ('offered', 'planned', 'prepared'))";
    format!(
        "iif({MEETING} IS NULL, '', 'm'),
         ifnull({MEETING}, max(ifnull(c.last_contact_on, ''), ifnull(r.entered_on, ''))), r.id, r.id FROM touched
         LEFT JOIN ready_contact c ON c.relationship_id = r.id
         WHERE r.kind = 'prospect' AND r.stage <> 'not taken'
           AND NOT EXISTS (SELECT 1 FROM follow_up f INDEXED BY follow_up_open_of
                           WHERE f.relationship_id = r.id AND f.finished_on IS NULL)"
    )
}

/// The newest training of each rule: the rule, and when it is to be taught again; not understood, 30 days on.
fn teach() -> String {
    format!(
        "CAST(t.rule_id AS TEXT), CASE WHEN t.understood = 'yes' THEN t.repeat_on
           ELSE ifnull(t.repeat_on, date(t.day, '+30 days')) END AS again, r.id, t.id FROM touched
         CROSS JOIN training t ON t.relationship_id = r.id
         WHERE again IS NOT NULL AND {MANAGED}
           AND NOT EXISTS (SELECT 1 FROM training n WHERE n.relationship_id = r.id
                           AND n.rule_id = t.rule_id AND (n.day > t.day OR (n.day = t.day AND n.id > t.id)))"
    )
}

/// Rules that are to be taught for the first time: the rule, and by when.
fn plan() -> String {
    format!(
        "CAST(a.rule_id AS TEXT), a.teach_by, r.id, a.id FROM touched
         CROSS JOIN acceptance a ON a.relationship_id = r.id
         WHERE a.teach_by IS NOT NULL AND a.state <> 'retired' AND {MANAGED}
           AND NOT EXISTS (SELECT 1 FROM training t WHERE t.relationship_id = r.id AND t.rule_id = a.rule_id)"
    )
}

/// The newest talk of each comparison, when it is to be reinforced.
fn talk() -> String {
    format!(
        "'', k.reinforce_on, r.id, k.id FROM touched CROSS JOIN talk k ON k.relationship_id = r.id
         WHERE k.reinforce_on IS NOT NULL AND {MANAGED}
           AND NOT EXISTS (SELECT 1 FROM talk n WHERE n.relationship_id = r.id
                           AND n.compared_with = k.compared_with
                           AND (n.day > k.day OR (n.day = k.day AND n.id > k.id)))"
    )
}

/// Measures with a rhythm of reading: the rhythm, and their last reading.
fn reading() -> String {
    format!(
        "u.read_every, ifnull((SELECT max(day) FROM reading d WHERE d.measure_id = u.id), ''), r.id, u.id FROM touched
         CROSS JOIN measure u ON u.relationship_id = r.id WHERE u.read_every IS NOT NULL AND {MANAGED}"
    )
}

/// Agreements: `wait` and the day one was drafted or proposed; or the months between looks, and the day of its
/// pattern from which they count (`domain::agreement`; a test holds the two together). What was reaffirmed about
/// half-way between two such days may be found a round early, never late.
fn look(table: &str) -> String {
    const MONTHS: &str =
        "CASE WHEN a.every_months > 0 THEN a.every_months WHEN r.tier IN ('C', 'D') THEN 24 ELSE 12 END";
    // The rounds of the pattern that a reaffirmation has passed; three tenths of a month for months of unlike length.
    let rounds = format!(
        "CASE WHEN a.anchored_on > a.agreed_on THEN CAST(max(0,
           ((strftime('%Y', a.anchored_on) - strftime('%Y', a.agreed_on)) * 12.0
             + strftime('%m', a.anchored_on) - strftime('%m', a.agreed_on)
             + (strftime('%d', a.anchored_on) - strftime('%d', a.agreed_on)) / 31.0 - 0.3) / ({MONTHS}) + 0.5) AS INTEGER)
           ELSE 0 END"
    );
    format!(
        "CASE a.state WHEN 'agreed' THEN CAST({MONTHS} AS TEXT) ELSE 'wait' END,
         ifnull(CASE a.state WHEN 'draft' THEN a.drafted_on
           WHEN 'proposed' THEN ifnull(a.proposed_on, a.drafted_on)
           ELSE max(date(ifnull(a.agreed_on, ifnull(a.drafted_on, '1970-01-01')),
                         '+' || (({MONTHS}) * ({rounds})) || ' months'),
                    ifnull(date(a.deferred_until, '-' || ({MONTHS}) || ' months'), '')) END, ''), r.id, a.id FROM touched
         CROSS JOIN {table} a ON a.relationship_id = r.id
         WHERE a.state IN ('draft', 'proposed', 'agreed') AND {MANAGED}"
    )
}

/// The rules a client was taught or has accepted: the rule, and the newest version they know or need not be told of,
/// in nine figures. What was taught without a version is known; a set aside card counts as told (`acts/queue`).
fn knows() -> String {
    const TAUGHT: &str = "ifnull((SELECT ifnull(t.rule_version, 999999999) FROM training t
        WHERE t.relationship_id = r.id AND t.rule_id = u.id ORDER BY t.day DESC, t.id DESC LIMIT 1), -1)";
    const ACCEPTED: &str = "ifnull((SELECT ifnull(a.rule_version, 0) FROM acceptance a
        WHERE a.relationship_id = r.id AND a.rule_id = u.id AND a.state = 'agreed'), -1)";
    const LEFT: &str =
        "ifnull((SELECT max(CAST(substr(g.gap, length('r' || u.id || '.tell.') + 1) AS INTEGER))
        FROM gap_answer g WHERE g.relationship_id = r.id AND g.gap GLOB 'r' || u.id || '.tell.*'), -1)";
    format!(
        "CAST(u.id AS TEXT), printf('%09d', iif(max({TAUGHT}, {ACCEPTED}) < 0, -1, max({TAUGHT}, {ACCEPTED}, {LEFT})))
           AS known, r.id, u.id FROM touched
         CROSS JOIN rule u WHERE r.kind = 'client' AND {MANAGED} AND known >= '0'"
    )
}

/// Who is gone: the day from which their records are kept at the earliest.
const GONE: &str = "'', max(ifnull(r.ended_on, ''), ifnull(r.entered_on, '')), r.id, r.id FROM touched
    WHERE r.stage IN ('ended', 'not taken')";

/// Clients that may lack something, by tier (`=A`), those without one at the end (`~`).
fn may_lack() -> String {
    format!(
        "ifnull('=' || r.tier, '~'), '', r.id, r.id FROM touched WHERE r.kind = 'client' AND {MANAGED} AND ({})",
        gaps::may_lack()
    )
}
