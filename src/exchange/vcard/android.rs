//! What telephones write under a property of their own: a nickname, a related person, a day.
//!
//! **Invariant:** a kind or a number that is not in the table is not guessed.

/// One value of `X-ANDROID-CUSTOM`.
#[derive(Debug, PartialEq)]
pub(super) enum Custom {
    /// Another name.
    Nickname(String),
    /// A related person: label and name.
    Related(String, String),
    /// A day: label and the day as written.
    Day(String, String),
}

/// The relations by their number, from 1.
const RELATIONS: [&str; 14] = [
    "assistant",
    "brother",
    "child",
    "domestic partner",
    "father",
    "friend",
    "manager",
    "mother",
    "parent",
    "partner",
    "referred by",
    "relative",
    "sister",
    "spouse",
];

/// Reads `vnd.android.cursor.item/relation;Paul;14;`: kind, value, number, and the label of number 0.
pub(super) fn custom(parts: &[String]) -> Option<Custom> {
    let part = |at: usize| parts.get(at).map_or("", |part| part.trim());
    let (kind, value, number, own) = (part(0), part(1).to_owned(), part(2), part(3));
    if value.is_empty() {
        return None;
    }
    match kind.rsplit('/').next()? {
        "nickname" => Some(Custom::Nickname(value)),
        "relation" => {
            let number: usize = number.parse().ok()?;
            let label = if number == 0 { own } else { RELATIONS.get(number - 1)? };
            Some(Custom::Related(label.to_owned(), value))
        }
        "contact_event" => {
            let label = match number {
                "0" if !own.is_empty() => own,
                "1" => super::property::ANNIVERSARY,
                _ => return None,
            };
            Some(Custom::Day(label.to_owned(), value))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Custom> {
        custom(&text.split(';').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn only_what_is_known_is_read() {
        let related = |label: &str| Some(Custom::Related(label.into(), "Paul".into()));
        assert_eq!(read("vnd.android.cursor.item/relation;Paul;14;;"), related("spouse"));
        assert_eq!(read("vnd.android.cursor.item/relation;Paul;0;boss"), related("boss"));
        let day = |label: &str| Some(Custom::Day(label.into(), "--06-11".into()));
        assert_eq!(read("vnd.android.cursor.item/contact_event;--06-11;1"), day("anniversary"));
        assert_eq!(read("vnd.android.cursor.item/contact_event;--06-11;0;Moved"), day("Moved"));
        assert_eq!(read("vnd.android.cursor.item/nickname;Annie;1"), Some(Custom::Nickname("Annie".into())));
        for text in
            ["", "x;y", "a/relation;Paul;15", "a/relation;;14", "a/contact_event;2001-01-01;2", "a/b;c;1"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
