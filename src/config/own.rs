//! What the configuration says of keys and looks, with the line it stands on; what it means is read by the desk.
//!
//! **Invariant:** nothing said here is lost: every name and word keeps its line, so that it can be refused there.

use std::{collections::BTreeMap, path::Path};

use toml::{Spanned, Value};

use super::{line_of, refused};
use crate::domain::rejection::Rejection;

/// The keys the user gives a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnKeys {
    /// The command's name.
    pub command: String,
    /// Its keys, as typed; none takes all of them away.
    pub keys: Vec<String>,
    /// The line of the file, from 1.
    pub line: usize,
}

/// A look of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTheme {
    /// Its name.
    pub name: String,
    /// What it says of each role.
    pub roles: Vec<OwnRole>,
    /// The line of the file where it begins, from 1.
    pub line: usize,
}

/// How a role looks in a theme of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRole {
    /// The role's name.
    pub role: String,
    /// Its look, as typed: `red bold`, `#ffffff on #202020`.
    pub look: String,
    /// The line of the file, from 1.
    pub line: usize,
}

/// The table `[keys]` as the file has it.
pub(super) type RawKeys = BTreeMap<Spanned<String>, Spanned<Value>>;

/// The tables `[themes.NAME]` as the file has them.
pub(super) type RawThemes = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<Value>>>;

/// The keys the file gives, in the order of the file.
pub(super) fn keys(raw: RawKeys, text: &str, file: &Path) -> Result<Vec<OwnKeys>, Rejection> {
    let mut all = Vec::new();
    for (name, value) in raw {
        let line = line_of(text, name.span().start);
        let command = name.into_inner();
        let keys = match value.into_inner() {
            Value::String(one) => vec![one],
            Value::Array(several) => several
                .into_iter()
                .map(|value| match value {
                    Value::String(key) => Ok(key),
                    _ => Err(not_keys(file, line, &command)),
                })
                .collect::<Result<_, _>>()?,
            _ => return Err(not_keys(file, line, &command)),
        };
        all.push(OwnKeys { command, keys, line });
    }
    all.sort_by_key(|own| own.line);
    Ok(all)
}

fn not_keys(file: &Path, line: usize, command: &str) -> Rejection {
    refused(
        file,
        line,
        &format!("the keys of {command} are a text or a list of texts, as \"Ctrl-T\" or [\"x\", \"g x\"]"),
    )
}

/// The looks the file gives, in the order of the file.
pub(super) fn themes(raw: RawThemes, text: &str, file: &Path) -> Result<Vec<OwnTheme>, Rejection> {
    let mut all = Vec::new();
    for (name, said) in raw {
        let line = line_of(text, name.span().start);
        let name = name.into_inner();
        if super::THEMES.contains(&name.as_str()) {
            let said = format!("{name} is a theme of the program; give yours another name");
            return Err(refused(file, line, &said));
        }
        let mut roles = Vec::new();
        for (role, look) in said {
            let line = line_of(text, role.span().start);
            let role = role.into_inner();
            let Value::String(look) = look.into_inner() else {
                return Err(refused(file, line, &format!("the look of {role} is a text, as \"red bold\"")));
            };
            roles.push(OwnRole { role, look, line });
        }
        roles.sort_by_key(|own| own.line);
        all.push(OwnTheme { name, roles, line });
    }
    all.sort_by_key(|own| own.line);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn refusal(text: &str) -> String {
        parse(text, Path::new("c.toml"), None).unwrap_err().message
    }

    #[test]
    fn keys_and_looks_keep_their_lines() {
        let text = "theme = \"mine\"\n\n[keys]\nundo = \"Ctrl-T\"\ndone = [\"X\", \"g z\"]\nskip = []\n\n[themes.mine]\nalarm = \"red bold\"\n";
        let settings = parse(text, Path::new("c.toml"), None).unwrap();
        let keys: Vec<_> =
            settings.keys.iter().map(|own| (own.command.as_str(), own.keys.len(), own.line)).collect();
        assert_eq!(keys, [("undo", 1, 4), ("done", 2, 5), ("skip", 0, 6)]);
        assert_eq!((settings.themes[0].name.as_str(), settings.themes[0].line), ("mine", 8));
        assert_eq!(settings.themes[0].roles[0].line, 9);
        assert_eq!(settings.theme.value, "mine");
    }

    #[test]
    fn what_is_no_key_and_no_look_is_refused_at_its_line() {
        assert!(refusal("[keys]\nundo = 3\n").starts_with("c.toml line 2: the keys of undo"));
        assert!(refusal("[keys]\nundo = [\"a\", 3]\n").starts_with("c.toml line 2: "));
        assert!(refusal("[keys]\nundo = \"a\"\nundo = \"b\"\n").starts_with("c.toml line 3: "));
        assert!(refusal("[themes.mine]\nalarm = 3\n").starts_with("c.toml line 2: the look of alarm"));
        assert!(
            refusal("[themes.dark]\nalarm = \"red\"\n").contains("line 1: dark is a theme of the program")
        );
    }
}
