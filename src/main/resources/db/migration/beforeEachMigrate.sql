-- Bounds the wait for a lock: later statements on the table queue behind a waiting migration. DatabaseSupervisor retries.
-- Has no effect outside of a transaction (CREATE INDEX CONCURRENTLY).
SET LOCAL lock_timeout = '5s';
