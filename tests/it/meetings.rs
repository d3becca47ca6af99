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
