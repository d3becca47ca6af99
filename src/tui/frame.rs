//! The frame that is the same everywhere: tabs, views, list with peek or detail, the foot.
//!
//! **Invariant:** layout follows the width by one rule: 110 and more, 60 to 109, under 60.

use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;

use super::{
    command::Command,
    effect::Whole,
    model::{Model, Pane, Room},
    tabs::{Tab, TabId, View},
    theme::Role,
    widgets::{hits::What, line::Line, list::Keys, pen::Pen, rule, text},
};

/// From this many columns list and detail stand side by side.
pub const WIDE: u16 = 110;
/// From this many columns a peek of several lines stands under the list.
pub const MIDDLE: u16 = 60;
/// From this many columns the peek has five lines.
pub const FULL_PEEK: u16 = 78;
/// From this many columns the list grows with the window.
const PLENTY: u16 = 140;
/// From this many lines there is air around groups.
const TALL: u16 = 30;

/// Draws the tab line and its rule; returns the line below them.
pub fn tabs(pen: &mut Pen<'_>, area: Rect, model: &Model) -> u16 {
    let names: Vec<String> = model.tabs.iter().map(|tab| tab_name(tab.id())).collect();
    let long = date(model.today);
    let short = format!("{} {}", model.today.day(), model.today.format("%b"));
    let total = |gap: u16| {
        names.iter().map(|name| text::width(name)).sum::<u16>() + gap * (names.len() as u16).saturating_sub(1)
    };
    let edge = area.right().saturating_sub(1);
    let (from, gap, day) = if area.width >= WIDE {
        pen.text(area.x + 1, area.y, 12, "standing", Role::Plain);
        (13, 3, long)
    } else if total(2) + 2 + text::width(&short) + 2 <= area.width {
        (1, 2, short)
    } else {
        let weekday = format!("{} {short}", model.today.format("%a"));
        (1, 3, weekday)
    };
    let room = edge.saturating_sub(from + text::width(&day) + 2);
    let shown = window(&names, model.active, gap, room);
    let mut x = area.x + from;
    let mut heavy = None;
    for (number, name) in names.iter().enumerate().skip(shown.0).take(shown.1) {
        let start = x;
        if number == model.active {
            x = pen.text(x, area.y, edge.saturating_sub(x), name, Role::Heading);
            heavy = Some((start - area.x, x - start));
        } else {
            let key = model.tabs.get(number).map_or("", |tab| tab.id().command().key());
            let rest = name.strip_prefix(key).unwrap_or(name);
            x = pen.text(x, area.y, text::width(key), key, Role::Key);
            x = pen.text(x, area.y, edge.saturating_sub(x), rest, Role::Plain);
        }
        pen.hits.note(Rect { x: start, width: x - start, ..line_of(area) }, What::Tab(number));
        x += gap;
    }
    let day = match model.whole {
        Whole::AsFarAsKnown => Line::plain(day),
        // Where there is no room for both, what matters more.
        Whole::Damaged if area.width >= WIDE => {
            Line::role("Damaged", Role::Alarm).with(format!("  {day}"), Role::Plain)
        }
        Whole::Damaged => Line::role("Damaged", Role::Alarm),
    };
    pen.line_right(edge, area.y, edge.saturating_sub(x), &day);
    rule::plain(pen, Rect { y: area.y + 1, height: 1, ..area }, heavy);
    area.y + 2
}

/// The first line of an area.
fn line_of(area: Rect) -> Rect {
    Rect { height: 1, ..area }
}

/// `1 Clients`; the name alone where no key shows it.
fn tab_name(tab: TabId) -> String {
    format!("{} {}", tab.command().key(), tab.title()).trim_start().to_owned()
}

/// A day as it stands at the top right: `Mon 23 Nov 2026`.
#[must_use]
pub fn date(day: NaiveDate) -> String {
    format!("{} {} {}", day.format("%a"), day.day(), day.format("%b %Y"))
}

/// The first and the number of names to show: as many as fit, the active one always, later ones first.
fn window(names: &[String], active: usize, gap: u16, room: u16) -> (usize, usize) {
    let width = |from: usize, to: usize| {
        names
            .iter()
            .take(to + 1)
            .skip(from)
            .map(|name| text::width(name) + gap)
            .sum::<u16>()
            .saturating_sub(gap)
    };
    let (mut from, mut to) = (active, active);
    loop {
        if to + 1 < names.len() && width(from, to + 1) <= room {
            to += 1;
        } else if from > 0 && width(from - 1, to) <= room {
            from -= 1;
        } else {
            return (from, to + 1 - from);
        }
    }
}

/// Draws the views and the heavy stretch under the active one.
pub fn views(pen: &mut Pen<'_>, area: Rect, views: &[View], active: usize) {
    let counted = |view: &View| match view.count {
        Some(count) => format!("{} {}", view.name, super::layers::find::grouped(count)),
        None => view.name.clone(),
    };
    let names: Vec<String> = views.iter().map(counted).collect();
    let room = area.width.saturating_sub(2);
    let wide = |gap: u16| names.iter().map(|name| text::width(name) + gap).sum::<u16>().saturating_sub(gap);
    let gap = if wide(3) <= room { 3 } else { 2 };
    let whole = wide(gap) <= room;
    let (mut from, mut count) =
        window(&names, active, gap, if whole { room } else { room.saturating_sub(11) });
    if from > 0 && from + count < names.len() {
        (from, count) = window(&names, active, gap, room.saturating_sub(14));
    }
    let mut x = area.x + 1;
    for (number, name) in names.iter().enumerate().skip(from).take(count) {
        let role = if number == active { Role::Heading } else { Role::Plain };
        let start = x;
        x = pen.text(x, area.y, area.right().saturating_sub(x + 1), name, role);
        pen.hits.note(Rect { x: start, width: x - start, ..line_of(area) }, What::View(number));
        if number == active {
            rule::stretch(pen, (start, area.y + 1), x - start);
        }
        x += gap;
    }
    if count < names.len() {
        more(pen, (area, x), from, names.len().saturating_sub(from + count));
    }
}

/// Says at the right edge which keys lead to the views that have no room, and to how many.
fn more(pen: &mut Pen<'_>, (area, from): (Rect, u16), before: usize, behind: usize) {
    let (back, on) = (Command::PreviousView.key(), Command::NextView.key());
    let parts = match (before, behind) {
        (0, behind) => vec![(on, format!(" {behind} more"))],
        (before, 0) => vec![(back, format!(" {before} more"))],
        (before, behind) => vec![(back, format!(" {before}  ")), (on, format!(" {behind} more"))],
    };
    let mut words = Line::empty();
    for (key, said) in &parts {
        words = words.with(*key, Role::Key).with(said.as_str(), Role::Plain);
    }
    let edge = area.right().saturating_sub(1);
    pen.line_right(edge, area.y, area.right().saturating_sub(from), &words);
    let mut x = edge.saturating_sub(words.width());
    for (key, said) in &parts {
        let width = text::width(key) + text::width(said.trim_end());
        pen.hits.note(Rect { x, width, ..line_of(area) }, What::Key((*key).to_owned()));
        x += text::width(key) + text::width(said);
    }
}

/// What a tab's body is given.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// From the line under the tabs' rule to the foot rule.
    pub area: Rect,
    /// Which pane has the keys.
    pub pane: Pane,
    /// How much room the detail has.
    pub room: Room,
    /// Whether a layer at the foot has taken the peek's place.
    pub peek: Peek,
}

/// Whether the peek is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peek {
    /// It is.
    Shown,
    /// A layer at the foot stands in its place.
    Covered,
}

/// The columns of the list in a window of these: all of it, or the part beside the detail; where there is plenty
/// the list takes half of what is more.
#[must_use]
pub fn list_width(columns: u16, split: u16) -> u16 {
    if columns < WIDE {
        return columns;
    }
    let split = if split == 0 { 70 } else { split };
    split + columns.saturating_sub(PLENTY) / 2
}

/// Draws views, list, and detail or peek; `Body.area` is what lies between the two rules.
pub fn body(pen: &mut Pen<'_>, tab: &mut dyn Tab, body: Body, at: &super::desk::At<'_>) {
    let area = body.area;
    let wide = area.width >= WIDE;
    let split = list_width(area.width, tab.state().split);
    let left = Rect { width: split, ..area };
    let has_views = area.width >= MIDDLE && !tab.state().views.is_empty() && area.height > 4;
    let mut y = area.y;
    if has_views {
        let state = tab.state();
        let (shown, active) = state.views_shown();
        views(pen, Rect { height: 2, ..left }, &shown, active);
        y += 2;
        // One line of air where the screen is tall enough for it.
        y += u16::from(area.height + 5 >= TALL);
    }
    let below = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    if tab.draw_body(pen, below, at) == super::tabs::Drawn::Itself {
        return;
    }
    let keys = if body.pane == Pane::List { Keys::Here } else { Keys::Elsewhere };
    let list = Rect { width: left.width, ..below };
    if wide {
        let stroke = area.x + split;
        pen.stroke(stroke, area.y, area.bottom());
        let detail = Rect { x: stroke + 2, width: area.width.saturating_sub(split + 2), ..area };
        let here = if body.pane == Pane::Detail { Keys::Here } else { Keys::Elsewhere };
        tab.state_mut().page.draw_titled(pen, detail, here);
        let list = draw_foot(pen, tab, list);
        draw_list(pen, tab, list, keys);
    } else {
        let peek = peek_lines(area, body.peek);
        let list = Rect { height: list.height.saturating_sub(peek), ..list };
        draw_list(pen, tab, list, keys);
        draw_peek(pen, tab, Rect { y: list.bottom(), height: peek, ..area });
    }
}

/// Draws what stands under the list, an empty line below it; returns what is left for the list.
fn draw_foot(pen: &mut Pen<'_>, tab: &dyn Tab, area: Rect) -> Rect {
    let foot = &tab.state().foot;
    let lines = foot.len() as u16 + 1;
    if foot.is_empty() || tab.state().list.is_empty() || area.height < lines + 10 {
        return area;
    }
    for (y, line) in (area.bottom() - lines..area.bottom()).zip(foot) {
        pen.line(area.x + 1, y, area.width.saturating_sub(2), line);
    }
    Rect { height: area.height - lines, ..area }
}

fn peek_lines(area: Rect, peek: Peek) -> u16 {
    match (peek, area.width) {
        (Peek::Covered, _) => 0,
        (Peek::Shown, ..MIDDLE) => 1,
        (Peek::Shown, _) if area.height < 12 => 0,
        (Peek::Shown, MIDDLE..FULL_PEEK) => 4,
        (Peek::Shown, _) => 6,
    }
}

fn draw_list(pen: &mut Pen<'_>, tab: &mut dyn Tab, area: Rect, keys: Keys) {
    let state = tab.state_mut();
    if !state.list.is_empty() {
        state.list.draw(pen, area, keys);
        return;
    }
    let lines: Vec<Line> = if state.empty.is_empty() && !state.filter.is_empty() {
        vec![Line::plain(format!("Nothing fits {}. Esc clears the filter.", state.filter))]
    } else {
        state.empty.clone()
    };
    // Words for an empty list stand a little in, under some air.
    let indent = if area.width >= FULL_PEEK { 12 } else { 2 };
    let cells = area.width.saturating_sub(indent + 2);
    let wrapped: Vec<Line> = lines.iter().flat_map(|line| line.wrapped(cells)).collect();
    let air = 2.min(area.height.saturating_sub(wrapped.len() as u16));
    for (y, line) in (area.y + air..area.bottom()).zip(&wrapped) {
        pen.line(area.x + indent, y, cells, line);
    }
}

fn draw_peek(pen: &mut Pen<'_>, tab: &mut dyn Tab, area: Rect) {
    let state = tab.state();
    let cells = area.width.saturating_sub(2);
    if area.height == 1 {
        let first = state.peek.first().cloned().unwrap_or_default();
        pen.line(area.x + 1, area.y, cells, &first);
        return;
    }
    if area.height < 2 {
        return;
    }
    let below = state.list.below();
    let more =
        if below > 0 && !state.list.is_empty() { format!("{below} more below") } else { String::new() };
    rule::titled(pen, Rect { height: 1, ..area }, &state.peek_title, &more);
    for (y, line) in (area.y + 1..area.bottom()).zip(&state.peek) {
        pen.line(area.x + 1, y, cells, line);
    }
}

/// The polite lines where nothing else fits.
pub fn too_small(pen: &mut Pen<'_>, area: Rect) {
    let lines = if area.width >= 33 && area.height >= 7 {
        vec![
            String::new(),
            " standing".to_owned(),
            String::new(),
            " needs 40 columns and 10 lines;".to_owned(),
            format!(" this window has {} and {}.", area.width, area.height),
            String::new(),
            " Nothing is lost.  Ctrl-C quits".to_owned(),
        ]
    } else {
        vec!["needs 40 x 10".to_owned(), format!("here {} x {}", area.width, area.height)]
    };
    for (y, line) in (area.y..area.bottom()).zip(&lines) {
        pen.text(area.x, y, area.width, line, Role::Plain);
    }
}
