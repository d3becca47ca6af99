use super::*;

#[test]
fn a_done_row_stays_greyed_and_the_message_names_the_way_back() {
    let mut app = app(7);
    press(&mut app, "x");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[22].contains("· u undo"), "{}", shown[22]);
    assert!(shown.iter().any(|line| line.starts_with("▸ Osei")), "{shown:#?}");
    assert!(shown.iter().any(|line| line.starts_with("  Hartley")), "{shown:#?}");
    press(&mut app, "u");
    assert_eq!(titles(&app.book).len(), 0);
    press(&mut app, "U");
    assert_eq!(titles(&app.book).len(), 1);
}

#[test]
fn esc_never_quits_and_q_at_the_top_does() {
    let mut app = app(7);
    assert_eq!(press(&mut app, "Esc Esc Esc"), []);
    assert_eq!(press(&mut app, ": q"), []);
    assert_eq!(press(&mut app, "Esc q"), [Outside::Quit]);
    assert_eq!(press(&mut app, "Ctrl-C"), [Outside::Quit]);
}

#[test]
fn a_half_typed_line_is_kept_as_a_slip_and_comes_back() {
    let mut app = app(7);
    press(&mut app, "a C a l l Esc");
    assert_eq!(app.book.stored_slips().unwrap().len(), 1);
    press(&mut app, "a");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("▸ Call"), "{shown}");
    press(&mut app, "Enter");
    assert_eq!(titles(&app.book), ["Call"]);
    assert!(app.book.stored_slips().unwrap().is_empty());
}

#[test]
fn the_end_of_the_program_keeps_what_was_typed() {
    let mut app = app(7);
    press(&mut app, "e n e w");
    app.handle(Msg::Ending);
    assert_eq!(app.book.stored_slips().unwrap().len(), 1);
}

#[test]
fn a_refused_form_keeps_its_text() {
    let mut app = app(7);
    press(&mut app, "e Space");
    press(&mut app, "Ctrl-S");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("✗ This one is needed."), "{shown}");
}

#[test]
fn a_filter_narrows_while_typed_and_esc_clears_it() {
    let mut app = app(7);
    press(&mut app, "/ c a l l Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[22].contains("Filter call, 1 of 7 · / change · Esc clears"), "{}", shown[22]);
    press(&mut app, "Esc");
    assert_eq!(app.model.state().unwrap().list.len(), 7);
}

#[test]
fn a_key_without_meaning_says_so() {
    let mut app = app(7);
    press(&mut app, "d");
    let shown = drawn(&mut app, 80, 24);
    let text = shown.join("\n");
    assert!(text.contains("d do it  d decides requests; this is a promise. Try x, r or w."), "{text}");
    press(&mut app, "d");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[22].contains("d decides requests; this is a promise. Try x, r or w."), "{}", shown[22]);
}

#[test]
fn a_strip_shows_its_keys_at_once_and_runs_one() {
    let mut app = app(7);
    press(&mut app, "g");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("── g go to, for Hartley ─") && shown.contains("o goals"), "{shown}");
    press(&mut app, "o");
    assert_eq!(app.model.tab().unwrap().id(), TabId::Goals);
    press(&mut app, "Backspace");
    assert_eq!(app.model.tab().unwrap().id(), TabId::FollowUps);
}

#[test]
fn the_palette_runs_what_is_chosen() {
    let mut app = app(7);
    press(&mut app, ": d o n e Enter");
    assert_eq!(titles(&app.book).len(), 1);
}

#[test]
fn a_question_echoes_the_date_and_commits() {
    let mut app = app(7);
    press(&mut app, "r f r i");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("Fri 27 Nov 2026, in 4 days"));
    press(&mut app, "Enter");
    assert_eq!(titles(&app.book), ["fri"]);
    assert!(app.model.layers.is_empty());
}

#[test]
fn views_without_room_are_named_by_the_key_that_leads_to_them() {
    let mut app = app(7);
    let line = |app: &mut App| drawn(app, 60, 20)[2].trim_end().to_owned();
    assert!(line(&mut app).ends_with("> 3 more"), "{}", line(&mut app));
    press(&mut app, "<");
    let last = line(&mut app);
    assert!(last.contains("< ") && last.ends_with(" more") && !last.contains('>'), "{last}");
    for _ in 0..7 {
        press(&mut app, "<");
        let said = line(&mut app);
        assert!(crate::tui::widgets::text::width(&said) <= 59, "{said}");
        assert!(said.ends_with(" more"), "{said}");
    }
}

#[test]
fn no_two_commands_of_the_palette_have_one_name() {
    let mut app = app(7);
    for keys in ["j", "Enter"] {
        press(&mut app, keys);
        let mut names: Vec<&str> = app.named_once().iter().map(|(command, _)| command.spec().title).collect();
        names.sort_unstable();
        let all = names.clone();
        names.dedup();
        assert_eq!(names, all);
    }
}
