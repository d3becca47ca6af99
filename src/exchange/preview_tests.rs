use super::*;
use crate::domain::card::{Address, Doubt, Field, Labelled, Point, PointKind};
use crate::exchange::{households::Shared, read::SourceRow};

fn preview(reading: &Reading, book: &[BookPerson]) -> Preview {
    super::preview(reading, book, &Watch::default()).unwrap()
}

fn reading(cards: Vec<Card>) -> Reading {
    let rows = cards.into_iter().enumerate();
    let rows =
        rows.map(|(at, card)| SourceRow { line: at + 2, who: String::new(), card: card.settled() }).collect();
    Reading { format: Format::Vcard, encoding: Encoding::Utf8, rows, notes: Vec::new() }
}

fn named(name: &str) -> Card {
    Card { full_name: name.to_owned(), ..Card::default() }
}

fn with(name: &str, kind: PointKind, value: &str) -> Card {
    Card { points: vec![Point::new(kind, "home", value)], ..named(name) }
}

fn mailed(name: &str, email: &str) -> Card {
    with(name, PointKind::Email, email)
}

fn living(name: &str, street: &str) -> Card {
    let parts = Address { street: street.to_owned(), city: "Salem".to_owned(), ..Address::default() };
    Card { points: vec![Point::address("home", parts)], ..named(name) }
}

fn person(id: i64, card: Card) -> BookPerson {
    BookPerson { id, card, household: None, former: Former::default() }
}

/// What the acts do with a plan.
fn carry_out(steps: &[ImportStep], book: &mut Vec<BookPerson>) {
    let mut homes: HashMap<usize, i64> = HashMap::new();
    for step in steps {
        match step {
            ImportStep::New { line, card, household } => {
                let id = 1 + i64::try_from(book.len()).unwrap();
                let home = match household {
                    HouseholdChoice::Own => 1000 + id,
                    HouseholdChoice::WithLine(line) => homes[line],
                    HouseholdChoice::Existing(id) => *id,
                };
                homes.insert(*line, home);
                book.push(BookPerson {
                    id,
                    card: card.as_ref().clone(),
                    household: Some((home, String::new())),
                    former: Former::default(),
                });
            }
            ImportStep::Two { .. } => {}
            ImportStep::Called { person, name } => {
                let held = book.iter_mut().find(|held| held.id == *person).unwrap();
                held.former.names.push(name.clone());
            }
            ImportStep::Change { person, changes } => {
                let held = book.iter_mut().find(|held| held.id == *person).unwrap();
                held.card.absorb(changes);
            }
        }
    }
}

fn outcomes(preview: &Preview) -> Vec<&Outcome> {
    preview.rows.iter().map(|row| &row.outcome).collect()
}

#[test]
fn counts_add_up() {
    let mut file = reading(vec![named("New"), named("Same"), named("New"), named("")]);
    file.rows.push(SourceRow { line: 9, who: "Ann".to_owned(), card: Err("broken".to_owned()) });
    let counts = preview(&file, &[person(1, named("Same"))]).counts;
    assert_eq!(counts, Counts { read: 5, new: 1, changed: 0, same: 2, rejected: 2 });
    assert_eq!(preview(&file, &[]).rows[4].who, "Ann");
}

#[test]
fn the_identifier_finds_a_person_under_a_new_name() {
    let held = Card { uid: "u1".to_owned(), ..named("Ann Miller") };
    let file = reading(vec![Card { uid: "u1".to_owned(), ..named("Ann Hartley") }]);
    let preview = preview(&file, &[person(7, held)]);
    let Outcome::Changed { person: 7, changes } = &preview.rows[0].outcome else { panic!("{preview:?}") };
    assert_eq!((changes[0].before.as_str(), changes[0].after.as_str()), ("Ann Miller", "Ann Hartley"));
}

#[test]
fn name_and_email_find_a_person() {
    let mut card = mailed("ann  hartley", "ANN@example.com");
    card.title = "CEO".to_owned();
    let preview = preview(&reading(vec![card]), &[person(7, mailed("Ann Hartley", "ann@example.com"))]);
    let Outcome::Changed { person: 7, changes } = &preview.rows[0].outcome else { panic!("{preview:?}") };
    assert_eq!(changes.iter().map(|change| change.label.as_str()).collect::<Vec<_>>(), ["name", "title"]);
}

#[test]
fn name_and_a_number_written_differently_find_a_person() {
    let book = [person(7, with("Ann", PointKind::Phone, "+1 503 555 0142"))];
    let preview = preview(&reading(vec![with("Ann", PointKind::Phone, "(503) 555-0142")]), &book);
    assert_eq!(preview.rows[0].outcome, Outcome::Same { person: 7 });
}

#[test]
fn a_shared_email_alone_is_nobody_known() {
    let book = [person(7, mailed("Ann Hartley", "hartleys@example.com"))];
    let preview = preview(&reading(vec![mailed("Paul Hartley", "hartleys@example.com")]), &book);
    assert!(matches!(preview.rows[0].outcome, Outcome::New { possible_duplicate: None, .. }));
}

#[test]
fn a_namesake_is_proposed_and_never_merged() {
    let book = [person(7, mailed("Tomas Rivera", "t@example.com"))];
    let preview = preview(&reading(vec![mailed("Tomás Rivera", "other@example.com")]), &book);
    let Outcome::New { possible_duplicate: Some(like), .. } = &preview.rows[0].outcome else { panic!() };
    assert_eq!((like.of, like.reason.as_str()), (Known::Person(7), "the book has Tomas Rivera"));
}

#[test]
fn a_bare_name_is_the_person_of_that_name() {
    let book = [person(7, mailed("Ann Hartley", "a@example.com"))];
    assert_eq!(preview(&reading(vec![named("Ann Hartley")]), &book).counts.same, 1);
    let other = Card { uid: "u9".to_owned(), ..named("Ann Hartley") };
    assert_eq!(preview(&reading(vec![other]), &book).counts.new, 1);
}

#[test]
fn a_repeated_row_is_said_to_be_one() {
    let preview = preview(&reading(vec![mailed("Ann", "a@b.c"), mailed("Ann", "a@b.c")]), &[]);
    assert_eq!(preview.rows[1].outcome, Outcome::DuplicateInFile { of_line: 2 });
    assert_eq!(plan(&preview, |_| true).len(), 1);
}

#[test]
fn a_fuller_row_behind_is_proposed_as_the_same_person() {
    let fuller = Card { title: "CEO".to_owned(), ..mailed("Ann", "a@b.c") };
    let preview = preview(&reading(vec![mailed("Ann", "a@b.c"), fuller]), &[]);
    let Outcome::New { possible_duplicate: Some(like), .. } = &preview.rows[1].outcome else { panic!() };
    assert_eq!(
        (like.of, like.reason.as_str()),
        (Known::Line(2), "line 2 is Ann with the same e-mail or telephone")
    );
}

#[test]
fn two_rows_never_change_one_person_in_turn() {
    let row = |title: &str| Card { title: title.to_owned(), ..mailed("Ann", "a@b.c") };
    let file = reading(vec![row("CEO"), row("CFO")]);
    let mut book = vec![person(1, mailed("Ann", "a@b.c"))];
    let first = preview(&file, &book);
    assert!(matches!(outcomes(&first)[..], [Outcome::Changed { person: 1, .. }, Outcome::New { .. }]));
    carry_out(&plan(&first, |_| true), &mut book);
    assert_eq!(preview(&file, &book).counts, Counts { read: 2, same: 2, ..Counts::default() });
}

#[test]
fn one_family_at_one_address_is_one_household() {
    let file = reading(vec![
        living("Paolo Marchetti", "1 Oak St"),
        living("Ann Hartley", "1 Oak St"),
        living("Giulia Marchetti", "1 OAK ST."),
        living("Carla Marchetti", "2 Elm St"),
    ]);
    let preview = preview(&file, &[]);
    let homes: Vec<_> = preview.rows.iter().map(PreviewRow::household_of).collect();
    assert_eq!(homes, [None, None, Some(2), None]);
}

fn wed(name: &str, label: &str, spouse: &str) -> Card {
    Card { related: vec![Labelled::new(label, spouse)], ..named(name) }
}

fn proposals(cards: Vec<Card>, book: &[BookPerson]) -> Vec<Option<(HouseholdChoice, Shared)>> {
    let of = |row: &PreviewRow| match &row.outcome {
        Outcome::New { proposal, .. } => proposal.map(|proposal| (proposal.household, proposal.by)),
        _ => None,
    };
    preview(&reading(cards), book).rows.iter().map(of).collect()
}

#[test]
fn spouses_are_one_household_whoever_names_the_other() {
    let with_two = Some((HouseholdChoice::WithLine(2), Shared::Spouse));
    for cards in [
        vec![wed("Ann Lee", "spouse", "Bo Marsh"), named("Bo Marsh")],
        vec![named("Ann Lee"), wed("Bo Marsh", "husband", "ann  lee")],
        vec![wed("Ann Lee", "wife", "Bo Marsh"), wed("Bo Marsh", "partner", "Ann Lee")],
        vec![wed("Ann Lee", "spouse", "Bo"), named("Bo Lee")],
    ] {
        assert_eq!(proposals(cards.clone(), &[]), [None, with_two], "{cards:?}");
    }
    let held = BookPerson { household: Some((12, "Lee".to_owned())), ..person(1, named("Ann Lee")) };
    let joins = Some((HouseholdChoice::Existing(12), Shared::Spouse));
    assert_eq!(proposals(vec![wed("Bo Marsh", "spouse", "Ann Lee")], &[held]), [joins]);
}

#[test]
fn nobody_is_brought_to_a_namesake_or_to_the_spouse_of_another() {
    for cards in [
        vec![wed("Ann Lee", "spouse", "Cy Hill"), wed("Bo Marsh", "spouse", "Ann Lee")],
        vec![wed("Ann Lee", "friend", "Bo Marsh"), named("Bo Marsh")],
        vec![
            mailed("Ann Lee", "a@b.example"),
            mailed("Ann Lee", "b@b.example"),
            wed("Bo Marsh", "spouse", "Ann Lee"),
        ],
    ] {
        assert!(proposals(cards.clone(), &[]).iter().all(Option::is_none), "{cards:?}");
    }
}

#[test]
fn a_proposed_household_can_be_left_and_taken_again() {
    let mut preview = preview(&reading(vec![living("A Lee", "1 Oak"), living("B Lee", "1 Oak")]), &[]);
    let alone = |preview: &Preview| {
        matches!(plan(preview, |_| true)[1], ImportStep::New { household: HouseholdChoice::Own, .. })
    };
    assert!(!preview.rows[0].turn_household() && !alone(&preview));
    assert!(preview.rows[1].turn_household() && alone(&preview));
    assert!(preview.rows[1].turn_household() && !alone(&preview));
}

#[test]
fn family_of_a_household_in_the_book_joins_it() {
    let held = BookPerson {
        household: Some((12, "Marchetti".to_owned())),
        ..person(1, living("P Marchetti", "1 Oak St"))
    };
    let steps = plan(&preview(&reading(vec![living("Giulia Marchetti", "1 Oak St")]), &[held]), |_| true);
    assert!(matches!(steps[..], [ImportStep::New { household: HouseholdChoice::Existing(12), .. }]));
}

#[test]
fn a_household_is_begun_by_the_first_who_is_taken() {
    let family = ["A", "B", "C"].map(|given| living(&format!("{given} Marchetti"), "1 Oak St"));
    let steps = plan(&preview(&reading(family.to_vec()), &[]), |row| row.line != 2);
    let homes: Vec<_> = steps
        .iter()
        .map(|step| match step {
            ImportStep::New { household, .. } => *household,
            _ => panic!("{step:?}"),
        })
        .collect();
    assert_eq!(homes, [HouseholdChoice::Own, HouseholdChoice::WithLine(3)]);
}

#[test]
fn what_is_not_ticked_is_not_planned() {
    let card = Card { title: "CEO".to_owned(), nickname: "Annie".to_owned(), ..mailed("Ann", "a@b.c") };
    let mut preview = preview(&reading(vec![card]), &[person(1, mailed("Ann", "a@b.c"))]);
    let Outcome::Changed { changes, .. } = &mut preview.rows[0].outcome else { panic!() };
    changes[0].answer = Answer::Leave;
    let expected = Card { title: "CEO".to_owned(), ..Card::default() };
    assert_eq!(plan(&preview, |_| true), [ImportStep::Change { person: 1, changes: expected.into() }]);
}

#[test]
fn a_list_of_contacts_is_no_person() {
    let list = Card { kind: CardKind::Group, ..named("Golf friends") };
    assert_eq!(preview(&reading(vec![list]), &[]).counts.rejected, 1);
}

/// Deterministic noise: few names, addresses and texts, so that everything collides.
fn noise(seed: &mut u64) -> Card {
    let mut pick = |of: usize| {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*seed >> 33).unwrap() % of
    };
    let mut card = named(["Ann Lee", "ann lee", "Bob Lee", "Ánn Lee"][pick(4)]);
    for kind in [PointKind::Email, PointKind::Phone] {
        for _ in 0..pick(3) {
            let value = ["5035550142", "+15035550142", "6035550142"][pick(3)];
            card.points.push(Point::new(kind, "", value));
        }
    }
    if pick(3) == 0 {
        card.points.extend(living("", ["1 Oak", "2 Elm"][pick(2)]).points);
    }
    card.uid = ["", "", "u1", "u2"][pick(4)].to_owned();
    card.title = ["", "CEO", "CFO"][pick(3)].to_owned();
    card.birthday = ["", "--03-14", "1963-03-14", "--03-15"][pick(4)].to_owned();
    card.notes = ["", "golf", "golf and wine", "wine"][pick(4)].to_owned();
    if pick(2) == 0 {
        card.custom.push(Labelled::new("dog", ["Rex", "Max"][pick(2)]));
    }
    card
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let mut seed = 42;
    for round in 0..400 {
        let mut book: Vec<_> =
            (0..round % 5).map(|id| person(id + 1, noise(&mut seed).settled().unwrap())).collect();
        let file = reading((0..12).map(|_| noise(&mut seed)).collect());
        let mut first = preview(&file, &book);
        for row in &mut first.rows {
            if let Outcome::Changed { changes, .. } = &mut row.outcome {
                for change in changes {
                    change.answer = Answer::Take;
                }
            }
        }
        carry_out(&plan(&first, |_| true), &mut book);
        let again = preview(&file, &book);
        let all_same = Counts { read: 12, same: 12, ..Counts::default() };
        assert_eq!(again.counts, all_same, "round {round}: {first:#?}\n{again:#?}");
    }
}

#[test]
fn ten_thousand_cards_are_compared_in_linear_time() {
    let card = |n: usize| mailed(&format!("Ann {n}"), &format!("{}@example.com", n % 7000));
    let book: Vec<_> = (0..10_000).map(|n| person(i64::try_from(n).unwrap(), card(n))).collect();
    let file = reading((5_000..15_000).map(card).collect());
    let start = std::time::Instant::now();
    let counts = preview(&file, &book).counts;
    assert_eq!(counts, Counts { read: 10_000, new: 5_000, same: 5_000, ..Counts::default() });
    assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
    let namesakes =
        reading((0..5_000).map(|n| Card { title: n.to_string(), ..mailed("Ann", "a@b.c") }).collect());
    assert_eq!(preview(&namesakes, &[]).counts.new, 5_000);
}

#[test]
fn an_earlier_name_with_its_email_is_that_person_and_alone_is_proposed() {
    let mut renamed = person(7, mailed("Ann Osei", "ann@example.com"));
    renamed.former.earlier.push("Ann Hartley".to_owned());
    let book = [renamed];
    let file = reading(vec![
        mailed("Ann Hartley", "ann@example.com"),
        named("Ann Hartley"),
        named("Ann Hartley Lee"),
    ]);
    let preview = preview(&file, &book);
    let [Outcome::Changed { person: 7, changes }, Outcome::New { possible_duplicate, .. }, ..] =
        outcomes(&preview)[..]
    else {
        panic!("{preview:?}")
    };
    let told: Vec<_> = changes.iter().map(|change| (change.field, change.answer, change.doubt)).collect();
    assert_eq!(told, [(Field::FullName, Answer::Leave, Some(Doubt::Earlier))]);
    let twin = possible_duplicate.as_ref().unwrap();
    assert_eq!(
        (twin.of, twin.reason.as_str()),
        (Known::Person(7), "the book has Ann Osei, Ann Hartley before")
    );
    let steps = plan(&preview, |row| row.line == 2);
    assert_eq!(steps, [], "what is not ticked is not written");
}

#[test]
fn whoever_is_said_to_be_the_same_keeps_the_other_name_and_is_known_by_it() {
    let mut book = vec![person(1, mailed("Ann Hartley", "ann@example.com"))];
    let mut other = mailed("Ann Hártley", "ann@example.com");
    other.name.family = "Hártley".to_owned();
    let file = reading(vec![other]);
    let mut first = preview(&file, &book);
    assert!(first.rows[0].is_the_same().is_some());
    let steps = plan(&first, |_| true);
    assert!(steps.contains(&ImportStep::Called { person: 1, name: "Ann Hártley".to_owned() }), "{steps:?}");
    carry_out(&steps, &mut book);
    assert_eq!(book[0].card.full_name, "Ann Hartley");
    assert_eq!(preview(&file, &book).counts.same, 1);
}
