//! Every setting of the configuration: its name, its default, what it means; one declaration for all texts.
//!
//! **Invariant:** a setting that can be set stands here, and what stands here can be set; a test compares them.

use super::{Glyphs, Mouse, Noting, Settings, Source};
use crate::domain::day::DayOrder;

/// A setting as declared.
#[derive(Debug)]
pub struct Known {
    /// Its name in the file.
    pub name: &'static str,
    /// What holds when nobody sets it, in words.
    pub default: &'static str,
    /// What it means, in one sentence.
    pub doc: &'static str,
    /// How it is written in the file.
    pub example: &'static str,
}

/// All settings, in the order of the texts made from them.
pub const KNOWN: &[Known] = &[
    Known {
        name: "book",
        default: "book.db in the data directory",
        doc: "The file of the book; also --book FILE and STANDING_BOOK.",
        example: "book = \"~/practice/book.db\"",
    },
    Known {
        name: "zone",
        default: "the machine's",
        doc: "The time zone whose midnight changes the day.",
        example: "zone = \"Europe/Zurich\"",
    },
    Known {
        name: "day_ends",
        default: "midnight",
        doc: "When the day ends for those who work late; a time before noon.",
        example: "day_ends = \"03:00\"",
    },
    Known {
        name: "day_month_order",
        default: "month-first",
        doc: "Which number comes first in 3/4: day-first or month-first.",
        example: "day_month_order = \"day-first\"",
    },
    Known {
        name: "holidays",
        default: "none",
        doc: "Days off beside those of the practice.",
        example: "holidays = [\"2026-12-25\", \"2027-01-01\"]",
    },
    Known {
        name: "holidays_ics",
        default: "none",
        doc: "A calendar file whose whole days, once or every year, are days off too.",
        example: "holidays_ics = \"holidays.ics\"",
    },
    Known {
        name: "theme",
        default: "terminal",
        doc: "The colours: terminal, light, dark, high-contrast, mono, or one of your own; NO_COLOR outranks it.",
        example: "theme = \"dark\"",
    },
    Known {
        name: "ascii",
        default: "false",
        doc: "Whether rules and signs are drawn in ASCII; also --ascii.",
        example: "ascii = true",
    },
    Known {
        name: "mouse",
        default: "true",
        doc: "Whether click and wheel come to the desk; with Shift held the terminal selects text as always.",
        example: "mouse = false",
    },
    Known {
        name: "lock_after",
        default: "10",
        doc: "Minutes without a key until the desk of a locked book asks for the passphrase again; 0 is never.",
        example: "lock_after = 5",
    },
    Known {
        name: "log",
        default: "true",
        doc: "Whether the program notes what it does in a file of the state directory, without a word of the book.",
        example: "log = false",
    },
    Known {
        name: "backup",
        default: "daily; 7 days, 5 weeks, 12 months kept; no second place; old after 3 days",
        doc: "Backups: whether the desk makes one a day, which are kept, a second directory that gets each, and when \
              the newest is old.",
        example: "[backup]\ndaily = true\ndays = 7\nweeks = 5\nmonths = 12\nalso = \"/media/stick/standing\"\nold_after_days = 3",
    },
    Known {
        name: "keys",
        default: "none of your own",
        doc: "Keys of your own, by the name of the command (standing keys has the names).",
        example: "[keys]\nundo = \"Ctrl-T\"\nskip = [\"S\", \"g s\"]",
    },
    Known {
        name: "themes",
        default: "none of your own",
        doc: "Themes of your own: a look for each of plain, focus, heading, muted, alarm, due, good, key, link.",
        example: "[themes.mine]\nplain = \"#e6e1d6 on #22201c\"\nalarm = \"#ff9d88 bold\"",
    },
];

impl Settings {
    /// What a setting is now, in words, and where that came from; none for a name that is no setting.
    #[must_use]
    pub fn said(&self, name: &str) -> Option<(String, Source)> {
        let of_file = |some: bool| if some { Source::File } else { Source::Default };
        let words = |names: Vec<String>| {
            if names.is_empty() { "none of your own".to_owned() } else { names.join(", ") }
        };
        Some(match name {
            "book" => {
                let path = self.book.value.as_ref().map(|path| path.display().to_string());
                (path.unwrap_or_else(|| "none: no home directory".to_owned()), self.book.from)
            }
            "zone" => {
                let zone = self.zone.value.as_ref().map_or("the machine's", |zone| zone.name());
                (zone.to_owned(), self.zone.from)
            }
            "day_ends" => {
                let ends = self.day_ends.value.map(|time| time.format("%H:%M").to_string());
                (ends.unwrap_or_else(|| "midnight".to_owned()), self.day_ends.from)
            }
            "day_month_order" => {
                let is_day = self.day_order.value == DayOrder::DayFirst;
                let order = if is_day { "day-first" } else { "month-first" };
                (order.to_owned(), self.day_order.from)
            }
            "holidays" => {
                let said = match self.holidays.value.len() {
                    0 => "none".to_owned(),
                    1 => "1 day".to_owned(),
                    many => format!("{many} days"),
                };
                (said, self.holidays.from)
            }
            "holidays_ics" => {
                let path = self.holidays_ics.value.as_ref().map(|path| path.display().to_string());
                (path.unwrap_or_else(|| "none".to_owned()), self.holidays_ics.from)
            }
            "theme" => (self.theme.value.clone(), self.theme.from),
            "ascii" => ((self.glyphs.value == Glyphs::Ascii).to_string(), self.glyphs.from),
            "mouse" => ((self.mouse.value == Mouse::Taken).to_string(), self.mouse.from),
            "lock_after" => (self.lock_after.value.to_string(), self.lock_after.from),
            "log" => ((self.log.value == Noting::Kept).to_string(), self.log.from),
            "backup" => (super::backup::said(&self.backup.value), self.backup.from),
            "keys" => {
                let keys = self.keys.iter().map(|own| format!("{} = {}", own.command, own.keys.join(" or ")));
                (words(keys.collect()), of_file(!self.keys.is_empty()))
            }
            "themes" => {
                let names = self.themes.iter().map(|own| own.name.clone());
                (words(names.collect()), of_file(!self.themes.is_empty()))
            }
            _ => return None,
        })
    }
}

/// A configuration in which every setting stands as a comment, with its default and what it means.
#[must_use]
pub fn template() -> String {
    let mut out =
        String::from("# The configuration of standing. Every line is optional; take the # away to set it.\n");
    for known in KNOWN {
        out.push_str(&format!("\n# {}\n# Without it: {}.\n", known.doc, known.default));
        for line in known.example.lines() {
            out.push_str(&format!("# {line}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{super::parse, *};

    #[test]
    fn every_setting_has_a_value_a_default_and_a_sentence() {
        let settings = parse("", Path::new("c"), None).unwrap();
        for known in KNOWN {
            let (value, from) = settings.said(known.name).unwrap();
            assert_eq!(from, Source::Default, "{}", known.name);
            assert!(known.name == "book" || value == known.default, "{}: {value}", known.name);
            assert!(known.doc.ends_with('.') && !known.doc.contains("  "), "{}", known.name);
        }
        assert_eq!(settings.said("colour"), None);
    }

    #[test]
    fn every_setting_can_be_set_as_its_example_says() {
        for known in KNOWN {
            let settings = parse(known.example, Path::new("c"), None).unwrap();
            assert_eq!(settings.said(known.name).unwrap().1, Source::File, "{}", known.name);
        }
    }

    #[test]
    fn the_refusal_of_an_unknown_setting_names_them_all() {
        let said = parse("colour = 1", Path::new("c"), None).unwrap_err().message;
        for known in KNOWN {
            assert!(said.contains(known.name), "{said}");
        }
    }

    #[test]
    fn the_template_is_a_configuration_also_without_its_comment_signs() {
        let text = template();
        assert!(parse(&text, Path::new("c"), None).is_ok());
        let examples: Vec<&str> = KNOWN.iter().map(|known| known.example).collect();
        let settings = parse(&examples.join("\n"), Path::new("c"), None).unwrap();
        assert!(KNOWN.iter().all(|known| settings.said(known.name).unwrap().1 == Source::File));
    }
}
