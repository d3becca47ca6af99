//! Verbs on a relationship as a whole: tags, ending, promotion, copying, records about it.
//!
//! **Invariant:** they work wherever a row belongs to a relationship.

use super::{ask_reason, checklist, document, left, need};
use crate::{
    domain::{
        action::Case,
        record::{Field, Fields, Kind, RecordId, Ty},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, documents::Documents, record},
        link::Link,
        tabs::{Focus, clients::household, dossier_page},
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// What a command adds, and the fields it presets.
fn added(command: Command, at: &At<'_>) -> Option<(Kind, Fields)> {
    use Command as C;
    let today = at.today;
    let fields = Fields::new();
    Some(match command {
        C::Reading => (Kind::Reading, fields.with("day", today)),
        C::Exception => (Kind::Exception, fields.with("day", today)),
        C::Breach => (Kind::Breach, fields.with("day", today)),
        C::Teach => (Kind::Training, fields.with("day", today)),
        C::Yardstick => (Kind::Talk, fields.with("day", today)),
        C::LifeEvent => (Kind::LifeEvent, fields.with("day", today)),
        C::Decide => (Kind::Decision, fields.with("day", today)),
        C::WhomToCall => (Kind::Role, fields),
        C::Pause => (Kind::Pause, fields.with("starts_on", today)),
        C::AddGoal => (Kind::Goal, fields),
        C::AddExpectation => (Kind::Expectation, fields),
        C::AddPromise => (Kind::FollowUp, fields.with("kind", "promise").with("asked_on", today)),
        C::AddTheirPromise => {
            (Kind::FollowUp, fields.with("kind", "promise").with("whose", "theirs").with("asked_on", today))
        }
        C::AddRequest => (Kind::FollowUp, fields.with("kind", "request").with("asked_on", today)),
        C::AddMeeting => (Kind::Meeting, fields),
        C::AddMeasure => (Kind::Measure, fields),
        _ => return None,
    })
}

/// Whether a verb on a relationship can run. The row itself is copied by its tab.
#[must_use]
pub fn available(command: Command, focus: &Focus, at: &At<'_>) -> Availability {
    use Command as C;
    let nobody = || {
        Availability::no(format!(
            "This row belongs to no client. Choose one first: {} finds any.",
            Command::Find.way()
        ))
    };
    let of_client = match command {
        C::Tags | C::CopyPhone | C::CopyEmail | C::CopyAddress | C::End | C::AddPerson | C::Promote => true,
        C::WriteMail | C::Ring | C::Web => true,
        C::Checklist | C::GiveUpChecklist | C::Letter | C::Documents | C::PlanTeaching | C::Left => true,
        C::CopyRow => return Availability::Yes,
        C::AddClient | C::AddRule | C::AddTask => return Availability::Yes,
        other => added(other, at).is_some(),
    };
    match (of_client, focus.relationship) {
        (false, _) => Availability::Elsewhere,
        (true, None) => nobody(),
        (true, Some(id)) => match command {
            C::End if focus.keys.len() > 1 => Availability::no(format!(
                "{} ends one relationship at a time. {} clears the marks.",
                Command::End.way(),
                Command::MarkAll.way()
            )),
            other if other != C::Tags && focus.relationships.len() > 1 => Availability::no(format!(
                "This is done with one client at a time. {} clears the marks.",
                Command::MarkAll.way()
            )),
            C::End
                if crate::acts::queue::Source::of_key(focus.keys.first().map_or("", String::as_str))
                    .is_some() =>
            {
                Availability::no("A ends a relationship. Go to the client first: g c.")
            }
            C::Promote => match at.book.get(id).ok().flatten() {
                Some(row) if row.str("kind") == "prospect" => Availability::Yes,
                Some(row) => {
                    Availability::no(format!("{} is a {} already.", row.str("name"), row.str("kind")))
                }
                None => nobody(),
            },
            _ => Availability::Yes,
        },
    }
}

/// Runs a verb on a relationship.
pub fn run(command: Command, focus: &Focus, at: &At<'_>) -> Effects {
    use Command as C;
    if command == C::AddClient {
        return Ok(household::add(at));
    }
    if command == C::AddRule {
        return Ok(record::add(Kind::Rule, Fields::new(), at));
    }
    if command == C::AddTask {
        return Ok(vec![crate::tui::tabs::follow_ups::quick::open(at, focus.relationship)?]);
    }
    let Some(id) = focus.relationship else { return Err(Rejection::rule("This row belongs to no client.")) };
    if let Some((kind, preset)) = added(command, at) {
        return Ok(record::add(kind, preset.with("relationship_id", id.id), at));
    }
    match command {
        C::Tags => tags(focus, id, at),
        C::CopyPhone => copy(id, "phone", "telephone number", at),
        C::CopyEmail => copy(id, "email", "e-mail address", at),
        C::CopyAddress => copy(id, "address", "postal address", at),
        C::WriteMail => leave(id, ("email", "e-mail address", "no_email"), Link::mail, at),
        C::Ring => leave(id, ("phone", "telephone number", "no_calls"), Link::call, at),
        C::Web => leave(id, ("url", "web page", ""), Link::web, at),
        C::End => end(id, at),
        C::Promote => promote(id, at),
        C::Checklist => checklist::choose(id, at),
        C::GiveUpChecklist => checklist::give_up(id, at),
        C::Letter => document::choose(id, at),
        C::Documents => Ok(Effect::open(Documents::new(id, at)?)),
        C::PlanTeaching => Ok(Effect::commit(Action::Case(Case::Plan { relationship: id }))),
        C::Left => left::ask(id, at),
        C::AddPerson => Ok(household::add_person(id, at)),
        _ => Ok(Vec::new()),
    }
}

fn copy(id: RecordId, kind: &str, noun: &str, at: &At<'_>) -> Effects {
    let dossier = at.book.dossier(id.id)?;
    let name =
        dossier.as_ref().map(|dossier| dossier_page::short_name(dossier).to_owned()).unwrap_or_default();
    match dossier.and_then(|dossier| dossier_page::point(&dossier, kind)) {
        Some(value) => {
            Ok(vec![Effect::Copy(value.clone()), Effect::Say(format!("Copied {value} of {name}"))])
        }
        None => Err(Rejection::rule(format!("No {noun} of {name} is recorded."))),
    }
}

/// Opens the first point of a kind that they may be reached by; `ask` is the flag with which they asked not to be.
fn leave(
    id: RecordId,
    (kind, noun, ask): (&str, &str, &str),
    link: fn(&str) -> Result<Link, Rejection>,
    at: &At<'_>,
) -> Effects {
    let dossier = at.book.dossier(id.id)?;
    let name =
        dossier.as_ref().map(|dossier| dossier_page::short_name(dossier).to_owned()).unwrap_or_default();
    if need(id, at)?.flag(ask) {
        let way = if kind == "email" { "e-mails" } else { "calls" };
        return Err(Rejection::rule(format!("{name} asked for no {way}. Nothing was opened; y copies it.")));
    }
    let Some(value) = dossier.and_then(|dossier| dossier_page::point(&dossier, kind)) else {
        return Err(Rejection::rule(format!("No {noun} of {name} is recorded.")));
    };
    let link = link(&value)?;
    Ok(vec![Effect::Say(format!("Handed over: {} of {name}", link.as_str())), Effect::Launch(link)])
}

/// Tags of one or more relationships: `golf -ski` adds and removes.
fn tags(focus: &Focus, id: RecordId, at: &At<'_>) -> Effects {
    let mut relationships = focus.relationships.clone();
    if relationships.is_empty() {
        relationships.push(id);
    }
    let mut standing = Vec::new();
    if relationships.len() == 1 {
        standing = at.book.of(Kind::Tag, id.id)?.iter().map(|tag| format!("#{}", tag.str("name"))).collect();
    }
    let has = if standing.is_empty() { String::new() } else { format!("; has {}", standing.join(" ")) };
    let who =
        if relationships.len() == 1 { focus.who.clone() } else { format!("{} clients", relationships.len()) };
    let ask = Ask::text(&format!("Tags of {who}{has}"), "Tags", move |typed, _| {
        let (remove, add): (Vec<&str>, Vec<&str>) =
            typed.split_whitespace().partition(|word| word.starts_with('-'));
        let plain = |words: Vec<&str>| -> Vec<String> {
            words
                .iter()
                .map(|word| word.trim_start_matches(['-', '+', '#']).to_owned())
                .filter(|word| !word.is_empty())
                .collect()
        };
        let (add, remove) = (plain(add), plain(remove));
        if add.is_empty() && remove.is_empty() {
            return Err(Rejection::rule("Type tags: golf adds one, -golf takes it away."));
        }
        Ok(Effect::commit(Action::Tag { relationships: relationships.clone(), add, remove }))
    });
    Ok(Effect::open(ask.checked(|typed, _| {
        Ok(typed.trim().is_empty().then(|| "golf adds a tag, -golf takes it away".to_owned()))
    })))
}

fn end(id: RecordId, at: &At<'_>) -> Effects {
    let row = need(id, at)?;
    let name = row.str("name").to_owned();
    let ask = move |stage: &str| {
        let stage = stage.to_owned();
        ask_reason(&format!("{name}, {stage}. Why?"), move |reason, at| {
            let act = Action::End { relationship: id, reason: reason.to_owned(), stage: stage.clone() };
            Ok(if stage == "ending" {
                checklist::offered("ending", id, act, at)
            } else {
                Effect::commit(act)
            })
        })
    };
    if row.str("kind") == "prospect" {
        return Ok(ask("not taken"));
    }
    let title = format!("End: {}. Ending keeps promises going, ended closes it.", row.str("name"));
    Ok(Effect::open(Ask::choice(&title, "Stage", &["ending", "ended"], move |stage, _| Ok(ask(stage)))))
}

/// The follow-ups that a promotion drops and shows by name; more are counted.
const SHOWN: usize = 5;

fn promote(id: RecordId, at: &At<'_>) -> Effects {
    let row = need(id, at)?;
    let tiers = at.book.tiers()?;
    let names: Vec<&str> = tiers.iter().map(|tier| tier.name.as_str()).collect();
    let title = format!("{} becomes a client. Which tier?", row.str("name"));
    let falls = at.book.falls_with_promotion(id)?;
    let mut shown: Vec<String> = falls
        .iter()
        .take(SHOWN)
        .map(|row| format!("drops {} {}", row.str("kind"), row.str("title")))
        .collect();
    if falls.len() > SHOWN {
        shown.push(format!("drops {} more", falls.len() - SHOWN));
    }
    let ask = Ask::choice(&title, "Tier", &names, move |tier, at| {
        let act = Action::Promote { relationship: id, tier: tier.to_owned(), since: at.today };
        Ok(checklist::offered("onboarding", id, act, at))
    });
    Ok(Effect::open(ask.showing(shown)))
}

/// Opens a record's form on its long text, and that text in the editor; of several it asks which.
#[must_use]
pub fn edit_long(id: RecordId, at: &At<'_>) -> Vec<Effect> {
    let long: Vec<&'static Field> =
        id.kind.spec().fields.iter().filter(|field| field.ty == Ty::Long).collect();
    let written: Vec<&'static Field> =
        long.iter().copied().filter(|field| !text_of(id, field.name, at).trim().is_empty()).collect();
    let usual = || long.iter().find(|field| field.name == "notes").or(long.first()).copied();
    match written.as_slice() {
        [] => usual().map_or_else(
            || Effect::warn(format!("This record has no long text. {} opens its form.", Command::Edit.way())),
            |field| in_the_editor(id, field, at),
        ),
        [only] => in_the_editor(id, only, at),
        several => {
            let labels: Vec<&str> = several.iter().map(|field| field.label).collect();
            let title = "Which text goes to your editor?";
            let ask = Ask::choice(title, "Text", &labels, move |label, at| {
                let field = long.iter().find(|field| field.label == label);
                Ok(field.map(|field| in_the_editor(id, field, at)).unwrap_or_default())
            });
            Effect::open(ask.whose_enter("open"))
        }
    }
}

/// What was typed into the form and not saved, else what is stored: the form shows it, so the editor gets it.
fn text_of(id: RecordId, field: &str, at: &At<'_>) -> String {
    let stored = || at.book.get(id).ok().flatten().map(|row| row.str(field).to_owned());
    record::unsaved(id, field, at).or_else(stored).unwrap_or_default()
}

fn in_the_editor(id: RecordId, field: &Field, at: &At<'_>) -> Vec<Effect> {
    let mut effects = record::edit_at(id, field.name, at);
    effects.push(Effect::Edit { text: text_of(id, field.name, at), field: field.label.to_owned() });
    effects
}
