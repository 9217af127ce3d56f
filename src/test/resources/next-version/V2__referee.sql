-- A made-up next migration, which expands the schema: the version before can go on without knowing the column.
ALTER TABLE match ADD COLUMN referee text;
