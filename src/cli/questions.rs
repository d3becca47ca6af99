//! Questions about the whole book on the command line.
//!
//! **Invariant:** it only reads; without a sign it lists what can be asked.

use clap::Args;
use serde_json::json;

use super::{
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::questions::{QUESTIONS, place_of, signed},
    domain::{rejection::Rejection, safe},
};

#[derive(Debug, Clone, Args)]
pub(super) struct Question {
    /// Which question, by its sign as in the desk (W), or by its name; all are listed when left
    #[arg(value_name = "SIGN")]
    sign: Option<String>,
}

impl Question {
    /// Answers it.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let Some(typed) = self.sign else { return Ok(list(session)) };
        let known = place_of(&typed).and_then(|place| signed().nth(place));
        let told = known.map(|(_, question)| session.book()?.answers(question.field)).transpose()?;
        let (Some((sign, question)), Some(Some(told))) = (known, told) else {
            let all: Vec<String> =
                signed().map(|(sign, question)| format!("{sign} {}", question.name)).collect();
            return Err(Rejection::ambiguous(format!(
                "There is no question {typed}. The questions: {}.",
                all.join(", ")
            )));
        };
        let json = json!({
            "sign": sign, "name": question.name, "question": question.asked, "count": told.len(), "answers": told
        });
        let lines: Vec<String> =
            told.iter().map(|told| format!("{}  {}", told.id, safe::one_line(&told.text))).collect();
        let text = if lines.is_empty() { "None.".to_owned() } else { lines.join("\n") };
        Ok(Answer::new(format!("{}\n\n{text}", question.asked), json))
    }
}

/// What can be asked.
fn list(session: &Session) -> Answer {
    let rows = signed()
        .map(|(sign, question)| vec![sign.to_string(), question.name.to_owned(), question.asked.to_owned()]);
    let listed = signed()
        .map(|(sign, question)| json!({ "sign": sign, "name": question.name, "question": question.asked }));
    let json = json!({ "count": QUESTIONS.len(), "questions": listed.collect::<Vec<_>>() });
    Answer::new(table(session.format, &["sign", "name", "question"], rows.collect()), json)
}
