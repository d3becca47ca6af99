//! Five zones by the TZ of a child process: civil days are the same everywhere, and today is the day of the zone.

use standing::clock::{Clock, Zone};

use crate::program::{Home, Said};

const ZONES: [&str; 5] =
    ["America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia"];

/// Days around every change of these clocks, and the day Apia left out.
const DAYS: [&str; 12] = [
    "2026-03-07",
    "2026-03-08",
    "2026-03-29",
    "2026-04-05",
    "2026-09-05",
    "2026-09-06",
    "2026-10-04",
    "2026-10-25",
    "2026-11-01",
    "2011-12-29",
    "2011-12-30",
    "2011-12-31",
];

fn run(home: &Home, zone: &str, today: Option<&str>, args: &[&str]) -> Said {
    let mut command = home.command(args);
    command.env("TZ", zone).env_remove("STANDING_TODAY");
    if let Some(today) = today {
        command.env("STANDING_TODAY", today);
    }
    Said::of(&command.output().unwrap())
}

fn day_said(out: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(out).unwrap();
    json["day"].as_str().unwrap().to_owned()
}

#[test]
fn repeats_and_days_are_the_same_in_every_zone() {
    let morning = |zone: &str, day: &str| -> Vec<String> {
        let home = Home::new();
        let line = |args: &[&str]| run(&home, zone, Some(day), args).ok();
        line(&["add", "Call them today every week"]);
        line(&["add", "Write to them tomorrow every day"]);
        vec![
            line(&["dates", "every week", "--from", day, "--count", "5", "--json"]),
            line(&["dates", "every day", "--count", "4", "--json"]),
            line(&["done", "f1"]),
            line(&["done", "f2"]),
            line(&["today", "--json"]),
            line(&["today", "--queue", "upcoming", "--json"]),
        ]
    };
    for day in DAYS {
        let wanted = morning("UTC", day);
        assert!(wanted[4].contains(day), "{day}: {}", wanted[4]);
        for zone in ZONES {
            assert_eq!(morning(zone, day), wanted, "{zone} on {day}");
        }
    }
}

#[test]
fn today_is_the_day_of_the_childs_zone() {
    let home = Home::new();
    let mut said = std::collections::BTreeSet::new();
    for zone in ZONES.into_iter().chain(["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
        let clock = Clock::system().in_zone(Zone::named(zone), None);
        let before = clock.today();
        let day = day_said(&run(&home, zone, None, &["today", "--json"]).ok());
        let after = clock.today();
        assert!(day == before.to_string() || day == after.to_string(), "{zone}: {day}, not {before}");
        said.insert(day);
    }
    assert!(said.len() > 1, "there are 25 hours between these zones: {said:?}");
}

#[test]
fn the_zone_of_the_configuration_goes_before_that_of_the_machine() {
    let home = Home::new();
    let config = home.path().join("config.toml");
    for (zone, other) in
        [("Pacific/Kiritimati", "Pacific/Pago_Pago"), ("Pacific/Pago_Pago", "Pacific/Kiritimati")]
    {
        std::fs::write(&config, format!("zone = \"{zone}\"\n")).unwrap();
        let clock = Clock::system().in_zone(Zone::named(zone), None);
        let before = clock.today();
        let args = ["--config", config.to_str().unwrap(), "today", "--json"];
        let day = day_said(&run(&home, other, None, &args).ok());
        assert!(day == before.to_string() || day == clock.today().to_string(), "{zone}: {day}, not {before}");
    }
}

#[test]
fn an_unknown_zone_of_the_configuration_is_named_with_file_and_line() {
    let home = Home::new();
    let config = home.path().join("config.toml");
    std::fs::write(&config, "theme = \"dark\"\nzone = \"Europe/Zurih\"\n").unwrap();
    let said = run(&home, "UTC", None, &["--config", config.to_str().unwrap(), "today"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("config.toml line 2") && said.err.contains("Europe/Zurih"), "{}", said.err);
}

#[test]
fn holidays_come_from_the_list_and_the_calendar_file_of_the_configuration() {
    let home = Home::new();
    let config = home.path().join("config.toml");
    let ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n\
               END:VCALENDAR\r\n";
    std::fs::write(home.path().join("off.ics"), ics).unwrap();
    std::fs::write(&config, "holidays = [\"2026-12-31\"]\nholidays_ics = \"off.ics\"\n").unwrap();
    let args = [
        "--config",
        config.to_str().unwrap(),
        "dates",
        "every month on the last day",
        "--from",
        "2026-12-01",
    ];
    let due = |roll: &str| {
        let args = [&args[..], &["--count", "1", "--roll", roll, "--json"]].concat();
        let json: serde_json::Value = serde_json::from_str(&run(&home, "UTC", None, &args).ok()).unwrap();
        json["dates"][0]["due"].as_str().unwrap().to_owned()
    };
    assert_eq!(due("next"), "2027-01-04", "New Year of the file, then a weekend");
    assert_eq!(due("next-in-month"), "2026-12-30");
    let args = ["--config", config.to_str().unwrap(), "config"];
    assert!(run(&home, "UTC", None, &args).ok().contains("holidays"));
    std::fs::write(home.path().join("off.ics"), ics.replace("YEARLY", "DAILY")).unwrap();
    let said = run(&home, "UTC", None, &args);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("off.ics line 4") && said.err.contains("every year"), "{}", said.err);
}

#[test]
fn a_pause_is_kept_from_the_command_line_and_a_backward_one_is_refused() {
    let home = Home::new();
    let line = |args: &[&str]| run(&home, "UTC", Some("2026-11-23"), args);
    line(&["client", "add", "Hartley household", "--tier", "A"]).ok();
    let add = ["pause", "add", "--client", "Hartley", "--from", "1 dec", "--to", "20 dec", "--why", "cruise"];
    line(&add).ok();
    let no = line(&["pause", "add", "--client", "Hartley", "--from", "20 dec", "--to", "1 dec"]);
    assert_eq!(no.code, 1, "{}", no.err);
    assert!(no.err.contains("ends on its first day or later"), "{}", no.err);
    assert!(line(&["pause", "list"]).ok().contains("cruise"));
    let dates =
        ["dates", "every week", "--from", "2026-11-27", "--count", "2", "--client", "Hartley", "--json"];
    let json: serde_json::Value = serde_json::from_str(&line(&dates).ok()).unwrap();
    assert_eq!(json["dates"][1]["due"], "2026-12-25", "nothing falls due inside");
}

#[test]
fn this_and_later_is_a_flag() {
    let home = Home::new();
    let line = |args: &[&str]| run(&home, "UTC", Some("2026-11-23"), args);
    line(&["add", "Call them 14 dec every month on the 14th"]).ok();
    let said = line(&["reschedule", "f1", "--due", "2026-12-21", "--and-later"]).ok();
    assert!(said.contains("and all later ones"), "{said}");
    assert!(line(&["follow-up", "show", "f1"]).ok().contains("every month on the 21st"));
    line(&["add", "Write to them fri"]).ok();
    assert_eq!(line(&["reschedule", "f2", "--due", "2026-12-21", "--and-later"]).code, 1);
}

#[test]
fn a_repeat_that_makes_no_sense_is_refused_in_words() {
    let home = Home::new();
    for bad in ["every 0 days", "every 31 feb", "every blue moon", "at most 90 days after contact"] {
        let said = run(&home, "UTC", Some("2026-11-23"), &["follow-up", "add", "Call", "--repeat", bad]);
        assert!(matches!(said.code, 1 | 2), "{bad}: {}", said.err);
        assert!(said.err.trim_end().ends_with('.'), "{}", said.err);
    }
    let said = run(&home, "UTC", Some("2026-11-23"), &["follow-up", "list", "--json"]).ok();
    assert!(said.contains("\"count\":0") || said.contains("\"count\": 0"), "{said}");
}
