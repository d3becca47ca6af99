//! What a column can mean: the words of mapping files and dialect tables.
//!
//! **Invariant:** a word is understood whole or not at all; nothing of it is guessed.

use super::{households::likeness, mapping::words};

/// The words a column can be given, with what each does; shown by `--propose-map` and in the documentation.
pub const FIELDS: &[(&str, &str)] = &[
    ("name", "the whole name"),
    ("given, middle, family, prefix, suffix, nickname", "parts of the name"),
    ("company, department, title", "where they work and as what"),
    ("birthday", "a day, with or without a year"),
    ("notes", "notes; several columns are put one below the other"),
    ("labels", "labels, several in one cell"),
    ("email, phone, web, chat", "one way to reach them; email.home, phone.work and so on give it a label"),
    ("address", "a whole address in one cell; address.home gives it a label"),
    (
        "address.street, .extended, .box, .city, .region, .code, .country",
        "parts of an address; address.home.street and so on give it a label",
    ),
    ("date.LABEL", "a special date, as date.anniversary"),
    ("related.LABEL", "a related person by name, as related.spouse"),
    ("household", "who has the same text here lives in one household"),
    ("kind", "person, organization or household; households are no persons and are rejected"),
    ("id.PROGRAM", "the identifier of the other program, as id.mycrm"),
    ("custom, custom.LABEL", "a custom field, named like the column or by the label"),
    ("unless.TEXT", "a custom field named like the column, unless it says just this text"),
    ("property.NAME", "a vCard property, kept and given back on export"),
    ("sensitive", "left out unless --with-sensitive, and then only its last four signs"),
    ("skip", "left out"),
];

/// A plain text of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    Name,
    Given,
    Middle,
    Family,
    Prefix,
    Suffix,
    Nickname,
    Company,
    Department,
    Title,
    Notes,
}

const TEXTS: &[(&str, Text)] = &[
    ("name", Text::Name),
    ("given", Text::Given),
    ("middle", Text::Middle),
    ("family", Text::Family),
    ("prefix", Text::Prefix),
    ("suffix", Text::Suffix),
    ("nickname", Text::Nickname),
    ("company", Text::Company),
    ("department", Text::Department),
    ("title", Text::Title),
    ("notes", Text::Notes),
];

/// What a card can have several of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Many {
    Email,
    Phone,
    Web,
    Chat,
    Address,
    Date,
    Related,
    Custom,
}

const MANY: &[(&str, Many)] = &[
    ("email", Many::Email),
    ("phone", Many::Phone),
    ("web", Many::Web),
    ("chat", Many::Chat),
    ("address", Many::Address),
    ("date", Many::Date),
    ("related", Many::Related),
    ("custom", Many::Custom),
];

/// Which part of one of several a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Value,
    /// Says what the value is: `home`.
    Label,
    /// Says whether it is the first choice: `true`, `yes`, `1`.
    First,
    Extension,
    Service,
    Box,
    Extended,
    Street,
    City,
    Region,
    Code,
    Country,
}

/// Parts of numbered values: `phone.2.label`.
const PARTS: &[(&str, Part)] = &[
    ("label", Part::Label),
    ("first", Part::First),
    ("extension", Part::Extension),
    ("service", Part::Service),
];

/// Parts of addresses: `address.home.city`.
const ADDRESS_PARTS: &[(&str, Part)] = &[
    ("box", Part::Box),
    ("extended", Part::Extended),
    ("street", Part::Street),
    ("city", Part::City),
    ("region", Part::Region),
    ("code", Part::Code),
    ("country", Part::Country),
];

/// What a column means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    Text(Text),
    Birthday,
    Labels,
    Kind,
    /// The program whose households these are; empty when unsaid.
    Household(String),
    /// The program whose identifier it is: numbers of two programs must not meet.
    Id(String),
    /// One of several: its label, or a number that holds its columns together; and the part.
    Many(Many, String, Part),
    Property(String),
    /// A custom field unless it says this.
    Unless(String),
    Sensitive,
    Skip,
}

impl Field {
    /// The meaning of a word, as `address.home.street`.
    pub(super) fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        let (head, rest) = word.split_once('.').unwrap_or((word, ""));
        if word.ends_with('.') {
            return None;
        }
        if let Some(many) = find(MANY, head) {
            return many_of(many, rest);
        }
        let field = match head {
            "household" => return Some(Self::Household(rest.to_owned())),
            "id" if !rest.is_empty() => return Some(Self::Id(rest.to_owned())),
            "property" if is_property(rest) => return Some(Self::Property(rest.to_owned())),
            "unless" if !rest.is_empty() => return Some(Self::Unless(rest.to_owned())),
            "birthday" => Self::Birthday,
            "labels" => Self::Labels,
            "kind" => Self::Kind,
            "sensitive" => Self::Sensitive,
            "skip" => Self::Skip,
            _ => Self::Text(find(TEXTS, head)?),
        };
        rest.is_empty().then_some(field)
    }
}

fn many_of(many: Many, rest: &str) -> Option<Field> {
    let field = |key: &str, part| Some(Field::Many(many, key.to_owned(), part));
    let (key, last) = rest.rsplit_once('.').unwrap_or(("", rest));
    if is_number(key)
        && let Some(part) = find(PARTS, last)
    {
        return field(key, part);
    }
    if many == Many::Address
        && let Some(part) = find(ADDRESS_PARTS, last)
    {
        return if key.contains('.') { None } else { field(key, part) };
    }
    // Only the label of a custom field may hold a dot; anywhere else it is a part misspelt.
    if rest.contains('.') && many != Many::Custom {
        return None;
    }
    field(rest, Part::Value)
}

/// Whether the key is a number, which holds columns together and is no label.
pub(super) fn is_number(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|sign| sign.is_ascii_digit())
}

fn is_property(name: &str) -> bool {
    let signs = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b';' | b'=');
    name.starts_with(|sign: char| sign.is_ascii_alphabetic()) && name.bytes().all(signs)
}

fn find<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == word).map(|(_, meaning)| *meaning)
}

/// Words that make a column sensitive: numbers a thief could use in somebody's name. Without accents.
const SENSITIVE: &[&str] = &[
    "ssn",
    "social security",
    "social insurance",
    "tax id",
    "tax identification",
    "tax number",
    "tax no",
    "taxid",
    "tin",
    "itin",
    "nino",
    "national insurance",
    "government id",
    "national id",
    "identity card",
    "passport",
    "green card",
    "driver license",
    "driver licence",
    "drivers license",
    "drivers licence",
    "driver s license",
    "driver s licence",
    "driving license",
    "driving licence",
    // German
    "steuer id",
    "steuer idnr",
    "steuer nr",
    "steuernr",
    "idnr",
    "ahv",
    "ahv nr",
    "svnr",
    "pass nr",
    // French
    "avs",
    "numero fiscal",
    "identifiant fiscal",
    "securite sociale",
    "passeport",
    "permis",
    "carte d identite",
    // Spanish, Italian and Portuguese
    "nif",
    "dni",
    "seguridad social",
    "pasaporte",
    "permiso de conducir",
    "carnet de conducir",
    "codice fiscale",
    "passaporto",
    "patente",
    "carta d identita",
    "numero de contribuinte",
    "passaporte",
    // Dutch
    "bsn",
    "paspoort",
    "rijbewijs",
];

/// Parts of words that do the same, for languages that write several words as one. Without accents.
const SENSITIVE_PARTS: &[&str] = &[
    "steuernummer",
    "steuerid",
    "steuerident",
    "reisepass",
    "passnummer",
    "ausweis",
    "fuhrerschein",
    "fuehrerschein",
    "ahvnummer",
    "ahvnr",
    "sozialversicherung",
];

/// Whether a column or field of this name holds such numbers.
pub(super) fn is_sensitive(name: &str) -> bool {
    let name = format!(" {} ", words(&likeness(name)).join(" "));
    SENSITIVE.iter().any(|word| name.contains(&format!(" {word} ")))
        || SENSITIVE_PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_understood_whole() {
        let many = |many, key: &str, part| Some(Field::Many(many, key.to_owned(), part));
        for (word, field) in [
            ("given", Some(Field::Text(Text::Given))),
            ("email", many(Many::Email, "", Part::Value)),
            ("phone.home fax", many(Many::Phone, "home fax", Part::Value)),
            ("phone.2", many(Many::Phone, "2", Part::Value)),
            ("phone.2.label", many(Many::Phone, "2", Part::Label)),
            ("address", many(Many::Address, "", Part::Value)),
            ("address.street", many(Many::Address, "", Part::Street)),
            ("address.home", many(Many::Address, "home", Part::Value)),
            ("address.home.street", many(Many::Address, "home", Part::Street)),
            ("custom.a.b", many(Many::Custom, "a.b", Part::Value)),
            ("property.PHOTO;VALUE=uri", Some(Field::Property("PHOTO;VALUE=uri".into()))),
            ("id.redtail", Some(Field::Id("redtail".into()))),
        ] {
            assert_eq!(Field::parse(word), field, "{word}");
        }
        for word in [
            "",
            "emial",
            "given.x",
            "email.",
            "phone.home.label",
            "address.home.stret",
            "address.a.b.city",
            "id",
            "property.",
            "property.A:B",
            "property.A\nB",
            "Given",
        ] {
            assert_eq!(Field::parse(word), None, "{word}");
        }
    }

    #[test]
    fn every_documented_word_is_understood() {
        for (list, _) in FIELDS {
            let mut front = "";
            for word in list.split(", ") {
                let word = word.replace("LABEL", "x").replace("PROGRAM", "x");
                let word = word.replace("TEXT", "x").replace("NAME", "X");
                let whole = if word.starts_with('.') { format!("{front}{word}") } else { word };
                front = "address";
                assert!(Field::parse(&whole).is_some(), "{whole}");
            }
        }
    }

    #[test]
    fn sensitive_columns_are_known_by_name() {
        for name in [
            "SSN",
            "tax_id",
            "Government ID Number",
            "passport_number",
            "Driver's License",
            "drivers_license.number",
            "green_card_number",
            "Steuernummer",
            "Steuer-ID",
            "Steueridentifikationsnummer",
            "IdNr.",
            "Reisepass Nr.",
            "Personalausweisnummer",
            "Führerschein",
            "Fuehrerschein",
            "AHV-Nummer",
            "Sozialversicherungsnummer",
            "NIF",
            "Codice Fiscale",
            "Numéro fiscal",
            "N° de passeport",
            "Permis de conduire",
        ] {
            assert!(is_sensitive(name), "{name}");
        }
        for name in [
            "tax_bracket",
            "estimated_taxes",
            "id",
            "License plate",
            "Essn",
            "Kundennr",
            "Steuerberater",
            "Permission",
            "Martin",
        ] {
            assert!(!is_sensitive(name), "{name}");
        }
    }
}
