//! A book that is damaged or gone: what is said of it, and what may be chosen before the desk opens.
//!
//! **Invariant:** the damaged file is neither altered nor deleted by any choice.

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    path::{Path, PathBuf},
};

use rustix::termios::tcgetwinsize;
use unicode_width::UnicodeWidthStr as _;

use super::{output::complain, session::Session};
use crate::{
    acts::{
        Room,
        restore::{Restore, restore_over},
        room,
        salvage::{Salvaged, Trouble, salvage_into, steps_said},
    },
    clock::Clock,
    domain::{
        day,
        rejection::{Rejection, Why},
        safe,
    },
    trace,
};

/// What was chosen.
#[derive(Debug)]
pub(super) enum Chosen {
    /// Everything stays as it is.
    Left,
    /// A book can be opened now; in a room that goes afterwards, when it is only to be looked at.
    Opens(Option<Room>),
}

/// What a refusal to open a book says, when the book is damaged.
pub(super) fn explained(book: &Path, also: Option<&Path>, no: Rejection) -> Rejection {
    if no.why != Why::Fault {
        return no;
    }
    if io::stderr().is_terminal() {
        // Each copy is read until one proves itself: that may take a while.
        say(&["The book does not open. Looking at it and at its copies ...".to_owned()]);
    }
    Trouble::of(book, also).map_or(no, |trouble| refusal(&trouble))
}

/// The trouble of a book in one refusal.
pub(super) fn refusal(trouble: &Trouble) -> Rejection {
    let book = trouble.book.display();
    let mut said = format!("The book {book} cannot be worked with. {} It was not touched.", trouble.fault);
    if let Some((copy, steps)) = &trouble.copy {
        let copy_file = copy.path.display();
        said.push_str(&format!(
            " The newest good backup is of {}, with {}; standing restore {copy_file} --apply puts it in place and keeps \
             the damaged file.",
            day::long(copy.made.date_naive()),
            steps_said(*steps),
        ));
    }
    said.push_str(" standing doctor says more, and standing doctor --salvage FILE saves what can be read.");
    Rejection::fault(said)
}

/// What came over, in sentences.
pub(super) fn salvaged_said(saved: &Salvaged, into: &Path) -> Vec<String> {
    let records: i64 = saved.kinds.iter().map(|saved| saved.kept).sum();
    let mut said =
        vec![format!("Saved {records} records and {} into {}.", steps_said(saved.steps), into.display())];
    if saved.is_whole() {
        said.push("That is all there was: its journal is whole and proves every record.".to_owned());
        return said;
    }
    if !saved.whole {
        let until = saved.until.map(|day| format!(", until {}", day::long(day))).unwrap_or_default();
        let of = if saved.steps < saved.steps_known {
            format!(" of {} steps", saved.steps_known)
        } else {
            " steps, and whether there were more cannot be told".to_owned()
        };
        said.push(format!(
            "The journal is whole for {}{of}{until}; what was read beyond them is there as one step.",
            saved.steps
        ));
    }
    for kind in saved.kinds.iter().filter(|kind| !kind.lost.is_empty()) {
        let spec = kind.kind.spec();
        let ids: Vec<String> = kind.lost.iter().take(12).map(|id| format!("{}{id}", spec.prefix)).collect();
        let more = if kind.lost.len() > ids.len() { ", ..." } else { "" };
        said.push(format!(
            "{} of {} numbers of {} could not be read: {}{more}.",
            kind.lost.len(),
            i64::try_from(kind.lost.len()).unwrap_or(0) + kind.kept,
            spec.plural,
            ids.join(", ")
        ));
    }
    for kind in saved.kinds.iter().filter(|kind| kind.older > 0) {
        said.push(format!(
            "{} {} are as they were before the steps that could not be read.",
            kind.older,
            kind.kind.spec().plural
        ));
    }
    if saved.files.1 > 0 {
        said.push(format!("{} kept files of documents could not be read.", saved.files.1));
    }
    said
}

/// Offers what can be done about a book that does not open, on a terminal; elsewhere it is only said.
pub(super) fn ask(session: &mut Session, no: Rejection) -> Result<Chosen, Rejection> {
    let book = session.settings.book_path()?.to_owned();
    let also = session.settings.backup.value.also.clone();
    let asked = io::stdin().is_terminal() && io::stderr().is_terminal();
    let Some(trouble) = Trouble::of(&book, also.as_deref()).filter(|_| asked) else { return Err(no) };
    trace::note(trace::Event::Damaged);
    say(&trouble.said());
    loop {
        say(&choices(&trouble));
        let mut typed = String::new();
        if io::stdin().lock().read_line(&mut typed).unwrap_or(0) == 0 {
            return Ok(Chosen::Left);
        }
        let done = match (typed.trim(), &trouble.copy) {
            ("q", _) => return Ok(Chosen::Left),
            ("r", Some((copy, _))) => restored(session, &book, &copy.path, &trouble.fault),
            ("s", _) => saved(session, &book),
            ("l", _) => looked(session, &book),
            _ => {
                say(&["This is none of the letters.".to_owned()]);
                continue;
            }
        };
        match done {
            Ok(chosen) => return Ok(chosen),
            Err(no) => say(&[no.message]),
        }
    }
}

fn choices(trouble: &Trouble) -> Vec<String> {
    let mut said = vec![String::new()];
    if trouble.copy.is_some() {
        said.push("  r  put the newest good backup in place; the damaged file is kept beside it".to_owned());
    }
    said.extend(
        [
            "  s  save what can be read into a new book, and work on in that; the damaged file is kept",
            "  l  look at what can be read; nothing is saved",
            "  q  leave everything as it is",
            "Type a letter, then press Enter.",
        ]
        .map(str::to_owned),
    );
    said
}

fn say(lines: &[String]) {
    let columns = tcgetwinsize(io::stderr()).map_or(80, |size| usize::from(size.ws_col));
    let shown: Vec<String> = lines.iter().map(|line| wrapped(&safe::one_line(line), columns)).collect();
    complain(&format!("{}\n", shown.join("\n")));
}

/// A line broken between its words where it is wider than the terminal; what follows stands under the text of a choice.
fn wrapped(line: &str, columns: usize) -> String {
    let indent = line.chars().take_while(|letter| *letter == ' ').count();
    let under = if indent > 0 { indent + 3 } else { 0 };
    let room = columns.max(20);
    let (mut whole, mut at) = (" ".repeat(indent), indent);
    for (number, word) in line.trim_start().split(' ').enumerate() {
        if number > 0 && at + 1 + word.width() > room {
            whole.push('\n');
            whole.push_str(&" ".repeat(under));
            at = under;
        } else if number > 0 {
            whole.push(' ');
            at += 1;
        }
        whole.push_str(word);
        at += word.width();
    }
    whole
}

fn restored(session: &Session, book: &Path, copy: &Path, fault: &str) -> Result<Chosen, Rejection> {
    let told = restore_over(book, copy, Restore::Apply, (&session.clock, fault))?;
    trace::note(trace::Event::Restored);
    if let Some(kept) = told.kept {
        say(&[format!("Restored. The damaged file is kept as {}.", kept.display())]);
    }
    Ok(Chosen::Opens(None))
}

/// The damaged book keeps another name, and what could be saved takes its place: the next start opens that.
fn saved(session: &Session, book: &Path) -> Result<Chosen, Rejection> {
    let into = beside(book, &session.clock);
    let saved = salvage_into(book, &into, &session.clock)?;
    trace::note(trace::Event::Salvaged { steps: saved.steps, whole: saved.is_whole() });
    say(&salvaged_said(&saved, &into));
    restored(session, book, &into, "")
}

fn looked(session: &mut Session, book: &Path) -> Result<Chosen, Rejection> {
    let room = room(book, "look").or_else(|_| room(&std::env::temp_dir().join("book.db"), "look"))?;
    let into = room.join("book.db");
    let saved = salvage_into(book, &into, &session.clock)?;
    say(&salvaged_said(&saved, &into));
    session.settings.book.value = Some(into);
    Ok(Chosen::Opens(Some(room)))
}

fn beside(book: &Path, clock: &Clock) -> PathBuf {
    book.with_file_name(format!(
        "{}.salvaged-{}.db",
        book.file_stem().map_or_else(|| "book".to_owned(), |stem| stem.to_string_lossy().into_owned()),
        clock.instant().format("%Y%m%d-%H%M%S")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_choices_breaks_between_words_at_any_width() {
        let line = "  r  put the newest good backup in place; the damaged file is kept beside it";
        assert_eq!(wrapped(line, 120), line);
        for columns in [20, 40, 78] {
            let lines: Vec<String> = wrapped(line, columns).lines().map(str::to_owned).collect();
            assert!(lines.iter().all(|line| line.width() <= columns), "{lines:?}");
            let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
            assert_eq!(words, line.split_whitespace().collect::<Vec<_>>());
            assert!(lines[1..].iter().all(|line| line.starts_with("     ") && !line.starts_with("      ")));
        }
        assert_eq!(wrapped("", 80), "");
        let path = format!("/{}", "long/".repeat(30));
        assert_eq!(wrapped(&format!("It is {path} of Monday."), 40), format!("It is\n{path}\nof Monday."));
    }
}
