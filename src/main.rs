//! Arguments in, exit code out: the command line does its work, or the desk opens.
//!
//! **Invariant:** nothing is decided here but which of the two.

use std::process::ExitCode;

use standing::{
    cli::{self, Desk, KeysAs, Next},
    domain::rejection::Rejection,
};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Next::Exit(code) => code,
        Next::Desk(desk) => open_desk(*desk),
        Next::Keys(shape) => print_keys(shape),
    }
}

/// Seam: `tui::run(desk.book, options of desk.settings and desk.colour)` goes here.
fn open_desk(_desk: Desk) -> ExitCode {
    cli::refuse(&Rejection::fault("The desk is not in this build yet. Try standing --help."))
}

/// Seam: the keymap of the desk's command table goes here, printed with `cli::print`.
fn print_keys(_shape: KeysAs) -> ExitCode {
    cli::refuse(&Rejection::fault("The desk is not in this build yet, and so it has no keys."))
}
