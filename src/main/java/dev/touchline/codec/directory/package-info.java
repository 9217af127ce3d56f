/**
 * Teams and players as JSON, in requests, in messages and in the database. Entry: {@code DirectoryJson}. Depends on
 * {@code event}, {@code json} and {@code sport}.
 */
package dev.touchline.codec.directory;
