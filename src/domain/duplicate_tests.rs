//! The rule for duplicates, case by case, and what holds for any two.

use proptest::prelude::*;

use super::*;

/// `name | e-mail, telephone or birth date ...`
fn person(id: i64, text: &str) -> Traits {
    let mut parts = text.split('|').map(str::trim);
    let mut traits = Traits::new(id, parts.next().unwrap_or(""));
    for part in parts {
        if part.contains('@') {
            traits.add(PointKind::Email, part);
        } else if let Ok(born) = part.parse() {
            traits = traits.born(Some(born));
        } else if let Some(nickname) = part.strip_prefix("called ") {
            traits = traits.parts("", "", "", nickname);
        } else {
            traits.add(PointKind::Phone, part);
        }
    }
    traits
}

#[test]
fn who_is_probably_one_is_said_with_the_reason() {
    for (one, other, wanted) in [
        ("Ann Hartley", "Ann Hartley", "likely: same name"),
        ("Ann Hartley", "HARTLEY, Ann", "likely: same name"),
        ("Dr. Ann Hartley, CFP", "Ann Hartley", "likely: same name"),
        ("Tomás Rivera", "Tomas Rivera", "likely: same name"),
        ("田中 裕子", "田中 裕子", "likely: same name"),
        ("Ann Hartley|a@x.com", "Ann Hartley|A@X.com", "sure: same name and e-mail"),
        ("Ann Hartley|503 555 0142", "Ann Hartley|+1 (503) 555-0142", "sure: same name and telephone"),
        (
            "Ann Hartley|a@x.com|503 555 0142|1963-03-14",
            "Ann Hartley|a@x.com|503 555 0142|1963-03-14",
            "sure: same name, e-mail, telephone and birth date",
        ),
        ("Thomas Rivera|t@x.com", "Tomas Rivera|t@x.com", "likely: similar name, same e-mail"),
        ("A. Hartley|a@x.com", "Ann Hartley|a@x.com", "likely: similar name, same e-mail"),
        ("Annie Hartley|a@x.com", "Ann Hartley|a@x.com", "likely: similar name, same e-mail"),
        ("Ann M Hartley|1963-03-14", "Ann Hartley|1963-03-14", "likely: similar name, same birth date"),
        (
            "Robert Hartley|called Bob|503 555 0142",
            "Bob Hartley|503 555 0142",
            "likely: similar name, same telephone",
        ),
        (
            "Ann Hartley|a@x.com",
            "Ann Brandt|a@x.com",
            "likely: same given name and e-mail, another family name",
        ),
        ("Ann|a@x.com", "Ann|a@x.com", "sure: same name and e-mail"),
        ("Robert Hartley Jr.|1990-01-02", "Robert Hartley|1990-01-02", "sure: same name and birth date"),
        (
            "Ann Hartley|a@x.com|503 555 0142|1963-03-14",
            "Ann Hartley|a@x.com|503 555 0142|1963-03-15",
            "perhaps: same name, e-mail and telephone, but born on different days",
        ),
        ("Ann Hartley|--03-14", "Ann Hartley|1963-03-14", "likely: same name"),
    ] {
        let said = likeness(&person(1, one), &person(2, other));
        let said = said.map(|(sureness, reason)| format!("{}: {reason}", sureness.word()));
        assert_eq!(said.as_deref(), Some(wanted), "{one} and {other}");
    }
}

#[test]
fn who_is_not_one_is_not_proposed() {
    for (one, other) in [
        // Spouses, twins, a father and his son, a sister.
        ("Ann Hartley|503 555 0142|h@x.com", "Robert Hartley|503 555 0142|h@x.com"),
        ("Ann Hartley|1990-01-02|503 555 0142", "Eve Hartley|1990-01-02|503 555 0142"),
        ("Robert Hartley Jr.|503 555 0142|h@x.com", "Robert Hartley Sr.|503 555 0142|h@x.com"),
        ("Robert Hartley Jr.|503 555 0142|h@x.com", "Robert Hartley|503 555 0142|h@x.com"),
        ("Ann Hartley|1963-03-14", "Ann Hartley|1990-01-02"),
        ("Ann Hartley|--03-14", "Ann Hartley|--03-15"),
        ("Ann Hartley|503 555 0142", "Ann Brandt|503 555 0142"),
        ("A. Hartley", "Ann Hartley"),
        ("Thomas Rivera", "Tomas Rivera"),
        ("Ann", "Ann"),
        ("", ""),
        ("Ann Hartley|0142", "Anna Hartley|0142"),
    ] {
        assert_eq!(likeness(&person(1, one), &person(2, other)), None, "{one} and {other}");
    }
}

#[test]
fn the_surest_come_first_and_what_was_told_apart_never() {
    let people = [
        person(1, "Ann Hartley"),
        person(2, "Ann Hartley"),
        person(3, "Joe Okafor|j@x.com"),
        person(4, "Joe Okafor|j@x.com"),
    ];
    let found = |apart: &Apart| -> Vec<(i64, i64)> {
        duplicates(&people, apart).iter().map(|found| (found.first, found.second)).collect()
    };
    assert_eq!(found(&Apart::new()), [(3, 4), (1, 2)]);
    assert_eq!(found(&Apart::from([pair(2, 1)])), [(3, 4)]);
}

#[test]
fn ten_thousand_persons_in_one_office_are_compared_in_time() {
    let people: Vec<Traits> = (0..10_000)
        .map(|k| person(k, &format!("Person{} Of{}|503 555 0142|office@x.com", k / 2, k / 2)))
        .collect();
    let begun = std::time::Instant::now();
    assert_eq!(duplicates(&people, &Apart::new()).len(), 5_000);
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
}

/// A few words, so that names meet.
fn some_person() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("Ann Hartley"),
        Just("Hartley, Ann"),
        Just("A. Hartley"),
        Just("Ann Brandt"),
        Just("Anne Hartley"),
        Just("Robert Hartley Jr."),
        Just("Robert Hartley"),
        Just("田中 裕子"),
        Just("")
    ];
    let more = prop::collection::vec(
        prop_oneof![
            Just("a@x.com"),
            Just("b@x.com"),
            Just("503 555 0142"),
            Just("1963-03-14"),
            Just("--03-14"),
            Just("called Bob")
        ],
        0..4,
    );
    (name, more).prop_map(|(name, more)| format!("{name}|{}", more.join("|")))
}

proptest! {
    #[test]
    fn the_order_of_the_two_does_not_matter(one in some_person(), other in some_person()) {
        let (one, other) = (person(1, &one), person(2, &other));
        prop_assert_eq!(likeness(&one, &other), likeness(&other, &one));
    }

    #[test]
    fn looking_up_finds_what_comparing_everybody_finds(texts in prop::collection::vec(some_person(), 0..12)) {
        let people: Vec<Traits> = (1..).zip(&texts).map(|(id, text)| person(id, text)).collect();
        let found: BTreeSet<(i64, i64)> =
            duplicates(&people, &Apart::new()).iter().map(|found| (found.first, found.second)).collect();
        let mut wanted = BTreeSet::new();
        for (at, one) in people.iter().enumerate() {
            for other in people.iter().skip(at + 1) {
                if likeness(one, other).is_some() {
                    wanted.insert((one.id, other.id));
                }
            }
        }
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn any_name_is_compared(one in "\\PC{0,24}", other in "\\PC{0,24}") {
        let _ = likeness(&Traits::new(1, &one), &Traits::new(2, &other));
    }
}
