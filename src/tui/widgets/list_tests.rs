use ratatui::buffer::Buffer;

use super::*;
use crate::tui::{
    theme::{Role, Theme},
    widgets::{pen::Pen, table::words},
};

const LAYOUTS: &[Layout] = &[Layout { from: 0, columns: &[words(0, "", 12), words(1, "", 0)] }];

fn item(key: &str) -> Item {
    let cells = vec![Line::plain(key), Line::plain(format!("about {key}"))];
    Item::from(Row {
        key: key.into(),
        words: Words { name: key.into(), cells, ..Words::default() }.into(),
        ..Row::default()
    })
}

fn list(keys: &[&str]) -> List {
    let mut list = List::new(LAYOUTS);
    list.refresh(keys.iter().map(|key| item(key)).collect(), Keep::Nothing);
    list
}

fn keys(list: &List) -> Vec<&str> {
    list.rows().map(|row| row.key.as_str()).collect()
}

fn drawn(list: &mut List, width: u16, height: u16) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    list.draw(&mut Pen::new(&mut buffer, Theme::default()), area, Keys::Here);
    crate::tui::testing::lines(&buffer)
}

#[test]
fn the_cursor_stays_on_its_row_when_rows_come_before_it() {
    let mut list = list(&["a", "b", "c"]);
    list.focus("b");
    list.refresh(["z", "y", "a", "b"].map(item).to_vec(), Keep::Nothing);
    assert_eq!(list.row().map(|row| row.key.as_str()), Some("b"));
}

#[test]
fn a_decided_row_stays_greyed_in_place_and_the_cursor_steps_on() {
    let mut list = list(&["a", "b", "c"]);
    list.focus("b");
    list.refresh(["a", "c"].map(item).to_vec(), Keep::Decided);
    assert_eq!(keys(&list), ["a", "b", "c"]);
    assert_eq!(list.row().map(|row| row.key.as_str()), Some("c"));
    list.refresh(["a", "c"].map(item).to_vec(), Keep::Nothing);
    assert_eq!(keys(&list), ["a", "c"]);
}

#[test]
fn the_first_and_last_rows_stay_in_place_when_decided() {
    let mut list = list(&["a", "b", "c"]);
    list.refresh(["b"].map(item).to_vec(), Keep::Decided);
    assert_eq!(keys(&list), ["a", "b", "c"]);
}

#[test]
fn the_cursor_never_stands_on_a_heading() {
    let mut list = List::new(LAYOUTS);
    let group = |name: &str| Item::Heading(Line::plain(name));
    list.refresh(vec![group("A"), item("a"), group("B"), item("b"), group("C")], Keep::Nothing);
    for to in [Move::Top, Move::Bottom, Move::By(5), Move::By(-5), Move::Group(1), Move::Group(-1)] {
        list.go(to);
        assert!(list.row().is_some(), "{to:?}");
    }
}

#[test]
fn the_cursor_is_always_drawn() {
    let names: Vec<String> = (0..300).map(|number| format!("row{number}")).collect();
    let mut list = List::new(LAYOUTS);
    let items = names.iter().map(|name| item(name)).collect();
    list.refresh(items, Keep::Nothing);
    for to in [Move::Bottom, Move::Screen(-1), Move::Half(-1), Move::Top, Move::By(37), Move::Screen(1)] {
        list.go(to);
        for height in [1, 5, 30] {
            let lines = drawn(&mut list, 60, height);
            assert_eq!(lines.iter().filter(|line| line.starts_with('▸')).count(), 1, "{to:?} {height}");
        }
    }
}

#[test]
fn columns_start_at_the_same_cell_with_wide_names() {
    let mut list = List::new(LAYOUTS);
    let names = ["Hartley", "Tanaka 田中", "👩‍👩‍👧 family 裕子の長い名前", "é\u{301}\u{302}", "\u{1b}[31mred"];
    let row = |name: &&str| {
        Item::from(Row {
            key: (*name).into(),
            words: Words { cells: vec![Line::plain(*name), Line::plain("|X")], ..Words::default() }.into(),
            ..Row::default()
        })
    };
    list.refresh(names.iter().map(row).collect(), Keep::Nothing);
    let area = Rect::new(0, 0, 60, 8);
    let mut buffer = Buffer::empty(area);
    list.draw(&mut Pen::new(&mut buffer, Theme::default()), area, Keys::Here);
    for y in 0..5 {
        assert_eq!(buffer[(15, y)].symbol(), "|", "row {y}");
    }
}

#[test]
fn marks_are_what_verbs_act_on() {
    let mut list = list(&["a", "b", "c"]);
    assert_eq!(list.chosen().len(), 1);
    list.mark();
    list.mark();
    assert_eq!(list.chosen().iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    list.mark_all();
    assert_eq!(list.marked(), 0);
}

fn grouped(groups: &[(&str, &[&str])]) -> Vec<Item> {
    let mut items = Vec::new();
    for (name, keys) in groups {
        items.push(Item::Heading(Line::heading(*name).with(format!("  {}", keys.len()), Role::Muted)));
        items.extend(keys.iter().map(|key| item(key)));
    }
    items
}

#[test]
fn a_row_that_changed_its_group_stays_greyed_where_it_was_until_the_next_refresh() {
    let mut list = List::new(LAYOUTS);
    list.refresh(grouped(&[("To agree", &["a", "b"]), ("In order", &["c"])]), Keep::Nothing);
    let after = || grouped(&[("To agree", &["b", "n"]), ("In order", &["a", "c"])]);
    list.refresh(after(), Keep::Decided.in_place());
    assert_eq!(keys(&list), ["a", "b", "n", "c"]);
    assert_eq!(list.rows().next().map(|row| row.state), Some(RowState::Decided));
    assert_eq!(list.row().map(|row| row.key.as_str()), Some("b"));
    list.refresh(after(), Keep::Nothing);
    assert_eq!(keys(&list), ["b", "n", "a", "c"]);
}

fn under(name: &str, count: &str) -> Item {
    Item::Heading(Line::heading(name).with(format!("  {count}"), Role::Muted))
}

#[test]
fn a_heading_counts_the_rows_that_came_in_and_a_new_group_has_its_own() {
    let mut list = List::new(LAYOUTS);
    list.refresh(vec![under("To agree", "1"), item("a")], Keep::Nothing);
    let now = vec![under("To agree", "2"), item("a"), item("b"), Item::Gap, under("Due", "1"), item("c")];
    list.refresh(now.clone(), Keep::Nothing.in_place());
    assert_eq!(list.items, now);
    let mut list = List::new(LAYOUTS);
    list.refresh(vec![under("Due", "1"), item("c")], Keep::Nothing);
    let now = vec![under("To agree", "1"), item("a"), Item::Gap, under("Due", "1"), item("c")];
    list.refresh(now.clone(), Keep::Nothing.in_place());
    assert_eq!(list.items, now);
}
