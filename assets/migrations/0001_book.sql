-- The book, version 1: every record type, the journal, and what is kept ready beside them.
-- Record tables: STRICT, an AUTOINCREMENT id, a uid, dates as YYYY-MM-DD, flags 0 or 1, measured
-- numbers in ten-thousandths. The journal's triggers are made from this schema after each migration.

CREATE TABLE tier(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  ideal_days INTEGER NOT NULL,
  maximum_days INTEGER NOT NULL,
  planned_hours INTEGER,
  meeting_months TEXT,
  UNIQUE(name)
) STRICT;

CREATE TABLE setting(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE(name)
) STRICT;

CREATE TABLE saved_view(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  tab TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  UNIQUE(tab, name)
) STRICT;

CREATE TABLE relationship(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT,
  tier TEXT,
  stage TEXT,
  since TEXT,
  source TEXT,
  source_relationship_id INTEGER REFERENCES relationship(id),
  source_person_id INTEGER REFERENCES person(id),
  language TEXT,
  time_zone TEXT,
  address_as TEXT,
  sensitivities TEXT,
  mutual_benefit TEXT,
  no_calls INTEGER,
  no_email INTEGER,
  no_letters INTEGER,
  ideal_days INTEGER,
  maximum_days INTEGER,
  trusted_contact_declined_on TEXT,
  partner_role TEXT,
  notes TEXT,
  entered_on TEXT,
  ended_on TEXT,
  end_reason TEXT
) STRICT;

CREATE TABLE person(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  prefix TEXT,
  given TEXT,
  middle TEXT,
  family TEXT,
  suffix TEXT,
  nickname TEXT,
  birth_date TEXT,
  died_on TEXT,
  organisation TEXT,
  department TEXT,
  job_title TEXT,
  preferences TEXT,
  notes TEXT,
  external_uid TEXT
) STRICT;

CREATE TABLE membership(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  role TEXT,
  home INTEGER,
  UNIQUE(relationship_id, person_id, role)
) STRICT;

CREATE TABLE contact_point(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  person_id INTEGER NOT NULL REFERENCES person(id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  label TEXT,
  preferred INTEGER,
  do_not_use INTEGER,
  parts TEXT
) STRICT;

CREATE TABLE special_date(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  person_id INTEGER NOT NULL REFERENCES person(id),
  label TEXT NOT NULL,
  day TEXT NOT NULL,
  yearly INTEGER
) STRICT;

CREATE TABLE tag(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  name TEXT NOT NULL,
  UNIQUE(relationship_id, name)
) STRICT;

CREATE TABLE custom_field(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER REFERENCES relationship(id),
  person_id INTEGER REFERENCES person(id),
  name TEXT NOT NULL,
  value TEXT
) STRICT;

CREATE TABLE imported_property(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  person_id INTEGER NOT NULL REFERENCES person(id),
  line TEXT NOT NULL
) STRICT;

CREATE TABLE meeting(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  title TEXT,
  day TEXT NOT NULL,
  time TEXT,
  minutes INTEGER,
  time_zone TEXT,
  channel TEXT,
  place TEXT,
  state TEXT,
  state_on TEXT,
  interaction_id INTEGER REFERENCES interaction(id),
  notes TEXT
) STRICT;

CREATE TABLE interaction(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  day TEXT NOT NULL,
  time TEXT,
  channel TEXT,
  direction TEXT,
  reached INTEGER,
  answered INTEGER,
  minutes INTEGER,
  nature TEXT,
  summary TEXT NOT NULL,
  notes TEXT,
  meeting_id INTEGER REFERENCES meeting(id)
) STRICT;

CREATE TABLE share(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  interaction_id INTEGER NOT NULL REFERENCES interaction(id),
  minutes INTEGER,
  UNIQUE(interaction_id, relationship_id)
) STRICT;

CREATE TABLE participant(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  interaction_id INTEGER NOT NULL REFERENCES interaction(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  UNIQUE(interaction_id, person_id)
) STRICT;

CREATE TABLE measure(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  name TEXT NOT NULL,
  unit TEXT,
  currency TEXT,
  target INTEGER,
  direction TEXT,
  method TEXT,
  source TEXT,
  read_every TEXT
) STRICT;

CREATE TABLE reading(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  day TEXT NOT NULL,
  value INTEGER NOT NULL,
  source TEXT,
  corrects_id INTEGER REFERENCES reading(id)
) STRICT;

CREATE TABLE goal(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  statement TEXT NOT NULL,
  why TEXT,
  area TEXT,
  owner TEXT,
  target_date TEXT,
  every_months INTEGER,
  state TEXT,
  version INTEGER,
  drafted_on TEXT,
  proposed_on TEXT,
  agreed_on TEXT,
  anchored_on TEXT,
  deferrals INTEGER,
  deferred_until TEXT,
  raised_on TEXT,
  raised_meeting_id INTEGER REFERENCES meeting(id),
  stated_on TEXT,
  stated_in TEXT,
  retired_on TEXT,
  retired_reason TEXT,
  outcome TEXT,
  outcome_on TEXT,
  learned TEXT
) STRICT;

CREATE TABLE expectation(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  title TEXT NOT NULL,
  topic TEXT,
  their_words TEXT,
  our_answer TEXT,
  measure_id INTEGER REFERENCES measure(id),
  ruled_out TEXT,
  every_months INTEGER,
  state TEXT,
  version INTEGER,
  drafted_on TEXT,
  proposed_on TEXT,
  agreed_on TEXT,
  anchored_on TEXT,
  deferrals INTEGER,
  deferred_until TEXT,
  raised_on TEXT,
  raised_meeting_id INTEGER REFERENCES meeting(id),
  stated_on TEXT,
  stated_in TEXT,
  retired_on TEXT,
  retired_reason TEXT,
  outcome TEXT,
  outcome_on TEXT,
  learned TEXT
) STRICT;

CREATE TABLE rule(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  topic TEXT,
  text TEXT,
  default_for_new INTEGER,
  reteach_months INTEGER,
  state TEXT,
  version INTEGER,
  since TEXT
) STRICT;

CREATE TABLE rule_version(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  rule_id INTEGER NOT NULL REFERENCES rule(id),
  version INTEGER NOT NULL,
  text TEXT,
  since TEXT,
  why TEXT,
  accept_again INTEGER,
  UNIQUE(rule_id, version)
) STRICT;

CREATE TABLE acceptance(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  rule_id INTEGER NOT NULL REFERENCES rule(id),
  rule_version INTEGER,
  every_months INTEGER,
  state TEXT,
  version INTEGER,
  drafted_on TEXT,
  proposed_on TEXT,
  agreed_on TEXT,
  anchored_on TEXT,
  deferrals INTEGER,
  deferred_until TEXT,
  raised_on TEXT,
  raised_meeting_id INTEGER REFERENCES meeting(id),
  stated_on TEXT,
  stated_in TEXT,
  retired_on TEXT,
  retired_reason TEXT,
  UNIQUE(relationship_id, rule_id)
) STRICT;

CREATE TABLE agreement_measure(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  target INTEGER
) STRICT;

CREATE TABLE agreement_version(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  agreement TEXT NOT NULL,
  agreement_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  day TEXT NOT NULL,
  terms TEXT NOT NULL
) STRICT;

CREATE TABLE agreement_event(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  agreement TEXT NOT NULL,
  agreement_id INTEGER NOT NULL,
  version INTEGER,
  what TEXT NOT NULL,
  day TEXT NOT NULL,
  how TEXT,
  evidence TEXT,
  reason TEXT,
  until TEXT,
  meeting_id INTEGER REFERENCES meeting(id)
) STRICT;

CREATE TABLE party(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  event_id INTEGER NOT NULL REFERENCES agreement_event(id),
  person_id INTEGER NOT NULL REFERENCES person(id),
  answer TEXT NOT NULL
) STRICT;

CREATE TABLE talk(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  day TEXT NOT NULL,
  compared_with TEXT NOT NULL,
  period TEXT,
  figures TEXT,
  said TEXT,
  understood TEXT,
  reinforce_on TEXT,
  rules_out INTEGER,
  interaction_id INTEGER REFERENCES interaction(id)
) STRICT;

CREATE TABLE training(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  rule_id INTEGER NOT NULL REFERENCES rule(id),
  rule_version INTEGER,
  day TEXT NOT NULL,
  how TEXT,
  understood TEXT,
  repeat_on TEXT,
  note TEXT,
  interaction_id INTEGER REFERENCES interaction(id)
) STRICT;

CREATE TABLE exception(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  rule_id INTEGER NOT NULL REFERENCES rule(id),
  what TEXT NOT NULL,
  why TEXT NOT NULL,
  until TEXT,
  day TEXT NOT NULL,
  ended_on TEXT,
  interaction_id INTEGER REFERENCES interaction(id)
) STRICT;

CREATE TABLE breach(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  rule_id INTEGER NOT NULL REFERENCES rule(id),
  day TEXT NOT NULL,
  by TEXT,
  what TEXT NOT NULL,
  answer TEXT,
  answered_on TEXT,
  answer_note TEXT
) STRICT;

CREATE TABLE life_event(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  person_id INTEGER REFERENCES person(id),
  kind TEXT NOT NULL,
  day TEXT NOT NULL,
  note TEXT,
  due_on TEXT,
  decided_on TEXT,
  outcome TEXT
) STRICT;

CREATE TABLE follow_up(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  relationship_id INTEGER REFERENCES relationship(id),
  kind TEXT,
  whose TEXT,
  due TEXT,
  hard INTEGER,
  effort_minutes INTEGER,
  stakes TEXT,
  asked_on TEXT,
  repeat TEXT,
  small INTEGER,
  notes TEXT,
  state TEXT,
  person_id INTEGER REFERENCES person(id),
  origin TEXT,
  interaction_id INTEGER REFERENCES interaction(id),
  waiting_on TEXT,
  waiting_since TEXT,
  ask_again_on TEXT,
  snoozed_until TEXT,
  back_burner_until TEXT,
  told INTEGER,
  decision TEXT,
  decided_on TEXT,
  reason TEXT,
  moves INTEGER,
  finished_on TEXT,
  repeat_anchor TEXT,
  repeat_k INTEGER,
  missed INTEGER,
  again_of INTEGER REFERENCES follow_up(id)
) STRICT;

CREATE TABLE agenda_item(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  meeting_id INTEGER NOT NULL REFERENCES meeting(id),
  text TEXT NOT NULL,
  goal_id INTEGER REFERENCES goal(id),
  expectation_id INTEGER REFERENCES expectation(id),
  acceptance_id INTEGER REFERENCES acceptance(id),
  follow_up_id INTEGER REFERENCES follow_up(id),
  done INTEGER
) STRICT;

CREATE TABLE snooze(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER REFERENCES relationship(id),
  item TEXT NOT NULL,
  until TEXT NOT NULL,
  times INTEGER,
  UNIQUE(item)
) STRICT;

CREATE TABLE gap_answer(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  gap TEXT NOT NULL,
  reason TEXT NOT NULL,
  day TEXT NOT NULL,
  UNIQUE(relationship_id, gap)
) STRICT;

CREATE TABLE placement(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  day TEXT NOT NULL,
  item TEXT NOT NULL,
  place INTEGER NOT NULL,
  reason TEXT,
  UNIQUE(day, item)
) STRICT;

-- every foreign key has its index (where a key or an index below begins with its column, that one serves)
CREATE INDEX relationship_source_relationship_id ON relationship(source_relationship_id);
CREATE INDEX relationship_source_person_id ON relationship(source_person_id);
CREATE INDEX membership_person_id ON membership(person_id);
CREATE INDEX contact_point_person_id ON contact_point(person_id);
CREATE INDEX special_date_person_id ON special_date(person_id);
CREATE INDEX custom_field_relationship_id ON custom_field(relationship_id);
CREATE INDEX custom_field_person_id ON custom_field(person_id);
CREATE INDEX imported_property_person_id ON imported_property(person_id);
CREATE INDEX meeting_relationship_id ON meeting(relationship_id);
CREATE INDEX meeting_interaction_id ON meeting(interaction_id);
CREATE INDEX interaction_meeting_id ON interaction(meeting_id);
CREATE INDEX share_relationship_id ON share(relationship_id);
CREATE INDEX participant_relationship_id ON participant(relationship_id);
CREATE INDEX participant_person_id ON participant(person_id);
CREATE INDEX measure_relationship_id ON measure(relationship_id);
CREATE INDEX reading_relationship_id ON reading(relationship_id);
CREATE INDEX reading_corrects_id ON reading(corrects_id);
CREATE INDEX goal_relationship_id ON goal(relationship_id);
CREATE INDEX goal_raised_meeting_id ON goal(raised_meeting_id);
CREATE INDEX expectation_relationship_id ON expectation(relationship_id);
CREATE INDEX expectation_measure_id ON expectation(measure_id);
CREATE INDEX expectation_raised_meeting_id ON expectation(raised_meeting_id);
CREATE INDEX acceptance_rule_id ON acceptance(rule_id);
CREATE INDEX acceptance_raised_meeting_id ON acceptance(raised_meeting_id);
CREATE INDEX agreement_measure_relationship_id ON agreement_measure(relationship_id);
CREATE INDEX agreement_measure_goal_id ON agreement_measure(goal_id);
CREATE INDEX agreement_measure_measure_id ON agreement_measure(measure_id);
CREATE INDEX agreement_version_relationship_id ON agreement_version(relationship_id);
CREATE INDEX agreement_event_relationship_id ON agreement_event(relationship_id);
CREATE INDEX agreement_event_meeting_id ON agreement_event(meeting_id);
CREATE INDEX party_relationship_id ON party(relationship_id);
CREATE INDEX party_event_id ON party(event_id);
CREATE INDEX party_person_id ON party(person_id);
CREATE INDEX talk_relationship_id ON talk(relationship_id);
CREATE INDEX talk_interaction_id ON talk(interaction_id);
CREATE INDEX training_relationship_id ON training(relationship_id);
CREATE INDEX training_rule_id ON training(rule_id);
CREATE INDEX training_interaction_id ON training(interaction_id);
CREATE INDEX exception_relationship_id ON exception(relationship_id);
CREATE INDEX exception_rule_id ON exception(rule_id);
CREATE INDEX exception_interaction_id ON exception(interaction_id);
CREATE INDEX breach_relationship_id ON breach(relationship_id);
CREATE INDEX breach_rule_id ON breach(rule_id);
CREATE INDEX life_event_relationship_id ON life_event(relationship_id);
CREATE INDEX life_event_person_id ON life_event(person_id);
CREATE INDEX follow_up_relationship_id ON follow_up(relationship_id);
CREATE INDEX follow_up_person_id ON follow_up(person_id);
CREATE INDEX follow_up_interaction_id ON follow_up(interaction_id);
CREATE INDEX agenda_item_relationship_id ON agenda_item(relationship_id);
CREATE INDEX agenda_item_meeting_id ON agenda_item(meeting_id);
CREATE INDEX agenda_item_goal_id ON agenda_item(goal_id);
CREATE INDEX agenda_item_expectation_id ON agenda_item(expectation_id);
CREATE INDEX agenda_item_acceptance_id ON agenda_item(acceptance_id);
CREATE INDEX agenda_item_follow_up_id ON agenda_item(follow_up_id);
CREATE INDEX snooze_relationship_id ON snooze(relationship_id);

-- what the desk asks every morning
-- (all that a place in the queue asks for is in the index: no row of a wide table is read for it)
CREATE INDEX follow_up_open ON follow_up(due, relationship_id, kind, whose, state, hard, stakes, effort_minutes,
  decided_on, asked_on, snoozed_until, ask_again_on, back_burner_until, finished_on) WHERE finished_on IS NULL;
CREATE INDEX follow_up_open_of ON follow_up(relationship_id) WHERE finished_on IS NULL;
CREATE INDEX follow_up_kept_apart ON follow_up(state) WHERE finished_on IS NULL AND state <> 'open';
CREATE INDEX follow_up_undecided ON follow_up(kind) WHERE finished_on IS NULL AND kind = 'request' AND decided_on IS NULL;
CREATE INDEX follow_up_finished ON follow_up(finished_on) WHERE finished_on IS NOT NULL;
CREATE INDEX relationship_stage ON relationship(kind, stage, tier, ideal_days, maximum_days, entered_on);
CREATE INDEX relationship_tier ON relationship(kind, tier IS NULL, tier);
CREATE INDEX person_birthday ON person(substr(birth_date, -5)) WHERE birth_date IS NOT NULL AND died_on IS NULL;
CREATE INDEX person_born ON person(birth_date) WHERE birth_date IS NOT NULL AND died_on IS NULL;
CREATE INDEX measure_read ON measure(read_every) WHERE read_every IS NOT NULL;
CREATE INDEX interaction_day ON interaction(relationship_id, day DESC, id DESC);
CREATE INDEX goal_due ON goal(state, anchored_on, relationship_id, drafted_on, proposed_on, agreed_on, every_months,
  deferred_until, raised_meeting_id, raised_on, outcome);
CREATE INDEX expectation_due ON expectation(state, anchored_on, relationship_id, drafted_on, proposed_on, agreed_on, every_months,
  deferred_until, raised_meeting_id, raised_on, outcome);
CREATE INDEX acceptance_due ON acceptance(state, anchored_on, relationship_id, drafted_on, proposed_on, agreed_on, every_months,
  deferred_until, raised_meeting_id, raised_on);
CREATE INDEX goal_often ON goal(anchored_on) WHERE every_months < 12;
CREATE INDEX expectation_often ON expectation(anchored_on) WHERE every_months < 12;
CREATE INDEX acceptance_often ON acceptance(anchored_on) WHERE every_months < 12;
CREATE INDEX meeting_day ON meeting(day) WHERE state IN ('offered', 'planned', 'prepared');
CREATE INDEX agreement_event_of ON agreement_event(agreement, agreement_id);
CREATE INDEX agreement_version_of ON agreement_version(agreement, agreement_id);
CREATE INDEX reading_of ON reading(measure_id, day DESC);
CREATE INDEX talk_again ON talk(reinforce_on) WHERE reinforce_on IS NOT NULL;
CREATE INDEX training_again ON training(repeat_on) WHERE repeat_on IS NOT NULL;
CREATE INDEX exception_until ON exception(until) WHERE ended_on IS NULL;
CREATE INDEX breach_open ON breach(answer) WHERE answer = 'open';
CREATE INDEX life_event_open ON life_event(due_on) WHERE decided_on IS NULL;

-- one open occurrence per repeat: an occurrence has one successor
CREATE UNIQUE INDEX follow_up_successor ON follow_up(again_of) WHERE again_of IS NOT NULL;

-- The journal. No foreign key from change to op: with it each op cost 180 ms on a large book.
CREATE TABLE op(
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  day TEXT NOT NULL,
  command TEXT NOT NULL,
  summary TEXT,
  reason TEXT,
  text_salt TEXT,
  text_hash TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  undoes INTEGER,
  last_seq INTEGER NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX op_day ON op(day);
CREATE INDEX op_undoes ON op(undoes) WHERE undoes IS NOT NULL;

CREATE TABLE change(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  op_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  tbl TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  owner_id INTEGER,
  before TEXT,
  after TEXT,
  salt TEXT,
  payload_hash TEXT,
  purged_by INTEGER
) STRICT;
CREATE INDEX change_row ON change(tbl, row_id);
CREATE INDEX change_owner ON change(tbl, owner_id);
CREATE INDEX change_op ON change(op_id);

CREATE TRIGGER op_append_only_update BEFORE UPDATE ON op
BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER op_append_only_delete BEFORE DELETE ON op
BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER change_append_only_update BEFORE UPDATE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;
CREATE TRIGGER change_append_only_delete BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END;

-- Outside the journal: slips, view state, plain facts kept ready, the search index.
CREATE TABLE slip(
  form TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  day TEXT NOT NULL
) STRICT;

CREATE TABLE view_state(
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE ready_contact(
  relationship_id INTEGER PRIMARY KEY,
  last_contact_on TEXT,
  last_interaction_id INTEGER
) STRICT;

CREATE VIRTUAL TABLE search_note USING fts5(
  body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE search_text USING fts5(
  body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
