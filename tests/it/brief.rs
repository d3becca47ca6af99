//! The brief and what to answer when they ask, from the command line and on the demo's screens.
//!
//! **Invariant:** what to be careful with leaves the desk only when it was asked for.

use std::{fs, os::unix::fs::PermissionsExt as _, sync::OnceLock};

use crate::program::{Home, Said};

/// A home whose book is the demo, made once.
fn demo() -> &'static (Home, String) {
    static MADE: OnceLock<(Home, String)> = OnceLock::new();
    MADE.get_or_init(|| {
        use standing::acts::demo::{Reset, ensure};
        let home = Home::new();
        let file = home.path().join("demo.db");
        ensure(&file, "2026-11-23".parse().unwrap(), Reset::No, standing::letters::scribe).unwrap();
        let file = file.to_str().unwrap().to_owned();
        (home, file)
    })
}

fn run(args: &[&str]) -> Said {
    let (home, file) = demo();
    home.run(&[args, &["--book", file]].concat())
}

const HARTLEY: &str = "\
Hartley household, tier A  Mon 23 Nov 2026

People       Ann, 63     503 555 0142  head; exact with figures, likes paper
             Robert, 66  503 555 0143  spouse; decides fast, asks again later
             Claire, 30  303 555 0118  trusted contact
             Dana Cole   503 555 0170  accountant

Careful      Robert's brother lost his savings in 2008: no talk of crashes.

Standing     a promise is late  the rest is good

Contacts     12 Nov  call in, 14 min: Ann asked for the Roth figures, and about Medicare for Robert
             14 Sep  e-mail out, 10 min: Part B premium for Robert; answered the same day
             18 Aug  meeting, 55 min: Half-year meeting; charter v3 signed by both
             4 Aug   call out, 8 min: Told Ann what Robert had asked, and the answer

Promised     by us    Roth conversion figures  for 19 Nov  4 days late
             by them  2025 tax return          for 30 Nov

Goals        Retire together on 30 Jun 2028, 8,200 a month
               Plan funded, 95 % or more           97 %, 1 Nov     met
             A first home for Claire by 2027, up to 60,000
               Saved for the home, 60,000 or more  41,000, 31 Oct  ? cannot be told yet
             One gift a year, without being asked
               Gifts in the year, 1 or more        1, 19 Mar       met

Yardstick    Plan funded, 95 % or more; Ann and Robert, 5 Dec 2025, in a meeting, version 2; charter v3 of 18 Aug 2026.
             Now 97 % on 1 Nov 2026.  on target
             Ruled out: the S&P 500 on 4 Aug 2026; Ann understood, Robert partly. Also gold.
             \"The index does not have to pay you. The plan does.\"

Expectations In a fall we call Ann first, and sell nothing that day; call them first

Rules        Whom to call, for what: taught 18 May, say it again by 4 Dec
             accepted 14 of 14

Exceptions   none

Next         Annual review Fri 4 Dec, 10:00, 75 min, here
               goal         Look again: Retire together on 30 Jun 2028, 8,200 a month
               goal         Look again: A first home for Claire by 2027, up to 60,000
               goal         Look again: One gift a year, without being asked
               expectation  Look again: Judge us by the plan, not the market
               expectation  Look again: In a fall we call Ann first, and sell nothing that day
               promised     Roth conversion before 31 Dec: room of 38,000
               before it    1 promise of ours is due
";

#[test]
fn the_brief_of_the_hartleys_is_one_page() {
    assert_eq!(run(&["brief", "Hartley"]).ok(), HARTLEY);
    assert!(HARTLEY.lines().count() < 48);
}

#[test]
fn a_brief_named_by_its_meeting_begins_with_it() {
    let list = run(&["meeting", "list", "Hartley", "--json"]).ok();
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    let review = list["records"].as_array().unwrap().iter().find(|row| row["fields"]["state"] == "planned");
    let id = review.unwrap()["id"].as_str().unwrap().to_owned();
    let json: serde_json::Value = serde_json::from_str(&run(&["brief", &id, "--json"]).ok()).unwrap();
    assert_eq!(json["sections"][0]["name"], "Meeting");
    assert_eq!(json["sections"][0]["lines"][0]["id"], id);
    assert_eq!((json["name"].as_str(), json["tier"].as_str()), (Some("Hartley household"), Some("A")));
}

#[test]
fn what_to_be_careful_with_is_in_no_file_unless_asked_for() {
    let (home, _) = demo();
    let file = home.path().join("hartley.md");
    let out = file.to_str().unwrap();
    let said = run(&["brief", "Hartley", "--out", out]).ok();
    assert!(said.contains("stayed in the book; --careful writes it."), "{said}");
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with("# Hartley household, tier A\n\nBrief of Mon 23 Nov 2026\n\n## People\n\n- Ann, 63"),
        "{text}"
    );
    assert!(text.contains("- **a promise is late**; the rest is good") && !text.contains("2008"), "{text}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let again = run(&["brief", "Hartley", "--out", out]);
    assert_eq!((again.code, again.out.as_str()), (1, ""), "{}", again.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    run(&["brief", "Hartley", "--out", out, "--force", "--careful"]).ok();
    assert!(fs::read_to_string(&file).unwrap().contains("## Careful\n\n- Robert's brother"));
    assert!(!run(&["brief", "Hartley", "--markdown"]).ok().contains("2008"));
    assert!(run(&["brief", "Hartley", "--json"]).ok().contains("2008"));
    let written = home.path().join("hartley.json");
    run(&["brief", "Hartley", "--json", "--out", written.to_str().unwrap()]).ok();
    let json = fs::read_to_string(written).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok() && !json.contains("2008"), "{json}");
}

#[test]
fn what_the_hartleys_asked_is_answered_from_the_book() {
    let said = run(&["asked", "Hartley"]).ok();
    let expected = "\
Hartley household  Mon 23 Nov 2026

Say first      \"You hired us for this: Retire together on 30 Jun 2028, 8,200 a month. We agreed on 5 Dec 2025 to judge by Plan funded, 95 % or more; it was 97 % on 1 Nov 2026, 2 points ahead of it.\"
Agreed         Plan funded, 95 % or more; Ann and Robert, 5 Dec 2025, in a meeting, version 2; charter v3 of 18 Aug 2026
               agreed for the first time on 5 Dec 2024
Now            97 % on 1 Nov 2026, on target
Ruled out      the S&P 500 on 4 Aug 2026; Ann understood, Robert partly
               gold on 20 Nov 2025; Robert understood
You said then  4 Aug 2026   \"The index does not have to pay you. The plan does.\"
               3 Feb 2026   \"You hired us to pay you 8,200 a month from 2028.\"
               20 Nov 2025  \"Gold pays no pension.\"
If they press  start    with us since 14 Mar 2017; ? when their money came is not in the book
               flows    24,000 was taken out in May and grew no more
               blend    half is bonds, by agreement
               success  they agreed: Judge us by the plan, not the market
Asked before   3 times since 20 Nov 2025: 2 this year, 1 last year
               2 times in 12 months, 1 in the 12 before: more often
               Jul-Dec 2026 1, Jan-Jun 2026 1, Jul-Dec 2025 1
               4 Aug 2026   the S&P 500, Ann understood, Robert partly
               3 Feb 2026   the S&P 500, Ann understood
               20 Nov 2025  gold, Robert understood
Careful        Robert's brother lost his savings in 2008: no talk of crashes.
               Figures to 1 Nov 2026, the newest reading in the book.
";
    assert_eq!(said, expected);
    let json: serde_json::Value = serde_json::from_str(&run(&["asked", "Hartley", "--json"]).ok()).unwrap();
    assert_eq!(json["asked"]["now"]["value"], "97 %");
    assert_eq!(json["asked"]["corrections"].as_array().unwrap().len(), 4);
}

#[test]
fn a_name_that_fits_several_lists_them() {
    let home = Home::new();
    for name in ["Hartley household", "Hart household"] {
        home.run(&["client", "add", name]).ok();
    }
    for command in ["brief", "asked"] {
        let said = home.run(&[command, "hart"]);
        assert_eq!((said.code, said.out.as_str()), (2, ""));
        assert!(
            said.err.contains("c1 Hartley household") && said.err.contains("c2 Hart household"),
            "{}",
            said.err
        );
    }
    let said = home.run(&["asked", "c2"]).ok();
    assert!(said.contains("No yardstick is agreed with them") && said.contains("never before"), "{said}");
    let said = home.run(&["brief", "c2"]).ok();
    assert!(said.contains("? none agreed: what success is was never said"), "{said}");
    assert_eq!(home.run(&["brief", "c2", "--force"]).code, 2);
}

#[test]
fn every_relationship_of_the_demo_has_its_brief_and_its_answer() {
    let (_, file) = demo();
    let book = standing::acts::Book::open(
        std::path::Path::new(file),
        standing::clock::Clock::fixed("2026-11-23".parse().unwrap()),
    )
    .unwrap();
    for line in book.clients().unwrap() {
        let brief = book.brief(line.line.id, None).unwrap().unwrap();
        assert!(brief.sections.iter().all(|section| !section.lines.is_empty()), "{}", brief.name);
        let asked = book.asked(line.line.id).unwrap().unwrap();
        assert_eq!(asked.say_first.is_some(), asked.agreed.is_some(), "{}", asked.name);
        assert!(asked.say_first.is_some() || !asked.missing.is_empty(), "{}", asked.name);
    }
}

#[test]
fn what_they_compare_with_and_the_sentences_are_ones_own() {
    let line = "the S&P 500, this year: up 15 %, they are up 5 %";
    let said = run(&["asked", "Hartley", "--compared", line]).ok();
    assert!(said.contains("start    with us since 14 Mar 2017, all of that time: no difference"), "{said}");
    assert!(said.contains("With time      the S&P 500 is a fine yardstick for the S&P 500."), "{said}");
    let (home, file) = demo();
    let template = run(&["asked", "--template"]).ok();
    assert!(template.contains("say_first = [") && template.starts_with("# What"), "{template}");
    let folder = home.path().join("own");
    fs::create_dir_all(&folder).unwrap();
    let config = folder.join("config.toml");
    fs::write(&config, "").unwrap();
    let with =
        |args: &[&str]| home.run(&[args, &["--book", file, "--config", config.to_str().unwrap()]].concat());
    fs::write(folder.join("points.toml"), "say_first = [\"By {yardstick} it is {value}.\"]\n").unwrap();
    let said = with(&["asked", "Hartley"]).ok();
    assert!(said.contains("Say first      \"By Plan funded, 95 % or more it is 97 %.\""), "{said}");
    fs::write(folder.join("points.toml"), "\nsay_first = [\"By {yard}.\"]\n").unwrap();
    let said = with(&["asked", "Hartley"]).ok();
    assert!(said.contains("points.toml line 2: there is no field {yard}"), "{said}");
    let refused = with(&["asked", "--template"]);
    assert!(refused.code == 2 && refused.err.contains("points.toml line 2"), "{}", refused.err);
}

#[test]
fn what_is_heard_against_an_expectation_is_kept_from_the_command_line() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household", "--head", "Ann Hartley"]).ok();
    home.run(&[
        "expectation",
        "add",
        "We hold",
        "--client",
        "Hartley",
        "--topic",
        "market fall",
        "--call-first",
        "yes",
    ])
    .ok();
    let no = home.run(&["expectation", "contradict", "e1", "--words", "Sell it"]);
    assert!(no.code == 1 && no.err.contains("never agreed"), "{}", no.err);
    home.run(&["expectation", "agree", "e1", "--how", "call"]).ok();
    home.run(&["expectation", "contradict", "e1", "--words", "Sell it"]).ok();
    home.run(&["log", "Hartley", "--summary", "They rang", "--heard", "fall: Sell all of it"]).ok();
    let brief = home.run(&["brief", "Hartley"]).ok();
    assert!(
        brief.contains("\"Sell it\", against: We hold") && brief.contains("\"Sell all of it\""),
        "{brief}"
    );
    let first = home.run(&["question", "market-fall"]).ok();
    assert!(first.contains("Hartley: We hold; no number known"), "{first}");
    let no = home.run(&["log", "Hartley", "--summary", "They rang", "--heard", "e7: no"]);
    assert!(no.code != 0 && no.err.contains("e7 is no expectation of theirs"), "{}", no.err);
}
