//! The keys in force: those of the table, or the user's own where the configuration names a command.
//!
//! They are those of the thread the desk runs on, set once before the first frame, so that no text about a key
//! has to be given them.
//!
//! **Invariant:** a keymap with an unknown command, an unknown key or a key that means two things at one place is
//! never put in force.

use std::{cell::Cell, collections::HashMap, path::Path};

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::{
    chord,
    registry::{Scope, Spec},
    table::{Command, table},
};
use crate::{
    config::{OwnKeys, refused},
    domain::rejection::Rejection,
};

/// The keys of each command, in the order of the table.
#[derive(Debug)]
pub struct Keymap {
    keys: Vec<&'static [&'static str]>,
}

thread_local! {
    static IN_FORCE: Cell<Option<&'static Keymap>> = const { Cell::new(None) };
}

/// The scopes that hold together at some place.
pub const PLACES: [&[Scope]; 3] = [
    &[Scope::Everywhere, Scope::List, Scope::Record],
    &[Scope::Everywhere, Scope::Page, Scope::Record],
    &[Scope::Field, Scope::Form],
];

/// What a layer that takes the keys of a list itself reads them as.
pub const LISTED: &[Scope] = &[Scope::Everywhere, Scope::List, Scope::Page, Scope::Record, Scope::Form];

/// What a layer with text fields reads its keys as.
pub const TYPED: &[Scope] = &[Scope::Form, Scope::Field];

/// Keys that keep their meaning whatever the configuration says: the way on, the way back, the way out.
const ALWAYS: [&str; 3] = ["Enter", "Esc", "Ctrl-C"];

/// Commands without which there is no way on or out.
const NEEDED: [Command; 2] = [Command::Palette, Command::Help];

impl Keymap {
    /// The keys of the table with those of the user in their place.
    ///
    /// # Errors
    /// The first unknown command, unknown key or clash, with the file and the line.
    pub fn read(own: &[OwnKeys], file: &Path) -> Result<Self, Rejection> {
        let mut map = Self { keys: table().map(|spec| spec.keys).collect() };
        let mut lines: HashMap<Command, usize> = HashMap::new();
        for said in own {
            let no = |words: String| refused(file, said.line, &words);
            let command = Command::of_id(&said.command).ok_or_else(|| no(unknown(&said.command)))?;
            let spec = command.spec();
            if spec.scope == Scope::Palette && spec.keys.is_empty() && said.keys.is_empty() {
                continue;
            }
            if said.keys.is_empty() && NEEDED.contains(&command) {
                return Err(no(format!("{} needs a key; without it there is no way on or out", spec.id)));
            }
            let mut keys = Vec::new();
            for typed in &said.keys {
                keys.push(sequence(spec, typed).map_err(&no)?);
            }
            let kept = spec.keys.iter().copied().filter(|key| ALWAYS.contains(key));
            keys.retain(|key| !ALWAYS.contains(&key.as_str()));
            let own = keys.into_iter().map(|keys| &*keys.leak());
            let keys: Vec<&'static str> = own.chain(kept).collect();
            if let Some(place) = map.keys.get_mut(command as usize) {
                *place = keys.leak();
            }
            lines.insert(command, said.line);
        }
        match map.clash(&lines) {
            Some((line, words)) => Err(refused(file, line, &words)),
            None => Ok(map),
        }
    }

    /// Puts it in force for the desk of this thread, from now on.
    pub fn put_in_force(self) {
        IN_FORCE.set(Some(Box::leak(Box::new(self))));
    }

    fn keys(&self, command: Command) -> &'static [&'static str] {
        self.keys.get(command as usize).copied().unwrap_or(&[])
    }

    /// The first key that means two things at one place, on a line of the user's.
    fn clash(&self, lines: &HashMap<Command, usize>) -> Option<(usize, String)> {
        let mut found: Option<(usize, String)> = None;
        for place in PLACES {
            // What is only called by name gets its key everywhere keys are commands.
            let here = |spec: &&Spec| place.contains(&home(spec.scope));
            let all: Vec<(&str, &Spec)> = table()
                .filter(here)
                .flat_map(|spec| self.keys(spec.command).iter().map(move |keys| (*keys, spec)))
                .collect();
            for (number, (keys, spec)) in all.iter().enumerate() {
                for (others, other) in all.iter().skip(number + 1) {
                    let Some(words) = conflict((keys, spec), (others, other)) else { continue };
                    let line = lines.get(&spec.command).max(lines.get(&other.command));
                    let line = line.copied().unwrap_or(1);
                    if found.as_ref().is_none_or(|(first, _)| line < *first) {
                        found = Some((line, words));
                    }
                }
            }
        }
        found
    }
}

/// The scope whose keys a command shares.
fn home(scope: Scope) -> Scope {
    if scope == Scope::Palette { Scope::Everywhere } else { scope }
}

fn conflict((keys, spec): (&str, &Spec), (others, other): (&str, &Spec)) -> Option<String> {
    if keys == others && spec.command == other.command {
        return Some(format!("{keys} stands twice for {}", spec.id));
    }
    let way = format!("give {} or {} another key", spec.id, other.id);
    if keys == others {
        return Some(format!(
            "{keys} is the key of {} and of {} at the same place; {way}",
            spec.id, other.id
        ));
    }
    let begins = |short: &str, long: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '));
    let ((short, of_short), (long, of_long)) = match (begins(keys, others), begins(others, keys)) {
        (true, _) => ((keys, spec), (others, other)),
        (_, true) => ((others, other), (keys, spec)),
        _ => return None,
    };
    Some(format!(
        "{short} is the key of {} and begins {long}, the key of {}, at the same place; {way}",
        of_short.id, of_long.id
    ))
}

/// What is said of a command that is not there, with the one that was perhaps meant.
fn unknown(typed: &str) -> String {
    let near = table().map(|spec| spec.id).find(|id| {
        let letters = |text: &str| text.replace(['-', '_', ' '], "").to_lowercase();
        let (typed, id) = (letters(typed), letters(id));
        !typed.is_empty() && (id.starts_with(&typed) || typed.starts_with(&id))
    });
    let meant = near.map_or(String::new(), |id| format!("; perhaps {id}"));
    format!("there is no command {typed}{meant}. standing keys lists their names")
}

/// Keys as typed by the user, in the spelling of the table.
fn sequence(spec: &Spec, typed: &str) -> Result<String, String> {
    let parts: Vec<&str> = typed.split_whitespace().collect();
    if parts.is_empty() || parts.len() > 2 {
        return Err(format!("{typed:?} is no key of {}; one key, or two with a space between", spec.id));
    }
    let mut names = Vec::new();
    for part in parts {
        if let Some(sent) = chord::sent_as(part) {
            return Err(format!("a terminal sends {sent} for {part}; choose another key for {}", spec.id));
        }
        let Some(key) = chord::key(part) else {
            return Err(format!("{part} is no key; keys are written as x, X, Space, Ctrl-S, F5, PgDn, g x"));
        };
        names.push(chord::name(key));
    }
    let in_text = matches!(spec.scope, Scope::Form | Scope::Field);
    if in_text && (names.len() > 1 || names.iter().any(|name| name == "Space" || name.chars().count() == 1)) {
        return Err(format!("{typed} is text in a form; {} needs a key with Ctrl, or F1 to F12", spec.id));
    }
    let taken = names.iter().find(|name| ALWAYS.contains(&name.as_str()));
    if let Some(name) = taken.filter(|name| names.len() > 1 || !spec.keys.contains(&name.as_str())) {
        return Err(format!("{name} always means the same; choose another key for {}", spec.id));
    }
    Ok(names.join(" "))
}

impl Command {
    /// Its keys in force; a sequence has a space between its keys.
    #[must_use]
    pub fn keys(self) -> &'static [&'static str] {
        IN_FORCE.get().map_or(self.spec().keys, |map| map.keys(self))
    }

    /// Its first key in force as it is shown: `x`, `g c`, `Ctrl-S`; empty when it has none.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.keys().first().copied().unwrap_or("")
    }

    /// What to press for it, in a sentence: its key, or `: name` where it has none.
    #[must_use]
    pub fn way(self) -> String {
        match self.key() {
            "" => format!("{} {}", Self::Palette.key(), self.spec().id),
            key => key.to_owned(),
        }
    }

    /// Whether its keys are the user's own.
    #[must_use]
    pub fn is_own(self) -> bool {
        self.keys() != self.spec().keys
    }
}

/// Keys that mean in a field what they always mean there, unless they are given to another command.
fn is_fixed(code: KeyCode) -> bool {
    matches!(
        code,
        KeyCode::Enter
            | KeyCode::Esc
            | KeyCode::Tab
            | KeyCode::BackTab
            | KeyCode::Backspace
            | KeyCode::Up
            | KeyCode::Down
            | KeyCode::Left
            | KeyCode::Right
    )
}

/// The key of the table that a pressed key stands for where a layer takes its keys itself; none when the user gave
/// its command another key.
#[must_use]
pub fn standard(scopes: &[Scope], key: KeyEvent) -> Option<KeyEvent> {
    if IN_FORCE.get().is_none() {
        return Some(key);
    }
    let name = chord::name(key);
    let of = |scope: &Scope| {
        let scope = *scope;
        table().filter(move |spec| spec.scope == scope)
    };
    for spec in scopes.iter().flat_map(of) {
        if !spec.command.keys().contains(&name.as_str()) {
            continue;
        }
        if spec.keys.contains(&name.as_str()) {
            return Some(key);
        }
        if let Some(first) = spec.keys.iter().find_map(|keys| chord::key(keys)) {
            return Some(first);
        }
    }
    let freed = scopes.iter().flat_map(of).any(|spec| spec.keys.contains(&name.as_str()));
    (!freed || is_fixed(key.code)).then_some(key)
}

/// Keys of the table as they are shown where these scopes hold: each as the key in force of its command; what is
/// no command's key there is the layer's own. Empty when none is left.
#[must_use]
pub fn shown(scopes: &[Scope], keys: &str) -> String {
    if IN_FORCE.get().is_none() {
        return keys.to_owned();
    }
    let parts: Vec<String> = keys.split(' ').map(|key| shown_one(scopes, key)).collect();
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn shown_one(scopes: &[Scope], key: &str) -> String {
    let here: Vec<&Spec> =
        scopes.iter().flat_map(|scope| table().filter(move |spec| spec.scope == *scope)).collect();
    if let Some(spec) = here.iter().find(|spec| spec.keys.contains(&key)) {
        let now = spec.command.keys();
        return if now.contains(&key) { key.to_owned() } else { spec.command.key().to_owned() };
    }
    // A prefix: that of the commands which stand behind it in the table.
    let begins = |keys: &str| keys.contains(' ') && first_of(keys) == key;
    let strip: Vec<&&Spec> = here.iter().filter(|spec| spec.keys.iter().any(|keys| begins(keys))).collect();
    let now: Vec<&str> = strip.iter().flat_map(|spec| spec.command.keys()).copied().collect();
    if strip.is_empty() || now.iter().any(|keys| begins(keys)) {
        return key.to_owned();
    }
    now.iter().find(|keys| keys.contains(' ')).map_or(String::new(), |keys| first_of(keys).to_owned())
}

/// The first key of a sequence.
fn first_of(keys: &str) -> &str {
    keys.split(' ').next().unwrap_or(keys)
}

/// The prefix of the table behind which these commands stand, for the title of their strip.
#[must_use]
pub fn usual_prefix(commands: &[Command]) -> Option<&'static str> {
    let of = |command: &Command| {
        command.spec().keys.iter().find_map(|keys| keys.split_once(' ').map(|(prefix, _)| prefix))
    };
    let first = commands.iter().find_map(of)?;
    commands.iter().all(|command| of(command).is_none_or(|prefix| prefix == first)).then_some(first)
}

#[cfg(test)]
#[path = "keymap_tests.rs"]
mod tests;
