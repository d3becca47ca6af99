-- The book, version 5: a person is found by how they are reached.
-- Only the search index changes, which is outside the journal.

DELETE FROM search_text WHERE rowid IN (SELECT person_id * 32 + 2 FROM contact_point);
INSERT INTO search_text(rowid, body)
  SELECT id * 32 + 2,
    ifnull(name,'') || char(10) || ifnull(nickname,'') || char(10) || ifnull(organisation,'') || char(10) ||
    ifnull(preferences,'') || char(10) || ifnull(notes,'') || char(10) ||
    (SELECT group_concat(c.value || CASE c.kind WHEN 'phone' THEN char(10) ||
       replace(replace(replace(replace(replace(c.value, ' ', ''), '-', ''), '(', ''), ')', ''), '.', '') ELSE '' END,
       char(10)) FROM contact_point c WHERE c.person_id = person.id)
  FROM person WHERE id IN (SELECT person_id FROM contact_point) ORDER BY id;
