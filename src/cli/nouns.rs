//! The nouns of the command line: one per record type, the same verbs for all, made from the
//! declarations of the records.
//!
//! **Invariant:** a new record type gets its noun here by being declared.

use clap::{Arg, ArgAction, Args as _, Command};

use super::{
    agreements, cases, clients, documents, fields, fields::fixed, meetings, registers, review, rulebook,
};
use crate::{
    acts::called,
    domain::{
        entry,
        record::{Kind, Set, Ty},
    },
};

/// The types that have a noun: not what only acts write, nor what another command is the way in to.
pub(super) fn spoken_of() -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(|kind| match kind {
        Kind::Setting => false,
        Kind::DailyReview | Kind::Document | Kind::Handover => true,
        kind => !kind.is_by_act(),
    })
}

/// The type of a noun as typed.
pub(super) fn kind_of(noun: &str) -> Option<Kind> {
    spoken_of().find(|kind| kind.spec().noun == noun)
}

/// The commands of all nouns.
pub(super) fn commands() -> Vec<Command> {
    spoken_of().map(noun).collect()
}

/// The command of one noun.
pub(super) fn noun(kind: Kind) -> Command {
    if kind == Kind::Document {
        return documents::command(list(kind), show(kind));
    }
    if kind == Kind::DailyReview {
        return review::command(list(kind), show(kind));
    }
    if kind == Kind::Handover {
        return handover();
    }
    let spec = kind.spec();
    let mut command = Command::new(spec.noun)
        .about(match kind {
            Kind::Relationship => "Keeps clients, prospects, partners and helpers".to_owned(),
            Kind::CustomField => "Keeps fields of your own".to_owned(),
            Kind::SavedView => "Keeps saved views of the desk".to_owned(),
            Kind::Access => "Keeps who can reach client data".to_owned(),
            Kind::Vendor => "Keeps vendors, the client data they hold and their notice clause".to_owned(),
            Kind::Incident => "Keeps privacy incidents, with what was decided and by when".to_owned(),
            Kind::Obligation => "Keeps the calendar of obligations, with evidence".to_owned(),
            _ => format!("Keeps {}", spec.plural),
        })
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(format!(
            "Examples:\n  standing {0} list\n  standing {0} show {1}1",
            spec.noun, spec.prefix
        ));
    let short = spec.noun.replace('-', "");
    if short != spec.noun {
        command = command.alias(fixed(short));
    }
    if kind != Kind::GapAnswer {
        let mut add = add(kind);
        if kind == Kind::Goal {
            add = add.arg(agreements::measured_by());
        }
        command = command.subcommand(add);
    }
    command = command.subcommands([list(kind), show(kind), edit(kind), delete(kind)]);
    match kind {
        Kind::Relationship => clients::commands(command),
        Kind::Meeting => meetings::commands(command),
        Kind::AgendaItem => command.subcommand(meetings::move_item()),
        Kind::Pause => command.subcommand(meetings::end_pause()),
        Kind::GapAnswer => command.subcommand(clients::close_gap()),
        Kind::Rule => rulebook::commands(command),
        Kind::Exception | Kind::Breach | Kind::Decision | Kind::Role => cases::commands(command, kind),
        Kind::Obligation | Kind::Incident | Kind::Complaint | Kind::LegalHold | Kind::Delivery => {
            registers::commands(command, kind)
        }
        kind if kind.is_agreement() => agreements::commands(command, kind),
        _ => command,
    }
}

/// What left the book is written by what lets it out; it is read here.
fn handover() -> Command {
    Command::new("handover")
        .about("Lists what left the book in files: what, when, of which client or of how many, with its hash")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([list(Kind::Handover), show(Kind::Handover)])
        .after_help(
            "Examples:\n  standing handover list\n  standing handover list --client Hartley\n  standing handover show ho1",
        )
}

fn add(kind: Kind) -> Command {
    let noun = called::noun(kind);
    let command = Command::new("add")
        .about(format!("Adds {} {noun}", article(noun)))
        .after_help(format!("Examples:\n  {}", add_example(kind)));
    let command = fields::flags_and_title(command, kind);
    match kind {
        Kind::Relationship => clients::FirstMembers::augment_args(command),
        Kind::Person => clients::Belongs::augment_args(command),
        _ => command,
    }
}

/// An example that works on the demo book, for each type.
fn add_example(kind: Kind) -> String {
    let rest = match kind {
        Kind::Relationship => {
            "\"Novak household\" --kind prospect --head \"Petra Novak\" --phone \"503 555 0199\" --tag golf"
        }
        Kind::Person => "\"Claire Hartley\" --of Hartley --role child",
        Kind::Membership => "--client Hartley --person p9 --role attorney",
        Kind::ContactPoint => "\"503 555 0142\" --of \"Ann Hartley\" --kind phone",
        Kind::SpecialDate => "retirement --of \"Ann Hartley\" --day 2028-06-30",
        Kind::Tag => "golf --client Hartley",
        Kind::CustomField => "--client Hartley --name \"safe deposit\" --value 118",
        Kind::Meeting => "\"Annual review\" --client Hartley --day \"8 dec\" --time 10:00",
        Kind::Interaction => "\"Asked about the Roth figures\" --client Hartley --channel call --minutes 14",
        Kind::Measure => "\"Plan funded\" --client Hartley --unit percent --target 100",
        Kind::Reading => "104 --measure m2",
        Kind::Goal => "\"Retire together in June 2028\" --client Hartley",
        Kind::Expectation => "\"Judge us by the plan\" --client Hartley --topic success",
        Kind::Rule => "\"Call us first when markets fall\" --topic process",
        Kind::Acceptance => "r5 --client Hartley",
        Kind::AgreementMeasure => "--client Hartley --goal g7 --measure m2",
        Kind::Talk => "\"the S&P 500\" --client Hartley --understood doubtful",
        Kind::Training => "r5 --client Hartley --understood yes",
        Kind::Exception => "\"May call on Sundays\" --client Hartley --rule r5 --why \"she works abroad\"",
        Kind::Breach => "\"Called another broker first\" --client Hartley --rule r5",
        Kind::Decision => {
            "\"Which custodian?\" --client Hartley --choice Meridian --reason \"lower costs\" --check-on \"31 may\""
        }
        Kind::Role => "taxes --client Hartley --person \"Dana Cole\"",
        Kind::Vendor => {
            "\"Northwind Reports\" --what-for reporting --client-data \"names, holdings\" --notice-hours 72"
        }
        Kind::Access => "\"Noor Haddad\" --what \"the book, the mail\" --since \"1 mar\"",
        Kind::Incident => "\"A statement went to the wrong address\" --client Hartley --day today",
        Kind::Complaint => "\"Nobody rang back\" --client Hartley --day today --answer-by +1w",
        Kind::Delivery => "brochure --client Hartley --version \"March 2026\" --day today --how e-mail",
        Kind::Obligation => "\"Form ADV update\" --due \"31 mar\" --every-months 12 --required-by SEC",
        Kind::LegalHold => "\"A suit over the estate\" --client Hartley",
        Kind::LifeEvent => "--client Hartley --kind retirement --note \"Ann stopped working\"",
        Kind::FollowUp => "\"Send the Roth figures\" --client Hartley --kind promise --due fri",
        Kind::AgendaItem => "\"The 529 plan\" --meeting mt3",
        Kind::Pause => "\"Cruise around the world\" --client Hartley --from \"10 jan\" --to \"20 apr\"",
        Kind::Tier => "E --ideal-days 120 --maximum-days 240",
        Kind::SavedView => "golfers --tab clients --query \"view:prospects order:name #golf\"",
        _ => "",
    };
    format!("standing {} add {rest}", kind.spec().noun)
}

fn list(kind: Kind) -> Command {
    let spec = kind.spec();
    let mut command = Command::new("list")
        .about(format!("Lists {}", spec.plural))
        .arg(Arg::new("filter").num_args(0..).value_name("FILTER").help(
            "As typed after / in the desk: tier:A #golf stage:active kind:task state:done due:<fri and plain words",
        ))
        .after_help(match kind {
            Kind::Relationship => {
                "Examples:\n  standing client list \"tier:A #golf\"\n  standing client list --view golfers"
                    .to_owned()
            }
            _ => format!("Examples:\n  standing {} list", spec.noun),
        });
    if spec.field("relationship_id").is_some() {
        let whose = Arg::new("client").long("client").aliases(["of", "relationship"]).value_name("CLIENT");
        command = command.arg(whose.help("Only those of this relationship"));
    }
    if saved_in(kind).is_some() {
        let view = Arg::new("view").long("view").value_name("VIEW");
        command =
            command.arg(view.help("As this saved view of the desk shows them: its rows, order and filter"));
    }
    if kind.is_agreement() {
        let on = Arg::new("in_force").long("in-force").value_name("DATE");
        command = command
            .arg(on.help("Those in force on that day by their dates, each with its words of that day"));
    }
    if spec.field("state").is_some() {
        let all = Arg::new("all").long("all").action(ArgAction::SetTrue).conflicts_with("open");
        command = command
            .arg(all.help("Also what is finished, retired, withdrawn or held, as state:done asks for"));
        let open = Arg::new("open").long("open").action(ArgAction::SetTrue).hide(true);
        command = command.arg(open.help("Leave out what is finished; that is so unless --all is given"));
    }
    command
}

/// The tab whose saved views list records of this type.
pub(super) fn saved_in(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Relationship => "clients",
        Kind::Goal => "goals",
        Kind::Expectation => "expectations",
        Kind::Rule => "rules",
        Kind::FollowUp => "follow-ups",
        _ => return None,
    })
}

fn names(kind: Kind, help: &str) -> Arg {
    let spec = kind.spec();
    let by_name = spec.field(spec.title).is_some_and(|field| matches!(field.ty, Ty::Line | Ty::Long));
    let value = if by_name { "NAME" } else { "ID" };
    Arg::new("names").value_name(value).required(true).num_args(1..).help(help.to_owned())
}

fn show(kind: Kind) -> Command {
    let spec = kind.spec();
    Command::new("show")
        .about(format!("Shows one or more {}, now or as of a day", spec.plural))
        .arg(names(kind, "By id or by a unique part of the name"))
        .arg(
            Arg::new("as_of")
                .long("as-of")
                .value_name("DATE")
                .help("As the book knew it at the end of that day"),
        )
        .after_help(format!("Examples:\n  standing {} show {}1", spec.noun, spec.prefix))
}

fn edit(kind: Kind) -> Command {
    let spec = kind.spec();
    let example = spec
        .fields
        .iter()
        .find(|field| field.set == Set::Optional && matches!(field.ty, Ty::Line | Ty::Long | Ty::Choice(_)))
        .map(|field| match field.ty {
            Ty::Choice(words) => {
                format!(" --{} \"{}\"", fields::flag_name(field), words.last().unwrap_or(&""))
            }
            _ => format!(" --{} \"...\"", fields::flag_name(field)),
        })
        .or_else(|| {
            let mut plain =
                entry::typed(kind).filter(|field| matches!(field.ty, Ty::Line | Ty::Long | Ty::Date));
            let field = plain.next()?;
            let value = if field.ty == Ty::Date { "today" } else { "..." };
            Some(format!(" --{} \"{value}\"", fields::flag_name(field)))
        });
    let command = Command::new("edit")
        .about(format!("Sets fields of one or more {}; an empty text clears a field", spec.plural))
        .arg(names(kind, "By id or by a unique part of the name"))
        .after_help(match kind {
            Kind::Relationship => "Examples:\n  standing client edit Hartley --tier B".to_owned(),
            _ => format!(
                "Examples:\n  standing {} edit {}1{}",
                spec.noun,
                spec.prefix,
                example.unwrap_or_default()
            ),
        });
    fields::flags(command, kind)
}

fn delete(kind: Kind) -> Command {
    let spec = kind.spec();
    Command::new("delete")
        .about(format!("Deletes {} that were entered by mistake; undo brings them back", spec.plural))
        .arg(names(kind, "By id or by a unique part of the name"))
        .after_help(format!("Examples:\n  standing {} delete {}1", spec.noun, spec.prefix))
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}
