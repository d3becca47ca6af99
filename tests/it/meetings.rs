//! Meetings and the contact log on the command line, on a real book.

use crate::cli::Desk;

fn desk() -> Desk {
    let desk = Desk::with_hartley();
    for line in [
        "meeting add 'Annual review' --client Hartley --day 2026-11-23 --time 10:00 --minutes 60",
        "agenda add 'The 529 plan' --meeting mt1",
        "agenda add 'The roof' --meeting mt1",
        "goal agree g1 --by Ann --how meeting --on 2025-11-01",
        "goal raise g1 --meeting mt1",
    ] {
        desk.sh(line).ok();
    }
    desk
}

#[test]
fn a_meeting_is_logged_with_what_came_of_its_agenda() {
    let desk = desk();
    let said = desk
        .sh("log Hartley Okafor --with Ann --meeting mt1 --channel meeting --minutes 61 --summary 'All went well' --settles f1 --raised 'g1=changed: Retire together in June 2029' --spoken ag1 --promise 'the page fri' --they-promise 'the return mon' --request 'a loan' --exception 'Call us first: an e-mail will do until eom because they travel'")
        .ok();
    for words in ["changed \"Retire together in June 2028\"", "goes on to the next meeting"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(desk.sh("meeting show mt1").ok().contains("held"));
    assert!(desk.sh("goal show g1").ok().contains("Retire together in June 2029"));
    desk.sh("undo").ok();
    assert!(desk.sh("meeting show mt1").ok().contains("planned"));
}

#[test]
fn what_came_of_an_agreement_is_said_in_words_that_are_known() {
    let desk = desk();
    desk.sh("log Hartley --summary Spoke --raised g1=perhaps")
        .refused(2, "g1=perhaps does not say what came of");
    desk.sh("log Hartley --summary Spoke --exception 'no rule'").refused(2, "no rule names no rule");
    assert!(
        desk.sh("log Hartley --summary Spoke --raised 'g1=deferred: the sale first until 15 jan'")
            .ok()
            .contains("put off")
    );
    assert!(desk.sh("goal show g1").ok().contains("15 Jan 2027"));
}

#[test]
fn a_year_of_meetings_is_previewed_and_offered_once() {
    let desk = desk();
    assert!(desk.sh("meeting plan --preview").ok().contains("Nothing is to be planned."));
    desk.sh("tier add A --ideal-days 30 --maximum-days 90 --meeting-months '3 11'").ok();
    // November has its meeting.
    let preview = desk.sh("--json meeting plan --tier a --preview").json();
    assert_eq!(
        (preview["count"].as_i64(), preview["meetings"][0]["day"].as_str()),
        (Some(1), Some("2027-03-16"))
    );
    assert!(desk.sh("meeting plan --tier A").ok().contains("Review meeting"));
    assert!(desk.sh("meeting plan --tier A").ok().contains("Nothing is to be planned"));
    desk.sh("meeting plan --tier E").refused(2, "There is no tier E");
    let said = desk.sh("meeting state mt2 declined --on '2027-01-08'").ok();
    assert!(said.contains("to offer again Fri 8 Jan 2027"), "{said}");
}

#[test]
fn an_agenda_is_put_in_order_and_a_pause_ended_in_words() {
    let desk = desk();
    let said = desk.sh("agenda move ag2 --to 1").ok();
    assert!(said.contains("Put \"The roof\" 1 of 3 on the agenda"), "{said}");
    let listed = desk.sh("agenda list").ok();
    assert!(listed.find("The roof") < listed.find("The 529 plan"), "{listed}");
    let brief = desk.sh("brief Hartley").ok();
    assert!(brief.find("The roof") < brief.find("The 529 plan"), "{brief}");
    desk.sh("undo").ok();
    let brief = desk.sh("brief Hartley").ok();
    assert!(brief.find("The 529 plan") < brief.find("The roof"), "{brief}");
    desk.sh("agenda move ag2 --to 0").refused(2, "1 or more");
    desk.sh("pause add cruise --client Hartley --from 2026-11-20 --to 2026-11-30").ok();
    assert!(desk.sh("pause end pz1").ok().contains("fall due again from Mon 23 Nov"));
    desk.sh("pause end pz1").refused(1, "ended Sun 22 Nov already");
    desk.sh("undo").ok();
    assert!(desk.sh("pause list").ok().contains("30 Nov 2026"));
}

#[test]
fn a_talk_and_a_lesson_say_how_far_they_were_understood_and_when_again() {
    let desk = desk();
    let log = "log Hartley --summary Spoke --talk 'the S&P 500 partly again 6mo' --taught 'Call us first partly again 6mo'";
    desk.sh(log).ok();
    let talk = desk.sh("--json talk show k1").json();
    let fields = &talk["record"]["fields"];
    assert_eq!(
        (fields["compared_with"].as_str(), fields["understood"].as_str(), fields["reinforce_on"].as_str()),
        (Some("the S&P 500"), Some("doubtful"), Some("2027-05-24")),
        "{talk}"
    );
    let list = desk.sh("training list").ok();
    assert!(list.contains("doubtful") && list.contains("24 May 2027"), "{list}");
}

#[test]
fn a_log_settles_nothing_by_itself_and_one_undo_takes_it_back() {
    let desk = desk();
    desk.sh("follow-up add 'The Roth page' --client Hartley --kind promise --due 2026-11-19").ok();
    let days = |words: &str| {
        let shown = desk.sh("--json client show Hartley").json();
        assert!(shown.to_string().contains(words), "{words}: {shown}");
    };
    let late = || desk.sh("today").ok();
    assert!(late().contains("4 days late"), "{}", late());
    let before = desk.sh("brief Hartley").ok();
    desk.sh("log Hartley --channel call --summary 'About the Roth page' --promise 'the other page fri'").ok();
    assert!(late().contains("4 days late"), "{}", late());
    days("About the Roth page");
    desk.sh("undo").ok();
    assert_eq!(desk.sh("brief Hartley").ok(), before);
    desk.sh("log Hartley --channel call --not-reached --summary 'Voicemail'").ok();
    assert!(desk.sh("brief Hartley").ok().contains("not reached"));
}

#[test]
fn the_list_of_meetings_stands_by_day_and_time_the_next_one_first() {
    let desk = desk();
    for line in [
        "meeting add Far --client Hartley --day 2027-03-01",
        "meeting add Gone --client Hartley --day 2026-10-01 --state no-show",
        "meeting add Later --client Okafor --day 2026-11-24 --time 15:00",
        "meeting add Earlier --client Okafor --day 2026-11-24 --time 09:00",
        "meeting add 'Long gone' --client Okafor --day 2026-01-05 --state declined",
    ] {
        desk.sh(line).ok();
    }
    let listed = desk.sh("--json meeting list --all").json();
    let titles: Vec<&str> = listed["records"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["fields"]["title"].as_str())
        .collect();
    assert_eq!(titles, ["Annual review", "Earlier", "Later", "Far", "Gone", "Long gone"]);
}
