//! A measure in one line: `Plan funded, 95 %`, `Debt, 0 $ or less`, `Will signed, yes`.
//!
//! **Invariant:** the line is read whole: a name, then what is wanted behind the first comma that a target stands
//! behind, else behind a blank; a line without a target is refused with what to type.

use super::{
    number::{SCALE, Unit, parse},
    rejection::Rejection,
};

/// A measure as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureText {
    /// Its name.
    pub name: String,
    /// What it is read in.
    pub unit: Unit,
    /// What is wanted, in ten-thousandths.
    pub target: i64,
    /// Which side is good, as the word that is stored.
    pub direction: &'static str,
    /// Of money, the currency of the sign it was typed with.
    pub currency: Option<&'static str>,
}

/// Words before or behind the target, with the direction they mean.
const DIRECTIONS: &[(&str, &str)] = &[
    ("at least", "at least"),
    ("or more", "at least"),
    ("at most", "at most"),
    ("or less", "at most"),
    ("exactly", "exactly"),
];
/// Signs of money.
const MONEY: &[char] = &['$', '€', '£', '¥'];
/// The currency each of them stands for.
const CURRENCIES: &[(char, &str)] = &[('$', "USD"), ('€', "EUR"), ('£', "GBP"), ('¥', "JPY")];

/// The currency a sign of money stands for.
fn currency(wanted: &str) -> Option<&'static str> {
    wanted.chars().find_map(|sign| CURRENCIES.iter().find(|(known, _)| *known == sign)).map(|(_, code)| *code)
}

/// An amount with the sign of its currency: `$0`; as it is where the currency has no sign here.
#[must_use]
pub fn with_sign(amount: &str, currency: &str) -> String {
    let Some((sign, _)) = CURRENCIES.iter().find(|(_, code)| *code == currency) else {
        return amount.to_owned();
    };
    match amount.strip_prefix('-') {
        Some(size) => format!("-{sign}{size}"),
        None => format!("{sign}{amount}"),
    }
}

/// Reads a measure with its target.
///
/// The unit is that of the sign: `%` percent, a sign of money or the word `money`, yes or no; a number with
/// decimals is a ratio, a whole one is counted.
pub fn read(line: &str) -> Result<MeasureText, Rejection> {
    let line = line.trim();
    // From the first comma on: 850,000 has one of its own.
    let commas = line.char_indices().filter(|(_, sign)| *sign == ',').map(|(at, _)| at);
    for at in commas {
        let (name, wanted) = (line.get(..at).unwrap_or("").trim(), line.get(at + 1..).unwrap_or("").trim());
        if !name.is_empty()
            && let Some((unit, target, direction)) = target(wanted)
        {
            let currency = currency(wanted);
            return Ok(MeasureText { name: name.to_owned(), unit, target, direction, currency });
        }
    }
    // Without a comma only where the words cannot be a name: a sign, or which side is good.
    for (at, _) in line.char_indices().filter(|(_, sign)| *sign == ' ') {
        let (name, wanted) = (line.get(..at).unwrap_or("").trim(), line.get(at..).unwrap_or("").trim());
        if name.chars().any(char::is_alphabetic)
            && says_more_than_a_number(wanted)
            && let Some((unit, target, direction)) = target(wanted)
        {
            let currency = currency(wanted);
            return Ok(MeasureText { name: name.to_owned(), unit, target, direction, currency });
        }
    }
    Err(Rejection::rule(
        "A measure needs its target. Type both, as \"Plan funded, 95 %\" or \"Debt, $0 or less\".",
    ))
}

/// Whether words can only be a target: `95%`, `$0`, `12 or more`; a `60` may be the end of a name.
fn says_more_than_a_number(wanted: &str) -> bool {
    let lower = wanted.to_lowercase();
    let sided = DIRECTIONS.iter().any(|(words, _)| lower.starts_with(words) || lower.ends_with(words));
    sided || lower.contains('%') || lower.contains(MONEY)
}

fn target(wanted: &str) -> Option<(Unit, i64, &'static str)> {
    let mut rest = wanted.to_lowercase();
    let mut direction = "at least";
    for (words, meant) in DIRECTIONS {
        if let Some(short) = rest.strip_prefix(words).or_else(|| rest.strip_suffix(words)) {
            (rest, direction) = (short.trim().to_owned(), meant);
            break;
        }
    }
    match rest.as_str() {
        "yes" => return Some((Unit::YesNo, SCALE, direction)),
        "no" => return Some((Unit::YesNo, 0, "exactly")),
        _ => {}
    }
    let money = rest.strip_suffix("money").map(str::trim);
    let figure = money.unwrap_or(&rest);
    let number = parse(figure).ok()?;
    let unit = if figure.contains('%') {
        Unit::Percent
    } else if money.is_some() || figure.contains(MONEY) {
        Unit::Money
    } else if number % SCALE == 0 {
        Unit::Count
    } else {
        Unit::Ratio
    };
    Some((unit, number, direction))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> (String, Unit, i64, &'static str) {
        let read = read(line).unwrap();
        (read.name, read.unit, read.target, read.direction)
    }

    #[test]
    fn a_measure_is_read_with_its_target_unit_and_direction() {
        let name = |name: &str| name.to_owned();
        assert_eq!(said("Plan funded, 95 %"), (name("Plan funded"), Unit::Percent, 950_000, "at least"));
        assert_eq!(said("Value, $850,000 or more"), (name("Value"), Unit::Money, 8_500_000_000, "at least"));
        assert_eq!(said("Debt, at most 0 money"), (name("Debt"), Unit::Money, 0, "at most"));
        assert_eq!(
            said("Offers in writing, 2"),
            (name("Offers in writing"), Unit::Count, 20_000, "at least")
        );
        assert_eq!(said("Cover, 0.85 or less"), (name("Cover"), Unit::Ratio, 8_500, "at most"));
        assert_eq!(said("Will signed, yes"), (name("Will signed"), Unit::YesNo, SCALE, "at least"));
        assert_eq!(said("In debt, no"), (name("In debt"), Unit::YesNo, 0, "exactly"));
        assert_eq!(
            said("Claire, first home, 60,000"),
            (name("Claire, first home"), Unit::Count, 600_000_000, "at least")
        );
        assert_eq!(said("Loss, exactly -5 %"), (name("Loss"), Unit::Percent, -50_000, "exactly"));
        assert_eq!(said("Plan funded 95%"), (name("Plan funded"), Unit::Percent, 950_000, "at least"));
        assert_eq!(said("Plan funded 95 %"), (name("Plan funded"), Unit::Percent, 950_000, "at least"));
        assert_eq!(said("Debt $0 or less"), (name("Debt"), Unit::Money, 0, "at most"));
        assert_eq!(said("Trips at least 2"), (name("Trips"), Unit::Count, 20_000, "at least"));
    }

    #[test]
    fn a_measure_without_a_target_is_refused_in_words() {
        for line in
            ["", "Plan funded", "Plan funded, high", ", 95 %", "95 %", "95%", "Fund of 2030", "or more"]
        {
            assert!(read(line).unwrap_err().message.starts_with("A measure needs its target."), "{line}");
        }
    }
}
