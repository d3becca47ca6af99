//! One form for several records: what is typed goes to all of them, as one step.
//!
//! **Invariant:** a field that was not touched is written into none of them.

use super::{
    form::{Form, FormField, FormSpec, Kind as Input, Need},
    record::{answered, check, input, title_of},
};
use crate::{
    acts::name::short,
    domain::{
        entry,
        record::{Field, Fields, Kind, RecordId, Row, Set, Value},
        rejection::Rejection,
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
    },
};

/// What is typed to empty a field that has several values.
const NOTHING: &str = "-";
/// Records named in the title; more are counted.
const NAMED: usize = 3;

/// Opens the form of records of one type; of one record its own form.
#[must_use]
pub fn edit(ids: &[RecordId], at: &At<'_>) -> Vec<Effect> {
    let [first, _, ..] = ids else {
        return ids.first().map_or_else(Vec::new, |only| super::record::edit(*only, at));
    };
    let kind = first.kind;
    if ids.iter().any(|id| id.kind != kind) {
        return Effect::warn("These rows are of several sorts. Mark rows of one sort to edit them together.");
    }
    let mut rows = Vec::new();
    for id in ids {
        match at.book.get(*id) {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => return Effect::warn(format!("{id} is gone. Nothing was changed.")),
            Err(no) => return Effect::warn(no.message),
        }
    }
    let fields = fields_of(kind).map(|field| shared(field, &rows, at)).collect();
    let targets = ids.to_vec();
    let key: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let spec = FormSpec {
        title: format!("Edit {} {}", ids.len(), kind.spec().plural),
        of: names(&rows, at),
        slip_key: format!("form:{}.edit-all:{}", kind.spec().noun, key.join(",")),
        fields,
        check: Box::new(
            move |field, typed, at| {
                if typed == NOTHING { Ok(None) } else { check(kind, &field.name, typed, at) }
            },
        ),
        save: Box::new(move |answers, at| {
            let mut given = Fields::new();
            for field in fields_of(kind).filter(|field| answers.changed(field.name)) {
                let text = answers.text(field.name);
                if text == NOTHING && field.set == Set::Required {
                    return Err(Rejection::field(field.name, "This one is needed; it cannot be emptied."));
                }
                let value = if text == NOTHING { Value::Null } else { answered(field, answers, at)? };
                given.set(field.name, value);
            }
            if given.is_empty() {
                return Ok(vec![Effect::Discard, Effect::Say("Nothing was changed".to_owned())]);
            }
            Ok(Effect::save(Action::Edit { targets: targets.clone(), fields: given, seen: None }))
        }),
    };
    Effect::open(Form::new(spec))
}

/// What can be the same for several records: all that is typed but the title.
fn fields_of(kind: Kind) -> impl Iterator<Item = &'static Field> {
    entry::typed(kind).filter(move |field| field.name != kind.spec().title)
}

/// A field with the value all of them have, or with none where they have several.
fn shared(field: &'static Field, rows: &[Row], at: &At<'_>) -> FormField {
    let value = |row: &Row| row.fields.get(field.name).clone();
    let first = rows.first().map_or(Value::Null, value);
    let is_one = rows.iter().all(|row| value(row) == first);
    let mut form_field = input(field, if is_one { &first } else { &Value::Null }, at);
    form_field.need = Need::Optional;
    if is_one && first.is_null() {
        // What a new record would get is no value of these.
        return form_field.value("");
    }
    if is_one {
        return form_field;
    }
    if let Input::Choice(words) = &mut form_field.kind
        && field.set != Set::Required
    {
        words.push(NOTHING.to_owned());
    }
    let doc = if field.set == Set::Required {
        "several; one for all"
    } else {
        "several; one for all, or - for none"
    };
    form_field.picked = None;
    form_field.value("").doc(doc)
}

/// `Hartley, Tanaka, Ruiz and 4 more`.
fn names(rows: &[Row], at: &At<'_>) -> String {
    let title = |row: &Row| {
        let title = title_of(row, at);
        if row.id.kind == Kind::Relationship { short(&title).to_owned() } else { title }
    };
    let named: Vec<String> = rows.iter().take(NAMED).map(title).collect();
    match rows.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::record::Kind,
        tui::{
            app::App,
            testing::{desk, drawn, practice, press, typed},
        },
    };

    fn values(app: &App, kind: Kind, name: &str) -> Vec<String> {
        app.book.rows(kind, &[]).unwrap().iter().map(|row| row.str(name).to_owned()).collect()
    }

    fn to(app: &mut App, label: &str) {
        for _ in 0..40 {
            let at = drawn(app, 80, 24).iter().any(|line| line.starts_with(&format!("▸ {label}")));
            if at {
                return;
            }
            press(app, "Tab");
        }
        panic!("{label} is not in the form");
    }

    #[test]
    fn marked_clients_are_edited_in_one_form_and_only_what_is_touched_is_written() {
        let mut app = desk(practice());
        press(&mut app, "1 V e");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("Edit 3 clients") && shown.contains("several"), "{shown}");
        assert!(!shown.contains("Name "), "a name is nobody else's: {shown}");
        let narrow = drawn(&mut app, 60, 20).join("\n");
        assert!(narrow.contains("several; one for all"), "what differs is no empty field: {narrow}");
        to(&mut app, "Language");
        typed(&mut app, "French");
        press(&mut app, "Ctrl-S");
        assert!(app.model.layers.is_empty(), "{}", drawn(&mut app, 80, 24).join("\n"));
        assert_eq!(values(&app, Kind::Relationship, "language"), ["French"; 3]);
        assert_eq!(values(&app, Kind::Relationship, "tier"), ["A", "B", "C"]);
        press(&mut app, "u");
        assert_eq!(values(&app, Kind::Relationship, "language"), ["", "", ""]);
    }

    #[test]
    fn several_values_become_one_or_none() {
        let mut app = desk(practice());
        press(&mut app, "1 V e");
        to(&mut app, "Tier");
        press(&mut app, "-");
        press(&mut app, "Ctrl-S");
        assert_eq!(values(&app, Kind::Relationship, "tier"), ["", "", ""]);
    }

    #[test]
    fn marked_follow_ups_are_edited_together_and_a_form_left_as_it_was_writes_nothing() {
        let mut app = desk(practice());
        for key in ["f1", "f2", "f3"] {
            assert!(app.model.tab_mut().unwrap().state_mut().list.focus(key));
            press(&mut app, "Space");
        }
        press(&mut app, "e");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("Edit 3 follow-ups"), "{shown}");
        let before = app.book.head().unwrap();
        press(&mut app, "Ctrl-S");
        assert_eq!(app.book.head().unwrap(), before);
        press(&mut app, "e");
        to(&mut app, "Effort");
        press(&mut app, "Ctrl-U");
        typed(&mut app, "45");
        press(&mut app, "Ctrl-S");
        let minutes: Vec<_> =
            app.book.rows(Kind::FollowUp, &[]).unwrap().iter().map(|row| row.int("effort_minutes")).collect();
        assert_eq!(minutes, [Some(45), Some(45), Some(45), Some(20)]);
    }
}
