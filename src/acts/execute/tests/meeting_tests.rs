//! Meetings: what is said of them, what a held one leaves behind.

use super::*;
use crate::domain::action::{Came, Raised};
use crate::tui::desk::Desk as _;

fn item(book: &mut Book, meeting: RecordId, text: &str) -> RecordId {
    add(book, Kind::AgendaItem, Fields::new().with("meeting_id", meeting.id).with("text", text))
}

fn held(meeting: RecordId) -> ContactLog {
    ContactLog { meeting: Some(meeting), ..contact(&[1], Fields::new().with("channel", "meeting")) }
}

fn state(book: &mut Book, meeting: RecordId, state: &str, on: Option<&str>) -> String {
    let word = Action::MeetingState { meeting, state: state.into(), day: on.map(day) };
    book.execute(&word).unwrap().summary
}

#[test]
fn a_meeting_that_is_held_asks_what_came_of_what_was_raised() {
    let mut book = practice();
    let goals: Vec<RecordId> = (0..3).map(|_| agreed(&mut book, 1, "2025-11-20")).collect();
    let draft = goal(&mut book, 1, "A garden");
    let meeting = meeting(&mut book, 1, "2026-11-23");
    let agreements = goals.iter().copied().chain([draft]).collect();
    book.execute(&Action::Raise { agreements, meeting: Some(meeting) }).unwrap();
    let before = book.export_book_only().unwrap().to_string();
    let came = [
        (goals[0], Came::Reaffirmed),
        (goals[1], Came::Changed { text: "A cabin by the sea".into() }),
        (goals[2], Came::Deferred { until: day("2027-01-15"), reason: "the sale first".into() }),
        (draft, Came::Reaffirmed),
    ];
    let raised = came.map(|(agreement, came)| Raised { agreement, came }).to_vec();
    let receipt = book.execute(&Action::Log(Box::new(ContactLog { raised, ..held(meeting) }))).unwrap();
    for said in ["still right \"A cabin", "changed \"", "put off \"", "agreed \"A garden\""] {
        assert!(receipt.summary.contains(said), "{said}: {}", receipt.summary);
    }
    assert_eq!(row(&book, goals[0]).str("anchored_on"), "2026-11-23");
    assert_eq!(row(&book, goals[1]).str("statement"), "A cabin by the sea");
    assert_eq!(row(&book, goals[2]).str("deferred_until"), "2027-01-15");
    assert_eq!(row(&book, draft).str("state"), "agreed");
    let agenda = book.rows(Kind::AgendaItem, &[]).unwrap();
    assert!(agenda.iter().all(|item| item.flag("done")), "{agenda:?}");
    book.undo(day("2026-11-23")).unwrap();
    assert_eq!(book.export_book_only().unwrap().to_string(), before);
}

#[test]
fn nobody_agrees_who_did_not_take_part() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2025-11-20");
    let mut log = contact(&[1], Fields::new().with("channel", "call"));
    log.participants = vec![id("p2")];
    log.raised = vec![Raised { agreement: goal, came: Came::Reaffirmed }];
    let no = book.execute(&Action::Log(Box::new(log))).unwrap_err();
    assert!(no.message.starts_with("Nobody who can agree took part."), "{no}");
    assert!(book.rows(Kind::Interaction, &[]).unwrap().is_empty());
}

#[test]
fn what_was_not_spoken_about_goes_on_to_the_next_meeting() {
    let mut book = practice();
    let first = meeting(&mut book, 1, "2026-11-23");
    let (spoken, left) = (item(&mut book, first, "The 529 plan"), item(&mut book, first, "The roof"));
    let mut log = held(first);
    log.spoken = vec![spoken];
    let said = book.execute(&Action::Log(Box::new(log))).unwrap().summary;
    assert!(said.ends_with("; 1 item of the agenda goes on to the next meeting once there is one"), "{said}");
    assert!(row(&book, spoken).flag("done") && !row(&book, left).flag("done"));
    let fields = Fields::new().with("relationship_id", 1).with("day", "2026-12-08");
    let receipt = book.execute(&Action::Add { kind: Kind::Meeting, fields }).unwrap();
    assert!(receipt.summary.ends_with("; 1 item left over is on its agenda"), "{}", receipt.summary);
    assert_eq!(row(&book, left).int("meeting_id"), Some(receipt.ids[0].id));
    let third = meeting(&mut book, 1, "2026-12-20");
    let said = state(&mut book, receipt.ids[0], "no-show", None);
    assert!(said.ends_with("; 1 item of the agenda goes on to the meeting of Sun 20 Dec"), "{said}");
    assert_eq!(row(&book, left).int("meeting_id"), Some(third.id));
}

#[test]
fn a_meeting_they_did_not_take_is_offered_again() {
    let mut book = practice();
    let meetings: Vec<RecordId> = (0..3).map(|_| meeting(&mut book, 1, "2026-12-08")).collect();
    assert!(state(&mut book, meetings[0], "no answer", None).ends_with("; to offer again Mon 7 Dec"));
    assert!(state(&mut book, meetings[1], "declined", None).ends_with("; to offer again Mon 22 Feb 2027"));
    assert!(
        state(&mut book, meetings[2], "declined", Some("2027-01-08"))
            .ends_with("; to offer again Fri 8 Jan 2027")
    );
    let mut tasks = book.rows(Kind::FollowUp, &[]).unwrap();
    tasks.retain(|row| row.str("title").starts_with("Offer again: "));
    let tasks: Vec<String> = tasks.iter().map(|row| row.str("due").to_owned()).collect();
    assert_eq!(tasks, ["2026-12-07", "2027-02-22", "2027-01-08"]);
    assert_eq!(row(&book, meetings[0]).str("state_on"), "2026-11-23");
}

#[test]
fn a_meeting_where_nobody_came_is_a_no_show_and_no_contact() {
    let mut book = practice();
    let meeting = meeting(&mut book, 1, "2026-11-23");
    let mut log = held(meeting);
    log.fields.set("reached", false);
    let said = book.execute(&Action::Log(Box::new(log))).unwrap().summary;
    assert!(said.ends_with("; the meeting is a no-show"), "{said}");
    assert_eq!(row(&book, meeting).str("state"), "no-show");
    assert!(book.dossier(1).unwrap().unwrap().last.is_none());
}

#[test]
fn two_meetings_at_the_same_time_are_told_and_not_refused() {
    let mut book = practice();
    let at = |of: i64, time: &str| {
        let fields = Fields::new().with("relationship_id", of).with("day", "2026-12-08").with("time", time);
        Action::Add { kind: Kind::Meeting, fields: fields.with("minutes", 60) }
    };
    let said = |book: &mut Book, action: &Action| book.execute(action).unwrap();
    said(&mut book, &at(1, "10:00"));
    let after = said(&mut book, &at(2, "11:00"));
    assert!(!after.summary.contains("same time"), "{}", after.summary);
    let edit = Fields::new().with("time", "10:30");
    let edited = said(&mut book, &Action::Edit { targets: vec![after.ids[0]], fields: edit, seen: None });
    assert!(edited.summary.contains("; at the same time as ") && edited.summary.ends_with(" at 10:00"));
    let moved =
        Action::MeetingState { meeting: after.ids[0], state: "moved".into(), day: Some(day("2026-12-09")) };
    assert!(!said(&mut book, &moved).summary.contains("same time"));
}

#[test]
fn a_meeting_offered_for_one_day_is_planned_for_another() {
    let mut book = practice();
    let fields = Fields::new().with("relationship_id", 1).with("day", "2026-12-08").with("state", "offered");
    let offered = add(&mut book, Kind::Meeting, fields);
    state(&mut book, offered, "planned", Some("2026-12-10"));
    let now = row(&book, offered);
    assert_eq!((now.str("state"), now.str("day")), ("planned", "2026-12-10"));
}

#[test]
fn the_meetings_of_the_year_are_offered_as_one_step_and_never_twice() {
    let mut book = practice();
    let today = day("2026-11-23");
    let plan = book.meeting_plan(None, today).unwrap();
    assert!(plan.meetings.is_empty() && !plan.without_months.is_empty());
    let tier = row(&book, RecordId::new(Kind::Relationship, 1)).str("tier").to_owned();
    let fields = Fields::new().with("name", tier.as_str()).with("ideal_days", 30).with("maximum_days", 90);
    add(&mut book, Kind::Tier, fields.with("meeting_months", "3 9"));
    let plan = book.meeting_plan(Some(&tier), today).unwrap();
    assert!(plan.meetings.len() >= 2 && plan.meetings.len().is_multiple_of(2), "{plan:?}");
    let one = plan.meetings.iter().take(1);
    book.execute(&crate::acts::meeting_plan::offer(one).unwrap()).unwrap();
    let rest = book.meeting_plan(Some(&tier), today).unwrap();
    assert_eq!(rest.meetings.len(), plan.meetings.len() - 1);
    let before = book.rows(Kind::Meeting, &[]).unwrap().len();
    let said = book.execute(&crate::acts::meeting_plan::offer(rest.meetings.iter()).unwrap()).unwrap();
    assert!(said.undo);
    let all = book.rows(Kind::Meeting, &[]).unwrap();
    assert!(all.iter().all(|row| row.str("state") == "offered" && row.str("state_on") == "2026-11-23"));
    assert!(book.meeting_plan(Some(&tier), today).unwrap().meetings.is_empty());
    book.undo(today).unwrap();
    assert_eq!(book.rows(Kind::Meeting, &[]).unwrap().len(), before);
}

#[test]
fn a_meeting_elsewhere_is_told_in_both_times() {
    let mut book = practice();
    book.set_clock(
        Clock::fixed(day("2026-11-23")).in_zone(crate::clock::Zone::named("America/Los_Angeles"), None),
    );
    let fields = Fields::new().with("relationship_id", 1).with("day", "2026-12-08").with("time", "18:00");
    let zurich = add(&mut book, Kind::Meeting, fields.clone().with("time_zone", "Europe/Zurich"));
    assert_eq!(book.meeting_when(&row(&book, zurich)), "Tue 8 Dec 09:00, 18:00 in Zurich");
    edit(&mut book, "c1", Fields::new().with("time_zone", "Australia/Sydney")).unwrap();
    let ours = add(&mut book, Kind::Meeting, fields);
    assert_eq!(book.meeting_when(&row(&book, ours)), "Tue 8 Dec 18:00, Wed 9 Dec 13:00 in Sydney");
}

#[test]
fn the_agenda_stands_as_it_was_put_and_one_undo_puts_it_back() {
    let mut book = practice();
    let meeting = meeting(&mut book, 1, "2026-12-08");
    let items: Vec<RecordId> = ["one", "two", "three"].map(|text| item(&mut book, meeting, text)).to_vec();
    let texts = |book: &Book| -> Vec<String> {
        book.agenda(meeting).unwrap().iter().map(|row| row.str("text").to_owned()).collect()
    };
    let to = |item: RecordId, to: usize| Action::MoveAgenda(crate::domain::action::AgendaMove { item, to });
    let said = book.execute(&to(items[2], 1)).unwrap().summary;
    assert_eq!(said, "Put \"three\" 1 of 3 on the agenda");
    assert_eq!(texts(&book), ["three", "one", "two"]);
    item(&mut book, meeting, "four");
    book.execute(&to(items[2], 99)).unwrap();
    assert_eq!(texts(&book), ["one", "two", "four", "three"]);
    assert!(book.execute(&to(items[2], 4)).unwrap_err().message.contains("at that place"));
    book.undo(day("2026-11-23")).unwrap();
    assert_eq!(texts(&book), ["three", "one", "two", "four"]);
}

#[test]
fn two_meetings_at_one_instant_are_told_across_zones_and_dates() {
    let mut book = practice();
    let zone = crate::clock::Zone::named("America/Los_Angeles");
    book.set_clock(Clock::fixed(day("2026-11-23")).in_zone(zone, None));
    let meet = |book: &mut Book, whose: i64, on: &str, time: &str, zone: &str| {
        let fields = Fields::new().with("relationship_id", whose).with("day", on).with("time", time);
        let fields = if zone.is_empty() { fields } else { fields.with("time_zone", zone) };
        book.execute(&Action::Add { kind: Kind::Meeting, fields: fields.with("minutes", 60) })
            .unwrap()
            .summary
    };
    meet(&mut book, 1, "2026-12-02", "18:00", "Europe/Zurich");
    let said = meet(&mut book, 2, "2026-12-02", "09:30", "");
    assert!(said.contains("; at the same time as Meeting, Hartley at 09:00"), "{said}");
    let said = meet(&mut book, 2, "2026-12-03", "04:15", "Australia/Lord_Howe");
    assert!(said.contains("; at the same time as"), "another date there, the same hour: {said}");
    let said = meet(&mut book, 2, "2026-12-02", "18:00", "");
    assert!(!said.contains("same time"), "the same numbers, nine hours apart: {said}");
}

#[test]
fn a_meeting_that_was_not_held_stands_in_the_timeline() {
    let mut book = practice();
    for word in ["declined", "no answer", "no-show"] {
        let meeting = meeting(&mut book, 1, "2026-11-30");
        state(&mut book, meeting, word, None);
    }
    let moved = meeting(&mut book, 1, "2026-12-01");
    state(&mut book, moved, "moved", Some("2026-12-03"));
    let (timeline, all) = book.timeline(1, 60).unwrap();
    let said: Vec<(String, String)> = timeline
        .iter()
        .filter(|moment| moment.record.kind == Kind::Meeting)
        .map(|moment| (moment.what.clone(), moment.text.clone()))
        .collect();
    for (what, on) in
        [("declined", "30 Nov"), ("no answer", "30 Nov"), ("no-show", "30 Nov"), ("moved", "1 Dec")]
    {
        assert!(said.iter().any(|(is, text)| is == what && text.ends_with(&format!("of {on}"))), "{said:?}");
    }
    assert_eq!((said.len(), all), (4, timeline.len()));
}

#[test]
fn a_pause_is_ended_today_and_not_before_it_began() {
    let mut book = practice();
    let pause = |book: &mut Book, from: &str, to: &str| {
        let fields = Fields::new().with("relationship_id", 1).with("starts_on", from).with("ends_on", to);
        add(book, Kind::Pause, fields.with("why", "cruise"))
    };
    let (now, ahead) =
        (pause(&mut book, "2026-11-20", "2026-11-30"), pause(&mut book, "2026-12-20", "2026-12-30"));
    let end =
        |pause: RecordId| Action::EndPause(crate::domain::action::PauseEnd { pause, on: day("2026-11-23") });
    let said = book.execute(&end(now)).unwrap().summary;
    assert_eq!(said, "Ended the pause of Hartley, cruise: things fall due again from Mon 23 Nov");
    assert_eq!(row(&book, now).str("ends_on"), "2026-11-22");
    assert!(book.execute(&end(now)).unwrap_err().message.contains("ended Sun 22 Nov already"));
    assert!(book.execute(&end(ahead)).unwrap_err().message.contains("begins Sun 20 Dec"));
    book.undo(day("2026-11-23")).unwrap();
    assert_eq!(row(&book, now).str("ends_on"), "2026-11-30");
}
