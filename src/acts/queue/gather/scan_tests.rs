//! The queue found by stretches is the queue found by looking at every record.
//!
//! **Invariant:** the books are made by chance from a number, the same on every machine.

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
    },
    store::{Step, Tx},
    tui::testing,
};

/// Numbers by chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
    fn in_percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
    fn day(&mut self, back: i64, ahead: i64) -> NaiveDate {
        let span = u64::try_from(back + ahead + 1).unwrap();
        add_days(day("2026-11-23"), i64::try_from(self.below(span)).unwrap() - back).unwrap()
    }
    /// A record of a type that is in the book.
    fn one(&mut self, tx: &Tx<'_>, kind: Kind) -> Option<i64> {
        let rows = tx.rows(kind, &[]).unwrap();
        let k = self.below(rows.len().max(1) as u64);
        rows.get(usize::try_from(k).unwrap()).map(|row| row.id.id)
    }
    /// Sets a field in so many of a hundred cases.
    fn maybe(&mut self, fields: &mut Fields, percent: u64, name: &'static str, value: impl Into<Value>) {
        if self.in_percent(percent) {
            fields.set(name, value);
        }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The record types that anything of the queue hangs on.
const KINDS: [Kind; 23] = [
    Kind::Relationship,
    Kind::Person,
    Kind::Membership,
    Kind::SpecialDate,
    Kind::Meeting,
    Kind::Interaction,
    Kind::Share,
    Kind::Participant,
    Kind::Measure,
    Kind::Reading,
    Kind::Goal,
    Kind::Expectation,
    Kind::Rule,
    Kind::Acceptance,
    Kind::Talk,
    Kind::Training,
    Kind::Exception,
    Kind::Breach,
    Kind::LifeEvent,
    Kind::FollowUp,
    Kind::Snooze,
    Kind::GapAnswer,
    Kind::Pause,
];

/// A record of a type, by chance; none when what it needs is not there.
fn record(kind: Kind, tx: &Tx<'_>, c: &mut Chance) -> Option<Fields> {
    let mut f = Fields::new();
    if kind.spec().field("relationship_id").is_some() {
        let whose = c.one(tx, Kind::Relationship)?;
        if kind != Kind::FollowUp && kind != Kind::Pause || c.in_percent(90) {
            f.set("relationship_id", whose);
        }
    }
    match kind {
        Kind::Relationship => {
            f.set("name", format!("Household {}", c.below(1000)));
            f.set("kind", c.pick(&["client", "client", "client", "prospect", "partner"]));
            let stages = relationship::STAGES;
            f.set("stage", if c.in_percent(60) { "active" } else { c.pick(stages) });
            let tier = c.pick(&["A", "B", "C", "D", "Z"]);
            c.maybe(&mut f, 80, "tier", tier);
            let ideal = i64::try_from(20 + c.below(60)).unwrap();
            if c.in_percent(15) {
                f.set("ideal_days", ideal);
                f.set("maximum_days", ideal * 2);
            }
            let (entered, declined) = (c.day(400, 0), c.day(400, 0));
            c.maybe(&mut f, 90, "entered_on", entered.to_string());
            c.maybe(&mut f, 40, "trusted_contact_declined_on", declined.to_string());
        }
        Kind::Person => {
            f.set("name", format!("Person {}", c.below(1000)));
            let born = born(c);
            c.maybe(&mut f, 70, "birth_date", born);
            let died = c.day(300, 0);
            c.maybe(&mut f, 5, "died_on", died.to_string());
        }
        Kind::Membership => {
            f.set("person_id", c.one(tx, Kind::Person)?);
            f.set("role", c.pick(&["head", "member", "trusted contact", "attorney"]));
            f.set("home", c.in_percent(80));
        }
        Kind::SpecialDate => {
            f.set("person_id", c.one(tx, Kind::Person)?);
            f.set("label", "policy");
            let text = if c.in_percent(30) {
                c.day(300, 0).format("--%m-%d").to_string()
            } else {
                c.day(500, 200).to_string()
            };
            f.set("day", text);
            let yearly = c.in_percent(50);
            c.maybe(&mut f, 80, "yearly", yearly);
        }
        Kind::Meeting => {
            f.set("day", c.day(30, 60).to_string());
            f.set("state", c.pick(meeting::STATES));
        }
        Kind::Interaction => {
            f.set("day", c.day(200, 0).to_string());
            f.set("channel", c.pick(&["call", "call", "e-mail"]));
            f.set("direction", c.pick(&["in", "out"]));
            f.set("reached", c.in_percent(80));
            f.set("summary", "Spoke");
        }
        Kind::Share => f.set("interaction_id", c.one(tx, Kind::Interaction)?),
        Kind::Participant => {
            f.set("interaction_id", c.one(tx, Kind::Interaction)?);
            f.set("person_id", c.one(tx, Kind::Person)?);
        }
        Kind::Measure => {
            f.set("name", "funded");
            let every = c.pick(&["month", "quarter", "half-year", "year"]);
            c.maybe(&mut f, 80, "read_every", every);
        }
        Kind::Reading => {
            let measure = tx.get(RecordId::new(Kind::Measure, c.one(tx, Kind::Measure)?)).unwrap()?;
            f.set("measure_id", measure.id.id);
            f.set("relationship_id", measure.int("relationship_id")?);
            f.set("day", c.day(400, 0).to_string());
            f.set("value", 10_000);
        }
        Kind::Goal | Kind::Expectation | Kind::Acceptance => agreement(kind, tx, c, &mut f)?,
        Kind::Rule => {
            f.set("title", "No tips");
            f.set("version", 1);
            f.set("state", if c.in_percent(80) { "in force" } else { "withdrawn" });
        }
        Kind::Talk => {
            f.set("day", c.day(300, 0).to_string());
            f.set("compared_with", c.pick(&["the S&P 500", "a neighbour"]));
            let again = c.day(60, 300);
            c.maybe(&mut f, 70, "reinforce_on", again.to_string());
        }
        Kind::Training => {
            f.set("rule_id", c.one(tx, Kind::Rule)?);
            f.set("day", c.day(300, 0).to_string());
            f.set("understood", c.pick(&["yes", "yes", "doubtful", "no"]));
            let again = c.day(60, 300);
            c.maybe(&mut f, 50, "repeat_on", again.to_string());
        }
        Kind::Exception | Kind::Breach => {
            f.set("rule_id", c.one(tx, Kind::Rule)?);
            f.set("what", "one stock");
            f.set("day", c.day(100, 0).to_string());
            if kind == Kind::Exception {
                f.set("why", "pride");
                f.set("until", c.day(30, 100).to_string());
                let ended = c.day(20, 0);
                c.maybe(&mut f, 30, "ended_on", ended.to_string());
            } else {
                f.set("answer", c.pick(&["open", "reminded"]));
            }
        }
        Kind::LifeEvent => {
            f.set("kind", "retirement");
            f.set("day", c.day(30, 0).to_string());
            f.set("due_on", c.day(20, 60).to_string());
            let decided = c.day(10, 0);
            c.maybe(&mut f, 50, "decided_on", decided.to_string());
        }
        Kind::FollowUp => to_do(c, &mut f),
        Kind::Snooze => {
            let n = c.below(40);
            f.set("item", format!("c{n}.{}", c.pick(&["contact", "gaps", "reexam"])));
            f.set("until", c.day(10, 40).to_string());
        }
        Kind::GapAnswer => {
            f.set(
                "gap",
                c.pick(&[
                    "goals",
                    "yardstick",
                    "rules",
                    "teaching",
                    "next step",
                    "trusted contact",
                    "p3.birthday.2026",
                ]),
            );
            f.set("reason", "not for them");
            f.set("day", c.day(100, 0).to_string());
        }
        _ => {
            let from = c.day(40, 40);
            f.set("starts_on", from.to_string());
            f.set("ends_on", add_days(from, i64::try_from(c.below(30)).unwrap()).unwrap().to_string());
        }
    }
    Some(f)
}

fn born(c: &mut Chance) -> String {
    let born = c.day(365, 0);
    let year = 1940 + i32::try_from(c.below(70)).unwrap();
    match born.with_year(year) {
        Some(full) if c.in_percent(80) => full.to_string(),
        _ => born.format("--%m-%d").to_string(),
    }
}

fn agreement(kind: Kind, tx: &Tx<'_>, c: &mut Chance, f: &mut Fields) -> Option<()> {
    match kind {
        Kind::Goal => f.set("statement", "A boat"),
        Kind::Expectation => {
            f.set("title", "Success");
            f.set("topic", c.pick(&["success", "other"]));
        }
        _ => f.set("rule_id", c.one(tx, Kind::Rule)?),
    }
    f.set("state", c.pick(&["draft", "proposed", "agreed", "agreed", "agreed", "agreed", "retired"]));
    let drafted = c.day(900, 0);
    c.maybe(f, 95, "drafted_on", drafted.to_string());
    let proposed = c.day(40, 0);
    c.maybe(f, 80, "proposed_on", proposed.to_string());
    let agreed = c.day(900, 0);
    f.set("agreed_on", agreed.to_string());
    let since = c.day(days_between(agreed, day("2026-11-23")), 0);
    f.set("anchored_on", if c.in_percent(50) { agreed } else { since }.to_string());
    let months = [1, 3, 5, 6, 12, 36][usize::try_from(c.below(6)).unwrap()];
    c.maybe(f, 50, "every_months", months);
    let until = c.day(60, 200);
    c.maybe(f, 15, "deferred_until", until.to_string());
    if c.in_percent(15)
        && let Some(meeting) = c.one(tx, Kind::Meeting)
    {
        f.set("raised_meeting_id", meeting);
        f.set("raised_on", "2026-11-01");
    }
    if kind != Kind::Acceptance {
        f.set("outcome", "open");
    }
    Some(())
}

fn to_do(c: &mut Chance, f: &mut Fields) {
    f.set("title", "Call the custodian");
    f.set("kind", c.pick(follow_up::KINDS));
    f.set("whose", c.pick(&["ours", "theirs"]));
    f.set("state", c.pick(&["open", "open", "open", "waiting", "back burner", "done"]));
    let days: Vec<NaiveDate> = (0..6).map(|_| c.day(60, 120)).collect();
    let names = ["due", "asked_on", "snoozed_until", "ask_again_on", "back_burner_until", "decided_on"];
    for (name, day) in names.into_iter().zip(days) {
        c.maybe(f, if name == "snoozed_until" { 20 } else { 60 }, name, day.to_string());
    }
    if f.text("state") == Some("done") {
        f.set("finished_on", "2026-11-01");
    }
    f.set("hard", c.in_percent(10));
}

/// A book of so many records, by chance.
fn book(seed: u64, records: u64) -> Book {
    let mut book = testing::book();
    let mut c = Chance(seed);
    let off = Fields::new()
        .with("name", "holidays")
        .with("value", "2026-11-27 2026-11-30 2026-12-24 2026-12-25 2026-12-31");
    let tier = Fields::new().with("name", "A").with("ideal_days", 33).with("maximum_days", 70);
    let meta = book.meta("take_over", None);
    book.store_mut()
        .act(&meta, |tx| {
            tx.insert(Kind::Setting, &off)?;
            tx.insert(Kind::Tier, &tier)?;
            for kind in [Kind::Relationship, Kind::Person, Kind::Rule, Kind::Interaction, Kind::Meeting] {
                for _ in 0..8 {
                    record(kind, tx, &mut c).map(|fields| tx.insert(kind, &fields)).transpose()?;
                }
            }
            for _ in 0..records {
                let kind = KINDS[usize::try_from(c.below(KINDS.len() as u64)).unwrap()];
                if let Some(fields) = record(kind, tx, &mut c) {
                    // What is there already is not there twice.
                    let _ = tx.insert(kind, &fields);
                }
            }
            Ok(((), "Made".to_owned()))
        })
        .unwrap();
    book
}

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
    let mut gather = Gather { db: &db, practice: &practice, today, until, seeds: Vec::new(), whose };
    look(&mut gather);
    let mut seeds: Vec<String> = gather
        .seeds
        .iter()
        .filter(|seed| seed.on.is_some_and(|on| on <= until))
        .filter(|seed| !matches!(seed.source, Source::Meeting(_) | Source::Expires(_) | Source::Breach(_)))
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
        let all = db.open_follow_ups(reach, &whose).unwrap();
        let mut ids: Vec<i64> = all.iter().filter(|row| row.due.is_none()).map(|row| row.id).collect();
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
    crate::acts::demo::build(&mut book, day("2026-11-23")).unwrap();
    for k in 0..30 {
        book.set_clock(Clock::fixed(add_days(day("2026-11-16"), k).unwrap()));
        assert!(compare(&book) > 50);
    }
    let (kept, anew) = book.store_mut().ready_and_anew();
    assert_eq!(kept, anew);
}

#[test]
fn what_stands_ready_is_what_the_records_say_after_every_step_by_chance() {
    let mut book = book(7, 120);
    let mut c = Chance(11);
    let mut done = 0;
    for k in 0..250 {
        let kind = KINDS[usize::try_from(c.below(KINDS.len() as u64)).unwrap()];
        let meta = book.meta("take_over", None);
        let step = match c.below(10) {
            0 => book.step(Step::Undo).map(|_| ()),
            1 => book.step(Step::Redo).map(|_| ()),
            n => book
                .store_mut()
                .act(&meta, |tx| {
                    let fields = record(kind, tx, &mut c);
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
        done += usize::from(step.is_ok());
        let (kept, anew) = book.store_mut().ready_and_anew();
        assert_eq!(kept, anew, "step {k}, {kind:?}");
    }
    assert!(done > 150, "{done}");
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
    act(&mut book, &Action::StartRulebook);
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
    let measure =
        act(&mut book, &add(Kind::Measure, Fields::new().with("name", "Funded").with("read_every", "month")))
            [0];
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
