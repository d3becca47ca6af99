-- The book, version 2: merged records under their former ids and names, persons told apart, households split.
-- Only new tables: what the journal holds of the older ones stays as it was written.

CREATE TABLE alias(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER REFERENCES relationship(id),
  person_id INTEGER REFERENCES person(id),
  name TEXT NOT NULL,
  was TEXT,
  foreign_id TEXT,
  day TEXT NOT NULL
) STRICT;
CREATE INDEX alias_relationship_id ON alias(relationship_id);
CREATE INDEX alias_person_id ON alias(person_id);
CREATE INDEX alias_was ON alias(was) WHERE was IS NOT NULL;

CREATE TABLE distinct_pair(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  first_id INTEGER NOT NULL REFERENCES person(id),
  second_id INTEGER NOT NULL REFERENCES person(id),
  day TEXT NOT NULL,
  UNIQUE(first_id, second_id)
) STRICT;
CREATE INDEX distinct_pair_second_id ON distinct_pair(second_id);

CREATE TABLE household_split(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  from_id INTEGER NOT NULL REFERENCES relationship(id),
  day TEXT NOT NULL
) STRICT;
CREATE INDEX household_split_relationship_id ON household_split(relationship_id);
CREATE INDEX household_split_from_id ON household_split(from_id);
