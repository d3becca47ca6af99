-- The book: the order of a meeting's agenda, as it was put by hand.
-- The new column is written to the journal only once it is known: what it holds of older rows stays as it was written.

ALTER TABLE agenda_item ADD COLUMN position INTEGER;
