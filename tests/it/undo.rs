//! Undo and redo over everything the desk can do.
//!
//! 120 random histories, interleaved by two desks on one file: undo all gives the starting book, redo all
//! the end, and every variant of `Action` went through at least a dozen times.

use std::{collections::BTreeMap, path::Path};

use chrono::{Days, NaiveDate};
use standing::{
    acts::{Book, Step},
    clock::Clock,
    domain::{
        action::{Action, Consent, Consequence, ContactLog, Decision, Later, NewMember},
        card::{Card, HouseholdChoice, ImportStep},
        record::{Fields, Kind, RecordId, Row, Value},
    },
};

/// A small generator with a seed of its own: the same histories on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.roll() % bound.max(1) as u64).unwrap()
    }
    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.below(all.len())) }
    }
}

const VARIANTS: usize = 37;

fn today() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn ahead(days: u64) -> NaiveDate {
    today() + Days::new(days)
}

fn rows(book: &Book, kind: Kind, fits: impl Fn(&Row) -> bool) -> Vec<RecordId> {
    book.rows(kind, &[]).unwrap().iter().filter(|row| fits(row)).map(|row| row.id).collect()
}

fn consent() -> Consent {
    Consent { by: vec![], dissents: vec![], on: today(), how: "meeting".into(), evidence: None }
}

fn agreements(book: &Book, state: &str) -> Vec<RecordId> {
    [Kind::Goal, Kind::Expectation, Kind::Acceptance]
        .into_iter()
        .flat_map(|kind| rows(book, kind, |row| row.str("state") == state))
        .collect()
}

fn open(book: &Book, fits: impl Fn(&Row) -> bool) -> Vec<RecordId> {
    rows(book, Kind::FollowUp, |row| row.fields.get("finished_on").is_null() && fits(row))
}

fn relationships(book: &Book) -> Vec<RecordId> {
    rows(book, Kind::Relationship, |_| true)
}

/// One action of variant `which` that fits the book as it stands; none when nothing fits.
fn action(book: &Book, dice: &mut Dice, which: usize, step: usize) -> Option<Action> {
    let client = dice.of(&relationships(book)).copied();
    Some(match which {
        0 => add(client?, dice, step),
        1 => Action::AddHousehold {
            fields: Fields::new().with("name", format!("House {step}")).with("tier", "B"),
            members: vec![NewMember {
                fields: Fields::new().with("name", format!("Head {step}")),
                phone: Some("503 555 0100".into()),
                ..NewMember::default()
            }],
            tags: vec!["golf".into()],
        },
        2 => Action::Edit {
            targets: vec![client?],
            fields: Fields::new().with("notes", format!("note {step}")),
            seen: None,
        },
        3 => Action::Delete { targets: vec![*dice.of(&open(book, |row| row.int("again_of").is_none()))?] },
        4 => log(book, client?, dice, step),
        5 => Action::Propose { agreements: vec![*dice.of(&agreements(book, "draft"))?], on: today() },
        6 => Action::Agree { agreements: vec![*dice.of(&agreements(book, "proposed"))?], consent: consent() },
        7 => {
            Action::Reaffirm { agreements: vec![*dice.of(&agreements(book, "agreed"))?], consent: consent() }
        }
        8 => Action::Change {
            agreement: *dice.of(&rows(book, Kind::Goal, |row| row.str("state") == "agreed"))?,
            fields: Fields::new().with("why", format!("because {step}")),
            consent: consent(),
        },
        9 => Action::Defer {
            agreements: vec![*dice.of(&agreements(book, "agreed"))?],
            // Goals are looked at every month here: what is not due by then is not put off.
            until: ahead(45),
            reason: "they travel".into(),
        },
        10 => {
            let meeting = *dice.of(&rows(book, Kind::Meeting, |row| row.str("state") == "planned"))?;
            let whose = book.get(meeting).unwrap()?.int("relationship_id")?;
            let fit: Vec<RecordId> = ["draft", "proposed", "agreed"]
                .into_iter()
                .flat_map(|state| agreements(book, state))
                .filter(|id| book.get(*id).unwrap().unwrap().int("relationship_id") == Some(whose))
                .collect();
            Action::Raise { agreements: vec![*dice.of(&fit)?], meeting: Some(meeting) }
        }
        11 => Action::State {
            agreements: vec![*dice.of(&agreements(book, "agreed"))?],
            document: format!("charter {step}"),
            on: today(),
        },
        12 => Action::Retire {
            agreements: vec![*dice.of(&agreements(book, "agreed"))?],
            reason: "done with".into(),
        },
        13 => Action::Judge(standing::domain::action::Judged {
            agreement: *dice.of(&rows(book, Kind::Expectation, |row| row.str("state") == "agreed"))?,
            outcome: ["kept", "at risk", "not kept"][dice.below(3)].into(),
            learned: None,
            next: None,
        }),
        14 => Action::Accept {
            rules: vec![*dice.of(&rows(book, Kind::Rule, |row| row.str("state") == "in force"))?],
            relationship: client?,
            consent: consent(),
        },
        15 => Action::Reword(standing::domain::action::Reworded {
            rule: *dice.of(&rows(book, Kind::Rule, |_| true))?,
            text: format!("text {step}"),
            why: None,
            accept_again: dice.below(2) == 0,
        }),
        16 => Action::Withdraw {
            rule: *dice.of(&rows(book, Kind::Rule, |row| row.str("state") == "in force"))?,
            reason: "no longer".into(),
        },
        17 => Action::Done { items: vec![*dice.of(&open(book, |_| true))?], note: None },
        18 => {
            let item = match dice.below(2) {
                0 => dice.of(&open(book, |_| true))?.to_string(),
                _ => format!("{}.contact", client?),
            };
            Action::Snooze { items: vec![item], until: ahead(7), reason: None }
        }
        19 => Action::Reschedule {
            items: vec![*dice.of(&open(book, |_| true))?],
            due: ahead(dice.roll() % 60),
            reason: Some("asked to wait".into()),
            later: Later::Stay,
        },
        20 => Action::Skip {
            item: *dice.of(&open(book, |row| !row.fields.get("repeat").is_null()))?,
            reason: "away".into(),
        },
        21 => Action::Wait {
            items: vec![*dice.of(&open(book, |_| true))?],
            on_whom: "the custodian".into(),
            ask_again: Some(ahead(5)),
        },
        22 => Action::Drop {
            items: vec![*dice.of(&open(book, |row| row.str("kind") != "request"))?],
            reason: "not needed".into(),
        },
        23 => Action::Reopen {
            items: vec![*dice.of(&rows(book, Kind::FollowUp, |row| row.str("state") != "open"))?],
        },
        24 => Action::Decide {
            item: *dice.of(&open(book, |row| row.str("kind") == "request"))?,
            decision: match dice.below(4) {
                0 => Decision::Do { due: ahead(3) },
                1 => Decision::Schedule { due: ahead(30), told: true },
                2 => Decision::BackBurner { until: ahead(60), told: false },
                _ => Decision::Decline { told: true },
            },
            reason: Some("it is in scope".into()),
        },
        25 => Action::Stakes {
            items: vec![*dice.of(&open(book, |_| true))?],
            stakes: ["high", "normal", "low"][dice.below(3)].into(),
        },
        26 => Action::Tag {
            relationships: vec![client?],
            add: vec![format!("t{}", dice.below(4))],
            remove: vec!["golf".into()],
        },
        27 => {
            let item = dice.of(&open(book, |_| true))?.to_string();
            Action::Place { item: item.clone(), order: vec![item], reason: None }
        }
        28 => Action::CloseGap {
            relationship: client?,
            gap: format!("p1.birthday.{}", 2_000 + step),
            reason: "not for them".into(),
        },
        29 => Action::Promote {
            relationship: *dice.of(&rows(book, Kind::Relationship, |row| row.str("kind") == "prospect"))?,
            tier: "C".into(),
            since: today(),
        },
        30 => {
            let id = client?;
            let prospect = book.get(id).unwrap()?.str("kind") == "prospect";
            let stage = if prospect { "not taken" } else { ["ending", "ended"][dice.below(2)] };
            Action::End { relationship: id, reason: "moved abroad".into(), stage: stage.into() }
        }
        31 => Action::Resume {
            relationship: *dice.of(&rows(book, Kind::Relationship, |row| {
                matches!(row.str("stage"), "ended" | "ending" | "not taken")
            }))?,
        },
        32 => Action::MeetingState {
            meeting: *dice.of(&rows(book, Kind::Meeting, |row| row.str("state") == "planned"))?,
            state: ["prepared", "moved", "declined", "no-show"][dice.below(4)].into(),
            day: Some(ahead(20)),
        },
        33 => Action::Import { source: "cards.vcf".into(), format: "vCard".into(), steps: vec![card(step)] },
        34 => Action::Set { name: "gaps_per_day".into(), value: Some(dice.below(9).to_string()) },
        35 => Action::StartRulebook(standing::domain::action::Starter::default()),
        _ => Action::AddMember {
            relationship: client?,
            member: NewMember {
                fields: Fields::new().with("name", format!("Member {step}")),
                role: "child".into(),
                ..NewMember::default()
            },
        },
    })
}

fn card(step: usize) -> ImportStep {
    let card = Card { full_name: format!("Card {step}"), uid: format!("uid-{step}"), ..Card::default() };
    ImportStep::New { line: 1, card: card.settled().unwrap().into(), household: HouseholdChoice::Own }
}

fn add(client: RecordId, dice: &mut Dice, step: usize) -> Action {
    let of =
        |kind: Kind, fields: Fields| Action::Add { kind, fields: fields.with("relationship_id", client.id) };
    match dice.below(9) {
        0 => of(Kind::Goal, Fields::new().with("statement", format!("goal {step}")).with("every_months", 1)),
        1 => of(Kind::Expectation, Fields::new().with("title", format!("expects {step}"))),
        2 => of(
            Kind::FollowUp,
            Fields::new()
                .with("title", format!("task {step}"))
                .with("due", ahead(2))
                .with("repeat", "every month"),
        ),
        3 => of(
            Kind::FollowUp,
            Fields::new()
                .with("title", format!("promise {step}"))
                .with("kind", "promise")
                .with("due", ahead(2)),
        ),
        4 => {
            of(Kind::FollowUp, Fields::new().with("title", format!("request {step}")).with("kind", "request"))
        }
        5 => of(Kind::Meeting, Fields::new().with("title", format!("review {step}")).with("day", ahead(9))),
        6 => of(Kind::Measure, Fields::new().with("name", format!("measure {step}")).with("target", 950_000)),
        7 => Action::Add {
            kind: Kind::Rule,
            fields: Fields::new().with("title", format!("rule {step}")).with("text", "as we say"),
        },
        _ => Action::Add {
            kind: Kind::Relationship,
            fields: Fields::new().with("name", format!("Prospect {step}")).with("kind", "prospect"),
        },
    }
}

fn log(book: &Book, client: RecordId, dice: &mut Dice, step: usize) -> Action {
    let settles: Vec<RecordId> = open(book, |row| row.int("relationship_id") == Some(client.id))
        .into_iter()
        .take(dice.below(2))
        .collect();
    Action::Log(Box::new(ContactLog {
        relationships: vec![client],
        participants: vec![],
        fields: Fields::new()
            .with("channel", "call")
            .with("minutes", 14)
            .with("summary", format!("call {step}")),
        minutes_split: vec![],
        settles,
        follows: vec![
            Consequence::FollowUp {
                fields: Fields::new()
                    .with("kind", "promise")
                    .with("title", format!("page {step}"))
                    .with("due", ahead(2)),
            },
            Consequence::Talk { fields: Fields::new().with("compared_with", "the S&P 500") },
        ],
        ..ContactLog::default()
    }))
}

fn state(book: &Book) -> String {
    book.export_book_only().unwrap().to_string()
}

/// Histories of forty steps by two desks on one book, and as many threads that play them.
const HISTORIES: usize = 120;
const THREADS: usize = 2;

#[test]
fn undo_all_is_the_start_and_redo_all_is_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let done = std::thread::scope(|threads| {
        let play = |first: usize| (first..HISTORIES).step_by(THREADS);
        let players: Vec<_> = (0..THREADS)
            .map(|first| {
                threads.spawn({
                    let dir = dir.path();
                    move || undone_and_redone(play(first), dir)
                })
            })
            .collect();
        let mut all: BTreeMap<usize, usize> = BTreeMap::new();
        for (which, times) in players.into_iter().flat_map(|player| player.join().unwrap()) {
            *all.entry(which).or_default() += times;
        }
        all
    });
    for which in 0..VARIANTS {
        assert!(done.get(&which).copied().unwrap_or(0) >= 12, "variant {which} went through only {done:?}");
    }
}

/// Plays these histories, takes each back to its start and puts it again to its end; says how often what was done.
fn undone_and_redone(histories: impl Iterator<Item = usize>, dir: &Path) -> BTreeMap<usize, usize> {
    let mut done: BTreeMap<usize, usize> = BTreeMap::new();
    for history in histories {
        let path = dir.join(format!("{history}.db"));
        let mut desks = [
            Book::open(&path, Clock::fixed(today())).unwrap(),
            Book::open(&path, Clock::fixed(today())).unwrap(),
        ];
        let mut dice = Dice(history as u64);
        let start = state(&desks[0]);
        let mut ops = 0;
        for step in 0..40 {
            // The rarest variant that fits goes first, so that each of them gets its turn.
            let mut order: Vec<usize> = (0..VARIANTS).collect();
            order.sort_by_cached_key(|which| (done.get(which).copied().unwrap_or(0), dice.roll()));
            if step < 6 {
                order.retain(|which| matches!(which, 0 | 1));
            }
            let desk = &mut desks[dice.below(2)];
            for which in order {
                let Some(action) = action(desk, &mut dice, which, history * 100 + step) else { continue };
                if let Ok(receipt) = desk.execute(&action) {
                    ops += usize::from(receipt.op != 0);
                    *done.entry(which).or_default() += 1;
                    break;
                }
            }
        }
        let end = state(&desks[1]);
        for _ in 0..ops {
            let desk = dice.below(2);
            assert!(desks[desk].step(Step::Undo).unwrap().is_some(), "history {history}");
        }
        assert!(desks[0].step(Step::Undo).unwrap().is_none());
        assert_eq!(state(&desks[0]), start, "history {history}: undo all");
        for _ in 0..ops {
            let desk = dice.below(2);
            assert!(desks[desk].step(Step::Redo).unwrap().is_some(), "history {history}");
        }
        assert_eq!(state(&desks[0]), end, "history {history}: redo all");
        if history % 20 < THREADS {
            assert_eq!(desks[0].verify(None).unwrap().faults, Vec::<String>::new(), "history {history}");
        }
    }
    done
}

#[test]
fn undo_is_refused_whole_when_a_later_record_refers_to_it() {
    let mut book = Book::memory(Clock::fixed(today())).unwrap();
    let add = |name: &str| Action::Add { kind: Kind::Relationship, fields: Fields::new().with("name", name) };
    let first = book.execute(&add("Hartley")).unwrap();
    let task = Fields::new().with("title", "Call").with("relationship_id", first.ids[0].id);
    book.execute(&Action::Add { kind: Kind::FollowUp, fields: task }).unwrap();
    let before = state(&book);
    let no = book.take_back(first.op).unwrap_err();
    assert!(no.message.contains("refers to it"), "{}", no.message);
    assert_eq!(state(&book), before);
}

#[test]
fn a_stale_edit_is_refused_and_nothing_lost() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.db");
    let mut one = Book::open(&path, Clock::fixed(today())).unwrap();
    let mut two = Book::open(&path, Clock::fixed(today())).unwrap();
    let add = Action::Add { kind: Kind::Relationship, fields: Fields::new().with("name", "Hartley") };
    let id = one.execute(&add).unwrap().ids[0];
    let seen = Some(Fields::new().with("notes", Value::Null));
    let edit = |text: &str| Action::Edit {
        targets: vec![id],
        fields: Fields::new().with("notes", text),
        seen: seen.clone(),
    };
    two.execute(&edit("likes paper")).unwrap();
    let no = one.execute(&edit("likes golf")).unwrap_err();
    assert!(no.message.contains("it is now likes paper"), "{}", no.message);
    assert_eq!(one.get(id).unwrap().unwrap().str("notes"), "likes paper");
}
