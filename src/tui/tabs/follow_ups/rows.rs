//! The rows of a queue: which pass the filter, under which headings, in which words.
//!
//! **Invariant:** what was dressed is kept until the book or the day changes.

use std::{collections::HashMap, rc::Rc};

use chrono::NaiveDate;

use super::whose;
use crate::{
    acts::queue::{Coming, Finished, Item as Dressed, Seed, Source, View},
    domain::{
        day,
        filter::Filter,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::At,
        tabs::Whose,
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Row},
            text,
        },
    },
};

/// Cells of a reason and the minutes behind it; where the reason is long, the minutes give way.
pub(super) const REASON: u16 = 32;
/// Cells of a reason over a peek below 78 columns.
const FEW: u16 = 19;
/// Cells of a reason below 60 columns.
const FEWEST: u16 = 14;

/// Seeds and words, as of one state of the book.
#[derive(Debug, Default)]
pub(super) struct Rows {
    as_of: Option<((i64, String), NaiveDate)>,
    /// The rows of the views that were looked at; they are many, so there is one copy of each.
    seeds: Vec<(View, Rc<Vec<Seed>>)>,
    coming: Coming,
    shown: Rc<Vec<Seed>>,
    /// The places in `shown`, in the order of their sources.
    by_source: Vec<u32>,
    items: HashMap<String, Dressed>,
    tags: HashMap<i64, (Vec<String>, String)>,
}

impl Rows {
    /// Forgets what was read when the book or the day is another.
    pub(super) fn renew(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let now = (at.book.head()?, at.today);
        if self.as_of.as_ref() != Some(&now) {
            *self = Self { as_of: Some(now), ..Self::default() };
        }
        Ok(())
    }

    /// The seeds of a view.
    pub(super) fn seeds(&mut self, view: View, at: &At<'_>) -> Result<Rc<Vec<Seed>>, Rejection> {
        if let Some((_, seeds)) = self.seeds.iter().find(|(known, _)| *known == view) {
            return Ok(Rc::clone(seeds));
        }
        let seeds = if view == View::Today {
            let (today, coming) = at.book.today_and_next_days()?;
            self.coming = coming;
            today
        } else {
            at.book.seeds(view)?
        };
        let seeds = Rc::new(seeds);
        self.seeds.push((view, Rc::clone(&seeds)));
        Ok(seeds)
    }

    /// How many items each of the next working days brings.
    pub(super) fn coming(&mut self, at: &At<'_>) -> Result<&[(NaiveDate, usize)], Rejection> {
        self.seeds(View::Today, at)?;
        Ok(&self.coming)
    }

    /// Takes the words of rows that were kept.
    pub(super) fn know(&mut self, rows: &[(String, Dressed)]) {
        self.items.extend(rows.iter().map(|(_, item)| (item.key.clone(), item.clone())));
    }

    /// Finds the rows that are shown by their key from now on.
    pub(super) fn show(&mut self, seeds: &Rc<Vec<Seed>>) {
        self.shown = Rc::clone(seeds);
        self.by_source = (0_u32..).take(seeds.len()).collect();
        self.by_source.sort_unstable_by_key(|at| source_at(seeds, *at));
    }

    /// The row with this key among those that are shown.
    fn seed(&self, key: &str) -> Option<&Seed> {
        let wanted = Source::of_key(key);
        wanted?;
        let at = self.by_source.binary_search_by_key(&wanted, |at| source_at(&self.shown, *at)).ok()?;
        self.shown.get(usize::try_from(*self.by_source.get(at)?).ok()?)
    }

    /// Finds words for rows that have none yet.
    pub(super) fn dress(&mut self, keys: &[String], at: &At<'_>) -> Result<(), Rejection> {
        let wanted: Vec<Seed> = keys
            .iter()
            .filter(|key| !self.items.contains_key(*key))
            .filter_map(|key| self.seed(key).copied())
            .collect();
        if !wanted.is_empty() {
            for item in at.book.dress(&wanted)? {
                self.items.insert(item.key.clone(), item);
            }
        }
        Ok(())
    }

    /// The words of a row, when it has them.
    pub(super) fn item(&self, key: &str) -> Option<&Dressed> {
        self.items.get(key)
    }

    /// How many rows have words.
    #[cfg(test)]
    pub(super) fn dressed(&self) -> usize {
        self.items.len()
    }

    /// Whether what is shown of a view is what was read of it and no copy.
    #[cfg(test)]
    pub(super) fn shows_no_copy(&mut self, view: View, at: &At<'_>) -> bool {
        let seeds = self.seeds(view, at).unwrap_or_default();
        Rc::ptr_eq(&self.shown, &seeds)
            && self.passing(&seeds, "", None, at).is_ok_and(|passed| Rc::ptr_eq(&passed, &seeds))
    }

    /// The seeds that pass the filter; only a filter needs the words of all.
    pub(super) fn passing(
        &mut self,
        seeds: &Rc<Vec<Seed>>,
        typed: &str,
        only: Option<&Whose>,
        at: &At<'_>,
    ) -> Result<Rc<Vec<Seed>>, Rejection> {
        let filter = Filter::parse(typed, at.today, at.order);
        if filter.is_empty() && only.is_none() {
            return Ok(Rc::clone(seeds));
        }
        let theirs = |seed: &&Seed| only.is_none_or(|only| whose(seed) == Some(only.id));
        let mut shown: Vec<Seed> = seeds.iter().filter(theirs).copied().collect();
        if filter.is_empty() {
            return Ok(Rc::new(shown));
        }
        let keys: Vec<String> = shown.iter().map(|seed| seed.source.key()).collect();
        self.dress(&keys, at)?;
        let asks_tags = filter.asks_tags() || filter.asks_stage();
        let mut passed = Vec::new();
        for seed in shown.drain(..) {
            let (tags, stage) = match seed.relationship {
                Some(id) if asks_tags => self.tags_of(id, at)?,
                _ => (Vec::new(), String::new()),
            };
            let Some(item) = self.items.get(&seed.source.key()) else { continue };
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            let folded = item.folded();
            let facts = item.facts(&tags, &stage, &folded);
            if filter.matches(&facts) {
                passed.push(seed);
            }
        }
        Ok(Rc::new(passed))
    }

    fn tags_of(&mut self, id: i64, at: &At<'_>) -> Result<(Vec<String>, String), Rejection> {
        if let Some(known) = self.tags.get(&id) {
            return Ok(known.clone());
        }
        let tags = at.book.of(Kind::Tag, id)?.iter().map(|tag| tag.str("name").to_owned()).collect();
        let row = at.book.get(RecordId::new(Kind::Relationship, id))?;
        let found = (tags, row.map(|row| row.str("stage").to_owned()).unwrap_or_default());
        self.tags.insert(id, found.clone());
        Ok(found)
    }
}

fn source_at(seeds: &[Seed], at: u32) -> Option<Source> {
    seeds.get(usize::try_from(at).ok()?).map(|seed| seed.source)
}

/// The lines of a list: rows without words under the headings that are their order.
pub(super) fn items(seeds: &[Seed], view: View, today: NaiveDate) -> Vec<Item> {
    under_headings(seeds.iter().map(|seed| {
        let row = Row {
            key: seed.source.key(),
            record: Some(seed.source.record()),
            relationship: whose(seed),
            ..Row::default()
        };
        (heading(seed, view, today), row)
    }))
}

/// What of a row that is a must of the day.
pub(super) fn must(what: &Line) -> Line {
    let mut line = Line::heading("● ");
    line.spans.extend(what.spans.iter().cloned());
    line
}

/// The same of rows that were kept.
pub(super) fn items_kept(rows: &[(String, Dressed)]) -> Vec<Item> {
    under_headings(rows.iter().map(|(heading, item)| {
        let row = Row {
            key: item.key.clone(),
            record: Some(item.record),
            relationship: item.relationship.map(|id| RecordId::new(Kind::Relationship, id)),
            ..Row::default()
        };
        (Some(heading.clone()), row)
    }))
}

fn under_headings(rows: impl ExactSizeIterator<Item = (Option<String>, Row)>) -> Vec<Item> {
    let mut items = Vec::with_capacity(rows.len() + 8);
    let mut before: Option<String> = None;
    for (heading, row) in rows {
        if let Some(heading) = heading
            && before.as_ref() != Some(&heading)
        {
            if before.is_some() {
                items.push(Item::Gap);
            }
            items.push(Item::Heading(Line::plain(heading.as_str())));
            before = Some(heading);
        }
        items.push(Item::from(row));
    }
    items
}

fn heading(seed: &Seed, view: View, today: NaiveDate) -> Option<String> {
    match view {
        View::Today | View::Overdue => Some(seed.section().heading().to_owned()),
        View::Upcoming => Some(match seed.on {
            Some(on) => day::echo(on, today),
            None => "No date".to_owned(),
        }),
        View::Reexaminations => Some(match seed.due {
            Some(due) if due < today => "Past their day".to_owned(),
            Some(due) if day::days_between(today, due) <= 14 => "Within two weeks".to_owned(),
            _ => "Within 90 days".to_owned(),
        }),
        View::Waiting => Some(match seed.on {
            Some(on) if on <= today => "To ask again".to_owned(),
            _ => "Waiting".to_owned(),
        }),
        View::Requests => Some("To decide, the longest asked first".to_owned()),
        View::BackBurner => Some("Resting, the next to wake first".to_owned()),
        View::Gaps => Some("Never done, by stakes and tier".to_owned()),
        View::Batch => Some("Small things, to be done in one go".to_owned()),
    }
}

/// The cells of a row: who, tier, what, why with the minutes, why in few words, in fewer.
pub(super) fn cells(item: &Dressed) -> Vec<Line> {
    let mut reason = alarmed(&fitted(item, REASON), &item.alarm);
    if let Some(minutes) = item.minutes {
        let minutes = format!("{minutes} min");
        let between = REASON.saturating_sub(reason.width() + text::width(&minutes));
        if between > 0 {
            reason.push(" ".repeat(usize::from(between)), Role::Plain);
            reason.push(minutes, Role::Muted);
        }
    }
    vec![
        Line::plain(&*item.who),
        Line::plain(&*item.tier),
        Line::plain(&*item.title),
        reason,
        alarmed(&fitted(item, FEW), &item.alarm),
        alarmed(&fitted(item, FEWEST), &item.alarm),
    ]
}

/// The longest form of a reason that fits, its state whole in each: what is said first is left out first.
fn fitted(item: &Dressed, cells: u16) -> String {
    let reason = item.reason.as_str();
    let mut forms = vec![reason];
    if !item.alarm.is_empty() {
        forms.push(item.alarm.as_str());
    }
    // What an agreement says first is its state; how many months on stands behind it.
    forms.extend(reason.split(", ").next().filter(|first| first.starts_with("due ")));
    let known = ["back burner ", "by them ", "to ", "meeting ", "hard date "];
    forms.extend(known.iter().filter_map(|known| reason.strip_prefix(known)));
    let mut rest = reason;
    while let Some((_, behind)) = rest.split_once(", ") {
        forms.push(behind);
        forms.extend(known.iter().filter_map(|known| behind.strip_prefix(known)));
        rest = behind;
    }
    // A state without its measure is still one: `4 days past`, `no next step`.
    forms.extend([" maximum", " ideal"].iter().filter_map(|measure| rest.strip_suffix(measure)));
    forms.extend([" for ", " at "].iter().filter_map(|more| Some(rest.split_once(more)?.0)));
    forms.extend(["since ", "on "].iter().filter_map(|known| reason.get(reason.find(known)?..)));
    // A state of two words still says itself in the first: `asked 19 Nov`.
    forms.extend(reason.split(", ").next());
    let fits = forms.iter().find(|form| text::width(form) <= cells);
    let shortest = || forms.iter().min_by_key(|form| text::width(form));
    fits.or_else(shortest).map_or_else(String::new, |form| (*form).to_owned())
}

/// A reason whose tail is late or broken.
fn alarmed(reason: &str, alarm: &str) -> Line {
    match reason.strip_suffix(alarm).filter(|_| !alarm.is_empty()) {
        Some(head) => Line::plain(head).with(alarm, Role::Alarm),
        None if !alarm.is_empty() && reason.contains(alarm) => {
            let (head, tail) = reason.split_once(alarm).unwrap_or((reason, ""));
            Line::plain(head).with(alarm, Role::Alarm).with(tail, Role::Plain)
        }
        None => Line::plain(reason),
    }
}

/// Why a row stands where it stands, as a sentence.
pub(super) fn why(item: &Dressed) -> String {
    let mut reason: String = item.reason.chars().take(1).flat_map(char::to_uppercase).collect();
    reason.extend(item.reason.chars().skip(1));
    let tier = if item.tier.is_empty() { String::new() } else { format!(" Tier {}.", item.tier) };
    let minutes = item.minutes.map(|minutes| format!(" {minutes} minutes.")).unwrap_or_default();
    format!("{reason}.{tier}{minutes}")
}

/// A row as one line of text: `Letter on the yen account, Tanaka 田中: promised, due today`.
pub(super) fn said(item: &Dressed) -> String {
    let who = if item.who.is_empty() { String::new() } else { format!(", {}", item.who) };
    format!("{}{who}: {}", item.title, item.reason)
}

/// The same in one line.
pub(super) fn why_short(item: &Dressed) -> String {
    let tier = if item.tier.is_empty() { String::new() } else { format!("; tier {}", item.tier) };
    let due =
        item.due.filter(|_| !item.alarm.is_empty()).map(|due| format!(", for {}", day::weekday_day(due)));
    format!("{}{}{tier}", item.reason, due.unwrap_or_default())
}

/// How many more clients have gaps than Today brings.
pub(super) fn gaps_behind(count: usize) -> Vec<Item> {
    let said = match count {
        0 => return Vec::new(),
        1 => "1 more client has gaps".to_owned(),
        many => format!("{many} more clients have gaps"),
    };
    vec![Item::Gap, Item::Note(Line::muted(format!("  {said}; {} shows all.", Command::ViewGaps.way())))]
}

/// What was finished today, under its heading; of `all` the newest are named.
pub(super) fn done(finished: &[Finished], all: usize) -> Vec<Item> {
    if finished.is_empty() {
        return Vec::new();
    }
    let mut items = vec![Item::Gap, Item::Heading(Line::plain("Done today"))];
    for one in finished {
        let state = || Line::plain(one.state.as_str());
        items.push(Item::Told(vec![
            ended(&one.state).with(format!(" {}", one.who), Role::Plain),
            Line::plain(one.tier.as_str()),
            Line::plain(one.title.as_str()),
            state(),
            state(),
            state(),
        ]));
    }
    if let Some(more) = all.checked_sub(finished.len()).filter(|more| *more > 0) {
        items.push(Item::Note(Line::muted(format!("  {more} more"))));
    }
    items
}

/// The sign of how one ended; one that was taken back is open again.
fn ended(state: &str) -> Line {
    match state {
        "done" => Line::role("✓", Role::Good),
        "declined" | "dropped" => Line::role("-", Role::Muted),
        _ => Line::role("·", Role::Muted),
    }
}

/// `about 4 h 45 min`.
pub(super) fn hours(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => "no time known".to_owned(),
        (0, minutes) => format!("about {minutes} min"),
        (hours, 0) => format!("about {hours} h"),
        (hours, minutes) => format!("about {hours} h {minutes} min"),
    }
}
