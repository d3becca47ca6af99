//! Documents from the desk: a template is chosen, the page is shown, and what becomes of it is asked.
//!
//! **Invariant:** nothing is kept before it was shown.

use chrono::NaiveDate;

use crate::{
    domain::{
        action::{Action, Paper as Act, Sent, Signed},
        day,
        record::{RecordId, Row},
        records::document::{self, WAYS},
        rejection::Rejection,
    },
    letters::{compose::Form, templates},
    tui::{
        desk::At,
        effect::{Effect, Paper},
        layers::{ask::Ask, export::Holds, import::path_of},
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// Asks which template, and shows the page made from it.
pub fn choose(whose: RecordId, at: &At<'_>) -> Effects {
    let names = templates::names(at.book.document_templates());
    let words: Vec<&str> = names.iter().map(String::as_str).collect();
    let who = at.book.short_name(whose.id)?;
    let ask = Ask::choice(&format!("A document for {who}"), "Template", &words, move |name, at| {
        let mut effects = vec![Effect::Discard];
        effects.extend(super::document_asks::make(whose, name, at)?);
        Ok(effects)
    });
    Ok(Effect::open(ask.whose_enter("show it")))
}

/// What can be done with a kept document.
const DEEDS: [&str; 5] =
    ["write it to a file", "it was sent", "they signed it", "a mail draft", "attach the scan"];
/// What can be done besides once a scan is attached.
const WITH_SCAN: [&str; 5] =
    ["write it to a file", "it was sent", "they signed it", "a mail draft", "write the scan to a file"];

/// Asks what is done with a kept document.
pub fn deed(id: RecordId, at: &At<'_>) -> Effects {
    // As it stands now: a file of it may have been kept since it was read.
    let row = super::need(id, at)?;
    let title = format!("What becomes of it: {}", row.str("title"));
    let deeds = if at.book.scan_of(id)?.is_some() { WITH_SCAN } else { DEEDS };
    let ask = Ask::choice(&title, "Do", &deeds, move |word, at| match word {
        "write it to a file" => Ok(write(&row, at)),
        "it was sent" => Ok(sent(&row)),
        "they signed it" => signed(&row, at),
        "attach the scan" => Ok(attach(row.id)),
        "write the scan to a file" => write_scan(row.id, at),
        _ => Ok(mail(&row, at)),
    });
    Ok(Effect::open(ask.whose_enter("go on")))
}

/// Asks where the signed paper is, and notes that it was signed.
fn where_it_is(document: RecordId, on: NaiveDate, by: Vec<RecordId>) -> Vec<Effect> {
    let ask = Ask::text("Where is the signed paper", "It is", move |typed, _| {
        let evidence = Some(typed.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Effect::commit(Action::Document(Act::Sign(Signed { document, on, by: by.clone(), evidence }))))
    });
    Effect::open(ask.checked(|_, _| Ok(Some("Enter alone leaves it empty.".to_owned()))))
}

/// Asks for the file that shows what was signed or agreed, and attaches it.
#[must_use]
pub fn attach(to: RecordId) -> Vec<Effect> {
    let ask =
        Ask::text("Attach a file that shows it, as a scan; the book keeps it", "File", move |typed, at| {
            Ok(Effect::commit(at.book.attaching(to, &path_of(typed))?))
        });
    Effect::open(ask.whose_enter("attach"))
}

/// A file that shows what was agreed: attached, or where one is, written to a file again.
#[must_use]
pub fn evidence(of: RecordId, at: &At<'_>) -> Vec<Effect> {
    match at.book.scan_of(of) {
        Ok(None) => attach(of),
        Ok(Some(scan)) => {
            let words = ["write it to a file", "attach another"];
            let title = format!("What shows it: {}", scan.name);
            let ask = Ask::choice(&title, "Do", &words, move |word, at| match word {
                "attach another" => Ok(attach(of)),
                _ => write_scan(of, at),
            });
            Effect::open(ask.whose_enter("go on"))
        }
        Err(why) => Effect::warn(why.message),
    }
}

/// Asks where the scan attached to a record is written.
pub fn write_scan(of: RecordId, at: &At<'_>) -> Effects {
    let Some(scan) = at.book.scan_of(of)? else {
        return Err(Rejection::rule(format!("No scan is attached to {of}. Nothing was written.")));
    };
    let ask = Ask::text("Write the scan to a file, as it was attached", "File", move |typed, _| {
        let file = path_of(typed);
        Ok(vec![Effect::Write(Box::new(Paper::Export { file, holds: Holds::Scan(of) }))])
    });
    Ok(Effect::open(ask.starting(&format!("~/{}", scan.name))))
}

/// Letters of a title in the name of its file: with day and ending they are a name on every disk.
const NAMED: usize = 60;

fn file_name(row: &Row, at: &At<'_>, ending: &str) -> String {
    format!("~/{}-{}.{ending}", plain(row.str("title")), at.today)
}

/// A name for a file: letters and figures of a title, so that nothing in it leads out of the folder.
fn plain(title: &str) -> String {
    let plain = |sign: char| if sign.is_alphanumeric() { sign } else { '-' };
    let name: String = title.to_lowercase().chars().map(plain).collect();
    let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    let name: String = words.join("-").chars().take(NAMED).collect();
    if name.is_empty() { "document".to_owned() } else { name }
}

fn write(row: &Row, at: &At<'_>) -> Vec<Effect> {
    let id = row.id;
    let ask = Ask::text("Write the document to a file", "File", move |typed, _| {
        let file = path_of(typed);
        let form = Form::of_file(&file).ok_or_else(|| Rejection::rule(ENDINGS))?;
        Ok(vec![Effect::Write(Box::new(Paper::Export { file, holds: Holds::Document(id, form) }))])
    });
    let ask = ask.checked(|typed, _| match Form::of_file(&path_of(typed)) {
        Some(form) => Ok(Some(format!("Writes {}.", form.ending().to_uppercase()))),
        None => Err(ENDINGS.to_owned()),
    });
    Effect::open(ask.starting(&file_name(row, at, "pdf")))
}

/// What the name of a document's file ends in.
const ENDINGS: &str = "End the name in .pdf, .html or .md.";

fn mail(row: &Row, at: &At<'_>) -> Vec<Effect> {
    let id = row.id;
    let ask = Ask::text("A mail draft for your mail program; nothing is sent", "File", move |typed, _| {
        let file = path_of(typed);
        if file.extension().is_none_or(|ending| ending != "eml") {
            return Err(Rejection::rule("End the name in .eml."));
        }
        Ok(vec![Effect::Write(Box::new(Paper::Export { file, holds: Holds::Mail(id) }))])
    });
    Effect::open(ask.starting(&file_name(row, at, "eml")))
}

fn sent(row: &Row) -> Vec<Effect> {
    let (id, kept) = (row.id, row.fields.text("pdf_sha256").or(row.fields.text("html_sha256")));
    let kept = kept.map(ToOwned::to_owned);
    let title = format!("How was it sent: {}", row.str("title"));
    Effect::open(Ask::choice(&title, "How", WAYS, move |how, at| {
        let sent = Sent { document: id, on: at.today, how: how.to_owned(), to: None, sha256: kept.clone() };
        Ok(Effect::commit(Action::Document(Act::Send(sent))))
    }))
}

fn signed(row: &Row, at: &At<'_>) -> Effects {
    let (id, paper) = (row.id, row.clone());
    let adults = at.book.adults(row.int("relationship_id").unwrap_or(0))?;
    let names: Vec<&str> = adults.iter().map(|person| person.str("name")).collect();
    let start = crate::acts::name::listed(&names, "and");
    let title = format!("Who signed: {}", row.str("title"));
    let ask = Ask::text(&title, "Signed by", move |typed, _| {
        let typed = typed.to_lowercase();
        let signs = |person: &&Row| {
            let name = person.str("name").to_lowercase();
            typed.contains(&name) || name.split(' ').next().is_some_and(|first| typed.contains(first))
        };
        let by: Vec<RecordId> = adults.iter().filter(signs).map(|person| person.id).collect();
        if by.is_empty() {
            return Err(Rejection::rule("That names no adult of this household."));
        }
        let (asked, echoed) = (paper.clone(), paper.clone());
        let ask = Ask::text("When was it signed", "Day", move |typed, at| {
            Ok(where_it_is(id, day_of(&asked, typed, at)?, by.clone()))
        });
        let ask = ask.checked(move |typed, at| {
            let on = day_of(&echoed, typed, at).map_err(|no| no.message)?;
            Ok(Some(day::echo(on, at.today)))
        });
        Ok(Effect::open(ask.starting("today").whose_enter("where")))
    });
    Ok(Effect::open(ask.starting(&start).whose_enter("when")))
}

/// The day something happened to a document: not before it was made, none that is still to come.
fn day_of(paper: &Row, typed: &str, at: &At<'_>) -> Result<NaiveDate, Rejection> {
    let on = day::parse_day_that_was(typed, at.today, at.order)?;
    document::may_happen(paper, on, at.today).map(|()| on)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_leads_out_of_no_folder_and_is_short_enough_for_every_disk() {
        let texts = include_str!("../../../../tests/fixtures/hostile/texts.json");
        let texts: Vec<(String, String)> = serde_json::from_str(texts).unwrap();
        for title in texts
            .iter()
            .map(|(_, text)| text.as_str())
            .chain(["../../x", "CON", ".", "..", "/", "", "\\\\host"])
        {
            let name = plain(title);
            assert!(!name.is_empty() && name.len() <= 240, "{name}");
            assert!(name.chars().all(|sign| sign.is_alphanumeric() || sign == '-'), "{name}");
            assert!(!name.starts_with('-'), "{name}");
        }
        assert_eq!(plain("Charter, Hartley household"), "charter-hartley-household");
    }
}
