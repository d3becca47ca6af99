//! Checklists: what there is, what runs, what is started and given up.
//!
//! **Invariant:** `--preview` and the lists write nothing; a template is printed as it can be edited.

use clap::{Args, Subcommand};
use serde_json::json;

use super::{
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::checklists::{template_names, template_text},
    domain::{
        action::{Action, ChecklistStep},
        checklist::Progress,
        day,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
};

#[derive(Debug, Clone, Args)]
pub(super) struct Checklist {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Subcommand)]
enum What {
    /// Lists the checklists that run, with how far they are
    #[command(
        after_help = "Examples:\n  standing checklist list\n  standing checklist list --client Hartley"
    )]
    List {
        /// Only those of this client, those that are over as well
        #[arg(long, value_name = "CLIENT")]
        client: Option<String>,
    },
    /// Starts a checklist: its steps become follow-ups, in one step
    #[command(
        after_help = "Examples:\n  standing checklist start onboarding Hartley --preview\n  standing checklist start onboarding Hartley --without 6"
    )]
    Start {
        /// The template: onboarding, service, ending, or your own
        #[arg(value_name = "TEMPLATE")]
        template: String,
        /// With whom
        #[arg(value_name = "CLIENT")]
        client: String,
        /// Numbers of steps to leave out
        #[arg(long, value_delimiter = ',', value_name = "NUMBER")]
        without: Vec<u32>,
        /// Only show the steps and their days
        #[arg(long)]
        preview: bool,
    },
    /// Shows a checklist step by step
    #[command(after_help = "Examples:\n  standing checklist show Hartley\n  standing checklist show cl1")]
    Show {
        /// A client, or a checklist by its id
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Drops the open steps of a checklist, with a reason
    #[command(after_help = "Examples:\n  standing checklist give-up cl1 --reason \"they left\"")]
    GiveUp {
        /// Which, by its id
        #[arg(value_name = "ID")]
        checklist: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Prints a template, to be edited in the folder checklists beside the configuration; without a name lists them
    #[command(
        after_help = "Examples:\n  standing checklist template\n  standing checklist template onboarding"
    )]
    Template {
        /// Which
        #[arg(value_name = "TEMPLATE")]
        name: Option<String>,
    },
}

impl Checklist {
    /// Runs one of them.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        match self.what {
            What::List { client } => list(session, client.as_deref()),
            What::Start { template, client, without, preview } => {
                let whose = session.record(Kind::Relationship, &client)?.id;
                let act = start(session, &template, whose, &without)?;
                match (preview, &act) {
                    (true, Action::StartChecklist { title, steps, .. }) => {
                        Ok(steps_said(session, title, steps))
                    }
                    _ => session.act(&act),
                }
            }
            What::Show { name } => show(session, &name),
            What::GiveUp { checklist, reason } => {
                let checklist = session.record(Kind::Checklist, &checklist)?.id;
                session.act(&Action::GiveUpChecklist { checklist, reason })
            }
            What::Template { name: None } => {
                let names = template_names(session.settings.checklists().as_deref());
                Ok(Answer::new(names.join("\n"), json!({ "templates": names })))
            }
            What::Template { name: Some(name) } => {
                let (text, from) = template_text(&name, session.settings.checklists().as_deref())?;
                Ok(Answer::new(text.trim_end(), json!({ "name": name, "from": from, "text": text })))
            }
        }
    }
}

/// The act that starts a checklist from today on, without the steps of these numbers.
pub(super) fn start(
    session: &mut Session,
    name: &str,
    relationship: RecordId,
    without: &[u32],
) -> Result<Action, Rejection> {
    let today = session.today();
    let book = session.book()?;
    let template = book.template(name)?;
    let mut steps = template.dated(today, &book.practice()?.calendar);
    if let Some(no) = without.iter().find(|number| !steps.iter().any(|step| step.step == **number)) {
        return Err(Rejection::ambiguous(format!(
            "{} has no step {no}. Nothing was changed.",
            template.title
        )));
    }
    steps.retain(|step| !without.contains(&step.step));
    Ok(Action::StartChecklist { relationship, template: template.name, title: template.title, steps })
}

fn steps_said(session: &Session, title: &str, steps: &[ChecklistStep]) -> Answer {
    let rows = steps.iter().map(|step| {
        let whose = if step.whose == "theirs" { "by them" } else { step.kind.as_str() };
        vec![step.step.to_string(), day::long(step.due), step.title.clone(), whose.to_owned()]
    });
    let text = table(session.format, &["step", "due", "what", "kind"], rows.collect());
    let json = steps.iter().map(|step| {
        json!({ "step": step.step, "due": step.due, "what": step.title, "kind": step.kind, "whose": step.whose })
    });
    let json = json!({ "title": title, "steps": json.collect::<Vec<_>>() });
    Answer::new(text, json).noting("Nothing was written; without --preview it starts.")
}

fn list(session: &mut Session, client: Option<&str>) -> Result<Answer, Rejection> {
    let all = match client {
        Some(client) => {
            let whose = session.record(Kind::Relationship, client)?.id;
            let theirs = session.book()?.checklists_of(whose.id)?;
            theirs.into_iter().map(|progress| (whose, progress)).collect()
        }
        None => session.book()?.checklists()?,
    };
    let mut rows = Vec::new();
    for (whose, progress) in &all {
        let who = session.book()?.short_name(whose.id)?;
        rows.push(vec![
            progress.checklist.id.to_string(),
            session.format.cell(&who, 30),
            progress.checklist.str("title").to_owned(),
            progress.said(),
        ]);
    }
    let text = if rows.is_empty() {
        "No checklist runs.".to_owned()
    } else {
        table(session.format, &["id", "with", "checklist", "how far"], rows)
    };
    let json: Vec<_> = all.iter().map(|(whose, progress)| of(*whose, progress)).collect();
    Ok(Answer::new(text, json!({ "checklists": json })))
}

fn of(whose: RecordId, progress: &Progress) -> serde_json::Value {
    let steps = progress.steps.iter().map(|row| {
        json!({ "id": row.id, "step": row.int("step"), "what": row.str("title"), "due": row.fields.text("due"),
                "state": row.str("state") })
    });
    json!({
        "id": progress.checklist.id,
        "client": whose,
        "title": progress.checklist.str("title"),
        "finished": progress.finished(),
        "of": progress.steps.len(),
        "said": progress.said(),
        "steps": steps.collect::<Vec<_>>(),
    })
}

fn show(session: &mut Session, name: &str) -> Result<Answer, Rejection> {
    let named = name.trim().parse::<RecordId>().ok().filter(|id| id.kind == Kind::Checklist);
    let whose = match named {
        Some(id) => {
            let row = session.record(Kind::Checklist, &id.to_string())?;
            RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0))
        }
        None => session.record(Kind::Relationship, name)?.id,
    };
    let mut all = session.book()?.checklists_of(whose.id)?;
    all.retain(|progress| named.is_none_or(|id| progress.checklist.id == id));
    let who = session.book()?.short_name(whose.id)?;
    let today = session.today();
    let mut said = Vec::new();
    for progress in &all {
        said.push(format!("{} with {who}: {}.", progress.checklist.str("title"), progress.said()));
        let rows = progress.steps.iter().map(|row| {
            let due = row.day("due").map(|due| day::short(due, today)).unwrap_or_default();
            let step = row.int("step").unwrap_or(0).to_string();
            vec![step, row.id.to_string(), due, row.str("title").to_owned(), row.str("state").to_owned()]
        });
        said.push(table(session.format, &["step", "id", "due", "what", "state"], rows.collect()));
    }
    if said.is_empty() {
        said.push(format!("No checklist was started with {who}."));
    }
    let json: Vec<_> = all.iter().map(|progress| of(whose, progress)).collect();
    Ok(Answer::new(said.join("\n"), json!({ "checklists": json })))
}
