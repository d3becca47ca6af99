//! Tiers as they hold: the book's own, and the default ones it has not set.
//!
//! **Invariant:** a default tier is no record: it has no id, and it says so.

use serde_json::json;

use super::{
    output::{Answer, table},
    session::Session,
};
use crate::domain::{
    filter,
    record::{Kind, Row},
    rejection::Rejection,
};

/// Lists the tiers in force.
pub(super) fn list(session: &mut Session, words: &[String]) -> Result<Answer, Rejection> {
    let book = session.book()?;
    let (tiers, own) = (book.tiers()?, book.rows(Kind::Tier, &[])?);
    let wanted: Vec<String> =
        words.iter().flat_map(|word| word.split_whitespace()).map(filter::fold).collect();
    let (mut cells, mut records) = (Vec::new(), Vec::new());
    for tier in tiers {
        let name = filter::fold(&tier.name);
        if !wanted.iter().all(|word| name.contains(word.as_str())) {
            continue;
        }
        let row: Option<&Row> = own.iter().find(|row| row.str("name") == tier.name);
        let months = row.map(|row| row.str("meeting_months").to_owned()).unwrap_or_default();
        let hours = tier.planned_hours.map(|hours| hours.to_string()).unwrap_or_default();
        cells.push(vec![
            row.map(|row| row.id.to_string()).unwrap_or_default(),
            tier.name.clone(),
            tier.ideal_days.to_string(),
            tier.maximum_days.to_string(),
            hours,
            months.clone(),
            if row.is_some() { String::new() } else { "default".to_owned() },
        ]);
        records.push(json!({
            "id": row.map(|row| row.id),
            "uid": row.map(|row| row.uid.clone()),
            "noun": "tier",
            "default": row.is_none(),
            "fields": {
                "name": tier.name,
                "ideal_days": tier.ideal_days,
                "maximum_days": tier.maximum_days,
                "planned_hours": tier.planned_hours,
                "meeting_months": row.map(|_| months).filter(|months| !months.is_empty()),
            },
        }));
    }
    let text = match cells.len() {
        0 => "No tiers.".to_owned(),
        _ => table(session.format, &["id", "name", "ideal", "maximum", "hours", "meetings", ""], cells),
    };
    Ok(Answer::new(text, json!({ "count": records.len(), "records": records })))
}

/// Why a default tier cannot be named as a record, and how it gets one.
pub(super) fn is_default(session: &mut Session, text: &str, no: Rejection) -> Rejection {
    let tiers = session.book().and_then(|book| book.tiers()).unwrap_or_default();
    let Some(tier) = tiers.iter().find(|tier| tier.name.eq_ignore_ascii_case(text.trim())) else { return no };
    Rejection::rule(format!(
        "{0} is a default tier; the book has none of its own by that name. Make it yours: \
         standing tier add {0} --ideal-days {1} --maximum-days {2}.",
        tier.name, tier.ideal_days, tier.maximum_days
    ))
}
