//! The vectors of TIME.md that need a book: what is done, moved, hidden, paused, and the clock that is set.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use standing::{
    acts::{Book, Step, queue::View},
    clock::Clock,
    domain::{
        action::{Action, Later},
        record::{Fields, Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
};

use crate::program::{Home, raw};

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn book(today: &str) -> Book {
    let mut book = Book::memory(Clock::fixed(d(today))).unwrap();
    let fields = Fields::new().with("name", "Hartley household").with("kind", "client").with("tier", "B");
    book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
    book
}

fn on(book: &mut Book, day: &str) {
    book.set_clock(Clock::fixed(d(day)));
}

fn add(book: &mut Book, due: &str, repeat: &str) -> RecordId {
    let fields = Fields::new().with("title", "Call them").with("relationship_id", 1).with("kind", "task");
    let fields = fields.with("due", if due.is_empty() { Value::Null } else { Value::from(due) });
    let fields = if repeat.is_empty() { fields } else { fields.with("repeat", repeat) };
    book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap().ids[0]
}

fn done(book: &mut Book, id: RecordId) -> Result<String, Rejection> {
    book.execute(&Action::Done { items: vec![id], note: None }).map(|receipt| receipt.summary)
}

fn row(book: &Book, id: RecordId) -> Row {
    book.get(id).unwrap().unwrap()
}

fn follow_ups(book: &Book) -> Vec<Row> {
    book.rows(Kind::FollowUp, &[]).unwrap()
}

fn open(book: &Book) -> Vec<Row> {
    follow_ups(book).into_iter().filter(|row| row.str("state") == "open").collect()
}

fn only_open(book: &Book) -> Row {
    let open = open(book);
    assert_eq!(open.len(), 1, "{open:?}");
    open.into_iter().next().unwrap()
}

fn occurrences(book: &Book) -> Vec<(i64, String, String)> {
    let rows = book.rows(Kind::Occurrence, &[]).unwrap();
    rows.iter().map(|row| (row.int("k").unwrap(), row.str("came").into(), row.str("due").into())).collect()
}

fn today_has(book: &Book, key: &str) -> bool {
    book.seeds(View::Today).unwrap().iter().any(|seed| seed.source.key() == key)
}

fn pause(book: &mut Book, whose: Option<i64>, from: &str, to: &str) {
    let fields = Fields::new().with("starts_on", from).with("ends_on", to).with("relationship_id", whose);
    book.execute(&Action::Add { kind: Kind::Pause, fields }).unwrap();
}

fn export(book: &Book) -> Vec<Vec<Row>> {
    Kind::ALL.iter().map(|kind| book.rows(*kind, &[]).unwrap()).collect()
}

#[test]
fn snoozed_past_due_then_rescheduled_then_both_undone() {
    let mut book = book("2026-11-23");
    let task = add(&mut book, "2026-11-25", "");
    let before = export(&book);
    book.execute(&Action::Snooze { items: vec![task.to_string()], until: d("2026-12-01"), reason: None })
        .unwrap();
    let snoozed = row(&book, task);
    assert_eq!((snoozed.str("due"), snoozed.str("snoozed_until")), ("2026-11-25", "2026-12-01"));
    on(&mut book, "2026-11-30");
    assert!(!today_has(&book, "f1"));
    on(&mut book, "2026-12-01");
    assert!(today_has(&book, "f1"));
    let item = &book.dress(&book.seeds(View::Today).unwrap()).unwrap()[0];
    assert!(item.reason.contains("6 days late"), "it comes back honestly late: {}", item.reason);
    on(&mut book, "2026-11-23");
    let to = Action::Reschedule { items: vec![task], due: d("2026-12-09"), reason: None, later: Later::Stay };
    book.execute(&to).unwrap();
    let moved = row(&book, task);
    assert_eq!(
        (moved.str("due"), moved.str("snoozed_until"), moved.int("moves")),
        ("2026-12-09", "", Some(2))
    );
    book.step(Step::Undo).unwrap().unwrap();
    assert_eq!(row(&book, task).fields, snoozed.fields);
    book.step(Step::Undo).unwrap().unwrap();
    assert_eq!(export(&book), before);
}

#[test]
fn editing_a_due_date_clears_the_snooze_and_a_title_touches_no_date() {
    let mut book = book("2026-11-23");
    let task = add(&mut book, "2026-11-25", "every month");
    book.execute(&Action::Snooze { items: vec![task.to_string()], until: d("2026-11-24"), reason: None })
        .unwrap();
    let before = row(&book, task);
    let edit = |fields: Fields| Action::Edit { targets: vec![task], fields, seen: None };
    book.execute(&edit(Fields::new().with("title", "Write to them"))).unwrap();
    let mut titled = row(&book, task);
    titled.fields.set("title", "Call them");
    assert_eq!(titled.fields, before.fields);
    book.execute(&edit(Fields::new().with("due", "2026-12-02"))).unwrap();
    let after = row(&book, task);
    assert_eq!((after.str("snoozed_until"), after.str("repeat_anchor")), ("", "2026-11-25"));
}

#[test]
fn what_was_passed_over_is_written_down_and_one_is_open() {
    let mut book = book("2026-11-23");
    let task = add(&mut book, "2026-11-27", "every month");
    on(&mut book, "2027-03-15");
    let said = done(&mut book, task).unwrap();
    assert!(
        said.contains("again Mon 29 Mar") && said.contains("3 dates passed over, kept as missed"),
        "{said}"
    );
    let next = only_open(&book);
    assert_eq!(
        (next.int("repeat_k"), next.int("missed"), next.int("again_of")),
        (Some(4), Some(3), Some(task.id))
    );
    assert_eq!(
        occurrences(&book),
        [
            (1, "missed".into(), "2026-12-28".into()),
            (2, "missed".into(), "2027-01-27".into()),
            (3, "missed".into(), "2027-03-01".into()),
            (4, "opened".into(), "2027-03-29".into()),
        ]
    );
    book.step(Step::Undo).unwrap().unwrap();
    assert!(occurrences(&book).is_empty());
    assert_eq!(only_open(&book).id, task);
}

#[test]
fn a_repeat_and_a_number_are_unique_in_the_database() {
    let home = Home::new();
    home.run(&["add", "Call them fri every month"]).ok();
    home.run(&["done", "f1"]).ok();
    let conn = raw(&home.book());
    let sql = "SELECT group_concat(info.name) FROM pragma_index_list('occurrence') AS list, \
               pragma_index_info(list.name) AS info WHERE list.\"unique\" GROUP BY list.name";
    let mut statement = conn.prepare(sql).unwrap();
    let keys: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(keys.iter().any(|key| key == "repeat_id,k"), "{keys:?}");
    let kept: (i64, i64) = conn
        .query_row("SELECT repeat_id, k FROM occurrence", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(kept, (1, 1));
}

#[test]
fn two_desks_that_finish_one_occurrence_open_one_next() {
    let home = Home::new();
    home.run(&["add", "Call them fri every month"]).ok();
    let path = home.book();
    let clock = || Clock::fixed(d("2026-11-27"));
    let mut one = Book::open_existing(&path, clock()).unwrap();
    let mut two = Book::open_existing(&path, clock()).unwrap();
    done(&mut one, RecordId::new(Kind::FollowUp, 1)).unwrap();
    let no = done(&mut two, RecordId::new(Kind::FollowUp, 1)).unwrap_err();
    assert!(no.message.contains("done already"), "{no}");
    only_open(&two);
}

#[test]
fn one_opened_again_and_done_again_makes_no_second_next() {
    let mut book = book("2026-11-27");
    let task = add(&mut book, "2026-11-27", "every month");
    done(&mut book, task).unwrap();
    let next = only_open(&book).id;
    done(&mut book, next).unwrap();
    book.execute(&Action::Reopen { items: vec![task] }).unwrap();
    assert_eq!(done(&mut book, task).unwrap(), "Done: Call them, Hartley");
    let next = only_open(&book);
    assert_eq!(next.int("repeat_k"), Some(2));
}

#[test]
fn a_clock_set_back_a_day_doubles_nothing_and_loses_nothing() {
    let mut book = book("2026-11-27");
    let task = add(&mut book, "2026-11-27", "every day");
    done(&mut book, task).unwrap();
    let numbers = |book: &Book| {
        let all: Vec<_> = follow_ups(book).iter().map(|row| row.int("repeat_k")).collect();
        let unique: BTreeSet<_> = all.iter().copied().collect();
        assert_eq!(unique.len(), all.len(), "{all:?}");
    };
    let monday = only_open(&book).id;
    on(&mut book, "2026-11-26");
    only_open(&book);
    done(&mut book, monday).unwrap();
    numbers(&book);
    let tuesday = only_open(&book);
    assert_eq!(tuesday.str("due"), "2026-12-01", "done early, it goes on after what was done");
    on(&mut book, "2026-12-01");
    assert!(today_has(&book, &tuesday.id.to_string()));
    on(&mut book, "2026-11-30");
    assert!(!today_has(&book, &tuesday.id.to_string()));
    assert!(
        book.seeds(View::Upcoming).unwrap().iter().any(|seed| seed.source.key() == tuesday.id.to_string())
    );
    assert_eq!(book.verify(None).unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_clock_set_forward_a_year_and_back_doubles_nothing_and_loses_nothing() {
    let mut book = book("2026-11-27");
    let task = add(&mut book, "2026-11-27", "every week on fri");
    let once = add(&mut book, "2026-12-03", "");
    let keys = |book: &Book| {
        let mut keys: Vec<String> = book.open_seeds().unwrap().iter().map(|seed| seed.source.key()).collect();
        keys.sort();
        keys
    };
    let before = keys(&book);
    on(&mut book, "2027-11-27");
    assert_eq!(keys(&book), before, "a day that passes makes nothing by itself");
    assert!(today_has(&book, &once.to_string()) && today_has(&book, &task.to_string()));
    done(&mut book, task).unwrap();
    let next = only_open_of(&book, "every week on fri");
    assert_eq!((next.str("due"), next.int("missed")), ("2027-12-03", Some(52)));
    on(&mut book, "2026-11-27");
    assert_eq!(keys(&book).len(), 2, "the next one and the other task");
    done(&mut book, next.id).unwrap();
    let after = only_open_of(&book, "every week on fri");
    assert_eq!(after.int("repeat_k"), Some(54));
    let numbers: Vec<i64> = occurrences(&book).into_iter().map(|(k, ..)| k).collect();
    assert_eq!(numbers, (1..=54).collect::<Vec<_>>());
    assert_eq!(book.verify(None).unwrap().faults, Vec::<String>::new());
}

fn only_open_of(book: &Book, repeat: &str) -> Row {
    let mut all: Vec<Row> = open(book).into_iter().filter(|row| row.str("repeat") == repeat).collect();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn a_day_that_comes_twice_reads_the_same_rows_in_the_same_order() {
    let mut book = book("2026-11-23");
    for k in 0..12 {
        add(&mut book, &format!("2026-11-{:02}", 15 + k), if k % 2 == 0 { "every week" } else { "" });
    }
    let keys = |book: &Book| -> Vec<String> {
        book.seeds(View::Today).unwrap().iter().map(|seed| seed.source.key()).collect()
    };
    let monday = keys(&book);
    on(&mut book, "2026-11-24");
    assert!(keys(&book).len() > monday.len());
    on(&mut book, "2027-11-23");
    keys(&book);
    on(&mut book, "2026-11-23");
    assert_eq!(keys(&book), monday);
}

#[test]
fn this_and_later_counts_from_the_new_day() {
    let mut book = book("2026-11-23");
    let task = add(&mut book, "2026-12-14", "every month on the 14th");
    let to = |later| Action::Reschedule { items: vec![task], due: d("2026-12-21"), reason: None, later };
    book.execute(&to(Later::Stay)).unwrap();
    on(&mut book, "2026-12-21");
    done(&mut book, task).unwrap();
    assert_eq!(only_open(&book).str("due"), "2027-01-14", "this one alone was moved");
    book.step(Step::Undo).unwrap();
    let said = book.execute(&to(Later::Move)).unwrap().summary;
    assert!(said.contains("and all later ones"), "{said}");
    done(&mut book, task).unwrap();
    let next = only_open(&book);
    assert_eq!((next.str("due"), next.str("repeat")), ("2027-01-21", "every month on the 21st"));
    let once = add(&mut book, "2027-01-04", "");
    let no = Action::Reschedule { items: vec![once], due: d("2027-01-05"), reason: None, later: Later::Move };
    assert!(book.execute(&no).unwrap_err().message.contains("comes only once"));
}

#[test]
fn what_comes_after_doing_counts_from_the_day_it_was_done() {
    let mut book = book("2026-11-23");
    let task = add(&mut book, "2026-11-23", "14 days after done");
    on(&mut book, "2026-11-26");
    done(&mut book, task).unwrap();
    let next = only_open(&book);
    assert_eq!(next.str("due"), "2026-12-10");
    done(&mut book, next.id).unwrap();
    assert_eq!(occurrences(&book).iter().map(|(k, ..)| *k).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_comes_when_it_happens_is_never_due_and_never_gone() {
    let mut book = book("2026-11-23");
    let task = add(&mut book, "", "on event");
    on(&mut book, "2030-01-01");
    assert!(!today_has(&book, "f1"));
    assert!(done(&mut book, task).unwrap().ends_with("again when it happens"));
    let next = only_open(&book);
    assert_eq!((next.day("due"), next.int("repeat_k")), (None, Some(1)));
}

#[test]
fn a_promise_and_a_hard_date_stay_on_a_sunday_and_a_task_moves_to_monday() {
    let mut book = book("2026-11-23");
    let add = |book: &mut Book, fields: Fields| {
        let fields = fields.with("title", "x").with("relationship_id", 1).with("due", "2026-11-29");
        book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap().ids[0].to_string()
    };
    let promise = add(&mut book, Fields::new().with("kind", "promise"));
    let hard = add(&mut book, Fields::new().with("kind", "task").with("hard", true));
    let task = add(&mut book, Fields::new().with("kind", "task"));
    on(&mut book, "2026-11-29");
    assert!(today_has(&book, &promise) && today_has(&book, &hard) && !today_has(&book, &task));
    on(&mut book, "2026-11-30");
    let seeds = book.seeds(View::Today).unwrap();
    let late =
        |key: &str| seeds.iter().find(|seed| seed.source.key() == key).unwrap().is_late(d("2026-11-30"));
    assert!(late(&promise) && late(&hard) && !late(&task), "overdue is judged on the rolled date");
}

#[test]
fn holidays_of_the_configuration_move_a_task_and_are_not_in_the_book() {
    let mut book = book("2026-11-23");
    let task = add(&mut book, "2026-11-28", "").to_string();
    book.set_holidays(&BTreeSet::from([d("2026-11-30")])).unwrap();
    on(&mut book, "2026-11-30");
    assert!(!today_has(&book, &task));
    on(&mut book, "2026-12-01");
    assert!(today_has(&book, &task));
    assert_eq!(book.setting("holidays").unwrap(), "");
}

#[test]
fn in_a_pause_nothing_falls_due_and_nothing_is_missed() {
    let mut book = book("2026-11-23");
    let task = add(&mut book, "2026-12-04", "every week");
    let promise = Fields::new().with("title", "Page").with("kind", "promise").with("due", "2026-12-03");
    let promise = promise.with("relationship_id", 1);
    book.execute(&Action::Add { kind: Kind::FollowUp, fields: promise }).unwrap();
    let spoken = Fields::new().with("relationship_id", 1).with("day", "2026-11-01").with("channel", "call");
    let spoken = spoken.with("reached", true).with("summary", "spoke");
    book.execute(&Action::Add { kind: Kind::Interaction, fields: spoken }).unwrap();
    pause(&mut book, Some(1), "2026-12-01", "2027-03-31");
    on(&mut book, "2027-01-15");
    let keys: Vec<String> = book.seeds(View::Today).unwrap().iter().map(|seed| seed.source.key()).collect();
    assert_eq!(keys, ["f2"], "what was promised goes on");
    on(&mut book, "2027-04-01");
    let seeds = book.seeds(View::Today).unwrap();
    for key in ["f1", "c1.contact"] {
        let seed = seeds.iter().find(|seed| seed.source.key() == key).unwrap_or_else(|| panic!("no {key}"));
        assert!(!seed.is_late(d("2027-04-01")), "{key} is due on the first day after");
    }
    done(&mut book, task).unwrap();
    assert_eq!(occurrences(&book).iter().filter(|(_, came, _)| came == "missed").count(), 0);
    assert_eq!(only_task(&book).str("due"), "2027-04-02");
}

fn only_task(book: &Book) -> Row {
    let mut all: Vec<Row> = open(book).into_iter().filter(|row| row.str("kind") == "task").collect();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[test]
fn what_was_late_before_a_pause_rests_and_comes_back_as_late() {
    let mut book = book("2026-11-23");
    add(&mut book, "2026-11-25", "");
    pause(&mut book, None, "2026-12-01", "2026-12-11");
    on(&mut book, "2026-11-30");
    assert!(today_has(&book, "f1"));
    on(&mut book, "2026-12-07");
    assert!(!today_has(&book, "f1"), "the whole practice is away");
    on(&mut book, "2026-12-14");
    let item = &book.dress(&book.seeds(View::Today).unwrap()).unwrap();
    let item = item.iter().find(|item| item.key == "f1").unwrap();
    assert!(item.reason.ends_with("19 days late"), "{}", item.reason);
}

#[test]
fn a_paused_client_is_not_broken_and_says_until_when() {
    let mut book = book("2026-06-01");
    let talk = Fields::new().with("relationship_id", 1).with("day", "2026-05-20").with("channel", "call");
    let talk = talk.with("reached", true).with("summary", "spoke");
    book.execute(&Action::Add { kind: Kind::Interaction, fields: talk }).unwrap();
    pause(&mut book, Some(1), "2026-07-01", "2026-12-31");
    on(&mut book, "2026-11-23");
    let line = book.standing_of(1).unwrap().unwrap();
    let cadence = line.cadence.unwrap();
    assert_eq!(cadence.reason(), "187 days; paused until 31 Dec");
    assert_eq!(cadence.state.word(), "good");
}

#[test]
fn a_repeat_gone_bad_is_shown_as_faulty_and_empties_no_list() {
    let home = Home::new();
    home.run(&["add", "Call them mon every month"]).ok();
    home.run(&["add", "Write to them mon every month"]).ok();
    home.run(&["client", "add", "Hartley household", "--tier", "A"]).ok();
    home.run(&["log", "Hartley", "--summary", "Spoke", "--promise", "the page mon every month"]).ok();
    home.run(&["log", "Hartley", "--summary", "Again", "--promise", "the letter mon"]).ok();
    // As an older or newer program might have left it: written past this one, its journal put right by hand.
    let conn = raw(&home.book());
    let triggers: Vec<(String, String)> = {
        let mut all = conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
        all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    for (name, _) in &triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    conn.execute("UPDATE follow_up SET repeat = 'every blue moon' WHERE id IN (1, 3)", []).unwrap();
    for (_, sql) in &triggers {
        conn.execute_batch(sql).unwrap();
    }
    drop(conn);
    let run = |args: &[&str]| {
        let said = Home::command(&home, args).env("STANDING_TODAY", "2026-11-30").output().unwrap();
        crate::program::Said::of(&said)
    };
    let today = run(&["today"]).ok();
    assert!(today.contains("its repeat cannot be read"), "{today}");
    assert!(today.contains("Write to them"), "{today}");
    assert!(run(&["why", "f1"]).ok().contains("its repeat cannot be read"));
    for (words, sound) in [
        (&["today"][..], "Write to them"),
        (&["brief", "Hartley"], "the letter"),
        (&["follow-up", "list"], "the letter"),
        (&["client", "show", "Hartley"], "the letter"),
    ] {
        let said = run(words).ok();
        assert!(said.contains("the page") || said.contains("Call them"), "{words:?}: {said}");
        assert!(said.contains(sound), "{words:?}: {said}");
    }
    assert!(run(&["brief", "Hartley"]).ok().contains("its repeat cannot be read"));
    let upcoming = Home::command(&home, &["today", "--queue", "upcoming"]).output().unwrap();
    assert!(crate::program::Said::of(&upcoming).ok().contains("its repeat cannot be read"));
    let ics = home.path().join("due.ics");
    run(&["export", "ics", "--out", ics.to_str().unwrap()]).ok();
    let text = std::fs::read_to_string(&ics).unwrap();
    assert_eq!(text.matches("DESCRIPTION:Its repeat cannot be read").count(), 2, "{text}");
    assert!(text.contains("SUMMARY:Write to them") && text.contains("SUMMARY:the letter"), "{text}");
    let mut review = Home::command(&home, &["review", "--plain"]);
    let review = review.env("STANDING_TODAY", "2026-11-30").output().unwrap();
    let review = crate::program::Said::of(&review).ok();
    assert!(review.contains("its repeat cannot be read"), "{review}");
    let done = run(&["done", "f1"]).ok();
    assert!(done.contains("its repeat cannot be read, nothing comes again"), "{done}");
    assert!(run(&["done", "f2"]).ok().contains("again"));
}

#[test]
fn another_repeat_is_counted_from_the_date_it_has_now() {
    let mut book = book("2026-11-27");
    let task = add(&mut book, "2026-11-27", "every day");
    done(&mut book, task).unwrap();
    let next = only_open(&book).id;
    let edit =
        Action::Edit { targets: vec![next], fields: Fields::new().with("repeat", "monthly"), seen: None };
    book.execute(&edit).unwrap();
    let edited = row(&book, next);
    assert_eq!((edited.str("repeat"), edited.str("repeat_anchor")), ("every month", "2026-11-30"));
    done(&mut book, next).unwrap();
    assert_eq!(only_open(&book).str("due"), "2026-12-30");
    let december = only_open(&book).id;
    done(&mut book, december).unwrap();
    assert_eq!(only_open(&book).str("due"), "2027-02-01", "30 January is a Saturday");
}
