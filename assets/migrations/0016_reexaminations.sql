-- The book: the record of a re-examination with a household (who sat there, what they said), and what is known of the
-- money that an index is compared with: when it came, what was paid in or taken out, how it is mixed.
-- The new columns are written to the journal only once they are known: what it holds of older rows stays as it was.

ALTER TABLE daily_review ADD COLUMN relationship_id INTEGER REFERENCES relationship(id);
ALTER TABLE daily_review ADD COLUMN with_whom TEXT;
ALTER TABLE daily_review ADD COLUMN words TEXT;
CREATE INDEX daily_review_relationship_id ON daily_review(relationship_id) WHERE relationship_id IS NOT NULL;

ALTER TABLE relationship ADD COLUMN money_start TEXT;
ALTER TABLE relationship ADD COLUMN money_flows TEXT;
ALTER TABLE relationship ADD COLUMN money_blend TEXT;
