//! Kept properties of older cards in the spelling of vCard 4.0 (RFC 6350; what it took away: its appendix A).
//!
//! A file that says `VERSION:4.0` may hold no encoding, no word without `TYPE=`, no card within a card. What has
//! no name there any more goes on under a name of its own (`X-`), so nothing is lost.
//!
//! **Invariant:** spelling twice changes nothing more, and a line that is 4.0 already stays as it is to the byte.

use super::{
    params::{Params, name_of_bare, outside_quotes},
    property::{halves, is_known, unescape},
    write::{escape, escape_ends},
};
use crate::domain::card::{Address, Card, Labelled, Point, PointKind};

/// Properties whose value is a file.
const FILES: &[&str] = &["PHOTO", "LOGO", "SOUND", "KEY"];

/// Properties vCard 4.0 took away without another place for them.
const TAKEN_AWAY: &[&str] = &["MAILER", "CLASS", "NAME", "PROFILE"];

/// Words of TYPE that say what a file is, in small letters.
const MEDIA: &[(&str, &str)] = &[
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("bmp", "image/bmp"),
    ("tiff", "image/tiff"),
    ("wave", "audio/wav"),
    ("wav", "audio/wav"),
    ("basic", "audio/basic"),
    ("mp3", "audio/mpeg"),
    ("aiff", "audio/aiff"),
    ("pcm", "audio/L16"),
    ("pgp", "application/pgp-keys"),
    ("x509", "application/pkix-cert"),
];

/// The card of an assistant, as it came; their name is a relation besides.
const AGENT: &str = "X-STANDING-AGENT";

/// Brings what a card keeps to the spelling of vCard 4.0.
pub(super) fn modernise(card: &mut Card) {
    let (mut labels, mut sorts) = (Vec::new(), Vec::new());
    for line in std::mem::take(&mut card.extra) {
        match property_of(&line).as_str() {
            "AGENT" => take_agent(card, &line),
            "LABEL" => labels.push(line),
            "SORT-STRING" if sorts.is_empty() => sorts.push(spelled(&line)),
            "SORT-STRING" => card.extra.push(format!("X-{}", spelled(&line))),
            _ => card.extra.push(spelled(&line)),
        }
    }
    card.extra.append(&mut sorts);
    take_labels(card, &labels);
}

/// The name of a line's property in capitals, without its group.
pub(super) fn property_of(line: &str) -> String {
    let name = line.split([':', ';']).next().unwrap_or("");
    name.rsplit('.').next().unwrap_or(name).trim().to_ascii_uppercase()
}

/// The kept line of what stands on the label of an address.
pub(super) fn label_line(label: &str, text: &str) -> String {
    let types = if label.is_empty() { String::new() } else { format!(";TYPE={}", quoted(label)) };
    format!("LABEL{types}:{}", escape(text))
}

/// Label and text of a kept label line.
pub(super) fn label_of(line: &str) -> Option<(String, String)> {
    let (head, value) = halves(line)?;
    let params = Params::of(head.split_once(';').map_or("", |(_, params)| params));
    let types: Vec<String> = params.all("TYPE").map(str::to_lowercase).collect();
    let words = types
        .iter()
        .flat_map(|word| word.split(','))
        .filter(|word| !matches!(*word, "pref" | "dom" | "intl" | "parcel" | "postal"));
    let words = words.map(|word| if word == "cell" { "mobile" } else { word });
    let label = words.collect::<Vec<_>>().join(" ");
    Some((label, unescape(&params.decoded(value)).replace("\r\n", "\n")))
}

/// A parameter's value in quotes, with the escapes of RFC 6868.
pub(super) fn quoted(text: &str) -> String {
    let text = text.replace('^', "^^").replace("\r\n", "^n").replace(['\n', '\r'], "^n");
    format!("\"{}\"", text.replace('"', "^'"))
}

/// The place of the address a label's text is of: the one it says the street of, else the first without a label.
pub(super) fn address_of(points: &[Point], used: &[usize], label: &str, text: &str) -> Option<usize> {
    let key = |label: &str| -> String {
        label.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = key(label);
    let fits = |(at, point): &(usize, &Point)| {
        point.kind == PointKind::Address && !used.contains(at) && key(&point.label) == wanted
    };
    let says = |(_, point): &(usize, &Point)| {
        let street = point.parts.as_ref().map_or("", |parts| parts.street.as_str());
        !street.is_empty() && text.contains(street)
    };
    let mut all = points.iter().enumerate().filter(fits);
    let first = all.clone().next();
    all.find(says).or(first).map(|(at, _)| at)
}

/// Label lines in the order of their addresses; what has no address is one.
fn take_labels(card: &mut Card, lines: &[String]) {
    let mut used = Vec::new();
    let mut found = Vec::new();
    for (label, text) in lines.iter().filter_map(|line| label_of(line)) {
        if let Some(at) = address_of(&card.points, &used, &label, &text) {
            used.push(at);
            let label = card.points.get(at).map_or(label, |point| point.label.clone());
            found.push((at, label_line(&label, &text)));
        } else if !text.trim().is_empty() {
            let parts = Address { street: text.trim().to_owned(), ..Address::default() };
            card.points.push(Point::address(&label, parts));
        }
    }
    found.sort_unstable();
    card.extra.extend(found.into_iter().map(|(_, line)| line));
}

/// An assistant: by name a relation, the rest of their card beside it.
fn take_agent(card: &mut Card, line: &str) {
    let Some((head, value)) = halves(line) else { return };
    let text = unescape(&Params::of(head.split_once(';').map_or("", |(_, params)| params)).decoded(value));
    let mut know = |name: &str| {
        let agent = Labelled::new("agent", name);
        if !agent.value.is_empty() && !card.related.contains(&agent) {
            card.related.push(agent);
        }
    };
    if text.trim_start().get(..5).is_some_and(|begin| begin.eq_ignore_ascii_case("BEGIN")) {
        let named = text.lines().find(|line| property_of(line) == "FN").and_then(halves);
        know(&named.map(|(_, name)| unescape(name)).unwrap_or_default());
        card.extra.push(format!("{AGENT}:{}", escape_ends(&text)));
    } else if has_scheme(text.trim()) {
        card.extra.push(format!("RELATED;TYPE=agent:{}", text.trim()));
    } else {
        know(&text);
    }
}

fn has_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    scheme.len() > 1 && scheme.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"+-.".contains(&sign))
}

/// The parameters of a head, sorted by what 4.0 does with them.
#[derive(Default)]
struct Head {
    types: Vec<String>,
    value: Option<String>,
    encoding: Option<String>,
    is_preferred: bool,
    /// As they came.
    others: Vec<String>,
    /// Whether there is anything 4.0 does not know.
    is_old: bool,
}

impl Head {
    fn of(params: &str) -> Self {
        let mut head = Self::default();
        for param in outside_quotes(params, ';').map(str::trim).filter(|param| !param.is_empty()) {
            let (name, list) = if let Some((name, list)) = param.split_once('=') {
                (name.trim().to_ascii_uppercase(), list)
            } else {
                head.is_old = true;
                (name_of_bare(param).to_owned(), param)
            };
            match name.as_str() {
                "TYPE" => list.trim_matches('"').split(',').for_each(|word| head.take_type(word.trim())),
                "VALUE" => head.value = Some(list.to_ascii_lowercase()),
                "ENCODING" => {
                    head.is_old = true;
                    head.encoding = Some(list.to_ascii_uppercase());
                }
                "CHARSET" => head.is_old = true,
                _ => head.others.push(param.to_owned()),
            }
        }
        let known = [
            "text",
            "uri",
            "date",
            "time",
            "date-time",
            "date-and-or-time",
            "timestamp",
            "boolean",
            "integer",
            "float",
            "utc-offset",
            "language-tag",
        ];
        let odd = |value: &String| !known.contains(&value.as_str()) && !value.starts_with("x-");
        head.is_old |= head.value.as_ref().is_some_and(odd);
        head
    }

    fn take_type(&mut self, word: &str) {
        if word.eq_ignore_ascii_case("pref") {
            self.is_preferred = true;
            self.is_old = true;
        } else if !word.is_empty() {
            self.types.push(word.to_owned());
        }
    }

    /// Takes the word out of the types that says what the file is.
    fn take_media(&mut self, property: &str) -> Option<String> {
        let of = |word: &str| {
            let word = word.to_ascii_lowercase();
            MEDIA.iter().find(|(known, _)| *known == word).map(|(_, media)| (*media).to_owned())
        };
        let place = |word: &String| !matches!(word.to_ascii_lowercase().as_str(), "home" | "work");
        let at = self.types.iter().position(place)?;
        let word = self.types.get(at)?.clone();
        let family = match property {
            "SOUND" => "audio",
            "KEY" => "application",
            _ => "image",
        };
        if word.to_ascii_lowercase().starts_with("x-") {
            return None;
        }
        self.types.remove(at);
        let own =
            || if word.contains('/') { word.clone() } else { format!("{family}/{}", word.to_lowercase()) };
        Some(of(&word).unwrap_or_else(own))
    }

    fn written(&self, name: &str, value: &str) -> String {
        let mut text = name.to_owned();
        if let Some(kind) = &self.value {
            text.push_str(&format!(";VALUE={kind}"));
        }
        if !self.types.is_empty() {
            text.push_str(&format!(";TYPE={}", self.types.join(",")));
        }
        for param in &self.others {
            text.push_str(&format!(";{param}"));
        }
        if self.is_preferred {
            text.push_str(";PREF=1");
        }
        format!("{text}:{value}")
    }
}

/// One line as vCard 4.0 spells it.
fn spelled(line: &str) -> String {
    let Some((whole, value)) = halves(line) else { return line.to_owned() };
    let (name, params) = whole.split_once(';').unwrap_or((whole, ""));
    let property = property_of(line);
    let mut head = Head::of(params);
    let named = |new: &str| match name.rsplit_once('.') {
        Some((group, _)) => format!("{group}.{new}"),
        None => new.to_owned(),
    };
    if property == "GEO"
        && let Some(place) = geo(value)
    {
        return head.written(name, &place);
    }
    if FILES.contains(&property.as_str()) {
        return file(line, name, &property, head, value);
    }
    if matches!(property.as_str(), "BDAY" | "ANNIVERSARY" | "DEATHDATE")
        && head.value.is_none()
        && !is_date(value)
    {
        head.value = Some("text".to_owned());
        head.is_old = true;
    }
    let gone = TAKEN_AWAY.contains(&property.as_str());
    if !head.is_old && !gone {
        return line.to_owned();
    }
    let name = if gone { named(&format!("X-{property}")) } else { name.to_owned() };
    if !matches!(head.value.as_deref(), Some("text" | "uri" | "date" | "date-time" | "date-and-or-time")) {
        head.value = None;
    }
    let params = Params::of(params);
    let is_coded = matches!(head.encoding.as_deref(), Some("B" | "BASE64"));
    if is_coded && !is_known(&property) {
        return data(&mut head, &name, "application/octet-stream", value);
    }
    let text = params.decoded(value);
    let text = text.replace("\r\n", "\\n").replace(['\n', '\r'], "\\n");
    head.written(&name, &text)
}

/// A picture, a sound, a key: its bytes in an address of their own, else where they are.
fn file(line: &str, name: &str, property: &str, mut head: Head, value: &str) -> String {
    let is_coded = matches!(head.encoding.as_deref(), Some("B" | "BASE64"));
    let value = value.trim();
    if is_coded && !has_scheme(value) {
        let media = head.take_media(property).unwrap_or_else(|| sniffed(property, value).to_owned());
        return data(&mut head, name, &media, value);
    }
    let is_content = matches!(head.value.as_deref(), Some("cid" | "content-id"));
    if is_content || has_scheme(value) {
        let media = if value.starts_with("data:") { None } else { head.take_media(property) };
        if !head.is_old && media.is_none() {
            return line.to_owned();
        }
        head.value = None;
        head.others.extend(media.map(|media| format!("MEDIATYPE={media}")));
        let scheme = if is_content && !has_scheme(value) { "cid:" } else { "" };
        return head.written(name, &format!("{scheme}{value}"));
    }
    if !head.is_old && head.value.as_deref() == Some("text") {
        return line.to_owned();
    }
    let params =
        Params::of(line.split_once(';').and_then(|(_, rest)| rest.split_once(':')).map_or("", |(p, _)| p));
    let text = params.decoded(value).replace("\r\n", "\\n").replace(['\n', '\r'], "\\n");
    head.value = Some("text".to_owned());
    head.written(name, &text)
}

fn data(head: &mut Head, name: &str, media: &str, value: &str) -> String {
    let bytes: String = value.chars().filter(|sign| !sign.is_whitespace()).collect();
    let is_uri = FILES.contains(&property_of(name).as_str());
    head.value = (!is_uri).then(|| "uri".to_owned());
    head.written(name, &format!("data:{media};base64,{bytes}"))
}

/// What a file without a word for it is, by how its bytes begin.
fn sniffed(property: &str, value: &str) -> &'static str {
    match property {
        _ if value.starts_with("/9j/") => "image/jpeg",
        _ if value.starts_with("iVBORw0KGgo") => "image/png",
        _ if value.starts_with("R0lGOD") => "image/gif",
        _ => "application/octet-stream",
    }
}

/// `37.38;-122.08` as `geo:37.38,-122.08` (RFC 5870).
fn geo(value: &str) -> Option<String> {
    let (latitude, longitude) = value.split_once(';').or_else(|| value.split_once(','))?;
    let (latitude, longitude) = (latitude.trim().trim_end_matches('\\'), longitude.trim());
    let is_number = |text: &str| text.parse::<f64>().is_ok();
    (is_number(latitude) && is_number(longitude)).then(|| format!("geo:{latitude},{longitude}"))
}

fn is_date(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|sign| sign.is_ascii_digit() || b"-:+TZ.".contains(&sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_old_spelling_has_its_new_one_and_keeps_it() {
        for (old, new) in [
            ("PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AA=", "PHOTO:data:image/jpeg;base64,/9j/4AA="),
            ("item1.PHOTO;JPEG;BASE64:/9j/ 4AA=", "item1.PHOTO:data:image/jpeg;base64,/9j/4AA="),
            ("PHOTO;ENCODING=b:iVBORw0KGgoAAA", "PHOTO:data:image/png;base64,iVBORw0KGgoAAA"),
            (
                "PHOTO;VALUE=URL;GIF:https://a.example/x.gif",
                "PHOTO;MEDIATYPE=image/gif:https://a.example/x.gif",
            ),
            ("PHOTO;VALUE=uri:https://a.example/x", "PHOTO;VALUE=uri:https://a.example/x"),
            ("LOGO;VALUE=CID:abc@d", "LOGO:cid:abc@d"),
            ("SOUND;X-IRMC-N;CHARSET=UTF-8:ann", "SOUND;VALUE=text;TYPE=X-IRMC-N:ann"),
            ("KEY;PGP;ENCODING=BASE64:AAAA", "KEY:data:application/pgp-keys;base64,AAAA"),
            ("X-BLOB;ENCODING=b;A=1:AAAA", "X-BLOB;VALUE=uri;A=1:data:application/octet-stream;base64,AAAA"),
            ("GEO:37.38;-122.08", "GEO:geo:37.38,-122.08"),
            ("GEO:geo:1,2", "GEO:geo:1,2"),
            ("MAILER:Post", "X-MAILER:Post"),
            ("CLASS:PRIVATE", "X-CLASS:PRIVATE"),
            ("BDAY:spring", "BDAY;VALUE=text:spring"),
            ("BDAY:1963-03", "BDAY:1963-03"),
            ("bday;value=text:circa 1900", "bday;value=text:circa 1900"),
            ("ROLE;QUOTED-PRINTABLE;CHARSET=UTF-8:H=C3=A9=0D=0Ab", "ROLE:Hé\\nb"),
            ("X-VENDOR;FOO=1:kept \\, so", "X-VENDOR;FOO=1:kept \\, so"),
            ("TITLE;WORK;PREF:Boss", "TITLE;TYPE=WORK;PREF=1:Boss"),
        ] {
            assert_eq!(spelled(old), new, "{old}");
            assert_eq!(spelled(new), new, "again: {new}");
        }
    }
}
