//! A template: its head in TOML, its body in Markdown with places for facts; read, and filled in.
//!
//! **Invariant:** a template reads no file and runs nothing; whatever a fact says, it stands there as text. What
//! cannot be filled in is refused with file, line and name, and nothing of it is kept.

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, syntax::SyntaxConfig,
    value::Serde,
};
use serde::Deserialize;

use super::{
    markdown,
    words::{self, Numbers},
};
use crate::{
    acts::name::listed,
    domain::{day, filter::fold, record::Kind, records::document::KINDS, rejection::Rejection, safe},
};

/// The steps a template may take; the longest of ours takes about a twentieth.
const FUEL: u64 = 2_000_000;
/// The longest document, in bytes.
const LONGEST: usize = 1 << 20;
/// What a place to be filled in by hand looks like.
const BLANK: &str = r"\_\_\_\_\_\_\_\_\_\_\_\_";

/// What stands at the head of a template.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    kind: String,
    title: String,
    version: String,
    #[serde(default = "english")]
    language: String,
    #[serde(default)]
    about: String,
    /// Which agreements it states: goal, expectation, acceptance.
    #[serde(default)]
    states: Vec<String>,
    /// What is asked for when it is made.
    #[serde(default)]
    asks: Vec<Ask>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    months: Vec<String>,
    /// How it writes numbers: `1,000.5` or `1.000,5`.
    #[serde(default)]
    numbers: Numbers,
    /// Words of the book in the language of the template.
    #[serde(default)]
    words: std::collections::BTreeMap<String, String>,
}

fn english() -> String {
    "en".to_owned()
}

/// Something a template wants to be told when a document is made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Its name in the template, after `given.`
    pub name: String,
    /// What is asked.
    pub label: String,
}

/// A template.
#[derive(Debug, Clone)]
pub struct Template {
    /// Its file's name without endings: `charter`.
    pub name: String,
    /// Where it lies, as it is named in an error.
    pub file: String,
    /// The kind of document it makes.
    pub kind: String,
    /// What a document made from it is called.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its language: `en`, `de`.
    pub language: String,
    /// What it is for, in a phrase.
    pub about: String,
    /// The agreements it states.
    pub states: Vec<Kind>,
    /// What it wants to be told.
    pub asks: Vec<Ask>,
    dates: Dates,
    numbers: Numbers,
    words: std::collections::BTreeMap<String, String>,
    /// Its text with the head blanked, so that lines count as in the file.
    body: String,
}

/// How a template writes dates.
#[derive(Debug, Clone)]
struct Dates {
    pattern: String,
    months: Vec<String>,
}

impl Dates {
    fn write(&self, on: chrono::NaiveDate) -> String {
        use chrono::Datelike as _;
        let at = usize::try_from(on.month0()).unwrap_or(0);
        let month = self.months.get(at).map_or("", String::as_str);
        self.pattern
            .replace("{day}", &on.day().to_string())
            .replace("{month}", month)
            .replace("{n}", &on.month().to_string())
            .replace("{year}", &on.year().to_string())
    }
}

/// Reads a template; `file` is how it is named when it cannot be read.
pub fn read(name: &str, text: &str, file: &str) -> Result<Template, Rejection> {
    let no = |line: usize, said: &str| refused(file, line, said);
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let Some(rest) = text.strip_prefix("+++\n") else {
        return Err(no(1, "a template begins with a line +++, its head, and another line +++"));
    };
    let Some(end) = rest.find("\n+++") else {
        return Err(no(1, "the head of the template is not closed with a line +++"));
    };
    let (head_text, body) = rest.split_at(end);
    let body = body.strip_prefix("\n+++").unwrap_or(body);
    let head: Head = toml::from_str(head_text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = head_text.bytes().take(at).filter(|letter| *letter == b'\n').count() + 2;
        no(line, &error.message().replace('\n', " "))
    })?;
    if !KINDS.contains(&head.kind.as_str()) {
        return Err(no(2, &format!("kind is none of: {}", KINDS.join(", "))));
    }
    let mut states = Vec::new();
    for word in &head.states {
        let kind = Kind::of_noun(word).filter(|kind| kind.is_agreement());
        states.push(kind.ok_or_else(|| no(2, "states holds goal, expectation, acceptance"))?);
    }
    if !head.months.is_empty() && head.months.len() != 12 {
        return Err(no(2, "months holds twelve names"));
    }
    let english = || (1..=12).map(|month| day::month_name(month).to_owned()).collect();
    let months = if head.months.is_empty() { english() } else { head.months };
    let dates = Dates { pattern: head.date.unwrap_or_else(|| "{day} {month} {year}".to_owned()), months };
    let blank = "\n".repeat(head_text.matches('\n').count() + 2);
    Ok(Template {
        name: name.to_owned(),
        file: file.to_owned(),
        kind: head.kind,
        title: head.title,
        version: head.version,
        language: head.language,
        about: head.about,
        states,
        asks: head.asks,
        dates,
        numbers: head.numbers,
        words: head.words,
        body: format!("{blank}{}", without_lines_of_tags(body)),
    })
}

/// A body in which a line that is one tag leaves no line behind: a comment takes its end, so that lines still count.
fn without_lines_of_tags(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + 64);
    for line in body.split_inclusive('\n') {
        let tag = line.trim();
        let inside = tag.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}"));
        if inside.is_some_and(|inside| !inside.contains("%}")) {
            out.push_str(tag);
            out.push_str("{#\n#}");
        } else {
            out.push_str(line);
        }
    }
    out
}

/// `{file} line {line}: {said}.`
pub(super) fn refused(file: &str, line: usize, said: &str) -> Rejection {
    let said = said.trim().trim_end_matches('.');
    Rejection::ambiguous(format!("{file} line {line}: {said}. No document was made."))
}

impl Template {
    /// Fills the template in; the answer is Markdown.
    pub fn fill(&self, facts: &serde_json::Value) -> Result<String, Rejection> {
        let environment = self.environment();
        let template =
            environment.template_from_named_str(&self.file, &self.body).map_err(|no| self.no(&no))?;
        let mut out = Limited::default();
        let filled = template.render_captured_to(Value::from(Serde(facts)), &mut out).map(drop);
        if out.is_full {
            return Err(refused(&self.file, 1, "the document grows beyond 1 MiB"));
        }
        filled.map_err(|no| self.no(&no))?;
        let text = String::from_utf8(out.bytes)
            .map_err(|_| refused(&self.file, 1, "the document is not UTF-8 text"))?;
        Ok(tidy(&text))
    }

    fn environment(&self) -> Environment<'_> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
        environment.set_formatter(write);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(60);
        if let Ok(syntax) = SyntaxConfig::builder().lstrip_blocks(true).build() {
            environment.set_syntax(syntax);
        }
        // Nothing gets past the choke point: these would say that a text is safe.
        for name in ["safe", "escape", "e"] {
            environment.remove_filter(name);
        }
        // Its text would be everything the book says of them, and where the file lies.
        environment.remove_global("debug");
        let dates = self.dates.clone();
        environment.add_filter("date", move |value: Value| date(&dates, &value));
        environment.add_filter("lines", |value: Value| Value::from_safe_string(lines(&value, "\\\n")));
        environment.add_filter("paragraphs", |value: Value| Value::from_safe_string(lines(&value, "\n\n")));
        environment.add_filter("quote", |value: Value| {
            Value::from_safe_string(format!("> {}", lines(&value, "\\\n> ")))
        });
        environment.add_filter("blank", |value: Value| {
            if is_empty(&value) { Value::from_safe_string(BLANK.to_owned()) } else { value }
        });
        environment.add_filter("names", |value: Vec<String>, word: Option<String>| {
            let names: Vec<&str> = value.iter().map(String::as_str).collect();
            listed(&names, word.as_deref().unwrap_or("and"))
        });
        let (known, numbers) = (self.words.clone(), self.numbers);
        environment.add_filter("word", move |value: Value| words::worded(&known, numbers, &said(&value)));
        environment.add_filter("capital", |value: Value| words::capital(&said(&value)));
        environment.add_filter("sentence", |value: Value| words::sentence(&said(&value)));
        environment.add_filter("bare", |value: Value| words::bare(&said(&value)).to_owned());
        environment
    }

    /// An error with its line, and the name it is about.
    fn no(&self, error: &Error) -> Rejection {
        let line = error.line().unwrap_or(1);
        let named = error.range().and_then(|range| self.body.get(range)).map(str::trim);
        let named = named.filter(|text| !text.is_empty() && text.len() < 80 && !text.contains('\n'));
        let said = match (error.kind(), named, error.detail()) {
            (ErrorKind::UndefinedError, Some(name), _) => format!("there is no {name}"),
            (ErrorKind::OutOfFuel, ..) => "the template takes too many steps".to_owned(),
            (kind, Some(name), Some(detail)) => format!("{kind} at {name}: {detail}"),
            (kind, None, Some(detail)) => format!("{kind}: {detail}"),
            (kind, Some(name), None) => format!("{kind} at {name}"),
            (kind, None, None) => kind.to_string(),
        };
        refused(&self.file, line, &said)
    }
}

/// Writes a value where it stands in a template: nothing for what is not known, text as text.
fn write(out: &mut Output<'_>, _state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let text = value.to_string();
    let text = if value.is_safe() { text } else { markdown::text(&text) };
    out.write_str(&text).map_err(Error::from)
}

fn is_empty(value: &Value) -> bool {
    value.is_none() || value.is_undefined() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// What a value says; nothing where it is not known.
fn said(value: &Value) -> String {
    if is_empty(value) { String::new() } else { value.to_string() }
}

fn date(dates: &Dates, value: &Value) -> Result<String, Error> {
    if is_empty(value) {
        return Ok(String::new());
    }
    let read = value.as_str().and_then(|text| text.parse().ok());
    let no = || Error::new(ErrorKind::InvalidOperation, "this is no date");
    read.map(|on| dates.write(on)).ok_or_else(no)
}

/// The lines of a long text, each as text, joined by a break.
fn lines(value: &Value, between: &str) -> String {
    if is_empty(value) {
        return String::new();
    }
    let text = value.to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(markdown::text);
    lines.collect::<Vec<_>>().join(between)
}

/// One empty line between parts, none at the ends.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim_end();
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 && !(line.is_empty() && out.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

/// Takes bytes up to the longest document.
#[derive(Debug, Default)]
struct Limited {
    bytes: Vec<u8>,
    is_full: bool,
}

impl std::io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > LONGEST {
            self.is_full = true;
            return Err(std::io::Error::from(std::io::ErrorKind::FileTooLarge));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The language a word names, as templates are named: `German`, `Deutsch` and `de-CH` are `de`.
#[must_use]
pub fn language_code(said: &str) -> String {
    // It becomes part of a page and of a file's name.
    let word = fold(safe::one_line(said.trim()).trim());
    let word = word.split([',', ';', '/', ' ', '-', '_']).next().unwrap_or("");
    let known = [
        ("de", &["german", "deutsch"][..]),
        ("en", &["english", "englisch"]),
        ("fr", &["french", "francais"]),
        ("es", &["spanish", "espanol"]),
        ("it", &["italian", "italiano"]),
        ("pt", &["portuguese", "portugues"]),
        ("ja", &["japanese", "日本語"]),
        ("zh", &["chinese", "中文"]),
        ("ko", &["korean"]),
        ("nl", &["dutch", "nederlands"]),
    ];
    let found = known.iter().find(|(code, names)| *code == word || names.contains(&word));
    let plain = || word.chars().filter(|sign| sign.is_alphanumeric()).take(20).collect();
    found.map_or_else(plain, |(code, _)| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const HEAD: &str = "+++\nkind = \"letter\"\ntitle = \"T\"\nversion = \"1\"\n+++\n";

    fn fill(body: &str) -> Result<String, Rejection> {
        let facts = json!({
            "name": "# Ann <b> | *x*", "none": null, "day": "2026-11-03",
            "notes": "one\n# two\n\n- three", "list": ["a", "b_"], "given": { "fee": "" },
        });
        read("t", &format!("{HEAD}{body}"), "t.md")?.fill(&facts)
    }

    #[test]
    fn what_a_fact_says_stands_there_as_text() {
        for (body, text) in [
            ("{{ name }}", "\\# Ann \\<b\\> \\| \\*x\\*\n"),
            ("({{ none }})", "()\n"),
            ("{{ day | date }}", "3 November 2026\n"),
            ("{{ notes | lines }}", "one\\\n\\# two\\\n\\- three\n"),
            ("{{ notes | quote }}", "> one\\\n> \\# two\\\n> \\- three\n"),
            ("{{ list | names(\"or\") }}", "a or b\\_\n"),
            ("{{ none | capital }}{{ none | sentence }}{{ none | bare }}", "\n"),
            ("{{ \"wills, IRS\" | capital }}; {{ \"ünser\" | capital }}", "Wills, IRS; Ünser\n"),
            ("{{ \"she asked\" | sentence }} {{ \"Why?\" | sentence }}", "she asked. Why?\n"),
            (
                "{{ [\"the Nasdaq\", \"Theta\", \"gold\"] | map(\"bare\") | list | names }}",
                "Nasdaq, Theta and gold\n",
            ),
            ("{{ list | join(\"*\") }}", "a\\*b\\_\n"),
            ("{{ given.fee | blank }}", "\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\n"),
            ("a\n\n\n\n  {% if none %}\nb\n  {% endif %}\nc {% if name %}d{% endif %}\ne", "a\n\nc d\ne\n"),
        ] {
            assert_eq!(fill(body).unwrap(), text, "{body}");
        }
    }

    #[test]
    fn an_error_names_file_line_and_field() {
        for (body, said) in [
            ("one\n{{ nam }}", "t.md line 7: there is no nam."),
            ("{% if name %}\nx\n{{ client.name }}\n{% endif %}", "t.md line 8: there is no client"),
            ("{{ given.fees }}", "t.md line 6: there is no given.fees."),
            ("{% if name %}", "t.md line "),
            ("{{ name | shout }}", "t.md line 6: unknown filter"),
            ("{{ name | date }}", "t.md line 6: invalid operation at "),
            ("{% include \"/etc/passwd\" %}", "t.md line 6: "),
            ("{{ name | safe }}", "t.md line 6: unknown filter"),
            ("{{ debug() }}", "t.md line 6: "),
            (
                "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
                "t.md line 6: the template takes too many steps.",
            ),
        ] {
            let no = fill(body).unwrap_err().message;
            assert!(no.starts_with(said) && no.ends_with("No document was made."), "{body}: {no}");
        }
        assert!(fill("{{ \"x\" * 2000000 }}").is_err());
    }

    #[test]
    fn a_head_that_cannot_be_read_is_refused_with_its_line() {
        for (text, said) in [
            ("Hello", "t.md line 1: a template begins with a line +++"),
            ("+++\nkind = 3\n+++\n", "t.md line 2: "),
            (
                "+++\nkind = \"letter\"\ntitle = \"T\"\nversion = \"1\"\nwho = 1\n+++\n",
                "t.md line 5: unknown field `who`",
            ),
            (
                "+++\nkind = \"novel\"\ntitle = \"T\"\nversion = \"1\"\n+++\n",
                "t.md line 2: kind is none of: proposal",
            ),
            ("+++\nkind = \"letter\"\n", "t.md line 1: the head of the template is not closed"),
        ] {
            let no = read("t", text, "t.md").unwrap_err().message;
            assert!(no.starts_with(said), "{text}: {no}");
        }
    }

    #[test]
    fn a_language_is_known_by_its_name() {
        for (said, code) in [("German", "de"), ("Deutsch", "de"), ("de-CH", "de"), ("日本語", "ja"), ("", "")]
        {
            assert_eq!(language_code(said), code);
        }
    }
}
