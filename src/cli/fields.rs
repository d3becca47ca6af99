//! Fields as flags: one flag for each declared field, read back into the field.
//!
//! **Invariant:** the declaration of a record is the only list of its flags.

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};

use super::{output::usage, session::Session};
use crate::domain::{
    entry,
    number::Unit,
    record::{Field, Fields, Kind, Set, Ty, Value},
    rejection::Rejection,
};

/// Reads a whole number, 0 or more, that is no field of a record.
pub(super) fn number<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let read = text.trim().parse::<u64>().ok().and_then(|number| T::try_from(number).ok());
    read.ok_or_else(|| "type a whole number, 0 or more".to_owned())
}

/// Reads how many are wanted: a whole number, 1 or more.
pub(super) fn at_least_one<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let read = text.trim().parse::<u64>().ok().filter(|number| *number > 0);
    let read = read.and_then(|number| T::try_from(number).ok());
    read.ok_or_else(|| "type a whole number, 1 or more".to_owned())
}

/// Reads how many are wanted: a whole number from 1 to `MOST`.
pub(super) fn at_most<const MOST: u32>(text: &str) -> Result<u32, String> {
    let read = text.trim().parse::<u32>().ok().filter(|number| (1..=MOST).contains(number));
    read.ok_or_else(|| format!("type a whole number from 1 to {MOST}"))
}

/// The id of the argument that takes the title without a flag.
const TITLE: &str = "@title";

/// Types whose title is no name to type first.
const WITHOUT_TITLE: &[Kind] =
    &[Kind::Membership, Kind::AgreementMeasure, Kind::CustomField, Kind::LifeEvent];

/// The flag of a field, without its dashes.
pub(super) fn flag_name(field: &Field) -> String {
    match field.name {
        "relationship_id" => "client".to_owned(),
        name => name.strip_suffix("_id").unwrap_or(name).replace('_', "-"),
    }
}

/// Other names a flag is known by.
fn aliases(kind: Kind, field: &Field) -> Vec<String> {
    let has = |name: &str| kind.spec().field(name).is_some();
    let mut names: Vec<&str> = match field.name {
        "relationship_id" if has("person_id") => vec!["relationship"],
        "relationship_id" => vec!["relationship", "of", "for"],
        "person_id" if !has("relationship_id") => vec!["of"],
        "day" => vec!["on", "date"],
        "notes" if !has("note") => vec!["note"],
        "effort_minutes" => vec!["effort"],
        "starts_on" => vec!["from"],
        "ends_on" => vec!["to", "until"],
        "every_months" => vec!["every"],
        "reteach_months" => vec!["reteach"],
        _ => Vec::new(),
    };
    if field.name.ends_with("_id") {
        names.push(field.name);
    }
    let dashed = field.name.replace('_', "-");
    let mut all: Vec<String> = names.into_iter().map(ToOwned::to_owned).collect();
    if dashed != flag_name(field) {
        all.push(dashed);
    }
    all
}

fn value_name(field: &Field) -> String {
    match field.ty {
        Ty::Line | Ty::Zone | Ty::Long => "TEXT".to_owned(),
        Ty::Date | Ty::PartialDate => "DATE".to_owned(),
        Ty::Time => "HH:MM".to_owned(),
        Ty::Count | Ty::Number => "NUMBER".to_owned(),
        Ty::Flag => "yes|no".to_owned(),
        Ty::Choice(words) => words.iter().map(|word| word.replace(' ', "-")).collect::<Vec<_>>().join("|"),
        Ty::Ref(kind) => kind.spec().noun.to_uppercase(),
    }
}

/// A text for the whole run: clap wants its names so, and the commands are made once.
pub(super) fn fixed(text: String) -> &'static str {
    text.leak()
}

fn flag(kind: Kind, field: &'static Field) -> Arg {
    let mut arg = Arg::new(field.name)
        .long(fixed(flag_name(field)))
        .aliases(aliases(kind, field).into_iter().map(fixed))
        .help(format!("{}: {}", field.label, field.doc))
        .value_name(fixed(value_name(field)))
        .action(ArgAction::Set)
        .allow_negative_numbers(true);
    if field.ty == Ty::Flag {
        arg = arg.num_args(0..=1).default_missing_value("yes");
    }
    arg
}

fn title(kind: Kind) -> Option<&'static Field> {
    if WITHOUT_TITLE.contains(&kind) {
        return None;
    }
    let spec = kind.spec();
    spec.field(spec.title).filter(|field| field.set != Set::ByAct)
}

/// A command with a flag for each field a user fills in.
pub(super) fn flags(command: Command, kind: Kind) -> Command {
    entry::typed(kind).fold(command, |command, field| command.arg(flag(kind, field)))
}

/// The same with the title as first argument.
pub(super) fn flags_and_title(command: Command, kind: Kind) -> Command {
    let command = flags(command, kind);
    let Some(title) = title(kind) else { return command };
    let group = ArgGroup::new("@either").args([TITLE, title.name]);
    let must = title.set == Set::Required && title.default.is_none();
    command
        .arg(
            Arg::new(TITLE)
                .value_name(fixed(title.label.to_uppercase().replace(' ', "-")))
                .help(title.doc)
                .allow_negative_numbers(true),
        )
        .group(group.required(must))
}

/// In what the numbers of this record are typed: the unit of the measure, when it is named.
fn unit(session: &mut Session, kind: Kind, matches: &ArgMatches) -> Result<Option<Unit>, Rejection> {
    let typed = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    let word = match kind {
        Kind::Measure => match typed("unit") {
            Some(word) => session.named_field(kind, "unit", &word)?.text().map(str::to_owned),
            None => None,
        },
        Kind::Reading => match typed("measure_id") {
            Some(name) => Some(session.record(Kind::Measure, &name)?.str("unit").to_owned()),
            None => None,
        },
        _ => None,
    };
    Ok(word.and_then(|word| Unit::of(&word)))
}

/// A field that must be there and was not given, as the flag that gives it; what was typed cannot be run.
pub(super) fn missing(kind: Kind, mut no: Rejection) -> Rejection {
    let field = no.field.as_deref().and_then(|name| kind.spec().field(name));
    let Some(field) = field.filter(|field| is_missing(field, &no)) else { return no };
    if entry::typed(kind).any(|typed| typed.name == field.name) {
        no.message = format!("{} Add --{} {}.", no.message, flag_name(field), value_name(field));
    }
    usage(no)
}

fn is_missing(field: &Field, no: &Rejection) -> bool {
    no.message == entry::must_be_filled(field).message
}

/// Whether a person is looked for among those of the relationship first: who joins them is none of theirs yet, and
/// whom they call is mostly somebody's of a partner.
fn is_theirs(kind: Kind) -> bool {
    !matches!(kind, Kind::Membership | Kind::Role)
}

/// The fields that were given; a name is one of those of the relationship that is named, where it fits one.
pub(super) fn read(session: &mut Session, kind: Kind, matches: &ArgMatches) -> Result<Fields, Rejection> {
    let whose = matches.try_get_one::<String>("relationship_id").ok().flatten().cloned();
    let whose = whose.filter(|text| !text.trim().is_empty());
    let whose = whose.map(|text| session.record(Kind::Relationship, &text)).transpose()?;
    read_of(session, kind, matches, whose.map(|row| row.id.id))
}

/// The same, of a relationship that is known.
pub(super) fn read_of(
    session: &mut Session,
    kind: Kind,
    matches: &ArgMatches,
    whose: Option<i64>,
) -> Result<Fields, Rejection> {
    let whose = whose.filter(|_| is_theirs(kind));
    let mut fields = Fields::new();
    let unit = unit(session, kind, matches)?;
    for field in entry::typed(kind) {
        let typed = matches.get_one::<String>(field.name).cloned();
        let first = title(kind).filter(|title| title.name == field.name);
        let first = first.and_then(|_| matches.try_get_one::<String>(TITLE).ok().flatten().cloned());
        if let Some(text) = typed.or(first) {
            let value = match unit {
                Some(unit) if field.ty == Ty::Number && !text.trim().is_empty() => {
                    Value::Int(unit.parse(&text).map_err(usage)?)
                }
                _ => session.field_of(whose, field, &text)?,
            };
            fields.set(field.name, value);
        }
    }
    Ok(fields)
}

/// The same for a new record: what happened is of today when no day is given.
pub(super) fn read_new(session: &mut Session, kind: Kind, matches: &ArgMatches) -> Result<Fields, Rejection> {
    let mut fields = read(session, kind, matches)?;
    let happened = kind != Kind::Meeting && kind != Kind::SpecialDate;
    let must = kind.spec().field("day").is_some_and(|day| day.set == Set::Required);
    if happened && must && fields.get("day").is_null() {
        fields.set("day", session.today());
    }
    Ok(fields)
}
