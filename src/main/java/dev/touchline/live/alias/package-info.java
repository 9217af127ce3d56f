/**
 * Names that are probably of one team of a competition, or of one player of a team. Entry: {@code AliasReader}. Depends on
 * {@code database}, {@code directory}, {@code event}, {@code http} and {@code live.directory}.
 */
package dev.touchline.live.alias;
