//! A card as it is drawn: whose, what, why now, the context, and the keys that decide it.
//!
//! **Invariant:** who, what and why are always whole; the context gives way first, then the keys, which the footer
//! still has.

use ratatui::layout::Rect;

use super::Review;
use crate::{
    acts::review::{Fact, Sheet},
    domain::{day, record::Kind, review::Place},
    tui::{
        desk::At,
        frame::WIDE,
        theme::Role,
        widgets::{line::Line, pen::Pen, rule, text},
    },
};

/// The lines of context a card keeps before its keys give way, and the keys it keeps before the context does.
const CONTEXT: usize = 8;
const KEYS: usize = 5;
/// Where the text begins and how wide it is at most where there is room.
const INDENT: u16 = 12;

/// What is done of the pass, in the rule under the title.
pub(super) fn bar(pen: &mut Pen<'_>, area: Rect, place: &Place) {
    let all = u32::try_from(place.cards.len()).unwrap_or(0);
    let settled = u32::try_from(place.settled()).unwrap_or(0);
    let cells = (u32::from(area.width) * settled).checked_div(all).unwrap_or(0);
    rule::stretch(pen, (area.x, area.y.saturating_sub(1)), u16::try_from(cells).unwrap_or(area.width));
}

/// The day, at the right of the title where it has room.
pub(super) fn day(pen: &mut Pen<'_>, area: Rect, title: &Line, today: chrono::NaiveDate) {
    let said =
        if area.width < WIDE { today.format("%-d %b").to_string() } else { crate::domain::day::long(today) };
    let room = area.width.saturating_sub(title.width() + 4);
    pen.line_right(area.right().saturating_sub(1), area.y.saturating_sub(2), room, &Line::plain(said));
}

/// The lines, one under another; those that do not fit are not drawn.
pub(super) fn lines(pen: &mut Pen<'_>, area: Rect, lines: &[Line]) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        pen.line(area.x, y, area.width, line);
    }
}

impl Review {
    /// The part of the screen the text takes.
    pub(super) fn inner(area: Rect) -> Rect {
        let indent = if area.width < WIDE { 1 } else { INDENT };
        Rect { x: area.x + indent, width: area.width.saturating_sub(2 * indent), ..area }
    }

    pub(super) fn draw_card(&self, pen: &mut Pen<'_>, area: Rect) {
        let Some(sheet) = &self.sheet else { return };
        let wide = area.width >= WIDE;
        let mut inner = Self::inner(area);
        if wide {
            pen.line(area.x + 1, area.y, area.width.saturating_sub(2), &self.groups());
            inner.y += 2;
            inner.height = inner.height.saturating_sub(2);
        }
        let label = if wide { 13 } else { 10 };
        let head = head(sheet, inner.width, label);
        let around = if wide { self.around(label) } else { Vec::new() };
        let keys = self.keys(sheet);
        let room = usize::from(inner.height);
        let context = context(&sheet.facts, inner.width, label);
        // A strip above the foot has the keys; what is left goes to the context.
        let least = head.len() + 1 + CONTEXT.min(context.len()) + 1;
        let shown = if room < least + 2 { 0 } else { keys.len().min((room - least).max(KEYS)) };
        let keys = keys.get(..shown).unwrap_or_default();
        let around = if room > head.len() + keys.len() + around.len() + context.len() + 4 {
            around
        } else {
            Vec::new()
        };
        let below = if keys.is_empty() { 0 } else { keys.len() + 1 }
            + if around.is_empty() { 0 } else { around.len() + 1 };
        let kept = room.saturating_sub(head.len() + 1 + below);
        let mut all = head;
        all.push(Line::empty());
        all.extend(fitting(context, kept));
        let rows = u16::try_from(all.len()).unwrap_or(0);
        lines(pen, inner, &all);
        if keys.is_empty() {
            return;
        }
        // Right under the context where there is room, else at the foot.
        let y = if wide {
            inner.y + rows + 1
        } else {
            inner.bottom().saturating_sub(u16::try_from(keys.len() + 1).unwrap_or(1))
        };
        let line = if wide { Rect { y, height: 1, ..inner } } else { Rect { y, height: 1, ..area } };
        rule::plain(pen, line, None);
        let mut rest = keys.to_vec();
        if !around.is_empty() {
            rest.push(Line::empty());
            rest.extend(around);
        }
        lines(pen, Rect { y: y + 1, height: area.bottom().saturating_sub(y + 1), ..inner }, &rest);
    }

    /// `✓ promises 3    agreements 1 of 4    contact 2`.
    fn groups(&self) -> Line {
        let mut line = Line::empty();
        let here = self.place.card().map(|card| card.group.word());
        for (number, group) in self.place.groups().iter().enumerate() {
            if number > 0 {
                line.push("    ", Role::Plain);
            }
            let role = if here == Some(group.word) { Role::Heading } else { Role::Plain };
            let word =
                if group.all == 1 { group.word.strip_suffix('s').unwrap_or(group.word) } else { group.word };
            if group.settled == group.all {
                line.push("✓ ", Role::Good);
                line.push(format!("{word} {}", group.all), role);
            } else if group.settled > 0 {
                line.push(format!("{} {} of {}", group.word, group.settled, group.all), role);
            } else {
                line.push(format!("{word} {}", group.all), role);
            }
        }
        line
    }

    fn around(&self, label: u16) -> Vec<Line> {
        let (before, after) = self.place.around();
        let said = |word: &str, card: Option<&crate::domain::review::Card>| {
            card.map(|card| Line::labelled(word, label, &card.called()))
        };
        [said("Before", before), said("After", after)].into_iter().flatten().collect()
    }

    /// The keys, or what came of the card.
    fn keys(&self, sheet: &Sheet) -> Vec<Line> {
        if let Some((verb, said)) = &sheet.settled {
            let line = Line::role("✓", Role::Good).with(format!(" {}: {said}", verb.word()), Role::Plain);
            let next = Line::role("    u", Role::Key)
                .with(" takes it back   ", Role::Plain)
                .with("j", Role::Key)
                .with(" shows the next card", Role::Plain);
            return vec![line, next];
        }
        let mut keys: Vec<Line> = Vec::new();
        let longest = |keys: &str| Line::role(format!("{keys:>7}"), Role::Key);
        for decider in self.deciders.iter().filter(|decider| !decider.words.is_empty()) {
            keys.push(longest(&decider.key).with(format!("   {}", decider.words), Role::Plain));
        }
        let in_full =
            match self.place.card().and_then(crate::domain::review::Card::agreement).map(|id| id.kind) {
                Some(Kind::Goal | Kind::Expectation) => "   read it in full, with its versions",
                _ => "   read it in full, with the brief of the client",
            };
        keys.push(longest("Enter").with(in_full, Role::Plain));
        keys
    }

    /// Nothing stands for today: what comes next.
    pub(super) fn draw_nothing(&self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        let inner = Self::inner(area);
        let first = match self.place.pass {
            crate::domain::review::Pass::Reexamination(_) => {
                let inner = Rect { y: inner.y + 1, ..inner };
                return lines(pen, inner, &Line::plain(super::again::nothing()).wrapped(inner.width));
            }
            crate::domain::review::Pass::Daily => "Nothing stands for today.",
            crate::domain::review::Pass::Weekly => {
                "Nothing waits on others, nothing wakes in the next seven days, no meeting is to be prepared."
            }
        };
        let mut all = vec![Line::empty(), Line::heading(first), Line::empty()];
        let empty = at.book.is_empty().unwrap_or(false);
        let coming = self.ending.as_ref().map(|ending| ending.coming.as_slice()).unwrap_or_default();
        match coming.first() {
            Some((on, count)) => {
                let items = if *count == 1 { "1 item".to_owned() } else { format!("{count} items") };
                all.push(Line::plain(format!("Next comes {}: {items}.", day::echo(*on, at.today))));
            }
            None if empty => {}
            None => all.push(Line::plain("Nothing comes in the next nine days either.")),
        }
        let way = if empty {
            "The book is empty. Esc leaves; then a adds the first household, and : import takes contacts in."
        } else {
            "Esc leaves; then v u shows what comes, and a adds what is to be done."
        };
        all.push(Line::empty());
        all.extend(Line::plain(way).wrapped(inner.width));
        lines(pen, inner, &all);
    }
}

/// Whose, what and why now.
fn head(sheet: &Sheet, width: u16, label: u16) -> Vec<Line> {
    let room = width.saturating_sub(text::width(&sheet.aside) + 2);
    let who = text::cut(&sheet.who, room);
    let gap = width.saturating_sub(text::width(&who) + text::width(&sheet.aside));
    let first =
        Line::heading(who).with(" ".repeat(usize::from(gap)), Role::Plain).with(&sheet.aside, Role::Plain);
    let mut head = vec![Line::empty(), first];
    head.extend(Line::plain(&sheet.title).wrapped(width).into_iter().take(2));
    head.push(Line::empty());
    head.extend(Line::labelled("Why now", label, &sheet.why).wrapped(width).into_iter().take(2));
    head
}

/// The context as lines; a line takes at most two.
fn context(facts: &[Fact], width: u16, label: u16) -> Vec<Line> {
    let mut all = Vec::new();
    for fact in facts {
        for (number, words) in fact.lines.iter().enumerate() {
            let name = if number == 0 { fact.label.as_str() } else { "" };
            let line = Line::labelled(name, label, words);
            let mut wrapped = line.wrapped(width);
            if wrapped.len() > 2 {
                wrapped = vec![line.cut(width)];
            }
            all.extend(wrapped);
        }
    }
    all
}

/// What fits of the context; what does not is said to be more.
fn fitting(mut context: Vec<Line>, room: usize) -> Vec<Line> {
    if context.len() > room {
        context.truncate(room.saturating_sub(1));
        if room > 0 {
            context.push(Line::muted("…  Enter reads all of it"));
        }
    }
    context
}
