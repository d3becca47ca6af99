//! Everything that refers to one record refers to another afterwards.
//!
//! **Invariant:** the references are those the declarations name, so that no record type can be forgotten; of two
//! rows that come to say the same one stays, with what hung on both.

use super::fields::whose;
use crate::{
    acts::execute::Act,
    domain::{
        card::{Point, PointKind},
        duplicate::pair,
        merge::stronger_role,
        record::{Fields, Kind, RecordId, Row, Ty, Value},
        records::share,
        rejection::Rejection,
    },
};

impl Act<'_, '_> {
    /// Points what refers to `from` at `to`; says how many records that were.
    pub(super) fn move_references(&self, from: RecordId, to: RecordId) -> Result<usize, Rejection> {
        let mut moved = 0;
        for kind in Kind::ALL {
            for field in kind.spec().fields.iter().filter(|field| field.ty == Ty::Ref(from.kind)) {
                for row in self.tx.rows(*kind, &[(field.name, Value::Int(from.id))])? {
                    // The record that goes is deleted with what it refers to; its own mate is told in `fields`.
                    if row.id == from || row.id == to {
                        continue;
                    }
                    self.move_one(&row, field.name, from, to)?;
                    moved += 1;
                }
            }
        }
        self.rename_items(from, to)?;
        Ok(moved)
    }

    fn move_one(&self, row: &Row, field: &str, from: RecordId, to: RecordId) -> Result<(), Rejection> {
        let mut after = row.fields.clone();
        after.set(field, to.id);
        let twin = match row.id.kind {
            Kind::Membership => return self.move_membership(row, &after, to),
            Kind::DistinctPair => return self.move_pair(row, &after),
            Kind::ContactPoint => self.same_point(row, to)?,
            kind => self.twin(kind, row, &after, from)?,
        };
        match twin {
            Some(twin) => self.join(row, &twin),
            None => self.tx.update(row.id, &Fields::new().with(field, to.id)),
        }
    }

    /// A row that already says what this one comes to say.
    fn twin(&self, kind: Kind, row: &Row, after: &Fields, from: RecordId) -> Result<Option<Row>, Rejection> {
        let keys: &[&str] = match (kind, from.kind) {
            (Kind::Tag, _) => &["relationship_id", "name"],
            (Kind::GapAnswer, _) => &["relationship_id", "gap"],
            (Kind::Acceptance, _) => &["relationship_id", "rule_id"],
            (Kind::Share, _) => &["interaction_id", "relationship_id"],
            (Kind::Participant, Kind::Person) => &["interaction_id", "person_id"],
            (Kind::Party, Kind::Person) => &["event_id", "person_id", "answer"],
            (Kind::SpecialDate, _) => &["person_id", "label", "day"],
            (Kind::ImportedProperty, _) => &["person_id", "line"],
            (Kind::CustomField, _) => &["person_id", "relationship_id", "name", "value"],
            _ => return Ok(None),
        };
        let equal: Vec<(&str, Value)> = keys.iter().map(|key| (*key, after.get(key).clone())).collect();
        Ok(self.tx.rows(kind, &equal)?.into_iter().find(|twin| twin.id != row.id))
    }

    /// An e-mail, number or address the kept person has in another spelling, with nothing more to it.
    fn same_point(&self, row: &Row, to: RecordId) -> Result<Option<Row>, Rejection> {
        let equal = [("person_id", Value::Int(to.id)), ("kind", row.fields.get("kind").clone())];
        let key = |row: &Row| {
            let kind = match row.str("kind") {
                "phone" => PointKind::Phone,
                "email" => PointKind::Email,
                "address" => PointKind::Address,
                "url" => PointKind::Url,
                _ => PointKind::Im,
            };
            Point::new(kind, "", row.str("value")).key()
        };
        let says_no_more = |mine: &Row| row.str("label").is_empty() || row.str("label") == mine.str("label");
        let mine = self.tx.rows(Kind::ContactPoint, &equal)?;
        Ok(mine.into_iter().find(|mine| key(mine) == key(row) && says_no_more(mine)))
    }

    /// Makes one of two rows that say the same; what hung on both hangs on the one that stays.
    fn join(&self, row: &Row, twin: &Row) -> Result<(), Rejection> {
        let known = |name: &str| twin.fields.get(name).clone();
        let mut fields = Fields::new();
        match row.id.kind {
            Kind::Share => {
                fields.set("minutes", share::sum(row, twin));
            }
            Kind::ContactPoint => {
                fields.set("preferred", row.flag("preferred") || twin.flag("preferred"));
                fields.set("do_not_use", row.flag("do_not_use") || twin.flag("do_not_use"));
            }
            Kind::Acceptance => self.join_acceptances(row, twin)?,
            Kind::GapAnswer if row.str("reason") != twin.str("reason") => {
                fields.set("reason", format!("{}; {}", twin.str("reason"), row.str("reason")));
            }
            _ => {}
        }
        fields.0.retain(|name, value| {
            known(name) != *value && !(known(name).is_null() && *value == Value::Int(0))
        });
        self.tx.update(twin.id, &fields)?;
        self.move_references(row.id, twin.id)?;
        self.tx.delete(row.id)
    }

    /// One acceptance of a rule, as it stands with the one who is further on; the events and texts of both.
    fn join_acceptances(&self, row: &Row, twin: &Row) -> Result<(), Rejection> {
        let further =
            |row: &Row| (row.str("state") == "agreed", row.int("rule_version"), row.day("agreed_on"));
        if further(row) > further(twin) {
            let mut fields = row.fields.clone();
            fields.0.remove("relationship_id");
            fields.0.remove("rule_id");
            self.tx.update(twin.id, &fields)?;
        }
        let equal = [
            ("agreement", Value::from(Kind::Acceptance.spec().table)),
            ("agreement_id", Value::Int(row.id.id)),
        ];
        for kind in [Kind::AgreementEvent, Kind::AgreementVersion] {
            for part in self.tx.rows(kind, &equal)? {
                self.tx.update(part.id, &Fields::new().with("agreement_id", twin.id.id))?;
            }
        }
        Ok(())
    }

    /// A membership that moves to another person or relationship; one person is once in a relationship, has one
    /// home, and a relationship one living head.
    fn move_membership(&self, row: &Row, after: &Fields, to: RecordId) -> Result<(), Rejection> {
        let equal = ["relationship_id", "person_id"].map(|name| (name, after.get(name).clone()));
        let twin = self.tx.rows(Kind::Membership, &equal)?.into_iter().find(|twin| twin.id != row.id);
        let Some(twin) = twin else {
            let mut fields = Fields::new().with(whose(to), to.id);
            if to.kind == Kind::Person && row.flag("home") && self.is_at_home_elsewhere(to.id, row.id)? {
                fields.set("home", false);
            }
            if to.kind == Kind::Relationship
                && row.str("role") == "head"
                && self.one_head(after, Some(row.id)).is_err()
            {
                fields.set("role", "member");
            }
            return self.tx.update(row.id, &fields);
        };
        let role = stronger_role(twin.str("role"), row.str("role")).to_owned();
        let weaker = if role == twin.str("role") { row.str("role") } else { twin.str("role") };
        let person = RecordId::new(Kind::Person, after.int("person_id").unwrap_or(0));
        if weaker != role && !matches!(weaker, "" | "member" | "contact") {
            let who = self.who(after.int("relationship_id"))?;
            self.keep_further(person, "also role", &format!("{weaker} of {who}"))?;
        }
        self.tx.delete(row.id)?;
        let is_home = twin.flag("home")
            || (row.flag("home")
                && (to.kind == Kind::Relationship || !self.is_at_home_elsewhere(person.id, twin.id)?));
        let fields = Fields::new().with("role", role).with("home", is_home);
        let moves = fields.iter().any(|(name, value)| twin.fields.get(name) != value);
        if moves { self.tx.update(twin.id, &fields) } else { Ok(()) }
    }

    fn is_at_home_elsewhere(&self, person: i64, but: RecordId) -> Result<bool, Rejection> {
        let rows = self.tx.rows(Kind::Membership, &[("person_id", Value::Int(person))])?;
        Ok(rows.iter().any(|row| row.flag("home") && row.id != but))
    }

    /// Whom the other one was told apart from, the kept one is now; of the two themselves nothing is left to say.
    fn move_pair(&self, row: &Row, after: &Fields) -> Result<(), Rejection> {
        self.tx.delete(row.id)?;
        let (Some(one), Some(other)) = (after.int("first_id"), after.int("second_id")) else { return Ok(()) };
        let (first, second) = pair(one, other);
        let equal = [("first_id", Value::Int(first)), ("second_id", Value::Int(second))];
        if first != second && self.tx.rows(Kind::DistinctPair, &equal)?.is_empty() {
            let fields = row.fields.clone().with("first_id", first).with("second_id", second);
            self.tx.insert(Kind::DistinctPair, &fields)?;
        }
        Ok(())
    }

    /// What was hidden, placed or answered under a name with the old id in it stands under the new one.
    fn rename_items(&self, from: RecordId, to: RecordId) -> Result<(), Rejection> {
        let renamed = |item: &str| {
            let (old, new) = (from.to_string(), to.to_string());
            let parts: Vec<&str> =
                item.split('.').map(|part| if part == old { new.as_str() } else { part }).collect();
            Some(parts.join(".")).filter(|new| new != item)
        };
        let today = Value::from(self.today);
        let named = [
            (Kind::Snooze, "item", self.tx.rows(Kind::Snooze, &[])?),
            (Kind::Placement, "item", self.tx.rows(Kind::Placement, &[("day", today)])?),
            (Kind::GapAnswer, "gap", self.tx.rows(Kind::GapAnswer, &[])?),
        ];
        for (kind, field, rows) in named {
            for row in rows {
                let Some(new) = renamed(row.str(field)) else { continue };
                let after = row.fields.clone().with(field, new.as_str());
                let keys: &[&str] = match kind {
                    Kind::Snooze => &["item"],
                    Kind::Placement => &["day", "item"],
                    _ => &["relationship_id", "gap"],
                };
                let equal: Vec<(&str, Value)> =
                    keys.iter().map(|key| (*key, after.get(key).clone())).collect();
                if self.tx.rows(kind, &equal)?.is_empty() {
                    self.tx.update(row.id, &Fields::new().with(field, new))?;
                } else {
                    self.tx.delete(row.id)?;
                }
            }
        }
        Ok(())
    }
}
