//! Questions about the whole book on the command line.
//!
//! **Invariant:** it only reads; without a number it lists what can be asked.

use clap::Args;
use serde_json::json;

use super::{
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::questions::QUESTIONS,
    domain::{rejection::Rejection, safe},
};

#[derive(Debug, Clone, Args)]
pub(super) struct Question {
    /// Which question, by its number; all are listed when left
    #[arg(value_name = "NUMBER")]
    number: Option<u32>,
}

impl Question {
    /// Answers it.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let Some(number) = self.number else {
            let rows = QUESTIONS.iter().map(|(number, asked)| vec![number.to_string(), (*asked).to_owned()]);
            let listed =
                QUESTIONS.iter().map(|(number, asked)| json!({ "number": number, "question": asked }));
            let json = json!({ "count": QUESTIONS.len(), "questions": listed.collect::<Vec<_>>() });
            return Ok(Answer::new(table(session.format, &["number", "question"], rows.collect()), json));
        };
        let known = QUESTIONS.iter().find(|(known, _)| *known == number);
        let (Some((_, asked)), Some(told)) = (known, session.book()?.answers(number)?) else {
            let numbers: Vec<String> = QUESTIONS.iter().map(|(number, _)| number.to_string()).collect();
            return Err(Rejection::ambiguous(format!(
                "There is no question {number}. The questions: {}.",
                numbers.join(", ")
            )));
        };
        let json = json!({ "number": number, "question": asked, "count": told.len(), "answers": told });
        let lines: Vec<String> =
            told.iter().map(|told| format!("{}  {}", told.id, safe::one_line(&told.text))).collect();
        let text = if lines.is_empty() { "None.".to_owned() } else { lines.join("\n") };
        Ok(Answer::new(format!("{asked}\n\n{text}"), json))
    }
}
