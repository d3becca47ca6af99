-- The book, version 3: pauses, and each occurrence of a repeat by its number.
-- Only new tables: what the journal holds of the older ones stays as it was written.

-- nothing falls due inside and nothing counts as missed; without a relationship it is the whole practice
CREATE TABLE pause(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER REFERENCES relationship(id),
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  why TEXT
) STRICT;
CREATE INDEX pause_relationship_id ON pause(relationship_id);

-- (repeat, k) is unique: two desks, a double run or an import cannot make a second copy
CREATE TABLE occurrence(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER REFERENCES relationship(id),
  repeat_id INTEGER NOT NULL REFERENCES follow_up(id),
  k INTEGER NOT NULL,
  due TEXT,
  came TEXT NOT NULL,
  follow_up_id INTEGER REFERENCES follow_up(id),
  day TEXT NOT NULL,
  UNIQUE(repeat_id, k)
) STRICT;
CREATE INDEX occurrence_relationship_id ON occurrence(relationship_id);
CREATE INDEX occurrence_follow_up_id ON occurrence(follow_up_id);
