//! What a record is called, wherever one reads of it: lists, receipts, refusals, the history, calendars.
//!
//! **Invariant:** a record always has a name; it is its id only where neither it nor what it is about has words.

use super::{
    entry,
    record::{Kind, RecordId, Row, Ty},
    rejection::Rejection,
};

/// What a record is called: its own title in one line, or that of the record it is about, which `get` reads.
///
/// # Errors
/// Those of `get`.
pub fn title(
    row: &Row,
    get: impl FnOnce(RecordId) -> Result<Option<Row>, Rejection>,
) -> Result<String, Rejection> {
    let said = match about(row) {
        Some(id) => get(id)?.map(|other| own(&other)),
        None => Some(own(row)),
    };
    Ok(said.filter(|title| !title.is_empty()).unwrap_or_else(|| row.id.to_string()))
}

/// The record that one without words of its own is called after.
fn about(row: &Row) -> Option<RecordId> {
    let spec = row.id.kind.spec();
    // A number says nothing without what it measures.
    let name = if row.id.kind == Kind::Reading { "measure_id" } else { spec.title };
    match spec.field(name)?.ty {
        Ty::Ref(kind) => Some(RecordId::new(kind, row.int(name)?)),
        _ => None,
    }
}

/// The first line of its title.
fn own(row: &Row) -> String {
    let spec = row.id.kind.spec();
    let name = match row.id.kind {
        Kind::LifeEvent if row.str(spec.title).trim().is_empty() => "kind",
        _ => spec.title,
    };
    let said = spec.field(name).map(|field| entry::show(field, row.fields.get(name))).unwrap_or_default();
    said.trim().lines().next().unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Fields;

    fn row(kind: Kind, fields: Fields) -> Row {
        Row { id: RecordId::new(kind, 1), uid: String::new(), fields }
    }

    /// The title, where every record referred to is named `Other`.
    fn called(kind: Kind, fields: Fields) -> String {
        let get = |id: RecordId| Ok(Some(row(id.kind, Fields::new().with(id.kind.spec().title, "Other"))));
        title(&row(kind, fields), get).unwrap()
    }

    #[test]
    fn a_record_is_called_by_the_first_line_of_its_title() {
        let fields = Fields::new().with("value", " 12 High Street\nLeeds");
        assert_eq!(called(Kind::ContactPoint, fields), "12 High Street");
    }

    #[test]
    fn a_life_event_without_a_note_is_called_by_what_it_is() {
        let fields = Fields::new().with("kind", "birth");
        assert_eq!(called(Kind::LifeEvent, fields.clone()), "birth");
        assert_eq!(called(Kind::LifeEvent, fields.with("note", "Second child")), "Second child");
    }

    #[test]
    fn what_has_no_words_is_called_after_what_it_is_about() {
        assert_eq!(called(Kind::Training, Fields::new().with("rule_id", 3)), "Other");
        assert_eq!(called(Kind::Reading, Fields::new().with("measure_id", 3).with("value", 7)), "Other");
    }

    #[test]
    fn a_record_without_any_words_is_called_by_its_id() {
        let training = row(Kind::Training, Fields::new().with("rule_id", 3));
        assert_eq!(title(&training, |_| Ok(None)).unwrap(), training.id.to_string());
        let note = row(Kind::Tag, Fields::new());
        assert_eq!(title(&note, |_| Ok(None)).unwrap(), note.id.to_string());
    }
}
