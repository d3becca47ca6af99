//! What is said on the command line when a file of the book was written: that it left, and what the book keeps of it.
//!
//! **Invariant:** what the book could not keep is said on stderr; it never hinders the file.

use serde_json::{Value as Json, json};

use super::output::Answer;
use crate::{
    acts::{Book, left::Left},
    exchange::export::{LEFT, NOT_LOCKED},
};

/// An export's answer: one line that warns, and the op.
pub(super) fn export(answer: Answer, left: &Left, book: &Book) -> Answer {
    told(answer, left).noting(if book.is_locked() { NOT_LOCKED } else { LEFT })
}

/// A document's answer: of a plain book nobody is surprised that its letters are plain too.
pub(super) fn document(answer: Answer, left: &Left, book: &Book) -> Answer {
    let answer = told(answer, left);
    if book.is_locked() { answer.noting(NOT_LOCKED) } else { answer }
}

fn told(mut answer: Answer, left: &Left) -> Answer {
    let kept = left.receipt();
    if let Json::Object(document) = &mut answer.json {
        let kept = kept.map(|receipt| json!({ "op": receipt.op, "summary": receipt.summary }));
        document.insert("left".to_owned(), json!(kept));
    }
    if let Some(receipt) = kept {
        let line = format!("op {}  {}", receipt.op, receipt.summary);
        // Bytes, and a text that is piped, are the answer alone.
        if answer.bytes.is_some() {
            return answer.noting(line);
        }
        answer.text = format!("{}\n{line}", answer.text);
    }
    match left.not_kept() {
        Some(why) => answer.noting(why),
        None => answer,
    }
}
