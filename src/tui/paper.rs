//! Files the desk writes: a mapping, an export, a mailing list.
//!
//! **Invariant:** a file that is there is never replaced: the question stays open for another name.

use super::{app::App, command::Command, effect::Paper, layers::mailing::counted};
use crate::{
    acts::{Replace, write_whole},
    domain::rejection::Rejection,
    exchange::{cells::Style, export::LEFT, mailing},
};

impl App {
    /// Writes a file, and closes the question for its name; a refusal stands below the name.
    pub(super) fn write(&mut self, paper: &Paper) {
        let written = match paper {
            Paper::Mapping { file, text } => is_free(file)
                .and_then(|()| write_whole(file, text.as_bytes(), Replace::No))
                .map(|()| format!("Wrote {}; standing import FILE --map takes it", file.display())),
            Paper::Export { file, holds } => is_free(file)
                .and_then(|()| holds.bytes(&self.book))
                .and_then(|bytes| write_whole(file, &bytes, Replace::No))
                .map(|()| format!("Wrote {}: {}. {LEFT}", file.display(), holds.words())),
            Paper::Mailing { file, what, list } => is_free(file).and_then(|()| {
                let how = (file.as_path(), Style::default(), Replace::No);
                mailing::write(&mut self.book, list, what, how)?;
                let left = list.left_out.len();
                let (file, count, undo) = (file.display(), counted(list), Command::Undo.way());
                Ok(format!("Wrote {file}: {count}, {left} left out. {LEFT} · {undo} takes the entries back"))
            }),
        };
        match written {
            Ok(said) => {
                self.discard();
                if matches!(paper, Paper::Mailing { .. }) {
                    while self.model.layers.last().is_some_and(|layer| layer.waits()) {
                        self.discard();
                    }
                    self.load(super::widgets::list::Keep::Nothing);
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

fn is_free(file: &std::path::Path) -> Result<(), Rejection> {
    if file.exists() {
        return Err(Rejection::rule(format!("{} is there already. Type another name.", file.display())));
    }
    Ok(())
}
