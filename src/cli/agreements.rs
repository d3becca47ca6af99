//! The life of agreements: propose, agree, reaffirm, change, defer, raise, state, retire, judge.
//!
//! **Invariant:** goals, expectations and acceptances have the same verbs.

mod measured;

use clap::{Arg, ArgMatches, Args, Command};

pub(super) use self::measured::measured_by;
use self::measured::{measured_anew, told_anew};
use super::{fields, output::Answer, session::Session};
use crate::domain::{
    action::{Action, Consent, Contradiction, GoalAct},
    record::{Kind, RecordId},
    rejection::Rejection,
};

// With whom something was agreed, when and how. (A doc comment would become the command's own.)
#[derive(Debug, Clone, Args)]
pub(super) struct ConsentArgs {
    /// Who agreed, repeatable; needed where there are several adults. Who is not named is kept as not asked
    #[arg(long, value_name = "PERSON")]
    by: Vec<String>,
    /// Who does not agree, repeatable
    #[arg(long, value_name = "PERSON")]
    dissents: Vec<String>,
    /// How: meeting, call, video, e-mail, letter, text, event, document
    #[arg(long, value_name = "HOW")]
    how: Option<String>,
    /// When; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// What shows it
    #[arg(long, value_name = "TEXT")]
    evidence: Option<String>,
}

impl ConsentArgs {
    /// The consent of members of `relationship`.
    pub(super) fn read(&self, session: &mut Session, relationship: i64) -> Result<Consent, Rejection> {
        let mut persons = |names: &[String]| -> Result<Vec<RecordId>, Rejection> {
            names.iter().map(|name| session.person_of(relationship, name)).collect()
        };
        let (mut by, dissents) = (persons(&self.by)?, persons(&self.dissents)?);
        if by.is_empty() {
            by = only_adult(session, relationship, &dissents)?;
        }
        let how = match &self.how {
            Some(how) => {
                session.named_field(Kind::AgreementEvent, "how", how)?.text().unwrap_or("").to_owned()
            }
            None => String::new(),
        };
        let on = session.past(self.on.as_deref())?;
        Ok(Consent { by, dissents, on, how, evidence: self.evidence.clone() })
    }
}

/// The one adult who can have agreed where nobody was named; who was not asked is never taken as agreed.
fn only_adult(
    session: &mut Session,
    relationship: i64,
    dissents: &[RecordId],
) -> Result<Vec<RecordId>, Rejection> {
    let mut adults = session.book()?.adults(relationship)?;
    adults.retain(|person| !dissents.contains(&person.id));
    if adults.len() < 2 {
        return Ok(adults.into_iter().map(|person| person.id).collect());
    }
    let names: Vec<&str> = adults.iter().map(|person| person.str("name")).collect();
    Err(Rejection::ambiguous(format!(
        "Say with --by who agreed: {}. Who is not named is kept as not asked. Nothing was changed.",
        names.join(", ")
    )))
}

#[derive(Debug, Clone, Args)]
struct Which {
    /// Which, by id or by a unique part of the name
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

#[derive(Debug, Clone, Args)]
struct ProposeArgs {
    #[command(flatten)]
    which: Which,
    /// When they were told; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct WithThem {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    consent: ConsentArgs,
}

#[derive(Debug, Clone, Args)]
struct DeferArgs {
    #[command(flatten)]
    which: Which,
    /// Until when; at most 90 days
    #[arg(long, value_name = "DATE")]
    until: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Clone, Args)]
struct RaiseArgs {
    #[command(flatten)]
    which: Which,
    /// At which meeting; the next one with them when left
    #[arg(long, value_name = "MEETING")]
    meeting: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct StateArgs {
    #[command(flatten)]
    which: Which,
    /// In which document
    #[arg(long = "in", value_name = "DOCUMENT")]
    document: String,
    /// When; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct RetireArgs {
    #[command(flatten)]
    which: Which,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Of one expectation: what it taught
    #[arg(long, value_name = "TEXT")]
    learned: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct JudgeArgs {
    /// Which, by id or by a unique part of the name
    #[arg(value_name = "NAME")]
    name: String,
    /// The outcome: of a goal open, achieved, missed, abandoned; of an expectation kept, at-risk, not-kept
    #[arg(value_name = "OUTCOME")]
    outcome: String,
    /// What it taught
    #[arg(long, value_name = "TEXT")]
    learned: Option<String>,
    /// What comes next; a goal that is over asks for it, or for what it taught
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct ConflictArgs {
    /// A goal, by id or by a unique part of the name
    #[arg(value_name = "GOAL")]
    goal: String,
    /// The other goal of theirs
    #[arg(value_name = "OTHER", required_unless_present = "settled")]
    other: Option<String>,
    /// They pull against each other no longer
    #[arg(long, conflicts_with = "other")]
    settled: bool,
}

#[derive(Debug, Clone, Args)]
struct ContradictArgs {
    /// Which, by id or by a unique part of the name
    #[arg(value_name = "NAME")]
    name: String,
    /// What they said, in their words
    #[arg(long, value_name = "TEXT")]
    words: String,
    /// When; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

fn example(noun: &str, rest: &str) -> String {
    format!("Examples:\n  standing {noun} {rest}")
}

/// Adds the verbs to a noun.
pub(super) fn commands(noun: Command, kind: Kind) -> Command {
    let (word, id) = (kind.spec().noun, format!("{}7", kind.spec().prefix));
    let verb = |name: &'static str, about: &'static str, rest: &str| {
        Command::new(name).about(about).after_help(example(word, &format!("{name} {id}{rest}")))
    };
    let change = verb(
        "change",
        "Records that it was changed with them; the old version stays",
        " --every 24 --by Ann --how call",
    );
    let change = change.arg(
        Arg::new("name")
            .required(true)
            .value_name("NAME")
            .help("Which, by id or by a unique part of the name"),
    );
    let change = match kind {
        Kind::Goal => change.arg(measured_anew()),
        Kind::Expectation => change.arg(told_anew()),
        _ => change,
    };
    let mut noun = noun.subcommands([
        ProposeArgs::augment_args(verb(
            "propose",
            "Records that a draft was told to them",
            " --on yesterday",
        )),
        WithThem::augment_args(verb(
            "agree",
            "Records that they agreed: who, how and when",
            " --by Ann --how meeting --on today",
        )),
        WithThem::augment_args(verb(
            "reaffirm",
            "Records that they looked at it again: still right",
            " --by Ann --how call",
        )),
        ConsentArgs::augment_args(fields::flags(change, kind)),
        DeferArgs::augment_args(verb(
            "defer",
            "Puts the next look at it off, with a reason",
            " --until +30d --reason \"after the sale\"",
        )),
        RaiseArgs::augment_args(verb("raise", "Puts it on the agenda of a meeting", " --meeting mt3")),
        StateArgs::augment_args(verb("state", "Records that a document states it", " --in \"charter v3\"")),
        RetireArgs::augment_args(verb(
            "retire",
            "Ends its life, with a reason",
            " --reason \"they sold the house\"",
        )),
    ]);
    if kind != Kind::Acceptance {
        let outcome = if kind == Kind::Goal { " achieved" } else { " kept" };
        let outcome =
            if kind == Kind::Goal { format!("{outcome} --next \"the boat\"") } else { outcome.to_owned() };
        noun = noun.subcommand(JudgeArgs::augment_args(verb("judge", "Records what came of it", &outcome)));
    }
    if kind == Kind::Goal {
        let about = "Marks two goals of one household as in conflict";
        noun = noun.subcommand(ConflictArgs::augment_args(verb("conflict", about, " g9")));
    }
    if kind == Kind::Expectation {
        noun = noun.subcommand(ContradictArgs::augment_args(verb(
            "contradict",
            "Keeps what was heard against it since it was agreed",
            " --words \"the market is up, so should we be\"",
        )));
    }
    noun
}

/// What was typed after a verb.
pub(super) fn args<T: clap::FromArgMatches>(matches: &ArgMatches) -> Result<T, Rejection> {
    T::from_arg_matches(matches).map_err(|error| Rejection::ambiguous(error.to_string()))
}

/// Runs one verb on agreements of `kind`.
pub(super) fn run(
    session: &mut Session,
    kind: Kind,
    verb: &str,
    matches: &ArgMatches,
) -> Result<Answer, Rejection> {
    let action = match verb {
        "propose" => {
            let typed: ProposeArgs = args(matches)?;
            let agreements = session.records(kind, &typed.which.names)?;
            Action::Propose { agreements, on: session.past(typed.on.as_deref())? }
        }
        "agree" | "reaffirm" => with_them(session, kind, verb, &args(matches)?)?,
        "change" => change(session, kind, matches)?,
        "defer" => {
            let typed: DeferArgs = args(matches)?;
            let agreements = session.records(kind, &typed.which.names)?;
            Action::Defer { agreements, until: session.day(&typed.until)?, reason: typed.reason }
        }
        "raise" => {
            let typed: RaiseArgs = args(matches)?;
            let agreements = session.records(kind, &typed.which.names)?;
            let meeting = typed.meeting.map(|text| session.record(Kind::Meeting, &text)).transpose()?;
            Action::Raise { agreements, meeting: meeting.map(|row| row.id) }
        }
        "state" => {
            let typed: StateArgs = args(matches)?;
            let agreements = session.records(kind, &typed.which.names)?;
            if typed.document.trim().is_empty() {
                return Err(Rejection::ambiguous("Name the document, as --in \"charter v3\"."));
            }
            Action::State { agreements, document: typed.document, on: session.past(typed.on.as_deref())? }
        }
        "retire" => {
            let typed: RetireArgs = args(matches)?;
            let agreements = session.records(kind, &typed.which.names)?;
            match (typed.learned, agreements.as_slice()) {
                (None, _) => Action::Retire { agreements, reason: typed.reason },
                (Some(learned), [only]) if only.kind == Kind::Expectation => {
                    session.book()?.retired_with(*only, &typed.reason, Some(&learned))?
                }
                (Some(_), _) => {
                    return Err(Rejection::ambiguous(
                        "What was learned is kept with one expectation. A goal keeps it with its outcome: standing goal judge NAME achieved --learned TEXT.",
                    ));
                }
            }
        }
        "judge" => {
            let typed: JudgeArgs = args(matches)?;
            let agreement = session.record(kind, &typed.name)?.id;
            let outcome = session.named_field(kind, "outcome", &typed.outcome)?;
            let outcome = outcome.text().unwrap_or("").to_owned();
            Action::Judge(crate::domain::action::Judged {
                agreement,
                outcome,
                learned: typed.learned,
                next: typed.next,
            })
        }
        "conflict" => {
            let typed: ConflictArgs = args(matches)?;
            let first = session.record(kind, &typed.goal)?.id;
            Action::Goal(match typed.other.filter(|_| !typed.settled) {
                Some(other) => GoalAct::Conflict { first, second: session.record(kind, &other)?.id },
                None => GoalAct::Reconcile { goal: first },
            })
        }
        "contradict" => {
            let typed: ContradictArgs = args(matches)?;
            let agreement = session.record(kind, &typed.name)?.id;
            Action::Contradict(Contradiction {
                agreement,
                words: typed.words,
                on: session.past(typed.on.as_deref())?,
            })
        }
        other => return Err(Rejection::ambiguous(format!("There is no verb {other}."))),
    };
    session.act(&action)
}

fn with_them(session: &mut Session, kind: Kind, verb: &str, typed: &WithThem) -> Result<Action, Rejection> {
    let agreements = session.records(kind, &typed.which.names)?;
    // Names are looked for among the members of the first one.
    let first = agreements.first().map_or(Ok(None), |id| session.book()?.get(*id))?;
    let whose = first.and_then(|row| row.int("relationship_id")).unwrap_or(0);
    let consent = typed.consent.read(session, whose)?;
    Ok(if verb == "agree" {
        Action::Agree { agreements, consent }
    } else {
        Action::Reaffirm { agreements, consent }
    })
}

fn change(session: &mut Session, kind: Kind, matches: &ArgMatches) -> Result<Action, Rejection> {
    let name = matches.get_one::<String>("name").cloned().unwrap_or_default();
    let row = session.record(kind, &name)?;
    let fields = fields::read(session, kind, matches)?;
    let typed: ConsentArgs = args(matches)?;
    let consent = typed.read(session, row.int("relationship_id").unwrap_or(0))?;
    let flag = if kind == Kind::Expectation { "measured-by" } else { "measure" };
    let lines = matches.try_get_many::<String>(flag).ok().flatten();
    let measures: Vec<String> = lines.map(|lines| lines.cloned().collect()).unwrap_or_default();
    if kind != Kind::Acceptance && !measures.is_empty() {
        return Ok(Action::Goal(GoalAct::Change { goal: row.id, fields, measures, consent }));
    }
    Ok(Action::Change { agreement: row.id, fields, consent })
}

/// Adds a goal with its measures, as one step.
pub(super) fn add_goal(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let kind = Kind::Goal;
    let fields = fields::read_new(session, kind, matches)?;
    let measures: Vec<String> =
        matches.get_many::<String>("measure").map(|lines| lines.cloned().collect()).unwrap_or_default();
    let action = if measures.is_empty() {
        Action::Add { kind, fields }
    } else {
        Action::Goal(GoalAct::Write { fields, measures })
    };
    session.act(&action).map_err(|no| fields::missing(kind, no))
}
