//! The rules an empty rulebook starts with: the user's own over the program's.
//!
//! **Invariant:** a file that cannot be read is refused with its name and line; no rule is made from half of it.

use std::{fs, path::Path};

use serde::Deserialize;
use toml::Spanned;

use super::Book;
use crate::domain::{
    action::{Action, Starter},
    record::Fields,
    records::rule::TOPICS,
    rejection::Rejection,
};

/// The rules of the program; every sentence is the advisor's to change.
pub(super) const OURS: &str = include_str!("../../assets/rulebook/starter.toml");

/// Where the user's own rules lie, beside the configuration.
const OWN: &str = "rulebook/starter.toml";

/// The longest text of a starter rulebook, in bytes.
const LONGEST: u64 = 1 << 18;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    title: Spanned<String>,
    topic: Spanned<String>,
    text: String,
    reteach_months: Option<i64>,
    default_for_new: Option<bool>,
}

/// Reads rules; `file` is how their text is named when it cannot be read.
pub(super) fn rules(text: &str, file: &str) -> Result<Vec<Fields>, Rejection> {
    let no = |byte: usize, said: &str| {
        let line = text.bytes().take(byte).filter(|letter| *letter == b'\n').count() + 1;
        Rejection::ambiguous(format!("{file} line {line}: {}.", said.trim_end_matches('.')))
    };
    let raw: Raw = toml::from_str(text).map_err(|error| {
        no(error.span().map_or(0, |span| span.start), &error.message().replace('\n', " "))
    })?;
    let mut rules = Vec::new();
    for rule in raw.rule {
        if rule.title.get_ref().trim().is_empty() {
            return Err(no(rule.title.span().start, "a rule has a title"));
        }
        if !TOPICS.contains(&rule.topic.get_ref().as_str()) {
            let said = format!("{} is none of the topics: {}", rule.topic.get_ref(), TOPICS.join(", "));
            return Err(no(rule.topic.span().start, &said));
        }
        let mut fields = Fields::new()
            .with("title", rule.title.get_ref().trim())
            .with("topic", rule.topic.into_inner())
            .with("text", rule.text.trim())
            .with("reteach_months", rule.reteach_months);
        if let Some(is_default) = rule.default_for_new {
            fields.set("default_for_new", is_default);
        }
        rules.push(fields);
    }
    if rules.is_empty() {
        return Err(no(text.len(), "it has no rule; one begins with [[rule]]"));
    }
    Ok(rules)
}

/// The text of the starter rulebook and where it is from: the user's own beside the checklists in `own`, else the
/// program's.
pub fn starter_text(own: Option<&Path>) -> Result<(String, String), Rejection> {
    if let Some(path) = own.and_then(Path::parent).map(|folder| folder.join(OWN)) {
        let shown = path.display().to_string();
        match fs::metadata(&path) {
            Ok(meta) if meta.len() > LONGEST => {
                return Err(Rejection::ambiguous(format!("{shown} is too long for a rulebook.")));
            }
            Ok(_) => {
                let text = fs::read_to_string(&path)
                    .map_err(|error| Rejection::fault(format!("{shown} cannot be read: {error}.")))?;
                return Ok((text, shown));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Rejection::fault(format!("{shown} cannot be read: {error}."))),
        }
    }
    Ok((OURS.to_owned(), "The starter rulebook".to_owned()))
}

impl Book {
    /// The act that starts the rulebook: with the user's own rules where a file beside the configuration has them.
    pub fn start_rulebook(&self) -> Result<Action, Rejection> {
        let (text, file) = starter_text(self.templates())?;
        Ok(Action::StartRulebook(Starter { rules: rules(&text, &file)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_own_rulebook_beside_the_configuration_is_started_with() {
        let dir = tempfile::tempdir().unwrap();
        let own = "[[rule]]\ntitle = \"Ring first\"\ntopic = \"whom to call\"\ntext = \"Ring me first.\"\ndefault_for_new = false\n";
        fs::create_dir(dir.path().join("rulebook")).unwrap();
        fs::write(dir.path().join(OWN), own).unwrap();
        let clock = crate::clock::Clock::fixed("2026-11-23".parse().unwrap());
        let mut book = Book::memory(clock).unwrap();
        book.set_templates(Some(dir.path().join("checklists")));
        let start = book.start_rulebook().unwrap();
        assert_eq!(book.execute(&start).unwrap().summary, "Started the rulebook with 1 rule");
        let rule = book.rule(1).unwrap().unwrap().row;
        assert_eq!((rule.str("title"), rule.flag("default_for_new")), ("Ring first", false));
        fs::write(dir.path().join(OWN), "[[rule]]\n").unwrap();
        let no = book.start_rulebook().err().unwrap().message;
        assert!(no.contains("starter.toml line 1: missing field"), "{no}");
    }

    #[test]
    fn our_rules_can_be_read_and_a_fault_is_told_with_its_line() {
        assert!(rules(OURS, "ours").unwrap().len() > 10);
        let no = |text: &str| rules(text, "starter.toml").err().unwrap().message;
        assert_eq!(no(""), "starter.toml line 1: it has no rule; one begins with [[rule]].");
        let said = no("[[rule]]\ntitle = \"A\"\ntopic = \"parrots\"\ntext = \"\"\n");
        assert!(
            said.starts_with("starter.toml line 3: parrots is none of the topics: whom to call"),
            "{said}"
        );
        assert!(no("[[rule]]\ntitle = 3\n").starts_with("starter.toml line 2: "));
    }
}
