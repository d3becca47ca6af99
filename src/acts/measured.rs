//! What a measure reads and asks for, in words.
//!
//! **Invariant:** without a target nothing is met and nothing is missed.

use crate::domain::{number, record::Row};

/// A measured value in its unit: `97 %`, `780,000`.
#[must_use]
pub fn measured(measure: &Row, value: i64) -> String {
    match number::Unit::of(measure.str("unit")) {
        Some(unit) => unit.format(value),
        None => number::format(value),
    }
}

/// What a measure asks for: `plan funded, 95 % or more`.
#[must_use]
pub fn wanted(measure: &Row) -> String {
    let Some(target) = measure.int("target") else {
        return format!("{}, no target yet", measure.str("name"));
    };
    let target = measured(measure, target);
    match measure.str("direction") {
        "at most" => format!("{}, {target} or less", measure.str("name")),
        "exactly" => format!("{}, {target}", measure.str("name")),
        _ => format!("{}, {target} or more", measure.str("name")),
    }
}

/// Whether a value meets the target; unknown without a target.
#[must_use]
pub fn is_met(measure: &Row, value: i64) -> Option<bool> {
    let target = measure.int("target")?;
    Some(match measure.str("direction") {
        "at most" => value <= target,
        "exactly" => value == target,
        _ => value >= target,
    })
}
