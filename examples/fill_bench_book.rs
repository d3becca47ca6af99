//! Fills a book from the files of the workload generator, for `docs/bench.md`.
//!
//! `fill_bench_book DATA BOOK TODAY`: DATA holds the generator's `.ndjson` files, BOOK must not be there yet.
//! The generator's words map so: segment = tier, former = ended, communicated = proposed, met = achieved,
//! agreements = expectations, rules = acceptances of a rulebook of twelve rules.
//!
//! **Invariant:** the same files make the same book, but for uids, salts and instants.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    fs,
    path::Path,
};

use chrono::{Days, Months, NaiveDate};
use serde_json::Value;
use standing::{
    acts::Book,
    clock::Clock,
    domain::record::{Fields, Kind},
};

type Fault = Box<dyn Error>;
type Records = Vec<(Kind, Fields)>;

/// Records in one step; the memory a step takes grows with it.
const STEP: usize = 20_000;
/// Rules in the rulebook.
const RULES: i64 = 12;

fn main() -> Result<(), Fault> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [data, book, today] = args.as_slice() else {
        return Err(
            "Say DATA BOOK TODAY: the generator's folder, the book to make, the day it is for.".into()
        );
    };
    let today: NaiveDate = today.parse()?;
    if Path::new(book).exists() {
        return Err(format!("{book} is there already. Remove it first.").into());
    }
    let mut book = Book::open(Path::new(book), Clock::fixed(today))?;
    let data = Data { folder: Path::new(data), today };
    for (what, records) in [
        ("clients", data.clients()?),
        ("people", data.people()?),
        ("goals", data.goals()?),
        ("expectations", data.expectations()?),
        ("rules", data.rules()?),
        ("follow-ups", data.follow_ups()?),
        ("interactions", data.interactions()?),
    ] {
        for step in records.chunks(STEP) {
            book.take_over(&format!("Took over {} records of {what}", step.len()), step)?;
        }
    }
    Ok(())
}

struct Data<'a> {
    folder: &'a Path,
    today: NaiveDate,
}

/// One line of a generator's file.
struct Line(Value);

impl Line {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or("")
    }
    fn int(&self, name: &str) -> i64 {
        self.0.get(name).and_then(Value::as_i64).unwrap_or(0)
    }
    fn day(&self, name: &str) -> Result<NaiveDate, Fault> {
        Ok(self.text(name).parse()?)
    }
}

fn text(day: NaiveDate) -> String {
    day.to_string()
}

impl Data<'_> {
    fn lines(&self, name: &str) -> Result<Vec<Line>, Fault> {
        let file = fs::read_to_string(self.folder.join(name).with_extension("ndjson"))?;
        file.lines().map(|line| Ok(Line(serde_json::from_str(line)?))).collect()
    }

    fn clients(&self) -> Result<Records, Fault> {
        let mut records = Records::new();
        for line in self.lines("clients")? {
            let (kind, stage) = match line.text("status") {
                "prospect" => ("prospect", "discovery"),
                "ending" => ("client", "ending"),
                "former" => ("client", "ended"),
                _ => ("client", "active"),
            };
            let mut fields = Fields::new()
                .with("name", line.text("name"))
                .with("kind", kind)
                .with("tier", line.text("segment"))
                .with("stage", stage)
                .with("since", line.text("since"))
                .with("entered_on", line.text("since"));
            if stage == "ended" {
                fields.set("ended_on", text(self.today));
                fields.set("end_reason", "moved away");
            }
            records.push((Kind::Relationship, fields));
        }
        Ok(records)
    }

    /// Persons with their memberships, and the household's mail and telephone at the first of them.
    fn people(&self) -> Result<Records, Fault> {
        let reach: BTreeMap<i64, (String, String)> = self
            .lines("clients")?
            .into_iter()
            .map(|line| (line.int("id"), (line.text("email").to_owned(), line.text("phone").to_owned())))
            .collect();
        let mut records = Records::new();
        let mut seen = BTreeSet::new();
        for (person, line) in (1_i64..).zip(self.lines("people")?) {
            let client = line.int("client_id");
            let name = format!("{} {}", line.text("given"), line.text("family"));
            let fields = Fields::new()
                .with("name", name.as_str())
                .with("given", line.text("given"))
                .with("family", line.text("family"))
                .with("birth_date", line.text("born"));
            records.push((Kind::Person, fields));
            let first = seen.insert(client);
            let role = match line.text("role") {
                _ if first => "head",
                "client" => "partner",
                "trustee" => "member",
                role => role,
            };
            let fields = Fields::new()
                .with("relationship_id", client)
                .with("person_id", person)
                .with("role", role)
                .with("home", 1);
            records.push((Kind::Membership, fields));
            if let Some((email, phone)) = reach.get(&client).filter(|_| first) {
                for (kind, value) in [("email", email), ("phone", phone)] {
                    let fields = Fields::new()
                        .with("person_id", person)
                        .with("kind", kind)
                        .with("value", value.as_str());
                    records.push((Kind::ContactPoint, fields));
                }
            }
        }
        Ok(records)
    }

    /// The life of an agreement that is to be looked at again on `again`.
    fn agreed(&self, fields: &mut Fields, agreed: NaiveDate, again: NaiveDate) {
        let anchored = again.checked_sub_months(Months::new(12)).unwrap_or(again).max(agreed).min(self.today);
        fields.set("state", "agreed");
        fields.set("version", 1);
        fields.set("every_months", 12);
        fields.set("drafted_on", text(agreed));
        fields.set("proposed_on", text(agreed));
        fields.set("agreed_on", text(agreed));
        fields.set("anchored_on", text(anchored));
    }

    fn goals(&self) -> Result<Records, Fault> {
        let mut records = Records::new();
        for line in self.lines("goals")? {
            let mut fields = Fields::new()
                .with("relationship_id", line.int("client_id"))
                .with("statement", line.text("title"))
                .with("target_date", line.text("target"));
            let agreed = line.day("agreed_on")?;
            match line.text("status") {
                "draft" => {
                    fields.set("state", "draft");
                    fields.set("drafted_on", text(agreed));
                }
                "communicated" => {
                    fields.set("state", "proposed");
                    fields.set("drafted_on", text(agreed));
                    fields.set("proposed_on", text(agreed));
                }
                status => {
                    self.agreed(&mut fields, agreed, line.day("reexamine_on")?);
                    if status == "met" {
                        fields.set("outcome", "achieved");
                        fields.set("outcome_on", text(self.today));
                    }
                }
            }
            records.push((Kind::Goal, fields));
        }
        Ok(records)
    }

    fn expectations(&self) -> Result<Records, Fault> {
        let mut records = Records::new();
        for (k, line) in self.lines("agreements")?.into_iter().enumerate() {
            let mut fields = Fields::new()
                .with("relationship_id", line.int("client_id"))
                .with("title", first_words(line.text("expectation"), 40).as_str())
                .with("their_words", line.text("expectation"))
                .with("topic", if k % 2 == 0 { "success" } else { "reporting" });
            self.agreed(&mut fields, line.day("signed_on")?, line.day("review_on")?);
            records.push((Kind::Expectation, fields));
        }
        Ok(records)
    }

    fn rules(&self) -> Result<Records, Fault> {
        let mut records = Records::new();
        let since = self.today.checked_sub_months(Months::new(60)).unwrap_or(self.today);
        for rule in 1..=RULES {
            let fields = Fields::new()
                .with("title", format!("Rule {rule} of the house").as_str())
                .with("topic", "process")
                .with("text", "How it is done here")
                .with("state", "in force")
                .with("version", 1)
                .with("since", text(since));
            records.push((Kind::Rule, fields));
            let fields = Fields::new().with("rule_id", rule).with("version", 1).with("since", text(since));
            records.push((Kind::RuleVersion, fields));
        }
        let mut taken = BTreeSet::new();
        for (k, line) in (0_u64..).zip(self.lines("rules")?) {
            let client = line.int("client_id");
            let rule = line.text("topic").bytes().map(i64::from).sum::<i64>() % RULES + 1;
            if !taken.insert((client, rule)) {
                continue;
            }
            // The generator gives no day for rules: they are spread so that one in thirty is due.
            let again = self.today.checked_add_days(Days::new(k * 7 % 365)).unwrap_or(self.today);
            let again = again.checked_sub_days(Days::new(12)).unwrap_or(again);
            let mut fields =
                Fields::new().with("relationship_id", client).with("rule_id", rule).with("rule_version", 1);
            self.agreed(&mut fields, since, again);
            records.push((Kind::Acceptance, fields));
        }
        Ok(records)
    }

    fn follow_ups(&self) -> Result<Records, Fault> {
        let mut records = Records::new();
        for line in self.lines("followups")? {
            let mut fields = Fields::new()
                .with("title", line.text("title"))
                .with("relationship_id", line.int("client_id"))
                .with("kind", if line.text("title").starts_with("Send") { "promise" } else { "task" })
                .with("whose", "ours")
                .with("due", line.text("due"))
                .with(
                    "stakes",
                    match line.text("priority") {
                        "H" => "high",
                        "L" => "low",
                        _ => "normal",
                    },
                )
                .with("effort_minutes", 15)
                .with("state", line.text("status"));
            if line.text("status") == "done" {
                fields.set("finished_on", line.text("due"));
            }
            records.push((Kind::FollowUp, fields));
        }
        Ok(records)
    }

    fn interactions(&self) -> Result<Records, Fault> {
        let mut records = Records::new();
        for (id, line) in (1_i64..).zip(self.lines("interactions")?) {
            let (day, time) = line.text("at").split_once('T').ok_or("An interaction without a time.")?;
            let channel = if line.text("kind") == "email" { "e-mail" } else { line.text("kind") };
            let note = line.text("note");
            let client = line.int("client_id");
            let fields = Fields::new()
                .with("relationship_id", client)
                .with("day", day)
                .with("time", time)
                .with("channel", channel)
                .with("direction", if id % 2 == 0 { "in" } else { "out" })
                .with("reached", 1)
                .with("minutes", line.int("minutes"))
                .with("nature", "service")
                .with("summary", first_words(note, 60).as_str())
                .with("notes", note);
            records.push((Kind::Interaction, fields));
            let fields = Fields::new()
                .with("relationship_id", client)
                .with("interaction_id", id)
                .with("minutes", line.int("minutes"));
            records.push((Kind::Share, fields));
        }
        Ok(records)
    }
}

fn first_words(text: &str, letters: usize) -> String {
    text.chars().take(letters).collect()
}
