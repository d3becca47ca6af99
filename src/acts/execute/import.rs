//! Takes in the contacts of a file, as they were decided in the preview.
//!
//! **Invariant:** an import only adds values and replaces ticked texts; it is one op, and one step that
//! cannot be done refuses it whole.

mod pending;

use std::collections::{HashMap, HashSet};

use self::pending::Pending;
use super::{Act, Outcome, clip};
use crate::{
    acts::contacts::{
        Contact, DEATH, ORG_LINE, Whom, contacts, label_field, own_field, point_word, related_field,
        tag_word, texts,
    },
    domain::{
        card::{Card, CardKind, HouseholdChoice, ImportStep, Point, TwinOf, diff},
        day::PartialDate,
        filter::fold,
        record::{Fields, Kind, RecordId, Value},
        rejection::Rejection,
    },
    store::MANY,
};

/// Up to so many people are read one by one; for more the whole book is read at once.
const FEW: usize = 50;

impl Act<'_, '_> {
    pub(super) fn import(&self, source: &str, _format: &str, steps: &[ImportStep]) -> Outcome {
        let mut import = Import::begin(self, source, steps)?;
        let (mut ids, mut new, mut changed) = (Vec::with_capacity(steps.len()), 0, 0);
        self.watch.begin(steps.len());
        for (number, step) in (1..).zip(steps) {
            self.watch.step()?;
            match step {
                ImportStep::New { line, card, household } => {
                    ids.push(import.add(*line, card, *household)?);
                    new += 1;
                }
                ImportStep::Two { line, of } => {
                    // Who is told apart must stand in the book.
                    import.pending.flush(self)?;
                    import.two(*line, *of)?;
                }
                ImportStep::Called { person, name } => {
                    if let Some(id) = import.called(*person, name)? {
                        ids.push(id);
                        changed += 1;
                    }
                }
                ImportStep::Change { person, changes } => {
                    if let Some(id) = import.change(*person, changes)? {
                        // With another name it is one change of one person.
                        changed += usize::from(ids.last() != Some(&id));
                        ids.push(id);
                    }
                }
            }
            if number % MANY == 0 {
                import.pending.flush(self)?;
            }
        }
        import.pending.flush(self)?;
        self.watch.go_on()?;
        let counts = [(new, "new"), (changed, "changed")];
        let counts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let counts = if counts.is_empty() { "nothing new".to_owned() } else { counts.join(", ") };
        Ok((ids, format!("Imported {}: {counts}", clip(source))))
    }
}

/// A relationship that takes in people.
struct Home {
    id: RecordId,
    tags: HashSet<String>,
}

/// An import being done; everything that is asked more than once is kept here.
struct Import<'a, 't, 'c> {
    act: &'a Act<'t, 'c>,
    source: &'a str,
    /// Folded names of relationships, so that a second family of one name is told from the first.
    names: HashSet<String>,
    homes: HashMap<i64, Home>,
    /// The household made or joined by the new person of a line.
    of_line: HashMap<usize, i64>,
    /// The new person of a line.
    person_of: HashMap<usize, i64>,
    /// The people that get changes, as they stand.
    known: HashMap<i64, Contact>,
    pending: Pending,
}

impl<'a, 't, 'c> Import<'a, 't, 'c> {
    fn begin(act: &'a Act<'t, 'c>, source: &'a str, steps: &[ImportStep]) -> Result<Self, Rejection> {
        let changed: Vec<i64> = steps
            .iter()
            .filter_map(|step| match step {
                ImportStep::Change { person, .. } => Some(*person),
                ImportStep::New { .. } | ImportStep::Two { .. } | ImportStep::Called { .. } => None,
            })
            .collect();
        let whom = if changed.len() > FEW { Whom::Everybody } else { Whom::Only(&changed) };
        let known = if changed.is_empty() { Vec::new() } else { contacts(**act.tx, whom)? };
        let begins =
            |step: &ImportStep| matches!(step, ImportStep::New { household: HouseholdChoice::Own, .. });
        let taken = if steps.iter().any(begins) { act.tx.rows(Kind::Relationship, &[])? } else { Vec::new() };
        Ok(Self {
            act,
            source,
            names: taken.iter().map(|row| fold(row.str("name"))).collect(),
            homes: HashMap::new(),
            of_line: HashMap::new(),
            person_of: HashMap::new(),
            known: known.into_iter().map(|contact| (contact.person, contact)).collect(),
            pending: Pending::begin(act)?,
        })
    }

    fn add(&mut self, line: usize, card: &Card, household: HouseholdChoice) -> Result<RecordId, Rejection> {
        if card.full_name.trim().is_empty() {
            return Err(Rejection::rule(format!("Line {line} has no name. Nothing was imported.")));
        }
        let mut fields = Fields::new();
        for (column, text) in texts(card).into_iter().filter(|(_, text)| !text.trim().is_empty()) {
            fields.set(column, text);
        }
        sound_day("birthday", &card.birthday, &card.full_name)?;
        let died = death_day(card);
        fields.set("died_on", died);
        let person = self.pending.add_first(Kind::Person, fields)?;
        if card.kind == CardKind::Org {
            self.keep_line(person, ORG_LINE);
        }
        let (home, role) = match household {
            HouseholdChoice::Own => {
                let role = if card.kind == CardKind::Org { "contact" } else { "head" };
                (self.new_home(card)?, role)
            }
            HouseholdChoice::WithLine(of) => (self.home_of_line(line, of)?, "member"),
            HouseholdChoice::Existing(id) => (self.old_home(id)?, "member"),
        };
        self.of_line.insert(line, home);
        self.person_of.insert(line, person.id);
        let membership = Fields::of([
            ("relationship_id", home.into()),
            ("person_id", person.id.into()),
            ("role", role.into()),
            ("home", true.into()),
        ]);
        self.pending.add(Kind::Membership, membership);
        self.add_lists(person, card, Some(home), died)?;
        Ok(person)
    }

    /// Remembers that a new person is not who they look like; of a line that was left out there is nobody.
    fn two(&self, line: usize, of: TwinOf) -> Result<(), Rejection> {
        let other = match of {
            TwinOf::Person(id) => self.act.tx.get(RecordId::new(Kind::Person, id))?.map(|row| row.id.id),
            TwinOf::Line(line) => self.person_of.get(&line).copied(),
        };
        if let (Some(one), Some(other)) = (self.person_of.get(&line), other) {
            self.act.keep_apart(*one, other)?;
        }
        Ok(())
    }

    /// Keeps another name of a person of the book; `None` when it is known already.
    fn called(&self, person: i64, name: &str) -> Result<Option<RecordId>, Rejection> {
        let id = RecordId::new(Kind::Person, person);
        let row = self.act.tx.get(id)?.ok_or_else(|| gone("person", id))?;
        let known = self.act.tx.rows(Kind::Alias, &[("person_id", Value::Int(person))])?;
        if row.str("name") == name || known.iter().any(|alias| alias.str("name") == name) {
            return Ok(None);
        }
        let alias =
            Fields::of([("person_id", person.into()), ("name", name.into()), ("day", self.act.today.into())]);
        self.act.tx.insert(Kind::Alias, &alias)?;
        Ok(Some(id))
    }

    /// A household of their own; a firm is a partner.
    fn new_home(&mut self, card: &Card) -> Result<i64, Rejection> {
        let firm = card.kind == CardKind::Org;
        let home = card.home_name();
        let fuller = if firm { card.full_name.clone() } else { format!("{} household", card.full_name) };
        let name = self.free_name([home, fuller]);
        let source = Some(self.source).filter(|source| !source.trim().is_empty());
        let fields = Fields::of([
            ("name", name.as_str().into()),
            ("kind", if firm { "partner" } else { "client" }.into()),
            ("stage", "active".into()),
            ("source", source.into()),
            ("entered_on", self.act.today.into()),
        ]);
        let id = self.pending.add_first(Kind::Relationship, fields)?;
        self.names.insert(fold(&name));
        self.homes.insert(id.id, Home { id, tags: HashSet::new() });
        Ok(id.id)
    }

    /// The first of these names that no relationship has; else the second, counted.
    fn free_name(&self, wanted: [String; 2]) -> String {
        let [first, second] = wanted;
        let counted = (2..).map(|count| match second.strip_suffix(" household") {
            Some(short) => format!("{short} {count} household"),
            None => format!("{second} {count}"),
        });
        let mut names = [first, second.clone()].into_iter().chain(counted);
        names.find(|name| !self.names.contains(&fold(name))).unwrap_or_default()
    }

    fn home_of_line(&self, line: usize, of: usize) -> Result<i64, Rejection> {
        self.of_line.get(&of).copied().ok_or_else(|| {
            Rejection::rule(format!(
                "Line {line} is to join the household of line {of}, which does not come before it. Nothing was imported."
            ))
        })
    }

    fn old_home(&mut self, id: i64) -> Result<i64, Rejection> {
        if !self.homes.contains_key(&id) {
            let record = RecordId::new(Kind::Relationship, id);
            if self.act.tx.get(record)?.is_none() {
                return Err(gone("client", record));
            }
            let tags = self.act.tx.of(Kind::Tag, id)?;
            let tags = tags.iter().map(|tag| tag.str("name").to_owned()).collect();
            self.homes.insert(id, Home { id: record, tags });
        }
        Ok(id)
    }

    /// Adds what is new to the person; `None` when the book has it all by now.
    fn change(&mut self, person: i64, changes: &Card) -> Result<Option<RecordId>, Rejection> {
        let id = RecordId::new(Kind::Person, person);
        let Some(contact) = self.known.get(&person) else { return Err(gone("person", id)) };
        let before = &contact.card;
        let mut after = before.clone();
        for change in diff(before, changes) {
            after.absorb(&change.piece);
        }
        if after == *before {
            return Ok(None);
        }
        sound_day("birthday", &after.birthday, &after.full_name)?;
        let mut fields = Fields::new();
        for ((column, old), (_, new)) in texts(before).into_iter().zip(texts(&after)) {
            if old != new {
                fields.set(column, new);
            }
        }
        let added = beyond(before, &after);
        let alive = self.act.tx.need(id)?.fields.get("died_on").is_null();
        let died = death_day(&added).filter(|_| alive);
        if died.is_some() {
            fields.set("died_on", died);
        }
        self.act.tx.update(id, &fields)?;
        let home = match contact.household.as_ref().map(|(home, _)| *home) {
            Some(home) if self.is_at_home(person, home)? => Some(self.old_home(home)?),
            _ => None,
        };
        self.add_lists(id, &added, home, died)?;
        if let Some(contact) = self.known.get_mut(&person) {
            contact.card = after;
        }
        Ok(Some(id))
    }

    fn is_at_home(&self, person: i64, relationship: i64) -> Result<bool, Rejection> {
        let equal = [("person_id", Value::Int(person)), ("relationship_id", Value::Int(relationship))];
        Ok(self.act.tx.rows(Kind::Membership, &equal)?.iter().any(|row| row.flag("home")))
    }

    /// Adds all values of the card's lists; `died` is the event the person's own column holds already.
    fn add_lists(
        &mut self,
        person: RecordId,
        card: &Card,
        home: Option<i64>,
        died: Option<&str>,
    ) -> Result<(), Rejection> {
        for point in &card.points {
            self.pending.add(Kind::ContactPoint, point_fields(person, point));
        }
        let mut died = died;
        for event in &card.events {
            if event.label == DEATH && died.is_some_and(|day| day == event.value) {
                died = None;
                continue;
            }
            sound_day(&event.label, &event.value, &card.full_name)?;
            let label = if event.label.is_empty() { "event" } else { &event.label };
            let fields = Fields::of([
                ("person_id", person.id.into()),
                ("label", label.into()),
                ("day", event.value.as_str().into()),
                ("yearly", (event.label != DEATH).into()),
            ]);
            self.pending.add(Kind::SpecialDate, fields);
        }
        for related in &card.related {
            self.keep_field(person, &related_field(&related.label), &related.value);
        }
        for own in &card.custom {
            self.keep_field(person, &own_field(&own.label), &own.value);
        }
        for line in &card.extra {
            self.keep_line(person, line);
        }
        for category in &card.categories {
            self.tag(person, &tag_word(category), home);
        }
        Ok(())
    }

    fn keep_field(&mut self, person: RecordId, name: &str, value: &str) {
        let value = Some(value).filter(|value| !value.is_empty());
        let fields = [("person_id", person.id.into()), ("name", name.into()), ("value", value.into())];
        self.pending.add(Kind::CustomField, Fields::of(fields));
    }

    fn keep_line(&mut self, person: RecordId, line: &str) {
        let fields = Fields::of([("person_id", person.id.into()), ("line", line.into())]);
        self.pending.add(Kind::ImportedProperty, fields);
    }

    /// Tags the home; a label of somebody without one stays with the person.
    fn tag(&mut self, person: RecordId, word: &str, home: Option<i64>) {
        if word.is_empty() {
            return;
        }
        let Some(home) = home.and_then(|home| self.homes.get_mut(&home)) else {
            return self.keep_field(person, label_field(), word);
        };
        if home.tags.insert(word.to_owned()) {
            let fields = [("relationship_id", home.id.id.into()), ("name", word.into())];
            self.pending.add(Kind::Tag, Fields::of(fields));
        }
    }
}

fn point_fields(person: RecordId, point: &Point) -> Fields {
    let label = Some(point.label.as_str()).filter(|label| !label.is_empty());
    let parts = point.parts.as_ref().and_then(|parts| serde_json::to_string(parts).ok());
    Fields::of([
        ("person_id", person.id.into()),
        ("kind", point_word(point.kind).into()),
        ("value", point.value.as_str().into()),
        ("label", label.into()),
        ("preferred", point.preferred.into()),
        ("parts", parts.into()),
    ])
}

/// The first whole day of death; one without a year stays a special date.
fn death_day(card: &Card) -> Option<&str> {
    let deaths = card.events.iter().filter(|event| event.label == DEATH).map(|event| event.value.as_str());
    deaths.into_iter().find(|day| day.parse::<PartialDate>().is_ok_and(|day| day.full().is_some()))
}

/// What the lists of `after` hold beyond those of `before`, for the summary under the same name.
fn beyond(before: &Card, after: &Card) -> Card {
    fn rest<T: Clone>(before: &[T], after: &[T]) -> Vec<T> {
        after.get(before.len()..).unwrap_or_default().to_vec()
    }
    Card {
        full_name: after.full_name.clone(),
        events: rest(&before.events, &after.events),
        points: rest(&before.points, &after.points),
        categories: rest(&before.categories, &after.categories),
        related: rest(&before.related, &after.related),
        custom: rest(&before.custom, &after.custom),
        extra: rest(&before.extra, &after.extra),
        ..Card::default()
    }
}

fn sound_day(what: &str, day: &str, whose: &str) -> Result<(), Rejection> {
    if day.is_empty() || day.parse::<PartialDate>().is_ok() {
        return Ok(());
    }
    Err(Rejection::rule(format!(
        "The {what} of {whose}, {day}, is not a day the book takes. Nothing was imported."
    )))
}

fn gone(noun: &str, id: RecordId) -> Rejection {
    Rejection::stale(format!(
        "The {noun} {id} is gone from the book since the preview. Nothing was imported; preview the file again."
    ))
}
