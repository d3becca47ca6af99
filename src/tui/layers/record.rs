//! The form of any record: made from its declaration, so that a new field is in the form by itself.
//!
//! **Invariant:** an edit writes only the fields that were changed, and says what it saw: a stale one is
//! refused and its text kept.

use std::cell::RefCell;

use super::again;
use super::form::{Answers, Form, FormField, FormSpec, Kind as Input, Pick, Told};
use super::measure_input as measure;
use crate::{
    domain::{
        action::GoalAct,
        day, entry,
        filter::fold,
        record::{Asked, Field, Fields, Kind, RecordId, Row, Set, Ty, Value},
        rejection::Rejection,
        repeat::Repeat,
    },
    tui::{
        desk::{Action, At, Desk},
        effect::Effect,
    },
};

/// The field that says whose a record is.
const OWNER: &str = "relationship_id";
/// Rows a picker offers at most; who types on sees the rest.
const OFFERED: usize = 30;

/// Opens the form for a new record; what `preset` holds is filled in.
#[must_use]
pub fn add(kind: Kind, preset: Fields, at: &At<'_>) -> Vec<Effect> {
    add_at(kind, preset, "", at)
}

/// The same form, the keys in one field.
#[must_use]
pub fn add_at(kind: Kind, preset: Fields, field: &str, at: &At<'_>) -> Vec<Effect> {
    let spec = kind.spec();
    let preset = of_the_only_one(kind, preset, at);
    let whose = preset.int(OWNER);
    // What is known only later is not asked for now, unless it is known already.
    let asked: Vec<&'static Field> = entry::typed(kind)
        .filter(|field| field.asked == Asked::Always || !preset.get(field.name).is_null())
        .collect();
    let mut fields: Vec<FormField> =
        asked.iter().map(|field| input_of(field, preset.get(field.name), whose, at)).collect();
    if kind == Kind::Goal {
        fields.extend(measure::inputs());
    }
    let preset_kept = preset.clone();
    let form = Form::new(FormSpec {
        title: format!("New {}", spec.called()),
        of: owner_name(&preset, at),
        slip_key: format!("form:{}.add", spec.noun),
        fields,
        check: Box::new(move |field, typed, at| check(kind, &field.name, typed, at)),
        save: Box::new(move |answers, at| {
            let mut fields = preset_kept.clone();
            for field in asked.iter().copied() {
                fields.set(field.name, answered(field, answers, at)?);
            }
            fields.0.retain(|_, value| !value.is_null());
            if kind == Kind::Goal {
                return Ok(Effect::save(measure::goal(fields, answers)));
            }
            Ok(Effect::save(Action::Add { kind, fields }))
        }),
    });
    // Whose it is can be changed in the form; the title says it as it is then.
    let asks_whose = entry::typed(kind).any(|field| field.name == OWNER);
    let form = if asks_whose { form.of_picked(OWNER) } else { form };
    let form = if field.is_empty() { form.past_what_is_chosen() } else { form.at_field(field) };
    Effect::open(telling(kind, form))
}

/// Whose it is, where it must be somebody's and the book holds only one it can be.
fn of_the_only_one(kind: Kind, preset: Fields, at: &At<'_>) -> Fields {
    let is_theirs = entry::typed(kind).any(|field| field.name == OWNER && field.set == Set::Required);
    if !is_theirs || preset.int(OWNER).is_some() {
        return preset;
    }
    match at.book.candidates(Kind::Relationship, "", 2).unwrap_or_default().as_slice() {
        [only] => preset.with(OWNER, only.id.id),
        _ => preset,
    }
}

/// A repeat is said in a sentence with its next dates while it is typed, a pause by its length.
fn telling(kind: Kind, form: Form) -> Form {
    match kind {
        Kind::FollowUp => form.telling("repeat", Box::new(again::below)),
        Kind::Pause => form.telling("ends_on", Box::new(again::pause)),
        _ => form,
    }
}

/// Opens the form of a record that is there; a warning when it is gone.
#[must_use]
pub fn edit(id: RecordId, at: &At<'_>) -> Vec<Effect> {
    edit_at(id, "", at)
}

/// The same form, the keys in one field.
#[must_use]
pub fn edit_at(id: RecordId, field: &str, at: &At<'_>) -> Vec<Effect> {
    match at.book.get(id) {
        Ok(Some(row)) => Effect::open(edit_form(row, at).at_field(field)),
        Ok(None) => Effect::warn(format!("{id} is gone. Nothing was changed.")),
        Err(no) => Effect::warn(no.message),
    }
}

/// What was typed into a field of this record's form and not saved; `None` where no slip holds it.
#[must_use]
pub fn unsaved(id: RecordId, field: &str, at: &At<'_>) -> Option<String> {
    let slips = Desk::slips(at.book).ok()?;
    let slip = slips.into_iter().find(|slip| slip.key == edit_key(id))?;
    slip.body.get(field)?.get("text")?.as_str().map(str::to_owned)
}

/// The key of the slip of a record's form.
fn edit_key(id: RecordId) -> String {
    format!("form:{}.edit:{id}", id.kind.spec().noun)
}

/// The record as the user has seen it, and as it was at the last save.
struct Seen {
    row: Row,
    at_save: Option<Row>,
}

impl Seen {
    /// As it is seen now: whoever was told at the last save what it had become has seen that.
    fn now(&mut self, told: Told, at: &At<'_>) -> Result<Row, Rejection> {
        let before = self.at_save.take();
        if let (Told::Changed, Some(row)) = (told, before) {
            self.row = row;
        }
        self.at_save = at.book.get(self.row.id)?;
        Ok(self.row.clone())
    }
}

fn edit_form(row: Row, at: &At<'_>) -> Form {
    let kind = row.id.kind;
    let whose = row.int("relationship_id");
    let mut fields: Vec<FormField> =
        entry::typed(kind).map(|field| input_of(field, row.fields.get(field.name), whose, at)).collect();
    // What measures a goal is a part of it; of one that was agreed it changes with them.
    let measures = (kind == Kind::Goal && row.str("state") != "agreed")
        .then(|| at.book.measures_of(&row).unwrap_or_default());
    fields.extend(measures.iter().flat_map(|measures| measure::held(measures)));
    let units = measures.as_deref().map(measure::units).unwrap_or_default();
    let (of, slip_key) = (title_of(&row, at), edit_key(row.id));
    let seen = RefCell::new(Seen { row, at_save: None });
    let form = Form::new(FormSpec {
        title: format!("Edit {kind}"),
        of,
        slip_key,
        fields,
        check: Box::new(move |field, typed, at| {
            if kind == Kind::Goal && measure::is_one(&field.name) {
                return measure::echo_of(&units, typed);
            }
            check(kind, &field.name, typed, at)
        }),
        save: Box::new(move |answers, at| {
            let mut fields = Fields::new();
            for field in entry::typed(kind).filter(|field| answers.changed(field.name)) {
                fields.set(field.name, answered(field, answers, at)?);
            }
            let anew = measures.as_ref().and_then(|measures| measure::changed(measures, answers));
            if fields.is_empty() && anew.is_none() {
                return Ok(vec![Effect::Discard, Effect::Say("Nothing was changed".to_owned())]);
            }
            let row = seen.borrow_mut().now(answers.told(), at)?;
            let mut seen = Fields::new();
            for (name, _) in fields.iter() {
                seen.set(name, row.fields.get(name).clone());
            }
            if let Some(measures) = anew {
                return Ok(Effect::save(Action::Goal(GoalAct::Correct {
                    goal: row.id,
                    fields,
                    measures,
                    seen: Some(seen),
                })));
            }
            Ok(Effect::save(Action::Edit { targets: vec![row.id], fields, seen: Some(seen) }))
        }),
    });
    telling(kind, form.of_the_book())
}

/// One input of a form, from the field's declaration.
#[must_use]
pub fn input(field: &'static Field, value: &Value, at: &At<'_>) -> FormField {
    input_of(field, value, None, at)
}

/// The same for a record of a relationship: what is theirs is offered before what is others'.
fn input_of(field: &'static Field, value: &Value, whose: Option<i64>, at: &At<'_>) -> FormField {
    let kind = match field.ty {
        Ty::Long => Input::Long,
        Ty::Date | Ty::PartialDate => Input::Date,
        Ty::Count | Ty::Number => Input::Number,
        Ty::Flag => Input::Flag,
        Ty::Choice(words) => Input::Choice(words.iter().map(|word| (*word).to_owned()).collect()),
        Ty::Ref(kind) => {
            Input::Pick(Box::new(move |typed: &str, at: &At<'_>| offered(kind, typed, whose, at)))
        }
        Ty::Line | Ty::Zone | Ty::Time => Input::Line,
    };
    let mut input = FormField::new(field.name, field.label, kind).doc(field.doc);
    if field.set == Set::Required {
        input = input.required();
    }
    let known = if value.is_null() { default_of(field) } else { value.clone() };
    match (field.ty, &known) {
        (Ty::Ref(kind), Value::Int(id)) => {
            let record = RecordId::new(kind, *id);
            input.picked(record, &name_of(record, at))
        }
        (_, known) => input.value(&entry::editable(field, known)),
    }
}

fn default_of(field: &Field) -> Value {
    match (field.default, field.ty) {
        (Some(word), Ty::Flag) => Value::from(word == "yes"),
        (Some(word), _) => Value::from(word),
        (None, _) => Value::Null,
    }
}

/// Records to pick from, by part of their name.
#[must_use]
pub fn candidates(kind: Kind, typed: &str, at: &At<'_>) -> Vec<Pick> {
    let rows = at.book.candidates(kind, typed, OFFERED).unwrap_or_default();
    rows.into_iter().map(|row| pick(&row, at)).collect()
}

/// The same, those of this relationship first.
fn offered(kind: Kind, typed: &str, whose: Option<i64>, at: &At<'_>) -> Vec<Pick> {
    let theirs = match (whose, kind) {
        (Some(id), Kind::Person) => {
            at.book.members(id).map(|members| members.into_iter().map(|member| member.person).collect())
        }
        (Some(id), _) if kind.spec().owner == Some("relationship_id") => at.book.of(kind, id),
        _ => return candidates(kind, typed, at),
    };
    let wanted = fold(typed.trim());
    let mut picks: Vec<Pick> = theirs.unwrap_or_default().iter().map(|row| pick(row, at)).collect();
    picks.retain(|pick| fold(&pick.name).contains(&wanted));
    picks.truncate(OFFERED);
    for other in candidates(kind, typed, at) {
        if picks.len() < OFFERED && !picks.iter().any(|known| known.record == other.record) {
            picks.push(other);
        }
    }
    picks
}

fn pick(row: &Row, at: &At<'_>) -> Pick {
    let whose = row.int("relationship_id").filter(|_| row.id.kind != Kind::Relationship);
    let detail = whose.and_then(|id| at.book.short_name(id).ok()).unwrap_or_default();
    Pick { record: row.id, name: title_of(row, at), detail }
}

fn name_of(record: RecordId, at: &At<'_>) -> String {
    // Never empty: an empty field would be read as taken out by hand.
    at.book.get(record).ok().flatten().map_or_else(|| record.to_string(), |row| title_of(&row, at))
}

/// What a record is called; one that has no name, by its id.
#[must_use]
pub fn title_of(row: &Row, at: &At<'_>) -> String {
    at.book.title(row).unwrap_or_else(|_| row.id.to_string())
}

fn owner_name(preset: &Fields, at: &At<'_>) -> String {
    let whose = preset.int(OWNER).map(|id| RecordId::new(Kind::Relationship, id));
    whose.map(|id| name_of(id, at)).unwrap_or_default()
}

/// The stored value of an answer; a picker gives the record it stands on.
pub fn answered(field: &Field, answers: &Answers, at: &At<'_>) -> Result<Value, Rejection> {
    if let (Ty::Ref(_), Some(record)) = (field.ty, answers.record(field.name)) {
        return Ok(Value::Int(record.id));
    }
    if matches!(field.ty, Ty::Ref(_)) && !answers.text(field.name).is_empty() {
        return Err(Rejection::field(field.name, "Choose one of the list, or leave it empty."));
    }
    if let Some(unit) = measure::unit_of(field, answers, at) {
        let typed = answers.text(field.name);
        return unit.parse(typed).map(Value::Int).map_err(|no| Rejection::field(field.name, no.message));
    }
    entry::read(field, answers.text(field.name), at.today, at.order)
}

/// A day as it was understood; one by which a goal should be reached says when it has passed.
pub(in crate::tui) fn said_day(kind: Kind, name: &str, on: chrono::NaiveDate, at: &At<'_>) -> String {
    let is_past = (kind, name) == (Kind::Goal, "target_date") && on < at.today;
    format!("{}{}", day::echo(on, at.today), if is_past { "; that day is past" } else { "" })
}

/// The echo under a field, or why its text does not fit.
pub(in crate::tui) fn check(
    kind: Kind,
    name: &str,
    typed: &str,
    at: &At<'_>,
) -> Result<Option<String>, String> {
    if (kind, name) == (Kind::Goal, measure::NAME) || (kind, name) == (Kind::Goal, measure::SECOND) {
        return measure::echo(typed);
    }
    let Some(field) = kind.spec().field(name) else { return Ok(None) };
    // Yes and no are values of a measure that is read so; which unit it has is known when it is saved.
    if matches!(kind, Kind::Measure | Kind::Reading) && matches!(typed.trim(), "yes" | "no" | "y" | "n") {
        return Ok(None);
    }
    if (kind, name) == (Kind::FollowUp, "repeat") {
        return Repeat::parse(typed).map(|_| None).map_err(|no| no.message);
    }
    if field.ty == Ty::Zone {
        let unknown = || format!("{typed} is no time zone. Type one as Europe/Zurich.");
        return at.book.zone_named(typed).map(|zone| Some(zone.to_owned())).ok_or_else(unknown);
    }
    if matches!(field.ty, Ty::Ref(_) | Ty::Line | Ty::Zone | Ty::Long) || typed.is_empty() {
        return Ok(None);
    }
    let value = entry::read(field, typed, at.today, at.order).map_err(|no| no.message)?;
    entry::has_been(kind, field, &value, at.today).map_err(|no| no.message)?;
    Ok(match (field.ty, &value) {
        (Ty::Date, Value::Text(text)) => text.parse().ok().map(|on| said_day(kind, name, on, at)),
        (Ty::PartialDate, Value::Text(text)) => {
            let born = text.parse::<day::PartialDate>().ok();
            born.and_then(day::PartialDate::full).map(|on| {
                let age = born.and_then(|born| born.age_on(at.today)).unwrap_or(0);
                format!("{}, {age} years", day::long(on))
            })
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::tui::{
        effect::Outside,
        testing::{desk, drawn, practice, press, typed},
    };

    #[test]
    fn the_editor_opens_with_what_was_typed_and_not_saved() {
        let mut app = desk(practice());
        let row = app.book.rows(crate::domain::record::Kind::Relationship, &[]).unwrap().remove(0);
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let edit = |app: &crate::tui::app::App| {
            let at = crate::tui::desk::At {
                book: &app.book,
                today: day,
                now: chrono::NaiveTime::MIN,
                order: crate::domain::day::DayOrder::DayFirst,
            };
            super::edit_at(row.id, "notes", &at)
        };
        let effects = edit(&app);
        app.apply(effects);
        typed(&mut app, "half a thought");
        press(&mut app, "Esc 1");
        while app.focus().is_none_or(|focus| focus.relationship != Some(row.id)) {
            press(&mut app, "j");
        }
        let outside = app.handle(crate::tui::msg::Msg::Key(crate::tui::command::chord::key("E").unwrap()));
        let given = outside.iter().find_map(|outside| match outside {
            Outside::Edit { text, .. } => Some(text.as_str()),
            _ => None,
        });
        assert_eq!(given, Some("half a thought"));
    }

    /// Where the text is while the other desk writes.
    #[derive(PartialEq, Eq)]
    enum Text {
        Open,
        Left,
    }

    /// The form of the first client, its language field with the keys, over a book where another desk has just
    /// written another language.
    fn changed_meanwhile(text: Text) -> crate::tui::app::App {
        let mut app = desk(practice());
        let open = |app: &mut crate::tui::app::App| {
            let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
            let effects = super::edit_at("c1".parse().unwrap(), "language", &at);
            app.apply(effects);
        };
        open(&mut app);
        typed(&mut app, "French");
        if text == Text::Left {
            press(&mut app, "Esc");
        }
        let fields = crate::domain::record::Fields::new().with("language", "German");
        let edit = super::Action::Edit { targets: vec!["c1".parse().unwrap()], fields, seen: None };
        app.book.execute(&edit).unwrap();
        if text == Text::Left {
            open(&mut app);
        }
        app
    }

    fn language(app: &crate::tui::app::App) -> String {
        app.book.get("c1".parse().unwrap()).unwrap().unwrap().str("language").to_owned()
    }

    #[test]
    fn a_stale_edit_is_refused_under_its_field_and_may_be_saved_once_it_was_seen() {
        let mut app = changed_meanwhile(Text::Open);
        press(&mut app, "Ctrl-S");
        let shown = drawn(&mut app, 80, 24);
        let field = shown.iter().position(|line| line.starts_with("▸ Language")).unwrap();
        assert!(shown[field].contains("French"), "{shown:#?}");
        assert!(
            shown[field + 1].contains("✗ Language of Hartley household was changed meanwhile"),
            "{shown:#?}"
        );
        assert_eq!(language(&app), "German");
        press(&mut app, "Ctrl-S");
        assert_eq!(language(&app), "French");
        assert!(app.model.layers.is_empty());
    }

    #[test]
    fn a_slip_says_what_another_desk_wrote_meanwhile() {
        let mut app = changed_meanwhile(Text::Left);
        let shown = drawn(&mut app, 80, 24);
        let field = shown.iter().position(|line| line.starts_with("▸ Language")).unwrap();
        assert!(shown[field].contains("French"), "{shown:#?}");
        assert!(shown[field + 1].contains("✗ It was changed meanwhile; it is now German."), "{shown:#?}");
        press(&mut app, "Ctrl-S");
        assert_eq!(language(&app), "French");
    }

    #[test]
    fn the_title_of_a_new_record_says_whose_it_is_now() {
        let mut app = desk(practice());
        let effects = {
            let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
            let preset = crate::domain::record::Fields::new().with("relationship_id", 1);
            super::add(crate::domain::record::Kind::Goal, preset, &at)
        };
        app.apply(effects);
        assert!(drawn(&mut app, 80, 24)[0].starts_with(" New goal   Hartley household "));
        press(&mut app, "Shift-Tab");
        typed(&mut app, "tanaka");
        press(&mut app, "Enter");
        let shown = drawn(&mut app, 80, 24);
        assert!(shown[0].starts_with(" New goal   Tanaka 田中 household "), "{shown:#?}");
    }

    #[test]
    fn a_time_and_a_length_that_do_not_fit_are_two_fields() {
        let mut app = desk(practice());
        let effects = {
            let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
            let preset = crate::domain::record::Fields::new().with("relationship_id", 1);
            super::add(crate::domain::record::Kind::Meeting, preset, &at)
        };
        app.apply(effects);
        press(&mut app, "Tab");
        typed(&mut app, "fri");
        press(&mut app, "Tab");
        typed(&mut app, "quarter past");
        press(&mut app, "Tab");
        typed(&mut app, "an hour");
        for keys in ["Ctrl-L", "Tab", "Ctrl-S"] {
            press(&mut app, keys);
            let shown = drawn(&mut app, 80, 24).join("\n");
            assert!(shown.contains("waits for 2 fields: ✗ Time, ✗ Minutes"), "{keys}: {shown}");
        }
    }

    fn form(kind: crate::domain::record::Kind, app: &mut crate::tui::app::App) {
        let effects = {
            let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
            let preset = crate::domain::record::Fields::new().with("relationship_id", 1);
            super::add(kind, preset.with("day", at.today), &at)
        };
        app.apply(effects);
    }

    #[test]
    fn what_is_known_later_is_not_asked_for_now() {
        use crate::domain::record::Kind;
        for (kind, later) in [
            (Kind::LifeEvent, &["Decided", "Outcome"][..]),
            (Kind::Exception, &["Ended"]),
            (Kind::Breach, &["Answered"]),
        ] {
            let mut app = desk(practice());
            form(kind, &mut app);
            let shown = drawn(&mut app, 80, 36);
            let labels: Vec<&str> =
                shown.iter().filter_map(|line| line.get(..14).or(line.get(..16))).map(str::trim).collect();
            for label in later {
                assert!(!labels.contains(label), "{kind}: {shown:#?}");
            }
        }
        // Once it is there they are: what was decided is written down in it.
        let mut app = desk(practice());
        form(Kind::LifeEvent, &mut app);
        press(&mut app, "Tab");
        typed(&mut app, "retirement");
        press(&mut app, "Ctrl-S");
        let effects = {
            let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
            super::edit("l1".parse().unwrap(), &at)
        };
        app.apply(effects);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("Decided ") && shown.contains("Outcome "), "{shown}");
    }

    #[test]
    fn a_day_to_come_is_refused_under_its_field_where_something_happened() {
        let mut app = desk(practice());
        form(crate::domain::record::Kind::LifeEvent, &mut app);
        press(&mut app, "Tab Tab Ctrl-U");
        typed(&mut app, "30 jun 2027");
        press(&mut app, "Tab");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("✗ A life event is of today or before."), "{shown}");
    }

    #[test]
    fn a_goal_that_is_not_agreed_yet_is_edited_with_what_measures_it() {
        use crate::domain::{
            action::{Action, GoalAct},
            record::Fields,
        };
        let mut book = practice();
        let fields = Fields::new().with("relationship_id", 1).with("statement", "The boat");
        let write = GoalAct::Write { fields, measures: vec!["Saved, $40,000 or more".into()] };
        let goal = book.execute(&Action::Goal(write)).unwrap().ids[0];
        let mut app = desk(book);
        let effects = {
            let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
            super::edit_at(goal, "measured_by", &at)
        };
        app.apply(effects);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("Measured by") && shown.contains("Saved, $40,000 or more"), "{shown}");
        press(&mut app, "Ctrl-U");
        typed(&mut app, "Saved, $50,000 or more");
        press(&mut app, "Tab");
        typed(&mut app, "Mooring found, yes");
        press(&mut app, "Ctrl-S");
        assert!(app.model.layers.is_empty(), "{:#?}", drawn(&mut app, 80, 24));
        let measures = |app: &crate::tui::app::App| {
            let row = app.book.get(goal).unwrap().unwrap();
            let held = app.book.measures_of(&row).unwrap();
            held.into_iter()
                .map(|held| (held.measure.str("name").to_owned(), held.measure.int("target")))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            measures(&app),
            [("Saved".to_owned(), Some(500_000_000)), ("Mooring found".to_owned(), Some(10_000))]
        );
        press(&mut app, "u");
        assert_eq!(measures(&app), [("Saved".to_owned(), Some(400_000_000))], "one step");
        // With a word of its own, in the same step.
        let seen = Some(Fields::new().with("statement", "The boat"));
        let fields = Fields::new().with("statement", "The big boat");
        let correct = GoalAct::Correct { goal, fields, measures: Vec::new(), seen };
        let said = app.book.execute(&Action::Goal(correct)).unwrap().summary;
        assert_eq!(said, "Edited The big boat, Hartley: goal, measured anew");
        assert!(measures(&app).is_empty());
    }

    #[test]
    fn a_day_by_which_a_goal_should_be_reached_says_when_it_is_past() {
        let mut app = desk(practice());
        form(crate::domain::record::Kind::Goal, &mut app);
        press(&mut app, "Tab Tab Tab Tab");
        typed(&mut app, "1 may 2026");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("206 days ago; that day is past"), "{shown}");
    }
}
