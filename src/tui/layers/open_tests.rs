use crate::{
    domain::record::Kind,
    tui::{
        app::App,
        layers::testing::{all, app, client, drawn, press, shown, type_in},
    },
};

fn command(app: &mut App, name: &str) {
    press(app, ":");
    type_in(app, name);
    press(app, "Enter");
}

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn logged(summary: &str) -> App {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, summary);
    press(&mut app, "Tab Tab");
    type_in(&mut app, "p a page fri");
    press(&mut app, "Ctrl-S");
    app
}

#[test]
fn history_shows_what_a_step_changed_and_takes_it_back_as_a_new_step() {
    let mut app = logged("About the index");
    press(&mut app, "n");
    type_in(&mut app, "a later step");
    press(&mut app, "Enter");
    command(&mut app, "history");
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("History   of Hartley, newest first"), "{text}");
    assert!(text.contains("Logged call with Hartley (1 min): promise \"a page\" due Fri 27 Nov"), "{text}");
    assert!(text.contains("what it changed"), "{text}");
    press(&mut app, "j");
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("interaction About the index"), "{text}");
    press(&mut app, "u");
    assert!(all(&app, Kind::Interaction).is_empty());
    assert!(app.book.get(client()).unwrap().unwrap().str("notes").contains("a later step"));
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("undone"), "{text}");
    press(&mut app, "Esc");
    assert!(app.model.layers.is_empty());
}

#[test]
fn history_has_views_and_is_drawn_at_every_size() {
    let mut app = logged("One");
    command(&mut app, "history");
    for (width, height) in [(40, 10), (60, 20), (80, 24), (120, 36)] {
        drawn(&mut app, width, height);
        press(&mut app, "> j k G");
    }
    for _ in 0..6 {
        press(&mut app, ">");
        let text = shown(&mut app);
        assert!(text.contains("op ") || text.contains("Nothing was done here yet."), "{text}");
    }
}

#[test]
fn an_import_is_shown_first_taken_as_ticked_and_counts_add_up() {
    let mut app = app();
    let before = all(&app, Kind::Person).len();
    command(&mut app, "import");
    type_in(&mut app, &fixture("google.csv"));
    assert!(shown(&mut app).contains("google.csv"), "{}", shown(&mut app));
    press(&mut app, "Enter");
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("nothing is written yet"), "{text}");
    assert_eq!(all(&app, Kind::Person).len(), before);
    let sum = text.lines().find(|line| line.contains("rows read")).unwrap().to_owned();
    let numbers: Vec<usize> = sum
        .trim_start_matches(' ')
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok())
        .collect();
    let [new, changed, same, rejected, read] = numbers[numbers.len() - 5..] else { panic!("{sum}") };
    assert_eq!(new + changed + same + rejected, read, "{sum}");
    // The first new row is left out.
    press(&mut app, "> Space");
    press(&mut app, "Ctrl-S");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));
    assert_eq!(all(&app, Kind::Person).len(), before + new - 1);
    press(&mut app, "u");
    assert_eq!(all(&app, Kind::Person).len(), before);
}

#[test]
fn a_file_that_cannot_be_read_says_so_and_its_name_stays() {
    let mut app = app();
    command(&mut app, "import");
    type_in(&mut app, "/no/such/file.vcf");
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("could not be read") && text.contains("/no/such/file.vcf"), "{text}");
}

#[test]
fn escapes_in_a_file_are_shown_harmlessly() {
    let mut app = app();
    command(&mut app, "import");
    type_in(&mut app, &fixture("contacts.vcf"));
    press(&mut app, "Enter");
    for _ in 0..5 {
        for width in [60, 80, 120] {
            let text = drawn(&mut app, width, 30).join("");
            assert!(!text.chars().any(char::is_control), "{text:?}");
        }
        press(&mut app, ">");
    }
    press(&mut app, "Esc");
    assert!(shown(&mut app).contains("Nothing was imported"));
}

#[test]
fn a_brief_is_one_page_and_the_timeline_holds_what_happened() {
    let mut app = logged("About the index");
    press(&mut app, "b");
    let text = drawn(&mut app, 80, 48).join("\n");
    for words in [
        "Brief   Hartley household, tier A",
        "People       Ann Hartley, head",
        "Careful      Robert's brother lost his savings in 2008.",
        "by us   Roth conversion figures      for 19 Nov, 4 days late",
        "23 Nov   call in, 1 min: About the index",
        "Yardstick    ? none agreed",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    press(&mut app, "Esc g t");
    let text = shown(&mut app);
    assert!(text.contains("Timeline   Hartley household") && text.contains("About the index"), "{text}");
    press(&mut app, "i");
    assert!(shown(&mut app).contains("Log a contact   Hartley household"));
}
