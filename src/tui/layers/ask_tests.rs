use super::*;
use crate::{
    domain::day::DayOrder,
    tui::layers::testing::{app, press, shown, type_in},
};

fn day_asked() -> crate::tui::app::App {
    let mut app = app();
    let asked = crate::tui::tabs::verbs::ask_day("Snooze", "Until", "today", |_, _| Ok(Vec::new()));
    app.apply(asked);
    shown(&mut app);
    app
}

#[test]
fn the_first_letter_typed_replaces_what_stands_in_the_field() {
    let mut app = day_asked();
    type_in(&mut app, "tomorrow");
    let text = shown(&mut app);
    assert!(text.contains("Until  tomorrow") && !text.contains("todaytomorrow"), "{text}");
    assert!(text.contains("Tue 24 Nov 2026"), "{text}");
    press(&mut app, "Ctrl-X f r i");
    assert!(shown(&mut app).contains("Until  fri "), "{}", shown(&mut app));
}

#[test]
fn an_arrow_keeps_what_stands_in_the_field() {
    for key in ["End", "Left Right", "Home End"] {
        let mut app = day_asked();
        press(&mut app, key);
        type_in(&mut app, "x");
        assert!(shown(&mut app).contains("Until  todayx"), "{key}: {}", shown(&mut app));
    }
}

#[test]
fn a_line_of_several_parts_is_added_to() {
    let mut ask = Ask::text("Agree", "By", |_, _| Ok(Vec::new())).starting("Ann and Robert, today, meeting");
    let book = crate::tui::testing::book();
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let at = At { book: &book, today, now: chrono::NaiveTime::MIN, order: DayOrder::DayFirst };
    ask.key(chord::key("s").unwrap(), &at);
    assert_eq!(ask.field.text(), "Ann and Robert, today, meetings");
}

#[test]
fn the_reason_why_a_date_does_not_fit_is_drawn_whole() {
    let mut app = day_asked();
    type_in(&mut app, "todaytomorrow or some day");
    let text = shown(&mut app);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("14 mar or 2027-03-14."), "{text}");
}

#[test]
fn words_that_need_more_lines_get_them_and_stand_whole() {
    let words =
        ["person", "contact point", "special date", "field of your own", "membership", "interaction", "goal"];
    let mut ask = Ask::choice("Add, at Ann Hartley", "What", &words, |_, _| Ok(Vec::new()));
    ask.cells = 40;
    let lines = ask.choices();
    assert!(lines.len() > 2, "{lines:?}");
    assert_eq!(ask.shape(), Shape::Foot(u16::try_from(lines.len()).unwrap() + 1));
    let shown: Vec<String> = lines.iter().map(Line::text).collect();
    assert!(shown.iter().all(|line| text::width(line) <= 40), "{shown:?}");
    for word in words {
        assert!(shown.iter().any(|line| line.contains(&format!(") {word}"))), "{word}: {shown:?}");
    }
}
