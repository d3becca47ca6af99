//! The calendar other programs read: whole days, stable names, a rule only where nothing is lost.

use crate::program::{Home, Said};

fn unfolded(home: &Home, today: &str) -> String {
    let file = home.path().join("due.ics");
    let args = ["export", "ics", "--out", file.to_str().unwrap(), "--force"];
    let mut command = home.command(&args);
    Said::of(&command.env("STANDING_TODAY", today).output().unwrap()).ok();
    std::fs::read_to_string(file).unwrap().replace("\r\n ", "")
}

/// Title, first day, rule and name of each event.
fn events(text: &str) -> Vec<(String, String, String, String)> {
    let blocks = text.split("BEGIN:VEVENT").skip(1);
    let part = |block: &str, name: &str| {
        let line = block.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.to_owned()).unwrap_or_default()
    };
    blocks
        .map(|block| {
            (part(block, "SUMMARY"), part(block, "DTSTART"), part(block, "RRULE"), part(block, "UID"))
        })
        .collect()
}

#[test]
fn a_rule_is_written_where_nothing_is_lost_and_dates_are_laid_out_where_something_would_be() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    for (title, due, repeat) in [
        ("Fee letter", "2026-12-14", "every month on the 14th"),
        ("Month end, net; done", "2026-11-30", "every month"),
        ("Once", "2026-12-05", ""),
    ] {
        let mut args =
            vec!["follow-up", "add", title, "--client", "Hartley", "--kind", "promise", "--due", due];
        if !repeat.is_empty() {
            args.extend(["--repeat", repeat]);
        }
        home.run(&args).ok();
    }
    let meeting =
        ["--day", "2026-12-08", "--time", "10:00", "--minutes", "60", "--time-zone", "Europe/Zurich"];
    home.run(&[&["meeting", "add", "Review", "--client", "Hartley"], &meeting[..]].concat()).ok();
    let text = unfolded(&home, "2026-11-23");
    assert!(text.contains("SUMMARY:Month end\\, net\\; done\\, Hartley\r\n"), "{text}");
    assert!(text.contains("DTSTART;VALUE=DATE:20261214\r\n"), "{text}");
    assert!(text.contains("DTSTART:20261208T090000Z\r\nDURATION:PT60M\r\n"), "{text}");
    let all = events(&text);
    let of = |title: &str| all.iter().filter(|event| event.0.starts_with(title)).cloned().collect::<Vec<_>>();
    assert_eq!(of("Fee letter").len(), 1);
    assert_eq!(of("Fee letter")[0].2, "FREQ=MONTHLY;BYMONTHDAY=14");
    let ends = of("Month end");
    let days: Vec<&str> = ends.iter().map(|event| event.1.as_str()).take(4).collect();
    assert_eq!(days, ["20261130", "20261230", "20270130", "20270228"], "the 30th is kept and clamped");
    assert!(ends.iter().all(|event| event.2.is_empty()));
    let names: std::collections::BTreeSet<&String> = all.iter().map(|event| &event.3).collect();
    assert_eq!(names.len(), all.len());
    // Done, the next one has the name it was exported under.
    let second = ends[1].3.clone();
    let mut done = home.command(&["done", "f2"]);
    Said::of(&done.env("STANDING_TODAY", "2026-11-30").output().unwrap()).ok();
    let after = events(&unfolded(&home, "2026-11-30"));
    let next = after.iter().find(|event| event.0.starts_with("Month end")).unwrap();
    assert_eq!((&next.3, next.1.as_str()), (&second, "20261230"));
}
