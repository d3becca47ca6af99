//! Facts about holidays out of an .ics file.

use proptest::prelude::*;

use super::*;

fn calendar(events: &[&str]) -> String {
    let body: Vec<String> = events
        .iter()
        .map(|event| format!("BEGIN:VEVENT\r\nSUMMARY:x\r\n{event}\r\nEND:VEVENT\r\n"))
        .collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", body.concat())
}

fn days(event: &str) -> Vec<String> {
    of_text(&calendar(&[event])).unwrap().iter().map(ToString::to_string).collect()
}

fn refusal(event: &str) -> (usize, String) {
    of_text(&calendar(&[event])).unwrap_err()
}

#[test]
fn a_day_off_is_read_once_or_every_year() {
    assert_eq!(days("DTSTART;VALUE=DATE:20261225"), ["2026-12-25"]);
    assert_eq!(days("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226"), ["2026-12-25"]);
    assert_eq!(days("DTSTART:20261225\r\nDURATION:P2D"), ["2026-12-25", "2026-12-26"]);
    let christmas = days("DTSTART;VALUE=DATE:20241225\r\nRRULE:FREQ=YEARLY");
    assert_eq!(christmas[..3], ["2024-12-25", "2025-12-25", "2026-12-25"]);
    assert_eq!(christmas.len(), 2150 - 2024 + 1, "bounded");
    let thanksgiving = days("DTSTART;VALUE=DATE:20241128\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3");
    assert_eq!(thanksgiving, ["2024-11-28", "2025-11-27", "2026-11-26"]);
    let memorial =
        days("DTSTART;VALUE=DATE:20250526\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20270101");
    assert_eq!(memorial, ["2025-05-26", "2026-05-25"]);
    assert_eq!(
        days("DTSTART;VALUE=DATE:20241225\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20251225"),
        ["2024-12-25", "2026-12-25"]
    );
    assert_eq!(
        days("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY;COUNT=2"),
        ["2024-02-29", "2028-02-29"]
    );
    assert!(days("DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED").is_empty());
}

#[test]
fn folded_lines_and_alarms_are_read_over() {
    assert_eq!(days("DTSTART;VALUE=\r\n DATE:2026\r\n\t1225"), ["2026-12-25"]);
    assert_eq!(
        days("DTSTART;VALUE=DATE:20261225\r\nBEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDURATION:PT5M\r\nEND:VALARM"),
        ["2026-12-25"]
    );
}

#[test]
fn what_is_no_day_off_is_refused_with_its_line() {
    for (event, line, word) in [
        ("DTSTART:20261225T090000Z", 5, "time of day"),
        ("DTSTART;VALUE=DATE:20261325", 5, "20261325 is no date"),
        ("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=WEEKLY", 6, "only what comes every year"),
        ("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY;BYSETPOS=1", 6, "BYSETPOS is not read"),
        ("DTSTART;VALUE=DATE:20261225\r\nRRULE:INTERVAL=1", 6, "FREQ is missing"),
        ("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20291225", 3, "lasts 1096 days"),
        ("DTSTART;VALUE=DATE:20261225\r\nDURATION:PT8H", 6, "no number of whole days"),
        ("LOCATION:here", 3, "no DTSTART"),
    ] {
        let (at, said) = refusal(event);
        assert!(at == line && said.contains(word), "{event}: line {at}: {said}");
    }
    assert_eq!(of_text("").unwrap_err().0, 1);
    assert!(of_text("BEGIN:VCARD").unwrap_err().1.contains("no calendar"));
    assert!(of_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261225").unwrap_err().1.contains("END:VEVENT"));
}

proptest! {
    #[test]
    fn any_text_is_days_or_a_line(lines in prop::collection::vec(
        prop::sample::select(vec![
            "BEGIN:VEVENT", "END:VEVENT", "DTSTART;VALUE=DATE:20261225", "DTSTART:", "DTEND:18000101", "RRULE:FREQ=YEARLY",
            "RRULE:FREQ=YEARLY;INTERVAL=0", "RRULE:;;=", "DURATION:P99999999999D", "BYDAY", " x", "EXDATE:,", "BEGIN:", "é:é",
            "RRULE:FREQ=YEARLY;BYDAY=é", "END:",
        ]), 0..12), any in "\\PC{0,30}") {
        let text = format!("BEGIN:VCALENDAR\n{}\n{any}", lines.join("\n"));
        if let Err((line, said)) = of_text(&text) {
            prop_assert!(line >= 1 && !said.is_empty());
        }
    }
}
