-- The event log, and what is derived from it.

-- One row for each match that anything is known of. Whoever changes a match locks its row first.
CREATE TABLE match (
    id                  text PRIMARY KEY,
    sport               text   NOT NULL,
    -- the announcement that stands; null as long as nobody has announced the match
    announced_revision  bigint,
    announced_at        timestamptz,
    competition         text,
    stage               text,
    group_name          text,
    home                text,
    away                text,
    kick_off            timestamptz,
    venue               text,
    -- derived from the highest revisions in the log
    phase               text   NOT NULL DEFAULT 'scheduled',
    period              text,
    minute              integer,
    stoppage            integer,
    home_score          integer NOT NULL DEFAULT 0,
    away_score          integer NOT NULL DEFAULT 0,
    home_shootout       integer,
    away_shootout       integer,
    winner              text,
    -- the running sum that the next change is added to; null before the first
    tally               json,
    -- the number of the last change
    seq                 bigint NOT NULL DEFAULT 0,
    updated_at          timestamptz
);

-- Lists are in order of kick-off; what has none comes last.
CREATE INDEX match_by_kick_off ON match ((coalesce(kick_off, 'infinity'::timestamptz)), id);
CREATE INDEX match_by_competition ON match (competition, (coalesce(kick_off, 'infinity'::timestamptz)), id);

-- Everything that was ever reported, as it was reported. Rows are added, never changed.
CREATE TABLE event (
    source       text        NOT NULL,
    id           text        NOT NULL,
    revision     bigint      NOT NULL,
    match        text        NOT NULL,
    type         text        NOT NULL,
    content      json        NOT NULL,
    received_at  timestamptz NOT NULL,
    stored_at    timestamptz NOT NULL,
    -- the change it made and the update that told of it; null if it came after a higher revision or said nothing new
    seq          bigint,
    update       json,
    PRIMARY KEY (source, id, revision)
);

CREATE UNIQUE INDEX event_by_seq ON event (match, seq) WHERE seq IS NOT NULL;

-- The highest revision of each incident that is an event, with its place on the match clock.
CREATE TABLE incident (
    source       text        NOT NULL,
    id           text        NOT NULL,
    match        text        NOT NULL,
    revision     bigint      NOT NULL,
    content      json        NOT NULL,
    received_at  timestamptz NOT NULL,
    seq          bigint      NOT NULL,
    period_order integer     NOT NULL,
    minute       integer     NOT NULL,
    stoppage     integer     NOT NULL,
    PRIMARY KEY (source, id)
);

CREATE INDEX incident_in_clock_order ON incident (match, period_order, minute, stoppage, seq);

-- Reports that contradict the log: the same revision with other content, or an incident moved to another match.
-- The log's version stands.
CREATE TABLE conflict (
    source       text        NOT NULL,
    id           text        NOT NULL,
    revision     bigint      NOT NULL,
    match        text        NOT NULL,
    content      json        NOT NULL,
    content_hash text        NOT NULL,
    reason       text        NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (source, id, revision, content_hash)
);

CREATE INDEX conflict_by_match ON conflict (match);
