//! One client's whole file for an examiner: as of which day, and into which directory.
//!
//! **Invariant:** a directory whose files are there already is never written over.

use super::{ask::Ask, import::path_of};
use crate::{
    acts::name::short,
    domain::{day, record::RecordId, rejection::Rejection},
    tui::{
        desk::At,
        effect::{Effect, Paper},
    },
};

/// Asks for the day, then for the directory.
pub(super) fn ask(client: RecordId, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    let name = at.book.name_of(client)?.unwrap_or_default();
    let title = format!("File of {name} for an examiner");
    let folder: String = short(&name).to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect();
    let question = Ask::text(&title, "As of the end of", move |typed, at| {
        let as_of = day::parse_day_that_was(typed, at.today, at.order)?;
        at.book.as_of(client, as_of)?;
        let asked = Ask::text("Its directory, made when it is not there", "Directory", move |typed, _| {
            let dir = path_of(typed);
            if typed.trim().is_empty() || dir.is_file() {
                return Err(Rejection::rule("Name a directory for its files."));
            }
            Ok(vec![Effect::Write(Box::new(Paper::Examiner { dir, client, as_of }))])
        });
        Ok(Effect::open(asked.starting(&format!("~/{folder}-{as_of}"))))
    });
    let question = question.checked(|typed, at| {
        let on = day::parse_day_that_was(typed, at.today, at.order).map_err(|no| no.message)?;
        Ok(Some(day::echo(on, at.today)))
    });
    Ok(Effect::open(question.starting("today").whose_enter("go on")))
}
