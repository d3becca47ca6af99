//! The settings of the practice that belong to the book, with their defaults.
//!
//! **Invariant:** a setting that is not set has its default; what is stored always reads back.

use super::rejection::Rejection;

/// What a setting's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// A whole number, zero or more.
    Count,
    /// Any text.
    Text,
    /// Days of the week, as `mon tue wed thu fri`.
    Weekdays,
    /// Civil dates, separated by blanks.
    Dates,
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

/// All settings of a book.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "gaps_per_day",
        default: "3",
        wants: Wants::Count,
        doc: "gaps that enter Today each day",
    },
    Setting {
        name: "client_hours",
        default: "1005",
        wants: Wants::Count,
        doc: "client hours available a year",
    },
    Setting { name: "currency", default: "USD", wants: Wants::Text, doc: "the currency of the book" },
    Setting {
        name: "answer_days",
        default: "1",
        wants: Wants::Count,
        doc: "working days in which a request is answered",
    },
    Setting {
        name: "working_days",
        default: "mon tue wed thu fri",
        wants: Wants::Weekdays,
        doc: "days you work",
    },
    Setting { name: "holidays", default: "", wants: Wants::Dates, doc: "days off, as 2026-12-25 2026-12-26" },
    Setting { name: "fiscal_year_end", default: "12-31", wants: Wants::Text, doc: "month and day" },
    Setting { name: "practice", default: "", wants: Wants::Text, doc: "the name of the practice" },
    Setting { name: "overhead", default: "0", wants: Wants::Count, doc: "overhead a year, in whole units" },
    Setting {
        name: "owner_pay",
        default: "0",
        wants: Wants::Count,
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
    let Some(value) = value.map(str::trim) else { return Ok(None) };
    let fits = match known.wants {
        Wants::Count => value.parse::<u32>().is_ok(),
        Wants::Text => !value.is_empty(),
        Wants::Weekdays => !value.is_empty() && value.split_whitespace().all(|word| weekday(word).is_some()),
        Wants::Dates => value.split_whitespace().all(|word| word.parse::<chrono::NaiveDate>().is_ok()),
    };
    if fits {
        Ok(Some(value.to_owned()))
    } else {
        Err(Rejection::field("value", format!("{value} does not fit {name}: {}.", known.doc)))
    }
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
    fn an_unknown_setting_names_the_known_ones() {
        assert!(check("gap", Some("3")).unwrap_err().message.contains("gaps_per_day"));
    }
}
