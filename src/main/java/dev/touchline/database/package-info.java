/** Statements and transactions, for the rooms that keep tables. Depends on nothing. */
package dev.touchline.database;
