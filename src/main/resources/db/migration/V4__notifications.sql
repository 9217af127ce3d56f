-- Webhooks: who is called, for what, and what came of it; and how far everyone has been told.

-- How far the feed has been dealt with. Whoever goes on locks the row until the commit.
CREATE TABLE progress (
    name      text PRIMARY KEY,
    position  bigint NOT NULL
);

-- What happened before is not news.
INSERT INTO progress (name, position) SELECT name, position FROM feed, unnest(ARRAY['deliveries', 'headlines']) AS name;

CREATE TABLE subscription (
    id               text PRIMARY KEY,
    owner            text NOT NULL,
    url              text NOT NULL,
    -- whose load it is: the name and port of the url
    host             text NOT NULL,
    description      text,
    filter           json NOT NULL,
    created_at       timestamptz NOT NULL,
    -- the first failure since the last success
    failing_since    timestamptz,
    -- null as long as it is called
    disabled_at      timestamptz,
    disabled_reason  text
);

CREATE INDEX subscription_by_owner ON subscription (owner, created_at, id);

-- What calls are signed with, by all that have not expired.
CREATE TABLE signing_secret (
    subscription  text NOT NULL REFERENCES subscription ON DELETE CASCADE,
    secret        text NOT NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz,
    PRIMARY KEY (subscription, secret)
);

-- One update for one subscription, with what came of the last attempt.
CREATE TABLE delivery (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription     text   NOT NULL REFERENCES subscription ON DELETE CASCADE,
    position         bigint NOT NULL,
    match            text   NOT NULL,
    seq              bigint NOT NULL,
    state            text   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
    -- how often it was tried, and how often since it was last asked for
    attempts         integer NOT NULL DEFAULT 0,
    round            integer NOT NULL DEFAULT 0,
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

-- Deliveries of one match to one subscription, one after the other. There is a lane exactly where one is waiting.
-- Whoever takes a lane moves its time to when anyone else may take it.
CREATE TABLE lane (
    subscription  text NOT NULL REFERENCES subscription ON DELETE CASCADE,
    match         text NOT NULL,
    due           timestamptz NOT NULL,
    -- whether an attempt is under way, or was when its process was killed
    taken         boolean NOT NULL DEFAULT false,
    PRIMARY KEY (subscription, match)
);

CREATE INDEX lane_by_time ON lane (subscription, due);
