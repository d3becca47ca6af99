//! Quick add: a line becomes a follow-up, with what was understood below it.
//!
//! **Invariant:** nothing is saved that was not shown as understood.

use std::rc::Rc;

use crate::{
    domain::{
        day,
        quick_add::{QuickAdd, Who, parse},
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::{again, ask::Ask, record},
        theme::Role,
        widgets::{line::Line, text},
    },
};

/// Names that are offered to choose from; of more one types on.
const OFFERED: usize = 6;
/// Cells of a label.
const LABEL: u16 = 7;

/// Opens the line; for this client when neither another name nor `nobody` is typed.
pub fn open(at: &At<'_>, whose: Option<RecordId>) -> Result<Effect, Rejection> {
    let names = Rc::new(at.book.names()?);
    let here = match whose {
        Some(id) => at.book.get(id)?.map(|row| (id.id, row.str("name").to_owned())),
        None => None,
    };
    let default = here.as_ref().map(|(_, name)| name.clone());
    let read = move |typed: &str, at: &At<'_>| {
        // At the end of the line it hides no token before it.
        let mut line = typed.trim_end().to_owned();
        let at_the_end = takes_nobody(&mut line);
        let mut read = parse(&line, at.today, at.order, &names);
        let nobody = read.who == Who::None && (takes_nobody(&mut read.title) || at_the_end);
        if let Some((id, name)) = &here {
            // A name that fits several means the client one stands on, where it is among them.
            let among = matches!(&read.who, Who::Several(all) if all.iter().any(|(other, _)| other == id));
            if among || (read.who == Who::None && !nobody) {
                read.who = Who::One(*id, name.clone());
            }
        }
        read
    };
    let (show, save) = (read.clone(), read.clone());
    let layer = Ask::line(
        "Add a follow-up",
        "quick:follow-up",
        move |typed, at| understood(&show(typed, at), default.as_deref(), at),
        move |typed, at| {
            let read = save(typed, at).checked()?;
            if let Who::Several(several) = &read.who
                && several.len() <= OFFERED
            {
                return Ok(ask_whom(read.clone(), several));
            }
            let fields = fields(&read)?;
            Ok(Effect::save(Action::Add { kind: Kind::FollowUp, fields }))
        },
    )
    .with_form(move |typed, at| {
        let read = read(typed, at);
        Ok(record::add(Kind::FollowUp, fields(&read).unwrap_or_default(), at))
    });
    Ok(Effect::Open(Box::new(layer)))
}

/// Takes `nobody` off the end of a title, with the `with` or `for` before it.
fn takes_nobody(title: &mut String) -> bool {
    let mut words: Vec<&str> = title.split(' ').collect();
    if !words.pop().is_some_and(|last| last.eq_ignore_ascii_case("nobody")) {
        return false;
    }
    let joins = |word: &&str| ["with", "for"].iter().any(|join| word.eq_ignore_ascii_case(join));
    if words.last().is_some_and(joins) {
        words.pop();
    }
    *title = words.join(" ");
    true
}

/// A task, and for whom it is.
fn of_whom(read: &QuickAdd) -> Fields {
    let mut fields = Fields::new().with("kind", "task");
    if let Who::One(id, _) = &read.who {
        fields.set("relationship_id", *id);
    }
    fields
}

/// Asks which of several a name means, and adds the line for that one.
fn ask_whom(read: QuickAdd, several: &[(i64, String)]) -> Vec<Effect> {
    let names: Vec<String> = several.iter().map(|(id, name)| called(*id, name, several)).collect();
    let words: Vec<&str> = names.iter().map(String::as_str).collect();
    let several = several.to_vec();
    let taken = names.clone();
    let title = format!("Whom? {} fits several", read.title);
    Effect::open(Ask::choice(&title, "With", &words, move |word, _| {
        let chosen = taken.iter().position(|name| name == word).and_then(|at| several.get(at));
        let who = chosen.map_or(Who::None, |(id, name)| Who::One(*id, name.clone()));
        let read = QuickAdd { who, ..read.clone() };
        Ok(Effect::commit(Action::Add { kind: Kind::FollowUp, fields: fields(&read)? }))
    }))
}

/// A name that two share says its number.
fn called(id: i64, name: &str, several: &[(i64, String)]) -> String {
    let is_shared = several.iter().filter(|(_, other)| other == name).count() > 1;
    if is_shared { format!("{name} c{id}") } else { name.to_owned() }
}

fn fields(read: &QuickAdd) -> Result<Fields, Rejection> {
    if let Who::Several(several) = &read.who {
        let names: Vec<&str> = several.iter().take(4).map(|(_, name)| name.as_str()).collect();
        return Err(Rejection::rule(format!("Whom? It fits {}. Type more of the name.", names.join(", "))));
    }
    let mut fields = of_whom(read).with("title", read.title.as_str());
    fields.set("due", read.due);
    if let Some(stakes) = read.stakes {
        fields.set("stakes", stakes.word());
    }
    fields.set("effort_minutes", read.effort_minutes.map(i64::from));
    fields.set("small", read.is_small.then_some(true));
    if let Some(repeat) = read.repeat {
        fields.set("repeat", repeat.to_string());
    }
    if !read.tags.is_empty() {
        let tags: Vec<String> = read.tags.iter().map(|tag| format!("#{tag}")).collect();
        fields.set("notes", tags.join(" "));
    }
    Ok(fields)
}

/// What was understood, in at most five lines, labels bold.
fn understood(read: &QuickAdd, default: Option<&str>, at: &At<'_>) -> Vec<Line> {
    if read.title.is_empty() && read.due.is_none() {
        let mut lines =
            vec![Line::muted("what, with whom, when: Call Rivera re 529 fri !high 20m every 3 months")];
        let with = |name| Line::labelled("with", LABEL, &format!("{name}; or type another name, or nobody"));
        lines.extend(default.map(with));
        return lines;
    }
    let mut lines = vec![pair(("what", &read.title), ("with", &with(read, at)))];
    let due = read.due.map_or_else(|| "no date".to_owned(), |due| day::echo(due, at.today));
    let mut second = pair(("due", &due), ("stakes", read.stakes.map_or("", |stakes| stakes.word())));
    if let Some(minutes) = read.effort_minutes {
        second.push(" ".repeat(usize::from(52_u16.saturating_sub(second.width()).max(2))), Role::Plain);
        second.push("effort ", Role::Heading);
        second.push(format!("{minutes} min"), Role::Plain);
    }
    lines.push(second);
    if read.is_small {
        lines.push(Line::labelled("batch", LABEL, "a small thing, to be done in one go"));
    }
    if let (Some(repeat), Some(anchor)) = (read.repeat, read.due)
        && let Some((words, dates)) = again::said(repeat, &of_whom(read), anchor, at)
    {
        lines.push(Line::labelled("again", LABEL, &words));
        lines.push(Line::labelled("", LABEL, &dates));
    }
    if !read.tags.is_empty() {
        let tags: Vec<String> = read.tags.iter().map(|tag| format!("#{tag}")).collect();
        lines.push(Line::labelled("tags", LABEL, &tags.join(" ")));
    }
    if let Some(why) = &read.refused {
        lines.truncate(4);
        lines.push(Line::role(why, Role::Alarm));
        return lines;
    }
    let ignored = if read.ignored.is_empty() { "nothing".to_owned() } else { read.ignored.join(", ") };
    lines.push(Line::labelled("ignored", LABEL, &ignored));
    lines.truncate(5);
    lines
}

fn with(read: &QuickAdd, at: &At<'_>) -> String {
    match &read.who {
        Who::None => "nobody; a task of the practice".to_owned(),
        Who::One(id, name) => {
            let row = at.book.get(RecordId::new(Kind::Relationship, *id)).ok().flatten();
            match row.as_ref().map(|row| row.str("tier")) {
                Some(tier) if !tier.is_empty() => format!("{name}, tier {tier}"),
                _ => name.clone(),
            }
        }
        Who::Several(several) => {
            let names: Vec<&str> = several.iter().take(3).map(|(_, name)| name.as_str()).collect();
            format!("? {}", names.join(" or "))
        }
    }
}

/// Two labels with their values on one line, the second at a place of its own.
fn pair(first: (&str, &str), second: (&str, &str)) -> Line {
    let mut line = Line::labelled(first.0, LABEL, first.1);
    if !second.1.is_empty() {
        let gap = 38_u16.saturating_sub(line.width()).max(2);
        line.push(" ".repeat(usize::from(gap)), Role::Plain);
        line.push(text::pad(second.0, 7), Role::Heading);
        line.push(" ", Role::Plain);
        line.push(second.1, Role::Plain);
    }
    line
}
