//! The agreed texts on the page of an agreement: what changed word by word, and each old text in full.
//!
//! **Invariant:** a word that was struck or added is marked by signs, not by its style alone.

use chrono::NaiveDate;

use crate::{
    acts::{
        agreements::{AgreementDetail, Version},
        versions::Difference,
    },
    domain::{day, word_diff::Fate},
    tui::{
        theme::Role,
        widgets::{line::Line, page::Page},
    },
};

/// The versions, newest first, and the old texts word for word.
pub(super) fn versions(page: &mut Page, detail: &AgreementDetail, today: NaiveDate) {
    let Some((newest, older)) = detail.versions.split_first() else { return };
    *page = std::mem::take(page).heading("Versions");
    for version in &detail.versions {
        let by = if version.by.is_empty() { String::new() } else { format!("agreed by {}", version.by) };
        let on = day::short(version.day, today);
        page.push(Line::plain(format!("v{}  {on:>11}  {by}", version.number)).hanging(17));
        for change in &version.changed {
            page.push(changed(change));
        }
    }
    if detail.versions.iter().any(|version| !version.changed.is_empty()) {
        page.push(Line::muted("    [-struck-]  {+added+}"));
    }
    page.push(Line::empty());
    // The old text stays readable, word for word.
    for version in older {
        let until = day::short(newest_before(detail, newest, version).day, today);
        let name = format!("Version {}, in force until {until}", version.number);
        *page = std::mem::take(page).heading(&name);
        for (label, value) in version.said(detail.row.id.kind) {
            page.push(Line::labelled(&label, 12, &value));
        }
        page.push(Line::empty());
    }
}

/// The version that followed.
fn newest_before<'v>(detail: &'v AgreementDetail, newest: &'v Version, version: &Version) -> &'v Version {
    detail.versions.iter().find(|next| next.number == version.number + 1).unwrap_or(newest)
}

/// `by: Mon 31 Dec [-2028-] {+2029+}`, what was added underlined.
fn changed(change: &Difference) -> Line {
    let mut line = Line::plain(format!("    {}:", change.label.to_lowercase()));
    for run in &change.runs {
        line.push(" ", Role::Plain);
        match run.fate {
            Fate::Kept => line.push(run.words.clone(), Role::Plain),
            Fate::Struck => line.push(format!("[-{}-]", run.words), Role::Muted),
            Fate::Added => {
                line.push("{+", Role::Plain);
                line.push(run.words.clone(), Role::Link);
                line.push("+}", Role::Plain);
            }
        }
    }
    line.hanging(6)
}
