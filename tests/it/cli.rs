//! The command line as others use it: the real program, a home of its own, exit codes, JSON.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::program::{Home, Said, fed};

/// A home directory and the day the program believes it is.
pub(crate) struct Desk {
    home: Home,
    today: &'static str,
}

impl Desk {
    fn new() -> Self {
        Self { home: Home::new(), today: "2026-11-23" }
    }

    /// A desk with a client of two, a goal, a rule and a promise.
    pub(crate) fn with_hartley() -> Self {
        let desk = Self::new();
        for line in [
            "client add 'Hartley household' --tier A --head 'Ann Hartley' --spouse 'Robert Hartley' --phone '503 555 0142' --tag golf",
            "client add 'Okafor household' --tier B --head 'Ngozi Okafor'",
            "goal add 'Retire together in June 2028' --client Hartley",
            "rule add 'Call us first' --topic process --text 'Call us first when markets fall.'",
            "followup add 'Roth figures' --client Hartley --kind promise --due 2026-11-27",
        ] {
            desk.sh(line).ok();
        }
        desk
    }

    /// Writes a file beside the book; gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn command(&self) -> Command {
        let mut command = self.home.command(&[]);
        command.env("STANDING_TODAY", self.today);
        command
    }

    fn run(&self, args: &[&str]) -> Said {
        Said::of(&self.command().args(args).output().unwrap())
    }

    /// Runs one line as the batch would cut it.
    pub(crate) fn sh(&self, line: &str) -> Said {
        let words = line.split('\'').enumerate().flat_map(|(k, part)| match k % 2 {
            1 => vec![part],
            _ => part.split_whitespace().collect(),
        });
        self.run(&words.collect::<Vec<_>>())
    }

    pub(crate) fn fed(&self, args: &[&str], input: &str) -> Said {
        fed(self.command().args(args), input)
    }

    fn data(&self) -> PathBuf {
        self.home.path().join(".local/share/standing")
    }
}

#[test]
fn a_receipt_is_one_line_and_a_document_with_json() {
    let desk = Desk::new();
    let said = desk.sh("client add 'Hartley household' --tier A").ok();
    assert_eq!(said, "op 1  Added client: Hartley household\n");
    let json = desk.sh("client add 'Okafor household' --json").json();
    assert_eq!((json["op"].as_i64(), json["undo"].as_bool()), (Some(2), Some(true)));
    assert_eq!(json["ids"][0], "c2");
    assert_eq!(json["summary"], "Added client: Okafor household");
}

#[test]
fn the_call_of_the_contract_is_logged_with_its_promise() {
    let desk = Desk::with_hartley();
    let said = desk
        .sh("log Hartley --channel call --minutes 14 --incoming --summary 'Why is the market up more' --promise 'funded-ratio page by wed' --settles f1 --talk 'the S&P 500'")
        .ok();
    assert_eq!(
        said,
        "op 6  Logged call with Hartley (14 min): promise \"funded-ratio page\" due Wed 25 Nov; yardstick talk on \"the S&P 500\"; settled \"Roth figures\"\n"
    );
    let listed = desk.sh("followup list --all --json").json();
    assert_eq!(listed["records"][0]["fields"]["state"], "done");
    assert_eq!(listed["records"][1]["fields"]["title"], "funded-ratio page");
    assert_eq!(listed["records"][1]["fields"]["due"], "2026-11-25");
}

#[test]
fn a_note_is_read_from_standard_input() {
    let desk = Desk::with_hartley();
    let args = ["log", "Hartley", "--summary", "Letter", "--channel", "letter", "--note", "-"];
    desk.fed(&args, "Line one\nLine two\n").ok();
    let shown = desk.sh("show i1 --json").json();
    assert_eq!(shown["record"]["fields"]["notes"], "Line one\nLine two");
}

#[test]
fn an_ambiguous_name_lists_the_candidates_and_changes_nothing() {
    let desk = Desk::with_hartley();
    desk.sh("client edit household --tier B").refused(2, "c2 Okafor household, c1 Hartley household");
    desk.sh("client edit Nobody --tier B").refused(2, "No client is named Nobody.");
    desk.sh("client edit Hartley --tier Z").refused(1, "There is no tier Z.");
    assert_eq!(desk.sh("history --json").json()["history"].as_array().unwrap().len(), 5);
}

#[test]
fn names_are_found_without_their_marks_and_as_typed_first() {
    let desk = Desk::new();
    desk.sh("client add 'Novák household' --head 'Łukasz Novák'").ok();
    desk.sh("client add 'Jørgensen household' --head 'Søren Jørgensen'").ok();
    assert!(desk.sh("brief novak").ok().contains("Novák"));
    assert!(desk.sh("client show JORGENSEN").ok().starts_with("client c2"));
    assert!(desk.sh("person show lukasz").ok().starts_with("person p1"));
    desk.sh("log jorgensen --with soren --summary 'Called back'").ok();
    // Two that fold to one: the one written as typed; a part of both says so.
    desk.sh("client add 'Novak household'").ok();
    assert!(desk.sh("client show 'novak household'").ok().starts_with("client c3"));
    assert!(desk.sh("client show 'NOVÁK household'").ok().starts_with("client c1"));
    desk.sh("client show nova").refused(2, "c1");
}

#[test]
fn bad_input_has_its_exit_code_and_a_sentence() {
    let desk = Desk::with_hartley();
    desk.sh("log Hartley --summary x --on 2026-12-24").refused(1, "today or before");
    desk.sh("log Hartley --summary x --on 2026-02-30").refused(2, "");
    desk.sh("goal agree g1 --by Ann --how meeting --on 2027-01-01").refused(1, "still to come");
    desk.sh("goal agree g1 --by Ann --how shouting").refused(2, "shouting");
    desk.sh("goal add").refused(2, "");
    desk.sh("nonsense").refused(2, "nonsense");
    desk.sh("client list --today someday").refused(2, "someday");
    desk.sh("show c99").refused(2, "There is no client c99.");
    desk.sh("undo o99").refused(2, "There is no op 99.");
    desk.sh("done r1").refused(2, "r1 is a rule");
    desk.sh("--book /nowhere/at/all.db client list").refused(3, "There is no book at /nowhere/at/all.db.");
}

#[test]
fn a_refusal_with_json_is_a_document_on_stderr() {
    let desk = Desk::with_hartley();
    let ran = desk.sh("client edit Hartley --tier Z --json");
    let told: Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(
        (told["error"]["why"].as_str(), told["error"]["field"].as_str()),
        (Some("rule"), Some("tier"))
    );
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
}

#[test]
fn escapes_in_names_and_arguments_are_shown_harmlessly_and_kept() {
    let desk = Desk::new();
    let name = "Evil\u{1b}[2J\u{9b}31m\u{202e}name";
    desk.run(&["client", "add", name]).ok();
    let harmless = |text: &str| !text.contains(['\u{1b}', '\u{9b}', '\u{202e}']);
    for args in [
        vec!["client", "list"],
        vec!["show", "c1"],
        vec!["history"],
        vec!["find", "Evil"],
        vec!["client", "list", "--json"],
    ] {
        let said = desk.run(&args).ok();
        assert!(harmless(&said), "{args:?}: {said:?}");
    }
    let json = desk.run(&["client", "list", "--json"]).json();
    assert_eq!(json["records"][0]["fields"]["name"], name);
    for args in
        [vec!["client", "show", "\u{1b}[3J"], vec!["\u{1b}[2J"], vec!["client", "list", "--\u{9b}31m"]]
    {
        let ran = desk.run(&args);
        assert!(ran.code == 2 && harmless(&ran.err), "{:?}", ran.err);
    }
}

#[test]
fn agreements_live_their_life() {
    let desk = Desk::with_hartley();
    desk.sh("goal propose g1 --on 2026-11-20").ok();
    desk.sh("goal agree g1 --by ann --dissents Robert --how meeting --on 2026-11-21 --evidence 'minutes'")
        .ok();
    desk.sh("goal reaffirm g1 --by Ann --how call").ok();
    desk.sh("goal change g1 --statement 'Retire together in June 2029' --by Ann --how call").ok();
    // Looked at again today, it is asked about in a year; what nobody asks is not put off.
    desk.sh("goal defer g1 --until 2026-12-20 --reason 'after the sale'").refused(1, "It is not due before");
    desk.sh("meeting add 'Annual review' --client Hartley --day 2026-12-08 --time 10:00").ok();
    desk.sh("goal raise g1").ok();
    desk.sh("goal state g1 --in 'charter v3'").ok();
    desk.sh("goal judge g1 achieved --learned 'start early'").ok();
    let goal = desk.sh("goal show g1 --json").json();
    assert_eq!(goal["record"]["fields"]["state"], "retired");
    assert_eq!(goal["record"]["fields"]["version"], 2);
    assert_eq!(goal["record"]["fields"]["outcome"], "achieved");
    desk.sh("expectation add 'Judge us by the plan' --client Hartley --topic success").ok();
    desk.sh("expectation agree e1 --by Ann --how e-mail").ok();
    desk.sh("expectation judge e1 at-risk").ok();
    desk.sh("expectation retire e1 --reason 'said better in another'").ok();
    desk.sh("expectation retire e1 --reason again").refused(1, "is retired");
}

#[test]
fn rules_are_accepted_taught_reworded_and_withdrawn() {
    let desk = Desk::with_hartley();
    desk.sh("rule accept r1 --client Hartley --by Ann --how meeting").ok();
    desk.sh("training add r1 --client Hartley --understood yes").ok();
    desk.sh("exception add 'May call on Sundays' --client Hartley --rule r1 --why 'works abroad'").ok();
    desk.sh("breach add 'Called another broker' --client Hartley --rule r1").ok();
    desk.sh("rule reword r1 --text 'Call us first, by telephone.' --why clearer --accept-again").ok();
    assert_eq!(desk.sh("acceptance list --json").json()["records"][0]["fields"]["state"], "proposed");
    desk.sh("rule withdraw r1 --reason 'nobody needs it'").ok();
    desk.sh("rule start").refused(1, "has rules already");
    assert!(Desk::new().sh("rule start").ok().contains("Started the rulebook with"));
}

#[test]
fn follow_ups_have_their_verbs() {
    let desk = Desk::with_hartley();
    desk.sh("followup add 'Open a 529 plan' --client Okafor --kind request").ok();
    desk.sh("snooze Roth --until tomorrow").ok();
    desk.sh("snooze c1.contact --until tomorrow").refused(1, "comes only on");
    desk.sh("reschedule f1 --due 2026-12-01").ok();
    desk.sh("wait f1 --on 'the custodian' --ask-again +1w").ok();
    desk.sh("reopen f1").ok();
    desk.sh("stakes high f1").ok();
    desk.sh("decide f2 back-burner --until 2027-03-01 --told").ok();
    desk.sh("decide f2 do").refused(2, "--until");
    desk.sh("decide f2 decline --told --reason 'not our field'").ok();
    desk.sh("done f1 --note sent").ok();
    desk.sh("done f1").refused(1, "done already");
    desk.sh("done c1.contact").refused(1, "c1.contact");
    desk.sh("add 'Water the plants every week'").ok();
    desk.sh("skip f3 --reason away").ok();
    desk.sh("drop f4 --reason 'plastic plants'").ok();
}

#[test]
fn a_question_is_named_by_the_sign_of_the_desk_or_by_its_name() {
    let desk = Desk::with_hartley();
    let listed = desk.sh("question").ok();
    for (sign, question) in standing::acts::questions::signed() {
        let row = listed.lines().find(|line| line.starts_with(&format!("{sign} "))).unwrap_or_default();
        assert!(row.contains(question.name) && row.ends_with(question.asked), "{row}");
        let by_sign = desk.run(&["question", &sign.to_string()]).ok();
        assert!(by_sign.starts_with(question.asked), "{by_sign}");
        assert_eq!(by_sign, desk.run(&["question", question.name]).ok());
    }
    desk.sh("question 12").refused(2, "There is no question 12. The questions: 1 not-spoken-to,");
}

#[test]
fn no_due_date_is_moved_into_the_past() {
    let desk = Desk::with_hartley();
    for day in ["last fri", "yesterday", "2026-11-22"] {
        desk.run(&["reschedule", "f1", "--due", day]).refused(1, "is past. Type today or a day to come");
    }
    desk.run(&["snooze", "f1", "--until", "last fri"]).refused(1, "later day");
    desk.run(&["wait", "f1", "--on", "Ann", "--ask-again", "yesterday"]).refused(1, "day to come");
    assert!(desk.sh("followup show f1").ok().contains("27 Nov 2026"));
    desk.sh("reschedule f1 --due today").ok();
    desk.sh("meeting add Review --client Hartley --day 2026-12-04").ok();
    desk.run(&["meeting", "state", "mt1", "moved", "--on", "last fri"]).refused(1, "is past. Type today");
    assert!(desk.sh("meeting show mt1").ok().contains("planned"));
}

#[test]
fn a_due_date_of_the_past_may_be_recorded_and_is_said_to_be_past() {
    let desk = Desk::with_hartley();
    let past = "its due date is past: Fri 20 Nov 2026, 3 days ago";
    for line in [
        "followup add 'The tax letter' --client Hartley --kind promise --due 'last fri'",
        "add 'Call the bank 2026-11-20'",
        "followup edit f1 --due 2026-11-20",
    ] {
        let said = desk.sh(line).ok();
        assert!(said.contains(past), "{line}: {said}");
    }
    let said = desk.sh("log Hartley --summary Spoke --promise 'the page by 2026-11-20'").ok();
    assert!(said.contains("due Fri 20 Nov, which is past"), "{said}");
    assert!(!desk.sh("followup edit f1 --title 'Roth numbers'").ok().contains("past"));
}

#[test]
fn quick_add_reads_the_line_of_the_contract() {
    let desk = Desk::with_hartley();
    desk.sh("client add 'Rivera household' --head 'Lucía Rivera'").ok();
    let ran = desk.sh("add 'Call Rivera re 529 fri !high 20m every 3 months'");
    assert!(ran.err.contains("Fri 27 Nov 2026"), "{}", ran.err);
    let fields = desk.sh("followup show f2 --json").json()["record"]["fields"].clone();
    assert_eq!(fields["relationship_id"], "c3");
    assert_eq!((fields["due"].as_str(), fields["stakes"].as_str()), (Some("2026-11-27"), Some("high")));
    assert_eq!(
        (fields["effort_minutes"].as_i64(), fields["repeat"].as_str()),
        (Some(20), Some("every 3 months"))
    );
    desk.sh("client add 'Hartley trust'").ok();
    desk.sh("add 'Call Hartley fri'").refused(2, "c1");
}

#[test]
fn a_repeat_gives_its_dates_from_the_anchor() {
    let desk = Desk::new();
    let json = desk.sh("dates 'every month on the 31st' --from 2027-01-31 --count 4 --json").json();
    let dates: Vec<&str> =
        json["dates"].as_array().unwrap().iter().map(|date| date["date"].as_str().unwrap()).collect();
    assert_eq!(dates, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]);
    assert!(json["sentence"].as_str().unwrap().starts_with("every month on the 31st"));
    desk.sh("dates 'every blue moon'").refused(2, "\"blue\" means nothing in a repeat");
}

#[test]
fn the_filter_of_the_desk_works_on_lists() {
    let desk = Desk::with_hartley();
    let count = |line: &str| desk.sh(line).json()["count"].as_i64().unwrap();
    assert_eq!(count("client list --json"), 2);
    assert_eq!(count("client list 'tier:A #golf' --json"), 1);
    assert_eq!(count("client list 'tier:B #golf' --json"), 0);
    assert_eq!(count("client list ngozi --json"), 1);
    assert_eq!(count("followup list 'tier:A due:<2026-11-28' --json"), 1);
    assert_eq!(count("goal list --client Okafor --json"), 0);
    assert_eq!(desk.sh("client list tier:C").ok(), "No clients.\n");
}

#[test]
fn clients_are_promoted_tagged_ended_and_resumed() {
    let desk = Desk::new();
    desk.sh("rule start").ok();
    desk.sh("client add 'Novak household' --kind prospect --head 'Petra Novak' --email p@example.com").ok();
    desk.sh("followup add 'Send the brochure' --client Novak --kind task").ok();
    desk.sh("client promote Novak --tier B").refused(1, "this is dropped: f1 Send the brochure. Say --drop");
    assert!(desk.sh("client promote Novak --tier B --drop").ok().contains("1 follow-up dropped"));
    desk.sh("client promote Novak --tier B").refused(1, "is a client already");
    desk.sh("client tag Novak --add golf --add '#sailing'").ok();
    desk.sh("client tag Novak --remove golf").ok();
    assert_eq!(desk.sh("client list --json").json()["records"][0]["tags"], serde_json::json!(["sailing"]));
    desk.sh("gap close Novak yardstick --reason 'they do not compare'").ok();
    desk.sh("client end Novak --reason 'moved abroad' --stage ended").ok();
    desk.sh("client resume Novak").ok();
    desk.sh("person add 'Jana Novak' --of Novak --role child").ok();
    assert_eq!(desk.sh("membership list --client Novak --json").json()["count"], 2);
    desk.sh("client edit Novak --notes 'likes paper' --no-calls").ok();
    desk.sh("client edit Novak --notes ''").ok();
    let fields = desk.sh("client show Novak --json").json()["record"]["fields"].clone();
    assert_eq!((fields["notes"].clone(), fields["no_calls"].clone()), (Value::Null, Value::Bool(true)));
}

#[test]
fn meetings_move_on_and_are_held_by_logging_them() {
    let desk = Desk::with_hartley();
    desk.sh("meeting add --client Hartley --on 2026-12-08").ok();
    desk.sh("meeting state mt1 prepared").ok();
    desk.sh("meeting state mt1 moved --on 2026-12-15").ok();
    desk.sh("meeting state mt2 held").refused(1, "held by logging it");
    desk.sh("agenda add 'The 529 plan' --meeting mt2").ok();
    desk.sh(
        "log Hartley --channel meeting --summary 'Annual review' --meeting mt2 --with Robert --minutes 60",
    )
    .ok();
    assert_eq!(desk.sh("meeting show mt2 --json").json()["record"]["fields"]["state"], "held");
}

#[test]
fn measures_are_read_and_numbers_keep_their_decimals() {
    let desk = Desk::with_hartley();
    desk.sh("measure add 'Plan funded' --client Hartley --target 100").ok();
    desk.sh("reading add 104.25 --measure m1").ok();
    let fields = desk.sh("reading show rd1 --json").json()["record"]["fields"].clone();
    assert_eq!((fields["value"].as_f64(), fields["day"].as_str()), (Some(104.25), Some("2026-11-23")));
}

#[test]
fn undo_and_redo_work_across_processes() {
    let desk = Desk::with_hartley();
    desk.sh("client edit Hartley --tier B").ok();
    assert_eq!(desk.sh("undo").ok(), "op 7  Undid: edited Hartley household: tier\n");
    assert_eq!(desk.sh("client list 'tier:A' --json").json()["count"], 1);
    desk.sh("redo").ok();
    assert_eq!(desk.sh("client list 'tier:A' --json").json()["count"], 0);
    desk.sh("undo o6").ok();
    desk.sh("undo o1").refused(1, "");
    let fresh = Desk::new();
    fresh.sh("undo").refused(1, "There is nothing to undo.");
    fresh.sh("redo").refused(1, "There is nothing to redo.");
}

#[test]
fn history_tells_a_step_field_by_field_and_pages() {
    let desk = Desk::with_hartley();
    desk.sh("client edit Hartley --tier B").ok();
    let step = desk.sh("history o6 --json").json();
    assert_eq!(
        step["records"][0]["fields"][0],
        serde_json::json!({"field": "tier", "label": "Tier", "before": "A", "after": "B"})
    );
    let page = desk.sh("history --limit 2 --json").json();
    assert_eq!((page["history"][0]["op"].as_i64(), page["next"].as_i64()), (Some(6), Some(5)));
    let okafor = desk.sh("history Okafor --json").json();
    assert_eq!(okafor["history"].as_array().unwrap().len(), 1);
    assert!(desk.sh("history --since 2026-11-24").ok().contains("No steps."));
}

#[test]
fn a_file_is_shown_as_it_stood_on_a_day() {
    let mut desk = Desk::with_hartley();
    desk.today = "2026-12-10";
    desk.sh("client edit Hartley --tier B").ok();
    desk.sh("goal delete g1").ok();
    desk.sh("log Hartley --summary 'Late entry' --on 2026-12-01").ok();
    let then = desk.sh("show Hartley --as-of 2026-11-30 --json").json();
    assert_eq!(then["record"]["fields"]["tier"], "A");
    assert!(then["parts"].as_array().unwrap().iter().any(|part| part["id"] == "g1"));
    let now = desk.sh("show Hartley --json").json();
    assert_eq!(now["record"]["fields"]["tier"], "B");
    assert!(now["parts"].as_array().unwrap().iter().all(|part| part["id"] != "g1"));
    assert_eq!(desk.sh("show g1 --as-of 2026-11-30 --json").json()["record"]["fields"]["state"], "draft");
    assert!(desk.sh("show Hartley --as-of 2026-12-10").ok().contains("recorded 10 Dec"));
    desk.sh("show Hartley --as-of 2026-12-11").refused(1, "still to come");
    desk.sh("show Hartley --as-of 2026-11-01").refused(1, "did not know");
}

#[test]
fn find_takes_names_first() {
    let desk = Desk::with_hartley();
    desk.sh("log Okafor --summary 'spoke of Hartley'").ok();
    let found = desk.sh("find hartley --json").json();
    assert_eq!(found["names"][0]["id"], "c1");
    assert_eq!(found["notes"][0]["client"], "c2");
    assert_eq!(desk.sh("find zzz").ok(), "Nothing found.\n");
}

#[test]
fn batch_stops_at_the_first_failure_unless_told_to_go_on() {
    let lines = "client add \"Novak household\"\n# a remark\n\nstanding client add Novak2 --tier Z\nclient add Third\n";
    let desk = Desk::new();
    let ran = desk.fed(&["batch"], lines);
    assert_eq!((ran.out.as_str(), ran.code), ("op 1  Added client: Novak household\n", 1));
    assert!(ran.err.starts_with("line 4: There is no tier Z."), "{}", ran.err);
    let desk = Desk::new();
    let ran = desk.fed(&["batch", "--keep-going"], lines);
    assert_eq!((ran.out.lines().count(), ran.code), (2, 1));
    let ran = desk.fed(&["batch", "--json"], "client edit Third --tier A\nclient list --today 2020-01-01\n");
    let receipt: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((receipt["op"].as_i64(), ran.code), (Some(3), 2));
    assert!(ran.err.contains("whole batch"), "{}", ran.err);
    assert_eq!(desk.fed(&["batch"], "client add 'open\n").code, 2);
    assert_eq!(desk.fed(&["batch"], "client edit Third --notes -\n").code, 2);
    assert_eq!(desk.fed(&["batch"], "batch\n").code, 2);
    assert_eq!(desk.fed(&["batch"], "client list --json\n").code, 2);
}

#[test]
fn verify_says_its_sentence_and_knows_a_kept_head() {
    let desk = Desk::with_hartley();
    let said = desk.sh("verify").ok();
    let head = said.split("head ").nth(1).unwrap().split(',').next().unwrap().to_owned();
    assert_eq!(said, format!("5 operations, head {head}, book equals journal\n"));
    desk.run(&["verify", "--head", &head]).ok();
    let ran = desk.run(&["verify", "--head", "000000"]);
    assert!(ran.code == 3 && ran.out.contains("cut off"), "{}", ran.out);
    assert_eq!(desk.sh("verify --json").json()["good"], true);
}

#[test]
fn a_backup_restores_and_the_present_book_is_kept() {
    let desk = Desk::with_hartley();
    let copy = desk.home.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    desk.run(&["backup", "--out", copy]).ok();
    desk.run(&["backup", "--out", copy]).refused(1, "is there already");
    desk.sh("client delete Okafor").ok();
    let preview = desk.run(&["restore", copy]).ok();
    assert!(preview.contains("Nothing was changed; add --apply"), "{preview}");
    assert_eq!(desk.sh("client list --json").json()["count"], 1);
    let applied = desk.run(&["restore", copy, "--apply", "--json"]).json();
    assert_eq!(desk.sh("client list --json").json()["count"], 2);
    let kept = applied["kept"].as_str().unwrap().to_owned();
    desk.run(&["verify", &kept]).ok();
    desk.sh("verify").ok();
    desk.sh("client add Another").ok();
    desk.sh("verify").ok();
    desk.run(&["restore", "/nowhere.db"]).refused(3, "There is no file");
    assert!(desk.sh("doctor").ok().contains("before-restore"));
}

#[test]
fn export_refuses_to_overwrite_and_is_private() {
    let desk = Desk::with_hartley();
    let out = desk.home.path().join("book.json");
    let file = out.to_str().unwrap();
    desk.run(&["export", "json", "--out", file]).ok();
    desk.run(&["export", "json", "--out", file]).refused(1, "--force");
    desk.run(&["export", "json", "--out", file, "--force"]).ok();
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    assert_eq!(whole["book"]["relationship"][0]["name"], "Hartley household");
    // The first of the two is in the second one: five steps, and that they left.
    assert_eq!(whole["journal"]["op"].as_array().unwrap().len(), 6);
    assert_eq!(mode(&out), 0o600);
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[test]
fn files_are_private_whatever_the_umask() {
    let desk = Desk::new();
    let program = env!("CARGO_BIN_EXE_standing");
    let line =
        format!("umask 000; {program} client add Novak && {program} backup && {program} client add Third");
    let ran = desk
        .command()
        .args::<_, &str>([])
        .get_envs()
        .fold(Command::new("sh"), |mut command, (key, value)| {
            if let Some(value) = value {
                command.env(key, value);
            }
            command
        })
        .args(["-c", &line])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(mode(&desk.data()), 0o700);
    let files: Vec<PathBuf> =
        std::fs::read_dir(desk.data()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn settings_say_where_they_came_from() {
    let desk = Desk::new();
    let dir = desk.home.path().join(".config/standing");
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("config.toml"), "zone = \"Europe/Zurich\"\ntheme = \"mono\"\n").unwrap();
    let json = desk.sh("config --json").json();
    let from = |name: &str| {
        let all = json["settings"].as_array().unwrap();
        let one = all.iter().find(|setting| setting["name"] == name).unwrap();
        format!("{} {}", one["value"].as_str().unwrap(), one["from"].as_str().unwrap())
    };
    assert_eq!((from("zone"), from("theme")), ("Europe/Zurich file".to_owned(), "mono file".to_owned()));
    assert_eq!(from("day_month_order"), "month-first default");
    std::fs::write(dir.join("config.toml"), "zone = \"Europe/Zurik\"\n").unwrap();
    desk.sh("client list").refused(2, "Europe/Zurik");
    std::fs::write(dir.join("config.toml"), "zone = \"UTC\"\ncolours = 1\n").unwrap();
    desk.sh("client list").refused(2, "config.toml line 2");
    desk.sh("set gaps_per_day 5").refused(2, "colours");
}

#[test]
fn without_a_home_a_book_must_be_named() {
    let desk = Desk::new();
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_standing"));
        Said::of(&command.env_clear().args(args).output().unwrap())
    };
    run(&["client", "list"]).refused(3, "HOME is not set");
    let book = desk.home.path().join("a.db");
    run(&["--book", book.to_str().unwrap(), "client", "add", "Novak"]).ok();
}

#[test]
fn settings_of_the_practice_are_set_and_listed() {
    let desk = Desk::new();
    desk.sh("set gaps_per_day 5").ok();
    assert!(desk.sh("set").ok().contains("gaps_per_day"));
    desk.sh("set gaps_per_day many").refused(2, "");
    desk.sh("set nonsense 5").refused(2, "There is no setting nonsense.");
    desk.sh("set gaps_per_day").ok();
    desk.sh("undo").ok();
}

#[test]
fn a_closed_pipe_is_no_error_and_a_pipe_has_no_colour() {
    let desk = Desk::with_hartley();
    let program = env!("CARGO_BIN_EXE_standing");
    let mut shell = Command::new("sh");
    shell.env("HOME", desk.home.path()).env("STANDING_TODAY", desk.today);
    let ran = shell.args(["-c", &format!("({program} man; echo $? >&2) | head -c 1")]).output().unwrap();
    assert_eq!(String::from_utf8(ran.stderr).unwrap().trim(), "0");
    let listed = desk.sh("client list").ok();
    assert!(listed.is_ascii() && !listed.contains('\u{1b}'), "{listed:?}");
    assert!(!desk.sh("client --help").ok().contains('\u{1b}'));
}

#[test]
fn completions_and_the_manual_are_made() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(desk.run(&["completions", shell]).ok().contains("standing"));
    }
    assert!(desk.sh("man").ok().contains(".TH"));
    assert!(desk.sh("--version").ok().starts_with("standing "));
}

#[test]
fn two_clients_share_the_minutes_of_one_contact() {
    let desk = Desk::with_hartley();
    desk.sh("log Hartley Okafor --channel event --minutes 15 --summary 'Summer party'").ok();
    desk.sh("log Hartley Okafor --channel event --minutes 15 --split 10,5 --summary 'Dinner'").ok();
    desk.sh("log Hartley Okafor --channel event --minutes 15 --split 10,4 --summary 'Lunch'")
        .refused(1, "add up");
}

#[test]
fn an_empty_variable_says_nothing_and_usage_asks_for_no_book() {
    let desk = Desk::with_hartley();
    let with = |args: &[&str], book: &str, today: &str| {
        let mut command = desk.command();
        command.env("STANDING_BOOK", book).env("STANDING_TODAY", today).args(args);
        Said::of(&command.output().unwrap())
    };
    assert!(with(&["client", "list"], "", "").ok().contains("Hartley household"));
    let own = desk.data().join("book.db");
    let usage = with(&["log"], own.to_str().unwrap(), "2026-11-23");
    assert!(usage.code == 2 && usage.err.contains("Usage: standing log <NAME>"), "{}", usage.err);
    let json = with(&["config", "--json"], own.to_str().unwrap(), "2026-11-23").json();
    let from = |name: &str| {
        let settings = json["settings"].as_array().unwrap();
        settings.iter().find(|one| one["name"] == name).unwrap()["from"].clone()
    };
    assert_eq!((from("book"), from("today")), ("environment".into(), "environment".into()));
}

#[test]
fn a_refusal_names_the_command_that_would_do_and_no_key() {
    let desk = Desk::with_hartley();
    for line in [
        "goal agree g1 --by Ann --how meeting --on today",
        "rule accept r1 --client Hartley --by Ann --how meeting",
        "followup add 'A 529 plan' --client Hartley --kind request",
        "goal add 'Sleep well' --client Hartley",
        "meeting add 'Annual review' --client Okafor --day '8 dec'",
    ] {
        desk.sh(line).ok();
    }
    for (line, command) in [
        ("goal agree g1 --by Ann --how call", "standing goal reaffirm g1"),
        ("goal change g1 --by Ann --how call", "standing goal reaffirm g1"),
        ("goal edit g1 --statement other", "standing goal change g1"),
        ("goal delete g1", "standing goal retire g1"),
        ("goal reaffirm g2 --by Ann --how call", "standing goal agree g2"),
        ("goal raise g1", "standing meeting add TITLE --client c1"),
        ("client delete Hartley", "standing client end c1"),
        ("rule delete r1", "standing rule withdraw r1"),
        ("rule edit r1 --text other", "standing rule reword r1"),
        ("rule start", "standing rule add"),
        ("done f2", "standing decide f2 do"),
        ("drop f2 --reason x", "standing decide f2 decline"),
        ("decide f1 do --until fri", "standing done f1"),
        ("skip f1 --reason x", "standing drop f1"),
        ("meeting state mt1 held", "standing log c2 --meeting mt1"),
    ] {
        let ran = desk.sh(line);
        let (said, typed) = ran.err.split_once(" Type: ").unwrap_or_else(|| panic!("{line}: {}", ran.err));
        assert!(typed.starts_with(command), "{line}: {typed}");
        let key = said.split(['(', ')']).skip(1).step_by(2).find(|inside| inside.len() <= 3);
        assert!(key.is_none() && !said.contains("Press"), "{line}: {said}");
        assert_eq!(ran.code, 1, "{line}");
    }
    let told = desk.sh("goal delete g1 --json").err;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["error"]["type"], "standing goal retire g1 --reason TEXT");
}

#[test]
fn a_contact_says_what_followed_and_when_it_is_due() {
    let desk = Desk::with_hartley();
    let said = desk
        .sh("log Hartley --channel call --minutes 14 --summary x --promise 'Funded-ratio page by wed' --they-promise \
             'the form by 3 feb' --taught r1 --settles f1")
        .ok();
    assert_eq!(
        said,
        "op 6  Logged call with Hartley (14 min): promise \"Funded-ratio page\" due Wed 25 Nov; their promise \
         \"the form\" due Wed 3 Feb 2027; taught \"Call us first\"; settled \"Roth figures\"\n"
    );
    let many =
        "log Hartley --channel call --summary x --task a --task b --task c --task d --task e --heard f";
    assert!(desk.sh(many).ok().ends_with("task \"d\"; 2 more\n"));
}

#[test]
fn quick_add_says_all_it_has_read() {
    let desk = Desk::with_hartley();
    let said = desk.sh("add 'Call Okafor re 529 fri !high 20m every 3 months'").err;
    assert_eq!(
        said,
        "what: Call re 529, with: Okafor household, due: Fri 27 Nov 2026, in 4 days, stakes: high, effort: 20 min, \
         again: every 3 months\n"
    );
}

#[test]
fn a_number_that_cannot_be_is_refused_in_words() {
    let desk = Desk::with_hartley();
    desk.sh("log Hartley --channel call --summary x --minutes -5")
        .refused(2, "Minutes is a whole number, 0 or more.");
    desk.sh("log Hartley --channel call --summary x --split 5,-5")
        .refused(2, "type a whole number, 0 or more");
    for line in [
        "history --limit -3",
        "history --limit x",
        "history --limit 0",
        "find x --limit 1e3",
        "find x --limit 0",
    ] {
        desk.sh(line).refused(2, "type a whole number, 1 or more");
    }
    desk.sh("dates 'every week' --count -4").refused(2, "type a whole number from 1 to 1000");
    desk.sh("set gaps_per_day -1").refused(2, "-1 does not fit gaps_per_day");
    desk.sh("undo -3").refused(2, "-3 is no step.");
    let told: Value = serde_json::from_str(&desk.sh("history --limit x --json").err).unwrap();
    assert_eq!(told["error"]["why"], "ambiguous");
}

#[test]
fn a_file_that_is_no_book_is_called_what_it_is_and_left_alone() {
    let desk = Desk::with_hartley();
    let file = desk.home.path().join("book.json");
    let shown = file.to_str().unwrap();
    desk.run(&["export", "json", "--out", shown]).ok();
    let before = std::fs::read(&file).unwrap();
    for args in [vec!["verify", shown], vec!["restore", shown, "--apply"], vec!["--book", shown, "today"]] {
        desk.run(&args).refused(3, "This is not a standing book: ");
        assert!(desk.run(&args).err.contains("is a JSON file"), "{args:?}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), before);
    std::fs::write(&file, "").unwrap();
    desk.run(&["restore", shown, "--apply"]).refused(3, "is empty.");
    assert!(desk.sh("client list").ok().contains("Hartley household"));
}

#[test]
fn verify_of_a_file_only_reads_it() {
    let desk = Desk::with_hartley();
    let place = desk.home.path().join("copies here");
    std::fs::create_dir(&place).unwrap();
    // As a user copies it: with the log's mode of the live book.
    let copy = place.join("a copy%41.db");
    std::fs::copy(desk.data().join("book.db"), &copy).unwrap();
    let mut mode = std::fs::metadata(&copy).unwrap().permissions();
    mode.set_readonly(true);
    std::fs::set_permissions(&copy, mode).unwrap();
    let (before, since) =
        (std::fs::read(&copy).unwrap(), std::fs::metadata(&copy).unwrap().modified().unwrap());
    let said = desk.run(&["verify", copy.to_str().unwrap()]).ok();
    assert!(said.starts_with("5 operations, head "), "{said}");
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    assert_eq!(std::fs::metadata(&copy).unwrap().modified().unwrap(), since);
    assert!(std::fs::metadata(&copy).unwrap().permissions().readonly());
    assert_eq!(std::fs::read_dir(&place).unwrap().count(), 1);
}

#[test]
fn verify_takes_the_beginning_of_a_head() {
    let desk = Desk::with_hartley();
    let head = desk.sh("verify --json").json()["head"].as_str().unwrap().to_owned();
    desk.run(&["verify", "--head", &head[..6]]).ok();
    let other = if head[5..6] == *"0" { "1" } else { "0" };
    let wrong = format!("{}{other}{}", &head[..5], &head[6..]);
    let ran = desk.run(&["verify", "--head", &wrong]);
    assert!(ran.code == 3 && ran.out.contains("is not in the chain"), "{}", ran.out);
}

#[test]
fn a_person_of_a_client_is_one_step() {
    let desk = Desk::with_hartley();
    let json = desk
        .sh("person add 'Claire Hartley' --of Hartley --role child --birth-date 2010-03-14 --json")
        .json();
    assert_eq!((json["op"].as_i64(), json["ids"][0].as_str()), (Some(6), Some("p4")));
    assert_eq!(
        desk.sh("membership list --client Hartley --json").json()["records"][2]["fields"]["role"],
        "child"
    );
    desk.sh("undo").ok();
    desk.sh("person show 'Claire Hartley'").refused(2, "No person is named");
    assert_eq!(desk.sh("membership list --client Hartley --json").json()["count"], 2);
}

#[test]
fn a_measure_is_typed_and_shown_in_its_unit() {
    let desk = Desk::with_hartley();
    desk.sh("measure add 'Will signed' --client Hartley --unit yes-no --target yes").ok();
    desk.sh("reading add maybe --measure m1").refused(2, "Type yes or no.");
    desk.sh("reading add no --measure m1").ok();
    assert!(desk.sh("reading list").ok().trim_end().ends_with("  no"));
    assert!(desk.sh("measure list").ok().trim_end().ends_with("  yes"));
    assert_eq!(desk.sh("measure show m1 --json").json()["record"]["fields"]["unit"], "yes/no");
    desk.sh("measure add Meetings --client Hartley --unit count --target 4").ok();
    desk.sh("reading add 2.5 --measure m2").refused(2, "whole numbers");
}

#[test]
fn nothing_is_cut_into_a_pipe() {
    let desk = Desk::with_hartley();
    let title = "a very long title ".repeat(12) + "END";
    desk.run(&["followup", "add", &title, "--client", "Hartley", "--kind", "promise", "--due", "2026-11-23"])
        .ok();
    for line in ["today", "followup list", "find 'very long'"] {
        let said = desk.sh(line).ok();
        assert_eq!(said.lines().filter(|line| line.contains("END")).count(), 1, "{line}: {said}");
        assert!(!said.contains("..."), "{line}: {said}");
    }
}

#[test]
fn the_default_tiers_are_listed_as_such() {
    let desk = Desk::with_hartley();
    desk.sh("tier edit B --ideal-days 50")
        .refused(1, "standing tier add B --ideal-days 60 --maximum-days 120.");
    desk.sh("tier add B --ideal-days 50 --maximum-days 120").ok();
    let json = desk.sh("tier list --json").json();
    let said: Vec<_> = json["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tier| {
            (
                tier["fields"]["name"].as_str().unwrap(),
                tier["default"].as_bool().unwrap(),
                tier["id"].is_null(),
            )
        })
        .collect();
    assert_eq!(said, [("A", true, true), ("B", false, false), ("C", true, true), ("D", true, true)]);
    let text = desk.sh("tier list").ok();
    assert_eq!(text.lines().filter(|line| line.ends_with("default")).count(), 3, "{text}");
}

#[test]
fn an_import_of_another_format_than_named_is_refused() {
    let desk = Desk::new();
    let file = desk.home.path().join("contacts.vcf");
    std::fs::write(
        &file,
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Hartley\r\nN:Hartley;Ann;;;\r\nEND:VCARD\r\n",
    )
    .unwrap();
    let shown = file.to_str().unwrap();
    desk.run(&["import", shown, "--format", "google-csv"]).refused(1, "is vCard, not Google contacts.");
    let json = desk.run(&["import", shown, "--format", "vcard", "--json"]).json();
    assert_eq!((json["format"].as_str(), json["new"].as_i64()), (Some("vcard"), Some(1)));
    desk.run(&["import", "/nowhere.vcf"])
        .refused(3, "/nowhere.vcf could not be read: there is no such file.");
}

#[test]
fn a_refusal_does_not_repeat_a_whole_book() {
    let desk = Desk::new();
    let huge = "x".repeat(60_000);
    for args in [
        vec!["why", &huge],
        vec!["client", "show", &huge],
        vec!["today", &huge],
        vec!["import", &huge, "--json"],
    ] {
        let ran = desk.run(&args);
        assert!(ran.code >= 2 && ran.err.len() < 1_500, "{} {}", args[0], ran.err.len());
        assert!(!ran.err.contains("os error"), "{}", ran.err);
    }
}

#[test]
fn a_day_that_cannot_be_read_is_refused_wherever_it_is_typed() {
    let desk = Desk::with_hartley();
    let head = desk.sh("verify --json").json()["head"].clone();
    desk.sh("log Hartley --summary 'Asked about the page' --they-promise 'tax return by 31 feb'")
        .refused(1, "31 feb");
    desk.sh("add 'Send the page by 31 feb'").refused(1, "31 feb");
    desk.sh("client list due:31feb").refused(2, "31feb");
    assert_eq!(desk.sh("verify --json").json()["head"], head);
}

#[test]
fn what_must_be_given_and_was_not_is_named_by_its_flag() {
    let desk = Desk::with_hartley();
    for (line, flag) in [
        ("log Hartley", "Add --summary TEXT."),
        ("goal add 'Sleep well'", "Add --client CLIENT."),
        ("meeting add Review --day 2026-12-08", "Add --client CLIENT."),
        ("reading add 5", "Add --measure MEASURE."),
        ("client add ''", "Add --name TEXT."),
        ("person add '' --of Hartley", "Add --name TEXT."),
        ("add ''", "Say what it is"),
        ("log Hartley --summary x --promise ''", "Say what it is"),
        ("client edit Hartley --time-zone Europe/Zurih", "Europe/Zurih is no time zone"),
        ("find ''", "Type what to look for"),
        ("show ''", "Name a record"),
        ("goal state g1 --in ''", "Name the document"),
        ("verify --head zz", "That is no head."),
        ("verify --head a", "That is no head."),
        ("snooze c1.foo --until fri", "No follow-up is named c1.foo."),
        ("decide f1 decline --until fri --reason x", "has no date"),
        ("decide f1 do --until fri --told", "--told goes with"),
        ("gap close Hartley foo --reason x", "There is no gap foo."),
    ] {
        desk.sh(line).refused(2, flag);
    }
    assert_eq!(desk.sh("history --json").json()["history"].as_array().unwrap().len(), 5);
}

#[test]
fn a_record_named_twice_is_meant_once() {
    let desk = Desk::with_hartley();
    assert!(
        desk.sh("log Hartley c1 --channel call --summary Hello").ok().contains("Logged call with Hartley")
    );
    assert_eq!(desk.sh("done f1 Roth").ok(), "op 7  Done: Roth figures, Hartley\n");
}

#[test]
fn a_file_and_a_step_are_told_in_names_and_words() {
    let desk = Desk::with_hartley();
    desk.sh("goal agree g1 --by Ann --how meeting --on today").ok();
    desk.sh("log Hartley --channel call --minutes 14 --summary 'Asked about the page'").ok();
    desk.sh("log Okafor Hartley --channel event --minutes 15 --summary 'Summer party'").ok();
    let shown = desk.sh("show Hartley").ok();
    for line in [
        "  mb1   Ann Hartley, head",
        "  i1    Asked about the page, Mon 23 Nov 2026, call, 14 min, Ann Hartley",
        "  sh3   7 min of Summer party",
        "Retire together in June 2028: agreed, Mon 23 Nov 2026, meeting, Ann Hartley agreed",
        "Retire together in June 2028, version 1, Mon 23 Nov 2026, goal: Retire together in June 2028",
    ] {
        assert!(shown.contains(line), "{line}:\n{shown}");
    }
    assert!(!shown.contains("sh1 ") && !shown.contains("pa1 ") && !shown.contains('{'), "{shown}");
    let step = desk.sh("history o7").ok();
    for words in
        ["interaction i1, Asked about the page", "Mon 23 Nov 2026, call, in, reached, 14 min, service"]
    {
        assert!(step.contains(words), "{words}: {step}");
    }
    assert!(step.contains("share sh1, 14 min of Asked about the page"), "{step}");
    let step = desk.sh("history o6").ok();
    assert!(step.contains("answer pt1, Ann Hartley agreed: Retire together in June 2028"), "{step}");
    assert!(step.contains("goal g1, Retire together in June 2028: state"), "{step}");
    // What a step removed keeps its name.
    desk.sh("undo o7").ok();
    let step = desk.sh("history o9").ok();
    assert!(step.contains("participant pa1, Ann Hartley in Asked about the page"), "{step}");
    let json = desk.sh("history o9 --json").json();
    let removed = json["records"].as_array().unwrap().iter().find(|one| one["record"] == "i1").unwrap();
    let of = |name: &str| {
        let fields = removed["fields"].as_array().unwrap();
        fields.iter().find(|field| field["field"] == name).map(|field| field["before"].clone())
    };
    assert_eq!(
        (of("relationship_id"), of("day"), of("reached")),
        (Some("c1".into()), Some("2026-11-23".into()), Some(true.into()))
    );
}

#[test]
fn an_import_of_which_every_row_is_rejected_is_refused() {
    let desk = Desk::with_hartley();
    let file = desk.home.path().join("broken.vcf");
    std::fs::write(&file, "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Cut").unwrap();
    let file = file.to_str().unwrap();
    let looked = desk.run(&["import", file]);
    assert!(looked.err.contains("There is nothing to import."), "{}", looked.err);
    looked.ok();
    let before = desk.sh("history").ok();
    let taken = desk.run(&["import", file, "--apply"]);
    assert_eq!(taken.code, 1);
    assert!(taken.out.contains("1 rejected") && taken.err.contains("was rejected. Nothing was written."));
    let told = desk.run(&["--json", "import", file, "--apply"]);
    assert_eq!(told.code, 1);
    assert_eq!(serde_json::from_str::<Value>(&told.out).unwrap()["applied"], false);
    assert_eq!(desk.sh("history").ok(), before);
}

#[test]
fn an_import_for_programs_tells_each_row_and_its_step() {
    let desk = Desk::new();
    let file = desk.home.path().join("contacts.vcf");
    std::fs::write(
        &file,
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Hartley\r\nN:Hartley;Ann;;;\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n",
    )
    .unwrap();
    let shown = file.to_str().unwrap();
    let json = desk.run(&["import", shown, "--json"]).json();
    assert_eq!((json["op"].clone(), json["rows"][0]["what"].as_str()), (Value::Null, Some("new")));
    assert_eq!(json["rows"][1]["what"], "rejected");
    assert!(json["rows"][1]["reason"].is_string());
    let json = desk.run(&["import", shown, "--apply", "--json"]).json();
    assert_eq!((json["op"].as_i64(), json["applied"].as_bool()), (Some(1), Some(true)));
}

#[test]
fn every_command_says_in_one_sentence_what_it_does() {
    let mut open = vec![standing::cli::command()];
    while let Some(command) = open.pop() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let name = command.get_name();
        assert!(about.starts_with(char::is_uppercase) && !about.ends_with('.'), "{name}: {about}");
        let verb = about.split([' ', ':', ',']).next().unwrap_or("");
        assert!(name == "standing" || verb.ends_with('s'), "{name}: {about}");
        open.extend(command.get_subcommands().cloned());
    }
}

#[test]
fn a_list_takes_the_filter_of_the_desk() {
    let desk = Desk::with_hartley();
    let count = |line: &str| desk.sh(&format!("{line} --json")).json()["count"].as_i64().unwrap();
    desk.sh("followup add 'Call Ngozi' --client Okafor --due 2026-11-20").ok();
    // A client is due when something of it is: what the desk's row says.
    assert_eq!(count("client list 'tier:B due:overdue'"), 1);
    assert_eq!(count("followup list due:overdue"), 1);
    assert_eq!(count("followup list 'kind:promise stage:active'"), count("followup list kind:promise"));
    for word in ["nonsense:foo", "kind:foo", "stage:foo"] {
        desk.sh(&format!("client list {word}")).refused(2, "is not understood");
    }
}

#[test]
fn a_list_leaves_out_what_is_finished_unless_it_is_asked_for() {
    let desk = Desk::with_hartley();
    let count = |line: &str| desk.sh(&format!("{line} --json")).json()["count"].as_i64().unwrap();
    desk.sh("done f1").ok();
    assert_eq!(count("followup list"), 0);
    assert_eq!(count("followup list kind:promise"), 0);
    assert!(desk.sh("followup list").err.contains("1 finished left out; --all shows them."));
    assert_eq!(count("followup list --all"), 1);
    assert_eq!(count("followup list state:done"), 1);
    assert_eq!(count("followup list --all due:overdue --today 2026-12-24"), 0);
}

#[test]
fn an_agreement_says_who_agreed_how_and_in_which_versions() {
    let desk = Desk::with_hartley();
    desk.sh("goal agree g1 --how meeting").refused(2, "Ann Hartley, Robert Hartley");
    desk.sh("goal agree g1 --by Ann --how meeting").ok();
    let shown = desk.sh("goal show g1").ok();
    for said in ["Ann Hartley agreed", "Robert Hartley not asked", "meeting", "version 1"] {
        assert!(shown.contains(said), "{said} is not in {shown}");
    }
    desk.sh("goal change g1 --every 24 --by Ann --dissents Robert --how call").ok();
    let shown = desk.sh("goal show g1").ok();
    assert!(shown.contains("Robert Hartley dissents") && shown.contains("version 2"), "{shown}");
    let parts = desk.sh("goal show g1 --json").json()["parts"].clone();
    let of = |noun: &str| parts.as_array().unwrap().iter().filter(|part| part["noun"] == noun).count();
    assert_eq!((of("agreement-version"), of("party")), (2, 4));
    // One adult alone needs no name.
    desk.sh("goal add 'A boat' --client Okafor").ok();
    desk.sh("goal agree g2 --how call").ok();
    assert!(desk.sh("goal show g2").ok().contains("Ngozi Okafor agreed"));
}

#[test]
fn a_hit_says_where_it_was_found_and_a_sign_is_a_sign() {
    let desk = Desk::with_hartley();
    desk.sh("client edit Okafor --notes 'pays 50% in Lyon'").ok();
    assert!(desk.sh("find Lyon").ok().contains("notes: pays 50% in Lyon"));
    assert_eq!(desk.sh("find % --json").json()["names"][0]["found_in"], "notes: pays 50% in Lyon");
    assert_eq!(desk.sh("find *yon").ok(), "Nothing found.\n");
}

#[test]
fn a_tag_that_is_not_there_is_not_taken_off() {
    let desk = Desk::with_hartley();
    desk.sh("client tag Okafor --add bulk --remove owners").refused(1, "Okafor household has no tag #owners");
    assert_eq!(desk.sh("tag list --json").json()["count"], 1);
    desk.sh("client tag Hartley Okafor --remove golf").ok();
}

#[test]
fn a_copy_with_one_of_each_is_counted_in_the_singular() {
    let desk = Desk::new();
    desk.sh("client add 'Hartley household' --head 'Ann Hartley'").ok();
    desk.sh("log Hartley --channel call --summary 'Hello'").ok();
    let copy = desk.home.path().join("copy.db");
    desk.run(&["backup", "--out", copy.to_str().unwrap()]).ok();
    let said = desk.run(&["restore", copy.to_str().unwrap()]).ok();
    assert!(said.contains("holds 1 relationship, 1 person, 1 interaction."), "{said}");
}
