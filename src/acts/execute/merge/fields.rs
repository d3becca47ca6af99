//! The fields of two records made one: what stays, what is kept beside it, and the alias.
//!
//! **Invariant:** every value that stays in no field stands in a field of the user's own or in the alias.

use crate::{
    acts::execute::Act,
    domain::{
        entry,
        merge::{compare, further_name, settle, take},
        record::{Field, Fields, Kind, RecordId, Row, Ty, Value},
        rejection::Rejection,
    },
};

/// The field that says whose a record is: a person's or a relationship's.
pub(super) fn whose(id: RecordId) -> &'static str {
    if id.kind == Kind::Person { "person_id" } else { "relationship_id" }
}

impl Act<'_, '_> {
    /// Writes the fields of the kept record, the further values, and the alias of the other one.
    pub(super) fn join_fields(&self, keep: &Row, other: &Row, names: &[String]) -> Result<(), Rejection> {
        let spec = keep.id.kind.spec();
        let mut rows = compare(spec, &keep.fields, &other.fields);
        take(&mut rows, spec, names)?;
        let mut settled = settle(&rows);
        // Nobody is brought by themselves.
        for field in spec.fields.iter().filter(|field| field.ty == Ty::Ref(keep.id.kind)) {
            let after = if settled.set.get(field.name).is_null() { &keep.fields } else { &settled.set };
            if matches!(after.int(field.name), Some(id) if id == keep.id.id || id == other.id.id) {
                settled.set.set(field.name, Value::Null);
            }
        }
        let mut whole = keep.fields.clone();
        for (name, value) in settled.set.iter() {
            whole.set(name, value.clone());
        }
        (spec.check)(&whole)?;
        self.tx.update(keep.id, &settled.set)?;
        for (field, value) in &settled.further {
            self.keep_further(keep.id, &further_name(field), &self.in_words(field, value)?)?;
        }
        let uid = other.fields.text("external_uid").filter(|uid| whole.text("external_uid") != Some(uid));
        let alias = Fields::new().with(whose(keep.id), keep.id.id).with("day", self.today);
        let of_other = alias
            .clone()
            .with("name", other.str("name"))
            .with("was", other.id.to_string())
            .with("foreign_id", uid.map(ToOwned::to_owned));
        self.tx.insert(Kind::Alias, &of_other)?;
        if whole.text("name") != keep.fields.text("name") {
            self.tx.insert(Kind::Alias, &alias.with("name", keep.str("name")))?;
        }
        Ok(())
    }

    /// A value that stays in no field; once only.
    pub(super) fn keep_further(&self, of: RecordId, name: &str, value: &str) -> Result<(), Rejection> {
        let equal =
            [(whose(of), Value::Int(of.id)), ("name", Value::from(name)), ("value", Value::from(value))];
        if self.tx.rows(Kind::CustomField, &equal)?.is_empty() {
            let fields = Fields::new().with(whose(of), of.id).with("name", name).with("value", value);
            self.tx.insert(Kind::CustomField, &fields)?;
        }
        Ok(())
    }

    /// As the book writes it; who is referred to by name.
    fn in_words(&self, field: &Field, value: &Value) -> Result<String, Rejection> {
        match (field.ty, value) {
            (Ty::Ref(kind), Value::Int(id)) => {
                let row = self.tx.get(RecordId::new(kind, *id))?;
                Ok(row.map(|row| row.str(kind.spec().title).to_owned()).unwrap_or_default())
            }
            (_, Value::Text(text)) => Ok(text.clone()),
            _ => Ok(entry::show(field, value)),
        }
    }
}
