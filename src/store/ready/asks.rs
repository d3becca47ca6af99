//! Which facts a change may move: of which relationships, and which of them.
//!
//! **Invariant:** a relationship whose facts may have moved is never left out; one too many costs only time.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::BitOrAssign,
};

use rusqlite::Connection;

use crate::{domain::rejection::Rejection, store::trouble::Told};

/// A set of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Asks(u16);

impl Asks {
    pub(super) const CONTACT: Self = Self(1);
    pub(super) const PROSPECT: Self = Self(2);
    pub(super) const TEACH: Self = Self(4);
    pub(super) const TALK: Self = Self(8);
    pub(super) const READING: Self = Self(16);
    pub(super) const GOAL: Self = Self(32);
    pub(super) const EXPECTATION: Self = Self(64);
    pub(super) const ACCEPTANCE: Self = Self(128);
    pub(super) const GAPS: Self = Self(256);
    /// The last real contact, where there was one: who belongs to the relationship has changed.
    const MEMBERS: Self = Self(512);
    /// The last real contact: a contact has changed, or the relationship itself.
    const LAST: Self = Self(1024);
    pub(super) const PLAN: Self = Self(2048);
    /// The newest version of each rule that they were told of.
    pub(super) const KNOWS: Self = Self(4096);
    /// Since when nobody is managed here any more.
    pub(super) const GONE: Self = Self(8192);
    const ALL: Self = Self(511 | 1024 | 2048 | 4096 | 8192);

    const fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    pub(super) fn holds(self, one: Self) -> bool {
        self.0 & one.0 != 0
    }

    /// What a change of one table may move; none for a table that moves nothing.
    fn of(table: &str, kind: &str) -> Option<Self> {
        const SHARED: Asks = Asks::LAST.and(Asks::CONTACT).and(Asks::PROSPECT);
        Some(match table {
            // What a new one has is told by the records that come with it.
            "relationship" if kind == "I" => {
                Self::CONTACT.and(Self::PROSPECT).and(Self::GAPS).and(Self::GONE)
            }
            "relationship" => Self::ALL,
            "share" => SHARED,
            "membership" => Self::MEMBERS.and(Self::CONTACT).and(Self::PROSPECT).and(Self::GAPS),
            "training" => Self::TEACH.and(Self::GAPS).and(Self::PLAN).and(Self::KNOWS),
            "talk" => Self::TALK.and(Self::GAPS),
            "measure" => Self::READING.and(Self::GAPS),
            "reading" => Self::READING,
            "goal" => Self::GOAL.and(Self::GAPS),
            "expectation" => Self::EXPECTATION.and(Self::GAPS),
            "acceptance" => Self::ACCEPTANCE.and(Self::GAPS).and(Self::PLAN).and(Self::KNOWS),
            "follow_up" | "meeting" => Self::PROSPECT.and(Self::GAPS),
            "gap_answer" => Self::GAPS.and(Self::KNOWS),
            "life_event" | "exception" => Self::GAPS,
            _ => return None,
        })
    }
}

impl BitOrAssign for Asks {
    fn bitor_assign(&mut self, more: Self) {
        self.0 |= more.0;
    }
}

/// Whether a relationship came with the changes that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// It was there before: its facts stand in the book.
    Before,
    /// It came now: it has none yet.
    Now,
}

/// What may have moved of one relationship.
#[derive(Debug, Clone, Copy)]
pub(super) struct Touched {
    pub(super) asks: Asks,
    pub(super) since: Since,
}

/// The relationships whose facts the changes after `first` may move.
pub(super) fn touched(conn: &Connection, first: i64) -> Result<BTreeMap<i64, Touched>, Rejection> {
    let mut found = Found::default();
    // NOT INDEXED: only the newest changes are read, by seq; an index would walk the whole journal.
    // A new person is nobody's until a membership says so.
    let mut statement = conn
        .prepare_cached(
            "SELECT tbl, kind, row_id, owner_id,
                    CASE kind WHEN 'U' THEN before ->> iif(tbl = 'special_date', '$.person_id', '$.relationship_id') END,
                    CASE tbl WHEN 'participant' THEN before ->> '$.interaction_id' END,
                    CASE tbl WHEN 'participant' THEN after ->> '$.interaction_id' END
             FROM change NOT INDEXED
             WHERE seq > ?1 AND tbl IN ('share','participant','membership','interaction','relationship','person',
               'special_date','training','talk','measure','reading','goal','expectation','acceptance','follow_up',
               'meeting','life_event','exception','gap_answer') AND NOT (tbl = 'person' AND kind = 'I')",
        )
        .told()?;
    let mut rows = statement.query([first]).told()?;
    while let Some(row) = rows.next().told()? {
        let text = |k: usize| row.get_ref(k)?.as_str().map_err(rusqlite::Error::from);
        let (table, kind): (&str, &str) = (text(0).told()?, text(1).told()?);
        let (id, owner): (i64, Option<i64>) = (row.get(2).told()?, row.get(3).told()?);
        // What has moved is missed where it was.
        let left: Option<i64> = row.get(4).told()?;
        match (table, kind) {
            ("person", _) => found.persons.extend([id]),
            ("special_date", _) => found.persons.extend(owner.into_iter().chain(left)),
            ("interaction", "U") => found.interactions.extend([id]),
            // Who took part tells for all who share the contact.
            ("participant", _) => {
                let contacts: [Option<i64>; 2] = [row.get(5).told()?, row.get(6).told()?];
                found.interactions.extend(contacts.into_iter().flatten());
            }
            _ => {
                let since = if (table, kind) == ("relationship", "I") { Since::Now } else { Since::Before };
                for relationship in owner.into_iter().chain(left) {
                    found.add(relationship, Asks::of(table, kind), since);
                }
            }
        }
    }
    drop(rows);
    found.through(conn)
}

#[derive(Default)]
struct Found {
    relationships: BTreeMap<i64, Touched>,
    persons: BTreeSet<i64>,
    interactions: BTreeSet<i64>,
}

impl Found {
    fn add(&mut self, relationship: i64, asks: Option<Asks>, since: Since) {
        if let Some(asks) = asks {
            self.relationships.entry(relationship).or_insert(Touched { asks, since }).asks |= asks;
        }
    }

    /// Adds those that are touched through a person or a contact of theirs.
    fn through(mut self, conn: &Connection) -> Result<BTreeMap<i64, Touched>, Rejection> {
        let members = "SELECT relationship_id FROM membership WHERE person_id = ?1";
        for person in std::mem::take(&mut self.persons) {
            self.each(conn, members, person, "life_event")?;
        }
        let shares = "SELECT relationship_id FROM share WHERE interaction_id = ?1";
        for interaction in std::mem::take(&mut self.interactions) {
            self.each(conn, shares, interaction, "share")?;
        }
        Ok(self.relationships)
    }

    /// Adds the relationships that `sql` finds as if a row of theirs in `table` had changed.
    fn each(&mut self, conn: &Connection, sql: &str, id: i64, table: &str) -> Result<(), Rejection> {
        let mut statement = conn.prepare_cached(sql).told()?;
        let mut rows = statement.query([id]).told()?;
        while let Some(row) = rows.next().told()? {
            self.add(row.get(0).told()?, Asks::of(table, "U"), Since::Before);
        }
        Ok(())
    }
}

impl Touched {
    /// Whether the last real contact may have moved; `had` tells whether there is or was any contact.
    pub(super) fn moves_last_contact(
        self,
        had: impl FnOnce() -> Result<bool, Rejection>,
    ) -> Result<bool, Rejection> {
        if self.asks.holds(Asks::LAST) {
            return Ok(true);
        }
        Ok(self.asks.holds(Asks::MEMBERS) && self.since == Since::Before && had()?)
    }
}
