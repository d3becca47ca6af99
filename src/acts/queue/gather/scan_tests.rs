//! The queue found by stretches is the queue found by looking at every record.
//!
//! **Invariant:** the books are made by chance from a number, the same on every machine.

mod chance;

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};

use super::*;
use crate::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, ContactLog, Homes, Merge, Split},
        day::add_days,
        record::{Fields, Kind, RecordId, Value},
        records::{follow_up, meeting, relationship},
        review::Pass,
    },
    store::{Step, Tx},
    tui::testing,
};

use chance::*;

impl Gather<'_> {
    /// What `derived` and `follow_ups` find, by looking at every record.
    fn scan(&mut self) {
        let broken: BTreeSet<i64> = self.db.rules_broken(self.today).unwrap().into_iter().collect();
        self.follow_ups(Reach::All).unwrap();
        self.db.scan_contacts().iter().for_each(|row| self.contact(row));
        let mut rows = Vec::new();
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            rows.extend(self.db.agreements(kind, None).unwrap());
        }
        rows.retain(|row| self.whose.is_managed(row.relationship).unwrap());
        rows.sort_by_key(|row| row.relationship);
        self.cards(&rows);
        for row in self.db.scan_trainings(self.until) {
            self.training(&row, broken.contains(&row.relationship));
        }
        self.db.scan_talks(self.until).iter().for_each(|row| self.talk(row));
        self.db.scan_measures().iter().for_each(|(row, every)| self.reading(row, every));
        for (id, row, yearly) in self.db.scan_special_dates() {
            self.special(id, &row, yearly);
        }
        self.db.scan_prospects(self.today).iter().for_each(|row| self.next_step(row));
    }
}

/// The seeds that a way of looking finds, in an order of their own.
fn found(book: &Book, days: i64, look: impl FnOnce(&mut Gather<'_>)) -> Vec<String> {
    let (db, practice, today) = (book.db(), book.practice().unwrap(), book.today());
    let until = add_days(today, days).unwrap();
    let whose = db.whose().unwrap();
    let mut gather =
        Gather { db: &db, practice: &practice, today, until, seeds: Vec::new(), whose: whose.into() };
    look(&mut gather);
    let mut seeds: Vec<String> = gather
        .seeds
        .iter()
        .filter(|seed| seed.on.is_some_and(|on| on <= until))
        .filter(|seed| {
            !matches!(
                seed.source,
                Source::Meeting(_)
                    | Source::Expires(_)
                    | Source::Breach(_)
                    | Source::Decision(_)
                    | Source::Duty(_)
                    | Source::Tell { .. }
                    | Source::Purge(_)
                    | Source::Safeguard(_)
            )
        })
        .filter(|seed| {
            !matches!(seed.source, Source::LifeEvent(_) | Source::Birthday { .. } | Source::Age { .. })
        })
        .map(|seed| format!("{} {seed:?}", seed.source.key()))
        .collect();
    seeds.sort();
    seeds
}

/// Looks at a book on one day both ways; tells how many rows there were.
fn compare(book: &Book) -> usize {
    let mut rows = 0;
    for days in [0, 9, 42, 800] {
        let quick = found(book, days, |gather| {
            gather.follow_ups(Reach::Until(gather.until)).unwrap();
            gather.derived().unwrap();
        });
        let plain = found(book, days, |gather| {
            gather.scan();
        });
        let only = |one: &[String], other: &[String]| -> Vec<String> {
            one.iter().filter(|seed| !other.contains(seed)).cloned().collect()
        };
        let unlike = (only(&quick, &plain), only(&plain, &quick));
        assert_eq!(unlike, (vec![], vec![]), "{} and {days} days", book.today());
        rows += quick.len();
    }
    let db = book.db();
    assert_eq!(db.gaps(None).unwrap(), db.scan_gaps(), "{}", book.today());
    let undated = |reach| {
        let whose = db.whose().unwrap();
        let mut ids: Vec<i64> = Vec::new();
        db.open_follow_ups(reach, &whose, |row| ids.extend(row.due.is_none().then_some(row.id))).unwrap();
        ids.sort_unstable();
        ids
    };
    let far = NaiveDate::from_ymd_opt(9000, 1, 1).unwrap();
    assert_eq!(undated(Reach::UntilOrNone(far)), undated(Reach::All));
    rows
}

#[test]
fn the_queue_found_by_stretches_is_that_of_every_record_on_thirty_days() {
    let mut rows = 0;
    for seed in 1..=3 {
        let mut book = book(seed, 600);
        for k in 0..30 {
            book.set_clock(Clock::fixed(add_days(day("2026-10-20"), k * 3).unwrap()));
            rows += compare(&book);
        }
    }
    assert!(rows > 2000, "{rows}");
}

#[test]
fn the_demos_queue_found_by_stretches_is_that_of_every_record() {
    let mut book = testing::book();
    crate::acts::demo::build(&mut book, day("2026-11-23"), crate::letters::scribe).unwrap();
    for k in 0..30 {
        book.set_clock(Clock::fixed(add_days(day("2026-11-16"), k).unwrap()));
        assert!(compare(&book) > 50);
    }
    let (kept, anew) = book.store_mut().ready_and_anew();
    assert_eq!(kept, anew);
}

/// Adds, changes or deletes a record of some type, or takes a step back or forth; tells whether that was possible.
fn step_by_chance(book: &mut Book, c: &mut Chance) -> bool {
    let kind = KINDS[usize::try_from(c.below(KINDS.len() as u64)).unwrap()];
    let meta = book.meta("take_over", None);
    let step = match c.below(10) {
        0 => book.step(Step::Undo).map(|_| ()),
        1 => book.step(Step::Redo).map(|_| ()),
        n => book
            .store_mut()
            .act(&meta, |tx| {
                let fields = record(kind, tx, c);
                match (n, c.one(tx, kind), fields) {
                    (2..=3, _, Some(fields)) => tx.insert(kind, &fields).map(|_| ())?,
                    (4..=7, Some(id), Some(fields)) => tx.update(RecordId::new(kind, id), &fields)?,
                    (_, Some(id), _) => tx.delete(RecordId::new(kind, id))?,
                    _ => {}
                }
                Ok(((), "Changed".to_owned()))
            })
            .map(|_| ()),
    };
    step.is_ok()
}

#[test]
fn what_stands_ready_is_what_the_records_say_after_every_step_by_chance() {
    let mut book = book(7, 120);
    let mut c = Chance(11);
    let mut done = 0;
    for k in 0..250 {
        done += usize::from(step_by_chance(&mut book, &mut c));
        let (kept, anew) = book.store_mut().ready_and_anew();
        assert_eq!(kept, anew, "step {k}");
    }
    assert!(done > 150, "{done}");
}

#[test]
fn the_cards_that_changes_touched_tell_as_much_as_all_cards_after_every_step_by_chance() {
    let mut settled = 0;
    for (pass, seed) in [(Pass::Daily, 7), (Pass::Weekly, 8), (Pass::Daily, 9)] {
        let mut book = book(seed, 300);
        let mut c = Chance(seed + 4);
        let mut place = book.review(pass).unwrap();
        assert!(place.cards.len() > 5, "{pass:?} {}", place.cards.len());
        for k in 0..250 {
            if c.in_percent(20) {
                let card = &place.cards[usize::try_from(c.below(place.cards.len() as u64)).unwrap()];
                let item = card.key.clone();
                let action = if c.in_percent(50) {
                    Action::Snooze { items: vec![item], until: day("2026-12-04"), reason: None }
                } else {
                    Action::Place { item: item.clone(), order: vec![item], reason: None }
                };
                let _ = book.execute(&action);
            } else {
                step_by_chance(&mut book, &mut c);
            }
            // Sometimes several ops are seen at once.
            if c.in_percent(70) {
                book.renew_review(&mut place).unwrap();
                assert_eq!(book.stand_wrong(&place), Vec::<String>::new(), "{pass:?} {seed}, step {k}");
            }
        }
        settled += place.settled();
    }
    assert!(settled > 20, "{settled}");
}

/// Does an act of the desk, and looks whether what stands ready is what the records say.
fn act(book: &mut Book, action: &Action) -> Vec<RecordId> {
    let receipt = book.execute(action).unwrap_or_else(|no| panic!("{action:?}: {}", no.message));
    let (kept, anew) = book.store_mut().ready_and_anew();
    assert_eq!(kept, anew, "{action:?}");
    receipt.ids
}

#[test]
fn what_stands_ready_is_what_the_records_say_after_every_act_and_its_undo() {
    let mut book = testing::practice();
    let c = |id| RecordId::new(Kind::Relationship, id);
    let add = |kind, fields: Fields| Action::Add { kind, fields: fields.with("relationship_id", 1) };
    let edit = |target, fields| Action::Edit { targets: vec![target], fields, seen: None };
    act(&mut book, &Action::StartRulebook(crate::domain::action::Starter::default()));
    let log = ContactLog {
        relationships: vec![c(1), c(2)],
        fields: Fields::new().with("channel", "call").with("reached", true).with("summary", "Spoke"),
        ..ContactLog::default()
    };
    let contact = act(&mut book, &Action::Log(Box::new(log)))[0];
    act(&mut book, &edit(contact, Fields::new().with("reached", false)));
    act(&mut book, &edit(contact, Fields::new().with("reached", true)));
    act(&mut book, &edit(c(1), Fields::new().with("tier", "B")));
    act(&mut book, &edit(c(2), Fields::new().with("ideal_days", 45)));
    let goal = act(&mut book, &add(Kind::Goal, Fields::new().with("statement", "A boat")))[0];
    act(&mut book, &Action::Propose { agreements: vec![goal], on: day("2026-11-20") });
    let until = day("2027-02-01");
    act(&mut book, &add(Kind::Expectation, Fields::new().with("title", "Calm").with("topic", "success")));
    act(
        &mut book,
        &add(
            Kind::Training,
            Fields::new().with("rule_id", 1).with("day", "2026-11-20").with("understood", "no"),
        ),
    );
    act(
        &mut book,
        &add(
            Kind::Talk,
            Fields::new()
                .with("compared_with", "S&P")
                .with("day", "2026-11-20")
                .with("reinforce_on", "2027-01-01"),
        ),
    );
    let measure = act(
        &mut book,
        &add(
            Kind::Measure,
            Fields::new().with("name", "Funded").with("target", 1).with("read_every", "month"),
        ),
    )[0];
    act(
        &mut book,
        &Action::Add {
            kind: Kind::Reading,
            fields: Fields::new()
                .with("measure_id", measure.id)
                .with("day", "2026-11-20")
                .with("value", 700_000),
        },
    );
    act(
        &mut book,
        &add(Kind::Pause, Fields::new().with("starts_on", "2026-12-01").with("ends_on", "2026-12-20")),
    );
    act(
        &mut book,
        &Action::CloseGap {
            relationship: c(1),
            gap: "trusted contact".into(),
            reason: "not for them".into(),
        },
    );
    act(&mut book, &Action::Retire { agreements: vec![goal], reason: "sold".into() });
    let prospect = Fields::new().with("name", "Novak").with("kind", "prospect");
    let prospect = act(&mut book, &Action::Add { kind: Kind::Relationship, fields: prospect })[0];
    let task = Action::Add {
        kind: Kind::FollowUp,
        fields: Fields::new().with("title", "Ring").with("relationship_id", prospect.id),
    };
    let task = act(&mut book, &task)[0];
    act(&mut book, &Action::Done { items: vec![task], note: None });
    act(&mut book, &Action::Promote { relationship: prospect, tier: "C".into(), since: day("2026-11-20") });
    act(&mut book, &Action::Snooze { items: vec!["c2.contact".into()], until, reason: None });
    let split = Split {
        from: c(2),
        name: "Tanaka the younger".into(),
        persons: vec![RecordId::new(Kind::Person, 2)],
        follow_ups: Vec::new(),
        on: day("2026-11-20"),
        why: "divorce".into(),
    };
    let _ = book.execute(&Action::Split(Box::new(split)));
    let merge = Merge { keep: c(1), other: c(3), take: Vec::new(), homes: Homes::Together };
    act(&mut book, &Action::Merge(Box::new(merge)));
    act(&mut book, &Action::End { relationship: c(1), reason: "moved".into(), stage: "ended".into() });
    act(&mut book, &Action::Resume { relationship: c(1) });
    act(&mut book, &edit(RecordId::new(Kind::Person, 1), Fields::new().with("birth_date", "1963-03-14")));
    let mut back = 0;
    while book.step(Step::Undo).unwrap().is_some() {
        let (kept, anew) = book.store_mut().ready_and_anew();
        assert_eq!(kept, anew, "{back} steps back");
        back += 1;
    }
    assert!(back > 30, "{back}");
}

#[test]
fn what_was_reaffirmed_before_half_its_interval_comes_on_the_day_of_its_pattern() {
    let mut book = testing::book();
    let client = Fields::new()
        .with("name", "Hartley")
        .with("kind", "client")
        .with("stage", "active")
        .with("tier", "A");
    let goal = Fields::new().with("relationship_id", 1).with("statement", "A boat").with("state", "agreed");
    let goal = goal
        .with("drafted_on", "2025-12-01")
        .with("agreed_on", "2025-12-01")
        .with("anchored_on", "2026-04-20");
    book.take_over("Took over", &[(Kind::Relationship, client), (Kind::Goal, goal)]).unwrap();
    let mut comes = |on: &str| {
        book.set_clock(Clock::fixed(day(on)));
        book.seeds(View::Today).unwrap().iter().any(|seed| seed.source == Source::Agreements(1))
    };
    assert!(!comes("2026-11-30"));
    assert!(comes("2026-12-01"));
}

#[test]
fn a_birthday_far_ahead_is_found_whatever_its_month() {
    let mut book = testing::practice();
    let records: Vec<(Kind, Fields)> = (1..=12)
        .flat_map(|month| {
            let person = Fields::new().with("name", "Kim").with("birth_date", format!("1990-{month:02}-15"));
            let member = Fields::new().with("relationship_id", 1).with("person_id", month + 3);
            [(Kind::Person, person), (Kind::Membership, member.with("role", "member").with("home", true))]
        })
        .collect();
    book.take_over("Took over", &records).unwrap();
    for ahead in [0, 31, 100, 340, 366, 800] {
        let until = add_days(book.today(), ahead).unwrap();
        let near = book.db().born((book.today(), until), (&[], book.today(), book.today())).unwrap();
        let days = (1..=12).filter(|month| {
            let born = day(&format!("1990-{month:02}-15"));
            PartialDate::from(born).next_occurrence(book.today()) <= until
        });
        assert_eq!(near.len(), days.count(), "{ahead}");
    }
}

#[test]
fn a_change_of_a_tiers_gaps_is_felt_at_once() {
    let mut book = testing::practice();
    let fields = Fields::new().with("channel", "call").with("reached", true).with("summary", "Spoke");
    let relationships = vec![RecordId::new(Kind::Relationship, 3)];
    let log = ContactLog { relationships, fields, ..ContactLog::default() };
    book.execute(&Action::Log(Box::new(log))).unwrap();
    book.set_clock(Clock::fixed(day("2027-01-10")));
    let is_due =
        |book: &Book| book.seeds(View::Today).unwrap().iter().any(|seed| seed.source == Source::Contact(3));
    assert!(!is_due(&book));
    let tier = Fields::new().with("name", "C").with("ideal_days", 40).with("maximum_days", 60);
    let tier = book.execute(&Action::Add { kind: Kind::Tier, fields: tier }).unwrap().ids;
    assert!(is_due(&book));
    let longer = Fields::new().with("ideal_days", 60);
    book.execute(&Action::Edit { targets: tier, fields: longer, seen: None }).unwrap();
    assert!(!is_due(&book));
}
