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
        "dr1 Mon 23 Nov 2026, with Ann Hartley, in a meeting, 23 Nov; Robert Hartley does not agree: 1 of 2 decided",
        "1 as agreed: ",
        "left: ",
        "they said: We keep the house",
    ] {
        assert!(list.contains(wanted), "{wanted} is not in:\n{list}");
    }
    let shown = desk.sh("show Hartley").ok();
    assert!(shown.contains("re-examination, Ann Hartley, in a meeting"), "{shown}");
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
