//! A mapping file for a table of no known program, proposed by the usual names of columns.
//!
//! **Invariant:** what is printed is a mapping file that takes this very file.

use std::{borrow::Cow, collections::HashSet};

use super::{
    field::{FIELDS, Field, Many, Part, Text, is_sensitive},
    mapping::{Mapping, synonyms},
    read::{Lines, MAX_ROWS, excerpt, lines_of, too_many, visible},
    sheet,
    table::Table,
};
use crate::domain::rejection::Rejection;

/// So many different values of a column are shown.
const SAMPLES: usize = 3;
/// Rows looked at for them.
const SAMPLE_ROWS: usize = 200;
/// Of each value so many signs are shown.
const SAMPLE_SIGNS: usize = 40;

/// What the columns of a table may mean, for the advisor to change.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The file's name.
    pub file: String,
    /// Its columns, each name once.
    pub columns: Vec<Column>,
    /// What parts several values of a cell, when that is known.
    separator: Option<String>,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// Some of its values; of a sensitive one none.
    pub samples: Vec<String>,
    /// What it means, a word of [`FIELDS`].
    pub word: String,
}

/// The text of a mapping file for a table, with sample values as comments; sensitive ones are not shown.
///
/// Refuses what `read` would refuse as no table of text.
pub fn propose(bytes: &[u8], file_name: &str) -> Result<String, Rejection> {
    Ok(proposal(bytes, file_name)?.text())
}

/// The columns of a table with what they may mean; refuses as [`propose`] does.
pub fn proposal(bytes: &[u8], file_name: &str) -> Result<Proposal, Rejection> {
    let name = visible(file_name);
    let refuse = |what: &str| Err(Rejection::rule(format!("{name} {what} Nothing was proposed.")));
    let text = match lines_of(bytes, &name)? {
        Lines::Table(text, _) => text,
        Lines::Vcard(..) => return refuse("is a vCard file, which needs no mapping."),
    };
    let (head, table, words, separator) = if let Some(found) = sheet::known(&text) {
        let separator = found.mapping.separator().map(str::to_owned);
        let words = words(&found.head, &[found.mapping]);
        (found.head, found.table, words, separator)
    } else {
        let synonyms = synonyms();
        let score = |head: &[String]| head.iter().filter(|name| word(name, &synonyms).is_some()).count();
        let (_, head, table) = sheet::best(&text, score);
        let words = words(&head, &synonyms);
        (head, table, words, None)
    };
    if head.len() < 2 {
        return refuse("is no table: its first line has one column.");
    }
    if table.is_longer_than(MAX_ROWS) {
        return refuse(&too_many());
    }
    Ok(Proposal { file: name, columns: columns(&head, words, table), separator })
}

/// The columns of a file that no known program wrote and that may still be a table of contacts; `None` when there is
/// nothing to ask about it.
#[must_use]
pub fn unknown(bytes: &[u8], file_name: &str) -> Option<Proposal> {
    let Ok(Lines::Table(text, _)) = lines_of(bytes, file_name) else { return None };
    if sheet::known(&text).is_some() || super::read::is_of_a_custodian(&text) {
        return None;
    }
    let proposal = proposal(bytes, file_name).ok()?;
    let named = proposal.columns.iter().filter(|column| !column.name.starts_with("column ")).count();
    let filled = proposal.columns.iter().any(|column| !column.samples.is_empty());
    (named >= 2 && filled).then_some(proposal)
}

impl Proposal {
    /// Says what a column means; `false` when there is no such field, and nothing is changed then.
    pub fn set(&mut self, at: usize, word: &str) -> bool {
        let word = word.trim();
        let Some(column) = self.columns.get_mut(at).filter(|_| is_word(word)) else { return false };
        word.clone_into(&mut column.word);
        true
    }

    /// The mapping file: what can be said in it, then a line for each column below its samples.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = preface(&self.file, self.separator.as_deref());
        for Column { name, samples, word } in &self.columns {
            if word == "sensitive" {
                text.push_str("# (values not shown)\n");
            } else if !samples.is_empty() {
                text.push_str(&format!("# {}\n", samples.join(" | ")));
            }
            text.push_str(&format!("{} = {}\n", quoted(name), quoted(word)));
        }
        text
    }

    /// The mapping it stands for.
    pub fn mapping(&self) -> Result<Mapping, Rejection> {
        Mapping::parse(&self.text(), &self.file)
    }
}

/// Whether a word says what a column means.
#[must_use]
pub fn is_word(word: &str) -> bool {
    Field::parse(word).is_some()
}

/// What one of the words does that a list of them is explained together with.
fn of_its_own(word: &str) -> Option<&'static str> {
    Some(match word {
        "given" => "the first name",
        "middle" => "further first names",
        "family" => "the last name",
        "prefix" => "what stands before the name, as Dr.",
        "suffix" => "what stands behind the name, as Jr.",
        "nickname" => "what friends say",
        "company" => "where they work",
        "department" => "where within the company",
        "title" => "what they do there",
        "email" => "an e-mail address",
        "phone" => "a telephone number",
        "web" => "a page on the web",
        "chat" => "an address of a messenger",
        "sensitive" => "numbers of tax, passport, licence (license), ssn: left out",
        word if word.starts_with("address.") => "part of an address",
        _ => return None,
    })
}

/// The words to choose from with what each does; those that take a label with the usual labels.
#[must_use]
pub fn choices() -> Vec<(String, &'static str)> {
    let mut choices = Vec::new();
    for (list, what) in FIELDS {
        for word in list.split(", ") {
            let word = if word.starts_with('.') { format!("address{word}") } else { word.to_owned() };
            let word = match word.as_str() {
                "date.LABEL" => "date.anniversary".to_owned(),
                "related.LABEL" => "related.spouse".to_owned(),
                "id.PROGRAM" => "id.other".to_owned(),
                _ => word,
            };
            let labels: &[&str] = match word.as_str() {
                "email" => &["home", "work"],
                "phone" => &["home", "work", "mobile", "fax"],
                _ => &[],
            };
            let what = of_its_own(&word).unwrap_or(what);
            // What is left with a word in capitals can only be typed.
            if is_word(&word) && !word.contains(char::is_uppercase) {
                choices.push((word.clone(), what));
            }
            choices.extend(labels.iter().map(|label| (format!("{word}.{label}"), what)));
        }
    }
    for home in ["home", "work"] {
        for part in ["street", "extended", "box", "city", "region", "code", "country"] {
            choices.push((format!("address.{home}.{part}"), "part of an address"));
        }
    }
    choices
}

/// The proposed word for each column; a word is given once where a card has one place for it.
fn words(head: &[String], mappings: &[Mapping]) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut propose = |name: &String| {
        let word = word(name, mappings).unwrap_or_else(|| "custom".to_owned());
        let single = matches!(Field::parse(&word), Some(Field::Text(text)) if text != Text::Notes);
        let parted =
            matches!(Field::parse(&word), Some(Field::Many(Many::Address, _, part)) if part != Part::Value);
        if (single || parted) && mappings.len() > 1 && !taken.insert(word.clone()) {
            return "custom".to_owned();
        }
        word
    };
    head.iter().map(&mut propose).collect()
}

fn word(name: &str, mappings: &[Mapping]) -> Option<String> {
    if is_sensitive(name) {
        return Some("sensitive".to_owned());
    }
    // The identifier of one program is not that of another.
    let known = mappings.iter().filter_map(|mapping| mapping.word_of(name).map(Cow::into_owned));
    let alone = mappings.len() == 1;
    known.into_iter().find(|word| alone || !matches!(Field::parse(word), Some(Field::Id(_) | Field::Skip)))
}

/// What a mapping file can say, and what stands above its columns.
fn preface(file: &str, separator: Option<&str>) -> String {
    let mut text = format!(
        "# What the columns of {file} mean. Change what is wrong, then:\n\
         #   standing import {file} --map THIS_FILE\n\
         # A column not named here becomes a custom field of its own name. Fields:\n"
    );
    for (list, what) in FIELDS {
        text.push_str(&format!("#   {list}: {what}\n"));
    }
    text.push_str("\n# What parts several values in one cell; else it is ; and for labels also ,\n");
    match separator {
        Some(sign) => text.push_str(&format!("separator = {}\n", quoted(sign))),
        None => text.push_str("# separator = \" | \"\n"),
    }
    text.push_str(
        "# How 3/4/1963 is read: \"month first\" or \"day first\"\n# dates = \"month first\"\n\n[columns]\n",
    );
    text
}

/// The columns with their words and some of their values, each name once.
fn columns(head: &[String], words: Vec<String>, table: Table<'_>) -> Vec<Column> {
    let mut samples: Vec<Vec<String>> = vec![Vec::new(); head.len()];
    for record in table.take(SAMPLE_ROWS).filter(|record| record.damage.is_none()) {
        for (list, cell) in samples.iter_mut().zip(&record.cells) {
            let shown = excerpt(cell.trim(), SAMPLE_SIGNS);
            if list.len() < SAMPLES && !shown.is_empty() && !list.contains(&shown) {
                list.push(shown);
            }
        }
    }
    let mut seen = HashSet::new();
    let columns = head.iter().zip(words).zip(samples).filter(|((name, _), _)| seen.insert((*name).clone()));
    columns
        .map(|((name, word), samples)| {
            let samples = if word == "sensitive" { Vec::new() } else { samples };
            Column { name: name.clone(), samples, word }
        })
        .collect()
}

/// The page of the documentation on mapping files.
pub fn page() -> String {
    let mut text = String::from(PAGE);
    for (list, what) in FIELDS {
        text.push_str(&format!("| `{list}` | {what} |\n"));
    }
    text
}

const PAGE: &str = "# Mapping files

`standing import FILE --map MAP.toml` takes in a table of any program: the mapping file says what its columns
mean. `standing import FILE --propose-map > MAP.toml` writes a first version with sample values. This page is made
from the program.

```toml
separator = \"|\"          # optional: what parts several values in one cell; else ; and for labels also ,
dates = \"day first\"      # optional: how 3/4/1963 is read, \"day first\" or \"month first\"

[columns]
\"Nachname\" = \"family\"
\"Mail privat\" = \"email.home\"
\"Telefon # Nummer\" = \"phone.#\"      # of numbered columns, # stands for the number
\"Telefon # Art\" = \"phone.#.label\"
\"Ort\" = \"address.home.city\"
```

The name of a column is its own; case and the signs between words do not matter. A column that is not named
becomes a custom field of its own name, so nothing is lost unseen. A column or a field that does not exist is
refused with the line of the mapping file. Numbered values, `email.1`, `phone.2`, `address.3`, can have
`.label`, `.first` (which is the first choice) and `.extension`.

Tables of Google, Outlook, LinkedIn, Slant, Redtail, Wealthbox and Salesforce need no mapping; theirs are in
`assets/dialects`, in the same form.

| field | what |
|---|---|
";

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(sign))),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "Nachname,Vorname,E-Mail,Hobby,SSN\nMüller,Zoë,z@example.com,Golf,123456789\n";

    #[test]
    fn a_table_of_no_known_program_is_asked_about_and_what_is_none_is_not() {
        let asked = unknown(FILE.as_bytes(), "a.csv").unwrap();
        let names: Vec<&str> = asked.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["Nachname", "Vorname", "E-Mail", "Hobby", "SSN"]);
        assert_eq!(asked.columns[3].samples, ["Golf"]);
        assert_eq!((asked.columns[4].word.as_str(), asked.columns[4].samples.len()), ("sensitive", 0));
        for none in [
            "Dear Ann,\nhello",
            "a,b\n",
            "First Name,Labels\nAnn,\n",
            "BEGIN:VCARD\nFN:A\nEND:VCARD\n",
            "Symbol,Description,Quantity\nA,B,1\n",
            "{\"a\":1}",
            "",
        ] {
            assert_eq!(unknown(none.as_bytes(), "a.csv"), None, "{none}");
        }
    }

    #[test]
    fn what_was_changed_is_in_the_mapping_and_a_word_that_is_none_changes_nothing() {
        let mut asked = unknown(FILE.as_bytes(), "a.csv").unwrap();
        assert!(asked.set(3, " notes ") && !asked.set(3, "emial") && !asked.set(9, "notes"));
        let mapping = asked.mapping().unwrap();
        assert_eq!(mapping.word_of("Hobby").as_deref(), Some("notes"));
        assert_eq!(mapping, Mapping::parse(&asked.text(), "a.csv").unwrap());
    }

    #[test]
    fn the_sensitive_field_is_found_by_what_it_is_for() {
        let (_, what) = choices().into_iter().find(|(word, _)| word == "sensitive").unwrap();
        for typed in ["tax", "passport", "licence", "license", "ssn"] {
            assert!(what.contains(typed), "{typed}");
        }
        let file = "Nachname,Steuernummer\nMüller,12/345/67890\n";
        let asked = unknown(file.as_bytes(), "a.csv").unwrap();
        assert_eq!((asked.columns[1].word.as_str(), asked.columns[1].samples.len()), ("sensitive", 0));
    }

    #[test]
    fn every_choice_is_a_word_and_stands_once() {
        let mut seen = HashSet::new();
        for (word, _) in choices() {
            assert!(is_word(&word) && seen.insert(word.clone()), "{word}");
        }
        for word in ["name", "email.home", "phone.mobile", "address.home.city", "household", "skip", "custom"]
        {
            assert!(seen.contains(word), "{word}");
        }
    }
}
