//! Checklists: the templates there are, the user's own over the program's, and how far the started ones are.
//!
//! **Invariant:** a template that cannot be read is refused with its file and line; nothing is started from it.

use std::{fs, path::Path};

use serde::Deserialize;
use toml::Spanned;

use super::Book;
use crate::{
    domain::{
        checklist::{After, Progress, Step, Template},
        record::{Kind, RecordId, Value},
        records::follow_up::KINDS,
        rejection::Rejection,
    },
    store::Db,
};

/// The templates of the program.
const OURS: [(&str, &str); 3] = [
    ("onboarding", include_str!("../../assets/checklists/onboarding.toml")),
    ("service", include_str!("../../assets/checklists/service.toml")),
    ("ending", include_str!("../../assets/checklists/ending.toml")),
];

/// The longest text a template may have, in bytes.
const LONGEST: u64 = 1 << 18;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTemplate {
    title: Spanned<String>,
    #[serde(default)]
    about: String,
    #[serde(default)]
    step: Vec<RawStep>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    title: Spanned<String>,
    due: Spanned<String>,
    kind: Option<Spanned<String>>,
    whose: Option<Spanned<String>>,
    minutes: Option<u32>,
}

/// Reads a template; `file` is how it is named when it cannot be read.
pub fn read_template(name: &str, text: &str, file: &str) -> Result<Template, Rejection> {
    let line = |byte: usize| text.bytes().take(byte).filter(|letter| *letter == b'\n').count() + 1;
    let no = |byte: usize, said: &str| {
        Rejection::ambiguous(format!("{file} line {}: {}.", line(byte), said.trim_end_matches('.')))
    };
    let raw: RawTemplate = toml::from_str(text).map_err(|error| {
        no(error.span().map_or(0, |span| span.start), &error.message().replace('\n', " "))
    })?;
    if raw.title.get_ref().trim().is_empty() {
        return Err(no(raw.title.span().start, "a checklist has a title"));
    }
    if raw.step.is_empty() {
        return Err(no(text.len(), "it has no step; one begins with [[step]]"));
    }
    let mut steps = Vec::new();
    for step in raw.step {
        if step.title.get_ref().trim().is_empty() {
            return Err(no(step.title.span().start, "a step has a title"));
        }
        let due = After::parse(step.due.get_ref()).ok_or_else(|| {
            let said =
                format!("{} is no time after the start; type it as +2d, +3w or +2mo", step.due.get_ref());
            no(step.due.span().start, &said)
        })?;
        let word = |given: Option<Spanned<String>>, known: &[&str], usual: &str| match given {
            None => Ok(usual.to_owned()),
            Some(word) if known.contains(&word.get_ref().as_str()) => Ok(word.into_inner()),
            Some(word) => {
                let said = format!("{} is none of: {}", word.get_ref(), known.join(", "));
                Err(no(word.span().start, &said))
            }
        };
        let at = step.title.span().start;
        let kind = word(step.kind, KINDS, "task")?;
        let whose = word(step.whose, &["ours", "theirs"], "ours")?;
        if kind == "task" && whose == "theirs" {
            return Err(no(at, "a task is ours; what they do is a promise"));
        }
        let title = step.title.into_inner().trim().to_owned();
        steps.push(Step { title, due, kind, whose, minutes: step.minutes });
    }
    let title = raw.title.into_inner().trim().to_owned();
    Ok(Template { name: name.to_owned(), title, about: raw.about, steps })
}

/// The text of a template: the user's own in `own`, else the program's.
pub fn template_text(name: &str, own: Option<&Path>) -> Result<(String, String), Rejection> {
    let is_name = !name.is_empty() && name.chars().all(|sign| sign.is_alphanumeric() || "-_ ".contains(sign));
    if let (Some(dir), true) = (own, is_name) {
        let path = dir.join(format!("{name}.toml"));
        let shown = path.display().to_string();
        match fs::metadata(&path) {
            Ok(meta) if meta.len() > LONGEST => {
                return Err(Rejection::ambiguous(format!("{shown} is too long for a checklist.")));
            }
            Ok(_) => {
                let text = fs::read_to_string(&path)
                    .map_err(|error| Rejection::fault(format!("{shown} cannot be read: {error}.")))?;
                // Still empty: a shell empties the file before `checklist template NAME > FILE` can fill it.
                if !text.trim().is_empty() || !OURS.iter().any(|(known, _)| *known == name) {
                    return Ok((text, shown));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Rejection::fault(format!("{shown} cannot be read: {error}."))),
        }
    }
    let ours = OURS.iter().find(|(known, _)| *known == name);
    ours.map(|(name, text)| ((*text).to_owned(), format!("the template {name}"))).ok_or_else(|| {
        let names = template_names(own).join(", ");
        Rejection::ambiguous(format!("There is no checklist {name}. There are: {names}."))
    })
}

/// The names of the templates there are, the program's first.
#[must_use]
pub fn template_names(own: Option<&Path>) -> Vec<String> {
    let mut names: Vec<String> = OURS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut more = Vec::new();
    for entry in own.and_then(|dir| fs::read_dir(dir).ok()).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_toml = path.extension().is_some_and(|ext| ext == "toml");
        if let (true, Some(stem)) = (is_toml, path.file_stem().and_then(|stem| stem.to_str())) {
            more.push(stem.to_owned());
        }
    }
    more.sort();
    more.retain(|name| !names.contains(name));
    names.extend(more);
    names
}

/// The checklists of a relationship, the newest first.
pub(super) fn of(db: &Db<'_>, relationship: i64) -> Result<Vec<Progress>, Rejection> {
    let mut all = Vec::new();
    for checklist in db.of(Kind::Checklist, relationship)? {
        let mut steps = db.rows(Kind::FollowUp, &[("checklist_id", Value::Int(checklist.id.id))])?;
        // The next occurrence of a step that repeats is no step of its own.
        steps.retain(|row| row.int("again_of").is_none());
        steps.sort_by_key(|row| (row.int("step"), row.id));
        all.push(Progress { checklist, steps });
    }
    all.reverse();
    Ok(all)
}

impl Book {
    /// The template of a name, the user's own before the program's.
    pub fn template(&self, name: &str) -> Result<Template, Rejection> {
        let (text, file) = template_text(name, self.templates())?;
        read_template(name, &text, &file)
    }

    /// The names of the templates there are.
    #[must_use]
    pub fn template_names(&self) -> Vec<String> {
        template_names(self.templates())
    }

    /// The checklists of a relationship, the newest first.
    pub fn checklists_of(&self, relationship: i64) -> Result<Vec<Progress>, Rejection> {
        of(&self.db(), relationship)
    }

    /// All checklists that are not over, with whose they are.
    pub fn checklists(&self) -> Result<Vec<(RecordId, Progress)>, Rejection> {
        let mut whose: Vec<i64> = self
            .rows(Kind::Checklist, &[("given_up_on", Value::Null)])?
            .iter()
            .filter_map(|row| row.int("relationship_id"))
            .collect();
        whose.sort_unstable();
        whose.dedup();
        let mut all = Vec::new();
        for id in whose {
            let running = self.checklists_of(id)?.into_iter().filter(|progress| !progress.is_over());
            all.extend(running.map(|progress| (RecordId::new(Kind::Relationship, id), progress)));
        }
        Ok(all)
    }
}

#[cfg(test)]
#[path = "checklists_tests.rs"]
mod tests;
