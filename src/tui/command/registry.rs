//! Looking commands up by scope and keys, and the texts made from the table.
//!
//! **Invariant:** within the scopes that hold at one place a sequence of keys means one command, and no
//! sequence is the beginning of another unless it opens a strip.

use std::fmt::Write as _;

use super::table::{Command, table};

/// Where a command is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere keys are commands.
    Everywhere,
    /// Lists: moving, marking, filtering.
    List,
    /// Verbs on a record, in every tab and on pages about one; the place says which apply.
    Record,
    /// Pages that are read: moving.
    Page,
    /// A text field; the field itself handles them, the help shows them.
    Field,
    /// A form, around its fields.
    Form,
    /// Only by name, in the palette.
    Palette,
}

impl Scope {
    /// All scopes in the order of the help.
    pub const ALL: [Scope; 7] =
        [Self::Record, Self::List, Self::Everywhere, Self::Page, Self::Form, Self::Field, Self::Palette];

    /// Whether its keys are looked up where these scopes hold; what is called by name has a key only when the user
    /// gives it one, and then everywhere keys are commands.
    #[must_use]
    pub fn holds(self, scopes: &[Scope]) -> bool {
        scopes.contains(if self == Self::Palette { &Self::Everywhere } else { &self })
    }

    /// What the help calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::List => "This list",
            Self::Record => "This row",
            Self::Page => "On a page",
            Self::Field => "In a field",
            Self::Form => "In a form",
            Self::Palette => "By name",
        }
    }
}

/// Whether a command can run here and now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    Yes,
    /// It cannot, and why, as a sentence.
    No(String),
    /// It has no meaning at this place; the place adds what to try.
    Elsewhere,
}

impl Availability {
    /// A no with its reason.
    pub fn no(reason: impl Into<String>) -> Self {
        Self::No(reason.into())
    }
}

/// One command as declared.
#[derive(Debug)]
pub struct Spec {
    /// Which command.
    pub command: Command,
    /// Its name in the configuration and the documentation.
    pub id: &'static str,
    /// What the palette and the help call it.
    pub title: &'static str,
    /// Its word in the footer; empty when it is never a hint.
    pub hint: &'static str,
    /// Its keys when the user gives it none of his own; a sequence has a space between its keys.
    pub keys: &'static [&'static str],
    /// Where it is offered.
    pub scope: Scope,
    /// Its rank in the footer, the highest first; 0 keeps it out.
    pub worth: u8,
    /// One sentence of help.
    pub doc: &'static str,
}

/// What typed keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// This command.
    Command(Command),
    /// The beginning of several.
    Prefix,
    /// Nothing here.
    Nothing,
}

/// What the keys typed so far (`x`, `g`, `g c`) mean where these scopes hold.
#[must_use]
pub fn look_up(scopes: &[Scope], typed: &str) -> Looked {
    let mut prefix = false;
    for spec in table().filter(|spec| spec.scope.holds(scopes)) {
        for keys in spec.command.keys() {
            if *keys == typed {
                return Looked::Command(spec.command);
            }
            prefix |= keys.strip_prefix(typed).is_some_and(|rest| rest.starts_with(' '));
        }
    }
    if prefix { Looked::Prefix } else { Looked::Nothing }
}

/// The commands behind a prefix with their next key.
pub fn strip_of(scopes: &[Scope], prefix: &str) -> Vec<(&'static str, &'static Spec)> {
    let mut strip = Vec::new();
    for spec in table().filter(|spec| spec.scope.holds(scopes)) {
        for keys in spec.command.keys() {
            if let Some(next) = keys.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(' ')) {
                strip.push((next, spec));
            }
        }
    }
    strip
}

/// What the strip of a prefix of the table is called: `go to`, `hide until`.
#[must_use]
pub fn strip_title(prefix: &str) -> &'static str {
    match prefix {
        "g" => "go to",
        "c" => "agreement due",
        "d" => "decide a request",
        "s" => "hide until; the due date stays",
        "," => "record on this row",
        "y" => "copy",
        "v" => "views",
        _ => "next key",
    }
}

impl Command {
    /// The command with this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Command> {
        table().find(|spec| spec.id == id).map(|spec| spec.command)
    }
}

/// Every command with its keys in force in one text, by scope; one without a key by its name.
pub fn keymap_rows() -> impl Iterator<Item = (String, &'static Spec)> {
    let of = |scope| table().filter(move |spec| spec.scope == scope);
    Scope::ALL.into_iter().flat_map(of).map(|spec| match spec.command.keys() {
        [] => (format!(": {}", spec.id), spec),
        keys => (keys.join("  "), spec),
    })
}

/// The keymap as a Markdown document; compared with the checked-in one by a test.
#[must_use]
pub fn keymap_markdown() -> String {
    let mut out = String::from("# Keymap\n\nWritten from the table of commands.\n");
    let own = table().filter(|spec| spec.command.is_own()).count();
    if own > 0 {
        let _ = writeln!(out, "Commands with keys of your own: {own}.");
    }
    for scope in Scope::ALL {
        let _ = write!(
            out,
            "\n## {}\n\n| keys | command | what it does | name |\n|---|---|---|---|\n",
            scope.title()
        );
        for spec in table().filter(|spec| spec.scope == scope) {
            let keys: Vec<String> = spec.command.keys().iter().map(|keys| format!("`{keys}`")).collect();
            let keys = if keys.is_empty() { format!("`: {}`", spec.id) } else { keys.join(" ") };
            let _ = writeln!(out, "| {keys} | {} | {} | `{}` |", spec.title, spec.doc, spec.id);
        }
    }
    out
}

/// The keymap as data: one object a command.
#[must_use]
pub fn keymap_json() -> String {
    let rows: Vec<_> = table()
        .map(|spec| {
            let keys = spec.command.keys();
            serde_json::json!({
                "id": spec.id, "title": spec.title, "does": spec.doc, "keys": keys, "usual": spec.keys,
                "where": spec.scope.title(),
            })
        })
        .collect();
    format!("{:#}", serde_json::Value::from(rows))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{super::keymap::PLACES, *};

    #[test]
    fn no_key_means_two_things_at_one_place() {
        for place in PLACES {
            let mut seen = HashSet::new();
            for spec in table().filter(|spec| place.contains(&spec.scope)) {
                for keys in spec.keys {
                    assert!(seen.insert(*keys), "{keys} twice in {place:?}");
                }
            }
            for keys in &seen {
                let begins =
                    |other: &&str| other.strip_prefix(keys).is_some_and(|rest| rest.starts_with(' '));
                assert!(!seen.iter().any(begins), "{keys} is a command and a prefix in {place:?}");
            }
        }
    }

    #[test]
    fn every_command_has_help_and_a_name_of_its_own() {
        let mut ids = HashSet::new();
        for spec in table() {
            assert!(ids.insert(spec.id), "{} twice", spec.id);
            // Longer ones have no room beside the name at 120 columns.
            assert!(spec.doc.ends_with('.') && (11..67).contains(&spec.doc.len()), "{}", spec.id);
            assert!(
                !spec.title.is_empty() && (!spec.title.ends_with('.') || spec.title.ends_with("...")),
                "{}",
                spec.id
            );
            assert!(!spec.keys.is_empty() || spec.scope == Scope::Palette, "{} has no keys", spec.id);
            assert_eq!(spec.command.spec().id, spec.id);
        }
    }

    #[test]
    fn every_declared_key_can_be_pressed() {
        for spec in table() {
            for part in spec.keys.iter().flat_map(|keys| keys.split(' ')) {
                let key = super::super::chord::key(part).unwrap_or_else(|| panic!("{part} in {}", spec.id));
                assert_eq!(super::super::chord::name(key), part);
            }
        }
    }

    #[test]
    fn no_form_chord_is_a_printable_key() {
        for spec in table().filter(|spec| matches!(spec.scope, Scope::Form | Scope::Field)) {
            for keys in spec.keys {
                assert!(keys.len() > 1, "{keys} of {}", spec.id);
            }
        }
    }

    #[test]
    fn a_prefix_opens_its_strip() {
        let scopes = [Scope::Everywhere, Scope::List, Scope::Record];
        for prefix in ["g", "c", "d", "s", ",", "y", "v"] {
            assert_eq!(look_up(&scopes, prefix), Looked::Prefix, "{prefix}");
            assert!(strip_of(&scopes, prefix).len() > 2, "{prefix}");
        }
        assert_eq!(look_up(&scopes, "g g"), Looked::Command(Command::Top));
        assert_eq!(look_up(&scopes, "g z"), Looked::Nothing);
    }

    #[test]
    fn no_command_is_only_promised() {
        for spec in table() {
            assert!(!spec.doc.to_lowercase().contains("not there yet"), "{}", spec.id);
        }
    }

    #[test]
    fn the_keymap_names_every_command() {
        let text = keymap_markdown();
        for spec in table() {
            assert!(text.contains(&format!("| `{}` |", spec.id)), "{}", spec.id);
        }
    }
}
