//! The templates there are: the program's, and the user's own in the folder `documents` beside the configuration.
//!
//! **Invariant:** a file of the user's own goes before ours of the same name; a name never leads out of the folder.

use std::{fs, path::Path};

use super::template::{Template, language_code, read, refused};
use crate::domain::{rejection::Rejection, safe};

/// The templates of the program: name with its language, and text.
const OURS: &[(&str, &str)] = &[
    ("charter", include_str!("../../assets/documents/charter.md")),
    ("charter.de", include_str!("../../assets/documents/charter.de.md")),
    ("proposal", include_str!("../../assets/documents/proposal.md")),
    ("proposal.de", include_str!("../../assets/documents/proposal.de.md")),
    ("engagement", include_str!("../../assets/documents/engagement.md")),
    ("engagement.de", include_str!("../../assets/documents/engagement.de.md")),
    ("brief", include_str!("../../assets/documents/brief.md")),
    ("brief.de", include_str!("../../assets/documents/brief.de.md")),
    ("agenda", include_str!("../../assets/documents/agenda.md")),
    ("agenda.de", include_str!("../../assets/documents/agenda.de.md")),
    ("terms", include_str!("../../assets/documents/terms.md")),
    ("terms.de", include_str!("../../assets/documents/terms.de.md")),
    ("year", include_str!("../../assets/documents/year.md")),
    ("year.de", include_str!("../../assets/documents/year.de.md")),
    ("ending", include_str!("../../assets/documents/ending.md")),
    ("ending.de", include_str!("../../assets/documents/ending.de.md")),
    ("ending-checklist", include_str!("../../assets/documents/ending-checklist.md")),
    ("ending-checklist.de", include_str!("../../assets/documents/ending-checklist.de.md")),
    ("rolecard", include_str!("../../assets/documents/rolecard.md")),
    ("rolecard.de", include_str!("../../assets/documents/rolecard.de.md")),
    ("conversation", include_str!("../../assets/documents/conversation.md")),
    ("conversation.de", include_str!("../../assets/documents/conversation.de.md")),
    ("script-fee-rise", include_str!("../../assets/documents/script-fee-rise.md")),
    ("script-fee-rise.de", include_str!("../../assets/documents/script-fee-rise.de.md")),
    ("script-out-of-scope", include_str!("../../assets/documents/script-out-of-scope.md")),
    ("script-out-of-scope.de", include_str!("../../assets/documents/script-out-of-scope.de.md")),
    ("script-ending", include_str!("../../assets/documents/script-ending.md")),
    ("script-ending.de", include_str!("../../assets/documents/script-ending.de.md")),
];

/// The longest text a template may have, in bytes.
const LONGEST: u64 = 1 << 18;

/// The names of the templates there are, without languages: ours in our order, then the user's own.
#[must_use]
pub fn names(own: Option<&Path>) -> Vec<String> {
    let ours = OURS.iter().map(|(name, _)| *name).filter(|name| !name.contains('.'));
    let mut names: Vec<String> = ours.map(ToOwned::to_owned).collect();
    let mut more = Vec::new();
    for entry in own.and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_markdown = path.extension().is_some_and(|ext| ext == "md");
        let stem = path.file_stem().and_then(|stem| stem.to_str()).filter(|_| is_markdown);
        let name = stem.and_then(|stem| stem.split('.').next());
        more.extend(name.map(ToOwned::to_owned).filter(|name| is_name(name) && !names.contains(name)));
    }
    more.sort();
    more.dedup();
    names.extend(more);
    names
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign))
}

/// The text of a template in a language, where there is one in it; how it is named in an error; and its name.
pub fn text(name: &str, language: Option<&str>, own: Option<&Path>) -> Result<(String, String), Rejection> {
    let code = language.map(language_code).filter(|code| is_name(code));
    let wanted = code.map(|code| format!("{name}.{code}"));
    for file in wanted.iter().map(String::as_str).chain([name]) {
        if !is_name(name) {
            break;
        }
        if let Some(found) = own.map(|folder| of_folder(folder, file)).transpose()?.flatten() {
            return Ok(found);
        }
        if let Some((_, text)) = OURS.iter().find(|(known, _)| *known == file) {
            return Ok(((*text).to_owned(), format!("the template {file}")));
        }
    }
    let names = names(own).join(", ");
    Err(Rejection::ambiguous(format!("There is no template {name}. There are: {names}.")))
}

/// The text of a file in the user's folder; none when it is not there.
fn of_folder(folder: &Path, file: &str) -> Result<Option<(String, String)>, Rejection> {
    let path = folder.join(format!("{file}.md"));
    let shown = path.display().to_string();
    match fs::metadata(&path) {
        Ok(meta) if meta.len() > LONGEST => {
            Err(Rejection::ambiguous(format!("{shown} is too long for a template.")))
        }
        // A pipe would wait for ever.
        Ok(meta) if !meta.is_file() => Err(Rejection::ambiguous(format!(
            "{shown} is no plain file. Put a template there, or take it away."
        ))),
        Ok(_) => {
            let bytes = fs::read(&path)
                .map_err(|error| Rejection::fault(format!("{shown} cannot be read: {error}.")))?;
            let text = safe::utf8(bytes).map_err(|(line, said)| refused(&shown, line, &said))?;
            Ok(Some((text, shown)))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Rejection::fault(format!("{shown} cannot be read: {error}."))),
    }
}

/// A template by its name, in a language where there is one in it.
pub fn template(name: &str, language: Option<&str>, own: Option<&Path>) -> Result<Template, Rejection> {
    let (text, file) = text(name, language, own)?;
    read(name, &text, &file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_of_ours_can_be_read() {
        for (name, text) in OURS {
            let read = read(name, text, name).unwrap();
            assert!(!read.about.is_empty() && !read.version.is_empty(), "{name}");
            assert_eq!(read.language, name.split_once('.').map_or("en", |(_, code)| code), "{name}");
        }
    }

    #[test]
    fn every_template_stands_in_german_with_the_same_questions_and_fields() {
        let english: Vec<_> = OURS.iter().filter(|(name, _)| !name.contains('.')).collect();
        for (name, text) in &english {
            let german = OURS.iter().find(|(other, _)| *other == format!("{name}.de"));
            let (german_name, german_text) = german.unwrap_or_else(|| panic!("{name} is not in German"));
            let (one, other) =
                (read(name, text, name).unwrap(), read(german_name, german_text, name).unwrap());
            let asks = |template: &Template| -> Vec<String> {
                template.asks.iter().map(|ask| ask.name.clone()).collect()
            };
            assert_eq!(
                (&one.kind, &one.states, asks(&one)),
                (&other.kind, &other.states, asks(&other)),
                "{name}"
            );
            for field in ["given.", "goal.", "one.", "rule.", "talk.", "year.", "meeting."] {
                let used = |text: &str| -> std::collections::BTreeSet<String> {
                    let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
                    let ends = text.split(field).skip(1);
                    ends.map(|rest| rest.chars().take_while(|sign| is_part(*sign)).collect::<String>())
                        .filter(|used| !used.is_empty())
                        .collect()
                };
                assert_eq!(used(text), used(german_text), "{name}: {field}");
            }
        }
        assert_eq!(OURS.len(), english.len() * 2);
    }

    #[test]
    fn a_file_that_is_no_utf_8_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = b"+++\nkind = \"letter\"\n+++\nGr".to_vec();
        bytes.extend([0xfc, b'\n']);
        fs::write(folder.path().join("letter.md"), bytes).unwrap();
        let no = template("letter", None, Some(folder.path())).unwrap_err();
        let said =
            "letter.md line 4: byte 0xfc there is no UTF-8; save the file as UTF-8. No document was made.";
        assert!(no.message.ends_with(said), "{}", no.message);
        assert_eq!(no.why, crate::domain::rejection::Why::Ambiguous);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("charter.md")).status();
        assert!(made.unwrap().success());
        let no = template("charter", None, Some(folder.path())).unwrap_err();
        assert!(no.message.contains("charter.md is no plain file."), "{}", no.message);
    }

    #[test]
    fn the_users_own_goes_before_ours_and_no_name_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let own = Some(folder.path());
        let mine =
            "+++\nkind = \"letter\"\ntitle = \"Mine\"\nversion = \"7\"\nabout = \"mine\"\n+++\nHello.\n";
        fs::write(folder.path().join("charter.md"), mine).unwrap();
        fs::write(folder.path().join("birthday.fr.md"), mine).unwrap();
        assert_eq!(template("charter", None, own).unwrap().version, "7");
        assert_eq!(
            template("charter", Some("Deutsch"), own).unwrap().language,
            "de",
            "ours in their language"
        );
        assert_eq!(template("charter", Some("Welsh"), own).unwrap().version, "7", "no such variant");
        assert_eq!(template("birthday", Some("fr-CA"), own).unwrap().title, "Mine");
        assert!(names(own).contains(&"birthday".to_owned()));
        for name in ["../charter", "charter.md", "/etc/passwd", ""] {
            let no = template(name, None, own).unwrap_err();
            assert!(no.message.starts_with("There is no template"), "{}", no.message);
        }
    }
}
