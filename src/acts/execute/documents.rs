//! Documents: made, kept as files, sent, signed; and superseded by what is agreed later.
//!
//! **Invariant:** what went to them states its agreements from that day; a later change of one of these marks it.

use chrono::NaiveDate;

use super::{Act, Outcome, agreements::not_ahead, clip};
use crate::{
    acts::name::{adults, listed},
    domain::{
        action::{Attached, Filed, Made, Paper, Sent, Signed},
        record::{Fields, Kind, RecordId, Row, Value},
        records::document::{self, KINDS, WAYS},
        rejection::Rejection,
    },
    store,
};

/// The longest text of a document, in bytes.
const LONGEST: usize = 2 << 20;

impl Act<'_, '_> {
    pub(super) fn paper(&self, paper: &Paper) -> Outcome {
        match paper {
            Paper::Make(made) => self.make_document(made),
            Paper::Keep(filed) => self.keep_document(filed),
            Paper::Send(sent) => self.send_document(sent),
            Paper::Sign(signed) => self.sign_document(signed),
            Paper::Attach(attached) => self.attach_scan(attached),
        }
    }

    fn make_document(&self, made: &Made) -> Outcome {
        let whose = self.need(made.relationship, &[Kind::Relationship])?;
        if !KINDS.contains(&made.kind.as_str()) {
            let said = format!("{} is none of: {}.", made.kind, KINDS.join(", "));
            return Err(Rejection::field("kind", said));
        }
        if made.text.trim().is_empty() || made.title.trim().is_empty() {
            return Err(Rejection::rule("The document says nothing. Nothing was made."));
        }
        if made.text.len() > LONGEST {
            return Err(Rejection::rule("The document is longer than 2 MiB. Nothing was made."));
        }
        for stated in &made.states {
            let row = self.tx.need(stated.agreement)?;
            let is_theirs = row.int("relationship_id") == Some(whose.id.id);
            if !is_theirs || row.str("state") != "agreed" || row.int("version") != Some(stated.version) {
                return Err(Rejection::rule(
                    "An agreement was changed while the document was made. Nothing was made; make it again.",
                ));
            }
        }
        let all = self.tx.of(Kind::Document, whose.id.id)?;
        let counts = |row: &&Row| {
            row.str("kind") == made.kind
                && (document::is_lasting(&made.kind) || row.str("template") == made.template)
        };
        let of_kind = all.iter().filter(counts);
        let version = of_kind.filter_map(|row| row.int("version")).max().unwrap_or(0) + 1;
        let states = Some(document::states_text(&made.states)).filter(|text| !text.is_empty());
        let mut fields = Fields::new()
            .with("relationship_id", whose.id.id)
            .with("kind", made.kind.as_str())
            .with("version", version)
            .with("title", made.title.trim())
            .with("language", made.language.clone())
            .with("template", made.template.as_str())
            .with("template_version", made.template_version.clone())
            .with("text", made.text.as_str())
            .with("text_sha256", store::sha256(made.text.as_bytes()))
            .with("states", states)
            .with("made_on", self.today);
        for (form, sha256) in &made.renderings {
            self.must_be_kept(sha256)?;
            fields.set(hash_field(form)?, sha256.as_str());
        }
        let id = self.tx.insert(Kind::Document, &fields)?;
        let row = self.tx.need(id)?;
        self.replace_older(&row)?;
        Ok((vec![id], format!("Made {}", self.document_called(&row)?)))
    }

    /// `charter v3, Hartley`; a title of its own says whose it is.
    fn document_called(&self, row: &Row) -> Result<String, Rejection> {
        if !document::is_lasting(row.str("kind")) {
            return Ok(clip(row.str("title")));
        }
        Ok(format!("{}, {}", clip(&document::called(row)), self.who(row.int("relationship_id"))?))
    }

    fn keep_document(&self, filed: &Filed) -> Outcome {
        let row = self.need(filed.document, &[Kind::Document])?;
        let field = hash_field(&filed.form)?;
        self.must_be_kept(&filed.sha256)?;
        if row.fields.text(field).is_some_and(|kept| kept != filed.sha256) {
            return Err(Rejection::rule(format!(
                "The {} of this document is kept already and stays as it is. Nothing was changed.",
                filed.form.to_uppercase()
            )));
        }
        self.tx.update(row.id, &Fields::new().with(field, filed.sha256.as_str()))?;
        Ok((vec![row.id], format!("Kept {} as {}", self.document_called(&row)?, filed.form.to_uppercase())))
    }

    fn must_be_kept(&self, sha256: &str) -> Result<(), Rejection> {
        if self.tx.has_file(sha256)? {
            return Ok(());
        }
        Err(Rejection::fault("The file of this document is not in the book. Nothing was changed."))
    }

    fn attach_scan(&self, attached: &Attached) -> Outcome {
        let row = self.tx.need(attached.to)?;
        document::may_be_attached(&row)?;
        self.must_be_kept(&attached.sha256)?;
        let name = attached.name.trim();
        if name.is_empty() {
            return Err(Rejection::field("name", "The scan has no name. Nothing was attached."));
        }
        let scan = Fields::new().with("scan_name", name).with("scan_sha256", attached.sha256.as_str());
        let called = if row.id.kind == Kind::Document {
            self.tx.update(row.id, &scan)?;
            self.document_called(&row)?
        } else {
            not_ahead(attached.on, self.today)?;
            self.event(&row, "attached", attached.on, &scan.with("evidence", name))?;
            clip(row.str(row.id.kind.spec().title))
        };
        Ok((vec![row.id], format!("Attached {} to {called}", clip(name))))
    }

    fn send_document(&self, sent: &Sent) -> Outcome {
        let row = self.need(sent.document, &[Kind::Document])?;
        document::may_happen(&row, sent.on, self.today)?;
        if let Some(on) = row.day("sent_on") {
            return Err(Rejection::rule(format!(
                "It was sent on {} already. Make another one to send it again. Nothing was changed.",
                self.on(on)
            )));
        }
        if !WAYS.contains(&sent.how.as_str()) {
            return Err(Rejection::field("how", format!("{} is none of: {}.", sent.how, WAYS.join(", "))));
        }
        if let Some(sha256) = &sent.sha256 {
            self.must_be_kept(sha256)?;
        }
        let to = match sent.to.as_deref().map(str::trim).filter(|to| !to.is_empty()) {
            Some(to) => to.to_owned(),
            None => self.all_adults(row.int("relationship_id").unwrap_or(0))?,
        };
        let fields = Fields::new()
            .with("sent_on", sent.on)
            .with("sent_how", sent.how.as_str())
            .with("sent_to", Some(to).filter(|to| !to.is_empty()))
            .with("sent_sha256", sent.sha256.clone().unwrap_or_else(|| row.str("text_sha256").to_owned()));
        self.tx.update(row.id, &fields)?;
        self.stand_again(&row)?;
        self.went_out(row.id, sent.on)?;
        let on = self.on(sent.on);
        Ok((vec![row.id], format!("Sent {} on {on}, {}", self.document_called(&row)?, sent.how)))
    }

    fn sign_document(&self, signed: &Signed) -> Outcome {
        let row = self.need(signed.document, &[Kind::Document])?;
        document::may_happen(&row, signed.on, self.today)?;
        if let Some(on) = row.day("signed_on") {
            let on = self.on(on);
            return Err(Rejection::rule(format!("It was signed on {on} already. Nothing was changed.")));
        }
        let holds = self.may_be_signed(&row, signed.on)?;
        let relationship = row.int("relationship_id").unwrap_or(0);
        let by = self.signers(relationship, &signed.by)?;
        let fields = Fields::new()
            .with("signed_on", signed.on)
            .with("signed_by", by.as_str())
            .with("evidence", signed.evidence.clone().filter(|text| !text.trim().is_empty()));
        self.tx.update(row.id, &fields)?;
        if holds == Holds::Yes {
            self.went_out(row.id, signed.on)?;
        }
        let on = self.on(signed.on);
        Ok((vec![row.id], format!("Signed: {} on {on}, by {by}", self.document_called(&row)?)))
    }

    /// Whether a document can be signed, and whether it holds then.
    ///
    /// One that a newer draft took the place of was printed, and comes back signed: it holds as long as what it
    /// states is agreed. One that was signed before something changed was signed all the same.
    fn may_be_signed(&self, row: &Row, on: NaiveDate) -> Result<Holds, Rejection> {
        let Some(superseded) = row.day("superseded_on") else { return Ok(Holds::Yes) };
        if self.stand_again(row)? {
            return Ok(Holds::Yes);
        }
        if on < superseded {
            return Ok(Holds::No);
        }
        let newer = self.newer(row)?;
        if self.is_in_force(row)? {
            let states = !document::states_of(row).is_empty();
            return match newer {
                // Both papers say the same: that this one was signed too is true, and changes nothing.
                Some(newer) if !states => Err(Rejection::rule(format!(
                    "A newer paper, document {}, took its place: have that one signed. Nothing was changed.",
                    numbered(&newer)
                ))),
                _ => Ok(Holds::No),
            };
        }
        let instead = match newer {
            Some(newer) if newer.day("superseded_on").is_none() => {
                format!("Have document {}, signed: it says what is agreed now.", numbered(&newer))
            }
            _ => "Make it again and have that one signed.".to_owned(),
        };
        Err(Rejection::rule(format!("It no longer says what is agreed. {instead} Nothing was changed.")))
    }

    /// Lets a document hold again whose place only a draft took, while what it states is agreed; whether it does.
    fn stand_again(&self, row: &Row) -> Result<bool, Rejection> {
        let draft = self.newer(row)?.is_some_and(|newer| !document::is_out(&newer));
        if !draft || !self.is_in_force(row)? {
            return Ok(false);
        }
        let fields = Fields::new().with("superseded_on", Value::Null).with("superseded_by_id", Value::Null);
        self.tx.update(row.id, &fields)?;
        Ok(true)
    }

    /// The document that took the place of this one in the end.
    fn newer(&self, row: &Row) -> Result<Option<Row>, Rejection> {
        let mut last = None;
        let mut next = row.int("superseded_by_id");
        // Each was made later than the one before: the way comes to an end.
        while let Some(id) = next {
            let Some(newer) = self.tx.get(RecordId::new(Kind::Document, id))? else { break };
            next = newer.int("superseded_by_id").filter(|after| *after > id);
            last = Some(newer);
        }
        Ok(last)
    }

    /// Whether all that a document states is agreed, in the version that it states.
    fn is_in_force(&self, row: &Row) -> Result<bool, Rejection> {
        for stated in document::states_of(row) {
            let agreement = self.tx.get(stated.agreement)?;
            let holds = agreement.is_some_and(|agreement| {
                agreement.str("state") == "agreed" && agreement.int("version") == Some(stated.version)
            });
            if !holds {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The names of those who signed: adults of the relationship, or the only one.
    fn signers(&self, relationship: i64, by: &[RecordId]) -> Result<String, Rejection> {
        let adults = adults(**self.tx, relationship)?;
        let names: Vec<&str> = adults.iter().map(|person| person.str("name")).collect();
        match (by, adults.as_slice()) {
            ([], [only]) => return Ok(only.str("name").to_owned()),
            ([], _) => {
                let said = format!("Say who signed: {}. Nothing was changed.", listed(&names, "or"));
                return Err(Rejection::field("by", said));
            }
            _ => {}
        }
        let mut signed: Vec<String> = Vec::new();
        for id in by {
            let person = self.need(*id, &[Kind::Person])?;
            if !adults.iter().any(|adult| adult.id == *id) {
                let name = person.str("name");
                let said = format!("{name} is no adult member of this household and cannot sign.");
                return Err(Rejection::field("by", said));
            }
            signed.push(person.str("name").to_owned());
        }
        let signed: Vec<&str> = signed.iter().map(String::as_str).collect();
        Ok(listed(&signed, "and"))
    }

    fn all_adults(&self, relationship: i64) -> Result<String, Rejection> {
        let adults = adults(**self.tx, relationship)?;
        let names: Vec<&str> = adults.iter().map(|person| person.str("name")).collect();
        Ok(listed(&names, "and"))
    }

    /// What a document states is stated once it is out, and it takes the place of those before it.
    fn went_out(&self, id: RecordId, on: NaiveDate) -> Result<(), Rejection> {
        let row = self.tx.need(id)?;
        let name = document::called(&row);
        for stated in document::states_of(&row) {
            let Some(agreement) = self.tx.get(stated.agreement)? else { continue };
            let holds =
                agreement.str("state") == "agreed" && agreement.int("version") == Some(stated.version);
            if !holds || agreement.str("stated_in") == name && agreement.day("stated_on").is_some() {
                continue;
            }
            let fields = Fields::new().with("stated_on", on).with("stated_in", name.as_str());
            self.tx.update(agreement.id, &fields)?;
            let more = Fields::new().with("evidence", name.as_str()).with("document_id", id.id);
            self.event(&agreement, "stated", on, &more)?;
        }
        self.replace_older(&row)
    }

    fn replace_older(&self, newer: &Row) -> Result<(), Rejection> {
        for older in self.tx.of(Kind::Document, newer.int("relationship_id").unwrap_or(0))? {
            if document::replaces(newer, &older) {
                let on = older.day("superseded_on").unwrap_or(self.today);
                let fields = Fields::new().with("superseded_on", on).with("superseded_by_id", newer.id.id);
                self.tx.update(older.id, &fields)?;
            }
        }
        Ok(())
    }

    /// Marks the documents that state another text of an agreement than the one it has now; none when it is retired.
    pub(super) fn outdate(&self, agreement: &Row, version: Option<i64>) -> Result<(), Rejection> {
        for row in self.tx.of(Kind::Document, agreement.int("relationship_id").unwrap_or(0))? {
            if row.day("superseded_on").is_none() && document::is_outdone(&row, agreement.id, version) {
                self.tx.update(row.id, &Fields::new().with("superseded_on", self.today))?;
            }
        }
        Ok(())
    }
}

/// `d5, charter v2`.
fn numbered(row: &Row) -> String {
    format!("{}, {}", row.id, clip(&document::called(row)))
}

/// Whether a document holds once it is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// It states what is agreed.
    Yes,
    /// It was signed, and another took its place.
    No,
}

/// The field that holds the hash of a rendering.
fn hash_field(form: &str) -> Result<&'static str, Rejection> {
    match form {
        "pdf" => Ok("pdf_sha256"),
        "html" => Ok("html_sha256"),
        other => Err(Rejection::rule(format!("A document is kept as pdf or html, not as {other}."))),
    }
}
