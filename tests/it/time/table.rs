//! Ten thousand random repeats: what `repeats.py` found by walking through the calendar is what the program gives.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use standing::domain::{
    day::{Calendar, Roll},
    repeat::{Frame, Repeat},
};

const TABLE: &str = include_str!("repeats.txt");
/// Which dates of each repeat are written down.
const ASKED: [u32; 6] = [0, 1, 2, 3, 7, 25];

fn ahead(day: NaiveDate, by: i64) -> NaiveDate {
    if by < 0 { day - Days::new(by.unsigned_abs()) } else { day + Days::new(by.unsigned_abs()) }
}

/// `31-1`: so many days after the anchor, and by how many it was rolled.
fn offsets(text: &str) -> (i64, i64) {
    match text.find(['+', '-']) {
        Some(at) => (text[..at].parse().unwrap(), text[at..].parse().unwrap()),
        None => (text.parse().unwrap(), 0),
    }
}

#[test]
fn ten_thousand_random_repeats_give_the_dates_of_an_independent_table() {
    let mut lines = TABLE.lines();
    let holidays: BTreeSet<NaiveDate> =
        lines.next().unwrap().split(' ').skip(2).map(|day| day.parse().unwrap()).collect();
    assert!(holidays.len() > 800);
    let calendar = Calendar { holidays, ..Calendar::default() };
    let (mut count, mut wrong) = (0, Vec::new());
    for line in lines {
        let [words, anchor, roll, dates] = line.split('|').collect::<Vec<_>>().try_into().unwrap();
        let anchor = NaiveDate::parse_from_str(anchor, "%Y%m%d").unwrap();
        let roll = match roll {
            "none" => Roll::None,
            "next" => Roll::Next,
            "previous" => Roll::Previous,
            "nearest" => Roll::Nearest,
            _ => Roll::NextInMonth,
        };
        let frame = Frame { calendar: &calendar, roll, pauses: &[] };
        let repeat = Repeat::parse(words).unwrap();
        for (k, wanted) in ASKED.into_iter().zip(dates.split(' ')) {
            let (after, rolled) = offsets(wanted);
            let on = ahead(anchor, after);
            let given = repeat.occurrence(anchor, k, &frame).map(|given| (given.on, given.due));
            if given != Some((on, ahead(on, rolled))) {
                wrong.push(format!("{line}: the {k}th is {given:?}"));
            }
        }
        count += 1;
    }
    assert_eq!(count, 10_000);
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}
