//! Files the desk writes: a mapping, an export, a mailing list; and the purge, which is no act like the others.
//!
//! **Invariant:** a file that is there is never replaced: the question stays open for another name.

use std::path::Path;

use super::{
    app::App,
    command::Command,
    desk::Desk,
    effect::Paper,
    layers::{export::Holds, mailing::counted},
    work::Job,
};
use crate::{
    acts::{Replace, left::Left, write_whole},
    domain::{action::Purging, rejection::Rejection},
    exchange::{
        cells::Style,
        examiner,
        export::{LEFT, NOT_LOCKED},
        mailing,
        tables::Sensitivities,
    },
    letters::compose,
};

/// What a written file closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closes {
    /// The question for its name.
    Question,
    /// That, and what waits for the file.
    WhatWaits,
}

impl App {
    /// Writes a file, and closes the question for its name; a refusal stands below the name.
    pub(super) fn write(&mut self, paper: &Paper) {
        let written = match paper {
            Paper::Mapping { file, text } => is_free(file)
                .and_then(|()| write_whole(file, text.as_bytes(), Replace::No))
                .map(|()| format!("Wrote {}; standing import FILE --map takes it", file.display())),
            Paper::Export { file, holds } => match is_free(file) {
                Ok(()) => {
                    let (file, holds) = (file.clone(), holds.clone());
                    return self.begin_work(Job::Export { file, holds });
                }
                Err(why) => Err(why),
            },
            Paper::Examiner { dir, client, as_of } => {
                examiner::made(&self.book, *client, *as_of, Sensitivities::Kept).and_then(|made| {
                    let left = examiner::write(&mut self.book, &made, dir, Replace::No)?;
                    let (files, dir, said) = (made.files(), dir.display(), self.said_of(&left));
                    Ok(format!("Wrote {files} files to {dir}; INDEX.txt names each. {said}"))
                })
            }
            Paper::Mailing { file, what, list } => is_free(file).and_then(|()| {
                let how = (file.as_path(), Style::default(), Replace::No);
                let (_, handed) = mailing::write(&mut self.book, list, what, how)?;
                let (left, said) = (list.left_out.len(), self.said_of(&handed));
                let (file, count, undo) = (file.display(), counted(list), Command::Undo.way());
                Ok(format!("Wrote {file}: {count}, {left} left out. {said} · {undo} takes the entries back"))
            }),
        };
        let is_logged = written.is_ok() && matches!(paper, Paper::Mailing { .. } | Paper::Examiner { .. });
        // A mapping goes on being made; it is only kept.
        let closes =
            if matches!(paper, Paper::Mapping { .. }) { Closes::Question } else { Closes::WhatWaits };
        self.told(written, closes);
        if is_logged {
            self.load(super::widgets::list::Keep::Nothing);
        }
    }

    /// Writes what an export came to.
    pub(super) fn made(&mut self, file: &Path, holds: &Holds, bytes: Result<Vec<u8>, Rejection>) {
        let written = bytes.and_then(|bytes| {
            let leaving = holds.leaving(&self.book)?;
            let files = [(file.to_owned(), bytes)];
            let left = self.book.hand_over(&leaving, &files, Replace::No)?;
            if let (Holds::Document(id, form), None, [(_, bytes)]) = (holds, self.book.only_read(), &files) {
                // What leaves the book is kept as it left it.
                compose::keep(&mut self.book, *id, *form, bytes)?;
            }
            Ok(format!("Wrote {}: {}. {}", file.display(), holds.words(), self.said_of(&left)))
        });
        let is_written = written.is_ok();
        self.told(written, Closes::WhatWaits);
        if is_written {
            self.load(super::widgets::list::Keep::Decided);
        }
    }

    /// One line that warns, and why the book does not keep it, where it could not.
    fn said_of(&self, left: &Left) -> String {
        let warning = if self.book.is_locked() { NOT_LOCKED } else { LEFT };
        let not_kept = left.not_kept().map(|why| format!(" {why}")).unwrap_or_default();
        format!("{warning}{not_kept}")
    }

    /// Purges for good, and closes the question for the reason: it names whom, and would be kept as a slip.
    pub(super) fn purge(&mut self, asked: &Purging) {
        let done = Desk::purge_for_good(&mut self.book, asked);
        while done.is_ok() && self.model.layers.last().is_some_and(|layer| layer.waits()) {
            self.discard();
        }
        self.done(done);
    }

    /// Closes the question for the name; a refusal stands below the name.
    fn told(&mut self, written: Result<String, Rejection>, closes: Closes) {
        match written {
            Ok(said) => {
                self.discard();
                while closes == Closes::WhatWaits
                    && self.model.layers.last().is_some_and(|layer| layer.waits())
                {
                    self.discard();
                }
                self.model.say(said);
            }
            Err(why) => {
                if let Some(layer) = self.model.layers.last_mut() {
                    layer.refused(&why);
                }
                self.model.refuse(why.message);
            }
        }
    }
}

fn is_free(file: &Path) -> Result<(), Rejection> {
    if file.exists() {
        return Err(Rejection::rule(format!("{} is there already. Type another name.", file.display())));
    }
    Ok(())
}
