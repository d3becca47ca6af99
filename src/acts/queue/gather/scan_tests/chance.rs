//! Books made by chance from a number, the same on every machine.
//! **Invariant:** the same number gives the same book, whatever the machine and the day.

use super::*;

/// Numbers by chance, the same each time.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
    pub(super) fn in_percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    pub(super) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
    pub(super) fn day(&mut self, back: i64, ahead: i64) -> NaiveDate {
        let span = u64::try_from(back + ahead + 1).unwrap();
        add_days(day("2026-11-23"), i64::try_from(self.below(span)).unwrap() - back).unwrap()
    }
    /// A record of a type that is in the book.
    pub(super) fn one(&mut self, tx: &Tx<'_>, kind: Kind) -> Option<i64> {
        let rows = tx.rows(kind, &[]).unwrap();
        let k = self.below(rows.len().max(1) as u64);
        rows.get(usize::try_from(k).unwrap()).map(|row| row.id.id)
    }
    /// Sets a field in so many of a hundred cases.
    pub(super) fn maybe(
        &mut self,
        fields: &mut Fields,
        percent: u64,
        name: &'static str,
        value: impl Into<Value>,
    ) {
        if self.in_percent(percent) {
            fields.set(name, value);
        }
    }
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The record types that anything of the queue hangs on.
pub(super) const KINDS: [Kind; 23] = [
    Kind::Relationship,
    Kind::Person,
    Kind::Membership,
    Kind::SpecialDate,
    Kind::Meeting,
    Kind::Interaction,
    Kind::Share,
    Kind::Participant,
    Kind::Measure,
    Kind::Reading,
    Kind::Goal,
    Kind::Expectation,
    Kind::Rule,
    Kind::Acceptance,
    Kind::Talk,
    Kind::Training,
    Kind::Exception,
    Kind::Breach,
    Kind::LifeEvent,
    Kind::FollowUp,
    Kind::Snooze,
    Kind::GapAnswer,
    Kind::Pause,
];

/// A record of a type, by chance; none when what it needs is not there.
pub(super) fn record(kind: Kind, tx: &Tx<'_>, c: &mut Chance) -> Option<Fields> {
    let mut f = Fields::new();
    if kind.spec().field("relationship_id").is_some() {
        let whose = c.one(tx, Kind::Relationship)?;
        if kind != Kind::FollowUp && kind != Kind::Pause || c.in_percent(90) {
            f.set("relationship_id", whose);
        }
    }
    match kind {
        Kind::Relationship => {
            f.set("name", format!("Household {}", c.below(1000)));
            f.set("kind", c.pick(&["client", "client", "client", "prospect", "partner"]));
            let stages = relationship::STAGES;
            f.set("stage", if c.in_percent(60) { "active" } else { c.pick(stages) });
            let tier = c.pick(&["A", "B", "C", "D", "Z"]);
            c.maybe(&mut f, 80, "tier", tier);
            let ideal = i64::try_from(20 + c.below(60)).unwrap();
            if c.in_percent(15) {
                f.set("ideal_days", ideal);
                f.set("maximum_days", ideal * 2);
            }
            let (entered, declined) = (c.day(400, 0), c.day(400, 0));
            c.maybe(&mut f, 90, "entered_on", entered.to_string());
            c.maybe(&mut f, 40, "trusted_contact_declined_on", declined.to_string());
        }
        Kind::Person => {
            f.set("name", format!("Person {}", c.below(1000)));
            let born = born(c);
            c.maybe(&mut f, 70, "birth_date", born);
            let died = c.day(300, 0);
            c.maybe(&mut f, 5, "died_on", died.to_string());
        }
        Kind::Membership => {
            f.set("person_id", c.one(tx, Kind::Person)?);
            f.set("role", c.pick(&["head", "member", "trusted contact", "attorney"]));
            f.set("home", c.in_percent(80));
        }
        Kind::SpecialDate => {
            f.set("person_id", c.one(tx, Kind::Person)?);
            f.set("label", "policy");
            let text = if c.in_percent(30) {
                c.day(300, 0).format("--%m-%d").to_string()
            } else {
                c.day(500, 200).to_string()
            };
            f.set("day", text);
            let yearly = c.in_percent(50);
            c.maybe(&mut f, 80, "yearly", yearly);
        }
        Kind::Meeting => {
            f.set("day", c.day(30, 60).to_string());
            f.set("state", c.pick(meeting::STATES));
        }
        Kind::Interaction => {
            f.set("day", c.day(200, 0).to_string());
            f.set("channel", c.pick(&["call", "call", "e-mail"]));
            f.set("direction", c.pick(&["in", "out"]));
            f.set("reached", c.in_percent(80));
            f.set("summary", "Spoke");
        }
        Kind::Share => f.set("interaction_id", c.one(tx, Kind::Interaction)?),
        Kind::Participant => {
            f.set("interaction_id", c.one(tx, Kind::Interaction)?);
            f.set("person_id", c.one(tx, Kind::Person)?);
        }
        Kind::Measure => {
            f.set("name", "funded");
            let every = c.pick(&["month", "quarter", "half-year", "year"]);
            c.maybe(&mut f, 80, "read_every", every);
        }
        Kind::Reading => {
            let measure = tx.get(RecordId::new(Kind::Measure, c.one(tx, Kind::Measure)?)).unwrap()?;
            f.set("measure_id", measure.id.id);
            f.set("relationship_id", measure.int("relationship_id")?);
            f.set("day", c.day(400, 0).to_string());
            f.set("value", 10_000);
        }
        Kind::Goal | Kind::Expectation | Kind::Acceptance => agreement(kind, tx, c, &mut f)?,
        Kind::Rule => {
            f.set("title", "No tips");
            f.set("version", 1);
            f.set("state", if c.in_percent(80) { "in force" } else { "withdrawn" });
        }
        Kind::Talk => {
            f.set("day", c.day(300, 0).to_string());
            f.set("compared_with", c.pick(&["the S&P 500", "a neighbour"]));
            let again = c.day(60, 300);
            c.maybe(&mut f, 70, "reinforce_on", again.to_string());
        }
        Kind::Training => {
            f.set("rule_id", c.one(tx, Kind::Rule)?);
            f.set("day", c.day(300, 0).to_string());
            f.set("understood", c.pick(&["yes", "yes", "doubtful", "no"]));
            let again = c.day(60, 300);
            c.maybe(&mut f, 50, "repeat_on", again.to_string());
        }
        Kind::Exception | Kind::Breach => {
            f.set("rule_id", c.one(tx, Kind::Rule)?);
            f.set("what", "one stock");
            f.set("day", c.day(100, 0).to_string());
            if kind == Kind::Exception {
                f.set("why", "pride");
                f.set("until", c.day(30, 100).to_string());
                let ended = c.day(20, 0);
                c.maybe(&mut f, 30, "ended_on", ended.to_string());
            } else {
                f.set("answer", c.pick(&["open", "reminded"]));
            }
        }
        Kind::LifeEvent => {
            f.set("kind", "retirement");
            f.set("day", c.day(30, 0).to_string());
            f.set("due_on", c.day(20, 60).to_string());
            let decided = c.day(10, 0);
            c.maybe(&mut f, 50, "decided_on", decided.to_string());
        }
        Kind::FollowUp => to_do(c, &mut f),
        Kind::Snooze => {
            let n = c.below(40);
            f.set("item", format!("c{n}.{}", c.pick(&["contact", "gaps", "reexam"])));
            f.set("until", c.day(10, 40).to_string());
        }
        Kind::GapAnswer => {
            f.set(
                "gap",
                c.pick(&[
                    "goals",
                    "yardstick",
                    "rules",
                    "teaching",
                    "next step",
                    "trusted contact",
                    "p3.birthday.2026",
                ]),
            );
            f.set("reason", "not for them");
            f.set("day", c.day(100, 0).to_string());
        }
        _ => {
            let from = c.day(40, 40);
            f.set("starts_on", from.to_string());
            f.set("ends_on", add_days(from, i64::try_from(c.below(30)).unwrap()).unwrap().to_string());
        }
    }
    Some(f)
}

pub(super) fn born(c: &mut Chance) -> String {
    let born = c.day(365, 0);
    let year = 1940 + i32::try_from(c.below(70)).unwrap();
    match born.with_year(year) {
        Some(full) if c.in_percent(80) => full.to_string(),
        _ => born.format("--%m-%d").to_string(),
    }
}

pub(super) fn agreement(kind: Kind, tx: &Tx<'_>, c: &mut Chance, f: &mut Fields) -> Option<()> {
    match kind {
        Kind::Goal => f.set("statement", "A boat"),
        Kind::Expectation => {
            f.set("title", "Success");
            f.set("topic", c.pick(&["success", "other"]));
        }
        _ => f.set("rule_id", c.one(tx, Kind::Rule)?),
    }
    f.set("state", c.pick(&["draft", "proposed", "agreed", "agreed", "agreed", "agreed", "retired"]));
    let drafted = c.day(900, 0);
    c.maybe(f, 95, "drafted_on", drafted.to_string());
    let proposed = c.day(40, 0);
    c.maybe(f, 80, "proposed_on", proposed.to_string());
    let agreed = c.day(900, 0);
    f.set("agreed_on", agreed.to_string());
    let since = c.day(days_between(agreed, day("2026-11-23")), 0);
    f.set("anchored_on", if c.in_percent(50) { agreed } else { since }.to_string());
    let months = [1, 3, 5, 6, 12, 36][usize::try_from(c.below(6)).unwrap()];
    c.maybe(f, 50, "every_months", months);
    let until = c.day(60, 200);
    c.maybe(f, 15, "deferred_until", until.to_string());
    if c.in_percent(15)
        && let Some(meeting) = c.one(tx, Kind::Meeting)
    {
        f.set("raised_meeting_id", meeting);
        f.set("raised_on", "2026-11-01");
    }
    if kind != Kind::Acceptance {
        f.set("outcome", "open");
    }
    Some(())
}

pub(super) fn to_do(c: &mut Chance, f: &mut Fields) {
    f.set("title", "Call the custodian");
    f.set("kind", c.pick(follow_up::KINDS));
    f.set("whose", c.pick(&["ours", "theirs"]));
    f.set("state", c.pick(&["open", "open", "open", "waiting", "back burner", "done"]));
    let days: Vec<NaiveDate> = (0..6).map(|_| c.day(60, 120)).collect();
    let names = ["due", "asked_on", "snoozed_until", "ask_again_on", "back_burner_until", "decided_on"];
    for (name, day) in names.into_iter().zip(days) {
        c.maybe(f, if name == "snoozed_until" { 20 } else { 60 }, name, day.to_string());
    }
    if f.text("state") == Some("done") {
        f.set("finished_on", "2026-11-01");
    }
    f.set("hard", c.in_percent(10));
}

/// A book of so many records, by chance.
pub(super) fn book(seed: u64, records: u64) -> Book {
    let mut book = testing::book();
    let mut c = Chance(seed);
    let off = Fields::new()
        .with("name", "holidays")
        .with("value", "2026-11-27 2026-11-30 2026-12-24 2026-12-25 2026-12-31");
    let tier = Fields::new().with("name", "A").with("ideal_days", 33).with("maximum_days", 70);
    let meta = book.meta("take_over", None);
    book.store_mut()
        .act(&meta, |tx| {
            tx.insert(Kind::Setting, &off)?;
            tx.insert(Kind::Tier, &tier)?;
            for kind in [Kind::Relationship, Kind::Person, Kind::Rule, Kind::Interaction, Kind::Meeting] {
                for _ in 0..8 {
                    record(kind, tx, &mut c).map(|fields| tx.insert(kind, &fields)).transpose()?;
                }
            }
            for _ in 0..records {
                let kind = KINDS[usize::try_from(c.below(KINDS.len() as u64)).unwrap()];
                if let Some(fields) = record(kind, tx, &mut c) {
                    // What is there already is not there twice.
                    let _ = tx.insert(kind, &fields);
                }
            }
            Ok(((), "Made".to_owned()))
        })
        .unwrap();
    book
}
