//! Between what a person types and what the book stores: one field at a time, one record at a time.
//!
//! **Invariant:** whatever passes `check` fits the record's declaration; nothing is guessed.

use chrono::{Datelike, NaiveDate};

use super::{
    day::{self, DayOrder},
    number,
    record::{Ahead, Field, Fields, Kind, Set, Spec, Ty, Value},
    rejection::Rejection,
};

/// The longest text a field takes, in bytes; a note of a million characters is a file.
pub const LONGEST: usize = 1 << 20;

/// The highest whole number a field takes: sums of minutes over a whole book stay far inside 64 bits.
pub const HIGHEST: i64 = 1_000_000;

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
        Ty::Line | Ty::Zone => Ok(Value::Text(in_one_line(trimmed))),
        Ty::Long => Ok(Value::Text(text.trim_end().to_owned())),
        Ty::Date => date(field, trimmed, today, order),
        Ty::PartialDate => day::parse_partial_leaning(trimmed, field.lean, today, order)
            .map(|partial| Value::Text(partial.to_string()))
            .map_err(|no| Rejection::field(field.name, no.message)),
        Ty::Time => time(field, trimmed),
        Ty::Count => match trimmed.parse::<i64>() {
            Ok(count) if count >= 0 => counted(field, count),
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
        Ty::Ref(kind) => reference(field, kind, trimmed),
    }
}

/// A text with its line breaks as spaces.
fn in_one_line(text: &str) -> String {
    if text.contains('\n') {
        text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

fn counted(field: &Field, count: i64) -> Result<Value, Rejection> {
    if count <= HIGHEST {
        return Ok(Value::Int(count));
    }
    let said =
        format!("{} is at most {}. Check the digits.", field.label, number::format(HIGHEST * number::SCALE));
    Err(Rejection::field(field.name, said))
}

/// `12` or `c12`; the id of another type names nothing here.
fn reference(field: &Field, kind: Kind, text: &str) -> Result<Value, Rejection> {
    let bare = text.strip_prefix(kind.spec().prefix).unwrap_or(text);
    let is_number = bare.bytes().all(|byte| byte.is_ascii_digit());
    match bare.parse::<i64>() {
        Ok(id) if is_number => Ok(Value::Int(id)),
        _ => Err(Rejection::field(field.name, format!("{text} is no {kind} of the book."))),
    }
}

fn date(field: &Field, text: &str, today: NaiveDate, order: DayOrder) -> Result<Value, Rejection> {
    let read = day::parse_leaning(text, field.lean, today, order);
    read.map(Value::from).map_err(|no| Rejection::field(field.name, no.message))
}

fn time(field: &Field, text: &str) -> Result<Value, Rejection> {
    let bad = || Rejection::field(field.name, format!("{text} is no time. Type one as 10:30, or leave it."));
    let lower = text.to_lowercase();
    if lower == "noon" {
        return Ok(Value::from("12:00"));
    }
    let (clock, noon) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim_end(), Some(0)),
        (_, Some(clock)) => (clock.trim_end(), Some(12)),
        _ => (lower.as_str(), None),
    };
    let (hour, minute) = clock.split_once([':', '.', 'h']).unwrap_or((clock, ""));
    let hour: u32 = hour.parse().map_err(|_| bad())?;
    let minute: u32 = if minute.is_empty() { 0 } else { minute.parse().map_err(|_| bad())? };
    let hour = match noon {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return Err(bad()),
    };
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

/// What a stored value looks like to a reader; unknown is the empty text.
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
    /// All required fields must be there; what has a default and is not there gets it.
    New,
    /// Only what is given is looked at; what has a default and is emptied gets it.
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
            return Err(Rejection::field(name, format!("A {} has no field {name}.", spec.called())));
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
        if !out.get(field.name).is_null() || (stage == Stage::Change && !out.0.contains_key(field.name)) {
            continue;
        }
        if let Some(default) = field.default {
            out.set(field.name, default_value(field, default));
        } else if field.set == Set::Required {
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
        (Ty::Line | Ty::Long | Ty::Zone, Value::Text(text)) if text.len() > LONGEST => {
            Err(Rejection::field(field.name, format!("{} is longer than 1 MiB.", field.label)))
        }
        (Ty::Line | Ty::Long | Ty::Zone, Value::Text(text)) if text.trim().is_empty() => Ok(Value::Null),
        (Ty::Line | Ty::Zone, Value::Text(text)) => Ok(Value::Text(in_one_line(text))),
        (Ty::Long, Value::Text(_)) => Ok(value.clone()),
        (Ty::Date, Value::Text(text)) => match text.parse::<NaiveDate>() {
            Ok(on) if day::year_is_near(on.year()) => Ok(Value::from(on)),
            _ => Err(Rejection::field(
                field.name,
                format!("{text} is no day between 1800 and 2999. Type another, or leave it."),
            )),
        },
        (Ty::PartialDate, Value::Text(text)) => text
            .parse::<day::PartialDate>()
            .map(|partial| Value::Text(partial.to_string()))
            .map_err(|no| Rejection::field(field.name, no.message)),
        (Ty::Time, Value::Text(text)) => time(field, text),
        (Ty::Choice(words), Value::Text(text)) => choice(field, words, text),
        (Ty::Count, Value::Int(count)) if *count >= 0 => counted(field, *count),
        (Ty::Ref(_), Value::Int(id)) if *id >= 0 => Ok(value.clone()),
        (Ty::Number, Value::Int(_)) => Ok(value.clone()),
        (Ty::Flag, Value::Int(0 | 1)) => Ok(value.clone()),
        _ => Err(wrong()),
    }
}

/// Refuses a day that is still to come in a field of what has happened, in the words of its record.
pub fn has_been(kind: Kind, field: &Field, value: &Value, today: NaiveDate) -> Result<(), Rejection> {
    let on = value.text().and_then(|text| text.parse::<NaiveDate>().ok());
    let Some(on) = on.filter(|on| field.ahead == Ahead::Refused && field.ty == Ty::Date && *on > today)
    else {
        return Ok(());
    };
    let said = match (kind, field.name) {
        (Kind::Interaction, "day") => {
            "A contact that happened is of today or before. Plan a meeting instead.".to_owned()
        }
        (Kind::LifeEvent, "day") => {
            "A life event is of today or before. Write what is to come as a follow-up with its day."
                .to_owned()
        }
        (Kind::Exception, "day") => "An exception is decided today or before.".to_owned(),
        (Kind::Incident, "day") => "An incident is of today or before.".to_owned(),
        (_, "day") => format!("A {kind} is of today or before."),
        _ => return day::has_been(on, today).map_err(|no| Rejection::field(field.name, no.message)),
    };
    Err(Rejection::field(field.name, said))
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
    fn a_time_is_read_as_people_type_it() {
        let time = field_of(Kind::Meeting, "time");
        for (typed, wanted) in [
            ("9", "09:00"),
            ("14", "14:00"),
            ("9:30", "09:30"),
            ("9h", "09:00"),
            ("9 am", "09:00"),
            ("2pm", "14:00"),
            ("2:15 PM", "14:15"),
            ("12am", "00:00"),
            ("12 pm", "12:00"),
            ("Noon", "12:00"),
        ] {
            assert_eq!(
                read(time, typed, today(), DayOrder::DayFirst).unwrap(),
                Value::from(wanted),
                "{typed}"
            );
        }
        for typed in ["24", "99", "-1", "13pm", "0am", "am", "9:5x", "9:60"] {
            let no = read(time, typed, today(), DayOrder::DayFirst).unwrap_err();
            assert!(no.message.contains("is no time"), "{typed}");
        }
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

    fn read_in(kind: Kind, name: &str, text: &str) -> Result<Value, Rejection> {
        read(field_of(kind, name), text, today(), DayOrder::DayFirst)
    }

    #[test]
    fn what_happened_lies_behind_and_what_is_planned_ahead() {
        for (kind, name, text, wanted) in [
            (Kind::Meeting, "day", "8 dec", "2026-12-08"),
            (Kind::Meeting, "day", "fri", "2026-11-27"),
            (Kind::Interaction, "day", "fri", "2026-11-20"),
            (Kind::Reading, "day", "8 dec", "2025-12-08"),
            (Kind::Exception, "ended_on", "fri", "2026-11-20"),
            (Kind::Exception, "until", "fri", "2026-11-27"),
            (Kind::Relationship, "since", "24 nov", "2025-11-24"),
            (Kind::LifeEvent, "due_on", "8 dec", "2026-12-08"),
            (Kind::Person, "birth_date", "14 mar 27", "1927-03-14"),
            (Kind::SpecialDate, "day", "14 mar 27", "2027-03-14"),
            (Kind::SpecialDate, "day", "14 jun 98", "1998-06-14"),
        ] {
            assert_eq!(read_in(kind, name, text).unwrap(), Value::from(wanted), "{kind} {name} {text}");
        }
    }

    #[test]
    fn the_id_of_another_type_names_nothing() {
        assert_eq!(read_in(Kind::Goal, "relationship_id", "c12").unwrap(), Value::Int(12));
        assert_eq!(read_in(Kind::Goal, "relationship_id", "12").unwrap(), Value::Int(12));
        for text in ["g12", "c", "-12", "c+12", "Hartley"] {
            assert!(read_in(Kind::Goal, "relationship_id", text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_too_high_to_add_up_is_refused() {
        assert_eq!(read_in(Kind::Interaction, "minutes", "1000000").unwrap(), Value::Int(HIGHEST));
        let no = read_in(Kind::Interaction, "minutes", "9223372036854775807").unwrap_err();
        assert_eq!(no.message, "Minutes is at most 1,000,000. Check the digits.");
        let raw = Fields::new().with("minutes", i64::MAX);
        assert!(check(Kind::Interaction.spec(), &raw, Stage::Change).is_err());
    }

    #[test]
    fn a_day_out_of_reach_and_a_broken_line_do_not_pass_as_values() {
        let change = |kind: Kind, name: &str, text: &str| {
            check(kind.spec(), &Fields::new().with(name, text), Stage::Change)
        };
        for text in ["+12345-01-01", "0026-11-23", "soon"] {
            assert!(change(Kind::Goal, "target_date", text).is_err(), "{text}");
        }
        let one = change(Kind::Goal, "statement", "Sell the\n practice").unwrap();
        assert_eq!(one.text("statement"), Some("Sell the practice"));
    }

    #[test]
    fn what_has_a_default_is_never_emptied() {
        let emptied = Fields::new().with("kind", Value::Null).with("notes", Value::Null);
        let kept = check(Kind::Relationship.spec(), &emptied, Stage::Change).unwrap();
        assert_eq!((kept.text("kind"), kept.get("notes")), (Some("client"), &Value::Null));
        assert!(kept.0.len() == 2, "what is not given is not touched");
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
                    Ty::Zone => Value::from("Europe/Zurich"),
                };
                let text = editable(field, &value);
                assert_eq!(read(field, &text, today(), DayOrder::DayFirst).unwrap(), value, "{}", field.name);
            }
        }
    }
}
