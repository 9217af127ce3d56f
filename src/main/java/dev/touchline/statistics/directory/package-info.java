/**
 * The names of teams and players in PostgreSQL. Entry: {@code DirectoryTables}. Depends on {@code codec},
 * {@code codec.directory}, {@code database}, {@code directory} and {@code event}.
 */
package dev.touchline.statistics.directory;
