-- The book: role cards (whom a client calls for what), decisions with what came of them, and the day by which an
-- accepted or drafted rule is to be taught.
-- The new column is written to the journal only once it is known: what it holds of older rows stays as it was written.

CREATE TABLE role(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  topic TEXT NOT NULL,
  person_id INTEGER REFERENCES person(id),
  partner_id INTEGER REFERENCES relationship(id),
  emergency INTEGER,
  how TEXT,
  since TEXT,
  ended_on TEXT,
  note TEXT
) STRICT;
CREATE INDEX role_relationship_id ON role(relationship_id);
CREATE INDEX role_person_id ON role(person_id) WHERE person_id IS NOT NULL;
CREATE INDEX role_partner_id ON role(partner_id) WHERE partner_id IS NOT NULL;

CREATE TABLE decision(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER REFERENCES relationship(id),
  kind TEXT,
  question TEXT NOT NULL,
  options TEXT,
  choice TEXT NOT NULL,
  reason TEXT,
  assumptions TEXT,
  answer TEXT,
  decided_by TEXT,
  day TEXT NOT NULL,
  check_on TEXT,
  corrects_id INTEGER REFERENCES decision(id),
  outcome TEXT,
  outcome_on TEXT,
  learned TEXT
) STRICT;
CREATE INDEX decision_relationship_id ON decision(relationship_id);
CREATE INDEX decision_corrects_id ON decision(corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX decision_check ON decision(check_on) WHERE outcome_on IS NULL AND check_on IS NOT NULL;

ALTER TABLE acceptance ADD COLUMN teach_by TEXT;
