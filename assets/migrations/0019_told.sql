-- The book: which version of a rule each client knows, and who is gone since when, are kept ready for the queue.
-- Nothing the journal holds changes: `ready` is written anew when a book comes to this schema (store/ready.rs).

-- what stands ready of one relationship is found by rule as well
DROP INDEX ready_of;
CREATE INDEX ready_of ON ready(relationship_id, what, pace);
