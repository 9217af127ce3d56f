-- Alone in its file, since Flyway runs it outside of a transaction.
CREATE INDEX CONCURRENTLY match_by_referee ON match (referee);
