use super::*;

fn day() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn card(key: &str, group: Group) -> Card {
    Card {
        key: key.to_owned(),
        group,
        who: String::new(),
        title: key.to_owned(),
        relationship: None,
        why: String::new(),
        print: "open".to_owned(),
        seen: Seen::No,
        stand: Stand::Open,
    }
}

fn place(groups: &[Group]) -> Place {
    let cards = groups.iter().enumerate().map(|(k, group)| card(&format!("f{k}"), *group)).collect();
    Place::new(Pass::Daily, day(), 7, cards)
}

fn prints(words: &[&str]) -> Vec<(usize, String)> {
    words.iter().map(|word| (*word).to_owned()).enumerate().collect()
}

#[test]
fn promises_of_ours_come_first_and_a_group_keeps_its_order() {
    let place =
        place(&[Group::Gaps, Group::TheirPromises, Group::OurPromises, Group::Requests, Group::OurPromises]);
    let keys: Vec<&str> = place.cards.iter().map(|card| card.key.as_str()).collect();
    assert_eq!(keys, ["f2", "f4", "f1", "f3", "f0"]);
    let groups: Vec<(&str, usize)> = place.groups().iter().map(|group| (group.word, group.all)).collect();
    assert_eq!(groups, [("promises", 3), ("requests", 1), ("gaps", 1)]);
}

#[test]
fn a_decision_steps_to_the_next_open_card_and_undo_shows_it_again() {
    let mut place = place(&[Group::Tasks; 4]);
    place.compare(&prints(&["done", "open", "open", "open"]));
    assert_eq!((place.at, place.settled()), (1, 1));
    // What is settled elsewhere is passed over.
    place.compare(&prints(&["done", "open", "done", "open"]));
    assert_eq!(place.at, 1);
    place.compare(&prints(&["done", "done", "done", "open"]));
    assert_eq!(place.at, 3);
    place.compare(&prints(&["done", "open", "done", "open"]));
    assert_eq!((place.at, place.settled()), (1, 2));
}

#[test]
fn looking_around_decides_nothing_and_the_end_tells_what_was_not_seen() {
    let mut place = place(&[Group::Tasks; 4]);
    place.look(1);
    place.look(-9);
    assert_eq!((place.at, place.settled()), (0, 0));
    place.end();
    assert!(place.is_at_end());
    assert_eq!(place.unseen().count(), 2);
    place.look(-1);
    assert_eq!(place.unseen().count(), 1);
}

#[test]
fn behind_the_last_card_those_never_shown_come_before_the_end() {
    let mut place = place(&[Group::Tasks; 3]);
    place.at = 2;
    place.see();
    place.compare(&prints(&["open", "open", "done"]));
    assert_eq!(place.at, 1, "the first was shown at the start");
    place.compare(&prints(&["open", "done", "done"]));
    assert!(place.is_at_end());
}

#[test]
fn a_pass_is_resumed_at_its_card_or_the_next_open_one() {
    let mut place = place(&[Group::Tasks; 3]);
    place.look(1);
    let cards = serde_json::to_string(&place.deck()).unwrap();
    let kept = serde_json::to_string(&place.position()).unwrap();
    let deck: Deck = serde_json::from_str(&cards).unwrap();
    let position: Position = serde_json::from_str(&kept).unwrap();
    let mut back = position.among(deck).unwrap();
    back.resume(&prints(&["open", "open", "open"]));
    assert_eq!(back, place);
    back.resume(&prints(&["open", "done", "open"]));
    assert_eq!(back.at, 2);
}

#[test]
fn a_position_is_found_only_among_its_own_cards() {
    let place = place(&[Group::Tasks; 3]);
    let other = Deck { head: 8, ..place.deck() };
    assert_eq!(place.position().among(other), None);
    let fewer = Deck { cards: place.cards[..1].to_vec(), ..place.deck() };
    let mut ahead = place.position();
    ahead.seen = vec![2];
    assert_eq!(ahead.among(fewer), None);
}

#[test]
fn what_is_kept_at_every_step_does_not_grow_with_the_cards() {
    let (few, many) = (place(&[Group::Tasks; 3]), place(&[Group::Tasks; 3_000]));
    let length = |place: &Place| serde_json::to_string(&place.position()).unwrap().len();
    assert_eq!(length(&few), length(&many));
}

#[test]
fn cards_that_are_not_told_of_stand_as_they_did() {
    let mut place = place(&[Group::Tasks; 3]);
    place.compare(&prints(&["open", "done", "open"]));
    place.compare(&[(0, "done".to_owned())]);
    assert_eq!((place.at, place.settled()), (2, 2));
}

#[test]
fn time_is_counted_between_keys_and_a_long_gap_as_three_minutes() {
    let at = |text: &str| text.parse::<NaiveTime>().unwrap();
    let mut place = place(&[Group::Tasks; 12]);
    place.spend(at("08:00:00"), at("08:00:30"));
    place.spend(at("08:00:30"), at("09:30:00"));
    assert_eq!(time_said(place.seconds()), "3 min 30 s");
    place.spend(at("23:59:00"), at("00:10:00"));
    assert_eq!(place.seconds(), 210);
    assert_eq!(place.minutes_left(), None);
    for _ in 0..5 {
        place.look(1);
    }
    // 35 s a card, twelve open.
    assert_eq!(place.minutes_left(), Some(7));
}
