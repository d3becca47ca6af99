-- The book: what an examiner asks to see (incidents, vendors, access, complaints, deliveries, obligations), legal
-- holds, what left the book, and whom to call in trust for one person.
-- The new columns are written to the journal only once they are known: what it holds of older rows stays as it was.

CREATE TABLE incident(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  relationship_id INTEGER REFERENCES relationship(id),
  vendor_id INTEGER REFERENCES vendor(id),
  day TEXT NOT NULL,
  what_data TEXT,
  notify_by TEXT,
  note TEXT,
  decision TEXT,
  reason TEXT,
  decided_on TEXT,
  told_on TEXT
) STRICT;
CREATE INDEX incident_relationship_id ON incident(relationship_id) WHERE relationship_id IS NOT NULL;
CREATE INDEX incident_vendor_id ON incident(vendor_id) WHERE vendor_id IS NOT NULL;

CREATE TABLE vendor(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  partner_id INTEGER REFERENCES relationship(id),
  what_for TEXT,
  client_data TEXT,
  notice_hours INTEGER,
  clause TEXT,
  since TEXT,
  ended_on TEXT,
  note TEXT
) STRICT;
CREATE INDEX vendor_partner_id ON vendor(partner_id) WHERE partner_id IS NOT NULL;

CREATE TABLE access(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  who TEXT NOT NULL,
  person_id INTEGER REFERENCES person(id),
  what TEXT NOT NULL,
  why TEXT,
  since TEXT,
  checked_on TEXT,
  ended_on TEXT
) STRICT;
CREATE INDEX access_person_id ON access(person_id) WHERE person_id IS NOT NULL;

CREATE TABLE complaint(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  what TEXT NOT NULL,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  person_id INTEGER REFERENCES person(id),
  day TEXT NOT NULL,
  how TEXT,
  words TEXT,
  answer_by TEXT,
  answer TEXT,
  answered_on TEXT
) STRICT;
CREATE INDEX complaint_relationship_id ON complaint(relationship_id);
CREATE INDEX complaint_person_id ON complaint(person_id) WHERE person_id IS NOT NULL;

CREATE TABLE delivery(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  what TEXT NOT NULL,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  person_id INTEGER REFERENCES person(id),
  version TEXT NOT NULL,
  day TEXT NOT NULL,
  how TEXT,
  note TEXT
) STRICT;
CREATE INDEX delivery_relationship_id ON delivery(relationship_id);
CREATE INDEX delivery_person_id ON delivery(person_id) WHERE person_id IS NOT NULL;

CREATE TABLE obligation(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  relationship_id INTEGER REFERENCES relationship(id),
  required_by TEXT,
  due TEXT NOT NULL,
  every_months INTEGER,
  note TEXT,
  anchor TEXT,
  evidence TEXT,
  met_on TEXT,
  again_of INTEGER REFERENCES obligation(id)
) STRICT;
CREATE INDEX obligation_relationship_id ON obligation(relationship_id) WHERE relationship_id IS NOT NULL;
CREATE INDEX obligation_again_of ON obligation(again_of) WHERE again_of IS NOT NULL;
CREATE INDEX obligation_open ON obligation(due) WHERE met_on IS NULL;

CREATE TABLE legal_hold(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  reason TEXT NOT NULL,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  since TEXT,
  lifted_on TEXT,
  lifted_why TEXT
) STRICT;
CREATE INDEX legal_hold_relationship_id ON legal_hold(relationship_id);

CREATE TABLE handover(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  what TEXT NOT NULL,
  relationship_id INTEGER REFERENCES relationship(id),
  day TEXT NOT NULL,
  as_of TEXT,
  files INTEGER,
  sha256 TEXT
) STRICT;
CREATE INDEX handover_relationship_id ON handover(relationship_id) WHERE relationship_id IS NOT NULL;

ALTER TABLE person ADD COLUMN trusted_contact_id INTEGER REFERENCES person(id);
ALTER TABLE person ADD COLUMN trusted_contact_declined_on TEXT;
CREATE INDEX person_trusted_contact_id ON person(trusted_contact_id) WHERE trusted_contact_id IS NOT NULL;
