//! Measured numbers: whole ten-thousandths, so that nothing is ever rounded by a machine.
//!
//! **Invariant:** no floating point; what is formatted is read back as the same number.

use super::{rejection::Rejection, safe};

/// How many parts one whole has.
pub const SCALE: i64 = 10_000;

/// What a measured number counts; decides how it is typed and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// An amount of money: no decimals, or two.
    Money,
    /// Percent: 95 stands for 95 %.
    Percent,
    /// Things that are counted.
    Count,
    /// Yes is one, no is nought.
    YesNo,
    /// A plain number such as 0.85.
    Ratio,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 5] = [Self::Money, Self::Percent, Self::Count, Self::YesNo, Self::Ratio];

    /// The words that are stored, in the order of [`Unit::ALL`]; what a measure declares as its units.
    pub const WORDS: [&'static str; 5] = [
        Self::Money.word(),
        Self::Percent.word(),
        Self::Count.word(),
        Self::YesNo.word(),
        Self::Ratio.word(),
    ];

    /// The unit a stored word names.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.word() == word)
    }

    /// The word that is stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Count => "count",
            Self::YesNo => "yes/no",
            Self::Ratio => "ratio",
        }
    }

    /// Reads what was typed for this unit, as ten-thousandths.
    pub fn parse(self, text: &str) -> Result<i64, Rejection> {
        if self == Unit::YesNo {
            return match text.trim().to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" => Ok(SCALE),
                "no" | "n" | "false" | "0" => Ok(0),
                _ => Err(Rejection::rule("Type yes or no.")),
            };
        }
        let number = parse(text)?;
        if self == Unit::Count && number % SCALE != 0 {
            return Err(Rejection::rule("This is counted in whole numbers. Type one without decimals."));
        }
        Ok(number)
    }

    /// Shows a number of this unit: `8,200`, `95 %`, `yes`, `0.85`.
    pub fn format(self, number: i64) -> String {
        match self {
            Unit::Money if number % SCALE != 0 => format_with(number, 2),
            Unit::Percent => format!("{} %", format(number)),
            Unit::YesNo => (if number == 0 { "no" } else { "yes" }).to_owned(),
            Unit::Money | Unit::Count | Unit::Ratio => format(number),
        }
    }
}

/// Reads a number with or without thousands separators, as ten-thousandths: `8,200`, `8.200,50`,
/// `1'000`, `0.85`, `95 %`, `(1,200)`.
pub fn parse(text: &str) -> Result<i64, Rejection> {
    let no = || {
        let shown: String = safe::one_line(text.trim()).chars().take(30).collect();
        Rejection::rule(format!("\"{shown}\" is no number. Type one such as 8,200 or 0.85."))
    };
    if text.len() > 60 {
        return Err(no());
    }
    let mut body: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '_' | '\u{202f}')).collect();
    if let Some(inner) = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        body = format!("-{inner}");
    }
    let negative = body.starts_with(['-', '\u{2212}']);
    let digits = body
        .trim_start_matches(['-', '\u{2212}', '+'])
        .trim_start_matches(['$', '€', '£', '¥'])
        .trim_end_matches(['%', '€', '$', '£', '¥']);
    let signs = body.chars().filter(|c| matches!(c, '-' | '+' | '\u{2212}' | '%')).count();
    if signs > 2 {
        return Err(no());
    }
    let (whole, fraction) = split_decimals(digits).ok_or_else(no)?;
    if fraction.trim_end_matches('0').len() > 4 {
        return Err(Rejection::rule("Four decimals are kept. Type the number with at most four."));
    }
    let padded: String = fraction.chars().chain("0000".chars()).take(4).collect();
    let too_big = || Rejection::rule("That number is too big to keep. Check the digits.");
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| too_big())? };
    let fraction: i64 = padded.parse().map_err(|_| no())?;
    let number =
        whole.checked_mul(SCALE).and_then(|whole| whole.checked_add(fraction)).ok_or_else(too_big)?;
    Ok(if negative { -number } else { number })
}

/// The whole part and the decimals, as bare digits; `None` when it is no number.
fn split_decimals(digits: &str) -> Option<(String, &str)> {
    let comma = digits.rfind(',');
    let dot = digits.rfind('.');
    let count = |sign: char| digits.matches(sign).count();
    let decimal = match (comma, dot) {
        (Some(comma), Some(dot)) => Some(if comma > dot { ',' } else { '.' }),
        (Some(_), None) if count(',') == 1 && !is_grouped(digits, ',') => Some(','),
        (None, Some(_)) if count('.') == 1 => Some('.'),
        _ => None,
    };
    let (whole, fraction) = match decimal {
        Some(sign) => {
            if count(sign) != 1 {
                return None;
            }
            digits.split_once(sign)?
        }
        None => (digits, ""),
    };
    for sign in [',', '.'] {
        if whole.contains(sign) && !is_grouped(whole, sign) {
            return None;
        }
    }
    let bare: String = whole.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let some = !bare.is_empty() || !fraction.is_empty();
    (some && all_digits(&bare) && all_digits(fraction)).then_some((bare, fraction))
}

/// Whether the separator stands before every three digits, as thousands do.
fn is_grouped(text: &str, separator: char) -> bool {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    let leads = (1..=3).contains(&first.len()) && first != "0";
    leads && groups.all(|group| group.len() == 3)
}

/// A value that was reckoned and not read: no more digits than one would say, whole numbers from a hundred on
/// and one decimal below.
#[must_use]
pub fn rounded(number: i64) -> i64 {
    let step = if number.unsigned_abs() >= 100 * SCALE.unsigned_abs() { SCALE } else { SCALE / 10 };
    let half = if number < 0 { -(step / 2) } else { step / 2 };
    number.saturating_add(half) / step * step
}

/// Shows a number with thousands separators and only the decimals it has, at most four.
pub fn format(number: i64) -> String {
    format_with(number, 0)
}

/// Shows a number with at least so many decimals.
fn format_with(number: i64, least: usize) -> String {
    let magnitude = number.unsigned_abs();
    let scale = SCALE.unsigned_abs();
    let whole = (magnitude / scale).to_string();
    let mut out = String::new();
    if number < 0 {
        out.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len().saturating_sub(index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let fraction = format!("{:04}", magnitude % scale);
    let kept = fraction.trim_end_matches('0').len().max(least);
    if kept > 0 {
        out.push('.');
        out.extend(fraction.chars().take(kept));
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, wanted) in [
            ("8,200", 82_000_000),
            ("95 %", 950_000),
            ("0.85", 8_500),
            ("0,85", 8_500),
            ("0,850", 8_500),
            ("1'000", 10_000_000),
            ("1 000", 10_000_000),
            ("1,482,000", 14_820_000_000),
            ("8,200.50", 82_005_000),
            ("8.200,50", 82_005_000),
            ("1.234.567", 12_345_670_000),
            ("$184,000", 1_840_000_000),
            ("-3,442", -34_420_000),
            ("(1,200)", -12_000_000),
            ("\u{2212}5", -50_000),
            (".5", 5_000),
            ("12.3400000", 123_400),
        ] {
            assert_eq!(parse(text), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_in_words() {
        for text in [
            "",
            "41.5k",
            "abc",
            "1,2,3",
            "1.2.3",
            "--5--",
            "1,23.45",
            "0.00001",
            "99999999999999999999",
            "-",
            "%",
        ] {
            assert!(parse(text).unwrap_err().message.ends_with('.'), "{text}");
        }
        assert!(Unit::Count.parse("2.5").is_err());
        assert!(Unit::YesNo.parse("maybe").is_err());
    }

    #[test]
    fn numbers_are_shown_by_their_unit() {
        assert_eq!(Unit::Money.format(82_000_000), "8,200");
        assert_eq!(Unit::Money.format(82_005_000), "8,200.50");
        assert_eq!(Unit::Percent.format(950_000), "95 %");
        assert_eq!(Unit::Percent.format(-12_500), "-1.25 %");
        assert_eq!(Unit::Ratio.format(8_500), "0.85");
        assert_eq!(Unit::Ratio.format(-1), "-0.0001");
        assert_eq!(Unit::Count.format(14_820_000_000), "1,482,000");
        assert_eq!(Unit::YesNo.format(SCALE), "yes");
        for (unit, word) in Unit::ALL.into_iter().zip(Unit::WORDS) {
            assert_eq!(unit.word(), word);
            assert_eq!(Unit::of(unit.word()), Some(unit));
        }
        assert_eq!(format(i64::MIN), "-922,337,203,685,477.5808");
        for (exact, said) in [(8_101_234_567, "810,123"), (123_456, "12.3"), (-125_500, "-12.6"), (400, "0")]
        {
            assert_eq!(format(rounded(exact)), said);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(number in (i64::MIN + 1)..i64::MAX) {
            prop_assert_eq!(parse(&format(number)), Ok(number));
            prop_assert_eq!(Unit::Percent.parse(&Unit::Percent.format(number)), Ok(number));
        }

        #[test]
        fn any_text_is_a_number_or_a_sentence(text in "[-0-9.,'% $()+]{0,12}|\\PC{0,12}") {
            let _ = parse(&text);
        }
    }
}
