//! For whom a document is made, and what to type where the words came in another order.
//!
//! **Invariant:** what was typed is never guessed at: the answer names what to type, and nothing is made.

use crate::{
    cli::session::Session,
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    letters::templates,
};

/// For whom a document is made; what was typed in another order or as one word is answered with what to type.
pub(super) fn whose(session: &mut Session, template: &str, client: &[String]) -> Result<RecordId, Rejection> {
    let own = session.settings.documents();
    let names = templates::names(own.as_deref());
    let is_template = |word: &str| names.iter().any(|name| name == word);
    let typed = |template: &str, client: &str| format!("standing document make {template} {client}");
    let whom = client.join(" ");
    if !is_template(template) {
        if let Some((first, rest)) = template.split_once(' ').filter(|(first, _)| is_template(first)) {
            let all = [rest.trim(), &whom].join(" ");
            let typed = typed(first, all.trim());
            return Err(Rejection::ambiguous(format!(
                "The template is one word, then comes the client; type {typed}."
            )));
        }
        if let Some(word) = client.iter().find(|word| is_template(word)) {
            let typed = typed(word, template);
            return Err(Rejection::ambiguous(format!(
                "The template comes first, then the client; type {typed}."
            )));
        }
        let typed = typed("charter", if whom.is_empty() { template } else { &whom });
        let names = names.join(", ");
        return Err(Rejection::ambiguous(format!(
            "There is no template {template}. There are: {names}. First comes the template, then the client; type {typed}."
        )));
    }
    if client.is_empty() {
        let said = format!("Say for whom it is made, as in {}.", typed(template, "Hartley"));
        return Err(Rejection::ambiguous(said));
    }
    let no = match session.record(Kind::Relationship, &whom) {
        Ok(row) => return Ok(row.id),
        Err(no) => no,
    };
    let mut each = Vec::new();
    for word in whom.split_whitespace() {
        each.extend(session.book()?.named(Kind::Relationship, word).ok().map(|row| (row.id, word)));
    }
    each.dedup_by_key(|(id, _)| *id);
    match each.as_slice() {
        [(_, first), _, ..] if each.len() == whom.split_whitespace().count() => {
            let typed = typed(template, first);
            Err(Rejection::ambiguous(format!(
                "{} A document is made for one client; make one for each, as in {typed}.",
                no.message
            )))
        }
        _ => Err(no),
    }
}
