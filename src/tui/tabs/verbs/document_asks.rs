//! What a template asks for, as a form: answered before its page is shown, and again from there.
//!
//! **Invariant:** what is left empty stays a line to write on; nothing is kept here.

use std::collections::BTreeMap;

use crate::{
    domain::{record::RecordId, rejection::Rejection},
    letters::{compose, compose::Wanted, template::Ask, templates},
    tui::{
        desk::At,
        effect::Effect,
        layers::{
            document::{DocumentPage, Shown},
            form::{Form, FormSpec},
            form_field::{FormField, Kind as Input},
        },
    },
};

/// The form of a template's questions, or its page where it has none.
pub fn make(whose: RecordId, name: &str, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    let language = at.book.get(whose)?.and_then(|row| row.fields.text("language").map(ToOwned::to_owned));
    let template = templates::template(name, language.as_deref(), at.book.document_templates())?;
    if template.asks.is_empty() {
        return shown(whose, name, BTreeMap::new(), at);
    }
    let of = format!("{}, {}", template.title, at.book.short_name(whose.id)?);
    Ok(Effect::open(form(whose, name, of, &template.asks, &BTreeMap::new())))
}

/// The questions again, with what was answered.
pub fn again(draft: &compose::Draft) -> Vec<Effect> {
    let template = &draft.template;
    let form = form(draft.relationship, &template.name, draft.title.clone(), &template.asks, &draft.given);
    vec![Effect::Discard, Effect::Open(Box::new(form))]
}

fn form(whose: RecordId, name: &str, of: String, asks: &[Ask], given: &BTreeMap<String, String>) -> Form {
    let field = |ask: &Ask| {
        let field = FormField::new(&ask.name, &ask.label, Input::Line);
        match given.get(&ask.name) {
            Some(text) => field.value(text),
            None => field,
        }
    };
    let fields: Vec<FormField> = asks.iter().map(field).collect();
    let names: Vec<String> = asks.iter().map(|ask| ask.name.clone()).collect();
    let name = name.to_owned();
    Form::new(FormSpec {
        title: "Asked for".to_owned(),
        of,
        slip_key: format!("form:document.make:{whose}:{name}"),
        fields,
        check: Box::new(|_, typed, _| {
            Ok(typed.trim().is_empty().then(|| "left empty, it is a line to write on".to_owned()))
        }),
        save: Box::new(move |answers, at| {
            let answered = names.iter().map(|name| (name.clone(), answers.text(name).to_owned()));
            let given = answered.filter(|(_, text)| !text.is_empty()).collect();
            let mut effects = vec![Effect::Discard];
            effects.extend(shown(whose, &name, given, at)?);
            Ok(effects)
        }),
    })
    .whose_save("show the page")
}

fn shown(
    whose: RecordId,
    name: &str,
    given: BTreeMap<String, String>,
    at: &At<'_>,
) -> Result<Vec<Effect>, Rejection> {
    let wanted = Wanted { template: name.to_owned(), given, ..Wanted::default() };
    let draft = compose::draft(at.book, whose.id, &wanted)?;
    Ok(Effect::open(DocumentPage::new(Shown::Draft(Box::new(draft)), at)?))
}
