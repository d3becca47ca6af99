-- The book, version 18: a scan that shows what was signed or agreed; documents are found by what they say.

ALTER TABLE document ADD COLUMN scan_sha256 TEXT;
ALTER TABLE document ADD COLUMN scan_name TEXT;
ALTER TABLE agreement_event ADD COLUMN scan_sha256 TEXT;
ALTER TABLE agreement_event ADD COLUMN scan_name TEXT;

INSERT INTO search_text(rowid, body)
  SELECT id * 32 + 22, kind || ' v' || version || char(10) || ifnull(title,'') || char(10) || ifnull(text,'') FROM document;
