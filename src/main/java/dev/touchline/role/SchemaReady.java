package dev.touchline.role;

/**
 * CDI event, fired once when the database schema is up to date. Work that needs the schema starts here: the application
 * starts without the database. Not fired in a process that runs a command.
 */
public record SchemaReady() {}
