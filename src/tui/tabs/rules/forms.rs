//! The forms of the Rules tab: taught to whom, a new text, accepted by whom.
//!
//! **Invariant:** a text changes only by a new version, and the form says who must be told of it.

use crate::{
    acts::{
        name::short,
        rulebook::{NOT_TOLD, RuleDetail},
    },
    domain::{
        entry,
        record::{Fields, Kind, RecordId},
        records::{rule, talk},
        rejection::Rejection,
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::{
            consent,
            form::{Form, FormField, FormSpec, Kind as Input, Pick},
            record,
        },
        tabs::verbs::items::together,
        widgets::list::{Row, Words},
    },
};

/// The clients a picker offers: those given first, then all others, by what is typed.
fn clients(first: Vec<(i64, String, String)>) -> Input {
    Input::Pick(Box::new(move |typed: &str, at: &At<'_>| {
        let typed = crate::domain::filter::fold(typed);
        let mut picks: Vec<Pick> = first
            .iter()
            .filter(|(_, name, _)| crate::domain::filter::fold(name).contains(&typed))
            .map(|(id, name, why)| Pick {
                record: RecordId::new(Kind::Relationship, *id),
                name: name.clone(),
                detail: why.clone(),
            })
            .collect();
        for pick in record::candidates(Kind::Relationship, &typed, at) {
            if !picks.iter().any(|known| known.record == pick.record) {
                picks.push(Pick { name: short(&pick.name).to_owned(), ..pick });
            }
        }
        picks.truncate(30);
        picks
    }))
}

fn whom(row: &Row, first: Vec<(i64, String, String)>, at: &At<'_>) -> FormField {
    let field =
        FormField::new("relationship_id", "Whom", clients(first)).required().doc("a part of the name");
    match row.relationship {
        Some(id) => field.picked(id, &at.book.short_name(id.id).unwrap_or_default()),
        None => field,
    }
}

/// What was taught to whom: one row is asked for its client, several are taught to their own or all to one.
pub(super) fn teach(detail: Option<&RuleDetail>, rows: &[&Row], at: &At<'_>) -> Vec<Effect> {
    let Some(first) = rows.first() else { return Vec::new() };
    let pairs: Vec<(i64, Option<i64>)> =
        rows.iter().filter_map(|row| Some((row.record?.id, row.relationship.map(|id| id.id)))).collect();
    let open = detail.filter(|_| rows.len() == 1).into_iter().flat_map(|detail| {
        let named = detail.untaught.iter().chain(&detail.reteach);
        named.map(|named| (named.relationship, named.who.clone(), named.why.clone()))
    });
    let understood = talk::UNDERSTOOD.iter().map(|word| (*word).to_owned()).collect();
    let mut fields = vec![
        FormField::new("understood", "Understood", Input::Choice(understood))
            .value("yes")
            .doc("only yes lets it rest"),
        FormField::new("day", "Day", Input::Date).value("today").required(),
        FormField::new("how", "How", Input::Line).doc("in a meeting, by telephone, on paper"),
        FormField::new("note", "Note", Input::Line).doc("what they asked"),
    ];
    if rows.len() == 1 || pairs.iter().any(|(_, whose)| whose.is_none()) {
        fields.insert(0, whom(first, open.collect(), at));
    }
    let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    Effect::open(Form::new(FormSpec {
        title: "Taught to".to_owned(),
        of: taught_said(rows),
        slip_key: format!("form:training.add:{}", keys.join(" ")),
        fields,
        check: Box::new(|field, typed, at| record::check(Kind::Training, &field.name, typed, at)),
        save: Box::new(move |answers, at| {
            let mut fields = Fields::new();
            for field in entry::typed(Kind::Training).filter(|field| !answers.text(field.name).is_empty()) {
                fields.set(field.name, record::answered(field, answers, at)?);
            }
            let one = |(rule, whose): &(i64, Option<i64>)| {
                let fields = fields.clone().with("rule_id", *rule);
                let fields = match whose.filter(|_| pairs.len() > 1) {
                    Some(whose) => fields.with("relationship_id", whose),
                    None => fields,
                };
                Action::Add { kind: Kind::Training, fields }
            };
            Ok(Effect::save(together(pairs.iter().map(one).collect())))
        }),
    }))
}

/// Who was told of the new text: those who are still to be told come first.
pub(super) fn tell(mut detail: RuleDetail, at: &At<'_>) -> Vec<Effect> {
    let id = detail.row.id;
    let name = detail.row.str("title").to_owned();
    let row = Row {
        key: id.to_string(),
        record: Some(id),
        words: Words { name, ..Words::default() }.into(),
        ..Row::default()
    };
    detail.untaught.clear();
    detail.reteach.retain(|named| named.why == NOT_TOLD);
    teach(Some(&detail), &[&row], at)
}

/// `Minimum fee`, `Minimum fee, 3 clients`, `4 rules, Quist`, `5 rows`.
fn taught_said(rows: &[&Row]) -> String {
    let Some(first) = rows.first() else { return String::new() };
    let one_rule = rows.iter().all(|row| row.record == first.record);
    let one_client = rows.iter().all(|row| row.relationship == first.relationship);
    match (rows.len(), one_rule, one_client) {
        (1, ..) => first.name.clone(),
        (many, true, _) => format!("{}, {many} clients", first.name),
        (many, _, true) if first.who.is_empty() => format!("{many} rules"),
        (many, _, true) => format!("{many} rules, {}", first.who),
        (many, ..) => format!("{many} rows"),
    }
}

/// The new text, why, whether it must be accepted again; below it what is no part of the text.
pub(super) fn reword(detail: &RuleDetail, at: &At<'_>) -> Vec<Effect> {
    let row = detail.row.clone();
    let told = match detail.accepted.len() {
        0 => "nobody accepted it yet".to_owned(),
        1 => "1 client accepted it and must be told".to_owned(),
        many => format!("{many} clients accepted it and must be told"),
    };
    let mut fields = vec![
        FormField::new("text", "Text", Input::Long).value(row.str("text")).required(),
        FormField::new("why", "Why", Input::Line).doc("what changed, and why"),
        FormField::new("accept_again", "Accept again", Input::Flag).value("no").doc(&told),
    ];
    let others = ["title", "topic", "default_for_new", "reteach_months"];
    let plain = others.iter().filter_map(|name| rule::SPEC.field(name));
    fields.extend(plain.map(|field| record::input(field, row.fields.get(field.name), at)));
    if let Some(first) = fields.get_mut(3) {
        first.gap = crate::tui::layers::form::Gap::Line;
    }
    Effect::open(Form::new(FormSpec {
        title: "Reword".to_owned(),
        of: row.str("title").to_owned(),
        slip_key: format!("form:rule.reword:{}", row.id),
        fields,
        check: Box::new(|_, _, _| Ok(None)),
        save: Box::new(move |answers, at| {
            let mut plain = Fields::new();
            for field in others.iter().filter_map(|name| rule::SPEC.field(name)) {
                if answers.changed(field.name) {
                    plain.set(field.name, record::answered(field, answers, at)?);
                }
            }
            let edit = Action::Edit { targets: vec![row.id], fields: plain.clone(), seen: None };
            let why = Some(answers.text("why").to_owned()).filter(|why| !why.is_empty());
            let accept_again = answers.text("accept_again") == "yes";
            let reword = Action::Reword(crate::domain::action::Reworded {
                rule: row.id,
                text: answers.text("text").to_owned(),
                why,
                accept_again,
            });
            match (answers.changed("text"), plain.is_empty()) {
                (true, true) => Ok(Effect::save(reword)),
                (false, false) => Ok(Effect::save(edit)),
                (true, false) => Ok(Effect::save(together(vec![edit, reword]))),
                (false, true) => {
                    Err(Rejection::field("text", "The text is the same as before. Esc leaves it."))
                }
            }
        }),
    }))
}

/// Who accepted these rules: the row's client, or one that is asked for; then the sheet.
pub(super) fn accept(
    detail: Option<&RuleDetail>,
    first: &Row,
    rules: Vec<RecordId>,
    at: &At<'_>,
) -> Vec<Effect> {
    let title = if rules.len() > 1 { format!("{} rules", rules.len()) } else { first.name.clone() };
    if let Some(whose) = first.relationship {
        return accepted_by(whose, rules, &title, at);
    }
    let detail = detail.filter(|_| rules.len() == 1);
    let untaught = detail.into_iter().flat_map(|detail| {
        let accepts = |id| detail.accepted.iter().any(|named| named.relationship == id);
        let named = detail.untaught.iter().filter(move |named| !accepts(named.relationship));
        named.map(|named| (named.relationship, named.who.clone(), named.why.clone()))
    });
    let keys: Vec<String> = rules.iter().map(RecordId::to_string).collect();
    Effect::open(Form::new(FormSpec {
        title: "Accepted by".to_owned(),
        of: title.clone(),
        slip_key: format!("form:acceptance.add:{}", keys.join(" ")),
        fields: vec![whom(first, untaught.collect(), at)],
        check: Box::new(|_, _, _| Ok(None)),
        save: Box::new(move |answers, at| {
            let Some(whose) = answers.record("relationship_id") else {
                return Err(Rejection::field(
                    "relationship_id",
                    "Choose who accepted it with Down and Enter.",
                ));
            };
            Ok(accepted_by(whose, rules.clone(), &title, at))
        }),
    }))
}

fn accepted_by(whose: RecordId, rules: Vec<RecordId>, title: &str, at: &At<'_>) -> Vec<Effect> {
    let who = at.book.short_name(whose.id).unwrap_or_default();
    consent::ask(&format!("Accepted by {who}: {title}"), whose, at, move |consent| Action::Accept {
        rules: rules.clone(),
        relationship: whose,
        consent,
    })
}
