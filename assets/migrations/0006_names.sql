-- The book, version 6: whom a name is typed for is found in the names alone, not in the whole rows.

CREATE INDEX relationship_name ON relationship(name);
CREATE INDEX person_name ON person(name);
