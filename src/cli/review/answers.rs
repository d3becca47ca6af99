//! What an answer does with a card: the same actions as the keys of the desk.
//!
//! **Invariant:** an answer that does not fit its card changes nothing and says what fits.

use crate::{
    acts::{Book, deliveries::Again, queue::Source},
    cli::{follow_ups::to_come, session::Session},
    domain::{
        action::{Action, Case, Consent, ContactLog, Decision, Later},
        entry,
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
        review::{
            Card, Group, Place, Stand,
            answer::{Answer, Reached, Told},
        },
    },
};

/// What follows an answer.
pub(super) enum Next {
    /// The card is told again only when it is another.
    Goes(Vec<String>),
    /// The card is told again.
    Shows(Vec<String>),
    /// The pass is left.
    Leaves,
}

/// The answers a card takes; `whom` is who answers for them, as `Ann`.
pub(super) fn of(card: &Card, whom: &str) -> Vec<String> {
    if card.agreement().is_some() {
        return super::again::of(card, whom);
    }
    let own: &[&str] = match Source::of_key(&card.key) {
        Some(Source::FollowUp(_)) if card.group == Group::Requests => &[
            "do fri",
            "schedule 1 dec told",
            "back burner 4 jan told because ...",
            "decline told because ...",
            "log call 10m ...",
        ],
        Some(Source::FollowUp(_)) => &[
            "done",
            "snooze fri",
            "reschedule fri because ...",
            "wait the custodian ask fri",
            "drop because ...",
            "skip because ...",
        ],
        Some(Source::Meeting(_)) => &["done (prepared)", "log meeting 60m ...", "reschedule fri"],
        Some(Source::Contact(_)) => &["log call 10m ...", "log voicemail ...", "snooze fri", "today"],
        Some(Source::Agreements(_)) if is_to_agree(card) => {
            &["raise", "agree by NAME how meeting", "snooze fri", "today"]
        }
        Some(Source::Agreements(_)) => {
            &["raise", "reaffirm by NAME how meeting", "later 30 days because ...", "snooze fri"]
        }
        Some(Source::Teach { .. }) => &["done yes", "done doubtful", "snooze fri"],
        Some(Source::Reading(_)) => &["done 97", "snooze fri"],
        Some(Source::Decision(_)) => &["done what came of it", "snooze fri"],
        Some(Source::LifeEvent(_)) => &["done what was decided", "snooze fri"],
        Some(Source::Breach(_)) => {
            &["done applied: what was said", "done exception: ...", "done rule changed: ...", "snooze fri"]
        }
        Some(Source::Expires(_)) => {
            &["renew 31 may because ...", "drop because ... (ends it today)", "snooze fri"]
        }
        Some(Source::Gaps(_)) => &["drop GAP because ...", "snooze +1m"],
        Some(Source::Tell { .. }) => &["done CLIENT", "drop because ... (nobody else is told)", "snooze fri"],
        Some(Source::Purge(_)) => &["drop because ... (their records are kept on)", "snooze +1m"],
        Some(Source::Safeguard(of)) if of.kind == Kind::Vendor => &["done 72 (hours)", "snooze +1m"],
        Some(Source::Safeguard(of)) if of.kind == Kind::Delivery => {
            &["done March 2027 (the version given to all of them)", "snooze +1m"]
        }
        Some(Source::Safeguard(_)) => &["done (still needed)", "snooze +1m"],
        _ => &["done", "log call 10m ...", "snooze fri"],
    };
    let all = own.iter().chain(&["next", "back", "why", "undo", "end", "quit"]);
    all.map(|words| words.replace("NAME", whom)).collect()
}

/// Does what was answered.
pub(super) fn give(session: &mut Session, place: &mut Place, answer: &Answer) -> Result<Next, Rejection> {
    let Some(card) = place.card().cloned() else { return Ok(Next::Leaves) };
    match answer {
        Answer::Next => place.look(1),
        Answer::Back if place.at == 0 => return Ok(Next::Goes(vec!["This is the first card.".to_owned()])),
        Answer::Back => place.look(-1),
        Answer::End => place.end(),
        Answer::Quit => return Ok(Next::Leaves),
        Answer::Why => return Ok(Next::Goes(session.book()?.why(&card.key)?)),
        Answer::Help => {
            let whom = whom(session.book()?, &card)?;
            return Ok(Next::Goes(vec![format!("Answers: {}.", of(&card, &whom).join(", "))]));
        }
        Answer::Undo => return Ok(Next::Shows(vec![step_back(session, place)?])),
        decision => {
            if card.stand == Stand::Settled && !matches!(decision, Answer::Log { .. }) {
                return Err(Rejection::rule("This card is decided. Type undo to take it back, or next."));
            }
            let action = action(session, &card, decision)?;
            let receipt = session.act(&action)?;
            let at = place.at;
            session.book()?.renew_review(place)?;
            let mut said = vec![receipt.text];
            if place.at == at && place.card().is_some_and(|card| card.stand == Stand::Open) {
                said.push("The card is still open; decide it, or type next.".to_owned());
            }
            return Ok(Next::Goes(said));
        }
    }
    Ok(Next::Goes(Vec::new()))
}

/// Takes the last step back; says what it was.
fn step_back(session: &mut Session, place: &mut Place) -> Result<String, Rejection> {
    if !session.book()?.undoes_after(place.head)? {
        return Err(Rejection::rule(
            "Nothing was decided here, so nothing is taken back. standing undo takes back what was done before.",
        ));
    }
    let said = match session.book()?.step(crate::acts::Step::Undo)? {
        Some(receipt) => format!("op {}  {}", receipt.op, receipt.summary),
        None => "Nothing is left to take back.".to_owned(),
    };
    session.book()?.renew_review(place)?;
    Ok(said)
}

/// The same at the end of the pass.
pub(super) fn undo(session: &mut Session, place: &mut Place, out: &mut String) -> Result<(), Rejection> {
    match step_back(session, place) {
        Ok(said) => super::plain::say(out, &said),
        Err(no) if no.why == crate::domain::rejection::Why::Fault => return Err(no),
        Err(no) => super::plain::say(out, &no.message),
    }
    Ok(())
}

/// The action of an answer for a card.
fn action(session: &mut Session, card: &Card, answer: &Answer) -> Result<Action, Rejection> {
    let source = Source::of_key(&card.key).ok_or_else(|| no_fit(card))?;
    let told = |told: &Told| *told == Told::Yes;
    Ok(match (answer, source) {
        (Answer::Log { channel, minutes, reached, about }, _) => {
            log(card, source, (channel, *minutes, *reached, about), session)?
        }
        (Answer::Snooze(_), Source::Meeting(_)) => {
            return Err(Rejection::rule("A meeting is not hidden. Type reschedule and its new day."));
        }
        (Answer::Snooze(until), _) => {
            Action::Snooze { items: vec![card.key.clone()], until: *until, reason: None }
        }
        (Answer::Today, _) => to_the_end(session, card)?,
        (Answer::Reschedule(on, _), Source::Meeting(_)) => {
            Action::MeetingState { meeting: source.record(), state: "moved".to_owned(), day: Some(*on) }
        }
        (Answer::Reschedule(until, reason), Source::Expires(_)) => {
            let said = "Say until when and why, as: renew 31 may because it opens again in May.";
            let reason = reason.clone().ok_or_else(|| Rejection::ambiguous(said))?;
            Action::Case(Case::Renew { exception: source.record(), until: *until, reason })
        }
        (Answer::Drop(reason), Source::Expires(_)) => {
            Action::Case(Case::End { exception: source.record(), reason: reason.clone() })
        }
        (Answer::Reschedule(due, reason), Source::FollowUp(_)) => Action::Reschedule {
            items: vec![source.record()],
            due: *due,
            reason: reason.clone(),
            later: Later::default(),
        },
        (Answer::Skip(reason), Source::FollowUp(_)) => {
            Action::Skip { item: source.record(), reason: reason.clone() }
        }
        (Answer::Wait(whom, ask_again), Source::FollowUp(_)) => {
            to_come(*ask_again, session.today())?;
            Action::Wait { items: vec![source.record()], on_whom: whom.clone(), ask_again: *ask_again }
        }
        (Answer::Drop(reason), Source::FollowUp(_)) => {
            Action::Drop { items: vec![source.record()], reason: reason.clone() }
        }
        (Answer::Drop(reason), Source::Gaps(client)) => gap(session, client, reason)?,
        (Answer::Drop(reason), Source::Tell { .. } | Source::Purge(_)) => {
            session.book()?.set_aside(source, reason)?
        }
        (Answer::Do(due), Source::FollowUp(_)) => decide(source, Decision::Do { due: *due }, None),
        (Answer::Schedule(due, how, reason), Source::FollowUp(_)) => {
            decide(source, Decision::Schedule { due: *due, told: told(how) }, reason.clone())
        }
        (Answer::BackBurner(until, how, reason), Source::FollowUp(_)) => {
            decide(source, Decision::BackBurner { until: *until, told: told(how) }, reason.clone())
        }
        (Answer::Decline(reason, how), Source::FollowUp(_)) => {
            decide(source, Decision::Decline { told: told(how) }, Some(reason.clone()))
        }
        (Answer::Raise, Source::Agreements(_)) => {
            Action::Raise { agreements: agreements(card), meeting: None }
        }
        (Answer::Reaffirm(by, how), Source::Agreements(client)) => {
            let mut persons = Vec::new();
            for name in by {
                persons.push(session.person_of(client, name)?);
            }
            let how = session.named_field(Kind::AgreementEvent, "how", how)?;
            let how = how.text().unwrap_or("").to_owned();
            let consent =
                Consent { by: persons, dissents: Vec::new(), on: session.today(), how, evidence: None };
            let agreements = agreements(card);
            if is_to_agree(card) {
                Action::Agree { agreements, consent }
            } else {
                Action::Reaffirm { agreements, consent }
            }
        }
        (Answer::Later(until, reason), Source::Agreements(_)) => {
            Action::Defer { agreements: agreements(card), until: *until, reason: reason.clone() }
        }
        (Answer::Done(word), _) => done(session, card, source, word.as_deref())?,
        _ => return Err(no_fit(card)),
    })
}

/// Whether its agreements were told to them and not agreed yet.
fn is_to_agree(card: &Card) -> bool {
    card.title.starts_with("Agree")
}

fn no_fit(card: &Card) -> Rejection {
    let said = of(card, "NAME");
    Rejection::rule(format!(
        "That does not fit this card. Nothing was changed. Answers: {}.",
        said.join(", ")
    ))
}

fn decide(source: Source, decision: Decision, reason: Option<String>) -> Action {
    Action::Decide { item: source.record(), decision, reason }
}

fn set(source: Source, fields: Fields) -> Action {
    Action::Edit { targets: vec![source.record()], fields, seen: None }
}

/// The agreements that are the card, as they were when the pass began.
fn agreements(card: &Card) -> Vec<RecordId> {
    let first = card.print.split('|').next().unwrap_or("");
    first.split(';').filter_map(|part| part.split(':').next()?.parse().ok()).collect()
}

/// What finishes a card, with a word where it needs one.
fn done(session: &mut Session, card: &Card, source: Source, word: Option<&str>) -> Result<Action, Rejection> {
    let today = session.today();
    let need = |what: &str| {
        word.map(ToOwned::to_owned).ok_or_else(|| Rejection::ambiguous(format!("Say {what}, as: done ...")))
    };
    let client = card.relationship;
    Ok(match source {
        Source::FollowUp(_) => {
            Action::Done { items: vec![source.record()], note: word.map(ToOwned::to_owned) }
        }
        Source::Meeting(_) => {
            Action::MeetingState { meeting: source.record(), state: "prepared".to_owned(), day: None }
        }
        Source::Teach { rule, relationship } => {
            let field = Kind::Training.spec().field("understood");
            let word = need("whether they understood: yes, doubtful or no")?;
            let understood =
                field.map(|field| entry::read(field, &word, today, session.order())).transpose()?;
            let fields = Fields::new()
                .with("relationship_id", relationship)
                .with("rule_id", rule)
                .with("day", today)
                .with("understood", understood.and_then(|value| value.text().map(ToOwned::to_owned)));
            Action::Add { kind: Kind::Training, fields }
        }
        Source::Reading(measure) => {
            let word = need("today's value, as 97 or 780,000")?;
            let value = session.named_field(Kind::Reading, "value", word.trim_end_matches(['%', ' ']))?;
            let fields = Fields::new().with("measure_id", measure).with("day", today).with("value", value);
            Action::Add { kind: Kind::Reading, fields }
        }
        Source::Breach(_) => answered(source.record(), &need("what was said or done")?),
        Source::Decision(_) => {
            let outcome = need("in a few words what came of it")?;
            Action::Case(Case::Checked { decision: source.record(), outcome, learned: None })
        }
        Source::LifeEvent(_) => {
            let outcome = need("in a few words what was decided")?;
            set(source, Fields::new().with("decided_on", today).with("outcome", outcome))
        }
        Source::Birthday { .. } | Source::Age { .. } | Source::Special { .. } => Action::CloseGap {
            relationship: RecordId::new(Kind::Relationship, client.ok_or_else(|| no_fit(card))?),
            gap: card.key.clone(),
            reason: "done".to_owned(),
        },
        Source::Tell { rule, .. } => {
            let whom = session.record(Kind::Relationship, &need("who was told")?)?.id.id;
            let fields = Fields::new().with("relationship_id", whom).with("rule_id", rule).with("day", today);
            Action::Add { kind: Kind::Training, fields }
        }
        Source::Safeguard(of) if of.kind == Kind::Vendor => {
            let hours = need("within how many hours, as 72")?;
            let hours = session.named_field(Kind::Vendor, "notice_hours", &hours)?;
            set(source, Fields::new().with("notice_hours", hours))
        }
        Source::Safeguard(of) if of.kind == Kind::Delivery => {
            let version = need("the version on the paper")?;
            let what = session.record(Kind::Delivery, &of.to_string())?.str("what").to_owned();
            session.book()?.give_again(&what, &Again { version, ..Again::default() })?
        }
        Source::Safeguard(_) => set(source, Fields::new().with("checked_on", today)),
        Source::NextStep(client) => {
            let title = need("the next step")?;
            let fields =
                Fields::new().with("title", title).with("relationship_id", client).with("kind", "task");
            Action::Add { kind: Kind::FollowUp, fields }
        }
        _ => return Err(no_fit(card)),
    })
}

/// The answer to a breach: the rule applied, unless the words begin with another answer.
fn answered(breach: RecordId, typed: &str) -> Action {
    let known = ["applied", "exception", "rule changed"];
    let found = known.into_iter().find_map(|word| {
        let rest = typed.strip_prefix(word)?;
        (rest.is_empty() || rest.starts_with([':', ' ', ','])).then_some((word, rest))
    });
    let (answer, note) = found.unwrap_or(("applied", typed));
    let note = note.trim_start_matches([':', ',', ' ']).trim();
    let note = Some(note.to_owned()).filter(|note| !note.is_empty());
    Action::Case(Case::Answer { breach, answer: answer.to_owned(), note })
}

/// Who answers for the client of a card, by the name that is typed; a word where nobody is in the book.
pub(super) fn whom(book: &Book, card: &Card) -> Result<String, Rejection> {
    let adults = card.relationship.map_or(Ok(Vec::new()), |id| book.adults(id))?;
    let named = adults.first().map(|person| match person.str("given") {
        "" => person.str("name").split_whitespace().next().unwrap_or("NAME").to_owned(),
        given => given.to_owned(),
    });
    Ok(named.unwrap_or_else(|| "NAME".to_owned()))
}

/// A contact with the client of the card; of a meeting it is that meeting.
fn log(
    card: &Card,
    source: Source,
    (channel, minutes, reached, about): (&str, Option<i64>, Reached, &str),
    session: &Session,
) -> Result<Action, Rejection> {
    let client = card.relationship.ok_or_else(|| Rejection::rule("This card belongs to no client."))?;
    let fields = Fields::new()
        .with("day", session.today())
        .with("channel", channel)
        .with("minutes", minutes)
        .with("reached", reached == Reached::Yes)
        .with("summary", about);
    let meeting = matches!(source, Source::Meeting(_)).then(|| source.record());
    Ok(Action::Log(Box::new(ContactLog {
        relationships: vec![RecordId::new(Kind::Relationship, client)],
        fields,
        meeting,
        ..ContactLog::default()
    })))
}

/// The card goes to the end of today's list.
fn to_the_end(session: &mut Session, card: &Card) -> Result<Action, Rejection> {
    let seeds = session.book()?.seeds(crate::acts::queue::View::Today)?;
    let mut order: Vec<String> = seeds.iter().map(|seed| seed.source.key()).collect();
    let Some(from) = order.iter().position(|key| *key == card.key) else {
        return Err(Rejection::rule("This is not in today's list."));
    };
    order.remove(from);
    order.push(card.key.clone());
    Ok(Action::Place { item: card.key.clone(), order, reason: None })
}

/// `drop teaching because ...`: a gap that is not for them.
fn gap(session: &mut Session, client: i64, typed: &str) -> Result<Action, Rejection> {
    let relationship = RecordId::new(Kind::Relationship, client);
    let lacks = session.book()?.dossier(client)?.map(|dossier| dossier.gaps).unwrap_or_default();
    let named = lacks.iter().find_map(|gap| Some((*gap, typed.strip_prefix(*gap)?)));
    let (gap, reason) = match (named, lacks.as_slice()) {
        (Some((gap, reason)), _) => (gap, reason),
        (None, [only]) => (*only, typed),
        _ => {
            let said = format!(
                "Say which is not for them and why: {}. As: drop {} because ...",
                lacks.join(", "),
                lacks.first().unwrap_or(&"it")
            );
            return Err(Rejection::ambiguous(said));
        }
    };
    let reason = reason.trim().trim_start_matches("because ").trim().to_owned();
    Ok(Action::CloseGap { relationship, gap: gap.to_owned(), reason })
}
