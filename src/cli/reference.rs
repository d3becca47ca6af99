//! The reference and the completions: both made from the declared commands.
//!
//! **Invariant:** `docs/cli.md` is what `reference` gives; a test compares them.

use std::fmt::Write as _;

use clap::{Arg, Args, Command};
use clap_complete::Shell;

use super::{args::command, output::Answer};

#[derive(Debug, Clone, Args)]
pub(super) struct Completions {
    /// Which shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    /// Gives the file for a shell.
    pub(super) fn run(self) -> Answer {
        let mut bytes = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "standing", &mut bytes);
        Answer::bytes(bytes)
    }
}

const INTRODUCTION: &str = "\
# The command line

This page is made from the program (`UPDATE_DOCS=1 cargo test --test it cli_reference`); do not edit it.

A record is named by its id (`c12` relationship, `p3` person, `g7` goal, `e3` expectation, `r5` rule, `f40` follow-up,
`i9` interaction, `m2` measure, `o57` step of the journal) or by any unique part of its name; a whole name beats a part.
A name that fits several lists them and changes nothing. Dates are typed as in the desk: `fri`, `14 mar`, `+2w`,
`2026-11-27`, `end of quarter`. An empty text clears a field; `-` reads it from standard input.

The answer is on stdout, everything else on stderr. Exit codes: 0 done, 1 refused by a rule, 2 usage or ambiguous,
3 the book or the system failed. Into a pipe there is no colour, no drawn line, and nothing is cut: one line for each row; a closed pipe is no error.

## What `--json` gives

| command | document |
|---|---|
| what changes the book | `{\"op\": 57, \"summary\": \"...\", \"ids\": [\"i9\", \"f40\"], \"undo\": true}`; op 0: nothing had to be changed |
| `NOUN list` | `{\"count\": 2, \"records\": [RECORD, ...]}`; a tier has `\"default\"`, and a default one no id |
| `NOUN show`, `show` | `{\"as_of\": null, \"record\": RECORD, \"parts\": [RECORD, ...]}`; of several records an array of these |
| `find` | `{\"names\": [HIT], \"agreements\": [HIT], \"notes\": [HIT]}`, a HIT is `{\"id\", \"title\", \"client\", \"day\", \"found_in\"}` |
| `today` | `{\"day\", \"count\", \"more\", \"items\": [{\"id\", \"client\", \"tier\", \"what\", \"due\", \"why\"}]}`; `client` is a short name here |
| `dates` | `{\"repeat\", \"sentence\", \"from\", \"dates\": [{\"date\", \"due\"}]}` |
| `history` | `{\"history\": [{\"op\", \"at\", \"day\", \"command\", \"summary\", \"reason\", \"changes\", \"undone\", \"clock_set\", \"undoes\"}], \"next\": 7}` |
| `history o57`, `show o57` | one such line with `\"records\": [{\"record\", \"noun\", \"title\", \"what\", \"fields\": [{\"field\", \"label\", \"before\", \"after\"}]}]`, the values as in a RECORD |
| `verify` | `{\"operations\", \"head\", \"good\", \"faults\"}` |
| `backup` | `{\"file\", \"operations\", \"head\"}` |
| `restore` | `{\"file\", \"operations\", \"head\", \"faults\", \"relationships\", \"persons\", \"interactions\", \"present_operations\", \"applied\", \"kept\"}` |
| `config` | `{\"file\", \"found\", \"state\", \"settings\": [{\"name\", \"value\", \"from\", \"default\", \"doc\"}]}`; `--template` gives `{\"template\"}` |
| `import` | `{\"file\", \"format\", \"read\", \"new\", \"changed\", \"same\", \"rejected\", \"notes\", \"applied\", \"op\", \"rows\": [{\"line\", \"who\", \"what\", \"changes\": [{\"label\", \"before\", \"after\"}], \"reason\"}]}`, what is new, changed, same or rejected; with `--propose-map` `{\"file\", \"map\"}` |
| `export` | `{\"file\", \"bytes\"}` |
| `why` | `{\"id\", \"why\": [\"...\"]}` |
| `set` | `{\"settings\": [{\"name\", \"value\", \"default\", \"doc\"}]}` |
| `demo --path` | `{\"path\"}` |
| `keys` | the keys, an array; `completions` and `man` write their file as it is |
| `doctor` | `{\"version\", \"book\", \"exists\", \"sqlite\", \"schema\", \"file_mode\", \"directory_mode\", \"operations\", \"head\", \"faults\", \"last_backup\", \"advice\"}` |
| a refusal, on stderr | `{\"error\": {\"why\", \"message\", \"field\"}, \"line\": null}`; with `\"type\"`, the command that would do, where there is one |

A RECORD is `{\"id\": \"c12\", \"uid\": \"...\", \"noun\": \"client\", \"fields\": {...}}`: references as ids, flags as true or
false, days as `2026-11-27`, unknown as null. In a batch each document stands on one line.
";

/// The reference of the command line, as Markdown.
#[must_use]
pub fn reference() -> String {
    let mut root = command().term_width(100);
    root.build();
    let mut out = INTRODUCTION.to_owned();
    out.push_str("\n## Everywhere\n\n");
    flags(&mut out, root.get_arguments().filter(|arg| !arg.is_positional()));
    for sub in root.get_subcommands() {
        section(&mut out, sub, "standing", 2);
    }
    out
}

fn section(out: &mut String, command: &Command, parent: &str, depth: usize) {
    let path = format!("{parent} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(out, "\n{} `{path}`\n\n{about}.\n", "#".repeat(depth));
    let aliases: Vec<&str> = command.get_all_aliases().collect();
    if !aliases.is_empty() {
        let _ = write!(out, "\nAlso: `{}`.\n", aliases.join("`, `"));
    }
    let own = |arg: &&Arg| !arg.is_global_set() && shown(arg);
    let mut arguments: Vec<&Arg> = command.get_positionals().filter(own).collect();
    let is_edit = command.get_name() == "edit";
    if !is_edit {
        arguments.extend(command.get_arguments().filter(|arg| !arg.is_positional()).filter(own));
    }
    if !arguments.is_empty() {
        out.push('\n');
        flags(out, arguments.into_iter());
    }
    if is_edit {
        let _ = write!(out, "\nBesides, the flags of the fields, as in `{parent} add`.\n");
    }
    if let Some(examples) = command.get_after_help() {
        let text = examples.to_string();
        let lines: Vec<&str> = text.lines().skip(1).map(str::trim).collect();
        let _ = write!(out, "\n```sh\n{}\n```\n", lines.join("\n"));
    }
    for sub in command.get_subcommands() {
        section(out, sub, &path, depth + 1);
    }
}

fn shown(arg: &Arg) -> bool {
    !arg.is_hide_set() && !matches!(arg.get_id().as_str(), "help" | "version")
}

fn flags<'a>(out: &mut String, arguments: impl Iterator<Item = &'a Arg>) {
    out.push_str("| argument | what |\n|---|---|\n");
    for arg in arguments.filter(|arg| shown(arg)) {
        let values: Vec<&str> =
            arg.get_value_names().unwrap_or_default().iter().map(clap::builder::Str::as_str).collect();
        let takes = arg.get_action().takes_values() && !values.is_empty();
        let value = if takes { values.join(" ") } else { String::new() };
        let name = match arg.get_long() {
            Some(long) if takes => format!("--{long} {value}"),
            Some(long) => format!("--{long}"),
            None => value,
        };
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let choices: Vec<String> = if arg.get_action().takes_values() {
            arg.get_possible_values().iter().map(|choice| choice.get_name().to_owned()).collect()
        } else {
            Vec::new()
        };
        let choices = if choices.is_empty() { String::new() } else { format!(" ({})", choices.join(", ")) };
        let must = if arg.is_required_set() { ", required" } else { "" };
        let cell = format!("{help}{choices}{must}").replace('|', "\\|");
        let _ = writeln!(out, "| `{}` | {cell} |", name.replace('|', "\\|"));
    }
}
