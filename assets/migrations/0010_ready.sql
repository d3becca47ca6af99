-- The book: what the queue asks every morning is read by stretches of what may be due, never all of it.
-- Only a table kept ready beside the journal, and indexes: what the journal holds stays as it was written.

-- plain facts of managed relationships (store/ready.rs): what, how often, since when; never a due date
CREATE TABLE ready(
  what TEXT NOT NULL,
  pace TEXT NOT NULL,
  day TEXT NOT NULL,
  relationship_id INTEGER NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY(what, pace, day, relationship_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ready_of ON ready(relationship_id, what);

-- agreements are found through `ready`, and read with all of their relationship's
DROP INDEX goal_due;
DROP INDEX expectation_due;
DROP INDEX acceptance_due;
DROP INDEX goal_often;
DROP INDEX expectation_often;
DROP INDEX acceptance_often;
DROP INDEX goal_relationship_id;
DROP INDEX expectation_relationship_id;
CREATE INDEX goal_of ON goal(relationship_id, state, anchored_on, drafted_on, proposed_on, agreed_on, every_months,
  deferred_until, raised_meeting_id, raised_on, outcome);
CREATE INDEX expectation_of ON expectation(relationship_id, state, anchored_on, drafted_on, proposed_on, agreed_on,
  every_months, deferred_until, raised_meeting_id, raised_on, outcome);
CREATE INDEX acceptance_of ON acceptance(relationship_id, state, anchored_on, drafted_on, proposed_on, agreed_on,
  every_months, deferred_until, raised_meeting_id, raised_on);

-- the newest training of a rule is looked for among those of one relationship, not of all that were taught it
DROP INDEX training_relationship_id;
CREATE INDEX training_of ON training(relationship_id, rule_id, day);

-- days that come every year by month and day, the others by their day
CREATE INDEX special_date_yearly ON special_date(substr(day, -5)) WHERE yearly = 1 OR length(day) < 10;
CREATE INDEX special_date_once ON special_date(day) WHERE yearly IS NOT 1;

CREATE INDEX snooze_until ON snooze(until);
CREATE INDEX gap_answer_item ON gap_answer(gap) WHERE instr(gap, '.') > 0;

-- the day an open follow-up enters Today, before it is moved off days off; '9999' when it has none
-- (store/queue.rs says it in the same words)
CREATE INDEX follow_up_enters ON follow_up(
  max(ifnull(CASE WHEN state = 'waiting' THEN ifnull(ask_again_on, due)
                  WHEN state = 'back burner' THEN back_burner_until
                  WHEN kind = 'request' AND decided_on IS NULL THEN min(ifnull(due, ''), ifnull(asked_on, ''))
                  ELSE due END, ifnull(snoozed_until, '9999')), ifnull(snoozed_until, '')),
  relationship_id, kind, whose, state, due, hard, stakes, effort_minutes, decided_on, asked_on, snoozed_until,
  ask_again_on, back_burner_until, finished_on) WHERE finished_on IS NULL;
CREATE INDEX follow_up_theirs ON follow_up(whose) WHERE finished_on IS NULL AND whose = 'theirs' AND state = 'open';
