/**
 * Teams and players by the names under which they are reported: which entry is in force, whose a name is, and which
 * names are probably of one team or player. Entries: {@code Directory}, {@code LikelyAliases}. Depends on {@code event}
 * and {@code sport}.
 */
package dev.touchline.directory;
