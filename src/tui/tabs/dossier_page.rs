//! Everything about one relationship as a page, and the same in five lines.
//!
//! **Invariant:** it is built from the dossier alone; a part without records says `?` and what is missing, or
//! is left out.

use chrono::{Datelike, NaiveDate};

use crate::{
    acts::{
        dossier::{Dossier, Member, Moment},
        name::short,
    },
    domain::{
        cadence::State,
        day,
        record::{Kind, Row},
        standing::{Part, PartName},
    },
    tui::{
        theme::Role,
        widgets::{line::Line, page::Page, text},
    },
};

/// Cells of a label in the detail.
const LABEL: u16 = 13;
/// Cells of a label in the peek.
const PEEK_LABEL: u16 = 10;

/// The sign of a state.
#[must_use]
pub fn sign(state: State) -> &'static str {
    match state {
        State::Broken => "✗",
        State::Due => "!",
        State::Unknown => "?",
        State::Good => "✓",
    }
}

/// The title of a relationship, and what stands right of it.
#[must_use]
pub fn title(dossier: &Dossier) -> (Line, Line) {
    let aside = match dossier.relationship.str("tier") {
        "" => dossier.relationship.str("kind").to_owned(),
        tier => format!("tier {tier}"),
    };
    (Line::heading(dossier.relationship.str("name")), Line::plain(aside))
}

/// The words of the peek's rule: `Hartley household  tier A`.
#[must_use]
pub fn peek_title(dossier: &Dossier) -> Line {
    let (name, aside) = title(dossier);
    name.with(format!("  {}", aside.text()), Role::Plain)
}

/// The whole dossier.
#[must_use]
pub fn page(dossier: &Dossier, today: NaiveDate) -> Page {
    let mut page = head(dossier);
    standing(&mut page, dossier);
    people(&mut page, dossier);
    timeline(&mut page, dossier, today);
    agreements(&mut page, dossier, today);
    rules(&mut page, dossier, today);
    open_items(&mut page, dossier, today);
    gaps(&mut page, dossier);
    notes(&mut page, dossier);
    page
}

/// The detail beside the queue: why the row is first, then what one needs to act on it.
#[must_use]
pub fn beside_queue(dossier: &Dossier, why: &[String], today: NaiveDate) -> Page {
    let mut page = head(dossier);
    page = page.heading("Why it is here");
    for line in why {
        page.push(line.as_str());
    }
    page.push(Line::empty());
    for part in &dossier.line.standing.parts {
        page.push(part_line(part));
    }
    page.push(Line::empty());
    if let Some(yardstick) = &dossier.yardstick {
        for (number, words) in yardstick_lines(yardstick, today).into_iter().enumerate() {
            page.push(Line::labelled(if number == 0 { "Yardstick" } else { "" }, PEEK_LABEL, &words));
        }
        page.push(Line::empty());
    }
    for (label, words) in [
        ("Last", last(dossier, today)),
        ("Promised", promised(dossier, today)),
        ("Next", next(dossier, today)),
        ("Reach", reach(dossier)),
        (
            "Careful",
            Some(dossier.relationship.str("sensitivities").to_owned()).filter(|text| !text.is_empty()),
        ),
    ] {
        if let Some(words) = words {
            page.push(Line::labelled(label, PEEK_LABEL, &words));
        }
    }
    page
}

/// Five lines about a relationship; `first` stands above them when there is one.
#[must_use]
pub fn peek(dossier: &Dossier, first: Option<Line>, today: NaiveDate) -> Vec<Line> {
    let clients = first.is_none();
    let mut lines: Vec<Line> = first.into_iter().collect();
    lines.push(Line::labelled("Standing", PEEK_LABEL, &standing_in_a_line(dossier)));
    if clients {
        lines.push(Line::labelled("People", PEEK_LABEL, &people_in_a_line(dossier)));
    }
    let yardstick = dossier.yardstick.as_ref().map_or("? none agreed".to_owned(), |yardstick| {
        let mut words = yardstick.wanted.clone();
        if let Some(now) = &yardstick.now {
            words = format!("{words}: {now}");
        }
        if let Some(talk) = &yardstick.talk {
            words = format!("{words}; not {}", talk.str("compared_with"));
        }
        words
    });
    let last = last(dossier, today).unwrap_or_else(|| "no contact recorded".to_owned());
    let (one, two) =
        (Line::labelled("Last", PEEK_LABEL, &last), Line::labelled("Yardstick", PEEK_LABEL, &yardstick));
    lines.extend(if clients { [one, two] } else { [two, one] });
    let next = next(dossier, today);
    match (clients, reach(dossier), next) {
        (false, Some(reach), Some(next)) => {
            lines.push(Line::labelled("Reach", PEEK_LABEL, &format!("{reach}; next {next}")));
        }
        (false, Some(reach), None) => lines.push(Line::labelled("Reach", PEEK_LABEL, &reach)),
        (_, _, Some(next)) => lines.push(Line::labelled("Next", PEEK_LABEL, &next)),
        _ => {}
    }
    lines
}

/// A part of a standing with its sign and reason.
fn part_line(part: &Part) -> Line {
    let mut line = Line::heading(text::pad(part.name.word(), LABEL)).with(" ", Role::Plain);
    let role = match part.state {
        State::Broken => Role::Alarm,
        State::Due => Role::Due,
        State::Good => Role::Good,
        State::Unknown => Role::Plain,
    };
    line.push(sign(part.state), role);
    let words = if part.state == State::Broken { Role::Alarm } else { Role::Plain };
    line.push(format!(" {}", part.reason), words);
    line.hang = LABEL + 1;
    line
}

fn head(dossier: &Dossier) -> Page {
    let (title, aside) = title(dossier);
    let row = &dossier.relationship;
    let mut about = row.str("kind").to_owned();
    if !matches!(row.str("stage"), "" | "active") {
        about = format!("{about}, {}", row.str("stage"));
    }
    if let Some(since) = row.day("since") {
        about = format!("{about} since {}", since.format("%-d %b %Y"));
    }
    if !row.str("source").is_empty() {
        about = format!("{about}, through {}", row.str("source"));
    }
    Page::new(title, aside).line(Line::plain(about)).gap()
}

fn standing(page: &mut Page, dossier: &Dossier) {
    *page = std::mem::take(page).heading("Standing");
    if dossier.line.standing.parts.is_empty() {
        page.push("nothing recorded yet");
    }
    for part in &dossier.line.standing.parts {
        page.push(part_line(part));
    }
    if let Some(yardstick) = &dossier.yardstick {
        let mut words = yardstick.wanted.clone();
        if let Some(now) = &yardstick.now {
            let met = match yardstick.met {
                Some(true) => "  ✓ on target",
                Some(false) => "  ! below target",
                None => "",
            };
            words = format!("{words}; {now}{met}");
        }
        page.push(Line::labelled("yardstick", LABEL, &words));
    }
    page.push(Line::empty());
}

fn people(page: &mut Page, dossier: &Dossier) {
    *page = std::mem::take(page).counted("People", &dossier.members.len().to_string());
    if dossier.members.is_empty() {
        page.push("? nobody yet; : add a person");
    }
    let widest = dossier
        .members
        .iter()
        .map(|member| text::width(member.person.str("name")))
        .max()
        .unwrap_or(0)
        .min(22);
    for member in &dossier.members {
        let age = member.age.map(|age| format!(", {age}")).unwrap_or_default();
        let name = text::pad(member.person.str("name"), widest + 2);
        let line = Line::plain(format!("{name}{}{age}", member.role));
        page.push_both(line, member.phone.clone().or_else(|| member.email.clone()).unwrap_or_default());
    }
    page.push(Line::empty());
}

fn timeline(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    if dossier.timeline.is_empty() {
        return;
    }
    *page = std::mem::take(page).counted("Timeline", &dossier.moments.to_string());
    let (mut day_before, mut year) = (None, today.year());
    let events = |moment: &Moment| moment.record.kind == Kind::AgreementEvent;
    let mut together =
        dossier.timeline.chunk_by(|a, b| events(a) && events(b) && (a.day, &a.what) == (b.day, &b.what));
    while let Some([moment, more @ ..]) = together.next() {
        if moment.day.year() != year {
            year = moment.day.year();
            page.push(year.to_string());
        }
        let on = if day_before == Some(moment.day) {
            String::new()
        } else {
            moment.day.format("%e %b").to_string()
        };
        day_before = Some(moment.day);
        let role = if moment.quiet { Role::Muted } else { Role::Plain };
        let said = match more.len() {
            0 => moment.text.clone(),
            others => format!("{}, and {others} more", moment.text),
        };
        let mut line =
            Line::role(format!("{} {} {said}", text::pad(&on, 7), text::pad(&moment.what, 11)), role);
        line.hang = 20;
        page.push(line);
    }
    page.push(Line::empty());
}

fn agreements(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    for (name, rows) in [("Goals", &dossier.goals), ("Expectations", &dossier.expectations)] {
        if rows.is_empty() {
            continue;
        }
        *page = std::mem::take(page).counted(name, &rows.len().to_string());
        for row in rows {
            let state = match row.day("agreed_on").filter(|_| row.str("state") == "agreed") {
                Some(on) => format!("agreed {}", day::short(on, today)),
                None => row.str("state").to_owned(),
            };
            page.push_both(row.str(row.id.kind.spec().title), Line::muted(state));
        }
        page.push(Line::empty());
    }
}

fn rules(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    if !dossier.rules.is_empty() {
        *page = std::mem::take(page).counted("Rules", &dossier.rules.len().to_string());
        for (acceptance, rule) in &dossier.rules {
            page.push_both(rule.str("title"), Line::muted(acceptance.str("state")));
        }
        page.push(Line::empty());
    }
    if !dossier.exceptions.is_empty() {
        *page = std::mem::take(page).counted("Exceptions", &dossier.exceptions.len().to_string());
        for row in &dossier.exceptions {
            let until =
                row.day("until").map(|on| format!("until {}", day::short(on, today))).unwrap_or_default();
            page.push_both(row.str("what"), until);
        }
        page.push(Line::empty());
    }
    if !dossier.breaches.is_empty() {
        *page = std::mem::take(page).counted("Breaches", &dossier.breaches.len().to_string());
        for row in &dossier.breaches {
            let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
            page.push_both(Line::signed(&format!("✗ {}, unanswered", row.str("what"))), on);
        }
        page.push(Line::empty());
    }
}

fn open_items(page: &mut Page, dossier: &Dossier, today: NaiveDate) {
    if !dossier.follow_ups.is_empty() {
        *page = std::mem::take(page).counted("Follow-ups", &dossier.follow_ups.len().to_string());
        for row in &dossier.follow_ups {
            page.push_both(row.str("title"), due_said(row, today));
        }
        page.push(Line::empty());
    }
    if !dossier.meetings.is_empty() {
        *page = std::mem::take(page).counted("Meetings", &dossier.meetings.len().to_string());
        for row in &dossier.meetings {
            page.push_both(row.str("title"), meeting_when(row));
        }
        page.push(Line::empty());
    }
    if !dossier.life_events.is_empty() {
        *page = std::mem::take(page).counted("Life events", &dossier.life_events.len().to_string());
        for row in &dossier.life_events {
            let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
            page.push_both(format!("{}: {}", row.str("kind"), row.str("note")), on);
        }
        page.push(Line::empty());
    }
}

fn gaps(page: &mut Page, dossier: &Dossier) {
    if !dossier.gaps.is_empty() {
        *page = std::mem::take(page).counted("Gaps", &dossier.gaps.len().to_string());
        for gap in &dossier.gaps {
            page.push(format!("? {gap}"));
        }
        page.push(Line::empty());
    }
}

fn notes(page: &mut Page, dossier: &Dossier) {
    let row = &dossier.relationship;
    let mut lines = Vec::new();
    for (label, name) in [
        ("Careful", "sensitivities"),
        ("Language", "language"),
        ("Time zone", "time_zone"),
        ("Address as", "address_as"),
        ("Mutual benefit", "mutual_benefit"),
        ("Role", "partner_role"),
        ("Notes", "notes"),
    ] {
        if !row.str(name).is_empty() {
            lines.push(Line::labelled(label, LABEL + 1, row.str(name)));
        }
    }
    if !dossier.line.tags.is_empty() {
        let tags: Vec<String> = dossier.line.tags.iter().map(|tag| format!("#{tag}")).collect();
        lines.push(Line::labelled("Tags", LABEL + 1, &tags.join(" ")));
    }
    for field in &dossier.fields {
        lines.push(Line::labelled(field.str("name"), LABEL + 1, field.str("value")));
    }
    if lines.is_empty() {
        return;
    }
    *page = std::mem::take(page).heading("Notes");
    for line in lines {
        page.push(line);
    }
}

fn due_said(row: &Row, today: NaiveDate) -> Line {
    match (row.str("state"), row.day("due")) {
        ("open", Some(due)) if due < today => {
            Line::role(format!("{} late", day::count_days(day::days_between(due, today))), Role::Alarm)
        }
        ("open", Some(due)) => Line::plain(day::relative(due, today)),
        ("open", None) => Line::muted("no date"),
        (state, _) => Line::muted(state),
    }
}

fn meeting_when(row: &Row) -> String {
    let on = row.day("day").map(day::weekday_day).unwrap_or_default();
    row.fields.text("time").map_or(on.clone(), |time| format!("{on} {time}"))
}

fn yardstick_lines(yardstick: &crate::acts::dossier::Yardstick, today: NaiveDate) -> Vec<String> {
    let mut lines = vec![yardstick.wanted.clone()];
    if let Some(now) = &yardstick.now {
        lines.push(match yardstick.met {
            Some(true) => format!("{now}  ✓ on target"),
            Some(false) => format!("{now}  ! below target"),
            None => now.clone(),
        });
    }
    if let Some(talk) = &yardstick.talk {
        let told = talk.day("day").map(|on| format!(", told {}", day::short(on, today))).unwrap_or_default();
        lines.push(format!("not {}{told}", talk.str("compared_with")));
    }
    lines
}

/// `12 Nov, call in, 14 min: asked for the Roth figures`.
fn last(dossier: &Dossier, today: NaiveDate) -> Option<String> {
    let row = dossier.last.as_ref()?;
    let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
    let way = match row.str("channel") {
        two @ ("meeting" | "video" | "event") => two.to_owned(),
        one => format!("{one} {}", row.str("direction")),
    };
    let minutes = row.int("minutes").map(|minutes| format!(", {minutes} min")).unwrap_or_default();
    Some(format!("{on}, {}{minutes}: {}", way.trim(), row.str("summary")))
}

fn promised(dossier: &Dossier, today: NaiveDate) -> Option<String> {
    let mut said = Vec::new();
    for (whose, by) in [("ours", "by us"), ("theirs", "by them")] {
        for row in dossier.promises(whose) {
            said.push(format!("{by} {}, {}", row.str("title"), due_said(row, today).text()));
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// `review Fri 4 Dec 10:00`, else the next day something of theirs comes up.
fn next(dossier: &Dossier, today: NaiveDate) -> Option<String> {
    if let Some(row) = dossier.meetings.iter().find(|row| row.day("day").is_some_and(|on| on >= today)) {
        let title = row.str("title");
        let lower =
            title.chars().next().map(|first| first.to_lowercase().collect::<String>()).unwrap_or_default();
        let rest: String = title.chars().skip(1).collect();
        return Some(format!("{lower}{rest} {}", meeting_when(row)));
    }
    let item = dossier.follow_ups.iter().find(|row| row.day("due").is_some_and(|due| due >= today))?;
    Some(format!("{}, {}", item.str("title"), day::weekday_day(item.day("due")?)))
}

/// `Ann, 503 555 0142`.
fn reach(dossier: &Dossier) -> Option<String> {
    let (member, phone) = dossier.reach()?;
    let label =
        member.points.iter().find(|point| point.str("value") == phone).map_or("", |point| point.str("label"));
    let label = if label.is_empty() { String::new() } else { format!("{label} ") };
    Some(format!("{}, {label}{phone}", called(member)))
}

/// What a member is called.
fn called(member: &Member) -> &str {
    let given = member.person.str("given");
    if given.is_empty() { member.person.str("name") } else { given }
}

fn people_in_a_line(dossier: &Dossier) -> String {
    let mut own = Vec::new();
    let mut others = Vec::new();
    for member in &dossier.members {
        if crate::domain::records::membership::has_household_rights(&member.role) {
            let phone = member.phone.as_deref().map(|phone| format!(" {phone}")).unwrap_or_default();
            own.push(format!("{}{phone}", called(member)));
        } else {
            others.push(format!("{}: {}", member.role, called(member)));
        }
    }
    let mut said = if own.is_empty() { "? nobody yet".to_owned() } else { own.join(", ") };
    for other in others {
        said = format!("{said}; {other}");
    }
    said
}

/// `✗ promise late   ! a rule to teach again   ? depth   ✓ the rest`.
fn standing_in_a_line(dossier: &Dossier) -> String {
    let parts = &dossier.line.standing.parts;
    if parts.is_empty() {
        return "nothing recorded yet".to_owned();
    }
    let mut sorted: Vec<&Part> = parts.iter().filter(|part| part.state != State::Good).collect();
    sorted.sort_by_key(|part| (part.state, part.name));
    let mut said: Vec<String> = sorted
        .iter()
        .filter(|part| part.state != State::Unknown)
        .map(|part| format!("{} {}", sign(part.state), part.row))
        .collect();
    let unknown: Vec<&str> =
        sorted.iter().filter(|part| part.state == State::Unknown).map(|part| part.name.word()).collect();
    if !unknown.is_empty() {
        said.push(format!("? {}", unknown.join(", ")));
    }
    if parts.iter().any(|part| part.state == State::Good) {
        said.push(if said.is_empty() { "✓ good" } else { "✓ the rest" }.to_owned());
    }
    said.join("   ")
}

/// A relationship's short name.
#[must_use]
pub fn short_name(dossier: &Dossier) -> &str {
    short(dossier.relationship.str("name"))
}

/// The state of one part, when it is shown.
#[must_use]
pub fn state_of(dossier: &Dossier, part: PartName) -> Option<State> {
    dossier.line.standing.part(part).map(|part| part.state)
}

/// The first phone or e-mail of a dossier, to be copied.
#[must_use]
pub fn point(dossier: &Dossier, kind: &str) -> Option<String> {
    let values = dossier.members.iter().flat_map(|member| member.points.iter());
    let mut fit: Vec<&Row> = values
        .filter(|row| row.id.kind == Kind::ContactPoint && row.str("kind") == kind && !row.flag("do_not_use"))
        .collect();
    fit.sort_by_key(|row| !row.flag("preferred"));
    fit.first().map(|row| row.str("value").to_owned())
}
