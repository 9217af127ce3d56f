-- A separate file, because Flyway runs a concurrent index outside of a transaction.
CREATE INDEX CONCURRENTLY match_by_referee ON match (referee);
