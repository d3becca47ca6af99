//! The daily review on the command line: card by card on standard input, its place, its records.
//!
//! **Invariant:** what `--plain` decides the desk finds decided; nothing is drawn.

use crate::program::{Home, Said, fed};

/// A book with a late promise, a request, a task and a client that wants a call.
fn morning() -> Home {
    let home = Home::new();
    for args in [
        &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"][..],
        &[
            "followup",
            "add",
            "Roth figures",
            "--client",
            "Hartley",
            "--kind",
            "promise",
            "--due",
            "2026-11-19",
        ],
        &["followup", "add", "529 plan", "--client", "Hartley", "--kind", "request"],
        &["followup", "add", "Transfer form", "--client", "Hartley", "--due", "2026-11-20"],
    ] {
        home.run(args).ok();
    }
    home
}

fn answered(home: &Home, args: &[&str], input: &str) -> Said {
    fed(&mut home.command(args), input)
}

fn plain(home: &Home, input: &str) -> String {
    answered(home, &["review", "--plain"], input).ok()
}

#[test]
fn a_morning_is_decided_on_standard_input_and_kept() {
    let home = morning();
    let said = plain(
        &home,
        "done\ndo fri\nreschedule +2w because they are away\nend\nfrob\nmust f99\nmust c1.gaps\nfinish A slow start.\n",
    );
    for wanted in [
        "Daily review, Mon 23 Nov 2026: 4 cards, 0 decided.",
        "Card 1 of 4",
        "Hartley household, tier A, client since 2026",
        "for Thu 19 Nov; that is 4 days late.",
        "Done: Roth figures, Hartley",
        "Decided: 529 plan, Hartley: do, by Fri 27 Nov",
        "Moved to Mon 7 Dec: Transfer form, Hartley",
        "Decided 3 of 4.",
        "That is no answer here. Nothing was kept",
        "f99 is none of the first items",
        "Must 1: c1.gaps",
        "Kept the daily review: decided 3 of 4 cards",
    ] {
        assert!(said.contains(wanted), "{wanted} is not in:\n{said}");
    }
    assert!(!said.contains(['─', '│', '━', '\u{1b}', '\r']), "{said}");
    let list = home.run(&["review", "list"]).ok();
    assert!(list.contains("A slow start.") && list.contains("daily"), "{list}");
    let shown = home.run(&["review", "show", "dr1"]).ok();
    assert!(shown.contains("Roth figures") && shown.contains("gaps") || shown.contains("Hartley"), "{shown}");
    home.run(&["verify"]).ok();
    let undone = home.run(&["undo"]).ok();
    assert!(undone.contains("kept the daily review"), "{undone}");
}

#[test]
fn what_is_refused_is_said_and_asked_again() {
    let home = morning();
    let said = plain(&home, "frobnicate\nsnooze\ndecline told no\nwait\nraise\ndone\nquit\n");
    for wanted in [
        "frobnicate is no answer",
        "Say which day",
        "Only requests are decided",
        "Say on whom",
        "does not fit",
    ] {
        assert!(said.contains(wanted), "{wanted} is not in:\n{said}");
    }
    assert_eq!(said.matches("Card 1 of 4").count(), 1, "{said}");
    assert!(said.contains("Card 2 of 4") && said.contains("Left."), "{said}");
}

#[test]
fn the_end_of_the_input_leaves_safely_and_the_next_run_goes_on_there() {
    let home = morning();
    let said = plain(&home, "done\nnext\n");
    assert!(said.contains("The input ended."), "{said}");
    let said = plain(&home, "back\nwhy\nundo\nquit\n");
    let first = said.lines().find(|line| line.starts_with("Card ")).unwrap();
    assert!(first.starts_with("Card 3 of 4"), "{said}");
    assert!(said.contains("4 cards, 1 decided.") && said.contains("It is "), "{said}");
    assert!(said.contains("Undid: done: Roth figures"), "{said}");
    assert!(said.trim_end().contains("Card 1 of 4"), "{said}");
}

#[test]
fn an_empty_day_says_so_and_the_weekly_pass_has_cards_of_its_own() {
    let home = Home::new();
    home.run(&["client", "list"]).ok();
    let said = plain(&home, "");
    assert!(said.contains("Nothing stands for today.") && said.contains("Tomorrow: nothing"), "{said}");
    let home = morning();
    home.run(&["wait", "f1", "--on", "Dana", "--ask-again", "1 dec"]).ok();
    let left = answered(&home, &["review", "--plain", "--weekly"], "quit\n").ok();
    assert!(left.contains("Left. standing review --weekly goes on at this card."), "{left}");
    let said =
        answered(&home, &["review", "--plain", "--weekly"], "why\ndone\nend\nback\nnext\nfinish\n").ok();
    assert!(said.contains("Weekly pass") && said.contains("waiting."), "{said}");
    assert!(said.contains("Kept the weekly pass"), "{said}");
}

#[test]
fn review_at_the_desk_needs_a_terminal_and_its_records_need_no_pass() {
    let home = morning();
    let said = home.run(&["review"]);
    assert_eq!(said.code, 3, "{}{}", said.out, said.err);
    assert!(home.run(&["review", "list"]).ok().trim_end().lines().count() <= 1);
    assert_eq!(home.run(&["review", "add"]).code, 2);
}

#[test]
fn what_was_proposed_is_agreed_in_plain_lines_and_a_voicemail_moves_nothing() {
    let home = morning();
    home.run(&["goal", "add", "A cabin", "--client", "Hartley"]).ok();
    home.run(&["--today", "2026-10-20", "goal", "propose", "g1"]).ok();
    let said = plain(&home, "next\nnext\nagree by Ann how meeting\nquit\n");
    assert!(said.contains("agree by Ann how meeting"), "{said}");
    assert!(said.contains("Agreed: A cabin"), "{said}");
    plain(&home, "log voicemail left a message\nquit\n");
    let logged = home.run(&["interaction", "list", "--json"]).ok();
    assert!(logged.contains("left a message") && logged.contains("\"reached\": false"), "{logged}");
}

/// An exception that ends on Saturday and a breach without an answer.
fn departures() -> Home {
    let home = morning();
    for args in [
        &["rule", "add", "Minimum fee", "--topic", "fees", "--text", "2,400 a year."][..],
        &[
            "exception",
            "add",
            "1,800 a year",
            "--client",
            "Hartley",
            "--rule",
            "r1",
            "--why",
            "the shop closed",
        ],
        &["exception", "edit", "x1", "--until", "2026-11-28"],
        &["breach", "add", "paid late", "--client", "Hartley", "--rule", "r1"],
    ] {
        home.run(args).ok();
    }
    home
}

#[test]
fn an_exception_is_renewed_and_ended_and_a_breach_answered_with_words_of_their_own() {
    let home = departures();
    let renewed = home
        .run(&["exception", "renew", "x1", "--until", "2027-03-01", "--reason", "it opens in March"])
        .ok();
    assert!(renewed.contains("Exception renewed until Mon 1 Mar 2027: 1,800 a year, Hartley"), "{renewed}");
    let shown = home.run(&["exception", "show", "x1"]).ok();
    assert!(shown.contains("the shop closed") && shown.contains("it opens in March"), "{shown}");
    let no = home.run(&["exception", "renew", "x1", "--until", "2026-11-01", "--reason", "so"]);
    assert!(no.code != 0 && no.err.contains("not to come"), "{}", no.err);
    let ended = home.run(&["exception", "end", "x1", "--reason", "they pay again"]).ok();
    assert!(ended.contains("Exception ended: 1,800 a year, Hartley"), "{ended}");
    let answered = home.run(&["breach", "answer", "b1", "rule-changed", "--note", "told Ann"]).ok();
    assert!(answered.contains("Breach answered, the rule changes: paid late, Hartley"), "{answered}");
    let again = home.run(&["breach", "answer", "b1", "applied"]);
    assert!(again.code != 0 && again.err.contains("already"), "{}", again.err);
}

#[test]
fn in_plain_lines_an_exception_is_renewed_with_its_reason_and_the_answers_name_the_client() {
    let home = departures();
    let all = plain(&home, &"next\n".repeat(8));
    let of = |key: &str| all.split("\nCard ").position(|card| card.contains(&format!("\n{key}, "))).unwrap();
    assert!(all.contains("wait the custodian ask fri") && !all.contains("Dana"), "{all}");
    let to = |card: usize| "next\n".repeat(card.saturating_sub(1));
    let home = departures();
    let said = plain(
        &home,
        &format!("{}renew 31 may\nrenew 31 may because it opens in May\nquit\n", to(of("x1.expires"))),
    );
    assert!(said.contains("Say until when and why"), "{said}");
    assert!(said.contains("Exception renewed until Mon 31 May 2027"), "{said}");
    let home = departures();
    let said = plain(&home, &format!("{}done exception: half this year\nquit\n", to(of("b1.answer"))));
    assert!(said.contains("Breach answered, an exception was made: paid late, Hartley"), "{said}");
}

#[test]
fn a_third_move_proposes_the_command_with_the_date_that_was_typed() {
    let home = morning();
    for due in ["2026-11-24", "2026-11-25"] {
        home.run(&["reschedule", "f1", "--due", due]).ok();
    }
    let no = home.run(&["reschedule", "f1", "--due", "2026-12-04"]);
    assert!(no.err.contains("standing third f1 keep --until 2026-12-04 --reason TEXT"), "{}", no.err);
    home.run(&["third", "f1", "keep", "--until", "2026-12-04", "--reason", "she is away"]).ok();
    assert!(home.run(&["followup", "show", "f1"]).ok().contains("4 Dec"));
}

/// Hartley with a goal and an expectation agreed a year ago, and a rule accepted.
fn agreed_a_year_ago() -> Home {
    let home = Home::new();
    for args in [
        &["client", "add", "Hartley household", "--tier", "A", "--head", "Ann Hartley"][..],
        &["goal", "add", "Retire in June 2028", "--client", "Hartley"],
        &[
            "expectation",
            "add",
            "Judge us by the plan",
            "--client",
            "Hartley",
            "--our-answer",
            "The plan tells",
        ],
        &["rule", "add", "Call us first", "--text", "Before you sell."],
        &["goal", "agree", "g1", "--by", "Ann", "--how", "meeting"],
        &["expectation", "agree", "e1", "--by", "Ann", "--how", "meeting"],
        &["rule", "accept", "r1", "--client", "Hartley", "--by", "Ann", "--how", "meeting"],
    ] {
        let dated: Vec<&str> = ["--today", "2025-11-10"].into_iter().chain(args.iter().copied()).collect();
        home.run(&dated).ok();
    }
    home
}

#[test]
fn a_household_is_re_examined_on_standard_input_with_who_is_there_said_once() {
    let home = agreed_a_year_ago();
    let again = |input: &str| answered(&home, &["reexamine", "Hartley", "--plain"], input).ok();
    let said = again("reaffirm\nwith Ann how call on 20 nov\nchange Retire in June 2029\nquit\n");
    for wanted in [
        "Re-examination, Mon 23 Nov 2026: 3 cards, 0 decided.",
        "Say once who sits there",
        "With Ann Hartley, by telephone, 20 Nov",
        "now version 2",
        "Card 2 of 3",
        "We said: The plan tells",
        "Left. standing reexamine c1 goes on at this card.",
    ] {
        assert!(said.contains(wanted), "{wanted} is not in:\n{said}");
    }
    let said = again(
        "later 100 days they travel\nlater 30 days they travel\nreaffirm\ncharter\nfollow-up\nfinish\n",
    );
    for wanted in [
        "Card 2 of 3",
        "With: Ann Hartley, by telephone, 20 Nov",
        "at most 90 days",
        "Deferred to",
        "Reaffirmed: Call us first",
        "Decided 3 of 3.",
        "1 changed",
        "1 of them is other than it says",
        "Send the new charter and have it signed",
        "Kept the re-examination with Hartley household: decided 3 of 3 cards",
    ] {
        assert!(said.contains(wanted), "{wanted} is not in:\n{said}");
    }
    assert!(!said.contains(['─', '│', '━', '\u{1b}', '\r']), "{said}");
    let documents = home.run(&["document", "list"]).ok();
    assert!(documents.to_lowercase().contains("charter"), "{documents}");
    let goal = home.run(&["goal", "show", "g1"]).ok();
    assert!(goal.contains("June 2029"), "{goal}");
    // Finished, the next one begins anew; the end of the input leaves safely.
    let said = again("retire achieved: it held\n");
    assert!(said.contains("Card 1 of 3") && said.contains("0 decided"), "{said}");
    home.run(&["verify"]).ok();
    home.run(&["reexamine", "Nobody", "--plain"]).refused(2, "Nobody");
}
