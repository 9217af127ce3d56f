-- An invented next migration that only adds a column: the previous version can run on without it.
ALTER TABLE match ADD COLUMN referee text;
