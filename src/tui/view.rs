//! The screen as a whole: which layer or tab is drawn, in which lines, with which footer.
//!
//! **Invariant:** drawing changes nothing but scroll positions; exactly one place is reversed.

use ratatui::{Frame, buffer::Buffer, layout::Rect};

use super::{
    app::{App, at},
    command::{Availability, Command, Looked, Scope, look_up, table},
    frame::{self, Body, MIDDLE, Peek},
    layers::Shape,
    model::{Laid, Pane, Room},
    theme::Role,
    widgets::{
        footer::{self, Footer, Hint},
        line::Line,
        page::Sections,
        pen::Pen,
        rule, text,
    },
};

impl App {
    /// Draws everything into a frame.
    pub fn draw(&mut self, frame: &mut Frame<'_>) {
        self.catch_up();
        let area = frame.area();
        self.model.size = (area.width, area.height);
        let theme = self.model.theme;
        frame.buffer_mut().set_style(area, theme.style(Role::Plain));
        let mut pen = Pen::new(frame.buffer_mut(), theme);
        self.paint(&mut pen, area);
        self.model.hits = std::mem::take(&mut pen.hits);
        self.model.laid = Laid::Out;
        if let Some((x, y)) = pen.cursor.filter(|&(x, y)| x < area.right() && y < area.bottom()) {
            frame.set_cursor_position((x, y));
        }
    }

    /// Lays everything out without showing it, so that a page of keys that came in one breath is as high as the
    /// page that would have been seen between them.
    pub(super) fn lay_out(&mut self) {
        if self.model.laid == Laid::Out {
            return;
        }
        self.catch_up();
        let area = Rect::new(0, 0, self.model.size.0, self.model.size.1);
        let theme = self.model.theme;
        self.paint(&mut Pen::new(&mut Buffer::empty(area), theme), area);
        self.model.laid = Laid::Out;
    }

    fn paint(&mut self, pen: &mut Pen<'_>, area: Rect) {
        if area.width < 40 || area.height < 10 {
            frame::too_small(pen, area);
            return;
        }
        if let Some(layer) = self.model.layers.last_mut() {
            layer.measured(area.width);
        }
        let full = self.model.layers.iter().rposition(|layer| layer.shape() == Shape::Full);
        let first_foot = full.map_or(0, |at| at + 1);
        let top_foot = self.model.layers.len() > first_foot;
        let notice = self.model.notice();
        let sign = if top_foot { String::new() } else { self.model.filter_sign() };
        let beside = if sign.is_empty() { 0 } else { (text::width(&sign) + 6).min(area.width / 2) };
        let foot_lines =
            if top_foot { Vec::new() } else { rule::message_lines(&notice, area.width - beside) };
        let more = (foot_lines.len() as u16).saturating_sub(1).min(4);
        let foot =
            self.model.layers.last().filter(|_| top_foot).map_or(2 + more, |layer| match layer.shape() {
                Shape::Foot(lines) => lines + 2,
                Shape::FootRuled(lines) => lines + 3,
                Shape::Full => 2,
            });
        // A layer at the foot leaves the row it acts on in view.
        let foot = foot.min(area.height.saturating_sub(6));
        let above = Rect { height: area.height - foot, ..area };
        let peek = if top_foot { Peek::Covered } else { Peek::Shown };
        match full {
            Some(number) => self.paint_full(pen, above, number),
            None => self.paint_tab(pen, above, peek),
        }
        let foot_area = Rect { y: above.bottom(), height: foot, ..area };
        if top_foot {
            self.paint_foot(pen, above, foot_area, &notice);
        } else {
            self.paint_rule(pen, foot_area, (&foot_lines, sign));
        }
        let last = Rect { y: area.bottom() - 1, height: 1, ..area };
        let footer = self.footer();
        footer::draw(pen, last, &footer);
    }

    fn paint_tab(&mut self, pen: &mut Pen<'_>, area: Rect, peek: Peek) {
        let alone =
            self.model.pane == Pane::Detail && (area.width < frame::WIDE || self.model.room == Room::Whole);
        if alone {
            self.paint_detail(pen, area);
            return;
        }
        let y = frame::tabs(pen, area, &self.model);
        let body = Body {
            area: Rect { y, height: area.bottom().saturating_sub(y), ..area },
            pane: self.model.pane,
            room: self.model.room,
            peek,
        };
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let active = self.model.active;
        if let Some(tab) = self.model.tabs.get_mut(active) {
            frame::body(pen, tab.as_mut(), body, &at);
        }
    }

    /// The detail on the whole screen: its title replaces the tabs.
    fn paint_detail(&mut self, pen: &mut Pen<'_>, area: Rect) {
        let Some(tab) = self.model.tab_mut() else { return };
        let place = tab.id().title();
        let state = tab.state_mut();
        let title = Line::plain(format!("{place} > ")).with(state.page.title.text(), Role::Heading);
        let mut title = title.with("    ", Role::Plain).with(state.page.aside.text(), Role::Plain);
        if !state.page.state.is_empty() {
            title.push("   ", Role::Plain);
            title.spans.extend(state.page.state.spans.clone());
        }
        let number = Line::plain(format!("{} of {}", state.list.number(), state.list.len()));
        title_line(pen, area, &title, &number);
        state.page.draw_whole(pen, Rect { y: area.y + 2, height: area.height - 2, ..area });
    }

    fn paint_full(&mut self, pen: &mut Pen<'_>, area: Rect, number: usize) {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let Some(layer) = self.model.layers.get_mut(number) else { return };
        let (title, right) = layer.title(&at);
        pen.hits.clear();
        title_line(pen, area, &title, &right);
        layer.draw(pen, Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }, &at);
    }

    fn paint_foot(&mut self, pen: &mut Pen<'_>, above: Rect, area: Rect, notice: &Line) {
        let at = at(&self.book, &self.clock, self.model.today, self.model.order);
        let message = self.model.message.is_some();
        let counted = self.model.counted();
        let Some(layer) = self.model.layers.last_mut() else { return };
        if layer.mode() == "FIELD" {
            pen.wash(above, Role::Muted);
            pen.cursor = None;
        }
        // What lies above is only looked at.
        pen.hits.clear();
        let ruled = matches!(layer.shape(), Shape::FootRuled(_));
        let (title, right) = layer.title(&at);
        let right = match counted.filter(|_| layer.narrows()) {
            Some((shown, all)) => Line::plain(format!("{shown} of {all}")),
            None => right,
        };
        let title = if message && !ruled { notice.clone() } else { title };
        rule::titled(pen, Rect { height: 1, ..area }, &title, &right.text());
        let inner = area.height.saturating_sub(if ruled { 3 } else { 2 });
        layer.draw(pen, Rect { y: area.y + 1, height: inner, ..area }, &at);
        if ruled {
            let words = if message { notice.clone() } else { Line::empty() };
            rule::titled(pen, Rect { y: area.bottom() - 2, height: 1, ..area }, &words, "");
        }
    }

    /// The foot rule with its message; more lines of it stand between the rule and the footer.
    fn paint_rule(&self, pen: &mut Pen<'_>, area: Rect, (lines, sign): (&[Line], String)) {
        let first = lines.first().cloned().unwrap_or_default();
        let right = match self.model.state() {
            Some(state) if area.width < MIDDLE && self.model.layers.is_empty() && first.is_empty() => {
                let (views, active) = state.views_shown();
                let view = views.get(active).map_or("", |view| view.name.as_str());
                let place = format!("{} of {}", state.list.number(), state.list.len());
                if view.is_empty() { place } else { format!("{view}, {place}") }
            }
            _ => sign,
        };
        rule::titled(pen, Rect { height: 1, ..area }, &first, &right);
        for (y, line) in (area.y + 1..area.bottom().saturating_sub(1)).zip(lines.iter().skip(1)) {
            pen.line(area.x + 3, y, area.width.saturating_sub(4), line);
        }
    }

    /// The footer for where the keys are.
    #[must_use]
    pub fn footer(&self) -> Footer {
        if let Some(layer) = self.model.layers.last() {
            let in_force = |hints| in_force(layer.reads(), hints);
            return Footer {
                mode: layer.mode(),
                hints: in_force(layer.hints()),
                always: in_force(layer.always()),
            };
        }
        let tab = self.model.tab();
        let detail = self.model.pane == Pane::Detail;
        let scopes = self.scopes();
        let mut hints = in_force(scopes, tab.map(super::tabs::Tab::hints).unwrap_or_default());
        hints.retain(|hint| self.works(hint));
        if detail && self.model.state().is_some_and(|state| state.page.sections == Sections::Listed) {
            // Its sections are what one goes through.
            hints.insert(0, Hint::new(Command::PageSection.key(), "section"));
            let agreed = ["Goals", "Expectations", "Rules"];
            if self.model.state().is_some_and(|state| state.page.has_heading(&agreed)) {
                hints.insert(2.min(hints.len()), Hint::of(Command::Reexamine, "re-examine"));
            }
        }
        let mut specs: Vec<_> = table().filter(|spec| spec.worth > 0 && spec.scope.holds(scopes)).collect();
        specs.sort_by_key(|spec| std::cmp::Reverse(spec.worth));
        for spec in specs {
            let key = spec.command.key();
            let there = key.is_empty() || hints.iter().any(|hint| hint.key == key);
            let open = spec.command == Command::Open && self.can_open();
            if !there && (open || self.can(spec.command)) {
                let word = tab.and_then(|tab| tab.word(spec.command)).unwrap_or(spec.hint);
                hints.push(Hint::new(key, word));
            }
        }
        let always = if detail {
            vec![Hint::of(Command::Back, "back"), Hint::of(Command::Help, "help")]
        } else {
            vec![Hint::of(Command::Palette, "commands"), Hint::of(Command::Help, "help")]
        };
        debug_assert!(!scopes.contains(&Scope::Field));
        Footer { mode: if detail { "PAGE" } else { "LIST" }.into(), hints, always }
    }

    /// Whether what a tab hints at works where the keys are: on its page the keys of the list do not.
    fn works(&self, hint: &Hint) -> bool {
        let key = hint.key.split(' ').next().unwrap_or("");
        match look_up(self.scopes(), key) {
            Looked::Command(Command::Open) => self.can_open() || self.can(Command::Open),
            // There Enter has a word of its own.
            Looked::Command(command) if self.meant(command) != command => false,
            Looked::Command(command) => self.can(command),
            Looked::Prefix => true,
            Looked::Nothing => false,
        }
    }

    fn can(&self, command: Command) -> bool {
        self.available(command) == Availability::Yes
    }

    fn can_open(&self) -> bool {
        self.model.state().is_some_and(|state| !state.page.is_empty() && !state.list.is_empty())
    }
}

/// The hints with the keys in force; one whose command has no key any more goes.
fn in_force(scopes: &[Scope], hints: Vec<Hint>) -> Vec<Hint> {
    let of = |hint: Hint| hint.in_force(scopes);
    hints.into_iter().map(of).filter(|hint| !hint.key.is_empty()).collect()
}

/// The title line of what takes the whole screen, and the rule under it.
fn title_line(pen: &mut Pen<'_>, area: Rect, title: &Line, right: &Line) {
    let cells = area.width.saturating_sub(2);
    let end = pen.line(area.x + 1, area.y, cells, title);
    let room = area.right().saturating_sub(end + 3);
    pen.line_right(area.right() - 1, area.y, room, right);
    rule::plain(pen, Rect { y: area.y + 1, height: 1, ..area }, None);
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
