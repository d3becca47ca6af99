use crate::{
    domain::{
        action::Action,
        record::{Fields, Kind, RecordId, Value},
    },
    tui::layers::testing::{all, app, app_on, book, follow_up, press, promises, shown, type_in},
};

#[test]
fn the_example_call_takes_at_most_thirty_keys_besides_text() {
    let mut app = app();
    let mut keys = press(&mut app, "i");
    type_in(&mut app, "Asked why the market is up 15 % and they are up 5 %");
    keys += press(&mut app, "Tab Tab");
    type_in(&mut app, "y S&P 500 partly again 6mo");
    keys += press(&mut app, "Enter");
    assert!(shown(&mut app).contains("They asked ..."), "{}", shown(&mut app));
    keys += press(&mut app, "Ctrl-S");
    type_in(&mut app, "p funded-ratio page wed");
    keys += press(&mut app, "Enter Ctrl-S");
    assert!(keys <= 30, "{keys}");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));

    let logged = all(&app, Kind::Interaction);
    assert_eq!(logged.len(), 1);
    assert_eq!(logged[0].str("summary"), "Asked why the market is up 15 % and they are up 5 %");
    assert_eq!((logged[0].str("channel"), logged[0].str("direction")), ("call", "in"));
    assert_eq!((logged[0].str("nature"), logged[0].int("reached")), ("service", Some(1)));
    assert_eq!(logged[0].int("minutes"), Some(1));
    let talks = all(&app, Kind::Talk);
    assert_eq!(talks.len(), 1);
    assert_eq!(talks[0].str("compared_with"), "S&P 500");
    assert_eq!(talks[0].str("understood"), "doubtful");
    assert_eq!(talks[0].str("reinforce_on"), "2027-05-24");
    assert_eq!(talks[0].int("interaction_id"), Some(logged[0].id.id));
    let rows = promises(&app);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0], ("Roth conversion figures".into(), "open".into(), "2026-11-19".into()));
    assert_eq!(rows[2], ("funded-ratio page".into(), "open".into(), "2026-11-25".into()));
    let part = all(&app, Kind::Participant);
    assert_eq!(part.iter().filter_map(|row| row.int("person_id")).collect::<Vec<_>>(), [1]);
    assert!(app.model.message.as_ref().unwrap().words.contains("u undo"));
    press(&mut app, "u");
    assert!(all(&app, Kind::Interaction).is_empty() && all(&app, Kind::Talk).is_empty());
    assert_eq!(promises(&app).len(), 2);
}

#[test]
fn two_promises_and_a_settled_one_are_one_step() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Two things");
    press(&mut app, "Tab Space Tab");
    type_in(&mut app, "p one fri");
    press(&mut app, "Enter");
    type_in(&mut app, "p two next tue");
    // The line that still stands in the field goes with it.
    press(&mut app, "Ctrl-S");
    let rows = promises(&app);
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert_eq!(rows[0].1, "done");
    press(&mut app, "u");
    let rows = promises(&app);
    assert_eq!((rows.len(), rows[0].1.as_str()), (2, "open"));
}

#[test]
fn a_voicemail_moves_nothing() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Left a message");
    press(&mut app, "Up Tab Right Tab Space");
    assert!(shown(&mut app).contains("they were not reached"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    let logged = all(&app, Kind::Interaction);
    assert_eq!((logged[0].int("reached"), logged[0].str("direction")), (Some(0), "out"));
    assert!(app.book.dossier(1).unwrap().unwrap().last.is_none());
}

#[test]
fn a_backdated_contact_counts_on_its_day_and_its_minutes_are_unknown() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Lunch");
    press(&mut app, "Up Tab Tab Tab Tab Tab");
    type_in(&mut app, "fri");
    assert!(shown(&mut app).contains("Fri 20 Nov 2026, 3 days ago"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    let logged = all(&app, Kind::Interaction);
    assert_eq!((logged[0].str("day"), logged[0].fields.get("minutes")), ("2026-11-20", &Value::Null));
}

#[test]
fn somebody_else_and_another_client_can_take_part() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Lunch together");
    press(&mut app, "Up Up Right Right Right");
    type_in(&mut app, "Okafor hou");
    press(&mut app, "Enter Ctrl-S");
    let shares = all(&app, Kind::Share);
    assert_eq!(shares.iter().filter_map(|row| row.int("relationship_id")).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_task_to_call_them_is_ticked_and_nothing_of_ours_else() {
    let mut book = book();
    book.execute(&follow_up("Call Ann about the trust", "task", "ours", "2026-11-23")).unwrap();
    let mut app = app_on(book, None);
    press(&mut app, "i");
    let text = shown(&mut app);
    assert!(text.contains("[x] task: Call Ann"), "{text}");
    assert!(text.contains("[ ] promise by us"), "{text}");
}

#[test]
fn a_meeting_row_is_logged_as_that_meeting() {
    let mut book = book();
    let fields = Fields::new()
        .with("relationship_id", 1)
        .with("title", "Annual review")
        .with("day", "2026-11-23")
        .with("time", "00:00")
        .with("minutes", 60);
    book.execute(&Action::Add { kind: Kind::Meeting, fields }).unwrap();
    let meeting = RecordId::new(Kind::Meeting, 1);
    let mut app = app_on(book, Some(meeting));
    press(&mut app, "i");
    assert!(shown(&mut app).contains("[x] Meeting of today 00:00: Annual review"), "{}", shown(&mut app));
    type_in(&mut app, "All three goals stand");
    press(&mut app, "Ctrl-S");
    assert_eq!(app.book.get(meeting).unwrap().unwrap().str("state"), "held");
    assert_eq!(all(&app, Kind::Interaction)[0].int("minutes"), Some(60));
    assert_eq!(all(&app, Kind::Interaction)[0].str("channel"), "meeting");
}

#[test]
fn nothing_is_logged_without_a_summary_or_a_person() {
    let mut app = app();
    press(&mut app, "i Ctrl-S");
    assert!(shown(&mut app).contains("The summary is missing."), "{}", shown(&mut app));
    type_in(&mut app, "ok");
    press(&mut app, "Up Up Space Ctrl-S");
    assert!(shown(&mut app).contains("Nobody is ticked."), "{}", shown(&mut app));
    assert!(all(&app, Kind::Interaction).is_empty());
}

#[test]
fn a_meeting_ticked_and_unticked_leaves_what_was_typed() {
    let mut book = book();
    for (title, day, minutes) in [("Annual review", "2026-11-20", Some(60)), ("Coffee", "2026-11-23", None)] {
        let fields = Fields::new().with("relationship_id", 1).with("title", title).with("day", day);
        let fields = fields.with("minutes", minutes);
        book.execute(&Action::Add { kind: Kind::Meeting, fields }).unwrap();
    }
    let mut app = app_on(book, None);
    press(&mut app, "i");
    type_in(&mut app, "Talked");
    press(&mut app, "Up Up Tab Tab Tab Tab");
    type_in(&mut app, "25");
    press(&mut app, "Tab Tab Space");
    let text = shown(&mut app);
    assert!(text.contains("60 min   on 20 Nov"), "{text}");
    // The second meeting has no length and is of today: what was typed stands again.
    press(&mut app, "Space");
    let text = shown(&mut app);
    assert!(text.contains("25 min   today"), "{text}");
    press(&mut app, "Space");
    let text = shown(&mut app);
    assert!(text.contains("call    in    reached    service    25 min   today"), "{text}");
}

/// A book whose first client has a meeting today, with a goal raised and an item of their own on its agenda.
fn with_agenda(time: &str) -> (crate::acts::Book, RecordId, RecordId) {
    let mut book = book();
    book.set_clock(crate::clock::Clock::fixed(book.today()).at(12, 0));
    let add = |book: &mut crate::acts::Book, kind, fields| {
        book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
    };
    let goal = Fields::new().with("relationship_id", 1).with("statement", "A cabin");
    let goal = add(&mut book, Kind::Goal, goal);
    let on = chrono::NaiveDate::from_ymd_opt(2025, 11, 1).unwrap();
    let consent = crate::domain::action::Consent {
        by: vec![RecordId::new(Kind::Person, 1)],
        dissents: vec![],
        on,
        how: "meeting".into(),
        evidence: None,
    };
    book.execute(&Action::Agree { agreements: vec![goal], consent }).unwrap();
    let fields = Fields::new().with("relationship_id", 1).with("title", "Annual review").with("time", time);
    let meeting = add(&mut book, Kind::Meeting, fields.with("day", "2026-11-23").with("minutes", 60));
    book.execute(&Action::Raise { agreements: vec![goal], meeting: Some(meeting) }).unwrap();
    for text in ["The 529 plan", "The roof"] {
        add(&mut book, Kind::AgendaItem, Fields::new().with("meeting_id", meeting.id).with("text", text));
    }
    (book, meeting, goal)
}

#[test]
fn before_its_hour_a_meeting_row_is_logged_as_an_ordinary_call() {
    let (book, meeting, _) = with_agenda("14:00");
    let mut app = app_on(book, Some(meeting));
    press(&mut app, "i");
    let text = shown(&mut app);
    assert!(text.contains("[ ] Meeting of today 14:00: Annual review"), "{text}");
    assert!(text.contains("How        call") && !text.contains("Raised"), "{text}");
}

#[test]
fn the_agenda_asks_what_came_of_it_and_one_step_takes_all_back() {
    let (book, meeting, goal) = with_agenda("00:00");
    let mut app = app_on(book, Some(meeting));
    press(&mut app, "i");
    type_in(&mut app, "All went well");
    let text = shown(&mut app);
    for line in
        ["Raised     not spoken of  A cabin", "Agenda     [ ] The 529 plan", "           [ ] The roof"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    press(&mut app, "Tab s Enter Space");
    let text = shown(&mut app);
    assert!(text.contains("Raised     still right    A cabin"), "{text}");
    assert!(text.contains("Agenda     [x] The 529 plan"), "{text}");
    press(&mut app, "Ctrl-S");
    assert_eq!(app.book.get(meeting).unwrap().unwrap().str("state"), "held");
    assert_eq!(app.book.get(goal).unwrap().unwrap().str("anchored_on"), "2026-11-23");
    let done: Vec<bool> = all(&app, Kind::AgendaItem).iter().map(|item| item.flag("done")).collect();
    assert_eq!(done, [true, true, false]);
    press(&mut app, "u");
    assert_eq!(app.book.get(meeting).unwrap().unwrap().str("state"), "planned");
    assert_eq!(app.book.get(goal).unwrap().unwrap().str("anchored_on"), "2025-11-01");
}

#[test]
fn what_is_put_off_asks_why_and_what_is_changed_how_it_reads() {
    let (book, meeting, goal) = with_agenda("00:00");
    let mut app = app_on(book, Some(meeting));
    press(&mut app, "i");
    type_in(&mut app, "All went well");
    press(&mut app, "Tab p Ctrl-S");
    assert!(shown(&mut app).contains("Say why A cabin is put off"), "{}", shown(&mut app));
    press(&mut app, "Enter");
    type_in(&mut app, "the sale first until 15 jan");
    press(&mut app, "Shift-Tab c Enter");
    // What was typed for the one answer stands for the other; the old words would be no change.
    press(&mut app, "Ctrl-U");
    type_in(&mut app, "A cabin by the sea");
    press(&mut app, "Esc i Ctrl-S");
    let row = app.book.get(goal).unwrap().unwrap();
    assert_eq!((row.str("statement"), row.int("version")), ("A cabin by the sea", Some(2)));
}

#[test]
fn another_client_comes_with_its_people_its_open_items_and_its_part_of_the_minutes() {
    let mut book = book();
    let fields = Fields::new().with("title", "Their deed").with("kind", "request").with("relationship_id", 2);
    book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    let mut app = app_on(book, None);
    press(&mut app, "i");
    type_in(&mut app, "Lunch together");
    press(&mut app, "Up Up Right Right Right");
    type_in(&mut app, "Okafor hou");
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("[x] Chidi"), "{text}");
    assert!(text.contains("request: Their deed (Okafor)"), "{text}");
    press(&mut app, "Tab Tab Tab Tab Tab Tab");
    type_in(&mut app, "40 5");
    press(&mut app, "Tab");
    assert!(shown(&mut app).contains("split 40, 5"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    let shares = all(&app, Kind::Share);
    let parts: Vec<_> = shares.iter().map(|row| (row.int("relationship_id"), row.int("minutes"))).collect();
    assert_eq!(parts, [(Some(1), Some(40)), (Some(2), Some(5))]);
    assert_eq!(all(&app, Kind::Interaction)[0].int("minutes"), Some(45));
    let took = all(&app, Kind::Participant);
    assert_eq!(took.iter().filter_map(|row| row.int("person_id")).collect::<Vec<_>>(), [1, 4]);
    assert!(app.book.dossier(2).unwrap().unwrap().last.is_some());
}

#[test]
fn what_is_heard_against_what_was_agreed_stays_with_it() {
    use crate::domain::action::Consent;
    let mut app = app();
    let fields =
        Fields::new().with("relationship_id", 1).with("title", "We hold").with("topic", "market fall");
    let fall = app.book.execute(&Action::Add { kind: Kind::Expectation, fields }).unwrap().ids[0];
    let by = vec![RecordId::new(Kind::Person, 1)];
    let on = "2026-11-02".parse().unwrap();
    let consent = Consent { by, dissents: Vec::new(), on, how: "call".into(), evidence: None };
    app.book.execute(&Action::Agree { agreements: vec![fall], consent }).unwrap();
    press(&mut app, "i");
    type_in(&mut app, "Afraid of the news");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "e fall: sell it all");
    assert!(shown(&mut app).contains("heard: \"sell it all\", against: We hold"), "{}", shown(&mut app));
    press(&mut app, "Enter");
    // Of a topic nothing is agreed on, it is a new expectation of that topic.
    type_in(&mut app, "e fees: no bill at all");
    press(&mut app, "Enter Ctrl-S");
    let detail = app.book.agreement(fall).unwrap().unwrap();
    assert_eq!(detail.against.len(), 1, "{}", shown(&mut app));
    let drafts = all(&app, Kind::Expectation);
    assert_eq!((drafts[1].str("title"), drafts[1].str("topic")), ("no bill at all", "fees"));
    press(&mut app, "u");
    assert!(app.book.agreement(fall).unwrap().unwrap().against.is_empty());
}
