//! One run of the command line: settings, clock, the open book; and how names and days are read.
//!
//! **Invariant:** a name that fits several, or none, changes nothing; the book is opened once.

use std::{io::Read as _, path::Path};

use chrono::NaiveDate;

use super::{
    damaged,
    output::{Answer, Format, complain, usage},
    passphrase::Secrets,
    tiers,
};
use crate::{
    acts::{
        Book,
        asked::points,
        backups::copies_of,
        lock::{Shut, is_locked},
        mark,
        salvage::{Trouble, sweep_beside},
    },
    clock::{Clock, Zone},
    config::{Settings, Source},
    domain::{
        action::Action,
        day::{self, DayOrder},
        entry,
        filter::{fold, holds},
        record::{Field, Kind, RecordId, Row, Ty, Value},
        records::membership,
        rejection::Rejection,
    },
    trace,
};

/// What standard input is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// `-` reads it.
    Free,
    /// Commands come from it.
    Commands,
}

/// Whether a command can do with a book that is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// It is made.
    Makes,
    /// A book that was named must be there; the user's own is made.
    Reads,
    /// It must be there.
    Needs,
}

/// One run.
#[derive(Debug)]
pub(super) struct Session {
    /// The settings in force.
    pub(super) settings: Settings,
    /// The clock.
    pub(super) clock: Clock,
    /// How answers are written.
    pub(super) format: Format,
    /// What standard input is for.
    pub(super) input: Input,
    /// How the book is opened.
    pub(super) opening: Opening,
    /// Who said which day it is.
    pub(super) day_from: Source,
    /// Where passphrases come from.
    pub(super) secrets: Secrets,
    book: Option<Book>,
}

impl Session {
    /// A run whose book is not open yet.
    pub(super) fn new(settings: Settings, clock: Clock, format: Format) -> Self {
        let (input, opening, day_from) = (Input::Free, Opening::Makes, Source::Default);
        Self { settings, clock, format, input, opening, day_from, secrets: Secrets::default(), book: None }
    }

    /// The day that is believed.
    pub(super) fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// Which number comes first in `3/4`.
    pub(super) fn order(&self) -> DayOrder {
        self.settings.day_order.value
    }

    /// The book, opened when it is first asked for.
    pub(super) fn book(&mut self) -> Result<&mut Book, Rejection> {
        if self.book.is_none() {
            let path = self.settings.book_path()?.to_owned();
            self.unlock_all(&path)?;
            let path = path.as_path();
            let named = matches!(self.settings.book.from, Source::Flag | Source::Environment);
            let must = match self.opening {
                Opening::Makes => false,
                Opening::Reads => named,
                Opening::Needs => true,
            };
            let clock = self.clock.clone();
            let also = self.settings.backup.value.also.as_deref();
            self.sweep(path);
            // An empty book is made only where no copies say that there was one.
            if let Some(gone) = Trouble::if_gone(path, also) {
                return Err(damaged::refusal(&gone));
            }
            let book = if must { Book::open_existing(path, clock) } else { Book::open(path, clock) };
            let mut book = book.map_err(|no| damaged::explained(path, also, no))?;
            book.set_backups(Some(self.settings.backup.value.clone()));
            book.set_holidays(&self.settings.holidays.value)?;
            book.set_templates(self.settings.checklists());
            book.set_document_templates(self.settings.documents());
            book.set_points(self.settings.beside(points::FILE));
            self.book = Some(book);
        }
        self.book.as_mut().ok_or_else(|| Rejection::fault("The book could not be opened."))
    }

    /// Removes what a killed program left beside a book, and says so: of a locked book it may have been a plain copy.
    pub(super) fn sweep(&self, book: &Path) {
        let left = sweep_beside(book, None, &self.clock);
        if left == 0 {
            return;
        }
        trace::note(trace::Event::Swept { left });
        let what = if left == 1 { "1 file".to_owned() } else { format!("{left} files") };
        let plain = if is_locked(book) { "; what they held of the locked book was not locked" } else { "" };
        complain(&format!("Removed {what} that a killed program had left beside the book{plain}.\n"));
    }

    /// Asks for the passphrase of a locked book, or of a copy of one, whose key is not known yet.
    pub(super) fn unlock(&mut self, book: &Path) -> Result<(), Rejection> {
        match Shut::look(book)? {
            // A descriptor that was named is read; else the keyring may spare the question.
            Some(shut) if self.secrets.fd.is_none() && shut.by_keyring() => Ok(()),
            Some(shut) => self.secrets.open(&shut),
            None => Ok(()),
        }
    }

    /// Asks for the passphrase of a book that is locked; of its newest locked copy, where there is no book any more.
    pub(super) fn unlock_all(&mut self, book: &Path) -> Result<(), Rejection> {
        if std::fs::metadata(book).is_ok_and(|about| about.len() > 0) {
            return self.unlock(book);
        }
        let copies = copies_of(book, self.settings.backup.value.also.as_deref());
        match copies.into_iter().find(|copy| is_locked(&copy.path)) {
            Some(copy) => self.unlock(&copy.path),
            None => Ok(()),
        }
    }

    /// Whether the book is locked and its key neither known yet nor kept by the system's keyring.
    pub(super) fn is_shut(&self) -> Result<bool, Rejection> {
        Ok(Shut::look(self.settings.book_path()?)?.is_some_and(|shut| !shut.by_keyring()))
    }

    /// Marks the book when a refusal comes of damage in it; nothing more is written to it then.
    pub(super) fn look_at_damage(&self, no: &Rejection) {
        if let Ok(path) = self.settings.book_path()
            && mark::mark_if_so(path, no, &self.clock)
            && let Some(book) = &self.book
        {
            book.found_damaged();
        }
    }

    /// The open book, to be done with as a whole: it is opened anew when it is asked for again.
    pub(super) fn take_book(&mut self) -> Result<Book, Rejection> {
        self.book()?;
        self.book.take().ok_or_else(|| Rejection::fault("The book could not be opened."))
    }

    /// An empty book in memory, when the book is not there yet: what is only looked at or may be refused is
    /// tried on it, so that no file is left behind.
    pub(super) fn trial(&self) -> Result<Option<Book>, Rejection> {
        if self.book.is_some() || self.settings.book_path()?.exists() {
            return Ok(None);
        }
        let mut book = Book::memory(self.clock.clone())?;
        book.set_holidays(&self.settings.holidays.value)?;
        Ok(Some(book))
    }

    /// Gives the open book away, to the desk.
    pub(super) fn into_book(mut self) -> Result<(Book, Settings), Rejection> {
        self.book()?;
        let book = self.book.ok_or_else(|| Rejection::fault("The book could not be opened."))?;
        Ok((book, self.settings))
    }

    /// Does one act and answers with its receipt.
    pub(super) fn act(&mut self, action: &Action) -> Result<Answer, Rejection> {
        Ok(Answer::receipt(&self.book()?.execute(action)?))
    }

    /// The record of `kind` that `text` names.
    pub(super) fn record(&mut self, kind: Kind, text: &str) -> Result<Row, Rejection> {
        let spec = kind.spec();
        let by_name = spec.field(spec.title).is_some_and(|field| matches!(field.ty, Ty::Line | Ty::Long));
        if !by_name && text.trim().parse::<RecordId>().is_err() {
            let prefix = spec.prefix;
            return Err(Rejection::ambiguous(format!("Name the {} by its id, as {prefix}1.", spec.noun)));
        }
        match self.book()?.named(kind, text) {
            Err(no) if kind == Kind::Tier => Err(tiers::is_default(self, text, no)),
            found => found,
        }
    }

    /// The ids of records of `kind`; one that was named twice stands once.
    pub(super) fn records(&mut self, kind: Kind, texts: &[String]) -> Result<Vec<RecordId>, Rejection> {
        let mut ids = Vec::new();
        for text in texts {
            let id = self.record(kind, text)?.id;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// A person of a relationship: one of its members when the name fits one, else of the whole book.
    pub(super) fn person_of(&mut self, relationship: i64, text: &str) -> Result<RecordId, Rejection> {
        if text.trim().parse::<RecordId>().is_ok() {
            return Ok(self.record(Kind::Person, text)?.id);
        }
        let book = self.book()?;
        let wanted = fold(text.trim());
        let (mut members, mut adults) = (Vec::new(), Vec::new());
        for row in book.of(Kind::Membership, relationship)? {
            let Some(id) = row.int("person_id") else { continue };
            let Some(person) = book.get(RecordId::new(Kind::Person, id))? else { continue };
            if !holds(person.str("name"), &wanted) || members.iter().any(|known: &Row| known.id == person.id)
            {
                continue;
            }
            if membership::may_agree(row.str("role")) {
                adults.push(person.clone());
            }
            members.push(person);
        }
        let called = |person: &&Row| {
            let name = person.str("name");
            let first = name.split_whitespace().next().unwrap_or_default();
            [name, first, person.str("given")].iter().any(|name| fold(name) == wanted)
        };
        let exact: Vec<&Row> = members.iter().filter(called).collect();
        match (exact.as_slice(), members.as_slice(), adults.as_slice()) {
            // "Ann" of a mother and a child of that name: the one who can agree.
            ([only], ..) => Ok(only.id),
            (_, [only], _) | (_, _, [only]) => Ok(only.id),
            (_, [], _) => Ok(self.record(Kind::Person, text)?.id),
            (_, several, _) => Err(fits_several(text, several.iter().map(|row| row.str("name")))),
        }
    }

    /// One field of a record of a relationship: a name that fits something of theirs names that.
    pub(super) fn field_of(
        &mut self,
        whose: Option<i64>,
        field: &Field,
        text: &str,
    ) -> Result<Value, Rejection> {
        let (Ty::Ref(kind), Some(whose)) = (field.ty, whose.filter(|_| !text.trim().is_empty())) else {
            return self.field(field, text);
        };
        if kind == Kind::Person {
            return Ok(Value::Int(self.person_of(whose, text)?.id));
        }
        if kind.spec().owner != Some("relationship_id") || text.trim().parse::<RecordId>().is_ok() {
            return self.field(field, text);
        }
        let (title, wanted) = (kind.spec().title, fold(text.trim()));
        let mut theirs = self.book()?.of(kind, whose)?;
        theirs.retain(|row| holds(row.str(title), &wanted));
        let exact: Vec<&Row> = theirs.iter().filter(|row| fold(row.str(title)) == wanted).collect();
        match (exact.as_slice(), theirs.as_slice()) {
            ([only], _) => Ok(Value::Int(only.id.id)),
            (_, [only]) => Ok(Value::Int(only.id.id)),
            (_, []) => self.field(field, text),
            (_, several) => {
                let named: Vec<String> =
                    several.iter().map(|row| format!("{} {}", row.id, row.str(title))).collect();
                Err(fits_several(text, named.iter().map(String::as_str)))
            }
        }
    }

    /// A day to come, as typed.
    pub(super) fn day(&self, text: &str) -> Result<NaiveDate, Rejection> {
        day::parse_day(text, self.today(), self.order()).map_err(usage)
    }

    /// A day on which something happened, as typed; today when nothing was.
    pub(super) fn past(&self, text: Option<&str>) -> Result<NaiveDate, Rejection> {
        match text {
            Some(text) => day::parse_past_day(text, self.today(), self.order()).map_err(usage),
            None => Ok(self.today()),
        }
    }

    /// One field, as typed on the command line: names are looked up, `-` reads standard input.
    pub(super) fn field(&mut self, field: &Field, text: &str) -> Result<Value, Rejection> {
        match field.ty {
            Ty::Ref(_) if text.trim().is_empty() => Ok(Value::Null),
            Ty::Ref(kind) => Ok(Value::Int(self.record(kind, text)?.id.id)),
            Ty::Long | Ty::Line if text == "-" => {
                let read = self.stdin()?;
                entry::read(field, &read, self.today(), self.order()).map_err(usage)
            }
            _ => {
                let value = entry::read(field, text, self.today(), self.order()).map_err(usage)?;
                known_zone(field, &value).map(|()| value)
            }
        }
    }

    /// A field of `kind` by its name.
    pub(super) fn named_field(&mut self, kind: Kind, name: &str, text: &str) -> Result<Value, Rejection> {
        match kind.spec().field(name) {
            Some(field) => self.field(field, text),
            None => Err(Rejection::fault(format!("There is no field {name}."))),
        }
    }

    /// A text given as it is, or from standard input when it is `-`.
    pub(super) fn text(&mut self, text: &str) -> Result<String, Rejection> {
        if text == "-" { self.stdin() } else { Ok(text.to_owned()) }
    }

    fn stdin(&mut self) -> Result<String, Rejection> {
        if self.input == Input::Commands {
            return Err(Rejection::ambiguous(
                "Commands come from standard input here; write the text on the line.",
            ));
        }
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(2 << 20)
            .read_to_end(&mut bytes)
            .map_err(|error| Rejection::fault(format!("Standard input could not be read: {error}.")))?;
        String::from_utf8(bytes)
            .map_err(|_| Rejection::ambiguous("Standard input is not UTF-8 text. Nothing was saved."))
    }
}

/// A name that fits several of theirs.
fn fits_several<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Rejection {
    let names: Vec<&str> = names.collect();
    let (many, names) = (names.len(), names.join(", "));
    Rejection::ambiguous(format!("{text} fits {many} of theirs: {names}. Nothing was changed; name one."))
}

/// Refuses a time zone that there is not.
fn known_zone(field: &Field, value: &Value) -> Result<(), Rejection> {
    match value.text().filter(|_| field.name == "time_zone") {
        Some(name) if Zone::named(name).is_none() => Err(usage(Rejection::field(
            field.name,
            format!("{name} is no time zone. Type one as Europe/Zurich."),
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_of_no_place_is_refused() {
        for kind in [Kind::Relationship, Kind::Meeting] {
            let field = kind.spec().field("time_zone").unwrap();
            assert!(known_zone(field, &"Europe/Zurich".into()).is_ok());
            assert!(known_zone(field, &Value::Null).is_ok());
            let no = known_zone(field, &"Europe/Zurih".into()).unwrap_err();
            assert!(no.message.contains("Europe/Zurih is no time zone"));
        }
    }
}
