//! Finding whom a line is about: `Call Rivera re 529` names the Rivera household.
//!
//! **Invariant:** a name that fits several is offered and never chosen; a title is never emptied, and keeps the
//! words that name a person.

use std::collections::{BTreeSet, HashMap};

use super::filter::fold;

/// Whom a line is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Who {
    /// No name was found.
    #[default]
    None,
    /// One relationship: its id and name.
    One(i64, String),
    /// The name fits several; the user chooses.
    Several(Vec<(i64, String)>),
}

/// The names that a line can mention, looked up by word.
#[derive(Debug, Clone, Default)]
pub struct Names {
    entries: Vec<Entry>,
    by_word: HashMap<String, Vec<usize>>,
}

/// One name.
#[derive(Debug, Clone)]
struct Entry {
    relationship: i64,
    /// What it is called when it is offered: a member by the name of the relationship.
    name: String,
    words: Vec<String>,
    of: Of,
}

/// Whose name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Relationship,
    Person,
}

/// Words of a name that name nobody.
const GENERIC: [&str; 14] =
    ["household", "family", "the", "and", "of", "mr", "mrs", "ms", "dr", "llc", "inc", "ltd", "co", "trust"];
/// Names that are also words: in small letters they are read as words.
const COMMON: [&str; 44] = [
    "may", "will", "mark", "grant", "rose", "bill", "young", "long", "day", "price", "rich", "hope", "faith",
    "joy", "art", "grace", "guy", "april", "june", "august", "ray", "sue", "penny", "cash", "banks", "case",
    "chase", "cook", "carter", "page", "best", "good", "new", "small", "short", "call", "ask", "send", "in",
    "to", "re", "at", "for", "on",
];

impl Names {
    /// Collects the names of relationships, and of their members under the relationship's id.
    pub fn new(
        relationships: impl IntoIterator<Item = (i64, String)>,
        members: impl IntoIterator<Item = (i64, String)>,
    ) -> Self {
        let mut all = Self::default();
        let relationships = relationships.into_iter().map(|name| (Of::Relationship, name));
        let members = members.into_iter().map(|name| (Of::Person, name));
        let mut called: HashMap<i64, String> = HashMap::new();
        for (of, (id, name)) in relationships.chain(members) {
            let words: Vec<String> = fold(&name)
                .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '-')))
                .filter(|word| !word.is_empty() && !GENERIC.contains(word))
                .map(str::to_owned)
                .collect();
            for word in words.iter().collect::<BTreeSet<_>>() {
                all.by_word.entry(word.clone()).or_default().push(all.entries.len());
            }
            let name = called.entry(id).or_insert(name).clone();
            all.entries.push(Entry { relationship: id, name, words, of });
        }
        all
    }
}

/// One word of a line.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) is_literal: bool,
}

/// A place in the line where names fit.
struct Mention {
    start: usize,
    count: usize,
    is_whole: bool,
    entries: Vec<usize>,
}

/// Finds the name that most words of the line spell, and takes it out of the title.
pub(super) fn find_name(words: &mut Vec<Word>, names: &Names) -> Who {
    let best = (0..words.len())
        .filter_map(|start| mention_at(words, start, names))
        .max_by(|one, two| (one.count, one.is_whole, two.start).cmp(&(two.count, two.is_whole, one.start)));
    let Some(best) = best else { return Who::None };
    let mut found: Vec<(i64, String)> = Vec::new();
    let entries = || best.entries.iter().filter_map(|index| names.entries.get(*index));
    for entry in entries() {
        if !found.iter().any(|(other, _)| *other == entry.relationship) {
            found.push((entry.relationship, entry.name.clone()));
        }
    }
    // Which of them is spoken of is no property of the follow-up: the words that say it stay.
    let is_person = entries().all(|entry| entry.of == Of::Person);
    let who = match found.as_slice() {
        [(id, name)] => Who::One(*id, name.clone()),
        _ => Who::Several(found),
    };
    if !is_person {
        take_out(words, &best);
    }
    who
}

/// The longest run of words from `start` that spells a part of some name, whole names first.
fn mention_at(words: &[Word], start: usize, names: &Names) -> Option<Mention> {
    let key = |offset: usize| -> Option<String> {
        let word = words.get(start.checked_add(offset)?)?;
        if word.is_literal {
            return None;
        }
        let bare = word.text.trim_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')));
        let folded = fold(bare);
        let folded = folded.strip_suffix("'s").map(str::to_owned).unwrap_or(folded);
        let is_word = COMMON.contains(&folded.as_str()) && !bare.starts_with(char::is_uppercase);
        (!is_word && folded.chars().count() > 1).then_some(folded)
    };
    // At the head of a line every word has a capital: "Call", "Ask" and "Will" are verbs there.
    let first = key(0).filter(|word| start > 0 || words.len() == 1 || !COMMON.contains(&word.as_str()))?;
    let mut best: Option<Mention> = None;
    for index in names.by_word.get(&first)? {
        let spelled = &names.entries.get(*index)?.words;
        let Some(from) = spelled.iter().position(|word| *word == first) else { continue };
        let rest = spelled.iter().skip(from);
        let count =
            rest.enumerate().take_while(|(offset, word)| key(*offset).as_ref() == Some(*word)).count();
        let is_whole = count == spelled.len();
        let better = best.as_ref().is_none_or(|best| (count, is_whole) > (best.count, best.is_whole));
        if better {
            best = Some(Mention { start, count, is_whole, entries: vec![*index] });
        } else if let Some(best) =
            best.as_mut().filter(|best| (best.count, best.is_whole) == (count, is_whole))
        {
            best.entries.push(*index);
        }
    }
    best
}

/// Takes the name out, with a preposition that would be left hanging; a title is never emptied.
fn take_out(words: &mut Vec<Word>, mention: &Mention) {
    let end = mention.start.saturating_add(mention.count);
    let possessive = end.checked_sub(1).and_then(|last| words.get(last)).is_some_and(|word| {
        let folded = fold(&word.text);
        folded.ends_with("'s") || folded.ends_with('\'')
    });
    if possessive || mention.count >= words.len() {
        return;
    }
    let before = mention.start.checked_sub(1).and_then(|index| words.get(index));
    let hanging = ["for", "with", "to", "from", "at", "and", "of"];
    let start = match before {
        Some(word) if hanging.contains(&fold(&word.text).as_str()) && mention.start > 1 => {
            mention.start.saturating_sub(1)
        }
        _ => mention.start,
    };
    // "household" after the name is a part of it.
    let generic =
        words.get(end).is_some_and(|word| matches!(fold(&word.text).as_str(), "household" | "family"));
    let end = if generic { end.saturating_add(1) } else { end };
    // "the" of "the Rivera household" goes with it.
    let article = start.checked_sub(1).filter(|_| generic).and_then(|index| words.get(index));
    let start = if article.is_some_and(|word| fold(&word.text) == "the") { start - 1 } else { start };
    if end.saturating_sub(start) < words.len() {
        words.drain(start..end);
    }
}
