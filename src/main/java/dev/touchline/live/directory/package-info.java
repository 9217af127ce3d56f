/**
 * Reads of teams and players, and of the names that are probably aliases. Entries: {@code TeamsResource},
 * {@code PlayersResource}, {@code DirectoryReader}. Depends on {@code codec.directory}, {@code database},
 * {@code directory}, {@code event}, {@code http}, {@code http.query}, {@code json}, {@code live.cache}, {@code role}
 * and {@code security}.
 */
package dev.touchline.live.directory;
