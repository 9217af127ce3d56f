/**
 * Teams and players are named over HTTP, and aliases accepted. Entries: {@code TeamEntriesResource},
 * {@code PlayerEntriesResource}, {@code AliasesResource}. Depends on {@code codec.directory}, {@code event},
 * {@code http}, {@code ingest}, {@code json}, {@code role}, {@code security} and {@code sport}.
 */
package dev.touchline.ingest.directory;
