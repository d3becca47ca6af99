//! Arguments in, exit code out: the command line does its work, or the desk opens.
//!
//! **Invariant:** nothing is decided here but which of the two.

use std::{path::Path, process::ExitCode};

use standing::{
    acts::lock,
    cli::{self, Colour, Desk, KeysAs, Next, Waiting, man::Key},
    config::Settings,
    domain::rejection::Rejection,
    tui::{self, Look, door::Passed, effect::Onward},
};

fn main() -> ExitCode {
    let check = |settings: &Settings| Look::read(settings, tui::Colour::Wanted).map(|_| ());
    match cli::run(std::env::args_os(), check) {
        Next::Exit(code) => code,
        Next::Desk(desk) => open_desk(*desk),
        Next::Door(waiting) => stand_at_the_door(*waiting),
        Next::Keys(shape, settings) => print_keys(shape, &settings),
        Next::Man(settings) => print_man(&settings),
    }
}

fn open_desk(desk: Desk) -> ExitCode {
    let look = match Look::read(&desk.settings, colour_of(desk.colour)) {
        Ok(look) => look,
        Err(no) => return cli::refuse(&no),
    };
    let (clock, book) = (desk.book.clock().clone(), desk.book.path().map(Path::to_owned));
    match tui::run(desk.book, look, desk.pass) {
        Ok(Onward::Out) => ExitCode::SUCCESS,
        Ok(Onward::Demo) => match cli::demo_desk(desk.settings, clock, desk.colour) {
            Ok(demo) => open_desk(demo),
            Err(no) => cli::refuse(&no),
        },
        Ok(Onward::Door) => {
            if let Some(book) = book {
                lock::forget(&book);
            }
            stand_at_the_door(Waiting::again(desk.settings, clock, (desk.colour, desk.whose)))
        }
        Err(error) => no_terminal(&error),
    }
}

/// The passphrase of a locked book, or the offer of a lock; then the desk.
fn stand_at_the_door(waiting: Waiting) -> ExitCode {
    let passed = Look::read(waiting.settings(), colour_of(waiting.colour()))
        .and_then(|look| Ok((look, waiting.settings().book_path()?.to_owned())))
        .map(|(look, book)| tui::stand_at_the_door(&book, waiting.clock(), &look));
    match passed {
        Ok(Ok(Ok(Passed::In))) => match waiting.enter() {
            Ok(desk) => open_desk(desk),
            Err(no) => cli::refuse(&no),
        },
        Ok(Ok(Ok(Passed::Out))) => ExitCode::SUCCESS,
        Ok(Err(error)) => no_terminal(&error),
        Ok(Ok(Err(no))) | Err(no) => cli::refuse(&no),
    }
}

fn no_terminal(error: &std::io::Error) -> ExitCode {
    cli::refuse(&Rejection::fault(format!(
        "The desk needs a terminal: {error}. The book is as it was. standing --help lists the commands."
    )))
}

fn colour_of(colour: Colour) -> tui::Colour {
    if colour == Colour::Never { tui::Colour::Unwanted } else { tui::Colour::Wanted }
}

fn print_keys(shape: KeysAs, settings: &Settings) -> ExitCode {
    match Look::read(settings, tui::Colour::Wanted) {
        Ok(mut look) => look.take_keys(),
        Err(no) => return cli::refuse(&no),
    }
    match shape {
        KeysAs::Text => cli::print(&tui::command::keymap_markdown()),
        KeysAs::Json => cli::print(&tui::command::keymap_json()),
    }
}

fn print_man(settings: &Settings) -> ExitCode {
    match Look::read(settings, tui::Colour::Wanted) {
        Ok(mut look) => look.take_keys(),
        Err(no) => return cli::refuse(&no),
    }
    let keys: Vec<Key> = tui::command::keymap_rows()
        .map(|(keys, spec)| Key {
            keys,
            title: spec.title.to_owned(),
            doc: spec.doc.to_owned(),
            place: spec.scope.title().to_owned(),
        })
        .collect();
    cli::man::print(&keys)
}
