//! Logging a contact with all that follows from it.
//!
//! **Invariant:** one command is one step, consequences and settled follow-ups included.

use clap::Args;

use super::{
    fields::{self, number},
    follow_ups::said_what,
    output::Answer,
    session::Session,
};
use crate::domain::{
    action::{Action, Came, Consequence, ContactLog, Raised},
    day,
    follow_text::{again_by_itself, split_at_word, talk_in, until_in},
    quick_add,
    record::{Fields, Kind, RecordId},
    rejection::Rejection,
};

#[derive(Debug, Clone, Args)]
#[command(allow_negative_numbers = true)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Log {
    /// Whose contact, one or more; the first is charged the odd minute
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// call, meeting, video, e-mail, letter, text, event
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// Minutes; unknown when left
    #[arg(long, value_name = "NUMBER")]
    minutes: Option<String>,
    /// One line: what it was about
    #[arg(long, value_name = "TEXT")]
    summary: Option<String>,
    /// They began it
    #[arg(long, conflicts_with = "outgoing")]
    incoming: bool,
    /// You began it
    #[arg(long)]
    outgoing: bool,
    /// A voicemail, or nobody there: no contact
    #[arg(long)]
    not_reached: bool,
    /// Your mail was answered
    #[arg(long)]
    answered: bool,
    /// When; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// At what time
    #[arg(long, value_name = "HH:MM")]
    at: Option<String>,
    /// service, management, delight, admin
    #[arg(long, value_name = "NATURE")]
    nature: Option<String>,
    /// Who took part, repeatable; the head when left
    #[arg(long = "with", value_name = "PERSON")]
    participants: Vec<String>,
    /// Notes; - reads standard input
    #[arg(long, alias = "notes", value_name = "TEXT")]
    note: Option<String>,
    /// The meeting it was; it is held thereby
    #[arg(long, value_name = "MEETING")]
    meeting: Option<String>,
    /// What came of an agreement raised for it, repeatable: g7=reaffirmed, "e2=changed: NEW TEXT",
    /// "g8=deferred: WHY until DATE", g9=not
    #[arg(long, value_name = "ID=WORD")]
    raised: Vec<String>,
    /// An item of the meeting's agenda that was spoken about, repeatable; the others go on to the next meeting
    #[arg(long, value_name = "ITEM")]
    spoken: Vec<String>,
    /// Minutes for each relationship named, in their order, as 10,4
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = number::<i64>)]
    split: Vec<i64>,
    /// What you promised, with its date, repeatable: "the Roth figures by fri"
    #[arg(long, value_name = "TEXT")]
    promise: Vec<String>,
    /// What they promised, with its date, repeatable
    #[arg(long, value_name = "TEXT")]
    they_promise: Vec<String>,
    /// What they asked for, repeatable
    #[arg(long, value_name = "TEXT")]
    request: Vec<String>,
    /// A task for you, repeatable
    #[arg(long, value_name = "TEXT")]
    task: Vec<String>,
    /// A yardstick talk: what they compared with, repeatable: "the S&P 500 partly again 6mo"
    #[arg(long, value_name = "TEXT")]
    talk: Vec<String>,
    /// A rule that was taught, repeatable: "r5", "r5 partly again 6mo"
    #[arg(long, value_name = "RULE")]
    taught: Vec<String>,
    /// An exception made, repeatable: "minimum fee: 1,000 until eom because of the sale"; the reason stands in their charter
    #[arg(long, value_name = "RULE: WHAT")]
    exception: Vec<String>,
    /// What was heard, kept as a draft, repeatable; against what was agreed as "e2: WORDS" or "fees: WORDS"
    #[arg(long, value_name = "TEXT")]
    heard: Vec<String>,
    /// A follow-up this settles, repeatable
    #[arg(long, value_name = "ID")]
    settles: Vec<String>,
}

impl Log {
    /// Logs the contact.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let relationships = session.records(Kind::Relationship, &self.names)?;
        let first = relationships.first().map_or(0, |id| id.id);
        let fields = self.fields(session)?;
        let mut participants = Vec::new();
        for name in &self.participants {
            participants.push(session.person_of(first, name)?);
        }
        let settles = session.records(Kind::FollowUp, &self.settles)?;
        let follows = self.follows(session, relationships.first().copied())?;
        let meeting = self.meeting.as_deref().map(|text| session.record(Kind::Meeting, text)).transpose()?;
        let raised = self.raised.iter().map(|typed| raised(session, typed)).collect::<Result<_, _>>()?;
        let spoken = session.records(Kind::AgendaItem, &self.spoken)?;
        let logged = session.act(&Action::Log(Box::new(ContactLog {
            relationships,
            participants,
            fields,
            minutes_split: self.split,
            settles,
            follows,
            meeting: meeting.map(|row| row.id),
            raised,
            spoken,
        })));
        logged.map_err(|no| fields::missing(Kind::Interaction, no))
    }

    fn fields(&self, session: &mut Session) -> Result<Fields, Rejection> {
        let mut fields = Fields::new().with("day", session.past(self.on.as_deref())?);
        let typed = [
            ("channel", &self.channel),
            ("minutes", &self.minutes),
            ("summary", &self.summary),
            ("time", &self.at),
            ("nature", &self.nature),
            ("notes", &self.note),
        ];
        for (name, text) in typed {
            if let Some(text) = text {
                let value = session.named_field(Kind::Interaction, name, text)?;
                fields.set(name, value);
            }
        }
        if self.outgoing || self.incoming {
            fields.set("direction", if self.outgoing { "out" } else { "in" });
        }
        if self.not_reached {
            fields.set("reached", false);
        }
        if self.answered {
            fields.set("answered", true);
        }
        Ok(fields)
    }

    fn follows(&self, session: &mut Session, whose: Option<RecordId>) -> Result<Vec<Consequence>, Rejection> {
        let (today, order) = (session.today(), session.order());
        let follow_up = |line: &String, kind: &str, whose: &str| {
            let read = quick_add::parse(line, today, order, &quick_add::Names::default()).checked()?;
            let fields = said_what(&read)?.with("kind", kind).with("whose", whose);
            Ok::<_, Rejection>(Consequence::FollowUp { fields })
        };
        let mut follows: Vec<Consequence> = Vec::new();
        for line in &self.promise {
            follows.push(follow_up(line, "promise", "ours")?);
        }
        for line in &self.they_promise {
            follows.push(follow_up(line, "promise", "theirs")?);
        }
        for line in &self.request {
            follows.push(follow_up(line, "request", "ours")?);
        }
        for line in &self.task {
            follows.push(follow_up(line, "task", "ours")?);
        }
        for with in &self.talk {
            let said = talk_in(with, today, order);
            let fields = Fields::new()
                .with("compared_with", said.about)
                .with("understood", said.understood.unwrap_or("yes"))
                .with("reinforce_on", said.again.or_else(|| again_by_itself(today)));
            follows.push(Consequence::Talk { fields });
        }
        for rule in &self.taught {
            let said = talk_in(rule, today, order);
            // A rule may be called by words that say how far it was understood.
            let rule = match session.record(Kind::Rule, rule) {
                Ok(record) => record.id,
                Err(_) => session.record(Kind::Rule, &said.about)?.id,
            };
            let fields = Fields::new().with("rule_id", rule.id);
            let fields = fields.with("understood", said.understood.unwrap_or("yes"));
            follows.push(Consequence::Training { fields: fields.with("repeat_on", said.again) });
        }
        for line in &self.exception {
            follows.push(exception(session, line)?);
        }
        for words in &self.heard {
            follows.push(match session.book()?.heard(words, whose)? {
                Consequence::Expectation { fields } => {
                    let said = fields.text("title").unwrap_or_default().to_owned();
                    Consequence::Expectation { fields: fields.with("their_words", said) }
                }
                other => other,
            });
        }
        Ok(follows)
    }
}

/// What came of an agreement: `g7=reaffirmed`, `e2=changed: NEW TEXT`, `g8=deferred: WHY until DATE`, `g9=not`.
fn raised(session: &mut Session, typed: &str) -> Result<Raised, Rejection> {
    let no = || {
        Rejection::ambiguous(format!(
            "{typed} does not say what came of an agreement. Type it as g7=reaffirmed, \"g7=changed: NEW TEXT\", \"g7=deferred: WHY until DATE\" or g7=not."
        ))
    };
    let (id, said) = typed.split_once('=').ok_or_else(no)?;
    let agreement: RecordId = id.trim().parse().map_err(|()| no())?;
    let (word, words) = said.split_once(':').unwrap_or((said, ""));
    let words = words.trim();
    let came = match word.trim().to_lowercase().as_str() {
        "reaffirmed" | "agreed" | "right" => Came::Reaffirmed,
        "not" | "not spoken" | "not spoken of" => Came::NotSpoken,
        "changed" if !words.is_empty() => Came::Changed { text: words.to_owned() },
        "deferred" if !words.is_empty() => {
            let (today, order) = (session.today(), session.order());
            let (reason, until) = until_in(words, today, order);
            let until = until.or_else(|| day::add_days(today, 90)).unwrap_or(today);
            Came::Deferred { until, reason: reason.into_owned() }
        }
        _ => return Err(no()),
    };
    Ok(Raised { agreement, came })
}

/// An exception to a rule: `minimum fee: 1,000 until eom because of the sale`.
fn exception(session: &mut Session, line: &str) -> Result<Consequence, Rejection> {
    let (text, why) = split_at_word(line, "because");
    let Some((rule, what)) = text.split_once(':') else {
        return Err(Rejection::ambiguous(format!(
            "{line} names no rule. Type it as \"RULE: what is allowed until DATE because WHY\"."
        )));
    };
    let (what, until) = until_in(what.trim(), session.today(), session.order());
    let rule = session.record(Kind::Rule, rule.trim())?.id;
    let fields = Fields::new().with("rule_id", rule.id).with("what", what.trim()).with("until", until);
    Ok(Consequence::Exception { fields: fields.with("why", why.unwrap_or_default()) })
}
