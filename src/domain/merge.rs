//! Two records that are one, compared field by field: which value stays, and which is kept beside it.
//!
//! **Invariant:** no value is lost: what does not stay in its field is a further value (DECIDED, Merge).

use super::{
    day::PartialDate,
    record::{Field, Fields, Spec, Ty, Value},
    rejection::Rejection,
};

/// What the field of the kept record holds afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// Its own value; the other's is kept as a further value.
    Own,
    /// The other's value; its own is kept as a further value.
    Other,
    /// Both in one: texts one below the other, a yes of either.
    Both,
}

/// Who says which value stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The advisor may.
    Advisor,
    /// It follows from the two values or from the field.
    Settled,
}

/// One field in which the two records differ.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Which field.
    pub field: &'static Field,
    /// What the kept record has.
    pub own: Value,
    /// What the other has.
    pub other: Value,
    /// What stays.
    pub stays: Stays,
    /// Who says so.
    pub who: Who,
}

/// What a merge writes.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// The fields of the kept record that change.
    pub set: Fields,
    /// The values that stay in no field.
    pub further: Vec<(&'static Field, Value)>,
}

/// What a relationship is to the practice stays: everything that hangs on it was made for that.
const OF_THE_KEPT: &[&str] = &["kind", "stage", "ended_on", "end_reason", "external_uid"];

/// The fields of two records that differ, in the order of the form; what only the kept one knows is no question.
#[must_use]
pub fn compare(spec: &Spec, own: &Fields, other: &Fields) -> Vec<Compared> {
    let is_known = |value: &Value| {
        !matches!(value, Value::Null) && value.text().is_none_or(|text| !text.trim().is_empty())
    };
    let mut rows = Vec::new();
    for field in spec.fields {
        let (mine, theirs) = (own.get(field.name), other.get(field.name));
        if !is_known(theirs) || mine == theirs {
            continue;
        }
        let (stays, who) = proposed(field, mine, theirs, is_known(mine));
        // A longest gap is the other half of an ideal one: they stay together.
        let (stays, who) = match field.name {
            "ideal_days" | "maximum_days" if is_known(own.get("ideal_days")) => {
                (Stays::Own, who_of(field.name))
            }
            _ => (stays, who),
        };
        rows.push(Compared { field, own: mine.clone(), other: theirs.clone(), stays, who });
    }
    rows
}

fn who_of(name: &str) -> Who {
    if name == "ideal_days" { Who::Advisor } else { Who::Settled }
}

fn proposed(field: &Field, own: &Value, other: &Value, is_known: bool) -> (Stays, Who) {
    if !is_known {
        let fixed = OF_THE_KEPT.contains(&field.name) && field.name != "external_uid";
        return (if fixed { Stays::Own } else { Stays::Other }, Who::Settled);
    }
    if OF_THE_KEPT.contains(&field.name) {
        return (Stays::Own, Who::Settled);
    }
    match field.ty {
        Ty::Long | Ty::Flag => (Stays::Both, Who::Settled),
        // The book has known them since the first of the two was entered.
        Ty::Date if field.name == "entered_on" => {
            (if other.text() < own.text() { Stays::Other } else { Stays::Own }, Who::Settled)
        }
        Ty::PartialDate => match (partial(own), partial(other)) {
            (Some(mine), Some(theirs)) if (mine.month(), mine.day()) == (theirs.month(), theirs.day()) => {
                match (mine.year(), theirs.year()) {
                    (None, Some(_)) => (Stays::Other, Who::Settled),
                    (Some(_), None) => (Stays::Own, Who::Settled),
                    _ => (Stays::Own, Who::Advisor),
                }
            }
            _ => (Stays::Own, Who::Advisor),
        },
        _ => (Stays::Own, Who::Advisor),
    }
}

fn partial(value: &Value) -> Option<PartialDate> {
    value.text()?.parse().ok()
}

/// Lets the other's value stay in the named fields.
pub fn take(rows: &mut [Compared], spec: &Spec, names: &[String]) -> Result<(), Rejection> {
    for name in names {
        let wanted = name.trim().replace('-', "_");
        let found = rows.iter_mut().find(|row| row.field.name == wanted);
        match found {
            Some(row) if row.who == Who::Advisor => row.stays = Stays::Other,
            Some(row) if row.stays == Stays::Own => {
                let why =
                    format!("{} is always that of the one who is kept. Keep the other one.", row.field.label);
                return Err(Rejection::field(&wanted, why));
            }
            // It stays, alone or with the own one.
            Some(_) => {}
            None if spec.field(&wanted).is_some() => {
                let why = format!(
                    "The two do not differ in {name}; there is nothing to take. Nothing was changed."
                );
                return Err(Rejection::field(&wanted, why));
            }
            None => {
                let open = rows.iter().filter(|row| row.who == Who::Advisor);
                let names: Vec<&str> = open.map(|row| row.field.name).collect();
                let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                let why = format!("There is no field {name}. To choose are: {names}. Nothing was changed.");
                return Err(Rejection::ambiguous(why));
            }
        }
    }
    let ideal = rows.iter().find(|row| row.field.name == "ideal_days").map(|row| row.stays);
    if let Some(stays) = ideal {
        for row in rows.iter_mut().filter(|row| row.field.name == "maximum_days") {
            row.stays = stays;
        }
    }
    Ok(())
}

/// What is written for fields decided so.
#[must_use]
pub fn settle(rows: &[Compared]) -> Settled {
    let mut settled = Settled::default();
    for row in rows {
        let lost = match row.stays {
            Stays::Own => &row.other,
            Stays::Other => {
                settled.set.set(row.field.name, row.other.clone());
                &row.own
            }
            Stays::Both => {
                settled.set.set(row.field.name, both(row));
                &Value::Null
            }
        };
        // Shorter dates, earlier entries and names are told elsewhere or by what stays.
        let is_told = matches!(row.field.name, "name" | "external_uid" | "entered_on" | "kind" | "stage")
            || (row.who == Who::Settled && row.field.ty == Ty::PartialDate);
        if !lost.is_null() && !is_told {
            settled.further.push((row.field, lost.clone()));
        }
    }
    settled
}

fn both(row: &Compared) -> Value {
    match (&row.own, &row.other) {
        (Value::Text(own), Value::Text(other)) if own.contains(other.trim()) => Value::Text(own.clone()),
        (Value::Text(own), Value::Text(other)) if other.contains(own.trim()) => Value::Text(other.clone()),
        (Value::Text(own), Value::Text(other)) => {
            Value::Text(format!("{}\n\n{}", own.trim_end(), other.trim()))
        }
        (Value::Int(own), Value::Int(other)) => Value::Int((*own).max(*other)),
        (Value::Null, other) => other.clone(),
        (own, _) => own.clone(),
    }
}

/// The name of the user's own field that keeps a further value: `also born`.
#[must_use]
pub fn further_name(field: &Field) -> String {
    format!("also {}", field.label.to_lowercase())
}

/// Which of two roles in one household says more; the other is a further value unless it says nothing.
#[must_use]
pub fn stronger_role<'a>(one: &'a str, other: &'a str) -> &'a str {
    let rank = |role: &str| match role {
        "head" => 0,
        "spouse" => 1,
        "partner" => 2,
        "child" => 3,
        "parent" => 4,
        "attorney" => 5,
        "accountant" => 6,
        "trusted contact" => 7,
        "member" => 8,
        _ => 9,
    };
    if rank(other) < rank(one) { other } else { one }
}

/// Whether a relationship of the one kind may take in one of the other.
#[must_use]
pub fn can_take_in(kept: &str, other: &str) -> bool {
    // Agreements are made with clients and prospects; a partner or helper has none to join them to.
    let managed = |kind: &str| matches!(kind, "client" | "prospect");
    managed(kept) || !managed(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Kind;

    fn ann() -> Fields {
        Fields::new()
            .with("name", "Ann Hartley")
            .with("birth_date", "--03-14")
            .with("organisation", "Meridian")
    }

    fn stays(rows: &[Compared], name: &str) -> Option<(Stays, Who)> {
        rows.iter().find(|row| row.field.name == name).map(|row| (row.stays, row.who))
    }

    #[test]
    fn a_value_the_kept_one_lacks_is_filled_and_a_fuller_birthday_stays() {
        let other = Fields::new()
            .with("name", "Ann Hartley")
            .with("birth_date", "1963-03-14")
            .with("nickname", "Annie")
            .with("organisation", "Acme");
        let rows = compare(Kind::Person.spec(), &ann(), &other);
        assert_eq!(stays(&rows, "name"), None);
        assert_eq!(stays(&rows, "birth_date"), Some((Stays::Other, Who::Settled)));
        assert_eq!(stays(&rows, "nickname"), Some((Stays::Other, Who::Settled)));
        assert_eq!(stays(&rows, "organisation"), Some((Stays::Own, Who::Advisor)));
        let settled = settle(&rows);
        assert_eq!(settled.set.text("birth_date"), Some("1963-03-14"));
        let further: Vec<(String, &Value)> =
            settled.further.iter().map(|(field, value)| (further_name(field), value)).collect();
        assert_eq!(further, [("also organisation".to_owned(), &Value::from("Acme"))]);
    }

    #[test]
    fn what_is_taken_stays_and_what_was_there_is_a_further_value() {
        let other = Fields::new().with("name", "Ann Brandt").with("organisation", "Acme");
        let mut rows = compare(Kind::Person.spec(), &ann(), &other);
        take(&mut rows, Kind::Person.spec(), &["name".to_owned(), "organisation".to_owned()]).unwrap();
        let settled = settle(&rows);
        assert_eq!(settled.set.text("name"), Some("Ann Brandt"));
        assert_eq!(settled.further.len(), 1);
        assert_eq!(settled.further[0].1, Value::from("Meridian"));
    }

    #[test]
    fn a_field_that_is_none_or_does_not_differ_is_refused_with_those_to_choose() {
        let other = Fields::new().with("name", "Ann Hartley").with("organisation", "Acme");
        let rows = compare(Kind::Person.spec(), &ann(), &other);
        let refused =
            |name: &str| take(&mut rows.clone(), Kind::Person.spec(), &[name.to_owned()]).unwrap_err();
        assert!(refused("shoe size").message.contains("To choose are: organisation."));
        assert!(refused("name").message.contains("nothing to take"));
    }

    #[test]
    fn notes_of_both_stand_below_each_other_and_a_no_of_either_stays() {
        let own = Fields::new().with("name", "H").with("notes", "Golf.").with("no_calls", false);
        let other = Fields::new().with("name", "H").with("notes", "Boats.").with("no_calls", true);
        let settled = settle(&compare(Kind::Relationship.spec(), &own, &other));
        assert_eq!(settled.set.text("notes"), Some("Golf.\n\nBoats."));
        assert!(settled.set.flag("no_calls"));
        assert!(settled.further.is_empty());
    }

    #[test]
    fn gaps_of_their_own_stay_together() {
        let own = Fields::new().with("ideal_days", 100);
        let other = Fields::new().with("ideal_days", 30).with("maximum_days", 60);
        let spec = Kind::Relationship.spec();
        let mut rows = compare(spec, &own, &other);
        assert!(settle(&rows).set.is_empty());
        take(&mut rows, spec, &["ideal-days".to_owned()]).unwrap();
        let set = settle(&rows).set;
        assert_eq!((set.int("ideal_days"), set.int("maximum_days")), (Some(30), Some(60)));
    }

    #[test]
    fn a_client_is_not_taken_in_by_a_partner() {
        assert!(can_take_in("client", "partner") && can_take_in("client", "prospect"));
        assert!(!can_take_in("partner", "client") && can_take_in("partner", "helper"));
    }
}
