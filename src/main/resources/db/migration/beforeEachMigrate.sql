-- A migration waits no longer than this for a lock: while it waits, every later statement on the table waits behind it.
-- DatabaseSupervisor tries again. Has no effect on statements outside of a transaction (CREATE INDEX CONCURRENTLY).
SET LOCAL lock_timeout = '5s';
