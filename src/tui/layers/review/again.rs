//! The cards of a re-examination: each agreement decided by one key, with who sits there asked once.
//!
//! **Invariant:** what moves a date carries who agreed, how and when; asked at the first decision and taken for the
//! next ones, and asked anew with the key of the strip.

use ratatui::layout::Rect;

use super::{Review, deciders::Decider, draw};
use crate::{
    acts::{
        agreements::AgreementDetail,
        review::{CHARTER_TO_SIGN, Fact, charter_to_sign},
    },
    domain::{
        action::{Action, Consent},
        agreement,
        day::{self, add_days, days_between},
        record::{Fields, Kind, RecordId, Row},
        records::{expectation, goal},
        rejection::Rejection,
        review::Card,
    },
    letters::compose::{Wanted, draft},
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Effect,
        layers::{
            ask::Ask,
            consent::{self, whose},
            document::{DocumentPage, Shown},
            reason, record,
        },
        tabs::{
            Focus,
            agreements::verbs::{self, change_with, reading},
        },
        theme::Role,
        widgets::{field::Field, footer::Hint, line::Line, list::Keys, page::Page, pen::Pen},
    },
};

/// Cells of the labels of the end.
const LABEL: u16 = 14;

type Way = (Command, &'static str, &'static str);

/// The ways to decide an agreement, the most usual first, each with its words and its hint.
fn ways(row: &Row, at: &At<'_>) -> Vec<Way> {
    use Command as C;
    let first: Way = match row.str("state") {
        "agreed" if at.book.newer_rule(row).ok().flatten().is_some() => {
            (C::Finish, "the rule as it is now is accepted", "accepted")
        }
        "agreed" => (C::Finish, "still right, agreed again with them", "still right"),
        _ => (C::Finish, "agreed with them", "agreed"),
    };
    let mut ways = vec![first];
    if row.id.kind != Kind::Acceptance {
        ways.push((C::Edit, "changed: the new text, agreed with them; the old one stays", "changed"));
    }
    ways.extend([
        (C::Reschedule, "later, until when and why; at most twice", "later"),
        (C::AgreementRaise, "again at their next meeting", "next meeting"),
        (C::End, "retired: what became of it, what was learned", "retire"),
        (C::Reading, "a reading of its measure", ""),
        (C::Exception, "an exception for them", ""),
    ]);
    ways
}

/// The agreement of a card, as it stands now.
fn row_of(card: &Card, at: &At<'_>) -> Option<Row> {
    card.agreement().and_then(|id| at.book.get(id).ok().flatten())
}

fn detail_of(id: RecordId, at: &At<'_>) -> Result<AgreementDetail, Rejection> {
    at.book.agreement(id)?.ok_or_else(|| Rejection::rule("This is not in the book any more."))
}

/// The keys that work for the card.
pub(super) fn deciders(card: &Card, at: &At<'_>) -> Vec<Decider> {
    let Some(row) = row_of(card, at) else { return Vec::new() };
    let fits = |way: &Way| available(card, way.0, at) == Some(Availability::Yes);
    let shown = ways(&row, at).into_iter().filter(fits);
    shown.map(|(command, words, hint)| Decider { key: command.key().to_owned(), words, hint }).collect()
}

/// Whether a verb of an agreement can run on its card; none where it is no such verb.
pub(super) fn available(card: &Card, command: Command, at: &At<'_>) -> Option<Availability> {
    use Command as C;
    let row = row_of(card, at)?;
    let is_agreed = row.str("state") == "agreed";
    Some(match command {
        C::Finish | C::AgreementReaffirm | C::End => Availability::Yes,
        C::Edit | C::AgreementChange if row.id.kind == Kind::Acceptance => Availability::no(format!(
            "A rule is changed in the rulebook (4). With them alone {} makes an exception.",
            C::Exception.way()
        )),
        C::Edit | C::AgreementChange => Availability::Yes,
        C::Reschedule | C::AgreementDefer if !is_agreed => Availability::no(format!(
            "It is not agreed yet, so there is nothing to put off. {} agrees it, j leaves it.",
            C::Finish.way()
        )),
        C::Reschedule | C::AgreementDefer => {
            let times = u32::try_from(row.int("deferrals").unwrap_or(0)).unwrap_or(0);
            let soon = add_days(at.today, 1).unwrap_or(at.today);
            let due = at.book.not_due_before(row.id).ok().flatten();
            match agreement::may_defer(times, soon, "asked next", at.today) {
                Ok(()) => match due.filter(|due| days_between(at.today, *due) >= agreement::DEFERRED_DAYS) {
                    Some(due) => Availability::no(format!(
                        "It is not due before {}. {} has it earlier, at their next meeting.",
                        day::long(due),
                        C::AgreementRaise.way()
                    )),
                    None => Availability::Yes,
                },
                Err(no) => Availability::no(no.message),
            }
        }
        C::AgreementRaise if at.book.meeting_after_today(card.relationship.unwrap_or(0)).is_err() => {
            Availability::no(format!(
                "No further meeting with them is planned. {} plans one, then raise it.",
                C::AddMeeting.way()
            ))
        }
        C::AgreementRaise => Availability::Yes,
        C::Reading => {
            let has = detail_of(row.id, at).is_ok_and(|detail| !detail.measures.is_empty());
            if has { Availability::Yes } else { Availability::no("It has no measure to read.") }
        }
        C::Exception if row.id.kind == Kind::Acceptance => Availability::Yes,
        _ => return None,
    })
}

/// Whether a verb decides an agreement, so that it has no meaning where it is decided.
pub(super) fn decides(command: Command) -> bool {
    matches!(command, Command::End | Command::Edit)
}

/// Runs a verb on the agreement of a card; `with` is who sits there, where that was asked.
pub(super) fn run(
    card: &Card,
    with: Option<&Consent>,
    command: Command,
    at: &At<'_>,
) -> Result<Vec<Effect>, Rejection> {
    use Command as C;
    let id = card.agreement().ok_or_else(|| Rejection::rule("This card is no agreement."))?;
    let detail = detail_of(id, at)?;
    let (row, title) = (&detail.row, detail.title.clone());
    Ok(match command {
        C::Finish => match with {
            Some(consent) => Effect::commit(at.book.agreed_with(id, consent.clone())?),
            None => ask(row, &title, None, at)?,
        },
        C::AgreementReaffirm => ask(row, &title, with, at)?,
        C::Edit | C::AgreementChange if row.str("state") != "agreed" => record::edit(id, at),
        C::Edit => change_with(&detail, with, at),
        C::AgreementChange => change_with(&detail, None, at),
        C::Reschedule | C::AgreementDefer => reason::until(
            &format!("Later: {title}"),
            "Look again on",
            verbs::later(&[id], at),
            move |until, reason| Action::Defer { agreements: vec![id], until, reason },
        ),
        C::AgreementRaise => {
            let meeting = at.book.meeting_after_today(card.relationship.unwrap_or(0))?;
            Effect::commit(Action::Raise { agreements: vec![id], meeting: Some(meeting) })
        }
        C::End => retire(row, &title),
        C::Reading => reading(&detail),
        C::Exception => {
            let preset = Fields::new()
                .with("relationship_id", card.relationship)
                .with("rule_id", row.int("rule_id"))
                .with("day", at.today);
            record::add(Kind::Exception, preset, at)
        }
        _ => Vec::new(),
    })
}

/// Asks who sits there, how and when; as it was answered before, else by the contact or the meeting of today.
fn ask(row: &Row, title: &str, with: Option<&Consent>, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    let client = row.int("relationship_id").unwrap_or(0);
    let first = match with {
        Some(consent) => Some(consent.clone()),
        None => at.book.consent_of_today(client)?,
    };
    let title = format!("With whom, for all of this meeting: {title}");
    // What it is, again or for the first time, is settled with the question.
    let unsaid =
        Consent { by: Vec::new(), dissents: Vec::new(), on: at.today, how: String::new(), evidence: None };
    let action = at.book.agreed_with(row.id, unsaid)?;
    Ok(consent::ask_as(&title, whose(client), first.as_ref(), at, move |consent| {
        said_by(action.clone(), consent)
    }))
}

/// The same act, with those who agree.
fn said_by(action: Action, consent: Consent) -> Action {
    match action {
        Action::Accept { rules, relationship, .. } => Action::Accept { rules, relationship, consent },
        Action::Reaffirm { agreements, .. } => Action::Reaffirm { agreements, consent },
        Action::Agree { agreements, .. } => Action::Agree { agreements, consent },
        other => other,
    }
}

/// The agreement in full.
pub(super) fn in_full(client: RecordId, row: Option<&Focus>, at: &At<'_>) -> Result<Page, Rejection> {
    let agreement = row.and_then(|row| row.records.iter().find(|id| id.kind.is_agreement()));
    match agreement {
        Some(id) => verbs::in_full(*id, at),
        None => Err(Rejection::rule(format!("{client} has no agreement here."))),
    }
}

/// What became of it, then what it taught; a rule, and what was never agreed, goes with a reason.
fn retire(row: &Row, title: &str) -> Vec<Effect> {
    let id = row.id;
    let words = match id.kind {
        Kind::Goal => goal::OUTCOMES,
        _ => expectation::OUTCOMES,
    };
    if id.kind == Kind::Acceptance || row.str("state") != "agreed" {
        let heading = format!("Retire: {title}");
        return reason::why(&heading, move |reason| Action::Retire { agreements: vec![id], reason });
    }
    let words: Vec<&str> = words.iter().copied().filter(|word| *word != "open").collect();
    let (heading, title) = (format!("Retire, what became of it: {title}"), title.to_owned());
    Effect::open(
        Ask::choice(&heading, "It is", &words, move |outcome, _| {
            if id.kind == Kind::Goal {
                return Ok(verbs::closed(id, outcome, &title));
            }
            let outcome = outcome.to_owned();
            let then = Ask::text(&format!("{outcome}: {title}"), "What was learned", move |learned, at| {
                let learned = Some(learned.trim()).filter(|learned| !learned.is_empty());
                Ok(Effect::commit(at.book.retired_with(id, &outcome, learned)?))
            });
            Ok(Effect::open(then.checked(|_, _| Ok(Some("Enter alone leaves it empty.".to_owned())))))
        })
        .whose_enter("go on"),
    )
}

/// Who sits there, for the card.
pub(super) fn with_said(with: Option<&Consent>, at: &At<'_>) -> Fact {
    let said = match with {
        Some(consent) => {
            let said = at.book.consent_said(consent).unwrap_or_default();
            format!("{said}; {} asks anew", Command::AgreementReaffirm.way())
        }
        None => "asked at the first decision, once for all of them".to_owned(),
    };
    Fact { label: "With".to_owned(), lines: vec![said] }
}

impl Review {
    /// What a key does at the end of a re-examination: the charter, the follow-up, finishing.
    pub(super) fn run_at_last(&mut self, command: Command, client: i64, at: &At<'_>) -> Option<Vec<Effect>> {
        use Command as C;
        let charter = self.ending.as_ref()?.charter.clone()?;
        Some(match command {
            C::Down | C::Bottom => Vec::new(),
            C::Up if self.place.cards.is_empty() => Vec::new(),
            C::Up => {
                self.place.back_to_open();
                self.shown(at)
            }
            C::Top => {
                self.place.look(isize::MIN);
                self.shown(at)
            }
            C::Letter => new_charter(client, at).unwrap_or_else(|no| Effect::warn(no.message)),
            C::Add if charter.follow_up.is_some() => {
                Effect::say(format!("It is on the list already: {CHARTER_TO_SIGN}"))
            }
            C::Add => Effect::commit(charter_to_sign(client, at.today)),
            C::Edit if !self.place.cards.is_empty() => {
                self.typing = Some(Field::new(&self.place.line));
                Vec::new()
            }
            C::Open if self.place.cards.is_empty() => {
                self.finish();
                vec![Effect::Close]
            }
            C::Open => {
                let kept = self.ending.as_ref()?.kept(&self.place);
                self.finish();
                Effect::save(Action::KeepReview(Box::new(kept)))
            }
            _ => return None,
        })
    }

    /// Whether a command runs at the end of a re-examination.
    pub(super) fn available_at_last(command: Command) -> Availability {
        use Command as C;
        match command {
            C::Up | C::Top | C::Open | C::Down | C::Bottom | C::Letter | C::Add | C::Edit => {
                Availability::Yes
            }
            _ => Availability::Elsewhere,
        }
    }

    pub(super) fn hints_at_last() -> Vec<Hint> {
        vec![
            Hint::new(Command::Letter.key(), "the new charter"),
            Hint::new(Command::Edit.key(), "their words"),
            Hint::new(Command::Add.key(), "follow-up: have it signed"),
            Hint::new(Command::Up.key(), "back to the cards").first(),
            Hint::new(Command::Undo.key(), "undo"),
        ]
    }

    /// The end: what was decided, and what it means for the charter.
    pub(super) fn draw_last(&self, pen: &mut Pen<'_>, area: Rect) {
        let Some(ending) = &self.ending else { return };
        let mut inner = Self::inner(area);
        inner.y += 1;
        inner.height = inner.height.saturating_sub(1);
        let mut below = vec![Line::empty()];
        if let Some(said) = &ending.with {
            below.extend(Line::labelled("With", LABEL, said).wrapped(inner.width));
        }
        let typed = below.len();
        below.extend(self.their_words(inner.width));
        let charter = ending.charter.clone().unwrap_or_default();
        for (label, said) in charter_said(&charter) {
            below.extend(Line::labelled(label, LABEL, &said).wrapped(inner.width));
        }
        let room = usize::from(inner.height).saturating_sub(2 + below.len());
        let mut all = vec![Line::heading(self.place.end_said()), Line::empty()];
        all.extend(super::end::verbs_within(ending, inner.width, room).into_iter().take(room));
        let line = all.len() + typed;
        all.extend(below);
        draw::lines(pen, inner, &all);
        if let Some(field) = &self.typing {
            let y = inner.y + u16::try_from(line).unwrap_or(0);
            if y < inner.bottom() {
                let room = inner.width.saturating_sub(LABEL + 1);
                field.draw(pen, (inner.x + LABEL + 1, y), room, Keys::Here);
            }
        }
    }

    /// What they said of it all, as it is kept.
    fn their_words(&self, width: u16) -> Vec<Line> {
        let label = "Their words";
        match self.place.line.as_str() {
            _ if self.typing.is_some() => vec![Line::labelled(label, LABEL, "")],
            "" => {
                let way = format!("none yet; {} writes them", Command::Edit.key());
                vec![Line::labelled(label, LABEL, "").with(way, Role::Muted)]
            }
            words => Line::labelled(label, LABEL, &format!("\"{words}\"")).wrapped(width),
        }
    }
}

/// What the decisions mean for the charter, in a line or two.
fn charter_said(charter: &crate::acts::review::Charter) -> Vec<(&'static str, String)> {
    let key = Command::Letter.key();
    let first = match (&charter.made, charter.changed) {
        (Some((_, title)), _) => format!("✓ {title} is made and kept"),
        (None, 0) => format!("nothing changed, so the charter stands; {key} makes one all the same"),
        (None, 1) => format!("! 1 agreement is other than it says; {key} makes the new one"),
        (None, many) => format!("! {many} agreements are other than it says; {key} makes the new one"),
    };
    let then = match charter.follow_up {
        Some(id) => Some(format!("✓ {id}: {CHARTER_TO_SIGN}")),
        None if charter.made.is_some() || charter.changed > 0 => {
            Some(format!("{} puts it on the list: {CHARTER_TO_SIGN}", Command::Add.key()))
        }
        None => None,
    };
    let mut said = vec![("Charter", first)];
    said.extend(then.map(|then| ("Then", then)));
    said
}

/// The page of a new charter, as it would be kept.
fn new_charter(client: i64, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    let wanted = Wanted { template: "charter".to_owned(), ..Wanted::default() };
    let page = DocumentPage::new(Shown::Draft(Box::new(draft(at.book, client, &wanted)?)), at)?;
    Ok(Effect::open(page))
}

/// What is said where there is nothing to look at.
pub(super) fn nothing() -> String {
    format!(
        "They have no agreement yet. {} leaves; a goal or an expectation is added in the tabs 2 and 3.",
        Command::Back.key()
    )
}
