//! Writes vCards as rich as an advisor's own, for the import figures of `docs/bench.md`.
//!
//! `rich_cards COUNT > FILE`: each card has a name in parts, firm, title, birthday, anniversary, two telephones, two
//! e-mails, two addresses, a page, a note, two labels, a spouse, an identifier and a property of another program.
//!
//! **Invariant:** the same count makes the same bytes; no two cards are one person.

use std::{
    error::Error,
    fmt::Write as _,
    io::{self, Write as _},
};

const GIVEN: [&str; 16] = [
    "Ann", "Ben", "Chloé", "Dmitri", "Eva", "Farid", "Grace", "Hugo", "Ines", "Jan", "Kira", "Luis", "Mária",
    "Noor", "Olga", "Pedro",
];
const FAMILY: [&str; 16] = [
    "Abbott",
    "Brandt",
    "Costa",
    "Dyk",
    "Engström",
    "Fischer",
    "Garcia",
    "Huang",
    "Ito",
    "Jensen",
    "Keller",
    "Lindqvist",
    "Moreau",
    "Nguyễn",
    "Olsen",
    "Petrov",
];
const TOWNS: [&str; 8] = ["Oslo", "Leeds", "Zürich", "Porto", "Graz", "Lyon", "Ghent", "Turku"];

fn main() -> Result<(), Box<dyn Error>> {
    let count: usize = std::env::args().nth(1).ok_or("Say how many cards.")?.parse()?;
    let mut text = String::new();
    for n in 0..count {
        card(&mut text, n)?;
    }
    io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

fn of<'a>(words: &[&'a str], n: usize) -> &'a str {
    words.get(n % words.len()).copied().unwrap_or_default()
}

fn card(text: &mut String, n: usize) -> std::fmt::Result {
    let (given, town) = (of(&GIVEN, n), of(&TOWNS, n / 3));
    let family = format!("{}{}", of(&FAMILY, n / 16), n / 256);
    let (month, day) = (n % 12 + 1, n % 28 + 1);
    write!(
        text,
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:00000000-0000-4000-8000-{n:012}\r\n\
         FN:Dr. {given} M. {family}\r\nN:{family};{given};M.;Dr.;\r\nNICKNAME:{given}y\r\n\
         ORG:{family} & Partners;Planning\r\nTITLE:Managing partner\r\nBDAY:19{year}{month:02}{day:02}\r\n\
         ANNIVERSARY:20{wed:02}{month:02}{day:02}\r\nTEL;TYPE=cell;PREF=1:+1 555 {tel:07}\r\n\
         TEL;TYPE=work:+1 556 {tel:07}\r\nEMAIL;TYPE=home:{mail}@example.com\r\n\
         EMAIL;TYPE=work:{mail}@partners.example\r\nADR;TYPE=home:;;{n} Oak Street;{town};;{code};Norway\r\n\
         ADR;TYPE=work:;;{n} Market Square;{town};;{code};Norway\r\nURL:https://partners.example/{n}\r\n\
         NOTE:Met at the harbour in {town}. Wants to retire at {age}\\, keeps \r\n a boat\\; prefers letters.\\nRed \
         folder {n}.\r\nCATEGORIES:golf,{town}\r\nRELATED;TYPE=spouse;VALUE=text:Sam {family}\r\n\
         X-OTHER-ID:{n}\r\nEND:VCARD\r\n",
        year = 40 + n % 50,
        wed = n % 20,
        tel = n,
        mail = format_args!("p{n}"),
        code = 1000 + n % 8999,
        age = 55 + n % 15,
    )
}
