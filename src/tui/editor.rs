//! Handing a text to `$VISUAL` or `$EDITOR` and reading it back.
//!
//! **Invariant:** no shell is involved, the file is readable by its owner only, and it is gone afterwards.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::Command,
};

/// Letters of a field's name in the name of the file.
const NAMED: usize = 24;

/// The editor's command line: `VISUAL`, else `EDITOR`, else `vi`.
#[must_use]
pub fn command(visual: Option<&str>, editor: Option<&str>) -> Vec<String> {
    let set = |value: Option<&str>| value.map(words).filter(|words| !words.is_empty());
    set(visual).or_else(|| set(editor)).unwrap_or_else(|| vec!["vi".to_owned()])
}

/// Splits a command line at spaces; quotes and backslashes keep a word together.
#[must_use]
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', None | Some('"')) => word.get_or_insert_default().extend(characters.next()),
            (end, Some(open)) if end == open => quote = None,
            (inner, Some(_)) => word.get_or_insert_default().push(inner),
            ('"' | '\'', None) => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (space, None) if space.is_whitespace() => words.extend(word.take()),
            (other, None) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// How the editor's file begins: `standing-notes-`, so that the editor's own title says which field it is.
fn file_prefix(field: &str) -> String {
    let words = field.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    if name.is_empty() {
        "standing-".to_owned()
    } else {
        format!("standing-{}-", name.chars().take(NAMED).collect::<String>())
    }
}

/// A directory nobody else can look into, in memory where the system has such a place, so that no disk keeps the text.
fn private_room() -> io::Result<tempfile::TempDir> {
    let of_session = std::env::var_os("XDG_RUNTIME_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let in_memory = of_session.into_iter().chain([PathBuf::from("/dev/shm")]);
    let mut builder = tempfile::Builder::new();
    builder.prefix("standing-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    for dir in in_memory.filter(|dir| dir.is_dir()) {
        if let Ok(room) = builder.tempdir_in(dir) {
            return Ok(room);
        }
    }
    builder.tempdir()
}

/// Opens the editor on the text of a field and returns what it left, without the newline editors add.
///
/// # Errors
/// When the editor cannot be started or ends with an error; the text is then unchanged.
pub fn edit(command: &[String], text: &str, field: &str) -> io::Result<String> {
    // The temporary file is made 0600 and removed when it is dropped, also on an error.
    // In a directory of its own: what an editor puts beside the file goes with it.
    let room = private_room()?;
    let mut file = tempfile::Builder::new().prefix(&file_prefix(field)).suffix(".txt").tempfile_in(&room)?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    let Some((program, arguments)) = command.split_first() else {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no editor is set"));
    };
    let status = Command::new(program).args(arguments).arg(file.path()).status()?;
    if !status.success() {
        return Err(io::Error::other(format!("{program} ended with {status}")));
    }
    // Read by path: many editors write a new file over the old one.
    let mut edited = std::fs::read_to_string(file.path())?;
    if edited.ends_with('\n') && !text.ends_with('\n') {
        edited.pop();
    }
    Ok(edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_split_without_a_shell() {
        assert_eq!(words("code --wait"), ["code", "--wait"]);
        assert_eq!(words(r#"'/opt/my editor/ed' "a b" c\ d ''"#), ["/opt/my editor/ed", "a b", "c d", ""]);
        assert_eq!(words("ed; rm -rf $HOME"), ["ed;", "rm", "-rf", "$HOME"]);
    }

    #[test]
    fn visual_comes_before_editor_and_vi_is_the_last() {
        assert_eq!(command(Some("a -b"), Some("c")), ["a", "-b"]);
        assert_eq!(command(Some(" "), Some("c")), ["c"]);
        assert_eq!(command(None, None), ["vi"]);
    }

    #[test]
    fn the_editor_gets_the_text_and_its_answer_comes_back() {
        let script = words(r#"sh -c 'printf " and more\n" >> "$1"' sh"#);
        assert_eq!(edit(&script, "some", "Notes").unwrap(), "some and more");
        assert!(edit(&words("false"), "some", "").is_err());
        assert!(edit(&words("/no/such/editor"), "some", "").is_err());
    }

    #[test]
    fn the_editors_file_is_named_after_the_field() {
        let script = words(r#"sh -c 'basename "$1" > "$1"' sh"#);
        let named = edit(&script, "some", "Mutual benefit").unwrap();
        assert!(named.starts_with("standing-mutual-benefit-"), "{named}");
        let named = edit(&script, "some", "../a\n").unwrap();
        assert!(named.starts_with("standing-a-"), "{named}");
    }

    #[test]
    fn no_shell_reads_the_editors_command_line_or_the_text() {
        let dir = tempfile::tempdir().unwrap();
        let owned = dir.path().join("owned");
        let line = format!("true; touch {0} $(touch {0}) `touch {0}` | tee {0}", owned.display());
        // There is no program of that name.
        assert!(edit(&words(&line), "some", "").is_err());
        let text = format!("$(touch {})", owned.display());
        assert_eq!(edit(&words("true"), &text, &text).unwrap(), text);
        assert!(!owned.exists());
    }

    #[test]
    fn the_editors_file_is_private_and_gone_also_when_the_editor_is_killed() {
        let dir = tempfile::tempdir().unwrap();
        let seen = dir.path().join("seen");
        for end in ["exit 0", "exit 1", "kill -9 $$", "kill -SEGV $$"] {
            let script = format!(
                "stat -c '%a %n' \"$1\" > {0}; stat -c '%a' \"$(dirname \"$1\")\" >> {0}; cp \"$1\" \"$1~\"; rm -f \"$1~\"; {end}",
                seen.display()
            );
            let command = vec!["sh".to_owned(), "-c".to_owned(), script, "sh".to_owned()];
            assert_eq!(edit(&command, "a secret", "Notes").is_ok(), end == "exit 0");
            let seen = std::fs::read_to_string(&seen).unwrap();
            let (seen, folder) = seen.trim().split_once('\n').unwrap();
            let (mode, file) = seen.split_once(' ').unwrap();
            assert_eq!((mode, folder), ("600", "700"));
            assert!(!std::path::Path::new(file).exists(), "{end}: {file} is still there");
        }
    }
}
