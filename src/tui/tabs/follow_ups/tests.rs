//! What the tests of the queue share.

mod adding_tests;
mod marks_tests;
mod owed_tests;
mod placing_tests;
mod queue_tests;
mod time_tests;
mod verbs_tests;

use super::*;
use crate::{
    acts::Book,
    domain::record::Value,
    tui::{
        app::App,
        desk::Action,
        testing::{book, desk, drawn, practice, press, typed},
    },
};

fn column(line: &str, wanted: &str) -> u16 {
    let (head, _) = line.split_once(wanted).unwrap_or_else(|| panic!("{wanted} in {line:?}"));
    crate::tui::widgets::text::width(head)
}

fn line<'a>(shown: &'a [String], wanted: &str) -> &'a str {
    shown.iter().find(|line| line.contains(wanted)).unwrap_or_else(|| panic!("{wanted} in {shown:#?}"))
}

fn order(app: &App) -> Vec<String> {
    app.book.seeds(View::Today).unwrap().iter().map(|seed| seed.source.key()).collect()
}
