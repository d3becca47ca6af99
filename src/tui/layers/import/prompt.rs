//! The question for the file: a path, with the names that begin as typed below it.
//!
//! **Invariant:** a path that cannot be read stays in the field with the reason.

use std::path::PathBuf;

use crate::{
    domain::rejection::Rejection,
    exchange::read::Choices,
    tui::{effect::Effect, layers::ask::Ask, work::Job},
};

/// Names of files shown while a path is typed.
const NAMES: usize = 4;

/// Asks for the file.
#[must_use]
pub fn ask() -> Vec<Effect> {
    let ask = Ask::text("Import contacts", "File", |typed, _| {
        if typed.is_empty() {
            return Err(Rejection::rule("Type where the file is, as ~/Downloads/contacts.csv."));
        }
        Ok(vec![Effect::Work(Job::Read { path: path_of(typed), choices: Choices::default() })])
    });
    let ask = ask.whose_enter("look into it").replaced_when_typed();
    Effect::open(ask.checked(|typed, _| Ok(Some(names_like(typed)).filter(|names| !names.is_empty()))))
}

/// The path that was typed: `~` is home, quotes around it are not part of it.
pub(in crate::tui) fn path_of(typed: &str) -> PathBuf {
    let bare = typed.trim().trim_matches(['"', '\'']);
    match (bare.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(bare),
    }
}

/// Files and folders that begin as typed.
fn names_like(typed: &str) -> String {
    let path = path_of(typed);
    let (folder, head) = if typed.is_empty() || typed.ends_with('/') {
        (path, String::new())
    } else {
        let head = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        (path.parent().map(PathBuf::from).unwrap_or_default(), head)
    };
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return String::new() };
    let mut names: Vec<String> = entries
        .take(2000)
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(&head) && (!head.is_empty() || !name.starts_with('.')))
        .collect();
    names.sort();
    let more = names.len().saturating_sub(NAMES);
    names.truncate(NAMES);
    let more = if more > 0 { format!("   and {more} more") } else { String::new() };
    format!("{}{more}", names.join("   "))
}

#[cfg(test)]
mod tests {
    use crate::tui::testing::{book, desk, drawn, press, typed};

    #[test]
    fn a_path_that_comes_back_gives_way_to_the_first_letter_typed_and_stays_for_an_arrow() {
        for (key, shown) in [("", "File  /tmp/b"), ("End", "File  /nowhere/a/tmp/b")] {
            let mut app = desk(book());
            app.apply(super::ask());
            typed(&mut app, "/nowhere/a");
            press(&mut app, "Esc");
            app.apply(super::ask());
            assert!(drawn(&mut app, 80, 24).join("\n").contains("File  /nowhere/a"));
            if !key.is_empty() {
                press(&mut app, key);
            }
            typed(&mut app, "/tmp/b");
            let text = drawn(&mut app, 80, 24).join("\n");
            assert!(text.contains(shown), "{text}");
        }
    }

    #[test]
    fn the_footer_does_not_say_that_enter_saves() {
        let mut app = desk(book());
        app.apply(super::ask());
        let shown = drawn(&mut app, 80, 24);
        let footer = shown.last().unwrap();
        assert!(footer.contains("Enter look into it") && !footer.contains("save"), "{footer:?}");
    }
}
