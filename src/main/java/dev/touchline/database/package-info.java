/**
 * The database: its supervised start with the migration of the schema, its availability, the primary that is in use and
 * its branch of the feed, statements, queries and transactions. Entry: {@code Database}. Depends on {@code logging} and {@code role}.
 */
package dev.touchline.database;
