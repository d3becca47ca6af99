//! Facts about quick add.

use proptest::prelude::*;

use super::*;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn book() -> Names {
    let names = [
        (1, "Rivera household"),
        (2, "Hartley household"),
        (3, "Kim Lee household"),
        (4, "Lee household"),
        (5, "Smith, John household"),
        (6, "Smith, Jane household"),
        (7, "May household"),
        (8, "Lefèvre household"),
    ];
    let members = [(2, "Ann Hartley"), (2, "Robert Hartley"), (1, "Ann Rivera"), (8, "Zoé Lefèvre")];
    let own = |(id, name): (i64, &str)| (id, name.to_owned());
    Names::new(names.map(own), members.map(own))
}

fn add(line: &str) -> QuickAdd {
    parse(line, d("2026-11-23"), DayOrder::MonthFirst, &book())
}

fn who(line: &str) -> (String, Vec<i64>) {
    let read = add(line);
    let ids = match read.who {
        Who::None => vec![],
        Who::One(id, _) => vec![id],
        Who::Several(several) => several.into_iter().map(|(id, _)| id).collect(),
    };
    (read.title, ids)
}

#[test]
fn the_example_of_the_screen_is_read_whole() {
    let read = add("Call Rivera re 529 fri !high 20m every 3 months");
    assert_eq!(read.title, "Call re 529");
    assert_eq!(read.who, Who::One(1, "Rivera household".to_owned()));
    assert_eq!(read.due, Some(d("2026-11-27")));
    assert_eq!((read.stakes, read.effort_minutes), (Some(Stakes::High), Some(20)));
    assert_eq!(read.repeat.unwrap().to_string(), "every 3 months");
    assert!(read.ignored.is_empty());
}

#[test]
fn only_the_tail_is_read_as_tokens() {
    let read = add("Ask May about the march statement");
    assert_eq!((read.title.as_str(), read.due), ("Ask about the march statement", None));
    assert_eq!(read.who, Who::One(7, "May household".to_owned()));
    for line in [
        "Review chapter 31",
        "Compare fri and mon numbers",
        "Raise it to 2.5",
        "20m",
        "fri",
        "Rest for 2 weeks",
    ] {
        let read = add(line);
        assert_eq!((read.title.as_str(), read.due, read.effort_minutes), (line, None, None));
    }
    assert_eq!(add("Look at 3mo").due, Some(d("2027-02-23")));
    assert_eq!(add("Send the letter in 2 weeks").due, Some(d("2026-12-07")));
    assert_eq!(add("Send the letter 14 mar 2027 #Tax !low").tags, ["Tax"]);
}

#[test]
fn after_by_on_due_a_date_is_read_anywhere() {
    let read = add("Send the figures by fri to the CPA");
    assert_eq!((read.title.as_str(), read.due), ("Send the figures to the CPA", Some(d("2026-11-27"))));
    let read = add("Pay the fee due 31");
    assert_eq!((read.title.as_str(), read.due), ("Pay the fee", Some(d("2026-12-31"))));
    assert_eq!(add("Write on the 30th 1h30").due, Some(d("2026-11-30")));
    assert_eq!(add("Stand by me").title, "Stand by me");
}

#[test]
fn quotes_are_literal() {
    let read = add("Read \"Call Rivera fri\" 20m");
    assert_eq!(
        (read.title.as_str(), read.due, read.effort_minutes),
        ("Read Call Rivera fri", None, Some(20))
    );
    assert_eq!(read.who, Who::None);
    assert_eq!(add("Measure 5\" fri").title, "Measure 5\"");
}

#[test]
fn a_second_token_of_a_kind_stays_and_is_named() {
    let read = add("Call mon fri");
    assert_eq!((read.title.as_str(), read.due), ("Call mon", Some(d("2026-11-27"))));
    assert_eq!(read.ignored, ["mon"]);
    assert_eq!(add("Call !urgent").ignored, ["!urgent"]);
}

#[test]
fn names_are_found_by_their_words_and_several_are_offered() {
    for (line, title, ids) in [
        ("call rivera re 529", "call re 529", vec![1]),
        ("Prepare the letter for Hartley", "Prepare the letter", vec![2]),
        ("Call Ann Hartley", "Call Ann Hartley", vec![2]),
        ("Ask Robert about the march statement", "Ask Robert about the march statement", vec![2]),
        ("Ask Zoe about the 529", "Ask Zoe about the 529", vec![8]),
        ("Ask Ann about the march statement", "Ask Ann about the march statement", vec![2, 1]),
        ("Ask Ann Rivera about it", "Ask Ann Rivera about it", vec![1]),
        ("Call Kim Lee", "Call", vec![3]),
        ("Call Lee", "Call", vec![4]),
        ("Call Smith", "Call", vec![5, 6]),
        ("Call LEFEVRE", "Call", vec![8]),
        ("Check Rivera's 529", "Check Rivera's 529", vec![1]),
        ("Hartley", "Hartley", vec![2]),
        ("Talk to Rivera about 529", "Talk about 529", vec![1]),
        ("may be done", "may be done", vec![]),
        ("Call the Rivera household today", "Call", vec![1]),
    ] {
        assert_eq!(who(line), (title.to_owned(), ids), "{line}");
    }
}

#[test]
fn a_repeat_alone_starts_on_its_first_date() {
    assert_eq!(add("Close the books every last fri").due, Some(d("2026-11-27")));
    assert_eq!(add("Close the books quarterly").due, Some(d("2026-11-23")));
    let read = add("Check the inbox 14 days after done");
    assert_eq!(read.repeat.unwrap().to_string(), "14 days after done");
}

#[test]
fn a_follow_line_begins_with_its_kind() {
    let read = |line| follow_line(line, d("2026-11-23"), DayOrder::MonthFirst);
    let (kind, what) = read("p funded-ratio page wed").unwrap();
    assert_eq!((kind, what.title.as_str()), (FollowKind::Promise, "funded-ratio page"));
    assert_eq!(what.due, Some(d("2026-11-25")));
    assert_eq!(read("T 2025 tax return by 30 nov").unwrap().0, FollowKind::TheirPromise);
    assert_eq!(read("y").unwrap().0, FollowKind::Talk);
    for line in ["", "p", "call them", "q hello"] {
        assert!(read(line).unwrap_err().message.ends_with('.'), "{line}");
    }
}

proptest! {
    #[test]
    fn no_word_is_lost_and_nothing_panics(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "Call", "Rivera", "Lee", "by", "on", "fri", "!high", "!x", "#tag", "#3", "20m", "every", "3", "months",
                "\"", "the", "last", "day", "due", "é", "31", "may", "Ann", "Hartley's",
            ]),
            0..12,
        ),
    ) {
        let line = words.join(" ");
        let read = add(&line);
        // What is left is a subsequence of what was typed.
        let bare = line.replace('"', "");
        let mut typed = bare.split_whitespace();
        for word in read.title.replace('"', "").split_whitespace() {
            prop_assert!(typed.any(|other| other == word), "{:?} from {}", read, line);
        }
    }

    #[test]
    fn any_line_is_read(line in "\\PC{0,40}") {
        let _ = add(&line);
        let _ = follow_line(&line, d("2026-11-23"), DayOrder::DayFirst);
    }
}

#[test]
fn a_day_that_does_not_exist_is_never_guessed() {
    for line in ["Pay rent by 31 feb", "Pay rent by 31 november", "Pay rent 31 feb"] {
        let read = add(line);
        assert_eq!(read.due, None, "{line}");
        assert_eq!(read.title, line, "{line}");
    }
    assert_eq!(add("Pay rent by 28 feb").due, Some(d("2027-02-28")));
}

#[test]
fn a_day_that_does_not_exist_is_refused_by_name() {
    for (line, named) in [
        ("Send page by 31 feb", "31 feb"),
        ("Send page 31 feb", "31 feb"),
        ("Send page 31 feb 2027 !high 20m", "31 feb 2027"),
        ("Send page by 31 feb to the CPA", "31 feb"),
        ("Send page by 31 feb to the CPA fri", "31 feb"),
        ("Send page due 2027-02-30", "2027-02-30"),
        ("Send page by 2027-13-01", "2027-13-01"),
        ("Send page by 31feb", "31feb"),
        ("Send page on the 45th", "45th"),
        ("Send page by 32", "32"),
        ("Send page 13/13", "13/13"),
        ("Send page by 13/31 to the CPA", "13/31"),
        ("Send page 31.13. !high", "31.13."),
    ] {
        let why = add(line).checked().expect_err(line).message;
        assert!(why.starts_with(&format!("{named} is no day.")), "{line}: {why}");
    }
    for line in [
        "Stand by me",
        "Work on 45 files",
        "Send page by 28 feb",
        "Read \"31 feb\"",
        "Visit 42nd street",
        "Review chapter 31",
        "Split 50/50",
        "Move to 60/40",
        "Compare 13/13 with 12/14",
        "Upgrade to 10.0.1",
        "Call 503-555-0142",
        "Plan on it",
    ] {
        assert_eq!(add(line).refused, None, "{line}");
    }
    assert!(follow_line("p page by 31 feb", d("2026-11-23"), DayOrder::MonthFirst).is_err());
}

#[test]
fn an_effort_of_nothing_is_refused_by_its_word() {
    for (line, named) in
        [("Call Rivera 0m", "0m"), ("Call Rivera 0h fri", "0h"), ("Call Rivera 0min !high", "0min")]
    {
        let why = add(line).checked().expect_err(line).message;
        assert!(why.starts_with(&format!("{named} is no time.")), "{line}: {why}");
    }
    assert_eq!(add("Read \"0m\"").refused, None);
}

#[test]
fn an_effort_of_more_than_a_day_is_refused() {
    for line in ["Call Rivera 9999h", "Call Rivera 25h fri", "Call Rivera 1441m"] {
        assert!(add(line).checked().is_err(), "{line}");
    }
    assert_eq!(add("Call Rivera 24h").effort_minutes, Some(1440));
}

#[test]
fn a_repeat_that_never_comes_is_refused_by_its_word() {
    for (line, begins) in [
        ("Call Rivera every 0 months", "0 cannot be counted."),
        ("Call Rivera every 0 months fri !high", "0 cannot be counted."),
        ("Call Rivera every -1", "-1 cannot be counted."),
        ("Call Rivera every -1 weeks", "-1 cannot be counted."),
        ("Call Rivera every 99999 years 20m", "99999 is too many."),
        ("Call Rivera every 1.5 months", "1.5 cannot be counted."),
        ("Call Rivera every blurday", "\"blurday\" is no weekday"),
        ("Call Rivera every mondya", "\"mondya\" means nothing in a repeat. Do you mean monday?"),
        ("Call Rivera every 3 mnths", "\"mnths\" means nothing in a repeat. Do you mean months?"),
        ("Call Rivera every 30 feb", "February has at most 29 days."),
        ("Call Rivera every feb 30", "February has at most 29 days."),
        ("Call Rivera every year on 31 april", "April has 30 days."),
        ("Call Rivera every 5th fri", "Not every month has a 5th fri."),
        ("Call Rivera every month on the 45th", "No month has a 45th."),
        ("Call Rivera 0 days after done", "0 cannot be counted."),
    ] {
        let read = add(line);
        assert_eq!(read.repeat, None, "{line}");
        let why = read.checked().expect_err(line).message;
        assert!(why.starts_with(begins), "{line}: {why}");
    }
}

#[test]
fn every_in_a_sentence_is_text_and_named() {
    for (line, ignored) in [
        ("Write to every client", "every client"),
        ("Count every birthday", "every birthday"),
        ("Check each account", "each account"),
    ] {
        let read = add(line);
        assert_eq!((read.title.as_str(), read.refused.as_deref()), (line, None));
        assert_eq!(read.ignored, [ignored], "{line}");
    }
    for line in ["Tell every member about the new letter", "Read \"every 0 months\"", "every client"] {
        assert_eq!(add(line).refused, None, "{line}");
    }
}
