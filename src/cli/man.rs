//! The manual page: the commands, the keys of the desk and the settings, from their declarations.
//!
//! **Invariant:** every command, every flag, every key and every setting stands in it; a test compares them.

use std::{fmt::Write as _, process::ExitCode};

use clap::{Arg, Command};

use super::{args::command, output::Answer};
use crate::config::settings::KNOWN;

/// A command of the desk, as the manual page shows it.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its keys; empty when it is called by name.
    pub keys: String,
    /// What it is called.
    pub title: String,
    /// What it does, in a sentence.
    pub doc: String,
    /// Where it is offered.
    pub place: String,
}

/// Writes the manual page with these keys to stdout; a closed pipe is no error.
pub fn print(keys: &[Key]) -> ExitCode {
    let answer = Answer::bytes(page(keys).into_bytes());
    let format = super::Format::of_stdout(super::Shape::Text, false);
    ExitCode::from(super::output::print(&answer, format, super::Layout::Spread))
}

/// The manual page, in roff's `man` macros.
#[must_use]
pub fn page(keys: &[Key]) -> String {
    let mut root = command().term_width(100);
    root.build();
    let version = env!("CARGO_PKG_VERSION");
    let mut out = format!(".TH standing 1 \"\" \"standing {version}\" \"standing\"\n");
    let about = root.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(out, ".SH NAME\nstanding \\- {}\n", roff(&about));
    out.push_str(".SH SYNOPSIS\n.B standing\n[\\fIoptions\\fR] [\\fIcommand\\fR ...]\n");
    let more = root.get_after_help().map(ToString::to_string).unwrap_or_default();
    let _ = write!(out, ".SH DESCRIPTION\n{}\n", roff(&more));
    out.push_str(".SH OPTIONS\n");
    for arg in root.get_arguments().filter(|arg| shown(arg)) {
        argument(&mut out, arg);
    }
    out.push_str(".SH COMMANDS\n");
    for sub in root.get_subcommands() {
        section(&mut out, sub, "standing");
    }
    out.push_str(".SH KEYS OF THE DESK\n");
    let mut place = "";
    for key in keys {
        if key.place != place {
            let _ = writeln!(out, ".SS {}", roff(&key.place));
            place = &key.place;
        }
        let _ = writeln!(out, ".TP\n\\fB{}\\fR\n{}: {}", roff(&key.keys), roff(&key.title), roff(&key.doc));
    }
    out.push_str(".SH CONFIGURATION\nThe file is TOML; \\fBstanding config\\fR says where it is.\n");
    for known in KNOWN {
        let (name, doc, default) = (roff(known.name), roff(known.doc), roff(known.default));
        let _ = writeln!(out, ".TP\n\\fB{name}\\fR\n{doc} Without it: {default}.");
    }
    out
}

fn section(out: &mut String, command: &Command, parent: &str) {
    let path = format!("{parent} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(out, ".SS {}\n{}.\n", roff(&path), roff(&about));
    // The fields of a record are told once, where it is added.
    let own = |arg: &&Arg| shown(arg) && !arg.is_global_set();
    if command.get_name() == "edit" {
        let _ = writeln!(out, "Its flags are those of \\fB{}\\fR.", roff(&format!("{parent} add")));
        for arg in command.get_positionals().filter(own) {
            argument(out, arg);
        }
    } else {
        for arg in command.get_arguments().filter(own) {
            argument(out, arg);
        }
    }
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let lines: Vec<String> = examples.lines().skip(1).map(|line| roff(line.trim())).collect();
    if !lines.is_empty() {
        let _ = write!(out, ".PP\n.nf\n{}\n.fi\n", lines.join("\n"));
    }
    for sub in command.get_subcommands() {
        section(out, sub, &path);
    }
}

fn argument(out: &mut String, arg: &Arg) {
    let values: Vec<&str> =
        arg.get_value_names().unwrap_or_default().iter().map(clap::builder::Str::as_str).collect();
    let takes = arg.get_action().takes_values();
    let value = if takes && !values.is_empty() { values.join(" ") } else { String::new() };
    let name = arg.get_long().map_or(String::new(), |long| format!("\\fB{}\\fR", roff(&format!("--{long}"))));
    let words = [name, format!("\\fI{}\\fR", roff(&value))];
    let shown = if value.is_empty() { words[..1].join(" ") } else { words.join(" ") };
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let choices: Vec<String> = if takes {
        arg.get_possible_values().iter().map(|choice| choice.get_name().to_owned()).collect()
    } else {
        Vec::new()
    };
    let choices = if choices.is_empty() { String::new() } else { format!(": {}", choices.join(", ")) };
    let _ = writeln!(out, ".TP\n{}\n{}", shown.trim(), roff(&format!("{help}{choices}.")));
}

fn shown(arg: &Arg) -> bool {
    !arg.is_hide_set() && !matches!(arg.get_id().as_str(), "help" | "version")
}

/// Text as roff reads it as text: no escape begins in it, no line is a request.
fn roff(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\n', " ");
    match text.chars().next() {
        Some('.' | '\'') => format!("\\&{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key {
            keys: ". \\".into(),
            title: "The last act again".into(),
            doc: "Does it.".into(),
            place: "This row".into(),
        }
    }

    #[test]
    fn every_command_flag_and_setting_stands_in_the_manual_page() {
        fn walk(command: &Command, path: &str, text: &str) {
            for sub in command.get_subcommands() {
                let path = format!("{path} {}", sub.get_name());
                assert!(text.contains(&format!(".SS {}\n", roff(&path))), "{path}");
                if sub.get_name() == "edit" {
                    continue;
                }
                for long in sub.get_arguments().filter(|arg| shown(arg)).filter_map(Arg::get_long) {
                    assert!(text.contains(&roff(&format!("--{long}"))), "{path} --{long}");
                }
                walk(sub, &path, text);
            }
        }
        let text = page(&[key()]);
        walk(&command(), "standing", &text);
        for known in KNOWN {
            assert!(text.contains(&format!("\\fB{}\\fR", roff(known.name))), "{}", known.name);
        }
    }

    #[test]
    fn no_key_is_read_as_an_instruction() {
        let text = page(&[key()]);
        assert!(text.contains(".TP\n\\fB\\&. \\e\\fR\nThe last act again: Does it."), "{text}");
        for line in text.lines().filter(|line| line.starts_with(['.', '\''])) {
            let word = line.split(' ').next().unwrap_or("");
            assert!([".TH", ".SH", ".SS", ".TP", ".B", ".PP", ".nf", ".fi"].contains(&word), "{line}");
        }
    }
}
