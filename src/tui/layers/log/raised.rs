//! The agenda of the meeting it was: agreements raised for it ask what came of them, the other items whether they
//! were spoken about.
//!
//! **Invariant:** only the agenda of the ticked meeting is asked about, and nothing on it is answered by itself.

use serde::{Deserialize, Serialize};

use super::{
    Log, Stop,
    sheet::{Row as Drawn, What, row},
};
use crate::{
    domain::{
        action::{Came, Raised},
        day,
        follow_text::until_in,
        record::{Kind, RecordId, Row},
        rejection::Rejection,
        safe,
    },
    tui::{
        desk::At,
        layers::record::title_of,
        theme::Role,
        widgets::{line::Line, text},
    },
};

/// Days an agreement is put off when no day is typed: as long as may be.
const LATER: i64 = 90;
/// Cells of the word before an agreement.
const WORD: u16 = 15;
/// Lines shown at once.
const SHOWN: usize = 4;

/// What was said of an agreement that was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) enum Said {
    #[default]
    Nothing,
    Right,
    Changed,
    Later,
}

/// An answer on the sheet, with its words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Answer {
    pub(super) said: Said,
    /// How it reads now; why it is put off.
    pub(super) words: String,
}

/// An agreement raised for the meeting.
#[derive(Debug, Clone)]
pub(super) struct OnAgenda {
    pub(super) agreement: Row,
    pub(super) title: String,
}

impl OnAgenda {
    fn choices(&self) -> &'static [Said] {
        match (self.agreement.str("state"), self.agreement.id.kind) {
            ("agreed", Kind::Acceptance) => &[Said::Nothing, Said::Right, Said::Later],
            ("agreed", _) => &[Said::Nothing, Said::Right, Said::Changed, Said::Later],
            _ => &[Said::Nothing, Said::Right],
        }
    }

    fn word(&self, said: Said) -> &'static str {
        match said {
            Said::Nothing => "not spoken of",
            Said::Right if self.agreement.str("state") == "agreed" => "still right",
            Said::Right => "agreed",
            Said::Changed => "changed",
            Said::Later => "put off",
        }
    }
}

/// What stands on the agenda of one meeting and is open.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    /// Which meeting was read.
    of: Option<RecordId>,
    pub(super) raised: Vec<OnAgenda>,
    /// The client's own items.
    pub(super) items: Vec<Row>,
}

impl Log {
    /// Reads the agenda of the ticked meeting, when another is ticked.
    pub(super) fn read_agenda(&mut self, at: &At<'_>) {
        if self.agenda.of != self.draft.meeting {
            self.agenda = self.draft.meeting.map_or_else(Agenda::default, |meeting| agenda_of(meeting, at));
            self.raised_at = 0;
        }
    }

    /// Reads it again, as another desk may have changed it.
    pub(super) fn forget_agenda(&mut self) {
        self.agenda.of = None;
    }

    fn chosen(&self) -> Option<&OnAgenda> {
        self.agenda.raised.get(self.raised_at)
    }

    fn answer_to(&self, agreement: RecordId) -> Answer {
        self.draft.raised.get(&agreement.to_string()).cloned().unwrap_or_default()
    }

    /// Whether the agreement with the keys asks for words.
    pub(super) fn asks_words(&self) -> bool {
        self.chosen()
            .is_some_and(|one| matches!(self.answer_to(one.agreement.id).said, Said::Changed | Said::Later))
    }

    pub(super) fn raised_words(&self) -> &str {
        let answer = self.chosen().and_then(|one| self.draft.raised.get(&one.agreement.id.to_string()));
        answer.map_or("", |answer| answer.words.as_str())
    }

    pub(super) fn put_raised_words(&mut self, words: String) {
        let Some(key) = self.chosen().map(|one| one.agreement.id.to_string()) else { return };
        self.draft.raised.entry(key).or_default().words = words;
    }

    /// Another answer for the agreement with the keys.
    fn say(&mut self, said: Said) {
        let Some(one) = self.chosen() else { return };
        let (key, now) = (one.agreement.id.to_string(), one.agreement.str(text_field(one.agreement.id.kind)));
        let now = now.to_owned();
        let answer = self.draft.raised.entry(key).or_default();
        // What stands is the start of what it is changed to; it is no reason to put it off.
        if said == Said::Changed && answer.words.is_empty() {
            answer.words = now;
        } else if said == Said::Later && answer.words == now {
            answer.words.clear();
        }
        answer.said = said;
    }

    pub(super) fn turn_raised(&mut self, by: isize) {
        let Some(one) = self.chosen() else { return };
        let (choices, said) = (one.choices(), self.answer_to(one.agreement.id).said);
        let here = choices.iter().position(|choice| *choice == said).unwrap_or(0);
        let to = (here.cast_signed() + by).rem_euclid(choices.len().cast_signed()).unsigned_abs();
        if let Some(said) = choices.get(to) {
            self.say(*said);
        }
    }

    /// A letter chooses the answer that begins with it.
    pub(super) fn letter_raised(&mut self, typed: char) -> bool {
        let Some(one) = self.chosen() else { return false };
        let typed = typed.to_ascii_lowercase();
        let found = one.choices().iter().copied().find(|said| one.word(*said).starts_with(typed));
        found.map(|said| self.say(said)).is_some()
    }

    /// A step among the agreements; `false` past the first or last.
    pub(super) fn step_raised(&mut self, by: isize) -> bool {
        match self.raised_at.checked_add_signed(by) {
            Some(to) if to < self.agenda.raised.len() => {
                self.raised_at = to;
                true
            }
            _ => false,
        }
    }

    /// What came of the agreements, for the act.
    pub(super) fn came_of(&self, at: &At<'_>) -> Result<Vec<Raised>, Rejection> {
        let mut all = Vec::new();
        for one in &self.agenda.raised {
            let answer = self.answer_to(one.agreement.id);
            let words = answer.words.trim();
            let came = match answer.said {
                Said::Nothing => continue,
                Said::Right => Came::Reaffirmed,
                Said::Changed if words.is_empty() => {
                    return Err(Rejection::rule(format!("Say how {} reads now.", one.title)));
                }
                Said::Changed => Came::Changed { text: words.to_owned() },
                Said::Later => {
                    let (reason, until) = until_in(words, at.today, at.order);
                    if reason.trim().is_empty() {
                        return Err(Rejection::rule(format!(
                            "Say why {} is put off; a day may follow, as until 15 jan.",
                            one.title
                        )));
                    }
                    let until = until.or_else(|| day::add_days(at.today, LATER)).unwrap_or(at.today);
                    Came::Deferred { until, reason: reason.trim().to_owned() }
                }
            };
            all.push(Raised { agreement: one.agreement.id, came });
        }
        Ok(all)
    }

    /// Items of the agenda that are ticked as spoken about.
    pub(super) fn spoken(&self) -> Vec<RecordId> {
        let ticked = |item: &&Row| self.draft.spoken.contains(&item.id.to_string());
        self.agenda.items.iter().filter(ticked).map(|item| item.id).collect()
    }

    pub(super) fn tick_item(&mut self) {
        let Some(key) = self.agenda.items.get(self.inner).map(|item| item.id.to_string()) else { return };
        if !self.draft.spoken.remove(&key) {
            self.draft.spoken.insert(key);
        }
    }

    /// The lines of the agenda on the sheet.
    pub(super) fn agenda_rows(&self, rows: &mut Vec<Drawn>, cells: u16) {
        let top = (self.raised_at + 1).saturating_sub(SHOWN);
        for (number, one) in self.agenda.raised.iter().enumerate().skip(top).take(SHOWN) {
            let chosen = number == self.raised_at;
            let answer = self.answer_to(one.agreement.id);
            let line = Line::plain(text::pad(one.word(answer.said), WORD))
                .with(text::cut(&safe::one_line(&one.title), cells.saturating_sub(WORD)), Role::Plain);
            let here = self.stop == Stop::Raised && chosen;
            let label = if number == top { "Raised" } else { "" };
            rows.push(row(label, if here { What::Here(line) } else { What::Words(line) }));
            let asks = match answer.said {
                Said::Changed => "it reads now   ",
                Said::Later => "why            ",
                Said::Nothing | Said::Right => continue,
            };
            if self.stop == Stop::RaisedWords && chosen {
                rows.push(row("", What::Field(asks)));
            } else {
                let said = text::cut(&safe::one_line(&answer.words), cells.saturating_sub(WORD));
                rows.push(row("", What::Words(Line::muted(asks).with(said, Role::Plain))));
            }
        }
        if self.stop == Stop::Raised
            && let Some(one) = self.chosen()
        {
            let said = self.answer_to(one.agreement.id).said;
            let mut line = Line::empty();
            for choice in one.choices() {
                line.push(if line.spans.is_empty() { "" } else { "   " }, Role::Plain);
                line.push(one.word(*choice), if *choice == said { Role::Heading } else { Role::Plain });
            }
            rows.push(row("", What::Words(line)));
        } else if self.stop == Stop::RaisedWords {
            let hint = "a day may stand at the end, as until 15 jan; else 90 days";
            let later = self.chosen().is_some_and(|one| self.answer_to(one.agreement.id).said == Said::Later);
            if later {
                rows.push(row("", What::Words(Line::muted(hint))));
            }
        }
        self.item_rows(rows, cells);
        if !self.agenda.raised.is_empty() || !self.agenda.items.is_empty() {
            rows.push(row("", What::Gap));
        }
    }

    fn item_rows(&self, rows: &mut Vec<Drawn>, cells: u16) {
        let here = self.stop == Stop::Agenda;
        let top = if here { (self.inner + 1).saturating_sub(SHOWN) } else { 0 };
        for (number, item) in self.agenda.items.iter().enumerate().skip(top).take(SHOWN) {
            let sign = if self.draft.spoken.contains(&item.id.to_string()) { "[x] " } else { "[ ] " };
            let line = Line::plain(sign)
                .with(text::cut(&safe::one_line(item.str("text")), cells.saturating_sub(4)), Role::Plain);
            let what = if here && number == self.inner { What::Here(line) } else { What::Words(line) };
            rows.push(row(if number == top { "Agenda" } else { "" }, what));
        }
        let below = self.agenda.items.len().saturating_sub(top + SHOWN);
        if below > 0 {
            rows.push(row("", What::Words(Line::muted(format!("{below} more below")))));
        }
    }

    /// What Save will do about the agenda.
    pub(super) fn agenda_deeds(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for one in &self.agenda.raised {
            let answer = self.answer_to(one.agreement.id);
            let done = match answer.said {
                Said::Nothing => continue,
                Said::Right if one.agreement.str("state") == "agreed" => "agree again",
                Said::Right => "agree",
                Said::Changed => "agree anew, with its new text",
                Said::Later => "put off",
            };
            lines.push(format!("{done}: {}", one.title));
        }
        let spoken = self.spoken().len();
        let left = self.agenda.items.len() - spoken;
        if spoken > 0 {
            lines.push(format!("tick {} of the agenda", counted(spoken)));
        }
        if left > 0 {
            lines.push(format!("take {} of the agenda to the next meeting", counted(left)));
        }
        lines
    }
}

fn counted(items: usize) -> String {
    format!("{items} item{}", if items == 1 { "" } else { "s" })
}

/// The field that says what an agreement is.
fn text_field(kind: Kind) -> &'static str {
    if kind == Kind::Goal { "statement" } else { "title" }
}

fn agenda_of(meeting: RecordId, at: &At<'_>) -> Agenda {
    let mut agenda = Agenda { of: Some(meeting), ..Agenda::default() };
    let all = at.book.agenda(meeting).unwrap_or_default();
    for item in all.into_iter().filter(|item| !item.flag("done")) {
        let raises = [
            ("goal_id", Kind::Goal),
            ("expectation_id", Kind::Expectation),
            ("acceptance_id", Kind::Acceptance),
        ];
        let agreement = raises.iter().find_map(|(name, kind)| Some(RecordId::new(*kind, item.int(name)?)));
        match agreement.map(|id| at.book.get(id).ok().flatten()) {
            Some(Some(agreement)) if agreement.str("state") != "retired" => {
                let title = title_of(&agreement, at);
                agenda.raised.push(OnAgenda { agreement, title });
            }
            Some(_) => {}
            // A promise on the agenda stands among what the contact settles.
            None if item.int("follow_up_id").is_some() => {}
            None => agenda.items.push(item),
        }
    }
    agenda
}
