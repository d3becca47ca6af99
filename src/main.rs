//! Arguments in, exit code out: the command line does its work, or the desk opens.
//!
//! **Invariant:** nothing is decided here but which of the two.

use std::process::ExitCode;

use standing::{
    cli::{self, Colour, Desk, KeysAs, Next},
    config::Glyphs,
    domain::rejection::Rejection,
    tui::{self, effect::Onward, theme::Signs},
};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Next::Exit(code) => code,
        Next::Desk(desk) => open_desk(*desk),
        Next::Keys(shape) => print_keys(shape),
    }
}

fn open_desk(desk: Desk) -> ExitCode {
    let look = tui::Look {
        theme: desk.settings.theme.value.word(),
        colour: if desk.colour == Colour::Never { tui::Colour::Unwanted } else { tui::Colour::Wanted },
        signs: match desk.settings.glyphs.value {
            Glyphs::Unicode => Signs::Drawn,
            Glyphs::Ascii => Signs::Ascii,
        },
        order: desk.settings.day_order.value,
        pass: desk.pass,
    };
    let clock = desk.book.clock().clone();
    match tui::run(desk.book, &look) {
        Ok(Onward::Out) => ExitCode::SUCCESS,
        Ok(Onward::Demo) => match cli::demo_desk(desk.settings, clock, desk.colour) {
            Ok(demo) => open_desk(demo),
            Err(no) => cli::refuse(&no),
        },
        Err(error) => cli::refuse(&Rejection::fault(format!(
            "The desk needs a terminal: {error}. The book is as it was. standing --help lists the commands."
        ))),
    }
}

fn print_keys(shape: KeysAs) -> ExitCode {
    match shape {
        KeysAs::Text => cli::print(&tui::command::keymap_markdown()),
        KeysAs::Json => cli::print(&tui::command::keymap_json()),
    }
}
