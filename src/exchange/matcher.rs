//! Who a row of a file is, among everybody known so far.
//!
//! **Invariant:** only people of the book take changes: what an earlier line said is not mended by a later one.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    households::{Homes, likeness, name_key},
    preview::{BookPerson, Outcome},
    twins::{Former, Known, PossibleDuplicate, Said, is_further, sharing_key, why_alike},
};
use crate::domain::card::{Card, Change, Doubt, Field, HouseholdChoice, PointKind, diff};

/// How many namesakes with the same e-mail or telephone are compared value by value.
const MAX_CANDIDATES: usize = 50;

/// Of those who share an e-mail or telephone under other names the first few are compared.
const MAX_SHARING: usize = 4;

/// Everybody known so far: the book, and the new people of earlier lines.
pub(super) struct Matcher {
    known: Vec<(Known, Arc<Card>)>,
    /// What they are called in the book, or in their line, in the same order.
    names: Vec<String>,
    /// What the people of the book were called before, in the same order.
    former: Vec<Former>,
    by_point: HashMap<(PointKind, String), Vec<usize>>,
    /// People an earlier line was found to be; they take no further changes.
    claimed: HashSet<usize>,
    by_uid: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    by_name_and_point: HashMap<(String, PointKind, String), Vec<usize>>,
    /// Names without accents and case; the first of each.
    by_likeness: HashMap<String, usize>,
    /// The same of names from before somebody was renamed.
    by_earlier: HashMap<String, usize>,
}

impl Matcher {
    pub(super) fn of(book: &[BookPerson]) -> Self {
        let mut matcher = Self {
            known: Vec::with_capacity(book.len()),
            names: Vec::with_capacity(book.len()),
            former: Vec::with_capacity(book.len()),
            by_point: HashMap::new(),
            claimed: HashSet::new(),
            by_uid: HashMap::new(),
            by_name: HashMap::new(),
            by_name_and_point: HashMap::new(),
            by_likeness: HashMap::new(),
            by_earlier: HashMap::new(),
        };
        for person in book {
            matcher.learn(Known::Person(person.id), Arc::new(person.card.clone()), person.former.clone());
        }
        matcher
    }

    fn learn(&mut self, who: Known, card: Arc<Card>, former: Former) {
        let at = self.known.len();
        let name = name_key(&card.full_name);
        for uid in std::iter::once(&card.uid).chain(&former.uids).filter(|uid| !uid.is_empty()) {
            self.by_uid.entry(uid.clone()).or_default().push(at);
        }
        for (kind, key) in card.points.iter().filter_map(sharing_key) {
            for name in former.names.iter().chain(&former.earlier).map(|name| name_key(name)) {
                self.by_name_and_point.entry((name, kind, key.clone())).or_default().push(at);
            }
            let sharing = self.by_point.entry((kind, key.clone())).or_default();
            if sharing.len() < MAX_SHARING {
                sharing.push(at);
            }
            self.by_name_and_point.entry((name.clone(), kind, key)).or_default().push(at);
        }
        for former in former.names.iter().map(|name| name_key(name)) {
            self.by_name.entry(former).or_default().push(at);
        }
        for earlier in former.earlier.iter().map(|name| name_key(name)) {
            self.by_earlier.entry(likeness(&earlier)).or_insert(at);
        }
        self.by_likeness.entry(likeness(&name)).or_insert(at);
        self.by_name.entry(name).or_default().push(at);
        self.names.push(card.full_name.clone());
        self.known.push((who, card));
        self.former.push(former);
    }

    pub(super) fn outcome(&mut self, line: usize, card: &Arc<Card>, homes: &mut Homes) -> Outcome {
        let name = name_key(&card.full_name);
        let sure = self.sure(card, &name);
        if let Some((at, changes)) = self.best(&sure, card).or_else(|| self.held(card, &name)) {
            self.claimed.insert(at);
            match self.known.get_mut(at) {
                Some((Known::Person(person), _)) if changes.is_empty() => {
                    return Outcome::Same { person: *person };
                }
                Some((Known::Line(of_line), _)) if changes.is_empty() => {
                    return Outcome::DuplicateInFile { of_line: *of_line };
                }
                Some((Known::Person(person), held)) => {
                    for change in &changes {
                        Arc::make_mut(held).absorb(&change.piece);
                    }
                    return Outcome::Changed { person: *person, changes };
                }
                _ => {}
            }
        }
        let possible_duplicate = self.possible(card, &name, &sure);
        let proposal = homes.propose(line, card);
        let household = proposal.map_or(HouseholdChoice::Own, |proposal| proposal.household);
        self.learn(Known::Line(line), Arc::clone(card), Former::default());
        Outcome::New { card: Arc::clone(card), household, proposal, possible_duplicate }
    }

    /// Who the row is by its identifier, then who shares name and e-mail or telephone.
    fn sure(&self, card: &Card, name: &str) -> Vec<usize> {
        let mut sure: Vec<usize> = Vec::new();
        let by_uid = self.by_uid.get(&card.uid).into_iter().flatten();
        sure.extend(by_uid.take(MAX_CANDIDATES));
        for (kind, key) in card.points.iter().filter_map(sharing_key) {
            let found = self.by_name_and_point.get(&(name.to_owned(), kind, key));
            sure.extend(found.into_iter().flatten().take(MAX_CANDIDATES));
            if sure.len() > MAX_CANDIDATES {
                break;
            }
        }
        let mut seen = HashSet::new();
        sure.retain(|at| seen.insert(*at));
        sure
    }

    /// The candidate who holds all of the row, else the first who may still take changes.
    ///
    /// Only people of the book take changes: what an earlier line said is not mended by a later one.
    fn best(&self, candidates: &[usize], card: &Card) -> Option<(usize, Vec<Change>)> {
        let mut first = None;
        for at in candidates {
            let Some((who, held)) = self.known.get(*at) else { continue };
            let changes = self.news(*at, held, card);
            if changes.is_empty() {
                return Some((*at, changes));
            }
            if first.is_none() && matches!(who, Known::Person(_)) && !self.claimed.contains(at) {
                first = Some((*at, changes));
            }
        }
        first
    }

    /// A namesake who holds all the row says, with no identifier that contradicts.
    fn held(&self, card: &Card, name: &str) -> Option<(usize, Vec<Change>)> {
        let namesakes = self.by_name.get(name).into_iter().flatten().take(MAX_CANDIDATES);
        let holds = |at: &&usize| {
            self.known.get(**at).is_some_and(|(_, held)| {
                let uids_agree = card.uid.is_empty() || held.uid == card.uid;
                uids_agree && self.news(**at, held, card).is_empty()
            })
        };
        namesakes.into_iter().find(holds).map(|at| (*at, Vec::new()))
    }

    /// What the row knows that the book does not, in a field or as a further value of a merge.
    fn news(&self, at: usize, held: &Card, card: &Card) -> Vec<Change> {
        let mut changes = diff(held, card);
        if let Some(former) = self.former.get(at) {
            changes.retain(|change| !is_further(held, former, change));
            // Of a name that is kept as another one its parts say nothing new.
            if former.names.contains(&card.full_name) {
                changes.retain(|change| change.doubt != Some(Doubt::Name));
            }
            let renamed = |change: &&mut Change| {
                change.field == Field::FullName && former.earlier.contains(&change.after)
            };
            for change in changes.iter_mut().filter(renamed) {
                change.doubt = Some(Doubt::Earlier);
            }
        }
        changes
    }

    fn possible(&self, card: &Card, name: &str, sure: &[usize]) -> Option<PossibleDuplicate> {
        let alike = likeness(name);
        let by_name = sure.first().or_else(|| self.by_likeness.get(&alike)).map(|at| (*at, None));
        let by_earlier = || {
            let at = *self.by_earlier.get(&alike)?;
            Some((at, Some(format!("{} before", card.full_name))))
        };
        let (at, reason) = by_name.or_else(|| self.sharing(card)).or_else(by_earlier)?;
        let (of, held) = self.known.get(at)?;
        let place = match of {
            Known::Person(_) => "the book has".to_owned(),
            Known::Line(line) => format!("line {line} is"),
        };
        let shared = match reason {
            Some(reason) => format!(", {reason}"),
            None if sure.is_empty() => String::new(),
            None if !card.uid.is_empty() && held.uid == card.uid => " with the same identifier".to_owned(),
            None => " with the same e-mail or telephone".to_owned(),
        };
        let called = self.names.get(at)?;
        let reason = format!("{place} {called}{shared}");
        let changes = self.news(at, held, card);
        Some(PossibleDuplicate { of: *of, name: called.clone(), reason, said: Said::Nothing, changes })
    }

    /// Somebody of another spelling with the same e-mail or telephone.
    fn sharing(&self, card: &Card) -> Option<(usize, Option<String>)> {
        let keys = card.points.iter().filter_map(sharing_key);
        let mut alike = keys.filter_map(|key| self.by_point.get(&key)).flatten();
        alike.find_map(|at| {
            let (_, held) = self.known.get(*at)?;
            why_alike(card, held).map(|reason| (*at, Some(reason)))
        })
    }
}
