//! What to type instead of what was refused: the command line's words for what the acts propose.
//!
//! **Invariant:** every proposal is a command that this program understands; a test reads each.

use crate::domain::rejection::{Instead, Moved};

/// The command that would do, with the words the user puts in, in capitals.
pub(super) fn command(instead: Instead) -> String {
    match instead {
        Instead::Agree(id) => format!("standing {} agree {id} --by NAME --how meeting --on DATE", id.kind),
        Instead::Reaffirm(id) => {
            format!("standing {} reaffirm {id} --by NAME --how meeting --on DATE", id.kind)
        }
        Instead::Change(id) => format!("standing {} change {id} --by NAME --how meeting --on DATE", id.kind),
        Instead::Retire(id) => format!("standing {} retire {id} --reason TEXT", id.kind),
        Instead::Reword(id) => format!("standing rule reword {id} --text TEXT --why TEXT"),
        Instead::Withdraw(id) => format!("standing rule withdraw {id} --reason TEXT"),
        Instead::AddRule => "standing rule add TITLE --topic TOPIC --text TEXT".to_owned(),
        Instead::Promote(id) => format!("standing client promote {id} --tier TIER"),
        Instead::End(id) => format!("standing client end {id} --reason TEXT"),
        Instead::Plan(id) => format!("standing meeting add TITLE --client {id} --day DATE"),
        Instead::Log { relationship, meeting } => {
            format!("standing log {relationship} --meeting {meeting} --channel meeting --summary TEXT")
        }
        Instead::Decide(id) => format!("standing decide {id} do --until DATE"),
        Instead::Decline(id) => format!("standing decide {id} decline --told --reason TEXT"),
        Instead::Third { item, to, by: Moved::Due } => {
            format!("standing third {item} keep --until {to} --reason TEXT")
        }
        Instead::Third { item, to, by: Moved::Hidden } => {
            format!("standing snooze {item} --until {to} --reason TEXT")
        }
        Instead::Finish(id) => format!("standing done {id}"),
        Instead::Drop(id) => format!("standing drop {id} --reason TEXT"),
        Instead::TakeBack(op) => format!("standing undo o{op} --with-later"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::{Kind, RecordId};

    #[test]
    fn every_proposal_is_a_command() {
        let id = |kind| RecordId::new(kind, 7);
        let (goal, rule, item) = (id(Kind::Goal), id(Kind::Rule), id(Kind::FollowUp));
        let (relationship, meeting) = (id(Kind::Relationship), id(Kind::Meeting));
        let to = "2026-12-04".parse().unwrap();
        for instead in [
            Instead::Agree(goal),
            Instead::Reaffirm(id(Kind::Expectation)),
            Instead::Change(id(Kind::Acceptance)),
            Instead::Retire(id(Kind::Acceptance)),
            Instead::Reword(rule),
            Instead::Withdraw(rule),
            Instead::AddRule,
            Instead::Promote(relationship),
            Instead::End(relationship),
            Instead::Plan(relationship),
            Instead::Log { relationship, meeting },
            Instead::Decide(item),
            Instead::Decline(item),
            Instead::Third { item, to, by: Moved::Due },
            Instead::Third { item, to, by: Moved::Hidden },
            Instead::Finish(item),
            Instead::Drop(item),
            Instead::TakeBack(7),
        ] {
            let words = crate::cli::words::split(&command(instead)).unwrap();
            let read = crate::cli::command().try_get_matches_from(&words);
            assert!(read.is_ok(), "{instead:?}: {}", read.unwrap_err());
        }
    }
}
