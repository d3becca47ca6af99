//! What a file knows that the book does not, value by value, and the steps an import is made of.
//!
//! **Invariant:** a change only adds a value or replaces a text; it never takes a value away.

use std::{collections::HashSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Card, Field, Labelled, Point, PointKind, point::same_line};
use crate::domain::filter::fold;

/// Whether the advisor takes a change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The book gets the value.
    #[default]
    Take,
    /// The book stays as it is.
    Leave,
}

/// Why a change is not proposed: taking it would lose what the book says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Another name, or a part of it that does not stand in the book's.
    Name,
    /// Another name of somebody who was said to be the same: it is kept beside the book's.
    Called,
    /// The name they had before the book renamed them.
    Earlier,
    /// Another firm.
    Firm,
    /// A job or department at that other firm.
    OfFirm,
    /// Another birthday.
    Birthday,
}

impl Doubt {
    /// What is said of it, a phrase.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Name => "another name than the book has",
            Self::Called => "kept beside the book's as another name",
            Self::Earlier => "the name before the book changed it",
            Self::Firm => "another company than the book has",
            Self::OfFirm => "it belongs to the other company",
            Self::Birthday => "another day than the book has",
        }
    }
}

/// One value of the file that the book does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which part.
    pub field: Field,
    /// What the preview calls it: `birthday`, `mobile`, `spouse`.
    pub label: String,
    /// What the book has there; empty when nothing. A point, event or field is added beside it.
    pub before: String,
    /// What the file has.
    pub after: String,
    /// The advisor's tick.
    pub answer: Answer,
    /// Why it is not ticked by itself; nothing where it is.
    pub doubt: Option<Doubt>,
    /// A card with this value alone, for `Card::absorb`.
    #[serde(skip)]
    pub piece: Card,
}

impl Change {
    /// The tick before anybody touched it.
    #[must_use]
    pub fn proposed(&self) -> Answer {
        if self.doubt.is_some() { Answer::Leave } else { Answer::Take }
    }

    /// Whether it is a name that is kept as another name of the person.
    #[must_use]
    pub fn is_called(&self) -> bool {
        self.answer == Answer::Leave && self.doubt == Some(Doubt::Called)
    }

    /// Whether the value stands beside what the book has, which keeps all its own.
    #[must_use]
    pub fn adds(&self) -> bool {
        let is_list = !matches!(
            self.field,
            Field::FullName
                | Field::Prefix
                | Field::Given
                | Field::Middle
                | Field::Family
                | Field::Suffix
                | Field::Nickname
                | Field::Organisation
                | Field::Department
                | Field::Title
                | Field::Birthday
                | Field::Uid
        );
        is_list || self.before.is_empty()
    }
}

/// Where a new person lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdChoice {
    /// In a new household.
    Own,
    /// In the household of the new person of that line, whose step stands before.
    WithLine(usize),
    /// In that relationship of the book.
    Existing(i64),
}

/// One step of an import; all steps of an import are one op.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportStep {
    /// A new person.
    New {
        /// The line of the file it came from.
        line: usize,
        /// All that is known.
        card: Arc<Card>,
        /// Where they live.
        household: HouseholdChoice,
    },
    /// The new person of a line is not who they look like; it is not asked again.
    Two {
        /// The line.
        line: usize,
        /// Who they are not.
        of: TwinOf,
    },
    /// A person of the book is called so too.
    Called {
        /// Which person.
        person: i64,
        /// The other name.
        name: String,
    },
    /// Values for a person of the book.
    Change {
        /// Which person.
        person: i64,
        /// Only the values taken from the file: texts replace, notes are appended, lists grow.
        changes: Arc<Card>,
    },
}

/// Somebody a new person was told apart from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwinOf {
    /// A person of the book.
    Person(i64),
    /// The new person of an earlier line.
    Line(usize),
}

/// What `in_file` knows that `in_book` does not; both settled.
///
/// Empty texts of the file say nothing, a birthday without year fits the same day with one, an
/// identifier is only learned, never replaced, and the kind is not compared. A name, firm or birthday that contradicts
/// the one in the book is not ticked.
#[must_use]
pub fn diff(in_book: &Card, in_file: &Card) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut target = Card::default();
    for (((field, book), (_, file)), slot) in in_book.texts().into_iter().zip(in_file.texts()).zip(0..) {
        if says_nothing_new(field, book, file) {
            continue;
        }
        if let Some((_, text)) = target.texts_mut().into_iter().nth(slot) {
            file.clone_into(text);
        }
        let mut change = change(field, field.word(), book, file, std::mem::take(&mut target));
        change.doubt = doubt(field, book, file, in_book, in_file);
        change.answer = change.proposed();
        changes.push(change);
    }
    diff_points(in_book, in_file, &mut changes);
    diff_labelled(Field::Event, &in_book.events, &in_file.events, &mut changes, |card| &mut card.events);
    diff_labelled(Field::Related, &in_book.related, &in_file.related, &mut changes, |card| &mut card.related);
    diff_labelled(Field::Custom, &in_book.custom, &in_file.custom, &mut changes, |card| &mut card.custom);
    diff_plain(Field::Category, &in_book.categories, &in_file.categories, &mut changes, |card| {
        &mut card.categories
    });
    diff_plain(Field::Property, &in_book.extra, &in_file.extra, &mut changes, |card| &mut card.extra);
    changes
}

fn says_nothing_new(field: Field, book: &str, file: &str) -> bool {
    file.is_empty()
        || book == file
        || match field {
            Field::Uid => !book.is_empty(),
            Field::Birthday => file.starts_with("--") && book.ends_with(file.trim_start_matches('-')),
            Field::Notes => book.contains(file.trim()),
            _ => false,
        }
}

/// What the book would lose by the file's text, or what would not fit the rest that it keeps.
fn doubt(field: Field, book: &str, file: &str, in_book: &Card, in_file: &Card) -> Option<Doubt> {
    let other = !book.is_empty();
    let adds_year = book.starts_with("--") && file.ends_with(book.trim_start_matches('-'));
    let another_firm = !in_book.organisation.is_empty()
        && !in_file.organisation.is_empty()
        && in_book.organisation != in_file.organisation;
    match field {
        Field::Birthday if other && !adds_year => Some(Doubt::Birthday),
        Field::FullName | Field::Prefix | Field::Middle | Field::Suffix | Field::Nickname if other => {
            Some(Doubt::Name)
        }
        // A part that does not stand in the name the book keeps would speak against it.
        Field::Given | Field::Family if other || !holds(&in_book.full_name, file) => Some(Doubt::Name),
        Field::Organisation if other => Some(Doubt::Firm),
        Field::Title | Field::Department if another_firm => Some(Doubt::OfFirm),
        _ => None,
    }
}

/// Whether a name that is known has this part; of somebody without one nothing speaks against it.
fn holds(name: &str, part: &str) -> bool {
    name.is_empty() || fold(name).contains(&fold(part))
}

fn change(field: Field, label: &str, before: &str, after: &str, piece: Card) -> Change {
    let label = if label.is_empty() { field.word() } else { label };
    let (label, before, after) = (label.to_owned(), before.to_owned(), after.to_owned());
    Change { field, label, before, after, answer: Answer::Take, doubt: None, piece }
}

fn diff_points(in_book: &Card, in_file: &Card, changes: &mut Vec<Change>) {
    let keys: HashSet<_> = in_book.points.iter().map(|point| (point.kind, point.key())).collect();
    for point in &in_file.points {
        let key = point.key();
        let phone = point.kind == PointKind::Phone;
        let held = keys.contains(&(point.kind, key.clone()))
            || (phone && keys.iter().any(|(kind, mine)| *kind == PointKind::Phone && same_line(mine, &key)));
        if held {
            continue;
        }
        let same_place = |mine: &&Point| mine.kind == point.kind && mine.label == point.label;
        let before = in_book.points.iter().find(same_place).map_or("", |mine| &mine.value);
        let piece = Card { points: vec![point.clone()], ..Card::default() };
        // "work" alone could be a number or an address: the number is the common one.
        let label = match point.kind {
            _ if point.label.is_empty() => String::new(),
            PointKind::Phone => point.label.clone(),
            kind => format!("{} {}", point.label, Field::Point(kind).word()),
        };
        changes.push(change(Field::Point(point.kind), &label, before, &point.value, piece));
    }
}

fn diff_labelled(
    field: Field,
    book: &[Labelled],
    file: &[Labelled],
    changes: &mut Vec<Change>,
    list: fn(&mut Card) -> &mut Vec<Labelled>,
) {
    let held: HashSet<_> = book.iter().collect();
    for item in file.iter().filter(|item| !held.contains(item)) {
        let mut piece = Card::default();
        list(&mut piece).push(item.clone());
        let before = book.iter().find(|mine| mine.label == item.label).map_or("", |mine| &mine.value);
        changes.push(change(field, &item.label, before, &item.value, piece));
    }
}

fn diff_plain(
    field: Field,
    book: &[String],
    file: &[String],
    changes: &mut Vec<Change>,
    list: fn(&mut Card) -> &mut Vec<String>,
) {
    let held: HashSet<_> = book.iter().collect();
    for item in file.iter().filter(|item| !held.contains(item)) {
        let mut piece = Card::default();
        list(&mut piece).push(item.clone());
        changes.push(change(field, "", "", item, piece));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> Card {
        let points = vec![
            Point::new(PointKind::Phone, "mobile", "+1 (503) 555-0142"),
            Point::new(PointKind::Email, "home", "ann@example.com"),
        ];
        let full_name = "Ann Hartley".to_owned();
        Card { full_name, birthday: "1963-03-14".to_owned(), points, ..Card::default() }
    }

    #[test]
    fn a_card_does_not_differ_from_itself() {
        assert_eq!(diff(&ann(), &ann()), []);
    }

    #[test]
    fn what_the_file_lacks_stays() {
        let file = Card { full_name: "Ann Hartley".to_owned(), ..Card::default() };
        assert_eq!(diff(&ann(), &file), []);
    }

    #[test]
    fn a_new_number_shows_the_old_one_and_is_added_beside_it() {
        let mut file = ann();
        file.points[0].value = "503 555 0199".to_owned();
        let changes = diff(&ann(), &file);
        let [change] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!((change.label.as_str(), change.before.as_str()), ("mobile", "+1 (503) 555-0142"));
        assert_eq!(change.after, "503 555 0199");
        let mut book = ann();
        book.absorb(&change.piece);
        assert_eq!(book.points.len(), 3);
        assert_eq!(diff(&book, &file), []);
    }

    #[test]
    fn a_number_written_differently_is_the_same_number() {
        for same in ["+1.503.555.0142", "001 503 555 0142", "503-555-0142", "(503) 555 0142"] {
            let mut file = ann();
            file.points[0].value = same.to_owned();
            assert_eq!(diff(&ann(), &file), [], "{same}");
        }
        let mut file = ann();
        file.points[0].value = "603 555 0142".to_owned();
        assert_eq!(diff(&ann(), &file).len(), 1);
    }

    #[test]
    fn a_birthday_without_year_fits_the_same_day() {
        let mut file = Card { birthday: "--03-14".to_owned(), ..ann() };
        assert_eq!(diff(&ann(), &file), []);
        file.birthday = "--03-15".to_owned();
        assert_eq!(diff(&ann(), &file).len(), 1);
        let book = Card { birthday: "--03-14".to_owned(), ..ann() };
        let [year] = diff(&book, &ann()).try_into().unwrap();
        assert_eq!((year.after.as_str(), year.answer), ("1963-03-14", Answer::Take));
    }

    #[test]
    fn another_birthday_than_the_one_known_is_not_ticked() {
        for (book, file, answer) in [
            ("1963-03-14", "1963-03-13", Answer::Leave),
            ("--03-14", "1963-03-13", Answer::Leave),
            ("1963-03-14", "--03-13", Answer::Leave),
            ("--03-14", "1963-03-14", Answer::Take),
            ("", "1963-03-14", Answer::Take),
        ] {
            let [book, file] = [book, file].map(|day| Card { birthday: day.to_owned(), ..ann() });
            assert_eq!(diff(&book, &file)[0].answer, answer, "{} {}", book.birthday, file.birthday);
        }
    }

    #[test]
    fn another_name_or_firm_is_not_ticked_and_an_empty_field_is_filled() {
        let mut book = Card { organisation: "Acme".to_owned(), ..ann() };
        let mut file =
            Card { full_name: "Ann Hartley-Smith".to_owned(), organisation: "Acme".to_owned(), ..ann() };
        file.name.given = "Ann".to_owned();
        file.name.family = "Hartley-Smith".to_owned();
        file.title = "Owner".to_owned();
        file.department = "Tax".to_owned();
        let told = |book: &Card, file: &Card| {
            let change = |change: Change| (change.label, change.answer, change.doubt);
            diff(book, file).into_iter().map(change).collect::<Vec<_>>()
        };
        let (take, leave) = (Answer::Take, Answer::Leave);
        assert_eq!(
            told(&book, &file),
            [
                ("name".to_owned(), leave, Some(Doubt::Name)),
                ("given name".to_owned(), take, None),
                ("family name".to_owned(), leave, Some(Doubt::Name)),
                ("department".to_owned(), take, None),
                ("title".to_owned(), take, None),
            ]
        );
        file.organisation = "Zenith".to_owned();
        let of_firm = told(&book, &file).split_off(3);
        assert_eq!(
            of_firm,
            [
                ("company".to_owned(), leave, Some(Doubt::Firm)),
                ("department".to_owned(), leave, Some(Doubt::OfFirm)),
                ("title".to_owned(), leave, Some(Doubt::OfFirm)),
            ]
        );
        book.organisation.clear();
        assert!(told(&book, &file).split_off(3).iter().all(|(_, answer, _)| *answer == take));
    }

    #[test]
    fn what_stands_beside_the_books_value_adds_to_it() {
        let mut file = Card { notes: "Golf.".to_owned(), title: "Owner".to_owned(), ..ann() };
        file.points[1].value = "b@example.com".to_owned();
        let book = Card { notes: "Wine.".to_owned(), title: "Clerk".to_owned(), ..ann() };
        let adds: Vec<_> =
            diff(&book, &file).iter().map(|change| (change.label.clone(), change.adds())).collect();
        let told = [("title", false), ("notes", true), ("home e-mail", true)];
        assert_eq!(adds, told.map(|(label, adds)| (label.to_owned(), adds)));
    }

    #[test]
    fn notes_are_appended_once() {
        let mut book = Card { notes: "Likes golf.".to_owned(), ..ann() };
        let file = Card { notes: "Met in Salem.\nTwice.".to_owned(), ..ann() };
        let changes = diff(&book, &file);
        for change in &changes {
            book.absorb(&change.piece);
        }
        assert_eq!(book.notes, "Likes golf.\n\nMet in Salem.\nTwice.");
        assert_eq!(diff(&book, &file), []);
    }

    #[test]
    fn an_identifier_is_learned_and_not_replaced() {
        let file = Card { uid: "u2".to_owned(), ..ann() };
        assert_eq!(diff(&ann(), &file)[0].field, Field::Uid);
        assert_eq!(diff(&Card { uid: "u1".to_owned(), ..ann() }, &file), []);
    }

    #[test]
    fn the_first_choice_of_the_book_stays() {
        let mut book = ann();
        book.points[1].preferred = true;
        let mut point = Point::new(PointKind::Email, "work", "a.hartley@example.com");
        point.preferred = true;
        let file = Card { points: vec![point], ..ann() };
        for change in &diff(&book, &file) {
            book.absorb(&change.piece);
        }
        assert_eq!(book.points.iter().map(|point| point.preferred).collect::<Vec<_>>(), [false, true, false]);
    }

    #[test]
    fn every_list_differs_value_by_value() {
        let file = Card {
            events: vec![Labelled::new("anniversary", "2001-06-15")],
            related: vec![Labelled::new("spouse", "Paul")],
            custom: vec![Labelled::new("Dog", "Rex")],
            categories: vec!["golf".to_owned()],
            extra: vec!["X-A:1".to_owned()],
            ..ann()
        };
        let changes = diff(&ann(), &file);
        let labels: Vec<_> = changes.iter().map(|change| change.label.as_str()).collect();
        assert_eq!(labels, ["anniversary", "spouse", "Dog", "label", "other"]);
        let mut book = ann();
        for change in &changes {
            book.absorb(&change.piece);
        }
        assert_eq!(book, file);
    }

    #[test]
    fn steps_survive_the_journal() {
        let step = ImportStep::New { line: 7, card: ann().into(), household: HouseholdChoice::WithLine(3) };
        let text = serde_json::to_string(&step).unwrap();
        assert_eq!(serde_json::from_str::<ImportStep>(&text).unwrap(), step);
        let small =
            serde_json::from_str::<ImportStep>(r#"{"change":{"person":4,"changes":{"title":"CEO"}}}"#);
        assert!(matches!(small.unwrap(), ImportStep::Change { person: 4, .. }));
    }
}
