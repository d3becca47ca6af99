//! The papers of the demo: which document is made of whom, and what became of it.
//!
//! Templates are filled in by letters, which stands above acts: whoever asks for the demo brings the hand that
//! writes.
//!
//! **Invariant:** nothing here says what stands in a document.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::script::Script;
use crate::{
    acts::Book,
    domain::{action::Made, record::RecordId, rejection::Rejection},
};

/// Whether the pages of a document are kept beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Print {
    /// Its text only.
    #[default]
    Nothing,
    /// Its pages, as PDF.
    Pages,
}

/// A document that the demo asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordered {
    /// For whom.
    pub of: RecordId,
    /// The template's name.
    pub template: String,
    /// What the template asks for.
    #[serde(default)]
    pub given: BTreeMap<String, String>,
    /// Whether its pages are kept.
    #[serde(default)]
    pub print: Print,
}

/// The hand that writes a document from the book as it is then; what it prints it keeps in the book.
pub type Scribe = fn(&Book, &Ordered) -> Result<Made, Rejection>;

/// A document of the script: made, and on the same day sent or signed where it was.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    #[serde(rename = "paper")]
    pub(super) template: String,
    pub(super) of: String,
    #[serde(default, rename = "as")]
    pub(super) key: Option<String>,
    #[serde(default)]
    pub(super) given: Map<String, Value>,
    #[serde(default)]
    pub(super) print: Print,
    /// How it went to them.
    #[serde(default)]
    pub(super) sent: Option<String>,
    /// Where the paper is that all of them signed.
    #[serde(default)]
    pub(super) signed: Option<String>,
}

impl Script {
    /// Adds the making of a document, and what became of it.
    pub(super) fn paper(&mut self, on: NaiveDate, told: &Told) {
        let Told { template, of, .. } = told;
        let key = told.key.clone().unwrap_or_else(|| format!("{of}/{template}/{on}"));
        let paper = json!({
            "paper": "order", "of": format!("@{of}"), "template": template, "given": told.given, "print": told.print,
        });
        self.add(on, &key, paper);
        let it = format!("@{key}");
        if let Some(how) = &told.sent {
            self.add(
                on,
                "",
                json!({ "act": "document", "paper": "send", "document": it, "on": on, "how": how }),
            );
        }
        if let Some(evidence) = &told.signed {
            let sign = json!({
                "act": "document", "paper": "sign", "document": it, "on": on, "by": [], "evidence": evidence,
            });
            self.add(on, "", sign);
        }
    }
}

/// The document a step asks for; none when the step is an act.
pub(super) fn ordered(step: &Value) -> Option<Result<Ordered, String>> {
    let mut asked = step.as_object().filter(|step| step.get("paper") == Some(&json!("order")))?.clone();
    asked.remove("paper");
    Some(serde_json::from_value(Value::Object(asked)).map_err(|error| error.to_string()))
}
