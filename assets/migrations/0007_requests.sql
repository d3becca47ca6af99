-- The book: requests with their scope, what finished means and what went wrong; checklists.
-- The new columns are written to the journal only once they are known: what it holds of older rows stays
-- as it was written.

CREATE TABLE checklist(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  template TEXT NOT NULL,
  title TEXT NOT NULL,
  started_on TEXT NOT NULL,
  given_up_on TEXT,
  reason TEXT
) STRICT;
CREATE INDEX checklist_relationship_id ON checklist(relationship_id);

ALTER TABLE follow_up ADD COLUMN done_when TEXT;
ALTER TABLE follow_up ADD COLUMN scope TEXT;
ALTER TABLE follow_up ADD COLUMN scope_rule_id INTEGER REFERENCES rule(id);
ALTER TABLE follow_up ADD COLUMN went_wrong TEXT;
ALTER TABLE follow_up ADD COLUMN answered_on TEXT;
ALTER TABLE follow_up ADD COLUMN exception_id INTEGER REFERENCES exception(id);
ALTER TABLE follow_up ADD COLUMN checklist_id INTEGER REFERENCES checklist(id);
ALTER TABLE follow_up ADD COLUMN step INTEGER;

CREATE INDEX follow_up_scope_rule_id ON follow_up(scope_rule_id) WHERE scope_rule_id IS NOT NULL;
CREATE INDEX follow_up_exception_id ON follow_up(exception_id) WHERE exception_id IS NOT NULL;
CREATE INDEX follow_up_checklist_id ON follow_up(checklist_id) WHERE checklist_id IS NOT NULL;
CREATE INDEX follow_up_small ON follow_up(small) WHERE finished_on IS NULL AND small = 1;
CREATE INDEX follow_up_asked ON follow_up(kind, asked_on) WHERE kind = 'request';
CREATE INDEX follow_up_wrong ON follow_up(went_wrong) WHERE went_wrong IS NOT NULL;
