//! What stands beside the focused row: why it is there, and whose it is; of a decided one what became of it.
//!
//! **Invariant:** it is always the focused row's client that is shown, also when the row is settled.

use super::{FollowUps, rows};
use crate::{
    acts::queue::Source,
    domain::{record::Kind, rejection::Rejection},
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Effect,
        tabs::{Looked, TabId, Target, dossier_page},
        widgets::{
            footer::Hint,
            line::Line,
            list::{Row, RowState},
            page::Page,
        },
    },
};

/// Names of those who are to be told; of more it is said how many.
const NAMED: usize = 40;

/// The row in words: its title, its first line, and why it stands there or what became of it.
struct Said {
    title: String,
    first: Line,
    why: String,
    relationship: Option<i64>,
}

impl FollowUps {
    /// The focused row in a few lines and in full; nothing while its words are not read.
    pub(super) fn looked(&mut self, key: &str, at: &At<'_>) -> Result<Option<Looked>, Rejection> {
        let settled = self.state.list.row().filter(|row| row.state == RowState::Decided);
        let said = match (settled.map(decided), self.rows.item(key)) {
            (Some(said), _) => said,
            (None, Some(item)) => Said {
                title: item.title.clone(),
                first: Line::labelled("Why first", 10, &rows::why_short(item)),
                why: rows::why(item),
                relationship: item.relationship,
            },
            (None, None) => return Ok(None),
        };
        let Said { title, first, why, relationship } = said;
        let dossier = match relationship {
            Some(id) => self.near.dossier(id, at)?,
            None => None,
        };
        if let Some(dossier) = dossier {
            return Ok(Some(Looked {
                title: dossier_page::peek_title(dossier),
                peek: dossier_page::peek(dossier, Some(first), at.today),
                page: dossier_page::beside_queue(dossier, &[title, why], at.today),
            }));
        }
        let whom = whom(key, at)?;
        let page = Page::new(Line::heading(&title), Line::empty()).line(why);
        let below = whom.as_ref().map(|(what, whom)| Line::labelled(what, 10, whom));
        let page = match whom {
            Some((what, whom)) => page.gap().line(format!("{what}: {whom}.")),
            None => page,
        };
        let peek = std::iter::once(first).chain(below).collect();
        Ok(Some(Looked { title: Line::heading(&title), peek, page }))
    }
}

/// Where Enter leads from a row of the practice itself: to those who are to be told, to the purge list.
pub(super) fn leads(row: Option<&Row>) -> Option<Vec<Effect>> {
    match Source::of_key(&row?.key)? {
        source @ Source::Tell { .. } => {
            let target = Target::tab(TabId::Rules).view("to-teach").record(source.record());
            // Only those of this rule: V and x tell all of them.
            let name = row.map_or("", |row| row.name.as_str());
            let name = name.strip_prefix("New text: ").unwrap_or(name).replace('"', " ");
            let filter = format!("not told \"{}\"", name.trim());
            Some(vec![Effect::Go(Target { filter: Some(filter), ..target })])
        }
        Source::Purge(_) => Some(vec![Effect::Run(Command::PurgeList)]),
        Source::Safeguard(_) => Some(vec![Effect::Run(Command::Registers)]),
        _ => None,
    }
}

/// What `x` does with a row, in a word.
pub(super) fn done_word(row: Option<&Row>) -> &'static str {
    match row.and_then(|row| Source::of_key(&row.key)) {
        Some(Source::Tell { .. }) => "told",
        Some(Source::Purge(_)) => "the list",
        Some(Source::Safeguard(of)) if of.kind == Kind::Delivery => "given",
        Some(Source::Safeguard(_)) => "settle",
        _ => "done",
    }
}

/// The hints of such a row.
pub(super) fn hints(row: Option<&Row>) -> Vec<Hint> {
    let open = |words: &'static str| Hint::of(Command::Open, words);
    match row.and_then(|row| Source::of_key(&row.key)) {
        Some(Source::Tell { .. }) => vec![open("whom"), Hint::of(Command::Drop, "set aside")],
        Some(Source::Purge(_)) => vec![Hint::of(Command::Drop, "set aside")],
        Some(Source::Safeguard(_)) => vec![open("registers")],
        _ => Vec::new(),
    }
}

/// Who is to be told, beside a row of a new text, or is to be given a paper; the others have nothing more to say.
fn whom(key: &str, at: &At<'_>) -> Result<Option<(&'static str, String)>, Rejection> {
    let (what, (mut names, all)) = match Source::of_key(key) {
        Some(Source::Tell { rule, version }) => ("Not told", at.book.untold(rule, version, NAMED)?),
        Some(Source::Safeguard(of)) if of.kind == Kind::Delivery => {
            let Some(row) = at.book.get(of)? else { return Ok(None) };
            ("Due to", at.book.paper_owed(row.str("what"), NAMED)?)
        }
        _ => return Ok(None),
    };
    if names.is_empty() {
        return Ok(None);
    }
    if let Some(more) = all.checked_sub(names.len()).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    Ok(Some((what, names.join(", "))))
}

fn decided(row: &Row) -> Said {
    let how = if row.decided.is_empty() { "decided" } else { row.decided.as_str() };
    Said {
        title: row.name.clone(),
        first: Line::labelled("Now", 10, how),
        why: format!("Decided just now: {how}."),
        relationship: row.relationship.map(|id| id.id),
    }
}

/// Why no verb fits a row that was decided, and which way leads back.
pub(super) fn is_decided(row: Option<&Row>) -> Availability {
    let stored =
        row.and_then(|row| Source::of_key(&row.key)).is_some_and(|of| matches!(of, Source::FollowUp(_)));
    let undo = Command::Undo.way();
    Availability::no(if stored {
        let again = Command::Reopen.way();
        format!("This row is decided. {again} opens it again; {undo} takes the last step back.")
    } else {
        format!("This row is decided. {undo} takes the last step back.")
    })
}
