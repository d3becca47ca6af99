//! What a step taken back, or again, says of what it took.
//!
//! **Invariant:** a name keeps its capital; only a word of ours is written small inside a sentence.

use crate::{
    domain::action::Receipt,
    store::{Step, Taken},
};

/// The receipt of a step.
pub(super) fn told(taken: &Taken) -> Receipt {
    let word = if taken.way == Step::Undo { "Undid" } else { "Redid" };
    Receipt {
        op: taken.op,
        summary: format!("{word}: {}", inside(&taken.summary)),
        ids: Vec::new(),
        undo: taken.way == Step::Redo,
    }
}

/// The words a receipt begins with where it begins with no name.
const BEGINNINGS: &str = "Added Agreed Answered Asked Attached Breach Changed Checked Client Clients Complaint Decided Deferred \
     Deleted Done Dropped Edited Ended Exception Gave Heard Imported In Incident Kept Left Legal Logged \
     Made Measured Merged Met Moved New No Not Opened Out Placed Planned Proposed Purged Put Raised \
     Reached Reaffirmed Renewed Resumed Retired Sent Set Settled Signed Skipped Snoozed Split Stakes \
     Started Stated Tagged Taught Terms They To Told Took Waiting Withdrew";

/// A receipt's words inside a sentence: a name keeps its capital.
fn inside(summary: &str) -> String {
    let first = summary.split([' ', ':', ';', ',']).next().unwrap_or("");
    match summary.strip_prefix(first) {
        Some(rest) if BEGINNINGS.split(' ').any(|word| word == first) => {
            format!("{}{rest}", first.to_lowercase())
        }
        _ => summary.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn a_name_keeps_its_capital_when_a_receipt_is_told_again() {
        for (receipt, told) in [
            ("Moss accepted: Calls back in one day", "Moss accepted: Calls back in one day"),
            ("Annual review, Lindqvist: no-show", "Annual review, Lindqvist: no-show"),
            ("Snoozed 4 follow-ups", "snoozed 4 follow-ups"),
            ("Done: Roth figures", "done: Roth figures"),
            ("Made charter v1, Hartley", "made charter v1, Hartley"),
            ("", ""),
        ] {
            assert_eq!(inside(receipt), told);
        }
    }
}
