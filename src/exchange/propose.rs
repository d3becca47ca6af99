//! A mapping file for a table of no known program, proposed by the usual names of columns.
//!
//! **Invariant:** what is printed is a mapping file that takes this very file.

use std::{borrow::Cow, collections::HashSet};

use super::{
    field::{FIELDS, Field, Many, Part, Text, is_sensitive},
    mapping::{Mapping, synonyms},
    read::{Lines, excerpt, lines_of, visible},
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

/// The text of a mapping file for a table, with sample values as comments; sensitive ones are not shown.
///
/// Refuses what `read` would refuse as no table of text.
pub fn propose(bytes: &[u8], file_name: &str) -> Result<String, Rejection> {
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
    let top = preface(&name, separator.as_deref());
    Ok(top + &columns(&head, &words, table))
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

/// A line for each column below its samples.
fn columns(head: &[String], words: &[String], table: Table<'_>) -> String {
    let mut samples: Vec<Vec<String>> = vec![Vec::new(); head.len()];
    for record in table.take(SAMPLE_ROWS).filter(|record| record.damage.is_none()) {
        for (list, cell) in samples.iter_mut().zip(&record.cells) {
            let shown = excerpt(cell.trim(), SAMPLE_SIGNS);
            if list.len() < SAMPLES && !shown.is_empty() && !list.contains(&shown) {
                list.push(shown);
            }
        }
    }
    let mut text = String::new();
    let mut seen = HashSet::new();
    for ((name, word), samples) in head.iter().zip(words).zip(&samples) {
        if !seen.insert(name) {
            continue;
        }
        if word == "sensitive" {
            text.push_str("# (values not shown)\n");
        } else if !samples.is_empty() {
            text.push_str(&format!("# {}\n", samples.join(" | ")));
        }
        text.push_str(&format!("{} = {}\n", quoted(name), quoted(word)));
    }
    text
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
