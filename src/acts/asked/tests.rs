use super::*;
use crate::{
    domain::action::{Action, Consent, Consequence, ContactLog},
    domain::record::Fields,
    tui::testing::practice,
};

fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields: fields.with("relationship_id", 1) }).unwrap().ids[0]
}

fn consent(on: &str) -> Consent {
    Consent {
        by: Vec::new(),
        dissents: Vec::new(),
        on: on.parse().unwrap(),
        how: "meeting".into(),
        evidence: None,
    }
}

/// A book whose first client agreed on a yardstick with this direction and target.
fn agreed(direction: &str, target: i64) -> (Book, RecordId) {
    let mut book = practice();
    let measure = Fields::new().with("name", "plan funded").with("target", target * 10_000);
    let measure = add(&mut book, Kind::Measure, measure.with("direction", direction));
    let success = Fields::new().with("title", "Judge us by the plan.").with("topic", "success");
    let success = add(&mut book, Kind::Expectation, success.with("measure_id", measure.id));
    let act = Action::Agree { agreements: vec![success], consent: consent("2025-12-05") };
    book.execute(&act).unwrap();
    (book, measure)
}

fn read(book: &mut Book, measure: RecordId, on: &str, value: i64) {
    let fields = Fields::new().with("measure_id", measure.id).with("day", on).with("value", value * 10_000);
    book.execute(&Action::Add { kind: Kind::Reading, fields }).unwrap();
}

fn talk(book: &mut Book, on: &str, fields: Fields) {
    let log = ContactLog {
        relationships: vec![RecordId::new(Kind::Relationship, 1)],
        participants: vec![RecordId::new(Kind::Person, 1)],
        fields: Fields::new().with("day", on).with("summary", "They asked"),
        follows: vec![Consequence::Talk { fields }],
        ..ContactLog::default()
    };
    book.execute(&Action::Log(Box::new(log))).unwrap();
}

#[test]
fn the_sentence_is_made_of_what_was_agreed_and_read() {
    let (mut book, measure) = agreed("at least", 95);
    read(&mut book, measure, "2026-11-01", 97);
    let asked = book.asked(1).unwrap().unwrap();
    assert_eq!(
        asked.say_first.as_deref(),
        Some(
            "We agreed on 5 Dec 2025 to judge by plan funded, 95 % or more; it was 97 % on 1 Nov 2026, 2 points \
             ahead of it."
        )
    );
    assert_eq!(
        asked.agreed.unwrap().said(),
        "plan funded, 95 % or more; Ann, 5 Dec 2025, in a meeting, version 1; in no document"
    );
    assert!(asked.missing.is_empty());
}

#[test]
fn how_far_a_reading_is_follows_the_direction() {
    for (direction, value, said) in [
        ("at least", 94, "1 point short of it"),
        ("at least", 95, "just that"),
        ("at most", 97, "2 points over it"),
        ("at most", 90, "5 points under it"),
        ("exactly", 96, "1 point off it"),
    ] {
        let (mut book, measure) = agreed(direction, 95);
        read(&mut book, measure, "2026-11-01", value);
        let now = book.asked(1).unwrap().unwrap().now.unwrap();
        assert_eq!(now.distance.as_deref(), Some(said), "{direction} {value}");
    }
}

#[test]
fn a_yardstick_without_a_reading_says_nothing_of_where_it_stands() {
    let (book, _) = agreed("at least", 95);
    let asked = book.asked(1).unwrap().unwrap();
    let said = asked.say_first.clone().unwrap();
    assert_eq!(said, "We agreed on 5 Dec 2025 to judge by plan funded, 95 % or more.");
    assert!(asked.missing[0].contains("no reading yet"), "{:?}", asked.missing);
}

#[test]
fn without_a_yardstick_nothing_is_said_and_what_is_missing_is_named() {
    let mut book = practice();
    let asked = book.asked(1).unwrap().unwrap();
    assert_eq!((asked.say_first, asked.missing.len()), (None, 2));
    let draft = Fields::new().with("title", "The plan counts").with("topic", "success");
    add(&mut book, Kind::Expectation, draft);
    let asked = book.asked(1).unwrap().unwrap();
    assert_eq!(
        asked.missing[1..],
        [
            "\"The plan counts\" names no measure that would tell.",
            "\"The plan counts\" is draft, not agreed."
        ]
    );
    assert_eq!(asked.corrections[3].said(), "? what success is was never agreed");
    assert!(book.asked(99).unwrap().is_none());
}

#[test]
fn talks_of_one_day_on_one_comparison_are_one_time_they_asked() {
    let (mut book, _) = agreed("at least", 95);
    let with = |with: &str| Fields::new().with("compared_with", with);
    talk(&mut book, "2025-11-20", with("gold").with("said", "Gold pays nothing."));
    talk(&mut book, "2026-08-04", with("the S&P 500").with("understood", "doubtful"));
    let told = "The plan does.\nCorrections said: start.\nUnderstood: Robert partly.";
    talk(&mut book, "2026-08-04", with("S&P 500").with("understood", "doubtful").with("said", told));
    let asked = book.asked(1).unwrap().unwrap();
    assert_eq!(asked.often(), "2 times since 20 Nov 2025: 1 this year, 1 last year");
    let times: Vec<String> = asked.asked.iter().map(Once::said).collect();
    assert_eq!(times, ["S&P 500, Robert partly, Ann partly", "gold, Ann understood"]);
    let out: Vec<String> = asked.ruled_out.iter().map(RuledOut::said).collect();
    assert_eq!(out[0], "S&P 500 on 4 Aug 2026; Robert partly, Ann partly");
    assert_eq!(asked.said_of("the gold").map(|said| said.text.as_str()), Some("Gold pays nothing."));
    let first = asked.out_with("gold").next().map(|out| out.with.as_str());
    assert_eq!(first, Some("gold"));
    let heard = book.heard_asking(1).unwrap();
    assert_eq!((heard.len(), &heard[0].said), (2, &vec!["The plan does.".to_owned()]));
    let said = &asked.said_before[0];
    assert_eq!(
        (said.text.as_str(), said.corrections.as_slice()),
        ("The plan does.", &[Correction::Start][..])
    );
}

#[test]
fn fields_of_ones_own_fill_what_the_book_does_not_hold() {
    let (mut book, _) = agreed("at least", 95);
    add(
        &mut book,
        Kind::CustomField,
        Fields::new().with("name", "Flows").with("value", "24,000 went out in May."),
    );
    add(&mut book, Kind::CustomField, Fields::new().with("name", "blend").with("value", "half is bonds"));
    let said: Vec<String> = book.asked(1).unwrap().unwrap().corrections.iter().map(Known::said).collect();
    assert_eq!(said[1..3], ["24,000 went out in May", "half is bonds"]);
}

#[test]
fn talking_points_that_are_no_utf_8_are_named_with_their_line() {
    let (mut book, _) = agreed("at least", 95);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("points.toml");
    std::fs::write(&file, b"flows = [\n\"f\xfcr uns\"]\n").unwrap();
    book.set_points(Some(file));
    let missing = book.asked(1).unwrap().unwrap().missing;
    assert!(missing.iter().any(|why| why.contains("points.toml line 2: byte 0xfc")), "{missing:?}");
}

#[test]
fn talking_points_of_ones_own_are_said_and_a_broken_file_is_named_with_its_line() {
    let (mut book, measure) = agreed("at least", 95);
    read(&mut book, measure, "2026-11-01", 97);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("points.toml");
    book.set_points(Some(file.clone()));
    let ours = book.asked(1).unwrap().unwrap().say_first.unwrap();
    std::fs::write(&file, "say_first = [\"{yardstick}: {value}.\", \"{goal}\"]\n").unwrap();
    let asked = book.asked(1).unwrap().unwrap();
    assert_eq!(asked.say_first.as_deref(), Some("plan funded, 95 % or more: 97 %."));
    std::fs::write(&file, "\nsay_first = [\"{yardstik}\"]\n").unwrap();
    let asked = book.asked(1).unwrap().unwrap();
    assert_eq!(asked.say_first, Some(ours));
    let named = format!("{} line 2: there is no field {{yardstik}}", file.display());
    assert!(asked.missing.iter().any(|said| said.starts_with(&named)), "{:?}", asked.missing);
    // A half-broken file stops no brief.
    assert!(book.brief(1, None).unwrap().is_some());
}

#[test]
fn what_was_told_to_two_on_one_day_is_asked_once() {
    let (mut book, _) = agreed("at least", 95);
    for with in ["the S&P 500", "S&P 500", "gold"] {
        talk(&mut book, "2026-08-04", Fields::new().with("compared_with", with));
    }
    assert_eq!(book.days_asked().unwrap()[&1].len(), 2);
    let said = book.dossier(1).unwrap().unwrap().often;
    assert_eq!(said.as_deref(), Some("2 times in 12 months, never before"));
    let told = book.answers(101).unwrap().unwrap();
    assert_eq!(told[0].text, "Hartley: 2 times in 12 months, never before");
}
