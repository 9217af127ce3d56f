/**
 * The database: migration of the schema, supervision of its availability, and JDBC statements and transactions for the
 * packages with tables. Depends on {@code role}.
 */
package dev.touchline.database;
