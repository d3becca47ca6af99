//! Opens a book: settings of the connection, functions of the journal, migration.
//!
//! **Invariant:** a book with a newer schema is refused untouched; a damaged one is never altered.

use std::{
    cell::Cell,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicI64},
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use super::{
    Db,
    connect::functions,
    files, foreign,
    journal::Recording,
    lock,
    look_over::look_over,
    migrate,
    reading::Access,
    trouble::{Told, damaged},
};
use crate::domain::rejection::Rejection;

/// Steps of the database between two looks at whether it is to give up: a fraction of a millisecond.
const STEPS_BETWEEN: std::ffi::c_int = 10_000;

/// How long one instance waits for another that writes.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// How long it waits between two tries of what the engine does not wait for itself.
const A_WHILE: std::time::Duration = std::time::Duration::from_millis(5);

/// How many pages of the book are kept in memory; the operating system keeps the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Room {
    /// For an act that writes many records: a page that has to make room is written twice.
    Much,
    /// For a command, and for what reads the whole book: with a quarter of it a list of ten thousand clients took
    /// four times as long to open.
    #[default]
    Usual,
    /// For the desk, which stays for hours and asks for little at a time.
    Little,
}

impl Room {
    fn pragma(self) -> &'static str {
        match self {
            Self::Much => "PRAGMA cache_size = -96000",
            Self::Usual => "PRAGMA cache_size = -16000",
            Self::Little => "PRAGMA cache_size = -1000",
        }
    }
}

/// An open book.
#[derive(Debug)]
pub struct Store {
    pub(super) conn: Connection,
    pub(super) op: Arc<AtomicI64>,
    pub(super) recording: Recording,
    /// The lock the book is under; none for a plain one.
    pub(super) lock: Option<lock::BookId>,
    pub(super) path: Option<PathBuf>,
    pub(super) access: Cell<Access>,
    /// Whether it was looked over before this process wrote to it.
    pub(super) is_looked_over: Cell<bool>,
    pub(super) room: Cell<Room>,
    given_up: Option<GivenUp>,
    /// Where the copy lies that is read instead of the book; gone after the connection.
    pub(super) look: Option<super::Room>,
}

/// Says whether what is asked of the database is to be given up.
#[derive(Clone)]
struct GivenUp(Arc<dyn Fn() -> bool + Send + Sync>);

impl std::fmt::Debug for GivenUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GivenUp")
    }
}

impl Store {
    /// Opens the book at `path`, making it (0600) when it is not there. Backs up before a migration. Where nothing can
    /// be written the book that is there is opened to be read.
    pub fn open(path: &Path) -> Result<Self, Rejection> {
        if lock::is_headless(path) {
            // The engine would put its beginning right with the first change.
            return Err(damaged());
        }
        match files::writable_file(path) {
            Ok(()) => {}
            Err(error) if files::is_barred(&error) && path.is_file() => {
                return Self::open_reading(path, Access::Reading);
            }
            Err(error) => return Err(unopened(path, &error)),
        }
        // From here on no handle of it is closed beside the connection; what cannot be held is refused below.
        let _ = files::hold(path);
        let opened = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .and_then(|conn| Self::start(conn, Some(path.to_owned())));
        match opened {
            // The file could be written and its folder cannot, where the log of the book has to stand.
            Err(_) if files::is_closed(files::directory(path)) => Self::open_reading(path, Access::Reading),
            // There is no room for the log either; what is there can be read.
            Err(_)
                if files::is_full(files::directory(path))
                    && path.metadata().is_ok_and(|file| file.len() > 0) =>
            {
                Self::open_reading(path, Access::Full)
            }
            opened => opened.map_err(|no| foreign::explained(path, no)),
        }
    }

    /// Opens a book only to look at it as it lies there, with its schema: no byte of the file changes.
    pub(super) fn open_to_read(path: &Path) -> Result<(Self, i64), Rejection> {
        if let Some(no) = foreign::refusal(path) {
            return Err(no);
        }
        let (conn, lock) = Self::connect_to_read(path)?;
        conn.busy_timeout(PATIENCE).told()?;
        let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).told()?;
        migrate::refuse_foreign(&conn, version)?;
        migrate::refuse_newer(version, Some(path))?;
        let op = Arc::new(AtomicI64::new(0));
        functions(&conn, &op).told()?;
        let (recording, room) = (Recording::Off, Cell::default());
        let (path, access, given_up) = (None, Cell::new(Access::Reading), None);
        let is_looked_over = Cell::default();
        let store =
            Self { conn, op, recording, lock, path, access, is_looked_over, room, given_up, look: None };
        Ok((store, version))
    }

    /// Opens a book that must be there already.
    pub fn open_existing(path: &Path) -> Result<Self, Rejection> {
        there_must_be(path)?;
        Self::open(path)
    }

    /// A book in memory, for tests.
    pub fn memory() -> Result<Self, Rejection> {
        Self::start((Connection::open_in_memory().told()?, None), None)
    }

    pub(super) fn start(
        (conn, lock): (Connection, Option<lock::BookId>),
        path: Option<PathBuf>,
    ) -> Result<Self, Rejection> {
        conn.busy_timeout(PATIENCE).told()?;
        let version = match known_version(&conn, path.as_deref()) {
            Ok(version) => version,
            Err(no) => {
                // Closing would fold the write-ahead log into a file that is damaged or not ours to touch.
                if path.as_deref().is_some_and(has_log) {
                    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).told()?;
                }
                return Err(no);
            }
        };
        // Only now is the file known to be a book; its log gets the permissions it has.
        if let Some(path) = &path {
            files::narrow(path).map_err(|error| unopened(path, &error))?;
        }
        let op = Arc::new(AtomicI64::new(0));
        functions(&conn, &op).told()?;
        if version > 0 && !has_write_ahead(&conn)? {
            // To give it its log alters its first page.
            look_over(&conn)?;
        }
        write_ahead(&conn)?;
        conn.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA recursive_triggers = ON; PRAGMA temp_store = MEMORY;
             PRAGMA trusted_schema = ON;",
        )
        .told()?;
        conn.execute_batch(Room::Usual.pragma()).told()?;
        // A statement is planned once: without this one whose plan may lean on a bound value (a partial
        // index nearby is enough) is prepared anew each time a value is bound.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).told()?;
        conn.set_prepared_statement_cache_capacity(256);
        let (recording, room, access, is_looked_over) =
            (Recording::Off, Cell::default(), Cell::new(Access::Whole), Cell::default());
        let given_up = None;
        let mut store =
            Self { conn, op, recording, lock, path, access, is_looked_over, room, given_up, look: None };
        migrate::migrate(&mut store, version)?;
        Ok(store)
    }

    /// What can be read of the book.
    #[must_use]
    pub fn db(&self) -> Db<'_> {
        Db { conn: &self.conn }
    }

    /// Keeps few pages in memory from now on: for who stays long and asks for little at a time.
    pub fn live_small(&self) -> Result<(), Rejection> {
        self.set_room(Room::Little)
    }

    /// Reads much of the book at once, with the room a command has.
    pub fn in_usual_room<T>(&self, ask: impl FnOnce() -> Result<T, Rejection>) -> Result<T, Rejection> {
        let before = self.room.get();
        if before != Room::Little {
            return ask();
        }
        self.set_room(Room::Usual)?;
        let done = ask();
        self.set_room(before)?;
        done
    }

    /// Does an act that writes many records, with more room for its pages than there is else.
    pub fn in_much_room<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Rejection>,
    ) -> Result<T, Rejection> {
        let before = self.room.get();
        self.set_room(Room::Much)?;
        let done = work(self);
        self.set_room(before)?;
        done
    }

    pub(super) fn set_room(&self, room: Room) -> Result<(), Rejection> {
        // A page of a locked book is deciphered each time it is read anew.
        let kept = if self.lock.is_some() && room == Room::Little { Room::Usual } else { room };
        self.conn.execute_batch(kept.pragma()).told()?;
        self.room.set(room);
        Ok(())
    }

    /// Asks several questions of one state of the book: one lock for all of them instead of one for each.
    pub fn reading<T>(&self, ask: impl FnOnce() -> Result<T, Rejection>) -> Result<T, Rejection> {
        if !self.conn.is_autocommit() {
            return ask();
        }
        // Dropped, it is rolled back; nothing was written in it.
        let _whole = self.conn.unchecked_transaction().told()?;
        ask()
    }

    /// Gives up what is asked of the database as soon as this says so; for a connection that only reads.
    pub fn give_up_when(
        &mut self,
        asked: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Result<(), Rejection> {
        let asked: Arc<dyn Fn() -> bool + Send + Sync> = Arc::new(asked);
        self.given_up = Some(GivenUp(Arc::clone(&asked)));
        self.conn.progress_handler(STEPS_BETWEEN, Some(move || asked())).told()
    }

    /// Whether the one who waits asked to give up.
    pub(super) fn is_given_up(&self) -> bool {
        self.given_up.as_ref().is_some_and(|given_up| (given_up.0)())
    }

    /// The same question, for another connection of the same piece of work.
    pub(super) fn giving_up(&self) -> Option<impl Fn() -> bool + Send + Sync + use<>> {
        let given_up = self.given_up.clone()?;
        Some(move || (given_up.0)())
    }

    /// Lets nothing be written by this connection any more: a damaged book is never altered.
    pub fn only_read(&self) -> Result<(), Rejection> {
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).told()?;
        self.conn.execute_batch("PRAGMA query_only = ON").told()
    }

    /// Does what may as well be left: it waits for no other instance.
    pub fn in_passing<T>(&self, work: impl FnOnce(&Self) -> Result<T, Rejection>) -> Result<T, Rejection> {
        self.conn.busy_timeout(std::time::Duration::ZERO).told()?;
        let done = work(self);
        self.conn.busy_timeout(PATIENCE).told()?;
        done
    }

    /// The same, without waiting until it is on the disk: for places of the desk, which a power cut may take back.
    pub fn lightly<T>(&self, work: impl FnOnce(&Self) -> Result<T, Rejection>) -> Result<T, Rejection> {
        self.conn.execute_batch("PRAGMA synchronous = NORMAL").told()?;
        let done = self.in_passing(work);
        self.conn.execute_batch("PRAGMA synchronous = FULL").told()?;
        done
    }

    /// Alters a row beside the journal, as somebody else's program would.
    #[cfg(test)]
    pub(crate) fn break_a_row(&self) {
        self.conn
            .execute_batch(
                "DROP TRIGGER relationship_journal_update; DROP TRIGGER IF EXISTS relationship_recorder_update;
                 UPDATE relationship SET name = 'Altered'",
            )
            .unwrap();
    }

    /// A question that takes as long as one likes.
    #[cfg(test)]
    pub(crate) fn counted_to(&self, number: i64) -> Result<i64, Rejection> {
        let sql = "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < ?1) SELECT count(*) FROM n";
        self.conn.query_row(sql, [number], |row| row.get(0)).told()
    }

    /// Counts the steps of the database from now on: as many on every machine.
    #[cfg(test)]
    pub(crate) fn count_steps(&mut self) -> Arc<std::sync::atomic::AtomicU64> {
        let count = Arc::new(std::sync::atomic::AtomicU64::new(0));
        let counted = Arc::clone(&count);
        let each = move || {
            counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            false
        };
        self.conn.progress_handler(1, Some(each)).unwrap();
        count
    }

    /// Where the book lies, when it is a file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// A number that changes when another instance has changed the book.
    pub fn data_version(&self) -> i64 {
        self.conn
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .unwrap_or(0)
    }
}

/// Refuses a path where no book is.
pub(super) fn there_must_be(path: &Path) -> Result<(), Rejection> {
    if path.exists() {
        return Ok(());
    }
    Err(Rejection::fault(format!("There is no book at {}. Look at the path.", path.display())))
}

/// The schema of a book this program may open.
fn known_version(conn: &Connection, path: Option<&Path>) -> Result<i64, Rejection> {
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).told()?;
    migrate::refuse_foreign(conn, version)?;
    migrate::refuse_newer(version, path)?;
    Ok(version)
}

/// Whether writes wait in the write-ahead log of a file.
pub(super) fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

/// Why a book could not be opened, in words.
pub(super) fn unopened(path: &Path, error: &std::io::Error) -> Rejection {
    let shown = path.display();
    let why = files::in_words(error);
    Rejection::fault(if error.kind() == std::io::ErrorKind::PermissionDenied && path.is_file() {
        format!(
            "The book {shown} could not be opened: you have no permission to read it. Nothing was changed. Give \
             yourself permission."
        )
    } else {
        format!("The book {shown} could not be opened: {why}. Nothing was changed.")
    })
}

/// Whether a file has its write-ahead log already, as a book that was opened before has.
fn has_write_ahead(conn: &Connection) -> Result<bool, Rejection> {
    let mode: String = conn.query_row("PRAGMA journal_mode", [], |row| row.get(0)).told()?;
    Ok(mode == "wal")
}

/// Gives the book its write-ahead log, which a copy has not until it is first opened.
///
/// Unlike any other statement this one is refused at once while another instance does the same, so the
/// waiting is done here.
fn write_ahead(conn: &Connection) -> Result<(), Rejection> {
    let mut tries = PATIENCE.as_millis() / A_WHILE.as_millis();
    loop {
        match conn.execute_batch("PRAGMA journal_mode = WAL") {
            Err(error) if tries > 0 && error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                tries -= 1;
                std::thread::sleep(A_WHILE);
            }
            done => return done.told(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_another_desk_is_just_making_its_own_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let (first, copy) = (dir.path().join("first.db"), dir.path().join("copy.db"));
        drop(Store::open(&first).unwrap());
        let (plain, _) = Store::connect(&first, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        plain.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
        let (other, _) = Store::connect(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let opening = std::thread::spawn({
            let copy = copy.clone();
            move || Store::open_existing(&copy).map(|_| ())
        });
        std::thread::sleep(A_WHILE * 20);
        drop(other);
        opening.join().unwrap().unwrap();
    }

    #[test]
    fn a_store_that_lives_small_takes_more_room_only_for_as_long_as_it_reads_much() {
        let mut store = Store::memory().unwrap();
        let pages = |store: &Store| -> i64 {
            store.conn.query_row("PRAGMA cache_size", [], |row| row.get(0)).unwrap()
        };
        let usual = pages(&store);
        assert_eq!(store.in_usual_room(|| Ok(pages(&store))).unwrap(), usual);
        store.live_small().unwrap();
        let little = pages(&store);
        assert!((-1_000..0).contains(&little) && little > usual, "KiB of pages: {little}, usually {usual}");
        assert_eq!(store.in_usual_room(|| Ok(pages(&store))).unwrap(), usual);
        let refused = store.in_usual_room(|| Err::<(), _>(Rejection::rule("No.")));
        assert!(refused.is_err() && pages(&store) == little, "an answer that fails gives the room back too");
        assert!(store.in_much_room(|store| Ok(pages(store))).unwrap() < usual);
        assert_eq!(pages(&store), little);
    }
}
