//! Requests, the third move and checklists on the command line.

use crate::program::Home;

fn home() -> Home {
    let home = Home::new();
    for args in [
        &["client", "add", "Rivera household", "--tier", "C", "--head", "Lucia Rivera"][..],
        &["rule", "add", "What we plan", "--topic", "scope", "--text", "No wills, no books."],
        &["followup", "add", "Draw up a will", "--client", "Rivera", "--kind", "request"],
    ] {
        home.run(args).ok();
    }
    home
}

#[test]
fn out_of_scope_is_by_a_named_rule() {
    let home = home();
    let said = home.run(&["decide", "f1", "decline", "--scope", "out", "--reason", "wills are for a lawyer"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("--rule RULE"), "{}", said.err);
    let declined =
        ["decide", "f1", "decline", "--told", "--scope", "out", "--rule", "r1", "--reason", "for a lawyer"];
    let said = home.run(&declined).ok();
    assert!(said.contains("What we plan") && said.contains("for a lawyer"), "{said}");
    let said = home.run(&["requests"]).ok();
    assert!(said.contains("out of scope, by") && said.contains("answered the same day"), "{said}");
    home.run(&["verify"]).ok();
}

#[test]
fn out_of_scope_and_done_is_an_exception_in_one_step() {
    let home = home();
    let act = [
        "decide",
        "f1",
        "do",
        "--until",
        "fri",
        "--scope",
        "out",
        "--rule",
        "r1",
        "--reason",
        "only once",
        "--exception-until",
        "+3mo",
        "--done-when",
        "it is signed",
    ];
    home.run(&act).ok();
    assert!(home.run(&["exception", "list"]).ok().contains("Draw up a will"));
    assert!(home.run(&["followup", "show", "f1"]).ok().contains("it is signed"));
    home.run(&["undo"]).ok();
    assert!(!home.run(&["exception", "list"]).ok().contains("Draw up a will"));
    let terms = ["decide", "f1", "terms", "--rule", "r1", "--until", "+1w", "--reason", "by the hour"];
    home.run(&terms).ok();
    assert!(home.run(&["followup", "list"]).ok().contains("Terms: by the hour"));
}

#[test]
fn the_third_move_without_a_reason_is_refused_with_the_four_ways() {
    let home = home();
    home.run(&["add", "Call Rivera tomorrow"]).ok();
    for due in ["+3d", "+5d"] {
        home.run(&["reschedule", "f2", "--due", due]).ok();
    }
    let said = home.run(&["reschedule", "f2", "--due", "+9d"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(
        said.err.contains("do it now, agree on a new date with them, drop it, or move it all"),
        "{}",
        said.err
    );
    assert!(said.err.contains("standing third f2 keep --until 2026-12-0"), "{}", said.err);
    let said = home.run(&["snooze", "f2", "--until", "+9d"]);
    assert!(said.err.contains("This is move 3"), "{}", said.err);
    home.run(&["third", "f2", "renegotiate", "--until", "+9d", "--reason", "she is fine with it"]).ok();
    home.run(&["third", "f2", "drop", "--reason", "they rang themselves"]).ok();
}

#[test]
fn a_checklist_is_previewed_started_shown_and_given_up() {
    let home = home();
    let said = home.run(&["checklist", "start", "onboarding", "Rivera", "--preview"]).ok();
    assert!(said.contains("Ask for all documents, once"), "{said}");
    assert!(home.run(&["checklist", "list"]).ok().contains("No checklist runs."));
    home.run(&["checklist", "start", "onboarding", "Rivera", "--without", "6"]).ok();
    let said = home.run(&["checklist", "list"]).ok();
    assert!(said.contains("Onboarding") && said.contains("0 of 8, next: Welcome letter"), "{said}");
    home.run(&["checklist", "give-up", "cl1", "--reason", "they left"]).ok();
    let said = home.run(&["checklist", "show", "Rivera"]).ok();
    assert!(said.contains("given up on") && said.contains("they left"), "{said}");
    assert!(home.run(&["checklist", "template", "ending"]).ok().contains("[[step]]"));
    assert_eq!(home.run(&["checklist", "template", "wedding"]).code, 2);
    home.run(&["verify"]).ok();
}

#[test]
fn the_batch_is_a_queue_of_small_things() {
    let home = home();
    home.run(&["add", "Order toner 10m #batch"]).ok();
    let said = home.run(&["today", "--queue", "batch"]).ok();
    assert!(said.contains("Order toner"), "{said}");
    assert!(!home.run(&["today"]).ok().contains("Order toner"));
    home.run(&["small", "f2", "--not"]).ok();
    assert!(!home.run(&["today", "--queue", "batch"]).ok().contains("Order toner"));
    home.run(&["done", "f2", "--wrong", "the wrong colour"]).ok();
    assert!(home.run(&["errors"]).ok().contains("the wrong colour"));
}
