//! Hostile texts, what harmless means, and a book that has them in every field; for the tests of the desk too.
//!
//! **Invariant:** what is harmful is said here independently of the program's own cleaning.

use chrono::NaiveDate;
use standing::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, NewMember},
        record::{Fields, Kind, Set, Ty, Value},
    },
};

/// The checked-in texts: the word by which each is still known when it is made harmless, and the text.
pub(crate) fn texts() -> Vec<(String, String)> {
    serde_json::from_str(include_str!("../../fixtures/hostile/texts.json")).unwrap()
}

/// What a text must not hold to be harmless on a terminal: controls, reordering, what hides, floods where `floods` asks.
pub(crate) fn judge(text: &str, floods: bool) -> Result<(), String> {
    let mut marks = 0;
    for c in text.chars() {
        let control = c.is_control() && c != '\n';
        let order = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}');
        let hidden = matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{2028}' | '\u{2029}' | '\u{34f}' | '\u{3164}' | '\u{115f}' | '\u{1160}' | '\u{ffa0}');
        if control || order || hidden {
            return Err(format!("U+{:04X} in {text:?}", u32::from(c)));
        }
        marks = if matches!(c, '\u{300}'..='\u{36f}') { marks + 1 } else { 0 };
        if floods && marks > 8 {
            return Err(format!("a flood of marks in {text:?}"));
        }
    }
    Ok(())
}

/// The day of the tests.
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

/// A book in memory with a client for each text, and records of every kind that hold them.
pub(crate) fn book() -> Book {
    let mut book = Book::memory(Clock::fixed(today())).unwrap();
    fill(&mut book);
    book
}

/// Puts the texts into a book: as names, and in every field of every kind that takes them.
pub(crate) fn fill(book: &mut Book) {
    let texts = texts();
    for (word, text) in &texts {
        let member = NewMember {
            fields: Fields::new().with("name", text.as_str()).with("given", text.as_str()),
            role: "head".into(),
            phone: Some(format!("+1 503 555 0142 {text}")),
            email: Some("ann@example.com".to_owned()),
        };
        let spouse = NewMember {
            fields: Fields::new().with("name", format!("{text} Spouse")),
            role: "spouse".into(),
            phone: None,
            email: None,
        };
        let fields = Fields::new().with("name", text.as_str()).with("kind", "client").with("tier", "A");
        let whole = Action::AddHousehold { fields, members: vec![member, spouse], tags: vec![text.clone()] };
        if book.execute(&whole).is_err() {
            let fields =
                Fields::new().with("name", word.as_str()).with("kind", "client").with("notes", text.as_str());
            book.execute(&Action::AddHousehold { fields, members: vec![], tags: vec![] }).unwrap();
        }
    }
    let months = Fields::new()
        .with("name", "A")
        .with("ideal_days", 30)
        .with("maximum_days", 90)
        .with("meeting_months", "3 9");
    book.execute(&Action::Add { kind: Kind::Tier, fields: months }).unwrap();
    let rule =
        Fields::new().with("title", "Minimum fee").with("text", texts[0].1.as_str()).with("topic", "fees");
    let rule = book.execute(&Action::Add { kind: Kind::Rule, fields: rule }).unwrap().ids[0].id;
    let exception =
        Fields::new().with("relationship_id", 2).with("rule_id", rule).with("what", texts[1].1.as_str());
    let exception =
        exception.with("why", texts[2].1.as_str()).with("day", "2026-02-02").with("until", "2026-11-28");
    book.execute(&Action::Add { kind: Kind::Exception, fields: exception }).unwrap();
    for (number, kind) in Kind::ALL.iter().copied().filter(|kind| !kind.is_by_act()).enumerate() {
        for turn in 0..4_usize {
            add(book, kind, &texts, number * 5 + turn * 3, turn);
        }
    }
}

/// Adds a record with hostile texts in as many fields as are taken.
fn add(book: &mut Book, kind: Kind, texts: &[(String, String)], first: usize, turn: usize) {
    let spec = kind.spec();
    let mut fields = Fields::new();
    for (place, field) in spec.fields.iter().enumerate().filter(|(_, field)| field.set != Set::ByAct) {
        let text = &texts[(first + place) % texts.len()].1;
        let value: Value = match field.ty {
            Ty::Line | Ty::Long => text.as_str().into(),
            Ty::Date => ["2026-11-23", "2026-12-24", "2026-10-01", "2026-11-20"][turn].into(),
            Ty::PartialDate => "1963-11-29".into(),
            Ty::Time => "10:30".into(),
            Ty::Zone => "Europe/Zurich".into(),
            Ty::Count | Ty::Number | Ty::Flag => Value::Int(1),
            Ty::Choice(words) => words[turn % words.len()].into(),
            Ty::Ref(_) => Value::Int(i64::try_from(turn).unwrap() + 1),
        };
        fields.set(field.name, value);
    }
    // What is refused goes, field by field: the rest is hostile enough.
    for _ in 0..spec.fields.len() {
        let Err(no) = book.execute(&Action::Add { kind, fields: fields.clone() }) else { return };
        assert!(judge(&no.message, false).is_ok() || !no.message.is_empty());
        let required = |name: &str| spec.field(name).is_some_and(|field| field.set == Set::Required);
        let blamed = no.field.clone().filter(|name| !required(name) && fields.get(name) != &Value::Null);
        let optional = spec.fields.iter().map(|field| field.name).find(|name| {
            !required(name)
                && fields.get(name) != &Value::Null
                && !matches!(spec.field(name).unwrap().ty, Ty::Line | Ty::Long)
        });
        match blamed.or_else(|| optional.map(str::to_owned)) {
            Some(name) => fields.set(spec.field(&name).unwrap().name, Value::Null),
            None => return,
        }
    }
}
