//! What can be done with rules, exceptions and breaches: one, or all that are chosen and that it fits.
//!
//! **Invariant:** all chosen rows are one act and one undo step.

use super::{Rules, fits, forms};
use crate::{
    domain::{
        action::Case,
        record::{Fields, Kind, RecordId},
        records::breach,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, reason, record},
        tabs::verbs::{self, items::together},
        widgets::list::Row,
    },
};

/// Runs a verb that is available.
pub(super) fn run(tab: &mut Rules, command: Command, at: &At<'_>) -> Vec<Effect> {
    use Command as C;
    match command {
        C::Add | C::AddRule => record::add(Kind::Rule, Fields::new(), at),
        C::Open => match at.book.start_rulebook() {
            Ok(start) => Effect::commit(start),
            Err(why) => Effect::warn(why.message),
        },
        C::CopyRow => tab.state.copy_page(),
        _ if fits::is_verb(command) => run_on_chosen(tab, command, at),
        _ => verbs::run(command, tab.state.chosen().as_ref(), at),
    }
}

/// Runs a verb on the chosen rows it fits.
fn run_on_chosen(tab: &Rules, command: Command, at: &At<'_>) -> Vec<Effect> {
    use Command as C;
    let parted = fits::parted(tab, command, at);
    let Some(first) = parted.rows.first().copied() else { return Vec::new() };
    let mut records: Vec<RecordId> = parted.rows.iter().filter_map(|row| row.record).collect();
    records.dedup();
    let Some(&one) = records.first() else { return Vec::new() };
    let mut effects = vec![Effect::Leave(parted.rest)];
    effects.extend(match (command, one.kind) {
        (C::Finish, Kind::Breach) => answer(records, first),
        (C::Finish | C::End, Kind::Exception) => end_exceptions(records, first),
        (C::Edit, Kind::Exception | Kind::Breach) => record::edit(one, at),
        (C::Delete, _) => Effect::commit(Action::Delete { targets: records }),
        (C::Exception, _) => record::add(Kind::Exception, about(first, at), at),
        (C::Breach, _) => record::add(Kind::Breach, about(first, at), at),
        (C::Finish | C::Teach, _) => forms::teach(tab.detail.as_ref(), &parted.rows, at),
        (C::AgreementReaffirm, _) => forms::accept(tab.detail.as_ref(), first, records, at),
        (C::Edit | C::AgreementChange, _) => {
            tab.detail.as_ref().map_or_else(Vec::new, |detail| forms::reword(detail, at))
        }
        (C::End, _) => withdraw(tab, records),
        _ => Vec::new(),
    });
    effects
}

/// What an exception or a breach recorded on this row starts with.
fn about(row: &Row, at: &At<'_>) -> Fields {
    let rule = row.record.filter(|id| id.kind == Kind::Rule);
    Fields::new()
        .with("rule_id", rule.map(|id| id.id))
        .with("relationship_id", row.relationship.map(|id| id.id))
        .with("day", at.today)
}

fn withdraw(tab: &Rules, rules: Vec<RecordId>) -> Vec<Effect> {
    let title = match (rules.as_slice(), &tab.detail) {
        ([_], Some(detail)) => {
            let told = match detail.accepted.len() {
                0 => String::new(),
                1 => "; 1 client accepted it".to_owned(),
                many => format!("; {many} clients accepted it"),
            };
            format!("Withdraw the rule {}{told}", detail.row.str("title"))
        }
        (several, _) => format!("Withdraw {} rules", several.len()),
    };
    reason::why(&title, move |reason| {
        together(rules.iter().map(|rule| Action::Withdraw { rule: *rule, reason: reason.clone() }).collect())
    })
}

fn end_exceptions(exceptions: Vec<RecordId>, first: &Row) -> Vec<Effect> {
    let title = match exceptions.len() {
        1 => format!("End the exception today: {}, {}", first.name, first.who),
        many => format!("End {many} exceptions today"),
    };
    reason::why(&title, move |reason| {
        let end =
            |exception: &RecordId| Action::Case(Case::End { exception: *exception, reason: reason.clone() });
        together(exceptions.iter().map(end).collect())
    })
}

/// How breaches were answered, then what was said or done.
fn answer(breaches: Vec<RecordId>, first: &Row) -> Vec<Effect> {
    let words: Vec<&str> = breach::ANSWERS.iter().copied().filter(|word| *word != "open").collect();
    let title = match breaches.len() {
        1 => format!("Answer the breach, {}", first.who),
        many => format!("Answer {many} breaches"),
    };
    let heading = title.clone();
    Effect::open(Ask::choice(&title, "The rule was", &words, move |chosen, _| {
        let (chosen, breaches) = (chosen.to_owned(), breaches.clone());
        Ok(reason::text(
            &heading,
            "What was said, to whom",
            "Say what was said or done; it is kept.",
            move |note| {
                let note = Some(note);
                let answer = |breach: &RecordId| {
                    Action::Case(Case::Answer { breach: *breach, answer: chosen.clone(), note: note.clone() })
                };
                together(breaches.iter().map(answer).collect())
            },
        ))
    }))
}
