//! What measures an agreement, as flags of the command line.
//!
//! **Invariant:** a measure is typed as one line: its name with its target.

use clap::{Arg, ArgAction};

/// The flag that says what measures a goal from now on.
pub(super) fn measured_anew() -> Arg {
    measured_by().help(
        "What measures it from now on with its target, as \"Plan funded, 90 %\", or one they have; repeatable, all \
         of them: what is not named measures it no more",
    )
}

/// The flag that says what an expectation is held against from now on.
pub(super) fn told_anew() -> Arg {
    Arg::new("measured-by")
        .long("measured-by")
        .value_name("MEASURE")
        .help("What tells from now on with its target, as \"Plan funded, 90 %\"")
}

/// The flag that gives a new goal its measures.
pub(in crate::cli) fn measured_by() -> Arg {
    Arg::new("measure")
        .long("measure")
        .value_name("MEASURE")
        .action(ArgAction::Append)
        .help("What measures it with its target, as \"Plan funded, 95 %\", or one they have; repeatable")
}
