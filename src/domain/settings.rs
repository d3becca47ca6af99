//! The settings of the practice that belong to the book, with their defaults.
//!
//! **Invariant:** a setting that is not set has its default; what is stored always reads back.

use super::{meeting_plan, rejection::Rejection};

/// What a setting's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// A whole number from zero to this one.
    Count(u32),
    /// Any text.
    Text,
    /// Three letters, as `USD`.
    Currency,
    /// A month and a day, as `12-31`.
    MonthDay,
    /// Days of the week, as `mon tue wed thu fri`.
    Weekdays,
    /// Civil dates, separated by blanks.
    Dates,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// One known setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What holds when it is not set.
    pub default: &'static str,
    /// What its value must be.
    pub wants: Wants,
    /// One phrase of help.
    pub doc: &'static str,
}

/// The highest sum a year, in whole units.
const MOST_MONEY: u32 = 1_000_000_000;

/// All settings of a book.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "gaps_per_day",
        default: "3",
        wants: Wants::Count(1_000),
        doc: "gaps that enter Today each day",
    },
    Setting {
        name: "client_hours",
        default: "1005",
        wants: Wants::Count(8_784),
        doc: "client hours available a year",
    },
    Setting {
        name: "currency",
        default: "USD",
        wants: Wants::Currency,
        doc: "the currency of the book, as USD",
    },
    Setting {
        name: "answer_days",
        default: "1",
        wants: Wants::Count(366),
        doc: "working days in which a request is answered",
    },
    Setting {
        name: "working_days",
        default: "mon tue wed thu fri",
        wants: Wants::Weekdays,
        doc: "days you work, as mon tue wed thu fri",
    },
    Setting { name: "holidays", default: "", wants: Wants::Dates, doc: "days off, as 2026-12-25 2026-12-26" },
    Setting {
        name: "meeting_plan",
        default: "months",
        wants: Wants::Word(meeting_plan::STYLES),
        doc: "when the meetings of a year are: months (of the tier), spread (evenly) or seasons (Feb to Apr, Sep to Nov)",
    },
    Setting {
        name: "fiscal_year_end",
        default: "12-31",
        wants: Wants::MonthDay,
        doc: "month and day, as 12-31",
    },
    Setting {
        name: "keep_years",
        default: "5",
        wants: Wants::Count(100),
        doc: "years that records are kept after the end of the fiscal year of the last entry",
    },
    Setting {
        name: "deliver_again_months",
        default: "12",
        wants: Wants::Count(120),
        doc: "months after which a brochure or privacy notice is given again; 0 for never",
    },
    Setting { name: "practice", default: "", wants: Wants::Text, doc: "the name of the practice" },
    Setting {
        name: "practice_phone",
        default: "",
        wants: Wants::Text,
        doc: "the telephone clients call, as it stands on their role cards",
    },
    Setting {
        name: "overhead",
        default: "0",
        wants: Wants::Count(MOST_MONEY),
        doc: "overhead a year, in whole units",
    },
    Setting {
        name: "owner_pay",
        default: "0",
        wants: Wants::Count(MOST_MONEY),
        doc: "the owner's pay a year, in whole units",
    },
];

/// The setting of that name.
#[must_use]
pub fn setting(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// Checks a value for a setting; nothing means back to the default.
pub fn check(name: &str, value: Option<&str>) -> Result<Option<String>, Rejection> {
    let Some(known) = setting(name) else {
        let names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
        return Err(Rejection::field(
            "name",
            format!("There is no setting {name}. The settings: {}.", names.join(", ")),
        ));
    };
    let Some(typed) = value.map(str::trim) else { return Ok(None) };
    let value = match known.wants {
        Wants::Currency => typed.to_uppercase(),
        Wants::Weekdays | Wants::Word(_) => typed.to_lowercase(),
        _ => typed.to_owned(),
    };
    let fits = match known.wants {
        Wants::Count(most) => value.parse::<u32>().is_ok_and(|count| count <= most),
        Wants::Text => !value.is_empty(),
        Wants::Currency => is_currency(&value),
        // 2000 is a leap year: 29 February may be chosen.
        Wants::MonthDay => value.len() == 5 && format!("2000-{value}").parse::<chrono::NaiveDate>().is_ok(),
        Wants::Weekdays => !value.is_empty() && value.split_whitespace().all(|word| weekday(word).is_some()),
        Wants::Word(words) => words.contains(&value.as_str()),
        Wants::Dates => value.split_whitespace().all(|word| word.parse::<chrono::NaiveDate>().is_ok()),
    };
    match (fits, known.wants) {
        (true, _) => Ok(Some(value)),
        (false, Wants::Count(most)) => Err(Rejection::field(
            "value",
            format!("{typed} does not fit {name}: {}; a whole number, at most {most}.", known.doc),
        )),
        (false, _) => Err(Rejection::field("value", format!("{typed} does not fit {name}: {}.", known.doc))),
    }
}

/// Whether a word has the form of a currency: three capital letters.
#[must_use]
pub fn is_currency(word: &str) -> bool {
    word.len() == 3 && word.bytes().all(|letter| letter.is_ascii_uppercase())
}

/// The day of the week a word names: 0 is Monday.
#[must_use]
pub fn weekday(word: &str) -> Option<usize> {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|day| *day == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_fits_its_own_setting() {
        for setting in SETTINGS.iter().filter(|setting| !setting.default.is_empty()) {
            assert!(check(setting.name, Some(setting.default)).is_ok(), "{}", setting.name);
        }
    }

    #[test]
    fn a_value_is_one_the_desk_can_work_with() {
        for (name, value, kept) in [
            ("answer_days", "2", Some("2")),
            // The answer time is counted day by day: four thousand million of them would never end.
            ("answer_days", "4000000000", None),
            ("gaps_per_day", "-1", None),
            ("client_hours", "8785", None),
            ("currency", "chf", Some("CHF")),
            ("currency", "francs", None),
            ("fiscal_year_end", "06-30", Some("06-30")),
            ("fiscal_year_end", "31-12", None),
            ("fiscal_year_end", "june", None),
            ("working_days", "Mon TUE", Some("mon tue")),
            ("working_days", "monday", None),
            ("holidays", "2026-12-25 2026-12-26", Some("2026-12-25 2026-12-26")),
            ("holidays", "christmas", None),
            ("meeting_plan", "Seasons", Some("seasons")),
            ("meeting_plan", "always", None),
        ] {
            let read = check(name, Some(value));
            assert_eq!(read.clone().ok().flatten().as_deref(), kept, "{name} {value}");
            assert!(read.is_ok() || read.unwrap_err().message.ends_with('.'));
        }
        assert_eq!(check("currency", None), Ok(None));
    }

    #[test]
    fn an_unknown_setting_names_the_known_ones() {
        assert!(check("gap", Some("3")).unwrap_err().message.contains("gaps_per_day"));
    }
}
