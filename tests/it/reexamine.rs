//! The record of a re-examination, and what may be answered in it besides the decision.
//!
//! **Invariant:** what is kept of it is read through the command line, as a person reads it.

use crate::cli::Desk;

#[test]
fn a_re_examination_is_kept_with_who_sat_there_what_each_got_and_what_they_said() {
    let desk = Desk::with_hartley();
    let none = desk.sh("reexamine Hartley --list").ok();
    assert!(none.contains("No re-examination with Hartley household was finished yet."), "{none}");
    desk.sh("measure add Funded --client Hartley --unit percent --target 95").ok();
    desk.sh("agreement-measure add --goal g1 --measure m1 --client Hartley").ok();
    desk.sh("goal agree g1 --by Ann --how meeting --on 2025-11-10").ok();
    desk.sh("rule accept r1 --client Hartley --by Ann --how meeting --on 2025-11-10").ok();
    let said = desk
        .fed(
            &["reexamine", "Hartley", "--plain"],
            "with Ann, not Robert how meeting\nreading 97 % on 20 nov\nreading Saved: 9\nexception no fee because ill\n\
             reaffirm\nexception no fee in May until 31 may because she is ill\nreading 9\nend\nfinish We keep the house\n",
        )
        .ok();
    for wanted in [
        "Robert Hartley does not agree",
        "Added reading: Funded, Hartley",
        "Say of which, as: reading Funded: 9.",
        "An exception is made from a rule; this is none.",
        "Added exception: no fee in May, Hartley",
        "It has no measure to read.",
        "Kept the re-examination with Hartley",
    ] {
        assert!(said.contains(wanted), "{wanted} is not in:\n{said}");
    }
    let list = desk.sh("reexamine Hartley --list").ok();
    for wanted in [
        "dr1 Mon 23 Nov 2026, with Ann Hartley and Robert Hartley, in a meeting, 23 Nov: 1 of 2 decided",
        "1 as agreed: ",
        "(Robert Hartley does not agree)",
        "1 excepted: no fee in May",
        "left: ",
        "they said: We keep the house",
    ] {
        assert!(list.contains(wanted), "{wanted} is not in:\n{list}");
    }
    let shown = desk.sh("show Hartley").ok();
    assert!(shown.contains("re-examination, Ann Hartley and Robert Hartley, in a meeting"), "{shown}");
    let history = desk.sh("history Hartley").ok();
    assert!(history.contains("Kept the re-examination with Hartley"), "{history}");
    // Finished, the next one begins anew; taken back, there is no record of it.
    desk.sh("undo").ok();
    assert!(desk.sh("reexamine Hartley --list").ok().starts_with("No re-examination"));
}

#[test]
fn bad_input_of_agreements_is_refused_with_its_reason() {
    let desk = Desk::with_hartley();
    desk.sh("measure add Funded --client Hartley --unit percent").refused(1, "Funded has no target");
    desk.sh("goal agree g1 --by Ann --how meeting --on 2026-11-24").refused(1, "is still to come");
    let exception = "exception add 'may text' --rule r1 --client Hartley --why deaf";
    desk.sh(&format!("{exception} --day 2026-11-24")).refused(1, "is decided today or before");
    desk.sh("rule withdraw r1 --reason 'nobody rings'").ok();
    desk.sh(exception).refused(1, "This rule is withdrawn");
    desk.sh("training add --client Hartley --rule r1 --on 2026-11-23").refused(1, "This rule is withdrawn");
    desk.sh("rule accept r1 --client Hartley --by Ann --how call").refused(1, "is withdrawn");
    desk.sh("document make charter Hartley").ok();
    desk.sh("document signed d1 --on 2026-11-24").refused(1, "is still to come");
}

#[test]
fn a_new_version_of_a_rule_lists_who_must_be_told_on_the_rule_the_standing_and_the_brief() {
    let desk = Desk::with_hartley();
    desk.sh("rule accept r1 --client Hartley --by Ann --how call").ok();
    desk.sh("rule accept r1 --client Okafor --by Ngozi --how call").ok();
    desk.sh("training add --client Okafor --rule r1 --on 2026-11-20").ok();
    let said = desk.sh("rule reword r1 --text 'Write to us first.' --why 'we are two now'").ok();
    assert!(said.contains("New version 2 of Call us first; 2 clients to be told"), "{said}");
    let shown = desk.sh("rule show r1").ok();
    assert!(shown.contains("not told of the new version (2): Okafor, Hartley"), "{shown}");
    for name in ["Hartley", "Okafor"] {
        let brief = desk.sh(&format!("brief {name}")).ok();
        assert!(brief.contains("Call us first: a new version since 23 Nov, not told"), "{brief}");
    }
    desk.sh("training add --client Hartley --rule r1 --on 2026-11-23").ok();
    // Who accepts the new text knows it.
    desk.sh("rule accept r1 --client Okafor --by Ngozi --how call").ok();
    let shown = desk.sh("rule show r1").ok();
    assert!(!shown.contains("not told"), "{shown}");
    let brief = desk.sh("brief Okafor").ok();
    assert!(!brief.contains("not told"), "{brief}");
}

#[test]
fn what_an_expectation_taught_when_it_was_retired_is_a_lesson() {
    let desk = Desk::with_hartley();
    desk.sh("expectation add 'Ring us on Sundays' --client Hartley").ok();
    desk.sh("expectation agree e1 --by Ann --how call").ok();
    desk.sh("goal retire g1 --reason 'they moved' --learned 'ask'")
        .refused(2, "What was learned is kept with one expectation");
    desk.sh("expectation retire e1 --reason 'nobody rang' --learned 'ask before promising hours'").ok();
    let lessons = desk.sh("lessons").ok();
    assert!(lessons.contains("ask before promising hours"), "{lessons}");
}

#[test]
fn a_withdrawn_rule_takes_only_breaches_of_before_its_withdrawal() {
    let desk = Desk::with_hartley();
    desk.sh("rule withdraw r1 --reason 'nobody rings'").ok();
    let breach = "breach add 'they sold at the low' --client Hartley --rule r1";
    desk.sh(breach).refused(1, "This rule was withdrawn on Mon 23 Nov 2026; a breach of it happened before");
    let said = desk.sh(&format!("{breach} --on 2026-11-20")).ok();
    assert!(said.contains("Added breach: they sold at the low"), "{said}");
    desk.sh("breach edit b1 --on 2026-11-23").refused(1, "This rule was withdrawn on Mon 23 Nov 2026");
    // Answered as it is written down, it is answered today.
    desk.sh(&format!("{breach} --on 2026-11-19 --answer applied")).ok();
    let shown = desk.sh("breach show b2").ok();
    assert!(shown.contains("Mon 23 Nov 2026"), "{shown}");
    desk.sh("breach edit b2 --answered-on 2026-11-18").refused(1, "cannot be answered before it happened");
    // No exception and no training is turned to it either.
    desk.sh("rule add 'Write first' --text 'Write to us first.'").ok();
    desk.sh("training add --client Hartley --rule r2 --on 2026-11-20").ok();
    desk.sh("training edit t1 --rule r1").refused(1, "This rule is withdrawn");
    desk.sh("exception add 'may text' --client Hartley --rule r2 --why deaf").ok();
    desk.sh("exception edit x1 --rule r1").refused(1, "This rule is withdrawn");
}

#[test]
fn what_happened_has_no_day_that_is_still_to_come() {
    let desk = Desk::with_hartley();
    let event = "life-event add --client Hartley --kind retirement";
    desk.sh(&format!("{event} --on 2027-06-30")).refused(1, "A life event is of today or before.");
    desk.sh(&format!("{event} --decided-on 2027-01-04")).refused(1, "Mon 4 Jan 2027 is still to come");
    desk.sh(&format!("{event} --decided-on 2026-11-20")).refused(1, "decided before it happened");
    desk.sh(event).ok();
    desk.sh("life-event edit l1 --day 2027-06-30").refused(1, "A life event is of today or before.");
    desk.sh("exception add no --client Hartley --rule r1 --why ill --ended-on 2027-01-04")
        .refused(1, "is still to come");
    let training = "training add --client Hartley --rule r1 --on 2026-11-20";
    desk.sh(&format!("{training} --repeat-on 2026-11-20")).refused(1, "taught again after the day");
    desk.sh(&format!("{training} --repeat-on 2027-11-20")).ok();
    desk.sh("talk add 'the index' --client Hartley --on 2026-11-20 --reinforce-on 2026-11-19")
        .refused(1, "It is said again after the day of the talk.");
    // When something begins or ends may be agreed ahead.
    desk.sh("client edit Hartley --since 2027-01-01").ok();
}

#[test]
fn a_goal_whose_day_is_past_says_so() {
    let desk = Desk::with_hartley();
    for (line, wanted) in [
        ("goal add 'The boat' --client Hartley --target-date 2026-05-01", true),
        ("goal add 'The barn' --client Hartley --target-date 2026-05-01 --measure 'Saved, 40'", true),
        ("goal edit g1 --target-date 2026-06-01", true),
        ("goal edit g1 --target-date 2028-06-01", false),
        // Written down as of a day before it, it is ahead.
        ("--today 2026-01-10 goal add 'The roof' --client Hartley --target-date 2026-05-01", false),
    ] {
        let said = desk.sh(line).ok();
        assert_eq!(said.contains("the day it should be reached is past"), wanted, "{line}: {said}");
    }
}

#[test]
fn a_name_is_looked_for_among_those_of_the_client_first() {
    let desk = Desk::with_hartley();
    desk.sh("client add 'Baker household' --head 'Ann Baker' --spouse 'Anna Baker'").ok();
    for line in [
        "life-event add --client Hartley --person Ann --kind illness",
        "follow-up add 'Send the form' --client Hartley --person Ann",
        "measure add Funded --client Hartley --unit percent --target 95",
        "measure add Funded --client Baker --unit percent --target 90",
        "goal add 'The boat' --client Baker",
        "agreement-measure add --goal boat --measure Funded --client Baker",
        "life-event edit l1 --person Robert",
    ] {
        desk.sh(line).ok();
    }
    let shown = desk.sh("life-event show l1").ok();
    assert!(shown.contains("Robert Hartley"), "{shown}");
    // Of two who are called so, the one whose name it is; what fits several of theirs names them.
    desk.sh("life-event add --client Baker --person Ann --kind illness").ok();
    let shown = desk.sh("life-event show l2").ok();
    assert!(shown.contains("Ann Baker"), "{shown}");
    desk.sh("life-event add --client Baker --person Baker --kind illness")
        .refused(2, "Baker fits 2 of theirs: Ann Baker, Anna Baker.");
}

#[test]
fn what_was_retired_with_its_lesson_says_so() {
    let desk = Desk::with_hartley();
    desk.sh("expectation add 'Ring us on Sundays' --client Hartley").ok();
    desk.sh("expectation agree e1 --by Ann --how call").ok();
    let said =
        desk.sh("expectation retire e1 --reason 'nobody rang' --learned 'ask before promising hours'").ok();
    let wanted = "Retired: Ring us on Sundays, Hartley; learned: ask before promising hours";
    assert!(said.contains(wanted), "{said}");
}

#[test]
fn every_end_takes_its_answers_the_same_way() {
    let desk = Desk::with_hartley();
    desk.sh("goal agree g1 --by Ann --how meeting --on 2025-11-10").ok();
    let long = "x".repeat(70_000);
    for command in [&["reexamine", "Hartley", "--plain"][..], &["review", "--plain"]] {
        let said = desk.fed(command, &format!("end\n{long}\nnothing\nback please\nBACK\nend\nquit\n")).ok();
        assert!(said.contains("That line is too long. Nothing was changed"), "{said}");
        assert_eq!(said.matches("That is no answer here.").count(), 2, "{said}");
        assert!(said.contains("Left at the end."), "{said}");
        assert_eq!(said.matches("Why now: ").count(), 2, "back among the cards once: {said}");
    }
}

#[test]
fn a_dissent_holds_for_its_card() {
    let desk = Desk::with_hartley();
    desk.sh("goal agree g1 --by Ann --by Robert --how meeting --on 2025-11-10").ok();
    desk.sh("rule accept r1 --client Hartley --by Ann --how meeting --on 2025-11-10").ok();
    let said = desk
        .fed(
            &["reexamine", "Hartley", "--plain"],
            "with Ann, not Robert how meeting\nreaffirm\nreaffirm\nquit\n",
        )
        .ok();
    let receipts: Vec<&str> = said.lines().filter(|line| line.contains("Reaffirmed: ")).collect();
    assert_eq!(receipts.len(), 2, "{said}");
    assert!(receipts[0].contains("; Robert Hartley does not agree"), "{said}");
    assert!(!receipts[1].contains("does not agree"), "{said}");
}

#[test]
fn what_is_not_due_is_not_put_off_to_a_day_before_it_is() {
    let desk = Desk::with_hartley();
    desk.sh("goal agree g1 --by Ann --how meeting").ok();
    desk.sh("goal defer g1 --until 2026-12-20 --reason trip").refused(1, "It is not due before");
    let said = desk.fed(&["reexamine", "Hartley", "--plain"], "r\nquit\n").ok();
    assert!(said.contains("later") && !said.contains("reschedule fri because"), "{said}");
}

#[test]
fn a_withdrawn_rule_gets_no_new_text_and_an_event_is_looked_at_after_its_day() {
    let desk = Desk::with_hartley();
    desk.sh("rule withdraw r1 --reason 'nobody rings'").ok();
    desk.sh("rule reword r1 --text 'Write to us.'").refused(1, "This rule is withdrawn");
    let shown = desk.sh("rule show r1").ok();
    assert!(shown.contains("withdrawn") && !shown.to_lowercase().contains("never taught"), "{shown}");
    desk.sh("life-event add --client Hartley --kind illness --on 2026-11-20 --due-on 2026-11-19")
        .refused(1, "before it happened");
}
