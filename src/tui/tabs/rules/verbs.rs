//! What can be done with a rule, an exception or a breach.
//!
//! **Invariant:** a verb that cannot run says why and what to press instead.

use super::Rules;
use crate::{
    acts::{name::short, rulebook::RuleDetail},
    domain::{
        day, entry,
        record::{Fields, Kind, RecordId},
        records::{breach, rule, talk},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
        layers::{
            ask::Ask,
            consent,
            form::{Form, FormField, FormSpec, Kind as Input, Pick},
            reason, record,
        },
    },
};

const WITHDRAWN: &str = "This rule is withdrawn; it stays readable. a writes a new one.";
const MARKED: &str = "This is recorded one row at a time. V takes the marks away.";

/// Whether a verb can run, and why not.
pub(super) fn available(tab: &Rules, command: Command, _at: &At<'_>) -> Availability {
    use Command as C;
    if let Some(said) = command.planned() {
        return said;
    }
    match command {
        C::Add | C::AddRule => return Availability::Yes,
        C::Open if tab.bare => return Availability::Yes,
        C::Finish
        | C::Teach
        | C::Edit
        | C::End
        | C::Delete
        | C::Exception
        | C::Breach
        | C::AgreementReaffirm
        | C::AgreementChange
        | C::CopyRow => {}
        C::Propose | C::AgreementDefer | C::AgreementRaise if tab.kind().is_some() => {
            return Availability::no(
                "This is a rule of the book. g c shows the client, where their acceptance stands.",
            );
        }
        _ => return Availability::Elsewhere,
    }
    let Some(kind) = tab.kind() else { return Availability::Elsewhere };
    if command == C::CopyRow {
        return Availability::Yes;
    }
    let marked = tab.state.list.marked() > 1;
    match (kind, command) {
        (_, C::Delete) if kind != Kind::Rule => Availability::Yes,
        (Kind::Rule, C::AgreementReaffirm | C::Delete) => withdrawn(tab, command),
        (_, _) if marked => Availability::no(MARKED),
        (Kind::Rule, _) => withdrawn(tab, command),
        (Kind::Exception, C::Finish | C::Edit | C::End) | (Kind::Breach, C::Finish | C::Edit) => {
            Availability::Yes
        }
        (Kind::Exception, _) => Availability::no("This is an exception: x or A ends it, e edits it."),
        (Kind::Breach, C::End) => {
            Availability::no("A breach is answered with x; D deletes one entered by mistake.")
        }
        (Kind::Breach, _) => Availability::no("This is a breach: x answers it, e edits it."),
        _ => Availability::Elsewhere,
    }
}

fn withdrawn(tab: &Rules, command: Command) -> Availability {
    let state = tab.detail.as_ref().map_or("", |detail| detail.row.str("state"));
    match (state, command) {
        ("withdrawn", Command::Delete) | ("in force", _) => Availability::Yes,
        ("withdrawn", _) => Availability::no(WITHDRAWN),
        (_, Command::AgreementReaffirm) => {
            Availability::no("This rule is a draft. e gives it the text it comes into force with.")
        }
        _ => Availability::Yes,
    }
}

/// Runs a verb that is available.
pub(super) fn run(tab: &mut Rules, command: Command, at: &At<'_>) -> Vec<Effect> {
    use Command as C;
    match command {
        C::Add | C::AddRule => return record::add(Kind::Rule, Fields::new(), at),
        C::Open => return Effect::commit(Action::StartRulebook),
        C::CopyRow => return vec![Effect::Copy(tab.state.page.text())],
        _ => {}
    }
    let chosen = tab.state.focus().map(|focus| focus.records).unwrap_or_default();
    let (Some(first), Some(detail)) = (tab.state.list.row().and_then(|row| row.record), &tab.detail) else {
        return Vec::new();
    };
    let rule = detail.row.id;
    let preset = Fields::new()
        .with("rule_id", rule.id)
        .with("relationship_id", tab.relationship().map(|id| id.id))
        .with("day", at.today);
    match (command, first.kind) {
        (C::Finish, Kind::Breach) => answer(first, tab.state.list.row().map_or("", |row| row.who.as_str())),
        (C::Finish | C::End, Kind::Exception) => end_exception(first, at),
        (C::Edit, Kind::Exception | Kind::Breach) => record::edit(first, at),
        (C::Delete, _) => Effect::commit(Action::Delete { targets: chosen }),
        (C::Finish | C::Teach, _) => teach(tab, detail, at),
        (C::Edit | C::AgreementChange, _) => reword(detail, at),
        (C::AgreementReaffirm, _) => accept(tab, detail, chosen, at),
        (C::Exception, _) => record::add(Kind::Exception, preset, at),
        (C::Breach, _) => record::add(Kind::Breach, preset, at),
        (C::End, _) => {
            let told = match detail.accepted.len() {
                0 => String::new(),
                1 => "; 1 client accepted it".to_owned(),
                many => format!("; {many} clients accepted it"),
            };
            let title = format!("Withdraw the rule {}{told}", detail.row.str("title"));
            reason::why(&title, move |reason| Action::Withdraw { rule, reason })
        }
        _ => Vec::new(),
    }
}

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

fn whom(tab: &Rules, first: Vec<(i64, String, String)>, at: &At<'_>) -> FormField {
    let field =
        FormField::new("relationship_id", "Whom", clients(first)).required().doc("a part of the name");
    match tab.relationship() {
        Some(id) => field.picked(id, &at.book.short_name(id.id).unwrap_or_default()),
        None => field,
    }
}

fn teach(tab: &Rules, detail: &RuleDetail, at: &At<'_>) -> Vec<Effect> {
    let rule = detail.row.id;
    let first = detail.untaught.iter().chain(&detail.reteach);
    let first = first.map(|named| (named.relationship, named.who.clone(), named.why.clone())).collect();
    let understood = talk::UNDERSTOOD.iter().map(|word| (*word).to_owned()).collect();
    Effect::open(Form::new(FormSpec {
        title: "Taught to".to_owned(),
        of: detail.row.str("title").to_owned(),
        slip_key: format!("form:training.add:{rule}"),
        fields: vec![
            whom(tab, first, at),
            FormField::new("understood", "Understood", Input::Choice(understood))
                .value("yes")
                .doc("only yes lets it rest"),
            FormField::new("day", "Day", Input::Date).value("today").required(),
            FormField::new("how", "How", Input::Line).doc("in a meeting, by telephone, on paper"),
            FormField::new("note", "Note", Input::Line).doc("what they asked"),
        ],
        check: Box::new(|field, typed, at| past_day(&field.name, typed, at)),
        save: Box::new(move |answers, at| {
            let mut fields = Fields::new().with("rule_id", rule.id);
            for field in entry::typed(Kind::Training).filter(|field| !answers.text(field.name).is_empty()) {
                fields.set(field.name, record::answered(field, answers, at)?);
            }
            Ok(Effect::save(Action::Add { kind: Kind::Training, fields }))
        }),
    }))
}

fn past_day(name: &str, typed: &str, at: &At<'_>) -> Result<Option<String>, String> {
    if name != "day" || typed.is_empty() {
        return Ok(None);
    }
    let on = day::parse_past_day(typed, at.today, at.order).map_err(|no| no.message)?;
    Ok(Some(day::echo(on, at.today)))
}

/// The new text, why, whether it must be accepted again; below it what is no part of the text.
fn reword(detail: &RuleDetail, at: &At<'_>) -> Vec<Effect> {
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
            let reword =
                Action::Reword { rule: row.id, text: answers.text("text").to_owned(), why, accept_again };
            match (answers.changed("text"), plain.is_empty()) {
                (true, true) => Ok(Effect::save(reword)),
                (false, false) => Ok(Effect::save(edit)),
                (true, false) => {
                    Ok([Effect::commit(edit), Effect::save(reword)].into_iter().flatten().collect())
                }
                (false, true) => {
                    Err(Rejection::field("text", "The text is the same as before. Esc leaves it."))
                }
            }
        }),
    }))
}

fn accept(tab: &Rules, detail: &RuleDetail, rules: Vec<RecordId>, at: &At<'_>) -> Vec<Effect> {
    let rules: Vec<RecordId> = rules.into_iter().filter(|id| id.kind == Kind::Rule).collect();
    let title =
        if rules.len() > 1 { format!("{} rules", rules.len()) } else { detail.row.str("title").to_owned() };
    if let Some(whose) = tab.relationship() {
        let who = at.book.short_name(whose.id).unwrap_or_default();
        return consent::ask(&format!("Accepted by {who}: {title}"), whose, at, move |consent| {
            Action::Accept { rules: rules.clone(), relationship: whose, consent }
        });
    }
    let accepted: Vec<i64> = detail.accepted.iter().map(|named| named.relationship).collect();
    let first = detail.untaught.iter().filter(|named| !accepted.contains(&named.relationship));
    let first = first.map(|named| (named.relationship, named.who.clone(), named.why.clone())).collect();
    Effect::open(Form::new(FormSpec {
        title: "Accepted by".to_owned(),
        of: title.clone(),
        slip_key: format!("form:acceptance.add:{}", detail.row.id),
        fields: vec![whom(tab, first, at)],
        check: Box::new(|_, _, _| Ok(None)),
        save: Box::new(move |answers, at| {
            let Some(whose) = answers.record("relationship_id") else {
                return Err(Rejection::field(
                    "relationship_id",
                    "Choose who accepted it with Down and Enter.",
                ));
            };
            let who = at.book.short_name(whose.id)?;
            let rules = rules.clone();
            Ok(consent::ask(&format!("Accepted by {who}: {title}"), whose, at, move |consent| {
                Action::Accept { rules: rules.clone(), relationship: whose, consent }
            }))
        }),
    }))
}

fn end_exception(id: RecordId, at: &At<'_>) -> Vec<Effect> {
    let fields = Fields::new().with("ended_on", at.today);
    Effect::commit(Action::Edit { targets: vec![id], fields, seen: None })
}

/// How a breach was answered, then what was said or done.
fn answer(id: RecordId, who: &str) -> Vec<Effect> {
    let words: Vec<&str> = breach::ANSWERS.iter().copied().filter(|word| *word != "open").collect();
    let title = format!("Answer the breach, {who}");
    let heading = title.clone();
    Effect::open(Ask::choice(&title, "The rule was", &words, move |chosen, at| {
        let (chosen, on) = (chosen.to_owned(), at.today);
        Ok(reason::text(
            &heading,
            "What was said or done",
            "Say what was said or done; it is kept.",
            move |note| {
                let fields = Fields::new()
                    .with("answer", chosen.clone())
                    .with("answered_on", on)
                    .with("answer_note", note);
                Action::Edit { targets: vec![id], fields, seen: None }
            },
        ))
    }))
}
