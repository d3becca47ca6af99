use crate::{
    domain::record::Kind,
    tui::testing::{desk, drawn, practice, press, typed},
};

fn line<'a>(shown: &'a [String], wanted: &str) -> &'a str {
    shown.iter().find(|line| line.contains(wanted)).unwrap_or_else(|| panic!("{wanted} in {shown:#?}"))
}

#[test]
fn clients_stand_worst_first_with_the_state_in_words() {
    let mut app = desk(practice());
    press(&mut app, "1");
    let shown = drawn(&mut app, 80, 24);
    assert!(
        shown[2].starts_with(" Clients 3   Prospects 0   Partners 0   Helpers 0   Ended 0"),
        "{}",
        shown[2]
    );
    assert!(shown[4].starts_with("  Household        Tier Standing, worst first"), "{}", shown[4]);
    assert!(shown[5].starts_with("▸ Hartley          A    ✗ a promise is late"), "{}", shown[5]);
    line(&shown, "People     Ann 503 555 0142");
}

#[test]
fn the_foot_counts_the_book_and_the_dossier_stands_beside() {
    let mut app = desk(practice());
    press(&mut app, "1");
    let shown = drawn(&mut app, 120, 36);
    line(&shown, "3 clients:  1 broken");
    line(&shown, "│ Hartley household");
    line(&shown, "People");
}

#[test]
fn a_filter_of_the_language_narrows_clients() {
    let mut app = desk(practice());
    press(&mut app, "1 /");
    typed(&mut app, "tier:B #golf");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[5].contains("Tanaka 田中"), "{shown:#?}");
    line(&shown, "1 of 3");
}

#[test]
fn a_text_narrows_clients_to_those_it_is_written_about() {
    let mut app = desk(practice());
    press(&mut app, "1 /");
    typed(&mut app, "text:yen");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[5].contains("Tanaka 田中"), "{shown:#?}");
    line(&shown, "1 of 3");
}

#[test]
fn tags_end_and_undo_work_from_the_list() {
    let mut app = desk(practice());
    press(&mut app, "1 t");
    typed(&mut app, "+boat -golf");
    press(&mut app, "Enter");
    let tags: Vec<String> =
        app.book.of(Kind::Tag, 1).unwrap().iter().map(|tag| tag.str("name").to_owned()).collect();
    assert_eq!(tags, ["boat"]);
    press(&mut app, "A Right Enter");
    typed(&mut app, "moved abroad");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "u undo");
    assert_eq!(app.book.get("c1".parse().unwrap()).unwrap().unwrap().str("stage"), "ended");
    press(&mut app, "u");
    assert_eq!(app.book.get("c1".parse().unwrap()).unwrap().unwrap().str("stage"), "active");
}

#[test]
fn a_person_is_added_to_the_client_by_name_of_the_command() {
    let mut app = desk(practice());
    press(&mut app, "1 :");
    typed(&mut app, "add a person");
    press(&mut app, "Enter");
    typed(&mut app, "Robert Hartley");
    press(&mut app, "Ctrl-S");
    assert_eq!(app.book.members(1).unwrap().len(), 2);
}

#[test]
fn the_dossier_is_pushed_and_tab_jumps_its_headings() {
    let mut app = desk(practice());
    press(&mut app, "1");
    drawn(&mut app, 80, 12);
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 12);
    assert!(shown[0].starts_with(" Clients > Hartley household"), "{}", shown[0]);
    press(&mut app, "Tab Tab");
    let shown = drawn(&mut app, 80, 12);
    assert!(!shown[2].contains("client since"), "{shown:#?}");
}

#[test]
fn a_jump_to_a_prospect_finds_it_in_its_own_list() {
    let mut book = practice();
    let fields =
        crate::domain::record::Fields::new().with("name", "Novak household").with("kind", "prospect");
    book.execute(&crate::domain::action::Action::AddHousehold { fields, members: vec![], tags: vec![] })
        .unwrap();
    let mut app = desk(book);
    press(&mut app, "5 v u /");
    typed(&mut app, "novak");
    press(&mut app, "Enter");
    line(&drawn(&mut app, 80, 24), "Next step for Novak");
    press(&mut app, "g c");
    assert!(drawn(&mut app, 80, 24)[5].contains("Novak"));
}

#[test]
fn the_names_of_the_columns_say_the_order() {
    let mut app = desk(practice());
    press(&mut app, "1 o");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "  Household        Tier Standing (rows by name)");
    assert!(shown[5].contains("Hartley") && shown[6].contains("Tanaka"), "{shown:#?}");
    press(&mut app, "o o o o");
    line(&drawn(&mut app, 80, 24), "  Household        Tier Standing, worst first");
}

#[test]
fn marked_clients_are_tagged_together_and_rung_one_at_a_time() {
    let mut app = desk(practice());
    press(&mut app, "1 V y p");
    line(&drawn(&mut app, 80, 24), "one client at a time");
    press(&mut app, "t");
    typed(&mut app, "boat");
    press(&mut app, "Enter");
    assert_eq!(app.book.rows(Kind::Tag, &[("name", "boat".into())]).unwrap().len(), 3);
}

#[test]
fn prospects_are_in_order_of_their_names_and_each_press_of_the_order_changes_it() {
    let mut book = practice();
    for name in ["Zeller", "Abbott"] {
        let fields = crate::domain::record::Fields::new().with("name", name).with("kind", "prospect");
        let add = crate::domain::action::Action::AddHousehold { fields, members: vec![], tags: vec![] };
        book.execute(&add).unwrap();
    }
    let mut app = desk(book);
    press(&mut app, "1 >");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "Name, A to Z");
    assert!(shown[5].contains("Abbott") && shown[6].contains("Zeller"), "{shown:#?}");
    press(&mut app, "o");
    line(&drawn(&mut app, 80, 24), "Name, by tier");
}

#[test]
fn a_filter_that_fits_nobody_here_says_where_it_fits() {
    let mut book = practice();
    let fields = crate::domain::record::Fields::new().with("name", "Cole and Co").with("kind", "partner");
    book.execute(&crate::domain::action::Action::AddHousehold { fields, members: vec![], tags: vec![] })
        .unwrap();
    let mut app = desk(book);
    press(&mut app, "1 /");
    typed(&mut app, "kind:partner");
    line(&drawn(&mut app, 80, 24), "Nothing here fits kind:partner; it fits 1 in Partners.");
    press(&mut app, "Ctrl-U");
    typed(&mut app, "nobody of that name");
    line(&drawn(&mut app, 80, 24), "Nothing fits nobody of that name. Esc clears the filter.");
}

#[test]
fn the_source_of_a_new_client_is_any_words() {
    let mut app = desk(practice());
    press(&mut app, "1 a");
    typed(&mut app, "Marchetti");
    for _ in 0..9 {
        press(&mut app, "Tab");
    }
    typed(&mut app, "golf club");
    press(&mut app, "Ctrl-S");
    let rows = app.book.rows(Kind::Relationship, &[("name", "Marchetti".into())]).unwrap();
    assert_eq!(rows[0].str("source"), "golf club");
}
