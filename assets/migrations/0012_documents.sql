-- The book, version 12: documents made from it, the agreements they state, and the files that were sent.

CREATE TABLE document(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL UNIQUE,
  relationship_id INTEGER NOT NULL REFERENCES relationship(id),
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  language TEXT,
  template TEXT NOT NULL,
  template_version TEXT,
  text TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  html_sha256 TEXT,
  pdf_sha256 TEXT,
  states TEXT,
  made_on TEXT NOT NULL,
  sent_on TEXT,
  sent_how TEXT,
  sent_to TEXT,
  sent_sha256 TEXT,
  signed_on TEXT,
  signed_by TEXT,
  evidence TEXT,
  superseded_on TEXT,
  superseded_by_id INTEGER REFERENCES document(id)
) STRICT;
CREATE INDEX document_relationship_id ON document(relationship_id);
CREATE INDEX document_superseded_by_id ON document(superseded_by_id) WHERE superseded_by_id IS NOT NULL;

-- an event "stated" knows the document
ALTER TABLE agreement_event ADD COLUMN document_id INTEGER REFERENCES document(id);
CREATE INDEX agreement_event_document_id ON agreement_event(document_id) WHERE document_id IS NOT NULL;

-- renderings and what was attached, by their hash; outside the journal, which holds the hash
CREATE TABLE kept_file(
  sha256 TEXT PRIMARY KEY,
  media TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TRIGGER kept_file_is_not_changed BEFORE UPDATE ON kept_file
BEGIN SELECT RAISE(ABORT, 'a kept file stays as it is'); END;
CREATE TRIGGER kept_file_is_not_deleted BEFORE DELETE ON kept_file
BEGIN SELECT RAISE(ABORT, 'a kept file stays as it is'); END;
