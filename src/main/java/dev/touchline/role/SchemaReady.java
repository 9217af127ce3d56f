package dev.touchline.role;

/**
 * CDI event, fired once: the schema of the database is up to date. Work that needs the schema starts here and not with
 * the application, which serves its health while the database is away. Never fired in a process that runs a command.
 */
public record SchemaReady() {}
