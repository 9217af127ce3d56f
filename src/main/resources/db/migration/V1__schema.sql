-- The event log, its projections, and the webhooks.
--
-- Writers lock the rows of their matches first, in the order of the ids.

-- One row for each match with at least one report. A writer locks the rows of its matches first.
CREATE TABLE match (
    id                  text PRIMARY KEY,
    sport               text   NOT NULL,
    -- the announcement in force; null until the match is announced
    announced_revision  bigint,
    announced_at        timestamptz,
    competition         text,
    stage               text,
    round               text,
    group_name          text,
    home                text,
    away                text,
    kick_off            timestamptz,
    venue               text,
    -- the account that announced the match first; null without authorization
    owner               text,
    -- the variant of the sport by which the match is counted: that of its competition; null for the sport as such
    variant             text,
    -- the reporters that the announcement declares, highest first; null if the competition decides
    reporters           json,
    -- the reporters in force, of the announcement or the competition; null if every report counts
    declaration         json,
    -- whether incidents count as they are weighed against each other; otherwise every one counts as it was reported
    weighed             boolean NOT NULL DEFAULT false,
    -- when the last report of the match was received; without a report for a long time, a match in progress is stale
    received_at         timestamptz,
    -- Indexed instead of received_at, like updated_on.
    received_on         date GENERATED ALWAYS AS ((received_at AT TIME ZONE 'UTC')::date) STORED,
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
    -- the result that counts, null before the end; the score is as played
    result_home         integer,
    result_away         integer,
    decided_by          text,
    result_reason       text,
    -- the points within each period, as in responses
    periods             json   NOT NULL DEFAULT '[]',
    -- the running sum that the next change is added to, without players; null before the first change
    tally               json,
    -- the seq of the last change
    seq                 bigint NOT NULL DEFAULT 0,
    updated_at          timestamptz,
    -- Indexed instead of updated_at: an index entry for each change of a match would make storing it slower.
    updated_on          date GENERATED ALWAYS AS ((updated_at AT TIME ZONE 'UTC')::date) STORED,
    -- the tally version (code and catalogue); a tally of another version is counted anew
    tally_version       text,
    -- when the match was deleted, or null. A deleted match is not shown and belongs to no competition.
    deleted_at          timestamptz,
    -- whether it was deleted by a statement, as a mistake: it goes on to take reports, and an operator can bring it back.
    -- Other deleted matches take no reports.
    mistaken            boolean NOT NULL DEFAULT false,
    -- the competition that a mistaken match was announced for
    mistaken_for        text
);

-- Lists are in order of kick-off; matches without one come last.
CREATE INDEX match_by_kick_off ON match ((coalesce(kick_off, 'infinity'::timestamptz)), id);
CREATE INDEX match_by_competition ON match (competition, (coalesce(kick_off, 'infinity'::timestamptz)), id);
-- Matches that nobody ended stay in the index, so it begins with the day of the last report.
CREATE INDEX match_in_progress ON match (received_on, (coalesce(kick_off, 'infinity'::timestamptz)), id)
    WHERE phase IN ('live', 'break', 'shootout', 'suspended');
CREATE INDEX match_by_home ON match (home);
CREATE INDEX match_by_away ON match (away);
CREATE INDEX match_by_change ON match (updated_on);

-- The event log: every stored event and announcement, without duplicates. Append-only.
CREATE TABLE event (
    source       text        NOT NULL,
    id           text        NOT NULL,
    revision     bigint      NOT NULL,
    match        text        NOT NULL,
    type         text        NOT NULL,
    content      json        NOT NULL,
    -- who sent the report: the name in the token, null without authorization, and whether it had the role admin
    account      text,
    admin        boolean     NOT NULL DEFAULT false,
    received_at  timestamptz NOT NULL,
    stored_at    timestamptz NOT NULL,
    -- the change of the match and the update that was published; null if the report changed nothing
    seq          bigint,
    update       json,
    -- the position of the update in the feed; null if it was restored from the archive of another deletion, which
    -- subscribers must not receive as news
    position     bigint,
    -- sources number the incidents of each match anew
    PRIMARY KEY (match, source, id, revision),
    CHECK (position IS NULL OR seq IS NOT NULL)
);

-- The log of a match, including reports that changed nothing.
CREATE UNIQUE INDEX event_by_match ON event (match, seq);
-- The announcements of a match, whose source contains the account.
CREATE INDEX event_announcement ON event (match, source, revision) WHERE source LIKE 'touchline:announcement%';
CREATE UNIQUE INDEX event_by_position ON event (position);
-- Decisions, lists, handovers and other statements. Most matches have none.
CREATE INDEX event_statement ON event (match) WHERE type LIKE 'match.%';
-- The first receipt of an incident as each kind, however many revisions it has. Few reports are revisions.
CREATE INDEX event_revised ON event (match, source, id, type, received_at) WHERE revision > 1;

-- The last position that was taken. A transaction that fails leaves a hole. No CACHE: positions would not be in the order
-- in which they are taken.
CREATE SEQUENCE feed_position MINVALUE 0 START 0;

SELECT nextval('feed_position');

-- Takes the next positions, in order. The transaction first locks the last position before them, and releases it when it has
-- ended and its rows are visible or gone. Locks of positions are shared, so nobody waits for them; only their keys are single
-- negative numbers (-1 - position): other advisory locks have two numbers, and Flyway's is positive. Readers stop at the lock,
-- so PostgreSQL ends a transaction that waits for its client that long.
CREATE FUNCTION take_positions(number integer) RETURNS bigint[] LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', '10s', true);
    PERFORM pg_advisory_xact_lock_shared(-1 - last_value) FROM feed_position WHERE number > 0;
    RETURN ARRAY(SELECT nextval('feed_position') FROM generate_series(1, number));
END
$$;

-- The highest position below all transactions that have taken positions and are under way, so that the next statement sees
-- every update up to it. The argument is read before the locks: whoever took a position up to it had locked before.
CREATE FUNCTION complete_position(taken bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN (
        SELECT least(taken, min(-1 - (classid::bigint << 32 | objid::bigint)))
        FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >= 2147483648
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    );
END
$$;

-- The end of the feed: the position up to which it is complete, and the last one that was taken.
CREATE VIEW feed AS SELECT complete_position(last_value) AS position, last_value AS taken FROM feed_position;

-- A branch of the feed for each primary: a standby that is promoted, and a restored backup, may lack the last updates of the
-- branch before. Positions of a branch are never those of another one.
CREATE TABLE feed_branch (
    number      integer PRIMARY KEY,
    begun_at    timestamptz NOT NULL,
    -- the primary: see database_identity
    identity    text        NOT NULL,
    -- Up to this position, every update of the branches before is in the database. Their later ones may be lost.
    kept        bigint      NOT NULL,
    -- The positions of the branch are higher.
    start       bigint      NOT NULL
);

-- Distinguishes this primary from others with the same updates: the cluster, the database, and the timeline, which changes
-- with each promotion. The control file learns of a new timeline only with the next checkpoint.
CREATE FUNCTION database_identity() RETURNS text LANGUAGE sql AS $$
    SELECT system_identifier || '-' || (SELECT oid FROM pg_database WHERE datname = current_database())
        || '-' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
    FROM pg_control_system()
$$;

INSERT INTO feed_branch (number, begun_at, identity, kept, start) VALUES (1, clock_timestamp(), database_identity(), 0, 0);

-- Begins a branch if the last one was begun by another primary, or if it is forced. The commit waits for no standby: a
-- promoted one may have none. Begun before any position of the branch is taken, since each connection is asked for it first.
CREATE FUNCTION begin_branch(forced boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    former feed_branch;
    begun  timestamptz;
    top    bigint;
    bottom bigint;
    sure   bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'local', true);
    LOCK TABLE feed_branch IN EXCLUSIVE MODE;
    SELECT * INTO former FROM feed_branch ORDER BY number DESC LIMIT 1;
    IF former.identity = database_identity() AND NOT forced THEN
        RETURN;
    END IF;
    begun := greatest(clock_timestamp(), former.begun_at + interval '1 ms');
    SELECT greatest(max(position), former.start) INTO top FROM event;
    -- Transactions commit in another order than that of their positions: one may be lost although higher positions are kept.
    -- From the first hole of the last minutes on, nothing is certain. Transactions of earlier holes have failed.
    bottom := greatest(top - 100000, former.start);
    SELECT coalesce(min(place), top) INTO sure FROM (
        SELECT place, lead(place) OVER (ORDER BY place) AS next
        FROM (SELECT bottom AS place UNION SELECT position FROM event WHERE position > bottom) AS recent) AS pairs
    WHERE next > place + 1
      AND (SELECT stored_at FROM event WHERE position = next)
          > (SELECT stored_at FROM event WHERE position = top) - interval '5 minutes';
    -- The time in microseconds, which the positions of no other branch reach, also not of one that is lost with its primary.
    PERFORM setval('feed_position',
                   greatest(last_value + 1000000000, floor(extract(epoch FROM begun) * 1000000)::bigint))
    FROM feed_position;
    INSERT INTO feed_branch (number, begun_at, identity, kept, start)
    SELECT former.number + 1, begun, database_identity(), sure, last_value FROM feed_position;
END
$$;

-- The figures of players that are not zero. A change of a match writes the rows of its players only.
CREATE TABLE player_figure (
    match   text    NOT NULL,
    player  text    COLLATE "C" NOT NULL,
    -- 0 home, 1 away, 2 without a team
    side    integer NOT NULL,
    figure  text    NOT NULL,
    count   integer NOT NULL,
    PRIMARY KEY (match, player, side, figure)
    -- Room for the next versions of the rows of a page, which then need no index entries.
) WITH (fillfactor = 50);

-- The scorers and the cards of a match. The figure comes first, so that players are listed by the primary key.
CREATE INDEX player_figure_by_figure ON player_figure (figure, match);

-- The highest revision of each incident, with its position on the match clock.
CREATE TABLE incident (
    source       text        NOT NULL,
    id           text        NOT NULL,
    match        text        NOT NULL,
    revision     bigint      NOT NULL,
    content      json        NOT NULL,
    -- the first receipt of a revision of this kind if the kind changes the phase or awards the match; otherwise the
    -- receipt of this revision
    received_at  timestamptz NOT NULL,
    seq          bigint      NOT NULL,
    period_order integer     NOT NULL,
    minute       integer     NOT NULL,
    stoppage     integer     NOT NULL,
    -- Sort keys: the match clock is the last clock, the phase follows from the last marks, and a share is the last
    -- reading of its figure. An award has a figure of its own. They are null where the incident has none or is
    -- cancelled.
    clock        bigint,
    mark         bigint[],
    figure       text,
    reading      bigint[],
    -- Team, player and moment of an incident that another one may include, and of one that includes others. An included
    -- incident has no figures and no line of its own.
    included     text,
    including    text,
    -- The part that the incident has in a weighed match; null in a plain one, where every incident counts as it was reported.
    -- Incidents of one group are compared with each other.
    group_key    text,
    standing     text,
    -- the other sources that report the incident, highest first
    confirmed_by text[],
    -- the event as counted, if it differs from the content
    counted      json,
    -- source and id of the incident whose details count for this one; null if it does not count
    counts_as    text[],
    -- The match comes last, so that the same source and id in another match are found.
    PRIMARY KEY (source, id, match)
);

-- Only incidents of weighed matches have groups.
CREATE INDEX incident_by_group ON incident (match, group_key) WHERE group_key IS NOT NULL;

CREATE INDEX incident_in_clock_order ON incident (match, period_order, minute, stoppage, seq);

-- Read when a change takes back an incident that may be the last one.
CREATE INDEX incident_by_clock ON incident (match, clock) WHERE clock IS NOT NULL;
CREATE INDEX incident_by_mark ON incident (match, mark) WHERE mark IS NOT NULL;
CREATE INDEX incident_by_reading ON incident (match, figure, reading) WHERE figure IS NOT NULL;

-- Few incidents include others or may be included: the cards of football.
CREATE INDEX incident_included ON incident (match, included) WHERE included IS NOT NULL;
CREATE INDEX incident_including ON incident (match, including) WHERE including IS NOT NULL;

-- Alone and counted: contradicted as soon as two other sources have reported later things.
CREATE INDEX incident_alone ON incident (match, minute) WHERE standing = 'counts' AND confirmed_by = '{}';

-- The sources that were heard of a weighed match, with the latest places that they reported.
CREATE TABLE reporter (
    match        text        NOT NULL,
    source       text        NOT NULL,
    first_heard  timestamptz NOT NULL,
    last_heard   timestamptz NOT NULL,
    -- minute and stoppage time in one; null if it stated none
    minute       integer,
    -- the latest time of an incident; null until it reported one
    reported_at  timestamptz,
    PRIMARY KEY (match, source)
);

-- Numbers the changes of discrepancies, which are published in this order.
CREATE SEQUENCE discrepancy_change;

-- Differences between reporters of a weighed match that a person may decide.
CREATE TABLE discrepancy (
    match      text        NOT NULL,
    id         text        NOT NULL,
    kind       text        NOT NULL,
    group_key  text        NOT NULL,
    content    json        NOT NULL,
    since      timestamptz NOT NULL,
    change     bigint      NOT NULL,
    -- when it was settled; a settled one may be opened again
    closed_at  timestamptz,
    -- the last change that was published, or null
    published  bigint,
    PRIMARY KEY (match, id)
);

CREATE INDEX discrepancy_to_publish ON discrepancy (change) WHERE published IS NULL OR published < change;
CREATE INDEX discrepancy_in_order ON discrepancy (match, since, id) WHERE closed_at IS NULL;
CREATE INDEX discrepancy_open ON discrepancy (kind) WHERE closed_at IS NULL;

-- Reports that contradict the log: the same revision with other content. The report in the log stands.
CREATE TABLE conflict (
    source       text        NOT NULL,
    id           text        NOT NULL,
    revision     bigint      NOT NULL,
    match        text        NOT NULL,
    content      json        NOT NULL,
    content_hash text        NOT NULL,
    reason       text        NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (match, source, id, revision, content_hash)
);

CREATE INDEX conflict_by_match ON conflict (match, received_at, source, id, revision, content_hash);

-- The first revision and the last definition of each account that defined a competition; '' without authorization. The
-- competition belongs to the account with the first revision, and the last definition of that account or of an
-- administrator is in force. Inferred definitions belong to nobody: the last one fills in for stages that are not declared.
-- A competition need not be defined.
CREATE TABLE competition (
    id              text        NOT NULL,
    account         text        NOT NULL,
    admin           boolean     NOT NULL,
    inferred        boolean     NOT NULL,
    first_revision  bigint      NOT NULL,
    revision        bigint      NOT NULL,
    content         json        NOT NULL,
    received_at     timestamptz NOT NULL,
    PRIMARY KEY (id, account, admin, inferred)
);

-- The last line-up of a match that each account sent; '' without authorization. That of the owner of the match, of an operator
-- or of an administrator counts, the last one of them. The log has all of them.
CREATE TABLE line_up (
    match           text        NOT NULL,
    account         text        NOT NULL,
    admin           boolean     NOT NULL,
    revision        bigint      NOT NULL,
    content         json        NOT NULL,
    received_at     timestamptz NOT NULL,
    PRIMARY KEY (match, account, admin)
);

-- The first revision and the last entry of each account that named a team or a player; '' without authorization. It belongs
-- to the account with the first revision, and the last entry of that account or of an administrator is in force, with the
-- aliases that were added later.
CREATE TABLE directory_report (
    -- team or player
    kind            text        NOT NULL,
    id              text        NOT NULL,
    account         text        NOT NULL,
    admin           boolean     NOT NULL,
    -- the alias that joins those in force; '' if the entry replaces what is in force
    addition        text        NOT NULL,
    first_revision  bigint      NOT NULL,
    revision        bigint      NOT NULL,
    content         json        NOT NULL,
    received_at     timestamptz NOT NULL,
    PRIMARY KEY (kind, id, account, admin, addition)
);

-- The entries in force, and the names under which they are found: the id, the name and the aliases. Several entries may have
-- one name, which then is nobody's, unless the team tells players apart: so no entry depends on the order of the others.
CREATE TABLE directory_entry (
    kind            text        NOT NULL,
    id              text        COLLATE "C" NOT NULL,
    content         json        NOT NULL,
    received_at     timestamptz NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE directory_name (
    kind            text        NOT NULL,
    name            text        NOT NULL,
    id              text        COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, name, id)
);

CREATE INDEX directory_name_by_id ON directory_name (kind, id);

-- The number of changes of entries in force. Whoever stores entries locks the row first.
CREATE TABLE directory_version (version bigint NOT NULL);

INSERT INTO directory_version (version) VALUES (0);

-- Competitions whose variant or reporters have changed, until their matches are counted anew.
CREATE TABLE recount (
    change       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    competition  text NOT NULL UNIQUE
);

-- The identity of a report among those of a deleted match. Repeated announcements differ in their revision, the time of
-- receipt.
CREATE FUNCTION report_hash(source text, id text, revision bigint, content text) RETURNS bytea STABLE LANGUAGE sql AS $$
    SELECT sha256(convert_to(
        concat_ws(E'\n', source, id, CASE WHEN source LIKE 'touchline:%' THEN NULL ELSE revision END, content), 'UTF8'))
$$;

-- Whether sorted hashes of 8 bytes contain the beginning of a hash. Of a long value, PostgreSQL reads only the parts that
-- are compared.
CREATE FUNCTION contains_report(hashes bytea, hash bytea) RETURNS boolean STABLE LANGUAGE plpgsql AS $$
DECLARE
    low integer := 0;
    high integer := coalesce(octet_length(hashes), 0) / 8;
    wanted bytea := substr(hash, 1, 8);
    middle integer;
    candidate bytea;
BEGIN
    WHILE low < high LOOP
        middle := (low + high) / 2;
        candidate := substr(hashes, middle * 8 + 1, 8);
        IF candidate = wanted THEN
            RETURN true;
        ELSIF candidate < wanted THEN
            low := middle + 1;
        ELSE
            high := middle;
        END IF;
    END LOOP;
    RETURN false;
END
$$;

-- The remains of deleted matches, besides their rows in the table match.
CREATE TABLE tombstone (
    match        text PRIMARY KEY,
    competition  text NOT NULL,
    -- the archive that had the match when it was deleted; null without
    archive      text,
    -- the first 8 bytes of each report_hash, sorted; null until the reports are removed
    reports      bytea
);

-- Uncompressed, so that parts of it can be read.
ALTER TABLE tombstone ALTER COLUMN reports SET STORAGE EXTERNAL;

CREATE INDEX tombstone_by_competition ON tombstone (competition);

-- Deleted competitions, and those that are being restored.
CREATE TABLE deleted_competition (
    id           text PRIMARY KEY,
    deleted_at   timestamptz NOT NULL,
    -- 'deleting' and 'restoring' while a command removes or stores reports, and after one that was interrupted
    state        text        NOT NULL CHECK (state IN ('deleting', 'deleted', 'restoring')),
    -- the SHA-256 of each deleted definition's content: an equal definition is a repeat, another one a new competition
    definitions  bytea[]     NOT NULL
);

-- The number of deletions and restores, by which processes notice that matches vanished or came back.
CREATE TABLE deletion (
    number  bigint NOT NULL
);

INSERT INTO deletion (number) VALUES (0);

-- The last position that each consumer of the feed has processed. A consumer locks its row until its commit.
CREATE TABLE feed_consumer (
    name      text PRIMARY KEY,
    position  bigint NOT NULL
);

INSERT INTO feed_consumer (name, position) VALUES ('deliveries', 0), ('headlines', 0);

-- The updates that each consumer has not read yet. Between the positions of two branches there are none.
CREATE VIEW feed_lag AS
SELECT name, greatest(0, feed.position - feed_consumer.position
                         - (SELECT coalesce(sum(start - kept), 0) FROM feed_branch
                            WHERE start > feed_consumer.position))::bigint AS lag
FROM feed, feed_consumer;

CREATE TABLE subscription (
    id               text PRIMARY KEY,
    owner            text NOT NULL,
    url              text NOT NULL,
    -- name and port of the URL; concurrent calls are limited per host
    host             text NOT NULL,
    description      text,
    filter           json NOT NULL,
    -- Updates stored more seconds ago are skipped when their turn comes; null if none are.
    max_age          integer CHECK (max_age > 0),
    created_at       timestamptz NOT NULL,
    -- the first failure since the last success; null while calls succeed
    failing_since    timestamptz,
    -- failed calls since the last success
    failures         integer NOT NULL DEFAULT 0,
    -- calls in parallel while their number grows after a failure; null if only the configured maximum applies
    calls            integer CHECK (calls > 0),
    -- null while the subscription is enabled
    disabled_at      timestamptz,
    disabled_reason  text
);

CREATE INDEX subscription_by_owner ON subscription (owner, created_at, id);

-- Calls are signed with every secret that has not expired.
CREATE TABLE signing_secret (
    subscription  text NOT NULL REFERENCES subscription ON DELETE CASCADE,
    -- encrypted: the id of the key, and nonce and text in Base64 (SecretCipher)
    secret        text NOT NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz,
    PRIMARY KEY (subscription, secret)
);

-- One update for one subscription, with the outcome of the last attempt.
CREATE TABLE delivery (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription     text   NOT NULL REFERENCES subscription ON DELETE CASCADE,
    position         bigint NOT NULL,
    match            text   NOT NULL,
    seq              bigint NOT NULL,
    state            text   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed', 'skipped')),
    -- attempts in total, and attempts since the delivery was last requeued, without those that an outage's end brought forward
    attempts         integer NOT NULL DEFAULT 0,
    round            integer NOT NULL DEFAULT 0,
    -- Its owner requeued the delivery, so it is not skipped at any age.
    requested        boolean NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL,
    attempted_at     timestamptz,
    duration_millis  integer,
    code             integer,
    error            text,
    response         text,
    UNIQUE (subscription, position)
);

CREATE INDEX delivery_waiting ON delivery (subscription, match, position) WHERE state = 'waiting';
CREATE INDEX delivery_by_age ON delivery (created_at);
CREATE INDEX delivery_by_state ON delivery (subscription, state, id);

-- The deliveries of one match to one subscription, sent one after another. A row exists while a delivery waits. A process
-- that leases a row sets due_at to the end of the lease, after which another process may lease it.
CREATE TABLE delivery_queue (
    subscription  text NOT NULL REFERENCES subscription ON DELETE CASCADE,
    match         text NOT NULL,
    due_at        timestamptz NOT NULL,
    -- true during an attempt, and after an attempt whose process was killed
    in_progress   boolean NOT NULL DEFAULT false,
    -- the regular time of the next attempt, if the end of an outage has brought an attempt forward; otherwise null
    retry_at      timestamptz,
    -- the end of the time for which the receiver asked by Retry-After of a 429; null if it did not
    not_before    timestamptz,
    PRIMARY KEY (subscription, match)
);

CREATE INDEX delivery_queue_by_due_at ON delivery_queue (subscription, due_at);

-- Messages and reports that could not be processed, in the order of their arrival, until they are redriven or deleted.
CREATE TABLE dead_letter (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- the message that contained it; null if its headers do not say
    message_id        text,
    reason            text        NOT NULL,
    dead_lettered_at  timestamptz NOT NULL,
    attempts          bigint      NOT NULL,
    -- where it was published
    exchange          text        NOT NULL,
    routing_key       text        NOT NULL,
    content_type      text,
    -- bytes of the body; more than are stored if the body was too large, and then it cannot be redriven
    size              integer     NOT NULL,
    body              bytea       NOT NULL,
    headers           json        NOT NULL,
    -- a hash of the report and the reason; null if it is not known which report it is
    report            text
);

-- A crash, or a confirm that does not come, leaves several messages of one dead letter.
CREATE UNIQUE INDEX dead_letter_by_origin ON dead_letter (message_id, sha256(body));

-- An agent may repeat a report that cannot be processed any number of times.
CREATE UNIQUE INDEX dead_letter_by_report ON dead_letter (report);
