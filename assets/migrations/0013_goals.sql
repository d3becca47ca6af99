-- The book: goals that pull against each other, and what came after one.
-- The new columns are written to the journal only once they are known.

ALTER TABLE goal ADD COLUMN conflicts_id INTEGER REFERENCES goal(id);
ALTER TABLE goal ADD COLUMN comes_next TEXT;

CREATE INDEX goal_conflicts_id ON goal(conflicts_id) WHERE conflicts_id IS NOT NULL;

-- The target of its measure as it was agreed, beside that of a goal's tie.
ALTER TABLE expectation ADD COLUMN agreed_target INTEGER;
