use crate::{
    domain::{
        action::{Action, Consent},
        asked::Answer,
        record::{Fields, Kind, RecordId},
    },
    tui::{
        app::App,
        layers::testing::{all, app, app_on, book, client, drawn, press, shown, type_in},
    },
};

/// A desk on a client who agreed on a yardstick that was read.
fn agreed() -> App {
    let mut book = book();
    let mut add = |kind: Kind, fields: Fields| {
        let fields = if kind == Kind::Reading { fields } else { fields.with("relationship_id", 1) };
        book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
    };
    let measure = add(Kind::Measure, Fields::new().with("name", "plan funded").with("target", 950_000));
    let success = Fields::new().with("title", "Judge us by the plan").with("topic", "success");
    let success = add(Kind::Expectation, success.with("measure_id", measure.id));
    let reading = Fields::new().with("measure_id", measure.id).with("day", "2026-11-01");
    add(Kind::Reading, reading.with("value", 970_000));
    let by = vec![RecordId::new(Kind::Person, 1)];
    let on = "2025-12-05".parse().unwrap();
    let consent = Consent { by, dissents: Vec::new(), on, how: "meeting".into(), evidence: None };
    book.execute(&Action::Agree { agreements: vec![success], consent }).unwrap();
    app_on(book, None)
}

#[test]
fn the_call_the_talk_and_the_promise_are_one_step() {
    let mut app = agreed();
    press(&mut app, "Q");
    type_in(&mut app, "S&P 500, this year: up 15 %, they are up 5 %");
    press(&mut app, "Tab 1 4 Tab");
    type_in(&mut app, "Start date, then the plan.");
    press(&mut app, "Tab y Right p Tab Tab");
    type_in(&mut app, "one page on the plan, wed");
    assert!(shown(&mut app).contains("one page on the plan, by Wed 25 Nov 2026"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));

    let [call] = &all(&app, Kind::Interaction)[..] else { panic!("not one call") };
    assert_eq!((call.str("channel"), call.str("direction"), call.int("reached")), ("call", "in", Some(1)));
    assert_eq!(call.str("summary"), "Asked about S&P 500, this year: up 15 %, they are up 5 %");
    let [talk] = &all(&app, Kind::Talk)[..] else { panic!("not one talk") };
    assert_eq!(talk.int("interaction_id"), Some(call.id.id));
    assert_eq!((talk.str("compared_with"), talk.str("period")), ("S&P 500", "this year"));
    assert_eq!((talk.str("understood"), talk.str("reinforce_on")), ("doubtful", "2027-05-24"));
    assert_eq!(
        talk.str("said"),
        "Start date, then the plan.\nCorrections said: start, success.\nUnderstood: Ann Hartley yes; Robert \
         Hartley partly."
    );
    assert_eq!(Answer::read(talk.str("said")).corrections.len(), 2);
    let there: Vec<_> = all(&app, Kind::Participant).iter().filter_map(|row| row.int("person_id")).collect();
    assert_eq!(there, [1, 2]);
    let promised = all(&app, Kind::FollowUp);
    let promise = promised.last().unwrap();
    assert_eq!((promise.str("title"), promise.str("due")), ("one page on the plan", "2026-11-25"));
    press(&mut app, "u");
    assert!(all(&app, Kind::Interaction).is_empty() && all(&app, Kind::Talk).is_empty());
    assert_eq!(all(&app, Kind::FollowUp).len(), promised.len() - 1);
}

#[test]
fn what_to_say_stands_first_and_whole_at_both_sizes() {
    for (width, height) in [(80, 24), (120, 36)] {
        let mut app = agreed();
        press(&mut app, "Q");
        let lines = drawn(&mut app, width, height);
        let text = lines.join("\n");
        let card = lines.iter().map(|line| line.chars().take(80).collect::<String>());
        let flat = card.collect::<String>();
        let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("plan funded, 95 % or more; it was 97 %"), "{text}");
        for label in
            ["Compared with", "Say first", "Agreed", "Now", "If they press", "Your answer", "Understood"]
        {
            assert!(text.contains(label), "{label} at {width}: {text}");
        }
        assert!(text.contains("4 [ ] success"), "{text}");
    }
}

#[test]
fn nothing_is_saved_without_what_they_compared_with_and_who_understood() {
    let mut app = agreed();
    press(&mut app, "Q Ctrl-S");
    assert!(shown(&mut app).contains("What did they compare with?"), "{}", shown(&mut app));
    type_in(&mut app, "gold");
    press(&mut app, "Ctrl-S");
    assert!(shown(&mut app).contains("did they understand?"), "{}", shown(&mut app));
    press(&mut app, "n Tab Ctrl-U");
    type_in(&mut app, "yesterday");
    press(&mut app, "Ctrl-S");
    assert!(shown(&mut app).contains("is not ahead"), "{}", shown(&mut app));
    assert!(all(&app, Kind::Interaction).is_empty());
    press(&mut app, "Ctrl-U Ctrl-S");
    let talks = all(&app, Kind::Talk);
    assert_eq!((talks[0].str("understood"), talks[0].str("reinforce_on")), ("no", ""));
}

#[test]
fn without_a_yardstick_what_they_asked_is_kept_as_an_expectation() {
    let mut app = app();
    press(&mut app, "Q");
    assert!(shown(&mut app).contains("No yardstick is agreed"), "{}", shown(&mut app));
    type_in(&mut app, "the Nasdaq, five years");
    press(&mut app, "Tab e");
    type_in(&mut app, "Beat the Nasdaq");
    press(&mut app, "Ctrl-S");
    let heard = all(&app, Kind::Expectation);
    assert_eq!((heard[0].str("topic"), heard[0].str("their_words")), ("success", "the Nasdaq, five years"));
    assert_eq!((heard[0].str("state"), heard[0].int("relationship_id")), ("draft", Some(client().id)));
    // The card is still there with what was typed.
    assert!(shown(&mut app).contains("the Nasdaq, five years"), "{}", shown(&mut app));
}

#[test]
fn what_was_typed_and_ticked_comes_back_as_a_slip() {
    let mut app = agreed();
    press(&mut app, "Q");
    type_in(&mut app, "gold: up 40 %");
    press(&mut app, "Tab 2 Space Tab");
    type_in(&mut app, "Gold pays nothing.");
    press(&mut app, "Esc");
    assert!(
        shown(&mut app).contains("Kept as a slip: They asked ..., Hartley household"),
        "{}",
        shown(&mut app)
    );
    press(&mut app, "Q");
    let text = shown(&mut app);
    assert!(text.contains("gold: up 40 %") && text.contains("Gold pays nothing."), "{text}");
    press(&mut app, "2");
    assert!(shown(&mut app).contains("2 [x] flows"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-X Esc Q");
    assert!(!shown(&mut app).contains("Gold pays nothing."), "{}", shown(&mut app));
}

#[test]
fn every_printable_key_is_text_in_a_field() {
    let mut app = agreed();
    press(&mut app, "Q");
    let typed: String = (' '..='~').filter(|typed| *typed != ',' && *typed != ':' && *typed != '"').collect();
    type_in(&mut app, &typed);
    press(&mut app, "Tab Tab");
    type_in(&mut app, &typed);
    press(&mut app, "Tab y Ctrl-S");
    let talks = all(&app, Kind::Talk);
    assert_eq!(
        (talks[0].str("compared_with"), Answer::read(talks[0].str("said")).text.as_str()),
        (typed.trim(), typed.trim())
    );
}

#[test]
fn keys_of_the_corrections_say_what_they_are_not() {
    let mut app = agreed();
    press(&mut app, "Q");
    type_in(&mut app, "gold");
    press(&mut app, "Tab 7");
    assert!(shown(&mut app).contains("There are four corrections"), "{}", shown(&mut app));
    press(&mut app, "j Space k Space Tab Tab x");
    assert!(shown(&mut app).contains("y understood, p partly, n not"), "{}", shown(&mut app));
    press(&mut app, "Space Space Space Space Space Right Space");
    let text = shown(&mut app);
    assert!(
        text.contains("[x] Ann Hartley understood") && text.contains("[x] Robert Hartley understood"),
        "{text}"
    );
}

#[test]
fn harmful_names_are_shown_harmless() {
    let mut book = book();
    let name = "Evil\u{1b}[2J\u{202e}gpj household";
    let targets = vec![client()];
    book.execute(&Action::Edit { targets, fields: Fields::new().with("name", name), seen: None }).unwrap();
    let mut app = app_on(book, None);
    for keys in ["Q", "Esc b"] {
        press(&mut app, keys);
        for (width, height) in [(60, 20), (80, 24), (120, 36), (40, 10)] {
            let text = drawn(&mut app, width, height).join("\n");
            assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
        }
    }
}

/// A call comes in: the desk stands on Follow-ups, and nothing is open.
#[test]
fn a_call_about_the_market_is_played_from_the_ringing_telephone_to_the_logged_talk() {
    let mut book = agreed().book;
    let success = RecordId::new(Kind::Expectation, 1);
    let document = "charter v3, page 1".to_owned();
    let on = "2026-08-18".parse().unwrap();
    book.execute(&Action::State { agreements: vec![success], document, on }).unwrap();
    let mut app = crate::tui::testing::desk(book);
    let mut keys = press(&mut app, "f");
    type_in(&mut app, "hartl");
    keys += press(&mut app, "Enter Q");
    type_in(&mut app, "S&P 500, this year: up 15 %, they are up 5 %");
    let left = drawn(&mut app, 120, 36)
        .iter()
        .map(|line| line.chars().take(80).collect::<String>())
        .collect::<String>();
    let card = left.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["5 Dec 2025", "version 1", "charter v3, page 1 of 18 Aug 2026", "97 % on 1 Nov 2026"] {
        assert!(card.contains(said), "{said}: {card}");
    }
    keys += press(&mut app, "Tab 1 4 Tab");
    type_in(&mut app, "Start date, then the plan.");
    keys += press(&mut app, "Tab y Ctrl-S");
    // Besides text: 3 to find them and to open the card, 7 on the card, Ctrl-S among them.
    assert_eq!(keys, 10);
    let [talk] = &all(&app, Kind::Talk)[..] else { panic!("not one talk") };
    assert_eq!((talk.str("compared_with"), talk.str("period")), ("S&P 500", "this year"));
    assert_eq!(talk.str("figures"), "up 15 %, they are up 5 %");
    assert_eq!((talk.str("understood"), talk.str("reinforce_on")), ("yes", "2027-05-24"));
    assert_eq!(Answer::read(talk.str("said")).text, "Start date, then the plan.");
    assert_eq!((talk.int("against_id"), all(&app, Kind::Interaction).len()), (None, 1));
}

#[test]
fn what_they_hold_to_stays_with_what_was_agreed() {
    let mut app = agreed();
    press(&mut app, "Q");
    type_in(&mut app, "S&P 500: up 15 %");
    press(&mut app, "Tab 5");
    assert!(
        shown(&mut app).contains("5 [x] against  they hold to it, though they agreed otherwise"),
        "{}",
        shown(&mut app)
    );
    press(&mut app, "Esc Q");
    assert!(shown(&mut app).contains("5 [x] against"), "a slip keeps it: {}", shown(&mut app));
    press(&mut app, "Tab Tab p Ctrl-S");
    let success = RecordId::new(Kind::Expectation, 1);
    assert_eq!(all(&app, Kind::Talk)[0].int("against_id"), Some(success.id));
    let detail = app.book.agreement(success).unwrap().unwrap();
    assert_eq!(detail.against[0].1, "compared with S&P 500: up 15 %");
    press(&mut app, "u");
    assert!(app.book.agreement(success).unwrap().unwrap().against.is_empty());
}

#[test]
fn the_start_is_told_while_they_say_over_which_time_they_compare() {
    let mut app = agreed();
    let since = Fields::new().with("since", "2026-03-09");
    app.book.execute(&Action::Edit { targets: vec![client()], fields: since, seen: None }).unwrap();
    press(&mut app, "Q");
    type_in(&mut app, "gold, this year");
    assert!(shown(&mut app).contains("start    with us only since 9 Mar 2026; ? when their money came"));
    press(&mut app, "Ctrl-U");
    type_in(&mut app, "gold, since May");
    let text = shown(&mut app);
    assert!(text.contains("start    with us since 9 Mar 2026, all of that time: no difference"), "{text}");
}

#[test]
fn beside_the_card_stands_whether_they_ask_less_often() {
    let mut app = agreed();
    for on in ["2025-02-03", "2025-11-20", "2026-08-04"] {
        let fields = Fields::new().with("relationship_id", 1).with("day", on).with("compared_with", "gold");
        app.book.execute(&Action::Add { kind: Kind::Talk, fields }).unwrap();
    }
    press(&mut app, "Q");
    let text = drawn(&mut app, 120, 36).join("\n");
    assert!(text.contains("once in 12 months, 2 in the 12") && text.contains("less often"), "{text}");
    assert!(text.contains("Jul-Dec 2026   1 ━") && text.contains("Jan-Jun 2026   0"), "{text}");
}

#[test]
fn what_the_book_does_not_hold_of_the_money_is_filled_in_from_the_card() {
    let mut app = agreed();
    press(&mut app, "Q");
    type_in(&mut app, "S&P 500, this year: up 15 %");
    press(&mut app, "Tab Down");
    assert!(shown(&mut app).contains("no money paid in or taken out is in the book"));
    press(&mut app, "f");
    type_in(&mut app, "24,000 out in May");
    press(&mut app, "Ctrl-S");
    let screen = shown(&mut app);
    assert!(screen.contains("flows    24,000 out in May") && screen.contains("up 15 %"), "{screen}");
    assert_eq!(app.book.get(client()).unwrap().unwrap().str("money_flows"), "24,000 out in May");
}
