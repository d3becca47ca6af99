use ratatui::{buffer::Buffer, crossterm::event::KeyModifiers};

use super::*;
use crate::{
    domain::record::RecordId,
    tui::{
        desk::Book,
        testing::{book as new_book, lines, task},
        theme::Theme,
    },
};

fn day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn at(book: &Book) -> At<'_> {
    At { book, today: day(), now: chrono::NaiveTime::MIN, order: crate::domain::day::DayOrder::DayFirst }
}

fn form() -> Form {
    let pick = |typed: &str, _: &At<'_>| {
        let all = ["Ann Hartley", "Robert Hartley", "Claire Hartley"];
        let fits = |name: &&&str| name.to_lowercase().contains(&typed.to_lowercase());
        let record = RecordId::new(crate::domain::record::Kind::Person, 1);
        all.iter()
            .filter(fits)
            .map(|name| Pick { record, name: (*name).to_owned(), detail: "in Hartley".into() })
            .collect()
    };
    Form::new(FormSpec {
        title: "New household".into(),
        of: String::new(),
        slip_key: "form:client.add".into(),
        fields: vec![
            FormField::new("name", "Name", Kind::Line).required().doc("the only one you must fill"),
            FormField::new("born", "Born", Kind::Date),
            FormField::new("fee", "Fee", Kind::Number),
            FormField::new("tier", "Tier", Kind::Choice(["A", "B", "C", "D"].map(String::from).to_vec()))
                .after_gap(),
            FormField::new("vip", "Own key", Kind::Flag),
            FormField::new("source", "Source", Kind::Pick(Box::new(pick))),
            FormField::new("notes", "Notes", Kind::Long),
        ],
        check: Box::new(|field, typed, _| match field.name.as_str() {
            "born" if typed == "x" => Err("Type another day.".into()),
            "born" => Ok(Some(format!("the day {typed}"))),
            _ => Ok(None),
        }),
        save: Box::new(|answers, _| Ok(Effect::save(task(answers.text("name"))))),
    })
}

fn press(form: &mut Form, book: &Book, name: &str) -> Vec<Effect> {
    match form.key(chord::key(name).unwrap(), &at(book)) {
        Pressed::Taken(effects) => effects,
        Pressed::Passed => panic!("{name} was passed on"),
    }
}

fn type_in(form: &mut Form, book: &Book, text: &str) {
    for key in chord::typed(text) {
        assert!(matches!(form.key(key, &at(book)), Pressed::Taken(_)));
    }
}

fn drawn(form: &mut Form, book: &Book, width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    form.draw(&mut Pen::new(&mut buffer, Theme::default()), area, &at(book));
    lines(&buffer)
}

#[test]
fn every_printable_character_is_inserted_in_every_kind_of_field() {
    let book = new_book();
    let typed: String = (' '..='~').chain("é田€".chars()).collect();
    for number in 0..7 {
        let mut form = form();
        form.at = number;
        type_in(&mut form, &book, &typed);
        assert_eq!(form.entries[number].text(), typed, "field {number}");
        assert_eq!(form.at, number);
    }
}

#[test]
fn an_error_stands_under_the_field_once_it_is_left() {
    let book = new_book();
    let mut form = form();
    form.at = 1;
    type_in(&mut form, &book, "x");
    assert!(!drawn(&mut form, &book, 80, 20).join("\n").contains("Type another day."));
    press(&mut form, &book, "Tab");
    let shown = drawn(&mut form, &book, 80, 20).join("\n");
    assert!(shown.contains("✗ Type another day."), "{shown}");
    assert!(shown.contains("waits for one field: ✗ Born"), "{shown}");
}

#[test]
fn a_date_is_echoed_while_it_is_typed() {
    let book = new_book();
    let mut form = form();
    form.at = 1;
    type_in(&mut form, &book, "fri");
    assert!(drawn(&mut form, &book, 80, 20).join("\n").contains("the day fri"));
}

#[test]
fn save_waits_for_what_is_required_and_then_saves() {
    let book = new_book();
    let mut form = form();
    let refused = press(&mut form, &book, "Ctrl-S");
    assert!(matches!(refused.as_slice(), [Effect::Warn(_)]));
    type_in(&mut form, &book, "Marchetti");
    let saved = press(&mut form, &book, "Ctrl-S");
    assert!(matches!(saved.as_slice(), [Effect::Save(action)] if **action == task("Marchetti")));
}

#[test]
fn a_slip_brings_back_what_was_typed_and_only_exists_when_something_differs() {
    let book = new_book();
    let mut first = form();
    assert_eq!(first.kept(&at(&book)), None);
    type_in(&mut first, &book, "Marchetti");
    first.at = 6;
    type_in(&mut first, &book, "one");
    press(&mut first, &book, "Enter");
    type_in(&mut first, &book, "two");
    let slip = first.kept(&at(&book)).unwrap();
    assert_eq!(slip.title, "New household, Marchetti");
    let mut second = form();
    second.restore(&slip.body);
    assert_eq!(second.answers().text("name"), "Marchetti");
    assert_eq!(second.answers().text("notes"), "one\ntwo");
    assert_eq!(second.kept(&at(&book)), Some(slip));
}

#[test]
fn a_choice_turns_with_arrows_and_completes_what_was_typed() {
    let book = new_book();
    let mut form = form();
    form.at = 4;
    type_in(&mut form, &book, "y");
    press(&mut form, &book, "Tab");
    assert_eq!(form.answers().text("vip"), "yes");
    form.at = 3;
    press(&mut form, &book, "Right");
    press(&mut form, &book, "Right");
    assert_eq!(form.answers().text("tier"), "B");
}

#[test]
fn a_picker_narrows_by_typing_and_enter_takes_the_row() {
    let book = new_book();
    let mut form = form();
    form.at = 5;
    type_in(&mut form, &book, "hart");
    press(&mut form, &book, "Down");
    press(&mut form, &book, "Enter");
    assert_eq!(form.answers().text("source"), "Robert Hartley");
    assert!(form.answers().record("source").is_some());
}

#[test]
fn the_field_with_the_keys_and_the_save_row_are_always_drawn() {
    let book = new_book();
    for height in [6, 9, 12, 30] {
        let mut form = form();
        for _ in 0..8 {
            let shown = drawn(&mut form, &book, 60, height);
            assert_eq!(shown.iter().filter(|line| line.starts_with('▸')).count(), 1, "{height} {shown:#?}");
            assert!(shown.last().unwrap().contains("Save"));
            let next = form.at + 1;
            let book = &book;
            form.go(next, &at(book));
        }
    }
}

#[test]
fn control_keys_that_are_nobodys_are_passed_on() {
    let book = new_book();
    let key = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(matches!(form().key(key, &at(&book)), Pressed::Passed));
}

#[test]
fn text_out_of_the_editor_names_its_row_anew() {
    let book = new_book();
    let mut form = form();
    form.at = 5;
    type_in(&mut form, &book, "hart");
    press(&mut form, &book, "Enter");
    press(&mut form, &book, "Shift-Tab");
    assert!(form.answers().record("source").is_some());
    form.edited("nobody of that name");
    assert_eq!(form.answers().record("source"), None);
    form.edited("claire");
    press(&mut form, &book, "Tab");
    assert_eq!(form.answers().text("source"), "Claire Hartley");
    assert!(form.answers().record("source").is_some());
}

#[test]
fn the_save_row_takes_no_text_and_says_so() {
    let book = new_book();
    let mut form = form();
    form.at = 7;
    for name in ["x", "Ctrl-G"] {
        let effects = press(&mut form, &book, name);
        assert!(matches!(effects.as_slice(), [Effect::Warn(_)]), "{name}");
    }
    assert!(matches!(form.paste("text", &at(&book)).as_slice(), [Effect::Warn(_)]));
}

#[test]
fn a_long_text_with_the_keys_is_drawn_in_the_lowest_window() {
    let book = new_book();
    let mut form = form();
    form.at = 6;
    form.paste("one\ntwo\nthree\nfour\nfive\nsix\nseven", &at(&book));
    for height in [5, 6, 9] {
        let shown = drawn(&mut form, &book, 40, height);
        assert!(shown.iter().any(|line| line.starts_with('▸')), "{height} {shown:#?}");
        assert!(shown.iter().any(|line| line.contains("seven")), "{height} {shown:#?}");
    }
}

#[test]
fn the_title_of_a_slip_is_short_whatever_was_pasted() {
    let book = new_book();
    let mut form = form();
    form.paste(&"long ".repeat(2000), &at(&book));
    assert!(form.kept(&at(&book)).unwrap().title.chars().count() < 80);
}

#[test]
fn a_word_or_row_that_was_chosen_gives_way_to_the_first_letter_typed() {
    let book = new_book();
    let mut form = form();
    form.at = 3;
    press(&mut form, &book, "Right");
    press(&mut form, &book, "Tab");
    press(&mut form, &book, "Shift-Tab");
    type_in(&mut form, &book, "c");
    press(&mut form, &book, "Tab");
    assert_eq!(form.answers().text("tier"), "C");
    form.at = 5;
    type_in(&mut form, &book, "claire");
    press(&mut form, &book, "Tab");
    press(&mut form, &book, "Shift-Tab");
    assert_eq!(form.answers().text("source"), "Claire Hartley");
    type_in(&mut form, &book, "ann");
    assert_eq!(form.entries[5].text(), "ann");
    press(&mut form, &book, "Tab");
    assert_eq!(form.answers().text("source"), "Ann Hartley");
    press(&mut form, &book, "Shift-Tab");
    form.paste("robert", &at(&book));
    press(&mut form, &book, "Tab");
    assert_eq!(form.answers().text("source"), "Robert Hartley");
}

#[test]
fn what_was_only_typed_and_a_text_that_is_edited_do_not_give_way() {
    let book = new_book();
    let mut form = form();
    form.at = 5;
    type_in(&mut form, &book, "hart");
    press(&mut form, &book, "Tab");
    press(&mut form, &book, "Shift-Tab");
    type_in(&mut form, &book, "l");
    assert_eq!(form.entries[5].text(), "hartl");
    form.entries[5].set("");
    type_in(&mut form, &book, "claire");
    press(&mut form, &book, "Tab");
    press(&mut form, &book, "Shift-Tab");
    press(&mut form, &book, "Backspace");
    type_in(&mut form, &book, "y");
    assert_eq!(form.entries[5].text(), "Claire Hartley");
}

#[test]
fn enter_in_a_picker_takes_the_row_and_goes_to_the_next_field() {
    let book = new_book();
    let mut form = form();
    form.at = 5;
    type_in(&mut form, &book, "claire");
    press(&mut form, &book, "Enter");
    type_in(&mut form, &book, "Boat by 2030");
    assert_eq!(form.answers().text("source"), "Claire Hartley");
    assert_eq!(form.answers().text("notes"), "Boat by 2030");
}

#[test]
fn a_picker_that_takes_any_words_keeps_those_that_name_no_row() {
    let book = new_book();
    for (typed, kept, picked) in [
        ("golf club", "golf club", false),
        ("Claire", "Claire", false),
        ("claire hartley", "Claire Hartley", true),
    ] {
        let mut form = form();
        form.entries[5].spec.strange = Strange::Taken;
        form.at = 5;
        type_in(&mut form, &book, typed);
        press(&mut form, &book, "Tab");
        assert_eq!(form.entries[5].error, None, "{typed}");
        assert_eq!(form.answers().text("source"), kept);
        assert_eq!(form.answers().record("source").is_some(), picked, "{typed}");
    }
}

#[test]
fn the_title_says_the_record_that_is_picked_now() {
    let book = new_book();
    let mut form = form().of_picked("source");
    let title = |form: &Form| form.title(&at(&book)).0.text();
    assert_eq!(title(&form), "New household");
    form.at = 5;
    for (typed, name) in [("claire", "Claire Hartley"), ("ann", "Ann Hartley")] {
        form.at = 5;
        form.entries[5].arrive();
        type_in(&mut form, &book, typed);
        press(&mut form, &book, "Tab");
        assert_eq!(title(&form), format!("New household   {name}"));
    }
}

#[test]
fn all_fields_that_do_not_fit_are_counted_that_with_the_keys_too() {
    let book = new_book();
    let mut form = form();
    type_in(&mut form, &book, "Marchetti");
    form.at = 1;
    type_in(&mut form, &book, "x");
    press(&mut form, &book, "Tab");
    form.at = 4;
    type_in(&mut form, &book, "maybe");
    let shown = drawn(&mut form, &book, 80, 24).join("\n");
    assert!(shown.contains("waits for 2 fields: ✗ Born, ✗ Own key"), "{shown}");
    press(&mut form, &book, "Ctrl-S");
    let shown = drawn(&mut form, &book, 80, 24).join("\n");
    assert!(shown.contains("waits for 2 fields: ✗ Born, ✗ Own key"), "{shown}");
}
