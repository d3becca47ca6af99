-- The book, version 11: a part of a name is found without its diacritics, the letters that only look like marked
-- ones (ø, ł, ß) among them.

INSERT INTO search_name(search_name) VALUES ('delete-all');
INSERT INTO search_name(rowid, body) SELECT id * 32 + 1, folded(name) FROM relationship;
INSERT INTO search_name(rowid, body) SELECT id * 32 + 2, folded(name) FROM person;
