//! Rules of the business that hold whoever acts: the desk, the command line, a batch.

use standing::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, ContactLog, Decision, Later, NewMember},
        cadence::{Channel, Contact, Direction, Outcome, Presence, is_real_contact},
        record::{Fields, Kind, RecordId},
    },
};

fn book() -> (Book, RecordId) {
    let mut book = Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap();
    let fields = Fields::new().with("name", "Rivera household").with("tier", "C");
    let id = book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap().ids[0];
    (book, id)
}

fn add(book: &mut Book, client: RecordId, kind: &str, title: &str) -> RecordId {
    let fields = Fields::new()
        .with("relationship_id", client.id)
        .with("kind", kind)
        .with("title", title)
        .with("due", "2026-11-25");
    book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap().ids[0]
}

#[test]
fn a_request_is_decided_before_it_is_done() {
    let (mut book, client) = book();
    let request = add(&mut book, client, "request", "Open a 529 plan");
    let done = Action::Done { items: vec![request], note: None };
    assert!(book.execute(&done).unwrap_err().message.contains("Decide it first"));
    let decision = Decision::Do { due: "2026-11-27".parse().unwrap() };
    book.execute(&Action::Decide { item: request, decision, reason: None }).unwrap();
    book.execute(&done).unwrap();
    assert_eq!(book.get(request).unwrap().unwrap().str("state"), "done");
}

#[test]
fn the_third_move_asks_why_and_a_new_date_clears_the_snooze() {
    let (mut book, client) = book();
    let promise = add(&mut book, client, "promise", "Roth figures");
    let to = |due: &str, reason: Option<&str>| Action::Reschedule {
        items: vec![promise],
        due: due.parse().unwrap(),
        reason: reason.map(str::to_owned),
        later: Later::Stay,
    };
    let snooze = Action::Snooze {
        items: vec![promise.to_string()],
        until: "2026-11-24".parse().unwrap(),
        reason: None,
    };
    book.execute(&snooze).unwrap();
    book.execute(&to("2026-11-26", None)).unwrap();
    assert!(book.get(promise).unwrap().unwrap().day("snoozed_until").is_none());
    book.execute(&to("2026-11-27", None)).unwrap();
    assert!(book.execute(&to("2026-11-30", None)).unwrap_err().message.contains("Say why"));
    book.execute(&to("2026-11-30", Some("waits for the custodian"))).unwrap();
}

#[test]
fn a_row_placed_by_hand_is_named_by_its_title() {
    let (mut book, client) = book();
    let task = add(&mut book, client, "task", "Call them").to_string();
    let said = book.execute(&Action::Place { item: task.clone(), order: vec![task], reason: None }).unwrap();
    assert_eq!(said.summary, "Placed for today: Call them, Rivera");
}

#[test]
fn the_book_keeps_the_last_real_contact_as_the_rule_says_it() {
    let (mut book, _) = book();
    let member = |name: &str, role: &str| NewMember {
        fields: Fields::new().with("name", name),
        role: role.into(),
        ..NewMember::default()
    };
    for channel in ["call", "meeting", "video", "event", "e-mail", "letter", "text"] {
        for direction in [Direction::In, Direction::Out] {
            for outcome in [Outcome::Reached, Outcome::NotReached, Outcome::Answered] {
                for presence in [Presence::Member, Presence::OthersOnly] {
                    let members = vec![member("Ann", "head"), member("Cole", "attorney")];
                    let fields = Fields::new().with("name", "Hartley");
                    let added = book
                        .execute(&Action::AddHousehold { fields, members, tags: Vec::new() })
                        .unwrap()
                        .ids;
                    let who = if presence == Presence::Member { added[1] } else { added[2] };
                    let fields = Fields::new()
                        .with("channel", channel)
                        .with("direction", if direction == Direction::In { "in" } else { "out" })
                        .with("reached", outcome != Outcome::NotReached)
                        .with("answered", outcome == Outcome::Answered)
                        .with("summary", "Roth");
                    let log = ContactLog {
                        relationships: vec![added[0]],
                        participants: vec![who],
                        fields,
                        ..ContactLog::default()
                    };
                    book.execute(&Action::Log(Box::new(log))).unwrap();
                    let kept = book.dossier(added[0].id).unwrap().unwrap().line.line.last_contact.is_some();
                    let contact =
                        Contact { channel: Channel::of(channel).unwrap(), direction, outcome, presence };
                    assert_eq!(kept, is_real_contact(contact), "{contact:?}");
                }
            }
        }
    }
}

#[test]
fn a_life_event_without_a_note_is_called_by_what_happened() {
    let (mut book, client) = book();
    let fields =
        Fields::new().with("relationship_id", client.id).with("kind", "retirement").with("day", "2026-11-20");
    let receipt = book.execute(&Action::Add { kind: Kind::LifeEvent, fields }).unwrap();
    assert_eq!(receipt.summary, "Added life event: retirement, Rivera; look at it by Mon 30 Nov");
}

#[test]
fn an_active_client_that_nothing_would_bring_up_again_is_a_gap_and_an_item_of_its_own_at_last() {
    let mut book = Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap();
    let fields = Fields::new().with("name", "Yates household").with("kind", "client");
    let id = book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap().ids[0];
    let keys = |book: &Book| -> Vec<String> {
        let seeds = book.seeds(standing::acts::queue::View::Today).unwrap();
        seeds.iter().map(|seed| seed.source.key()).collect()
    };
    assert_eq!(keys(&book), [format!("{id}.gaps")]);
    assert!(book.why(&format!("{id}.gaps")).unwrap().join(" ").contains("next step"));
    for gap in ["goals", "yardstick", "rules", "teaching", "trusted contact"] {
        let act = Action::CloseGap { relationship: id, gap: gap.into(), reason: "not for them".into() };
        book.execute(&act).unwrap();
    }
    assert_eq!(keys(&book), [format!("{id}.next")]);
    let said = book.why(&format!("{id}.next")).unwrap().join(" ");
    assert!(said.contains("nothing would bring them up again"), "{said}");
    add(&mut book, id, "task", "Ring them");
    assert!(keys(&book).is_empty());
}

#[test]
fn a_book_of_110_imported_households_opens_with_at_most_15_items_and_the_gaps_counted() {
    use standing::acts::queue::View;
    let mut book = Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap();
    for k in 0..110 {
        let tier = ["A", "B", "C", ""][k % 4];
        let mut fields = Fields::new().with("name", format!("Household {k}")).with("kind", "client");
        if !tier.is_empty() {
            fields.set("tier", tier);
        }
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
    }
    let today = book.seeds(View::Today).unwrap();
    assert!(today.len() <= 15, "{}", today.len());
    assert_eq!(book.seeds(View::Gaps).unwrap().len(), 110);
    assert_eq!(book.gaps_behind(&today).unwrap(), 107);
    let gaps: Vec<String> =
        today.iter().map(|seed| seed.source.key()).filter(|key| key.contains(".gaps")).collect();
    // The share of a day, tier A first, the same all day long.
    assert_eq!(gaps, ["c1.gaps", "c5.gaps", "c9.gaps"]);
    let again: Vec<String> = book
        .seeds(View::Today)
        .unwrap()
        .iter()
        .map(|seed| seed.source.key())
        .filter(|key| key.contains(".gaps"))
        .collect();
    assert_eq!(again, gaps);
}

#[test]
fn an_answer_is_measured_in_working_days() {
    let (mut book, client) = book();
    // Asked on a Thursday, answered on Monday: two working days.
    let fields = Fields::new()
        .with("relationship_id", client.id)
        .with("kind", "request")
        .with("title", "A second opinion")
        .with("asked_on", "2026-11-19");
    let request = book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap().ids[0];
    let decision = Decision::Do { due: "2026-11-27".parse().unwrap() };
    book.execute(&Action::Decide { item: request, decision, reason: Some("in scope".into()) }).unwrap();
    let asked = book.requests_since("2026-01-01".parse().unwrap()).unwrap().remove(0);
    assert_eq!((asked.days, asked.answer_said().as_str()), (Some(2), "answered in 2 working days"));
    assert_eq!(asked.decision_said(), "do, for Fri 27 Nov: in scope");
    assert_eq!(asked.answer, standing::acts::requests::Answer::Late);
}

#[test]
fn a_new_version_of_a_rule_is_in_the_queue_of_the_command_line_and_can_be_set_aside_there() {
    let home = crate::program::Home::new();
    home.run(&["client", "add", "Rivera", "--kind", "client", "--tier", "C"]).ok();
    home.run(&["rule", "add", "Whom to call", "--text", "Us."]).ok();
    home.run(&["training", "add", "--client", "Rivera", "--rule", "r1"]).ok();
    home.run(&["rule", "reword", "r1", "--text", "Us first."]).ok();
    let today = home.run(&["today"]).ok();
    assert!(today.contains("New text: Whom to call") && today.contains("1 not told"), "{today}");
    let why = home.run(&["why", "r1.tell.2"]).ok();
    assert!(why.starts_with("r1.tell.2 New text: Whom to call: version 2 of "), "{why}");
    let no = home.run(&["drop", "c1.contact", "--reason", "no"]).err;
    assert!(no.contains("read from the book"), "{no}");
    home.run(&["drop", "r1.tell.2", "--reason", "only a comma"]).ok();
    assert!(!home.run(&["today"]).ok().contains("New text"));
    assert!(home.run(&["undo"]).ok().contains("not told to Rivera: version 2 of Whom to call"));
    assert!(home.run(&["today"]).ok().contains("New text"));
}
