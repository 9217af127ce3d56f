-- An imaginary next migration. It only adds to the schema, so that processes of the version before go on working.
ALTER TABLE match ADD COLUMN referee text;
