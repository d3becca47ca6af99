//! The gate for fields that come from outside: the record's declaration, and the zones there are.
//!
//! **Invariant:** every act that takes typed fields takes them through here; a zone is stored by its own name.

use crate::{
    clock::Zone,
    domain::{
        entry::{self, Stage},
        record::{Fields, Spec, Ty},
        rejection::Rejection,
    },
};

/// Checks fields against their declaration; gives them with defaults filled in and zones by their own names.
pub(super) fn checked(spec: &Spec, fields: &Fields, stage: Stage) -> Result<Fields, Rejection> {
    let mut fields = entry::check(spec, fields, stage)?;
    for field in spec.fields.iter().filter(|field| field.ty == Ty::Zone) {
        let Some(typed) = fields.text(field.name).map(str::trim) else { continue };
        let Some(zone) = Zone::named(typed) else {
            return Err(Rejection::field(
                field.name,
                format!("{typed} is no time zone. Type one as Europe/Zurich."),
            ));
        };
        fields.set(field.name, zone.name());
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        acts::Book,
        clock::Clock,
        domain::{
            action::Action,
            record::{Kind, RecordId},
        },
    };

    #[test]
    fn a_zone_is_one_of_this_earth_and_keeps_its_own_name() {
        for kind in [Kind::Relationship, Kind::Meeting] {
            let zone = |name: &str| {
                let given = Fields::new().with("time_zone", name);
                checked(kind.spec(), &given, Stage::Change)
                    .map(|fields| fields.text("time_zone").map(str::to_owned))
            };
            for name in ["Europe/Zurich", "America/Argentina/Salta", "UTC", "US/Pacific"] {
                assert_eq!(zone(name).unwrap().as_deref(), Some(name));
            }
            assert_eq!(zone(" europe/zurich").unwrap().as_deref(), Some("Europe/Zurich"));
            assert_eq!(zone("").unwrap(), None);
            for name in ["Europe/Zurih", "Mars/Olympus", "Zurich", "Europe/"] {
                let no = zone(name).unwrap_err();
                assert_eq!(no.field.as_deref(), Some("time_zone"));
                assert_eq!(no.message, format!("{name} is no time zone. Type one as Europe/Zurich."));
            }
        }
    }

    #[test]
    fn no_act_takes_a_zone_that_there_is_not() {
        let mut book = Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap();
        let bad = || Fields::new().with("time_zone", "Europe/Zurih");
        let household = |fields: Fields| Action::AddHousehold {
            fields: fields.with("name", "Hartley"),
            members: Vec::new(),
            tags: Vec::new(),
        };
        assert!(book.execute(&household(bad())).is_err());
        let client = book.execute(&household(Fields::new())).unwrap().ids[0];
        let edit = |id: RecordId| Action::Edit { targets: vec![id], fields: bad(), seen: None };
        assert!(book.execute(&edit(client)).is_err());
        let meeting = Fields::new().with("relationship_id", client.id).with("day", "2026-12-08");
        let add = |fields: Fields| Action::Add { kind: Kind::Meeting, fields };
        assert!(book.execute(&add(meeting.clone().with("time_zone", "Europe/Zurih"))).is_err());
        let meeting = book.execute(&add(meeting)).unwrap().ids[0];
        assert!(book.execute(&edit(meeting)).is_err());
    }
}
