//! The demo book: it builds, it is whole, and it answers FIELD.md's questions as `answers.toml` says.
//!
//! **Invariant:** the expected answers stand in the file, never here.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::OnceLock,
};

use chrono::{Months, NaiveDate};
use standing::{
    acts::{
        Book, Step, demo,
        name::short,
        queue::{Source, View},
    },
    clock::Clock,
    domain::{
        agreement::{self, AgreementFacts, Keeping, Life},
        day::Calendar,
        number,
        record::{Kind, RecordId, Row, Value},
        records::{follow_up, life, meeting, relationship},
    },
    exchange::{examiner, tables::Sensitivities},
    letters::scribe,
};

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// One book for all tests that only read.
pub(crate) fn book() -> Book {
    static PATH: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = PATH.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = demo::ensure(&dir.path().join("demo.db"), today(), demo::Reset::No, scribe).unwrap();
        (dir, path)
    });
    Book::open_existing(path, Clock::fixed(today())).unwrap()
}

fn all(book: &Book, kind: Kind) -> Vec<Row> {
    book.rows(kind, &[]).unwrap()
}

/// Clients in the care of the practice.
fn clients(book: &Book) -> Vec<Row> {
    let mut rows = book.rows(Kind::Relationship, &[("kind", Value::from("client"))]).unwrap();
    rows.retain(|row| relationship::is_managed(row.str("stage")));
    rows
}

fn who(book: &Book, row: &Row) -> String {
    book.short_name(row.int("relationship_id").unwrap()).unwrap()
}

fn one(book: &Book, name: &str) -> Row {
    all(book, Kind::Relationship).into_iter().find(|row| short(row.str("name")) == name).unwrap()
}

// ---- what is in it

#[test]
fn it_is_built_whole_and_verifies() {
    let book = book();
    let verdict = book.verify(None).unwrap();
    assert_eq!(verdict.faults, Vec::<String>::new());
    assert_eq!(demo::day_of(&book).unwrap(), Some(today()));
    let (ops, _) = book.head().unwrap();
    assert!((3_000..4_700).contains(&ops), "{ops} ops");
}

#[test]
fn it_has_120_households_by_tier_and_the_other_kinds() {
    let book = book();
    let mut tiers = BTreeMap::new();
    for row in clients(&book) {
        *tiers.entry(row.str("tier").to_owned()).or_insert(0) += 1;
    }
    let expected = [("A", 12), ("B", 38), ("C", 50), ("D", 20)].map(|(tier, count)| (tier.to_owned(), count));
    assert_eq!(tiers, BTreeMap::from(expected));
    let kind = |word: &str| book.rows(Kind::Relationship, &[("kind", Value::from(word))]).unwrap().len();
    assert_eq!((kind("prospect"), kind("partner"), kind("helper")), (6, 9, 1));
}

#[test]
fn every_kind_of_record_a_life_makes_is_there() {
    let book = book();
    let absent: Vec<&str> = Kind::ALL
        .iter()
        // Tiers are the defaults; nothing was imported, so nobody was merged or told apart; no household was split.
        .filter(|kind| !matches!(kind, Kind::Tier | Kind::ImportedProperty))
        .filter(|kind| !matches!(kind, Kind::Alias | Kind::DistinctPair | Kind::HouseholdSplit))
        // No repeat was passed over or came again, and nobody asked for a pause; no pass was
        // kept.
        .filter(|kind| !matches!(kind, Kind::Pause | Kind::Occurrence | Kind::DailyReview | Kind::Checklist))
        // Nothing has left the book yet.
        .filter(|kind| !matches!(kind, Kind::Handover))
        .filter(|kind| all(&book, **kind).is_empty())
        .map(|kind| kind.spec().table)
        .collect();
    assert_eq!(absent, Vec::<&str>::new());
}

#[test]
fn agreements_follow_ups_and_meetings_stand_in_every_state() {
    let book = book();
    let states = |kinds: &[Kind]| -> BTreeSet<String> {
        kinds.iter().flat_map(|kind| all(&book, *kind)).map(|row| row.str("state").to_owned()).collect()
    };
    let has = |found: &BTreeSet<String>, wanted: &[&str]| {
        for state in wanted {
            assert!(found.contains(*state), "nothing is {state} among {found:?}");
        }
    };
    has(&states(&[Kind::Goal]), life::STATES);
    has(&states(&[Kind::Goal, Kind::Expectation, Kind::Acceptance]), life::STATES);
    has(&states(&[Kind::FollowUp]), follow_up::STATES);
    has(&states(&[Kind::Meeting]), meeting::STATES);
    let outcomes: BTreeSet<String> =
        all(&book, Kind::Expectation).iter().map(|row| row.str("outcome").to_owned()).collect();
    has(&outcomes, &["open", "kept", "at risk", "not kept"]);
    let understood: BTreeSet<String> =
        all(&book, Kind::Training).iter().map(|row| row.str("understood").to_owned()).collect();
    has(&understood, &["yes", "doubtful", "no"]);
}

#[test]
fn most_households_are_in_touch() {
    let book = book();
    let ideal = |row: &Row| {
        row.int("ideal_days").unwrap_or(match row.str("tier") {
            "A" => 30,
            "B" => 60,
            "C" => 90,
            _ => 180,
        })
    };
    let late: Vec<String> = clients(&book)
        .iter()
        .filter(|row| {
            let last = contacts(&book, row.id.id)
                .iter()
                .filter(|row| is_real(row))
                .filter_map(|row| row.day("day"))
                .max();
            last.is_none_or(|last| (today() - last).num_days() > ideal(row))
        })
        .map(|row| short(row.str("name")).to_owned())
        .collect();
    assert!(late.len() <= 8, "past their ideal gap: {late:?}");
    let due: Vec<Row> = all(&book, Kind::FollowUp)
        .into_iter()
        .filter(|row| matches!(row.str("state"), "open") && row.day("due").is_some_and(|due| due <= today()))
        .collect();
    let titles: Vec<&str> = due.iter().map(|row| row.str("title")).collect();
    assert!((5..=9).contains(&due.len()), "{titles:?}");
    assert!(titles.contains(&"Roth conversion figures"), "{titles:?}");
}

#[test]
fn the_day_is_full_and_can_be_done() {
    let book = book();
    let day = book.seeds(View::Today).unwrap();
    let said: Vec<String> =
        book.dress(&day).unwrap().iter().map(|item| format!("{} {}", item.who, item.title)).collect();
    assert!((12..=16).contains(&day.len()), "{said:?}");
    let minutes: u32 = day.iter().filter_map(|seed| seed.effort).sum();
    assert!((240..=360).contains(&minutes), "{minutes} minutes: {said:?}");
    let late = book.seeds(View::Overdue).unwrap();
    assert!((2..=6).contains(&late.len()), "{} late: {said:?}", late.len());
    // A contact is late past its ideal gap; everything else that is late is late by days.
    for seed in late.iter().filter(|seed| !matches!(seed.source, Source::Contact(_))) {
        let days = (today() - seed.due.unwrap()).num_days();
        assert!(days <= 21, "{:?} is {days} days late", seed.source);
    }
}

#[test]
fn what_comes_again_was_done_when_it_was_due() {
    let book = book();
    let repeats: Vec<Row> =
        all(&book, Kind::FollowUp).into_iter().filter(|row| !row.str("repeat").is_empty()).collect();
    assert!(repeats.len() > 12, "{} occurrences", repeats.len());
    for row in &repeats {
        let due = row.day("due").unwrap();
        match row.day("finished_on") {
            Some(done) => assert!((done - due).num_days().abs() <= 3, "{} of {due}", row.str("title")),
            None => assert!(
                due >= today().pred_opt().unwrap().pred_opt().unwrap(),
                "{} of {due}",
                row.str("title")
            ),
        }
    }
}

#[test]
fn nobody_shares_a_telephone_and_nobody_in_a_household_a_name() {
    let book = book();
    let mut numbers = BTreeSet::new();
    for row in all(&book, Kind::ContactPoint) {
        let number = row.str("value").to_owned();
        assert!(numbers.insert(number.clone()), "{number} twice");
    }
    for client in clients(&book) {
        let members = book.of(Kind::Membership, client.id.id).unwrap();
        let mut names = BTreeSet::new();
        for member in members {
            let id = RecordId::new(Kind::Person, member.int("person_id").unwrap());
            let name = book.get(id).unwrap().unwrap().str("name").to_owned();
            assert!(names.insert(name.clone()), "{name} twice");
        }
    }
}

#[test]
fn the_newest_step_can_be_taken_back_and_put_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("copy.db");
    book().backup(Some(&path)).unwrap();
    let mut book = Book::open_existing(&path, Clock::fixed(today())).unwrap();
    let card = |book: &Book| {
        let found = book.rows(Kind::FollowUp, &[("title", Value::from("Birthday card for Maeve"))]).unwrap();
        found[0].str("state").to_owned()
    };
    assert_eq!(card(&book), "done");
    book.step(Step::Undo).unwrap().unwrap();
    assert_eq!(card(&book), "open");
    book.step(Step::Redo).unwrap().unwrap();
    assert_eq!(card(&book), "done");
}

#[test]
fn the_same_day_makes_the_same_book() {
    let mut again = Book::memory(Clock::fixed(today())).unwrap();
    demo::build(&mut again, today(), scribe).unwrap();
    let first = book();
    for kind in Kind::ALL {
        let rows =
            |book: &Book| all(book, *kind).into_iter().map(|row| (row.id, row.fields)).collect::<Vec<_>>();
        assert!(rows(&first) == rows(&again), "{kind} differs");
    }
    assert!(demo::build(&mut again, today(), scribe).is_err(), "a book in use takes no demo");
}

#[test]
fn it_can_be_told_for_any_monday() {
    let monday = NaiveDate::from_ymd_opt(2028, 3, 6).unwrap();
    let mut book = Book::memory(Clock::fixed(monday)).unwrap();
    demo::build(&mut book, monday, scribe).unwrap();
    let found = book.rows(Kind::FollowUp, &[("title", Value::from("Roth conversion figures"))]).unwrap();
    assert_eq!(found[0].day("due"), monday.checked_sub_days(chrono::Days::new(4)));
}

#[test]
fn a_book_that_is_there_is_left_alone_unless_it_is_to_be_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("demo.db");
    std::fs::write(&path, "not ours").unwrap();
    demo::ensure(&path, today(), demo::Reset::No, scribe).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"not ours");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

// ---- what it answers

#[derive(serde::Deserialize)]
struct Answers {
    question: Vec<Question>,
}

#[derive(serde::Deserialize)]
struct Question {
    number: u32,
    #[serde(rename = "question")]
    asked: String,
    answer: BTreeSet<String>,
}

#[test]
fn it_answers_the_questions_of_the_field() {
    let answers: Answers = toml::from_str(include_str!("../../assets/demo/answers.toml")).unwrap();
    let book = book();
    let numbers: Vec<u32> = answers.question.iter().map(|question| question.number).collect();
    assert_eq!(numbers, [1, 2, 3, 5, 6, 7, 12, 13, 14, 15, 16, 17, 18, 19, 23, 101, 20, 102, 24, 25]);
    for question in answers.question {
        let found: BTreeSet<String> = answer(&book, question.number).into_iter().collect();
        assert_eq!(found, question.answer, "{} {}", question.number, question.asked);
    }
}

#[test]
fn one_command_answers_as_the_records_do() {
    let answers: Answers = toml::from_str(include_str!("../../assets/demo/answers.toml")).unwrap();
    let book = book();
    for asked in standing::acts::questions::QUESTIONS {
        let question = answers.question.iter().find(|question| question.number == asked.field).unwrap();
        let told = book.answers(asked.field).unwrap().unwrap();
        let told: BTreeSet<String> = told.into_iter().map(|told| told.text).collect();
        assert_eq!((told, asked.asked), (question.answer.clone(), question.asked.as_str()));
    }
}

/// Questions 2 and 3 are of one client: `Q` on them, or `standing asked Hartley`.
#[test]
fn what_is_success_and_what_they_were_told_stand_on_the_card() {
    let book = book();
    let asked = book.asked(one(&book, "Hartley").id.id).unwrap().unwrap();
    let agreed = asked.agreed.unwrap();
    let day = |day: &str| day.parse::<NaiveDate>().ok();
    assert_eq!(agreed.title, "Judge us by the plan, not the market");
    assert_eq!((agreed.wanted.as_str(), agreed.version), ("Plan funded, 95 % or more", 2));
    assert_eq!((agreed.first_on, agreed.on), (day("2024-12-05"), day("2025-12-05")));
    assert_eq!(agreed.stated_in, Some(("charter v3".to_owned(), day("2026-08-18"))));
    let said = asked.said_before.iter().find(|said| Some(said.on) == day("2026-08-04")).unwrap();
    assert_eq!(said.text, "The index does not have to pay you. The plan does.");
}

#[test]
fn success_stands_in_a_signed_document_that_can_be_read() {
    let book = book();
    let client = one(&book, "Hartley").id.id;
    let papers = book.documents_of(client).unwrap();
    let charters: Vec<&_> = papers.iter().filter(|paper| paper.kind == "charter").collect();
    let said: Vec<(&str, String)> =
        charters.iter().map(|paper| (paper.called.as_str(), paper.said())).collect();
    assert_eq!(said[0], ("charter v3", "signed 18 Aug".to_owned()));
    assert_eq!((said.len(), said[1].0, said[2].0), (3, "charter v2", "charter v1"));
    assert!(said[1..].iter().all(|(_, said)| said.contains("superseded")), "{said:?}");
    let success = book.rows(Kind::Expectation, &[("relationship_id", Value::Int(client))]).unwrap();
    let success = success.iter().find(|row| row.str("topic") == "success").unwrap();
    assert_eq!(book.stated_in(success.id).unwrap()[0], charters[0].id);
    let row = book.get(charters[0].id).unwrap().unwrap();
    assert_eq!(row.str("signed_by"), "Ann Hartley and Robert Hartley");
    for text in [success.str("title"), success.str("our_answer"), "Not by: the S&P 500."] {
        assert!(row.str("text").contains(text), "{text} in {}", row.str("text"));
    }
    let pages = book.kept_file(row.str("pdf_sha256")).unwrap().unwrap();
    assert!(pages.bytes.starts_with(b"%PDF-"));
}

fn answer(book: &Book, number: u32) -> Vec<String> {
    match number {
        1 => not_spoken_to(book),
        2 => success(book),
        3 => told_of_the_index(book),
        5 => promised_for_today(book),
        6 => never_told_of_emergencies(book),
        7 => past_re_examination(book),
        12 => back_burner(book),
        13 => moved_three_times(book),
        14 => ages(book),
        15 => no_trusted_contact(book),
        16 => only_when_they_call(book),
        17 => this_year(book),
        18 => referred(book),
        19 => exceptions(book),
        23 => called_first(book),
        101 => asked_again(book),
        20 => deviations(book),
        102 => lessons(book),
        24 => without_clause(book),
        25 => file_of_a_day(book),
        other => panic!("no answer is computed for question {other}"),
    }
}

fn contacts(book: &Book, relationship: i64) -> Vec<Row> {
    let shares = book.of(Kind::Share, relationship).unwrap();
    let ids = shares.iter().map(|row| RecordId::new(Kind::Interaction, row.int("interaction_id").unwrap()));
    ids.map(|id| book.get(id).unwrap().unwrap()).collect()
}

fn is_spoken(row: &Row) -> bool {
    matches!(row.str("channel"), "call" | "meeting" | "video") && row.flag("reached")
}

fn is_real(row: &Row) -> bool {
    match row.str("channel") {
        "call" | "meeting" | "video" | "event" => row.flag("reached"),
        _ => row.str("direction") == "in" || row.flag("answered"),
    }
}

fn not_spoken_to(book: &Book) -> Vec<String> {
    let mut found = Vec::new();
    for row in clients(book).iter().filter(|row| row.str("tier") == "A") {
        let last = contacts(book, row.id.id)
            .iter()
            .filter(|row| is_spoken(row))
            .filter_map(|row| row.day("day"))
            .max();
        let days = (today() - last.unwrap()).num_days();
        if days > 90 {
            found.push(format!("{}, {days} days", short(row.str("name"))));
        }
    }
    found
}

fn success(book: &Book) -> Vec<String> {
    let hartley = one(book, "Hartley").id.id;
    let expectations = book.of(Kind::Expectation, hartley).unwrap();
    let [row] = expectations.iter().filter(|row| row.str("topic") == "success").collect::<Vec<_>>()[..]
    else {
        panic!("not one");
    };
    let measure = book.get(RecordId::new(Kind::Measure, row.int("measure_id").unwrap())).unwrap().unwrap();
    let target = number::format(measure.int("target").unwrap());
    vec![
        row.str("title").to_owned(),
        format!("{} {} {target}", measure.str("name"), measure.str("direction")),
        format!("agreed {}, changed {}", first_agreed(book, row.id.id), row.str("agreed_on")),
        format!("version {}", row.int("version").unwrap()),
        format!("{}, of {}", row.str("stated_in"), row.str("stated_on")),
    ]
}

/// The day of the first version that was agreed; it stays readable whatever changed since.
fn first_agreed(book: &Book, expectation: i64) -> String {
    let equal =
        [("agreement", "expectation".into()), ("agreement_id", expectation.into()), ("version", 1.into())];
    let versions = book.rows(Kind::AgreementVersion, &equal).unwrap();
    versions.iter().map(|row| row.str("day").to_owned()).collect()
}

/// As "They asked ..." tells it: each time, what was said, and how far each of them understood.
fn told_of_the_index(book: &Book) -> Vec<String> {
    let asked = book.asked(one(book, "Hartley").id.id).unwrap().unwrap();
    let mut told = Vec::new();
    for once in asked.asked.iter().filter(|once| once.with == "the S&P 500") {
        let said = asked.said_before.iter().find(|said| said.on == once.on).unwrap();
        told.extend(once.understood.iter().map(|one| format!("{} {}: {}", once.on, one.how, said.text)));
    }
    told
}

fn promised_for_today(book: &Book) -> Vec<String> {
    all(book, Kind::FollowUp)
        .iter()
        .filter(|row| {
            row.str("kind") == "promise" && row.str("state") == "open" && row.day("due") == Some(today())
        })
        .map(|row| format!("{}: {}, {}", row.str("whose"), row.str("title"), who(book, row)))
        .collect()
}

fn never_told_of_emergencies(book: &Book) -> Vec<String> {
    let rule = book.named(Kind::Rule, "In an emergency").unwrap().id.id;
    let taught: BTreeSet<i64> = book
        .rows(Kind::Training, &[("rule_id", Value::Int(rule))])
        .unwrap()
        .iter()
        .filter_map(|row| row.int("relationship_id"))
        .collect();
    let never = clients(book).into_iter().filter(|row| !taught.contains(&row.id.id));
    never.map(|row| short(row.str("name")).to_owned()).collect()
}

fn past_re_examination(book: &Book) -> Vec<String> {
    let calendar = Calendar::default();
    let mut found = Vec::new();
    for client in clients(book) {
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            for row in book.of(kind, client.id.id).unwrap().iter().filter(|row| row.str("state") == "agreed")
            {
                let months = row.int("every_months").and_then(|months| u32::try_from(months).ok());
                let facts = AgreementFacts {
                    life: Life::Agreed,
                    drafted_on: row.day("drafted_on").unwrap(),
                    proposed_on: row.day("proposed_on"),
                    agreed_on: row.day("agreed_on"),
                    reaffirmed_on: row.day("anchored_on"),
                    deferred_until: row.day("deferred_until"),
                    months: months.unwrap_or_else(|| agreement::default_months(client.fields.text("tier"))),
                    keeping: Keeping::Kept,
                };
                let look = agreement::look(&facts, &calendar, today());
                if look.is_due {
                    let title = row.str(kind.spec().title);
                    found.push(format!("{}: {title}, {}", short(client.str("name")), look.due_on.unwrap()));
                }
            }
        }
    }
    found
}

fn back_burner(book: &Book) -> Vec<String> {
    let rows = book.rows(Kind::FollowUp, &[("state", Value::from("back burner"))]).unwrap();
    rows.iter()
        .map(|row| {
            let told = if row.flag("told") { "told" } else { "not told" };
            format!(
                "{}: {}, until {}, {told}",
                who(book, row),
                row.str("title"),
                row.str("back_burner_until")
            )
        })
        .collect()
}

fn moved_three_times(book: &Book) -> Vec<String> {
    all(book, Kind::FollowUp)
        .iter()
        .filter(|row| row.int("moves") >= Some(3))
        .map(|row| {
            let moves = row.int("moves").unwrap();
            format!("{}: {}, {moves} times, now due {}", who(book, row), row.str("title"), row.str("due"))
        })
        .collect()
}

fn ages(book: &Book) -> Vec<String> {
    let ahead = |day: NaiveDate| (0..=120).contains(&(day - today()).num_days());
    let managed: BTreeSet<i64> = clients(book).iter().map(|row| row.id.id).collect();
    let mut found = Vec::new();
    for member in all(book, Kind::Membership) {
        if !managed.contains(&member.int("relationship_id").unwrap()) || !member.flag("home") {
            continue;
        }
        let person =
            book.get(RecordId::new(Kind::Person, member.int("person_id").unwrap())).unwrap().unwrap();
        let is_child = member.str("role") == "child";
        if let Some(born) = person.day("birth_date") {
            for (word, months) in [("18", 216), ("59 1/2", 714), ("65", 780), ("73", 876)] {
                let on = born.checked_add_months(Months::new(months)).unwrap();
                if ahead(on) && (is_child == (word == "18")) {
                    found.push(format!("{}, {word} on {on}", person.str("name")));
                }
            }
        }
        for date in book.rows(Kind::SpecialDate, &[("person_id", Value::Int(person.id.id))]).unwrap() {
            if date.str("label") == "retirement" && date.day("day").is_some_and(ahead) {
                found.push(format!("{}, retirement on {}", person.str("name"), date.str("day")));
            }
        }
    }
    found
}

fn no_trusted_contact(book: &Book) -> Vec<String> {
    let mut found = Vec::new();
    for row in clients(book) {
        let members = book.of(Kind::Membership, row.id.id).unwrap();
        if members.iter().all(|member| member.str("role") != "trusted contact") {
            let said = row.day("trusted_contact_declined_on");
            let said = said.map_or_else(|| "not asked".to_owned(), |day| format!("declined {day}"));
            found.push(format!("{}, {said}", short(row.str("name"))));
        }
    }
    found
}

fn only_when_they_call(book: &Book) -> Vec<String> {
    let since = today().checked_sub_months(Months::new(12)).unwrap();
    let mut found = Vec::new();
    for row in clients(book) {
        let mut of_the_year = contacts(book, row.id.id);
        of_the_year.retain(|contact| contact.day("day").is_some_and(|day| day > since));
        if !of_the_year.is_empty() && of_the_year.iter().all(|contact| contact.str("direction") == "in") {
            found.push(short(row.str("name")).to_owned());
        }
    }
    found
}

fn this_year(book: &Book) -> Vec<String> {
    let mut of_the_year = contacts(book, one(book, "Hartley").id.id);
    of_the_year.retain(|row| row.str("day").starts_with("2026-"));
    let minutes: i64 = of_the_year.iter().filter_map(|row| row.int("minutes")).sum();
    vec![
        format!("{} contacts", of_the_year.len()),
        format!("{} real", of_the_year.iter().filter(|row| is_real(row)).count()),
        format!("{minutes} minutes"),
        format!("{} without time", of_the_year.iter().filter(|row| row.int("minutes").is_none()).count()),
    ]
}

fn referred(book: &Book) -> Vec<String> {
    let dana = book.named(Kind::Person, "Dana Cole").unwrap();
    let rows = book.rows(Kind::Relationship, &[("source_person_id", Value::Int(dana.id.id))]).unwrap();
    rows.iter()
        .map(|row| format!("{}, {}, {}", short(row.str("name")), row.str("kind"), row.str("stage")))
        .collect()
}

fn deviations(book: &Book) -> Vec<String> {
    let mut found = Vec::new();
    for row in all(book, Kind::Decision) {
        let how = match row.str("answer") {
            "partly" => "followed in part",
            "declined" => "declined",
            _ => continue,
        };
        found.push(format!("{}: {}, {how} {}", who(book, &row), row.str("choice"), row.str("day")));
    }
    found
}

fn lessons(book: &Book) -> Vec<String> {
    let mut found = Vec::new();
    for (kind, about) in
        [(Kind::Goal, "statement"), (Kind::Expectation, "title"), (Kind::Decision, "question")]
    {
        for row in all(book, kind).iter().filter(|row| !row.str("learned").is_empty()) {
            let mark = if row.str(about).ends_with('?') { "" } else { ":" };
            found.push(format!("{}, {}{mark} {}", who(book, row), row.str(about), row.str("learned")));
        }
    }
    found
}

#[test]
fn one_page_tells_the_year_of_a_client() {
    let answers: Answers = toml::from_str(include_str!("../../assets/demo/answers.toml")).unwrap();
    let wanted = answers.question.into_iter().find(|question| question.number == 17).unwrap().answer;
    let book = book();
    let year = book.year(one(&book, "Hartley").id.id, None).unwrap().unwrap();
    assert_eq!((year.figures.into_iter().collect::<BTreeSet<_>>(), year.year), (wanted, 2026));
    let parts: Vec<&str> = year.parts.iter().map(|part| part.name).collect();
    assert_eq!(parts[..4], ["Contacts", "Done", "Agreed", "Decided"]);
}

/// Vendors whose contract says nothing of a breach, and what of clients they hold.
fn without_clause(book: &Book) -> Vec<String> {
    let vendors = all(book, Kind::Vendor).into_iter();
    let held = vendors.filter(|row| !row.str("client_data").is_empty() && row.str("ended_on").is_empty());
    held.filter(|row| row.int("notice_hours").is_none())
        .map(|row| format!("{}: {}", row.str("name"), row.str("client_data")))
        .collect()
}

/// The day of question 25, and how many records of each type the Hartleys' file held then.
fn file_of_a_day(book: &Book) -> Vec<String> {
    let hartley = one(book, "Hartley").id;
    let file =
        examiner::made(book, hartley, NaiveDate::from_ymd_opt(2025, 6, 30).unwrap(), Sensitivities::Kept);
    let file = file.unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &book.as_of(hartley, file.as_of).unwrap().parts {
        let recorded = book.as_of(row.id, file.as_of).unwrap().head;
        assert_eq!(recorded.fields, row.fields, "{}", row.id);
        *counts.entry(row.id.kind.spec().table).or_insert(0) += 1;
    }
    let kinds =
        counts.keys().filter(|table| file.names().any(|name| name == format!("records/{table}.csv"))).count();
    assert_eq!(kinds, counts.len());
    let told = ["goal", "expectation", "acceptance", "interaction", "follow_up", "delivery"];
    told.iter().map(|table| format!("{table} {}", counts.get(table).unwrap_or(&0))).collect()
}

/// Three exceptions to one rule propose changing the rule (DECIDED, Agreements).
fn exceptions(book: &Book) -> Vec<String> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for row in all(book, Kind::Exception) {
        *counts.entry(row.int("rule_id").unwrap()).or_insert(0) += 1;
    }
    let often = counts.into_iter().filter(|(_, count)| *count >= 3);
    often
        .map(|(rule, count)| {
            let rule = book.get(RecordId::new(Kind::Rule, rule)).unwrap().unwrap();
            format!("{}, {count} exceptions", rule.str("title"))
        })
        .collect()
}

/// Who agreed to be called first in a fall, or what to do without saying whether to be called.
fn called_first(book: &Book) -> Vec<String> {
    let mut found = Vec::new();
    for client in clients(book) {
        for row in book.of(Kind::Expectation, client.id.id).unwrap() {
            let falls = row.str("topic") == "market fall" && row.str("state") == "agreed";
            let unsaid = match row.str("call_first") {
                "yes" => "",
                "" => "; whether to call was not said",
                _ => continue,
            };
            if !falls {
                continue;
            }
            let members = book.members(client.id.id).unwrap();
            let member = members.iter().find(|member| member.phone.is_some()).unwrap();
            let reach = format!("ring {} {}", member.person.str("given"), member.phone.as_deref().unwrap());
            let agreed = row.str("title");
            found.push(format!("{}: {agreed}; {reach}{unsaid}", short(client.str("name"))));
        }
    }
    found
}

/// Who asked on more than one day, or about more than one thing, in two years.
fn asked_again(book: &Book) -> Vec<String> {
    let ago = |months: u32| today().checked_sub_months(Months::new(months)).unwrap();
    let mut found = Vec::new();
    for client in clients(book) {
        let times: BTreeSet<(NaiveDate, String)> = book
            .of(Kind::Talk, client.id.id)
            .unwrap()
            .iter()
            .map(|row| (row.day("day").unwrap(), row.str("compared_with").to_owned()))
            .collect();
        let now = times.iter().filter(|(on, _)| *on > ago(12)).count();
        let before = times.iter().filter(|(on, _)| *on > ago(24) && *on <= ago(12)).count();
        let older = times.iter().any(|(on, _)| *on <= ago(24));
        if now + before < 2 {
            continue;
        }
        let said = match now {
            0 => "never".to_owned(),
            1 => "once".to_owned(),
            many => format!("{many} times"),
        };
        let said = match (before, now.cmp(&before)) {
            (0, _) if !older => format!("{said} in 12 months, never before"),
            (_, std::cmp::Ordering::Less) => {
                format!("{said} in 12 months, {before} in the 12 before: less often")
            }
            (_, std::cmp::Ordering::Equal) => {
                format!("{said} in 12 months, {before} in the 12 before: as often")
            }
            _ => format!("{said} in 12 months, {before} in the 12 before: more often"),
        };
        found.push(format!("{}: {said}", short(client.str("name"))));
    }
    found
}
