-- One order over the changes of all matches, so that whoever has seen position n knows exactly what is missing.

-- The position of the last change. Whoever stores changes takes the next positions here, and holds the row until the
-- commit: positions become visible in their order, and whoever sees one can read all below it.
CREATE TABLE feed (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    position  bigint NOT NULL
);

ALTER TABLE event ADD COLUMN position bigint;

-- What is there already, roughly in the order in which it was stored: clocks of processes differ, and the order within
-- a match is that of its numbers.
UPDATE event SET position = placed.position
FROM (
    SELECT source, id, revision, row_number() OVER (ORDER BY at, match, seq) AS position
    FROM (
        SELECT source, id, revision, match, seq, max(stored_at) OVER (PARTITION BY match ORDER BY seq) AS at
        FROM event WHERE seq IS NOT NULL
    ) numbered
) placed
WHERE event.source = placed.source AND event.id = placed.id AND event.revision = placed.revision;

INSERT INTO feed (position) SELECT count(seq) FROM event;

-- Exactly what changed a match is in the feed: a change without a position would reach nobody.
ALTER TABLE event ADD CHECK ((seq IS NULL) = (position IS NULL));
CREATE UNIQUE INDEX event_by_position ON event (position);
