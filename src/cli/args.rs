//! The command line as declared: what holds everywhere, and the commands that are no noun.
//!
//! **Invariant:** every command has its description and an example; the reference is made from here.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, ColorChoice, Command, Subcommand, ValueEnum};

use super::{
    asked, brief, checklists, dates, doctor, duplicates, exchange, export, follow_ups, journal, keep, lock,
    log, nouns, purge, questions, reference, requests, show, today, year,
};

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// In a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    /// The same for the parser's own help and errors.
    pub(super) fn choice(self) -> ColorChoice {
        match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        }
    }
}

/// The heading of what holds for every command.
const EVERYWHERE: &str = "Options of every command";

/// What holds for every command.
#[derive(Debug, Clone, Args)]
pub(super) struct Globals {
    /// The book, else that of `STANDING_BOOK`, else the user's own
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    pub(super) book: Option<PathBuf>,
    /// The configuration; the user's own when left
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The day the whole program believes it is, else that of `STANDING_TODAY`, else the clock's
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "DATE")]
    pub(super) today: Option<String>,
    /// The descriptor the passphrase of a locked book is read from, a line; the terminal is asked when left
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "NUMBER")]
    pub(super) passphrase_fd: Option<u32>,
    /// One JSON document on stdout
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) json: bool,
    /// Plain letters and signs only
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) ascii: bool,
    /// When to use colour
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(super) color: Colour,
}

/// The commands that are no noun.
#[derive(Debug, Clone, Subcommand)]
pub(super) enum Verb {
    /// Opens the desk on a fictional book that can never touch the real one
    #[command(after_help = "Examples:\n  standing demo\n  standing demo --reset\n  standing demo --path")]
    Demo(keep::Demo),
    /// Lists the first 50 of today with the reason for each place, or another queue
    #[command(after_help = "Examples:\n  standing today\n  standing today --queue waiting --all")]
    Today(today::Today),
    /// Says why an item stands where it stands
    #[command(after_help = "Examples:\n  standing why f40\n  standing why c12.contact")]
    Why(today::WhyArgs),
    /// Prints the one-page brief before a call or meeting, or writes it as Markdown
    #[command(
        after_help = "Examples:\n  standing brief Hartley\n  standing brief mt3\n  standing brief Hartley --out hartley.md"
    )]
    Brief(brief::BriefArgs),
    /// Goes through every agreement with a household, with them, one after another
    #[command(
        after_help = "Examples:\n  standing reexamine Hartley\n  standing reexamine Hartley --plain\n  standing reexamine Hartley --list"
    )]
    Reexamine(super::review::finished::Reexamine),
    /// Says what to answer when they compare: what was agreed, where it stands, what was said before
    #[command(
        after_help = "Examples:\n  standing asked Hartley\n  standing asked Hartley --compared \"the S&P 500, this year: up 15 %\"\n  standing asked --template"
    )]
    Asked(asked::AskedArgs),
    /// Answers a question about the whole book: whom have I not spoken to, what did I move three times
    #[command(
        after_help = "Examples:\n  standing question\n  standing question 1\n  standing question back-burner"
    )]
    Question(questions::Question),
    /// Shows what was done for a client this year, on one page
    #[command(after_help = "Examples:\n  standing year Hartley\n  standing year Hartley --year 2025")]
    Year(year::YearArgs),
    /// Lists what goals, expectations and decisions taught, the newest first
    #[command(after_help = "Examples:\n  standing lessons")]
    Lessons,
    /// Finds names first, then notes and agreements, newest first
    #[command(after_help = "Examples:\n  standing find hartley")]
    Find(show::Find),
    /// Logs a contact with all that follows from it
    #[command(
        after_help = "Examples:\n  standing log Hartley --channel call --minutes 14 --summary \"Asked why the market is up more\" --promise \"funded-ratio page by wed\" --settles f40"
    )]
    Log(Box<log::Log>),
    /// Adds a task from one line: what, whom, when, !high, 20m, every 3 months
    #[command(after_help = "Examples:\n  standing add \"Call Rivera re 529 fri !high 20m every 3 months\"")]
    Add(follow_ups::Add),
    /// Lists the dates a repeat gives, with its plain sentence
    #[command(
        after_help = "Examples:\n  standing dates \"every 3 months on the 31st\" --from 2027-01-31 --count 14"
    )]
    Dates(dates::Dates),
    /// Finishes follow-ups
    #[command(after_help = "Examples:\n  standing done f40 f41 --note \"sent by mail\"")]
    Done(follow_ups::Done),
    /// Hides items until a day; the due date stays
    #[command(after_help = "Examples:\n  standing snooze f40 c12.contact --until mon")]
    Snooze(follow_ups::Snooze),
    /// Moves due dates
    #[command(after_help = "Examples:\n  standing reschedule f40 --due fri --reason \"they asked for it\"")]
    Reschedule(follow_ups::Reschedule),
    /// Passes over this occurrence of a repeat
    #[command(after_help = "Examples:\n  standing skip f40 --reason \"away\"")]
    Skip(follow_ups::Skip),
    /// Waits on somebody
    #[command(after_help = "Examples:\n  standing wait f40 --on \"the custodian\" --ask-again \"+1w\"")]
    Wait(follow_ups::Wait),
    /// Drops tasks, lets go of promises, with a reason
    #[command(after_help = "Examples:\n  standing drop f40 --reason \"they did it themselves\"")]
    Drop(follow_ups::DropItems),
    /// Opens finished or waiting follow-ups again
    #[command(after_help = "Examples:\n  standing reopen f40")]
    Reopen(follow_ups::Reopen),
    /// Says how much depends on follow-ups
    #[command(after_help = "Examples:\n  standing stakes high f40 f41")]
    Stakes(follow_ups::StakesArgs),
    /// Decides a request; what a rule puts out of scope is an exception, other terms, or a kind no
    #[command(
        after_help = "Examples:\n  standing decide f12 do --until fri --done-when \"the account is open\"\n  standing decide f12 decline --told --reason \"not our field\"\n  standing decide f12 decline --told --scope out --rule r6 --reason \"wills are for a lawyer\"\n  standing decide f12 terms --rule r6 --until +1w --reason \"bookkeeping for a fee by the hour\""
    )]
    Decide(Box<requests::Decide>),
    /// Notes that they were told what was decided
    #[command(after_help = "Examples:\n  standing told f12")]
    Told(requests::Told),
    /// Settles the third move of a follow-up: now, renegotiate, drop, keep
    #[command(
        after_help = "Examples:\n  standing third f40 now --reason \"it has waited long enough\"\n  standing third f40 renegotiate --until fri --reason \"Ann is fine with Friday\""
    )]
    Third(requests::Third),
    /// Marks small things, to be done in one go: today --queue batch
    #[command(after_help = "Examples:\n  standing small f40 f41\n  standing small f40 --not")]
    Small(requests::Batched),
    /// Lists what was asked: decided, why, in scope or not, and how soon they had an answer
    #[command(after_help = "Examples:\n  standing requests\n  standing requests --since \"1 jan\" --late")]
    Requests(requests::Requests),
    /// Lists what went wrong, newest first
    #[command(after_help = "Examples:\n  standing errors")]
    Errors(requests::Errors),
    /// Keeps checklists: onboarding, yearly service, ending, or your own
    #[command(
        after_help = "Examples:\n  standing checklist start onboarding Hartley --preview\n  standing checklist list"
    )]
    Checklist(checklists::Checklist),
    /// Takes back the newest step, or a named one
    #[command(
        after_help = "Examples:\n  standing undo\n  standing undo o57\n  standing undo o57 --with-later"
    )]
    Undo(journal::Undo),
    /// Puts the newest undo back
    #[command(after_help = "Examples:\n  standing redo")]
    Redo,
    /// Lists what was done, newest first, or tells what one step changed
    #[command(
        after_help = "Examples:\n  standing history\n  standing history Hartley --since \"1 nov\"\n  standing history o57"
    )]
    History(journal::History),
    /// Lists persons who are probably the same, with the reason; nothing is changed
    #[command(after_help = "Examples:\n  standing duplicates\n  standing duplicates --sure --json")]
    Duplicates(duplicates::Duplicates),
    /// Makes one of two persons or clients: what differs is chosen, nothing is lost, one step
    #[command(
        after_help = "Examples:\n  standing merge p3 p7 --preview\n  standing merge p3 p7 --take birth-date=other --take name=other\n  standing merge c12 c40"
    )]
    Merge(duplicates::Merge),
    /// Says that two persons who look alike are two; they are not proposed again
    #[command(after_help = "Examples:\n  standing distinct p3 p7")]
    Distinct(duplicates::Distinct),
    /// Makes two households of one: who moves out, and what goes along
    #[command(
        after_help = "Examples:\n  standing split Hartley --into \"Robert Hartley household\" --persons p2 --why divorce --follow-ups f40,f41"
    )]
    Split(duplicates::Split),
    /// Shows a record, or the whole file of a relationship, now or as of a day
    #[command(after_help = "Examples:\n  standing show Hartley\n  standing show g7 --as-of 2026-03-31")]
    Show(show::Show),
    /// Previews a file of contacts; writes nothing without --apply
    #[command(
        after_help = "Examples:\n  standing import contacts.vcf\n  standing import contacts.vcf --apply\n  standing import google.csv --format google-csv\n  standing import readings.csv --apply\n  standing import clients.csv --propose-map\n  standing import clients.csv --map clients.toml --apply"
    )]
    Import(exchange::Import),
    /// Writes the book, its contacts, its tables or a mailing list to private files
    #[command(
        after_help = "Examples:\n  standing export json --out book.json\n  standing export csv --out tables"
    )]
    Export(export::Export),
    /// Reads one command a line on standard input; each is a step of its own
    #[command(
        after_help = "Examples:\n  standing batch < commands.txt\n  standing batch --keep-going --json < commands.txt"
    )]
    Batch(super::batch::Batch),
    /// Writes a checked copy of the book
    #[command(after_help = "Examples:\n  standing backup\n  standing backup --out /media/stick/book.db")]
    Backup(keep::Backup),
    /// Previews a copy, and puts it in the place of the book with --apply; the present book is kept
    #[command(after_help = "Examples:\n  standing restore book.20261120-090000.db --apply")]
    Restore(keep::RestoreArgs),
    /// Checks that the journal is whole and the book equals it
    #[command(after_help = "Examples:\n  standing verify\n  standing verify copy.db --head ab12cd")]
    Verify(journal::Verify),
    /// Locks the book with a passphrase, changes it, removes it; a locked book is encrypted on the disk
    #[command(
        after_help = "Examples:\n  standing lock show\n  standing lock set\n  standing lock change\n  standing lock code\n  standing lock recover\n  standing lock remove"
    )]
    Lock(lock::Lock),
    /// Purges what may be kept no longer: for good, with a reason; or lists what may go and what is held
    #[command(
        after_help = "Examples:\n  standing purge list\n  standing purge list --all\n  standing purge c12 --reason \"kept five years\"\n  standing purge c12 --erasure-request \"2 nov\" --reason \"they asked in writing\""
    )]
    Purge(purge::Purge),
    /// Explains the state of the book, its file and its copies; saves what can be read of a damaged one
    #[command(after_help = "Examples:\n  standing doctor\n  standing doctor --salvage saved.db")]
    Doctor(doctor::Doctor),
    /// Lists the settings in force: what each means, its default, and where it came from
    #[command(
        after_help = "Examples:\n  standing config\n  standing config --template > ~/.config/standing/config.toml"
    )]
    Config(keep::ConfigArgs),
    /// Lists the keys of the desk
    #[command(after_help = "Examples:\n  standing keys")]
    Keys,
    /// Writes the completions for a shell
    #[command(
        after_help = "Examples:\n  standing completions bash > ~/.local/share/bash-completion/completions/standing"
    )]
    Completions(reference::Completions),
    /// Writes the manual page
    #[command(after_help = "Examples:\n  standing man | man -l -")]
    Man,
    /// Sets a setting of the practice, or shows them all
    #[command(
        after_help = "Examples:\n  standing set\n  standing set gaps_per_day 5\n  standing set holidays \"2026-12-25 2026-12-26\""
    )]
    Set(keep::SetArgs),
}

/// The program with what holds everywhere, without a command.
fn bare() -> Command {
    let command = Command::new("standing")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_subcommand(true)
        .infer_long_args(false);
    Globals::augment_args(command)
}

/// The part of the command line that these arguments ask for: declaring all of it takes longer than
/// most commands take to answer.
pub(super) fn part_for(args: &[OsString]) -> Command {
    let Some(name) = first_word(args) else { return bare() };
    match (name, nouns::kind_of(name)) {
        ("today", _) => bare().subcommand(today::Today::augment_args(Command::new("today"))),
        (_, Some(kind)) => bare().subcommand(nouns::noun(kind)),
        _ => Verb::augment_subcommands(bare()),
    }
}

/// The first argument that is no flag and no value of one.
fn first_word(args: &[OsString]) -> Option<&str> {
    let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str());
    while let Some(word) = words.next() {
        match word {
            "--book" | "--config" | "--today" | "--color" | "--passphrase-fd" => {
                words.next();
            }
            flag if flag.starts_with('-') => {}
            word => return Some(word),
        }
    }
    None
}

/// The whole command line.
#[must_use]
pub fn command() -> Command {
    Verb::augment_subcommands(bare())
        .about("The desk of a solo financial advisor: where you stand with every client, and what to do about it")
        .after_help(
            "Without a command the desk opens. Exit codes: 0 done, 1 refused by a rule, 2 usage or ambiguous, \
             3 the book or the system failed.",
        )
        .subcommand_required(false)
        .subcommands(nouns::commands())
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;

    fn args(line: &str) -> Vec<OsString> {
        std::iter::once("standing").chain(line.split_whitespace()).map(OsString::from).collect()
    }

    #[test]
    fn the_part_reads_what_the_whole_reads() {
        for line in [
            "",
            "--book a.db --today 2026-11-23 --json",
            "--book a.db today --queue waiting",
            "today --all --ascii",
            "find hartley --json",
            "client list tier:A",
            "--color=never rule show r1",
            "done f40 --note sent",
        ] {
            let part = part_for(&args(line)).try_get_matches_from(args(line)).unwrap();
            let whole = command().try_get_matches_from(args(line)).unwrap();
            assert_eq!(part.subcommand_name(), whole.subcommand_name(), "{line}");
            assert_eq!(
                format!("{:?}", Globals::from_arg_matches(&part)),
                format!("{:?}", Globals::from_arg_matches(&whole))
            );
        }
    }

    #[test]
    fn what_holds_everywhere_stands_under_its_own_heading() {
        let mut whole = command();
        whole.build();
        let add = whole.find_subcommand_mut("goal").and_then(|goal| goal.find_subcommand_mut("add")).unwrap();
        let help = add.render_long_help().to_string();
        let (own, everywhere) = help.split_once("Options of every command:").unwrap();
        assert!(own.contains("--why") && !own.contains("--book"), "{help}");
        assert!(everywhere.contains("--book") && !everywhere.contains("--why"), "{help}");
    }

    #[test]
    fn a_word_that_is_no_command_is_left_to_the_whole() {
        assert!(part_for(&args("tody")).try_get_matches_from(args("tody")).is_err());
    }
}
