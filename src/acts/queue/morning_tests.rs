//! Facts about the page kept for the next start.

use chrono::NaiveDate;

use super::*;
use crate::{
    acts::queue::View,
    clock::Clock,
    domain::action::Action,
    tui::testing::{practice, task},
};

#[test]
fn the_page_kept_says_what_today_says() {
    let book = practice();
    assert_eq!(book.morning(), None);
    book.keep_morning().unwrap();
    let page = book.morning().unwrap();
    let seeds = book.seeds(View::Today).unwrap();
    assert_eq!(page.all, seeds.len());
    assert!(page.all > 3, "{page:?}");
    let items: Vec<Item> = page.rows.iter().map(|(_, item)| item.clone()).collect();
    assert_eq!(items, book.dress(&seeds).unwrap());
    assert_eq!(page.minutes, minutes(&seeds));
    assert_eq!(page.coming, book.today_and_next_days().unwrap().1);
    assert_eq!(page.counts, book.queue_counts().unwrap());
}

#[test]
fn an_act_another_day_or_another_program_make_the_page_void() {
    let mut book = practice();
    book.keep_morning().unwrap();
    book.execute(&task("Call back")).unwrap();
    assert_eq!(book.morning(), None, "after an act");
    book.keep_morning().unwrap();
    assert!(book.morning().is_some());
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    book.set_clock(Clock::fixed(day));
    assert_eq!(book.morning(), None, "on another day");
    let mut page = book.make_morning().unwrap();
    page.made_for.program = "0.0.0".into();
    book.keep_view_state(NAME, &serde_json::to_string(&page).unwrap()).unwrap();
    assert_eq!(book.morning(), None, "of another program");
    book.keep_view_state(NAME, "{ not a page").unwrap();
    assert_eq!(book.morning(), None, "damaged");
}

#[test]
fn what_was_finished_today_is_on_the_page() {
    let mut book = practice();
    let made = book.execute(&task("Call back")).unwrap();
    book.execute(&Action::Done { items: made.ids, note: None }).unwrap();
    book.keep_morning().unwrap();
    let finished = book.morning().unwrap().finished;
    assert_eq!(finished.len(), 1);
    assert_eq!((finished[0].title.as_str(), finished[0].state.as_str()), ("Call back", "done"));
}
