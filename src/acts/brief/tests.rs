use super::*;
use crate::{
    domain::{
        action::{Action, ContactLog},
        mailing::{By, Mailed, Recipient},
        record::Fields,
    },
    tui::testing::practice,
};

fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields: fields.with("relationship_id", 1) }).unwrap().ids[0]
}

/// The lines of a section, cells parted by bars.
fn lines(brief: &Brief, name: &str) -> Vec<String> {
    let section = brief.sections.iter().find(|section| section.name == name);
    let said =
        |line: &BriefLine| line.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" | ");
    section.map(|section| section.lines.iter().map(said).collect()).unwrap_or_default()
}

fn names(brief: &Brief) -> Vec<&'static str> {
    brief.sections.iter().map(|section| section.name).collect()
}

#[test]
fn what_is_late_on_our_side_is_broken_and_on_theirs_only_due() {
    let mut book = practice();
    let theirs = Fields::new().with("title", "2025 tax return").with("kind", "promise");
    add(&mut book, Kind::FollowUp, theirs.with("whose", "theirs").with("due", "2026-11-20"));
    let brief = book.brief(1, None).unwrap().unwrap();
    assert_eq!(
        lines(&brief, "Promised"),
        [
            "by us | Roth conversion figures | for 19 Nov | 4 days late",
            "by them | 2025 tax return | for 20 Nov | since 3 days"
        ]
    );
}

#[test]
fn the_meeting_it_was_opened_from_stands_first_with_its_agenda() {
    let mut book = practice();
    let meeting = |title: &str, day: &str| Fields::new().with("title", title).with("day", day);
    let first = add(&mut book, Kind::Meeting, meeting("Signing", "2026-11-30"));
    let later = add(&mut book, Kind::Meeting, meeting("Annual review", "2026-12-04").with("time", "10:00"));
    let item = Fields::new().with("meeting_id", later.id).with("text", "The boat");
    book.execute(&Action::Add { kind: Kind::AgendaItem, fields: item }).unwrap();
    let brief = book.brief(1, Some(later)).unwrap().unwrap();
    assert_eq!(names(&brief)[0], "Meeting");
    assert_eq!(
        lines(&brief, "Meeting"),
        [
            "Annual review Fri 4 Dec, 10:00",
            "to speak about | The boat",
            "before it | 1 promise of ours is due"
        ]
    );
    assert_eq!(lines(&brief, "Next")[0], "Signing Mon 30 Nov");
    let plain = book.brief(1, None).unwrap().unwrap();
    assert_eq!((names(&plain)[0], lines(&plain, "Next").len()), ("People", 2));
    assert_eq!(first.kind, Kind::Meeting);
}

#[test]
fn a_prospect_and_a_partner_have_no_headings_for_what_only_clients_have() {
    let mut book = practice();
    for (name, kind) in [("Novák household", "prospect"), ("Cole & Partners", "partner")] {
        let fields = Fields::new().with("name", name).with("kind", kind).with("source", "Dana Cole");
        book.execute(&Action::AddHousehold { fields, members: Vec::new(), tags: Vec::new() }).unwrap();
    }
    let sent = Fields::new().with("source_relationship_id", 5);
    let targets = vec![RecordId::new(Kind::Relationship, 1)];
    book.execute(&Action::Edit { targets, fields: sent, seen: None }).unwrap();
    let prospect = book.brief(4, None).unwrap().unwrap();
    assert_eq!(names(&prospect), ["People", "Stage", "Contacts", "Promised", "Next"]);
    assert_eq!(lines(&prospect, "Stage"), ["prospect, lead", "from Dana Cole"]);
    let partner = book.brief(5, None).unwrap().unwrap();
    assert_eq!(lines(&partner, "Stage")[2], "sent us Hartley household | client, active");
}

#[test]
fn requests_life_events_and_exceptions_stand_with_what_they_wait_for() {
    let mut book = practice();
    let request = Fields::new().with("title", "A boat").with("kind", "request");
    add(&mut book, Kind::FollowUp, request);
    let event = Fields::new().with("kind", "retirement").with("day", "2026-11-20").with("note", "Robert");
    add(&mut book, Kind::LifeEvent, event);
    let rule = Fields::new().with("title", "Whom to call").with("text", "Call us first.");
    let rule = book.execute(&Action::Add { kind: Kind::Rule, fields: rule }).unwrap().ids[0];
    let exception = Fields::new().with("rule_id", rule.id).with("what", "Texts").with("why", "A newborn");
    add(&mut book, Kind::Exception, exception.with("day", "2026-01-10").with("until", "2026-12-31"));
    let training = Fields::new().with("rule_id", rule.id).with("understood", "doubtful");
    add(&mut book, Kind::Training, training.with("day", "2026-05-18"));
    let brief = book.brief(1, None).unwrap().unwrap();
    assert!(
        lines(&brief, "Requests")[0].starts_with("A boat | to decide"),
        "{:?}",
        lines(&brief, "Requests")
    );
    assert_eq!(lines(&brief, "Life events"), ["20 Nov | retirement | Robert | to look at by 30 Nov"]);
    assert_eq!(lines(&brief, "Exceptions"), ["Texts: A newborn | until 31 Dec"]);
    assert_eq!(lines(&brief, "Rules"), ["Whom to call: taught 18 May, understood partly"]);
    assert!(book.brief(99, None).unwrap().is_none());
}

#[test]
fn a_prospect_shows_its_next_step_or_that_there_is_none() {
    let mut book = practice();
    let prospect = Fields::new().with("name", "Costa household").with("kind", "prospect");
    let receipt = book.execute(&Action::Add { kind: Kind::Relationship, fields: prospect }).unwrap();
    let id = receipt.ids[0].id;
    let next = |book: &Book| lines(&book.brief(id, None).unwrap().unwrap(), "Next");
    assert_eq!(next(&book), ["no meeting is planned", "no next step with a date"]);
    let task = Fields::new().with("title", "Send the letter").with("kind", "task").with("due", "2026-11-24");
    let fields = task.with("relationship_id", id);
    book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    assert_eq!(next(&book), ["no meeting is planned", "next step | Send the letter | for 24 Nov"]);
}

#[test]
fn both_hours_stand_where_their_clock_is_another() {
    let mut book = practice();
    let zone = crate::clock::Zone::named("America/Los_Angeles");
    let today = "2026-11-23".parse().unwrap();
    book.set_clock(crate::clock::Clock::fixed(today).in_zone(zone, None));
    let fields = Fields::new().with("time_zone", "Europe/Zurich");
    book.execute(&Action::Edit { targets: vec!["c1".parse().unwrap()], fields, seen: None }).unwrap();
    let meeting = Fields::new().with("title", "Review").with("day", "2026-12-08").with("time", "18:00");
    add(&mut book, Kind::Meeting, meeting.with("time_zone", "Europe/Zurich").with("minutes", 60));
    let brief = book.brief(1, None).unwrap().unwrap();
    let people = lines(&brief, "People");
    assert!(people.contains(&"their clock is 9 hours ahead of you, Europe/Zurich".to_owned()), "{people:?}");
    let next = lines(&brief, "Next");
    assert_eq!(next[0], "Review Tue 8 Dec, 09:00, 18:00 in Zurich, 60 min");
    let dossier = book.dossier(1).unwrap().unwrap();
    assert_eq!(dossier.hours, ["Tue 8 Dec 09:00, 18:00 in Zurich"]);
    assert_eq!(dossier.hours_away.as_deref(), Some("9 hours ahead of you, Europe/Zurich"));
}

#[test]
fn what_is_at_risk_what_was_heard_and_what_is_done_in_a_fall_stand_on_the_page() {
    use crate::domain::action::{Consent, Contradiction};
    let mut book = practice();
    let success = Fields::new().with("title", "Beat the market").with("topic", "success");
    let success = add(&mut book, Kind::Expectation, success);
    let fall = Fields::new().with("title", "We hold").with("topic", "market fall").with("call_first", "yes");
    let fall = add(&mut book, Kind::Expectation, fall);
    let by = book.adults(1).unwrap().iter().map(|person| person.id).collect();
    let on = "2026-11-02".parse().unwrap();
    let consent = Consent { by, dissents: Vec::new(), on, how: "call".into(), evidence: None };
    book.execute(&Action::Agree { agreements: vec![success, fall], consent }).unwrap();
    let on = "2026-11-18".parse().unwrap();
    for (agreement, words) in [(success, "Why do you not?"), (fall, "Sell it all")] {
        book.execute(&Action::Contradict(Contradiction { agreement, words: words.into(), on })).unwrap();
    }
    let learned = Some("he reads charts".into());
    book.execute(&Action::Judge(crate::domain::action::Judged {
        agreement: success,
        outcome: "at risk".into(),
        learned,
        next: None,
    }))
    .unwrap();
    assert_eq!(
        lines(&book.brief(1, None).unwrap().unwrap(), "Expectations"),
        [
            "Beat the market, at risk: he reads charts",
            "18 Nov: \"Why do you not?\"",
            "18 Nov: \"Sell it all\", against: We hold",
            "In a fall: We hold; call them first"
        ]
    );
}

#[test]
fn a_mailing_to_everybody_is_not_among_what_was_said_to_them() {
    let mut book = practice();
    let person = RecordId::new(Kind::Person, 1);
    let called = Fields::new().with("channel", "call").with("direction", "in").with("reached", true);
    let log = ContactLog {
        relationships: vec![RecordId::new(Kind::Relationship, 1)],
        participants: vec![person],
        fields: called.with("summary", "Asked about the boat").with("day", "2026-11-20"),
        ..ContactLog::default()
    };
    book.execute(&Action::Log(Box::new(log))).unwrap();
    let to = vec![Recipient { relationship: RecordId::new(Kind::Relationship, 1), persons: vec![person] }];
    let mailed = Mailed { by: By::Email, what: "Newsletter".to_owned(), to };
    book.execute(&Action::Mailing(mailed)).unwrap();
    let brief = book.brief(1, None).unwrap().unwrap();
    let contacts = lines(&brief, "Contacts");
    assert!(contacts.len() == 1 && contacts[0].contains("Asked about the boat"), "{contacts:?}");
    let told = book.answers(16).unwrap().unwrap();
    let told: Vec<&str> = told.iter().map(|told| told.text.as_str()).collect();
    assert_eq!(told, ["Hartley"], "whom only the newsletter reached still hears from us only when they call");
}
