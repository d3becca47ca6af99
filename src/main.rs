//! Arguments in, exit code out: the command line does its work, or the desk opens.
//!
//! **Invariant:** nothing is decided here but which of the two.

use std::{path::Path, process::ExitCode};

use standing::{
    acts::lock,
    cli::{self, Colour, Desk, KeysAs, Next, Waiting, man::Key},
    config::Settings,
    domain::rejection::Rejection,
    tui::{
        self, Look,
        door::Passed,
        effect::{Onward, TypedText},
        shell::Begin,
    },
};

fn main() -> ExitCode {
    cli::crash::install();
    // What cannot be had is a signal less; nothing else is changed by it.
    let _ = tui::wake::outlive_limits();
    let check = |settings: &Settings| Look::read(settings, tui::Colour::Wanted).map(|_| ());
    go_on(cli::run(std::env::args_os(), check), Begin::default())
}

/// Does what is next; a desk begins so.
fn go_on(next: Next, begin: Begin) -> ExitCode {
    match next {
        Next::Exit(code) => code,
        Next::Desk(desk) => open_desk(*desk, begin),
        Next::Door(waiting) => stand_at_the_door(*waiting, begin),
        Next::Keys(shape, settings) => print_keys(shape, &settings),
        Next::Man(settings) => print_man(&settings),
    }
}

fn open_desk(desk: Desk, begin: Begin) -> ExitCode {
    let look = match Look::read(&desk.settings, colour_of(desk.colour)) {
        Ok(look) => look,
        Err(no) => return cli::refuse(&no),
    };
    let (clock, book) = (desk.book.clock().clone(), desk.book.path().map(Path::to_owned));
    let words = begin.words.or_else(|| desk.first_words());
    let telling = cli::crash::leave_to_desk();
    let ended = tui::run(desk.book, look, Begin { pass: desk.pass, place: begin.place, words });
    drop(telling);
    let left = match ended {
        Ok(left) => left,
        Err(error) => return no_terminal(&error),
    };
    let code = left.lost.as_ref().map_or(ExitCode::SUCCESS, cli::refuse);
    match left.onward {
        Onward::Out => code,
        Onward::Demo => match cli::demo_desk(desk.settings, clock, desk.colour) {
            Ok(demo) => open_desk(demo, Begin::default()),
            Err(no) => cli::refuse(&no),
        },
        Onward::Broken(typed) => cli::refuse(&broken(typed)),
        // What was read of a damaged book, for a moment, is not worth a lock: it goes with the desk.
        Onward::Door if desk.room.is_some() => code,
        Onward::Door => {
            if let Some(book) = book {
                lock::forget(&book);
            }
            let begin =
                Begin { place: left.place, words: left.lost.map(|lost| lost.message), ..Begin::default() };
            stand_at_the_door(Waiting::again(desk.settings, clock, (desk.colour, desk.whose)), begin)
        }
    }
}

/// The passphrase of a locked book, or the offer of a lock; then the desk.
fn stand_at_the_door(waiting: Waiting, begin: Begin) -> ExitCode {
    let passed = Look::read(waiting.settings(), colour_of(waiting.colour()))
        .and_then(|look| Ok((look, waiting.settings().book_path()?.to_owned())))
        .map(|(look, book)| tui::stand_at_the_door(&book, (waiting.clock(), waiting.backups()), &look));
    match passed {
        Ok(Ok(Ok(Passed::In))) => match waiting.enter() {
            Ok(next) => go_on(next, begin),
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

/// What is said when a fault in the program ended the desk.
fn broken(typed: TypedText) -> Rejection {
    let typed = match typed {
        TypedText::Kept => "What you were typing is kept as a slip; open the desk again and it is offered.",
        TypedText::Lost => "What you were typing could not be kept.",
    };
    let place = tui::terminal::broke_at().unwrap_or_else(|| "a place not known".to_owned());
    Rejection::fault(format!(
        "A fault in the program ended the desk, at {place}. All that was said to be saved is in the book. {typed} {}",
        cli::crash::report_said()
    ))
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
