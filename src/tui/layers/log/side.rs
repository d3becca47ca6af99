//! What one needs while talking, beside the log sheet.
//!
//! **Invariant:** it only shows; nothing there takes a key.

use super::{Log, words::due_said};
use crate::{
    domain::{asked::Answer, day, records::talk::understood},
    tui::{
        desk::At,
        theme::Role,
        widgets::{line::Line, page::Page},
    },
};

impl Log {
    /// Yardstick, what was said then, promises, goals, what to be careful with, what comes next.
    pub(super) fn while_you_talk(&self, at: &At<'_>) -> Page {
        let mut page = Page::default().line(Line::heading("While you talk")).gap();
        if let Some(yardstick) = &self.dossier.yardstick {
            page = page.heading("Yardstick").line(format!("{}.", yardstick.wanted));
            if let Some(now) = &yardstick.now {
                let sign = match yardstick.met {
                    Some(true) => "  ✓ on target",
                    Some(false) => "  ! below target",
                    None => "",
                };
                page.push(Line::signed(&format!("{now}{sign}")));
            }
            if let Some(talk) = &yardstick.talk {
                let told = talk
                    .day("day")
                    .map(|on| format!(": told on {}", day::short(on, at.today)))
                    .unwrap_or_default();
                page.push(format!(
                    "Not {}{told}, {}.",
                    talk.str("compared_with"),
                    understood(talk.str("understood"))
                ));
                let said = Answer::read(talk.str("said")).text;
                if !said.is_empty() {
                    page = page.gap().heading("You said then").line(Line::heading(format!("\"{said}\"")));
                }
            }
            page = page.gap();
        }
        let promised = self.dossier.follow_ups.iter().filter(|row| row.str("kind") == "promise");
        let promised: Vec<_> = promised.take(4).collect();
        if !promised.is_empty() {
            page = page.heading("Promised");
            for row in promised {
                let by = if row.str("whose") == "theirs" { "by them" } else { "by us  " };
                let mut line = Line::plain(format!("{by}  {}", row.str("title"))).hanging(9);
                if let Some((due, role)) = due_said(row, at.today) {
                    line.push("  ", Role::Plain);
                    line.push(due, role);
                }
                page.push(line);
            }
            page = page.gap();
        }
        if !self.dossier.goals.is_empty() {
            page = page.heading("Goals");
            for goal in self.dossier.goals.iter().take(3) {
                page.push(goal.str("statement"));
            }
            page = page.gap();
        }
        let careful = self.dossier.relationship.str("sensitivities");
        if !careful.is_empty() {
            page = page.heading("Careful");
            for line in careful.lines().take(3) {
                page.push(line);
            }
            page = page.gap();
        }
        if let Some(next) = self.dossier.meetings.iter().find(|row| row.day("day") >= Some(at.today)) {
            let on = next.day("day").map(day::weekday_day).unwrap_or_default();
            let time = next.fields.text("time").map(|time| format!(" {time}")).unwrap_or_default();
            page = page.heading("Next").line(format!("{} {on}{time}", next.str("title"))).gap();
        }
        let reach: Vec<String> = self
            .dossier
            .members
            .iter()
            .filter_map(|member| {
                let name = self.draft.seats.iter().find(|seat| seat.record == member.person.id)?;
                member.phone.as_ref().map(|phone| format!("{} {phone}", name.name))
            })
            .collect();
        if !reach.is_empty() {
            page = page.heading("Reach").line(reach.join("  "));
        }
        page
    }
}
