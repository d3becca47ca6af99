//! Between what a person types and what the book stores: one field at a time, one record at a time.
//!
//! **Invariant:** whatever passes `check` fits the record's declaration; nothing is guessed.

use chrono::NaiveDate;

use super::{
    day::{self, DayOrder},
    number,
    record::{Field, Fields, Kind, Set, Spec, Ty, Value},
    rejection::Rejection,
};

/// The longest text a field takes, in bytes; a note of a million characters is a file.
pub const LONGEST: usize = 1 << 20;

/// Reads what was typed into one field. Empty text is unknown.
///
/// References are read as plain numbers here; names are looked up by the caller.
pub fn read(field: &Field, text: &str, today: NaiveDate, order: DayOrder) -> Result<Value, Rejection> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(Value::Null);
    }
    if text.len() > LONGEST {
        return Err(Rejection::field(
            field.name,
            format!("{} is longer than 1 MiB. Nothing was saved.", field.label),
        ));
    }
    match field.ty {
        Ty::Line if trimmed.contains('\n') => {
            Ok(Value::Text(trimmed.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")))
        }
        Ty::Line => Ok(Value::Text(trimmed.to_owned())),
        Ty::Long => Ok(Value::Text(text.trim_end().to_owned())),
        Ty::Date => date(field, trimmed, today, order),
        Ty::PartialDate => day::parse_partial(trimmed, today, order)
            .map(|partial| Value::Text(partial.to_string()))
            .map_err(|no| Rejection::field(field.name, no.message)),
        Ty::Time => time(field, trimmed),
        Ty::Count => match trimmed.parse::<i64>() {
            Ok(count) if count >= 0 => Ok(Value::Int(count)),
            _ => Err(Rejection::field(
                field.name,
                format!("{} is a whole number, 0 or more. Type one, or leave it.", field.label),
            )),
        },
        Ty::Number => {
            number::parse(trimmed).map(Value::Int).map_err(|no| Rejection::field(field.name, no.message))
        }
        Ty::Flag => match trimmed.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "x" => Ok(Value::Int(1)),
            "no" | "n" | "false" | "0" => Ok(Value::Int(0)),
            _ => Err(Rejection::field(field.name, "Type yes or no.")),
        },
        Ty::Choice(words) => choice(field, words, trimmed),
        Ty::Ref(_) => trimmed
            .trim_start_matches(char::is_alphabetic)
            .parse::<i64>()
            .map(Value::Int)
            .map_err(|_| Rejection::field(field.name, format!("{trimmed} names nothing in the book."))),
    }
}

/// What happened is read as past (a bare "14 mar" is the last one), what is to come as future.
fn date(field: &Field, text: &str, today: NaiveDate, order: DayOrder) -> Result<Value, Rejection> {
    let past = matches!(
        field.name,
        "day"
            | "since"
            | "asked_on"
            | "died_on"
            | "entered_on"
            | "trusted_contact_declined_on"
            | "decided_on"
            | "answered_on"
    );
    let read =
        if past { day::parse_past_day(text, today, order) } else { day::parse_day(text, today, order) };
    read.map(Value::from).map_err(|no| Rejection::field(field.name, no.message))
}

fn time(field: &Field, text: &str) -> Result<Value, Rejection> {
    let bad = || Rejection::field(field.name, format!("{text} is no time. Type one as 10:30, or leave it."));
    let (hour, minute) = text.split_once([':', '.', 'h']).ok_or_else(bad)?;
    let hour: u32 = hour.parse().map_err(|_| bad())?;
    let minute: u32 = if minute.is_empty() { 0 } else { minute.parse().map_err(|_| bad())? };
    let time = chrono::NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(bad)?;
    Ok(Value::Text(time.format("%H:%M").to_string()))
}

fn choice(field: &Field, words: &[&str], text: &str) -> Result<Value, Rejection> {
    let plain = |word: &str| word.to_lowercase().replace(['-', '_', '/'], " ");
    let wanted = plain(text);
    let exact = words.iter().find(|word| plain(word) == wanted);
    let mut starting = words.iter().filter(|word| plain(word).starts_with(&wanted));
    let found = exact.or_else(|| match (starting.next(), starting.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    });
    found
        .map(|word| Value::from(*word))
        .ok_or_else(|| Rejection::field(field.name, format!("{text} is none of: {}.", words.join(", "))))
}

/// What a stored value looks like to a reader; unknown is `?`-less empty text.
#[must_use]
pub fn show(field: &Field, value: &Value) -> String {
    match (field.ty, value) {
        (_, Value::Null) => String::new(),
        (Ty::Flag, Value::Int(flag)) => if *flag == 1 { "yes" } else { "no" }.to_owned(),
        (Ty::Number, Value::Int(scaled)) => number::format(*scaled),
        (Ty::Ref(kind), Value::Int(id)) => format!("{}{id}", kind.spec().prefix),
        (Ty::Date, Value::Text(text)) => text.parse().map_or_else(|_| text.clone(), day::long),
        (_, Value::Int(number)) => number.to_string(),
        (_, Value::Text(text)) => text.clone(),
    }
}

/// What a stored value looks like in a field that is being edited: it reads back as itself.
#[must_use]
pub fn editable(field: &Field, value: &Value) -> String {
    match (field.ty, value) {
        (Ty::Date, Value::Text(text)) => text.clone(),
        _ => show(field, value),
    }
}

/// Whether a record is new or being changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// All required fields must be there; defaults are filled in.
    New,
    /// Only what is given is looked at.
    Change,
}

/// The refusal of a record without a field it must have.
#[must_use]
pub fn must_be_filled(field: &Field) -> Rejection {
    Rejection::field(field.name, format!("{} must be filled in.", field.label))
}

/// Checks fields that come from outside against the declaration; gives them with defaults filled in.
pub fn check(spec: &Spec, fields: &Fields, stage: Stage) -> Result<Fields, Rejection> {
    let mut out = Fields::new();
    for (name, value) in fields.iter() {
        let Some(field) = spec.field(name) else {
            return Err(Rejection::field(name, format!("A {} has no field {name}.", spec.noun)));
        };
        if field.set == Set::ByAct {
            return Err(Rejection::field(
                name,
                format!("{} is set by what is done, not typed. Nothing was changed.", field.label),
            ));
        }
        out.set(name, fits(field, value)?);
    }
    for field in spec.fields {
        let empty = out.get(field.name).is_null();
        if stage == Stage::New
            && empty
            && let Some(default) = field.default
        {
            out.set(field.name, default_value(field, default));
        } else if field.set == Set::Required
            && empty
            && (stage == Stage::New || out.0.contains_key(field.name))
        {
            return Err(must_be_filled(field));
        }
    }
    Ok(out)
}

fn default_value(field: &Field, default: &str) -> Value {
    match field.ty {
        Ty::Flag => Value::from(default == "yes"),
        _ => Value::from(default),
    }
}

/// The value in stored form, or why it does not fit the field.
fn fits(field: &Field, value: &Value) -> Result<Value, Rejection> {
    let wrong = || Rejection::field(field.name, format!("{} does not take this value.", field.label));
    match (field.ty, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Ty::Line | Ty::Long, Value::Text(text)) if text.len() > LONGEST => {
            Err(Rejection::field(field.name, format!("{} is longer than 1 MiB.", field.label)))
        }
        (Ty::Line | Ty::Long, Value::Text(text)) if text.trim().is_empty() => Ok(Value::Null),
        (Ty::Line | Ty::Long, Value::Text(_)) => Ok(value.clone()),
        (Ty::Date, Value::Text(text)) => text.parse::<NaiveDate>().map(Value::from).map_err(|_| {
            Rejection::field(field.name, format!("{text} is not a day. Type another, or leave it."))
        }),
        (Ty::PartialDate, Value::Text(text)) => text
            .parse::<day::PartialDate>()
            .map(|partial| Value::Text(partial.to_string()))
            .map_err(|no| Rejection::field(field.name, no.message)),
        (Ty::Time, Value::Text(text)) => time(field, text),
        (Ty::Choice(words), Value::Text(text)) => choice(field, words, text),
        (Ty::Count | Ty::Ref(_), Value::Int(count)) if *count >= 0 => Ok(value.clone()),
        (Ty::Number, Value::Int(_)) => Ok(value.clone()),
        (Ty::Flag, Value::Int(0 | 1)) => Ok(value.clone()),
        _ => Err(wrong()),
    }
}

/// The fields a user fills in, in the order of the form.
pub fn typed(kind: Kind) -> impl Iterator<Item = &'static Field> {
    kind.spec().fields.iter().filter(|field| field.set != Set::ByAct)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-11-23".parse().unwrap()
    }

    fn field_of(kind: Kind, name: &str) -> &'static Field {
        kind.spec().field(name).unwrap()
    }

    #[test]
    fn a_choice_takes_a_unique_beginning_and_names_the_words_otherwise() {
        let stage = field_of(Kind::Relationship, "stage");
        assert_eq!(read(stage, "onb", today(), DayOrder::DayFirst).unwrap(), Value::from("onboarding"));
        let no = read(stage, "en", today(), DayOrder::DayFirst).unwrap_err();
        assert!(no.message.contains("ending, ended"), "{}", no.message);
    }

    #[test]
    fn a_required_field_is_asked_for() {
        let no = check(Kind::Goal.spec(), &Fields::new().with("relationship_id", 1), Stage::New).unwrap_err();
        assert_eq!(no.field.as_deref(), Some("statement"));
    }

    #[test]
    fn what_acts_set_cannot_be_typed() {
        let no = check(Kind::Goal.spec(), &Fields::new().with("state", "agreed"), Stage::Change).unwrap_err();
        assert_eq!(no.field.as_deref(), Some("state"));
    }

    #[test]
    fn what_is_shown_for_editing_reads_back_as_itself() {
        for kind in Kind::ALL {
            for field in kind.spec().fields {
                let value = match field.ty {
                    Ty::Date | Ty::PartialDate => Value::from("2027-03-14"),
                    Ty::Time => Value::from("10:30"),
                    Ty::Count | Ty::Ref(_) => Value::Int(7),
                    Ty::Number => Value::Int(8_250_500),
                    Ty::Flag => Value::Int(1),
                    Ty::Choice(words) => Value::from(words[0]),
                    Ty::Line | Ty::Long => Value::from("Äpfel, 15 %"),
                };
                let text = editable(field, &value);
                assert_eq!(read(field, &text, today(), DayOrder::DayFirst).unwrap(), value, "{}", field.name);
            }
        }
    }
}
