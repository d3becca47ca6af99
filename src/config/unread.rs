//! Why a configuration cannot be read, in words of its settings and not of its reader.
//!
//! **Invariant:** a refusal names the line, the setting when there is one, and how it is written.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use toml::{Spanned, Value};

use super::{backup, line_of, refused, settings::KNOWN};
use crate::domain::rejection::Rejection;

/// The settings of a file with their places.
type Top = BTreeMap<Spanned<String>, Spanned<Value>>;

/// The refusal of a file that is no TOML, names a setting that is not there, or gives one what it cannot be.
pub(super) fn refusal(error: &toml::de::Error, text: &str, file: &Path) -> Rejection {
    let start = error.span().map_or(0, |span| span.start);
    let Ok(top) = toml::from_str::<Top>(text) else {
        let said = error.message().trim().trim_end_matches('.').replace('`', "");
        let twice = said.starts_with("duplicate key").then_some("this setting stands here twice");
        let said = twice.map_or_else(|| format!("this cannot be read ({said})"), ToOwned::to_owned);
        return refused(
            file,
            line_of(text, start),
            &format!("{said}. A line is written as {}", example("zone")),
        );
    };
    let mut keys: Vec<(usize, &str)> =
        top.keys().map(|key| (key.span().start, key.get_ref().as_str())).collect();
    keys.sort_unstable();
    let stranger = keys.iter().find(|(_, name)| !KNOWN.iter().any(|known| known.name == *name));
    if let Some((at, name)) = stranger {
        let known: Vec<&str> = KNOWN.iter().map(|known| known.name).collect();
        let said =
            format!("there is no setting {name}{}. The settings: {}", meant(name, &known), known.join(", "));
        return refused(file, line_of(text, *at), &said);
    }
    let name = keys.iter().rev().find(|(at, _)| *at <= start).map_or("", |(_, name)| name);
    if let Some((at, stranger)) = (name == "backup").then(|| stranger_in_backup(text)).flatten() {
        let said = format!(
            "there is no setting {stranger} under [backup]{}. The settings there: {}",
            meant(&stranger, backup::NAMES),
            backup::NAMES.join(", ")
        );
        return refused(file, line_of(text, at), &said);
    }
    let in_backup = (name == "backup").then(|| key_in_backup(text, start)).flatten();
    if let Some((key, line)) = in_backup.as_deref().and_then(|key| Some((key, backup_example(key)?))) {
        let said = format!("{key} under [backup] cannot be that. It is written as {line}");
        return refused(file, line_of(text, start), &said);
    }
    let said = format!("{name} cannot be that. It is written as {}", example(name));
    refused(file, line_of(text, start), &said)
}

/// The settings under `[backup]`, each with where it stands.
fn keys_in_backup(text: &str) -> Option<impl Iterator<Item = (usize, String)>> {
    #[derive(Deserialize)]
    struct Tables {
        backup: BTreeMap<Spanned<String>, Value>,
    }
    let tables: Tables = toml::from_str(text).ok()?;
    Some(tables.backup.into_keys().map(|key| (key.span().start, key.into_inner())))
}

/// The first of them that is none, and where it stands.
fn stranger_in_backup(text: &str) -> Option<(usize, String)> {
    keys_in_backup(text)?.filter(|(_, key)| !backup::NAMES.contains(&key.as_str())).min()
}

/// The one whose value stands at a place.
fn key_in_backup(text: &str, place: usize) -> Option<String> {
    keys_in_backup(text)?.filter(|(at, _)| *at <= place).max().map(|(_, key)| key)
}

/// How one of them is written.
fn backup_example(key: &str) -> Option<&'static str> {
    let known = KNOWN.iter().find(|known| known.name == "backup")?;
    known.example.lines().find(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" =")))
}

/// `; you may mean days`, where one of the names is as good as typed.
fn meant(typed: &str, names: &[&str]) -> String {
    let near = names.iter().map(|name| (slips(typed, name), name)).min();
    near.filter(|(slips, name)| *slips <= 1 + name.len() / 4)
        .map(|(_, name)| format!("; you may mean {name}"))
        .unwrap_or_default()
}

/// How many letters are to be put in, taken out or changed to make one word of the other (Levenshtein).
fn slips(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.chars().enumerate() {
        let mut now = vec![row + 1];
        for ((same, above), diagonal) in
            other.iter().map(|there| *there == letter).zip(before.iter().skip(1)).zip(&before)
        {
            let left = now.last().copied().unwrap_or_default();
            now.push((left + 1).min(above + 1).min(diagonal + usize::from(!same)));
        }
        before = now;
    }
    before.last().copied().unwrap_or_default()
}

/// How a setting is written.
fn example(name: &str) -> String {
    KNOWN.iter().find(|known| known.name == name).map_or_else(String::new, |known| {
        let mut lines = known.example.lines();
        match (lines.next(), lines.next()) {
            (Some(table), Some(line)) => format!("{line} under {table}"),
            (line, _) => line.unwrap_or_default().to_owned(),
        }
    })
}

/// The line, from 1, on which a setting stands.
pub(super) fn line_of_key(text: &str, key: &str) -> usize {
    let stands = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().position(stands).map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::{Named, Settings, parse};
    use super::*;

    fn refusal_of(text: &str) -> String {
        parse(text, Path::new("c.toml"), None).unwrap_err().message
    }

    #[test]
    fn every_setting_of_a_wrong_type_is_named_with_its_line_and_how_it_is_written() {
        for known in KNOWN {
            for wrong in ["2026-12-25", "{ a = 1 }", "[[3]]", "3.5"] {
                let text = format!("# mine\n{} = {wrong}\n", known.name);
                assert!(parse(&text, Path::new("c.toml"), None).is_err(), "{text}");
                let said = refusal_of(&text);
                assert!(said.starts_with("c.toml line 2: ") && said.ends_with('.'), "{text}{said}");
                for jargon in ["invalid type", "expected", "variant", "`", "sequence", "map"] {
                    let words = said.replace("--map", "");
                    assert!(!words.contains(jargon), "{text}{said}");
                }
            }
        }
        assert_eq!(
            refusal_of("theme = \"dark\"\nascii = \"yes\"\n"),
            "c.toml line 2: ascii cannot be that. It is written as ascii = true."
        );
        assert_eq!(
            refusal_of("keys = 3"),
            "c.toml line 1: keys cannot be that. It is written as undo = \"Ctrl-T\" under [keys]."
        );
        assert!(refusal_of("day_month_order = \"sideways\"").contains("day_month_order = \"day-first\""));
        assert!(refusal_of("\n[themes]\nmine = 3\n").starts_with("c.toml line 3: themes cannot be that."));
        assert!(refusal_of("book = \"\"").contains("line 1: book names no file"));
    }

    #[test]
    fn a_setting_that_is_none_is_named_with_its_line_and_the_one_that_was_meant() {
        assert_eq!(
            refusal_of("theme = \"dark\"\n[backup]\ndays = 3\nolso = \"/media/stick\"\n"),
            "c.toml line 4: there is no setting olso under [backup]; you may mean also. The settings there: daily, \
             days, weeks, months, also, old_after_days."
        );
        assert!(
            refusal_of("backup = { day = 3 }")
                .contains("line 1: there is no setting day under [backup]; you may mean days.")
        );
        assert!(
            refusal_of("[backup]\nretention = 3\n")
                .contains("no setting retention under [backup]. The settings")
        );
        assert_eq!(
            refusal_of("mouse = true\n[backup]\ndaily = true\nalso = 5\n"),
            "c.toml line 4: also under [backup] cannot be that. It is written as also = \"/media/stick/standing\"."
        );
        for name in backup::NAMES {
            for text in [format!("[backup]\n{name} = [[1]]\n"), format!("\nbackup = {{ {name} = [[1]] }}")] {
                let said =
                    format!("line 2: {name} under [backup] cannot be that. It is written as {name} = ");
                assert!(refusal_of(&text).contains(&said), "{text}{}", refusal_of(&text));
            }
        }
        assert!(refusal_of("backup = 3").contains("line 1: backup cannot be that"));
        assert!(refusal_of("zones = \"UTC\"").contains("no setting zones; you may mean zone. The settings"));
        assert!(refusal_of("colour = 1").contains("no setting colour. The settings"));
        assert_eq!(slips("kitten", "sitting"), 3);
        for name in backup::NAMES {
            let value = ["true", "1", "\"/a\""].map(|value| format!("[backup]\n{name} = {value}\n"));
            assert!(value.iter().any(|text| parse(text, Path::new("c"), None).is_ok()), "{name}");
        }
    }

    #[test]
    fn what_is_no_toml_is_refused_at_its_line() {
        for (text, line) in [
            ("zone = \"UTC\"\nmouse = \n", 2),
            ("zone = \"UTC\"\nzone = \"Asia/Tokyo\"\n", 2),
            ("\n\nwhat is this\n", 3),
            ("[keys\n", 1),
        ] {
            let said = refusal_of(text);
            assert!(said.starts_with(&format!("c.toml line {line}: this ")), "{text}{said}");
        }
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("c.toml");
        std::fs::write(&config, b"mouse = true\nzone = \"\xff\"\n").unwrap();
        let named = Named { config: Some(config), ..Named::default() };
        let said = Settings::load(&named).unwrap_err().message;
        assert!(said.contains("c.toml line 2: this is no text in UTF-8"), "{said}");
    }
}
