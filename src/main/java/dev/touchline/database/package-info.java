/**
 * The database: its supervised start with the migration of the schema, whether it is available, statements and
 * transactions, for the rooms that keep tables. Depends on {@code role}.
 */
package dev.touchline.database;
