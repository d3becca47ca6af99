-- The book: what is heard against an expectation stays with it; whom to call first in a market fall.
-- The new columns are written to the journal only once they are known: what it holds of older rows stays
-- as it was written.

ALTER TABLE expectation ADD COLUMN call_first TEXT;
ALTER TABLE talk ADD COLUMN against_id INTEGER REFERENCES expectation(id);
ALTER TABLE agreement_event ADD COLUMN interaction_id INTEGER REFERENCES interaction(id);

CREATE INDEX talk_against_id ON talk(against_id) WHERE against_id IS NOT NULL;
CREATE INDEX agreement_event_interaction_id ON agreement_event(interaction_id) WHERE interaction_id IS NOT NULL;
