-- What competitions were declared to be, and what is needed to count a match anew.

-- The latest declaration of each competition by time of receipt. A competition need not be declared.
CREATE TABLE competition (
    id           text PRIMARY KEY,
    revision     bigint      NOT NULL,
    content      json        NOT NULL,
    declared_at  timestamptz NOT NULL
);

-- What the tally rests on, which is the catalogue it was counted by. One that rests on another is counted anew.
ALTER TABLE match ADD COLUMN basis text;

-- The log of a match, the reports without a change included.
DROP INDEX event_by_seq;
CREATE UNIQUE INDEX event_by_match ON event (match, seq);
