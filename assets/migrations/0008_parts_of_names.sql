-- The book, version 8: a part of a name is found without reading all names.

CREATE VIRTUAL TABLE search_name USING fts5(
  body, content='', contentless_delete=1, detail=none, tokenize='trigram remove_diacritics 1');
INSERT INTO search_name(rowid, body) SELECT id * 32 + 1, name FROM relationship;
INSERT INTO search_name(rowid, body) SELECT id * 32 + 2, name FROM person;
