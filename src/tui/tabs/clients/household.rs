//! The form of a new household: one sheet for the relationship and its first two persons.
//!
//! **Invariant:** a name is enough; all it makes is one act.

use crate::{
    domain::{
        action::NewMember,
        day::{self, PartialDate},
        entry,
        record::{Fields, Kind, RecordId},
        records::{membership, relationship},
        rejection::Rejection,
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::{
            form::{Answers, Form, FormField, FormSpec, Kind as Input},
            record,
        },
    },
};

/// Opens the form.
#[must_use]
pub fn add(at: &At<'_>) -> Vec<Effect> {
    add_in("clients", at)
}

/// Opens the form for a view: a prospect, a partner, a helper.
#[must_use]
pub fn add_in(view: &str, at: &At<'_>) -> Vec<Effect> {
    let kind = match view {
        "prospects" => "prospect",
        "partners" => "partner",
        "helpers" => "helper",
        _ => "client",
    };
    let title = match kind {
        "client" => "New household".to_owned(),
        other => format!("New {other}"),
    };
    Effect::open(Form::new(FormSpec {
        title,
        of: String::new(),
        slip_key: format!("form:{kind}.add"),
        fields: fields(kind, at),
        check: Box::new(|field, typed, at| check(&field.name, typed, at)),
        save: Box::new(move |answers, at| save(kind, answers, at)),
    }))
}

fn fields(kind: &str, at: &At<'_>) -> Vec<FormField> {
    let tiers: Vec<String> = at.book.tiers().unwrap_or_default().into_iter().map(|tier| tier.name).collect();
    let mut stages: Vec<String> =
        relationship::stages(kind).iter().map(|stage| (*stage).to_owned()).collect();
    if kind == "client" {
        stages.extend(relationship::stages("prospect").iter().map(|stage| (*stage).to_owned()));
    }
    let line = |name: &str, label: &str| FormField::new(name, label, Input::Line);
    let mut fields = vec![
        line("name", "Name").required().doc("the only one you must fill"),
        line("head", if kind == "client" || kind == "prospect" { "Head" } else { "Person" })
            .doc("whom to ring first"),
        FormField::new("born", "Born", Input::Date).doc("the year may be left out"),
        line("spouse", "Spouse"),
        line("phone", "Phone"),
        line("email", "E-mail"),
        FormField::new("tier", "Tier", Input::Choice(tiers)).doc("decides cadence and hours").after_gap(),
        FormField::new("stage", "Stage", Input::Choice(stages)).value(relationship::first_stage(kind)).doc(
            if kind == "client" { "prospect stages are in the list too" } else { "how far it has come" },
        ),
        FormField::new("since", "Since", Input::Date),
        FormField::new(
            "source",
            "Source",
            Input::Pick(Box::new(|typed, at| record::candidates(Kind::Person, typed, at))),
        )
        .or_any_words()
        .doc("a person in the book, or any words"),
        line("language", "Language"),
        line("tags", "Tags").doc("words, as golf boat"),
        FormField::new("sensitivities", "Careful", Input::Line).doc("what not to say"),
        line("address_as", "Address as").doc("how a letter begins"),
        line("time_zone", "Time zone").doc("as Europe/Zurich"),
        FormField::new("notes", "Notes", Input::Long),
    ];
    if kind == "partner" || kind == "helper" {
        fields.insert(1, line("partner_role", "Role").doc("custodian, CPA, attorney, assistant"));
        fields.retain(|field| !matches!(field.name.as_str(), "tier" | "spouse" | "born" | "stage"));
    }
    fields
}

fn check(name: &str, typed: &str, at: &At<'_>) -> Result<Option<String>, String> {
    match name {
        "name" => {
            let taken = at.book.same_name(typed).map_err(|no| no.message)?;
            Ok(taken.map(|told| format!("{told}.")))
        }
        "born" => {
            let born = day::parse_partial(typed, at.today, at.order).map_err(|no| no.message)?;
            Ok(born
                .full()
                .map(|on| format!("{}, {} years", day::long(on), born.age_on(at.today).unwrap_or(0))))
        }
        "since" => {
            let on = day::parse_past_day(typed, at.today, at.order).map_err(|no| no.message)?;
            Ok(Some(day::echo(on, at.today)))
        }
        "tier" => Ok(tier_said(typed, at)),
        "email" if !typed.contains('@') => {
            Err("An e-mail address has an @. Type it, or leave it empty.".into())
        }
        _ => Ok(None),
    }
}

/// `90 to 120 days between contacts, 14 h a year`.
fn tier_said(typed: &str, at: &At<'_>) -> Option<String> {
    let tiers = at.book.tiers().ok()?;
    let tier = tiers.iter().find(|tier| tier.name.eq_ignore_ascii_case(typed))?;
    let hours = tier.planned_hours.map(|hours| format!(", {hours} h a year")).unwrap_or_default();
    Some(format!("{} to {} days between contacts{hours}", tier.ideal_days, tier.maximum_days))
}

fn save(kind: &str, answers: &Answers, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    let stage = answers.text("stage");
    let kind =
        if kind == "client" && relationship::stages("prospect").contains(&stage) { "prospect" } else { kind };
    let spec = Kind::Relationship.spec();
    let mut fields = Fields::new().with("kind", kind);
    for name in [
        "name",
        "tier",
        "stage",
        "since",
        "language",
        "sensitivities",
        "address_as",
        "time_zone",
        "notes",
        "partner_role",
    ] {
        let typed = answers.text(name);
        if let Some(field) = spec.field(name).filter(|_| !typed.is_empty()) {
            fields.set(name, entry::read(field, typed, at.today, at.order)?);
        }
    }
    match answers.record("source") {
        Some(person) => {
            fields.set("source_person_id", person.id);
            fields.set("source", answers.text("source"));
        }
        None if !answers.text("source").is_empty() => fields.set("source", answers.text("source")),
        None => {}
    }
    let tags = answers.text("tags").split([' ', ',']).map(|tag| tag.trim_start_matches('#').to_owned());
    let tags = tags.filter(|tag| !tag.is_empty()).collect();
    Ok(Effect::save(Action::AddHousehold { fields, members: members(answers, at)?, tags }))
}

fn members(answers: &Answers, at: &At<'_>) -> Result<Vec<NewMember>, Rejection> {
    let some = |name: &str| Some(answers.text(name).to_owned()).filter(|text| !text.is_empty());
    let (phone, email, born) = (some("phone"), some("email"), some("born"));
    let needs_one = phone.is_some() || email.is_some() || born.is_some();
    let name = answers.text("name");
    let head = some("head").or_else(|| needs_one.then(|| crate::acts::name::short(name).to_owned()));
    let mut members = Vec::new();
    if let Some(head) = head {
        let mut fields = named(&head);
        if let Some(born) = born {
            let born: PartialDate = day::parse_partial(&born, at.today, at.order)
                .map_err(|no| Rejection::field("born", no.message))?;
            fields.set("birth_date", born.to_string());
        }
        members.push(NewMember { fields, role: "head".into(), phone, email });
    }
    if let Some(spouse) = some("spouse") {
        let fields = named(&spouse);
        members.push(NewMember { fields, role: "spouse".into(), phone: None, email: None });
    }
    Ok(members)
}

/// The fields of a person's name; two words are a given name and a family name, more are left as they are.
fn named(name: &str) -> Fields {
    let fields = Fields::new().with("name", name);
    match name.split_whitespace().collect::<Vec<_>>().as_slice() {
        [given, family] => fields.with("given", *given).with("family", *family),
        _ => fields,
    }
}

/// Adds a person to a relationship.
#[must_use]
pub fn add_person(id: RecordId, at: &At<'_>) -> Vec<Effect> {
    let of = at.book.get(id).ok().flatten().map(|row| row.str("name").to_owned()).unwrap_or_default();
    let roles = membership::ROLES.iter().map(|role| (*role).to_owned()).collect();
    let line = |name: &str, label: &str| FormField::new(name, label, Input::Line);
    Effect::open(Form::new(FormSpec {
        title: "New person".into(),
        of,
        slip_key: format!("form:person.add:{id}"),
        fields: vec![
            line("head", "Name").required().doc("as you would write it"),
            FormField::new("role", "Role", Input::Choice(roles)).value("member").doc("what they are in it"),
            FormField::new("born", "Born", Input::Date).doc("the year may be left out"),
            line("phone", "Phone"),
            line("email", "E-mail"),
        ],
        check: Box::new(|field, typed, at| check(&field.name, typed, at)),
        save: Box::new(move |answers, at| {
            let first = members(answers, at)?.into_iter().next();
            let Some(member) = first else { return Err(Rejection::field("head", "A person has a name.")) };
            let member = NewMember { role: answers.text("role").to_owned(), ..member };
            Ok(Effect::save(Action::AddMember { relationship: id, member }))
        }),
    }))
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

    /// The form of a new household, a name typed and the keys in this field.
    fn form_at(label: &str) -> App {
        let mut app = desk(practice());
        press(&mut app, "1 a");
        typed(&mut app, "Marchetti household");
        while !drawn(&mut app, 80, 24).iter().any(|line| line.starts_with(&format!("▸ {label}"))) {
            press(&mut app, "Tab");
        }
        app
    }

    fn added(app: &App) -> crate::domain::record::Row {
        let rows = app.book.rows(Kind::Relationship, &[]).unwrap();
        rows.into_iter().find(|row| row.str("name") == "Marchetti household").expect("saved")
    }

    #[test]
    fn a_name_that_is_taken_is_told_while_it_is_typed() {
        let mut app = desk(practice());
        press(&mut app, "1 a");
        typed(&mut app, "hartley");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("c1 has this name too, add a town or a first name."), "{shown}");
        typed(&mut app, " of Salem");
        assert!(!drawn(&mut app, 80, 24).join("\n").contains("has this name"));
    }

    #[test]
    fn the_tier_of_a_new_household_is_chosen_with_arrows() {
        let mut app = form_at("Tier");
        assert!(drawn(&mut app, 80, 24).join("\n").contains("A   B   C   D"));
        press(&mut app, "Right Right Ctrl-S");
        assert_eq!(added(&app).str("tier"), "B");
    }

    #[test]
    fn the_tier_of_a_new_household_may_be_typed() {
        let mut app = form_at("Tier");
        typed(&mut app, "A");
        assert!(drawn(&mut app, 80, 24).join("\n").contains("A   B   C   D"));
        press(&mut app, "Ctrl-S");
        assert_eq!(added(&app).str("tier"), "A");
    }

    #[test]
    fn a_tag_typed_twice_is_taken_once() {
        let mut app = form_at("Tags");
        typed(&mut app, "golf boat golf #x");
        press(&mut app, "Ctrl-S");
        let tags = app.book.rows(Kind::Tag, &[("relationship_id", added(&app).id.id.into())]).unwrap();
        let names: Vec<&str> = tags.iter().map(|tag| tag.str("name")).collect();
        assert_eq!(names, ["golf", "boat", "x"]);
    }

    #[test]
    fn a_date_says_how_it_was_read_after_it_is_left_too() {
        let mut app = form_at("Born");
        typed(&mut app, "3 apr 1970");
        press(&mut app, "Tab");
        let shown = drawn(&mut app, 80, 24);
        assert!(shown.iter().any(|line| line.contains("Fri 3 Apr 1970, 56 years")), "{shown:#?}");
    }
}
