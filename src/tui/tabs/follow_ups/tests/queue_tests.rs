use super::*;

#[test]
fn the_queue_shows_its_order_as_headings_and_reasons_in_words() {
    let mut app = desk(practice());
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[2].starts_with(" Today "), "{}", shown[2]);
    assert_eq!(shown[4].trim(), "Hard dates and promises");
    assert!(
        shown[5]
            .starts_with("▸ Hartley          A  Roth conversion figures  promised, 4 days late     20 min"),
        "{}",
        shown[5]
    );
    assert!(line(&shown, "── Hartley household  tier A ──").starts_with("── "));
    assert!(line(&shown, "Why first").contains("promised, 4 days late"));
}

#[test]
fn columns_stay_aligned_with_wide_names() {
    let mut app = desk(practice());
    let shown = drawn(&mut app, 80, 24);
    let at = column(line(&shown, "Roth conversion"), "Roth");
    assert_eq!(column(line(&shown, "Letter on"), "Letter"), at);
    assert_eq!(column(line(&shown, "Send the"), "Send"), at);
    for line in &shown {
        assert_eq!(crate::tui::widgets::text::width(line), 80, "{line:?}");
    }
}

#[test]
fn a_filter_narrows_by_word_tag_and_kind() {
    let mut app = desk(practice());
    for (filter, kept, gone) in [
        ("yen", "Letter", "Roth"),
        ("kind:promise", "Roth", "Send the"),
        ("#golf tier:c", "Send the", "Letter"),
    ] {
        press(&mut app, "/");
        typed(&mut app, filter);
        press(&mut app, "Enter");
        let shown = drawn(&mut app, 80, 24);
        line(&shown, kept);
        assert!(!shown[..16].iter().any(|line| line.contains(gone)), "{filter}: {shown:#?}");
        press(&mut app, "Esc");
    }
}

#[test]
fn a_long_reason_is_shortened_to_its_state() {
    let item = |reason: &str, alarm: &str| crate::acts::queue::Item {
        key: "f1".into(),
        who: "Osei".into(),
        tier: "A".into(),
        title: "Valuation".into(),
        reason: reason.into(),
        alarm: alarm.into(),
        brief: String::new(),
        due: None,
        minutes: Some(120),
        record: "f1".parse().unwrap(),
        agreements: Vec::new(),
        relationship: Some(1),
        kind: "task".into(),
    };
    let shown = |reason, alarm| -> Vec<String> {
        rows::cells(&item(reason, alarm))[3..].iter().map(crate::tui::widgets::line::Line::text).collect()
    };
    for (reason, alarm, wanted) in [
        ("on Stanhope Insurance since 12 Nov, ask again Mon 30 Nov", "", "ask again Mon 30 Nov     120 min"),
        ("back burner until Mon 30 Nov, told", "", "until Mon 30 Nov, told   120 min"),
        ("promised, 4 days late", "4 days late", "promised, 4 days late    120 min"),
        ("long words of the custodian, 4 days late", "4 days late", "4 days late              120 min"),
    ] {
        assert_eq!(shown(reason, alarm)[0], wanted);
    }
    assert_eq!(shown("promised, 4 days late", "4 days late")[1..], ["4 days late", "4 days late"]);
    // Where there is least room the state is what stays.
    for (reason, alarm, wanted) in [
        ("due today, 12 months on", "", ["due today", "due today"]),
        ("13 days late, 12 months on", "13 days late", ["13 days late", "13 days late"]),
        ("meeting at 14:00", "", ["meeting at 14:00", "at 14:00"]),
        ("promised, hard date today", "", ["hard date today", "today"]),
        ("94 days, 4 days past maximum", "4 days past maximum", ["4 days past maximum", "4 days past"]),
        ("34 days, 4 days past ideal", "", ["4 days past ideal", "4 days past"]),
        ("lead, no next step for 12 days", "", ["no next step", "no next step"]),
        ("birthday on Mon 30 Nov", "", ["on Mon 30 Nov", "on Mon 30 Nov"]),
        ("asked 19 Nov, undecided", "", ["undecided", "undecided"]),
    ] {
        assert_eq!(shown(reason, alarm)[1..], wanted, "{reason}");
    }
}

#[test]
fn only_rows_that_can_be_seen_are_dressed() {
    let mut made = practice();
    for number in 0..300 {
        let fields = Fields::new()
            .with("title", format!("Task {number}"))
            .with("relationship_id", 1)
            .with("due", "2026-11-20");
        made.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    }
    let clock = made.clock().clone();
    let at = crate::tui::app::at(&made, &clock, made.today(), crate::domain::day::DayOrder::default());
    let mut tab = FollowUps::new();
    tab.load(&at, Keep::Nothing).unwrap();
    tab.look(&at).unwrap();
    assert!(tab.state.total > 300);
    let keys = tab.state.list.in_view(Rect::new(0, 0, 80, 20));
    tab.fill(&keys, &at).unwrap();
    assert!(tab.rows.dressed() <= 60, "{}", tab.rows.dressed());
    assert!(tab.rows.shows_no_copy(View::Today, &at), "of thousands of rows there is one copy");
}

#[test]
fn every_size_is_drawn_whole() {
    for (width, height) in [(40, 10), (60, 20), (80, 24), (109, 30), (120, 36), (200, 60)] {
        for way in ["", "v u", "v g", "v w", "1", "1 Enter", "s", "a"] {
            let mut app = desk(practice());
            drawn(&mut app, width, height);
            if !way.is_empty() {
                press(&mut app, way);
            }
            for line in drawn(&mut app, width, height) {
                assert_eq!(crate::tui::widgets::text::width(&line), width, "{way}: {line:?}");
            }
        }
    }
}

#[test]
fn an_empty_queue_does_not_call_a_late_promise_kept_that_is_only_hidden() {
    let mut app = desk(practice());
    press(&mut app, "V s w v o");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "Nothing late is due today; 1 promise is late and hidden.");
    assert!(!shown.join("").contains("All promises are kept"), "{shown:#?}");
}

#[test]
fn a_list_without_groups_says_its_order() {
    let mut app = desk(practice());
    press(&mut app, "v r");
    line(&drawn(&mut app, 80, 24), "To decide, the longest asked first");
    press(&mut app, "v g");
    line(&drawn(&mut app, 80, 24), "Never done, by stakes and tier");
}

#[test]
fn a_rule_is_added_from_a_queue_without_rows() {
    let mut app = desk(practice());
    press(&mut app, "v w :");
    typed(&mut app, "add a rule");
    press(&mut app, "Enter");
    line(&drawn(&mut app, 80, 24), "New rule");
}

#[test]
fn a_client_without_a_row_in_the_queue_is_named_with_the_way_out() {
    let mut app = desk(practice());
    press(&mut app, "v w");
    let whose = crate::tui::tabs::Whose { id: "c1".parse().unwrap(), name: "Hartley".into() };
    app.model.tab_mut().unwrap().state_mut().whose = Some(whose);
    app.load(Keep::Nothing);
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "Nothing of Hartley stands in Waiting.");
    line(&shown, "Esc shows those of all");
}

#[test]
fn today_says_how_many_more_clients_have_gaps() {
    let mut book = practice();
    for k in 0..12 {
        let fields = Fields::new().with("name", format!("Household {k}")).with("kind", "client");
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
    }
    let mut app = desk(book);
    line(&drawn(&mut app, 120, 36), "12 more clients have gaps; v g shows all.");
    press(&mut app, "v g");
    assert!(!drawn(&mut app, 120, 36).iter().any(|line| line.contains("more clients have gaps")));
}
