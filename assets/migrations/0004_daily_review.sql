-- The book, version 4: a finished daily review or weekly pass, one row each.
-- Only a new table: what the journal holds of the older ones stays as it was written.

CREATE TABLE daily_review(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  day TEXT NOT NULL,
  pass TEXT NOT NULL,
  began_after INTEGER NOT NULL,
  minutes INTEGER NOT NULL,
  cards INTEGER NOT NULL,
  decided INTEGER NOT NULL,
  not_seen INTEGER NOT NULL,
  done TEXT,
  left_open TEXT,
  unseen TEXT,
  musts TEXT,
  must_keys TEXT,
  line TEXT
) STRICT;
CREATE INDEX daily_review_day ON daily_review(day);
