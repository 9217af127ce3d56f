/**
 * Archives of finished competitions: written, compared with the database before the competition is deleted, and
 * restored. Entry: {@code Archives}. Depends on {@code codec}, {@code codec.competition}, {@code database},
 * {@code statistics.archive.file}, {@code statistics.competition}, {@code statistics.rebuild} and
 * {@code statistics.storage}.
 */
package dev.touchline.statistics.archive;
