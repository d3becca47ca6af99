//! Measures, readings from a table, and what was agreed as of a day, on the command line.

use crate::cli::Desk;

#[test]
fn readings_come_in_from_a_table_with_every_row_accounted_for_and_only_once() {
    let desk = Desk::with_hartley();
    desk.sh("measure add Funded --client Hartley --unit percent").refused(1, "Funded has no target");
    desk.sh("goal add 'Free of debt' --client Hartley --measure 'Funded, 95 %'").ok();
    desk.sh("reading add 90 --measure m1 --on 2026-05-01").ok();
    let file = desk.write(
        "readings.csv",
        "Client;Measure;Day;Value\nHartley;Funded;2026-02-01;92 %\nHartley;Funded;2026-05-01;94 %\n\
         Okafor;Funded;2026-08-01;1\nHartley;Funded;2026-08-01;\n",
    );
    let seen = desk.sh(&format!("import {file}")).ok();
    assert!(seen.contains("4 read = 1 new, 1 correcting, 0 same, 2 rejected."), "{seen}");
    assert!(seen.contains("line 4") && seen.contains("rejected: Okafor has no measure Funded"), "{seen}");
    assert!(seen.contains("line 5") && seen.contains("rejected: it has no value"), "{seen}");
    assert!(
        desk.sh(&format!("import {file} --apply")).ok().contains("Imported 2 readings from readings.csv")
    );
    let again = desk.sh(&format!("import {file}")).ok();
    assert!(again.contains("0 new, 0 correcting, 2 same, 2 rejected."), "{again}");
    let shown = desk.sh("measure show m1").ok();
    assert!(shown.contains("[-90 %-] of 1 May, corrected: 94 %"), "{shown}");
    desk.sh("undo").ok();
    assert_eq!(desk.sh("reading list --json").json()["count"], 1);
}

#[test]
fn what_was_in_force_on_a_day_has_the_words_of_that_day() {
    let desk = Desk::with_hartley();
    desk.sh("goal agree g1 --by Ann --how meeting --on 2026-11-02").ok();
    desk.sh("goal change g1 --statement 'Retire together in June 2029' --by Ann --how call --on 2026-11-16")
        .ok();
    let on = |day: &str| desk.sh(&format!("goal list --in-force {day}")).ok();
    assert!(on("2026-11-01").contains("No goals in force"));
    assert!(on("2026-11-15").contains("June 2028") && on("2026-11-16").contains("June 2029"));
    let shown = desk.sh("goal show g1").ok();
    assert!(shown.contains("goal: Retire together in June [-2028-] {+2029+}"), "{shown}");
    desk.sh("goal judge g1 achieved").refused(1, "Say what comes next");
    desk.sh("goal judge g1 achieved --next 'the boat'").ok();
    assert!(on("2026-11-22").contains("June 2029") && on("today").contains("No goals in force"));
}

#[test]
fn a_goal_and_its_measures_are_changed_with_them_in_one_step() {
    let desk = Desk::with_hartley();
    desk.sh(
        "goal add 'Free of debt' --client Hartley --measure 'Debt, $0 or less' --measure 'Will signed, yes'",
    )
    .ok();
    desk.sh("goal agree 'Free of debt' --by Ann --how meeting --on 2026-11-02").ok();
    let change = "goal change 'Free of debt' --by Ann --how call";
    desk.sh(&format!("{change} --measure 'Debt, 10 %'")).refused(1, "Debt is read in money");
    desk.sh(&format!("{change} --measure 'Debt, 10,000 or less' --measure 'Reserve, $30,000'")).ok();
    let shown = desk.sh("goal show 'Free of debt'").ok();
    assert!(shown.contains("Debt, $10,000 or less") && shown.contains("Reserve, $30,000 or more"), "{shown}");
    let file = desk.sh("show Hartley").ok();
    assert!(file.contains("measures: Debt, $10,000 or less, Reserve, $30,000 or more"), "{file}");
    desk.sh(&format!("{change} --measure Debt --measure Reserve")).refused(1, "Nothing is different");
    desk.sh("undo").ok();
    assert!(desk.sh("goal show 'Free of debt'").ok().contains("Will signed, yes"));
}

#[test]
fn two_agreements_that_share_a_measure_keep_each_the_target_that_was_agreed() {
    let desk = Desk::with_hartley();
    desk.sh("goal add 'Retire calmly' --client Hartley --measure 'Plan funded, 95 %'").ok();
    desk.sh("expectation add 'Judge us by the plan' --client Hartley --topic success --measure m1").ok();
    desk.sh("expectation agree 'Judge us' --by Ann --how meeting --on 2026-11-02").ok();
    desk.sh("goal agree 'Retire calmly' --by Ann --how meeting --on 2026-11-02").ok();
    let change = "goal change 'Retire calmly' --by Ann --how call";
    desk.sh(&format!("{change} --measure 'Plan funded, 50 % or less'")).ok();
    let goal = desk.sh("goal show 'Retire calmly'").ok();
    assert!(goal.contains("Plan funded, 50 % or less: "), "{goal}");
    let says = |wanted: &str| {
        let card = desk.sh("asked Hartley").ok();
        let papers = ["charter", "conversation"]
            .map(|paper| desk.sh(&format!("document make {paper} Hartley --preview")).ok());
        let file = desk.sh("show Hartley").ok();
        for text in [&card, &papers[0], &papers[1], &file] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert!(papers[0].contains("Plan funded, 50 % or less"), "{}", papers[0]);
    };
    says("Plan funded, 95 % or more");
    // Other words of it leave what was agreed to be wanted as it is.
    desk.sh("expectation change 'Judge us' --our-answer Yes --by Ann --how call").ok();
    says("Plan funded, 95 % or more");
    let told = "expectation change 'Judge us' --by Ann --how call --measured-by";
    desk.sh(&format!("{told} 'Plan funded, 90 %'")).ok();
    says("Plan funded, 90 % or more");
    desk.sh(&format!("{told} 'Plan funded, 90 %'")).refused(1, "Nothing is different");
}

#[test]
fn what_an_agreed_version_says_of_its_measure_is_not_edited_in_place() {
    let desk = Desk::with_hartley();
    desk.sh("goal add 'Free of debt' --client Hartley --measure 'Debt, $0 or less'").ok();
    desk.sh("measure edit m1 --target 100").ok();
    desk.sh("measure edit m1 --target 0").ok();
    desk.sh("goal agree 'Free of debt' --by Ann --how meeting --on 2026-11-02").ok();
    desk.sh("measure edit m1 --source Bank --read-every year").ok();
    for edit in ["--name Foo", "--target 50", "--direction at-least", "--unit percent"] {
        desk.sh(&format!("measure edit m1 {edit}")).refused(1, "Change it with them");
    }
    desk.sh("measure add Reserve --client Hartley --unit money --target 500").ok();
    desk.sh("agreement-measure add --client Hartley --goal 'Free of debt' --measure m2")
        .refused(1, "is part of what was agreed");
    let shown = desk.sh("goal show 'Free of debt'").ok();
    assert!(shown.contains("Debt, $0 or less") && !shown.contains("Reserve"), "{shown}");
}

#[test]
fn what_was_changed_since_stands_in_no_document_yet() {
    let desk = Desk::with_hartley();
    desk.sh("measure add Funded --client Hartley --target 95").ok();
    desk.sh("expectation add 'Judge us by the plan' --client Hartley --topic success --measure m1").ok();
    desk.sh("expectation agree 'Judge us' --by Ann --how meeting --on 2026-11-02").ok();
    desk.sh("expectation state 'Judge us' --in 'charter v3' --on 2026-11-03").ok();
    assert!(desk.sh("asked Hartley").ok().contains("version 1; charter v3 of 3 Nov 2026"));
    desk.sh("expectation change 'Judge us' --our-answer Yes --by Ann --how call").ok();
    let asked = desk.sh("asked Hartley").ok();
    assert!(asked.contains("version 2; in no document yet (charter v3 states version 1)"), "{asked}");
    let shown = desk.sh("expectation show 'Judge us'").ok();
    assert!(!shown.contains("stated in"), "{shown}");
}
